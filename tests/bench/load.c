/* load.c - many clients at once (load.h): one thread and one poll for all of
 * them, so that on a machine of few cores the servers are measured and not the
 * clients. */
#include "load.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <gnutls/gnutls.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench.h"

#define ANSWER_MAX (1u << 20)
#define PATIENCE_MS 60000
#define ASK_MAX (LOAD_BODY_MAX + 1024)

struct line {
	gnutls_session_t session;
	int fd;
	double asked_ms;
	size_t number; /* of the question */
	unsigned want;
	char *got;
	size_t len, whole; /* whole: 0 until the head is there */
	bool is_waiting;
};

struct load {
	gnutls_certificate_credentials_t creds;
	struct line lines[LOAD_CONNECTIONS_MAX];
	struct pollfd polls[LOAD_CONNECTIONS_MAX];
	size_t count;
	/* of a run */
	void (*make)(void *, size_t, struct load_ask *);
	void *arg;
	double *ms;
	size_t from, next, end, waiting;
};

/* ---- connections ---- */

static void
line_open(struct load *l, struct line *line, int port)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	const int one = 1;
	int failed;

	line->got = malloc(ANSWER_MAX);
	line->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (!line->got ||
	    connect(line->fd, (struct sockaddr *)&at, sizeof(at)) != 0)
		bench_fail("No connection to port %d.", port);
	setsockopt(line->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	gnutls_init(
	    &line->session, GNUTLS_CLIENT | GNUTLS_NO_SIGNAL | GNUTLS_NONBLOCK);
	gnutls_credentials_set(line->session, GNUTLS_CRD_CERTIFICATE, l->creds);
	gnutls_priority_set_direct(
	    line->session, "NORMAL:-VERS-ALL:+VERS-TLS1.3", NULL);
	gnutls_transport_set_int(line->session, line->fd);
	do
		failed = gnutls_handshake(line->session);
	while (failed < 0 && !gnutls_error_is_fatal(failed));
	if (failed < 0)
		bench_fail(
		    "No TLS on port %d: %s.", port, gnutls_strerror(failed));
	fcntl(line->fd, F_SETFL, O_NONBLOCK);
}

struct load *
load_open(const struct office *o, size_t connections)
{
	struct load *l = calloc(1, sizeof(*l));

	if (!l || connections > LOAD_CONNECTIONS_MAX)
		bench_fail("Too many connections.");
	gnutls_certificate_allocate_credentials(&l->creds);
	l->count = connections;
	for (size_t i = 0; i < connections; i++) {
		line_open(l, &l->lines[i], o->port);
		l->polls[i] =
		    (struct pollfd){ .fd = l->lines[i].fd, .events = POLLIN };
	}
	return l;
}

void
load_close(struct load *l)
{
	for (size_t i = 0; i < l->count; i++) {
		close(l->lines[i].fd);
		gnutls_deinit(l->lines[i].session);
		free(l->lines[i].got);
	}
	gnutls_certificate_free_credentials(l->creds);
	free(l);
}

/* ---- questions and answers ---- */

static size_t
write_ask(char text[ASK_MAX], const struct load_ask *ask)
{
	size_t len = strlen(ask->body);
	int n =
	    snprintf(text, ASK_MAX, "%s %s HTTP/1.1\r\nHost: localhost\r\n%s",
		ask->method, ask->target, ask->head);

	if (ask->token)
		n += snprintf(text + n, ASK_MAX - (size_t)n,
		    "Authorization: Bearer %s\r\n", ask->token);
	if (len > 0)
		n += snprintf(text + n, ASK_MAX - (size_t)n,
		    "Content-Type: application/json\r\n"
		    "Content-Length: %zu\r\n",
		    len);
	n += snprintf(text + n, ASK_MAX - (size_t)n, "\r\n%s", ask->body);
	return (size_t)n;
}

static void
ask_next(struct load *l, struct line *line)
{
	struct load_ask ask = { .want = 200 };
	char text[ASK_MAX];
	size_t len, sent = 0;

	if (l->next == l->end)
		return;
	line->number = l->next++;
	l->make(l->arg, line->number, &ask);
	len = write_ask(text, &ask);
	line->want = ask.want;
	line->len = line->whole = 0;
	line->is_waiting = true;
	l->waiting++;
	line->asked_ms = bench_now_ms();
	while (sent < len) {
		ssize_t n =
		    gnutls_record_send(line->session, text + sent, len - sent);

		if (n < 0 && gnutls_error_is_fatal((int)n))
			bench_fail("The connection is gone: %s.",
			    gnutls_strerror((int)n));
		sent += n > 0 ? (size_t)n : 0;
	}
}

/* How long the answer is, once its head is there. */
static void
read_head(struct line *line)
{
	const char *end = memmem(line->got, line->len, "\r\n\r\n", 4);
	const char *length;
	unsigned status = 0;

	if (!end)
		return;
	line->got[line->len] = '\0';
	length = memmem(
	    line->got, (size_t)(end - line->got), "\r\nContent-Length: ", 18);
	line->whole = (size_t)(end - line->got) + 4;
	if (length)
		line->whole += strtoul(length + 18, NULL, 10);
	if (sscanf(line->got, "HTTP/1.1 %u", &status) != 1 ||
	    status != line->want || line->whole >= ANSWER_MAX)
		bench_fail("Question %zu: %.1000s", line->number, line->got);
}

static void
answered(struct load *l, struct line *line)
{
	if (l->ms)
		l->ms[line->number - l->from] = bench_now_ms() - line->asked_ms;
	line->is_waiting = false;
	l->waiting--;
	ask_next(l, line);
}

/* All that is there. */
static void
hear(struct load *l, struct line *line)
{
	for (;;) {
		ssize_t n = gnutls_record_recv(line->session,
		    line->got + line->len, ANSWER_MAX - 1 - line->len);

		if (n == GNUTLS_E_AGAIN)
			return;
		if (n < 0 && !gnutls_error_is_fatal((int)n))
			continue;
		if (n <= 0 || !line->is_waiting)
			bench_fail("The server ended a connection.");
		line->len += (size_t)n;
		if (line->whole == 0)
			read_head(line);
		if (line->whole > 0 && line->len >= line->whole)
			answered(l, line);
	}
}

double
load_run(struct load *l, size_t from, size_t count,
    void (*make)(void *, size_t, struct load_ask *), void *arg, double *ms)
{
	double start = bench_now_ms();

	l->make = make;
	l->arg = arg;
	l->ms = ms;
	l->from = l->next = from;
	l->end = from + count;
	for (size_t i = 0; i < l->count; i++)
		ask_next(l, &l->lines[i]);
	while (l->waiting > 0) {
		if (poll(l->polls, (nfds_t)l->count, PATIENCE_MS) < 1)
			bench_fail("The server answers no more.");
		for (size_t i = 0; i < l->count; i++)
			if (l->polls[i].revents)
				hear(l, &l->lines[i]);
	}
	return (bench_now_ms() - start) / 1000;
}
