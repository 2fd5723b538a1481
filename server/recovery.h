/* recovery.h - a lost passphrase, or one-time codes to be taken away, by two people
 * (design.md). Nobody reads a passphrase: a new one is chosen at a new enrolment.
 *
 * An administrator asks, having seen the person; a director, the Strategic Lead, a
 * designated senior member or another administrator agrees, who is neither of the
 * two, and whose account comes from other hands than that of who asks
 * (access_watch.h). Each step ends after an hour. Of the two that vouch for it, both must still
 * be what they were when it is used. What they said is a record of the
 * organisation; how it stands is beside it in clear. Writer only, but for
 * recovery_find and recovery_holds. */
#ifndef HAVEN_RECOVERY_H
#define HAVEN_RECOVERY_H

#include <stdbool.h>
#include <stdint.h>

#include "db.h"
#include "err.h"
#include "http.h"
#include "seal.h"
#include "store.h"

#define RECOVERY_MS (60 * 60000) /* to agree; and then to use it */

struct recovery {
	struct id id, staff;
	struct id device;        /* whose store is put aside; none: not said */
	bool passphrase, factor; /* what is lost */
	struct id asked_by, answered_by;
	int64_t until_ms, used_ms;
	bool is_answered, is_agreed;
};

/* ERR_NOT_FOUND. */
enum err recovery_find(struct db *db, const struct id *id, struct recovery *out,
    struct errinfo *e);
/* The one under way for somebody: asked, or agreed and not used. ERR_NOT_FOUND. */
enum err recovery_open(struct db *db, const struct id *staff, int64_t now_ms,
    struct recovery *out, struct errinfo *e);

struct recovery_ask {
	struct id staff, device;
	const char *what, *device_name, *identity;
};
/* By rq's caller. *why: a sentence for a refusal, and then nothing was kept. */
enum err recovery_ask(struct server *s, struct db *db, const struct request *rq,
    const struct recovery_ask *ask, struct id *id, const char **why,
    struct errinfo *e);
/* Likewise. One-time codes that are agreed to be taken away are gone with it, and
 * so are the sessions of whom it is for. */
enum err recovery_answer(struct server *s, struct db *db,
    const struct request *rq, const struct id *id, bool agreed,
    const char *reason, const char **why, struct errinfo *e);

/* May a new passphrase be chosen by it now? */
bool recovery_holds(
    struct server *s, struct db *db, const struct recovery *r, int64_t now_ms);

/* A code that was just made is for this recovery. */
enum err recovery_code_add(struct db *db, const struct recovery *r,
    const uint8_t code[SEAL_HASH], struct errinfo *e);
/* The recovery that a code is for. ERR_NOT_FOUND: it is an ordinary one. */
enum err recovery_of_code(struct db *db, const uint8_t code[SEAL_HASH],
    struct recovery *out, struct errinfo *e);
/* Used up: the new passphrase stands, the device that it names has ended (its key
 * signs nothing any more), or else the one whose store is there (replaces, or none),
 * and so have all sessions. ERR_AUTH: it does not hold. */
enum err recovery_use(struct server *s, struct db *db, const struct recovery *r,
    const struct id *replaces, const char *passhash, int64_t now_ms,
    struct errinfo *e);

#endif
