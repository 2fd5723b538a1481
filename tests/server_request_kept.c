/* server_request_kept.c - a copy in which a record does not go: whom that record is
 * about learns neither from the copy nor from what is counted in it that there is
 * one, nor who looked at it (A1, R7). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "request_copied.h"

static int
start(void **state)
{
	char body[300];

	(void)state;
	scene_start(&sc);
	asked = scene_put(&sc, SENIOR, "request",
	    "{\"what\":\"access\",\"asks\":\"All.\",\"received\":"
	    "\"2026-04-01\",\"how\":\"letter\",\"who\":\"child\","
	    "\"standing\":\"self\",\"identity\":\"known\",\"safe\":\"x\"}");
	snprintf(body, sizeof(body),
	    "{\"request\":\"%s\",\"record\":\"%s\",\"version\":1,\"what\":"
	    "\"withhold\",\"why\":\"crime\",\"told\":false}",
	    asked.s, sc.about_accused.s);
	scene_put(&sc, SENIOR, "request_item", body);
	release_rest();
	snprintf(body, sizeof(body), "{\"request\":\"%s\"}", asked.s);
	scene_put(&sc, SENIOR, "request_ready", body);
	find_copy();
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
get(enum who who, const char *what, const char *more)
{
	char path[300];

	snprintf(path, sizeof(path), "/v1/files/%s/%s/%s%s", sc.file.s, what,
	    copy.s, more);
	return worker_get(&sc.who[who], path, &sc.out);
}

static void
test_r7_withheld(void **state)
{
	static const struct {
		const char *why;
		enum who who;
		unsigned want;
	} rows[] = {
		{ "who made it", SENIOR, 200 },
		{ "the Director", DIRECTOR, 200 },
		{ "the Lead", LEAD, 200 },
		{ "whom what does not go is about", ACCUSED, 404 },
	};
	char path[100];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		enum who who = rows[i].who;

		print_message("%s\n", rows[i].why);
		assert_int_equal(get(who, "copies", ""), rows[i].want);
		assert_int_equal(
		    get(who, "copies", "/document?form=text"), rows[i].want);
		assert_int_equal(get(who, "request_copy", ""), rows[i].want);
		snprintf(path, sizeof(path), "/v1/files/%s", sc.file.s);
		assert_int_equal(worker_get(&sc.who[who], path, &sc.out), 200);
		assert_int_equal(strstr(buf_str(&sc.out), copy.s) != NULL,
		    rows[i].want == 200);
		/* The request itself is there for all of them. */
		assert_non_null(strstr(buf_str(&sc.out), asked.s));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_r7_withheld),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
