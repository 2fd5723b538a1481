/* frame.h - what a program and a helper of it say to each other over a socket pair:
 * a message is a struct, told by a table of its members, as one frame.
 *
 * A frame is four bytes of length (big endian) and a payload of numbers (four
 * bytes) and strings (length and bytes), in the order of the table. A frame over
 * FRAME_MAX, or one that does not add up, is a fault of the other side. */
#ifndef HAVEN_FRAME_H
#define HAVEN_FRAME_H

#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "err.h"

#define FRAME_MAX (8u << 20) /* bytes of payload */

/* Points into the frame that was read, or is the caller's. */
struct frame_string {
	const char *s;
	size_t len;
};

struct frame_member {
	enum { FRAME_NUMBER, FRAME_STRING } type; /* uint32_t, frame_string */
	size_t offset;
};
/* Rows of a table: FRAME_IS(NUMBER, net_request, session). */
#define FRAME_IS(type, s, member)                        \
	{                                                \
		FRAME_##type, offsetof(struct s, member) \
	}

/* Append a whole frame of this struct. ERR_TOO_BIG over the ceiling. */
enum err frame_write(struct buf *out, const void *from,
    const struct frame_member *members, size_t count, struct errinfo *e);
/* How many bytes the frame at the start of bytes takes: 0, more are needed.
 * ERR_SYNTAX in *code for a length over the ceiling. */
size_t frame_size(const char *bytes, size_t len, enum err *code);
/* One whole frame. Strings of what it fills point into bytes. ERR_SYNTAX. */
enum err frame_read(void *out, const struct frame_member *members, size_t count,
    const char *bytes, size_t len, struct errinfo *e);

#endif
