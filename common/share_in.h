/* share_in.h - what the files that make the facts of a decision share. */
#ifndef HAVEN_SHARE_IN_H
#define HAVEN_SHARE_IN_H

#include "share_facts.h"

/* A choice of a record as a value of its vocabulary; missing, if it is none. */
unsigned share_word(const struct record *r, const char *key,
    enum decide_words list, unsigned missing);
/* Is a yes-or-no of a record "yes"? */
bool share_yes(const struct record *r, const char *key);

/* What the person who decides judged, into facts with nothing in them yet. */
void share_take_judged(
    struct facts *f, const struct record *decision, const struct id *file);

#endif
