/* scr_settings.c - what holds on this device, and the few things to change from
 * here: the PIN, who is signed in, another person's enrolment. */
#include "scr.h"

#include <stdio.h>
#include <string.h>

#include "w_line.h"
#include "w_list.h"

enum setting_row {
	ROW_PIN,
	ROW_SIGN_OUT,
	ROW_ENROL,
	ROW_WHO,
	ROW_ORG,
	ROW_OFFICE,
	ROW_LEASE,
	ROW_COUNT
};

struct settings {
	struct app *app;
	struct w_list list;
	bool setting_pin;
	struct w_line pin;
};

static size_t
rows_count(const void *arg)
{
	(void)arg;
	return ROW_COUNT;
}

static void
rows_text(const void *arg, size_t i, struct buf *left, struct buf *right)
{
	const struct settings *s = arg;
	const struct me *me = model_me(app_model(s->app));
	char when[WHEN_SHOWN];
	struct civil c;

	switch ((enum setting_row)i) {
	case ROW_PIN:
		buf_adds(left, "A PIN of six digits for the lock");
		buf_adds(
		    right, model_pin_is_set(app_model(s->app), app_now(s->app))
			       ? "set, for eight hours after the passphrase"
			       : "not set");
		return;
	case ROW_SIGN_OUT:
		buf_adds(left, "Sign out (nothing unsent is lost)");
		return;
	case ROW_ENROL:
		buf_adds(left, "Enrol another person on this device");
		return;
	case ROW_WHO:
		buf_adds(left, "Signed in");
		if (me)
			buf_addf(
			    right, "%s, %s", me->name, role_title(me->role));
		return;
	case ROW_ORG:
		buf_adds(left, "Organisation");
		buf_adds(right, me ? me->org : "");
		return;
	case ROW_OFFICE:
		buf_adds(left, "Ring");
		if (me)
			buf_addf(
			    right, "%s %s", me->office_name, me->office_number);
		return;
	case ROW_LEASE:
		buf_adds(left, "May be used without the office until");
		if (me && me->lease_until_ms) {
			c = when_civil(me->lease_until_ms);
			when_show(when, &c);
			buf_adds(right, when);
		}
		return;
	case ROW_COUNT: return;
	}
}

static const struct w_list_rows rows = {
	.count = rows_count, .text = rows_text, .no_find = true
};

static enum err
settings_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	struct settings *s = st;

	(void)arg;
	(void)e;
	s->app = a;
	w_list_init(&s->list, &rows, s);
	w_line_init(&s->pin, 6, true);
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
set_pin(struct app *a, struct settings *s)
{
	struct errinfo e = { 0 };

	if (model_pin_set(app_model(a), w_line_text(&s->pin), &e) == ERR_OK) {
		app_say(a, "The PIN is set. It opens the lock, for eight hours "
			   "after your passphrase.");
		s->setting_pin = false;
	} else {
		app_say_problem(a, &e);
	}
	w_line_set(&s->pin, "", NULL);
}

static enum handled
pin_key(struct app *a, struct settings *s, const struct key *k)
{
	switch (k->action) {
	case ACT_OPEN:
	case ACT_SEND: set_pin(a, s); return HANDLED;
	case ACT_BACK:
		w_line_set(&s->pin, "", NULL);
		s->setting_pin = false;
		return HANDLED;
	default: return w_line_key(&s->pin, a, k);
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
	case W_LIST_NOT_MINE: break;
	case W_LIST_PICKED:
		switch (w_list_at(&s->list)) {
		case ROW_PIN: s->setting_pin = true; break;
		case ROW_SIGN_OUT:
			model_sign_out(app_model(a));
			app_pop_to(a, NULL);
			app_push(a, scr_first(app_model(a)), NULL);
			break;
		case ROW_ENROL: app_push(a, &scr_enrol, NULL); break;
		default: break;
		}
		return HANDLED;
	}
	if (k->action != ACT_BACK)
		return NOT_MINE;
	app_pop(a, 0, NULL);
	return HANDLED;
}

static void
settings_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct settings *s = st;
	int row = SCR_TOP;

	(void)a;
	if (s->setting_pin) {
		row += canvas_wrap(cv, row, 1, cv->cols - 2, 3,
		    "Type six digits for the PIN, then Enter. Not a birthday, "
		    "not "
		    "123456.",
		    ATTR_BOLD);
		w_line_draw(&s->pin, cv, row + 1, 1, 12, true);
		return;
	}
	w_list_draw(&s->list, cv, row, 1, cv->rows - SCR_TOP - SCR_BOTTOM,
	    cv->cols - 2, true);
}

static const struct key_hint *
settings_hints(const struct app *a, const void *st)
{
	static const struct key_hint hints[] = { { ACT_OPEN, "Change" },
		{ ACT_NONE, NULL } };

	(void)a;
	(void)st;
	return hints;
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
	.draw = settings_draw,
	.hints = settings_hints,
	.close = settings_close,
};
