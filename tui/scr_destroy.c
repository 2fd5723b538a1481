/* scr_destroy.c - the second person's word that a file is destroyed (R2): a typed
 * word and the passphrase, since it cannot be undone. The default is no: Esc, and
 * everything but both together, leaves it as it is. */
#include "scr.h"

#include <stdio.h>
#include <string.h>

#include "model_retention.h"
#include "seal.h"
#include "w_line.h"

#define WORD "destroy"
#define LABEL_COLS 12
#define SAYS_ROWS 9

struct destroy {
	struct due_file file; /* as it was shown */
	struct w_line word, passphrase;
	bool on_passphrase, is_asking;
	char says[ERR_SAYS_MAX]; /* how the last try ended */
};

static enum err
destroy_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	struct destroy *d = st;

	(void)a;
	(void)e;
	d->file = *(const struct due_file *)arg;
	w_line_init(&d->word, sizeof(WORD) + 8, false);
	w_line_init(&d->passphrase, SEAL_PASSPHRASE_MAX, true);
	return ERR_OK;
}

static void
destroy_title(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out, "Destroy a file");
}

static void
ask(struct app *a, struct destroy *d)
{
	struct errinfo e = { 0 };

	if (d->is_asking) {
		app_say(a, "The office is asked.");
	} else if (strcmp(w_line_text(&d->word), WORD) != 0) {
		d->on_passphrase = false;
		app_say(a, "Nothing is destroyed. Type the word \"" WORD
			   "\" to go on, or press Esc.");
	} else if (w_line_is_empty(&d->passphrase)) {
		d->on_passphrase = true;
		app_say(a, "Type your passphrase: it is you who approves it.");
	} else if (model_ask_destroy(app_model(a), &d->file, WORD,
		       w_line_text(&d->passphrase), &e) == ERR_OK) {
		d->says[0] = '\0';
		d->is_asking = true;
		app_say(a, "Asking the office ...");
	} else {
		app_say_problem(a, &e);
	}
	if (d->is_asking)
		w_line_set(&d->passphrase, "", NULL);
}

static enum handled
destroy_changed(struct app *a, void *st, unsigned topics)
{
	struct destroy *d = st;
	struct errinfo e = { 0 };

	(void)topics;
	if (!model_is_open(app_model(a))) {
		d->is_asking = false;
		w_line_set(&d->passphrase, "", NULL);
		return HANDLED;
	}
	if (!d->is_asking || app_top(a) != &scr_destroy)
		return HANDLED;
	switch (model_destroy_state(app_model(a), &d->file.file, &e)) {
	case ASK_NONE: d->is_asking = false; break;
	case ASK_WAITING: break;
	case ASK_FAILED:
		d->is_asking = false;
		snprintf(d->says, sizeof d->says, "%s", e.says);
		app_say(a, "%s",
		    e.code == ERR_NET
			? "The office did not say whether it is destroyed."
			: "Nothing was destroyed.");
		break;
	case ASK_DONE:
		app_pop(a, 1, NULL);
		app_say(a,
		    "Destroyed. Each device erases it when it is in touch "
		    "next; the register says which have not.");
		break;
	}
	return HANDLED;
}

static enum handled
destroy_key(struct app *a, void *st, const struct key *k)
{
	struct destroy *d = st;

	switch (k->action) {
	case ACT_SEND: ask(a, d); return HANDLED;
	case ACT_NEXT:
	case ACT_DOWN:
	case ACT_OPEN: d->on_passphrase = true; return HANDLED;
	case ACT_PREV:
	case ACT_UP: d->on_passphrase = false; return HANDLED;
	default: break;
	}
	return w_line_key(d->on_passphrase ? &d->passphrase : &d->word, a, k);
}

/* ---- drawing ---- */

static void
write_what(const struct app *a, const struct destroy *d, struct buf *out)
{
	const char *name = model_child_name(app_model(a), &d->file.file);

	buf_addf(out,
	    "This destroys the file of %s: every record, every version, its "
	    "key, and what devices hold of it. Nobody can ever read it again, "
	    "from a backup either. A row stays in the register, and numbers "
	    "that name nobody.\n\nOn it: ",
	    *name ? name : "a child without a name");
	for (size_t i = 0; i < d->file.what_count; i++)
		buf_addf(out, "%s%s %s", i ? ", " : "", d->file.what[i].count,
		    d->file.what[i].kind);
	buf_addf(out, ".\nAs it is now: %.4s %.4s %.4s %.4s.", d->file.state,
	    d->file.state + 4, d->file.state + 8, d->file.state + 12);
}

static void
draw_line(const struct w_line *line, struct canvas *cv, int row,
    const char *label, bool focus)
{
	canvas_text_cut(
	    cv, row, 1, LABEL_COLS - 1, label, focus ? ATTR_BOLD : ATTR_PLAIN);
	w_line_draw(
	    line, cv, row, 1 + LABEL_COLS, cv->cols - 2 - LABEL_COLS, focus);
}

static void
destroy_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct destroy *d = st;
	int row = SCR_TOP;
	struct buf b = BUF_INIT(20000);

	write_what(a, d, &b);
	row += canvas_wrap(
	    cv, row, 1, cv->cols - 2, SAYS_ROWS, buf_str(&b), ATTR_PLAIN);
	buf_done(&b);
	canvas_text_cut(cv, row, 1, cv->cols - 2,
	    "Type the word \"" WORD "\", and your passphrase.", ATTR_BOLD);
	row++;
	draw_line(&d->word, cv, row++, "The word", !d->on_passphrase);
	draw_line(&d->passphrase, cv, row++, "Passphrase", d->on_passphrase);
	if (*d->says)
		canvas_wrap(cv, row, 1, cv->cols - 2, 3, d->says, ATTR_ALERT);
}

static const struct key_hint *
destroy_hints(const struct app *a, const void *st)
{
	static const struct key_hint hints[] = { { ACT_SEND, "Destroy" },
		{ ACT_NEXT, NULL }, { ACT_NONE, NULL } };

	(void)a;
	(void)st;
	return hints;
}

static void
destroy_help(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out,
	    "You are the second person. Only if the review was right, nothing "
	    "came since, and no hold stands, does the office destroy the file: "
	    "it looks at all of that again, at this moment. Esc leaves it as "
	    "it is.\n\nThe letters at \"As it is now\" stand for every record "
	    "on the file and its version. They change with each of them.");
}

static bool
destroy_about(const void *st, struct id *file)
{
	*file = ((const struct destroy *)st)->file.file;
	return true;
}

static void
destroy_close(struct app *a, void *st)
{
	struct destroy *d = st;

	(void)a;
	w_line_done(&d->word);
	w_line_done(&d->passphrase);
	seal_wipe(d->says, sizeof d->says);
	seal_wipe(&d->file, sizeof d->file);
}

const struct screen_def scr_destroy = {
	.name = "destroy",
	.state_size = sizeof(struct destroy),
	.open = destroy_open,
	.title = destroy_title,
	.key = destroy_key,
	.changed = destroy_changed,
	.draw = destroy_draw,
	.hints = destroy_hints,
	.help = destroy_help,
	.about = destroy_about,
	.close = destroy_close,
};
