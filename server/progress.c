/* progress.c - how first accounts of one's own get on: received, opened by others,
 * taken up (R3; docs/SYNC.md). */
#include "store_in.h"

#define OWN_MAX 200

static void
write_opened(struct db *db, const struct record_row *row, struct jw *w)
{
	struct stmt *st = db_stmt(db, SQL_LOOKS_BY_OTHERS);

	stmt_id(st, 1, &row->id);
	stmt_int(st, 2, AUDIT_LOOK);
	stmt_id(st, 3, &row->author);
	jw_open_list(w, "opened");
	while (stmt_row(st)) {
		struct id by = stmt_get_id(st, 0);

		jw_open(w, NULL);
		jw_text(w, "by", by.s);
		jw_int(w, "at", stmt_get_int(st, 1));
		jw_close(w);
	}
	jw_close_list(w);
	stmt_reset(st);
}

static void
write_taken(struct db *db, const struct record_row *row, struct jw *w)
{
	struct stmt *st = db_stmt(db, SQL_TAKEN_BY);

	stmt_id(st, 1, &row->id);
	if (stmt_row(st)) {
		struct id record = stmt_get_id(st, 0);
		struct id by = stmt_get_id(st, 1);

		jw_open(w, "taken");
		jw_text(w, "by", by.s);
		jw_int(w, "at", stmt_get_int(st, 2));
		jw_text(w, "record", record.s);
		jw_close(w);
	}
	stmt_reset(st);
}

/* Did it come, was it opened by others, was it taken up since? */
static bool
is_progress_new(struct db *db, const struct record_row *row,
    const struct progress_since *since)
{
	bool is_told = false, is_new;
	struct stmt *st;

	if (!since)
		return true;
	for (size_t i = 0; i < since->received_count && !is_told; i++)
		is_told = id_equal(&since->received[i], &row->id);
	st = db_stmt(db, SQL_PROGRESS_AFTER);
	stmt_id(st, 1, &row->id);
	stmt_int(st, 2, since->cursor);
	stmt_int(st, 3, AUDIT_LOOK);
	stmt_id(st, 4, &row->author);
	stmt_int(st, 5, since->audit_rows);
	stmt_int(st, 6, is_told);
	is_new = stmt_row(st);
	stmt_reset(st);
	return is_new;
}

/* Asked to the end before records are looked up: a statement is open once at a time. */
static size_t
find_own(struct db *db, const struct caller *who, int64_t now_ms,
    struct id out[OWN_MAX])
{
	struct stmt *st = db_stmt(db, SQL_WAIT_MINE);
	size_t n = 0;

	stmt_id(st, 1, &who->staff);
	stmt_int(st, 2, now_ms - STORE_MINE_FOR_MS);
	while (n < OWN_MAX && stmt_row(st))
		out[n++] = stmt_get_id(st, 0);
	stmt_reset(st);
	return n;
}

/* The writer sees who opened a first account and that it was taken up, whoever
 * they are (R3); not what was made of it. Whoever it came to be about sees
 * nothing of that (R7). */
enum err
store_progress(struct server *s, struct db *db, const struct caller *who,
    int64_t now_ms, const struct progress_since *since, struct jw *w,
    struct errinfo *e)
{
	struct id own[OWN_MAX];
	size_t n = find_own(db, who, now_ms, own);
	struct record_row row;

	jw_open_list(w, "progress");
	for (size_t i = 0; i < n; i++) {
		if (store_find(db, &own[i], &row, NULL) != ERR_OK ||
		    !is_progress_new(db, &row, since) ||
		    !store_let(s, db, who, &row, RIGHT_READ, now_ms))
			continue;
		jw_open(w, NULL);
		jw_text(w, "record", row.id.s);
		jw_int(w, "received", row.received_ms);
		write_opened(db, &row, w);
		write_taken(db, &row, w);
		jw_close(w);
	}
	jw_close_list(w);
	return db_error(db, e);
}
