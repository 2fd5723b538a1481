/* refused.c - reading that was refused (refused.h). */
#include "refused.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "log.h"
#include "mem.h"
#include "server.h"

#define HOUR_MS (3600 * 1000LL)
#define SEEN_MAX 1024  /* attempts remembered, by their hash */
#define PEOPLE_MAX 256 /* whose rows are counted */

static const char says_read[] = "Reading was refused.";
static const char says_more[] =
    "Reading was refused more often in this hour than is written down one by "
    "one.";

struct refused {
	pthread_mutex_t lock;
	struct {
		uint64_t key;
		int64_t hour;
	} seen[SEEN_MAX];
	struct {
		struct id staff;
		int64_t hour;
		int count;
	} people[PEOPLE_MAX];
};

struct attempt {
	struct job job;
	struct audit_row row;
};

struct refused *
refused_new(void)
{
	struct refused *r = mem_zalloc(1, sizeof(*r));

	pthread_mutex_init(&r->lock, NULL);
	return r;
}

void
refused_free(struct refused *r)
{
	if (r == NULL)
		return;
	pthread_mutex_destroy(&r->lock);
	mem_free_wiped(r, sizeof(*r));
}

static uint64_t
key_of(const struct audit_row *row)
{
	struct seal_part parts[] = { { row->staff.s, ID_TEXT },
		{ row->file.s, sizeof(row->file.s) },
		{ row->record.s, sizeof(row->record.s) } };
	uint8_t hash[SEAL_HASH];
	uint64_t key;

	seal_hash(hash, NULL, parts, 3);
	memcpy(&key, hash, sizeof(key));
	return key;
}

/* The words for a row, or NULL: it is not to be written. Under the lock. */
static const char *
count_one(struct refused *r, const struct audit_row *row)
{
	int64_t hour = row->at_ms / HOUR_MS;
	uint64_t key = key_of(row);
	size_t at = key % SEEN_MAX, who = 0;

	if (r->seen[at].key == key && r->seen[at].hour == hour)
		return NULL;
	for (const char *c = row->staff.s; *c != '\0'; c++)
		who = who * 31 + (unsigned char)*c;
	who %= PEOPLE_MAX;
	if (!id_equal(&r->people[who].staff, &row->staff) ||
	    r->people[who].hour != hour) {
		r->people[who].staff = row->staff;
		r->people[who].hour = hour;
		r->people[who].count = 0;
	}
	if (r->people[who].count >= REFUSED_EACH)
		return NULL;
	r->seen[at].key = key;
	r->seen[at].hour = hour;
	return ++r->people[who].count == REFUSED_EACH ? says_more : says_read;
}

/* An address that somebody mistyped is no attempt at anything. */
static bool
is_here(struct db *db, const struct audit_row *row)
{
	struct record_row found;
	struct stmt *st;
	bool is;

	if (store_find(db, &row->record, &found, NULL) == ERR_OK)
		return true;
	st = db_stmt(db, SQL_FILE_GET);
	stmt_id(st, 1, &row->file);
	is = stmt_row(st);
	stmt_reset(st);
	return is;
}

static enum err
run(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	struct attempt *a = arg;

	return is_here(db, &a->row) ? audit_add(s, db, &a->row, e) : ERR_OK;
}

static void
done(struct server *s, void *arg, enum err result, const struct errinfo *e)
{
	(void)s;
	(void)e;
	if (result != ERR_OK)
		log_line(LOG_ERROR, "a refused attempt is not on record");
	mem_free_wiped(arg, sizeof(struct attempt));
}

static bool
is_no(const struct request *rq)
{
	return (rq->status == 403 || rq->status == 404) && rq->route != NULL &&
	       rq->route->method != METHOD_PUT &&
	       !id_is_none(&rq->caller.staff) &&
	       (!id_is_none(&rq->file) || !id_is_none(&rq->id));
}

void
refused_note(const struct request *rq)
{
	struct refused *r = rq->server->refused;
	const char *words;
	struct attempt *a;

	if (r == NULL || !is_no(rq))
		return;
	a = mem_zalloc(1, sizeof(*a));
	a->row = (struct audit_row){ .what = AUDIT_REFUSED,
		.staff = rq->caller.staff,
		.device = rq->caller.device,
		.file = rq->file,
		.record = rq->id,
		.at_ms = rq->now_ms,
		.received_ms = rq->now_ms };
	pthread_mutex_lock(&r->lock);
	words = count_one(r, &a->row);
	pthread_mutex_unlock(&r->lock);
	a->row.words = words;
	a->job = (struct job){ .run = run, .done = done, .arg = a };
	if (words == NULL ||
	    writer_queue(rq->server->writer, &a->job, NULL) != ERR_OK)
		mem_free_wiped(a, sizeof(*a));
}
