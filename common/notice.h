/* notice.h - what the referrer is told, when, and in which words (F1, F2).
 *
 * Pure functions over records: which events an episode has, how a notice stands by
 * what lies beside it, whether it may go, and its text out of templates. The office
 * makes and sends by them; a device shows by them what it holds. */
#ifndef HAVEN_NOTICE_H
#define HAVEN_NOTICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "decide.h"
#include "err.h"
#include "kind.h"
#include "share_facts.h"
#include "when.h"

/* ---- events ---- */

enum notice_event {
	NOTICE_START,
	NOTICE_NATURE,
	NOTICE_CHANGE,
	NOTICE_END,
	NOTICE_EVENTS
};
/* The code in a record: "start". */
const char *notice_event_code(enum notice_event what);
bool notice_event_read(const char *code, enum notice_event *out);
/* As the decision to share knows it. */
enum occasion notice_occasion(enum notice_event what);

/* What the referrer would be told of an event now. Texts are the records'. */
struct notice_event_now {
	enum notice_event what;
	bool is_there;      /* it happened, and was not taken back */
	const char *on;     /* "YYYY-MM-DD" */
	const char *nature; /* code of LIST_NATURES; "" where it tells none */
	const char *agency; /* "": nobody referred them */
	const char *person;
	const char *reference; /* the referrer's own */
};
/* Of an episode (start, nature, end) or of a change in it; change is NULL but for
 * NOTICE_CHANGE. */
void notice_event_of(const struct record *episode, const struct record *change,
    enum notice_event what, struct notice_event_now *out);

/* ---- ways of telling ---- */

enum notice_how {
	NOTICE_BY_EMAIL,
	NOTICE_BY_LETTER,
	NOTICE_BY_CALL,
	NOTICE_BY_HAND,
	NOTICE_ARRIVED,  /* an e-mail of which nobody knew did arrive */
	NOTICE_NOT_SENT, /* a person decided against it */
	NOTICE_HOWS
};
enum notice_needs {
	NOTICE_NEEDS_TO = 1,
	NOTICE_NEEDS_WHEN = 2,
	NOTICE_NEEDS_NOTE = 4
};
bool notice_how_read(const char *code, enum notice_how *out);
bool notice_how_needs(enum notice_how how, enum notice_needs what);
/* Has the referrer been told when this is recorded (a letter, a call)? An e-mail is
 * still to go. */
bool notice_how_has_told(enum notice_how how);

/* ---- how a notice stands ---- */

enum notice_state {
	NOTICE_IS_DUE,
	NOTICE_IS_OVERDUE,
	NOTICE_IS_OFFERED, /* a change: a person chooses (F2) */
	NOTICE_IS_HELD,    /* an e-mail did not go, or nobody knows */
	NOTICE_IS_SENDING, /* an e-mail is with the office */
	NOTICE_IS_DONE,
	NOTICE_IS_DECLINED, /* a person decided against it */
	NOTICE_IS_STOPPED,
	NOTICE_IS_NONE, /* never offered; the reason stands in it (F2) */
	NOTICE_STATES
};
/* "Overdue", as people read it. */
const char *notice_state_label(enum notice_state state);
/* Can it be sent, or declined, now? */
bool notice_is_open(enum notice_state state);

/* What lies beside a notice: its sendings and stops, and what came of each
 * sending. In any order. */
struct notice_beside {
	const struct record *body; /* notice_sent, _proof, _failed, _stop */
	const char *id;            /* the record's own */
	int64_t at_ms;             /* when it was received, or written */
};
struct notice_stand {
	enum notice_state state;
	/* Indexes into what was given; -1: none. */
	int sent;   /* the sending that counts, or the last one that failed */
	int result; /* its proof or its failure */
	int stop;
};
/* today: "YYYY-MM-DD". */
struct notice_stand notice_stand(const struct record *notice,
    const struct notice_beside *beside, size_t count, const char *today);

/* ---- may it go? ---- */

/* Decide by the records of the source (row 8 for start, nature and end; row 9 for a
 * change), on that day. Everything that a person checks is as it is in a notice:
 * the text holds no more than it must, and goes where the referral came from.
 * Release with decision_done. Errors as share_facts. */
enum err notice_decide(enum notice_event what, const char *agency,
    const struct id *file, const struct id *asker, const char *on,
    const struct share_source *source, struct decision *out, struct errinfo *e);

/* ---- words ---- */

/* "A. B." of "Ada Beispiel": at most four letters, for a notice names nobody. */
#define NOTICE_INITIALS 40
void notice_initials(const char *name, char out[NOTICE_INITIALS]);

enum notice_word {
	NOTICE_W_REFERENCE, /* {reference} */
	NOTICE_W_INITIALS,
	NOTICE_W_DATE,
	NOTICE_W_NATURE,
	NOTICE_W_ORGANISATION,
	NOTICE_W_TELEPHONE,
	NOTICE_W_PERSON,
	NOTICE_WORDS
};
struct notice_words {
	const char *word[NOTICE_WORDS]; /* NULL is as "" */
};
/* Fill in a template: {name} is a word, "\n" typed as two signs begins a new line.
 * Values lose what is no text on one line. ERR_INVALID names a placeholder that is
 * none: a template is checked with words NULL when havend starts. */
enum err notice_fill(const char *template, const struct notice_words *words,
    struct buf *out, struct errinfo *e);

#endif
