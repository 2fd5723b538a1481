/* handed.c - what somebody wrote and could not send, sealed to the office. */
#include "handed.h"

#include <string.h>

#include "account.h"
#include "aside.h"
#include "jscan.h"
#include "mem.h"
#include "save.h"
#include "server.h"
#include "when.h"

#define PIECE_MAX (KIND_BODY_MAX + 16384) /* bytes of one, opened */

static enum err
open_piece(struct server *s, const char *piece, size_t len, struct buf *clear,
    struct errinfo *e)
{
	uint8_t public_key[SEAL_PUBLIC], *secret = seal_key_empty();
	size_t size = len * 3 / 4;
	uint8_t *box = mem_zalloc(1, size + 1);
	char *text = mem_strndup(piece, len);
	enum err code = ERR_OK;

	keyring_box(s->keys, public_key, secret);
	if (!seal_unbase64(box, size, text))
		code = err_set(e, ERR_SYNTAX, "it is cut or was changed");
	else if (seal_box_open(clear, public_key, secret, box, size, NULL) !=
		 ERR_OK)
		code = err_set(e, ERR_CRYPTO,
		    "it was not sealed to this office, or was changed");
	seal_key_free(secret);
	mem_free_wiped(box, size + 1);
	mem_free_text(text);
	return code;
}

/* The envelope is a write as a sync has it, with other names. */
static enum err
read_piece(struct put *put, const struct buf *clear, struct errinfo *e)
{
	struct envelope env;
	struct json *doc = NULL;
	const char *text;
	size_t len;
	enum err code =
	    json_parse(&doc, clear->data, clear->len, PIECE_MAX, NULL);

	if (code != ERR_OK ||
	    !id_parse(&put->write, json_text_of(doc, "write", NULL)) ||
	    !jscan_span(clear->data, clear->len, "envelope", &text, &len) ||
	    envelope_read(&env, text, len, NULL) != ERR_OK ||
	    id_is_none(&env.author)) {
		json_free(doc);
		return err_set(e, ERR_SYNTAX, "what is in it is no record");
	}
	json_free(doc);
	put->kind = kind_find(env.kind);
	if (put->kind == NULL)
		return err_set(
		    e, ERR_INVALID, "this havend does not know its kind");
	put->file = env.file;
	put->id = env.id;
	put->base = env.version - 1;
	put->table = env.table;
	put->written_ms = env.written_ms;
	put->is_signed = env.is_signed;
	put->signer = env.signer;
	put->key = env.key;
	put->signed_ms = env.signed_ms;
	memcpy(put->sig, env.sig, sizeof(put->sig));
	put->body = env.body;
	put->body_len = env.body_len;
	put->who.staff = env.author;
	return ERR_OK;
}

/* Signed on the device it comes from, before that ended: then it is judged as if it
 * had come in time. What is refused so is kept aside like the rest. */
static enum err
put_signed(struct server *s, struct db *db, const struct put *put,
    struct put_result *result, struct errinfo *e)
{
	struct put own = *put;

	own.who.device = put->key;
	own.who.end = CALLER_IN;
	own.was_handed = true;
	return save_put(s, db, &own, result, e);
}

static enum err
find_author(struct server *s, struct db *db, struct put *put,
    const struct caller *by, struct errinfo *e)
{
	struct account account;
	enum err code;

	if (by != NULL && !id_equal(&by->staff, &put->who.staff))
		return err_set(e, ERR_DENIED, "somebody else wrote it");
	code = account_by_staff(
	    s, db, &put->who.staff, put->now_ms, &account, NULL);
	put->who.role = account.role;
	put->who.end = by != NULL ? CALLER_RECOVERED : CALLER_HANDED;
	seal_wipe(&account, sizeof(account));
	return code == ERR_OK ? ERR_OK
			      : err_set(e, ERR_INVALID,
				    "nobody here has ever been its author");
}

enum err
handed_take(struct server *s, struct db *db, const char *piece, size_t len,
    const struct caller *by, bool *is_known, struct put_result *result,
    struct errinfo *e)
{
	struct put put = { .now_ms = clock_ms() };
	struct buf clear = BUF_INIT(PIECE_MAX);
	enum err code = open_piece(s, piece, len, &clear, e);

	*is_known = false;
	if (code == ERR_OK)
		code = read_piece(&put, &clear, e);
	if (code == ERR_OK)
		code = find_author(s, db, &put, by, e);
	if (code != ERR_OK)
		goto out;
	*is_known = store_put_seen(s, db, &put, result);
	if (*is_known)
		goto out;
	if (by != NULL && put.is_signed) {
		code = put_signed(s, db, &put, result, e);
		if (code != ERR_OK || result->status < 300)
			goto out;
	}
	code = aside_put(s, db, &put, result, e);
out:
	buf_done(&clear);
	return code;
}
