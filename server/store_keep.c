/* store_keep.c - keeping a save that was judged to be right, and the trace of
 * one that was not. All of it is in the transaction of the caller. */
#include "store_in.h"

#include <stdio.h>
#include <string.h>

#include "mem.h"

/* ---- the sealed version ---- */

static enum err
seal_body(struct save *v, const struct envelope *env, struct buf *sealed,
    struct errinfo *e)
{
	struct buf ad = BUF_INIT(1024);
	uint8_t *key = keyring_scratch(v->s->keys);
	/* The key commits first, in its own database: no record without. */
	enum err err = keyring_get(v->s->keys, &env->file, true, key, e);

	store_bind(&ad, env);
	if (err == ERR_OK)
		err = seal_close(
		    sealed, key, ad.data, ad.len, env->body, env->body_len, e);
	keyring_scratch_done(v->s->keys, key);
	buf_done(&ad);
	return err;
}

static enum err
add_version(struct save *v, const struct envelope *env,
    const struct buf *sealed, struct errinfo *e)
{
	struct stmt *st = db_stmt(v->db, SQL_VERSION_ADD);

	stmt_id(st, 1, &env->id);
	stmt_int(st, 2, env->version);
	stmt_id(st, 3, &env->author);
	stmt_int(st, 4, env->table);
	stmt_int(st, 5, env->written_ms);
	stmt_int(st, 6, env->received_ms);
	if (env->is_signed) {
		stmt_id(st, 7, &env->signer);
		stmt_id(st, 8, &env->key);
		stmt_int(st, 9, env->signed_ms);
		stmt_blob(st, 10, env->sig, SEAL_SIG);
	}
	stmt_blob(st, 11, sealed->data, sealed->len);
	return stmt_done(st, e);
}

/* ---- what stands in clear ---- */

static enum err
add_file(struct save *v, struct errinfo *e)
{
	const struct put *p = v->put;
	bool has_front = p->kind == &kind_front_sheet;
	struct stmt *st;

	if (id_is_none(&p->file) || (v->file_is_there && !has_front))
		return ERR_OK;
	st = db_stmt(v->db, SQL_FILE_ADD);
	stmt_id(st, 1, &p->file);
	stmt_int(st, 2, !has_front);
	stmt_int(st, 3, p->now_ms);
	return stmt_done(st, e);
}

static enum err
add_change(struct save *v, int64_t *seq, struct errinfo *e)
{
	struct stmt *st = db_stmt(v->db, SQL_CHANGE_ADD);

	stmt_id(st, 1, &v->put->id);
	stmt_id(st, 2, &v->put->file);
	stmt_int(st, 3, v->put->base + 1);
	if (stmt_row(st))
		*seq = stmt_get_int(st, 0);
	return stmt_done(st, e);
}

static const struct id *
thread_of(const struct save *v)
{
	if (v->is_there)
		return &v->row.thread;
	if (v->put->sent != NULL)
		return &v->aside_thread;
	return id_is_none(&v->parent) || store_begins_thread(v->put->kind)
		   ? &v->put->id
		   : &v->parent_row.thread;
}

static enum err
add_record(struct save *v, int64_t seq, struct errinfo *e)
{
	const struct put *p = v->put;
	struct stmt *st = db_stmt(v->db, SQL_RECORD_ADD);

	stmt_id(st, 1, &p->id);
	stmt_text(st, 2, p->kind->name);
	stmt_id(st, 3, &p->file);
	stmt_id(st, 4, &p->who.staff);
	stmt_id(st, 5, thread_of(v));
	stmt_id(st, 6, &v->parent);
	stmt_int(st, 7, p->base + 1);
	stmt_int(st, 8, p->written_ms);
	stmt_int(st, 9, p->now_ms);
	stmt_int(st, 10, p->is_signed);
	stmt_int(st, 11, seq);
	return stmt_done(st, e);
}

static enum err
change_record(struct save *v, int64_t seq, struct errinfo *e)
{
	const struct put *p = v->put;
	struct stmt *st = db_stmt(v->db, SQL_RECORD_CHANGE);

	stmt_id(st, 1, &p->id);
	stmt_int(st, 2, p->base + 1);
	stmt_int(st, 3, p->written_ms);
	stmt_int(st, 4, p->now_ms);
	stmt_int(st, 5, p->is_signed);
	stmt_int(st, 6, seq);
	return stmt_done(st, e);
}

