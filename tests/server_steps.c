/* server_steps.c - a store of an earlier havend is carried over to today's tables
 * with all that is in it, whole or not at all; one of a later havend, or a damaged
 * one, is not touched. */
#include <sys/wait.h>

#include "steps_kit.h"

#include "fault_at.h"
#include "log.h"
#include "power_vfs.h"
#include "schema_auth.h"
#include "schema_store.h"

static int
start(void **state)
{
	power_arm(-1); /* it forgets the files of the test before */
	kit_start(state);
	steps_fill();
	return 0;
}

/* ---- version 1 stands for good ---- */

/* Stores with these tables are on the disks of offices: what comes later is a step,
 * never a change of them. */
static void
test_first_is_frozen(void **state)
{
	size_t n = 0;

	(void)state;
	for (size_t i = 0; schema_store[i] != NULL; i++)
		assert_string_equal(schema_store[i], first_data[n++]);
	for (size_t i = 0; schema_auth[i] != NULL; i++)
		assert_string_equal(schema_auth[i], first_data[n++]);
	assert_null(first_data[n]);
	for (n = 0; schema_keys[n] != NULL; n++)
		assert_string_equal(schema_keys[n], first_keys[n]);
	assert_null(first_keys[n]);
}

/* ---- carried over ---- */

static const char tables[] =
    "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY 1, 2";

/* Every row of every table, but for what the chain was added. */
static void
dump(struct buf *out, int64_t audit_rows)
{
	char data[128], keys[128], sql[200];
	sqlite3 *h;
	sqlite3_stmt *s = NULL;

	steps_paths(data, keys);
	h = first_open(data);
	assert_int_equal(
	    sqlite3_prepare_v2(h,
		"SELECT name FROM sqlite_schema WHERE type = 'table'"
		" AND name NOT LIKE 'sqlite%' ORDER BY 1",
		-1, &s, NULL),
	    SQLITE_OK);
	while (sqlite3_step(s) == SQLITE_ROW) {
		const char *name = (const char *)sqlite3_column_text(s, 0);

		snprintf(sql, sizeof(sql),
		    strcmp(name, "audit") == 0
			? "SELECT * FROM %s WHERE n <= %lld"
			: "SELECT * FROM %s",
		    name, (long long)audit_rows);
		buf_addf(out, "%s\n", name);
		steps_dump(out, data, sql);
	}
	sqlite3_finalize(s);
	sqlite3_close(h);
	steps_dump(out, data, "SELECT max(seq) FROM change");
	steps_dump(out, keys, "SELECT * FROM wrapped ORDER BY 1");
	steps_dump(out, keys, "SELECT * FROM pair ORDER BY 1");
}

static enum err
note_told(void *arg, const struct change *ch, enum told as, struct errinfo *e)
{
	(void)e;
	buf_addf(arg, "%lld %s %d\n", (long long)ch->seq, ch->record.s, as);
	return ERR_OK;
}

/* What each device is told, whichever change it was told last. */
static void
dump_told(struct buf *out)
{
	const struct person *all[] = { &steps_senior, &steps_director,
		&steps_accused, &steps_worker };
	struct db *db = kit_reader();
	struct errinfo e = { 0 };
	int64_t last = 1;
	bool more = true;

	for (size_t p = 0; p < KIND_COUNT(all); p++) {
		for (int64_t since = 0; since < 40; since++) {
			buf_addf(out, "%zu since %lld\n", p, (long long)since);
			kit_must(
			    store_changes(kit, db, &all[p]->who, since, 100,
				kit_now, note_told, out, &last, &more, &e),
			    &e, "changes");
		}
		kit_must(store_gone(kit, db, &all[p]->who, kit_now, note_told,
			     out, &e),
		    &e, "gone");
	}
	server_reader_done(kit, db);
}

static int64_t
audit_rows(void)
{
	return kit_count("SELECT max(n) FROM audit");
}

