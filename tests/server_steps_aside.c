/* server_steps_aside.c - what version 1 kept aside was in the thread of the record it
 * belongs to, and whom it named was kept out of all of that. Carried over, it keeps
 * nobody out but of itself, and everybody out of itself who is kept out of what it
 * belongs to (store_aside.c, R7); and devices are told what changed for them. */
#include "steps_kit.h"

#include "aside.h"
#include "log.h"

#define ASIDES_MAX 8
#define SECRET "secret words"

static struct aside_of_1 {
	struct id id;     /* of its record; its write's */
	struct id thread; /* in version 1 */
	struct id named[2];
} asides[ASIDES_MAX];
static size_t aside_count;
static int64_t last_change; /* before it was carried over */

static int
start(void **state)
{
	aside_count = 0;
	kit_start(state);
	steps_fill();
	return 0;
}

/* ---- as version 1 kept it ---- */

static enum err
run_aside(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	return aside_put(s, db, arg, &kit_result, e);
}

static struct put
put_of(const struct person *by, enum caller_end end, const struct kind *k,
    const struct id *id, int64_t base, const char *body)
{
	struct put put = kit_put_of(by, k, &steps_file, id, base, body);

	put.who.end = end;
	return put;
}

/* thread: of the record it belongs to, if that was there. */
static struct aside_of_1 *
keep_aside(
    const struct put *put, const struct id *thread, const struct person *named)
{
	struct aside_of_1 *a = &asides[aside_count++];
	struct errinfo e = { 0 };

	kit_must(writer_do(kit->writer, run_aside, (void *)(uintptr_t)put, &e),
	    &e, "aside");
	assert_int_equal(kit_result.status, 202);
	*a = (struct aside_of_1){ .id = put->write,
		.thread = thread != NULL ? *thread : put->write };
	if (named != NULL)
		a->named[0] = named->who.staff;
	return a;
}

static struct aside_of_1 *
aside(const struct person *by, const struct kind *k, const struct id *id,
    int64_t base, const char *body, const struct id *thread,
    const struct person *named)
{
	struct put put = put_of(by, CALLER_REVOKED, k, id, base, body);

	return keep_aside(&put, thread, named);
}

static void
add_text(struct buf *sql, const struct aside_of_1 *a)
{
	uint8_t hash[SEAL_HASH];
	char hex[SEAL_HASH * 2 + 1];

	buf_addf(sql,
	    "UPDATE record SET thread='%s' WHERE id='%s' OR parent='%s';",
	    a->thread.s, a->id.s, a->id.s);
	for (size_t i = 0; i < 2 && !id_is_none(&a->named[i]); i++) {
		store_exclusion_hash(kit, &a->thread, &a->named[i], hash);
		seal_hex(hex, hash, sizeof(hash));
		buf_addf(sql,
		    "INSERT OR IGNORE INTO exclusion VALUES ('%s', x'%s');",
		    a->thread.s, hex);
	}
}

static void
carry_over(const char *tamper)
{
	struct buf sql = BUF_INIT(10000);
	char data[128], keys[128];
	sqlite3 *h;

	last_change = kit_count("SELECT max(seq) FROM change");
	buf_adds(&sql, "DELETE FROM exclusion WHERE thread IN"
		       " (SELECT id FROM record WHERE kind = 'kept_aside');");
	for (size_t i = 0; i < aside_count; i++)
		add_text(&sql, &asides[i]);
	steps_to_first();
	steps_paths(data, keys);
	h = first_open(data);
	first_run(h, buf_str(&sql));
	first_run(h, tamper);
	sqlite3_close(h);
	kit_open();
	buf_done(&sql);
}

/* ---- what somebody sees ---- */

static bool
may_read(const struct person *p, const struct id *id)
{
	struct db *db = kit_reader();
	struct errinfo e = { 0 };
	struct record_row row;
	bool may;

	kit_must(store_find(db, id, &row, &e), &e, "find");
	may = store_may(kit, db, &p->who, &row, RIGHT_READ, kit_now);
	server_reader_done(kit, db);
	return may;
}

