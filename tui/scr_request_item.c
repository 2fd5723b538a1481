/* scr_request_item.c - one record of a request's file: does it go, does it go without
 * some passages, or does it not (A1)? Passages are chosen in its text. */
#include "scr.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kinds.h"
#include "request_read.h"
#include "w_choice.h"
#include "w_passages.h"
#include "w_question.h"

#define VERSIONS_MAX 50

enum tag { TAG_WHY = 1, TAG_WHY_ALL, TAG_TOLD, TAG_MORE, TAG_VERSION };

struct item_view {
	struct app *app;
	struct request_item_arg arg;
	struct row row;
	struct record *rec;
	struct child child;
	struct w_passages text;
	char names[1000]; /* who is named in it */
	char why[40];     /* why all of it does not go; "": it does */
	bool is_shut;     /* it changed under the eyes: nothing is saved */
};

/* ---- saving ---- */

static struct record *
new_decision(const struct item_view *v)
{
	struct record *r = record_new(&kind_request_item);
	size_t n = w_passages_count(&v->text);
	char version[24];

	snprintf(version, sizeof version, "%lld", (long long)v->row.version);
	record_set(r, "request", v->arg.request.s);
	record_set(r, "record", v->arg.record.s);
	record_set(r, "version", version);
	if (v->arg.version > 0)
		record_set(r, "earlier", "yes");
	record_set(r, "why", v->why);
	record_set(r, "what",
	    *v->why ? "withhold"
	    : n > 0 ? "passages"
		    : "release");
	if (!*v->why)
		w_passages_write(&v->text, r);
	return r;
}

static void
save_release(struct app *a, struct item_view *v)
{
	struct record *r = new_decision(v);
	struct save s = {
		.kind = &kind_request_item, .file = v->row.file, .record = r
	};
	struct id record = v->arg.record;
	struct errinfo e = { 0 };
	int64_t version;
	enum err code = model_save(app_model(a), &s, &version, &e);

	record_free(r);
	if (code == ERR_OK)
		app_pop(a, 1, &record);
	else
		app_say_problem(a, &e);
}

/* The reasons for us are written on the form. */
static void
open_form(struct app *a, struct item_view *v, bool told)
{
	struct form_arg arg = { .kind = &kind_request_item,
		.file = v->row.file,
		.child = v->child.name };
	struct record *r = new_decision(v);

	record_set(r, "told", told ? "yes" : "no");
	arg.record = r;
	app_push(a, &scr_form, &arg);
	record_free(r);
}

static bool
may_decide(struct app *a, const struct item_view *v)
{
	struct row now;

	if (!model_may(app_model(a), kind_request_item.name, RIGHT_CREATE,
		&v->row.file)) {
		app_say(a, "What goes is decided by a designated senior "
			   "member, the Director or the Strategic Lead.");
		return false;
	}
	if (v->is_shut || !model_row(app_model(a), &v->arg.record, &now) ||
	    (v->arg.version == 0 && now.version != v->row.version)) {
		app_say(a, "This record has changed since you opened it. Go "
			   "back and open it again: nothing was saved.");
		return false;
	}
	return true;
}

/* ---- questions ---- */

static void
ask_why(struct app *a, int tag)
{
	struct w_choice_arg arg = { .title = "Why",
		.asks = "Why does it not go?",
		.choices = request_whys,
		.now = "",
		.tag = tag };

	app_push(a, &w_choice, &arg);
}

static void
ask_told(struct app *a)
{
	static const struct w_answer answers[] = {
		{ "Yes: the copy says that something is withheld, and why", 1 },
		{ "No: saying so would give it away; the copy says nothing",
		    2 },
		{ 0 },
	};
	struct w_question_arg arg = { .title = "May they be told?",
		.says = "May they be told that something is withheld here, and "
			"by which rule?",
		.answers = answers,
		.tag = TAG_TOLD };

	app_push(a, &w_question, &arg);
}

static void
ask_more(struct app *a, const struct item_view *v)
{
	struct choice choices[] = {
		{ "withhold", "None of it goes" },
		{ "release", "All of it goes" },
		{ "open", "Open the record" },
		{ 0 },
		{ 0 },
	};
	struct w_choice_arg arg = { .title = "More",
		.asks = "What do you want to do?",
		.choices = choices,
		.now = "",
		.tag = TAG_MORE };

	/* What is recorded now is not all that is held of it. */
	if (v->arg.version == 0 && v->row.version > 1)
		choices[3] = (struct choice){ "earlier",
			"Decide about an earlier version of it as well" };
	app_push(a, &w_choice, &arg);
}

