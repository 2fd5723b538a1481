/* The door over real sockets and TLS: framing, limits, time, deferring, and a
 * stop in the middle of it all. */
#include "http.h"

#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "dispatch.h"
#include "pool.h"
#include "seal.h"
#include "server.h"
#include "session.h"
#include "tls.h"
#include "tls_client.h"
#include "wire.h"

#define SOON 5000 /* ms; nobody waits so long unless something is broken */
#define TOKEN "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define HOST "Host: localhost\r\n"

/* ---- the world behind the door ---- */

static char dir[64];
static struct server server;
static struct http *http;
static int port;

static struct {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct request *held[200]; /* deferred by /v1/hold */
	size_t held_count;
	size_t ended; /* work freed */
	char address[64];
	struct pool *pool;
	bool pool_is_open;
} world = { .lock = PTHREAD_MUTEX_INITIALIZER,
	.changed = PTHREAD_COND_INITIALIZER };

struct db *
server_reader(struct server *s, struct errinfo *e)
{
	(void)e;
	return (struct db *)s;
}

void
server_reader_done(struct server *s, struct db *db)
{
	assert_ptr_equal(s, db);
}

enum err
sessions_find(struct server *s, struct db *db, const char *token,
    int64_t now_ms, struct caller *out, struct errinfo *e)
{
	(void)s;
	(void)db;
	(void)now_ms;
	if (strcmp(token, TOKEN) != 0)
		return err_set(e, ERR_AUTH, "You are signed out.");
	out->role = ROLE_SENIOR;
	return ERR_OK;
}

static void
say_hello(struct request *rq)
{
	pthread_mutex_lock(&world.lock);
	snprintf(world.address, sizeof(world.address), "%s", rq->address);
	pthread_mutex_unlock(&world.lock);
	rq->status = 200;
	rq->etag = 3;
	buf_adds(&rq->out, "{\"hello\":true}");
}

/* Sends back what it got. */
static void
say_echo(struct request *rq)
{
	rq->status = 200;
	buf_add(&rq->out, rq->body, rq->body_len);
}

static void
say_nothing(struct request *rq)
{
	rq->status = 204;
	rq->no_body = true;
}

static void
say_much(struct request *rq)
{
	size_t i;

	rq->status = 200;
	buf_adds(&rq->out, "{\"a\":\"");
	for (i = 0; i < 200000; i++)
		buf_addc(&rq->out, 'x');
	buf_adds(&rq->out, "\"}");
}

static void
work_end(void *work)
{
	(void)work;
	pthread_mutex_lock(&world.lock);
	world.ended++;
	pthread_cond_broadcast(&world.changed);
	pthread_mutex_unlock(&world.lock);
}

/* Deferred until the test finishes it. */
static void
hold(struct request *rq)
{
	rq->work = rq;
	rq->work_free = work_end;
	pthread_mutex_lock(&world.lock);
	request_defer(rq);
	world.held[world.held_count++] = rq;
	pthread_cond_broadcast(&world.changed);
	pthread_mutex_unlock(&world.lock);
}

/* In the pool, until the test opens it. */
static void
pool_work(void *arg)
{
	struct request *rq = arg;

	pthread_mutex_lock(&world.lock);
	world.held_count++;
	pthread_cond_broadcast(&world.changed);
	while (!world.pool_is_open)
		pthread_cond_wait(&world.changed, &world.lock);
	pthread_mutex_unlock(&world.lock);
	rq->status = 200;
	buf_adds(&rq->out, "{\"checked\":true}");
	request_finish(rq);
}

static void
sign_in(struct request *rq)
{
	struct errinfo e;

	/* The order of a real handler: what is refused is not deferred, and
	 * what is deferred is not touched again. */
	request_defer(rq);
	if (pool_run(world.pool, pool_work, rq, &e) != ERR_OK) {
		request_problem(rq, &e, NULL);
		request_finish(rq);
	}
}

