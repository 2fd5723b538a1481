/* proxy.h - a poor link for tests: a TCP proxy on loopback with a delay, a rate,
 * and an end at byte N of one direction by RST, FIN or silence.
 *
 * It runs in a process of its own. After proxy_arm the connections that were
 * there are gone and bytes count from nothing; after the cut nothing gets
 * through, on new connections neither, until it is armed again. */
#ifndef HAVEN_PROXY_H
#define HAVEN_PROXY_H

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PROXY_LINES 16
#define PROXY_QUEUE (4u << 20) /* bytes on their way in one direction */
#define PROXY_PACKET 1400

enum proxy_way { PROXY_UP, PROXY_DOWN, PROXY_NEVER };
enum proxy_how { PROXY_RST, PROXY_FIN, PROXY_SILENCE };

/* What the test sets, and what it reads. */
struct proxy_plan {
	int64_t delay_ms; /* each way */
	int64_t rate;     /* bytes a second each way; 0: as fast as it goes */
	enum proxy_way way;
	enum proxy_how how;
	int64_t at; /* so many bytes get through */
};
struct proxy_count {
	int64_t bytes[2];
	int64_t connections;
	int64_t turns; /* times the office answered after it was spoken to */
	bool is_cut;
};

struct proxy {
	int port;
	pid_t pid;
	int order[2]; /* a byte down: armed; a byte back: done */
	struct {
		struct proxy_plan plan;
		struct proxy_count count;
	} * shared;
};

struct proxy_packet {
	int64_t due_ms;
	size_t len;
};
struct proxy_pipe {
	uint8_t *bytes; /* a ring */
	size_t from, len;
	struct proxy_packet packets[PROXY_QUEUE / 256];
	size_t first, count;
	int64_t free_ms; /* when the line is free again */
	bool is_ended;   /* no more comes in */
};
struct proxy_line {
	int fd[2]; /* of who asks, of the office; -1: none */
	struct proxy_pipe *pipe[2];
};

static inline int64_t
proxy_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000) + t.tv_nsec / 1000000;
}

static inline void
proxy_die(const char *why)
{
	fprintf(stderr, "proxy: %s: %s\n", why, strerror(errno));
	_exit(1);
}

/* ---- the proxy's own process ---- */

static struct proxy_line proxy_lines[PROXY_LINES];
static enum proxy_way proxy_last_way;

static inline void
proxy_hang_up(struct proxy_line *l, bool reset)
{
	const struct linger hard = { 1, 0 };

	for (int i = 0; i < 2; i++) {
		if (l->fd[i] < 0)
			continue;
		if (reset)
			setsockopt(l->fd[i], SOL_SOCKET, SO_LINGER, &hard,
			    sizeof(hard));
		close(l->fd[i]);
		l->fd[i] = -1;
	}
}

static inline void
proxy_accept(struct proxy *p, int door, int office_port)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)office_port),
		.sin_addr = { htonl(INADDR_LOOPBACK) } };
	int fd = accept4(door, NULL, NULL, SOCK_CLOEXEC), one = 1;
	struct proxy_line *l = proxy_lines;

	if (fd < 0)
		return;
	p->shared->count.connections++;
	while (l < proxy_lines + PROXY_LINES && l->fd[0] >= 0)
		l++;
	if (l == proxy_lines + PROXY_LINES)
		proxy_die("too many connections");
	l->fd[0] = fd;
	if (p->shared->count.is_cut && p->shared->plan.how != PROXY_SILENCE) {
		proxy_hang_up(l, true);
		return;
	}
	l->fd[1] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (connect(l->fd[1], (struct sockaddr *)&to, sizeof(to)) != 0) {
		proxy_hang_up(l, true);
		return;
	}
	for (int i = 0; i < 2; i++) {
		struct proxy_pipe *q = l->pipe[i];

		setsockopt(
		    l->fd[i], IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
		fcntl(l->fd[i], F_SETFL, O_NONBLOCK);
		q->from = q->len = q->first = q->count = 0;
		q->free_ms = 0;
		q->is_ended = false;
	}
}

