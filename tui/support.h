/* support.h - the support of a child as their file says it: the episodes, what each
 * is by now, and whether a record that is being written agrees with them (F1, F2,
 * R1).
 *
 * Worked out of the records that are here, without opening one. */
#ifndef HAVEN_SUPPORT_H
#define HAVEN_SUPPORT_H

#include "model.h"

/* Does what is being written agree with the other episodes and changes of its file?
 * What came back from the office counts for nothing. Problems are added to p, each
 * with its field (common/support_check.h). Other kinds always agree. */
bool support_agrees(struct model *m, const struct id *file, const struct id *id,
    const struct record *r, struct problems *p);

/* What goes on, in a line for each episode that has not ended: "Mentoring since Mon
 * 2 November 2026". Appends; nothing where nothing goes on. */
void support_add_running(
    struct model *m, const struct id *file, struct buf *out);

/* How an episode stands. False: it is not here. */
struct support_stand {
	bool is_begun, is_ended, has_nature;
};
bool support_stand(struct model *m, const struct id *file,
    const struct id *episode, struct support_stand *out);

#endif
