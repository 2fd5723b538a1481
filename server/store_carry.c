/* store_carry.c - a store of an earlier havend: what its rows need in today's
 * columns that SQL cannot fill in, because it is sealed.
 *
 * Each fill is of one step (schema_steps.h), and its SQL is of the tables of that
 * step: it changes as little as the step does.
 *
 * A record that does not open stops nobody: what hangs on it is filled in so that
 * whoever is kept out stays out, and havend verify says what it always said of
 * it. */
#include "store_in.h"

#include <stdio.h>
#include <string.h>

#include "log.h"

struct fill {
	struct server *s;
	struct db *db;
	int64_t now; /* the first change that comes after all there were */
	struct buf text;
};

/* Bind what it needs, then run it to the end and let it go. */
static enum err
finish(struct stmt *st, struct errinfo *e)
{
	enum err err = stmt_done(st, e);

	stmt_free(st);
	return err;
}

/* Columns of VERSION_ALL, as store_row_envelope takes them. */
#define BODY                                                              \
	"SELECT v.version, v.author, v.tbl, v.written_ms, v.received_ms," \
	" v.signer, v.key, v.signed_ms, v.sig, v.sealed, r.kind, r.file," \
	" r.id"
enum { B_SEALED = 9, B_ID = 12, B_MORE };

/* *out NULL: it does not open, which is said by havend verify. */
static enum err
read_body(
    struct fill *f, struct stmt *st, struct record **out, struct errinfo *e)
{
	struct id id = stmt_get_id(st, B_ID);
	struct envelope env;
	const void *sealed;
	size_t len;
	enum err err;

	*out = NULL;
	store_row_envelope(st, &id, &env);
	sealed = stmt_get_blob(st, B_SEALED, &len);
	buf_clear(&f->text);
	err = store_unseal(f->s, &env, sealed, len, &f->text, e);
	if (err == ERR_NOT_FOUND &&
	    !keyring_was_destroyed(f->s->keys, &env.file))
		return err_set(e, ERR_CRYPTO,
		    "The store of an earlier havend cannot be carried over: "
		    "keys of its records are not in the key database. Nothing "
		    "was lost; put the right key folder in place.");
	if (err == ERR_CORRUPT || err == ERR_NOT_FOUND)
		return ERR_OK; /* changed, or destroyed */
	if (err == ERR_OK && kind_find(env.kind) != NULL)
		record_from_json(out, kind_find(env.kind), buf_str(&f->text),
		    f->text.len, true, NULL, NULL);
	return err;
}

/* ---- version 2: what was kept aside has threads of its own ---- */

static const char all_asides[] =
    BODY " FROM record r JOIN version v ON v.record = r.id AND v.version = 1"
	 " WHERE r.kind = 'kept_aside'";
static const char add_aside[] =
    "INSERT INTO aside (id, record, beside, handed) VALUES (?1, ?2, ?3, ?4)";
/* With what hangs on it. */
static const char add_moved[] =
    "WITH RECURSIVE t (x) AS (VALUES (?1) UNION"
    " SELECT r.id FROM t JOIN record r ON r.parent = t.x)"
    " INSERT INTO moved (id, old, own) SELECT id, thread, ?1 FROM record"
    " WHERE id IN t";
static const char move_all[] =
    "UPDATE record SET thread = (SELECT m.own FROM moved m"
    " WHERE m.id = record.id) WHERE id IN (SELECT id FROM moved)";

/* The record that it was to stand beside, as aside.c has it. */
static struct id
beside_of(const struct record *aside)
{
	struct record *inner = NULL;
	struct id id = { "" };

	if (kept_aside_inner(aside, &inner, NULL) == ERR_OK &&
	    record_kind(inner)->parent_key != NULL)
		(void)id_parse(
		    &id, record_text(inner, record_kind(inner)->parent_key));
	record_free(inner);
	return id;
}

static enum err
fill_aside(struct fill *f, const struct id *id, const struct record *aside,
    struct errinfo *e)
{
	struct stmt *st = db_prepare(f->db, add_aside);
	struct id beside = beside_of(aside);
	enum err err;

	stmt_id(st, 1, id);
	stmt_text(st, 2, record_text(aside, "record"));
	stmt_id(st, 3, &beside);
	stmt_int(st, 4, strcmp(record_text(aside, "why"), "handed") == 0);
	err = finish(st, e);
	if (err != ERR_OK)
		return err;
	st = db_prepare(f->db, add_moved);
	stmt_id(st, 1, id);
	return finish(st, e);
}

