/* store_may.c - the one judgement of who may do what with a record.
 *
 * R7 stands above everything: whoever a thread is about is told nothing of it,
 * as if it were not there. The table of rights comes after it. What cannot be
 * asked of the database is answered with no. */
#include "inspect.h"
#include "store_in.h"

#include <string.h>

void
store_today(char out[WHEN_TEXT], int64_t now_ms)
{
	struct civil day = when_civil(now_ms);

	day.has_time = false;
	day.hour = day.minute = 0;
	when_store(out, &day);
}

/* A statement of which only matters whether there is a row. */
static bool
is_any(struct stmt *st)
{
	bool any = stmt_row(st);

	stmt_reset(st);
	return any;
}

/* ---- R7 ---- */

void
store_exclusion_hash(struct server *s, const struct id *thread,
    const struct id *staff, uint8_t out[SEAL_HASH])
{
	struct seal_part parts[] = { { thread->s, ID_TEXT },
		{ staff->s, ID_TEXT } };
	uint8_t *key = keyring_scratch(s->keys);

	keyring_subkey(s->keys, "exclude ", key);
	seal_hash(out, key, parts, 2);
	keyring_scratch_done(s->keys, key);
}

/* Most threads are about nobody here, and are no more to look into. */
static bool
might_exclude(struct db *db, const struct id *thread)
{
	struct stmt *st = db_stmt(db, SQL_MIGHT_EXCLUDE);

	stmt_id(st, 1, thread);
	return is_any(st) || db_has_error(db);
}

bool
store_has_excluded(struct db *db, const struct id *thread)
{
	struct stmt *st;

	if (!might_exclude(db, thread))
		return false;
	st = db_stmt(db, SQL_EXCLUDING);
	stmt_id(st, 1, thread);
	return is_any(st) || db_has_error(db);
}

/* Since which change; 0: they are not. */
static int64_t
named_since(struct server *s, struct db *db, const struct id *thread,
    const struct id *staff)
{
	uint8_t hash[SEAL_HASH];
	struct stmt *st = db_stmt(db, SQL_EXCLUDED);
	int64_t seq;

	store_exclusion_hash(s, thread, staff, hash);
	stmt_id(st, 1, thread);
	stmt_blob(st, 2, hash, sizeof(hash));
	seq = stmt_row(st) ? stmt_get_int(st, 0) : 0;
	stmt_reset(st);
	return seq;
}

int64_t
store_excluded_since(struct server *s, struct db *db, const struct id *thread,
    const struct id *staff)
{
	int64_t first = 0;
	struct stmt *st;

	if (!might_exclude(db, thread))
		return 0;
	st = db_stmt(db, SQL_EXCLUDING);
	stmt_id(st, 1, thread);
	while (stmt_row(st)) {
		struct id of = stmt_get_id(st, 0);
		int64_t beside = stmt_get_int(st, 1);
		int64_t seq = named_since(s, db, &of, staff);

		if (seq != 0 && seq < beside)
			seq = beside;
		if (seq != 0 && (first == 0 || seq < first))
			first = seq;
	}
	return first;
}

bool
store_is_excluded(struct server *s, struct db *db, const struct id *thread,
    const struct id *staff)
{
	return store_excluded_since(s, db, thread, staff) != 0 ||
	       db_has_error(db);
}

enum err
store_exclude(struct server *s, struct db *db, const struct id *thread,
    const struct id *staff, struct errinfo *e)
{
	uint8_t hash[SEAL_HASH];
	struct stmt *st = db_stmt(db, SQL_EXCLUDE);

	store_exclusion_hash(s, thread, staff, hash);
	stmt_id(st, 1, thread);
	stmt_blob(st, 2, hash, sizeof(hash));
	return stmt_done(st, e);
}

static bool
is_chair(struct db *db, const struct id *staff, const char *today)
{
	struct stmt *st = db_stmt(db, SQL_IS_CHAIR);

	stmt_id(st, 1, staff);
	stmt_text(st, 2, today);
	return is_any(st);
}

/* Who works here today in a role, and how many of them a thread is about. */
struct tally {
	size_t all, out;
};

static void
count_role(struct server *s, struct db *db, enum role role,
    const struct id *thread, const char *today, struct tally *t)
{
	struct stmt *st = db_stmt(db, SQL_STAFF_OF_ROLE);

	stmt_text(st, 1, role_code(role));
	stmt_text(st, 2, today);
	while (stmt_row(st)) {
		struct id staff = stmt_get_id(st, 0);

		t->all++;
		t->out += store_is_excluded(s, db, thread, &staff);
	}
	stmt_reset(st);
}

/* Every senior is kept out; or all but one are, and so are the Director and the
 * Lead: nobody is left alone with a thread by naming all the others. */
