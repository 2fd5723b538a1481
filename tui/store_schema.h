/* store_schema.h - the tables of the client's store, and how they came to be:
 * used by store_db.c and store_aside.c alone. In clear: ids, numbers, times; the
 * rest is sealed.
 *
 * store_schema is version 1 and does not change any more. What comes later is a
 * step: a new store takes all of them after version 1, an older one those it
 * lacks, so both end with the same tables. */
#ifndef HAVEN_STORE_SCHEMA_H
#define HAVEN_STORE_SCHEMA_H

#include <stddef.h>

static const char *const store_schema[] = {
	/* Whose store this is, and the wrapped key: all that is needed before a
	 * passphrase is given. */
	"CREATE TABLE head(key TEXT PRIMARY KEY, value ANY NOT NULL) STRICT",
	"CREATE TABLE meta(key TEXT PRIMARY KEY, sealed BLOB NOT NULL) STRICT",
	"CREATE TABLE record(id TEXT NOT NULL, version INTEGER NOT NULL,"
	" file TEXT NOT NULL, sealed BLOB NOT NULL,"
	" PRIMARY KEY(id,version)) STRICT",
	"CREATE INDEX record_file ON record(file,id,version)",
	"CREATE TABLE file(id TEXT PRIMARY KEY, flags INTEGER NOT NULL) STRICT",
	"CREATE TABLE card(file TEXT PRIMARY KEY, sealed BLOB NOT NULL) STRICT",
	"CREATE TABLE progress(record TEXT PRIMARY KEY, file TEXT NOT NULL,"
	" sealed BLOB NOT NULL) STRICT",
	/* box: sealed a second time, to the office's key. state as in store.h. */
	"CREATE TABLE outbox(n INTEGER PRIMARY KEY AUTOINCREMENT,"
	" write_id TEXT NOT NULL UNIQUE, id TEXT NOT NULL, file TEXT NOT NULL,"
	" base INTEGER NOT NULL, state INTEGER NOT NULL,"
	" since INTEGER NOT NULL, tries INTEGER NOT NULL DEFAULT 0,"
	" status INTEGER NOT NULL DEFAULT 0,"
	" received INTEGER NOT NULL DEFAULT 0,"
	" sealed BLOB NOT NULL, box BLOB, why BLOB) STRICT",
	"CREATE INDEX outbox_id ON outbox(id)",
	"CREATE TABLE draft(id TEXT PRIMARY KEY, at INTEGER NOT NULL,"
	" discarded INTEGER, sealed BLOB NOT NULL) STRICT",
	"CREATE TABLE look(id TEXT PRIMARY KEY, sealed BLOB NOT NULL) STRICT",
	NULL,
};

/* Version 2: what was sent stays (promise 6), so the few that wait are found
 * without walking over years of it. */
static const char *const store_step_2[] = {
	"CREATE INDEX outbox_state ON outbox(state,n)",
	NULL,
};

/* store_steps[n] makes version n + 2 of version n + 1. */
static const char *const *const store_steps[] = {
	store_step_2,
};
#define STORE_STEPS (sizeof(store_steps) / sizeof(store_steps[0]))

#endif
