/* doc_in.h - the inside of a document, for doc_*.c alone. */
#ifndef HAVEN_DOC_IN_H
#define HAVEN_DOC_IN_H

#include "doc.h"

/* The packed form: DOC_MAGIC, then parts. A part is kind, level, depth and count
 * (a byte each), number and of, then count texts: length, bytes, NUL. Numbers
 * have four bytes, the highest first. The title is the first part, DOC_END the
 * last. */
#define DOC_MAGIC "hvd1"
#define DOC_MAGIC_LEN 4
#define DOC_HEAD 12 /* bytes of a part before its texts */

struct doc {
	struct buf b;
	int depth;     /* as it was asked for; a part has at most the most */
	unsigned cols; /* of the table that stands last; 0: none */
	bool is_ended; /* DOC_END is there */
};

/* Read the part at *at, which must be whole (doc_unpack). */
void doc_read(const struct doc *d, size_t *at, struct doc_part *part);

#endif
