/* h_access.c - who may see a file now, and why (A2). */
#include "handlers.h"

#include "answer.h"
#include "server.h"
#include "who_sees.h"

/* What a device can hold; havend who-sees prints all of them. */
#define TOLD_MAX 2000

static enum err
read_access(
    struct request *rq, struct db *db, struct looks *l, struct errinfo *e)
{
	const struct who_sees_ask ask = { .s = rq->server,
		.db = db,
		.who = &rq->caller,
		.file = &rq->file,
		.now_ms = rq->now_ms,
		.told_max = TOLD_MAX };
	struct jw w = JW_INIT(&rq->out);
	enum err code;

	jw_open(&w, NULL);
	code = who_sees_write(&w, &ask, e);
	jw_close(&w);
	rq->status = 200;
	if (code == ERR_OK)
		looks_add(l, rq, AUDIT_LOOK, &rq->file, NULL, 0);
	return code;
}

void
h_file_access(struct request *rq)
{
	struct errinfo e = { 0 };
	struct looks l = { 0 };
	struct db *db = server_reader(rq->server, &e);
	enum err code = ERR_IO;

	if (db != NULL) {
		code = read_access(rq, db, &l, &e);
		server_reader_done(rq->server, db);
	}
	if (answer_failed(rq, code, &e))
		looks_done(&l);
	else
		answer_after_looks(rq, &l);
}
