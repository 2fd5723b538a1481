/* h_second.c - setting up one-time codes of one's own: a new secret with the
 * passphrase, then the first code, then the recovery codes, shown once. */
#include "handlers.h"

#include <stdio.h>

#include "account.h"
#include "answer.h"
#include "server.h"
#include "session.h"
#include "stepup.h"
#include "totp.h"

/* ---- POST /v1/one-time ---- */

static enum err
begin_run(
    struct server *s, struct db *db, struct request *rq, struct errinfo *e)
{
	struct buf secret = BUF_INIT(100), uri = BUF_INIT(400);
	struct jw w = JW_INIT(&rq->out);
	struct person person;
	struct errinfo why = { 0 };
	enum err code = account_person(s, db, &rq->caller.staff, &person, e);

	if (code == ERR_OK)
		code = totp_begin(s, db, &rq->caller.staff, person.sign_in,
		    rq->now_ms, &secret, &uri, &why);
	if (code == ERR_CONFLICT) {
		code = stepup_refuse(s, db, rq, 409, "", why.says, e);
	} else if (code == ERR_OK) {
		rq->status = 201;
		jw_open(&w, NULL);
		jw_text(&w, "secret", buf_str(&secret));
		jw_text(&w, "uri", buf_str(&uri));
		jw_close(&w);
		code = stepup_trace(s, db, rq, NULL, &rq->caller.staff,
		    "A secret for one-time codes was made.", e);
	} else if (why.code != ERR_OK && e) {
		*e = why;
	}
	buf_done(&secret);
	buf_done(&uri);
	return code;
}

void
h_one_time(struct request *rq)
{
	stepup_begin(rq, begin_run);
}

/* ---- POST /v1/one-time/confirm ---- */

static struct session_try
try_of(const struct request *rq)
{
	return (struct session_try){
		.device = &rq->caller.device, .name = "", .address = rq->address
	};
}

static enum err
confirm_run(
    struct server *s, struct db *db, struct request *rq, struct errinfo *e)
{
	const char *typed = json_text_of(rq->json, "one_time", "");
	char codes[TOTP_CODES][TOTP_CODE_TEXT] = { "" };
	struct session_try t = try_of(rq);
	struct jw w = JW_INIT(&rq->out);
	struct errinfo why = { 0 };
	bool holds = false;
	enum err code = totp_confirm(
	    s, db, &rq->caller.staff, typed, rq->now_ms, &holds, codes, &why);

	if (code == ERR_CONFLICT)
		return stepup_refuse(s, db, rq, 409, "", why.says, e);
	if (code == ERR_OK && !holds)
		return stepup_refuse(s, db, rq, 422, "one_time",
		    "This is not the code of now. Wait for the next one, and "
		    "look whether the clock of the telephone is right.",
		    e);
	if (code != ERR_OK) {
		if (e)
			*e = why;
		return code;
	}
	session_try_held(s->sessions, &t);
	rq->status = 200;
	jw_open(&w, NULL);
	jw_open_list(&w, "codes");
	for (size_t i = 0; i < TOTP_CODES; i++)
		jw_text(&w, NULL, codes[i]);
	jw_close_list(&w);
	jw_close(&w);
	seal_wipe(codes, sizeof(codes));
	return stepup_trace(
	    s, db, rq, NULL, &rq->caller.staff, "One-time codes are on.", e);
}

void
h_one_time_confirm(struct request *rq)
{
	struct session_try t = try_of(rq);
	int64_t ms = session_try_wait(rq->server->sessions, &t, rq->now_ms);

	if (ms > 0)
		answer_wait(rq, ms);
	else
		stepup_none(rq, confirm_run);
}
