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
/* A new device has a list to look at after a first small page. */
#define SYNC_PAGE_FIRST 100
#define SYNC_PAGE_WRITING 100 /* changes at most while the writer waits */

/* Where a device is after a page of changes. */
struct sync_place {
	int64_t cursor;
	bool has_told; /* as in sync_ask */
	int64_t told;
	bool more; /* there are others */
};

/* The member "changes": a page of them after ask->since. looks gets a copy for
 * each file. What this very sync brought, and the device so has, is not sent
 * back. */
enum err sync_write_changes(struct request *rq, struct db *db,
    const struct sync_ask *ask, size_t limit, struct jw *w, struct looks *looks,
    struct sync_place *at, struct errinfo *e);
void sync_write_cursor(struct jw *w, const struct sync_place *at);

/* The member "whole": files of ask->want that are of the set. looks gets a copy for
 * each; *more is set if some found no room. */
enum err sync_write_whole(struct request *rq, struct db *db,
    const struct sync_ask *ask, const struct sync_files *set, struct jw *w,
    struct looks *looks, bool *more, struct errinfo *e);

/* sync_tell.c: the whole answer into rq->out, but for what the device has already; 204 if it
 * asked by GET and there is nothing. results and kept are finished JSON lists. */
enum err sync_write_answer(struct request *rq, struct db *db,
    const struct sync_ask *ask, const struct buf *results,
    const struct buf *kept, struct looks *looks, struct errinfo *e);

#endif