/* To the byte what it had been, had it been kept by today's havend. */
static void
test_carried_over(void **state)
{
	struct buf before = BUF_INIT(1 << 20), after = BUF_INIT(1 << 20);
	struct buf told = BUF_INIT(1 << 20), told_after = BUF_INIT(1 << 20);
	int64_t rows = audit_rows();

	(void)state;
	dump_told(&told);
	assert_non_null(strstr(buf_str(&told), " 3\n")); /* TOLD_GONE */
	server_close(kit);
	dump(&before, rows);
	kit_open();
	steps_to_first();
	steps_expect(1, 1, "as it was");
	kit_open();
	steps_verify("");
	dump_told(&told_after);
	assert_string_equal(buf_str(&told), buf_str(&told_after));
	assert_int_equal(audit_rows(), rows + 1); /* it says so itself */
	server_close(kit);
	kit = NULL;
	steps_expect(DATA_TODAY, KEYS_TODAY, "carried over");
	dump(&after, rows);
	assert_int_equal(before.len, after.len);
	assert_memory_equal(before.data, after.data, after.len);
	kit_open(); /* a second time there is nothing to do */
	assert_int_equal(audit_rows(), rows + 1);
	buf_done(&before);
	buf_done(&after);
	buf_done(&told);
	buf_done(&told_after);
}

/* And it goes on: what was saved is answered as the first time, a change of it is
 * taken, and whoever it is about stays out. */
static void
test_goes_on(void **state)
{
	struct put put;
	struct id id = id_new();
	struct record_row row;
	struct errinfo e = { 0 };
	int64_t versions;
	struct db *db;

	(void)state;
	put = kit_put_of(&steps_worker, &kind_first_account, &steps_file, &id,
	    0, KIT_ACCOUNT);
	assert_int_equal(kit_send(&put), 201);
	versions = kit_count("SELECT count(*) FROM version");
	steps_to_first();
	kit_open();
	assert_int_equal(kit_send(&put), 201);
	assert_int_equal(kit_count("SELECT count(*) FROM version"), versions);
	assert_int_equal(kit_save(&steps_senior, &kind_concern, &steps_file,
			     &steps_concern, 2, KIT_CONCERN),
	    422); /* another parent */
	kit_make(&steps_worker, &kind_first_account, &steps_file, KIT_ACCOUNT);
	db = kit_reader();
	kit_must(store_find(db, &steps_concern, &row, &e), &e, "find");
	assert_true(
	    store_may(kit, db, &steps_senior.who, &row, RIGHT_READ, kit_now));
	assert_false(
	    store_may(kit, db, &steps_accused.who, &row, RIGHT_READ, kit_now));
	server_reader_done(kit, db);
	steps_verify("");
}

/* A new store and an old one end with the same tables. */
static void
test_same_tables(void **state)
{
	struct buf new_ones = BUF_INIT(100000), carried = BUF_INIT(100000);
	char data[128], keys[128];

	(void)state;
	steps_paths(data, keys);
	server_close(kit);
	steps_dump(&new_ones, data, tables);
	steps_dump(&new_ones, keys, tables);
	kit_open();
	steps_to_first();
	kit_open();
	server_close(kit);
	kit = NULL;
	steps_dump(&carried, data, tables);
	steps_dump(&carried, keys, tables);
	assert_string_equal(buf_str(&new_ones), buf_str(&carried));
	buf_done(&new_ones);
	buf_done(&carried);
}

/* ---- what is not carried over ---- */

/* in_journal: as a kill leaves it. */
static void
set_version(const char *path, int version, bool in_journal)
{
	sqlite3 *h = first_open(path);
	char sql[48];

	sqlite3_db_config(
	    h, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, in_journal, NULL);
	snprintf(sql, sizeof(sql), "PRAGMA user_version=%d", version);
	first_run(h, sql);
	sqlite3_close(h);
}

