/* server_restore.c - what is put back is what was there, where nothing is, and it is
 * of another generation (promises 3, 6, 7 and 10). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "backup_kit.h"

/* ---- what was there comes back ---- */

static void
test_there_and_back(void **state)
{
	char data[BACKUP_PATH_MAX], keys[BACKUP_PATH_MAX], before[40];
	struct buf out = BUF_INIT(BIG);
	struct worker senior;
	struct id file;
	char target[100];

	(void)state;
	office_hire(&office, &senior, "sen", ROLE_SENIOR);
	file = new_file(&senior, "Rosie Lark");
	snprintf(before, sizeof(before), "%s", office.s->generation);
	back_up(data, keys);
	new_file(&senior, "Later Child");
	assert_int_equal(number("SELECT count(*) FROM file"), 2);
	lose(true, true);
	put_back(data, keys);
	assert_int_equal(number("SELECT count(*) FROM file"), 1);
	assert_int_equal(bad_rows(), 0);
	assert_string_not_equal(before, office.s->generation);
	/* The row of the chain, and where it goes on from. */
	assert_int_equal(number("SELECT count(*) FROM generation"), 1);
	assert_int_equal(
	    number("SELECT max(n) - (SELECT n FROM generation) FROM audit"), 0);
	/* Who was signed in is not any more; with the passphrase they are. */
	snprintf(target, sizeof(target), "/v1/files/%s", file.s);
	assert_int_equal(worker_get(&senior, target, &out), 401);
	assert_int_equal(number("SELECT count(*) FROM token"), 0);
	/* Nothing is left of the making. */
	snprintf(target, sizeof(target), "%s/store", office.dir);
	assert_true(count_in(target) <= 4);
	snprintf(
	    target, sizeof(target), "%s/store/restore-haven.db", office.dir);
	assert_int_not_equal(access(target, F_OK), 0);
	worker_done(&senior);
	buf_done(&out);
}

/* A second time from the same backup it is another generation again, so that a
 * device that had seen the first offers all anew (promise 6). */
static void
test_twice(void **state)
{
	char data[BACKUP_PATH_MAX], keys[BACKUP_PATH_MAX], first[40];

	(void)state;
	back_up(data, keys);
	lose(true, false);
	put_back(data, NULL);
	snprintf(first, sizeof(first), "%s", office.s->generation);
	lose(true, false);
	put_back(data, NULL);
	assert_string_not_equal(first, office.s->generation);
	/* And one after the other. */
	back_up(data, keys);
	lose(true, false);
	put_back(data, NULL);
	assert_int_equal(number("SELECT count(*) FROM generation"), 2);
	assert_int_equal(bad_rows(), 0);
}

