/* stats.h - counts of support for funders, without names (N1 to N3).
 *
 * The office counts from its sealed records, on a thread of its own, by a reader's
 * connection: nobody else waits for it. What it shows is kept as a record
 * (statistics_report), exactly, before it leaves; a period that was counted once is
 * not counted again. Whatever is shown counts as published, issued or not: otherwise
 * looking would be the way to what must not be worked out.
 *
 * What stays of a destroyed file are rows of the table tally: how often something
 * happened, in which month, by kind of support, age band and kind of referrer.
 * They hold no id and no day, and rows that say the same are one row. */
#ifndef HAVEN_STATS_H
#define HAVEN_STATS_H

#include "db.h"
#include "err.h"
#include "id.h"

struct server;
struct stat_report;

/* Keep what a file adds to the counts, before it is destroyed: in the transaction
 * that destroys it (a job of the writer), and once, since it counts what is there:
 * from the moment its records or its key are gone, the file itself counts for
 * nothing. ERR_NOT_FOUND: its key is destroyed already, and nothing was kept. Any
 * other error: nothing may be destroyed. */
enum err stats_keep_counts(
    struct server *s, struct db *db, const struct id *file, struct errinfo *e);

/* Before anything is added to the counts: where they are not what was sealed, the chain
 * says so, since they are sealed anew. It stops nothing. In that transaction. */
enum err stats_seal_look(
    struct server *s, struct db *db, int64_t now_ms, struct errinfo *e);
/* Seal the counts as they are, with the register as it is: whenever a row of it was
 * added, in that transaction (stats_seal.c). */
enum err stats_seal_counts(struct server *s, struct db *db, struct errinfo *e);
/* havend verify: are they what was sealed, and were they at each destruction; is each a
 * row that can be, and is there a destruction to be of? each: a sentence. How many
 * rows there are. */
int64_t stats_verify_counts(struct server *s, struct db *db,
    void (*each)(void *arg, const char *says), void *arg);

/* Everything that can be counted of both, for the length of one report. */
struct stat_scan;
/* By a reader's connection, in one transaction, so that a file that is destroyed
 * meanwhile counts once. Takes as long as unsealing the records that it counts. */
enum err stats_scan(
    struct stat_scan **out, struct server *s, struct db *db, struct errinfo *e);
void stats_scan_free(struct stat_scan *sc);

/* The tables of these months (both in it), with what must not be shown left out (N2);
 * *out is the caller's. against: reports that were shown before, count of them.
 * ERR_DENIED: with one of them something small could be worked out, and e names it;
 * ERR_INVALID: no such period. */
struct stat_shown {
	const struct stat_report *report;
	char title[80], made[40]; /* of a sentence */
};
enum err stats_make(const struct stat_scan *sc, int from, int until,
    int64_t small, const struct stat_shown *against, size_t count,
    struct stat_report *out, struct errinfo *e);

#endif