struct told_of {
	struct id id;
	enum told as;
};

static enum err
note_told(void *arg, const struct change *ch, enum told as, struct errinfo *e)
{
	struct told_of *t = arg;

	(void)e;
	if (id_equal(&ch->record, &t->id))
		t->as = as;
	return ERR_OK;
}

/* How a device that was told all changes up to one hears of a record. */
static enum told
told(const struct person *p, int64_t since, const struct id *id)
{
	struct told_of t = { *id, TOLD_NOT };
	struct db *db = kit_reader();
	struct errinfo e = { 0 };
	int64_t last;
	bool more;

	kit_must(store_changes(kit, db, &p->who, since, 1000, kit_now,
		     note_told, &t, &last, &more, &e),
	    &e, "changes");
	server_reader_done(kit, db);
	return t.as;
}

static enum err
run_hold(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	const struct person *p = arg;

	(void)s;
	return store_hold(db, &p->who, &steps_file, true, kit_now, e);
}

static void
hold(const struct person *p)
{
	struct errinfo e = { 0 };

	kit_must(writer_do(kit->writer, run_hold, (void *)(uintptr_t)p, &e), &e,
	    "hold");
}

static char body[1600];

static const char *
concern(const struct person *about)
{
	snprintf(body, sizeof(body),
	    "{%s\"place\":\"" SECRET "\",\"from_account\":\"%s\"}",
	    about != NULL ? kit_about(about) : "", steps_account.s);
	return body;
}

/* ---- tests ---- */

/* With a stolen laptop somebody took the record from the Director; it is open to
 * them again, and their device hears of it. */
static void
test_of_a_record(void **state)
{
	struct aside_of_1 *a;
	struct id decision;

	(void)state;
	hold(&steps_director);
	hold(&steps_senior);
	a = aside(&steps_worker, &kind_concern, &steps_concern, 2,
	    concern(&steps_director), &steps_account, &steps_director);
	snprintf(body, sizeof(body),
	    "{\"about\":\"%s\",\"what\":\"left\",\"reason\":\"Not needed.\"}",
	    a->id.s);
	decision =
	    kit_make(&steps_senior, &kind_aside_decision, &steps_file, body);
	carry_over("");
	steps_verify("");
	assert_true(may_read(&steps_director, &steps_concern));
	assert_true(may_read(&steps_director, &steps_account));
	assert_false(may_read(&steps_director, &a->id));
	assert_false(may_read(&steps_director, &decision));
	assert_true(may_read(&steps_senior, &a->id));
	assert_true(may_read(&steps_senior, &decision));
	/* Whom the record is about is kept out of it as before. */
	assert_false(may_read(&steps_accused, &steps_concern));
	assert_false(may_read(&steps_accused, &a->id));
	assert_int_equal(
	    told(&steps_director, last_change, &steps_concern), TOLD_RECORD);
	assert_int_equal(told(&steps_senior, last_change, &a->id), TOLD_RECORD);
	/* It never was open to either: not even its id. */
	for (int64_t since = 1; since <= last_change; since++) {
		assert_int_equal(
		    told(&steps_director, since, &a->id), TOLD_NOT);
		assert_int_equal(told(&steps_accused, since, &a->id), TOLD_NOT);
	}
}

/* Of a record that was not there, each had a thread of its own, and whom one names
 * could read the other. */
