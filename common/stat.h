/* stat.h - what statistics count and by what, and a report as it is kept and shown
 * (N2, N3).
 *
 * A report is of whole months, and all its tables are made at once: each counts one
 * thing, by one of its rows and the columns that all its tables have in common. So
 * two tables of a report share their columns' totals and nothing else, and what
 * protects each protects them together: tables that share one margin, which is
 * shown, say nothing more of each other. Nobody chooses what stands in it but its
 * period; who asks for the same period gets the report there is. */
#ifndef HAVEN_STAT_H
#define HAVEN_STAT_H

#include "buf.h"
#include "err.h"
#include "lists.h"
#include "when.h"

enum stat_unit {
	STAT_CHILDREN,
	STAT_GOING_ON,
	STAT_REFERRED,
	STAT_BEGUN,
	STAT_ENDED,
	STAT_CONCERNS,
	STAT_SHARES,
	STAT_OUTCOMES, /* a table of its own for each measure */
	STAT_UNITS
};
enum stat_dim { STAT_SERVICE, STAT_AGE, STAT_REFERRER, STAT_CHANGE, STAT_DIMS };

#define STAT_ROWS_MAX 3
struct stat_unit_def {
	const char *code; /* in reports and in the store; never changes */
	const char *title;
	enum stat_dim cols;
	size_t row_count;
	enum stat_dim rows[STAT_ROWS_MAX];
};
extern const struct stat_unit_def stat_units[STAT_UNITS];
/* False: no such unit. */
bool stat_unit_parse(enum stat_unit *out, const char *code);
const char *stat_dim_code(enum stat_dim dim);
const char *stat_dim_title(enum stat_dim dim);
/* The codes of a dimension in their order; ends with code NULL. STAT_SERVICE and
 * measures have those of the settings, and may meet others of earlier ones. */
const struct choice *stat_codes(enum stat_dim dim);
/* What a code is in words; appends. */
void stat_label(enum stat_dim dim, const char *code, struct buf *out);

/* Codes that are none of the settings. */
#define STAT_NONE "none"       /* no support, or none yet */
#define STAT_UNKNOWN "unknown" /* it is not written down */
#define STAT_SELF "self"       /* the family came by itself */
#define STAT_TOGETHER "+"      /* those columns that would be too small alone */

/* The band of an age in full years; below 0: not known. */
const char *stat_age_code(int age);
/* better, same, worse */
const char *stat_change_code(long before, long after);

/* Months are counted from year 0: 2026-03 is 2026 * 12 + 2. Of stored text of
 * when.h; -1: it is no day. */
int stat_month(const char *day);
/* As a person types it: "3/2026", "mar 2026", "2026-03", or a day of that month as
 * when_parse reads it. -1: it is none. */
int stat_month_parse(const char *typed, const struct civil *now);
/* "January 2026 to March 2026", "March 2026". */
void stat_period_words(int from, int until, struct buf *out);
/* Stored text of the first and the last day. */
void stat_first_day(int month, char out[WHEN_TEXT]);
void stat_last_day(int month, char out[WHEN_TEXT]);

/* ---- a report ---- */

#define STAT_HIDDEN (-1)
#define STAT_LINES_MAX 60

/* Means of a line, in tenths of a point; of so few that it is not shown: STAT_HIDDEN.
 * Outcomes alone have them. */
struct stat_mean {
	int64_t before, after;
};
struct stat_table {
	enum stat_unit unit;
	char measure[LIST_CODE_MAX]; /* "" but for outcomes */
	enum stat_dim row_dim;
	size_t rows, cols;
	char (*row)[LIST_CODE_MAX], (*col)[LIST_CODE_MAX];
	/* Codes that stand together in the last column, STAT_TOGETHER. */
	size_t together_count;
	char (*together)[LIST_CODE_MAX];
	int64_t *n; /* (rows + 1) x (cols + 1), totals last; or STAT_HIDDEN */
	struct stat_mean *means; /* rows + 1, or NULL */
};
struct stat_report {
	int from, until; /* months, both in it */
	int64_t small;
	size_t count;
	struct stat_table *tables;
};

int64_t stat_at(const struct stat_table *t, size_t r, size_t c);
/* The row or column of a code; rows or cols for none. */
size_t stat_row(const struct stat_table *t, const char *code);
size_t stat_col(const struct stat_table *t, const char *code);
/* Of the same thing, by the same rows; or NULL. */
const struct stat_table *stat_find(
    const struct stat_report *r, const struct stat_table *like);
/* A new table at the end, all entries 0. */
struct stat_table *stat_report_add(struct stat_report *r, enum stat_unit unit,
    const char *measure, enum stat_dim row_dim, size_t rows, size_t cols,
    size_t together);

void stat_report_write(const struct stat_report *r, struct buf *out);
/* ERR_INVALID if it is no report that stat_report_write wrote. *out is the caller's
 * (stat_report_done) also then. */
enum err stat_report_read(
    struct stat_report *out, const char *text, size_t len, struct errinfo *e);
void stat_report_done(struct stat_report *r);

/* ---- as it is shown (stat_doc.c) ---- */

struct doc;

/* What a report says, for the screen, for paper, and for a spreadsheet. head: lines of
 * text about it (whose it is, when it was made), or "". The caller's (doc_free). */
struct doc *stat_doc(
    const struct stat_report *r, const char *title, const char *head);
/* A row for each number: what is counted, measure, by what, line, column, number. What
 * is not shown is "not shown". No cell can start a formula (csv.h). */
void stat_csv(const struct stat_report *r, struct buf *out);

#endif
