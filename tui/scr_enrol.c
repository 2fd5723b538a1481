/* scr_enrol.c - tie this device to the office for one person: the address, the
 * code the administrator gave, and a passphrase of one's own. */
#include "scr.h"

#include <string.h>

#include "model_office.h"
#include "text.h"
#include "w_line.h"

enum line { URL, CODE, SIGN_IN, DEVICE, PASS, AGAIN, LINES };

static const struct {
	const char *label, *help;
	size_t max;
	bool secret;
} lines[LINES] = {
	[URL] = { "Address of the office",
	    "From the administrator, for example https://name:8443", 300,
	    false },
	[CODE] = { "Enrolment code",
	    "From the administrator; it begins with hv1- or hv2- and is good "
	    "for an hour.",
	    WIRE_CODE_MAX, false },
	[SIGN_IN] = { "Your sign-in name", "From the administrator.", 40,
	    false },
	[DEVICE] = { "Name of this device",
	    "So that you know it again, for example \"blue laptop\".", 60,
	    false },
	[PASS] = { "Your passphrase",
	    "15 characters or more: four or five words are easy to keep. Only "
	    "you know it; it seals what is on this device.",
	    SEAL_PASSPHRASE_MAX, true },
	[AGAIN] = { "The passphrase again", "So that no slip locks you out.",
	    SEAL_PASSPHRASE_MAX, true },
};

struct enrol {
	struct w_line line[LINES];
	struct w_line one_time; /* asked for when the office wants one */
	bool asks_code;
	unsigned focus;
	bool waiting;
};

static enum err
enrol_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	struct enrol *en = st;
	const struct enrol_arg *ea = arg;

	(void)a;
	(void)e;
	for (unsigned i = 0; i < LINES; i++)
		w_line_init(&en->line[i], lines[i].max, lines[i].secret);
	w_line_init(&en->one_time, 40, false);
	if (!ea)
		return ERR_OK;
	w_line_set(&en->line[URL], ea->url, NULL);
	w_line_set(&en->line[CODE], ea->code, NULL);
	w_line_set(&en->line[SIGN_IN], ea->sign_in, NULL);
	return ERR_OK;
}

static void
enrol_title(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out, "Enrol this device");
}

/* The first line that is missing or wrong gets the focus, and is said. */
static bool
is_filled_in(struct app *a, struct enrol *en)
{
	const char *pass = w_line_text(&en->line[PASS]);
	struct errinfo e = { 0 };

	for (unsigned i = 0; i < LINES; i++) {
		if (!text_is_blank(w_line_text(&en->line[i])))
			continue;
		en->focus = i;
		app_say(a, "%s is needed.", lines[i].label);
		return false;
	}
	if (seal_passphrase_check(pass, w_line_text(&en->line[SIGN_IN]), &e) !=
	    ERR_OK) {
		w_line_set(&en->line[AGAIN], "", NULL);
		en->focus = PASS;
		app_say_problem(a, &e);
		return false;
	}
	if (strcmp(pass, w_line_text(&en->line[AGAIN])) != 0) {
		w_line_set(&en->line[AGAIN], "", NULL);
		en->focus = AGAIN;
		app_say(a,
		    "The two passphrases are not the same. Type the second "
		    "one again.");
		return false;
	}
	return true;
}

static void
enrol_send(struct app *a, struct enrol *en)
{
	struct errinfo e = { 0 };

	if (en->waiting) {
		app_say(a, "The office was asked; its answer is on the way.");
		return;
	}
	if (!is_filled_in(a, en))
		return;
	if (en->asks_code) {
		model_enrol_code(app_model(a), w_line_text(&en->one_time));
		w_line_set(&en->one_time, "", NULL);
	}
	if (model_ask_enrol(app_model(a), w_line_text(&en->line[URL]),
		w_line_text(&en->line[CODE]), w_line_text(&en->line[SIGN_IN]),
		w_line_text(&en->line[PASS]), w_line_text(&en->line[DEVICE]),
		&e) != ERR_OK) {
		app_say_problem(a, &e);
		return;
	}
	en->waiting = true;
	app_say(a, "Asking the office ...");
}

