/* visit.h - one request on one connection of libmicrohttpd (inside the door).
 *
 * A visit begins with the request line and ends when libmicrohttpd is done with
 * the request. It belongs to the thread of its connection. While its request
 * is deferred it is also held by whoever will call request_finish; what the two
 * share is under the lock of struct http. */
#ifndef HAVEN_VISIT_H
#define HAVEN_VISIT_H

#include <microhttpd.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "http.h"
#include "reaper.h"

struct visit;

struct http {
	struct MHD_Daemon *daemon;
	struct server *server;
	const struct route *table;
	struct reaper *reaper;
	int64_t limit_ms; /* for a request to come, and an answer to leave */
	int listen_fd;
	pthread_mutex_t lock; /* all below */
	pthread_cond_t changed;
	struct visit *deferred; /* not finished yet */
	size_t active;          /* visits that libmicrohttpd is not done with */
	size_t refs;            /* the door itself, and each visit */
	bool is_stopping;
};

/* Callbacks of libmicrohttpd; cls is the struct http. */
void *visit_begin(void *cls, const char *target, struct MHD_Connection *c);
enum MHD_Result visit_request(void *cls, struct MHD_Connection *c,
    const char *url, const char *method, const char *version, const char *data,
    size_t *data_size, void **visit);
void visit_end(void *cls, struct MHD_Connection *c, void **visit,
    enum MHD_RequestTerminationCode why);
void visit_connection(void *cls, struct MHD_Connection *c, void **socket,
    enum MHD_ConnectionNotificationCode what);

/* Take what is deferred from the handlers and answer it 503 (lock held). */
void visit_abandon_all(struct http *h);

/* Let go of h (lock held; gives the lock back). The last one frees. */
void http_release(struct http *h);

#endif
