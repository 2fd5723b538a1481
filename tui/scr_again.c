/* scr_again.c - the passphrase again, before something leaves haven or cannot be
 * taken back; what is signed asks for it on its own screen (scr_sign). */
#include "scr.h"

#include <stdio.h>
#include <string.h>

#include "w_line.h"

struct again {
	struct w_line line;
	char title[64], words[640], bar[32], label[40];
};

static enum err
again_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	const struct again_arg *ask = arg;
	struct again *s = st;

	(void)a;
	(void)e;
	snprintf(s->title, sizeof s->title, "%s", ask->title);
	snprintf(s->words, sizeof s->words, "%s", ask->words);
	snprintf(s->bar, sizeof s->bar, "%s", ask->bar);
	snprintf(s->label, sizeof s->label, "%s",
	    ask->label ? ask->label : "Your passphrase");
	w_line_init(&s->line, SEAL_PASSPHRASE_MAX, true);
	return ERR_OK;
}

static void
again_title(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	buf_adds(out, ((const struct again *)st)->title);
}

static enum handled
again_key(struct app *a, void *st, const struct key *k)
{
	struct again *s = st;

	switch (k->action) {
	case ACT_BACK: app_pop(a, 0, NULL); return HANDLED;
	case ACT_OPEN:
	case ACT_SEND:
		if (w_line_is_empty(&s->line))
			app_say(a, "Type what is asked for, or press Esc to go "
				   "back.");
		else
			app_pop(a, 1, w_line_text(&s->line));
		return HANDLED;
	default: return w_line_key(&s->line, a, k);
	}
}

static void
again_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct again *s = st;
	int row = SCR_TOP + 1;

	(void)a;
	row +=
	    canvas_wrap(cv, row, 2, cv->cols - 4, 8, s->words, ATTR_PLAIN) + 1;
	canvas_text_cut(cv, row, 2, cv->cols - 4, s->label, ATTR_BOLD);
	w_line_draw(&s->line, cv, row + 1, 2, cv->cols - 4, true);
}

static const struct key_hint *
again_hints(const struct app *a, const void *st)
{
	static struct key_hint hints[2]; /* the frame reads it at once */

	(void)a;
	hints[0] =
	    (struct key_hint){ ACT_SEND, ((const struct again *)st)->bar };
	hints[1] = (struct key_hint){ ACT_NONE, NULL };
	return hints;
}

static void
again_help(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out,
	    "Your passphrase is asked once more, so that nobody else does this "
	    "with what you left open. Esc goes back, and nothing is done.");
}

static void
again_close(struct app *a, void *st)
{
	(void)a;
	w_line_done(&((struct again *)st)->line);
}

const struct screen_def scr_again = {
	.name = "again",
	.state_size = sizeof(struct again),
	.open = again_open,
	.title = again_title,
	.key = again_key,
	.draw = again_draw,
	.hints = again_hints,
	.help = again_help,
	.close = again_close,
};
