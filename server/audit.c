/* audit.c - the chain of looks and writes (promise 7).
 *
 * Every row holds a hash over itself and the row before it, so that none can be
 * changed, taken out or put in unseen. What a row says in words is sealed by
 * the file's key and chained as it is stored: a destroyed file leaves the chain
 * whole. Devices keep the last head they saw, so cutting off the end is seen
 * too. */
#include "store_in.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "mem.h"

#define WORDS_MAX 4000
#define LISTED_MAX 5000 /* rows of one answer */

/* ---- a row and its link ---- */

static const char *const words_of[] = {
	[AUDIT_LOOK] = "look",
	[AUDIT_WRITE] = "write",
	[AUDIT_REFUSED] = "refused",
	[AUDIT_COPIED] = "copied",
	[AUDIT_SIGN_IN] = "sign_in",
	[AUDIT_SIGN_IN_FAILED] = "sign_in_failed",
	[AUDIT_ENROL] = "enrol",
	[AUDIT_ACCOUNT] = "account",
	[AUDIT_SERVER] = "server",
	[AUDIT_SEARCH] = "search",
	[AUDIT_CHOSE] = "chose",
	[AUDIT_EXPORTED] = "exported",
	[AUDIT_DESTROYED] = "destroyed",
	[AUDIT_READ] = "audit",
};

const char *
audit_word(enum audit_what what)
{
	return (unsigned)what < AUDIT_COUNT ? words_of[what] : "";
}

void
audit_read(struct stmt *st, struct audit_stored *a)
{
	memset(a, 0, sizeof(*a));
	a->n = stmt_get_int(st, 0);
	a->row.what = (enum audit_what)stmt_get_int(st, 1);
	a->row.staff = stmt_get_id(st, 2);
	a->row.device = stmt_get_id(st, 3);
	a->row.file = stmt_get_id(st, 4);
	a->row.record = stmt_get_id(st, 5);
	a->row.version = stmt_get_int(st, 6);
	a->row.at_ms = stmt_get_int(st, 7);
	a->row.received_ms = stmt_get_int(st, 8);
	a->words = stmt_get_blob(st, 9, &a->words_len);
	a->hash = stmt_get_blob(st, 10, &a->hash_len);
	a->row.words = "";
}

void
audit_link(uint8_t out[SEAL_HASH], const uint8_t before[SEAL_HASH],
    const struct audit_stored *a)
{
	struct buf head = BUF_INIT(1024);
	struct seal_part parts[4];

	buf_addf(&head,
	    "haven-audit-1\n%" PRId64 "\n%d\n%s\n%s\n%s\n%s\n%" PRId64
	    "\n%" PRId64 "\n%" PRId64 "\n%zu\n%zu\n",
	    a->n, (int)a->row.what, a->row.staff.s, a->row.device.s,
	    a->row.file.s, a->row.record.s, a->row.version, a->row.at_ms,
	    a->row.received_ms, a->words_len, a->hash_len);
	parts[0] = (struct seal_part){ before, SEAL_HASH };
	parts[1] = (struct seal_part){ head.data, head.len };
	parts[2] = (struct seal_part){ a->words, a->words_len };
	parts[3] = (struct seal_part){ a->hash, a->hash_len };
	seal_hash(out, NULL, parts, 4);
	buf_done(&head);
}

/* ---- words ---- */

static void
bind_words(struct buf *ad, const struct audit_row *row)
{
	buf_addf(ad, "haven-words-1\n%d\n%s\n%s\n%s\n%" PRId64 "\n",
	    (int)row->what, row->staff.s, row->file.s, row->record.s,
	    row->at_ms);
}

/* A refused write may name a file that is not there: then the organisation's
 * key seals the words. */
static enum err
words_key(
    struct server *s, const struct id *file, uint8_t *key, struct errinfo *e)
{
	static const struct id none;
	enum err err = keyring_get(s->keys, file, false, key, e);

	if (err == ERR_NOT_FOUND)
		err = keyring_get(s->keys, &none, false, key, e);
	return err;
}

static enum err
seal_words(struct server *s, const struct audit_row *row, struct buf *out,
    struct errinfo *e)
{
	struct buf ad = BUF_INIT(400);
	uint8_t *key = keyring_scratch(s->keys);
	enum err err = words_key(s, &row->file, key, e);

	bind_words(&ad, row);
	if (err == ERR_OK)
		err = seal_close(out, key, ad.data, ad.len, row->words,
		    strlen(row->words), e);
	buf_done(&ad);
	keyring_scratch_done(s->keys, key);
	return err;
}

