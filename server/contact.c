/* contact.c - when a device was last heard of. */
#include "contact.h"

#include "mem.h"
#include "server.h"

enum err
contact_set(
    struct db *db, const struct id *device, int64_t now_ms, struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_CONTACT_SET);

	stmt_id(st, 1, device);
	stmt_int(st, 2, now_ms);
	return stmt_done(st, e);
}

struct seen {
	struct job job;
	struct id device;
	int64_t now_ms;
};

static enum err
seen_run(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	struct seen *n = arg;

	(void)s;
	return contact_set(db, &n->device, n->now_ms, e);
}

static void
seen_done(struct server *s, void *arg, enum err result, const struct errinfo *e)
{
	(void)s;
	(void)result;
	(void)e;
	mem_free_wiped(arg, sizeof(struct seen));
}

static bool
is_old(struct db *db, const struct id *device, int64_t now_ms)
{
	struct stmt *st = db_stmt(db, SQL_CONTACT_GET);
	bool is;

	stmt_id(st, 1, device);
	is = !stmt_row(st) || now_ms - stmt_get_int(st, 0) > CONTACT_EVERY_MS;
	stmt_reset(st);
	return is;
}

void
contact_seen(
    struct server *s, struct db *db, const struct id *device, int64_t now_ms)
{
	struct seen *n;

	if (!is_old(db, device, now_ms))
		return;
	n = mem_zalloc(1, sizeof(*n));
	n->job = (struct job){ .run = seen_run, .done = seen_done, .arg = n };
	n->device = *device;
	n->now_ms = now_ms;
	if (writer_queue(s->writer, &n->job, NULL) != ERR_OK)
		mem_free_wiped(n, sizeof(*n));
}
