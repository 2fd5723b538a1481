/* inspect_follow.c - the list of an inspection: files, and parents and carers, worked
 * out anew whenever a record is saved that it hangs on (O2). So somebody who comes in
 * later shuts access until they are told, and nobody has to think of it. */
#include "inspect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "session.h"
#include "store_in.h"

static const char *
text(const struct record *r, const char *key)
{
	return record_text(r, key);
}

static bool
is(const struct record *r, const char *key, const char *code)
{
	return strcmp(text(r, key), code) == 0;
}

/* A statement of an inspection, or of it and a file (or somebody). */
static enum err
run(struct db *db, enum sql sql, const struct id *a, const struct id *b,
    struct errinfo *e)
{
	struct stmt *st = db_stmt(db, sql);

	stmt_id(st, 1, a);
	if (b != NULL)
		stmt_id(st, 2, b);
	return stmt_done(st, e);
}

static enum err
read_ids(struct db *db, struct stmt *st, struct id **out, size_t *count,
    struct errinfo *e)
{
	*out = NULL;
	*count = 0;
	while (stmt_row(st)) {
		if ((*count & (*count + 1)) == 0)
			*out = mem_grow(*out, *count * 2 + 2, sizeof(**out));
		(*out)[(*count)++] = stmt_get_id(st, 0);
	}
	stmt_reset(st);
	return db_error(db, e);
}

/* ---- one file ---- */

/* All of it that a list hangs on. */
struct around {
	struct inspection_beside *at;
	struct id *ids;
	size_t count;
};

static void
around_done(struct around *a)
{
	for (size_t i = 0; i < a->count; i++)
		record_free((struct record *)(uintptr_t)a->at[i].body);
	free(a->at);
	free(a->ids);
	*a = (struct around){ 0 };
}

static enum err
add_kind(struct server *s, struct db *db, const struct id *file,
    const struct kind *kind, struct around *a, struct errinfo *e)
{
	struct id *ids = NULL;
	size_t n = 0;
	enum err code = store_ids_of_kind(db, file, kind, &ids, &n, e);

	for (size_t i = 0; i < n && code == ERR_OK; i++) {
		struct record_row row;
		struct record *body = NULL;

		code = store_body(s, db, &ids[i], &row, &body, e);
		if (code != ERR_OK)
			break;
		a->at = mem_grow(a->at, a->count + 1, sizeof(*a->at));
		a->ids = mem_grow(a->ids, a->count + 1, sizeof(*a->ids));
		a->ids[a->count] = ids[i];
		a->at[a->count++].body = body;
	}
	free(ids);
	return code;
}

static enum err
look_around(struct server *s, struct db *db, const struct id *file,
    struct around *a, struct errinfo *e)
{
	static const struct kind *const of[] = { &kind_episode,
		&kind_nature_change, &kind_adult, &kind_inspection_contact,
		&kind_inspection_mail, &kind_inspection_exception,
		&kind_inspection_copy };
	enum err code = ERR_OK;

	*a = (struct around){ 0 };
	for (size_t i = 0; i < KIND_COUNT(of) && code == ERR_OK; i++)
		code = add_kind(s, db, file, of[i], a, e);
	for (size_t i = 0; i < a->count; i++)
		a->at[i].id = a->ids[i].s;
	return code;
}

/* Who of the file is on the list: each relevant adult once; a file without one has a
 * row that says so. None: it is not about this file. The caller's to free; people
 * point into a. */
static size_t
list_people(const struct id *inspection, const struct record *body,
    const struct id *file, const struct around *a,
    struct inspection_person **out)
{
	const struct inspection_file of = { file->s, a->at, a->count };
	size_t n = 0;

	*out = mem_zalloc(a->count + 1, sizeof(**out));
	if (!inspection_covers(body, &of))
		return 0;
	for (size_t i = 0; i < a->count; i++)
		if (record_kind(a->at[i].body) == &kind_adult &&
		    inspection_is_relevant(a->at[i].body))
			(*out)[n++].adult = a->at[i].id;
	if (n == 0)
		(*out)[n++].adult = "";
	for (size_t i = 0; i < n; i++) {
		(*out)[i].file = file->s;
		inspection_person_stand(
		    &(*out)[i], inspection->s, a->at, a->count);
	}
	return n;
}

