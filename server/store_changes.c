/* store_changes.c - what a device is told: a file whole, the set of files it
 * holds, and the changes after a cursor (docs/SYNC.md). Every record goes
 * through store_may, so R7 holds here too. */
#include "inspect.h"
#include "store_in.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"

#define SCAN_MAX 5000 /* changes looked at for one answer */
#define SCAN_STEP 250 /* read at a time */

/* Ids of a statement, asked to the end: a statement is open once at a time. */
struct ids {
	struct id *at;
	size_t count;
};

static void
ids_add(struct ids *ids, const struct id *id)
{
	if ((ids->count & (ids->count + 1)) == 0)
		ids->at =
		    mem_grow(ids->at, ids->count * 2 + 2, sizeof(ids->at[0]));
	ids->at[ids->count++] = *id;
}

static void
ids_take(struct ids *ids, struct stmt *st)
{
	while (stmt_row(st)) {
		struct id id = stmt_get_id(st, 0);

		ids_add(ids, &id);
	}
	stmt_reset(st);
}

static void
ids_done(struct ids *ids)
{
	free(ids->at);
}

/* ---- a file whole ---- */

static enum err
each_version(struct server *s, struct db *db, const struct caller *who,
    const struct record_row *row, bool all_versions, store_each_fn *each,
    void *arg, struct errinfo *e)
{
	int64_t v = all_versions ? 1 : row->version;
	enum err code = ERR_OK;

	for (; v <= row->version && code == ERR_OK; v++) {
		struct buf text = BUF_INIT(KIND_BODY_MAX);
		struct envelope env;

		code = store_read(s, db, &row->id, v, &env, &text, e);
		if (code == ERR_OK)
			code = inspect_mask(who, &env, &text, e);
		if (code == ERR_OK)
			code = each(arg, &env, e);
		buf_done(&text);
	}
	return code;
}

enum err
store_each_of_file(struct server *s, struct db *db, const struct caller *who,
    const struct id *file, bool all_versions, int64_t now_ms,
    store_each_fn *each, void *arg, struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_RECORDS_OF_FILE);
	struct ids ids = { 0 };
	struct record_row row;
	enum err code;

	stmt_id(st, 1, file);
	ids_take(&ids, st);
	code = db_error(db, e);
	for (size_t k = 0; kinds[k] && code == ERR_OK; k++) {
		for (size_t i = 0; i < ids.count && code == ERR_OK; i++) {
			code = store_find(db, &ids.at[i], &row, e);
			if (code == ERR_OK && row.kind == kinds[k] &&
			    store_may(s, db, who, &row, RIGHT_READ, now_ms))
				code = each_version(s, db, who, &row,
				    all_versions, each, arg, e);
		}
	}
	ids_done(&ids);
	return code;
}

/* ---- the set ---- */

/* A device of an inspector holds what the inspection is about (O1), sorted as the
 * rest is; store_may_file judges each. */
static void
add_inspected(struct db *db, const struct caller *who, struct ids *ids)
{
	struct stmt *st;
	struct id inspection;
	bool is_there;

	if (who->role != ROLE_INSPECTOR)
		return;
	ids->count = 0;
	st = db_stmt(db, SQL_INSPECTION_OF);
	stmt_id(st, 1, &who->staff);
	is_there = stmt_row(st);
	if (is_there)
		inspection = stmt_get_id(st, 0);
	stmt_reset(st);
	if (!is_there)
		return;
	st = db_stmt(db, SQL_INSPECTION_FILES);
	stmt_id(st, 1, &inspection);
	ids_take(ids, st);
}

enum err
store_set(struct server *s, struct db *db, const struct caller *who,
    int64_t now_ms, void (*each)(void *arg, const struct id *file), void *arg,
    char hash_hex[SEAL_HASH * 2 + 1], struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_SET_FILES);
	struct ids ids = { 0 };
	struct buf shown = BUF_INIT(SIZE_MAX);
	char today[WHEN_TEXT], now[WHEN_TEXT];
	uint8_t hash[SEAL_HASH];

	store_today(today, now_ms);
	store_now_text(now, now_ms);
	stmt_id(st, 1, &who->staff);
	stmt_id(st, 2, &who->device);
	stmt_text(st, 3, today);
	stmt_text(st, 4, now);
	ids_take(&ids, st);
	add_inspected(db, who, &ids);
	for (size_t i = 0; i < ids.count; i++) {
		if (!store_may_hold(s, db, who, &ids.at[i], now_ms))
			continue;
		each(arg, &ids.at[i]);
		buf_adds(&shown, ids.at[i].s);
	}
	seal_hash(
	    hash, NULL, &(struct seal_part){ buf_str(&shown), shown.len }, 1);
	seal_hex(hash_hex, hash, sizeof hash);
	buf_done(&shown);
	ids_done(&ids);
	return db_error(db, e);
}

