/* scr_home.c - the first screen after signing in: what waits for this person,
 * and the menu. Numbers never move (screens.md). */
#include "scr.h"

#include <stdio.h>
#include <string.h>

#include "kinds.h"
#include "model_notice.h"
#include "model_office.h"
#include "w_list.h"
#include "waiting_words.h"

#define WIDE_COLS 78       /* below: the short titles */
#define WAITING_ROWS_MAX 8 /* so that the menu stays in its place */
#define MENU_ROWS 6
#define NOTICE_ROWS 2     /* what stands over everything, if anything does */
#define DIGIT_WAIT_MS 500 /* "1" waits so long for a second digit */

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

/* Numbers stay as they are, whatever is added. */
static const struct menu_item {
	enum menu_id id;
	const char *title, *narrow; /* narrow: 20 columns */
} menu[] = {
	{ MENU_CONCERN, "Record a concern", "Record a concern" },
	{ MENU_CONSENT, "Check consent before a share", "Check consent" },
	{ MENU_NOTIFY, "Notify referrers", "Notify referrers" },
	{ MENU_CHILDREN, "Children and young people", "Children" },
	{ MENU_MEETINGS, "Meetings", "Meetings" },
	{ MENU_REQUESTS, "Requests for information", "Requests" },
	{ MENU_INSPECTIONS, "Inspections", "Inspections" },
	{ MENU_OUTCOMES, "Outcomes and statistics", "Outcomes" },
	{ MENU_POLICIES, "Policies and training", "Policies" },
	{ MENU_PEOPLE, "People and agencies", "People" },
	{ MENU_OUTBOX, "Outbox", "Outbox" },
	{ MENU_SETTINGS, "Settings", "Settings" },
};
#define MENU_COUNT (sizeof menu / sizeof menu[0])

struct home {
	struct app *app;
	struct w_list waiting, menu;
	bool on_waiting;    /* which list has the focus */
	enum menu_id asked; /* what the find screen was opened for */
	struct scr_told told;
	bool has_said_damage;
	bool is_fresh;          /* no key came yet */
	struct waiting opening; /* asked of the office; kind NULL: none */
	struct id advised; /* a draft that opens when its advice is there */
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

	if (i >= model_waiting(app_model(h->app), &list))
		return;
	buf_adds(left, list[i].words);
	if (*list[i].name)
		buf_addf(left, ": %s", list[i].name);
	waiting_when(app_model(h->app), &list[i], app_now(h->app), right);
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
	bool wide = app_cols(h->app) >= WIDE_COLS;

	buf_adds(left, wide ? menu[i].title : menu[i].narrow);
	if (menu[i].id == MENU_NOTIFY &&
	    model_notices_open(app_model(h->app)) > 0)
		buf_addf(right, "%zu", model_notices_open(app_model(h->app)));
	if (menu[i].id == MENU_OUTBOX && s->here + s->stopped > 0)
		buf_addf(right, "%zu", s->here + s->stopped);
}

static const struct w_list_rows menu_rows = {
	.count = menu_count,
	.text = menu_text,
	.numbered = true,
	.no_find = true,
	.columns = 2,
};

/* ---- what the rows do ---- */

static bool
has_draft(struct app *a, const struct id *id)
{
	const struct draft *list;
	size_t n = model_drafts(app_model(a), &list);

	for (size_t i = 0; i < n; i++)
		if (id_equal(&list[i].id, id))
			return true;
	return false;
}

/* The decision that waits for it goes on; or the advice itself is read, not the
 * question that asked for it. */
static void
open_advice(struct app *a, const struct waiting *w)
{
	struct record_arg arg = { .id = w->record };
	const struct row *rows;
	size_t n;

	if (scr_check_of_advice(a, &w->record))
		return;
	n = model_rows(app_model(a), &w->file, &rows);

	for (size_t i = 0; i < n; i++) {
		if (id_equal(&rows[i].parent, &w->record) &&
		    strcmp(rows[i].kind->name, "advice_answer") == 0)
			arg.id = rows[i].id;
	}
	app_push(a, &scr_record, &arg);
}

static void
open_waiting(struct app *a, const struct waiting *w)
{
	struct record_arg arg = { .id = w->record };

	if (w->kind == &kind_notice)
		app_push(a, &scr_notice, &arg.id);
	else if (strcmp(w->what, "confirm_due") == 0)
		app_push(a, &scr_confirm, NULL);
	else if (w->kind == &kind_retention_review)
		app_push(a, &scr_retention_file, &w->file);
	else if (w->kind == &kind_request && strcmp(w->what, "draft") != 0)
		app_push(a, &scr_request, &arg.id);
	else if (strcmp(w->what, "draft") == 0 ||
		 strcmp(w->what, "concern_unsigned") == 0)
		scr_edit(a, &arg.id);
	else if (strcmp(w->what, "conflict") == 0)
		app_push(a, &scr_conflict, &arg.id);
	else if (strcmp(w->what, "advice_given") == 0)
		open_advice(a, w);
	else
		app_push(a, &scr_record, &arg);
}

