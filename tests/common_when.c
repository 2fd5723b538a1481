/* common_when.c - the calendar, the clocks here, and what is shown of them. */
#include "when.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define HOUR_MS INT64_C(3600000)
#define DAY_MS (24 * HOUR_MS)

static struct civil
stored(const char *text)
{
	struct civil c;

	if (!when_read(&c, text))
		fail_msg("%s: not read", text);
	return c;
}

static void
test_read_and_store(void **state)
{
	static const char *const rows[] = { "1900-01-01", "2199-12-31",
		"2026-04-03", "2024-02-29", "2000-02-29", "2026-04-03T00:00",
		"2026-04-03T23:59", "1999-12-31T09:05" };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct civil c = stored(rows[i]);
		char out[WHEN_TEXT];

		assert_int_equal(c.has_time, strlen(rows[i]) == 16);
		when_store(out, &c);
		assert_string_equal(out, rows[i]);
	}
}

static void
test_read_refuses(void **state)
{
	static const char *const rows[] = { "", " ", "2026", "2026-04",
		"2026-4-3", "2026-04-3", "26-04-03", "2026-04-031",
		"2026-00-01", "2026-13-01", "2026-01-00", "2026-01-32",
		"2026-04-31", "2026-02-29", "1900-02-29", "2100-02-29",
		"1899-12-31", "2200-01-01", "0000-00-00", "9999-12-31",
		"2026/04/03", "2026-04/03", "2026.04.03", "20260403",
		"2026-04-03 ", " 2026-04-03", "2026-04-03T", "2026-04-03T1",
		"2026-04-03T15", "2026-04-03T15:3", "2026-04-03T15:30Z",
		"2026-04-03T15:30:00", "2026-04-03 15:30", "2026-04-03t15:30",
		"2026-04-03T15.30", "2026-04-03T24:00", "2026-04-03T12:60",
		"2026-04-03T-1:00", "2026-04-03T+1:00", "2026-04--3",
		"-026-04-03", "+026-04-03", "2026-0x-03", "2026-04-03T\n5:30",
		"2026-04-03T15:30+01:00", "3/4/2026", "today" };
	struct civil c;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		memset(&c, 0x11, sizeof(c));
		if (when_read(&c, rows[i]))
			fail_msg("%s: read", rows[i]);
		assert_int_equal(c.year, 0);
		assert_int_equal(c.day, 0);
	}
	assert_false(when_read(&c, NULL));
}

