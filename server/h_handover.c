/* h_handover.c - the files of one person, and handing them over to others from a day
 * on, in one go: who leaves, is ill, or changes their work (R2). For whoever assigns;
 * an administrator does not, and is shown no child's name. */
#include "handlers.h"

#include <stdio.h>
#include <string.h>

#include "answer.h"
#include "mem.h"
#include "save.h"
#include "server.h"
#include "stepup.h"
#include "store_in.h"
#include "text.h"

#define DAY_MS INT64_C(86400000)
#define FILES_MAX 2000 /* of one person, in one answer */

static bool
may_ever(struct request *rq)
{
	if (rights_ask(rq->caller.role, kind_assignment.name, RIGHT_CHANGE) !=
	    GRANT_NO)
		return true;
	request_problem_status(rq, 403, err_name(ERR_DENIED),
	    "Your role does not assign files. Nothing was changed.");
	return false;
}

/* One that goes on or is still to begin, of this person, which the caller may
 * change. */
struct given {
	struct record_row row;
	char from[WHEN_TEXT], until[WHEN_TEXT];
};

static bool
find_given(
    struct request *rq, struct db *db, const struct id *id, struct given *out)
{
	struct stmt *st = db_stmt(db, SQL_ASSIGNMENT_GET);
	char today[WHEN_TEXT];
	struct id staff = { "" };

	store_today(today, rq->now_ms);
	memset(out, 0, sizeof(*out));
	stmt_id(st, 1, id);
	if (stmt_row(st)) {
		staff = stmt_get_id(st, 0);
		snprintf(
		    out->from, sizeof(out->from), "%s", stmt_get_text(st, 2));
		snprintf(
		    out->until, sizeof(out->until), "%s", stmt_get_text(st, 3));
	}
	stmt_reset(st);
	return id_equal(&staff, &rq->id) &&
	       (*out->until == '\0' || strcmp(out->until, today) >= 0) &&
	       store_find(db, id, &out->row, NULL) == ERR_OK &&
	       store_may(rq->server, db, &rq->caller, &out->row, RIGHT_CHANGE,
		   rq->now_ms);
}

/* ---- GET /v1/people/{id}/assignments ---- */

static void
write_given(
    struct request *rq, struct db *db, const struct given *g, struct jw *w)
{
	struct card card;

	if (!cards_get(
		rq->server, db, &rq->caller, &g->row.file, rq->now_ms, &card))
		return;
	jw_open(w, NULL);
	jw_text(w, "assignment", g->row.id.s);
	jw_text(w, "file", g->row.file.s);
	jw_text(w, "name", card.name);
	jw_text(w, "reference", card.reference);
	jw_text(w, "from", g->from);
	jw_text(w, "until", g->until);
	jw_close(w);
	seal_wipe(&card, sizeof(card));
}

static enum err
list_ids(struct request *rq, struct db *db, struct id *ids, size_t *count,
    struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_ASSIGNMENTS_OF);
	char today[WHEN_TEXT];

	store_today(today, rq->now_ms);
	*count = 0;
	stmt_id(st, 1, &rq->id);
	stmt_text(st, 2, today);
	while (*count < FILES_MAX && stmt_row(st))
		ids[(*count)++] = stmt_get_id(st, 0);
	stmt_reset(st);
	return db_error(db, e);
}

static enum err
write_list(
    struct request *rq, struct db *db, struct looks *l, struct errinfo *e)
{
	struct id *ids = mem_zalloc(FILES_MAX, sizeof(*ids));
	static const struct id no_file = { "" };
	struct jw w = JW_INIT(&rq->out);
	struct given g;
	size_t count;
	enum err code = list_ids(rq, db, ids, &count, e);

	rq->status = 200;
	jw_open(&w, NULL);
	jw_open_list(&w, "files");
	for (size_t i = 0; i < count; i++)
		if (find_given(rq, db, &ids[i], &g))
			write_given(rq, db, &g, &w);
	jw_close_list(&w);
	jw_close(&w);
	looks_add(l, rq, AUDIT_SEARCH, &no_file, &rq->id, 0);
	l->rows[0].words = "The files that somebody is assigned to were "
			   "listed.";
	mem_free_wiped(ids, FILES_MAX * sizeof(*ids));
	return code == ERR_OK ? db_error(db, e) : code;
}

