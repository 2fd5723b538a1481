/* store_record.c - what came from the office: records with all their versions,
 * cards, progress, and which files this device holds. */
#include "store_in.h"

#include <string.h>

/* ---- records ---- */

enum err
store_record_put(
    struct store *st, const struct envelope *env, struct errinfo *e)
{
	struct buf text = BUF_INIT(STORE_TEXT_MAX);
	sqlite3_stmt *s;
	bool own = false;
	enum err code = store_envelope_text(&text, env, e);

	if (code == ERR_OK)
		code = store_enter(st, &own, e);
	if (code == ERR_OK) {
		s = sql_get(st, SQL_RECORD_PUT);
		sql_id(st, s, 1, &env->id);
		sql_int(st, s, 2, env->version);
		sql_id(st, s, 3, &env->file);
		code = store_seal(st, s, 4, "record", env->id.s, env->version,
		    text.data, text.len, e);
		if (code == ERR_OK)
			code = sql_done(st, s, e);
		code = store_leave(st, own, code, e);
	}
	buf_done(&text);
	return code;
}

int64_t
store_record_latest(struct store *st, const struct id *id)
{
	return sql_number_of(st, SQL_RECORD_LATEST, 0, id);
}

enum err
store_record_get(struct store *st, const struct id *id, int64_t version,
    struct buf *out, struct errinfo *e)
{
	sqlite3_stmt *s;
	enum err code;

	if (version == 0)
		version = store_record_latest(st, id);
	s = sql_get(st, SQL_RECORD_GET);
	sql_id(st, s, 1, id);
	sql_int(st, s, 2, version);
	if (sql_row(st, s)) {
		code = store_unseal(st, s, 0, "record", id->s, version, out, e);
		sqlite3_reset(s);
		return code;
	}
	code = sql_error(st, e);
	if (code != ERR_OK)
		return code;
	return err_set(e, ERR_NOT_FOUND, "This record is not on this device.");
}

static bool
is_one_of(const struct kind *const *of, const struct kind *kind)
{
	while (*of != NULL && *of != kind)
		of++;
	return *of != NULL;
}

/* of: or NULL, for every kind. */
static enum err
walk(struct store *st, sqlite3_stmt *s, const struct kind *const *of,
    store_record_fn *fn, void *arg, struct errinfo *e)
{
	struct buf text = BUF_INIT(STORE_TEXT_MAX);
	struct envelope env;
	enum err code = ERR_OK, bad = ERR_OK;
	bool more = true;

	while (code == ERR_OK && more && sql_row(st, s)) {
		struct id at = sql_col_id(s, 1);
		const struct kind *kind = store_kinds_find(&st->kinds, &at);

		if (of != NULL && kind != NULL && !is_one_of(of, kind))
			continue;
		buf_clear(&text);
		code = store_unseal(st, s, 0, "record", at.s,
		    sqlite3_column_int64(s, 2), &text, e);
		if (code == ERR_OK)
			code = envelope_read(&env, text.data, text.len, e);
		if (code != ERR_OK) {
			store_pass_over(&code, &bad);
			continue;
		}
		if (kind == NULL) {
			kind = kind_find(env.kind);
			store_kinds_learn(&st->kinds, &at, kind);
		}
		if (of == NULL || is_one_of(of, kind))
			more = fn(arg, &env, text.data, text.len);
	}
	sqlite3_reset(s);
	buf_done(&text);
	if (code == ERR_OK)
		code = sql_error(st, e);
	return code == ERR_OK ? bad : code;
}

enum err
store_record_each(struct store *st, const struct id *id, const struct id *file,
    bool latest_only, store_record_fn *fn, void *arg, struct errinfo *e)
{
	sqlite3_stmt *s = sql_get(st, id            ? SQL_RECORD_OF_ID
				      : latest_only ? SQL_RECORD_NEW_OF_FILE
						    : SQL_RECORD_OF_FILE);

	sql_id(st, s, 1, id ? id : file);
	return walk(st, s, NULL, fn, arg, e);
}

enum err
store_record_each_of(struct store *st, const struct id *file,
    const struct kind *const *of, store_record_fn *fn, void *arg,
    struct errinfo *e)
{
	sqlite3_stmt *s = sql_get(st, SQL_RECORD_NEW_OF_FILE);

	sql_id(st, s, 1, file);
	return walk(st, s, of, fn, arg, e);
}

