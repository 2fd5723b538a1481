/* store_put.c - judging one save, in the order that store.h promises.
 *
 * A check that says no fills the result, in words for whoever wrote it, and
 * ends the judging. A refusal is kept beside its write id and in the chain. A
 * write id that took effect is answered as the first time, for ever (promise
 * 3); one that was refused is judged again, since nothing came of it and what
 * was missing then may be there now.
 *
 * What was written is judged as if its writer had confirmed every document (T2):
 * store_let.
 *
 * Two things are never refused for rights or for a file that is not there: first
 * accounts and whatever else is KF_NEVER_REFUSED (R3, S9). */
#include "inspect.h"
#include "store_in.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "mem.h"

static bool
is_never_refused(const struct save *v)
{
	return (v->put->kind->flags & KF_NEVER_REFUSED) != 0;
}

/* By a newer haven, and taken as it is: what is not known here is passed over. */
static bool
is_newer(const struct save *v)
{
	const struct put *p = v->put;

	return p->table > p->kind->version &&
	       (p->kind->flags & (KF_NEVER_REFUSED | KF_NEWER)) != 0;
}

/* By the office of its own accord: of nothing that somebody sent to be kept aside. */
static bool
is_made(const struct put *p)
{
	return p->by_office && p->sent == NULL;
}

/* ---- what is known before judging ---- */

/* Keyed: a hash of a short text can be found by trying texts. */
static void
hash_put(struct save *v)
{
	const struct put *p = v->put->sent ? v->put->sent : v->put;
	struct buf head = BUF_INIT(1024);
	uint8_t *key = keyring_scratch(v->s->keys);
	struct seal_part parts[3];

	if (p->asked != NULL)
		buf_addf(
		    &head, "asked\n%s\n%s\n", p->who.staff.s, p->kind->name);
	else
		buf_addf(&head,
		    "%s\n%s\n%s\n%s\n%" PRId64 "\n%" PRId64 "\n%" PRId64
		    "\n%d\n%s\n%s\n%" PRId64 "\n",
		    p->who.staff.s, p->kind->name, p->file.s, p->id.s, p->base,
		    p->table, p->written_ms, p->is_signed, p->signer.s,
		    p->key.s, p->signed_ms);
	parts[0] = (struct seal_part){ head.data, head.len };
	parts[1] = (struct seal_part){ p->sig, p->is_signed ? SEAL_SIG : 0 };
	parts[2] = (struct seal_part){ p->body, p->body_len };
	if (p->asked != NULL)
		parts[2] = (struct seal_part){ p->asked, strlen(p->asked) };
	keyring_subkey(v->s->keys, "writes  ", key);
	seal_hash(v->hash, key, parts, 3);
	keyring_scratch_done(v->s->keys, key);
	buf_done(&head);
}

static void
read_body(struct save *v)
{
	const struct put *p = v->put;
	const char *parent_key = p->kind->parent_key;

	record_from_json(&v->body, p->kind, p->body, p->body_len, is_newer(v),
	    &v->result->problems, &v->body_error);
	if (v->body != NULL && parent_key != NULL &&
	    id_parse(&v->parent, record_text(v->body, parent_key)))
		v->parent_is_there = store_find(v->db, &v->parent,
					 &v->parent_row, NULL) == ERR_OK;
}

static void
look_around(struct save *v)
{
	const struct put *p = v->put;
	struct stmt *st;

	read_body(v);
	v->is_there = store_find(v->db, &p->id, &v->row, NULL) == ERR_OK;
	if (id_is_none(&p->file))
		return;
	st = db_stmt(v->db, SQL_FILE_GET);
	stmt_id(st, 1, &p->file);
	v->file_is_there = stmt_row(st);
	stmt_reset(st);
	if (!v->file_is_there)
		return;
	v->is_known =
	    store_may_write_on(v->s, v->db, &p->who, &p->file, p->now_ms);
	v->is_guest = !v->is_known &&
		      store_may_hold(v->s, v->db, &p->who, &p->file, p->now_ms);
}

/* ---- the checks, in their order ---- */

