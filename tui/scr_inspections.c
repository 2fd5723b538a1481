/* scr_inspections.c - the inspections, and how each stands: how many are told, is access
 * open, how many have a copy of the report (O1, O2, O3). */
#include "scr.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "inspect_words.h"
#include "kinds.h"
#include "mem.h"
#include "rights.h"
#include "w_list.h"

struct listed {
	struct id id;
	char text[320];
	char from[WHEN_TEXT];
};

struct inspections {
	struct app *app;
	struct listed *at;
	size_t count;
	struct w_list list;
	struct scr_told told;
	size_t waiting; /* writes that the office did not have */
};

static void
on_inspection(void *arg, const struct row *row, const struct record *r)
{
	struct inspections *v = arg;
	struct listed *l;
	struct buf b = BUF_INIT(400);

	v->at = mem_grow(v->at, v->count + 1, sizeof *v->at);
	l = &v->at[v->count++];
	*l = (struct listed){ .id = row->id };
	snprintf(l->from, sizeof l->from, "%s", record_text(r, "access_from"));
	buf_adds(&b, record_text(r, "authority"));
	buf_adds(&b, ", ");
	inspect_add_days(r, "access_from", "access_until", &b);
	snprintf(l->text, sizeof l->text, "%s", buf_str(&b));
	buf_done(&b);
}

/* The latest first. */
static int
by_day(const void *a, const void *b)
{
	const struct listed *x = a, *y = b;
	int order = strcmp(y->from, x->from);

	return order ? order : strcmp(y->id.s, x->id.s);
}

static void
load(struct inspections *v)
{
	static const struct kind *const of[] = { &kind_inspection, NULL };
	static const struct id none = { "" };

	mem_free_wiped(v->at, v->count * sizeof *v->at);
	v->at = NULL;
	v->count = 0;
	model_each(app_model(v->app), &none, of, on_inspection, v);
	if (v->count > 0)
		qsort(v->at, v->count, sizeof *v->at, by_day);
	w_list_refresh(&v->list);
}

static size_t
rows_count(const void *arg)
{
	return ((const struct inspections *)arg)->count;
}

static void
rows_text(const void *arg, size_t i, struct buf *left, struct buf *right)
{
	const struct inspections *v = arg;
	struct inspect_stand s;

	buf_adds(left, v->at[i].text);
	if (inspect_stand_of(app_model(v->app), &v->at[i].id, &s))
		inspect_add_short(&s, right);
	else
		buf_adds(right, "ask the office");
}

static void
rows_id(const void *arg, size_t i, char out[W_LIST_ID])
{
	snprintf(out, W_LIST_ID, "%s",
	    ((const struct inspections *)arg)->at[i].id.s);
}

static const struct w_list_rows rows = {
	.count = rows_count,
	.text = rows_text,
	.id = rows_id,
	.empty = "No inspection is on record. The Director of Services or the "
		 "Strategic Lead writes one down.",
};
static const struct w_list_rows rows_to_add = {
	.count = rows_count,
	.text = rows_text,
	.id = rows_id,
	.empty = "No inspection is on record. F7 writes one down.",
};
static const struct w_list_rows no_rows = {
	.count = rows_count,
	.text = rows_text,
	.id = rows_id,
	.empty = "Inspections are not open to your role. Those who lead one "
		 "are the Director of Services and the Strategic Lead.",
};

static const struct w_list_rows inspector_rows = {
	.count = rows_count,
	.text = rows_text,
	.id = rows_id,
	.empty = "Here stands who is told of an inspection, for those who run "
		 "it. The files that you inspect stand under 4, Children.",
};

/* What the role may ever do; the office is not asked for what it would refuse. */
static bool
may(const struct app *a, enum right right)
{
	const struct me *me = model_me(app_model(a));

	return me &&
	       rights_ask(me->role, kind_inspection.name, right) != GRANT_NO;
}

/* ---- the row's callbacks ---- */

static enum err
inspections_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	static const struct id none = { "" };
	const struct me *me = model_me(app_model(a));
	struct inspections *v = st;

	(void)arg;
	(void)e;
	v->app = a;
	w_list_init(&v->list,
	    may(a, RIGHT_CREATE)               ? &rows_to_add
	    : may(a, RIGHT_READ)               ? &rows
	    : me && me->role == ROLE_INSPECTOR ? &inspector_rows
					       : &no_rows,
	    v);
	if (may(a, RIGHT_READ))
		model_inspect_want(app_model(a), &none);
	load(v);
	return ERR_OK;
}

static void
inspections_title(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out, "Inspections");
}

