/* scr_audit.c - the audit record (A2, promise 7): who looked at what, what was opened
 * with a reason, refused or written out; by child, by person, by period. The office
 * answers, and puts on record that it was asked. */
#include "scr.h"

#include <stdio.h>
#include <string.h>

#include "csv.h"
#include "doc.h"
#include "mem.h"
#include "model_audit.h"
#include "model_paper.h"
#include "w_list.h"
#include "w_question.h"

static const struct {
	const char *words;
	int days; /* 0: from the first row on */
} periods[] = {
	{ "the last 7 days", 7 },
	{ "today", 1 },
	{ "the last 31 days", 31 },
	{ "the last year", 366 },
	{ "from the beginning", 0 },
};

static const struct {
	const char *words, *word; /* word: as the office knows it */
} whats[] = {
	{ "everything", "all" },
	{ "looks, copies and searches", "looks" },
	{ "opened with a reason", "openings" },
	{ "refused, and wrong passphrases", "refused" },
	{ "printed or written out", "exports" },
	{ "written and chosen", "writes" },
	{ "accounts, devices and the office", "accounts" },
	{ "who read this record", "audit" },
};
#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

/* What stands above the rows, to be changed with Enter. */
enum head { HEAD_PERIOD, HEAD_WHAT, HEAD_PERSON, HEAD_CHILD, HEADS };

/* What is done with a row. */
enum row_act { ROW_BACK, ONLY_PERSON, ONLY_CHILD };

struct audit_view {
	struct app *app;
	size_t period, what;
	struct id staff, file; /* none: everybody, every child */
	char staff_name[208], child_name[208];
	struct audit_line picked;
	struct w_list list;
};

static size_t
lines_of(
    const struct audit_view *v, const struct audit_line **lines, bool *more)
{
	enum ask_state state;
	struct errinfo why = { 0 };

	return model_audit(app_model(v->app), lines, more, &state, &why);
}

static size_t
rows_count(const void *arg)
{
	const struct audit_line *lines;
	bool more;
	size_t n = lines_of(arg, &lines, &more);

	return HEADS + n + more;
}

static void
head_text(const struct audit_view *v, enum head head, struct buf *left)
{
	switch (head) {
	case HEAD_PERIOD:
		buf_addf(left, "When    %s", periods[v->period].words);
		return;
	case HEAD_WHAT:
		buf_addf(left, "What    %s", whats[v->what].words);
		return;
	case HEAD_PERSON:
		buf_addf(left, "Who     %s",
		    id_is_none(&v->staff) ? "everybody" : v->staff_name);
		return;
	case HEAD_CHILD:
		buf_addf(left, "Child   %s",
		    id_is_none(&v->file) ? "all of them" : v->child_name);
		return;
	case HEADS: return;
	}
}

static void
line_text(const struct audit_line *l, struct buf *left)
{
	if (*l->by)
		buf_addf(left, "%s ", l->by);
	buf_adds(left, l->what);
	if (*l->kind_title)
		buf_addf(left, " %s", l->kind_title);
	else if (!id_is_none(&l->file))
		buf_adds(left, " the file");
	if (*l->child)
		buf_addf(left, ": %s", l->child);
	if (*l->words)
		buf_addf(left, "%s%s", *l->by ? ". " : ": ", l->words);
}

static void
rows_text(const void *arg, size_t i, struct buf *left, struct buf *right)
{
	const struct audit_view *v = arg;
	const struct audit_line *lines;
	char when[WHEN_SHOWN];
	bool more;
	size_t n = lines_of(v, &lines, &more);

	if (i < HEADS) {
		head_text(v, (enum head)i, left);
	} else if (i - HEADS < n) {
		line_text(&lines[i - HEADS], left);
		when_show_ms(when, lines[i - HEADS].at_ms, app_now(v->app));
		buf_adds(right, when);
	} else {
		buf_adds(left, "Older ones ...");
	}
}

static void
rows_id(const void *arg, size_t i, char out[W_LIST_ID])
{
	const struct audit_line *lines;
	bool more;
	size_t n = lines_of(arg, &lines, &more);

	if (i >= HEADS && i - HEADS < n)
		snprintf(
		    out, W_LIST_ID, "row %lld", (long long)lines[i - HEADS].n);
	else
		snprintf(out, W_LIST_ID, "head %zu", i < HEADS ? i : HEADS);
}

static const struct w_list_rows rows = {
	.count = rows_count, .text = rows_text, .id = rows_id
};

static void
ask(struct audit_view *v, bool is_more)
{
	struct audit_ask q = {
		.what = whats[v->what].word, .staff = v->staff, .file = v->file
	};
	struct civil day = when_civil(app_now(v->app));

	if (periods[v->period].days > 0) {
		day.has_time = false;
		day.hour = day.minute = 0;
		day = when_add_days(day, 1 - periods[v->period].days);
		when_store(q.from, &day);
	}
	model_audit_want(app_model(v->app), &q, is_more);
	w_list_refresh(&v->list);
}