enum err
store_hold(struct db *db, const struct caller *who, const struct id *file,
    bool hold, int64_t now_ms, struct errinfo *e)
{
	struct stmt *st = db_stmt(db, hold ? SQL_HOLD_ADD : SQL_HOLD_DROP);

	stmt_id(st, 1, &who->device);
	stmt_id(st, 2, file);
	if (hold) {
		stmt_id(st, 3, &who->staff);
		stmt_int(st, 4, now_ms);
	}
	return stmt_done(st, e);
}

/* ---- changes ---- */

struct scan {
	struct server *s;
	struct db *db;
	const struct caller *who;
	int64_t now_ms;
	struct ids set; /* sorted, as the statement gives them */
	int64_t since;
};

static int
compare_ids(const void *a, const void *b)
{
	return strcmp(((const struct id *)a)->s, ((const struct id *)b)->s);
}

static void
scan_add_file(void *arg, const struct id *file)
{
	struct scan *sc = arg;

	ids_add(&sc->set, file);
}

/* Kept out of it by a change after it came: before, it was open to them. Of what
 * never was, not even the id is told. */
static bool
was_open(const struct scan *sc, const struct record_row *row, int64_t *first,
    int64_t *out)
{
	struct stmt *st;

	*out = store_hidden_since(sc->s, sc->db, sc->who, row);
	if (*out == 0 ||
	    !store_might(sc->s, sc->db, sc->who, row, RIGHT_READ, sc->now_ms))
		return false;
	st = db_stmt(sc->db, SQL_FIRST_CHANGE);
	stmt_id(st, 1, &row->id);
	*first = stmt_row(st) ? stmt_get_int(st, 0) : INT64_MAX;
	stmt_reset(st);
	return *first < *out;
}

/* With the whole file, before its turn among the changes. */
static bool
was_copied(const struct scan *sc, const struct record_row *row, int64_t out)
{
	struct stmt *st = db_stmt(sc->db, SQL_COPIED_BETWEEN);
	bool was;

	stmt_id(st, 1, &row->file);
	stmt_int(st, 2, AUDIT_COPIED);
	stmt_id(st, 3, &sc->who->device);
	stmt_id(st, 4, &row->id);
	stmt_int(st, 5, AUDIT_WRITE);
	stmt_int(st, 6, out);
	was = stmt_row(st);
	stmt_reset(st);
	return was;
}

/* Kept out since this device got it: what it holds of the thread must go (R7). */
static bool
is_gone(const struct scan *sc, const struct record_row *row)
{
	int64_t first, out;

	return sc->since > 0 && was_open(sc, row, &first, &out) &&
	       (first <= sc->since || was_copied(sc, row, out));
}

/* How a change is told to this device: its files and the organisation's records
 * whole, other children's names to those who see all. */
static enum told
told_as(const struct scan *sc, const struct change *ch)
{
	struct record_row row;
	bool in_set;

	if (store_find(sc->db, &ch->record, &row, NULL) != ERR_OK)
		return TOLD_NOT;
	in_set = id_is_none(&ch->file) ||
		 (sc->set.count && bsearch(&ch->file, sc->set.at, sc->set.count,
				       sizeof *sc->set.at, compare_ids));
	if (in_set &&
	    store_may(sc->s, sc->db, sc->who, &row, RIGHT_READ, sc->now_ms))
		return TOLD_RECORD;
	if (in_set)
		return is_gone(sc, &row) ? TOLD_GONE : TOLD_NOT;
	if (row.kind != &kind_front_sheet && row.kind != &kind_first_account &&
	    row.kind != &kind_emergency)
		return TOLD_NOT;
	/* R7: not even that something came in. */
	if (store_is_excluded(sc->s, sc->db, &row.thread, &sc->who->staff))
		return TOLD_NOT;
	return rights_sees_all(sc->who->role) &&
		       store_may_file(
			   sc->s, sc->db, sc->who, &ch->file, sc->now_ms)
		   ? TOLD_CARD
		   : TOLD_NOT;
}

