/* h_handed.c - POST /v1/handed: what waited in the outbox of a store whose passphrase
 * was lost, from the device that was enrolled anew (promise 2). Each piece is sealed
 * to the office; nobody at the device can read it. */
#include "handlers.h"

#include <string.h>

#include "answer.h"
#include "handed.h"
#include "mem.h"
#include "server.h"
#include "stepup.h"

static const char *
refusal(const struct put_result *r)
{
	return r->problems.count > 0 ? r->problems.at[0].says : r->error.says;
}

/* In a savepoint: one that cannot be taken does not hold up the others. A fault of
 * the disk undoes all, and the device sends it again. */
static enum err
take_one(struct server *s, struct db *db, const struct request *rq,
    const char *piece, struct jw *w, struct errinfo *e)
{
	struct put_result *result = mem_zalloc(1, sizeof(*result));
	struct errinfo why = { 0 };
	bool is_known = false;
	enum err one, code = db_savepoint(db, e);

	if (code != ERR_OK)
		goto out;
	one = handed_take(
	    s, db, piece, strlen(piece), &rq->caller, &is_known, result, &why);
	if (one == ERR_OK)
		code = db_release(db, e);
	else
		db_rollback_savepoint(db);
	if (one == ERR_IO || one == ERR_FULL)
		code = err_set(e, one, "%s", why.says);
	jw_open(w, NULL);
	jw_int(w, "status", one != ERR_OK ? 422 : (int64_t)result->status);
	if (one != ERR_OK || result->status >= 300)
		jw_text(w, "says", one != ERR_OK ? why.says : refusal(result));
	jw_close(w);
out:
	mem_free_wiped(result, sizeof(*result));
	return code;
}

static enum err
handed_run(
    struct server *s, struct db *db, struct request *rq, struct errinfo *e)
{
	const struct json *list = json_get(rq->json, "pieces");
	struct jw w = JW_INIT(&rq->out);
	enum err code = ERR_OK;

	rq->status = 200;
	jw_open(&w, NULL);
	jw_open_list(&w, "results");
	for (const struct json *at = json_first(list); at && code == ERR_OK;
	     at = json_next(at))
		code = take_one(
		    s, db, rq, json_is_string(at) ? json_text(at) : "", &w, e);
	jw_close_list(&w);
	jw_close(&w);
	return code == ERR_OK
		   ? stepup_trace(s, db, rq, NULL, &rq->caller.staff,
			 "What waited in a store whose passphrase was lost was "
			 "handed over.",
			 e)
		   : code;
}

void
h_handed(struct request *rq)
{
	const struct json *list = json_get(rq->json, "pieces");
	struct errinfo e = { 0 };

	if (!json_is_array(list) || json_count(list) == 0 ||
	    json_count(list) > HANDED_PIECES_MAX) {
		err_set(&e, ERR_INVALID, "One to %d pieces can be handed over.",
		    HANDED_PIECES_MAX);
		request_problem(rq, &e, NULL);
		return;
	}
	stepup_none(rq, handed_run);
}
