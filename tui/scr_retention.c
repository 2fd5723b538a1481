/* scr_retention.c - files that are due for review, and below them the register of
 * those that were destroyed (R2). */
#include "scr.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kinds.h"
#include "mem.h"
#include "model_retention.h"
#include "w_list.h"

struct gone {
	struct id id;
	char reference[28], on[WHEN_TEXT];
};

struct retention_view {
	struct app *app;
	struct w_list list;
	struct gone *gone; /* the newest first */
	size_t gone_count;
};

/* ---- rows: those that are due, a heading, the register ---- */

static size_t
due_rows(const struct retention_view *v, const struct due_row **rows)
{
	enum ask_state state;
	bool more;

	return model_due(app_model(v->app), rows, &more, &state, NULL);
}

static const struct gone *
gone_at(const struct retention_view *v, size_t i)
{
	const struct due_row *due;
	size_t n = due_rows(v, &due) + 2; /* with the headings */

	return i >= n && i - n < v->gone_count ? &v->gone[i - n] : NULL;
}

static size_t
rows_count(const void *arg)
{
	const struct retention_view *v = arg;
	const struct due_row *due;

	return due_rows(v, &due) + 2 + v->gone_count;
}

static bool
rows_heading(const void *arg, size_t i)
{
	const struct due_row *due;

	return i == 0 || i == due_rows(arg, &due) + 1;
}

static const char *
state_words(const char *state)
{
	static const struct {
		const char *state, *words;
	} all[] = {
		{ "due", "to review" },
		{ "held", "on hold" },
		{ "own", "for a second person" },
		{ "proposed", "for you to approve" },
	};

	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		if (strcmp(state, all[i].state) == 0)
			return all[i].words;
	return "";
}

static void
gone_text(const struct retention_view *v, const struct gone *g,
    struct buf *left, struct buf *right)
{
	size_t devices = model_due_devices(app_model(v->app), &g->id);
	struct civil day;

	buf_adds(left, *g->reference ? g->reference : "(no reference)");
	if (devices > 0)
		buf_addf(right, "%zu device%s to go  ", devices,
		    devices == 1 ? "" : "s");
	if (when_read(&day, g->on))
		scr_add_day(&day, right);
}

static void
rows_text(const void *arg, size_t i, struct buf *left, struct buf *right)
{
	const struct retention_view *v = arg;
	const struct gone *g = gone_at(v, i);
	const struct due_row *due;
	size_t n = due_rows(v, &due);
	struct civil day;

	if (i == 0) {
		buf_adds(left, n > 0 ? "Their time has come, and since when"
				     : "No file is due for review");
	} else if (i <= n) {
		const char *name =
		    model_child_name(app_model(v->app), &due[i - 1].file);

		buf_adds(left, *name ? name : "(a file without a name)");
		buf_addf(right, "%s  ", state_words(due[i - 1].state));
		if (when_read(&day, due[i - 1].due))
			scr_add_day(&day, right);
	} else if (g != NULL) {
		gone_text(v, g, left, right);
	} else {
		buf_adds(left, v->gone_count > 0 ? "Destroyed: the register"
						 : "None was destroyed yet");
	}
}

static void
rows_id(const void *arg, size_t i, char out[W_LIST_ID])
{
	const struct gone *g = gone_at(arg, i);
	const struct due_row *due;
	size_t n = due_rows(arg, &due);

	if (i >= 1 && i <= n)
		snprintf(out, W_LIST_ID, "%s", due[i - 1].file.s);
	else
		snprintf(out, W_LIST_ID, "%s", g ? g->id.s : i ? "-" : "+");
}

static const struct w_list_rows rows = { .count = rows_count,
	.text = rows_text,
	.id = rows_id,
	.is_heading = rows_heading };

/* ---- the register ---- */

static void
add_gone(void *arg, const struct row *row, const struct record *body)
{
	struct retention_view *v = arg;
	struct gone *g;

	v->gone = mem_grow(v->gone, v->gone_count + 1, sizeof *v->gone);
	g = &v->gone[v->gone_count++];
	g->id = row->id;
	snprintf(g->reference, sizeof g->reference, "%s",
	    record_text(body, "reference"));
	snprintf(g->on, sizeof g->on, "%.10s", record_text(body, "on"));
}

static int
by_day(const void *a, const void *b)
{
	const struct gone *x = a, *y = b;
	int order = strcmp(y->on, x->on);

	return order != 0 ? order : strcmp(x->reference, y->reference);
}

static void
forget(struct retention_view *v)
{
	mem_free_wiped(v->gone, v->gone_count * sizeof *v->gone);
	v->gone = NULL;
	v->gone_count = 0;
}

