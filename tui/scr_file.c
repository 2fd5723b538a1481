/* scr_file.c - one child's file: front sheet, adults, first accounts and the
 * concerns section in date order. Enter opens; F7 adds. */
#include "scr.h"

#include <stdio.h>
#include <string.h>

#include "w_choice.h"
#include "w_list.h"

enum tag { TAG_ADD = 1, TAG_MORE };

/* Sections of the file, in order; a record stands in the first that names its
 * kind. */
static const struct {
	const char *title;
	const char *kinds; /* names with a space between */
} sections[] = {
	{ "Front sheet", "front_sheet" },
	{ "Parents, carers and other adults", "adult" },
	{ "First accounts", "first_account" },
	{ "Concerns", "concern addendum statement acknowledged "
		      "kept_aside aside_decision" },
	{ "Who this file is open to", "assignment" },
};
#define SECTION_COUNT (sizeof sections / sizeof sections[0])
#define ROWS_MAX 2000

struct file_row {
	bool is_heading;
	size_t section;
	struct id id;
};

struct file_view {
	struct app *app;
	struct id file;
	struct child child;
	struct w_list list;
	struct file_row rows[ROWS_MAX];
	size_t count;
	struct scr_told told;
};

static bool
in_section(size_t section, const char *kind)
{
	const char *at = strstr(sections[section].kinds, kind);
	size_t n = strlen(kind);

	while (at && !((at == sections[section].kinds || at[-1] == ' ') &&
			 (at[n] == ' ' || at[n] == '\0')))
		at = strstr(at + 1, kind);
	return at != NULL;
}

static void
load(struct file_view *v)
{
	const struct row *rows;
	size_t n = model_rows(app_model(v->app), &v->file, &rows);

	if (!model_child(app_model(v->app), &v->file, &v->child))
		memset(&v->child, 0, sizeof v->child);
	v->count = 0;
	for (size_t s = 0; s < SECTION_COUNT; s++) {
		size_t head = v->count;

		if (v->count + 1 >= ROWS_MAX)
			break;
		v->rows[v->count++] =
		    (struct file_row){ .is_heading = true, .section = s };
		for (size_t i = 0; i < n && v->count < ROWS_MAX; i++) {
			if (in_section(s, rows[i].kind->name))
				v->rows[v->count++] =
				    (struct file_row){ .section = s,
					    .id = rows[i].id };
		}
		if (v->count == head + 1)
			v->count = head; /* nothing under this heading */
	}
	w_list_refresh(&v->list);
}

/* ---- rows ---- */

static size_t
rows_count(const void *arg)
{
	return ((const struct file_view *)arg)->count;
}

static const char *
where_words(enum where w)
{
	switch (w) {
	case WHERE_DRAFT: return "not saved";
	case WHERE_HERE: return "here, not sent";
	case WHERE_SENDING: return "sending";
	case WHERE_OFFICE: return "";
	case WHERE_STOPPED: return "stopped";
	}
	return "";
}

static void
rows_text(const void *arg, size_t i, struct buf *left, struct buf *right)
{
	const struct file_view *v = arg;
	struct row r;
	struct civil c;
	char shown[WHEN_SHOWN];

	if (v->rows[i].is_heading) {
		buf_adds(left, sections[v->rows[i].section].title);
		return;
	}
	if (!model_row(app_model(v->app), &v->rows[i].id, &r))
		return;
	if (when_read(&c, r.date)) {
		when_show(shown, &c);
		buf_addf(left, "%s  ", shown);
	}
	buf_adds(left, r.kind->title);
	if (*r.label && strcmp(r.label, r.kind->title) != 0)
		buf_addf(left, ": %s", r.label);
	if (*where_words(r.where))
		buf_addf(right, "%s", where_words(r.where));
	else if (r.kind->flags & KF_SIGNED)
		buf_adds(right, r.is_signed ? "signed" : "not signed");
}

