/* record_go.h - doing what follows a record: for the rows of record_next.c.
 *
 * writes is the kind that is made, key the field of it that names this record; NULL
 * where nothing is. True: the form above makes another record of this one, which
 * is then what is read. */
#ifndef HAVEN_RECORD_GO_H
#define HAVEN_RECORD_GO_H

#include "record_next.h"

typedef bool record_go_fn(
    struct app *a, struct record_page *p, const char *writes, const char *key);

/* The record that a task comes from: what the referrer was told, the meeting, the
 * concern, the decision or the emergency. False: it names none. */
bool go_origin_of(const struct record_page *p, struct id *out);

record_go_fn go_origin, go_choose, go_show_looks, go_write_about, go_take_up,
    go_take_back, go_ask_again, go_authorised, go_not_authorised,
    go_write_answer, go_sheet, go_print, go_take_in, go_ask_version;

#endif
