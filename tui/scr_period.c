/* scr_period.c - the months of a new report of statistics (N3). There is one report of
 * a period, so two lines are all that is asked. */
#include "scr.h"

#include <stdio.h>
#include <string.h>

#include "stat.h"
#include "w_line.h"

#define LABEL_COLS 14
#define LINE_MAX_BYTES 40
#define SAYS_ROWS 6

enum period_field { FROM, UNTIL, FIELDS };

struct period {
	struct w_line line[FIELDS];
	unsigned focus;
	bool is_asking, is_coming;
	struct id report;
	char says[ERR_SAYS_MAX]; /* how the last try ended */
};

/* The last three months that are over and begin a quarter. */
static void
set_last_quarter(const struct app *a, struct period *p)
{
	struct civil now = when_civil(app_now(a));
	int month = now.year * 12 + now.month - 1;
	int first = month - month % 3 - 3;

	for (unsigned i = 0; i < FIELDS; i++) {
		struct buf words = BUF_INIT(80);
		int m = i == FROM ? first : first + 2;

		w_line_init(&p->line[i], LINE_MAX_BYTES, false);
		stat_period_words(m, m, &words);
		w_line_set(&p->line[i], buf_str(&words), NULL);
		buf_done(&words);
	}
}

static enum err
period_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	(void)arg;
	(void)e;
	set_last_quarter(a, st);
	return ERR_OK;
}

static void
period_title(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out, "New report");
}

/* -1: it is no month. */
static int
read_month(const struct app *a, const struct period *p, unsigned i)
{
	struct civil now = when_civil(app_now(a));

	return stat_month_parse(w_line_text(&p->line[i]), &now);
}

static void
ask(struct app *a, struct period *p)
{
	int from = read_month(a, p, FROM), until = read_month(a, p, UNTIL);
	struct errinfo e = { 0 };

	if (p->is_asking) {
		app_say(a, "The office is counting.");
		return;
	}
	p->says[0] = '\0';
	if (from < 0 || until < 0) {
		p->focus = from < 0 ? FROM : UNTIL;
		app_say(a, "Type a month with its year: \"March 2026\" or "
			   "\"3/2026\".");
	} else if (until < from) {
		p->focus = UNTIL;
		app_say(a, "The last month is before the first one.");
	} else if (model_ask_report(app_model(a), from, until, &e) == ERR_OK) {
		p->is_asking = true;
		app_say(a, "The office is counting ...");
	} else {
		app_say_problem(a, &e);
	}
}

static enum handled
period_key(struct app *a, void *st, const struct key *k)
{
	struct period *p = st;

	switch (k->action) {
	case ACT_BACK: app_pop(a, 0, NULL); return HANDLED;
	case ACT_SEND: ask(a, p); return HANDLED;
	case ACT_NEXT:
	case ACT_DOWN:
	case ACT_OPEN:
	case ACT_PREV:
	case ACT_UP: p->focus = !p->focus; return HANDLED;
	default: return w_line_key(&p->line[p->focus], a, k);
	}
}

/* The answer names it; it opens when it has come. */
static void
open_report(struct app *a, struct period *p)
{
	struct id report = p->report;
	struct row row;

	if (!p->is_coming || app_top(a) != &scr_period ||
	    !model_row(app_model(a), &report, &row))
		return;
	app_say(a, "%s", "");
	scr_show_report(a, &report, true);
}

static enum handled
period_changed(struct app *a, void *st, unsigned topics)
{
	struct period *p = st;
	struct errinfo e = { 0 };

	(void)topics;
	if (!model_is_open(app_model(a)))
		return HANDLED;
	if (p->is_asking) {
		enum ask_state state =
		    model_report_state(app_model(a), &p->report, &e);

		p->is_asking = state == ASK_WAITING;
		p->is_coming = state == ASK_DONE;
		if (state == ASK_FAILED) {
			snprintf(p->says, sizeof p->says, "%s", e.says);
			app_say(a, "No report was made.");
		}
	}
	open_report(a, p);
	return HANDLED;
}

static int
draw_line(const struct period *p, struct canvas *cv, int row, unsigned i,
    const char *label)
{
	canvas_text_cut(cv, row, 1, LABEL_COLS - 1, label,
	    p->focus == i ? ATTR_BOLD : ATTR_PLAIN);
	w_line_draw(&p->line[i], cv, row, 1 + LABEL_COLS,
	    cv->cols - 2 - LABEL_COLS, p->focus == i);
	return row + 1;
}

static void
period_draw(const struct app *a, const void *st, struct canvas *cv)
{
	static const char says[] =
	    "Whole months that are over. There is one report of a period: if "
	    "it was made before, you get the same again. A period that lies "
	    "across another one, or would differ from it by few people, is "
	    "refused, since the difference would tell who they are.";
	const struct period *p = st;
	int row = SCR_TOP;

	(void)a;
	row +=
	    canvas_wrap(cv, row, 1, cv->cols - 2, SAYS_ROWS, says, ATTR_PLAIN);
	row = draw_line(p, cv, row + 1, FROM, "First month");
	row = draw_line(p, cv, row, UNTIL, "Last month");
	if (*p->says)
		canvas_wrap(cv, row + 1, 1, cv->cols - 2, SAYS_ROWS, p->says,
		    ATTR_ALERT);
}

static const struct key_hint *
period_hints(const struct app *a, const void *st)
{
	static const struct key_hint hints[] = { { ACT_SEND, "Count" },
		{ ACT_NEXT, NULL }, { ACT_NONE, NULL } };

	(void)a;
	(void)st;
	return hints;
}

static void
period_help(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out,
	    "The first and the last month of the report, for example \"January "
	    "2026\" or \"1/2026\". F2 asks the office to count; it opens by "
	    "itself when it is there, and stands under the reports from then "
	    "on. For a year on top of its quarters ask for the whole year: "
	    "what may be told beside them is told.");
}

static void
period_close(struct app *a, void *st)
{
	struct period *p = st;

	(void)a;
	for (unsigned i = 0; i < FIELDS; i++)
		w_line_done(&p->line[i]);
}

const struct screen_def scr_period = {
	.name = "period",
	.state_size = sizeof(struct period),
	.open = period_open,
	.title = period_title,
	.key = period_key,
	.changed = period_changed,
	.draw = period_draw,
	.hints = period_hints,
	.help = period_help,
	.close = period_close,
};
