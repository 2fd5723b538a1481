/* refused.h - reading that was refused is on record, too (A2, promise 7): who asked
 * for a file or a record that is here and not open to them.
 *
 * Whoever asks without end fills no disk: the same attempt is one row an hour, and
 * of one person at most REFUSED_EACH rows an hour are written, the last of which
 * says that there were more. Writes that are refused are on record by themselves
 * (store_keep.c). */
#ifndef HAVEN_REFUSED_H
#define HAVEN_REFUSED_H

#include "http.h"

#define REFUSED_EACH 60

struct refused;
struct refused *refused_new(void);
void refused_free(struct refused *r); /* NULL is fine */

/* An answer is about to leave. Does nothing unless it says no to somebody who is
 * signed in. Never holds it up. Any thread. */
void refused_note(const struct request *rq);

#endif
