/* http.c - the door: a listening socket, libmicrohttpd's threads, TLS 1.3.
 *
 * Every limit of reliability.md is set here: connections, connections of one
 * address, memory of a connection, and (reaper.c) time. */
#include "http.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "mem.h"
#include "server.h"
#include "tls.h"
#include "visit.h"

#define TLS_ONLY "NORMAL:-VERS-ALL:+VERS-TLS1.3"
#define CONNECTION_MEMORY 32768 /* bytes, for the head and a part of the body */
#define GRACE_MS 10000
#define LEAVE_MS 1000 /* for the last 503s to leave */

/* ---- the socket ---- */

static enum err
refuse_listen(const struct conf *conf, const char *why, struct errinfo *e)
{
	return err_set(e, ERR_CONFIG,
	    "The server cannot listen on %s, port %d: %s. Nothing was started; "
	    "look at the settings listen (%s) and port (%s).",
	    conf_text(conf, CONF_LISTEN), (int)conf_int(conf, CONF_PORT), why,
	    conf_origin(conf, CONF_LISTEN), conf_origin(conf, CONF_PORT));
}

static enum err
open_socket(int *out, const struct addrinfo *at, const struct conf *conf,
    struct errinfo *e)
{
	const int one = 1;
	int fd = socket(at->ai_family,
	    SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);

	if (fd < 0)
		return refuse_listen(conf, strerror(errno), e);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	if (bind(fd, at->ai_addr, at->ai_addrlen) != 0 ||
	    listen(fd, SOMAXCONN) != 0) {
		refuse_listen(conf, strerror(errno), e);
		close(fd);
		return ERR_CONFIG;
	}
	*out = fd;
	return ERR_OK;
}

static enum err
listen_on(int *out, const struct conf *conf, struct errinfo *e)
{
	const struct addrinfo hints = {
		.ai_family = AF_UNSPEC,
		.ai_socktype = SOCK_STREAM,
		.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
	};
	const char *name = conf_text(conf, CONF_LISTEN);
	struct addrinfo *found = NULL;
	char port[16];
	enum err code;
	int failed;

	snprintf(port, sizeof(port), "%d", (int)conf_int(conf, CONF_PORT));
	failed = getaddrinfo(name[0] ? name : NULL, port, &hints, &found);
	if (failed)
		return refuse_listen(conf, gai_strerror(failed), e);
	code = open_socket(out, found, conf, e);
	freeaddrinfo(found);
	return code;
}

static int
port_of(int fd)
{
	struct sockaddr_storage at;
	socklen_t len = sizeof(at);

	if (getsockname(fd, (struct sockaddr *)&at, &len) != 0)
		return 0;
	if (at.ss_family == AF_INET6)
		return ntohs(((struct sockaddr_in6 *)&at)->sin6_port);
	return ntohs(((struct sockaddr_in *)&at)->sin_port);
}

/* ---- the daemon ---- */

/* What libmicrohttpd would say may hold bytes of a peer. */
static void
say_nothing(void *cls, const char *fmt, va_list ap)
{
	(void)cls;
	(void)fmt;
	(void)ap;
}

