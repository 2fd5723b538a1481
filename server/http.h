/* http.h - the server's door: libmicrohttpd behind a strict gate.
 *
 * A request reaches a handler only after the framing gate, the size of its
 * route, authentication, right, parse and validation (dispatch). A handler
 * gets checked values and fills an answer; it may defer, and then something
 * else finishes it: the writer after the commit, or the passphrase pool. */
#ifndef HAVEN_HTTP_H
#define HAVEN_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "conf.h"
#include "err.h"
#include "id.h"
#include "json.h"
#include "kind.h"
#include "rights.h"

struct server; /* server.h: all that is open while it runs */

enum method { METHOD_GET, METHOD_POST, METHOD_PUT, METHOD_COUNT };

/* Who asks: filled by dispatch from the token. */
enum caller_end {
	CALLER_IN,      /* works here */
	CALLER_LEFT,    /* their last day is past */
	CALLER_REVOKED, /* their device was taken out of use */
	CALLER_HANDED,  /* a file says so (havend take-in); nothing proves it */
	CALLER_RECOVERED, /* the same, from a device enrolled anew (h_handed.c) */
};
struct caller {
	struct id staff;
	struct id device;
	enum role role;
	/* Not CALLER_IN: they proved who they are, and may hand over what they
	 * wrote, and nothing else (ROUTE_ENDED). */
	enum caller_end end;
	bool
	    is_shut; /* files are, as the request came (T2); store_may judges */
	int64_t fresh_ms; /* when the passphrase was last given */
	/* Their role must have one-time codes, and they have none yet (totp.h):
	 * no child's file is open to them. */
	bool needs_factor;
};

struct route;

struct request {
	struct server *server;
	const struct route *route;
	struct caller caller; /* empty on open routes */
	char
	    address[64]; /* of the peer, for delays; never logged with a name */
	int64_t now_ms;
	/* parts of the path, parsed: */
	struct id file;
	const struct kind *kind;
	struct id id;
	int64_t version;  /* ?version=N, 0: latest */
	int64_t if_match; /* -1: none; 0: If-None-Match: * */
	struct id write_id;
	/* the body, checked by jscan and parsed (NULL without one): */
	const char *body;
	size_t body_len;
	struct json *json;
	/* the answer: */
	unsigned status;
	struct buf out;    /* JSON, or as media says */
	const char *media; /* a literal; NULL: JSON. Not of a problem */
	int64_t etag;      /* version; 0: none */
	bool may_pack;     /* the request accepts zstd */
	bool no_body;
	/* deferring: */
	void *deferred; /* opaque, of http.c */
	void *work;     /* of the handler, while deferred */
	void (*work_free)(void *);
};

enum route_flag {
	ROUTE_OPEN = 1, /* without a token */
	ROUTE_FRESH =
	    2, /* passphrase given in the last five minutes; else 403 of
			    type urn:haven:problem:not_fresh */
	ROUTE_PACKED = 4, /* body may be zstd */
	ROUTE_ENDED = 8,  /* also for whose access has ended */
	ROUTE_WRITE = 16, /* takes effect once: needs a Write-Id */
	ROUTE_PAPER = 32, /* answers with a document, as ?form= says */
	/* Tells of files that are not in its path (T2). */
	ROUTE_FILES = 1024,
	ROUTE_INSPECT =
	    4096, /* an inspector may ask; all others are shut (O1) */
};

struct route {
	enum method method;
	const char *path; /* "/v1/files/{file}/{kind}/{id}" */
	const char *name; /* operationId in OpenAPI */
	const char *summary;
	unsigned flags;
	enum right right; /* asked for the kind in the path; see needs_kind */
	bool needs_kind;
	size_t max_body; /* bytes on the wire; 0: none allowed */
	/* Fill the answer and return, or call request_defer and return. */
	void (*handle)(struct request *);
};

extern const struct route routes[]; /* ends with path NULL (routes.c) */

/* A problem by RFC 9457 as the answer: type "urn:haven:problem:" and err_name,
 * the sentence as detail. errors from p (may be NULL). Status from the code, by
 * one table; a 5xx but 503 gets a general sentence, since its own may name files. */
void request_problem(
    struct request *rq, const struct errinfo *e, const struct problems *p);
void request_problem_status(
    struct request *rq, unsigned status, const char *code, const char *detail);
unsigned http_status_of(enum err code);

/* Write a problem object's members (for results of a sync). */
void problem_members(struct jw *w, unsigned status, const struct errinfo *e,
    const struct problems *p);

/* The value of a parameter of the address (?since=, ?limit=), checked to be 1 to
 * 64 plain characters, or NULL. */
const char *request_query(const struct request *rq, const char *name);

/* The answer comes later. Must be called on the handler's thread before it
 * returns; then request_finish exactly once from any thread, after which rq is
 * gone. */
void request_defer(struct request *rq);
void request_finish(struct request *rq);

/* Serve a request without a network: dispatch from method, target, headers and
 * body to the answer (tests, make audit). headers: "Name: value" lines, ends
 * with NULL. Blocks until finished. out gets the body. Returns the status. */
unsigned http_ask(struct server *s, enum method method, const char *target,
    const char *const *headers, const char *body, size_t body_len,
    struct buf *out);

struct http;
/* Listen by the settings, TLS 1.3 with the key and certificate of the key
 * folder. port_out gets the port in use. */
enum err http_start(
    struct http **out, struct server *s, int *port_out, struct errinfo *e);
/* Answer what is under way, then close. What is deferred and not finished in
 * ten seconds is answered 503; its request_finish may come at any time after.
 * NULL is fine. */
void http_stop(struct http *h);

/* For tests: another table of routes, another time to wait. */
enum err http_start_table(struct http **out, struct server *s,
    const struct route *table, int *port_out, struct errinfo *e);
void http_stop_within(struct http *h, int64_t grace_ms);

#endif
