/* store_aside.c - the threads of what was kept aside (R7).
 *
 * Whoever hands it over may be anybody, so it joins no thread of the records: what
 * it says of whom it is about keeps nobody out of anything but itself. It has a
 * thread of its own, with all that the same person wrote on the same record or
 * beside it, and with what that hangs on: who is kept out of one of them is kept
 * out of all. And it stands beside the threads of the records that it belongs to:
 * who is kept out of those, now or later, is kept out of it (store_may.c). */
#include "store_in.h"

#include <string.h>

#define THREADS_MAX 2 /* one person's on one record are one thread already */

static enum err
link_add(struct db *db, enum sql sql, const struct id *thread,
    const struct id *other, bool *is_new, struct errinfo *e)
{
	struct stmt *st = db_stmt(db, sql);
	enum err err;

	stmt_id(st, 1, thread);
	stmt_id(st, 2, other);
	err = stmt_done(st, e);
	*is_new = *is_new || (err == ERR_OK && db_changes(db) > 0);
	return err;
}

/* All of the old thread is of the new one from now on. */
static enum err
merge(struct db *db, const struct id *into, const struct id *old, bool *is_new,
    struct errinfo *e)
{
	static const enum sql steps[] = { SQL_ASIDE_BESIDE_TOO,
		SQL_ASIDE_BESIDE, SQL_ASIDE_MOVE };
	enum err err = ERR_OK;

	for (size_t i = 0; err == ERR_OK && i < 3; i++)
		err = link_add(db, steps[i], into, old, is_new, e);
	return err;
}

/* Threads of what the same person wrote on these records, the oldest id first. */
static size_t
find_threads(const struct save *v, struct id *out, size_t max)
{
	struct stmt *st = db_stmt(v->db, SQL_ASIDE_THREADS);
	size_t n = 0;

	stmt_id(st, 1, &v->put->sent->id);
	stmt_id(st, 2, &v->put->beside);
	stmt_id(st, 3, &v->put->who.staff);
	while (n < max && stmt_row(st))
		out[n++] = stmt_get_id(st, 0);
	stmt_reset(st);
	return n;
}

static enum err
stand_beside(
    struct save *v, const struct id *record, bool *is_new, struct errinfo *e)
{
	struct record_row row;

	if (id_is_none(record) ||
	    store_find(v->db, record, &row, NULL) != ERR_OK ||
	    id_equal(&row.thread, &v->aside_thread))
		return ERR_OK;
	return link_add(
	    v->db, SQL_ASIDE_BESIDE, &v->aside_thread, &row.thread, is_new, e);
}

enum err
store_aside_join(struct save *v, struct errinfo *e)
{
	struct id threads[THREADS_MAX];
	size_t n = find_threads(v, threads, THREADS_MAX);
	bool is_new = false;
	enum err err = ERR_OK;

	v->aside_thread = n > 0 ? threads[0] : v->put->id;
	for (size_t i = 1; err == ERR_OK && i < n; i++)
		err = merge(v->db, &v->aside_thread, &threads[i], &is_new, e);
	if (err == ERR_OK)
		err = stand_beside(v, &v->put->sent->id, &is_new, e);
	if (err == ERR_OK)
		err = stand_beside(v, &v->put->beside, &is_new, e);
	return err == ERR_OK && is_new
		   ? store_tell_thread(v->db, &v->aside_thread, &v->put->id, e)
		   : err;
}

enum err
store_aside_add(struct save *v, struct errinfo *e)
{
	struct stmt *st = db_stmt(v->db, SQL_ASIDE_ADD);

	stmt_id(st, 1, &v->put->id);
	stmt_id(st, 2, &v->put->sent->id);
	stmt_id(st, 3, &v->put->beside);
	stmt_int(st, 4,
	    v->put->who.end == CALLER_HANDED ||
		v->put->who.end == CALLER_RECOVERED);
	return stmt_done(st, e);
}

/* What came in a file proves nothing about who wrote it; now its author sends it. */
bool
store_aside_is_handed(struct save *v)
{
	struct stmt *st = db_stmt(v->db, SQL_ASIDE_HANDED);
	bool is_handed;

	stmt_id(st, 1, &v->put->write);
	is_handed = stmt_row(st);
	stmt_reset(st);
	return is_handed;
}

enum err
store_aside_settle(struct save *v, struct errinfo *e)
{
	const struct put *p = v->put;
	struct audit_row row = { .what = AUDIT_SERVER,
		.file = p->file,
		.record = p->write,
		.version = 1,
		.at_ms = p->now_ms,
		.received_ms = p->now_ms,
		.words =
		    "Its author has sent it since: it is on file as what it "
		    "was written as, and waits for nobody." };

	return audit_add(v->s, v->db, &row, e);
}

enum err
store_aside_came(struct save *v, const struct id *thread, struct errinfo *e)
{
	struct stmt *st = db_stmt(v->db, SQL_ASIDE_CAME);
	enum err err;

	stmt_id(st, 1, &v->put->id);
	stmt_id(st, 2, thread);
	err = stmt_done(st, e);
	return err == ERR_OK && db_changes(v->db) > 0
		   ? store_tell_thread(v->db, thread, &v->put->id, e)
		   : err;
}
