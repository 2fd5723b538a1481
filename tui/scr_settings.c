/* scr_settings.c - the few things to change from here (the PIN, who is signed
 * in, another person's enrolment), and below them what holds on this device. */
#include "scr.h"

#include <stdio.h>
#include <string.h>

#include "kinds.h"
#include "model_audit.h"
#include "rights.h"
#include "seal.h"
#include "w_line.h"
#include "w_list.h"
#include "w_question.h"

#define PIN_DIGITS 6
#define LABEL_COLS 16

enum setting_row {
	ROW_PIN,
	ROW_PUT_AWAY,
	ROW_SIGN_OUT,
	ROW_ENROL,
	ROW_ACCOUNT,
	ROW_CODE,
	/* These are there for few. */
	ROW_RETENTION,
	ROW_AUDIT,
	ROW_COUNT
};

struct settings {
	struct app *app;
	struct w_list list;
	bool setting_pin;
	struct w_line pin;
	char first[PIN_DIGITS + 1]; /* typed once; "": not yet */
};

/* Is it there for this person? Files that are due, for those who decide how long
 * they are kept (R2); the audit record, for those who answer for it. */
static bool
is_there(const struct settings *s, enum setting_row row)
{
	struct model *m = app_model(s->app);
	const struct me *me = model_me(m);

	if (row == ROW_RETENTION)
		return me && rights_ask(me->role, kind_retention_review.name,
				 RIGHT_CREATE) == GRANT_YES;
	return row != ROW_AUDIT || model_may_audit(m);
}

static size_t
rows_count(const void *arg)
{
	size_t n = 0;

	for (int row = 0; row < ROW_COUNT; row++)
		n += is_there(arg, (enum setting_row)row);
	return n;
}

/* Which one stands there: what this person may not is left out. */
static enum setting_row
row_at(const struct settings *s, size_t i)
{
	int row = 0;

	for (; row < ROW_COUNT; row++)
		if (is_there(s, (enum setting_row)row) && i-- == 0)
			break;
	return (enum setting_row)row;
}

static void
rows_text(const void *arg, size_t i, struct buf *left, struct buf *right)
{
	const struct settings *s = arg;
	struct model *m = app_model(s->app);
	const struct me *me = model_me(m);

	switch (row_at(s, i)) {
	case ROW_PIN:
		buf_adds(left, "A PIN of six digits for the lock");
		buf_adds(right, model_pin_is_set(m) ? "set" : "not set");
		return;
	case ROW_PUT_AWAY:
		buf_adds(left, "What was put away, to have it back");
		return;
	case ROW_SIGN_OUT:
		buf_adds(left, "Sign out (nothing unsent is lost)");
		return;
	case ROW_ENROL:
		buf_adds(left, "Sign out, and enrol another person here");
		return;
	case ROW_RETENTION:
		buf_adds(left, "Files due for review, and the register");
		return;
	case ROW_AUDIT:
		buf_adds(left, "Audit record: who looked at what");
		return;
	case ROW_ACCOUNT:
		buf_adds(left, "My devices, and one-time codes");
		if (me)
			buf_adds(right, me->has_one_time      ? "codes on"
					: me->one_time_is_due ? "codes needed"
							      : "codes off");
		return;
	case ROW_CODE: buf_adds(left, "Give the one-time code"); return;
	case ROW_COUNT: return;
	}
}

static const struct w_list_rows rows = { .count = rows_count,
	.text = rows_text,
	.numbered = true,
	.no_find = true };

static enum err
settings_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	struct settings *s = st;

	(void)arg;
	(void)e;
	s->app = a;
	w_list_init(&s->list, &rows, s);
	w_line_init(&s->pin, PIN_DIGITS, true);
	return ERR_OK;
}

static void
settings_title(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out, "Settings");
}

static void
pin_forget(struct settings *s)
{
	w_line_set(&s->pin, "", NULL);
	seal_wipe(s->first, sizeof s->first);
}

