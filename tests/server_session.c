/* server_session.c - proves session.h and account.h, and the routes of
 * enrolling, signing in and signing out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

#include "dispatch.h"
#include "office_sign_in.h"

static void
test_sign_in(void **state)
{
	struct worker ann;
	char first[WIRE_TOKEN + 1];
	struct json *doc;

	(void)state;
	office_hire(&office, &ann, "ann", ROLE_SENIOR);
	assert_int_equal(worker_get(&ann, "/v1/me", &out), 200);
	snprintf(first, sizeof(first), "%s", ann.token);
	assert_int_equal(sign_in(&ann, OFFICE_PASSPHRASE), 201);
	doc = office_json(&out);
	assert_string_equal(
	    json_text_of(json_get(doc, "me"), "role", ""), "designated_senior");
	assert_int_equal(
	    json_int_of(doc, "until", 0), office.now_ms + 12 * HOUR);
	json_free(doc);
	/* New at each sign-in; the one before ends. */
	assert_string_not_equal(first, ann.token);
	assert_int_equal(strlen(ann.token), WIRE_TOKEN);
	assert_int_equal(worker_get(&ann, "/v1/me", &out), 200);
	snprintf(ann.token, sizeof(ann.token), "%s", first);
	assert_int_equal(worker_get(&ann, "/v1/me", &out), 401);
	worker_done(&ann);
}

static void
test_names_as_typed(void **state)
{
	static const struct {
		const char *why, *name;
		unsigned want;
	} rows[] = {
		{ "as it is", "bo.lee", 201 },
		{ "capitals", "Bo.LEE", 201 },
		{ "spaces around", "  bo.lee ", 201 },
		{ "another name", "bo.le", 401 },
		{ "no name at all", "@@@@", 401 },
		{ "too long for a name",
		    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		    401 },
		{ "empty", "", 422 },
	};
	struct worker bo;

	(void)state;
	office_hire(&office, &bo, "bo.lee", ROLE_VOLUNTEER);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		unsigned status = sign_in_from(
		    NULL, rows[i].name, OFFICE_PASSPHRASE, bo.device.s);

		if (status != rows[i].want)
			fail_msg(
			    "%s: %u %s", rows[i].why, status, buf_str(&out));
		office_at(&office, office.now_ms + HOUR);
	}
	worker_done(&bo);
}

/* Whatever is wrong, the answer is the same to the byte. */
static void
test_refusals_are_alike(void **state)
{
	struct worker ann, bo;
	char want[2000];
	struct {
		const char *why, *name, *passphrase, *device;
	} rows[] = {
		{ "wrong passphrase", "ann", "copper meadow lantern kettle",
		    ann.device.s },
		{ "unknown name", "nobody", OFFICE_PASSPHRASE, ann.device.s },
		{ "unknown device", "ann", OFFICE_PASSPHRASE,
		    "0198a000-0000-7000-8000-000000000001" },
		{ "somebody else's device", "ann", OFFICE_PASSPHRASE,
		    bo.device.s },
		{ "nothing right", "nobody", "copper meadow lantern kettle",
		    "0198a000-0000-7000-8000-000000000002" },
	};

	(void)state;
	office_hire(&office, &ann, "ann", ROLE_SENIOR);
	office_hire(&office, &bo, "bo", ROLE_SENIOR);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		unsigned status = sign_in_from(
		    NULL, rows[i].name, rows[i].passphrase, rows[i].device);

		if (status != 401)
			fail_msg("%s: %u", rows[i].why, status);
		if (i == 0)
			snprintf(want, sizeof(want), "%s", buf_str(&out));
		else
			assert_string_equal(buf_str(&out), want);
		office_at(&office, office.now_ms + HOUR);
	}
	worker_done(&ann);
	worker_done(&bo);
}

