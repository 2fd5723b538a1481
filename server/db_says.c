/* db_says.c - what SQLite answers, as a sentence. */
#include "db_in.h"

#include <sqlite3.h>

static const struct {
	int code; /* primary result code of SQLite */
	enum err err;
	const char *says;
} codes[] = {
	{ SQLITE_CONSTRAINT, ERR_CONFLICT,
	    "This does not fit what is stored already. Nothing was changed." },
	{ SQLITE_FULL, ERR_FULL,
	    "The server's disk is full. What was saved before is safe; this "
	    "was not kept. Make room on the disk, then try again." },
	{ SQLITE_IOERR, ERR_IO,
	    "The server's disk reports an error. What was saved before is "
	    "safe; this was not kept. Look at the disk before anything else." },
	{ SQLITE_CANTOPEN, ERR_IO,
	    "The server's database cannot be opened. Check that its folder is "
	    "there and belongs to the user havend runs as." },
	{ SQLITE_READONLY, ERR_IO,
	    "The server's database cannot be written. Nothing was changed. "
	    "Check who owns the files of the store." },
	{ SQLITE_PERM, ERR_IO,
	    "The server's database may not be opened by this user." },
	{ SQLITE_CORRUPT, ERR_CORRUPT,
	    "The server's database is damaged. Stop havend, keep the files as "
	    "they are, and restore the newest backup." },
	{ SQLITE_NOTADB, ERR_CORRUPT,
	    "A file of the store is no database of haven. Keep it as it is, "
	    "and restore the newest backup." },
	{ SQLITE_BUSY, ERR_BUSY,
	    "The server's database is in use by another program. Nothing was "
	    "changed; try again." },
	{ SQLITE_LOCKED, ERR_BUSY,
	    "The server's database is in use. Nothing was changed; try "
	    "again." },
	{ SQLITE_TOOBIG, ERR_TOO_BIG,
	    "This is too large to be stored. Nothing was kept." },
};

enum err
db_says(int rc, struct errinfo *e)
{
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (codes[i].code == (rc & 0xff))
			return err_set(e, codes[i].err, "%s", codes[i].says);
	return err_set(e, ERR_BUG,
	    "The server's database answered what haven did not expect (%d). "
	    "Nothing was changed.",
	    rc);
}
