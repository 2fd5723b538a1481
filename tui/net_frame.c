/* net_frame.c - frames between haven and haven-net: one table of members for
 * each direction, walked to write and to read. */
#include "net_frame.h"

#include <string.h>

enum member_type { M_NUMBER, M_STRING };

struct member {
	enum member_type type;
	size_t offset;
};

#define NUMBER(s, m)                            \
	{                                       \
		M_NUMBER, offsetof(struct s, m) \
	}
#define STRING(s, m)                            \
	{                                       \
		M_STRING, offsetof(struct s, m) \
	}
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct member request_members[] = {
	NUMBER(net_request, session),
	NUMBER(net_request, number),
	NUMBER(net_request, is_post),
	NUMBER(net_request, is_first),
	STRING(net_request, url),
	STRING(net_request, pins),
	STRING(net_request, ca_file),
	STRING(net_request, headers),
	STRING(net_request, body),
};

static const struct member answer_members[] = {
	NUMBER(net_answer, session),
	NUMBER(net_answer, number),
	NUMBER(net_answer, link),
	NUMBER(net_answer, status),
	NUMBER(net_answer, is_packed),
	NUMBER(net_answer, date_s),
	STRING(net_answer, words),
	STRING(net_answer, body),
};

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

static enum err
frame_write(struct buf *out, const void *record, const struct member *members,
    size_t count, struct errinfo *e)
{
	size_t start = out->len;
	unsigned char four[4];

	add_number(out, 0);
	for (size_t i = 0; i < count; i++) {
		const char *at = (const char *)record + members[i].offset;
		uint32_t n;
		struct net_string s;

		if (members[i].type == M_NUMBER) {
			memcpy(&n, at, sizeof n);
			add_number(out, n);
			continue;
		}
		memcpy(&s, at, sizeof s);
		if (s.len > NET_FRAME_MAX)
			break;
		add_number(out, (uint32_t)s.len);
		buf_add(out, s.s, s.len);
	}
	if (out->failed || out->len - start - 4 > NET_FRAME_MAX)
		return err_set(e, ERR_TOO_BIG,
		    "This is too much to send at once. It is kept here.");
	put_number(four, (uint32_t)(out->len - start - 4));
	memcpy(out->data + start, four, 4);
	return ERR_OK;
}

static enum err
frame_read(void *record, const struct member *members, size_t count,
    const char *bytes, size_t len, struct errinfo *e)
{
	size_t at = 4;

	if (len < 4 || get_number(bytes) != len - 4)
		goto bad;
	for (size_t i = 0; i < count; i++) {
		char *to = (char *)record + members[i].offset;
		struct net_string s;
		uint32_t n;

		if (len - at < 4)
			goto bad;
		n = get_number(bytes + at);
		at += 4;
		if (members[i].type == M_NUMBER) {
			memcpy(to, &n, sizeof n);
			continue;
		}
		if (n > len - at)
			goto bad;
		s = (struct net_string){ bytes + at, n };
		memcpy(to, &s, sizeof s);
		at += n;
	}
	if (at == len)
		return ERR_OK;
bad:
	return err_set(e, ERR_SYNTAX,
	    "The part of haven that talks to the office sent something broken. "
	    "Nothing is lost; haven starts it again.");
}

size_t
net_frame_size(const char *bytes, size_t len, enum err *code)
{
	uint32_t n;

	*code = ERR_OK;
	if (len < 4)
		return 0;
	n = get_number(bytes);
	if (n > NET_FRAME_MAX) {
		*code = ERR_SYNTAX;
		return 0;
	}
	return len - 4 >= n ? (size_t)n + 4 : 0;
}

enum err
net_request_write(
    struct buf *out, const struct net_request *rq, struct errinfo *e)
{
	return frame_write(out, rq, request_members, COUNT(request_members), e);
}

enum err
net_answer_write(
    struct buf *out, const struct net_answer *an, struct errinfo *e)
{
	return frame_write(out, an, answer_members, COUNT(answer_members), e);
}

enum err
net_request_read(
    struct net_request *rq, const char *bytes, size_t len, struct errinfo *e)
{
	return frame_read(
	    rq, request_members, COUNT(request_members), bytes, len, e);
}

enum err
net_answer_read(
    struct net_answer *an, const char *bytes, size_t len, struct errinfo *e)
{
	return frame_read(
	    an, answer_members, COUNT(answer_members), bytes, len, e);
}