/* The next changes, and one to know whether there are others. */
struct steps {
	struct change list[SCAN_STEP + 1];
	size_t count;
};

static void
scan_read(struct db *db, int64_t since, struct steps *next)
{
	struct stmt *st = db_stmt(db, SQL_CHANGES_AFTER);

	next->count = 0;
	stmt_int(st, 1, since);
	stmt_int(st, 2, SCAN_STEP + 1);
	while (next->count <= SCAN_STEP && stmt_row(st)) {
		struct change *ch = &next->list[next->count++];

		ch->seq = stmt_get_int(st, 0);
		ch->record = stmt_get_id(st, 1);
		ch->file = stmt_get_id(st, 2);
		ch->version = stmt_get_int(st, 3);
	}
	stmt_reset(st);
}

enum err
store_changes(struct server *s, struct db *db, const struct caller *who,
    int64_t since, size_t limit, int64_t now_ms,
    enum err (*each)(
	void *arg, const struct change *ch, enum told as, struct errinfo *e),
    void *arg, int64_t *last, bool *more, struct errinfo *e)
{
	struct scan sc = { s, db, who, now_ms, { 0 }, since };
	struct steps *next = mem_alloc(sizeof(*next));
	char hash[SEAL_HASH * 2 + 1];
	size_t scanned = 0, told = 0, i = 0;
	enum err code;

	*last = since;
	*more = false;
	code = store_set(s, db, who, now_ms, scan_add_file, &sc, hash, e);
	while (code == ERR_OK && told < limit && scanned < SCAN_MAX) {
		scan_read(db, *last, next);
		for (i = 0; i < next->count && i < SCAN_STEP && told < limit &&
			    code == ERR_OK;
		     i++) {
			enum told as = told_as(&sc, &next->list[i]);

			if (as != TOLD_NOT) {
				told++;
				code = each(arg, &next->list[i], as, e);
			}
			if (code == ERR_OK)
				*last = next->list[i].seq;
		}
		scanned += i;
		*more = i < next->count;
		if (!*more)
			break;
	}
	ids_done(&sc.set);
	free(next);
	return code == ERR_OK ? db_error(db, e) : code;
}

/* ---- what a device of another generation may have ---- */

static enum err
each_gone_of(struct scan *sc, const struct id *file,
    enum err (*each)(
	void *arg, const struct change *ch, enum told as, struct errinfo *e),
    void *arg, struct errinfo *e)
{
	struct stmt *st = db_stmt(sc->db, SQL_RECORDS_OF_FILE);
	struct ids ids = { 0 };
	enum err code = ERR_OK;

	stmt_id(st, 1, file);
	ids_take(&ids, st);
	for (size_t i = 0; i < ids.count && code == ERR_OK; i++) {
		struct record_row row;
		int64_t first, out;

		if (store_find(sc->db, &ids.at[i], &row, NULL) == ERR_OK &&
		    was_open(sc, &row, &first, &out))
			code = each(arg,
			    &(struct change){
				0, row.id, row.file, row.version },
			    TOLD_GONE, e);
	}
	ids_done(&ids);
	return code;
}

enum err
store_gone(struct server *s, struct db *db, const struct caller *who,
    int64_t now_ms,
    enum err (*each)(
	void *arg, const struct change *ch, enum told as, struct errinfo *e),
    void *arg, struct errinfo *e)
{
	struct scan sc = { s, db, who, now_ms, { 0 }, 0 };
	char hash[SEAL_HASH * 2 + 1];
	enum err code =
	    store_set(s, db, who, now_ms, scan_add_file, &sc, hash, e);

	for (size_t i = 0; i < sc.set.count && code == ERR_OK; i++)
		code = each_gone_of(&sc, &sc.set.at[i], each, arg, e);
	ids_done(&sc.set);
	return code == ERR_OK ? db_error(db, e) : code;
}
