/* server_keydb.c - a key for each file, that only the master key opens. */
#include <fcntl.h>
#include <sys/stat.h>

#include "store_kit.h"

#include "fault_vfs.h"

static void
test_keys(void **state)
{
	uint8_t a[SEAL_KEY], b[SEAL_KEY];
	struct id file = id_new(), other = id_new();
	struct errinfo e = { 0 };

	(void)state;
	assert_int_equal(
	    keyring_get(kit->keys, &file, false, a, &e), ERR_NOT_FOUND);
	kit_must(keyring_get(kit->keys, &file, true, a, &e), &e, "make");
	kit_must(keyring_get(kit->keys, &file, false, b, &e), &e, "get");
	assert_memory_equal(a, b, SEAL_KEY);
	kit_must(keyring_get(kit->keys, &other, true, b, &e), &e, "make");
	assert_memory_not_equal(a, b, SEAL_KEY);
	kit_must(keyring_get(kit->keys, &kit_none, false, b, &e), &e, "org");
	assert_memory_not_equal(a, b, SEAL_KEY);
	server_close(kit);
	kit_open();
	kit_must(keyring_get(kit->keys, &file, true, b, &e), &e, "again");
	assert_memory_equal(a, b, SEAL_KEY);
	keyring_subkey(kit->keys, "exclude ", a);
	keyring_subkey(kit->keys, "writes  ", b);
	assert_memory_not_equal(a, b, SEAL_KEY);
}

/* No key is given that the disk may not have, and it goes on being said. */
static void
test_disk_fails(void **state)
{
	static const struct {
		const char *why;
		int write, sync;
	} rows[] = {
		{ "a write fails", SQLITE_IOERR_WRITE, 0 },
		{ "an fsync fails", 0, SQLITE_IOERR_FSYNC },
	};
	uint8_t key[SEAL_KEY];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct id first = id_new(), second = id_new();
		struct errinfo e = { 0 };

		assert_false(keyring_is_broken(kit->keys));
		fault_write = rows[i].write;
		fault_sync = rows[i].sync;
		if (keyring_get(kit->keys, &first, true, key, &e) != ERR_IO)
			fail_msg("%s: %s", rows[i].why, e.says);
		fault_write = fault_sync = 0;
		assert_true(keyring_is_broken(kit->keys));
		assert_int_equal(
		    keyring_get(kit->keys, &second, true, key, &e), ERR_IO);
		assert_non_null(strstr(e.says, "no new file can be begun"));
		server_close(kit);
		kit_open();
		kit_must(keyring_get(kit->keys, &second, true, key, &e), &e,
		    "after a start");
	}
}

static void
test_box(void **state)
{
	uint8_t public_key[SEAL_PUBLIC], secret[SEAL_KEY];
	struct buf sealed = BUF_INIT(200), clear = BUF_INIT(200);
	struct errinfo e = { 0 };

	(void)state;
	keyring_box(kit->keys, public_key, NULL);
	kit_must(seal_box_close(&sealed, public_key, "note", 4, &e), &e, "in");
	server_close(kit);
	kit_open();
	keyring_box(kit->keys, public_key, secret);
	kit_must(seal_box_open(
		     &clear, public_key, secret, sealed.data, sealed.len, &e),
	    &e, "out");
	assert_string_equal(clear.data, "note");
	buf_done(&sealed);
	buf_done(&clear);
}

static void
keys_sql(const char *sql)
{
	char path[128];
	sqlite3 *h = NULL;

	snprintf(path, sizeof(path), "%s/keys/keys.db", kit_dir);
	assert_int_equal(sqlite3_open(path, &h), SQLITE_OK);
	assert_int_equal(sqlite3_exec(h, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(h), SQLITE_OK);
}

static void
master(mode_t mode, bool other)
{
	char path[128], bytes[SEAL_KEY] = "another master key";
	int fd;

	snprintf(path, sizeof(path), "%s/keys/master.key", kit_dir);
	if (other) {
		fd = open(path, O_WRONLY);
		assert_int_equal(write(fd, bytes, SEAL_KEY), SEAL_KEY);
		close(fd);
	}
	assert_int_equal(chmod(path, mode), 0);
}

static void
no_master(void)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/keys/master.key", kit_dir);
	assert_int_equal(unlink(path), 0);
}

static void
open_master(void)
{
	master(0644, false);
}

