/* server_r7.c - R7: whoever a concern is about never sees it, by any way out of
 * the store. Every way is asked twice: by a colleague of the same role who is
 * not named, and finds it, and by the one who is, for whom it is not there. */
#include "store_in.h"
#include "store_kit.h"

static struct person senior, accused, lead, director, worker, chair, trustee;
static struct id file, account, concern, addendum;

static int
start_up(void **state)
{
	kit_start(state);
	senior = kit_person(ROLE_SENIOR, "");
	accused = kit_person(ROLE_SENIOR, "");
	lead = kit_person(ROLE_LEAD, "");
	director = kit_person(ROLE_DIRECTOR, "");
	worker = kit_person(ROLE_SUPPORT_WORKER, "");
	chair = kit_person(ROLE_TRUSTEE, ",\"chair\":true");
	trustee = kit_person(ROLE_TRUSTEE, "");
	file = kit_file(&senior);
	return 0;
}

/* An account about somebody, the concern from it, an addendum to that. */
static void
make_thread(const struct person *about)
{
	char body[1200];

	snprintf(body, sizeof(body),
	    "{%s\"child\":\"Robin Fielding\",\"observed\":\"x\"}",
	    kit_about(about));
	account = kit_make(&worker, &kind_first_account, &file, body);
	snprintf(body, sizeof(body),
	    "{\"from_account\":\"%s\"," KIT_CONCERN_END, account.s);
	concern = kit_make_signed(&senior, &kind_concern, &file, body);
	snprintf(body, sizeof(body),
	    "{\"about\":\"%s\",\"corrects\":\"Place\",\"text\":\"Hall\","
	    "\"reason\":\"Misheard\"}",
	    concern.s);
	addendum = kit_make_signed(&senior, &kind_addendum, &file, body);
}

static enum err
run_look(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	return audit_add(s, db, arg, e);
}

static void
look(const struct person *p, const struct id *record)
{
	struct errinfo e = { 0 };
	struct audit_row row = { .what = AUDIT_LOOK,
		.staff = p->who.staff,
		.device = p->who.device,
		.file = file,
		.record = *record,
		.version = 1,
		.at_ms = kit_now,
		.received_ms = kit_now,
		.words = "" };

	kit_must(writer_do(kit->writer, run_look, &row, &e), &e, "look");
}

/* ---- the ways out of the store: how many things of the thread each tells ---- */

static bool
is_of_thread(const struct id *id)
{
	return id_equal(id, &account) || id_equal(id, &concern) ||
	       id_equal(id, &addendum);
}

static size_t
by_record(struct db *db, const struct person *p, enum right right)
{
	const struct id *const ids[] = { &account, &concern, &addendum };
	struct record_row row;
	struct errinfo e = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < 3; i++) {
		kit_must(store_find(db, ids[i], &row, &e), &e, "find");
		n += store_may(kit, db, &p->who, &row, right, kit_now);
	}
	return n;
}

static size_t
by_reading(struct db *db, const struct person *p)
{
	return by_record(db, p, RIGHT_READ);
}

static size_t
by_right_to_looks(struct db *db, const struct person *p)
{
	return by_record(db, p, RIGHT_LOOKS);
}

static enum err
count_env(void *arg, const struct envelope *env, struct errinfo *e)
{
	(void)e;
	*(size_t *)arg += is_of_thread(&env->id);
	return ERR_OK;
}

static size_t
by_list(struct db *db, const struct person *p)
{
	struct errinfo e = { 0 };
	size_t n = 0;

	kit_must(store_each_of_file(
		     kit, db, &p->who, &file, true, kit_now, count_env, &n, &e),
	    &e, "list");
	return n;
}

static void
count_look(void *arg, const struct audit_row *row)
{
	*(size_t *)arg += is_of_thread(&row->record);
}

static size_t
by_looks(struct db *db, const struct person *p)
{
	struct errinfo e = { 0 };
	size_t n = 0;

	kit_must(audit_each_of_file(kit, db, &p->who, &file, NULL, kit_now,
		     count_look, &n, &e),
	    &e, "looks");
	return n;
}

