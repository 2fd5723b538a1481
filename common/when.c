/* when.c - the calendar, the zone of this machine, and dates as they are
 * stored and shown.
 *
 * Days are counted from 1970-01-01 in the Gregorian calendar, which England
 * has kept all through the years allowed here. mktime is not used: what it
 * makes of a time that the clocks skip depends on what it was asked before. */
#include "when.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define YEAR_MIN 1900
#define YEAR_MAX 2199
#define DAY_S 86400

static const char *const day_names[7] = { "Sun", "Mon", "Tue", "Wed", "Thu",
	"Fri", "Sat" };
static const char *const month_names[12] = { "January", "February", "March",
	"April", "May", "June", "July", "August", "September", "October",
	"November", "December" };

static atomic_int_least64_t fixed_ms = -1, fixed_boot_ms = -1;

static int64_t
read_clock(clockid_t clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int64_t
clock_ms(void)
{
	int64_t fixed = atomic_load(&fixed_ms);

	return fixed != -1 ? fixed : read_clock(CLOCK_REALTIME);
}

int64_t
clock_boot_ms(void)
{
	int64_t fixed = atomic_load(&fixed_boot_ms);

	if (fixed == -1)
		fixed = atomic_load(&fixed_ms);
	return fixed != -1 ? fixed : read_clock(CLOCK_BOOTTIME);
}

void
clock_fix_for_test(int64_t ms)
{
	atomic_store(&fixed_ms, ms);
}

void
clock_fix_boot_for_test(int64_t ms)
{
	atomic_store(&fixed_boot_ms, ms);
}

static bool
is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int
days_in_month(int year, int month)
{
	static const int days[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31,
		30, 31 };

	return days[month - 1] + (month == 2 && is_leap(year));
}

/* A quotient rounded down, also below 0. */
static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/* Days since 1970-01-01. The year is taken to begin in March, so that the
 * leap day is its last. */
static int64_t
day_number(const struct civil *c)
{
	int64_t y = c->month > 2 ? c->year : c->year - 1;
	int64_t m = (c->month + 9) % 12;

	return 365 * y + floor_div(y, 4) - floor_div(y, 100) +
	       floor_div(y, 400) + (153 * m + 2) / 5 + c->day - 1 - 719468;
}

/* The inverse of day_number; eras of 400 years have 146097 days. */
static void
set_day(struct civil *c, int64_t number)
{
	int64_t n = number + 719468;
	int64_t era = floor_div(n, 146097);
	int64_t in_era = n - era * 146097;
	int64_t y =
	    (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
	int64_t in_year = in_era - (365 * y + y / 4 - y / 100);
	int64_t m = (5 * in_year + 2) / 153;

	c->day = (int)(in_year - (153 * m + 2) / 5 + 1);
	c->month = (int)(m < 10 ? m + 3 : m - 9);
	c->year = (int)(y + era * 400 + (c->month <= 2));
}

static struct civil
civil_of_tm(const struct tm *tm)
{
	return (struct civil){
		.year = tm->tm_year + 1900,
		.month = tm->tm_mon + 1,
		.day = tm->tm_mday,
		.hour = tm->tm_hour,
		.minute = tm->tm_min,
		.has_time = true,
	};
}

struct civil
when_civil(int64_t ms)
{
	time_t t = (time_t)floor_div(ms, 1000);
	struct tm tm;

	if (!localtime_r(&t, &tm))
		return (struct civil){ 0 };
	return civil_of_tm(&tm);
}

/* How far the clocks here are ahead of UTC at t. */
static int64_t
offset_s(int64_t t)
{
	time_t at = (time_t)t;
	struct tm tm;

	return localtime_r(&at, &tm) ? tm.tm_gmtoff : 0;
}

int64_t
when_ms(const struct civil *c)
{
	int64_t local = day_number(c) * DAY_S + c->hour * 3600 + c->minute * 60;
	int64_t before = local - offset_s(local - DAY_S);
	int64_t after = local - offset_s(local + DAY_S);

	/* Read by the offset of the day before, a time that comes twice is its
	 * first, and one that is skipped moves on. */
	if (before + offset_s(before) != local &&
	    after + offset_s(after) == local)
		return after * 1000;
	return before * 1000;
}

bool
when_is_valid(const struct civil *c)
{
	if (c->year < YEAR_MIN || c->year > YEAR_MAX || c->month < 1 ||
	    c->month > 12 || c->day < 1 ||
	    c->day > days_in_month(c->year, c->month))
		return false;
	if (!c->has_time)
		return c->hour == 0 && c->minute == 0;
	return c->hour >= 0 && c->hour <= 23 && c->minute >= 0 &&
	       c->minute <= 59;
}

/* n digits at s, or -1. */
static int
read_digits(const char *s, int n)
{
	int value = 0;

	for (int i = 0; i < n; i++) {
		if (s[i] < '0' || s[i] > '9')
			return -1;
		value = value * 10 + (s[i] - '0');
	}
	return value;
}

bool
when_read(struct civil *out, const char *stored)
{
	size_t len = stored ? strnlen(stored, WHEN_TEXT) : 0;
	struct civil c = { 0 };

	*out = c;
	if ((len != 10 && len != 16) || stored[4] != '-' || stored[7] != '-')
		return false;
	c.year = read_digits(stored, 4);
	c.month = read_digits(stored + 5, 2);
	c.day = read_digits(stored + 8, 2);
	if (len == 16) {
		if (stored[10] != 'T' || stored[13] != ':')
			return false;
		c.has_time = true;
		c.hour = read_digits(stored + 11, 2);
		c.minute = read_digits(stored + 14, 2);
	}
	if (!when_is_valid(&c))
		return false;
	*out = c;
	return true;
}

void
when_store(char out[WHEN_TEXT], const struct civil *c)
{
	int n;

	out[0] = '\0';
	if (!when_is_valid(c))
		return;
	n = snprintf(
	    out, WHEN_TEXT, "%04d-%02d-%02d", c->year, c->month, c->day);
	if (c->has_time)
		snprintf(out + n, WHEN_TEXT - (size_t)n, "T%02d:%02d", c->hour,
		    c->minute);
}

void
when_show(char out[WHEN_SHOWN], const struct civil *c)
{
	int n;

	out[0] = '\0';
	if (!when_is_valid(c))
		return;
	n = snprintf(out, WHEN_SHOWN, "%s %d %s %04d",
	    day_names[when_weekday(c)], c->day, month_names[c->month - 1],
	    c->year);
	if (c->has_time)
		snprintf(out + n, WHEN_SHOWN - (size_t)n, ", %02d:%02d",
		    c->hour, c->minute);
}

static const char *
near_word(int days)
{
	return days == 0 ? "today" : "yesterday";
}

void
when_show_near(char out[WHEN_SHOWN], const struct civil *c, int64_t now_ms)
{
	struct civil now = when_civil(now_ms);
	char at[16] = "";
	int days;

	out[0] = '\0';
	if (!when_is_valid(c) || !when_is_valid(&now))
		return;
	days = when_days(c, &now);
	if (c->has_time)
		snprintf(at, sizeof at, "%02d:%02d", c->hour, c->minute);
	if (days == 0 && c->has_time)
		snprintf(out, WHEN_SHOWN, "%s", at);
	else if (days == 0 || days == 1)
		snprintf(out, WHEN_SHOWN, "%s%s%s", near_word(days),
		    *at ? " " : "", at);
	else if (c->year == now.year)
		snprintf(out, WHEN_SHOWN, "%d %.3s%s%s", c->day,
		    month_names[c->month - 1], *at ? " " : "", at);
	else
		snprintf(out, WHEN_SHOWN, "%d %.3s %d%s%s", c->day,
		    month_names[c->month - 1], c->year, *at ? " " : "", at);
}

void
when_show_ms(char out[WHEN_SHOWN], int64_t ms, int64_t now_ms)
{
	struct civil c = when_civil(ms);

	when_show_near(out, &c, now_ms);
}

void
when_show_ago(char out[WHEN_SHOWN], int64_t ms, int64_t now_ms)
{
	static const struct {
		uint64_t ms;
		const char *name;
	} units[] = {
		{ 86400000, "day" },
		{ 3600000, "hour" },
		{ 60000, "minute" },
	};
	/* A clock that is a little ahead must not show a time to come. */
	uint64_t ago = ms < now_ms ? (uint64_t)now_ms - (uint64_t)ms : 0;

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		unsigned long long n = ago / units[i].ms;

		if (n == 0)
			continue;
		snprintf(out, WHEN_SHOWN, "%llu %s%s ago", n, units[i].name,
		    n == 1 ? "" : "s");
		return;
	}
	snprintf(out, WHEN_SHOWN, "just now");
}

int
when_days(const struct civil *a, const struct civil *b)
{
	return (int)(day_number(b) - day_number(a));
}

int
when_weekday(const struct civil *c)
{
	int64_t n = day_number(c) + 4; /* 1970-01-01 was a Thursday */

	return (int)(n - floor_div(n, 7) * 7);
}

int
when_compare(const struct civil *a, const struct civil *b)
{
	int days = when_days(b, a);

	if (days != 0 || !a->has_time || !b->has_time)
		return days;
	return (a->hour - b->hour) * 60 + a->minute - b->minute;
}

int
when_age(const struct civil *born, const struct civil *on)
{
	int years = on->year - born->year;

	/* Who was born on 29 February is a year older on 1 March (C1). */
	if (on->month * 100 + on->day < born->month * 100 + born->day)
		years--;
	return years;
}

struct civil
when_add_days(struct civil c, int days)
{
	set_day(&c, day_number(&c) + days);
	return c;
}

struct civil
when_add_working_days(struct civil c, int days)
{
	while (days > 0 && when_is_valid(&c)) {
		c = when_add_days(c, 1);
		if (when_weekday(&c) != 0 && when_weekday(&c) != 6)
			days--;
	}
	return c;
}

struct civil
when_add_years(struct civil c, int years)
{
	c.year += years;
	if (!when_is_valid(&c) && c.month == 2) {
		c.month = 3;
		c.day = 1;
	}
	return c;
}
