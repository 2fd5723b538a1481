/* suppress.h - which numbers of a table of counts must not be shown, so that no small
 * one can be worked out (N2). Pure: numbers in, marks out.
 *
 * A table is rows x cols counts with a total for each row and column and one of all:
 * (rows + 1) x (cols + 1) entries, the totals last. Every count is of people (or of
 * what happened to them); 0 is shown, because it is about nobody.
 *
 * What is promised of what is left in view. Take somebody who knows all shown
 * entries, that totals are sums, the threshold, and that an entry that is not shown
 * is at least 1. Over all tables of whole numbers that fit what they know, then
 *   1. an entry that is not shown has at least two values;
 *   2. one that is 1 to small may also be more than small, so it is not even sure
 *      that it is a small one;
 *   3. so what the entries of one line that are not shown add up to, where its
 *      total is shown, is more than small.
 *
 * Why it holds: the table is a network. Rows, columns, and the row and the column of
 * the totals are its nodes; an entry is an arc with its count as the flow; that
 * totals are sums is that no node keeps anything. Tables that fit what is shown are
 * the flows that differ on the other arcs alone, and by how much an arc can differ is
 * a largest flow through what the others leave over (suppress_range): exact, in whole
 * numbers. suppress_table looks at the range of every entry that it hides, and hides
 * more until all hold; with nothing left in view all do.
 *
 * What is not promised: nothing is said against somebody who knows some of the
 * people who were counted, and takes them away. */
#ifndef HAVEN_SUPPRESS_H
#define HAVEN_SUPPRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SUPPRESS_LINES_MAX 64 /* rows, and columns, without the totals */
#define SUPPRESS_ANY INT64_MAX

struct suppress {
	size_t rows, cols; /* each 1 to SUPPRESS_LINES_MAX */
	/* (rows + 1) x (cols + 1), line by line; at most 2^40 each. */
	const int64_t *n;
	bool *hidden; /* as many: what is not shown */
	/* suppress_range alone: by how much each may grow at most; NULL: any. */
	const int64_t *grow;
};

/* Do the totals add up, and is nothing below 0? */
bool suppress_adds_up(const struct suppress *t);

/* Hide what must be hidden. What hidden says already on the way in stays so (and is
 * protected like the rest), but for zeros, which are shown. small: 1 or more. The
 * table must add up. */
void suppress_table(const struct suppress *t, int64_t small);

/* What the hidden entry at row r, column c may be for whoever sees the others, when
 * every hidden one is at least `least`: exact. *most is SUPPRESS_ANY without a
 * bound. An entry that is shown is its own range. */
void suppress_range(const struct suppress *t, size_t r, size_t c, int64_t least,
    int64_t *lowest, int64_t *most);

/* Does the promise above hold for every entry? */
bool suppress_holds(const struct suppress *t, int64_t small);

#endif
