/* http_world.h - what lies behind the door in the tests of it: doubles of the
 * sessions, routes that answer, hold or work in a pool, keys in a folder of
 * their own, and ways to start and stop. For one test program at a time. */
#ifndef HAVEN_HTTP_WORLD_H
#define HAVEN_HTTP_WORLD_H

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
#define JSON "Content-Type: application/json\r\n"
#define PUT_HEAD "POST /echo HTTP/1.1\r\n" HOST

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
	size_t tried; /* sign-ins given to the pool, taken or not */
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
	pthread_mutex_lock(&world.lock);
	world.tried++;
	pthread_cond_broadcast(&world.changed);
	pthread_mutex_unlock(&world.lock);
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

static inline void
wait_held(size_t n)
{
	pthread_mutex_lock(&world.lock);
	while (world.held_count < n)
		pthread_cond_wait(&world.changed, &world.lock);
	pthread_mutex_unlock(&world.lock);
}

static inline void
wait_tried(size_t n)
{
	pthread_mutex_lock(&world.lock);
	while (world.tried < n)
		pthread_cond_wait(&world.changed, &world.lock);
	pthread_mutex_unlock(&world.lock);
}

static inline void
finish_held(size_t i)
{
	struct request *rq = world.held[i];

	rq->status = 200;
	buf_adds(&rq->out, "{\"held\":true}");
	request_finish(rq);
}

/* ---- start and stop ---- */

static inline void
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
	world.tried = 0;
	world.pool_is_open = false;
	if (http_start_table(&http, &server, table, &port, &e) != ERR_OK)
		fail_msg("%s", e.says);
	assert_in_range(port, 1, 65535);
}

static inline int
start(void **state)
{
	(void)state;
	start_with("60", "200");
	return 0;
}

static inline int
start_short(void **state)
{
	(void)state;
	start_with("2", "200");
	return 0;
}

static inline int
start_narrow(void **state)
{
	(void)state;
	start_with("60", "4");
	return 0;
}

static inline int
stop(void **state)
{
	(void)state;
	http_stop_within(http, 100);
	http = NULL;
	conf_free(server.conf);
	return 0;
}

static inline struct tls_client *
dial(void)
{
	struct tls_client *c = tls_connect(port, NULL);

	assert_non_null(c);
	return c;
}

static inline int
make_keys(void **state)
{
	struct errinfo e;

	(void)state;
	snprintf(dir, sizeof(dir), "/tmp/haven-http-XXXXXX");
	if (!mkdtemp(dir) || seal_start(&e) != ERR_OK)
		return -1;
	return tls_init(dir, "", NULL, &e) == ERR_OK ? 0 : -1;
}

static inline int
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

#endif
