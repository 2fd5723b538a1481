/* server_backup.c - a backup is sealed, whole and in two places, and what is put
 * back is what was there (promises 6, 7 and 10). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <sqlite3.h>

#include "backup.h"
#include "office.h"
#include "store_in.h"

#define BIG (1u << 20)
#define DAY_MS 86400000LL

static struct office office;
static char data_dir[100], key_dir[100];
static uint8_t master[SEAL_KEY], key[SEAL_KEY];

/* ---- an office, and where its backups go ---- */

static int
start(void **state)
{
	char hex[SEAL_KEY * 2 + 1];

	(void)state;
	office_start(&office);
	snprintf(data_dir, sizeof(data_dir), "%s/b", office.dir);
	snprintf(key_dir, sizeof(key_dir), "%s/bk", office.dir);
	assert_int_equal(mkdir(data_dir, 0700), 0);
	assert_int_equal(mkdir(key_dir, 0700), 0);
	keyring_master_hex(office.s->keys, hex);
	assert_true(seal_unhex(master, SEAL_KEY, hex));
	backup_key(key, master);
	return 0;
}

static int
stop(void **state)
{
	(void)state;
	office_stop(&office);
	return 0;
}

/* The newest file that ends so. */
static void
newest(char out[BACKUP_PATH_MAX], const char *dir, const char *end)
{
	DIR *d = opendir(dir);
	const struct dirent *f;
	char best[300] = "";

	assert_non_null(d);
	while ((f = readdir(d)) != NULL) {
		size_t len = strlen(f->d_name);

		if (len > strlen(end) &&
		    strcmp(f->d_name + len - strlen(end), end) == 0 &&
		    strcmp(f->d_name, best) > 0)
			snprintf(best, sizeof(best), "%s", f->d_name);
	}
	closedir(d);
	snprintf(out, BACKUP_PATH_MAX, "%s/%s", dir, best);
}

static size_t
count_in(const char *dir)
{
	DIR *d = opendir(dir);
	const struct dirent *f;
	size_t n = 0;

	assert_non_null(d);
	while ((f = readdir(d)) != NULL)
		n += f->d_name[0] != '.';
	closedir(d);
	return n;
}

/* A backup, a minute later than the last: names sort by the time. */
static void
back_up(char data[BACKUP_PATH_MAX], char keys[BACKUP_PATH_MAX])
{
	struct buf says = BUF_INIT(BIG);
	struct errinfo e = { 0 };

	office_at(&office, office.now_ms + 60000);
	if (backup_make(office.s, data_dir, key_dir, &says, &e) != ERR_OK)
		fail_msg("no backup: %s", e.says);
	assert_non_null(strstr(buf_str(&says), "read back and hold"));
	newest(data, data_dir, ".data");
	newest(keys, key_dir, ".keys");
	buf_done(&says);
}

/* The office ends, and its folders are moved away, as after a fire. */
static void
lose(bool data, bool keys)
{
	char from[100], to[120];
	static int number;

	server_close(office.s);
	office.s = NULL;
	number++;
	if (data) {
		snprintf(from, sizeof(from), "%s/store", office.dir);
		snprintf(to, sizeof(to), "%s.%d", from, number);
		assert_int_equal(rename(from, to), 0);
	}
	if (keys) {
		snprintf(from, sizeof(from), "%s/keys", office.dir);
		snprintf(to, sizeof(to), "%s.%d", from, number);
		assert_int_equal(rename(from, to), 0);
	}
}

static struct restore_ask
ask_of(const char *data, const char *keys)
{
	return (struct restore_ask){ .conf = office.conf,
		.data = data,
		.keys = keys,
		.master = keys != NULL ? master : NULL,
		.now_ms = office.now_ms };
}

static void
put_back(const char *data, const char *keys)
{
	struct restore_ask ask = ask_of(data, keys);
	struct buf says = BUF_INIT(BIG);
	struct errinfo e = { 0 };

	if (restore_run(&ask, &says, &e) != ERR_OK)
		fail_msg("not put back: %s", e.says);
	assert_non_null(strstr(buf_str(&says), "in anew"));
	buf_done(&says);
	office_open(&office);
}

static void
refused(const struct restore_ask *ask, enum err want, const char *words)
{
	struct buf says = BUF_INIT(BIG);
	struct errinfo e = { 0 };
	enum err code = restore_run(ask, &says, &e);

	if (code != want || strstr(e.says, words) == NULL)
		fail_msg("%s: %d %s", words, code, e.says);
	buf_done(&says);
}

static int64_t
bad_rows(void)
{
	struct buf says = BUF_INIT(BIG);
	struct errinfo e = { 0 };
	struct db *db = server_reader(office.s, &e);
	int64_t bad = -1;

	assert_non_null(db);
	assert_int_equal(store_verify(office.s, db, &says, &bad, &e), ERR_OK);
	server_reader_done(office.s, db);
	if (bad > 0)
		print_message("%s", buf_str(&says));
	buf_done(&says);
	return bad;
}

static int64_t
number(const char *sql)
{
	sqlite3 *h = NULL;
	sqlite3_stmt *st = NULL;
	int64_t n = -1;

	assert_int_equal(sqlite3_open_v2(office.s->data_path, &h,
			     SQLITE_OPEN_READONLY, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(h, sql, -1, &st, NULL), SQLITE_OK);
	if (sqlite3_step(st) == SQLITE_ROW)
		n = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	sqlite3_close(h);
	return n;
}

static struct id
new_file(struct worker *w, const char *name)
{
	struct buf out = BUF_INIT(BIG);
	struct id file = id_new(), id = id_new();
	char target[200], body[200];

	snprintf(target, sizeof(target), "/v1/files/%s/front_sheet/%s", file.s,
	    id.s);
	snprintf(body, sizeof(body),
	    "{\"name\":\"%s\",\"reference\":\"%.8s\",\"purpose\":\"x\"}", name,
	    id.s + 24);
	if (worker_put(w, target, 0, NULL, body, &out) != 201)
		fail_msg("%s", buf_str(&out));
	buf_done(&out);
	return file;
}

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
		cmocka_unit_test_setup_teardown(
		    test_there_and_back, start, stop),
		cmocka_unit_test_setup_teardown(test_twice, start, stop),
		cmocka_unit_test_setup_teardown(
		    test_destroyed_stays, start, stop),
		cmocka_unit_test_setup_teardown(test_keys_kept, start, stop),
		cmocka_unit_test_setup_teardown(test_held, start, stop),
		cmocka_unit_test_setup_teardown(test_where, start, stop),
		cmocka_unit_test_setup_teardown(test_tampered, start, stop),
		cmocka_unit_test_setup_teardown(test_refused, start, stop),
		cmocka_unit_test_setup_teardown(test_older_keys, start, stop),
		cmocka_unit_test_setup_teardown(test_mail, start, stop),
		cmocka_unit_test_setup_teardown(
		    test_generation_forged, start, stop),
		cmocka_unit_test(test_sheet),
	};

	return cmocka_run_group_tests_name("server_backup", tests, NULL, NULL);
}
