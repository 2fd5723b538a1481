/* file_rows.c - the records of a file as its list shows them. */
#include "file_rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kinds.h"
#include "meeting_kin.h"
#include "scr.h"

/* Sections of the file, in order; a record stands in the first that names its
 * kind. */
static const struct {
	const char *title;
	const char *kinds; /* names with a space between */
	enum order { PLAIN, BY_KIND, BY_TIME } order; /* PLAIN: no dates */
} sections[] = {
	{ "Front sheet", "front_sheet", PLAIN },
	{ "Parents, carers and other adults", "adult", PLAIN },
	{ "What the family agreed to", "induction agreement competence",
	    BY_KIND },
	{ "Support, and what the referrer is told",
	    "episode nature_change notice", BY_TIME },
	{ "Outcomes and goals", "outcome goal", BY_TIME },
	{ "First accounts", "first_account", BY_KIND },
	{ "Concerns",
	    "concern addendum statement acknowledged kept_aside "
	    "aside_decision",
	    BY_KIND },
	{ "Sharing",
	    "emergency share_decision share_flag share_review advice "
	    "advice_answer task task_done",
	    BY_TIME },
	{ "Meetings", "meeting", BY_TIME },
	{ "Contacts with agencies", "contact", BY_KIND },
	{ "Requests, and what was sent wrongly",
	    "request request_answer wrong_send wrong_end", BY_TIME },
	{ "Inspections, and who was told",
	    "inspection_contact inspection_mail inspection_exception "
	    "inspection_copy",
	    BY_TIME },
	{ "Who this file is open to", "assignment opening opening_seen",
	    BY_KIND },
	{ "How long it is kept", "hold retention_review", BY_TIME },
};
#define SECTION_COUNT (sizeof sections / sizeof sections[0])

/* What a record asks for, and the kind that says it was done. */
static const struct {
	const char *kind, *by;
	const char *open, *done; /* on the right */
	bool has_due;            /* its date is by when, said beside it */
} answers[] = {
	{ "advice", "advice_answer", "due ", "answered", true },
	{ "task", "task_done", "due ", "done", true },
	{ "share_flag", "share_review", "to be decided", "decided", false },
	{ "opening", "opening_seen", "until ", "seen", true },
	{ "request", "request_answer", "to be answered", "closed", false },
	{ "wrong_send", "wrong_end", "to be closed", "closed", false },
};
#define ANSWERS (sizeof answers / sizeof answers[0])

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

/* Index of what a record of this kind asks for; ANSWERS: nothing. */
static size_t
answer_of(const struct kind *k)
{
	size_t i = 0;

	while (i < ANSWERS && strcmp(answers[i].kind, k->name) != 0)
		i++;
	return i;
}

static bool
has_answer(const struct row *rows, size_t n, const struct row *r)
{
	size_t which = answer_of(r->kind);

	for (size_t i = 0; which < ANSWERS && i < n; i++) {
		if (id_equal(&rows[i].parent, &r->id) &&
		    strcmp(rows[i].kind->name, answers[which].by) == 0)
			return true;
	}
	return false;
}

/* A due date lies ahead: such a record stands where it was written, as does one
 * without any date. */
static void
set_at(struct file_row *to, const struct row *r)
{
	struct civil c = when_civil(r->written_ms);
	size_t which = answer_of(r->kind);

	if (!*r->date || (which < ANSWERS && answers[which].has_due))
		when_store(to->at, &c);
	else
		snprintf(to->at, sizeof to->at, "%s", r->date);
}

static int
by_time(const void *a, const void *b)
{
	const struct file_row *x = a, *y = b;
	int n = strcmp(x->at, y->at);

	return n ? n : strcmp(x->id.s, y->id.s);
}

static void
add_section(
    struct file_rows *v, size_t section, const struct row *rows, size_t n)
{
	size_t head = v->count++;

