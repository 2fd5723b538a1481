/* app.c - the stack of screens, and which of them hears what.
 *
 * A screen may close itself, or any number of others, from inside its own
 * callback. So a closed screen is buried, and its state is wiped only when the
 * outermost callback has come back (app_enter, app_settle). */
#include "app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app_in.h"
#include "mem.h"
#include "w_help.h"
#include "w_question.h"
#include "when.h"

#define MESSAGE_MAX 2048
#define LOST_MAX 2048

void
app_enter(struct app *a)
{
	a->depth++;
}

void
app_settle(struct app *a)
{
	if (--a->depth > 0)
		return;
	for (size_t i = 0; i < a->buried_count; i++)
		mem_free_wiped(a->buried[i].st, a->buried[i].def->state_size);
	a->buried_count = 0;
}

static struct level *
top(const struct app *a)
{
	return a->count > 0 ? &a->levels[a->count - 1] : NULL;
}

size_t
app_first_shown(const struct app *a)
{
	for (size_t i = a->count; i-- > 0;)
		if (a->levels[i].def->hides_case)
			return i;
	return 0;
}

static struct level *
add_level(struct level **list, size_t *count, size_t *cap)
{
	if (*count == *cap) {
		*cap = *cap ? *cap * 2 : 8;
		*list = mem_grow(*list, *cap, sizeof(**list));
	}
	return &(*list)[(*count)++];
}

/* Where the level of that state is in the stack, or count. */
static size_t
level_of(const struct app *a, const void *st)
{
	size_t i = 0;

	while (i < a->count && a->levels[i].st != st)
		i++;
	return i;
}

static void
remove_level(struct app *a, size_t at)
{
	memmove(&a->levels[at], &a->levels[at + 1],
	    (a->count - at - 1) * sizeof(*a->levels));
	a->count--;
}

static void
bury(struct app *a, struct level lv, bool was_opened)
{
	if (was_opened && lv.def->close)
		lv.def->close(a, lv.st);
	*add_level(&a->buried, &a->buried_count, &a->buried_cap) = lv;
}

static enum err
push(struct app *a, const struct screen_def *def, const void *arg,
    enum app_asks asks)
{
	struct errinfo e = { .code = ERR_OK };
	void *st = mem_zalloc(def->state_size ? def->state_size : 1, 1);
	struct level *lv = add_level(&a->levels, &a->count, &a->cap);
	enum err err = ERR_OK;

	*lv = (struct level){ .def = def, .st = st, .asks = asks };
	app_enter(a);
	if (def->open)
		err = def->open(a, st, arg, &e);
	if (err) {
		size_t at = level_of(a, st);

		if (at < a->count) {
			struct level gone = a->levels[at];

			remove_level(a, at);
			bury(a, gone, false);
		}
		app_say_problem(a, &e);
	}
	app_settle(a);
	return err;
}

static void
mark_changed(struct app *a, struct level *lv)
{
	lv->has_changed = true;
	if (!a->has_unkept) {
		a->has_unkept = true;
		a->change_ms = a->now_ms;
	}
}

/* The app's own question was answered. */
static void
answered(struct app *a, enum app_asks asks, int result)
{
	if (result != W_QUESTION_YES)
		return;
	if (asks == ASKS_LEAVE)
		app_end(a, 0);
	else if (asks == ASKS_BACK)
		app_pop(a, 0, NULL);
}

static void
close_top(struct app *a, bool tell, int result, const void *data)
{
	struct level gone = *top(a);
	struct level *below;

	a->count--;
	below = top(a);
	if (gone.asks != ASKS_NOTHING) {
		bury(a, gone, true);
		answered(a, gone.asks, tell ? result : 0);
		return;
	}
	/* data is the child's: it closes only after the one below has read. */
	if (tell && below && below->def->returned) {
		mark_changed(a, below);
		below->def->returned(a, below->st, gone.def, result, data);
	}
	bury(a, gone, true);
}

static bool
is_hidden(const struct app *a)
{
	for (size_t i = 0; i < a->count; i++)
		if (a->levels[i].def->hides_case)
			return true;
	return false;
}

static void
push_help(struct app *a)
{
	const struct level *lv = top(a);
	struct buf text = BUF_INIT(1u << 16), title = BUF_INIT(1000);
	struct w_help_arg arg = { .title = NULL };

	if (lv->def == &w_help)
		return;
	if (lv->def->help)
		lv->def->help(a, lv->st, &text);
	if (lv->def->title)
		lv->def->title(a, lv->st, &title);
	if (lv->def->hints)
		arg.hints = lv->def->hints(a, lv->st);
	arg.text = buf_str(&text);
	arg.title = buf_str(&title);
	push(a, &w_help, &arg, ASKS_NOTHING);
	buf_clear(&a->message); /* it would lie over the last lines */
	buf_done(&text);
	buf_done(&title);
}

