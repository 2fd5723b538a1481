/* contact.h - when a device was last heard of: for the list of a person's devices,
 * so that one that is lost, or lies in a drawer, is seen. To some minutes: news that
 * are asked for every minute cost no write each. */
#ifndef HAVEN_CONTACT_H
#define HAVEN_CONTACT_H

#include "db.h"
#include "err.h"
#include "http.h"

#define CONTACT_EVERY_MS (10 * 60000)

/* In the writer; never earlier than what is known. */
enum err contact_set(
    struct db *db, const struct id *device, int64_t now_ms, struct errinfo *e);

/* A device asked for something, on a reader's connection: kept, if the last time is
 * some minutes ago. Nothing waits for it, and nothing fails with it. */
void contact_seen(
    struct server *s, struct db *db, const struct id *device, int64_t now_ms);

#endif
