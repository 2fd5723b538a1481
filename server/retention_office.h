/* retention_office.h - which files are due for review, and what a person who decides
 * about one is shown (R2; common/retention.h has the rules).
 *
 * Only for designated senior members, the Director and the Strategic Lead. Each is
 * shown a file as if what they are kept out of were not on it: the day, the counts,
 * the proposal. Nor are they shown what others decide about it from then on, nor its
 * row of the register. What they propose is on record and waits; it comes to nothing, since
 * only what both persons saw whole is destroyed (R7). */
#ifndef HAVEN_RETENTION_OFFICE_H
#define HAVEN_RETENTION_OFFICE_H

#include "conf.h"
#include "db.h"
#include "http.h"
#include "json.h"
#include "retention.h"
#include "seal.h"

struct record;
struct save;
struct server;

/* The periods of the settings; ERR_CONFIG. */
enum err retention_check_conf(const struct conf *conf, struct errinfo *e);
struct retention *retention_new(void);
void retention_free(struct retention *r); /* wipes; NULL is fine */

bool retention_may(struct server *s, struct db *db, const struct caller *who,
    const struct id *file, int64_t now_ms);

/* Whose eyes, and is anything on the file about them? */
struct retention_eyes {
	struct id staff;
	bool is_about;
};
struct retention_eyes retention_eyes_of(struct server *s, struct db *db,
    const struct id *staff, const struct id *file);
bool retention_is_hidden(struct server *s, struct db *db,
    const struct retention_eyes *eyes, const struct id *thread);

/* When its time comes, to these eyes. has_abuse: what may not go without being
 * weighed is on it. */
enum err retention_work_out(struct server *s, struct db *db,
    const struct retention_eyes *eyes, const struct id *file, int64_t made_ms,
    struct retention_due *due, bool *has_abuse, struct errinfo *e);

/* A file as it stands now, to one person. */
struct retention_file {
	bool
	    is_whole; /* they see all of it; or else nothing is destroyed by them */
	struct retention_due due;
	bool has_abuse;
	char state[SEAL_HASH * 2 + 1]; /* of every record and its version but
					  reviews and assignments; another for
					  each person */
	struct id review; /* the last proposal to destroy that still stands, of
			     this very state; or none */
	struct id reviewer;
	char reviewed_on[WHEN_TEXT];
};
/* ERR_NOT_FOUND: no such file. Whether they may is not judged. */
enum err retention_read(struct server *s, struct db *db, const struct id *staff,
    const struct id *file, struct retention_file *out, struct errinfo *e);

/* Does a review propose to destroy the file as it is now, and is it, to this
 * person, the one that counts? */
bool retention_is_proposed(struct server *s, struct db *db,
    const struct id *staff, const struct id *review);

/* A review was kept: who does not see it. In the transaction of v. */
enum err store_review_follow(struct save *v, struct errinfo *e);

/* The kinds on it by title, and how many of each, as they see it, into the list of
 * a record (kind_disposal_count). */
enum err retention_count(struct server *s, struct db *db,
    const struct id *staff, const struct id *file, struct record *to,
    const char *list, struct errinfo *e);

/* Member "rows": files that are due on that day, and those whose time has come and
 * that are on hold; at most max. *more: not all files were looked at yet, ask
 * again. What was worked out once is known until a record of that file changes. */
enum err retention_write_due(struct server *s, struct db *db,
    const struct caller *who, int64_t now_ms, size_t max, struct jw *w,
    bool *more, struct errinfo *e);

#endif
