/* app_time.c - what is set at start, and what happens without a key: keeping
 * what was typed, the tick, the lock. Time is handed in, so tests need none. */
#include <assert.h>
#include <string.h>

#include "app_in.h"
#include "mem.h"

static struct app_fd *
fd_of(struct app *a, int fd)
{
	for (size_t i = 0; i < a->fd_count; i++)
		if (a->fds[i].fd == fd)
			return &a->fds[i];
	return NULL;
}

static bool
is_locked(const struct app *a)
{
	for (size_t i = 0; i < a->count; i++)
		if (a->levels[i].def->hides_case)
			return true;
	return false;
}

/* Screens that changed keep what they have; by the clock, so that one who
 * types without a pause is kept too (promise 1). */
static void
keep_if_due(struct app *a)
{
	if (!a->has_unkept || a->now_ms - a->change_ms < APP_KEEP_MS)
		return;
	a->has_unkept = false;
	for (size_t i = app_first_shown(a); i < a->count; i++) {
		if (a->levels[i].has_changed && a->levels[i].def->keep)
			a->levels[i].def->keep(a, a->levels[i].st);
		if (i < a->count)
			a->levels[i].has_changed = false;
	}
}

static void
lock_if_due(struct app *a)
{
	if (!a->lock || a->lock_ms <= 0 || is_locked(a) ||
	    a->now_ms - a->key_ms < a->lock_ms)
		return;
	a->key_ms = a->now_ms; /* a lock that fails is not tried in a circle */
	app_lock(a);
}

static void
tick_if_due(struct app *a)
{
	int wait;

	if (!a->tick || !a->has_next_tick || a->now_ms < a->next_tick_ms)
		return;
	a->tick_ms = a->now_ms;
	wait = a->tick(a, a->tick_arg);
	a->has_next_tick = wait >= 0;
	if (wait < APP_TICK_MS)
		wait = APP_TICK_MS;
	a->next_tick_ms = a->now_ms + wait;
}

static void
enter_if_due(struct app *a)
{
	static const struct key enter = { .action = ACT_OPEN };

	if (a->enter_later_ms > 0 && a->now_ms - a->key_ms >= a->enter_later_ms)
		app_key(a, &enter);
}

static void
sooner(int64_t *due, int64_t other)
{
	if (*due < 0 || other < *due)
		*due = other;
}

void
app_touch(struct app *a)
{
	int64_t soon = a->tick_ms + APP_TICK_MS;

	if (!a->has_next_tick || soon < a->next_tick_ms)
		a->next_tick_ms = soon;
	a->has_next_tick = true;
}

int
app_idle(struct app *a, int64_t now_ms)
{
	int64_t due = -1;

	if (!a->has_time) {
		a->has_time = true;
		a->key_ms = a->change_ms = now_ms;
		a->tick_ms = now_ms - APP_TICK_MS;
		a->next_tick_ms = now_ms;
		a->has_next_tick = true;
	}
	a->now_ms = now_ms;
	app_enter(a);
	enter_if_due(a);
	keep_if_due(a);
	lock_if_due(a);
	tick_if_due(a);
	app_settle(a);
	if (a->has_unkept)
		sooner(&due, a->change_ms + APP_KEEP_MS);
	if (a->enter_later_ms > 0)
		sooner(&due, a->key_ms + a->enter_later_ms);
	if (a->lock && a->lock_ms > 0 && !is_locked(a))
		sooner(&due, a->key_ms + a->lock_ms);
	if (a->tick && a->has_next_tick)
		sooner(&due, a->next_tick_ms);
	if (due < 0)
		return -1;
	due -= now_ms;
	return due < 0 ? 0 : due > 3600000 ? 3600000 : (int)due;
}

void
app_enter_later(struct app *a, int ms)
{
	a->enter_later_ms = ms;
}

void
app_set_status(struct app *a, const struct app_status *status, void *arg)
{
	a->status = *status;
	a->status_arg = arg;
}

void
app_set_danger(struct app *a, const struct screen_def *def)
{
	a->danger = def;
}

void
app_set_lock(
    struct app *a, int idle_ms, void (*lock)(struct app *, void *), void *arg)
{
	a->lock_ms = idle_ms;
	a->lock = lock;
	a->lock_arg = arg;
}

void
app_set_refresh(struct app *a, void (*fn)(struct app *, void *), void *arg)
{
	a->refresh = fn;
	a->refresh_arg = arg;
}

void
app_set_tick(struct app *a, int (*fn)(struct app *, void *), void *arg)
{
	a->tick = fn;
	a->tick_arg = arg;
	app_touch(a);
}

void
app_set_look(struct app *a, bool ascii, bool mono)
{
	a->canvas.ascii = ascii;
	a->mono = mono;
}

void
app_changed(struct app *a, unsigned topics)
{
	a->topics |= topics;
}

void
app_add_fd(struct app *a, int fd, void (*fn)(struct app *, int, short, void *),
    void *arg)
{
	struct app_fd *f = fd_of(a, fd);

	assert(fd >= 0 && fn);
	if (!f) {
		if (a->fd_count == a->fd_cap) {
			a->fd_cap = a->fd_cap ? a->fd_cap * 2 : 4;
			a->fds = mem_grow(a->fds, a->fd_cap, sizeof(*a->fds));
		}
		f = &a->fds[a->fd_count++];
	}
	*f = (struct app_fd){
		.fd = fd,
		.serial = ++a->fd_serial,
		.fn = fn,
		.arg = arg,
	};
}

void
app_want_write(struct app *a, int fd, bool want)
{
	struct app_fd *f = fd_of(a, fd);

	if (f)
		f->want_write = want;
}

void
app_remove_fd(struct app *a, int fd)
{
	struct app_fd *f = fd_of(a, fd);

	if (f)
		*f = a->fds[--a->fd_count];
}
