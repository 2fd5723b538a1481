/* server.h - all that is open while havend runs. Filled once at the start, then
 * only read, but for what has its own lock. */
#ifndef HAVEN_SERVER_H
#define HAVEN_SERVER_H

#include "conf.h"
#include "http.h"
#include "mail.h"
#include "store.h"
#include "writer.h"

struct pool;      /* passphrase checks, bounded (pool.h) */
struct press;     /* PDFs, by a program of its own (press.h) */
struct retention; /* which files are due for review (retention_office.h) */
struct sessions;  /* tokens and login delays (session.h) */

struct server {
	struct conf *conf;
	struct keyring *keys;
	struct writer *writer;
	struct cards *cards;
	struct retention *retention;
	struct pool *pool;
	struct press *press;
	struct pool *counting; /* one thread, for statistics (h_stats.c) */
	struct sessions *sessions;
	struct http *http;
	struct mail *mail;
	struct refused *refused; /* what was refused lately (refused.h) */
	/* Every answer, just before it leaves; any thread. Or NULL. */
	void (*on_answer)(const struct request *rq);
	/* Set before mail_recover, which tells it, too; or NULL. */
	mail_begin_fn *on_mail_begin; /* or NULL */
	mail_done_fn *on_mail_done;
	char data_path[4096];
	char generation[40];
	bool is_demo;
};

/* Make a new, empty store: data, keys, certificates, recovery sheet (init.c). */
enum err server_init(
    const struct conf *conf, struct buf *sheet, struct errinfo *e);
/* Make a folder that only this user may enter, with those above it; one that is
 * there must be so. ERR_IO, ERR_CONFIG. */
enum err server_make_dir(const char *path, struct errinfo *e);
/* Take over the words that the settings choose (lists.h); ERR_CONFIG. */
enum err server_take_lists(const struct conf *conf, struct errinfo *e);
/* Open everything but the network. */
enum err server_open(struct server **out, struct conf *conf, struct errinfo *e);
void server_close(struct server *s);

/* A read-only connection for the calling thread, for the length of one
 * request; give it back. Readers never write nor checkpoint. */
struct db *server_reader(struct server *s, struct errinfo *e);
void server_reader_done(struct server *s, struct db *db);

#endif
