/* store_aside.c - a damaged store is set aside, and what a person wrote is saved
 * from it first (promise 2).
 *
 * No key is needed: rows are copied as they are, sealed. Records are not: the
 * office sends them again. The steps, each of which may be the last before a
 * crash:
 *	1  copy what can be read to "X.haven.saved", whole and on the disk
 *	2  rename X.haven to X.haven.damaged-TIME
 *	3  rename X.haven-wal after it
 *	4  rename X.haven.saved to X.haven
 * If there is a .saved but no store, steps 3 and 4 are still to be done; if
 * there are both, step 1 was cut short and is done again. */
#include "store_in.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "mem.h"

#define SAVED ".saved"
#define NAME_MAX_BYTES (STORE_PATH_MAX + 64)

/* What is copied. Cursor, set and have are left behind, so that all comes again. */
static const struct {
	const char *table, *columns, *values, *where;
} copies[] = {
	{ "head", "key,value", "?1,?2", "" },
	{ "meta", "key,sealed", "?1,?2",
	    " WHERE key NOT IN ('cursor','set','have')" },
	{ "outbox",
	    "n,write_id,id,file,base,state,since,tries,status,received,"
	    "sealed,box,why",
	    "?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13", "" },
	{ "draft", "id,at,discarded,sealed", "?1,?2,?3,?4", "" },
	{ "look", "id,sealed", "?1,?2", "" },
};
#define COPIES (sizeof(copies) / sizeof(copies[0]))

/* Without these a store cannot be unlocked. */
static const char *const needed =
    "SELECT (SELECT count(*) FROM head WHERE key IN ('sign_in','url','name',"
    "'role','staff','device','wrap'))=7 AND (SELECT count(*) FROM meta WHERE "
    "key IN ('proof','me','sign_key'))=3";

struct salvage {
	sqlite3 *from;
	struct store *to;
	bool is_cut; /* something could not be read */
};

/* Copy rows until there is no more or one cannot be read. */
static bool
copy_rows(struct salvage *s, size_t i, const char *order)
{
	sqlite3_stmt *get = NULL, *put = NULL;
	char sql[512];
	int rc, step;

	snprintf(sql, sizeof(sql), "SELECT %s FROM %s%s ORDER BY rowid %s",
	    copies[i].columns, copies[i].table, copies[i].where, order);
	rc = sqlite3_prepare_v2(s->from, sql, -1, &get, NULL);
	snprintf(sql, sizeof(sql), "INSERT OR IGNORE INTO %s(%s) VALUES(%s)",
	    copies[i].table, copies[i].columns, copies[i].values);
	if (rc == SQLITE_OK)
		rc = sqlite3_prepare_v2(s->to->h, sql, -1, &put, NULL);
	while (rc == SQLITE_OK && (rc = sqlite3_step(get)) == SQLITE_ROW) {
		for (int c = 0; c < sqlite3_column_count(get); c++)
			sqlite3_bind_value(
			    put, c + 1, sqlite3_column_value(get, c));
		step = sqlite3_step(put);
		sqlite3_reset(put);
		/* A row that the table refuses is lost alone. */
		s->is_cut |= step != SQLITE_DONE;
		rc = SQLITE_OK;
	}
	sqlite3_finalize(get);
	sqlite3_finalize(put);
	return rc == SQLITE_DONE;
}

static void
copy_all(struct salvage *s)
{
	for (size_t i = 0; i < COPIES; i++) {
		/* What lies beyond a damaged page is read from the other end. */
		if (copy_rows(s, i, "ASC"))
			continue;
		s->is_cut = true;
		copy_rows(s, i, "DESC");
	}
}

static bool
is_whole(struct store *to)
{
	sqlite3_stmt *q = NULL;
	bool ok =
	    sqlite3_prepare_v2(to->h, needed, -1, &q, NULL) == SQLITE_OK &&
	    sqlite3_step(q) == SQLITE_ROW && sqlite3_column_int(q, 0) == 1;

	sqlite3_finalize(q);
	return ok;
}

