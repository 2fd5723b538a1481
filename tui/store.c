/* store.c - making, opening and unlocking a store, and sealing its values.
 *
 * head, in clear, holds whose store it is and the store key, wrapped by a key
 * from the passphrase and bound to that person and device. A sealed value is
 * bound to its table, row and version, so that no two can change places. */
#include "store_in.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "mem.h"

#define PROOF "proof" /* meta key: a random text that is nowhere in clear */
#define PROOF_BYTES 24
#define COST_PASSES_MAX 20
#define COST_MEMORY_MAX (1u << 20) /* KiB */

/* ---- sealing ---- */

static void
bind_place(struct buf *ad, const char *place, const char *id, int64_t version)
{
	buf_addf(ad, "%s\n%s\n%lld", place, id, (long long)version);
}

enum err
store_seal(struct store *st, sqlite3_stmt *s, int at, const char *place,
    const char *id, int64_t version, const void *bytes, size_t len,
    struct errinfo *e)
{
	struct buf ad = BUF_INIT(512);
	struct buf out = BUF_INIT(STORE_TEXT_MAX * 16 + SEAL_OVERHEAD);
	enum err code;

	assert(st->key);
	bind_place(&ad, place, id, version);
	code = seal_close(&out, st->key, ad.data, ad.len, bytes, len, e);
	if (code == ERR_OK)
		sql_blob(st, s, at, out.data, out.len);
	buf_done(&ad);
	buf_done(&out);
	return code;
}

enum err
store_unseal(struct store *st, sqlite3_stmt *s, int col, const char *place,
    const char *id, int64_t version, struct buf *out, struct errinfo *e)
{
	struct buf ad = BUF_INIT(512);
	const void *bytes = sqlite3_column_blob(s, col);
	int len = sqlite3_column_bytes(s, col);
	enum err code;

	assert(st->key);
	bind_place(&ad, place, id, version);
	code = seal_open(out, st->key, ad.data, ad.len, bytes, (size_t)len, e);
	if (code == ERR_CRYPTO)
		code = err_set(e, ERR_CORRUPT,
		    "Something kept on this device is not what was kept: its "
		    "seal does not hold. Everything else is safe. Tell your "
		    "administrator before you go on.");
	buf_done(&ad);
	return code;
}

void
store_pass_over(enum err *code, enum err *bad)
{
	if (*code != ERR_CORRUPT && *code != ERR_INVALID)
		return;
	*bad = *code;
	*code = ERR_OK;
}

enum err
store_envelope_text(
    struct buf *out, const struct envelope *env, struct errinfo *e)
{
	struct jw w = JW_INIT(out);

	envelope_write(&w, NULL, env);
	if (out->failed)
		return err_set(e, ERR_TOO_BIG,
		    "This record is too large to be kept. Nothing was saved.");
	return ERR_OK;
}

/* ---- head ---- */

static enum err
head_set(struct store *st, const char *key, const void *bytes, size_t len,
    struct errinfo *e)
{
	sqlite3_stmt *s = sql_get(st, SQL_HEAD_SET);

	sql_text(st, s, 1, key);
	sql_blob(st, s, 2, bytes, len);
	return sql_done(st, s, e);
}

/* Exactly len bytes if exact, else a text that fits in len with its NUL. */
static bool
head_get(struct store *st, const char *key, void *out, size_t len, bool exact)
{
	sqlite3_stmt *s = sql_get(st, SQL_HEAD_GET);
	const void *bytes;
	bool ok = false;
	size_t n;

	memset(out, 0, len);
	sql_text(st, s, 1, key);
	if (sql_row(st, s)) {
		bytes = sqlite3_column_blob(s, 0);
		n = (size_t)sqlite3_column_bytes(s, 0);
		ok = exact ? n == len : n < len;
		if (ok && n > 0)
			memcpy(out, bytes, n);
	}
	sqlite3_reset(s);
	return ok;
}

static enum err
bad_head(struct errinfo *e)
{
	return err_set(e, ERR_CORRUPT,
	    "The head of haven's store on this device is damaged. Nothing in "
	    "it "
	    "was touched.");
}

