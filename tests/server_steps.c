/* server_steps.c - a store of an earlier havend gets today's tables with all that
 * is in it, whole or not at all; one of a later havend is not touched. */
#include "store_kit.h"

#include <sys/stat.h>

#include "fault_at.h"
#include "schema_auth.h"
#include "schema_store.h"

/* BLAKE2b of version 1 as it was shipped. Stores with these tables are in offices:
 * what comes later is a step, never a change of this. */
#define FIRST_HASH \
	"01b62402c6bedd3b942b78b9abe0830ced8b83ddb99bd454ddef459f118196c4"

static struct person senior, worker;
static struct id file, account;

static void
add_all(struct buf *out, const char *const *texts)
{
	for (; *texts; texts++)
		buf_addf(out, "%s;\n", *texts);
}

static void
test_first_is_frozen(void **state)
{
	struct buf all = BUF_INIT(65536);
	uint8_t hash[SEAL_HASH];
	char hex[SEAL_HASH * 2 + 1];

	(void)state;
	add_all(&all, schema_store);
	add_all(&all, schema_auth);
	add_all(&all, schema_keys);
	seal_hash(hash, NULL, (struct seal_part[]){ { all.data, all.len } }, 1);
	seal_hex(hex, hash, sizeof(hash));
	assert_string_equal(hex, FIRST_HASH);
	buf_done(&all);
}

/* ---- a store as version 1 left it ---- */

static void
db_path(char out[128], bool keys)
{
	snprintf(out, 128, "%s/%s", kit_dir,
	    keys ? "keys/keys.db" : "data/haven.db");
}

