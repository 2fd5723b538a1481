/* sync_have.h - what a device has already (docs/SYNC.md, What it has already): a
 * short text that the office gives with every answer and gets back with the next
 * question, so that what did not change is not sent again.
 *
 * To the device it is opaque. It is the number of audit rows at that time, a
 * point, and for each part a hash of what was said: 48 bits, which tell what
 * changed and protect nothing. A text of another form is none. */
#ifndef HAVEN_SYNC_HAVE_H
#define HAVEN_SYNC_HAVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum have_part {
	HAVE_GENERATION,
	HAVE_WHO,     /* me, lease, set and files */
	HAVE_WAITING, /* waiting */
	HAVE_CHAIN,   /* chain */
	HAVE_PARTS
};

#define HAVE_PART 8 /* characters */
#define HAVE_MAX 64 /* with the NUL */

struct sync_have {
	bool is_given;
	int64_t rows;
	char part[HAVE_PARTS][HAVE_PART + 1];
};

/* Not of that form: out is empty. */
void sync_have_read(struct sync_have *out, const char *text);
void sync_have_print(char out[HAVE_MAX], const struct sync_have *have);
void sync_have_set(
    struct sync_have *have, enum have_part part, const void *bytes, size_t len);
/* Is it what the device has? Never, if it gave no text. */
bool sync_have_is_same(const struct sync_have *device,
    const struct sync_have *now, enum have_part part);

#endif
