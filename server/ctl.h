/* ctl.h - the control socket of a running havend: a 0600 unix socket in
 * store_dir, for this user alone. One request a connection: the command's words,
 * each ended by a newline, then the end; back come the exit status, a newline,
 * and what the command prints. */
#ifndef HAVEN_CTL_H
#define HAVEN_CTL_H

#include "buf.h"
#include "conf.h"
#include "err.h"

struct ctl;
struct server;

/* Listen, on a thread of its own. ERR_IO; ERR_CONFIG if the path is too long for
 * a socket. */
enum err ctl_start(struct ctl **out, struct server *s, struct errinfo *e);
void ctl_stop(struct ctl *c); /* NULL is fine */

/* Run words in the havend that serves this store. ERR_NOT_FOUND: none does.
 * ERR_OK: it answered; *status is the exit status and out what it printed (the
 * sentence, if the status is not 0). */
enum err ctl_ask(const struct conf *conf, int argc, const char *const *argv,
    struct buf *out, int *status, struct errinfo *e);

/* The one lock of a store: whoever opens it holds this. *fd gets what to close.
 * ERR_BUSY: another program has it. */
enum err ctl_lock(const struct conf *conf, int *fd, struct errinfo *e);

#endif
