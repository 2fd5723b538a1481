/* edit_rows.c - the text in rows as wide as a box, and moves up and down.
 *
 * The rows are kept for one width until the text changes: drawing asks for
 * them several times, and a long text takes a while to wrap. */
#include <assert.h>
#include <string.h>

#include "edit_in.h"
#include "mem.h"
#include "text.h"

static void
add_row(struct edit_rows_cache *c, size_t at, size_t shown)
{
	if (c->count == c->cap) {
		c->cap = c->cap ? c->cap * 2 : 32;
		c->rows = mem_grow(c->rows, c->cap, sizeof(*c->rows));
	}
	c->rows[c->count++] = (struct edit_row){ .at = at, .shown = shown };
}

static const struct edit_rows_cache *
rows_of(const struct edit *ed, size_t cols)
{
	struct edit_rows_cache *c = ed->cache;
	size_t shown;

	assert(cols > 0);
	if (c->cols == cols && c->version == ed->version)
		return c;
	c->count = 0;
	for (size_t at = 0; at < ed->len;) {
		size_t next = text_wrap(ed->text, ed->len, at, cols, &shown);

		add_row(c, at, shown);
		at = next;
	}
	if (ed->len == 0 || ed->text[ed->len - 1] == '\n')
		add_row(c, ed->len, 0);
	c->cols = cols;
	c->version = ed->version;
	return c;
}

/* The row that the cursor is in. */
static size_t
cursor_row(const struct edit *ed, const struct edit_rows_cache *c)
{
	size_t lo = 0, hi = c->count - 1;

	while (lo < hi) {
		size_t mid = hi - (hi - lo) / 2;

		if (c->rows[mid].at <= ed->cursor)
			lo = mid;
		else
			hi = mid - 1;
	}
	return lo;
}

/* The place nearest to byte at of a row that is still shown on that row, if
 * there is one: a row narrower than a grapheme may begin inside it. */
static size_t
within_row(const struct edit *ed, const struct edit_rows_cache *c, size_t row,
    size_t at)
{
	if (row + 1 < c->count && at == c->rows[row + 1].at &&
	    at > c->rows[row].at)
		return text_prev(ed->text, ed->len, at);
	return edit_snap(ed, at);
}

size_t
edit_rows(const struct edit *ed, size_t cols)
{
	return rows_of(ed, cols)->count;
}

struct edit_row
edit_row(const struct edit *ed, size_t cols, size_t row)
{
	const struct edit_rows_cache *c = rows_of(ed, cols);

	assert(row < c->count);
	return c->rows[row];
}

void
edit_where(const struct edit *ed, size_t cols, size_t *row, size_t *col)
{
	const struct edit_rows_cache *c = rows_of(ed, cols);
	size_t at;

	*row = cursor_row(ed, c);
	at = c->rows[*row].at;
	*col = text_width(ed->text + at, ed->cursor - at);
	if (*col > cols)
		*col = cols;
}

bool
edit_go_rows(struct edit *ed, size_t cols, int n)
{
	const struct edit_rows_cache *c = rows_of(ed, cols);
	size_t row, col, to, last = c->count - 1, by;
	const struct edit_row *r;

	edit_where(ed, cols, &row, &col);
	if (!ed->has_goal)
		ed->goal_col = col;
	by = n < 0 ? (size_t) - (long)n : (size_t)n;
	if (n < 0)
		to = by > row ? 0 : row - by;
	else
		to = by > last - row ? last : row + by;
	if (to == row)
		return false;
	r = &c->rows[to];
	ed->cursor = within_row(ed, c, to,
	    r->at + text_fit(ed->text + r->at, r->shown, ed->goal_col));
	ed->has_goal = true;
	ed->history.run = RUN_NONE;
	return true;
}

bool
edit_go_row_end(struct edit *ed, size_t cols, bool end)
{
	const struct edit_rows_cache *c = rows_of(ed, cols);
	size_t row = cursor_row(ed, c);
	size_t to = edit_snap(ed, c->rows[row].at);

	if (end)
		to = within_row(ed, c, row, to + c->rows[row].shown);
	ed->has_goal = false;
	ed->history.run = RUN_NONE;
	if (to == ed->cursor)
		return false;
	ed->cursor = to;
	return true;
}
