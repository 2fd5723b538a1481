/* past.h - what devices know of the chain, held against what the office says of it
 * now (promises 6 and 7).
 *
 * Every device keeps the last head it saw and gives it with its next question. One
 * that is not in the chain any more is either of what a restore lost, which the
 * chain itself names, or the past was rewritten: then there is a row in the chain,
 * by the device that knew better, and the Strategic Lead is told. */
#ifndef HAVEN_PAST_H
#define HAVEN_PAST_H

#include <stdbool.h>
#include <stdint.h>

#include "answer.h"
#include "db.h"
#include "err.h"
#include "store.h"
#include "sync_read.h"

enum past {
	PAST_KEPT,      /* it is in the chain */
	PAST_RESTORED,  /* it was, before the office was put back */
	PAST_REWRITTEN, /* it should be, and is not */
};
const char *past_code(enum past past); /* "", "restored", "rewritten" */

/* is_of_another: the device is of an earlier generation. */
enum past past_judge(struct db *db, int64_t rows, const uint8_t head[SYNC_PAST],
    bool is_of_another);
/* PAST_RESTORED: what was received since then may be lost. */
int64_t past_lost_ms(struct db *db, int64_t rows);
/* Did this device tell of this head before? */
bool past_is_noted(struct db *db, const struct id *device, int64_t rows,
    const uint8_t head[SYNC_PAST]);
/* Put it on record, once. In a transaction of the writer. */
enum err past_note(struct server *s, struct db *db, const struct looks_past *p,
    struct errinfo *e);
/* Somebody has read the chain up to this row. In a transaction of the writer. */
enum err past_seen(
    struct db *db, const struct id *staff, int64_t rows, struct errinfo *e);
/* What of it waits for this person: restores and a rewritten past, for the Strategic
 * Lead (where none works here, the Director) until they have read the audit record.
 * Members of the list "waiting". */
void past_waiting(
    struct db *db, const struct caller *who, int64_t now_ms, struct jw *w);

#endif
