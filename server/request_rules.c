/* request_rules.c - what may be saved of requests, of what goes with a copy, and of
 * incidents, beyond rights and fields (A1, A3, A4, C2). What has happened is
 * kept as it happened; what would let a copy go that may not is refused. */
#include <stdlib.h>
#include <string.h>

#include "kinds.h"
#include "request_office.h"
#include "store_in.h"

static const char *
text(const struct save *v, const char *key)
{
	return record_text(v->body, key);
}

/* Of this file, and open to who asks; else it is not there. */
static bool
names_record(struct save *v, const char *key, struct record_row *row)
{
	const struct put *p = v->put;
	struct id id;

	if (!id_parse(&id, text(v, key)) ||
	    store_find(v->db, &id, row, NULL) != ERR_OK ||
	    !store_may(v->s, v->db, &p->who, row, RIGHT_READ, p->now_ms))
		return store_must_wait(v, "the record that it is about");
	return id_equal(&row->file, &p->file) ||
	       store_refuse(v, 422, ERR_INVALID, key,
		   "That record is of another file. Nothing was kept.");
}

bool
request_allows_new(struct save *v)
{
	struct record_row row;

	return *text(v, "about") == '\0' || names_record(v, "about", &row);
}

bool
request_is_asked(const struct save *v)
{
	const struct put *p = v->put;

	return p->who.role == ROLE_MANAGER &&
	       rights_may(
		   p->who.role, p->kind->name, RIGHT_CREATE, true, false) &&
	       store_is_reader(v->db, &p->who.staff, &p->file, p->now_ms) &&
	       store_may(
		   v->s, v->db, &p->who, &v->parent_row, RIGHT_READ, p->now_ms);
}

/* ---- about one record ---- */

static bool
has_version(struct save *v, const struct record_row *row)
{
	int64_t version = strtoll(text(v, "version"), NULL, 10);
	struct buf sealed = BUF_INIT(KIND_BODY_MAX + 4096);
	struct record *of = NULL;
	struct envelope env;
	bool fits = false, is_there = false;

	if (version >= 1 && version <= row->version)
		is_there = store_read(v->s, v->db, &row->id, version, &env,
			       &sealed, NULL) == ERR_OK &&
			   record_from_json(&of, row->kind, env.body,
			       env.body_len, true, NULL, NULL) == ERR_OK;
	of = request_text_of(of);
	fits = is_there && passage_fits(v->body, of);
	record_free(of);
	buf_done(&sealed);
	if (!is_there)
		return store_must_wait(v, "that version of the record");
	return fits || store_refuse(v, 422, ERR_INVALID, "passages",
			   "A passage is not in that version of the record. "
			   "Open it again and choose the passages anew.");
}

bool
request_allows_item(struct save *v)
{
	struct record_row row;

	if (!names_record(v, "record", &row))
		return false;
	if (request_is_own(row.kind))
		return store_refuse(v, 422, ERR_INVALID, "record",
		    "Requests and their steps are no part of the copy.");
	return has_version(v, &row);
}

/* ---- the copy ---- */

/* How many are still to be decided; and is anything there that who asks may not
 * read? Neither they nor anybody else learns which (R7). */
static enum err
count_open(struct save *v, const struct own_request *r, size_t *open,
    bool *is_hidden, struct errinfo *e)
{
	const struct put *p = v->put;
	struct own_items items;
	enum err code = own_items_read(v->s, v->db, r, 0, &items, e);

	*open = 0;
	*is_hidden = false;
	for (size_t i = 0; i < items.count; i++) {
		const struct own_item *o = &items.at[i];

		if (!store_may(
			v->s, v->db, &p->who, &o->row, RIGHT_READ, p->now_ms) ||
		    (o->decision != NULL && store_is_excluded(v->s, v->db,
						&o->thread, &p->who.staff)))
			*is_hidden = true;
		else
			*open += o->state == ITEM_UNDECIDED ||
				 o->state == ITEM_CHANGED;
	}
	own_items_done(&items);
	return code;
}

