/* scr_looks.c - who looked at a file or a record, newest first (A2, promise 7):
 * the office knows; its last answer is kept on the device. */
#include "scr.h"

#include <string.h>

#include "w_list.h"

struct looks_view {
	struct app *app;
	struct looks_arg arg;
	struct w_list list;
};

/* The i-th look that belongs to this view; false past the end. */
static bool
look_at(
    const struct looks_view *v, size_t i, struct look_row *out, size_t *count)
{
	const struct look_row *rows;
	int64_t as_of;
	enum ask_state state;
	size_t n =
	    model_looks(app_model(v->app), &v->arg.file, &rows, &as_of, &state);
	size_t seen = 0;
	bool found = false;

	for (size_t k = 0; k < n; k++) {
		if (!id_is_none(&v->arg.record) &&
		    !id_equal(&v->arg.record, &rows[k].record))
			continue;
		if (seen++ == i) {
			*out = rows[k];
			found = true;
		}
	}
	if (count)
		*count = seen;
	return found;
}

static size_t
rows_count(const void *arg)
{
	struct look_row unused;
	size_t n;

	look_at(arg, 0, &unused, &n);
	return n;
}

static void
rows_text(const void *arg, size_t i, struct buf *left, struct buf *right)
{
	const struct looks_view *v = arg;
	struct look_row r;
	char when[WHEN_SHOWN];

	if (!look_at(v, i, &r, NULL))
		return;
	buf_addf(left, "%s %s", r.by, r.what);
	if (*r.kind_title)
		buf_addf(left, ": %s", r.kind_title);
	when_show_ms(when, r.at_ms, app_now(v->app));
	buf_adds(right, when);
}

static const struct w_list_rows rows = {
	.count = rows_count,
	.text = rows_text,
	.empty = "Nobody is known to have looked. The office knows; F5 asks it "
		 "again.",
};

static enum err
looks_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	struct looks_view *v = st;

	(void)e;
	v->app = a;
	v->arg = *(const struct looks_arg *)arg;
	w_list_init(&v->list, &rows, v);
	model_looks_want(app_model(a), &v->arg.file);
	return ERR_OK;
}

static void
looks_title(const struct app *a, const void *st, struct buf *out)
{
	const struct looks_view *v = st;
	struct child c;

	if (model_child(app_model(a), &v->arg.file, &c))
		buf_addf(out, "%s > ", c.name);
	buf_adds(out, "Who looked");
}

static enum handled
looks_key(struct app *a, void *st, const struct key *k)
{
	struct looks_view *v = st;

	if (k->action == ACT_REFRESH) {
		model_looks_want(app_model(a), &v->arg.file);
		return HANDLED;
	}
	if (w_list_key(&v->list, k) != W_LIST_NOT_MINE)
		return HANDLED;
	if (k->action != ACT_BACK)
		return NOT_MINE;
	app_pop(a, 0, NULL);
	return HANDLED;
}

static enum handled
looks_changed(struct app *a, void *st, unsigned topics)
{
	(void)topics;
	if (model_is_open(app_model(a)))
		w_list_refresh(&((struct looks_view *)st)->list);
	return HANDLED;
}

static void
looks_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct looks_view *v = st;
	const struct look_row *unused;
	enum ask_state state;
	int64_t as_of;
	char when[WHEN_SHOWN];
	struct buf b = BUF_INIT(512);

	model_looks(app_model(a), &v->arg.file, &unused, &as_of, &state);
	if (state == ASK_WAITING)
		buf_adds(&b, "Asking the office ... ");
	if (state == ASK_FAILED)
		buf_adds(&b, "The office cannot be asked just now. ");
	if (as_of > 0) {
		when_show_ms(when, as_of, app_now(a));
		buf_addf(&b, "As the office knew it %s.", when);
	}
	canvas_text_cut(cv, SCR_TOP, 1, cv->cols - 2, buf_str(&b), ATTR_DIM);
	buf_done(&b);
	w_list_draw(&v->list, cv, SCR_TOP + 2, 1,
	    cv->rows - SCR_TOP - SCR_BOTTOM - 2, cv->cols - 2, true);
}

static const struct key_hint *
looks_hints(const struct app *a, const void *st)
{
	static const struct key_hint hints[] = { { ACT_REFRESH, NULL },
		{ ACT_FIND, NULL }, { ACT_NONE, NULL } };

	(void)a;
	(void)st;
	return hints;
}

static void
looks_help(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out,
	    "Who opened, wrote or copied this, newest first. Nobody can look "
	    "without a line here. The list comes from the office; the line "
	    "above it says how old it is, and F5 asks again.");
}

static void
looks_close(struct app *a, void *st)
{
	(void)a;
	w_list_done(&((struct looks_view *)st)->list);
}

const struct screen_def scr_looks = {
	.name = "looks",
	.state_size = sizeof(struct looks_view),
	.open = looks_open,
	.title = looks_title,
	.key = looks_key,
	.changed = looks_changed,
	.draw = looks_draw,
	.hints = looks_hints,
	.help = looks_help,
	.close = looks_close,
};
