/* server_policy.c - who opens no child's file, since they have not confirmed a document
 * that is past its grace; what counts as a confirmation; and whose training is
 * recorded by whom, and waits for whom (T1, T2). */
#include "share_wait.h"

#include "policy.h"
#include "save.h"

static struct person senior, worker, manager, other_manager, director, lead,
    trustee, inspector, admin, volunteer;
static struct id file;

static int
start_up(void **state)
{
	char more[120];

	kit_start(state);
	manager = kit_person(ROLE_MANAGER, "");
	other_manager = kit_person(ROLE_MANAGER, "");
	snprintf(
	    more, sizeof(more), ",\"manager\":\"%s\"", manager.who.staff.s);
	worker = kit_person(ROLE_SUPPORT_WORKER, more);
	volunteer = kit_person(ROLE_VOLUNTEER, "");
	senior = kit_person(ROLE_SENIOR, "");
	director = kit_person(ROLE_DIRECTOR, "");
	lead = kit_person(ROLE_LEAD, "");
	trustee = kit_person(ROLE_TRUSTEE, "");
	inspector = kit_person(ROLE_INSPECTOR, "");
	admin = kit_person(ROLE_ADMIN, "");
	file = kit_file(&senior);
	kit_assign(&senior, &worker, &file, "2026-01-01", "");
	return 0;
}

/* ---- short ways ---- */

static struct id
publish(const char *which, const char *version)
{
	char body[400];

	snprintf(body, sizeof(body),
	    "{\"which\":\"%s\",\"version\":\"%s\",\"approved\":\"2026-11-01\","
	    "\"approved_by\":\"Trustees\",\"where\":\"shelf\",\"summary\":"
	    "\"x\"}",
	    which, version);
	return kit_make(&director, &kind_policy_document, &kit_none, body);
}

static const char *
confirms(const struct id *document, const char *which, const char *version)
{
	static char body[400];

	snprintf(body, sizeof(body),
	    "{\"document\":\"%s\",\"which\":\"%s\",\"version\":\"%s\","
	    "\"accepts\":true,\"on\":\"2026-11-20\"}",
	    document->s, which, version);
	return body;
}

static void
confirm(const struct person *p, const struct id *document, const char *which,
    const char *version)
{
	kit_make_signed(p, &kind_confirmation, &kit_none,
	    confirms(document, which, version));
}

static bool
is_shut_at(const struct person *p, int64_t now_ms)
{
	struct db *db = kit_reader();
	struct record_row row;
	struct id front = { "" };
	struct stmt *st = db_stmt(db, SQL_RECORD_OF_KIND);
	bool is = store_is_shut(kit, db, &p->who, now_ms);

	stmt_id(st, 1, &file);
	stmt_text(st, 2, "front_sheet");
	assert_true(stmt_row(st));
	front = stmt_get_id(st, 0);
	stmt_reset(st);
	assert_int_equal(store_find(db, &front, &row, NULL), ERR_OK);
	/* The one judge says the same of a record and of the file; what the
	 * device holds, it goes on holding. */
	if (store_let(kit, db, &p->who, &row, RIGHT_READ, now_ms)) {
		assert_int_equal(
		    store_may(kit, db, &p->who, &row, RIGHT_READ, now_ms), !is);
		assert_int_equal(
		    store_may_file(kit, db, &p->who, &file, now_ms), !is);
		assert_true(store_may_hold(kit, db, &p->who, &file, now_ms));
	}
	server_reader_done(kit, db);
	return is;
}

#define DAYS_ON(n) (kit_now + (n)*KIT_DAY)

/* ---- the gate ---- */

/* No document was ever published: nothing is asked. */
static void
test_nothing_published(void **state)
{
	(void)state;
	assert_false(is_shut_at(&worker, DAYS_ON(4000)));
	assert_int_equal(
	    count_waiting(&worker, "confirm_due", NULL, kit_now), 0);
}

