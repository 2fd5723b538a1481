/* writer.c - the one thread that writes.
 *
 * It takes all that waits, at most BATCH_MAX jobs, runs each in a savepoint of
 * its own and commits once: an fsync costs the same for one job as for a
 * hundred. While the disk works, the next batch gathers.
 *
 * After an I/O error nothing is ever acknowledged again: what the disk holds
 * is then not known, and asking it again may say yes to bytes it has dropped
 * (promise 1). havend goes on answering reads, and says why on /readyz. */
#include "writer.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include "mem.h"

#define QUEUE_MAX 4096
#define BATCH_MAX 256
#define WAL_SOON 1000 /* pages: checkpoint when nothing comes for a while */
#define WAL_NOW 16000 /* pages: checkpoint whatever waits */
#define WHILE_MS 100

struct outcome {
	enum err err;
	struct errinfo e;
};

struct writer {
	struct server *server;
	struct db *db;
	pthread_t thread;
	atomic_bool is_broken;

	pthread_mutex_t lock; /* for what follows */
	pthread_cond_t wake;
	struct job *first, **last;
	size_t count;
	bool is_closing;

	/* of the thread alone */
	bool must_empty; /* the journal, of what was deleted for good */
	struct job *batch[BATCH_MAX];
	struct outcome outcomes[BATCH_MAX];
};

static enum err
say_broken(struct errinfo *e)
{
	return err_set(e, ERR_IO,
	    "The office's server cannot write to its disk, so it keeps nothing "
	    "new. What it acknowledged is safe. Keep this here; tell whoever "
	    "runs the server.");
}

static void
note_broken(struct writer *w)
{
	if (db_is_broken(w->db))
		atomic_store(&w->is_broken, true);
}

/* ---- one batch ---- */

static void
fail_all(struct writer *w, size_t n, const struct outcome *why)
{
	for (size_t i = 0; i < n; i++)
		if (w->outcomes[i].err == ERR_OK)
			w->outcomes[i] = *why;
}

static void
run_one(struct writer *w, struct job *job, struct outcome *o)
{
	memset(o, 0, sizeof(*o));
	o->err = db_savepoint(w->db, &o->e);
	if (o->err != ERR_OK)
		return;
	o->err = job->run(w->server, w->db, job->arg, &o->e);
	if (o->err == ERR_OK)
		o->err = db_error(w->db, &o->e);
	if (o->err == ERR_OK)
		o->err = db_release(w->db, &o->e);
	if (o->err != ERR_OK && db_in_transaction(w->db))
		db_rollback_savepoint(w->db);
}

/* Run up to n jobs in one transaction; returns how many now have an outcome.
 * When SQLite undoes the transaction by itself (disk full), the jobs so far
 * have failed and the others are tried in a new one. */
static size_t
run_batch(struct writer *w, size_t n)
{
	struct outcome whole = { 0 };
	size_t ran = 0;

	if (atomic_load(&w->is_broken))
		whole.err = say_broken(&whole.e);
	else
		whole.err = db_begin(w->db, &whole.e);
	while (whole.err == ERR_OK && ran < n) {
		struct outcome *o = &w->outcomes[ran];

		run_one(w, w->batch[ran], o);
		ran++;
		if (!db_in_transaction(w->db)) {
			whole = *o;
			if (whole.err == ERR_OK)
				whole.err = err_set(&whole.e, ERR_BUG,
				    "A step of the server ended what it must "
				    "not end. Nothing was kept.");
		}
	}
	if (whole.err == ERR_OK)
		whole.err = db_commit(w->db, &whole.e);
	else if (ran == 0)
		memset(w->outcomes, 0, n * sizeof(w->outcomes[0]));
	if (whole.err == ERR_OK) {
		for (size_t i = 0; i < ran; i++)
			w->must_empty |= w->batch[i]->empties;
		return ran;
	}
	ran = ran > 0 ? ran : n;
	note_broken(w);
	fail_all(w, ran, &whole);
	if (db_in_transaction(w->db))
		db_rollback(w->db);
	return ran;
}

/* The batch is the writer's until done() is called: then a job may be gone. */
static void
tell(struct writer *w, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct job *job = w->batch[i];
		struct outcome *o = &w->outcomes[i];

		job->done(w->server, job->arg, o->err, &o->e);
	}
}

/* A reader may need it still: then it is tried after the next batch. */
static void
empty_journal(struct writer *w)
{
	if (w->must_empty && !atomic_load(&w->is_broken) &&
	    db_empty_journal(w->db, NULL) == ERR_OK)
		w->must_empty = false;
	note_broken(w);
}

static void
run_all(struct writer *w, size_t n)
{
	while (n > 0) {
		size_t ran = run_batch(w, n);

		empty_journal(w);
		tell(w, ran);
		n -= ran;
		memmove(w->batch, w->batch + ran, n * sizeof(w->batch[0]));
	}
	note_broken(w);
}

/* The WAL is moved into the database between batches, by this connection and
 * no other. ERR_BUSY is no harm: the next one moves it. It takes as long as many
 * commits, and somebody may be waiting a moment after nobody was: so it is left
 * until nothing has come for a while, or there is too much of it. */
static void
tidy(struct writer *w, int limit)
{
	if (atomic_load(&w->is_broken))
		return;
	if (db_wal_pages(w->db) > limit)
		db_checkpoint(w->db, NULL);
	empty_journal(w);
}

/* ---- the thread ---- */

/* False: nothing came for a while (lock held). */
static bool
wait_for_job(struct writer *w, bool for_ever)
{
	struct timespec until;
	int failed = 0;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += WHILE_MS * 1000000L;
	if (until.tv_nsec >= 1000000000L) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000L;
	}
	while (w->first == NULL && !w->is_closing && failed != ETIMEDOUT)
		failed = for_ever ? pthread_cond_wait(&w->wake, &w->lock)
				  : pthread_cond_timedwait(
					&w->wake, &w->lock, &until);
	return w->first != NULL || w->is_closing;
}

