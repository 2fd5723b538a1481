/* server_demo.c - the demo holds what it says: whole records that keep every
 * rule, a chain without a fault, people and duties for every screen, and nobody
 * told what R7 keeps from them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "demo_office.h"
#include "notice_office.h"

#define RECORDS_MAX 6000

static struct buf list = BUF_INIT(DEMO_LIST_MAX);

struct entry {
	struct id id, file;
	char kind[KIND_NAME_MAX];
	int64_t version;
};
static struct entry *entries;
static size_t entry_count;

/* ---- set-up ---- */

/* Every version there is; the store has no such question for anybody. */
static void
read_entries(void)
{
	char path[120];
	sqlite3 *db = NULL;
	sqlite3_stmt *st = NULL;

	snprintf(path, sizeof(path), "%s/store/haven.db", office.dir);
	assert_int_equal(
	    sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	assert_int_equal(
	    sqlite3_prepare_v2(db,
		"SELECT r.id, coalesce(r.file, ''), r.kind, v.version FROM"
		" record r JOIN version v ON v.record = r.id ORDER BY r.seq",
		-1, &st, NULL),
	    SQLITE_OK);
	entry_count = 0;
	while (sqlite3_step(st) == SQLITE_ROW) {
		struct entry *to = &entries[entry_count++];

		assert_true(entry_count < RECORDS_MAX);
		id_parse(&to->id, (const char *)sqlite3_column_text(st, 0));
		id_parse(&to->file, (const char *)sqlite3_column_text(st, 1));
		snprintf(to->kind, sizeof(to->kind), "%s",
		    (const char *)sqlite3_column_text(st, 2));
		to->version = sqlite3_column_int64(st, 3);
	}
	sqlite3_finalize(st);
	sqlite3_close(db);
}

static int
start_up(void **state)
{
	struct errinfo e = { 0 };

	(void)state;
	open_as(true);
	entries = mem_zalloc(RECORDS_MAX, sizeof(*entries));
	if (demo_fill(office.s, DEMO_SEED, office.now_ms, &list, &e) != ERR_OK)
		fail_msg("no demo: %s", e.says);
	read_entries();
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	free(entries);
	buf_done(&list);
	office_stop(&office);
	return 0;
}

static struct db *
reader(void)
{
	struct errinfo e = { 0 };
	struct db *db = server_reader(office.s, &e);

	if (db == NULL)
		fail_msg("%s", e.says);
	return db;
}

static struct caller
caller_named(struct db *db, const char *sign_in)
{
	struct caller who = { .fresh_ms = office.now_ms };
	struct account account;
	struct errinfo e = { 0 };

	if (account_by_sign_in(
		office.s, db, sign_in, office.now_ms, &account, &e) != ERR_OK)
		fail_msg("%s: %s", sign_in, e.says);
	who.staff = account.staff;
	who.device = account.staff;
	who.role = account.role;
	return who;
}

/* ---- what there is ---- */

static void
test_counts(void **state)
{
	static const struct {
		const char *kind;
		int least, most;
	} rows[] = {
		{ "staff", DEMO_STAFF, DEMO_STAFF },
		{ "front_sheet", DEMO_CHILDREN + DEMO_OLD,
		    DEMO_CHILDREN + DEMO_OLD },
		{ "adult", 250, 400 },
		{ "assignment", 250, 400 },
		{ "first_account", 200, 400 },
		{ "concern", 200, 400 },
		{ "acknowledged", 200, 400 },
		{ "addendum", 20, 80 },
		{ "statement", 20, 100 },
		{ "agency", DEMO_AGENCIES, DEMO_AGENCIES },
		{ "contact_person", DEMO_AGENCIES, DEMO_AGENCIES },
		{ "authority", 4, DEMO_AGENCIES },
		{ "induction", 150, 199 }, /* some have none (I4) */
		{ "agreement", 180, 500 },
		{ "competence", 10, 80 },
		{ "share_decision", DEMO_SHARES, DEMO_SHARES },
		{ "share_flag", 1, 1 },
		{ "advice", 1, 1 },
		{ "emergency", 1, 1 },
		{ "meeting", DEMO_MEETINGS, DEMO_MEETINGS },
		{ "episode", DEMO_SUPPORTS + DEMO_OLD,
		    DEMO_SUPPORTS + DEMO_OLD },
		{ "hold", 1, 1 },
		{ "nature_change", 6, 12 },
		{ "notice", 60, 100 },
		{ "notice_sent", 40, 80 },
		{ "outcome", 60, 160 },
		{ "goal", 8, 16 },
		{ "task", 400, 900 },
		{ "task_done", 400, 900 },
		{ "policy_document", 5, 5 },
		{ "access_change", DEMO_STAFF + 12, DEMO_STAFF + 12 },
		{ "access_seen", 2 * DEMO_STAFF + 18, 2 * DEMO_STAFF + 18 },
		{ "confirmation", 70, 70 }, /* all but one person (T2) */
		{ "training", 40, 60 },
		{ "request", 2, 2 },
		{ "request_stop", 1, 1 },
		{ "request_start", 1, 1 },
		{ "request_answer", 1, 1 },
		{ "wrong_send", 1, 1 },
		{ "inspection", 1, 1 },
		{ "inspection_contact", 2, 6 }, /* half of them are told */
		{ "inspection_exception", 1, 3 },
	};
	int all = 0;

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		int n = 0;

		for (size_t k = 0; k < entry_count; k++)
			n += entries[k].version == 1 &&
			     strcmp(entries[k].kind, rows[i].kind) == 0;
		if (n < rows[i].least || n > rows[i].most)
			fail_msg("%d of %s", n, rows[i].kind);
		all += n;
	}
	assert_in_range(all, 3000, 4500);
	for (size_t k = 0; k < entry_count; k++)
		all -= entries[k].version == 1;
	assert_int_equal(all, 0);
}