/* kit_now is noon of 20 November: the last day of grace is 4 December. */
static void
test_grace(void **state)
{
	static const struct {
		const char *why, *grace;
		int days;
		bool want;
	} rows[] = {
		{ "at once", "14", 0, false },
		{ "the last day", "14", 14, false },
		{ "the day after", "14", 15, true },
		{ "a newcomer, long after", "14", 400, true },
		{ "before it was there", "14", -3, false },
		{ "a setting of a day", "1", 1, false },
		{ "a day, over", "1", 2, true },
		{ "no grace", "0", 0, true },
		{ "no grace, and a clock set back", "0", -1, false },
	};
	struct id doc = publish("conduct", "1");
	struct errinfo e = { 0 };

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		kit_must(
		    conf_set(kit_conf, "policy_grace_days", rows[i].grace, &e),
		    &e, "setting");
		if (is_shut_at(&worker, DAYS_ON(rows[i].days)) != rows[i].want)
			fail_msg("%s", rows[i].why);
	}
	conf_set(kit_conf, "policy_grace_days", "14", &e);
	confirm(&worker, &doc, "conduct", "1");
	assert_false(is_shut_at(&worker, DAYS_ON(400)));
	assert_true(is_shut_at(&senior, DAYS_ON(400)));
	/* All who work here are asked, and an inspector is not (O1). */
	assert_true(is_shut_at(&trustee, DAYS_ON(400)));
	assert_true(is_shut_at(&admin, DAYS_ON(400)));
	assert_false(is_shut_at(&inspector, DAYS_ON(400)));
}

/* Fewer than five are published: those alone are asked for. */
static void
test_five(void **state)
{
	struct id docs[POLICY_COUNT];

	(void)state;
	for (unsigned i = 0; i < POLICY_COUNT; i++) {
		assert_false(is_shut_at(&worker, DAYS_ON(100)));
		docs[i] = publish(policy_code(i), "1");
		assert_true(is_shut_at(&worker, DAYS_ON(100)));
		confirm(&worker, &docs[i], policy_code(i), "1");
	}
	assert_false(is_shut_at(&worker, DAYS_ON(100)));
	/* Four of five are not enough. */
	for (unsigned i = 1; i < POLICY_COUNT; i++)
		confirm(&volunteer, &docs[i], policy_code(i), "1");
	assert_true(is_shut_at(&volunteer, DAYS_ON(100)));
}

/* A new version asks again; the old confirmation does not count for it, and its
 * grace lets nobody in who had confirmed nothing. */
static void
test_new_version(void **state)
{
	struct id first = publish("conduct", "1"), second;
	int64_t then = kit_now;

	(void)state;
	confirm(&worker, &first, "conduct", "1");
	kit_now += 30 * KIT_DAY;
	second = publish("conduct", "2");
	assert_false(is_shut_at(&worker, kit_now));
	assert_int_equal(
	    count_waiting(&worker, "confirm_due", &second, kit_now), 1);
	assert_int_equal(
	    count_waiting(&worker, "confirm_due", &first, kit_now), 0);
	assert_false(is_shut_at(&worker, DAYS_ON(14)));
	assert_true(is_shut_at(&worker, DAYS_ON(15)));
	assert_true(is_shut_at(&senior, kit_now)); /* of version 1 still */
	/* The old version again is no answer. */
	confirm(&worker, &first, "conduct", "1");
	assert_true(is_shut_at(&worker, DAYS_ON(15)));
	confirm(&worker, &second, "conduct", "2");
	assert_false(is_shut_at(&worker, DAYS_ON(15)));
	assert_int_equal(
	    count_waiting(&worker, "confirm_due", NULL, kit_now), 0);
	/* Who confirms the new one alone has confirmed what counts. */
	confirm(&senior, &second, "conduct", "2");
	assert_false(is_shut_at(&senior, DAYS_ON(15)));
	kit_now = then;
}

