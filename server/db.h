/* db.h - one SQLite connection with its prepared statements.
 *
 * SQL stands in the one table of sql.def, plain enough for another engine
 * later. Pragmas are read back and asserted. Not for two threads at once.
 * Getting a statement again resets it: a loop over its rows must not call
 * what uses the same one. */
#ifndef HAVEN_DB_H
#define HAVEN_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"
#include "id.h"

struct db;

enum db_mode {
	DB_CREATE, /* must not exist; schema is made */
	DB_WRITE,  /* the one writer; WAL, synchronous=FULL */
	DB_READ,   /* READONLY; never checkpoints */
};

enum db_which { DB_DATA, DB_KEYS };

/* sql.def rows: X(NAME, which, "SQL"). */
enum sql {
#define X(name, which, text) SQL_##name,
#include "sql.def"
#undef X
	SQL_COUNT
};

/* DB_WRITE opens a store of an earlier version too, once its pages are known to be
 * whole; then nothing is asked of it before db_carry_over. Of any other version:
 * ERR_CONFIG, and nothing in it was touched. */
enum err db_open(struct db **out, const char *path, enum db_which which,
    enum db_mode mode, struct errinfo *e);
void db_close(struct db *db);

/* ---- a store of an earlier version (db_steps.c) ---- */

/* What the caller adds; both in the one transaction, and either may be NULL. */
struct db_carry {
	/* After the SQL of the step that makes this version: what SQL cannot
	 * fill in. The tables are that version's, so statements are its own
	 * (db_prepare), and none of sql.def. */
	enum err (*fill)(
	    void *arg, struct db *db, int version, struct errinfo *e);
	/* The tables are today's. */
	enum err (*done)(
	    void *arg, struct db *db, int from, int to, struct errinfo *e);
	void *arg;
};
/* Carry it over to today's tables: every step that it lacks and its version in one
 * transaction, on the disk when this returns. There is nothing to do for a store
 * of today. Whatever it says but ERR_OK: the store is as it was. carry may be
 * NULL. */
enum err db_carry_over(
    struct db *db, const struct db_carry *carry, struct errinfo *e);
struct stmt;
/* For that alone. The caller frees it. */
struct stmt *db_prepare(struct db *db, const char *text);
void stmt_free(struct stmt *st);

/* The version of its tables. */
int db_tables(const struct db *db);

/* A statement, reset and without bindings, ready to bind. */
struct stmt *db_stmt(struct db *db, enum sql sql);
void stmt_int(struct stmt *st, int at, int64_t n);
void stmt_text(struct stmt *st, int at, const char *s); /* copied; NULL: null */
void stmt_id(struct stmt *st, int at, const struct id *id); /* none: null */
void stmt_blob(struct stmt *st, int at, const void *bytes, size_t len);
/* True: a row. False: done, or an error that db_error keeps. */
bool stmt_row(struct stmt *st);
/* Run to the end. ERR_CONFLICT for a constraint; ERR_FULL; ERR_IO; ERR_CORRUPT. */
enum err stmt_done(struct stmt *st, struct errinfo *e);
void stmt_reset(struct stmt *st);
int64_t stmt_get_int(struct stmt *st, int col);
const char *stmt_get_text(struct stmt *st, int col); /* "" for null */
struct id stmt_get_id(struct stmt *st, int col);
const void *stmt_get_blob(struct stmt *st, int col, size_t *len);

/* The first error since the last call, as a sentence; ERR_OK: none. */
enum err db_error(struct db *db, struct errinfo *e);
/* One yes or no that was found in this transaction. A connection that reads sees one
 * state until the transaction ends; one that writes remembers nothing. key: what was
 * asked. False: it is not known. */
#define DB_ONCE_KEY 96 /* bytes, with the NUL */
bool db_recall(const struct db *db, const char *key, bool *is);
void db_remember(struct db *db, const char *key, bool is);

/* Is there an error that db_error would say? For answers that must be no then,
 * such as whether somebody is kept out. */
bool db_has_error(const struct db *db);
int64_t db_changes(struct db *db);

enum err db_begin(struct db *db, struct errinfo *e); /* IMMEDIATE on a writer */
enum err db_commit(struct db *db, struct errinfo *e);
void db_rollback(struct db *db);
enum err db_savepoint(struct db *db, struct errinfo *e);
enum err db_release(struct db *db, struct errinfo *e);
void db_rollback_savepoint(struct db *db);
/* False after an error that made SQLite undo the transaction by itself. */
bool db_in_transaction(struct db *db);
/* An I/O error was seen: no commit of this connection is to be trusted. */
bool db_is_broken(const struct db *db);
/* Pages in the WAL that no checkpoint has moved yet, at the last commit. */
int db_wal_pages(const struct db *db);
enum err db_checkpoint(struct db *db, struct errinfo *e);
/* After something was deleted for good (promise 10): all of the journal is moved
 * into the database and the journal is empty. Outside a transaction. ERR_BUSY: a
 * reader still needs it; what is deleted is deleted, and is to be asked again. */
enum err db_empty_journal(struct db *db, struct errinfo *e);
/* The same, and before it the whole file is written anew, so that no page keeps a
 * piece of what once was in it. For a small database. */
enum err db_rewrite(struct db *db, struct errinfo *e);
enum err db_integrity(struct db *db, struct errinfo *e);
/* Copy all of it, as the open transaction of from sees it (else as it is now), to a
 * new file (0600) at path, and prove that the copy is whole (db_copy.c). Nobody who
 * writes waits for it. After an error what is at path is to be taken away. ERR_IO,
 * ERR_FULL, ERR_CORRUPT. */
enum err db_copy(struct db *from, const char *path, struct errinfo *e);

#endif
