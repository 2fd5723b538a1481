/* scr_conflict.c - two people changed one record while apart: both versions side
 * by side, and the person chooses, field by field (promise 4; docs/SYNC.md, case
 * 4). Nothing is decided silently, and nothing is deleted. */
#include "scr.h"

#include <stdio.h>
#include <string.h>

#include "mem.h"
#include "w_list.h"
#include "w_pager.h"
#include "w_question.h"

#define WIDE_COLS 70 /* from here on the versions stand beside each other */

enum take { TAKE_ASK, TAKE_THEIRS, TAKE_MINE, TAKE_BOTH };

static const char *const take_words[] = {
	[TAKE_ASK] = "choose",
	[TAKE_THEIRS] = "theirs",
	[TAKE_MINE] = "yours",
	[TAKE_BOTH] = "both",
};

struct view {
	struct app *app;
	struct conflict c;
	struct record *mine, *theirs;
	const struct field *field[KIND_FIELDS_MAX];
	enum take take[KIND_FIELDS_MAX];
	size_t count;
	size_t shown; /* field in the panes; count: none */
	struct w_list list;
	struct w_pager pane[2]; /* theirs, yours */
	char child[208];
};

/* ---- the fields that differ ---- */

static size_t
rows_count(const void *arg)
{
	return ((const struct view *)arg)->count;
}

static void
rows_text(const void *arg, size_t i, struct buf *left, struct buf *right)
{
	const struct view *v = arg;

	buf_adds(left, v->field[i]->label);
	buf_adds(right, take_words[v->take[i]]);
}

static unsigned
rows_attr(const void *arg, size_t i)
{
	return ((const struct view *)arg)->take[i] == TAKE_ASK ? ATTR_ALERT
							       : ATTR_PLAIN;
}

static const struct w_list_rows rows = {
	.count = rows_count,
	.text = rows_text,
	.attr = rows_attr,
	.no_find = true,
	.empty = "Both versions say the same.",
};

/* What either version hides is hidden on both sides (S1); it can be chosen all the
 * same, and the form shows it. */
static bool
is_hidden(const struct view *v, const struct field *f)
{
	return record_hides(v->mine, f) || record_hides(v->theirs, f) ||
	       ((f->flags & FF_HIDEABLE) &&
		   model_is_hidden(app_model(v->app), &v->c.id));
}

static void
show_pane(struct view *v, size_t side, const struct record *r)
{
	struct record *shown = record_copy(r);
	struct buf b = BUF_INIT(KIND_BODY_MAX * 4);
	int cols = app_cols(v->app);
	size_t width =
	    (size_t)(cols >= WIDE_COLS ? (cols - 3) / 2 : cols - 2) - 1;

	if (v->shown < v->count && is_hidden(v, v->field[v->shown]))
		record_mask(shown);
	if (v->shown < v->count)
		record_show_field(shown, v->field[v->shown], width,
		    model_name_of, app_model(v->app), &b);
	if (b.len == 0)
		buf_adds(&b, "(nothing)");
	w_pager_set(&v->pane[side], buf_str(&b), b.len);
	buf_done(&b);
	record_free(shown);
}

/* The panes follow the mark. */
static void
show_field(struct view *v)
{
	size_t at = w_list_at(&v->list);

	v->shown = at < v->count ? at : v->count;
	show_pane(v, 0, v->theirs);
	show_pane(v, 1, v->mine);
}

/* What only one of the two changed is that one's, unless the person says
 * otherwise; where both did, the person must say. */
static enum take
take_of(const struct view *v, const struct record *base, const struct field *f)
{
	const struct field *by_mine[KIND_FIELDS_MAX];
	const struct field *by_them[KIND_FIELDS_MAX];
	bool mine = false, them = false;
	size_t n;

	if (v->c.is_signed)
		return TAKE_THEIRS;
	if (!base || record_kind(base) != v->c.kind)
		return TAKE_ASK;
	n = record_diff(base, v->mine, by_mine);
	for (size_t i = 0; i < n; i++)
		mine |= by_mine[i] == f;
	n = record_diff(base, v->theirs, by_them);
	for (size_t i = 0; i < n; i++)
		them |= by_them[i] == f;
	if (mine && them)
		return TAKE_ASK;
	return mine ? TAKE_MINE : TAKE_THEIRS;
}

