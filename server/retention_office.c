/* retention_office.c - when a file's time has come, and whether its destruction is
 * proposed, as one person sees it (R2, R7). */
#include "retention_office.h"

#include <stdio.h>
#include <string.h>

#include "mem.h"
#include "store_in.h"

/* ---- the settings ---- */

static enum err
read_rules(const struct conf *conf,
    struct retention_rule out[RETAIN_CLASS_COUNT], struct errinfo *e)
{
	static const enum conf_id rows[RETAIN_CLASS_COUNT] = {
		[RETAIN_SUPPORT] = CONF_RETAIN_SUPPORT,
		[RETAIN_CONCERN] = CONF_RETAIN_CONCERN,
		[RETAIN_STAFF] = CONF_RETAIN_STAFF,
		[RETAIN_ABUSE] = CONF_RETAIN_ABUSE,
	};
	enum err err = ERR_OK;

	for (size_t i = 0; i < RETAIN_CLASS_COUNT && err == ERR_OK; i++)
		err = retention_read_rule(&out[i], conf_text(conf, rows[i]), e);
	return err;
}

enum err
retention_check_conf(const struct conf *conf, struct errinfo *e)
{
	struct retention_rule rules[RETAIN_CLASS_COUNT];

	return read_rules(conf, rules, e);
}

/* ---- a file ---- */

static void
add_one(struct server *s, struct db *db, const struct id *id,
    struct retention_facts *f)
{
	struct record *r = NULL;
	struct record_row row;
	struct civil written;

	if (store_body(s, db, id, &row, &r, NULL) != ERR_OK) {
		f->is_unread = true;
		return;
	}
	written = when_civil(row.written_ms);
	retention_add(f, r, &written);
	record_free(r);
}

bool
retention_is_hidden(struct server *s, struct db *db,
    const struct retention_eyes *eyes, const struct id *thread)
{
	return eyes->is_about && store_is_excluded(s, db, thread, &eyes->staff);
}

struct retention_eyes
retention_eyes_of(struct server *s, struct db *db, const struct id *staff,
    const struct id *file)
{
	return (struct retention_eyes){ *staff,
		store_hides_on(s, db, staff, file) };
}

enum err
retention_work_out(struct server *s, struct db *db,
    const struct retention_eyes *eyes, const struct id *file, int64_t made_ms,
    struct retention_due *due, bool *has_abuse, struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_FILE_IN_ORDER);
	struct retention_rule rules[RETAIN_CLASS_COUNT];
	struct retention_facts f;
	struct civil begun = when_civil(made_ms);
	enum err err = read_rules(s->conf, rules, e);

	retention_begin(&f, &begun);
	stmt_id(st, 1, file);
	while (err == ERR_OK && stmt_row(st)) {
		struct id id = stmt_get_id(st, 0);
		struct id thread = stmt_get_id(st, 1);

		if (!retention_is_hidden(s, db, eyes, &thread))
			add_one(s, db, &id, &f);
	}
	stmt_reset(st);
	if (err == ERR_OK)
		retention_decide(&f, rules, due);
	*has_abuse = err == ERR_OK && (f.classes & 1u << RETAIN_ABUSE) != 0;
	return err == ERR_OK ? db_error(db, e) : err;
}

/* Under a key of the office, and each person's their own: whoever is kept out of a
 * thread learns nothing by holding what they were told against what they have, or
 * against what another signed. */
static enum err
read_state(struct server *s, struct db *db, const struct retention_eyes *eyes,
    const struct id *file, char out[SEAL_HASH * 2 + 1], struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_FILE_STATE);
	struct buf text = BUF_INIT(SIZE_MAX);
	uint8_t hash[SEAL_HASH], *key = keyring_scratch(s->keys);

	buf_addf(&text, "%s\n", eyes->staff.s);
	stmt_id(st, 1, file);
	while (stmt_row(st)) {
		struct id thread = stmt_get_id(st, 2);

		if (!retention_is_hidden(s, db, eyes, &thread))
			buf_addf(&text, "%s %lld\n", stmt_get_text(st, 0),
			    (long long)stmt_get_int(st, 1));
	}
	stmt_reset(st);
	keyring_subkey(s->keys, "retain  ", key);
	seal_hash(
	    hash, key, &(struct seal_part){ buf_str(&text), text.len }, 1);
	keyring_scratch_done(s->keys, key);
	seal_hex(out, hash, sizeof(hash));
	buf_done(&text);
	return db_error(db, e);
}

/* ---- the proposal to destroy it ---- */

/* Did anything come since, or change, that these eyes see? */
static bool
is_overtaken(struct server *s, struct db *db, const struct retention_eyes *eyes,
    const struct record_row *row)
{
	struct stmt *st = db_stmt(db, SQL_FILE_SINCE);
	bool is = false;

	stmt_id(st, 1, &row->file);
	stmt_int(st, 2, row->seq);
	while (!is && stmt_row(st)) {
		struct id thread = stmt_get_id(st, 0);

		is = !retention_is_hidden(s, db, eyes, &thread);
	}
	stmt_reset(st);
	return is;
}

/* Does it stand to these eyes? Only as long as nothing came, changed, or was put on
 * hold since; and of what whoever made it saw whole, as whoever approves does. To whom
 * something on the file is about, one from before that stands as it stood to them;
 * later ones they do not see (store_review_follow). */
