/* scr_home.c - the first screen after signing in: what waits for this person,
 * and the menu. Numbers never move (screens.md). */
#include "scr.h"

#include <stdio.h>
#include <string.h>

#include "w_list.h"

enum menu_id {
	MENU_CONCERN = 1,
	MENU_CONSENT,
	MENU_NOTIFY,
	MENU_CHILDREN,
	MENU_MEETINGS,
	MENU_REQUESTS,
	MENU_INSPECTIONS,
	MENU_OUTCOMES,
	MENU_POLICIES,
	MENU_PEOPLE,
	MENU_OUTBOX,
	MENU_SETTINGS
};

/* A row without a screen is named so that numbers stay as they are; choosing
 * it says what to do until it is there. */
static const struct menu_item {
	enum menu_id id;
	const char *title;
	bool is_there;
} menu[] = {
	{ MENU_CONCERN, "Record a concern", true },
	{ MENU_CONSENT, "Check consent before a share", false },
	{ MENU_NOTIFY, "Notify referrers", false },
	{ MENU_CHILDREN, "Children and young people", true },
	{ MENU_MEETINGS, "Meetings", false },
	{ MENU_REQUESTS, "Requests for information", false },
	{ MENU_INSPECTIONS, "Inspections", false },
	{ MENU_OUTCOMES, "Outcomes and statistics", false },
	{ MENU_POLICIES, "Policies and training", false },
	{ MENU_PEOPLE, "People and agencies", false },
	{ MENU_OUTBOX, "Outbox", true },
	{ MENU_SETTINGS, "Settings", true },
};
#define MENU_COUNT (sizeof menu / sizeof menu[0])

struct home {
	struct app *app;
	struct w_list waiting, menu;
	bool on_waiting;    /* which list has the focus */
	enum menu_id asked; /* what the find screen was opened for */
};

/* ---- the two lists ---- */

static size_t
waiting_count(const void *arg)
{
	const struct home *h = arg;
	const struct waiting *list;

	return model_waiting(app_model(h->app), &list);
}

static void
waiting_text(const void *arg, size_t i, struct buf *left, struct buf *right)
{
	const struct home *h = arg;
	const struct waiting *list;
	char when[WHEN_SHOWN];

	if (i >= model_waiting(app_model(h->app), &list))
		return;
	buf_adds(left, list[i].words);
	if (*list[i].name)
		buf_addf(left, ": %s", list[i].name);
	when_show_ago(when, list[i].since_ms, app_now(h->app));
	buf_adds(right, when);
}

static void
waiting_id(const void *arg, size_t i, char out[W_LIST_ID])
{
	const struct home *h = arg;
	const struct waiting *list;

	out[0] = '\0';
	if (i < model_waiting(app_model(h->app), &list))
		snprintf(
		    out, W_LIST_ID, "%.20s %s", list[i].what, list[i].record.s);
}

static const struct w_list_rows waiting_rows = {
	.count = waiting_count,
	.text = waiting_text,
	.id = waiting_id,
	.empty = "Nothing waits for you.",
};

static size_t
menu_count(const void *arg)
{
	(void)arg;
	return MENU_COUNT;
}

static void
menu_text(const void *arg, size_t i, struct buf *left, struct buf *right)
{
	const struct home *h = arg;
	const struct status *s = model_status(app_model(h->app));

	buf_adds(left, menu[i].title);
	if (menu[i].id == MENU_OUTBOX && s->here + s->stopped > 0)
		buf_addf(right, "%zu", s->here + s->stopped);
}

static unsigned
menu_attr(const void *arg, size_t i)
{
	(void)arg;
	return menu[i].is_there ? ATTR_PLAIN : ATTR_DIM;
}

static const struct w_list_rows menu_rows = {
	.count = menu_count,
	.text = menu_text,
	.attr = menu_attr,
	.numbered = true,
	.no_find = true,
	.columns = 2,
};

/* ---- what the rows do ---- */

static void
pick_waiting(struct app *a, struct home *h)
{
	const struct waiting *list;
	size_t n = model_waiting(app_model(a), &list);
	size_t i = w_list_at(&h->waiting);
	struct record_arg arg = { 0 };
	struct waiting w;

	if (i >= n)
		return;
	w = list[i];
	if (strcmp(w.what, "draft") == 0 ||
	    strcmp(w.what, "concern_unsigned") == 0) {
		scr_edit(a, &w.record);
		return;
	}
	if (strcmp(w.what, "refused") == 0) {
		app_push(a, &scr_outbox, NULL);
		return;
	}
	arg.id = w.record;
	app_push(a, &scr_record, &arg);
}