static bool
judge_ready(struct save *v, const struct own_request *r)
{
	bool is_hidden = false;
	size_t open = 0;

	if (strcmp(record_text(r->body, "what"), "access") != 0)
		return store_refuse(v, 422, ERR_INVALID, "request",
		    "They did not ask for a copy.");
	if (r->stand.is_closed)
		return store_refuse(v, 409, ERR_CONFLICT, "request",
		    "This request is closed. Read the answer.");
	if (count_open(v, r, &open, &is_hidden, NULL) != ERR_OK)
		return false; /* the database says so */
	if (is_hidden)
		return store_refuse(v, 403, ERR_DENIED, "",
		    "Another designated senior member, or the Director, makes "
		    "this copy. Ask them; what you decided is kept.");
	return open == 0 || store_refuse(v, 409, ERR_CONFLICT, "request",
				"About %zu record%s of the file it is still to "
				"be decided whether they go. Decide, then make "
				"the copy (A1).",
				open, open == 1 ? "" : "s");
}

bool
request_allows_ready(struct save *v)
{
	struct own_request r;
	bool is;

	is = own_request_read(
		 v->s, v->db, &v->parent, v->put->now_ms, &r, NULL) == ERR_OK &&
	     judge_ready(v, &r);
	own_request_done(&r);
	return is;
}

/* Whoever decided what goes does not say yes to it as well. */
bool
request_allows_check(struct save *v)
{
	return !id_equal(&v->parent_row.author, &v->put->who.staff) ||
	       store_refuse(v, 403, ERR_DENIED, "",
		   "This copy is of your own decisions: somebody else looks at "
		   "it before it goes (A1).");
}

static bool
judge_answer(struct save *v, const struct own_request *r)
{
	struct request_ask ask = { .request = r->body,
		.answer = v->body,
		.stand = &r->stand,
		.beside = r->beside,
		.needs_view =
		    own_request_needs_view(v->s, v->db, r, v->put->now_ms),
		.needs_check = conf_bool(v->s->conf, CONF_COPY_CHECKED) };
	struct buf says = BUF_INIT(2000);
	bool is;

	if (r->stand.is_closed)
		return store_refuse(v, 409, ERR_CONFLICT, "request",
		    "It has been answered already. Read the answer.");
	is = !request_is_missing(&ask, &says) ||
	     store_refuse(v, 409, ERR_CONFLICT, "", "%s", buf_str(&says));
	buf_done(&says);
	return is;
}

bool
request_allows_answer(struct save *v)
{
	struct own_request r;
	bool is;

	is = own_request_read(
		 v->s, v->db, &v->parent, v->put->now_ms, &r, NULL) == ERR_OK &&
	     judge_answer(v, &r);
	own_request_done(&r);
	return is;
}

/* ---- incidents (A4) ---- */

static bool
is_as_before(const struct save *v, const char *key)
{
	struct record *before = NULL;
	struct record_row row;
	bool is = store_body(v->s, v->db, &v->put->id, &row, &before, NULL) ==
		      ERR_OK &&
		  strcmp(record_text(before, key), text(v, key)) == 0;

	record_free(before);
	return is;
}

bool
request_allows_wrong(struct save *v)
{
	struct record_row row;

	if (v->is_there)
		return is_as_before(v, "about") ||
		       store_refuse(v, 422, ERR_INVALID, "about",
			   "Which record went wrongly does not change. Record "
			   "another incident.");
	return *text(v, "about") == '\0' || names_record(v, "about", &row);
}

bool
request_allows_end(struct save *v)
{
	struct record *wrong = NULL;
	struct record_row row;
	struct stmt *st = db_stmt(v->db, SQL_HAS_CHILD);
	bool has, is;

	stmt_id(st, 1, &v->parent);
	stmt_text(st, 2, v->put->kind->name);
	has = stmt_row(st);
	stmt_reset(st);
	if (has)
		return store_refuse(v, 409, ERR_CONFLICT, "incident",
		    "It is closed already. Read what was written.");
	is =
	    store_body(v->s, v->db, &v->parent, &row, &wrong, NULL) == ERR_OK &&
	    wrong_is_settled(wrong);
	record_free(wrong);
	return is || store_refuse(v, 409, ERR_CONFLICT, "incident",
			 "Before it is closed it says what came of the recall, "
			 "the risk, and whether the Information Commissioner "
			 "and the family were told, or not and why (A4).");
}
