/* retention_office.c - which files are due for review (R2).
 *
 * What a file says about its time is sealed, so each is read once; the day is kept
 * in memory beside the number of its last change. */
#include "retention_office.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
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

/* ---- the settings ---- */

static enum err
read_rules(const struct conf *conf,
    struct retention_rule out[RETAIN_CLASS_COUNT], struct errinfo *e)
{
	static const enum conf_id rows[RETAIN_CLASS_COUNT] = {
		[RETAIN_SUPPORT] = CONF_RETAIN_SUPPORT,
		[RETAIN_CONCERN] = CONF_RETAIN_CONCERN,
		[RETAIN_STAFF] = CONF_RETAIN_STAFF,
		[RETAIN_ABUSE] = CONF_RETAIN_ABUSE,
	};
	enum err err = ERR_OK;

	for (size_t i = 0; i < RETAIN_CLASS_COUNT && err == ERR_OK; i++)
		err = retention_read_rule(&out[i], conf_text(conf, rows[i]), e);
	return err;
}

enum err
retention_check_conf(const struct conf *conf, struct errinfo *e)
{
	struct retention_rule rules[RETAIN_CLASS_COUNT];

	return read_rules(conf, rules, e);
}

/* ---- a file ---- */

static void
add_one(struct server *s, struct db *db, const struct id *id,
    struct retention_facts *f)
{
	struct record *r = NULL;
	struct record_row row;
	struct civil written;

	if (store_body(s, db, id, &row, &r, NULL) != ERR_OK) {
		f->is_unread = true;
		return;
	}
	written = when_civil(row.written_ms);
	retention_add(f, r, &written);
	record_free(r);
}

static enum err
work_out(struct server *s, struct db *db, const struct id *file,
    int64_t made_ms, struct retention_facts *f, struct retention_due *due,
    struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_FILE_IN_ORDER);
	struct retention_rule rules[RETAIN_CLASS_COUNT];
	struct civil begun = when_civil(made_ms);
	enum err err = read_rules(s->conf, rules, e);

	retention_begin(f, &begun);
	stmt_id(st, 1, file);
	while (err == ERR_OK && stmt_row(st)) {
		struct id id = stmt_get_id(st, 0);

		add_one(s, db, &id, f);
	}
	stmt_reset(st);
	if (err == ERR_OK)
		retention_decide(f, rules, due);
	return err == ERR_OK ? db_error(db, e) : err;
}

static enum err
read_state(struct db *db, const struct id *file, char out[SEAL_HASH * 2 + 1],
    struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_FILE_STATE);
	struct buf text = BUF_INIT(SIZE_MAX);
	uint8_t hash[SEAL_HASH];

	stmt_id(st, 1, file);
	while (stmt_row(st))
		buf_addf(&text, "%s %lld\n", stmt_get_text(st, 0),
		    (long long)stmt_get_int(st, 1));
	seal_hash(
	    hash, NULL, &(struct seal_part){ buf_str(&text), text.len }, 1);
	seal_hex(out, hash, sizeof(hash));
	buf_done(&text);
	return db_error(db, e);
}

/* It stands only as long as nothing came, changed, or was put on hold since. */
static void
read_review(struct server *s, struct db *db, const struct id *file,
    struct retention_file *out)
{
	struct stmt *st = db_stmt(db, SQL_FILE_LAST_REVIEW);
	struct id id = { "" };
	struct record *r = NULL;
	struct record_row row;
	struct civil day;

	stmt_id(st, 1, file);
	if (stmt_row(st))
		id = stmt_get_id(st, 0);
	stmt_reset(st);
	if (id_is_none(&id) || store_body(s, db, &id, &row, &r, NULL) != ERR_OK)
		return;
	if (strcmp(record_text(r, "decision"), "destroy") == 0 &&
	    strcmp(record_text(r, "state"), out->state) == 0) {
		day = when_civil(row.received_ms);
		day.has_time = false;
		day.hour = day.minute = 0;
		out->review = id;
		out->reviewer = row.author;
		when_store(out->reviewed_on, &day);
	}
	record_free(r);
}

bool
retention_is_proposed(struct server *s, struct db *db, const struct id *review)
{
	struct retention_file f = { .review = { "" } };
	struct record_row row;

	if (store_find(db, review, &row, NULL) != ERR_OK ||
	    read_state(db, &row.file, f.state, NULL) != ERR_OK)
		return false;
	read_review(s, db, &row.file, &f);
	return id_equal(&f.review, review);
}