static const struct route table[] = {
	{ METHOD_GET, "/hello", "hello", "", ROUTE_OPEN, 0, false, 0,
	    say_hello },
	{ METHOD_POST, "/echo", "echo", "", ROUTE_OPEN, 0, false, 100000,
	    say_echo },
	{ METHOD_POST, "/mine", "mine", "", 0, 0, false, 100000, say_echo },
	{ METHOD_POST, "/packed", "packed", "", ROUTE_OPEN | ROUTE_PACKED, 0,
	    false, 100000, say_echo },
	{ METHOD_POST, "/nothing", "nothing", "", ROUTE_OPEN, 0, false, 100,
	    say_nothing },
	{ METHOD_GET, "/much", "much", "", ROUTE_OPEN | ROUTE_PACKED, 0, false,
	    0, say_much },
	{ METHOD_GET, "/hold", "hold", "", ROUTE_OPEN, 0, false, 0, hold },
	{ METHOD_POST, "/sessions", "sign_in", "", ROUTE_OPEN, 0, false, 100,
	    sign_in },
	{ .path = NULL },
};

static void
wait_held(size_t n)
{
	pthread_mutex_lock(&world.lock);
	while (world.held_count < n)
		pthread_cond_wait(&world.changed, &world.lock);
	pthread_mutex_unlock(&world.lock);
}

static void
finish_held(size_t i)
{
	struct request *rq = world.held[i];

	rq->status = 200;
	buf_adds(&rq->out, "{\"held\":true}");
	request_finish(rq);
}

/* ---- start and stop ---- */

static void
start_with(const char *seconds, const char *per_address)
{
	struct errinfo e = { .code = ERR_OK };

	memset(&server, 0, sizeof(server));
	assert_int_equal(
	    conf_load(&server.conf, CONF_SERVER, NULL, false, NULL, &e),
	    ERR_OK);
	assert_int_equal(conf_set(server.conf, "port", "0", &e), ERR_OK);
	assert_int_equal(conf_set(server.conf, "key_dir", dir, &e), ERR_OK);
	assert_int_equal(
	    conf_set(server.conf, "request_seconds", seconds, &e), ERR_OK);
	assert_int_equal(
	    conf_set(server.conf, "max_per_address", per_address, &e), ERR_OK);
	world.held_count = 0;
	world.ended = 0;
	world.pool_is_open = false;
	if (http_start_table(&http, &server, table, &port, &e) != ERR_OK)
		fail_msg("%s", e.says);
	assert_in_range(port, 1, 65535);
}

static int
start(void **state)
{
	(void)state;
	start_with("60", "200");
	return 0;
}

static int
start_short(void **state)
{
	(void)state;
	start_with("2", "200");
	return 0;
}

static int
start_narrow(void **state)
{
	(void)state;
	start_with("60", "4");
	return 0;
}

static int
stop(void **state)
{
	(void)state;
	http_stop_within(http, 100);
	http = NULL;
	conf_free(server.conf);
	return 0;
}

static struct tls_client *
dial(void)
{
	struct tls_client *c = tls_connect(port, NULL);

	assert_non_null(c);
	return c;
}

/* ---- framing ---- */

#define PUT_HEAD "POST /echo HTTP/1.1\r\n" HOST
#define WITH_NUL(s) s, sizeof(s) - 1
#define JSON "Content-Type: application/json\r\n"

