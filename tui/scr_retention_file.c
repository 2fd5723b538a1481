/* scr_retention_file.c - one file whose time has come: by which rule, what is on it,
 * what was proposed; and the ways on: to decide, to approve, to put it on hold (R2).
 * What is on it is shown by kinds and numbers: to read it, it is opened. */
#include "scr.h"

#include <stdio.h>
#include <string.h>

#include "kinds.h"
#include "model_retention.h"
#include "w_pager.h"

#define TEXT_MAX 20000

struct file_view {
	struct id file;
	struct w_pager pager;
	struct scr_told told;
};

static const struct due_file *
file_of(const struct app *a, const struct file_view *v)
{
	enum ask_state state;

	return model_due_file(app_model(a), &v->file, &state, NULL);
}

/* ---- the page ---- */

static void
add_day(const char *stored, struct buf *out)
{
	char shown[WHEN_SHOWN];
	struct civil day;

	if (!when_read(&day, stored))
		return;
	when_show(shown, &day);
	buf_adds(out, shown);
}

static bool
is_mine(const struct app *a, const struct due_file *f)
{
	const struct me *me = model_me(app_model(a));

	return me && id_equal(&me->staff, &f->by);
}

static void
add_proposal(struct app *a, const struct due_file *f, struct buf *out)
{
	const char *name = model_name_of(app_model(a), "staff", f->by.s);

	if (id_is_none(&f->review))
		return;
	buf_addf(out, "\nTo be destroyed, says %s, ",
	    is_mine(a, f) ? "your own review"
	    : name        ? name
			  : "a colleague");
	add_day(f->on, out);
	buf_addf(out, ".\n  %s\n", f->reason);
	if (*f->abuse_reason)
		buf_addf(
		    out, "  Of sexual abuse on file: %s\n", f->abuse_reason);
	buf_adds(out,
	    is_mine(a, f)
		? "A second person must approve it.\n"
		: "If you approve, it is destroyed at once and for good.\n");
}

static void
add_due(const struct due_file *f, struct buf *out)
{
	if (f->is_open) {
		buf_addf(out, "%s\n", f->says);
		return;
	}
	buf_adds(out, f->is_due ? "Due for review since "
		      : f->is_held
			  ? "On hold. Without that, due for review from "
			  : "Due for review from ");
	add_day(f->due, out);
	buf_addf(out, ".\n  %s\n", f->says);
	if (f->has_abuse)
		buf_adds(out, "Sexual abuse may be on this file: it is not "
			      "destroyed unless that was weighed.\n");
}

static void
compose(struct app *a, struct file_view *v)
{
	struct buf b = BUF_INIT(TEXT_MAX);
	struct errinfo e = { 0 };
	enum ask_state state;
	const struct due_file *f =
	    model_due_file(app_model(a), &v->file, &state, &e);

	if (state == ASK_WAITING && f == NULL)
		buf_adds(&b, "Asking the office ...\n");
	if (state == ASK_FAILED)
		buf_addf(&b, "%s\n\n", e.says);
	if (f != NULL) {
		add_due(f, &b);
		add_proposal(a, f, &b);
		buf_adds(&b, "\nOn this file\n");
		for (size_t i = 0; i < f->what_count; i++)
			buf_addf(&b, "  %s  %s\n", f->what[i].count,
			    f->what[i].kind);
	}
	w_pager_set(&v->pager, buf_str(&b), b.len);
	buf_done(&b);
}

/* ---- the ways on ---- */

static bool
is_to_approve(const struct app *a, const struct due_file *f)
{
	return f && !id_is_none(&f->review) && !is_mine(a, f);
}

static void
open_form(struct app *a, struct file_view *v, const struct kind *kind,
    const struct record *r)
{
	struct form_arg arg = { .kind = kind,
		.file = v->file,
		.record = r,
		.child = model_child_name(app_model(a), &v->file) };

	app_push(a, &scr_form, &arg);
}

static void
decide_it(struct app *a, struct file_view *v)
{
	const struct due_file *f = file_of(a, v);
	struct record *r;

	if (f == NULL) {
		app_say(a, "What is on the file is not known here yet. F5 "
			   "asks the office.");
	} else if (is_to_approve(a, f)) {
		app_push(a, &scr_destroy, f);
	} else if (f->is_held) {
		app_say(a, "It is on hold. Open the file (Enter) and lift the "
			   "hold first, if whoever asked for it agrees.");
	} else if (!f->is_due) {
		app_say(a, "It is not due, so there is nothing to decide.");
	} else {
		r = record_new(&kind_retention_review);
		record_set(r, "state", f->state);
		open_form(a, v, &kind_retention_review, r);
		record_free(r);
	}
}