/* ---- what is no confirmation ---- */

static unsigned
send_confirmation(const struct person *p, struct put *put)
{
	(void)p;
	return kit_send(put);
}

static void
expect_refused(
    const char *why, struct put *put, unsigned want, const char *says)
{
	unsigned got = send_confirmation(NULL, put);

	if (got != want || strstr(kit_result.error.says, says) == NULL)
		fail_msg("%s: %u %s", why, got, kit_result.error.says);
	if (!is_shut_at(&worker, DAYS_ON(100)))
		fail_msg("%s: it opened", why);
}

static struct put
signed_put(const struct person *p, const struct id *id, const char *body)
{
	struct put put =
	    kit_put_of(p, &kind_confirmation, &kit_none, id, 0, body);

	kit_sign(&put, p);
	return put;
}

static void
test_no_confirmation(void **state)
{
	struct id doc = publish("conduct", "3"), old, id = id_new();
	struct id nowhere = id_new();
	char body[400], another[400];
	struct put put, good;

	(void)state;
	old = publish("safeguarding", "1");
	confirm(&worker, &old, "safeguarding", "1");
	snprintf(body, sizeof(body), "%s", confirms(&doc, "conduct", "3"));

	put = kit_put_of(&worker, &kind_confirmation, &kit_none, &id, 0, body);
	expect_refused("not signed", &put, 422, "is signed when it is given");

	put = signed_put(&worker, &id, body);
	put.sig[7] ^= 1;
	expect_refused("a forged signature", &put, 422, "signature");

	put = signed_put(&senior, &id, body); /* signed by another */
	put.who = worker.who;
	expect_refused("signed by somebody else", &put, 422, "signature");

	put = signed_put(&worker, &id, body);
	put.who = senior.who; /* handed in by another: it is no one's */
	expect_refused("of another person", &put, 422, "signature");
	assert_true(is_shut_at(&senior, DAYS_ON(100)));

	put = signed_put(&worker, &id, body);
	snprintf(
	    another, sizeof(another), "%s", confirms(&doc, "conduct", "4"));
	put.body = another;
	put.body_len = strlen(another);
	expect_refused("another text under the signature", &put, 422, "");

	put = signed_put(&worker, &id, confirms(&doc, "conduct", "2"));
	expect_refused("another version", &put, 422, "another document");
	put = signed_put(&worker, &id, confirms(&doc, "safeguarding", "3"));
	expect_refused("another document", &put, 422, "another document");
	put = signed_put(&worker, &id, confirms(&nowhere, "conduct", "3"));
	expect_refused("of a document that is not there", &put, 424, "waits");
	put = signed_put(&worker, &id, confirms(&file, "conduct", "3"));
	expect_refused("of something else", &put, 424, "waits");

	/* Replayed: as another record, with another's signature time. */
	good = signed_put(&worker, &id, body);
	put = good;
	put.id = id_new();
	put.write = id_new();
	expect_refused("replayed as another", &put, 422, "signature");
	put = good;
	put.write = id_new();
	put.signed_ms -= 400 * KIT_DAY;
	expect_refused("of another day", &put, 422, "signature");

	assert_int_equal(kit_send(&good), 201);
	assert_false(is_shut_at(&worker, DAYS_ON(100)));
	/* The same once more is the first answer, and nothing new. */
	assert_int_equal(kit_send(&good), 201);
	assert_int_equal(
	    kit_count("SELECT count(*) FROM record WHERE kind = 'confirmation'"
		      " AND signed = 1"),
	    2);
	/* It never changes. */
	put = kit_put_of(&worker, &kind_confirmation, &kit_none, &id, 1, body);
	assert_int_not_equal(kit_send(&put), 200);
}

