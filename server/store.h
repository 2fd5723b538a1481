/* store.h - sealed records with all their versions, over a db connection.
 *
 * Every function works inside the transaction the caller has open on db. The
 * ones that write (store_put, store_look, ...) are called from jobs of the
 * writer only. R7 is kept here: store_may says no for whoever the record's
 * thread is about, and every reader goes through it. */
#ifndef HAVEN_STORE_H
#define HAVEN_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "db.h"
#include "err.h"
#include "http.h"
#include "kind.h"
#include "policy.h"
#include "wire.h"

/* ---- keys (keydb.c): a key for each file, wrapped by the master key ---- */
struct keyring;
enum err keyring_create(const char *key_dir, struct errinfo *e);
enum err keyring_open(
    struct keyring **out, const char *key_dir, struct errinfo *e);
void keyring_close(struct keyring *k);
/* The key of a file (none: the organisation's); made and committed to the key
 * database if make. Copies SEAL_KEY bytes into key (locked memory of the
 * caller). ERR_NOT_FOUND if it is not there or was destroyed: then none is made,
 * either. Any thread. A key that was asked for is known in locked memory until the
 * keyring closes, or the key is destroyed. */
enum err keyring_get(struct keyring *k, const struct id *file, bool make,
    uint8_t *key, struct errinfo *e);
/* Its disk failed: no new file can be begun until havend is started again. */
bool keyring_is_broken(struct keyring *k);
/* Did the file have a key that is destroyed now? */
bool keyring_was_destroyed(struct keyring *k, const struct id *file);

/* What the key database says of a file that was destroyed (R2, destroy.h). */
struct disposed {
	int64_t at_ms;
	struct id record;   /* in the disposal register */
	const void *sealed; /* its words, by the organisation's key */
	size_t sealed_len;
	bool has_key; /* out only: an older key database was put back */
};
/* Delete the key of a file and say so, in one transaction; then nothing of it is
 * left in this database or its journal (promise 10). Again, it makes sure of that.
 * Any thread. An error after the commit leaves old pages; so ask again. */
enum err keyring_destroy(struct keyring *k, const struct id *file,
    const struct disposed *d, struct errinfo *e);
/* False: it was not destroyed. out->sealed points into sealed. */
bool keyring_disposed(struct keyring *k, const struct id *file,
    struct disposed *out, struct buf *sealed);
/* The next destroyed file after file (none: the first). False: none more. */
bool keyring_disposed_next(struct keyring *k, struct id *file);
/* A key derived from the master key for keyed hashes ("exclude ", "tokens  "). */
void keyring_subkey(
    struct keyring *k, const char purpose[8], uint8_t key[SEAL_KEY]);
/* The server's X25519 pair, for what devices hand over sealed. */
void keyring_box(struct keyring *k, uint8_t public_key[SEAL_PUBLIC],
    uint8_t *secret_or_null);
/* The master key for the recovery sheet. Wipe it. */
void keyring_master_hex(struct keyring *k, char out[SEAL_KEY * 2 + 1]);
/* Copy the key database to a new file at path (db_copy), and count its keys, and
 * those of them that are destroyed. */
enum err keyring_copy(struct keyring *k, const char *path, int64_t *keys,
    int64_t *destroyed, struct errinfo *e);
/* How many files were destroyed since then. */
int64_t keyring_destroyed_since(struct keyring *k, int64_t since_ms);
/* Is there a key of this file, or was there one that is destroyed? */
bool keyring_knows(struct keyring *k, const struct id *file);

/* ---- one record ---- */

/* What stands in clear beside a sealed record. */
struct record_row {
	struct id id, file, author, thread, parent;
	struct id changed_by; /* author of the latest version */
	const struct kind *kind;
	int64_t version; /* the latest */
	int64_t written_ms, received_ms;
	bool is_signed;
	int64_t seq; /* of its latest change */
};
enum err store_find(struct db *db, const struct id *id, struct record_row *row,
    struct errinfo *e);

