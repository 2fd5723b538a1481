/* h_enrol.c - a device is made known to the server.
 *
 * The code's secret is the only way in: 128 random bits, once, for an hour,
 * kept hashed. The first enrolment of an account sets its passphrase, a later
 * one must give it. A wrong passphrase leaves the code as it is, and counts
 * like a wrong sign-in; so does a one-time code that is missing or wrong. A code
 * that was made for a recovery sets a new passphrase, and ends the device whose
 * store it takes the place of. The answer holds all that the device will trust. */
#include "handlers.h"

#include <stdio.h>
#include <string.h>

#include "account.h"
#include "answer.h"
#include "mem.h"
#include "pool.h"
#include "recovery.h"
#include "seal.h"
#include "server.h"
#include "session.h"
#include "text.h"
#include "tls.h"
#include "totp.h"

#define DEVICE_NAME_MAX 100 /* bytes */

struct enrol {
	struct job job;
	struct request *rq;
	uint8_t code[SEAL_HASH]; /* hash of the secret */
	char try_name[SEAL_HASH * 2 + 1];
	char *passphrase;
	char device_name[DEVICE_NAME_MAX + 1];
	uint8_t sign_key[SEAL_PUBLIC];
	struct account account;
	struct person person;
	struct id device;
	struct id replaces; /* the device whose store is there, or none */
	char one_time[TOTP_TYPED_MAX];
	struct recovery recovery; /* is_recovery */
	bool is_recovery;
	bool is_good;    /* the passphrase held, or was set */
	bool needs_code; /* then: a one-time code is missing, or not right */
};

static void
enrol_free(void *work)
{
	struct enrol *n = work;

	mem_free_text(n->passphrase);
	mem_free_wiped(n, sizeof(*n));
}

static struct session_try
try_of(const struct enrol *n)
{
	return (struct session_try){ .name = n->try_name,
		.address = n->rq->address };
}

static enum err
bad_code(struct errinfo *e)
{
	return err_set(e, ERR_AUTH,
	    "This enrolment code is not valid, or not any more. A code works "
	    "once, for an hour: ask the administrator for a new one.");
}

/* ---- in the writer ---- */

/* The code is used up in the transaction that makes the device. */
static enum err
use_code(struct db *db, const struct enrol *n, struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_ENROLMENT_USE);
	enum err code;

	stmt_blob(st, 1, n->code, sizeof(n->code));
	stmt_int(st, 2, n->rq->now_ms);
	code = stmt_done(st, e);
	if (code == ERR_OK && db_changes(db) != 1)
		code = bad_code(e);
	return code;
}

static enum err
set_passphrase(struct db *db, const struct enrol *n, struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_ACCOUNT_PASSHASH);
	enum err code;

	stmt_id(st, 1, &n->account.staff);
	stmt_text(st, 2, n->account.passhash);
	code = stmt_done(st, e);
	if (code == ERR_OK && db_changes(db) != 1)
		code = err_set(e, ERR_CONFLICT,
		    "Another device was enrolled for this account at the same "
		    "time. Try again with the passphrase chosen there.");
	return code;
}

static enum err
add_device(
    struct server *s, struct db *db, const struct enrol *n, struct errinfo *e)
{
	struct stmt *st = db_stmt(db, SQL_DEVICE_ADD);
	struct audit_row row = { .what = AUDIT_ENROL, .words = "" };
	enum err code;

	stmt_id(st, 1, &n->device);
	stmt_id(st, 2, &n->account.staff);
	stmt_text(st, 3, n->device_name);
	stmt_blob(st, 4, n->sign_key, sizeof(n->sign_key));
	stmt_int(st, 5, n->rq->now_ms);
	code = stmt_done(st, e);
	if (code != ERR_OK)
		return code;
	row.staff = n->account.staff;
	row.device = n->device;
	row.at_ms = row.received_ms = n->rq->now_ms;
	if (n->is_recovery)
		row.words = "By a recovery: a new passphrase, and a new key to "
			    "sign with.";
	return audit_add(s, db, &row, e);
}

