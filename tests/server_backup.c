/* server_backup.c - a backup is sealed, whole and in two places, and one that was
 * changed is noticed (promises 6, 9 and 10). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "backup_kit.h"

/* ---- two places, and the newest two of the keys ---- */

static void
test_keys_kept(void **state)
{
	char data[4][BACKUP_PATH_MAX], keys[4][BACKUP_PATH_MAX],
	    path[BACKUP_PATH_MAX];
	struct backup_manifest m;
	FILE *f;

	(void)state;
	/* What is not ours, or cannot be read, is left alone. */
	snprintf(path, sizeof(path), "%s/haven-strange.keys", key_dir);
	f = fopen(path, "w");
	assert_non_null(f);
	fprintf(f, "haven-backup-1 keys none\n");
	fclose(f);
	for (int i = 0; i < 4; i++)
		back_up(data[i], keys[i]);
	assert_int_equal(count_in(data_dir), 4);
	assert_int_equal(count_in(key_dir), BACKUP_KEYS_KEPT + 1);
	snprintf(path, sizeof(path), "%s/haven-strange.keys", key_dir);
	assert_int_equal(unlink(path), 0);
	newest(path, key_dir, ".keys");
	assert_int_equal(backup_read(path, key, NULL, NULL, &m, NULL), ERR_OK);
	assert_int_equal(m.what, BACKUP_KEYS);
	assert_int_equal(m.made_ms, office.now_ms);
}

/* A device may forget what is in two backups, and was received well before. */
static void
test_held(void **state)
{
	char data[BACKUP_PATH_MAX], keys[BACKUP_PATH_MAX];
	int64_t held[3], made[3];

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct db *db;

		office_at(&office, office.now_ms + DAY_MS);
		back_up(data, keys);
		made[i] = office.now_ms;
		db = server_reader(office.s, NULL);
		held[i] = backup_held_ms(db);
		assert_int_equal(backup_newest_ms(db), made[i]);
		server_reader_done(office.s, db);
	}
	assert_int_equal(held[0], 0);
	assert_true(held[1] < made[0] && held[1] > made[0] - DAY_MS);
	assert_true(held[2] < made[1] && held[2] > made[0]);
}

static void
test_where(void **state)
{
	char open_dir[120], none[120];
	const struct {
		const char *why, *data, *keys, *says;
	} rows[] = {
		{ "one folder for both", data_dir, data_dir, "two folders" },
		{ "no such folder", none, key_dir, "no folder" },
		{ "no such folder of keys", data_dir, none, "no folder" },
		{ "open to others", open_dir, key_dir, "chmod 700" },
		{ "keys open to others", data_dir, open_dir, "chmod 700" },
	};
	struct buf says = BUF_INIT(BIG);

	(void)state;
	snprintf(open_dir, sizeof(open_dir), "%s/open", office.dir);
	snprintf(none, sizeof(none), "%s/none", office.dir);
	assert_int_equal(mkdir(open_dir, 0755), 0);
	assert_int_equal(chmod(open_dir, 0755), 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct errinfo e = { 0 };

		if (backup_make(office.s, rows[i].data, rows[i].keys, &says,
			&e) == ERR_OK ||
		    strstr(e.says, rows[i].says) == NULL)
			fail_msg("%s: %s", rows[i].why, e.says);
	}
	assert_int_equal(count_in(data_dir) + count_in(key_dir), 0);
	buf_done(&says);
}

/* ---- what was changed is noticed ---- */

static void
read_file(const char *path, struct buf *out)
{
	FILE *f = fopen(path, "rb");
	char part[4096];
	size_t n;

	assert_non_null(f);
	buf_clear(out);
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		assert_true(buf_add(out, part, n));
	fclose(f);
}

static void
write_file(const char *path, const char *bytes, size_t len)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, len, f), len);
	fclose(f);
}

static void
must_not_hold(const char *why, const char *path, const uint8_t *with)
{
	struct backup_manifest m;
	struct errinfo e = { 0 };
	enum err code = backup_read(path, with, NULL, NULL, &m, &e);

	if (code == ERR_OK || strlen(e.says) < 20)
		fail_msg("%s: %d %s", why, code, e.says);
}

static size_t
piece_end(const struct buf *b, size_t at)
{
	const uint8_t *p = (const uint8_t *)b->data + at;

	return at + 4 +
	       ((size_t)p[0] << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 |
		   p[3]);
}