void
h_assignments(struct request *rq)
{
	struct errinfo e = { 0 };
	struct looks l = { 0 };
	struct db *db;
	enum err code = ERR_IO;

	if (!may_ever(rq))
		return;
	db = server_reader(rq->server, &e);
	if (db != NULL) {
		code = write_list(rq, db, &l, &e);
		server_reader_done(rq->server, db);
	}
	if (answer_failed(rq, code, &e))
		looks_done(&l);
	else
		answer_after_looks(rq, &l);
}

/* ---- POST /v1/people/{id}/handover ---- */

struct handover {
	struct server *s;
	struct db *db;
	struct request *rq;
	struct civil from;
	char from_on[WHEN_TEXT], last_on[WHEN_TEXT]; /* the day before */
	const char *why;
	size_t files;
	const char *refused; /* a sentence: nothing of it is done */
};

static bool
read_day(struct handover *h)
{
	struct civil last, today = when_civil(h->rq->now_ms);
	const char *text = json_text_of(h->rq->json, "from", "");

	if (!when_read(&h->from, text) || h->from.has_time ||
	    when_days(&today, &h->from) < 0)
		return false;
	last = when_civil(when_ms(&h->from) - DAY_MS / 2);
	last.has_time = false;
	last.hour = last.minute = 0;
	when_store(h->from_on, &h->from);
	when_store(h->last_on, &last);
	return true;
}

/* One save like any other; what is said of a refusal is its own sentence. */
static enum err
save(struct handover *h, struct put *p, const struct record *r,
    struct errinfo *e)
{
	struct put_result *result = mem_zalloc(1, sizeof(*result));
	struct buf body = BUF_INIT(KIND_BODY_MAX);
	enum err code;

	record_to_json(r, false, &body);
	p->who = h->rq->caller;
	p->write = id_new();
	p->kind = &kind_assignment;
	p->table = kind_assignment.version;
	p->written_ms = p->now_ms = h->rq->now_ms;
	p->body = buf_str(&body);
	p->body_len = body.len;
	code = save_put(h->s, h->db, p, result, e);
	if (code == ERR_OK && result->status >= 300)
		h->refused = "One of the files could not be handed over, so "
			     "none was. Ask for the list anew.";
	buf_done(&body);
	mem_free_wiped(result, sizeof(*result));
	return code;
}

static enum err
end_given(struct handover *h, const struct given *g, struct errinfo *e)
{
	struct put p = {
		.file = g->row.file, .id = g->row.id, .base = g->row.version
	};
	struct record_row row;
	struct record *r = NULL;
	enum err code = store_body(h->s, h->db, &g->row.id, &row, &r, e);

	if (code == ERR_OK) {
		record_set(r, "until", h->last_on);
		code = save(h, &p, r, e);
	}
	record_free(r);
	return code;
}

/* Somebody who works here and whose role reads files that are assigned. */
static bool
may_be_given(struct handover *h, const struct id *staff)
{
	struct stmt *st = db_stmt(h->db, SQL_STAFF_GET);
	enum role role = ROLE_COUNT;
	bool is;

	stmt_id(st, 1, staff);
	is = stmt_row(st) && role_parse(&role, stmt_get_text(st, 0)) &&
	     (*stmt_get_text(st, 3) == '\0' ||
		 strcmp(stmt_get_text(st, 3), h->from_on) >= 0);
	stmt_reset(st);
	return is && !id_equal(staff, &h->rq->id) &&
	       rights_ask(role, kind_front_sheet.name, RIGHT_READ) != GRANT_NO;
}

static bool
has_it(struct handover *h, const struct id *staff, const struct id *file)
{
	struct stmt *st = db_stmt(h->db, SQL_ASSIGNED);
	bool has;

	stmt_id(st, 1, staff);
	stmt_id(st, 2, file);
	stmt_text(st, 3, h->from_on);
	has = stmt_row(st);
	stmt_reset(st);
	return has;
}

