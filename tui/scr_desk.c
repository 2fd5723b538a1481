/* scr_desk.c - a few lines that go to the office at once, with the passphrase again:
 * for what is done there and not on this device (codes, recoveries, devices). Nothing
 * of it is kept here; an answer that does not come is said as that. */
#include "scr.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "mem.h"
#include "model_office.h"
#include "seal.h"
#include "text.h"
#include "w_area.h"
#include "w_line.h"

#define AREA_ROWS 5
#define TIGHT_AREA_ROWS 3
#define LINE_MAX 200
#define AREA_MAX 2000
#define SAYS_ROWS 9
#define TIGHT_ROWS 20 /* a terminal of fewer rows has no empty ones */

struct desk {
	char title[80], bar[40], path[128], more[160];
	struct buf says;
	struct desk_field field[DESK_FIELDS];
	size_t count, focus;
	struct w_line line[DESK_FIELDS];
	struct w_area area[DESK_FIELDS];
	size_t chosen[DESK_FIELDS];
	struct key_hint hints[3];
	char done[160];
	int tag;
	bool is_asking;
	char why[ERR_SAYS_MAX]; /* how the last try ended */
};

static bool
is_choice(const struct desk_field *f)
{
	return f->type == DESK_CHOICE || f->type == DESK_YESNO;
}

static enum err
desk_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	const struct desk_arg *d = arg;
	struct desk *v = st;

	(void)a;
	(void)e;
	snprintf(v->title, sizeof v->title, "%s", d->title);
	snprintf(v->bar, sizeof v->bar, "%s", d->bar);
	snprintf(v->path, sizeof v->path, "%s", d->path);
	snprintf(v->more, sizeof v->more, "%s", d->more ? d->more : "");
	buf_init(&v->says, 8192);
	buf_adds(&v->says, d->says);
	v->tag = d->tag;
	v->hints[0] = (struct key_hint){ ACT_SEND, v->bar };
	v->hints[1] = (struct key_hint){ ACT_NEXT, NULL };
	snprintf(
	    v->done, sizeof v->done, "%s", d->done ? d->done : "It is done.");
	while (v->count < DESK_FIELDS && d->field[v->count].label) {
		struct desk_field *f = &v->field[v->count];

		*f = d->field[v->count];
		if (f->type == DESK_AREA)
			w_area_init(&v->area[v->count], AREA_MAX);
		else if (!is_choice(f))
			w_line_init(&v->line[v->count],
			    f->type == DESK_SECRET ? SEAL_PASSPHRASE_MAX
						   : LINE_MAX,
			    f->type == DESK_SECRET);
		v->count++;
	}
	return ERR_OK;
}

static void
desk_title(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	buf_adds(out, ((const struct desk *)st)->title);
}

static const char *
value(const struct desk *v, size_t i)
{
	const struct desk_field *f = &v->field[i];

	if (f->type == DESK_AREA)
		return w_area_text(&v->area[i]);
	return is_choice(f) ? f->choices[v->chosen[i]].code
			    : w_line_text(&v->line[i]);
}

static void
forget_secrets(struct desk *v)
{
	for (size_t i = 0; i < v->count; i++)
		if (v->field[i].type == DESK_SECRET)
			w_line_set(&v->line[i], "", NULL);
}

/* ---- asking ---- */

static bool
is_filled_in(struct app *a, struct desk *v)
{
	for (size_t i = 0; i < v->count; i++) {
		const struct desk_field *f = &v->field[i];

		v->focus = i;
		if (f->type == DESK_WORD &&
		    strcasecmp(value(v, i), f->word) != 0) {
			app_say(
			    a, "Type the word \"%s\" if you mean it.", f->word);
			return false;
		}
		if (!text_is_blank(value(v, i)))
			continue;
		app_say(a, "%s is needed.", f->label);
		return false;
	}
	return true;
}

