/* pool.c - bounded threads over one ring of jobs and one lock. */
#include "pool.h"

#include <assert.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/resource.h>

#include "mem.h"

/* Whoever reads or saves goes first: a sign-in lasts some tenths of a second, and
 * two of them would else keep both of a machine's processors from the others. It
 * still gets a tenth of each. */
#define POOL_NICE 10

struct pool_job {
	void (*fn)(void *);
	void *arg;
};

struct pool {
	pthread_mutex_t lock; /* all below but threads and their count */
	pthread_cond_t changed;
	struct pool_job *ring;
	size_t room; /* jobs that fit in ring */
	size_t first;
	size_t waiting;
	bool is_stopping;
	pthread_t *threads;
	size_t thread_count;
};

static void *
work(void *arg)
{
	struct pool *p = arg;
	struct pool_job job;

	/* On Linux, of this thread alone. Refused, it is only slower. */
	(void)setpriority(PRIO_PROCESS, 0, POOL_NICE);
	for (;;) {
		pthread_mutex_lock(&p->lock);
		while (p->waiting == 0 && !p->is_stopping)
			pthread_cond_wait(&p->changed, &p->lock);
		if (p->waiting == 0) {
			pthread_mutex_unlock(&p->lock);
			return NULL;
		}
		job = p->ring[p->first];
		p->first = (p->first + 1) % p->room;
		p->waiting--;
		pthread_mutex_unlock(&p->lock);
		job.fn(job.arg);
	}
}

/* Signals are for the main thread: a thread of ours takes none. */
static bool
start_threads(struct pool *p, size_t wanted)
{
	sigset_t all;
	sigset_t before;
	size_t i;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	for (i = 0; i < wanted; i++) {
		if (pthread_create(&p->threads[i], NULL, work, p) != 0)
			break;
		p->thread_count++;
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return p->thread_count == wanted;
}

enum err
pool_start(
    struct pool **out, unsigned threads, unsigned queue, struct errinfo *e)
{
	struct pool *p = mem_zalloc(1, sizeof(*p));

	assert(threads > 0 && queue > 0);
	*out = NULL;
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->changed, NULL);
	p->room = queue;
	p->ring = mem_zalloc(queue, sizeof(*p->ring));
	p->threads = mem_zalloc(threads, sizeof(*p->threads));
	if (!start_threads(p, threads)) {
		pool_stop(p);
		return err_set(e, ERR_BUSY,
		    "The system gave no more threads. Nothing was started; "
		    "look at its limit of processes, then try again.");
	}
	*out = p;
	return ERR_OK;
}

unsigned
pool_threads(unsigned wanted, int processors)
{
	unsigned most = processors > 1 ? (unsigned)processors - 1 : 1;

	return wanted < most ? wanted : most;
}

enum err
pool_run(struct pool *p, void (*fn)(void *), void *arg, struct errinfo *e)
{
	bool taken = false;

	pthread_mutex_lock(&p->lock);
	if (!p->is_stopping && p->waiting < p->room) {
		p->ring[(p->first + p->waiting) % p->room] =
		    (struct pool_job){ fn, arg };
		p->waiting++;
		taken = true;
		pthread_cond_signal(&p->changed);
	}
	pthread_mutex_unlock(&p->lock);
	if (!taken)
		return err_set(e, ERR_BUSY,
		    "Many people are signing in just now. Nothing was lost; "
		    "try again in a few seconds.");
	return ERR_OK;
}

void
pool_stop(struct pool *p)
{
	size_t i;

	if (!p)
		return;
	pthread_mutex_lock(&p->lock);
	p->is_stopping = true;
	pthread_cond_broadcast(&p->changed);
	pthread_mutex_unlock(&p->lock);
	for (i = 0; i < p->thread_count; i++)
		pthread_join(p->threads[i], NULL);
	pthread_cond_destroy(&p->changed);
	pthread_mutex_destroy(&p->lock);
	mem_free_wiped(p->ring, p->room * sizeof(*p->ring));
	mem_free_wiped(p->threads, sizeof(*p->threads));
	mem_free_wiped(p, sizeof(*p));
}
