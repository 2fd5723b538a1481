/* db_in.h - between the files of db: what a connection is, and how its tables
 * come to be. */
#ifndef HAVEN_DB_IN_H
#define HAVEN_DB_IN_H

#include <sqlite3.h>

#include "db.h"
#include "err.h"

struct stmt {
	struct db *db;
	sqlite3_stmt *s; /* NULL: it could not be prepared */
};

/* Asked with every request, so prepared once. */
enum step { STEP_BEGIN, STEP_COMMIT, STEP_UNDO, STEP_SAVE, STEP_RELEASE };
#define STEP_COUNT (STEP_RELEASE + 1)

struct db {
	sqlite3 *h;
	enum db_which which;
	enum db_mode mode;
	int version;          /* of its tables */
	struct errinfo first; /* kept for db_error */
	bool is_broken;       /* an I/O error: never trust a commit again */
	int wal_pages;
	struct {
		char key[DB_ONCE_KEY]; /* "": nothing is known */
		bool is;
	} once; /* db_recall */
	struct stmt stmts[SQL_COUNT];
	sqlite3_stmt *steps[STEP_COUNT];
};

/* rc: a result code of SQLite, extended or not, that is no success. */
enum err db_says(int rc, struct errinfo *e);
/* The same, and the connection knows it if it was the disk. */
enum err db_say(struct db *db, int rc, struct errinfo *e);

enum err db_run(struct db *db, const char *sql, struct errinfo *e);
/* The first column of the first row must be want, or it is ERR_BUG. */
enum err db_read_back(
    struct db *db, const char *sql, const char *want, struct errinfo *e);

/* ---- db_steps.c ---- */

/* The tables of a new store, of today's version. */
enum err db_make_tables(struct db *db, struct errinfo *e);
/* It is a database of haven, the right one, and of a version that this
 * connection can read (DB_READ) or carry over; nothing in it is touched. */
enum err db_check_identity(struct db *db, struct errinfo *e);
bool db_is_todays(const struct db *db);

#endif
