/* stepup.h - a request that asks for the passphrase again: what changes who may sign
 * in, and with what (ASVS: step-up for what is sensitive).
 *
 * The passphrase stands in the body ("passphrase") and goes the way of a sign-in:
 * the same delays, the same pool, the same trace of a wrong one. */
#ifndef HAVEN_STEPUP_H
#define HAVEN_STEPUP_H

#include "account.h"
#include "db.h"
#include "err.h"
#include "http.h"
#include "seal.h"
#include "session.h"
#include "store.h"

/* In the writer, once the passphrase held: fills the answer. ERR_OK also for a
 * refusal that stands in the answer (stepup_refuse); then nothing was written but
 * that. Anything else is a fault, and undoes it. */
typedef enum err stepup_fn(
    struct server *s, struct db *db, struct request *rq, struct errinfo *e);

/* After run and the commit, on a thread of the pool: what else must be done before
 * the answer leaves. Whatever is not ERR_OK is a fault. */
typedef enum err stepup_after_fn(
    struct server *s, struct request *rq, struct errinfo *e);

struct stepup_job {
	stepup_fn *run;
	stepup_after_fn *after; /* or NULL */
	void *arg;              /* taken over; stepup_arg */
	void (*free)(void *arg);
};

/* Check the passphrase of the caller, then run. The last call of a handler, on its
 * thread; it answers, at once or later. */
void stepup_begin(struct request *rq, stepup_fn *run);
void stepup_begin_job(struct request *rq, const struct stepup_job *job);
void *stepup_arg(const struct request *rq);

/* A job of the writer without a passphrase, otherwise the same. */
void stepup_none(struct request *rq, stepup_fn *run);

/* In run: the passphrase held, and this counts all the same as a try that did not
 * fit, so that nobody tries what is on file one after the other. */
void stepup_missed(struct request *rq);

/* Say no in the answer, with a row in the chain that says so in the same words.
 * field: of the body, or "". */
enum err stepup_refuse(struct server *s, struct db *db, struct request *rq,
    unsigned status, const char *field, const char *says, struct errinfo *e);

/* A row about an account: what was done to whom, in words. who did it is the caller;
 * device, record: or NULL. */
enum err stepup_trace(struct server *s, struct db *db, const struct request *rq,
    const struct id *device, const struct id *record, const char *words,
    struct errinfo *e);

#endif
