/* store_read.c - finding a record, and unsealing one version of it. */
#include "store_in.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "mem.h"

static enum err
not_here(struct errinfo *e)
{
	return err_set(e, ERR_NOT_FOUND,
	    "There is no such record, or it is not open to you.");
}

enum err
store_find(struct db *db, const struct id *id, struct record_row *row,
    struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_RECORD_GET);
	bool is_there;

	memset(row, 0, sizeof(*row));
	stmt_id(st, 1, id);
	is_there = stmt_row(st);
	if (is_there) {
		row->id = stmt_get_id(st, 0);
		row->kind = kind_find(stmt_get_text(st, 1));
		row->file = stmt_get_id(st, 2);
		row->author = stmt_get_id(st, 3);
		row->thread = stmt_get_id(st, 4);
		row->parent = stmt_get_id(st, 5);
		row->version = stmt_get_int(st, 6);
		row->written_ms = stmt_get_int(st, 7);
		row->received_ms = stmt_get_int(st, 8);
		row->is_signed = stmt_get_int(st, 9) != 0;
		row->seq = stmt_get_int(st, 10);
		row->changed_by = stmt_get_id(st, 11);
	}
	stmt_reset(st);
	if (!is_there)
		return db_has_error(db) ? db_error(db, e) : not_here(e);
	if (row->kind == NULL)
		return err_set(e, ERR_CORRUPT,
		    "A record is of a kind that this havend does not know. It "
		    "is safe; run the newest havend.");
	return ERR_OK;
}

void
store_bind(struct buf *ad, const struct envelope *env)
{
	char sig[SEAL_SIG * 2 + 1] = "";

	if (env->is_signed)
		seal_hex(sig, env->sig, SEAL_SIG);
	buf_addf(ad,
	    "haven-body-1\n%s\n%s\n%s\n%" PRId64 "\n%" PRId64 "\n%s\n%" PRId64
	    "\n%" PRId64 "\n%s\n%s\n%" PRId64 "\n%s\n",
	    env->kind, env->id.s, env->file.s, env->version, env->table,
	    env->author.s, env->written_ms, env->received_ms, env->signer.s,
	    env->key.s, env->signed_ms, sig);
}

void
store_row_envelope(
    struct stmt *st, const struct id *record, struct envelope *env)
{
	const void *sig;
	size_t len;

	memset(env, 0, sizeof(*env));
	env->id = *record;
	env->version = stmt_get_int(st, 0);
	env->author = stmt_get_id(st, 1);
	env->table = stmt_get_int(st, 2);
	env->written_ms = stmt_get_int(st, 3);
	env->received_ms = stmt_get_int(st, 4);
	env->signer = stmt_get_id(st, 5);
	env->key = stmt_get_id(st, 6);
	env->signed_ms = stmt_get_int(st, 7);
	sig = stmt_get_blob(st, 8, &len);
	env->is_signed = sig != NULL && len == SEAL_SIG;
	if (env->is_signed)
		memcpy(env->sig, sig, SEAL_SIG);
	snprintf(env->kind, sizeof(env->kind), "%s", stmt_get_text(st, 10));
	env->file = stmt_get_id(st, 11);
}

enum err
store_unseal(struct server *s, const struct envelope *env, const void *sealed,
    size_t len, struct buf *out, struct errinfo *e)
{
	struct buf ad = BUF_INIT(1024);
	uint8_t *key = keyring_scratch(s->keys);
	enum err err = keyring_get(s->keys, &env->file, false, key, e);

	store_bind(&ad, env);
	if (err == ERR_OK)
		err = seal_open(out, key, ad.data, ad.len, sealed, len, e);
	if (err == ERR_CRYPTO)
		err = err_set(e, ERR_CORRUPT,
		    "A record cannot be opened: it is not what was stored. "
		    "Nothing else is touched. Run havend verify, and look for "
		    "it in a backup.");
	keyring_scratch_done(s->keys, key);
	buf_done(&ad);
	return err;
}

enum err
store_read(struct server *s, struct db *db, const struct id *id,
    int64_t version, struct envelope *env, struct buf *text, struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_VERSION_GET);
	const void *sealed;
	size_t len;
	enum err err;

	memset(env, 0, sizeof(*env));
	buf_clear(text);
	stmt_id(st, 1, id);
	stmt_int(st, 2, version);
	if (!stmt_row(st))
		return db_has_error(db) ? db_error(db, e) : not_here(e);
	store_row_envelope(st, id, env);
	sealed = stmt_get_blob(st, 9, &len);
	err = store_unseal(s, env, sealed, len, text, e);
	stmt_reset(st);
	env->body = buf_str(text);
	env->body_len = text->len;
	return err;
}
