/* schema_auth.h - tables of accounts, devices, tokens and enrolment codes, in
 * the data database, as version 1 had them: used by db_steps.c alone. They do
 * not change any more; what came since is a step (schema_steps.h).
 *
 * Nothing here can be used if the file is stolen: sign-in names, tokens and
 * codes are keyed hashes, passphrases are Argon2id. A name stands in the staff
 * record only, sealed. */
#ifndef HAVEN_SCHEMA_AUTH_H
#define HAVEN_SCHEMA_AUTH_H

#include <stddef.h>

static const char *const schema_auth[] = {
	/* left_on: the last day, YYYY-MM-DD, or null. passhash: null until the
	 * first enrolment. role: code of rights.h, as the staff record says. */
	"CREATE TABLE account ("
	"staff TEXT PRIMARY KEY,"
	"sign_in BLOB NOT NULL UNIQUE,"
	"role TEXT NOT NULL,"
	"left_on TEXT,"
	"passhash TEXT,"
	"made_ms INTEGER NOT NULL"
	") STRICT, WITHOUT ROWID",

	"CREATE TABLE device ("
	"id TEXT PRIMARY KEY,"
	"staff TEXT NOT NULL REFERENCES account(staff),"
	"name TEXT NOT NULL,"
	"sign_key BLOB NOT NULL,"
	"made_ms INTEGER NOT NULL,"
	"revoked_ms INTEGER"
	") STRICT, WITHOUT ROWID",

	"CREATE TABLE token ("
	"hash BLOB PRIMARY KEY,"
	"device TEXT NOT NULL REFERENCES device(id),"
	"staff TEXT NOT NULL,"
	"made_ms INTEGER NOT NULL,"
	"until_ms INTEGER NOT NULL,"
	"fresh_ms INTEGER NOT NULL"
	") STRICT, WITHOUT ROWID",

	"CREATE INDEX token_device ON token(device)",
	"CREATE INDEX token_staff ON token(staff)",

	"CREATE TABLE enrolment ("
	"hash BLOB PRIMARY KEY,"
	"staff TEXT NOT NULL REFERENCES account(staff),"
	"made_ms INTEGER NOT NULL,"
	"until_ms INTEGER NOT NULL,"
	"used_ms INTEGER"
	") STRICT, WITHOUT ROWID",

	"CREATE INDEX enrolment_staff ON enrolment(staff)",
	NULL,
};

#endif
