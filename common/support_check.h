/* support_check.h - rules over several records of one file: its episodes of support
 * and the changes in them (F1, F2, R1).
 *
 * What one record says of itself is its kind's rule (kind_support.c). These are held
 * by the office when a record comes, and by a device before it is saved, in the
 * same words. */
#ifndef HAVEN_SUPPORT_CHECK_H
#define HAVEN_SUPPORT_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "id.h"
#include "kind.h"

/* An episode or a change as it is now; others are passed over. */
struct support_record {
	struct id id;
	const struct record *body;
};

/* Does r, an episode or a change, agree with the others of its file? id is its own;
 * the others may hold an earlier version of it, which does not count. Each
 * problem is added to p with its field; what is in p stays. True: none was added.
 * Of any other kind: true. */
bool support_check(const struct record *r, const struct id *id,
    const struct support_record *others, size_t count, struct problems *p);

/* The episode as it is now. */
struct support_now {
	bool is_begun, is_ended;
	const char *since;  /* "YYYY-MM-DD"; "" if it has not begun */
	const char *nature; /* code, after all its changes; "": not said */
	const char *nature_since;
};
void support_now(const struct record *episode, const struct id *id,
    const struct support_record *others, size_t count, struct support_now *out);

#endif