enum err
audit_unseal(struct server *s, const struct audit_stored *a, struct buf *out,
    struct errinfo *e)
{
	static const struct id none;
	struct buf ad = BUF_INIT(400);
	uint8_t *key = keyring_scratch(s->keys);
	enum err file_key = keyring_get(s->keys, &a->row.file, false, key, e);
	enum err err = file_key;

	bind_words(&ad, &a->row);
	if (err == ERR_OK)
		err = seal_open(
		    out, key, ad.data, ad.len, a->words, a->words_len, e);
	if (err == ERR_CRYPTO || err == ERR_NOT_FOUND) {
		err = keyring_get(s->keys, &none, false, key, e);
		if (err == ERR_OK)
			err = seal_open(out, key, ad.data, ad.len, a->words,
			    a->words_len, e);
		if (err == ERR_CRYPTO && file_key == ERR_NOT_FOUND)
			err = err_set(e, ERR_NOT_FOUND,
			    "The file it is about was destroyed.");
	}
	buf_done(&ad);
	keyring_scratch_done(s->keys, key);
	return err;
}

/* ---- adding ---- */

void
audit_head(struct db *db, int64_t *rows, uint8_t head[SEAL_HASH])
{
	struct stmt *st = db_stmt(db, SQL_AUDIT_LAST);
	const void *chain;
	size_t len;

	*rows = 0;
	memset(head, 0, SEAL_HASH);
	if (stmt_row(st)) {
		*rows = stmt_get_int(st, 0);
		chain = stmt_get_blob(st, 1, &len);
		if (len == SEAL_HASH)
			memcpy(head, chain, SEAL_HASH);
	}
	stmt_reset(st);
}

static enum err
insert(struct db *db, const struct audit_stored *a,
    const uint8_t chain[SEAL_HASH], struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_AUDIT_ADD);

	stmt_int(st, 1, a->n);
	stmt_int(st, 2, a->row.what);
	stmt_id(st, 3, &a->row.staff);
	stmt_id(st, 4, &a->row.device);
	stmt_id(st, 5, &a->row.file);
	stmt_id(st, 6, &a->row.record);
	stmt_int(st, 7, a->row.version);
	stmt_int(st, 8, a->row.at_ms);
	stmt_int(st, 9, a->row.received_ms);
	if (a->words_len > 0)
		stmt_blob(st, 10, a->words, a->words_len);
	if (a->hash_len > 0)
		stmt_blob(st, 11, a->hash, a->hash_len);
	stmt_blob(st, 12, chain, SEAL_HASH);
	return stmt_done(st, e);
}

/* The end of the chain, while rows are added to it. */
struct chain_end {
	int64_t rows;
	uint8_t head[SEAL_HASH];
};

static enum err
add_after(struct server *s, struct db *db, struct chain_end *end,
    const struct audit_row *row, const uint8_t *hash, struct errinfo *e)
{
	struct audit_stored a = { .n = end->rows + 1, .row = *row };
	struct buf words = BUF_INIT(WORDS_MAX);
	uint8_t chain[SEAL_HASH];
	enum err err = ERR_OK;

	if (row->words != NULL && row->words[0] != '\0')
		err = seal_words(s, row, &words, e);
	if (err == ERR_OK && db_has_error(db))
		err = db_error(db, e);
	if (err == ERR_OK) {
		a.words = words.data;
		a.words_len = words.len;
		a.hash = hash;
		a.hash_len = hash != NULL ? SEAL_HASH : 0;
		audit_link(chain, end->head, &a);
		err = insert(db, &a, chain, e);
		end->rows = a.n;
		memcpy(end->head, chain, SEAL_HASH);
	}
	buf_done(&words);
	return err;
}

enum err
audit_add_hash(struct server *s, struct db *db, const struct audit_row *row,
    const uint8_t *hash, struct errinfo *e)
{
	struct chain_end end;

	audit_head(db, &end.rows, end.head);
	return add_after(s, db, &end, row, hash, e);
}

enum err
audit_add_all(struct server *s, struct db *db, const struct audit_row *rows,
    size_t count, struct errinfo *e)
{
	struct chain_end end;
	enum err err = ERR_OK;

	if (count > 0)
		audit_head(db, &end.rows, end.head);
	for (size_t i = 0; i < count && err == ERR_OK; i++)
		err = add_after(s, db, &end, &rows[i], NULL, e);
	return err;
}

enum err
audit_add(struct server *s, struct db *db, const struct audit_row *row,
    struct errinfo *e)
{
	return audit_add_hash(s, db, row, NULL, e);
}

static enum audit_what
what_of(const struct device_look *l)
{
	if (l->exported)
		return AUDIT_EXPORTED;
	return l->chose == CHOSE_NOTHING ? AUDIT_LOOK : AUDIT_CHOSE;
}

