/* stats_tally.c - the counts that outlive a destroyed file, as rows from which nobody
 * can be told (N2): what, how often, in which months, by kind of support, age band
 * and kind of referrer. Rows that say the same are one. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "stats_in.h"

#define SPANS_TEXT 4096

/* What goes on is over with the file. */
static void
write_spans(
    const struct stat_scan *sc, const struct stat_item *it, struct buf *out)
{
	for (size_t i = 0; i < it->span_count; i++) {
		const struct stat_span *sp = &sc->spans[it->span + i];
		int until = sp->until == STAT_OPEN_MONTH ? sc->now : sp->until;

		buf_addf(out, "%s%d-%d", i > 0 ? " " : "", sp->from,
		    until < sp->from ? sp->from : until);
	}
}

static size_t
read_spans(const char *text, struct stat_span *out, size_t max)
{
	size_t n = 0;
	int from, until, len;

	while (n < max && sscanf(text, " %d-%d%n", &from, &until, &len) == 2) {
		out[n++] = (struct stat_span){ (int16_t)from, (int16_t)until };
		text += len;
	}
	return n;
}

static const char *
word(const struct stat_words *w, uint8_t i)
{
	return w->at[i];
}

/* The child of several rows that differ by their months alone counts with the first:
 * a table never takes more children for it than there were. */
static bool
is_first_of_its_kind(const struct stat_scan *sc, size_t i)
{
	const struct stat_item *it = &sc->items[i];

	for (size_t k = 0; k < i; k++)
		if (sc->items[k].unit == it->unit &&
		    sc->items[k].measure == it->measure &&
		    memcmp(sc->items[k].code, it->code, sizeof(it->code)) == 0)
			return false;
	return true;
}

static enum err
keep_item(
    const struct stat_scan *sc, struct db *db, size_t i, struct errinfo *e)
{
	const struct stat_item *it = &sc->items[i];
	bool is_outcome = it->unit == STAT_OUTCOMES;
	struct stmt *st = db_stmt(db, SQL_TALLY_ADD);
	struct buf spans = BUF_INIT(SPANS_TEXT);
	enum err code;

	write_spans(sc, it, &spans);
	stmt_text(st, 1, stat_units[it->unit].code);
	stmt_text(st, 2, is_outcome ? word(&sc->measures, it->measure) : "");
	stmt_text(
	    st, 3, word(&sc->codes[STAT_SERVICE], it->code[STAT_SERVICE]));
	stmt_text(st, 4, word(&sc->codes[STAT_AGE], it->code[STAT_AGE]));
	stmt_text(
	    st, 5, word(&sc->codes[STAT_REFERRER], it->code[STAT_REFERRER]));
	stmt_text(st, 6,
	    is_outcome ? word(&sc->codes[STAT_CHANGE], it->code[STAT_CHANGE])
		       : "");
	stmt_text(st, 7, buf_str(&spans));
	stmt_int(st, 8, it->n);
	stmt_int(st, 9, is_first_of_its_kind(sc, i));
	stmt_int(st, 10, it->before);
	stmt_int(st, 11, it->after);
	code = stmt_done(st, e);
	buf_done(&spans);
	return code;
}

enum err
stats_keep_counts(
    struct server *s, struct db *db, const struct id *file, struct errinfo *e)
{
	struct stat_scan *sc = stats_scan_new(s);
	enum err code = stats_read_agencies(sc, db, e);

	if (code == ERR_OK)
		code = stats_read_file(sc, db, file, e);
	for (size_t i = 0; code == ERR_OK && i < sc->count; i++)
		code = keep_item(sc, db, i, e);
	stats_scan_free(sc);
	return code;
}

enum err
stats_read_tally(struct stat_scan *sc, struct db *db, struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_TALLY_ALL);
	struct stat_span spans[200];

	while (stmt_row(st)) {
		struct stat_item *it;
		enum stat_unit unit;
		size_t n =
		    read_spans(stmt_get_text(st, 6), spans, KIND_COUNT(spans));

		if (n == 0 || !stat_unit_parse(&unit, stmt_get_text(st, 0)))
			continue;
		it = stat_item_add(sc, spans, n);
		it->unit = (uint8_t)unit;
		if (unit == STAT_OUTCOMES) {
			it->measure =
			    stat_word(&sc->measures, stmt_get_text(st, 1));
			it->code[STAT_CHANGE] = stat_word(
			    &sc->codes[STAT_CHANGE], stmt_get_text(st, 5));
		}
		it->code[STAT_SERVICE] =
		    stat_word(&sc->codes[STAT_SERVICE], stmt_get_text(st, 2));
		it->code[STAT_AGE] =
		    stat_word(&sc->codes[STAT_AGE], stmt_get_text(st, 3));
		it->code[STAT_REFERRER] =
		    stat_word(&sc->codes[STAT_REFERRER], stmt_get_text(st, 4));
		it->n = stmt_get_int(st, 7);
		it->who = stmt_get_int(st, 8);
		it->before = stmt_get_int(st, 9);
		it->after = stmt_get_int(st, 10);
	}
	stmt_reset(st);
	return db_error(db, e);
}
