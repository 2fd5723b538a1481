/* meeting_page.h - what "May we attend?" says of one meeting, in sentences (M1, M2,
 * M3). For scr_meeting.c. */
#ifndef HAVEN_MEETING_PAGE_H
#define HAVEN_MEETING_PAGE_H

#include "meeting_kin.h"

/* A decision to share of occasion meeting, as far as it is here. */
struct meeting_decision {
	struct id id; /* none: there is none */
	bool is_here, is_share;
	int64_t written_ms;
};
struct meeting_page {
	const struct record *meeting;
	const struct meeting_kin *kin;
	const char *child, *agency;
	int64_t now_ms;
	struct meeting_decision named; /* by the meeting */
	struct meeting_decision spare; /* made for it, and not named by it */
	const char *f2, *f6;           /* what they do; NULL: nothing */
};

/* Its day and time lie before now. A day without a time is over at its end. */
bool meeting_is_past(const struct record *meeting, int64_t now_ms);
/* "Thu 3 Dec 10:00", with the year if it is another than now's. "" without one. */
void meeting_when(
    char out[WHEN_SHOWN], const struct record *meeting, int64_t now_ms);
/* Appends. */
void meeting_page_write(const struct meeting_page *p, struct buf *out);

#endif
