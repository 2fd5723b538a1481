/* scr_requests.c - "Requests for information": what is due and what the clock does,
 * and what was sent wrongly, of all files that are on this device (A1, A3, A4). */
#include "scr.h"

#include <stdio.h>
#include <string.h>

#include "kinds.h"
#include "request_read.h"
#include "rights.h"
#include "scr_prefill.h"
#include "w_choice.h"
#include "w_list.h"

enum tag { TAG_NEW = 1 };

struct requests {
	struct app *app;
	struct w_list list;
	struct request_lines lines;
	const struct kind *asked; /* what the child is looked for */
	struct scr_told told;
};

static const char *const places[PLACES] = {
	[PLACE_WRONG] = "Sent wrongly",
	[PLACE_OPEN] = "To be answered",
	[PLACE_CLOSED] = "Closed",
};

/* ---- the rows: lines with a heading before each place ---- */

static size_t
headings_before(const struct requests *v, size_t line)
{
	size_t n = 0;

	for (size_t i = 0; i <= line && i < v->lines.count; i++)
		n += i == 0 || v->lines.at[i].place != v->lines.at[i - 1].place;
	return n;
}

static size_t
rows_count(const void *arg)
{
	const struct requests *v = arg;

	return v->lines.count + headings_before(v, v->lines.count);
}

/* The line of a row; *is_heading: the row stands before it. */
static const struct request_line *
line_at(const struct requests *v, size_t row, bool *is_heading)
{
	size_t at = 0;

	for (size_t i = 0; i < v->lines.count; i++) {
		bool begins =
		    i == 0 || v->lines.at[i].place != v->lines.at[i - 1].place;

		if (begins && at++ == row) {
			*is_heading = true;
			return &v->lines.at[i];
		}
		if (at++ == row) {
			*is_heading = false;
			return &v->lines.at[i];
		}
	}
	return NULL;
}

static void
rows_text(const void *arg, size_t i, struct buf *left, struct buf *right)
{
	bool is_heading = false;
	const struct request_line *l = line_at(arg, i, &is_heading);

	if (!l)
		return;
	if (is_heading) {
		buf_adds(left, places[l->place]);
		return;
	}
	buf_adds(left, l->left);
	buf_adds(right, l->right);
}

static void
rows_id(const void *arg, size_t i, char out[W_LIST_ID])
{
	bool is_heading = false;
	const struct request_line *l = line_at(arg, i, &is_heading);

	if (l && is_heading)
		snprintf(out, W_LIST_ID, "heading %d", (int)l->place);
	else
		snprintf(out, W_LIST_ID, "%s", l ? l->id.s : "");
}

static bool
rows_heading(const void *arg, size_t i)
{
	bool is_heading = false;

	line_at(arg, i, &is_heading);
	return is_heading;
}

static const struct w_list_rows rows = {
	.count = rows_count,
	.text = rows_text,
	.id = rows_id,
	.is_heading = rows_heading,
	.empty = "No request is on file here, and nothing that was sent "
		 "wrongly. F7 writes one down.",
};
/* For those whose role writes none down: administrators, trustees. */
static const struct w_list_rows no_rows = {
	.count = rows_count,
	.text = rows_text,
	.id = rows_id,
	.is_heading = rows_heading,
	.empty = "Requests are kept with the children's files, and no file is "
		 "open to your role. Does somebody ask you for information? "
		 "Tell a designated senior member today: the time runs from "
		 "when any of us was told.",
};

static bool
may_ever_write(const struct app *a)
{
	const struct me *me = model_me(app_model(a));

	return me && rights_ask(me->role, kind_request.name, RIGHT_CREATE) !=
			 GRANT_NO;
}

static void
load(struct requests *v)
{
	request_lines_done(&v->lines);
	request_lines_read(&v->lines, v->app, NULL);
	w_list_refresh(&v->list);
}

/* ---- a new one ---- */

void
scr_start_request(struct app *a, const struct kind *kind,
    const struct child *child, const struct row *about)
{
	struct form_arg arg = {
		.kind = kind, .file = child->file, .child = child->name
	};
	struct record *r;

	if (!model_may(app_model(a), kind->name, RIGHT_CREATE, &child->file)) {
		app_say(a, "You cannot write this down for this child. Tell a "
			   "designated senior member today: the time runs from "
			   "when any of us was told.");
		return;
	}
	if (!child->is_here)
		model_file_want(app_model(a), &child->file);
	r = record_new(kind);
	if (about) {
		record_set(r, "about", about->id.s);
		if (kind_field(kind, "about_title"))
			record_set(r, "about_title", about->kind->title);
	}
	scr_prefill(a, r, child->name);
	arg.record = r;
	app_push(a, &scr_form, &arg);
	record_free(r);
}

