/* stats_make.c - the tables of one report, out of what was read (stats.h, N2, N3).
 *
 * All tables that count one thing have their columns in common. So the columns are
 * made safe first: those that would be too small stand together in one, until what
 * stands there is not small either; after that every total of a column may be shown.
 * Then each table is protected by itself (suppress.h), with these totals in view;
 * one for which that is not enough is not broken down at all. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "stats_guard.h"
#include "suppress.h"

/* Columns of a table, besides the one for the others: the settings may have changed
 * often. */
#define ALONE_MAX 40

/* One thing that is counted. */
struct counted {
	const struct stat_scan *sc;
	int from, until;
	int64_t small;
	enum stat_unit unit;
	size_t measure; /* outcomes alone */
	/* Which column each code stands in, and how many stand alone: those come
	 * first, in the order of their codes; then the one for the others. */
	bool is_together[STAT_WORDS_MAX];
	bool is_there[STAT_WORDS_MAX];
};

static bool
is_counted(const struct counted *cd, const struct stat_item *it)
{
	return it->unit == cd->unit &&
	       (cd->unit != STAT_OUTCOMES || it->measure == cd->measure) &&
	       stat_item_in(cd->sc, it, cd->from, cd->until);
}

/* Counts of entries, and of how many children they are at most. Items of one child
 * stand one after the other. */
struct tallied {
	int64_t *n, *who, *before, *after;
	uint32_t *last;
	size_t count;
};

static struct tallied
tallied_new(size_t count)
{
	return (struct tallied){ mem_zalloc(count, sizeof(int64_t)),
		mem_zalloc(count, sizeof(int64_t)),
		mem_zalloc(count, sizeof(int64_t)),
		mem_zalloc(count, sizeof(int64_t)),
		mem_zalloc(count, sizeof(uint32_t)), count };
}

static void
tallied_done(struct tallied *t)
{
	free(t->n);
	free(t->who);
	free(t->before);
	free(t->after);
	free(t->last);
}

static void
tallied_add(struct tallied *t, size_t i, const struct stat_item *it)
{
	t->n[i] += it->n;
	t->before[i] += it->before;
	t->after[i] += it->after;
	if (it->child == 0 || t->last[i] != it->child)
		t->who[i] += it->who;
	t->last[i] = it->child;
}

static bool
is_small(const struct counted *cd, const struct tallied *t, size_t i)
{
	return t->n[i] > 0 && (t->n[i] <= cd->small || t->who[i] <= cd->small);
}

/* ---- which columns stand together ---- */

/* By code; the last two are all, and those together. */
static struct tallied
count_columns(const struct counted *cd)
{
	struct tallied t = tallied_new(STAT_WORDS_MAX + 2);
	enum stat_dim cols = stat_units[cd->unit].cols;

	for (size_t i = 0; i < cd->sc->count; i++) {
		const struct stat_item *it = &cd->sc->items[i];

		if (!is_counted(cd, it))
			continue;
		tallied_add(&t, it->code[cols], it);
		tallied_add(&t, STAT_WORDS_MAX, it);
		if (cd->is_together[it->code[cols]])
			tallied_add(&t, STAT_WORDS_MAX + 1, it);
	}
	return t;
}

/* The smallest column that still stands alone, or STAT_WORDS_MAX. */
static size_t
smallest_alone(const struct counted *cd, const struct tallied *t)
{
	size_t best = STAT_WORDS_MAX;

	for (size_t i = 0; i < STAT_WORDS_MAX; i++)
		if (t->n[i] > 0 && !cd->is_together[i] &&
		    (best == STAT_WORDS_MAX || t->n[i] < t->n[best]))
			best = i;
	return best;
}

/* False: all of it is small. is_together says already what stood together in a report
 * that this one overlaps. */
static bool
choose_columns(struct counted *cd)
{
	bool is_all_small, did = true;

	do {
		struct tallied t = count_columns(cd);
		size_t together = 0, alone = 0;
		size_t next = smallest_alone(cd, &t);

		is_all_small = is_small(cd, &t, STAT_WORDS_MAX);
		did = false;
		for (size_t i = 0; i < STAT_WORDS_MAX; i++) {
			cd->is_there[i] = t.n[i] > 0;
			if (is_small(cd, &t, i) && !cd->is_together[i])
				did = cd->is_together[i] = true;
			together += t.n[i] > 0 && cd->is_together[i];
			alone += t.n[i] > 0 && !cd->is_together[i];
		}
		if (!did && next < STAT_WORDS_MAX &&
		    (alone > ALONE_MAX || together == 1 ||
			(together > 0 && is_small(cd, &t, STAT_WORDS_MAX + 1))))
			did = cd->is_together[next] = true;
		tallied_done(&t);
	} while (did);
	return !is_all_small;
}

