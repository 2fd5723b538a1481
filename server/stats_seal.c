/* stats_seal.c - are the counts that outlive destroyed files what was kept of them (N2)?
 *
 * A row of the tally holds no id and is of no file alone, so nothing in it can be held
 * against a record. But all of them change only when a file is destroyed. So each
 * destruction ends with a seal over all rows and the whole list of the register, by a
 * key that is not in the database: rows that were changed, added or taken out since are
 * found, and so are older rows with their older seal. A destruction is not stopped by
 * what it finds changed, but would seal it: so it says it in the chain first, for good.
 * What each row says is looked at beside that. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "destroy.h"
#include "mem.h"
#include "stats_in.h"
#include "store_in.h"

#define META_TALLY "tally_seal"
#define SEAL_TEXT (SEAL_HASH * 2 + 1)
#define ROWS_TEXT_MAX (256u << 20)
/* In the chain, never changed. */
#define WORDS_CHANGED                                                  \
	"Before one more file was destroyed, the counts of destroyed " \
	"files were not what was kept of them."
#define WORDS_ROOM 4000

enum { T_UNIT, T_MEASURE, T_SERVICE, T_AGE, T_REFERRER, T_CHANGE, T_SPANS };
enum { T_N = T_SPANS + 1, T_WHO, T_BEFORE, T_AFTER };

/* ---- the seal ---- */

static void
write_rows(struct db *db, struct buf *out)
{
	struct stmt *st = db_stmt(db, SQL_TALLY_SEALED);

	while (stmt_row(st)) {
		for (int i = T_UNIT; i <= T_SPANS; i++)
			buf_addf(out, "%s\n", stmt_get_text(st, i));
		for (int i = T_N; i <= T_AFTER; i++)
			buf_addf(out, "%lld\n", (long long)stmt_get_int(st, i));
	}
	stmt_reset(st);
}

/* False: the register is too long to be held in memory. */
static bool
make_seal(struct server *s, struct db *db, char out[SEAL_TEXT])
{
	struct buf text = BUF_INIT(ROWS_TEXT_MAX);
	struct stmt *st = db_stmt(db, SQL_TALLY_REGISTER);
	uint8_t *key = keyring_scratch(s->keys);
	uint8_t hash[SEAL_HASH];
	struct seal_part part;
	bool is_whole;

	while (stmt_row(st))
		buf_addf(&text, "%s\n", stmt_get_text(st, 0));
	stmt_reset(st);
	buf_adds(&text, "rows\n");
	write_rows(db, &text);
	part = (struct seal_part){ text.data, text.len };
	keyring_subkey(s->keys, "tally   ", key);
	seal_hash(hash, key, &part, 1);
	keyring_scratch_done(s->keys, key);
	for (size_t i = 0; i < SEAL_HASH; i++)
		snprintf(out + i * 2, 3, "%02x", hash[i]);
	is_whole = !text.failed;
	buf_done(&text);
	return is_whole;
}

/* What is wrong with the seal that stands; NULL: it fits, or there is nothing yet. */
static const char *
seal_fault(struct server *s, struct db *db, bool is_empty)
{
	char kept[SEAL_TEXT] = "", seal[SEAL_TEXT];
	struct stmt *st = db_stmt(db, SQL_META_GET);

	stmt_text(st, 1, META_TALLY);
	if (stmt_row(st))
		snprintf(kept, sizeof(kept), "%s", stmt_get_text(st, 0));
	stmt_reset(st);
	if (kept[0] == '\0')
		return is_empty
			   ? NULL
			   : "The counts of destroyed files have no seal: it "
			     "was taken away.";
	if (make_seal(s, db, seal) && strcmp(kept, seal) == 0)
		return NULL;
	return "The counts of destroyed files are not what was kept when the "
	       "last file of the register was destroyed: statistics made "
	       "since are not to be relied on. Compare with a backup.";
}

static bool
has_any(struct db *db, enum sql sql)
{
	struct stmt *st = db_stmt(db, sql);
	bool has = stmt_row(st);

	stmt_reset(st);
	return has;
}

enum err
stats_seal_look(
    struct server *s, struct db *db, int64_t now_ms, struct errinfo *e)
{
	const struct audit_row row = { .what = AUDIT_SERVER,
		.at_ms = now_ms,
		.received_ms = now_ms,
		.words = WORDS_CHANGED };
	bool is_empty =
	    !has_any(db, SQL_TALLY_REGISTER) && !has_any(db, SQL_TALLY_SEALED);

	return seal_fault(s, db, is_empty) == NULL ? db_error(db, e)
						   : audit_add(s, db, &row, e);
}

enum err
stats_seal_counts(struct server *s, struct db *db, struct errinfo *e)
{
	char seal[SEAL_TEXT];
	struct stmt *st;

	if (!make_seal(s, db, seal))
		return err_set(e, ERR_TOO_BIG,
		    "There are too many counts of destroyed files to seal "
		    "them, so nothing was destroyed.");
	st = db_stmt(db, SQL_META_SET);
	stmt_text(st, 1, META_TALLY);
	stmt_text(st, 2, seal);
	return stmt_done(st, e);
}

/* ---- what a row says ---- */

static bool
is_code(const struct choice *codes, const char *code)
{
	for (; codes->code; codes++)
		if (strcmp(codes->code, code) == 0)
			return true;
	return false;
}

/* A word of the settings, of today or of then. */
static bool
is_word(const char *code)
{
	return *code != '\0' && strlen(code) < LIST_CODE_MAX &&
	       strspn(code, "abcdefghijklmnopqrstuvwxyz0123456789_") ==
		   strlen(code);
}