static void
test_bodies(void **state)
{
	struct db *db = reader();
	struct buf text = BUF_INIT(KIND_BODY_MAX * 2);
	struct errinfo e = { 0 };
	struct envelope env;

	(void)state;
	for (size_t i = 0; i < entry_count; i++) {
		const struct entry *at = &entries[i];

		buf_clear(&text);
		if (store_read(office.s, db, &at->id, at->version, &env, &text,
			&e) != ERR_OK)
			fail_msg("%s: %s", at->kind, e.says);
		assert_true(env.written_ms <= env.received_ms);
		/* What fell due on a day was not done at midnight. */
		if (strcmp(at->kind, "task_done") == 0)
			assert_true(when_civil(env.written_ms).hour > 0);
		assert_true(env.received_ms < office.now_ms);
		check_body(kind_find(at->kind), env.body, env.body_len,
		    env.written_ms);
	}
	buf_done(&text);
	server_reader_done(office.s, db);
}

static void
test_verify(void **state)
{
	struct buf says = BUF_INIT(100000);
	struct db *db = reader();
	struct errinfo e = { 0 };
	uint8_t head[SEAL_HASH];
	int64_t bad = -1, rows = 0;

	(void)state;
	assert_int_equal(store_verify(office.s, db, &says, &bad, &e), ERR_OK);
	if (bad != 0)
		fail_msg("%s", buf_str(&says));
	audit_head(db, &rows, head);
	assert_true(rows > (int64_t)entry_count);
	server_reader_done(office.s, db);
	buf_done(&says);
}

/* ---- who there is ---- */

static int
compare_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
check_unique(char **texts, size_t count)
{
	qsort(texts, count, sizeof(*texts), compare_text);
	for (size_t i = 1; i < count; i++)
		if (strcmp(texts[i - 1], texts[i]) == 0)
			fail_msg("twice: %s", texts[i]);
	for (size_t i = 0; i < count; i++)
		free(texts[i]);
}

static bool
has_accent(const char *s)
{
	while (*s != '\0' && (unsigned char)*s < 0x80)
		s++;
	return *s != '\0';
}

