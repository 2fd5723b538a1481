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

struct looking {
	struct server *s;
	struct db *db;
	const struct own_request *r;
	const struct copy_state *state;
	char today[WHEN_TEXT]; /* on which the copy is made */
	/* Episodes and the changes in them, as they stood. */
	struct inspection_beside *beside;
	size_t count;
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

static void
read_support(struct looking *l, const struct own_items *items)
{
	l->beside = mem_zalloc(items->count + 1, sizeof(*l->beside));
	for (size_t i = 0; i < items->count; i++) {
		const struct own_item *at = &items->at[i];
		struct record *body;

		if (at->is_earlier || (at->row.kind != &kind_episode &&
					  at->row.kind != &kind_nature_change))
			continue;
		body = copy_version(l->s, l->db, &at->id,
		    copy_stood(l->db, &at->id, l->state->change), NULL);
		if (body != NULL)
			l->beside[l->count++] =
			    (struct inspection_beside){ at->id.s, body };
	}
}

static void
looking_done(struct looking *l)
{
	for (size_t i = 0; i < l->count; i++)
		record_free((struct record *)(uintptr_t)l->beside[i].body);
	free(l->beside);
}

/* The last day of access: the day on which it was ended, if that was before. */
static void
set_end(const struct looking *l, const struct id *inspection,
    const struct record *body, char until[WHEN_TEXT])
{
	struct id *ids = NULL;
	size_t n = 0;

	snprintf(until, WHEN_TEXT, "%.10s", record_text(body, "access_until"));
	if (store_ids_beneath(l->db, inspection, &kind_inspection_end, &ids, &n,
		NULL) != ERR_OK)
		n = 0;
	for (size_t i = 0; i < n; i++) {
		int64_t version = copy_stood(l->db, &ids[i], l->state->change);
		struct envelope env;
		struct record *end =
		    copy_version(l->s, l->db, &ids[i], version, &env);
		char day[WHEN_TEXT];

		if (end == NULL)
			continue;
		store_today(day, env.received_ms);
		if (strcmp(day, until) < 0)
			snprintf(until, WHEN_TEXT, "%.10s", day);
		record_free(end);
	}
	free(ids);
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

static void
say_what(const struct looks *looks, const char *from, const char *until,
    struct buf *to)
{
	char first[WHEN_TEXT], last[WHEN_TEXT];

	add_days(to, from, until);
	buf_adds(
	    to, ": an inspection of our work, which this file was among. ");
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

/* Once its access has begun, and if that was not ended before. */
static void
say_one(const struct looking *l, const struct id *inspection,
    const struct record *body, copy_line_fn *each, void *arg)
{
	const struct inspection_file file = { l->r->row.file.s, l->beside,
		l->count };
	const char *from = record_text(body, "access_from");
	struct buf who = BUF_INIT(WHO_MAX), what = BUF_INIT(WHAT_MAX);
	struct looks looks = { 0 };
	char until[WHEN_TEXT];

	set_end(l, inspection, body, until);
	if (strncmp(from, l->today, 10) <= 0 && strncmp(from, until, 10) <= 0 &&
	    inspection_covers(body, &file)) {
		struct record *r = (struct record *)(uintptr_t)body;

		for (size_t i = 0; i < record_count(body, "inspectors"); i++)
			add_looks(l,
			    record_text(
				record_item(r, "inspectors", i), "account"),
			    from, until, &looks);
		say_who(body, &who);
		say_what(&looks, from, until, &what);
		each(arg, buf_str(&who), buf_str(&what));
	}
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
	read_support(&l, items);
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