static void
test_is_valid(void **state)
{
	static const struct {
		struct civil c;
		bool want;
	} rows[] = {
		{ { 2026, 4, 3, 0, 0, false }, true },
		{ { 2026, 4, 3, 23, 59, true }, true },
		{ { 2000, 2, 29, 0, 0, false }, true },
		{ { 2026, 4, 3, 1, 0, false }, false },
		{ { 2026, 4, 3, 0, 1, false }, false },
		{ { 2026, 4, 3, 24, 0, true }, false },
		{ { 2026, 4, 3, 0, 60, true }, false },
		{ { 2026, 4, 3, -1, 0, true }, false },
		{ { 2026, 4, 3, 0, -1, true }, false },
		{ { 2026, 2, 29, 0, 0, false }, false },
		{ { 1900, 2, 29, 0, 0, false }, false },
		{ { 2026, 0, 3, 0, 0, false }, false },
		{ { 2026, 13, 3, 0, 0, false }, false },
		{ { 2026, 4, 0, 0, 0, false }, false },
		{ { 2026, 4, 31, 0, 0, false }, false },
		{ { 1899, 4, 3, 0, 0, false }, false },
		{ { 2200, 4, 3, 0, 0, false }, false },
		{ { INT_MAX, INT_MAX, INT_MAX, 0, 0, false }, false },
		{ { INT_MIN, INT_MIN, INT_MIN, 0, 0, false }, false },
		{ { 0, 0, 0, 0, 0, false }, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char out[WHEN_SHOWN];

		assert_int_equal(when_is_valid(&rows[i].c), rows[i].want);
		when_store(out, &rows[i].c);
		assert_int_equal(out[0] != '\0', rows[i].want);
		when_show(out, &rows[i].c);
		assert_int_equal(out[0] != '\0', rows[i].want);
	}
}

/* Every day of the three centuries: one after the other, each a weekday on. */
static void
test_every_day(void **state)
{
	struct civil c = stored("1900-01-01"), first = c, next;
	int weekday = 1, days = 0; /* it was a Monday */

	(void)state;
	for (; when_is_valid(&c); c = next, days++) {
		assert_int_equal(when_weekday(&c), weekday);
		assert_int_equal(when_days(&first, &c), days);
		next = when_add_days(c, 1);
		assert_int_equal(when_compare(&c, &next), -1);
		if (next.day != c.day + 1) {
			assert_int_equal(next.day, 1);
			c.day++;
			assert_false(when_is_valid(&c));
		}
		weekday = (weekday + 1) % 7;
	}
	assert_int_equal(days, 300 * 365 + 73); /* leap days 1904 to 2196 */
	assert_int_equal(c.year, 2200);
}

static void
test_add_days(void **state)
{
	static const struct {
		const char *from;
		int days;
		const char *want;
	} rows[] = {
		{ "2026-04-03", 0, "2026-04-03" },
		{ "2026-04-03", -3, "2026-03-31" },
		{ "2024-02-28", 1, "2024-02-29" },
		{ "2026-02-28", 1, "2026-03-01" },
		{ "2026-01-01", -1, "2025-12-31" },
		{ "2026-12-31T23:59", 1, "2027-01-01T23:59" },
		{ "1970-01-01", -25567, "1900-01-01" },
		{ "1900-01-01", -1, "" },
		{ "2199-12-31", 1, "" },
		{ "2026-04-03", INT_MAX, "" },
		{ "2026-04-03", INT_MIN, "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct civil c =
		    when_add_days(stored(rows[i].from), rows[i].days);
		char out[WHEN_TEXT];

		when_store(out, &c);
		assert_string_equal(out, rows[i].want);
	}
}

static void
test_add_working_days(void **state)
{
	static const struct {
		const char *from;
		int days;
		const char *want;
	} rows[] = {
		{ "2026-11-16", 1, "2026-11-17" }, /* a Monday */
		{ "2026-11-16", 4, "2026-11-20" },
		{ "2026-11-16", 5, "2026-11-23" },
		{ "2026-11-20", 1, "2026-11-23" }, /* over a week-end */
		{ "2026-11-21", 1, "2026-11-23" }, /* from its midst */
		{ "2026-11-22", 1, "2026-11-23" },
		{ "2026-11-20", 30, "2027-01-01" },
		{ "2026-11-21", 0, "2026-11-21" },
		{ "2026-11-20", -3, "2026-11-20" },
		{ "2199-12-31", 1, "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct civil to =
		    when_add_working_days(stored(rows[i].from), rows[i].days);
		char text[WHEN_TEXT];

		when_store(text, &to);
		assert_string_equal(text, rows[i].want);
	}
}

static void
test_compare(void **state)
{
	static const struct {
		const char *a, *b;
		int want;
	} rows[] = {
		{ "2026-04-03", "2026-04-03", 0 },
		{ "2026-04-03", "2026-04-04", -1 },
		{ "2026-04-03", "2025-12-31", 1 },
		{ "2026-04-03T23:59", "2026-04-04T00:00", -1 },
		{ "2026-04-03T15:30", "2026-04-03T15:30", 0 },
		{ "2026-04-03T15:31", "2026-04-03T15:30", 1 },
		{ "2026-04-03T15:59", "2026-04-03T16:00", -1 },
		{ "2026-04-03", "2026-04-03T15:30", 0 },
		{ "2026-04-03T15:30", "2026-04-03", 0 },
		{ "2026-04-04", "2026-04-03T23:59", 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct civil a = stored(rows[i].a), b = stored(rows[i].b);
		int got = when_compare(&a, &b), back = when_compare(&b, &a);

		assert_int_equal((got > 0) - (got < 0), rows[i].want);
		assert_int_equal((back > 0) - (back < 0), -rows[i].want);
	}
}

/* C1: the age on the day of the decision. */
static void
test_age(void **state)
{
	static const struct {
		const char *born, *on;
		int want;
	} rows[] = {
		{ "2014-04-03", "2026-04-02", 11 },
		{ "2014-04-03", "2026-04-03", 12 },
		{ "2014-04-03", "2026-04-04T09:00", 12 },
		{ "2014-12-31", "2026-01-01", 11 },
		{ "2014-01-01", "2026-12-31", 12 },
		{ "2012-02-29", "2024-02-28", 11 },
		{ "2012-02-29", "2024-02-29", 12 },
		{ "2012-02-29", "2025-02-28", 12 },
		{ "2012-02-29", "2025-03-01", 13 },
		{ "2014-02-28", "2024-02-28", 10 },
		{ "2014-03-01", "2024-02-29", 9 },
		{ "2026-04-03", "2026-04-03", 0 },
		{ "2026-04-03", "2026-04-02", -1 },
		{ "1900-01-01", "2199-12-31", 299 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct civil born = stored(rows[i].born);
		struct civil on = stored(rows[i].on);

		if (when_age(&born, &on) != rows[i].want)
			fail_msg("%s on %s: %d", rows[i].born, rows[i].on,
			    when_age(&born, &on));
	}
}

static void
test_show(void **state)
{
	static const struct {
		const char *stored, *want;
	} rows[] = {
		{ "2026-04-03", "Fri 3 April 2026" },
		{ "2026-04-03T15:30", "Fri 3 April 2026, 15:30" },
		{ "2026-04-03T00:00", "Fri 3 April 2026, 00:00" },
		{ "2024-02-29", "Thu 29 February 2024" },
		{ "1900-01-01", "Mon 1 January 1900" },
		{ "2026-09-30T09:05", "Wed 30 September 2026, 09:05" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct civil c = stored(rows[i].stored);
		char out[WHEN_SHOWN];

		when_show(out, &c);
		assert_string_equal(out, rows[i].want);
	}
}

static void
test_zone(void **state)
{
	/* London; 2026: summer from 29 March 01:00 UTC to 25 October 01:00. */
	static const struct {
		const char *why, *civil;
		int64_t utc_s;
		const char *back; /* what it reads as then; NULL: the same */
	} rows[] = {
		{ "1970 had summer time all year", "1970-01-01T01:00", 0,
		    NULL },
		{ "before 1970", "1969-12-31T23:59", -3660, NULL },
		{ "winter", "2026-01-15T12:00", 1768478400, NULL },
		{ "summer", "2026-07-15T12:00", 1784113200, NULL },
		{ "before the clocks go on", "2026-03-29T00:59", 1774745940,
		    NULL },
		{ "the first skipped minute", "2026-03-29T01:00", 1774746000,
		    "2026-03-29T02:00" },
		{ "a skipped time moves on", "2026-03-29T01:30", 1774747800,
		    "2026-03-29T02:30" },
		{ "the last skipped minute", "2026-03-29T01:59", 1774749540,
		    "2026-03-29T02:59" },
		{ "after the clocks went on", "2026-03-29T02:00", 1774746000,
		    NULL },
		{ "the day after", "2026-03-30T01:30", 1774830600, NULL },
		{ "before the clocks go back", "2026-10-25T00:59", 1792886340,
		    NULL },
		{ "comes twice: the first", "2026-10-25T01:30", 1792888200,
		    NULL },
		{ "after the clocks went back", "2026-10-25T02:00", 1792893600,
		    NULL },
		{ "a day alone is its midnight", "2026-07-15", 1784070000,
		    "2026-07-15T00:00" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct civil c = stored(rows[i].civil), back;
		char out[WHEN_TEXT];

		if (when_ms(&c) != rows[i].utc_s * 1000)
			fail_msg("%s: %lld", rows[i].why,
			    (long long)when_ms(&c) / 1000);
		back = when_civil(rows[i].utc_s * 1000);
		when_store(out, &back);
		assert_string_equal(
		    out, rows[i].back ? rows[i].back : rows[i].civil);
	}
}

/* Whatever was asked before, the same time gives the same answer. */
static void
test_zone_has_no_memory(void **state)
{
	struct civil skipped = stored("2026-03-29T01:30");
	struct civil twice = stored("2026-10-25T01:30");
	struct civil winter = stored("2026-01-15T12:00");
	struct civil summer = stored("2026-07-15T12:00");
	int64_t a, b;

	(void)state;
	when_ms(&winter);
	a = when_ms(&skipped);
	b = when_ms(&twice);
	when_ms(&summer);
	assert_int_equal(when_ms(&skipped), a);
	assert_int_equal(when_ms(&twice), b);
}

/* The second 01:30 of the autumn is shown as 01:30 too. */
static void
test_civil_of_any_ms(void **state)
{
	static const struct {
		int64_t ms;
		const char *want;
	} rows[] = {
		{ INT64_C(1792888200000), "2026-10-25T01:30" },
		{ INT64_C(1792891800000), "2026-10-25T01:30" },
		{ INT64_C(1784113200999), "2026-07-15T12:00" },
		{ -1, "1970-01-01T00:59" },
		{ INT64_MAX, "" },
		{ INT64_MIN, "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct civil c = when_civil(rows[i].ms);
		char out[WHEN_TEXT];

		when_store(out, &c);
		assert_string_equal(out, rows[i].want);
	}
}

static void
test_show_ms(void **state)
{
	static const struct {
		const char *at, *now, *want;
	} rows[] = {
		{ "2026-04-03T14:02", "2026-04-03T15:00", "14:02" },
		{ "2026-04-03T00:00", "2026-04-03T23:59", "00:00" },
		{ "2026-04-02T23:59", "2026-04-03T00:00", "yesterday 23:59" },
		{ "2026-04-02T14:02", "2026-04-03T15:00", "yesterday 14:02" },
		{ "2025-12-31T14:02", "2026-01-01T15:00", "yesterday 14:02" },
		{ "2026-03-28T14:02", "2026-03-29T15:00", "yesterday 14:02" },
		{ "2026-04-01T14:02", "2026-04-03T15:00", "1 Apr 14:02" },
		{ "2026-01-01T09:05", "2026-12-31T15:00", "1 Jan 09:05" },
		{ "2025-12-30T14:02", "2026-01-01T15:00", "30 Dec 2025 14:02" },
		{ "2026-04-04T14:02", "2026-04-03T15:00", "4 Apr 14:02" },
		{ "2027-01-01T14:02", "2026-12-31T15:00", "1 Jan 2027 14:02" },
	}, days[] = { /* which have no hour */
		{ "2026-04-03", "2026-04-03T15:00", "today" },
		{ "2026-04-02", "2026-04-03T00:00", "yesterday" },
		{ "2026-04-01", "2026-04-03T15:00", "1 Apr" },
		{ "2026-04-04", "2026-04-03T15:00", "4 Apr" },
		{ "2027-01-01", "2026-12-31T15:00", "1 Jan 2027" },
		{ "2026-04-03T00:00", "2026-04-03T15:00", "00:00" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct civil at = stored(rows[i].at), now = stored(rows[i].now);
		char out[WHEN_SHOWN];

		when_show_ms(out, when_ms(&at), when_ms(&now));
		assert_string_equal(out, rows[i].want);
	}
	for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++) {
		struct civil at = stored(days[i].at), now = stored(days[i].now);
		char out[WHEN_SHOWN];

		when_show_near(out, &at, when_ms(&now));
		assert_string_equal(out, days[i].want);
	}
	for (int i = 0; i < 2; i++) {
		char out[WHEN_SHOWN] = "x";

		when_show_ms(out, i ? INT64_MAX : 0, i ? 0 : INT64_MIN);
		assert_string_equal(out, "");
	}
}

static void
test_show_ago(void **state)
{
	static const struct {
		int64_t ago_ms;
		const char *want;
	} rows[] = {
		{ 0, "just now" },
		{ 59999, "just now" },
		{ -1, "just now" },
		{ -DAY_MS, "just now" },
		{ 60000, "1 minute ago" },
		{ 119999, "1 minute ago" },
		{ 240000, "4 minutes ago" },
		{ HOUR_MS - 1, "59 minutes ago" },
		{ HOUR_MS, "1 hour ago" },
		{ 2 * HOUR_MS, "2 hours ago" },
		{ DAY_MS - 1, "23 hours ago" },
		{ DAY_MS, "1 day ago" },
		{ 3 * DAY_MS + HOUR_MS, "3 days ago" },
		{ 400 * DAY_MS, "400 days ago" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int64_t now = INT64_C(1775228400000);
		char out[WHEN_SHOWN];

		when_show_ago(out, now - rows[i].ago_ms, now);
		assert_string_equal(out, rows[i].want);
	}
	for (int i = 0; i < 2; i++) {
		char out[WHEN_SHOWN];

		when_show_ago(
		    out, i ? INT64_MAX : INT64_MIN, i ? INT64_MIN : INT64_MAX);
		assert_string_equal(
		    out, i ? "just now" : "213503982334 days ago");
	}
}

static void
test_clock(void **state)
{
	int64_t from = (int64_t)time(NULL) * 1000 - 1000, got = clock_ms();

	(void)state;
	assert_true(got >= from && got <= (int64_t)time(NULL) * 1000 + 1000);
	clock_fix_for_test(12345);
	assert_int_equal(clock_ms(), 12345);
	clock_fix_for_test(-1);
	assert_true(clock_ms() >= got);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read_and_store),
		cmocka_unit_test(test_read_refuses),
		cmocka_unit_test(test_is_valid),
		cmocka_unit_test(test_every_day),
		cmocka_unit_test(test_add_days),
		cmocka_unit_test(test_add_working_days),
		cmocka_unit_test(test_compare),
		cmocka_unit_test(test_age),
		cmocka_unit_test(test_show),
		cmocka_unit_test(test_zone),
		cmocka_unit_test(test_zone_has_no_memory),
		cmocka_unit_test(test_civil_of_any_ms),
		cmocka_unit_test(test_show_ms),
		cmocka_unit_test(test_show_ago),
		cmocka_unit_test(test_clock),
	};

	setenv("TZ", "Europe/London", 1);
	tzset();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
