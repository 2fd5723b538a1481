/* reaper.h - a deadline for each connection of the door.
 *
 * libmicrohttpd's own timeout counts silence only: a client that trickles one
 * byte a second stays for ever, and a hundred of them lock everybody out
 * (promise 12). Here a connection has a time by which its request must be in,
 * or its answer out; past it the socket is shut down, and libmicrohttpd finds
 * it closed. */
#ifndef HAVEN_REAPER_H
#define HAVEN_REAPER_H

#include <stdint.h>

#include "err.h"

struct reaper;
struct reaped; /* one connection */

enum err reaper_start(struct reaper **out, struct errinfo *e);
/* Every connection must be forgotten by then. NULL is fine. */
void reaper_stop(struct reaper *r);

/* Watch fd, which stays the caller's, with limit_ms from now. */
struct reaped *reaper_add(struct reaper *r, int fd, int64_t limit_ms);
/* A new deadline, limit_ms from now; -1: none, while the server itself is what
 * takes time. */
void reaper_due(struct reaper *r, struct reaped *c, int64_t limit_ms);
/* Before fd is closed: after this the reaper never touches it, nor c. */
void reaper_forget(struct reaper *r, struct reaped *c);

/* How many were shut down so far. */
uint64_t reaper_count(struct reaper *r);

#endif