static size_t
by_looks_of_one(struct db *db, const struct person *p)
{
	struct errinfo e = { 0 };
	size_t n = 0;

	kit_must(audit_each_of_file(kit, db, &p->who, &file, &concern, kit_now,
		     count_look, &n, &e),
	    &e, "looks");
	return n;
}

static enum err
count_change(
    void *arg, const struct change *ch, enum told as, struct errinfo *e)
{
	(void)e;
	(void)as;
	*(size_t *)arg += is_of_thread(&ch->record);
	return ERR_OK;
}

static size_t
by_changes(struct db *db, const struct person *p)
{
	struct errinfo e = { 0 };
	int64_t last = 0;
	bool more = true;
	size_t n = 0;

	while (more)
		kit_must(store_changes(kit, db, &p->who, last, 3, kit_now,
			     count_change, &n, &last, &more, &e),
		    &e, "changes");
	return n;
}

static size_t
count_ids(const struct buf *text)
{
	return (strstr(buf_str(text), account.s) != NULL) +
	       (strstr(buf_str(text), concern.s) != NULL) +
	       (strstr(buf_str(text), addendum.s) != NULL);
}

static size_t
by_waiting(struct db *db, const struct person *p)
{
	struct buf out = BUF_INIT(100000);
	struct jw w = JW_INIT(&out);
	struct errinfo e = { 0 };
	size_t n;

	jw_open(&w, NULL);
	kit_must(store_waiting(kit, db, &p->who, kit_now + 90 * 60000, &w, &e),
	    &e, "waiting");
	jw_close(&w);
	n = count_ids(&out);
	buf_done(&out);
	return n;
}

static size_t
by_progress(struct db *db, const struct person *p)
{
	struct buf out = BUF_INIT(100000);
	struct jw w = JW_INIT(&out);
	struct errinfo e = { 0 };
	size_t n;

	jw_open(&w, NULL);
	kit_must(store_progress(kit, db, &p->who, kit_now, NULL, &w, &e), &e,
	    "progress");
	jw_close(&w);
	n = count_ids(&out);
	buf_done(&out);
	return n;
}

static enum err
run_hold(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	const struct person *p = arg;

	(void)s;
	return store_hold(db, &p->who, &file, true, kit_now, e);
}

static void
hold(const struct person *p)
{
	struct errinfo e = { 0 };

	kit_must(writer_do(kit->writer, run_hold, (void *)(uintptr_t)p, &e), &e,
	    "hold");
}

static const struct {
	const char *why;
	size_t (*ask)(struct db *, const struct person *);
	size_t others; /* what a colleague is told, at least */
} ways[] = {
	{ "records", by_reading, 3 },
	{ "right to looks", by_right_to_looks, 3 },
	{ "the file's list", by_list, 3 },
	{ "the file's looks", by_looks, 4 },
	{ "the looks at one", by_looks_of_one, 2 },
	{ "changes", by_changes, 1 },
};

static void
expect_ways(const struct person *p, bool is_told, const char *when)
{
	struct db *db = kit_reader();

	for (size_t i = 0; i < KIND_COUNT(ways); i++) {
		size_t n = ways[i].ask(db, p);

		if (is_told ? n < ways[i].others : n != 0)
			fail_msg("%s, %s: %zu", when, ways[i].why, n);
	}
	server_reader_done(kit, db);
}

/* ---- tests ---- */

static void
test_named_in_the_account(void **state)
{
	(void)state;
	make_thread(&accused);
	look(&senior, &concern);
	expect_ways(&senior, true, "a colleague");
	expect_ways(&lead, true, "the Lead");
	expect_ways(&accused, false, "the one it is about");
	/* Also with the whole file on the device, and assigned to it. */
	hold(&senior);
	hold(&accused);
	kit_assign(&senior, &accused, &file, "2026-01-01", "");
	expect_ways(&senior, true, "a colleague who holds it");
	expect_ways(&accused, false, "holding the file");
	/* The file itself is no secret: it has a front sheet. */
	{
		struct db *db = kit_reader();
		struct card card;

		assert_true(
		    cards_get(kit, db, &accused.who, &file, kit_now, &card));
		server_reader_done(kit, db);
	}
}

