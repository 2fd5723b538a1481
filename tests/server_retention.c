/* server_retention.c - proves how a file comes to be destroyed (R2): due by its
 * periods, reviewed by one person, approved by another who proves who they are, of
 * a file that is to the last version what both saw; and by nobody whom it is about
 * (R7). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "office_due.h"
#include "store_in.h"

#define PLAN "\"decision\":\"destroy\",\"reason\":\"" DUE_REASON "\""

/* ---- what is due, and to whom it is told ---- */

static size_t
list_due(enum who who, unsigned want)
{
	size_t n;

	assert_int_equal(
	    worker_get(&sc.who[who], "/v1/retention", &sc.out), want);
	json_free(answer);
	answer = office_json(&sc.out);
	n = json_count(json_get(answer, "rows"));
	return n;
}

static void
test_who_is_told(void **state)
{
	static const struct {
		enum who who;
		unsigned list, file;
		size_t rows;
	} rows[] = {
		{ SENIOR, 200, 200, 1 },
		{ DIRECTOR, 200, 200, 1 },
		{ LEAD, 200, 200, 1 },
		/* A thread of it is about them, which they do not learn (R7). */
		{ ACCUSED, 200, 200, 1 },
		{ ASSIGNED, 403, 404, 0 },
		{ STRANGER, 403, 404, 0 },
		{ VOLUNTEER, 403, 404, 0 },
		{ MANAGER, 403, 404, 0 },
		{ TRUSTEE, 403, 404, 0 },
		/* Signed in through an inspection alone (O1). */
		{ INSPECTOR, 401, 401, 0 },
		{ ADMIN, 403, 404, 0 },
	};
	char path[200];

	(void)state;
	due_path(path);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (list_due(rows[i].who, rows[i].list) != rows[i].rows)
			fail_msg("row %zu: %s", i, buf_str(&sc.out));
		assert_int_equal(
		    worker_get(&sc.who[rows[i].who], path, &sc.out),
		    rows[i].file);
	}
}

static void
test_when(void **state)
{
	static const struct {
		const char *why, *support, *is;
		size_t rows;
	} rows[] = {
		{ "nine years on", "birth 9", "\"day\"", 1 },
		{ "ten years on, yesterday", "birth 10", "\"day\"", 1 },
		{ "eleven", "birth 11", "\"day\"", 0 },
		{ "the longest counts", "birth 9, contact 1", "\"day\"", 0 },
	};
	char path[200];
	struct id id;

	(void)state;
	due_path(path);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		office_set(&sc.office, "retain_support", rows[i].support);
		/* What was worked out is known; a record makes it anew. */
		scene_put(&sc, SENIOR, "adult", SCENE_ADULT);
		if (list_due(SENIOR, 200) != rows[i].rows)
			fail_msg("%s: %s", rows[i].why, buf_str(&sc.out));
		worker_get(&sc.who[SENIOR], path, &sc.out);
		if (strstr(buf_str(&sc.out), rows[i].is) == NULL)
			fail_msg("%s: %s", rows[i].why, buf_str(&sc.out));
	}
	office_set(&sc.office, "retain_support", "birth 9");
	id = scene_put(&sc, ASSIGNED, "episode",
	    "{\"referred_on\":\"2020-01-02\",\"why_referred\":\"x\","
	    "\"purpose\":\"x\",\"started\":\"2020-01-05\"}");
	assert_false(id_is_none(&id));
	assert_int_equal(list_due(SENIOR, 200), 0);
	worker_get(&sc.who[SENIOR], path, &sc.out);
	assert_non_null(strstr(buf_str(&sc.out), "Support goes on"));
}

/* ---- a review ---- */

