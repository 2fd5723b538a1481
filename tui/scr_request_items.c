/* scr_request_items.c - the file of a request, record by record: which are decided and
 * how, and which are still to decide (A1). */
#include "scr.h"

#include <stdio.h>
#include <string.h>

#include "kinds.h"
#include "request_read.h"
#include "w_list.h"

struct items {
	struct app *app;
	struct id request;
	struct row row; /* of the request */
	struct child child;
	struct request_items items;
	struct w_list list;
};

static size_t
rows_count(const void *arg)
{
	return ((const struct items *)arg)->items.count;
}

static void
rows_text(const void *arg, size_t i, struct buf *left, struct buf *right)
{
	const struct items *v = arg;
	const struct request_item *item = &v->items.at[i];
	char when[WHEN_SHOWN];

	when_show_ms(when, item->row.written_ms, app_now(v->app));
	buf_addf(left, "%s%s%s, %s", item->row.kind->title,
	    *item->row.label ? ": " : "", item->row.label, when);
	buf_adds(right, item_state_label(item->state));
}

static void
rows_id(const void *arg, size_t i, char out[W_LIST_ID])
{
	const struct items *v = arg;

	snprintf(out, W_LIST_ID, "%s", v->items.at[i].row.id.s);
}

static const struct w_list_rows rows = {
	.count = rows_count,
	.text = rows_text,
	.id = rows_id,
	.empty = "No record of this file is on this device yet.",
};

static void
load(struct items *v)
{
	request_items_done(&v->items);
	request_items_read(&v->items, v->app, &v->row.file, &v->request);
	w_list_refresh(&v->list);
}

static enum err
items_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	struct items *v = st;

	v->app = a;
	v->request = *(const struct id *)arg;
	if (!model_row(app_model(a), &v->request, &v->row))
		return err_set(e, ERR_NOT_FOUND,
		    "This request is not on this device any more.");
	model_child(app_model(a), &v->row.file, &v->child);
	w_list_init(&v->list, &rows, v);
	load(v);
	return ERR_OK;
}

static void
items_title(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out, "What goes");
}

static void
open_at(struct app *a, const struct items *v, size_t at)
{
	struct request_item_arg arg = { .request = v->request };

	if (at >= v->items.count)
		return;
	arg.record = v->items.at[at].row.id;
	app_push(a, &scr_request_item, &arg);
}

/* The next one that is to be decided, after the mark or else from the first. */
static size_t
next_open(const struct items *v)
{
	size_t at = w_list_at(&v->list), n = v->items.count;

	for (size_t i = 0; i < n; i++) {
		size_t k = (at == SIZE_MAX ? i : at + i) % n;
		enum item_state s = v->items.at[k].state;

		if (s == ITEM_UNDECIDED || s == ITEM_CHANGED)
			return k;
	}
	return SIZE_MAX;
}

static enum handled
items_key(struct app *a, void *st, const struct key *k)
{
	struct items *v = st;

	if (k->action == ACT_SEND) {
		if (next_open(v) == SIZE_MAX)
			app_say(a, "It is decided about every record. Esc goes "
				   "back to the request: F2 makes the copy.");
		else
			open_at(a, v, next_open(v));
		return HANDLED;
	}
	switch (w_list_key(&v->list, k)) {
	case W_LIST_HANDLED: return HANDLED;
	case W_LIST_PICKED: open_at(a, v, w_list_at(&v->list)); return HANDLED;
	case W_LIST_NOT_MINE: break;
	}
	if (k->action != ACT_BACK)
		return NOT_MINE;
	app_pop(a, 0, NULL);
	return HANDLED;
}

/* Decided: the next one opens by itself. */
static void
items_returned(struct app *a, void *st, const struct screen_def *child,
    int result, const void *data)
{
	struct items *v = st;

	load(v);
	if (child != &scr_request_item || result != 1)
		return;
	w_list_mark_id(&v->list, ((const struct id *)data)->s);
	if (next_open(v) != SIZE_MAX)
		open_at(a, v, next_open(v));
	else
		app_say(a, "It is decided about every record. Esc goes back "
			   "to the request: F2 makes the copy.");
}

static enum handled
items_changed(struct app *a, void *st, unsigned topics)
{
	if (model_is_open(app_model(a)) &&
	    (topics & (TOPIC_RECORDS | TOPIC_OUTBOX)))
		load(st);
	return HANDLED;
}

static void
items_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct items *v = st;
	char says[160];

	(void)a;
	snprintf(says, sizeof says, "%.60s: %zu record%s, %zu to decide",
	    v->child.name, v->items.count, v->items.count == 1 ? "" : "s",
	    v->items.open);
	canvas_text_cut(cv, SCR_TOP, 1, cv->cols - 2, says, ATTR_BOLD);
	w_list_draw(&v->list, cv, SCR_TOP + 1, 1,
	    cv->rows - SCR_TOP - SCR_BOTTOM - 1, cv->cols - 2, true);
}

static const struct key_hint *
items_hints(const struct app *a, const void *st)
{
	static const struct key_hint hints[] = { { ACT_SEND, "Decide" },
		{ ACT_OPEN, "Open" }, { ACT_FIND, NULL }, { ACT_NONE, NULL } };

	(void)a;
	(void)st;
	return hints;
}

static void
items_help(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out,
	    "Every record of the file, and whether it goes with the copy. F2 "
	    "opens the next one that is still to be decided; when that is "
	    "done, the next opens by itself. Enter opens the marked one, also "
	    "to decide it again: the last decision counts.\n\n"
	    "Requests and their steps are no part of the copy. What has not "
	    "reached the office yet is not shown.");
}

static bool
items_about(const void *st, struct id *file)
{
	*file = ((const struct items *)st)->row.file;
	return !id_is_none(file);
}

static void
items_close(struct app *a, void *st)
{
	struct items *v = st;

	(void)a;
	w_list_done(&v->list);
	request_items_done(&v->items);
}

const struct screen_def scr_request_items = {
	.name = "request-items",
	.state_size = sizeof(struct items),
	.open = items_open,
	.title = items_title,
	.key = items_key,
	.changed = items_changed,
	.returned = items_returned,
	.draw = items_draw,
	.hints = items_hints,
	.help = items_help,
	.about = items_about,
	.close = items_close,
};
