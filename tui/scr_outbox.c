/* scr_outbox.c - what was written here and is not yet held by the office: since
 * when, and why. It goes by itself; F5 tries now. */
#include "scr.h"

#include <stdio.h>
#include <string.h>

#include "w_list.h"
#include "w_pager.h"

struct outbox_view {
	struct app *app;
	struct w_list list;
};

static size_t
rows_count(const void *arg)
{
	const struct outbox_view *v = arg;
	const struct outbox_row *list;

	return model_outbox(app_model(v->app), &list);
}

static void
rows_text(const void *arg, size_t i, struct buf *left, struct buf *right)
{
	const struct outbox_view *v = arg;
	const struct outbox_row *list;
	char when[WHEN_SHOWN];

	if (i >= model_outbox(app_model(v->app), &list))
		return;
	buf_addf(left, "%s%s",
	    list[i].where == WHERE_STOPPED ? "Stopped: " : "",
	    list[i].kind->title);
	if (*list[i].child)
		buf_addf(left, ": %s", list[i].child);
	when_show_ago(when, list[i].since_ms, app_now(v->app));
	buf_adds(right, when);
}

static void
rows_id(const void *arg, size_t i, char out[W_LIST_ID])
{
	const struct outbox_view *v = arg;
	const struct outbox_row *list;

	out[0] = '\0';
	if (i < model_outbox(app_model(v->app), &list))
		snprintf(out, W_LIST_ID, "%s", list[i].write.s);
}

static const struct w_list_rows rows = {
	.count = rows_count,
	.text = rows_text,
	.id = rows_id,
	.empty = "Nothing waits here. All you wrote is held by the office.",
};

static enum err
outbox_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	struct outbox_view *v = st;

	(void)arg;
	(void)e;
	v->app = a;
	w_list_init(&v->list, &rows, v);
	return ERR_OK;
}

static void
outbox_title(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out, "Outbox");
}

/* Enter: everything known about the marked one. */
static void
show_one(struct app *a, struct outbox_view *v)
{
	const struct outbox_row *list;
	size_t n = model_outbox(app_model(a), &list), i = w_list_at(&v->list);
	struct buf b = BUF_INIT(8192);
	char when[WHEN_SHOWN];
	struct w_pager_arg arg = { .title = "In the outbox" };

	if (i >= n)
		return;
	if (model_is_conflict(app_model(a), &list[i].id)) {
		app_push(a, &scr_conflict, &list[i].id);
		return;
	}
	when_show_ms(when, list[i].since_ms, app_now(a));
	buf_addf(&b, "%s%s%s\n\nSaved here %s. Tried %u time%s.\n\n%s\n\n",
	    list[i].kind->title, *list[i].child ? ": " : "", list[i].child,
	    when, list[i].tries, list[i].tries == 1 ? "" : "s",
	    *list[i].why ? list[i].why
			 : "It waits for the link and goes by itself.");
	model_where_says(app_model(a), &list[i].id, &b);
	arg.text = buf_str(&b);
	app_push(a, &w_pager_screen, &arg);
	buf_done(&b);
}

static void
hand_on(struct app *a)
{
	struct buf says = BUF_INIT(8192);
	struct errinfo e = { 0 };

	if (model_hand_on(app_model(a), &says, &e) == ERR_OK)
		app_say(a, "%s", buf_str(&says));
	else
		app_say_problem(a, &e);
	buf_done(&says);
}

static enum handled
outbox_key(struct app *a, void *st, const struct key *k)
{
	struct outbox_view *v = st;

	if (k->action == ACT_REFRESH || k->action == ACT_SEND) {
		model_sync_now(app_model(a));
		app_say(a, "Asking the office now.");
		return HANDLED;
	}
	if (k->action == ACT_MORE) {
		hand_on(a);
		return HANDLED;
	}
	switch (w_list_key(&v->list, k)) {
	case W_LIST_HANDLED: return HANDLED;
	case W_LIST_PICKED: show_one(a, v); return HANDLED;
	case W_LIST_NOT_MINE: break;
	}
	if (k->action != ACT_BACK)
		return NOT_MINE;
	app_pop(a, 0, NULL);
	return HANDLED;
}