static bool
check_shape(struct save *v)
{
	const struct put *p = v->put;
	bool on_file = (p->kind->flags & KF_ON_FILE) != 0;

	if (on_file == id_is_none(&p->file) || id_is_none(&p->id) ||
	    id_is_none(&p->write) || p->base < 0 ||
	    p->body_len > KIND_BODY_MAX || store_is_deep(p))
		return store_refuse(v, 422, ERR_INVALID, "",
		    "This save is not put together as haven does it. Nothing "
		    "was kept; update haven and send it again.");
	if (p->table < 1 || (p->table > p->kind->version && !is_newer(v)))
		return store_refuse(v, 422, ERR_INVALID, "table",
		    "It was written with a newer haven than the office has. "
		    "It stays on your device; send it again when the office "
		    "has been updated.");
	if (p->is_signed && !(p->kind->flags & KF_SIGNED))
		return store_refuse(v, 422, ERR_INVALID, "sign",
		    "A %s is not signed.", p->kind->title);
	return true;
}

static bool
may(const struct save *v, enum right right)
{
	const struct put *p = v->put;

	return store_let(v->s, v->db, &p->who, &v->row, right, p->now_ms);
}

static bool
right_to_change(struct save *v)
{
	const struct put *p = v->put;
	bool is_own = id_equal(&v->row.author, &p->who.staff);

	if (v->row.kind != p->kind || !id_equal(&v->row.file, &p->file))
		return store_not_here(v);
	if (!may(v, RIGHT_READ) && !(is_never_refused(v) && is_own))
		return store_not_here(v);
	if (p->base == 0 || (p->kind->flags & KF_FINAL))
		return true; /* base and state say what is wrong */
	if (!may(v, RIGHT_CHANGE))
		return store_not_allowed(v, "change");
	if (p->is_signed && !may(v, RIGHT_SIGN))
		return store_not_allowed(v, "sign");
	return true;
}

/* As the chair of trustees one may do on a thread of theirs what a designated
 * senior member may (R7: it goes to the chair). */
static bool
may_make(const struct save *v, enum right right, bool is_assigned)
{
	const struct put *p = v->put;
	const char *kind = p->kind->name;

	if (rights_may(p->who.role, kind, right, is_assigned, true))
		return true;
	return v->parent_is_there &&
	       rights_may(ROLE_SENIOR, kind, right, false, false) &&
	       store_is_chairs(v->s, v->db, &p->who.staff,
		   &v->parent_row.thread, p->now_ms);
}

static bool
right_to_create(struct save *v)
{
	const struct put *p = v->put;
	bool has_file = !id_is_none(&p->file);
	bool is_assigned =
	    v->file_is_there &&
	    store_is_assigned(v->db, &p->who.staff, &p->file, p->now_ms);
	bool is_allowed;

	if (p->base > 0)
		return (has_file && !v->is_known && !is_never_refused(v)) ||
			       store_is_anothers(p)
			   ? store_not_here(v)
			   : store_must_wait(v, "its first version");
	if (is_never_refused(v) || p->by_office || store_share_is_asked(v))
		return true;
	is_allowed = may_make(v, RIGHT_CREATE, is_assigned);
	/* A front sheet begins a file; it is no way into one that is there. */
	if (is_allowed && v->file_is_there && !v->is_known &&
	    p->kind == &kind_front_sheet)
		return store_not_here(v);
	if (v->is_guest && p->kind != &kind_front_sheet)
		return store_not_allowed(v, "write");
	if (has_file && !v->is_known && p->kind != &kind_front_sheet)
		return is_allowed
			   ? store_must_wait(v, "the front sheet of its file")
			   : store_not_here(v);
	if (!is_allowed)
		return store_not_allowed(v, "write");
	if (p->is_signed && !may_make(v, RIGHT_SIGN, is_assigned))
		return store_not_allowed(v, "sign");
	return true;
}

static bool
check_right(struct save *v)
{
	if ((v->put->kind->flags & KF_OFFICE) && !v->put->by_office)
		return store_not_allowed(v, "write");
	return v->is_there ? right_to_change(v) : right_to_create(v);
}