static void
start_new(struct app *a)
{
	struct form_arg arg = { .kind = &kind_inspection };

	if (model_may(app_model(a), kind_inspection.name, RIGHT_CREATE, NULL))
		app_push(a, &scr_form, &arg);
	else
		app_say(a, "An inspection is written down by the Director of "
			   "Services or the Strategic Lead.");
}

static enum handled
inspections_key(struct app *a, void *st, const struct key *k)
{
	static const struct id none = { "" };
	struct inspections *v = st;
	size_t at;
	struct id id;

	v->told.id = (struct id){ 0 };
	switch (k->action) {
	case ACT_ADD: start_new(a); return HANDLED;
	case ACT_REFRESH:
		if (!may(a, RIGHT_READ))
			return NOT_MINE;
		model_sync_now(app_model(a));
		model_inspect_want(app_model(a), &none);
		app_say(a, "Asking the office how they stand.");
		return HANDLED;
	default: break;
	}
	switch (w_list_key(&v->list, k)) {
	case W_LIST_HANDLED: return HANDLED;
	case W_LIST_PICKED:
		at = w_list_at(&v->list);
		if (at < v->count) {
			id = v->at[at].id;
			app_push(a, &scr_inspection, &id);
		}
		return HANDLED;
	case W_LIST_NOT_MINE: break;
	}
	if (k->action != ACT_BACK)
		return NOT_MINE;
	app_pop(a, 0, NULL);
	return HANDLED;
}

static void
inspections_returned(struct app *a, void *st, const struct screen_def *child,
    int result, const void *data)
{
	static const struct id none = { "" };
	struct inspections *v = st;

	load(v);
	if (child == &scr_inspection)
		model_inspect_want(app_model(a), &none);
	if (!scr_was_saved(child, result))
		return;
	w_list_mark_id(&v->list, ((const struct id *)data)->s);
	scr_tell(a, &v->told, data);
}

static enum handled
inspections_changed(struct app *a, void *st, unsigned topics)
{
	struct inspections *v = st;

	if (!model_is_open(app_model(a)))
		return HANDLED;
	if (topics & (TOPIC_RECORDS | TOPIC_OUTBOX | TOPIC_ACCESS))
		load(v);
	inspect_ask_again(app_model(a), &v->waiting, NULL);
	w_list_refresh(&v->list);
	scr_tell_news(a, &v->told, app_top(a) == &scr_inspections);
	return HANDLED;
}

static void
inspections_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct inspections *v = st;
	const struct inspect_stand *list;
	struct buf b = BUF_INIT(400);
	enum ask_state state;
	int64_t as_of;

	(void)model_inspections(app_model(a), &list, &as_of, &state);
	if (may(a, RIGHT_READ))
		inspect_add_as_of(as_of, state, app_now(a), &b);
	canvas_text_cut(cv, SCR_TOP, 1, cv->cols - 2, buf_str(&b), ATTR_DIM);
	buf_done(&b);
	w_list_draw(&v->list, cv, SCR_TOP + 1, 1,
	    cv->rows - SCR_TOP - 1 - SCR_BOTTOM, cv->cols - 2, true);
}

static const struct key_hint *
inspections_hints(const struct app *a, const void *st)
{
	static const struct key_hint both[] = { { ACT_ADD, "New" },
		{ ACT_OPEN, "Open" }, { ACT_REFRESH, NULL },
		{ ACT_NONE, NULL } };
	static const struct key_hint reads[] = { { ACT_OPEN, "Open" },
		{ ACT_REFRESH, NULL }, { ACT_NONE, NULL } };

	(void)st;
	return model_may(app_model(a), kind_inspection.name, RIGHT_CREATE, NULL)
		   ? both
	       : may(a, RIGHT_READ) ? reads
				    : reads + 2;
}

static void
inspections_help(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out,
	    "Inspections of the charity's work, the latest first. On the right "
	    "stands how each is: how many parents and carers are told of those "
	    "who are to be, until when access is open, how many have a copy of "
	    "the report.\n\n"
	    "F7 writes one down: who, what, until when. Enter opens its page, "
	    "where people are told one by one or several at once. Access "
	    "stays shut until the last of them is told, or a reason stands "
	    "why not; then it opens by itself on its first day.");
}

static void
inspections_close(struct app *a, void *st)
{
	struct inspections *v = st;

	(void)a;
	w_list_done(&v->list);
	mem_free_wiped(v->at, v->count * sizeof *v->at);
}

const struct screen_def scr_inspections = {
	.name = "inspections",
	.state_size = sizeof(struct inspections),
	.open = inspections_open,
	.title = inspections_title,
	.key = inspections_key,
	.changed = inspections_changed,
	.returned = inspections_returned,
	.draw = inspections_draw,
	.hints = inspections_hints,
	.help = inspections_help,
	.close = inspections_close,
};
