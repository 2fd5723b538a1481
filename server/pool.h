/* pool.h - a few threads for work that takes long (Argon2), with a short queue.
 *
 * A callback of the door never blocks, or a flood of sign-ins would stall
 * everybody (promise 12): it hands the work over here and defers its request. Its
 * threads give way to those of the door and the writer.
 * The queue is bounded; past the bound the answer is 503, "come back". */
#ifndef HAVEN_POOL_H
#define HAVEN_POOL_H

#include <stddef.h>

#include "err.h"

struct pool;

/* threads at work, queue more waiting; each 1 or more. ERR_BUSY if the system
 * gives no threads. */
enum err pool_start(
    struct pool **out, unsigned threads, unsigned queue, struct errinfo *e);

/* Of so many threads wanted, as many as leave one of the processors free for
 * everybody else; at least 1. */
unsigned pool_threads(unsigned wanted, int processors);

/* Run fn(arg) on a thread of the pool, in the order of the calls. ERR_BUSY when
 * the queue is full or the pool is stopping: then fn is not called. Any thread,
 * also one of the pool's own. e may be NULL. */
enum err pool_run(
    struct pool *p, void (*fn)(void *), void *arg, struct errinfo *e);

/* Take no more, run what waits, wait for all of it, free. NULL is fine. Not
 * from a thread of the pool. */
void pool_stop(struct pool *p);

#endif
