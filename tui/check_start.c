/* check_start.c - how the guided check is opened: for a child, from a draft, from an
 * earlier decision, and by advice that came. */
#include <stdio.h>
#include <string.h>

#include "check_in.h"
#include "kinds.h"

static bool
may(struct app *a, const struct id *file)
{
	if (model_may(
		app_model(a), kind_share_decision.name, RIGHT_CREATE, file))
		return true;
	app_say(a, "You cannot record decisions to share for this child. Ask "
		   "your line manager; in danger do not wait: F9.");
	return false;
}

void
scr_start_check(struct app *a, const struct child *child)
{
	struct check_arg arg = { .file = child->file, .child = child->name };

	if (may(a, &child->file))
		app_push(a, &scr_check, &arg);
}

/* The new decision names the one it replaces; everything else is there to begin
 * with, but for what was decided and what came of it (S8). Advice was about that
 * one: it is asked for again. */
void
scr_check_again(struct app *a, const struct id *decision)
{
	static const char *const own[] = { "decided", "happened", "against",
		"authorised_by", "outcome", "may", "because", "facts", "rules",
		"advice", "emergency", "reasons" };
	struct check_arg arg = { .is_again = true };
	struct child child = { .is_here = false };
	struct record *r = NULL;
	struct errinfo e = { 0 };
	struct row row;

	if (model_open(app_model(a), decision, 0, &r, &row, &e) != ERR_OK) {
		app_say_problem(a, &e);
		return;
	}
	model_child(app_model(a), &row.file, &child);
	for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
		record_set(r, own[i], "");
	record_set(r, "replaces", decision->s);
	arg.file = row.file;
	arg.child = child.name;
	arg.record = r;
	if (may(a, &row.file))
		app_push(a, &scr_check, &arg);
	record_free(r);
}

/* What is known of an emergency is there to begin with: it is completed by this (S9). */
static void
fill_from_emergency(struct record *r, const struct record *emergency)
{
	struct record *item = record_add(r, "items");

	record_set(item, "what", record_text(emergency, "shared"));
	record_set(r, "danger_now", "yes");
	record_set(r, "harm_why", record_text(emergency, "risk"));
	record_set(r, "happened", record_text(emergency, "happened"));
}

void
check_copy_staff(struct record *to, const struct record *from)
{
	struct record *own = (struct record *)(uintptr_t)from;

	for (size_t i = 0; i < record_count(from, "about_staff"); i++) {
		struct record *item = record_add(to, "about_staff");

		if (item)
			record_set(item, "staff",
			    record_text(
				record_item(own, "about_staff", i), "staff"));
	}
}

void
scr_check_from(struct app *a, const struct id *record)
{
	struct check_arg arg = { .is_again = false };
	struct child child = { .is_here = false };
	struct record *from = NULL, *r;
	struct errinfo e = { 0 };
	struct row row;

	if (model_open(app_model(a), record, 0, &from, &row, &e) != ERR_OK) {
		app_say_problem(a, &e);
		return;
	}
	r = record_new(&kind_share_decision);
	if (row.kind == &kind_emergency)
		fill_from_emergency(r, from);
	record_set(r, row.kind == &kind_emergency ? "emergency" : "concern",
	    record->s);
	check_copy_staff(r, from);
	if (record_count(r, "about_staff") > 0)
		record_set(r, "staff_allegation", "yes");
	model_child(app_model(a), &row.file, &child);
	arg.file = row.file;
	arg.child = child.name;
	arg.record = r;
	if (may(a, &row.file))
		app_push(a, &scr_check, &arg);
	record_free(r);
	record_free(from);
}

/* What is on the meeting's list, and nothing else (S4). */
static void
fill_from_meeting(struct record *r, const struct record *meeting)
{
	struct record *own = (struct record *)(uintptr_t)meeting;

	record_set(r, "agency", record_text(meeting, "agency"));
	record_set(r, "occasion", "meeting");
	record_set(r, "harm_why", record_text(meeting, "concern_instead"));
	for (size_t i = 0; i < record_count(meeting, "shared"); i++) {
		const struct record *from = record_item(own, "shared", i);
		struct record *item = record_add(r, "items");

		if (!item)
			return;
		record_set(item, "what", record_text(from, "what"));
		record_set(item, "kind", record_text(from, "kind"));
	}
}

void
scr_check_meeting(struct app *a, const struct id *meeting)
{
	struct check_arg arg = { .is_again = false };
	struct child child = { .is_here = false };
	struct record *from = NULL, *r;
	struct errinfo e = { 0 };
	struct row row;

	if (model_open(app_model(a), meeting, 0, &from, &row, &e) != ERR_OK) {
		app_say_problem(a, &e);
		return;
	}
	r = record_new(&kind_share_decision);
	fill_from_meeting(r, from);
	check_copy_staff(r, from);
	if (record_count(r, "about_staff") > 0)
		record_set(r, "staff_allegation", "yes");
	model_child(app_model(a), &row.file, &child);
	arg.file = row.file;
	arg.child = child.name;
	arg.record = r;
	if (may(a, &row.file))
		app_push(a, &scr_check, &arg);
	record_free(r);
	record_free(from);
}

/* ---- advice ---- */

struct given {
	const char *advice;
	bool is;
};

static void
on_answer(void *arg, const struct row *row, const struct record *r)
{
	struct given *g = arg;

	g->is |=
	    !row->is_mine && strcmp(record_text(r, "advice"), g->advice) == 0;
}

bool
scr_check_is_advised(struct app *a, const struct id *draft)
{
	static const struct kind *const of[] = { &kind_advice_answer, NULL };
	struct record *r = NULL;
	struct given g = { .is = false };
	struct draft d;

	if (model_draft_get(app_model(a), draft, &r, &d, NULL) != ERR_OK)
		return false;
	g.advice = record_text(r, "advice");
	if (d.kind == &kind_share_decision && *g.advice)
		model_each(app_model(a), &d.file, of, on_answer, &g);
	record_free(r);
	return g.is;
}

bool
scr_check_of_advice(struct app *a, const struct id *advice)
{
	const struct draft *list;
	size_t n = model_drafts(app_model(a), &list);
	struct id found = { "" };

	for (size_t i = 0; i < n && id_is_none(&found); i++) {
		struct record *r = NULL;
		struct draft d;
		struct id id = list[i].id;

		if (list[i].kind != &kind_share_decision ||
		    model_draft_get(app_model(a), &id, &r, &d, NULL) != ERR_OK)
			continue;
		if (strcmp(record_text(r, "advice"), advice->s) == 0)
			found = id;
		record_free(r);
	}
	if (id_is_none(&found))
		return false;
	scr_edit_draft(a, &found);
	return true;
}
