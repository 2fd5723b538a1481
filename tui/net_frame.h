/* net_frame.h - what haven and haven-net say to each other over a socket pair.
 *
 * A frame is four bytes of length (big endian) and a payload of numbers (four
 * bytes) and strings (length and bytes), in the order of the struct. A frame
 * over NET_FRAME_MAX, or one that does not add up, is a fault of the other side:
 * ERR_SYNTAX, and the pair is closed. Fuzzed. Links with common alone. */
#ifndef HAVEN_NET_FRAME_H
#define HAVEN_NET_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "err.h"

#define NET_FRAME_MAX (8u << 20)
#define NET_HEADERS 8

/* Strings point into the frame that was read, or are the caller's. */
struct net_string {
	const char *s;
	size_t len;
};

struct net_request {
	uint32_t session;  /* answers of an older session are dropped */
	uint32_t number;   /* comes back with the answer */
	uint32_t is_post;  /* else GET */
	uint32_t is_first; /* enrolment: the pin alone, no certificate yet */
	struct net_string url;
	struct net_string pins;    /* "sha256//...;sha256//..." for libcurl */
	struct net_string ca_file; /* path of the office's certificates */
	struct net_string headers; /* "Name: value" lines, newline between */
	struct net_string body;
};

/* Errors of the link, as the client tells them apart. */
enum net_link {
	NET_OK,          /* status holds */
	NET_UNREACHABLE, /* no route, refused, no name, timed out */
	NET_NOT_TRUSTED, /* the key is not the office's */
	NET_CUT,         /* broken off on the way */
	NET_TOO_BIG,
	NET_FAULT, /* of the helper itself */
	NET_LINK_COUNT
};

struct net_answer {
	uint32_t session, number;
	uint32_t link;           /* enum net_link */
	uint32_t status;         /* of HTTP, with NET_OK */
	uint32_t is_packed;      /* the body is zstd */
	uint32_t date_s;         /* its Date, of 1970 UTC; 0: none */
	struct net_string words; /* of a link error, for the log */
	struct net_string body;
};

/* Append a whole frame. ERR_TOO_BIG over the ceiling. */
enum err net_request_write(
    struct buf *out, const struct net_request *rq, struct errinfo *e);
enum err net_answer_write(
    struct buf *out, const struct net_answer *an, struct errinfo *e);

/* How many bytes the frame at the start of bytes takes: 0, more are needed.
 * ERR_SYNTAX in *code for a length over the ceiling. */
size_t net_frame_size(const char *bytes, size_t len, enum err *code);
/* One whole frame. What it fills points into bytes. */
enum err net_request_read(
    struct net_request *rq, const char *bytes, size_t len, struct errinfo *e);
enum err net_answer_read(
    struct net_answer *an, const char *bytes, size_t len, struct errinfo *e);

#endif
