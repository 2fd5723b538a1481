/* fill.h - an office is filled: records that go in as those of a device do, up to
 * a hundred in one request. */
#ifndef HAVEN_BENCH_FILL_H
#define HAVEN_BENCH_FILL_H

#include "buf.h"
#include "office.h"

struct fill {
	struct tls_client *line;
	struct worker who; /* whose the records are */
	struct buf text;
	size_t count;
};

/* Enrol a device of sign_in, who must be hired; the office runs. */
void fill_begin(struct fill *f, const struct office *o, const char *sign_in);
/* The id of the staff record of whoever fills. */
void fill_staff(const struct fill *f, struct id *out);
/* Put a new record, now or with those to come, and return its id. fmt makes its
 * body, as JSON. file NULL: it is the organisation's. One that is not kept ends the
 * bench. */
struct id fill_put(struct fill *f, const char *kind, const struct id *file,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* The rest goes, and the connection ends. */
void fill_end(struct fill *f);

/* Days from today as records have them, "2026-11-26"; ahead or, below 0, ago. */
void fill_day(char out[16], int days);

#endif
