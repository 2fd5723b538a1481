/* store_make.c - records that the office itself makes of one that came, in the
 * transaction that keeps it; and what it reads of others for that. */
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "store_in.h"

enum err
store_make(struct save *v, const struct kind *kind, const struct record *r,
    struct id *id, struct errinfo *e)
{
	struct put_result *result = mem_zalloc(1, sizeof(*result));
	struct buf body = BUF_INIT(KIND_BODY_MAX);
	uint8_t random[20];
	struct put p = { .who = v->put->who,
		.kind = kind,
		.file = v->put->file,
		.table = kind->version,
		.written_ms = v->put->now_ms,
		.now_ms = v->put->now_ms,
		.by_office = true };
	enum err code;

	seal_random(random, sizeof(random));
	p.id = id_make(p.now_ms, random);
	p.write = id_make(p.now_ms, random + 10);
	record_to_json(r, false, &body);
	p.body = buf_str(&body);
	p.body_len = body.len;
	code = store_put(v->s, v->db, &p, result, e);
	if (code == ERR_OK && result->status != 201)
		code = err_set(e, ERR_BUG, "The office could not make a %s: %s",
		    kind->title, result->error.says);
	if (id != NULL)
		*id = p.id;
	buf_done(&body);
	mem_free_wiped(result, sizeof(*result));
	return code;
}

void
store_copy_staff(struct record *to, const struct record *from)
{
	const char *key = record_kind(from)->staff_key;
	const char *ref = kind_about_staff.label_key;
	size_t n = record_count(from, key);
	struct id id;

	for (size_t i = 0; i < n; i++) {
		const char *who = record_text(
		    record_item((struct record *)(uintptr_t)from, key, i), ref);
		struct record *item = NULL;

		if (id_parse(&id, who))
			item = record_add(to, record_kind(to)->staff_key);
		if (item != NULL)
			record_set(item, ref, who);
	}
}

/* ---- reading ---- */

enum err
store_body(struct server *s, struct db *db, const struct id *id,
    struct record_row *row, struct record **out, struct errinfo *e)
{
	struct buf text = BUF_INIT(KIND_BODY_MAX);
	struct envelope env;
	enum err code = store_find(db, id, row, e);

	*out = NULL;
	if (code == ERR_OK)
		code = store_read(s, db, id, 0, &env, &text, e);
	if (code == ERR_OK)
		code = record_from_json(
		    out, row->kind, env.body, env.body_len, true, NULL, e);
	buf_done(&text);
	return code;
}

/* Ids first: a statement is open once at a time. */
static enum err
list_ids(struct db *db, struct stmt *st, struct id **out, size_t *count,
    struct errinfo *e)
{
	struct id *ids = NULL;
	size_t n = 0, room = 0;

	while (stmt_row(st)) {
		if (n == room) {
			room = room > 0 ? room * 2 : 16;
			ids = mem_grow(ids, room, sizeof(*ids));
		}
		ids[n++] = stmt_get_id(st, 0);
	}
	stmt_reset(st);
	*out = ids;
	*count = n;
	return db_error(db, e);
}

enum err
store_ids_of_kind(struct db *db, const struct id *file, const struct kind *kind,
    struct id **out, size_t *count, struct errinfo *e)
{
	static const struct id nowhere = { "" };
	struct stmt *st = db_stmt(db, SQL_RECORDS_OF_KIND);

	stmt_id(st, 1, kind->flags & KF_ON_FILE ? file : &nowhere);
	stmt_text(st, 2, kind->name);
	return list_ids(db, st, out, count, e);
}

enum err
store_ids_beneath(struct db *db, const struct id *parent,
    const struct kind *kind, struct id **out, size_t *count, struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_RECORDS_BENEATH);

	stmt_id(st, 1, parent);
	stmt_text(st, 2, kind->name);
	return list_ids(db, st, out, count, e);
}
