/* visit.c - the callbacks of libmicrohttpd.
 *
 * States: NEW (head not judged), BODY (coming in), DROP (refused; what still
 * comes is read and forgotten, so that the answer is not lost in a reset),
 * WAIT (suspended), DONE (answered). */
#include "visit.h"

#include <arpa/inet.h>
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "dispatch.h"
#include "gate.h"
#include "mem.h"

/* A kept connection may be silent a little longer than a request may take to
 * come, so that a client that syncs once a minute need not connect anew. */
#define KEPT_MORE_MS 15000

enum visit_state {
	VISIT_NEW,
	VISIT_BODY,
	VISIT_DROP,
	VISIT_WAIT,
	VISIT_DONE,
};

struct visit {
	struct http *h;
	struct MHD_Connection *connection;
	struct reaped *socket;
	char *target;
	struct exchange *ex;
	enum visit_state state;
	/* under h->lock: */
	struct visit *next; /* in h->deferred */
	struct visit **link;
	unsigned refs;     /* the connection's, and the finisher's */
	bool is_abandoned; /* ex is the finisher's to free */
};

/* Both with the lock held; unlock. */
static void
visit_release(struct visit *v)
{
	struct http *h = v->h;

	assert(v->refs > 0);
	if (--v->refs > 0) {
		pthread_mutex_unlock(&h->lock);
		return;
	}
	mem_free_text(v->target);
	mem_free_wiped(v, sizeof(*v));
	http_release(h);
}

static void
unlink_deferred(struct visit *v)
{
	*v->link = v->next;
	if (v->next)
		v->next->link = v->link;
	v->next = NULL;
	v->link = NULL;
}

static bool
is_stopping(struct http *h)
{
	bool yes;

	pthread_mutex_lock(&h->lock);
	yes = h->is_stopping;
	pthread_mutex_unlock(&h->lock);
	return yes;
}

/* ---- deferring ---- */

/* On the handler's thread. */
static void
visit_defer(struct exchange *ex)
{
	struct visit *v = ex->owner;
	struct http *h = v->h;

	pthread_mutex_lock(&h->lock);
	v->state = VISIT_WAIT;
	v->refs++;
	v->next = h->deferred;
	v->link = &h->deferred;
	if (v->next)
		v->next->link = &v->next;
	h->deferred = v;
	MHD_suspend_connection(v->connection);
	pthread_mutex_unlock(&h->lock);
}

/* On any thread. */
static void
visit_finish(struct exchange *ex)
{
	struct visit *v = ex->owner;

	bool is_abandoned;

	pthread_mutex_lock(&v->h->lock);
	is_abandoned = v->is_abandoned;
	if (!is_abandoned) {
		unlink_deferred(v);
		reaper_due(v->h->reaper, v->socket, v->h->limit_ms);
		MHD_resume_connection(v->connection);
	}
	visit_release(v);
	/* Not under the lock: work_free may take one of its own. */
	if (is_abandoned)
		exchange_free(ex);
}

void
visit_abandon_all(struct http *h)
{
	while (h->deferred) {
		struct visit *v = h->deferred;

		unlink_deferred(v);
		v->is_abandoned = true;
		reaper_due(h->reaper, v->socket, h->limit_ms);
		MHD_resume_connection(v->connection);
	}
}

/* ---- answering ---- */

/* The bytes of an answer, until libmicrohttpd has sent them. */
struct carried {
	char *bytes;
	size_t len;
};

/* Case text is wiped before it is freed. */
static void
carried_free(void *arg)
{
	struct carried *c = arg;

	mem_free_wiped(c->bytes, c->len);
	mem_free_wiped(c, sizeof(*c));
}

static void
add_header(void *arg, const char *name, const char *value)
{
	MHD_add_response_header(arg, name, value);
}

