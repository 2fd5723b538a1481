/* tui_store_aside.c - a damaged store: what was written is saved from it, however
 * little can be read, and nothing of it is thrown away (promise 2). */
#include "tui_desk.h"

#include <sqlite3.h>

static bool
count_writes(void *arg, const struct outbox_item *item,
    const struct envelope *env, const char *why)
{
	(void)item;
	(void)why;
	if (memmem(env->body, env->body_len, DESK_MARKER, strlen(DESK_MARKER)))
		++*(size_t *)arg;
	return true;
}

/* A store with many records, three writes, a draft and the keys. */
static void
fill(struct desk *d)
{
	struct id file = id_new(), id;
	struct buf body = BUF_INIT(60000);
	char *words = mem_zalloc(1, 6001);
	struct envelope env;

	memset(words, 'w', 6000);
	memcpy(words, DESK_MARKER, strlen(DESK_MARKER));
	assert_int_equal(
	    store_meta_set(d->st, META_CURSOR, "9", 1, NULL), ERR_OK);
	assert_int_equal(store_meta_set(d->st, META_ME, "{}", 2, NULL), ERR_OK);
	assert_int_equal(
	    store_meta_set(d->st, META_SIGN_KEY, "k", 1, NULL), ERR_OK);
	for (size_t i = 0; i < 3; i++) {
		struct id write = id_new();

		id = id_new();
		buf_clear(&body);
		env = desk_envelope(&body, &id, &file, 1, words);
		assert_int_equal(store_outbox_add(d->st, &write, &env,
				     DESK_NOON, d->box_public, NULL),
		    ERR_OK);
	}
	assert_int_equal(
	    store_draft_put(d->st, &id, DESK_NOON, "{}", 2, NULL), ERR_OK);
	assert_int_equal(store_begin(d->st, false, NULL), ERR_OK);
	for (size_t i = 0; i < 40; i++) {
		env.id = id_new();
		assert_int_equal(store_record_put(d->st, &env, NULL), ERR_OK);
	}
	assert_int_equal(store_commit(d->st, NULL), ERR_OK);
	mem_free_wiped(words, 6001);
	buf_done(&body);
}

static void
smash(const char *path, off_t from, off_t len)
{
	int fd = open(path, O_WRONLY);
	char junk[4096];

	memset(junk, 0xa5, sizeof(junk));
	assert_true(fd >= 0);
	for (off_t at = from; at < from + len; at += (off_t)sizeof(junk))
		assert_true(pwrite(fd, junk, sizeof(junk), at) > 0);
	close(fd);
}

/* The root page of a table, counted from 0. */
static off_t
page_of(const struct desk *d, const char *table)
{
	sqlite3 *h = NULL;
	sqlite3_stmt *s = NULL;
	off_t page;

	assert_int_equal(sqlite3_open(d->path, &h), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(h,
			     "SELECT rootpage FROM sqlite_schema WHERE name=?1",
			     -1, &s, NULL),
	    SQLITE_OK);
	sqlite3_bind_text(s, 1, table, -1, SQLITE_STATIC);
	assert_int_equal(sqlite3_step(s), SQLITE_ROW);
	page = sqlite3_column_int(s, 0) - 1;
	sqlite3_finalize(s);
	sqlite3_close(h);
	return page;
}

static void
test_set_aside(void **state)
{
	struct errinfo e = { 0 };
	struct buf says = BUF_INIT(1024);
	struct desk d;
	size_t n = 0;

	(void)state;
	desk_start(&d);
	desk_create(&d);
	fill(&d);
	store_close(d.st);
	d.st = NULL;
	smash(d.path, page_of(&d, "record") * 4096, 4096);
	assert_int_equal(store_open(&d.st, d.path, &e), ERR_CORRUPT);
	assert_int_equal(store_set_aside(d.path, DESK_NOON, &says, &e), ERR_OK);
	assert_non_null(strstr(buf_str(&says), "4 pieces of your writing"));
	assert_int_equal(desk_files(&d, ".damaged-"), 1);
	desk_reopen(&d);
	assert_int_equal(
	    store_outbox_each(d.st, OUTBOX_OPEN, NULL, count_writes, &n, &e),
	    ERR_OK);
	assert_int_equal(n, 3);
	/* All comes again from the office. */
	assert_int_equal(
	    store_meta_get(d.st, META_CURSOR, &says, &e), ERR_NOT_FOUND);
	buf_done(&says);
	desk_end(&d);
}

