/* net_frame.h - what haven and haven-net say to each other over a socket pair.
 * Fuzzed. Links with common alone. */
#ifndef HAVEN_NET_FRAME_H
#define HAVEN_NET_FRAME_H

#include "frame.h"

struct net_request {
	uint32_t session;  /* answers of an older session are dropped */
	uint32_t number;   /* comes back with the answer */
	uint32_t is_post;  /* else GET */
	uint32_t is_first; /* enrolment: the pin alone, no certificate yet */
	struct frame_string url;
	struct frame_string pins;    /* "sha256//...;sha256//..." for libcurl */
	struct frame_string ca_file; /* path of the office's certificates */
	struct frame_string headers; /* "Name: value" lines, newline between */
	struct frame_string body;
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
	uint32_t link;             /* enum net_link */
	uint32_t status;           /* of HTTP, with NET_OK */
	uint32_t is_packed;        /* the body is zstd */
	uint32_t date_s;           /* its Date, of 1970 UTC; 0: none */
	struct frame_string words; /* of a link error, for the log */
	struct frame_string body;
};

/* Append a whole frame. ERR_TOO_BIG over the ceiling. */
enum err net_request_write(
    struct buf *out, const struct net_request *rq, struct errinfo *e);
enum err net_answer_write(
    struct buf *out, const struct net_answer *an, struct errinfo *e);

/* One whole frame. What it fills points into bytes. */
enum err net_request_read(
    struct net_request *rq, const char *bytes, size_t len, struct errinfo *e);
enum err net_answer_read(
    struct net_answer *an, const char *bytes, size_t len, struct errinfo *e);

#endif
