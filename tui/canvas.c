/* canvas.c - a grid of cells, and the few ways to put text on it.
 *
 * put() is the only writer of a cell. It takes what text_cell made (promise 8)
 * and keeps the grid whole: half of a wide character never stays behind. */
#include "canvas.h"

#include <string.h>

#include "mem.h"

static struct cell *
cell_at(const struct canvas *cv, int row, int col)
{
	if (row < 0 || col < 0 || row >= cv->rows || col >= cv->cols)
		return NULL;
	return &cv->cells[(size_t)row * (size_t)cv->cols + (size_t)col];
}

static void
blank(struct cell *c, unsigned attr)
{
	*c = (struct cell){
		.show = " ", .width_cols = 1, .attr = (uint8_t)attr
	};
}

/* Make the cell free: if it is half of a wide one, the other half is blank. */
static void
clear_cell(struct canvas *cv, int row, int col)
{
	struct cell *c = cell_at(cv, row, col);
	struct cell *other = NULL;

	if (c->width_cols == 0)
		other = cell_at(cv, row, col - 1);
	else if (c->width_cols == 2)
		other = cell_at(cv, row, col + 1);
	if (other)
		blank(other, other->attr);
	blank(c, c->attr);
}

/* One cell of width 1 or 2; what falls outside is cut. */
static void
put(struct canvas *cv, int row, int col, const char *show, size_t len,
    int width, unsigned attr)
{
	struct cell *c = cell_at(cv, row, col);
	struct cell *right = width == 2 ? cell_at(cv, row, col + 1) : NULL;

	if (right)
		clear_cell(cv, row, col + 1);
	if (!c) { /* its left half is outside */
		if (right)
			blank(right, attr);
		return;
	}
	clear_cell(cv, row, col);
	blank(c, attr);
	if (width == 2 && !right)
		return;
	memcpy(c->show, show, len);
	c->show[len] = '\0';
	c->width_cols = (uint8_t)width;
	if (right)
		*right = (struct cell){ .attr = (uint8_t)attr };
}

/* Draw one text_cell in at most max columns; returns the columns used. Marks
 * such as <200E> take a cell for each of their letters. */
static int
put_text_cell(struct canvas *cv, int row, int col, int max,
    const struct text_cell *tc, unsigned attr)
{
	size_t len = strlen(tc->show);

	if (tc->width_cols <= 0 || max <= 0)
		return 0;
	if (tc->width_cols == 1 || (tc->width_cols == 2 && len > 2)) {
		if (tc->width_cols > max) {
			put(cv, row, col, " ", 1, 1, attr);
			return 1;
		}
		put(cv, row, col, tc->show, len, tc->width_cols, attr);
		return tc->width_cols;
	}
	int used = 0;

	for (size_t i = 0; i < len && used < max; i++, used++)
		put(cv, row, col + used, tc->show + i, 1, 1, attr);
	return used;
}

static void
put_line(struct canvas *cv, int row, int col, const char *fine, char plain)
{
	if (cv->ascii)
		put(cv, row, col, &plain, 1, 1, ATTR_PLAIN);
	else
		put(cv, row, col, fine, strlen(fine), 1, ATTR_PLAIN);
}

void
canvas_init(struct canvas *cv, int rows, int cols)
{
	*cv = (struct canvas){ 0 };
	canvas_resize(cv, rows, cols);
}

void
canvas_done(struct canvas *cv)
{
	mem_free_wiped(cv->cells,
	    (size_t)cv->rows * (size_t)cv->cols * sizeof(*cv->cells));
	*cv = (struct canvas){ 0 };
}

void
canvas_resize(struct canvas *cv, int rows, int cols)
{
	bool ascii = cv->ascii;

	canvas_done(cv);
	cv->ascii = ascii;
	cv->rows = rows > 0 ? rows : 0;
	cv->cols = cols > 0 ? cols : 0;
	cv->cells = mem_zalloc(
	    (size_t)cv->rows * (size_t)cv->cols + 1, sizeof(*cv->cells));
	canvas_clear(cv);
}

void
canvas_clear(struct canvas *cv)
{
	size_t n = (size_t)cv->rows * (size_t)cv->cols;

	for (size_t i = 0; i < n; i++)
		blank(&cv->cells[i], ATTR_PLAIN);
	canvas_cursor(cv, cv->rows - 1, 0);
}

