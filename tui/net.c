/* net.c - starting haven-net, handing it questions, taking its answers. */
#include "net.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mem.h"

#define ASKED_MAX 16
#define WRITE_WAIT_MS 5000

struct net {
	char *program;
	void (*answer)(void *arg, const struct net_answer *an);
	void *arg;
	int fd;
	pid_t pid;
	uint32_t session, last_number;
	uint32_t asked[ASKED_MAX]; /* numbers without an answer; 0: free */
	struct buf in;
};

struct net *
net_new(const char *program, void (*answer)(void *, const struct net_answer *),
    void *arg)
{
	struct net *n = mem_zalloc(1, sizeof *n);

	n->program = mem_strdup(program);
	n->answer = answer;
	n->arg = arg;
	n->fd = -1;
	n->session = 1;
	buf_init(&n->in, NET_FRAME_MAX + 65536);
	return n;
}

/* End the helper. It holds nothing that could be lost. */
static void
stop(struct net *n)
{
	if (n->fd >= 0)
		close(n->fd);
	n->fd = -1;
	if (n->pid > 0) {
		kill(n->pid, SIGKILL);
		while (waitpid(n->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	n->pid = 0;
	buf_clear(&n->in);
}

void
net_free(struct net *n)
{
	if (!n)
		return;
	stop(n);
	buf_done(&n->in);
	mem_free_text(n->program);
	mem_free_wiped(n, sizeof *n);
}

void
net_reset(struct net *n)
{
	stop(n);
	n->session++;
	memset(n->asked, 0, sizeof n->asked);
}

/* The helper gets the socket as its standard input, and nothing of the
 * terminal: its output goes nowhere. */
static bool
spawn(struct net *n, int theirs)
{
	char *argv[] = { n->program, NULL };
	char *env[] = { NULL };
	posix_spawn_file_actions_t fa;
	posix_spawnattr_t attr;
	sigset_t none;
	int rc;

	sigemptyset(&none);
	posix_spawn_file_actions_init(&fa);
	posix_spawn_file_actions_adddup2(&fa, theirs, 0);
	posix_spawn_file_actions_addopen(&fa, 1, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addopen(&fa, 2, "/dev/null", O_WRONLY, 0);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setpgroup(&attr, 0);
	posix_spawnattr_setflags(
	    &attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
	rc = posix_spawn(&n->pid, n->program, &fa, &attr, argv, env);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&fa);
	if (rc != 0)
		n->pid = 0;
	return rc == 0;
}

static enum err
start(struct net *n, struct errinfo *e)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return err_set(e, ERR_NET,
		    "haven cannot talk to the office: this machine has no room "
		    "for another connection. What you write is kept here.");
	if (!spawn(n, pair[1])) {
		close(pair[0]);
		close(pair[1]);
		return err_set(e, ERR_NET,
		    "haven-net, the part of haven that talks to the office, "
		    "cannot be started. What you write is kept here. Ask for "
		    "haven to be installed again.");
	}
	close(pair[1]);
	fcntl(pair[0], F_SETFL, O_NONBLOCK);
	n->fd = pair[0];
	return ERR_OK;
}

/* The helper reads at once, so a frame that does not go out means that it is
 * stuck: then it is ended and the question counts as not asked. */
static bool
send_all(struct net *n, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t w = send(n->fd, bytes, len, MSG_NOSIGNAL);
		struct pollfd p = { .fd = n->fd, .events = POLLOUT };

		if (w > 0) {
			bytes += w;
			len -= (size_t)w;
		} else if (errno == EAGAIN) {
			if (poll(&p, 1, WRITE_WAIT_MS) <= 0)
				return false;
		} else if (errno != EINTR) {
			return false;
		}
	}
	return true;
}

static uint32_t *
slot_of(struct net *n, uint32_t number)
{
	for (size_t i = 0; i < ASKED_MAX; i++) {
		if (n->asked[i] == number)
			return &n->asked[i];
	}
	return NULL;
}

enum err
net_ask(
    struct net *n, struct net_request *rq, uint32_t *number, struct errinfo *e)
{
	struct buf frame = BUF_INIT(NET_FRAME_MAX + 4);
	uint32_t *slot = slot_of(n, 0);
	enum err code = ERR_OK;

	if (!slot)
		return err_set(e, ERR_BUSY,
		    "haven is still waiting for the office. Try again in a "
		    "moment.");
	if (++n->last_number == 0)
		n->last_number = 1;
	rq->session = n->session;
	rq->number = n->last_number;
	code = net_request_write(&frame, rq, e);
	if (code == ERR_OK && n->fd < 0)
		code = start(n, e);
	if (code == ERR_OK && !send_all(n, frame.data, frame.len)) {
		stop(n);
		code = err_set(e, ERR_NET,
		    "The part of haven that talks to the office stopped. It is "
		    "started again; what you write is kept here.");
	}
	buf_done(&frame);
	if (code != ERR_OK)
		return code;
	*slot = rq->number;
	*number = rq->number;
	return ERR_OK;
}

int
net_fd(const struct net *n)
{
	return n->fd;
}

/* The helper ended or broke the rules: everything still open is answered with
 * a fault of the link, so that whoever asked tries again. */
static void
fail_all(struct net *n)
{
	uint32_t asked[ASKED_MAX];

	stop(n);
	memcpy(asked, n->asked, sizeof asked);
	memset(n->asked, 0, sizeof n->asked);
	for (size_t i = 0; i < ASKED_MAX; i++) {
		struct net_answer an = { .session = n->session,
			.number = asked[i],
			.link = NET_FAULT };

		if (asked[i])
			n->answer(n->arg, &an);
	}
}

static bool
take_frames(struct net *n)
{
	enum err code;
	size_t size;

	while ((size = net_frame_size(buf_str(&n->in), n->in.len, &code)) > 0) {
		struct net_answer an = { 0 };
		struct buf frame = BUF_INIT(NET_FRAME_MAX + 4);
		uint32_t session = n->session, *slot;

		buf_add(&frame, n->in.data, size);
		buf_splice(&n->in, 0, size, NULL, 0);
		if (net_answer_read(&an, frame.data, frame.len, NULL) !=
		    ERR_OK) {
			buf_done(&frame);
			return false;
		}
		slot = an.number ? slot_of(n, an.number) : NULL;
		if (slot && an.session == session) {
			*slot = 0;
			n->answer(n->arg, &an);
		}
		buf_done(&frame);
		if (n->session != session || n->fd < 0)
			return true; /* the answer led to a reset */
	}
	return code == ERR_OK;
}

void
net_readable(struct net *n)
{
	char bytes[65536];
	ssize_t got;

	while (n->fd >= 0) {
		got = recv(n->fd, bytes, sizeof bytes, 0);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0 && errno == EAGAIN)
			return;
		if (got <= 0 || !buf_add(&n->in, bytes, (size_t)got) ||
		    !take_frames(n)) {
			fail_all(n);
			return;
		}
	}
}
