/* h_people.c - people's devices, the codes they enrol with, and what is lost: for
 * administrators, with the passphrase again. None of it shows a child's file. */
#include "handlers.h"

#include <stdio.h>
#include <string.h>

#include "account.h"
#include "answer.h"
#include "recovery.h"
#include "server.h"
#include "session.h"
#include "stepup.h"
#include "store_in.h"
#include "text.h"
#include "tls.h"
#include "totp.h"

#define WORDS_MAX 2000 /* bytes of how somebody was known */
#define WORDS_MIN 10   /* characters */

/* ---- who may ---- */

static bool
keeps_accounts(const struct request *rq)
{
	return rights_ask(rq->caller.role, kind_staff.name, RIGHT_CHANGE) ==
	       GRANT_YES;
}

static void
answer_denied(struct request *rq)
{
	request_problem_status(rq, 403, err_name(ERR_DENIED),
	    "Your role does not allow this. Nothing was changed.");
}

/* With a passphrase alone, where their role must have more, nobody lets others in: of
 * that the one-time codes are to keep whoever has got hold of it. */
static bool
lacks_codes(struct request *rq)
{
	if (rq->caller.needs_factor)
		request_problem_status(rq, 403, "one_time_due",
		    "Your role must have one-time codes, and you have not set "
		    "them up. Set them up in haven first. Nothing was "
		    "changed.");
	return rq->caller.needs_factor;
}

static enum err
nobody(struct server *s, struct db *db, struct request *rq, struct errinfo *e)
{
	return stepup_refuse(s, db, rq, 404, "",
	    "There is no such person, or no such device.", e);
}

/* ---- GET /v1/people/{id}/devices ---- */

static void
write_device(struct jw *w, struct stmt *st)
{
	struct id id = stmt_get_id(st, 0);

	jw_open(w, NULL);
	jw_text(w, "id", id.s);
	jw_text(w, "name", stmt_get_text(st, 1));
	jw_int(w, "enrolled", stmt_get_int(st, 2));
	if (stmt_get_int(st, 3) != 0)
		jw_int(w, "ended", stmt_get_int(st, 3));
	if (stmt_get_int(st, 4) != 0)
		jw_int(w, "seen", stmt_get_int(st, 4));
	jw_close(w);
}

static void
write_recovery(struct jw *w, const struct recovery *r)
{
	jw_open(w, "recovery");
	jw_text(w, "id", r->id.s);
	jw_bool(w, "passphrase", r->passphrase);
	jw_bool(w, "agreed", r->is_agreed);
	jw_int(w, "until", r->until_ms);
	jw_close(w);
}

static enum err
write_devices(struct request *rq, struct db *db, struct errinfo *e)
{
	struct jw w = JW_INIT(&rq->out);
	struct account account;
	struct recovery r;
	enum totp_state state;
	struct stmt *st;
	enum err code =
	    account_by_staff(rq->server, db, &rq->id, rq->now_ms, &account, e);

	seal_wipe(&account, sizeof(account));
	if (code == ERR_OK)
		code = totp_state(db, &rq->id, &state, e);
	if (code != ERR_OK)
		return code;
	rq->status = 200;
	jw_open(&w, NULL);
	jw_open_list(&w, "devices");
	st = db_stmt(db, SQL_PERSON_DEVICES);
	stmt_id(st, 1, &rq->id);
	while (stmt_row(st))
		write_device(&w, st);
	stmt_reset(st);
	jw_close_list(&w);
	jw_bool(&w, "one_time", state == TOTP_ON);
	if (recovery_open(db, &rq->id, rq->now_ms, &r, NULL) == ERR_OK)
		write_recovery(&w, &r);
	jw_close(&w);
	return db_error(db, e);
}

void
h_devices(struct request *rq)
{
	struct errinfo e = { 0 };
	struct db *db;
	enum err code = ERR_IO;

	if (!keeps_accounts(rq) && !id_equal(&rq->id, &rq->caller.staff)) {
		answer_denied(rq);
		return;
	}
	db = server_reader(rq->server, &e);
	if (db != NULL) {
		code = write_devices(rq, db, &e);
		server_reader_done(rq->server, db);
	}
	if (code == ERR_NOT_FOUND)
		answer_not_found(rq);
	else
		answer_failed(rq, code, &e);
}

/* ---- POST /v1/people/{id}/codes ---- */

static void
write_code(struct request *rq, const uint8_t pin[WIRE_PIN],
    const uint8_t secret[WIRE_SECRET], int64_t until_ms)
{
	struct jw w = JW_INIT(&rq->out);
	char text[WIRE_CODE_MAX];

	wire_code_say(text, pin, secret);
	rq->status = 201;
	jw_open(&w, NULL);
	jw_text(&w, "code", text);
	jw_text(&w, "url", conf_text(rq->server->conf, CONF_PUBLIC_URL));
	jw_int(&w, "until", until_ms);
	jw_close(&w);
	seal_wipe(text, sizeof(text));
}

