/* backup_kit.h - an office, its backups, and putting them back: what the tests of both
 * share. Included once in a test. */
#ifndef HAVEN_BACKUP_KIT_H
#define HAVEN_BACKUP_KIT_H

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

static inline int
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

static inline int
stop(void **state)
{
	(void)state;
	office_stop(&office);
	return 0;
}

/* The newest file that ends so. */
static inline void
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

static inline size_t
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
static inline void
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
static inline void
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

static inline struct restore_ask
ask_of(const char *data, const char *keys)
{
	return (struct restore_ask){ .conf = office.conf,
		.data = data,
		.keys = keys,
		.master = keys != NULL ? master : NULL,
		.now_ms = office.now_ms };
}

static inline void
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

static inline void
refused(const struct restore_ask *ask, enum err want, const char *words)
{
	struct buf says = BUF_INIT(BIG);
	struct errinfo e = { 0 };
	enum err code = restore_run(ask, &says, &e);

	if (code != want || strstr(e.says, words) == NULL)
		fail_msg("%s: %d %s", words, code, e.says);
	buf_done(&says);
}

static inline int64_t
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

static inline int64_t
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

static inline struct id
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

#endif
