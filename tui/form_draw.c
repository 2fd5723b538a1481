/* form_draw.c - a page of a form on the canvas: label, problem, value, in rows
 * that scroll so that the focused field is always whole in view. */
#include <string.h>

#include "form_page.h"
#include "text.h"

#define AREA_ROWS_MIN 3
#define AREA_ROWS_MAX 8
#define DATE_COLS 20
#define TIGHT_AREA_MIN 4 /* with the frame */
#define TIGHT_AREA_MAX 10
#define TIGHT_LABEL_COLS 16

struct place {
	const struct form_page *p;
	const struct problems *problems;
	struct model *m;
	struct canvas *cv;
	int top, bottom; /* rows of the canvas that may be drawn */
	int col, cols;
	int area_rows; /* of a tight page; 0: as high as its text */
};

static const struct problem *
problem_at(const struct place *at, const struct form_slot *s)
{
	return form_problem_of(at->problems, at->p->prefix, s->f->key);
}

static int
wrapped_rows(const char *s, int cols)
{
	size_t len = strlen(s), pos = 0, shown;
	int rows = 0;

	while (pos < len) {
		pos = text_wrap(s, len, pos, (size_t)cols, &shown);
		rows++;
	}
	return rows;
}

static int
body_rows(const struct place *at, const struct form_slot *s)
{
	size_t n;
	int rows;

	if (at->area_rows > 0 && s->f->type == FT_TEXT)
		return at->area_rows;
	switch (s->f->type) {
	case FT_TEXT:
		rows = w_area_rows(&s->area, at->cols);
		if (rows < AREA_ROWS_MIN)
			rows = AREA_ROWS_MIN;
		if (rows > AREA_ROWS_MAX)
			rows = AREA_ROWS_MAX;
		rows += 2;
		return rows > at->bottom - at->top - 2
			   ? at->bottom - at->top - 2
			   : rows;
	case FT_LIST:
		n = record_count(at->p->rec, s->f->key);
		return n ? (int)n : 1;
	default: return 1;
	}
}

/* The label stands before its value, in the same row. */
static bool
is_beside(const struct place *at, const struct form_slot *s)
{
	return at->p->is_tight && s->f->type != FT_TEXT &&
	       s->f->type != FT_LIST;
}

static int
slot_rows(const struct place *at, const struct form_slot *s)
{
	const struct problem *bad = problem_at(at, s);
	int rows = bad ? wrapped_rows(bad->says, at->cols - 2) : 0;

	if (!is_beside(at, s))
		rows += 1 + body_rows(at, s);
	else
		rows++;
	return at->p->is_tight ? rows : rows + 1;
}

/* What is left of the rows is for the boxes. */
static void
share_rows(struct place *at)
{
	int others = 0, areas = 0;

	for (size_t i = 0; i < at->p->count; i++) {
		const struct form_slot *s = &at->p->slot[i];

		at->area_rows = 1;
		others += slot_rows(at, s);
		if (s->f->type == FT_TEXT) {
			others--;
			areas++;
		}
	}
	at->area_rows = areas ? (at->bottom - at->top - others) / areas : 0;
	if (at->area_rows < TIGHT_AREA_MIN)
		at->area_rows = TIGHT_AREA_MIN;
	if (at->area_rows > TIGHT_AREA_MAX)
		at->area_rows = TIGHT_AREA_MAX;
}

/* Draw only rows inside the page; canvas functions know only the canvas. */
static bool
inside(const struct place *at, int row)
{
	return row >= at->top && row < at->bottom;
}

/* How a date was understood, beside what was typed. */
static void
draw_reading(const struct place *at, const struct form_slot *s, int row)
{
	int col = at->col + DATE_COLS + 1, cols = at->cols - DATE_COLS - 1;
	char shown[WHEN_SHOWN];
	struct civil c;

	if (text_is_blank(w_line_text(&s->line)))
		return;
	if (when_read(&c, record_text(at->p->rec, s->f->key))) {
		when_show(shown, &c);
		canvas_text_cut(at->cv, row, col, cols, shown, ATTR_BOLD);
	} else {
		canvas_text_cut(
		    at->cv, row, col, cols, "not read as a date yet", ATTR_DIM);
	}
}

static void
draw_line(
    const struct place *at, const struct form_slot *s, int row, bool focus)
{
	bool date = s->f->type == FT_DATE || s->f->type == FT_BIRTH ||
		    s->f->type == FT_TIME;

	w_line_draw(
	    &s->line, at->cv, row, at->col, date ? DATE_COLS : at->cols, focus);
	if (date)
		draw_reading(at, s, row);
}