static const struct {
	const char *why;
	const char *bytes;
	size_t len; /* 0: strlen */
	unsigned status;
	bool by_library; /* libmicrohttpd's own refusal, in its own words */
} frames[] = {
	{ "good", "GET /hello HTTP/1.1\r\n" HOST "\r\n", 0, 200, false },
	{ "good with a body", PUT_HEAD JSON "Content-Length: 2\r\n\r\n{}", 0,
	    200, false },

	{ "HTTP/1.0", "GET /hello HTTP/1.0\r\n" HOST "\r\n", 0, 505, false },
	{ "no Host", "GET /hello HTTP/1.1\r\n\r\n", 0, 400, false },
	{ "two Hosts", "GET /hello HTTP/1.1\r\n" HOST HOST "\r\n", 0, 400,
	    false },
	{ "both framings",
	    PUT_HEAD JSON "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n"
			  "\r\n0\r\n\r\nGET /hello HTTP/1.1\r\n" HOST "\r\n",
	    0, 400, false },
	{ "chunked",
	    PUT_HEAD JSON "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n"
			  "\r\n",
	    0, 400, false },
	{ "two lengths",
	    PUT_HEAD JSON "Content-Length: 2\r\nContent-Length: 40\r\n\r\n{}",
	    0, 400, false },
	{ "no length", PUT_HEAD JSON "\r\n", 0, 411, false },
	{ "eleven digits",
	    PUT_HEAD JSON "Content-Length: 00000000002\r\n\r\n{}", 0, 400,
	    false },
	{ "no number", PUT_HEAD JSON "Content-Length: 2x\r\n\r\n{}", 0, 400,
	    true },
	{ "Expect",
	    PUT_HEAD JSON "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n",
	    0, 417, false },
	{ "a NUL in a value",
	    WITH_NUL("GET /hello HTTP/1.1\r\nHost: a\0b\r\n\r\n"), 400, false },
	{ "two NULs at the end of the head",
	    WITH_NUL("GET /hello HTTP/1.1\r\n" HOST "X: a\0\0b\r\n\r\n"), 400,
	    false },
	{ "a NUL in the target",
	    WITH_NUL("GET /hello\0x HTTP/1.1\r\n" HOST "\r\n"), 400, false },
	{ "a folded line", "GET /hello HTTP/1.1\r\n" HOST "X: a\r\n b\r\n\r\n",
	    0, 400, false },
	{ "bare line feeds", "GET /hello HTTP/1.1\nHost: a\n\n", 0, 400,
	    false },
	{ "a bare carriage return",
	    "GET /hello HTTP/1.1\r\n" HOST "X: a\rb\r\n\r\n", 0, 400, false },
	{ "a space before the colon",
	    "GET /hello HTTP/1.1\r\nHost : localhost\r\n\r\n", 0, 400, false },
	{ "two spaces", "GET  /hello HTTP/1.1\r\n" HOST "\r\n", 0, 400, false },
	{ "a line without a colon",
	    "GET /hello HTTP/1.1\r\n" HOST "nothing\r\n\r\n", 0, 400, true },
	{ "a whole address", "GET http://x/hello HTTP/1.1\r\n" HOST "\r\n", 0,
	    400, false },
	{ "an escape", "GET /hell%6f HTTP/1.1\r\n" HOST "\r\n", 0, 400, false },
	{ "two tokens",
	    "GET /hello HTTP/1.1\r\n" HOST
	    "Authorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n",
	    0, 400, false },
	{ "nowhere", "GET /nowhere HTTP/1.1\r\n" HOST "\r\n", 0, 404, false },
	{ "HEAD", "HEAD /hello HTTP/1.1\r\n" HOST "\r\n", 0, 405, false },
	{ "OPTIONS", "OPTIONS /hello HTTP/1.1\r\n" HOST "\r\n", 0, 405, false },
	{ "not signed in",
	    "POST /mine HTTP/1.1\r\n" HOST JSON "Content-Length: 2\r\n\r\n{}",
	    0, 401, false },
};

/* Every refusal closes the connection, and nothing is kept by a cache. A second
 * request behind a refused one is never answered: the connection has one status
 * line only. */
static void
every_frame(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(frames) / sizeof(frames[0]); i++) {
		struct tls_client *c = dial();
		size_t len =
		    frames[i].len ? frames[i].len : strlen(frames[i].bytes);
		bool is_head = strncmp(frames[i].bytes, "HEAD", 4) == 0;
		unsigned status = 0;

		assert_true(tls_send(c, frames[i].bytes, len));
		if (frames[i].status == 200)
			tls_answer(c, SOON);
		else if (!tls_wait_closed(c, SOON))
			fail_msg("%s: stays open: %s", frames[i].why, c->got);
		sscanf(c->got, "HTTP/1.1 %u", &status);
		if (status != frames[i].status)
			fail_msg("%s: %s", frames[i].why, c->got);
		if (!frames[i].by_library &&
		    !strstr(c->got, "Cache-Control: no-store\r\n"))
			fail_msg("%s: %s", frames[i].why, c->got);
		/* one answer, to its last byte, and no second */
		if (!frames[i].by_library && !is_head &&
		    tls_answer_len(c) != c->len)
			fail_msg("%s: %s", frames[i].why, c->got);
		if (!frames[i].by_library && status >= 400 && !is_head &&
		    !strstr(c->got, "urn:haven:problem:"))
			fail_msg("%s: %s", frames[i].why, c->got);
		if ((strstr(c->got, "Connection: close\r\n") != NULL) !=
		    (status >= 400))
			fail_msg("%s: %s", frames[i].why, c->got);
		tls_close(c);
	}
}

