/* common_due.c - until when something is answered: months that are shorter, leap years,
 * bank holidays in a row, stopped clocks, extensions, the 72 hours (A1, A3, A4). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "due.h"

/* England and Wales: 25 December 2021 was a Saturday, 2022 a Sunday, 2023 a
 * Monday; Good Friday and Easter Monday 2024; early May. */
static const char england[] =
    "2021-12-27 2021-12-28 2022-01-03 2022-12-26 2022-12-27 2023-01-02 "
    "2023-12-25 2023-12-26 2024-01-01 2024-03-29 2024-04-01 2024-05-06";

static struct holidays
known(void)
{
	struct holidays h;

	assert_int_equal(holidays_read(&h, england, NULL), ERR_OK);
	return h;
}

static struct civil
day(const char *text)
{
	struct civil c;

	assert_true(when_read(&c, text));
	return c;
}

static void
is_day(const char *why, const struct civil *c, const char *want)
{
	char got[WHEN_TEXT];

	when_store(got, c);
	if (strcmp(got, want) != 0)
		fail_msg("%s: %s, not %s", why, got, want);
}

static void
test_holidays_read(void **state)
{
	static const struct {
		const char *why, *text;
		enum err want;
		size_t count;
		const char *says;
	} rows[] = {
		{ "none", "", ERR_OK, 0, "" },
		{ "room alone", "   ", ERR_OK, 0, "" },
		{ "one", "2026-12-25", ERR_OK, 1, "" },
		{ "room around", "  2026-12-28   2026-12-25 ", ERR_OK, 2, "" },
		{ "a day that is none", "2026-02-29", ERR_INVALID, 0,
		    "2026-02-29" },
		{ "as people write it", "25/12/2026", ERR_INVALID, 0,
		    "is not a day" },
		{ "a comma", "2026-12-25,2026-12-28", ERR_INVALID, 0,
		    "is not a day" },
		{ "with a time", "2026-12-25T10:00", ERR_INVALID, 0,
		    "is not a day" },
		{ "good and bad", "2026-12-25 x", ERR_INVALID, 0, "\"x\"" },
	};
	struct holidays h;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct errinfo e = { 0 };
		enum err code = holidays_read(&h, rows[i].text, &e);

		if (code != rows[i].want || h.count != rows[i].count ||
		    strstr(e.says, rows[i].says) == NULL)
			fail_msg("%s: %s, %zu, %s", rows[i].why, err_name(code),
			    h.count, e.says);
	}
}

/* A broken setting leaves those that stood. */
static void
test_holidays_set(void **state)
{
	(void)state;
	assert_int_equal(holidays_set("2026-12-25", NULL), ERR_OK);
	assert_int_equal(holidays_set("soon", NULL), ERR_INVALID);
	assert_int_equal(holidays_here()->count, 1);
	assert_int_equal(holidays_set("", NULL), ERR_OK);
	assert_int_equal(holidays_here()->count, 0);
}

static void
test_a1_working_days(void **state)
{
	static const struct {
		const char *why, *from, *want;
	} rows[] = {
		{ "a Wednesday", "2024-03-27", "2024-03-27" },
		{ "a Saturday", "2024-03-09", "2024-03-11" },
		{ "a Sunday", "2024-03-10", "2024-03-11" },
		{ "Easter: four days in a row", "2024-03-29", "2024-04-02" },
		{ "within Easter", "2024-03-31", "2024-04-02" },
		{ "Christmas on a Saturday", "2021-12-25", "2021-12-29" },
		{ "Christmas on a Sunday", "2022-12-24", "2022-12-28" },
		{ "Christmas on a Monday", "2023-12-23", "2023-12-27" },
		{ "the new year after a Friday", "2021-12-31", "2021-12-31" },
		{ "the new year", "2022-01-01", "2022-01-04" },
	};
	struct holidays h = known();

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct civil c = due_next_working(day(rows[i].from), &h);

		is_day(rows[i].why, &c, rows[i].want);
	}
	for (int n = 0; n < 3; n++) {
		static const char *const after[] = { "2023-12-22", "2023-12-27",
			"2023-12-28" };
		struct civil c = due_add_working(day("2023-12-22"), n, &h);

		is_day("so many after", &c, after[n]);
	}
}

