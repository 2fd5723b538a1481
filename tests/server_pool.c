/* Bounded threads: order, the bound, and a stop that waits. */
#include "pool.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>

#include <cmocka.h>

struct gate {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool is_open;
	unsigned inside; /* waiting at the gate */
	unsigned done;
	unsigned order[64];
};

static void
gate_init(struct gate *g)
{
	memset(g, 0, sizeof(*g));
	pthread_mutex_init(&g->lock, NULL);
	pthread_cond_init(&g->changed, NULL);
}

static void
gate_done(struct gate *g)
{
	pthread_cond_destroy(&g->changed);
	pthread_mutex_destroy(&g->lock);
}

static void
gate_open(struct gate *g)
{
	pthread_mutex_lock(&g->lock);
	g->is_open = true;
	pthread_cond_broadcast(&g->changed);
	pthread_mutex_unlock(&g->lock);
}

static void
gate_wait_inside(struct gate *g, unsigned n)
{
	pthread_mutex_lock(&g->lock);
	while (g->inside < n)
		pthread_cond_wait(&g->changed, &g->lock);
	pthread_mutex_unlock(&g->lock);
}

struct ticket {
	struct gate *g;
	unsigned number;
};

static void
pass(void *arg)
{
	struct ticket *t = arg;

	pthread_mutex_lock(&t->g->lock);
	t->g->inside++;
	pthread_cond_broadcast(&t->g->changed);
	while (!t->g->is_open)
		pthread_cond_wait(&t->g->changed, &t->g->lock);
	t->g->order[t->g->done++] = t->number;
	pthread_mutex_unlock(&t->g->lock);
}

static void
full_is_busy(void **state)
{
	struct ticket t[8];
	struct errinfo e = { .code = ERR_OK };
	struct gate g;
	struct pool *p;
	unsigned i;

	(void)state;
	gate_init(&g);
	assert_int_equal(pool_start(&p, 2, 3, &e), ERR_OK);
	for (i = 0; i < 8; i++)
		t[i] = (struct ticket){ &g, i };
	for (i = 0; i < 2; i++)
		assert_int_equal(pool_run(p, pass, &t[i], &e), ERR_OK);
	gate_wait_inside(&g, 2);
	for (i = 2; i < 5; i++)
		assert_int_equal(pool_run(p, pass, &t[i], &e), ERR_OK);
	/* two at work, three waiting: no more */
	assert_int_equal(pool_run(p, pass, &t[5], &e), ERR_BUSY);
	assert_non_null(strstr(e.says, "try again in a few seconds"));
	assert_int_equal(pool_run(p, pass, &t[5], NULL), ERR_BUSY);
	gate_open(&g);
	gate_wait_inside(&g, 5);
	assert_int_equal(pool_run(p, pass, &t[6], &e), ERR_OK);
	pool_stop(p);
	assert_int_equal(g.done, 6); /* 0 to 4, and 6; never 5 */
	for (i = 0; i < g.done; i++)
		assert_int_not_equal(g.order[i], 5);
	gate_done(&g);
}

static void
one_thread_keeps_order(void **state)
{
	struct ticket t[40];
	struct errinfo e = { .code = ERR_OK };
	struct gate g;
	struct pool *p;
	unsigned i;

	(void)state;
	gate_init(&g);
	assert_int_equal(pool_start(&p, 1, 40, &e), ERR_OK);
	for (i = 0; i < 40; i++) {
		t[i] = (struct ticket){ &g, i };
		assert_int_equal(pool_run(p, pass, &t[i], &e), ERR_OK);
	}
	gate_open(&g);
	pool_stop(p); /* runs what waits */
	assert_int_equal(g.done, 40);
	for (i = 0; i < 40; i++)
		assert_int_equal(g.order[i], i);
	gate_done(&g);
}

struct stopping {
	struct pool *p;
	struct gate *g;
	enum err after;
};

static void
nothing(void *arg)
{
	(void)arg;
}

/* At work while the pool stops. Its one place to wait is filled by its own
 * first call, so later ones are refused; once stopping, all are. */
static void
ask_for_more(void *arg)
{
	struct stopping *s = arg;

	pthread_mutex_lock(&s->g->lock);
	s->g->inside++;
	pthread_cond_broadcast(&s->g->changed);
	pthread_mutex_unlock(&s->g->lock);
	while (pool_run(s->p, nothing, NULL, NULL) == ERR_OK)
		continue;
	s->after = pool_run(s->p, nothing, NULL, NULL);
}

static void
stopping_waits_for_work(void **state)
{
	struct errinfo e = { .code = ERR_OK };
	struct stopping s = { .after = ERR_OK };
	struct gate g;

	(void)state;
	gate_init(&g);
	s.g = &g;
	assert_int_equal(pool_start(&s.p, 1, 1000, &e), ERR_OK);
	assert_int_equal(pool_run(s.p, ask_for_more, &s, &e), ERR_OK);
	gate_wait_inside(&g, 1);
	pool_stop(s.p); /* was at work: it is waited for */
	assert_int_equal(s.after, ERR_BUSY);
	gate_done(&g);
}

static void
stop_of_nothing(void **state)
{
	(void)state;
	pool_stop(NULL);
}

static void
tell_nice(void *arg)
{
	*(int *)arg = getpriority(PRIO_PROCESS, 0);
}

/* A sign-in keeps no reader waiting for a processor; nobody else is slowed. */
static void
gives_way(void **state)
{
	int before = getpriority(PRIO_PROCESS, 0), inside = before;
	struct errinfo e = { .code = ERR_OK };
	struct pool *p;

	(void)state;
	assert_int_equal(pool_start(&p, 1, 1, &e), ERR_OK);
	assert_int_equal(pool_run(p, tell_nice, &inside, &e), ERR_OK);
	pool_stop(p);
	assert_true(inside > before);
	assert_int_equal(getpriority(PRIO_PROCESS, 0), before);
}

static void
leaves_one_processor(void **state)
{
	static const struct {
		unsigned wanted;
		int processors;
		unsigned get;
	} rows[] = { { 2, 1, 1 }, { 2, 2, 1 }, { 2, 3, 2 }, { 2, 64, 2 },
		{ 8, 4, 3 }, { 1, 4, 1 }, { 1, 1, 1 }, { 3, 0, 1 },
		{ 3, -1, 1 } };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(
		    pool_threads(rows[i].wanted, rows[i].processors),
		    rows[i].get);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(full_is_busy),
		cmocka_unit_test(one_thread_keeps_order),
		cmocka_unit_test(stopping_waits_for_work),
		cmocka_unit_test(stop_of_nothing),
		cmocka_unit_test(gives_way),
		cmocka_unit_test(leaves_one_processor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
