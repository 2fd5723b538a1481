/* keydb.c - the keyring: a key for each child's file, in a database apart.
 *
 * key_dir holds master.key (32 bytes, mode 0600) and keys.db, in which every
 * file's key stands sealed by the master key and bound to the file's id. A key
 * is committed there before the first record that needs it is written, so a
 * record without its key cannot be; a key without a record does no harm.
 * Destroying the key destroys the file, in old backups too (promise 10): its row
 * is deleted, the whole database is written anew, so that no old page keeps it,
 * and table disposal says that it was. */
#include "store_in.h"

#include <pthread.h>
#include <string.h>

#include "mem.h"
#include "seal.h"
#include "when.h"

#define MASTER_NAME "master.key"
#define KEYS_NAME "keys.db"
#define ORGANISATION "organisation" /* the id of the key of what has no file */
#define BOX_NAME "box"
#define WAL_PAGES 256 /* then the WAL is moved into the database */

#define SCRATCH_MAX 32
#define KNOWN_MAX 256 /* keys kept open, in locked memory beside the master's */

struct keyring {
	pthread_mutex_t lock; /* for db, scratch and what is known */
	struct db *db;
	struct id known[KNOWN_MAX]; /* whose key is at the same place in */
	uint8_t *known_keys;
	uint8_t *master;
	uint8_t *scratch[SCRATCH_MAX];
	size_t scratch_count;
	uint8_t *box_secret;
	uint8_t box_public[SEAL_PUBLIC];
};

/* ---- wrapping ---- */

static void
bind_to(struct buf *ad, const char *what, const char *id)
{
	buf_addf(ad, "haven-%s-1\n%s\n", what, id);
}

static enum err
wrap(struct buf *out, const uint8_t *master, const char *what, const char *id,
    const uint8_t key[SEAL_KEY], struct errinfo *e)
{
	struct buf ad = BUF_INIT(200);
	enum err err;

	bind_to(&ad, what, id);
	err = seal_close(out, master, ad.data, ad.len, key, SEAL_KEY, e);
	buf_done(&ad);
	return err;
}

static enum err
unwrap(uint8_t key[SEAL_KEY], const uint8_t *master, const char *what,
    const char *id, const void *sealed, size_t len, struct errinfo *e)
{
	struct buf ad = BUF_INIT(200), clear = BUF_INIT(SEAL_KEY);
	enum err err;

	bind_to(&ad, what, id);
	err = seal_open(&clear, master, ad.data, ad.len, sealed, len, NULL);
	if (err == ERR_OK && clear.len == SEAL_KEY)
		memcpy(key, clear.data, SEAL_KEY);
	else
		err = err_set(e, ERR_CRYPTO,
		    "A key of this store cannot be opened: the master key is "
		    "another one, or the key database was changed. Nothing was "
		    "lost; put the right key folder in place.");
	buf_done(&clear);
	buf_done(&ad);
	return err;
}

/* ---- the database ---- */

static enum err
add_key(
    struct keyring *k, const char *id, uint8_t key[SEAL_KEY], struct errinfo *e)
{
	struct buf sealed = BUF_INIT(200);
	struct stmt *st;
	enum err err;

	seal_random(key, SEAL_KEY);
	err = wrap(&sealed, k->master, "key", id, key, e);
	if (err == ERR_OK && db_is_broken(k->db))
		err = err_set(e, ERR_IO,
		    "The disk of the server's keys reported an error, so no "
		    "new file can be begun. What was saved before is safe.");
	if (err == ERR_OK) {
		/* One statement is a transaction: it returns after the fsync. */
		st = db_stmt(k->db, SQL_KEY_ADD);
		stmt_text(st, 1, id);
		stmt_blob(st, 2, sealed.data, sealed.len);
		stmt_int(st, 3, clock_ms());
		err = stmt_done(st, e);
	}
	buf_done(&sealed);
	if (err == ERR_OK && db_wal_pages(k->db) > WAL_PAGES)
		db_checkpoint(k->db, NULL);
	return err;
}

static const char says_destroyed[] =
    "This file was destroyed; nobody can read it any more.";

/* True also when the database cannot say. */
static bool
is_disposed(struct keyring *k, const char *id)
{
	struct stmt *st = db_stmt(k->db, SQL_DISPOSAL_GET);
	bool is;

	stmt_text(st, 1, id);
	is = stmt_row(st) || db_has_error(k->db);
	stmt_reset(st);
	return is;
}

static enum err
get_key(struct keyring *k, const char *id, bool make, uint8_t key[SEAL_KEY],
    struct errinfo *e)
{
	struct stmt *st = db_stmt(k->db, SQL_KEY_GET);
	const void *sealed;
	size_t len;
	enum err err;

