/* scr_lock.c - one secret line on an empty screen: the lock, and the passphrase
 * asked again before something is signed. */
#include "scr.h"

#include <stdio.h>
#include <string.h>

#include "text.h"
#include "w_line.h"

struct secret {
	struct w_line line;
	char what[128];   /* what is signed */
	char sign_in[48]; /* who was here when it was locked */
};

static void
secret_close(struct app *a, void *st)
{
	struct secret *s = st;

	(void)a;
	w_line_done(&s->line);
}

/* ---- lock ---- */

static enum err
lock_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	struct secret *s = st;

	(void)a;
	(void)e;
	snprintf(
	    s->sign_in, sizeof s->sign_in, "%s", arg ? (const char *)arg : "");
	w_line_init(&s->line, SEAL_PASSPHRASE_MAX, true);
	return ERR_OK;
}

static void
lock_title(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out, "Locked");
}

static bool
is_pin(const char *s)
{
	return strlen(s) == 6 && strspn(s, "0123456789") == 6;
}

static void
unlock(struct app *a, struct secret *s)
{
	struct model *m = app_model(a);
	const char *typed = w_line_text(&s->line);
	struct errinfo e = { 0 };
	enum err code;

	if (w_line_is_empty(&s->line)) {
		app_say(a, "Type your passphrase, then Enter.");
		return;
	}
	if (is_pin(typed) && model_pin_is_set(m))
		code = model_pin_unlock(m, typed, &e);
	else
		code = model_unlock(m, s->sign_in, typed, &e);
	w_line_set(&s->line, "", NULL);
	if (code == ERR_OK)
		app_pop(a, 1, NULL);
	else
		app_say_problem(a, &e);
}

static enum handled
lock_key(struct app *a, void *st, const struct key *k)
{
	struct secret *s = st;

	switch (k->action) {
	case ACT_OPEN: unlock(a, s); return HANDLED;
	case ACT_BACK: w_line_set(&s->line, "", NULL); return HANDLED;
	case ACT_LOCK: return HANDLED;
	default: return w_line_key(&s->line, a, k);
	}
}

static void
lock_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct secret *s = st;
	bool pin = model_pin_is_set(app_model(a));
	int row = SCR_TOP + 2;

	row += canvas_wrap(cv, row, 2, cv->cols - 4, 4,
	    "haven is locked. What was being written is kept and comes back as "
	    "it was.",
	    ATTR_PLAIN);
	canvas_text_cut(cv, row + 1, 2, cv->cols - 4,
	    pin ? "PIN or passphrase" : "Passphrase", ATTR_BOLD);
	w_line_draw(&s->line, cv, row + 2, 2, cv->cols - 4, true);
}

static const struct key_hint *
lock_hints(const struct app *a, const void *st)
{
	static const struct key_hint hints[] = { { ACT_OPEN, "Unlock" },
		{ ACT_LEAVE, NULL }, { ACT_NONE, NULL } };

	(void)a;
	(void)st;
	return hints;
}

static void
lock_help(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out,
	    "haven locks itself after five minutes without a key. What was "
	    "being written is kept, sealed, and comes back as it was. Type "
	    "your passphrase, or your PIN if you have set one, and press "
	    "Enter. F9 shows whom to ring, also now.");
}

const struct screen_def scr_lock = {
	.name = "lock",
	.state_size = sizeof(struct secret),
	.hides_case = true,
	.open = lock_open,
	.title = lock_title,
	.key = lock_key,
	.draw = lock_draw,
	.hints = lock_hints,
	.help = lock_help,
	.close = secret_close,
};

/* ---- sign ---- */

static enum err
sign_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	struct secret *s = st;

	(void)a;
	(void)e;
	snprintf(s->what, sizeof s->what, "%s", (const char *)arg);
	w_line_init(&s->line, SEAL_PASSPHRASE_MAX, true);
	return ERR_OK;
}

static void
sign_title(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out, "Sign");
}

static enum handled
sign_key(struct app *a, void *st, const struct key *k)
{
	struct secret *s = st;

	switch (k->action) {
	case ACT_BACK: app_pop(a, 0, NULL); return HANDLED;
	case ACT_OPEN:
	case ACT_SEND:
		if (w_line_is_empty(&s->line))
			app_say(a, "Type your passphrase to sign, or press Esc "
				   "to go back.");
		else
			app_pop(a, 1, w_line_text(&s->line));
		return HANDLED;
	default: return w_line_key(&s->line, a, k);
	}
}

static void
sign_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct secret *s = st;
	const struct me *me = model_me(app_model(a));
	char line[640];
	int row = SCR_TOP + 1;

	snprintf(line, sizeof line,
	    "I, %s, sign this %s. It says what was seen and heard, as exactly "
	    "as I know it.",
	    me ? me->name : "", s->what);
	row += canvas_wrap(cv, row, 2, cv->cols - 4, 4, line, ATTR_BOLD) + 1;
	row += canvas_wrap(cv, row, 2, cv->cols - 4, 4,
		   "Once it is signed it cannot be changed. A correction is an "
		   "addendum that stands beside it.",
		   ATTR_PLAIN) +
	       1;
	canvas_text_cut(cv, row, 2, cv->cols - 4, "Your passphrase", ATTR_BOLD);
	w_line_draw(&s->line, cv, row + 1, 2, cv->cols - 4, true);
}

static const struct key_hint *
sign_hints(const struct app *a, const void *st)
{
	static const struct key_hint hints[] = { { ACT_SEND, "Sign" },
		{ ACT_NONE, NULL } };

	(void)a;
	(void)st;
	return hints;
}

static void
sign_help(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out,
	    "Your name and the time stand under what you sign, and from then "
	    "on it cannot be changed by anybody. That is why your passphrase "
	    "is asked once more. Esc goes back without signing; what you wrote "
	    "is kept.");
}

const struct screen_def scr_sign = {
	.name = "sign",
	.state_size = sizeof(struct secret),
	.open = sign_open,
	.title = sign_title,
	.key = sign_key,
	.draw = sign_draw,
	.hints = sign_hints,
	.help = sign_help,
	.close = secret_close,
};
