/* schema_store.h - the tables of records, changes, looks and keys, as version 1
 * had them: used by db_steps.c alone. They do not change any more; what came
 * since is a step (schema_steps.h).
 *
 * STRICT: a column holds its type and nothing else. What stands here in clear is
 * what the server needs to judge who may see what; every word about a child is in
 * a sealed column. Times are milliseconds since 1970 UTC, ids are the text of
 * UUIDs. */
#ifndef HAVEN_SCHEMA_STORE_H
#define HAVEN_SCHEMA_STORE_H

#include <stddef.h>

static const char *const schema_store[] = {
	"CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)"
	" STRICT, WITHOUT ROWID",

	/* provisional: it has first accounts, but no front sheet yet (R3). */
	"CREATE TABLE file (id TEXT PRIMARY KEY,"
	" provisional INTEGER NOT NULL CHECK (provisional IN (0, 1)),"
	" made_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID",

	"CREATE TABLE record (id TEXT PRIMARY KEY, kind TEXT NOT NULL,"
	" file TEXT REFERENCES file (id), author TEXT NOT NULL,"
	" thread TEXT NOT NULL, parent TEXT REFERENCES record (id),"
	" version INTEGER NOT NULL CHECK (version > 0),"
	" written_ms INTEGER NOT NULL, received_ms INTEGER NOT NULL,"
	" signed INTEGER NOT NULL CHECK (signed IN (0, 1)),"
	" seq INTEGER NOT NULL) STRICT, WITHOUT ROWID",
	"CREATE INDEX record_file ON record (file, kind)",
	"CREATE INDEX record_kind ON record (kind, author)",
	"CREATE INDEX record_parent ON record (parent)",

	/* Every version stays. sig is over the bytes inside sealed. */
	"CREATE TABLE version (record TEXT NOT NULL REFERENCES record (id),"
	" version INTEGER NOT NULL, author TEXT NOT NULL,"
	" tbl INTEGER NOT NULL, written_ms INTEGER NOT NULL,"
	" received_ms INTEGER NOT NULL, signer TEXT, key TEXT,"
	" signed_ms INTEGER, sig BLOB, sealed BLOB NOT NULL,"
	" PRIMARY KEY (record, version)) STRICT",

	/* The cursor of a device is a seq; AUTOINCREMENT never gives one
	 * twice, and there is one writer, so they commit in order. */
	"CREATE TABLE change (seq INTEGER PRIMARY KEY AUTOINCREMENT,"
	" record TEXT NOT NULL REFERENCES record (id)"
	" DEFERRABLE INITIALLY DEFERRED, file TEXT,"
	" version INTEGER NOT NULL) STRICT",
	"CREATE INDEX change_record ON change (record, version)",

	/* R7. Version 2 says more of it. */
	"CREATE TABLE exclusion (thread TEXT NOT NULL, hash BLOB NOT NULL,"
	" PRIMARY KEY (thread, hash)) STRICT, WITHOUT ROWID",

	/* What rights are judged by, out of sealed records of these kinds. */
	"CREATE TABLE staff (id TEXT PRIMARY KEY, role TEXT NOT NULL,"
	" chair INTEGER NOT NULL CHECK (chair IN (0, 1)), manager TEXT,"
	" left_on TEXT NOT NULL) STRICT, WITHOUT ROWID",
	"CREATE INDEX staff_manager ON staff (manager)",
	"CREATE TABLE assignment (id TEXT PRIMARY KEY, staff TEXT NOT NULL,"
	" file TEXT NOT NULL, from_on TEXT NOT NULL, until_on TEXT NOT NULL)"
	" STRICT, WITHOUT ROWID",
	"CREATE INDEX assignment_staff ON assignment (staff, file)",
	"CREATE INDEX assignment_file ON assignment (file)",

	/* Files opened on a device, until it lets them go. */
	"CREATE TABLE hold (device TEXT NOT NULL, file TEXT NOT NULL,"
	" staff TEXT NOT NULL, at_ms INTEGER NOT NULL,"
	" PRIMARY KEY (device, file)) STRICT, WITHOUT ROWID",

	/* Every save there ever was, so that it takes effect once (promise
	 * 3). hash is keyed and over the whole of it. */
	"CREATE TABLE write (id TEXT PRIMARY KEY, hash BLOB NOT NULL,"
	" staff TEXT NOT NULL, record TEXT NOT NULL,"
	" status INTEGER NOT NULL, version INTEGER NOT NULL,"
	" received_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID",

	/* Looks that devices kept while offline, so that one sent twice is
	 * one look. */
	"CREATE TABLE look (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",

	/* The chain (promise 7). hash is of what a write stored, sealed: what
	 * was put in its place later does not fit, even sealed anew. */
	"CREATE TABLE audit (n INTEGER PRIMARY KEY AUTOINCREMENT,"
	" what INTEGER NOT NULL, staff TEXT, device TEXT, file TEXT,"
	" record TEXT, version INTEGER NOT NULL, at_ms INTEGER NOT NULL,"
	" received_ms INTEGER NOT NULL, words BLOB, hash BLOB,"
	" chain BLOB NOT NULL) STRICT",
	"CREATE INDEX audit_record ON audit (record)",
	"CREATE INDEX audit_file ON audit (file)",
	NULL,
};

/* The key database. sealed: by the master key, bound to the id. A destroyed
 * key leaves its row, with sealed null. */
static const char *const schema_keys[] = {
	"CREATE TABLE wrapped (id TEXT PRIMARY KEY, sealed BLOB,"
	" made_ms INTEGER NOT NULL, destroyed_ms INTEGER)"
	" STRICT, WITHOUT ROWID",
	"CREATE TABLE pair (name TEXT PRIMARY KEY, public BLOB NOT NULL,"
	" sealed BLOB NOT NULL) STRICT, WITHOUT ROWID",
	NULL,
};

#endif