/* With today's keys what was destroyed since stays so (promise 10). */
static void
test_destroyed_stays(void **state)
{
	char data[BACKUP_PATH_MAX], keys[BACKUP_PATH_MAX], path[120], sql[160];
	struct errinfo e = { 0 };
	struct worker senior;
	uint8_t k[SEAL_KEY];
	struct id file;
	sqlite3 *h = NULL;

	(void)state;
	office_hire(&office, &senior, "sen", ROLE_SENIOR);
	file = new_file(&senior, "Rosie Lark");
	back_up(data, keys);
	lose(true, false);
	snprintf(path, sizeof(path), "%s/keys/keys.db", office.dir);
	snprintf(sql, sizeof(sql),
	    "UPDATE wrapped SET sealed = NULL, destroyed_ms = 1 WHERE id = "
	    "'%s'",
	    file.s);
	assert_int_equal(sqlite3_open(path, &h), SQLITE_OK);
	assert_int_equal(sqlite3_exec(h, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(h);
	put_back(data, NULL);
	assert_int_equal(
	    keyring_get(office.s->keys, &file, false, k, &e), ERR_NOT_FOUND);
	assert_true(keyring_was_destroyed(office.s->keys, &file));
	worker_done(&senior);
}

/* ---- never over what is there, nor by mistake ---- */

static void
test_refused(void **state)
{
	char data[2][BACKUP_PATH_MAX], keys[2][BACKUP_PATH_MAX], none[120];
	struct worker senior;
	struct restore_ask ask;
	uint8_t strange[SEAL_KEY] = { 1 };

	(void)state;
	office_hire(&office, &senior, "sen", ROLE_SENIOR);
	back_up(data[0], keys[0]);
	new_file(&senior, "Rosie Lark");
	back_up(data[1], keys[1]);
	snprintf(none, sizeof(none), "%s/none", office.dir);
	server_close(office.s);
	office.s = NULL;

	ask = ask_of(data[1], NULL);
	refused(&ask, ERR_CONFLICT, "There is a store");
	ask = ask_of(data[1], keys[1]);
	refused(&ask, ERR_CONFLICT, "There is a store");
	ask = ask_of(NULL, keys[1]);
	refused(&ask, ERR_CONFLICT, "There are keys");
	ask = ask_of(NULL, NULL);
	refused(&ask, ERR_INVALID, "Say what");
	office_open(&office);
	lose(true, false);
	ask = ask_of(data[1], keys[1]);
	refused(&ask, ERR_CONFLICT, "There are keys");
	ask = ask_of(none, NULL);
	refused(&ask, ERR_NOT_FOUND, "cannot be read");
	ask = ask_of(keys[1], NULL);
	refused(&ask, ERR_INVALID, "not of the data");
	/* The older by mistake, though the newer lies beside it. */
	ask = ask_of(data[0], NULL);
	refused(&ask, ERR_CONFLICT, "newer backup");
	ask.accept_older = true;
	put_back(data[1], NULL);
	lose(true, true);
	ask = ask_of(data[1], NULL);
	refused(&ask, ERR_INVALID, "no keys");
	ask = ask_of(data[1], keys[1]);
	ask.master = strange;
	refused(&ask, ERR_CRYPTO, "recovery sheet");
	/* Keys of an earlier day: a file would have none. */
	ask = ask_of(data[1], keys[0]);
	refused(&ask, ERR_CONFLICT, "no key among these keys");
	/* And then nothing was put back at all. */
	snprintf(none, sizeof(none), "%s/keys", office.dir);
	assert_int_equal(count_in(none), 0);
	put_back(data[1], keys[1]);
	worker_done(&senior);
}

/* Keys of an earlier day, if they are all that there is. */
static void
test_older_keys(void **state)
{
	char data[2][BACKUP_PATH_MAX], keys[2][BACKUP_PATH_MAX];
	struct worker senior;
	struct restore_ask ask;
	struct buf says = BUF_INIT(BIG);
	struct errinfo e = { 0 };

	(void)state;
	office_hire(&office, &senior, "sen", ROLE_SENIOR);
	new_file(&senior, "Rosie Lark");
	back_up(data[0], keys[0]);
	new_file(&senior, "Later Child");
	back_up(data[1], keys[1]);
	lose(true, true);
	ask = ask_of(data[1], keys[0]);
	ask.accept_lost = true;
	if (restore_run(&ask, &says, &e) != ERR_OK)
		fail_msg("%s", e.says);
	assert_non_null(strstr(buf_str(&says), "1 files have no key"));
	office_open(&office);
	assert_int_equal(number("SELECT count(*) FROM file"), 2);
	/* And later keys with earlier records are well. */
	lose(true, true);
	ask = ask_of(data[0], keys[1]);
	refused(&ask, ERR_CONFLICT, "newer backup");
	ask.accept_older = true;
	e = (struct errinfo){ 0 };
	buf_clear(&says);
	if (restore_run(&ask, &says, &e) != ERR_OK)
		fail_msg("%s", e.says);
	office_open(&office);
	assert_int_equal(bad_rows(), 0);
	worker_done(&senior);
	buf_done(&says);
}

/* ---- mail that waits may have gone since ---- */

static enum err
enqueue(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	struct mail_new m = { .kind = MAIL_ALERT,
		.record = *(struct id *)arg,
		.purpose = "alert:test",
		.to = "lead@example.org",
		.now_ms = office.now_ms };
	struct id id;

	return mail_enqueue(s, db, &m, &id, e);
}

static void
test_mail(void **state)
{
	char data[BACKUP_PATH_MAX], keys[BACKUP_PATH_MAX];
	struct errinfo e = { 0 };
	struct worker senior;

	(void)state;
	office_hire(&office, &senior, "sen", ROLE_SENIOR);
	if (writer_do(office.s->writer, enqueue, &senior.staff, &e) != ERR_OK)
		fail_msg("%s", e.says);
	assert_int_equal(
	    number("SELECT count(*) FROM mail WHERE state = 'waiting'"), 1);
	back_up(data, keys);
	lose(true, false);
	put_back(data, NULL);
	assert_int_equal(
	    number("SELECT count(*) FROM mail WHERE state = 'waiting'"), 0);
	assert_int_equal(
	    number("SELECT count(*) FROM mail WHERE state = 'uncertain'"), 1);
	worker_done(&senior);
}

/* ---- the past of what was put back ---- */

static void
run_sql(const char *sql)
{
	sqlite3 *h = NULL;

	assert_int_equal(sqlite3_open(office.s->data_path, &h), SQLITE_OK);
	if (sqlite3_exec(h, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(h));
	sqlite3_close(h);
}

static void
test_generation_forged(void **state)
{
	static const struct {
		const char *why, *sql, *undo;
	} rows[] = {
		{ "another generation than any restore began",
		    "UPDATE meta SET value = 'x' || value WHERE name = "
		    "'generation'",
		    "UPDATE meta SET value = substr(value, 2) WHERE name = "
		    "'generation'" },
		{ "another number of rows",
		    "UPDATE generation SET from_rows = from_rows - 1",
		    "UPDATE generation SET from_rows = from_rows + 1" },
		{ "another backup",
		    "UPDATE generation SET backup = 'x' || backup",
		    "UPDATE generation SET backup = substr(backup, 2)" },
		{ "another time", "UPDATE generation SET made_ms = made_ms + 1",
		    "UPDATE generation SET made_ms = made_ms - 1" },
		{ "another generation before",
		    "UPDATE generation SET before = 'x' || before",
		    "UPDATE generation SET before = substr(before, 2)" },
		{ "another head",
		    "UPDATE generation SET from_head = zeroblob(32)", NULL },
	};
	char data[BACKUP_PATH_MAX], keys[BACKUP_PATH_MAX];
	struct worker senior;

	(void)state;
	office_hire(&office, &senior, "sen", ROLE_SENIOR);
	worker_done(&senior);
	back_up(data, keys);
	lose(true, false);
	put_back(data, NULL);
	assert_int_equal(bad_rows(), 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		run_sql(rows[i].sql);
		if (bad_rows() == 0)
			fail_msg("unseen: %s", rows[i].why);
		if (rows[i].undo != NULL)
			run_sql(rows[i].undo);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    test_there_and_back, start, stop),
		cmocka_unit_test_setup_teardown(test_twice, start, stop),
		cmocka_unit_test_setup_teardown(
		    test_destroyed_stays, start, stop),
		cmocka_unit_test_setup_teardown(test_refused, start, stop),
		cmocka_unit_test_setup_teardown(test_older_keys, start, stop),
		cmocka_unit_test_setup_teardown(test_mail, start, stop),
		cmocka_unit_test_setup_teardown(
		    test_generation_forged, start, stop),
	};

	return cmocka_run_group_tests_name("server_restore", tests, NULL, NULL);
}
