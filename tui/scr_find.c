/* scr_find.c - find a child by typing part of a name: accents and case ignored, a
 * slip forgiven. The mark is on the best hit; Enter takes it. */
#include "scr.h"

#include <stdio.h>
#include <string.h>

#include "text.h"
#include "w_line.h"
#include "w_list.h"
#include "w_question.h"

#define HITS_MAX 100
#define ALIKE_MAX 5

struct find {
	struct app *app;
	char purpose[64];
	bool may_be_new, is_urgent;
	struct w_line line;
	struct w_list list;
	bool has_moved; /* a row was chosen by hand */
	struct child hits[HITS_MAX];
	size_t count;
	struct child alike[ALIKE_MAX];
};

static bool
has_name(const struct find *f)
{
	return !text_is_blank(w_line_text(&f->line));
}

/* The last row is for a child who is not there, once a name was typed. */
static bool
has_new_row(const struct find *f)
{
	return f->may_be_new && has_name(f);
}

/* The row below leads to a file that is not open to them (A2). Those who see all
 * names, and those who open no file at all, have none. */
static bool
has_opening_row(const struct find *f)
{
	const struct me *me = model_me(app_model(f->app));

	return has_name(f) && !f->is_urgent && me &&
	       rights_ask(me->role, "front_sheet", RIGHT_READ) == GRANT_REASON;
}

static size_t
opening_row(const struct find *f)
{
	return f->count + (has_new_row(f) ? 1 : 0);
}

static size_t
rows_count(const void *arg)
{
	const struct find *f = arg;

	return opening_row(f) + (has_opening_row(f) ? 1 : 0);
}

static void
rows_text(const void *arg, size_t i, struct buf *left, struct buf *right)
{
	const struct find *f = arg;
	const struct child *c;

	if (i >= opening_row(f)) {
		buf_adds(
		    left, "Open a file by its exact reference, with a reason");
		return;
	}
	if (i >= f->count) {
		buf_addf(left, "Not on file yet: %s", w_line_text(&f->line));
		buf_adds(right, "or not open to you");
		return;
	}
	c = &f->hits[i];
	buf_adds(left, c->name);
	if (*c->also)
		buf_addf(left, " (%s)", c->also);
	if (c->provisional)
		buf_adds(left, ", no front sheet yet");
	scr_add_born(c->born, right);
	if (*c->reference)
		buf_addf(right, "%s%s", right->len ? "  " : "", c->reference);
}

static void
rows_id(const void *arg, size_t i, char out[W_LIST_ID])
{
	const struct find *f = arg;

	snprintf(out, W_LIST_ID, "%s",
	    i < f->count         ? f->hits[i].file.s
	    : i < opening_row(f) ? "new"
				 : "opening");
}

/* Nothing was typed, and no file is here. */
static const struct w_list_rows no_rows = {
	.count = rows_count,
	.text = rows_text,
	.id = rows_id,
	.no_find = true,
	.empty = "No child's file is on this device.",
};
static const struct w_list_rows rows = {
	.count = rows_count,
	.text = rows_text,
	.id = rows_id,
	.no_find = true,
	.empty =
	    "No child is found. Try part of the name, or another spelling.",
};

static void
look_again(struct find *f)
{
	f->count = model_find(
	    app_model(f->app), w_line_text(&f->line), f->hits, HITS_MAX);
	f->list.rows = has_name(f) ? &rows : &no_rows;
	w_list_refresh(&f->list);
	w_list_mark(&f->list, 0);
	f->has_moved = false;
}

static enum err
find_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	struct find *f = st;
	const struct find_arg *fa = arg;

	(void)e;
	f->app = a;
	f->may_be_new = fa->may_be_new;
	f->is_urgent = fa->is_urgent;
	snprintf(f->purpose, sizeof f->purpose, "%s", fa->purpose);
	w_line_init(&f->line, KIND_LINE_MAX, false);
	w_list_init(&f->list, &no_rows, f);
	look_again(f);
	return ERR_OK;
}

static void
find_title(const struct app *a, const void *st, struct buf *out)
{
	const struct find *f = st;

	(void)a;
	buf_addf(out, "%s > Child", f->purpose);
}

static void
give(struct app *a, int result, const struct child *c)
{
	struct find_result r = { .child = *c };

	app_pop(a, result, &r);
}

/* A new child is held against look-alikes; never merged silently. */
static void
give_new(struct app *a, struct find *f)
{
	struct w_answer answers[ALIKE_MAX + 3] = { { 0 } };
	struct w_question_arg q = { .title = "Not on file",
		.says =
		    "There are children with a name like this. Is it one of "
		    "them? If you are not sure, say so: nothing is mixed up, "
		    "and a senior can look later.",
		.answers = answers };
	struct child c = { 0 };
	char words[ALIKE_MAX][256];
	size_t n, k = 0;

	snprintf(c.name, sizeof c.name, "%s", w_line_text(&f->line));
	n = model_alike(app_model(a), c.name, "", f->alike, ALIKE_MAX);
	if (n == 0) {
		give(a, FIND_NEW, &c);
		return;
	}
	answers[k++] = (struct w_answer){ "Go back and look again", 0 };
	for (size_t i = 0; i < n; i++) {
		struct buf b = BUF_INIT(sizeof words[i] - 1);

		buf_addf(&b, "The same as %s", f->alike[i].name);
		buf_adds(&b, *f->alike[i].born ? ", " : "");
		scr_add_born(f->alike[i].born, &b);
		snprintf(words[i], sizeof words[i], "%s", buf_str(&b));
		buf_done(&b);
		answers[k++] = (struct w_answer){ words[i], (int)i + 10 };
	}
	answers[k++] =
	    (struct w_answer){ "Another child, or not sure: begin a new file",
		    1 };
	app_push(a, &w_question, &q);
}

