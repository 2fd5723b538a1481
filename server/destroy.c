/* destroy.c - destroying a file, step by step, and finishing what was cut short
 * (destroy.h). */
#include "destroy.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "stats.h"
#include "store_in.h"

#define WORDS_MAX (KIND_BODY_MAX + 256)

bool
store_was_destroyed(struct db *db, const struct id *file, int64_t *at_ms)
{
	struct stmt *st;
	bool was;

	if (id_is_none(file))
		return false;
	st = db_stmt(db, SQL_DESTROYED_GET);
	stmt_id(st, 1, file);
	was = stmt_row(st);
	if (was && at_ms != NULL)
		*at_ms = stmt_get_int(st, 1);
	stmt_reset(st);
	return was;
}

size_t
destroy_erasing(
    struct db *db, const struct id *device, struct id *out, size_t max)
{
	struct stmt *st = db_stmt(db, SQL_ERASING_OF_DEVICE);
	size_t n = 0;

	stmt_id(st, 1, device);
	stmt_int(st, 2, (int64_t)max);
	while (n < max && stmt_row(st))
		out[n++] = stmt_get_id(st, 0);
	stmt_reset(st);
	return n;
}

enum err
destroy_erased(struct db *db, const struct id *file, const struct id *device,
    int64_t now_ms, struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_ERASING_SAID);

	stmt_id(st, 1, file);
	stmt_id(st, 2, device);
	stmt_int(st, 3, now_ms);
	return stmt_done(st, e);
}

enum err
destroy_late_file(
    struct db *db, const struct id *file, struct id *late, struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_DESTROYED_LATE);
	struct id fresh = id_new();

	*late = (struct id){ "" };
	stmt_id(st, 1, file);
	stmt_id(st, 2, &fresh);
	if (stmt_row(st))
		*late = stmt_get_id(st, 0);
	return stmt_done(st, e);
}

/* ---- step 1: the records ---- */

/* What hangs on something goes before it. A table that gets rows of a file one day
 * gets a line here; server_destroy.c finds what was forgotten. */
static const enum sql gone[] = { SQL_GONE_MAIL, SQL_GONE_DUTY, SQL_GONE_LINK,
	SQL_GONE_ASIDE, SQL_GONE_BESIDE, SQL_GONE_EXCLUSION,
	SQL_GONE_ASSIGNMENT, SQL_GONE_HOLD, SQL_GONE_INSPECTED, SQL_GONE_FAMILY,
	SQL_GONE_VERSION, SQL_GONE_CHANGE };

static enum err
run_on(struct db *db, enum sql sql, const struct id *file, struct errinfo *e)
{
	struct stmt *st = db_stmt(db, sql);

	stmt_id(st, 1, file);
	return stmt_done(st, e);
}

static enum err
delete_all(struct db *db, const struct id *file, struct errinfo *e)
{
	enum err err = ERR_OK;

	for (size_t i = 0; i < KIND_COUNT(gone) && err == ERR_OK; i++)
		err = run_on(db, gone[i], file, e);
	/* Level by level: a record names the one it hangs on. */
	while (err == ERR_OK) {
		err = run_on(db, SQL_GONE_RECORD, file, e);
		if (db_changes(db) == 0)
			break;
	}
	return err == ERR_OK ? run_on(db, SQL_GONE_FILE, file, e) : err;
}

/* The names of roles that hold every child's name stand in rights.c alone. */
static enum err
note_devices(struct db *db, const struct id *file, struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_ERASING_ADD);
	int at = 2;

	stmt_id(st, 1, file);
	for (size_t r = 0; r < ROLE_COUNT && at <= 4; r++)
		if (rights_sees_all((enum role)r))
			stmt_text(st, at++, role_code((enum role)r));
	assert(at == 5); /* as many as the statement asks for */
	return stmt_done(st, e);
}

static enum err
add_stub(struct db *db, const struct id *file, const struct id *record,
    int64_t at_ms, struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_DESTROYED_ADD);

	stmt_id(st, 1, file);
	stmt_id(st, 2, record);
	stmt_int(st, 3, at_ms);
	return stmt_done(st, e);
}

/* A row of the register, sealed by the organisation's key. */
static enum err
add_register(struct server *s, struct db *db, const struct caller *who,
    const struct id *id, const char *body, int64_t at_ms, struct errinfo *e)
{
	struct put_result *result = mem_zalloc(1, sizeof(*result));
	struct put p = { .who = *who,
		.kind = &kind_disposal,
		.id = *id,
		.write = id_new(),
		.table = kind_disposal.version,
		.written_ms = at_ms,
		.now_ms = at_ms,
		.by_office = true,
		.body = body,
		.body_len = strlen(body) };
	enum err err = store_put(s, db, &p, result, e);

	if (err == ERR_OK && result->status != 201)
		err = err_set(e, ERR_BUG,
		    "The register could not be written, so nothing was "
		    "destroyed: %s",
		    result->error.says);
	mem_free_wiped(result, sizeof(*result));
	return err;
}

