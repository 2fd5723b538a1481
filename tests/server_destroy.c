/* server_destroy.c - proves that a destroyed file is gone (R2, promise 10): from the
 * database, its free pages and its journal, and from older backups of either
 * database beside today's other; and that kill -9 and a full disk at any step leave
 * it untouched or are finished at the next start. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <sys/wait.h>

#include "destroy.h"
#include "fault_at.h"
#include "office_due.h"
#include "store_in.h"

#define IDS_MAX 200

static struct id ids[IDS_MAX]; /* of every record of the file, before */
static size_t id_count;
static uint8_t wrapped[400]; /* its key, as it stands in the key database */
static size_t wrapped_len;

/* ---- files ---- */

static void
path_of(char out[160], const char *name)
{
	snprintf(out, 160, "%s/%s", sc.office.dir, name);
}

static uint8_t *
slurp(const char *path, size_t *len)
{
	FILE *f = fopen(path, "rb");
	uint8_t *bytes;

	*len = 0;
	if (f == NULL)
		return NULL;
	fseek(f, 0, SEEK_END);
	*len = (size_t)ftell(f);
	rewind(f);
	bytes = mem_alloc(*len + 1);
	assert_int_equal(fread(bytes, 1, *len, f), *len);
	fclose(f);
	return bytes;
}

static void
copy_file(const char *from, const char *to)
{
	char a[160], b[160];
	uint8_t *bytes;
	size_t len;
	FILE *f;

	path_of(a, from);
	path_of(b, to);
	bytes = slurp(a, &len);
	remove(b);
	if (bytes == NULL)
		return; /* a journal that is not there */
	f = fopen(b, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, len, f), len);
	fclose(f);
	chmod(b, 0600);
	free(bytes);
}

static const char *const stores[] = { "store/haven.db", "keys/keys.db" };
static const char *const endings[] = { "", "-wal", "-shm" };

/* Of what is closed. which: a bit each of data and keys. */
static void
copy_stores(unsigned which, bool back)
{
	char live[80], kept[80];

	for (size_t i = 0; i < 2; i++)
		for (size_t k = 0; k < 3 && (which & 1u << i); k++) {
			snprintf(
			    live, sizeof(live), "%s%s", stores[i], endings[k]);
			snprintf(
			    kept, sizeof(kept), "kept-%zu%s", i, endings[k]);
			copy_file(back ? kept : live, back ? live : kept);
		}
}

static bool
file_holds(const char *name, const void *what, size_t len)
{
	char path[160];
	uint8_t *bytes;
	size_t n;
	bool does;

	path_of(path, name);
	bytes = slurp(path, &n);
	does = bytes != NULL && memmem(bytes, n, what, len) != NULL;
	free(bytes);
	return does;
}

static bool
disk_holds(const void *what, size_t len)
{
	char name[80];

	for (size_t i = 0; i < 2; i++)
		for (size_t k = 0; k < 2; k++) {
			snprintf(
			    name, sizeof(name), "%s%s", stores[i], endings[k]);
			if (file_holds(name, what, len))
				return true;
		}
	return false;
}

/* ---- the file before ---- */

