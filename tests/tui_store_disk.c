/* tui_store_disk.c - the sealed store on a bad day: the disk is full or fails, the
 * program is killed. What was acknowledged is there. */
#include "tui_desk.h"

#include <signal.h>
#include <sys/resource.h>

#include "fault_vfs.h"

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

/* ---- the disk ---- */

/* How many times the disk was asked to keep what it has. */
static void
test_syncs(void **state)
{
	struct id id = id_new(), file = id_new(), write = id_new();
	struct buf body = BUF_INIT(4096);
	struct envelope env;
	struct desk d;
	int before;

	(void)state;
	desk_start(&d);
	desk_create(&d);
	env = desk_envelope(&body, &id, &file, 1, DESK_MARKER);
	before = fault_syncs;
	assert_int_equal(
	    store_outbox_add(d.st, &write, &env, DESK_NOON, d.box_public, NULL),
	    ERR_OK);
	assert_true(fault_syncs > before);
	before = fault_syncs;
	assert_int_equal(
	    store_draft_put(d.st, &id, DESK_NOON, "{}", 2, NULL), ERR_OK);
	assert_true(fault_syncs > before);
	/* What the office can send again costs none. */
	before = fault_syncs;
	assert_int_equal(store_begin(d.st, false, NULL), ERR_OK);
	assert_int_equal(store_record_put(d.st, &env, NULL), ERR_OK);
	assert_int_equal(store_commit(d.st, NULL), ERR_OK);
	assert_int_equal(fault_syncs, before);
	/* And the next of a person's does again. */
	assert_int_equal(
	    store_draft_put(d.st, &id, DESK_NOON, "{}", 2, NULL), ERR_OK);
	assert_true(fault_syncs > before);
	buf_done(&body);
	desk_end(&d);
}

/* What a failing disk answers, and whether the store goes on after it. */
static void
test_faults(void **state)
{
	static const struct {
		const char *why;
		int write, sync;
		enum err want;
		bool is_broken;
	} rows[] = {
		{ "full", SQLITE_FULL, 0, ERR_FULL, false },
		{ "write fails", SQLITE_IOERR_WRITE, 0, ERR_IO, true },
		{ "fsync fails", 0, SQLITE_IOERR_FSYNC, ERR_IO, true },
	};
	struct id file = id_new();
	struct errinfo e = { 0 };
	struct desk d;
	int syncs;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf body = BUF_INIT(4096);
		struct id first = id_new(), second = id_new();
		struct envelope env;
		size_t n = 0;

		desk_start(&d);
		desk_create(&d);
		env = desk_envelope(&body, &first, &file, 1, DESK_MARKER);
		assert_int_equal(store_outbox_add(d.st, &first, &env, DESK_NOON,
				     d.box_public, &e),
		    ERR_OK);
		fault_write = rows[i].write;
		fault_sync = rows[i].sync;
		if (store_outbox_add(d.st, &second, &env, DESK_NOON,
			d.box_public, &e) != rows[i].want)
			fail_msg("%s: %s", rows[i].why, e.says);
		assert_non_null(
		    strstr(e.says, "What was saved before is safe"));
		fault_write = fault_sync = 0;
		assert_int_equal(store_is_broken(d.st), rows[i].is_broken);
		/* After an error of the disk nothing is acknowledged, though it
		 * works again: what it kept is not known. */
		assert_int_equal(store_draft_put(d.st, &first, 1, "{}", 2, &e),
		    rows[i].is_broken ? ERR_IO : ERR_OK);
		/* Nor is a failed fsync asked for again at the end. */
		syncs = fault_syncs;
		store_close(d.st);
		d.st = NULL;
		assert_int_equal(fault_syncs == syncs, rows[i].is_broken);
		desk_reopen(&d);
		assert_int_equal(store_outbox_each(d.st, OUTBOX_OPEN, NULL,
				     count_writes, &n, NULL),
		    ERR_OK);
		/* Only an fsync that failed leaves open what the disk has. */
		assert_in_range(n, 1, rows[i].sync ? 2 : 1);
		buf_done(&body);
		desk_end(&d);
	}
}