int
canvas_textn(struct canvas *cv, int row, int col, int max_cols, const char *s,
    size_t len, unsigned attr)
{
	struct text_cell tc;
	int used = 0;

	for (size_t at = 0; at < len && used < max_cols;) {
		at += text_cell(s, len, at, &tc);
		used += put_text_cell(
		    cv, row, col + used, max_cols - used, &tc, attr);
	}
	return used;
}

int
canvas_text(struct canvas *cv, int row, int col, int max_cols, const char *s,
    unsigned attr)
{
	return canvas_textn(cv, row, col, max_cols, s, strlen(s), attr);
}

int
canvas_text_cut(struct canvas *cv, int row, int col, int max_cols,
    const char *s, unsigned attr)
{
	const char *dots = cv->ascii ? "..." : "\u2026";
	int dots_cols = cv->ascii ? 3 : 1;
	size_t len = strlen(s);
	int used;

	if (max_cols <= 0)
		return 0;
	if (text_width(s, len) <= (size_t)max_cols)
		return canvas_textn(cv, row, col, max_cols, s, len, attr);
	if (dots_cols > max_cols)
		dots_cols = max_cols;
	len = text_fit(s, len, (size_t)(max_cols - dots_cols));
	used = canvas_textn(cv, row, col, max_cols - dots_cols, s, len, attr);
	return used + canvas_text(cv, row, col + used, dots_cols, dots, attr);
}

int
canvas_wrap(struct canvas *cv, int row, int col, int cols, int max_rows,
    const char *s, unsigned attr)
{
	size_t len = strlen(s), at = 0, shown;
	int used = 0;

	if (cols <= 0)
		return 0;
	while (at < len && used < max_rows) {
		size_t next = text_wrap(s, len, at, (size_t)cols, &shown);

		canvas_textn(cv, row + used, col, cols, s + at, shown, attr);
		at = next;
		used++;
	}
	return used;
}

int
canvas_wrap_rows(const char *s, int cols, int max_rows)
{
	size_t len = strlen(s), at = 0, shown;
	int used = 0;

	if (cols <= 0)
		return 0;
	for (; at < len && used < max_rows; used++)
		at = text_wrap(s, len, at, (size_t)cols, &shown);
	return used;
}

void
canvas_fill(struct canvas *cv, int row, int col, int cols, unsigned attr)
{
	for (int i = 0; i < cols && col + i < cv->cols; i++)
		put(cv, row, col + i, " ", 1, 1, attr);
}

void
canvas_hline(struct canvas *cv, int row, int col, int cols)
{
	for (int i = 0; i < cols && col + i < cv->cols; i++)
		put_line(cv, row, col + i, "\u2500", '-');
}

void
canvas_vline(struct canvas *cv, int row, int col, int rows)
{
	for (int i = 0; i < rows && row + i < cv->rows; i++)
		put_line(cv, row + i, col, "\u2502", '|');
}

void
canvas_box(struct canvas *cv, int row, int col, int rows, int cols)
{
	int bottom = row + rows - 1, right = col + cols - 1;

	if (rows < 2 || cols < 2)
		return;
	canvas_hline(cv, row, col + 1, cols - 2);
	canvas_hline(cv, bottom, col + 1, cols - 2);
	canvas_vline(cv, row + 1, col, rows - 2);
	canvas_vline(cv, row + 1, right, rows - 2);
	put_line(cv, row, col, "\u250c", '+');
	put_line(cv, row, right, "\u2510", '+');
	put_line(cv, bottom, col, "\u2514", '+');
	put_line(cv, bottom, right, "\u2518", '+');
}

void
canvas_attr(struct canvas *cv, int row, int col, int cols, unsigned attr)
{
	for (int i = 0; i < cols && col + i < cv->cols; i++) {
		struct cell *c = cell_at(cv, row, col + i);

		if (c)
			c->attr |= (uint8_t)attr;
	}
}

void
canvas_cursor(struct canvas *cv, int row, int col)
{
	if (row >= cv->rows)
		row = cv->rows - 1;
	if (col >= cv->cols)
		col = cv->cols - 1;
	cv->cursor_row = row < 0 ? 0 : row;
	cv->cursor_col = col < 0 ? 0 : col;
}

void
canvas_print(const struct canvas *cv, struct buf *out)
{
	for (int row = 0; row < cv->rows; row++) {
		int end = cv->cols;

		while (end > 0 &&
		       strcmp(cell_at(cv, row, end - 1)->show, " ") == 0)
			end--;
		for (int col = 0; col < end; col++)
			buf_adds(out, cell_at(cv, row, col)->show);
		buf_addc(out, '\n');
	}
	buf_addf(out, "cursor %d,%d\n", cv->cursor_row, cv->cursor_col);
}
