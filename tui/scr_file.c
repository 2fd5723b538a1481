/* scr_file.c - one child's file: who they are, what the family agreed to, first
 * accounts and concerns, and what was decided about sharing, in order of date.
 * Above it stands what must not be missed (I4, S1). Enter opens; F7 adds. */
#include "scr.h"

#include <stdio.h>
#include <string.h>

#include "file_rows.h"
#include "kinds.h"
#include "paper_make.h"
#include "scr_prefill.h"
#include "support.h"
#include "w_choice.h"

enum tag { TAG_ADD = 1, TAG_MORE };

struct file_view {
	struct file_rows rows;
	struct child child;
	struct w_list list;
	struct scr_told told;
	char running[400]; /* the support that goes on, in words */
};

static void
load(struct file_view *v)
{
	struct model *m = app_model(v->rows.app);
	struct buf running = BUF_INIT(sizeof v->running - 1);

	file_rows_load(&v->rows);
	support_add_running(m, &v->rows.file, &running);
	snprintf(v->running, sizeof v->running, "%s", buf_str(&running));
	buf_done(&running);
	if (!model_child(m, &v->rows.file, &v->child))
		memset(&v->child, 0, sizeof v->child);
	w_list_refresh(&v->list);
}

/* ---- the row's callbacks ---- */

static enum err
file_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	struct file_view *v = st;

	(void)e;
	v->rows.app = a;
	v->rows.file = *(const struct id *)arg;
	w_list_init(&v->list, &file_rows, &v->rows);
	model_file_want(app_model(a), &v->rows.file);
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

/* A kind of which there is one on a file, and there is one. */
static bool
is_there(const struct file_view *v, const struct kind *k)
{
	const struct row *all;
	size_t n = model_rows(app_model(v->rows.app), &v->rows.file, &all);

	for (size_t i = 0; (k->flags & KF_ONE) && i < n; i++) {
		if (all[i].kind == k)
			return true;
	}
	return false;
}

static void
ask_add(struct app *a, struct file_view *v)
{
	static const char *const names[] = { "concern", "first_account",
		"front_sheet", "adult", "assignment", "induction", "agreement",
		"competence", "contact", "advice", "emergency",
		"share_decision", "episode", "meeting" };
	struct choice choices[sizeof names / sizeof names[0] + 1] = { { 0 } };
	struct w_choice_arg arg = { .title = "Add to the file",
		.asks = "What do you want to write?",
		.choices = choices,
		.now = "",
		.tag = TAG_ADD };
	size_t n = 0;

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		const struct kind *k = kind_find(names[i]);

		if (!is_there(v, k) && model_may(app_model(a), k->name,
					   RIGHT_CREATE, &v->rows.file))
			choices[n++] = (struct choice){ k->name,
				k == &kind_share_decision
				    ? "Check consent before a share"
				    : k->title };
	}
	app_push(a, &w_choice, &arg);
}

static void
ask_more(struct app *a, struct file_view *v)
{
	static const struct choice all[] = {
		{ "looks", "Who looked at this file" },
		{ "fetch", "Fetch it again from the office" },
		{ "sheet", "Write out the sheet for the family" },
		{ "access", "Who may see this file" },
		{ "chronology", "Print a chronology of it" },
	};
	struct choice choices[sizeof all / sizeof all[0] + 1] = { { 0 } };
	struct w_choice_arg arg = {
		.title = "More", .choices = choices, .now = "", .tag = TAG_MORE
	};
	size_t n = 0;

	/* Who may see it is told to those who may know who has looked. */
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		if ((strcmp(all[i].code, "access") != 0 &&
			strcmp(all[i].code, "looks") != 0) ||
		    model_may(app_model(a), "front_sheet", RIGHT_LOOKS,
			&v->rows.file))
			choices[n++] = all[i];
	app_push(a, &w_choice, &arg);
}

