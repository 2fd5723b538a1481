/* server_tally.c - havend verify of the counts that outlive destroyed files: whatever is
 * changed in them behind haven's back is found (N2). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "office_due.h"
#include "store_in.h"

#define EPISODE                                                   \
	"{\"referred_on\":\"2020-01-02\",\"why_referred\":\"x\"," \
	"\"purpose\":\"x\",\"started\":\"2020-01-05\",\"ended\":" \
	"\"2020-06-05\",\"end_reason\":\"x\"}"

/* Behind its back. */
static void
change(const char *sql)
{
	char path[160], *msg = NULL;
	sqlite3 *h;

	snprintf(path, sizeof(path), "%s/store/haven.db", sc.office.dir);
	assert_int_equal(sqlite3_open(path, &h), SQLITE_OK);
	sqlite3_busy_timeout(h, 1000);
	if (sqlite3_exec(h, sql, NULL, NULL, &msg) != SQLITE_OK)
		fail_msg("%s: %s", sql, msg);
	sqlite3_close(h);
}

/* The counts are of that destruction, and stay what was kept (N2). */
static void
test_verify_counts(void **state)
{
	static const struct {
		const char *why, *sql, *says; /* says NULL: nothing */
	} rows[] = {
		{ "as they were kept", "SELECT 1", NULL },
		{ "one more of it", "UPDATE tally SET n = n + 1, who = who",
		    "are not what was kept" },
		{ "another month",
		    "UPDATE tally SET spans = '24251-24251' WHERE unit = "
		    "'begun'",
		    "are not what was kept" },
		{ "another kind of support",
		    "UPDATE tally SET service = 'group' WHERE unit = 'ended'",
		    "are not what was kept" },
		{ "a row taken out", "DELETE FROM tally WHERE unit = 'begun'",
		    "are not what was kept" },
		{ "all of them taken out", "DELETE FROM tally",
		    "are not what was kept" },
		{ "a row added",
		    "INSERT INTO tally SELECT 'begun', '', 'group', age, "
		    "referrer, change, '24240-24240', 1, 1, 0, 0 FROM tally "
		    "WHERE unit = 'begun'",
		    "are not what was kept" },
		{ "a seal of something else",
		    "UPDATE meta SET value = '00' WHERE name = 'tally_seal'",
		    "are not what was kept" },
		{ "no seal", "DELETE FROM meta WHERE name = 'tally_seal'",
		    "have no seal" },
		{ "no destruction",
		    "DELETE FROM destroyed; DELETE FROM meta WHERE name = "
		    "'tally_seal'",
		    "they belong to nothing" },
		{ "of another destruction",
		    "UPDATE destroyed SET record = file",
		    "are not what was kept" },
		{ "of no such thing", "UPDATE tally SET unit = 'x' || unit",
		    "nothing is counted under this name" },
		{ "no such age", "UPDATE tally SET age = 'Robin'",
		    "an age band or a referrer is none" },
		{ "no such referrer", "UPDATE tally SET referrer = ''",
		    "an age band or a referrer is none" },
		{ "a name for a service",
		    "UPDATE tally SET service = 'Robin Fielding'",
		    "a kind of support" },
		{ "scored, and nothing was",
		    "UPDATE tally SET measure = 'sleep' WHERE unit = 'begun'",
		    "what was scored" },
		{ "an outcome of nothing",
		    "UPDATE tally SET unit = 'outcomes' WHERE unit = 'begun'",
		    "what was scored" },
		{ "no month", "UPDATE tally SET spans = ''",
		    "its months are not right" },
		{ "a month backwards", "UPDATE tally SET spans = '24241-24240'",
		    "its months are not right" },
		{ "more than a month",
		    "UPDATE tally SET spans = '24240-24241' WHERE unit = "
		    "'ended'",
		    "its months are not right" },
		{ "a day among them",
		    "UPDATE tally SET spans = spans || ' on 3 May' WHERE unit "
		    "= 'going_on'",
		    "its months are not right" },
		{ "less than one", "UPDATE tally SET n = 0, who = 0",
		    "its numbers are not right" },
		{ "more children than of them", "UPDATE tally SET who = n + 1",
		    "its numbers are not right" },
		{ "more children than files", "UPDATE tally SET n = 9, who = 2",
		    "of more children than files were destroyed" },
		{ "scores of what has none", "UPDATE tally SET before = 3",
		    "its scores are not right" },
	};
	struct buf says = BUF_INIT(100000);

	(void)state;
	scene_put(&sc, ASSIGNED, "episode", EPISODE);
	due_destroy();
	change("CREATE TABLE tally_was AS SELECT * FROM tally;"
	       "CREATE TABLE meta_was AS SELECT * FROM meta;"
	       "CREATE TABLE destroyed_was AS SELECT * FROM destroyed");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int64_t bad;

		change(rows[i].sql);
		buf_clear(&says);
		bad = due_verify(&says);
		if ((bad == 0) != (rows[i].says == NULL) ||
		    (bad != 0 && strstr(buf_str(&says), rows[i].says) == NULL))
			fail_msg("%s: %s", rows[i].why, buf_str(&says));
		change("DELETE FROM tally; DELETE FROM meta;"
		       "DELETE FROM destroyed;"
		       "INSERT INTO tally SELECT * FROM tally_was;"
		       "INSERT INTO meta SELECT * FROM meta_was;"
		       "INSERT INTO destroyed SELECT * FROM destroyed_was");
	}
	buf_done(&says);
}

