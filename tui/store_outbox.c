/* store_outbox.c - what was written here and is not yet held by the office
 * (docs/SYNC.md, cases 4, 5 and 7 to 12).
 *
 * A row is sealed twice: by the store key, and to the office's public key, so
 * that it can still be handed over when the passphrase is lost or the rest of
 * the store is broken. Nothing here deletes what was not received. */
#include "store_in.h"

#include <string.h>

/* The second seal: an envelope and its write id, for the office's eyes only. */
static enum err
bind_box(struct store *st, sqlite3_stmt *s, int at, const struct id *write,
    const struct buf *text, const uint8_t *box_key, struct errinfo *e)
{
	struct buf clear = BUF_INIT(STORE_TEXT_MAX + 256);
	struct buf box = BUF_INIT(STORE_TEXT_MAX + 512);
	struct jw w = JW_INIT(&clear);
	enum err code = ERR_OK;

	if (!box_key)
		return ERR_OK;
	jw_open(&w, NULL);
	jw_text(&w, "write", write->s);
	jw_raw(&w, "envelope", text->data, text->len);
	jw_close(&w);
	code = seal_box_close(&box, box_key, clear.data, clear.len, e);
	if (code == ERR_OK)
		sql_blob(st, s, at, box.data, box.len);
	buf_done(&clear);
	buf_done(&box);
	return code;
}

enum err
store_outbox_add(struct store *st, const struct id *write,
    const struct envelope *env, int64_t since_ms,
    const uint8_t box_key[SEAL_PUBLIC], struct errinfo *e)
{
	struct buf text = BUF_INIT(STORE_TEXT_MAX);
	sqlite3_stmt *s;
	bool own = false;
	enum err code = store_envelope_text(&text, env, e);

	if (code == ERR_OK)
		code = store_enter(st, &own, e);
	if (code == ERR_OK) {
		s = sql_get(st, SQL_OUTBOX_ADD);
		sql_id(st, s, 1, write);
		sql_id(st, s, 2, &env->id);
		sql_id(st, s, 3, &env->file);
		sql_int(st, s, 4, env->version - 1);
		sql_int(st, s, 5, since_ms);
		code = store_seal(
		    st, s, 6, "outbox", write->s, 0, text.data, text.len, e);
		if (code == ERR_OK)
			code = bind_box(st, s, 7, write, &text, box_key, e);
		if (code == ERR_OK)
			code = sql_done(st, s, e);
		code = store_leave(st, own, code, e);
	}
	buf_done(&text);
	return code;
}

/* ---- reading ---- */

static void
read_item(sqlite3_stmt *s, struct outbox_item *item)
{
	item->write = sql_col_id(s, 2);
	item->id = sql_col_id(s, 3);
	item->file = sql_col_id(s, 4);
	item->base = sqlite3_column_int64(s, 5);
	item->state = (enum outbox_state)sqlite3_column_int(s, 6);
	item->since_ms = sqlite3_column_int64(s, 7);
	item->tries = (unsigned)sqlite3_column_int(s, 8);
	item->status = (unsigned)sqlite3_column_int(s, 9);
	item->received_ms = sqlite3_column_int64(s, 10);
}

enum err
store_outbox_each(struct store *st, unsigned states, const struct id *id,
    outbox_fn *fn, void *arg, struct errinfo *e)
{
	struct buf text = BUF_INIT(STORE_TEXT_MAX), why = BUF_INIT(4096);
	sqlite3_stmt *s = sql_get(st, SQL_OUTBOX_EACH);
	struct outbox_item item;
	struct envelope env;
	enum err code = ERR_OK, bad = ERR_OK;
	bool more = true;

	sql_int(st, s, 1, states & ~OUTBOX_UNREAD);
	if (id)
		sql_id(st, s, 2, id);
	while (code == ERR_OK && more && sql_row(st, s)) {
		read_item(s, &item);
		buf_clear(&text);
		buf_clear(&why);
		code =
		    store_unseal(st, s, 0, "outbox", item.write.s, 0, &text, e);
		if (code == ERR_OK && sqlite3_column_bytes(s, 1) > 0)
			code = store_unseal(
			    st, s, 1, "why", item.write.s, 0, &why, e);
		if (code == ERR_OK)
			code = envelope_read(&env, text.data, text.len, e);
		if (code == ERR_OK)
			more = fn(arg, &item, &env, buf_str(&why));
		else
			store_pass_over(&code, &bad);
		if (bad != ERR_OK && (states & OUTBOX_UNREAD)) {
			bad = ERR_OK;
			more = fn(arg, &item, NULL, "");
		}
	}
	sqlite3_reset(s);
	buf_done(&text);
	buf_done(&why);
	if (code == ERR_OK)
		code = sql_error(st, e);
	return code == ERR_OK ? bad : code;
}

size_t
store_outbox_count(struct store *st, unsigned states)
{
	sqlite3_stmt *s = sql_get(st, SQL_OUTBOX_COUNT);
	size_t n = 0;

	sql_int(st, s, 1, states);
	if (sql_row(st, s))
		n = (size_t)sqlite3_column_int64(s, 0);
	sqlite3_reset(s);
	sql_error(st, NULL);
	return n;
}

int64_t
store_outbox_received(struct store *st, const struct id *id)
{
	return sql_number_of(st, SQL_OUTBOX_RECEIVED, 0, id);
}

unsigned
store_outbox_state(struct store *st, const struct id *write)
{
	return (unsigned)sql_number_of(st, SQL_OUTBOX_ONE, 1, write);
}

/* ---- what the office said ---- */

