/* scr_common.c - what several screens do the same way. */
#include <stdio.h>
#include <string.h>

#include "kinds.h"
#include "model_office.h"
#include "scr.h"

const struct screen_def *
scr_first(const struct model *m)
{
	const struct person *people;

	return model_people(m, &people) > 0 ? &scr_signin : &scr_enrol;
}

/* A designated senior member writes a Record of Concern; everybody else hands in
 * a first account (R3). A child who is not on file yet gets a file with what is
 * saved (form_send.c). */
void
scr_start_concern(struct app *a, const struct find_result *found, bool is_new)
{
	const struct child *c = &found->child;
	bool senior =
	    model_may(app_model(a), "concern", RIGHT_CREATE, &c->file);
	struct form_arg arg = { .child = c->name };
	struct record *r;

	if (!is_new)
		arg.file = c->file;
	arg.kind = kind_find(senior ? "concern" : "first_account");
	r = record_new(arg.kind);
	if (!senior)
		record_set(r, "child", c->name);
	arg.record = r;
	app_push(a, &scr_form, &arg);
	record_free(r);
}

bool
scr_make_room(struct app *a, const struct id *id, bool *did)
{
	struct record *r = NULL;
	struct errinfo e = { 0 };
	struct draft d;

	/* One that this haven cannot read is somebody's writing too. */
	*did = model_draft_get(app_model(a), id, &r, &d, NULL) != ERR_NOT_FOUND;
	record_free(r);
	if (!*did || model_draft_discard(app_model(a), id, &e) == ERR_OK)
		return true;
	app_say_problem(a, &e);
	return false;
}

/* A decision to share is gone on with in the guided check, not in the plain form. */
static void
open_writing(struct app *a, const struct form_arg *f)
{
	struct check_arg check = { .file = f->file,
		.id = f->id,
		.base = f->base,
		.child = f->child,
		.record = f->record,
		.draft = f->draft };

	if (f->kind == &kind_share_decision)
		app_push(a, &scr_check, &check);
	else
		app_push(a, &scr_form, f);
}

void
scr_edit_draft(struct app *a, const struct id *id)
{
	struct form_arg arg = { .id = *id };
	struct record *r = NULL;
	struct draft d;
	struct errinfo e = { 0 };

	if (model_draft_get(app_model(a), id, &r, &d, &e) != ERR_OK) {
		app_say_problem(a, &e);
		return;
	}
	arg.kind = d.kind;
	arg.file = d.file;
	arg.base = d.base;
	arg.draft = &d;
	arg.record = r;
	arg.child = d.child;
	open_writing(a, &arg);
	record_free(r);
}

void
scr_edit(struct app *a, const struct id *id)
{
	struct model *m = app_model(a);
	struct form_arg arg = { .id = *id };
	struct record *r = NULL;
	struct draft d;
	struct row row;
	struct child c = { 0 };
	struct errinfo e = { 0 };

	if (model_draft_get(m, id, &r, &d, &e) == ERR_OK) {
		record_free(r);
		if (d.is_left && d.base == 0)
			scr_edit_draft(a, id);
		else
			app_push(a, &scr_draft, id);
		return;
	}
	if (model_open(m, id, 0, &r, &row, &e) != ERR_OK) {
		app_say_problem(a, &e);
		return;
	}
	arg.kind = row.kind;
	arg.file = row.file;
	arg.base = row.version;
	model_child(m, &row.file, &c);
	arg.record = r;
	arg.child = c.name;
	open_writing(a, &arg);
	record_free(r);
}

void
scr_begin(struct app *a)
{
	const struct draft *list;
	size_t n;
	struct id id;

	scr_restart(a, &scr_home);
	n = model_drafts(app_model(a), &list);
	for (size_t i = 0; i < n; i++) {
		if (list[i].is_left)
			continue;
		id = list[i].id;
		app_push(a, &scr_draft, &id);
		return;
	}
	if (model_needs_code(app_model(a)))
		app_push(a, &scr_one_time, NULL);
}

void
scr_add_number(const char *words, const char *number, struct buf *out)
{
	const char *at = *number ? strstr(words, number) : NULL;

	if (!at) {
		buf_adds(out, words);
		return;
	}
	buf_add(out, words, (size_t)(at - words));
	for (const char *c = number; *c; c++) {
		if (*c == ' ')
			buf_adds(out, "\u00a0");
		else
			buf_addc(out, *c);
	}
	buf_adds(out, at + strlen(number));
}

bool
scr_was_saved(const struct screen_def *child, int result)
{
	return (child == &scr_form || child == &scr_check ||
		   child == &scr_draft) &&
	       result == 1;
}

void
scr_tell(struct app *a, struct scr_told *told, const struct id *id)
{
	struct buf b = BUF_INIT(sizeof told->words * 2);
	const struct me *me = model_me(app_model(a));

	model_where_says(app_model(a), id, &b);
	told->id = *id;
	snprintf(told->words, sizeof told->words, "%s", buf_str(&b));
	buf_clear(&b);
	scr_add_number(told->words, me ? me->office_number : "", &b);
	app_say(a, "%s", buf_str(&b));
	buf_done(&b);
}

void
scr_tell_news(struct app *a, struct scr_told *told, bool on)
{
	struct buf b = BUF_INIT(sizeof told->words - 1);
	struct id id = told->id;

	if (id_is_none(&id) || !on)
		return;
	model_where_says(app_model(a), &id, &b);
	if (strcmp(buf_str(&b), told->words) != 0)
		scr_tell(a, told, &id);
	buf_done(&b);
}

void
scr_restart(struct app *a, const struct screen_def *def)
{
	static const struct screen_def *const bottoms[] = { &scr_home,
		&scr_signin, &scr_enrol };

	for (size_t i = 0; i < sizeof bottoms / sizeof bottoms[0]; i++) {
		if (!app_is_open(a, bottoms[i]))
			continue;
		app_pop_to(a, bottoms[i]);
		break;
	}
	app_replace(a, def, NULL);
}

void
scr_add_day(const struct civil *c, struct buf *out)
{
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May",
		"Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

	buf_addf(out, "%d %s %d", c->day, months[c->month - 1], c->year);
}

void
scr_add_born(const char *born, struct buf *out)
{
	struct civil c;

	if (!when_read(&c, born))
		return;
	buf_adds(out, "born ");
	scr_add_day(&c, out);
}