/* Publishing is the Director's and the Lead's; an inspector confirms nothing. */
static void
test_who_may(void **state)
{
	const struct person *all[] = { &worker, &senior, &manager, &trustee,
		&admin, &volunteer, &inspector };
	struct id doc = publish("conduct", "1"), id;

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(all); i++) {
		id = id_new();
		assert_int_equal(
		    kit_save(all[i], &kind_policy_document, &kit_none, &id, 0,
			"{\"which\":\"conduct\",\"version\":\"9\","
			"\"approved\":\"2026-11-01\","
			"\"approved_by\":\"I\",\"where\":\"x\","
			"\"summary\":\"x\"}"),
		    403);
	}
	id = id_new();
	assert_int_equal(
	    kit_save(&lead, &kind_policy_document, &kit_none, &id, 0,
		"{\"which\":\"conduct\",\"version\":\"9\",\"approved\":"
		"\"2026-11-01\",\"approved_by\":\"I\",\"where\":\"x\","
		"\"summary\":\"x\"}"),
	    201);
	id = id_new();
	{
		struct put put =
		    signed_put(&inspector, &id, confirms(&doc, "conduct", "1"));

		assert_int_equal(kit_send(&put), 403);
	}
}

/* ---- what is never stopped ---- */

static void
test_never_stopped(void **state)
{
	struct id id;
	struct put put;
	int64_t then = kit_now;

	(void)state;
	id = kit_make(&worker, &kind_adult, &file,
	    "{\"name\":\"Jo\",\"relation\":\"carer\"}");
	publish("conduct", "1");
	kit_now += 30 * KIT_DAY;
	assert_true(is_shut_at(&worker, kit_now));
	kit_make(&worker, &kind_first_account, &file, KIT_ACCOUNT);
	kit_make(&volunteer, &kind_first_account, &file, KIT_ACCOUNT);
	kit_make(&worker, &kind_emergency, &file,
	    "{\"child\":\"Robin\",\"risk\":\"x\",\"shared\":\"x\","
	    "\"authority\":\"999\",\"by\":\"I did.\"}");
	/* What was written is taken: new, changed, and beside another. */
	kit_make(&worker, &kind_agreement, &file,
	    "{\"who\":\"cyp\",\"answer\":\"refused\",\"from\":\"2026-11-05\","
	    "\"evidence\":\"Said so.\"}");
	put = kit_put_of(&worker, &kind_adult, &file, &id, 1,
	    "{\"name\":\"Jo\",\"relation\":\"father\"}");
	assert_int_equal(kit_send(&put), 200);
	assert_int_equal(kit_send(&put), 200); /* the answer was lost */
	/* Their own first account is followed all the same (R3). */
	assert_int_equal(
	    count_waiting(&worker, "account_mine_unopened", NULL, kit_now), 1);
	assert_int_equal(
	    count_waiting(&senior, "account_new", NULL, kit_now), 0);
	kit_now = then;
}

/* ---- what waits (T1, T2) ---- */

static struct id
train(const struct person *by, const struct person *who, const char *what,
    const char *on, const char *due)
{
	char body[400];

	snprintf(body, sizeof(body),
	    "{\"person\":\"%s\",%s,\"occasion\":\"later\",\"on\":\"%s\","
	    "\"by\":\"x\"%s%s%s}",
	    who->who.staff.s, what, on, *due ? ",\"due\":\"" : "", due,
	    *due ? "\"" : "");
	return kit_make(by, &kind_training, &kit_none, body);
}
#define SHARING "\"what\":\"sharing\""
#define FIRST_AID "\"what\":\"other\",\"other\":\"First aid\""
#define FIRE "\"what\":\"other\",\"other\":\"Fire\""

