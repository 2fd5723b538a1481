/* retention_due.c - the list of files that are due for review (R2).
 *
 * What a file says about its time is sealed, so each is read once; the day is kept
 * in memory beside the number of its last change. Of a file on which something is
 * about whoever asks the day is worked out for them alone, each time (R7). */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "retention_office.h"
#include "store_in.h"

#define READ_MAX 500 /* files that one request reads */

struct known {
	struct id file;
	int64_t seq; /* of its last change then */
	struct retention_due due;
};

struct retention {
	pthread_mutex_t lock;
	struct known *at; /* in the order of ids */
	size_t count, room;
};

struct retention *
retention_new(void)
{
	struct retention *r = mem_zalloc(1, sizeof(*r));

	pthread_mutex_init(&r->lock, NULL);
	return r;
}

void
retention_free(struct retention *r)
{
	if (r == NULL)
		return;
	pthread_mutex_destroy(&r->lock);
	mem_free_wiped(r->at, r->room * sizeof(*r->at));
	mem_free_wiped(r, sizeof(*r));
}

struct due_row {
	struct id file;
	struct retention_due due;
};

struct listing {
	struct server *s;
	struct db *db;
	const struct caller *who;
	struct civil today;
	struct id
	    *about; /* the files with something about who asks, in order */
	size_t about_count, about_room;
	struct known *next; /* what is known from now on */
	size_t next_count, next_room;
	struct due_row *rows;
	size_t count, max, read;
	bool more;
};

static const struct known *
find_known(const struct retention *r, const struct id *file)
{
	size_t from = 0, to = r->count;

	while (from < to) {
		size_t mid = from + (to - from) / 2;
		int order = strcmp(r->at[mid].file.s, file->s);

		if (order == 0)
			return &r->at[mid];
		if (order < 0)
			from = mid + 1;
		else
			to = mid;
	}
	return NULL;
}

static void
add_about(struct listing *l, const struct id *file)
{
	if (l->about_count == l->about_room) {
		l->about_room = l->about_room ? l->about_room * 2 : 64;
		l->about = mem_grow(l->about, l->about_room, sizeof(*l->about));
	}
	l->about[l->about_count++] = *file;
}

static void
find_about(struct listing *l)
{
	struct stmt *st = db_stmt(l->db, SQL_FILES_ABOUT);

	while (stmt_row(st)) {
		struct id file = stmt_get_id(st, 0);

		if (store_hides_on(l->s, l->db, &l->who->staff, &file))
			add_about(l, &file);
	}
	stmt_reset(st);
}

static int
by_id(const void *a, const void *b)
{
	return strcmp(((const struct id *)a)->s, ((const struct id *)b)->s);
}

static bool
is_about(const struct listing *l, const struct id *file)
{
	return l->about_count > 0 && bsearch(file, l->about, l->about_count,
					 sizeof(*file), by_id) != NULL;
}

static enum err
work_out(struct listing *l, bool is_about, const struct id *file,
    int64_t made_ms, struct retention_due *out)
{
	const struct retention_eyes eyes = { l->who->staff, is_about };
	bool has_abuse;

	return retention_work_out(
	    l->s, l->db, &eyes, file, made_ms, out, &has_abuse, NULL);
}

/* As it is to whoever is kept out of nothing. False: not in this request any more. */
static bool
find_due(struct listing *l, const struct id *file, int64_t seq, int64_t made_ms,
    struct retention_due *out)
{
	const struct known *k = find_known(l->s->retention, file);

	if (k != NULL && k->seq == seq) {
		*out = k->due;
		return true;
	}
	if (l->read >= READ_MAX) {
		l->more = true;
		return false;
	}
	l->read++;
	return work_out(l, false, file, made_ms, out) == ERR_OK;
}

static void
remember(struct listing *l, const struct id *file, int64_t seq,
    const struct retention_due *due)
{
	if (l->next_count == l->next_room) {
		l->next_room = l->next_room ? l->next_room * 2 : 256;
		l->next = mem_grow(l->next, l->next_room, sizeof(*l->next));
	}
	l->next[l->next_count++] = (struct known){ *file, seq, *due };
}

/* On hold, it is told when its time has come. */
static bool
is_listed(const struct retention_due *due, const struct civil *today)
{
	struct retention_due aside = *due;

	if (aside.state == RETAIN_HELD)
		aside.state = RETAIN_ON_DAY;
	return retention_is_due(&aside, today);
}

static void
walk(struct listing *l)
{
	struct stmt *st = db_stmt(l->db, SQL_FILE_SEQS);

	while (stmt_row(st)) {
		struct id file = stmt_get_id(st, 0);
		int64_t seq = stmt_get_int(st, 1);
		int64_t made_ms = stmt_get_int(st, 2);
		struct retention_due due;

		if (!find_due(l, &file, seq, made_ms, &due))
			continue;
		remember(l, &file, seq, &due);
		if (is_about(l, &file) &&
		    work_out(l, true, &file, made_ms, &due) != ERR_OK)
			continue;
		if (is_listed(&due, &l->today) && l->count < l->max)
			l->rows[l->count++] = (struct due_row){ file, due };
	}
	stmt_reset(st);
}

static int
by_day(const void *a, const void *b)
{
	return when_compare(&((const struct due_row *)a)->due.on,
	    &((const struct due_row *)b)->due.on);
}

static enum err
write_row(struct listing *l, const struct due_row *row, struct jw *w,
    struct errinfo *e)
{
	struct retention_file now;
	char on[WHEN_TEXT];
	const char *state = "due";
	enum err err =
	    retention_read(l->s, l->db, &l->who->staff, &row->file, &now, e);

	if (err != ERR_OK)
		return err;
	if (now.due.state == RETAIN_HELD)
		state = "held";
	else if (!id_is_none(&now.review))
		state = id_equal(&now.reviewer, &l->who->staff) ? "own"
								: "proposed";
	when_store(on, &row->due.on);
	jw_open(w, NULL);
	jw_text(w, "file", row->file.s);
	jw_text(w, "due", on);
	jw_text(w, "says", row->due.says);
	jw_text(w, "state", state);
	jw_close(w);
	return ERR_OK;
}

enum err
retention_write_due(struct server *s, struct db *db, const struct caller *who,
    int64_t now_ms, size_t max, struct jw *w, bool *more, struct errinfo *e)
{
	struct retention *r = s->retention;
	struct listing l = { .s = s,
		.db = db,
		.who = who,
		.max = max,
		.today = when_civil(now_ms) };
	enum err err;

	l.rows = mem_zalloc(max + 1, sizeof(*l.rows));
	find_about(&l);
	pthread_mutex_lock(&r->lock);
	walk(&l);
	mem_free_wiped(r->at, r->room * sizeof(*r->at));
	r->at = l.next;
	r->count = l.next_count;
	r->room = l.next_room;
	pthread_mutex_unlock(&r->lock);
	err = db_error(db, e);
	qsort(l.rows, l.count, sizeof(*l.rows), by_day);
	jw_open_list(w, "rows");
	for (size_t i = 0; i < l.count && err == ERR_OK; i++)
		if (retention_may(s, db, who, &l.rows[i].file, now_ms))
			err = write_row(&l, &l.rows[i], w, e);
	jw_close_list(w);
	mem_free_wiped(l.rows, (max + 1) * sizeof(*l.rows));
	mem_free_wiped(l.about, l.about_room * sizeof(*l.about));
	*more = l.more;
	return err;
}
