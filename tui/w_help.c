/* w_help.c - screen "help": made from the list of actions, so it cannot be
 * behind what the keys do. */
#include "w_help.h"

#include <string.h>

#include "buf.h"
#include "mem.h"
#include "text.h"
#include "w_pager.h"

#define HELP_MAX (1u << 17)
#define KEYS_COLS 24

struct state {
	struct w_pager pager;
};

/* Keys that mean the same on every screen. */
static const enum action everywhere[] = { ACT_DANGER, ACT_HELP, ACT_BACK,
	ACT_LEAVE, ACT_LOCK, ACT_REFRESH };

static bool
is_everywhere(enum action act)
{
	for (size_t i = 0; i < sizeof(everywhere) / sizeof(everywhere[0]); i++)
		if (everywhere[i] == act)
			return true;
	return false;
}

static bool
is_hinted(const struct key_hint *h, enum action act)
{
	for (; h && h->action; h++)
		if (h->action == act)
			return true;
	return false;
}

static void
write_key(struct buf *out, enum action act, const char *words)
{
	const struct action_def *d = action_get(act);
	size_t start = out->len;

	buf_addf(out, "  %s", d->key);
	if (d->second[0])
		buf_addf(out, " or %s", d->second);
	while (out->len - start < KEYS_COLS)
		if (!buf_addc(out, ' '))
			return;
	buf_addf(out, "%s\n", words);
}

void
w_help_write(struct buf *out, const struct w_help_arg *arg)
{
	bool any = false;

	if (arg->title && arg->title[0])
		buf_addf(out, "%s\n\n", arg->title);
	if (arg->text && arg->text[0])
		buf_addf(out, "%s\n\n", arg->text);
	for (const struct key_hint *h = arg->hints; h && h->action; h++) {
		if (is_everywhere(h->action))
			continue;
		if (!any)
			buf_adds(out, "Keys here\n");
		any = true;
		write_key(out, h->action,
		    h->bar ? h->bar : action_get(h->action)->help);
	}
	buf_addf(out, "%sKeys everywhere\n", any ? "\n" : "");
	for (size_t i = 0; i < sizeof(everywhere) / sizeof(everywhere[0]); i++)
		write_key(out, everywhere[i], action_get(everywhere[i])->help);
	buf_adds(out, "\nMoving and writing\n");
	for (int i = 1; i < ACT_COUNT; i++)
		if (!is_everywhere((enum action)i) &&
		    !is_hinted(arg->hints, (enum action)i))
			write_key(out, (enum action)i,
			    action_get((enum action)i)->help);
}

static enum err
help_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	struct state *s = st;
	struct buf text = BUF_INIT(HELP_MAX);

	(void)a;
	(void)e;
	w_help_write(&text, arg);
	w_pager_init(&s->pager);
	w_pager_set(&s->pager, buf_str(&text), text.len);
	buf_done(&text);
	return ERR_OK;
}

static void
help_title(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out, "Help");
}

static enum handled
help_key(struct app *a, void *st, const struct key *k)
{
	return w_pager_key(&((struct state *)st)->pager, a, k);
}

static void
help_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct state *s = st;

	(void)a;
	w_pager_draw(&s->pager, cv, 2, 1, cv->rows - 4, cv->cols - 2, true);
}

static const struct key_hint *
help_hints(const struct app *a, const void *st)
{
	static const struct key_hint hints[] = {
		{ ACT_PAGE_DOWN, NULL },
		{ ACT_FIND, NULL },
		{ ACT_NONE, NULL },
	};

	(void)a;
	(void)st;
	return hints;
}

static void
help_close(struct app *a, void *st)
{
	(void)a;
	w_pager_done(&((struct state *)st)->pager);
}

const struct screen_def w_help = {
	.name = "help",
	.state_size = sizeof(struct state),
	.open = help_open,
	.title = help_title,
	.key = help_key,
	.draw = help_draw,
	.hints = help_hints,
	.close = help_close,
};