/* As somebody who sees all names, one by one. */
static void
test_names(void **state)
{
	struct db *db = reader();
	struct caller lead = caller_named(db, "marcus");
	struct civil today = when_civil(office.now_ms), born;
	char *names[DEMO_CHILDREN + DEMO_OLD + 1];
	char *references[DEMO_CHILDREN + DEMO_OLD];
	int accents = 0, hyphens = 0, provisional = 0, old = 0;
	int ages[18] = { 0 };
	size_t n = 0, numbered = 0;
	struct card card;

	(void)state;
	for (size_t i = 0; i < entry_count; i++) {
		if (strcmp(entries[i].kind, "front_sheet") != 0)
			continue;
		assert_true(cards_get(office.s, db, &lead, &entries[i].file,
		    office.now_ms, &card));
		assert_true(n < DEMO_CHILDREN + DEMO_OLD);
		names[n++] = mem_strdup(card.name);
		references[numbered++] = mem_strdup(card.reference);
		accents += has_accent(card.name);
		hyphens += strchr(card.name, '-') != NULL;
		assert_false(card.provisional);
		assert_true(when_read(&born, card.born));
		if (when_age(&born, &today) > 17) {
			old++;
			continue;
		}
		ages[when_age(&born, &today)]++;
	}
	for (size_t i = 0; i < entry_count; i++)
		if (strcmp(entries[i].kind, "first_account") == 0 &&
		    cards_get(office.s, db, &lead, &entries[i].file,
			office.now_ms, &card) &&
		    card.provisional) {
			names[n++] = mem_strdup(card.name);
			provisional++;
		}
	assert_int_equal(provisional, 1);
	assert_int_equal(old, DEMO_OLD);
	for (int i = 0; i < 18; i++)
		assert_true(ages[i] > 0);
	if (accents < 30 || hyphens < 15)
		fail_msg("%d accents, %d hyphens", accents, hyphens);
	check_unique(names, n);
	check_unique(references, numbered);
	server_reader_done(office.s, db);
}

static void
count_file(void *arg, const struct id *file)
{
	(void)file;
	++*(int *)arg;
}

static void
test_people(void **state)
{
	static const struct {
		const char *sign_in;
		enum role role;
		int least, most; /* files assigned today */
	} rows[] = {
		{ "helen", ROLE_DIRECTOR, 0, 0 },
		{ "marcus", ROLE_LEAD, 0, 0 },
		{ "edith", ROLE_TRUSTEE, 0, 0 },
		{ "sunita", ROLE_MANAGER, 0, 0 },
		{ "ruth", ROLE_SENIOR, 0, 0 },
		{ "gareth", ROLE_SENIOR, 0, 0 },
		{ "pat", ROLE_ADMIN, 0, 0 },
		{ "kasia", ROLE_SUPPORT_WORKER, 6, 15 },
		{ "joel", ROLE_SUPPORT_WORKER, 6, 15 },
		{ "niamh", ROLE_SUPPORT_WORKER, 6, 15 },
		{ "harpreet", ROLE_SUPPORT_WORKER, 6, 15 },
		{ "amina", ROLE_VOLUNTEER, 6, 15 },
		{ "tom", ROLE_VOLUNTEER, 6, 15 },
		{ "bronwen", ROLE_VOLUNTEER, 6, 15 },
		{ "dev", ROLE_VOLUNTEER, 6, 15 },
	};
	struct db *db = reader();
	char hash[SEAL_HASH * 2 + 1];
	struct errinfo e = { 0 };

	(void)state;
	assert_int_equal(KIND_COUNT(rows), DEMO_STAFF);
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		struct caller who = caller_named(db, rows[i].sign_in);
		int n = 0;

		assert_int_equal(who.role, rows[i].role);
		assert_int_equal(store_set(office.s, db, &who, office.now_ms,
				     count_file, &n, hash, &e),
		    ERR_OK);
		if (n < rows[i].least || n > rows[i].most)
			fail_msg("%s has %d files", rows[i].sign_in, n);
	}
	server_reader_done(office.s, db);
}

/* ---- what is open today ---- */

static int
count_waiting(const struct json *doc, const char *what)
{
	int n = 0;

	for (const struct json *at = json_first(json_get(doc, "waiting"));
	     at != NULL; at = json_next(at)) {
		assert_true(json_text_of(at, "name", "")[0] != '\0' ||
			    json_text_of(at, "file", "")[0] == '\0');
		n += strcmp(json_text_of(at, "what", ""), what) == 0;
	}
	return n;
}

