/* A mail is in the queue once, sealed; each end of a try makes of it what it must;
 * and what was cut short is never sent by itself. */
#include "mail_kit.h"

#define MINUTE 60000LL
#define HOUR (60 * MINUTE)

/* ---- into it ---- */

static void
test_enqueue(void **state)
{
	static const struct {
		const char *why, *to, *subject, *text;
	} rows[] = {
		{ "no address", "", "x", "x" },
		{ "two addresses", "a@b.org,c@d.org", "x", "x" },
		{ "another header", "a@b.org\r\nBcc: c@d.org", "x", "x" },
		{ "no subject", "a@b.org", "", "x" },
		{ "two subjects", "a@b.org", "x\nBcc: c@d.org", "x" },
		{ "no text", "a@b.org", "x", "" },
		{ "escape", "a@b.org", "x", "\x1b[2J" },
	};
	struct errinfo e = { 0 };
	struct id id;

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		struct mail_new new = mk_notice("begun");

		new.to = rows[i].to;
		new.subject = rows[i].subject;
		new.text = rows[i].text;
		if (mk_try(&new, &id, &e) != ERR_INVALID)
			fail_msg("%s", rows[i].why);
	}
	assert_int_equal(kit_count("SELECT count(*) FROM mail"), 0);
}

static void
test_once(void **state)
{
	struct mail_new new = mk_notice("begun");
	struct errinfo e = { 0 };
	struct id first = mk_add("begun"), again, other = mk_add("ended");
	struct mail_row row;

	(void)state;
	new.to = "other@agency.example";
	kit_must(mk_try(&new, &again, &e), &e, "again");
	assert_true(id_equal(&first, &again));
	assert_false(id_equal(&first, &other));
	assert_int_equal(kit_count("SELECT count(*) FROM mail"), 2);
	/* Whatever became of it. */
	assert_true(mk_begin(kit_now));
	mk_end(kit_now, MAIL_WENT, "250 ok");
	kit_must(mk_try(&new, &again, &e), &e, "again");
	assert_true(id_equal(&first, &again));
	row = mk_row(&first);
	assert_int_equal(row.state, MAIL_SENT);
	assert_int_equal(kit_count("SELECT count(*) FROM mail"), 2);
}

/* Nothing of it lies in the files in clear. */
static void
assert_sealed(const char *needle)
{
	static const char *const names[] = { "haven.db", "haven.db-wal" };
	static char bytes[4 << 20];

	for (size_t i = 0; i < KIND_COUNT(names); i++) {
		char path[128];
		size_t n;
		FILE *f;

		snprintf(path, sizeof(path), "%s/data/%s", kit_dir, names[i]);
		f = fopen(path, "r");
		if (f == NULL)
			continue;
		n = fread(bytes, 1, sizeof(bytes), f);
		fclose(f);
		if (memmem(bytes, n, needle, strlen(needle)) != NULL)
			fail_msg("%s lies in %s", needle, names[i]);
	}
}

static void
test_sealed(void **state)
{
	struct id id = mk_add("begun");
	struct mail_row row;

	(void)state;
	assert_true(mk_begin(kit_now));
	assert_string_equal(mk_turn.to, "sam@agency.example");
	assert_string_equal(mk_turn.subject, "Support has begun");
	assert_string_equal(mk_turn.text, "The support has begun.\n");
	mk_end(kit_now, MAIL_NEVER, "550 <sam@agency.example>: unknown");
	row = mk_row(&id);
	assert_string_equal(row.answer, "550 <sam@agency.example>: unknown");
	assert_sealed("agency.example");
	assert_sealed("has begun");
}

static void
test_alert(void **state)
{
	struct mail_new new = mk_notice("alert:x");
	struct errinfo e = { 0 };
	struct id id;

	(void)state;
	new.kind = MAIL_ALERT;
	new.file = kit_none;
	new.subject = new.text = NULL;
	kit_must(mk_try(&new, &id, &e), &e, "alert");
	assert_true(mk_begin(kit_now));
	assert_string_equal(
	    mk_turn.subject, "Something waits for you in haven");
	assert_null(strstr(mk_turn.text, "Robin"));
	assert_null(strstr(mk_turn.text, mk_record.s));
}

