/* h_share.c - the decision to share on the facts that came: the function that the
 * client asks too, so that both say the same. Nothing is kept, and no record is
 * looked at: whoever asks brought the facts. */
#include "handlers.h"

#include "decide.h"

void
h_share_check(struct request *rq)
{
	struct errinfo e = { 0 };
	struct facts *f;
	struct decision d;

	if (facts_read(&f, rq->body != NULL ? rq->body : "", rq->body_len,
		&e) != ERR_OK) {
		request_problem(rq, &e, NULL);
		return;
	}
	decide(f, &d);
	rq->status = 200;
	decision_write(&d, &rq->out);
	decision_done(&d);
	facts_free(f);
}
