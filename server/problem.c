/* problem.c - refusals as RFC 9457 problems: one table from code to status.
 *
 * The sentence of a 4xx is for the person and goes out as it is. The sentence
 * of a 5xx was written for whoever runs the server and may name files or SQL,
 * so the client gets a general one instead. */
#include "http.h"

#include <assert.h>
#include <string.h>

#define TYPE_PREFIX "urn:haven:problem:"

struct row {
	unsigned status;
	const char *title;
	const char *instead; /* of the sentence; NULL: it may go out */
};

#define SAYS_FAULT                                                             \
	"The server had a fault of its own and kept nothing of this request. " \
	"What is on your device is safe; it will be sent again."

static const struct row by_code[] = {
	[ERR_OK] = { 500, "Fault of the server", SAYS_FAULT },
	[ERR_INVALID] = { 422, "Something in it is not right", NULL },
	[ERR_SYNTAX] = { 400, "Not readable", NULL },
	[ERR_TOO_BIG] = { 413, "Too big", NULL },
	[ERR_NOT_FOUND] = { 404, "Not there", NULL },
	[ERR_DENIED] = { 403, "Not allowed", NULL },
	[ERR_AUTH] = { 401, "Not signed in", NULL },
	[ERR_CONFLICT] = { 409, "Not possible in this state", NULL },
	[ERR_STALE] = { 412, "Changed by somebody else first", NULL },
	[ERR_BUSY] = { 503, "Busy", NULL },
	[ERR_IO] = { 500, "Fault of the server", SAYS_FAULT },
	[ERR_FULL] = { 507, "The server's disk is full",
	    "The server has no room left and kept nothing of this request. "
	    "What "
	    "is on your device is safe; tell whoever looks after the server." },
	[ERR_CORRUPT] = { 500, "Fault of the server", SAYS_FAULT },
	[ERR_CRYPTO] = { 500, "Fault of the server", SAYS_FAULT },
	[ERR_NET] = { 502, "Another server does not answer",
	    "Another server that this one needs does not answer. What is on "
	    "your device is safe; it will be sent again." },
	[ERR_CONFIG] = { 500, "Fault of the server", SAYS_FAULT },
	[ERR_BUG] = { 500, "Fault of the server", SAYS_FAULT },
};

static_assert(
    sizeof(by_code) / sizeof(by_code[0]) == ERR_COUNT, "one row for each code");

static const struct row *
row_of(enum err code)
{
	return &by_code[(unsigned)code < ERR_COUNT ? code : ERR_BUG];
}

/* Titles of statuses that no code stands for. */
static const char *
title_of(unsigned status)
{
	static const struct {
		unsigned status;
		const char *title;
	} others[] = {
		{ 405, "Not with this method" },
		{ 411, "Length needed" },
		{ 414, "Address too long" },
		{ 415, "Not a kind of content taken here" },
		{ 417, "Expectation not met" },
		{ 424, "Waits for another" },
		{ 428, "Needs a version" },
		{ 429, "Too many tries" },
		{ 431, "Too many headers" },
		{ 505, "Another version of HTTP" },
	};
	size_t i;

	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (others[i].status == status)
			return others[i].title;
	for (i = 1; i < ERR_COUNT; i++)
		if (by_code[i].status == status)
			return by_code[i].title;
	return status < 500 ? "Refused" : "Fault of the server";
}

static void
write_type(struct jw *w, const char *code)
{
	char type[sizeof(TYPE_PREFIX) + 40] = TYPE_PREFIX;

	strncat(type, code, sizeof(type) - sizeof(TYPE_PREFIX));
	jw_text(w, "type", type);
}

static void
write_errors(struct jw *w, const struct errinfo *e, const struct problems *p)
{
	size_t i;

	jw_open_list(w, "errors");
	for (i = 0; p && i < p->count; i++) {
		jw_open(w, NULL);
		jw_text(w, "field", p->at[i].field);
		jw_text(w, "code", p->at[i].code);
		jw_text(w, "detail", p->at[i].says);
		jw_close(w);
	}
	if (!p || p->count == 0) {
		jw_open(w, NULL);
		jw_text(w, "field", e->field);
		jw_text(w, "code", err_name(e->code));
		jw_text(w, "detail", e->says);
		jw_close(w);
	}
	jw_close_list(w);
}

static void
write_members(
    struct jw *w, unsigned status, const char *code, const char *detail)
{
	write_type(w, code);
	jw_text(w, "title", title_of(status));
	jw_int(w, "status", status);
	jw_text(w, "detail", detail);
}

unsigned
http_status_of(enum err code)
{
	return row_of(code)->status;
}

void
problem_members(struct jw *w, unsigned status, const struct errinfo *e,
    const struct problems *p)
{
	const char *instead = row_of(e->code)->instead;

	if (status < 500)
		instead = NULL;
	write_members(
	    w, status, err_name(e->code), instead ? instead : e->says);
	if (status < 500 && ((p && p->count > 0) || e->field[0]))
		write_errors(w, e, p);
}

void
request_problem(
    struct request *rq, const struct errinfo *e, const struct problems *p)
{
	struct jw w = JW_INIT(&rq->out);

	buf_clear(&rq->out);
	rq->status = http_status_of(e->code);
	rq->etag = 0;
	rq->no_body = false;
	jw_open(&w, NULL);
	problem_members(&w, rq->status, e, p);
	jw_close(&w);
}

void
request_problem_status(
    struct request *rq, unsigned status, const char *code, const char *detail)
{
	struct jw w = JW_INIT(&rq->out);

	buf_clear(&rq->out);
	rq->status = status;
	rq->etag = 0;
	rq->no_body = false;
	jw_open(&w, NULL);
	write_members(&w, status, code, detail);
	jw_close(&w);
}
