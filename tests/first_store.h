/* first_store.h - a store as havend of version 1 left it: its tables to the letter,
 * and in them the rows of a store of today, as far as they had a place there.
 *
 * This is what stands on the disks of offices. It is never changed. */
#ifndef HAVEN_FIRST_STORE_H
#define HAVEN_FIRST_STORE_H

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

#define FIRST_DATA 0x48564e44
#define FIRST_KEYS 0x48564e4b

static const char *const first_data[] = {
	"CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) "
	"STRICT, WITHOUT ROWID",
	"CREATE TABLE file (id TEXT PRIMARY KEY, provisional INTEGER NOT "
	"NULL CHECK (provisional IN (0, 1)), made_ms INTEGER NOT NULL) "
	"STRICT, WITHOUT ROWID",
	"CREATE TABLE record (id TEXT PRIMARY KEY, kind TEXT NOT NULL, "
	"file TEXT REFERENCES file (id), author TEXT NOT NULL, thread TEXT "
	"NOT NULL, parent TEXT REFERENCES record (id), version INTEGER NOT "
	"NULL CHECK (version > 0), written_ms INTEGER NOT NULL, "
	"received_ms INTEGER NOT NULL, signed INTEGER NOT NULL CHECK "
	"(signed IN (0, 1)), seq INTEGER NOT NULL) STRICT, WITHOUT ROWID",
	"CREATE INDEX record_file ON record (file, kind)",
	"CREATE INDEX record_kind ON record (kind, author)",
	"CREATE INDEX record_parent ON record (parent)",
	"CREATE TABLE version (record TEXT NOT NULL REFERENCES record "
	"(id), version INTEGER NOT NULL, author TEXT NOT NULL, tbl INTEGER "
	"NOT NULL, written_ms INTEGER NOT NULL, received_ms INTEGER NOT "
	"NULL, signer TEXT, key TEXT, signed_ms INTEGER, sig BLOB, sealed "
	"BLOB NOT NULL, PRIMARY KEY (record, version)) STRICT",
	"CREATE TABLE change (seq INTEGER PRIMARY KEY AUTOINCREMENT, "
	"record TEXT NOT NULL REFERENCES record (id) DEFERRABLE INITIALLY "
	"DEFERRED, file TEXT, version INTEGER NOT NULL) STRICT",
	"CREATE INDEX change_record ON change (record, version)",
	"CREATE TABLE exclusion (thread TEXT NOT NULL, hash BLOB NOT NULL, "
	"PRIMARY KEY (thread, hash)) STRICT, WITHOUT ROWID",
	"CREATE TABLE staff (id TEXT PRIMARY KEY, role TEXT NOT NULL, "
	"chair INTEGER NOT NULL CHECK (chair IN (0, 1)), manager TEXT, "
	"left_on TEXT NOT NULL) STRICT, WITHOUT ROWID",
	"CREATE INDEX staff_manager ON staff (manager)",
	"CREATE TABLE assignment (id TEXT PRIMARY KEY, staff TEXT NOT "
	"NULL, file TEXT NOT NULL, from_on TEXT NOT NULL, until_on TEXT "
	"NOT NULL) STRICT, WITHOUT ROWID",
	"CREATE INDEX assignment_staff ON assignment (staff, file)",
	"CREATE INDEX assignment_file ON assignment (file)",
	"CREATE TABLE hold (device TEXT NOT NULL, file TEXT NOT NULL, "
	"staff TEXT NOT NULL, at_ms INTEGER NOT NULL, PRIMARY KEY (device, "
	"file)) STRICT, WITHOUT ROWID",
	"CREATE TABLE write (id TEXT PRIMARY KEY, hash BLOB NOT NULL, "
	"staff TEXT NOT NULL, record TEXT NOT NULL, status INTEGER NOT "
	"NULL, version INTEGER NOT NULL, received_ms INTEGER NOT NULL) "
	"STRICT, WITHOUT ROWID",
	"CREATE TABLE look (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
	"CREATE TABLE audit (n INTEGER PRIMARY KEY AUTOINCREMENT, what "
	"INTEGER NOT NULL, staff TEXT, device TEXT, file TEXT, record "
	"TEXT, version INTEGER NOT NULL, at_ms INTEGER NOT NULL, "
	"received_ms INTEGER NOT NULL, words BLOB, hash BLOB, chain BLOB "
	"NOT NULL) STRICT",
	"CREATE INDEX audit_record ON audit (record)",
	"CREATE INDEX audit_file ON audit (file)",
	"CREATE TABLE account (staff TEXT PRIMARY KEY,sign_in BLOB NOT "
	"NULL UNIQUE,role TEXT NOT NULL,left_on TEXT,passhash TEXT,made_ms "
	"INTEGER NOT NULL) STRICT, WITHOUT ROWID",
	"CREATE TABLE device (id TEXT PRIMARY KEY,staff TEXT NOT NULL "
	"REFERENCES account(staff),name TEXT NOT NULL,sign_key BLOB NOT "
	"NULL,made_ms INTEGER NOT NULL,revoked_ms INTEGER) STRICT, WITHOUT "
	"ROWID",
	"CREATE TABLE token (hash BLOB PRIMARY KEY,device TEXT NOT NULL "
	"REFERENCES device(id),staff TEXT NOT NULL,made_ms INTEGER NOT "
	"NULL,until_ms INTEGER NOT NULL,fresh_ms INTEGER NOT NULL) STRICT, "
	"WITHOUT ROWID",
	"CREATE INDEX token_device ON token(device)",
	"CREATE INDEX token_staff ON token(staff)",
	"CREATE TABLE enrolment (hash BLOB PRIMARY KEY,staff TEXT NOT NULL "
	"REFERENCES account(staff),made_ms INTEGER NOT NULL,until_ms "
	"INTEGER NOT NULL,used_ms INTEGER) STRICT, WITHOUT ROWID",
	"CREATE INDEX enrolment_staff ON enrolment(staff)",
	NULL,
};

