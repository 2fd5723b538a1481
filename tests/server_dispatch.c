/* What stands between a head and a handler: each refusal with its status,
 * before the handler; and what the handler is given. */
#include "dispatch.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "mem.h"
#include "server.h"
#include "session.h"
#include "when.h"

#define FILE_ID "0190a0b0-0000-7000-8000-000000000001"
#define OTHER_ID "0190a0b0-0000-7000-8000-000000000002"
#define TOKEN_A "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define TOKEN_GONE "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"
#define AUTH "Authorization: Bearer " TOKEN_A

/* ---- doubles of what lies behind dispatch ---- */

static struct {
	enum role role;
	int64_t fresh_ms;
	int finds;   /* calls of sessions_find */
	int lives;   /* a session that ends after so many; -1: never */
	int readers; /* out */
	bool no_reader;
	bool seen;          /* the handler ran */
	struct request got; /* a copy, pointers dead but for the statics */
	char body[256];
	char since[80];
} world;

struct db *
server_reader(struct server *s, struct errinfo *e)
{
	(void)s;
	if (world.no_reader) {
		err_set(e, ERR_IO, "cannot open /var/lib/haven/data.db");
		return NULL;
	}
	world.readers++;
	return (struct db *)&world;
}

void
server_reader_done(struct server *s, struct db *db)
{
	(void)s;
	assert_ptr_equal(db, &world);
	world.readers--;
}

enum err
sessions_find(struct server *s, struct db *db, const char *token,
    int64_t now_ms, struct caller *out, struct errinfo *e)
{
	(void)s;
	assert_ptr_equal(db, &world);
	assert_true(now_ms > 0);
	world.finds++;
	if (strcmp(token, TOKEN_A) != 0 || world.lives == 0)
		return err_set(e, ERR_AUTH, "You are signed out.");
	if (world.lives > 0)
		world.lives--;
	out->role = world.role;
	out->fresh_ms = world.fresh_ms;
	id_parse(&out->staff, OTHER_ID);
	return ERR_OK;
}

/* ---- routes of the test ---- */

static void
say_seen(struct request *rq)
{
	const char *since = request_query(rq, "since");

	world.seen = true;
	world.got = *rq;
	snprintf(world.body, sizeof(world.body), "%.*s", (int)rq->body_len,
	    rq->body ? rq->body : "");
	snprintf(world.since, sizeof(world.since), "%s", since ? since : "-");
	rq->status = 200;
	buf_adds(&rq->out, "{\"ok\":true}");
}

static void
say_nothing(struct request *rq)
{
	(void)rq;
}

static void
say_too_much(struct request *rq)
{
	static char chunk[1 << 20];
	int i;

	memset(chunk, 'x', sizeof(chunk));
	for (i = 0; i < 17; i++)
		buf_add(&rq->out, chunk, sizeof(chunk));
	rq->status = 200;
}

static void *
finish_later(void *arg)
{
	struct request *rq = arg;

	rq->status = 202;
	buf_adds(&rq->out, "{\"later\":1}");
	request_finish(rq);
	return NULL;
}

static int freed;

static void
count_free(void *work)
{
	freed++;
	free(work);
}

static void
say_later(struct request *rq)
{
	pthread_t t;

	rq->work = malloc(10);
	rq->work_free = count_free;
	request_defer(rq);
	assert_int_equal(pthread_create(&t, NULL, finish_later, rq), 0);
	pthread_detach(t);
}

static const struct route table[] = {
	{ METHOD_GET, "/healthz", "health", "", ROUTE_OPEN, 0, false, 0,
	    say_seen },
	{ METHOD_GET, "/v1/me", "me", "", 0, 0, false, 0, say_seen },
	{ METHOD_POST, "/v1/sessions", "sign_in", "", ROUTE_OPEN, 0, false, 50,
	    say_seen },
	{ METHOD_POST, "/v1/sync", "sync", "", ROUTE_PACKED, 0, false, 100,
	    say_seen },
	{ METHOD_GET, "/v1/changes", "changes", "", 0, 0, false, 0, say_seen },
	{ METHOD_POST, "/v1/sign", "sign", "", ROUTE_FRESH, 0, false, 50,
	    say_seen },
	{ METHOD_GET, "/v1/nothing", "n", "", ROUTE_OPEN, 0, false, 0,
	    say_nothing },
	{ METHOD_GET, "/v1/much", "m", "", ROUTE_OPEN, 0, false, 0,
	    say_too_much },
	{ METHOD_GET, "/v1/later", "l", "", ROUTE_OPEN, 0, false, 0,
	    say_later },
	{ METHOD_POST, "/v1/openings", "once", "", ROUTE_WRITE, 0, false, 60,
	    say_seen },
	{ METHOD_GET, "/v1/files/{file}", "file", "", 0, 0, false, 0,
	    say_seen },
	{ METHOD_PUT, "/v1/files/{file}/{kind}/{id}", "put", "", 0,
	    RIGHT_CREATE, true, 60, say_seen },
	{ METHOD_GET, "/v1/files/{file}/{kind}/{id}", "get", "", 0, RIGHT_READ,
	    true, 0, say_seen },
	{ METHOD_GET, "/v1/{kind}/{id}", "get_org", "", 0, RIGHT_READ, true, 0,
	    say_seen },
	{ .path = NULL },
};

