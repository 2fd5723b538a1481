/* store_db.c - SQLite as the client uses it: one exclusive connection, its
 * statements by name, its errors as sentences.
 *
 * Debian's SQLite 3.40.1 can damage a WAL when two connections write or
 * checkpoint at once; here there is only ever one (locking_mode=EXCLUSIVE, which
 * also needs no shared-memory file). SQLite passes over a pragma it does not
 * like, so each is read back. */
#include "store_in.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "store_schema.h"

#define WAL_PAGES 1000 /* then the journal is moved into the database */

static const char *const sqls[] = {
#define X(name, text) [SQL_##name] = text,
#include "store_sql.def"
#undef X
};

static const struct {
	int code; /* primary result code of SQLite */
	enum err err;
	const char *says;
} codes[] = {
	{ SQLITE_FULL, ERR_FULL,
	    "The disk of this device is full. What was saved before is safe; "
	    "this was not kept. Make room on the disk, then save again." },
	{ SQLITE_IOERR, ERR_IO,
	    "The disk of this device reports an error. What was saved before "
	    "is "
	    "safe; this was not kept. Write it down on paper, close haven, and "
	    "have the device looked at." },
	{ SQLITE_CANTOPEN, ERR_IO,
	    "haven's store on this device cannot be opened. Nothing was "
	    "changed. Check that its folder is there and belongs to you." },
	{ SQLITE_READONLY, ERR_IO,
	    "haven's store on this device can be read but not written: the "
	    "disk is read only, or its folder is not yours. What was saved "
	    "before is safe. Write on paper, and have the device looked at." },
	{ SQLITE_PERM, ERR_DENIED,
	    "haven's store on this device may not be opened by you." },
	{ SQLITE_CORRUPT, ERR_CORRUPT,
	    "haven's store on this device is damaged. Close haven and start it "
	    "again: it saves what can be read, and keeps the damaged file." },
	{ SQLITE_NOTADB, ERR_CORRUPT,
	    "A file of haven on this device is no store of haven. Nothing in "
	    "it "
	    "was touched." },
	{ SQLITE_BUSY, ERR_BUSY,
	    "haven is open already for this person on this device. Go on in "
	    "that window, or close it first." },
	{ SQLITE_LOCKED, ERR_BUSY,
	    "haven is open already for this person on this device. Go on in "
	    "that window, or close it first." },
	{ SQLITE_TOOBIG, ERR_TOO_BIG,
	    "This is too large to be kept. Nothing was saved." },
	{ SQLITE_CONSTRAINT, ERR_CONFLICT,
	    "This does not fit what is kept here already. Nothing was "
	    "changed." },
};

enum err
store_db_say(struct store *st, int rc, struct errinfo *e)
{
	if ((rc & 0xff) == SQLITE_IOERR)
		st->is_broken = true;
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		if (codes[i].code == (rc & 0xff))
			return err_set(e, codes[i].err, "%s", codes[i].says);
	}
	return err_set(e, ERR_BUG,
	    "haven's store answered what haven did not expect (%d). Nothing "
	    "was "
	    "changed.",
	    rc);
}

enum err
store_db_run(struct store *st, const char *sql, struct errinfo *e)
{
	int rc = sqlite3_exec(st->h, sql, NULL, NULL, NULL);

	return rc == SQLITE_OK ? ERR_OK : store_db_say(st, rc, e);
}

/* ---- opening ---- */

/* SQLite's own moving over of the journal passes over an error of the disk, and
 * asks for the fsync again the next time. What was committed stays kept. */
