/* server_restore_destroyed.c - what was destroyed after a backup stays destroyed,
 * though records and keys are both put back from it (R2, promise 10). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "office_due.h"

#include "backup_kit.h"

/* The office of the scene is that of the backups. */
static void
test_both_older(void **state)
{
	static const struct {
		const char *why;
		bool with_register, opens;
	} rows[] = {
		{ "the register is lost too", false, true },
		{ "it is given", true, false },
	};
	char data[BACKUP_PATH_MAX], keys[BACKUP_PATH_MAX], today[120],
	    path[200];
	char hex[SEAL_KEY * 2 + 1];

	(void)state;
	office = sc.office;
	snprintf(data_dir, sizeof(data_dir), "%s/b", office.dir);
	snprintf(key_dir, sizeof(key_dir), "%s/bk", office.dir);
	assert_int_equal(mkdir(data_dir, 0700), 0);
	assert_int_equal(mkdir(key_dir, 0700), 0);
	keyring_master_hex(office.s->keys, hex);
	assert_true(seal_unhex(master, SEAL_KEY, hex));
	backup_key(key, master);
	back_up(data, keys);
	due_destroy();
	lose(true, true);
	snprintf(today, sizeof(today), "%s/keys.1/keys.db", office.dir);
	assert_int_equal(access(today, F_OK), 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct restore_ask ask = ask_of(data, keys);
		struct buf says = BUF_INIT(BIG);
		struct errinfo e = { 0 };
		uint8_t k[SEAL_KEY];
		bool opens;

		ask.destroyed = rows[i].with_register ? today : NULL;
		if (restore_run(&ask, &says, &e) != ERR_OK)
			fail_msg("%s: %s", rows[i].why, e.says);
		office_open(&office);
		opens = keyring_get(office.s->keys, &sc.file, false, k, &e) ==
			ERR_OK;
		if (opens != rows[i].opens)
			fail_msg("%s: %d", rows[i].why, opens);
		if (!opens) {
			snprintf(path, sizeof(path),
			    "SELECT count(*) FROM record WHERE file = '%s'",
			    sc.file.s);
			assert_int_equal(number(path), 0);
		}
		buf_done(&says);
		if (i == 0)
			lose(true, true);
	}
	assert_int_equal(bad_rows(), 0);
	sc.office = office;
}

/* Not without keys of the backup; and what is no register stops it before there are
 * keys at all. */
static void
test_refused(void **state)
{
	char data[BACKUP_PATH_MAX], keys[BACKUP_PATH_MAX], path[120];
	struct restore_ask ask;
	char hex[SEAL_KEY * 2 + 1];

	(void)state;
	office = sc.office;
	snprintf(data_dir, sizeof(data_dir), "%s/b", office.dir);
	snprintf(key_dir, sizeof(key_dir), "%s/bk", office.dir);
	assert_int_equal(mkdir(data_dir, 0700), 0);
	assert_int_equal(mkdir(key_dir, 0700), 0);
	keyring_master_hex(office.s->keys, hex);
	assert_true(seal_unhex(master, SEAL_KEY, hex));
	backup_key(key, master);
	back_up(data, keys);
	lose(true, true);
	ask = ask_of(data, NULL);
	ask.destroyed = keys;
	refused(&ask, ERR_INVALID, "goes with --keys");
	ask = ask_of(data, keys);
	ask.destroyed = data;
	refused(&ask, ERR_CORRUPT, "no database of haven");
	snprintf(path, sizeof(path), "%s/keys/keys.db", office.dir);
	assert_int_not_equal(access(path, F_OK), 0);
	put_back(data, keys);
	sc.office = office;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    test_both_older, due_start, sync_stop),
		cmocka_unit_test_setup_teardown(
		    test_refused, due_start, sync_stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
