/* put_read.h - a save as it comes from outside, into struct put. */
#ifndef HAVEN_PUT_READ_H
#define HAVEN_PUT_READ_H

#include <stddef.h>

#include "err.h"
#include "json.h"
#include "store.h"

/* The body of a PUT: the record's body alone, or an object that holds it with
 * "written", "table" and "sign" (h_record.c). text is what json was parsed
 * from; put->body points into it. Members that are not there keep the value put
 * has. ERR_INVALID names the member. */
enum err put_read_body(struct put *put, const struct json *json,
    const char *text, size_t len, struct errinfo *e);

/* One of a sync's writes (docs/SYNC.md), but for who and now_ms. text is the
 * element's own bytes. */
enum err put_read_write(struct put *put, const struct json *json,
    const char *text, size_t len, struct errinfo *e);

#endif
