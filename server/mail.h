/* mail.h - mail that goes out: a sealed queue in the store, and one thread that
 * sends what waits there (F1, R3).
 *
 * A mail is put into the queue in the transaction of what it tells of, so there is
 * neither without the other. Before anything of it goes out, the disk says that it
 * is being sent. So whatever is cut short, it is told apart:
 *
 *	waiting		nobody has it; it is tried when it is due
 *	sending		it is on its way now
 *	sent		the server took it, or a person says so
 *	refused		the server will not take it; or tried for too long
 *	uncertain	all of it was handed over, and no answer came: it may have
 *			arrived. It is never sent again but by a person
 *	stopped		a person, or what it told of, took it back
 *
 * Without mail_server all of this works, and nothing is sent.
 *
 * Functions that take a db work inside the transaction of a job of the writer, but
 * for those that only read. */
#ifndef HAVEN_MAIL_H
#define HAVEN_MAIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conf.h"
#include "db.h"
#include "err.h"
#include "id.h"
#include "mail_text.h"

struct server;

#define MAIL_PURPOSE_MAX 80 /* bytes */
#define MAIL_ANSWER_MAX \
	200 /* bytes of an answer, or of a sentence in its place */

/* notice: tells somebody outside what they may know; sealed by the key of the
 * file. alert: tells a member of staff that something waits for them, and nothing
 * else: its words are haven's own and the same for all (R3). */
enum mail_kind { MAIL_NOTICE, MAIL_ALERT };
enum mail_state {
	MAIL_WAITING,
	MAIL_SENDING,
	MAIL_SENT,
	MAIL_REFUSED,
	MAIL_UNCERTAIN,
	MAIL_STOPPED,
	MAIL_STATES
};
const char *mail_state_name(enum mail_state state);

struct mail_new {
	enum mail_kind kind;
	struct id record; /* it tells of this one, which is there already */
	struct id file;   /* of a notice */
	/* Which of the mails of that record: small letters, digits, "-", ":"
	 * ("ended", "alert:" and an id). */
	const char *purpose;
	const char *to;
	const char *subject, *text; /* of a notice; NULL for an alert */
	int64_t now_ms;
};
/* Put it into the queue; *id gets its id. There is one for each record and purpose:
 * if it is there already, whatever its state, that one is it and nothing changes.
 * ERR_INVALID (mail_text.h); ERR_NOT_FOUND: the file was destroyed. */
enum err mail_enqueue(struct server *s, struct db *db, const struct mail_new *m,
    struct id *id, struct errinfo *e);

struct mail_row {
	struct id id, record, file;
	enum mail_kind kind;
	char purpose[MAIL_PURPOSE_MAX + 1];
	enum mail_state state;
	int64_t tries; /* to which the server gave an answer about it */
	int64_t made_ms, next_ms, since_ms;
	int64_t changed_ms;           /* when it came to be in this state */
	char message_id[MAIL_ID_MAX]; /* "": never tried */
	/* The server's last answer, made safe, or a sentence of haven's. */
	char answer[MAIL_ANSWER_MAX + 1];
};
/* ERR_NOT_FOUND. Also on a connection that reads. */
enum err mail_get(struct server *s, struct db *db, const struct id *id,
    struct mail_row *row, struct errinfo *e);
enum err mail_of(struct server *s, struct db *db, const struct id *record,
    const char *purpose, struct mail_row *row, struct errinfo *e);
/* Those in a state, the oldest first, at most limit. */
enum err mail_each(struct server *s, struct db *db, enum mail_state state,
    size_t limit,
    enum err (*each)(void *arg, const struct mail_row *row, struct errinfo *e),
    void *arg, struct errinfo *e);

/* ---- what a person decides; the caller writes who it was ---- */

/* Take it back. ERR_CONFLICT if it is being sent or was. */
enum err mail_stop(struct server *s, struct db *db, const struct id *id,
    int64_t now_ms, struct errinfo *e);
/* Send it once more, from the beginning and with the same Message-ID: one that is
 * uncertain, refused or stopped. Else ERR_CONFLICT. */
enum err mail_again(struct server *s, struct db *db, const struct id *id,
    int64_t now_ms, struct errinfo *e);
/* They asked: it arrived. Of one that is uncertain; else ERR_CONFLICT. */
enum err mail_mark_sent(struct server *s, struct db *db, const struct id *id,
    int64_t now_ms, struct errinfo *e);

/* ---- whoever is to be told ---- */

/* A mail is sent, refused or uncertain now, without a person having said so: called
 * in the transaction that makes it so, with its new row (answer, Message-ID and
 * changed_ms are the proof). An error undoes both, and both are tried again. */
typedef enum err mail_done_fn(struct server *s, struct db *db,
    const struct mail_row *row, struct errinfo *e);

/* An alert is about to go: is it still to? MAIL_GOES, MAIL_NOT_ANY_MORE (it is
 * stopped), or the time before which it does not go. In the transaction. */
#define MAIL_GOES 0
#define MAIL_NOT_ANY_MORE (-1)
typedef int64_t mail_begin_fn(struct server *s, struct db *db,
    const struct mail_row *row, int64_t now_ms);

/* ---- settings (mail_conf.c) ---- */

struct mail_conf {
	bool is_on;
	bool is_plain; /* without TLS, on this machine */
	char url[700]; /* for libcurl, with the name that it greets with */
	const char *user, *from, *ca_file; /* of the settings; "" for none */
};
/* What the settings together say; ERR_CONFIG names the one that is wrong. */
enum err mail_conf_read(
    struct mail_conf *out, const struct conf *conf, struct errinfo *e);
/* And the files they name are there, for this user alone. */
enum err mail_conf_check(const struct conf *conf, struct errinfo *e);
/* The password, into locked memory of MAIL_PASSWORD_MAX + 1 bytes. */
#define MAIL_PASSWORD_MAX 256
enum err mail_password_read(
    char *out, const struct conf *conf, struct errinfo *e);

/* ---- the thread (mail_send.c) ---- */

struct mail;
/* Part of a server; its thread does not run yet. */
struct mail *mail_new(void);
void mail_free(struct mail *m); /* after mail_sender_stop; NULL is fine */
/* What a havend that was killed was sending is uncertain now. Before the thread is
 * started; once for a store that is opened. */
enum err mail_recover(struct server *s, struct errinfo *e);
/* The store was put back from a backup: what waits in it may have gone out since, so
 * all of it is uncertain (promise 6). In a transaction. */
enum err mail_restored(
    struct server *s, struct db *db, int64_t now_ms, struct errinfo *e);
/* Start the thread, if there is a mail server. */
enum err mail_sender_start(struct server *s, struct errinfo *e);
/* What it is sending it gives up, or waits some seconds for the last answer. */
void mail_sender_stop(struct server *s);
/* Something is due. Any thread. */
void mail_sender_wake(struct server *s);

struct mail_summary {
	bool is_on;
	int64_t counts[MAIL_STATES];
	/* Why the server cannot be used at the moment, or "". */
	char problem[MAIL_ANSWER_MAX + 1];
	int64_t problem_ms;
};
enum err mail_summary(struct server *s, struct db *db, struct mail_summary *out,
    struct errinfo *e);
/* For havend status: lines of what is in the queue. */
void mail_summary_print(struct buf *out, const struct mail_summary *sum);

#endif
