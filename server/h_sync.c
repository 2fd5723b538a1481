/* h_sync.c - one round trip: what was written on a device comes in, what
 * changed here goes out (docs/SYNC.md).
 *
 * A sync that brings nothing is read on its own thread and touches the writer
 * only to record what was copied. One that brings something is one job: its
 * writes each in a savepoint, in order, then its looks, and then the answer is
 * read in the same transaction, which leaves after the commit. */
#include "handlers.h"

#include <string.h>

#include "answer.h"
#include "contact.h"
#include "aside.h"
#include "destroy.h"
#include "mem.h"
#include "save.h"
#include "server.h"
#include "sync_answer.h"
#include "sync_read.h"

#define RESULTS_MAX (4u << 20)

struct sync {
	struct job job;
	struct request *rq;
	struct sync_ask ask;
	struct buf results, kept; /* lists of the answer */
	struct looks looks;
	bool *refused; /* for each write */
	struct put_result result;
};

static void
sync_free(void *work)
{
	struct sync *y = work;

	mem_free_wiped(y->refused, y->ask.write_count + 1);
	sync_ask_done(&y->ask);
	buf_done(&y->results);
	buf_done(&y->kept);
	looks_done(&y->looks);
	mem_free_wiped(y, sizeof(*y));
}

/* ---- writes ---- */

static void
write_result(struct sync *y, struct jw *w, const char *write)
{
	const struct put_result *r = &y->result;

	jw_open(w, NULL);
	jw_text(w, "write", write);
	if (r->status < 300) {
		jw_int(w, "status", r->status);
		jw_int(w, "version", r->version);
		jw_int(w, "received", r->received_ms);
	} else {
		problem_members(w, r->status, &r->error, &r->problems);
		if (r->status == 412)
			jw_int(w, "version", r->version);
	}
	jw_close(w);
}

static void
refuse(struct sync *y, unsigned status, enum err code, const char *says)
{
	y->result = (struct put_result){ .status = status };
	err_set(&y->result.error, code, "%s", says);
}

/* Was an earlier write of this sync to the same record refused? Then this one,
 * made on top of it, would be judged by what it does not stand on. */
static bool
stands_on_refused(const struct sync *y, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (y->refused[i] && id_equal(&y->ask.writes[i].put.id,
					 &y->ask.writes[at].put.id))
			return true;
	return false;
}

/* A fault of this one item is its own; a fault of the disk is everybody's. */
static bool
is_everybodys(enum err code)
{
	return code == ERR_IO || code == ERR_FULL || code == ERR_BUSY;
}

static enum err
put_one(struct sync *y, struct server *s, struct db *db, size_t at,
    struct errinfo *e)
{
	struct sync_write *sw = &y->ask.writes[at];
	enum err code;

	if (sw->bad.code != ERR_OK) {
		y->result.status = 422;
		y->result.error = sw->bad;
		return ERR_OK;
	}
	if (stands_on_refused(y, at)) {
		refuse(y, 424, ERR_CONFLICT,
		    "It waits: an earlier save of the same record was not "
		    "taken.");
		return ERR_OK;
	}
	code = db_savepoint(db, e);
	if (code != ERR_OK)
		return code;
	sw->put.who = y->rq->caller;
	sw->put.now_ms = y->rq->now_ms;
	code = sw->put.who.end == CALLER_IN
		   ? save_put(s, db, &sw->put, &y->result, e)
		   : aside_put(s, db, &sw->put, &y->result, e);
	if (code == ERR_OK)
		return db_release(db, e);
	db_rollback_savepoint(db);
	if (is_everybodys(code))
		return code;
	refuse(y, 500, code,
	    "The server had a fault of its own with this one. It is safe on "
	    "your device and will be tried again.");
	return ERR_OK;
}

static enum err
put_all(struct sync *y, struct server *s, struct db *db, struct errinfo *e)
{
	struct jw w = JW_INIT(&y->results);
	enum err code = ERR_OK;

	jw_open_list(&w, NULL);
	for (size_t i = 0; i < y->ask.write_count && code == ERR_OK; i++) {
		memset(&y->result, 0, sizeof(y->result));
		code = put_one(y, s, db, i, e);
		y->refused[i] = y->result.status >= 300;
		y->ask.writes[i].is_kept =
		    y->result.status == 200 || y->result.status == 201;
		if (code == ERR_OK)
			write_result(y, &w, y->ask.writes[i].echo);
	}
	jw_close_list(&w);
	return code;
}

/* ---- looks, and files opened or let go ---- */

static enum err
keep_looks(struct sync *y, struct server *s, struct db *db, struct errinfo *e)
{
	struct jw w = JW_INIT(&y->kept);
	enum err code = ERR_OK;

	jw_open_list(&w, NULL);
	for (size_t i = 0; i < y->ask.look_count && code == ERR_OK; i++) {
		const struct device_look *l = &y->ask.looks[i];

		code = store_look(s, db, &y->rq->caller, l, y->rq->now_ms, e);
		jw_text(&w, NULL, l->look.s);
	}
	jw_close_list(&w);
	return code;
}

static enum err
hold_files(struct sync *y, struct server *s, struct db *db, struct errinfo *e)
{
	const struct caller *who = &y->rq->caller;
	int64_t now_ms = y->rq->now_ms;
	enum err code = ERR_OK;

	for (size_t i = 0; i < y->ask.drop.count && code == ERR_OK; i++)
		code =
		    store_hold(db, who, &y->ask.drop.ids[i], false, now_ms, e);
	if (who->end != CALLER_IN)
		return code;
	for (size_t i = 0; i < y->ask.opened.count && code == ERR_OK; i++) {
		const struct id *file = &y->ask.opened.ids[i];

		/* Its records come when they have confirmed (T2). */
		if (store_may_hold(s, db, who, file, now_ms))
			code = store_hold(db, who, file, true, now_ms, e);
	}
	return code;
}