/* ---- how a try ends ---- */

static const struct {
	const char *why;
	enum mail_outcome outcome;
	enum mail_state want;
	int64_t tries;
	int told;
} ends[] = {
	{ "taken", MAIL_WENT, MAIL_SENT, 1, 1 },
	{ "refused", MAIL_NEVER, MAIL_REFUSED, 1, 1 },
	{ "uncertain", MAIL_UNSURE, MAIL_UNCERTAIN, 1, 1 },
	{ "later", MAIL_LATER, MAIL_WAITING, 1, 0 },
	{ "cut", MAIL_CUT, MAIL_WAITING, 1, 0 },
	{ "no link", MAIL_LINK, MAIL_WAITING, 0, 0 },
};

static void
test_ends(void **state)
{
	(void)state;
	for (size_t i = 0; i < KIND_COUNT(ends); i++) {
		struct id id;
		struct mail_row row;

		mk_start(NULL);
		id = mk_add("begun");
		assert_true(mk_begin(kit_now));
		row = mk_row(&id);
		assert_int_equal(row.state, MAIL_SENDING);
		assert_false(mk_begin(kit_now)); /* nobody else begins it */
		mk_turn.id = id;
		mk_end(kit_now + 9, ends[i].outcome, "xyz answer");
		row = mk_row(&id);
		if (row.state != ends[i].want || row.tries != ends[i].tries ||
		    mk_done.count != ends[i].told)
			fail_msg("%s: %s, %d tries, told %d", ends[i].why,
			    mail_state_name(row.state), (int)row.tries,
			    mk_done.count);
		assert_string_equal(row.answer, "xyz answer");
		assert_int_equal(row.changed_ms, kit_now + 9);
		if (ends[i].told) {
			/* The proof. */
			assert_int_equal(mk_done.state, ends[i].want);
			assert_string_equal(mk_done.answer, "xyz answer");
			assert_string_equal(mk_done.message_id, row.message_id);
			assert_int_equal(mk_done.changed_ms, kit_now + 9);
			assert_false(mk_begin(kit_now + 100 * KIT_DAY));
		}
		assert_int_equal(mk_stop(NULL), 0);
	}
}

static void
test_waits(void **state)
{
	static const struct {
		int64_t tries;
		uint16_t chance;
		int64_t want;
	} rows[] = {
		{ 1, 0, MINUTE },
		{ 1, UINT16_MAX, MINUTE * 6 / 5 },
		{ 2, 0, 2 * MINUTE * 4 / 5 },
		{ 2, UINT16_MAX, 2 * MINUTE * 6 / 5 },
		{ 5, 0, 16 * MINUTE * 4 / 5 },
		{ 8, UINT16_MAX, 128 * MINUTE * 6 / 5 },
		{ 9, 0, 4 * HOUR * 4 / 5 },
		{ 9, UINT16_MAX, 4 * HOUR },
		{ 1000000, UINT16_MAX, 4 * HOUR },
		{ 0, 0, MINUTE },
	};

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++)
		assert_int_equal(
		    mail_wait_ms(rows[i].tries, rows[i].chance), rows[i].want);
}

/* It is tried again with the same Message-ID, later each time, and in the end it
 * is refused in words. */
static void
test_later(void **state)
{
	struct id id = mk_add("begun");
	char first[MAIL_ID_MAX];
	int64_t now = kit_now, last = 0;
	struct mail_row row;
	int tries = 0;

	(void)state;
	for (;;) {
		assert_true(mk_begin(now));
		if (tries++ == 0)
			snprintf(
			    first, sizeof(first), "%s", mk_turn.message_id);
		assert_string_equal(mk_turn.message_id, first);
		mk_end(now, MAIL_LATER, "451 later");
		row = mk_row(&id);
		if (row.state != MAIL_WAITING)
			break;
		assert_true(row.next_ms - now >= MINUTE);
		assert_true(row.next_ms - now <= 4 * HOUR);
		assert_true(row.next_ms - now >= last);
		last = row.next_ms - now;
		assert_false(mk_begin(row.next_ms - 1));
		now = row.next_ms;
	}
	assert_int_equal(row.state, MAIL_REFUSED);
	assert_true(now - kit_now >= 5 * KIT_DAY);
	assert_true(now - kit_now < 5 * KIT_DAY + 4 * HOUR);
	assert_non_null(strstr(row.answer, "for 5 days"));
	assert_non_null(strstr(row.answer, "451 later"));
	assert_int_equal(mk_done.count, 1);
	assert_memory_equal(first, id.s, ID_TEXT);
	assert_string_equal(first + ID_TEXT, "@example.org");
}