static void
ask_about_loss(struct app *a, const char *title, const char *lost,
    const char *yes, enum app_asks asks)
{
	const struct w_answer answers[] = {
		{ "No, stay here", W_QUESTION_NO },
		{ yes, W_QUESTION_YES },
		{ NULL, 0 },
	};
	const struct w_question_arg arg = {
		.title = title,
		.says = lost,
		.answers = answers,
	};

	push(a, &w_question, &arg, asks);
}

static void
go_back(struct app *a)
{
	const struct level *lv = top(a);
	struct buf lost = BUF_INIT(LOST_MAX);

	if (lv->def->unsaved && lv->def->unsaved(a, lv->st, &lost))
		ask_about_loss(
		    a, "Go back?", buf_str(&lost), "Yes, go back", ASKS_BACK);
	else if (a->count > 1)
		app_pop(a, 0, NULL);
	else
		app_say(a, "This is the first screen. F10 leaves haven.");
	buf_done(&lost);
}

/* Once, and once more over what it led to, so that the numbers are there from every
 * screen; what lies behind the lock does not count. */
static bool
shows_danger(const struct app *a)
{
	size_t n = 0;

	for (size_t i = app_first_shown(a); i < a->count; i++)
		n += a->levels[i].def == a->danger;
	return a->danger && n < 2 && app_top(a) != a->danger;
}

/* Keys that reach no screen (app.h). True: it was one. */
static bool
is_for_all(struct app *a, enum action act)
{
	if (act == ACT_LOCK) {
		app_lock(a);
	} else if (act == ACT_LEAVE) {
		app_leave(a);
	} else if (act == ACT_DANGER) {
		if (shows_danger(a))
			push(a, a->danger, NULL, ASKS_NOTHING);
	} else {
		return false;
	}
	return true;
}

/* What no screen wanted. */
static void
do_rest(struct app *a, enum action act)
{
	if (act == ACT_HELP)
		push_help(a);
	else if (act == ACT_BACK)
		go_back(a);
	else if (act == ACT_REFRESH && a->refresh)
		a->refresh(a, a->refresh_arg);
}

static bool
only_moves(enum action act)
{
	return act >= ACT_NEXT && act <= ACT_SECTION_NEXT;
}

static bool
is_too_small(const struct app *a)
{
	return a->canvas.rows < APP_ROWS_MIN || a->canvas.cols < APP_COLS_MIN;
}

static int
bounded(int n, int max)
{
	return n < 1 ? 1 : n > max ? max : n;
}

enum err
app_push(struct app *a, const struct screen_def *def, const void *arg)
{
	return push(a, def, arg, ASKS_NOTHING);
}

void
app_pop(struct app *a, int result, const void *data)
{
	if (a->count == 0)
		return;
	app_enter(a);
	close_top(a, true, result, data);
	app_settle(a);
}

void
app_pop_to(struct app *a, const struct screen_def *def)
{
	if (!app_is_open(a, def))
		return;
	app_enter(a);
	while (a->count > 0 && top(a)->def != def)
		close_top(a, false, 0, NULL);
	app_settle(a);
}

void
app_replace(struct app *a, const struct screen_def *def, const void *arg)
{
	void *old = a->count > 0 ? top(a)->st : NULL;
	size_t at;

	app_enter(a);
	if (push(a, def, arg, ASKS_NOTHING) == ERR_OK && old) {
		at = level_of(a, old);
		if (at < a->count) {
			struct level gone = a->levels[at];

			remove_level(a, at);
			bury(a, gone, true);
		}
	}
	app_settle(a);
}

void
app_say(struct app *a, const char *fmt, ...)
{
	char text[MESSAGE_MAX];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	buf_clear(&a->message);
	buf_adds(&a->message, text);
	explicit_bzero(text, sizeof(text));
	a->is_problem = false;
	a->has_said = true;
}

void
app_say_problem(struct app *a, const struct errinfo *e)
{
	app_say(a, "%s", e->says);
	a->is_problem = true;
}

const char *
app_message(const struct app *a)
{
	return buf_str(&a->message);
}

struct model *
app_model(const struct app *a)
{
	return a->model;
}

int64_t
app_now(const struct app *a)
{
	(void)a;
	return clock_ms();
}

int
app_rows(const struct app *a)
{
	return a->canvas.rows;
}

int
app_cols(const struct app *a)
{
	return a->canvas.cols;
}

const struct screen_def *
app_top(const struct app *a)
{
	return a->count > 0 ? top(a)->def : NULL;
}

bool
app_is_open(const struct app *a, const struct screen_def *def)
{
	for (size_t i = 0; i < a->count; i++)
		if (a->levels[i].def == def)
			return true;
	return false;
}