/* A page in the middle is not what it was. */
static void
damage(const char *path)
{
	FILE *f = fopen(path, "r+");
	long end;

	assert_non_null(f);
	fseek(f, 0, SEEK_END);
	end = ftell(f);
	for (long at = 4096 + 8; at < end; at += 4096) {
		fseek(f, at, SEEK_SET);
		fwrite("\xff\xff\xff\xff\xff\xff\xff\xff", 1, 8, f);
	}
	fclose(f);
}

/* Files with all that is in them, the journal too; the index of it is made anew by
 * whoever looks. */
static void
dump_files(struct buf *out, const char *data, const char *keys)
{
	const char *paths[] = { data, keys };
	char name[160];

	for (size_t i = 0; i < 4; i++) {
		FILE *f;
		int c;

		snprintf(name, sizeof(name), "%s%s", paths[i % 2],
		    i < 2 ? "" : "-wal");
		f = fopen(name, "r");
		buf_addf(out, "%s:", name);
		while (f != NULL && (c = getc(f)) != EOF)
			buf_addc(out, (char)c);
		if (f != NULL)
			fclose(f);
	}
}

static void
test_untouched(void **state)
{
	static const struct {
		const char *why;
		int data, keys; /* versions; 0: damaged */
		bool is_read_only;
		enum err want;
		const char *says;
	} rows[] = {
		{ "later records", DATA_TODAY + 1, 1, false, ERR_CONFIG,
		    "a later version" },
		{ "much later records", 99, 1, false, ERR_CONFIG,
		    "Nothing in it was touched" },
		{ "records of no version", -1, 1, false, ERR_CONFIG,
		    "Nothing in it was touched" },
		{ "later keys", 1, KEYS_TODAY + 1, false, ERR_CONFIG,
		    "a later version" },
		{ "damaged records", 0, 1, false, ERR_CORRUPT, "backup" },
		{ "damaged keys", 1, 0, false, ERR_CORRUPT, "backup" },
		{ "where nothing can be written", 1, 1, true, ERR_IO,
		    "cannot be written" },
	};

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		struct buf before = BUF_INIT(4u << 20);
		struct buf after = BUF_INIT(4u << 20);
		struct errinfo e = { 0 };
		char data[128], keys[128];
		enum err got;

		start(NULL);
		steps_to_first();
		steps_paths(data, keys);
		if (rows[i].data == 0)
			damage(data);
		else
			set_version(data, rows[i].data, true);
		if (rows[i].keys == 0)
			damage(keys);
		else
			set_version(keys, rows[i].keys, true);
		dump_files(&before, data, keys);
		fault_read_only = rows[i].is_read_only;
		got = server_open(&kit, kit_conf, &e);
		fault_read_only = false;
		if (got != rows[i].want || kit != NULL ||
		    strstr(e.says, rows[i].says) == NULL)
			fail_msg(
			    "%s: %s: %s", rows[i].why, err_name(got), e.says);
		dump_files(&after, data, keys);
		if (before.len != after.len ||
		    memcmp(before.data, after.data, before.len) != 0)
			fail_msg("%s: it was touched", rows[i].why);
		buf_done(&before);
		buf_done(&after);
		assert_int_equal(kit_stop(NULL), 0);
	}
}

/* The keys as they were at first, or as they are today. */
static void
set_keys(const char *keys, int version, bool in_journal)
{
	sqlite3 *h = first_open(keys);

	first_run(h,
	    version == KEYS_TODAY
		? "CREATE TABLE IF NOT EXISTS disposal (file TEXT PRIMARY KEY,"
		  " at_ms INTEGER NOT NULL, record TEXT NOT NULL,"
		  " sealed BLOB NOT NULL) STRICT, WITHOUT ROWID"
		: "DROP TABLE IF EXISTS disposal");
	sqlite3_close(h);
	set_version(keys, version, in_journal);
}

