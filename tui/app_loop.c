/* app_loop.c - the one loop: wait for the terminal, for the descriptors that
 * were added, for signals or for the next thing that is due; handle all that
 * waits; paint once; wait again. Nothing here runs in a circle: every wait ends
 * with something read, something done, or a later due time. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "app_in.h"
#include "mem.h"
#include "term.h"
#include "when.h"

#define ENDED_MAX 256 /* wake-ups by an fd that can be read and has ended */
#define FIXED_FDS 2   /* the terminal and the signals */

struct loop {
	struct app *app;
	struct term *term;
	int signals[2];
	struct pollfd *polls;
	int64_t read_ms; /* when bytes last came from the terminal */
};

static const int caught[] = { SIGHUP, SIGTERM, SIGINT, SIGQUIT, SIGWINCH,
	SIGCONT };
/* Stopping would leave case text on the screen. */
static const int ignored[] = { SIGTSTP, SIGTTIN, SIGTTOU, SIGPIPE };

#define CAUGHT (sizeof(caught) / sizeof(caught[0]))
#define IGNORED (sizeof(ignored) / sizeof(ignored[0]))

static int signal_fd = -1;
static struct sigaction before[CAUGHT + IGNORED];

static void
on_signal(int sig)
{
	int keep = errno;
	unsigned char byte = (unsigned char)sig;

	(void)!write(signal_fd, &byte, 1);
	errno = keep;
}

static void
set_signals(void)
{
	struct sigaction sa = { .sa_handler = on_signal,
		.sa_flags = SA_RESTART };

	sigemptyset(&sa.sa_mask);
	for (size_t i = 0; i < CAUGHT; i++)
		sigaction(caught[i], &sa, &before[i]);
	sa.sa_handler = SIG_IGN;
	for (size_t i = 0; i < IGNORED; i++)
		sigaction(ignored[i], &sa, &before[CAUGHT + i]);
}

static void
restore_signals(void)
{
	for (size_t i = 0; i < CAUGHT; i++)
		sigaction(caught[i], &before[i], NULL);
	for (size_t i = 0; i < IGNORED; i++)
		sigaction(ignored[i], &before[CAUGHT + i], NULL);
}

static void
handle_signal(struct loop *l, int sig)
{
	int rows, cols;

	if (sig == SIGWINCH || sig == SIGCONT) {
		term_resize(l->term);
		term_size(l->term, &rows, &cols);
		app_resize(l->app, rows, cols);
	} else {
		app_end(l->app, 128 + sig);
	}
}

static void
handle_signals(struct loop *l)
{
	unsigned char bytes[64];
	ssize_t n = read(l->signals[0], bytes, sizeof(bytes));

	for (ssize_t i = 0; i < n; i++)
		handle_signal(l, bytes[i]);
}

static void
handle_keys(struct loop *l)
{
	struct key k;

	while (!app_is_ended(l->app) && term_key(l->term, &k)) {
		if (k.action == ACT_REFRESH)
			term_redraw(l->term);
		app_key(l->app, &k);
		/* Drawn, not painted: a widget learns its size by it. */
		app_turn(l->app);
		if (l->app->is_dropping) {
			term_drop(l->term);
			l->app->is_dropping = false;
		}
	}
}

static void
handle_terminal(struct loop *l, short revents)
{
	if (!(revents & (POLLIN | POLLHUP | POLLERR | POLLNVAL)))
		return;
	if (!term_read(l->term) || (revents & POLLNVAL)) {
		/* Closed window, dropped line: all is kept, then the end. */
		app_end(l->app, 128 + SIGHUP);
		return;
	}
	l->read_ms = clock_boot_ms();
	handle_keys(l);
}

/* A part of a key waits for its rest: how long yet; -1: none waits. What waited
 * too long is taken as it is. */
static int
wait_for_rest(struct loop *l)
{
	int rest = term_wait_ms(l->term);
	int64_t left = l->read_ms + rest - clock_boot_ms();

	if (rest < 0 || left > 0)
		return rest < 0 ? -1 : (int)left;
	l->read_ms = clock_boot_ms();
	term_flush(l->term);
	handle_keys(l);
	rest = term_wait_ms(l->term);
	return rest;
}