/* What the device is to trust from now on. */
static enum err
write_trust(struct server *s, struct jw *w, struct errinfo *e)
{
	const char *key_dir = conf_text(s->conf, CONF_KEY_DIR);
	struct buf pem = BUF_INIT(65536), text = BUF_INIT(256);
	uint8_t pin[WIRE_PIN], box[SEAL_PUBLIC];
	enum err code;

	code = tls_cert_pem(key_dir, false, &pem, e);
	if (code == ERR_OK)
		code = tls_cert_pem(key_dir, true, &pem, e);
	jw_textn(w, "certificates", buf_str(&pem), pem.len);
	jw_open_list(w, "pins");
	for (int spare = 0; spare < 2 && code == ERR_OK; spare++) {
		code = tls_pin(key_dir, spare == 1, pin, e);
		buf_clear(&text);
		seal_base64(&text, pin, sizeof(pin));
		jw_text(w, NULL, buf_str(&text));
	}
	jw_close_list(w);
	keyring_box(s->keys, box, NULL);
	buf_clear(&text);
	seal_base64(&text, box, sizeof(box));
	jw_text(w, "box_key", buf_str(&text));
	buf_done(&pem);
	buf_done(&text);
	return code;
}

static enum err
write_answer(
    struct server *s, struct db *db, const struct enrol *n, struct errinfo *e)
{
	struct request *rq = n->rq;
	struct jw w = JW_INIT(&rq->out);
	struct caller who = { .role = n->account.role,
		/* An inspector's device may be made ready before access opens. */
		.end = n->account.is_shut ? CALLER_LEFT : CALLER_IN };
	char token[WIRE_TOKEN + 1];
	enum err code;

	who.staff = n->account.staff;
	who.device = n->device;
	code =
	    session_begin(s, db, &who.staff, &who.device, rq->now_ms, token, e);
	if (code != ERR_OK)
		return code;
	rq->status = 201;
	jw_open(&w, NULL);
	jw_text(&w, "device", n->device.s);
	jw_text(&w, "staff", who.staff.s);
	jw_text(&w, "token", token);
	seal_wipe(token, sizeof(token));
	code = write_trust(s, &w, e);
	if (code == ERR_OK)
		code = account_me_write(s, db, &who, rq->now_ms, &w, "me", e);
	jw_close(&w);
	return code;
}

static enum err
record_failed(
    struct server *s, struct db *db, const struct enrol *n, struct errinfo *e)
{
	struct audit_row row = { .what = AUDIT_SIGN_IN_FAILED, .words = "" };

	row.staff = n->account.staff;
	row.at_ms = row.received_ms = n->rq->now_ms;
	return audit_add(s, db, &row, e);
}

static enum err
enrol_run(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	struct enrol *n = arg;
	bool holds = true;
	enum err code = ERR_OK;

	if (n->is_good)
		code = totp_use(s, db, &n->account.staff, n->one_time,
		    n->rq->now_ms, &holds, e);
	if (code != ERR_OK)
		return code;
	n->needs_code = n->is_good && !holds;
	if (!n->is_good || n->needs_code)
		return record_failed(s, db, n, e);
	code = use_code(db, n, e);
	if (code == ERR_OK && n->is_recovery)
		code = recovery_use(s, db, &n->recovery, &n->replaces,
		    n->account.passhash, n->rq->now_ms, e);
	else if (code == ERR_OK && !n->account.has_passphrase)
		code = set_passphrase(db, n, e);
	if (code == ERR_OK)
		code = add_device(s, db, n, e);
	if (code == ERR_OK)
		code = write_answer(s, db, n, e);
	return code;
}

static void
enrol_done(
    struct server *s, void *arg, enum err result, const struct errinfo *e)
{
	struct enrol *n = arg;
	struct session_try t = try_of(n);
	struct errinfo wrong = { 0 };