static void
test_review(void **state)
{
	static const struct {
		const char *why;
		enum who who;
		const char *members;
		bool adds_state;
		unsigned status;
		const char *says;
	} rows[] = {
		{ "kept until yesterday", SENIOR,
		    "\"decision\":\"keep\",\"until\":\"2026-04-03\","
		    "\"reason\":\"x\"",
		    false, 422, "must be ahead" },
		{ "kept without a day", SENIOR,
		    "\"decision\":\"keep\",\"reason\":\"x\"", false, 422,
		    "day until which" },
		{ "no reason", SENIOR, "\"decision\":\"destroy\"", true, 422,
		    "Reason" },
		{ "what is on file was not seen", SENIOR, PLAN, false, 422,
		    "was not seen" },
		{ "something else was seen", SENIOR, PLAN ",\"state\":\"0123\"",
		    false, 409, "decide anew" },
		{ "names the child", SENIOR,
		    "\"decision\":\"destroy\",\"reason\":\"The Bells have "
		    "moved; bell is gone\"",
		    true, 422, "name out" },
		{ "names her without her dots", LEAD,
		    "\"decision\":\"destroy\",\"reason\":\"ZOE is 18\"", true,
		    422, "name out" },
		{ "a support worker", ASSIGNED, PLAN, true, 403, "" },
		{ "a manager", MANAGER, PLAN, true, 403, "" },
		{ "an administrator", ADMIN, PLAN, true, 403, "" },
		{ "proposed", SENIOR, PLAN, true, 201, "" },
	};
	char hash[SEAL_HASH * 2 + 1], members[900], path[200];

	(void)state;
	due_path(path);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct id id = id_new();
		unsigned status;
		bool may =
		    worker_get(&sc.who[rows[i].who], path, &sc.out) == 200;

		due_state(may ? rows[i].who : SENIOR, hash);
		snprintf(members, sizeof(members), "%s", rows[i].members);
		if (rows[i].adds_state)
			snprintf(members + strlen(members),
			    sizeof(members) - strlen(members),
			    ",\"state\":\"%s\"", hash);
		status = due_review(rows[i].who, &id, members);
		if (status != rows[i].status ||
		    strstr(buf_str(&sc.out), rows[i].says) == NULL)
			fail_msg(
			    "%s: %u %s", rows[i].why, status, buf_str(&sc.out));
	}
}

/* Kept, it is due again from that day on; the last review counts. */
static void
test_kept(void **state)
{
	char hash[SEAL_HASH * 2 + 1];
	struct id id = id_new();

	(void)state;
	assert_int_equal(due_review(SENIOR, &id,
			     "\"decision\":\"keep\",\"until\":\"2030-01-01\","
			     "\"reason\":\"A claim is likely.\""),
	    201);
	assert_int_equal(list_due(SENIOR, 200), 0);
	id = id_new();
	assert_int_equal(due_review(LEAD, &id,
			     "\"decision\":\"keep\",\"until\":\"2026-04-05\","
			     "\"reason\":\"It came to nothing.\""),
	    201);
	assert_int_equal(list_due(SENIOR, 200), 0);
	due_state(SENIOR, hash);
	assert_string_equal(json_text_of(answer, "due", ""), "2026-04-05");
	assert_non_null(strstr(buf_str(&sc.out), "The last review decided"));
}

/* Sexual abuse is not destroyed unless somebody has weighed it. */
static void
test_abuse(void **state)
{
	static const char concern[] =
	    "{\"happened\":\"2026-04-04T09:30\",\"place\":\"Kitchen\","
	    "\"types\":[\"sexual\"]}";
	char hash[SEAL_HASH * 2 + 1], members[900];
	struct id id = id_new();

	(void)state;
	scene_put(&sc, SENIOR, "concern", concern);
	due_state(SENIOR, hash);
	assert_true(json_true(json_get(answer, "abuse")));
	snprintf(members, sizeof(members), PLAN ",\"state\":\"%s\"", hash);
	assert_int_equal(due_review(SENIOR, &id, members), 422);
	assert_non_null(strstr(buf_str(&sc.out), "abuse_reason"));
	id = id_new();
	snprintf(members, sizeof(members),
	    PLAN ",\"state\":\"%s\",\"abuse_reason\":\"Weighed with the "
		 "safeguarding partners.\"",
	    hash);
	assert_int_equal(due_review(SENIOR, &id, members), 201);
	/* By haven's own default it would not be due for 75 years. */
	office_set(&sc.office, "retain_abuse", "birth 75, contact 75");
	due_state(SENIOR, hash);
	assert_false(json_true(json_get(answer, "now")));
	assert_non_null(strstr(buf_str(&sc.out), "sexual abuse may be on"));
}

/* ---- the second person ---- */

static bool
is_there(void)
{
	char path[100];

	snprintf(path, sizeof(path), "/v1/files/%s", sc.file.s);
	return worker_get(&sc.who[ASSIGNED], path, &sc.out) == 200;
}

