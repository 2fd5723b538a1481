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

static enum err
give(const struct office *o, const struct id *id, share_record_fn *fn,
    void *fn_arg, struct errinfo *e)
{
	struct share_record r = { .id = *id };
	struct record *body = NULL;
	struct record_row row;
	enum err code = store_body(o->s, o->db, id, &row, &body, e);

	if (code == ERR_OK) {
		r.author = row.author;
		r.written_ms = row.written_ms;
		r.body = body;
		fn(fn_arg, &r);
	}
	record_free(body);
	return code;
}

static enum err
each_of_kind(void *arg, const char *kind, share_record_fn *fn, void *fn_arg,
    struct errinfo *e)
{
	const struct office *o = arg;
	struct id *ids = NULL;
	size_t n = 0;
	enum err code =
	    store_ids_of_kind(o->db, o->file, kind_find(kind), &ids, &n, e);

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

enum err
office_notice(struct server *s, struct db *db, enum notice_event what,
    const char *agency, const struct id *file, const struct id *asker,
    const char *on, struct decision *out, struct errinfo *e)
{
	struct office o = { s, db, file };
	const struct share_source source = { &o, each_of_kind };

	return notice_decide(what, agency, file, asker, on, &source, out, e);
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