/* The code, and what it is for. */
static enum err
make_code(struct server *s, struct db *db, struct request *rq,
    const struct recovery *r, struct errinfo *e)
{
	const char *key_dir = conf_text(s->conf, CONF_KEY_DIR);
	int64_t until_ms = r ? r->until_ms : rq->now_ms + ACCOUNT_CODE_MS;
	uint8_t pin[WIRE_PIN], secret[WIRE_SECRET], hash[SEAL_HASH];
	enum err code = tls_pin(key_dir, false, pin, e);

	if (code == ERR_OK)
		code = account_code(
		    s, db, &rq->id, rq->now_ms, until_ms, secret, e);
	if (code == ERR_OK && r) {
		sessions_hash(
		    s->sessions, "code", secret, sizeof(secret), hash);
		code = recovery_code_add(db, r, hash, e);
	}
	if (code == ERR_OK)
		code = stepup_trace(s, db, rq, NULL, &rq->id,
		    r ? "An enrolment code was made for a recovery."
		      : "An enrolment code was made.",
		    e);
	if (code == ERR_OK)
		write_code(rq, pin, secret, until_ms);
	seal_wipe(secret, sizeof(secret));
	return code;
}

static enum err
code_run(struct server *s, struct db *db, struct request *rq, struct errinfo *e)
{
	const char *named = json_text_of(rq->json, "recovery", NULL);
	struct recovery r = { .until_ms = 0 };
	struct account account = { .has_left = true };
	struct id id;
	bool has_left;

	if (account_by_staff(s, db, &rq->id, rq->now_ms, &account, NULL) !=
	    ERR_OK)
		return nobody(s, db, rq, e);
	has_left = account.has_left;
	seal_wipe(&account, sizeof(account));
	if (has_left)
		return stepup_refuse(s, db, rq, 409, "",
		    "This person has left: no device can be enrolled for "
		    "them.",
		    e);
	if (named == NULL)
		return make_code(s, db, rq, NULL, e);
	if (!id_parse(&id, named) || id_equal(&rq->id, &rq->caller.staff) ||
	    recovery_find(db, &id, &r, NULL) != ERR_OK ||
	    !id_equal(&r.staff, &rq->id) ||
	    !recovery_holds(s, db, &r, rq->now_ms))
		return stepup_refuse(s, db, rq, 409, "",
		    "This recovery is not agreed to, or not any more, or was "
		    "used. No code was made.",
		    e);
	return make_code(s, db, rq, &r, e);
}

void
h_code(struct request *rq)
{
	if (!keeps_accounts(rq))
		answer_denied(rq);
	else if (!lacks_codes(rq))
		stepup_begin(rq, code_run);
}

/* ---- POST /v1/devices/{id}/end ---- */

static bool
find_device(
    struct db *db, const struct id *device, struct id *staff, int64_t *ended_ms)
{
	struct stmt *st = db_stmt(db, SQL_DEVICE_GET);
	bool is_there;

	stmt_id(st, 1, device);
	is_there = stmt_row(st);
	if (is_there) {
		*staff = stmt_get_id(st, 0);
		*ended_ms = stmt_get_int(st, 3);
	}
	stmt_reset(st);
	return is_there;
}

static enum err
end_device(struct server *s, struct db *db, struct request *rq,
    const struct id *staff, struct errinfo *e)
{
	const char *why = json_text_of(rq->json, "why", "");
	struct jw w = JW_INIT(&rq->out);
	struct stmt *st = db_stmt(db, SQL_DEVICE_REVOKE);
	enum err code;

	stmt_id(st, 1, &rq->id);
	stmt_int(st, 2, rq->now_ms);
	code = stmt_done(st, e);
	if (code == ERR_OK)
		code = session_end_device(db, &rq->id, e);
	if (code == ERR_OK)
		code = stepup_trace(s, db, rq, &rq->id, staff,
		    strcmp(why, "lost") == 0
			? "A device was lost, and taken out of use."
			: "A device was taken out of use.",
		    e);
	rq->status = 200;
	jw_open(&w, NULL);
	jw_int(&w, "ended", rq->now_ms);
	jw_close(&w);
	return code;
}

static enum err
device_run(
    struct server *s, struct db *db, struct request *rq, struct errinfo *e)
{
	struct id staff = { "" };
	int64_t ended_ms = 0;

	/* One that is somebody else's is not there for whoever keeps no
	 * accounts. */
	if (!find_device(db, &rq->id, &staff, &ended_ms) ||
	    (!keeps_accounts(rq) && !id_equal(&staff, &rq->caller.staff)))
		return nobody(s, db, rq, e);
	if (id_equal(&rq->id, &rq->caller.device))
		return stepup_refuse(s, db, rq, 409, "",
		    "This is the device you are on. Take it out of use from "
		    "another one, or ask another administrator.",
		    e);
	if (ended_ms != 0)
		return stepup_refuse(s, db, rq, 409, "",
		    "This device is out of use already.", e);
	return end_device(s, db, rq, &staff, e);
}