/* An unknown name costs a whole check of a passphrase, like a known one. */
static void
test_unknown_costs_as_much(void **state)
{
	struct timespec from, to;
	struct worker ann;
	double known = 0, unknown = 0, *sum;

	(void)state;
	office_hire(&office, &ann, "ann", ROLE_SENIOR);
	for (int i = 0; i < 12; i++) {
		office_at(&office, office.now_ms + HOUR);
		sum = i % 2 ? &known : &unknown;
		clock_gettime(CLOCK_MONOTONIC, &from);
		assert_int_equal(
		    sign_in_from(NULL, i % 2 ? "ann" : "nobody",
			"copper meadow lantern kettle", ann.device.s),
		    401);
		clock_gettime(CLOCK_MONOTONIC, &to);
		*sum += (double)(to.tv_sec - from.tv_sec) * 1e3 +
			(double)(to.tv_nsec - from.tv_nsec) / 1e6;
	}
	/* Without the decoy it would be a hundredth. */
	assert_true(unknown > known / 4 && known > unknown / 4);
	worker_done(&ann);
}

static void
test_bad_bodies(void **state)
{
	static const struct {
		const char *why, *body;
		unsigned want;
	} rows[] = {
		{ "no body", NULL, 422 },
		{ "empty object", "{}", 422 },
		{ "no passphrase",
		    "{\"name\":\"a\",\"device\":"
		    "\"0198a000-0000-7000-8000-000000000001\"}",
		    422 },
		{ "device is no id",
		    "{\"name\":\"a\",\"passphrase\":\"b\",\"device\":\"c\"}",
		    422 },
		{ "numbers", "{\"name\":1,\"passphrase\":2,\"device\":3}",
		    422 },
		{ "a list", "[]", 400 },
		{ "not JSON", "{", 400 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		unsigned status = office_ask(NULL, &office, METHOD_POST,
		    "/v1/sessions", NULL, rows[i].body, &out);

		if (status != rows[i].want)
			fail_msg("%s: %u", rows[i].why, status);
	}
}

/* ---- tokens end ---- */

struct revoke {
	const struct worker *w;
};

static enum err
run_change(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	struct revoke *c = arg;
	struct stmt *st;

	(void)s;
	st = db_stmt(db, SQL_DEVICE_REVOKE);
	stmt_id(st, 1, &c->w->device);
	stmt_int(st, 2, office.now_ms);
	return stmt_done(st, e);
}

static void
change_staff(const struct worker *admin, const struct worker *w,
    const char *role, const char *left)
{
	char target[80], body[300];
	struct worker copy = *admin;

	snprintf(target, sizeof(target), "/v1/staff/%s", w->staff.s);
	snprintf(body, sizeof(body),
	    "{\"name\":\"%s\",\"sign_in\":\"%s\",\"role\":\"%s\"%s%s%s}",
	    w->sign_in, w->sign_in, role, left ? ",\"left\":\"" : "",
	    left ? left : "", left ? "\"" : "");
	if (worker_put(&copy, target, 1, NULL, body, &out) != 200)
		fail_msg("staff record: %s", buf_str(&out));
}

enum way { NOTHING, TIME, SIGN_OUT, REVOKED, ROLE, LEFT, LEAVES };

static void
end_by(enum way way, const struct worker *admin, struct worker *w)
{
	struct revoke change = { .w = w };
	struct errinfo e = { 0 };

	switch (way) {
	case NOTHING: break;
	case TIME: office_at(&office, OFFICE_NOW + 12 * HOUR); break;
	case SIGN_OUT:
		assert_int_equal(
		    worker_post(w, "/v1/sessions/end", NULL, &out), 204);
		assert_int_equal(out.len, 0);
		break;
	case REVOKED:
		assert_int_equal(
		    writer_do(office.s->writer, run_change, &change, &e),
		    ERR_OK);
		break;
	case ROLE: change_staff(admin, w, "volunteer", NULL); break;
	case LEFT:
		change_staff(admin, w, "support_worker", "2026-04-03");
		break;
	case LEAVES:
		change_staff(admin, w, "support_worker", "2026-04-04");
		break;
	}
}

static void
test_tokens_end(void **state)
{
	struct worker admin, w;
	static const struct {
		const char *why;
		enum way way;
		unsigned want, want_sign_in, want_then;
	} rows[] = {
		{ "nothing happens", NOTHING, 200, 201, 200 },
		{ "the session is over by time", TIME, 401, 201, 200 },
		{ "signed out", SIGN_OUT, 401, 201, 200 },
		/* They may hand over what they wrote: server_ended.c. */
		{ "the device is revoked", REVOKED, 401, 201, 401 },
		{ "the role changes", ROLE, 401, 201, 200 },
		{ "left yesterday", LEFT, 401, 201, 401 },
		{ "leaves today: the day counts", LEAVES, 200, 201, 200 },
	};

	(void)state;
	office_hire(&office, &admin, "admin", ROLE_ADMIN);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char name[20];
		unsigned status;

		office_at(&office, OFFICE_NOW);
		assert_int_equal(sign_in(&admin, OFFICE_PASSPHRASE), 201);
		snprintf(name, sizeof(name), "worker%zu", i);
		office_hire(&office, &w, name, ROLE_SUPPORT_WORKER);
		end_by(rows[i].way, &admin, &w);
		status = worker_get(&w, "/v1/me", &out);
		if (status != rows[i].want)
			fail_msg("%s: %u", rows[i].why, status);
		status = sign_in(&w, OFFICE_PASSPHRASE);
		if (status != rows[i].want_sign_in)
			fail_msg("%s, signing in: %u", rows[i].why, status);
		status = worker_get(&w, "/v1/me", &out);
		if (status != rows[i].want_then)
			fail_msg("%s, then: %u", rows[i].why, status);
		worker_done(&w);
	}
	worker_done(&admin);
}

