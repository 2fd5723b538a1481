/* server_totp.c - one-time codes at the office: once only, one step of the clock either
 * way, alike with a wrong passphrase in all that is answered, slowed down, with recovery
 * codes; and the setting that requires them of a role. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <liboath/oath.h>
#include <pthread.h>

#include "office_scene.h"

#define STEP_MS INT64_C(30000)
#define WRONG "another five plain words"

static struct scene sc;
static char secret[20];
static char codes[10][40];

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

/* The code of so many ms before or after now. */
static const char *
code_at(int64_t apart_ms)
{
	static char code[8];

	assert_int_equal(
	    oath_totp_generate(secret, sizeof(secret),
		(time_t)((sc.office.now_ms + apart_ms) / 1000), 30, 0, 6, code),
	    OATH_OK);
	return code;
}

static void
pass(int64_t ms)
{
	office_at(&sc.office, sc.office.now_ms + ms);
}

/* one_time NULL: none is sent. */
static unsigned
sign_in_as(struct worker *w, const char *name, const char *passphrase,
    const char *one_time)
{
	char body[600], more[100] = "";
	struct json *doc;
	unsigned status;

	if (one_time)
		snprintf(more, sizeof(more), ",\"one_time\":\"%s\"", one_time);
	snprintf(body, sizeof(body),
	    "{\"name\":\"%s\",\"passphrase\":\"%s\",\"device\":\"%s\"%s}", name,
	    passphrase, w->device.s, more);
	status = office_ask(
	    NULL, &sc.office, METHOD_POST, "/v1/sessions", NULL, body, &sc.out);
	if (status == 201) {
		doc = office_json(&sc.out);
		snprintf(w->token, sizeof(w->token), "%s",
		    json_text_of(doc, "token", ""));
		json_free(doc);
	}
	return status;
}

static unsigned
sign_in(struct worker *w, const char *one_time)
{
	return sign_in_as(w, w->sign_in, OFFICE_PASSPHRASE, one_time);
}

static unsigned
begin(struct worker *w, const char *passphrase)
{
	char body[200], *text = NULL;
	struct json *doc;
	size_t len;
	unsigned status;

	snprintf(body, sizeof(body), "{\"passphrase\":\"%s\"}", passphrase);
	status = worker_post(w, "/v1/one-time", body, &sc.out);
	if (status != 201)
		return status;
	doc = office_json(&sc.out);
	assert_int_equal(
	    oath_base32_decode(json_text_of(doc, "secret", ""),
		strlen(json_text_of(doc, "secret", "")), &text, &len),
	    OATH_OK);
	assert_int_equal(len, sizeof(secret));
	memcpy(secret, text, len);
	free(text);
	assert_non_null(
	    strstr(json_text_of(doc, "uri", ""), "otpauth://totp/haven:"));
	json_free(doc);
	return status;
}

static unsigned
confirm(struct worker *w, const char *one_time)
{
	char body[100];
	struct json *doc;
	size_t n = 0;
	unsigned status;

	snprintf(body, sizeof(body), "{\"one_time\":\"%s\"}", one_time);
	status = worker_post(w, "/v1/one-time/confirm", body, &sc.out);
	if (status != 200)
		return status;
	doc = office_json(&sc.out);
	for (const struct json *at = json_first(json_get(doc, "codes")); at;
	     at = json_next(at))
		snprintf(codes[n++], sizeof(codes[0]), "%s", json_text(at));
	assert_int_equal(n, 10);
	json_free(doc);
	return status;
}

/* On, and the codes used by it are past. */
static void
turn_on(struct worker *w)
{
	assert_int_equal(begin(w, OFFICE_PASSPHRASE), 201);
	assert_int_equal(confirm(w, code_at(0)), 200);
	pass(10 * STEP_MS);
}

/* ---- setting up ---- */

