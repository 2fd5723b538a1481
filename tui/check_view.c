/* check_view.c - how a question is seen: the trail, what is asked and why, what is to
 * be said before it is asked, the widget, the keys. */
#include <stdio.h>
#include <string.h>

#include "check_in.h"

#define WHY_ROWS 4
#define WARN_ROWS 5
#define HELP_ROWS 2

static const struct share_question *
question(const struct check *c)
{
	return share_question(c->page.at.step);
}

/* ---- words ---- */

/* "Kelly Brown, mother" */
static void
add_person(const struct check *c, struct buf *out)
{
	const struct record *r = share_answer_in(c->root, c->page.at);
	const struct standing_person *p = check_person(c, r);

	buf_adds(out, record_text(r, "name"));
	if (p && *p->relation)
		buf_addf(out, ", %s", p->relation);
}

/* What stands beside their name on the file must be read before they are told (S1). */
static void
add_marks(const struct check *c, struct buf *out)
{
	const struct standing_person *p =
	    check_person(c, share_answer_in(c->root, c->page.at));
	struct buf marks = BUF_INIT(200);

	if (p)
		standing_add_marks(p, &marks);
	if (marks.len > 0)
		buf_addf(out, "Marked on the file: %s.", buf_str(&marks));
	buf_done(&marks);
}

void
check_page_help(const struct check *c, struct buf *out)
{
	const struct share_question *q = question(c);
	const struct form_slot *s = c->page.type == CHECK_PAGE_FORM
					? form_page_at(&c->page.form)
					: NULL;
	const struct field *f = s ? s->f : check_page_field(c);

	buf_addf(out, "%s\n\n%s", q->title, q->why);
	if (strcmp(f->label, q->title) == 0)
		buf_addf(out, "\n\n%s", f->help);
	else if (strcmp(f->help, q->why) != 0)
		buf_addf(out, "\n\n%s: %s", f->label, f->help);
	buf_addf(out,
	    "\n\nAsked because of the policy: %s.\n\nEsc goes back one "
	    "question; what you answered stays. Ctrl-PgDn goes to the answer. "
	    "Everything is kept on this device within two seconds, sealed.",
	    q->policy);
}

static const struct key_hint form_keys[] = { { ACT_SEND, "Next" },
	{ ACT_SECTION_NEXT, "Answer" }, { ACT_MORE, "Put away" },
	{ ACT_NONE, NULL } };
static const struct key_hint choose_keys[] = { { ACT_SEND, "Next" },
	{ ACT_CHOOSE, NULL }, { ACT_SECTION_NEXT, "Answer" },
	{ ACT_MORE, "Put away" }, { ACT_NONE, NULL } };
static const struct key_hint list_keys[] = { { ACT_SEND, "Next" },
	{ ACT_ADD, NULL }, { ACT_REMOVE, NULL }, { ACT_SECTION_NEXT, "Answer" },
	{ ACT_NONE, NULL } };
static const struct key_hint item_keys[] = { { ACT_SEND, "Done" },
	{ ACT_NEXT, NULL }, { ACT_CHOOSE, NULL }, { ACT_NONE, NULL } };
static const struct key_hint take_keys[] = { { ACT_OPEN, "Take" },
	{ ACT_SECTION_NEXT, "Answer" }, { ACT_MORE, "Put away" },
	{ ACT_NONE, NULL } };

const struct key_hint *
check_page_hints(const struct check *c)
{
	const struct form_slot *s;

	if (c->page.type != CHECK_PAGE_FORM)
		return take_keys;
	if (c->page.items.is_open)
		return item_keys;
	s = form_page_at(&c->page.form);
	if (s->f->type == FT_LIST)
		return list_keys;
	return s->f->type == FT_REF || s->f->type == FT_CHOICE ? choose_keys
							       : form_keys;
}

/* ---- how much room it needs ---- */

#define WIDGET_ROWS 6 /* a box to write in, a list that scrolls */

/* What the question needs besides why it is asked. */
static int
needed_rows(const struct check *c, int cols)
{
	const struct share_question *q = question(c);
	struct share_view v = check_view(c);
	const char *warns = c->facts ? share_warns(&v, c->page.at) : NULL;
	int rows = 1 + canvas_wrap_rows(q->title, cols, 2);

	if (warns)
		rows += canvas_wrap_rows(warns, cols - 2, WARN_ROWS);
	if (q->is_of_person)
		rows += 2;
	if (c->page.type == CHECK_PAGE_CHOICE)
		return rows + (int)c->page.list.rows->count(c);
	return rows + WIDGET_ROWS;
}

static int
why_rows(const struct check *c, int cols)
{
	return canvas_wrap_rows(question(c)->why, cols, WHY_ROWS);
}

/* ---- drawing ---- */

static int
draw_words(struct canvas *cv, int row, int col, int cols, int max,
    const char *words, unsigned attr)
{
	return row + canvas_wrap(cv, row, col, cols, max, words, attr);
}