static void
test_approval(void **state)
{
	static const struct {
		const char *why;
		enum who who;
		const char *typed, *passphrase;
		unsigned status;
		const char *says;
	} rows[] = {
		{ "the same person", SENIOR, "destroy", OFFICE_PASSPHRASE, 403,
		    "second person" },
		{ "a wrong passphrase", LEAD, "destroy",
		    "another lantern copper kettle", 403, "wrong_passphrase" },
		{ "no passphrase", DIRECTOR, "destroy", "", 422, "Passphrase" },
		{ "another word", DIRECTOR, "yes", OFFICE_PASSPHRASE, 422,
		    "Type the word" },
		{ "no word", DIRECTOR, "", OFFICE_PASSPHRASE, 422,
		    "Type the word" },
		{ "about whom a thread is (R7)", ACCUSED, "destroy",
		    OFFICE_PASSPHRASE, 409, "Something came" },
		{ "a support worker", ASSIGNED, "destroy", OFFICE_PASSPHRASE,
		    403, "designated senior" },
		{ "an administrator", ADMIN, "destroy", OFFICE_PASSPHRASE, 403,
		    "designated senior" },
		{ "a trustee", TRUSTEE, "destroy", OFFICE_PASSPHRASE, 403,
		    "designated senior" },
	};
	char hash[SEAL_HASH * 2 + 1];
	struct id review;

	(void)state;
	review = due_propose(SENIOR);
	due_state(DIRECTOR, hash);
	assert_string_equal(json_text_of(answer, "review", ""), review.s);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		unsigned status = due_approve_as(rows[i].who, &review, hash,
		    rows[i].typed, rows[i].passphrase);

		if (status != rows[i].status ||
		    strstr(buf_str(&sc.out), rows[i].says) == NULL)
			fail_msg(
			    "%s: %u %s", rows[i].why, status, buf_str(&sc.out));
		assert_true(is_there());
	}
	assert_int_equal(due_approve_as(DIRECTOR, &review, hash, "destroy",
			     OFFICE_PASSPHRASE),
	    201);
	assert_false(is_there());
	/* The answer was lost on its way: the same again. */
	assert_int_equal(due_approve_as(DIRECTOR, &review, hash, "destroy",
			     OFFICE_PASSPHRASE),
	    201);
}

/* Whatever comes between the two cancels it. */
static void
test_in_between(void **state)
{
	static const struct {
		const char *kind, *body;
		enum who who;
		const char *says;
	} rows[] = {
		{ "adult", SCENE_ADULT, SENIOR, "reviewed anew" },
		{ "first_account", SCENE_ACCOUNT, ASSIGNED, "reviewed anew" },
		{ "retention_review",
		    "{\"decision\":\"keep\",\"until\":\"2026-05-01\","
		    "\"reason\":\"x\"}",
		    LEAD, "not due any more" },
	};
	char before[SEAL_HASH * 2 + 1], now[SEAL_HASH * 2 + 1];
	struct id review;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		review = due_propose(SENIOR);
		due_state(DIRECTOR, before);
		scene_put(&sc, rows[i].who, rows[i].kind, rows[i].body);
		due_state(DIRECTOR, now);
		assert_string_equal(json_text_of(answer, "review", ""), "");
		assert_int_equal(due_approve_as(DIRECTOR, &review, before,
				     "destroy", OFFICE_PASSPHRASE),
		    409);
		/* Nor as it is now: nobody has reviewed that. */
		assert_int_equal(due_approve_as(DIRECTOR, &review, now,
				     "destroy", OFFICE_PASSPHRASE),
		    409);
		if (strstr(buf_str(&sc.out), rows[i].says) == NULL)
			fail_msg("%s: %s", rows[i].kind, buf_str(&sc.out));
		assert_true(is_there());
	}
}

static void
test_hold(void **state)
{
	char hash[SEAL_HASH * 2 + 1], path[200], members[600];
	struct id review, hold, again = id_new();

	(void)state;
	review = due_propose(SENIOR);
	due_state(DIRECTOR, hash);
	hold = scene_put(&sc, LEAD, "hold",
	    "{\"from\":\"2026-04-04\",\"asked_by\":\"The police\","
	    "\"reason\":\"x\"}");
	assert_int_equal(due_approve_as(DIRECTOR, &review, hash, "destroy",
			     OFFICE_PASSPHRASE),
	    409);
	assert_non_null(strstr(buf_str(&sc.out), "on hold"));
	assert_int_equal(list_due(SENIOR, 200), 1);
	assert_non_null(strstr(buf_str(&sc.out), "\"state\":\"held\""));
	due_state(SENIOR, hash);
	snprintf(members, sizeof(members), PLAN ",\"state\":\"%s\"", hash);
	assert_int_equal(due_review(SENIOR, &again, members), 422);
	assert_non_null(strstr(buf_str(&sc.out), "on hold"));
	/* Lifted, it is due as before, and is reviewed anew. */
	assert_int_equal(
	    worker_put(&sc.who[DIRECTOR],
		scene_path(path, &sc.file, "hold", &hold), 1, NULL,
		"{\"from\":\"2026-04-04\",\"asked_by\":\"The police\","
		"\"reason\":\"x\",\"lifted\":\"2026-04-04\",\"lifted_why\":"
		"\"They closed it.\"}",
		&sc.out),
	    200);
	due_destroy();
	assert_false(is_there());
}

