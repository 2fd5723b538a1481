/* scr_record_page.h - what is read of a record: its text as it was opened, once,
 * and above it what changes while it is read. For scr_record.c. */
#ifndef HAVEN_SCR_RECORD_PAGE_H
#define HAVEN_SCR_RECORD_PAGE_H

#include "scr.h"

struct record_page {
	struct record_arg arg;
	struct row row;
	struct child child;
	struct record *rec; /* as it was opened */
	struct buf body;    /* the same as people read it */
};

/* Open it: the look is on disk before it returns (promise 7). An error leaves the
 * page as it was. */
enum err record_page_open(
    struct record_page *p, struct app *a, struct errinfo *e);

/* Whose it is, where it is, who has seen it, what stands beside it. f2: what F2
 * does, or NULL. Writes no look. */
void record_page_head(
    struct record_page *p, struct app *a, const char *f2, struct buf *out);

/* Wipe the text; row and child stay. */
void record_page_done(struct record_page *p);

#endif