/* writable_schema lets SQLite read a file that is shorter than it should be. */
bool
store_aside_open(sqlite3 **h, const char *path)
{
	int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE |
		    SQLITE_OPEN_READWRITE;

	if (sqlite3_open_v2(path, h, flags, NULL) != SQLITE_OK)
		return false;
	sqlite3_db_config(*h, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	sqlite3_exec(*h,
	    "PRAGMA locking_mode=EXCLUSIVE; PRAGMA wal_autocheckpoint=0; "
	    "PRAGMA trusted_schema=OFF; PRAGMA writable_schema=ON; "
	    "PRAGMA query_only=ON",
	    NULL, NULL, NULL);
	return true;
}

/* Step 1. *whole: it can be opened and unlocked. *rows: what it holds of a
 * person's writing. */
static enum err
save_rows(const char *path, const char *saved, bool *whole, bool *is_cut,
    int64_t *rows, struct errinfo *e)
{
	struct salvage s = { 0 };
	sqlite3_stmt *q = NULL;
	enum err code;

	store_remove_unfinished(saved);
	code = store_file_make(saved, e);
	if (code != ERR_OK)
		return code;
	s.to = mem_zalloc(1, sizeof(*s.to));
	code = store_db_open(s.to, saved, true, e);
	if (code == ERR_OK)
		code = store_begin(s.to, true, e);
	if (code == ERR_OK) {
		if (store_aside_open(&s.from, path))
			copy_all(&s);
		else
			s.is_cut = true;
		sqlite3_close(s.from);
		code = store_commit(s.to, e);
	}
	if (code == ERR_OK) {
		*whole = is_whole(s.to);
		*is_cut = s.is_cut;
		if (sqlite3_prepare_v2(s.to->h,
			"SELECT (SELECT count(*) FROM outbox WHERE state & 7)+"
			"(SELECT count(*) FROM draft WHERE discarded IS NULL)",
			-1, &q, NULL) == SQLITE_OK &&
		    sqlite3_step(q) == SQLITE_ROW)
			*rows = sqlite3_column_int64(q, 0);
		sqlite3_finalize(q);
	}
	store_close(s.to);
	return code;
}

/* Move the journal, if there is one, after its file. */
static void
move_wal(const char *from, const char *to)
{
	char a[NAME_MAX_BYTES + 8], b[NAME_MAX_BYTES + 8];

	snprintf(a, sizeof(a), "%s-wal", from);
	snprintf(b, sizeof(b), "%s-wal", to);
	/* Not there is as good as moved: the caller looks. */
	(void)rename(a, b);
}

static bool
has_wal(const char *path)
{
	char name[NAME_MAX_BYTES + 8];

	snprintf(name, sizeof(name), "%s-wal", path);
	return access(name, F_OK) == 0;
}

void
store_aside_finish(const char *path)
{
	char saved[NAME_MAX_BYTES], left[NAME_MAX_BYTES];

	snprintf(saved, sizeof(saved), "%s" SAVED, path);
	snprintf(left, sizeof(left), "%s.damaged", path);
	if (access(path, F_OK) == 0 || access(saved, F_OK) != 0)
		return;
	move_wal(path, left);
	if (!has_wal(path))
		store_file_rename(saved, path, NULL);
}

static enum err
no_store(const char *kept, int64_t rows, struct buf *says, struct errinfo *e)
{
	const char *name = strrchr(kept, '/');

	buf_addf(says,
	    "haven's store here is damaged and cannot be opened. Nothing was "
	    "deleted: it is kept, with %lld pieces of your writing that could "
	    "still be read, sealed. Tell your administrator, who enrols this "
	    "device anew. Delete nothing here: %s",
	    (long long)rows, name ? name + 1 : kept);
	return err_set(e, ERR_CORRUPT, "%s", buf_str(says));
}

enum err
store_set_aside(
    const char *path, int64_t now_ms, struct buf *says, struct errinfo *e)
{
	char saved[NAME_MAX_BYTES], kept[NAME_MAX_BYTES], box[NAME_MAX_BYTES];
	bool whole = false, is_cut = false;
	int64_t rows = 0;
	enum err code = store_file_check(path, e);

	snprintf(saved, sizeof(saved), "%s" SAVED, path);
	snprintf(
	    kept, sizeof(kept), "%s.damaged-%lld", path, (long long)now_ms);
	snprintf(box, sizeof(box), "%s.outbox-%lld", path, (long long)now_ms);
	if (code == ERR_OK)
		code = save_rows(path, saved, &whole, &is_cut, &rows, e);
	if (code == ERR_OK && !whole)
		code = store_file_rename(saved, box, e);
	if (code == ERR_OK)
		code = store_file_rename(path, kept, e);
	if (code != ERR_OK)
		return code;
	move_wal(path, kept);
	if (has_wal(path))
		return err_set(e, ERR_IO,
		    "A damaged store cannot be moved out of the way. Nothing "
		    "was "
		    "lost: close haven and start it again.");
	if (!whole)
		return no_store(kept, rows, says, e);
	code = store_file_rename(saved, path, e);
	if (code != ERR_OK)
		return code;
	buf_addf(says,
	    "haven's store on this device was damaged. %lld pieces of your "
	    "writing that the office does not have yet were saved from it. The "
	    "records come again from the office. The damaged file is kept.",
	    (long long)rows);
	if (is_cut)
		buf_adds(says,
		    " Some of it could not be read: tell your administrator, "
		    "and look through the outbox for what is missing.");
	return ERR_OK;
}