static void
ask_version(struct app *a, const struct item_view *v)
{
	struct version_row ver[VERSIONS_MAX];
	size_t n =
	    model_versions(app_model(a), &v->arg.record, ver, VERSIONS_MAX);
	struct choice choices[VERSIONS_MAX + 1] = { { 0 } };
	char code[VERSIONS_MAX][24], label[VERSIONS_MAX][320], when[WHEN_SHOWN];
	struct w_choice_arg arg = { .title = "Versions",
		.choices = choices,
		.now = "",
		.tag = TAG_VERSION };
	size_t count = 0;

	for (size_t i = 0; i < n; i++) {
		if (ver[i].version >= v->row.version)
			continue;
		when_show_ms(when, ver[i].written_ms, app_now(a));
		snprintf(code[count], sizeof code[count], "%lld",
		    (long long)ver[i].version);
		snprintf(label[count], sizeof label[count],
		    "Version %.20s, %.200s, %s", code[count], ver[i].author,
		    when);
		choices[count] = (struct choice){ code[count], label[count] };
		count++;
	}
	if (count > 0)
		app_push(a, &w_choice, &arg);
	else
		app_say(a, "No earlier version of it is on this device.");
}

static void
settle(struct app *a, struct item_view *v)
{
	if (!may_decide(a, v))
		return;
	if (*v->why || w_passages_count(&v->text) > 0)
		ask_told(a);
	else
		save_release(a, v);
}

static void
take_more(struct app *a, struct item_view *v, const char *code)
{
	struct record_arg record = { .id = v->arg.record };

	if (strcmp(code, "withhold") == 0) {
		ask_why(a, TAG_WHY_ALL);
	} else if (strcmp(code, "earlier") == 0) {
		ask_version(a, v);
	} else if (strcmp(code, "open") == 0) {
		app_push(a, &scr_record, &record);
	} else {
		v->why[0] = '\0';
		w_passages_set(
		    &v->text, v->rec, NULL, model_name_of, app_model(a));
		if (may_decide(a, v))
			save_release(a, v);
	}
}

static void
take_choice(struct app *a, struct item_view *v, const struct w_choice_result *r)
{
	struct request_item_arg earlier = v->arg;

	earlier.version = strtoll(r->codes, NULL, 10);
	if (r->tag == TAG_MORE) {
		take_more(a, v, r->codes);
	} else if (r->tag == TAG_VERSION) {
		app_push(a, &scr_request_item, &earlier);
	} else if (r->tag == TAG_WHY) {
		w_passages_take(&v->text, r->codes);
		app_say(a, "That passage does not go. Ctrl-Z undoes it.");
	} else {
		snprintf(v->why, sizeof v->why, "%s", r->codes);
		settle(a, v);
	}
}

/* ---- the row's callbacks ---- */

static void
read_decision(struct item_view *v, struct app *a)
{
	struct request_items items;
	const struct record *d = NULL;
	struct buf names = BUF_INIT(sizeof v->names - 1);

	request_items_read(&items, a, &v->row.file, &v->arg.request);
	for (size_t i = 0; i < items.count && v->arg.version == 0; i++)
		if (id_equal(&items.at[i].row.id, &v->arg.record) &&
		    items.at[i].state == ITEM_CUT)
			d = items.at[i].decision;
	w_passages_set(&v->text, v->rec, d, model_name_of, app_model(a));
	request_items_done(&items);
	request_point_out(a, &v->row.file, v->rec, &names);
	snprintf(v->names, sizeof v->names, "%s", buf_str(&names));
	buf_done(&names);
}

static enum err
item_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	struct item_view *v = st;
	enum err code;

	v->app = a;
	v->arg = *(const struct request_item_arg *)arg;
	code = model_open(
	    app_model(a), &v->arg.record, v->arg.version, &v->rec, &v->row, e);
	if (code != ERR_OK)
		return code;
	v->rec = request_text_of(v->rec);
	if (model_is_hidden(app_model(a), &v->arg.record))
		record_mask(v->rec);
	model_child(app_model(a), &v->row.file, &v->child);
	w_passages_init(&v->text);
	read_decision(v, a);
	return ERR_OK;
}

static void
item_title(const struct app *a, const void *st, struct buf *out)
{
	const struct item_view *v = st;

	(void)a;
	buf_adds(out, v->row.kind->title);
}

static enum handled
item_key(struct app *a, void *st, const struct key *k)
{
	struct item_view *v = st;

	switch (w_passages_key(&v->text, k)) {
	case W_PASSAGES_HANDLED:
		if (w_passages_is_marking(&v->text))
			app_say(a, "It begins here. Go to where it ends, then "
				   "Space again; Esc leaves off.");
		else
			app_say(a, "%s", "");
		return HANDLED;
	case W_PASSAGES_CHOSEN: ask_why(a, TAG_WHY); return HANDLED;
	case W_PASSAGES_NOT_MINE: break;
	}
	switch (k->action) {
	case ACT_SEND: settle(a, v); return HANDLED;
	case ACT_MORE: ask_more(a, v); return HANDLED;
	default: return NOT_MINE; /* Back asks first, if something was chosen */
	}
}

static void
item_returned(struct app *a, void *st, const struct screen_def *child,
    int result, const void *data)
{
	struct item_view *v = st;
	struct id record = v->arg.record;

	if (scr_was_saved(child, result)) {
		app_pop(a, 1, &record);
	} else if (child == &w_choice && result == W_CHOICE_TAKEN) {
		take_choice(a, v, data);
	} else if (child == &w_question && result != 0) {
		open_form(a, v, result == 1);
	} else if (child == &w_choice || child == &w_question) {
		v->why[0] = '\0';
		w_passages_drop(&v->text);
	}
}

