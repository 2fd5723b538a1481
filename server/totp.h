/* totp.h - one-time codes as second factor (RFC 6238: SHA-1, six digits, 30 seconds),
 * and the recovery codes for a telephone that is gone.
 *
 * The secret is sealed by the organisation's key, recovery codes are kept as keyed
 * hashes. A code holds once: the newest time step that was used is kept in the
 * transaction that lets its owner in, and only a later one holds after it. One step
 * before and after the office's clock is taken. Everything here runs in the
 * transaction the caller has open; what changes something, in the writer alone. */
#ifndef HAVEN_TOTP_H
#define HAVEN_TOTP_H

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"
#include "db.h"
#include "err.h"
#include "rights.h"
#include "store.h"

#define TOTP_SECRET 20 /* bytes */
#define TOTP_STEP_MS 30000
#define TOTP_CODES 10     /* recovery codes */
#define TOTP_CODE_TEXT 20 /* "abcd-efgh-jkmn" and its NUL */
#define TOTP_TYPED_MAX 64 /* bytes of what is typed as a code */

/* Once a process. ERR_CRYPTO if liboath fails. */
enum err totp_start(struct errinfo *e);

enum totp_state {
	TOTP_OFF,
	TOTP_BEGUN, /* a secret was made, and no code of it has held yet */
	TOTP_ON
};
enum err totp_state(struct db *db, const struct id *staff, enum totp_state *out,
    struct errinfo *e);

/* Must this role have one, by the setting second_factor? */
bool totp_is_needed(const struct server *s, enum role role);
/* Is every code of the setting a role? ERR_CONFIG with the sentence. */
enum err totp_check_setting(const char *roles, struct errinfo *e);

/* Make a secret for somebody who has none that is on, in place of one that was
 * begun. uri: what a program for codes reads; secret: base32 of it; both appended.
 * ERR_CONFLICT: it is on. */
enum err totp_begin(struct server *s, struct db *db, const struct id *staff,
    const char *sign_in, int64_t now_ms, struct buf *secret, struct buf *uri,
    struct errinfo *e);
/* The first code: it is on from now on, and codes gets its recovery codes, to be
 * shown once. *holds: false and nothing else if the code is not right; ERR_CONFLICT:
 * it is on already, or was not begun. */
enum err totp_confirm(struct server *s, struct db *db, const struct id *staff,
    const char *typed, int64_t now_ms, bool *holds,
    char codes[TOTP_CODES][TOTP_CODE_TEXT], struct errinfo *e);

/* Does what was typed let them in: a code of now, or a recovery code, which is used
 * up by it? Somebody without a second factor is let in with whatever. */
enum err totp_use(struct server *s, struct db *db, const struct id *staff,
    const char *typed, int64_t now_ms, bool *holds, struct errinfo *e);

/* It is off, and all of it gone. */
enum err totp_remove(struct db *db, const struct id *staff, struct errinfo *e);

#endif
