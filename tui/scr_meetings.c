/* scr_meetings.c - the meetings of all files that are on this device: those to come,
 * the next first, then those that have been, the latest first (M1). */
#include "scr.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kinds.h"
#include "mem.h"
#include "meeting_page.h"
#include "scr_prefill.h"
#include "w_list.h"

struct meeting_row {
	bool is_heading, is_past;
	struct id id, file;
	char when[20]; /* as it is stored */
	char *text;    /* "Thu 3 Dec 10:00  Mia Lark: Hill School" */
	const char *stands;
	struct record *rec; /* while it is read */
};

struct meetings {
	struct app *app;
	struct w_list list;
	struct meeting_row *row;
	size_t count, cap;
	struct scr_told told;
};

/* ---- the rows ---- */

static void
forget(struct meetings *v)
{
	for (size_t i = 0; i < v->count; i++) {
		mem_free_text(v->row[i].text);
		record_free(v->row[i].rec);
	}
	mem_free_wiped(v->row, v->cap * sizeof *v->row);
	v->row = NULL;
	v->count = v->cap = 0;
}

static struct meeting_row *
add(struct meetings *v)
{
	if (v->count == v->cap) {
		v->cap = v->cap ? v->cap * 2 : 32;
		v->row = mem_grow(v->row, v->cap, sizeof *v->row);
	}
	memset(&v->row[v->count], 0, sizeof *v->row);
	return &v->row[v->count++];
}

static void
on_meeting(void *arg, const struct row *row, const struct record *r)
{
	struct meetings *v = arg;
	struct meeting_row *to = add(v);

	to->id = row->id;
	to->file = row->file;
	snprintf(to->when, sizeof to->when, "%s", record_text(r, "when"));
	to->is_past = meeting_is_past(r, app_now(v->app));
	to->rec = record_copy(r);
}

static int
by_file(const void *a, const void *b)
{
	const struct meeting_row *x = a, *y = b;

	return strcmp(x->file.s, y->file.s);
}

/* To come, the next first; then what has been, the latest first. */
static int
by_time(const void *a, const void *b)
{
	const struct meeting_row *x = a, *y = b;
	int n = strcmp(x->when, y->when);

	if (x->is_past != y->is_past)
		return x->is_past ? 1 : -1;
	if (x->is_heading != y->is_heading)
		return x->is_heading ? -1 : 1;
	if (n == 0)
		n = strcmp(x->id.s, y->id.s);
	return x->is_past ? -n : n;
}

static void
say(struct meetings *v, struct meeting_row *row, const struct meeting_kin *kin)
{
	struct model *m = app_model(v->app);
	struct meeting_family family = meeting_kin_family(kin);
	struct buf b = BUF_INIT(4096);
	struct child c = { .is_here = false };
	struct meeting_may may;
	char when[WHEN_SHOWN];
	const char *agency;

	meeting_may(&may, row->rec, &family);
	row->stands = meeting_stand_words(row->rec, may.stand);
	meeting_when(when, row->rec, app_now(v->app));
	model_child(m, &row->file, &c);
	agency = model_name_of(m, "agency", record_text(row->rec, "agency"));
	buf_addf(&b, "%s  %s%s%s", when, *c.name ? c.name : "(no name)",
	    agency ? ": " : "", agency ? agency : "");
	row->text = mem_strdup(buf_str(&b));
	record_free(row->rec);
	row->rec = NULL;
	buf_done(&b);
}

/* Each file is looked at once. */
static void
say_all(struct meetings *v)
{
	struct meeting_kin kin = { .at = NULL };

	qsort(v->row, v->count, sizeof *v->row, by_file);
	for (size_t i = 0; i < v->count; i++) {
		if (i == 0 || !id_equal(&v->row[i].file, &v->row[i - 1].file))
			meeting_kin_read(&kin, app_model(v->app),
			    &v->row[i].file, app_now(v->app));
		say(v, &v->row[i], &kin);
	}
	meeting_kin_done(&kin);
}

static void
add_headings(struct meetings *v)
{
	size_t n = v->count;
	bool has[2] = { false };

	for (size_t i = 0; i < n; i++)
		has[v->row[i].is_past] = true;
	for (int past = 0; past < 2; past++) {
		struct meeting_row *head;

		if (!has[past])
			continue;
		head = add(v);
		head->is_heading = true;
		head->is_past = past == 1;
	}
}

static void
load(struct meetings *v)
{
	static const struct kind *const of[] = { &kind_meeting, NULL };

	forget(v);
	model_each(app_model(v->app), NULL, of, on_meeting, v);
	if (v->count > 0) {
		say_all(v);
		add_headings(v);
		qsort(v->row, v->count, sizeof *v->row, by_time);
	}
	w_list_refresh(&v->list);
}

static size_t
rows_count(const void *arg)
{
	return ((const struct meetings *)arg)->count;
}

static void
rows_text(const void *arg, size_t i, struct buf *left, struct buf *right)
{
	const struct meeting_row *row = &((const struct meetings *)arg)->row[i];

	if (row->is_heading) {
		buf_adds(left, row->is_past ? "Have been" : "To come");
		return;
	}
	buf_adds(left, row->text);
	buf_adds(right, row->stands);
}