void
h_device_end(struct request *rq)
{
	stepup_begin(rq, device_run);
}

/* ---- POST /v1/people/{id}/recoveries ---- */

static bool
is_too_short(const char *words)
{
	return text_count(words, strlen(words)) < WORDS_MIN ||
	       strlen(words) > WORDS_MAX || text_is_blank(words);
}

static void
device_name(struct db *db, const struct id *staff, const struct id *device,
    struct buf *out)
{
	struct stmt *st = db_stmt(db, SQL_PERSON_DEVICES);

	stmt_id(st, 1, staff);
	while (stmt_row(st)) {
		struct id id = stmt_get_id(st, 0);

		if (id_equal(&id, device))
			buf_adds(out, stmt_get_text(st, 1));
	}
	stmt_reset(st);
}

static bool
is_what(const char *what)
{
	const struct field *f = kind_field(&kind_recovery, "what");

	for (const struct choice *c = f->choices; c->code; c++)
		if (strcmp(c->code, what) == 0)
			return true;
	return false;
}

static enum err
ask_run(struct server *s, struct db *db, struct request *rq, struct errinfo *e)
{
	struct recovery_ask ask = { .staff = rq->id,
		.what = json_text_of(rq->json, "what", ""),
		.identity = json_text_of(rq->json, "identity", "") };
	struct buf name = BUF_INIT(400);
	struct jw w = JW_INIT(&rq->out);
	const char *why = NULL;
	struct id id;
	enum err code;

	if (!is_what(ask.what))
		return stepup_refuse(
		    s, db, rq, 422, "what", "Say what is lost.", e);
	if (is_too_short(ask.identity))
		return stepup_refuse(s, db, rq, 422, "identity",
		    "Say how you know that it is them, in 10 characters or "
		    "more.",
		    e);
	(void)id_parse(&ask.device, json_text_of(rq->json, "device", NULL));
	device_name(db, &ask.staff, &ask.device, &name);
	ask.device_name = buf_str(&name);
	code = recovery_ask(s, db, rq, &ask, &id, &why, e);
	buf_done(&name);
	if (code == ERR_OK && why)
		return stepup_refuse(s, db, rq, 409, "", why, e);
	if (code == ERR_OK)
		code = stepup_trace(
		    s, db, rq, NULL, &rq->id, "A recovery was asked for.", e);
	if (code != ERR_OK)
		return code;
	rq->status = 201;
	jw_open(&w, NULL);
	jw_text(&w, "id", id.s);
	jw_int(&w, "until", rq->now_ms + RECOVERY_MS);
	jw_close(&w);
	return ERR_OK;
}

void
h_recovery(struct request *rq)
{
	if (rights_ask(rq->caller.role, kind_recovery.name, RIGHT_CREATE) !=
	    GRANT_YES)
		answer_denied(rq);
	else if (!lacks_codes(rq))
		stepup_begin(rq, ask_run);
}

/* ---- POST /v1/recoveries/{id}/answer ---- */

static enum err
answer_run(
    struct server *s, struct db *db, struct request *rq, struct errinfo *e)
{
	const char *reason = json_text_of(rq->json, "reason", "");
	const struct json *agreed = json_get(rq->json, "agreed");
	struct jw w = JW_INIT(&rq->out);
	struct recovery r;
	const char *why = NULL;
	enum err code;

	if (!json_is_bool(agreed))
		return stepup_refuse(
		    s, db, rq, 422, "agreed", "Say whether you agree.", e);
	if (is_too_short(reason))
		return stepup_refuse(s, db, rq, 422, "reason",
		    "Say how you know that it is them, or why you do not "
		    "agree, in 10 characters or more.",
		    e);
	code = recovery_answer(
	    s, db, rq, &rq->id, json_true(agreed), reason, &why, e);
	if (code == ERR_NOT_FOUND)
		return nobody(s, db, rq, e);
	if (code == ERR_OK && why)
		return stepup_refuse(s, db, rq, 409, "", why, e);
	if (code == ERR_OK)
		code = recovery_find(db, &rq->id, &r, e);
	if (code == ERR_OK)
		code = stepup_trace(s, db, rq, NULL, &r.staff,
		    json_true(agreed) ? "A recovery was agreed to."
				      : "A recovery was not agreed to.",
		    e);
	if (code != ERR_OK)
		return code;
	rq->status = 200;
	jw_open(&w, NULL);
	jw_bool(&w, "agreed", json_true(agreed));
	jw_int(&w, "until", r.until_ms);
	jw_close(&w);
	return ERR_OK;
}

void
h_recovery_answer(struct request *rq)
{
	if (rights_ask(rq->caller.role, kind_recovery_answer.name,
		RIGHT_CREATE) != GRANT_YES)
		answer_denied(rq);
	else if (!lacks_codes(rq))
		stepup_begin(rq, answer_run);
}
