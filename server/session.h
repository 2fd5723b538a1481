/* session.h - who is asking: tokens, and how fast somebody may try to sign in.
 *
 * A token is 32 random bytes, kept as a keyed hash, bound to one device, new at
 * each sign-in (which ends the device's earlier ones), gone after session_hours,
 * at once when the device is revoked, the person has left, or their role changed.
 *
 * Tries are slowed down, never locked out: a device that is enrolled for the
 * account is judged by its own failures alone, so nobody else can keep its owner
 * waiting; every other try is judged by the name it gives and the address it
 * comes from. The counters are in memory, bounded, and forget. Names that do not
 * exist are counted like any other. */
#ifndef HAVEN_SESSION_H
#define HAVEN_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "db.h"
#include "err.h"
#include "http.h"
#include "wire.h"

struct keyring;
struct sessions;

#define SESSION_TRIES_FREE 3           /* failures before there is a wait */
#define SESSION_WAIT_MAX_MS 60000      /* the longest wait */
#define SESSION_FORGET_MS (15 * 60000) /* a failure is forgotten after */

/* Makes the hash that unknown names are checked against, at the cost of the
 * settings. Needs conf and keys. */
struct sessions *sessions_new(const struct conf *conf, struct keyring *keys);
void sessions_free(struct sessions *ss); /* NULL is fine */

/* Whose token is it? Any thread, with a connection of its own. ERR_AUTH: signed
 * out, too old, device revoked, or the person has left; one sentence for all. */
enum err sessions_find(struct server *s, struct db *db, const char *token,
    int64_t now_ms, struct caller *out, struct errinfo *e);

/* A new token for the device, in the transaction of the caller (writer only);
 * its earlier ones end. token gets WIRE_TOKEN characters and a NUL. */
enum err session_begin(struct server *s, struct db *db, const struct id *staff,
    const struct id *device, int64_t now_ms, char token[WIRE_TOKEN + 1],
    struct errinfo *e);
/* All tokens of a device, or of a person, end (writer only). */
enum err session_end_device(
    struct db *db, const struct id *device, struct errinfo *e);
enum err session_end_staff(
    struct db *db, const struct id *staff, struct errinfo *e);

/* The keyed hash under which a token, a code or a sign-in name is kept. what
 * keeps the three apart. */
void sessions_hash(const struct sessions *ss, const char *what,
    const void *bytes, size_t len, uint8_t out[SEAL_HASH]);

/* What an account without a passphrase is checked against: holds for nothing. */
const char *sessions_decoy(const struct sessions *ss);

/* A try: the counters it is judged by. device only if it is enrolled for the
 * account and not revoked. name: as typed, or the hash of a code. */
struct session_try {
	const struct id *device; /* or NULL */
	const char *name;
	const char *address;
};
/* 0: go on; the try is counted as failed until session_try_held is called, so
 * that many tries at once are no way round. Otherwise the milliseconds to wait;
 * then nothing was counted. Any thread. */
int64_t session_try_wait(
    struct sessions *ss, const struct session_try *t, int64_t now_ms);
/* The passphrase held: the failures of this try's counters are forgiven. */
void session_try_held(struct sessions *ss, const struct session_try *t);

#endif