/* A journal that has grown long is moved into the database; that the disk fails
 * there is not passed over. */
static void
test_moving_over(void **state)
{
	static char junk[60000];
	struct id id = id_new();
	struct errinfo e = { 0 };
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_create(&d);
	assert_int_equal(store_begin(d.st, false, &e), ERR_OK);
	for (int i = 0; i < 80; i++) {
		char key[40];

		snprintf(key, sizeof(key), META_LOOKS "%d", i);
		assert_int_equal(
		    store_meta_set(d.st, key, junk, sizeof(junk), &e), ERR_OK);
	}
	fault_sync = SQLITE_IOERR_FSYNC;
	assert_int_equal(store_commit(d.st, &e), ERR_OK);
	fault_sync = 0;
	assert_true(store_is_broken(d.st));
	assert_int_equal(store_draft_put(d.st, &id, 1, "{}", 2, &e), ERR_IO);
	desk_reopen(&d);
	assert_int_equal(store_draft_put(d.st, &id, 1, "{}", 2, &e), ERR_OK);
	desk_end(&d);
}

/* A page that the disk gives the second time is not damaged: nothing is set
 * aside, and it is said. SQLite has the same answer for both. */
static void
test_read_fails_once(void **state)
{
	struct errinfo e = { 0 };
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_create(&d);
	store_close(d.st);
	d.st = NULL;
	fault_read = SQLITE_CORRUPT;
	assert_int_equal(store_open(&d.st, d.path, &e), ERR_IO);
	assert_null(d.st);
	assert_non_null(strstr(e.says, "disk of this device"));
	desk_reopen(&d);
	desk_end(&d);
}

static off_t
journal_size(const struct desk *d)
{
	char path[STORE_PATH_MAX + 8];
	struct stat st = { .st_size = -1 };

	snprintf(path, sizeof(path), "%s-wal", d->path);
	return stat(path, &st) == 0 ? st.st_size : -1;
}

/* The list of people reads a store that was killed, and writes nothing there; a
 * folder that cannot be read is not one where nobody is. */
static void
test_listed(void **state)
{
	struct errinfo e = { 0 };
	struct store_who who[2];
	struct desk d;
	off_t size;
	pid_t pid;

	(void)state;
	desk_start(&d);
	desk_create(&d);
	store_close(d.st);
	d.st = NULL;
	pid = fork();
	if (pid == 0) {
		desk_reopen(&d);
		_exit(store_meta_set(d.st, META_CURSOR, "9", 1, NULL));
	}
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	size = journal_size(&d);
	assert_true(size > 0);
	assert_int_equal(store_list(d.dir, who, 2, &e), 1);
	assert_string_equal(who[0].name, "A. Worker");
	assert_int_equal(e.code, ERR_OK);
	assert_int_equal(journal_size(&d), size);
	assert_int_equal(store_list("/proc/1/nowhere", who, 2, &e), 0);
	assert_int_equal(e.code, ERR_IO);
	desk_end(&d);
}

/* The disk refuses: what was acknowledged stays, what was not is not there, and
 * nothing more is acknowledged. In a child, whose limit it is. */
static void
full_child(struct desk *d)
{
	struct rlimit limit = { .rlim_cur = 200000, .rlim_max = 200000 };
	struct buf body = BUF_INIT(60000);
	char words[4001];
	struct id file = id_new(), last = id_new();
	struct errinfo e = { 0 };
	struct envelope env;
	enum err code = ERR_OK;
	size_t n = 0;

	memset(words, 'w', 4000);
	words[4000] = '\0';
	memcpy(words, DESK_MARKER, strlen(DESK_MARKER));
	signal(SIGXFSZ, SIG_IGN);
	if (store_open(&d->st, d->path, &e) != ERR_OK ||
	    store_unlock(d->st, DESK_PASS, &e) != ERR_OK)
		_exit(201);
	setrlimit(RLIMIT_FSIZE, &limit);
	while (code == ERR_OK && n < 100) {
		struct id write = id_new();

		buf_clear(&body);
		env = desk_envelope(&body, &write, &file, 1, words);
		code =
		    store_outbox_add(d->st, &write, &env, DESK_NOON, NULL, &e);
		n += code == ERR_OK;
	}
	if (code != ERR_IO && code != ERR_FULL)
		_exit(202);
	if (!strstr(e.says, "What was saved before is safe"))
		_exit(203);
	if (code == ERR_IO &&
	    (!store_is_broken(d->st) ||
		store_draft_put(d->st, &last, 1, "{}", 2, &e) != ERR_IO))
		_exit(204);
	_exit((int)n);
}

