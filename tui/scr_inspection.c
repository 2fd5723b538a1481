/* scr_inspection.c - one inspection: is access open, and its people by state. They are
 * told, or it is written why not, one by one or several at once; and when the report
 * came, each has a copy (O1, O2, O3). */
#include "scr.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "inspect_way.h"
#include "inspect_words.h"
#include "kinds.h"
#include "scr_prefill.h"
#include "w_choice.h"

#define TAG_MORE 1
#define HEAD_ROWS 3

struct inspection {
	struct id id;
	char authority[208];
	bool is_unannounced, is_named;
	int64_t version;
	struct inspect_rows rows;
	struct inspect_way way;
	struct w_list list;
	struct scr_told told;
	bool was_reported;
	size_t go_on; /* the row of whom something was just written; 0: none */
	size_t waiting; /* writes that the office did not have */
};

/* ---- what is here of it ---- */

static void
on_record(void *arg, const struct row *row, const struct record *r)
{
	struct inspection *v = arg;

	if (!id_equal(&row->id, &v->id))
		return;
	v->version = row->version;
	snprintf(v->authority, sizeof v->authority, "%s",
	    record_text(r, "authority"));
	v->is_unannounced =
	    strcmp(record_text(r, "announced"), "unannounced") == 0;
	v->is_named = strcmp(record_text(r, "scope"), "named") == 0;
}

static bool
may_run(const struct app *a)
{
	return model_may(
	    app_model(a), kind_inspection.name, RIGHT_CHANGE, NULL);
}

/* When the report came, the copies are what is to be done. */
static void
load(struct app *a, struct inspection *v)
{
	static const struct kind *const of[] = { &kind_inspection, NULL };
	static const struct id none = { "" };
	struct inspect_stand *s = &v->rows.stand;

	model_each(app_model(a), &none, of, on_record, v);
	v->rows.is_known = inspect_stand_of(app_model(a), &v->id, s);
	if (v->rows.is_known && s->is_reported && !v->was_reported)
		v->rows.by_copy = v->was_reported = true;
	v->rows.may_add = may_run(a) && v->is_named;
	inspect_rows_load(&v->rows);
	w_list_refresh(&v->list);
}

/* ---- more ---- */

static void
ask_more(struct app *a, const struct inspection *v)
{
	const struct {
		struct choice choice;
		bool is_there;
	} all[] = {
		{ { "read", "Read the inspection" }, true },
		{ { "letter", "The letter that tells of it" }, true },
		{ { "shown", v->rows.by_copy ? "Show who was told"
					     : "Show who has a copy" },
		    true },
		{ { "change", "Change it" }, may_run(a) },
		{ { "child", "Add a child to its list" },
		    may_run(a) && v->is_named },
		{ { "untold", "One reason for all, since it is unannounced" },
		    may_run(a) && v->is_unannounced },
		{ { "report", "The report came" }, may_run(a) },
		{ { "end", "End its access now" }, may_run(a) },
	};
	struct choice choices[KIND_COUNT(all) + 1] = { { 0 } };
	struct w_choice_arg arg = {
		.title = "More", .choices = choices, .now = "", .tag = TAG_MORE
	};
	size_t n = 0;

	for (size_t i = 0; i < KIND_COUNT(all); i++)
		if (all[i].is_there)
			choices[n++] = all[i].choice;
	app_push(a, &w_choice, &arg);
}

/* What hangs on the inspection: the report, its end, one reason for all. */
static void
write_beside(struct app *a, const struct inspection *v, const struct kind *kind)
{
	struct form_arg arg = { .kind = kind };
	struct record *r = record_new(kind);

	record_set(r, "inspection", v->id.s);
	scr_prefill(a, r, "");
	arg.record = r;
	app_push(a, &scr_form, &arg);
	record_free(r);
}

static struct record *
open_record(struct app *a, const struct inspection *v, struct row *row)
{
	struct record *r = NULL;
	struct errinfo e = { 0 };

	if (model_open(app_model(a), &v->id, 0, &r, row, &e) != ERR_OK)
		app_say_problem(a, &e);
	return r;
}

static void
change(struct app *a, const struct inspection *v)
{
	struct form_arg arg = { .kind = &kind_inspection, .id = v->id };
	struct row row;
	struct record *r = open_record(a, v, &row);

	if (!r)
		return;
	arg.base = row.version;
	arg.record = r;
	app_push(a, &scr_form, &arg);
	record_free(r);
}

/* It holds nothing of a case: it is the same for everybody. */
static void
show_letter(struct app *a, const struct inspection *v)
{
	struct paper_arg arg = { .title = "Letter",
		.what = "inspection",
		.then = "Send it, then mark those it went to and record it "
			"with F2.",
		.help = "The letter that tells a parent or carer of the "
			"inspection. It is the same for all, and names no "
			"child. When letters are on their way, go back, mark "
			"those they went to, and record it with F2." };
	struct row row;
	struct record *r = open_record(a, v, &row);

	if (!r)
		return;
	arg.doc = inspect_letter(a, r);
	app_push(a, &scr_paper, &arg);
	record_free(r);
}

