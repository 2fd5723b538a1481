/* waiting_words.h - what waits for a person, as lines: on the first screen, and in the
 * shell (haven waiting). */
#ifndef HAVEN_WAITING_WORDS_H
#define HAVEN_WAITING_WORDS_H

#include "model.h"

/* Since when it waits, or by when it is to be done: "due 13 Nov 12:00". Nothing for a
 * meeting to come, whose day stands in its words. Appends. */
void waiting_when(
    struct model *m, const struct waiting *w, int64_t now_ms, struct buf *out);

/* "due in 3 days", "overdue for 1 day": by the day, whatever the time. Appends. */
void waiting_due(const struct civil *due, int64_t now_ms, struct buf *out);

/* A line for each, "WHAT  CHILD  WHEN", ended by a newline. has_names false: without
 * a word of a case, for mail. Appends; returns how many. */
size_t waiting_digest(
    struct model *m, int64_t now_ms, bool has_names, struct buf *out);

#endif