/* What is due, late, offered, not to be sent and done by letter: one can try it all
 * (F1, F2). */
static void
test_notices(void **state)
{
	static const struct {
		enum notice_state state;
		int least, most;
	} rows[] = {
		{ NOTICE_IS_DUE, 3, 6 },
		{ NOTICE_IS_OVERDUE, 1, 1 },
		{ NOTICE_IS_OFFERED, 1, 1 },
		{ NOTICE_IS_NONE, 1, 12 },
		{ NOTICE_IS_DONE, 40, 80 },
		{ NOTICE_IS_HELD, 0, 0 },
		{ NOTICE_IS_STOPPED, 0, 0 },
	};
	struct db *db = reader();
	int count[NOTICE_STATES] = { 0 };

	(void)state;
	for (size_t i = 0; i < entry_count; i++) {
		struct own_notice own;

		if (strcmp(entries[i].kind, "notice") != 0)
			continue;
		assert_int_equal(own_notice_read(office.s, db, &entries[i].id,
				     NULL, office.now_ms, &own, NULL),
		    ERR_OK);
		count[own.stand.state]++;
		own_notice_done(&own);
	}
	server_reader_done(office.s, db);
	for (size_t i = 0; i < KIND_COUNT(rows); i++)
		if (count[rows[i].state] < rows[i].least ||
		    count[rows[i].state] > rows[i].most)
			fail_msg("%s: %d", notice_state_label(rows[i].state),
			    count[rows[i].state]);
}

/* One newcomer opens nothing, and is told what is missing; everybody else opens what
 * is theirs (T2). */
static void
test_confirmed(void **state)
{
	struct db *db = reader();
	struct policy_asked asked[POLICY_COUNT];

	(void)state;
	for (int i = 0; i < DEMO_STAFF; i++) {
		struct caller who = caller_named(db, demo_staff[i].sign_in);
		bool is_new = strcmp(demo_staff[i].sign_in, "dev") == 0;

		assert_int_equal(
		    store_is_shut(office.s, db, &who, office.now_ms), is_new);
		assert_int_equal(
		    store_policies_asked(office.s, db, &who, asked),
		    is_new ? POLICY_COUNT : 0);
	}
	server_reader_done(office.s, db);
}

static void
test_waiting(void **state)
{
	static const struct {
		const char *sign_in, *what;
		int count;
		size_t all;
	} rows[] = {
		{ "ruth", "account_new", 3, 15 },
		{ "ruth", "concern_unsigned", 1, 15 },
		{ "ruth", "task_due", 6, 15 },
		{ "ruth", "share_flagged", 1, 15 },
		{ "ruth", "notice_overdue", 1, 15 },
		{ "ruth", "request_due", 1, 15 },
		{ "ruth", "wrong_due", 1, 15 },
		{ "helen", "wrong_due", 1, 4 },
		{ "helen", "request_due", 0, 4 },
		{ "sunita", "wrong_due", 0, 5 },
		{ "harpreet", "notice_due", 2, 10 },
		{ "harpreet", "outcome_due", 1, 10 },
		{ "kasia", "notice_due", 2, 9 },
		{ "gareth", "account_new", 3, 13 },
		{ "helen", "account_unopened", 1, 4 },
		{ "marcus", "concern_to_acknowledge", 2, 7 },
		{ "amina", "account_mine_unopened", 1, 2 },
		{ "amina", "task_due", 1, 2 },
		{ "kasia", "account_mine_unopened", 1, 9 },
		{ "kasia", "agreement_due", 2, 9 },
		{ "joel", "task_due", 2, 6 },
		{ "joel", "meeting_unagreed", 1, 6 },
		{ "niamh", "task_due", 1, 2 },
		{ "harpreet", "task_due", 2, 10 },
		{ "harpreet", "inspect_tell", 4, 10 },
		{ "helen", "inspection_tell", 1, 4 },
		{ "tom", "account_mine_unopened", 0, 1 },
		{ "bronwen", "account_mine_unopened", 0, 1 },
		{ "edith", "account_new", 0, 1 },
		{ "sunita", "advice_asked", 1, 5 },
		{ "pat", "account_new", 0, 0 },
		{ "kasia", "training_due", 1, 9 },
		{ "sunita", "training_overdue", 2, 5 },
		{ "marcus", "training_overdue", 3, 7 },
		{ "dev", "confirm_due", 5, 6 },
		{ "dev", "training_missing", 1, 6 },
		{ "kasia", "training_missing", 0, 9 },
	};
	struct db *db = reader();
	struct errinfo e = { 0 };

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		struct caller who = caller_named(db, rows[i].sign_in);
		struct buf out = BUF_INIT(OFFICE_ANSWER_MAX);
		struct jw w = JW_INIT(&out);
		struct json *doc;
		int n;

		jw_open(&w, NULL);
		assert_int_equal(
		    store_waiting(office.s, db, &who, office.now_ms, &w, &e),
		    ERR_OK);
		jw_close(&w);
		doc = office_json(&out);
		n = count_waiting(doc, rows[i].what);
		if (n != rows[i].count ||
		    json_count(json_get(doc, "waiting")) != rows[i].all)
			fail_msg("%s, %s: %s", rows[i].sign_in, rows[i].what,
			    buf_str(&out));
		json_free(doc);
		buf_done(&out);
	}
	server_reader_done(office.s, db);
}