static void
rows_id(const void *arg, size_t i, char out[W_LIST_ID])
{
	const struct meeting_row *row = &((const struct meetings *)arg)->row[i];

	if (row->is_heading)
		snprintf(out, W_LIST_ID, "heading %d", row->is_past);
	else
		snprintf(out, W_LIST_ID, "%s", row->id.s);
}

static bool
rows_heading(const void *arg, size_t i)
{
	return ((const struct meetings *)arg)->row[i].is_heading;
}

static const struct w_list_rows rows = {
	.count = rows_count,
	.text = rows_text,
	.id = rows_id,
	.is_heading = rows_heading,
	.empty = "No meeting of the files on this device. F7 writes one down.",
};

/* ---- a new one ---- */

void
scr_start_meeting(struct app *a, const struct child *child)
{
	struct form_arg arg = {
		.kind = &kind_meeting, .file = child->file, .child = child->name
	};
	struct meeting_kin kin = { .at = NULL };
	struct record *r;

	if (!model_may(
		app_model(a), kind_meeting.name, RIGHT_CREATE, &child->file)) {
		app_say(a, "You cannot write down meetings for this child. Ask "
			   "whoever works with the family.");
		return;
	}
	if (!child->is_here)
		model_file_want(app_model(a), &child->file);
	r = record_new(&kind_meeting);
	meeting_kin_read(&kin, app_model(a), &child->file, app_now(a));
	meeting_kin_fill(&kin, r);
	scr_prefill(a, r, child->name);
	arg.record = r;
	app_push(a, &scr_form, &arg);
	if (!kin.standing.is_known)
		app_say(a, "This file is not on this device yet, so haven does "
			   "not know who must be asked. Add them under \"The "
			   "family\".");
	meeting_kin_done(&kin);
	record_free(r);
}

/* ---- the row's callbacks ---- */

static enum err
meetings_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	struct meetings *v = st;

	(void)arg;
	(void)e;
	v->app = a;
	w_list_init(&v->list, &rows, v);
	load(v);
	return ERR_OK;
}

static void
meetings_title(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out, "Meetings");
}

static enum handled
meetings_key(struct app *a, void *st, const struct key *k)
{
	struct find_arg find = { .purpose = "New meeting" };
	struct record_arg arg = { .version = 0 };
	struct meetings *v = st;
	size_t at;

	v->told.id = (struct id){ 0 };
	if (k->action == ACT_ADD) {
		app_push(a, &scr_find, &find);
		return HANDLED;
	}
	switch (w_list_key(&v->list, k)) {
	case W_LIST_HANDLED: return HANDLED;
	case W_LIST_PICKED:
		at = w_list_at(&v->list);
		if (at < v->count && !v->row[at].is_heading) {
			arg.id = v->row[at].id;
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

static void
meetings_returned(struct app *a, void *st, const struct screen_def *child,
    int result, const void *data)
{
	const struct find_result *found = data;
	struct meetings *v = st;

	load(v);
	if (scr_was_saved(child, result)) {
		w_list_mark_id(&v->list, ((const struct id *)data)->s);
		scr_tell(a, &v->told, data);
	} else if (child == &scr_find && result == FIND_CHILD) {
		scr_start_meeting(a, &found->child);
	}
}

static enum handled
meetings_changed(struct app *a, void *st, unsigned topics)
{
	struct meetings *v = st;

	if (!model_is_open(app_model(a)))
		return HANDLED;
	if (topics & (TOPIC_RECORDS | TOPIC_OUTBOX | TOPIC_ACCESS))
		load(v);
	scr_tell_news(a, &v->told, app_top(a) == &scr_meetings);
	return HANDLED;
}

static void
meetings_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct meetings *v = st;

	(void)a;
	w_list_draw(&v->list, cv, SCR_TOP, 1, cv->rows - SCR_TOP - SCR_BOTTOM,
	    cv->cols - 2, true);
}

static const struct key_hint *
meetings_hints(const struct app *a, const void *st)
{
	static const struct key_hint hints[] = { { ACT_ADD, "New meeting" },
		{ ACT_OPEN, "Open" }, { ACT_FIND, NULL }, { ACT_NONE, NULL } };

	(void)a;
	(void)st;
	return hints;
}

static void
meetings_help(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out,
	    "Meetings of several agencies about the children whose files are "
	    "on this device: those to come, the next first, then those that "
	    "have been. On the right stands whether the family agrees that we "
	    "go, or what stands instead. Enter opens a meeting, and from there "
	    "F2 answers \"May we attend?\" with the rule. F7 writes down a new "
	    "one: choose the child first.");
}

static void
meetings_close(struct app *a, void *st)
{
	struct meetings *v = st;

	(void)a;
	w_list_done(&v->list);
	forget(v);
}

const struct screen_def scr_meetings = {
	.name = "meetings",
	.state_size = sizeof(struct meetings),
	.open = meetings_open,
	.title = meetings_title,
	.key = meetings_key,
	.changed = meetings_changed,
	.returned = meetings_returned,
	.draw = meetings_draw,
	.hints = meetings_hints,
	.help = meetings_help,
	.close = meetings_close,
};