static void
head_too_long(void **state)
{
	static char value[60000];
	struct tls_client *c = dial();

	(void)state;
	memset(value, 'x', sizeof(value));
	tls_says(c, "GET /hello HTTP/1.1\r\n" HOST "X: ");
	tls_send(c, value, sizeof(value));
	assert_true(tls_wait_closed(c, SOON));
	assert_null(strstr(c->got, "HTTP/1.1 200"));
	tls_close(c);
}

/* ---- bodies and connections ---- */

static void
pipelined_and_kept(void **state)
{
	struct tls_client *c = dial();
	int i;

	(void)state;
	for (i = 0; i < 3; i++) {
		assert_true(tls_says(c, "GET /hello HTTP/1.1\r\n" HOST "\r\n"
					"POST /echo HTTP/1.1\r\n" HOST JSON
					"Content-Length: 7\r\n\r\n{\"a\":1}"
					"POST /nothing HTTP/1.1\r\n" HOST
					"Content-Length: 0\r\n\r\n"));
		assert_int_equal(tls_answer(c, SOON), 200);
		assert_non_null(strstr(c->got, "ETag: \"3\"\r\n"));
		tls_drop(c);
		assert_int_equal(tls_answer(c, SOON), 200);
		assert_non_null(strstr(c->got, "\r\n\r\n{\"a\":1}"));
		tls_drop(c);
		assert_int_equal(tls_answer(c, SOON), 204);
		tls_drop(c);
	}
	assert_string_equal(world.address, "127.0.0.1");
	tls_close(c);
}

/* A body that comes in pieces is one body. */
static void
body_in_pieces(void **state)
{
	struct tls_client *c = dial();
	char head[200];
	static char body[60001];
	size_t i;

	(void)state;
	memset(body, 'x', sizeof(body) - 1);
	memcpy(body, "{\"a\":\"", 6);
	memcpy(body + sizeof(body) - 3, "\"}", 2);
	snprintf(head, sizeof(head),
	    PUT_HEAD JSON "Content-Length: %zu\r\n\r\n", sizeof(body) - 1);
	assert_true(tls_says(c, head));
	for (i = 0; i < sizeof(body) - 1; i += 1000)
		assert_true(tls_send(c, body + i, 1000));
	assert_int_equal(tls_answer(c, SOON), 200);
	assert_string_equal(strstr(c->got, "\r\n\r\n") + 4, body);
	tls_close(c);
}

/* Not a byte of it is waited for. */
static void
too_big_is_unread(void **state)
{
	struct tls_client *c = dial();

	(void)state;
	assert_true(
	    tls_says(c, PUT_HEAD JSON "Content-Length: 100001\r\n\r\n"));
	assert_int_equal(tls_answer(c, SOON), 413);
	assert_non_null(strstr(c->got, "Connection: close\r\n"));
	assert_true(tls_wait_closed(c, SOON));
	tls_close(c);
}

/* A 401 is not lost in a reset: the body is read, dropped, then answered. */
static void
refused_after_its_body(void **state)
{
	struct tls_client *c = dial();
	static char body[90000];

	(void)state;
	memset(body, 'x', sizeof(body));
	assert_true(tls_says(c, "POST /mine HTTP/1.1\r\n" HOST JSON
				"Content-Length: 90000\r\n\r\n"));
	assert_true(tls_send(c, body, sizeof(body)));
	assert_int_equal(tls_answer(c, SOON), 401);
	assert_non_null(strstr(c->got, "WWW-Authenticate: Bearer\r\n"));
	assert_true(tls_wait_closed(c, SOON));
	tls_close(c);
}