static void
set_pin(struct app *a, struct settings *s)
{
	const char *typed = w_line_text(&s->pin);
	struct errinfo e = { 0 };

	if (strlen(typed) != PIN_DIGITS ||
	    strspn(typed, "0123456789") != PIN_DIGITS) {
		app_say(a, "A PIN has six digits. Type it again, or press Esc "
			   "to leave it.");
	} else if (!*s->first) {
		memcpy(s->first, typed, PIN_DIGITS + 1);
		app_say(a, "Type the same six digits once more.");
		w_line_set(&s->pin, "", NULL);
		return;
	} else if (strcmp(s->first, typed) != 0) {
		app_say(a, "These are not the same six digits. No PIN was "
			   "changed: type it anew.");
	} else if (model_pin_set(app_model(a), typed, &e) == ERR_OK) {
		app_say(a, "The PIN is set. It opens the lock, for eight hours "
			   "after your passphrase.");
		s->setting_pin = false;
	} else {
		app_say_problem(a, &e);
	}
	pin_forget(s);
}

static enum handled
pin_key(struct app *a, struct settings *s, const struct key *k)
{
	switch (k->action) {
	case ACT_OPEN:
	case ACT_SEND: set_pin(a, s); return HANDLED;
	case ACT_BACK:
		pin_forget(s);
		s->setting_pin = false;
		return HANDLED;
	default: return w_line_key(&s->pin, a, k);
	}
}

/* Whoever comes next starts from the names. */
static void
sign_out(struct app *a)
{
	model_sign_out(app_model(a));
	scr_restart(a, scr_first(app_model(a)));
}

/* Who comes next needs the passphrase; a slip of a number key is no sign-out. */
static void
ask_sign_out(struct app *a, enum setting_row row)
{
	static const struct w_answer answers[] = {
		{ "No, stay signed in", 0 },
		{ "Yes, sign out", W_QUESTION_YES },
		{ NULL, 0 },
	};
	struct w_question_arg q = { .title = "Sign out?",
		.says = "Nothing that is not sent yet is lost: it stays sealed "
			"on this device, and goes when you are here again.",
		.answers = answers,
		.tag = (int)row };

	app_push(a, &w_question, &q);
}

static void
settings_returned(struct app *a, void *st, const struct screen_def *child,
    int result, const void *data)
{
	(void)st;
	if (child != &w_question || result != W_QUESTION_YES)
		return;
	if (*(const int *)data == ROW_ENROL) {
		sign_out(a);
		if (app_top(a) != &scr_enrol)
			app_push(a, &scr_enrol, NULL);
	} else {
		sign_out(a);
	}
}

static void
open_account(struct app *a)
{
	const struct me *me = model_me(app_model(a));
	struct id staff = me ? me->staff : (struct id){ "" };

	if (me)
		app_push(a, &scr_account, &staff);
}

static void
give_code(struct app *a)
{
	if (model_status(app_model(a))->link == LINK_SIGN_IN)
		app_push(a, &scr_one_time, NULL);
	else
		app_say(a, "The office asks for no code now.");
}

static void
pick(struct app *a, struct settings *s)
{
	enum setting_row row = row_at(s, w_list_at(&s->list));

	switch (row) {
	case ROW_PIN: s->setting_pin = true; break;
	case ROW_PUT_AWAY: app_push(a, &scr_put_away, NULL); break;
	case ROW_SIGN_OUT:
	case ROW_ENROL: ask_sign_out(a, row); break;
	case ROW_RETENTION: app_push(a, &scr_retention, NULL); break;
	case ROW_AUDIT: app_push(a, &scr_audit, NULL); break;
	case ROW_ACCOUNT: open_account(a); break;
	case ROW_CODE: give_code(a); break;
	case ROW_COUNT: break;
	}
}

