/* scr_opening.c - open a file that is not assigned to one, by its exact reference and
 * with a reason (A2). What follows from it is said before: it is written down, it
 * ends by itself, and the Strategic Lead is told today. Whoever it is about is not
 * (R7). */
#include "scr.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "mem.h"
#include "seal.h"
#include "text.h"
#include "w_area.h"
#include "w_choice.h"
#include "w_line.h"

#define REFERENCE_MAX 20 /* as on the front sheet */
#define REASON_MAX 2000  /* as in the record of it */
#define AREA_ROWS 4
#define LABEL_COLS 12
#define SAYS_ROWS 4
#define TIGHT_ROWS 20 /* a terminal of fewer rows has no empty ones */
#define ABOUT_MAX 10  /* as in the record of it */
#define TAG_ABOUT 1

enum opening_field { REFERENCE, REASON, ABOUT, PASSPHRASE, FIELDS };

struct opening {
	struct w_line reference, passphrase;
	struct w_area reason;
	/* ids of staff with a space between, and their names */
	char about[ABOUT_MAX * (ID_TEXT + 1) + 1];
	char names[512];
	enum opening_field focus;
	bool is_asking;
	char says[ERR_SAYS_MAX]; /* how the last try ended */
};

static enum err
opening_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	struct opening *o = st;

	(void)a;
	(void)e;
	w_line_init(&o->reference, REFERENCE_MAX, false);
	w_line_init(&o->passphrase, SEAL_PASSPHRASE_MAX, true);
	w_area_init(&o->reason, REASON_MAX);
	/* What does not fit is no reference. */
	if (arg && w_line_set(&o->reference, arg, NULL) == ERR_OK &&
	    !w_line_is_empty(&o->reference))
		o->focus = REASON;
	return ERR_OK;
}

static void
opening_title(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out, "Open with a reason");
}

/* ---- asking ---- */

static const char *
what_is_missing(struct opening *o)
{
	if (text_is_blank(w_line_text(&o->reference))) {
		o->focus = REFERENCE;
		return "Type the file's exact reference.";
	}
	if (text_is_blank(w_area_text(&o->reason))) {
		o->focus = REASON;
		return "Write why you need to open this file. The Strategic "
		       "Lead reads it.";
	}
	if (w_line_is_empty(&o->passphrase)) {
		o->focus = PASSPHRASE;
		return "Type your passphrase: it is you who opens it.";
	}
	return NULL;
}

static void
ask(struct app *a, struct opening *o)
{
	const char *missing = what_is_missing(o);
	struct open_ask it = { .reference = w_line_text(&o->reference),
		.reason = w_area_text(&o->reason),
		.passphrase = w_line_text(&o->passphrase),
		.about = o->about };
	struct errinfo e = { 0 };

	if (o->is_asking || missing) {
		app_say(a, "%s", missing ? missing : "The office is asked.");
		return;
	}
	o->says[0] = '\0';
	if (model_ask_open(app_model(a), &it, &e) == ERR_OK) {
		o->is_asking = true;
		app_say(a, "Asking the office ...");
	} else {
		app_say_problem(a, &e);
	}
}

static void
opened(struct app *a, const struct opened *got)
{
	char until[WHEN_SHOWN];
	struct id file = got->file;

	when_show_ms(until, got->until_ms, app_now(a));
	app_replace(a, &scr_file, &file);
	app_say(a,
	    "Open until %s. It is written down, and who answers for it is "
	    "told.",
	    until);
}

static enum handled
opening_changed(struct app *a, void *st, unsigned topics)
{
	struct opening *o = st;
	struct errinfo e = { 0 };
	struct opened got;

	(void)topics;
	if (!model_is_open(app_model(a))) {
		o->is_asking = false;
		w_line_set(&o->passphrase, "", NULL);
		return HANDLED;
	}
	if (!o->is_asking || app_top(a) != &scr_opening)
		return HANDLED;
	switch (model_open_state(app_model(a), &got, &e)) {
	case ASK_NONE: o->is_asking = false; break;
	case ASK_WAITING: break;
	case ASK_FAILED:
		o->is_asking = false;
		w_line_set(&o->passphrase, "", NULL);
		snprintf(o->says, sizeof o->says, "%s", e.says);
		app_say(a, "%s",
		    e.code == ERR_NET
			? "The office did not say whether it is open."
			: "Nothing was opened.");
		break;
	case ASK_DONE: opened(a, &got); break;
	}
	return HANDLED;
}

