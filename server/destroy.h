/* destroy.h - destroying a file (R2, promise 10).
 *
 * In this order, each step on the disk before the next:
 *
 *   1. in one transaction of the data database: counts for statistics, a row of
 *      the disposal register (kind "disposal", sealed by the organisation's key),
 *      the stub (table destroyed), a row of the chain, a row for each device that
 *      may hold something of it (table erasing); all else of the file is deleted
 *   2. in one of the key database: the file's key is deleted, and table disposal
 *      says so, with the words of the register; no old page keeps the key
 *   3. the journal of the data database is emptied, and the stub says "done"
 *
 * Cut short after 1, the next start does the rest. An older backup of either
 * database beside today's other one: disposals_apply() destroys again what the
 * other one says was destroyed, so that nothing comes back. */
#ifndef HAVEN_DESTROY_H
#define HAVEN_DESTROY_H

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"
#include "err.h"
#include "http.h"
#include "id.h"

struct db;
struct record;
struct server;

/* Destroyed files that a device has not said it has erased, the oldest ids first, at
 * most max. And that it has. */
size_t destroy_erasing(
    struct db *db, const struct id *device, struct id *out, size_t max);
enum err destroy_erased(struct db *db, const struct id *file,
    const struct id *device, int64_t now_ms, struct errinfo *e);

/* The file that keeps what was written for a destroyed one and came afterwards: a new
 * one, with a key of its own; the same each time. Writer only. */
enum err destroy_late_file(
    struct db *db, const struct id *file, struct id *late, struct errinfo *e);

/* A row of table destroyed. */
struct stub {
	struct id file, record;
	int64_t at_ms;
	bool is_done;
};
struct stubs {
	struct stub *at;
	size_t count, room;
};
/* All, the oldest first. out begins empty; at is the caller's to free. */
enum err destroy_list(struct db *db, struct stubs *out, struct errinfo *e);

/* Step 1, in the transaction of the caller (a job of the writer). who approves
 * it; disposal is the body of kind_disposal, filled in. After the commit
 * destroy_finish() must be called; if it never is, the next start does. */
enum err store_destroy_file(struct server *s, struct db *db,
    const struct caller *who, const struct id *file,
    const struct record *disposal, int64_t now_ms, struct errinfo *e);

/* Steps 2 and 3 for every stub that is not done. Not on the writer's thread; waits
 * for it. ERR_IO: the key database could not be written: the file cannot be
 * found any more, and the next start goes on. */
enum err destroy_finish(struct server *s, int64_t now_ms, struct errinfo *e);

/* Bring both databases in line, whichever is the older one; called at each start
 * (server_open) and by a restore when both are in place. Idempotent. Not on the
 * writer's thread, which must run. */
enum err disposals_apply(struct server *s, int64_t now_ms, struct errinfo *e);

/* Paths of two key databases that nothing has open: what from says was destroyed is
 * destroyed in into as well, which may be older. A restore that puts back older
 * keys and older records calls this with today's keys before they are put away;
 * the next start does the rest (disposals_apply). */
enum err disposals_merge(const char *into, const char *from, struct errinfo *e);

/* Was it destroyed here, and when (at_ms may be NULL)? */
bool store_was_destroyed(struct db *db, const struct id *file, int64_t *at_ms);

/* havend verify. Each stub has its row of the register and of the chain, the key
 * database says the same and has no key, and nothing else of the file is here; and
 * no row says destroyed without a stub. each() for what does not hold. */
void destroy_verify(struct server *s, struct db *db,
    void (*each)(void *arg, const char *says), void *arg);
/* A line for each destroyed file: its reference, the day, and how many devices have
 * not said that they have erased it. */
void destroy_print(struct server *s, struct db *db, struct buf *out);

#endif