	stmt_text(st, 1, id);
	if (!stmt_row(st)) {
		err = db_error(k->db, e);
		/* A destroyed file gets no second key: nothing begins anew
		 * under its id. */
		if (err == ERR_OK && is_disposed(k, id))
			return err_set(e, ERR_NOT_FOUND, "%s", says_destroyed);
		if (err == ERR_OK && make)
			return add_key(k, id, key, e);
		return err != ERR_OK ? err
				     : err_set(e, ERR_NOT_FOUND,
					   "There is no such file.");
	}
	sealed = stmt_get_blob(st, 0, &len);
	if (sealed == NULL)
		err = err_set(e, ERR_NOT_FOUND, "%s", says_destroyed);
	else
		err = unwrap(key, k->master, "key", id, sealed, len, e);
	stmt_reset(st);
	return err;
}

/* The place of a file's key, if it is known: ids end with random bits. */
static size_t
place_of(const char *id)
{
	size_t n = 0;

	for (; *id != '\0'; id++)
		n = n * 31 + (unsigned char)*id;
	return n % KNOWN_MAX;
}

/* From the database once, then from memory. What was not found, or would not
 * open, is asked for again. */
static enum err
get_known(struct keyring *k, const struct id *file, const char *id, bool make,
    uint8_t key[SEAL_KEY], struct errinfo *e)
{
	size_t at = place_of(id);
	uint8_t *kept = k->known_keys + at * SEAL_KEY;
	enum err err;

	if (!id_is_none(file) && id_equal(&k->known[at], file)) {
		memcpy(key, kept, SEAL_KEY);
		return ERR_OK;
	}
	err = get_key(k, id, make, key, e);
	if (err == ERR_OK && !id_is_none(file)) {
		k->known[at] = *file;
		memcpy(kept, key, SEAL_KEY);
	}
	return err;
}

static enum err
add_box(struct keyring *k, struct errinfo *e)
{
	struct buf sealed = BUF_INIT(200);
	uint8_t *secret = seal_key_empty();
	uint8_t public_key[SEAL_PUBLIC];
	struct stmt *st;
	enum err err;

	seal_box_new(public_key, secret);
	err = wrap(&sealed, k->master, "pair", BOX_NAME, secret, e);
	if (err == ERR_OK) {
		st = db_stmt(k->db, SQL_PAIR_ADD);
		stmt_text(st, 1, BOX_NAME);
		stmt_blob(st, 2, public_key, sizeof(public_key));
		stmt_blob(st, 3, sealed.data, sealed.len);
		err = stmt_done(st, e);
	}
	buf_done(&sealed);
	seal_key_free(secret);
	return err;
}

static enum err
get_box(struct keyring *k, struct errinfo *e)
{
	struct stmt *st = db_stmt(k->db, SQL_PAIR_GET);
	const void *bytes;
	size_t len;
	enum err err = ERR_CORRUPT;

	stmt_text(st, 1, BOX_NAME);
	if (stmt_row(st)) {
		bytes = stmt_get_blob(st, 0, &len);
		if (len == SEAL_PUBLIC) {
			memcpy(k->box_public, bytes, len);
			bytes = stmt_get_blob(st, 1, &len);
			err = unwrap(k->box_secret, k->master, "pair", BOX_NAME,
			    bytes, len, e);
		}
		stmt_reset(st);
	}
	if (err == ERR_CORRUPT && db_error(k->db, e) == ERR_OK)
		err_set(e, ERR_CORRUPT,
		    "The key database lacks the server's own key. Put the "
		    "right key folder in place; nothing was changed.");
	return err;
}

/* ---- folders ---- */

static enum err
path_in(struct buf *path, const char *dir, const char *name, struct errinfo *e)
{
	buf_addf(path, "%s/%s", dir, name);
	return path->failed ? err_set(e, ERR_CONFIG,
				  "The name of the key folder is too long.")
			    : ERR_OK;
}

static enum err
open_db(
    struct keyring *k, const char *dir, enum db_mode mode, struct errinfo *e)
{
	struct buf path = BUF_INIT(4096);
	enum err err = path_in(&path, dir, KEYS_NAME, e);

	if (err == ERR_OK)
		err = db_open(&k->db, path.data, DB_KEYS, mode, e);
	if (err == ERR_OK)
		err = db_carry_over(k->db, NULL, e);
	buf_done(&path);
	return err;
}

static enum err
master_file(struct keyring *k, const char *dir, bool make, struct errinfo *e)
{
	struct buf path = BUF_INIT(4096);
	enum err err = path_in(&path, dir, MASTER_NAME, e);

	if (err == ERR_OK)
		err = make ? seal_file_write(path.data, k->master, SEAL_KEY, e)
			   : seal_file_read(k->master, SEAL_KEY, path.data, e);
	buf_done(&path);
	return err;
}

