/* scr_outcomes.c - menu 8: the reports of statistics, for whom they are, and the
 * episodes of the files on this device with how far they are scored (N1, N3). */
#include "scr.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kinds.h"
#include "lists.h"
#include "mem.h"
#include "scr_prefill.h"
#include "w_choice.h"
#include "w_list.h"

enum row_is { IS_HEADING, IS_NEW, IS_REPORT, IS_EPISODE };
enum { HAS_START = 1, HAS_REVIEW = 2, HAS_END = 4 };

struct outcome_row {
	enum row_is is;
	bool is_over;
	struct id id, file;
	char order[WHEN_TEXT]; /* the later, the higher up */
	char text[320], right[120];
	unsigned points;
};
struct outcomes {
	struct app *app;
	struct w_list list;
	struct outcome_row *row;
	size_t count, cap;
	struct id asked; /* the episode of the question */
	struct scr_told told;
};

/* ---- the rows ---- */

static void
forget(struct outcomes *v)
{
	mem_free_wiped(v->row, v->cap * sizeof *v->row);
	v->row = NULL;
	v->count = v->cap = 0;
}

static struct outcome_row *
add(struct outcomes *v, enum row_is is)
{
	if (v->count == v->cap) {
		v->cap = v->cap ? v->cap * 2 : 32;
		v->row = mem_grow(v->row, v->cap, sizeof *v->row);
	}
	v->row[v->count] = (struct outcome_row){ .is = is };
	return &v->row[v->count++];
}

static void
add_heading(struct outcomes *v, const char *words)
{
	snprintf(add(v, IS_HEADING)->text, sizeof v->row->text, "%s", words);
}

static struct outcome_row *
find(struct outcomes *v, const char *id)
{
	for (size_t i = 0; i < v->count; i++)
		if (strcmp(v->row[i].id.s, id) == 0)
			return &v->row[i];
	return NULL;
}

/* What is said of a row that may be walked over before that row is: how a report
 * was issued, or a point at which an episode was scored. */
struct said {
	char of[ID_TEXT + 1], to[120];
	unsigned points;
};
struct walk {
	struct outcomes *v;
	struct said *said;
	size_t count, cap;
};

static struct said *
say(struct walk *w, const char *of)
{
	if (w->count == w->cap) {
		w->cap = w->cap ? w->cap * 2 : 32;
		w->said = mem_grow(w->said, w->cap, sizeof *w->said);
	}
	w->said[w->count] = (struct said){ .points = 0 };
	snprintf(w->said[w->count].of, sizeof w->said->of, "%s", of);
	return &w->said[w->count++];
}

/* One walk over the records, for both kinds: each walk unseals them all. */
static void
walk(struct outcomes *v, const struct id *file, const struct kind *const *of,
    model_each_fn *fn)
{
	struct walk w = { .v = v };

	model_each(app_model(v->app), file, of, fn, &w);
	for (size_t i = 0; i < w.count; i++) {
		struct outcome_row *to = find(v, w.said[i].of);

		if (!to)
			continue;
		to->points |= w.said[i].points;
		if (*w.said[i].to)
			snprintf(
			    to->right, sizeof to->right, "%s", w.said[i].to);
	}
	mem_free_wiped(w.said, w.cap * sizeof *w.said);
}

static void
on_report(void *arg, const struct row *row, const struct record *r)
{
	struct walk *w = arg;
	struct outcome_row *to;

	if (row->kind == &kind_statistics_issue) {
		struct said *said = say(w, record_text(r, "report"));

		snprintf(said->to, sizeof said->to, "issued to %.80s",
		    record_text(r, "to"));
		return;
	}
	to = add(w->v, IS_REPORT);
	to->id = row->id;
	snprintf(to->order, sizeof to->order, "%.10s", record_text(r, "until"));
	snprintf(to->text, sizeof to->text, "%s", record_text(r, "title"));
	snprintf(to->right, sizeof to->right, "not issued");
}

static void
add_episode(struct outcomes *v, const struct row *row, const struct record *r)
{
	const char *began = record_text(r, "started");
	const char *nature = record_text(r, "nature");
	struct outcome_row *to;
	struct civil day;
	struct buf b = BUF_INIT(320);

	if (!when_read(&day, began))
		return;
	to = add(v, IS_EPISODE);
	to->id = row->id;
	to->file = row->file;
	to->is_over = *record_text(r, "ended") != '\0';
	snprintf(to->order, sizeof to->order, "%.10s", began);
	buf_addf(&b, "%s: %s", model_child_name(app_model(v->app), &row->file),
	    *nature ? "" : "support");
	list_label(nature, strlen(nature), &b);
	buf_adds(&b, " since ");
	scr_add_day(&day, &b);
	snprintf(to->text, sizeof to->text, "%s", buf_str(&b));
	buf_done(&b);
}

static void
on_support(void *arg, const struct row *row, const struct record *r)
{
	const char *point = record_text(r, "point");
	struct walk *w = arg;

	if (row->kind == &kind_episode)
		add_episode(w->v, row, r);
	else
		say(w, record_text(r, "episode"))->points =
		    strcmp(point, "start") == 0 ? HAS_START
		    : strcmp(point, "end") == 0 ? HAS_END
						: HAS_REVIEW;
}

