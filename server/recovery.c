/* recovery.c - a lost passphrase, by two people. */
#include "recovery.h"

#include <stdio.h>
#include <string.h>

#include "access_watch.h"
#include "account.h"
#include "mem.h"
#include "rights.h"
#include "save.h"
#include "session.h"
#include "store_in.h"
#include "totp.h"

/* ---- the row ---- */

static void
read_row(struct stmt *st, struct recovery *out)
{
	const char *what = stmt_get_text(st, 2);
	const char *answer = stmt_get_text(st, 5);

	out->staff = stmt_get_id(st, 0);
	out->device = stmt_get_id(st, 1);
	out->passphrase = strcmp(what, "second_factor") != 0;
	out->factor = strcmp(what, "passphrase") != 0;
	out->asked_by = stmt_get_id(st, 3);
	out->until_ms = stmt_get_int(st, 4);
	out->is_answered = *answer != '\0';
	out->is_agreed = strcmp(answer, "yes") == 0;
	out->answered_by = stmt_get_id(st, 6);
	out->used_ms = stmt_get_int(st, 7);
}

static enum err
none(struct errinfo *e)
{
	return err_set(e, ERR_NOT_FOUND, "There is no such recovery.");
}

enum err
recovery_find(
    struct db *db, const struct id *id, struct recovery *out, struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_RECOVERY_GET);
	bool is_there;
	enum err code;

	*out = (struct recovery){ .id = *id };
	stmt_id(st, 1, id);
	is_there = stmt_row(st);
	if (is_there)
		read_row(st, out);
	stmt_reset(st);
	code = db_error(db, e);
	return code == ERR_OK && !is_there ? none(e) : code;
}

/* The recovery whose id the statement gives. */
static enum err
find_by(struct db *db, struct stmt *st, struct recovery *out, struct errinfo *e)
{
	struct id id = { "" };
	enum err code;

	if (stmt_row(st))
		id = stmt_get_id(st, 0);
	stmt_reset(st);
	code = db_error(db, e);
	if (code == ERR_OK && id_is_none(&id))
		return none(e);
	return code == ERR_OK ? recovery_find(db, &id, out, e) : code;
}

enum err
recovery_open(struct db *db, const struct id *staff, int64_t now_ms,
    struct recovery *out, struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_RECOVERY_OPEN);

	stmt_id(st, 1, staff);
	stmt_int(st, 2, now_ms);
	return find_by(db, st, out, e);
}

/* ---- who may ---- */

/* Does somebody work here now in a role that may do this? */
static bool
may_still(struct server *s, struct db *db, const struct id *staff,
    const char *kind, int64_t now_ms)
{
	struct account account;
	bool may =
	    account_by_staff(s, db, staff, now_ms, &account, NULL) == ERR_OK &&
	    !account.has_left &&
	    rights_ask(account.role, kind, RIGHT_CREATE) == GRANT_YES;

	seal_wipe(&account, sizeof(account));
	return may;
}

bool
recovery_holds(
    struct server *s, struct db *db, const struct recovery *r, int64_t now_ms)
{
	return r->passphrase && r->is_agreed && r->used_ms == 0 &&
	       r->until_ms > now_ms &&
	       may_still(s, db, &r->asked_by, kind_recovery.name, now_ms) &&
	       may_still(
		   s, db, &r->answered_by, kind_recovery_answer.name, now_ms);
}

/* ---- asking ---- */

static bool
is_device_of(struct db *db, const struct id *device, const struct id *staff)
{
	struct stmt *st = db_stmt(db, SQL_DEVICE_GET);
	bool is = false;

	stmt_id(st, 1, device);
	if (stmt_row(st)) {
		struct id owner = stmt_get_id(st, 0);

		is = id_equal(&owner, staff) && stmt_get_int(st, 3) == 0;
	}
	stmt_reset(st);
	return is;
}

static const char *
why_not_ask(struct server *s, struct db *db, const struct request *rq,
    const struct recovery_ask *ask)
{
	struct account account = { .has_left = true };
	struct recovery open;
	enum totp_state state = TOTP_OFF;
	bool has_left, has_passphrase;

	if (id_equal(&ask->staff, &rq->caller.staff))
		return "Nobody recovers their own access. Ask another "
		       "administrator.";
	(void)account_by_staff(s, db, &ask->staff, rq->now_ms, &account, NULL);
	has_left = account.has_left;
	has_passphrase = account.has_passphrase;
	seal_wipe(&account, sizeof(account));
	if (has_left)
		return "This person does not work here any more.";
	if (!has_passphrase)
		return "This person has no passphrase yet: a new enrolment "
		       "code is all they need.";
	if (!id_is_none(&ask->device) &&
	    !is_device_of(db, &ask->device, &ask->staff))
		return "This device is not theirs, or is out of use.";
	(void)totp_state(db, &ask->staff, &state, NULL);
	if (strcmp(ask->what, "passphrase") != 0 && state == TOTP_OFF)
		return "This person has no one-time codes.";
	if (recovery_open(db, &ask->staff, rq->now_ms, &open, NULL) == ERR_OK)
		return "A recovery is under way for this person already. It "
		       "ends by itself within an hour.";
	return NULL;
}