static void
rows_id(const void *arg, size_t i, char out[W_LIST_ID])
{
	const struct file_view *v = arg;

	if (v->rows[i].is_heading)
		snprintf(out, W_LIST_ID, "section %zu", v->rows[i].section);
	else
		snprintf(out, W_LIST_ID, "%s", v->rows[i].id.s);
}

static bool
rows_heading(const void *arg, size_t i)
{
	return ((const struct file_view *)arg)->rows[i].is_heading;
}

static const struct w_list_rows rows = {
	.count = rows_count,
	.text = rows_text,
	.id = rows_id,
	.is_heading = rows_heading,
	.empty = "Nothing of this file is on this device. F7 writes "
		 "something new.",
};

/* ---- the row's callbacks ---- */

static enum err
file_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	struct file_view *v = st;

	(void)e;
	v->app = a;
	v->file = *(const struct id *)arg;
	w_list_init(&v->list, &rows, v);
	model_file_want(app_model(a), &v->file);
	load(v);
	return ERR_OK;
}

static void
file_title(const struct app *a, const void *st, struct buf *out)
{
	const struct file_view *v = st;

	(void)a;
	buf_addf(out, "Children > %s", v->child.name);
}

static void
ask_add(struct app *a, struct file_view *v)
{
	static const char *const names[] = { "concern", "first_account",
		"front_sheet", "adult", "assignment" };
	struct choice choices[8] = { { 0 } };
	struct w_choice_arg arg = { .title = "Add to the file",
		.asks = "What do you want to write?",
		.choices = choices,
		.now = "",
		.tag = TAG_ADD };
	size_t n = 0;

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		const struct kind *k = kind_find(names[i]);

		if (!model_may(app_model(a), k->name, RIGHT_CREATE, &v->file))
			continue;
		if ((k->flags & KF_ONE) && !v->child.provisional)
			continue;
		choices[n++] = (struct choice){ k->name, k->title };
	}
	app_push(a, &w_choice, &arg);
}

static void
ask_more(struct app *a, struct file_view *v)
{
	static const struct choice choices[] = {
		{ "looks", "Who looked at this file" },
		{ "fetch", "Fetch it again from the office" },
		{ 0 },
	};
	struct w_choice_arg arg = {
		.title = "More", .choices = choices, .now = "", .tag = TAG_MORE
	};

	(void)v;
	app_push(a, &w_choice, &arg);
}

static void
add_kind(struct app *a, struct file_view *v, const char *name)
{
	struct form_arg arg = {
		.kind = kind_find(name), .file = v->file, .child = v->child.name
	};
	struct record *r = record_new(arg.kind);

	if (strcmp(name, "first_account") == 0)
		record_set(r, "child", v->child.name);
	if (strcmp(name, "front_sheet") == 0)
		record_set(r, "name", v->child.name);
	arg.record = r;
	app_push(a, &scr_form, &arg);
	record_free(r);
}

static void
file_returned(struct app *a, void *st, const struct screen_def *child,
    int result, const void *data)
{
	struct file_view *v = st;
	const struct w_choice_result *r = data;
	struct looks_arg looks = { .file = v->file };

	load(v);
	if (scr_was_saved(child, result))
		scr_tell(a, &v->told, data);
	if (child != &w_choice || result != W_CHOICE_TAKEN || !*r->codes)
		return;
	if (r->tag == TAG_ADD)
		add_kind(a, v, r->codes);
	else if (strcmp(r->codes, "looks") == 0)
		app_push(a, &scr_looks, &looks);
	else
		model_file_want(app_model(a), &v->file);
}

static enum handled
file_key(struct app *a, void *st, const struct key *k)
{
	struct file_view *v = st;
	struct record_arg arg = { 0 };
	size_t at;

	v->told.id = (struct id){ 0 };
	if (k->action == ACT_ADD) {
		ask_add(a, v);
		return HANDLED;
	}
	if (k->action == ACT_MORE) {
		ask_more(a, v);
		return HANDLED;
	}
	switch (w_list_key(&v->list, k)) {
	case W_LIST_HANDLED: return HANDLED;
	case W_LIST_PICKED:
		at = w_list_at(&v->list);
		if (at < v->count && !v->rows[at].is_heading) {
			arg.id = v->rows[at].id;
			app_push(a, &scr_record, &arg);
		}
		return HANDLED;
	case W_LIST_NOT_MINE: break;
	}
	if (k->action != ACT_BACK)
		return NOT_MINE;
	app_pop(a, 0, NULL);
	return HANDLED;
}

