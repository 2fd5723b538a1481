/* common_when_parse.c - what people type for a date, and what becomes of it.
 *
 * It is Wednesday 15 April 2026, 14:02. */
#include "when.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define BIRTH (WHEN_BIRTH | WHEN_DATE_ONLY)

static const struct civil now = { 2026, 4, 15, 14, 2, true };

static void
check_at(const struct civil *at, const char *why, const char *text,
    unsigned flags, const char *want, const char *says)
{
	struct errinfo e = { 0 };
	struct civil c;
	char got[WHEN_TEXT];
	enum err rc;

	memset(&c, 0x11, sizeof(c));
	rc = when_parse(&c, text, at, flags, &e);
	when_store(got, &c);
	if (want) {
		if (rc != ERR_OK || strcmp(got, want) != 0)
			fail_msg("%s (%s): %s, not %s: %s", why, text, got,
			    want, e.says);
		return;
	}
	if (rc != ERR_INVALID || e.code != ERR_INVALID || c.year != 0)
		fail_msg("%s (%s): read as %s", why, text, got);
	if (!strstr(e.says, says) || !strpbrk(e.says, "0123456789"))
		fail_msg("%s (%s): says: %s", why, text, e.says);
}

struct row {
	const char *why, *text;
	unsigned flags;
	const char *want;
};

static void
check_rows(const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		check_at(&now, rows[i].why, rows[i].text, rows[i].flags,
		    rows[i].want, "");
}

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

static void
test_dates(void **state)
{
	static const struct row rows[] = {
		{ "day first", "3/4", 0, "2026-04-03" },
		{ "points", "3.4.26", 0, "2026-04-03" },
		{ "dashes", "3-4-2026", 0, "2026-04-03" },
		{ "spaces", "3 4 2026", 0, "2026-04-03" },
		{ "spaces about", " 3 / 4 / 2026 ", 0, "2026-04-03" },
		{ "leading zeros", "03/04/2026", 0, "2026-04-03" },
		{ "a point without a year", "3.4", 0, "2026-04-03" },
		{ "a dash without a year", "3-4", 0, "2026-04-03" },
		{ "ISO", "2026-04-03", 0, "2026-04-03" },
		{ "ISO, short", "2026-4-3", 0, "2026-04-03" },
		{ "ISO, slashes", "2026/4/3", 0, "2026-04-03" },
		{ "two digits thrice", "10-11-12", 0, "2012-11-10" },
		{ "the last of a year", "31/12/2025", 0, "2025-12-31" },
		{ "a leap day", "29/2/2024", 0, "2024-02-29" },
		{ "a leap day, two digits", "29.2.24", 0, "2024-02-29" },
		{ "the first year", "1/1/1900", 0, "1900-01-01" },
		{ "the last year", "31/12/2199", 0, "2199-12-31" },
		{ "two digits up to 68", "3/4/68", 0, "2068-04-03" },
		{ "two digits from 69", "3/4/69", 0, "1969-04-03" },
		{ "two digits, 00", "3/4/00", 0, "2000-04-03" },
		{ "a short month", "3 apr", 0, "2026-04-03" },
		{ "a long month", "3 april 2026", 0, "2026-04-03" },
		{ "capitals", "3 APRIL 2026", 0, "2026-04-03" },
		{ "month first", "apr 3", 0, "2026-04-03" },
		{ "month first, year", "April 3, 2026", 0, "2026-04-03" },
		{ "month first, short year", "apr 3 25", 0, "2025-04-03" },
		{ "ordinals", "3rd of April 2026", 0, "2026-04-03" },
		{ "an ordinal after", "april 1st", 0, "2026-04-01" },
		{ "an ordinal, no space", "2nd apr", 0, "2026-04-02" },
		{ "no space", "3apr2026", 0, "2026-04-03" },
		{ "dashes and a month", "3-apr-26", 0, "2026-04-03" },
		{ "slashes and a month", "3/Apr/2026", 0, "2026-04-03" },
		{ "a point after the day", "3. april", 0, "2026-04-03" },
		{ "four letters", "1 sept 2025", 0, "2025-09-01" },
		{ "may is whole", "1 may 2025", 0, "2025-05-01" },
		{ "june and july", "1 jun 25", 0, "2025-06-01" },
		{ "july and june", "1 jul 25", 0, "2025-07-01" },
		{ "its weekday before", "Fri 3 April 2026", 0, "2026-04-03" },
		{ "its weekday, a comma", "friday, 3/4", 0, "2026-04-03" },
	};

	(void)state;
	check_rows(rows, COUNT(rows));
}

