/* handed.h - what somebody wrote and could not send, each piece sealed to the office
 * when it was written (tui/store_hand.c, promise 2): in a file (havend take-in), or
 * from the device itself after a recovery (POST /v1/handed).
 *
 * Anyone who knows the office's public key can make such a piece, so it proves
 * nothing about who wrote it: it is kept aside, once, and a designated senior member
 * decides (aside.h). Only a signature proves it. */
#ifndef HAVEN_HANDED_H
#define HAVEN_HANDED_H

#include <stdbool.h>
#include <stddef.h>

#include "db.h"
#include "err.h"
#include "store.h"

#define HANDED_PIECES_MAX 50 /* in one request */

/* One piece, as base64. by: whose device hands it over, who must be its author; what
 * they signed there goes where it was to go, if the signature holds. NULL: it came
 * in a file, whoever brought it. *is_known: it was here already. The sentence of an
 * error goes on after "was not taken: ". As save_put otherwise: ERR_OK also for a
 * refusal in result. In a savepoint of the caller; writer only. */
enum err handed_take(struct server *s, struct db *db, const char *piece,
    size_t len, const struct caller *by, bool *is_known,
    struct put_result *result, struct errinfo *e);

#endif