static enum handled
settings_key(struct app *a, void *st, const struct key *k)
{
	struct settings *s = st;

	if (s->setting_pin)
		return pin_key(a, s, k);
	switch (w_list_key(&s->list, k)) {
	case W_LIST_HANDLED: return HANDLED;
	case W_LIST_PICKED: pick(a, s); return HANDLED;
	case W_LIST_NOT_MINE: break;
	}
	if (k->action != ACT_BACK)
		return NOT_MINE;
	app_pop(a, 0, NULL);
	return HANDLED;
}

static int
draw_fact(struct canvas *cv, int row, const char *label, const char *words)
{
	int col = 1 + LABEL_COLS, cols = cv->cols - 1 - col;
	int used;

	canvas_text_cut(cv, row, 1, LABEL_COLS - 1, label, ATTR_DIM);
	used = canvas_wrap(cv, row, col, cols, 2, words, ATTR_PLAIN);
	return row + (used ? used : 1);
}

/* What is set by the office and cannot be changed here. */
static void
draw_facts(const struct app *a, struct canvas *cv, int row)
{
	const struct me *me = model_me(app_model(a));
	char line[300], when[WHEN_SHOWN];
	struct civil c;

	if (!me)
		return;
	canvas_text(cv, row++, 1, cv->cols - 2, "On this device", ATTR_BOLD);
	snprintf(line, sizeof line, "%s, %s", me->name, role_title(me->role));
	row = draw_fact(cv, row, "Signed in", line);
	row = draw_fact(cv, row, "Organisation", me->org);
	snprintf(
	    line, sizeof line, "%s, %s", me->office_name, me->office_number);
	row = draw_fact(cv, row, "In danger ring",
	    *me->office_number ? line : "999 (the office gave no number)");
	if (me->lease_until_ms == 0)
		return;
	if (me->lease_until_ms < app_now(a)) {
		draw_fact(cv, row, "Without a link",
		    "no child's file opens; writing always works");
		return;
	}
	c = when_civil(me->lease_until_ms);
	when_show(when, &c);
	snprintf(line, sizeof line,
	    "files open without the office until %s; writing always works",
	    when);
	draw_fact(cv, row, "Without a link", line);
}

static void
settings_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct settings *s = st;
	int row = SCR_TOP;

	if (s->setting_pin) {
		row += canvas_wrap(cv, row, 1, cv->cols - 2, 3,
		    *s->first ? "Type the same six digits once more, then "
				"Enter."
			      : "Type six digits for the PIN, then Enter. Not "
				"a birthday, "
				"not 123456.",
		    ATTR_BOLD);
		w_line_draw(&s->pin, cv, row + 1, 1, 12, true);
		return;
	}
	w_list_draw(
	    &s->list, cv, row, 1, (int)rows_count(s), cv->cols - 2, true);
	draw_facts(a, cv, row + (int)rows_count(s) + 1);
}

static const struct key_hint *
settings_hints(const struct app *a, const void *st)
{
	static const struct key_hint list[] = { { ACT_OPEN, "Change" },
		{ ACT_LOCK, NULL }, { ACT_LEAVE, NULL }, { ACT_NONE, NULL } };
	static const struct key_hint pin[] = { { ACT_OPEN, "Set it" },
		{ ACT_NONE, NULL } };

	(void)a;
	return ((const struct settings *)st)->setting_pin ? pin : list;
}

static void
settings_help(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out,
	    "A PIN opens the lock in the eight hours after your passphrase; "
	    "after three wrong tries, or later, the passphrase is asked.\n\n"
	    "Signing out is for handing the laptop to somebody else. What you "
	    "wrote and could not send yet stays here, sealed, and goes when "
	    "you sign in again.");
}

static void
settings_close(struct app *a, void *st)
{
	struct settings *s = st;

	(void)a;
	w_list_done(&s->list);
	w_line_done(&s->pin);
}

const struct screen_def scr_settings = {
	.name = "settings",
	.state_size = sizeof(struct settings),
	.open = settings_open,
	.title = settings_title,
	.key = settings_key,
	.returned = settings_returned,
	.draw = settings_draw,
	.hints = settings_hints,
	.help = settings_help,
	.close = settings_close,
};
