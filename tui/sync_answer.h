/* sync_answer.h - the office's answer to a sync, read and checked as a whole
 * (docs/SYNC.md, The answer).
 *
 * Nothing of an answer is used before all of it was read: one member that is
 * missing, of another type or out of range, and the whole is refused, so that an
 * answer that was cut or forged changes nothing. An answer that says what this
 * device has ("have") may leave members out. Members that are not known here are
 * passed over. Pure; links with common alone. */
#ifndef HAVEN_SYNC_ANSWER_H
#define HAVEN_SYNC_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"
#include "id.h"
#include "seal.h"
#include "wire.h"

#define SYNC_OPAQUE_MAX 128 /* cursor, generation, hash of the set */

/* Bytes of the answer's text; they live as long as it does. */
struct sync_span {
	const char *text;
	size_t len;
};

struct sync_result {
	struct id write;
	unsigned status;     /* 200 to 599 */
	int64_t version;     /* 2xx: the new one; 412: the one there; else 0 */
	int64_t received_ms; /* 2xx */
	char says[ERR_SAYS_MAX]; /* not 2xx: why, for the person */
};

struct sync_change {
	int64_t seq;
	bool is_card;
	struct envelope record; /* its text: */
	struct sync_span text;
	struct id card; /* the file; text holds the card */
	bool is_gone;   /* the card; or, not is_card, the record of id: */
	struct id gone;
};

struct sync_whole {
	struct id file;
	size_t first, count; /* in records */
};

struct sync_progress {
	struct id record;
	struct sync_span text;
};

struct sync_answer {
	int64_t now_ms;
	char generation[SYNC_OPAQUE_MAX], cursor[SYNC_OPAQUE_MAX],
	    set[SYNC_OPAQUE_MAX];
	/* what this device has with it, to be told the next time; "": it does
	 * not say */
	char have[SYNC_OPAQUE_MAX];
	/* left out is what the device has already: generation "", waiting and
	 * me without text, chain_head "", lease_until_ms 0, set "" */
	bool is_partial;
	bool more, has_files;
	/* "account" or "device": this person's access has ended, and the answer
	 * holds what became of what they handed over; "": it has not */
	char ended[16];
	struct sync_result *results;
	struct id *looks;
	struct sync_change *changes;
	struct sync_whole *whole;
	struct envelope *records;
	struct id *files;
	struct id *destroyed; /* files; may be left out */
	struct sync_progress *progress;
	size_t result_count, look_count, change_count, whole_count,
	    record_count, file_count, progress_count, destroyed_count;
	struct sync_span waiting, me; /* an array, an object */
	struct id staff;              /* of me: for whom this is */
	int64_t chain_rows;
	char chain_head[SEAL_HASH * 2 + 1];
	/* of the head that this device gave: "" it is in the chain, "restored",
	 * "rewritten" (docs/SYNC.md) */
	char past[16];
	/* with "restored": received since then may be lost; 0: nothing is */
	int64_t lost_ms;
	int64_t held_ms; /* received before: in backups; 0: it does not say */
	int64_t lease_until_ms;
};

/* ERR_SYNTAX, ERR_TOO_BIG or ERR_INVALID; then out is empty. out points into
 * text. */
enum err sync_answer_read(
    struct sync_answer *out, const char *text, size_t len, struct errinfo *e);
void sync_answer_done(struct sync_answer *an); /* wipes */

/* The sentence of a problem (RFC 9457): detail, and what is wrong with the first
 * field. fallback if text is none. Cut at a character. */
void sync_problem_says(
    char out[ERR_SAYS_MAX], const char *text, size_t len, const char *fallback);
/* The same of one that was parsed; NULL is none. */
/* Is it a problem of this code (the end of its type)? */
bool sync_problem_is(const char *text, size_t len, const char *code);
void sync_problem_words(
    char out[ERR_SAYS_MAX], const struct json *problem, const char *fallback);

#endif