static void
test_named_later(void **state)
{
	struct id second;
	char body[1200];

	(void)state;
	make_thread(&trustee);
	look(&senior, &concern);
	expect_ways(&accused, true, "before");
	/* A second concern from the same account names somebody else. */
	snprintf(body, sizeof(body),
	    "{\"from_account\":\"%s\",%s" KIT_CONCERN_END, account.s,
	    kit_about(&accused));
	second = kit_make(&senior, &kind_concern, &file, body);
	expect_ways(&accused, false, "named by a later record");
	/* A version that names nobody lets nobody in again. */
	snprintf(body, sizeof(body),
	    "{\"from_account\":\"%s\"," KIT_CONCERN_END, account.s);
	assert_int_equal(
	    kit_save(&senior, &kind_concern, &file, &second, 1, body), 200);
	expect_ways(&accused, false, "named by an earlier version");
	expect_ways(&senior, true, "a colleague");
}

static void
test_writing(void **state)
{
	struct id id, none = id_new();
	char body[400], other[400];
	struct errinfo first;

	(void)state;
	make_thread(&accused);
	snprintf(body, sizeof(body),
	    "{\"about\":\"%s\",\"corrects\":\"a\",\"text\":\"b\","
	    "\"reason\":\"c\"}",
	    concern.s);
	snprintf(other, sizeof(other),
	    "{\"about\":\"%s\",\"corrects\":\"a\",\"text\":\"b\","
	    "\"reason\":\"c\"}",
	    none.s);
	/* Word for word as for a record that is not there. */
	id = id_new();
	assert_int_equal(
	    kit_save(&accused, &kind_addendum, &file, &id, 0, body), 424);
	first = kit_result.error;
	id = id_new();
	assert_int_equal(
	    kit_save(&accused, &kind_addendum, &file, &id, 0, other), 424);
	assert_string_equal(first.says, kit_result.error.says);
	id = id_new();
	assert_int_equal(
	    kit_save(&senior, &kind_addendum, &file, &id, 0, body), 201);
	/* To change or to sign it: not there. */
	assert_int_equal(
	    kit_save(&accused, &kind_addendum, &file, &id, 1, body), 404);
	assert_int_equal(kit_result.version, 0);
	assert_int_equal(
	    kit_save(&accused, &kind_concern, &file, &concern, 1, KIT_CONCERN),
	    404);
	assert_int_equal(
	    kit_save(&accused, &kind_concern, &file, &concern, 0, KIT_CONCERN),
	    404);
	assert_int_equal(kit_result.version, 0);
	/* The refusals are no way to learn of it either. */
	expect_ways(&accused, false, "after trying");
}

static void
test_acknowledging(void **state)
{
	char body[200];
	struct id id = id_new();

	(void)state;
	make_thread(&lead);
	snprintf(body, sizeof(body), "{\"about\":\"%s\"}", concern.s);
	assert_int_equal(
	    kit_save(&lead, &kind_acknowledged, &file, &id, 0, body), 424);
	expect_ways(&lead, false, "the Lead it is about");
}

