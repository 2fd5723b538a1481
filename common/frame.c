/* frame.c - messages between a program and its helper: one table of members,
 * walked to write and to read. */
#include "frame.h"

#include <string.h>

static void
put_number(unsigned char out[4], uint32_t n)
{
	out[0] = (unsigned char)(n >> 24);
	out[1] = (unsigned char)(n >> 16);
	out[2] = (unsigned char)(n >> 8);
	out[3] = (unsigned char)n;
}

static uint32_t
get_number(const char *bytes)
{
	const unsigned char *b = (const unsigned char *)bytes;

	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 |
	       (uint32_t)b[2] << 8 | b[3];
}

static void
add_number(struct buf *out, uint32_t n)
{
	unsigned char four[4];

	put_number(four, n);
	buf_add(out, four, 4);
}

enum err
frame_write(struct buf *out, const void *from,
    const struct frame_member *members, size_t count, struct errinfo *e)
{
	size_t start = out->len;
	unsigned char four[4];
	bool fits = true;

	add_number(out, 0);
	for (size_t i = 0; fits && i < count; i++) {
		const char *at = (const char *)from + members[i].offset;
		uint32_t n;
		struct frame_string s;

		if (members[i].type == FRAME_NUMBER) {
			memcpy(&n, at, sizeof(n));
			add_number(out, n);
			continue;
		}
		memcpy(&s, at, sizeof(s));
		fits = s.len <= FRAME_MAX;
		if (fits) {
			add_number(out, (uint32_t)s.len);
			buf_add(out, s.s, s.len);
		}
	}
	if (!fits || out->failed || out->len - start - 4 > FRAME_MAX)
		return err_set(e, ERR_TOO_BIG,
		    "This is too much to send at once. It is kept here.");
	put_number(four, (uint32_t)(out->len - start - 4));
	memcpy(out->data + start, four, 4);
	return ERR_OK;
}

enum err
frame_read(void *out, const struct frame_member *members, size_t count,
    const char *bytes, size_t len, struct errinfo *e)
{
	size_t at = 4;

	if (len < 4 || get_number(bytes) != len - 4)
		goto bad;
	for (size_t i = 0; i < count; i++) {
		char *to = (char *)out + members[i].offset;
		struct frame_string s;
		uint32_t n;

		if (len - at < 4)
			goto bad;
		n = get_number(bytes + at);
		at += 4;
		if (members[i].type == FRAME_NUMBER) {
			memcpy(to, &n, sizeof(n));
			continue;
		}
		if (n > len - at)
			goto bad;
		s = (struct frame_string){ bytes + at, n };
		memcpy(to, &s, sizeof(s));
		at += n;
	}
	if (at == len)
		return ERR_OK;
bad:
	return err_set(e, ERR_SYNTAX,
	    "A part of haven sent something broken. Nothing is lost; haven "
	    "starts it again.");
}

size_t
frame_size(const char *bytes, size_t len, enum err *code)
{
	uint32_t n;

	*code = ERR_OK;
	if (len < 4)
		return 0;
	n = get_number(bytes);
	if (n > FRAME_MAX) {
		*code = ERR_SYNTAX;
		return 0;
	}
	return len - 4 >= n ? (size_t)n + 4 : 0;
}