static void
add_child(struct app *a, struct inspection *v, const struct child *child)
{
	struct save s = { .kind = &kind_inspection, .id = v->id };
	struct errinfo e = { 0 };
	struct row row;
	struct record *r = open_record(a, v, &row), *item = NULL;
	int64_t version;

	if (!r)
		return;
	for (size_t i = 0; i < record_count(r, "files"); i++)
		if (strcmp(record_text(record_item(r, "files", i), "file"),
			child->file.s) == 0) {
			app_say(a, "%s is on the list already.", child->name);
			record_free(r);
			return;
		}
	item = record_add(r, "files");
	if (item)
		record_set(item, "file", child->file.s);
	s.base = row.version;
	s.record = r;
	if (!item)
		app_say(a, "The list is full.");
	else if (model_save(app_model(a), &s, &version, &e) == ERR_OK)
		app_say(a,
		    "%s is on the list. The office works out who is to be told "
		    "as soon as it has it.",
		    child->name);
	else
		app_say_problem(a, &e);
	record_free(r);
}

static void
take_more(struct app *a, struct inspection *v, const char *code)
{
	struct find_arg find = { .purpose = "Add a child" };
	struct record_arg arg = { .id = v->id };

	if (strcmp(code, "read") == 0)
		app_push(a, &scr_record, &arg);
	else if (strcmp(code, "letter") == 0)
		show_letter(a, v);
	else if (strcmp(code, "change") == 0)
		change(a, v);
	else if (strcmp(code, "child") == 0)
		app_push(a, &scr_find, &find);
	else if (strcmp(code, "untold") == 0)
		write_beside(a, v, &kind_inspection_untold);
	else if (strcmp(code, "report") == 0)
		write_beside(a, v, &kind_inspection_report);
	else if (strcmp(code, "end") == 0)
		write_beside(a, v, &kind_inspection_end);
	else
		v->rows.by_copy = !v->rows.by_copy;
	load(a, v);
}

/* ---- the row's callbacks ---- */

static enum err
inspection_open(struct app *a, void *st, const void *arg, struct errinfo *e)
{
	struct inspection *v = st;

	(void)e;
	v->id = *(const struct id *)arg;
	v->rows.app = a;
	v->rows.inspection = v->id;
	w_list_init(&v->list, &inspect_rows, &v->rows);
	model_inspect_want(app_model(a), &v->id);
	load(a, v);
	return ERR_OK;
}

static void
inspection_title(const struct app *a, const void *st, struct buf *out)
{
	const struct inspection *v = st;

	(void)a;
	buf_adds(out, "Inspections");
	if (*v->authority)
		buf_addf(out, " > %s", v->authority);
}

/* How to reach them safely stands in their record. */
static void
open_person(struct app *a, const struct inspection *v)
{
	size_t at = inspect_rows_at(&v->rows, w_list_at(&v->list));
	struct record_arg arg = { .version = 0 };
	struct id file;
	struct row row;

	if (at == SIZE_MAX)
		return;
	arg.id = v->rows.people[at].adult;
	file = v->rows.people[at].file;
	if (id_is_none(&arg.id)) {
		app_push(a, &scr_file, &file);
	} else if (model_row(app_model(a), &arg.id, &row)) {
		app_push(a, &scr_record, &arg);
	} else {
		model_file_want(app_model(a), &file);
		app_say(a, "The file is not on this device yet. The office is "
			   "asked for it: open them again when it is here.");
	}
}

static void
mark(struct inspection *v)
{
	size_t at = inspect_rows_at(&v->rows, w_list_at(&v->list));

	if (at != SIZE_MAX)
		v->rows.marked[at] = !v->rows.marked[at];
	w_list_refresh(&v->list);
}

static enum handled
inspection_key(struct app *a, void *st, const struct key *k)
{
	struct inspection *v = st;

	v->told.id = (struct id){ 0 };
	if (k->action == ACT_CHOOSE && !w_list_is_finding(&v->list)) {
		mark(v);
		return HANDLED;
	}
	switch (k->action) {
	case ACT_SEND:
		inspect_way_ask(a, &v->way, &v->rows, w_list_at(&v->list));
		return HANDLED;
	case ACT_MORE: ask_more(a, v); return HANDLED;
	case ACT_REFRESH:
		model_sync_now(app_model(a));
		model_inspect_want(app_model(a), &v->id);
		app_say(a, "Asking the office how it stands.");
		return HANDLED;
	default: break;
	}
	switch (w_list_key(&v->list, k)) {
	case W_LIST_HANDLED: return HANDLED;
	case W_LIST_PICKED: open_person(a, v); return HANDLED;
	case W_LIST_NOT_MINE: break;
	}
	if (k->action != ACT_BACK)
		return NOT_MINE;
	app_pop(a, 0, NULL);
	return HANDLED;
}

