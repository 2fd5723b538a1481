/* request_inspected.c - the inspections that a file was among, for the copy of it: who
 * inspected, by whose authority, when, and whether they looked (A2, O1). Worked out of
 * the records as they stood after one change, and of the looks up to one row; so it is
 * the same whenever it is made. The lists of inspections themselves go on changing. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "inspection.h"
#include "kinds.h"
#include "mem.h"
#include "request_office.h"
#include "store_in.h"

#define WHO_MAX 8000 /* twelve inspectors with their jobs */
#define WHAT_MAX 2000

/* An adult of the file, by all versions as they stood. */
struct relative {
	const char *id;
	int64_t came_ms;
	bool is_always, is_ever; /* to be told (O2) */
};

struct looking {
	struct server *s;
	struct db *db;
	const struct own_request *r;
	const struct copy_state *state;
	char today[WHEN_TEXT]; /* on which the copy is made */
	/* Episodes and the changes in them, as they stood. */
	struct inspection_beside *beside;
	size_t count;
	/* Who was told of an inspection, or why not; and when that came. */
	struct inspection_beside *told;
	int64_t *told_ms;
	size_t told_count;
	struct relative *family;
	size_t family_count;
};

/* ---- as it stood ---- */

static void
set_today(struct looking *l)
{
	struct stmt *st = db_stmt(l->db, SQL_REQUEST_CHANGED_AT);

	stmt_int(st, 1, l->state->change);
	if (stmt_row(st))
		store_today(l->today, stmt_get_int(st, 0));
	stmt_reset(st);
}

/* A version that cannot be read may have been anything. */
static void
take_relative(struct looking *l, const struct own_item *at)
{
	struct relative *f = &l->family[l->family_count++];

	*f = (struct relative){ at->id.s, at->came_ms, true, false };
	for (int64_t v = 1; v <= at->row.version; v++) {
		struct record *body =
		    copy_version(l->s, l->db, &at->id, v, NULL);

		if (body == NULL || !inspection_is_relevant(body))
			f->is_always = false;
		if (body == NULL || inspection_is_relevant(body))
			f->is_ever = true;
		record_free(body);
	}
}

static void
take_beside(struct looking *l, const struct own_item *at)
{
	const struct kind *k = at->row.kind;
	struct record *body =
	    copy_version(l->s, l->db, &at->id, at->row.version, NULL);

	if (body == NULL)
		return;
	if (k == &kind_episode || k == &kind_nature_change) {
		l->beside[l->count++] =
		    (struct inspection_beside){ at->id.s, body };
		return;
	}
	l->told_ms[l->told_count] = at->came_ms;
	l->told[l->told_count++] = (struct inspection_beside){ at->id.s, body };
}

static void
read_around(struct looking *l, const struct own_items *items)
{
	static const struct kind *const of[] = { &kind_episode,
		&kind_nature_change, &kind_inspection_contact,
		&kind_inspection_mail, &kind_inspection_exception };

	l->beside = mem_zalloc(items->count + 1, sizeof(*l->beside));
	l->told = mem_zalloc(items->count + 1, sizeof(*l->told));
	l->told_ms = mem_zalloc(items->count + 1, sizeof(*l->told_ms));
	l->family = mem_zalloc(items->count + 1, sizeof(*l->family));
	for (size_t i = 0; i < items->count; i++) {
		const struct own_item *at = &items->at[i];

		if (at->is_earlier)
			continue;
		if (at->row.kind == &kind_adult)
			take_relative(l, at);
		for (size_t k = 0; k < KIND_COUNT(of); k++)
			if (at->row.kind == of[k])
				take_beside(l, at);
	}
}

static void
looking_done(struct looking *l)
{
	for (size_t i = 0; i < l->count; i++)
		record_free((struct record *)(uintptr_t)l->beside[i].body);
	for (size_t i = 0; i < l->told_count; i++)
		record_free((struct record *)(uintptr_t)l->told[i].body);
	free(l->beside);
	free(l->told);
	free(l->told_ms);
	free(l->family);
}

/* When the first record of a kind beneath an inspection came; false: there was
 * none. */
static bool
first_beneath(const struct looking *l, const struct id *inspection,
    const struct kind *kind, int64_t *first_ms)
{
	struct id *ids = NULL;
	size_t n = 0;
	bool is_there = false;

	if (store_ids_beneath(l->db, inspection, kind, &ids, &n, NULL) !=
	    ERR_OK)
		n = 0;
	for (size_t i = 0; i < n; i++) {
		struct envelope env;
		struct record *body = copy_version(l->s, l->db, &ids[i],
		    copy_stood(l->db, &ids[i], l->state->change), &env);

		if (body != NULL &&
		    (!is_there || env.received_ms < *first_ms)) {
			*first_ms = env.received_ms;
			is_there = true;
		}
		record_free(body);
	}
	free(ids);
	return is_there;
}

