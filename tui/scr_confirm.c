/* scr_confirm.c - "I understand and accept": what is to be confirmed, each ticked
 * or left, and the passphrase once for all (T2). */
#include "scr.h"

#include <stdio.h>
#include <string.h>

#include "kinds.h"
#include "seal.h"
#include "w_line.h"
#include "w_list.h"

struct confirm_row {
	struct to_confirm of;
	char words[120];
	bool is_left; /* not now */
};

struct confirm {
	struct app *app;
	struct confirm_row row[POLICY_COUNT];
	size_t count;
	struct w_list list;
	struct w_line line;
	bool on_list;
};

static void
load(struct confirm *v)
{
	struct model *m = app_model(v->app);
	struct to_confirm left[POLICY_COUNT];
	struct confirm_row was[POLICY_COUNT];
	size_t n = model_to_confirm(m, left), before = v->count;
	struct row row;

	memcpy(was, v->row, sizeof was);
	v->count = 0;
	for (size_t i = 0; i < n; i++) {
		struct confirm_row *r = &v->row[v->count++];

		*r = (struct confirm_row){ .of = left[i] };
		snprintf(r->words, sizeof r->words, "%s",
		    model_row(m, &left[i].document, &row)
			? row.label
			: "It has not come to this device yet");
		for (size_t k = 0; k < before; k++)
			if (id_equal(&was[k].of.document, &left[i].document))
				r->is_left = was[k].is_left;
	}
	w_list_refresh(&v->list);
}

static size_t
rows_count(const void *arg)
{
	return ((const struct confirm *)arg)->count;
}

static void
rows_text(const void *arg, size_t i, struct buf *left, struct buf *right)
{
	const struct confirm *v = arg;
	const struct confirm_row *r = &v->row[i];
	struct civil day = when_civil(r->of.until_ms - 1);

	buf_addf(left, "[%s] %s", r->is_left ? " " : "x", r->words);
	if (app_now(v->app) >= r->of.until_ms) {
		buf_adds(right, "late");
	} else {
		buf_adds(right, "by ");
		scr_add_day(&day, right);
	}
}

static void
rows_id(const void *arg, size_t i, char out[W_LIST_ID])
{
	snprintf(out, W_LIST_ID, "%s",
	    ((const struct confirm *)arg)->row[i].of.document.s);
}

static const struct w_list_rows rows = {
	.count = rows_count,
	.text = rows_text,
	.id = rows_id,
	.no_find = true,
	.empty = "There is nothing left to confirm.",
};

static enum err
confirm_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	struct confirm *v = st;

	(void)arg;
	(void)e;
	v->app = a;
	w_list_init(&v->list, &rows, v);
	w_line_init(&v->line, SEAL_PASSPHRASE_MAX, true);
	load(v);
	return ERR_OK;
}

static void
confirm_title(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out, "Confirm");
}

static void
sign(struct app *a, struct confirm *v)
{
	struct id ids[POLICY_COUNT];
	struct errinfo e = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < v->count; i++)
		if (!v->row[i].is_left)
			ids[n++] = v->row[i].of.document;
	if (n == 0) {
		app_say(a, "Nothing is ticked. Tab goes to the list, Space "
			   "ticks.");
		return;
	}
	if (w_line_is_empty(&v->line)) {
		v->on_list = false;
		app_say(a, "Type your passphrase to confirm, or press Esc to "
			   "go back.");
		return;
	}
	if (model_confirm(app_model(a), ids, n, w_line_text(&v->line), &e) !=
	    ERR_OK) {
		(void)w_line_set(&v->line, "", NULL);
		load(v);
		app_say_problem(a, &e);
		return;
	}
	app_pop(a, 1, NULL);
	app_say(a, model_is_shut(app_model(a))
		       ? "Confirmed, and kept here until the office has it. "
			 "Files stay shut: something is not confirmed yet."
		       : "Confirmed, and kept here until the office has it. "
			 "Files open.");
}