static enum handled
outbox_changed(struct app *a, void *st, unsigned topics)
{
	(void)topics;
	if (model_is_open(app_model(a)))
		w_list_refresh(&((struct outbox_view *)st)->list);
	return HANDLED;
}

static void
link_words(const struct app *a, char *out, size_t size)
{
	const struct status *s = model_status(app_model(a));
	char when[WHEN_SHOWN];

	switch (s->link) {
	case LINK_DOWN:
		snprintf(out, size, "%s",
		    *s->why.says ? s->why.says
				 : "The office cannot be reached just now. "
				   "What is here is safe and goes by itself.");
		return;
	case LINK_SIGN_IN:
		snprintf(out, size,
		    "The office asks for your passphrase again: lock with "
		    "Ctrl-L, then unlock with the passphrase, not the PIN.");
		return;
	case LINK_CONNECTING:
	case LINK_SENDING:
	case LINK_FETCHING:
		snprintf(out, size, "Talking to the office.");
		return;
	case LINK_IDLE: break;
	}
	if (s->last_sync_ms == 0) {
		snprintf(
		    out, size, "This device has not reached the office yet.");
		return;
	}
	when_show_ms(when, s->last_sync_ms, app_now(a));
	snprintf(out, size, "In step with the office %s.", when);
}

static void
outbox_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct outbox_view *v = st;
	const struct outbox_row *list;
	size_t n = model_outbox(app_model(a), &list);
	size_t at = w_list_at(&v->list);
	char line[ERR_SAYS_MAX + 80];
	int row = SCR_TOP, bottom = cv->rows - SCR_BOTTOM - 3;

	link_words(a, line, sizeof line);
	row += canvas_wrap(cv, row, 1, cv->cols - 2, 3, line, ATTR_PLAIN) + 1;
	w_list_draw(&v->list, cv, row, 1, bottom - row, cv->cols - 2, true);
	if (at < n && *list[at].why)
		canvas_wrap(cv, bottom, 1, cv->cols - 2, 3, list[at].why,
		    list[at].where == WHERE_STOPPED ? ATTR_ALERT : ATTR_DIM);
}

static const struct key_hint *
outbox_hints(const struct app *a, const void *st)
{
	static const struct key_hint hints[] = { { ACT_OPEN, "Open" },
		{ ACT_REFRESH, "Send now" }, { ACT_MORE, "Hand on" },
		{ ACT_NONE, NULL } };

	(void)a;
	(void)st;
	return hints;
}

static void
outbox_help(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out,
	    "What you wrote and the office does not hold yet. It is sealed on "
	    "this device and goes by itself as soon as there is a link; F5 "
	    "tries now. Nothing leaves this list without the office's "
	    "receipt.\n\n"
	    "\"Stopped\" means that the office sent it back: below the list "
	    "stands why. It stays here, whole, until a person decides.\n\n"
	    "F6 writes all of it to a file in your home folder, sealed: only "
	    "the office can open it. Bring it to your administrator, when "
	    "there is no link for a long time, or the office does not take "
	    "it. Nothing leaves this list by that.");
}

static void
outbox_close(struct app *a, void *st)
{
	(void)a;
	w_list_done(&((struct outbox_view *)st)->list);
}

const struct screen_def scr_outbox = {
	.name = "outbox",
	.state_size = sizeof(struct outbox_view),
	.open = outbox_open,
	.title = outbox_title,
	.key = outbox_key,
	.changed = outbox_changed,
	.draw = outbox_draw,
	.hints = outbox_hints,
	.help = outbox_help,
	.close = outbox_close,
};