static void
test_set_up(void **state)
{
	struct worker *w = &sc.who[DIRECTOR];

	(void)state;
	assert_int_equal(confirm(w, "123456"), 409); /* nothing was begun */
	assert_int_equal(begin(w, WRONG), 403);
	assert_int_equal(begin(w, OFFICE_PASSPHRASE), 201);
	/* Until a code held nothing is asked for. */
	assert_int_equal(sign_in(w, NULL), 201);
	assert_int_equal(confirm(w, "000000"), 422);
	assert_int_equal(sign_in(w, NULL), 201);
	/* A new secret takes the place of one that was begun. */
	assert_int_equal(begin(w, OFFICE_PASSPHRASE), 201);
	assert_int_equal(confirm(w, code_at(0)), 200);
	assert_int_equal(confirm(w, code_at(STEP_MS)), 409);
	assert_int_equal(begin(w, OFFICE_PASSPHRASE), 409);
	assert_int_equal(sign_in(w, NULL), 401);
	pass(2 * STEP_MS);
	assert_int_equal(sign_in(w, code_at(0)), 201);
	assert_int_equal(worker_get(w, "/v1/me", &sc.out), 200);
	assert_non_null(strstr(buf_str(&sc.out), "\"one_time\":true"));
}

/* Neither the secret nor a recovery code stands in the store as it is. */
static void
test_sealed(void **state)
{
	struct errinfo e = { 0 };
	struct db *db;
	struct stmt *st;
	size_t len;

	(void)state;
	turn_on(&sc.who[LEAD]);
	db = server_reader(sc.office.s, &e);
	st = db_stmt(db, SQL_FACTOR_GET);
	stmt_id(st, 1, &sc.who[LEAD].staff);
	assert_true(stmt_row(st));
	(void)stmt_get_blob(st, 0, &len);
	assert_null(
	    memmem(stmt_get_blob(st, 0, &len), len, secret, sizeof(secret)));
	stmt_reset(st);
	st = db_stmt(db, SQL_FACTOR_CODES_LEFT);
	stmt_id(st, 1, &sc.who[LEAD].staff);
	assert_true(stmt_row(st));
	assert_int_equal(stmt_get_int(st, 0), 10);
	stmt_reset(st);
	server_reader_done(sc.office.s, db);
}

/* ---- signing in ---- */

static void
test_clock(void **state)
{
	static const struct {
		const char *why;
		int64_t apart_ms;
		unsigned want;
	} rows[] = {
		{ "now", 0, 201 },
		{ "half a minute slow", -STEP_MS, 201 },
		{ "half a minute fast", STEP_MS, 201 },
		{ "a minute slow", -2 * STEP_MS, 401 },
		{ "a minute fast", 2 * STEP_MS, 401 },
		{ "an hour slow", -120 * STEP_MS, 401 },
		{ "an hour fast", 120 * STEP_MS, 401 },
	};

	(void)state;
	turn_on(&sc.who[SENIOR]);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		unsigned got =
		    sign_in(&sc.who[SENIOR], code_at(rows[i].apart_ms));

		if (got != rows[i].want)
			fail_msg("%s: %u", rows[i].why, got);
		pass(30 * 60000); /* what failed is forgotten */
	}
}

static void
test_once(void **state)
{
	struct worker *w = &sc.who[SENIOR];
	char code[8], before[8];

	(void)state;
	turn_on(w);
	snprintf(before, sizeof(before), "%s", code_at(-STEP_MS));
	snprintf(code, sizeof(code), "%s", code_at(0));
	/* With the wrong passphrase it is not used up. */
	assert_int_equal(sign_in_as(w, w->sign_in, WRONG, code), 401);
	assert_int_equal(sign_in(w, code), 201);
	assert_int_equal(sign_in(w, code), 401);
	assert_int_equal(sign_in(w, before), 401); /* nor an earlier one */
	pass(STEP_MS);
	assert_int_equal(sign_in(w, code), 401);
	/* What is begun anew does not bring it back. */
	server_close(sc.office.s);
	office_open(&sc.office);
	assert_int_equal(sign_in(w, code), 401);
	assert_int_equal(sign_in(w, code_at(0)), 201);
}

/* Two lines, the same code: one gets in. */
static void *
sign_in_too(void *arg)
{
	struct buf answer = BUF_INIT(65536);
	unsigned status;

	status = office_ask(
	    NULL, &sc.office, METHOD_POST, "/v1/sessions", NULL, arg, &answer);
	buf_done(&answer);
	return (void *)(uintptr_t)status;
}

