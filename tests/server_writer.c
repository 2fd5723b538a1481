/* server_writer.c - what the writer acknowledges is on the disk; what it does
 * not, is undone; and a disk that failed once is not believed again. */
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>
#include <pthread.h>

#include "fault_vfs.h"
#include "writer.h"

static char folder[64];
static char path[96];
static struct db *db;
static struct writer *writer;

static void
must_start(enum db_mode mode)
{
	struct errinfo e = { 0 };

	if (db_open(&db, path, DB_DATA, mode, &e) != ERR_OK ||
	    writer_start(&writer, NULL, db, &e) != ERR_OK)
		fail_msg("%s", e.says);
}

static void
stop(void)
{
	writer_stop(writer);
	writer = NULL;
	db = NULL;
}

static int
start_up(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/haven-writer-XXXXXX");
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(path, sizeof(path), "%s/haven.db", folder);
	atomic_store(&fault_write, 0);
	atomic_store(&fault_sync, 0);
	must_start(DB_CREATE);
	return 0;
}

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t wake = PTHREAD_COND_INITIALIZER;
static bool gate_is_open;

static void
set_gate(bool is_open)
{
	pthread_mutex_lock(&lock);
	gate_is_open = is_open;
	pthread_cond_broadcast(&wake);
	pthread_mutex_unlock(&lock);
}

static int
tear_down(void **state)
{
	static const char *const ends[] = { "", "-wal", "-shm" };
	char name[128];

	(void)state;
	atomic_store(&fault_write, 0);
	atomic_store(&fault_sync, 0);
	set_gate(true);
	stop();
	for (size_t i = 0; i < 3; i++) {
		snprintf(name, sizeof(name), "%s%s", path, ends[i]);
		unlink(name);
	}
	return rmdir(folder);
}

/* ---- jobs ---- */

struct put {
	struct job job;
	char name[32];
	const char *value;
	enum err ends_with; /* after it has written */
	enum err result;
	struct errinfo says;
	bool is_done;
};

static enum err
run_put(struct server *s, struct db *d, void *arg, struct errinfo *e)
{
	struct put *p = arg;
	struct stmt *st = db_stmt(d, SQL_META_SET);
	enum err err;

	(void)s;
	stmt_text(st, 1, p->name);
	stmt_text(st, 2, p->value);
	err = stmt_done(st, e);
	if (err == ERR_OK && p->ends_with != ERR_OK)
		err = err_set(e, p->ends_with, "The job says no.");
	return err;
}

static void
put_done(struct server *s, void *arg, enum err result, const struct errinfo *e)
{
	struct put *p = arg;

	(void)s;
	pthread_mutex_lock(&lock);
	assert_false(p->is_done);
	p->result = result;
	p->says = *e;
	p->is_done = true;
	pthread_cond_broadcast(&wake);
	pthread_mutex_unlock(&lock);
}

static enum err
run_gate(struct server *s, struct db *d, void *arg, struct errinfo *e)
{
	(void)s;
	(void)d;
	(void)arg;
	(void)e;
	pthread_mutex_lock(&lock);
	while (!gate_is_open)
		pthread_cond_wait(&wake, &lock);
	pthread_mutex_unlock(&lock);
	return ERR_OK;
}

static void
queue_put(struct put *p)
{
	struct errinfo e = { 0 };

	p->job = (struct job){ .run = run_put, .done = put_done, .arg = p };
	if (writer_queue(writer, &p->job, &e) != ERR_OK)
		fail_msg("%s", e.says);
}

static enum err
wait_put(struct put *p)
{
	pthread_mutex_lock(&lock);
	while (!p->is_done)
		pthread_cond_wait(&wake, &lock);
	pthread_mutex_unlock(&lock);
	return p->result;
}

static enum err
do_put(const char *name, const char *value, struct errinfo *e)
{
	struct put p = { .value = value };

	snprintf(p.name, sizeof(p.name), "%s", name);
	return writer_do(writer, run_put, &p, e);
}

/* By another connection: what is committed. "" if it is not there. */
static void
expect_meta(const char *name, const char *want)
{
	struct errinfo e = { 0 };
	struct db *reader = NULL;
	struct stmt *st;

	if (db_open(&reader, path, DB_DATA, DB_READ, &e) != ERR_OK)
		fail_msg("%s", e.says);
	st = db_stmt(reader, SQL_META_GET);
	stmt_text(st, 1, name);
	if (stmt_row(st))
		assert_string_equal(stmt_get_text(st, 0), want);
	else if (want[0] != '\0')
		fail_msg("%s is not there", name);
	db_close(reader);
}