/* The last day passes while a body is on its way: the head was theirs to send. */
static void
test_last_day_passes_in_between(void **state)
{
	static const char type[] = "Content-Type", json[] = "application/json";
	static const char key[] = "Authorization", body[] = "{\"query\":\"a\"}";
	struct worker admin, w;
	struct exchange *ex;
	char bearer[80];

	(void)state;
	office_at(&office, OFFICE_NOW + 4 * HOUR);
	office_hire(&office, &admin, "admin", ROLE_ADMIN);
	office_hire(&office, &w, "leaver", ROLE_SUPPORT_WORKER);
	change_staff(&admin, &w, "support_worker", "2026-04-04");
	office_at(&office, OFFICE_NOW + 12 * HOUR);
	snprintf(bearer, sizeof(bearer), "Bearer %s", w.token);
	for (int is_late = 0; is_late < 2; is_late++) {
		const struct gate_header headers[] = {
			{ type, strlen(type), json, strlen(json) },
			{ key, strlen(key), bearer, strlen(bearer) },
		};
		const struct dispatch_head head = { "POST", "/v1/files/search",
			headers, 2 };

		ex = exchange_new(office.s, "127.0.0.1");
		ex->length = strlen(body);
		assert_int_equal(
		    dispatch_head(ex, routes, &head), DISPATCH_BODY);
		buf_adds(&ex->body, body);
		if (is_late)
			office_at(&office, OFFICE_NOW + 13 * HOUR);
		else /* one byte short: no handler need run */
			ex->body.len--;
		dispatch_body(ex);
		assert_int_equal(ex->rq.status, is_late ? 401 : 400);
		exchange_free(ex);
	}
	worker_done(&admin);
	worker_done(&w);
}

/* The last day passes while a session is open: it ends at midnight. */
static void
test_last_day_passes(void **state)
{
	struct worker admin, w;

	(void)state;
	office_at(&office, OFFICE_NOW + 4 * HOUR);
	office_hire(&office, &admin, "admin", ROLE_ADMIN);
	office_hire(&office, &w, "leaver", ROLE_SUPPORT_WORKER);
	change_staff(&admin, &w, "support_worker", "2026-04-04");
	office_at(&office, OFFICE_NOW + 12 * HOUR);
	assert_int_equal(worker_get(&w, "/v1/me", &out), 200);
	office_at(&office, OFFICE_NOW + 13 * HOUR);
	assert_int_equal(worker_get(&w, "/v1/me", &out), 401);
	assert_int_equal(worker_get(&admin, "/v1/me", &out), 200);
	worker_done(&admin);
	worker_done(&w);
}