static void
pick_menu(struct app *a, struct home *h, enum menu_id id)
{
	struct find_arg concern = { .purpose = "Record a concern",
		.may_be_new = true };
	struct find_arg children = { .purpose = "Children" };

	h->asked = id;
	switch (id) {
	case MENU_CONCERN: app_push(a, &scr_find, &concern); return;
	case MENU_CHILDREN: app_push(a, &scr_find, &children); return;
	case MENU_OUTBOX: app_push(a, &scr_outbox, NULL); return;
	case MENU_SETTINGS: app_push(a, &scr_settings, NULL); return;
	case MENU_CONSENT:
	case MENU_NOTIFY:
	case MENU_MEETINGS:
	case MENU_REQUESTS:
	case MENU_INSPECTIONS:
	case MENU_OUTCOMES:
	case MENU_POLICIES:
	case MENU_PEOPLE:
		app_say(a, "This is not in haven yet. Use the paper form, and "
			   "ask your line manager if you are in doubt.");
	}
}

/* ---- the row's callbacks ---- */

static enum err
home_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	struct home *h = st;

	(void)arg;
	(void)e;
	h->app = a;
	w_list_init(&h->waiting, &waiting_rows, h);
	w_list_init(&h->menu, &menu_rows, h);
	if (*model_damage(app_model(a)))
		app_say(a, "%s", model_damage(app_model(a)));
	return ERR_OK;
}

static void
home_title(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out, "Home");
}

static enum handled
home_key(struct app *a, void *st, const struct key *k)
{
	struct home *h = st;
	struct w_list *w = h->on_waiting ? &h->waiting : &h->menu;
	enum w_list_event ev;

	if (k->action == ACT_NEXT || k->action == ACT_PREV) {
		h->on_waiting = !h->on_waiting;
		return HANDLED;
	}
	if (k->action == ACT_BACK) {
		app_leave(a);
		return HANDLED;
	}
	if (k->action == ACT_REFRESH) {
		model_sync_now(app_model(a));
		return HANDLED;
	}
	/* Numbers are the menu's wherever the mark stands. */
	if (h->on_waiting && k->text[0] >= '0' && k->text[0] <= '9' &&
	    !w_list_is_finding(&h->waiting)) {
		h->on_waiting = false;
		w = &h->menu;
	}
	ev = w_list_key(w, k);
	if (ev == W_LIST_PICKED && h->on_waiting)
		pick_waiting(a, h);
	else if (ev == W_LIST_PICKED)
		pick_menu(a, h, menu[w_list_at(&h->menu)].id);
	else if (ev == W_LIST_NOT_MINE && k->action == ACT_UP && !h->on_waiting)
		h->on_waiting = waiting_count(h) > 0;
	else if (ev == W_LIST_NOT_MINE && k->action == ACT_DOWN &&
		 h->on_waiting)
		h->on_waiting = false;
	else if (ev == W_LIST_NOT_MINE)
		return NOT_MINE;
	return HANDLED;
}

static enum handled
home_changed(struct app *a, void *st, unsigned topics)
{
	struct home *h = st;

	(void)a;
	(void)topics;
	w_list_refresh(&h->waiting);
	w_list_refresh(&h->menu);
	return HANDLED;
}

static void
home_returned(struct app *a, void *st, const struct screen_def *child,
    int result, const void *data)
{
	struct home *h = st;
	const struct find_result *found = data;

	home_changed(a, st, TOPIC_RECORDS);
	if (child == &scr_form && result == 1)
		scr_say_where(a, data);
	if (child != &scr_find || result == FIND_LEFT)
		return;
	if (h->asked == MENU_CONCERN)
		scr_start_concern(a, found, result == FIND_NEW);
	else
		app_push(a, &scr_file, &found->child.file);
}

static void
home_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct home *h = st;
	int rows = cv->rows - SCR_TOP - SCR_BOTTOM;
	int menu_rows_needed = cv->cols >= 72 ? 6 : 12;
	int waiting = rows - menu_rows_needed - 2;

	(void)a;
	if (waiting < 2)
		waiting = 2;
	canvas_text(cv, SCR_TOP, 1, cv->cols - 2, "Waiting for you", ATTR_BOLD);
	w_list_draw(&h->waiting, cv, SCR_TOP + 1, 1, waiting, cv->cols - 2,
	    h->on_waiting);
	w_list_draw(&h->menu, cv, SCR_TOP + 2 + waiting, 1, rows - waiting - 2,
	    cv->cols - 2, !h->on_waiting);
}

static const struct key_hint *
home_hints(const struct app *a, const void *st)
{
	static const struct key_hint hints[] = { { ACT_OPEN, "Open" },
		{ ACT_NEXT, "Waiting, menu" }, { ACT_REFRESH, NULL },
		{ ACT_LOCK, NULL }, { ACT_LEAVE, NULL }, { ACT_NONE, NULL } };

	(void)a;
	(void)st;
	return hints;
}

static void
home_close(struct app *a, void *st)
{
	struct home *h = st;

	(void)a;
	w_list_done(&h->waiting);
	w_list_done(&h->menu);
}

const struct screen_def scr_home = {
	.name = "home",
	.state_size = sizeof(struct home),
	.open = home_open,
	.title = home_title,
	.key = home_key,
	.changed = home_changed,
	.returned = home_returned,
	.draw = home_draw,
	.hints = home_hints,
	.close = home_close,
};
