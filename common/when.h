/* when.h - dates and times as people write them, day first.
 *
 * Stored text: "YYYY-MM-DD", or "YYYY-MM-DDTHH:MM" (civil time where it
 * happened; no zone). Machine times are int64 milliseconds since 1970 UTC.
 * Nothing here reads the clock, except clock_*_ms. */
#ifndef HAVEN_WHEN_H
#define HAVEN_WHEN_H

#include <stdbool.h>
#include <stdint.h>

#include "err.h"

struct civil {
	int year, month, day; /* 1900..2199, 1..12, 1..31 */
	int hour, minute;     /* 0..23, 0..59; both 0 without a time */
	bool has_time;
};

#define WHEN_TEXT 17  /* bytes of stored text with its NUL */
#define WHEN_SHOWN 40 /* bytes of shown text with its NUL */

enum when_flag {
	WHEN_DATE_ONLY = 1, /* a time is refused */
	WHEN_BIRTH = 2,     /* needs its year; not in the future */
	WHEN_AHEAD =
	    4, /* "3/4", "mon": the next one (due dates), not the last */
};

/* This machine's clock; the only place that reads it. */
int64_t clock_ms(void);
/* Milliseconds since this machine was started, sleep counted: for how long
 * something took or has been, whatever is done to the clock meanwhile. */
int64_t clock_boot_ms(void);
/* For tests: both clocks stand at ms until called with -1. */
void clock_fix_for_test(int64_t ms);
/* For tests of a clock that jumps: the second one alone. */
void clock_fix_boot_for_test(int64_t ms);

/* The civil time at ms in the zone of this machine (TZ). */
struct civil when_civil(int64_t ms);
/* Milliseconds of a civil time here; a time that the clocks skip is moved on,
 * one that comes twice is the first. */
int64_t when_ms(const struct civil *c);

/* Read what a person typed: 3/4, 3.4.26, 3-4-2026, 2026-04-03, 3 apr,
 * 3 april 2026, apr 3, today, yesterday, tomorrow, now, mon (the last one, or
 * today), last mon, next mon, -2d, +3d, -1w, each with an optional time before
 * or after it: 15:30, 15.30, 1530 after a date, 3pm, 3:30 pm, noon, midnight,
 * "at 3pm". Without a year: the one that makes it latest but not after today,
 * whatever the time (WHEN_AHEAD: earliest not before today). Two-digit years:
 * 00-68 is 20xx, but for births never in the future. A time alone is today.
 * "now" where only a date belongs is today. "3/4 2015" could end in a year or
 * a time and is asked back, unless only one of them can be. Stored and shown
 * text is read back as itself. ERR_INVALID, with out empty and a sentence that
 * shows an example. */
enum err when_parse(struct civil *out, const char *text,
    const struct civil *now, unsigned flags, struct errinfo *e);

/* Strictly the stored text. On false out is empty. */
bool when_read(struct civil *out, const char *stored);
void when_store(char out[WHEN_TEXT], const struct civil *c);

/* "Fri 3 April 2026, 15:30". As when_store: "" if c is not valid. */
void when_show(char out[WHEN_SHOWN], const struct civil *c);
/* "14:02" today, "yesterday 14:02", "3 Apr 14:02", with the year if another. */
void when_show_ms(char out[WHEN_SHOWN], int64_t ms, int64_t now_ms);
/* The same of what may be a day alone, which has no hour: "today", "3 Apr". */
void when_show_near(
    char out[WHEN_SHOWN], const struct civil *c, int64_t now_ms);
/* "just now", "4 minutes ago", "2 hours ago", "3 days ago" */
void when_show_ago(char out[WHEN_SHOWN], int64_t ms, int64_t now_ms);

/* < 0, 0, > 0; without a time both are compared by day. */
int when_compare(const struct civil *a, const struct civil *b);
/* Whole days from a to b. */
int when_days(const struct civil *a, const struct civil *b);
/* Full years from born to on; 29 February counts from 1 March (C1). */
int when_age(const struct civil *born, const struct civil *on);
/* 0 Sunday .. 6 Saturday */
int when_weekday(const struct civil *c);
bool when_is_valid(const struct civil *c);
struct civil when_add_days(struct civil c, int days);
/* The same day so many years on; 29 February is 1 March in other years. */
struct civil when_add_years(struct civil c, int years);
/* The day so many working days (Monday to Friday) after this one. */
struct civil when_add_working_days(struct civil c, int days);

#endif
