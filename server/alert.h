/* alert.h - mail without content to whoever something waits for (R3, S9, S3). */
#ifndef HAVEN_ALERT_H
#define HAVEN_ALERT_H

#include "mail.h"

/* Is an alert still to go, and when (mail_begin_fn)? */
int64_t alert_begin(struct server *s, struct db *db, const struct mail_row *row,
    int64_t now_ms);

#endif