enum err
retention_read(struct server *s, struct db *db, const struct id *file,
    struct retention_file *out, struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_FILE_MADE);
	struct retention_facts f;
	int64_t made_ms = -1;
	enum err err;

	memset(out, 0, sizeof(*out));
	stmt_id(st, 1, file);
	if (stmt_row(st))
		made_ms = stmt_get_int(st, 0);
	stmt_reset(st);
	if (made_ms < 0)
		return err_set(e, ERR_NOT_FOUND, "There is no such file.");
	err = work_out(s, db, file, made_ms, &f, &out->due, e);
	out->has_abuse = (f.classes & 1u << RETAIN_ABUSE) != 0;
	if (err == ERR_OK)
		err = read_state(db, file, out->state, e);
	if (err == ERR_OK)
		read_review(s, db, file, out);
	return err == ERR_OK ? db_error(db, e) : err;
}

enum err
retention_count(struct db *db, const struct id *file, struct record *to,
    const char *list, struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_FILE_KINDS);

	stmt_id(st, 1, file);
	while (stmt_row(st)) {
		const struct kind *k = kind_find(stmt_get_text(st, 0));
		int64_t n = stmt_get_int(st, 1);
		struct record *item = record_add(to, list);
		char count[24];

		if (item == NULL)
			break;
		snprintf(count, sizeof(count), "%lld", (long long)n);
		record_set(item, "kind",
		    k == NULL ? stmt_get_text(st, 0)
		    : n == 1  ? k->title
			      : k->plural);
		record_set(item, "count", count);
	}
	stmt_reset(st);
	return db_error(db, e);
}

/* ---- who may ---- */

bool
retention_may(struct server *s, struct db *db, const struct caller *who,
    const struct id *file, int64_t now_ms)
{
	struct stmt *st;
	bool may = rights_ask(who->role, kind_retention_review.name,
		       RIGHT_CREATE) == GRANT_YES &&
		   store_may_file(s, db, who, file, now_ms);

	st = db_stmt(db, SQL_FILE_THREADS);
	stmt_id(st, 1, file);
	while (may && stmt_row(st)) {
		struct id thread = stmt_get_id(st, 0);

		may = !store_is_excluded(s, db, &thread, &who->staff);
	}
	stmt_reset(st);
	return may && !db_has_error(db);
}

/* ---- the list ---- */

struct due_row {
	struct id file;
	struct retention_due due;
};

struct listing {
	struct server *s;
	struct db *db;
	struct civil today;
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

/* False: not in this request any more. */
static bool
find_due(struct listing *l, const struct id *file, int64_t seq, int64_t made_ms,
    struct retention_due *out)
{
	const struct known *k = find_known(l->s->retention, file);
	struct retention_facts f;

	if (k != NULL && k->seq == seq) {
		*out = k->due;
		return true;
	}
	if (l->read >= READ_MAX) {
		l->more = true;
		return false;
	}
	l->read++;
	return work_out(l->s, l->db, file, made_ms, &f, out, NULL) == ERR_OK;
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
		struct retention_due due;

		if (!find_due(l, &file, seq, stmt_get_int(st, 2), &due))
			continue;
		remember(l, &file, seq, &due);
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
write_row(struct listing *l, const struct due_row *row,
    const struct caller *who, struct jw *w, struct errinfo *e)
{
	struct retention_file now;
	char on[WHEN_TEXT];
	const char *state = "due";
	enum err err = retention_read(l->s, l->db, &row->file, &now, e);

	if (err != ERR_OK)
		return err;
	if (now.due.state == RETAIN_HELD)
		state = "held";
	else if (!id_is_none(&now.review))
		state =
		    id_equal(&now.reviewer, &who->staff) ? "own" : "proposed";
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
	struct listing l = {
		.s = s, .db = db, .max = max, .today = when_civil(now_ms)
	};
	enum err err;

	l.rows = mem_zalloc(max + 1, sizeof(*l.rows));
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
			err = write_row(&l, &l.rows[i], who, w, e);
	jw_close_list(w);
	mem_free_wiped(l.rows, (max + 1) * sizeof(*l.rows));
	*more = l.more;
	return err;
}