/* A server that cannot be asked: no try of any mail, and due at once; but after
 * five days of it all are given up. */
static void
test_no_link(void **state)
{
	struct id a = mk_add("begun"), b = mk_add("ended"), c;
	struct mail_row row;

	(void)state;
	for (int i = 0; i < 10; i++) {
		assert_true(mk_begin(kit_now + i * HOUR));
		mk_end(kit_now + i * HOUR, MAIL_LINK, "Nothing answers.");
	}
	row = mk_row(&a);
	assert_int_equal(row.tries, 0);
	assert_int_equal(row.state, MAIL_WAITING);
	row = mk_row(&b);
	assert_int_equal(row.since_ms, kit_now);
	c = mk_add("changed");
	assert_true(mk_begin(kit_now + 5 * KIT_DAY));
	mk_end(kit_now + 5 * KIT_DAY, MAIL_LINK, "Nothing answers.");
	assert_int_equal(mk_row(&a).state, MAIL_REFUSED);
	assert_int_equal(mk_row(&b).state, MAIL_REFUSED);
	assert_int_equal(mk_row(&c).state, MAIL_WAITING); /* new */
	assert_int_equal(mk_done.count, 2);
	assert_non_null(strstr(mk_row(&b).answer, "another way"));
}

/* While mail was off no time ran. */
static void
test_off(void **state)
{
	struct id id = mk_add("begun");
	int64_t now = kit_now + 100 * KIT_DAY;

	(void)state;
	assert_true(mk_begin(now));
	mk_end(now, MAIL_LATER, "451 later");
	assert_int_equal(mk_row(&id).state, MAIL_WAITING);
}

/* The clock was years ahead when it was tried. */
static void
test_clock_put_back(void **state)
{
	struct id id = mk_add("begun");

	(void)state;
	assert_true(mk_begin(kit_now + 3000 * KIT_DAY));
	mk_end(kit_now + 3000 * KIT_DAY, MAIL_LATER, "451 later");
	assert_true(mk_begin(kit_now));
	mk_end(kit_now, MAIL_LATER, "451 later");
	assert_int_equal(mk_row(&id).state, MAIL_WAITING);
	assert_true(mk_row(&id).next_ms < kit_now + 4 * HOUR);
}

/* Whoever is to be told cannot be: then it did not end either, until both do. */
static void
test_told_with_it(void **state)
{
	struct id id = mk_add("begun");

	(void)state;
	assert_true(mk_begin(kit_now));
	mk_done.fails = ERR_CONFLICT;
	mk_turn.has_result = true;
	mk_turn.outcome = MAIL_WENT;
	snprintf(mk_turn.answer, sizeof(mk_turn.answer), "250 ok");
	assert_int_equal(mk_try_turn(kit_now, true), ERR_CONFLICT);
	assert_int_equal(mk_row(&id).state, MAIL_SENDING);
	assert_int_equal(
	    kit_count("SELECT count(*) FROM meta WHERE name = 'told'"), 0);
	assert_int_equal(mk_try_turn(kit_now, true), ERR_OK);
	assert_int_equal(mk_row(&id).state, MAIL_SENT);
	assert_int_equal(
	    kit_count("SELECT count(*) FROM meta WHERE name = 'told'"), 1);
}