bool
store_is_chairs(struct server *s, struct db *db, const struct id *staff,
    const struct id *thread, int64_t now_ms)
{
	struct tally seniors = { 0 }, above = { 0 };
	char today[WHEN_TEXT];

	store_today(today, now_ms);
	if (!is_chair(db, staff, today) || !store_has_excluded(db, thread))
		return false;
	count_role(s, db, ROLE_SENIOR, thread, today, &seniors);
	count_role(s, db, ROLE_DIRECTOR, thread, today, &above);
	count_role(s, db, ROLE_LEAD, thread, today, &above);
	if (seniors.out < seniors.all &&
	    (seniors.all - seniors.out > 1 || above.all == 0 ||
		above.out < above.all))
		return false;
	return !db_has_error(db) && !store_is_excluded(s, db, thread, staff);
}

/* ---- assignments ---- */

static bool
is_assigned(struct db *db, enum sql sql, const struct id *staff,
    const struct id *file, int64_t now_ms)
{
	struct stmt *st = db_stmt(db, sql);
	char today[WHEN_TEXT];

	store_today(today, now_ms);
	stmt_id(st, 1, staff);
	stmt_id(st, 2, file);
	stmt_text(st, 3, today);
	return is_any(st);
}

bool
store_is_assigned(struct db *db, const struct id *staff, const struct id *file,
    int64_t now_ms)
{
	return is_assigned(db, SQL_ASSIGNED, staff, file, now_ms);
}

bool
store_is_reader(struct db *db, const struct id *staff, const struct id *file,
    int64_t now_ms)
{
	return store_is_assigned(db, staff, file, now_ms) ||
	       is_assigned(db, SQL_MANAGES_ASSIGNED, staff, file, now_ms);
}

/* ---- files ---- */

/* Is there a thread on the file that is open to who; as the chair, one that
 * falls to them? */
static bool
has_thread(struct server *s, struct db *db, const struct caller *who,
    const struct id *file, bool as_chair, int64_t now_ms)
{
	struct stmt *st = db_stmt(db, SQL_FILE_THREADS);
	bool found = false;

	stmt_id(st, 1, file);
	while (!found && stmt_row(st)) {
		struct id thread = stmt_get_id(st, 0);

		found =
		    as_chair
			? store_is_chairs(s, db, &who->staff, &thread, now_ms)
			: !store_is_excluded(s, db, &thread, &who->staff);
	}
	stmt_reset(st);
	return found;
}

bool
store_is_author_of(struct db *db, const struct id *staff, const struct id *file)
{
	struct stmt *st = db_stmt(db, SQL_FILE_AUTHOR);

	stmt_id(st, 1, file);
	stmt_text(st, 2, kind_front_sheet.name);
	stmt_id(st, 3, staff);
	return is_any(st);
}

static bool
is_open_to(struct server *s, struct db *db, const struct caller *who,
    const struct id *file, bool as_guest, int64_t now_ms)
{
	const char *kind = kind_front_sheet.name;

	if (who->needs_factor)
		return false;
	if (rights_sees_all(who->role))
		return true;
	if (!rights_may(who->role, kind, RIGHT_READ, true, true))
		return false;
	return store_is_reader(db, &who->staff, file, now_ms) ||
	       store_is_author_of(db, &who->staff, file) ||
	       (as_guest &&
		   rights_ask(who->role, kind, RIGHT_READ) == GRANT_REASON &&
		   store_is_guest(s, db, who, file, now_ms));
}

/* as_guest: also who reads it for a time, and writes nothing. */
static bool
may_know(struct server *s, struct db *db, const struct caller *who,
    const struct id *file, bool as_guest, int64_t now_ms)
{
	struct stmt *st = db_stmt(db, SQL_FILE_GET);
	char today[WHEN_TEXT];
	bool is_there, is_provisional;

	stmt_id(st, 1, file);
	is_there = stmt_row(st);
	is_provisional = is_there && stmt_get_int(st, 0) != 0;
	stmt_reset(st);
	if (!is_there)
		return false;
	/* Through an open inspection that is about it, and by no other way (O1). */
	if (who->role == ROLE_INSPECTOR)
		return as_guest && !is_provisional && !who->needs_factor &&
		       inspect_may_file(db, &who->staff, file, now_ms);
	/* A file that is there because of a first account alone is not there
	 * for whoever that account is about (R7). */
	if (is_open_to(s, db, who, file, as_guest, now_ms) &&
	    (!is_provisional || has_thread(s, db, who, file, false, now_ms)))
		return true;
	store_today(today, now_ms);
	return is_chair(db, &who->staff, today) &&
	       has_thread(s, db, who, file, true, now_ms);
}

bool
store_may_file(struct server *s, struct db *db, const struct caller *who,
    const struct id *file, int64_t now_ms)
{
	return may_know(s, db, who, file, true, now_ms) &&
	       !store_is_shut(s, db, who, now_ms);
}

bool
store_may_hold(struct server *s, struct db *db, const struct caller *who,
    const struct id *file, int64_t now_ms)
{
	return may_know(s, db, who, file, true, now_ms);
}

bool
store_may_write_on(struct server *s, struct db *db, const struct caller *who,
    const struct id *file, int64_t now_ms)
{
	return may_know(s, db, who, file, false, now_ms);
}

