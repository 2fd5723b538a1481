/* store_policy.c - the gate: who has not confirmed a document that is past its
 * grace opens no child's file (T2); and whose training is recorded by whom (T1).
 *
 * store_may and store_may_file ask store_is_shut, and so does whatever reads a
 * file. What somebody writes goes another way (store_let): a first account, an
 * emergency and what was written before are taken, and nothing is told by it. */
#include "store_in.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "policy.h"

static int64_t
grace_days(const struct server *s)
{
	return conf_int(s->conf, CONF_POLICY_GRACE_DAYS);
}

bool
store_is_shut(
    struct server *s, struct db *db, const struct caller *who, int64_t now_ms)
{
	int64_t past_ms = policy_past_ms(now_ms, grace_days(s));
	char key[DB_ONCE_KEY];
	struct stmt *st;
	bool is;

	if (!policy_is_asked_of(who->role))
		return false;
	/* It is asked with every record of an answer. */
	snprintf(key, sizeof(key), "shut %s %" PRId64, who->staff.s, past_ms);
	if (db_recall(db, key, &is))
		return is;
	st = db_stmt(db, SQL_POLICY_SHUTS);
	stmt_id(st, 1, &who->staff);
	stmt_int(st, 2, past_ms);
	is = stmt_row(st);
	stmt_reset(st);
	if (db_has_error(db))
		return true;
	db_remember(db, key, is);
	return is;
}

/* ---- what is asked of somebody ---- */

size_t
store_policies_asked(struct server *s, struct db *db, const struct caller *who,
    struct policy_asked out[POLICY_COUNT])
{
	struct stmt *st;
	size_t n = 0;

	if (!policy_is_asked_of(who->role))
		return 0;
	st = db_stmt(db, SQL_POLICY_ASKS);
	stmt_id(st, 1, &who->staff);
	while (n < POLICY_COUNT && stmt_row(st)) {
		out[n].document = stmt_get_id(st, 0);
		out[n].until_ms =
		    policy_until_ms(stmt_get_int(st, 1), grace_days(s));
		out[n].which = policy_find(stmt_get_text(st, 2));
		n += out[n].which < POLICY_COUNT;
	}
	stmt_reset(st);
	return n;
}

void
store_policies_write(
    struct server *s, struct db *db, const struct caller *who, struct jw *w)
{
	struct policy_asked asked[POLICY_COUNT];
	size_t n = store_policies_asked(s, db, who, asked);

	jw_open_list(w, "confirm");
	for (size_t i = 0; i < n; i++) {
		jw_open(w, NULL);
		jw_text(w, "document", asked[i].document.s);
		jw_int(w, "until", asked[i].until_ms);
		jw_close(w);
	}
	jw_close_list(w);
}

void
store_policies_missing(struct db *db, bool missing[POLICY_COUNT])
{
	for (unsigned i = 0; i < POLICY_COUNT; i++) {
		struct stmt *st = db_stmt(db, SQL_POLICY_HAS);

		stmt_text(st, 1, policy_code(i));
		missing[i] = !stmt_row(st);
		stmt_reset(st);
	}
}

/* ---- what may be saved ---- */

/* The signature says whose it is; this, that it is of the version it names, in
 * words too, and of nothing that is not signed. */
bool
store_confirmation_agrees(struct save *v)
{
	struct record_row row;
	struct record *document = NULL;
	struct errinfo why = { 0 };
	bool agrees;

	if (!v->put->is_signed)
		return store_refuse(v, 422, ERR_INVALID, "sign",
		    "A confirmation is signed when it is given. Confirm it "
		    "again, with your passphrase.");
	if (store_body(v->s, v->db, &v->parent, &row, &document, &why) !=
	    ERR_OK)
		return store_must_wait(v, "the document that it confirms");
	agrees = strcmp(record_text(document, "which"),
		     record_text(v->body, "which")) == 0 &&
		 strcmp(record_text(document, "version"),
		     record_text(v->body, "version")) == 0;
	record_free(document);
	return agrees ||
	       store_refuse(v, 422, ERR_INVALID, "version",
		   "It names another document or version than the one that it "
		   "confirms. Confirm it again.");
}

/* One's own; of others by the Director and the Strategic Lead, and by whoever is
 * their line manager. */