static bool
waits(enum who who)
{
	sync_as(who, "{\"cursor\":\"0\"}");
	for (const struct json *w = json_first(json_get(answer, "waiting")); w;
	     w = json_next(w))
		if (strcmp(json_text_of(w, "what", ""), "destruction_asked") ==
		    0)
			return true;
	return false;
}

static void
test_waiting(void **state)
{
	(void)state;
	assert_false(waits(DIRECTOR));
	due_propose(SENIOR);
	assert_true(waits(DIRECTOR));
	assert_true(waits(LEAD));
	assert_false(waits(SENIOR));
	assert_false(waits(ACCUSED));
	assert_false(waits(ASSIGNED));
	assert_false(waits(TRUSTEE));
	scene_put(&sc, SENIOR, "adult", SCENE_ADULT);
	assert_false(waits(DIRECTOR));
}

/* ---- whom something on it is about (R7) ---- */

static bool
is_due_to(enum who who)
{
	char hash[SEAL_HASH * 2 + 1];

	due_state(who, hash);
	return json_true(json_get(answer, "now"));
}

/* How many records the person is told of. */
static int
count_to(enum who who)
{
	char hash[SEAL_HASH * 2 + 1];
	int n = 0;

	due_state(who, hash);
	for (const struct json *k = json_first(json_get(answer, "what")); k;
	     k = json_next(k))
		n += (int)strtol(json_text_of(k, "count", "0"), NULL, 10);
	return n;
}

static const char *
proposed_to(enum who who)
{
	char hash[SEAL_HASH * 2 + 1];

	due_state(who, hash);
	return json_text_of(answer, "review", "?");
}

/* To them the file is what it would be without it: due on its own day, with its own
 * counts. */
static void
test_not_there(void **state)
{
	int before = count_to(ACCUSED);
	char body[300];

	(void)state;
	assert_int_equal(count_to(SENIOR), count_to(DIRECTOR));
	assert_true(before < count_to(SENIOR));
	assert_true(before > 0);
	office_set(&sc.office, "retain_staff", "birth 11");
	/* What was worked out is known; a record makes it anew. */
	scene_put(&sc, SENIOR, "adult", SCENE_ADULT);
	assert_int_equal(count_to(ACCUSED), before + 1);
	assert_false(is_due_to(SENIOR));
	assert_true(is_due_to(ACCUSED));
	for (int i = 0; i < 2; i++) {
		assert_int_equal(list_due(SENIOR, 200), 0);
		assert_int_equal(list_due(ACCUSED, 200), 1);
		assert_int_equal(list_due(DIRECTOR, 200), 0);
	}
	/* One about somebody else counts for them as well. */
	snprintf(body, sizeof(body),
	    "{\"child\":\"Zoë Bell\",\"observed\":\"x\","
	    "\"about_staff\":[{\"staff\":\"%s\"}]}",
	    sc.who[STRANGER].staff.s);
	scene_put(&sc, ASSIGNED, "first_account", body);
	assert_false(is_due_to(ACCUSED));
	assert_int_equal(list_due(ACCUSED, 200), 0);
}

/* Nor do two words for one state tell anything. */
static void
test_own_word(void **state)
{
	char senior[SEAL_HASH * 2 + 1], director[SEAL_HASH * 2 + 1];

	(void)state;
	due_state(SENIOR, senior);
	due_state(DIRECTOR, director);
	assert_string_not_equal(senior, director);
}