bool
store_is_chair_for(struct server *s, struct db *db, const struct id *staff,
    const struct id *file, const struct id *asker, int64_t now_ms)
{
	struct stmt *st = db_stmt(db, SQL_FILE_THREADS);
	bool is = false;

	stmt_id(st, 1, file);
	while (!is && stmt_row(st)) {
		struct id thread = stmt_get_id(st, 0);

		is = store_is_chairs(s, db, staff, &thread, now_ms) &&
		     !store_is_excluded(s, db, &thread, asker);
	}
	stmt_reset(st);
	return is;
}

bool
store_hides_on(struct server *s, struct db *db, const struct id *staff,
    const struct id *file)
{
	struct stmt *st = db_stmt(db, SQL_FILE_THREADS);
	bool hides = false;

	stmt_id(st, 1, file);
	while (!hides && stmt_row(st)) {
		struct id thread = stmt_get_id(st, 0);

		hides = store_is_excluded(s, db, &thread, staff);
	}
	stmt_reset(st);
	return hides || db_has_error(db);
}

/* A trustee opens a child's file as the chair, and as nobody else. */
bool
store_look_tells(struct server *s, struct db *db, const struct id *by,
    const struct id *file, const struct id *asker)
{
	struct stmt *st = db_stmt(db, SQL_STAFF_GET);
	enum role role = ROLE_COUNT;
	bool is_outside;

	stmt_id(st, 1, by);
	is_outside = stmt_row(st) && role_parse(&role, stmt_get_text(st, 0)) &&
		     role == ROLE_TRUSTEE;
	stmt_reset(st);
	return is_outside && !id_equal(by, asker) &&
	       store_hides_on(s, db, asker, file);
}

bool
store_may_open(struct server *s, struct db *db, const struct caller *who,
    const struct id *file, int64_t now_ms)
{
	return has_thread(s, db, who, file, false, now_ms);
}

/* ---- records ---- */

int64_t
store_hidden_since(struct server *s, struct db *db, const struct caller *who,
    const struct record_row *row)
{
	int64_t own = store_excluded_since(s, db, &row->thread, &who->staff);

	return own != 0 || who->role != ROLE_INSPECTOR ||
		       id_equal(&row->author, &who->staff)
		   ? own
		   : inspect_hidden_since(db, &row->thread);
}

bool
store_is_anothers(const struct put *p)
{
	return id_is_none(&p->file) &&
	       rights_ask(p->who.role, p->kind->name, RIGHT_READ) == GRANT_OWN;
}

bool
store_may(struct server *s, struct db *db, const struct caller *who,
    const struct record_row *row, enum right right, int64_t now_ms)
{
	/* T2: of a child's file nothing, until they have confirmed. */
	return store_let(s, db, who, row, right, now_ms) &&
	       (id_is_none(&row->file) || !store_is_shut(s, db, who, now_ms));
}

bool
store_let(struct server *s, struct db *db, const struct caller *who,
    const struct record_row *row, enum right right, int64_t now_ms)
{
	return store_hidden_since(s, db, who, row) == 0 && !db_has_error(db) &&
	       store_might(s, db, who, row, right, now_ms);
}

bool
store_might(struct server *s, struct db *db, const struct caller *who,
    const struct record_row *row, enum right right, int64_t now_ms)
{
	const char *kind = row->kind->name;
	/* Their own words, and not what somebody else made of them since. */
	bool is_author = id_equal(&row->author, &who->staff) &&
			 id_equal(&row->changed_by, &who->staff);
	bool is_reading = right == RIGHT_READ || right == RIGHT_LOOKS;
	bool has_file = !id_is_none(&row->file);

	/* Without the one-time codes that their role must have: what they wrote
	 * themselves, and nothing else. */
	if (who->needs_factor && has_file && !is_author)
		return false;
	/* Besides their own, and their colleagues' names, through an inspection. */
	if (who->role == ROLE_INSPECTOR)
		return rights_may(who->role, kind, right, false, is_author) ||
		       (right == RIGHT_READ &&
			   inspect_might_read(s, db, &who->staff, row, now_ms));
	/* Not even that a file is there is told to whoever may not know it. */
	if (rights_may(who->role, kind, right, false, is_author) &&
	    (!has_file || is_author || rights_sees_all(who->role) ||
		may_know(s, db, who, &row->file, is_reading, now_ms)))
		return true;
	if (has_file && rights_may(who->role, kind, right, true, is_author) &&
	    (is_reading
		    ? store_is_reader(db, &who->staff, &row->file, now_ms)
		    : store_is_assigned(db, &who->staff, &row->file, now_ms)))
		return true;
	/* What was recorded of them (T1). */
	if (row->kind == &kind_training && right == RIGHT_READ &&
	    store_training_is_of(db, &row->id, &who->staff))
		return true;
	if (has_file && right == RIGHT_READ &&
	    rights_ask(who->role, kind, right) == GRANT_REASON &&
	    store_is_guest(s, db, who, &row->file, now_ms))
		return true;
	return has_file && rights_may(ROLE_SENIOR, kind, right, false, false) &&
	       store_is_chairs(s, db, &who->staff, &row->thread, now_ms);
}