static void
test_year_left_out(void **state)
{
	static const struct row rows[] = {
		{ "today", "15/4", 0, "2026-04-15" },
		{ "tomorrow was a year ago", "16/4", 0, "2025-04-16" },
		{ "yesterday", "14/4", 0, "2026-04-14" },
		{ "december", "25 dec", 0, "2025-12-25" },
		{ "a leap day, the last", "29/2", 0, "2024-02-29" },
		{ "today later is not last year", "15/4 23:00", 0,
		    "2026-04-15T23:00" },
		{ "ahead: today", "15/4", WHEN_AHEAD, "2026-04-15" },
		{ "ahead: today earlier", "15/4 9:00", WHEN_AHEAD,
		    "2026-04-15T09:00" },
		{ "ahead: tomorrow", "16/4", WHEN_AHEAD, "2026-04-16" },
		{ "ahead: yesterday is next year", "14/4", WHEN_AHEAD,
		    "2027-04-14" },
		{ "ahead: january", "1 jan", WHEN_AHEAD, "2027-01-01" },
		{ "ahead: a leap day", "29 feb", WHEN_AHEAD, "2028-02-29" },
		{ "ahead: a year given", "14/4/26", WHEN_AHEAD, "2026-04-14" },
	};
	static const struct civil late = { 2104, 2, 1, 0, 0, true };
	static const struct civil early = { 2096, 3, 1, 0, 0, true };

	(void)state;
	check_rows(rows, COUNT(rows));
	/* 2100 is no leap year: eight years between two leap days. */
	check_at(&late, "back over 2100", "29/2", 0, "2096-02-29", "");
	check_at(&early, "on over 2100", "29/2", WHEN_AHEAD, "2104-02-29", "");
}

static void
test_words(void **state)
{
	static const struct row rows[] = {
		{ "today", "today", 0, "2026-04-15" },
		{ "yesterday", "Yesterday", 0, "2026-04-14" },
		{ "tomorrow", "tomorrow", 0, "2026-04-16" },
		{ "now", "now", 0, "2026-04-15T14:02" },
		{ "now as a date", "now", WHEN_DATE_ONLY, "2026-04-15" },
		{ "the last monday", "mon", 0, "2026-04-13" },
		{ "today's weekday", "wed", 0, "2026-04-15" },
		{ "in full", "wednesday", 0, "2026-04-15" },
		{ "weds", "weds", 0, "2026-04-15" },
		{ "thursday was six days ago", "thurs", 0, "2026-04-09" },
		{ "sunday", "sun", 0, "2026-04-12" },
		{ "last monday", "last mon", 0, "2026-04-13" },
		{ "last of today's weekday", "last wed", 0, "2026-04-08" },
		{ "last thursday", "last thu", 0, "2026-04-09" },
		{ "next monday", "next mon", 0, "2026-04-20" },
		{ "next of today's weekday", "next wed", 0, "2026-04-22" },
		{ "next thursday", "next thu", 0, "2026-04-16" },
		{ "ahead: monday", "mon", WHEN_AHEAD, "2026-04-20" },
		{ "ahead: today's weekday", "wed", WHEN_AHEAD, "2026-04-15" },
		{ "ahead: last monday", "last mon", WHEN_AHEAD, "2026-04-13" },
		{ "ahead: next wednesday", "next wed", WHEN_AHEAD,
		    "2026-04-22" },
		{ "on monday", "on mon", 0, "2026-04-13" },
		{ "two days ago", "-2d", 0, "2026-04-13" },
		{ "in three days", "+3d", 0, "2026-04-18" },
		{ "a week ago", "-1w", 0, "2026-04-08" },
		{ "in two weeks", "+2 weeks", 0, "2026-04-29" },
		{ "no days", "-0d", 0, "2026-04-15" },
		{ "over a month", "-15d", 0, "2026-03-31" },
		{ "over a leap day", "-777d", 0, "2024-02-28" },
	};

	(void)state;
	check_rows(rows, COUNT(rows));
}

