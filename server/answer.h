/* answer.h - what handlers share: the looks that must be on record before an
 * answer leaves (promise 7), and the ways of saying no. */
#ifndef HAVEN_ANSWER_H
#define HAVEN_ANSWER_H

#include <stddef.h>

#include "err.h"
#include "http.h"
#include "store.h"

/* A head that a device knew and that is not in the chain (promise 7). */
struct looks_past {
	bool is_there;
	struct id staff, device;
	int64_t rows, at_ms;
	uint8_t head[16];
};

/* Audit rows to be added; words must be literals. Starts empty ({ 0 }). */
struct looks {
	struct audit_row *rows;
	size_t count, cap;
	struct looks_past past;
	/* Whoever reads the chain has read it up to this row (0: they do not). */
	struct id reader;
	int64_t read_rows;
};

/* A look, or a copy, of this caller at this file and record now. record may be
 * NULL (the whole file); file may be none. */
void looks_add(struct looks *l, const struct request *rq, enum audit_what what,
    const struct id *file, const struct id *record, int64_t version);
/* In the transaction of the caller (writer only). */
enum err looks_write(
    struct server *s, struct db *db, const struct looks *l, struct errinfo *e);
void looks_done(struct looks *l);

/* The answer stands in rq; it leaves when the looks are committed. Takes l. If
 * they cannot be kept there is no answer: 503, and what was built is wiped.
 * Called last in a handler, on its thread. */
void answer_after_looks(struct request *rq, struct looks *l);

/* The same when the request is deferred already; any thread. */
void answer_deferred_after_looks(struct request *rq, struct looks *l);

/* What is not there, and what this person may not know of: one answer. */
void answer_not_found(struct request *rq);
enum err answer_missing(struct errinfo *e);

/* 401, one answer for a wrong name, passphrase, one-time code or device. */
void answer_wrong_passphrase(struct request *rq);

/* 429: too many tries did not fit. */
void answer_wait(struct request *rq, int64_t wait_ms);

/* A job that failed, or a queue that is full, as the answer: a fault of the
 * disk says that nothing was kept. */
void answer_fault(struct request *rq, const struct errinfo *e);

/* answer_fault if code says so, or if the answer did not fit. True: it failed. */
bool answer_failed(struct request *rq, enum err code, const struct errinfo *e);

/* The same for a job of the writer that refuses nothing by itself: whatever
 * undid it is a fault, so the client comes again (503). */
bool answer_job_failed(
    struct request *rq, enum err result, const struct errinfo *e);

#endif
