/* store_opening.c - whom a file that was opened with a reason is shown to (A2, R7).
 *
 * To the Strategic Lead. But whoever the opening is about, or is kept out of
 * anything else on that file, is kept out of the opening too: it may be because of
 * them. Then, and where there is no Lead, it goes to the designated senior members,
 * or else to the chair of trustees, or else to the Director; never to who opened
 * it. What was kept aside keeps nobody out of an opening: anybody may have handed it
 * in (store_aside.c). */
#include "store_in.h"

/* ---- who is kept out of it ---- */

/* Kept out of something of the file; of the openings there only by their names. */
static bool
is_kept_out(struct server *s, struct db *db, const struct id *file,
    const struct id *staff)
{
	struct stmt *st = db_stmt(db, SQL_FILE_THREADS_OWN);
	bool is = false;

	stmt_id(st, 1, file);
	while (!is && stmt_row(st)) {
		struct id thread = stmt_get_id(st, 0);

		is = store_is_excluded(s, db, &thread, staff);
	}
	stmt_reset(st);
	return is;
}

/* On most files nobody is kept out of anything. */
static bool
keeps_anybody_out(struct db *db, const struct id *file)
{
	struct stmt *st = db_stmt(db, SQL_FILE_THREADS_OWN);
	bool does = false;

	stmt_id(st, 1, file);
	while (!does && stmt_row(st)) {
		struct id thread = stmt_get_id(st, 0);

		does = store_has_excluded(db, &thread);
	}
	stmt_reset(st);
	return does;
}

enum err
store_opening_made(struct save *v, struct errinfo *e)
{
	const struct put *p = v->put;
	char today[WHEN_TEXT];
	enum err err = ERR_OK;
	struct stmt *st;

	if (p->kind != &kind_opening || !keeps_anybody_out(v->db, &p->file))
		return ERR_OK;
	store_today(today, p->now_ms);
	st = db_stmt(v->db, SQL_STAFF_WORKING);
	stmt_text(st, 1, today);
	while (err == ERR_OK && stmt_row(st)) {
		struct id staff = stmt_get_id(st, 0);

		/* To miss one's own would say that one is accused. */
		if (!id_equal(&staff, &p->who.staff) &&
		    is_kept_out(v->s, v->db, &p->file, &staff))
			err = store_exclude(v->s, v->db, &p->id, &staff, e);
	}
	stmt_reset(st);
	return err;
}

/* The next that nobody has seen, after that id. */
static bool
next_unseen(
    struct db *db, const struct id *file, struct id *at, struct id *author)
{
	struct stmt *st = db_stmt(db, SQL_OPENING_UNSEEN);
	bool is_there;

	stmt_id(st, 1, file);
	stmt_text(st, 2, at->s);
	is_there = stmt_row(st);
	if (is_there) {
		*at = stmt_get_id(st, 0);
		*author = stmt_get_id(st, 1);
	}
	stmt_reset(st);
	return is_there;
}

enum err
store_opening_hide(struct save *v, const struct id *staff, struct errinfo *e)
{
	const struct put *p = v->put;
	struct id at = { "" }, author;
	enum err err = ERR_OK;

	if (id_is_none(&p->file) || p->kind == &kind_kept_aside)
		return ERR_OK;
	while (err == ERR_OK && next_unseen(v->db, &p->file, &at, &author)) {
		if (id_equal(&author, staff) || id_equal(&at, &p->id) ||
		    store_is_excluded(v->s, v->db, &at, staff))
			continue;
		err = store_exclude(v->s, v->db, &at, staff, e);
		if (err == ERR_OK)
			err = store_tell_thread(v->db, &at, &p->id, e);
	}
	return err;
}

/* ---- who is shown it ---- */

/* Somebody else than who opened it works here today in this role, and is not kept
 * out of it. */
static bool
is_anybody(struct server *s, struct db *db, const struct record_row *row,
    enum role role, int64_t now_ms)
{
	struct stmt *st = db_stmt(db, SQL_STAFF_OF_ROLE);
	char today[WHEN_TEXT];
	bool is = false;

	store_today(today, now_ms);
	stmt_text(st, 1, role_code(role));
	stmt_text(st, 2, today);
	while (!is && stmt_row(st)) {
		struct id staff = stmt_get_id(st, 0);

		is = !id_equal(&staff, &row->author) &&
		     !store_is_excluded(s, db, &row->thread, &staff);
	}
	stmt_reset(st);
	return is;
}

/* Does it fall to a chair of trustees, whoever that is? */
static bool
is_of_chair(struct server *s, struct db *db, const struct record_row *row,
    int64_t now_ms)
{
	struct stmt *st = db_stmt(db, SQL_CHAIRS);
	char today[WHEN_TEXT];
	bool is = false;

	store_today(today, now_ms);
	stmt_text(st, 1, today);
	while (!is && stmt_row(st)) {
		struct id staff = stmt_get_id(st, 0);

		is = store_is_chairs(s, db, &staff, &row->thread, now_ms);
	}
	stmt_reset(st);
	return is;
}

bool
store_opening_is_for(struct server *s, struct db *db,
    const struct record_row *row, const struct id *staff, int64_t now_ms)
{
	if (row->kind != &kind_opening || id_equal(staff, &row->author) ||
	    store_is_excluded(s, db, &row->thread, staff))
		return false;
	if (is_anybody(s, db, row, ROLE_LEAD, now_ms))
		return store_has_role(db, staff, ROLE_LEAD, now_ms);
	if (store_is_chairs(s, db, staff, &row->thread, now_ms))
		return true;
	if (is_anybody(s, db, row, ROLE_SENIOR, now_ms))
		return store_has_role(db, staff, ROLE_SENIOR, now_ms);
	return store_has_role(db, staff, ROLE_DIRECTOR, now_ms) &&
	       !is_of_chair(s, db, row, now_ms);
}