/* Signals are for the main thread, so libmicrohttpd's threads inherit none. */
static void
start_daemon(struct http *h, const char *key, const char *cert)
{
	const struct conf *conf = h->server->conf;
	unsigned threads = (unsigned)conf_int(conf, CONF_THREADS);
	struct MHD_OptionItem pool[] = {
		{ MHD_OPTION_THREAD_POOL_SIZE, (intptr_t)threads, NULL },
		{ MHD_OPTION_END, 0, NULL },
	};
	sigset_t all;
	sigset_t before;

	if (threads < 2) /* a pool of one is none */
		pool[0] = pool[1];
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	/* Not epoll: libmicrohttpd 0.9.75 has it edge-triggered and, with TLS,
	 * never hears of an end that came together with half a message. Such
	 * connections stayed until the reaper came, and 64 of them locked an
	 * address out (promise 12). */
	h->daemon = MHD_start_daemon(MHD_USE_POLL_INTERNAL_THREAD |
					 MHD_USE_TLS | MHD_ALLOW_SUSPEND_RESUME,
	    0, NULL, NULL, visit_request, h, MHD_OPTION_EXTERNAL_LOGGER,
	    say_nothing, NULL, MHD_OPTION_LISTEN_SOCKET, h->listen_fd,
	    MHD_OPTION_ARRAY, pool, MHD_OPTION_HTTPS_MEM_KEY, key,
	    MHD_OPTION_HTTPS_MEM_CERT, cert, MHD_OPTION_HTTPS_PRIORITIES,
	    TLS_ONLY, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
	    (size_t)CONNECTION_MEMORY, MHD_OPTION_CONNECTION_LIMIT,
	    (unsigned)conf_int(conf, CONF_MAX_CONNECTIONS),
	    MHD_OPTION_PER_IP_CONNECTION_LIMIT,
	    (unsigned)conf_int(conf, CONF_MAX_PER_ADDRESS),
	    MHD_OPTION_URI_LOG_CALLBACK, visit_begin, h,
	    MHD_OPTION_NOTIFY_COMPLETED, visit_end, h,
	    MHD_OPTION_NOTIFY_CONNECTION, visit_connection, h, MHD_OPTION_END);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static enum err
start_tls(struct http *h, struct errinfo *e)
{
	const char *key_dir = conf_text(h->server->conf, CONF_KEY_DIR);
	struct buf key = BUF_INIT(32768);
	struct buf cert = BUF_INIT(32768);
	enum err code;

	code = tls_key_pem(key_dir, false, &key, e);
	if (code == ERR_OK)
		code = tls_cert_pem(key_dir, false, &cert, e);
	if (code == ERR_OK) {
		start_daemon(h, buf_str(&key), buf_str(&cert));
		if (!h->daemon) {
			h->listen_fd = -1; /* libmicrohttpd closed it */
			code = err_set(e, ERR_CONFIG,
			    "The server could not begin to listen: its TLS key "
			    "does not fit its certificate, or the system gives "
			    "no more threads or files. Nothing was started.");
		}
	}
	buf_done(&key);
	buf_done(&cert);
	return code;
}

static struct http *
http_new(struct server *s, const struct route *table)
{
	struct http *h = mem_zalloc(1, sizeof(*h));
	pthread_condattr_t attr;

	h->server = s;
	h->table = table;
	h->limit_ms = conf_int(s->conf, CONF_REQUEST_SECONDS) * 1000;
	h->listen_fd = -1;
	h->refs = 1;
	pthread_mutex_init(&h->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&h->changed, &attr);
	pthread_condattr_destroy(&attr);
	return h;
}

void
http_release(struct http *h)
{
	size_t left = --h->refs;

	pthread_mutex_unlock(&h->lock);
	if (left > 0)
		return;
	pthread_cond_destroy(&h->changed);
	pthread_mutex_destroy(&h->lock);
	mem_free_wiped(h, sizeof(*h));
}

/* ---- stopping ---- */

/* Until no request is under way, or wait_ms have passed (lock held). */
static void
wait_idle(struct http *h, int64_t wait_ms)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += (time_t)(wait_ms / 1000);
	until.tv_nsec += (long)(wait_ms % 1000) * 1000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000;
	}
	while (h->active > 0 &&
	       pthread_cond_timedwait(&h->changed, &h->lock, &until) == 0)
		continue;
}

enum err
http_start_table(struct http **out, struct server *s, const struct route *table,
    int *port_out, struct errinfo *e)
{
	struct http *h = http_new(s, table);
	enum err code;

	*out = NULL;
	code = listen_on(&h->listen_fd, s->conf, e);
	if (code == ERR_OK)
		code = reaper_start(&h->reaper, e);
	if (code == ERR_OK)
		code = start_tls(h, e);
	if (code != ERR_OK) {
		http_stop_within(h, 0);
		return code;
	}
	*port_out = port_of(h->listen_fd);
	*out = h;
	return ERR_OK;
}

void
http_stop_within(struct http *h, int64_t grace_ms)
{
	if (!h)
		return;
	if (h->daemon)
		MHD_quiesce_daemon(h->daemon);
	pthread_mutex_lock(&h->lock);
	h->is_stopping = true;
	wait_idle(h, grace_ms);
	/* libmicrohttpd panics if it is stopped with a connection suspended. */
	if (h->deferred) {
		visit_abandon_all(h);
		wait_idle(h, LEAVE_MS);
	}
	pthread_mutex_unlock(&h->lock);
	if (h->daemon)
		MHD_stop_daemon(h->daemon);
	if (h->listen_fd >= 0)
		close(h->listen_fd);
	reaper_stop(h->reaper);
	pthread_mutex_lock(&h->lock);
	http_release(h);
}

void
http_stop(struct http *h)
{
	http_stop_within(h, GRACE_MS);
}
