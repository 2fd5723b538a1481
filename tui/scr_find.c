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
	bool may_be_new;
	struct w_line line;
	struct w_list list;
	struct child hits[HITS_MAX];
	size_t count;
	struct child alike[ALIKE_MAX];
};

static void
look_again(struct find *f)
{
	f->count = model_find(
	    app_model(f->app), w_line_text(&f->line), f->hits, HITS_MAX);
	w_list_refresh(&f->list);
	w_list_mark(&f->list, 0);
}

/* The last row says "Not on file yet", once a name was typed. */
static bool
has_new_row(const struct find *f)
{
	return f->may_be_new && !w_line_is_empty(&f->line);
}

static size_t
rows_count(const void *arg)
{
	const struct find *f = arg;

	return f->count + (has_new_row(f) ? 1 : 0);
}

static void
rows_text(const void *arg, size_t i, struct buf *left, struct buf *right)
{
	const struct find *f = arg;
	const struct child *c;
	struct civil born;
	char shown[WHEN_SHOWN];

	if (i >= f->count) {
		buf_addf(left, "Not on file yet: %s", w_line_text(&f->line));
		return;
	}
	c = &f->hits[i];
	buf_adds(left, c->name);
	if (*c->also)
		buf_addf(left, " (%s)", c->also);
	if (c->provisional)
		buf_adds(left, ", no front sheet yet");
	if (when_read(&born, c->born)) {
		when_show(shown, &born);
		buf_addf(right, "born %s  ", shown);
	}
	buf_adds(right, c->reference);
}

static void
rows_id(const void *arg, size_t i, char out[W_LIST_ID])
{
	const struct find *f = arg;

	snprintf(
	    out, W_LIST_ID, "%s", i < f->count ? f->hits[i].file.s : "new");
}

static const struct w_list_rows rows = {
	.count = rows_count,
	.text = rows_text,
	.id = rows_id,
	.no_find = true,
	.empty = "No child found. Type part of the name, or another spelling.",
};

static enum err
find_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	struct find *f = st;
	const struct find_arg *fa = arg;

	(void)e;
	f->app = a;
	f->may_be_new = fa->may_be_new;
	snprintf(f->purpose, sizeof f->purpose, "%s", fa->purpose);
	w_line_init(&f->line, KIND_LINE_MAX, false);
	w_list_init(&f->list, &rows, f);
	look_again(f);
	return ERR_OK;
}

static void
find_title(const struct app *a, const void *st, struct buf *out)
{
	const struct find *f = st;

	(void)a;
	buf_addf(out, "%s > Find a child", f->purpose);
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
	struct w_question_arg q = { .title = "Not on file yet",
		.says =
		    "There are children with a name like this. Is it one of "
		    "them?",
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
		snprintf(words[i], sizeof words[i], "The same as %s %s%s",
		    f->alike[i].name, *f->alike[i].born ? "born " : "",
		    f->alike[i].born);
		answers[k++] = (struct w_answer){ words[i], (int)i + 10 };
	}
	answers[k++] =
	    (struct w_answer){ "Another child, or not sure: a new file", 1 };
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

static enum handled
find_key(struct app *a, void *st, const struct key *k)
{
	struct find *f = st;
	unsigned before = edit_version(f->line.ed);
	enum handled h;
	size_t at;

	switch (k->action) {
	case ACT_BACK: app_pop(a, FIND_LEFT, NULL); return HANDLED;
	case ACT_OPEN:
		at = w_list_at(&f->list);
		if (at < f->count)
			give(a, FIND_CHILD, &f->hits[at]);
		else if (has_new_row(f))
			give_new(a, f);
		return HANDLED;
	case ACT_UP:
	case ACT_DOWN:
	case ACT_PAGE_UP:
	case ACT_PAGE_DOWN: w_list_key(&f->list, k); return HANDLED;
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

	(void)a;
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
	int row = SCR_TOP, label = 7;

	(void)a;
	canvas_text(cv, row, 1, label, "Name", ATTR_BOLD);
	w_list_draw(&f->list, cv, row + 2, 1, cv->rows - SCR_BOTTOM - row - 2,
	    cv->cols - 2, false);
	w_line_draw(&f->line, cv, row, 1 + label, cv->cols - 2 - label, true);
}

static const struct key_hint *
find_hints(const struct app *a, const void *st)
{
	static const struct key_hint hints[] = { { ACT_OPEN, "Take" },
		{ ACT_DOWN, NULL }, { ACT_NONE, NULL } };

	(void)a;
	(void)st;
	return hints;
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
	.close = find_close,
};