/* ---- whom it is about ---- */

/* Colleagues; what is about oneself is not for oneself to look into. */
static void
pick_about(struct app *a, const struct opening *o)
{
	const struct me *me = model_me(app_model(a));
	const struct person *people;
	const struct id *ids;
	size_t all = model_staff(app_model(a), &people, &ids), n = 0;
	struct choice *choices = mem_zalloc(all + 1, sizeof *choices);
	struct w_choice_arg arg = { .title = "Staff it is about",
		.asks =
		    "Only if it is about one of us. Whoever is ticked never "
		    "sees that you opened the file.",
		.choices = choices,
		.now = o->about,
		.set = true,
		.tag = TAG_ABOUT };

	for (size_t i = 0; i < all; i++)
		if (!me || !id_equal(&ids[i], &me->staff))
			choices[n++] =
			    (struct choice){ ids[i].s, people[i].name };
	app_push(a, &w_choice, &arg);
	mem_free_wiped(choices, (all + 1) * sizeof *choices);
}

static void
name_about(struct app *a, struct opening *o)
{
	struct buf names = BUF_INIT(sizeof o->names - 1);
	char id[ID_TEXT + 1];

	for (const char *at = o->about; *at; at += strlen(id)) {
		const char *name;

		at += *at == ' ';
		snprintf(id, sizeof id, "%.*s", (int)strcspn(at, " "), at);
		name = model_name_of(app_model(a), "staff", id);
		buf_addf(&names, "%s%s", names.len ? ", " : "",
		    name ? name : "a colleague");
	}
	snprintf(o->names, sizeof o->names, "%s", buf_str(&names));
	buf_done(&names);
}

static void
opening_returned(struct app *a, void *st, const struct screen_def *child,
    int result, const void *data)
{
	const struct w_choice_result *r = data;
	struct opening *o = st;

	if (child != &w_choice || result != W_CHOICE_TAKEN ||
	    r->tag != TAG_ABOUT)
		return;
	if (strlen(r->codes) >= sizeof o->about) {
		app_say(a,
		    "At most %d can be named. Write the others into the "
		    "reason.",
		    ABOUT_MAX);
		return;
	}
	snprintf(o->about, sizeof o->about, "%s", r->codes);
	name_about(a, o);
}

/* ---- keys ---- */

static enum handled
about_key(struct app *a, const struct opening *o, const struct key *k)
{
	if (k->action != ACT_OPEN && strcmp(k->text, " ") != 0)
		return NOT_MINE;
	pick_about(a, o);
	return HANDLED;
}

static enum handled
field_key(struct app *a, struct opening *o, const struct key *k)
{
	switch (o->focus) {
	case REFERENCE: return w_line_key(&o->reference, a, k);
	case REASON: return w_area_key(&o->reason, a, k);
	case ABOUT: return about_key(a, o, k);
	case PASSPHRASE: return w_line_key(&o->passphrase, a, k);
	case FIELDS: break;
	}
	return NOT_MINE;
}

static enum handled
opening_key(struct app *a, void *st, const struct key *k)
{
	struct opening *o = st;

	if (k->action == ACT_SEND) {
		ask(a, o);
		return HANDLED;
	}
	if (field_key(a, o, k) == HANDLED)
		return HANDLED;
	switch (k->action) {
	case ACT_NEXT:
	case ACT_DOWN:
	case ACT_OPEN:
		if (o->focus + 1 < FIELDS)
			o->focus++;
		return HANDLED;
	case ACT_PREV:
	case ACT_UP:
		if (o->focus > 0)
			o->focus--;
		return HANDLED;
	default: return NOT_MINE;
	}
}

static bool
opening_unsaved(const struct app *a, const void *st, struct buf *out)
{
	const struct opening *o = st;

	(void)a;
	if (w_area_is_empty(&o->reason) || o->is_asking)
		return false;
	buf_adds(out, "The reason that you typed would be lost. Nothing was "
		      "opened.");
	return true;
}

/* ---- drawing ---- */