static void
packed_both_ways(void **state)
{
	struct buf clear = BUF_INIT(100000);
	struct buf zstd = BUF_INIT(100000);
	struct buf back = BUF_INIT(100000);
	struct tls_client *c = dial();
	struct errinfo e;
	char head[300];
	const char *body;
	int i;

	(void)state;
	buf_adds(&clear, "{\"a\":\"");
	for (i = 0; i < 5000; i++)
		buf_adds(&clear, "again ");
	buf_adds(&clear, "\"}");
	assert_int_equal(wire_pack(&zstd, clear.data, clear.len, &e), ERR_OK);
	snprintf(head, sizeof(head),
	    "POST /packed HTTP/1.1\r\n" HOST JSON
	    "Content-Encoding: zstd\r\nAccept-Encoding: zstd\r\n"
	    "Content-Length: %zu\r\n\r\n",
	    zstd.len);
	assert_true(tls_says(c, head));
	assert_true(tls_send(c, zstd.data, zstd.len));
	assert_int_equal(tls_answer(c, SOON), 200);
	assert_non_null(strstr(c->got, "Content-Encoding: zstd\r\n"));
	assert_true(c->len < 2000);
	body = strstr(c->got, "\r\n\r\n") + 4;
	assert_int_equal(
	    wire_unpack(&back, body, c->len - (size_t)(body - c->got), &e),
	    ERR_OK);
	assert_int_equal(back.len, clear.len);
	assert_memory_equal(back.data, clear.data, clear.len);
	buf_done(&clear);
	buf_done(&zstd);
	buf_done(&back);
	tls_close(c);
}

static void
older_tls_is_refused(void **state)
{
	static const char *const older[] = { "NORMAL:-VERS-ALL:+VERS-TLS1.2",
		"NORMAL:-VERS-ALL:+VERS-TLS1.1:+VERS-TLS1.0" };
	struct tls_client *c;
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		c = tls_connect(port, older[i]);
		assert_null(c);
	}
	c = tls_connect(port, "NORMAL");
	assert_non_null(c);
	assert_int_equal(
	    gnutls_protocol_get_version(c->session), GNUTLS_TLS1_3);
	tls_close(c);
	/* and no clear text */
	c = tls_connect_only(port);
	assert_non_null(c);
	assert_int_equal(
	    write(c->fd, "GET /hello HTTP/1.1\r\n" HOST "\r\n", 40), 40);
	assert_true(tls_wait_closed(c, SOON));
	tls_close(c);
}

static void
few_from_one_address(void **state)
{
	struct tls_client *c[4];
	struct tls_client *fifth;
	int i;

	(void)state;
	for (i = 0; i < 4; i++)
		c[i] = dial();
	fifth = tls_connect(port, NULL);
	assert_null(fifth);
	assert_true(tls_says(c[3], "GET /hello HTTP/1.1\r\n" HOST "\r\n"));
	assert_int_equal(tls_answer(c[3], SOON), 200);
	for (i = 0; i < 4; i++)
		tls_close(c[i]);
}

/* ---- time ---- */

/* A hundred clients that give a byte now and then: some in the handshake, some
 * in the head, some in a body; all are gone soon after their time. Somebody who
 * behaves is served in between, on a connection that lives on. */
