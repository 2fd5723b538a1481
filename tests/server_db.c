/* server_db.c - a database opens as it must or not at all, says what is wrong
 * in words, and undoes what it should. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "db.h"

static char folder[64];
static char path[96];

static int
make_folder(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/haven-db-XXXXXX");
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(path, sizeof(path), "%s/haven.db", folder);
	return 0;
}

static int
drop_folder(void **state)
{
	static const char *const ends[] = { "", "-wal", "-shm", ".link" };
	char name[128];

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		snprintf(name, sizeof(name), "%s%s", path, ends[i]);
		unlink(name);
	}
	return rmdir(folder);
}

static struct db *
must_open(enum db_mode mode)
{
	struct errinfo e = { 0 };
	struct db *db = NULL;

	if (db_open(&db, path, DB_DATA, mode, &e) != ERR_OK)
		fail_msg("open: %s", e.says);
	return db;
}

/* Change the closed file behind haven's back. */
static void
tamper(const char *sql)
{
	sqlite3 *h = NULL;

	assert_int_equal(sqlite3_open(path, &h), SQLITE_OK);
	assert_int_equal(sqlite3_exec(h, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(h), SQLITE_OK);
}

static void
set_meta(struct db *db, const char *name, const char *value)
{
	struct errinfo e = { 0 };
	struct stmt *st = db_stmt(db, SQL_META_SET);

	stmt_text(st, 1, name);
	stmt_text(st, 2, value);
	if (stmt_done(st, &e) != ERR_OK)
		fail_msg("%s", e.says);
}

/* "" if it is not there. */
static void
expect_meta(struct db *db, const char *name, const char *want)
{
	struct stmt *st = db_stmt(db, SQL_META_GET);

	stmt_text(st, 1, name);
	if (stmt_row(st))
		assert_string_equal(stmt_get_text(st, 0), want);
	else
		assert_string_equal("", want);
	stmt_reset(st);
	assert_int_equal(db_error(db, NULL), ERR_OK);
}

static void
test_new(void **state)
{
	struct errinfo e;
	struct stat st;
	struct db *db = must_open(DB_CREATE);

	(void)state;
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	set_meta(db, "a", "one");
	db_close(db);
	db = must_open(DB_WRITE);
	expect_meta(db, "a", "one");
	assert_int_equal(db_integrity(db, &e), ERR_OK);
	db_close(db);
	assert_int_equal(
	    db_open(&db, path, DB_DATA, DB_CREATE, &e), ERR_CONFLICT);
	assert_non_null(strstr(e.says, "a database already"));
	assert_null(db);
	db = must_open(DB_WRITE);
	expect_meta(db, "a", "one");
	db_close(db);
}

static void
to_mode_0640(void)
{
	assert_int_equal(chmod(path, 0640), 0);
}

static void
to_link(void)
{
	char other[128];

	snprintf(other, sizeof(other), "%s.link", path);
	assert_int_equal(rename(path, other), 0);
	assert_int_equal(symlink(other, path), 0);
}

static void
to_nothing(void)
{
	assert_int_equal(unlink(path), 0);
}

static void
to_other_application(void)
{
	tamper("PRAGMA application_id=7");
}

static void
to_later_version(void)
{
	tamper("PRAGMA user_version=99");
}

static void
to_first_version(void)
{
	tamper("PRAGMA user_version=1");
}

static void
to_no_version(void)
{
	tamper("PRAGMA user_version=0");
}

static void
to_delete_journal(void)
{
	tamper("PRAGMA journal_mode=DELETE");
}

static void
to_no_database(void)
{
	FILE *f = fopen(path, "r+");

	assert_non_null(f);
	fputs("This is a letter, and no database.", f);
	fclose(f);
}

static void
test_refuses(void **state)
{
	static const struct {
		const char *why;
		void (*to)(void);
		enum db_which which;
		enum db_mode mode;
		enum err want;
		const char *says;
	} rows[] = {
		{ "others may read it", to_mode_0640, DB_DATA, DB_WRITE,
		    ERR_CONFIG, "nobody else can read" },
		{ "a link", to_link, DB_DATA, DB_WRITE, ERR_CONFIG,
		    "plain file" },
		{ "a reader of a link", to_link, DB_DATA, DB_READ, ERR_CONFIG,
		    "plain file" },
		{ "not there", to_nothing, DB_DATA, DB_WRITE, ERR_NOT_FOUND,
		    "havend init" },
		{ "a reader makes nothing", to_nothing, DB_DATA, DB_READ,
		    ERR_NOT_FOUND, "havend init" },
		{ "of another program", to_other_application, DB_DATA, DB_WRITE,
		    ERR_CORRUPT, "no record database" },
		{ "of the keys", NULL, DB_KEYS, DB_WRITE, ERR_CORRUPT,
		    "no key database" },
		{ "of a later version", to_later_version, DB_DATA, DB_WRITE,
		    ERR_CONFIG, "a later version" },
		{ "a reader of a later version", to_later_version, DB_DATA,
		    DB_READ, ERR_CONFIG, "a later version" },
		{ "a reader carries nothing over", to_first_version, DB_DATA,
		    DB_READ, ERR_CONFIG, "an earlier version" },
		{ "of no version", to_no_version, DB_DATA, DB_WRITE, ERR_CONFIG,
		    "Nothing in it was touched" },
		{ "a reader cannot turn WAL on", to_delete_journal, DB_DATA,
		    DB_READ, ERR_BUG, "journal_mode" },
		{ "a letter", to_no_database, DB_DATA, DB_WRITE, ERR_CORRUPT,
		    "restore the newest backup" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct errinfo e = { 0 };
		struct db *db = NULL;
		enum err got;

		make_folder(NULL);
		db_close(must_open(DB_CREATE));
		if (rows[i].to != NULL)
			rows[i].to();
		got = db_open(&db, path, rows[i].which, rows[i].mode, &e);
		if (got != rows[i].want || db != NULL ||
		    strstr(e.says, rows[i].says) == NULL)
			fail_msg("%s: %s, \"%s\"", rows[i].why, err_name(got),
			    e.says);
		assert_null(strstr(e.says, folder));
		assert_int_equal(drop_folder(NULL), 0);
	}
}

static void
test_pragmas(void **state)
{
	struct db *writer = must_open(DB_CREATE);
	struct db *reader = must_open(DB_READ);
	struct errinfo e;
	struct stmt *st;

	(void)state;
	set_meta(writer, "a", "one");
	expect_meta(reader, "a", "one");
	/* A reader cannot write. */
	st = db_stmt(reader, SQL_META_SET);
	stmt_text(st, 1, "a");
	stmt_text(st, 2, "two");
	assert_int_equal(stmt_done(st, &e), ERR_IO);
	assert_non_null(strstr(e.says, "cannot be written"));
	expect_meta(reader, "a", "one");
	/* Nothing moves out of the WAL but by the writer's checkpoint. */
	for (int i = 0; i < 1500; i++)
		set_meta(writer, "a", i % 2 ? "three" : "four");
	assert_true(db_wal_pages(writer) > 1000);
	assert_int_equal(db_checkpoint(writer, &e), ERR_OK);
	assert_int_equal(db_wal_pages(writer), 0);
	expect_meta(reader, "a", "three");
	db_close(reader);
	db_close(writer);
}

static void
test_strict(void **state)
{
	struct db *db = must_open(DB_CREATE);
	struct errinfo e;
	struct stmt *st = db_stmt(db, SQL_META_SET);

	(void)state;
	stmt_text(st, 1, "a");
	assert_int_equal(stmt_done(st, &e), ERR_CONFLICT);
	assert_non_null(strstr(e.says, "Nothing was changed"));
	st = db_stmt(db, SQL_META_SET);
	stmt_text(st, 1, "a");
	stmt_blob(st, 2, "\x01\x02", 2);
	assert_int_equal(stmt_done(st, &e), ERR_CONFLICT);
	/* An argument that is not there is kept as an error, once. */
	st = db_stmt(db, SQL_META_GET);
	stmt_text(st, 2, "b");
	assert_false(stmt_row(st));
	assert_int_equal(db_error(db, &e), ERR_BUG);
	assert_int_equal(db_error(db, &e), ERR_OK);
	expect_meta(db, "a", "");
	db_close(db);
}

static void
test_savepoints(void **state)
{
	struct db *db = must_open(DB_CREATE);
	struct errinfo e;

	(void)state;
	assert_false(db_in_transaction(db));
	assert_int_equal(db_begin(db, &e), ERR_OK);
	assert_true(db_in_transaction(db));
	assert_int_equal(db_savepoint(db, &e), ERR_OK);
	set_meta(db, "a", "one");
	assert_int_equal(db_release(db, &e), ERR_OK);
	assert_int_equal(db_savepoint(db, &e), ERR_OK);
	set_meta(db, "a", "two");
	set_meta(db, "b", "two");
	db_rollback_savepoint(db);
	expect_meta(db, "a", "one");
	expect_meta(db, "b", "");
	assert_int_equal(db_commit(db, &e), ERR_OK);
	assert_int_equal(db_begin(db, &e), ERR_OK);
	set_meta(db, "a", "three");
	db_rollback(db);
	assert_false(db_in_transaction(db));
	db_close(db);
	db = must_open(DB_WRITE);
	expect_meta(db, "a", "one");
	expect_meta(db, "b", "");
	db_close(db);
}

static void
test_one_writer(void **state)
{
	struct db *db = must_open(DB_CREATE);
	struct db *reader = must_open(DB_READ);
	struct errinfo e;

	(void)state;
	/* What a reader sees stands still while it reads. */
	set_meta(db, "a", "one");
	assert_int_equal(db_begin(reader, &e), ERR_OK);
	expect_meta(reader, "a", "one");
	set_meta(db, "a", "two");
	expect_meta(reader, "a", "one");
	assert_int_equal(db_commit(reader, &e), ERR_OK);
	expect_meta(reader, "a", "two");
	/* BEGIN twice is a bug, and says so. */
	assert_int_equal(db_begin(db, &e), ERR_OK);
	assert_int_equal(db_begin(db, &e), ERR_BUG);
	db_rollback(db);
	db_close(reader);
	db_close(db);
}

static void
test_every_statement(void **state)
{
	struct db *db = must_open(DB_CREATE);
	struct errinfo e;
	static const enum db_which which[] = {
#define X(name, w, text) w,
#include "sql.def"
#undef X
	};

	(void)state;
	for (int i = 0; i < SQL_COUNT; i++) {
		if (which[i] != DB_DATA)
			continue;
		db_stmt(db, (enum sql)i);
		if (db_error(db, &e) != ERR_OK)
			fail_msg("statement %d cannot be prepared", i);
	}
	db_close(db);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(db_open(&db, path, DB_KEYS, DB_CREATE, &e), ERR_OK);
	for (int i = 0; i < SQL_COUNT; i++) {
		if (which[i] != DB_KEYS)
			continue;
		db_stmt(db, (enum sql)i);
		if (db_error(db, &e) != ERR_OK)
			fail_msg("statement %d cannot be prepared", i);
	}
	db_close(db);
}

static void
test_damage(void **state)
{
	struct db *db = must_open(DB_CREATE);
	struct errinfo e;
	FILE *f;

	(void)state;
	for (int i = 0; i < 200; i++) {
		char name[16];

		snprintf(name, sizeof(name), "n%d", i);
		set_meta(db, name, "a value that takes some room on its page");
	}
	db_close(db);
	f = fopen(path, "r+");
	assert_non_null(f);
	for (long at = 4096 * 2 + 8; at < 4096 * 40; at += 4096) {
		fseek(f, at, SEEK_SET);
		fwrite("\xff\xff\xff\xff\xff\xff\xff\xff", 1, 8, f);
	}
	fclose(f);
	if (db_open(&db, path, DB_DATA, DB_WRITE, &e) == ERR_OK) {
		assert_int_equal(db_integrity(db, &e), ERR_CORRUPT);
		db_close(db);
	} else {
		assert_int_equal(e.code, ERR_CORRUPT);
	}
	assert_non_null(strstr(e.says, "backup"));
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, make_folder, drop_folder)
	static const struct CMUnitTest tests[] = {
		T(test_new),
		cmocka_unit_test(test_refuses),
		T(test_pragmas),
		T(test_strict),
		T(test_savepoints),
		T(test_one_writer),
		T(test_every_statement),
		T(test_damage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
