/* press.c - starting haven-press, handing it a document, taking a PDF. */
#include "press.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "helper.h"
#include "log.h"
#include "mem.h"
#include "pool.h"
#include "server.h"

#define CHUNK 65536

struct press {
	pthread_mutex_t lock; /* for pool */
	struct pool *pool;    /* NULL: nobody wanted a PDF yet */
	char *program;
	int64_t limit_ms;
	int stop_fd; /* readable when the server stops */
};

/* One document under way. */
struct run {
	pid_t pid;
	int fd; /* both ways */
	const char *bytes;
	size_t len, sent;
	struct buf *pdf;
	int64_t until_ms;
};

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

struct press *
press_new(void)
{
	struct press *p = mem_zalloc(1, sizeof(*p));

	pthread_mutex_init(&p->lock, NULL);
	p->program = helper_path("haven-press");
	p->limit_ms = PRESS_MS;
	p->stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	return p;
}

void
press_free(struct press *p)
{
	const uint64_t one = 1;

	if (p == NULL)
		return;
	if (p->stop_fd >= 0)
		(void)!write(p->stop_fd, &one, sizeof(one));
	pool_stop(p->pool);
	if (p->stop_fd >= 0)
		close(p->stop_fd);
	pthread_mutex_destroy(&p->lock);
	mem_free_text(p->program);
	mem_free_wiped(p, sizeof(*p));
}

void
press_use(struct press *p, const char *program, int64_t limit_ms)
{
	mem_free_text(p->program);
	p->program = mem_strdup(program);
	p->limit_ms = limit_ms;
}

static unsigned
threads(void)
{
	cpu_set_t set;
	int n =
	    sched_getaffinity(0, sizeof(set), &set) == 0 ? CPU_COUNT(&set) : 1;

	return pool_threads(PRESS_AT_ONCE, n);
}

enum err
press_run(struct server *s, void (*fn)(void *), void *arg, struct errinfo *e)
{
	struct press *p = s->press;
	enum err code = ERR_OK;

	pthread_mutex_lock(&p->lock);
	if (p->pool == NULL)
		code = pool_start(&p->pool, threads(), PRESS_QUEUE, e);
	pthread_mutex_unlock(&p->lock);
	if (code == ERR_OK && pool_run(p->pool, fn, arg, NULL) != ERR_OK)
		code = err_set(e, ERR_BUSY,
		    "Many documents are being made just now. Nothing was lost; "
		    "try again in a minute, or take the text.");
	return code;
}

/* ---- one run ---- */

/* Hand over what goes in now. False: it takes no more, and never will. */
static bool
send_some(struct run *r)
{
	while (r->sent < r->len) {
		ssize_t n = send(
		    r->fd, r->bytes + r->sent, r->len - r->sent, MSG_NOSIGNAL);

		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return true;
		if (n <= 0)
			return false;
		r->sent += (size_t)n;
	}
	(void)shutdown(r->fd, SHUT_WR);
	return true;
}

enum took { TOOK_SOME, TOOK_ALL, TOOK_TOO_MUCH };

static enum took
take_some(struct run *r)
{
	char chunk[CHUNK];

	for (;;) {
		ssize_t n = recv(r->fd, chunk, sizeof(chunk), 0);

		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return TOOK_SOME;
		if (n <= 0)
			return TOOK_ALL;
		if (r->pdf->len + (size_t)n > PRESS_PDF_MAX ||
		    !buf_add(r->pdf, chunk, (size_t)n))
			return TOOK_TOO_MUCH;
	}
}

static enum err
too_big(struct errinfo *e)
{
	return err_set(e, ERR_TOO_BIG,
	    "The PDF would be too big. Nothing was changed; the same as plain "
	    "text can be had, or a part of it.");
}

static enum err
cannot(struct errinfo *e, const char *why)
{
	return err_set(e, ERR_BUSY,
	    "The PDF could not be made: %s. Nothing was changed and nothing is "
	    "lost; the same as plain text can be had.",
	    why);
}

/* Until it closes its end: ERR_OK. */
static enum err
talk(struct run *r, const struct press *p, struct errinfo *e)
{
	struct pollfd fds[2] = { { .fd = r->fd },
		{ .fd = p->stop_fd, .events = POLLIN } };

	for (;;) {
		int64_t left = r->until_ms - now_ms();

		fds[0].events = POLLIN;
		if (r->sent < r->len)
			fds[0].events |= POLLOUT;
		if (left <= 0)
			return cannot(e, "it took too long");
		if (poll(fds, 2, (int)left) < 0 && errno != EINTR)
			return cannot(e, "the system refused");
		if (fds[1].revents & POLLIN)
			return cannot(e, "the server is stopping");
		if ((fds[0].revents & POLLOUT) && !send_some(r))
			r->sent = r->len;
		if (fds[0].revents & (POLLIN | POLLHUP | POLLERR))
			switch (take_some(r)) {
			case TOOK_SOME: break;
			case TOOK_ALL: return ERR_OK;
			case TOOK_TOO_MUCH: return too_big(e);
			}
	}
}

/* A whole PDF, and not the half of one. */
static bool
is_whole(const char *bytes, size_t len)
{
	static const char head[] = "%PDF-", tail[] = "%%EOF\n";

	return len > sizeof(head) + sizeof(tail) &&
	       memcmp(bytes, head, sizeof(head) - 1) == 0 &&
	       memcmp(bytes + len - (sizeof(tail) - 1), tail,
		   sizeof(tail) - 1) == 0;
}

/* It has closed its end, and then has what is left of its time to be gone; or it
 * is to be ended. Either way it is gone after this. */
static int
end(struct run *r, bool kill_it)
{
	int64_t left = r->until_ms - now_ms();
	struct pollfd p = { .fd = pidfd_open(r->pid, 0), .events = POLLIN };
	int status = -1;

	close(r->fd);
	if (kill_it || p.fd < 0 || poll(&p, 1, left > 0 ? (int)left : 0) <= 0)
		(void)kill(r->pid, SIGKILL);
	if (p.fd >= 0)
		close(p.fd);
	while (waitpid(r->pid, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

enum err
press_pdf(struct server *s, struct doc *d, struct buf *pdf, struct errinfo *e)
{
	struct buf got = BUF_INIT(PRESS_PDF_MAX);
	struct run r = { .pdf = &got };
	enum err code;
	int status;

	r.bytes = doc_packed(d, &r.len);
	if (!doc_ok(d))
		return too_big(e);
	if (helper_start(s->press->program, &r.fd, &r.pid, NULL) != ERR_OK) {
		log_line(LOG_ERROR, "haven-press cannot be started");
		return cannot(e, "haven-press cannot be started");
	}
	(void)fcntl(r.fd, F_SETFL, O_NONBLOCK);
	r.until_ms = now_ms() + s->press->limit_ms;
	code = talk(&r, s->press, e);
	status = end(&r, code != ERR_OK);
	if (code == ERR_OK && (status != 0 || !is_whole(got.data, got.len)))
		code = cannot(e, "haven-press ended early");
	if (code == ERR_OK && !buf_add(pdf, got.data, got.len))
		code = too_big(e);
	if (code != ERR_OK)
		log_line(
		    LOG_WARNING, "haven-press made no PDF, status %d", status);
	buf_done(&got);
	return code;
}