static void
test_no_token(void **state)
{
	static const struct {
		const char *why, *token;
	} rows[] = {
		{ "empty", "" },
		{ "another one",
		    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" },
		{ "too short", "AAAA" },
		{ "not base64", "****************************************" },
	};
	struct worker ann;

	(void)state;
	office_hire(&office, &ann, "ann", ROLE_LEAD);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(ann.token, sizeof(ann.token), "%s", rows[i].token);
		if (worker_get(&ann, "/v1/me", &out) != 401)
			fail_msg("%s", rows[i].why);
	}
	assert_int_equal(
	    office_ask(NULL, &office, METHOD_GET, "/v1/me", NULL, NULL, &out),
	    401);
	worker_done(&ann);
}

/* ---- tries are slowed, never locked out ---- */

static void
test_waits_grow(void **state)
{
	static const struct {
		int64_t pause_ms; /* since the last failure */
		int64_t want_ms;
	} rows[] = {
		{ 0, 0 }, { 0, 0 }, { 0, 0 },
		{ 0, 1000 }, /* the fourth waits */
		{ 400, 600 }, { 1000, 0 }, { 0, 2000 }, { 2000, 0 },
		{ 3999, 1 }, { 4000, 0 }, { 8000, 0 }, { 16000, 0 },
		{ 32000, 0 }, { 0, 60000 }, { 60000, 0 },
		{ 0, 60000 }, /* and never more */
		{ 60000, 0 }, { SESSION_FORGET_MS + 1, 0 },
		{ 0, 0 }, /* forgotten */
	};
	const struct session_try t = { .name = "ann", .address = "192.0.2.1" };
	int64_t last_ms = OFFICE_NOW;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int64_t now_ms = last_ms + rows[i].pause_ms;
		int64_t got = session_try_wait(office.s->sessions, &t, now_ms);

		if (got != rows[i].want_ms)
			fail_msg("row %zu: %lld", i, (long long)got);
		if (got == 0)
			last_ms = now_ms;
	}
}

static void
fail_many(const struct session_try *t, int64_t now_ms)
{
	for (int i = 0; i < 20; i++) {
		int64_t ms = session_try_wait(office.s->sessions, t, now_ms);

		now_ms += ms;
	}
}