static void
ask_new(struct app *a)
{
	static const struct choice choices[] = {
		{ "request", "Somebody asks for their information, a "
			     "correction, objects, complains" },
		{ "wrong_send", "Something went to the wrong place" },
		{ 0 },
	};
	struct w_choice_arg arg = { .title = "New",
		.asks = "What has happened?",
		.choices = choices,
		.now = "",
		.tag = TAG_NEW };

	app_push(a, &w_choice, &arg);
}

/* ---- the row's callbacks ---- */

static enum err
requests_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	struct requests *v = st;

	(void)arg;
	(void)e;
	v->app = a;
	w_list_init(&v->list, may_ever_write(a) ? &rows : &no_rows, v);
	load(v);
	return ERR_OK;
}

static void
requests_title(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out, "Requests for information");
}

static void
pick(struct app *a, struct requests *v)
{
	bool is_heading = false;
	const struct request_line *l =
	    line_at(v, w_list_at(&v->list), &is_heading);
	struct record_arg arg = { .version = 0 };

	if (!l || is_heading)
		return;
	arg.id = l->id;
	if (l->kind == &kind_request)
		app_push(a, &scr_request, &arg.id);
	else
		app_push(a, &scr_record, &arg);
}

static enum handled
requests_key(struct app *a, void *st, const struct key *k)
{
	struct requests *v = st;

	v->told.id = (struct id){ 0 };
	if (k->action == ACT_ADD) {
		if (may_ever_write(a))
			ask_new(a);
		return HANDLED;
	}
	switch (w_list_key(&v->list, k)) {
	case W_LIST_HANDLED: return HANDLED;
	case W_LIST_PICKED: pick(a, v); return HANDLED;
	case W_LIST_NOT_MINE: break;
	}
	if (k->action != ACT_BACK)
		return NOT_MINE;
	app_pop(a, 0, NULL);
	return HANDLED;
}

static void
requests_returned(struct app *a, void *st, const struct screen_def *child,
    int result, const void *data)
{
	struct find_arg find = { .purpose = "Whose file?" };
	const struct w_choice_result *r = data;
	const struct find_result *found = data;
	struct requests *v = st;

	load(v);
	if (scr_was_saved(child, result)) {
		w_list_mark_id(&v->list, ((const struct id *)data)->s);
		scr_tell(a, &v->told, data);
	} else if (child == &w_choice && result == W_CHOICE_TAKEN) {
		v->asked = kind_find(r->codes);
		app_push(a, &scr_find, &find);
	} else if (child == &scr_find && result == FIND_CHILD && v->asked) {
		scr_start_request(a, v->asked, &found->child, NULL);
	}
}

static enum handled
requests_changed(struct app *a, void *st, unsigned topics)
{
	struct requests *v = st;

	if (!model_is_open(app_model(a)))
		return HANDLED;
	if (topics & (TOPIC_RECORDS | TOPIC_OUTBOX | TOPIC_ACCESS))
		load(v);
	scr_tell_news(a, &v->told, app_top(a) == &scr_requests);
	return HANDLED;
}

static void
requests_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct requests *v = st;

	(void)a;
	w_list_draw(&v->list, cv, SCR_TOP, 1, cv->rows - SCR_TOP - SCR_BOTTOM,
	    cv->cols - 2, true);
}

static const struct key_hint *
requests_hints(const struct app *a, const void *st)
{
	static const struct key_hint hints[] = { { ACT_ADD, "New" },
		{ ACT_OPEN, "Open" }, { ACT_FIND, NULL }, { ACT_NONE, NULL } };

	(void)st;
	return may_ever_write(a) ? hints : hints + 1;
}

static void
requests_help(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out,
	    "Whoever asks for the information held about them, for a "
	    "correction, objects or complains has an answer within a calendar "
	    "month. On the right stands the last day for it, worked out from "
	    "the day it came, and what the clock does: it stands still while "
	    "we wait for who they are or for what they seek.\n\n"
	    "Above them stands what was sent wrongly, with what is left of the "
	    "72 hours for the Information Commissioner.\n\n"
	    "Enter opens one. F7 writes a new one down: choose what it is, and "
	    "then the child whose file it is about.");
}

static void
requests_close(struct app *a, void *st)
{
	struct requests *v = st;

	(void)a;
	w_list_done(&v->list);
	request_lines_done(&v->lines);
}

const struct screen_def scr_requests = {
	.name = "requests",
	.state_size = sizeof(struct requests),
	.open = requests_open,
	.title = requests_title,
	.key = requests_key,
	.changed = requests_changed,
	.returned = requests_returned,
	.draw = requests_draw,
	.hints = requests_hints,
	.help = requests_help,
	.close = requests_close,
};
