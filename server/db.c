/* db.c - SQLite as havend uses it: one connection, its statements by name,
 * its errors as sentences.
 *
 * Debian's SQLite 3.40.1 can damage a WAL when two connections write or
 * checkpoint at once. So only the writer does either: automatic checkpoints
 * are off on every connection, and a reader opens the file READONLY (a
 * read-write reader that closes last would checkpoint). */
#include "db.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

#include "db_in.h"
#include "mem.h"

#define DB_BUSY_MS 10000

static const struct {
	enum db_which which;
	const char *text;
} sqls[] = {
#define X(name, which, text) [SQL_##name] = { which, text },
#include "sql.def"
#undef X
};

/* ---- errors ---- */

enum err
db_say(struct db *db, int rc, struct errinfo *e)
{
	if (db != NULL && (rc & 0xff) == SQLITE_IOERR)
		db->is_broken = true;
	return db_says(rc, e);
}

static void
keep_error(struct db *db, int rc)
{
	struct errinfo e;

	db_say(db, rc, &e);
	if (db->first.code == ERR_OK)
		db->first = e;
}

enum err
db_run(struct db *db, const char *sql, struct errinfo *e)
{
	int rc = sqlite3_exec(db->h, sql, NULL, NULL, NULL);

	return rc == SQLITE_OK ? ERR_OK : db_say(db, rc, e);
}

/* ---- opening ---- */

/* Nobody reads SQLite's count of its memory, and with it every allocation of
 * every thread takes one lock. It must be said before the first file is opened,
 * or it is passed over. */