/* ---- requests ---- */

#define PUT_PATH "/v1/files/" FILE_ID "/concern/" OTHER_ID
#define NEW "If-None-Match: *"
#define WRITE "Write-Id: " OTHER_ID

static const struct {
	const char *why, *method, *target;
	const char *headers[5];
	const char *body; /* NULL: none */
	unsigned status;
	const char *says; /* in the answer */
} asks[] = {
	{ "open", "GET", "/healthz", { NULL }, NULL, 200, "ok" },
	{ "open, with a token that is none", "GET", "/healthz",
	    { "Authorization: Bearer x", NULL }, NULL, 200, "ok" },
	{ "signed in", "GET", "/v1/me", { AUTH, NULL }, NULL, 200, "ok" },
	{ "small letters", "GET", "/v1/me",
	    { "authorization: bearer " TOKEN_A, NULL }, NULL, 200, "ok" },
	{ "an object", "POST", "/v1/sessions", { NULL }, "{\"a\":1}", 200,
	    "ok" },
	{ "with its charset", "POST", "/v1/sessions",
	    { "Content-Type: application/json; charset=utf-8", NULL }, "{}",
	    200, "ok" },
	{ "no body", "POST", "/v1/sessions", { NULL }, NULL, 200, "ok" },
	{ "a create", "PUT", PUT_PATH, { AUTH, NEW, WRITE, NULL }, "{}", 200,
	    "ok" },
	{ "a change", "PUT", PUT_PATH,
	    { AUTH, "If-Match: \"12\"", WRITE, NULL }, "{}", 200, "ok" },
	{ "what takes effect once", "POST", "/v1/openings",
	    { AUTH, WRITE, NULL }, "{}", 200, "ok" },
	{ "a version", "GET", PUT_PATH "?version=3", { AUTH, NULL }, NULL, 200,
	    "ok" },
	{ "a GET may say what it has", "GET", PUT_PATH,
	    { AUTH, "If-None-Match: \"3\"", NULL }, NULL, 200, "ok" },
	{ "exactly the size of the route", "POST", "/v1/sessions", { NULL },
	    "{\"a\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}", 200,
	    "ok" },

	{ "no such address", "GET", "/v1/nowhere", { AUTH, NULL }, NULL, 404,
	    "nothing at this address" },
	{ "no such address, any method", "BREW", "/v1/nowhere", { NULL }, NULL,
	    404, "not_found" },
	{ "HEAD", "HEAD", "/v1/me", { AUTH, NULL }, NULL, 405, "method" },
	{ "OPTIONS", "OPTIONS", "/v1/me", { NULL }, NULL, 405, "method" },
	{ "DELETE", "DELETE", PUT_PATH, { AUTH, NULL }, NULL, 405, "method" },
	{ "get in small letters", "get", "/v1/me", { AUTH, NULL }, NULL, 405,
	    "method" },
	{ "a GET of what takes a POST", "GET", "/v1/sync", { AUTH, NULL }, NULL,
	    405, "not for this method" },

	{ "too big, though not signed in", "POST", "/v1/sync", { NULL },
	    "{\"a\":"
	    "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}",
	    413, "larger than" },
	{ "a byte too big", "POST", "/v1/sessions", { NULL },
	    "{\"a\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}", 413,
	    "too_big" },
	{ "a body with a GET", "GET", "/v1/me", { AUTH, NULL }, "{}", 413,
	    "too_big" },

	{ "not signed in", "GET", "/v1/me", { NULL }, NULL, 401, "sign in" },
	{ "signed out", "GET", "/v1/me",
	    { "Authorization: Bearer " TOKEN_GONE, NULL }, NULL, 401,
	    "signed out" },
	{ "another scheme", "GET", "/v1/me",
	    { "Authorization: Basic " TOKEN_A, NULL }, NULL, 401, "auth" },
	{ "a token too short", "GET", "/v1/me",
	    { "Authorization: Bearer A", NULL }, NULL, 401, "auth" },
	{ "a token too long", "GET", "/v1/me",
	    { "Authorization: Bearer " TOKEN_A "A", NULL }, NULL, 401, "auth" },
	{ "a token with a byte that is none of it", "GET", "/v1/me",
	    { "Authorization: Bearer "
	      "AAAAAAAAAAAAAAAAAAAAA'AAAAAAAAAAAAAAAAAAAAA",
		NULL },
	    NULL, 401, "auth" },
	{ "before what is wrong with the save", "PUT", PUT_PATH, { NULL }, "{}",
	    401, "auth" },

	{ "a parameter of a POST", "POST", "/v1/sessions?since=1", { NULL },
	    "{}", 400, "Only a GET" },
	{ "an unknown parameter", "GET", "/v1/changes?name=x", { AUTH, NULL },
	    NULL, 400, "Parameter 1" },
	{ "version 0", "GET", PUT_PATH "?version=0", { AUTH, NULL }, NULL, 400,
	    "version" },
	{ "a version in letters", "GET", PUT_PATH "?version=a", { AUTH, NULL },
	    NULL, 400, "version" },

	{ "a form", "POST", "/v1/sessions",
	    { "Content-Type: application/x-www-form-urlencoded", NULL }, "a=b",
	    415, "application/json" },
	{ "text", "POST", "/v1/sessions", { "Content-Type: text/json", NULL },
	    "{}", 415, "application/json" },
	{ "packed where it may not", "POST", "/v1/sessions",
	    { "Content-Encoding: zstd", NULL }, "{}", 415, "coding" },
	{ "gzip", "POST", "/v1/sync", { AUTH, "Content-Encoding: gzip", NULL },
	    "{}", 415, "coding" },
	{ "packed that is not", "POST", "/v1/sync",
	    { AUTH, "Content-Encoding: zstd", NULL }, "{}", 400, "syntax" },

	{ "a save on no version", "PUT", PUT_PATH, { AUTH, WRITE, NULL }, "{}",
	    428, "on which version" },
	{ "a save without a write id", "PUT", PUT_PATH, { AUTH, NEW, NULL },
	    "{}", 400, "needs a Write-Id" },
	{ "a write id that is none", "PUT", PUT_PATH,
	    { AUTH, NEW, "Write-Id: 12", NULL }, "{}", 400, "UUID" },
	{ "what takes effect once without a write id", "POST", "/v1/openings",
	    { AUTH, NULL }, "{}", 400, "needs a Write-Id" },
	{ "such with a write id that is none", "POST", "/v1/openings",
	    { AUTH, "Write-Id: 12", NULL }, "{}", 400, "UUID" },
	{ "both", "PUT", PUT_PATH,
	    { AUTH, NEW, "If-Match: \"1\"", WRITE, NULL }, "{}", 400,
	    "Only one" },
	{ "any version", "PUT", PUT_PATH, { AUTH, "If-Match: *", WRITE, NULL },
	    "{}", 400, "in quotes" },
	{ "a weak tag", "PUT", PUT_PATH,
	    { AUTH, "If-Match: W/\"1\"", WRITE, NULL }, "{}", 400,
	    "in quotes" },
	{ "no quotes", "PUT", PUT_PATH, { AUTH, "If-Match: 12", WRITE, NULL },
	    "{}", 400, "in quotes" },
	{ "a list", "PUT", PUT_PATH,
	    { AUTH, "If-Match: \"1\", \"2\"", WRITE, NULL }, "{}", 400,
	    "in quotes" },
	{ "a zero in front", "PUT", PUT_PATH,
	    { AUTH, "If-Match: \"01\"", WRITE, NULL }, "{}", 400, "in quotes" },
	{ "beyond 2^53", "PUT", PUT_PATH,
	    { AUTH, "If-Match: \"9999999999999999\"", WRITE, NULL }, "{}", 400,
	    "in quotes" },
	{ "none of some", "PUT", PUT_PATH,
	    { AUTH, "If-None-Match: \"1\"", WRITE, NULL }, "{}", 400,
	    "must be *" },

	{ "no JSON", "POST", "/v1/sessions", { NULL }, "{", 400, "syntax" },
	{ "a key twice", "POST", "/v1/sessions", { NULL }, "{\"a\":1,\"a\":2}",
	    400, "syntax" },
	{ "a list", "POST", "/v1/sessions", { NULL }, "[]", 400,
	    "one JSON object" },
	{ "no UTF-8", "POST", "/v1/sessions", { NULL }, "{\"a\":\"\xff\"}", 400,
	    "syntax" },
};