static void
test_times(void **state)
{
	static const struct row rows[] = {
		{ "colon", "3/4 15:30", 0, "2026-04-03T15:30" },
		{ "point", "3/4 15.30", 0, "2026-04-03T15:30" },
		{ "bare", "3/4 1530", 0, "2026-04-03T15:30" },
		{ "bare, a leading zero", "3/4 0930", 0, "2026-04-03T09:30" },
		{ "pm", "3/4 3pm", 0, "2026-04-03T15:00" },
		{ "minutes and pm", "3/4 3:30 pm", 0, "2026-04-03T15:30" },
		{ "a point and pm", "3/4 3.30pm", 0, "2026-04-03T15:30" },
		{ "am", "3/4 9am", 0, "2026-04-03T09:00" },
		{ "p.m.", "3/4 3 p.m.", 0, "2026-04-03T15:00" },
		{ "A.M", "3/4 3 A.M", 0, "2026-04-03T03:00" },
		{ "12 am", "3/4 12am", 0, "2026-04-03T00:00" },
		{ "12 pm", "3/4 12 pm", 0, "2026-04-03T12:00" },
		{ "12:30 am", "3/4 12:30am", 0, "2026-04-03T00:30" },
		{ "noon", "3/4 noon", 0, "2026-04-03T12:00" },
		{ "midday", "3/4 midday", 0, "2026-04-03T12:00" },
		{ "midnight", "3/4 midnight", 0, "2026-04-03T00:00" },
		{ "at", "3/4 at 3pm", 0, "2026-04-03T15:00" },
		{ "comma", "3/4, 15:30", 0, "2026-04-03T15:30" },
		{ "one digit", "3/4 9:05", 0, "2026-04-03T09:05" },
		{ "the first minute", "3/4 0:00", 0, "2026-04-03T00:00" },
		{ "the last minute", "3/4 23:59", 0, "2026-04-03T23:59" },
		{ "all points", "3.4.26 15.30", 0, "2026-04-03T15:30" },
		{ "points, no year", "3.4 15.30", 0, "2026-04-03T15:30" },
		{ "a month, no year", "3 apr 15:30", 0, "2026-04-03T15:30" },
		{ "a month, a point", "3 apr 15.30", 0, "2026-04-03T15:30" },
		{ "a month, bare", "3 apr 1530", 0, "2026-04-03T15:30" },
		{ "a month, pm", "3 apr 10pm", 0, "2026-04-03T22:00" },
		{ "a month, a year, bare", "3 apr 2025 2015", 0,
		    "2025-04-03T20:15" },
		{ "a year is a year after a month", "3 apr 2015", 0,
		    "2015-04-03" },
		{ "ISO", "2026-04-03 15:30", 0, "2026-04-03T15:30" },
		{ "stored", "2026-04-03T15:30", 0, "2026-04-03T15:30" },
		{ "shown", "Fri 3 April 2026, 15:30", 0, "2026-04-03T15:30" },
		{ "yesterday", "yesterday 15:30", 0, "2026-04-14T15:30" },
		{ "today, bare", "today 1530", 0, "2026-04-15T15:30" },
		{ "yesterday noon", "yesterday noon", 0, "2026-04-14T12:00" },
		{ "monday", "mon 15:30", 0, "2026-04-13T15:30" },
		{ "10 December was no monday", "mon 10.12", 0,
		    "2026-04-13T10:12" },
		{ "10 November was one", "mon 10.11", 0, "2025-11-10" },
		{ "last monday", "last mon at 3pm", 0, "2026-04-13T15:00" },
		{ "two days ago", "-2d 3pm", 0, "2026-04-13T15:00" },
		{ "time first", "15:30 3/4", 0, "2026-04-03T15:30" },
		{ "time first, pm", "3pm 3/4/26", 0, "2026-04-03T15:00" },
		{ "time first, at, on", "at 3pm on 3 apr", 0,
		    "2026-04-03T15:00" },
		{ "time first, points", "15.30 3.4.26", 0, "2026-04-03T15:30" },
		{ "time first, yesterday", "3:30pm yesterday", 0,
		    "2026-04-14T15:30" },
		{ "noon yesterday", "noon yesterday", 0, "2026-04-14T12:00" },
		{ "time first, days ago", "3pm -2d", 0, "2026-04-13T15:00" },
		{ "alone is today", "15:30", 0, "2026-04-15T15:30" },
		{ "alone with a point", "15.30", 0, "2026-04-15T15:30" },
		{ "alone, pm", "3pm", 0, "2026-04-15T15:00" },
		{ "alone, at", "at 3pm", 0, "2026-04-15T15:00" },
		{ "alone, noon", "noon", 0, "2026-04-15T12:00" },
		{ "a date before a time", "12.10", 0, "2025-10-12" },
		{ "could be either", "10.11 12.10", 0, "2025-11-10T12:10" },
		{ "at says it is a time", "3/4 at 2015", 0,
		    "2026-04-03T20:15" },
		{ "no such minute: a year", "3/4 1990", 0, "1990-04-03" },
		{ "only a date: a year", "3/4 2015", WHEN_DATE_ONLY,
		    "2015-04-03" },
		{ "a skipped time is still what was said", "29/3/2026 1:30", 0,
		    "2026-03-29T01:30" },
		{ "as long as may be",
		    "3 april 2026                                         "
		    "   15:30",
		    0, "2026-04-03T15:30" },
	};

	(void)state;
	check_rows(rows, COUNT(rows));
}

