/* server_sync.c - proves one round trip, case by case, as docs/SYNC.md has it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "office_sync.h"

/* ---- what is told to whom ---- */

static void
test_first_sync(void **state)
{
	static const struct {
		enum who who;
		size_t files, staff, concerns, accounts, cards;
	} rows[] = {
		/* Assigned: the file whole, but drafts and all. */
		{ ASSIGNED, 1, WHO_COUNT, 2, 2, 0 },
		{ STRANGER, 0, WHO_COUNT, 0, 0, 0 },
		{ VOLUNTEER, 0, WHO_COUNT, 0, 0, 0 },
		/* Those who see all: names only, until they open the file. */
		{ SENIOR, 0, WHO_COUNT, 0, 0, 3 },
		{ LEAD, 0, WHO_COUNT, 0, 0, 3 },
		{ ADMIN, 0, WHO_COUNT, 0, 0, 0 },
		{ TRUSTEE, 0, WHO_COUNT, 0, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		sync_as(rows[i].who, "{\"cursor\":\"0\"}");
		if (json_count(json_get(answer, "files")) != rows[i].files ||
		    count_changes("staff") != rows[i].staff ||
		    count_changes("concern") != rows[i].concerns ||
		    count_changes("first_account") != rows[i].accounts ||
		    count_changes("card") != rows[i].cards)
			fail_msg("row %zu: %s", i, buf_str(&sc.out));
		assert_string_equal(
		    json_text_of(json_get(answer, "me"), "staff", ""),
		    sc.who[rows[i].who].staff.s);
	}
}

static void
test_members(void **state)
{
	static const char *const names[] = { "now", "generation", "demo",
		"results", "looks", "changes", "whole", "cursor", "more", "set",
		"files", "waiting", "progress", "chain", "lease", "me",
		"have" };

	(void)state;
	sync_as(ASSIGNED, "{\"cursor\":\"0\"}");
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (json_get(answer, names[i]) == NULL)
			fail_msg("%s is missing", names[i]);
	assert_int_equal(json_count(answer), sizeof(names) / sizeof(names[0]));
	assert_int_equal(json_int_of(json_get(answer, "lease"), "until", 0),
	    sc.office.now_ms + INT64_C(14) * 86400000);
	assert_string_equal(
	    json_text_of(answer, "generation", ""), sc.office.s->generation);
}

static void
test_nothing_new(void **state)
{
	char cursor[40], set[80], generation[60];

	(void)state;
	sync_as(ASSIGNED, "{\"cursor\":\"0\"}");
	snprintf(
	    cursor, sizeof(cursor), "%s", json_text_of(answer, "cursor", ""));
	snprintf(set, sizeof(set), "%s", json_text_of(answer, "set", ""));
	snprintf(generation, sizeof(generation), "%s",
	    json_text_of(answer, "generation", ""));
	sync_as(ASSIGNED,
	    "{\"cursor\":\"%s\",\"set\":\"%s\",\"generation\":\"%s\"}", cursor,
	    set, generation);
	assert_int_equal(json_count(json_get(answer, "changes")), 0);
	assert_null(json_get(answer, "files"));
	assert_string_equal(json_text_of(answer, "cursor", ""), cursor);
	/* A cursor of another generation means nothing: all from the start. */
	sync_as(ASSIGNED,
	    "{\"cursor\":\"999999\",\"set\":\"%s\",\"generation\":\"other\"}",
	    set);
	assert_true(json_count(json_get(answer, "changes")) > 10);
}

static void
test_pages(void **state)
{
	char text[4000];
	struct id write, id;
	size_t got = 0;
	int pages = 0;
	char cursor[40] = "0";

	(void)state;
	/* More than a page of changes. */
	for (int i = 0; i < 6; i++) {
		static char body[500000];
		size_t len = 0;

		len += (size_t)snprintf(
		    body, sizeof(body), "{\"cursor\":\"0\",\"writes\":[");
		for (int k = 0; k < 95; k++) {
			write = id_new();
			id = id_new();
			len += (size_t)snprintf(body + len, sizeof(body) - len,
			    "%s%s", k ? "," : "",
			    write_json(text, &write, "adult", &sc.file, &id, 0,
				"{\"name\":\"A\",\"relation\":\"other\"}"));
		}
		snprintf(body + len, sizeof(body) - len, "]}");
		assert_int_equal(sync_text(SENIOR, body), 200);
		assert_int_equal(status_at(94), 201);
	}
	do {
		sync_as(ASSIGNED, "{\"cursor\":\"%s\"}", cursor);
		assert_true(
		    json_count(json_get(answer, "changes")) <= WIRE_PAGE_MAX);
		got += count_changes("adult");
		assert_string_not_equal(
		    json_text_of(answer, "cursor", ""), cursor);
		snprintf(cursor, sizeof(cursor), "%s",
		    json_text_of(answer, "cursor", ""));
		pages++;
	} while (json_true(json_get(answer, "more")));
	assert_int_equal(got, 6 * 95 + 1);
	assert_true(pages >= 2);
}

/* ---- the set: opened, wanted, let go, assigned, ended ---- */

static void
test_open_want_drop(void **state)
{
	const struct json *whole;

	(void)state;
	sync_as(SENIOR,
	    "{\"cursor\":\"0\",\"opened\":[{\"file\":\"%s\"}],"
	    "\"want\":[\"%s\"]}",
	    sc.file.s, sc.file.s);
	assert_int_equal(json_count(json_get(answer, "files")), 1);
	whole = json_first(json_get(answer, "whole"));
	assert_string_equal(json_text_of(whole, "file", ""), sc.file.s);
	assert_int_equal(json_count(json_get(whole, "records")), 8);
	/* Held now: bodies come as changes too. */
	sync_as(SENIOR, "{\"cursor\":\"0\"}");
	assert_int_equal(count_changes("concern"), 2);
	sync_as(SENIOR, "{\"cursor\":\"0\",\"drop\":[\"%s\"]}", sc.file.s);
	assert_int_equal(json_count(json_get(answer, "files")), 0);
	assert_int_equal(count_changes("concern"), 0);
}

static void
test_what_may_not_be_opened(void **state)
{
	static const struct {
		const char *why;
		enum who who;
		const char *file; /* NULL: the scene's */
	} rows[] = {
		{ "a stranger", STRANGER, NULL },
		{ "a volunteer", VOLUNTEER, NULL },
		{ "the administrator", ADMIN, NULL },
		{ "a trustee", TRUSTEE, NULL },
		{ "an inspector", INSPECTOR, NULL },
		{ "a file that is not there", SENIOR,
		    "0198a000-0000-7000-8000-00000000dead" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *file = rows[i].file ? rows[i].file : sc.file.s;

		sync_as(rows[i].who,
		    "{\"cursor\":\"0\",\"opened\":[{\"file\":\"%s\"}],"
		    "\"want\":[\"%s\"]}",
		    file, file);
		if (json_count(json_get(answer, "files")) != 0 ||
		    json_count(json_get(answer, "whole")) != 0 ||
		    answer_has("bruise"))
			fail_msg("%s: %s", rows[i].why, buf_str(&sc.out));
	}
	/* Wanted without being of the set: not even for those who may. */
	sync_as(SENIOR, "{\"cursor\":\"0\",\"want\":[\"%s\"]}", sc.file.s);
	assert_int_equal(json_count(json_get(answer, "whole")), 0);
}

static void
test_assigned_and_ended(void **state)
{
	char body[300], path[200], set[80];

	(void)state;
	sync_as(STRANGER, "{\"cursor\":\"0\"}");
	snprintf(set, sizeof(set), "%s", json_text_of(answer, "set", ""));
	snprintf(body, sizeof(body),
	    "{\"staff\":\"%s\",\"why\":\"x\",\"from\":\"2026-04-04\",\"until\":"
	    "\"2026-04-05\"}",
	    sc.who[STRANGER].staff.s);
	scene_put(&sc, SENIOR, "assignment", body);
	sync_as(STRANGER, "{\"cursor\":\"0\",\"set\":\"%s\",\"want\":[\"%s\"]}",
	    set, sc.file.s);
	assert_int_equal(json_count(json_get(answer, "files")), 1);
	assert_int_equal(json_count(json_get(answer, "whole")), 1);
	/* Its last day is over: by time alone. */
	office_at(&sc.office, sc.office.now_ms + INT64_C(40) * 3600000);
	snprintf(path, sizeof(path),
	    "{\"name\":\"stranger\",\"passphrase\":\"%s\",\"device\":\"%s\"}",
	    OFFICE_PASSPHRASE, sc.who[STRANGER].device.s);
	assert_int_equal(
	    worker_post(&sc.who[STRANGER], "/v1/sessions", path, &sc.out), 201);
	json_free(answer);
	answer = office_json(&sc.out);
	snprintf(sc.who[STRANGER].token, sizeof(sc.who[STRANGER].token), "%s",
	    json_text_of(answer, "token", ""));
	sync_as(STRANGER, "{\"cursor\":\"0\",\"set\":\"x\",\"want\":[\"%s\"]}",
	    sc.file.s);
	assert_non_null(json_get(answer, "files"));
	assert_int_equal(json_count(json_get(answer, "files")), 0);
	assert_int_equal(json_count(json_get(answer, "whole")), 0);
	assert_false(answer_has("bruise"));
}

/* R7: whoever a record is about learns of it by no member of any answer. */
static void
test_accused(void **state)
{
	(void)state;
	sync_as(ACCUSED,
	    "{\"cursor\":\"0\",\"opened\":[{\"file\":\"%s\"}],"
	    "\"want\":[\"%s\"]}",
	    sc.file.s, sc.file.s);
	assert_int_equal(json_count(json_get(
			     json_first(json_get(answer, "whole")), "records")),
	    7);
	assert_false(answer_has(sc.about_accused.s));
	assert_false(answer_has("of a colleague"));
	sync_as(ACCUSED, "{\"cursor\":\"0\"}");
	assert_false(answer_has(sc.about_accused.s));
	assert_true(answer_has(sc.account.s));
	sync_as(SENIOR,
	    "{\"cursor\":\"0\",\"opened\":[{\"file\":\"%s\"}],"
	    "\"want\":[\"%s\"]}",
	    sc.file.s, sc.file.s);
	assert_true(answer_has("of a colleague"));
	assert_true(answer_has("account_new"));
}

/* ---- what is no sync ---- */

static void
test_bad_requests(void **state)
{
	static const struct {
		const char *why, *body;
		unsigned want;
		const char *says;
	} rows[] = {
		{ "a cursor that is none", "{\"cursor\":\"x\"}", 422,
		    "cursor" },
		{ "a negative one", "{\"cursor\":\"-1\"}", 422, "cursor" },
		{ "want is no list", "{\"cursor\":\"0\",\"want\":{}}", 422,
		    "want" },
		{ "want holds no ids", "{\"cursor\":\"0\",\"want\":[\"x\"]}",
		    422, "want" },
		{ "opened holds no files",
		    "{\"cursor\":\"0\",\"opened\":[\"x\"]}", 422, "opened" },
		{ "writes hold no objects", "{\"cursor\":\"0\",\"writes\":[1]}",
		    422, "writes" },
		{ "looks without times",
		    "{\"cursor\":\"0\",\"looks\":[{\"look\":"
		    "\"0198a000-0000-7000-8000-00000000dead\",\"file\":"
		    "\"0198a000-0000-7000-8000-00000000dead\"}]}",
		    422, "looks" },
		{ "chosen by no known word",
		    "{\"cursor\":\"0\",\"looks\":[{\"look\":"
		    "\"0198a000-0000-7000-8000-00000000dead\",\"file\":"
		    "\"0198a000-0000-7000-8000-00000000dead\",\"record\":"
		    "\"0198a000-0000-7000-8000-00000000dead\",\"write\":"
		    "\"0198a000-0000-7000-8000-00000000dead\",\"version\":1,"
		    "\"at\":1,\"chose\":\"his\"}]}",
		    422, "looks" },
		{ "chosen without the write",
		    "{\"cursor\":\"0\",\"looks\":[{\"look\":"
		    "\"0198a000-0000-7000-8000-00000000dead\",\"file\":"
		    "\"0198a000-0000-7000-8000-00000000dead\",\"record\":"
		    "\"0198a000-0000-7000-8000-00000000dead\",\"version\":1,"
		    "\"at\":1,\"chose\":\"mine\"}]}",
		    422, "looks" },
		{ "chosen of no record",
		    "{\"cursor\":\"0\",\"looks\":[{\"look\":"
		    "\"0198a000-0000-7000-8000-00000000dead\",\"file\":"
		    "\"0198a000-0000-7000-8000-00000000dead\",\"write\":"
		    "\"0198a000-0000-7000-8000-00000000dead\",\"version\":1,"
		    "\"at\":1,\"chose\":\"mine\"}]}",
		    422, "looks" },
		{ "chosen of no version",
		    "{\"cursor\":\"0\",\"looks\":[{\"look\":"
		    "\"0198a000-0000-7000-8000-00000000dead\",\"file\":"
		    "\"0198a000-0000-7000-8000-00000000dead\",\"record\":"
		    "\"0198a000-0000-7000-8000-00000000dead\",\"write\":"
		    "\"0198a000-0000-7000-8000-00000000dead\",\"at\":1,"
		    "\"chose\":\"mine\"}]}",
		    422, "looks" },
		{ "a key twice", "{\"cursor\":\"0\",\"cursor\":\"1\"}", 400,
		    NULL },
		{ "no JSON", "cursor", 400, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		unsigned status = sync_text(ASSIGNED, rows[i].body);

		if (status != rows[i].want ||
		    (rows[i].says && !answer_has(rows[i].says)))
			fail_msg("%s: %s", rows[i].why, buf_str(&sc.out));
	}
}

static void
test_too_many(void **state)
{
	static char body[20000];
	size_t len = (size_t)snprintf(
	    body, sizeof(body), "{\"cursor\":\"0\",\"writes\":[");

	(void)state;
	for (int i = 0; i <= WIRE_WRITES_MAX; i++)
		len += (size_t)snprintf(
		    body + len, sizeof(body) - len, "%s{}", i ? "," : "");
	snprintf(body + len, sizeof(body) - len, "]}");
	assert_int_equal(sync_text(ASSIGNED, body), 413);
	assert_true(answer_has("Send the rest"));
}

int
main(void)
{
#define ROW(t) cmocka_unit_test_setup_teardown(t, sync_start, sync_stop)
	const struct CMUnitTest tests[] = {
		ROW(test_first_sync),
		ROW(test_members),
		ROW(test_nothing_new),
		ROW(test_pages),
		ROW(test_open_want_drop),
		ROW(test_what_may_not_be_opened),
		ROW(test_assigned_and_ended),
		ROW(test_accused),
		ROW(test_bad_requests),
		ROW(test_too_many),
	};
#undef ROW

	return cmocka_run_group_tests_name("server_sync", tests, NULL, NULL);
}
