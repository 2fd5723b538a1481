/* server_insider.c - what a clever insider tries: to see or to squat what is not
 * theirs, to make the record say what was not so, to bury what waits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "office_scene.h"

#define T(name) cmocka_unit_test_setup_teardown(name, start, stop)

static struct scene sc;

static int
start(void **state)
{
	(void)state;
	scene_start(&sc);
	return 0;
}

static int
stop(void **state)
{
	(void)state;
	scene_stop(&sc);
	return 0;
}

static unsigned
put_account(
    enum who who, const struct id *file, const struct id *id, const char *body)
{
	char path[200];

	return worker_put(&sc.who[who],
	    scene_path(path, file, "first_account", id), 0, NULL, body,
	    &sc.out);
}

/* ---- seeing and squatting what is not theirs ---- */

/* What a role may read of every file is still no way to learn of a file. */
static void
test_manager_of_nobody(void **state)
{
	struct id mine = id_new(), other = id_new();
	char body[300], path[200];

	(void)state;
	snprintf(path, sizeof(path), "/v1/files/%s", sc.file.s);
	assert_int_equal(worker_get(&sc.who[MANAGER], path, &sc.out), 404);
	scene_path(path, &sc.file, "assignment", &sc.assignment);
	assert_int_equal(worker_get(&sc.who[MANAGER], path, &sc.out), 404);
	snprintf(body, sizeof(body),
	    "{\"staff\":\"%s\",\"why\":\"x\",\"from\":\"2026-01-05\",\"until\":"
	    "\"2026-01-06\"}",
	    sc.who[ASSIGNED].staff.s);
	assert_int_equal(
	    worker_put(&sc.who[MANAGER], path, 1, NULL, body, &sc.out), 404);
	/* As for a file that is not there. */
	scene_path(path, &other, "assignment", &mine);
	assert_int_equal(
	    worker_put(&sc.who[MANAGER], path, 1, NULL, body, &sc.out), 404);
	/* On a file of theirs it is all theirs to see and to end. */
	snprintf(path, sizeof(path),
	    "{\"staff\":\"%s\",\"why\":\"x\",\"from\":\"2026-01-05\"}",
	    sc.who[MANAGER].staff.s);
	mine = scene_put(&sc, SENIOR, "assignment", path);
	scene_path(path, &sc.file, "assignment", &sc.assignment);
	assert_int_equal(worker_get(&sc.who[MANAGER], path, &sc.out), 200);
	assert_int_equal(
	    worker_put(&sc.who[MANAGER], path, 1, NULL, body, &sc.out), 200);
}

/* A front sheet is how a file begins: not a way into one that somebody else's
 * first account began. */
