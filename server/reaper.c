/* reaper.c - one thread that sleeps until the nearest deadline.
 *
 * shutdown() is called under the lock, and so is forgetting: a number that was
 * closed and given to another connection is never shut down by mistake. */
#include "reaper.h"

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <time.h>

#include "mem.h"

struct reaped {
	struct reaped *next;
	struct reaped **link; /* what points here */
	int64_t due_ms;       /* monotonic; INT64_MAX: none */
	int fd;
};

struct reaper {
	pthread_mutex_t lock; /* all below but thread */
	pthread_cond_t changed;
	struct reaped *first;
	int64_t wake_ms; /* when the thread looks again */
	uint64_t count;
	bool is_stopping;
	pthread_t thread;
};

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Shut what is past its time; the next deadline. */
static int64_t
reap(struct reaper *r, int64_t now)
{
	int64_t next = INT64_MAX;
	struct reaped *c;

	for (c = r->first; c; c = c->next) {
		if (c->due_ms <= now) {
			shutdown(c->fd, SHUT_RDWR);
			c->due_ms = INT64_MAX;
			r->count++;
		}
		if (c->due_ms < next)
			next = c->due_ms;
	}
	return next;
}

static void *
watch(void *arg)
{
	struct reaper *r = arg;
	struct timespec until;

	pthread_mutex_lock(&r->lock);
	while (!r->is_stopping) {
		r->wake_ms = reap(r, now_ms());
		if (r->wake_ms == INT64_MAX) {
			pthread_cond_wait(&r->changed, &r->lock);
			continue;
		}
		until.tv_sec = (time_t)(r->wake_ms / 1000);
		until.tv_nsec = (long)(r->wake_ms % 1000) * 1000000;
		pthread_cond_timedwait(&r->changed, &r->lock, &until);
	}
	pthread_mutex_unlock(&r->lock);
	return NULL;
}

static void
set_due(struct reaper *r, struct reaped *c, int64_t limit_ms)
{
	c->due_ms = limit_ms < 0 ? INT64_MAX : now_ms() + limit_ms;
	if (c->due_ms < r->wake_ms)
		pthread_cond_signal(&r->changed);
}

enum err
reaper_start(struct reaper **out, struct errinfo *e)
{
	struct reaper *r = mem_zalloc(1, sizeof(*r));
	pthread_condattr_t attr;
	sigset_t all;
	sigset_t before;
	int failed;

	*out = NULL;
	pthread_mutex_init(&r->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&r->changed, &attr);
	pthread_condattr_destroy(&attr);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	failed = pthread_create(&r->thread, NULL, watch, r);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (failed) {
		pthread_cond_destroy(&r->changed);
		pthread_mutex_destroy(&r->lock);
		mem_free_wiped(r, sizeof(*r));
		return err_set(e, ERR_BUSY,
		    "The system gave no more threads. Nothing was started; "
		    "look at its limit of processes, then try again.");
	}
	*out = r;
	return ERR_OK;
}

void
reaper_stop(struct reaper *r)
{
	if (!r)
		return;
	pthread_mutex_lock(&r->lock);
	r->is_stopping = true;
	pthread_cond_signal(&r->changed);
	pthread_mutex_unlock(&r->lock);
	pthread_join(r->thread, NULL);
	while (r->first)
		reaper_forget(r, r->first);
	pthread_cond_destroy(&r->changed);
	pthread_mutex_destroy(&r->lock);
	mem_free_wiped(r, sizeof(*r));
}

struct reaped *
reaper_add(struct reaper *r, int fd, int64_t limit_ms)
{
	struct reaped *c = mem_zalloc(1, sizeof(*c));

	c->fd = fd;
	pthread_mutex_lock(&r->lock);
	c->next = r->first;
	c->link = &r->first;
	if (c->next)
		c->next->link = &c->next;
	r->first = c;
	set_due(r, c, limit_ms);
	pthread_mutex_unlock(&r->lock);
	return c;
}

void
reaper_due(struct reaper *r, struct reaped *c, int64_t limit_ms)
{
	pthread_mutex_lock(&r->lock);
	set_due(r, c, limit_ms);
	pthread_mutex_unlock(&r->lock);
}

void
reaper_forget(struct reaper *r, struct reaped *c)
{
	pthread_mutex_lock(&r->lock);
	*c->link = c->next;
	if (c->next)
		c->next->link = c->link;
	pthread_mutex_unlock(&r->lock);
	mem_free_wiped(c, sizeof(*c));
}

uint64_t
reaper_count(struct reaper *r)
{
	uint64_t n;

	pthread_mutex_lock(&r->lock);
	n = r->count;
	pthread_mutex_unlock(&r->lock);
	return n;
}