/* All of the thread, and of what stands beside it, but for one record: what
 * somebody has of it on a device who is kept out of it now, goes at the next
 * contact. */
enum err
store_tell_thread(struct db *db, const struct id *thread, const struct id *but,
    struct errinfo *e)
{
	static const enum sql steps[] = { SQL_CHANGE_THREAD,
		SQL_CHANGE_THREAD_SEQ };
	enum err err = ERR_OK;

	for (size_t i = 0; err == ERR_OK && i < 2; i++) {
		struct stmt *st = db_stmt(db, steps[i]);

		stmt_id(st, 1, thread);
		stmt_id(st, 2, but);
		err = stmt_done(st, e);
	}
	return err;
}

/* R7. Whoever any version named stays out: that version still stands. */
static enum err
add_exclusions(struct save *v, struct errinfo *e)
{
	const char *key = v->put->kind->staff_key;
	size_t n = key != NULL ? record_count(v->body, key) : 0;
	enum err err = ERR_OK;
	bool is_new = false;
	struct id staff;

	for (size_t i = 0; err == ERR_OK && i < n; i++) {
		if (!id_parse(&staff, record_text(record_item(v->body, key, i),
					  kind_about_staff.label_key)) ||
		    store_is_excluded(v->s, v->db, thread_of(v), &staff))
			continue;
		err = store_exclude(v->s, v->db, thread_of(v), &staff, e);
		if (err == ERR_OK)
			err = store_opening_hide(v, &staff, e);
		is_new = true;
	}
	if (err != ERR_OK || !is_new)
		return err;
	return store_tell_thread(v->db, thread_of(v), &v->put->id, e);
}

static enum err
set_staff(struct save *v, struct errinfo *e)
{
	struct stmt *st = db_stmt(v->db, SQL_STAFF_SET);
	struct id manager = { 0 };

	id_parse(&manager, record_text(v->body, "manager"));
	stmt_id(st, 1, &v->put->id);
	stmt_text(st, 2, record_text(v->body, "role"));
	stmt_int(st, 3, strcmp(record_text(v->body, "chair"), "yes") == 0);
	stmt_id(st, 4, &manager);
	stmt_text(st, 5, record_text(v->body, "left"));
	return stmt_done(st, e);
}

static enum err
set_deputy(struct save *v, struct errinfo *e)
{
	struct stmt *st = db_stmt(v->db, SQL_DEPUTY_SET);

	stmt_id(st, 1, &v->put->id);
	stmt_text(st, 2, record_text(v->body, "deputy"));
	return stmt_done(st, e);
}

static enum err
set_assignment(struct save *v, struct errinfo *e)
{
	struct stmt *st = db_stmt(v->db, SQL_ASSIGNMENT_SET);

	stmt_id(st, 1, &v->put->id);
	stmt_text(st, 2, record_text(v->body, "staff"));
	stmt_id(st, 3, &v->put->file);
	stmt_text(st, 4, record_text(v->body, "from"));
	stmt_text(st, 5, record_text(v->body, "until"));
	return stmt_done(st, e);
}

static const struct {
	const struct kind *kind;
	enum err (*set)(struct save *, struct errinfo *);
} clear_rows[] = {
	{ &kind_staff, set_staff },
	{ &kind_staff, set_deputy },
	{ &kind_assignment, set_assignment },
	{ &kind_policy_document, store_policy_set },
};

static enum err
set_clear_rows(struct save *v, struct errinfo *e)
{
	enum err err = ERR_OK;

	for (size_t i = 0; i < KIND_COUNT(clear_rows) && err == ERR_OK; i++)
		if (clear_rows[i].kind == v->put->kind)
			err = clear_rows[i].set(v, e);
	return err == ERR_OK ? store_duty_add(v, thread_of(v), e) : err;
}

/* ---- the trace ---- */

