/* scr_request_copy.c - the copy of a file for whoever asked for it: read here before it
 * goes (A1). It is made by the office, which holds all that it is made of. */
#include "scr.h"

#include <stdio.h>
#include <string.h>

#include "doc.h"
#include "model_copy.h"
#include "w_pager.h"

struct view {
	struct app *app;
	struct copy_arg arg;
	struct child child;
	struct w_pager pager;
	bool is_here;
};

static void
show(struct view *v)
{
	static const char waits[] = "The office is asked for it.";
	const char *text = NULL;
	struct errinfo e = { 0 };

	switch (model_copy(app_model(v->app), &v->arg.copy, &text, &e)) {
	case ASK_DONE:
		if (!v->is_here)
			w_pager_set(&v->pager, text, strlen(text));
		v->is_here = true;
		return;
	case ASK_FAILED: w_pager_set(&v->pager, e.says, strlen(e.says)); return;
	case ASK_NONE:
	case ASK_WAITING: break;
	}
	if (!v->is_here)
		w_pager_set(&v->pager, waits, strlen(waits));
}

static enum err
copy_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	struct view *v = st;

	(void)e;
	v->app = a;
	v->arg = *(const struct copy_arg *)arg;
	model_child(app_model(a), &v->arg.file, &v->child);
	w_pager_init(&v->pager);
	model_copy_want(app_model(a), &v->arg.file, &v->arg.copy);
	show(v);
	return ERR_OK;
}

static void
copy_title(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out, "The copy");
}

/* To paper, or to a file: the same text, and the PDF of the office. */
static void
print(struct app *a, struct view *v)
{
	struct paper_trace trace = {
		.file = v->arg.file, .record = v->arg.copy, .version = 1
	};
	char title[300], path[200];
	struct paper_arg arg = { .title = "The copy",
		.what = "copy",
		.pdf = path,
		.is_case = true,
		.file = v->arg.file,
		.traces = &trace,
		.trace_count = 1,
		.then = "Take it along the safe way that they gave, then "
			"record the answer.",
		.help = "The copy as it goes to whoever asked for it. The PDF "
			"is made by the office." };
	const char *text = NULL;
	struct errinfo e = { 0 };
	size_t first;

	if (model_copy(app_model(a), &v->arg.copy, &text, &e) != ASK_DONE) {
		app_say(a, "The copy is not here yet.");
		return;
	}
	first = strcspn(text, "\n");
	snprintf(title, sizeof title, "%.*s", (int)first, text);
	snprintf(path, sizeof path, "/v1/files/%s/copies/%s/document?form=pdf",
	    v->arg.file.s, v->arg.copy.s);
	/* Below the title stands a line of its own. */
	text += first;
	text += strspn(text, "=\n");
	arg.doc = doc_new(title);
	doc_para(arg.doc, text);
	app_push(a, &scr_paper, &arg);
}

static enum handled
copy_key(struct app *a, void *st, const struct key *k)
{
	struct view *v = st;

	switch (k->action) {
	case ACT_BACK: app_pop(a, 0, NULL); return HANDLED;
	case ACT_SEND: print(a, v); return HANDLED;
	case ACT_REFRESH:
		v->is_here = false;
		model_copy_want(app_model(a), &v->arg.file, &v->arg.copy);
		show(v);
		return HANDLED;
	default: return w_pager_key(&v->pager, a, k);
	}
}

static enum handled
copy_changed(struct app *a, void *st, unsigned topics)
{
	if (model_is_open(app_model(a)) && (topics & TOPIC_ANSWER))
		show(st);
	return HANDLED;
}

static void
copy_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct view *v = st;

	(void)a;
	w_pager_draw(&v->pager, cv, SCR_TOP, 1, cv->rows - SCR_TOP - SCR_BOTTOM,
	    cv->cols - 2, true);
}

static const struct key_hint *
copy_hints(const struct app *a, const void *st)
{
	static const struct key_hint hints[] = { { ACT_SEND, "Print" },
		{ ACT_PAGE_DOWN, NULL }, { ACT_FIND, NULL },
		{ ACT_NONE, NULL } };

	(void)a;
	(void)st;
	return hints;
}

static void
copy_help(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out,
	    "This is what goes, word for word. Read all of it: does it give "
	    "somebody away, by a name, a place, or something that only one "
	    "person can have said? If so, go back, decide about that record "
	    "again, and make the copy again.\n\n"
	    "Only its fingerprint is kept. The office makes it again of the "
	    "decisions, exactly as it was.");
}

static bool
copy_about(const void *st, struct id *file)
{
	*file = ((const struct view *)st)->arg.file;
	return !id_is_none(file);
}

static void
copy_close(struct app *a, void *st)
{
	(void)a;
	w_pager_done(&((struct view *)st)->pager);
}

const struct screen_def scr_request_copy = {
	.name = "request-copy",
	.state_size = sizeof(struct view),
	.open = copy_open,
	.title = copy_title,
	.key = copy_key,
	.changed = copy_changed,
	.draw = copy_draw,
	.hints = copy_hints,
	.help = copy_help,
	.about = copy_about,
	.close = copy_close,
};
