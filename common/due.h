/* due.h - until when a request for information, a correction, an objection is
 * answered, and a mistake is reported (A1, A3, A4; UK GDPR article 12 and 33).
 *
 * One calendar month from the day it came, to the same day of the next month or to
 * its last one, and on to the next working day. Two more months when that was
 * said, with the reason, within the first. While we wait for who somebody is, or for what
 * they seek, the clock stands still. Where the law leaves a doubt, the earlier day
 * counts. Pure functions but for holidays_set; days are civil days here. */
#ifndef HAVEN_DUE_H
#define HAVEN_DUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "err.h"
#include "when.h"

/* ---- working days: England and Wales, the setting bank_holidays ---- */

#define HOLIDAYS_MAX 40

struct holidays {
	size_t count;
	struct civil at[HOLIDAYS_MAX];
};
/* Dates "YYYY-MM-DD" with a space between, in any order; "" is none. ERR_INVALID
 * with out empty: one that is no date, or too many. */
enum err holidays_read(
    struct holidays *out, const char *text, struct errinfo *e);

/* Those of this office, as lists.h: set once when havend starts; by a device when
 * its person is let in. Not while another thread reads. On an error those before
 * still stand. */
enum err holidays_set(const char *text, struct errinfo *e);
const struct holidays *holidays_here(void);

/* Monday to Friday, and no bank holiday; h NULL: none is. */
bool due_is_working(const struct civil *c, const struct holidays *h);
/* The day itself if it is one, else the next. */
struct civil due_next_working(struct civil c, const struct holidays *h);
/* So many working days after c. */
struct civil due_add_working(
    struct civil c, int days, const struct holidays *h);

/* ---- one month ---- */

/* So many calendar months on, to the same day or the month's last; without a
 * time. Not moved to a working day. */
struct civil due_months(const struct civil *from, int months);
/* due_months of one. */
struct civil due_month(const struct civil *received);

/* ---- the clock of a request ---- */

/* We may stop the clock only by asking without delay: so many working days after
 * the request came. Asked later, it runs on. */
#define DUE_ASK_DAYS 5
#define DUE_STOPS_MAX 20

/* From the day we asked to the day the answer came: that one counts again. */
struct due_stop {
	struct civil from, until;
	bool is_open; /* no answer yet; until says nothing */
};
struct due_clock {
	struct civil received, today;
	const struct due_stop *stops; /* in any order; at most DUE_STOPS_MAX */
	size_t stop_count;
	bool is_extended; /* the asker was told so, and why, on: */
	struct civil extended_on;
	const struct holidays *holidays;
};
struct due {
	struct civil day;    /* the last day for the answer; while the clock
			      * stands still: if the answer came today */
	struct civil first;  /* without an extension: the last day for one */
	int stopped_days;    /* all that are added; each day once */
	bool is_stopped;     /* the clock stands still today */
	int still_days;      /* for so long */
	bool is_longer;      /* the extension counts */
	bool is_longer_late; /* it was given too late, and does not */
	bool has_late_stop;  /* a stop does not count: asked too late */
	int days_left;       /* from today; negative: overdue for so long */
};
void due_work_out(const struct due_clock *c, struct due *out);

/* ---- a mistake (A4) ---- */

/* The regulator is told within 72 hours of when it was noticed, weekends and
 * holidays among them; noticed on a day without a time: from its beginning. */
#define DUE_REGULATOR_HOURS 72
int64_t due_regulator_ms(const struct civil *noticed);

/* ---- in words; append ---- */

/* "due Fri 3 April 2026, in 9 days", "overdue for 2 days (Fri 3 April 2026)" */
void due_words(const struct due *d, struct buf *out);
/* "31 hours left to tell the regulator", "the 72 hours ended 5 hours ago" */
void due_regulator_words(int64_t due_ms, int64_t now_ms, struct buf *out);
/* "31 of 72 hours left", "72 hours over" */
void due_regulator_brief(int64_t due_ms, int64_t now_ms, struct buf *out);

#endif