static enum err
add_person(struct db *db, const struct id *inspection,
    const struct inspection_person *p, struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_INSPECTION_PERSON_ADD);

	stmt_id(st, 1, inspection);
	stmt_text(st, 2, p->file);
	stmt_text(st, 3, p->adult);
	stmt_int(st, 4, (int64_t)p->told);
	stmt_int(st, 5, (int64_t)p->copy);
	stmt_int(st, 6, p->objects);
	return stmt_done(st, e);
}

static enum err
refresh_file(struct save *v, const struct id *inspection,
    const struct record *body, const struct id *file, struct errinfo *e)
{
	struct inspection_person *people = NULL;
	struct around a;
	size_t n = 0;
	enum err code = look_around(v->s, v->db, file, &a, e);

	if (code == ERR_OK)
		code =
		    run(v->db, SQL_INSPECTION_PEOPLE_DROP, inspection, file, e);
	if (code == ERR_OK) {
		n = list_people(inspection, body, file, &a, &people);
		code = run(v->db,
		    n > 0 ? SQL_INSPECTION_FILE_ADD : SQL_INSPECTION_FILE_DROP,
		    inspection, file, e);
	}
	for (size_t i = 0; i < n && code == ERR_OK; i++)
		code = add_person(v->db, inspection, &people[i], e);
	free(people);
	around_done(&a);
	return code;
}

/* ---- the inspection itself ---- */

static enum err
set_row(struct save *v, struct errinfo *e)
{
	static const char *const days[] = { "access_from", "access_until",
		"period_from", "period_until" };
	struct stmt *st = db_stmt(v->db, SQL_INSPECTION_SET);

	stmt_id(st, 1, &v->put->id);
	for (size_t i = 0; i < KIND_COUNT(days); i++)
		stmt_text(st, (int)i + 2, text(v->body, days[i]));
	stmt_int(st, 6, is(v->body, "announced", "unannounced"));
	return stmt_done(st, e);
}

static enum err
set_inspectors(struct save *v, struct errinfo *e)
{
	size_t n = record_count(v->body, "inspectors");
	struct id account;
	enum err code = run(v->db, SQL_INSPECTORS_DROP, &v->put->id, NULL, e);

	for (size_t i = 0; i < n && code == ERR_OK; i++)
		if (id_parse(&account,
			text(record_item(v->body, "inspectors", i), "account")))
			code = run(
			    v->db, SQL_INSPECTOR_ADD, &account, &v->put->id, e);
	return code;
}

static enum err
follow_inspection(struct save *v, struct errinfo *e)
{
	struct id *files = NULL;
	size_t n = 0;
	enum err code = set_row(v, e);

	if (code == ERR_OK)
		code = set_inspectors(v, e);
	if (code == ERR_OK)
		code = read_ids(v->db, db_stmt(v->db, SQL_INSPECTION_FILES_ALL),
		    &files, &n, e);
	for (size_t i = 0; i < n && code == ERR_OK; i++)
		code = refresh_file(v, &v->put->id, v->body, &files[i], e);
	free(files);
	return code;
}

static enum err
follow_untold(struct save *v, struct errinfo *e)
{
	return run(v->db, SQL_INSPECTION_UNTOLD, &v->parent, NULL, e);
}

static enum err
follow_report(struct save *v, struct errinfo *e)
{
	return run(v->db, SQL_INSPECTION_REPORTED, &v->parent, NULL, e);
}

/* The sessions of the inspectors end at once (O1). */
static enum err
follow_end(struct save *v, struct errinfo *e)
{
	struct stmt *st;
	struct id *staff = NULL;
	size_t n = 0;
	enum err code = run(v->db, SQL_INSPECTION_END, &v->parent, NULL, e);

	if (code != ERR_OK)
		return code;
	st = db_stmt(v->db, SQL_INSPECTORS_OF);
	stmt_id(st, 1, &v->parent);
	code = read_ids(v->db, st, &staff, &n, e);
	for (size_t i = 0; i < n && code == ERR_OK; i++)
		code = session_end_staff(v->db, &staff[i], e);
	free(staff);
	return code;
}