static void
trickle_is_reaped(void **state)
{
	static struct tls_client *c[100];
	struct tls_client *good = dial();
	long began = tls_now_ms();
	size_t open = 100;
	size_t served = 0;
	size_t i;

	(void)state;
	for (i = 0; i < 100; i++) {
		c[i] = i % 3 == 0 ? tls_connect_only(port)
				  : tls_connect(port, NULL);
		assert_non_null(c[i]);
		if (i % 3 == 2)
			tls_says(c[i],
			    PUT_HEAD JSON "Content-Length: 90000\r\n\r\n");
	}
	while (open > 0 && tls_now_ms() - began < 15000) {
		struct pollfd nothing = { .fd = -1 };

		poll(&nothing, 1, 100); /* a trickle is slow */
		assert_true(
		    tls_says(good, "GET /hello HTTP/1.1\r\n" HOST "\r\n"));
		assert_int_equal(tls_answer(good, SOON), 200);
		tls_drop(good);
		served++;
		for (i = 0; i < 100; i++) {
			if (c[i]->is_closed)
				continue;
			if (c[i]->session)
				tls_send(c[i], "G", 1);
			else
				send(c[i]->fd, "\x16", 1, MSG_NOSIGNAL);
			tls_wait_closed(c[i], 1);
			open -= c[i]->is_closed;
		}
	}
	assert_int_equal(open, 0);
	assert_in_range(tls_now_ms() - began, 1900, 14000);
	assert_true(served >= 5);
	for (i = 0; i < 100; i++)
		tls_close(c[i]);
	tls_close(good);
}

/* A client that does not read its answer is no different. */
static void
unread_answer_is_reaped(void **state)
{
	struct tls_client *c = dial();
	long began = tls_now_ms();
	bool sent = true;
	int i;

	(void)state;
	for (i = 0; i < 400 && sent; i++)
		sent = tls_says(c, "GET /much HTTP/1.1\r\n" HOST "\r\n");
	assert_true(tls_now_ms() - began < 15000);
	c->len = 0;
	while (!c->is_closed && tls_now_ms() - began < 15000) {
		struct pollfd p = { .fd = c->fd, .events = POLLRDHUP };

		if (poll(&p, 1, 100) == 1)
			break;
	}
	assert_in_range(tls_now_ms() - began, 0, 14000);
	tls_close(c);
}

/* The server's own time is not the client's: what is deferred is not reaped. */
static void
deferred_is_not_reaped(void **state)
{
	struct tls_client *c = dial();
	struct tls_client *idle = tls_connect_only(port);

	(void)state;
	assert_true(tls_says(c, "GET /hold HTTP/1.1\r\n" HOST "\r\n"));
	wait_held(1);
	/* the idle one's end shows that the time is over */
	assert_true(tls_wait_closed(idle, 10000));
	finish_held(0);
	assert_int_equal(tls_answer(c, SOON), 200);
	assert_non_null(strstr(c->got, "{\"held\":true}"));
	tls_close(c);
	tls_close(idle);
}

/* ---- deferring ---- */

static void
pool_full_is_503(void **state)
{
	struct tls_client *c[5];
	struct errinfo e;
	int i;

	(void)state;
	assert_int_equal(pool_start(&world.pool, 1, 2, &e), ERR_OK);
	for (i = 0; i < 5; i++)
		c[i] = dial();
	for (i = 0; i < 4; i++) {
		assert_true(tls_says(c[i], "POST /sessions HTTP/1.1\r\n" HOST
					   "Content-Length: 0\r\n\r\n"));
		if (i == 0)
			wait_held(1);
		/* one at work, two waiting, the fourth refused at once */
	}
	/* which of the later three is refused is not told by the order */
	for (i = 1; i < 4 && tls_answer(c[i], i < 3 ? 200 : SOON) == 0; i++)
		continue;
	assert_in_range(i, 1, 3);
	assert_int_equal(tls_answer(c[i], SOON), 503);
	assert_non_null(strstr(c[i]->got, "Retry-After: 5\r\n"));
	assert_non_null(strstr(c[i]->got, "urn:haven:problem:busy"));
	/* meanwhile others are served */
	assert_true(tls_says(c[4], "GET /hello HTTP/1.1\r\n" HOST "\r\n"));
	assert_int_equal(tls_answer(c[4], SOON), 200);
	pthread_mutex_lock(&world.lock);
	world.pool_is_open = true;
	pthread_cond_broadcast(&world.changed);
	pthread_mutex_unlock(&world.lock);
	for (int k = 0; k < 4; k++)
		if (k != i)
			assert_int_equal(tls_answer(c[k], SOON), 200);
	pool_stop(world.pool);
	for (i = 0; i < 5; i++)
		tls_close(c[i]);
}