/* 20 November 2026 is day 0. */
static void
test_training_waits(void **state)
{
	struct id soon, far, over, aid, again;
	const struct asked at_first[] = {
		{ "nobody else's", &worker, 0, 1 },
	};

	(void)state;
	far = train(&lead, &worker, SHARING, "2026-01-01", "2026-12-21");
	soon = train(&lead, &senior, SHARING, "2026-01-01", "2026-12-20");
	ASK("training_due", &soon,
	    ((const struct asked[]){ { "30 days before", &senior, 0, 1 },
		{ "31 days before", &senior, -DAYS, 0 },
		{ "another's", &worker, 0, 0 } }));
	ASK("training_due", &far,
	    ((const struct asked[]){ { "31 days before", &worker, 0, 0 },
		{ "30 days before", &worker, DAYS, 1 },
		{ "their manager, not yet overdue", &manager, 31 * DAYS,
		    0 } }));
	over = train(&lead, &worker, FIRST_AID, "2025-11-01", "2026-11-19");
	ASK("training_due", &over, at_first);
	ASK("training_overdue", &over,
	    ((const struct asked[]){ { "their line manager", &manager, 0, 1 },
		{ "a manager of others", &other_manager, 0, 0 },
		{ "the Lead", &lead, 0, 1 },
		{ "the Director, who may look", &director, 0, 0 },
		{ "on its day it is not over", &manager, -DAYS, 0 },
		{ "themselves: as due", &worker, 0, 0 } }));
	/* Another training does not end it; a newer of the same does. */
	aid = train(&worker, &worker, FIRE, "2026-11-02", "2027-11-02");
	assert_int_equal(
	    count_waiting(&manager, "training_overdue", &over, kit_now), 1);
	again = train(&worker, &worker, FIRST_AID, "2026-11-02", "2027-11-02");
	assert_int_equal(
	    count_waiting(&manager, "training_overdue", &over, kit_now), 0);
	assert_int_equal(
	    count_waiting(&worker, "training_due", &over, kit_now), 0);
	assert_int_equal(
	    count_waiting(&worker, "training_due", &again, kit_now), 0);
	assert_int_equal(
	    count_waiting(&worker, "training_due", &aid, kit_now), 0);
}

/* What everybody needs and was never on record waits for whoever lacks it. */
static bool
misses(const struct person *who)
{
	return count_waiting(
		   who, "training_missing", &who->who.staff, kit_now) == 1;
}

static void
test_training_missing_T1(void **state)
{
	(void)state;
	assert_false(misses(&worker)); /* no training is kept here yet */
	train(&lead, &worker, FIRST_AID, "2026-11-01", "");
	assert_true(misses(&worker) && misses(&senior) && misses(&trustee));
	assert_false(misses(&inspector));
	for (int i = 0; i < 3; i++) /* the same again is not another */
		train(&lead, &worker, SHARING, "2026-11-01", "");
	train(&lead, &worker, "\"what\":\"safeguarding\"", "2026-11-02", "");
	assert_true(misses(&worker));
	train(&lead, &worker, "\"what\":\"welfare\"", "2020-11-02",
	    "2021-11-02"); /* overdue is not missing */
	assert_false(misses(&worker));
	assert_true(misses(&lead)); /* of themselves, whoever records it */
}

/* T1: one's own, and of others by their line manager, the Director, the Lead. */
static void
test_who_records(void **state)
{
	static const struct {
		const char *why;
		const struct person *by, *of;
		unsigned want;
	} rows[] = {
		{ "their own", &worker, &worker, 201 },
		{ "a trustee's own", &trustee, &trustee, 201 },
		{ "their line manager", &manager, &worker, 201 },
		{ "a manager of others", &other_manager, &worker, 403 },
		{ "the Director", &director, &volunteer, 201 },
		{ "the Lead", &lead, &trustee, 201 },
		{ "a colleague", &worker, &volunteer, 403 },
		{ "a senior, of a colleague", &senior, &worker, 403 },
		{ "an administrator", &admin, &worker, 403 },
		{ "an inspector", &inspector, &inspector, 403 },
	};

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		struct id id = id_new();
		char body[300];
		unsigned got;

		snprintf(body, sizeof(body),
		    "{\"person\":\"%s\"," SHARING ",\"occasion\":\"induction\","
		    "\"on\":\"2026-11-02\",\"by\":\"x\"}",
		    rows[i].of->who.staff.s);
		got = kit_save(
		    rows[i].by, &kind_training, &kit_none, &id, 0, body);
		if (got != rows[i].want)
			fail_msg("%s: %u %s", rows[i].why, got,
			    kit_result.error.says);
	}
}

