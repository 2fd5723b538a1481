/* h_paper.c - printing: a record, a chronology, the sheet for the family. Printing
 * is an export: it needs the passphrase again, and the audit chain says that it was
 * one (A2). */
#include "handlers.h"

#include "answer.h"
#include "paper_office.h"
#include "server.h"

typedef enum err make_fn(
    const struct paper_ask *ask, struct doc **out, struct errinfo *e);

static void
print(struct request *rq, make_fn *make)
{
	struct errinfo e = { 0 };
	struct looks l = { 0 };
	struct doc *d = NULL;
	struct paper_ask ask = { .rq = rq, .looks = &l };
	enum err code = ERR_IO;

	if (!paper_form_is_good(rq))
		return;
	ask.db = server_reader(rq->server, &e);
	if (ask.db != NULL) {
		code = make(&ask, &d, &e);
		server_reader_done(rq->server, ask.db);
	}
	if (answer_failed(rq, code, &e))
		looks_done(&l);
	else
		paper_answer(rq, d, &l);
}

void
h_document(struct request *rq)
{
	print(rq, paper_make_record);
}

void
h_chronology(struct request *rq)
{
	print(rq, paper_make_chronology);
}

void
h_sheet(struct request *rq)
{
	print(rq, paper_make_sheet);
}
