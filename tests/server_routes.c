/* server_routes.c - every address of havend, asked well and badly, without a
 * network; and that a look is on record before its answer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sqlite3.h>

#include "office_scene.h"

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

/* {front}, {concern} ... stand for ids of the scene. */
static const char *
fill(char out[400], const char *pattern)
{
	const struct {
		const char *name;
		const struct id *id;
	} names[] = {
		{ "{file}", &sc.file },
		{ "{front}", &sc.front },
		{ "{account}", &sc.account },
		{ "{concern}", &sc.signed_concern },
		{ "{draft}", &sc.draft },
		{ "{accused}", &sc.about_accused },
		{ "{senior}", &sc.who[SENIOR].staff },
		{ "{admin}", &sc.who[ADMIN].staff },
	};
	size_t len = 0;

	while (*pattern) {
		size_t i = 0;

		while (
		    i < sizeof(names) / sizeof(names[0]) &&
		    strncmp(pattern, names[i].name, strlen(names[i].name)) != 0)
			i++;
		if (i < sizeof(names) / sizeof(names[0])) {
			memcpy(out + len, names[i].id->s, ID_TEXT);
			len += ID_TEXT;
			pattern += strlen(names[i].name);
		} else {
			out[len++] = *pattern++;
		}
		assert_true(len < 390);
	}
	out[len] = '\0';
	return out;
}

#define NO_ID "0198a000-0000-7000-8000-00000000dead"

struct row {
	const char *why;
	int who; /* -1: nobody */
	enum method method;
	const char *target;
	const char *body;
	unsigned want;
	const char *says; /* in the answer, or NULL */
};

static void
run_rows(const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct row *r = &rows[i];
		struct worker *w = r->who < 0 ? NULL : &sc.who[r->who];
		char target[400];
		unsigned status;

		status = office_ask(w, &sc.office, r->method,
		    fill(target, r->target), NULL, r->body, &sc.out);
		if (status != r->want)
			fail_msg("%s: %u, not %u: %s", r->why, status, r->want,
			    buf_str(&sc.out));
		if (r->says && !strstr(buf_str(&sc.out), r->says))
			fail_msg("%s: %s", r->why, buf_str(&sc.out));
	}
}

static void
test_open_routes(void **state)
{
	static const struct row rows[] = {
		{ "healthz", -1, METHOD_GET, "/healthz", NULL, 200, "ok" },
		{ "readyz", -1, METHOD_GET, "/readyz", NULL, 200, "ready" },
		{ "openapi", -1, METHOD_GET, "/v1/openapi.json", NULL, 200,
		    "\"/v1/files/{file}/{kind}/{id}\"" },
		{ "nothing there", -1, METHOD_GET, "/v1/nothing", NULL, 404,
		    "not_found" },
		{ "wrong method", -1, METHOD_PUT, "/v1/sync", NULL, 405, NULL },
		{ "a query where none is", -1, METHOD_GET, "/healthz?x=1", NULL,
		    400, NULL },
		{ "me needs a token", -1, METHOD_GET, "/v1/me", NULL, 401,
		    NULL },
		{ "files need a token", -1, METHOD_GET, "/v1/files/{file}",
		    NULL, 401, NULL },
		{ "sync needs a token", -1, METHOD_POST, "/v1/sync", "{}", 401,
		    NULL },
	};

	(void)state;
	run_rows(rows, sizeof(rows) / sizeof(rows[0]));
}