static inline void
proxy_read(struct proxy *p, struct proxy_line *l, int way)
{
	const struct proxy_plan *plan = &p->shared->plan;
	const size_t most =
	    sizeof(l->pipe[0]->packets) / sizeof(l->pipe[0]->packets[0]);
	struct proxy_pipe *q = l->pipe[way];
	uint8_t bytes[PROXY_PACKET];
	int64_t now = proxy_ms();
	ssize_t got;

	if (q->len + sizeof(bytes) > PROXY_QUEUE || q->count == most)
		return;
	got = read(l->fd[way], bytes, sizeof(bytes));
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (got <= 0) {
		q->is_ended = true;
		return;
	}
	if (p->shared->count.is_cut)
		return; /* swallowed */
	if (way == PROXY_DOWN && proxy_last_way == PROXY_UP)
		p->shared->count.turns++;
	proxy_last_way = (enum proxy_way)way;
	for (ssize_t i = 0; i < got; i++)
		q->bytes[(q->from + q->len + (size_t)i) % PROXY_QUEUE] =
		    bytes[i];
	q->len += (size_t)got;
	if (q->free_ms < now)
		q->free_ms = now;
	if (plan->rate > 0)
		q->free_ms += got * 1000 / plan->rate;
	q->packets[(q->first + q->count++) % most] =
	    (struct proxy_packet){ q->free_ms + plan->delay_ms, (size_t)got };
}

/* The link ends here for everybody. */
static inline void
proxy_cut(struct proxy *p)
{
	p->shared->count.is_cut = true;
	for (size_t i = 0; i < PROXY_LINES; i++)
		if (p->shared->plan.how != PROXY_SILENCE)
			proxy_hang_up(
			    &proxy_lines[i], p->shared->plan.how == PROXY_RST);
}

static inline void
proxy_write(struct proxy *p, struct proxy_line *l, int way)
{
	const struct proxy_plan *plan = &p->shared->plan;
	const size_t most =
	    sizeof(l->pipe[0]->packets) / sizeof(l->pipe[0]->packets[0]);
	struct proxy_pipe *q = l->pipe[way];

	while (q->count > 0 && q->packets[q->first].due_ms <= proxy_ms()) {
		size_t n = q->packets[q->first].len;
		int64_t left = plan->at - p->shared->count.bytes[way];
		ssize_t put;

		if (p->shared->count.is_cut)
			return;
		if (n > PROXY_QUEUE - q->from)
			n = PROXY_QUEUE - q->from;
		if (way == (int)plan->way && left < (int64_t)n)
			n = (size_t)left;
		put = n == 0 ? 0
			     : send(l->fd[1 - way], q->bytes + q->from, n,
				   MSG_NOSIGNAL);
		if (put < 0 && errno != EAGAIN && errno != EINTR)
			q->is_ended = true;
		if (put < 0)
			return;
		q->from = (q->from + (size_t)put) % PROXY_QUEUE;
		q->len -= (size_t)put;
		q->packets[q->first].len -= (size_t)put;
		p->shared->count.bytes[way] += put;
		if (q->packets[q->first].len == 0) {
			q->first = (q->first + 1) % most;
			q->count--;
		}
		if (way == (int)plan->way &&
		    p->shared->count.bytes[way] == plan->at) {
			proxy_cut(p);
			return;
		}
	}
}

/* Ms until something is due, -1: nothing is. */
static inline int
proxy_wait(void)
{
	int64_t wait = -1, now = proxy_ms();

	for (size_t i = 0; i < PROXY_LINES * 2; i++) {
		const struct proxy_line *l = &proxy_lines[i / 2];
		const struct proxy_pipe *q = l->pipe[i % 2];
		int64_t due;

		if (l->fd[0] < 0 || q->count == 0)
			continue;
		due = q->packets[q->first].due_ms - now;
		due = due < 1 ? 1 : due;
		wait = wait < 0 || due < wait ? due : wait;
	}
	return (int)wait;
}

