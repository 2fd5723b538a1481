/* sync_case.h - what is mine and what is theirs: the numbered cases of
 * docs/SYNC.md, as a table. Pure. */
#ifndef HAVEN_SYNC_CASE_H
#define HAVEN_SYNC_CASE_H

#include <stddef.h>

/* How a record stands on this device. */
enum sync_mine {
	MINE_NONE,    /* not here */
	MINE_CLEAN,   /* as the office has it */
	MINE_CHANGED, /* a write waits in the outbox */
	MINE_REFUSED, /* its write came back */
	MINE_COUNT
};

/* What the office says of it. */
enum sync_theirs {
	THEIRS_NEWER,   /* a version that is not here; also the first */
	THEIRS_SAME,    /* a version that is here, to the byte */
	THEIRS_GONE,    /* the file left the set */
	THEIRS_RECEIPT, /* 200, 201, 202 for a write */
	THEIRS_REFUSAL, /* 403, 404, 409, 422 */
	THEIRS_STALE,   /* 412 */
	THEIRS_LATER,   /* 424, or an error of the link */
	THEIRS_COUNT
};

enum sync_do {
	DO_NOTHING,
	DO_KEEP, /* store the version; earlier ones stay, and so does a write */
	DO_ERASE,   /* what was pulled; never what was written here */
	DO_CONFIRM, /* the write leaves the list, with its receipt */
	DO_REFUSE,  /* the write stays, with the sentence; a person decides */
	DO_WAIT,    /* the write stays and is sent again, for ever */
	DO_COUNT
};

struct sync_case {
	unsigned number; /* in docs/SYNC.md; 0: what goes without saying */
	enum sync_mine mine;
	enum sync_theirs theirs;
	enum sync_do what;
};

/* One row for each pair; NULL for one that cannot be (an answer about a write
 * that nobody made): then nothing is done and the answer is not believed. */
const struct sync_case *sync_case_of(
    enum sync_mine mine, enum sync_theirs theirs);

/* Status of a result, of HTTP's numbers. */
enum sync_theirs sync_theirs_of(unsigned status);

extern const struct sync_case sync_cases[];
extern const size_t sync_case_count;

#endif
