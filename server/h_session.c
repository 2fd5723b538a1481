/* h_session.c - signing in and out, and who one is.
 *
 * A name that does not exist goes the whole way of one that does: the same
 * counters, the same cost of Argon2id (against a decoy), a row in the audit
 * chain, the same words. So neither text, status nor time tells them apart; nor
 * a wrong passphrase from a wrong one-time code. */
#include "handlers.h"

#include <stdio.h>
#include <string.h>

#include "account.h"
#include "answer.h"
#include "mem.h"
#include "pool.h"
#include "seal.h"
#include "server.h"
#include "session.h"
#include "totp.h"

struct login {
	struct job job;
	struct request *rq;
	char name[SEAL_PASSHASH_MAX];
	char *passphrase;
	char one_time[TOTP_TYPED_MAX]; /* as typed, or "" */
	char hash[SEAL_PASSHASH_MAX];
	struct id device;
	struct id staff; /* none: no such name */
	bool has_device; /* enrolled for the account */
	enum caller_end end;
	bool is_good;
};

static void
login_free(void *work)
{
	struct login *l = work;

	mem_free_text(l->passphrase);
	mem_free_wiped(l, sizeof(*l));
}

static struct session_try
try_of(const struct login *l)
{
	return (struct session_try){
		.device = l->has_device ? &l->device : NULL,
		.name = l->name,
		.address = l->rq->address,
	};
}

/* ---- in the writer ---- */

static enum err
record_try(
    struct server *s, struct db *db, const struct login *l, struct errinfo *e)
{
	struct audit_row row = { .words = "" };

	row.what = l->is_good ? AUDIT_SIGN_IN : AUDIT_SIGN_IN_FAILED;
	row.staff = l->staff;
	if (l->has_device)
		row.device = l->device;
	row.at_ms = l->rq->now_ms;
	row.received_ms = l->rq->now_ms;
	return audit_add(s, db, &row, e);
}

static enum err
login_run(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	struct login *l = arg;
	struct request *rq = l->rq;
	struct jw w = JW_INIT(&rq->out);
	char token[WIRE_TOKEN + 1];
	struct account account;
	struct caller who;
	enum err code = ERR_OK;

	/* Used up in the transaction that lets them in. */
	if (l->is_good)
		code = totp_use(
		    s, db, &l->staff, l->one_time, rq->now_ms, &l->is_good, e);
	if (code == ERR_OK)
		code = record_try(s, db, l, e);
	if (code != ERR_OK || !l->is_good)
		return code;
	code = account_by_staff(s, db, &l->staff, rq->now_ms, &account, e);
	if (code != ERR_OK)
		return code;
	who = (struct caller){ .staff = l->staff,
		.device = l->device,
		.role = account.role,
		.end = l->end };
	seal_wipe(&account, sizeof(account));
	code =
	    session_begin(s, db, &l->staff, &l->device, rq->now_ms, token, e);
	if (code != ERR_OK)
		return code;
	rq->status = 201;
	jw_open(&w, NULL);
	jw_text(&w, "token", token);
	if (l->end != CALLER_IN)
		jw_text(&w, "ended",
		    l->end == CALLER_REVOKED ? "device" : "account");
	jw_int(&w, "until",
	    rq->now_ms + conf_int(s->conf, CONF_SESSION_HOURS) * 3600000);
	code = account_me_write(s, db, &who, rq->now_ms, &w, "me", e);
	jw_close(&w);
	seal_wipe(token, sizeof(token));
	return code;
}

static void
login_done(
    struct server *s, void *arg, enum err result, const struct errinfo *e)
{
	struct login *l = arg;
	struct session_try t = try_of(l);

	if (!answer_job_failed(l->rq, result, e)) {
		if (l->is_good)
			session_try_held(s->sessions, &t);
		else
			answer_wrong_passphrase(l->rq);
	}
	request_finish(l->rq);
}

/* ---- in the passphrase pool ---- */

static void
login_check(void *arg)
{
	struct login *l = arg;
	struct errinfo e = { 0 };
	bool holds = seal_passhash_holds(l->hash, l->passphrase);

	l->is_good = holds && l->has_device && !id_is_none(&l->staff);
	l->job = (struct job){ .run = login_run, .done = login_done, .arg = l };
	if (writer_queue(l->rq->server->writer, &l->job, &e) != ERR_OK) {
		answer_fault(l->rq, &e);
		request_finish(l->rq);
	}
}

/* ---- on the handler's thread ---- */

/* An account without a passphrase is as good as none. Whoever has left, or whose
 * device was taken out of use, is let in with the right passphrase to hand over
 * what they wrote, and nothing else (dispatch.c). */
