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

/* Whose passphrase is asked for. */
struct who {
	char name[ACCOUNT_SIGN_IN_MAX + 1];
	char hash[SEAL_PASSHASH_MAX]; /* a decoy where there is none */
};

struct stepup {
	struct job job;
	struct request *rq;
	struct stepup_job does;
	char *passphrase; /* NULL: none is asked for */
	struct who who;
	bool is_good; /* the passphrase */
	bool has_run, is_missed;
};

static void
stepup_free(void *work)
{
	struct stepup *u = work;

	if (u->does.free)
		u->does.free(u->does.arg);
	mem_free_text(u->passphrase);
	mem_free_wiped(u, sizeof(*u));
}

void *
stepup_arg(const struct request *rq)
{
	return ((const struct stepup *)rq->work)->does.arg;
}

void
stepup_missed(struct request *rq)
{
	((struct stepup *)rq->work)->is_missed = true;
}

static struct session_try
try_of(const struct stepup *u)
{
	return (struct session_try){ .device = &u->rq->caller.device,
		.name = u->who.name,
		.address = u->rq->address };
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

/* The session may have ended since, and the role. */
static bool
is_still_in(struct server *s, struct db *db, const struct request *rq)
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
	if (!is_still_in(s, db, u->rq))
		return stepup_refuse(s, db, u->rq, 403, "",
		    "Your access or your role changed meanwhile. Nothing was "
		    "changed by this.",
		    e);
	u->has_run = true;
	return u->does.run(s, db, u->rq, e);
}

static void
stepup_done(
    struct server *s, void *arg, enum err result, const struct errinfo *e)
{
	struct stepup *u = arg;
	struct session_try t = try_of(u);

	if (u->is_good && u->passphrase && !u->is_missed)
		session_try_held(s->sessions, &t);
	if (answer_job_failed(u->rq, result, e)) {
		/* said */
	} else if (!u->is_good) {
		/* Not 401, which says that the session is over. */
		request_problem_status(u->rq, 403, "wrong_passphrase",
		    "The passphrase is not right, so nothing was done. Type it "
		    "again; what you wrote is kept.");
	}
	request_finish(u->rq);
}

/* ---- in the passphrase pool ---- */

/* It waits for the writer, so that what comes after the commit is on no thread that
 * others wait for. */
static void
stepup_check(void *arg)
{
	struct stepup *u = arg;
	struct server *s = u->rq->server;
	struct errinfo e = { 0 };
	enum err code;

	u->is_good = seal_passhash_holds(u->who.hash, u->passphrase);
	code = writer_do(s->writer, stepup_run, u, &e);
	if (code == ERR_OK && u->has_run && u->does.after)
		code = u->does.after(s, u->rq, &e);
	stepup_done(s, u, code, &e);
}

/* ---- on the handler's thread ---- */

static enum err
find_who(struct who *out, struct request *rq, struct errinfo *e)
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

/* Too many were wrong: the answer says how long to wait. */
static bool
must_wait(const struct stepup *u)
{
	struct session_try t = try_of(u);
	int64_t ms =
	    session_try_wait(u->rq->server->sessions, &t, u->rq->now_ms);

	if (ms > 0)
		answer_wait(u->rq, ms);
	return ms > 0;
}

static struct stepup *
make(struct request *rq, const struct stepup_job *job)
{
	struct stepup *u = mem_zalloc(1, sizeof(*u));

	u->rq = rq;
	u->does = *job;
	rq->work = u;
	rq->work_free = stepup_free;
	return u;
}

static void
begin(struct stepup *u, const char *passphrase)
{
	struct request *rq = u->rq;
	struct errinfo e = { 0 };

	u->passphrase = mem_strdup(passphrase);
	if (find_who(&u->who, rq, &e) != ERR_OK) {
		answer_fault(rq, &e);
		return;
	}
	if (must_wait(u))
		return;
	request_defer(rq);
	if (pool_run(rq->server->pool, stepup_check, u, &e) != ERR_OK) {
		answer_fault(rq, &e);
		request_finish(rq);
	}
}

void
stepup_begin_job(struct request *rq, const struct stepup_job *job)
{
	const char *passphrase = json_text_of(rq->json, "passphrase", "");
	struct stepup *u = make(rq, job);

	if (has_passphrase(rq, passphrase))
		begin(u, passphrase);
}

void
stepup_begin(struct request *rq, stepup_fn *run)
{
	stepup_begin_job(rq, &(struct stepup_job){ .run = run });
}

void
stepup_none(struct request *rq, stepup_fn *run)
{
	struct stepup *u = make(rq, &(struct stepup_job){ .run = run });
	struct errinfo e = { 0 };

	u->is_good = true;
	u->job =
	    (struct job){ .run = stepup_run, .done = stepup_done, .arg = u };
	request_defer(rq);
	if (writer_queue(rq->server->writer, &u->job, &e) != ERR_OK) {
		answer_fault(rq, &e);
		request_finish(rq);
	}
}
