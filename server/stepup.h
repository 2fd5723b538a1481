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

/* Check the passphrase of the caller, then run. The last call of a handler, on its
 * thread; it answers, at once or later. */
void stepup_begin(struct request *rq, stepup_fn *run);

/* A job of the writer without a passphrase, otherwise the same. */
void stepup_none(struct request *rq, stepup_fn *run);

/* Whose passphrase is asked for, for a handler that does the rest itself: it checks
 * hash in the pool. */
struct stepup_who {
	char name[ACCOUNT_SIGN_IN_MAX + 1];
	char hash[SEAL_PASSHASH_MAX]; /* a decoy where there is none */
};
enum err stepup_find(
    struct stepup_who *out, struct request *rq, struct errinfo *e);
struct session_try stepup_try(
    const struct stepup_who *who, const struct request *rq);
/* Too many were wrong: the answer says how long to wait. */
bool stepup_must_wait(const struct stepup_who *who, struct request *rq);
/* Asked again in the writer: the session may have ended since, and the role. */
bool stepup_is_still_in(
    struct server *s, struct db *db, const struct request *rq);

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