/* Whoever asked has gone: finishing is still right, and all is freed. */
static void
client_leaves_while_deferred(void **state)
{
	struct tls_client *c;
	size_t i;

	(void)state;
	for (i = 0; i < 20; i++) {
		c = dial();
		assert_true(tls_says(c, "GET /hold HTTP/1.1\r\n" HOST "\r\n"));
		wait_held(i + 1);
		tls_close(c);
	}
	for (i = 0; i < 20; i++)
		finish_held(i);
	pthread_mutex_lock(&world.lock);
	while (world.ended < 20)
		pthread_cond_wait(&world.changed, &world.lock);
	pthread_mutex_unlock(&world.lock);
	c = dial();
	assert_true(tls_says(c, "GET /hello HTTP/1.1\r\n" HOST "\r\n"));
	assert_int_equal(tls_answer(c, SOON), 200);
	tls_close(c);
}

static void *
stop_long(void *arg)
{
	(void)arg;
	http_stop_within(http, 10000);
	return NULL;
}

/* What is under way is answered before the door is shut; nobody else comes in. */
static void
stop_while_deferred(void **state)
{
	struct tls_client *c[10];
	struct tls_client *kept = dial();
	struct tls_client *late;
	pthread_t t;
	size_t i;

	(void)state;
	for (i = 0; i < 10; i++) {
		c[i] = dial();
		assert_true(
		    tls_says(c[i], "GET /hold HTTP/1.1\r\n" HOST "\r\n"));
	}
	wait_held(10);
	assert_int_equal(pthread_create(&t, NULL, stop_long, NULL), 0);
	/* once the door is closing, a kept connection is told so */
	do {
		assert_true(
		    tls_says(kept, "GET /hello HTTP/1.1\r\n" HOST "\r\n"));
		i = tls_answer(kept, SOON);
		if (i == 200)
			tls_drop(kept);
	} while (i == 200);
	assert_int_equal(i, 503);
	assert_non_null(strstr(kept->got, "being stopped"));
	for (i = 0; i < 10; i++)
		finish_held(i);
	for (i = 0; i < 10; i++) {
		assert_int_equal(tls_answer(c[i], SOON), 200);
		assert_non_null(strstr(c[i]->got, "Connection: close\r\n"));
	}
	pthread_join(t, NULL);
	late = tls_connect_only(port);
	assert_null(late);
	for (i = 0; i < 10; i++)
		tls_close(c[i]);
	tls_close(kept);
	assert_int_equal(world.ended, 10);
	conf_free(server.conf);
}

/* What nobody finishes in time is answered 503; finishing it afterwards, when
 * the door is gone, is still right. */
static void
stop_without_an_answer(void **state)
{
	struct tls_client *c[10];
	size_t i;

	(void)state;
	for (i = 0; i < 10; i++) {
		c[i] = dial();
		assert_true(
		    tls_says(c[i], "GET /hold HTTP/1.1\r\n" HOST "\r\n"));
	}
	wait_held(10);
	http_stop_within(http, 50);
	for (i = 0; i < 10; i++) {
		assert_int_equal(tls_answer(c[i], SOON), 503);
		assert_non_null(strstr(c[i]->got, "being stopped"));
		tls_close(c[i]);
	}
	assert_int_equal(world.ended, 0);
	for (i = 0; i < 10; i++)
		finish_held(i);
	assert_int_equal(world.ended, 10);
	conf_free(server.conf);
}

/* ---- many at once ---- */

static void *
one_of_many(void *arg)
{
	size_t *good = arg;
	struct tls_client *c = tls_connect(port, NULL);
	int i;

	for (i = 0; c && i < 20; i++) {
		if (!tls_says(c,
			PUT_HEAD JSON "Content-Length: 7\r\n\r\n{\"a\":1}") ||
		    tls_answer(c, SOON) != 200)
			break;
		tls_drop(c);
		(*good)++;
	}
	tls_close(c);
	return NULL;
}