static enum err
read_head(struct store *st, struct errinfo *e)
{
	char staff[ID_TEXT + 1], device[ID_TEXT + 1];
	bool ok =
	    head_get(st, "sign_in", st->sign_in, sizeof(st->sign_in), false) &&
	    head_get(st, "url", st->url, sizeof(st->url), false) &&
	    head_get(st, "name", st->name, sizeof(st->name), false) &&
	    head_get(st, "role", st->role, sizeof(st->role), false) &&
	    head_get(st, "staff", staff, sizeof(staff), false) &&
	    head_get(st, "device", device, sizeof(device), false);
	enum err code = sql_error(st, e);

	if (code != ERR_OK)
		return code;
	ok = ok && id_parse(&st->staff, staff) && id_parse(&st->device, device);
	return ok ? ERR_OK : bad_head(e);
}

static enum err
write_head(struct store *st, struct errinfo *e)
{
	const struct {
		const char *key, *text;
	} rows[] = {
		{ "sign_in", st->sign_in },
		{ "url", st->url },
		{ "name", st->name },
		{ "role", st->role },
		{ "staff", st->staff.s },
		{ "device", st->device.s },
	};
	enum err code = ERR_OK;

	for (size_t i = 0; code == ERR_OK && i < sizeof(rows) / sizeof(*rows);
	     i++)
		code = head_set(
		    st, rows[i].key, rows[i].text, strlen(rows[i].text), e);
	return code;
}

enum err
store_set_owner(
    struct store *st, const char *name, const char *role, struct errinfo *e)
{
	bool own;
	enum err code;

	if (strcmp(st->name, name) == 0 && strcmp(st->role, role) == 0)
		return ERR_OK;
	snprintf(st->name, sizeof(st->name), "%s", name);
	snprintf(st->role, sizeof(st->role), "%s", role);
	code = store_enter(st, &own, e);
	if (code == ERR_OK)
		code = write_head(st, e);
	return store_leave(st, own, code, e);
}

/* ---- the wrapped key ---- */

struct wrap {
	uint8_t salt[SEAL_SALT];
	struct seal_cost cost;
	uint8_t sealed[SEAL_KEY + SEAL_OVERHEAD];
};

static void
wrap_place(struct buf *ad, const struct store *st)
{
	buf_addf(ad, "haven-store-key\n%s\n%s\n%s\n", st->sign_in, st->staff.s,
	    st->device.s);
}

static enum err
wrap_key(struct store *st, const uint8_t *key, const char *passphrase,
    const struct seal_cost *cost, struct errinfo *e)
{
	struct buf ad = BUF_INIT(512), out = BUF_INIT(256);
	uint8_t *kek = seal_key_empty();
	struct wrap w;
	enum err code;

	memset(&w, 0, sizeof(w)); /* its padding is stored, too */
	w.cost = *cost;
	seal_random(w.salt, sizeof(w.salt));
	wrap_place(&ad, st);
	code = seal_key_from_passphrase(kek, passphrase, w.salt, cost, e);
	if (code == ERR_OK)
		code = seal_close(&out, kek, ad.data, ad.len, key, SEAL_KEY, e);
	if (code == ERR_OK) {
		assert(out.len == sizeof(w.sealed));
		memcpy(w.sealed, out.data, out.len);
		code = head_set(st, "wrap", &w, sizeof(w), e);
	}
	seal_key_free(kek);
	buf_done(&ad);
	buf_done(&out);
	return code;
}

/* The store key into key. One answer for a wrong passphrase and a changed head:
 * the seal does not hold. */
static enum err
unwrap_key(
    struct store *st, uint8_t *key, const char *passphrase, struct errinfo *e)
{
	struct buf ad = BUF_INIT(512), out = BUF_INIT(256);
	uint8_t *kek;
	struct wrap w;
	enum err code;

	if (!head_get(st, "wrap", &w, sizeof(w), true) || w.cost.passes == 0 ||
	    w.cost.passes > COST_PASSES_MAX ||
	    w.cost.memory_kib > COST_MEMORY_MAX) {
		code = sql_error(st, e);
		return code == ERR_OK ? bad_head(e) : code;
	}
	kek = seal_key_empty();
	wrap_place(&ad, st);
	code = seal_key_from_passphrase(kek, passphrase, w.salt, &w.cost, e);
	if (code == ERR_OK)
		code = seal_open(
		    &out, kek, ad.data, ad.len, w.sealed, sizeof(w.sealed), e);
	if (code == ERR_OK && out.len == SEAL_KEY)
		memcpy(key, out.data, SEAL_KEY);
	else if (code == ERR_CRYPTO || code == ERR_INVALID)
		code = err_set(e, ERR_AUTH,
		    "The name or the passphrase is not right. What you wrote "
		    "here is kept.");
	seal_key_free(kek);
	buf_done(&ad);
	buf_done(&out);
	return code;
}