static int
on_wal(void *arg, sqlite3 *h, const char *name, int pages)
{
	int rc = SQLITE_OK;

	if (pages >= WAL_PAGES)
		rc = sqlite3_wal_checkpoint_v2(
		    h, name, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
	if (rc != SQLITE_OK)
		store_db_say(arg, rc, NULL);
	return SQLITE_OK;
}

static const struct {
	const char *set, *read, *want;
} pragmas[] = {
	{ "PRAGMA locking_mode=EXCLUSIVE", "PRAGMA locking_mode", "exclusive" },
	{ "PRAGMA journal_mode=WAL", "PRAGMA journal_mode", "wal" },
	{ "PRAGMA synchronous=FULL", "PRAGMA synchronous", "2" },
	{ "PRAGMA mmap_size=0", "PRAGMA mmap_size", "0" },
	{ "PRAGMA temp_store=MEMORY", "PRAGMA temp_store", "2" },
	/* KiB. Reading all of a store once fills any cache, and never asks it. */
	{ "PRAGMA cache_size=-256", "PRAGMA cache_size", "-256" },
	{ "PRAGMA secure_delete=ON", "PRAGMA secure_delete", "1" },
	{ "PRAGMA cell_size_check=ON", "PRAGMA cell_size_check", "1" },
	{ "PRAGMA trusted_schema=OFF", "PRAGMA trusted_schema", "0" },
	{ "PRAGMA foreign_keys=ON", "PRAGMA foreign_keys", "1" },
};

/* The first column of the first row must be want; without a row (SQLite has no
 * such setting built in) it is taken as a refusal, too. */
static enum err
read_back(struct store *st, const char *sql, const char *want,
    enum err otherwise, struct errinfo *e)
{
	sqlite3_stmt *s = NULL;
	int rc = sqlite3_prepare_v2(st->h, sql, -1, &s, NULL);
	const char *got;
	enum err code = ERR_OK;

	if (rc == SQLITE_OK)
		rc = sqlite3_step(s);
	if (rc == SQLITE_ROW) {
		got = (const char *)sqlite3_column_text(s, 0);
		if (!got || strcmp(got, want) != 0)
			code = otherwise;
	} else if (rc == SQLITE_DONE) {
		code = otherwise;
	} else {
		code = store_db_say(st, rc, e);
		sqlite3_finalize(s);
		return code;
	}
	sqlite3_finalize(s);
	if (code == ERR_CORRUPT)
		return store_db_say(st, SQLITE_CORRUPT, e);
	if (code != ERR_OK)
		err_set(e, code,
		    "The store refuses a setting that haven needs to keep "
		    "records safe (%s). haven stops here.",
		    sql);
	return code;
}

static enum err
set_up(struct store *st, struct errinfo *e)
{
	enum err code = ERR_OK;

	sqlite3_extended_result_codes(st->h, 1);
	sqlite3_db_config(st->h, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(st->h, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(st->h, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	sqlite3_wal_hook(st->h, on_wal, st);
	for (size_t i = 0;
	     code == ERR_OK && i < sizeof(pragmas) / sizeof(pragmas[0]); i++) {
		code = store_db_run(st, pragmas[i].set, e);
		if (code == ERR_OK)
			code = read_back(
			    st, pragmas[i].read, pragmas[i].want, ERR_BUG, e);
	}
	st->is_durable = true;
	return code;
}

static enum err
run_list(struct store *st, const char *const *list, struct errinfo *e)
{
	enum err code = ERR_OK;

	for (; code == ERR_OK && *list; list++)
		code = store_db_run(st, *list, e);
	return code;
}

/* The steps from a version to today's, inside a transaction; its number is
 * raised in the same one, so that a store is of one version or of the other. */
static enum err
run_steps(struct store *st, int version, struct errinfo *e)
{
	char text[48];
	enum err code = ERR_OK;

	for (size_t i = (size_t)(version - 1);
	     code == ERR_OK && i < STORE_STEPS; i++)
		code = run_list(st, store_steps[i], e);
	sqlite3_snprintf(
	    sizeof(text), text, "PRAGMA user_version=%d", STORE_VERSION);
	return code == ERR_OK ? store_db_run(st, text, e) : code;
}

static enum err
make_tables(struct store *st, struct errinfo *e)
{
	char text[48];
	enum err code = store_begin(st, true, e);

	if (code == ERR_OK)
		code = run_list(st, store_schema, e);
	sqlite3_snprintf(
	    sizeof(text), text, "PRAGMA application_id=%d", STORE_APPLICATION);
	if (code == ERR_OK)
		code = store_db_run(st, text, e);
	if (code == ERR_OK)
		code = run_steps(st, 1, e);
	return code == ERR_OK ? store_commit(st, e) : code;
}

static enum err
read_version(struct store *st, int *version, struct errinfo *e)
{
	sqlite3_stmt *s = NULL;
	int rc = sqlite3_prepare_v2(st->h, "PRAGMA user_version", -1, &s, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_step(s);
	*version = rc == SQLITE_ROW ? sqlite3_column_int(s, 0) : 0;
	sqlite3_finalize(s);
	return rc == SQLITE_ROW ? ERR_OK : store_db_say(st, rc, e);
}

/* It is a store of haven, and not of a later one. */
static enum err
check_identity(struct store *st, struct errinfo *e)
{
	char want[16];
	enum err code;

	sqlite3_snprintf(sizeof(want), want, "%d", STORE_APPLICATION);
	code = read_back(st, "PRAGMA application_id", want, ERR_CORRUPT, e);
	if (code == ERR_OK)
		code = read_version(st, &st->version, e);
	if (code != ERR_OK)
		return code;
	if (st->version < 1 || st->version > STORE_VERSION)
		return err_set(e, ERR_CONFIG,
		    "This store was made by a later version of haven. Nothing "
		    "in it was touched: run that version.");
	return ERR_OK;
}

enum err
store_db_carry_over(struct store *st, struct errinfo *e)
{
	enum err code;

	if (st->version == STORE_VERSION)
		return ERR_OK;
	code = store_begin(st, true, e);
	if (code == ERR_OK)
		code = run_steps(st, st->version, e);
	if (code == ERR_OK)
		code = store_commit(st, e);
	else
		store_rollback(st);
	if (code == ERR_OK)
		st->version = STORE_VERSION;
	return code;
}

/* SQLITE_OPEN_NOFOLLOW refuses a link anywhere in the path; one above the
 * store's own folder is the owner's business, so that part is resolved. */
static int
open_file(struct store *st, const char *path)
{
	int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE |
		    SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW;
	const char *slash = strrchr(path, '/');
	char *dir = slash ? mem_strndup(path, (size_t)(slash - path) + 1)
			  : mem_strdup(".");
	char *real = realpath(dir, NULL);
	struct buf full = BUF_INIT(STORE_PATH_MAX * 2);
	int rc = SQLITE_CANTOPEN;

	if (real) {
		buf_addf(&full, "%s/%s", real, slash ? slash + 1 : path);
		rc = sqlite3_open_v2(buf_str(&full), &st->h, flags, NULL);
		/* Where it may not write, SQLite opens it to read. */
		if (rc == SQLITE_OK && sqlite3_db_readonly(st->h, "main") != 0)
			rc = SQLITE_READONLY;
	}
	free(real);
	mem_free_text(dir);
	buf_done(&full);
	return rc;
}

enum err
store_db_open(
    struct store *st, const char *path, bool create, struct errinfo *e)
{
	int rc = open_file(st, path);
	enum err code;

	code = rc == SQLITE_OK ? set_up(st, e) : store_db_say(st, rc, e);
	/* Takes the exclusive lock, so a second haven hears of it here. */
	if (code == ERR_OK && create)
		code = make_tables(st, e);
	if (code == ERR_OK)
		code = check_identity(st, e);
	return code;
}

void
store_db_leave(struct store *st)
{
	sqlite3_db_config(st->h, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
}

void
store_db_close(struct store *st)
{
	/* What the disk has of the journal is not known; it is read anew. */
	if (st->is_broken)
		store_db_leave(st);
	for (size_t i = 0; i < SQL_COUNT; i++)
		sqlite3_finalize(st->stmts[i]);
	memset(st->stmts, 0, sizeof(st->stmts));
	sqlite3_close(st->h);
	st->h = NULL;
}

enum err
store_db_check(struct store *st, struct errinfo *e)
{
	return read_back(st, "PRAGMA quick_check(1)", "ok", ERR_CORRUPT, e);
}

static_assert(STORE_VERSION == 1 + STORE_STEPS, "a step for each version");

/* ---- statements ---- */

static void
keep_error(struct store *st, int rc)
{
	struct errinfo why = { 0 };

	store_db_say(st, rc, &why);
	if (st->first.code == ERR_OK)
		st->first = why;
}

sqlite3_stmt *
sql_get(struct store *st, enum sql sql)
{
	sqlite3_stmt *s = st->stmts[sql];
	int rc;

	if (!s) {
		rc = sqlite3_prepare_v3(st->h, sqls[sql], -1,
		    SQLITE_PREPARE_PERSISTENT, &st->stmts[sql], NULL);
		if (rc != SQLITE_OK)
			keep_error(st, rc);
		return st->stmts[sql];
	}
	sqlite3_reset(s);
	sqlite3_clear_bindings(s);
	return s;
}

static void
bound(struct store *st, const sqlite3_stmt *s, int rc)
{
	if (s && rc != SQLITE_OK)
		keep_error(st, rc);
}

void
sql_int(struct store *st, sqlite3_stmt *s, int at, int64_t n)
{
	bound(st, s, sqlite3_bind_int64(s, at, n));
}

void
sql_text(struct store *st, sqlite3_stmt *s, int at, const char *text)
{
	bound(st, s, sqlite3_bind_text(s, at, text, -1, SQLITE_TRANSIENT));
}

void
sql_id(struct store *st, sqlite3_stmt *s, int at, const struct id *id)
{
	sql_text(st, s, at, id ? id->s : "");
}

void
sql_blob(
    struct store *st, sqlite3_stmt *s, int at, const void *bytes, size_t len)
{
	bound(st, s, sqlite3_bind_blob64(s, at, bytes, len, SQLITE_TRANSIENT));
}

bool
sql_row(struct store *st, sqlite3_stmt *s)
{
	int rc;

	if (!s || st->first.code != ERR_OK)
		return false;
	rc = sqlite3_step(s);
	if (rc == SQLITE_ROW)
		return true;
	sqlite3_reset(s);
	if (rc != SQLITE_DONE)
		keep_error(st, rc);
	return false;
}

enum err
sql_done(struct store *st, sqlite3_stmt *s, struct errinfo *e)
{
	while (sql_row(st, s))
		continue;
	return sql_error(st, e);
}

enum err
sql_error(struct store *st, struct errinfo *e)
{
	enum err code = st->first.code;

	if (code != ERR_OK && e)
		*e = st->first;
	err_clear(&st->first);
	return code;
}

int64_t
sql_number_of(struct store *st, enum sql sql, int col, const struct id *id)
{
	sqlite3_stmt *s = sql_get(st, sql);
	int64_t n = 0;

	sql_id(st, s, 1, id);
	if (sql_row(st, s))
		n = sqlite3_column_int64(s, col);
	sqlite3_reset(s);
	sql_error(st, NULL);
	return n;
}

struct id
sql_col_id(sqlite3_stmt *s, int col)
{
	const char *text = (const char *)sqlite3_column_text(s, col);
	struct id id = { "" };

	id_parse(&id, text);
	return id;
}

/* ---- transactions ---- */

/* synchronous is NORMAL for what the office can send again: in a WAL that means
 * no fsync at commit. The next durable commit syncs it all. */
static enum err
set_durable(struct store *st, bool durable, struct errinfo *e)
{
	enum err code;

	if (st->is_durable == durable)
		return ERR_OK;
	code = store_db_run(st,
	    durable ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL",
	    e);
	if (code == ERR_OK)
		code = read_back(
		    st, "PRAGMA synchronous", durable ? "2" : "1", ERR_BUG, e);
	if (code == ERR_OK)
		st->is_durable = durable;
	return code;
}

enum err
store_begin(struct store *st, bool durable, struct errinfo *e)
{
	enum err code;

	if (st->is_broken)
		return err_set(e, ERR_IO,
		    "The disk of this device reported an error, so haven keeps "
		    "nothing more until it is started again. What was saved "
		    "before is safe. Write this down on paper.");
	code = set_durable(st, durable, e);
	return code == ERR_OK ? store_db_run(st, "BEGIN IMMEDIATE", e) : code;
}

enum err
store_commit(struct store *st, struct errinfo *e)
{
	enum err code = store_db_run(st, "COMMIT", e);

	if (code != ERR_OK)
		store_rollback(st);
	return code;
}

void
store_rollback(struct store *st)
{
	/* Some errors have undone it already. */
	if (!sqlite3_get_autocommit(st->h))
		sqlite3_exec(st->h, "ROLLBACK", NULL, NULL, NULL);
	err_clear(&st->first);
}

enum err
store_enter(struct store *st, bool *own, struct errinfo *e)
{
	*own = sqlite3_get_autocommit(st->h);
	return *own ? store_begin(st, true, e) : ERR_OK;
}

enum err
store_leave(struct store *st, bool own, enum err code, struct errinfo *e)
{
	if (own && code == ERR_OK)
		return store_commit(st, e);
	if (own)
		store_rollback(st);
	return code;
}

enum err
store_scrub(struct store *st, struct errinfo *e)
{
	int rc = sqlite3_wal_checkpoint_v2(
	    st->h, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);

	return rc == SQLITE_OK ? ERR_OK : store_db_say(st, rc, e);
}
