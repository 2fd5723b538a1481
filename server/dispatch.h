/* dispatch.h - what stands between the door and the handlers.
 *
 * Two callers: http.c, which has the network, and http_ask, which has none.
 * Each makes an exchange, fills head, and calls
 *
 *   dispatch_head   size, authentication, right, preconditions; then either
 *                   the answer is there already, or a body may come
 *   dispatch_body   the token once more, unpacking, parsing, the handler
 *   dispatch_end    when the handler is done: the answer's last form
 *
 * An exchange belongs to one thread at a time. */
#ifndef HAVEN_DISPATCH_H
#define HAVEN_DISPATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "gate.h"
#include "http.h"
#include "path.h"
#include "wire.h"

#define DISPATCH_ANSWER_MAX (16u << 20) /* bytes of an answer */
#define DISPATCH_SWALLOW_MAX \
	(1u << 20) /* bytes read and dropped after a refusal */
#define DISPATCH_FRESH_MS (5 * 60 * 1000)

/* The head of a request. All pointers must live until dispatch_head is back. */
struct dispatch_head {
	const char *method;
	const char *target;
	const struct gate_header *headers;
	size_t count;
};

struct exchange {
	struct request rq; /* rq.deferred points back here */
	char token[WIRE_TOKEN + 1];
	struct path_query query;
	size_t length;    /* Content-Length; set it before dispatch_head */
	struct buf body;  /* as it comes; at most length */
	struct buf clear; /* unpacked */
	bool is_packed;   /* the body is zstd */
	unsigned allowed; /* methods, for a 405 */
	bool is_deferred; /* request_defer was called */
	bool is_zstd;     /* the answer was packed by dispatch_end */
	/* Set by the caller: what request_defer and request_finish do. */
	void (*defer)(struct exchange *);
	void (*finish)(struct exchange *);
	void *owner;
};

/* address: of the peer, copied. */
struct exchange *exchange_new(struct server *s, const char *address);
void exchange_free(struct exchange *ex); /* wipes; NULL is fine */

enum dispatch_next {
	DISPATCH_BODY,   /* read length bytes into body, then dispatch_body */
	DISPATCH_ANSWER, /* refused; the body may be read and dropped */
	DISPATCH_UNREAD, /* refused; the body is not to be read (413) */
};
enum dispatch_next dispatch_head(struct exchange *ex, const struct route *table,
    const struct dispatch_head *head);

/* Calls the handler. When back, is_deferred says whether the answer is yet to
 * come; if so, ex may be gone to another thread and must not be touched. */
void dispatch_body(struct exchange *ex);

/* An answer there is, whatever the handler did; packed if may_pack and pack. */
void dispatch_end(struct exchange *ex, bool pack);

/* http_ask with another table, and any word for a method. */
unsigned http_ask_table(struct server *s, const struct route *table,
    const char *method, const char *target, const char *const *headers,
    const char *body, size_t body_len, struct buf *out);

/* The headers of the answer, one call each. is_last: the connection closes. */
void dispatch_headers(const struct exchange *ex, bool is_last,
    void (*add)(void *arg, const char *name, const char *value), void *arg);

#endif