enum err
store_look(struct server *s, struct db *db, const struct caller *who,
    const struct device_look *l, int64_t now_ms, struct errinfo *e)
{
	char words[ID_TEXT + 16] = "";
	struct audit_row row = { .what = what_of(l),
		.staff = who->staff,
		.device = who->device,
		.file = l->file,
		.record = l->record,
		.version = l->version,
		/* A device whose clock is ahead looked no later than now. */
		.at_ms = l->at_ms < now_ms ? l->at_ms : now_ms,
		.received_ms = now_ms,
		.words = words };
	struct stmt *st = db_stmt(db, SQL_LOOK_ADD);
	struct record_row found;
	enum err err;

	/* A look stands where the record stands, and nobody but its writer
	 * looked at it before the office had it. */
	if (!id_is_none(&l->record) &&
	    store_find(db, &l->record, &found, NULL) == ERR_OK) {
		row.file = found.file;
		if (found.version == 1 && row.at_ms < found.received_ms &&
		    !id_equal(&found.author, &who->staff))
			row.at_ms = found.received_ms;
	}
	if (l->chose != CHOSE_NOTHING)
		snprintf(words, sizeof(words), "%s %s",
		    wire_chose_codes[l->chose], l->write.s);
	stmt_id(st, 1, &l->look);
	err = stmt_done(st, e);
	if (err != ERR_OK || db_changes(db) == 0)
		return err;
	return audit_add(s, db, &row, e);
}

/* ---- reading ---- */

struct listing {
	struct server *s;
	struct db *db;
	const struct caller *who;
	int64_t now_ms;
	bool may_file;  /* rows that name no record */
	struct id last; /* record judged last, and how */
	bool may_last;
};

/* R7: not a word about a record that is about who; nor about one that is not
 * there, which a refused write may have named. */
static bool
may_see(struct listing *l, const struct audit_row *of)
{
	const struct id *record = &of->record;
	struct record_row row;

	if (id_is_none(record))
		return l->may_file && !store_look_tells(l->s, l->db, &of->staff,
					  &of->file, &l->who->staff);
	if (!id_equal(record, &l->last)) {
		l->last = *record;
		l->may_last = store_find(l->db, record, &row, NULL) == ERR_OK &&
			      store_may(l->s, l->db, l->who, &row, RIGHT_LOOKS,
				  l->now_ms);
	}
	return l->may_last;
}

/* Rows that may be seen, copied out: what each() does may use any statement. */
static size_t
collect(struct listing *l, const struct id *file, const struct id *record,
    struct audit_row **out)
{
	struct stmt *st = db_stmt(l->db, SQL_AUDIT_OF_FILE);
	struct audit_row *rows = NULL;
	struct audit_stored a;
	struct buf words = BUF_INIT(WORDS_MAX);
	size_t n = 0, room = 0;

	stmt_id(st, 1, file);
	stmt_id(st, 2, record);
	while (n < LISTED_MAX && stmt_row(st)) {
		audit_read(st, &a);
		if (!may_see(l, &a.row))
			continue;
		if (n == room) {
			room = room > 0 ? room * 2 : 64;
			rows = mem_grow(rows, room, sizeof(*rows));
		}
		buf_clear(&words);
		if (a.words_len > 0)
			audit_unseal(l->s, &a, &words, NULL);
		rows[n] = a.row;
		rows[n++].words = mem_strdup(buf_str(&words));
	}
	stmt_reset(st);
	buf_done(&words);
	*out = rows;
	return n;
}

enum err
audit_each_of_file(struct server *s, struct db *db, const struct caller *who,
    const struct id *file, const struct id *record, int64_t now_ms,
    void (*each)(void *arg, const struct audit_row *row), void *arg,
    struct errinfo *e)
{
	struct listing l = { .s = s, .db = db, .who = who, .now_ms = now_ms };
	struct id one = record != NULL ? *record : (struct id){ 0 };
	struct audit_row *rows = NULL;
	size_t n = 0;

	if (store_may_file(s, db, who, file, now_ms)) {
		l.may_file =
		    rights_may(who->role, kind_front_sheet.name, RIGHT_LOOKS,
			store_is_reader(db, &who->staff, file, now_ms), false);
		n = collect(&l, file, &one, &rows);
	}
	for (size_t i = 0; i < n; i++) {
		each(arg, &rows[i]);
		mem_free_text((char *)(uintptr_t)rows[i].words);
	}
	mem_free_wiped(rows, n * sizeof(*rows));
	return db_error(db, e);
}