static void
read_marked(struct app *a, const struct confirm *v)
{
	size_t at = w_list_at(&v->list);
	struct record_arg arg = { 0 };
	struct row row;

	if (at >= v->count)
		return;
	arg.id = v->row[at].of.document;
	if (model_row(app_model(a), &arg.id, &row))
		app_push(a, &scr_record, &arg);
	else
		app_say(a, "It comes with the next contact with the office.");
}

static enum handled
confirm_key(struct app *a, void *st, const struct key *k)
{
	struct confirm *v = st;
	size_t at = w_list_at(&v->list);

	switch (k->action) {
	case ACT_BACK: app_pop(a, 0, NULL); return HANDLED;
	case ACT_SEND: sign(a, v); return HANDLED;
	case ACT_NEXT:
	case ACT_PREV: v->on_list = !v->on_list; return HANDLED;
	case ACT_OPEN:
		if (v->on_list)
			read_marked(a, v);
		else
			sign(a, v);
		return HANDLED;
	default: break;
	}
	if (!v->on_list)
		return w_line_key(&v->line, a, k);
	if (k->action == ACT_CHOOSE && at < v->count) {
		v->row[at].is_left = !v->row[at].is_left;
		w_list_refresh(&v->list);
		return HANDLED;
	}
	return w_list_key(&v->list, k) == W_LIST_NOT_MINE ? NOT_MINE : HANDLED;
}

static enum handled
confirm_changed(struct app *a, void *st, unsigned topics)
{
	(void)topics;
	if (model_is_open(app_model(a)))
		load(st);
	return HANDLED;
}

static void
confirm_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct confirm *v = st;
	const struct me *me = model_me(app_model(a));
	int row = SCR_TOP, cols = cv->cols - 4;
	char line[300];

	if (model_is_shut(app_model(a)))
		row += canvas_wrap(cv, row, 2, cols, 2,
		    "Until you confirm what is late, no child's file "
		    "opens. First accounts and F9 go on.",
		    ATTR_ALERT);
	snprintf(line, sizeof line,
	    "I, %s, understand these and accept them:", me ? me->name : "");
	row += canvas_wrap(cv, row, 2, cols, 2, line, ATTR_BOLD);
	w_list_draw(&v->list, cv, row, 2, POLICY_COUNT, cols, v->on_list);
	row += POLICY_COUNT + 1;
	canvas_text_cut(cv, row, 2, cols, "Your passphrase", ATTR_BOLD);
	w_line_draw(&v->line, cv, row + 1, 2, cols, !v->on_list);
}

static const struct key_hint *
confirm_hints(const struct app *a, const void *st)
{
	static const struct key_hint list[] = { { ACT_SEND, "Sign" },
		{ ACT_CHOOSE, "Tick" }, { ACT_OPEN, "Read" },
		{ ACT_NEXT, "Passphrase" }, { ACT_NONE, NULL } };
	static const struct key_hint line[] = { { ACT_SEND, "Sign" },
		{ ACT_NEXT, "To the list" }, { ACT_NONE, NULL } };

	(void)a;
	return ((const struct confirm *)st)->on_list ? list : line;
}

static void
confirm_help(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out,
	    "Your name, the day and your signature stand under each of them, "
	    "and it cannot be taken back. Tab goes to the list: Enter opens a "
	    "document to read it, Space leaves one out for now. Then type "
	    "your passphrase, once for all of them. It works without a link "
	    "too.");
}

static void
confirm_close(struct app *a, void *st)
{
	struct confirm *v = st;

	(void)a;
	w_line_done(&v->line);
	w_list_done(&v->list);
}

const struct screen_def scr_confirm = {
	.name = "confirm",
	.state_size = sizeof(struct confirm),
	.open = confirm_open,
	.title = confirm_title,
	.key = confirm_key,
	.changed = confirm_changed,
	.draw = confirm_draw,
	.hints = confirm_hints,
	.help = confirm_help,
	.close = confirm_close,
};
