/* model_notice.h - the notices to referrers that this device knows: the queue, one
 * notice with what lies beside it, and whether it may go (F1, F2).
 *
 * Part of the door that is model.h; the same rules hold. Worked out of the records
 * that are here, so all of it works without the office. */
#ifndef HAVEN_MODEL_NOTICE_H
#define HAVEN_MODEL_NOTICE_H

#include "model.h"
#include "notice.h"

struct notice_row {
	struct id id, file, agency, person;
	enum notice_event what;
	enum notice_state state;
	enum where where;  /* of the sending that counts: who has it */
	bool is_uncertain; /* held: it may have arrived */
	bool corrects;     /* an earlier one, or takes it back */
	char due[WHEN_TEXT], on[WHEN_TEXT];
	int64_t told_ms; /* when the sending that counts was written; 0: none */
	enum notice_how how; /* of that */
};
/* All of them, those to be sent first: overdue, due, held, offered, then what is on
 * its way, then what is done with; by their due day. In memory from the turn after
 * Home was painted; a change reads only its file anew. The list is the model's
 * until the next call. */
size_t model_notices(struct model *m, const struct notice_row **list);
/* Due, overdue or held, for the menu; 0 until they are in memory. */
size_t model_notices_open(struct model *m);
/* The same as model_notices of one notice. False: it is not here. */
bool model_notice_row(
    struct model *m, const struct id *id, struct notice_row *out);

/* One notice. Records are the caller's: release with notice_whole_done. */
struct notice_whole {
	struct notice_row row;
	struct record *notice;
	struct record *sent;   /* the sending that counts, or NULL */
	struct record *result; /* its proof, or why it failed, or NULL */
	struct record *stop;
	char sent_by[208];
};
/* The look at it is on disk before it returns (promise 7); again: it is the one that
 * is shown already, and no second look. Errors as model_open. */
enum err model_notice_open(struct model *m, const struct id *id, bool again,
    struct notice_whole *out, struct errinfo *e);
void notice_whole_done(struct notice_whole *w);

/* May the referrer be told today, by what this device knows (row 8 and 9 of the
 * decision)? Release with decision_done. Errors as model_facts; ERR_TOO_BIG and
 * ERR_INVALID: it cannot be weighed here. */
enum err model_notice_decide(struct model *m, enum notice_event what,
    const struct id *agency, const struct id *file, struct decision *out,
    struct errinfo *e);

/* ---- for model*.c and sync*.c ---- */
/* What came in or went out touches the notices of this file; none: of all. */
void model_notice_touch(struct model *m, const struct id *file);
/* The files with a sending of one's own that waits in the outbox. */
void model_notice_touch_own(struct model *m);
void model_forget_notices(struct model *m);
/* Reads a part of what is to be read. True: there is more. */
bool model_notice_turn(struct model *m);

#endif