	v->row[head] =
	    (struct file_row){ .is_heading = true, .section = section };
	for (size_t i = 0; i < n && v->count < FILE_ROWS_MAX; i++) {
		struct file_row *to = &v->row[v->count];

		if (!in_section(section, rows[i].kind->name))
			continue;
		*to = (struct file_row){ .section = section,
			.id = rows[i].id,
			.is_answered = has_answer(rows, n, &rows[i]) };
		set_at(to, &rows[i]);
		v->count++;
	}
	if (v->count == head + 1)
		v->count = head; /* nothing under this heading */
	else if (sections[section].order == BY_TIME)
		qsort(v->row + head + 1, v->count - head - 1, sizeof v->row[0],
		    by_time);
}

/* ---- assignments that have ended ---- */

struct ended {
	struct file_rows *v;
	char today[WHEN_TEXT];
};

static void
on_assignment(void *arg, const struct row *row, const struct record *r)
{
	struct ended *e = arg;
	const char *until = record_text(r, "until");

	for (size_t i = 0; i < e->v->count; i++) {
		if (id_equal(&e->v->row[i].id, &row->id))
			e->v->row[i].is_over =
			    *until && strcmp(until, e->today) < 0;
	}
}

/* ---- meetings, and how they stand (M1) ---- */

struct met {
	struct file_rows *v;
	struct meeting_kin kin;
};

static void
on_meeting(void *arg, const struct row *row, const struct record *r)
{
	struct met *met = arg;
	struct meeting_family family = meeting_kin_family(&met->kin);
	struct meeting_may may;

	meeting_may(&may, r, &family);
	for (size_t i = 0; i < met->v->count; i++) {
		struct file_row *to = &met->v->row[i];

		if (!id_equal(&to->id, &row->id))
			continue;
		to->stands = meeting_stand_words(r, may.stand);
		id_parse(&to->agency, record_text(r, "agency"));
	}
}

static void
mark_meetings(struct file_rows *v)
{
	static const struct kind *const meeting[] = { &kind_meeting, NULL };
	struct met met = { .v = v };

	meeting_kin_read(
	    &met.kin, app_model(v->app), &v->file, app_now(v->app));
	model_each(app_model(v->app), &v->file, meeting, on_meeting, &met);
	meeting_kin_done(&met.kin);
}

static void
mark_ended(struct file_rows *v)
{
	static const struct kind *const assignment[] = { &kind_assignment,
		NULL };
	struct civil today = when_civil(app_now(v->app));
	struct ended e = { .v = v };

	today.has_time = false;
	today.hour = today.minute = 0;
	when_store(e.today, &today);
	model_each(app_model(v->app), &v->file, assignment, on_assignment, &e);
}

void
file_rows_load(struct file_rows *v)
{
	const struct row *rows;
	size_t n;

	standing_read(
	    &v->standing, app_model(v->app), &v->file, app_now(v->app));
	n = model_rows(app_model(v->app), &v->file, &rows);
	v->count = 0;
	for (size_t s = 0; s < SECTION_COUNT && v->count + 1 < FILE_ROWS_MAX;
	     s++)
		add_section(v, s, rows, n);
	mark_ended(v);
	mark_meetings(v);
}

/* ---- rows ---- */