static enum MHD_Result
answer(struct visit *v, struct exchange *ex)
{
	struct carried *carried = mem_zalloc(1, sizeof(*carried));
	struct MHD_Response *response;
	enum MHD_Result queued;
	bool is_last = is_stopping(v->h);

	dispatch_end(ex, true);
	carried->len = ex->rq.out.len;
	/* Headers are told from the body that is there: take it after. */
	response = NULL;
	carried->bytes = mem_alloc(carried->len);
	if (carried->len > 0)
		memcpy(carried->bytes, ex->rq.out.data, carried->len);
	response = MHD_create_response_from_buffer_with_free_callback_cls(
	    carried->len, carried->bytes, carried_free, carried);
	if (!response) {
		carried_free(carried);
		return MHD_NO;
	}
	dispatch_headers(ex, is_last, add_header, response);
	queued = MHD_queue_response(v->connection, ex->rq.status, response);
	MHD_destroy_response(response);
	v->state = VISIT_DONE;
	reaper_due(v->h->reaper, v->socket, v->h->limit_ms);
	return queued;
}

/* An answer that is none of a handler's: 503, the server is going. */
static enum MHD_Result
answer_stopping(struct visit *v)
{
	struct exchange *ex = exchange_new(v->h->server, "");
	enum MHD_Result queued;

	request_problem_status(&ex->rq, 503, err_name(ERR_BUSY),
	    "The server is being stopped. What is on your device is safe; it "
	    "will be sent again.");
	queued = answer(v, ex);
	exchange_free(ex);
	return queued;
}

/* ---- the head ---- */

struct heads {
	struct gate_header at[GATE_HEADERS_MAX];
	size_t count; /* of all */
};

static enum MHD_Result
collect(void *arg, enum MHD_ValueKind kind, const char *name, size_t name_len,
    const char *value, size_t value_len)
{
	struct heads *heads = arg;

	(void)kind;
	if (heads->count < GATE_HEADERS_MAX)
		heads->at[heads->count] = (struct gate_header){
			.name = name,
			.name_len = name_len,
			.value = value ? value : "",
			.value_len = value ? value_len : 0,
		};
	heads->count++;
	return MHD_YES;
}

/* An IPv6 client has a whole /64 to itself, so that is its address here. */
static void
print_address(char out[INET6_ADDRSTRLEN], const struct sockaddr *sa)
{
	struct in6_addr ip6;

	out[0] = '\0';
	if (sa->sa_family == AF_INET) {
		inet_ntop(AF_INET, &((const struct sockaddr_in *)sa)->sin_addr,
		    out, INET6_ADDRSTRLEN);
		return;
	}
	if (sa->sa_family != AF_INET6)
		return;
	ip6 = ((const struct sockaddr_in6 *)sa)->sin6_addr;
	if (IN6_IS_ADDR_V4MAPPED(&ip6)) {
		inet_ntop(AF_INET, &ip6.s6_addr[12], out, INET6_ADDRSTRLEN);
		return;
	}
	memset(&ip6.s6_addr[8], 0, 8);
	inet_ntop(AF_INET6, &ip6, out, INET6_ADDRSTRLEN);
}

static struct exchange *
new_exchange(struct visit *v)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
	    v->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	char address[INET6_ADDRSTRLEN] = "";
	struct exchange *ex;

	if (info)
		print_address(address, info->client_addr);
	ex = exchange_new(v->h->server, address);
	ex->owner = v;
	ex->defer = visit_defer;
	ex->finish = visit_finish;
	return ex;
}

static bool
passes_gate(struct visit *v, const struct heads *heads, const char *method,
    const char *version)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
	    v->connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
	struct gate_facts facts = {
		.method = method,
		.target = v->target,
		.version = version,
		.headers = heads->at,
		.count = heads->count,
		.section_bytes = info ? info->header_size : 0,
	};
	const struct gate_rule *broken = gate_check(&facts);

	if (broken)
		request_problem_status(
		    &v->ex->rq, broken->status, "framing", broken->says);
	return !broken;
}