static void
test_tampered(void **state)
{
	char one[BACKUP_PATH_MAX], two[BACKUP_PATH_MAX], k[BACKUP_PATH_MAX],
	    bad[200];
	struct buf a = BUF_INIT(8u << 20), b = BUF_INIT(8u << 20);
	size_t line, first, other_first;
	uint8_t strange[SEAL_KEY] = { 1 };

	(void)state;
	back_up(one, k);
	back_up(two, k);
	snprintf(bad, sizeof(bad), "%s/bad.data", office.dir);
	read_file(one, &a);
	read_file(two, &b);
	line = (size_t)((char *)memchr(a.data, '\n', a.len) - a.data) + 1;
	first = piece_end(&a, line);
	other_first = piece_end(&b, line);
	must_not_hold("another master key", one, strange);
	/* A byte at the beginning, in the manifest, in the middle, at the end. */
	{
		const size_t at[] = { 0, 20, line - 2, line, line + 3, line + 9,
			first - 1, first, first + 30, a.len / 2, a.len - 1 };

		for (size_t i = 0; i < sizeof(at) / sizeof(at[0]); i++) {
			a.data[at[i]] ^= 1;
			write_file(bad, a.data, a.len);
			must_not_hold("a byte changed", bad, key);
			a.data[at[i]] ^= 1;
		}
	}
	{
		const size_t len[] = { 0, line - 1, line, line + 2, first,
			first + 4, a.len / 2, a.len - 1 };

		for (size_t i = 0; i < sizeof(len) / sizeof(len[0]); i++) {
			write_file(bad, a.data, len[i]);
			must_not_hold("cut short", bad, key);
		}
	}
	/* Cut where a piece ends. */
	for (size_t at = first; piece_end(&a, at) < a.len;) {
		at = piece_end(&a, at);
		write_file(bad, a.data, at);
		must_not_hold("cut between pieces", bad, key);
	}
	write_file(bad, a.data, a.len);
	{
		FILE *f = fopen(bad, "ab");

		fputc(0, f);
		fclose(f);
	}
	must_not_hold("something put behind it", bad, key);
	/* The manifest of another backup; and its name, too. */
	{
		struct buf c = BUF_INIT(8u << 20);

		buf_add(&c, a.data, line);
		buf_add(&c, b.data + line, other_first - line);
		buf_add(&c, a.data + first, a.len - first);
		write_file(bad, c.data, c.len);
		must_not_hold("another's manifest", bad, key);
		buf_clear(&c);
		buf_add(&c, b.data, other_first);
		buf_add(&c, a.data + first, a.len - first);
		write_file(bad, c.data, c.len);
		must_not_hold("another's content", bad, key);
		buf_done(&c);
	}
	buf_done(&a);
	buf_done(&b);
}

static void
test_sheet(void **state)
{
	static const struct {
		const char *why, *text;
		bool is_one;
	} rows[] = {
		{ "as it stands",
		    "Master key, in groups of eight:\n  00010203 04050607 "
		    "08090a0b 0c0d0e0f\n  10111213 14151617 18191A1B "
		    "1c1d1e1f\n",
		    true },
		{ "seven groups",
		    "00010203 04050607 08090a0b 0c0d0e0f 10111213 14151617 "
		    "18191a1b",
		    false },
		{ "nine groups",
		    "00010203 04050607 08090a0b 0c0d0e0f 10111213 14151617 "
		    "18191a1b 1c1d1e1f 00000000",
		    false },
		{ "a letter that is none",
		    "0001020g 04050607 08090a0b 0c0d0e0f 10111213 14151617 "
		    "18191a1b 1c1d1e1f",
		    false },
		{ "nothing", "", false },
	};
	uint8_t out[SEAL_KEY];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (restore_read_sheet(out, rows[i].text) != rows[i].is_one)
			fail_msg("%s", rows[i].why);
		assert_int_equal(out[31], rows[i].is_one ? 31 : 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_keys_kept, start, stop),
		cmocka_unit_test_setup_teardown(test_held, start, stop),
		cmocka_unit_test_setup_teardown(test_where, start, stop),
		cmocka_unit_test_setup_teardown(test_tampered, start, stop),
		cmocka_unit_test(test_sheet),
	};

	return cmocka_run_group_tests_name("server_backup", tests, NULL, NULL);
}
