/* access_watch.h - those who answer for the files are told who was let in (policy.md,
 * Who may do what).
 *
 * Administrators keep accounts and see no file. But one of them could make a second
 * account, or take part by it in a recovery that they asked for, and so come to read
 * files. So every account that is made or changed to a role that reads children's
 * files, or that may agree to a recovery, everybody who becomes line manager of
 * somebody, and so reads the files assigned to those, and every recovery that is
 * completed, becomes a record (access_change), which waits for the Strategic Lead and
 * the Director, each for themselves, until they say that they have seen it. Whoever it
 * names is kept out of it and of what is noted about it, as somebody is kept out of a
 * record that is about them (R7).
 *
 * And nobody is the second person of a recovery whose account comes from the same hand
 * as that of who asked for it: access_is_apart. Writer only, but for that and
 * access_named. */
#ifndef HAVEN_ACCESS_WATCH_H
#define HAVEN_ACCESS_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "db.h"
#include "err.h"
#include "recovery.h"
#include "rights.h"
#include "store.h"

/* So long two accounts hang together of which one was made, or let in, by the other. */
#define ACCESS_APART_DAYS 30

/* An account as it stood before a save of its staff record. */
struct access_state {
	bool is_there, has_left, is_chair;
	enum role role;
	struct id manager; /* or none */
};
void access_state_read(struct db *db, const struct id *staff, int64_t now_ms,
    struct access_state *out);

/* After that save: tell what it let in, if anything. In its transaction. */
enum err access_changed(struct server *s, struct db *db, const struct put *put,
    const struct access_state *before, struct errinfo *e);

/* A recovery was completed: a new passphrase stands, or (codes) one-time codes are
 * gone. In the name of who, who was the last to act. */
enum err access_recovered(struct server *s, struct db *db,
    const struct caller *who, const struct recovery *r, bool codes,
    int64_t now_ms, struct errinfo *e);

/* Whom a change is kept from, with all that hangs on it: who was let in, who did it and
 * who agreed to it. How many. */
#define ACCESS_NAMED_MAX 3
size_t access_named(
    const struct record *change, struct id out[ACCESS_NAMED_MAX]);

/* Do the accounts of the two have nobody in common who made them, changed their role,
 * opened them again, gave them their first device or asked for a recovery of them in the
 * last ACCESS_APART_DAYS days, by others that came in the same way too? What cannot be read is no. */
bool access_is_apart(struct db *db, const struct id *one,
    const struct id *other, int64_t now_ms);

#endif