static void
test_together(void **state)
{
	struct id absent = id_new(), adult = id_new();
	struct aside_of_1 *first, *second, *third, *other;

	(void)state;
	hold(&steps_director);
	first = aside(&steps_senior, &kind_concern, &absent, 0,
	    "{\"place\":\"" SECRET "\"}", NULL, NULL);
	second = aside(&steps_senior, &kind_concern, &absent, 1,
	    concern(&steps_director), &steps_account, &steps_director);
	third = aside(&steps_senior, &kind_concern, &absent, 2,
	    "{\"place\":\"" SECRET "\"}", NULL, NULL);
	other = aside(&steps_senior, &kind_adult, &adult, 0,
	    "{\"name\":\"J\",\"relation\":\"mother\"}", NULL, NULL);
	carry_over("");
	steps_verify("");
	assert_false(may_read(&steps_director, &first->id));
	assert_false(may_read(&steps_director, &second->id));
	assert_true(may_read(&steps_director, &other->id));
	assert_true(may_read(&steps_director, &steps_concern));
	assert_true(may_read(&steps_senior, &first->id));
	assert_int_equal(
	    told(&steps_director, last_change, &first->id), TOLD_GONE);
	assert_int_equal(
	    told(&steps_director, last_change, &third->id), TOLD_GONE);
	assert_int_equal(
	    told(&steps_director, last_change, &other->id), TOLD_RECORD);
	/* Whom the account came to be about: the first was open to them. */
	assert_false(may_read(&steps_accused, &first->id));
	assert_int_equal(
	    told(&steps_accused, last_change, &first->id), TOLD_GONE);
	assert_true(may_read(&steps_accused, &other->id));
}

static enum err
run_copied(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	struct audit_row row = { .what = AUDIT_COPIED,
		.staff = ((struct person *)arg)->who.staff,
		.device = ((struct person *)arg)->who.device,
		.file = steps_file,
		.at_ms = kit_now,
		.received_ms = kit_now };

	return audit_add(s, db, &row, e);
}

/* The record came after what was kept aside of it, by another way. */
static void
test_came_later(void **state)
{
	struct id account = id_new();
	struct aside_of_1 *a;
	struct errinfo e = { 0 };
	struct put put;
	int64_t before = kit_count("SELECT max(seq) FROM change");

	(void)state;
	hold(&steps_director);
	a = aside(&steps_senior, &kind_first_account, &account, 0,
	    "{\"child\":\"Robin\",\"observed\":\"" SECRET "\"}", NULL, NULL);
	snprintf(body, sizeof(body),
	    "{\"about_staff\":[{\"staff\":\"%s\"},{\"staff\":\"%s\"}],"
	    "\"child\":\"Robin\",\"observed\":\"x\"}",
	    steps_accused.who.staff.s, steps_director.who.staff.s);
	put = put_of(
	    &steps_senior, CALLER_IN, &kind_first_account, &account, 0, body);
	assert_int_equal(kit_send(&put), 201);
	/* One of the two got the file whole, before its cursor was there. */
	kit_must(writer_do(kit->writer, run_copied, &steps_director, &e), &e,
	    "copied");
	carry_over("");
	steps_verify("");
	assert_false(may_read(&steps_accused, &a->id));
	assert_false(may_read(&steps_director, &a->id));
	assert_true(may_read(&steps_senior, &a->id));
	assert_int_equal(told(&steps_accused, last_change, &a->id), TOLD_GONE);
	assert_int_equal(told(&steps_director, before, &a->id), TOLD_GONE);
	assert_int_equal(told(&steps_accused, before, &a->id), TOLD_NOT);
	assert_int_equal(told(&steps_accused, last_change, &account), TOLD_NOT);
}

/* What came in a file takes effect as itself when its author sends it. */
static void
test_handed(void **state)
{
	struct id one = id_new(), two = id_new();
	struct put handed, revoked;

	(void)state;
	handed = put_of(&steps_worker, CALLER_HANDED, &kind_first_account, &one,
	    0, KIT_ACCOUNT);
	revoked = put_of(&steps_worker, CALLER_REVOKED, &kind_first_account,
	    &two, 0, KIT_ACCOUNT);
	keep_aside(&handed, NULL, NULL);
	keep_aside(&revoked, NULL, NULL);
	carry_over("");
	steps_verify("");
	handed.who.end = revoked.who.end = CALLER_IN;
	assert_int_equal(kit_send(&handed), 201);
	assert_int_equal(kit_send(&revoked), 202);
	assert_true(may_read(&steps_senior, &one));
	steps_verify("");
}