static enum handled
enrol_changed(struct app *a, void *st, unsigned topics)
{
	struct enrol *en = st;
	struct errinfo e = { 0 };

	if (!en->waiting || !(topics & TOPIC_ANSWER))
		return HANDLED;
	switch (model_enrol_state(app_model(a), &e)) {
	case ASK_WAITING: break;
	case ASK_DONE:
		scr_begin(a);
		app_say(a,
		    "This device is enrolled. What you write here is sealed "
		    "with your passphrase.");
		break;
	case ASK_NONE:
	case ASK_FAILED:
		en->waiting = false;
		en->asks_code = model_enrol_needs_code(app_model(a));
		app_say_problem(a, &e);
		break;
	}
	return HANDLED;
}

static enum handled
enrol_key(struct app *a, void *st, const struct key *k)
{
	struct enrol *en = st;
	const struct person *people;

	switch (k->action) {
	case ACT_BACK:
		if (en->asks_code && !en->waiting) {
			en->asks_code = false;
			return HANDLED;
		}
		if (model_people(app_model(a), &people) > 0)
			app_pop(a, 0, NULL);
		else
			app_leave(a);
		return HANDLED;
	case ACT_OPEN:
		if (!en->asks_code && en->focus + 1 < LINES) {
			en->focus++;
			return HANDLED;
		}
		enrol_send(a, en);
		return HANDLED;
	case ACT_SEND: enrol_send(a, en); return HANDLED;
	default: break;
	}
	if (en->waiting) /* what was asked for is not changed meanwhile */
		return k->action == ACT_HELP ? NOT_MINE : HANDLED;
	if (en->asks_code)
		return w_line_key(&en->one_time, a, k);
	switch (k->action) {
	case ACT_NEXT:
	case ACT_DOWN: en->focus = (en->focus + 1) % LINES; return HANDLED;
	case ACT_PREV:
	case ACT_UP:
		en->focus = (en->focus + LINES - 1) % LINES;
		return HANDLED;
	default: break;
	}
	return w_line_key(&en->line[en->focus], a, k);
}

static void
enrol_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct enrol *en = st;
	int row = SCR_TOP, cols = cv->cols - 2;

	(void)a;
	if (en->asks_code) {
		row += canvas_wrap(cv, row, 1, cols, 4,
		    "This account has one-time codes. Type the one that your "
		    "telephone shows now, or a recovery code. The enrolment "
		    "code still works.",
		    ATTR_PLAIN);
		canvas_text(cv, row + 1, 1, cols, "One-time code", ATTR_BOLD);
		w_line_draw(&en->one_time, cv, row + 2, 1, cols, true);
		return;
	}
	for (unsigned i = 0; i < LINES; i++, row += 2) {
		bool focus = i == en->focus;

		canvas_text(cv, row, 1, cols, lines[i].label,
		    focus ? ATTR_BOLD : ATTR_PLAIN);
		w_line_draw(&en->line[i], cv, row + 1, 1, cols, focus);
	}
	canvas_wrap(cv, row, 1, cols, 2, lines[en->focus].help, ATTR_DIM);
}

static void
enrol_help(const struct app *a, const void *st, struct buf *out)
{
	const struct enrol *en = st;

	(void)a;
	buf_addf(
	    out, "%s\n\n%s\n\n", lines[en->focus].label, lines[en->focus].help);
	buf_adds(out,
	    "Enrolling ties this device to the office, once, for one person. "
	    "The code is the administrator's proof that it is the right "
	    "office; without the right code nothing is sent. If a code does "
	    "not work any more, ask for a new one: nothing is lost.\n\n"
	    "If your passphrase is lost, this is the way back, too: with a "
	    "code that was made for a recovery you choose a new one here. What "
	    "you wrote on this device and had not sent goes to the office by "
	    "itself then.");
}

static const struct key_hint *
enrol_hints(const struct app *a, const void *st)
{
	static const struct key_hint hints[] = { { ACT_SEND, "Enrol" },
		{ ACT_NEXT, NULL }, { ACT_LEAVE, NULL }, { ACT_NONE, NULL } };

	(void)a;
	(void)st;
	return hints;
}

static void
enrol_close(struct app *a, void *st)
{
	struct enrol *en = st;

	(void)a;
	for (unsigned i = 0; i < LINES; i++)
		w_line_done(&en->line[i]);
	w_line_done(&en->one_time);
}

const struct screen_def scr_enrol = {
	.name = "enrol",
	.state_size = sizeof(struct enrol),
	.hides_case = true,
	.open = enrol_open,
	.title = enrol_title,
	.key = enrol_key,
	.changed = enrol_changed,
	.draw = enrol_draw,
	.hints = enrol_hints,
	.help = enrol_help,
	.close = enrol_close,
};