static enum err
load(struct view *v, const struct id *id, struct errinfo *e)
{
	struct record *mine, *theirs, *base;
	struct conflict got;
	struct child c;
	enum err code;

	/* What is shown stays until the next can be. */
	code = model_conflict(
	    app_model(v->app), id, &got, &mine, &theirs, &base, e);
	if (code != ERR_OK)
		return code;
	record_free(v->mine);
	record_free(v->theirs);
	v->c = got;
	v->mine = mine;
	v->theirs = theirs;
	v->count = record_diff(v->theirs, v->mine, v->field);
	for (size_t i = 0; i < v->count; i++)
		v->take[i] = take_of(v, base, v->field[i]);
	record_free(base);
	if (model_child(app_model(v->app), &v->c.file, &c))
		snprintf(v->child, sizeof v->child, "%s", c.name);
	w_list_refresh(&v->list);
	show_field(v);
	return ERR_OK;
}

/* ---- choosing ---- */

/* May this be taken for a field that holds one thing only? */
static bool
can_take(const struct view *v, size_t i, enum take take)
{
	if (take == TAKE_BOTH)
		return record_can_take_both(v->field[i]);
	return take != TAKE_ASK;
}

static void
take_next(struct app *a, struct view *v)
{
	size_t i = v->shown;

	if (i >= v->count)
		return;
	if (v->c.is_signed) {
		app_say(a,
		    "Theirs was signed meanwhile and can never change. Write "
		    "what is yours as an addendum to it.");
		return;
	}
	do {
		v->take[i] = v->take[i] == TAKE_BOTH
				 ? TAKE_THEIRS
				 : (enum take)(v->take[i] + 1);
	} while (!can_take(v, i, v->take[i]));
	app_say(a, "%s: %s.", v->field[i]->label, take_words[v->take[i]]);
}

static size_t
count_of(const struct view *v, enum take take)
{
	size_t n = 0;

	for (size_t i = 0; i < v->count; i++)
		n += v->take[i] == take;
	return n;
}

/* Theirs, with what was chosen of one's own. NULL: it would not fit. */
static struct record *
joined(const struct view *v)
{
	struct record *r = record_copy(v->theirs);
	bool ok = true;

	for (size_t i = 0; i < v->count && ok; i++) {
		if (v->take[i] == TAKE_MINE)
			ok = record_take(r, v->mine, v->field[i]);
		else if (v->take[i] == TAKE_BOTH)
			ok = record_take_both(r, v->mine, v->field[i]);
	}
	if (ok)
		return r;
	record_free(r);
	return NULL;
}

static void
ask_theirs(struct app *a, const struct view *v)
{
	char says[512];
	struct w_question_arg q = { .title = "Keep theirs?", .says = says };

	snprintf(says, sizeof says,
	    "The version of %s stays as it is at the office. Yours is not "
	    "sent; it is kept on this device, out of sight. That you chose so "
	    "is written down.",
	    v->c.theirs_by);
	app_push(a, &w_question, &q);
}