/* Whoever something on the file was about does not read in the register what they
 * were not shown of it (R7). */
static enum err
shut_out(struct server *s, struct db *db, const struct id *file,
    const struct id *record, struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_STAFF_IDS);
	enum err err = ERR_OK;

	while (err == ERR_OK && stmt_row(st)) {
		struct id staff = stmt_get_id(st, 0);

		if (store_hides_on(s, db, &staff, file))
			err = store_exclude(s, db, record, &staff, e);
	}
	stmt_reset(st);
	return err == ERR_OK ? db_error(db, e) : err;
}

struct destroying {
	const struct caller *who;
	struct id file, record;
	const char *body; /* of the register; NULL: it is there */
	int64_t at_ms;
};

static enum err
destroy_records(struct server *s, struct db *db, const struct destroying *d,
    struct errinfo *e)
{
	const struct audit_row row = { .what = AUDIT_DESTROYED,
		.staff = d->who->staff,
		.device = d->who->device,
		.file = d->file,
		.record = d->record,
		.at_ms = d->at_ms,
		.received_ms = d->at_ms,
		.words = "" };
	enum err err = ERR_OK;

	if (d->body != NULL)
		err = add_register(
		    s, db, d->who, &d->record, d->body, d->at_ms, e);
	if (err == ERR_OK)
		err = shut_out(s, db, &d->file, &d->record, e);
	if (err == ERR_OK)
		err = note_devices(db, &d->file, e);
	if (err == ERR_OK)
		err = add_stub(db, &d->file, &d->record, d->at_ms, e);
	if (err == ERR_OK)
		err = audit_add(s, db, &row, e);
	if (err == ERR_OK)
		err = delete_all(db, &d->file, e);
	if (err == ERR_OK)
		err = stats_seal_counts(s, db, e);
	if (err == ERR_OK && s->cards != NULL)
		cards_refresh(s, db, &d->file);
	return err;
}

enum err
store_destroy_file(struct server *s, struct db *db, const struct caller *who,
    const struct id *file, const struct record *disposal, int64_t now_ms,
    struct errinfo *e)
{
	struct buf body = BUF_INIT(KIND_BODY_MAX);
	struct destroying d = {
		.who = who, .file = *file, .record = id_new(), .at_ms = now_ms
	};
	enum err err = stats_seal_look(s, db, now_ms, e);

	/* Numbers outlive a file, as rows that identify nobody (N1). */
	if (err == ERR_OK)
		err = stats_keep_counts(s, db, file, e);
	record_to_json(disposal, false, &body);
	d.body = buf_str(&body);
	if (err == ERR_OK)
		err = destroy_records(s, db, &d, e);
	buf_done(&body);
	return err;
}

/* ---- the words of the register, beside the keys ---- */

static void
bind_words(struct buf *ad, const struct id *file)
{
	buf_addf(ad, "haven-disposal-1\n%s\n", file->s);
}

/* The approver's id, a newline, the body. */
static enum err
seal_words(struct server *s, struct db *db, const struct id *file,
    const struct id *record, struct buf *sealed, struct errinfo *e)
{
	static const struct id none;
	struct buf ad = BUF_INIT(200), text = BUF_INIT(KIND_BODY_MAX);
	struct buf words = BUF_INIT(WORDS_MAX);
	uint8_t *key = keyring_scratch(s->keys);
	struct envelope env;
	enum err err = store_read(s, db, record, 1, &env, &text, e);

	if (err == ERR_OK)
		err = keyring_get(s->keys, &none, false, key, e);
	if (err == ERR_OK) {
		bind_words(&ad, file);
		buf_addf(&words, "%s\n", env.author.s);
		buf_add(&words, env.body, env.body_len);
		err = seal_close(
		    sealed, key, ad.data, ad.len, words.data, words.len, e);
	}
	keyring_scratch_done(s->keys, key);
	buf_done(&words);
	buf_done(&text);
	buf_done(&ad);
	return err;
}

static enum err
open_words(struct server *s, const struct id *file, const struct disposed *d,
    struct buf *words, struct errinfo *e)
{
	static const struct id none;
	struct buf ad = BUF_INIT(200);
	uint8_t *key = keyring_scratch(s->keys);
	enum err err = keyring_get(s->keys, &none, false, key, e);

	bind_words(&ad, file);
	if (err == ERR_OK)
		err = seal_open(
		    words, key, ad.data, ad.len, d->sealed, d->sealed_len, e);
	keyring_scratch_done(s->keys, key);
	buf_done(&ad);
	return err;
}

/* ---- steps 2 and 3 ---- */