static void
write_body(const struct desk *v, struct buf *out)
{
	struct jw w = JW_INIT(out);

	jw_open(&w, NULL);
	for (size_t i = 0; i < v->count; i++) {
		const struct desk_field *f = &v->field[i];

		if (f->type == DESK_YESNO)
			jw_bool(&w, f->key, strcmp(value(v, i), "yes") == 0);
		else if (f->key)
			jw_text(&w, f->key, value(v, i));
	}
	if (*v->more) {
		size_t len = strcspn(v->more, "=");
		char key[40];

		snprintf(key, sizeof key, "%.*s", (int)len, v->more);
		jw_text(&w, key, v->more + len + 1);
	}
	jw_close(&w);
}

static void
ask(struct app *a, struct desk *v)
{
	struct buf body = BUF_INIT(16384);
	struct errinfo e = { 0 };

	if (v->is_asking) {
		app_say(a, "The office was asked; its answer is on the way.");
		return;
	}
	if (!is_filled_in(a, v))
		return;
	v->why[0] = '\0';
	write_body(v, &body);
	if (model_ask(app_model(a), v->path, buf_str(&body), body.len, &e) ==
	    ERR_OK) {
		v->is_asking = true;
		app_say(a, "Asking the office ...");
	} else {
		app_say_problem(a, &e);
	}
	buf_done(&body);
}

static void
answered(struct app *a, struct desk *v, const struct json *answer)
{
	struct desk_result r = { .tag = v->tag, .answer = answer };
	const struct json *now;

	app_say(a, "%s", v->done);
	app_pop(a, 1, &r);
	model_sync_now(app_model(a)); /* what came of it, if it is a record */
	/* Unless whoever got it has asked for more: a code is shown once. */
	if (model_answer(app_model(a), &now, NULL) == ASK_DONE && now == answer)
		model_answer_done(app_model(a));
}

static enum handled
desk_changed(struct app *a, void *st, unsigned topics)
{
	const struct json *answer;
	struct desk *v = st;
	struct errinfo e = { 0 };

	(void)topics;
	if (!model_is_open(app_model(a))) {
		v->is_asking = false;
		forget_secrets(v);
		return HANDLED;
	}
	if (!v->is_asking || app_top(a) != &scr_desk)
		return HANDLED;
	switch (model_answer(app_model(a), &answer, &e)) {
	case ASK_WAITING: break;
	case ASK_DONE: answered(a, v, answer); break;
	case ASK_NONE:
	case ASK_FAILED:
		v->is_asking = false;
		forget_secrets(v);
		snprintf(v->why, sizeof v->why, "%s", e.says);
		app_say(a, "%s",
		    e.code == ERR_NET ? "The office did not say whether it is "
					"done."
				      : "Nothing was done.");
		break;
	}
	return HANDLED;
}

/* ---- keys ---- */

static void
turn(struct desk *v, int by)
{
	const struct desk_field *f = &v->field[v->focus];
	size_t n = 0;

	while (f->choices[n].code)
		n++;
	v->chosen[v->focus] = (v->chosen[v->focus] + n + (size_t)by) % n;
}

static enum handled
field_key(struct app *a, struct desk *v, const struct key *k)
{
	const struct desk_field *f = &v->field[v->focus];

	if (f->type == DESK_AREA)
		return w_area_key(&v->area[v->focus], a, k);
	if (!is_choice(f))
		return w_line_key(&v->line[v->focus], a, k);
	if (k->action == ACT_LEFT)
		turn(v, -1);
	else if (k->action == ACT_RIGHT || k->action == ACT_CHOOSE ||
		 strcmp(k->text, " ") == 0)
		turn(v, 1);
	else
		return NOT_MINE;
	return HANDLED;
}

static enum handled
desk_key(struct app *a, void *st, const struct key *k)
{
	struct desk *v = st;

	if (k->action == ACT_SEND ||
	    (k->action == ACT_OPEN && v->focus + 1 == v->count &&
		v->field[v->focus].type != DESK_AREA)) {
		ask(a, v);
		return HANDLED;
	}
	if (!v->is_asking && field_key(a, v, k) == HANDLED)
		return HANDLED;
	switch (k->action) {
	case ACT_NEXT:
	case ACT_DOWN:
	case ACT_OPEN:
		if (v->focus + 1 < v->count)
			v->focus++;
		return HANDLED;
	case ACT_PREV:
	case ACT_UP:
		if (v->focus > 0)
			v->focus--;
		return HANDLED;
	default: return NOT_MINE;
	}
}

