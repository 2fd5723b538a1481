/* tui_store.c - the sealed store: where it lies, who opens it, what stands in
 * clear, and what was changed behind its back. */
#include "tui_desk.h"

#include <sqlite3.h>

/* ---- where it lies ---- */

static void
test_folder(void **state)
{
	char dir[] = "/tmp/haven-store.XXXXXX", in[64], link[64];
	struct errinfo e = { 0 };
	struct stat st;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(in, sizeof(in), "%s/a", dir);
	assert_int_equal(store_folder(in, &e), ERR_OK);
	assert_int_equal(stat(in, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	/* Others may look in: haven keeps nothing there. */
	chmod(in, 0750);
	assert_int_equal(store_folder(in, &e), ERR_DENIED);
	assert_non_null(strstr(e.says, "chmod 700"));
	chmod(in, 0700);
	snprintf(link, sizeof(link), "%s/link", dir);
	assert_int_equal(symlink(in, link), 0);
	assert_int_equal(store_folder(link, &e), ERR_DENIED);
	assert_int_equal(store_folder("", &e), ERR_CONFIG);
	unlink(link);
	rmdir(in);
	rmdir(dir);
}

static void
test_names(void **state)
{
	static const struct {
		const char *why, *sign_in, *url, *file;
	} rows[] = {
		{ "plain", "worker", "https://localhost:8743",
		    "worker@localhost%3A8743.haven" },
		{ "no way out of the folder", "../../etc/x", "https://a/b",
		    "..%2F..%2Fetc%2Fx@a%2Fb.haven" },
		{ "another script", "\303\251", "https://a", "%C3%A9@a.haven" },
	};
	char path[STORE_PATH_MAX], longest[400];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		store_path_of(path, "/d", rows[i].sign_in, rows[i].url);
		assert_string_equal(path + 3, rows[i].file);
	}
	memset(longest, 'x', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	store_path_of(path, "/d", "worker", longest);
	assert_true(strlen(path) < 200);
}

/* ---- who opens it ---- */

static void
test_open(void **state)
{
	struct desk d;
	struct store *second = NULL;
	struct store_who who[4];
	struct errinfo e = { 0 };
	struct stat st;

	(void)state;
	desk_start(&d);
	assert_int_equal(store_open(&d.st, d.path, &e), ERR_NOT_FOUND);
	desk_create(&d);
	assert_int_equal(stat(d.path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	/* A second haven leaves it to the first. */
	assert_int_equal(store_open(&second, d.path, &e), ERR_BUSY);
	assert_null(second);
	assert_non_null(strstr(e.says, "open already"));
	/* In use, it is named by its file name. */
	assert_int_equal(store_list(d.dir, who, 4, NULL), 1);
	assert_string_equal(who[0].sign_in, "worker");
	assert_string_equal(who[0].name, "");
	store_close(d.st);
	d.st = NULL;
	assert_int_equal(store_list(d.dir, who, 4, NULL), 1);
	assert_string_equal(who[0].name, "A. Worker");
	assert_string_equal(who[0].role, "designated_senior");
	assert_string_equal(who[0].url, DESK_URL);
	desk_end(&d);
}

static void
test_passphrase(void **state)
{
	static const struct {
		const char *why, *passphrase;
		enum err want;
	} rows[] = {
		{ "right", DESK_PASS, ERR_OK },
		{ "wrong", "seven quiet walnut door", ERR_AUTH },
		{ "other case", "Seven quiet walnut doors", ERR_AUTH },
		{ "empty", "", ERR_AUTH },
	};
	struct desk d;
	struct errinfo e = { 0 };

	(void)state;
	desk_start(&d);
	desk_create(&d);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		store_close(d.st);
		assert_int_equal(store_open(&d.st, d.path, &e), ERR_OK);
		assert_null(store_key(d.st));
		assert_int_equal(
		    store_unlock(d.st, rows[i].passphrase, &e), rows[i].want);
		assert_int_equal(
		    store_key(d.st) != NULL, rows[i].want == ERR_OK);
	}
	desk_reopen(&d);
	assert_int_equal(store_check_passphrase(d.st, DESK_PASS, &e), ERR_OK);
	assert_int_equal(store_check_passphrase(d.st, "no", &e), ERR_AUTH);
	assert_int_equal(store_change_passphrase(d.st, "no",
			     "nine loud pewter lamps", &desk_cost, &e),
	    ERR_AUTH);
	assert_int_equal(store_change_passphrase(d.st, DESK_PASS,
			     "nine loud pewter lamps", &desk_cost, &e),
	    ERR_OK);
	assert_int_equal(store_check_passphrase(d.st, DESK_PASS, &e), ERR_AUTH);
	store_close(d.st);
	assert_int_equal(store_open(&d.st, d.path, &e), ERR_OK);
	assert_int_equal(
	    store_unlock(d.st, "nine loud pewter lamps", &e), ERR_OK);
	desk_end(&d);
}

static void
test_not_ours(void **state)
{
	struct desk d;
	struct store_new sn;
	struct store *st = NULL;
	struct errinfo e = { 0 };
	char other[STORE_PATH_MAX];

	(void)state;
	desk_start(&d);
	desk_create(&d);
	sn = desk_store_new(&d);
	/* Never over a store that is there. */
	assert_int_equal(store_create(&st, &sn, &e), ERR_CONFLICT);
	store_close(d.st);
	d.st = NULL;
	assert_int_equal(store_create(&st, &sn, &e), ERR_CONFLICT);
	assert_int_equal(chmod(d.path, 0640), 0);
	assert_int_equal(store_open(&st, d.path, &e), ERR_DENIED);
	assert_non_null(strstr(e.says, "chmod 600"));
	assert_int_equal(chmod(d.path, 0600), 0);
	store_path_of(other, d.dir, "other", DESK_URL);
	assert_int_equal(symlink(d.path, other), 0);
	assert_int_equal(store_open(&st, other, &e), ERR_DENIED);
	unlink(other);
	assert_int_equal(mkdir(other, 0700), 0);
	assert_int_equal(store_open(&st, other, &e), ERR_DENIED);
	rmdir(other);
	assert_int_equal(store_file_rename(d.path, d.path, &e), ERR_CONFLICT);
	desk_end(&d);
}

/* ---- what stands in clear ---- */

static void
put_everywhere(struct desk *d, const struct id *id, const struct id *file)
{
	struct buf body = BUF_INIT(4096);
	struct envelope env = desk_envelope(&body, id, file, 1, DESK_MARKER);
	struct id write = id_new();
	struct look look = { .look = id_new(), .file = *file, .record = *id };
	const char card[] = "{\"name\":\"" DESK_MARKER "\"}";

	env.received_ms = DESK_NOON;
	assert_int_equal(store_record_put(d->st, &env, NULL), ERR_OK);
	env.received_ms = 0;
	assert_int_equal(store_outbox_add(d->st, &write, &env, DESK_NOON,
			     d->box_public, NULL),
	    ERR_OK);
	assert_int_equal(
	    store_outbox_refuse(d->st, &write, 422, DESK_MARKER, NULL), ERR_OK);
	assert_int_equal(
	    store_card_put(d->st, file, card, strlen(card), NULL), ERR_OK);
	assert_int_equal(
	    store_progress_put(d->st, id, file, card, strlen(card), NULL),
	    ERR_OK);
	assert_int_equal(
	    store_draft_put(d->st, id, DESK_NOON, card, strlen(card), NULL),
	    ERR_OK);
	assert_int_equal(store_meta_set(d->st, META_TOKEN, DESK_MARKER,
			     strlen(DESK_MARKER), NULL),
	    ERR_OK);
	assert_int_equal(store_look_add(d->st, &look, NULL), ERR_OK);
	buf_done(&body);
}

static void
test_no_clear_text(void **state)
{
	struct id id = id_new(), file = id_new();
	struct buf out = BUF_INIT(8192);
	struct desk d;
	int64_t at = 0;

	(void)state;
	desk_start(&d);
	desk_create(&d);
	put_everywhere(&d, &id, &file);
	/* While it is open, with what is still in the journal; and after. The
	 * name of the owner, who stands in clear, shows that the search works. */
	assert_true(desk_holds(&d, "A. Worker"));
	assert_false(desk_holds(&d, DESK_MARKER));
	assert_false(desk_holds(&d, "first_account"));
	assert_false(desk_holds(&d, DESK_PASS));
	assert_false(desk_holds_bytes(&d, store_key(d.st), SEAL_KEY));
	desk_reopen(&d);
	assert_false(desk_holds(&d, DESK_MARKER));
	assert_int_equal(store_draft_get(d.st, &id, &out, &at, NULL), ERR_OK);
	assert_non_null(strstr(buf_str(&out), DESK_MARKER));
	assert_int_equal(at, DESK_NOON);
	buf_done(&out);
	desk_end(&d);
}

/* Change the file behind the store's back. */
static void
raw(const struct desk *d, const char *sql)
{
	sqlite3 *h = NULL;

	assert_int_equal(sqlite3_open(d->path, &h), SQLITE_OK);
	if (sqlite3_exec(h, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s", sqlite3_errmsg(h));
	sqlite3_close(h);
}

static void
test_tampered(void **state)
{
	static const struct {
		const char *why, *sql;
		enum err want;
	} rows[] = {
		{ "untouched", "SELECT 1", ERR_OK },
		{ "a draft in clear",
		    "UPDATE draft SET sealed=CAST('{\"a\":1}' AS BLOB)",
		    ERR_CRYPTO },
		{ "a record in clear",
		    "UPDATE record SET sealed=CAST(printf('%100s','{') AS "
		    "BLOB)",
		    ERR_CRYPTO },
		{ "the proof is gone", "DELETE FROM meta WHERE key='proof'",
		    ERR_CRYPTO },
		{ "the proof is another value",
		    "UPDATE meta SET sealed=(SELECT sealed FROM meta WHERE "
		    "key='token') WHERE key='proof'",
		    ERR_CRYPTO },
		{ "another person's wrap",
		    "UPDATE head SET value=CAST('other' AS BLOB) WHERE "
		    "key='sign_in'",
		    ERR_AUTH },
		{ "a cost that would take all memory",
		    "UPDATE head SET value=CAST(substr(value,1,20) AS BLOB)||"
		    "x'ffffffff'||substr(value,25) WHERE key='wrap'",
		    ERR_CORRUPT },
	};
	struct id id = id_new(), file = id_new();
	struct errinfo e = { 0 };
	struct desk d;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		desk_start(&d);
		desk_create(&d);
		put_everywhere(&d, &id, &file);
		store_close(d.st);
		d.st = NULL;
		raw(&d, rows[i].sql);
		assert_int_equal(store_open(&d.st, d.path, &e), ERR_OK);
		if (store_unlock(d.st, DESK_PASS, &e) != rows[i].want)
			fail_msg("%s: %d, %s", rows[i].why, e.code, e.says);
		assert_int_equal(
		    store_key(d.st) != NULL, rows[i].want == ERR_OK);
		desk_end(&d);
	}
}

static bool
count_records(
    void *arg, const struct envelope *env, const char *text, size_t len)
{
	(void)env;
	(void)text;
	(void)len;
	++*(size_t *)arg;
	return true;
}

/* Two sealed values change places: each is refused, the others are shown. */
static void
test_swapped(void **state)
{
	struct id ids[3] = { id_new(), id_new(), id_new() }, file = id_new();
	struct buf body = BUF_INIT(4096), out = BUF_INIT(8192);
	struct envelope env;
	struct errinfo e = { 0 };
	struct desk d;
	char sql[600];
	size_t n = 0;

	(void)state;
	desk_start(&d);
	desk_create(&d);
	/* The bad one is read first: it may not end the walk. */
	for (size_t i = 1; i < 3; i++) {
		if (strcmp(ids[i].s, ids[0].s) < 0) {
			struct id low = ids[i];

			ids[i] = ids[0];
			ids[0] = low;
		}
	}
	env = desk_envelope(&body, &ids[0], &file, 1, "one");
	for (size_t i = 0; i < 3; i++) {
		env.id = ids[i];
		assert_int_equal(store_record_put(d.st, &env, NULL), ERR_OK);
	}
	store_close(d.st);
	d.st = NULL;
	snprintf(sql, sizeof(sql),
	    "UPDATE record SET sealed=(SELECT sealed FROM record WHERE "
	    "id='%s') WHERE id='%s'",
	    ids[1].s, ids[0].s);
	raw(&d, sql);
	desk_reopen(&d);
	assert_int_equal(
	    store_record_get(d.st, &ids[0], 0, &out, &e), ERR_CORRUPT);
	assert_non_null(strstr(e.says, "seal does not hold"));
	assert_int_equal(store_record_get(d.st, &ids[1], 0, &out, &e), ERR_OK);
	assert_int_equal(
	    store_record_each(d.st, NULL, &file, true, count_records, &n, &e),
	    ERR_CORRUPT);
	assert_int_equal(n, 2);
	buf_done(&body);
	buf_done(&out);
	desk_end(&d);
}

/* A seal holds in its own table, row and version, and nowhere else. */
static void
test_moved(void **state)
{
	static const struct {
		const char *why, *sql;
		enum err record, draft;
	} rows[] = {
		{ "untouched", "SELECT 1", ERR_OK, ERR_OK },
		{ "an earlier version",
		    "UPDATE record SET sealed=(SELECT sealed FROM record WHERE "
		    "version=1) WHERE version=2",
		    ERR_CORRUPT, ERR_OK },
		{ "a card for a draft",
		    "UPDATE draft SET sealed=(SELECT sealed FROM card)", ERR_OK,
		    ERR_CORRUPT },
		{ "a look for a draft",
		    "UPDATE draft SET sealed=(SELECT sealed FROM look)", ERR_OK,
		    ERR_CORRUPT },
		{ "a write for a record",
		    "UPDATE record SET sealed=(SELECT sealed FROM outbox)",
		    ERR_CORRUPT, ERR_OK },
	};
	struct id id = id_new();
	struct errinfo e = { 0 };
	struct desk d;
	int64_t at;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf body = BUF_INIT(4096), out = BUF_INIT(8192);
		struct envelope env;

		desk_start(&d);
		desk_create(&d);
		/* File and record have the same id: only the place differs. */
		put_everywhere(&d, &id, &id);
		env = desk_envelope(&body, &id, &id, 2, "two");
		assert_int_equal(store_record_put(d.st, &env, NULL), ERR_OK);
		store_close(d.st);
		d.st = NULL;
		raw(&d, rows[i].sql);
		desk_reopen(&d);
		if (store_record_get(d.st, &id, 2, &out, &e) !=
			rows[i].record ||
		    store_draft_get(d.st, &id, &out, &at, &e) != rows[i].draft)
			fail_msg("%s: %s", rows[i].why, e.says);
		buf_done(&body);
		buf_done(&out);
		desk_end(&d);
	}
}

/* ---- values ---- */

static void
test_meta(void **state)
{
	struct buf out = BUF_INIT(300000);
	struct errinfo e = { 0 };
	struct desk d;
	char *big = mem_zalloc(1, 200001);

	(void)state;
	desk_start(&d);
	desk_create(&d);
	assert_int_equal(
	    store_meta_get(d.st, META_CURSOR, &out, &e), ERR_NOT_FOUND);
	assert_int_equal(
	    store_meta_set(d.st, META_CURSOR, "12", 2, &e), ERR_OK);
	assert_int_equal(store_meta_set(d.st, META_CURSOR, "7", 1, &e), ERR_OK);
	assert_int_equal(store_meta_get(d.st, META_CURSOR, &out, &e), ERR_OK);
	assert_string_equal(buf_str(&out), "7");
	memset(big, 'x', 200000);
	assert_int_equal(
	    store_meta_set(d.st, META_WAITING, big, 200000, &e), ERR_OK);
	desk_reopen(&d);
	buf_clear(&out);
	assert_int_equal(store_meta_get(d.st, META_WAITING, &out, &e), ERR_OK);
	assert_int_equal(out.len, 200000);
	assert_int_equal(store_meta_remove(d.st, META_WAITING, &e), ERR_OK);
	assert_int_equal(
	    store_meta_get(d.st, META_WAITING, &out, &e), ERR_NOT_FOUND);
	mem_free_wiped(big, 200001);
	buf_done(&out);
	desk_end(&d);
}

static void
test_batch(void **state)
{
	struct buf out = BUF_INIT(64);
	struct errinfo e = { 0 };
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_create(&d);
	assert_int_equal(store_begin(d.st, false, &e), ERR_OK);
	assert_int_equal(store_meta_set(d.st, META_CURSOR, "1", 1, &e), ERR_OK);
	store_rollback(d.st);
	assert_int_equal(
	    store_meta_get(d.st, META_CURSOR, &out, &e), ERR_NOT_FOUND);
	assert_int_equal(store_begin(d.st, false, &e), ERR_OK);
	assert_int_equal(store_meta_set(d.st, META_CURSOR, "2", 1, &e), ERR_OK);
	assert_int_equal(store_commit(d.st, &e), ERR_OK);
	/* The next one by itself is durable again. */
	assert_int_equal(store_meta_set(d.st, META_SET, "h", 1, &e), ERR_OK);
	assert_int_equal(store_meta_get(d.st, META_CURSOR, &out, &e), ERR_OK);
	assert_string_equal(buf_str(&out), "2");
	buf_done(&out);
	desk_end(&d);
}

static void
test_versions(void **state)
{
	struct id id = id_new(), file = id_new(), other = id_new();
	struct buf body = BUF_INIT(4096), out = BUF_INIT(8192);
	struct envelope env;
	struct desk d;
	size_t n = 0;

	(void)state;
	desk_start(&d);
	desk_create(&d);
	env = desk_envelope(&body, &id, &file, 1, DESK_MARKER);
	for (env.version = 1; env.version <= 3; env.version++)
		assert_int_equal(store_record_put(d.st, &env, NULL), ERR_OK);
	assert_int_equal(store_record_latest(d.st, &id), 3);
	assert_int_equal(store_record_latest(d.st, &other), 0);
	assert_int_equal(
	    store_record_each(d.st, &id, NULL, false, count_records, &n, NULL),
	    ERR_OK);
	assert_int_equal(n, 3);
	n = 0;
	assert_int_equal(
	    store_record_each(d.st, NULL, &file, true, count_records, &n, NULL),
	    ERR_OK);
	assert_int_equal(n, 1);
	assert_int_equal(store_record_get(d.st, &id, 2, &out, NULL), ERR_OK);
	assert_int_equal(
	    store_record_get(d.st, &id, 9, &out, NULL), ERR_NOT_FOUND);
	/* Case 6: erased, and nothing of it stays on the disk, sealed or not. */
	assert_int_equal(
	    store_file_set_flags(d.st, &file, STORE_FILE_HERE, NULL), ERR_OK);
	assert_int_equal(store_file_erase(d.st, &file, NULL), ERR_OK);
	assert_int_equal(store_file_set_flags(d.st, &file, 0, NULL), ERR_OK);
	assert_int_equal(store_scrub(d.st, NULL), ERR_OK);
	assert_int_equal(store_record_latest(d.st, &id), 0);
	assert_int_equal(store_file_flags(d.st, &file), 0);
	assert_false(desk_holds(&d, id.s));
	buf_done(&body);
	buf_done(&out);
	desk_end(&d);
}

static int
start(void **state)
{
	(void)state;
	return seal_start(NULL) == ERR_OK ? 0 : -1;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_folder),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_open),
		cmocka_unit_test(test_passphrase),
		cmocka_unit_test(test_not_ours),
		cmocka_unit_test(test_no_clear_text),
		cmocka_unit_test(test_tampered),
		cmocka_unit_test(test_swapped),
		cmocka_unit_test(test_moved),
		cmocka_unit_test(test_meta),
		cmocka_unit_test(test_batch),
		cmocka_unit_test(test_versions),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}
