/* account.h - accounts and enrolment codes beside the staff records.
 *
 * An account follows its staff record: sign-in name, role and last day are
 * copied from it in the transaction that writes it, and a change of role or a
 * last day in the past ends the person's sessions at once. Everything here runs
 * in the transaction the caller has open. */
#ifndef HAVEN_ACCOUNT_H
#define HAVEN_ACCOUNT_H

#include <stdbool.h>
#include <stdint.h>

#include "db.h"
#include "err.h"
#include "http.h"
#include "json.h"
#include "rights.h"
#include "seal.h"
#include "store.h"
#include "wire.h"

#define ACCOUNT_CODE_MS (60 * 60000) /* a code ends after an hour */
#define ACCOUNT_SIGN_IN_MAX 40       /* bytes of a sign-in name */

struct account {
	struct id staff;
	enum role role;
	bool has_left; /* their last day is past */
	bool is_shut;  /* account_is_shut */
	bool has_passphrase;
	char passhash[SEAL_PASSHASH_MAX]; /* "" without one; wipe it */
};

/* Is the last day (YYYY-MM-DD, or "") past? That day itself still counts as
 * one of work. */
bool account_has_left(const char *left_on, int64_t now_ms);

/* Is it an inspector's, and no inspection is open to it now (O1)? Then it is as one
 * that has left: it hands over what was written on its devices, and nothing else. */
bool account_is_shut(
    struct db *db, const struct id *staff, enum role role, int64_t now_ms);

/* By sign-in name as typed (capitals and spaces around it do not matter), or
 * by staff id. ERR_NOT_FOUND. */
enum err account_by_sign_in(struct server *s, struct db *db,
    const char *sign_in, int64_t now_ms, struct account *out,
    struct errinfo *e);
enum err account_by_staff(struct server *s, struct db *db,
    const struct id *staff, int64_t now_ms, struct account *out,
    struct errinfo *e);

/* Make the account of a staff record that was just written, or bring it up to
 * date. ERR_CONFLICT (field sign_in): somebody else has that name;
 * ERR_INVALID: it is no sign-in name. Then undo the write. Writer only. */
enum err account_follow(struct server *s, struct db *db, const struct id *staff,
    const char *body, size_t len, int64_t now_ms, struct errinfo *e);

/* A one-time secret for enrolling a device, kept hashed. Writer only. */
enum err account_code(struct server *s, struct db *db, const struct id *staff,
    int64_t now_ms, int64_t until_ms, uint8_t secret[WIRE_SECRET],
    struct errinfo *e);

/* Name and sign-in name as the staff record has them. ERR_NOT_FOUND. */
struct person {
	char name[208];
	char sign_in[ACCOUNT_SIGN_IN_MAX + 1];
};
enum err account_person(struct server *s, struct db *db, const struct id *staff,
    struct person *out, struct errinfo *e);

/* What GET /v1/me answers, as a member key (NULL: as the whole). */
enum err account_me_write(struct server *s, struct db *db,
    const struct caller *who, int64_t now_ms, struct jw *w, const char *key,
    struct errinfo *e);

#endif