static void
test_reading(void **state)
{
	static const struct row rows[] = {
		{ "me", ASSIGNED, METHOD_GET, "/v1/me", NULL, 200,
		    "01632 960 001" },
		{ "the file, assigned", ASSIGNED, METHOD_GET,
		    "/v1/files/{file}", NULL, 200, "A bruise" },
		{ "the file, by duty", DIRECTOR, METHOD_GET, "/v1/files/{file}",
		    NULL, 200, "A bruise" },
		{ "the file, a stranger", STRANGER, METHOD_GET,
		    "/v1/files/{file}", NULL, 404, "not open to you" },
		{ "no file, a stranger", STRANGER, METHOD_GET,
		    "/v1/files/" NO_ID, NULL, 404, "not open to you" },
		{ "no file, by duty", DIRECTOR, METHOD_GET, "/v1/files/" NO_ID,
		    NULL, 404, "not open to you" },
		{ "a record", SENIOR, METHOD_GET,
		    "/v1/files/{file}/concern/{concern}", NULL, 200,
		    "\"sig\":" },
		{ "an earlier version", SENIOR, METHOD_GET,
		    "/v1/files/{file}/concern/{concern}?version=1", NULL, 200,
		    "\"version\":1" },
		{ "a version to come", SENIOR, METHOD_GET,
		    "/v1/files/{file}/concern/{concern}?version=2", NULL, 404,
		    "not open to you" },
		{ "version 0", SENIOR, METHOD_GET,
		    "/v1/files/{file}/concern/{concern}?version=0", NULL, 400,
		    NULL },
		{ "under another kind", SENIOR, METHOD_GET,
		    "/v1/files/{file}/adult/{concern}", NULL, 404, NULL },
		{ "under another file", SENIOR, METHOD_GET,
		    "/v1/files/" NO_ID "/concern/{concern}", NULL, 404, NULL },
		{ "as one of the organisation", SENIOR, METHOD_GET,
		    "/v1/staff/{concern}", NULL, 404, NULL },
		{ "a staff record", VOLUNTEER, METHOD_GET, "/v1/staff/{senior}",
		    NULL, 200, "\"sign_in\":\"senior\"" },
		{ "staff under a file", SENIOR, METHOD_GET,
		    "/v1/files/{file}/staff/{senior}", NULL, 404, NULL },
		{ "no kind", SENIOR, METHOD_GET,
		    "/v1/files/{file}/secret/{concern}", NULL, 404, NULL },
		{ "one's own first account", ASSIGNED, METHOD_GET,
		    "/v1/files/{file}/first_account/{account}", NULL, 200,
		    NULL },
		{ "R7: what is about one is not there", ACCUSED, METHOD_GET,
		    "/v1/files/{file}/first_account/{accused}", NULL, 404,
		    "not open to you" },
		{ "R7: it is there for others", SENIOR, METHOD_GET,
		    "/v1/files/{file}/first_account/{accused}", NULL, 200,
		    NULL },
		{ "R7: the rest of the file is open", ACCUSED, METHOD_GET,
		    "/v1/files/{file}/first_account/{account}", NULL, 200,
		    NULL },
	};

	(void)state;
	run_rows(rows, sizeof(rows) / sizeof(rows[0]));
}

static void
test_searching(void **state)
{
	static const struct row rows[] = {
		{ "by a part of the name", SENIOR, METHOD_POST,
		    "/v1/files/search", "{\"query\":\"zoe\"}", 200,
		    "Zoë Bell" },
		{ "by the reference", LEAD, METHOD_POST, "/v1/files/search",
		    "{\"query\":\"C-0001\"}", 200, "2016-04-03" },
		{ "assigned", ASSIGNED, METHOD_POST, "/v1/files/search",
		    "{\"query\":\"bell\"}", 200, "Zoë" },
		{ "a stranger finds nothing", STRANGER, METHOD_POST,
		    "/v1/files/search", "{\"query\":\"zoe\"}", 200,
		    "{\"cards\":[]}" },
		{ "nobody of that name", SENIOR, METHOD_POST,
		    "/v1/files/search", "{\"query\":\"xxxxxxxx\"}", 200,
		    "{\"cards\":[]}" },
		{ "no query", SENIOR, METHOD_POST, "/v1/files/search", "{}",
		    422, "query" },
		{ "a number", SENIOR, METHOD_POST, "/v1/files/search",
		    "{\"query\":7}", 422, "query" },
		{ "never in the address", SENIOR, METHOD_GET,
		    "/v1/files/search?query=zoe", NULL, 405, NULL },
	};

	(void)state;
	run_rows(rows, sizeof(rows) / sizeof(rows[0]));
}

static void
test_changes_by_page(void **state)
{
	static const struct row rows[] = {
		{ "from the start", ASSIGNED, METHOD_GET, "/v1/changes", NULL,
		    200, "\"more\":false" },
		{ "two", ASSIGNED, METHOD_GET, "/v1/changes?since=0&limit=2",
		    NULL, 200, "\"more\":true" },
		{ "limit 0", ASSIGNED, METHOD_GET, "/v1/changes?limit=0", NULL,
		    422, "limit" },
		{ "limit too big", ASSIGNED, METHOD_GET,
		    "/v1/changes?limit=501", NULL, 422, "limit" },
		{ "no cursor", ASSIGNED, METHOD_GET, "/v1/changes?since=x",
		    NULL, 422, "since" },
		{ "twice", ASSIGNED, METHOD_GET, "/v1/changes?since=1&since=2",
		    NULL, 400, NULL },
	};

	(void)state;
	run_rows(rows, sizeof(rows) / sizeof(rows[0]));
}

/* ---- writing ---- */