static void
test_births(void **state)
{
	static const struct row rows[] = {
		{ "four digits", "3/4/2015", BIRTH, "2015-04-03" },
		{ "two digits", "3/4/15", BIRTH, "2015-04-03" },
		{ "this year, past", "14/4/26", BIRTH, "2026-04-14" },
		{ "today", "15/4/26", BIRTH, "2026-04-15" },
		{ "this year, to come", "16/4/26", BIRTH, "1926-04-16" },
		{ "next year", "3/4/27", BIRTH, "1927-04-03" },
		{ "68 as a birth", "3/4/68", BIRTH, "1968-04-03" },
		{ "69 as a birth", "3/4/69", BIRTH, "1969-04-03" },
		{ "68 otherwise", "3/4/68", WHEN_DATE_ONLY, "2068-04-03" },
		{ "00", "3/4/00", BIRTH, "2000-04-03" },
		{ "a leap day", "29/2/12", BIRTH, "2012-02-29" },
		{ "a leap day of the century before", "29/2/28", BIRTH,
		    "1928-02-29" },
		{ "a month", "3 apr 15", BIRTH, "2015-04-03" },
		{ "a space", "3/4 2015", BIRTH, "2015-04-03" },
		{ "stored", "2015-04-03", BIRTH, "2015-04-03" },
		{ "a baby", "yesterday", BIRTH, "2026-04-14" },
		{ "a baby with its hour", "3/4/26 4:10", WHEN_BIRTH,
		    "2026-04-03T04:10" },
	};

	(void)state;
	check_rows(rows, COUNT(rows));
}

struct bad {
	const char *why, *text;
	unsigned flags;
	const char *says;
};

static void
check_bad(const struct bad *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		check_at(&now, rows[i].why, rows[i].text, rows[i].flags, NULL,
		    rows[i].says);
}

