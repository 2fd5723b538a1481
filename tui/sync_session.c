/* sync_session.c - a session at the office: a token, and the passphrase for the
 * next one, both in locked memory until the lock. */
#include "sync_in.h"

#include <stdio.h>
#include <string.h>

#include "mem.h"
#include "model_office.h"

void
sync_token_set(struct model *m, const char *token)
{
	snprintf(m->sync->token, WIRE_TOKEN + 1, "%s", token);
	/* Without it the next start asks for a new one: no error. */
	(void)store_meta_set(m->store, META_TOKEN, token, strlen(token), NULL);
}

void
sync_token_drop(struct model *m)
{
	seal_wipe(m->sync->token, WIRE_TOKEN + 1);
	(void)store_meta_remove(m->store, META_TOKEN, NULL);
}

enum err
sync_session_ask(struct model *m, struct errinfo *e)
{
	struct id device = store_device(m->store);
	struct buf body = BUF_INIT(4096);
	struct jw w = JW_INIT(&body);
	struct sync_question q = { .is_post = true, .path = "/v1/sessions" };
	enum err code;

	jw_open(&w, NULL);
	jw_text(&w, "name", store_sign_in(m->store));
	jw_text(&w, "passphrase", m->sync->passphrase);
	jw_text(&w, "device", device.s);
	if (*m->sync->one_time)
		jw_text(&w, "one_time", m->sync->one_time);
	jw_close(&w);
	q.body = body.data;
	q.len = body.len;
	code = sync_ask(m, &q, &m->sync->number, e);
	buf_done(&body);
	return code;
}

/* The passphrase did not do, or the one-time code: which of them, the office does not
 * tell. Neither is tried again by itself, for each try counts. With another code the
 * same passphrase is; another one comes with the lock. */
static void
refused(struct model *m, const struct net_answer *an)
{
	struct sync *s = m->sync;
	struct errinfo e = { 0 };

	sync_say(an, &e);
	seal_wipe(s->one_time, SYNC_CODE_MAX);
	s->needs_code = true;
	sync_needs_passphrase(m, e.says);
}

bool
model_needs_code(const struct model *m)
{
	const struct sync *s = m->sync;

	return m->store && !*s->token && s->needs_code && !*s->one_time &&
	       m->me.has_one_time;
}

bool
model_is_refused(const struct model *m)
{
	const struct sync *s = m->sync;

	return m->store && !*s->token && s->needs_code && !*s->one_time &&
	       !m->me.has_one_time;
}

void
model_give_code(struct model *m, const char *code)
{
	struct sync *s = m->sync;

	if (!m->store)
		return;
	snprintf(s->one_time, SYNC_CODE_MAX, "%s", code);
	model_sync_now(m);
}

void
sync_session_answer(struct model *m, const struct net_answer *an)
{
	struct errinfo e = { 0 };
	struct json *o = NULL;
	const char *token;

	if (an->link == NET_OK && an->status == 401) {
		refused(m, an);
		return;
	}
	if (an->link != NET_OK || an->status != 201) {
		sync_say(an, &e);
		sync_failed(m, e.code, e.says);
		return;
	}
	if (json_parse(&o, an->body.s, an->body.len, 65536, NULL) != ERR_OK)
		o = NULL;
	token = json_text_of(o, "token", "");
	seal_wipe(m->sync->one_time, SYNC_CODE_MAX); /* once only */
	if (strlen(token) == WIRE_TOKEN) {
		sync_token_set(m, token);
		sync_begin(m);
	} else {
		sync_failed(m, ERR_NET,
		    "The office answered a sign-in with something else. What "
		    "you write is kept here; it is tried again.");
	}
	json_free(o);
}