static bool
check_state(struct save *v)
{
	if (!v->is_there || v->put->base == 0)
		return true;
	if (v->row.is_signed)
		return store_refuse(v, 409, ERR_CONFLICT, "",
		    "It is signed and cannot change any more (R5). Write an "
		    "addendum to correct it.");
	if (v->put->kind->flags & KF_FINAL)
		return store_refuse(v, 409, ERR_CONFLICT, "",
		    "A %s cannot change once it is handed in. Write another.",
		    v->put->kind->title);
	return true;
}

static bool
check_base(struct save *v)
{
	if (!v->is_there || v->put->base == v->row.version)
		return true;
	v->result->version = v->row.version;
	return store_refuse(v, 412, ERR_STALE, "",
	    "Somebody else changed it first: the office has version %" PRId64
	    ". What you wrote stays on your device; read both and choose.",
	    v->row.version);
}

/* What corrects or acknowledges a record of these kinds needs it signed. */
static bool
needs_signed(const struct kind *k)
{
	return k == &kind_addendum || k == &kind_acknowledged;
}

static const struct field *
parent_field(const struct kind *k)
{
	return kind_field(k, k->parent_key);
}

static bool
check_parent(struct save *v)
{
	const struct put *p = v->put;
	const struct record_row *parent = &v->parent_row;

	if (v->body == NULL || p->kind->parent_key == NULL)
		return true;
	if (v->is_there && !id_equal(&v->parent, &v->row.parent))
		return store_refuse(v, 422, ERR_INVALID, p->kind->parent_key,
		    "Which record it belongs to cannot change. Write another "
		    "one instead.");
	if (id_is_none(&v->parent) || v->is_there)
		return true;
	/* R7: a record that is about who is asked for is not there. */
	if (!v->parent_is_there || (!is_made(p) && !store_share_is_asked(v) &&
				       !store_let(v->s, v->db, &p->who, parent,
					   RIGHT_READ, p->now_ms)))
		return store_must_wait(v, "the record it belongs to");
	if (!id_equal(&parent->file, &p->file) ||
	    strcmp(parent->kind->name, parent_field(p->kind)->ref) != 0)
		return store_refuse(v, 422, ERR_INVALID, p->kind->parent_key,
		    "The record it belongs to is of another file, or of "
		    "another kind.");
	if (needs_signed(p->kind) && !parent->is_signed)
		return store_refuse(v, 409, ERR_CONFLICT, p->kind->parent_key,
		    "The %s is not signed yet: change it, rather than add to "
		    "it.",
		    parent->kind->title);
	return true;
}

/* Refs to staff must be somebody: a wrong id in "staff it is about" would keep
 * nobody out (R7). */
static void
check_staff(void *arg, const char *path, unsigned depth, const struct field *f,
    const char *text)
{
	struct save *v = arg;
	struct stmt *st;

	(void)depth;
	if (f->type != FT_REF || text == NULL ||
	    strcmp(f->ref, kind_staff.name) != 0)
		return;
	st = db_stmt(v->db, SQL_IS_STAFF);
	stmt_text(st, 1, text);
	if (!stmt_row(st))
		problems_add(&v->result->problems, path, "unknown",
		    "%s names nobody the office knows.", f->label);
	stmt_reset(st);
}

/* By the clock of whoever wrote it. A laptop with a wrong clock is no reason to
 * refuse a first account: then it need only hold by the office's. */
static bool
holds(struct save *v)
{
	const struct put *p = v->put;
	struct check_ctx ctx = { .now = when_civil(p->written_ms),
		.complete = !(p->kind->flags & KF_SIGNED) || p->is_signed };
	struct problems *again;
	bool does;

	if (record_check(v->body, &ctx, &v->result->problems))
		return true;
	if (!is_never_refused(v))
		return false;
	ctx.now = when_civil(p->now_ms);
	again = mem_zalloc(1, sizeof(*again));
	does = record_check(v->body, &ctx, again);
	mem_free_wiped(again, sizeof(*again));
	return does;
}