static void
test_not_in_the_calendar(void **state)
{
	static const struct bad rows[] = {
		{ "31 february", "31/2", 0, "no such day" },
		{ "30 february", "30 feb 2024", 0, "no such day" },
		{ "31 april", "31/4/2026", 0, "no such day" },
		{ "31 november", "nov 31", 0, "no such day" },
		{ "not a leap year", "29/2/2026", 0, "no such day" },
		{ "not a leap year, two digits", "29/2/23", 0, "no such day" },
		{ "not a leap year, 2100", "29/2/2100", 0, "no such day" },
		{ "not a leap year, ISO", "2026-02-29", 0, "no such day" },
		{ "month first", "3/13", 0, "no such day" },
		{ "month first, year", "4/30/2026", 0, "no such day" },
		{ "day 0", "0/4", 0, "no such day" },
		{ "month 0", "3/0", 0, "no such day" },
		{ "month 13", "3/13/2026", 0, "no such day" },
		{ "day 32", "32/1", 0, "no such day" },
		{ "ISO, day and month swapped", "2026-30-04", 0,
		    "no such day" },
		{ "0 april", "0 apr", 0, "no such day" },
		{ "all 0", "00/00/0000", 0, "no such day" },
		{ "too early", "3/4/1899", 0, "between 1900 and 2199" },
		{ "too late", "3/4/2200", 0, "between 1900 and 2199" },
		{ "year 0", "3/4/0000", 0, "between 1900 and 2199" },
		{ "9999", "31/12/9999", 0, "between 1900 and 2199" },
		{ "ISO, too early", "1066-10-14", 0, "between 1900 and 2199" },
		{ "too many days", "+9999w", 0, "between 1900 and 2199" },
		{ "too many days ago", "-9999w", 0, "between 1900 and 2199" },
		{ "another weekday", "mon 3/4/2026", 0,
		    "do not belong together" },
		{ "another weekday, a month", "Thu 3 April 2026, 15:30", 0,
		    "do not belong together" },
	};

	(void)state;
	check_bad(rows, COUNT(rows));
}

static void
test_no_such_time(void **state)
{
	static const struct bad rows[] = {
		{ "25 hours", "25:00", 0, "no such time" },
		{ "24 hours", "24:00", 0, "no such time" },
		{ "24 hours, a date", "3/4 24:00", 0, "no such time" },
		{ "60 minutes", "3/4 15:60", 0, "no such time" },
		{ "13 pm", "3/4 13pm", 0, "no such time" },
		{ "0 am", "3/4 0am", 0, "no such time" },
		{ "15:30 pm", "today 15:30pm", 0, "no such time" },
		{ "bare, 2460", "3/4/26 2460", 0, "no such time" },
		{ "bare, 9999", "3 apr 2026 9999", 0, "no such time" },
		{ "a month, 25 hours", "3 apr 25:00", 0, "no such time" },
		{ "a minute of one digit", "3/4 15:3", 0, "cannot be read" },
		{ "a minute of three digits", "3/4 15:300", 0,
		    "cannot be read" },
		{ "seconds", "3/4 15:30:00", 0, "cannot be read" },
		{ "an hour alone", "3/4 at 3", 0, "cannot be read" },
		{ "two times", "3/4 15:30 16:30", 0, "cannot be read" },
		{ "now and a time", "now 15:30", 0, "cannot be read" },
		{ "a negative hour", "3/4 -3:00", 0, "cannot be read" },
		{ "a zone", "3/4 15:30Z", 0, "cannot be read" },
		{ "an offset", "2026-04-03T15:30+01:00", 0, "cannot be read" },
		{ "a year or a time", "3/4 2015", 0,
		    "could be a year or a time" },
		{ "this year or a time", "3/4 2026", 0,
		    "could be a year or a time" },
		{ "a year or a time, points", "3.4 2015", 0,
		    "could be a year or a time" },
		{ "bare and alone", "1530", 0, "cannot be read" },
		{ "bare and first", "1530 3/4", 0, "cannot be read" },
	};

	(void)state;
	check_bad(rows, COUNT(rows));
}