static void
test_writing(void **state)
{
	static const struct {
		const char *why;
		enum who who;
		const char *target;
		int64_t base;
		const char *body;
		unsigned want;
		const char *says;
	} rows[] = {
		{ "a change on the version there is", SENIOR,
		    "/v1/files/{file}/concern/{draft}", 1,
		    "{\"place\":\"Hall\"}", 200, "\"version\":2" },
		{ "a change on an old version", SENIOR,
		    "/v1/files/{file}/concern/{draft}", 1,
		    "{\"place\":\"Door\"}", 412, "\"version\":2" },
		{ "creating what is there", SENIOR,
		    "/v1/files/{file}/concern/{draft}", 0,
		    "{\"place\":\"Door\"}", 412, "\"version\":2" },
		{ "a signed one", SENIOR, "/v1/files/{file}/concern/{concern}",
		    1, "{\"place\":\"Door\"}", 409, "sign" },
		{ "a final one", ASSIGNED,
		    "/v1/files/{file}/first_account/{account}", 1,
		    SCENE_ACCOUNT, 409, NULL },
		{ "a second front sheet", SENIOR,
		    "/v1/files/{file}/front_sheet/" NO_ID, 0, SCENE_FRONT, 409,
		    NULL },
		{ "not a worker's to write", ASSIGNED,
		    "/v1/files/{file}/concern/" NO_ID, 0, SCENE_DRAFT, 403,
		    "role" },
		{ "a stranger's first account is taken", STRANGER,
		    "/v1/files/{file}/first_account/" NO_ID, 0, SCENE_ACCOUNT,
		    201, NULL },
		{ "an unknown member", SENIOR,
		    "/v1/files/{file}/concern/{draft}", 2, "{\"plaice\":\"\"}",
		    422, "plaice" },
		{ "a wrong type", SENIOR, "/v1/files/{file}/concern/{draft}", 2,
		    "{\"place\":7}", 422, "\"field\":\"place\"" },
		{ "a body that is no object", SENIOR,
		    "/v1/files/{file}/concern/{draft}", 2, "[]", 400, NULL },
		{ "a body with too many members", SENIOR,
		    "/v1/files/{file}/concern/{draft}", 2,
		    "{\"body\":{},\"secret\":1}", 422, "body" },
		{ "a signature of nonsense", SENIOR,
		    "/v1/files/{file}/concern/{draft}", 2,
		    "{\"body\":{},\"sign\":{\"by\":1}}", 422, "sign" },
		{ "a statement to no record", ASSIGNED,
		    "/v1/files/{file}/statement/0198a000-0000-7000-8000-"
		    "00000000beef",
		    0,
		    "{\"about\":\"" NO_ID
		    "\",\"by\":\"Mia\",\"who\":\"parent\","
		    "\"given\":\"2026-04-04\",\"words\":\"No.\"}",
		    424, NULL },
		{ "staff is the administrator's", SENIOR, "/v1/staff/{senior}",
		    1,
		    "{\"name\":\"S\",\"sign_in\":\"senior\",\"role\":"
		    "\"director\"}",
		    403, NULL },
		{ "the administrator writes it", ADMIN, "/v1/staff/{senior}", 1,
		    "{\"name\":\"S\",\"sign_in\":\"senior\",\"role\":"
		    "\"designated_senior\"}",
		    200, "\"version\":2" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char target[400];
		unsigned status = worker_put(&sc.who[rows[i].who],
		    fill(target, rows[i].target), rows[i].base, NULL,
		    rows[i].body, &sc.out);

		if (status != rows[i].want)
			fail_msg("%s: %u, not %u: %s", rows[i].why, status,
			    rows[i].want, buf_str(&sc.out));
		if (rows[i].says && !strstr(buf_str(&sc.out), rows[i].says))
			fail_msg("%s: %s", rows[i].why, buf_str(&sc.out));
	}
}

static void
test_headers_of_a_save(void **state)
{
	static const struct {
		const char *why;
		const char *headers[4];
		unsigned want;
	} rows[] = {
		{ "no version", { "Write-Id: " NO_ID }, 428 },
		{ "no write id", { "If-None-Match: *" }, 400 },
		{ "both versions",
		    { "If-None-Match: *", "If-Match: \"1\"",
			"Write-Id: " NO_ID },
		    400 },
		{ "a write id that is none",
		    { "If-None-Match: *", "Write-Id: 1" }, 400 },
		{ "a version without quotes",
		    { "If-Match: 1", "Write-Id: " NO_ID }, 400 },
		{ "all there", { "If-None-Match: *", "Write-Id: " NO_ID },
		    201 },
		{ "the same, a minute later: the first answer",
		    { "If-None-Match: *", "Write-Id: " NO_ID }, 201 },
	};
	const int64_t minute = 60000;
	char target[400];

	(void)state;
	fill(target, "/v1/files/{file}/adult/" NO_ID);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		unsigned status = office_ask(&sc.who[SENIOR], &sc.office,
		    METHOD_PUT, target, rows[i].headers, SCENE_ADULT, &sc.out);

		if (status == 201)
			office_at(&sc.office, sc.office.now_ms + minute);

		/* A repeat may say 200: it changed nothing. */
		if (status != rows[i].want &&
		    !(rows[i].want == 201 && status == 200))
			fail_msg(
			    "%s: %u %s", rows[i].why, status, buf_str(&sc.out));
	}
}

