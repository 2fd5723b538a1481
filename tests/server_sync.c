/* server_sync.c - proves one round trip, case by case, as docs/SYNC.md has it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "office_scene.h"

static struct scene sc;
static struct json *answer;

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
	json_free(answer);
	answer = NULL;
	scene_stop(&sc);
	return 0;
}

/* The answer stands in answer until the next sync. */
static unsigned
sync_text(enum who who, const char *body)
{
	unsigned status = worker_post(&sc.who[who], "/v1/sync", body, &sc.out);

	json_free(answer);
	answer = office_json(&sc.out);
	return status;
}

static void sync_as(enum who who, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static void
sync_as(enum who who, const char *fmt, ...)
{
	static char body[200000];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(body, sizeof(body), fmt, ap);
	va_end(ap);
	if (sync_text(who, body) != 200)
		fail_msg("sync: %s", buf_str(&sc.out));
}

static const struct json *
result_at(size_t i)
{
	return json_at(json_get(answer, "results"), i);
}

static int64_t
status_at(size_t i)
{
	return json_int_of(result_at(i), "status", -1);
}

/* How many of an answer's changes are records of a kind; of "card": cards. */
static size_t
count_changes(const char *kind)
{
	size_t n = 0;

	for (const struct json *c = json_first(json_get(answer, "changes")); c;
	     c = json_next(c)) {
		const struct json *record = json_get(c, "record");

		if (strcmp(kind, "card") == 0)
			n += json_get(c, "card") != NULL;
		else
			n +=
			    strcmp(json_text_of(record, "kind", ""), kind) == 0;
	}
	return n;
}

static bool
answer_has(const char *words)
{
	return strstr(buf_str(&sc.out), words) != NULL;
}

static const char *
write_json(char out[4000], const struct id *write, const char *kind,
    const struct id *file, const struct id *id, int64_t base, const char *body)
{
	snprintf(out, 4000,
	    "{\"write\":\"%s\",\"kind\":\"%s\",\"file\":\"%s\",\"id\":\"%s\","
	    "\"base\":%lld,\"table\":1,\"written\":%lld,\"body\":%s}",
	    write->s, kind, file->s, id->s, (long long)base,
	    (long long)sc.office.now_ms, body);
	return out;
}

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
		"files", "waiting", "progress", "chain", "lease", "me" };

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
	assert_int_equal(json_count(json_get(whole, "records")), 7);
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
	    "{\"staff\":\"%s\",\"from\":\"2026-04-04\",\"until\":"
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
	    6);
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

/* ---- writes: every status ---- */

