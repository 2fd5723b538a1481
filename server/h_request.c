/* h_request.c - the copy of a file for whoever asked for it, made again of what was
 * decided (A1). It is for those who may read all that goes; to everybody else it is
 * not there (R7). */
#include "handlers.h"

#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "kinds.h"
#include "paper_office.h"
#include "request_office.h"
#include "server.h"
#include "store_in.h"

#define TEXT_MAX (DOC_MAX * 2)

/* What a copy was made of. */
struct made {
	struct record_row row;
	struct record *body;
	struct own_request r;
	struct own_items items;
	struct copy_state state;
};

static void
made_done(struct made *m)
{
	own_items_done(&m->items);
	own_request_done(&m->r);
	record_free(m->body);
}

static bool
may_read(const struct request *rq, struct db *db, const struct record_row *row)
{
	return store_may(
	    rq->server, db, &rq->caller, row, RIGHT_READ, rq->now_ms);
}

/* All that goes, and the request itself. */
static bool
may_read_all(const struct request *rq, struct db *db, const struct made *m)
{
	if (!may_read(rq, db, &m->row) || !may_read(rq, db, &m->r.row))
		return false;
	for (size_t i = 0; i < m->items.count; i++)
		if (m->items.at[i].state != ITEM_WITHHELD &&
		    !may_read(rq, db, &m->items.at[i].row))
			return false;
	return true;
}

static enum err
read_made(struct request *rq, struct db *db, struct made *m, struct errinfo *e)
{
	struct record_row ready;
	enum err code;

	code = store_body(rq->server, db, &rq->id, &m->row, &m->body, e);
	if (code != ERR_OK || m->row.kind != &kind_request_copy ||
	    !id_equal(&m->row.file, &rq->file) || !may_read(rq, db, &m->row))
		return code == ERR_OK || code == ERR_NOT_FOUND
			   ? answer_missing(e)
			   : code;
	m->state.change = strtoll(record_text(m->body, "change"), NULL, 10);
	m->state.looks = strtoll(record_text(m->body, "looks"), NULL, 10);
	m->state.office = record_text(m->body, "office");
	m->state.complain = record_text(m->body, "complain");
	code = store_find(db, &m->row.parent, &ready, e);
	if (code == ERR_OK)
		code = own_request_read(
		    rq->server, db, &ready.parent, rq->now_ms, &m->r, e);
	if (code == ERR_OK)
		code = own_items_read(
		    rq->server, db, &m->r, m->state.change, &m->items, e);
	if (code == ERR_OK && !may_read_all(rq, db, m))
		code = answer_missing(e);
	return code;
}

static void
add_looks(struct request *rq, const struct made *m, enum audit_what what,
    struct looks *l)
{
	looks_add(l, rq, what, &rq->file, &m->row.id, m->row.version);
	for (size_t i = 0; i < m->items.count; i++)
		if (m->items.at[i].state == ITEM_RELEASED ||
		    m->items.at[i].state == ITEM_CUT)
			looks_add(l, rq, what, &rq->file, &m->items.at[i].id,
			    m->items.at[i].row.version);
}

static void
write_text(struct request *rq, const struct made *m, const struct doc *d)
{
	struct buf text = BUF_INIT(TEXT_MAX);
	struct jw w = JW_INIT(&rq->out);
	char hash[COPY_HASH_TEXT];

	copy_fingerprint(d, &text, hash);
	rq->status = 200;
	jw_open(&w, NULL);
	jw_text(&w, "text", buf_str(&text));
	/* Made by another haven it may be set otherwise. */
	jw_bool(&w, "same", strcmp(hash, record_text(m->body, "hash")) == 0);
	jw_close(&w);
	buf_done(&text);
}

/* The document, which is the caller's; with the text of it as the answer. */
static enum err
read_copy(struct request *rq, struct db *db, struct looks *l, bool as_text,
    struct doc **out, struct errinfo *e)
{
	struct made m = { .body = NULL };
	struct copy_counts counts;
	enum err code = read_made(rq, db, &m, e);

	if (code == ERR_OK)
		code = copy_document(
		    rq->server, db, &m.r, &m.items, &m.state, out, &counts, e);
	if (code == ERR_OK)
		add_looks(rq, &m, as_text ? AUDIT_LOOK : AUDIT_EXPORTED, l);
	if (code == ERR_OK && as_text)
		write_text(rq, &m, *out);
	made_done(&m);
	return code;
}

void
h_request_copy(struct request *rq)
{
	struct errinfo e = { 0 };
	struct looks l = { 0 };
	struct doc *d = NULL;
	struct db *db = server_reader(rq->server, &e);
	enum err code = ERR_IO;

	if (db != NULL) {
		code = read_copy(rq, db, &l, true, &d, &e);
		server_reader_done(rq->server, db);
	}
	doc_free(d);
	if (answer_failed(rq, code, &e))
		looks_done(&l);
	else
		answer_after_looks(rq, &l);
}

/* The same on paper: an export, as all printing (h_paper.c). */
void
h_request_copy_document(struct request *rq)
{
	struct errinfo e = { 0 };
	struct looks l = { 0 };
	struct doc *d = NULL;
	enum err code = ERR_IO;
	struct db *db;

	if (!paper_form_is_good(rq))
		return;
	db = server_reader(rq->server, &e);
	if (db != NULL) {
		code = read_copy(rq, db, &l, false, &d, &e);
		server_reader_done(rq->server, db);
	}
	if (answer_failed(rq, code, &e))
		looks_done(&l);
	else
		paper_answer(rq, d, &l);
}
