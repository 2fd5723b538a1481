/* The door over real sockets and TLS: framing, bodies, limits, starting. */
#include "http_world.h"

/* ---- framing ---- */

#define WITH_NUL(s) s, sizeof(s) - 1

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

/* An answer that leaves before the body is in may be lost: the server closes with
 * bytes unread, and the reset overtakes it. So it waits for the body. */
static void
refused_after_its_body(void **state)
{
	struct tls_client *c = dial();
	static char body[90000];

	(void)state;
	memset(body, 'x', sizeof(body));
	assert_true(tls_says(c, "POST /mine HTTP/1.1\r\n" HOST JSON
				"Content-Length: 90000\r\n\r\n"));
	assert_int_equal(tls_answer(c, 200), 0);
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

/* ---- headers of an answer ---- */

static void
collect(void *arg, const char *name, const char *value)
{
	buf_addf(arg, "%s: %s\n", name, value);
}

static void
headers_of_an_answer(void **state)
{
	struct exchange *ex = exchange_new(NULL, "x");
	struct buf got = BUF_INIT(1000);

	(void)state;
	ex->rq.status = 200;
	ex->rq.etag = 3;
	buf_adds(&ex->rq.out, "{}");
	dispatch_headers(ex, false, collect, &got);
	assert_string_equal(buf_str(&got),
	    "Cache-Control: no-store\nX-Content-Type-Options: nosniff\n"
	    "Content-Type: application/json\nETag: \"3\"\n");
	buf_clear(&got);
	request_problem_status(&ex->rq, 405, "method", "No.");
	ex->allowed = 1u << METHOD_GET | 1u << METHOD_PUT;
	dispatch_headers(ex, false, collect, &got);
	assert_string_equal(buf_str(&got),
	    "Cache-Control: no-store\nX-Content-Type-Options: nosniff\n"
	    "Content-Type: application/problem+json\nAllow: GET, PUT\n"
	    "Connection: close\n");
	buf_clear(&got);
	request_problem_status(&ex->rq, 401, "auth", "No.");
	dispatch_headers(ex, false, collect, &got);
	assert_non_null(strstr(buf_str(&got), "WWW-Authenticate: Bearer\n"));
	buf_clear(&got);
	request_problem_status(&ex->rq, 503, "busy", "No.");
	dispatch_headers(ex, false, collect, &got);
	assert_non_null(strstr(buf_str(&got), "Retry-After: 5\n"));
	buf_done(&got);
	exchange_free(ex);
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(headers_of_an_answer),
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
	};

	return cmocka_run_group_tests(tests, make_keys, remove_keys);
}