/* ---- the row's callbacks ---- */

static enum err
file_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	struct file_view *v = st;

	(void)e;
	v->file = *(const struct id *)arg;
	w_pager_init(&v->pager);
	model_due_file_want(app_model(a), &v->file);
	compose(a, v);
	return ERR_OK;
}

static void
file_title(const struct app *a, const void *st, struct buf *out)
{
	const struct file_view *v = st;
	struct child c;

	if (model_child(app_model(a), &v->file, &c))
		buf_addf(out, "%s > ", c.name);
	buf_adds(out, "Due for review");
}

static enum handled
file_key(struct app *a, void *st, const struct key *k)
{
	struct file_view *v = st;

	switch (k->action) {
	case ACT_BACK: app_pop(a, 0, NULL); return HANDLED;
	case ACT_REFRESH:
		model_due_file_want(app_model(a), &v->file);
		return HANDLED;
	case ACT_SEND: decide_it(a, v); return HANDLED;
	case ACT_ADD: open_form(a, v, &kind_hold, NULL); return HANDLED;
	case ACT_OPEN: app_push(a, &scr_file, &v->file); return HANDLED;
	default: return w_pager_key(&v->pager, a, k);
	}
}

/* What was written here is asked for again once the office has it. */
static enum handled
file_changed(struct app *a, void *st, unsigned topics)
{
	struct file_view *v = st;

	if (!model_is_open(app_model(a)))
		return HANDLED;
	if (topics & (TOPIC_OUTBOX | TOPIC_RECORDS))
		model_due_file_want(app_model(a), &v->file);
	compose(a, v);
	scr_tell_news(a, &v->told, app_top(a) == &scr_retention_file);
	return HANDLED;
}

static void
file_returned(struct app *a, void *st, const struct screen_def *child,
    int result, const void *data)
{
	struct file_view *v = st;

	if (scr_was_saved(child, result))
		scr_tell(a, &v->told, data);
	if (child == &scr_destroy && result == 1)
		app_pop(a, 1, NULL);
	else
		model_due_file_want(app_model(a), &v->file);
}

static void
file_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct file_view *v = st;

	(void)a;
	w_pager_draw(&v->pager, cv, SCR_TOP, 1, cv->rows - SCR_TOP - SCR_BOTTOM,
	    cv->cols - 2, true);
}

static const struct key_hint *
file_hints(const struct app *a, const void *st)
{
	static const struct key_hint review[] = { { ACT_SEND, "Decide" },
		{ ACT_OPEN, "Read" }, { ACT_ADD, "Hold" },
		{ ACT_REFRESH, NULL }, { ACT_NONE, NULL } };
	static const struct key_hint approve[] = { { ACT_SEND, "Approve ..." },
		{ ACT_OPEN, "Read" }, { ACT_ADD, "Hold" },
		{ ACT_REFRESH, NULL }, { ACT_NONE, NULL } };

	return is_to_approve(a, file_of(a, st)) ? approve : review;
}

static void
file_help(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out,
	    "Why the file is due and what is on it. Read it (Enter) before "
	    "you decide. F2 records a review: it is kept until a day, or is "
	    "to be destroyed. If somebody else has proposed to destroy it, F2 "
	    "goes on to approving; whatever came or changed on the file since "
	    "then takes the proposal away, and it is reviewed anew. F7 puts "
	    "it on hold: for a court, an inquiry, a claim, a request that is "
	    "not answered yet. A hold is lifted where it stands, on the "
	    "file.");
}

static bool
file_about(const void *st, struct id *file)
{
	*file = ((const struct file_view *)st)->file;
	return true;
}

static void
file_close(struct app *a, void *st)
{
	(void)a;
	w_pager_done(&((struct file_view *)st)->pager);
}

const struct screen_def scr_retention_file = {
	.name = "retention_file",
	.state_size = sizeof(struct file_view),
	.open = file_open,
	.title = file_title,
	.key = file_key,
	.changed = file_changed,
	.returned = file_returned,
	.draw = file_draw,
	.hints = file_hints,
	.help = file_help,
	.about = file_about,
	.close = file_close,
};