/* ---- a table ---- */

struct places {
	size_t row[STAT_WORDS_MAX], col[STAT_WORDS_MAX];
	size_t rows, cols, together;
};

static void
find_places(struct counted *cd, enum stat_dim row_dim, struct places *p)
{
	enum stat_dim cols = stat_units[cd->unit].cols;
	bool used[STAT_WORDS_MAX] = { false };

	*p = (struct places){ 0 };
	for (size_t i = 0; i < cd->sc->count; i++)
		if (is_counted(cd, &cd->sc->items[i]))
			used[cd->sc->items[i].code[row_dim]] = true;
	for (size_t i = 0; i < cd->sc->codes[row_dim].count; i++)
		if (used[i])
			p->row[i] = p->rows++;
	for (size_t i = 0; i < cd->sc->codes[cols].count; i++)
		if (cd->is_there[i] && !cd->is_together[i])
			p->col[i] = p->cols++;
	for (size_t i = 0; i < cd->sc->codes[cols].count; i++)
		if (cd->is_there[i] && cd->is_together[i]) {
			p->col[i] = p->cols;
			p->together++;
		}
	p->cols += p->together > 0;
}

static void
name_lines(
    const struct counted *cd, const struct places *p, struct stat_table *t)
{
	const struct stat_words *rows = &cd->sc->codes[t->row_dim];
	const struct stat_words *cols =
	    &cd->sc->codes[stat_units[cd->unit].cols];
	size_t k = 0;

	/* From the last on, so that the first of each place stands there. */
	for (size_t i = rows->count; i-- > 0;)
		if (p->row[i] < t->rows)
			memcpy(t->row[p->row[i]], rows->at[i], LIST_CODE_MAX);
	for (size_t i = 0; i < cols->count; i++) {
		if (!cd->is_there[i])
			continue;
		if (cd->is_together[i])
			memcpy(t->together[k++], cols->at[i], LIST_CODE_MAX);
		else
			memcpy(t->col[p->col[i]], cols->at[i], LIST_CODE_MAX);
	}
	if (k > 0)
		snprintf(
		    t->col[p->cols - 1], LIST_CODE_MAX, "%s", STAT_TOGETHER);
}

static void
fill(const struct counted *cd, const struct places *p, enum stat_dim row_dim,
    struct tallied *t)
{
	enum stat_dim cols = stat_units[cd->unit].cols;
	size_t width = p->cols + 1;

	for (size_t i = 0; i < cd->sc->count; i++) {
		const struct stat_item *it = &cd->sc->items[i];
		size_t r, c;

		if (!is_counted(cd, it))
			continue;
		r = p->row[it->code[row_dim]];
		c = p->col[it->code[cols]];
		tallied_add(t, r * width + c, it);
		tallied_add(t, r * width + p->cols, it);
		tallied_add(t, p->rows * width + c, it);
		tallied_add(t, p->rows * width + p->cols, it);
	}
}

static int64_t
tenths(int64_t sum, int64_t n)
{
	return (sum * 10 + n / 2) / n;
}

static void
set_means(
    const struct counted *cd, const struct tallied *got, struct stat_table *t)
{
	for (size_t r = 0; t->means != NULL && r <= t->rows; r++) {
		size_t i = r * (t->cols + 1) + t->cols;
		bool shown = t->n[i] != STAT_HIDDEN && got->n[i] > 0 &&
			     !is_small(cd, got, i);

		t->means[r] =
		    shown
			? (struct stat_mean){ tenths(got->before[i], got->n[i]),
				  tenths(got->after[i], got->n[i]) }
			: (struct stat_mean){ STAT_HIDDEN, STAT_HIDDEN };
	}
}

/* What is not shown, in got->n's order. False: it is not broken down. */
static bool
protect(const struct counted *cd, const struct tallied *got,
    const struct stat_table *t, const struct stats_guard *g, bool *hidden)
{
	struct suppress s = { t->rows, t->cols, got->n, hidden, NULL };
	size_t totals = t->rows * (t->cols + 1);

	for (size_t i = 0; i < got->count; i++)
		hidden[i] = is_small(cd, got, i) ||
			    stats_guard_hides(
				g, t, i / (t->cols + 1), i % (t->cols + 1));
	suppress_table(&s, cd->small);
	for (size_t c = 0; c <= t->cols; c++)
		if (hidden[totals + c])
			return false;
	return true;
}