static enum handled
file_changed(struct app *a, void *st, unsigned topics)
{
	struct errinfo e = { 0 };
	struct file_view *v = st;

	if (!model_is_open(app_model(a)))
		return HANDLED;
	if (topics & (TOPIC_RECORDS | TOPIC_OUTBOX | TOPIC_ACCESS))
		load(v);
	scr_tell_news(a, &v->told, app_top(a) == &scr_file);
	if ((topics & TOPIC_ANSWER) &&
	    model_file_state(app_model(a), &v->file, &e) == ASK_FAILED)
		app_say_problem(a, &e);
	return HANDLED;
}

/* Who it is, twice told apart: name, then birth, age and reference. */
static void
add_facts(const struct app *a, const struct child *c, struct buf *out)
{
	struct civil born, now = when_civil(app_now(a));

	scr_add_born(c->born, out);
	if (when_read(&born, c->born))
		buf_addf(out, ", %d years old", when_age(&born, &now));
	if (*c->reference)
		buf_addf(out, "%s%s", out->len ? "  " : "", c->reference);
	if (c->provisional)
		buf_addf(out, "%sno front sheet yet", out->len ? "  " : "");
}

static void
file_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct file_view *v = st;
	struct errinfo e = { 0 };
	struct buf b = BUF_INIT(1000);
	int row = SCR_TOP, cols = cv->cols - 2;

	buf_adds(&b, v->child.name);
	if (*v->child.also)
		buf_addf(&b, " (%s)", v->child.also);
	canvas_text_cut(cv, row++, 1, cols, buf_str(&b), ATTR_BOLD);
	buf_clear(&b);
	add_facts(a, &v->child, &b);
	canvas_text_cut(cv, row++, 1, cols, buf_str(&b), ATTR_PLAIN);
	buf_done(&b);
	switch (model_file_state(app_model(a), &v->file, &e)) {
	case ASK_WAITING:
		canvas_text_cut(cv, row++, 1, cols,
		    "Asking the office for this file ...", ATTR_DIM);
		break;
	case ASK_FAILED:
		row += canvas_wrap(cv, row, 1, cols, 2, e.says, ATTR_ALERT);
		break;
	case ASK_NONE:
	case ASK_DONE: break;
	}
	w_list_draw(
	    &v->list, cv, row, 1, cv->rows - SCR_BOTTOM - row, cols, true);
}

static void
file_help(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out,
	    "Everything in this child's file that is open to you, in order of "
	    "date. Enter reads what is marked; the look is written down, as "
	    "every look is. F7 writes something new, F6 shows who has looked "
	    "at the file.\n\n"
	    "On the right: \"here, not sent\" is on this device only; "
	    "\"stopped\" came back and waits in the outbox; \"not signed\" "
	    "can still change.");
}

static const struct key_hint *
file_hints(const struct app *a, const void *st)
{
	static const struct key_hint hints[] = { { ACT_OPEN, "Open" },
		{ ACT_ADD, NULL }, { ACT_FIND, NULL }, { ACT_MORE, NULL },
		{ ACT_NONE, NULL } };

	(void)a;
	(void)st;
	return hints;
}

static void
file_close(struct app *a, void *st)
{
	(void)a;
	w_list_done(&((struct file_view *)st)->list);
}

const struct screen_def scr_file = {
	.name = "file",
	.state_size = sizeof(struct file_view),
	.open = file_open,
	.title = file_title,
	.key = file_key,
	.changed = file_changed,
	.returned = file_returned,
	.draw = file_draw,
	.hints = file_hints,
	.help = file_help,
	.close = file_close,
};