	if (!answer_failed(n->rq, result, e) && !n->is_good) {
		err_set(&wrong, ERR_AUTH,
		    "The passphrase is not the one of this account. The code "
		    "still works: try again.");
		request_problem(n->rq, &wrong, NULL);
	} else if (result == ERR_OK && n->needs_code) {
		request_problem_status(n->rq, 403, "one_time",
		    n->one_time[0]
			? "The one-time code is not right, or was used. Wait "
			  "for the next one. The enrolment code still works."
			: "This account has one-time codes: give the one of "
			  "now. The enrolment code still works.");
	} else if (result == ERR_OK) {
		session_try_held(s->sessions, &t);
	}
	request_finish(n->rq);
}

/* ---- in the passphrase pool ---- */

static void
enrol_check(void *arg)
{
	struct enrol *n = arg;
	struct server *s = n->rq->server;
	const struct seal_cost cost = {
		.passes = (uint32_t)conf_int(s->conf, CONF_ARGON_PASSES),
		.memory_kib = (uint32_t)conf_int(s->conf, CONF_ARGON_MEMORY),
	};
	struct errinfo e = { 0 };
	enum err code = ERR_OK;

	if (n->account.has_passphrase) {
		n->is_good =
		    seal_passhash_holds(n->account.passhash, n->passphrase);
	} else {
		code = seal_passhash(
		    n->account.passhash, n->passphrase, &cost, &e);
		n->is_good = code == ERR_OK;
	}
	n->job = (struct job){ .run = enrol_run, .done = enrol_done, .arg = n };
	if (code == ERR_OK)
		code = writer_queue(s->writer, &n->job, &e);
	if (code != ERR_OK) {
		answer_fault(n->rq, &e);
		request_finish(n->rq);
	}
}

/* ---- on the handler's thread ---- */

/* A code that was made for a recovery holds while that does. It takes the place of
 * the store that is there; an ordinary one never does, since what waits in that
 * would be out of reach. */
static enum err
find_recovery(struct enrol *n, struct db *db, struct errinfo *e)
{
	struct recovery *r = &n->recovery;
	struct errinfo why = { 0 };
	enum err code = recovery_of_code(db, n->code, r, &why);

	if (code == ERR_NOT_FOUND && !id_is_none(&n->replaces))
		return err_set(e, ERR_CONFLICT,
		    "This person is enrolled on this device already. The code "
		    "was not used; open haven with the passphrase. If that is "
		    "lost, ask the administrator for a recovery.");
	if (code == ERR_NOT_FOUND)
		return ERR_OK;
	if (code != ERR_OK)
		return err_set(e, code, "%s", why.says);
	if (!recovery_holds(n->rq->server, db, r, n->rq->now_ms))
		return bad_code(e);
	if (!id_is_none(&n->replaces) && !id_is_none(&r->device) &&
	    !id_equal(&n->replaces, &r->device))
		return err_set(e, ERR_CONFLICT,
		    "This recovery was agreed to for another device. The code "
		    "was not used; enrol on that one, or ask for a recovery "
		    "for this one.");
	n->is_recovery = true;
	n->account.has_passphrase = false; /* it is chosen anew */
	return ERR_OK;
}

static enum err
find_account(
    struct enrol *n, struct db *db, const char *sign_in, struct errinfo *e)
{
	struct server *s = n->rq->server;
	struct account named = { 0 };
	struct stmt *st;
	struct id staff;
	enum err code;
	bool is_there;

	st = db_stmt(db, SQL_ENROLMENT_FIND);
	stmt_blob(st, 1, n->code, sizeof(n->code));
	stmt_int(st, 2, n->rq->now_ms);
	is_there = stmt_row(st);
	staff = is_there ? stmt_get_id(st, 0) : (struct id){ "" };
	stmt_reset(st);
	code = db_error(db, e);
	if (code == ERR_OK && !is_there)
		code = bad_code(e);
	if (code == ERR_OK)
		code = account_by_staff(
		    s, db, &staff, n->rq->now_ms, &n->account, e);
	if (code == ERR_OK && n->account.has_left)
		code = bad_code(e);
	if (code == ERR_OK)
		code = find_recovery(n, db, e);
	if (code == ERR_OK && sign_in[0] != '\0' &&
	    (account_by_sign_in(s, db, sign_in, n->rq->now_ms, &named, NULL) !=
		    ERR_OK ||
		!id_equal(&named.staff, &staff)))
		code = bad_code(e);
	if (code == ERR_OK)
		code = account_person(s, db, &staff, &n->person, e);
	seal_wipe(&named, sizeof(named));
	return code;
}