static void
test_statuses(void **state)
{
	static const struct {
		const char *why;
		enum who who;
		const char *kind, *id,
		    *file; /* file "" : none; NULL: scene's */
		int64_t base;
		const char *body;
		int64_t want;
	} rows[] = {
		{ "created", SENIOR, "adult", "1", NULL, 0, SCENE_ADULT, 201 },
		{ "changed", SENIOR, "adult", "1", NULL, 1,
		    "{\"name\":\"Mia\",\"relation\":\"carer\"}", 200 },
		{ "not allowed", ASSIGNED, "concern", "2", NULL, 0, SCENE_DRAFT,
		    403 },
		{ "not on file: a change of what is hidden", STRANGER, "adult",
		    "1", NULL, 2, SCENE_ADULT, 404 },
		{ "final", ASSIGNED, "first_account", "account", NULL, 1,
		    SCENE_ACCOUNT, 409 },
		{ "somebody else was first", SENIOR, "adult", "1", NULL, 1,
		    SCENE_ADULT, 412 },
		{ "fields", SENIOR, "adult", "3", NULL, 0, "{\"name\":7}",
		    422 },
		{ "an unknown kind", SENIOR, "secret", "4", NULL, 0, "{}",
		    422 },
		{ "a file where none belongs", ADMIN, "staff", "5", NULL, 0,
		    "{\"name\":\"A\"}", 422 },
		{ "no file where one belongs", SENIOR, "adult", "6", "", 0,
		    SCENE_ADULT, 422 },
		{ "its parent is not there", ASSIGNED, "statement", "7", NULL,
		    0,
		    "{\"about\":\"0198a000-0000-7000-8000-00000000dead\","
		    "\"by\":\"Mia\",\"who\":\"parent\",\"given\":"
		    "\"2026-04-04\",\"words\":\"No.\"}",
		    424 },
		{ "a first account, by anybody, for a new child", TRUSTEE,
		    "first_account", "8",
		    "0198a000-0000-7000-8000-0000000000ff", 0, SCENE_ACCOUNT,
		    201 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct id write = id_new(), id, file = sc.file;
		char text[4000], name[60];

		snprintf(name, sizeof(name),
		    "0198a000-0000-7000-8000-00000000000%s", rows[i].id);
		if (!id_parse(&id, name))
			id = sc.account;
		if (rows[i].file != NULL && rows[i].file[0] == '\0')
			file = (struct id){ "" };
		else if (rows[i].file != NULL)
			id_parse(&file, rows[i].file);
		sync_as(rows[i].who, "{\"cursor\":\"0\",\"writes\":[%s]}",
		    write_json(text, &write, rows[i].kind, &file, &id,
			rows[i].base, rows[i].body));
		if (status_at(0) != rows[i].want)
			fail_msg("%s: %s", rows[i].why, buf_str(&sc.out));
		assert_string_equal(
		    json_text_of(result_at(0), "write", ""), write.s);
		if (rows[i].want >= 400)
			assert_true(strlen(json_text_of(
					result_at(0), "detail", "")) > 20);
		else
			assert_int_equal(
			    json_int_of(result_at(0), "received", 0),
			    sc.office.now_ms);
		if (rows[i].want == 412)
			assert_int_equal(
			    json_int_of(result_at(0), "version", 0), 2);
		if (rows[i].want == 422)
			assert_non_null(json_get(result_at(0), "errors"));
	}
}

/* One bad item never blocks the others; what stands on it waits. */
static void
test_order(void **state)
{
	struct id a = id_new(), b = id_new(), w[5];
	char text[5][4000];

	(void)state;
	for (int i = 0; i < 5; i++)
		w[i] = id_new();
	write_json(text[0], &w[0], "adult", &sc.file, &a, 0, "{\"name\":7}");
	write_json(text[1], &w[1], "adult", &sc.file, &a, 1, SCENE_ADULT);
	write_json(text[2], &w[2], "adult", &sc.file, &b, 0, SCENE_ADULT);
	write_json(text[3], &w[3], "adult", &sc.file, &b, 1,
	    "{\"name\":\"Mia\",\"relation\":\"carer\"}");
	write_json(text[4], &w[4], "adult", &sc.file, &b, 1, SCENE_ADULT);
	sync_as(SENIOR,
	    "{\"cursor\":\"0\",\"writes\":[%s,%s,%s,%s,{\"write\":\"x\"},%s]}",
	    text[0], text[1], text[2], text[3], text[4]);
	assert_int_equal(status_at(0), 422);
	assert_int_equal(status_at(1), 424);
	assert_int_equal(status_at(2), 201);
	assert_int_equal(status_at(3), 200);
	assert_int_equal(status_at(4), 422);
	assert_string_equal(json_text_of(result_at(4), "write", ""), "x");
	assert_int_equal(status_at(5), 412);
}

/* Once, whatever happens (promise 3). */
static void
test_repeats(void **state)
{
	struct id id = id_new(), write = id_new();
	char text[4000];
	size_t before, after;

	(void)state;
	write_json(text, &write, "adult", &sc.file, &id, 0, SCENE_ADULT);
	sync_as(SENIOR, "{\"cursor\":\"0\",\"writes\":[%s]}", text);
	assert_int_equal(status_at(0), 201);
	sync_as(ASSIGNED, "{\"cursor\":\"0\"}");
	before = count_changes("adult");
	for (int i = 0; i < 3; i++) {
		sync_as(SENIOR, "{\"cursor\":\"0\",\"writes\":[%s]}", text);
		assert_true(status_at(0) == 200 || status_at(0) == 201);
		assert_int_equal(json_int_of(result_at(0), "version", 0), 1);
	}
	sync_as(ASSIGNED, "{\"cursor\":\"0\"}");
	after = count_changes("adult");
	assert_int_equal(before, after);
	/* The write id for something else. */
	write_json(text, &write, "adult", &sc.file, &id, 0,
	    "{\"name\":\"Else\",\"relation\":\"carer\"}");
	sync_as(SENIOR, "{\"cursor\":\"0\",\"writes\":[%s]}", text);
	assert_int_equal(status_at(0), 409);
}

static void
test_own_write_comes_back(void **state)
{
	struct id id = id_new(), write = id_new(), file = id_new();
	char text[4000];

	(void)state;
	/* A new child: the card is there in the same answer. */
	write_json(text, &write, "front_sheet", &file, &id, 0,
	    "{\"name\":\"Llŷr Ó Murchú\",\"purpose\":\"Support.\"}");
	sync_as(SENIOR, "{\"cursor\":\"0\",\"writes\":[%s]}", text);
	assert_int_equal(status_at(0), 201);
	assert_true(answer_has("Llŷr Ó Murchú"));
	sync_as(LEAD, "{\"cursor\":\"0\"}");
	assert_true(answer_has("Llŷr Ó Murchú"));
	/* A child not on file: a provisional card. */
	write = id_new();
	id = id_new();
	file = id_new();
	write_json(text, &write, "first_account", &file, &id, 0, SCENE_ACCOUNT);
	sync_as(VOLUNTEER, "{\"cursor\":\"0\",\"writes\":[%s]}", text);
	assert_int_equal(status_at(0), 201);
	assert_true(answer_has("account_mine_unopened"));
	sync_as(SENIOR, "{\"cursor\":\"0\"}");
	assert_true(answer_has("\"provisional\":true"));
}

/* ---- looks ---- */

static size_t
count_looks_of(const struct id *by)
{
	char path[200];
	size_t n = 0;

	snprintf(path, sizeof(path), "/v1/files/%s/looks", sc.file.s);
	assert_int_equal(worker_get(&sc.who[LEAD], path, &sc.out), 200);
	json_free(answer);
	answer = office_json(&sc.out);
	for (const struct json *l = json_first(json_get(answer, "looks")); l;
	     l = json_next(l))
		n += strcmp(json_text_of(l, "by", ""), by->s) == 0 &&
		     strcmp(json_text_of(l, "what", ""), "look") == 0;
	return n;
}

static void
test_looks(void **state)
{
	const struct id *by = &sc.who[SENIOR].staff;
	struct id look = id_new();
	size_t before = count_looks_of(by);

	(void)state;
	/* Sent twice, since the first answer was lost: one look. */
	for (int i = 0; i < 2; i++) {
		sync_as(SENIOR,
		    "{\"cursor\":\"0\",\"looks\":[{\"look\":\"%s\",\"file\":"
		    "\"%s\",\"record\":\"%s\",\"version\":1,\"at\":%lld}]}",
		    look.s, sc.file.s, sc.account.s,
		    (long long)sc.office.now_ms - 60000);
		assert_string_equal(
		    json_text(json_first(json_get(answer, "looks"))), look.s);
	}
	assert_int_equal(count_looks_of(by), before + 1);
	/* The writer sees that it was opened, and by whom (R3). */
	sync_as(ASSIGNED, "{\"cursor\":\"0\"}");
	assert_true(answer_has("\"opened\":[{\"by\":\""));
}

/* A pull is on record as copied to the device, once a file and answer. */
static void
test_copies(void **state)
{
	char path[200];
	size_t n = 0;

	(void)state;
	sync_as(ASSIGNED, "{\"cursor\":\"0\",\"want\":[\"%s\"]}", sc.file.s);
	snprintf(path, sizeof(path), "/v1/files/%s/looks", sc.file.s);
	worker_get(&sc.who[LEAD], path, &sc.out);
	for (const char *s = buf_str(&sc.out);
	     (s = strstr(s, "\"what\":\"copied\"")) != NULL; s++)
		n++;
	assert_int_equal(n, 1);
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
#define ROW(t) cmocka_unit_test_setup_teardown(t, start, stop)
	const struct CMUnitTest tests[] = {
		ROW(test_first_sync),
		ROW(test_members),
		ROW(test_nothing_new),
		ROW(test_pages),
		ROW(test_open_want_drop),
		ROW(test_what_may_not_be_opened),
		ROW(test_assigned_and_ended),
		ROW(test_accused),
		ROW(test_statuses),
		ROW(test_order),
		ROW(test_repeats),
		ROW(test_own_write_comes_back),
		ROW(test_looks),
		ROW(test_copies),
		ROW(test_bad_requests),
		ROW(test_too_many),
	};
#undef ROW

	return cmocka_run_group_tests_name("server_sync", tests, NULL, NULL);
}
