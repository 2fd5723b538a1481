/* scr_signin.c - who is at the keyboard: pick a name, give the passphrase. Opens
 * this person's store on this device; needs no network. In the demo a name
 * that has no store here yet is enrolled with its code from the demo's list. */
#include "scr.h"

#include <stdio.h>
#include <string.h>

#include "w_line.h"
#include "w_list.h"

struct signin {
	struct app *app;
	struct w_list people;
	struct w_line passphrase;
	bool on_passphrase;
	bool enrolling;
};

static size_t
people_count(const void *arg)
{
	const struct signin *s = arg;
	const struct person *list;

	return model_people(app_model(s->app), &list);
}

static void
people_text(const void *arg, size_t i, struct buf *left, struct buf *right)
{
	const struct signin *s = arg;
	const struct person *list;

	if (i >= model_people(app_model(s->app), &list))
		return;
	buf_addf(left, "%-12s %s", list[i].sign_in, list[i].name);
	buf_adds(right, list[i].role_title);
}

static void
people_id(const void *arg, size_t i, char out[W_LIST_ID])
{
	const struct signin *s = arg;
	const struct person *list;

	out[0] = '\0';
	if (i < model_people(app_model(s->app), &list))
		snprintf(out, W_LIST_ID, "%s", list[i].sign_in);
}

static const struct w_list_rows rows = {
	.count = people_count,
	.text = people_text,
	.id = people_id,
};

/* arg: a sign-in name whose passphrase is asked at once (const char *), or NULL. */
static enum err
signin_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	struct signin *s = st;
	const struct person *list;

	(void)e;
	s->app = a;
	w_list_init(&s->people, &rows, s);
	w_line_init(&s->passphrase, SEAL_PASSPHRASE_MAX, true);
	s->on_passphrase = arg ? w_list_mark_id(&s->people, arg)
			       : model_people(app_model(a), &list) == 1;
	if (arg && !s->on_passphrase)
		app_say(a, "Nobody with this sign-in name has a store on this "
			   "device.");
	return ERR_OK;
}

static void
signin_title(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out, "Sign in");
}

/* There is a way back, which nobody would look for while it is not needed. */
static void
say_wrong(struct app *a, const struct errinfo *why)
{
	struct errinfo e = { 0 };

	err_set(&e, ERR_AUTH, "%s A lost passphrase: F1.", why->says);
	app_say_problem(a, &e);
}

static void
sign_in(struct app *a, struct signin *s)
{
	struct model *m = app_model(a);
	const struct person *list;
	size_t n = model_people(m, &list), at = w_list_at(&s->people);
	struct errinfo e = { 0 };
	enum err code;

	if (at >= n) {
		s->on_passphrase = false;
		app_say(a, "Choose your name first.");
		return;
	}
	if (w_line_is_empty(&s->passphrase)) {
		app_say(a, "Type your passphrase, then Enter.");
		return;
	}
	if (list[at].has_store) {
		code = model_unlock(
		    m, list[at].sign_in, w_line_text(&s->passphrase), &e);
	} else {
		code = model_ask_enrol(m, NULL, list[at].code, list[at].sign_in,
		    w_line_text(&s->passphrase), "demo device", &e);
		s->enrolling = code == ERR_OK;
		if (s->enrolling)
			app_say(
			    a, "Asking the office to take this device on ...");
	}
	w_line_set(&s->passphrase, "", NULL);
	if (code == ERR_AUTH)
		say_wrong(a, &e);
	else if (code != ERR_OK)
		app_say_problem(a, &e);
	else if (!s->enrolling)
		scr_begin(a);
}

static enum handled
signin_changed(struct app *a, void *st, unsigned topics)
{
	struct signin *s = st;
	struct errinfo e = { 0 };

	if (!s->enrolling || !(topics & TOPIC_ANSWER))
		return HANDLED;
	switch (model_enrol_state(app_model(a), &e)) {
	case ASK_WAITING: break;
	case ASK_DONE:
		app_say(a, "This device is yours now: your passphrase "
			   "opens it, with or without a link.");
		scr_begin(a);
		break;
	case ASK_NONE:
	case ASK_FAILED:
		s->enrolling = false;
		app_say_problem(a, &e);
		break;
	}
	return HANDLED;
}