static struct keyring *
keyring_new(uint8_t *master)
{
	struct keyring *k = mem_zalloc(1, sizeof(*k));

	pthread_mutex_init(&k->lock, NULL);
	k->master = master;
	k->box_secret = seal_key_empty();
	k->known_keys = seal_secret_alloc((size_t)KNOWN_MAX * SEAL_KEY);
	return k;
}

/* ---- public ---- */

enum err
keyring_create(const char *key_dir, struct errinfo *e)
{
	struct keyring *k = keyring_new(seal_key_new());
	uint8_t *key = seal_key_empty();
	enum err err = master_file(k, key_dir, true, e);

	if (err == ERR_OK)
		err = open_db(k, key_dir, DB_CREATE, e);
	if (err == ERR_OK)
		err = add_key(k, ORGANISATION, key, e);
	if (err == ERR_OK)
		err = add_box(k, e);
	seal_key_free(key);
	keyring_close(k);
	return err;
}

enum err
keyring_open(struct keyring **out, const char *key_dir, struct errinfo *e)
{
	struct keyring *k = keyring_new(seal_key_empty());
	enum err err = master_file(k, key_dir, false, e);

	*out = NULL;
	if (err == ERR_OK)
		err = open_db(k, key_dir, DB_WRITE, e);
	if (err == ERR_OK)
		err = get_box(k, e);
	if (err != ERR_OK) {
		keyring_close(k);
		return err;
	}
	*out = k;
	return ERR_OK;
}

void
keyring_close(struct keyring *k)
{
	if (k == NULL)
		return;
	db_close(k->db);
	for (size_t i = 0; i < k->scratch_count; i++)
		seal_key_free(k->scratch[i]);
	seal_key_free(k->master);
	seal_key_free(k->box_secret);
	seal_key_free(k->known_keys);
	pthread_mutex_destroy(&k->lock);
	mem_free_wiped(k, sizeof(*k));
}

uint8_t *
keyring_scratch(struct keyring *k)
{
	uint8_t *key = NULL;

	pthread_mutex_lock(&k->lock);
	if (k->scratch_count > 0)
		key = k->scratch[--k->scratch_count];
	pthread_mutex_unlock(&k->lock);
	return key != NULL ? key : seal_key_empty();
}

void
keyring_scratch_done(struct keyring *k, uint8_t *key)
{
	seal_wipe(key, SEAL_KEY);
	pthread_mutex_lock(&k->lock);
	if (k->scratch_count < SCRATCH_MAX) {
		k->scratch[k->scratch_count++] = key;
		key = NULL;
	}
	pthread_mutex_unlock(&k->lock);
	seal_key_free(key);
}

enum err
keyring_get(struct keyring *k, const struct id *file, bool make, uint8_t *key,
    struct errinfo *e)
{
	const char *id = id_is_none(file) ? ORGANISATION : file->s;
	enum err err;

	pthread_mutex_lock(&k->lock);
	err = get_known(k, file, id, make, key, e);
	pthread_mutex_unlock(&k->lock);
	return err;
}

bool
keyring_is_broken(struct keyring *k)
{
	bool is_broken;

	pthread_mutex_lock(&k->lock);
	is_broken = db_is_broken(k->db);
	pthread_mutex_unlock(&k->lock);
	return is_broken;
}

static bool
has_key(struct keyring *k, const struct id *file, bool *is_null)
{
	struct stmt *st = db_stmt(k->db, SQL_KEY_GET);
	bool has = false;
	size_t len;

	*is_null = false;
	stmt_text(st, 1, file->s);
	if (stmt_row(st)) {
		has = stmt_get_blob(st, 0, &len) != NULL;
		*is_null = !has;
	}
	stmt_reset(st);
	return has;
}

bool
keyring_was_destroyed(struct keyring *k, const struct id *file)
{
	bool was, is_null;

	pthread_mutex_lock(&k->lock);
	was =
	    !has_key(k, file, &is_null) && (is_null || is_disposed(k, file->s));
	pthread_mutex_unlock(&k->lock);
	return was;
}

/* ---- destroying ---- */

static enum err
drop_key(struct keyring *k, const struct id *file, const struct disposed *d,
    struct errinfo *e)
{
	struct stmt *st = db_stmt(k->db, SQL_DISPOSAL_ADD);
	enum err err;

	stmt_id(st, 1, file);
	stmt_int(st, 2, d->at_ms);
	stmt_id(st, 3, &d->record);
	stmt_blob(st, 4, d->sealed, d->sealed_len);
	err = stmt_done(st, e);
	if (err != ERR_OK)
		return err;
	st = db_stmt(k->db, SQL_KEY_DROP);
	stmt_id(st, 1, file);
	return stmt_done(st, e);
}