static enum err
fill_asides(struct fill *f, struct errinfo *e)
{
	struct stmt *st = db_prepare(f->db, all_asides);
	enum err err = ERR_OK;

	while (err == ERR_OK && stmt_row(st)) {
		struct id id = stmt_get_id(st, B_ID);
		struct record *aside = NULL;

		err = read_body(f, st, &aside, e);
		if (err == ERR_OK && aside != NULL)
			err = fill_aside(f, &id, aside, e);
		record_free(aside);
	}
	stmt_free(st);
	return err == ERR_OK ? finish(db_prepare(f->db, move_all), e) : err;
}

/* ---- all that one person wrote on the same records is one thread ---- */

#define NEAR                                                    \
	" FROM aside m JOIN record o ON o.id = m.id"            \
	" JOIN aside a ON a.record IN (m.record, m.beside)"     \
	" OR a.beside IN (m.record, m.beside)"                  \
	" JOIN record w ON w.id = a.id AND w.author = o.author" \
	" WHERE m.id = ?1"
static const char first_near[] = "SELECT min(w.thread)" NEAR;
static const char join_near[] =
    "UPDATE record SET thread = ?2 WHERE thread IN (SELECT w.thread" NEAR ")"
    " AND id IN (SELECT id FROM moved)";

static enum err
join_one(struct fill *f, const struct id *id, struct errinfo *e)
{
	struct stmt *st = db_prepare(f->db, first_near);
	struct id first = { "" };

	stmt_id(st, 1, id);
	if (stmt_row(st))
		first = stmt_get_id(st, 0);
	stmt_free(st);
	st = db_prepare(f->db, join_near);
	stmt_id(st, 1, id);
	stmt_id(st, 2, &first);
	return finish(st, e);
}

static enum err
join_asides(struct fill *f, struct errinfo *e)
{
	struct stmt *st = db_prepare(f->db, "SELECT id FROM aside");
	enum err err = ERR_OK;

	while (err == ERR_OK && stmt_row(st)) {
		struct id id = stmt_get_id(st, 0);

		err = join_one(f, &id, e);
	}
	stmt_free(st);
	return err;
}

/* ---- since when somebody is kept out ---- */

/* Of threads that were several in version 1: what came together now was open to
 * whom the others name, until now. */
#define IS_MIXED(thread)                                           \
	"(SELECT count(DISTINCT x.old) FROM moved x JOIN record y" \
	" ON y.id = x.id WHERE y.thread = " thread ") > 1"

/* Then: its thread, that of version 1, the change that made this version, and
 * whether its thread is mixed. */
static const char all_versions[] = BODY
    ", r.thread, coalesce(m.old, r.thread), coalesce((SELECT min(c.seq)"
    " FROM change c WHERE c.record = v.record AND c.version = v.version), 1),"
    " CASE WHEN m.id IS NULL THEN 0 ELSE " IS_MIXED(
	"r.thread") " END"
		    " FROM version v JOIN record r ON r.id = v.record"
		    " LEFT JOIN moved m ON m.id = r.id";
static const char add_unread[] =
    "INSERT INTO unread (thread) VALUES (?1) ON CONFLICT DO NOTHING";
static const char add_named[] =
    "INSERT INTO named (thread, hash, seq, stays) VALUES (?1, ?2, ?3, ?4)"
    " ON CONFLICT DO UPDATE SET seq = min(seq, excluded.seq),"
    " stays = max(stays, excluded.stays)";
static const char add_exclusion[] =
    "INSERT INTO exclusion (thread, hash, seq) VALUES (?1, ?2, ?3)"
    " ON CONFLICT DO UPDATE SET seq = min(seq, excluded.seq)";

struct naming {
	struct id thread, old;
	int64_t seq;
	bool is_mixed;
};

static enum err
fill_name(struct fill *f, const struct naming *n, const struct id *staff,
    struct errinfo *e)
{
	bool stays = id_equal(&n->thread, &n->old);
	int64_t seq = n->is_mixed ? f->now : n->seq;
	struct stmt *st = db_prepare(f->db, add_named);
	uint8_t hash[SEAL_HASH];
	enum err err;

	store_exclusion_hash(f->s, &n->old, staff, hash);
	stmt_id(st, 1, &n->old);
	stmt_blob(st, 2, hash, sizeof(hash));
	stmt_int(st, 3, stays ? seq : n->seq);
	stmt_int(st, 4, stays);
	err = finish(st, e);
	if (err != ERR_OK || stays)
		return err;
	st = db_prepare(f->db, add_exclusion);
	store_exclusion_hash(f->s, &n->thread, staff, hash);
	stmt_id(st, 1, &n->thread);
	stmt_blob(st, 2, hash, sizeof(hash));
	stmt_int(st, 3, seq);
	return finish(st, e);
}