static void
draw_label(struct canvas *cv, int row, const char *label, bool focus)
{
	canvas_text_cut(
	    cv, row, 1, LABEL_COLS - 1, label, focus ? ATTR_BOLD : ATTR_PLAIN);
}

static void
draw_about(const struct opening *o, struct canvas *cv, int row, int cols)
{
	bool focus = o->focus == ABOUT;

	draw_label(cv, row, "About staff", focus);
	canvas_text_cut(cv, row, 1 + LABEL_COLS, cols,
	    *o->names ? o->names : "None of us (Enter: choose)",
	    *o->names ? ATTR_BOLD : ATTR_PLAIN);
	if (focus)
		canvas_attr(cv, row, 1 + LABEL_COLS, cols, ATTR_REVERSE);
}

/* The last row used. */
static int
draw_fields(const struct opening *o, struct canvas *cv, int row, int cols)
{
	draw_label(cv, row, "Reference", o->focus == REFERENCE);
	w_line_draw(&o->reference, cv, row, 1 + LABEL_COLS, cols,
	    o->focus == REFERENCE);
	row++;
	draw_label(cv, row, "Reason", o->focus == REASON);
	w_area_draw(&o->reason, cv, row, 1 + LABEL_COLS, AREA_ROWS, cols,
	    o->focus == REASON);
	row += AREA_ROWS;
	draw_about(o, cv, row++, cols);
	draw_label(cv, row, "Passphrase", o->focus == PASSPHRASE);
	w_line_draw(&o->passphrase, cv, row, 1 + LABEL_COLS, cols,
	    o->focus == PASSPHRASE);
	return row;
}

static void
opening_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct opening *o = st;
	const struct me *me = model_me(app_model(a));
	int row = SCR_TOP, cols = cv->cols - 2 - LABEL_COLS;
	bool is_tight = cv->rows < TIGHT_ROWS;
	struct buf b = BUF_INIT(1000);

	buf_addf(&b,
	    "This opens a file that is not assigned to you, to read for "
	    "%" PRId64
	    " hours. It is written down with your reason, and the Strategic "
	    "Lead is told today, or another if it may be about them.",
	    me ? me->opening_hours : 0);
	row += canvas_wrap(
	    cv, row, 1, cv->cols - 2, SAYS_ROWS, buf_str(&b), ATTR_PLAIN);
	buf_done(&b);
	row += is_tight ? 0 : 1;
	row = draw_fields(o, cv, row, cols);
	if (*o->says)
		canvas_wrap(cv, row + (is_tight ? 1 : 2), 1, cv->cols - 2,
		    SAYS_ROWS - 1, o->says, ATTR_ALERT);
}

static const struct key_hint *
opening_hints(const struct app *a, const void *st)
{
	static const struct key_hint hints[] = { { ACT_SEND, "Open the file" },
		{ ACT_NEXT, NULL }, { ACT_NONE, NULL } };

	(void)a;
	(void)st;
	return hints;
}

static void
opening_help(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out,
	    "A file that is not assigned to you opens by its exact reference "
	    "and with a reason, for some hours, to read. Nobody can do it "
	    "unseen: your reason stands on the file, and the Strategic Lead "
	    "is told the same day. If it is about one of us, choose them at "
	    "\"About staff\": whoever stands there is not told, and another "
	    "designated senior member, or the chair of trustees, is. A "
	    "reference that is not on file gets the "
	    "same answer as one that you may not open.\n\n"
	    "If a child may be hurt do not wait for it: F9.");
}

static void
opening_close(struct app *a, void *st)
{
	struct opening *o = st;

	(void)a;
	w_line_done(&o->reference);
	w_line_done(&o->passphrase);
	w_area_done(&o->reason);
	seal_wipe(o->says, sizeof o->says);
	seal_wipe(o->about, sizeof o->about);
	seal_wipe(o->names, sizeof o->names);
}

const struct screen_def scr_opening = {
	.name = "opening",
	.state_size = sizeof(struct opening),
	.open = opening_open,
	.title = opening_title,
	.key = opening_key,
	.changed = opening_changed,
	.returned = opening_returned,
	.draw = opening_draw,
	.hints = opening_hints,
	.help = opening_help,
	.unsaved = opening_unsaved,
	.close = opening_close,
};