static void
saved(struct app *a, struct inspection *v, const struct id *id)
{
	if (v->way.count == 0) {
		scr_tell(a, &v->told, id);
		return;
	}
	if (v->way.count == 1)
		scr_tell(a, &v->told, id);
	inspect_way_saved(a, &v->way, id);
	v->go_on = w_list_at(&v->list);
	memset(v->rows.marked, 0, v->rows.count * sizeof *v->rows.marked);
}

static void
inspection_returned(struct app *a, void *st, const struct screen_def *child,
    int result, const void *data)
{
	const struct w_choice_result *r = data;
	const struct find_result *found = data;
	struct inspection *v = st;

	if (scr_was_saved(child, result))
		saved(a, v, data);
	else if (child == &w_choice && result == W_CHOICE_TAKEN &&
		 r->tag == TAG_MORE)
		take_more(a, v, r->codes);
	else if (child == &w_choice && result == W_CHOICE_TAKEN)
		inspect_way_take(a, &v->way, &v->id, r->codes);
	else if (child == &scr_find && result == FIND_CHILD)
		add_child(a, v, &found->child);
	load(a, v);
	/* Whoever was there has gone to another group: on to the next. */
	if (v->go_on > 0)
		w_list_mark(&v->list, v->go_on);
	v->go_on = 0;
}

static enum handled
inspection_changed(struct app *a, void *st, unsigned topics)
{
	struct inspection *v = st;

	if (!model_is_open(app_model(a)))
		return HANDLED;
	(void)topics;
	inspect_ask_again(app_model(a), &v->waiting, &v->id);
	load(a, v);
	scr_tell_news(a, &v->told, app_top(a) == &scr_inspection);
	return HANDLED;
}

static void
inspection_draw(const struct app *a, const void *st, struct canvas *cv)
{
	const struct inspection *v = st;
	struct buf b = BUF_INIT(600);
	int row = SCR_TOP;
	size_t marked = inspect_rows_marked(&v->rows);

	if (v->rows.is_known)
		inspect_add_stand(&v->rows.stand, &b);
	canvas_text_cut(cv, row++, 1, cv->cols - 2, buf_str(&b), ATTR_BOLD);
	buf_clear(&b);
	if (v->rows.count > 0 && inspect_rows_is_part(&v->rows))
		inspect_add_shown(&v->rows, &b);
	else if (v->rows.is_known)
		inspect_add_counts(&v->rows.stand, &b);
	canvas_text_cut(cv, row++, 1, cv->cols - 2, buf_str(&b), ATTR_PLAIN);
	buf_clear(&b);
	if (marked > 0)
		buf_addf(&b, "%zu marked. ", marked);
	inspect_add_as_of(v->rows.as_of_ms, v->rows.state, app_now(a), &b);
	if (v->rows.more > 0)
		buf_addf(&b, " %zu more are not shown.", v->rows.more);
	canvas_text_cut(cv, row++, 1, cv->cols - 2, buf_str(&b), ATTR_DIM);
	buf_done(&b);
	w_list_draw(&v->list, cv, row, 1, cv->rows - SCR_BOTTOM - row,
	    cv->cols - 2, true);
}

static const struct key_hint *
inspection_hints(const struct app *a, const void *st)
{
	static const struct key_hint hints[] = { { ACT_SEND, "Record" },
		{ ACT_MORE, NULL }, { ACT_CHOOSE, "Mark" },
		{ ACT_OPEN, "Open" }, { ACT_REFRESH, NULL }, { ACT_FIND, NULL },
		{ ACT_NONE, NULL } };

	(void)a;
	(void)st;
	return hints;
}

static void
inspection_help(const struct app *a, const void *st, struct buf *out)
{
	(void)a;
	(void)st;
	buf_adds(out,
	    "Who of the families is to be told before inspectors look: every "
	    "parent and carer of the files that the inspection is about, once "
	    "for each file, with whether it is safe to contact them. The "
	    "office works the list out, and does so again when somebody comes "
	    "in. Access stays shut until nobody is missing.\n\n"
	    "F2 records that they were told, what they said and whether they "
	    "object; or why they are not told. An e-mail is sent by the "
	    "office. Space marks several: then one letter, one reason is "
	    "written for all of them. Enter opens the record of the person, "
	    "where it stands how to reach them safely.\n\n"
	    "F6: the letter, the report, one reason for all of an unannounced "
	    "inspection, and ending access now. When the report came, the page "
	    "shows who has a copy.");
}

static void
inspection_close(struct app *a, void *st)
{
	struct inspection *v = st;

	(void)a;
	w_list_done(&v->list);
	inspect_rows_done(&v->rows);
	inspect_way_done(&v->way);
}

const struct screen_def scr_inspection = {
	.name = "inspection",
	.state_size = sizeof(struct inspection),
	.open = inspection_open,
	.title = inspection_title,
	.key = inspection_key,
	.changed = inspection_changed,
	.returned = inspection_returned,
	.draw = inspection_draw,
	.hints = inspection_hints,
	.help = inspection_help,
	.close = inspection_close,
};