/* F2: the form opens with what was chosen, to be looked through and saved. */
static void
go_on(struct app *a, struct view *v)
{
	struct form_arg arg = { .kind = v->c.kind,
		.file = v->c.file,
		.id = v->c.id,
		.base = v->c.version,
		.child = v->child,
		.is_joined = true,
		.over = v->c.version };
	struct record *r;
	bool did = false;

	if (count_of(v, TAKE_ASK) > 0) {
		for (size_t i = 0; i < v->count; i++) {
			if (v->take[i] != TAKE_ASK)
				continue;
			w_list_mark(&v->list, i);
			break;
		}
		show_field(v);
		app_say(a,
		    "Both of you changed this. Space chooses theirs or yours, "
		    "then F2.");
		return;
	}
	if (count_of(v, TAKE_THEIRS) == v->count) {
		ask_theirs(a, v);
		return;
	}
	r = joined(v);
	if (!r) {
		app_say(a,
		    "Both together are longer than one field can be. Choose "
		    "theirs or yours for it.");
		return;
	}
	arg.record = r;
	if (!scr_make_room(a, &arg.id, &did)) {
		record_free(r);
		return;
	}
	app_push(a, &scr_form, &arg);
	if (did && app_top(a) == &scr_form)
		app_say(a,
		    "This is what you chose; look it through, then F2. What "
		    "you had typed of it before is put away for thirty days: "
		    "Settings has it.");
	record_free(r);
}

/* ---- the row's callbacks ---- */

static void
view_done(struct view *v)
{
	w_list_done(&v->list);
	w_pager_done(&v->pane[0]);
	w_pager_done(&v->pane[1]);
	record_free(v->mine);
	record_free(v->theirs);
	v->mine = v->theirs = NULL;
}

static enum err
conflict_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	struct view *v = st;
	enum err code;

	v->app = a;
	w_list_init(&v->list, &rows, v);
	w_pager_init(&v->pane[0]);
	w_pager_init(&v->pane[1]);
	code = load(v, arg, e);
	if (code != ERR_OK)
		view_done(v);
	return code;
}

static void
conflict_title(const struct app *a, const void *st, struct buf *out)
{
	const struct view *v = st;

	(void)a;
	buf_addf(out, "%s%s%s, two versions", v->child, *v->child ? " > " : "",
	    v->c.kind->title);
}

static enum handled
conflict_key(struct app *a, void *st, const struct key *k)
{
	struct view *v = st;

	switch (k->action) {
	case ACT_BACK: app_pop(a, 0, NULL); return HANDLED;
	case ACT_SEND: go_on(a, v); return HANDLED;
	case ACT_CHOOSE: take_next(a, v); return HANDLED;
	case ACT_PAGE_UP:
	case ACT_PAGE_DOWN:
		w_pager_key(&v->pane[0], NULL, k);
		w_pager_key(&v->pane[1], NULL, k);
		return HANDLED;
	default: break;
	}
	switch (w_list_key(&v->list, k)) {
	case W_LIST_PICKED: take_next(a, v); return HANDLED;
	case W_LIST_HANDLED: show_field(v); return HANDLED;
	case W_LIST_NOT_MINE: break;
	}
	return NOT_MINE;
}

static bool
is_typed_on(struct app *a, const struct id *id)
{
	const struct draft *list;
	size_t n = model_drafts(app_model(a), &list);

	for (size_t i = 0; i < n; i++)
		if (id_equal(&list[i].id, id))
			return true;
	return false;
}

static void
conflict_returned(struct app *a, void *st, const struct screen_def *child,
    int result, const void *data)
{
	struct view *v = st;
	struct errinfo e = { 0 };
	struct id id = v->c.id;
	bool typed;

	(void)data;
	if (result != 1)
		return;
	typed = is_typed_on(a, &id);
	if (child == &w_question &&
	    model_keep_theirs(app_model(a), &id, &e) != ERR_OK) {
		app_say_problem(a, &e);
		return;
	}
	app_pop(a, 1, &id);
	if (child == &w_question)
		app_say(a,
		    "Theirs was kept. Yours is not sent; it is kept on this "
		    "device.%s",
		    typed ? " What you had typed since is put away for thirty "
			    "days: Settings has it."
			  : "");
}

