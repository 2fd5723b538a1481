/* tui_net.c - proves net.h: one answer for each question, whatever the helper
 * does. The helpers are this program under other names, and the real haven-net
 * with nothing listening. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "mem.h"
#include "net.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define WAIT_MS 10000
#define BIG (6u << 20)

static char dir[] = "/tmp/haven-net-test.XXXXXX";
static char self[4096], real_helper[4200];

/* ---- the helpers ---- */

static void
give(const void *bytes, size_t len)
{
	const char *at = bytes;

	while (len > 0) {
		ssize_t w = send(0, at, len, MSG_NOSIGNAL);

		if (w <= 0)
			_exit(3);
		at += w;
		len -= (size_t)w;
	}
}

static void
answer_with(const struct net_request *rq, uint32_t session, uint32_t number,
    uint32_t link)
{
	struct net_answer an = { .session = session,
		.number = number,
		.link = link,
		.status = 200,
		.body = rq->url };
	struct buf out = BUF_INIT(FRAME_MAX + 4);

	if (net_answer_write(&out, &an, NULL) != ERR_OK)
		_exit(4);
	give(out.data, out.len);
	buf_done(&out);
}

/* The next question; the whole program ends with its other side. */
static void
take(struct buf *in, struct net_request *rq)
{
	static char bytes[65536];
	enum err code;
	size_t size;

	buf_clear(in);
	while ((size = frame_size(buf_str(in), in->len, &code)) == 0) {
		ssize_t got = recv(0, bytes, sizeof bytes, 0);

		if (got <= 0)
			_exit(0);
		if (!buf_add(in, bytes, (size_t)got))
			_exit(5);
	}
	/* net.c gives one at a time: two at once would be a frame too long. */
	if (net_request_read(rq, in->data, in->len, NULL) != ERR_OK)
		_exit(6);
}

static void
be_big(const struct net_request *rq)
{
	struct net_request big = *rq;
	char *text = mem_alloc(BIG);

	memset(text, 'x', BIG);
	big.url = (struct frame_string){ text, BIG };
	answer_with(&big, rq->session, rq->number, NET_OK);
	mem_free_wiped(text, BIG);
}

static void
be_torn(const struct net_request *rq)
{
	struct net_answer an = { .session = rq->session,
		.number = rq->number,
		.status = 200,
		.body = rq->url };
	struct buf out = BUF_INIT(FRAME_MAX + 4);

	net_answer_write(&out, &an, NULL);
	for (size_t i = 0; i < out.len; i++)
		give(out.data + i, 1);
	buf_done(&out);
}

static void
behave(const char *name, const struct net_request *rq)
{
	static const unsigned char endless[] = { 0xff, 0xff, 0xff, 0xff, 1 };
	static const unsigned char odd[] = { 0, 0, 0, 3, 1, 2, 3 };

	if (strcmp(name, "echo") == 0)
		answer_with(rq, rq->session, rq->number, NET_OK);
	else if (strcmp(name, "torn") == 0)
		be_torn(rq);
	else if (strcmp(name, "big") == 0)
		be_big(rq);
	else if (strcmp(name, "die") == 0)
		_exit(1);
	else if (strcmp(name, "half") == 0)
		give("\0\0\1\0half", 8), _exit(0);
	else if (strcmp(name, "endless") == 0)
		give(endless, sizeof endless);
	else if (strcmp(name, "odd") == 0)
		give(odd, sizeof odd);
	else if (strcmp(name, "kind") == 0)
		answer_with(rq, rq->session, rq->number, NET_LINK_COUNT);
	else if (strcmp(name, "older") == 0)
		answer_with(rq, rq->session - 1, rq->number, NET_OK),
		    answer_with(rq, rq->session, rq->number + 7, NET_OK),
		    answer_with(rq, rq->session, rq->number, NET_CUT);
	else if (strcmp(name, "twice") == 0)
		answer_with(rq, rq->session, rq->number, NET_OK),
		    answer_with(rq, rq->session, rq->number, NET_OK);
	/* "silent": nothing */
}

static int
helper(const char *name)
{
	struct buf in = BUF_INIT(FRAME_MAX + 65540);
	struct net_request rq;

	if (strcmp(name, "absent") == 0)
		return 0;
	if (getsid(0) != getpid())
		return 7; /* it must not share the session of the terminal */
	for (;;) {
		take(&in, &rq);
		behave(name, &rq);
	}
}

/* ---- the client's end ---- */