static void
fresh_world(void)
{
	memset(&world, 0, sizeof(world));
	world.role = ROLE_SENIOR;
	world.lives = -1;
	world.fresh_ms = clock_ms();
}

static unsigned
ask(const char *method, const char *target, const char *const *headers,
    const char *body, struct buf *out)
{
	buf_init(out, 1000000);
	return http_ask_table(NULL, table, method, target, headers, body,
	    body ? strlen(body) : 0, out);
}

static void
every_ask(void **state)
{
	struct buf out;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(asks) / sizeof(asks[0]); i++) {
		unsigned status;

		fresh_world();
		status = ask(asks[i].method, asks[i].target, asks[i].headers,
		    asks[i].body, &out);
		if (status != asks[i].status ||
		    !strstr(buf_str(&out), asks[i].says))
			fail_msg(
			    "%s: %u %s", asks[i].why, status, buf_str(&out));
		if (world.seen != (status == 200))
			fail_msg("%s: the handler", asks[i].why);
		if (world.readers != 0)
			fail_msg(
			    "%s: a reader was not given back", asks[i].why);
		buf_done(&out);
	}
}

static void
what_a_handler_gets(void **state)
{
	static const char *const headers[] = { AUTH, "If-Match: \"12\"", WRITE,
		NULL };
	static const char *const get[] = { AUTH, NULL };
	struct buf out;

	(void)state;
	fresh_world();
	assert_int_equal(
	    ask("PUT", PUT_PATH, headers, "{\"a\":\"\xc3\xa9\"}", &out), 200);
	buf_done(&out);
	assert_string_equal(world.got.file.s, FILE_ID);
	assert_string_equal(world.got.kind->name, "concern");
	assert_string_equal(world.got.id.s, OTHER_ID);
	assert_string_equal(world.got.write_id.s, OTHER_ID);
	assert_string_equal(world.got.caller.staff.s, OTHER_ID);
	assert_int_equal(world.got.caller.role, ROLE_SENIOR);
	assert_int_equal(world.got.if_match, 12);
	assert_int_equal(world.got.version, 0);
	assert_string_equal(world.body, "{\"a\":\"\xc3\xa9\"}");
	assert_string_equal(world.got.address, "127.0.0.1");
	assert_string_equal(world.got.route->name, "put");
	assert_in_range(world.got.now_ms, clock_ms() - 10000, clock_ms());

	fresh_world();
	assert_int_equal(
	    ask("GET", "/v1/changes?since=5", get, NULL, &out), 200);
	buf_done(&out);
	assert_string_equal(world.since, "5");
	assert_int_equal(world.got.if_match, -1);
	assert_null(world.got.json);

	fresh_world();
	assert_int_equal(
	    ask("GET", PUT_PATH "?version=7", get, NULL, &out), 200);
	buf_done(&out);
	assert_int_equal(world.got.version, 7);
}

