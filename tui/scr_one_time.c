/* scr_one_time.c - the one-time code for the office. What is on this device opens
 * without it; to send and to fetch the office wants it. */
#include "scr.h"

#include <string.h>

#include "model_office.h"
#include "w_line.h"

#define CODE_MAX 40

struct one_time {
	struct w_line line;
	bool is_asking;
	unsigned answers; /* of the office, before it was asked */
};

static enum err
one_time_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	struct one_time *v = st;

	(void)a;
	(void)arg;
	(void)e;
	w_line_init(&v->line, CODE_MAX, false);
	return ERR_OK;
}

static void
one_time_title(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out, "One-time code");
}

static enum handled
one_time_changed(struct app *a, void *st, unsigned topics)
{
	struct one_time *v = st;
	const struct status *s;

	(void)topics;
	if (!v->is_asking || !model_is_open(app_model(a)) ||
	    app_top(a) != &scr_one_time)
		return HANDLED;
	s = model_status(app_model(a));
	if (s->answers != v->answers) {
		app_pop(a, 1, NULL);
		app_say(a, "The office let you in.");
	} else if (s->link == LINK_SIGN_IN || s->link == LINK_DOWN) {
		v->is_asking = false;
		app_say_problem(a, &s->why);
	}
	return HANDLED;
}

static void
give(struct app *a, struct one_time *v)
{
	if (w_line_is_empty(&v->line)) {
		app_say(a, "Type the code, or press Esc to go on without the "
			   "office.");
		return;
	}
	v->answers = model_status(app_model(a))->answers;
	v->is_asking = true;
	model_give_code(app_model(a), w_line_text(&v->line));
	w_line_set(&v->line, "", NULL);
	app_say(a, "Asking the office ...");
}

static enum handled
one_time_key(struct app *a, void *st, const struct key *k)
{
	struct one_time *v = st;

	if (k->action == ACT_OPEN || k->action == ACT_SEND) {
		give(a, v);
		return HANDLED;
	}
	return w_line_key(&v->line, a, k);
}

static void
one_time_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct one_time *v = st;
	int row = SCR_TOP;

	(void)a;
	row += canvas_wrap(cv, row, 1, cv->cols - 2, 6,
	    "The office asks for the one-time code that your telephone shows "
	    "now, or one of your recovery codes, which works once. Without it "
	    "nothing is sent or fetched; what is on this device is open, and "
	    "what you write is kept here.",
	    ATTR_PLAIN);
	canvas_text(cv, row + 1, 1, cv->cols - 2, "Code", ATTR_BOLD);
	w_line_draw(&v->line, cv, row + 2, 1, 24, true);
}

static const struct key_hint *
one_time_hints(const struct app *a, const void *st)
{
	static const struct key_hint hints[] = { { ACT_OPEN, "Give it" },
		{ ACT_NONE, NULL } };

	(void)a;
	(void)st;
	return hints;
}

static void
one_time_help(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out,
	    "A code has six figures and changes every half minute; each works "
	    "once. If the telephone is gone, type one of the ten recovery "
	    "codes that you wrote down. If those are gone too, ask the "
	    "administrator: somebody else must agree, then the codes are "
	    "taken away.\n\nIf haven was locked and opened with the PIN since, "
	    "lock it and open it with the passphrase first.");
}

static void
one_time_close(struct app *a, void *st)
{
	(void)a;
	w_line_done(&((struct one_time *)st)->line);
}

const struct screen_def scr_one_time = {
	.name = "one-time",
	.state_size = sizeof(struct one_time),
	.open = one_time_open,
	.title = one_time_title,
	.key = one_time_key,
	.changed = one_time_changed,
	.draw = one_time_draw,
	.hints = one_time_hints,
	.help = one_time_help,
	.close = one_time_close,
};