static bool
may_read(const struct person *p, const struct id *id)
{
	struct db *db = kit_reader();
	struct record_row row;
	bool may;

	assert_int_equal(store_find(db, id, &row, NULL), ERR_OK);
	may = store_may(kit, db, &p->who, &row, RIGHT_READ, kit_now);
	server_reader_done(kit, db);
	return may;
}

/* Who sees whose; a change may not make it another's. */
static void
test_who_reads(void **state)
{
	struct id of_worker =
	    train(&lead, &worker, SHARING, "2026-11-02", "2027-11-02");
	struct id own = train(&worker, &worker, FIRE, "2026-11-02", "");
	struct put put;
	char body[300];

	(void)state;
	assert_true(may_read(&worker, &of_worker));
	assert_true(may_read(&manager, &of_worker));
	assert_true(may_read(&trustee, &of_worker));
	assert_true(may_read(&director, &of_worker));
	assert_false(may_read(&volunteer, &of_worker));
	assert_false(may_read(&senior, &of_worker));
	assert_false(may_read(&admin, &of_worker));
	assert_false(may_read(&inspector, &of_worker));
	snprintf(body, sizeof(body),
	    "{\"person\":\"%s\"," SHARING ",\"occasion\":\"later\",\"on\":"
	    "\"2026-11-02\",\"by\":\"x\"}",
	    volunteer.who.staff.s);
	put = kit_put_of(&worker, &kind_training, &kit_none, &own, 1, body);
	assert_int_equal(kit_send(&put), 403);
	put =
	    kit_put_of(&worker, &kind_training, &kit_none, &of_worker, 1, body);
	assert_int_equal(kit_send(&put), 403);
}

/* havend verify sees what was put into the clear rows by hand. */
static int64_t
verify(void)
{
	struct buf says = BUF_INIT(100000);
	struct errinfo e = { 0 };
	struct db *db = kit_reader();
	int64_t bad = -1;

	kit_must(store_verify(kit, db, &says, &bad, &e), &e, "verify");
	server_reader_done(kit, db);
	if (bad == 0)
		assert_string_equal(buf_str(&says), "");
	else
		print_message("%s", buf_str(&says));
	buf_done(&says);
	return bad;
}

static void
test_verify(void **state)
{
	struct id doc = publish("conduct", "1");

	(void)state;
	confirm(&worker, &doc, "conduct", "1");
	train(&lead, &worker, SHARING, "2026-11-02", "2027-11-02");
	assert_int_equal(verify(), 0);
	kit_tamper("UPDATE policy SET received_ms = received_ms + 1");
	assert_int_equal(verify(), 1);
	kit_tamper("UPDATE policy SET received_ms = received_ms - 1,"
		   " which = 'safeguarding'");
	assert_int_equal(verify(), 1);
	kit_tamper("DELETE FROM policy");
	assert_int_equal(verify(), 1);
}

int
main(void)
{
#define ROW(t) cmocka_unit_test_setup_teardown(t, start_up, kit_stop)
	const struct CMUnitTest tests[] = { ROW(test_nothing_published),
		ROW(test_grace), ROW(test_five), ROW(test_new_version),
		ROW(test_no_confirmation), ROW(test_who_may),
		ROW(test_never_stopped), ROW(test_training_waits),
		ROW(test_training_missing_T1), ROW(test_who_records),
		ROW(test_who_reads), ROW(test_verify) };
#undef ROW

	return cmocka_run_group_tests_name("server_policy", tests, NULL, NULL);
}
