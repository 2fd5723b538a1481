/* stats_in.h - what the files of the statistics share, and nobody else uses. */
#ifndef HAVEN_STATS_IN_H
#define HAVEN_STATS_IN_H

#include "stat.h"
#include "stats.h"
#include "store_in.h"

#define STAT_OPEN_MONTH 30000 /* of what goes on */

/* Codes that were met, each once. */
struct stat_words {
	size_t count;
	char (*at)[LIST_CODE_MAX];
};
#define STAT_WORDS_MAX 250
/* Its place; the last one stands for all that are too many. */
uint8_t stat_word(struct stat_words *w, const char *code);

struct stat_span {
	int16_t from, until; /* months, both in it */
};
/* One thing that is counted: it happened to one child, in these months. Out of the
 * tally it is several that are the same. */
struct stat_item {
	uint8_t unit;
	uint8_t measure; /* of scan's measures; outcomes alone */
	uint8_t code[STAT_DIMS];
	uint8_t span_count;
	uint32_t span;         /* place of the first in scan's spans */
	uint32_t child;        /* number of the file; 0: of the tally */
	int64_t n, who;        /* how many, of at most how many children */
	int64_t before, after; /* sums of the scores; outcomes alone */
};
struct stat_scan {
	struct server *s;
	struct stat_words measures, codes[STAT_DIMS];
	struct stat_item *items;
	size_t count, room;
	struct stat_span *spans;
	size_t span_count, span_room;
	uint32_t children;
	int now; /* this month */
	/* What the agencies of the directory are. */
	struct stat_agency {
		struct id id;
		uint8_t referrer;
	} * agencies;
	size_t agency_count;
};

struct stat_scan *stats_scan_new(struct server *s);
struct stat_item *stat_item_add(
    struct stat_scan *sc, const struct stat_span *spans, size_t count);
/* Add what one file adds. ERR_NOT_FOUND: its key is destroyed. */
enum err stats_read_file(struct stat_scan *sc, struct db *db,
    const struct id *file, struct errinfo *e);
enum err stats_read_agencies(
    struct stat_scan *sc, struct db *db, struct errinfo *e);
/* The rows of destroyed files. */
enum err stats_read_tally(
    struct stat_scan *sc, struct db *db, struct errinfo *e);

/* Is it counted in these months? */
bool stat_item_in(const struct stat_scan *sc, const struct stat_item *it,
    int from, int until);

#endif
