/* save.h - a save and what follows from it beyond the store: the account of a
 * staff record, the name in memory of a child. All writes of havend go through
 * here. */
#ifndef HAVEN_SAVE_H
#define HAVEN_SAVE_H

#include "db.h"
#include "err.h"
#include "store.h"

/* store_put, then: a staff record whose sign-in name cannot be had is refused
 * (422) and undone; the card of a file follows its front sheet and first
 * accounts before the change can be seen by a reader. Writer only. */
enum err save_put(struct server *s, struct db *db, const struct put *put,
    struct put_result *result, struct errinfo *e);

/* The transaction of save_put was not committed: the card goes back to what
 * the store says. Any thread. */
void save_undone(struct server *s, const struct put *put);

#endif