static enum err
remove_access(struct store *st, const struct id *file, struct errinfo *e)
{
	char access[sizeof(META_ACCESS) + ID_TEXT] = META_ACCESS;

	memcpy(access + sizeof(META_ACCESS) - 1, file->s, ID_TEXT + 1);
	return store_meta_remove(st, access, e);
}

enum err
store_file_erase(struct store *st, const struct id *file, struct errinfo *e)
{
	char looks[sizeof(META_LOOKS) + ID_TEXT] = META_LOOKS;
	static const enum sql erase[] = { SQL_RECORD_ERASE,
		SQL_PROGRESS_ERASE };
	bool own;
	enum err code = store_enter(st, &own, e);

	if (code != ERR_OK)
		return code;
	for (size_t i = 0; code == ERR_OK && i < 2; i++) {
		sqlite3_stmt *s = sql_get(st, erase[i]);

		sql_id(st, s, 1, file);
		code = sql_done(st, s, e);
	}
	memcpy(looks + sizeof(META_LOOKS) - 1, file->s, ID_TEXT + 1);
	if (code == ERR_OK)
		code = store_meta_remove(st, looks, e);
	if (code == ERR_OK)
		code = remove_access(st, file, e);
	/* Lists of inspections may name people of it; they are asked for again. */
	if (code == ERR_OK)
		code = sql_done(st, sql_get(st, SQL_INSPECT_FORGET), e);
	return store_leave(st, own, code, e);
}

enum err
store_file_destroy(struct store *st, const struct id *file, struct errinfo *e)
{
	sqlite3_stmt *s;
	bool own;
	enum err code = store_enter(st, &own, e);

	if (code != ERR_OK)
		return code;
	code = store_file_erase(st, file, e);
	if (code == ERR_OK)
		code = store_card_remove(st, file, e);
	if (code == ERR_OK)
		code = store_file_set_flags(st, file, 0, e);
	if (code == ERR_OK) {
		s = sql_get(st, SQL_OUTBOX_DESTROY);
		sql_id(st, s, 1, file);
		code = sql_done(st, s, e);
	}
	return store_leave(st, own, code, e);
}

/* ---- which files ---- */

unsigned
store_file_flags(struct store *st, const struct id *file)
{
	return (unsigned)sql_number_of(st, SQL_FILE_FLAGS, 0, file);
}

enum err
store_file_set_flags(
    struct store *st, const struct id *file, unsigned flags, struct errinfo *e)
{
	sqlite3_stmt *s;
	bool own;
	enum err code = store_enter(st, &own, e);

	if (code != ERR_OK)
		return code;
	s = sql_get(st, flags ? SQL_FILE_SET : SQL_FILE_FORGET);
	sql_id(st, s, 1, file);
	if (flags)
		sql_int(st, s, 2, flags);
	return store_leave(st, own, sql_done(st, s, e), e);
}

/* Run a statement of (file, flags). */
static enum err
each_file(struct store *st, sqlite3_stmt *s,
    bool (*fn)(void *, const struct id *, unsigned), void *arg,
    struct errinfo *e)
{
	while (sql_row(st, s)) {
		struct id file = sql_col_id(s, 0);

		if (!fn(arg, &file, (unsigned)sqlite3_column_int(s, 1)))
			break;
	}
	sqlite3_reset(s);
	return sql_error(st, e);
}

enum err
store_file_each(struct store *st, unsigned any_of,
    bool (*fn)(void *, const struct id *, unsigned), void *arg,
    struct errinfo *e)
{
	sqlite3_stmt *s = sql_get(st, SQL_FILE_EACH);

	sql_int(st, s, 1, any_of);
	return each_file(st, s, fn, arg, e);
}

enum err
store_record_files(struct store *st,
    bool (*fn)(void *, const struct id *, unsigned), void *arg,
    struct errinfo *e)
{
	return each_file(st, sql_get(st, SQL_RECORD_FILES), fn, arg, e);
}

/* ---- cards and progress ---- */

enum err
store_card_put(struct store *st, const struct id *file, const char *text,
    size_t len, struct errinfo *e)
{
	sqlite3_stmt *s;
	bool own;
	enum err code = store_enter(st, &own, e);

	if (code != ERR_OK)
		return code;
	s = sql_get(st, SQL_CARD_PUT);
	sql_id(st, s, 1, file);
	code = store_seal(st, s, 2, "card", file->s, 0, text, len, e);
	if (code == ERR_OK)
		code = sql_done(st, s, e);
	return store_leave(st, own, code, e);
}

