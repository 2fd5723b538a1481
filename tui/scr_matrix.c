/* scr_matrix.c - everybody here, the documents they confirm and their training, as
 * one table that moves both ways; and as a file for a spreadsheet (T1, T2). */
#include "scr.h"

#include <stdio.h>
#include <string.h>

#include "kinds.h"
#include "policies.h"

#define NAME_COLS 18
#define CELL_COLS 11 /* ten, and a blank */
#define HEAD_ROWS 2
#define CSV_MAX (4u << 20)

struct matrix {
	struct app *app;
	struct policies all;
	size_t at, top;
	unsigned column, left;
};

static int
table_rows(const struct app *a)
{
	int n = app_rows(a) - SCR_TOP - SCR_BOTTOM - HEAD_ROWS - 2;

	return n > 1 ? n : 1;
}

static unsigned
shown_columns(const struct app *a)
{
	int n = (app_cols(a) - 2 - NAME_COLS) / CELL_COLS;

	if (n < 1)
		return 1;
	return n > POLICIES_COLUMNS ? POLICIES_COLUMNS : (unsigned)n;
}

/* The marked cell stays in view. */
static void
settle(struct matrix *v)
{
	size_t rows = (size_t)table_rows(v->app);
	unsigned columns = shown_columns(v->app);

	if (v->all.count == 0)
		v->at = 0;
	else if (v->at >= v->all.count)
		v->at = v->all.count - 1;
	if (v->at < v->top)
		v->top = v->at;
	if (v->at >= v->top + rows)
		v->top = v->at - rows + 1;
	if (v->column < v->left)
		v->left = v->column;
	if (v->column >= v->left + columns)
		v->left = v->column - columns + 1;
}

static void
load(struct matrix *v)
{
	struct id was = { "" };

	if (v->at < v->all.count)
		was = v->all.people[v->at].id;
	policies_read(&v->all, app_model(v->app), app_now(v->app));
	for (size_t i = 0; i < v->all.count; i++)
		if (id_equal(&v->all.people[i].id, &was))
			v->at = i;
	settle(v);
}

static enum err
matrix_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	struct matrix *v = st;

	(void)arg;
	(void)e;
	v->app = a;
	load(v);
	return ERR_OK;
}

static void
matrix_title(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out, "Everybody");
}

static void
write_csv(struct app *a, const struct matrix *v)
{
	struct buf text = BUF_INIT(CSV_MAX), says = BUF_INIT(8192);
	struct errinfo e = { 0 };

	policies_csv(&v->all, &text);
	if (model_write_csv(app_model(a), "training", buf_str(&text), text.len,
		&says, &e) == ERR_OK)
		app_say(a, "%s", buf_str(&says));
	else
		app_say_problem(a, &e);
	buf_done(&says);
	buf_done(&text);
}

static void
open_marked(struct app *a, const struct matrix *v)
{
	struct record_arg arg = { 0 };

	if (v->at >= v->all.count)
		return;
	arg.id = v->all.people[v->at].cell[v->column].record;
	if (id_is_none(&arg.id))
		app_say(a, "There is no record of it.");
	else
		app_push(a, &scr_record, &arg);
}

/* False: not a key that moves. */
static bool
move(struct matrix *v, enum action action)
{
	size_t last = v->all.count > 0 ? v->all.count - 1 : 0;
	size_t page = (size_t)table_rows(v->app);

	switch ((int)action) {
	case ACT_UP: v->at -= v->at > 0; break;
	case ACT_DOWN: v->at += v->at < last; break;
	case ACT_LEFT: v->column -= v->column > 0; break;
	case ACT_RIGHT: v->column += v->column + 1 < POLICIES_COLUMNS; break;
	case ACT_PAGE_UP: v->at = v->at > page ? v->at - page : 0; break;
	case ACT_PAGE_DOWN:
		v->at = v->at + page < last ? v->at + page : last;
		break;
	case ACT_HOME: v->at = 0; break;
	case ACT_END: v->at = last; break;
	default: return false;
	}
	settle(v);
	return true;
}

static enum handled
matrix_key(struct app *a, void *st, const struct key *k)
{
	struct matrix *v = st;

	if (move(v, k->action))
		return HANDLED;
	switch (k->action) {
	case ACT_BACK: app_pop(a, 0, NULL); return HANDLED;
	case ACT_OPEN: open_marked(a, v); return HANDLED;
	case ACT_SEND: write_csv(a, v); return HANDLED;
	case ACT_ADD:
		if (v->at < v->all.count &&
		    model_may(app_model(a), "training", RIGHT_CREATE, NULL))
			scr_add_training(a, &v->all.people[v->at].id);
		return HANDLED;
	default: return NOT_MINE;
	}
}

static void
matrix_returned(struct app *a, void *st, const struct screen_def *child,
    int result, const void *data)
{
	(void)a;
	(void)child;
	(void)result;
	(void)data;
	load(st);
}