/* The totals alone, as all tables of it have them. */
static void
add_unbroken(struct stat_report *out, const struct stat_table *of,
    const struct tallied *got)
{
	size_t last = of->rows * (of->cols + 1);
	struct stat_table copy = *of, *t;

	t = stat_report_add(out, copy.unit, copy.measure, copy.row_dim, 0,
	    copy.cols, copy.together_count);
	memcpy(t->col, copy.col, copy.cols * sizeof(*t->col));
	memcpy(t->together, copy.together,
	    copy.together_count * sizeof(*t->together));
	for (size_t c = 0; c <= copy.cols; c++)
		t->n[c] = got->n[last + c];
	if (t->means != NULL)
		t->means[0] = (struct stat_mean){
			tenths(got->before[last + copy.cols], t->n[copy.cols]),
			tenths(got->after[last + copy.cols], t->n[copy.cols])
		};
}

static void
make_table(struct counted *cd, enum stat_dim row_dim,
    const struct stats_guard *g, const char *measure, struct stat_report *out)
{
	struct stat_report one = { 0 };
	struct places p;
	struct stat_table *t;
	struct tallied got;
	bool *hidden;

	find_places(cd, row_dim, &p);
	got = tallied_new((p.rows + 1) * (p.cols + 1));
	fill(cd, &p, row_dim, &got);
	t = stat_report_add(
	    &one, cd->unit, measure, row_dim, p.rows, p.cols, p.together);
	name_lines(cd, &p, t);
	hidden = mem_zalloc(got.count, sizeof(*hidden));
	if (p.rows > 0 && p.rows <= STAT_LINES_MAX &&
	    protect(cd, &got, t, g, hidden)) {
		for (size_t i = 0; i < got.count; i++)
			t->n[i] = hidden[i] ? STAT_HIDDEN : got.n[i];
		set_means(cd, &got, t);
		out->tables =
		    mem_grow(out->tables, out->count + 1, sizeof(*out->tables));
		out->tables[out->count++] = *t;
		free(one.tables);
	} else {
		add_unbroken(out, t, &got);
		stat_report_done(&one);
	}
	free(hidden);
	tallied_done(&got);
}

/* All of it is small, or there is none: one number, shown or not. */
static void
make_one_number(const struct counted *cd, const char *measure, bool is_none,
    struct stat_report *out)
{
	const struct stat_unit_def *u = &stat_units[cd->unit];

	for (size_t i = 0; i < u->row_count; i++) {
		struct stat_table *t = stat_report_add(
		    out, cd->unit, measure, u->rows[i], 0, 0, 0);

		t->n[0] = is_none ? 0 : STAT_HIDDEN;
		if (t->means != NULL)
			t->means[0] =
			    (struct stat_mean){ STAT_HIDDEN, STAT_HIDDEN };
	}
}

static void
make_unit(
    struct counted *cd, const struct stats_guard *g, struct stat_report *out)
{
	const struct stat_unit_def *u = &stat_units[cd->unit];
	const char *measure =
	    cd->unit == STAT_OUTCOMES ? cd->sc->measures.at[cd->measure] : "";
	bool is_none = true, is_shown;

	for (size_t i = 0; i < STAT_WORDS_MAX; i++)
		cd->is_together[i] = i < cd->sc->codes[u->cols].count &&
				     stats_guard_joins(g, cd->unit, measure,
					 cd->sc->codes[u->cols].at[i]);
	is_shown = choose_columns(cd);
	for (size_t i = 0; i < STAT_WORDS_MAX; i++)
		is_none = is_none && !cd->is_there[i];
	if (is_none || !is_shown) {
		make_one_number(cd, measure, is_none, out);
		return;
	}
	for (size_t i = 0; i < u->row_count; i++)
		make_table(cd, u->rows[i], g, measure, out);
}

enum err
stats_make(const struct stat_scan *sc, int from, int until, int64_t small,
    const struct stat_shown *against, size_t count, struct stat_report *out,
    struct errinfo *e)
{
	struct counted cd = {
		.sc = sc, .from = from, .until = until, .small = small
	};
	struct stats_guard g = {
		.sc = sc, .from = from, .until = until, .small = small
	};
	enum err code;

	*out = (struct stat_report){
		.from = from, .until = until, .small = small
	};
	if (from < 1900 * 12 || until < from || until >= sc->now)
		return err_set(e, ERR_INVALID,
		    "A report is of whole months that are over: from the first "
		    "one to the last one, and not of this month.");
	code = stats_guard_begin(&g, against, count, e);
	for (unsigned u = 0; code == ERR_OK && u < STAT_UNITS; u++) {
		size_t n = u == STAT_OUTCOMES ? sc->measures.count : 1;

		cd.unit = u;
		for (cd.measure = 0; cd.measure < n; cd.measure++)
			make_unit(&cd, &g, out);
	}
	if (code == ERR_OK)
		code = stats_guard_end(&g, out, e);
	stats_guard_done(&g);
	return code;
}