static void
test_once_at_once(void **state)
{
	struct worker *w = &sc.who[SENIOR];
	char body[400];
	pthread_t thread[2];
	size_t in = 0;

	(void)state;
	turn_on(w);
	snprintf(body, sizeof(body),
	    "{\"name\":\"%s\",\"passphrase\":\"" OFFICE_PASSPHRASE
	    "\",\"device\":\"%s\",\"one_time\":\"%s\"}",
	    w->sign_in, w->device.s, code_at(0));
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(
		    pthread_create(&thread[i], NULL, sign_in_too, body), 0);
	for (size_t i = 0; i < 2; i++) {
		void *status;

		pthread_join(thread[i], &status);
		in += (uintptr_t)status == 201;
	}
	assert_int_equal(in, 1);
}

/* Name, passphrase, code, device: what is wrong is not told. */
static void
test_alike(void **state)
{
	struct worker *w = &sc.who[SENIOR];
	char used[8], first[1000] = "";

	(void)state;
	turn_on(w);
	snprintf(used, sizeof(used), "%s", code_at(0));
	assert_int_equal(sign_in(w, used), 201);
	pass(STEP_MS);
	{
		const struct {
			const char *why, *name, *passphrase, *one_time;
		} rows[] = {
			{ "no such name", "nobody", OFFICE_PASSPHRASE,
			    "123456" },
			{ "the passphrase", w->sign_in, WRONG, code_at(0) },
			{ "no code", w->sign_in, OFFICE_PASSPHRASE, NULL },
			{ "an empty one", w->sign_in, OFFICE_PASSPHRASE, "" },
			{ "a wrong one", w->sign_in, OFFICE_PASSPHRASE,
			    "000000" },
			{ "a used one", w->sign_in, OFFICE_PASSPHRASE, used },
			{ "a long one", w->sign_in, OFFICE_PASSPHRASE,
			    "0123456789012345678901234567890123456789012345678"
			    "9012345678901234567890123456789" },
			{ "letters", w->sign_in, OFFICE_PASSPHRASE, "abcdef" },
		};

		for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
			if (sign_in_as(w, rows[i].name, rows[i].passphrase,
				rows[i].one_time) != 401)
				fail_msg("%s is let in", rows[i].why);
			if (i == 0)
				snprintf(first, sizeof(first), "%s",
				    buf_str(&sc.out));
			assert_string_equal(buf_str(&sc.out), first);
			pass(16 * 60000);
		}
	}
}

static void
test_slowed(void **state)
{
	struct worker *w = &sc.who[SENIOR];

	(void)state;
	turn_on(w);
	for (int i = 0; i < 3; i++)
		assert_int_equal(sign_in(w, "000000"), 401);
	assert_int_equal(sign_in(w, code_at(0)), 429);
	pass(16 * 60000);
	assert_int_equal(sign_in(w, code_at(0)), 201);
	/* So is setting up. */
	w = &sc.who[LEAD];
	assert_int_equal(begin(w, OFFICE_PASSPHRASE), 201);
	for (int i = 0; i < 3; i++)
		assert_int_equal(confirm(w, "000000"), 422);
	assert_int_equal(confirm(w, code_at(0)), 429);
}

static void
test_recovery_codes(void **state)
{
	struct worker *w = &sc.who[SENIOR];
	char typed[40], others[40];

	(void)state;
	turn_on(&sc.who[LEAD]);
	snprintf(others, sizeof(others), "%s", codes[0]);
	turn_on(w);
	assert_int_equal(sign_in(w, others), 401); /* somebody else's */
	assert_int_equal(sign_in(w, codes[0]), 201);
	assert_int_equal(sign_in(w, codes[0]), 401); /* once */
	/* Capitals and hyphens do not matter. */
	snprintf(typed, sizeof(typed), "%.4s %.4s%.4s", codes[1], codes[1] + 5,
	    codes[1] + 10);
	for (char *c = typed; *c; c++)
		if (*c >= 'a' && *c <= 'z')
			*c = (char)(*c - 'a' + 'A');
	assert_int_equal(sign_in(w, typed), 201);
	typed[0] = typed[0] == '2' ? '3' : '2';
	assert_int_equal(sign_in(w, typed), 401);
	assert_int_equal(sign_in_as(w, w->sign_in, WRONG, codes[2]), 401);
	pass(16 * 60000);
	assert_int_equal(sign_in(w, codes[2]), 201);
}