static size_t
rows_count(const void *arg)
{
	return ((const struct file_rows *)arg)->count;
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
add_meeting(
    const struct file_rows *v, const struct file_row *row, struct buf *out)
{
	const char *agency =
	    model_name_of(app_model(v->app), "agency", row->agency.s);

	buf_addf(out, "Meeting%s%s", agency ? ": " : "", agency ? agency : "");
}

/* Who it is, or what, after the date. */
static void
add_name(
    const struct file_rows *v, size_t at, const struct row *r, struct buf *out)
{
	const struct standing *s = &v->standing;
	const struct standing_answer *a = standing_answer_of(s, &r->id);
	const struct standing_person *p = a && a->person != STANDING_NOBODY
					      ? &s->person[a->person]
					      : standing_person_of(s, &r->id);

	if (v->row[at].stands)
		add_meeting(v, &v->row[at], out);
	else if (p && a)
		buf_addf(out, "%s: %s", p->name, r->label);
	else if (p && !p->is_cyp)
		buf_addf(out, "%s%s%s", r->label, *p->relation ? ", " : "",
		    p->relation);
	else if (*r->label && strcmp(r->label, r->kind->title) != 0)
		buf_addf(out, "%s: %s", r->kind->title, r->label);
	else
		buf_adds(out, r->kind->title);
}

/* By when, or that it was done. */
static void
add_due(const struct file_rows *v, const struct file_row *row,
    const struct row *r, size_t which, struct buf *out)
{
	char shown[WHEN_SHOWN] = "";
	struct civil c;

	if (row->is_answered) {
		buf_adds(out, answers[which].done);
		return;
	}
	buf_adds(out, answers[which].open);
	if (answers[which].has_due && when_read(&c, r->date))
		when_show_near(shown, &c, app_now(v->app));
	buf_adds(out, shown);
}

/* What must be seen beside it; where it is comes first. */
static void
add_state(
    const struct file_rows *v, size_t i, const struct row *r, struct buf *out)
{
	const struct standing_answer *a =
	    standing_answer_of(&v->standing, &r->id);
	const struct standing_person *p =
	    standing_person_of(&v->standing, &r->id);
	size_t which = answer_of(r->kind);

	if (*where_words(r->where))
		buf_adds(out, where_words(r->where));
	else if (r->kind->flags & KF_SIGNED)
		buf_adds(out, r->is_signed ? "signed" : "not signed");
	else if (which < ANSWERS)
		add_due(v, &v->row[i], r, which, out);
	else if (a && a->weak)
		buf_adds(out, "does not count");
	else if (v->row[i].stands)
		buf_adds(out, v->row[i].stands);
	else if (v->row[i].is_over)
		buf_adds(out, "ended");
	if (!p)
		return;
	if (out->len > 0)
		buf_adds(out, ", ");
	standing_add_marks(p, out);
}

#define WIDE_COLS 78
#define DAY_COLS 13 /* "26 Nov 2026" and a gap */

/* In a small window the day alone, or there is no room for what it is. */
static void
add_time(const struct file_rows *v, const struct civil *c, struct buf *out)
{
	char shown[WHEN_SHOWN];
	struct buf day = BUF_INIT(WHEN_SHOWN);

	if (app_cols(v->app) >= WIDE_COLS) {
		when_show(shown, c);
		buf_addf(out, "%s  ", shown);
		return;
	}
	scr_add_day(c, &day);
	buf_addf(out, "%-*s", DAY_COLS, buf_str(&day));
	buf_done(&day);
}

static void
rows_text(const void *arg, size_t i, struct buf *left, struct buf *right)
{
	const struct file_rows *v = arg;
	struct row r;
	struct civil c;

	if (v->row[i].is_heading) {
		buf_adds(left, sections[v->row[i].section].title);
		return;
	}
	if (!model_row(app_model(v->app), &v->row[i].id, &r))
		return;
	if (sections[v->row[i].section].order != PLAIN &&
	    when_read(&c, v->row[i].at))
		add_time(v, &c, left);
	add_name(v, i, &r, left);
	add_state(v, i, &r, right);
}

static void
rows_id(const void *arg, size_t i, char out[W_LIST_ID])
{
	const struct file_rows *v = arg;

	if (v->row[i].is_heading)
		snprintf(out, W_LIST_ID, "section %zu", v->row[i].section);
	else
		snprintf(out, W_LIST_ID, "%s", v->row[i].id.s);
}

static bool
rows_heading(const void *arg, size_t i)
{
	return ((const struct file_rows *)arg)->row[i].is_heading;
}

const struct w_list_rows file_rows = {
	.count = rows_count,
	.text = rows_text,
	.id = rows_id,
	.is_heading = rows_heading,
	.empty = "Nothing of this file is on this device. F7 writes "
		 "something new.",
};