/* As a kill leaves it, and as a backup of one of them put back may. */
static void
test_one_of_the_two(void **state)
{
	static const struct {
		const char *why;
		int data, keys;
	} rows[] = {
		{ "the keys alone were", 1, KEYS_TODAY },
		{ "the records alone were", DATA_TODAY, 1 },
	};

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		char data[128], keys[128];

		start(NULL);
		steps_to_first();
		steps_paths(data, keys);
		if (rows[i].data == DATA_TODAY) {
			kit_open();
			server_close(kit);
			kit = NULL;
		}
		set_keys(keys, rows[i].keys, true);
		steps_expect(rows[i].data, rows[i].keys, rows[i].why);
		kit_open();
		steps_verify("");
		steps_expect(DATA_TODAY, KEYS_TODAY, rows[i].why);
		assert_int_equal(kit_stop(NULL), 0);
	}
}

/* Who only reads changes nothing, and says who does. */
static void
test_reader(void **state)
{
	static const enum db_which which[] = { DB_DATA, DB_KEYS };
	char data[128], keys[128];
	const char *paths[] = { data, keys };

	(void)state;
	steps_to_first();
	steps_paths(data, keys);
	for (size_t i = 0; i < 2; i++) {
		struct errinfo e = { 0 };
		struct db *db = NULL;

		assert_int_equal(
		    db_open(&db, paths[i], which[i], DB_READ, &e), ERR_CONFIG);
		assert_non_null(strstr(e.says, "start havend"));
		assert_null(db);
	}
	steps_expect(1, 1, "read");
	kit_open();
}

/* ---- cut short ---- */

/* It is of version 1 still, or one of the two databases is; and the next start
 * carries it over. */
static void
test_cut_short(void **state)
{
	static const struct {
		const char *why;
		int write, sync;
		enum err want;
		const char *from; /* the statement at which it is full */
		int keys_first;   /* version of the keys at the beginning */
		int keys;         /* and at the end */
	} rows[] = {
		{ "full", SQLITE_FULL, 0, ERR_FULL, NULL, 1, 1 },
		{ "the keys' number", 0, 0, ERR_FULL, "PRAGMA user_version=", 1,
		    1 },
		{ "the keys' end", 0, 0, ERR_FULL, "COMMIT", 1, 1 },
		{ "between the two", 0, 0, ERR_FULL, "ALTER TABLE exclusion", 1,
		    KEYS_TODAY },
		{ "in the step", 0, 0, ERR_FULL, "CREATE TABLE beside", 1,
		    KEYS_TODAY },
		{ "while filling in", 0, 0, ERR_FULL,
		    "INSERT INTO exclusion (thread, hash, seq) SELECT", 1,
		    KEYS_TODAY },
		{ "after it", 0, 0, ERR_FULL, "DROP TABLE exclusion_1", 1,
		    KEYS_TODAY },
		{ "the records' number", 0, 0, ERR_FULL,
		    "PRAGMA user_version=", KEYS_TODAY, KEYS_TODAY },
		{ "the row of the chain", 0, 0, ERR_FULL, "INSERT INTO audit",
		    1, KEYS_TODAY },
		{ "the records' end", 0, 0, ERR_FULL, "COMMIT", KEYS_TODAY,
		    KEYS_TODAY },
		{ "the disk fails", SQLITE_IOERR_WRITE, 0, ERR_IO, NULL, 1, 1 },
		{ "the keys' fsync fails", 0, SQLITE_IOERR_FSYNC, ERR_IO, NULL,
		    1, 1 },
		{ "the records' fsync fails", 0, SQLITE_IOERR_FSYNC, ERR_IO,
		    NULL, KEYS_TODAY, KEYS_TODAY },
	};

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		struct errinfo e = { 0 };
		char data[128], keys[128];
		enum err got;

		start(NULL);
		steps_to_first();
		steps_paths(data, keys);
		set_keys(keys, rows[i].keys_first, false);
		fault_at(rows[i].from);
		fault_write = rows[i].write;
		fault_sync = rows[i].sync;
		got = server_open(&kit, kit_conf, &e);
		if (rows[i].from != NULL && !fault_at_end())
			fail_msg("%s: it never came", rows[i].why);
		fault_write = fault_sync = 0;
		if (got != rows[i].want || kit != NULL || strlen(e.says) < 20)
			fail_msg(
			    "%s: %s: %s", rows[i].why, err_name(got), e.says);
		steps_expect(1, rows[i].keys, rows[i].why);
		kit_open();
		steps_verify("");
		steps_expect(DATA_TODAY, KEYS_TODAY, rows[i].why);
		assert_int_equal(kit_stop(NULL), 0);
	}
}