/* Word of it may be here before the record is: then the office is asked, and it
 * opens by itself unless a key comes first. */
static void
pick_waiting(struct app *a, struct home *h)
{
	const struct waiting *list;
	size_t n = model_waiting(app_model(a), &list);
	size_t i = w_list_at(&h->waiting);
	struct waiting w;
	struct row row;

	h->asked = 0;
	if (i >= n)
		return;
	w = list[i];
	if (strcmp(w.what, "refused") == 0) {
		app_push(a, &scr_outbox, NULL);
	} else if (model_wait_is_audit(w.what)) {
		app_push(a, &scr_audit, NULL);
	} else if (strncmp(w.what, "inspect", 7) == 0) {
		app_push(a, &scr_inspections, NULL);
	} else if (strcmp(w.what, "training_missing") == 0) {
		app_push(a, &scr_policies, NULL);
	} else if (model_row(app_model(a), &w.record, &row) ||
		   has_draft(a, &w.record)) {
		open_waiting(a, &w);
	} else {
		app_say(a, "It is not on this device yet. The office is asked "
			   "for it, and it opens by itself.");
		h->opening = w;
		model_file_want(app_model(a), &w.file);
	}
}

static void
open_what_came(struct app *a, struct home *h)
{
	struct waiting w = h->opening;
	struct errinfo e = { 0 };
	struct row row;

	if (!w.kind || app_top(a) != &scr_home)
		return;
	if (model_row(app_model(a), &w.record, &row)) {
		memset(&h->opening, 0, sizeof h->opening);
		app_say(a, "%s", "");
		open_waiting(a, &w);
	} else if (model_file_state(app_model(a), &w.file, &e) == ASK_FAILED) {
		app_say_problem(a, &e);
	}
}

/* The advice that a decision waited for is there: it opens by itself, unless a key
 * came first. */
static void
open_advised(struct app *a, struct home *h)
{
	struct id draft = h->advised;

	if (id_is_none(&draft) || app_top(a) != &scr_home ||
	    !scr_check_is_advised(a, &draft))
		return;
	h->advised = (struct id){ 0 };
	scr_edit_draft(a, &draft);
	app_say(a, "The advice is here.");
}

static bool
opens_files(enum menu_id id)
{
	return id == MENU_CONSENT || id == MENU_NOTIFY || id == MENU_CHILDREN ||
	       id == MENU_MEETINGS;
}

/* The office wants a one-time code: it is asked for, unless a key came first. */
static void
ask_code(struct app *a, struct home *h)
{
	if (!h->is_fresh || app_top(a) != &scr_home ||
	    !model_needs_code(app_model(a)))
		return;
	h->is_fresh = app_push(a, &scr_one_time, NULL) != ERR_OK;
}

static void
pick_menu(struct app *a, struct home *h, enum menu_id id)
{
	struct find_arg concern = { .purpose = "Record a concern",
		.may_be_new = true };
	struct find_arg consent = { .purpose = "Check consent" };
	struct find_arg children = { .purpose = "Children" };

	h->asked = id;
	/* What is missing, to be confirmed there and then (T2). */
	if (opens_files(id) && model_is_shut(app_model(a))) {
		app_push(a, &scr_confirm, NULL);
		return;
	}
	switch (id) {
	case MENU_CONCERN: app_push(a, &scr_find, &concern); return;
	case MENU_CONSENT: app_push(a, &scr_find, &consent); return;
	case MENU_CHILDREN: app_push(a, &scr_find, &children); return;
	case MENU_MEETINGS: app_push(a, &scr_meetings, NULL); return;
	case MENU_PEOPLE: app_push(a, &scr_people, NULL); return;
	case MENU_OUTBOX: app_push(a, &scr_outbox, NULL); return;
	case MENU_NOTIFY: app_push(a, &scr_notices, NULL); return;
	case MENU_SETTINGS: app_push(a, &scr_settings, NULL); return;
	case MENU_POLICIES: app_push(a, &scr_policies, NULL); return;
	case MENU_OUTCOMES: app_push(a, &scr_outcomes, NULL); return;
	case MENU_REQUESTS: app_push(a, &scr_requests, NULL); return;
	case MENU_INSPECTIONS: app_push(a, &scr_inspections, NULL); return;
	}
}