static const char *
stands(const struct outcome_row *row)
{
	if (row->is_over)
		return row->points & HAS_END     ? "start and end scored"
		       : row->points & HAS_START ? "ended: the end to score"
						 : "ended, not scored";
	if (row->points & HAS_START)
		return row->points & HAS_REVIEW ? "reviewed" : "start scored";
	return "the start to score";
}

/* What goes on first, and the latest first. */
static int
by_time(const void *a, const void *b)
{
	const struct outcome_row *x = a, *y = b;
	int n = strcmp(y->order, x->order);

	if (x->is_over != y->is_over)
		return x->is_over ? 1 : -1;
	return n != 0 ? n : strcmp(x->text, y->text);
}

static void
add_reports(struct outcomes *v)
{
	static const struct kind *const of[] = { &kind_statistics_report,
		&kind_statistics_issue, NULL };
	static const struct id none = { "" };
	struct model *m = app_model(v->app);
	size_t first;

	if (!model_may(m, kind_statistics_report.name, RIGHT_READ, &none))
		return;
	add_heading(v, "Statistics");
	snprintf(add(v, IS_NEW)->text, sizeof v->row->text,
	    "Make a report of some months");
	first = v->count;
	walk(v, &none, of, on_report);
	if (v->count > first)
		qsort(
		    v->row + first, v->count - first, sizeof *v->row, by_time);
}

static void
add_episodes(struct outcomes *v)
{
	static const struct kind *const of[] = { &kind_episode, &kind_outcome,
		NULL };
	size_t first = v->count + 1;

	add_heading(v, "Support, and its scores");
	walk(v, NULL, of, on_support);
	if (v->count == first) {
		v->count--; /* nothing to head */
		return;
	}
	qsort(v->row + first, v->count - first, sizeof *v->row, by_time);
	for (size_t i = first; i < v->count; i++)
		snprintf(v->row[i].right, sizeof v->row[i].right, "%s",
		    stands(&v->row[i]));
}

static void
load(struct outcomes *v)
{
	forget(v);
	add_reports(v);
	add_episodes(v);
	w_list_refresh(&v->list);
}

static size_t
rows_count(const void *arg)
{
	return ((const struct outcomes *)arg)->count;
}

static void
rows_text(const void *arg, size_t i, struct buf *left, struct buf *right)
{
	const struct outcome_row *row = &((const struct outcomes *)arg)->row[i];

	buf_adds(left, row->text);
	buf_adds(right, row->right);
}

static void
rows_id(const void *arg, size_t i, char out[W_LIST_ID])
{
	const struct outcome_row *row = &((const struct outcomes *)arg)->row[i];

	if (id_is_none(&row->id))
		snprintf(out, W_LIST_ID, "%.40s", row->text);
	else
		snprintf(out, W_LIST_ID, "%s", row->id.s);
}

static bool
rows_heading(const void *arg, size_t i)
{
	return ((const struct outcomes *)arg)->row[i].is == IS_HEADING;
}

static const struct w_list_rows rows = {
	.count = rows_count,
	.text = rows_text,
	.id = rows_id,
	.is_heading = rows_heading,
	.empty = "No support of the files on this device has begun.",
};

/* ---- what is done with an episode ---- */

static void
ask_episode(struct app *a, struct outcomes *v, const struct outcome_row *row)
{
	static const struct choice choices[] = {
		{ "start", "Write down the scores at the start" },
		{ "review", "Write down a review" },
		{ "end", "Write down the scores at the end" },
		{ "goal", "Set a goal with the family" },
		{ "file", "Open the file" },
		{ 0 },
	};
	struct w_choice_arg arg = { .title = "Scores",
		.asks = row->text,
		.choices = choices,
		.now = !(row->points & HAS_START) ? "start"
		       : row->is_over             ? "end"
						  : "review" };

	/* Who may only read is asked nothing. */
	if (!model_may(
		app_model(a), kind_outcome.name, RIGHT_CREATE, &row->file) &&
	    !model_may(
		app_model(a), kind_goal.name, RIGHT_CREATE, &row->file)) {
		app_push(a, &scr_file, &row->file);
		return;
	}
	v->asked = row->id;
	app_push(a, &w_choice, &arg);
}

static void
write_of(struct app *a, const struct id *episode, const char *what)
{
	bool is_goal = strcmp(what, "goal") == 0;
	const struct kind *kind = is_goal ? &kind_goal : &kind_outcome;
	struct form_arg arg = { .kind = kind };
	struct record *r;
	struct row row;

	if (!model_row(app_model(a), episode, &row))
		return;
	arg.file = row.file;
	if (strcmp(what, "file") == 0) {
		app_push(a, &scr_file, &arg.file);
		return;
	}
	if (!model_may(app_model(a), kind->name, RIGHT_CREATE, &arg.file)) {
		app_say(a, "You cannot write on this file. Ask whoever works "
			   "with the family.");
		return;
	}
	r = record_new(kind);
	record_set(r, "episode", episode->s);
	if (!is_goal)
		record_set(r, "point", what);
	arg.child = model_child_name(app_model(a), &arg.file);
	scr_prefill(a, r, arg.child);
	arg.record = r;
	arg.begin = is_goal ? NULL : "scores";
	app_push(a, &scr_form, &arg);
	record_free(r);
}