static void
test_a1_months(void **state)
{
	static const struct {
		const char *why, *from;
		int months;
		const char *want;
	} rows[] = {
		{ "the same day", "2023-03-15", 1, "2023-04-15" },
		{ "31 January", "2023-01-31", 1, "2023-02-28" },
		{ "31 January, leap year", "2024-01-31", 1, "2024-02-29" },
		{ "30 January, leap year", "2024-01-30", 1, "2024-02-29" },
		{ "29 January, no leap year", "2023-01-29", 1, "2023-02-28" },
		{ "29 February", "2024-02-29", 1, "2024-03-29" },
		{ "28 February", "2023-02-28", 1, "2023-03-28" },
		{ "31 March", "2023-03-31", 1, "2023-04-30" },
		{ "31 December", "2023-12-31", 1, "2024-01-31" },
		{ "three from 30 November", "2023-11-30", 3, "2024-02-29" },
		{ "three from 30 November, later", "2022-11-30", 3,
		    "2023-02-28" },
		{ "three from 31 October", "2023-10-31", 3, "2024-01-31" },
		{ "a hundred years, no leap year", "2100-01-31", 1,
		    "2100-02-28" },
		{ "four hundred, a leap year", "2000-01-31", 1, "2000-02-29" },
		{ "with a time", "2023-03-15T23:59", 1, "2023-04-15" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct civil from = day(rows[i].from);
		struct civil c = due_months(&from, rows[i].months);

		is_day(rows[i].why, &c, rows[i].want);
	}
}

#define OPEN "open"
struct row {
	const char *why, *received, *today;
	const char *stops[3][2];
	const char *extended;
	const char *day;
	int stopped, still, left;
	bool is_stopped, is_longer, is_longer_late, has_late_stop;
};
static const struct row clocks[] = {
	{ .why = "a month",
	    .received = "2023-03-15",
	    .today = "2023-03-20",
	    .day = "2023-04-17", /* 15 April 2023 is a Saturday */
	    .left = 28 },
	{ .why = "received on a Sunday: that day counts",
	    .received = "2024-01-14",
	    .today = "2024-01-15",
	    .day = "2024-02-14",
	    .left = 30 },
	{ .why = "due on Good Friday",
	    .received = "2024-02-29",
	    .today = "2024-04-03",
	    .day = "2024-04-02",
	    .left = -1 },
	{ .why = "due on 25 December, a Saturday",
	    .received = "2021-11-25",
	    .today = "2021-11-25",
	    .day = "2021-12-29",
	    .left = 34 },
	{ .why = "31 January, then a stop of 3 days",
	    .received = "2024-01-31",
	    .today = "2024-02-10",
	    .stops = { { "2024-02-01", "2024-02-04" } },
	    .day = "2024-03-04", /* 29 February and 3 days: a Sunday */
	    .stopped = 3,
	    .left = 23 },
	{ .why = "answered on the day we asked",
	    .received = "2024-01-10",
	    .today = "2024-01-20",
	    .stops = { { "2024-01-11", "2024-01-11" } },
	    .day = "2024-02-12",
	    .left = 23 },
	{ .why = "stopped still",
	    .received = "2024-01-10",
	    .today = "2024-01-15",
	    .stops = { { "2024-01-11", OPEN } },
	    .day = "2024-02-14",
	    .stopped = 4,
	    .still = 4,
	    .left = 30,
	    .is_stopped = true },
	{ .why = "two that overlap count once",
	    .received = "2024-01-10",
	    .today = "2024-01-30",
	    .stops = { { "2024-01-11", "2024-01-15" },
		{ "2024-01-13", "2024-01-17" } },
	    .day = "2024-02-16",
	    .stopped = 6,
	    .left = 17 },
	{ .why = "one within another, told in the other order",
	    .received = "2024-01-10",
	    .today = "2024-01-30",
	    .stops = { { "2024-01-13", "2024-01-14" },
		{ "2024-01-11", "2024-01-17" } },
	    .day = "2024-02-16",
	    .stopped = 6,
	    .left = 17 },
	{ .why = "two that do not touch are added",
	    .received = "2024-01-10",
	    .today = "2024-01-30",
	    .stops = { { "2024-01-11", "2024-01-13" },
		{ "2024-01-15", "2024-01-17" } },
	    .day = "2024-02-14",
	    .stopped = 4,
	    .left = 15 },
	{ .why = "one done, one open over it",
	    .received = "2024-01-10",
	    .today = "2024-01-20",
	    .stops = { { "2024-01-11", "2024-01-13" }, { "2024-01-12", OPEN } },
	    .day = "2024-02-19",
	    .stopped = 9,
	    .still = 9,
	    .left = 30,
	    .is_stopped = true },
	{ .why = "asked on the fifth working day",
	    .received = "2024-01-10",
	    .today = "2024-01-30",
	    .stops = { { "2024-01-17", "2024-01-19" } },
	    .day = "2024-02-12",
	    .stopped = 2,
	    .left = 13 },
	{ .why = "asked a day too late: the clock ran on",
	    .received = "2024-01-10",
	    .today = "2024-01-30",
	    .stops = { { "2024-01-18", "2024-01-25" } },
	    .day = "2024-02-12",
	    .left = 13,
	    .has_late_stop = true },
	{ .why = "asked too late, and no answer yet",
	    .received = "2024-01-10",
	    .today = "2024-01-30",
	    .stops = { { "2024-01-18", OPEN } },
	    .day = "2024-02-12",
	    .left = 13,
	    .has_late_stop = true },
	{ .why = "an answer before the question stops nothing",
	    .received = "2024-01-10",
	    .today = "2024-01-30",
	    .stops = { { "2024-01-15", "2024-01-12" } },
	    .day = "2024-02-12",
	    .left = 13 },
	{ .why = "asked before it came: not before it came",
	    .received = "2024-01-10",
	    .today = "2024-01-30",
	    .stops = { { "2024-01-01", "2024-01-12" } },
	    .day = "2024-02-12",
	    .stopped = 2,
	    .left = 13 },
	{ .why = "two more months",
	    .received = "2023-11-30",
	    .today = "2023-12-10",
	    .extended = "2023-12-05",
	    .day = "2024-02-29",
	    .left = 81,
	    .is_longer = true },
	{ .why = "extended on the last day, which was moved",
	    .received = "2021-11-25",
	    .today = "2021-12-30",
	    .extended = "2021-12-29",
	    .day = "2022-02-25",
	    .left = 57,
	    .is_longer = true },
	{ .why = "extended a day late: it does not count",
	    .received = "2021-11-25",
	    .today = "2021-12-30",
	    .extended = "2021-12-30",
	    .day = "2021-12-29",
	    .left = -1,
	    .is_longer_late = true },
	{ .why = "extended after a stop, still within the first month",
	    .received = "2024-01-10",
	    .today = "2024-02-14",
	    .stops = { { "2024-01-11", "2024-01-14" } },
	    .extended = "2024-02-13",
	    .day = "2024-04-15", /* 10 April and 3 days: a Saturday */
	    .stopped = 3,
	    .left = 61,
	    .is_longer = true },
};

static size_t
stops_of(const struct row *row, struct due_stop stops[3])
{
	size_t n = 0;

	for (; n < 3 && row->stops[n][0] != NULL; n++) {
		stops[n].from = day(row->stops[n][0]);
		stops[n].is_open = strcmp(row->stops[n][1], OPEN) == 0;
		if (!stops[n].is_open)
			stops[n].until = day(row->stops[n][1]);
	}
	return n;
}

static void
test_a1_clock(void **state)
{
	struct holidays h = known();

	(void)state;
	for (size_t i = 0; i < sizeof(clocks) / sizeof(clocks[0]); i++) {
		const struct row *r = &clocks[i];
		struct due_stop stops[3] = { 0 };
		struct due_clock c = { .received = day(r->received),
			.today = day(r->today),
			.stops = stops,
			.stop_count = stops_of(r, stops),
			.is_extended = r->extended != NULL,
			.holidays = &h };
		struct due d;

		if (r->extended != NULL)
			c.extended_on = day(r->extended);
		due_work_out(&c, &d);
		is_day(r->why, &d.day, r->day);
		if (d.stopped_days != r->stopped || d.still_days != r->still ||
		    d.days_left != r->left || d.is_stopped != r->is_stopped ||
		    d.is_longer != r->is_longer ||
		    d.is_longer_late != r->is_longer_late ||
		    d.has_late_stop != r->has_late_stop)
			fail_msg("%s: stopped %d, still %d, left %d, %d%d%d%d",
			    r->why, d.stopped_days, d.still_days, d.days_left,
			    d.is_stopped, d.is_longer, d.is_longer_late,
			    d.has_late_stop);
	}
}

/* A day more of a stop is a day more at most, and never a day less. */
static void
test_a1_never_earlier(void **state)
{
	struct holidays h = known();
	struct civil last = { 0 };

	(void)state;
	for (int n = 0; n < 400; n++) {
		struct due_stop stop = { .from = day("2023-11-02"),
			.until = when_add_days(day("2023-11-02"), n) };
		struct due_clock c = { .received = day("2023-11-01"),
			.today = day("2023-11-01"),
			.stops = &stop,
			.stop_count = 1,
			.holidays = &h };
		struct due d;

		due_work_out(&c, &d);
		assert_true(due_is_working(&d.day, &h));
		assert_int_equal(d.stopped_days, n);
		if (n > 0)
			assert_true(when_days(&last, &d.day) >= 0);
		last = d.day;
	}
}

static void
test_a1_words(void **state)
{
	static const struct {
		const char *why;
		int left, still;
		const char *want;
	} rows[] = {
		{ "ahead", 9, 0, "due Mon 17 April 2023, in 9 days" },
		{ "tomorrow", 1, 0, "due Mon 17 April 2023, in 1 day" },
		{ "today", 0, 0, "due today, Mon 17 April 2023" },
		{ "over", -1, 0, "overdue for 1 day (Mon 17 April 2023)" },
		{ "long over", -12, 0,
		    "overdue for 12 days (Mon 17 April 2023)" },
		{ "stopped", 9, 4,
		    "due Mon 17 April 2023, in 9 days; the clock has stood "
		    "still for 4 days" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct due d = { .day = day("2023-04-17"),
			.days_left = rows[i].left,
			.is_stopped = rows[i].still > 0,
			.still_days = rows[i].still };
		struct buf b = BUF_INIT(400);

		due_words(&d, &b);
		if (strcmp(buf_str(&b), rows[i].want) != 0)
			fail_msg("%s: %s", rows[i].why, buf_str(&b));
		buf_done(&b);
	}
}

/* Weekends and holidays are among the 72 hours; a change of the clocks is no
 * hour more. */
static void
test_a4_regulator(void **state)
{
	static const struct {
		const char *why, *noticed;
		int hours; /* after it was noticed */
		const char *want;
	} rows[] = {
		{ "at once", "2023-12-22T16:30", 0,
		    "72 hours left to tell the regulator" },
		{ "after Christmas", "2023-12-22T16:30", 71,
		    "1 hour left to tell the regulator" },
		{ "in the last hour", "2024-03-30T12:00", 72,
		    "less than an hour left to tell the regulator" },
		{ "over", "2023-12-22T16:30", 73,
		    "the 72 hours ended 1 hour ago" },
		{ "long over", "2023-12-22T16:30", 100,
		    "the 72 hours ended 28 hours ago" },
		{ "a day alone counts from its beginning", "2023-12-22", 72,
		    "less than an hour left to tell the regulator" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct civil c = day(rows[i].noticed);
		struct buf b = BUF_INIT(200);

		due_regulator_words(due_regulator_ms(&c),
		    when_ms(&c) + rows[i].hours * INT64_C(3600000), &b);
		if (strcmp(buf_str(&b), rows[i].want) != 0)
			fail_msg("%s: %s", rows[i].why, buf_str(&b));
		buf_done(&b);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_holidays_read),
		cmocka_unit_test(test_holidays_set),
		cmocka_unit_test(test_a1_working_days),
		cmocka_unit_test(test_a1_months),
		cmocka_unit_test(test_a1_clock),
		cmocka_unit_test(test_a1_never_earlier),
		cmocka_unit_test(test_a1_words),
		cmocka_unit_test(test_a4_regulator),
	};

	setenv("TZ", "Europe/London", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