/* Of what was decided, one is not borne out any more, and stopped. */
static void
test_decisions(void **state)
{
	struct db *db = reader();
	struct buf text = BUF_INIT(KIND_BODY_MAX * 2);
	struct errinfo e = { 0 };
	struct envelope env;

	(void)state;
	for (size_t i = 0; i < entry_count; i++) {
		if (strcmp(entries[i].kind, "share_flag") != 0)
			continue;
		assert_int_equal(store_read(office.s, db, &entries[i].id, 0,
				     &env, &text, &e),
		    ERR_OK);
		assert_non_null(strstr(env.body, "\"why\":[\"withdrawn\"]"));
		assert_non_null(strstr(env.body, "\"held\":true"));
	}
	buf_done(&text);
	server_reader_done(office.s, db);
}

/* Is it about this person, by what it says? */
static bool
is_about(struct db *db, const struct entry *at, const struct id *staff)
{
	struct buf text = BUF_INIT(KIND_BODY_MAX * 2);
	struct errinfo e = { 0 };
	struct envelope env;
	bool is;

	assert_int_equal(
	    store_read(office.s, db, &at->id, at->version, &env, &text, &e),
	    ERR_OK);
	is = strstr(env.body, "about_staff") != NULL &&
	     strstr(env.body, staff->s) != NULL;
	buf_done(&text);
	return is;
}

static void
test_about_a_senior(void **state)
{
	struct db *db = reader();
	struct caller gareth = caller_named(db, "gareth");
	struct caller ruth = caller_named(db, "ruth");
	struct record_row row;
	struct errinfo e = { 0 };
	int accounts = 0, concerns = 0;

	(void)state;
	for (size_t i = 0; i < entry_count; i++) {
		if (!is_about(db, &entries[i], &gareth.staff))
			continue;
		accounts += strcmp(entries[i].kind, "first_account") == 0;
		concerns += strcmp(entries[i].kind, "concern") == 0;
		assert_int_equal(
		    store_find(db, &entries[i].id, &row, &e), ERR_OK);
		assert_false(store_may(
		    office.s, db, &gareth, &row, RIGHT_READ, office.now_ms));
		assert_true(store_may(
		    office.s, db, &ruth, &row, RIGHT_READ, office.now_ms));
	}
	assert_int_equal(accounts, 1);
	assert_int_equal(concerns, 1);
	server_reader_done(office.s, db);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_counts),
		cmocka_unit_test(test_bodies),
		cmocka_unit_test(test_verify),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_people),
		cmocka_unit_test(test_confirmed),
		cmocka_unit_test(test_waiting),
		cmocka_unit_test(test_notices),
		cmocka_unit_test(test_decisions),
		cmocka_unit_test(test_about_a_senior),
	};

	return cmocka_run_group_tests(tests, start_up, tear_down);
}
