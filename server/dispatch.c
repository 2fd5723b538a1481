/* dispatch.c - from a head and a body to a handler, and back to an answer.
 *
 * Order of judgement (design.md, The server): size, authentication, right,
 * preconditions, body. A handler never sees a header or unchecked bytes. */
#include "dispatch.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "mem.h"
#include "server.h"
#include "session.h"
#include "when.h"

#define PACK_MIN 256 /* bytes; less is not worth it */

static bool
value_is(const struct gate_header *h, const char *s)
{
	return h->value_len == strlen(s) &&
	       strncasecmp(h->value, s, h->value_len) == 0;
}

static const struct gate_header *
find(const struct dispatch_head *head, const char *name)
{
	return gate_header_find(head->headers, head->count, name);
}

static bool
refuse(
    struct exchange *ex, unsigned status, const char *code, const char *detail)
{
	request_problem_status(&ex->rq, status, code, detail);
	return false;
}

static bool
refuse_for(struct exchange *ex, const struct errinfo *e)
{
	request_problem(&ex->rq, e, NULL);
	return false;
}

/* ---- head ---- */

static bool
find_route(struct exchange *ex, const struct route *table,
    const struct dispatch_head *head)
{
	struct path_parts parts;
	size_t len = strcspn(head->target, "?");

	ex->rq.route = path_match(table, path_method(head->method),
	    head->target, len, &parts, &ex->allowed);
	if (!ex->rq.route && ex->allowed)
		return refuse(ex, 405, "method",
		    "This address is there, but not for this method.");
	if (!ex->rq.route)
		return refuse(ex, 404, err_name(ERR_NOT_FOUND),
		    "There is nothing at this address.");
	ex->rq.file = parts.file;
	ex->rq.kind = parts.kind;
	ex->rq.id = parts.id;
	return true;
}

/* Version numbers of records: 1 to 15 digits, no zero in front. */
static bool
read_version(const char *s, size_t len, int64_t *n)
{
	size_t i;

	*n = 0;
	if (len < 1 || len > 15 || s[0] == '0')
		return false;
	for (i = 0; i < len; i++) {
		if (s[i] < '0' || s[i] > '9')
			return false;
		*n = *n * 10 + (s[i] - '0');
	}
	return true;
}

static bool
read_query(struct exchange *ex, const struct dispatch_head *head)
{
	const char *query = strchr(head->target, '?');
	struct errinfo e = { .code = ERR_OK };
	const char *version;

	if (!query)
		return true;
	if (ex->rq.route->method != METHOD_GET)
		return refuse(ex, 400, err_name(ERR_INVALID),
		    "Only a GET takes parameters in its address.");
	if (path_query_read(&ex->query, query + 1, &e) != ERR_OK)
		return refuse(ex, 400, err_name(ERR_INVALID), e.says);
	version = path_query_get(&ex->query, "version");
	if (version && !read_version(version, strlen(version), &ex->rq.version))
		return refuse(ex, 400, err_name(ERR_INVALID),
		    "The version in the address is not a number from 1 up.");
	return true;
}

static bool
check_content(struct exchange *ex, const struct dispatch_head *head)
{
	const struct gate_header *type = find(head, "Content-Type");
	const struct gate_header *coding = find(head, "Content-Encoding");

	ex->rq.may_pack = false;
	if (ex->rq.route->flags & ROUTE_PACKED) {
		const struct gate_header *accept =
		    find(head, "Accept-Encoding");

		ex->rq.may_pack = accept && value_is(accept, "zstd");
		ex->is_packed = coding && value_is(coding, "zstd");
	}
	if (ex->length == 0)
		return true;
	if (!type || (!value_is(type, "application/json") &&
			 !value_is(type, "application/json; charset=utf-8")))
		return refuse(ex, 415, "content_type",
		    "The body must be application/json.");
	if (coding && !ex->is_packed)
		return refuse(ex, 415, "content_encoding",
		    "The body has a coding that is not taken here.");
	return true;
}