static enum err
audit_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	struct audit_view *v = st;

	(void)arg;
	if (!model_may_audit(app_model(a)))
		return err_set(e, ERR_DENIED,
		    "The audit record is open to the Strategic Lead and the "
		    "Director of Services; what was done with accounts, to "
		    "administrators.");
	v->app = a;
	w_list_init(&v->list, &rows, v);
	ask(v, false);
	w_list_mark(&v->list, 0);
	return ERR_OK;
}

static void
audit_title(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out, "Audit record");
}

/* ---- on paper, and for a spreadsheet ---- */

#define TRACES_MAX 64
#define CSV_MAX (1u << 20)

/* The files that stand in it, each once: that they were printed is a look at them. */
static size_t
list_files(const struct audit_line *lines, size_t n, struct paper_trace *out)
{
	size_t count = 0;

	for (size_t i = 0; i < n && count < TRACES_MAX; i++) {
		size_t k = 0;

		while (k < count && !id_equal(&out[k].file, &lines[i].file))
			k++;
		if (k == count && !id_is_none(&lines[i].file))
			out[count++] =
			    (struct paper_trace){ .file = lines[i].file };
	}
	return count;
}

static void
add_line(struct doc *doc, struct buf *csv, const struct audit_line *l)
{
	char when[WHEN_SHOWN], day[WHEN_SHOWN], number[24];
	struct civil at = when_civil(l->at_ms);
	struct buf what = BUF_INIT(600);
	const char *cells[] = { number, day, l->by, NULL, l->child, l->words };

	/* One word, which is not broken over two rows; its hour may stand below. */
	snprintf(day, sizeof day, "%02d/%02d/%04d %02d:%02d", at.day, at.month,
	    at.year, at.hour, at.minute);
	snprintf(number, sizeof number, "%lld", (long long)l->n);
	buf_addf(
	    &what, "%s%s%s", l->what, *l->kind_title ? " " : "", l->kind_title);
	cells[3] = buf_str(&what);
	doc_row(doc, cells);
	when_show(when, &at);
	cells[1] = when;
	for (size_t i = 0; i < COUNT_OF(cells); i++)
		csv_cell(csv, cells[i]);
	csv_end_row(csv);
	buf_done(&what);
}

static void
show_paper(struct app *a, const struct audit_view *v)
{
	static const char *const heads[] = { "Row", "When", "Who", "What",
		"Child", "In words" };
	struct paper_trace *traces = mem_zalloc(TRACES_MAX, sizeof *traces);
	struct doc *doc = doc_new("Audit record");
	struct buf csv = BUF_INIT(CSV_MAX), b = BUF_INIT(1024);
	struct paper_arg arg = { .title = "Audit record",
		.what = "audit",
		.doc = doc,
		.is_case = true,
		.traces = traces,
		.help =
		    "The rows that are in the list now. What is written out "
		    "is in clear, and a look at every file in it." };
	const struct audit_line *lines;
	bool more;
	size_t n = lines_of(v, &lines, &more);

	for (int i = 0; i < HEADS; i++) {
		buf_clear(&b);
		head_text(v, (enum head)i, &b);
		doc_para(doc, buf_str(&b));
	}
	doc_table(doc, COUNT_OF(heads), heads);
	csv_begin(&csv);
	for (size_t i = 0; i < COUNT_OF(heads); i++)
		csv_cell(&csv, heads[i]);
	csv_end_row(&csv);
	for (size_t i = 0; i < n; i++)
		add_line(doc, &csv, &lines[i]);
	if (more)
		doc_para(doc, "There are older rows, which are not here.");
	arg.trace_count = list_files(lines, n, traces);
	arg.csv = buf_str(&csv);
	app_push(a, &scr_paper, &arg);
	buf_done(&csv);
	buf_done(&b);
	mem_free_wiped(traces, TRACES_MAX * sizeof *traces);
}

/* ---- keys ---- */

static void
ask_about(struct app *a, struct audit_view *v)
{
	struct w_answer answers[4] = { { NULL, 0 } };
	char person[260], child[260];
	struct w_question_arg q = { .title = "This row", .answers = answers };
	struct buf says = BUF_INIT(2048);
	char when[WHEN_SHOWN];
	struct civil c = when_civil(v->picked.at_ms);
	size_t n = 0;

	snprintf(person, sizeof person, "Only what %.200s did", v->picked.by);
	snprintf(child, sizeof child, "Only what was done with %.200s",
	    *v->picked.child ? v->picked.child : "this file");
	answers[n++] = (struct w_answer){ "Back to the list", ROW_BACK };
	if (!id_is_none(&v->picked.staff))
		answers[n++] = (struct w_answer){ person, ONLY_PERSON };
	if (!id_is_none(&v->picked.file))
		answers[n++] = (struct w_answer){ child, ONLY_CHILD };
	when_show(when, &c);
	line_text(&v->picked, &says);
	buf_addf(
	    &says, "\n%s, row %lld of the chain", when, (long long)v->picked.n);
	q.says = buf_str(&says);
	app_push(a, &w_question, &q);
	buf_done(&says);
}