static const char *const first_keys[] = {
	"CREATE TABLE wrapped (id TEXT PRIMARY KEY, sealed BLOB, made_ms "
	"INTEGER NOT NULL, destroyed_ms INTEGER) STRICT, WITHOUT ROWID",
	"CREATE TABLE pair (name TEXT PRIMARY KEY, public BLOB NOT NULL, "
	"sealed BLOB NOT NULL) STRICT, WITHOUT ROWID",
	NULL,
};

static inline void
first_run(sqlite3 *h, const char *sql)
{
	if (sqlite3_exec(h, sql, NULL, NULL, NULL) == SQLITE_OK)
		return;
	fprintf(stderr, "%s: %s\n", sql, sqlite3_errmsg(h));
	abort();
}

static inline sqlite3 *
first_open(const char *path)
{
	sqlite3 *h = NULL;

	if (sqlite3_open(path, &h) != SQLITE_OK)
		abort();
	return h;
}

/* Every column that there was then. */
static inline void
first_copy(sqlite3 *h)
{
	static const char tables[] =
	    "SELECT printf('INSERT INTO main.\"%w\" (%s) SELECT %s FROM "
	    "today.\"%w\"', s.name, c.list, c.list, s.name)"
	    " FROM main.sqlite_schema s, (SELECT t.name AS of,"
	    " group_concat(i.name) AS list FROM main.sqlite_schema t,"
	    " pragma_table_info(t.name, 'main') i WHERE t.type = 'table'"
	    " GROUP BY t.name) c WHERE c.of = s.name AND s.type = 'table'"
	    " AND s.name NOT LIKE 'sqlite%'";
	sqlite3_stmt *s = NULL;

	if (sqlite3_prepare_v2(h, tables, -1, &s, NULL) != SQLITE_OK)
		abort();
	while (sqlite3_step(s) == SQLITE_ROW)
		first_run(h, (const char *)sqlite3_column_text(s, 0));
	sqlite3_finalize(s);
}

static inline void
first_make_one(const char *path, const char *const *list, int application)
{
	char other[400], text[600];
	sqlite3 *h;

	snprintf(other, sizeof(other), "%s.today", path);
	if (rename(path, other) != 0)
		abort();
	h = first_open(path);
	snprintf(text, sizeof(text),
	    "PRAGMA journal_mode=WAL; PRAGMA application_id=%d;"
	    " PRAGMA user_version=1; ATTACH '%s' AS today; BEGIN",
	    application, other);
	first_run(h, text);
	for (; *list != NULL; list++)
		first_run(h, *list);
	first_copy(h);
	if (application == FIRST_DATA)
		first_run(h, "DELETE FROM main.sqlite_sequence;"
			     "INSERT INTO main.sqlite_sequence"
			     " SELECT * FROM today.sqlite_sequence");
	first_run(h, "COMMIT; DETACH today");
	sqlite3_close(h);
	if (unlink(other) != 0 || chmod(path, 0600) != 0)
		abort();
}

/* Of the databases of a store that nobody has open. */
static inline void
first_make(const char *data, const char *keys)
{
	first_make_one(data, first_data, FIRST_DATA);
	first_make_one(keys, first_keys, FIRST_KEYS);
}

#endif