static inline void
proxy_obey(struct proxy *p)
{
	char byte;

	if (read(p->order[1], &byte, 1) != 1)
		_exit(0); /* the test is over */
	for (size_t i = 0; i < PROXY_LINES; i++)
		proxy_hang_up(&proxy_lines[i], true);
	memset(&p->shared->count, 0, sizeof(p->shared->count));
	proxy_last_way = PROXY_NEVER;
	if (p->shared->plan.way != PROXY_NEVER && p->shared->plan.at == 0)
		p->shared->count.is_cut = true;
	if (write(p->order[1], "d", 1) != 1)
		_exit(0);
}

static inline void
proxy_turn(struct proxy *p, int door, int office_port)
{
	struct pollfd fds[2 + PROXY_LINES * 2];

	fds[0] = (struct pollfd){ .fd = p->order[1], .events = POLLIN };
	fds[1] = (struct pollfd){ .fd = door, .events = POLLIN };
	for (size_t i = 0; i < PROXY_LINES * 2; i++) {
		const struct proxy_line *l = &proxy_lines[i / 2];
		const struct proxy_pipe *q = l->pipe[i % 2];
		bool is_over = q->is_ended || q->len > PROXY_QUEUE / 2;

		fds[2 + i] = (struct pollfd){ .fd = is_over ? -1 : l->fd[i % 2],
			.events = POLLIN };
	}
	poll(fds, 2 + PROXY_LINES * 2, proxy_wait());
	for (size_t i = 0; i < PROXY_LINES * 2; i++) {
		struct proxy_line *l = &proxy_lines[i / 2];

		if (l->fd[0] >= 0 && fds[2 + i].fd >= 0 && fds[2 + i].revents)
			proxy_read(p, l, (int)(i % 2));
	}
	for (size_t i = 0; i < PROXY_LINES * 2; i++) {
		struct proxy_line *l = &proxy_lines[i / 2];

		if (l->fd[0] >= 0)
			proxy_write(p, l, (int)(i % 2));
	}
	for (size_t i = 0; i < PROXY_LINES; i++) {
		struct proxy_line *l = &proxy_lines[i];
		bool over =
		    l->fd[0] >= 0 &&
		    ((l->pipe[0]->is_ended && l->pipe[0]->count == 0) ||
			(l->pipe[1]->is_ended && l->pipe[1]->count == 0));

		if (over)
			proxy_hang_up(l, false);
	}
	if (fds[1].revents)
		proxy_accept(p, door, office_port);
	if (fds[0].revents)
		proxy_obey(p);
}

/* ---- the test's side ---- */

static inline void
proxy_start(struct proxy *p, int office_port)
{
	struct sockaddr_in here = { .sin_family = AF_INET,
		.sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t len = sizeof(here);
	int door = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	p->shared = mmap(NULL, sizeof(*p->shared), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	p->shared->plan.way = PROXY_NEVER;
	if (bind(door, (struct sockaddr *)&here, sizeof(here)) != 0 ||
	    listen(door, 64) != 0 ||
	    getsockname(door, (struct sockaddr *)&here, &len) != 0 ||
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, p->order) != 0)
		proxy_die("no proxy");
	p->port = ntohs(here.sin_port);
	p->pid = fork();
	if (p->pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(p->order[0]);
		for (size_t i = 0; i < PROXY_LINES * 2; i++) {
			struct proxy_line *l = &proxy_lines[i / 2];

			l->fd[i % 2] = -1;
			l->pipe[i % 2] = calloc(1, sizeof(struct proxy_pipe));
			l->pipe[i % 2]->bytes = malloc(PROXY_QUEUE);
		}
		for (;;)
			proxy_turn(p, door, office_port);
	}
	close(door);
	close(p->order[1]);
}

static inline void
proxy_arm(struct proxy *p, struct proxy_plan plan)
{
	char byte = 'a';

	p->shared->plan = plan;
	if (write(p->order[0], &byte, 1) != 1 ||
	    read(p->order[0], &byte, 1) != 1)
		proxy_die("it is gone");
}

static inline void
proxy_stop(struct proxy *p)
{
	int status;

	close(p->order[0]);
	waitpid(p->pid, &status, 0);
	munmap(p->shared, sizeof(*p->shared));
}

#endif
