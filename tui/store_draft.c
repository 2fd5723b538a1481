/* store_draft.c - what is typed and not saved: one sealed text a record id, on
 * the disk when the call returns (promise 1).
 *
 * What is put away gets a row of its own, under an id made for it: saving the
 * record, or typing in it anew, then leaves it alone (promise 2). Its text begins
 * with a line that holds the record's id. Rows of haven 0.1 have none, and stand
 * under the record's id. */
#include "store_in.h"

#include <string.h>

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

static enum err
read_row(struct store *st, enum sql sql, const struct id *id, struct buf *out,
    int64_t *at_ms, struct errinfo *e)
{
	sqlite3_stmt *s = sql_get(st, sql);
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
store_draft_get(struct store *st, const struct id *id, struct buf *out,
    int64_t *at_ms, struct errinfo *e)
{
	return read_row(st, SQL_DRAFT_GET, id, out, at_ms, e);
}

/* The record's id before the text of one that was put away, and how much it takes;
 * 0: of haven 0.1, whose row has the record's id. */
static size_t
record_of(const struct buf *text, const struct id *row, struct id *record)
{
	char id[ID_TEXT + 1];

	*record = *row;
	if (text->len <= ID_TEXT || text->data[ID_TEXT] != '\n')
		return 0;
	memcpy(id, text->data, ID_TEXT);
	id[ID_TEXT] = '\0';
	return id_parse(record, id) ? ID_TEXT + 1 : 0;
}

enum err
store_draft_each(struct store *st, bool discarded, store_draft_fn *fn,
    void *arg, struct errinfo *e)
{
	struct buf text = BUF_INIT(STORE_TEXT_MAX);
	sqlite3_stmt *s = sql_get(st, SQL_DRAFT_EACH);
	enum err code = ERR_OK, bad = ERR_OK;
	bool more = true;

	sql_int(st, s, 1, discarded);
	while (code == ERR_OK && more && sql_row(st, s)) {
		struct id row = sql_col_id(s, 1), id = row;
		size_t skip = 0;

		buf_clear(&text);
		code = store_unseal(st, s, 0, "draft", row.s, 0, &text, e);
		if (code == ERR_OK && discarded)
			skip = record_of(&text, &row, &id);
		if (code == ERR_OK)
			more = fn(arg, &id, discarded ? &row : NULL,
			    sqlite3_column_int64(s, 2), text.data + skip,
			    text.len - skip);
		else
			store_pass_over(&code, &bad);
	}
	sqlite3_reset(s);
	buf_done(&text);
	if (code == ERR_OK)
		code = sql_error(st, e);
	return code == ERR_OK ? bad : code;
}

static enum err
run_on(struct store *st, enum sql sql, const struct id *id, struct errinfo *e)
{
	sqlite3_stmt *s = sql_get(st, sql);

	sql_id(st, s, 1, id);
	return sql_done(st, s, e);
}

/* In a transaction. */
static enum err
discard(
    struct store *st, const struct id *id, int64_t now_ms, struct errinfo *e)
{
	struct buf text = BUF_INIT(STORE_TEXT_MAX),
		   own = BUF_INIT(STORE_TEXT_MAX);
	struct id away = id_new();
	sqlite3_stmt *s;
	int64_t at_ms = 0;
	enum err code = store_draft_get(st, id, &text, &at_ms, e);

	buf_addf(&own, "%s\n", id->s);
	buf_add(&own, text.data, text.len);
	if (code == ERR_OK) {
		s = sql_get(st, SQL_DRAFT_AWAY);
		sql_id(st, s, 1, &away);
		sql_int(st, s, 2, at_ms);
		sql_int(st, s, 3, now_ms);
		code = store_seal(
		    st, s, 4, "draft", away.s, 0, own.data, own.len, e);
		if (code == ERR_OK)
			code = sql_done(st, s, e);
	}
	if (code == ERR_OK)
		code = run_on(st, SQL_DRAFT_REMOVE, id, e);
	buf_done(&text);
	buf_done(&own);
	return code == ERR_NOT_FOUND ? ERR_OK : code;
}

enum err
store_draft_discard(
    struct store *st, const struct id *id, int64_t now_ms, struct errinfo *e)
{
	bool own;
	enum err code = store_enter(st, &own, e);

	if (code != ERR_OK)
		return code;
	return store_leave(st, own, discard(st, id, now_ms, e), e);
}

enum err
store_draft_restore(struct store *st, const struct id *away, int64_t now_ms,
    struct id *id, struct errinfo *e)
{
	struct buf text = BUF_INIT(STORE_TEXT_MAX);
	int64_t at_ms = 0;
	size_t skip = 0;
	bool own;
	enum err code = store_enter(st, &own, e);

	if (code != ERR_OK)
		return code;
	code = read_row(st, SQL_DRAFT_AWAY_GET, away, &text, &at_ms, e);
	if (code == ERR_OK)
		skip = record_of(&text, away, id);
	/* What is being typed now makes room, and can be had back as well. */
	if (code == ERR_OK)
		code = discard(st, id, now_ms, e);
	if (code == ERR_OK)
		code = run_on(st, SQL_DRAFT_AWAY_REMOVE, away, e);
	if (code == ERR_OK)
		code = store_draft_put(
		    st, id, at_ms, text.data + skip, text.len - skip, e);
	buf_done(&text);
	return store_leave(st, own, code, e);
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
store_draft_erase(struct store *st, const struct id *row, struct errinfo *e)
{
	bool own;
	enum err code = store_enter(st, &own, e);

	if (code != ERR_OK)
		return code;
	return store_leave(st, own, run_on(st, SQL_DRAFT_ERASE, row, e), e);
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