static void
test_whom_a_wait_concerns(void **state)
{
	static const struct id mine = {
		"0198a000-0000-7000-8000-000000000001"
	};
	static const struct id other = {
		"0198a000-0000-7000-8000-000000000002"
	};
	static const struct {
		const char *why;
		struct session_try failed, next;
		bool must_wait;
	} rows[] = {
		{ "the same again", { NULL, "n1", "192.0.2.1" },
		    { NULL, "n1", "192.0.2.1" }, true },
		{ "the same name from elsewhere", { NULL, "n2", "192.0.2.2" },
		    { NULL, "n2", "192.0.2.3" }, true },
		{ "another name from there", { NULL, "n3", "192.0.2.4" },
		    { NULL, "n4", "192.0.2.4" }, true },
		{ "others", { NULL, "n5", "192.0.2.5" },
		    { NULL, "n6", "192.0.2.6" }, false },
		{ "the owner's device, whoever else guesses",
		    { NULL, "n7", "192.0.2.7" }, { &mine, "n7", "192.0.2.7" },
		    false },
		{ "the owner's device by itself", { &mine, "n8", "192.0.2.8" },
		    { &mine, "n8", "192.0.2.9" }, true },
		{ "a device does not slow others",
		    { &other, "n9", "192.0.2.9" }, { NULL, "n9", "192.0.2.9" },
		    false },
		{ "one network of IPv6", { NULL, "n10", "2001:db8:1:2::1" },
		    { NULL, "n11", "2001:db8:1:2:ffff::9" }, true },
		{ "two networks of IPv6", { NULL, "n12", "2001:db8:1:3::1" },
		    { NULL, "n13", "2001:db8:1:4::1" }, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int64_t now_ms = OFFICE_NOW;
		int64_t got;

		fail_many(&rows[i].failed, now_ms);
		got =
		    session_try_wait(office.s->sessions, &rows[i].next, now_ms);
		if ((got > 0) != rows[i].must_wait)
			fail_msg("%s: %lld", rows[i].why, (long long)got);
	}
}

static void
test_held_forgives(void **state)
{
	const struct session_try t = { .name = "x", .address = "192.0.2.77" };

	(void)state;
	fail_many(&t, OFFICE_NOW);
	assert_true(session_try_wait(office.s->sessions, &t, OFFICE_NOW) > 0);
	session_try_held(office.s->sessions, &t);
	assert_int_equal(
	    session_try_wait(office.s->sessions, &t, OFFICE_NOW), 0);
}

/* A flood of names cannot push out what is counted about one address. */
static void
test_flood_of_names(void **state)
{
	char name[20];
	int64_t waited = 0;

	(void)state;
	for (int i = 0; i < 30000; i++) {
		const struct session_try t = { .name = name,
			.address = "192.0.2.99" };

		snprintf(name, sizeof(name), "flood%d", i);
		waited += session_try_wait(
			      office.s->sessions, &t, OFFICE_NOW + i) > 0;
	}
	assert_true(waited > 29000);
}

static void
test_wait_over_http(void **state)
{
	struct worker ann;
	unsigned status = 0;
	int tries;

	(void)state;
	office_hire(&office, &ann, "ann", ROLE_LEAD);
	for (tries = 0; tries < 10 && status != 429; tries++)
		status = sign_in(&ann, "copper meadow lantern kettle");
	assert_int_equal(tries, SESSION_TRIES_FREE + 1);
	assert_non_null(strstr(buf_str(&out), "Wait 1 seconds"));
	/* Even the right one waits; then it is let in, and all is forgiven. */
	assert_int_equal(sign_in(&ann, OFFICE_PASSPHRASE), 429);
	office_at(&office, office.now_ms + 1000);
	assert_int_equal(sign_in(&ann, OFFICE_PASSPHRASE), 201);
	assert_int_equal(sign_in(&ann, "copper meadow lantern kettle"), 401);
	assert_int_equal(sign_in(&ann, OFFICE_PASSPHRASE), 201);
	worker_done(&ann);
}

/* Nobody who guesses from elsewhere keeps the owner waiting. */
static void
test_owner_is_not_locked_out(void **state)
{
	struct worker ann;

	(void)state;
	office_hire(&office, &ann, "ann", ROLE_LEAD);
	for (int i = 0; i < 30; i++)
		(void)sign_in_from(NULL, "ann", "copper meadow lantern kettle",
		    "0198a000-0000-7000-8000-000000000009");
	assert_int_equal(
	    sign_in_from(NULL, "ann", "copper meadow lantern kettle",
		"0198a000-0000-7000-8000-000000000009"),
	    429);
	assert_int_equal(sign_in(&ann, OFFICE_PASSPHRASE), 201);
	worker_done(&ann);
}

int
main(void)
{
#define ROW(t) cmocka_unit_test_setup_teardown(t, start, stop)
	const struct CMUnitTest tests[] = {
		ROW(test_sign_in),
		ROW(test_names_as_typed),
		ROW(test_refusals_are_alike),
		ROW(test_unknown_costs_as_much),
		ROW(test_bad_bodies),
		ROW(test_tokens_end),
		ROW(test_last_day_passes),
		ROW(test_last_day_passes_in_between),
		ROW(test_no_token),
		ROW(test_waits_grow),
		ROW(test_whom_a_wait_concerns),
		ROW(test_held_forgives),
		ROW(test_flood_of_names),
		ROW(test_wait_over_http),
		ROW(test_owner_is_not_locked_out),
	};
#undef ROW

	return cmocka_run_group_tests_name("server_session", tests, NULL, NULL);
}