static enum MHD_Result
begin(struct visit *v, const char *method, const char *version)
{
	struct heads heads = { .count = 0 };
	struct dispatch_head head = { .method = method, .target = v->target };
	const struct gate_header *length;

	if (is_stopping(v->h))
		return answer_stopping(v);
	v->ex = new_exchange(v);
	MHD_get_connection_values_n(
	    v->connection, MHD_HEADER_KIND, collect, &heads);
	if (!passes_gate(v, &heads, method, version))
		return answer(v, v->ex);
	length = gate_header_find(heads.at, heads.count, "Content-Length");
	if (length)
		gate_length_read(length, &v->ex->length);
	head.headers = heads.at;
	head.count = heads.count;
	switch (dispatch_head(v->ex, v->h->table, &head)) {
	case DISPATCH_BODY: v->state = VISIT_BODY; break;
	case DISPATCH_ANSWER: v->state = VISIT_DROP; break;
	case DISPATCH_UNREAD: return answer(v, v->ex);
	}
	return MHD_YES;
}

/* ---- the body ---- */

static enum MHD_Result
run(struct visit *v)
{
	/* The client has done its part: from here time is the server's. */
	reaper_due(v->h->reaper, v->socket, -1);
	dispatch_body(v->ex);
	/* Deferred: ex may be another thread's by now. */
	return v->state == VISIT_WAIT ? MHD_YES : answer(v, v->ex);
}

static enum MHD_Result
resumed(struct visit *v)
{
	bool is_abandoned;

	pthread_mutex_lock(&v->h->lock);
	is_abandoned = v->is_abandoned;
	pthread_mutex_unlock(&v->h->lock);
	return is_abandoned ? answer_stopping(v) : answer(v, v->ex);
}

/* ---- callbacks ---- */

void *
visit_begin(void *cls, const char *target, struct MHD_Connection *c)
{
	struct http *h = cls;
	struct visit *v = mem_zalloc(1, sizeof(*v));
	const union MHD_ConnectionInfo *info =
	    MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	v->h = h;
	v->connection = c;
	v->socket = info->socket_context;
	v->target = mem_strdup(target);
	v->refs = 1;
	pthread_mutex_lock(&h->lock);
	h->refs++;
	h->active++;
	pthread_mutex_unlock(&h->lock);
	return v;
}

enum MHD_Result
visit_request(void *cls, struct MHD_Connection *c, const char *url,
    const char *method, const char *version, const char *data,
    size_t *data_size, void **visit)
{
	struct visit *v = *visit;
	bool has_data = *data_size > 0;
	size_t len = *data_size;

	(void)cls;
	(void)c;
	(void)url; /* decoded; the gate judges what was sent */
	*data_size = 0;
	switch (v->state) {
	case VISIT_NEW: return begin(v, method, version);
	case VISIT_BODY:
		if (!has_data)
			return run(v);
		return buf_add(&v->ex->body, data, len) ? MHD_YES : MHD_NO;
	case VISIT_DROP: return has_data ? MHD_YES : answer(v, v->ex);
	case VISIT_WAIT: return resumed(v);
	case VISIT_DONE: break;
	}
	return MHD_YES;
}

void
visit_end(void *cls, struct MHD_Connection *c, void **visit,
    enum MHD_RequestTerminationCode why)
{
	struct http *h = cls;
	struct visit *v = *visit;
	bool is_abandoned;

	(void)c;
	(void)why;
	if (!v)
		return;
	*visit = NULL;
	reaper_due(h->reaper, v->socket, h->limit_ms + KEPT_MORE_MS);
	/* It changes only while the connection is suspended. */
	pthread_mutex_lock(&h->lock);
	is_abandoned = v->is_abandoned;
	pthread_mutex_unlock(&h->lock);
	if (!is_abandoned)
		exchange_free(v->ex);
	pthread_mutex_lock(&h->lock);
	h->active--;
	pthread_cond_broadcast(&h->changed);
	visit_release(v);
}

void
visit_connection(void *cls, struct MHD_Connection *c, void **socket,
    enum MHD_ConnectionNotificationCode what)
{
	struct http *h = cls;
	const union MHD_ConnectionInfo *info;

	switch (what) {
	case MHD_CONNECTION_NOTIFY_STARTED:
		info = MHD_get_connection_info(
		    c, MHD_CONNECTION_INFO_CONNECTION_FD);
		*socket = reaper_add(h->reaper, info->connect_fd, h->limit_ms);
		break;
	case MHD_CONNECTION_NOTIFY_CLOSED:
		if (*socket)
			reaper_forget(h->reaper, *socket);
		*socket = NULL;
		break;
	}
}
