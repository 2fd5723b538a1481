/* stepup.c - a request that asks for the passphrase again. */
#include "stepup.h"

#include <stdio.h>
#include <string.h>

#include "account.h"
#include "answer.h"
#include "mem.h"
#include "pool.h"
#include "seal.h"
#include "server.h"
#include "session.h"

struct stepup {
	struct job job;
	struct request *rq;
	stepup_fn *run;
	char *passphrase; /* NULL: none is asked for */
	struct stepup_who who;
	bool is_good;
};

static void
stepup_free(void *work)
{
	struct stepup *u = work;

	mem_free_text(u->passphrase);
	mem_free_wiped(u, sizeof(*u));
}

struct session_try
stepup_try(const struct stepup_who *who, const struct request *rq)
{
	return (struct session_try){ .device = &rq->caller.device,
		.name = who->name,
		.address = rq->address };
}

/* ---- the trace ---- */

static enum err
trace(struct server *s, struct db *db, const struct request *rq,
    enum audit_what what, const struct id *device, const struct id *record,
    const char *words, struct errinfo *e)
{
	struct audit_row row = { .what = what,
		.staff = rq->caller.staff,
		.device = device ? *device : rq->caller.device,
		.at_ms = rq->now_ms,
		.received_ms = rq->now_ms,
		.words = words };

	if (record)
		row.record = *record;
	return audit_add(s, db, &row, e);
}

enum err
stepup_trace(struct server *s, struct db *db, const struct request *rq,
    const struct id *device, const struct id *record, const char *words,
    struct errinfo *e)
{
	return trace(s, db, rq, AUDIT_ACCOUNT, device, record, words, e);
}

enum err
stepup_refuse(struct server *s, struct db *db, struct request *rq,
    unsigned status, const char *field, const char *says, struct errinfo *e)
{
	struct problems p = { 0 };
	struct errinfo why = { 0 };

	if (status == 422) {
		problems_add(&p, field, "rule", "%s", says);
		err_field(&why, ERR_INVALID, field, "%s", says);
		request_problem(rq, &why, &p);
	} else {
		request_problem_status(rq, status,
		    err_name(status == 404   ? ERR_NOT_FOUND
			     : status == 409 ? ERR_CONFLICT
					     : ERR_DENIED),
		    says);
	}
	return trace(s, db, rq, AUDIT_REFUSED, NULL, NULL, says, e);
}

/* ---- in the writer ---- */

bool
stepup_is_still_in(struct server *s, struct db *db, const struct request *rq)
{
	struct account account;
	bool is = account_by_staff(s, db, &rq->caller.staff, rq->now_ms,
		      &account, NULL) == ERR_OK &&
		  !account.has_left && account.role == rq->caller.role;
	struct stmt *st = db_stmt(db, SQL_DEVICE_GET);

	seal_wipe(&account, sizeof(account));
	stmt_id(st, 1, &rq->caller.device);
	is = stmt_row(st) && stmt_get_int(st, 3) == 0 && is;
	stmt_reset(st);
	return is;
}

static enum err
stepup_run(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	struct stepup *u = arg;

	if (!u->is_good)
		return trace(
		    s, db, u->rq, AUDIT_SIGN_IN_FAILED, NULL, NULL, "", e);
	if (!stepup_is_still_in(s, db, u->rq))
		return stepup_refuse(s, db, u->rq, 403, "",
		    "Your access or your role changed meanwhile. Nothing was "
		    "changed by this.",
		    e);
	return u->run(s, db, u->rq, e);
}

static void
stepup_done(
    struct server *s, void *arg, enum err result, const struct errinfo *e)
{
	struct stepup *u = arg;
	struct session_try t = stepup_try(&u->who, u->rq);

	if (answer_job_failed(u->rq, result, e)) {
		/* said */
	} else if (!u->is_good) {
		/* Not 401, which says that the session is over. */
		request_problem_status(u->rq, 403, "wrong_passphrase",
		    "The passphrase is not right, so nothing was done. Type it "
		    "again.");
	} else if (u->passphrase) {
		session_try_held(s->sessions, &t);
	}
	request_finish(u->rq);
}

static void
queue(struct stepup *u)
{
	struct errinfo e = { 0 };

	u->job =
	    (struct job){ .run = stepup_run, .done = stepup_done, .arg = u };
	if (writer_queue(u->rq->server->writer, &u->job, &e) != ERR_OK) {
		answer_fault(u->rq, &e);
		request_finish(u->rq);
	}
}

/* ---- in the passphrase pool ---- */

static void
stepup_check(void *arg)
{
	struct stepup *u = arg;

	u->is_good = seal_passhash_holds(u->who.hash, u->passphrase);
	queue(u);
}

/* ---- on the handler's thread ---- */

enum err
stepup_find(struct stepup_who *out, struct request *rq, struct errinfo *e)
{
	struct db *db = server_reader(rq->server, e);
	struct account account = { 0 };
	struct person person = { 0 };
	enum err code;

	if (db == NULL)
		return ERR_IO;
	code = account_by_staff(
	    rq->server, db, &rq->caller.staff, rq->now_ms, &account, e);
	if (code == ERR_OK)
		code = account_person(
		    rq->server, db, &rq->caller.staff, &person, e);
	snprintf(out->hash, sizeof(out->hash), "%s",
	    account.has_passphrase ? account.passhash
				   : sessions_decoy(rq->server->sessions));
	snprintf(out->name, sizeof(out->name), "%s", person.sign_in);
	seal_wipe(&account, sizeof(account));
	server_reader_done(rq->server, db);
	return code;
}

static bool
has_passphrase(struct request *rq, const char *passphrase)
{
	struct problems p = { 0 };
	struct errinfo e = { 0 };

	if (*passphrase != '\0' && strlen(passphrase) <= SEAL_PASSPHRASE_MAX)
		return true;
	problems_add(&p, "passphrase", "required", "Passphrase is needed.");
	err_field(&e, ERR_INVALID, "passphrase", "Passphrase is needed.");
	request_problem(rq, &e, &p);
	return false;
}

bool
stepup_must_wait(const struct stepup_who *who, struct request *rq)
{
	struct session_try t = stepup_try(who, rq);
	int64_t ms = session_try_wait(rq->server->sessions, &t, rq->now_ms);

	if (ms > 0)
		answer_wait(rq, ms);
	return ms > 0;
}

void
stepup_begin(struct request *rq, stepup_fn *run)
{
	const char *passphrase = json_text_of(rq->json, "passphrase", "");
	struct stepup *u;
	struct errinfo e = { 0 };
	enum err code;

	if (!has_passphrase(rq, passphrase))
		return;
	u = mem_zalloc(1, sizeof(*u));
	u->rq = rq;
	u->run = run;
	u->passphrase = mem_strdup(passphrase);
	code = stepup_find(&u->who, rq, &e);
	if (code != ERR_OK || stepup_must_wait(&u->who, rq)) {
		if (code != ERR_OK)
			answer_fault(rq, &e);
		stepup_free(u);
		return;
	}
	rq->work = u;
	rq->work_free = stepup_free;
	request_defer(rq);
	if (pool_run(rq->server->pool, stepup_check, u, &e) != ERR_OK) {
		answer_fault(rq, &e);
		request_finish(rq);
	}
}

void
stepup_none(struct request *rq, stepup_fn *run)
{
	struct stepup *u = mem_zalloc(1, sizeof(*u));

	u->rq = rq;
	u->run = run;
	u->is_good = true;
	rq->work = u;
	rq->work_free = stepup_free;
	request_defer(rq);
	queue(u);
}
