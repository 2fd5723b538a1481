/* scr_danger.c - F9 from every screen, locked too: whom to ring, now. Numbers
 * come from the settings and are kept on the device (S9, R3). */
#include "scr.h"

#include <stdio.h>

static enum err
danger_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	(void)a;
	(void)st;
	(void)arg;
	(void)e;
	return ERR_OK;
}

static void
danger_title(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out, "Danger now");
}

static enum handled
danger_key(struct app *a, void *st, const struct key *k)
{
	(void)st;
	if (k->action != ACT_BACK && k->action != ACT_OPEN)
		return k->action == ACT_DANGER ? HANDLED : NOT_MINE;
	app_pop(a, 0, NULL);
	return HANDLED;
}

static void
danger_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct me *me = model_me(app_model(a));
	char line[512];
	int row = SCR_TOP + 1, cols = cv->cols - 4;

	(void)st;
	row +=
	    canvas_wrap(cv, row, 2, cols, 2,
		"A child is in danger now: ring 999.", ATTR_BOLD | ATTR_ALERT) +
	    1;
	if (me && *me->office_number) {
		snprintf(line, sizeof line, "Then ring %s: %s.",
		    me->office_name, me->office_number);
		row += canvas_wrap(cv, row, 2, cols, 2, line, ATTR_BOLD) + 1;
	}
	row += canvas_wrap(cv, row, 2, cols, 4,
		   "Do not wait for anybody's agreement. Tell the police or "
		   "social care "
		   "who is at risk and why.",
		   ATTR_PLAIN) +
	       1;
	row += canvas_wrap(cv, row, 2, cols, 4,
		   "If somebody rang you and says they are the police or "
		   "social care: "
		   "hang up, and ring 999 or the number in the directory "
		   "yourself.",
		   ATTR_PLAIN) +
	       1;
	canvas_wrap(cv, row, 2, cols, 3,
	    "Afterwards write down what happened: Esc, then \"Record a "
	    "concern\". What you were writing is kept.",
	    ATTR_PLAIN);
	canvas_cursor(cv, SCR_TOP + 1, 2);
}

static const struct key_hint *
danger_hints(const struct app *a, const void *st)
{
	static const struct key_hint hints[] = { { ACT_NONE, NULL } };

	(void)a;
	(void)st;
	return hints;
}

const struct screen_def scr_danger = {
	.name = "danger",
	.state_size = 1,
	.open = danger_open,
	.title = danger_title,
	.key = danger_key,
	.draw = danger_draw,
	.hints = danger_hints,
};
