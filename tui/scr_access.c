/* scr_access.c - who may see a file now, and why (A2): the office knows; its last
 * answer is kept on the device. */
#include "scr.h"

#include <string.h>

#include "w_pager.h"

struct access_view {
	struct id file;
	struct w_pager pager;
};

/* How old it is, then a person a paragraph. */
static void
compose(struct app *a, struct access_view *v)
{
	const struct access_row *rows;
	struct buf b = BUF_INIT(2u << 20);
	char when[WHEN_SHOWN];
	enum ask_state state;
	int64_t as_of;
	size_t more, n = model_access(
			 app_model(a), &v->file, &rows, &more, &as_of, &state);

	if (state == ASK_WAITING)
		buf_adds(&b, "Asking the office ...\n");
	if (state == ASK_FAILED)
		buf_adds(&b, "The office cannot be asked just now.\n");
	if (as_of > 0) {
		when_show_ms(when, as_of, app_now(a));
		buf_addf(&b, "As the office knew it %s.\n", when);
	} else if (state != ASK_WAITING) {
		buf_adds(&b, "The office knows who may see this file; F5 asks "
			     "it again.\n");
	}
	if (more > 0)
		buf_addf(&b,
		    "Here are %zu, and %zu more: ask the office for the whole "
		    "list.\n",
		    n, more);
	for (size_t i = 0; i < n; i++)
		buf_addf(&b, "\n%s%s%s\n  %s\n", rows[i].name,
		    *rows[i].role_title ? ", " : "", rows[i].role_title,
		    rows[i].why);
	w_pager_set(&v->pager, buf_str(&b), b.len);
	buf_done(&b);
}

static enum err
access_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	struct access_view *v = st;

	(void)e;
	v->file = *(const struct id *)arg;
	w_pager_init(&v->pager);
	model_access_want(app_model(a), &v->file);
	compose(a, v);
	return ERR_OK;
}

static void
access_title(const struct app *a, const void *st, struct buf *out)
{
	const struct access_view *v = st;
	struct child c;

	if (model_child(app_model(a), &v->file, &c))
		buf_addf(out, "%s > ", c.name);
	buf_adds(out, "Who may see it");
}

static enum handled
access_key(struct app *a, void *st, const struct key *k)
{
	struct access_view *v = st;

	switch (k->action) {
	case ACT_BACK: app_pop(a, 0, NULL); return HANDLED;
	case ACT_REFRESH:
		model_access_want(app_model(a), &v->file);
		return HANDLED;
	default: return w_pager_key(&v->pager, a, k);
	}
}

static enum handled
access_changed(struct app *a, void *st, unsigned topics)
{
	(void)topics;
	if (model_is_open(app_model(a)))
		compose(a, st);
	return HANDLED;
}

static void
access_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct access_view *v = st;

	(void)a;
	w_pager_draw(&v->pager, cv, SCR_TOP, 1, cv->rows - SCR_TOP - SCR_BOTTOM,
	    cv->cols - 2, true);
}

static const struct key_hint *
access_hints(const struct app *a, const void *st)
{
	static const struct key_hint hints[] = { { ACT_REFRESH, NULL },
		{ ACT_PAGE_DOWN, NULL }, { ACT_FIND, NULL },
		{ ACT_NONE, NULL } };

	(void)a;
	(void)st;
	return hints;
}

static void
access_help(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out,
	    "Everybody to whom this file is open now, and for which reason: a "
	    "family can ask for it. It is made from the records, not written "
	    "by hand. The line above says how old it is; F5 asks again. A list "
	    "that is too long for this device says how many are left out: the "
	    "office prints the whole of it.");
}

static bool
access_about(const void *st, struct id *file)
{
	*file = ((const struct access_view *)st)->file;
	return true;
}

static void
access_close(struct app *a, void *st)
{
	(void)a;
	w_pager_done(&((struct access_view *)st)->pager);
}

const struct screen_def scr_access = {
	.name = "access",
	.state_size = sizeof(struct access_view),
	.open = access_open,
	.title = access_title,
	.key = access_key,
	.changed = access_changed,
	.draw = access_draw,
	.hints = access_hints,
	.help = access_help,
	.about = access_about,
	.close = access_close,
};