/* ---- a role that must ---- */

static void
test_needed(void **state)
{
	struct worker *w = &sc.who[ACCUSED]; /* wrote none of it */
	char path[200], account[200];
	struct id id = id_new();

	(void)state;
	snprintf(path, sizeof(path), "/v1/files/%s", sc.file.s);
	scene_path(account, &sc.file, "first_account", &id);
	assert_int_equal(worker_get(w, path, &sc.out), 200);
	office_set(&sc.office, "second_factor", "director designated_senior");
	assert_int_equal(worker_get(w, path, &sc.out), 404);
	assert_int_equal(worker_get(&sc.who[ASSIGNED], path, &sc.out), 200);
	assert_int_equal(worker_get(w, "/v1/me", &sc.out), 200);
	assert_non_null(strstr(buf_str(&sc.out), "\"one_time_due\":true"));
	worker_post(w, "/v1/files/search", "{\"query\":\"Bell\"}", &sc.out);
	assert_null(strstr(buf_str(&sc.out), "Bell"));
	worker_post(w, "/v1/sync", "{\"cursor\":\"0\"}", &sc.out);
	assert_null(strstr(buf_str(&sc.out), sc.adult.s));
	/* Whoever must and has none yet can still hand in an account (R3). */
	assert_int_equal(
	    worker_put(w, account, 0, NULL, SCENE_ACCOUNT, &sc.out), 201);
	turn_on(w);
	assert_int_equal(worker_get(w, path, &sc.out), 200);
	worker_get(w, "/v1/me", &sc.out);
	assert_non_null(strstr(buf_str(&sc.out), "\"one_time_due\":false"));
}

/* Nor do they let others in with a passphrase alone, or take part in a recovery. */
static void
test_needed_by_administrators(void **state)
{
	static const struct {
		const char *path;
		unsigned with;
	} rows[] = {
		{ "/v1/people/%s/codes", 201 },
		{ "/v1/people/%s/recoveries", 422 },
		{ "/v1/recoveries/%s/answer", 422 },
	};
	static const char body[] = "{\"passphrase\":\"" OFFICE_PASSPHRASE "\"}";
	struct worker *w = &sc.who[ADMIN];
	char path[200];

	(void)state;
	office_set(&sc.office, "second_factor", "administrator");
	for (int has = 0; has < 2; has++) {
		for (size_t i = 0; i < KIND_COUNT(rows); i++) {
			unsigned want = has ? rows[i].with : 403;
			unsigned got;

			snprintf(path, sizeof(path), rows[i].path,
			    sc.who[STRANGER].staff.s);
			got = worker_post(w, path, body, &sc.out);
			if (got != want)
				fail_msg(
				    "%s: %u %s", path, got, buf_str(&sc.out));
		}
		if (!has)
			turn_on(w);
	}
}

static void
test_setting(void **state)
{
	static const struct {
		const char *roles;
		enum err want;
	} rows[] = {
		{ "", ERR_OK },
		{ "administrator", ERR_OK },
		{ "  director   strategic_lead ", ERR_OK },
		{ "everybody", ERR_CONFIG },
		{ "director,trustee", ERR_CONFIG },
		{ "Director", ERR_CONFIG },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct errinfo e = { 0 };

		office_set(&sc.office, "second_factor", rows[i].roles);
		assert_int_equal(
		    server_take_lists(sc.office.conf, &e), rows[i].want);
	}
}

int
main(void)
{
#define ROW(t) cmocka_unit_test_setup_teardown(t, start, stop)
	const struct CMUnitTest tests[] = {
		ROW(test_set_up),
		ROW(test_sealed),
		ROW(test_clock),
		ROW(test_once),
		ROW(test_once_at_once),
		ROW(test_alike),
		ROW(test_slowed),
		ROW(test_recovery_codes),
		ROW(test_needed),
		ROW(test_needed_by_administrators),
		ROW(test_setting),
	};
#undef ROW

	return cmocka_run_group_tests_name("server_totp", tests, NULL, NULL);
}
