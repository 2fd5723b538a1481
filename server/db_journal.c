/* db_journal.c - what was deleted for good is in no journal and no old page
 * (promise 10). */
#include "db_in.h"

#include <assert.h>

enum err
db_empty_journal(struct db *db, struct errinfo *e)
{
	int pages = 0, moved = 0, rc;

	assert(db->mode != DB_READ);
	rc = sqlite3_wal_checkpoint_v2(
	    db->h, NULL, SQLITE_CHECKPOINT_TRUNCATE, &pages, &moved);
	if (rc != SQLITE_OK)
		return db_say(db, rc, e);
	db->wal_pages = 0;
	return ERR_OK;
}

enum err
db_rewrite(struct db *db, struct errinfo *e)
{
	enum err err = db_run(db, "VACUUM", e);

	return err == ERR_OK ? db_empty_journal(db, e) : err;
}