static void
draw_picked(
    const struct place *at, const struct form_slot *s, int row, bool focus)
{
	struct buf b = BUF_INIT(4096);
	const char *text = record_text(at->p->rec, s->f->key);

	if (s->f->type == FT_YESNO) {
		buf_addf(&b, "(%c) Yes   (%c) No",
		    strcmp(text, "yes") == 0 ? 'x' : ' ',
		    strcmp(text, "no") == 0 ? 'x' : ' ');
	} else if (*text) {
		buf_adds(&b, "[ ");
		record_show(s->f, text, model_name_of, at->m, &b);
		buf_adds(&b, " ]");
	} else {
		buf_adds(&b, "[ Space to choose ]");
	}
	canvas_text_cut(at->cv, row, at->col, at->cols, buf_str(&b),
	    focus ? ATTR_REVERSE : ATTR_PLAIN);
	if (focus)
		canvas_cursor(at->cv, row, at->col);
	buf_done(&b);
}

static void
draw_list(
    const struct place *at, const struct form_slot *s, int row, bool focus)
{
	size_t n = record_count(at->p->rec, s->f->key);
	struct buf b = BUF_INIT(4096);

	for (size_t i = 0; i < n; i++, row++) {
		bool marked = focus && i == (s->mark < n ? s->mark : n - 1);

		if (!inside(at, row))
			continue;
		buf_clear(&b);
		buf_addf(&b, "%c %zu  ", marked ? '>' : ' ', i + 1);
		form_item_label(
		    record_item(at->p->rec, s->f->key, i), at->m, &b);
		canvas_text_cut(at->cv, row, at->col, at->cols, buf_str(&b),
		    marked ? ATTR_REVERSE : ATTR_PLAIN);
		if (marked)
			canvas_cursor(at->cv, row, at->col);
	}
	if (n == 0 && inside(at, row)) {
		canvas_text_cut(at->cv, row, at->col, at->cols,
		    focus ? "> none yet: Enter or F7 to add" : "  none yet",
		    focus ? ATTR_REVERSE : ATTR_DIM);
		if (focus)
			canvas_cursor(at->cv, row, at->col);
	}
	buf_done(&b);
}

static void
draw_area(
    const struct place *at, const struct form_slot *s, int row, bool focus)
{
	int rows = body_rows(at, s);

	/* Only a box that is whole in view is drawn: the focused one is. */
	if (row >= at->top && row + rows <= at->bottom) {
		w_area_draw(
		    &s->area, at->cv, row, at->col, rows, at->cols, focus);
		return;
	}
	if (inside(at, row))
		canvas_text_cut(at->cv, row, at->col, at->cols,
		    w_area_is_empty(&s->area) ? "(more below)"
					      : w_area_text(&s->area),
		    ATTR_DIM);
}

static int
draw_head(
    const struct place *at, const struct form_slot *s, int row, bool focus)
{
	const struct problem *bad = problem_at(at, s);
	int used;

	if (inside(at, row)) {
		used = canvas_text_cut(at->cv, row, at->col, at->cols,
		    s->f->label, focus ? ATTR_BOLD : ATTR_PLAIN);
		if ((s->f->flags & FF_REQUIRED) && !is_beside(at, s))
			canvas_text_cut(at->cv, row, at->col + used,
			    at->cols - used, "  (needed)", ATTR_DIM);
	}
	row++;
	if (!bad)
		return row;
	used = wrapped_rows(bad->says, at->cols - 2);
	if (inside(at, row))
		canvas_text(at->cv, row, at->col, 2, "! ", ATTR_ALERT);
	if (inside(at, row) && row + used <= at->bottom)
		canvas_wrap(at->cv, row, at->col + 2, at->cols - 2, used,
		    bad->says, ATTR_ALERT);
	return row + used;
}

/* The value, after the label if that is in the same row. */
static void
draw_value(
    const struct place *all, const struct form_slot *s, int row, bool focus)
{
	struct place at = *all;

	if (is_beside(all, s)) {
		at.col += TIGHT_LABEL_COLS;
		at.cols -= TIGHT_LABEL_COLS;
	}
	if (s->line.ed)
		draw_line(&at, s, row, focus);
	else
		draw_picked(&at, s, row, focus);
}

static void
draw_slot(
    const struct place *at, const struct form_slot *s, int row, bool focus)
{
	int head = row;

	row = draw_head(at, s, row, focus);
	if (is_beside(at, s))
		row = head;
	if (s->f->type == FT_LIST)
		draw_list(at, s, row, focus);
	else if (s->f->type == FT_TEXT)
		draw_area(at, s, row, focus);
	else if (inside(at, row))
		draw_value(at, s, row, focus);
}

void
form_page_draw(const struct form_page *p, const struct problems *problems,
    struct model *m, struct canvas *cv, int row, int col, int rows, int cols)
{
	struct place at = { p, problems, m, cv, row, row + rows, col, cols, 0 };
	int y = 0, end = 0, blank = p->is_tight ? 0 : 1;

	if (p->is_tight)
		share_rows(&at);
	for (size_t i = 0; i <= p->focus && i < p->count; i++)
		end += slot_rows(&at, &p->slot[i]);
	/* Scrolled just so far that the focused field is whole. */
	y = row - (end - blank > rows ? end - blank - rows : 0);
	for (size_t i = 0; i < p->count; i++) {
		draw_slot(&at, &p->slot[i], y, i == p->focus);
		y += slot_rows(&at, &p->slot[i]);
	}
}