static enum err
give(struct handover *h, const struct given *g, const struct id *to,
    struct errinfo *e)
{
	struct put p = { .file = g->row.file, .id = id_new() };
	struct record *r;
	enum err code;

	if (!may_be_given(h, to)) {
		h->refused = "Whoever takes a file over must work here on that "
			     "day, in a role that works with families. Nothing "
			     "was changed.";
		return ERR_OK;
	}
	if (has_it(h, to, &g->row.file))
		return ERR_OK;
	r = record_new(&kind_assignment);
	record_set(r, "staff", to->s);
	record_set(r, "from", h->from_on);
	if (strcmp(g->until, h->from_on) >= 0)
		record_set(r, "until", g->until);
	record_set(r, "why", h->why);
	code = save(h, &p, r, e);
	record_free(r);
	return code;
}

static enum err
hand_one(struct handover *h, const struct json *item, struct errinfo *e)
{
	const struct json *to = json_get(item, "to");
	struct given g;
	struct id id;
	enum err code;

	if (!id_parse(&id, json_text_of(item, "assignment", NULL)) ||
	    !json_is_array(to) || json_count(to) == 0 ||
	    !find_given(h->rq, h->db, &id, &g)) {
		h->refused = "The list has changed, or a file has nobody to "
			     "take it over. Nothing was changed; ask for the "
			     "list anew.";
		return ERR_OK;
	}
	code = ERR_OK;
	for (const struct json *at = json_first(to);
	     at && code == ERR_OK && !h->refused; at = json_next(at)) {
		struct id staff = { "" };

		(void)id_parse(&staff, json_is_string(at) ? json_text(at) : "");
		code = give(h, &g, &staff, e);
	}
	if (code == ERR_OK && !h->refused)
		code = end_given(h, &g, e);
	h->files++;
	return code;
}

static enum err
hand_all(struct handover *h, struct errinfo *e)
{
	const struct json *list = json_get(h->rq->json, "files");
	enum err code = ERR_OK;

	for (const struct json *at = json_first(list);
	     at && code == ERR_OK && !h->refused; at = json_next(at))
		code = hand_one(h, at, e);
	return code;
}

static enum err
answer(struct handover *h, struct errinfo *e)
{
	struct jw w = JW_INIT(&h->rq->out);

	h->rq->status = 200;
	jw_open(&w, NULL);
	jw_int(&w, "files", (int64_t)h->files);
	jw_close(&w);
	return stepup_trace(h->s, h->db, h->rq, NULL, &h->rq->id,
	    "Files were handed over to others.", e);
}

/* All of it or nothing. */
static enum err
handover_run(
    struct server *s, struct db *db, struct request *rq, struct errinfo *e)
{
	struct handover h = { .s = s,
		.db = db,
		.rq = rq,
		.why = json_text_of(rq->json, "why", "") };
	enum err code;

	if (!read_day(&h))
		return stepup_refuse(s, db, rq, 422, "from",
		    "The first day of those who take over is needed: today, or "
		    "a later one.",
		    e);
	if (text_is_blank(h.why))
		return stepup_refuse(s, db, rq, 422, "why",
		    "Say what for: the reason stands in each assignment.", e);
	if (json_count(json_get(rq->json, "files")) == 0)
		return stepup_refuse(
		    s, db, rq, 422, "files", "Choose a file first.", e);
	code = db_savepoint(db, e);
	if (code != ERR_OK)
		return code;
	code = hand_all(&h, e);
	if (code == ERR_OK && !h.refused) {
		code = db_release(db, e);
		return code == ERR_OK ? answer(&h, e) : code;
	}
	db_rollback_savepoint(db);
	return code == ERR_OK ? stepup_refuse(s, db, rq, 409, "", h.refused, e)
			      : code;
}

void
h_handover(struct request *rq)
{
	if (may_ever(rq))
		stepup_none(rq, handover_run);
}
