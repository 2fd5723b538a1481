/* share_office.c - the office's own facts of a decision to share: out of all its
 * records of the file, whoever decides may see them or not (decisions.md, "Whose
 * facts"). */
#include "share_office.h"

#include <stdlib.h>

#include "mem.h"
#include "store_in.h"

struct office {
	struct server *s;
	struct db *db;
	const struct id *file;
};

/* Ids first: a statement is open once at a time. */
static struct id *
list_ids(struct db *db, const struct id *file, const char *kind, size_t *count)
{
	struct stmt *st = db_stmt(db, SQL_RECORDS_OF_KIND);
	struct id *ids = NULL;
	size_t n = 0, room = 0;

	stmt_id(st, 1, file);
	stmt_text(st, 2, kind);
	while (stmt_row(st)) {
		if (n == room) {
			room = room > 0 ? room * 2 : 16;
			ids = mem_grow(ids, room, sizeof(*ids));
		}
		ids[n++] = stmt_get_id(st, 0);
	}
	stmt_reset(st);
	*count = n;
	return ids;
}

static enum err
give(const struct office *o, const struct id *id, share_record_fn *fn,
    void *fn_arg, struct errinfo *e)
{
	struct buf text = BUF_INIT(KIND_BODY_MAX);
	struct share_record r = { .id = *id };
	struct record *body = NULL;
	struct record_row row;
	struct envelope env;
	enum err code = store_find(o->db, id, &row, e);

	if (code == ERR_OK)
		code = store_read(o->s, o->db, id, 0, &env, &text, e);
	if (code == ERR_OK)
		code = record_from_json(
		    &body, row.kind, env.body, env.body_len, true, NULL, e);
	if (code == ERR_OK) {
		r.author = row.author;
		r.written_ms = row.written_ms;
		r.body = body;
		fn(fn_arg, &r);
	}
	record_free(body);
	buf_done(&text);
	return code;
}

static enum err
each_of_kind(void *arg, const char *kind, share_record_fn *fn, void *fn_arg,
    struct errinfo *e)
{
	static const struct id nowhere = { "" };
	const struct office *o = arg;
	bool on_file = (kind_find(kind)->flags & KF_ON_FILE) != 0;
	size_t n;
	struct id *ids =
	    list_ids(o->db, on_file ? o->file : &nowhere, kind, &n);
	enum err code = db_error(o->db, e);

	for (size_t i = 0; i < n && code == ERR_OK; i++)
		code = give(o, &ids[i], fn, fn_arg, e);
	free(ids);
	return code;
}

enum err
office_facts(struct server *s, struct db *db, const struct record *decision,
    const struct id *file, const struct id *asker, const char *on,
    struct facts **out, struct errinfo *e)
{
	struct office o = { s, db, file };
	const struct share_source source = { &o, each_of_kind };

	return share_facts(decision, file, asker, on, &source, out, e);
}

static enum err
none_of_kind(void *arg, const char *kind, share_record_fn *fn, void *fn_arg,
    struct errinfo *e)
{
	(void)arg;
	(void)kind;
	(void)fn;
	(void)fn_arg;
	(void)e;
	return ERR_OK;
}

enum err
office_judgements(const struct record *decision, const struct id *file,
    const struct id *asker, struct facts **out, struct errinfo *e)
{
	const struct share_source source = { NULL, none_of_kind };

	return share_facts(
	    decision, file, asker, "2000-01-01", &source, out, e);
}