static void
other_master(void)
{
	master(0600, true);
}

static void
no_pair(void)
{
	keys_sql("DELETE FROM pair");
}

static void
other_pair(void)
{
	keys_sql("UPDATE pair SET sealed = zeroblob(73)");
}

static void
test_refuses_to_open(void **state)
{
	static const struct {
		const char *why;
		void (*to)(void);
		const char *says;
	} rows[] = {
		{ "no master key", no_master, "" },
		{ "a master key others can read", open_master, "" },
		{ "another master key", other_master, "right key folder" },
		{ "no pair", no_pair, "lacks the server's own key" },
		{ "another pair", other_pair, "right key folder" },
	};

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		struct errinfo e = { 0 };
		struct keyring *k = NULL;
		char path[128];

		kit_start(NULL);
		server_close(kit);
		kit = NULL;
		rows[i].to();
		snprintf(path, sizeof(path), "%s/keys", kit_dir);
		if (keyring_open(&k, path, &e) == ERR_OK || k != NULL ||
		    e.says[0] == '\0' || strstr(e.says, rows[i].says) == NULL)
			fail_msg("%s: \"%s\"", rows[i].why, e.says);
		kit_stop(NULL);
	}
}

/* Two files' keys changed about, one destroyed, one not what it was. */
static void
test_keys_are_bound(void **state)
{
	uint8_t key[SEAL_KEY];
	struct id a = id_new(), b = id_new(), c = id_new();
	struct errinfo e = { 0 };
	char sql[300];

	(void)state;
	kit_must(keyring_get(kit->keys, &a, true, key, &e), &e, "a");
	kit_must(keyring_get(kit->keys, &b, true, key, &e), &e, "b");
	kit_must(keyring_get(kit->keys, &c, true, key, &e), &e, "c");
	server_close(kit);
	snprintf(sql, sizeof(sql),
	    "UPDATE wrapped SET sealed = (SELECT sealed FROM wrapped WHERE"
	    " id = '%s') WHERE id = '%s';"
	    "UPDATE wrapped SET sealed = NULL, destroyed_ms = 5 WHERE id ="
	    " '%s'",
	    b.s, a.s, c.s);
	keys_sql(sql);
	kit_open();
	assert_int_equal(keyring_get(kit->keys, &a, true, key, &e), ERR_CRYPTO);
	assert_int_equal(keyring_get(kit->keys, &b, true, key, &e), ERR_OK);
	/* Promise 10: destroyed is gone, and not made anew. */
	assert_int_equal(
	    keyring_get(kit->keys, &c, true, key, &e), ERR_NOT_FOUND);
	assert_non_null(strstr(e.says, "destroyed"));
	assert_true(keyring_was_destroyed(kit->keys, &c));
	assert_false(keyring_was_destroyed(kit->keys, &b));
	a = id_new();
	assert_false(keyring_was_destroyed(kit->keys, &a));
}

static void
test_init_never_overwrites(void **state)
{
	struct buf sheet = BUF_INIT(10000);
	struct errinfo e = { 0 };

	(void)state;
	assert_int_equal(server_init(kit_conf, &sheet, &e), ERR_CONFLICT);
	assert_non_null(strstr(e.says, "Nothing was changed"));
	assert_int_equal(sheet.len, 0);
	buf_done(&sheet);
	server_close(kit);
	kit_open();
}

static void
test_sheet_has_the_master_key(void **state)
{
	char path[128], hex[SEAL_KEY * 2 + 1];
	struct errinfo e = { 0 };
	uint8_t key[SEAL_KEY];

	(void)state;
	snprintf(path, sizeof(path), "%s/keys/master.key", kit_dir);
	kit_must(seal_file_read(key, SEAL_KEY, path, &e), &e, "master");
	keyring_master_hex(kit->keys, hex);
	for (size_t i = 0; i < SEAL_KEY; i++) {
		char two[3];

		snprintf(two, sizeof(two), "%02x", key[i]);
		assert_memory_equal(hex + i * 2, two, 2);
	}
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, kit_start, kit_stop)
	static const struct CMUnitTest tests[] = {
		T(test_keys),
		T(test_disk_fails),
		T(test_box),
		cmocka_unit_test(test_refuses_to_open),
		T(test_keys_are_bound),
		T(test_init_never_overwrites),
		T(test_sheet_has_the_master_key),
	};

	fault_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