/* An empty caller on an open route, whatever token came along. */
static void
open_has_no_caller(void **state)
{
	static const char *const headers[] = { AUTH, NULL };
	struct buf out;

	(void)state;
	fresh_world();
	assert_int_equal(ask("GET", "/healthz", headers, NULL, &out), 200);
	assert_true(id_is_none(&world.got.caller.staff));
	assert_int_equal(world.finds, 0);
	buf_done(&out);
}

static const struct {
	enum role role;
	const char *method, *target;
	unsigned status;
} rights[] = {
	{ ROLE_SENIOR, "GET", PUT_PATH, 200 },
	{ ROLE_ADMIN, "GET", PUT_PATH, 403 },
	{ ROLE_ADMIN, "PUT", PUT_PATH, 403 },
	/* R3: a first account is never refused for a right */
	{ ROLE_ADMIN, "PUT", "/v1/files/" FILE_ID "/first_account/" OTHER_ID,
	    200 },
};

static void
right_by_role(void **state)
{
	static const char *const put[] = { AUTH, NEW, WRITE, NULL };
	struct buf out;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rights) / sizeof(rights[0]); i++) {
		unsigned status;
		bool is_put = strcmp(rights[i].method, "PUT") == 0;

		fresh_world();
		world.role = rights[i].role;
		status = ask(rights[i].method, rights[i].target, put,
		    is_put ? "{}" : NULL, &out);
		if (status != rights[i].status || world.seen != (status == 200))
			fail_msg("%zu: %u %s", i, status, buf_str(&out));
		buf_done(&out);
	}
}

