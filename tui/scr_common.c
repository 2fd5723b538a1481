/* scr_common.c - what several screens do the same way. */
#include <stdio.h>
#include <string.h>

#include "scr.h"

const struct screen_def *
scr_first(const struct model *m)
{
	const struct person *people;

	return model_people(m, &people) > 0 ? &scr_signin : &scr_enrol;
}

/* A designated senior member writes a Record of Concern; everybody else hands in
 * a first account (R3). */
void
scr_start_concern(struct app *a, const struct find_result *found, bool is_new)
{
	struct model *m = app_model(a);
	const struct child *c = &found->child;
	bool senior = model_may(m, "concern", RIGHT_CREATE, &c->file);
	struct form_arg arg = { .file = c->file, .child = c->name };
	struct record *r = NULL;
	struct errinfo e = { 0 };
	struct save s = { 0 };
	int64_t version;

	if (senior && is_new) {
		/* A new file begins with the front sheet's name; the rest of it
		 * can wait, the concern cannot. */
		r = record_new(kind_find("front_sheet"));
		record_set(r, "name", c->name);
		s.kind = record_kind(r);
		s.record = r;
		if (model_save(m, &s, &version, &e) != ERR_OK) {
			app_say_problem(a, &e);
			record_free(r);
			return;
		}
		record_free(r);
		arg.file = s.file;
		r = NULL;
	}
	if (senior) {
		arg.kind = kind_find("concern");
	} else {
		arg.kind = kind_find("first_account");
		r = record_new(arg.kind);
		record_set(r, "child", c->name);
		arg.record = r;
	}
	app_push(a, &scr_form, &arg);
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
		arg.kind = d.kind;
		arg.file = d.file;
		arg.base = d.base;
		arg.is_draft = true;
		arg.typed_ms = d.typed_ms;
		snprintf(c.name, sizeof c.name, "%s", d.child);
	} else if (model_open(m, id, 0, &r, &row, &e) == ERR_OK) {
		arg.kind = row.kind;
		arg.file = row.file;
		arg.base = row.version;
		model_child(m, &row.file, &c);
	} else {
		app_say_problem(a, &e);
		return;
	}
	arg.record = r;
	arg.child = c.name;
	app_push(a, &scr_form, &arg);
	record_free(r);
}

void
scr_say_where(struct app *a, const struct id *id)
{
	struct buf b = BUF_INIT(1024);

	model_where_says(app_model(a), id, &b);
	app_say(a, "%s", buf_str(&b));
	buf_done(&b);
}