/* ---- the proof that it is sealed (promise 9) ---- */

static enum err
make_proof(struct store *st, struct errinfo *e)
{
	uint8_t bytes[PROOF_BYTES];
	char hex[PROOF_BYTES * 2 + 1];

	seal_random(bytes, sizeof(bytes));
	seal_hex(hex, bytes, sizeof(bytes));
	return store_meta_set(st, PROOF, hex, strlen(hex), e);
}

static enum err
not_sealed(struct errinfo *e)
{
	return err_set(e, ERR_CRYPTO,
	    "haven cannot prove that what it keeps on this device is sealed, "
	    "so "
	    "it opens nothing. Do not write here; tell your administrator.");
}

/* What the proof opens to must not stand in the row as it is stored, and no
 * sealed column may begin like text. */
static enum err
check_proof(struct store *st, struct errinfo *e)
{
	struct buf clear = BUF_INIT(STORE_TEXT_MAX);
	sqlite3_stmt *s;
	enum err code = store_meta_get(st, PROOF, &clear, e);
	const void *raw;
	bool ok;

	if (code == ERR_CORRUPT || code == ERR_NOT_FOUND)
		code = not_sealed(e);
	if (code != ERR_OK)
		goto out;
	s = sql_get(st, SQL_META_GET);
	sql_text(st, s, 1, PROOF);
	ok = sql_row(st, s);
	raw = ok ? sqlite3_column_blob(s, 0) : NULL;
	ok = ok && clear.len == PROOF_BYTES * 2 && raw &&
	     !memmem(raw, (size_t)sqlite3_column_bytes(s, 0), clear.data,
		 clear.len);
	sqlite3_reset(s);
	s = sql_get(st, SQL_NOT_SEALED);
	ok = ok && sql_row(st, s) && sqlite3_column_int(s, 0) == 0;
	sqlite3_reset(s);
	code = sql_error(st, e);
	if (code == ERR_OK && !ok)
		code = not_sealed(e);
out:
	buf_done(&clear);
	return code;
}

/* ---- life ---- */

static enum err
fill(struct store *st, const struct store_new *sn, struct errinfo *e)
{
	enum err code = store_begin(st, true, e);

	if (code == ERR_OK)
		code = write_head(st, e);
	if (code == ERR_OK)
		code = wrap_key(st, st->key, sn->passphrase, &sn->cost, e);
	if (code == ERR_OK)
		code = make_proof(st, e);
	if (code == ERR_OK)
		return store_commit(st, e);
	store_rollback(st);
	return code;
}

enum err
store_create(struct store **out, const struct store_new *sn, struct errinfo *e)
{
	struct store *st;
	enum err code = store_file_make(sn->path, e);

	*out = NULL;
	if (code != ERR_OK)
		return code;
	st = mem_zalloc(1, sizeof(*st));
	snprintf(st->path, sizeof(st->path), "%s", sn->path);
	snprintf(st->sign_in, sizeof(st->sign_in), "%s", sn->sign_in);
	snprintf(st->url, sizeof(st->url), "%s", sn->url);
	snprintf(st->name, sizeof(st->name), "%s", sn->name);
	snprintf(st->role, sizeof(st->role), "%s", sn->role);
	st->staff = sn->staff;
	st->device = sn->device;
	st->key = seal_key_new();
	code = store_db_open(st, sn->path, true, e);
	if (code == ERR_OK)
		code = fill(st, sn, e);
	if (code == ERR_OK)
		code = check_proof(st, e);
	if (code != ERR_OK) {
		store_close(st);
		return code;
	}
	*out = st;
	return ERR_OK;
}

enum err
store_open_head(struct store **out, const char *path, struct errinfo *e)
{
	struct store *st;
	enum err code = store_file_check(path, e);

	*out = NULL;
	if (code != ERR_OK)
		return code;
	st = mem_zalloc(1, sizeof(*st));
	snprintf(st->path, sizeof(st->path), "%s", path);
	code = store_db_open(st, path, false, e);
	if (code == ERR_OK)
		code = read_head(st, e);
	if (code != ERR_OK) {
		store_close(st);
		return code;
	}
	*out = st;
	return ERR_OK;
}

static enum err
open_checked(struct store **out, const char *path, struct errinfo *e)
{
	enum err code = store_open_head(out, path, e);

	if (code == ERR_OK)
		code = store_db_check(*out, e);
	if (code != ERR_OK) {
		store_close(*out);
		*out = NULL;
	}
	return code;
}