struct seen {
	struct net *net;
	size_t count, ok, faults;
	uint32_t number, link, status;
	char body[64];
	size_t body_len;
	bool resets, asks_again;
};

static void ask(struct seen *s, const char *url);

static void
on_answer(void *arg, const struct net_answer *an)
{
	struct seen *s = arg;

	s->count++;
	s->number = an->number;
	s->link = an->link;
	s->status = an->status;
	s->body_len = an->body.len;
	snprintf(s->body, sizeof s->body, "%.*s",
	    (int)(an->body.len < 60 ? an->body.len : 60), an->body.s);
	if (an->link == NET_OK)
		s->ok++;
	if (an->link == NET_FAULT)
		s->faults++;
	if (s->resets)
		net_reset(s->net);
	if (s->asks_again) {
		s->asks_again = false;
		ask(s, "again");
	}
}

static struct net *
new_net(struct seen *s, const char *name)
{
	char path[4096];

	snprintf(path, sizeof path, "%s/fake-%s", dir, name);
	if (symlink(self, path) != 0)
		assert_int_equal(errno, EEXIST);
	*s = (struct seen){ 0 };
	s->net = net_new(path, on_answer, s);
	return s->net;
}

static uint32_t
ask_number(struct seen *s, const char *url)
{
	struct net_request rq = { .url = { url, strlen(url) } };
	struct errinfo e = { 0 };
	uint32_t number = 0;

	assert_int_equal(net_ask(s->net, &rq, &number, &e), ERR_OK);
	assert_int_not_equal(number, 0);
	return number;
}

static void
ask(struct seen *s, const char *url)
{
	(void)ask_number(s, url);
}

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Until so many answers came; false: they did not. */
static bool
wait_for(struct seen *s, size_t count, int most_ms)
{
	int64_t end = now_ms() + most_ms;

	while (s->count < count && now_ms() < end) {
		struct pollfd p = { .fd = net_fd(s->net), .events = POLLIN };

		if (p.fd < 0)
			return false;
		if (poll(&p, 1, most_ms) > 0)
			net_readable(s->net);
	}
	return s->count >= count;
}

