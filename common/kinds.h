/* kinds.h - the kinds, for the files that hold their tables and rules. */
#ifndef HAVEN_KINDS_H
#define HAVEN_KINDS_H

#include "kind.h"
#include "text.h"

#define KIND_COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* on a file */
extern const struct kind kind_front_sheet, kind_adult, kind_assignment,
    kind_first_account, kind_concern, kind_addendum, kind_statement,
    kind_acknowledged, kind_kept_aside, kind_aside_decision;
/* of the organisation */
extern const struct kind kind_staff;
/* items of lists */
extern const struct kind kind_present, kind_about_staff, kind_talk, kind_other,
    kind_todo;

/* The record that was kept aside, as it was written; the caller's. */
enum err kept_aside_inner(
    const struct record *aside, struct record **out, struct errinfo *e);

#endif