/* A page in the middle of a table, counted from 0. */
static off_t
middle_page_of(const struct desk *d, const char *table)
{
	uint8_t root[4096], *cell;
	int fd = open(d->path, O_RDONLY);
	unsigned cells;

	assert_int_equal(
	    pread(fd, root, sizeof(root), page_of(d, table) * 4096), 4096);
	close(fd);
	assert_int_equal(root[0], 5); /* inner: each cell begins with a page */
	cells = (unsigned)root[3] << 8 | root[4];
	assert_true(cells > 6);
	cell = root + 12 + cells / 2 * 2;
	cell = root + ((unsigned)cell[0] << 8 | cell[1]);
	return ((off_t)cell[0] << 24 | (off_t)cell[1] << 16 |
		   (off_t)cell[2] << 8 | cell[3]) -
	       1;
}

/* What lies before a damaged page is saved, and what lies after it, too. */
static void
test_set_aside_middle(void **state)
{
	struct errinfo e = { 0 };
	struct buf says = BUF_INIT(1024);
	struct desk d;
	size_t n = 0;

	(void)state;
	desk_start(&d);
	desk_create(&d);
	for (size_t i = 0; i < 40; i++)
		fill(&d);
	store_close(d.st);
	d.st = NULL;
	smash(d.path, middle_page_of(&d, "outbox") * 4096, 4096);
	assert_int_equal(store_open(&d.st, d.path, &e), ERR_CORRUPT);
	assert_int_equal(store_set_aside(d.path, DESK_NOON, &says, &e), ERR_OK);
	assert_non_null(strstr(buf_str(&says), "could not be read"));
	desk_reopen(&d);
	assert_int_equal(
	    store_outbox_each(d.st, OUTBOX_OPEN, NULL, count_writes, &n, &e),
	    ERR_OK);
	/* The page had a few of the 120. */
	assert_in_range(n, 105, 119);
	buf_done(&says);
	desk_end(&d);
}

/* The head is gone: nothing can be opened, and nothing is thrown away. */
static void
test_set_aside_hopeless(void **state)
{
	struct errinfo e = { 0 };
	struct buf says = BUF_INIT(1024);
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_create(&d);
	fill(&d);
	store_close(d.st);
	d.st = NULL;
	smash(d.path, 0, 4096);
	assert_int_equal(store_open(&d.st, d.path, &e), ERR_CORRUPT);
	assert_int_equal(
	    store_set_aside(d.path, DESK_NOON, &says, &e), ERR_CORRUPT);
	assert_non_null(strstr(buf_str(&says), "Delete nothing"));
	assert_int_equal(access(d.path, F_OK), -1);
	assert_int_equal(desk_files(&d, ".damaged-"), 1);
	buf_done(&says);
	desk_end(&d);
}

/* The wrapped key is gone, the outbox is not: its copy is kept beside. */
static void
test_set_aside_outbox_only(void **state)
{
	struct errinfo e = { 0 };
	struct buf says = BUF_INIT(1024);
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_create(&d);
	fill(&d);
	store_close(d.st);
	d.st = NULL;
	smash(d.path, page_of(&d, "head") * 4096, 4096);
	assert_int_equal(
	    store_set_aside(d.path, DESK_NOON, &says, &e), ERR_CORRUPT);
	assert_non_null(strstr(buf_str(&says), "4 pieces of your writing"));
	assert_int_equal(desk_files(&d, ".outbox-"), 1);
	assert_int_equal(desk_files(&d, ".damaged-"), 1);
	buf_done(&says);
	desk_end(&d);
}

/* Cut short between its steps, it is finished at the next start. */
static void
test_set_aside_cut(void **state)
{
	char saved[STORE_PATH_MAX + 16];
	struct store_who who[2];
	struct desk d;
	size_t n = 0;

	(void)state;
	desk_start(&d);
	desk_create(&d);
	fill(&d);
	store_close(d.st);
	d.st = NULL;
	snprintf(saved, sizeof(saved), "%s.saved", d.path);
	assert_int_equal(rename(d.path, saved), 0);
	assert_int_equal(store_list(d.dir, who, 2, NULL), 1);
	desk_reopen(&d);
	assert_int_equal(
	    store_outbox_each(d.st, OUTBOX_OPEN, NULL, count_writes, &n, NULL),
	    ERR_OK);
	assert_int_equal(n, 3);
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
		cmocka_unit_test(test_set_aside),
		cmocka_unit_test(test_set_aside_middle),
		cmocka_unit_test(test_set_aside_hopeless),
		cmocka_unit_test(test_set_aside_outbox_only),
		cmocka_unit_test(test_set_aside_cut),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}