/* May this person do this with this record now? Rights table, assignment
 * (today), authorship, R7. */
bool store_may(struct server *s, struct db *db, const struct caller *who,
    const struct record_row *row, enum right right, int64_t now_ms);
/* The same, R7 aside: what they might have seen before they were kept out. */
bool store_might(struct server *s, struct db *db, const struct caller *who,
    const struct record_row *row, enum right right, int64_t now_ms);
/* The same as store_may, but for the gate: what they wrote is judged by it, and
 * nothing is told (T2). */
bool store_let(struct server *s, struct db *db, const struct caller *who,
    const struct record_row *row, enum right right, int64_t now_ms);
bool store_is_assigned(struct db *db, const struct id *staff,
    const struct id *file, int64_t now_ms);
/* May this person know that the file exists (is in their names)? */
bool store_may_file(struct server *s, struct db *db, const struct caller *who,
    const struct id *file, int64_t now_ms);
/* The same, but for the gate: what their device holds it may go on holding, sealed,
 * and opens again when they have confirmed (T2). */
bool store_may_hold(struct server *s, struct db *db, const struct caller *who,
    const struct id *file, int64_t now_ms);

/* ---- the gate (store_policy.c; T2) ---- */
/* Does this person open no child's file, since they have not confirmed a document
 * that is past its grace? True also when the database cannot say. */
bool store_is_shut(
    struct server *s, struct db *db, const struct caller *who, int64_t now_ms);
/* The newest version of each document, where they have not confirmed it, and when
 * that shuts their files. Returns how many. */
struct policy_asked {
	struct id document;
	unsigned which; /* enum policy */
	int64_t until_ms;
};
size_t store_policies_asked(struct server *s, struct db *db,
    const struct caller *who, struct policy_asked out[POLICY_COUNT]);
/* The same as the member "confirm" of me. */
void store_policies_write(
    struct server *s, struct db *db, const struct caller *who, struct jw *w);
/* Which of the documents no version was ever published of. */
void store_policies_missing(struct db *db, bool missing[POLICY_COUNT]);

/* Unseal one version (0: the latest) into env and text; env->body points into
 * text. */
enum err store_read(struct server *s, struct db *db, const struct id *id,
    int64_t version, struct envelope *env, struct buf *text, struct errinfo *e);

/* One save: a create or a change, with or without a signature. Everything is
 * judged here, in this order, and all of it in the transaction: write id seen
 * before (same content: its first result; other content: ERR_CONFLICT), right
 * and R7, state (signed and final records: ERR_CONFLICT), base version
 * (ERR_STALE, *result holds the version there is), parent there (else
 * *result.status 424), body valid (ERR_INVALID, problems), KF_ONE, signature
 * of the caller's own device. Then version, sealed body, change, audit row,
 * exclusion and assignment rows, write id with result. */
struct put {
	struct caller who;
	struct id write;
	const struct kind *kind;
	struct id file, id;
	int64_t base;
	int64_t table;
	int64_t written_ms;
	bool is_signed;
	struct id signer, key;
	int64_t signed_ms;
	uint8_t sig[SEAL_SIG];
	const char *body;
	size_t body_len;
	int64_t now_ms;
	/* It was signed on a device that has ended since, and is handed over by
	 * its author (handed.h): the signature counts if it is older. */
	bool was_handed;
	bool by_office; /* the server itself makes it (KF_OFFICE) */
	/* Then: what came in, of which it was made. The write id is that one's,
	 * and a repeat of it is answered with 202. Or NULL. */
	const struct put *sent;
	struct id beside; /* then: the record that one belongs to, or none */
	/* by_office: what somebody asked for, of which the record was made; the
	 * write id is held against that, since the record has an id and times
	 * of its own each time. Or NULL. */
	const char *asked;
};
struct put_result {
	unsigned status; /* as in docs/SYNC.md */
	int64_t version;
	int64_t received_ms;
	struct errinfo error;
	struct problems problems;
};
/* ERR_OK also for a refusal (result says it): a refusal is recorded too.
 * Anything else is a fault: undo. */
