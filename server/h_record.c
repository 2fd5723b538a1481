/* h_record.c - one record: read, created, changed.
 *
 * The body of a PUT is the record's body as it is; or, to say when it was
 * written or to sign it, an object {"body":{...},"written":ms,"table":n,
 * "sign":{"by","key","at","sig"}}. No kind has a field "body" that is an object,
 * so the two cannot be mixed up. Either way the bytes of the body are kept as
 * they came: a signature is over them. */
#include "handlers.h"

#include <string.h>

#include "answer.h"
#include "inspect.h"
#include "mem.h"
#include "put_read.h"
#include "save.h"
#include "seal.h"
#include "server.h"

#define ENVELOPE_MAX (KIND_BODY_MAX + 4096)

/* ---- reading ---- */

/* The path must name the record as it is: kind and file (a right id under
 * another file is not there). */
static bool
is_of_path(const struct record_row *row, const struct request *rq)
{
	return row->kind == rq->kind && id_equal(&row->file, &rq->file);
}

static enum err
read_one(struct request *rq, struct db *db, struct looks *l, struct errinfo *e)
{
	struct buf text = BUF_INIT(ENVELOPE_MAX);
	struct jw w = JW_INIT(&rq->out);
	struct record_row row;
	struct envelope env;
	enum err code;

	code = store_find(db, &rq->id, &row, e);
	if (code != ERR_OK)
		return code == ERR_NOT_FOUND ? answer_missing(e) : code;
	if (!is_of_path(&row, rq) || !store_may(rq->server, db, &rq->caller,
					 &row, RIGHT_READ, rq->now_ms))
		return answer_missing(e);
	code = store_read(rq->server, db, &rq->id, rq->version, &env, &text, e);
	if (code == ERR_OK)
		code = inspect_mask(&rq->caller, &env, &text, e);
	if (code == ERR_OK) {
		envelope_write(&w, NULL, &env);
		rq->status = 200;
		rq->etag = env.version;
		looks_add(l, rq, AUDIT_LOOK, &row.file, &row.id, env.version);
	} else if (code == ERR_NOT_FOUND) {
		answer_missing(e);
	}
	buf_done(&text);
	return code;
}

void
h_record_get(struct request *rq)
{
	struct errinfo e = { 0 };
	struct looks l = { 0 };
	struct db *db = server_reader(rq->server, &e);
	enum err code = ERR_IO;

	if (db != NULL) {
		code = read_one(rq, db, &l, &e);
		server_reader_done(rq->server, db);
	}
	if (answer_failed(rq, code, &e))
		looks_done(&l);
	else
		answer_after_looks(rq, &l);
}

/* ---- writing ---- */

struct save {
	struct job job;
	struct request *rq;
	struct put put;
	struct put_result result;
};

static void
save_free(void *work)
{
	mem_free_wiped(work, sizeof(struct save));
}

static enum err
save_run(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	struct save *v = arg;

	return save_put(s, db, &v->put, &v->result, e);
}

/* The answer to a save that was judged. */
static void
save_answer(struct save *v)
{
	struct request *rq = v->rq;
	struct put_result *r = &v->result;
	struct jw w = JW_INIT(&rq->out);

	rq->status = r->status;
	jw_open(&w, NULL);
	if (r->status >= 400) {
		problem_members(&w, r->status, &r->error, &r->problems);
	} else {
		jw_text(&w, "write", v->put.write.s);
		jw_text(&w, "id", v->put.id.s);
	}
	if (r->status < 300 || r->status == 412)
		jw_int(&w, "version", r->version);
	if (r->status < 300) {
		jw_int(&w, "received", r->received_ms);
		rq->etag = r->version;
	}
	jw_close(&w);
}

static void
save_done(struct server *s, void *arg, enum err result, const struct errinfo *e)
{
	struct save *v = arg;

	if (result == ERR_OK)
		save_answer(v);
	else
		save_undone(s, &v->put);
	answer_job_failed(v->rq, result, e);
	request_finish(v->rq);
}

void
h_record_put(struct request *rq)
{
	struct save *v = mem_zalloc(1, sizeof(*v));
	struct errinfo e = { 0 };

	v->rq = rq;
	v->put = (struct put){
		.kind = rq->kind,
		.base = rq->if_match,
		.table = rq->kind->version,
		.now_ms = rq->now_ms,
	};
	v->put.who = rq->caller;
	v->put.write = rq->write_id;
	v->put.file = rq->file;
	v->put.id = rq->id;
	if (put_read_body(&v->put, rq->json, rq->body, rq->body_len, &e) !=
	    ERR_OK) {
		request_problem(rq, &e, NULL);
		save_free(v);
		return;
	}
	v->job = (struct job){ .run = save_run, .done = save_done, .arg = v };
	rq->work = v;
	rq->work_free = save_free;
	request_defer(rq);
	if (writer_queue(rq->server->writer, &v->job, &e) != ERR_OK) {
		answer_fault(rq, &e);
		request_finish(rq);
	}
}