static void
test_front_sheet_on_a_file_of_others(void **state)
{
	static const struct {
		const char *why;
		enum who who;
		bool about_accused;
		unsigned want;
	} rows[] = {
		{ "a manager who may not know it", MANAGER, false, 404 },
		{ "a senior whom the account is about", ACCUSED, true, 404 },
		{ "another senior", SENIOR, true, 201 },
		{ "a trustee, as on a file that is not there", TRUSTEE, false,
		    403 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct id file = id_new(), id = id_new(), front = id_new();
		char body[400], path[200];
		unsigned got;

		snprintf(body, sizeof(body),
		    "{\"child\":\"A\",\"observed\":\"x\"%s%s%s}",
		    rows[i].about_accused ? ",\"about_staff\":[{\"staff\":\""
					  : "",
		    rows[i].about_accused ? sc.who[ACCUSED].staff.s : "",
		    rows[i].about_accused ? "\"}]" : "");
		assert_int_equal(put_account(VOLUNTEER, &file, &id, body), 201);
		got = worker_put(&sc.who[rows[i].who],
		    scene_path(path, &file, "front_sheet", &front), 0, NULL,
		    SCENE_FRONT, &sc.out);
		if (got != rows[i].want)
			fail_msg(
			    "%s: %u %s", rows[i].why, got, buf_str(&sc.out));
	}
}

/* Whoever wrote the first version, and has no more to do with the child, does
 * not read what others wrote into it since: a new address, say. */
static void
test_author_whose_time_is_over(void **state)
{
	char body[300], path[200], staff[200];
	struct id id;

	(void)state;
	id = scene_put(&sc, ASSIGNED, "adult", SCENE_ADULT);
	snprintf(staff, sizeof(staff),
	    "{\"staff\":\"%s\",\"why\":\"x\",\"from\":\"2026-01-05\",\"until\":"
	    "\"2026-02-01\"}",
	    sc.who[ASSIGNED].staff.s);
	assert_int_equal(
	    worker_put(&sc.who[SENIOR],
		scene_path(path, &sc.file, "assignment", &sc.assignment), 1,
		NULL, staff, &sc.out),
	    200);
	scene_path(path, &sc.file, "adult", &id);
	assert_int_equal(worker_get(&sc.who[ASSIGNED], path, &sc.out), 200);
	snprintf(body, sizeof(body),
	    "{\"name\":\"Mia Bell\",\"relation\":\"mother\",\"telephone\":"
	    "\"01632 960 002\"}");
	assert_int_equal(
	    worker_put(&sc.who[SENIOR], path, 1, NULL, body, &sc.out), 200);
	assert_int_equal(worker_get(&sc.who[ASSIGNED], path, &sc.out), 404);
	assert_int_equal(
	    worker_put(&sc.who[ASSIGNED], path, 2, NULL, SCENE_ADULT, &sc.out),
	    404);
}

/* ---- making the record say what was not so ---- */

static void
test_signed_at(void **state)
{
	static const struct {
		const char *why;
		int64_t at_ms;
		unsigned want;
	} rows[] = {
		{ "no time", 0, 422 },
		{ "years before the device was enrolled",
		    OFFICE_NOW - 86400000LL * 400, 422 },
		{ "next year", OFFICE_NOW + 86400000LL * 300, 422 },
		{ "the end of numbers", 9007199254740991, 422 },
		{ "a clock an hour slow", OFFICE_NOW - 3600000, 201 },
		{ "a clock an hour fast", OFFICE_NOW + 3600000, 201 },
	};
	struct buf body = BUF_INIT(65536);

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct id id = id_new();
		char path[200];
		unsigned got;

		buf_clear(&body);
		sc.office.now_ms = rows[i].at_ms;
		scene_sign(&sc.who[SENIOR], "concern", &sc.file, &id, 1,
		    SCENE_CONCERN, &body);
		sc.office.now_ms = OFFICE_NOW;
		got = worker_put(&sc.who[SENIOR],
		    scene_path(path, &sc.file, "concern", &id), 0, NULL,
		    buf_str(&body), &sc.out);
		if (got != rows[i].want)
			fail_msg(
			    "%s: %u %s", rows[i].why, got, buf_str(&sc.out));
	}
	buf_done(&body);
}

static void
send_look(
    enum who who, const struct id *file, const struct id *record, int64_t at_ms)
{
	struct id look = id_new();
	char body[400];

	snprintf(body, sizeof(body),
	    "{\"looks\":[{\"look\":\"%s\",\"file\":\"%s\",\"record\":\"%s\","
	    "\"version\":1,\"at\":%lld}]}",
	    look.s, file->s, record->s, (long long)at_ms);
	assert_int_equal(
	    worker_post(&sc.who[who], "/v1/sync", body, &sc.out), 200);
}

/* The writer's "opened" (R3) is not moved to before the office had it. */
static void
test_look_before_there_was_anything(void **state)
{
	struct json *doc;
	const struct json *p;
	bool is_there = false;

	(void)state;
	office_at(&sc.office, OFFICE_NOW + 7200000);
	send_look(SENIOR, &sc.file, &sc.account, 1);
	assert_int_equal(
	    worker_post(&sc.who[ASSIGNED], "/v1/sync", "{}", &sc.out), 200);
	doc = office_json(&sc.out);
	for (p = json_first(json_get(doc, "progress")); p; p = json_next(p)) {
		const struct json *by = json_first(json_get(p, "opened"));

		if (strcmp(json_text_of(p, "record", ""), sc.account.s) != 0)
			continue;
		is_there = true;
		assert_true(json_int_of(by, "at", 0) >= OFFICE_NOW);
	}
	assert_true(is_there);
	json_free(doc);
}

/* A look at a record of one file, told as one at another, stands where the
 * record stands. */
static void
test_look_told_of_another_file(void **state)
{
	char path[100];
	struct id none = id_new();

	(void)state;
	send_look(DIRECTOR, &none, &sc.adult, OFFICE_NOW);
	snprintf(path, sizeof(path), "/v1/files/%s/looks", sc.file.s);
	assert_int_equal(worker_get(&sc.who[LEAD], path, &sc.out), 200);
	assert_non_null(strstr(buf_str(&sc.out), sc.who[DIRECTOR].staff.s));
}

/* ---- burying what waits ---- */

static bool
waits(enum who who, const char *what, const struct id *record)
{
	struct json *doc;
	bool found = false;

	assert_int_equal(
	    worker_post(&sc.who[who], "/v1/sync", "{}", &sc.out), 200);
	doc = office_json(&sc.out);
	for (const struct json *w = json_first(json_get(doc, "waiting")); w;
	     w = json_next(w))
		found |= strcmp(json_text_of(w, "what", ""), what) == 0 &&
			 strcmp(json_text_of(w, "record", ""), record->s) == 0;
	json_free(doc);
	return found;
}

