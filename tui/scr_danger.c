/* scr_danger.c - F9 from every screen, locked too: whom to ring, now. Numbers
 * come from the settings and are kept on the device (S9, R3). */
#include "scr.h"

#include <stdio.h>

/* Behind the lock the model knows nobody; whom to ring must show there too. */
static struct {
	char name[112], number[48];
} office;

void
scr_danger_remember(const struct me *me)
{
	if (!me)
		return;
	snprintf(office.name, sizeof office.name, "%s", me->office_name);
	snprintf(office.number, sizeof office.number, "%s", me->office_number);
}

static enum err
danger_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	(void)st;
	(void)arg;
	(void)e;
	scr_danger_remember(model_me(app_model(a)));
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

static int
draw_words(struct canvas *cv, int row, const char *words, unsigned attr)
{
	return row + canvas_wrap(cv, row, 2, cv->cols - 4, 4, words, attr) + 1;
}

static void
danger_draw(const struct app *a, const void *st, struct canvas *cv)
{
	struct buf b = BUF_INIT(1000);
	char line[512];
	int row = SCR_TOP + 1;

	(void)a;
	(void)st;
	row = draw_words(cv, row, "A child is in danger now: ring 999.",
	    ATTR_BOLD | ATTR_ALERT);
	if (*office.number) {
		snprintf(line, sizeof line, "Then ring %s: %s.", office.name,
		    office.number);
		scr_add_number(line, office.number, &b);
		row = draw_words(cv, row, buf_str(&b), ATTR_BOLD);
		buf_done(&b);
	}
	row = draw_words(cv, row,
	    "Do not wait for anybody's agreement. Tell the police or social "
	    "care who is at risk and why.",
	    ATTR_PLAIN);
	row = draw_words(cv, row,
	    "If somebody rang you and says they are the police or social care: "
	    "hang up, and ring 999 or a number that you know yourself.",
	    ATTR_PLAIN);
	draw_words(cv, row,
	    "Afterwards write down what happened: Esc, then \"Record a "
	    "concern\". What you were writing is kept.",
	    ATTR_PLAIN);
	canvas_cursor(cv, SCR_TOP + 1, 2);
}

static void
danger_help(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out,
	    "Whom to ring when a child is in danger now. It opens from every "
	    "screen, also when haven is locked. Nothing you were writing is "
	    "lost.");
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
	.help = danger_help,
};
