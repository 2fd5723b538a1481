/* w_area.c - a box to write in. One column is kept free at the right, so that
 * the cursor behind a full row still stands inside the box. */
#include "w_area.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "text.h"
#include "w_edit.h"

#define ROWS_UNKNOWN 8 /* until first drawn */
#define COLS_UNKNOWN 72
#define FRAME_COLS 3 /* both sides, and the free column */

struct w_area_view {
	size_t top;
	int rows, cols; /* of the text, as last drawn */
};

static size_t
text_cols(int cols)
{
	return cols > FRAME_COLS ? (size_t)(cols - FRAME_COLS) : 1;
}

/* Scroll as little as possible so that the cursor shows. */
static void
scroll_to(struct w_area_view *v, size_t row, size_t count)
{
	size_t rows = (size_t)v->rows;

	if (row < v->top)
		v->top = row;
	if (row >= v->top + rows)
		v->top = row - rows + 1;
	if (count <= rows)
		v->top = 0;
	else if (v->top > count - rows)
		v->top = count - rows;
}

static void
draw_more(struct canvas *cv, int row, int col, int cols, const char *words)
{
	int width = (int)strlen(words);

	if (cols > width + 4)
		canvas_text(
		    cv, row, col + cols - width - 2, width, words, ATTR_DIM);
}

void
w_area_init(struct w_area *w, size_t max_bytes)
{
	w->ed = edit_new(max_bytes, 0);
	w->view = mem_zalloc(1, sizeof(*w->view));
	w->view->rows = ROWS_UNKNOWN;
	w->view->cols = COLS_UNKNOWN;
}

void
w_area_done(struct w_area *w)
{
	edit_free(w->ed);
	free(w->view);
	*w = (struct w_area){ 0 };
}

enum err
w_area_set(struct w_area *w, const char *s, struct errinfo *e)
{
	s = s ? s : "";
	return edit_set(w->ed, s, strlen(s), e);
}

const char *
w_area_text(const struct w_area *w)
{
	return edit_text(w->ed, NULL);
}

bool
w_area_is_empty(const struct w_area *w)
{
	return text_is_blank(w_area_text(w));
}

int
w_area_rows(const struct w_area *w, int cols)
{
	size_t n = edit_rows(w->ed, text_cols(cols));

	return n > 10000 ? 10000 : (int)n;
}

enum handled
w_area_key(struct w_area *w, struct app *a, const struct key *k)
{
	size_t cols = (size_t)w->view->cols;
	int page = w->view->rows > 1 ? w->view->rows - 1 : 1;

	if (w_edit_key(w->ed, a, k) == HANDLED)
		return HANDLED;
	switch ((int)k->action) {
	case ACT_OPEN: w_edit_put(w->ed, a, "\n", 1, false); break;
	case ACT_UP: return edit_go_rows(w->ed, cols, -1) ? HANDLED : NOT_MINE;
	case ACT_DOWN: return edit_go_rows(w->ed, cols, 1) ? HANDLED : NOT_MINE;
	case ACT_PAGE_UP: edit_go_rows(w->ed, cols, -page); break;
	case ACT_PAGE_DOWN: edit_go_rows(w->ed, cols, page); break;
	case ACT_HOME: edit_go_row_end(w->ed, cols, false); break;
	case ACT_END: edit_go_row_end(w->ed, cols, true); break;
	default: return NOT_MINE;
	}
	return HANDLED;
}

void
w_area_draw(const struct w_area *w, struct canvas *cv, int row, int col,
    int rows, int cols, bool focus)
{
	struct w_area_view *v = w->view;
	size_t width = text_cols(cols), count, at_row, at_col;
	const char *s = edit_text(w->ed, NULL);

	if (rows < 3 || cols < 6)
		return;
	v->rows = rows - 2;
	v->cols = (int)width;
	count = edit_rows(w->ed, width);
	edit_where(w->ed, width, &at_row, &at_col);
	scroll_to(v, at_row, count);
	for (int i = 0; i < rows; i++)
		canvas_fill(cv, row + i, col, cols, ATTR_PLAIN);
	canvas_box(cv, row, col, rows, cols);
	for (int i = 0; i < v->rows && v->top + (size_t)i < count; i++) {
		struct edit_row r = edit_row(w->ed, width, v->top + (size_t)i);

		canvas_textn(cv, row + 1 + i, col + 1, (int)width, s + r.at,
		    r.shown, ATTR_PLAIN);
	}
	if (v->top > 0)
		draw_more(cv, row, col, cols, " more above ");
	if (v->top + (size_t)v->rows < count)
		draw_more(cv, row + rows - 1, col, cols, " more below ");
	if (focus)
		canvas_cursor(cv, row + 1 + (int)(at_row - v->top),
		    col + 1 + (int)at_col);
}
