/* stats_worlds.c - could what is not shown be something else, with all that was shown
 * in several reports as it is (N2)?
 *
 * What is counted falls into cells by the reports that count it: what happened in
 * January is in the report of the quarter and in that of the year, what happened in
 * May in the latter alone. Within one such cell people can change places around a
 * circle of entries: one from (r, c) to (r, d), another from (s, d) to (s, c). No
 * total changes, and so no other table of any report; and no number that is shown
 * changes if all four entries are hidden in every report that counts the cell. Or the
 * same circle goes the other way round in another cell, which the reports count that
 * show these entries and those alone: then nothing changes in these.
 *
 * So by how much such circles can change an entry is an amount by which it can differ
 * for somebody who knows all reports. It is what is promised at least: circles
 * through more than two cells may do more. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "stats_guard.h"
#include "suppress.h"

#define CELLS_MAX 100
#define NO_END (INT64_C(1) << 45)

/* Bits of the reports that count it. */

struct cell {
	uint64_t in;
	int64_t *n; /* (rows + 1) x (cols + 1), by the codes of lines */
};
struct worlds {
	const struct stats_guard *g;
	const struct stat_table *like;
	struct stat_words rows, cols; /* codes in any of the reports */
	struct cell cells[CELLS_MAX];
	size_t count;
	bool is_full;
	bool *hidden; /* of each report, entry by entry */
};

static size_t
width(const struct worlds *w)
{
	return w->cols.count + 1;
}

static size_t
entries(const struct worlds *w)
{
	return (w->rows.count + 1) * width(w);
}

static const struct stat_table *
table_of(const struct worlds *w, size_t i)
{
	return stat_find(w->g->near[i].report, w->like);
}

/* ---- cells ---- */

static uint64_t
counted_in(const struct worlds *w, const struct stat_item *it)
{
	uint64_t in = 0;

	for (size_t i = 0; i <= w->g->count; i++) {
		const struct stat_report *r = w->g->near[i].report;

		if (stat_item_in(w->g->sc, it, r->from, r->until))
			in |= (uint64_t)1 << i;
	}
	return in;
}

static struct cell *
cell_of(struct worlds *w, uint64_t in)
{
	for (size_t i = 0; i < w->count; i++)
		if (w->cells[i].in == in)
			return &w->cells[i];
	if (w->count == CELLS_MAX) {
		w->is_full = true;
		return NULL;
	}
	w->cells[w->count].in = in;
	w->cells[w->count].n = mem_zalloc(entries(w), sizeof(int64_t));
	return &w->cells[w->count++];
}

static bool
is_of(const struct worlds *w, const struct stat_item *it)
{
	return it->unit == w->like->unit &&
	       (it->unit != STAT_OUTCOMES ||
		   strcmp(w->g->sc->measures.at[it->measure],
		       w->like->measure) == 0);
}

static void
fill_cells(struct worlds *w)
{
	const struct stat_scan *sc = w->g->sc;
	enum stat_dim rows = w->like->row_dim,
		      cols = stat_units[w->like->unit].cols;

	for (size_t i = 0; i < sc->count; i++) {
		const struct stat_item *it = &sc->items[i];
		uint64_t in = is_of(w, it) ? counted_in(w, it) : 0;
		struct cell *cell = in != 0 ? cell_of(w, in) : NULL;
		size_t r, c;

		if (cell == NULL)
			continue;
		r = stat_word(&w->rows, sc->codes[rows].at[it->code[rows]]);
		c = stat_word(&w->cols, sc->codes[cols].at[it->code[cols]]);
		cell->n[r * width(w) + c] += it->n;
		cell->n[r * width(w) + w->cols.count] += it->n;
		cell->n[w->rows.count * width(w) + c] += it->n;
		cell->n[entries(w) - 1] += it->n;
	}
}

/* All codes there are, before cells are made: their number must not change. */
static void
find_codes(struct worlds *w)
{
	const struct stat_scan *sc = w->g->sc;
	enum stat_dim rows = w->like->row_dim,
		      cols = stat_units[w->like->unit].cols;

	for (size_t i = 0; i < sc->count; i++) {
		const struct stat_item *it = &sc->items[i];

		if (!is_of(w, it) || counted_in(w, it) == 0)
			continue;
		stat_word(&w->rows, sc->codes[rows].at[it->code[rows]]);
		stat_word(&w->cols, sc->codes[cols].at[it->code[cols]]);
	}
}

/* ---- what is hidden, and by how much it can differ ---- */

/* Once for all reports; totals of columns stay as they are. */
static void
find_hidden(struct worlds *w)
{
	w->hidden =
	    mem_zalloc((w->g->count + 1) * entries(w), sizeof(*w->hidden));
	for (size_t i = 0; i <= w->g->count; i++) {
		bool *to = w->hidden + i * entries(w);

		for (size_t r = 0; r < w->rows.count; r++)
			for (size_t c = 0; c <= w->cols.count; c++)
				to[r * width(w) + c] = stat_is_hidden(
				    table_of(w, i), w->rows.at[r],
				    c < w->cols.count ? w->cols.at[c] : NULL);
	}
}

/* In all of these reports. */
static void
hidden_in(const struct worlds *w, uint64_t in, bool *out)
{
	for (size_t k = 0; k < entries(w); k++)
		out[k] = true;
	for (size_t i = 0; i <= w->g->count; i++)
		for (size_t k = 0; (in >> i & 1) && k < entries(w); k++)
			out[k] &= w->hidden[i * entries(w) + k];
}

struct room {
	int64_t more, less;
};