/* ---- the row's callbacks ---- */

static void
say_damage(struct app *a, struct home *h)
{
	const char *damage = model_damage(app_model(a));

	if (!h->has_said_damage && *damage) {
		app_say(a, "%s", damage);
		h->has_said_damage = true;
	}
}

static enum err
home_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	struct home *h = st;

	(void)arg;
	(void)e;
	h->app = a;
	w_list_init(&h->waiting, &waiting_rows, h);
	w_list_init(&h->menu, &menu_rows, h);
	h->on_waiting = waiting_count(h) > 0;
	h->is_fresh = true;
	scr_danger_remember(model_me(app_model(a)));
	say_damage(a, h);
	return ERR_OK;
}

static void
home_title(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out, "Home");
}

/* Up from the menu's first row goes to what waits, Down from the last that
 * waits to the menu. */
static enum handled
home_leave_list(struct home *h, const struct key *k)
{
	if (k->action == ACT_UP && !h->on_waiting && waiting_count(h) > 0)
		h->on_waiting = true;
	else if (k->action == ACT_DOWN && h->on_waiting)
		h->on_waiting = false;
	else
		return k->action == ACT_UP || k->action == ACT_DOWN ? HANDLED
								    : NOT_MINE;
	return HANDLED;
}

/* A number that was begun is taken, or given up: as with any key but a digit. */
static void
uncount(struct home *h)
{
	static const struct key esc = { .action = ACT_BACK };

	(void)w_list_key(&h->menu, &esc);
}

static void
pick(struct app *a, struct home *h)
{
	uncount(h);
	if (h->on_waiting)
		pick_waiting(a, h);
	else
		pick_menu(a, h, menu[w_list_at(&h->menu)].id);
}

/* Numbers are the menu's wherever the mark stands. "1" could go on to "12", so
 * it picks by itself after a moment; a letter that comes sooner picks at once
 * and is typed into the screen that opens, as someone who knows the keys
 * means it. */
static enum handled
home_list_key(struct app *a, struct home *h, const struct key *k)
{
	bool is_digit = k->text[0] >= '0' && k->text[0] <= '9';
	bool is_letter =
	    (k->text[0] && !is_digit && k->action == ACT_NONE) || k->paste;
	enum w_list_event event;

	if (!h->on_waiting && is_letter && w_list_is_counting(&h->menu)) {
		pick(a, h);
		app_key(a, k);
		return HANDLED;
	}
	if (k->action == ACT_FIND && waiting_count(h) > 0)
		h->on_waiting = true;
	if (is_digit && !w_list_is_finding(&h->waiting))
		h->on_waiting = false;
	event = w_list_key(h->on_waiting ? &h->waiting : &h->menu, k);
	if (event == W_LIST_PICKED)
		pick(a, h);
	else if (event == W_LIST_NOT_MINE)
		return home_leave_list(h, k);
	else if (!h->on_waiting && w_list_is_counting(&h->menu))
		app_enter_later(a, DIGIT_WAIT_MS);
	return HANDLED;
}

static enum handled
home_key(struct app *a, void *st, const struct key *k)
{
	struct home *h = st;
	bool finding = w_list_is_finding(&h->waiting);

	h->is_fresh = false;
	h->told.id = (struct id){ 0 };
	memset(&h->opening, 0, sizeof h->opening);
	h->advised = (struct id){ 0 };
	switch (k->action) {
	case ACT_NEXT:
	case ACT_PREV:
		h->on_waiting = !h->on_waiting && waiting_count(h) > 0;
		return HANDLED;
	case ACT_BACK:
		uncount(h);
		if (!finding) {
			app_say(a, "The first screen. F10 leaves haven, "
				   "Ctrl-L locks it.");
			return HANDLED;
		}
		h->on_waiting = true; /* Esc ends the filter first */
		break;
	case ACT_REFRESH:
		model_sync_now(app_model(a));
		app_say(a, "Asking the office for news.");
		return HANDLED;
	default: break;
	}
	return home_list_key(a, h, k);
}

static enum handled
home_changed(struct app *a, void *st, unsigned topics)
{
	struct home *h = st;

	(void)topics;
	if (!model_is_open(app_model(a)))
		return HANDLED; /* behind the lock; the marks stay */
	scr_danger_remember(model_me(app_model(a)));
	w_list_refresh(&h->waiting);
	w_list_refresh(&h->menu);
	if (waiting_count(h) == 0 && !w_list_is_finding(&h->waiting))
		h->on_waiting = false;
	scr_tell_news(a, &h->told, app_top(a) == &scr_home);
	say_damage(a, h);
	open_what_came(a, h);
	open_advised(a, h);
	ask_code(a, h);
	return HANDLED;
}