static long
clock_mono(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- tests ---- */

static void
test_an_error_undoes_its_own_job(void **state)
{
	static const struct {
		const char *name, *value;
		enum err ends_with, want;
	} rows[] = {
		{ "a", "one", ERR_OK, ERR_OK },
		{ "b", "two", ERR_DENIED, ERR_DENIED },
		{ "a", "lost", ERR_STALE, ERR_STALE },
		{ "c", NULL, ERR_OK, ERR_CONFLICT },
		{ "d", "four", ERR_OK, ERR_OK },
	};
	struct job gate = { .run = run_gate, .done = put_done, .arg = NULL };
	struct put first = { 0 }, puts[5] = { 0 };
	int syncs;

	(void)state;
	/* All of them in one batch: they gather behind the gate. */
	set_gate(false);
	gate.arg = &first;
	assert_int_equal(writer_queue(writer, &gate, NULL), ERR_OK);
	for (size_t i = 0; i < 5; i++) {
		snprintf(
		    puts[i].name, sizeof(puts[i].name), "%s", rows[i].name);
		puts[i].value = rows[i].value;
		puts[i].ends_with = rows[i].ends_with;
		queue_put(&puts[i]);
	}
	syncs = atomic_load(&fault_syncs);
	set_gate(true);
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(wait_put(&puts[i]), rows[i].want);
	/* One commit for the gate, one for all five. */
	assert_in_range(atomic_load(&fault_syncs) - syncs, 1, 2);
	assert_string_equal(puts[1].says.says, "The job says no.");
	expect_meta("a", "one");
	expect_meta("b", "");
	expect_meta("c", "");
	expect_meta("d", "four");
}

static void
done_looks(
    struct server *s, void *arg, enum err result, const struct errinfo *e)
{
	expect_meta("a", "one");
	put_done(s, arg, result, e);
}

static void
test_done_comes_after_the_commit(void **state)
{
	struct put p = { .name = "a", .value = "one" };

	(void)state;
	p.job = (struct job){ .run = run_put, .done = done_looks, .arg = &p };
	assert_int_equal(writer_queue(writer, &p.job, NULL), ERR_OK);
	assert_int_equal(wait_put(&p), ERR_OK);
}

/* More than the queue and the batch that may have left it. */
#define MANY (4096 + 256 + 1)

static void
test_full_queue(void **state)
{
	struct put first = { 0 }, *puts = calloc(MANY, sizeof(*puts));
	struct job gate = { .run = run_gate, .done = put_done, .arg = &first };
	struct errinfo e = { 0 };
	size_t taken = 0;

	(void)state;
	set_gate(false);
	assert_int_equal(writer_queue(writer, &gate, NULL), ERR_OK);
	for (size_t i = 0; i < MANY; i++) {
		struct put *p = &puts[i];

		p->job =
		    (struct job){ .run = run_put, .done = put_done, .arg = p };
		snprintf(p->name, sizeof(p->name), "n%zu", i % 50);
		p->value = "x";
		if (writer_queue(writer, &p->job, &e) != ERR_OK)
			break;
		taken++;
	}
	assert_in_range(taken, 4095, 4095 + 256);
	assert_int_equal(e.code, ERR_BUSY);
	assert_non_null(strstr(e.says, "tried again"));
	set_gate(true);
	for (size_t i = 0; i < taken; i++)
		assert_int_equal(wait_put(&puts[i]), ERR_OK);
	assert_false(puts[taken].is_done);
	free(puts);
}

static void
test_stop_runs_what_waits(void **state)
{
	struct put p[50] = { 0 };

	(void)state;
	for (int i = 0; i < 50; i++) {
		snprintf(p[i].name, sizeof(p[i].name), "n%d", i);
		p[i].value = "kept";
		queue_put(&p[i]);
	}
	stop();
	for (int i = 0; i < 50; i++) {
		assert_true(p[i].is_done);
		assert_int_equal(p[i].result, ERR_OK);
	}
	must_start(DB_WRITE);
	expect_meta("n0", "kept");
	expect_meta("n49", "kept");
}

static void *
many(void *arg)
{
	char name[32];

	for (int i = 0; i < 100; i++) {
		snprintf(name, sizeof(name), "t%d.%d", *(int *)arg, i);
		if (do_put(name, "kept", NULL) != ERR_OK)
			return arg;
	}
	return NULL;
}

static void
test_many_threads(void **state)
{
	pthread_t threads[8];
	int numbers[8];
	char name[32];

	(void)state;
	for (int i = 0; i < 8; i++) {
		numbers[i] = i;
		pthread_create(&threads[i], NULL, many, &numbers[i]);
	}
	for (int i = 0; i < 8; i++) {
		void *failed;

		pthread_join(threads[i], &failed);
		assert_null(failed);
	}
	for (int i = 0; i < 8; i++) {
		snprintf(name, sizeof(name), "t%d.99", i);
		expect_meta(name, "kept");
	}
}

static void
test_disk_fails(void **state)
{
	static const struct {
		const char *why;
		int write, sync;
		enum err want, later;
		bool is_broken;
		const char *says;
	} rows[] = {
		{ "fsync fails", 0, SQLITE_IOERR_FSYNC, ERR_IO, ERR_IO, true,
		    "What was saved before is safe" },
		{ "a write fails", SQLITE_IOERR_WRITE, 0, ERR_IO, ERR_IO, true,
		    "What was saved before is safe" },
		{ "the disk is full", SQLITE_FULL, 0, ERR_FULL, ERR_OK, false,
		    "disk is full" },
	};
	int syncs;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct errinfo e = { 0 };
		enum err got;

		start_up(NULL);
		assert_int_equal(do_put("a", "one", &e), ERR_OK);
		atomic_store(&fault_write, rows[i].write);
		atomic_store(&fault_sync, rows[i].sync);
		got = do_put("a", "two", &e);
		if (got != rows[i].want || strstr(e.says, rows[i].says) == NULL)
			fail_msg("%s: %s, \"%s\"", rows[i].why, err_name(got),
			    e.says);
		expect_meta("a", "one");
		/* The disk works again: a failed fsync is not forgotten. */
		atomic_store(&fault_write, 0);
		atomic_store(&fault_sync, 0);
		got = do_put("b", "three", &e);
		if (got != rows[i].later ||
		    writer_is_broken(writer) != rows[i].is_broken)
			fail_msg("%s: later %s", rows[i].why, err_name(got));
		expect_meta("b", rows[i].is_broken ? "" : "three");
		/* Nor is it asked for again at the end. */
		syncs = atomic_load(&fault_syncs);
		stop();
		assert_int_equal(
		    atomic_load(&fault_syncs) == syncs, rows[i].is_broken);
		assert_int_equal(tear_down(NULL), 0);
	}
}