static int
draw_warning(struct canvas *cv, int row, int col, int cols, const char *words)
{
	canvas_text(cv, row, col, 2, "! ", ATTR_ALERT);
	return draw_words(
	    cv, row, col + 2, cols - 2, WARN_ROWS, words, ATTR_ALERT);
}

/* The question, and what must be read before it is answered. */
static int
draw_head(const struct check *c, struct canvas *cv, int row, int col, int cols,
    bool has_why)
{
	const struct share_question *q = question(c);
	struct share_view v = check_view(c);
	const char *warns = c->facts ? share_warns(&v, c->page.at) : NULL;
	struct buf b = BUF_INIT(1000);

	if (q->is_of_person) {
		add_person(c, &b);
		row = draw_words(cv, row, col, cols, 2, buf_str(&b), ATTR_BOLD);
	}
	canvas_cursor(cv, row, col);
	row = draw_words(cv, row, col, cols, 2, q->title, ATTR_BOLD);
	if (has_why)
		row =
		    draw_words(cv, row, col, cols, WHY_ROWS, q->why, ATTR_DIM);
	if (warns)
		row = draw_warning(cv, row, col, cols, warns);
	buf_clear(&b);
	if (q->is_of_person)
		add_marks(c, &b);
	if (b.len > 0)
		row = draw_warning(cv, row, col, cols, buf_str(&b));
	buf_done(&b);
	return row + 1;
}

static void
draw_choices(const struct check *c, struct canvas *cv, int row, int col,
    int rows, int cols)
{
	int at_row = cv->cursor_row, at_col = cv->cursor_col;

	w_list_draw(&c->page.list, cv, row, col, rows, cols, c->page.has_moved);
	if (c->page.has_moved)
		return;
	/* Nothing is chosen yet: no mark, and the cursor on the question. */
	canvas_fill(cv, row, col, 1, ATTR_PLAIN);
	canvas_cursor(cv, at_row, at_col);
}

static void
draw_form(const struct check *c, struct canvas *cv, int row, int col, int rows,
    int cols)
{
	const struct form_slot *s = form_page_at(&c->page.form);
	int help = c->page.items.is_open && rows > 8 ? HELP_ROWS : 0;

	form_page_draw(&c->page.form, NULL, app_model(c->app), cv, row, col,
	    rows - help, cols);
	if (help > 0)
		canvas_wrap(cv, row + rows - help, col, cols, help, s->f->help,
		    ATTR_DIM);
}

void
check_page_draw(
    const struct check *c, struct canvas *cv, int row, int col, int cols)
{
	int rows = cv->rows - SCR_BOTTOM - row;
	/* In the smallest window F1 says why. */
	bool has_why = needed_rows(c, cols) + why_rows(c, cols) <= rows;

	row = draw_head(c, cv, row, col, cols, has_why);
	rows = cv->rows - SCR_BOTTOM - row;
	if (rows < 1)
		return;
	switch (c->page.type) {
	case CHECK_PAGE_CHOICE:
		draw_choices(c, cv, row, col, rows, cols);
		return;
	case CHECK_PAGE_PICK:
		check_pick_draw(c, cv, row, col, rows, cols);
		return;
	case CHECK_PAGE_FORM: draw_form(c, cv, row, col, rows, cols); return;
	}
}

/* ---- all of it ---- */

static void
draw_beside(const struct check *c, struct canvas *cv)
{
	int rows = cv->rows - SCR_TOP - SCR_BOTTOM;
	int col = CHECK_TRAIL_COLS + 2;

	canvas_text(
	    cv, SCR_TOP, 1, CHECK_TRAIL_COLS - 2, "Your answers", ATTR_BOLD);
	check_trail_draw(c, cv, SCR_TOP + 2, 0, rows - 2, CHECK_TRAIL_COLS - 1);
	canvas_vline(cv, SCR_TOP, CHECK_TRAIL_COLS, rows);
	check_page_draw(c, cv, SCR_TOP, col, cv->cols - col - 1);
}

#define ABOVE_ROWS 3

/* The last answers, as many as the question leaves room for, one at least. */
static void
draw_above(const struct check *c, struct canvas *cv)
{
	int cols = cv->cols - 2, row = SCR_TOP;
	int rows = cv->rows - SCR_TOP - SCR_BOTTOM - 1 - needed_rows(c, cols) -
		   why_rows(c, cols);
	int count = (int)check_trail_count(c);

	rows = rows < 1 ? 1 : rows > ABOVE_ROWS ? ABOVE_ROWS : rows;
	rows = rows > count ? count : rows;
	if (rows > 0) {
		check_trail_draw(c, cv, row, 0, rows, cv->cols - 1);
		canvas_hline(cv, row + rows, 1, cols);
		row += rows + 1;
	}
	check_page_draw(c, cv, row, 1, cols);
}

void
check_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct check *c = st;

	(void)a;
	if (!c->page.is_open)
		check_answer_draw(c, cv);
	else if (cv->cols >= CHECK_WIDE_COLS)
		draw_beside(c, cv);
	else
		draw_above(c, cv);
}
