/* db_in.h - between the files of db. */
#ifndef HAVEN_DB_IN_H
#define HAVEN_DB_IN_H

#include "db.h"
#include "err.h"

/* rc: a result code of SQLite, extended or not, that is no success. */
enum err db_says(int rc, struct errinfo *e);

/* Run texts of SQL; an error of I/O marks the connection as broken. */
enum err db_run_text(struct db *db, const char *sql, struct errinfo *e);
/* The first column of the first row must be want: ERR_BUG if it is not. */
enum err db_read_back(
    struct db *db, const char *sql, const char *want, struct errinfo *e);

/* db_tables.c: the tables of a new database, in one transaction. */
enum err db_tables_make(struct db *db, enum db_which which, struct errinfo *e);
/* It is a database of haven, the right one. One of an earlier version is given
 * today's tables by the writer, whole or not at all (fsync), if its own check
 * holds; a reader says ERR_CONFIG. So does everybody of a later version. */
enum err db_tables_check(
    struct db *db, enum db_which which, enum db_mode mode, struct errinfo *e);

#endif
