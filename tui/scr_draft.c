/* scr_draft.c - what was typed and not saved, offered back: when it was typed,
 * and how it differs from what is saved (promise 1). Nothing is lost here either:
 * what is put away can be had back for thirty days (scr_put_away.c). */
#include "scr.h"

#include <stdio.h>
#include <string.h>

#include "w_pager.h"
#include "w_question.h"

struct view {
	struct app *app;
	struct draft draft;
	struct w_pager pager;
};

static const struct record_diff_words words = { "Saved: ", "Now: " };

/* What it changes of the version that is saved; the look at that one is on the
 * disk (promise 7). */
static void
add_changes(struct view *v, struct record *typed, struct buf *out)
{
	struct record *saved = NULL;
	char when[WHEN_SHOWN];
	struct row row;
	size_t cols = (size_t)app_cols(v->app) - 4;

	if (v->draft.base == 0 ||
	    model_open(app_model(v->app), &v->draft.id, 0, &saved, &row,
		NULL) != ERR_OK ||
	    record_kind(saved) != record_kind(typed)) {
		record_free(saved);
		if (model_is_hidden(app_model(v->app), &v->draft.id))
			record_mask(typed);
		record_to_text(
		    typed, cols, model_name_of, app_model(v->app), out);
		return;
	}
	if (row.version > v->draft.base) {
		when_show_ms(when, row.written_ms, app_now(v->app));
		buf_addf(out,
		    "Since then %s has changed the record, %s. Nothing is "
		    "decided yet: if you save, haven shows you both "
		    "versions.\n\n",
		    row.author, when);
	}
	if (record_equal(saved, typed)) {
		buf_adds(out, "It says the same as what is saved.\n");
	} else {
		buf_adds(out, "What it changes:\n\n");
		record_diff_text(saved, typed, &words, cols, model_name_of,
		    app_model(v->app), out);
	}
	record_free(saved);
}

static enum err
show(struct view *v, const struct id *id, struct errinfo *e)
{
	struct buf b = BUF_INIT(KIND_BODY_MAX * 4);
	struct record *typed = NULL;
	char when[WHEN_SHOWN];
	enum err code =
	    model_draft_get(app_model(v->app), id, &typed, &v->draft, e);

	if (code != ERR_OK)
		return code;
	when_show_ms(when, v->draft.typed_ms, app_now(v->app));
	buf_addf(&b,
	    "%s%s%s\nTyped %s, and not saved. Only this device has "
	    "it.\nF2: go on writing. F6: put it away.\n\n",
	    v->draft.kind->title, *v->draft.child ? ": " : "", v->draft.child,
	    when);
	add_changes(v, typed, &b);
	w_pager_set(&v->pager, buf_str(&b), b.len);
	record_free(typed);
	buf_done(&b);
	return ERR_OK;
}

static enum err
draft_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	struct view *v = st;
	enum err code;

	v->app = a;
	w_pager_init(&v->pager);
	code = show(v, arg, e);
	if (code != ERR_OK)
		w_pager_done(&v->pager);
	return code;
}

static void
draft_title(const struct app *a, const void *st, struct buf *out)
{
	const struct view *v = st;

	(void)a;
	buf_addf(out, "%s%sNot finished", v->draft.child,
	    *v->draft.child ? " > " : "");
}

static void
ask_put_away(struct app *a)
{
	static const struct w_answer answers[] = {
		{ "No, keep it here", 0 },
		{ "Yes, put it away", W_QUESTION_YES },
		{ NULL, 0 },
	};
	struct w_question_arg q = { .title = "Put away?",
		.says = "It is not sent to anybody. haven keeps it for thirty "
			"days: Settings, \"What was put away\".",
		.answers = answers };

	app_push(a, &w_question, &q);
}

static enum handled
draft_key(struct app *a, void *st, const struct key *k)
{
	struct view *v = st;
	struct id id = v->draft.id;

	switch (k->action) {
	case ACT_BACK: app_pop(a, 0, NULL); return HANDLED;
	case ACT_SEND:
	case ACT_OPEN: scr_edit_draft(a, &id); return HANDLED;
	case ACT_MORE: ask_put_away(a); return HANDLED;
	default: return w_pager_key(&v->pager, a, k);
	}
}

static void
draft_returned(struct app *a, void *st, const struct screen_def *child,
    int result, const void *data)
{
	struct view *v = st;
	struct errinfo e = { 0 };
	struct id id = v->draft.id;

	if (child == &scr_form || child == &scr_check) {
		/* What the form gave goes to whoever asked for it. */
		if (result != 0)
			id = *(const struct id *)data;
		app_pop(a, result, result != 0 ? &id : NULL);
		return;
	}
	if (child != &w_question || result != W_QUESTION_YES)
		return;
	if (model_draft_discard(app_model(a), &id, &e) != ERR_OK) {
		app_say_problem(a, &e);
		return;
	}
	app_pop(a, 0, NULL);
	app_say(a, "Put away. Nothing was sent. haven keeps it for thirty "
		   "days.");
}

static void
draft_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct view *v = st;

	(void)a;
	w_pager_draw(&v->pager, cv, SCR_TOP, 1, cv->rows - SCR_TOP - SCR_BOTTOM,
	    cv->cols - 2, true);
}

static const struct key_hint *
draft_hints(const struct app *a, const void *st)
{
	static const struct key_hint hints[] = { { ACT_SEND, "Go on writing" },
		{ ACT_MORE, "Put away" }, { ACT_PAGE_DOWN, NULL },
		{ ACT_NONE, NULL } };

	(void)a;
	(void)st;
	return hints;
}

static void
draft_help(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out,
	    "haven keeps what is typed within two seconds, so that a lost "
	    "line, an empty battery or a fault loses next to nothing. This was "
	    "typed and not saved: F2 or Enter goes on where it was left. Esc "
	    "leaves it under \"Waiting for you\". F6 puts it away for thirty "
	    "days.");
}

static void
draft_close(struct app *a, void *st)
{
	(void)a;
	w_pager_done(&((struct view *)st)->pager);
}

const struct screen_def scr_draft = {
	.name = "draft",
	.state_size = sizeof(struct view),
	.open = draft_open,
	.title = draft_title,
	.key = draft_key,
	.returned = draft_returned,
	.draw = draft_draw,
	.hints = draft_hints,
	.help = draft_help,
	.close = draft_close,
};