static bool
does_stand(struct server *s, struct db *db, const struct retention_eyes *eyes,
    const struct record_row *row, const struct record *r,
    const struct retention_file *f)
{
	struct retention_eyes theirs;
	char state[SEAL_HASH * 2 + 1];

	if (id_equal(&row->author, &eyes->staff))
		return strcmp(record_text(r, "state"), f->state) == 0;
	if (eyes->is_about)
		return !is_overtaken(s, db, eyes, row);
	theirs = retention_eyes_of(s, db, &row->author, &row->file);
	return !theirs.is_about &&
	       read_state(s, db, &theirs, &row->file, state, NULL) == ERR_OK &&
	       strcmp(record_text(r, "state"), state) == 0;
}

/* False: no older one is asked, since this one says to keep it. */
static bool
look_at(struct server *s, struct db *db, const struct retention_eyes *eyes,
    const struct id *id, struct retention_file *out)
{
	struct record *r = NULL;
	struct record_row row;
	struct civil day;
	bool goes_on;

	if (store_body(s, db, id, &row, &r, NULL) != ERR_OK)
		return false;
	goes_on = strcmp(record_text(r, "decision"), "destroy") == 0;
	if (goes_on && does_stand(s, db, eyes, &row, r, out)) {
		day = when_civil(row.received_ms);
		day.has_time = false;
		day.hour = day.minute = 0;
		out->review = *id;
		out->reviewer = row.author;
		when_store(out->reviewed_on, &day);
		goes_on = false;
	}
	record_free(r);
	return goes_on;
}

static void
read_review(struct server *s, struct db *db, const struct retention_eyes *eyes,
    const struct id *file, struct retention_file *out)
{
	struct stmt *st = db_stmt(db, SQL_FILE_REVIEWS);

	stmt_id(st, 1, file);
	while (stmt_row(st)) {
		struct id id = stmt_get_id(st, 0);
		struct id thread = stmt_get_id(st, 1);

		if (!retention_is_hidden(s, db, eyes, &thread) &&
		    !look_at(s, db, eyes, &id, out))
			break;
	}
	stmt_reset(st);
}

bool
retention_is_proposed(struct server *s, struct db *db, const struct id *staff,
    const struct id *review)
{
	struct retention_file f = { .review = { "" } };
	struct retention_eyes eyes;
	struct record *r = NULL;
	struct record_row row;
	bool destroys;

	/* Most say to keep it, and go no further. */
	if (store_body(s, db, review, &row, &r, NULL) != ERR_OK)
		return false;
	destroys = strcmp(record_text(r, "decision"), "destroy") == 0;
	record_free(r);
	if (!destroys)
		return false;
	eyes = retention_eyes_of(s, db, staff, &row.file);
	if (read_state(s, db, &eyes, &row.file, f.state, NULL) != ERR_OK)
		return false;
	read_review(s, db, &eyes, &row.file, &f);
	return id_equal(&f.review, review);
}

/* ---- a file ---- */

enum err
retention_read(struct server *s, struct db *db, const struct id *staff,
    const struct id *file, struct retention_file *out, struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_FILE_MADE);
	struct retention_eyes eyes = retention_eyes_of(s, db, staff, file);
	int64_t made_ms = -1;
	enum err err;

	memset(out, 0, sizeof(*out));
	out->is_whole = !eyes.is_about;
	stmt_id(st, 1, file);
	if (stmt_row(st))
		made_ms = stmt_get_int(st, 0);
	stmt_reset(st);
	if (made_ms < 0)
		return err_set(e, ERR_NOT_FOUND, "There is no such file.");
	err = retention_work_out(
	    s, db, &eyes, file, made_ms, &out->due, &out->has_abuse, e);
	if (err == ERR_OK)
		err = read_state(s, db, &eyes, file, out->state, e);
	if (err == ERR_OK)
		read_review(s, db, &eyes, file, out);
	return err == ERR_OK ? db_error(db, e) : err;
}

static void
add_count(struct record *to, const char *list, const char *kind, int64_t n)
{
	const struct kind *k = kind_find(kind);
	struct record *item = n > 0 ? record_add(to, list) : NULL;
	char count[24];

	if (item == NULL)
		return;
	snprintf(count, sizeof(count), "%lld", (long long)n);
	record_set(item, "kind",
	    k == NULL ? kind
	    : n == 1  ? k->title
		      : k->plural);
	record_set(item, "count", count);
}

enum err
retention_count(struct server *s, struct db *db, const struct id *staff,
    const struct id *file, struct record *to, const char *list,
    struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_FILE_KINDS);
	struct retention_eyes eyes = retention_eyes_of(s, db, staff, file);
	char kind[KIND_NAME_MAX] = "";
	int64_t n = 0;

	stmt_id(st, 1, file);
	while (stmt_row(st)) {
		struct id thread = stmt_get_id(st, 1);

		if (strcmp(kind, stmt_get_text(st, 0)) != 0) {
			add_count(to, list, kind, n);
			n = 0;
			snprintf(
			    kind, sizeof(kind), "%s", stmt_get_text(st, 0));
		}
		if (!retention_is_hidden(s, db, &eyes, &thread))
			n += stmt_get_int(st, 2);
	}
	stmt_reset(st);
	add_count(to, list, kind, n);
	return db_error(db, e);
}

/* ---- who may ---- */

bool
retention_may(struct server *s, struct db *db, const struct caller *who,
    const struct id *file, int64_t now_ms)
{
	return rights_ask(who->role, kind_retention_review.name,
		   RIGHT_CREATE) == GRANT_YES &&
	       store_may_file(s, db, who, file, now_ms);
}
