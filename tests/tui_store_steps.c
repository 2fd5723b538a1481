/* tui_store_steps.c - a store of an earlier haven is carried over to today's
 * tables with all that was written in it, whole or not at all; one of a later
 * haven is not touched. */
#include "tui_desk.h"

#include <sqlite3.h>

#include "fault_at.h"
#include "store_schema.h"

/* BLAKE2b of version 1 as it was shipped. Stores with these tables are on
 * laptops: what comes later is a step, never a change of this. */
#define FIRST_HASH \
	"25e7d08d5a8046908356de44a6e62ec7fd040c6e37310447db60a9890eeffc29"

static void
test_first_is_frozen(void **state)
{
	struct buf all = BUF_INIT(16384);
	uint8_t hash[SEAL_HASH];
	char hex[SEAL_HASH * 2 + 1];

	(void)state;
	for (size_t i = 0; store_schema[i]; i++)
		buf_addf(&all, "%s\n", store_schema[i]);
	seal_hash(hash, NULL, (struct seal_part[]){ { all.data, all.len } }, 1);
	seal_hex(hex, hash, sizeof(hash));
	assert_string_equal(hex, FIRST_HASH);
	buf_done(&all);
}

static int
version_of(const char *path)
{
	sqlite3 *h = NULL;
	sqlite3_stmt *s = NULL;
	int n;

	assert_int_equal(sqlite3_open(path, &h), SQLITE_OK);
	assert_int_equal(
	    sqlite3_prepare_v2(h, "PRAGMA user_version", -1, &s, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_step(s), SQLITE_ROW);
	n = sqlite3_column_int(s, 0);
	sqlite3_finalize(s);
	sqlite3_close(h);
	return n;
}

static void
run(const char *path, const char *sql)
{
	sqlite3 *h = NULL;

	assert_int_equal(sqlite3_open(path, &h), SQLITE_OK);
	assert_int_equal(sqlite3_exec(h, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(h);
}

/* A store as version 1 left it, with a write, a draft, a look and a record. */
static void
make_first(struct desk *d)
{
	struct id file = id_new(), id = id_new(), write = id_new();
	struct look look = { .look = id_new(), .file = file, .record = id };
	struct buf body = BUF_INIT(4096);
	struct envelope env;

	desk_start(d);
	desk_create(d);
	env = desk_envelope(&body, &id, &file, 1, DESK_MARKER);
	assert_int_equal(store_outbox_add(d->st, &write, &env, DESK_NOON,
			     d->box_public, NULL),
	    ERR_OK);
	assert_int_equal(store_record_put(d->st, &env, NULL), ERR_OK);
	assert_int_equal(
	    store_draft_put(d->st, &id, DESK_NOON, "{}", 2, NULL), ERR_OK);
	assert_int_equal(store_look_add(d->st, &look, NULL), ERR_OK);
	store_close(d->st);
	d->st = NULL;
	run(d->path, "DROP INDEX outbox_state; PRAGMA user_version=1");
	buf_done(&body);
}

static void
check_all(struct desk *d)
{
	struct look look;
	struct buf text = BUF_INIT(4096);
	int64_t at;
	struct id file = { "" };

	assert_int_equal(store_outbox_count(d->st, OUTBOX_OPEN), 1);
	assert_int_equal(store_look_list(d->st, &look, 1, NULL), 1);
	assert_int_equal(store_record_latest(d->st, &look.record), 1);
	assert_int_equal(
	    store_draft_get(d->st, &look.record, &text, &at, NULL), ERR_OK);
	file = look.file;
	assert_false(id_is_none(&file));
	buf_done(&text);
}

static void
test_carried_over(void **state)
{
	struct desk d;

	(void)state;
	make_first(&d);
	desk_reopen(&d);
	check_all(&d);
	store_close(d.st);
	d.st = NULL;
	assert_int_equal(version_of(d.path), 2);
	desk_reopen(&d); /* a second time there is nothing to do */
	check_all(&d);
	desk_end(&d);
}

/* The list of people reads a store and changes nothing in it. */
static void
test_listed_untouched(void **state)
{
	struct store_who who[2];
	struct desk d;

	(void)state;
	make_first(&d);
	assert_int_equal(store_list(d.dir, who, 2, NULL), 1);
	assert_string_equal(who[0].name, "A. Worker");
	assert_int_equal(version_of(d.path), 1);
	desk_end(&d);
}

/* The disk gives out in the middle: it is of version 1 still, and the next
 * start carries it over. */
static void
test_cut_short(void **state)
{
	static const struct {
		const char *why;
		int write, sync;
		enum err want;
		const char *from; /* the statement at which it is full */
	} rows[] = {
		{ "the disk is full", SQLITE_FULL, 0, ERR_FULL, NULL },
		{ "between two steps", 0, 0, ERR_FULL, "PRAGMA user_version=" },
		{ "at the end", 0, 0, ERR_FULL, "COMMIT" },
		{ "the disk fails", SQLITE_IOERR_WRITE, 0, ERR_IO, NULL },
		{ "it cannot be synced", 0, SQLITE_IOERR_FSYNC, ERR_IO, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct errinfo e = { 0 };
		struct desk d;
		enum err got;

		make_first(&d);
		fault_at(rows[i].from);
		fault_write = rows[i].write;
		fault_sync = rows[i].sync;
		got = store_open(&d.st, d.path, &e);
		if (rows[i].from != NULL)
			assert_true(fault_at_end());
		fault_write = fault_sync = 0;
		if (got != rows[i].want || d.st || strlen(e.says) < 20)
			fail_msg("%s: %s", rows[i].why, err_name(got));
		assert_int_equal(version_of(d.path), 1);
		desk_reopen(&d);
		check_all(&d);
		desk_end(&d);
	}
}

static void
test_later_untouched(void **state)
{
	static const char *const versions[] = { "99", "3", "0", "-1" };

	(void)state;
	for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
		struct errinfo e = { 0 };
		struct desk d;
		char sql[48];

		make_first(&d);
		snprintf(
		    sql, sizeof(sql), "PRAGMA user_version=%s", versions[i]);
		run(d.path, sql);
		assert_int_equal(store_open(&d.st, d.path, &e), ERR_CONFIG);
		assert_non_null(strstr(e.says, "Nothing in it was touched"));
		assert_int_equal(
		    version_of(d.path), (int)strtol(versions[i], NULL, 10));
		desk_end(&d);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_first_is_frozen),
		cmocka_unit_test(test_carried_over),
		cmocka_unit_test(test_listed_untouched),
		cmocka_unit_test(test_cut_short),
		cmocka_unit_test(test_later_untouched),
	};

	if (seal_start(NULL) != ERR_OK)
		return 1;
	fault_start();
	fault_at_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