static enum err
fill_names(struct fill *f, struct stmt *st, const char *key, struct errinfo *e)
{
	struct naming n = { stmt_get_id(st, B_MORE),
		stmt_get_id(st, B_MORE + 1), stmt_get_int(st, B_MORE + 2),
		stmt_get_int(st, B_MORE + 3) != 0 };
	struct record *r = NULL;
	struct stmt *add;
	struct id staff;
	enum err err = read_body(f, st, &r, e);

	if (err == ERR_OK && r == NULL) {
		add = db_prepare(f->db, add_unread);
		stmt_id(add, 1, &n.old);
		return finish(add, e);
	}
	for (size_t i = 0; err == ERR_OK && i < record_count(r, key); i++)
		if (id_parse(&staff, record_text(record_item(r, key, i),
					 kind_about_staff.label_key)))
			err = fill_name(f, &n, &staff, e);
	record_free(r);
	return err;
}

static enum err
fill_all_names(struct fill *f, struct errinfo *e)
{
	struct stmt *st = db_prepare(f->db, all_versions);
	enum err err = ERR_OK;

	while (err == ERR_OK && stmt_row(st)) {
		const struct kind *k = kind_find(stmt_get_text(st, 10));

		if (k != NULL && k->staff_key != NULL)
			err = fill_names(f, st, k->staff_key, e);
	}
	stmt_free(st);
	return err;
}

/* ---- and the rest, in SQL; ?1: now ---- */

/* Whom only what was kept aside names is not kept out of the record's thread any
 * more, if it is sure that nothing else names them. Of whom no record is known
 * that names them: since the last change of the thread, so that what they may
 * have of it on a device goes. */
static const char keep_exclusions[] =
    "INSERT INTO exclusion (thread, hash, seq)"
    " SELECT x.thread, x.hash, coalesce(n.seq, (SELECT max(c.seq)"
    " FROM record r LEFT JOIN moved m ON m.id = r.id"
    " JOIN change c ON c.record = r.id"
    " WHERE coalesce(m.old, r.thread) = x.thread), ?1)"
    " FROM exclusion_1 x"
    " LEFT JOIN named n ON n.thread = x.thread AND n.hash = x.hash"
    " WHERE n.thread IS NULL OR n.stays = 1"
    " OR x.thread IN (SELECT thread FROM unread)"
    " ON CONFLICT DO UPDATE SET seq = min(seq, excluded.seq)";
/* Of that thread in version 1 already: since it came. */
static const char add_besides[] =
    "INSERT INTO beside (thread, other, seq)"
    " SELECT w.thread, r.thread,"
    " CASE WHEN max(" IS_MIXED(
	"w.thread") " OR mw.old <> coalesce(mr.old, r.thread)) THEN ?1"
		    " ELSE min(coalesce((SELECT min(c.seq) FROM change c"
		    " WHERE c.record = w.id), ?1)) END"
		    " FROM aside a JOIN moved mw ON mw.id = a.id"
		    " JOIN record w ON w.id = a.id"
		    " JOIN record r ON r.id IN (a.record, a.beside)"
		    " LEFT JOIN moved mr ON mr.id = r.id"
		    " WHERE r.thread <> w.thread GROUP BY w.thread, r.thread";
/* Once more, as a change of the thread is told: to whom it is open now, and that it
 * is gone to whom it was open. */
static const char tell_again[] =
    "INSERT INTO change (record, file, version)"
    " SELECT id, file, version FROM record"
    " WHERE (id IN (SELECT id FROM moved) OR thread IN"
    " (SELECT x.thread FROM exclusion_1 x WHERE NOT EXISTS"
    " (SELECT 1 FROM exclusion e WHERE e.thread = x.thread"
    " AND e.hash = x.hash))) AND ?1 > 0 ORDER BY seq";
static const char told_again[] =
    "UPDATE record SET seq = (SELECT max(c.seq) FROM change c"
    " WHERE c.record = record.id)"
    " WHERE id IN (SELECT record FROM change WHERE seq >= ?1)";

static enum err
fill_rest(struct fill *f, struct errinfo *e)
{
	static const char *const texts[] = { keep_exclusions, add_besides,
		tell_again, told_again };
	enum err err = ERR_OK;

	for (size_t i = 0; err == ERR_OK && i < KIND_COUNT(texts); i++) {
		struct stmt *st = db_prepare(f->db, texts[i]);

		stmt_int(st, 1, f->now);
		err = finish(st, e);
	}
	return err;
}