static void
read_register(struct retention_view *v)
{
	static const struct kind *const of[] = { &kind_disposal, NULL };
	static const struct id nowhere = { "" };

	forget(v);
	model_each(app_model(v->app), &nowhere, of, add_gone, v);
	if (v->gone_count > 0)
		qsort(v->gone, v->gone_count, sizeof *v->gone, by_day);
}

/* ---- the row's callbacks ---- */

static enum err
retention_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	struct retention_view *v = st;

	(void)arg;
	(void)e;
	v->app = a;
	read_register(v);
	model_due_want(app_model(a));
	w_list_init(&v->list, &rows, v);
	return ERR_OK;
}

static void
retention_title(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out, "Files due for review");
}

static void
pick(struct app *a, struct retention_view *v)
{
	const struct due_row *due;
	size_t i = w_list_at(&v->list), n = due_rows(v, &due);
	const struct gone *g = gone_at(v, i);

	if (i >= 1 && i <= n) {
		struct id file = due[i - 1].file;

		app_push(a, &scr_retention_file, &file);
	} else if (g != NULL) {
		struct record_arg arg = { .id = g->id };

		app_push(a, &scr_record, &arg);
	}
}

static enum handled
retention_key(struct app *a, void *st, const struct key *k)
{
	struct retention_view *v = st;

	switch (w_list_key(&v->list, k)) {
	case W_LIST_HANDLED: return HANDLED;
	case W_LIST_PICKED: pick(a, v); return HANDLED;
	case W_LIST_NOT_MINE: break;
	}
	if (k->action == ACT_REFRESH) {
		model_due_want(app_model(a));
		return HANDLED;
	}
	if (k->action != ACT_BACK)
		return NOT_MINE;
	app_pop(a, 0, NULL);
	return HANDLED;
}

static enum handled
retention_changed(struct app *a, void *st, unsigned topics)
{
	struct retention_view *v = st;

	if (!model_is_open(app_model(a)))
		return HANDLED;
	if (topics & TOPIC_RECORDS)
		read_register(v);
	w_list_refresh(&v->list);
	return HANDLED;
}

static void
retention_returned(struct app *a, void *st, const struct screen_def *child,
    int result, const void *data)
{
	(void)st;
	(void)child;
	(void)result;
	(void)data;
	model_due_want(app_model(a));
}

static void
retention_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct retention_view *v = st;
	const struct due_row *due;
	enum ask_state state;
	struct errinfo e = { 0 };
	int top = SCR_TOP + 3;
	bool more;

	model_due(app_model(a), &due, &more, &state, &e);
	if (state == ASK_FAILED)
		canvas_wrap(
		    cv, SCR_TOP, 1, cv->cols - 2, 2, e.says, ATTR_ALERT);
	else
		canvas_wrap(cv, SCR_TOP, 1, cv->cols - 2, 2,
		    state == ASK_WAITING || more
			? "Asking the office which files are due ..."
			: "A person decides about each, and a second person "
			  "before one is destroyed.",
		    ATTR_PLAIN);
	w_list_draw(&v->list, cv, top, 1, cv->rows - top - SCR_BOTTOM,
	    cv->cols - 2, true);
}

static const struct key_hint *
retention_hints(const struct app *a, const void *st)
{
	static const struct key_hint hints[] = { { ACT_OPEN, NULL },
		{ ACT_REFRESH, NULL }, { ACT_FIND, NULL }, { ACT_NONE, NULL } };

	(void)a;
	(void)st;
	return hints;
}

static void
retention_help(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out,
	    "A file is kept for the periods that your charity has set: from "
	    "the birth of the child, the last contact, the end of support; "
	    "the longest counts. When that day has come the file stands here. "
	    "Nothing is destroyed by itself: somebody reads the file and says "
	    "that it is kept until a day, or proposes to destroy it; a second "
	    "person approves. A file on hold stays, whatever the periods "
	    "say.\n\nBelow stands the register of what was destroyed. It "
	    "names nobody. \"2 devices to go\" are laptops that have not said "
	    "yet that they have erased it: they do at their next contact.");
}

static void
retention_close(struct app *a, void *st)
{
	struct retention_view *v = st;

	(void)a;
	w_list_done(&v->list);
	forget(v);
}

const struct screen_def scr_retention = {
	.name = "retention",
	.state_size = sizeof(struct retention_view),
	.open = retention_open,
	.title = retention_title,
	.key = retention_key,
	.changed = retention_changed,
	.returned = retention_returned,
	.draw = retention_draw,
	.hints = retention_hints,
	.help = retention_help,
	.close = retention_close,
};