/* ---- the days of its access ---- */

struct span {
	const char *from;
	char until[WHEN_TEXT]; /* the day on which it was ended, if before */
	int64_t begin_ms, over_ms; /* open at the earliest; shut for good */
};

static void
set_span(const struct looking *l, const struct id *inspection,
    const struct record *body, struct span *out)
{
	struct civil first = { 0 }, last = { 0 };
	struct envelope env;
	struct record *made = copy_version(l->s, l->db, inspection, 1, &env);
	char day[WHEN_TEXT];
	int64_t ended_ms;

	*out = (struct span){ .from = record_text(body, "access_from") };
	snprintf(
	    out->until, WHEN_TEXT, "%.10s", record_text(body, "access_until"));
	if (made != NULL && when_read(&first, out->from)) {
		out->begin_ms = when_ms(&first);
		if (out->begin_ms < env.received_ms)
			out->begin_ms = env.received_ms;
	}
	record_free(made);
	out->over_ms = INT64_MAX;
	if (when_read(&last, out->until)) {
		last = when_add_days(last, 1);
		out->over_ms = when_ms(&last);
	}
	if (!first_beneath(l, inspection, &kind_inspection_end, &ended_ms))
		return;
	store_today(day, ended_ms);
	if (strcmp(day, out->until) < 0)
		snprintf(out->until, WHEN_TEXT, "%.10s", day);
	if (ended_ms < out->over_ms)
		out->over_ms = ended_ms;
}

/* ---- was it shut all the time? (O2) ---- */

/* By what had come while it could be open. What a mail server did not take tells
 * nobody; what it took and sent back later had told them. */
static bool
is_missing(const struct looking *l, const struct id *inspection,
    const char *adult, const struct span *span)
{
	struct inspection_beside *by =
	    mem_zalloc(l->told_count + 1, sizeof(*by));
	struct inspection_person p = { .file = l->r->row.file.s,
		.adult = adult };
	size_t n = 0;

	for (size_t i = 0; i < l->told_count; i++) {
		const struct record *body = l->told[i].body;

		if (l->told_ms[i] <= span->over_ms &&
		    (record_kind(body) != &kind_inspection_mail ||
			strcmp(record_text(body, "what"), "sent") == 0))
			by[n++] = l->told[i];
	}
	inspection_person_stand(&p, inspection->s, by, n);
	free(by);
	return inspection_told_is_missing(p.told);
}

/* By one of this family who was to be told from the beginning and never was; or by
 * nobody being there to tell, and no reason for that. True only where it is certain:
 * families of other files keep it shut as well, but of these nothing may be left
 * when the copy is made again (R2). */
static bool
was_shut(const struct looking *l, const struct id *inspection,
    const struct span *span)
{
	bool is_anybody = false;
	int64_t untold_ms;

	if (first_beneath(l, inspection, &kind_inspection_untold, &untold_ms) &&
	    untold_ms <= span->over_ms)
		return false;
	for (size_t i = 0; i < l->family_count; i++) {
		const struct relative *f = &l->family[i];

		is_anybody = is_anybody || f->is_ever;
		if (f->is_always && f->came_ms <= span->begin_ms &&
		    is_missing(l, inspection, f->id, span))
			return true;
	}
	return !is_anybody && is_missing(l, inspection, "", span);
}

/* ---- did they look? ---- */

struct looks {
	int64_t first_ms, last_ms; /* 0: none */
};

/* Of an account that inspects, in the days of this inspection: another day it may
 * have been of another. */
static void
add_looks(const struct looking *l, const char *account, const char *from,
    const char *until, struct looks *out)
{
	struct stmt *st = db_stmt(l->db, SQL_REQUEST_INSPECTED);
	struct civil first, last;
	int64_t at[2] = { 0, 0 };

	if (!when_read(&first, from) || !when_read(&last, until))
		return;
	stmt_id(st, 1, &l->r->row.file);
	stmt_int(st, 2, l->state->looks);
	stmt_int(st, 3, AUDIT_LOOK);
	stmt_int(st, 4, AUDIT_COPIED);
	stmt_text(st, 5, account);
	stmt_int(st, 6, when_ms(&first));
	last = when_add_days(last, 1);
	stmt_int(st, 7, when_ms(&last));
	if (stmt_row(st)) {
		at[0] = stmt_get_int(st, 0);
		at[1] = stmt_get_int(st, 1);
	}
	stmt_reset(st);
	if (at[0] == 0)
		return;
	if (out->first_ms == 0 || at[0] < out->first_ms)
		out->first_ms = at[0];
	if (at[1] > out->last_ms)
		out->last_ms = at[1];
}

