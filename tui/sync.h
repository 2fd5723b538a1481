/* sync.h - staying in step with the office (docs/SYNC.md): what goes into one
 * request, and what becomes of its answer.
 *
 * The parts that need no network and no clock; sync.c, the state machine, is
 * behind link_... of model_in.h. Everything here works on an open store. */
#ifndef HAVEN_SYNC_H
#define HAVEN_SYNC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"
#include "store.h"
#include "sync_answer.h"

/* How long to wait after so many failures in a row (1 and up): twice as long
 * each time, from 2 s to 5 min, spread by random so that a whole office does not
 * come back at once. There is no last try (promise 2). */
#define SYNC_WAIT_MIN_MS 2000
#define SYNC_WAIT_MAX_MS 300000
int64_t sync_wait_ms(unsigned failures, uint32_t random);

/* ---- one request (sync_request.c) ---- */

#define SYNC_WANT_MAX 100    /* files in one request */
#define SYNC_TEXT_MAX 900000 /* bytes: fits the wire even if it will not pack */

struct sync_sent_write {
	struct id write, id;
	int64_t base;
};

/* What went out: the answer is held against it. */
struct sync_sent {
	bool is_first; /* cursor "0": everything comes, file by file */
	bool is_brief; /* nothing goes out: GET, which may be answered 204 */
	char cursor[SYNC_OPAQUE_MAX], set[SYNC_OPAQUE_MAX],
	    generation[SYNC_OPAQUE_MAX], have[SYNC_OPAQUE_MAX];
	int64_t chain_rows; /* the last head that was seen; 0: none yet */
	char chain_head[SEAL_HASH * 2 + 1];
	struct sync_sent_write writes[WIRE_WRITES_MAX];
	struct id looks[WIRE_LOOKS_MAX];
	struct id want[SYNC_WANT_MAX], opened[SYNC_WANT_MAX],
	    drop[SYNC_WANT_MAX];
	struct id erased[SYNC_WANT_MAX]; /* destroyed, and gone from here */
	size_t write_count, look_count, want_count, opened_count, drop_count,
	    erased_count;
	size_t left_count; /* writes that did not fit */
};

/* Append the JSON of a request, and mark its writes as in a request. At most
 * batch writes (1 and up), none of those in skip. A write whose earlier one was
 * refused stays here: it would be judged by what it does not stand on. */
struct sync_skip {
	const struct id *writes;
	size_t count;
};
enum err sync_request_build(struct buf *out, struct sync_sent *sent,
    struct store *st, size_t batch, const struct sync_skip *skip,
    struct errinfo *e);

/* The address of a brief one. Append. */
void sync_request_brief(struct buf *out, const struct sync_sent *sent);

/* ---- its answer (sync_apply.c) ---- */

/* What 204 to a brief one stands for: all is as it was. now_ms: the office's. */
void sync_answer_nothing(
    struct sync_answer *out, const struct sync_sent *sent, int64_t now_ms);

/* What an answer did, for the model and for what is asked next. */
struct sync_applied {
	unsigned topics; /* TOPIC_... */
	size_t received, refused, waits;
	bool has_erased;   /* store_scrub is due */
	bool has_moved;    /* something came: asking for more makes sense */
	bool chain_broken; /* the office's past was rewritten (promise 7) */
	bool is_restored;  /* another generation (promise 6) */
	bool is_anew;      /* another role: all is asked for again (case 20) */
	bool is_ended;     /* this person's access has; nothing is held here */
	/* files whose child may have another name now: a card, a front sheet or
	 * a first account came, or all went */
	struct id *children;
	size_t child_count, child_cap;
};
void sync_applied_done(struct sync_applied *did);

/* Take over an answer that was read, in one transaction: rows and cursor are
 * committed together or not at all. An answer to what was not sent is refused
 * (ERR_INVALID) and nothing is changed. */
enum err sync_apply(struct store *st, const struct sync_answer *an,
    const struct sync_sent *sent, struct sync_applied *did, struct errinfo *e);

#endif
