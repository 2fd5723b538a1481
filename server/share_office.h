/* share_office.h - the office's own facts of a decision to share. */
#ifndef HAVEN_SHARE_OFFICE_H
#define HAVEN_SHARE_OFFICE_H

#include "notice.h"
#include "share_facts.h"
#include "store.h"

/* What the record's person judged, and what the office itself knows on each of these
 * days. self: its id, since it may be kept already; or NULL. Other arguments and errors as share_facts_of_days; a record that cannot be opened is
 * an error, too: without it the office knows less than it should. */
enum err office_facts(struct server *s, struct db *db,
    const struct record *decision, const struct id *self, const struct id *file,
    const struct id *asker, const char *const *on, size_t count,
    struct facts **out, struct errinfo *e);

/* May the referrer be told of this event on that day, by the office's own records
 * (F1, F2)? As notice_decide. */
enum err office_notice(struct server *s, struct db *db, enum notice_event what,
    const char *agency, const struct id *file, const struct id *asker,
    const char *on, struct decision *out, struct errinfo *e);

/* The judgements alone, with nothing known. */
enum err office_judgements(const struct record *decision, const struct id *file,
    const struct id *asker, struct facts **out, struct errinfo *e);

/* Whom a decision leaves out of those who could be told: the child, and every adult
 * with responsibility on the file today. Each is added to its facts as not
 * considered (P3), and their names to who, with commas between. A child without a
 * front sheet is whoever stands in it without being an adult of the file. The error
 * is that of the disk, or that a record cannot be opened. */
enum err office_add_left_out(struct server *s, struct db *db,
    const struct record *decision, const struct id *file, struct facts *facts,
    struct buf *who, struct errinfo *e);

struct save;
/* Ask whoever a decision that was just kept says authorised it (share_confirm.c, S8);
 * and what becomes of their answer. In the transaction of v. */
enum err share_ask_authorised(struct save *v, struct errinfo *e);
enum err share_follow_task_done(struct save *v, struct errinfo *e);

#endif