/* False: the body is not what it must be, and the answer says so. */
static bool
enrol_read(struct enrol *n, struct problems *p)
{
	const struct json *json = n->rq->json;
	const char *passphrase = json_text_of(json, "passphrase", "");
	const char *name = json_text_of(json, "device_name", "");
	uint8_t secret[WIRE_SECRET];

	if (!seal_unbase64(
		secret, sizeof(secret), json_text_of(json, "secret", NULL)))
		problems_add(p, "secret", "required",
		    "The secret of an enrolment code is needed.");
	if (!seal_unbase64(n->sign_key, sizeof(n->sign_key),
		json_text_of(json, "sign_key", NULL)))
		problems_add(p, "sign_key", "required",
		    "The device's public signing key is needed.");
	if (text_is_blank(name) || strlen(name) > DEVICE_NAME_MAX)
		problems_add(p, "device_name", "required",
		    "A name for the device is needed, of at most %d bytes.",
		    DEVICE_NAME_MAX);
	if (passphrase[0] == '\0' || strlen(passphrase) > SEAL_PASSPHRASE_MAX)
		problems_add(
		    p, "passphrase", "required", "Passphrase is needed.");
	sessions_hash(
	    n->rq->server->sessions, "code", secret, sizeof(secret), n->code);
	seal_hex(n->try_name, n->code, sizeof(n->code));
	seal_wipe(secret, sizeof(secret));
	snprintf(n->device_name, sizeof(n->device_name), "%s", name);
	n->passphrase = mem_strdup(passphrase);
	snprintf(n->one_time, sizeof(n->one_time), "%s",
	    json_text_of(json, "one_time", ""));
	(void)id_parse(&n->replaces, json_text_of(json, "replaces", NULL));
	n->device = id_new();
	return p->count == 0;
}

/* What can be refused without the pool. */
static enum err
enrol_judge(struct enrol *n, struct problems *p, struct errinfo *e)
{
	const char *sign_in = json_text_of(n->rq->json, "sign_in", "");
	struct errinfo why = { 0 };
	struct db *db;
	enum err code;

	if (!enrol_read(n, p))
		return err_set(e, ERR_INVALID, "This is no enrolment.");
	db = server_reader(n->rq->server, e);
	if (db == NULL)
		return ERR_IO;
	code = find_account(n, db, sign_in, e);
	server_reader_done(n->rq->server, db);
	if (code != ERR_OK || n->account.has_passphrase)
		return code;
	code = seal_passphrase_check(n->passphrase, n->person.name, &why);
	if (code == ERR_INVALID) {
		problems_add(p, "passphrase", "rule", "%s", why.says);
		err_field(e, code, "passphrase", "%s", why.says);
	}
	return code;
}

static bool
must_wait(const struct enrol *n)
{
	struct session_try t = try_of(n);
	struct request *rq = n->rq;
	int64_t ms = session_try_wait(rq->server->sessions, &t, rq->now_ms);

	if (ms == 0)
		return false;
	answer_wait(rq, ms);
	return true;
}

void
h_enrol(struct request *rq)
{
	struct enrol *n = mem_zalloc(1, sizeof(*n));
	struct problems p = { 0 };
	struct errinfo e = { 0 };
	enum err code;

	n->rq = rq;
	code = enrol_judge(n, &p, &e);
	if (code != ERR_OK)
		request_problem(rq, &e, &p);
	if (code != ERR_OK || must_wait(n)) {
		enrol_free(n);
		return;
	}
	rq->work = n;
	rq->work_free = enrol_free;
	request_defer(rq);
	if (pool_run(rq->server->pool, enrol_check, n, &e) != ERR_OK) {
		answer_fault(rq, &e);
		request_finish(rq);
	}
}