/* ---- one sync ---- */

static enum err
sync_run(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	struct sync *y = arg;
	enum err code;

	code = contact_set(db, &y->rq->caller.device, y->rq->now_ms, e);
	if (code == ERR_OK)
		code = put_all(y, s, db, e);
	if (code == ERR_OK)
		code = keep_looks(y, s, db, e);
	if (code == ERR_OK)
		code = hold_files(y, s, db, e);
	for (size_t i = 0; i < y->ask.erased.count && code == ERR_OK; i++)
		code = destroy_erased(db, &y->ask.erased.ids[i],
		    &y->rq->caller.device, y->rq->now_ms, e);
	if (code == ERR_OK)
		code = sync_write_answer(
		    y->rq, db, &y->ask, &y->results, &y->kept, &y->looks, e);
	if (code == ERR_OK)
		code = looks_write(s, db, &y->looks, e);
	return code;
}

static void
sync_done(struct server *s, void *arg, enum err result, const struct errinfo *e)
{
	struct sync *y = arg;

	if (result != ERR_OK)
		for (size_t i = 0; i < y->ask.write_count; i++)
			if (y->ask.writes[i].bad.code == ERR_OK)
				save_undone(s, &y->ask.writes[i].put);
	answer_job_failed(y->rq, result, e);
	request_finish(y->rq);
}

static void
sync_queue(struct sync *y)
{
	struct request *rq = y->rq;
	struct errinfo e = { 0 };

	y->refused = mem_zalloc(y->ask.write_count + 1, 1);
	y->job = (struct job){ .run = sync_run, .done = sync_done, .arg = y };
	rq->work = y;
	rq->work_free = sync_free;
	request_defer(rq);
	if (writer_queue(rq->server->writer, &y->job, &e) != ERR_OK) {
		answer_fault(rq, &e);
		request_finish(rq);
	}
}

/* Nothing came in. */
static void
sync_read_only(struct sync *y)
{
	struct request *rq = y->rq;
	struct errinfo e = { 0 };
	struct looks looks;
	struct db *db = server_reader(rq->server, &e);
	enum err code = ERR_IO;

	buf_adds(&y->results, "[]");
	buf_adds(&y->kept, "[]");
	if (db != NULL) {
		code = sync_write_answer(
		    rq, db, &y->ask, &y->results, &y->kept, &y->looks, &e);
		contact_seen(rq->server, db, &rq->caller.device, rq->now_ms);
		server_reader_done(rq->server, db);
	}
	looks = y->looks;
	y->looks = (struct looks){ 0 };
	sync_free(y);
	if (answer_failed(rq, code, &e))
		looks_done(&looks);
	else
		answer_after_looks(rq, &looks);
}

void
h_sync(struct request *rq)
{
	struct sync *y = mem_zalloc(1, sizeof(*y));
	struct errinfo e = { 0 };

	y->rq = rq;
	buf_init(&y->results, RESULTS_MAX);
	buf_init(&y->kept, RESULTS_MAX);
	if (sync_read(&y->ask, rq, &e) != ERR_OK) {
		request_problem(rq, &e, NULL);
		sync_free(y);
		return;
	}
	if (y->ask.write_count == 0 && y->ask.look_count == 0 &&
	    y->ask.opened.count == 0 && y->ask.drop.count == 0 &&
	    y->ask.erased.count == 0)
		sync_read_only(y);
	else
		sync_queue(y);
}

/* A device that has nothing to hand over asks whether there is anything new. */
void
h_sync_brief(struct request *rq)
{
	struct sync *y = mem_zalloc(1, sizeof(*y));
	struct errinfo e = { 0 };

	y->rq = rq;
	buf_init(&y->results, RESULTS_MAX);
	buf_init(&y->kept, RESULTS_MAX);
	if (sync_read_brief(&y->ask, rq, &e) == ERR_OK) {
		sync_read_only(y);
		return;
	}
	request_problem(rq, &e, NULL);
	sync_free(y);
}

/* ---- GET /v1/changes ---- */

static enum err
read_changes(
    struct request *rq, struct db *db, struct looks *l, struct errinfo *e)
{
	const char *since_text = request_query(rq, "since");
	const char *limit_text = request_query(rq, "limit");
	struct jw w = JW_INIT(&rq->out);
	struct sync_ask ask = { 0 };
	struct sync_place at;
	int64_t limit = WIRE_PAGE_MAX;
	enum err code;

	if ((since_text && !sync_read_cursor(&ask, since_text)) ||
	    (limit_text && !sync_read_number(&limit, limit_text)) ||
	    limit < 1 || limit > WIRE_PAGE_MAX)
		return err_set(e, ERR_INVALID,
		    "\"since\" must be a cursor, and \"limit\" a number from 1 "
		    "to %d.",
		    WIRE_PAGE_MAX);
	rq->status = 200;
	jw_open(&w, NULL);
	jw_text(&w, "generation", rq->server->generation);
	code = sync_write_changes(rq, db, &ask, (size_t)limit, &w, l, &at, e);
	sync_write_cursor(&w, &at);
	jw_bool(&w, "more", at.more);
	jw_close(&w);
	return code;
}

void
h_changes(struct request *rq)
{
	struct errinfo e = { 0 };
	struct looks l = { 0 };
	struct db *db = server_reader(rq->server, &e);
	enum err code = ERR_IO;

	if (db != NULL) {
		code = read_changes(rq, db, &l, &e);
		server_reader_done(rq->server, db);
	}
	if (answer_failed(rq, code, &e))
		looks_done(&l);
	else
		answer_after_looks(rq, &l);
}