/* How many of what waits are now the batch: 0 when it closes. */
static size_t
take(struct writer *w)
{
	size_t n = 0;

	pthread_mutex_lock(&w->lock);
	while (!wait_for_job(
	    w, db_wal_pages(w->db) <= WAL_SOON && !w->must_empty)) {
		pthread_mutex_unlock(&w->lock);
		tidy(w, WAL_SOON);
		pthread_mutex_lock(&w->lock);
		if (w->must_empty && !atomic_load(&w->is_broken))
			continue;
		wait_for_job(w, true);
		break;
	}
	while (w->first != NULL && n < BATCH_MAX) {
		w->batch[n] = w->first;
		w->first = w->first->next;
		n++;
	}
	if (w->first == NULL)
		w->last = &w->first;
	w->count -= n;
	pthread_mutex_unlock(&w->lock);
	return n;
}

static void *
work(void *arg)
{
	struct writer *w = arg;
	size_t n;

	while ((n = take(w)) > 0) {
		run_all(w, n);
		tidy(w, WAL_NOW);
	}
	return NULL;
}

/* ---- public ---- */

enum err
writer_start(
    struct writer **out, struct server *s, struct db *db, struct errinfo *e)
{
	struct writer *w = mem_zalloc(1, sizeof(*w));
	pthread_condattr_t attr;
	sigset_t all, before;
	int failed;

	w->server = s;
	w->db = db;
	w->last = &w->first;
	pthread_mutex_init(&w->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&w->wake, &attr);
	pthread_condattr_destroy(&attr);
	/* Signals are the main thread's. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	failed = pthread_create(&w->thread, NULL, work, w);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	*out = NULL;
	if (failed) {
		pthread_cond_destroy(&w->wake);
		pthread_mutex_destroy(&w->lock);
		mem_free_wiped(w, sizeof(*w));
		return err_set(e, ERR_BUSY,
		    "The server cannot start a thread: the machine is out of "
		    "something. Nothing was changed.");
	}
	*out = w;
	return ERR_OK;
}

enum err
writer_queue(struct writer *w, struct job *job, struct errinfo *e)
{
	bool is_taken;

	job->next = NULL;
	pthread_mutex_lock(&w->lock);
	is_taken = !w->is_closing && w->count < QUEUE_MAX;
	if (is_taken) {
		*w->last = job;
		w->last = &job->next;
		w->count++;
		pthread_cond_signal(&w->wake);
	}
	pthread_mutex_unlock(&w->lock);
	if (is_taken)
		return ERR_OK;
	return err_set(e, ERR_BUSY,
	    "The office's server has too much to do just now, or is closing. "
	    "Nothing was kept there; it is tried again by itself.");
}

struct waiter {
	enum err (*run)(struct server *, struct db *, void *, struct errinfo *);
	void *arg;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool is_done;
	struct outcome outcome;
};

static enum err
run_waiter(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	struct waiter *wait = arg;

	return wait->run(s, db, wait->arg, e);
}

static void
wake_waiter(
    struct server *s, void *arg, enum err result, const struct errinfo *e)
{
	struct waiter *wait = arg;

	(void)s;
	pthread_mutex_lock(&wait->lock);
	wait->outcome.err = result;
	wait->outcome.e = *e;
	wait->is_done = true;
	pthread_cond_signal(&wait->wake);
	pthread_mutex_unlock(&wait->lock);
}

static enum err
do_and_wait(struct writer *w,
    enum err (*run)(struct server *, struct db *, void *, struct errinfo *),
    void *arg, bool empties, struct errinfo *e)
{
	struct waiter wait = { .run = run,
		.arg = arg,
		.lock = PTHREAD_MUTEX_INITIALIZER,
		.wake = PTHREAD_COND_INITIALIZER };
	struct job job = { .run = run_waiter,
		.done = wake_waiter,
		.arg = &wait,
		.empties = empties };
	enum err err;

	assert(!pthread_equal(pthread_self(), w->thread));
	err = writer_queue(w, &job, e);
	if (err != ERR_OK)
		return err;
	pthread_mutex_lock(&wait.lock);
	while (!wait.is_done)
		pthread_cond_wait(&wait.wake, &wait.lock);
	pthread_mutex_unlock(&wait.lock);
	if (wait.outcome.err != ERR_OK && e != NULL)
		*e = wait.outcome.e;
	return wait.outcome.err;
}

enum err
writer_do(struct writer *w,
    enum err (*run)(struct server *, struct db *, void *, struct errinfo *),
    void *arg, struct errinfo *e)
{
	return do_and_wait(w, run, arg, false, e);
}

enum err
writer_do_emptied(struct writer *w,
    enum err (*run)(struct server *, struct db *, void *, struct errinfo *),
    void *arg, struct errinfo *e)
{
	return do_and_wait(w, run, arg, true, e);
}

bool
writer_is_broken(const struct writer *w)
{
	return atomic_load(&w->is_broken);
}

void
writer_stop(struct writer *w)
{
	if (w == NULL)
		return;
	pthread_mutex_lock(&w->lock);
	w->is_closing = true;
	pthread_cond_signal(&w->wake);
	pthread_mutex_unlock(&w->lock);
	pthread_join(w->thread, NULL);
	if (!atomic_load(&w->is_broken))
		db_checkpoint(w->db, NULL);
	db_close(w->db);
	pthread_cond_destroy(&w->wake);
	pthread_mutex_destroy(&w->lock);
	mem_free_wiped(w, sizeof(*w));
}
