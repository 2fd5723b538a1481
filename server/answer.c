/* answer.c - what handlers share. */
#include "answer.h"

#include <stdio.h>

#include "mem.h"
#include "past.h"
#include "server.h"

/* ---- looks ---- */

void
looks_add(struct looks *l, const struct request *rq, enum audit_what what,
    const struct id *file, const struct id *record, int64_t version)
{
	struct audit_row *row;

	if (l->count == l->cap) {
		l->cap = l->cap ? l->cap * 2 : 16;
		l->rows = mem_grow(l->rows, l->cap, sizeof(l->rows[0]));
	}
	row = &l->rows[l->count++];
	*row = (struct audit_row){ .what = what, .words = "" };
	row->staff = rq->caller.staff;
	row->device = rq->caller.device;
	row->file = *file;
	if (record != NULL)
		row->record = *record;
	row->version = version;
	row->at_ms = rq->now_ms;
	row->received_ms = rq->now_ms;
}

enum err
looks_write(
    struct server *s, struct db *db, const struct looks *l, struct errinfo *e)
{
	enum err code = audit_add_all(s, db, l->rows, l->count, e);

	if (code == ERR_OK && l->past.is_there)
		code = past_note(s, db, &l->past, e);
	if (code == ERR_OK && l->read_rows > 0)
		code = past_seen(db, &l->reader, l->read_rows, e);
	return code;
}

void
looks_done(struct looks *l)
{
	mem_free_wiped(l->rows, l->cap * sizeof(l->rows[0]));
	*l = (struct looks){ 0 };
}

/* ---- the answer after the commit ---- */

struct after {
	struct job job;
	struct request *rq;
	struct looks looks;
};

static void
after_free(void *work)
{
	struct after *a = work;

	looks_done(&a->looks);
	mem_free_wiped(a, sizeof(*a));
}

static enum err
after_run(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	struct after *a = arg;

	return looks_write(s, db, &a->looks, e);
}

static void
after_done(
    struct server *s, void *arg, enum err result, const struct errinfo *e)
{
	struct after *a = arg;

	(void)s;
	answer_job_failed(a->rq, result, e);
	request_finish(a->rq);
}

void
answer_deferred_after_looks(struct request *rq, struct looks *l)
{
	struct errinfo e = { 0 };
	struct after *a = mem_zalloc(1, sizeof(*a));

	a->rq = rq;
	a->looks = *l;
	*l = (struct looks){ 0 };
	a->job = (struct job){ .run = after_run, .done = after_done, .arg = a };
	rq->work = a;
	rq->work_free = after_free;
	if (writer_queue(rq->server->writer, &a->job, &e) != ERR_OK) {
		answer_fault(rq, &e);
		request_finish(rq);
	}
}

void
answer_after_looks(struct request *rq, struct looks *l)
{
	if (l->count == 0 && !l->past.is_there) {
		looks_done(l);
		return;
	}
	request_defer(rq);
	answer_deferred_after_looks(rq, l);
}

/* ---- ways of saying no ---- */

enum err
answer_missing(struct errinfo *e)
{
	return err_set(e, ERR_NOT_FOUND,
	    "There is no such record, or it is not open to you.");
}

void
answer_not_found(struct request *rq)
{
	struct errinfo e = { 0 };

	answer_missing(&e);
	request_problem(rq, &e, NULL);
}

void
answer_wrong_passphrase(struct request *rq)
{
	struct errinfo e = { 0 };

	err_set(&e, ERR_AUTH,
	    "The name, the passphrase or the one-time code is not right, or "
	    "this device is not enrolled for it. What you wrote here is kept.");
	request_problem(rq, &e, NULL);
}

void
answer_wait(struct request *rq, int64_t wait_ms)
{
	char says[160];

	snprintf(says, sizeof(says),
	    "Too many tries did not fit. Wait %d seconds, then try again. "
	    "What you wrote here is kept.",
	    (int)((wait_ms + 999) / 1000));
	request_problem_status(rq, 429, "wait", says);
}

static void
disk_refuses(struct request *rq)
{
	request_problem_status(rq, 503, err_name(ERR_IO),
	    "The server's disk refuses, so nothing was kept and nothing can be "
	    "shown. What is on your device is safe; it will be sent again.");
}

void
answer_fault(struct request *rq, const struct errinfo *e)
{
	static const struct errinfo none = { .code = ERR_BUG,
		.says = "The server had a fault of its own." };

	rq->etag = 0;
	if (e != NULL && e->code == ERR_IO)
		disk_refuses(rq);
	else
		request_problem(
		    rq, e != NULL && e->code != ERR_OK ? e : &none, NULL);
}

bool
answer_job_failed(struct request *rq, enum err result, const struct errinfo *e)
{
	if (result == ERR_OK || result == ERR_BUSY || result == ERR_FULL)
		return answer_failed(rq, result, e);
	disk_refuses(rq);
	return true;
}

bool
answer_failed(struct request *rq, enum err code, const struct errinfo *e)
{
	struct errinfo big = { 0 };

	if (code == ERR_OK && !rq->out.failed)
		return false;
	if (code == ERR_OK) {
		err_set(&big, ERR_TOO_BIG,
		    "The answer would be too big. Ask for less at once.");
		e = &big;
	}
	answer_fault(rq, e);
	return true;
}