enum err
destroy_list(struct db *db, struct stubs *out, struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_DESTROYED_ALL);

	while (stmt_row(st)) {
		struct stub *stub;

		if (out->count == out->room) {
			out->room = out->room > 0 ? out->room * 2 : 16;
			out->at =
			    mem_grow(out->at, out->room, sizeof(*out->at));
		}
		stub = &out->at[out->count++];
		stub->file = stmt_get_id(st, 0);
		stub->record = stmt_get_id(st, 1);
		stub->at_ms = stmt_get_int(st, 2);
		stub->is_done = stmt_get_int(st, 3) != 0;
	}
	stmt_reset(st);
	return db_error(db, e);
}

static enum err
drop_key(
    struct server *s, struct db *db, const struct stub *stub, struct errinfo *e)
{
	struct buf sealed = BUF_INIT(WORDS_MAX + SEAL_OVERHEAD);
	struct disposed d = { .at_ms = stub->at_ms, .record = stub->record };
	enum err err =
	    seal_words(s, db, &stub->file, &stub->record, &sealed, e);

	if (err == ERR_OK) {
		d.sealed = sealed.data;
		d.sealed_len = sealed.len;
		err = keyring_destroy(s->keys, &stub->file, &d, e);
	}
	buf_done(&sealed);
	return err;
}

struct finishing {
	const struct stub *stub;
	int64_t now_ms;
};

static enum err
mark_done(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	const struct finishing *f = arg;
	struct stmt *st = db_stmt(db, SQL_DESTROYED_DONE);

	(void)s;
	stmt_id(st, 1, &f->stub->file);
	stmt_int(st, 2, f->now_ms);
	return stmt_done(st, e);
}

/* Is its key here, or does the key database not know that it was destroyed? */
static bool
needs_drop(struct server *s, const struct stub *stub)
{
	struct buf sealed = BUF_INIT(WORDS_MAX + SEAL_OVERHEAD);
	struct disposed d = { 0 };
	bool does = !stub->is_done ||
		    !keyring_disposed(s->keys, &stub->file, &d, &sealed) ||
		    d.has_key;

	buf_done(&sealed);
	return does;
}

enum err
destroy_finish(struct server *s, int64_t now_ms, struct errinfo *e)
{
	struct stubs stubs = { 0 };
	struct db *db = server_reader(s, e);
	enum err err = db != NULL ? destroy_list(db, &stubs, e) : ERR_IO;

	for (size_t i = 0; i < stubs.count && err == ERR_OK; i++)
		if (needs_drop(s, &stubs.at[i]))
			err = drop_key(s, db, &stubs.at[i], e);
		else
			stubs.at[i].at_ms = 0; /* nothing to say */
	/* No reader may need the journal that is to be emptied. */
	server_reader_done(s, db);
	for (size_t i = 0; i < stubs.count && err == ERR_OK; i++) {
		struct finishing f = { &stubs.at[i], now_ms };

		if (stubs.at[i].at_ms != 0)
			err = writer_do_emptied(s->writer, mark_done, &f, e);
	}
	free(stubs.at);
	return err;
}

/* ---- an older backup of one beside today's other ---- */

struct again {
	struct id file;
	int64_t now_ms;
};

/* The key is gone, and this older database has the file still. */
static enum err
destroy_again(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	const struct again *g = arg;
	struct buf sealed = BUF_INIT(WORDS_MAX + SEAL_OVERHEAD);
	struct buf words = BUF_INIT(WORDS_MAX);
	struct caller who = { .role = ROLE_LEAD };
	struct destroying d = { .who = &who, .file = g->file };
	struct disposed was = { 0 };
	struct record_row row;
	const char *body;
	enum err err = ERR_OK;

	if (!keyring_disposed(s->keys, &g->file, &was, &sealed) ||
	    store_was_destroyed(db, &g->file, NULL))
		goto out;
	d.record = was.record;
	d.at_ms = was.at_ms;
	err = open_words(s, &g->file, &was, &words, e);
	body = buf_str(&words);
	if (err == ERR_OK &&
	    (strlen(body) <= ID_TEXT + 1 || body[ID_TEXT] != '\n'))
		err = err_set(e, ERR_CORRUPT,
		    "The key database says that a file was destroyed, and not "
		    "how. Put the right key folder in place.");
	if (err == ERR_OK && store_find(db, &d.record, &row, NULL) != ERR_OK) {
		char by[ID_TEXT + 1];

		snprintf(by, sizeof(by), "%.*s", ID_TEXT, body);
		id_parse(&who.staff, by);
		d.body = body + ID_TEXT + 1;
	}
	if (err == ERR_OK)
		err = stats_seal_look(s, db, g->now_ms, e);
	if (err == ERR_OK)
		err = destroy_records(s, db, &d, e);
out:
	buf_done(&words);
	buf_done(&sealed);
	return err;
}

enum err
disposals_apply(struct server *s, int64_t now_ms, struct errinfo *e)
{
	struct again g = { .now_ms = now_ms };
	enum err err = ERR_OK;

	while (err == ERR_OK && keyring_disposed_next(s->keys, &g.file))
		err = writer_do(s->writer, destroy_again, &g, e);
	return err == ERR_OK ? destroy_finish(s, now_ms, e) : err;
}
