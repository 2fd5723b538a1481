/* The door and time: clients that take too long, answers that come later, and
 * a stop in the middle of it all. */
#include "http_world.h"

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
	assert_true(served >= 2);
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
		wait_tried((size_t)i + 1);
	}
	/* one at work, two waiting, the fourth is refused at once */
	assert_int_equal(tls_answer(c[3], SOON), 503);
	assert_non_null(strstr(c[3]->got, "Retry-After: 5\r\n"));
	assert_non_null(strstr(c[3]->got, "urn:haven:problem:busy"));
	/* meanwhile others are served */
	assert_true(tls_says(c[4], "GET /hello HTTP/1.1\r\n" HOST "\r\n"));
	assert_int_equal(tls_answer(c[4], SOON), 200);
	pthread_mutex_lock(&world.lock);
	world.pool_is_open = true;
	pthread_cond_broadcast(&world.changed);
	pthread_mutex_unlock(&world.lock);
	for (i = 0; i < 3; i++)
		assert_int_equal(tls_answer(c[i], SOON), 200);
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
	/* Or it is shut while it is being told: then nothing was done. */
	if (i != 0 || !kept->is_closed) {
		assert_int_equal(i, 503);
		assert_non_null(strstr(kept->got, "being stopped"));
	}
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
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
