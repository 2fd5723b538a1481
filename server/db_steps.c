/* db_steps.c - how the tables of a store come to be: version 1, and a numbered
 * step for each version after it. A new store takes them all, an older one those
 * it lacks (db_carry_over).
 *
 * The two databases of a store have a version each, and a store may be killed
 * between them: then one is of today and the other is carried over at the next
 * start. */
#include "db_in.h"

#include <assert.h>
#include <string.h>

#include "schema_auth.h"
#include "schema_steps.h"
#include "schema_store.h"

static const char *const *const data_first[] = { schema_store, schema_auth,
	NULL };
static const char *const *const keys_first[] = { schema_keys, NULL };

static const struct {
	int application_id; /* a file of haven, and which one */
	const char *name;
	const char *const *const *first; /* lists of version 1 */
	const struct schema_step *steps;
	size_t step_count;
} tables[] = {
	[DB_DATA] = { 0x48564e44 /* HVND */, "record database", data_first,
	    data_steps, DATA_STEPS },
	[DB_KEYS] = { 0x48564e4b /* HVNK */, "key database", keys_first,
	    keys_steps, KEYS_STEPS },
};

static int
todays(const struct db *db)
{
	return 1 + (int)tables[db->which].step_count;
}

bool
db_is_todays(const struct db *db)
{
	return db->version == todays(db);
}

static enum err
run_list(struct db *db, const char *const *list, struct errinfo *e)
{
	enum err err = ERR_OK;

	for (; err == ERR_OK && *list != NULL; list++)
		err = db_run(db, *list, e);
	return err;
}

/* carry NULL: there are no rows. */
static enum err
run_step(
    struct db *db, int version, const struct db_carry *carry, struct errinfo *e)
{
	const struct schema_step *step = &tables[db->which].steps[version - 2];
	enum err err = run_list(db, step->sql, e);

	if (err == ERR_OK && carry != NULL && carry->fill != NULL)
		err = carry->fill(carry->arg, db, version, e);
	if (err == ERR_OK && db_has_error(db))
		err = db_error(db, e);
	return err == ERR_OK ? run_list(db, step->after, e) : err;
}

/* The steps from a version to today's, inside a transaction; its number is
 * raised in the same one, so that a store is of one version or of the other. */
static enum err
run_steps(
    struct db *db, int from, const struct db_carry *carry, struct errinfo *e)
{
	char text[48];
	enum err err = ERR_OK;

	for (int v = from + 1; err == ERR_OK && v <= todays(db); v++)
		err = run_step(db, v, carry, e);
	sqlite3_snprintf(
	    sizeof(text), text, "PRAGMA user_version=%d", todays(db));
	if (err == ERR_OK)
		err = db_run(db, text, e);
	if (err == ERR_OK)
		db->version = todays(db);
	return err;
}

enum err
db_make_tables(struct db *db, struct errinfo *e)
{
	const char *const *const *first = tables[db->which].first;
	char text[48];
	enum err err = db_begin(db, e);

	for (; err == ERR_OK && *first != NULL; first++)
		err = run_list(db, *first, e);
	sqlite3_snprintf(sizeof(text), text, "PRAGMA application_id=%d",
	    tables[db->which].application_id);
	if (err == ERR_OK)
		err = db_run(db, text, e);
	if (err == ERR_OK)
		err = run_steps(db, 1, NULL, e);
	return err == ERR_OK ? db_commit(db, e) : err;
}

static enum err
read_version(struct db *db, struct errinfo *e)
{
	sqlite3_stmt *s = NULL;
	int rc = sqlite3_prepare_v2(db->h, "PRAGMA user_version", -1, &s, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_step(s);
	if (rc == SQLITE_ROW)
		db->version = sqlite3_column_int(s, 0);
	sqlite3_finalize(s);
	return rc == SQLITE_ROW ? ERR_OK : db_say(db, rc, e);
}

enum err
db_check_identity(struct db *db, struct errinfo *e)
{
	char want[16];
	enum err err;

	sqlite3_snprintf(
	    sizeof(want), want, "%d", tables[db->which].application_id);
	err = db_read_back(db, "PRAGMA application_id", want, e);
	if (err == ERR_BUG)
		return err_set(e, ERR_CORRUPT,
		    "This file is no %s of haven. Nothing in it was touched.",
		    tables[db->which].name);
	if (err == ERR_OK)
		err = read_version(db, e);
	if (err != ERR_OK)
		return err;
	if (db->version < 1 || db->version > todays(db))
		return err_set(e, ERR_CONFIG,
		    "This store was made by a later version of havend. Nothing "
		    "in it was touched: run that version.");
	if (db->mode == DB_READ && !db_is_todays(db))
		return err_set(e, ERR_CONFIG,
		    "This store was made by an earlier version of havend. "
		    "Nothing in it was touched: start havend, which carries it "
		    "over.");
	return ERR_OK;
}

enum err
db_carry_over(struct db *db, const struct db_carry *carry, struct errinfo *e)
{
	int from = db->version;
	enum err err;

	assert(db->mode != DB_READ);
	if (db_is_todays(db))
		return ERR_OK;
	err = db_begin(db, e);
	if (err == ERR_OK)
		err = run_steps(db, from, carry, e);
	if (err == ERR_OK && carry != NULL && carry->done != NULL)
		err = carry->done(carry->arg, db, from, todays(db), e);
	if (err == ERR_OK && db_has_error(db))
		err = db_error(db, e);
	if (err == ERR_OK)
		err = db_commit(db, e);
	if (err != ERR_OK) {
		db_rollback(db);
		db->version = from;
	}
	return err;
}