static sqlite3 *
look_into(size_t which)
{
	char path[160];
	sqlite3 *h;

	path_of(path, stores[which]);
	assert_int_equal(
	    sqlite3_open_v2(path, &h, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	return h;
}

static void
note_file(void)
{
	sqlite3 *h = look_into(0);
	sqlite3_stmt *st;

	id_count = 0;
	sqlite3_prepare_v2(
	    h, "SELECT id FROM record WHERE file = ?1", -1, &st, NULL);
	sqlite3_bind_text(st, 1, sc.file.s, -1, SQLITE_STATIC);
	while (sqlite3_step(st) == SQLITE_ROW && id_count < IDS_MAX)
		id_parse(
		    &ids[id_count++], (const char *)sqlite3_column_text(st, 0));
	sqlite3_finalize(st);
	sqlite3_close(h);
	assert_true(id_count >= 7);
	h = look_into(1);
	sqlite3_prepare_v2(
	    h, "SELECT sealed FROM wrapped WHERE id = ?1", -1, &st, NULL);
	sqlite3_bind_text(st, 1, sc.file.s, -1, SQLITE_STATIC);
	assert_int_equal(sqlite3_step(st), SQLITE_ROW);
	wrapped_len = (size_t)sqlite3_column_bytes(st, 0);
	assert_true(wrapped_len > 40 && wrapped_len <= sizeof(wrapped));
	memcpy(wrapped, sqlite3_column_blob(st, 0), wrapped_len);
	sqlite3_finalize(st);
	sqlite3_close(h);
}

static int
destroy_start(void **state)
{
	due_start(state);
	scene_put(&sc, SENIOR, "hold",
	    "{\"from\":\"2025-01-01\",\"asked_by\":\"The police\",\"reason\":"
	    "\"x\",\"lifted\":\"2025-02-01\",\"lifted_why\":\"x\"}");
	return 0;
}

static void
reopen(void)
{
	server_close(sc.office.s);
	office_open(&sc.office);
}

static bool
opens(const struct id *record)
{
	struct errinfo e = { 0 };
	struct db *db = server_reader(sc.office.s, &e);
	struct buf text = BUF_INIT(KIND_BODY_MAX);
	struct envelope env;
	bool does =
	    store_read(sc.office.s, db, record, 0, &env, &text, &e) == ERR_OK;

	server_reader_done(sc.office.s, db);
	buf_done(&text);
	return does;
}

/* Nothing of it opens, and verify proves it. */
static void
assert_gone(void)
{
	struct buf says = BUF_INIT(100000);
	struct errinfo e = { 0 };
	uint8_t *key = seal_key_empty();
	struct db *db;

	for (size_t i = 0; i < id_count; i++)
		assert_false(opens(&ids[i]));
	assert_int_equal(
	    keyring_get(sc.office.s->keys, &sc.file, false, key, &e),
	    ERR_NOT_FOUND);
	/* Nor does it get another one. */
	assert_int_equal(
	    keyring_get(sc.office.s->keys, &sc.file, true, key, &e),
	    ERR_NOT_FOUND);
	assert_true(keyring_was_destroyed(sc.office.s->keys, &sc.file));
	assert_false(disk_holds(wrapped, wrapped_len));
	if (due_verify(&says) != 0)
		fail_msg("%s", buf_str(&says));
	db = server_reader(sc.office.s, &e);
	buf_clear(&says);
	destroy_print(sc.office.s, db, &says);
	server_reader_done(sc.office.s, db);
	if (strstr(buf_str(&says), "Destroyed on Sat 4 April 2026: C-0001.") ==
	    NULL)
		fail_msg("%s", buf_str(&says));
	seal_key_free(key);
	buf_done(&says);
}

/* ---- nothing is left ---- */

/* What stays by design: the chain, the stub with the devices, the number of each
 * save. */
static bool
may_name(const char *table)
{
	static const char *const tables[] = { "audit", "destroyed", "erasing",
		"write", "look" };

	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		if (strcmp(table, tables[i]) == 0)
			return true;
	return false;
}

static void
search_column(sqlite3 *h, const char *table, const char *column)
{
	char sql[300];
	sqlite3_stmt *st;

	snprintf(sql, sizeof(sql),
	    "SELECT 1 FROM \"%s\" WHERE CAST(\"%s\" AS TEXT) = ?1", table,
	    column);
	assert_int_equal(sqlite3_prepare_v2(h, sql, -1, &st, NULL), SQLITE_OK);
	for (size_t i = 0; i <= id_count; i++) {
		const struct id *id = i < id_count ? &ids[i] : &sc.file;

		sqlite3_reset(st);
		sqlite3_bind_text(st, 1, id->s, -1, SQLITE_STATIC);
		if (sqlite3_step(st) == SQLITE_ROW)
			fail_msg("%s.%s still names the file", table, column);
	}
	sqlite3_finalize(st);
}

/* Every table there is, one that comes with a later version too. */
static void
search_tables(void)
{
	sqlite3 *h = look_into(0);
	sqlite3_stmt *st;

	sqlite3_prepare_v2(h,
	    "SELECT m.name, c.name FROM sqlite_master m,"
	    " pragma_table_info(m.name) c WHERE m.type = 'table'",
	    -1, &st, NULL);
	while (sqlite3_step(st) == SQLITE_ROW) {
		const char *table = (const char *)sqlite3_column_text(st, 0);

		if (!may_name(table))
			search_column(
			    h, table, (const char *)sqlite3_column_text(st, 1));
	}
	sqlite3_finalize(st);
	sqlite3_close(h);
}

static void
test_nothing_left(void **state)
{
	static const char *const words[] = { "Bell", "bruise", "C-0001",
		"Mia" };
	char body[100];

	(void)state;
	note_file();
	assert_true(disk_holds(wrapped, wrapped_len));
	due_destroy();
	assert_gone();
	search_tables();
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		assert_false(disk_holds(words[i], strlen(words[i])));
	/* Nor by its name. */
	snprintf(body, sizeof(body), "{\"query\":\"Bell\"}");
	worker_post(&sc.who[SENIOR], "/v1/files/search", body, &sc.out);
	assert_null(strstr(buf_str(&sc.out), sc.file.s));
	snprintf(body, sizeof(body), "{\"query\":\"C-0001\"}");
	worker_post(&sc.who[LEAD], "/v1/files/search", body, &sc.out);
	assert_null(strstr(buf_str(&sc.out), sc.file.s));
	reopen();
	assert_gone();
}

/* The register says what was destroyed, why and by whom, and names nobody. */
static void
test_register(void **state)
{
	static const char *const says[] = { "\"reference\":\"C-0001\"",
		DUE_REASON, "9 years from the birth", "\"on\":\"2026-04-04\"",
		"\"reviewed_on\":\"2026-04-04\"",
		"{\"kind\":\"Records of Concern\",\"count\":2}" };

	(void)state;
	due_destroy();
	sync_as(LEAD, "{\"cursor\":\"0\"}");
	assert_int_equal(count_changes("disposal"), 1);
	for (size_t i = 0; i < sizeof(says) / sizeof(says[0]); i++)
		if (strstr(buf_str(&sc.out), says[i]) == NULL)
			fail_msg("%s: %s", says[i], buf_str(&sc.out));
	assert_non_null(strstr(buf_str(&sc.out), sc.who[SENIOR].staff.s));
	assert_non_null(strstr(buf_str(&sc.out), sc.who[DIRECTOR].staff.s));
	assert_null(strstr(buf_str(&sc.out), "Bell"));
	sync_as(TRUSTEE, "{\"cursor\":\"0\"}");
	assert_int_equal(count_changes("disposal"), 1);
	sync_as(ASSIGNED, "{\"cursor\":\"0\"}");
	assert_int_equal(count_changes("disposal"), 0);
}

/* Numbers outlive the file, as rows that identify nobody (N1). */
static void
test_counts_stay(void **state)
{
	sqlite3_stmt *st;
	sqlite3 *h;

	(void)state;
	scene_put(&sc, ASSIGNED, "episode",
	    "{\"referred_on\":\"2020-01-02\",\"why_referred\":\"x\","
	    "\"purpose\":\"x\",\"started\":\"2020-01-05\",\"ended\":"
	    "\"2020-06-05\",\"end_reason\":\"x\"}");
	due_destroy();
	h = look_into(0);
	sqlite3_prepare_v2(h, "SELECT count(*) FROM tally", -1, &st, NULL);
	assert_int_equal(sqlite3_step(st), SQLITE_ROW);
	assert_true(sqlite3_column_int(st, 0) > 0);
	sqlite3_finalize(st);
	sqlite3_close(h);
}

/* Who could take a stub away, or write one, is found. */
static void
test_verify_finds(void **state)
{
	static const struct {
		const char *why;
		size_t which;
		const char *sql;
	} rows[] = {
		{ "the stub is taken away", 0, "DELETE FROM destroyed" },
		{ "a stub of a file that is here", 0,
		    "INSERT INTO destroyed SELECT id, id, 1, 1, NULL FROM "
		    "record WHERE kind = 'staff' LIMIT 1" },
		{ "versions hidden behind a stub", 0,
		    "INSERT INTO destroyed SELECT DISTINCT file, id, 1, 1, "
		    "NULL FROM record WHERE kind = 'first_account' LIMIT 1" },
		{ "a record put back", 0,
		    "INSERT INTO file SELECT file, 0, 1 FROM destroyed" },
		{ "the key database forgets", 1, "DELETE FROM disposal" },
		{ "not finished", 0, "UPDATE destroyed SET done_ms = NULL" },
	};
	struct buf says = BUF_INIT(100000);
	struct id file = sc.file;

	(void)state;
	/* Another child's first account, which stays. */
	sc.file = id_new();
	scene_put(&sc, ASSIGNED, "first_account", SCENE_ACCOUNT);
	sc.file = file;
	due_destroy();
	server_close(sc.office.s);
	copy_stores(3, false);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char path[160], *msg = NULL;
		sqlite3 *h;

		copy_stores(3, true);
		office_open(&sc.office);
		path_of(path, stores[rows[i].which]);
		assert_int_equal(sqlite3_open(path, &h), SQLITE_OK);
		sqlite3_busy_timeout(h, 1000);
		if (sqlite3_exec(h, rows[i].sql, NULL, NULL, &msg) != SQLITE_OK)
			fail_msg("%s: %s", rows[i].why, msg);
		sqlite3_close(h);
		if (due_verify(&says) == 0)
			fail_msg("%s: was not found", rows[i].why);
		server_close(sc.office.s);
	}
	copy_stores(3, true);
	office_open(&sc.office);
	buf_done(&says);
}

/* ---- an older backup ---- */

static void
test_older_backup(void **state)
{
	struct errinfo e = { 0 };
	char into[160], from[160];

	(void)state;
	note_file();
	server_close(sc.office.s);
	copy_stores(3, false);
	office_open(&sc.office);
	assert_true(opens(&ids[0]));
	due_destroy();
	for (size_t i = 0; i < 2; i++) {
		server_close(sc.office.s);
		/* The other one as it is today. */
		if (i == 1) {
			copy_stores(2, true);
			assert_true(disk_holds(wrapped, wrapped_len));
		} else {
			copy_stores(1, true);
		}
		office_open(&sc.office);
		assert_gone();
		search_tables();
	}
	/* Both older, and the register of today's keys taken over. */
	server_close(sc.office.s);
	copy_file("keys/keys.db", "keys/today.db");
	copy_stores(3, true);
	path_of(into, "keys/keys.db");
	path_of(from, "keys/today.db");
	assert_int_equal(disposals_merge(into, from, &e), ERR_OK);
	remove(from);
	assert_false(disk_holds(wrapped, wrapped_len));
	office_open(&sc.office);
	assert_gone();
	search_tables();
	/* And the register of that older data says it again. */
	sync_as(LEAD, "{\"cursor\":\"0\"}");
	assert_int_equal(count_changes("disposal"), 1);
	assert_non_null(strstr(buf_str(&sc.out), DUE_REASON));
}

/* ---- cut short ---- */

/* The steps of destroy.h, by the statement that begins each. */
static const struct step {
	const char *sql;
	bool is_kept; /* before it: the file is as it was */
} steps[] = {
	{ "INSERT INTO destroyed", true },
	{ "DELETE FROM version", true },
	{ "DELETE FROM file", true },
	{ "INSERT INTO disposal", false },
	{ "DELETE FROM wrapped", false },
	{ "VACUUM", false },
	{ "UPDATE destroyed SET done_ms", false },
};
#define STEPS (sizeof(steps) / sizeof(steps[0]))

static const char *kill_sql;

static int
kill_on_trace(unsigned what, void *arg, void *stmt, void *text)
{
	(void)what;
	(void)arg;
	(void)stmt;
	if (kill_sql != NULL && strncmp(text, kill_sql, strlen(kill_sql)) == 0)
		raise(SIGKILL);
	return fault_on_trace(what, arg, stmt, text);
}

static int
kill_watch(sqlite3 *h, char **says, const void *api)
{
	(void)says;
	(void)api;
	return sqlite3_trace_v2(h, SQLITE_TRACE_STMT, kill_on_trace, NULL);
}

static void
assert_kept(void)
{
	struct buf says = BUF_INIT(100000);

	for (size_t i = 0; i < id_count; i++)
		assert_true(opens(&ids[i]));
	if (due_verify(&says) != 0)
		fail_msg("%s", buf_str(&says));
	buf_done(&says);
}

/* What a step that was cut short left, after the next start; and then it can be
 * destroyed, if it is not. */
static void
assert_step(const struct step *at)
{
	if (at->is_kept) {
		assert_kept();
		due_destroy();
	}
	assert_gone();
	search_tables();
}

static void
test_killed(void **state)
{
	(void)state;
	note_file();
	server_close(sc.office.s);
	copy_stores(3, false);
	for (size_t i = 0; i < STEPS; i++) {
		int status = 0;
		pid_t pid;

		copy_stores(3, true);
		pid = fork();
		assert_true(pid >= 0);
		if (pid == 0) {
			office_open(&sc.office);
			kill_sql = steps[i].sql;
			due_destroy();
			_exit(0);
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL)
			fail_msg("%s never came", steps[i].sql);
		office_open(&sc.office);
		assert_step(&steps[i]);
		server_close(sc.office.s);
	}
	office_open(&sc.office);
}

static void
test_disk_full(void **state)
{
	(void)state;
	note_file();
	server_close(sc.office.s);
	copy_stores(3, false);
	for (size_t i = 0; i < STEPS; i++) {
		char hash[SEAL_HASH * 2 + 1];
		struct id review;
		unsigned status;

		copy_stores(3, true);
		office_open(&sc.office);
		review = due_propose(SENIOR);
		due_state(DIRECTOR, hash);
		fault_at(steps[i].sql);
		status = due_approve_as(
		    DIRECTOR, &review, hash, "destroy", OFFICE_PASSPHRASE);
		if (!fault_at_end())
			fail_msg("%s never came", steps[i].sql);
		assert_true(status == 503 || status == 507);
		reopen();
		assert_step(&steps[i]);
		server_close(sc.office.s);
	}
	office_open(&sc.office);
}

int
main(void)
{
#define ROW(t) cmocka_unit_test_setup_teardown(t, destroy_start, sync_stop)
	const struct CMUnitTest tests[] = {
		ROW(test_killed),
		ROW(test_disk_full),
		ROW(test_nothing_left),
		ROW(test_register),
		ROW(test_counts_stay),
		ROW(test_verify_finds),
		ROW(test_older_backup),
	};
#undef ROW

	fault_start();
	sqlite3_auto_extension((void (*)(void))kill_watch);
	return cmocka_run_group_tests_name("server_destroy", tests, NULL, NULL);
}