static bool
item_unsaved(const struct app *a, const void *st, struct buf *out)
{
	const struct item_view *v = st;

	(void)a;
	if (!v->text.s || !w_passages_has_changed(&v->text))
		return false;
	buf_adds(out, "The passages that you chose are not saved yet.");
	return true;
}

static enum handled
item_changed(struct app *a, void *st, unsigned topics)
{
	struct item_view *v = st;
	struct row now;

	if (model_is_open(app_model(a)) && (topics & TOPIC_RECORDS) &&
	    (!model_row(app_model(a), &v->arg.record, &now) ||
		(v->arg.version == 0 && now.version != v->row.version)))
		v->is_shut = true;
	return HANDLED;
}

static void
item_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct item_view *v = st;
	const char *why = w_passages_why(&v->text);
	struct buf says = BUF_INIT(2000);
	char when[WHEN_SHOWN];
	int row = SCR_TOP, end = cv->rows - SCR_BOTTOM, used;

	when_show_ms(when, v->row.written_ms, app_now(a));
	buf_addf(&says, "By %s, %s; version %lld", v->row.author, when,
	    (long long)v->row.version);
	if (v->is_shut)
		buf_adds(&says, ". It has changed since: open it again");
	canvas_text_cut(cv, row++, 1, cv->cols - 2, buf_str(&says), ATTR_BOLD);
	buf_clear(&says);
	if (*v->names)
		buf_addf(&says, "Named in it: %s", v->names);
	else
		buf_adds(&says, "Nobody else of the file is named in it.");
	used = canvas_wrap(
	    cv, row, 1, cv->cols - 2, 2, buf_str(&says), ATTR_PLAIN);
	row += used + 1;
	buf_clear(&says);
	if (why) {
		buf_adds(&says, "Does not go: ");
		record_show(kind_field(&kind_request_item, "why"), why, NULL,
		    NULL, &says);
	} else if (w_passages_count(&v->text) > 0) {
		buf_addf(&says, "%zu passage%s in [brackets] do%s not go.",
		    w_passages_count(&v->text),
		    w_passages_count(&v->text) == 1 ? "" : "s",
		    w_passages_count(&v->text) == 1 ? "es" : "");
	} else {
		buf_adds(&says, "As it stands, all of it goes.");
	}
	canvas_text_cut(
	    cv, end - 1, 1, cv->cols - 2, buf_str(&says), ATTR_PLAIN);
	if (!w_passages_draw(&v->text, cv, row, 1, end - 1 - row, cv->cols - 2))
		canvas_text(cv, end, 1, cv->cols - 2, "(more below)", ATTR_DIM);
	buf_done(&says);
}

static const struct key_hint *
item_hints(const struct app *a, const void *st)
{
	static const struct key_hint whole[] = { { ACT_SEND, "It goes" },
		{ ACT_CHOOSE, "Mark" }, { ACT_MORE, NULL },
		{ ACT_NONE, NULL } };
	static const struct key_hint cut[] = { { ACT_SEND, "Goes in part" },
		{ ACT_CHOOSE, "Mark" }, { ACT_UNDO, NULL },
		{ ACT_REMOVE, "Take away" }, { ACT_MORE, NULL },
		{ ACT_NONE, NULL } };
	const struct item_view *v = st;

	(void)a;
	return w_passages_count(&v->text) > 0 ? cut : whole;
}

static void
item_help(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out,
	    "Everything goes that the law does not let us keep back. F2 says "
	    "that this record goes, and the next one opens.\n\n"
	    "To keep back a passage go to its first word with the arrows, "
	    "Space, go to its last word, Space again, and choose why. It "
	    "stands in [brackets] then. Ctrl-Z undoes it, F8 takes away the "
	    "one at the mark. Then F2: the record goes without it, with the "
	    "same mark in its place however long it is.\n\n"
	    "F6: none of it goes, and why.\n\n"
	    "Above the text stands who of the file or of us is named in it. "
	    "What somebody did as their work with the family usually goes; "
	    "what would tell of somebody else's life usually does not, unless "
	    "they agree. Data about abuse is kept back only if it is not in "
	    "the child's interest that it goes.");
}

static bool
item_about(const void *st, struct id *file)
{
	*file = ((const struct item_view *)st)->row.file;
	return !id_is_none(file);
}

static void
item_close(struct app *a, void *st)
{
	struct item_view *v = st;

	(void)a;
	w_passages_done(&v->text);
	record_free(v->rec);
}

const struct screen_def scr_request_item = {
	.name = "request-item",
	.state_size = sizeof(struct item_view),
	.open = item_open,
	.title = item_title,
	.key = item_key,
	.changed = item_changed,
	.returned = item_returned,
	.draw = item_draw,
	.hints = item_hints,
	.unsaved = item_unsaved,
	.help = item_help,
	.about = item_about,
	.close = item_close,
};