/* Keep a record of the office's own, in the name of the caller. */
static enum err
keep(struct server *s, struct db *db, const struct request *rq,
    const struct kind *kind, const struct record *r, struct id *id,
    struct errinfo *e)
{
	struct put_result *result = mem_zalloc(1, sizeof(*result));
	struct buf body = BUF_INIT(KIND_BODY_MAX);
	struct put p = { .who = rq->caller,
		.kind = kind,
		.table = kind->version,
		.written_ms = rq->now_ms,
		.now_ms = rq->now_ms,
		.by_office = true };
	enum err code;

	p.id = id_new();
	p.write = id_new();
	*id = p.id;
	record_to_json(r, false, &body);
	p.body = buf_str(&body);
	p.body_len = body.len;
	code = save_put(s, db, &p, result, e);
	if (code == ERR_OK && result->status != 201)
		code = err_set(e, ERR_BUG, "A %s could not be kept: %s",
		    kind->title, result->error.says);
	buf_done(&body);
	mem_free_wiped(result, sizeof(*result));
	return code;
}

static enum err
add_row(struct db *db, const struct request *rq, const struct recovery_ask *ask,
    const struct id *id, struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_RECOVERY_ADD);

	stmt_id(st, 1, id);
	stmt_id(st, 2, &ask->staff);
	stmt_id(st, 3, &ask->device);
	stmt_text(st, 4, ask->what);
	stmt_id(st, 5, &rq->caller.staff);
	stmt_int(st, 6, rq->now_ms + RECOVERY_MS);
	return stmt_done(st, e);
}

enum err
recovery_ask(struct server *s, struct db *db, const struct request *rq,
    const struct recovery_ask *ask, struct id *id, const char **why,
    struct errinfo *e)
{
	struct civil until = when_civil(rq->now_ms + RECOVERY_MS);
	char stored[WHEN_TEXT];
	struct record *r;
	enum err code;

	*why = why_not_ask(s, db, rq, ask);
	if (*why)
		return db_error(db, e);
	r = record_new(&kind_recovery);
	when_store(stored, &until);
	record_set(r, "staff", ask->staff.s);
	record_set(r, "what", ask->what);
	record_set(r, "device", ask->device_name);
	record_set(r, "identity", ask->identity);
	record_set(r, "until", stored);
	code = keep(s, db, rq, &kind_recovery, r, id, e);
	if (code == ERR_OK)
		code = add_row(db, rq, ask, id, e);
	record_free(r);
	return code;
}

/* ---- the answer ---- */

/* Not by one pair of hands: whoever makes an account could answer by it. */
static const char says_not_apart[] =
    "Your account and that of whoever asked for this hang together: in the "
    "last 30 days one of them was made, given its role, opened again, given "
    "its first device or recovered by the other, or both were by the same "
    "person. Somebody else must answer.";

static const char *
why_not_answer(struct server *s, struct db *db, const struct request *rq,
    const struct recovery *r)
{
	if (id_equal(&r->asked_by, &rq->caller.staff))
		return "You asked for it yourself: somebody else must answer.";
	if (id_equal(&r->staff, &rq->caller.staff))
		return "It is for you: somebody else must answer.";
	if (r->is_answered)
		return "It is answered already.";
	if (r->until_ms <= rq->now_ms)
		return "Its hour is over. It has to be asked for anew.";
	if (!may_still(s, db, &r->asked_by, kind_recovery.name, rq->now_ms))
		return "Whoever asked for it is no administrator any more. It "
		       "has to be asked for anew.";
	if (!access_is_apart(db, &r->asked_by, &rq->caller.staff, rq->now_ms))
		return says_not_apart;
	return NULL;
}