/* ---- what is done with a report ---- */

static void
ask_report(struct app *a, struct outcomes *v, const struct outcome_row *row)
{
	static const struct choice choices[] = {
		{ "read", "Read it, print it, write it out" },
		{ "issue", "Issue it: write down to whom it is given" },
		{ 0 },
	};
	static const struct id none = { "" };
	struct w_choice_arg arg = { .title = "Report",
		.asks = row->text,
		.choices = choices,
		.now = "read" };

	v->asked = row->id;
	if (model_may(
		app_model(a), kind_statistics_issue.name, RIGHT_CREATE, &none))
		app_push(a, &w_choice, &arg);
	else
		scr_show_report(a, &v->asked, false);
}

static void
issue(struct app *a, const struct id *report)
{
	struct form_arg arg = { .kind = &kind_statistics_issue };
	struct record *r = record_new(&kind_statistics_issue);

	record_set(r, "report", report->s);
	scr_prefill(a, r, "");
	arg.record = r;
	arg.begin = "to";
	app_push(a, &scr_form, &arg);
	record_free(r);
}

static void
take_choice(struct app *a, struct outcomes *v, const char *what)
{
	struct id asked = v->asked;

	if (strcmp(what, "read") == 0)
		scr_show_report(a, &asked, false);
	else if (strcmp(what, "issue") == 0)
		issue(a, &asked);
	else
		write_of(a, &asked, what);
}

/* ---- the row's callbacks ---- */

static enum err
outcomes_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	struct outcomes *v = st;

	(void)arg;
	(void)e;
	v->app = a;
	w_list_init(&v->list, &rows, v);
	load(v);
	return ERR_OK;
}

static void
outcomes_title(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out, "Outcomes and statistics");
}

static void
pick(struct app *a, struct outcomes *v)
{
	size_t at = w_list_at(&v->list);
	const struct outcome_row *row;

	if (at >= v->count)
		return;
	row = &v->row[at];
	switch (row->is) {
	case IS_HEADING: return;
	case IS_NEW: app_push(a, &scr_period, NULL); return;
	case IS_REPORT: ask_report(a, v, row); return;
	case IS_EPISODE: ask_episode(a, v, row); return;
	}
}

static enum handled
outcomes_key(struct app *a, void *st, const struct key *k)
{
	struct outcomes *v = st;

	v->told.id = (struct id){ 0 };
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
outcomes_returned(struct app *a, void *st, const struct screen_def *child,
    int result, const void *data)
{
	const struct w_choice_result *chosen = data;
	struct outcomes *v = st;

	load(v);
	if (scr_was_saved(child, result))
		scr_tell(a, &v->told, data);
	else if (child == &w_choice && result == W_CHOICE_TAKEN)
		take_choice(a, v, chosen->codes);
}

static enum handled
outcomes_changed(struct app *a, void *st, unsigned topics)
{
	struct outcomes *v = st;

	if (!model_is_open(app_model(a)))
		return HANDLED;
	if (topics & (TOPIC_RECORDS | TOPIC_OUTBOX | TOPIC_ACCESS))
		load(v);
	scr_tell_news(a, &v->told, app_top(a) == &scr_outcomes);
	return HANDLED;
}

static void
outcomes_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct outcomes *v = st;

	(void)a;
	w_list_draw(&v->list, cv, SCR_TOP, 1, cv->rows - SCR_TOP - SCR_BOTTOM,
	    cv->cols - 2, true);
}

static const struct key_hint *
outcomes_hints(const struct app *a, const void *st)
{
	static const struct key_hint hints[] = { { ACT_OPEN, "Open" },
		{ ACT_FIND, NULL }, { ACT_NONE, NULL } };

	(void)a;
	(void)st;
	return hints;
}

static void
outcomes_help(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out,
	    "Below \"Support, and its scores\" stands every episode of support "
	    "of the files on this device, with what is still to score. Enter "
	    "writes down scores, the family's own words and the progress "
	    "towards the purpose, or sets a goal with them.\n\nThe reports of "
	    "statistics stand above, for the Director, the Strategic Lead and "
	    "trustees. They hold no name, and small numbers are not in them.");
}

static void
outcomes_close(struct app *a, void *st)
{
	struct outcomes *v = st;

	(void)a;
	w_list_done(&v->list);
	forget(v);
}

const struct screen_def scr_outcomes = {
	.name = "outcomes",
	.state_size = sizeof(struct outcomes),
	.open = outcomes_open,
	.title = outcomes_title,
	.key = outcomes_key,
	.changed = outcomes_changed,
	.returned = outcomes_returned,
	.draw = outcomes_draw,
	.hints = outcomes_hints,
	.help = outcomes_help,
	.close = outcomes_close,
};