static enum err
fill_2(struct fill *f, struct errinfo *e)
{
	static enum err (*const parts[])(struct fill *, struct errinfo *) = {
		fill_asides, join_asides, fill_all_names, fill_rest
	};
	struct stmt *st =
	    db_prepare(f->db, "SELECT coalesce(max(seq), 0) + 1 FROM change");
	enum err err = ERR_OK;

	if (stmt_row(st))
		f->now = stmt_get_int(st, 0);
	stmt_free(st);
	for (size_t i = 0; err == ERR_OK && i < KIND_COUNT(parts); i++) {
		err = parts[i](f, e);
		if (err == ERR_OK)
			err = db_error(f->db, e);
	}
	return err;
}

/* ---- version 3: what waits because of a record, and what it names ---- */

static const char all_newest[] = BODY " FROM record r JOIN version v"
				      " ON v.record = r.id"
				      " AND v.version = r.version";

static const char add_duty[] =
    "INSERT INTO duty (record, kind, file, person, from_on, until_on, is_open)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
static const char add_link[] =
    "INSERT INTO link (record, what, other) VALUES (?1, ?2, ?3)";
/* Whoever is kept out of what a record names is kept out of it (R7). */
static const char stand_beside[] =
    "INSERT OR IGNORE INTO beside (thread, other, seq)"
    " SELECT r.thread, o.thread, r.seq FROM link l"
    " JOIN record r ON r.id = l.record JOIN record o ON o.id = l.other"
    " WHERE r.thread <> o.thread";

static enum err
add_duty_of(struct fill *f, const struct id *id, const struct id *file,
    const struct record *r, struct errinfo *e)
{
	struct duty d;
	struct stmt *st;

	if (!store_duty_of(r, &d))
		return ERR_OK;
	st = db_prepare(f->db, add_duty);
	stmt_id(st, 1, id);
	stmt_text(st, 2, record_kind(r)->name);
	stmt_text(st, 3, file->s); /* "": of the organisation */
	stmt_text(st, 4, d.person);
	stmt_text(st, 5, d.from_on);
	stmt_text(st, 6, d.until_on);
	stmt_int(st, 7, d.is_open);
	return finish(st, e);
}

static enum err
add_links_of(struct fill *f, const struct id *id, const struct record *r,
    struct errinfo *e)
{
	enum err err = ERR_OK;
	const char *key;
	struct id other;

	for (size_t at = 0;
	     err == ERR_OK && store_link_of(r, &at, &key, &other);) {
		struct stmt *st = db_prepare(f->db, add_link);

		stmt_id(st, 1, id);
		stmt_text(st, 2, key);
		stmt_id(st, 3, &other);
		err = finish(st, e);
	}
	return err;
}

static enum err
fill_3(struct fill *f, struct errinfo *e)
{
	struct stmt *st = db_prepare(f->db, all_newest);
	enum err err = ERR_OK;

	while (err == ERR_OK && stmt_row(st)) {
		struct id file = stmt_get_id(st, 11),
			  id = stmt_get_id(st, B_ID);
		struct record *r = NULL;

		err = read_body(f, st, &r, e);
		if (err == ERR_OK && r != NULL)
			err = add_duty_of(f, &id, &file, r, e);
		if (err == ERR_OK && r != NULL)
			err = add_links_of(f, &id, r, e);
		record_free(r);
	}
	stmt_free(st);
	return err == ERR_OK ? finish(db_prepare(f->db, stand_beside), e) : err;
}

/* ---- all steps ---- */

static const struct {
	int version;
	enum err (*fill)(struct fill *f, struct errinfo *e);
} fills[] = {
	{ 2, fill_2 },
	{ 3, fill_3 },
};

static enum err
fill(void *arg, struct db *db, int version, struct errinfo *e)
{
	struct fill f = { .s = arg, .db = db, .text = BUF_INIT(KIND_BODY_MAX) };
	enum err err = ERR_OK;

	for (size_t i = 0; err == ERR_OK && i < KIND_COUNT(fills); i++)
		if (fills[i].version == version)
			err = fills[i].fill(&f, e);
	buf_done(&f.text);
	return err;
}

static enum err
done(void *arg, struct db *db, int from, int to, struct errinfo *e)
{
	char words[120];
	struct audit_row row = { .what = AUDIT_SERVER,
		.at_ms = clock_ms(),
		.received_ms = clock_ms(),
		.words = words };

	log_line(LOG_INFO, "carrying the store over from version %d to %d",
	    from, to);
	snprintf(words, sizeof(words),
	    "The tables of this store were carried over from version %d to "
	    "version %d.",
	    from, to);
	return audit_add(arg, db, &row, e);
}

enum err
store_carry_over(struct server *s, struct db *db, struct errinfo *e)
{
	return db_carry_over(db, &(struct db_carry){ fill, done, s }, e);
}