static enum err
set_answer(struct db *db, const struct request *rq, const struct id *id,
    bool agreed, struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_RECOVERY_ANSWER);
	enum err code;

	stmt_id(st, 1, id);
	stmt_text(st, 2, agreed ? "yes" : "no");
	stmt_id(st, 3, &rq->caller.staff);
	stmt_int(st, 4, rq->now_ms + RECOVERY_MS);
	code = stmt_done(st, e);
	if (code == ERR_OK && db_changes(db) != 1)
		code = err_set(e, ERR_BUG, "It was answered already.");
	return code;
}

enum err
recovery_answer(struct server *s, struct db *db, const struct request *rq,
    const struct id *id, bool agreed, const char *reason, const char **why,
    struct errinfo *e)
{
	struct recovery r;
	struct record *rec;
	struct id own;
	enum err code = recovery_find(db, id, &r, e);

	*why = code == ERR_OK ? why_not_answer(s, db, rq, &r) : NULL;
	if (code != ERR_OK || *why)
		return code == ERR_OK ? db_error(db, e) : code;
	rec = record_new(&kind_recovery_answer);
	record_set(rec, "recovery", id->s);
	record_set(rec, "agreed", agreed ? "yes" : "no");
	record_set(rec, "reason", reason);
	code = keep(s, db, rq, &kind_recovery_answer, rec, &own, e);
	record_free(rec);
	if (code == ERR_OK)
		code = set_answer(db, rq, id, agreed, e);
	r.answered_by = rq->caller.staff;
	if (code == ERR_OK && agreed && r.factor)
		code = totp_remove(db, &r.staff, e);
	if (code == ERR_OK && agreed && r.factor)
		code = access_recovered(
		    s, db, &rq->caller, &r, true, rq->now_ms, e);
	if (code == ERR_OK && agreed)
		code = session_end_staff(db, &r.staff, e);
	return code;
}

/* ---- using it ---- */

enum err
recovery_code_add(struct db *db, const struct recovery *r,
    const uint8_t code[SEAL_HASH], struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_RECOVERY_CODE_ADD);

	stmt_blob(st, 1, code, SEAL_HASH);
	stmt_id(st, 2, &r->id);
	return stmt_done(st, e);
}

enum err
recovery_of_code(struct db *db, const uint8_t code[SEAL_HASH],
    struct recovery *out, struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_RECOVERY_OF_CODE);

	*out = (struct recovery){ 0 };
	stmt_blob(st, 1, code, SEAL_HASH);
	return find_by(db, st, out, e);
}

static enum err
use_row(
    struct db *db, const struct recovery *r, int64_t now_ms, struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_RECOVERY_USE);
	enum err code;

	stmt_id(st, 1, &r->id);
	stmt_int(st, 2, now_ms);
	code = stmt_done(st, e);
	if (code == ERR_OK && db_changes(db) != 1)
		code = err_set(e, ERR_AUTH,
		    "This recovery is over, or was used. Ask the "
		    "administrator to begin it anew.");
	return code;
}

static enum err
end_device(
    struct db *db, const struct id *device, int64_t now_ms, struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_DEVICE_REVOKE);

	stmt_id(st, 1, device);
	stmt_int(st, 2, now_ms);
	return stmt_done(st, e);
}

static enum err
new_passphrase(struct db *db, const struct id *staff, const char *passhash,
    struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_ACCOUNT_NEW_PASSHASH);

	stmt_id(st, 1, staff);
	stmt_text(st, 2, passhash);
	return stmt_done(st, e);
}

enum err
recovery_use(struct server *s, struct db *db, const struct recovery *r,
    const struct id *replaces, const char *passhash, int64_t now_ms,
    struct errinfo *e)
{
	struct caller who = { .role = ROLE_ADMIN };
	const struct id *device;
	struct recovery now;
	enum err code = recovery_find(db, &r->id, &now, e);

	if (code == ERR_OK && !recovery_holds(s, db, &now, now_ms))
		code = err_set(e, ERR_AUTH,
		    "This recovery is over, or who vouched for it is not what "
		    "they were. Ask the administrator to begin it anew.");
	if (code == ERR_OK)
		code = use_row(db, &now, now_ms, e);
	if (code == ERR_OK)
		code = new_passphrase(db, &now.staff, passhash, e);
	device = id_is_none(&now.device) ? replaces : &now.device;
	if (code == ERR_OK && is_device_of(db, device, &now.staff))
		code = end_device(db, device, now_ms, e);
	if (code == ERR_OK)
		code = session_end_staff(db, &now.staff, e);
	who.staff = now.staff; /* who has just chosen it */
	if (code == ERR_OK)
		code = access_recovered(s, db, &who, &now, false, now_ms, e);
	return code;
}