static void
home_returned(struct app *a, void *st, const struct screen_def *child,
    int result, const void *data)
{
	struct home *h = st;
	const struct find_result *found = data;

	home_changed(a, st, TOPIC_RECORDS);
	if (scr_was_saved(child, result))
		scr_tell(a, &h->told, data);
	if ((child == &scr_check || child == &scr_draft) &&
	    result == CHECK_WAITS)
		h->advised = *(const struct id *)data;
	/* What was chosen before goes on. */
	if (child == &scr_confirm && result == 1 && opens_files(h->asked) &&
	    !model_is_shut(app_model(a)))
		pick_menu(a, h, h->asked);
	if (child != &scr_find || result == FIND_LEFT)
		return;
	if (h->asked == MENU_CONCERN)
		scr_start_concern(a, found, result == FIND_NEW);
	else if (h->asked == MENU_CONSENT)
		scr_start_check(a, &found->child);
	else
		app_push(a, &scr_file, &found->child.file);
}

/* A list without the focus shows no mark: one obvious focus. */
static void
draw_list(const struct w_list *w, struct canvas *cv, int row, int rows,
    bool focus, int columns)
{
	int cols = cv->cols - 2, wide = (cols - 2 * (columns - 1)) / columns;

	w_list_draw(w, cv, row, 1, rows, cols, focus);
	for (int i = 0; !focus && i < rows * columns; i++) {
		int y = row + i / columns, x = 1 + i % columns * (wide + 2);

		if (cv->cells[y * cv->cols + x].show[0] == '>')
			canvas_fill(cv, y, x, 1, ATTR_PLAIN);
	}
}

static void
home_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct home *h = st;
	int row = SCR_TOP, end = cv->rows - SCR_BOTTOM;
	int waiting = end - row - 2 - MENU_ROWS - NOTICE_ROWS;
	size_t n = waiting_count(h);
	char title[64] = "Waiting for you";
	struct buf notice = BUF_INIT(400);

	if (waiting > WAITING_ROWS_MAX)
		waiting = WAITING_ROWS_MAX;
	if (n > (size_t)waiting)
		snprintf(title, sizeof title, "Waiting for you (%zu)", n);
	canvas_text(cv, row++, 1, cv->cols - 2, title, ATTR_BOLD);
	draw_list(&h->waiting, cv, row, waiting, h->on_waiting, 1);
	row += waiting;
	w_list_draw_more(&h->waiting, cv, row++, 1, cv->cols - 2);
	draw_list(&h->menu, cv, row, MENU_ROWS, !h->on_waiting, 2);
	row += MENU_ROWS;
	model_notice(app_model(a), &notice);
	if (notice.len > 0)
		canvas_wrap(cv, row, 1, cv->cols - 2, NOTICE_ROWS,
		    buf_str(&notice), ATTR_ALERT);
	buf_done(&notice);
}

static const struct key_hint *
home_hints(const struct app *a, const void *st)
{
	static const struct key_hint waiting[] = { { ACT_OPEN, "Open" },
		{ ACT_NEXT, "Menu" }, { ACT_FIND, NULL }, { ACT_REFRESH, NULL },
		{ ACT_LEAVE, NULL }, { ACT_NONE, NULL } };
	static const struct key_hint on_menu[] = { { ACT_OPEN, "Open" },
		{ ACT_NEXT, "Waiting" }, { ACT_REFRESH, NULL },
		{ ACT_LEAVE, NULL }, { ACT_NONE, NULL } };

	static const struct key_hint alone[] = { { ACT_OPEN, "Open" },
		{ ACT_REFRESH, NULL }, { ACT_LEAVE, NULL },
		{ ACT_NONE, NULL } };
	const struct home *h = st;

	(void)a;
	if (h->on_waiting)
		return waiting;
	return waiting_count(h) > 0 ? on_menu : alone;
}

static void
home_help(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out,
	    "Above stands what waits for you, below the menu. A number always "
	    "picks from the menu: 1 records a concern. Tab goes from one to "
	    "the other, Enter opens what is marked.\n\n"
	    "At the bottom right haven says what it has told the office: "
	    "\"2 here\" means that two things are on this device only, \"all "
	    "sent\" that the office holds everything you wrote. It sends by "
	    "itself as soon as there is a link.");
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
	.help = home_help,
	.close = home_close,
};
