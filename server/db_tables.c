/* db_tables.c - the tables of the two databases, and how an older store gets those
 * of today.
 *
 * Version 1 is what was shipped first, and is not touched any more. What came
 * later are steps: a new store takes all of them, an older one those it lacks,
 * so both end with the same tables. Both databases have the same version. The
 * keys are opened, and carried over, first; a kill between the two leaves the
 * data to the next start. */
#include <sqlite3.h>
#include <stdlib.h>

#include "db_in.h"
#include "schema_auth.h"
#include "schema_store.h"

/* PRAGMA application_id: a file of haven, and which one. */
static const int application_ids[] = {
	[DB_DATA] = 0x48564e44, /* HVND */
	[DB_KEYS] = 0x48564e4b, /* HVNK */
};

static const char *const no_step[] = { NULL };

/* steps[n] makes version n + 2 of version n + 1. */
static const char *const *const steps[][2] = {
	{ [DB_DATA] = schema_step_2, [DB_KEYS] = no_step },
	{ [DB_DATA] = schema_step_3, [DB_KEYS] = no_step },
};
#define STEPS (sizeof(steps) / sizeof(steps[0]))
#define DB_VERSION ((int)STEPS + 1) /* user_version */

static enum err
run_all(struct db *db, const char *const *texts, struct errinfo *e)
{
	enum err err = ERR_OK;

	for (; err == ERR_OK && *texts != NULL; texts++)
		err = db_run_text(db, *texts, e);
	return err;
}

/* Those after version from, and the number; in a transaction of the caller's. */
static enum err
run_steps(struct db *db, enum db_which which, int from, struct errinfo *e)
{
	char text[48];
	enum err err = ERR_OK;

	for (size_t i = (size_t)from - 1; err == ERR_OK && i < STEPS; i++)
		err = run_all(db, steps[i][which], e);
	sqlite3_snprintf(
	    sizeof(text), text, "PRAGMA user_version=%d", DB_VERSION);
	return err == ERR_OK ? db_run_text(db, text, e) : err;
}

enum err
db_tables_make(struct db *db, enum db_which which, struct errinfo *e)
{
	char text[48];
	enum err err = db_begin(db, e);

	if (err == ERR_OK && which == DB_KEYS)
		err = run_all(db, schema_keys, e);
	if (err == ERR_OK && which == DB_DATA)
		err = run_all(db, schema_store, e);
	if (err == ERR_OK && which == DB_DATA)
		err = run_all(db, schema_auth, e);
	sqlite3_snprintf(sizeof(text), text, "PRAGMA application_id=%d",
	    application_ids[which]);
	if (err == ERR_OK)
		err = db_run_text(db, text, e);
	if (err == ERR_OK)
		err = run_steps(db, which, 1, e);
	return err == ERR_OK ? db_commit(db, e) : err;
}

/* ---- an older one ---- */

static enum err
carry_over(struct db *db, enum db_which which, int from, struct errinfo *e)
{
	enum err err = db_integrity(db, e);

	if (err == ERR_OK)
		err = db_begin(db, e);
	if (err != ERR_OK)
		return err;
	err = run_steps(db, which, from, e);
	if (err == ERR_OK)
		return db_commit(db, e);
	db_rollback(db);
	return err;
}

/* The version, of those up to today's; 0: none of them. */
static enum err
read_version(struct db *db, int *version, struct errinfo *e)
{
	char want[16];
	enum err err = ERR_BUG;

	for (*version = DB_VERSION; *version > 0; --*version) {
		sqlite3_snprintf(sizeof(want), want, "%d", *version);
		err = db_read_back(db, "PRAGMA user_version", want, e);
		if (err != ERR_BUG)
			return err;
	}
	return ERR_OK;
}

enum err
db_tables_check(
    struct db *db, enum db_which which, enum db_mode mode, struct errinfo *e)
{
	struct errinfo why = { 0 };
	char want[16];
	int version = 0;
	enum err err;

	sqlite3_snprintf(sizeof(want), want, "%d", application_ids[which]);
	err = db_read_back(db, "PRAGMA application_id", want, &why);
	if (err == ERR_BUG)
		return err_set(e, ERR_CORRUPT,
		    "This file is no %s of haven. Nothing in it was touched.",
		    which == DB_KEYS ? "key database" : "record database");
	if (err == ERR_OK)
		err = read_version(db, &version, &why);
	if (err != ERR_OK) {
		if (e != NULL)
			*e = why;
		return err;
	}
	if (version == DB_VERSION)
		return ERR_OK;
	if (version == 0)
		return err_set(e, ERR_CONFIG,
		    "This store was made by another version of havend. "
		    "Nothing in it was touched: run that version.");
	if (mode == DB_READ)
		return err_set(e, ERR_CONFIG,
		    "This store was made by an earlier version of havend. "
		    "Nothing in it was touched: start havend once, and it is "
		    "carried over.");
	return carry_over(db, which, version, e);
}
