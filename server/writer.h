/* writer.h - the one connection that writes, and its queue (design.md, Server).
 *
 * Any thread queues jobs; one thread runs what waits in one transaction, each
 * job in a savepoint of its own, commits once (fsync), then calls done() of
 * each. Looks are jobs too: the audit row is there before the answer leaves
 * (promise 7). After an I/O error of the commit the writer is read-only for
 * ever: every job gets ERR_IO, and /readyz says so. */
#ifndef HAVEN_WRITER_H
#define HAVEN_WRITER_H

#include <stdbool.h>

#include "db.h"
#include "err.h"

struct server;
struct writer;

struct job {
	/* Inside the transaction, on the writer's thread. An error undoes this
	 * job alone. */
	enum err (*run)(
	    struct server *, struct db *, void *arg, struct errinfo *e);
	/* After the commit (result ERR_OK), or when it failed. On the writer's
	 * thread; must be quick. */
	void (*done)(struct server *, void *arg, enum err result,
	    const struct errinfo *e);
	void *arg;
	struct job *next; /* of the writer */
	/* Once it is committed, nothing of what was deleted stays in the
	 * journal (promise 10): before done() if no reader needs it, else as
	 * soon as none does. */
	bool empties;
};

/* On success db belongs to the writer, which closes it when it stops. */
enum err writer_start(
    struct writer **out, struct server *s, struct db *db, struct errinfo *e);
/* job must live until done() is called. ERR_BUSY when the queue is full (4096)
 * or closing: then done is not called. */
enum err writer_queue(struct writer *w, struct job *job, struct errinfo *e);
/* Queue and wait (commands, tests). */
enum err writer_do(struct writer *w,
    enum err (*run)(struct server *, struct db *, void *, struct errinfo *),
    void *arg, struct errinfo *e);
/* The same, with job.empties. */
enum err writer_do_emptied(struct writer *w,
    enum err (*run)(struct server *, struct db *, void *, struct errinfo *),
    void *arg, struct errinfo *e);
bool writer_is_broken(const struct writer *w);
void writer_stop(struct writer *w); /* runs what waits, then ends and closes */

#endif