static void
forget(struct keyring *k, const struct id *file)
{
	size_t at = place_of(file->s);

	if (!id_equal(&k->known[at], file))
		return;
	k->known[at] = (struct id){ "" };
	seal_wipe(k->known_keys + at * SEAL_KEY, SEAL_KEY);
}

enum err
keyring_destroy(struct keyring *k, const struct id *file,
    const struct disposed *d, struct errinfo *e)
{
	enum err err;

	pthread_mutex_lock(&k->lock);
	forget(k, file);
	err = db_begin(k->db, e);
	if (err == ERR_OK) {
		err = drop_key(k, file, d, e);
		if (err == ERR_OK)
			err = db_commit(k->db, e);
		if (err != ERR_OK && db_in_transaction(k->db))
			db_rollback(k->db);
	}
	if (err == ERR_OK)
		err = db_rewrite(k->db, e);
	pthread_mutex_unlock(&k->lock);
	return err;
}

bool
keyring_disposed(struct keyring *k, const struct id *file, struct disposed *out,
    struct buf *sealed)
{
	struct stmt *st;
	const void *bytes;
	bool is, is_null;

	pthread_mutex_lock(&k->lock);
	st = db_stmt(k->db, SQL_DISPOSAL_GET);
	stmt_id(st, 1, file);
	is = stmt_row(st);
	if (is) {
		out->at_ms = stmt_get_int(st, 0);
		out->record = stmt_get_id(st, 1);
		bytes = stmt_get_blob(st, 2, &out->sealed_len);
		buf_add(sealed, bytes, out->sealed_len);
		out->sealed = sealed->data;
	}
	stmt_reset(st);
	if (is)
		out->has_key = has_key(k, file, &is_null);
	pthread_mutex_unlock(&k->lock);
	return is;
}

bool
keyring_disposed_next(struct keyring *k, struct id *file)
{
	struct stmt *st;
	bool is;

	pthread_mutex_lock(&k->lock);
	st = db_stmt(k->db, SQL_DISPOSAL_NEXT);
	stmt_text(st, 1, file->s);
	is = stmt_row(st);
	if (is)
		*file = stmt_get_id(st, 0);
	stmt_reset(st);
	pthread_mutex_unlock(&k->lock);
	return is;
}

void
keyring_subkey(struct keyring *k, const char purpose[8], uint8_t key[SEAL_KEY])
{
	seal_subkey(key, k->master, purpose);
}

void
keyring_box(
    struct keyring *k, uint8_t public_key[SEAL_PUBLIC], uint8_t *secret_or_null)
{
	memcpy(public_key, k->box_public, SEAL_PUBLIC);
	if (secret_or_null != NULL)
		memcpy(secret_or_null, k->box_secret, SEAL_KEY);
}

void
keyring_master_hex(struct keyring *k, char out[SEAL_KEY * 2 + 1])
{
	seal_hex(out, k->master, SEAL_KEY);
}

enum err
keyring_copy(struct keyring *k, const char *path, int64_t *keys,
    int64_t *destroyed, struct errinfo *e)
{
	struct stmt *st;
	enum err err;

	pthread_mutex_lock(&k->lock);
	err = db_copy(k->db, path, e);
	st = db_stmt(k->db, SQL_KEY_COUNTS);
	if (err == ERR_OK && stmt_row(st)) {
		*keys = stmt_get_int(st, 0);
		*destroyed = stmt_get_int(st, 1);
	}
	stmt_reset(st);
	if (err == ERR_OK)
		err = db_error(k->db, e);
	pthread_mutex_unlock(&k->lock);
	return err;
}

bool
keyring_knows(struct keyring *k, const struct id *file)
{
	struct stmt *st;
	bool does;

	pthread_mutex_lock(&k->lock);
	st = db_stmt(k->db, SQL_KEY_GET);
	stmt_text(st, 1, file->s);
	does = stmt_row(st);
	stmt_reset(st);
	pthread_mutex_unlock(&k->lock);
	return does || keyring_was_destroyed(k, file);
}

int64_t
keyring_destroyed_since(struct keyring *k, int64_t since_ms)
{
	struct stmt *st;
	int64_t n = 0;

	pthread_mutex_lock(&k->lock);
	st = db_stmt(k->db, SQL_KEYS_DESTROYED_SINCE);
	stmt_int(st, 1, since_ms);
	if (stmt_row(st))
		n = stmt_get_int(st, 0);
	stmt_reset(st);
	pthread_mutex_unlock(&k->lock);
	return n;
}