static void
test_does_not_suit(void **state)
{
	static const struct bad rows[] = {
		{ "a time", "3/4 15:30", WHEN_DATE_ONLY, "Only a date" },
		{ "a time alone", "15:30", WHEN_DATE_ONLY, "Only a date" },
		{ "a time first", "3pm 3/4", WHEN_DATE_ONLY, "Only a date" },
		{ "noon", "yesterday noon", WHEN_DATE_ONLY, "Only a date" },
		{ "stored with a time", "2026-04-03T15:30", WHEN_DATE_ONLY,
		    "Only a date" },
		{ "midnight is a time", "3/4 0:00", WHEN_DATE_ONLY,
		    "Only a date" },
		{ "birth without a year", "3/4", BIRTH, "needs its day" },
		{ "birth without a year, a month", "3 apr", BIRTH,
		    "needs its day" },
		{ "birth, a time alone", "15:30", WHEN_BIRTH, "needs its day" },
		{ "birth tomorrow", "16/4/2026", BIRTH, "in the future" },
		{ "birth, stored, tomorrow", "2026-04-16", BIRTH,
		    "in the future" },
		{ "birth, the word", "tomorrow", BIRTH, "in the future" },
		{ "birth, next monday", "next mon", BIRTH, "in the future" },
		{ "birth, in a day", "+1d", BIRTH, "in the future" },
		{ "birth, a minute ahead", "15/4/2026 14:03", WHEN_BIRTH,
		    "in the future" },
		{ "birth, 2199", "3/4/2199", BIRTH, "in the future" },
		{ "birth, no such day in either", "29/2/27", BIRTH,
		    "no such day" },
		{ "birth with a time", "3/4/2015 15:30", BIRTH, "Only a date" },
	};

	(void)state;
	check_bad(rows, COUNT(rows));
}

static void
test_not_a_date(void **state)
{
	static const struct bad rows[] = {
		{ "nothing", "", 0, "such as" },
		{ "spaces", "   \t ", 0, "such as" },
		{ "a day alone", "3", 0, "cannot be read" },
		{ "a year alone", "2026", 0, "cannot be read" },
		{ "a month alone", "april", 0, "cannot be read" },
		{ "a month and a year", "april 2026", 0, "cannot be read" },
		{ "month/year", "4/2026", 0, "cannot be read" },
		{ "a slash too many", "3//4", 0, "cannot be read" },
		{ "a slash after", "3/4/", 0, "cannot be read" },
		{ "a slash before", "/3/4", 0, "cannot be read" },
		{ "mixed marks", "3/4-2026", 0, "cannot be read" },
		{ "mixed marks, ISO", "2026-04/03", 0, "cannot be read" },
		{ "three digits of a year", "3/4/202", 0, "cannot be read" },
		{ "one digit of a year", "3/4/6", 0, "cannot be read" },
		{ "five digits of a year", "3/4/20260", 0, "cannot be read" },
		{ "three digits of a day", "003/4/2026", 0, "cannot be read" },
		{ "no marks", "03042026", 0, "cannot be read" },
		{ "two dates", "3/4 5/6", 0, "cannot be read" },
		{ "a range", "3/4-5/4", 0, "cannot be read" },
		{ "two letters of a month", "3 ap", 0, "cannot be read" },
		{ "two letters of a day", "mo", 0, "cannot be read" },
		{ "a wrong end of a month", "3 aprul", 0, "cannot be read" },
		{ "more than a month", "3 aprils", 0, "cannot be read" },
		{ "more than a day", "mondays", 0, "cannot be read" },
		{ "last alone", "last", 0, "cannot be read" },
		{ "last week", "last week", 0, "cannot be read" },
		{ "next april", "next april", 0, "cannot be read" },
		{ "next today", "next today", 0, "cannot be read" },
		{ "days without a sign", "2d", 0, "cannot be read" },
		{ "a sign alone", "-", 0, "cannot be read" },
		{ "a sign and days", "-d", 0, "cannot be read" },
		{ "two signs", "--2d", 0, "cannot be read" },
		{ "another unit", "-2m", 0, "cannot be read" },
		{ "too many digits", "-99999d", 0, "cannot be read" },
		{ "words", "soon", 0, "cannot be read" },
		{ "a question", "3/4?", 0, "cannot be read" },
		{ "a guess", "about 3/4", 0, "cannot be read" },
		{ "brackets", "(3/4)", 0, "cannot be read" },
		{ "an apostrophe", "3 apr '26", 0, "cannot be read" },
		{ "a year twice", "3/4/2026 2026 2026", 0, "cannot be read" },
		{ "a date and words", "3/4/2026 in the park", 0,
		    "cannot be read" },
	};

	(void)state;
	check_bad(rows, COUNT(rows));
	check_at(&now, "none", NULL, 0, NULL, "such as");
}