static void
find_returned(struct app *a, void *st, const struct screen_def *child,
    int result, const void *data)
{
	struct find *f = st;
	struct child c = { 0 };

	(void)data;
	if (child != &w_question || result == 0)
		return;
	if (result >= 10 && result < 10 + ALIKE_MAX) {
		c = f->alike[result - 10];
		give(a, FIND_CHILD, &c);
		return;
	}
	snprintf(c.name, sizeof c.name, "%s", w_line_text(&f->line));
	give(a, FIND_NEW, &c);
}

/* What was typed may be the reference: it has figures in it. */
static void
open_with_reason(struct app *a, const struct find *f)
{
	const char *typed = w_line_text(&f->line);

	app_push(a, &scr_opening,
	    strcspn(typed, "0123456789") < strlen(typed) ? typed : NULL);
}

/* Nothing typed and nothing chosen takes nobody: the wrong child would be the
 * first in the list. */
static void
take(struct app *a, struct find *f)
{
	size_t at = w_list_at(&f->list);

	if (!has_name(f) && !f->has_moved)
		app_say(a, "Type part of the name first, or choose with Down.");
	else if (at < f->count)
		give(a, FIND_CHILD, &f->hits[at]);
	else if (at == opening_row(f) && has_opening_row(f))
		open_with_reason(a, f);
	else if (has_new_row(f))
		give_new(a, f);
}

static void
take_new(struct app *a, struct find *f)
{
	if (!f->may_be_new)
		return;
	if (has_name(f))
		give_new(a, f);
	else
		app_say(a, "Type the child's name, as far as you know it.");
}

static enum handled
find_key(struct app *a, void *st, const struct key *k)
{
	struct find *f = st;
	unsigned before = edit_version(f->line.ed);
	enum handled h;

	switch (k->action) {
	case ACT_BACK: app_pop(a, FIND_LEFT, NULL); return HANDLED;
	case ACT_OPEN: take(a, f); return HANDLED;
	case ACT_ADD: take_new(a, f); return HANDLED;
	case ACT_UP:
	case ACT_DOWN:
	case ACT_PAGE_UP:
	case ACT_PAGE_DOWN:
		/* The first Down takes the row that is marked already. */
		if (k->action != ACT_DOWN || has_name(f) || f->has_moved)
			w_list_key(&f->list, k);
		f->has_moved = true;
		return HANDLED;
	default: break;
	}
	h = w_line_key(&f->line, a, k);
	if (edit_version(f->line.ed) != before)
		look_again(f);
	return h;
}

static enum handled
find_changed(struct app *a, void *st, unsigned topics)
{
	struct find *f = st;

	if (!model_is_open(app_model(a)))
		return HANDLED;
	if (topics & (TOPIC_RECORDS | TOPIC_ACCESS)) {
		f->count = model_find(app_model(f->app), w_line_text(&f->line),
		    f->hits, HITS_MAX);
		w_list_refresh(&f->list);
	}
	return HANDLED;
}

static void
find_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct find *f = st;
	int row = SCR_TOP, label = 7, cols = cv->cols - 2;
	bool none = !has_name(f) && !f->has_moved;

	(void)a;
	canvas_text(cv, row, 1, label, "Name", ATTR_BOLD);
	canvas_text_cut(cv, row + 1, 1 + label, cols - label,
	    "Find a child: type part of a first name or surname.", ATTR_DIM);
	w_list_draw(&f->list, cv, row + 3, 1, cv->rows - SCR_BOTTOM - row - 3,
	    cols, f->has_moved);
	if (none) /* nobody is taken yet */
		canvas_fill(cv, row + 3, 1, 1, ATTR_PLAIN);
	w_line_draw(&f->line, cv, row, 1 + label, cols - label, !f->has_moved);
}

static const struct key_hint *
find_hints(const struct app *a, const void *st)
{
	static const struct key_hint any[] = { { ACT_OPEN, "Take" },
		{ ACT_ADD, "Not on file" }, { ACT_DOWN, "Next" },
		{ ACT_NONE, NULL } };
	static const struct key_hint known[] = { { ACT_OPEN, "Take" },
		{ ACT_DOWN, "Next" }, { ACT_NONE, NULL } };

	(void)a;
	return ((const struct find *)st)->may_be_new ? any : known;
}

static void
find_help(const struct app *a, const void *st, struct buf *out)
{
	const struct find *f = st;

	(void)a;
	buf_adds(out,
	    "Type part of the child's name: capitals and accents do not "
	    "matter. The best match is marked; Down goes on, Enter takes the "
	    "one that is marked. You see the children whose files are open to "
	    "you.");
	if (has_opening_row(f))
		buf_adds(out,
		    " The last row opens another one by its exact reference, "
		    "with a reason that the Strategic Lead is shown, or "
		    "another "
		    "if it is about them.");
	if (f->may_be_new)
		buf_adds(out,
		    " If the child is not in the list, type the name as far as "
		    "you know it and press F7: you can write it down all the "
		    "same, and haven asks about names that are alike.");
}

static void
find_close(struct app *a, void *st)
{
	struct find *f = st;

	(void)a;
	w_line_done(&f->line);
	w_list_done(&f->list);
}

const struct screen_def scr_find = {
	.name = "find",
	.state_size = sizeof(struct find),
	.open = find_open,
	.title = find_title,
	.key = find_key,
	.changed = find_changed,
	.returned = find_returned,
	.draw = find_draw,
	.hints = find_hints,
	.help = find_help,
	.close = find_close,
};