/* ---- the power goes at every write and fsync of it ---- */

static int
in_child(void (*run)(void))
{
	pid_t pid = fork();
	int status = 0;

	if (pid == 0) {
		run();
		_exit(0);
	}
	assert_true(pid > 0 && waitpid(pid, &status, 0) == pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

static void
open_and_close(void)
{
	kit_open();
	server_close(kit);
}

static void
look(void)
{
	kit_open();
	steps_verify("");
	server_close(kit);
}

static void
keep(const char *path, const char *as)
{
	char from[160], to[160];
	FILE *in, *out;
	int c;

	snprintf(from, sizeof(from), "%s", path);
	snprintf(to, sizeof(to), "%s", as);
	in = fopen(from, "r");
	out = fopen(to, "w");
	assert_true(in != NULL && out != NULL);
	while ((c = getc(in)) != EOF)
		putc(c, out);
	fclose(in);
	assert_int_equal(fclose(out), 0);
	assert_int_equal(chmod(to, 0600), 0);
}

/* Both databases as they were, and no journal. */
static void
put_back(const char *data, const char *keys, bool is_first)
{
	const char *paths[] = { data, keys };
	char name[160];

	for (size_t i = 0; i < 2; i++) {
		snprintf(name, sizeof(name), "%s-wal", paths[i]);
		unlink(name);
		snprintf(name, sizeof(name), "%s-shm", paths[i]);
		unlink(name);
		snprintf(name, sizeof(name), "%s.kept", paths[i]);
		if (is_first)
			keep(paths[i], name);
		else
			keep(name, paths[i]);
	}
}

static void
test_power(void **state)
{
	char data[128], keys[128];
	uint64_t r = power_seed(1);
	int code = POWER_EXIT, seen[DATA_TODAY + 1][KEYS_TODAY + 1] = { { 0 } };

	(void)state;
	steps_to_first();
	steps_paths(data, keys);
	put_back(data, keys, true);
	for (long at = 1; code == POWER_EXIT; at++) {
		put_back(data, keys, false);
		power_arm(at);
		code = in_child(open_and_close);
		power_lose(&r);
		assert_true(code == POWER_EXIT || code == 0);
		seen[steps_version(data)][steps_version(keys)]++;
		if (in_child(look) != 0)
			fail_msg("after %ld writes it does not hold", at);
		steps_expect(DATA_TODAY, KEYS_TODAY, "after the power went");
	}
	/* Records never before keys; and every state in between was there. */
	assert_int_equal(seen[DATA_TODAY][1], 0);
	assert_true(seen[1][1] > 0 && seen[1][KEYS_TODAY] > 0 &&
		    seen[DATA_TODAY][KEYS_TODAY] > 0);
	put_back(data, keys, false);
	kit_open();
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, start, kit_stop)
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_first_is_frozen),
		T(test_carried_over),
		T(test_goes_on),
		T(test_same_tables),
		cmocka_unit_test(test_untouched),
		cmocka_unit_test(test_one_of_the_two),
		T(test_reader),
		cmocka_unit_test(test_cut_short),
		T(test_power),
	};

	log_start(2, LOG_ERROR);
	power_start(); /* nearest to the disk */
	fault_start();
	fault_at_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
