/* scr_put_away.c - drafts that were put away in the last thirty days: Enter has
 * one back. */
#include "scr.h"

#include <stdio.h>

#include "w_list.h"

#define KEPT_DAYS 30

struct view {
	struct app *app;
	struct w_list list;
	struct scr_told told;
};

static size_t
rows_count(const void *arg)
{
	const struct draft *list;

	return model_put_away(
	    app_model(((const struct view *)arg)->app), &list);
}

static void
rows_text(const void *arg, size_t i, struct buf *left, struct buf *right)
{
	const struct view *v = arg;
	const struct draft *list;
	char until[WHEN_SHOWN];
	int64_t ms;

	if (i >= model_put_away(app_model(v->app), &list))
		return;
	ms = list[i].typed_ms + KEPT_DAYS * INT64_C(86400000);
	when_show_ms(until, ms, app_now(v->app));
	buf_addf(left, "%s%s%s", list[i].kind->title,
	    *list[i].child ? ": " : "", list[i].child);
	buf_addf(right, "kept until %s", until);
}

static void
rows_id(const void *arg, size_t i, char out[W_LIST_ID])
{
	const struct draft *list;

	out[0] = '\0';
	if (i <
	    model_put_away(app_model(((const struct view *)arg)->app), &list))
		snprintf(out, W_LIST_ID, "%s", list[i].away.s);
}

static const struct w_list_rows rows = {
	.count = rows_count,
	.text = rows_text,
	.id = rows_id,
	.empty = "Nothing was put away in the last thirty days.",
};

static enum err
away_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	struct view *v = st;

	(void)arg;
	(void)e;
	v->app = a;
	w_list_init(&v->list, &rows, v);
	return ERR_OK;
}

static void
away_title(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out, "What was put away");
}

/* Back under "Waiting for you", and open at once. */
static void
have_back(struct app *a, struct view *v)
{
	struct errinfo e = { 0 };
	struct id away, id;

	if (!id_parse(&away, w_list_id(&v->list)))
		return;
	if (model_draft_restore(app_model(a), &away, &id, &e) != ERR_OK) {
		app_say_problem(a, &e);
		return;
	}
	w_list_refresh(&v->list);
	scr_edit_draft(a, &id);
}

static enum handled
away_key(struct app *a, void *st, const struct key *k)
{
	struct view *v = st;

	v->told.id = (struct id){ 0 };
	switch (w_list_key(&v->list, k)) {
	case W_LIST_HANDLED: return HANDLED;
	case W_LIST_PICKED: have_back(a, v); return HANDLED;
	case W_LIST_NOT_MINE: break;
	}
	if (k->action != ACT_BACK)
		return NOT_MINE;
	app_pop(a, 0, NULL);
	return HANDLED;
}

static enum handled
away_changed(struct app *a, void *st, unsigned topics)
{
	(void)topics;
	struct view *v = st;

	if (!model_is_open(app_model(a)))
		return HANDLED;
	w_list_refresh(&v->list);
	scr_tell_news(a, &v->told, app_top(a) == &scr_put_away);
	return HANDLED;
}

static void
away_returned(struct app *a, void *st, const struct screen_def *child,
    int result, const void *data)
{
	struct view *v = st;

	if (scr_was_saved(child, result))
		scr_tell(a, &v->told, data);
}

static void
away_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct view *v = st;

	(void)a;
	w_list_draw(&v->list, cv, SCR_TOP, 1, cv->rows - SCR_TOP - SCR_BOTTOM,
	    cv->cols - 2, true);
}

static const struct key_hint *
away_hints(const struct app *a, const void *st)
{
	static const struct key_hint hints[] = { { ACT_OPEN, "Have it back" },
		{ ACT_NONE, NULL } };

	(void)a;
	(void)st;
	return hints;
}

static void
away_help(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out,
	    "What was typed, not saved, and put away. It is sealed on this "
	    "device and was sent to nobody. Enter has it back, as it was.");
}

static void
away_close(struct app *a, void *st)
{
	(void)a;
	w_list_done(&((struct view *)st)->list);
}

const struct screen_def scr_put_away = {
	.name = "put_away",
	.state_size = sizeof(struct view),
	.open = away_open,
	.title = away_title,
	.key = away_key,
	.changed = away_changed,
	.returned = away_returned,
	.draw = away_draw,
	.hints = away_hints,
	.help = away_help,
	.close = away_close,
};