/* While somebody asks, the journal waits; when nobody does, it goes into the
 * database by itself. */
static void
test_journal_moves_when_idle(void **state)
{
	char *big = calloc(1, 5 << 20);
	struct stat st = { 0 };
	long from_ms, now_ms;

	(void)state;
	memset(big, 'x', (5 << 20) - 1);
	assert_int_equal(do_put("a", "one", NULL), ERR_OK);
	from_ms = clock_mono();
	assert_int_equal(do_put("big", big, NULL), ERR_OK);
	free(big);
	assert_int_equal(do_put("a", "two", NULL), ERR_OK);
	assert_int_equal(stat(path, &st), 0);
	now_ms = clock_mono();
	if (now_ms - from_ms < 100)
		assert_true(st.st_size < 4 << 20);
	while (st.st_size < 5 << 20 && now_ms - from_ms < 20000) {
		(void)poll(NULL, 0, 5);
		assert_int_equal(stat(path, &st), 0);
		now_ms = clock_mono();
	}
	assert_true(st.st_size >= 5 << 20);
	expect_meta("a", "two");
}

/* Promise 1: every acknowledged write is there after kill -9. */
static void
test_killed(void **state)
{
	char name[32], last[32] = "";
	int ends[2], number = 0, lines = 0;
	pid_t pid;
	FILE *f;

	(void)state;
	stop();
	assert_int_equal(pipe(ends), 0);
	pid = fork();
	if (pid == 0) {
		close(ends[0]);
		must_start(DB_WRITE);
		for (int i = 1;; i++) {
			snprintf(name, sizeof(name), "k%d", i);
			if (do_put(name, "kept", NULL) != ERR_OK ||
			    dprintf(ends[1], "%d\n", i) < 0)
				_exit(1);
		}
	}
	close(ends[1]);
	f = fdopen(ends[0], "r");
	while (fgets(last, sizeof(last), f) != NULL) {
		number = (int)strtol(last, NULL, 10);
		if (++lines == 40)
			kill(pid, SIGKILL);
	}
	fclose(f);
	waitpid(pid, NULL, 0);
	assert_true(number >= 40);
	must_start(DB_WRITE);
	for (int i = 1; i <= number; i++) {
		snprintf(name, sizeof(name), "k%d", i);
		expect_meta(name, "kept");
	}
	assert_int_equal(db_integrity(db, NULL), ERR_OK);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, start_up, tear_down)
	static const struct CMUnitTest tests[] = {
		T(test_an_error_undoes_its_own_job),
		T(test_done_comes_after_the_commit),
		T(test_full_queue),
		T(test_stop_runs_what_waits),
		T(test_many_threads),
		T(test_journal_moves_when_idle),
		cmocka_unit_test(test_disk_fails),
		T(test_killed),
	};

	fault_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
