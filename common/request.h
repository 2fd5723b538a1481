/* request.h - how a request stands by what lies beside it: its clock, what is still
 * missing before its answer can go, what is decided about each record (A1, A3, C2);
 * and how an incident stands (A4). Pure functions over records; the office judges by
 * them, a device shows by them what it holds. */
#ifndef HAVEN_REQUEST_H
#define HAVEN_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "decide.h"
#include "due.h"
#include "kind.h"

/* Why something does not go: codes of the exemptions. Ends with code NULL. */
extern const struct choice request_whys[];

/* A record beside a request. */
struct request_beside {
	const struct record *body;
	const char *id, *parent; /* the record's own, and what it hangs on */
	int64_t at_ms;           /* when it was received, or written */
};

enum request_wait {
	REQUEST_WAITS_NOT,
	REQUEST_WAITS_IDENTITY,
	REQUEST_WAITS_SOUGHT
};

#define REQUEST_NONE (-1)
struct request_stand {
	struct due due;
	bool is_closed;
	enum request_wait waits; /* what the clock stands still for */
	bool is_identity_settled;
	/* Indexes into what was given; REQUEST_NONE: there is none. The newest
	 * of each. */
	int answer, view, ready, copy, check;
};
/* Beside: request_stop, _start, _longer, _view, _ready, _copy, _check, _answer; in
 * any order. today without a time. */
void request_stand(struct request_stand *out, const struct record *request,
    const struct request_beside *beside, size_t count,
    const struct civil *today, const struct holidays *h);

/* "due Fri 3 May 2024, in 9 days; the clock has stood still for 4 days: waiting for
 * who they are". Closed: "answered". Appends. */
void request_stand_words(const struct request_stand *s,
    const struct request_beside *beside, struct buf *out);

/* The same for a list: "due Fri 3 May", "due 7 May; stopped 4 days: identity". */
void request_stand_brief(const struct request_stand *s,
    const struct request_beside *beside, struct buf *out);
/* "copy of the file", "correction": what is asked for, in a list. */
const char *request_what_brief(const struct record *request);

/* Does the copy need the child's view: somebody else asks, and the child is mature
 * enough, normally from 12 (C1, C2)? born: "YYYY-MM-DD" or "": then as at 12. */
bool request_needs_view(const struct record *request, const char *born,
    enum competence competence, const struct civil *today);

/* What is missing before this answer may be recorded: a sentence for each, appended.
 * False: nothing is. needs_check: a second person reads the copy first. */
struct request_ask {
	const struct record *request, *answer;
	const struct request_stand *stand;
	const struct request_beside *beside;
	bool needs_view, needs_check;
};
bool request_is_missing(const struct request_ask *ask, struct buf *out);

/* Is this kind a request, or lies beside one? Such records are no items of a copy. */
bool request_is_own(const struct kind *k);

/* ---- a record, and what is decided about it ---- */

enum item_state {
	ITEM_UNDECIDED,
	ITEM_CHANGED, /* decided about an earlier version: decide again */
	ITEM_RELEASED,
	ITEM_CUT,
	ITEM_WITHHELD,
	ITEM_STATES
};
/* decision: the newest request_item of it, or NULL. */
enum item_state item_state_of(const struct record *decision, int64_t version);
const char *item_state_label(enum item_state state);
/* Is it about an earlier version, and says nothing of the newest? */
bool item_is_earlier(const struct record *decision);

/* ---- passages: ranges of bytes of one value ---- */

/* What stands in place of a passage, however long it is. */
#define PASSAGE_MARK "[withheld]"

/* Widen to whole words, so that no part of one is left: from and until, at most
 * len, are moved out to white space or the ends. */
void passage_widen(const char *text, size_t len, size_t *from, size_t *until);
/* The text of the value at this path without its passages of a decision (a
 * request_item, or NULL), with mark for each run of them: PASSAGE_MARK, or "" where
 * it may not be told that there was something. Appends. */
void passage_apply(const struct record *decision, const char *path,
    const char *text, const char *mark, struct buf *out);
/* What of a record there is to be read and to go: of what was kept aside the record
 * that was written, else r itself. Takes r; the caller's. */
struct record *request_text_of(struct record *r);
/* Does every passage name a value of this record, within its text? */
bool passage_fits(const struct record *decision, const struct record *of);

/* ---- an incident (A4) ---- */

/* Everything is answered that must be before it is closed. */
bool wrong_is_settled(const struct record *wrong);
/* "31 of 72 hours left"; nothing once it is decided whether they are told. Appends. */
void wrong_words(const struct record *wrong, int64_t now_ms, struct buf *out);

#endif
