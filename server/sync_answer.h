/* sync_answer.h - what the office tells a device (docs/SYNC.md, The answer).
 *
 * Read from one connection in one transaction: a reader's, or the writer's
 * after the writes of the same sync. Every record goes through store_may. */
#ifndef HAVEN_SYNC_ANSWER_H
#define HAVEN_SYNC_ANSWER_H

#include <stdbool.h>
#include <stddef.h>

#include "answer.h"
#include "sync_read.h"

/* Past so many bytes of changes or whole files the answer ends with "more". */
#define SYNC_ANSWER_SOFT (1u << 20)
#define SYNC_PAGE_WRITING 100 /* changes at most while the writer waits */

/* The members of a page of changes: "changes", "cursor", "more" and
 * "generation". looks gets a copy for each file. ERR_OK: *more says whether
 * there are others. */
enum err sync_write_changes(struct request *rq, struct db *db, int64_t since,
    size_t limit, struct jw *w, struct looks *looks, bool *more,
    struct errinfo *e);

/* The whole answer into rq->out. results and kept are finished JSON lists. */
enum err sync_write_answer(struct request *rq, struct db *db,
    const struct sync_ask *ask, const struct buf *results,
    const struct buf *kept, struct looks *looks, struct errinfo *e);

#endif