static void
test_answers(void **state)
{
	static const struct {
		const char *why, *helper;
		uint32_t link;
	} rows[] = {
		{ "as it should be", "echo", NET_OK },
		{ "a byte at a time", "torn", NET_OK },
		{ "six MiB", "big", NET_OK },
		{ "ends at the question", "die", NET_FAULT },
		{ "ends before it", "absent", NET_FAULT },
		{ "half an answer", "half", NET_FAULT },
		{ "a length over the ceiling", "endless", NET_FAULT },
		{ "a frame that does not add up", "odd", NET_FAULT },
		{ "an unknown kind of error", "kind", NET_FAULT },
		{ "of an older session, and another number", "older", NET_CUT },
		{ "the same one twice", "twice", NET_OK },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct seen s;
		struct net *n = new_net(&s, rows[i].helper);
		uint32_t number = ask_number(&s, "https://x/1");

		print_message("%s\n", rows[i].why);
		assert_true(wait_for(&s, 1, WAIT_MS));
		assert_int_equal(s.link, rows[i].link);
		assert_int_equal(s.number, number);
		/* A second one is answered too: it is started again. */
		number = ask_number(&s, "https://x/2");
		assert_true(wait_for(&s, 2, WAIT_MS));
		assert_int_equal(s.number, number);
		assert_int_equal(s.link, rows[i].link);
		if (strcmp(rows[i].helper, "big") == 0)
			assert_int_equal(s.body_len, BIG);
		else if (rows[i].link == NET_OK)
			assert_string_equal(s.body, "https://x/2");
		assert_int_equal(s.count, 2);
		net_free(n);
	}
	/* No zombie of any of them is left. */
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

static void
test_many(void **state)
{
	struct net_request rq = { .url = { "x", 1 } };
	struct errinfo e = { 0 };
	uint32_t number;
	struct seen s;
	struct net *n = new_net(&s, "echo");

	(void)state;
	for (size_t i = 0; i < 16; i++)
		ask(&s, "x");
	assert_int_equal(net_ask(n, &rq, &number, &e), ERR_BUSY);
	assert_non_null(strstr(e.says, "waiting for the office"));
	assert_true(wait_for(&s, 16, WAIT_MS));
	assert_int_equal(s.ok, 16);
	assert_int_equal(net_ask(n, &rq, &number, &e), ERR_OK);
	net_free(n);
}

/* All that wait are told when the helper dies, and so is the loop. */
static void
test_dies_under_many(void **state)
{
	struct seen s;
	struct net *n = new_net(&s, "die");

	(void)state;
	for (size_t i = 0; i < 5; i++)
		ask(&s, "x");
	assert_true(wait_for(&s, 5, WAIT_MS));
	assert_int_equal(s.faults, 5);
	assert_int_equal(net_fd(n), -1);
	net_free(n);
}

/* Megabytes to a helper that is busy: the keys do not wait for it. */
static void
test_never_waits(void **state)
{
	char *big = mem_alloc(BIG);
	struct net_request rq = { .url = { "x", 1 }, .body = { big, BIG } };
	uint32_t number;
	struct seen s;
	struct net *n = new_net(&s, "silent");
	int64_t start;

	(void)state;
	memset(big, 'b', BIG);
	ask(&s, "x");
	start = now_ms();
	assert_int_equal(net_ask(n, &rq, &number, NULL), ERR_OK);
	assert_true(now_ms() - start < 1000);
	assert_false(wait_for(&s, 1, 50));
	net_free(n);
	mem_free_wiped(big, BIG);
}

static void
test_reset(void **state)
{
	struct seen s;
	struct net *n = new_net(&s, "echo");

	(void)state;
	ask(&s, "before");
	net_reset(n);
	assert_int_equal(net_fd(n), -1);
	ask(&s, "after");
	assert_true(wait_for(&s, 1, WAIT_MS));
	assert_string_equal(s.body, "after");
	assert_int_equal(s.count, 1);
	/* Reset while an answer is being handed over. */
	s.resets = true;
	ask(&s, "one");
	ask(&s, "two");
	assert_true(wait_for(&s, 2, WAIT_MS));
	assert_false(wait_for(&s, 3, 50));
	assert_string_equal(s.body, "one");
	/* The same, when all of them fail. */
	net_free(n);
	n = new_net(&s, "die");
	s.resets = true;
	ask(&s, "one");
	ask(&s, "two");
	assert_true(wait_for(&s, 1, WAIT_MS));
	assert_int_equal(s.count, 1);
	net_free(n);
	/* A question asked while an answer is handed over. */
	n = new_net(&s, "die");
	s.asks_again = true;
	ask(&s, "one");
	assert_true(wait_for(&s, 2, WAIT_MS));
	assert_int_equal(s.faults, 2);
	net_free(n);
}

static void
test_no_program(void **state)
{
	struct net_request rq = { .url = { "x", 1 } };
	struct errinfo e = { 0 };
	uint32_t number;
	struct seen s = { 0 };
	struct net *n = net_new("/nonexistent/haven-net", on_answer, &s);

	(void)state;
	assert_int_equal(net_ask(n, &rq, &number, &e), ERR_NET);
	assert_non_null(strstr(e.says, "cannot be started"));
	assert_non_null(strstr(e.says, "kept here"));
	assert_int_equal(net_fd(n), -1);
	assert_int_equal(s.count, 0);
	net_free(n);
}

/* ---- the real one ---- */

/* A port that is bound, so that nobody else takes it. */
static int
bound_port(int *port, bool listens)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t len = sizeof a;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof a), 0);
	if (listens)
		assert_int_equal(listen(fd, 4), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &len), 0);
	*port = ntohs(a.sin_port);
	return fd;
}

#define PIN "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="

static void
test_real(void **state)
{
	static const struct {
		const char *why, *url, *pins;
		uint32_t link;
	} rows[] = {
		{ "nothing listens", "https://127.0.0.1:%d/", PIN,
		    NET_UNREACHABLE },
		{ "no such name", "https://no-such-office.invalid:%d/", PIN,
		    NET_UNREACHABLE },
		{ "not https", "http://127.0.0.1:%d/", PIN, NET_UNREACHABLE },
		{ "a file", "file:///etc/hostname?%d", PIN, NET_UNREACHABLE },
		{ "no address", "", PIN, NET_UNREACHABLE },
		{ "no pin", "https://127.0.0.1:%d/", "", NET_NOT_TRUSTED },
		{ "a file as the pin", "https://127.0.0.1:%d/", "/etc/hostname",
		    NET_NOT_TRUSTED },
	};
	struct seen s = { 0 };
	int port, fd = bound_port(&port, false);

	(void)state;
	if (access(real_helper, X_OK) != 0)
		fail_msg("build %s first", real_helper);
	s.net = net_new(real_helper, on_answer, &s);
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct net_request rq = { .is_first = 1 };
		char url[100];
		uint32_t number;

		print_message("%s\n", rows[i].why);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		snprintf(url, sizeof url, rows[i].url, port);
#pragma GCC diagnostic pop
		rq.url = (struct frame_string){ url, strlen(url) };
		rq.pins =
		    (struct frame_string){ rows[i].pins, strlen(rows[i].pins) };
		assert_int_equal(net_ask(s.net, &rq, &number, NULL), ERR_OK);
		assert_true(wait_for(&s, i + 1, 2 * WAIT_MS));
		assert_int_equal(s.link, rows[i].link);
		assert_int_equal(s.body_len, 0);
	}
	net_free(s.net);
	close(fd);
}

