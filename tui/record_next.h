/* record_next.h - what may be done next with a record that is read: a row each in
 * record_next.c, with the kind it is about, the right it needs, and the key it is
 * on. */
#ifndef HAVEN_RECORD_NEXT_H
#define HAVEN_RECORD_NEXT_H

#include "scr_record_page.h"

struct next;

/* Tag of the question that was asked (w_choice). */
enum next_tag { NEXT_TAG_MORE, NEXT_TAG_VERSION };

/* The first thing that may follow is one key away, on F2. NULL: none. */
const struct next *next_first(struct app *a, const struct record_page *p);
const char *next_words(const struct next *n); /* "Take up" is its bar */
const char *next_bar(const struct next *n);
/* Do it. True: the form above makes another record of this one, which is then what
 * is read. */
bool next_take(struct app *a, struct record_page *p, const struct next *n);
/* F6: ask what to do. False: there is nothing. */
bool next_ask(struct app *a, const struct record_page *p);
/* What was chosen there; NULL: it is not offered any more. */
const struct next *next_find(
    struct app *a, const struct record_page *p, const char *code);

/* Is it a flag of one's own decision, about which somebody else decides (S8)? */
bool next_is_for_another(struct app *a, const struct record_page *p);

#endif