/* R3: an account by somebody else is in the list, before and after a flood. */
static void
test_flood_of_accounts(void **state)
{
	struct id later;

	(void)state;
	for (int i = 0; i < 205; i++) {
		struct id id = id_new(), file = id_new();

		assert_int_equal(
		    put_account(VOLUNTEER, &file, &id, SCENE_ACCOUNT), 201);
	}
	later = scene_put(&sc, ASSIGNED, "first_account", SCENE_ACCOUNT);
	assert_true(waits(SENIOR, "account_new", &later));
	assert_true(waits(SENIOR, "account_new", &sc.account));
	office_at(&sc.office, OFFICE_NOW + 2 * 3600000);
	assert_true(waits(DIRECTOR, "account_unopened", &later));
	assert_true(waits(DIRECTOR, "account_unopened", &sc.account));
}

/* R3: a draft takes a first account up for a working day; one that nobody goes
 * on with does not quiet it for good. */
static void
test_taken_up_and_left(void **state)
{
	char body[200];

	(void)state;
	assert_true(waits(SENIOR, "account_new", &sc.account));
	snprintf(body, sizeof(body), "{\"from_account\":\"%s\"}", sc.account.s);
	scene_put(&sc, SENIOR, "concern", body);
	assert_false(waits(SENIOR, "account_new", &sc.account));
	office_at(&sc.office, OFFICE_NOW + 9 * 3600000);
	assert_true(waits(SENIOR, "account_new", &sc.account));
}

/* That the one whom it is about has read it is no reason to let it rest. */
static void
test_opened_by_the_accused(void **state)
{
	(void)state;
	office_at(&sc.office, OFFICE_NOW + 2 * 3600000);
	send_look(ACCUSED, &sc.file, &sc.about_accused, OFFICE_NOW);
	assert_true(waits(DIRECTOR, "account_unopened", &sc.about_accused));
	send_look(SENIOR, &sc.file, &sc.about_accused, OFFICE_NOW);
	assert_false(waits(DIRECTOR, "account_unopened", &sc.about_accused));
}

/* A senior who names everybody else keeps nothing to themselves: it goes to the
 * chair of trustees (R7). */
static void
test_everybody_else_named(void **state)
{
	static const enum who others[] = { SENIOR, DIRECTOR, LEAD };
	struct buf body = BUF_INIT(4096);
	struct worker chair;
	char path[200], code[40];
	struct id file = id_new(), account = id_new(), id = id_new();

	(void)state;
	chair = (struct worker){ .office = &sc.office };
	chair.staff = id_new();
	office_code(&sc.office, &chair.staff,
	    "{\"name\":\"Chair\",\"sign_in\":\"chair\",\"role\":\"trustee\","
	    "\"chair\":true}",
	    code);
	assert_int_equal(
	    office_enrol(&sc.office, &chair, code, OFFICE_PASSPHRASE, &sc.out),
	    201);
	assert_int_equal(
	    put_account(VOLUNTEER, &file, &account, SCENE_ACCOUNT), 201);
	scene_path(path, &file, "first_account", &account);
	assert_int_equal(worker_get(&chair, path, &sc.out), 404);
	buf_addf(
	    &body, "{\"from_account\":\"%s\",\"about_staff\":[", account.s);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		/* While one of the three is left, it is not the chair's. */
		assert_int_equal(worker_get(&chair, path, &sc.out), 404);
		buf_addf(&body, "%s{\"staff\":\"%s\"}", i ? "," : "",
		    sc.who[others[i]].staff.s);
		buf_adds(&body, "]}");
		scene_path(path, &file, "concern", &id);
		if (worker_put(&sc.who[ACCUSED], path, (int64_t)i, NULL,
			buf_str(&body), &sc.out) != (i ? 200 : 201))
			fail_msg("%s", buf_str(&sc.out));
		body.len -= 2;
		scene_path(path, &file, "first_account", &account);
	}
	assert_int_equal(worker_get(&sc.who[LEAD], path, &sc.out), 404);
	assert_int_equal(worker_get(&chair, path, &sc.out), 200);
	assert_int_equal(worker_post(&chair, "/v1/sync", "{}", &sc.out), 200);
	assert_non_null(strstr(buf_str(&sc.out), "\"account_new\""));
	worker_done(&chair);
	buf_done(&body);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_manager_of_nobody),
		T(test_front_sheet_on_a_file_of_others),
		T(test_author_whose_time_is_over),
		T(test_signed_at),
		T(test_look_before_there_was_anything),
		T(test_look_told_of_another_file),
		T(test_flood_of_accounts),
		T(test_taken_up_and_left),
		T(test_opened_by_the_accused),
		T(test_everybody_else_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
