/* load.h - many clients at once: kept TLS connections that ask one after another
 * as fast as they are answered. The same for every server. */
#ifndef HAVEN_BENCH_LOAD_H
#define HAVEN_BENCH_LOAD_H

#include <stddef.h>

#include "office.h"

#define LOAD_CONNECTIONS_MAX 64
#define LOAD_BODY_MAX 2048

/* One question. method and token are kept by whoever gives them. */
struct load_ask {
	const char *method;
	const char *token; /* or NULL */
	unsigned want;     /* the status; another ends the bench */
	char target[240];
	char head[240];           /* lines with \r\n */
	char body[LOAD_BODY_MAX]; /* empty: none */
};

struct load;

/* Connected and shaken hands: that is not measured. */
struct load *load_open(const struct office *o, size_t connections);
void load_close(struct load *l);

/* Ask count questions in all, whoever is free the next. make() is called with
 * the number of the question, from `from` up. ms may be NULL; else it has room for count times, in no order. Returns the seconds it
 * took. */
double load_run(struct load *l, size_t from, size_t count,
    void (*make)(void *arg, size_t number, struct load_ask *ask), void *arg,
    double *ms);

#endif
