/* generation.c - the past of a store that was put back from a backup.
 *
 * It begins with a row of the chain that names the head it goes on from, so that
 * an honest restore can be told from a past that was rewritten (promises 6 and
 * 7). The row's hash is over all that the table says of it. */
#include "backup.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "head.h"
#include "store_in.h"

struct begun {
	const char *generation, *before, *backup;
	int64_t from_rows, made_ms, at_ms;
	const uint8_t *from_head;
};

static void
hash_of(uint8_t out[SEAL_HASH], const struct begun *b)
{
	struct buf text = BUF_INIT(1024);
	struct seal_part parts[2];

	buf_addf(&text,
	    "haven-generation-1\n%s\n%s\n%s\n%" PRId64 "\n%" PRId64 "\n%" PRId64
	    "\n",
	    b->generation, b->before, b->backup, b->from_rows, b->made_ms,
	    b->at_ms);
	parts[0] = (struct seal_part){ text.data, text.len };
	parts[1] = (struct seal_part){ b->from_head, SEAL_HASH };
	seal_hash(out, NULL, parts, 2);
	buf_done(&text);
}

static enum err
add_row(struct db *db, int64_t n, const struct begun *b, struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_GENERATION_ADD);

	stmt_int(st, 1, n);
	stmt_text(st, 2, b->generation);
	stmt_text(st, 3, b->before);
	stmt_int(st, 4, b->from_rows);
	stmt_blob(st, 5, b->from_head, SEAL_HASH);
	stmt_text(st, 6, b->backup);
	stmt_int(st, 7, b->made_ms);
	stmt_int(st, 8, b->at_ms);
	return stmt_done(st, e);
}

enum err
generation_begin(struct server *s, struct db *db,
    const struct backup_manifest *from, int64_t now_ms, char generation[40],
    struct errinfo *e)
{
	struct id id = id_new();
	char words[300], hex[SEAL_HASH * 2 + 1];
	struct audit_row row = { .what = AUDIT_SERVER,
		.at_ms = now_ms,
		.received_ms = now_ms,
		.words = words };
	uint8_t head[SEAL_HASH], hash[SEAL_HASH];
	struct begun b = { .generation = id.s,
		.before = from->generation,
		.backup = from->id.s,
		.made_ms = from->made_ms,
		.at_ms = now_ms,
		.from_head = head };
	struct stmt *st;
	enum err err;

	audit_head(db, &b.from_rows, head);
	seal_hex(hex, head, SEAL_HASH);
	snprintf(words, sizeof(words),
	    "Put back from backup %s. Generation %s goes on from row %" PRId64
	    ", head %s.",
	    from->id.s, id.s, b.from_rows, hex);
	hash_of(hash, &b);
	err = audit_add_hash(s, db, &row, hash, e);
	if (err == ERR_OK)
		err = add_row(db, b.from_rows + 1, &b, e);
	if (err != ERR_OK)
		return err;
	snprintf(generation, 40, "%s", id.s);
	st = db_stmt(db, SQL_META_SET);
	stmt_text(st, 1, "generation");
	stmt_text(st, 2, id.s);
	return stmt_done(st, e);
}

static bool
head_of(struct db *db, int64_t rows, uint8_t head[SEAL_HASH])
{
	struct stmt *st;
	const void *chain;
	bool has = false;
	size_t len;

	memset(head, 0, SEAL_HASH);
	if (rows == 0)
		return true;
	st = db_stmt(db, SQL_AUDIT_HEAD_OF);
	stmt_int(st, 1, rows);
	if (stmt_row(st)) {
		chain = stmt_get_blob(st, 0, &len);
		has = len == SEAL_HASH;
		if (has)
			memcpy(head, chain, SEAL_HASH);
	}
	stmt_reset(st);
	return has;
}

bool
generation_has_head(struct db *db, int64_t rows, const uint8_t head[SEAL_HASH])
{
	uint8_t there[SEAL_HASH];

	return head_of(db, rows, there) && seal_equal(head, there, SEAL_HASH);
}

bool
generation_head_begins(
    struct db *db, int64_t rows, const uint8_t first[SEAL_HASH])
{
	uint8_t there[SEAL_HASH];

	return head_of(db, rows, there) && head_is(first, there);
}

/* ---- havend verify ---- */

/* Columns of GENERATION_ALL. */
enum {
	G_N,
	G_GENERATION,
	G_BEFORE,
	G_FROM_ROWS,
	G_FROM_HEAD,
	G_BACKUP,
	G_MADE,
	G_AT,
	G_WHAT,
	G_HASH,
	G_CHAIN
};

static bool
row_holds(struct stmt *st, const char *before)
{
	const void *head, *hash, *chain;
	size_t head_len, hash_len, chain_len;
	uint8_t want[SEAL_HASH];
	struct begun b = { .generation = stmt_get_text(st, G_GENERATION),
		.before = stmt_get_text(st, G_BEFORE),
		.backup = stmt_get_text(st, G_BACKUP),
		.from_rows = stmt_get_int(st, G_FROM_ROWS),
		.made_ms = stmt_get_int(st, G_MADE),
		.at_ms = stmt_get_int(st, G_AT) };

	head = stmt_get_blob(st, G_FROM_HEAD, &head_len);
	hash = stmt_get_blob(st, G_HASH, &hash_len);
	chain = stmt_get_blob(st, G_CHAIN, &chain_len);
	if (head_len != SEAL_HASH || hash_len != SEAL_HASH ||
	    stmt_get_int(st, G_WHAT) != AUDIT_SERVER ||
	    stmt_get_int(st, G_N) != b.from_rows + 1 ||
	    (before[0] != '\0' && strcmp(before, b.before) != 0))
		return false;
	b.from_head = head;
	hash_of(want, &b);
	return seal_equal(want, hash, SEAL_HASH) &&
	       (b.from_rows == 0 || (chain_len == SEAL_HASH &&
					seal_equal(chain, head, SEAL_HASH)));
}

enum err
generation_verify(struct server *s, struct db *db,
    void (*each)(void *arg, const char *says), void *arg, int64_t *count,
    struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_GENERATION_ALL);
	char before[40] = "", says[160];

	(void)s;
	*count = 0;
	while (stmt_row(st)) {
		(*count)++;
		if (!row_holds(st, before)) {
			snprintf(says, sizeof(says),
			    "What row %" PRId64 " of the chain says of a "
			    "restore is not what the store says of it.",
			    stmt_get_int(st, G_N));
			each(arg, says);
		}
		snprintf(before, sizeof(before), "%s",
		    stmt_get_text(st, G_GENERATION));
	}
	if (before[0] == '\0')
		return db_error(db, e);
	st = db_stmt(db, SQL_META_GET);
	stmt_text(st, 1, "generation");
	if (!stmt_row(st) || strcmp(stmt_get_text(st, 0), before) != 0)
		each(arg, "The store is of a generation that no restore in "
			  "the chain began.");
	stmt_reset(st);
	return db_error(db, e);
}