/* One turn ends one and begins the next. */
static void
test_one_after_another(void **state)
{
	struct id a = mk_add("begun"), b = mk_add("ended");

	(void)state;
	assert_true(mk_begin(kit_now));
	assert_true(id_equal(&mk_turn.id, &a));
	mk_turn.has_result = true;
	mk_turn.outcome = MAIL_WENT;
	assert_int_equal(mk_try_turn(kit_now, true), ERR_OK);
	assert_true(mk_turn.has_next);
	assert_true(id_equal(&mk_turn.id, &b));
	assert_int_equal(mk_row(&a).state, MAIL_SENT);
	assert_int_equal(mk_row(&b).state, MAIL_SENDING);
}

/* ---- cut short ---- */

static void
test_recovered(void **state)
{
	struct id a = mk_add("begun"), b = mk_add("ended");
	struct errinfo e = { 0 };
	char message_id[MAIL_ID_MAX];
	struct mail_row row;

	(void)state;
	assert_true(mk_begin(kit_now));
	snprintf(message_id, sizeof(message_id), "%s", mk_turn.message_id);
	kit_must(mail_recover(kit, &e), &e, "recover");
	assert_int_equal(mk_done.count, 1);
	assert_int_equal(mk_done.state, MAIL_UNCERTAIN);
	/* And so it is when a store is opened. */
	assert_true(mk_begin(kit_now));
	assert_true(id_equal(&mk_turn.id, &b));
	server_close(kit);
	kit_open();
	row = mk_row(&a);
	assert_int_equal(row.state, MAIL_UNCERTAIN);
	assert_non_null(strstr(row.answer, "It may have arrived."));
	assert_int_equal(mk_row(&b).state, MAIL_UNCERTAIN);
	assert_false(mk_begin(kit_now + 100 * KIT_DAY));
	/* A person sends it again: it is the same mail. */
	assert_int_equal(mk_decide(&a, mail_again), ERR_OK);
	assert_true(mk_begin(kit_now + 5));
	assert_string_equal(mk_turn.message_id, message_id);
}

/* ---- what a person decides ---- */

static void
test_decided(void **state)
{
	static const struct {
		const char *why;
		enum err (*decide)(struct server *, struct db *,
		    const struct id *, int64_t, struct errinfo *);
		enum mail_state to;
		unsigned from; /* a bit for each state */
	} rows[] = {
		{ "stop", mail_stop, MAIL_STOPPED,
		    1u << MAIL_WAITING | 1u << MAIL_REFUSED |
			1u << MAIL_UNCERTAIN },
		{ "again", mail_again, MAIL_WAITING,
		    1u << MAIL_REFUSED | 1u << MAIL_UNCERTAIN |
			1u << MAIL_STOPPED },
		{ "mark as sent", mail_mark_sent, MAIL_SENT,
		    1u << MAIL_UNCERTAIN },
	};
	char sql[100];

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++)
		for (int from = 0; from < MAIL_STATES; from++) {
			bool may = (rows[i].from & 1u << from) != 0;
			struct mail_row row;
			struct id id;
			enum err got;

			mk_start(NULL);
			id = mk_add("begun");
			/* Not by opening: that makes "sending" uncertain. */
			snprintf(sql, sizeof(sql),
			    "UPDATE mail SET state = '%s', since_ms = 7",
			    mail_state_name((enum mail_state)from));
			if (from == MAIL_SENDING)
				assert_true(mk_begin(kit_now));
			else
				kit_tamper(sql);
			got = mk_decide(&id, rows[i].decide);
			row = mk_row(&id);
			if (got != (may ? ERR_OK : ERR_CONFLICT) ||
			    (int)row.state != (may ? (int)rows[i].to : from))
				fail_msg("%s of one that was %s: %s, %s",
				    rows[i].why,
				    mail_state_name((enum mail_state)from),
				    err_name(got), mail_state_name(row.state));
			if (may && row.state == MAIL_WAITING)
				assert_int_equal(row.since_ms, 0);
			assert_int_equal(mk_stop(NULL), 0);
		}
	mk_start(NULL);
	assert_int_equal(mk_decide(&mk_record, mail_stop), ERR_NOT_FOUND);
	assert_int_equal(mk_stop(NULL), 0);
}

/* ---- damaged, destroyed ---- */

