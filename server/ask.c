/* ask.c - a request without a network, for tests and make audit. */
#include "http.h"

#include <assert.h>
#include <pthread.h>
#include <string.h>

#include "dispatch.h"
#include "mem.h"

struct ask {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool is_done;
};

static void
ask_defer(struct exchange *ex)
{
	(void)ex; /* http_ask waits */
}

static void
ask_finish(struct exchange *ex)
{
	struct ask *a = ex->owner;

	pthread_mutex_lock(&a->lock);
	a->is_done = true;
	pthread_cond_signal(&a->changed);
	pthread_mutex_unlock(&a->lock);
}

/* What a body is, unless the caller says something else. */
static const struct gate_header json_type = {
	.name = "Content-Type",
	.name_len = 12,
	.value = "application/json",
	.value_len = 16,
};

/* "Name: value" lines into facts that point into them. */
static size_t
read_headers(
    struct gate_header out[GATE_HEADERS_MAX], const char *const *headers)
{
	size_t n = 0;

	for (; headers && *headers; headers++) {
		const char *colon = strchr(*headers, ':');

		assert(colon && colon[1] == ' ' && n + 1 < GATE_HEADERS_MAX);
		out[n].name = *headers;
		out[n].name_len = (size_t)(colon - *headers);
		out[n].value = colon + 2;
		out[n].value_len = strlen(colon + 2);
		n++;
	}
	return n;
}

/* The handler, on this thread, and the wait for whoever finishes it. The
 * exchange is not looked at in between: it may be another thread's by then. */
static void
run(struct ask *a, struct exchange *ex)
{
	dispatch_body(ex);
	pthread_mutex_lock(&a->lock);
	while (ex->is_deferred && !a->is_done)
		pthread_cond_wait(&a->changed, &a->lock);
	pthread_mutex_unlock(&a->lock);
}

unsigned
http_ask_table(struct server *s, const struct route *table, const char *method,
    const char *target, const char *const *headers, const char *body,
    size_t body_len, struct buf *out)
{
	struct gate_header found[GATE_HEADERS_MAX];
	struct dispatch_head head = { .method = method, .target = target };
	struct exchange *ex = exchange_new(s, "127.0.0.1");
	struct ask a = { .is_done = false };
	enum dispatch_next next;
	unsigned status;

	pthread_mutex_init(&a.lock, NULL);
	pthread_cond_init(&a.changed, NULL);
	ex->owner = &a;
	ex->defer = ask_defer;
	ex->finish = ask_finish;
	ex->length = body_len;
	head.headers = found;
	head.count = read_headers(found, headers);
	if (!gate_header_find(found, head.count, "Content-Type"))
		found[head.count++] = json_type;
	next = dispatch_head(ex, table, &head);
	if (next == DISPATCH_BODY) {
		if (body_len > 0)
			buf_add(&ex->body, body, body_len);
		run(&a, ex);
	}
	dispatch_end(ex, false);
	status = ex->rq.status;
	if (out)
		buf_add(out, buf_str(&ex->rq.out), ex->rq.out.len);
	exchange_free(ex);
	pthread_cond_destroy(&a.changed);
	pthread_mutex_destroy(&a.lock);
	return status;
}
