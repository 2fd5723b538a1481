/* stats_guard.c - a report beside those that were shown before (stats_guard.h, N2). */
#include "stats_guard.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

/* A number that cannot be worked out. */
#define NOT_KNOWN INT64_MIN
#define CODES_MAX 256

static bool
has_code(char (*codes)[LIST_CODE_MAX], size_t count, const char *code)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(codes[i], code) == 0)
			return true;
	return false;
}

static bool
is_together(const struct stat_table *t, const char *col)
{
	return has_code(t->together, t->together_count, col);
}

/* Nothing of it is shown, or it counts nothing. */
static bool
is_one_number(const struct stat_table *t)
{
	return t->cols == 0;
}

/* The entry, as it was shown; of what stands together, if one_of_many, that of all. */
static int64_t
entry(const struct stat_table *t, const char *row, const char *col,
    bool one_of_many)
{
	size_t r = row != NULL ? stat_row(t, row) : t->rows;
	size_t c = col != NULL ? stat_col(t, col) : t->cols;
	int64_t all = stat_at(t, t->rows, t->cols);

	if (is_one_number(t))
		return all == 0 || (row == NULL && col == NULL)
			   ? (all == STAT_HIDDEN ? NOT_KNOWN : all)
			   : NOT_KNOWN;
	if (col != NULL && c == t->cols) {
		if (strcmp(col, STAT_TOGETHER) == 0)
			return NOT_KNOWN;
		if (!is_together(t, col))
			return 0;
		if (!one_of_many)
			return NOT_KNOWN;
		c = stat_col(t, STAT_TOGETHER);
	}
	if (row != NULL && r == t->rows)
		return t->rows == 0 ? NOT_KNOWN : 0;
	return stat_at(t, r, c) == STAT_HIDDEN ? NOT_KNOWN : stat_at(t, r, c);
}

bool
stat_is_hidden(const struct stat_table *t, const char *row, const char *col)
{
	return entry(t, row, col, true) == NOT_KNOWN;
}

/* ---- which reports lie near ---- */

static bool
overlaps(const struct stat_report *r, int from, int until)
{
	return r->from <= until && r->until >= from;
}

static bool
is_within(const struct stat_report *r, int from, int until)
{
	return r->from >= from && r->until <= until;
}

static enum err
refuse(const struct stat_shown *s, const char *why, struct errinfo *e)
{
	return err_set(e, ERR_DENIED,
	    "This report is not made: %s the one of %s, shown on %s. Ask for "
	    "months that do not overlap that one (N2).",
	    why, s->title, s->made);
}

enum err
stats_guard_begin(struct stats_guard *g, const struct stat_shown *against,
    size_t count, struct errinfo *e)
{
	int from = g->from, until = g->until;

	for (size_t i = 0; i < count; i++) {
		const struct stat_report *r = against[i].report;

		if (!overlaps(r, g->from, g->until))
			continue;
		if (is_within(r, g->from, g->until))
			continue;
		if (r->from > g->from || r->until < g->until)
			return refuse(&against[i],
			    "it overlaps in part, and has to lie within or "
			    "around,",
			    e);
		from = r->from < from ? r->from : from;
		until = r->until > until ? r->until : until;
	}
	for (size_t i = 0; i < count; i++) {
		if (!is_within(against[i].report, from, until))
			continue;
		if (g->count == STATS_NEAR_MAX)
			return refuse(
			    &against[i], "too many reports lie beside", e);
		g->near[g->count++] = against[i];
	}
	return ERR_OK;
}

void
stats_guard_done(struct stats_guard *g)
{
	g->count = 0;
}

bool
stats_guard_joins(const struct stats_guard *g, enum stat_unit unit,
    const char *measure, const char *code)
{
	struct stat_table like = { .unit = unit,
		.row_dim = stat_units[unit].rows[0] };

	snprintf(like.measure, sizeof(like.measure), "%s", measure);
	for (size_t i = 0; i < g->count; i++) {
		const struct stat_report *r = g->near[i].report;
		const struct stat_table *t = stat_find(r, &like);

		if (t != NULL && overlaps(r, g->from, g->until) &&
		    is_together(t, code))
			return true;
	}
	return false;
}

bool
stats_guard_hides(
    const struct stats_guard *g, const struct stat_table *t, size_t r, size_t c)
{
	const char *row = r < t->rows ? t->row[r] : NULL;
	const char *col = c < t->cols ? t->col[c] : NULL;

	if (row == NULL)
		return false; /* totals of columns: each report has them */
	for (size_t i = 0; i < g->count; i++) {
		const struct stat_report *near = g->near[i].report;
		const struct stat_table *o = stat_find(near, t);

		if (o == NULL || !overlaps(near, g->from, g->until))
			continue;
		if (col == NULL || strcmp(col, STAT_TOGETHER) != 0) {
			if (stat_is_hidden(o, row, col))
				return true;
			continue;
		}
		for (size_t k = 0; k < t->together_count; k++)
			if (stat_is_hidden(o, row, t->together[k]))
				return true;
	}
	return false;
}

