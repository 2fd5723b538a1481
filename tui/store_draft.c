/* store_draft.c - what is typed and not saved: one sealed text a record id, on
 * the disk when the call returns (promise 1). */
#include "store_in.h"

#define KEPT_MS (30 * INT64_C(86400000)) /* out of sight for thirty days */

enum err
store_draft_put(struct store *st, const struct id *id, int64_t at_ms,
    const char *text, size_t len, struct errinfo *e)
{
	sqlite3_stmt *s;
	bool own;
	enum err code = store_enter(st, &own, e);

	if (code != ERR_OK)
		return code;
	s = sql_get(st, SQL_DRAFT_PUT);
	sql_id(st, s, 1, id);
	sql_int(st, s, 2, at_ms);
	code = store_seal(st, s, 3, "draft", id->s, 0, text, len, e);
	if (code == ERR_OK)
		code = sql_done(st, s, e);
	return store_leave(st, own, code, e);
}

enum err
store_draft_get(struct store *st, const struct id *id, struct buf *out,
    int64_t *at_ms, struct errinfo *e)
{
	sqlite3_stmt *s = sql_get(st, SQL_DRAFT_GET);
	enum err code;

	sql_id(st, s, 1, id);
	if (sql_row(st, s)) {
		*at_ms = sqlite3_column_int64(s, 1);
		code = store_unseal(st, s, 0, "draft", id->s, 0, out, e);
		sqlite3_reset(s);
		return code;
	}
	code = sql_error(st, e);
	return code != ERR_OK
		   ? code
		   : err_set(e, ERR_NOT_FOUND, "There is no draft of this.");
}

enum err
store_draft_each(struct store *st, bool discarded,
    bool (*fn)(void *, const struct id *, int64_t, const char *, size_t),
    void *arg, struct errinfo *e)
{
	struct buf text = BUF_INIT(STORE_TEXT_MAX);
	sqlite3_stmt *s = sql_get(st, SQL_DRAFT_EACH);
	enum err code = ERR_OK, bad = ERR_OK;
	bool more = true;

	sql_int(st, s, 1, discarded);
	while (code == ERR_OK && more && sql_row(st, s)) {
		struct id id = sql_col_id(s, 1);

		buf_clear(&text);
		code = store_unseal(st, s, 0, "draft", id.s, 0, &text, e);
		if (code == ERR_OK)
			more = fn(arg, &id, sqlite3_column_int64(s, 2),
			    text.data, text.len);
		else
			store_pass_over(&code, &bad);
	}
	sqlite3_reset(s);
	buf_done(&text);
	if (code == ERR_OK)
		code = sql_error(st, e);
	return code == ERR_OK ? bad : code;
}

enum err
store_draft_discard(
    struct store *st, const struct id *id, int64_t now_ms, struct errinfo *e)
{
	sqlite3_stmt *s;
	bool own;
	enum err code = store_enter(st, &own, e);

	if (code != ERR_OK)
		return code;
	s = sql_get(st, SQL_DRAFT_DISCARD);
	sql_id(st, s, 1, id);
	sql_int(st, s, 2, now_ms);
	return store_leave(st, own, sql_done(st, s, e), e);
}

enum err
store_draft_restore(struct store *st, const struct id *id, struct errinfo *e)
{
	sqlite3_stmt *s;
	bool own;
	enum err code = store_enter(st, &own, e);

	if (code != ERR_OK)
		return code;
	s = sql_get(st, SQL_DRAFT_RESTORE);
	sql_id(st, s, 1, id);
	return store_leave(st, own, sql_done(st, s, e), e);
}

enum err
store_draft_remove(struct store *st, const struct id *id, struct errinfo *e)
{
	sqlite3_stmt *s;
	bool own;
	enum err code = store_enter(st, &own, e);

	if (code != ERR_OK)
		return code;
	s = sql_get(st, SQL_DRAFT_REMOVE);
	sql_id(st, s, 1, id);
	return store_leave(st, own, sql_done(st, s, e), e);
}

enum err
store_draft_tidy(struct store *st, int64_t now_ms, struct errinfo *e)
{
	sqlite3_stmt *s;
	bool own;
	enum err code = store_enter(st, &own, e);

	if (code != ERR_OK)
		return code;
	s = sql_get(st, SQL_DRAFT_TIDY);
	sql_int(st, s, 1, now_ms - KEPT_MS);
	return store_leave(st, own, sql_done(st, s, e), e);
}