/* One signature fits one record, file, version and device. */
static void
test_signatures(void **state)
{
	struct worker *senior = &sc.who[SENIOR], *accused = &sc.who[ACCUSED];
	struct id id = id_new(), other = id_new();
	const struct {
		const char *why;
		struct worker *signer, *sender;
		const struct id *signed_id;
		int64_t signed_version;
		const char *body;
		unsigned want;
	} rows[] = {
		{ "of another record", senior, senior, &other, 1, SCENE_CONCERN,
		    422 },
		{ "of another version", senior, senior, &id, 2, SCENE_CONCERN,
		    422 },
		{ "by somebody else", accused, senior, &id, 1, SCENE_CONCERN,
		    422 },
		{ "of what is not complete", senior, senior, &id, 1,
		    SCENE_DRAFT, 422 },
		{ "as it should be", senior, senior, &id, 1, SCENE_CONCERN,
		    201 },
	};
	char path[200];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf text = BUF_INIT(65536);
		unsigned status;

		scene_sign(rows[i].signer, "concern", &sc.file,
		    rows[i].signed_id, rows[i].signed_version, rows[i].body,
		    &text);
		status = worker_put(rows[i].sender,
		    scene_path(path, &sc.file, "concern", &id), 0, NULL,
		    buf_str(&text), &sc.out);
		if (status != rows[i].want)
			fail_msg(
			    "%s: %u %s", rows[i].why, status, buf_str(&sc.out));
		buf_done(&text);
	}
}

/* ---- looks (promise 7, A2) ---- */

static size_t
count_looks(enum who who, const struct id *by, const char *what)
{
	char target[400];
	struct json *doc;
	size_t n = 0;

	assert_int_equal(worker_get(&sc.who[who],
			     fill(target, "/v1/files/{file}/looks"), &sc.out),
	    200);
	doc = office_json(&sc.out);
	for (const struct json *l = json_first(json_get(doc, "looks")); l;
	     l = json_next(l))
		if (strcmp(json_text_of(l, "by", ""), by->s) == 0 &&
		    strcmp(json_text_of(l, "what", ""), what) == 0)
			n++;
	json_free(doc);
	return n;
}

static void
test_looks_are_kept(void **state)
{
	const struct id *by = &sc.who[DIRECTOR].staff;
	char target[400];
	size_t before = count_looks(LEAD, by, "look");

	(void)state;
	worker_get(&sc.who[DIRECTOR],
	    fill(target, "/v1/files/{file}/concern/{concern}"), &sc.out);
	assert_int_equal(count_looks(LEAD, by, "look"), before + 1);
	/* A whole file: a look at each record that was shown. */
	worker_get(
	    &sc.who[DIRECTOR], fill(target, "/v1/files/{file}"), &sc.out);
	assert_int_equal(count_looks(LEAD, by, "look"), before + 1 + 8);
	/* What was refused was not looked at. */
	worker_get(&sc.who[DIRECTOR],
	    fill(target, "/v1/files/{file}/concern/" NO_ID), &sc.out);
	assert_int_equal(count_looks(LEAD, by, "look"), before + 9);
	worker_get(&sc.who[DIRECTOR], "/v1/changes", &sc.out);
	assert_int_equal(count_looks(LEAD, by, "look"), before + 9);
}