static bool
check_body(struct save *v)
{
	struct problems *p = &v->result->problems;

	if (v->body == NULL)
		return store_refuse(v, 422, v->body_error.code,
		    v->body_error.field, "%s", v->body_error.says);
	if (is_newer(v) || holds(v)) {
		p->count = 0;
		if (!is_never_refused(v) &&
		    (!is_made(v->put) || v->put->asked != NULL))
			record_each(v->body, check_staff, v);
	}
	if (p->count == 0)
		return true;
	return store_refuse(
	    v, 422, ERR_INVALID, p->at[0].field, "%s", p->at[0].says);
}

static bool
check_one(struct save *v)
{
	const struct put *p = v->put;
	struct stmt *st;
	bool is_taken;

	if (!(p->kind->flags & KF_ONE) || v->is_there)
		return true;
	st = db_stmt(v->db, SQL_RECORD_OF_KIND);
	stmt_id(st, 1, &p->file);
	stmt_text(st, 2, p->kind->name);
	is_taken = stmt_row(st);
	stmt_reset(st);
	if (!is_taken)
		return true;
	return store_refuse(v, 409, ERR_CONFLICT, "",
	    "The file has a %s already. Change that one.", p->kind->title);
}

void
store_save_envelope(const struct save *v, struct envelope *env)
{
	const struct put *p = v->put;

	memset(env, 0, sizeof(*env));
	snprintf(env->kind, sizeof(env->kind), "%s", p->kind->name);
	env->id = p->id;
	env->file = p->file;
	env->version = p->base + 1;
	env->table = p->table;
	env->author = p->who.staff;
	env->written_ms = p->written_ms;
	env->body = p->body;
	env->body_len = p->body_len;
	env->is_signed = p->is_signed;
	if (!p->is_signed)
		return;
	env->signer = p->signer;
	env->key = p->key;
	env->signed_ms = p->signed_ms;
	memcpy(env->sig, p->sig, SEAL_SIG);
}

/* By whoever asks, on the device they ask from, whole, and at a time when the
 * device was theirs: clocks may be wrong by a day, no more. */
static bool
check_sign(struct save *v)
{
	const struct put *p = v->put;
	struct envelope env;
	struct stmt *st;
	const void *key;
	size_t len;
	bool does = false;

	if (!p->is_signed)
		return true;
	store_save_envelope(v, &env);
	st = db_stmt(v->db, SQL_SIGN_KEY);
	stmt_id(st, 1, &p->key);
	if (stmt_row(st) && id_equal(&p->signer, &p->who.staff) &&
	    id_equal(&p->key, &p->who.device) &&
	    (stmt_get_int(st, 2) == 0 ||
		(p->was_handed && p->signed_ms <= stmt_get_int(st, 2))) &&
	    strcmp(stmt_get_text(st, 0), p->who.staff.s) == 0) {
		int64_t made_ms = stmt_get_int(st, 3);

		key = stmt_get_blob(st, 1, &len);
		does = len == SEAL_PUBLIC && store_sign_time(p, made_ms) &&
		       envelope_sign_holds(&env, key);
	}
	stmt_reset(st);
	return does ||
	       store_refuse(v, 422, ERR_CRYPTO, "sign",
		   "The signature is not yours on this device, or not of this "
		   "text, or of a day that cannot be. It stays on your device: "
		   "open it there and sign it "
		   "again.");
}

static bool (*const checks[])(struct save *) = {
	check_right,
	check_state,
	check_base,
	check_parent,
	check_body,
	store_share_allows,
	inspect_allows,
	check_one,
	check_sign,
};

/* ---- a write id seen before ---- */