/* In one cell, with the other one the other way round (NULL: without). */
static struct room
room_in(const struct worlds *w, const struct cell *cell,
    const struct cell *other, size_t r, size_t c)
{
	bool *hidden = mem_zalloc(entries(w), sizeof(*hidden));
	struct suppress s = { w->rows.count, w->cols.count, cell->n, hidden,
		other != NULL ? other->n : NULL };
	int64_t n = cell->n[r * width(w) + c], lowest, most;

	hidden_in(w, other != NULL ? cell->in & ~other->in : cell->in, hidden);
	suppress_range(&s, r, c, 1, &lowest, &most);
	free(hidden);
	return (struct room){ most == SUPPRESS_ANY ? NO_END : most - n,
		n - lowest };
}

/* Of an entry of one report: the cells one after the other, or the best two. */
static struct room
room_of(const struct worlds *w, size_t report, size_t r, size_t c)
{
	struct room sum = { 0, 0 }, best = { 0, 0 };

	for (size_t i = 0; i < w->count; i++) {
		const struct cell *cell = &w->cells[i];
		struct room one;

		if (!(cell->in >> report & 1))
			continue;
		one = room_in(w, cell, NULL, r, c);
		sum.more += one.more;
		sum.less += one.less;
		if (sum.more > w->g->small)
			return sum; /* that is enough */
		for (size_t k = 0; k < w->count; k++) {
			const struct cell *other = &w->cells[k];

			if (k == i || (other->in & ~cell->in) != 0 ||
			    (other->in >> report & 1))
				continue;
			one = room_in(w, cell, other, r, c);
			best.more = one.more > best.more ? one.more : best.more;
			best.less = one.less > best.less ? one.less : best.less;
		}
	}
	return (struct room){ sum.more > best.more ? sum.more : best.more,
		sum.less > best.less ? sum.less : best.less };
}

/* How many there are in it now. */
static int64_t
count_of(const struct worlds *w, size_t report, size_t r, size_t c)
{
	int64_t n = 0;

	for (size_t i = 0; i < w->count; i++)
		if (w->cells[i].in >> report & 1)
			n += w->cells[i].n[r * width(w) + c];
	return n;
}

/* A column that stands with others: what all of them hold, and can differ by. */
static bool
is_safe(const struct worlds *w, size_t report, const struct stat_table *t,
    size_t r, size_t c)
{
	bool is_many = c == t->cols - 1 && t->together_count > 0;
	size_t n = is_many ? t->together_count : 1;
	int64_t small = w->g->small, count = 0;
	struct room all = { 0, 0 };

	for (size_t i = 0; i < n; i++) {
		const char *code = is_many       ? t->together[i]
				   : c < t->cols ? t->col[c]
						 : NULL;
		size_t row = stat_word(
		    (struct stat_words *)(uintptr_t)&w->rows, t->row[r]);
		size_t col =
		    code == NULL
			? w->cols.count
			: stat_word(
			      (struct stat_words *)(uintptr_t)&w->cols, code);
		struct room one = room_of(w, report, row, col);

		count += count_of(w, report, row, col);
		all.more = one.more > all.more ? one.more : all.more;
		all.less = one.less > all.less ? one.less : all.less;
	}
	if (count == 0)
		return true; /* it was corrected since: nobody is left in it */
	return count <= small ? count + all.more > small
			      : all.more + all.less > 0;
}

static size_t
table_fails(const struct worlds *w)
{
	for (size_t i = 0; i <= w->g->count; i++) {
		const struct stat_table *t = table_of(w, i);

		for (size_t r = 0; r < t->rows; r++)
			for (size_t c = 0; c <= t->cols; c++)
				if (stat_at(t, r, c) == STAT_HIDDEN &&
				    !is_safe(w, i, t, r, c))
					return i;
	}
	return SIZE_MAX;
}

/* Those who have codes that are in no cell any more are not to add any. */
static void
add_shown_codes(struct worlds *w)
{
	for (size_t i = 0; i <= w->g->count; i++) {
		const struct stat_table *t = table_of(w, i);

		for (size_t k = 0; k < t->rows; k++)
			stat_word(&w->rows, t->row[k]);
		for (size_t k = 0; k < t->cols; k++)
			if (strcmp(t->col[k], STAT_TOGETHER) != 0)
				stat_word(&w->cols, t->col[k]);
		for (size_t k = 0; k < t->together_count; k++)
			stat_word(&w->cols, t->together[k]);
	}
}

static bool
is_hidden_anywhere(const struct worlds *w)
{
	for (size_t i = 0; i <= w->g->count; i++) {
		const struct stat_table *t = table_of(w, i);

		for (size_t k = 0; k < (t->rows + 1) * (t->cols + 1); k++)
			if (t->cols > 0 && t->n[k] == STAT_HIDDEN)
				return true;
	}
	return false;
}

size_t
stats_worlds_fail(const struct stats_guard *g)
{
	const struct stat_report *made = g->near[g->count].report;
	size_t fails = SIZE_MAX;

	for (size_t i = 0; i < made->count && fails == SIZE_MAX; i++) {
		struct worlds *w = mem_zalloc(1, sizeof(*w));
		bool is_everywhere = true;

		w->g = g;
		w->like = &made->tables[i];
		for (size_t k = 0; k <= g->count; k++)
			is_everywhere &= table_of(w, k) != NULL;
		if (is_everywhere && is_hidden_anywhere(w)) {
			find_codes(w);
			add_shown_codes(w);
			fill_cells(w);
			find_hidden(w);
			if (w->rows.count <= SUPPRESS_LINES_MAX &&
			    w->cols.count <= SUPPRESS_LINES_MAX)
				fails = w->is_full ? 0 : table_fails(w);
			else
				fails = 0;
		}
		for (size_t k = 0; k < w->count; k++)
			free(w->cells[k].n);
		free(w->hidden);
		free(w->rows.at);
		free(w->cols.at);
		free(w);
	}
	return fails;
}
