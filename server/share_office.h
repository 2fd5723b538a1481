/* share_office.h - the office's own facts of a decision to share. */
#ifndef HAVEN_SHARE_OFFICE_H
#define HAVEN_SHARE_OFFICE_H

#include "notice.h"
#include "share_facts.h"
#include "store.h"

/* What the record's person judged, and what the office itself knows on that day.
 * Arguments and errors as share_facts; a record that cannot be opened is an
 * error, too: without it the office knows less than it should. */
enum err office_facts(struct server *s, struct db *db,
    const struct record *decision, const struct id *file,
    const struct id *asker, const char *on, struct facts **out,
    struct errinfo *e);

/* May the referrer be told of this event on that day, by the office's own records
 * (F1, F2)? As notice_decide. */
enum err office_notice(struct server *s, struct db *db, enum notice_event what,
    const char *agency, const struct id *file, const struct id *asker,
    const char *on, struct decision *out, struct errinfo *e);

/* The judgements alone, with nothing known. */
enum err office_judgements(const struct record *decision, const struct id *file,
    const struct id *asker, struct facts **out, struct errinfo *e);

#endif