/* Run a statement whose first parameter is an id. */
static enum err
run_on(struct store *st, enum sql sql, const struct id *id, bool durable,
    struct errinfo *e)
{
	sqlite3_stmt *s;
	bool own = sqlite3_get_autocommit(st->h);
	enum err code = own ? store_begin(st, durable, e) : ERR_OK;

	if (code != ERR_OK)
		return code;
	s = sql_get(st, sql);
	sql_id(st, s, 1, id);
	return store_leave(st, own, sql_done(st, s, e), e);
}

enum err
store_outbox_sending(
    struct store *st, const struct id *write, struct errinfo *e)
{
	return run_on(st, SQL_OUTBOX_SENDING, write, false, e);
}

enum err
store_outbox_unsend(struct store *st, struct errinfo *e)
{
	sqlite3_stmt *s;
	bool own = sqlite3_get_autocommit(st->h);
	enum err code;

	if (store_outbox_count(st, OUTBOX_SENDING) == 0)
		return ERR_OK;
	code = own ? store_begin(st, false, e) : ERR_OK;
	if (code != ERR_OK)
		return code;
	s = sql_get(st, SQL_OUTBOX_UNSEND);
	return store_leave(st, own, sql_done(st, s, e), e);
}

static enum err
answer(struct store *st, const struct id *write, enum outbox_state state,
    unsigned status, const char *why, struct errinfo *e)
{
	sqlite3_stmt *s;
	bool own;
	enum err code = store_enter(st, &own, e);

	if (code != ERR_OK)
		return code;
	s = sql_get(st, SQL_OUTBOX_ANSWER);
	sql_id(st, s, 1, write);
	sql_int(st, s, 2, state);
	sql_int(st, s, 3, status);
	if (why && *why)
		code = store_seal(
		    st, s, 4, "why", write->s, 0, why, strlen(why), e);
	if (code == ERR_OK)
		code = sql_done(st, s, e);
	return store_leave(st, own, code, e);
}

enum err
store_outbox_waits(struct store *st, const struct id *write, unsigned status,
    const char *why, struct errinfo *e)
{
	return answer(st, write, OUTBOX_WAITING, status, why, e);
}

enum err
store_outbox_refuse(struct store *st, const struct id *write, unsigned status,
    const char *why, struct errinfo *e)
{
	return answer(st, write, OUTBOX_REFUSED, status, why, e);
}

/* The version is the office's from now on: the same bytes, with the receipt. */
static enum err
keep_version(struct store *st, const struct id *write, int64_t version,
    int64_t received_ms, struct errinfo *e)
{
	struct buf text = BUF_INIT(STORE_TEXT_MAX);
	sqlite3_stmt *s = sql_get(st, SQL_OUTBOX_ONE);
	struct envelope env;
	enum err code;

	sql_id(st, s, 1, write);
	if (!sql_row(st, s)) {
		code = sql_error(st, e);
		return code != ERR_OK ? code
				      : err_set(e, ERR_NOT_FOUND,
					    "The office answered a write that "
					    "is not here.");
	}
	code = store_unseal(st, s, 0, "outbox", write->s, 0, &text, e);
	sqlite3_reset(s);
	if (code == ERR_OK)
		code = envelope_read(&env, text.data, text.len, e);
	if (code == ERR_OK) {
		/* A signature is over the version that was signed; the office
		 * never gives it another one. */
		if (version > 0 && !env.is_signed)
			env.version = version;
		env.received_ms = received_ms;
		code = store_record_put(st, &env, e);
	}
	buf_done(&text);
	return code;
}

enum err
store_outbox_confirm(struct store *st, const struct id *write, unsigned status,
    int64_t version, int64_t received_ms, struct errinfo *e)
{
	sqlite3_stmt *s;
	bool own;
	enum err code = store_enter(st, &own, e);

	if (code != ERR_OK)
		return code;
	if (status != 202)
		code = keep_version(st, write, version, received_ms, e);
	if (code == ERR_OK) {
		s = sql_get(st, SQL_OUTBOX_CONFIRM);
		sql_id(st, s, 1, write);
		sql_int(st, s, 2, status);
		sql_int(st, s, 3, received_ms);
		code = sql_done(st, s, e);
	}
	return store_leave(st, own, code, e);
}

/* ---- what a person, or a restored office, decides ---- */

enum err
store_outbox_decide(struct store *st, const struct id *id, struct errinfo *e)
{
	return run_on(st, SQL_OUTBOX_DECIDE, id, true, e);
}

static enum err
run_at(struct store *st, enum sql sql, int64_t ms, struct errinfo *e)
{
	sqlite3_stmt *s;
	bool own;
	enum err code = store_enter(st, &own, e);

	if (code != ERR_OK)
		return code;
	s = sql_get(st, sql);
	sql_int(st, s, 1, ms);
	return store_leave(st, own, sql_done(st, s, e), e);
}

enum err
store_outbox_offer_again(struct store *st, int64_t since_ms, struct errinfo *e)
{
	return run_at(st, SQL_OUTBOX_AGAIN, since_ms, e);
}

enum err
store_outbox_forget(struct store *st, int64_t before_ms, struct errinfo *e)
{
	return run_at(st, SQL_OUTBOX_FORGET, before_ms, e);
}

enum err
store_outbox_came_back(
    struct store *st, const struct id *id, int64_t version, struct errinfo *e)
{
	sqlite3_stmt *s;
	bool own;
	enum err code = store_enter(st, &own, e);

	if (code != ERR_OK)
		return code;
	s = sql_get(st, SQL_OUTBOX_CAME_BACK);
	sql_id(st, s, 1, id);
	sql_int(st, s, 2, version);
	return store_leave(st, own, sql_done(st, s, e), e);
}
