/* meeting_kin.h - the family of a file, as meeting_may asks for it, with their names:
 * for what the screens say of a meeting (M1). */
#ifndef HAVEN_MEETING_KIN_H
#define HAVEN_MEETING_KIN_H

#include "meeting_may.h"
#include "standing.h"

/* Zeroes before meeting_kin_read. Wiped by meeting_kin_done. */
struct meeting_kin {
	struct standing standing;
	struct meeting_relative *at;
	size_t count;
};

/* Out of the records that are here, without opening one. */
void meeting_kin_read(struct meeting_kin *k, struct model *m,
    const struct id *file, int64_t now_ms);
void meeting_kin_done(struct meeting_kin *k);
/* Lies in k. */
struct meeting_family meeting_kin_family(const struct meeting_kin *k);

/* adult none: the child. Never NULL, never "". */
const char *meeting_kin_name(
    const struct meeting_kin *k, const struct id *adult);
/* Whom a form of a new meeting begins with: who must be asked. */
void meeting_kin_fill(const struct meeting_kin *k, struct record *meeting);

/* "Thu 3 December", with the year if it is another than now's; "" if none is
 * written. */
void meeting_day(
    char out[WHEN_SHOWN], const struct record *meeting, int64_t now_ms);
/* "Mia and 2 others have not agreed", "nobody has agreed". Appends. */
void meeting_add_missing(const struct meeting_kin *k,
    const struct record *meeting, const struct meeting_may *may,
    struct buf *out);

#endif