static void
test_hostile(void **state)
{
	static const struct bad rows[] = {
		{ "a format", "%s%n%d", 0, "cannot be read" },
		{ "SQL", "3/4'; DROP TABLE", 0, "cannot be read" },
		{ "an escape", "\033[2J3/4", 0, "cannot be read" },
		{ "a newline", "3/4\n", 0, "cannot be read" },
		{ "a newline between", "3/4\n15:30", 0, "cannot be read" },
		{ "a carriage return", "3/4\r", 0, "cannot be read" },
		{ "broken UTF-8", "3/4\xff", 0, "cannot be read" },
		{ "a bidi override", "3/4\xe2\x80\xae", 0, "cannot be read" },
		{ "a hard space",
		    "3\xc2\xa0"
		    "apr",
		    0, "cannot be read" },
		{ "digits that are not ASCII", "\xd9\xa3/\xd9\xa4", 0,
		    "cannot be read" },
		{ "a slash that is not ASCII",
		    "3\xe2\x81\x84"
		    "4",
		    0, "cannot be read" },
		{ "overflow", "99999999999999999999/1/2026", 0,
		    "cannot be read" },
		{ "overflow of days", "-99999999999999999999d", 0,
		    "cannot be read" },
		{ "a word too long", "aprilaprilaprilaprilapril 3", 0,
		    "cannot be read" },
		{ "a word as long as may be", "3 septemberxx", 0,
		    "cannot be read" },
		{ "many tokens", "1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", 0,
		    "cannot be read" },
		{ "too many tokens", "3/4/2026/////////////////////", 0,
		    "cannot be read" },
		{ "a byte too long",
		    "3 april 2026                                         "
		    "       15:30",
		    0, "cannot be read" },
	};
	char *long_text = malloc(1000001);

	(void)state;
	check_bad(rows, COUNT(rows));
	memset(long_text, '3', 1000000);
	long_text[1000000] = '\0';
	check_at(
	    &now, "a million digits", long_text, 0, NULL, "cannot be read");
	memset(long_text, ' ', 1000000);
	check_at(
	    &now, "a million spaces", long_text, 0, NULL, "cannot be read");
	free(long_text);
}

/* D1: what was typed may be case data and is not said again. */
static void
test_no_case_data(void **state)
{
	static const char *const texts[] = { "31/2/2017", "3 zzyzx 2017",
		"29/2/2017", "mon 4/4/2017", "4/4/2017 27:17" };

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct errinfo e = { 0 };
		struct civil c;

		assert_int_equal(
		    when_parse(&c, texts[i], &now, 0, &e), ERR_INVALID);
		assert_null(strstr(e.says, "17"));
		assert_null(strstr(e.says, "zzyzx"));
	}
}

/* Whatever is shown or stored is read back as the same. */
static void
test_reads_what_it_shows(void **state)
{
	struct civil c = { 1900, 1, 1, 0, 0, false };

	(void)state;
	for (; when_is_valid(&c); c = when_add_days(c, 5)) {
		struct civil timed = c, back;
		char text[WHEN_SHOWN];

		timed.has_time = true;
		timed.hour = c.day % 24;
		timed.minute = c.year % 60;
		for (int i = 0; i < 4; i++) {
			const struct civil *want = i & 1 ? &timed : &c;

			if (i & 2)
				when_show(text, want);
			else
				when_store(text, want);
			if (when_parse(&back, text, &now, 0, NULL) != ERR_OK ||
			    when_compare(&back, want) != 0 ||
			    back.has_time != want->has_time)
				fail_msg("%s", text);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dates),
		cmocka_unit_test(test_year_left_out),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_births),
		cmocka_unit_test(test_not_in_the_calendar),
		cmocka_unit_test(test_no_such_time),
		cmocka_unit_test(test_does_not_suit),
		cmocka_unit_test(test_not_a_date),
		cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_no_case_data),
		cmocka_unit_test(test_reads_what_it_shows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