static enum err
login_find(struct login *l, struct errinfo *e)
{
	struct server *s = l->rq->server;
	struct db *db = server_reader(s, e);
	struct account account = { 0 };
	struct stmt *st;
	enum err code;

	if (db == NULL)
		return ERR_IO;
	code =
	    account_by_sign_in(s, db, l->name, l->rq->now_ms, &account, NULL);
	snprintf(l->hash, sizeof(l->hash), "%s", sessions_decoy(s->sessions));
	if (code == ERR_OK && account.has_passphrase) {
		l->staff = account.staff;
		if (account.has_left || account.is_shut)
			l->end = CALLER_LEFT;
		snprintf(l->hash, sizeof(l->hash), "%s", account.passhash);
	}
	seal_wipe(&account, sizeof(account));
	st = db_stmt(db, SQL_DEVICE_GET);
	stmt_id(st, 1, &l->device);
	if (stmt_row(st)) {
		struct id owner = stmt_get_id(st, 0);

		l->has_device = id_equal(&owner, &l->staff);
		if (stmt_get_int(st, 3) != 0) /* whoever has left besides */
			l->end = CALLER_REVOKED;
	}
	stmt_reset(st);
	if (code == ERR_NOT_FOUND)
		code = ERR_OK;
	if (code == ERR_OK)
		code = db_error(db, e);
	server_reader_done(s, db);
	return code;
}

static bool
must_wait(const struct login *l)
{
	struct session_try t = try_of(l);
	struct request *rq = l->rq;
	int64_t ms = session_try_wait(rq->server->sessions, &t, rq->now_ms);

	if (ms == 0)
		return false;
	answer_wait(rq, ms);
	return true;
}

/* False: the body is not what it must be, and the answer says so. */
static bool
login_read(struct login *l)
{
	struct request *rq = l->rq;
	struct problems p = { 0 };
	struct errinfo e = { 0 };
	const char *name = json_text_of(rq->json, "name", "");
	const char *passphrase = json_text_of(rq->json, "passphrase", "");
	const char *one_time = json_text_of(rq->json, "one_time", "");

	if (name[0] == '\0' || strlen(name) >= sizeof(l->name))
		problems_add(&p, "name", "required", "Sign-in name is needed.");
	if (passphrase[0] == '\0' || strlen(passphrase) > SEAL_PASSPHRASE_MAX)
		problems_add(
		    &p, "passphrase", "required", "Passphrase is needed.");
	if (!id_parse(&l->device, json_text_of(rq->json, "device", NULL)))
		problems_add(&p, "device", "required",
		    "The id of an enrolled device is needed.");
	if (p.count > 0) {
		err_set(&e, ERR_INVALID, "This is no sign-in.");
		request_problem(rq, &e, &p);
		return false;
	}
	snprintf(l->name, sizeof(l->name), "%s", name);
	/* What is longer is cut, and is no code either way. */
	snprintf(l->one_time, sizeof(l->one_time), "%s", one_time);
	l->passphrase = mem_strdup(passphrase);
	return true;
}

void
h_session_begin(struct request *rq)
{
	struct login *l = mem_zalloc(1, sizeof(*l));
	struct errinfo e = { 0 };
	enum err code;

	l->rq = rq;
	if (!login_read(l)) {
		login_free(l);
		return;
	}
	code = login_find(l, &e);
	if (code != ERR_OK || must_wait(l)) {
		if (code != ERR_OK)
			answer_fault(rq, &e);
		login_free(l);
		return;
	}
	rq->work = l;
	rq->work_free = login_free;
	request_defer(rq);
	if (pool_run(rq->server->pool, login_check, l, &e) != ERR_OK) {
		answer_fault(rq, &e);
		request_finish(rq);
	}
}

/* ---- signing out ---- */

struct logout {
	struct job job;
	struct request *rq;
};

static void
logout_free(void *work)
{
	mem_free_wiped(work, sizeof(struct logout));
}

static enum err
logout_run(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	struct logout *l = arg;

	(void)s;
	return session_end_device(db, &l->rq->caller.device, e);
}

static void
logout_done(
    struct server *s, void *arg, enum err result, const struct errinfo *e)
{
	struct logout *l = arg;

	(void)s;
	if (!answer_job_failed(l->rq, result, e)) {
		l->rq->status = 204;
		l->rq->no_body = true;
	}
	request_finish(l->rq);
}

void
h_session_end(struct request *rq)
{
	struct logout *l = mem_zalloc(1, sizeof(*l));
	struct errinfo e = { 0 };

	l->rq = rq;
	l->job =
	    (struct job){ .run = logout_run, .done = logout_done, .arg = l };
	rq->work = l;
	rq->work_free = logout_free;
	request_defer(rq);
	if (writer_queue(rq->server->writer, &l->job, &e) != ERR_OK) {
		answer_fault(rq, &e);
		request_finish(rq);
	}
}

/* ---- who one is ---- */

void
h_me(struct request *rq)
{
	struct errinfo e = { 0 };
	struct jw w = JW_INIT(&rq->out);
	struct db *db = server_reader(rq->server, &e);
	enum err code = ERR_IO;

	rq->status = 200;
	if (db != NULL) {
		code = account_me_write(
		    rq->server, db, &rq->caller, rq->now_ms, &w, NULL, &e);
		server_reader_done(rq->server, db);
	}
	answer_failed(rq, code, &e);
}
