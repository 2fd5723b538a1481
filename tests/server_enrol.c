/* server_enrol.c - proves the route of enrolling, and that accounts follow their
 * staff records. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pthread.h>

#include "office_sign_in.h"

/* ---- enrolling ---- */

static void
test_enrol(void **state)
{
	struct worker ann;
	struct json *doc;
	const struct json *pins;
	char code[40];

	(void)state;
	office_hire(&office, &ann, "ann", ROLE_LEAD);
	/* A second device: the passphrase is the one of the account. */
	office_code(&office, &ann.staff, NULL, code);
	assert_int_equal(
	    office_enrol(&office, &ann, code, OFFICE_PASSPHRASE, &out), 201);
	doc = office_json(&out);
	assert_string_equal(json_text_of(doc, "staff", ""), ann.staff.s);
	assert_non_null(strstr(json_text_of(doc, "certificates", ""),
	    "-----BEGIN CERTIFICATE-----"));
	pins = json_get(doc, "pins");
	assert_int_equal(json_count(pins), 2);
	assert_int_equal(strlen(json_text(json_at(pins, 0))), WIRE_TOKEN);
	assert_string_not_equal(
	    json_text(json_at(pins, 0)), json_text(json_at(pins, 1)));
	assert_int_equal(strlen(json_text_of(doc, "box_key", "")), WIRE_TOKEN);
	assert_string_equal(
	    json_text_of(json_get(doc, "me"), "sign_in", ""), "ann");
	json_free(doc);
	assert_int_equal(worker_get(&ann, "/v1/me", &out), 200);
	assert_int_equal(sign_in(&ann, OFFICE_PASSPHRASE), 201);
	/* Once. */
	assert_int_equal(
	    office_enrol(&office, &ann, code, OFFICE_PASSPHRASE, &out), 401);
	worker_done(&ann);
}

static void
test_codes_that_do_not_work(void **state)
{
	static const struct {
		const char *why, *passphrase;
		int64_t later_ms;
		unsigned want, then; /* with the right one, at once */
	} rows[] = {
		{ "wrong passphrase: the code stays",
		    "copper meadow lantern kettle", 0, 401, 201 },
		{ "an hour later", OFFICE_PASSPHRASE, HOUR, 401, 401 },
		{ "a moment before", OFFICE_PASSPHRASE, HOUR - 1, 201, 401 },
		{ "no passphrase", "", 0, 422, 201 },
	};
	struct worker ann;
	char code[40];

	(void)state;
	office_hire(&office, &ann, "ann", ROLE_LEAD);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		unsigned status;

		office_code(&office, &ann.staff, NULL, code);
		office_at(&office, office.now_ms + rows[i].later_ms);
		status =
		    office_enrol(&office, &ann, code, rows[i].passphrase, &out);
		if (status != rows[i].want)
			fail_msg(
			    "%s: %u %s", rows[i].why, status, buf_str(&out));
		status =
		    office_enrol(&office, &ann, code, OFFICE_PASSPHRASE, &out);
		if (status != rows[i].then)
			fail_msg("%s, then: %u", rows[i].why, status);
	}
	worker_done(&ann);
}

/* ---- two at once ---- */

struct racer {
	pthread_t thread;
	struct worker w;
	const char *code;
	unsigned status;
};

static void *
race(void *arg)
{
	struct racer *r = arg;
	struct buf text = BUF_INIT(OFFICE_ANSWER_MAX);

	r->status =
	    office_enrol(&office, &r->w, r->code, OFFICE_PASSPHRASE, &text);
	buf_done(&text);
	return NULL;
}

/* A code lets one device in, also when two come at the same moment. */
static void
test_two_at_once(void **state)
{
	struct worker ann;

	(void)state;
	office_hire(&office, &ann, "ann", ROLE_LEAD);
	for (int i = 0; i < 8; i++) {
		struct racer racers[2] = { { .code = "" }, { .code = "" } };
		char code[40];

		office_code(&office, &ann.staff, NULL, code);
		for (int k = 0; k < 2; k++) {
			racers[k].code = code;
			assert_int_equal(pthread_create(&racers[k].thread, NULL,
					     race, &racers[k]),
			    0);
		}
		for (int k = 0; k < 2; k++) {
			pthread_join(racers[k].thread, NULL);
			worker_done(&racers[k].w);
		}
		assert_true(
		    (racers[0].status == 201) != (racers[1].status == 201));
		assert_int_equal(racers[0].status + racers[1].status, 602);
		office_at(&office, office.now_ms + HOUR);
	}
	worker_done(&ann);
}