static void
test_waiting_and_progress(void **state)
{
	struct db *db;
	char body[1200];

	(void)state;
	/* Not taken up, and waiting for the seniors and the Director. */
	snprintf(body, sizeof(body), "{%s\"child\":\"R\",\"observed\":\"x\"}",
	    kit_about(&accused));
	account = kit_make(&worker, &kind_first_account, &file, body);
	db = kit_reader();
	assert_int_equal(by_waiting(db, &senior), 1);
	assert_int_equal(by_waiting(db, &director), 1);
	assert_int_equal(by_waiting(db, &worker), 1);
	assert_int_equal(by_progress(db, &worker), 1);
	assert_int_equal(by_waiting(db, &accused), 0);
	assert_int_equal(by_progress(db, &accused), 0);
	server_reader_done(kit, db);

	/* Signed, and waiting for the Lead; another names the Lead. */
	make_thread(&accused);
	db = kit_reader();
	assert_int_equal(by_waiting(db, &lead), 1);
	server_reader_done(kit, db);
	make_thread(&lead);
	db = kit_reader();
	assert_int_equal(by_waiting(db, &lead), 0);
	server_reader_done(kit, db);

	/* The writer, once it is about them, learns no more of their own. */
	make_thread(&worker);
	db = kit_reader();
	assert_int_equal(by_waiting(db, &worker), 0);
	assert_int_equal(by_progress(db, &worker), 0);
	assert_int_equal(by_reading(db, &worker), 0);
	server_reader_done(kit, db);
}

static size_t
find_name(struct db *db, const struct person *p, const char *name)
{
	struct card found[8];

	return cards_find(kit, db, &p->who, name, kit_now, found, 8);
}

static void
test_names(void **state)
{
	struct id fresh = id_new();
	struct card card = { 0 };
	struct db *db;
	char body[400];

	(void)state;
	/* A file that is there because of the account alone. */
	snprintf(body, sizeof(body),
	    "{%s\"child\":\"Quentin Quill\",\"observed\":\"x\"}",
	    kit_about(&accused));
	account = kit_make(&worker, &kind_first_account, &fresh, body);
	db = kit_reader();
	assert_true(cards_get(kit, db, &senior.who, &fresh, kit_now, &card));
	assert_true(card.provisional);
	assert_string_equal(card.name, "Quentin Quill");
	assert_int_equal(find_name(db, &senior, "quill"), 1);
	assert_int_equal(find_name(db, &lead, "quentin"), 1);
	memset(&card, 0, sizeof(card));
	assert_false(cards_get(kit, db, &accused.who, &fresh, kit_now, &card));
	assert_string_equal(card.name, "");
	assert_int_equal(find_name(db, &accused, "quill"), 0);
	assert_int_equal(find_name(db, &accused, ""), 1);
	assert_int_equal(find_name(db, &senior, ""), 2);
	assert_false(store_may_file(kit, db, &accused.who, &fresh, kit_now));
	assert_int_equal(by_changes(db, &senior), 1);
	assert_int_equal(by_changes(db, &accused), 0);
	server_reader_done(kit, db);

	/* With a front sheet it is a file like any other. */
	kit_make(&senior, &kind_front_sheet, &fresh,
	    "{\"name\":\"Quentin Quill\",\"purpose\":\"S\"}");
	db = kit_reader();
	assert_int_equal(find_name(db, &accused, "quill"), 1);
	assert_int_equal(by_changes(db, &accused), 0);
	server_reader_done(kit, db);
}

/* The name in the first account that somebody may not see is not shown them by
 * way of a second one that they may. */
static void
test_two_accounts(void **state)
{
	struct id fresh = id_new();
	struct card card = { 0 };
	struct db *db;
	char body[400];

	(void)state;
	snprintf(body, sizeof(body),
	    "{%s\"child\":\"Hidden Hollow\",\"observed\":\"x\"}",
	    kit_about(&accused));
	account = kit_make(&worker, &kind_first_account, &fresh, body);
	kit_make(&worker, &kind_first_account, &fresh,
	    "{\"child\":\"Open Orchard\",\"observed\":\"x\"}");
	db = kit_reader();
	assert_true(cards_get(kit, db, &senior.who, &fresh, kit_now, &card));
	assert_string_equal(card.name, "Hidden Hollow");
	assert_int_equal(find_name(db, &accused, "hollow"), 0);
	if (cards_get(kit, db, &accused.who, &fresh, kit_now, &card))
		assert_string_equal(card.name, "Open Orchard");
	server_reader_done(kit, db);
}

