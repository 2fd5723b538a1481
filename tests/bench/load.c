/* load.c - many clients at once (load.h). */
#include "load.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "tls_client.h"

struct load {
	const struct office *o;
	struct tls_client *lines[LOAD_CONNECTIONS_MAX];
	size_t count;
	/* of a run */
	void (*make)(void *, size_t, struct load_ask *);
	void *arg;
	double *ms;
	size_t from, end;
	atomic_size_t next;
};

struct client {
	struct load *load;
	struct tls_client *line;
};

struct load *
load_open(const struct office *o, size_t connections)
{
	struct load *l = calloc(1, sizeof(*l));

	if (!l || connections > LOAD_CONNECTIONS_MAX)
		bench_fail("Too many connections.");
	l->o = o;
	l->count = connections;
	for (size_t i = 0; i < connections; i++)
		l->lines[i] = office_dial(o);
	return l;
}

void
load_close(struct load *l)
{
	for (size_t i = 0; i < l->count; i++)
		tls_close(l->lines[i]);
	free(l);
}

static void *
ask_on(void *arg)
{
	struct client *c = arg;
	struct load *l = c->load;
	struct load_ask ask;
	size_t number;

	while ((number = atomic_fetch_add(&l->next, 1)) < l->end) {
		double start;
		unsigned status;

		ask.token = NULL;
		ask.head[0] = ask.body[0] = '\0';
		l->make(l->arg, number, &ask);
		start = bench_now_ms();
		status = office_ask(c->line, ask.method, ask.target, ask.token,
		    ask.head, ask.body[0] ? ask.body : NULL);
		if (l->ms)
			l->ms[number - l->from] = bench_now_ms() - start;
		if (status != ask.want)
			bench_fail("%s %s: %u %.400s", ask.method, ask.target,
			    status, office_body(c->line));
	}
	return NULL;
}

double
load_run(struct load *l, size_t from, size_t count,
    void (*make)(void *, size_t, struct load_ask *), void *arg, double *ms)
{
	struct client clients[LOAD_CONNECTIONS_MAX];
	pthread_t threads[LOAD_CONNECTIONS_MAX];
	double start;

	l->make = make;
	l->arg = arg;
	l->ms = ms;
	l->from = from;
	l->end = from + count;
	atomic_store(&l->next, from);
	start = bench_now_ms();
	for (size_t i = 0; i < l->count; i++) {
		clients[i] = (struct client){ l, l->lines[i] };
		if (pthread_create(&threads[i], NULL, ask_on, &clients[i]))
			bench_fail("No thread.");
	}
	for (size_t i = 0; i < l->count; i++)
		pthread_join(threads[i], NULL);
	return (bench_now_ms() - start) / 1000;
}