static enum handled
matrix_changed(struct app *a, void *st, unsigned topics)
{
	struct matrix *v = st;

	if (!model_is_open(app_model(a)))
		return HANDLED;
	if (topics & (TOPIC_RECORDS | TOPIC_OUTBOX | TOPIC_ACCESS))
		load(v);
	settle(v);
	return HANDLED;
}

static void
draw_head(const struct matrix *v, struct canvas *cv, int row, unsigned columns,
    int people)
{
	bool is_left = v->left > 0;
	bool is_right = v->left + columns < POLICIES_COLUMNS;
	bool is_above = v->top > 0;
	bool is_below = v->top + (size_t)people < v->all.count;
	char line[120];

	snprintf(line, sizeof line, "%zu people%s%s%s%s", v->all.count,
	    is_left ? "; more to the left" : "",
	    is_left && is_right ? " and right"
	    : is_right          ? "; more to the right"
				: "",
	    is_above ? "; more above" : "",
	    is_above && is_below ? " and below"
	    : is_below           ? "; more below"
				 : "");
	canvas_text_cut(cv, row, 1, cv->cols - 2, line, ATTR_DIM);
	for (unsigned c = 0; c < columns; c++)
		canvas_text_cut(cv, row + 1, 1 + NAME_COLS + (int)c * CELL_COLS,
		    CELL_COLS - 1, policies_short(v->left + c), ATTR_BOLD);
}

static void
draw_person(const struct matrix *v, struct canvas *cv, int row, size_t i,
    unsigned columns)
{
	const struct policies_person *p = &v->all.people[i];

	canvas_text(cv, row, 1, 2, i == v->at ? ">" : " ", ATTR_PLAIN);
	canvas_text_cut(cv, row, 3, NAME_COLS - 3, p->name, ATTR_PLAIN);
	for (unsigned c = 0; c < columns; c++) {
		const struct policies_cell *cell = &p->cell[v->left + c];
		int col = 1 + NAME_COLS + (int)c * CELL_COLS;
		bool is_marked = i == v->at && v->left + c == v->column;
		struct buf word = BUF_INIT(64);

		policies_word(cell, &word);
		canvas_text_cut(cv, row, col, CELL_COLS - 1, buf_str(&word),
		    cell->state >= POLICIES_LATE ? ATTR_ALERT : ATTR_PLAIN);
		if (is_marked) {
			canvas_attr(cv, row, col, CELL_COLS - 1, ATTR_REVERSE);
			canvas_cursor(cv, row, col);
		}
		buf_done(&word);
	}
}

/* The marked cell in whole words, for whoever hears the screen. */
static void
draw_marked(const struct matrix *v, struct canvas *cv, int row)
{
	const struct policies_person *p;
	struct buf b = BUF_INIT(600);

	if (v->at < v->all.count) {
		p = &v->all.people[v->at];
		buf_addf(&b, "%s, %s. %s: ", p->name, p->role_title,
		    policies_column(v->column));
		policies_says(&p->cell[v->column], v->column, &b);
		buf_addc(&b, '.');
		canvas_wrap(
		    cv, row, 1, cv->cols - 2, 2, buf_str(&b), ATTR_PLAIN);
	}
	buf_done(&b);
}

static void
matrix_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct matrix *v = st;
	unsigned columns = shown_columns(a);
	int row = SCR_TOP, n = table_rows(a);

	draw_head(v, cv, row, columns, n);
	row += HEAD_ROWS;
	for (size_t i = v->top; i < v->all.count && n > 0; i++, n--)
		draw_person(v, cv, row++, i, columns);
	draw_marked(v, cv, cv->rows - SCR_BOTTOM - 2);
}

static const struct key_hint *
matrix_hints(const struct app *a, const void *st)
{
	static const struct key_hint hints[] = { { ACT_SEND, "Spreadsheet" },
		{ ACT_OPEN, "Open" }, { ACT_ADD, "Training" },
		{ ACT_NONE, NULL } };

	(void)a;
	(void)st;
	return hints;
}

static void
matrix_help(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out,
	    "Everybody who works here, what they have confirmed and what "
	    "training they have had. The arrows move to any cell; the line "
	    "below says it in full. \"yes\" with the day it was done, \"due\" "
	    "with the day by which it is to be, \"late\" when that day is "
	    "past, \"-\" when there is nothing.\n\n"
	    "Enter opens the record, F7 adds training for the person that is "
	    "marked. F2 writes the whole table to a file in your home folder, "
	    "for a spreadsheet; that file is not sealed.");
}

static void
matrix_close(struct app *a, void *st)
{
	(void)a;
	policies_done(&((struct matrix *)st)->all);
}

const struct screen_def scr_matrix = {
	.name = "matrix",
	.state_size = sizeof(struct matrix),
	.open = matrix_open,
	.title = matrix_title,
	.key = matrix_key,
	.changed = matrix_changed,
	.returned = matrix_returned,
	.draw = matrix_draw,
	.hints = matrix_hints,
	.help = matrix_help,
	.close = matrix_close,
};