/* ---- in words ---- */

static void
add_day(struct buf *to, const char *stored)
{
	struct civil day;
	char shown[WHEN_SHOWN];

	if (!when_read(&day, stored))
		return;
	day.has_time = false;
	when_show(shown, &day);
	buf_adds(to, shown);
}

static void
add_days(struct buf *to, const char *from, const char *until)
{
	add_day(to, from);
	if (strncmp(from, until, 10) == 0)
		return;
	buf_adds(to, " to ");
	add_day(to, until);
}

/* "Ofsted, Education Act: Ann Reed (lead inspector), Bo Lund" */
static void
say_who(const struct record *body, struct buf *to)
{
	struct record *r = (struct record *)(uintptr_t)body;

	buf_adds(to, record_text(body, "authority"));
	for (size_t i = 0; i < record_count(body, "inspectors"); i++) {
		const struct record *at = record_item(r, "inspectors", i);

		buf_addf(
		    to, "%s%s", i == 0 ? ": " : ", ", record_text(at, "name"));
		if (*record_text(at, "job") != '\0')
			buf_addf(to, " (%s)", record_text(at, "job"));
	}
}

/* In its scope, which says nothing of a look. */
static void
say_what(const struct looks *looks, const struct span *span, struct buf *to)
{
	char first[WHEN_TEXT], last[WHEN_TEXT];

	add_days(to, span->from, span->until);
	buf_adds(
	    to, ": an inspection of our work, with this file in its scope. ");
	if (looks->first_ms == 0) {
		buf_adds(to, "No look at it by an inspector is recorded.");
		return;
	}
	store_today(first, looks->first_ms);
	store_today(last, looks->last_ms);
	buf_adds(to, "An inspector looked at it, ");
	add_days(to, first, last);
	buf_adds(to, ".");
}

/* Once its access has begun, if that was not ended before; and not if nobody could
 * look, as it was shut all the time. */
static void
say_one(const struct looking *l, const struct id *inspection,
    const struct record *body, copy_line_fn *each, void *arg)
{
	const struct inspection_file file = { l->r->row.file.s, l->beside,
		l->count };
	struct record *r = (struct record *)(uintptr_t)body;
	struct buf who = BUF_INIT(WHO_MAX), what = BUF_INIT(WHAT_MAX);
	struct looks looks = { 0 };
	struct span span;

	set_span(l, inspection, body, &span);
	if (strncmp(span.from, l->today, 10) > 0 ||
	    strncmp(span.from, span.until, 10) > 0 ||
	    !inspection_covers(body, &file))
		return;
	for (size_t i = 0; i < record_count(body, "inspectors"); i++)
		add_looks(l,
		    record_text(record_item(r, "inspectors", i), "account"),
		    span.from, span.until, &looks);
	if (looks.first_ms == 0 && was_shut(l, inspection, &span))
		return;
	say_who(body, &who);
	say_what(&looks, &span, &what);
	each(arg, buf_str(&who), buf_str(&what));
	buf_done(&who);
	buf_done(&what);
}

/* As they were written first: a list by their newest versions would be another after
 * one of them is changed. */
static int
by_id(const void *a, const void *b)
{
	return strcmp(((const struct id *)a)->s, ((const struct id *)b)->s);
}

enum err
copy_inspections(struct server *s, struct db *db, const struct own_request *r,
    const struct own_items *items, const struct copy_state *state,
    copy_line_fn *each, void *arg, struct errinfo *e)
{
	static const struct id nowhere = { "" };
	struct looking l = { .s = s, .db = db, .r = r, .state = state };
	struct id *ids = NULL;
	size_t n = 0;
	enum err code =
	    store_ids_of_kind(db, &nowhere, &kind_inspection, &ids, &n, e);

	if (n > 0)
		qsort(ids, n, sizeof(*ids), by_id);
	set_today(&l);
	read_around(&l, items);
	for (size_t i = 0; i < n && code == ERR_OK; i++) {
		int64_t version = copy_stood(db, &ids[i], state->change);
		struct record *body =
		    copy_version(s, db, &ids[i], version, NULL);

		if (body != NULL)
			say_one(&l, &ids[i], body, each, arg);
		else if (version > 0)
			code = err_set(e, ERR_CORRUPT,
			    "An inspection cannot be read, so the copy cannot "
			    "be made. Ask for \"havend verify\".");
		record_free(body);
	}
	looking_done(&l);
	free(ids);
	return code == ERR_OK ? db_error(db, e) : code;
}