enum err
store_card_remove(struct store *st, const struct id *file, struct errinfo *e)
{
	sqlite3_stmt *s;
	bool own;
	enum err code = store_enter(st, &own, e);

	if (code != ERR_OK)
		return code;
	s = sql_get(st, SQL_CARD_REMOVE);
	sql_id(st, s, 1, file);
	return store_leave(st, own, sql_done(st, s, e), e);
}

enum err
store_card_each(
    struct store *st, store_text_fn *fn, void *arg, struct errinfo *e)
{
	struct buf text = BUF_INIT(STORE_TEXT_MAX);
	sqlite3_stmt *s = sql_get(st, SQL_CARD_EACH);
	enum err code = ERR_OK, bad = ERR_OK;
	bool more = true;

	while (code == ERR_OK && more && sql_row(st, s)) {
		struct id file = sql_col_id(s, 1);

		buf_clear(&text);
		code = store_unseal(st, s, 0, "card", file.s, 0, &text, e);
		if (code == ERR_OK)
			more = fn(arg, &file, text.data, text.len);
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
store_progress_put(struct store *st, const struct id *record,
    const struct id *file, const char *text, size_t len, struct errinfo *e)
{
	sqlite3_stmt *s;
	bool own;
	enum err code = store_enter(st, &own, e);

	if (code != ERR_OK)
		return code;
	s = sql_get(st, SQL_PROGRESS_PUT);
	sql_id(st, s, 1, record);
	sql_id(st, s, 2, file);
	code = store_seal(st, s, 3, "progress", record->s, 0, text, len, e);
	if (code == ERR_OK)
		code = sql_done(st, s, e);
	return store_leave(st, own, code, e);
}

/* The one sealed value of an id. */
static enum err
get_one(struct store *st, enum sql sql, const char *place, const struct id *id,
    struct buf *out, struct errinfo *e)
{
	sqlite3_stmt *s = sql_get(st, sql);
	enum err code;

	sql_id(st, s, 1, id);
	if (sql_row(st, s)) {
		code = store_unseal(st, s, 0, place, id->s, 0, out, e);
		sqlite3_reset(s);
		return code;
	}
	code = sql_error(st, e);
	if (code != ERR_OK)
		return code;
	return err_set(e, ERR_NOT_FOUND, "Nothing is known about it yet.");
}

enum err
store_progress_get(struct store *st, const struct id *record, struct buf *out,
    struct errinfo *e)
{
	return get_one(st, SQL_PROGRESS_GET, "progress", record, out, e);
}

enum err
store_card_get(
    struct store *st, const struct id *file, struct buf *out, struct errinfo *e)
{
	return get_one(st, SQL_CARD_GET, "card", file, out, e);
}

/* ---- all of it ---- */

enum err
store_pulled_erase(struct store *st, struct errinfo *e)
{
	static const enum sql all[] = { SQL_PULLED_RECORDS, SQL_PULLED_CARDS,
		SQL_PULLED_PROGRESS, SQL_PULLED_FILES, SQL_PULLED_LOOKS };
	bool own;
	enum err code = store_enter(st, &own, e);

	if (code != ERR_OK)
		return code;
	for (size_t i = 0; code == ERR_OK && i < sizeof(all) / sizeof(*all);
	     i++)
		code = sql_done(st, sql_get(st, all[i]), e);
	return store_leave(st, own, code, e);
}

enum err
store_lists_erase(struct store *st, bool names, struct errinfo *e)
{
	bool own;
	enum err code = store_enter(st, &own, e);

	if (code != ERR_OK)
		return code;
	code = sql_done(st, sql_get(st, SQL_PULLED_LOOKS), e);
	if (code == ERR_OK && names)
		code = sql_done(st, sql_get(st, SQL_PULLED_CARDS), e);
	return store_leave(st, own, code, e);
}

enum err
store_record_erase(struct store *st, const struct id *id, struct errinfo *e)
{
	static const enum sql both[] = { SQL_RECORD_ERASE_ONE,
		SQL_PROGRESS_ERASE_ONE };
	bool own;
	enum err code = store_enter(st, &own, e);

	if (code != ERR_OK)
		return code;
	for (size_t i = 0; code == ERR_OK && i < 2; i++) {
		sqlite3_stmt *s = sql_get(st, both[i]);

		sql_id(st, s, 1, id);
		code = sql_done(st, s, e);
	}
	return store_leave(st, own, code, e);
}