static void
many_at_once(void **state)
{
	pthread_t t[8];
	size_t good[8] = { 0 };
	int i;

	(void)state;
	for (i = 0; i < 8; i++)
		assert_int_equal(
		    pthread_create(&t[i], NULL, one_of_many, &good[i]), 0);
	for (i = 0; i < 8; i++) {
		pthread_join(t[i], NULL);
		assert_int_equal(good[i], 20);
	}
}

/* ---- starting ---- */

static void
cannot_start(void **state)
{
	struct errinfo e;
	struct http *h;
	char path[128];
	char moved[128];
	char spare[128];
	char text[16];
	int other;
	int fd;

	(void)state;
	/* the port is taken */
	snprintf(text, sizeof(text), "%d", port);
	assert_int_equal(conf_set(server.conf, "port", text, &e), ERR_OK);
	assert_int_equal(
	    http_start_table(&h, &server, table, &other, &e), ERR_CONFIG);
	assert_null(h);
	assert_non_null(strstr(e.says, "port"));
	assert_int_equal(conf_set(server.conf, "port", "0", &e), ERR_OK);
	/* a name, not an address */
	assert_int_equal(
	    conf_set(server.conf, "listen", "localhost", &e), ERR_OK);
	assert_int_equal(
	    http_start_table(&h, &server, table, &other, &e), ERR_CONFIG);
	assert_int_equal(
	    conf_set(server.conf, "listen", "127.0.0.1", &e), ERR_OK);
	/* a certificate that is another key's, or none; no file stays open */
	fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	close(fd);
	snprintf(path, sizeof(path), "%s/tls-current.cert", dir);
	snprintf(moved, sizeof(moved), "%s/moved", dir);
	snprintf(spare, sizeof(spare), "%s/tls-spare.cert", dir);
	assert_int_equal(rename(path, moved), 0);
	assert_int_equal(
	    http_start_table(&h, &server, table, &other, &e), ERR_IO);
	assert_int_equal(rename(spare, path), 0);
	assert_int_equal(
	    http_start_table(&h, &server, table, &other, &e), ERR_CONFIG);
	assert_non_null(strstr(e.says, "does not fit"));
	assert_int_equal(rename(path, spare), 0);
	assert_int_equal(rename(moved, path), 0);
	other = open("/dev/null", O_RDONLY | O_CLOEXEC);
	assert_int_equal(other, fd);
	close(other);
}

static int
make_keys(void **state)
{
	struct errinfo e;

	(void)state;
	snprintf(dir, sizeof(dir), "/tmp/haven-http-XXXXXX");
	if (!mkdtemp(dir) || seal_start(&e) != ERR_OK)
		return -1;
	return tls_init(dir, "", NULL, &e) == ERR_OK ? 0 : -1;
}

static int
remove_keys(void **state)
{
	static const char *const names[] = { "tls-current.key",
		"tls-current.cert", "tls-spare.key", "tls-spare.cert" };
	char path[128];
	size_t i;

	(void)state;
	for (i = 0; i < 4; i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		unlink(path);
	}
	return rmdir(dir);
}

#define AT(test, up) cmocka_unit_test_setup_teardown(test, up, stop)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		AT(every_frame, start),
		AT(head_too_long, start),
		AT(pipelined_and_kept, start),
		AT(body_in_pieces, start),
		AT(too_big_is_unread, start),
		AT(refused_after_its_body, start),
		AT(packed_both_ways, start),
		AT(older_tls_is_refused, start),
		AT(few_from_one_address, start_narrow),
		AT(many_at_once, start),
		AT(cannot_start, start),
		AT(pool_full_is_503, start),
		AT(client_leaves_while_deferred, start),
		cmocka_unit_test_setup(stop_while_deferred, start),
		cmocka_unit_test_setup(stop_without_an_answer, start),
		AT(trickle_is_reaped, start_short),
		AT(unread_answer_is_reaped, start_short),
		AT(deferred_is_not_reaped, start_short),
	};

	return cmocka_run_group_tests(tests, make_keys, remove_keys);
}
