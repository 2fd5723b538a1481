/* paper_answer.c - a document as an answer: text at once, a PDF by the press. */
#include <string.h>

#include "mem.h"
#include "paper_office.h"
#include "press.h"
#include "server.h"

struct pressing {
	struct request *rq;
	struct doc *d;
	struct looks looks;
};

static void
pressing_free(void *work)
{
	struct pressing *p = work;

	doc_free(p->d);
	looks_done(&p->looks);
	mem_free_wiped(p, sizeof(*p));
}

/* On a thread of the press. The looks are on record before the PDF leaves. */
static void
press_it(void *arg)
{
	struct pressing *p = arg;
	struct request *rq = p->rq;
	struct looks looks;
	struct errinfo e = { 0 };
	enum err code = press_pdf(rq->server, p->d, &rq->out, &e);

	if (answer_failed(rq, code, &e)) {
		request_finish(rq);
		return;
	}
	rq->status = 200;
	rq->media = "application/pdf";
	looks = p->looks;
	p->looks = (struct looks){ 0 };
	pressing_free(p);
	rq->work = NULL;
	rq->work_free = NULL;
	answer_deferred_after_looks(rq, &looks);
}

static void
answer_pdf(struct request *rq, struct doc *d, struct looks *l)
{
	struct pressing *p = mem_zalloc(1, sizeof(*p));
	struct errinfo e = { 0 };

	*p = (struct pressing){ .rq = rq, .d = d, .looks = *l };
	*l = (struct looks){ 0 };
	rq->work = p;
	rq->work_free = pressing_free;
	request_defer(rq);
	if (press_run(rq->server, press_it, p, &e) != ERR_OK) {
		answer_fault(rq, &e);
		request_finish(rq);
	}
}

static void
answer_text(struct request *rq, struct doc *d, struct looks *l)
{
	struct errinfo e = { 0 };

	rq->status = 200;
	rq->media = "text/plain; charset=utf-8";
	doc_text(d, DOC_TEXT_COLS, &rq->out);
	doc_free(d);
	if (answer_failed(rq, ERR_OK, &e))
		looks_done(l);
	else
		answer_after_looks(rq, l);
}

bool
paper_form_is_good(struct request *rq)
{
	const char *form = request_query(rq, "form");
	struct errinfo e = { 0 };

	if (form && (strcmp(form, "pdf") == 0 || strcmp(form, "text") == 0))
		return true;
	err_field(&e, ERR_INVALID, "form",
	    "Say which form: ?form=pdf or ?form=text. Nothing was printed.");
	request_problem(rq, &e, NULL);
	return false;
}

void
paper_answer(struct request *rq, struct doc *d, struct looks *l)
{
	struct errinfo e = { 0 };

	if (!doc_ok(d)) {
		doc_free(d);
		looks_done(l);
		err_set(&e, ERR_TOO_BIG,
		    "This is too much for one document. Nothing was printed; "
		    "print its records one by one.");
		answer_fault(rq, &e);
		return;
	}
	if (strcmp(request_query(rq, "form"), "pdf") == 0)
		answer_pdf(rq, d, l);
	else
		answer_text(rq, d, l);
}
