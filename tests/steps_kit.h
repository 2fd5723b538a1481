/* steps_kit.h - a store with people, records, looks and exclusions, for tests of
 * how a store of an earlier havend is carried over. */
#ifndef HAVEN_STEPS_KIT_H
#define HAVEN_STEPS_KIT_H

#include "first_store.h"
#include "store_in.h"
#include "store_kit.h"

static struct person steps_senior, steps_director, steps_accused, steps_worker;
static struct id steps_file;
static struct id steps_account, steps_concern; /* the accused is named later */
static struct id steps_closed;                 /* and in this from the first */
static int64_t steps_seen; /* the last change before they are named */

KIT_FUNC void
steps_paths(char data[128], char keys[128])
{
	kit_data_path(data, 128);
	snprintf(keys, 128, "%s/keys/keys.db", kit_dir);
}

KIT_FUNC enum err
steps_run_look(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	struct device_look look = { .look = id_new(),
		.file = steps_file,
		.record = steps_concern,
		.version = 1,
		.at_ms = kit_now };

	return store_look(
	    s, db, &((struct person *)arg)->who, &look, kit_now + KIT_DAY, e);
}

KIT_FUNC void
steps_fill(void)
{
	struct errinfo e = { 0 };
	char body[1200];

	steps_senior = kit_person(ROLE_SENIOR, "");
	steps_director = kit_person(ROLE_DIRECTOR, "");
	steps_accused = kit_person(ROLE_SENIOR, "");
	steps_worker = kit_person(ROLE_SUPPORT_WORKER, "");
	steps_file = kit_file(&steps_senior);
	kit_assign(&steps_senior, &steps_worker, &steps_file, "2026-11-20", "");
	kit_assign(
	    &steps_senior, &steps_accused, &steps_file, "2026-11-20", "");
	steps_account = kit_make(
	    &steps_worker, &kind_first_account, &steps_file, KIT_ACCOUNT);
	snprintf(body, sizeof(body),
	    "{\"from_account\":\"%s\"," KIT_CONCERN_END, steps_account.s);
	steps_concern =
	    kit_make(&steps_senior, &kind_concern, &steps_file, body);
	kit_must(writer_do(kit->writer, steps_run_look, &steps_director, &e),
	    &e, "look");
	snprintf(body, sizeof(body),
	    "{%s\"child\":\"Robin\",\"observed\":\"x\"}",
	    kit_about(&steps_accused));
	steps_closed =
	    kit_make(&steps_worker, &kind_first_account, &steps_file, body);
	/* That account is told of once more. */
	snprintf(body, sizeof(body),
	    "{\"from_account\":\"%s\",%s" KIT_CONCERN_END, steps_closed.s,
	    kit_about(&steps_worker));
	kit_make(&steps_senior, &kind_concern, &steps_file, body);
	steps_seen = kit_count("SELECT max(seq) FROM change");
	snprintf(body, sizeof(body),
	    "{\"from_account\":\"%s\",%s" KIT_CONCERN_END, steps_account.s,
	    kit_about(&steps_accused));
	assert_int_equal(kit_save(&steps_senior, &kind_concern, &steps_file,
			     &steps_concern, 1, body),
	    200);
	/* Refused: with words in the chain. */
	assert_int_equal(kit_save(&steps_senior, &kind_concern, &steps_file,
			     &steps_concern, 1, body),
	    412);
}

/* Closed, and as version 1 left it. */
KIT_FUNC void
steps_to_first(void)
{
	char data[128], keys[128];

	server_close(kit);
	kit = NULL;
	steps_paths(data, keys);
	first_make(data, keys);
}

KIT_FUNC int
steps_version(const char *path)
{
	sqlite3 *h = first_open(path);
	sqlite3_stmt *s = NULL;
	int n;

	assert_int_equal(
	    sqlite3_prepare_v2(h, "PRAGMA user_version", -1, &s, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_step(s), SQLITE_ROW);
	n = sqlite3_column_int(s, 0);
	sqlite3_finalize(s);
	sqlite3_close(h);
	return n;
}

/* The versions of a store that this havend made. */
#define DATA_TODAY 5
#define KEYS_TODAY 3

KIT_FUNC void
steps_expect(int data_version, int keys_version, const char *why)
{
	char data[128], keys[128];

	steps_paths(data, keys);
	if (steps_version(data) != data_version ||
	    steps_version(keys) != keys_version)
		fail_msg("%s: records of version %d, keys of %d", why,
		    steps_version(data), steps_version(keys));
}

/* Chain, seals, signatures, threads; and what it says, "" for nothing. */
KIT_FUNC void
steps_verify(const char *want)
{
	struct buf says = BUF_INIT(100000);
	struct errinfo e = { 0 };
	struct db *db = kit_reader();
	int64_t bad = -1;

	kit_must(store_verify(kit, db, &says, &bad, &e), &e, "verify");
	server_reader_done(kit, db);
	if ((bad > 0) != (want[0] != '\0') ||
	    strstr(buf_str(&says), want) == NULL)
		fail_msg("%s", buf_str(&says));
	buf_done(&says);
}

/* Rows of a statement, quoted, a line each. */
KIT_FUNC void
steps_dump(struct buf *out, const char *path, const char *sql)
{
	sqlite3 *h = first_open(path);
	sqlite3_stmt *s = NULL;

	if (sqlite3_prepare_v2(h, sql, -1, &s, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(h));
	while (sqlite3_step(s) == SQLITE_ROW) {
		for (int i = 0; i < sqlite3_column_count(s); i++) {
			const void *bytes = sqlite3_column_blob(s, i);
			int len = sqlite3_column_bytes(s, i);

			buf_addf(out, "|%d:", len);
			buf_add(out, len > 0 ? bytes : "", (size_t)len);
		}
		buf_adds(out, "\n");
	}
	sqlite3_finalize(s);
	sqlite3_close(h);
}

#endif