static void
pick(struct app *a, struct audit_view *v)
{
	const struct audit_line *lines;
	size_t i = w_list_at(&v->list), n;
	bool more;

	n = lines_of(v, &lines, &more);
	if (i == HEAD_PERIOD)
		v->period = (v->period + 1) % COUNT_OF(periods);
	else if (i == HEAD_WHAT)
		v->what = (v->what + 1) % COUNT_OF(whats);
	else if (i == HEAD_PERSON)
		v->staff = (struct id){ "" };
	else if (i == HEAD_CHILD)
		v->file = (struct id){ "" };
	if (i < HEADS) {
		ask(v, false);
	} else if (i - HEADS < n) {
		v->picked = lines[i - HEADS];
		ask_about(a, v);
	} else if (more) {
		ask(v, true);
	}
}

static void
audit_returned(struct app *a, void *st, const struct screen_def *child,
    int result, const void *data)
{
	struct audit_view *v = st;

	(void)a;
	(void)data;
	if (child != &w_question)
		return;
	if (result == ONLY_PERSON) {
		v->staff = v->picked.staff;
		snprintf(
		    v->staff_name, sizeof v->staff_name, "%s", v->picked.by);
	} else if (result == ONLY_CHILD) {
		v->file = v->picked.file;
		snprintf(v->child_name, sizeof v->child_name, "%s",
		    *v->picked.child ? v->picked.child : "one file");
	} else {
		return;
	}
	ask(v, false);
	w_list_mark(&v->list, 0);
}

static enum handled
audit_key(struct app *a, void *st, const struct key *k)
{
	struct audit_view *v = st;

	if (k->action == ACT_REFRESH) {
		ask(v, false);
		return HANDLED;
	}
	if (k->action == ACT_MORE) {
		const struct audit_line *lines;
		bool more;

		if (lines_of(v, &lines, &more) > 0)
			show_paper(a, v);
		else
			app_say(a, "No row is in the list, so there is "
				   "nothing to print.");
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

static enum handled
audit_changed(struct app *a, void *st, unsigned topics)
{
	(void)topics;
	if (model_is_open(app_model(a)))
		w_list_refresh(&((struct audit_view *)st)->list);
	return HANDLED;
}

/* ---- drawing ---- */

static void
audit_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct audit_view *v = st;
	const struct audit_line *lines;
	struct errinfo why = { 0 };
	enum ask_state state;
	struct buf b = BUF_INIT(1024);
	bool more;
	size_t n = model_audit(app_model(a), &lines, &more, &state, &why);
	int row = SCR_TOP;

	model_chain_proof(app_model(a), &b);
	if (b.len > 0)
		row += canvas_wrap(
		    cv, row, 1, cv->cols - 2, 3, buf_str(&b), ATTR_BOLD);
	buf_clear(&b);
	if (state == ASK_WAITING)
		buf_adds(&b, "Asking the office ...");
	else if (state == ASK_FAILED)
		buf_adds(&b, why.says);
	else if (n == 0)
		buf_adds(&b, "There is nothing of this in that time.");
	else
		buf_addf(&b, "%zu rows%s. That you read them is one, too.", n,
		    more ? " so far" : "");
	row += canvas_wrap(cv, row, 1, cv->cols - 2, 2, buf_str(&b), ATTR_DIM);
	buf_done(&b);
	w_list_draw(&v->list, cv, row + 1, 1, cv->rows - row - 1 - SCR_BOTTOM,
	    cv->cols - 2, true);
}

static const struct key_hint *
audit_hints(const struct app *a, const void *st)
{
	static const struct key_hint hints[] = { { ACT_OPEN, "Narrow" },
		{ ACT_MORE, "Print" }, { ACT_REFRESH, NULL },
		{ ACT_FIND, NULL }, { ACT_NONE, NULL } };

	(void)a;
	(void)st;
	return hints;
}

static void
audit_help(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out,
	    "Who did what, newest first, as the office has it. Enter on one of "
	    "the first rows changes when, what, who or which child; Enter on "
	    "any other row narrows the list to that person or that child. "
	    "\"/\" "
	    "finds in what is here as you type; F6 prints it, or writes it for "
	    "a spreadsheet.\n\n"
	    "Nothing is here about a record that is about you. Reading this is "
	    "on record, too. An administrator sees what was done with "
	    "accounts, and no child.");
}

static void
audit_close(struct app *a, void *st)
{
	(void)a;
	w_list_done(&((struct audit_view *)st)->list);
}

const struct screen_def scr_audit = {
	.name = "audit",
	.state_size = sizeof(struct audit_view),
	.open = audit_open,
	.title = audit_title,
	.key = audit_key,
	.returned = audit_returned,
	.changed = audit_changed,
	.draw = audit_draw,
	.hints = audit_hints,
	.help = audit_help,
	.close = audit_close,
};