enum err store_put(struct server *s, struct db *db, const struct put *put,
    struct put_result *result, struct errinfo *e);

/* Did this very save take effect before? Then result is its first answer. If not,
 * result.status is 409 when its write id stands for something else, else 0. */
bool store_put_seen(struct server *s, struct db *db, const struct put *put,
    struct put_result *result);
/* The record that a save with this write id was of; none if there was no such. */
struct id store_put_record(struct db *db, const struct id *write);

/* The newest versions of all records of a file that who may read, in date
 * order of their kind; each calls with env and body. */
typedef enum err store_each_fn(
    void *arg, const struct envelope *env, struct errinfo *e);
enum err store_each_of_file(struct server *s, struct db *db,
    const struct caller *who, const struct id *file, bool all_versions,
    int64_t now_ms, store_each_fn *each, void *arg, struct errinfo *e);

/* ---- changes after a cursor ---- */
struct change {
	int64_t seq;
	struct id record, file;
	int64_t version;
};
/* Changes after since that may concern who on this device (files of the set,
 * the organisation's, and fronts for cards), at most limit. *last gets the
 * cursor after them, *more whether there are others. */
enum told {
	TOLD_NOT,
	TOLD_RECORD,
	TOLD_CARD,
	TOLD_GONE, /* they had it, and have been kept out since (R7) */
};
enum err store_changes(struct server *s, struct db *db,
    const struct caller *who, int64_t since, size_t limit, int64_t now_ms,
    enum err (*each)(
	void *arg, const struct change *ch, enum told as, struct errinfo *e),
    void *arg, int64_t *last, bool *more, struct errinfo *e);
/* All that was open to who once, and from which they have been kept out since (R7):
 * for a device whose cursor tells nothing of what it holds. Of no seq. */
enum err store_gone(struct server *s, struct db *db, const struct caller *who,
    int64_t now_ms,
    enum err (*each)(
	void *arg, const struct change *ch, enum told as, struct errinfo *e),
    void *arg, struct errinfo *e);

/* The set of files a device holds: assigned today, and opened on it. */
enum err store_set(struct server *s, struct db *db, const struct caller *who,
    int64_t now_ms, void (*each)(void *arg, const struct id *file), void *arg,
    char hash_hex[SEAL_HASH * 2 + 1], struct errinfo *e);
enum err store_hold(struct db *db, const struct caller *who,
    const struct id *file, bool hold, int64_t now_ms, struct errinfo *e);

/* ---- audit chain (audit.c) ---- */
enum audit_what {
	AUDIT_LOOK,
	AUDIT_WRITE,
	AUDIT_REFUSED,
	AUDIT_COPIED,
	AUDIT_SIGN_IN,
	AUDIT_SIGN_IN_FAILED,
	AUDIT_ENROL,
	AUDIT_ACCOUNT,
	AUDIT_SERVER,
	AUDIT_SEARCH,
	AUDIT_CHOSE, /* between two versions; words: wire_chose_codes, write */
	AUDIT_EXPORTED,  /* printed, or written to a file in clear */
	AUDIT_DESTROYED, /* a file; record: its row of the register (R2) */
	AUDIT_READ,      /* somebody read the audit record (h_audit.c) */
	AUDIT_COUNT
};
/* "look", "write" ...: on the wire, never changed; "" for none of them. */
const char *audit_word(enum audit_what what);
struct audit_row {
	enum audit_what what;
	struct id staff, device, file, record;
	int64_t version;
	int64_t at_ms;       /* when it happened (offline looks: then) */
	int64_t received_ms; /* now */
	const char *words;   /* sealed by the file's key; may be "" */
};
/* Append to the chain. In the transaction of what it records. */
enum err audit_add(struct server *s, struct db *db, const struct audit_row *row,
    struct errinfo *e);
