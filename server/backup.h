/* backup.h - backups of the office, and putting one back (promises 6, 7 and 10).
 *
 * A backup is a pair of files with one id: NAME.data holds the records, NAME.keys
 * the key database and the server's own TLS keys. They go to two places: with one
 * of them alone nothing can be read. Both are sealed by a key that is derived
 * from the master key, which is in neither: it is in the key folder, and on the
 * recovery sheet in the safe. So a backup, too, is a sealed box.
 *
 * Of the keys the newest two alone are kept. The key of a destroyed file is in
 * none after the second backup from then on, and no data file ever held one.
 *
 * The file: a line "haven-backup-1 data UUID", then pieces, each its length (4
 * bytes, big end first) and so many sealed bytes, bound to the line, to their
 * number, and to whether they are the last. Piece 0 is the manifest. So nothing
 * can be cut off, put in, moved, or taken from another backup unseen. */
#ifndef HAVEN_BACKUP_H
#define HAVEN_BACKUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "conf.h"
#include "err.h"
#include "id.h"
#include "seal.h"

struct server;
struct db;

enum backup_what { BACKUP_DATA, BACKUP_KEYS };
const char *backup_word(enum backup_what what); /* "data", "keys" */

#define BACKUP_PARTS_MAX 8
#define BACKUP_PATH_MAX 4200
#define BACKUP_KEYS_KEPT 2
/* Longer than any request is under way: what was received so long before a copy was
 * begun is in it. */
#define BACKUP_UNDER_WAY_MS (3600 * 1000LL)

/* One file inside it. */
struct backup_part {
	char name[40]; /* "haven.db"; no folder */
	int64_t bytes;
	uint8_t hash[SEAL_HASH];
};

/* What it says of itself; sealed. All counts are of the moment it was made at. */
struct backup_manifest {
	enum backup_what what;
	struct id id; /* of the pair */
	int64_t made_ms;
	int64_t tables; /* version of the tables */
	char generation[40];
	int64_t rows; /* of the chain, and its head */
	char head[SEAL_HASH * 2 + 1];
	int64_t seq; /* the last change */
	int64_t files, records, versions, staff;
	int64_t keys, destroyed; /* in the key database */
	struct backup_part parts[BACKUP_PARTS_MAX];
	size_t part_count;
};

/* ---- one sealed file (backup_file.c) ---- */

/* The key that seals backups, of the master key (keyring_subkey). */
#define BACKUP_SUBKEY "backup  "
void backup_key(uint8_t out[SEAL_KEY], const uint8_t master[SEAL_KEY]);

/* Write it to path, which must not be there: whole, and on the disk with its name,
 * or not at all. from[i] is the file that becomes m->parts[i], whose name is given;
 * bytes and hash are filled in. ERR_CONFLICT, ERR_IO, ERR_FULL, ERR_TOO_BIG. */
enum err backup_write(const char *path, const uint8_t key[SEAL_KEY],
    struct backup_manifest *m, const char *const *from, struct errinfo *e);

/* Read the manifest alone. ERR_NOT_FOUND, ERR_IO; ERR_SYNTAX: no backup of haven;
 * ERR_CRYPTO: changed, or sealed by another master key. */
enum err backup_read_manifest(const char *path, const uint8_t key[SEAL_KEY],
    struct backup_manifest *m, struct errinfo *e);

/* Read all of it, and prove every piece, its end and every hash. into NULL: that
 * is all. Else each part is written to into + "/" + before + its name (0600, must
 * not be there), on the disk when this returns ERR_OK; after an error what was
 * written is gone. Errors as above; ERR_CORRUPT: it was cut, or a hash is wrong. */
enum err backup_read(const char *path, const uint8_t key[SEAL_KEY],
    const char *into, const char *before, struct backup_manifest *m,
    struct errinfo *e);

/* fsync of a file or a folder by name. False: errno says why. */
bool backup_sync(const char *path);

/* ---- making one (backup_make.c) ---- */

/* Make a pair: the data into data_dir, the keys into key_dir, two folders. says
 * gets what was made, in words. The store says since when it is in two backups
 * (META_BACKUPS), and its chain that one was made. */
enum err backup_make(struct server *s, const char *data_dir,
    const char *key_dir, struct buf *says, struct errinfo *e);

/* What was received before this is in two backups (0: nothing is), so devices need
 * keep it no longer (promise 6). One is not enough: the newest may be the one that
 * cannot be read when it is needed. */
int64_t backup_held_ms(struct db *db);
/* When the newest was made, and the one before it; 0: there is none. */
int64_t backup_newest_ms(struct db *db);
int64_t backup_before_ms(struct db *db);

/* Words about a manifest, a few lines. */
void backup_print(struct buf *out, const struct backup_manifest *m);

/* ---- putting one back (restore.c) ---- */

struct restore_ask {
	const struct conf *conf;
	const char *data; /* the file; NULL: the records that are there stay */
	const char *keys; /* the file; NULL: the keys that are there stay */
	/* The key database that was in use until now: what it says was destroyed
	 * since the backup of the keys is destroyed in these too (promise 10).
	 * Only with keys; NULL: there is none any more. */
	const char *destroyed;
	/* Of the sheet; needed with keys. NULL: that of the key folder. */
	const uint8_t *master;
	bool accept_lost;  /* though files have no key in these keys */
	bool accept_older; /* though a newer backup lies beside it */
	int64_t now_ms;
};
/* Put it back where the settings say, and only where nothing is yet. The store
 * begins a new generation with a row of the chain that names the head it continues
 * from; mail that waits is uncertain; every session is over; what the register of
 * disposals names is destroyed again. Killed at any moment: there is no store yet,
 * or all of it. ERR_CONFLICT, ERR_NOT_FOUND, ERR_CRYPTO, ERR_CORRUPT, ERR_IO. */
enum err restore_run(
    const struct restore_ask *ask, struct buf *says, struct errinfo *e);

/* The master key out of the words of a recovery sheet: eight groups of eight.
 * False, with out wiped: it is not there. */
bool restore_read_sheet(uint8_t out[SEAL_KEY], const char *text);

/* ---- generations (generation.c): the past of a store that was put back ---- */

/* A row of the chain and of the table, for the store in db begins anew. In a
 * transaction. generation gets the new one. */
enum err generation_begin(struct server *s, struct db *db,
    const struct backup_manifest *from, int64_t now_ms, char generation[40],
    struct errinfo *e);
/* Does the table say what the chain says (havend verify)? each is called with a
 * sentence for each thing that does not hold; *count gets how many there are. */
enum err generation_verify(struct server *s, struct db *db,
    void (*each)(void *arg, const char *says), void *arg, int64_t *count,
    struct errinfo *e);
/* Is this head, of so many rows, in the chain? */
bool generation_has_head(
    struct db *db, int64_t rows, const uint8_t head[SEAL_HASH]);
/* The same for what stands on paper (head.h): its first bits. */
bool generation_head_begins(
    struct db *db, int64_t rows, const uint8_t first[SEAL_HASH]);

#endif
