/* verify.c - havend verify: does all that is stored still hold together?
 *
 * The chain link by link, every seal, every signature by the key of the device
 * that made it, and all that stands in clear against what is sealed: somebody
 * who can write to the database, and not to the key database, can change
 * nothing that is not found here. Findings name records by id, never more. */
#include "access_watch.h"
#include "backup.h"
#include "destroy.h"
#include "mail_in.h"
#include "inspect.h"
#include "stats.h"
#include "store_in.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct check {
	struct server *s;
	struct db *db;
	struct buf *says;
	struct verified *v;
	struct buf text; /* of the version looked at */
};

static void found(struct check *c, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static void
found(struct check *c, const char *fmt, ...)
{
	struct errinfo line;
	va_list ap;

	c->v->bad++;
	va_start(ap, fmt);
	vsnprintf(line.says, sizeof(line.says), fmt, ap);
	va_end(ap);
	buf_addf(c->says, "%s\n", line.says);
}

/* ---- the chain ---- */

/* Or of a file that was destroyed, and so as unreadable as it should be. */
static bool
is_opened(struct check *c, const struct audit_stored *a)
{
	enum err err = audit_unseal(c->s, a, &c->text, NULL);

	return err == ERR_OK ||
	       (err == ERR_NOT_FOUND &&
		   keyring_was_destroyed(c->s->keys, &a->row.file));
}

static void
say(void *arg, const char *says)
{
	found(arg, "%s", says);
}

/* What it says in words, each sealed by the key of its file. */
static void
check_words(struct check *c)
{
	struct stmt *st = db_stmt(c->db, SQL_AUDIT_ALL);
	struct audit_stored a;

	while (stmt_row(st)) {
		audit_read(st, &a);
		if (a.words_len == 0)
			continue;
		buf_clear(&c->text);
		c->v->words++;
		if (!is_opened(c, &a))
			found(c,
			    "The words of row %" PRId64
			    " of the chain cannot be opened.",
			    a.n);
	}
}

static void
check_lost(struct check *c)
{
	struct stmt *st = db_stmt(c->db, SQL_AUDIT_LOST);

	stmt_int(st, 1, AUDIT_WRITE);
	while (stmt_row(st))
		found(c,
		    "Version %" PRId64 " of record %s was saved once, and is "
		    "gone.",
		    stmt_get_int(st, 1), stmt_get_text(st, 0));
}

/* ---- versions ---- */

static void
check_signature(struct check *c, const struct envelope *env)
{
	struct stmt *st = db_stmt(c->db, SQL_SIGN_KEY);
	const void *key;
	size_t len;
	bool does = false;

	c->v->signatures++;
	stmt_id(st, 1, &env->key);
	if (stmt_row(st) && strcmp(stmt_get_text(st, 0), env->signer.s) == 0) {
		key = stmt_get_blob(st, 1, &len);
		does = len == SEAL_PUBLIC && envelope_sign_holds(env, key);
	}
	stmt_reset(st);
	if (!does)
		found(c,
		    "The signature under version %" PRId64 " of record %s does "
		    "not hold.",
		    env->version, env->id.s);
}

static bool
is_text(struct stmt *st, int col, const char *want)
{
	return strcmp(stmt_get_text(st, col), want) == 0;
}

/* The clear row beside the latest version says what the record says. */
static bool
staff_holds(struct check *c, const struct envelope *env, const struct record *r)
{
	struct stmt *st = db_stmt(c->db, SQL_STAFF_GET);
	bool chairs = strcmp(record_text(r, "chair"), "yes") == 0;
	bool does;

	stmt_id(st, 1, &env->id);
	does = stmt_row(st) && is_text(st, 0, record_text(r, "role")) &&
	       (stmt_get_int(st, 1) != 0) == chairs &&
	       is_text(st, 2, record_text(r, "manager")) &&
	       is_text(st, 3, record_text(r, "left"));
	stmt_reset(st);
	st = db_stmt(c->db, SQL_DEPUTY_GET);
	stmt_id(st, 1, &env->id);
	does = does && stmt_row(st) && is_text(st, 0, record_text(r, "deputy"));
	stmt_reset(st);
	return does;
}

static bool
assignment_holds(
    struct check *c, const struct envelope *env, const struct record *r)
{
	struct stmt *st = db_stmt(c->db, SQL_ASSIGNMENT_GET);
	bool does;

	stmt_id(st, 1, &env->id);
	does = stmt_row(st) && is_text(st, 0, record_text(r, "staff")) &&
	       is_text(st, 1, env->file.s) &&
	       is_text(st, 2, record_text(r, "from")) &&
	       is_text(st, 3, record_text(r, "until"));
	stmt_reset(st);
	return does;
}

static bool
exclusions_hold(struct check *c, const struct envelope *env,
    const struct record *r, const char *key)
{
	struct record_row row;
	struct id staff;
	bool do_they = true;

	if (key == NULL || record_count(r, key) == 0 ||
	    store_find(c->db, &env->id, &row, NULL) != ERR_OK)
		return true;
	for (size_t i = 0; i < record_count(r, key); i++)
		if (id_parse(&staff, record_text(record_item(r, key, i),
					 kind_about_staff.label_key)))
			do_they = do_they && store_is_excluded(c->s, c->db,
						 &row.thread, &staff);
	return do_they;
}

/* Whoever was let in, or let somebody in, is not shown what is noted of it. */
static bool
access_is_kept(
    struct check *c, const struct envelope *env, const struct record *r)
{
	struct id named[ACCESS_NAMED_MAX];
	size_t n =
	    record_kind(r) == &kind_access_change ? access_named(r, named) : 0;
	bool is = true;

	for (size_t i = 0; i < n; i++)
		is = is && store_is_excluded(c->s, c->db, &env->id, &named[i]);
	return is;
}

/* Its list is kept up to date until access is over. */
static bool
inspection_holds(
    struct check *c, const struct envelope *env, const struct record *r)
{
	struct inspect_row row;
	enum inspection_state state;

	if (!inspect_find(c->db, &env->id, &row))
		return false;
	state = inspect_state(&row, clock_ms());
	return inspect_holds(c->s, c->db, &env->id, r,
	    state != INSPECTION_OVER && state != INSPECTION_ENDED);
}

static bool
rights_hold(struct check *c, const struct envelope *env, const struct record *r,
    const struct kind *k)
{
	if (k == &kind_staff)
		return staff_holds(c, env, r);
	if (k == &kind_policy_document)
		return store_policy_holds(c->db, env, r);
	if (k == &kind_inspection)
		return inspection_holds(c, env, r);
	return k != &kind_assignment || assignment_holds(c, env, r);
}

/* What follows from the latest version of a record, in clear. */
static void
check_follows(
    struct check *c, const struct envelope *env, const struct record *r)
{
	struct record_row row;

	if (store_find(c->db, &env->id, &row, NULL) != ERR_OK ||
	    row.version != env->version)
		return;
	if (!rights_hold(c, env, r, row.kind))
		found(c,
		    "The rights that follow from record %s are not what it "
		    "says.",
		    env->id.s);
	if (!store_duty_holds(c->db, &row, r))
		found(c,
		    "What waits for somebody because of record %s is not what "
		    "it says.",
		    env->id.s);
}

static void
check_clear(struct check *c, const struct envelope *env)
{
	const struct kind *k = kind_find(env->kind);
	struct record *r = NULL;

	if (k == NULL || record_from_json(&r, k, env->body, env->body_len, true,
			     NULL, NULL) != ERR_OK) {
		found(c, "Record %s is not a text of its kind.", env->id.s);
		return;
	}
	if (!exclusions_hold(c, env, r, k->staff_key) ||
	    !access_is_kept(c, env, r))
		found(c,
		    "Somebody whom record %s is about is not kept out of it.",
		    env->id.s);
	check_follows(c, env, r);
	record_free(r);
}

static void
check_version(struct check *c, struct stmt *st)
{
	struct id id = stmt_get_id(st, 12);
	struct envelope env;
	struct seal_part part;
	uint8_t hash[SEAL_HASH];
	const void *chained;
	size_t len;
	enum err err;

	store_row_envelope(st, &id, &env);
	part.bytes = stmt_get_blob(st, 9, &part.len);
	chained = stmt_get_blob(st, 13, &len);
	seal_hash(hash, NULL, &part, 1);
	if (len != SEAL_HASH || !seal_equal(hash, chained, SEAL_HASH))
		found(c,
		    "Version %" PRId64 " of record %s is not the one that the "
		    "chain of looks and writes knows.",
		    env.version, env.id.s);
	buf_clear(&c->text);
	err = store_unseal(c->s, &env, part.bytes, part.len, &c->text, NULL);
	c->v->versions++;
	if (err != ERR_OK) {
		found(c,
		    "Version %" PRId64 " of record %s cannot be opened: it, or "
		    "what stands beside it, was changed.",
		    env.version, env.id.s);
		return;
	}
	env.body = buf_str(&c->text);
	env.body_len = c->text.len;
	if (env.is_signed)
		check_signature(c, &env);
	check_clear(c, &env);
}

static void
check_versions(struct check *c)
{
	struct stmt *st = db_stmt(c->db, SQL_VERSION_ALL);

	stmt_int(st, 1, AUDIT_WRITE);
	while (stmt_row(st))
		check_version(c, st);
}

/* ---- records ---- */

/* Columns of RECORD_ALL. */
enum {
	R_ID,
	R_KIND,
	R_FILE,
	R_THREAD,
	R_PARENT,
	R_VERSION,
	R_SIGNED,
	R_AUTHOR,
	R_SEQ,
	R_PARENT_THREAD,
	R_PARENT_FILE,
	R_FIRST_AUTHOR,
	R_HAS_SIG,
	R_CHANGE_SEQ,
	R_COUNT,
	R_TIMES
};

static bool
record_holds(struct stmt *st)
{
	bool has_parent = stmt_get_text(st, R_PARENT)[0] != '\0';
	/* A thread is a record's own, or its parent's (R7 hangs on it). What was
	 * kept aside is seen to by check_asides. */
	bool begins = store_begins_thread(kind_find(stmt_get_text(st, R_KIND)));
	int thread_of = has_parent && !begins ? R_PARENT_THREAD : R_ID;
	bool is_aside = is_text(st, R_KIND, kind_kept_aside.name);

	return (is_aside ||
		   is_text(st, R_THREAD, stmt_get_text(st, thread_of))) &&
	       (!has_parent ||
		   is_text(st, R_FILE, stmt_get_text(st, R_PARENT_FILE))) &&
	       is_text(st, R_AUTHOR, stmt_get_text(st, R_FIRST_AUTHOR)) &&
	       stmt_get_int(st, R_SIGNED) == stmt_get_int(st, R_HAS_SIG) &&
	       stmt_get_int(st, R_VERSION) == stmt_get_int(st, R_COUNT) &&
	       stmt_get_int(st, R_SEQ) == stmt_get_int(st, R_CHANGE_SEQ) &&
	       stmt_get_int(st, R_TIMES) != 0;
}

static void
check_records(struct check *c)
{
	struct stmt *st = db_stmt(c->db, SQL_RECORD_ALL);

	while (stmt_row(st))
		if (!record_holds(st))
			found(c,
			    "What stands beside record %s does not fit its "
			    "versions.",
			    stmt_get_text(st, R_ID));
}

/* A record's parent is sealed in its body: the clear one must be the same. */
static void
check_parents(struct check *c)
{
	struct stmt *st = db_stmt(c->db, SQL_RECORD_ALL);
	struct buf text = BUF_INIT(KIND_BODY_MAX);

	while (stmt_row(st)) {
		const struct kind *k = kind_find(stmt_get_text(st, R_KIND));
		struct id id = stmt_get_id(st, R_ID);
		struct envelope env;
		struct record *r = NULL;

		if (k == NULL || k->parent_key == NULL ||
		    store_read(c->s, c->db, &id, 1, &env, &text, NULL) !=
			ERR_OK ||
		    record_from_json(&r, k, env.body, env.body_len, true, NULL,
			NULL) != ERR_OK)
			continue;
		if (!is_text(st, R_PARENT, record_text(r, k->parent_key)))
			found(c,
			    "Record %s hangs on another record than it says.",
			    id.s);
		record_free(r);
	}
	buf_done(&text);
}

/* Of the thread of a record, if it is here: that one, or beside it. */
static bool
stands_beside(struct check *c, const char *thread, const char *record)
{
	struct record_row row;
	struct stmt *st;
	struct id id;
	bool does;

	if (!id_parse(&id, record) ||
	    store_find(c->db, &id, &row, NULL) != ERR_OK)
		return true;
	st = db_stmt(c->db, SQL_ASIDE_STANDS);
	stmt_text(st, 1, thread);
	stmt_id(st, 2, &row.thread);
	does = stmt_row(st);
	stmt_reset(st);
	return does;
}

/* What was kept aside is of one thread with all that the same person wrote on that
 * record or beside it, and beside the threads of both (store_aside.c); which they
 * are is sealed in its body. */
static bool
aside_holds(struct check *c, const char *thread, const struct id *id,
    const struct record *aside)
{
	const char *record = record_text(aside, "record"), *beside = "";
	struct record *inner = NULL;
	struct stmt *st;
	struct id parent;
	bool does;

	if (kept_aside_inner(aside, &inner, NULL) == ERR_OK &&
	    record_kind(inner)->parent_key != NULL)
		beside = record_text(inner, record_kind(inner)->parent_key);
	if (!id_parse(&parent, beside))
		beside = "";
	st = db_stmt(c->db, SQL_ASIDE_GET);
	stmt_id(st, 1, id);
	does = stmt_row(st) && is_text(st, 0, record) &&
	       is_text(st, 1, beside) &&
	       (stmt_get_int(st, 2) != 0) ==
		   (strcmp(record_text(aside, "why"), "handed") == 0) &&
	       stmt_get_int(st, 3) != 0;
	stmt_reset(st);
	does = does && stands_beside(c, thread, record) &&
	       stands_beside(c, thread, beside);
	record_free(inner);
	return does;
}

static void
check_asides(struct check *c)
{
	struct stmt *st = db_stmt(c->db, SQL_RECORD_ALL);

	while (stmt_row(st)) {
		struct id id = stmt_get_id(st, R_ID);
		struct record *r = NULL;
		struct envelope env;

		if (!is_text(st, R_KIND, kind_kept_aside.name) ||
		    store_read(c->s, c->db, &id, 1, &env, &c->text, NULL) !=
			ERR_OK ||
		    record_from_json(&r, &kind_kept_aside, env.body,
			env.body_len, true, NULL, NULL) != ERR_OK)
			continue;
		if (!aside_holds(c, stmt_get_text(st, R_THREAD), &id, r))
			found(c,
			    "What was kept aside as %s stands in a thread that "
			    "it is not of.",
			    id.s);
		record_free(r);
	}
}

static void
say_odd(void *arg, const char *id)
{
	found(arg, "There is a duty or a name of no record: %s.", id);
}

static void
say_mail(void *arg, const char *id)
{
	found(arg, "The seal of a mail does not hold: %s.", id);
}

/* The key database and the records agree: every file has its key, or had one. */
static void
check_keys(struct check *c)
{
	struct stmt *st = db_stmt(c->db, SQL_FILE_IDS);

	while (stmt_row(st)) {
		struct id file = stmt_get_id(st, 0);

		c->v->files++;
		if (!keyring_knows(c->s->keys, &file))
			found(c,
			    "File %s has no key, and never had one that was "
			    "destroyed: these keys are older than the records.",
			    file.s);
	}
}

/* How many are gone for good; destroy_verify says whether they are. */
static void
count_destroyed(struct check *c)
{
	struct stubs stubs = { 0 };

	if (destroy_list(c->db, &stubs, NULL) == ERR_OK)
		c->v->destroyed = (int64_t)stubs.count;
	free(stubs.at);
}

enum err
store_verify_all(struct server *s, struct db *db, struct buf *says,
    struct verified *v, struct errinfo *e)
{
	struct check c = { .s = s,
		.db = db,
		.says = says,
		.v = v,
		.text = BUF_INIT(KIND_BODY_MAX) };
	struct errinfo why = { 0 };

	*v = (struct verified){ 0 };
	if (db_integrity(db, &why) != ERR_OK)
		found(&c, "%s", why.says);
	v->rows = store_verify_chain(db, say, &c);
	check_words(&c);
	check_lost(&c);
	generation_verify(s, db, say, &c, &v->restores, &why);
	check_keys(&c);
	count_destroyed(&c);
	check_records(&c);
	check_parents(&c);
	check_asides(&c);
	store_duty_odd(db, say_odd, &c);
	mail_verify(s, db, say_mail, &c);
	destroy_verify(s, db, say, &c);
	v->counts = stats_verify_counts(s, db, say, &c);
	check_versions(&c);
	buf_done(&c.text);
	return db_error(db, e);
}

enum err
store_verify(struct server *s, struct db *db, struct buf *says, int64_t *bad,
    struct errinfo *e)
{
	struct verified v;
	enum err err = store_verify_all(s, db, says, &v, e);

	*bad = v.bad;
	return err;
}
