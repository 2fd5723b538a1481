/* common_access_says.c - the words of each reason to see a file (A2). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "access_says.h"

static const struct {
	const char *why, *json, *says;
} rows[] = {
	{ "a role", "{\"what\":\"role\"}", "by their role" },
	{ "an assignment",
	    "{\"what\":\"assigned\",\"from\":\"2026-08-24\",\"for\":"
	    "\"keyworker\"}",
	    "assigned, from Mon 24 August 2026: keyworker" },
	{ "with an end",
	    "{\"what\":\"assigned\",\"from\":\"2026-08-24\",\"until\":"
	    "\"2026-08-25\"}",
	    "assigned, from Mon 24 August 2026, until Tue 25 August 2026" },
	{ "a manager",
	    "{\"what\":\"manager\",\"of\":\"x\",\"name\":\"Bo Lee\"}",
	    "line manager of Bo Lee" },
	{ "an opening", "{\"what\":\"opening\",\"until\":\"2026-11-13T10:00\"}",
	    "opened it with a reason, until Fri 13 November 2026, 10:00" },
	{ "advice", "{\"what\":\"advice\"}", "asked for advice" },
	{ "the author", "{\"what\":\"author\"}",
	    "wrote on it; sees that alone" },
	{ "the chair", "{\"what\":\"chair\"}", "chair of trustees" },

	{ "of a newer office", "{\"what\":\"moon\"}", "another reason" },
	{ "nothing", "{}", "another reason" },
	{ "no text", "{\"what\":7}", "another reason" },
	{ "no object", "[]", "another reason" },
	{ "no day", "{\"what\":\"assigned\",\"from\":\"soon\"}", "assigned" },
	{ "a day that is none",
	    "{\"what\":\"assigned\",\"from\":\"2026-02-30\",\"until\":7}",
	    "assigned" },
	{ "an empty purpose", "{\"what\":\"assigned\",\"for\":\"\"}",
	    "assigned" },
};

static void
test_says(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf out = BUF_INIT(1000);
		struct json *o = NULL;

		assert_int_equal(json_parse(&o, rows[i].json,
				     strlen(rows[i].json), 1000, NULL),
		    ERR_OK);
		access_says(o, &out);
		if (strcmp(buf_str(&out), rows[i].says) != 0)
			fail_msg("%s: %s", rows[i].why, buf_str(&out));
		json_free(o);
		buf_done(&out);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_says) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
