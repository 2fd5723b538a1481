/* notice_way.h - how a notice goes to the referrer: what stands in the way of an
 * e-mail, and the form that records the sending, for the screens of the queue and
 * of one notice (F1, F2, S7). */
#ifndef HAVEN_NOTICE_WAY_H
#define HAVEN_NOTICE_WAY_H

#include "app.h"
#include "model_notice.h"

#define NOTICE_WAY_TO 208 /* bytes of an address, or of a name */

/* To whom, by the directory as it is now. */
struct notice_whom {
	char agency[208], person[208], job[208];
	char email[NOTICE_WAY_TO]; /* "" if none may be used */
	/* Why no e-mail can go there, and what to do; "": it can. */
	char missing[ERR_SAYS_MAX];
};
void notice_whom(
    struct app *a, const struct notice_row *row, struct notice_whom *out);

/* May it go today, by what is here (row 8 and 9 of the decision)? says gets the
 * rule's sentences, or why it cannot be told; appended. */
bool notice_may_go(
    struct app *a, const struct notice_row *row, struct buf *says);

/* Ask how it goes: w_choice, with this tag. What cannot be sent now says why. */
#define NOTICE_WAY_TAG 40
void notice_way_ask(struct app *a, const struct notice_row *row);
/* What was chosen: the form to record it, filled in as far as it is known; or said
 * what is missing. */
void notice_way_take(
    struct app *a, const struct notice_row *row, const char *how);

/* Ask the office to send it by e-mail, at once. False: it was passed over, why gets
 * the reason in a sentence. */
bool notice_way_email(
    struct app *a, const struct notice_row *row, struct buf *why);
/* What is said when a sending was kept here. */
void notice_way_say_kept(struct app *a, const struct id *sent);

#endif