/* A still newer version may come while this is open. */
static enum handled
conflict_changed(struct app *a, void *st, unsigned topics)
{
	struct view *v = st;
	struct id id = v->c.id;
	int64_t before = v->c.version;
	struct errinfo e = { 0 };

	(void)topics;
	if (!model_is_open(app_model(a)) || app_top(a) != &scr_conflict)
		return HANDLED;
	if (!model_is_newer(app_model(a), &id, before))
		return HANDLED;
	if (load(v, &id, &e) != ERR_OK)
		app_say_problem(a, &e);
	else
		app_say(a, "Theirs has changed again. Please choose anew.");
	return HANDLED;
}

/* ---- drawing ---- */

static void
draw_pane(const struct view *v, struct canvas *cv, size_t side, int row,
    int col, int height, int cols)
{
	char head[320], when[WHEN_SHOWN];

	when_show_ms(
	    when, side ? v->c.mine_ms : v->c.theirs_ms, app_now(v->app));
	if (side)
		snprintf(head, sizeof head, "Yours, %s", when);
	else
		snprintf(
		    head, sizeof head, "Theirs: %s, %s", v->c.theirs_by, when);
	canvas_text_cut(cv, row, col, cols, head, ATTR_BOLD);
	w_pager_draw(&v->pane[side], cv, row + 1, col, height - 1, cols, false);
}

static void
conflict_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct view *v = st;
	int top = SCR_TOP, room = cv->rows - SCR_TOP - SCR_BOTTOM;
	int list_rows, below, half = (cv->cols - 3) / 2;

	(void)a;
	top += canvas_wrap(cv, top, 1, cv->cols - 2, 3,
		   v->c.is_signed
		       ? "Somebody else signed this record before your change "
			 "reached the office. What differs:"
		       : "Somebody else changed this record before your change "
			 "reached the office. Nothing is lost: choose what is "
			 "to stand.",
		   ATTR_PLAIN) +
	       1;
	room = cv->rows - SCR_BOTTOM - top;
	list_rows = (int)v->count < room / 3 ? (int)v->count : room / 3;
	if (list_rows < 2)
		list_rows = 2;
	below = top + list_rows + 1;
	canvas_hline(cv, below - 1, 1, cv->cols - 2);
	room = cv->rows - SCR_BOTTOM - below;
	if (cv->cols >= WIDE_COLS) {
		draw_pane(v, cv, 0, below, 1, room, half);
		canvas_vline(cv, below, half + 1, room);
		draw_pane(v, cv, 1, below, half + 3, room, half - 1);
	} else {
		draw_pane(v, cv, 0, below, 1, room / 2, cv->cols - 2);
		draw_pane(v, cv, 1, below + room / 2, 1, room - room / 2,
		    cv->cols - 2);
	}
	w_list_draw(&v->list, cv, top, 1, list_rows, cv->cols - 2, true);
}

static const struct key_hint *
conflict_hints(const struct app *a, const void *st)
{
	static const struct key_hint hints[] = { { ACT_SEND, "Go on" },
		{ ACT_CHOOSE, "Theirs, yours" }, { ACT_PAGE_DOWN, NULL },
		{ ACT_NONE, NULL } };

	(void)a;
	(void)st;
	return hints;
}

static void
conflict_help(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out,
	    "Two people changed this record while they could not see each "
	    "other's change. The office has theirs; yours is kept on this "
	    "device. The list has every field in which they differ. Space "
	    "goes from theirs to yours, and to both where a field can hold "
	    "both; PgDn and PgUp read on in both texts.\n\n"
	    "F2 opens the record with what you chose, so that you can look it "
	    "through, change it and save it. If you keep theirs in everything, "
	    "yours is not sent. Either way it is written down what was "
	    "chosen.");
}

static void
conflict_close(struct app *a, void *st)
{
	(void)a;
	view_done(st);
}

const struct screen_def scr_conflict = {
	.name = "conflict",
	.state_size = sizeof(struct view),
	.open = conflict_open,
	.title = conflict_title,
	.key = conflict_key,
	.changed = conflict_changed,
	.returned = conflict_returned,
	.draw = conflict_draw,
	.hints = conflict_hints,
	.help = conflict_help,
	.close = conflict_close,
};