static bool
read_token(struct exchange *ex, const struct dispatch_head *head)
{
	static const char alphabet[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	    "0123456789-_";
	static const char scheme[] = "Bearer ";
	const size_t skip = sizeof(scheme) - 1;
	const struct gate_header *h = find(head, "Authorization");

	if (!h || h->value_len != skip + WIRE_TOKEN ||
	    strncasecmp(h->value, scheme, skip) != 0)
		return false;
	memcpy(ex->token, h->value + skip, WIRE_TOKEN);
	ex->token[WIRE_TOKEN] = '\0';
	return strspn(ex->token, alphabet) == WIRE_TOKEN;
}

static bool
authenticate(struct exchange *ex)
{
	struct errinfo e = { .code = ERR_OK };
	struct caller who = { .fresh_ms = 0 };
	struct db *db;
	enum err code;

	db = server_reader(ex->rq.server, &e);
	if (!db)
		return refuse_for(ex, &e);
	code = sessions_find(
	    ex->rq.server, db, ex->token, ex->rq.now_ms, &who, &e);
	server_reader_done(ex->rq.server, db);
	if (code != ERR_OK)
		return refuse_for(ex, &e);
	ex->rq.caller = who;
	return true;
}

/* By role alone; whether a file is theirs is judged record by record, and looks
 * like "not there". A first account is never refused for a right (R3). */
static bool
check_right(struct exchange *ex)
{
	const struct route *route = ex->rq.route;
	const struct request *rq = &ex->rq;

	if (rq->caller.role == ROLE_INSPECTOR &&
	    (route->flags & (ROUTE_INSPECT | ROUTE_ENDED)) == 0)
		return refuse(ex, 403, err_name(ERR_DENIED),
		    "An inspector reads what the inspection is about, and "
		    "nothing else (O1). Nothing was changed.");
	if (!route->needs_kind)
		return true;
	assert(rq->kind);
	if (route->method == METHOD_PUT &&
	    (rq->kind->flags & KF_NEVER_REFUSED) != 0)
		return true;
	if (rights_ask(rq->caller.role, rq->kind->name, route->right) !=
	    GRANT_NO)
		return true;
	/* What an inspection opens, record by record (O1). */
	if (rq->caller.role == ROLE_INSPECTOR && route->method == METHOD_GET &&
	    rights_inspects(rq->kind->name))
		return true;
	return refuse(ex, 403, err_name(ERR_DENIED),
	    "Your role does not allow this. Nothing was changed.");
}

/* Whose access has ended reads nothing, by no route. */
static bool
check_ended(struct exchange *ex)
{
	if (ex->rq.caller.end == CALLER_IN ||
	    (ex->rq.route->flags & ROUTE_ENDED) != 0)
		return true;
	return refuse(ex, 401, err_name(ERR_AUTH),
	    "Your access has ended. What you wrote is kept, and is handed over "
	    "to the office.");
}

/* T2. That nothing of a file is told to who has not confirmed is kept by store_may,
 * by whatever route; here it is said why, before anything is looked for. */
static bool
check_shut(struct exchange *ex)
{
	const struct request *rq = &ex->rq;
	bool reads_files =
	    (rq->route->flags & ROUTE_FILES) != 0 ||
	    (rq->route->method == METHOD_GET && !id_is_none(&rq->file));

	if (!rq->caller.is_shut || !reads_files)
		return true;
	return refuse(ex, 403, "not_confirmed",
	    "You have not confirmed every document yet, so no child's file "
	    "opens. Confirm them in haven, under 9 \"Policies and training\". "
	    "First accounts and emergencies are taken all the same.");
}

static bool
check_caller(struct exchange *ex, const struct dispatch_head *head)
{
	if (ex->rq.route->flags & ROUTE_OPEN)
		return true;
	if (!read_token(ex, head))
		return refuse(ex, 401, err_name(ERR_AUTH),
		    "You are not signed in. What is on this device is safe; "
		    "sign "
		    "in again.");
	if (!authenticate(ex) || !check_ended(ex) || !check_right(ex) ||
	    !check_shut(ex))
		return false;
	if ((ex->rq.route->flags & ROUTE_FRESH) != 0 &&
	    ex->rq.now_ms - ex->rq.caller.fresh_ms > DISPATCH_FRESH_MS)
		return refuse(ex, 403, "not_fresh",
		    "This needs your passphrase again. Nothing was changed.");
	return true;
}

/* "12" with its quotes; no weak tags, no lists. */
static bool
read_if_match(struct exchange *ex, const struct gate_header *h)
{
	return h->value_len > 2 && h->value[0] == '"' &&
	       h->value[h->value_len - 1] == '"' &&
	       read_version(h->value + 1, h->value_len - 2, &ex->rq.if_match);
}

static bool
read_write_id(struct exchange *ex, const struct gate_header *h)
{
	char text[ID_TEXT + 1];

	if (h->value_len != ID_TEXT)
		return false;
	memcpy(text, h->value, ID_TEXT);
	text[ID_TEXT] = '\0';
	return id_parse(&ex->rq.write_id, text);
}

/* Of a PUT; a GET's If-None-Match is passed over. A save of a record has a
 * write id and says on which version it was made (no silent last word). So has
 * whatever else is to take effect once, but for the version. */
static bool
check_preconditions(struct exchange *ex, const struct dispatch_head *head)
{
	const struct gate_header *match = find(head, "If-Match");
	const struct gate_header *none = find(head, "If-None-Match");
	const struct gate_header *write = find(head, "Write-Id");
	bool is_save;

	ex->rq.if_match = -1;
	if (ex->rq.route->method == METHOD_GET)
		return true;
	if (match && none)
		return refuse(ex, 400, err_name(ERR_INVALID),
		    "Only one of If-Match and If-None-Match can hold.");
	if (none && !value_is(none, "*"))
		return refuse(
		    ex, 400, err_name(ERR_INVALID), "If-None-Match must be *.");
	if (match && !read_if_match(ex, match))
		return refuse(ex, 400, err_name(ERR_INVALID),
		    "If-Match must be one version number in quotes.");
	if (none)
		ex->rq.if_match = 0;
	if (write && !read_write_id(ex, write))
		return refuse(
		    ex, 400, err_name(ERR_INVALID), "Write-Id must be a UUID.");
	is_save =
	    ex->rq.route->method == METHOD_PUT && ex->rq.route->needs_kind;
	if (is_save && !match && !none)
		return refuse(ex, 428, "no_version",
		    "A save must say on which version it was made: If-Match, "
		    "or If-None-Match: * for a new record.");
	if (!write && (is_save || (ex->rq.route->flags & ROUTE_WRITE) != 0))
		return refuse(
		    ex, 400, err_name(ERR_INVALID), "A save needs a Write-Id.");
	return true;
}

enum dispatch_next
dispatch_head(struct exchange *ex, const struct route *table,
    const struct dispatch_head *head)
{
	ex->rq.now_ms = clock_ms();
	ex->rq.if_match = -1;
	if (!find_route(ex, table, head))
		return ex->length > DISPATCH_SWALLOW_MAX ? DISPATCH_UNREAD
							 : DISPATCH_ANSWER;
	if (ex->length > ex->rq.route->max_body) {
		refuse(ex, 413, err_name(ERR_TOO_BIG),
		    "The body is larger than this address takes. Nothing was "
		    "changed.");
		return DISPATCH_UNREAD;
	}
	if (!read_query(ex, head) || !check_content(ex, head) ||
	    !check_caller(ex, head) || !check_preconditions(ex, head))
		return DISPATCH_ANSWER;
	ex->body.max_bytes = ex->length;
	return DISPATCH_BODY;
}

/* ---- body ---- */

static bool
parse_body(struct exchange *ex)
{
	const struct buf *text = &ex->body;
	size_t max_bytes = ex->rq.route->max_body;
	struct errinfo e = { .code = ERR_OK };

	if (ex->is_packed) {
		if (wire_unpack(&ex->clear, ex->body.data, ex->body.len, &e) !=
		    ERR_OK)
			return refuse_for(ex, &e);
		text = &ex->clear;
		max_bytes = WIRE_SYNC_MAX;
	}
	if (json_parse(&ex->rq.json, buf_str(text), text->len, max_bytes, &e) !=
	    ERR_OK)
		return refuse_for(ex, &e);
	if (!json_is_object(ex->rq.json))
		return refuse(ex, 400, err_name(ERR_SYNTAX),
		    "The body must be one JSON object.");
	ex->rq.body = text->data;
	ex->rq.body_len = text->len;
	return true;
}

void
dispatch_body(struct exchange *ex)
{
	assert(ex->rq.route && ex->body.len <= ex->length);
	/* A body may take a minute to come, and a session ends at once when a
	 * person leaves or a device is lost: so the token is asked again. */
	if (ex->length > 0) {
		ex->rq.now_ms = clock_ms();
		if ((ex->rq.route->flags & ROUTE_OPEN) == 0 &&
		    (!authenticate(ex) || !check_ended(ex) ||
			!check_right(ex) || !check_shut(ex)))
			return;
		if (ex->body.len != ex->length) {
			refuse(ex, 400, err_name(ERR_SYNTAX),
			    "The body is shorter than its Content-Length.");
			return;
		}
		if (!parse_body(ex))
			return;
	}
	ex->rq.route->handle(&ex->rq);
}

/* ---- answer ---- */

static void
pack_answer(struct exchange *ex)
{
	struct buf packed = BUF_INIT(DISPATCH_ANSWER_MAX);
	struct errinfo e = { .code = ERR_OK };

	if (wire_pack(&packed, ex->rq.out.data, ex->rq.out.len, &e) == ERR_OK &&
	    packed.len < ex->rq.out.len) {
		buf_done(&ex->rq.out);
		ex->rq.out = packed;
		ex->is_zstd = true;
		return;
	}
	buf_done(&packed);
}

void
dispatch_end(struct exchange *ex, bool pack)
{
	if (ex->rq.status < 200 || ex->rq.status > 599 || ex->rq.out.failed) {
		struct errinfo e = { .code = ERR_OK };

		err_set(&e, ERR_BUG, "The handler gave no whole answer.");
		request_problem(&ex->rq, &e, NULL);
	}
	if (ex->rq.server != NULL && ex->rq.server->on_answer != NULL)
		ex->rq.server->on_answer(&ex->rq);
	if (ex->rq.no_body)
		buf_clear(&ex->rq.out);
	if (pack && ex->rq.may_pack && ex->rq.out.len >= PACK_MIN)
		pack_answer(ex);
}

static void
write_allow(char *out, size_t size, unsigned allowed)
{
	int m;

	out[0] = '\0';
	for (m = 0; m < METHOD_COUNT; m++)
		if (allowed & (1u << m)) {
			size_t len = strlen(out);

			snprintf(out + len, size - len, "%s%s", len ? ", " : "",
			    path_method_name((enum method)m));
		}
}

void
dispatch_headers(const struct exchange *ex, bool is_last,
    void (*add)(void *arg, const char *name, const char *value), void *arg)
{
	const struct request *rq = &ex->rq;
	char text[64];

	/* Nothing of a child's file is kept by a cache on the way. */
	add(arg, "Cache-Control", "no-store");
	if (rq->out.len > 0) {
		add(arg, "X-Content-Type-Options", "nosniff");
		add(arg, "Content-Type",
		    rq->status >= 400 ? "application/problem+json"
		    : rq->media       ? rq->media
				      : "application/json");
	}
	if (ex->is_zstd)
		add(arg, "Content-Encoding", "zstd");
	if (rq->etag > 0) {
		snprintf(text, sizeof(text), "\"%lld\"", (long long)rq->etag);
		add(arg, "ETag", text);
	}
	if (rq->status == 401)
		add(arg, "WWW-Authenticate", "Bearer");
	if (rq->status == 405) {
		write_allow(text, sizeof(text), ex->allowed);
		add(arg, "Allow", text);
	}
	if (rq->status == 503)
		add(arg, "Retry-After", "5");
	if (is_last || rq->status >= 400)
		add(arg, "Connection", "close");
}

/* ---- exchanges ---- */

struct exchange *
exchange_new(struct server *s, const char *address)
{
	struct exchange *ex = mem_zalloc(1, sizeof(*ex));

	ex->rq.server = s;
	ex->rq.deferred = ex;
	snprintf(ex->rq.address, sizeof(ex->rq.address), "%s", address);
	buf_init(&ex->rq.out, DISPATCH_ANSWER_MAX);
	buf_init(&ex->body, 0);
	buf_init(&ex->clear, WIRE_SYNC_MAX);
	return ex;
}

void
exchange_free(struct exchange *ex)
{
	if (!ex)
		return;
	if (ex->rq.work_free)
		ex->rq.work_free(ex->rq.work);
	json_free(ex->rq.json);
	buf_done(&ex->rq.out);
	buf_done(&ex->body);
	buf_done(&ex->clear);
	mem_free_wiped(ex, sizeof(*ex));
}

void
request_defer(struct request *rq)
{
	struct exchange *ex = rq->deferred;

	assert(!ex->is_deferred);
	ex->is_deferred = true;
	ex->defer(ex);
}

void
request_finish(struct request *rq)
{
	struct exchange *ex = rq->deferred;

	assert(ex->is_deferred);
	ex->finish(ex);
}

const char *
request_query(const struct request *rq, const char *name)
{
	const struct exchange *ex = rq->deferred;

	return ex ? path_query_get(&ex->query, name) : NULL;
}