/* ---- what stands on a file ---- */

/* Of every inspection whose list may change by it. */
static enum err
follow_file(struct save *v, struct errinfo *e)
{
	struct stmt *st = db_stmt(v->db, SQL_INSPECTIONS_LIVE);
	char today[WHEN_TEXT];
	struct id *ids = NULL;
	size_t n = 0;
	enum err code;

	store_today(today, v->put->now_ms);
	stmt_text(st, 1, today);
	stmt_id(st, 2, &v->put->file);
	code = read_ids(v->db, st, &ids, &n, e);
	for (size_t i = 0; i < n && code == ERR_OK; i++) {
		struct record_row row;
		struct record *body = NULL;

		code = store_body(v->s, v->db, &ids[i], &row, &body, e);
		if (code == ERR_OK)
			code = refresh_file(v, &ids[i], body, &v->put->file, e);
		record_free(body);
	}
	free(ids);
	return code;
}

static enum err
follow_contact(struct save *v, struct errinfo *e)
{
	enum err code = ERR_OK;

	if (is(v->body, "how", "email"))
		code = inspect_mail(v, e);
	return code == ERR_OK ? follow_file(v, e) : code;
}

static const struct {
	const struct kind *kind;
	enum err (*follow)(struct save *, struct errinfo *);
} follows[] = {
	{ &kind_inspection, follow_inspection },
	{ &kind_inspection_untold, follow_untold },
	{ &kind_inspection_report, follow_report },
	{ &kind_inspection_end, follow_end },
	{ &kind_episode, follow_file },
	{ &kind_nature_change, follow_file },
	{ &kind_adult, follow_file },
	{ &kind_inspection_contact, follow_contact },
	{ &kind_inspection_mail, follow_file },
	{ &kind_inspection_exception, follow_file },
	{ &kind_inspection_copy, follow_file },
};

enum err
store_inspect_follow(struct save *v, struct errinfo *e)
{
	if (v->result->status != 200 && v->result->status != 201)
		return ERR_OK;
	for (size_t i = 0; i < KIND_COUNT(follows); i++)
		if (follows[i].kind == v->put->kind)
			return follows[i].follow(v, e);
	return ERR_OK;
}

/* ---- how it stands ---- */

bool
inspect_find(
    struct db *db, const struct id *inspection, struct inspect_row *out)
{
	struct stmt *st = db_stmt(db, SQL_INSPECTION_GET);
	bool is_there;

	*out = (struct inspect_row){ .files = 0 };
	stmt_id(st, 1, inspection);
	stmt_int(st, 2, PERSON_EXCEPTED);
	is_there = stmt_row(st);
	if (is_there) {
		char *const days[] = { out->from_on, out->until_on,
			out->period_from, out->period_until };

		for (int i = 0; i < 4; i++)
			snprintf(
			    days[i], WHEN_TEXT, "%s", stmt_get_text(st, i));
		out->is_unannounced = stmt_get_int(st, 4) != 0;
		out->is_untold = stmt_get_int(st, 5) != 0;
		out->is_ended = stmt_get_int(st, 6) != 0;
		out->is_reported = stmt_get_int(st, 7) != 0;
		out->files = (size_t)stmt_get_int(st, 8);
		out->missing = (size_t)stmt_get_int(st, 9);
	}
	stmt_reset(st);
	return is_there;
}

enum inspection_state
inspect_state(const struct inspect_row *row, int64_t now_ms)
{
	const struct inspection_facts f = { .access_from = row->from_on,
		.access_until = row->until_on,
		.is_unannounced = row->is_unannounced,
		.is_untold = row->is_untold,
		.is_ended = row->is_ended,
		.files = row->files,
		.missing = row->missing };
	char today[WHEN_TEXT];

	store_today(today, now_ms);
	return inspection_judge(&f, today, NULL);
}

