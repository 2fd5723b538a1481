/* db_copy.c - a whole copy of a database, as one moment saw it (promise 6).
 *
 * By SQLite's own backup, never by copying the file: pages that are still in the
 * journal belong to it. The source only reads, so nobody who writes waits, and
 * the writer goes on being the only one that checkpoints (SQLite 3.40.1). The
 * copy is a file of its own, proved whole before it is called one. */
#include "db_in.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* An empty file of this user alone, that was not there before. */
static enum err
make_file(const char *path, struct errinfo *e)
{
	int fd = open(
	    path, O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC | O_WRONLY, 0600);

	if (fd < 0)
		return err_set(e, errno == ENOSPC ? ERR_FULL : ERR_IO,
		    "A copy of the database cannot be begun: %s. Nothing was "
		    "changed.",
		    strerror(errno));
	(void)close(fd);
	return ERR_OK;
}

static enum err
copy_pages(sqlite3 *to, struct db *from, struct errinfo *e)
{
	sqlite3_backup *b = sqlite3_backup_init(to, "main", from->h, "main");
	int rc;

	if (b == NULL)
		return db_says(sqlite3_extended_errcode(to), e);
	rc = sqlite3_backup_step(b, -1);
	if (rc == SQLITE_DONE)
		rc = sqlite3_backup_finish(b);
	else
		(void)sqlite3_backup_finish(b);
	return rc == SQLITE_OK ? ERR_OK : db_says(rc, e);
}

enum err
db_copy(struct db *from, const char *path, struct errinfo *e)
{
	struct db to = { .which = from->which, .mode = DB_WRITE };
	enum err err = make_file(path, e);
	int rc;

	if (err != ERR_OK)
		return err;
	rc = sqlite3_open_v2(path, &to.h,
	    SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE |
		SQLITE_OPEN_READWRITE,
	    NULL);
	err = rc == SQLITE_OK ? copy_pages(to.h, from, e) : db_says(rc, e);
	if (err == ERR_OK)
		err = db_integrity(&to, e);
	sqlite3_close(to.h);
	return err;
}

int
db_tables(const struct db *db)
{
	return db->version;
}