static void
run(sqlite3 *h, const char *sql)
{
	char *why = NULL;

	if (sqlite3_exec(h, sql, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s: %s", sql, why);
}

static void
run_on(bool keys, const char *sql)
{
	char path[128];
	sqlite3 *h = NULL;

	db_path(path, keys);
	assert_int_equal(sqlite3_open(path, &h), SQLITE_OK);
	run(h, sql);
	sqlite3_close(h);
}

static int64_t
number(bool keys, const char *sql)
{
	char path[128];
	sqlite3 *h = NULL;
	sqlite3_stmt *s = NULL;
	int64_t n;

	db_path(path, keys);
	assert_int_equal(sqlite3_open(path, &h), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(h, sql, -1, &s, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(s), SQLITE_ROW);
	n = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	sqlite3_close(h);
	return n;
}

static int
version_of(bool keys)
{
	return (int)number(keys, "PRAGMA user_version");
}

/* The columns that both tables have, of the same order. */
static const char *
columns_of(const char *table)
{
	return strcmp(table, "exclusion") == 0 ? "thread, hash" : "*";
}

static int
copy_table(void *arg, int count, char **values, char **names)
{
	char sql[300];

	(void)count;
	(void)names;
	snprintf(sql, sizeof(sql), "INSERT INTO %s SELECT %s FROM now.%s",
	    values[0], columns_of(values[0]), values[0]);
	run(arg, sql);
	return 0;
}

/* The tables of version 1 with the rows of the store that is there, in its place. */
static void
make_data_first(void)
{
	struct buf all = BUF_INIT(65536);
	char path[128], first[128], sql[400];
	sqlite3 *h = NULL;

	db_path(path, false);
	run_on(false, "PRAGMA wal_checkpoint(TRUNCATE)");
	snprintf(first, sizeof(first), "%s/first.db", kit_dir);
	assert_int_equal(sqlite3_open(first, &h), SQLITE_OK);
	add_all(&all, schema_store);
	add_all(&all, schema_auth);
	run(h, "PRAGMA journal_mode=WAL");
	run(h, buf_str(&all));
	snprintf(sql, sizeof(sql), "ATTACH '%s' AS now", path);
	run(h, sql);
	assert_int_equal(
	    sqlite3_exec(h,
		"SELECT name FROM main.sqlite_master WHERE type='table' AND "
		"name NOT LIKE 'sqlite_%'",
		copy_table, h, NULL),
	    SQLITE_OK);
	run(h, "DETACH now; PRAGMA application_id=1213615684;"
	       "PRAGMA user_version=1; PRAGMA wal_checkpoint(TRUNCATE)");
	sqlite3_close(h);
	assert_int_equal(rename(first, path), 0);
	assert_int_equal(chmod(path, 0600), 0);
	buf_done(&all);
}

static void
kit_first(void)
{
	server_close(kit);
	kit = NULL;
	make_data_first();
	run_on(true, "PRAGMA user_version=1");
}

/* A front sheet, a first account about a member of staff, and a look. */
static int
begin(void **state)
{
	char body[400];

	kit_start(state);
	senior = kit_person(ROLE_SENIOR, "");
	worker = kit_person(ROLE_SUPPORT_WORKER, "");
	file = kit_file(&senior);
	snprintf(body, sizeof(body),
	    "{%s\"child\":\"Robin Fielding\",\"observed\":\"A bruise.\"}",
	    kit_about(&worker));
	account = kit_make(&senior, &kind_first_account, &file, body);
	kit_first();
	return 0;
}

static int
end(void **state)
{
	return kit_stop(state);
}

static void
check_all(void)
{
	struct buf text = BUF_INIT(100000), says = BUF_INIT(100000);
	struct errinfo e = { 0 };
	struct db *db = kit_reader();
	struct record_row row;
	struct envelope env;
	int64_t bad = -1;

	assert_int_equal(store_find(db, &account, &row, &e), ERR_OK);
	assert_int_equal(
	    store_read(kit, db, &account, 0, &env, &text, &e), ERR_OK);
	assert_non_null(strstr(buf_str(&text), "A bruise."));
	/* R7 holds, and the chain (promise 7). */
	assert_false(
	    store_may(kit, db, &worker.who, &row, RIGHT_READ, kit_now));
	assert_true(store_may(kit, db, &senior.who, &row, RIGHT_READ, kit_now));
	assert_int_equal(store_verify(kit, db, &says, &bad, &e), ERR_OK);
	if (bad != 0)
		fail_msg("%s", buf_str(&says));
	server_reader_done(kit, db);
	buf_done(&text);
	buf_done(&says);
}

#define TABLES                                                         \
	"SELECT sum(length(sql) * (unicode(name) + length(name)))"     \
	" FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE " \
	"'sqlite_%'"
#define TABLE_COUNT "SELECT count(*) FROM sqlite_master"

static void
test_carried_over(void **state)
{
	int64_t tables, count;

	(void)state;
	assert_int_equal(version_of(false), 1);
	kit_open();
	check_all();
	/* Whoever was kept out may have on a device all that was there. */
	assert_int_equal(
	    kit_count("SELECT count(*) FROM exclusion WHERE seq = (SELECT "
		      "max(seq) FROM change)"),
	    1);
	kit_make(&senior, &kind_first_account, &file, KIT_ACCOUNT);
	check_all();
	tables = number(false, TABLES);
	count = number(false, TABLE_COUNT);
	/* A new store has the same tables. */
	kit_stop(state);
	kit_start(state);
	assert_int_equal(number(false, TABLE_COUNT), count);
	assert_int_equal(number(false, TABLES), tables);
	assert_true(version_of(false) > 1);
	assert_int_equal(version_of(true), version_of(false));
}

/* A kill between the two: the keys are of today, the data not yet. */
static void
test_one_of_two(void **state)
{
	(void)state;
	for (int keys = 0; keys < 2; keys++) {
		if (keys)
			kit_first();
		kit_open();
		server_close(kit);
		kit = NULL;
		if (keys)
			run_on(true, "PRAGMA user_version=1");
		else
			make_data_first();
		kit_open();
		check_all();
		assert_int_equal(version_of(true), version_of(false));
	}
}

/* The disk gives out in the middle: it is of version 1 still, and the next start
 * carries it over. */
static void
test_cut_short(void **state)
{
	static const char *const at[] = { "ALTER TABLE exclusion",
		"INSERT INTO exclusion", "DROP TABLE exclusion_1",
		"CREATE TABLE aside", "CREATE TABLE duty",
		"CREATE TABLE deputy", "PRAGMA user_version=", "COMMIT" };

	(void)state;
	for (size_t i = 0; i < sizeof(at) / sizeof(at[0]); i++) {
		struct errinfo e = { 0 };
		struct db *db = NULL;
		char path[128];

		db_path(path, false);
		fault_at(at[i]);
		if (db_open(&db, path, DB_DATA, DB_WRITE, &e) == ERR_OK)
			fail_msg("%s: it is carried over", at[i]);
		if (!fault_at_end())
			fail_msg("%s: never came", at[i]);
		if (e.code != ERR_FULL || version_of(false) != 1)
			fail_msg("%s: %s", at[i], e.says);
	}
	kit_open();
	check_all();
}

static void
test_not_by_a_reader(void **state)
{
	struct errinfo e = { 0 };
	struct db *db = NULL;
	char path[128];

	(void)state;
	db_path(path, false);
	assert_int_equal(db_open(&db, path, DB_DATA, DB_READ, &e), ERR_CONFIG);
	assert_null(db);
	assert_non_null(strstr(e.says, "start havend once"));
	assert_int_equal(version_of(false), 1);
}

static void
test_untouched(void **state)
{
	static const struct {
		const char *why, *sql;
		enum err want;
		const char *says;
	} rows[] = {
		{ "a later one", "PRAGMA user_version=99", ERR_CONFIG,
		    "another version" },
		{ "none", "PRAGMA user_version=0", ERR_CONFIG,
		    "another version" },
		{ "a negative one", "PRAGMA user_version=-1", ERR_CONFIG,
		    "another version" },
		/* An index is lost: its pages are nobody's. */
		{ "damaged",
		    "PRAGMA writable_schema=ON; DELETE FROM sqlite_master "
		    "WHERE name='audit_file'; PRAGMA user_version=1",
		    ERR_CORRUPT, "restore the newest backup" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct errinfo e = { 0 };
		struct db *db = NULL;
		char path[128];
		int before;

		if (i > 0) {
			end(state);
			begin(state);
		}
		run_on(false, rows[i].sql);
		before = version_of(false);
		db_path(path, false);
		if (db_open(&db, path, DB_DATA, DB_WRITE, &e) != rows[i].want ||
		    db || !strstr(e.says, rows[i].says))
			fail_msg("%s: %s", rows[i].why, e.says);
		assert_int_equal(version_of(false), before);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_first_is_frozen),
		cmocka_unit_test_setup_teardown(test_carried_over, begin, end),
		cmocka_unit_test_setup_teardown(test_one_of_two, begin, end),
		cmocka_unit_test_setup_teardown(test_cut_short, begin, end),
		cmocka_unit_test_setup_teardown(
		    test_not_by_a_reader, begin, end),
		cmocka_unit_test_setup_teardown(test_untouched, begin, end),
	};

	fault_start();
	fault_at_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