static void
test_chair(void **state)
{
	struct db *db;
	char body[1200];
	struct id id;

	(void)state;
	/* One senior is named: another takes it, and the chair sees nothing. */
	make_thread(&accused);
	look(&senior, &concern);
	expect_ways(&chair, false, "a senior is left");
	/* Both are named: it goes to the chair, and to no other trustee. */
	snprintf(body, sizeof(body),
	    "{\"about_staff\":[{\"staff\":\"%s\"},{\"staff\":\"%s\"}],"
	    "\"child\":\"R\",\"observed\":\"x\"}",
	    accused.who.staff.s, senior.who.staff.s);
	account = kit_make(&worker, &kind_first_account, &file, body);
	concern = addendum = account;
	db = kit_reader();
	assert_int_equal(by_reading(db, &chair), 3);
	assert_int_equal(by_list(db, &chair), 1);
	assert_int_equal(by_waiting(db, &chair), 3);
	assert_true(store_may_file(kit, db, &chair.who, &file, kit_now));
	assert_int_equal(by_reading(db, &trustee), 0);
	assert_int_equal(by_reading(db, &senior), 0);
	assert_int_equal(by_reading(db, &accused), 0);
	assert_false(store_may_file(kit, db, &trustee.who, &file, kit_now));
	server_reader_done(kit, db);
	/* The chair records it, as a designated senior member would. */
	snprintf(body, sizeof(body),
	    "{\"from_account\":\"%s\"," KIT_CONCERN_END, account.s);
	concern = kit_make_signed(&chair, &kind_concern, &file, body);
	/* But opens nothing else, and begins nothing. */
	id = id_new();
	assert_int_not_equal(
	    kit_save(&chair, &kind_concern, &file, &id, 0, KIT_CONCERN), 201);
	assert_int_equal(kit_save(&chair, &kind_adult, &file, &id, 0,
			     "{\"name\":\"J\",\"relation\":\"mother\"}"),
	    403);
	/* A new senior, who is not named, takes it from there. */
	kit_person(ROLE_SENIOR, "");
	db = kit_reader();
	assert_int_equal(by_list(db, &chair), 0);
	assert_int_equal(by_reading(db, &senior), 0);
	server_reader_done(kit, db);
}

static void
test_chair_is_named(void **state)
{
	struct db *db;
	char body[600];

	(void)state;
	snprintf(body, sizeof(body),
	    "{\"about_staff\":[{\"staff\":\"%s\"},{\"staff\":\"%s\"},"
	    "{\"staff\":\"%s\"}],\"child\":\"R\",\"observed\":\"x\"}",
	    accused.who.staff.s, senior.who.staff.s, chair.who.staff.s);
	account = concern = addendum =
	    kit_make(&worker, &kind_first_account, &file, body);
	db = kit_reader();
	assert_int_equal(by_reading(db, &chair), 0);
	assert_false(store_may_file(kit, db, &chair.who, &file, kit_now));
	server_reader_done(kit, db);
}

/* The database does not say in clear who is accused. */
static void
test_stolen_database(void **state)
{
	char sql[300];

	(void)state;
	make_thread(&trustee);
	snprintf(sql, sizeof(sql),
	    "SELECT count(*) FROM exclusion WHERE instr(hash, '%s') > 0",
	    trustee.who.staff.s);
	assert_int_equal(kit_count(sql), 0);
	assert_int_equal(kit_count("SELECT count(*) FROM exclusion"), 1);
	assert_int_equal(
	    kit_count("SELECT length(hash) FROM exclusion"), SEAL_HASH);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, start_up, kit_stop)
	static const struct CMUnitTest tests[] = {
		T(test_named_in_the_account),
		T(test_named_later),
		T(test_writing),
		T(test_acknowledging),
		T(test_waiting_and_progress),
		T(test_names),
		T(test_two_accounts),
		T(test_chair),
		T(test_chair_is_named),
		T(test_stolen_database),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
