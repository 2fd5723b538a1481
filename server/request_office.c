/* request_office.c - requests as the office holds them (A1, A3, A4, C2). */
#include "request_office.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kinds.h"
#include "mem.h"
#include "store_in.h"

#define STILL_DAYS 14 /* the clock stands still so long before it is said */

/* ---- one with what lies beside it ---- */

static enum err
add_one(struct server *s, struct db *db, const struct id *id,
    struct own_request *r, struct errinfo *e)
{
	struct record_row row;
	struct record *body = NULL;
	enum err code = store_body(s, db, id, &row, &body, e);

	if (code != ERR_OK)
		return code;
	r->beside = mem_grow(r->beside, r->count + 1, sizeof(*r->beside));
	r->rows = mem_grow(r->rows, r->count + 1, sizeof(*r->rows));
	r->rows[r->count] = row;
	r->beside[r->count++] =
	    (struct request_beside){ .body = body, .at_ms = row.received_ms };
	return ERR_OK;
}

static enum err
add_beneath(struct server *s, struct db *db, const struct id *parent,
    const struct kind *kind, struct own_request *r, struct errinfo *e)
{
	struct id *ids = NULL;
	size_t n = 0;
	enum err code = store_ids_beneath(db, parent, kind, &ids, &n, e);

	for (size_t i = 0; i < n && code == ERR_OK; i++)
		code = add_one(s, db, &ids[i], r, e);
	free(ids);
	return code;
}

/* What hangs on records of one kind that are there already. */
static enum err
add_below(struct server *s, struct db *db, const struct kind *of,
    const struct kind *kind, struct own_request *r, struct errinfo *e)
{
	size_t n = r->count;
	enum err code = ERR_OK;

	for (size_t i = 0; i < n && code == ERR_OK; i++) {
		struct id id = r->rows[i].id;

		if (r->rows[i].kind == of)
			code = add_beneath(s, db, &id, kind, r, e);
	}
	return code;
}

static struct civil
day_of(int64_t ms)
{
	struct civil day = when_civil(ms);

	day.has_time = false;
	day.hour = day.minute = 0;
	return day;
}

enum err
own_request_read(struct server *s, struct db *db, const struct id *id,
    int64_t now_ms, struct own_request *out, struct errinfo *e)
{
	static const struct kind *const steps[] = { &kind_request_stop,
		&kind_request_start, &kind_request_longer, &kind_request_view,
		&kind_request_ready, &kind_request_answer };
	struct civil today = day_of(now_ms);
	enum err code;

	*out = (struct own_request){ .id = *id };
	code = store_body(s, db, id, &out->row, &out->body, e);
	for (size_t i = 0; i < KIND_COUNT(steps) && code == ERR_OK; i++)
		code = add_beneath(s, db, id, steps[i], out, e);
	if (code == ERR_OK)
		code = add_below(
		    s, db, &kind_request_ready, &kind_request_copy, out, e);
	if (code == ERR_OK)
		code = add_below(
		    s, db, &kind_request_copy, &kind_request_check, out, e);
	if (code != ERR_OK)
		return code;
	for (size_t i = 0; i < out->count; i++) {
		out->beside[i].id = out->rows[i].id.s;
		out->beside[i].parent = out->rows[i].parent.s;
	}
	request_stand(&out->stand, out->body, out->beside, out->count, &today,
	    holidays_here());
	return ERR_OK;
}

void
own_request_done(struct own_request *r)
{
	for (size_t i = 0; i < r->count; i++)
		record_free((struct record *)(uintptr_t)r->beside[i].body);
	free(r->beside);
	free(r->rows);
	record_free(r->body);
	*r = (struct own_request){ .body = NULL };
}

/* ---- the child's view (C2) ---- */

static void
take_competence(enum competence *out, const struct record *r)
{
	const char *says = record_text(r, "competence");

	*out = strcmp(says, "competent") == 0 ? COMPETENCE_COMPETENT
					      : COMPETENCE_NOT_COMPETENT;
}

/* The newest day counts; of one day the one that came last. */
static enum competence
competence_of(struct server *s, struct db *db, const struct id *file)
{
	enum competence found = COMPETENCE_NOT_ASSESSED;
	char newest[WHEN_TEXT] = "";
	struct id *ids = NULL;
	size_t n = 0;

	(void)store_ids_of_kind(db, file, &kind_competence, &ids, &n, NULL);
	for (size_t i = 0; i < n; i++) {
		struct record_row row;
		struct record *r = NULL;

		if (store_body(s, db, &ids[i], &row, &r, NULL) == ERR_OK &&
		    strcmp(record_text(r, "on"), newest) >= 0) {
			take_competence(&found, r);
			snprintf(newest, sizeof(newest), "%.16s",
			    record_text(r, "on"));
		}
		record_free(r);
	}
	free(ids);
	return found;
}

bool
own_request_needs_view(struct server *s, struct db *db,
    const struct own_request *r, int64_t now_ms)
{
	struct civil today = day_of(now_ms);
	struct id *ids = NULL;
	char born[WHEN_TEXT] = "";
	size_t n = 0;

	(void)store_ids_of_kind(
	    db, &r->row.file, &kind_front_sheet, &ids, &n, NULL);
	for (size_t i = 0; i < n; i++) {
		struct record_row row;
		struct record *front = NULL;

		if (store_body(s, db, &ids[i], &row, &front, NULL) == ERR_OK)
			snprintf(born, sizeof(born), "%.16s",
			    record_text(front, "born"));
		record_free(front);
	}
	free(ids);
	return request_needs_view(
	    r->body, born, competence_of(s, db, &r->row.file), &today);
}

/* ---- what waits ---- */

/* So many days before its due day it is said to each; whoever answers first. */
static bool
is_soon(enum role role, int days_left)
{
	static const int ahead[ROLE_COUNT] = {
		[ROLE_SENIOR] = 14,
		[ROLE_MANAGER] = 14,
		[ROLE_DIRECTOR] = 3,
		[ROLE_LEAD] = -1,
	};

	return days_left <= ahead[role];
}

bool
request_waits(struct server *s, struct db *db, const struct record_row *row,
    enum role role, int64_t now_ms, int64_t *due_ms)
{
	const struct due *d;
	struct own_request r;
	bool does = false;

	if (own_request_read(s, db, &row->id, now_ms, &r, NULL) == ERR_OK &&
	    !r.stand.is_closed) {
		d = &r.stand.due;
		*due_ms = when_ms(&d->day);
		does = d->is_stopped ? d->still_days >= STILL_DAYS
				     : is_soon(role, d->days_left);
	}
	own_request_done(&r);
	return does;
}

bool
request_wrong_due(struct server *s, struct db *db, const struct record_row *row,
    int64_t *due_ms)
{
	struct record *r = NULL;
	struct record_row now;
	struct civil noticed;
	bool is;

	is = store_body(s, db, &row->id, &now, &r, NULL) == ERR_OK &&
	     when_read(&noticed, record_text(r, "noticed"));
	if (is)
		*due_ms = due_regulator_ms(&noticed);
	record_free(r);
	return is;
}
