/* net.c - starting haven-net, handing it questions, taking its answers. */
#include "net.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "helper.h"
#include "mem.h"

#define CHUNK 65536
#define ASKED_MAX 16
#define WRITE_WAIT_MS 5000
#define READS_MAX 256 /* in one turn of the loop: keys come first */

/* A question: its frame until the helper has it, then only its number. */
struct asked {
	uint32_t number;
	struct buf frame;
};

struct net {
	char *program;
	void (*answer)(void *arg, const struct net_answer *an);
	void *arg;
	int fd;
	pid_t pid;
	uint32_t session, last_number;
	/* In order; the helper has the first one alone. It reads nothing while
	 * it asks, so a second frame would stop this program in send(). */
	struct asked asked[ASKED_MAX];
	size_t asked_count;
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
	buf_init(&n->in, FRAME_MAX + 4 + CHUNK);
	return n;
}

/* End the helper. It holds nothing that could be lost. */
static void
stop(struct net *n)
{
	helper_stop(&n->fd, &n->pid);
	buf_clear(&n->in);
}

static void
forget_all(struct net *n)
{
	for (size_t i = 0; i < n->asked_count; i++)
		buf_done(&n->asked[i].frame);
	n->asked_count = 0;
}

void
net_free(struct net *n)
{
	if (!n)
		return;
	stop(n);
	forget_all(n);
	buf_done(&n->in);
	mem_free_text(n->program);
	mem_free_wiped(n, sizeof *n);
}

void
net_reset(struct net *n)
{
	stop(n);
	n->session++;
	forget_all(n);
}

static enum err
start(struct net *n, struct errinfo *e)
{
	struct errinfo why = { 0 };

	if (helper_start(n->program, &n->fd, &n->pid, &why) != ERR_OK)
		return err_set(e, ERR_NET,
		    "haven cannot talk to the office. %s What you write is "
		    "kept here.",
		    why.says);
	fcntl(n->fd, F_SETFL, O_NONBLOCK);
	return ERR_OK;
}

/* The helper reads whenever it has no question, so a frame that does not go out
 * means that it is stuck. */
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
			if (poll(&p, 1, WRITE_WAIT_MS) == 0)
				return false;
		} else if (errno != EINTR) {
			return false;
		}
	}
	return true;
}

/* Hand the first question to the helper. */
static bool
send_first(struct net *n)
{
	struct buf *frame = &n->asked[0].frame;
	bool ok = send_all(n, frame->data, frame->len);

	buf_done(frame); /* it may hold a passphrase */
	return ok;
}

enum err
net_ask(
    struct net *n, struct net_request *rq, uint32_t *number, struct errinfo *e)
{
	struct asked *as = &n->asked[n->asked_count];
	enum err code;

	if (n->asked_count == ASKED_MAX)
		return err_set(e, ERR_BUSY,
		    "haven is still waiting for the office. Try again in a "
		    "moment.");
	if (++n->last_number == 0)
		n->last_number = 1;
	rq->session = n->session;
	rq->number = n->last_number;
	as->number = rq->number;
	buf_init(&as->frame, FRAME_MAX + 4);
	code = net_request_write(&as->frame, rq, e);
	if (code == ERR_OK && n->fd < 0)
		code = start(n, e);
	if (code != ERR_OK) {
		buf_done(&as->frame);
		return code;
	}
	n->asked_count++;
	*number = rq->number;
	/* If it cannot be handed over, the answer to it says so: the end of the
	 * helper is seen at its descriptor. */
	if (n->asked_count == 1 && !send_first(n))
		shutdown(n->fd, SHUT_RDWR);
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
	uint32_t numbers[ASKED_MAX], session = n->session;
	size_t count = n->asked_count;

	for (size_t i = 0; i < count; i++)
		numbers[i] = n->asked[i].number;
	stop(n);
	forget_all(n);
	for (size_t i = 0; i < count && n->session == session; i++) {
		struct net_answer an = { .session = session,
			.number = numbers[i],
			.link = NET_FAULT };

		n->answer(n->arg, &an);
	}
}

/* One answer: only to the question that the helper has. False: it broke the
 * rules. */
static bool
take_answer(struct net *n, const char *bytes, size_t len)
{
	struct net_answer an = { 0 };

	if (net_answer_read(&an, bytes, len, NULL) != ERR_OK ||
	    an.link >= NET_LINK_COUNT)
		return false;
	if (n->asked_count == 0 || an.session != n->session ||
	    an.number != n->asked[0].number)
		return true; /* of an older session: dropped */
	n->asked_count--;
	memmove(n->asked, n->asked + 1, n->asked_count * sizeof n->asked[0]);
	if (n->asked_count > 0 && !send_first(n))
		shutdown(n->fd, SHUT_RDWR);
	n->answer(n->arg, &an);
	return true;
}

static bool
take_frames(struct net *n)
{
	enum err code;
	size_t size;

	while ((size = frame_size(buf_str(&n->in), n->in.len, &code)) > 0) {
		struct buf frame = BUF_INIT(FRAME_MAX + 4);
		uint32_t session = n->session;
		int fd = n->fd;
		bool ok;

		buf_add(&frame, n->in.data, size);
		buf_splice(&n->in, 0, size, NULL, 0);
		ok = take_answer(n, frame.data, frame.len);
		buf_done(&frame);
		if (n->session != session || n->fd != fd)
			return true; /* the answer led to a reset */
		if (!ok)
			return false;
	}
	return code == ERR_OK;
}

void
net_readable(struct net *n)
{
	char bytes[CHUNK];
	ssize_t got;

	for (int i = 0; i < READS_MAX && n->fd >= 0; i++) {
		got = recv(n->fd, bytes, sizeof bytes, 0);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0 && errno == EAGAIN)
			break;
		if (got <= 0 || !buf_add(&n->in, bytes, (size_t)got) ||
		    !take_frames(n)) {
			fail_all(n);
			break;
		}
	}
	explicit_bzero(bytes, sizeof bytes);
}