static void
test_full(void **state)
{
	struct desk d;
	size_t n = 0;
	int status;
	pid_t pid;

	(void)state;
	desk_start(&d);
	desk_create(&d);
	store_close(d.st);
	d.st = NULL;
	pid = fork();
	if (pid == 0)
		full_child(&d);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_in_range(WEXITSTATUS(status), 1, 99);
	desk_reopen(&d);
	assert_int_equal(
	    store_outbox_each(d.st, OUTBOX_OPEN, NULL, count_writes, &n, NULL),
	    ERR_OK);
	assert_int_equal(n, WEXITSTATUS(status));
	desk_end(&d);
}

/* Killed at any moment: everything acknowledged is there. The child says each
 * id after the call returned; it is killed after so many. */
static void
kill_child(struct desk *d, int fd)
{
	struct buf body = BUF_INIT(4096);
	struct id file = id_new();
	struct envelope env;

	if (store_open(&d->st, d->path, NULL) != ERR_OK ||
	    store_unlock(d->st, DESK_PASS, NULL) != ERR_OK)
		_exit(1);
	for (;;) {
		struct id wid = id_new();

		buf_clear(&body);
		env = desk_envelope(&body, &wid, &file, 1, DESK_MARKER);
		if (store_outbox_add(d->st, &wid, &env, DESK_NOON,
			d->box_public, NULL) != ERR_OK ||
		    write(fd, wid.s, ID_TEXT) != ID_TEXT)
			_exit(1);
	}
}

static void
test_killed(void **state)
{
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_create(&d);
	store_close(d.st);
	d.st = NULL;
	for (size_t after = 1; after < 20; after += 3) {
		size_t before = 0, said = 0, there = 0;
		char text[ID_TEXT];
		int fds[2];
		pid_t pid;

		desk_reopen(&d);
		before = store_outbox_count(d.st, OUTBOX_OPEN);
		store_close(d.st);
		d.st = NULL;
		assert_int_equal(pipe(fds), 0);
		pid = fork();
		if (pid == 0)
			kill_child(&d, fds[1]);
		close(fds[1]);
		while (said < after && read(fds[0], text, ID_TEXT) == ID_TEXT)
			said++;
		assert_int_equal(kill(pid, SIGKILL), 0);
		while (read(fds[0], text, ID_TEXT) == ID_TEXT)
			said++;
		close(fds[0]);
		assert_int_equal(waitpid(pid, NULL, 0), pid);
		desk_reopen(&d);
		there = store_outbox_count(d.st, OUTBOX_OPEN) - before;
		/* The one that was on its way may be there, too. */
		assert_in_range(there, said, said + 1);
	}
	desk_end(&d);
}

/* A disk that is read only is said when the store is opened, not at a save. */
static void
test_read_only(void **state)
{
	struct errinfo e = { 0 };
	struct desk d;

	(void)state;
	desk_start(&d);
	desk_create(&d);
	store_close(d.st);
	d.st = NULL;
	fault_read_only = 1;
	assert_int_equal(store_open(&d.st, d.path, &e), ERR_IO);
	assert_null(d.st);
	assert_non_null(strstr(e.says, "can be read but not written"));
	fault_read_only = 0;
	desk_reopen(&d);
	desk_end(&d);
}

static int
start(void **state)
{
	(void)state;
	fault_start();
	return seal_start(NULL) == ERR_OK ? 0 : -1;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_syncs),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_moving_over),
		cmocka_unit_test(test_read_fails_once),
		cmocka_unit_test(test_listed),
		cmocka_unit_test(test_read_only),
		cmocka_unit_test(test_full),
		cmocka_unit_test(test_killed),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}