/* As stats_tally.c writes them: "24313-24315 24320-24320", one after the other. *months:
 * how many; 0: they are not. */
static long
count_months(const char *spans)
{
	struct buf again = BUF_INIT(8192);
	const char *at = spans;
	int from, until, len, before = 0;
	long months = 0;

	while (sscanf(at, " %d-%d%n", &from, &until, &len) == 2 &&
	       from > before && until >= from && until < STAT_OPEN_MONTH) {
		buf_addf(&again, "%s%d-%d", months > 0 ? " " : "", from, until);
		months += until - from + 1;
		before = until;
		at += len;
	}
	if (again.failed || strcmp(buf_str(&again), spans) != 0)
		months = 0;
	buf_done(&again);
	return months;
}

/* What happens in a month; the others go on. */
static bool
is_event(enum stat_unit unit)
{
	return unit != STAT_CHILDREN && unit != STAT_GOING_ON;
}

static const char *
what_is_wrong(struct stmt *st, enum stat_unit unit, int64_t destroyed)
{
	bool is_outcome = unit == STAT_OUTCOMES;
	const char *measure = stmt_get_text(st, T_MEASURE);
	const char *change = stmt_get_text(st, T_CHANGE);
	int64_t n = stmt_get_int(st, T_N), who = stmt_get_int(st, T_WHO);
	long months = count_months(stmt_get_text(st, T_SPANS));

	if (!is_word(stmt_get_text(st, T_SERVICE)) ||
	    !is_code(stat_codes(STAT_AGE), stmt_get_text(st, T_AGE)) ||
	    !is_code(stat_codes(STAT_REFERRER), stmt_get_text(st, T_REFERRER)))
		return "a kind of support, an age band or a referrer is none";
	if (is_outcome != is_word(measure) || is_outcome != (*change != '\0') ||
	    (is_outcome && !is_code(stat_codes(STAT_CHANGE), change)))
		return "what was scored, or how it changed, is not right";
	if (months == 0 || (is_event(unit) && months != 1))
		return "its months are not right";
	if (n < 1 || who < 0 || who > n)
		return "its numbers are not right";
	if (who > destroyed)
		return "it is of more children than files were destroyed";
	if (stmt_get_int(st, T_BEFORE) < 0 || stmt_get_int(st, T_AFTER) < 0 ||
	    (!is_outcome && (stmt_get_int(st, T_BEFORE) != 0 ||
				stmt_get_int(st, T_AFTER) != 0)))
		return "its scores are not right";
	return NULL;
}

/* ---- havend verify ---- */

struct verifying {
	void (*each)(void *arg, const char *says);
	void *arg;
	int64_t destroyed;
};

static void
check_row(const struct verifying *v, struct stmt *st)
{
	const char *code = stmt_get_text(st, T_UNIT), *wrong;
	enum stat_unit unit;
	char says[ERR_SAYS_MAX];

	if (stat_unit_parse(&unit, code)) {
		wrong = what_is_wrong(st, unit, v->destroyed);
		code = stat_units[unit].title;
	} else {
		wrong = "nothing is counted under this name";
	}
	if (wrong == NULL)
		return;
	snprintf(says, sizeof(says),
	    "A row of the counts of destroyed files (%.100s, %.60s) cannot be "
	    "one: %s.",
	    code, stmt_get_text(st, T_SPANS), wrong);
	v->each(v->arg, says);
}

static void
check_seal(
    struct server *s, struct db *db, const struct verifying *v, int64_t rows)
{
	const char *fault = seal_fault(s, db, v->destroyed == 0 && rows == 0);

	if (fault != NULL)
		v->each(v->arg, fault);
}

/* What a destruction found, and has sealed since. */
static void
check_chain(struct server *s, struct db *db, const struct verifying *v)
{
	struct stmt *st = db_stmt(db, SQL_AUDIT_ALL);
	struct buf words = BUF_INIT(WORDS_ROOM);
	struct audit_stored a;
	char says[ERR_SAYS_MAX];

	while (stmt_row(st)) {
		audit_read(st, &a);
		buf_clear(&words);
		if (a.row.what != AUDIT_SERVER || a.words_len == 0 ||
		    audit_unseal(s, &a, &words, NULL) != ERR_OK ||
		    strcmp(buf_str(&words), WORDS_CHANGED) != 0)
			continue;
		snprintf(says, sizeof(says),
		    "Row %" PRId64 " of the chain: before one more file was "
		    "destroyed, the counts of destroyed files were not what "
		    "was kept of them. Statistics made since are not to be "
		    "relied on. Compare with a backup from before.",
		    a.n);
		v->each(v->arg, says);
	}
	buf_done(&words);
}

int64_t
stats_verify_counts(struct server *s, struct db *db,
    void (*each)(void *arg, const char *says), void *arg)
{
	struct verifying v = { .each = each, .arg = arg };
	struct stmt *st = db_stmt(db, SQL_TALLY_REGISTER);
	int64_t rows = 0;

	while (stmt_row(st))
		v.destroyed++;
	stmt_reset(st);
	st = db_stmt(db, SQL_TALLY_SEALED);
	while (stmt_row(st)) {
		rows++;
		check_row(&v, st);
	}
	stmt_reset(st);
	if (rows > 0 && v.destroyed == 0)
		each(arg,
		    "There are counts of destroyed files, and no file was "
		    "destroyed: they belong to nothing.");
	check_seal(s, db, &v, rows);
	check_chain(s, db, &v);
	return rows;
}
