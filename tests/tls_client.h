/* tls_client.h - a small TLS client for tests: raw bytes over GnuTLS.
 *
 * It checks no certificate (the pins have a test of their own) and never
 * sleeps: reads wait in poll for at most the time they are given. */
#ifndef HAVEN_TLS_CLIENT_H
#define HAVEN_TLS_CLIENT_H

#include <arpa/inet.h>
#include <gnutls/gnutls.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct tls_client {
	int fd;
	gnutls_session_t session;
	gnutls_certificate_credentials_t creds;
	bool is_up;        /* shaken hands */
	bool is_closed;    /* the other side is gone */
	char got[4 << 20]; /* NUL-terminated; touched as far as it is used */
	size_t len;
};

static long
tls_now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void
tls_close(struct tls_client *c)
{
	if (!c)
		return;
	if (c->fd >= 0)
		close(c->fd);
	if (c->session)
		gnutls_deinit(c->session);
	if (c->creds)
		gnutls_certificate_free_credentials(c->creds);
	free(c);
}

/* Connected by TCP alone. */
static struct tls_client *
tls_connect_only(int port)
{
	struct tls_client *c = calloc(1, sizeof(*c));
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };

	if (!c)
		abort();
	c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (connect(c->fd, (struct sockaddr *)&at, sizeof(at)) != 0) {
		tls_close(c);
		return NULL;
	}
	return c;
}

/* priority NULL: TLS 1.3. NULL if the server would not shake hands. */
static inline struct tls_client *
tls_connect(int port, const char *priority)
{
	struct tls_client *c = tls_connect_only(port);
	int failed;

	if (!c)
		return NULL;
	gnutls_init(&c->session, GNUTLS_CLIENT | GNUTLS_NO_SIGNAL);
	gnutls_certificate_allocate_credentials(&c->creds);
	gnutls_credentials_set(c->session, GNUTLS_CRD_CERTIFICATE, c->creds);
	gnutls_priority_set_direct(c->session,
	    priority ? priority : "NORMAL:-VERS-ALL:+VERS-TLS1.3", NULL);
	gnutls_transport_set_int(c->session, c->fd);
	gnutls_handshake_set_timeout(c->session, 5000);
	do
		failed = gnutls_handshake(c->session);
	while (failed < 0 && !gnutls_error_is_fatal(failed));
	if (failed < 0) {
		tls_close(c);
		return NULL;
	}
	c->is_up = true;
	return c;
}

/* False: the other side is gone. */
static inline bool
tls_send(struct tls_client *c, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = gnutls_record_send(c->session, bytes, len);

		if (n < 0 && gnutls_error_is_fatal((int)n))
			return false;
		if (n > 0) {
			bytes += n;
			len -= (size_t)n;
		}
	}
	return true;
}

static inline bool
tls_says(struct tls_client *c, const char *text)
{
	return tls_send(c, text, strlen(text));
}

/* Read what there is, waiting at most wait_ms for the first byte. False when
 * nothing came, or the other side closed. */
static bool
tls_read_some(struct tls_client *c, long wait_ms)
{
	struct pollfd p = { .fd = c->fd, .events = POLLIN };
	ssize_t n;

	if (c->is_closed)
		return false;
	if (gnutls_record_check_pending(c->session) == 0 &&
	    poll(&p, 1, (int)wait_ms) < 1)
		return false;
	n = gnutls_record_recv(
	    c->session, c->got + c->len, sizeof(c->got) - 1 - c->len);
	if (n > 0) {
		c->len += (size_t)n;
		c->got[c->len] = '\0';
		return true;
	}
	if (n == 0 || gnutls_error_is_fatal((int)n)) {
		c->is_closed = true;
		return false;
	}
	return true; /* a ticket or the like */
}

/* Bytes of the first answer in got, 0 while it is not whole. */
static size_t
tls_answer_len(const struct tls_client *c)
{
	const char *end = strstr(c->got, "\r\n\r\n");
	const char *length = strstr(c->got, "Content-Length: ");
	size_t head;
	size_t body = 0;

	if (!end)
		return 0;
	head = (size_t)(end - c->got) + 4;
	if (length && length < end)
		body = strtoul(length + 16, NULL, 10);
	return c->len >= head + body ? head + body : 0;
}

/* Forget the first answer in got. */
static inline void
tls_drop(struct tls_client *c)
{
	size_t n = tls_answer_len(c);

	memmove(c->got, c->got + n, c->len - n + 1);
	c->len -= n;
}

/* Wait for one whole answer; its status, or 0. */
static inline unsigned
tls_answer(struct tls_client *c, long wait_ms)
{
	long until = tls_now_ms() + wait_ms;
	unsigned status = 0;

	while (tls_answer_len(c) == 0) {
		long left = until - tls_now_ms();

		if (left <= 0 || (!tls_read_some(c, left) && c->is_closed))
			break;
	}
	if (tls_answer_len(c) > 0)
		sscanf(c->got, "HTTP/1.1 %u", &status);
	return status;
}

/* Read until the other side closes. False: it did not in time. */
static inline bool
tls_wait_closed(struct tls_client *c, long wait_ms)
{
	long until = tls_now_ms() + wait_ms;

	while (!c->is_closed) {
		long left = until - tls_now_ms();

		if (left <= 0)
			return false;
		if (c->session) {
			tls_read_some(c, left);
		} else {
			struct pollfd p = { .fd = c->fd, .events = POLLIN };
			char byte[256];

			if (poll(&p, 1, (int)left) == 1 &&
			    recv(c->fd, byte, sizeof(byte), 0) <= 0)
				c->is_closed = true;
		}
	}
	return true;
}

#endif