static enum handled
signin_key(struct app *a, void *st, const struct key *k)
{
	struct signin *s = st;

	if (k->action == ACT_BACK && s->on_passphrase &&
	    !w_line_is_empty(&s->passphrase)) {
		w_line_set(&s->passphrase, "", NULL);
		return HANDLED;
	}
	if (k->action == ACT_BACK && s->on_passphrase) {
		s->on_passphrase = false;
		return HANDLED;
	}
	if (k->action == ACT_BACK && !w_list_is_finding(&s->people)) {
		app_leave(a);
		return HANDLED;
	}
	if (k->action == ACT_MORE) {
		app_push(a, &scr_enrol, NULL);
		return HANDLED;
	}
	if (k->action == ACT_NEXT || k->action == ACT_PREV) {
		s->on_passphrase = !s->on_passphrase;
		return HANDLED;
	}
	if (s->enrolling)
		return k->action == ACT_HELP ? NOT_MINE : HANDLED;
	if (s->on_passphrase && k->action == ACT_OPEN) {
		sign_in(a, s);
		return HANDLED;
	}
	if (s->on_passphrase)
		return w_line_key(&s->passphrase, a, k);
	switch (w_list_key(&s->people, k)) {
	case W_LIST_NOT_MINE: return NOT_MINE;
	case W_LIST_HANDLED: return HANDLED;
	case W_LIST_PICKED: s->on_passphrase = true; return HANDLED;
	}
	return NOT_MINE;
}

static void
signin_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct signin *s = st;
	const char *demo = model_demo_passphrase(app_model(a));
	const struct person *list;
	size_t n = model_people(app_model(a), &list);
	size_t at = w_list_at(&s->people);
	/* Below it is room for the longest sentence: about a damaged store. */
	int last = cv->rows - SCR_BOTTOM - APP_MESSAGE_ROWS, row = SCR_TOP;
	char line[256];

	if (demo) {
		snprintf(line, sizeof line,
		    "DEMO: everybody and everything here is invented. "
		    "The passphrase is: %s",
		    demo);
		row +=
		    canvas_wrap(cv, row, 1, cv->cols - 2, 3, line, ATTR_ALERT);
	}
	canvas_text(cv, row, 1, cv->cols - 2, "Who is signing in?", ATTR_BOLD);
	w_list_draw(&s->people, cv, row + 1, 1, last - row - 3, cv->cols - 2,
	    !s->on_passphrase);
	w_list_draw_more(&s->people, cv, last - 2, 1, cv->cols - 2);
	snprintf(
	    line, sizeof line, "Passphrase of %s", at < n ? list[at].name : "");
	canvas_text_cut(cv, last - 1, 1, cv->cols - 2, line, ATTR_BOLD);
	w_line_draw(
	    &s->passphrase, cv, last, 1, cv->cols - 2, s->on_passphrase);
}

static const struct key_hint *
signin_hints(const struct app *a, const void *st)
{
	static const struct key_hint names[] = { { ACT_OPEN, "This is me" },
		{ ACT_MORE, "A code" }, { ACT_FIND, NULL }, { ACT_LEAVE, NULL },
		{ ACT_NONE, NULL } };
	static const struct key_hint pass[] = { { ACT_OPEN, "Sign in" },
		{ ACT_MORE, "A code" }, { ACT_NEXT, "Names" },
		{ ACT_LEAVE, NULL }, { ACT_NONE, NULL } };

	(void)a;
	return ((const struct signin *)st)->on_passphrase ? pass : names;
}

static void
signin_help(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out,
	    "Choose your name, press Enter, and type your passphrase. What you "
	    "keep on this device opens with it, with or without a link. If "
	    "your name is not here, this device is not tied to you yet: ask "
	    "the administrator for a code and press F6.\n\n"
	    "If you have lost your passphrase, nobody can read it out to you. "
	    "See the administrator in person: when somebody else agrees, they "
	    "give you a code, and with F6 you choose a new passphrase here. "
	    "What you wrote and had not sent goes to the office then.");
}

static void
signin_close(struct app *a, void *st)
{
	struct signin *s = st;

	(void)a;
	w_list_done(&s->people);
	w_line_done(&s->passphrase);
}

const struct screen_def scr_signin = {
	.name = "signin",
	.state_size = sizeof(struct signin),
	.hides_case = true,
	.open = signin_open,
	.title = signin_title,
	.key = signin_key,
	.changed = signin_changed,
	.draw = signin_draw,
	.hints = signin_hints,
	.help = signin_help,
	.close = signin_close,
};
