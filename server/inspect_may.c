/* inspect_may.c - what an inspector is shown (O1): through an open inspection alone,
 * the files it is about, of these the kinds that inspections open, of the period, and
 * nothing that is about a member of staff (R7) nor an address (S1). For reading:
 * that they write nothing follows from the table of rights. */
#include "inspect.h"

#include <string.h>

#include "server.h"
#include "store_in.h"

/* ---- the inspection of an account ---- */

static bool
find_of(struct db *db, const struct id *staff, struct id *inspection,
    struct inspect_row *out)
{
	struct stmt *st = db_stmt(db, SQL_INSPECTION_OF);
	bool is_there;

	stmt_id(st, 1, staff);
	is_there = stmt_row(st);
	if (is_there)
		*inspection = stmt_get_id(st, 0);
	stmt_reset(st);
	return is_there && inspect_find(db, inspection, out);
}

/* The open one of this account. False: shut, also if the database cannot say. */
static bool
find_open(struct db *db, const struct id *staff, int64_t now_ms,
    struct id *inspection, struct inspect_row *out)
{
	return find_of(db, staff, inspection, out) &&
	       inspect_state(out, now_ms) == INSPECTION_OPEN &&
	       !db_has_error(db);
}

bool
inspect_is_open(
    struct db *db, const struct id *staff, int64_t now_ms, int64_t *until_ms)
{
	struct inspect_row row;
	struct id inspection;
	struct civil day;

	if (!find_open(db, staff, now_ms, &inspection, &row) ||
	    !when_read(&day, row.until_on))
		return false;
	if (until_ms != NULL) {
		day = when_add_days(day, 1);
		*until_ms = when_ms(&day);
	}
	return true;
}

static bool
has_file(struct db *db, const struct id *inspection, const struct id *file)
{
	struct stmt *st = db_stmt(db, SQL_INSPECTION_HAS_FILE);
	bool has;

	stmt_id(st, 1, inspection);
	stmt_id(st, 2, file);
	has = stmt_row(st);
	stmt_reset(st);
	return has && !db_has_error(db);
}

bool
inspect_may_file(struct db *db, const struct id *staff, const struct id *file,
    int64_t now_ms)
{
	struct inspect_row row;
	struct id inspection;

	return find_open(db, staff, now_ms, &inspection, &row) &&
	       has_file(db, &inspection, file);
}

/* ---- a record ---- */

/* What puts a record right, or answers it, is read with it (S6). */
static bool
goes_with_parent(const struct kind *k)
{
	static const struct kind *const with[] = { &kind_addendum,
		&kind_statement, &kind_acknowledged, &kind_advice_answer,
		&kind_share_review, &kind_task_done };

	for (size_t i = 0; i < KIND_COUNT(with); i++)
		if (with[i] == k)
			return true;
	return false;
}

static bool
is_of_period(struct server *s, struct db *db, const struct inspect_row *in,
    const struct record_row *row)
{
	struct record_row read, parent;
	struct civil day = when_civil(row->written_ms);
	struct record *body = NULL;
	char written[WHEN_TEXT];
	bool is;

	day.has_time = false;
	day.hour = day.minute = 0;
	when_store(written, &day);
	is = store_body(s, db, &row->id, &read, &body, NULL) == ERR_OK &&
	     inspection_shows(in->period_from, in->period_until, body, written);
	record_free(body);
	if (is || !goes_with_parent(row->kind) || id_is_none(&row->parent) ||
	    store_find(db, &row->parent, &parent, NULL) != ERR_OK)
		return is;
	return rights_inspects(parent.kind->name) &&
	       is_of_period(s, db, in, &parent);
}

bool
inspect_might_read(struct server *s, struct db *db, const struct id *staff,
    const struct record_row *row, int64_t now_ms)
{
	struct inspect_row in;
	struct id inspection;

	if (!rights_inspects(row->kind->name) ||
	    !find_open(db, staff, now_ms, &inspection, &in))
		return false;
	if (id_is_none(&row->file))
		return true;
	return has_file(db, &inspection, &row->file) &&
	       is_of_period(s, db, &in, row);
}

int64_t
inspect_hidden_since(struct db *db, const struct id *thread)
{
	struct stmt *st = db_stmt(db, SQL_EXCLUDED_FIRST);
	int64_t seq;

	stmt_id(st, 1, thread);
	seq = stmt_row(st) ? stmt_get_int(st, 0) : 0;
	stmt_reset(st);
	return seq;
}

/* ---- what is shown of it ---- */

/* Of these kinds no more than so much. */
static const struct {
	const struct kind *kind;
	const char *keys[5];
} shown[] = {
	{ &kind_agency, { "name", "what" } },
	{ &kind_contact_person, { "agency", "name", "job" } },
	{ &kind_staff, { "name", "sign_in", "role" } },
};

static struct record *
only_shown(const struct record *r)
{
	const struct kind *k = record_kind(r);
	struct record *out;

	for (size_t i = 0; i < KIND_COUNT(shown); i++) {
		if (shown[i].kind != k)
			continue;
		out = record_new(k);
		for (const char *const *key = shown[i].keys; *key; key++)
			record_set(out, *key, record_text(r, *key));
		return out;
	}
	return record_copy(r);
}

/* No address and no telephone number of a family at all: one that is hidden now may
 * have stood open in an earlier version (S1). What is signed is bytes, and holds none
 * in a field of its own. */
enum err
inspect_mask(const struct caller *who, struct envelope *env, struct buf *text,
    struct errinfo *e)
{
	const struct kind *k = kind_find(env->kind);
	struct record *r = NULL, *out;
	enum err code;

	if (who->role != ROLE_INSPECTOR || env->is_signed || k == NULL)
		return ERR_OK;
	/* Their own first account stays as they wrote it. */
	if (id_equal(&env->author, &who->staff))
		return ERR_OK;
	code = record_from_json(&r, k, env->body, env->body_len, true, NULL, e);
	if (code != ERR_OK)
		return code;
	out = only_shown(r);
	record_mask(out);
	buf_clear(text);
	record_to_json(out, false, text);
	env->body = buf_str(text);
	env->body_len = text->len;
	record_free(out);
	record_free(r);
	return text->failed ? err_set(e, ERR_TOO_BIG, "It is too big.")
			    : ERR_OK;
}