static void
add_kind(struct app *a, struct file_view *v, const char *name)
{
	struct form_arg arg = { .kind = kind_find(name),
		.file = v->rows.file,
		.child = v->child.name };
	struct record *r;

	if (arg.kind == &kind_share_decision) {
		scr_start_check(a, &v->child);
		return;
	}
	if (arg.kind == &kind_meeting) {
		scr_start_meeting(a, &v->child);
		return;
	}
	r = record_new(arg.kind);
	scr_prefill(a, r, v->child.name);
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
	struct looks_arg looks = { .file = v->rows.file };

	load(v);
	if (scr_was_saved(child, result))
		scr_tell(a, &v->told, data);
	if (child != &w_choice || result != W_CHOICE_TAKEN || !*r->codes)
		return;
	if (r->tag == TAG_ADD)
		add_kind(a, v, r->codes);
	else if (strcmp(r->codes, "looks") == 0)
		app_push(a, &scr_looks, &looks);
	else if (strcmp(r->codes, "access") == 0)
		app_push(a, &scr_access, &v->rows.file);
	else if (strcmp(r->codes, "sheet") == 0)
		paper_open_sheet(a, &v->rows.file);
	else if (strcmp(r->codes, "chronology") == 0)
		paper_open_chronology(a, &v->rows.file);
	else
		model_file_want(app_model(a), &v->rows.file);
}

/* A notice, or a request, is read with what came of it. */
static void
open_row(struct app *a, const struct record_arg *arg)
{
	struct row row = { .kind = NULL };

	if (model_row(app_model(a), &arg->id, &row) && row.kind == &kind_notice)
		app_push(a, &scr_notice, &arg->id);
	else if (row.kind == &kind_request)
		app_push(a, &scr_request, &arg->id);
	else
		app_push(a, &scr_record, arg);
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
		if (at < v->rows.count && !v->rows.row[at].is_heading) {
			arg.id = v->rows.row[at].id;
			open_row(a, &arg);
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
	    model_file_state(app_model(a), &v->rows.file, &e) == ASK_FAILED)
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

/* A file without a complete induction says so wherever it is opened (I4), and whose
 * answer is still to be asked for (I2). */
static void
add_owed(const struct standing *s, struct buf *out)
{
	const char *before = " No answer yet: ";

	if (!s->is_known)
		return;
	if (!s->is_induced)
		buf_adds(out, "Induction not complete.");
	for (size_t i = 0; i < s->people; i++) {
		if (!standing_is_owed(s, &s->person[i]))
			continue;
		buf_addf(out, "%s%s", out->len ? before : before + 1,
		    s->person[i].name);
		before = ", ";
	}
	if (strcmp(before, ", ") == 0)
		buf_adds(out, ".");
}

/* Whose address must not get out (S1). */
static void
add_hidden(const struct standing *s, struct buf *out)
{
	const char *before = "Address hidden: ";

	for (size_t i = 0; i < s->people; i++) {
		if (!s->person[i].is_hidden)
			continue;
		buf_addf(out, "%s%s", before, s->person[i].name);
		before = ", ";
	}
	if (out->len > 0)
		buf_adds(out, ".");
}

#define ALERT_ROWS 2

static int
draw_alerts(const struct file_view *v, struct canvas *cv, int row)
{
	struct buf b = BUF_INIT(8192);

	add_owed(&v->rows.standing, &b);
	if (b.len > 0)
		row += canvas_wrap(cv, row, 1, cv->cols - 2, ALERT_ROWS,
		    buf_str(&b), ATTR_ALERT);
	buf_clear(&b);
	add_hidden(&v->rows.standing, &b);
	if (b.len > 0)
		row += canvas_wrap(cv, row, 1, cv->cols - 2, ALERT_ROWS,
		    buf_str(&b), ATTR_ALERT);
	buf_done(&b);
	return row;
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
	if (*v->running)
		canvas_text_cut(cv, row++, 1, cols, v->running, ATTR_PLAIN);
	row = draw_alerts(v, cv, row);
	switch (model_file_state(app_model(a), &v->rows.file, &e)) {
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
	    "can still change; an answer that \"does not count\" says why "
	    "when you open it; \"due\" is by when something must be done.\n\n"
	    "Above the list stands what must not be missed: an induction that "
	    "is not complete, who has not been asked yet, and whose address "
	    "nobody may learn.");
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

static bool
file_about(const void *st, struct id *file)
{
	*file = ((const struct file_view *)st)->rows.file;
	return true;
}

static void
file_close(struct app *a, void *st)
{
	struct file_view *v = st;

	(void)a;
	w_list_done(&v->list);
	standing_done(&v->rows.standing);
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
	.about = file_about,
	.close = file_close,
};