static bool
desk_unsaved(const struct app *a, const void *st, struct buf *out)
{
	const struct desk *v = st;

	(void)a;
	for (size_t i = 0; i < v->count; i++)
		if (v->field[i].type == DESK_AREA && !v->is_asking &&
		    !w_area_is_empty(&v->area[i])) {
			buf_adds(out, "What you typed here would be lost. "
				      "Nothing was done.");
			return true;
		}
	return false;
}

/* ---- drawing ---- */

static int
draw_choice(const struct desk *v, size_t i, struct canvas *cv, int row)
{
	const struct desk_field *f = &v->field[i];
	int cols = cv->cols - 2;
	struct buf b = BUF_INIT(400);

	buf_addf(&b, "< %s >", f->choices[v->chosen[i]].label);
	if (i == v->focus)
		buf_adds(&b, "  Space: another");
	canvas_text_cut(cv, row, 1, cols, buf_str(&b), ATTR_PLAIN);
	if (i == v->focus) {
		canvas_attr(cv, row, 1, cols, ATTR_REVERSE);
		canvas_cursor(cv, row, 1);
	}
	buf_done(&b);
	return row + 1;
}

static int
draw_field(const struct desk *v, size_t i, struct canvas *cv, int row)
{
	const struct desk_field *f = &v->field[i];
	bool focus = i == v->focus;
	int cols = cv->cols - 2;
	int rows = cv->rows < TIGHT_ROWS ? TIGHT_AREA_ROWS : AREA_ROWS;

	canvas_text_cut(
	    cv, row++, 1, cols, f->label, focus ? ATTR_BOLD : ATTR_PLAIN);
	if (is_choice(f))
		return draw_choice(v, i, cv, row);
	if (f->type != DESK_AREA) {
		w_line_draw(&v->line[i], cv, row, 1, cols, focus);
		return row + 1;
	}
	w_area_draw(&v->area[i], cv, row, 1, rows, cols, focus);
	return row + rows;
}

static void
desk_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct desk *v = st;
	bool is_tight = cv->rows < TIGHT_ROWS;
	int row = SCR_TOP;

	(void)a;
	row += canvas_wrap(cv, row, 1, cv->cols - 2,
	    is_tight ? SAYS_ROWS / 2 : SAYS_ROWS, buf_str(&v->says),
	    ATTR_PLAIN);
	row += is_tight ? 0 : 1;
	for (size_t i = 0; i < v->count; i++)
		row = draw_field(v, i, cv, row);
	if (*v->why)
		canvas_wrap(cv, row, 1, cv->cols - 2, 3, v->why, ATTR_ALERT);
}

static const struct key_hint *
desk_hints(const struct app *a, const void *st)
{
	(void)a;
	return ((const struct desk *)st)->hints;
}

static void
desk_help(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	buf_adds(out, buf_str(&((const struct desk *)st)->says));
	buf_adds(out,
	    "\n\nThis is done at the office, so it needs a link, and your "
	    "passphrase again: it is written down that it was you. Where there "
	    "are several answers, Space or the arrows go from one to the "
	    "next.");
}

static void
desk_close(struct app *a, void *st)
{
	struct desk *v = st;

	(void)a;
	for (size_t i = 0; i < v->count; i++) {
		w_line_done(&v->line[i]);
		w_area_done(&v->area[i]);
	}
	buf_done(&v->says);
}

const struct screen_def scr_desk = {
	.name = "desk",
	.state_size = sizeof(struct desk),
	.open = desk_open,
	.title = desk_title,
	.key = desk_key,
	.changed = desk_changed,
	.draw = desk_draw,
	.hints = desk_hints,
	.help = desk_help,
	.unsaved = desk_unsaved,
	.close = desk_close,
};
