/* bench_device.c - the store of the real haven as its person notices it: opening
 * it, saving into it, typing while 2,000 records are pulled into it.
 *
 *   bench_device make NAME
 *
 * makes such a device in HAVEN_BENCH_DIR for another program, prints the process
 * of its havend, and leaves that running. */
#include "bench.h"

#include <dirent.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "pts_device.h"
#include "seal.h"

#define RUNS BENCH_RUNS_TERMINAL
#define TERM_NAME "xterm-256color"
#define PULLS 5
#define KEYS_MAX 20000
#define BETWEEN_MS 2 /* keys of a pull */
#define STILL_MS 250 /* a store that has not grown for so long has it all */
#define SAVE_QUIET_MS 60

static struct office office;
static struct device device;
static char floor_list[320], rows[300];

static double
floor_start_ms(void)
{
	const char *argv[] = { floor_list, rows, NULL };
	struct pts p;
	double took;

	pts_start(&p, TERM_NAME, argv, NULL);
	took = pts_quiet(&p, DEVICE_QUIET_MS) - p.started_ms;
	pts_end(&p);
	return took;
}

/* ---- opening ---- */

static double
argon_ms(void)
{
	static const struct seal_cost cost = SEAL_COST_DEFAULT;
	uint8_t salt[SEAL_SALT] = { 1 }, *key = seal_key_empty();
	struct errinfo e;
	double start = bench_now_ms();

	if (seal_key_from_passphrase(key, OFFICE_PASSPHRASE, salt, &cost, &e) !=
	    ERR_OK)
		bench_fail("%s", e.says);
	start = bench_now_ms() - start;
	seal_key_free(key);
	return start;
}

static double
unlock_ms(void)
{
	struct pts p;
	double sent;

	device_start(&device, &p, TERM_NAME);
	device_passphrase(&p);
	pts_mark(&p);
	sent = bench_now_ms();
	pts_send(&p, "\r");
	pts_until(&p, "Settings"); /* the paint of Home is one write */
	sent = p.last_ms - sent;
	pts_end(&p);
	return sent;
}

static void
unlock_row(void)
{
	double h[RUNS], a[RUNS], f[RUNS], limit;

	for (int i = 0; i < RUNS; i++) {
		f[i] = floor_start_ms();
		a[i] = argon_ms();
		h[i] = unlock_ms();
	}
	limit = bench_median(a, RUNS) + 3 * bench_median(f, RUNS);
	bench_say("Argon2id %.1f ms, the floor's start %.1f ms",
	    bench_median(a, RUNS), bench_median(f, RUNS));
	bench_beside("unlock to Home, 2,000 files and records", "ms",
	    bench_median(h, RUNS), limit, limit,
	    "at most Argon2id + 3x the floor's start (beside it)");
}

/* ---- typing during a pull ---- */

struct typed {
	double at_ms, took_ms;
};

/* Bytes of the store. */
static long
store_size(const struct device *d)
{
	char path[700];
	struct dirent *one;
	struct stat st;
	long sum = 0;
	DIR *dir = opendir(d->data);

	while (dir && (one = readdir(dir)) != NULL) {
		snprintf(path, sizeof(path), "%s/%s", d->data, one->d_name);
		if (strstr(one->d_name, ".haven") && stat(path, &st) == 0)
			sum += (long)st.st_size;
	}
	if (!dir || closedir(dir) != 0)
		bench_fail("%s cannot be read.", d->data);
	return sum;
}

/* Letters that are in no sequence of a terminal. */
static double
type_one(struct pts *p)
{
	static unsigned turn;
	double took = pts_echo(p, turn++ % 2 ? "Q" : "W");

	pts_read_for(p, BETWEEN_MS);
	return took;
}

/* A device that has nothing yet pulls everything, while somebody types. The
 * keys until the store grew no more, behind those of list. */
static size_t
type_in_pull(int number, struct typed *list, size_t n)
{
	struct device d;
	struct pts p;
	double grew_ms;
	size_t kept = n;
	long size, now;
	char name[20];

	snprintf(name, sizeof(name), "pull%d", number);
	device_init(&d, name);
	device_enrol(&d, &office);
	kill(office.pid, SIGSTOP);
	device_home(&d, &p, TERM_NAME);
	device_concern(&p);
	pts_send(&p, "He said ");
	pts_quiet(&p, DEVICE_QUIET_MS);
	kill(office.pid, SIGCONT);
	grew_ms = bench_now_ms();
	size = store_size(&d);
	while (n < KEYS_MAX && bench_now_ms() < grew_ms + STILL_MS) {
		list[n].at_ms = bench_now_ms();
		list[n++].took_ms = type_one(&p);
		now = store_size(&d);
		if (now > size) {
			size = now;
			grew_ms = bench_now_ms();
		}
	}
	pts_end(&p);
	while (kept < n && list[kept].at_ms <= grew_ms)
		kept++;
	return kept;
}