/* The same for all that one answer shows. */
enum err audit_add_all(struct server *s, struct db *db,
    const struct audit_row *rows, size_t count, struct errinfo *e);
/* A look a device kept while offline, or what its person chose between two
 * versions; look is its id there: one that is known already adds nothing. */
struct device_look {
	struct id look, file, record;
	int64_t version, at_ms;
	enum wire_chose chose;
	struct id write; /* the change that was refused; with chose */
	bool exported;   /* printed, or written to a file in clear */
};
enum err store_look(struct server *s, struct db *db, const struct caller *who,
    const struct device_look *l, int64_t now_ms, struct errinfo *e);
/* Looks and writes at a file (or one record of it) that who may see, newest
 * first. R7: nothing about records that are about who. */
enum err audit_each_of_file(struct server *s, struct db *db,
    const struct caller *who, const struct id *file, const struct id *record,
    int64_t now_ms, void (*each)(void *arg, const struct audit_row *row),
    void *arg, struct errinfo *e);
void audit_head(struct db *db, int64_t *rows, uint8_t head[SEAL_HASH]);
/* Walk the whole chain, all seals and all signatures (havend verify). *bad gets
 * how many rows do not hold; says gets a line for each. */
enum err store_verify(struct server *s, struct db *db, struct buf *says,
    int64_t *bad, struct errinfo *e);

/* The same, with counts of what was looked at. */
struct verified {
	int64_t bad;
	int64_t rows, words; /* of the chain */
	int64_t versions, signatures;
	int64_t files, destroyed, restores;
	int64_t counts; /* rows of the counts of destroyed files */
};
enum err store_verify_all(struct server *s, struct db *db, struct buf *says,
    struct verified *v, struct errinfo *e);
/* The chain alone: that every row is there, and fits the one before it. each is
 * called with a sentence for what does not. Returns how many rows there are. */
int64_t store_verify_chain(
    struct db *db, void (*each)(void *arg, const char *says), void *arg);

/* Carry the records of an earlier havend over to today's tables (db_carry_over):
 * with its keys, which must be of today. The chain says so. ERR_CRYPTO: these are
 * not its keys. */
enum err store_carry_over(struct server *s, struct db *db, struct errinfo *e);

/* ---- what waits for whom (waiting.c), and progress (progress.c; docs/SYNC.md) ---- */
/* Write the members "waiting" and "progress" of an answer. since: only the
 * progress that is later than both, and not that one was received whose receipt
 * is told in the same answer; NULL: all of it. */
struct progress_since {
	int64_t cursor, audit_rows;
	const struct id *received;
	size_t received_count;
};
enum err store_waiting(struct server *s, struct db *db,
    const struct caller *who, int64_t now_ms, struct jw *w, struct errinfo *e);
enum err store_progress(struct server *s, struct db *db,
    const struct caller *who, int64_t now_ms,
    const struct progress_since *since, struct jw *w, struct errinfo *e);

/* ---- names in memory (cards.c) ---- */
struct cards;
enum err cards_load(struct server *s, struct db *db, struct errinfo *e);
/* After a commit that touched a front sheet or a first account. Any thread. */
void cards_refresh(struct server *s, struct db *db, const struct id *file);
struct card {
	struct id file;
	char name[208], also[208], born[16], reference[24];
	bool provisional, gone;
};
/* False: no such file, or who may not know it. Any thread. */
bool cards_get(struct server *s, struct db *db, const struct caller *who,
    const struct id *file, int64_t now_ms, struct card *out);
size_t cards_find(struct server *s, struct db *db, const struct caller *who,
    const char *query, int64_t now_ms, struct card *out, size_t max);
/* How many files have exactly this reference; out gets one of them. As many files
 * are looked at whatever there is. Any thread. */
size_t cards_by_reference(
    struct server *s, const char *reference, struct id *out);
void card_write(struct jw *w, const char *key, const struct card *card);
void cards_free(struct cards *c);

#endif
