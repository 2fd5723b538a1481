/* server_stats_outlive.c - the counts of a file outlive it, as rows that identify nobody,
 * and count once (N2). */
#include "stats_kit.h"

/* ---- counts outlive the file ---- */

struct sums {
	int64_t n[STAT_UNITS], before, after;
};

static void
count_all(struct sums *out)
{
	struct errinfo e = { 0 };
	struct db *db = server_reader(sc.office.s, &e);
	struct stat_scan *scan;

	*out = (struct sums){ 0 };
	if (stats_scan(&scan, sc.office.s, db, &e) != ERR_OK)
		fail_msg("%s", e.says);
	for (size_t i = 0; i < scan->count; i++) {
		const struct stat_item *it = &scan->items[i];

		if (!stat_item_in(scan, it, 0, 2025 * 12 + 11))
			continue;
		out->n[it->unit] += it->n;
		out->before += it->before;
		out->after += it->after;
	}
	stats_scan_free(scan);
	server_reader_done(sc.office.s, db);
}

static enum err
run_keep(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	return stats_keep_counts(s, db, arg, e);
}

/* As store_destroy_file leaves it: the key is gone. */
static void
destroy_key(const struct id *file)
{
	char path[200], sql[200];
	sqlite3 *keys;

	snprintf(path, sizeof(path), "%s/keys/keys.db", sc.office.dir);
	server_close(sc.office.s);
	assert_int_equal(sqlite3_open(path, &keys), SQLITE_OK);
	snprintf(sql, sizeof(sql),
	    "UPDATE wrapped SET sealed = NULL, destroyed_ms = 1 WHERE id = "
	    "'%s'",
	    file->s);
	assert_int_equal(sqlite3_exec(keys, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_changes(keys), 1);
	sqlite3_close(keys);
	office_open(&sc.office);
}

/* In the rows that stay there is nothing that points at anybody. */
static void
check_rows(const struct child *c, int want)
{
	sqlite3 *db;
	sqlite3_stmt *st;
	int rows = 0;

	assert_int_equal(sqlite3_open_v2(sc.office.s->data_path, &db,
			     SQLITE_OPEN_READONLY, NULL),
	    SQLITE_OK);
	assert_int_equal(
	    sqlite3_prepare_v2(db, "SELECT * FROM tally", -1, &st, NULL),
	    SQLITE_OK);
	while (sqlite3_step(st) == SQLITE_ROW) {
		rows++;
		for (int i = 0; i < sqlite3_column_count(st); i++) {
			const char *text =
			    (const char *)sqlite3_column_text(st, i);

			assert_null(strstr(text, c->file.s));
			assert_null(strstr(text, c->episode.s));
			assert_null(strstr(text, c->born));
			assert_null(strstr(text, "-0")); /* of a day */
		}
	}
	sqlite3_finalize(st);
	sqlite3_close(db);
	assert_int_equal(rows, want);
}

static void
test_outlive(void **state)
{
	struct child c = { .nature = "mentoring",
		.born = "2015-05-05",
		.began = "2025-03-10",
		.ended = "2025-06-10",
		.before = 3,
		.after = 7 };
	struct sums before, after;
	struct errinfo e = { 0 };

	(void)state;
	add(4, c);
	assert_int_equal(
	    writer_do(sc.office.s->writer, put_child, &c, &e), ERR_OK);
	count_all(&before);
	assert_int_equal(before.n[STAT_BEGUN], 5);
	assert_int_equal(before.n[STAT_OUTCOMES], 5);
	assert_int_equal(
	    writer_do(sc.office.s->writer, run_keep, &c.file, &e), ERR_OK);
	destroy_key(&c.file);
	count_all(&after);
	assert_memory_equal(&before, &after, sizeof(before));
	check_rows(&c, 6);
	/* It is gone: there is nothing to keep twice. */
	assert_int_equal(writer_do(sc.office.s->writer, run_keep, &c.file, &e),
	    ERR_NOT_FOUND);
	count_all(&after);
	assert_memory_equal(&before, &after, sizeof(before));
}

int
main(void)
{
#define ROW(t) cmocka_unit_test_setup_teardown(t, start, stop)
	const struct CMUnitTest tests[] = {
		ROW(test_outlive),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