static void
pull_rows(void)
{
	static struct typed list[KEYS_MAX];
	static double h[KEYS_MAX];
	double f[200];
	const char *argv[] = { floor_list, rows, NULL };
	struct pts p;
	size_t n = 0;

	pts_start(&p, TERM_NAME, argv, NULL);
	pts_quiet(&p, DEVICE_QUIET_MS);
	pts_key(&p, "\033OF", DEVICE_QUIET_MS);
	for (size_t i = 0; i < BENCH_COUNT(f); i++)
		f[i] = type_one(&p);
	pts_end(&p);
	for (int i = 0; i < PULLS; i++)
		n = type_in_pull(i, list, n);
	if (n < 50)
		bench_fail("Only %zu keys were typed in the pulls.", n);
	for (size_t i = 0; i < n; i++)
		h[i] = list[i].took_ms;
	bench_say("%zu keys in %d pulls, the slowest %.1f ms", n, PULLS,
	    bench_percentile(h, n, 100));
	bench_ratio("a letter while 2,000 records are pulled, median", "ms",
	    bench_median(h, n), bench_median(f, BENCH_COUNT(f)), 2);
	bench_value("a letter while 2,000 records are pulled, 99th percentile",
	    "ms", bench_percentile(h, n, 99), 5);
}

/* ---- saving ---- */

/* Bytes of a row of the outbox. */
static int
row_size(const struct device *d)
{
	char path[700] = "";
	struct dirent *one;
	sqlite3_stmt *s = NULL;
	sqlite3 *db = NULL;
	DIR *dir = opendir(d->data);
	int size = 0;

	while (dir && (one = readdir(dir)) != NULL) {
		const char *end = strstr(one->d_name, ".haven");

		if (end && end[6] == '\0')
			snprintf(
			    path, sizeof(path), "%s/%s", d->data, one->d_name);
	}
	if (dir)
		closedir(dir);
	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) ==
		SQLITE_OK &&
	    sqlite3_prepare_v2(db,
		"SELECT max(length(sealed)+length(box)) FROM outbox", -1, &s,
		NULL) == SQLITE_OK &&
	    sqlite3_step(s) == SQLITE_ROW)
		size = sqlite3_column_int(s, 0);
	sqlite3_finalize(s);
	sqlite3_close(db);
	if (size <= 0)
		bench_fail("The outbox of %s cannot be read.", path);
	return size;
}

static void
run_sql(sqlite3 *db, const char *sql)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		bench_fail("SQLite: %s", sqlite3_errmsg(db));
}

/* One insert, with fsync, in the same folder. */
static double
floor_save_ms(int size)
{
	static sqlite3 *db;
	static sqlite3_stmt *s;
	char path[400];
	double start;

	snprintf(path, sizeof(path), "%s/floor.db", device.data);
	if (!db && sqlite3_open(path, &db) != SQLITE_OK)
		bench_fail("SQLite: %s", sqlite3_errmsg(db));
	if (!s) {
		run_sql(db, "PRAGMA locking_mode=EXCLUSIVE");
		run_sql(db, "PRAGMA journal_mode=WAL");
		run_sql(db, "PRAGMA synchronous=FULL");
		run_sql(db, "CREATE TABLE t(n INTEGER PRIMARY KEY, body BLOB)");
		if (sqlite3_prepare_v2(db,
			"INSERT INTO t(body) VALUES(randomblob(?1))", -1, &s,
			NULL) != SQLITE_OK)
			bench_fail("SQLite: %s", sqlite3_errmsg(db));
	}
	start = bench_now_ms();
	sqlite3_bind_int(s, 1, size);
	if (sqlite3_step(s) != SQLITE_DONE)
		bench_fail("SQLite: %s", sqlite3_errmsg(db));
	sqlite3_reset(s);
	return bench_now_ms() - start;
}

/* From F2 to "Saved here", without an office; the letter before it is typed and
 * shown already. */
static void
save_row(void)
{
	double h[RUNS], f[RUNS];
	struct pts p;
	int size;

	device_home(&device, &p, TERM_NAME);
	device_concern(&p);
	pts_send(&p, "Ella said that nobody had fetched her on Friday either, "
		     "and that she had walked home by the canal.");
	pts_quiet(&p, DEVICE_QUIET_MS);
	for (int i = -1; i < RUNS; i++) {
		double sent;

		pts_send(&p, "J");
		pts_quiet(&p, SAVE_QUIET_MS);
		pts_mark(&p);
		sent = bench_now_ms();
		pts_send(&p, "\033OQ");
		pts_until(&p, "Saved here");
		if (i >= 0) /* the first makes the row and its statements */
			h[i] = p.last_ms - sent;
		pts_quiet_now(&p, SAVE_QUIET_MS);
	}
	pts_end(&p);
	size = row_size(&device);
	floor_save_ms(size);
	for (int i = 0; i < RUNS; i++) {
		bench_pause_ms(SAVE_QUIET_MS);
		f[i] = floor_save_ms(size);
	}
	bench_say("a row of the outbox has %d bytes", size);
	bench_ratio("save a concern", "ms", bench_median(h, RUNS),
	    bench_median(f, RUNS), 2);
}

int
main(int argc, char **argv)
{
	FILE *f;

	device_office(&office);
	if (argc == 3 && strcmp(argv[1], "make") == 0) {
		device_new(&device, argv[2], &office);
		printf("%d\n", (int)office.pid);
		return 0;
	}
	device_new(&device, "ruth", &office);
	snprintf(floor_list, sizeof(floor_list), "%.300s/bench/floor_list",
	    office_build());
	snprintf(rows, sizeof(rows), "%s", bench_path("rows"));
	f = fopen(rows, "w");
	for (int i = 0; f && i < 100; i++) {
		char row[120];

		device_row(row, i);
		fprintf(f, "%s\n", row);
	}
	if (!f || fclose(f) != 0)
		bench_fail("The rows of the floor cannot be written.");
	unlock_row();
	pull_rows();
	office_stop(&office);
	save_row();
	return 0;
}
