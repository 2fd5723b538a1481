/* w_line.c - one line to type in. How far it is scrolled follows from the
 * cursor alone, in steps of half the field, so drawing needs no memory. */
#include "w_line.h"

#include <string.h>

#include "text.h"
#include "w_edit.h"

/* The first column of the text that is shown. */
static int
first_col(int cursor_col, int cols)
{
	int half = cols / 2 > 0 ? cols / 2 : 1;

	if (cursor_col < cols)
		return 0;
	return ((cursor_col - cols) / half + 1) * half;
}

static void
draw_marks(const struct w_line *w, struct canvas *cv, int row, int col,
    int cols, bool focus)
{
	size_t len, n;
	const char *s = edit_text(w->ed, &len);
	int at, first;

	n = text_count(s, len);
	at = (int)text_count(s, edit_cursor(w->ed));
	first = first_col(at, cols);
	for (int i = 0; i < cols && (size_t)(first + i) < n; i++)
		canvas_text(cv, row, col + i, 1, cv->ascii ? "*" : "\u2022",
		    ATTR_UNDERLINE);
	if (focus)
		canvas_cursor(cv, row, col + at - first);
}

static void
draw_text(const struct w_line *w, struct canvas *cv, int row, int col, int cols,
    bool focus)
{
	size_t len, skip;
	const char *s = edit_text(w->ed, &len);
	int at = (int)text_width(s, edit_cursor(w->ed));
	int first = first_col(at, cols);
	int gap;

	skip = text_fit(s, len, (size_t)first);
	/* A wide character cut by the left edge leaves one column. */
	gap = first - (int)text_width(s, skip);
	if (gap > 0) {
		skip = text_next(s, len, skip);
		gap = (int)text_width(s, skip) - first;
	}
	canvas_textn(cv, row, col + gap, cols - gap, s + skip, len - skip,
	    ATTR_UNDERLINE);
	if (first > 0)
		canvas_text(cv, row, col, 1, "<", ATTR_UNDERLINE | ATTR_BOLD);
	if (focus)
		canvas_cursor(cv, row, col + at - first);
}

void
w_line_init(struct w_line *w, size_t max_bytes, bool secret)
{
	w->ed = edit_new(
	    max_bytes, EDIT_ONE_LINE | (secret ? (unsigned)EDIT_SECRET : 0));
	w->secret = secret;
}

void
w_line_done(struct w_line *w)
{
	edit_free(w->ed);
	w->ed = NULL;
}

enum err
w_line_set(struct w_line *w, const char *s, struct errinfo *e)
{
	s = s ? s : "";
	return edit_set(w->ed, s, strlen(s), e);
}

const char *
w_line_text(const struct w_line *w)
{
	return edit_text(w->ed, NULL);
}

bool
w_line_is_empty(const struct w_line *w)
{
	return w_line_text(w)[0] == '\0';
}

enum handled
w_line_key(struct w_line *w, struct app *a, const struct key *k)
{
	switch (w_edit_key(w->ed, a, k)) {
	case HANDLED: return HANDLED;
	case NOT_MINE: break;
	}
	if (k->action == ACT_HOME)
		edit_go(w->ed, EDIT_TEXT_START);
	else if (k->action == ACT_END)
		edit_go(w->ed, EDIT_TEXT_END);
	else
		return NOT_MINE;
	return HANDLED;
}

void
w_line_draw(const struct w_line *w, struct canvas *cv, int row, int col,
    int cols, bool focus)
{
	if (cols < 1)
		return;
	canvas_fill(cv, row, col, cols, ATTR_UNDERLINE);
	if (w->secret)
		draw_marks(w, cv, row, col, cols, focus);
	else
		draw_text(w, cv, row, col, cols, focus);
}
