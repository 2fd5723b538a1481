/* request_items.c - every record of a file, and what is decided about whether it goes
 * with the copy (A1). */
#include <stdlib.h>
#include <string.h>

#include "kinds.h"
#include "mem.h"
#include "request_office.h"
#include "store_in.h"

static enum err
find_records(struct db *db, const struct id *file, int64_t until,
    struct own_items *out, struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_REQUEST_RECORDS);
	size_t room = 0;

	stmt_id(st, 1, file);
	stmt_int(st, 2, until > 0 ? until : INT64_MAX);
	while (stmt_row(st)) {
		struct own_item *i;

		if (out->count == room) {
			room = room > 0 ? room * 2 : 64;
			out->at = mem_grow(out->at, room, sizeof(*out->at));
		}
		i = &out->at[out->count];
		memset(i, 0, sizeof(*i));
		i->row.kind = kind_find(stmt_get_text(st, 1));
		if (i->row.kind == NULL || request_is_own(i->row.kind))
			continue;
		i->id = stmt_get_id(st, 0);
		i->row.version = stmt_get_int(st, 2);
		i->came_ms = stmt_get_int(st, 3);
		out->count++;
	}
	stmt_reset(st);
	return db_error(db, e);
}

/* The version that stood then, and who wrote it. */
static enum err
find_rows(struct db *db, struct own_items *out, struct errinfo *e)
{
	enum err code = ERR_OK;

	for (size_t i = 0; i < out->count && code == ERR_OK; i++) {
		int64_t version = out->at[i].row.version;

		code = store_find(db, &out->at[i].id, &out->at[i].row, e);
		out->at[i].row.version = version;
	}
	return code;
}

static int
by_id(const void *a, const void *b)
{
	return strcmp(((const struct own_item *)a)->id.s,
	    ((const struct own_item *)b)->id.s);
}

/* By the first version of each: a later one moves nothing in a copy that is made
 * again. */
static int
by_coming(const void *a, const void *b)
{
	const struct own_item *x = a, *y = b;

	if (x->came_ms != y->came_ms)
		return x->came_ms < y->came_ms ? -1 : 1;
	if (id_equal(&x->id, &y->id))
		return x->row.version < y->row.version ? -1 : 1;
	return strcmp(x->id.s, y->id.s);
}

/* An earlier version is an item of its own, once something is decided about it. */
static void
take_earlier(struct own_items *out, const struct own_item *of,
    const struct record_row *row, struct record *body)
{
	int64_t version = strtoll(record_text(body, "version"), NULL, 10);
	struct own_item fresh = *of, *i = NULL;

	for (size_t k = 0; k < out->count && i == NULL; k++)
		if (out->at[k].is_earlier &&
		    id_equal(&out->at[k].id, &of->id) &&
		    out->at[k].row.version == version)
			i = &out->at[k];
	if (i == NULL) {
		out->at = mem_grow(out->at, out->count + 1, sizeof(*out->at));
		i = &out->at[out->count++];
		*i = fresh;
		i->decision = NULL;
		i->row.version = version;
		i->is_earlier = true;
	}
	record_free(i->decision);
	i->decision = body;
	i->decision_id = row->id;
	i->thread = row->thread;
}

/* They come in the order in which they were made: the last one counts. own: how
 * many items there are by the records alone. */
static void
take_decision(struct own_items *out, size_t own, const struct record_row *row,
    struct record *body)
{
	struct own_item key = { .state = ITEM_UNDECIDED }, *i;

	i = id_parse(&key.id, record_text(body, "record"))
		? bsearch(&key, out->at, own, sizeof(key), by_id)
		: NULL;
	if (i == NULL) {
		record_free(body);
		return;
	}
	if (item_is_earlier(body)) {
		take_earlier(out, i, row, body);
		return;
	}
	record_free(i->decision);
	i->decision = body;
	i->decision_id = row->id;
	i->thread = row->thread;
}

static enum err
find_decisions(struct db *db, const struct id *request, int64_t until,
    struct id **out, size_t *count, struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_REQUEST_DECISIONS);
	size_t room = 0;

	stmt_id(st, 1, request);
	stmt_int(st, 2, until > 0 ? until : INT64_MAX);
	while (stmt_row(st)) {
		if (*count == room) {
			room = room > 0 ? room * 2 : 64;
			*out = mem_grow(*out, room, sizeof(**out));
		}
		(*out)[(*count)++] = stmt_get_id(st, 0);
	}
	stmt_reset(st);
	return db_error(db, e);
}

enum err
own_items_read(struct server *s, struct db *db, const struct own_request *r,
    int64_t until, struct own_items *out, struct errinfo *e)
{
	struct id *ids = NULL;
	size_t n = 0, own;
	enum err code;

	*out = (struct own_items){ .at = NULL };
	code = find_records(db, &r->row.file, until, out, e);
	if (code == ERR_OK)
		code = find_rows(db, out, e);
	if (out->count > 0)
		qsort(out->at, out->count, sizeof(*out->at), by_id);
	own = out->count;
	if (code == ERR_OK)
		code = find_decisions(db, &r->id, until, &ids, &n, e);
	for (size_t i = 0; i < n && code == ERR_OK; i++) {
		struct record_row row;
		struct record *body = NULL;

		code = store_body(s, db, &ids[i], &row, &body, e);
		if (code == ERR_OK)
			take_decision(out, own, &row, body);
	}
	free(ids);
	for (size_t i = 0; i < out->count; i++)
		out->at[i].state =
		    item_state_of(out->at[i].decision, out->at[i].row.version);
	if (out->count > 0)
		qsort(out->at, out->count, sizeof(*out->at), by_coming);
	return code;
}

void
own_items_done(struct own_items *l)
{
	for (size_t i = 0; i < l->count; i++)
		record_free(l->at[i].decision);
	mem_free_wiped(l->at, l->count * sizeof(*l->at));
	*l = (struct own_items){ .at = NULL };
}