static void
test_who_sees_looks(void **state)
{
	static const struct row rows[] = {
		{ "the Lead", LEAD, METHOD_GET, "/v1/files/{file}/looks", NULL,
		    200, "\"name\":\"senior\"" },
		{ "a senior", SENIOR, METHOD_GET, "/v1/files/{file}/looks",
		    NULL, 200, NULL },
		{ "assigned", ASSIGNED, METHOD_GET, "/v1/files/{file}/looks",
		    NULL, 403, "open to the designated" },
		{ "a stranger", STRANGER, METHOD_GET, "/v1/files/{file}/looks",
		    NULL, 404, "not open to you" },
		{ "no file", LEAD, METHOD_GET, "/v1/files/" NO_ID "/looks",
		    NULL, 404, "not open to you" },
	};
	char target[400];

	(void)state;
	run_rows(rows, sizeof(rows) / sizeof(rows[0]));
	/* R7: not even that others looked at what is about one. */
	worker_get(&sc.who[SENIOR],
	    fill(target, "/v1/files/{file}/first_account/{accused}"), &sc.out);
	assert_int_equal(worker_get(&sc.who[ACCUSED],
			     fill(target, "/v1/files/{file}/looks"), &sc.out),
	    200);
	assert_null(strstr(buf_str(&sc.out), sc.about_accused.s));
	assert_int_equal(worker_get(&sc.who[LEAD],
			     fill(target, "/v1/files/{file}/looks"), &sc.out),
	    200);
	assert_non_null(strstr(buf_str(&sc.out), sc.about_accused.s));
}

/* Without its row in the chain nothing is shown, nothing is kept. */
static void
test_no_trace_no_answer(void **state)
{
	static const struct {
		enum who who;
		enum method method;
		const char *target, *body;
	} rows[] = {
		{ SENIOR, METHOD_GET, "/v1/files/{file}", NULL },
		{ SENIOR, METHOD_GET, "/v1/files/{file}/concern/{concern}",
		    NULL },
		{ LEAD, METHOD_GET, "/v1/files/{file}/looks", NULL },
		{ ASSIGNED, METHOD_GET, "/v1/changes", NULL },
		{ ASSIGNED, METHOD_POST, "/v1/sync", "{\"cursor\":\"0\"}" },
		{ SENIOR, METHOD_POST, "/v1/files/search",
		    "{\"query\":\"bell\"}" },
		{ SENIOR, METHOD_PUT, "/v1/files/{file}/adult/" NO_ID,
		    SCENE_ADULT },
	};
	const char *const save[] = { "If-None-Match: *", "Write-Id: " NO_ID,
		NULL };
	sqlite3 *db;

	(void)state;
	assert_int_equal(sqlite3_open(sc.office.s->data_path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db,
			     "CREATE TRIGGER no BEFORE INSERT ON audit BEGIN "
			     "SELECT RAISE(ABORT, 'no'); END",
			     NULL, NULL, NULL),
	    SQLITE_OK);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char target[400];
		unsigned status = office_ask(&sc.who[rows[i].who], &sc.office,
		    rows[i].method, fill(target, rows[i].target),
		    rows[i].method == METHOD_PUT ? save : NULL, rows[i].body,
		    &sc.out);

		if (status != 503 || strstr(buf_str(&sc.out), "bruise") ||
		    strstr(buf_str(&sc.out), "Bell"))
			fail_msg("%s: %u %s", rows[i].target, status,
			    buf_str(&sc.out));
	}
	assert_int_equal(
	    sqlite3_exec(db, "DROP TRIGGER no", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	assert_int_equal(
	    worker_get(&sc.who[SENIOR],
		fill((char[400]){ "" }, "/v1/files/{file}/adult/" NO_ID),
		&sc.out),
	    404);
}

/* Each route is described, and the document is JSON. */
static void
test_openapi(void **state)
{
	struct json *doc;
	const struct json *paths;

	(void)state;
	office_ask(NULL, &sc.office, METHOD_GET, "/v1/openapi.json", NULL, NULL,
	    &sc.out);
	doc = office_json(&sc.out);
	paths = json_get(doc, "paths");
	for (size_t i = 0; routes[i].path; i++) {
		static const char *const methods[] = { "get", "post", "put" };
		const struct json *op = json_get(
		    json_get(paths, routes[i].path), methods[routes[i].method]);

		if (strcmp(json_text_of(op, "operationId", ""),
			routes[i].name) != 0)
			fail_msg("%s is not described", routes[i].name);
	}
	for (size_t i = 0; kinds[i]; i++)
		assert_non_null(
		    json_get(json_get(json_get(doc, "components"), "schemas"),
			kinds[i]->name));
	json_free(doc);
}

int
main(void)
{
#define ROW(t) cmocka_unit_test_setup_teardown(t, start, stop)
	const struct CMUnitTest tests[] = {
		ROW(test_open_routes),
		ROW(test_reading),
		ROW(test_searching),
		ROW(test_changes_by_page),
		ROW(test_writing),
		ROW(test_headers_of_a_save),
		ROW(test_signatures),
		ROW(test_looks_are_kept),
		ROW(test_who_sees_looks),
		ROW(test_no_trace_no_answer),
		ROW(test_openapi),
	};
#undef ROW

	return cmocka_run_group_tests_name("server_routes", tests, NULL, NULL);
}