/* True: the answer is there. */
static bool
is_answered(struct save *v)
{
	const struct put *p = v->put;
	struct stmt *st = db_stmt(v->db, SQL_WRITE_GET);
	unsigned status;
	const void *hash;
	size_t len;
	bool is_same;

	stmt_id(st, 1, &p->write);
	if (!stmt_row(st)) {
		stmt_reset(st);
		return false;
	}
	hash = stmt_get_blob(st, 0, &len);
	is_same = len == SEAL_HASH && seal_equal(hash, v->hash, SEAL_HASH);
	status = (unsigned)stmt_get_int(st, 1);
	if (is_same && status < 300) {
		v->result->status = status;
		v->result->version = stmt_get_int(st, 2);
		v->result->received_ms = stmt_get_int(st, 3);
	}
	stmt_reset(st);
	v->seen_status = status;
	if (!is_same) {
		store_refuse(v, 409, ERR_CONFLICT, "",
		    "The office has had another text under the number of this "
		    "save. It stays on your device; save it again.");
		return true;
	}
	return status < 300;
}

/* A repeat is answered as far as today's rights allow. */
static void
judge_repeat(struct save *v)
{
	struct record_row row;
	const struct put *p = v->put;

	if (v->result->status >= 300 || is_never_refused(v) || p->by_office)
		return;
	/* Kept aside while their access had ended: it is not in the file. */
	if (v->result->status == 202)
		return;
	if (store_find(v->db, &p->id, &row, NULL) == ERR_OK &&
	    store_let(v->s, v->db, &p->who, &row, RIGHT_READ, p->now_ms))
		return;
	v->result->version = 0;
	store_not_here(v);
}

static enum err
judge(struct save *v, struct errinfo *e)
{
	bool is_right = true;

	look_around(v);
	for (size_t i = 0; is_right && i < KIND_COUNT(checks); i++)
		is_right = checks[i](v);
	/* A database that cannot answer has judged nothing. */
	if (db_has_error(v->db))
		return db_error(v->db, e);
	if (is_right) {
		enum err err = store_keep(v, e);

		if (err == ERR_OK)
			err = store_share_follow(v, e);
		if (err == ERR_OK)
			err = store_notice_follow(v, e);
		if (err == ERR_OK)
			err = store_action_follow(v, e);
		if (err == ERR_OK)
			err = store_inspect_follow(v, e);
		return err == ERR_OK ? store_alert_follow(v, e) : err;
	}
	if (v->handed_ms == 0)
		return store_keep_write(v, e);
	/* Then it stays what it was: kept aside, for somebody to decide. */
	*v->result =
	    (struct put_result){ .status = 202, .received_ms = v->handed_ms };
	return ERR_OK;
}

bool
store_put_seen(struct server *s, struct db *db, const struct put *put,
    struct put_result *result)
{
	struct save v = { .s = s, .db = db, .put = put, .result = result };
	bool is_seen;

	memset(result, 0, sizeof(*result));
	hash_put(&v);
	is_seen = is_answered(&v) && result->status < 300;
	seal_wipe(v.hash, sizeof(v.hash));
	return is_seen;
}

struct id
store_put_record(struct db *db, const struct id *write)
{
	struct stmt *st = db_stmt(db, SQL_WRITE_GET);
	struct id record = { "" };

	stmt_id(st, 1, write);
	if (stmt_row(st))
		record = stmt_get_id(st, 4);
	stmt_reset(st);
	return record;
}

enum err
store_put(struct server *s, struct db *db, const struct put *put,
    struct put_result *result, struct errinfo *e)
{
	struct put believed = *put;
	struct save v = { .s = s, .db = db, .put = put, .result = result };
	enum err err = ERR_OK;

	memset(result, 0, sizeof(*result));
	result->received_ms = put->now_ms;
	if (!check_shape(&v))
		return ERR_OK;
	hash_put(&v); /* of what was sent */
	believed.written_ms = store_written_ms(put);
	v.put = &believed;
	if (!is_answered(&v)) {
		err = judge(&v, e);
	} else if (result->status == 202 && !put->by_office &&
		   store_aside_is_handed(&v)) {
		v.handed_ms = result->received_ms;
		result->received_ms = put->now_ms;
		err = judge(&v, e);
	} else {
		judge_repeat(&v);
	}
	if (err == ERR_OK)
		err = db_error(db, e);
	record_free(v.body);
	seal_wipe(v.hash, sizeof(v.hash));
	return err;
}
