/* stats_guard.h - a report beside those that were shown before (N2): used by
 * stats_make.c alone.
 *
 * Two reports that were shown lie apart, or one lies within the other; one that
 * overlaps another in part is refused. What may follow then:
 *
 *   - What did not stand alone, or was not shown, in one of them is not shown in a
 *     later one that overlaps it.
 *   - A number, less the numbers of the same thing in the reports within its months,
 *     is the number of what is left of these months: it is refused if that is small,
 *     whichever of them are taken away. So it is for what is not shown in a line, as
 *     far as that line tells what it adds up to. The numbers are those that were
 *     shown, so what was corrected since is a difference, too.
 *   - Every entry that is not shown, in any of them, must still be able to be another:
 *     stats_worlds.c gives a world in which it is, and everything that was shown is
 *     as it was. */
#ifndef HAVEN_STATS_GUARD_H
#define HAVEN_STATS_GUARD_H

#include "stats_in.h"

#define STATS_NEAR_MAX 40 /* reports that a new one lies beside */

struct stats_guard {
	const struct stat_scan *sc;
	int from, until;
	int64_t small;
	/* Those within the widest report that overlaps the new one. */
	struct stat_shown near[STATS_NEAR_MAX + 1];
	size_t count;
};

/* ERR_DENIED: one overlaps in part, or there are too many. */
enum err stats_guard_begin(struct stats_guard *g,
    const struct stat_shown *against, size_t count, struct errinfo *e);
/* Did this column not stand alone in a report that overlaps? */
bool stats_guard_joins(const struct stats_guard *g, enum stat_unit unit,
    const char *measure, const char *code);
/* Was this entry not shown in one? t has its lines named. */
bool stats_guard_hides(const struct stats_guard *g, const struct stat_table *t,
    size_t r, size_t c);
/* ERR_DENIED: it must not be shown beside one of them. */
enum err stats_guard_end(
    struct stats_guard *g, const struct stat_report *made, struct errinfo *e);
void stats_guard_done(struct stats_guard *g);

/* Is the entry of these codes not shown? NULL: the total. For what stands together
 * with others, of all those. */
bool stat_is_hidden(
    const struct stat_table *t, const char *row, const char *col);
/* A place in near of which an entry that is not shown could be worked out; SIZE_MAX:
 * there is none. near[count] is the new one (stats_worlds.c). */
size_t stats_worlds_fail(const struct stats_guard *g);

#endif