/* ---- do the rows hold (havend verify)? ---- */

static bool
has_child(struct db *db, const struct id *inspection, const struct kind *kind)
{
	struct stmt *st = db_stmt(db, SQL_HAS_CHILD);
	bool has;

	stmt_id(st, 1, inspection);
	stmt_text(st, 2, kind->name);
	has = stmt_row(st);
	stmt_reset(st);
	return has;
}

static bool
inspectors_hold(
    struct db *db, const struct id *inspection, const struct record *body)
{
	struct stmt *st = db_stmt(db, SQL_INSPECTORS_OF);
	size_t rows = 0, found = 0, named = 0;
	size_t n = record_count(body, "inspectors");

	for (size_t i = 0; i < n; i++)
		named += *text(record_item((struct record *)(uintptr_t)body,
				   "inspectors", i),
			     "account") != '\0';
	stmt_id(st, 1, inspection);
	for (; stmt_row(st); rows++)
		for (size_t i = 0; i < n; i++)
			found +=
			    is(record_item((struct record *)(uintptr_t)body,
				   "inspectors", i),
				"account", stmt_get_text(st, 0));
	stmt_reset(st);
	return rows == named && found == named;
}

/* Each row of the file is one of these people, and there are as many. */
static bool
people_hold(struct db *db, const struct id *inspection, const struct id *file,
    const struct inspection_person *people, size_t count)
{
	struct stmt *st = db_stmt(db, SQL_INSPECTION_PEOPLE_OF);
	size_t rows = 0, found = 0;

	stmt_id(st, 1, inspection);
	stmt_id(st, 2, file);
	for (; stmt_row(st); rows++)
		for (size_t i = 0; i < count; i++)
			found +=
			    strcmp(people[i].adult, stmt_get_text(st, 0)) ==
				0 &&
			    stmt_get_int(st, 1) == (int64_t)people[i].told &&
			    stmt_get_int(st, 2) == (int64_t)people[i].copy &&
			    (stmt_get_int(st, 3) != 0) == people[i].objects;
	stmt_reset(st);
	st = db_stmt(db, SQL_INSPECTION_HAS_FILE);
	stmt_id(st, 1, inspection);
	stmt_id(st, 2, file);
	if (stmt_row(st) != (count > 0))
		rows = count + 1;
	stmt_reset(st);
	return rows == count && found == count;
}

static bool
lists_hold(struct server *s, struct db *db, const struct id *inspection,
    const struct record *body)
{
	struct id *files = NULL;
	size_t n = 0;
	bool does = read_ids(db, db_stmt(db, SQL_INSPECTION_FILES_ALL), &files,
			&n, NULL) == ERR_OK;

	for (size_t i = 0; i < n && does; i++) {
		struct inspection_person *people = NULL;
		struct around a;
		size_t count;

		does = look_around(s, db, &files[i], &a, NULL) == ERR_OK;
		if (does) {
			count = list_people(
			    inspection, body, &files[i], &a, &people);
			does = people_hold(
			    db, inspection, &files[i], people, count);
		}
		free(people);
		around_done(&a);
	}
	free(files);
	return does;
}

bool
inspect_holds(struct server *s, struct db *db, const struct id *inspection,
    const struct record *body, bool is_live)
{
	struct inspect_row row;

	return inspect_find(db, inspection, &row) &&
	       is(body, "access_from", row.from_on) &&
	       is(body, "access_until", row.until_on) &&
	       is(body, "period_from", row.period_from) &&
	       is(body, "period_until", row.period_until) &&
	       is(body, "announced", "unannounced") == row.is_unannounced &&
	       has_child(db, inspection, &kind_inspection_untold) ==
		   row.is_untold &&
	       has_child(db, inspection, &kind_inspection_end) ==
		   row.is_ended &&
	       has_child(db, inspection, &kind_inspection_report) ==
		   row.is_reported &&
	       inspectors_hold(db, inspection, body) &&
	       (!is_live || lists_hold(s, db, inspection, body));
}
