/* net.h - the client's end of haven-net: a helper program with libcurl, which
 * has no store, no key and no terminal (design.md, The client).
 *
 * It is started at the first question and again if it ends. A question gets one
 * answer: from the office, or a link error of its own; an answer of an older
 * session is dropped. One thread; nothing waits. */
#ifndef HAVEN_NET_H
#define HAVEN_NET_H

#include "err.h"
#include "net_frame.h"

struct net;

/* program: path of haven-net; copied. Nothing is started yet. answer is called
 * from net_readable and net_reset; what it is given is gone when it returns. */
struct net *net_new(const char *program,
    void (*answer)(void *arg, const struct net_answer *an), void *arg);
void net_free(struct net *n); /* ends the helper */

/* Ask. number and session are filled in here; number is returned in *number.
 * ERR_NET if the helper cannot be started: no answer comes then. */
enum err net_ask(
    struct net *n, struct net_request *rq, uint32_t *number, struct errinfo *e);

/* Lock, sign-out, cancel: answers to what was asked until now are dropped, and
 * the helper is ended. */
void net_reset(struct net *n);

int net_fd(const struct net *n);  /* -1: no helper runs */
void net_readable(struct net *n); /* read what is there; calls answer */

#endif