static void
fresh_passphrase(void **state)
{
	static const char *const headers[] = { AUTH, NULL };
	struct buf out;

	(void)state;
	fresh_world();
	clock_fix_for_test(1800000000000);
	world.fresh_ms = 1800000000000 - DISPATCH_FRESH_MS;
	assert_int_equal(ask("POST", "/v1/sign", headers, "{}", &out), 200);
	buf_done(&out);
	world.seen = false;
	world.fresh_ms--;
	assert_int_equal(ask("POST", "/v1/sign", headers, "{}", &out), 403);
	assert_non_null(strstr(buf_str(&out), "urn:haven:problem:not_fresh"));
	assert_false(world.seen);
	buf_done(&out);
	clock_fix_for_test(-1);
}

/* The session ended while the body was under way. */
static void
token_is_asked_again(void **state)
{
	static const char *const headers[] = { AUTH, NULL };
	struct buf out;

	(void)state;
	fresh_world();
	world.lives = 1;
	assert_int_equal(ask("POST", "/v1/sync", headers, "{}", &out), 401);
	assert_int_equal(world.finds, 2);
	assert_false(world.seen);
	buf_done(&out);
	fresh_world();
	assert_int_equal(ask("GET", "/v1/me", headers, NULL, &out), 200);
	assert_int_equal(world.finds, 1);
	buf_done(&out);
}

static void
no_store_is_a_fault(void **state)
{
	static const char *const headers[] = { AUTH, NULL };
	struct buf out;

	(void)state;
	fresh_world();
	world.no_reader = true;
	assert_int_equal(ask("GET", "/v1/me", headers, NULL, &out), 500);
	assert_null(strstr(buf_str(&out), "/var"));
	assert_false(world.seen);
	buf_done(&out);
}

static void
handlers_that_do_not_answer(void **state)
{
	struct buf out;

	(void)state;
	fresh_world();
	assert_int_equal(ask("GET", "/v1/nothing", NULL, NULL, &out), 500);
	assert_non_null(strstr(buf_str(&out), "bug"));
	buf_done(&out);
	assert_int_equal(ask("GET", "/v1/much", NULL, NULL, &out), 500);
	assert_non_null(strstr(buf_str(&out), "bug"));
	buf_done(&out);
}

static void
deferred(void **state)
{
	struct buf out;
	int i;

	(void)state;
	fresh_world();
	freed = 0;
	for (i = 0; i < 20; i++) {
		assert_int_equal(
		    ask("GET", "/v1/later", NULL, NULL, &out), 202);
		assert_string_equal(buf_str(&out), "{\"later\":1}");
		buf_done(&out);
	}
	assert_int_equal(freed, 20);
}

static void
packed(void **state)
{
	static const char *const headers[] = { AUTH, "Content-Encoding: zstd",
		NULL };
	struct buf zstd = BUF_INIT(1000);
	struct buf out = BUF_INIT(1000);
	struct errinfo e;

	(void)state;
	fresh_world();
	assert_int_equal(
	    wire_pack(&zstd, "{\"cursor\":\"0\"}", 14, &e), ERR_OK);
	assert_int_equal(http_ask_table(NULL, table, "POST", "/v1/sync",
			     headers, zstd.data, zstd.len, &out),
	    200);
	assert_string_equal(world.body, "{\"cursor\":\"0\"}");
	buf_done(&zstd);
	buf_done(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_ask),
		cmocka_unit_test(what_a_handler_gets),
		cmocka_unit_test(open_has_no_caller),
		cmocka_unit_test(right_by_role),
		cmocka_unit_test(fresh_passphrase),
		cmocka_unit_test(token_is_asked_again),
		cmocka_unit_test(no_store_is_a_fault),
		cmocka_unit_test(handlers_that_do_not_answer),
		cmocka_unit_test(deferred),
		cmocka_unit_test(packed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
