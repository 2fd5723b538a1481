/* paper_office.h - what is printed, out of the office's store, for who asks: with
 * their rights of today and R7, as every reader (paper.h says what is on it).
 *
 * Everything runs in the transaction the caller has open on db, for reading. Each
 * function adds what it shows to the looks: a look, and that it was printed. A
 * document is the caller's (doc_free). ERR_NOT_FOUND: not there, or not for them. */
#ifndef HAVEN_PAPER_OFFICE_H
#define HAVEN_PAPER_OFFICE_H

#include "answer.h"
#include "doc.h"
#include "http.h"

struct paper_ask {
	struct request *rq; /* who asks, and when */
	struct db *db;
	struct looks *looks;
};

/* A record of a file or of the organisation, as rq names it, with what stands
 * beside it; rq->version 0 the latest. A notice is a letter. */
enum err paper_make_record(
    const struct paper_ask *ask, struct doc **out, struct errinfo *e);
/* All records of a file in order of date. */
enum err paper_make_chronology(
    const struct paper_ask *ask, struct doc **out, struct errinfo *e);
/* The sheet that is left with the family; it holds nothing of the case. */
enum err paper_make_sheet(
    const struct paper_ask *ask, struct doc **out, struct errinfo *e);

/* The answer: the document as ?form= says, "pdf" or "text", when the looks are
 * committed. Takes d and l. A PDF is made by the press, and the request deferred
 * until then. Called last in a handler, on its thread. */
void paper_answer(struct request *rq, struct doc *d, struct looks *l);
/* Is there a ?form= that is known? If not, the answer says so. */
bool paper_form_is_good(struct request *rq);

#endif