/* Something that is no TLS server at all. */
static void
test_real_not_tls(void **state)
{
	struct seen s = { 0 };
	struct net_request rq = { .is_first = 1,
		.pins = { PIN, sizeof PIN - 1 } };
	int port, fd = bound_port(&port, true);
	uint32_t number;
	char url[60];
	struct pollfd p = { .fd = fd, .events = POLLIN };
	int peer;

	(void)state;
	s.net = net_new(real_helper, on_answer, &s);
	snprintf(url, sizeof url, "https://127.0.0.1:%d/", port);
	rq.url = (struct frame_string){ url, strlen(url) };
	assert_int_equal(net_ask(s.net, &rq, &number, NULL), ERR_OK);
	assert_int_equal(poll(&p, 1, WAIT_MS), 1);
	peer = accept4(fd, NULL, NULL, SOCK_CLOEXEC);
	assert_true(peer >= 0);
	assert_int_equal(send(peer, "HTTP/1.1 200 OK\r\n\r\n", 19, 0), 19);
	close(peer);
	assert_true(wait_for(&s, 1, WAIT_MS));
	assert_int_equal(s.link, NET_CUT);
	net_free(s.net);
	close(fd);
}

/* A fault of the client's side ends the real helper, and is an answer. */
static void
test_real_is_started_again(void **state)
{
	struct seen s = { 0 };
	struct net_request rq = { .pins = { PIN, sizeof PIN - 1 },
		.ca_file = { "/nonexistent", 12 } };
	int port, fd = bound_port(&port, false);
	uint32_t number;
	char url[60];

	(void)state;
	s.net = net_new(real_helper, on_answer, &s);
	snprintf(url, sizeof url, "https://127.0.0.1:%d/", port);
	rq.url = (struct frame_string){ url, strlen(url) };
	assert_int_equal(net_ask(s.net, &rq, &number, NULL), ERR_OK);
	/* A frame that does not add up: it leaves, as the rules say. */
	assert_int_equal(send(net_fd(s.net), "\0\0\0\1x", 5, MSG_NOSIGNAL), 5);
	assert_true(wait_for(&s, 1, WAIT_MS));
	assert_int_equal(net_ask(s.net, &rq, &number, NULL), ERR_OK);
	assert_true(wait_for(&s, 2, WAIT_MS));
	net_free(s.net);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	close(fd);
}

static int
remove_dir(void **state)
{
	static const char *const names[] = { "echo", "torn", "big", "die",
		"absent", "half", "endless", "odd", "kind", "older", "twice",
		"silent" };
	char path[4096];

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		snprintf(path, sizeof path, "%s/fake-%s", dir, names[i]);
		unlink(path);
	}
	return rmdir(dir);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_dies_under_many),
		cmocka_unit_test(test_never_waits),
		cmocka_unit_test(test_reset),
		cmocka_unit_test(test_no_program),
		cmocka_unit_test(test_real),
		cmocka_unit_test(test_real_not_tls),
		cmocka_unit_test(test_real_is_started_again),
	};
	const char *name = argc > 0 ? strrchr(argv[0], '/') : NULL;
	ssize_t len;

	if (name && strncmp(name, "/fake-", 6) == 0)
		return helper(name + 6);
	len = readlink("/proc/self/exe", self, sizeof self - 1);
	if (len < 0 || !mkdtemp(dir))
		return 1;
	snprintf(real_helper, sizeof real_helper, "%.*s/../haven-net",
	    (int)(strrchr(self, '/') - self), self);
	return cmocka_run_group_tests(tests, NULL, remove_dir);
}