/* What they propose waits, as it would; only what both persons saw whole goes. */
static void
test_proposed_by_them(void **state)
{
	char hash[SEAL_HASH * 2 + 1];
	struct id theirs = due_propose(ACCUSED), good;

	(void)state;
	assert_string_equal(proposed_to(ACCUSED), theirs.s);
	list_due(ACCUSED, 200);
	assert_non_null(strstr(buf_str(&sc.out), "\"state\":\"own\""));
	assert_string_equal(proposed_to(DIRECTOR), "");
	assert_false(waits(DIRECTOR));
	due_state(DIRECTOR, hash);
	assert_int_equal(due_approve_as(DIRECTOR, &theirs, hash, "destroy",
			     OFFICE_PASSPHRASE),
	    409);
	good = due_propose(SENIOR);
	theirs = due_propose(ACCUSED);
	/* Theirs is the later one, and stands in nobody's way. */
	assert_string_equal(proposed_to(ACCUSED), theirs.s);
	assert_string_equal(proposed_to(DIRECTOR), good.s);
	assert_true(waits(DIRECTOR));
	assert_true(is_there());
	due_state(DIRECTOR, hash);
	assert_int_equal(
	    due_approve_as(DIRECTOR, &good, hash, "destroy", OFFICE_PASSPHRASE),
	    201);
	assert_false(is_there());
}

static unsigned
get_review(enum who who, const struct id *review)
{
	char path[200];

	return worker_get(&sc.who[who],
	    scene_path(path, &sc.file, "retention_review", review), &sc.out);
}

/* Nor do they read what others decided of what they do not see, nor the register. */
static void
test_decided_by_others(void **state)
{
	struct id review, none = { "" }, row = { "" };
	char path[200];

	(void)state;
	review = due_propose(SENIOR);
	assert_int_equal(get_review(DIRECTOR, &review), 200);
	assert_int_equal(get_review(ACCUSED, &review), 404);
	assert_string_equal(proposed_to(ACCUSED), "");
	list_due(ACCUSED, 200);
	assert_non_null(strstr(buf_str(&sc.out), "\"state\":\"due\""));
	/* Their own they read; so does everybody else. */
	review = due_propose(ACCUSED);
	assert_int_equal(get_review(ACCUSED, &review), 200);
	assert_int_equal(get_review(DIRECTOR, &review), 200);
	due_destroy();
	worker_get(&sc.who[LEAD], "/v1/retention", &sc.out);
	json_free(answer);
	answer = office_json(&sc.out);
	assert_true(id_parse(
	    &row, json_text_of(json_at(json_get(answer, "outstanding"), 0),
		      "record", "")));
	scene_path(path, &none, "disposal", &row);
	assert_int_equal(worker_get(&sc.who[LEAD], path, &sc.out), 200);
	assert_int_equal(worker_get(&sc.who[ACCUSED], path, &sc.out), 404);
	worker_get(&sc.who[ACCUSED], "/v1/retention", &sc.out);
	assert_null(strstr(buf_str(&sc.out), row.s));
}

/* What stood when something about them came stands on to them, and comes to
 * nothing. */
static void
test_decided_before(void **state)
{
	struct id review = due_propose(SENIOR);
	char body[300], hash[SEAL_HASH * 2 + 1];

	(void)state;
	snprintf(body, sizeof(body),
	    "{\"child\":\"Zoë Bell\",\"observed\":\"x\","
	    "\"about_staff\":[{\"staff\":\"%s\"}]}",
	    sc.who[LEAD].staff.s);
	scene_put(&sc, ASSIGNED, "first_account", body);
	assert_int_equal(get_review(LEAD, &review), 200);
	assert_string_equal(proposed_to(LEAD), review.s);
	assert_true(waits(LEAD));
	assert_string_equal(proposed_to(DIRECTOR), "");
	assert_false(waits(DIRECTOR));
	due_state(LEAD, hash);
	assert_int_equal(
	    due_approve_as(LEAD, &review, hash, "destroy", OFFICE_PASSPHRASE),
	    409);
	assert_non_null(strstr(buf_str(&sc.out), "reviewed anew"));
	assert_true(is_there());
	/* Until something comes that they see. */
	scene_put(&sc, SENIOR, "adult", SCENE_ADULT);
	assert_string_equal(proposed_to(LEAD), "");
	assert_false(waits(LEAD));
}

int
main(void)
{
#define ROW(t) cmocka_unit_test_setup_teardown(t, due_start, sync_stop)
	const struct CMUnitTest tests[] = {
		ROW(test_who_is_told),
		ROW(test_when),
		ROW(test_review),
		ROW(test_kept),
		ROW(test_abuse),
		ROW(test_approval),
		ROW(test_in_between),
		ROW(test_hold),
		ROW(test_waiting),
		ROW(test_not_there),
		ROW(test_own_word),
		ROW(test_proposed_by_them),
		ROW(test_decided_by_others),
		ROW(test_decided_before),
	};
#undef ROW

	return cmocka_run_group_tests_name(
	    "server_retention", tests, NULL, NULL);
}
