/* common_id.c - making ids, and reading what claims to be one. */
#include "id.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "when.h"

static const uint8_t zeros[10];
static const uint8_t ones[10] = { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
	0xFF, 0xFF, 0xFF };

/* The example of RFC 9562, appendix A.6: 2022-02-22 19:22:22 UTC. */
static void
test_make_as_rfc_9562(void **state)
{
	static const uint8_t random[10] = { 0x0C, 0xC3, 0x18, 0xC4, 0xDC, 0x0C,
		0x0C, 0x07, 0x39, 0x8F };
	struct id id = id_make(INT64_C(1645557742000), random);

	(void)state;
	assert_string_equal(id.s, "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
	assert_int_equal(id_ms(&id), INT64_C(1645557742000));
}

static void
test_make_limits(void **state)
{
	static const struct {
		const char *why;
		int64_t ms;
		const uint8_t *random;
		const char *want;
	} rows[] = {
		{ "all bits 0", 0, zeros,
		    "00000000-0000-7000-8000-000000000000" },
		{ "all bits 1", (INT64_C(1) << 48) - 1, ones,
		    "ffffffff-ffff-7fff-bfff-ffffffffffff" },
		{ "a clock before 1970", -1, zeros,
		    "00000000-0000-7000-8000-000000000000" },
		{ "a clock far too late", INT64_C(1) << 48, zeros,
		    "ffffffff-ffff-7000-8000-000000000000" },
		{ "the earliest clock", INT64_MIN, zeros,
		    "00000000-0000-7000-8000-000000000000" },
		{ "the latest clock", INT64_MAX, zeros,
		    "ffffffff-ffff-7000-8000-000000000000" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct id id = id_make(rows[i].ms, rows[i].random), again;

		assert_string_equal(id.s, rows[i].want);
		assert_true(id_parse(&again, id.s));
		assert_true(id_equal(&id, &again));
	}
}

static void
test_parse(void **state)
{
	static const struct {
		const char *why, *text, *want; /* want NULL: refused */
	} rows[] = {
		{ "version 7", "017f22e2-79b0-7cc3-98c4-dc0c0c07398f",
		    "017f22e2-79b0-7cc3-98c4-dc0c0c07398f" },
		{ "capitals", "017F22E2-79B0-7CC3-98C4-DC0C0C07398F",
		    "017f22e2-79b0-7cc3-98c4-dc0c0c07398f" },
		{ "version 4", "919108f7-52d1-4320-9bac-f847db4148a8",
		    "919108f7-52d1-4320-9bac-f847db4148a8" },
		{ "none", NULL, NULL },
		{ "empty", "", NULL },
		{ "a digit short", "017f22e2-79b0-7cc3-98c4-dc0c0c07398",
		    NULL },
		{ "a digit long", "017f22e2-79b0-7cc3-98c4-dc0c0c07398f0",
		    NULL },
		{ "a space after", "017f22e2-79b0-7cc3-98c4-dc0c0c07398f ",
		    NULL },
		{ "a newline after", "017f22e2-79b0-7cc3-98c4-dc0c0c07398f\n",
		    NULL },
		{ "a space before", " 017f22e2-79b0-7cc3-98c4-dc0c0c07398f",
		    NULL },
		{ "no dashes", "017f22e279b07cc398c4dc0c0c07398f", NULL },
		{ "no dashes, as long", "017f22e279b07cc398c4dc0c0c07398f0000",
		    NULL },
		{ "a dash elsewhere", "017f22e-279b0-7cc3-98c4-dc0c0c07398f",
		    NULL },
		{ "dashes only", "------------------------------------", NULL },
		{ "a letter after f", "017g22e2-79b0-7cc3-98c4-dc0c0c07398f",
		    NULL },
		{ "braces", "{017f22e2-79b0-7cc3-98c4-dc0c0c07398f}", NULL },
		{ "a name", "urn:uuid:017f22e2-79b0-7cc3-98c4-dc0c0c07398f",
		    NULL },
		{ "a path", "../../../../../../../etc/passwd-1234", NULL },
		{ "SQL", "017f22e2-79b0-7cc3-98c4-dc0c0c' OR 1", NULL },
		{ "digits that are not ASCII",
		    "\xd9\xa1\xd9\xa1\xd9\xa1\xd9\xa1-79b0-7cc3-98c4-"
		    "dc0c0c07398f",
		    NULL },
		{ "bytes above 127",
		    "\xff\xff\xff\xff\xff\xff\xff\xff-79b0-7cc3-98c4-"
		    "dc0c0c07398f",
		    NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct id id;
		bool got;

		memset(&id, 'x', sizeof(id));
		got = id_parse(&id, rows[i].text);
		if (got != (rows[i].want != NULL))
			fail_msg("%s: %d", rows[i].why, got);
		assert_string_equal(id.s, got ? rows[i].want : "");
		assert_int_equal(id_is_none(&id), !got);
	}
}

static void
test_ms_of_other_versions(void **state)
{
	static const char *const texts[] = { "",
		"919108f7-52d1-4320-9bac-f847db4148a8",
		"00000000-0000-0000-0000-000000000000",
		"ffffffff-ffff-ffff-ffff-ffffffffffff" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct id id;

		id_parse(&id, texts[i]);
		assert_int_equal(id_ms(&id), -1);
	}
}

static void
test_equal(void **state)
{
	struct id a = id_make(5, zeros), b = id_make(5, ones);
	struct id none = { .s = "" };

	(void)state;
	assert_true(id_equal(&a, &a));
	assert_true(id_equal(&none, &none));
	assert_false(id_equal(&a, &b));
	assert_false(id_equal(&a, &none));
}

/* Text in order is time in order: lists and databases rely on it. */
static void
test_order(void **state)
{
	struct id last = id_make(0, ones);

	(void)state;
	for (int64_t ms = 1; ms < INT64_C(1) << 47; ms = ms * 3 + 1) {
		struct id id = id_make(ms, zeros);

		assert_true(strcmp(last.s, id.s) < 0);
		assert_int_equal(id_ms(&id), ms);
		last = id_make(ms, ones);
	}
}

static void
test_new(void **state)
{
	static struct id ids[1000];
	int64_t before = clock_ms(), ms;

	(void)state;
	for (size_t i = 0; i < 1000; i++) {
		struct id parsed;

		ids[i] = id_new();
		assert_true(id_parse(&parsed, ids[i].s));
		assert_int_equal(ids[i].s[14], '7');
		assert_non_null(strchr("89ab", ids[i].s[19]));
		for (size_t j = 0; j < i; j++)
			assert_false(id_equal(&ids[i], &ids[j]));
	}
	ms = id_ms(&ids[999]);
	assert_true(ms >= before && ms <= clock_ms());
}

static void
test_fixed(void **state)
{
	(void)state;
	clock_fix_for_test(INT64_C(1767225600000));
	for (int round = 0; round < 2; round++) {
		id_fix_for_test(true);
		assert_string_equal(
		    id_new().s, "019b76da-a800-7000-8000-000000000001");
		assert_string_equal(
		    id_new().s, "019b76da-a800-7000-8000-000000000002");
	}
	id_fix_for_test(false);
	assert_string_not_equal(
	    id_new().s, "019b76da-a800-7000-8000-000000000003");
	clock_fix_for_test(-1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_make_as_rfc_9562),
		cmocka_unit_test(test_make_limits),
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_ms_of_other_versions),
		cmocka_unit_test(test_equal),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_new),
		cmocka_unit_test(test_fixed),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
