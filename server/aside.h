/* aside.h - what comes from somebody whose access has ended: kept aside, once,
 * for a designated senior member (promises 2 and 3; docs/SYNC.md). */
#ifndef HAVEN_ASIDE_H
#define HAVEN_ASIDE_H

#include "db.h"
#include "err.h"
#include "store.h"

/* One write of a sync. A first account by somebody who has left is a first
 * account (R3: never refused); everything else becomes a record "kept_aside" of
 * the same author, with the same write id, and is answered with 202. A write
 * that took effect before is answered as the first time. As save_put otherwise:
 * ERR_OK also for a refusal. Writer only. */
enum err aside_put(struct server *s, struct db *db, const struct put *put,
    struct put_result *result, struct errinfo *e);
/* A write for a file that was destroyed since (R2). Kept aside likewise, in a file
 * of its own; what took effect before is answered as the first time. */
enum err aside_put_destroyed(struct server *s, struct db *db,
    const struct put *put, struct put_result *result, struct errinfo *e);

#endif