static struct app_fd *
find_fd(struct app *a, int fd)
{
	for (size_t i = 0; i < a->fd_count; i++)
		if (a->fds[i].fd == fd)
			return &a->fds[i];
	return NULL;
}

/* An fd at its end is ready for ever, so whoever added it must remove it; one
 * that is forgotten is given up, rather than waking the loop for ever. While
 * there is something to read it may take a few turns. */
static bool
is_forgotten(struct app_fd *f, short revents)
{
	if (!(revents & (POLLHUP | POLLERR | POLLNVAL)))
		return false;
	return !(revents & POLLIN) || ++f->ended > ENDED_MAX;
}

static void
handle_fds(struct loop *l, size_t count)
{
	struct app *a = l->app;

	for (size_t i = 0; i < count && !app_is_ended(a); i++) {
		const struct pollfd *p = &l->polls[FIXED_FDS + i];
		struct app_fd *f = p->revents ? find_fd(a, p->fd) : NULL;
		unsigned serial;

		if (!f)
			continue;
		serial = f->serial;
		f->fn(a, p->fd, p->revents, f->arg);
		app_touch(a);
		f = find_fd(a, p->fd);
		if (f && f->serial == serial && is_forgotten(f, p->revents))
			app_remove_fd(a, p->fd);
	}
}

static size_t
fill_polls(struct loop *l)
{
	const struct app *a = l->app;

	l->polls =
	    mem_grow(l->polls, a->fd_count + FIXED_FDS, sizeof(*l->polls));
	l->polls[0] =
	    (struct pollfd){ .fd = term_fd(l->term), .events = POLLIN };
	l->polls[1] = (struct pollfd){ .fd = l->signals[0], .events = POLLIN };
	for (size_t i = 0; i < a->fd_count; i++)
		l->polls[FIXED_FDS + i] = (struct pollfd){
			.fd = a->fds[i].fd,
			.events = (short)(POLLIN |
					  (a->fds[i].want_write ? POLLOUT : 0)),
		};
	return a->fd_count;
}

static void
turn(struct loop *l)
{
	int rest = wait_for_rest(l);
	int due = app_idle(l->app, clock_boot_ms());
	int wait = rest >= 0 && (due < 0 || rest < due) ? rest : due;
	size_t count;
	int n;

	app_turn(l->app);
	term_paint(l->term, &l->app->canvas);
	if (app_is_ended(l->app))
		return;
	count = fill_polls(l);
	(void)mem_lock_heap();
	n = poll(l->polls, count + FIXED_FDS, wait);
	if (n < 0)
		return; /* a signal, which also wrote into the pipe */
	/* Before any key: it may be time to lock. */
	app_idle(l->app, clock_boot_ms());
	if (l->polls[1].revents)
		handle_signals(l);
	if (!app_is_ended(l->app))
		handle_terminal(l, l->polls[0].revents);
	handle_fds(l, count);
}

static int
fail(struct app *a, const struct errinfo *e)
{
	app_say_problem(a, e);
	return err_exit_status(e->code);
}

int
app_run(struct app *a)
{
	struct loop l = { .app = a, .signals = { -1, -1 } };
	struct errinfo e;
	int rows, cols;

	if (pipe2(l.signals, O_CLOEXEC | O_NONBLOCK) != 0) {
		err_set(&e, ERR_BUSY,
		    "This machine has no room for another program just now. "
		    "Nothing was changed; try again.");
		return fail(a, &e);
	}
	signal_fd = l.signals[1];
	set_signals();
	if (term_open(&l.term, a->mono, &e)) {
		a->exit_status = fail(a, &e);
	} else {
		term_size(l.term, &rows, &cols);
		app_resize(a, rows, cols);
		while (!app_is_ended(a))
			turn(&l);
		term_close(l.term);
	}
	restore_signals();
	signal_fd = -1;
	close(l.signals[0]);
	close(l.signals[1]);
	mem_free_wiped(l.polls, 0);
	return a->exit_status;
}