/* ---- one number less others ---- */

/* Some codes of a line. */
struct group {
	size_t count;
	char code[CODES_MAX][LIST_CODE_MAX];
};

static void
group_add(struct group *g, const char *code)
{
	if (g->count < CODES_MAX && strcmp(code, STAT_TOGETHER) != 0 &&
	    !has_code(g->code, g->count, code))
		snprintf(g->code[g->count++], LIST_CODE_MAX, "%s", code);
}

/* What is added up: of a row (or the totals, row NULL) some columns, or of a column
 * some rows. */
struct slice {
	const char *line; /* NULL: the line of totals */
	bool of_rows;     /* the group is of rows, and the line a column */
	const struct group *group;
};

static bool
all_in(const struct stat_table *t, const struct group *g)
{
	for (size_t i = 0; i < t->together_count; i++)
		if (!has_code(((struct group *)(uintptr_t)g)->code, g->count,
			t->together[i]))
			return false;
	return true;
}

static int64_t
slice_entry(const struct stat_table *t, const struct slice *s, const char *code)
{
	return s->of_rows ? entry(t, code, s->line, false)
			  : entry(t, s->line, code, false);
}

/* Of the group, each entry by itself; what stands together once, if all of it is in
 * the group. */
static int64_t
add_group(const struct stat_table *t, const struct slice *s)
{
	bool joined =
	    !s->of_rows && t->together_count > 0 && all_in(t, s->group);
	int64_t sum = 0, n;

	for (size_t i = 0; i < s->group->count; i++) {
		const char *code = s->group->code[i];

		if (joined && is_together(t, code))
			continue;
		n = slice_entry(t, s, code);
		if (n == NOT_KNOWN)
			return NOT_KNOWN;
		sum += n;
	}
	n = joined ? entry(t, s->line, t->together[0], true) : 0;
	return n == NOT_KNOWN ? NOT_KNOWN : sum + n;
}

/* The same by what the line adds up to, less all that is not in the group. */
static int64_t
add_rest(const struct stat_table *t, const struct slice *s)
{
	size_t count = s->of_rows ? t->rows : t->cols;
	int64_t n = s->of_rows ? entry(t, NULL, s->line, false)
			       : entry(t, s->line, NULL, false);

	if (n == NOT_KNOWN || count == 0 ||
	    (!s->of_rows && t->together_count > 0 && !all_in(t, s->group)))
		return NOT_KNOWN;
	for (size_t i = 0; i < count; i++) {
		const char *code = s->of_rows ? t->row[i] : t->col[i];
		int64_t one;

		if (strcmp(code, STAT_TOGETHER) == 0 ||
		    has_code(((struct group *)(uintptr_t)s->group)->code,
			s->group->count, code))
			continue;
		one = slice_entry(t, s, code);
		if (one == NOT_KNOWN)
			return NOT_KNOWN;
		n -= one;
	}
	return n;
}

static int64_t
slice_value(const struct stat_table *t, const struct slice *s)
{
	int64_t n = add_group(t, s);

	return n != NOT_KNOWN ? n : add_rest(t, s);
}

static bool
is_small_difference(const struct stats_guard *g, int64_t n)
{
	return n != 0 && n >= -g->small && n <= g->small;
}

/* Is near[i] within near[p], with nothing between? */
static bool
is_child(const struct stats_guard *g, size_t p, size_t i)
{
	const struct stat_report *parent = g->near[p].report,
				 *r = g->near[i].report;

	if (i == p || !is_within(r, parent->from, parent->until))
		return false;
	for (size_t k = 0; k <= g->count; k++) {
		const struct stat_report *m = g->near[k].report;

		if (k != p && k != i && is_within(r, m->from, m->until) &&
		    is_within(m, parent->from, parent->until))
			return false;
	}
	return true;
}

/* Do the same codes stand together in both? */
static bool
same_together(const struct stat_table *a, const struct stat_table *b)
{
	if (a->together_count != b->together_count)
		return false;
	for (size_t i = 0; i < a->together_count; i++)
		if (!is_together(b, a->together[i]))
			return false;
	return true;
}

static bool
of_together(const struct slice *s)
{
	return s->of_rows && s->line != NULL &&
	       strcmp(s->line, STAT_TOGETHER) == 0;
}

/* The report from which the slice differs by something small, or SIZE_MAX. p: the one
 * around. */
