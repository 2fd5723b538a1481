/* h_meta.c - is it alive, is it able, and what does it offer. */
#include "handlers.h"

#include "answer.h"
#include "openapi.h"
#include "server.h"

static void
say(struct request *rq, unsigned status, const char *word)
{
	struct jw w = JW_INIT(&rq->out);

	rq->status = status;
	jw_open(&w, NULL);
	jw_text(&w, "status", word);
	jw_close(&w);
}

void
h_openapi(struct request *rq)
{
	rq->status = 200;
	openapi_print(&rq->out);
}

void
h_healthz(struct request *rq)
{
	say(rq, 200, "ok");
}

/* Ready: records can be read, and the writer's disk has not failed it. */
void
h_readyz(struct request *rq)
{
	struct db *db;

	if (writer_is_broken(rq->server->writer)) {
		request_problem_status(rq, 503, "io",
		    "The disk refused a write. Nothing can be saved until the "
		    "server is looked after and started again.");
		return;
	}
	if (keyring_is_broken(rq->server->keys)) {
		request_problem_status(rq, 503, "io",
		    "The disk of the keys refused a write. No new file can be "
		    "begun until the server is looked after and started "
		    "again.");
		return;
	}
	db = server_reader(rq->server, NULL);
	if (db == NULL) {
		request_problem_status(rq, 503, "io",
		    "The records cannot be read. The server needs looking "
		    "after.");
		return;
	}
	server_reader_done(rq->server, db);
	say(rq, 200, "ready");
}