/* Each destruction seals what is there then. */
static void
test_verify_two(void **state)
{
	struct buf says = BUF_INIT(100000);

	(void)state;
	for (int i = 0; i < 2; i++) {
		if (i > 0) {
			sc.file = id_new();
			scene_put(&sc, SENIOR, "front_sheet", SCENE_FRONT);
		}
		scene_put(&sc, SENIOR, "episode", EPISODE);
		due_destroy();
		if (due_verify(&says) != 0)
			fail_msg("%d: %s", i, buf_str(&says));
	}
	/* The same rows twice are one: of two children. */
	change("UPDATE tally SET who = 3, n = 3");
	assert_int_not_equal(due_verify(&says), 0);
	assert_non_null(strstr(buf_str(&says), "of more children than files"));
	buf_done(&says);
}

static void
another_file(void)
{
	sc.file = id_new();
	scene_put(&sc, SENIOR, "front_sheet", SCENE_FRONT);
	scene_put(&sc, SENIOR, "episode", EPISODE);
}

/* What was changed before a destruction does not stop it, and is sealed by it; it is
 * told of for good (N2). */
static void
test_changed_between(void **state)
{
	static const struct {
		const char *why, *sql;
		bool is_first; /* before anything was destroyed */
		int64_t bad;
	} rows[] = {
		{ "nothing", "SELECT 1", false, 0 },
		{ "nothing, and nothing was destroyed", "SELECT 1", true, 0 },
		{ "another month",
		    "UPDATE tally SET spans = '24251-24251' WHERE unit = "
		    "'begun'",
		    false, 1 },
		{ "rows taken out", "DELETE FROM tally", false, 1 },
		{ "the seal",
		    "UPDATE meta SET value = '00' WHERE name = "
		    "'tally_seal'",
		    false, 1 },
		{ "the seal taken away",
		    "DELETE FROM meta WHERE name = 'tally_seal'", false, 1 },
		{ "a row before the first",
		    "INSERT INTO tally VALUES ('begun', '', 'group', '5_to_8', "
		    "'self', '', '24240-24240', 1, 1, 0, 0)",
		    true, 1 },
	};
	struct buf says = BUF_INIT(100000);

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		sync_stop(state);
		due_start(state);
		scene_put(&sc, ASSIGNED, "episode", EPISODE);
		if (!rows[i].is_first) {
			due_destroy();
			another_file();
		}
		change(rows[i].sql);
		due_destroy();
		for (int k = 0; k < 2; k++) {
			if (due_verify(&says) != rows[i].bad ||
			    (rows[i].bad > 0 &&
				strstr(buf_str(&says),
				    "were not what was kept") == NULL))
				fail_msg("%s: %s", rows[i].why, buf_str(&says));
			another_file();
			due_destroy();
		}
	}
	buf_done(&says);
}

/* Put the copy back in the place of today's records. */
static void
put_back(const char *copy)
{
	static const char *const ends[] = { "", "-wal", "-shm" };
	char from[160], to[160];

	for (size_t i = 0; i < 3; i++) {
		snprintf(to, sizeof(to), "%s/store/haven.db%s", sc.office.dir,
		    ends[i]);
		remove(to);
	}
	snprintf(from, sizeof(from), "%s/%s", sc.office.dir, copy);
	snprintf(to, sizeof(to), "%s/store/haven.db", sc.office.dir);
	assert_int_equal(chmod(from, 0600), 0);
	assert_int_equal(rename(from, to), 0);
}

static void
copy_to(const char *copy)
{
	char sql[200];

	snprintf(sql, sizeof(sql), "VACUUM INTO '%s/%s'", sc.office.dir, copy);
	change(sql);
}

/* Nor where a file is destroyed again, in an older backup of the records. */
static void
test_changed_in_backup(void **state)
{
	struct buf says = BUF_INIT(100000);

	(void)state;
	scene_put(&sc, ASSIGNED, "episode", EPISODE);
	due_destroy();
	another_file();
	copy_to("kept-0");
	copy_to("kept-1");
	due_destroy();
	for (int i = 0; i < 2; i++) {
		server_close(sc.office.s);
		put_back(i == 0 ? "kept-0" : "kept-1");
		if (i == 1)
			change("UPDATE tally SET spans = '24251-24251' WHERE "
			       "unit = 'begun'");
		office_open(&sc.office);
		if (due_verify(&says) != i ||
		    (i == 1 && strstr(buf_str(&says),
				   "were not what was kept") == NULL))
			fail_msg("%d: %s", i, buf_str(&says));
	}
	buf_done(&says);
}

/* Where nothing was destroyed there is nothing to seal. */
static void
test_verify_none(void **state)
{
	struct buf says = BUF_INIT(100000);

	(void)state;
	assert_int_equal(due_verify(&says), 0);
	change("INSERT INTO tally VALUES ('begun', '', 'group', '5_to_8', "
	       "'self', '', '24240-24240', 1, 0, 0, 0)");
	assert_int_not_equal(due_verify(&says), 0);
	assert_non_null(strstr(buf_str(&says), "they belong to nothing"));
	buf_done(&says);
}

int
main(void)
{
#define ROW(t) cmocka_unit_test_setup_teardown(t, due_start, sync_stop)
	const struct CMUnitTest tests[] = {
		ROW(test_verify_counts),
		ROW(test_verify_two),
		ROW(test_changed_between),
		ROW(test_changed_in_backup),
		ROW(test_verify_none),
	};

	return cmocka_run_group_tests_name("server_tally", tests, NULL, NULL);
}
