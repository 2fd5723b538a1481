/* names.h - finding a person among many by part of a name.
 *
 * An index in memory of (id, name, other names) folded for search. A query of
 * several words must match each word: as a prefix of a word of the name, then
 * inside a word, then with one typing slip (insertion, deletion, substitution,
 * transposition; words of 3 letters or more, first letter may differ only for
 * words of 5 or more), then by sound (a small phonetic key for English spelling).
 * Better kinds of match come first; within a kind, by name. A query
 * that equals a reference (e.g. "C-0142") finds that one first. Each half of a
 * double-barrelled name is a word, too. 100,000 names answer in under 10 ms.
 * Not for two threads at once while adding; queries may run side by side. */
#ifndef HAVEN_NAMES_H
#define HAVEN_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#include "id.h"

struct names;

struct names_hit {
	struct id id;
	unsigned
	    quality; /* 0 exact reference, 1 prefix, 2 part, 3 slip, 4 sound */
};

struct names *names_new(void);
void names_free(struct names *n); /* wipes */

/* Add or replace the entry of id. also and reference may be "" or NULL. */
void names_put(struct names *n, const struct id *id, const char *name,
    const char *also, const char *reference);
void names_remove(struct names *n, const struct id *id);
size_t names_count(const struct names *n);

/* The name as it was put, or NULL. Valid until the next change of n. */
const char *names_get(const struct names *n, const struct id *id);

/* Up to max hits into hits; returns how many. may (NULL: all) says whether an
 * entry may be shown; it is asked only about entries that match. A blank
 * query (NULL, too) gives the first max by name, as quality 1. A query without
 * letters or digits, of bad UTF-8, or of more than 16 words finds nothing. */
size_t names_find(const struct names *n, const char *query,
    bool (*may)(void *, const struct id *), void *arg, struct names_hit *hits,
    size_t max);

/* How alike two people are, for the look-alike question (screens.md, Forms):
 * true if the folded names are equal (spaces aside) or one slip apart per word,
 * or sound the same, and the dates of birth (YYYY-MM-DD or "") are equal, unknown, or have
 * day and month swapped. */
bool names_alike(const char *name_a, const char *born_a, const char *name_b,
    const char *born_b);

#endif
