/* share_office.c - the office's own facts of a decision to share: out of all its
 * records of the file, whoever decides may see them or not (decisions.md, "Whose
 * facts"). */
#include "share_office.h"

#include <stdlib.h>
#include <string.h>

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

/* ---- who is left out ---- */

struct left_out {
	const struct record *decision;
	const struct id *file;
	struct facts *facts;
	struct buf *who;
	bool has_front_sheet;
};

static const char *
person(const struct left_out *l, size_t i, const char *key)
{
	return record_text(record_item(l->decision, "people", i), key);
}

static bool
has_adult(const struct left_out *l, const struct id *adult)
{
	for (size_t i = 0; i < record_count(l->decision, "people"); i++)
		if (strcmp(person(l, i, "adult"), adult->s) == 0)
			return true;
	return false;
}

/* The child stands there by their name; name NULL: by any. */
static bool
has_child(const struct left_out *l, const char *name)
{
	for (size_t i = 0; i < record_count(l->decision, "people"); i++)
		if (*person(l, i, "adult") == '\0' &&
		    (name == NULL || strcmp(person(l, i, "name"), name) == 0))
			return true;
	return false;
}

static void
leave_out(struct left_out *l, const struct id *id, const char *name)
{
	(void)facts_add_person(l->facts, id->s, TELLING_NOT_CONSIDERED, false);
	buf_addf(l->who, "%s%s", l->who->len > 0 ? ", " : "", name);
}

static void
on_child(void *arg, const struct share_record *r)
{
	struct left_out *l = arg;
	const char *name = record_text(r->body, "name");

	l->has_front_sheet = true;
	if (!has_child(l, name))
		leave_out(l, l->file, name);
}

static void
on_adult(void *arg, const struct share_record *r)
{
	struct left_out *l = arg;

	if (strcmp(record_text(r->body, "responsibility"), "yes") == 0 &&
	    !has_adult(l, &r->id))
		leave_out(l, &r->id, record_text(r->body, "name"));
}

enum err
office_add_left_out(struct server *s, struct db *db,
    const struct record *decision, const struct id *file, struct facts *facts,
    struct buf *who, struct errinfo *e)
{
	struct office o = { s, db, file };
	struct left_out l = { decision, file, facts, who, false };
	enum err code = each_of_kind(&o, "front_sheet", on_child, &l, e);

	if (code == ERR_OK && !l.has_front_sheet && !has_child(&l, NULL))
		leave_out(&l, file, "the child");
	if (code == ERR_OK)
		code = each_of_kind(&o, "adult", on_adult, &l, e);
	return code;
}