bool
app_about(const struct app *a, struct id *file)
{
	for (size_t i = a->count; i-- > app_first_shown(a);) {
		const struct level *l = &a->levels[i];

		if (l->def->about && l->def->about(l->st, file))
			return true;
	}
	return false;
}

void
app_keep_all(struct app *a)
{
	app_enter(a);
	a->has_unkept = false;
	for (size_t i = app_first_shown(a); i < a->count; i++) {
		a->levels[i].has_changed = false;
		if (a->levels[i].def->keep)
			a->levels[i].def->keep(a, a->levels[i].st);
	}
	app_settle(a);
}

void
app_lock(struct app *a)
{
	if (!a->lock || is_hidden(a))
		return;
	app_enter(a);
	app_keep_all(a);
	a->lock(a, a->lock_arg);
	app_settle(a);
}

void
app_leave(struct app *a)
{
	struct buf lost = BUF_INIT(LOST_MAX);
	bool is_asked = false;

	/* Behind the lock nothing is shown; all was kept when it closed. */
	for (size_t i = a->count; i-- > 0 && !is_hidden(a);) {
		const struct level *lv = &a->levels[i];
		size_t before = lost.len;

		if (lv->asks == ASKS_LEAVE)
			is_asked = true;
		if (!lv->def->unsaved || !lv->def->unsaved(a, lv->st, &lost))
			continue;
		if (before == lost.len)
			buf_adds(&lost, "Something here is not saved.");
		buf_addc(&lost, '\n');
	}
	if (lost.len == 0)
		app_end(a, 0);
	else if (!is_asked)
		ask_about_loss(a, "Leave haven?", buf_str(&lost),
		    "Yes, leave haven", ASKS_LEAVE);
	buf_done(&lost);
}

void
app_end(struct app *a, int exit_status)
{
	app_keep_all(a);
	a->is_ended = true;
	a->exit_status = exit_status;
}

bool
app_is_ended(const struct app *a)
{
	return a->is_ended;
}

void
app_drop_typeahead(struct app *a)
{
	a->is_dropping = true;
}

struct app *
app_new(struct model *m, int rows, int cols)
{
	struct app *a = mem_zalloc(1, sizeof(*a));

	a->model = m;
	buf_init(&a->message, MESSAGE_MAX);
	canvas_init(&a->canvas, bounded(rows, APP_ROWS_MAX),
	    bounded(cols, APP_COLS_MAX));
	return a;
}

void
app_free(struct app *a)
{
	if (!a)
		return;
	app_enter(a);
	while (a->count > 0) {
		struct level gone = *top(a);

		a->count--;
		bury(a, gone, true);
	}
	app_settle(a);
	free(a->levels);
	free(a->buried);
	free(a->fds);
	buf_done(&a->message);
	canvas_done(&a->canvas);
	mem_free_wiped(a, sizeof(*a));
}

void
app_key(struct app *a, const struct key *k)
{
	enum handled handled = HANDLED;
	struct level *lv = top(a);
	void *st;

	a->key_ms = a->now_ms;
	a->enter_later_ms = 0;
	app_touch(a);
	if (!lv || (is_too_small(a) && k->action != ACT_LOCK))
		return;
	app_enter(a);
	a->has_said = false;
	st = lv->st;
	if (!is_for_all(a, k->action)) {
		handled = lv->def->key ? lv->def->key(a, st, k) : NOT_MINE;
		if (handled == NOT_MINE)
			do_rest(a, k->action);
		else if (level_of(a, st) < a->count)
			mark_changed(a, &a->levels[level_of(a, st)]);
	}
	if (handled == HANDLED && !a->has_said && !only_moves(k->action))
		buf_clear(&a->message);
	app_settle(a);
}

void
app_turn(struct app *a)
{
	unsigned topics = a->topics;
	struct level *lv;

	app_enter(a);
	a->topics = 0;
	for (size_t i = 0; topics && i < a->count; i++) {
		lv = &a->levels[i];
		if (lv->def->changed)
			lv->def->changed(a, lv->st, topics);
	}
	canvas_clear(&a->canvas);
	lv = top(a);
	if (is_too_small(a)) {
		canvas_text(&a->canvas, 0, 0, a->canvas.cols,
		    "Please make this window bigger.", ATTR_PLAIN);
	} else {
		if (lv)
			lv->def->draw(a, lv->st, &a->canvas);
		app_draw_frame(a);
	}
	app_settle(a);
}

const struct canvas *
app_canvas(const struct app *a)
{
	return &a->canvas;
}

void
app_resize(struct app *a, int rows, int cols)
{
	rows = bounded(rows, APP_ROWS_MAX);
	cols = bounded(cols, APP_COLS_MAX);
	if (rows == a->canvas.rows && cols == a->canvas.cols)
		return;
	canvas_resize(&a->canvas, rows, cols);
	app_changed(a, TOPIC_SIZE);
}