static void
set_up_library(void)
{
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

#define IN_CREATE (1u << DB_CREATE)
#define IN_WRITE (1u << DB_WRITE)
#define IN_READ (1u << DB_READ)
#define IN_WRITERS (IN_CREATE | IN_WRITE)
#define IN_ALL (IN_WRITERS | IN_READ)

/* Set, then read back: SQLite passes over a pragma it does not like. */
static const struct {
	unsigned modes;
	const char *set, *read, *want;
} pragmas[] = {
	{ IN_WRITERS, "PRAGMA journal_mode=WAL", "PRAGMA journal_mode", "wal" },
	{ IN_READ, NULL, "PRAGMA journal_mode", "wal" },
	{ IN_ALL, "PRAGMA synchronous=FULL", "PRAGMA synchronous", "2" },
	{ IN_ALL, "PRAGMA foreign_keys=ON", "PRAGMA foreign_keys", "1" },
	{ IN_ALL, "PRAGMA wal_autocheckpoint=0", "PRAGMA wal_autocheckpoint",
	    "0" },
	{ IN_ALL, "PRAGMA mmap_size=0", "PRAGMA mmap_size", "0" },
	{ IN_ALL, "PRAGMA temp_store=MEMORY", "PRAGMA temp_store", "2" },
	{ IN_ALL, "PRAGMA secure_delete=ON", "PRAGMA secure_delete", "1" },
	{ IN_ALL, "PRAGMA cell_size_check=ON", "PRAGMA cell_size_check", "1" },
	{ IN_ALL, "PRAGMA trusted_schema=OFF", "PRAGMA trusted_schema", "0" },
	{ IN_READ, "PRAGMA query_only=ON", "PRAGMA query_only", "1" },
};

enum err
db_read_back(
    struct db *db, const char *sql, const char *want, struct errinfo *e)
{
	sqlite3_stmt *s = NULL;
	int rc = sqlite3_prepare_v2(db->h, sql, -1, &s, NULL);
	const char *got;
	enum err err = ERR_OK;

	if (rc == SQLITE_OK)
		rc = sqlite3_step(s);
	if (rc != SQLITE_ROW) {
		err = db_say(db, rc, e);
	} else {
		got = (const char *)sqlite3_column_text(s, 0);
		if (got == NULL || strcmp(got, want) != 0)
			err = err_set(e, ERR_BUG,
			    "The database refuses a setting that haven needs "
			    "to keep records safe (%s). haven stops here.",
			    sql);
	}
	sqlite3_finalize(s);
	return err;
}

static void
set_up_connection(struct db *db)
{
	sqlite3_extended_result_codes(db->h, 1);
	sqlite3_busy_timeout(db->h, DB_BUSY_MS);
	sqlite3_db_config(db->h, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(db->h, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(db->h, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
}

static enum err
set_up(struct db *db, struct errinfo *e)
{
	unsigned mode = 1u << db->mode;
	enum err err = ERR_OK;

	for (size_t i = 0; i < sizeof(pragmas) / sizeof(pragmas[0]); i++) {
		if (!(pragmas[i].modes & mode))
			continue;
		if (pragmas[i].set != NULL)
			err = db_run(db, pragmas[i].set, e);
		if (err == ERR_OK)
			err = db_read_back(
			    db, pragmas[i].read, pragmas[i].want, e);
		if (err != ERR_OK)
			return err;
	}
	return ERR_OK;
}

/* The file itself: ours, regular, nobody else's to read. SQLite has it not
 * open yet, so closing it here drops no lock. */
static enum err
check_path(const char *path, enum db_mode mode, struct errinfo *e)
{
	struct stat st;
	int fd;

	if (mode == DB_CREATE) {
		fd = open(path,
		    O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC | O_WRONLY, 0600);
		if (fd < 0)
			return err_set(e,
			    errno == EEXIST ? ERR_CONFLICT : ERR_IO,
			    errno == EEXIST
				? "There is a database already. Nothing in it "
				  "was touched."
				: "The database cannot be made: %s.",
			    strerror(errno));
		close(fd);
		return ERR_OK;
	}
	if (lstat(path, &st) != 0)
		return err_set(e, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO,
		    "The database cannot be found or read: %s. Has havend "
		    "init been run?",
		    strerror(errno));
	if (!S_ISREG(st.st_mode) || st.st_uid != geteuid() ||
	    (st.st_mode & 077) != 0)
		return err_set(e, ERR_CONFIG,
		    "The database must be a plain file that belongs to the "
		    "user havend runs as, and that nobody else can read "
		    "(mode 0600).");
	return ERR_OK;
}

static int
on_wal(void *arg, sqlite3 *h, const char *name, int pages)
{
	struct db *db = arg;

	(void)h;
	(void)name;
	db->wal_pages = pages;
	return SQLITE_OK;
}

/* What is no store of ours, or a later one, is looked at and no more. */
static enum err
set_up_tables(struct db *db, struct errinfo *e)
{
	enum err err = ERR_OK;

	set_up_connection(db);
	if (db->mode != DB_CREATE)
		err = db_check_identity(db, e);
	if (err == ERR_OK)
		err = set_up(db, e);
	if (err == ERR_OK && db->mode == DB_CREATE)
		return db_make_tables(db, e);
	/* Before anything is made of what stands in it. */
	if (err == ERR_OK && !db_is_todays(db))
		err = db_integrity(db, e);
	return err;
}

static void
leave_journal(struct db *db)
{
	sqlite3_db_config(db->h, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
}

enum err
db_open(struct db **out, const char *path, enum db_which which,
    enum db_mode mode, struct errinfo *e)
{
	int flags =
	    SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE |
	    (mode == DB_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE);
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct db *db;
	enum err err = check_path(path, mode, e);
	int rc;

	pthread_once(&once, set_up_library);

	*out = NULL;
	if (err != ERR_OK)
		return err;
	db = mem_zalloc(1, sizeof(*db));
	db->which = which;
	db->mode = mode;
	rc = sqlite3_open_v2(path, &db->h, flags, NULL);
	/* Where it may not write, SQLite opens it to read. */
	if (rc == SQLITE_OK && mode != DB_READ &&
	    sqlite3_db_readonly(db->h, "main") != 0)
		rc = SQLITE_READONLY;
	err = rc == SQLITE_OK ? set_up_tables(db, e) : db_say(db, rc, e);
	if (err != ERR_OK) {
		/* Not even its journal is moved. */
		leave_journal(db);
		db_close(db);
		return err;
	}
	/* Takes the place of the automatic checkpoint. */
	if (mode != DB_READ)
		sqlite3_wal_hook(db->h, on_wal, db);
	*out = db;
	return ERR_OK;
}

void
db_close(struct db *db)
{
	if (db == NULL)
		return;
	for (size_t i = 0; i < SQL_COUNT; i++)
		sqlite3_finalize(db->stmts[i].s);
	for (size_t i = 0; i < STEP_COUNT; i++)
		sqlite3_finalize(db->steps[i]);
	/* What the disk has of the journal is not known; no fsync is asked for
	 * again, and the next start reads it anew. Nor is it moved before a
	 * store is carried over. */
	if (db->is_broken || !db_is_todays(db))
		leave_journal(db);
	sqlite3_close(db->h);
	mem_free_wiped(db, sizeof(*db));
}

/* ---- statements ---- */

struct stmt *
db_stmt(struct db *db, enum sql sql)
{
	struct stmt *st = &db->stmts[sql];
	int rc;

	assert(sqls[sql].which == db->which && db_is_todays(db));
	st->db = db;
	if (st->s == NULL) {
		rc = sqlite3_prepare_v3(db->h, sqls[sql].text, -1,
		    SQLITE_PREPARE_PERSISTENT, &st->s, NULL);
		if (rc != SQLITE_OK)
			keep_error(db, rc);
		return st;
	}
	sqlite3_reset(st->s);
	sqlite3_clear_bindings(st->s);
	return st;
}

struct stmt *
db_prepare(struct db *db, const char *text)
{
	struct stmt *st = mem_zalloc(1, sizeof(*st));
	int rc = sqlite3_prepare_v2(db->h, text, -1, &st->s, NULL);

	st->db = db;
	if (rc != SQLITE_OK)
		keep_error(db, rc);
	return st;
}

void
stmt_free(struct stmt *st)
{
	sqlite3_finalize(st->s);
	free(st);
}

static void
bound(struct stmt *st, int rc)
{
	if (st->s != NULL && rc != SQLITE_OK)
		keep_error(st->db, rc);
}

void
stmt_int(struct stmt *st, int at, int64_t n)
{
	bound(st, sqlite3_bind_int64(st->s, at, n));
}

void
stmt_text(struct stmt *st, int at, const char *s)
{
	bound(st, sqlite3_bind_text(st->s, at, s, -1, SQLITE_TRANSIENT));
}

void
stmt_id(struct stmt *st, int at, const struct id *id)
{
	stmt_text(st, at, id_is_none(id) ? NULL : id->s);
}

void
stmt_blob(struct stmt *st, int at, const void *bytes, size_t len)
{
	bound(st, sqlite3_bind_blob64(st->s, at, bytes, len, SQLITE_TRANSIENT));
}

bool
stmt_row(struct stmt *st)
{
	int rc;

	if (st->s == NULL || st->db->first.code != ERR_OK)
		return false;
	rc = sqlite3_step(st->s);
	if (rc == SQLITE_ROW)
		return true;
	sqlite3_reset(st->s);
	if (rc != SQLITE_DONE)
		keep_error(st->db, rc);
	return false;
}

enum err
stmt_done(struct stmt *st, struct errinfo *e)
{
	while (stmt_row(st))
		continue;
	return db_error(st->db, e);
}

void
stmt_reset(struct stmt *st)
{
	sqlite3_reset(st->s);
}

int64_t
stmt_get_int(struct stmt *st, int col)
{
	return sqlite3_column_int64(st->s, col);
}

const char *
stmt_get_text(struct stmt *st, int col)
{
	const char *s = (const char *)sqlite3_column_text(st->s, col);

	return s != NULL ? s : "";
}

struct id
stmt_get_id(struct stmt *st, int col)
{
	struct id id = { 0 };

	id_parse(&id, stmt_get_text(st, col));
	return id;
}

const void *
stmt_get_blob(struct stmt *st, int col, size_t *len)
{
	const void *bytes = sqlite3_column_blob(st->s, col);

	*len = (size_t)sqlite3_column_bytes(st->s, col);
	return bytes;
}

enum err
db_error(struct db *db, struct errinfo *e)
{
	enum err err = db->first.code;

	if (err != ERR_OK && e != NULL)
		*e = db->first;
	err_clear(&db->first);
	return err;
}

bool
db_has_error(const struct db *db)
{
	return db->first.code != ERR_OK;
}

int64_t
db_changes(struct db *db)
{
	return sqlite3_changes64(db->h);
}

/* ---- transactions ---- */

static const char *
step_text(const struct db *db, enum step step)
{
	switch (step) {
	case STEP_BEGIN:
		return db->mode == DB_READ ? "BEGIN" : "BEGIN IMMEDIATE";
	case STEP_COMMIT: return "COMMIT";
	case STEP_UNDO: return "ROLLBACK";
	case STEP_SAVE: return "SAVEPOINT job";
	case STEP_RELEASE: return "RELEASE job";
	}
	return "";
}

static int
try_step(struct db *db, enum step step)
{
	sqlite3_stmt **s = &db->steps[step];
	int rc = SQLITE_OK;

	if (*s == NULL)
		rc = sqlite3_prepare_v3(db->h, step_text(db, step), -1,
		    SQLITE_PREPARE_PERSISTENT, s, NULL);
	if (rc != SQLITE_OK)
		return rc;
	rc = sqlite3_step(*s);
	sqlite3_reset(*s);
	return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static enum err
run_step(struct db *db, enum step step, struct errinfo *e)
{
	int rc = try_step(db, step);

	return rc == SQLITE_OK ? ERR_OK : db_say(db, rc, e);
}

bool
db_recall(const struct db *db, const char *key, bool *is)
{
	bool is_known =
	    db->once.key[0] != '\0' && strcmp(db->once.key, key) == 0;

	if (is_known)
		*is = db->once.is;
	return is_known;
}

void
db_remember(struct db *db, const char *key, bool is)
{
	if (db->mode != DB_READ || strlen(key) >= sizeof(db->once.key))
		return;
	memcpy(db->once.key, key, strlen(key) + 1);
	db->once.is = is;
}

enum err
db_begin(struct db *db, struct errinfo *e)
{
	db->once.key[0] = '\0';
	return run_step(db, STEP_BEGIN, e);
}

enum err
db_commit(struct db *db, struct errinfo *e)
{
	return run_step(db, STEP_COMMIT, e);
}

void
db_rollback(struct db *db)
{
	/* Some errors have undone it already; then this says so. */
	(void)try_step(db, STEP_UNDO);
	err_clear(&db->first);
}

enum err
db_savepoint(struct db *db, struct errinfo *e)
{
	return run_step(db, STEP_SAVE, e);
}

enum err
db_release(struct db *db, struct errinfo *e)
{
	return run_step(db, STEP_RELEASE, e);
}

void
db_rollback_savepoint(struct db *db)
{
	sqlite3_exec(db->h, "ROLLBACK TO job; RELEASE job", NULL, NULL, NULL);
	err_clear(&db->first);
}

bool
db_in_transaction(struct db *db)
{
	return !sqlite3_get_autocommit(db->h);
}

bool
db_is_broken(const struct db *db)
{
	return db->is_broken;
}

int
db_wal_pages(const struct db *db)
{
	return db->wal_pages;
}

enum err
db_checkpoint(struct db *db, struct errinfo *e)
{
	int pages = 0, moved = 0, rc;

	assert(db->mode != DB_READ);
	rc = sqlite3_wal_checkpoint_v2(
	    db->h, NULL, SQLITE_CHECKPOINT_PASSIVE, &pages, &moved);
	if (rc != SQLITE_OK)
		return db_say(db, rc, e);
	db->wal_pages = pages > moved ? pages - moved : 0;
	return ERR_OK;
}

enum err
db_integrity(struct db *db, struct errinfo *e)
{
	enum err err = db_read_back(db, "PRAGMA integrity_check(1)", "ok", e);

	if (err == ERR_OK)
		return ERR_OK;
	return err_set(e, err == ERR_BUG ? ERR_CORRUPT : err,
	    "The server's database is damaged: its own check fails. Keep the "
	    "files as they are, and restore the newest backup.");
}