bool
store_training_agrees(struct save *v)
{
	const struct put *p = v->put;
	struct id person;

	if (!id_parse(&person, record_text(v->body, "person")))
		return true; /* its fields say what is wrong */
	if (id_equal(&person, &p->who.staff) || p->who.role == ROLE_DIRECTOR ||
	    p->who.role == ROLE_LEAD)
		return true;
	if (p->who.role == ROLE_MANAGER &&
	    store_is_manager_of(v->db, &p->who.staff, &person))
		return true;
	return store_refuse(v, 403, ERR_DENIED, "person",
	    "The training of others is recorded by their line manager, the "
	    "Director of Services or the Strategic Lead (T1). Nothing was "
	    "kept.");
}

/* ---- training ---- */

bool
store_training_is_of(
    struct db *db, const struct id *record, const struct id *staff)
{
	struct duty duty;

	return store_duty_find(db, record, &duty) &&
	       strcmp(duty.person, staff->s) == 0;
}

#define LATER_MAX 256

static bool
is_same_training(const struct record *a, const struct record *b)
{
	return strcmp(record_text(a, "what"), record_text(b, "what")) == 0 &&
	       strcmp(record_text(a, "other"), record_text(b, "other")) == 0;
}

bool
store_training_is_last(struct server *s, struct db *db, const struct id *record)
{
	struct stmt *st = db_stmt(db, SQL_TRAINING_LATER);
	struct record *of = NULL, *other = NULL;
	struct record_row row, next;
	struct id ids[LATER_MAX];
	bool is = true;
	size_t n = 0;

	stmt_id(st, 1, record);
	while (n < LATER_MAX && stmt_row(st))
		ids[n++] = stmt_get_id(st, 0);
	stmt_reset(st);
	if (n == 0)
		return true;
	if (store_body(s, db, record, &row, &of, NULL) != ERR_OK)
		return false;
	for (size_t i = 0; i < n && is; i++) {
		/* Two of one day: the one that came later. */
		if (store_body(s, db, &ids[i], &next, &other, NULL) == ERR_OK)
			is = !is_same_training(of, other) ||
			     (strcmp(record_text(of, "on"),
				  record_text(other, "on")) == 0 &&
				 next.seq < row.seq);
		record_free(other);
		other = NULL;
	}
	record_free(of);
	return is;
}

/* Bit i: this is training_whats[i]. */
static unsigned
needed_bit(const struct record *training)
{
	const char *what = record_text(training, "what");

	for (unsigned i = 0; i < TRAINING_NEEDED; i++)
		if (strcmp(training_whats[i].code, what) == 0)
			return 1u << i;
	return 0;
}

bool
store_training_is_missing(
    struct server *s, struct db *db, const struct id *staff)
{
	struct stmt *st = db_stmt(db, SQL_TRAINING_HAD);
	const unsigned all = (1u << TRAINING_NEEDED) - 1;
	struct record *r = NULL;
	struct record_row row;
	struct id ids[LATER_MAX];
	unsigned had = 0;
	size_t n = 0;

	stmt_id(st, 1, staff);
	while (n < LATER_MAX && stmt_row(st))
		ids[n++] = stmt_get_id(st, 0);
	stmt_reset(st);
	if (n < TRAINING_NEEDED)
		return true;
	for (size_t i = 0; i < n && had != all; i++) {
		if (store_body(s, db, &ids[i], &row, &r, NULL) == ERR_OK)
			had |= needed_bit(r);
		record_free(r);
		r = NULL;
	}
	return had != all;
}

/* ---- in clear ---- */

enum err
store_policy_set(struct save *v, struct errinfo *e)
{
	struct stmt *st = db_stmt(v->db, SQL_POLICY_ADD);

	stmt_id(st, 1, &v->put->id);
	stmt_text(st, 2, record_text(v->body, "which"));
	stmt_int(st, 3, v->put->now_ms);
	return stmt_done(st, e);
}

bool
store_policy_holds(
    struct db *db, const struct envelope *env, const struct record *r)
{
	struct stmt *st = db_stmt(db, SQL_POLICY_GET);
	bool does;

	stmt_id(st, 1, &env->id);
	does = stmt_row(st) &&
	       strcmp(stmt_get_text(st, 0), record_text(r, "which")) == 0 &&
	       stmt_get_int(st, 1) == env->received_ms;
	stmt_reset(st);
	return does;
}
