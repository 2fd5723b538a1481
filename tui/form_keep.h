/* form_keep.h - what is typed is a draft within two seconds, and at the lock, at
 * SIGHUP and when the screen closes (promise 1). One way for every screen in which
 * a record is written. */
#ifndef HAVEN_FORM_KEEP_H
#define HAVEN_FORM_KEEP_H

#include "app.h"
#include "model.h"

/* Lies in a screen's state; zeroes: nothing was typed. */
struct form_kept {
	bool typed;       /* since it was kept */
	bool unsaved;     /* since it was saved */
	bool keep_failed; /* the disk refused what was typed last */
	bool is_left;     /* closed by the person, not by a fault */
	int64_t kept_ms;
};

/* Keep it, if something was typed. d is_left is k's. A refusal of the disk is said,
 * and is k->keep_failed until it is kept. */
void form_kept_put(struct app *a, struct form_kept *k, const struct draft *d,
    const struct record *record);
/* "draft kept 14:07", at the right of line 1; or that it is not. */
void form_kept_right(
    const struct app *a, const struct form_kept *k, struct buf *out);
/* What would be lost if the screen closed now; false: nothing. */
bool form_kept_unsaved(const struct form_kept *k, struct buf *out);
/* Ask whether to put it away; the answer comes as w_question with this tag. Says so
 * if there is nothing. */
void form_kept_ask(
    struct app *a, const struct form_kept *k, int64_t base, int tag);
/* Put the kept draft away. False: said why not. */
bool form_kept_put_away(
    struct app *a, struct form_kept *k, const struct id *id);

#endif
