/* sync_answer_in.h - between sync_answer.c and sync_small.c only: what the readers of
 * an answer share. */
#ifndef HAVEN_SYNC_ANSWER_IN_H
#define HAVEN_SYNC_ANSWER_IN_H

#include "json.h"
#include "sync_answer.h"

/* ERR_INVALID, with the sentence for a member that is not well formed. */
enum err answer_wrong(struct errinfo *e, const char *member);
/* A member that is not there: the device has it, if the answer says so. */
enum err answer_left_out(
    struct sync_answer *an, const char *member, struct errinfo *e);
bool answer_is_ms(int64_t ms);

/* The members that are no lists, parsed: "have" first, since it says whether the
 * others may be left out. */
enum err answer_small(
    struct sync_answer *an, const struct json *o, struct errinfo *e);

#endif