/* What a first passphrase must be is said in words, and the code stays. */
static void
test_first_passphrase(void **state)
{
	static const char *const weak[] = { "zz9", "passwordpassword",
		"aaaaaaaaaaaaaaaaaaaa", "newcomer newcomer newcomer" };
	struct worker w = { .staff = id_new() };
	char code[40];

	(void)state;
	office_code(&office, &w.staff,
	    "{\"name\":\"Newcomer\",\"sign_in\":\"newcomer\",\"role\":"
	    "\"volunteer\"}",
	    code);
	for (size_t i = 0; i < sizeof(weak) / sizeof(weak[0]); i++) {
		if (office_enrol(&office, &w, code, weak[i], &out) != 422)
			fail_msg("%s: %s", weak[i], buf_str(&out));
		assert_non_null(
		    strstr(buf_str(&out), "\"field\":\"passphrase\""));
		assert_null(strstr(buf_str(&out), weak[i]));
	}
	assert_int_equal(
	    office_enrol(&office, &w, code, OFFICE_PASSPHRASE, &out), 201);
	worker_done(&w);
}

static void
test_enrol_bodies(void **state)
{
	static const struct {
		const char *why, *body;
		unsigned want;
		const char *says;
	} rows[] = {
		{ "no body", NULL, 422, "secret" },
		{ "empty", "{}", 422, "device_name" },
		{ "a secret too short",
		    "{\"secret\":\"AAAA\",\"passphrase\":\"x\",\"device_name\":"
		    "\"l\",\"sign_key\":"
		    "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}",
		    422, "\"secret\"" },
		{ "a key too short",
		    "{\"secret\":\"AAAAAAAAAAAAAAAAAAAAAA\",\"passphrase\":"
		    "\"x\",\"device_name\":\"l\",\"sign_key\":\"AAAA\"}",
		    422, "\"sign_key\"" },
		{ "a code that never was",
		    "{\"secret\":\"AAAAAAAAAAAAAAAAAAAAAA\",\"passphrase\":"
		    "\"x\",\"device_name\":\"l\",\"sign_key\":"
		    "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}",
		    401, "not valid" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		unsigned status = office_ask(NULL, &office, METHOD_POST,
		    "/v1/enrolments", NULL, rows[i].body, &out);

		if (status != rows[i].want ||
		    strstr(buf_str(&out), rows[i].says) == NULL)
			fail_msg(
			    "%s: %u %s", rows[i].why, status, buf_str(&out));
	}
}

/* ---- accounts follow staff records ---- */

static void
test_sign_in_names_are_one_persons(void **state)
{
	static const struct {
		const char *why, *sign_in;
		unsigned want;
	} rows[] = {
		{ "another person's", "ann", 422 },
		{ "another person's, in capitals", "ANN", 422 },
		{ "no sign-in name", "ann lee", 422 },
		{ "one letter", "a", 422 },
		{ "free", "ann.lee", 201 },
		{ "taken by now", "ann.lee", 422 },
	};
	struct worker admin, ann;

	(void)state;
	office_hire(&office, &admin, "admin", ROLE_ADMIN);
	office_hire(&office, &ann, "ann", ROLE_LEAD);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct id staff = id_new();
		char target[80], body[200];
		unsigned status;

		snprintf(target, sizeof(target), "/v1/staff/%s", staff.s);
		snprintf(body, sizeof(body),
		    "{\"name\":\"Ann Lee\",\"sign_in\":\"%s\",\"role\":"
		    "\"trustee\"}",
		    rows[i].sign_in);
		status = worker_put(&admin, target, 0, NULL, body, &out);
		if (status != rows[i].want)
			fail_msg(
			    "%s: %u %s", rows[i].why, status, buf_str(&out));
		if (status == 422) {
			assert_non_null(strstr(buf_str(&out), "sign_in"));
			assert_int_equal(worker_get(&admin, target, &out), 404);
		}
	}
	worker_done(&admin);
	worker_done(&ann);
}

int
main(void)
{
#define ROW(t) cmocka_unit_test_setup_teardown(t, start, stop)
	const struct CMUnitTest tests[] = {
		ROW(test_enrol),
		ROW(test_codes_that_do_not_work),
		ROW(test_two_at_once),
		ROW(test_first_passphrase),
		ROW(test_enrol_bodies),
		ROW(test_sign_in_names_are_one_persons),
	};
#undef ROW

	return cmocka_run_group_tests_name("server_enrol", tests, NULL, NULL);
}
