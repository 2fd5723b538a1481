/* store_in.h - inside store*.c only: the connection, its statements, and how a
 * value is sealed to its place. */
#ifndef HAVEN_STORE_IN_H
#define HAVEN_STORE_IN_H

#include <sqlite3.h>

#include "store.h"

#define STORE_SUFFIX ".haven"
#define STORE_APPLICATION 0x48564e43 /* HVNC */
#define STORE_VERSION 2 /* user_version: 1 and the steps of store_schema.h */

/* Every statement, by name. Parameters are numbered. */
enum sql {
#define X(name, text) SQL_##name,
#include "store_sql.def"
#undef X
	SQL_COUNT
};

/* Which kind a record is of (store_kinds.c). It never changes. */
struct store_kinds {
	struct kind_slot *at;
	size_t count, room;
};
/* kind: NULL, one that this haven does not know, is not learnt. */
void store_kinds_learn(
    struct store_kinds *k, const struct id *id, const struct kind *kind);
/* NULL: not known. */
const struct kind *store_kinds_find(
    const struct store_kinds *k, const struct id *id);
void store_kinds_forget(struct store_kinds *k); /* wipes */

struct store {
	sqlite3 *h;
	sqlite3_stmt *stmts[SQL_COUNT];
	struct errinfo first; /* first error of a statement that was built */
	uint8_t *key;         /* NULL: locked */
	struct store_kinds kinds;
	bool is_broken;
	bool is_durable; /* synchronous=FULL now */
	int version;     /* of its tables */
	char path[STORE_PATH_MAX];
	char sign_in[STORE_SIGN_IN_MAX], url[STORE_URL_MAX];
	char name[208], role[48];
	struct id staff, device;
};

/* ---- the connection (store_db.c) ---- */
/* create: make file and tables. The file was checked by the caller. */
enum err store_db_open(
    struct store *st, const char *path, bool create, struct errinfo *e);
/* Give an older store today's tables, whole or not at all (fsync). After
 * store_db_check: a damaged one is not changed. */
enum err store_db_carry_over(struct store *st, struct errinfo *e);
void store_db_close(struct store *st);
/* It was only looked at: closing it writes nothing. */
void store_db_leave(struct store *st);
enum err store_db_run(struct store *st, const char *sql, struct errinfo *e);
/* The whole file holds together; reads all of it. */
enum err store_db_check(struct store *st, struct errinfo *e);
/* An error of SQLite in words; marks the store as broken after one of I/O. */
enum err store_db_say(struct store *st, int rc, struct errinfo *e);

/* Ready to bind: reset and cleared. Errors of binding and stepping gather and
 * come out of sql_done or sql_error. */
sqlite3_stmt *sql_get(struct store *st, enum sql sql);
void sql_int(struct store *st, sqlite3_stmt *s, int at, int64_t n);
void sql_text(struct store *st, sqlite3_stmt *s, int at, const char *text);
void sql_id(struct store *st, sqlite3_stmt *s, int at, const struct id *id);
void sql_blob(
    struct store *st, sqlite3_stmt *s, int at, const void *bytes, size_t len);
bool sql_row(struct store *st, sqlite3_stmt *s);
/* Run to the end, reset, and say what went wrong. */
enum err sql_done(struct store *st, sqlite3_stmt *s, struct errinfo *e);
enum err sql_error(struct store *st, struct errinfo *e);
struct id sql_col_id(sqlite3_stmt *s, int col);
/* A number in column col of the first row that sql, whose one parameter is an id,
 * gives; 0: none. */
int64_t sql_number_of(
    struct store *st, enum sql sql, int col, const struct id *id);

/* A write outside a transaction gets a durable one of its own:
 *	bool own; code = store_enter(st, &own, e);
 *	...
 *	return store_leave(st, own, code, e); */
enum err store_enter(struct store *st, bool *own, struct errinfo *e);
enum err store_leave(
    struct store *st, bool own, enum err code, struct errinfo *e);

/* store_open without reading the whole file. */
enum err store_open_head(
    struct store **out, const char *path, struct errinfo *e);

/* ---- sealing (store.c) ---- */
/* Bind parameter at to the sealed form of bytes; place, id and version bind it
 * to its table and row. */
enum err store_seal(struct store *st, sqlite3_stmt *s, int at,
    const char *place, const char *id, int64_t version, const void *bytes,
    size_t len, struct errinfo *e);
/* Append the clear text of a column. */
enum err store_unseal(struct store *st, sqlite3_stmt *s, int col,
    const char *place, const char *id, int64_t version, struct buf *out,
    struct errinfo *e);

/* One bad row never hides the others: after ERR_CORRUPT or ERR_INVALID of a row
 * the walk goes on, and gives that code at its end. */
void store_pass_over(enum err *code, enum err *bad);

/* Regular file of this user, 0600 or less, no link. ERR_NOT_FOUND, ERR_DENIED.
 * Never called on a file that is open: closing it would drop SQLite's locks. */
enum err store_file_check(const char *path, struct errinfo *e);
/* O_EXCL, 0600, fsync of file and folder. */
enum err store_file_make(const char *path, struct errinfo *e);
enum err store_folder_sync(const char *path, struct errinfo *e);

/* Finish what store_set_aside began and a crash cut short (store_aside.c). */
void store_aside_finish(const char *path);
/* Open a file that may be damaged, to read what can be read: nothing is written to
 * it, no checkpoint, not even at close. *h is the caller's to close, also when it
 * is false. */
bool store_aside_open(sqlite3 **h, const char *path);

/* JSON text of an envelope. */
enum err store_envelope_text(
    struct buf *out, const struct envelope *env, struct errinfo *e);

#endif