/* One that does not open stops nothing, stays where it was, and lets nobody in. */
static void
test_does_not_open(void **state)
{
	struct aside_of_1 *a, *b;

	(void)state;
	a = aside(&steps_worker, &kind_concern, &steps_concern, 2,
	    concern(&steps_director), &steps_account, &steps_director);
	b = aside(&steps_senior, &kind_concern, &steps_concern, 2,
	    concern(NULL), &steps_account, NULL);
	snprintf(body, sizeof(body),
	    "UPDATE version SET sealed = zeroblob(length(sealed))"
	    " WHERE record = '%s'",
	    a->id.s);
	carry_over(body);
	steps_verify("cannot be opened");
	assert_false(may_read(&steps_director, &steps_concern));
	assert_false(may_read(&steps_director, &a->id));
	assert_false(may_read(&steps_director, &b->id));
	assert_true(may_read(&steps_senior, &steps_concern));
	assert_false(may_read(&steps_accused, &b->id));
}

/* Nor does any other: whom it names stays out, and what they may have of the thread
 * on a device goes. */
static void
test_record_does_not_open(void **state)
{
	(void)state;
	/* This names them, too, and would keep nobody out of the thread. */
	aside(&steps_worker, &kind_concern, &steps_concern, 2,
	    concern(&steps_accused), &steps_account, &steps_accused);
	snprintf(body, sizeof(body),
	    "UPDATE version SET sealed = zeroblob(length(sealed))"
	    " WHERE record = '%s' AND version = 2",
	    steps_concern.s);
	carry_over(body);
	steps_verify("cannot be opened");
	assert_false(may_read(&steps_accused, &steps_account));
	assert_false(may_read(&steps_accused, &steps_concern));
	assert_true(may_read(&steps_director, &steps_account));
	assert_int_equal(
	    told(&steps_accused, steps_seen, &steps_account), TOLD_GONE);
}

/* A file whose key is destroyed is as it was; nobody can tell who is named in it, so
 * what any of those kept out may have on a device goes. */
static void
test_destroyed(void **state)
{
	char data[128], keys[128];
	sqlite3 *h;

	(void)state;
	steps_to_first();
	steps_paths(data, keys);
	h = first_open(keys);
	first_run(h, "UPDATE wrapped SET sealed = NULL, destroyed_ms = 1"
		     " WHERE id <> 'organisation'");
	sqlite3_close(h);
	kit_open();
	assert_false(may_read(&steps_accused, &steps_account));
	assert_false(may_read(&steps_accused, &steps_closed));
	assert_int_equal(
	    told(&steps_accused, steps_seen, &steps_account), TOLD_GONE);
}

/* Of another backup, say: then nothing is made of what cannot be read for now. */
static void
test_other_keys(void **state)
{
	struct errinfo e = { 0 };
	char data[128], keys[128];
	sqlite3 *h;

	(void)state;
	steps_to_first();
	steps_paths(data, keys);
	h = first_open(keys);
	first_run(h, "CREATE TABLE kept AS SELECT * FROM wrapped;"
		     "DELETE FROM wrapped WHERE id <> 'organisation'");
	assert_int_equal(server_open(&kit, kit_conf, &e), ERR_CRYPTO);
	assert_non_null(strstr(e.says, "put the right key folder in place"));
	steps_expect(1, KEYS_TODAY, "other keys");
	first_run(h, "INSERT OR IGNORE INTO wrapped SELECT * FROM kept;"
		     "DROP TABLE kept");
	sqlite3_close(h);
	kit_open();
	steps_verify("");
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, start, kit_stop)
	static const struct CMUnitTest tests[] = {
		T(test_of_a_record),
		T(test_together),
		T(test_came_later),
		T(test_handed),
		T(test_does_not_open),
		T(test_record_does_not_open),
		T(test_destroyed),
		T(test_other_keys),
	};

	log_start(2, LOG_ERROR);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
