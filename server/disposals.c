/* disposals.c - the register of destroyed files, taken over from one key database
 * into another: for a restore, which puts older keys in place (destroy.h). */
#include "destroy.h"

#include "db.h"

static enum err
add_row(
    struct db *to, struct stmt *row, const struct id *file, struct errinfo *e)
{
	struct id record = stmt_get_id(row, 1);
	struct stmt *st = db_stmt(to, SQL_DISPOSAL_ADD);
	const void *sealed;
	enum err err;
	size_t len;

	sealed = stmt_get_blob(row, 2, &len);
	stmt_id(st, 1, file);
	stmt_int(st, 2, stmt_get_int(row, 0));
	stmt_id(st, 3, &record);
	stmt_blob(st, 4, sealed, len);
	err = stmt_done(st, e);
	if (err != ERR_OK)
		return err;
	st = db_stmt(to, SQL_KEY_DROP);
	stmt_id(st, 1, file);
	return stmt_done(st, e);
}

static enum err
add_all(struct db *to, struct db *from, struct errinfo *e)
{
	struct id file = { "" };
	enum err err = ERR_OK;

	while (err == ERR_OK) {
		struct stmt *st = db_stmt(from, SQL_DISPOSAL_NEXT);

		stmt_text(st, 1, file.s);
		if (!stmt_row(st))
			return db_error(from, e);
		file = stmt_get_id(st, 0);
		stmt_reset(st);
		st = db_stmt(from, SQL_DISPOSAL_GET);
		stmt_id(st, 1, &file);
		if (stmt_row(st))
			err = add_row(to, st, &file, e);
		stmt_reset(st);
	}
	return err;
}

enum err
disposals_merge(const char *into, const char *from, struct errinfo *e)
{
	struct db *to = NULL, *old = NULL;
	enum err err = db_open(&to, into, DB_KEYS, DB_WRITE, e);

	if (err == ERR_OK)
		err = db_carry_over(to, NULL, e);
	if (err == ERR_OK)
		err = db_open(&old, from, DB_KEYS, DB_READ, e);
	if (err == ERR_OK)
		err = db_begin(to, e);
	if (err == ERR_OK) {
		err = add_all(to, old, e);
		if (err == ERR_OK)
			err = db_commit(to, e);
		if (err != ERR_OK && db_in_transaction(to))
			db_rollback(to);
	}
	if (err == ERR_OK)
		err = db_rewrite(to, e);
	db_close(old);
	db_close(to);
	return err;
}
