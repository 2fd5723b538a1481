/* scr_record.c - reading a record, with its versions, where it is, and what may
 * be done with it next. The look was on disk before it was shown (promise 7). */
#include "scr.h"

#include <string.h>

#include "record_next.h"
#include "w_choice.h"
#include "w_pager.h"

struct view {
	struct app *app;
	struct record_page page;
	struct w_pager pager;
	bool is_gone;   /* not open to this person any more */
	bool taking_up; /* the form above makes a concern of this account */
	struct scr_told told;
};

/* NULL: nothing follows, or it is not open to this person any more. */
static const struct next *
first_next(const struct view *v)
{
	return v->is_gone ? NULL : next_first(v->app, &v->page);
}

/* ---- the text ---- */

/* What stands above the text is made anew as things happen: who has it, what was
 * written beside it. The text is as it was opened; that look is on record. */
static void
compose(struct view *v)
{
	const struct next *n = first_next(v);
	struct buf b = BUF_INIT(KIND_BODY_MAX * 2);

	record_page_head(&v->page, v->app, n ? next_words(n) : NULL, &b);
	buf_add(&b, v->page.body.data, v->page.body.len);
	w_pager_set(&v->pager, buf_str(&b), b.len);
	buf_done(&b);
}

static enum err
show(struct view *v, struct errinfo *e)
{
	enum err code = record_page_open(&v->page, v->app, e);

	if (code == ERR_OK)
		compose(v);
	return code;
}

static void
take_step(struct view *v, const struct next *n)
{
	if (n && next_take(v->app, &v->page, n))
		v->taking_up = true;
}

static void
ask_more(struct app *a, struct view *v)
{
	if (v->is_gone || !next_ask(a, &v->page))
		app_say(a, "There is nothing else to do with this record.");
}

/* ---- the row's callbacks ---- */

static enum err
record_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	struct view *v = st;
	enum err code;

	v->app = a;
	v->page.arg = *(const struct record_arg *)arg;
	w_pager_init(&v->pager);
	code = show(v, e);
	if (code != ERR_OK)
		w_pager_done(&v->pager);
	return code;
}

static void
record_title(const struct app *a, const void *st, struct buf *out)
{
	const struct view *v = st;

	(void)a;
	if (*v->page.child.name)
		buf_addf(out, "%s > ", v->page.child.name);
	buf_adds(out, v->page.row.kind->title);
	if (v->page.arg.version)
		buf_addf(out, ", version %lld", (long long)v->page.arg.version);
}

static enum handled
record_key(struct app *a, void *st, const struct key *k)
{
	struct view *v = st;

	v->told.id = (struct id){ 0 };
	switch (k->action) {
	case ACT_BACK: app_pop(a, 0, NULL); return HANDLED;
	case ACT_MORE: ask_more(a, v); return HANDLED;
	case ACT_SEND: take_step(v, first_next(v)); return HANDLED;
	default: return w_pager_key(&v->pager, a, k);
	}
}

/* A form above closed. A concern made from this account takes its place: what
 * was signed is what is read next. */
static void
form_closed(struct app *a, struct view *v, int result, const struct id *id)
{
	struct record_arg made = { 0 };
	struct errinfo e = { 0 };
	bool taken = v->taking_up && result == 1;

	v->taking_up = false;
	if (taken) {
		made.id = *id;
		app_replace(a, &scr_record, &made);
	} else if (show(v, &e) != ERR_OK) {
		app_say_problem(a, &e);
	} else if (result == 1) {
		scr_tell(a, &v->told, id);
	}
}

static void
record_returned(struct app *a, void *st, const struct screen_def *child,
    int result, const void *data)
{
	struct view *v = st;
	const struct w_choice_result *r = data;
	struct record_arg other = { .id = v->page.arg.id };

	if (child == &scr_form || child == &scr_draft ||
	    child == &scr_conflict || child == &scr_meeting) {
		form_closed(a, v, result, data);
		return;
	}
	if (child != &w_choice || result != W_CHOICE_TAKEN)
		return;
	if (r->tag == NEXT_TAG_VERSION) {
		for (const char *c = r->codes; *c >= '0' && *c <= '9'; c++)
			other.version = other.version * 10 + (*c - '0');
		app_push(a, &scr_record, &other);
		return;
	}
	if (!v->is_gone)
		take_step(v, next_find(a, &v->page, r->codes));
}

static enum handled
record_changed(struct app *a, void *st, unsigned topics)
{
	struct view *v = st;
	struct row now;
	static const char gone[] =
	    "This is not open to you any more, so it is not shown. What you "
	    "wrote yourself is kept.";

	(void)topics;
	if (!model_is_open(app_model(a)) || v->is_gone)
		return HANDLED;
	v->is_gone = !model_row(app_model(a), &v->page.arg.id, &now);
	if (v->is_gone) {
		record_page_done(&v->page);
		w_pager_set(&v->pager, gone, strlen(gone));
		return HANDLED;
	}
	compose(v);
	scr_tell_news(a, &v->told, app_top(a) == &scr_record);
	return HANDLED;
}

static void
record_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct view *v = st;

	(void)a;
	w_pager_draw(&v->pager, cv, SCR_TOP, 1, cv->rows - SCR_TOP - SCR_BOTTOM,
	    cv->cols - 2, true);
}

static const struct key_hint *
record_hints(const struct app *a, const void *st)
{
	static struct key_hint hints[5]; /* the frame reads it at once */
	const struct next *n = first_next(st);
	size_t k = 0;

	(void)a;
	if (n)
		hints[k++] = (struct key_hint){ ACT_SEND, next_bar(n) };
	hints[k++] = (struct key_hint){ ACT_MORE, NULL };
	hints[k++] = (struct key_hint){ ACT_PAGE_DOWN, NULL };
	hints[k++] = (struct key_hint){ ACT_FIND, NULL };
	hints[k] = (struct key_hint){ ACT_NONE, NULL };
	return hints;
}

static void
record_help(const struct app *a, const void *st, struct buf *out)
{
	const struct view *v = st;

	(void)a;
	buf_addf(out, "%s\n\n", v->page.row.kind->help);
	buf_adds(out,
	    "That you have opened this is written down, as every look is. F6 "
	    "shows what else can be done with it: earlier versions, who looked "
	    "at it, what may stand beside it. / searches in the text.");
}

static bool
record_about(const void *st, struct id *file)
{
	*file = ((const struct view *)st)->page.row.file;
	return !id_is_none(file);
}

static void
record_close(struct app *a, void *st)
{
	(void)a;
	w_pager_done(&((struct view *)st)->pager);
	record_page_done(&((struct view *)st)->page);
}

const struct screen_def scr_record = {
	.name = "record",
	.state_size = sizeof(struct view),
	.open = record_open,
	.title = record_title,
	.key = record_key,
	.changed = record_changed,
	.returned = record_returned,
	.draw = record_draw,
	.hints = record_hints,
	.help = record_help,
	.about = record_about,
	.close = record_close,
};