static void
destroy_key(void)
{
	char path[128], sql[200];
	sqlite3 *h = NULL;

	snprintf(path, sizeof(path), "%s/keys/keys.db", kit_dir);
	snprintf(sql, sizeof(sql),
	    "UPDATE wrapped SET sealed = NULL, destroyed_ms = 1 WHERE id = "
	    "'%s'",
	    mk_file.s);
	server_close(kit);
	assert_int_equal(sqlite3_open(path, &h), SQLITE_OK);
	assert_int_equal(sqlite3_exec(h, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_changes(h), 1);
	sqlite3_close(h);
	kit_open();
}

static void
test_destroyed(void **state)
{
	struct id id = mk_add("begun");

	(void)state;
	destroy_key();
	assert_false(mk_begin(kit_now));
	assert_int_equal(mk_row(&id).state, MAIL_STOPPED);
}

static void
test_damaged(void **state)
{
	static const char *const sqls[] = {
		"UPDATE mail SET sealed = zeroblob(60)",
		"UPDATE mail SET purpose = 'ended'", /* in another's place */
		"UPDATE mail SET kind = 'alert'",
	};

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(sqls); i++) {
		struct buf says = BUF_INIT(100000);
		struct errinfo e = { 0 };
		int64_t bad = 0;
		struct db *db;
		struct id id;

		mk_start(NULL);
		id = mk_add("begun");
		kit_tamper(sqls[i]);
		kit->on_mail_done = mk_on_done;
		db = kit_reader();
		kit_must(store_verify(kit, db, &says, &bad, &e), &e, "verify");
		server_reader_done(kit, db);
		if (bad != 1 || !strstr(buf_str(&says), id.s))
			fail_msg("%s: %s", sqls[i], buf_str(&says));
		assert_false(mk_begin(kit_now));
		assert_int_equal(mk_row(&id).state, MAIL_REFUSED);
		assert_int_equal(mk_done.count, 1);
		buf_done(&says);
		assert_int_equal(mk_stop(NULL), 0);
	}
}

/* ---- what is in it ---- */

static enum err
count_one(void *arg, const struct mail_row *row, struct errinfo *e)
{
	(void)row;
	(void)e;
	(*(int *)arg)++;
	return ERR_OK;
}

static void
test_summary(void **state)
{
	struct buf text = BUF_INIT(2000);
	struct mail_summary sum;
	struct errinfo e = { 0 };
	struct mail_row row;
	struct db *db;
	int count = 0;

	(void)state;
	mk_add("begun");
	mk_add("ended");
	assert_true(mk_begin(kit_now));
	mk_end(kit_now, MAIL_UNSURE, "no answer");
	db = kit_reader();
	kit_must(mail_summary(kit, db, &sum, &e), &e, "summary");
	kit_must(mail_each(kit, db, MAIL_UNCERTAIN, 10, count_one, &count, &e),
	    &e, "each");
	kit_must(mail_of(kit, db, &mk_record, "ended", &row, &e), &e, "of");
	assert_int_equal(row.state, MAIL_WAITING);
	assert_int_equal(
	    mail_of(kit, db, &mk_record, "none", &row, &e), ERR_NOT_FOUND);
	server_reader_done(kit, db);
	assert_int_equal(count, 1);
	mail_summary_print(&text, &sum);
	assert_non_null(strstr(buf_str(&text),
	    "mail is off (no mail_server): 1 waiting, 0 sending, 0 sent, "
	    "0 refused, 1 uncertain, 0 stopped\n"));
	assert_non_null(strstr(buf_str(&text), "Ask them"));
	buf_done(&text);
}

#define T(test) cmocka_unit_test_setup_teardown(test, mk_start, mk_stop)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_enqueue),
		T(test_once),
		T(test_sealed),
		T(test_alert),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_waits),
		T(test_later),
		T(test_no_link),
		T(test_off),
		T(test_clock_put_back),
		T(test_told_with_it),
		T(test_one_after_another),
		T(test_recovered),
		cmocka_unit_test(test_decided),
		T(test_destroyed),
		cmocka_unit_test(test_damaged),
		T(test_summary),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