static struct audit_row
trace(const struct save *v, enum audit_what what)
{
	const struct put *p = v->put;

	return (struct audit_row){ .what = what,
		.staff = p->who.staff,
		.device = p->who.device,
		.file = p->file,
		.record = p->id,
		.version = p->base + 1,
		.at_ms = p->now_ms,
		.received_ms = p->now_ms,
		/* Its author is as the file says, and wrote nothing now. */
		.words = p->who.end == CALLER_HANDED ? "Handed on in a file."
			 : p->who.end == CALLER_RECOVERED
			     ? "Handed over after a lost passphrase."
			 : p->by_office && p->sent == NULL
			     ? "Made by the office."
			     : "" };
}

static enum err
set_write(struct save *v, struct errinfo *e)
{
	struct stmt *st = db_stmt(v->db, SQL_WRITE_SET);

	stmt_id(st, 1, &v->put->write);
	stmt_blob(st, 2, v->hash, SEAL_HASH);
	stmt_id(st, 3, &v->put->who.staff);
	stmt_id(st, 4, &v->put->id);
	stmt_int(st, 5, v->result->status);
	stmt_int(st, 6, v->result->version);
	stmt_int(st, 7, v->result->received_ms);
	return stmt_done(st, e);
}

/* A refusal is in the chain once, however often a device tries again. */
enum err
store_keep_write(struct save *v, struct errinfo *e)
{
	struct audit_row row = trace(v, AUDIT_REFUSED);
	enum err err = ERR_OK;
	char words[ERR_SAYS_MAX + 32];

	if (v->seen_status != v->result->status) {
		snprintf(words, sizeof(words), "%s%s%s", row.words,
		    row.words[0] != '\0' ? " " : "", v->result->error.says);
		row.words = words;
		err = audit_add(v->s, v->db, &row, e);
	}
	return err == ERR_OK ? set_write(v, e) : err;
}

/* A record that was not there: where it stands, and beside what. */
static enum err
make_record(struct save *v, int64_t seq, struct errinfo *e)
{
	bool is_aside = v->put->sent != NULL;
	enum err err = is_aside ? store_aside_join(v, e) : ERR_OK;

	if (err == ERR_OK)
		err = add_record(v, seq, e);
	if (err != ERR_OK)
		return err;
	return is_aside ? store_aside_add(v, e)
			: store_aside_came(v, thread_of(v), e);
}

static enum err
keep_record(struct save *v, const struct envelope *env,
    const struct buf *sealed, struct errinfo *e)
{
	int64_t seq = 0;
	enum err err = add_file(v, e);

	if (err == ERR_OK)
		err = add_change(v, &seq, e);
	if (err == ERR_OK)
		err = v->is_there ? change_record(v, seq, e)
				  : make_record(v, seq, e);
	if (err == ERR_OK)
		err = add_version(v, env, sealed, e);
	if (err == ERR_OK)
		err = add_exclusions(v, e);
	if (err == ERR_OK)
		err = store_opening_made(v, e);
	return err == ERR_OK ? set_clear_rows(v, e) : err;
}

enum err
store_keep(struct save *v, struct errinfo *e)
{
	struct buf sealed = BUF_INIT(KIND_BODY_MAX + SEAL_OVERHEAD);
	struct audit_row row = trace(v, AUDIT_WRITE);
	struct seal_part part;
	struct envelope env;
	uint8_t hash[SEAL_HASH];
	enum err err;

	store_save_envelope(v, &env);
	env.received_ms = v->put->now_ms;
	err = seal_body(v, &env, &sealed, e);
	if (err == ERR_OK)
		err = keep_record(v, &env, &sealed, e);
	if (err == ERR_OK) {
		part = (struct seal_part){ sealed.data, sealed.len };
		seal_hash(hash, NULL, &part, 1);
		err = audit_add_hash(v->s, v->db, &row, hash, e);
	}
	v->result->status = v->is_there ? 200 : 201;
	v->result->version = env.version;
	/* To whoever sent it, it is no version of what they wrote. */
	if (v->put->sent != NULL) {
		v->result->status = 202;
		v->result->version = 0;
	}
	if (err == ERR_OK)
		err = set_write(v, e);
	if (err == ERR_OK && v->handed_ms != 0)
		err = store_aside_settle(v, e);
	buf_done(&sealed);
	return err;
}