static size_t
differs(const struct stats_guard *g, const struct stat_table *like, size_t p,
    const struct slice *s)
{
	const struct stat_table *t = stat_find(g->near[p].report, like);
	int64_t all = t != NULL ? slice_value(t, s) : NOT_KNOWN, left = all;
	size_t last = SIZE_MAX;

	if (all == NOT_KNOWN)
		return SIZE_MAX;
	for (size_t i = 0; i <= g->count; i++) {
		const struct stat_table *o;
		int64_t n;

		if (!is_child(g, p, i))
			continue;
		o = stat_find(g->near[i].report, like);
		if (o != NULL && of_together(s) && !same_together(t, o))
			o = NULL;
		n = o != NULL ? slice_value(o, s) : NOT_KNOWN;
		if (n == NOT_KNOWN)
			continue;
		if (is_small_difference(g, all - n))
			return i == g->count ? p : i;
		left -= n;
		last = i;
	}
	if (last == SIZE_MAX || !is_small_difference(g, left))
		return SIZE_MAX;
	return last == g->count ? p : last;
}

/* ---- every slice of a table ---- */

struct lines {
	struct group rows, cols;
};

static void
find_lines(
    const struct stats_guard *g, const struct stat_table *like, struct lines *l)
{
	memset(l, 0, sizeof(*l));
	for (size_t i = 0; i <= g->count; i++) {
		const struct stat_table *t = stat_find(g->near[i].report, like);

		for (size_t k = 0; t != NULL && k < t->rows; k++)
			group_add(&l->rows, t->row[k]);
		for (size_t k = 0; t != NULL && k < t->cols; k++)
			group_add(&l->cols, t->col[k]);
		for (size_t k = 0; t != NULL && k < t->together_count; k++)
			group_add(&l->cols, t->together[k]);
	}
}

/* The codes of a line that one report does not show. */
static void
find_hidden(const struct stat_table *t, const struct slice *s,
    const struct group *all, struct group *out)
{
	out->count = 0;
	for (size_t i = 0; i < all->count; i++)
		if (slice_entry(t, s, all->code[i]) == NOT_KNOWN)
			group_add(out, all->code[i]);
}

static size_t
line_differs(const struct stats_guard *g, const struct stat_table *like,
    size_t p, const char *line, bool of_rows, const struct group *all)
{
	struct group *some = mem_zalloc(1, sizeof(*some));
	struct slice s = { line, of_rows, all };
	size_t with = differs(g, like, p, &s); /* the line's own total */

	s.group = some;
	for (size_t i = 0; with == SIZE_MAX && i < all->count; i++) {
		some->count = 0;
		group_add(some, all->code[i]);
		with = differs(g, like, p, &s);
	}
	for (size_t i = 0; with == SIZE_MAX && i <= g->count; i++) {
		const struct stat_table *t = stat_find(g->near[i].report, like);

		if (t == NULL)
			continue;
		find_hidden(t, &s, all, some);
		if (some->count > 0)
			with = differs(g, like, p, &s);
		some->count = 0;
		for (size_t k = 0; !of_rows && k < t->together_count; k++)
			group_add(some, t->together[k]);
		if (with == SIZE_MAX && some->count > 0)
			with = differs(g, like, p, &s);
	}
	free(some);
	return with;
}

static size_t
table_differs(const struct stats_guard *g, const struct stat_table *like)
{
	struct lines *l = mem_alloc(sizeof(*l));
	size_t with = SIZE_MAX;

	find_lines(g, like, l);
	for (size_t p = 0; with == SIZE_MAX && p <= g->count; p++) {
		for (size_t i = 0; with == SIZE_MAX && i <= l->rows.count; i++)
			with = line_differs(g, like, p,
			    i < l->rows.count ? l->rows.code[i] : NULL, false,
			    &l->cols);
		for (size_t i = 0; with == SIZE_MAX && i <= l->cols.count; i++)
			with = line_differs(g, like, p,
			    i < l->cols.count ? l->cols.code[i] : NULL, true,
			    &l->rows);
		if (with == SIZE_MAX)
			with = line_differs(
			    g, like, p, STAT_TOGETHER, true, &l->rows);
	}
	free(l);
	return with;
}

enum err
stats_guard_end(
    struct stats_guard *g, const struct stat_report *made, struct errinfo *e)
{
	size_t with = SIZE_MAX;

	if (g->count == 0)
		return ERR_OK;
	g->near[g->count] = (struct stat_shown){ .report = made };
	for (size_t i = 0; with == SIZE_MAX && i < made->count; i++)
		with = table_differs(g, &made->tables[i]);
	if (with < g->count)
		return refuse(&g->near[with],
		    "one of its numbers would differ by a small one, which "
		    "is about few people, from",
		    e);
	with = stats_worlds_fail(g);
	if (with == SIZE_MAX)
		return ERR_OK;
	return refuse(&g->near[with < g->count ? with : 0],
	    "with it a number that is not shown could be worked out beside", e);
}
