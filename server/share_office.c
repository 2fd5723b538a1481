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
	const struct id *file, *asker;
};

/* Another decision that is kept from who decides changes nothing of what they are
 * told, or they could tell that it is there (R7). */
static bool
is_kept_from(
    const struct office *o, const struct kind *kind, const struct id *thread)
{
	return kind == &kind_share_decision &&
	       store_is_excluded(o->s, o->db, thread, o->asker);
}

/* What a row of TEXTS_OF_KIND holds, opened into text. */
static enum err
give(const struct office *o, struct stmt *st, const struct kind *kind,
    struct buf *text, share_record_fn *fn, void *fn_arg, bool *goes_on,
    struct errinfo *e)
{
	struct share_record r = { .id = stmt_get_id(st, 12),
		.author = stmt_get_id(st, 13),
		.written_ms = stmt_get_int(st, 14),
		.received_ms = stmt_get_int(st, 16) };
	struct id thread = stmt_get_id(st, 15);
	struct record *body = NULL;
	struct envelope env;
	const void *sealed;
	size_t len;
	enum err code;

	if (is_kept_from(o, kind, &thread))
		return ERR_OK;
	store_row_envelope(st, &r.id, &env);
	sealed = stmt_get_blob(st, 9, &len);
	buf_clear(text);
	code = store_unseal(o->s, &env, sealed, len, text, e);
	if (code == ERR_OK)
		code = record_from_json(
		    &body, kind, buf_str(text), text->len, true, NULL, e);
	if (code == ERR_OK) {
		r.body = body;
		*goes_on = fn(fn_arg, &r);
	}
	record_free(body);
	return code;
}

/* One question for all of them; fn asks none of its own. */
static enum err
each_of_kind(void *arg, const char *kind, share_record_fn *fn, void *fn_arg,
    struct errinfo *e)
{
	static const struct id nowhere = { "" };
	const struct office *o = arg;
	const struct kind *k = kind_find(kind);
	struct stmt *st = db_stmt(o->db, SQL_TEXTS_OF_KIND);
	struct buf text = BUF_INIT(KIND_BODY_MAX);
	enum err code = ERR_OK;
	bool goes_on = true;

	stmt_id(st, 1, k->flags & KF_ON_FILE ? o->file : &nowhere);
	stmt_text(st, 2, kind);
	while (code == ERR_OK && goes_on && stmt_row(st))
		code = give(o, st, k, &text, fn, fn_arg, &goes_on, e);
	stmt_reset(st);
	if (code == ERR_OK)
		code = db_error(o->db, e);
	buf_done(&text);
	return code;
}

enum err
office_facts(struct server *s, struct db *db, const struct record *decision,
    const struct id *self, const struct id *file, const struct id *asker,
    const char *const *on, size_t count, struct facts **out, struct errinfo *e)
{
	struct office o = { s, db, file, asker };
	const struct share_source source = { .arg = &o,
		.each = each_of_kind,
		.self = self,
		.advice_days = conf_int(s->conf, CONF_ADVICE_DAYS) };

	return share_facts_of_days(
	    decision, file, asker, on, count, &source, out, e);
}

enum err
office_notice(struct server *s, struct db *db, enum notice_event what,
    const char *agency, const struct id *file, const struct id *asker,
    const char *on, struct decision *out, struct errinfo *e)
{
	struct office o = { s, db, file, asker };
	const struct share_source source = { .arg = &o, .each = each_of_kind };

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
	const struct share_source source = { .each = none_of_kind };

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

static bool
on_child(void *arg, const struct share_record *r)
{
	struct left_out *l = arg;
	const char *name = record_text(r->body, "name");

	l->has_front_sheet = true;
	if (!has_child(l, name))
		leave_out(l, l->file, name);
	return true;
}

static bool
on_adult(void *arg, const struct share_record *r)
{
	struct left_out *l = arg;

	if (strcmp(record_text(r->body, "responsibility"), "yes") == 0 &&
	    !has_adult(l, &r->id))
		leave_out(l, &r->id, record_text(r->body, "name"));
	return true;
}

enum err
office_add_left_out(struct server *s, struct db *db,
    const struct record *decision, const struct id *file, struct facts *facts,
    struct buf *who, struct errinfo *e)
{
	struct office o = { .s = s, .db = db, .file = file };
	struct left_out l = { decision, file, facts, who, false };
	enum err code = each_of_kind(&o, "front_sheet", on_child, &l, e);

	if (code == ERR_OK && !l.has_front_sheet && !has_child(&l, NULL))
		leave_out(&l, file, "the child");
	if (code == ERR_OK)
		code = each_of_kind(&o, "adult", on_adult, &l, e);
	return code;
}