enum err
store_open(struct store **out, const char *path, struct errinfo *e)
{
	enum err code = open_checked(out, path, e);

	/* SQLite calls damaged what it could not read, too. What can be read
	 * the second time is not damaged: the disk erred, and nothing is to be
	 * set aside. */
	if (code == ERR_CORRUPT && open_checked(out, path, NULL) == ERR_OK)
		code = store_db_say(*out, SQLITE_IOERR, e);
	if (code == ERR_OK)
		code = store_db_carry_over(*out, e);
	if (code != ERR_OK) {
		store_close(*out);
		*out = NULL;
	}
	return code;
}

enum err
store_unlock_key(
    struct store *st, const uint8_t key[SEAL_KEY], struct errinfo *e)
{
	enum err code;

	if (!st->key)
		st->key = seal_key_empty();
	memcpy(st->key, key, SEAL_KEY);
	code = check_proof(st, e);
	if (code == ERR_OK)
		code = store_outbox_unsend(st, e);
	if (code != ERR_OK) {
		seal_key_free(st->key);
		st->key = NULL;
	}
	return code;
}

enum err
store_unlock(struct store *st, const char *passphrase, struct errinfo *e)
{
	uint8_t *key = seal_key_empty();
	enum err code = unwrap_key(st, key, passphrase, e);

	if (code == ERR_OK)
		code = store_unlock_key(st, key, e);
	seal_key_free(key);
	return code;
}

enum err
store_check_passphrase(
    struct store *st, const char *passphrase, struct errinfo *e)
{
	uint8_t *key = seal_key_empty();
	enum err code = unwrap_key(st, key, passphrase, e);

	seal_key_free(key);
	return code;
}

enum err
store_change_passphrase(struct store *st, const char *old,
    const char *passphrase, const struct seal_cost *cost, struct errinfo *e)
{
	uint8_t *key = seal_key_empty();
	enum err code = unwrap_key(st, key, old, e);
	bool own = false;

	if (code == ERR_OK)
		code = store_enter(st, &own, e);
	if (code == ERR_OK)
		code = wrap_key(st, key, passphrase, cost, e);
	code = store_leave(st, own, code, e);
	seal_key_free(key);
	return code;
}

const uint8_t *
store_key(const struct store *st)
{
	return st->key;
}

void
store_close(struct store *st)
{
	if (!st)
		return;
	store_db_close(st);
	seal_key_free(st->key);
	store_kinds_forget(&st->kinds);
	mem_free_wiped(st, sizeof(*st));
}

const char *
store_path(const struct store *st)
{
	return st->path;
}

const char *
store_url(const struct store *st)
{
	return st->url;
}

const char *
store_sign_in(const struct store *st)
{
	return st->sign_in;
}

struct id
store_staff(const struct store *st)
{
	return st->staff;
}

struct id
store_device(const struct store *st)
{
	return st->device;
}

bool
store_is_broken(const struct store *st)
{
	return st->is_broken;
}

/* ---- settings ---- */

enum err
store_meta_get(
    struct store *st, const char *key, struct buf *out, struct errinfo *e)
{
	sqlite3_stmt *s = sql_get(st, SQL_META_GET);
	enum err code;

	sql_text(st, s, 1, key);
	if (!sql_row(st, s)) {
		code = sql_error(st, e);
		return code != ERR_OK ? code
				      : err_set(e, ERR_NOT_FOUND,
					    "This is not kept here.");
	}
	code = store_unseal(st, s, 0, "meta", key, 0, out, e);
	sqlite3_reset(s);
	return code;
}

enum err
store_meta_set(struct store *st, const char *key, const void *bytes, size_t len,
    struct errinfo *e)
{
	sqlite3_stmt *s;
	bool own;
	enum err code = store_enter(st, &own, e);

	if (code != ERR_OK)
		return code;
	s = sql_get(st, SQL_META_SET);
	sql_text(st, s, 1, key);
	code = store_seal(st, s, 2, "meta", key, 0, bytes, len, e);
	if (code == ERR_OK)
		code = sql_done(st, s, e);
	return store_leave(st, own, code, e);
}

enum err
store_meta_remove(struct store *st, const char *key, struct errinfo *e)
{
	sqlite3_stmt *s;
	bool own;
	enum err code = store_enter(st, &own, e);

	if (code != ERR_OK)
		return code;
	s = sql_get(st, SQL_META_REMOVE);
	sql_text(st, s, 1, key);
	return store_leave(st, own, sql_done(st, s, e), e);
}
