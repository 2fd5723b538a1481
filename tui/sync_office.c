/* sync_office.c - one question to the office for which a person waits. */
#include <string.h>

#include "mem.h"
#include "model_office.h"
#include "sync_in.h"

#define ANSWER_MAX (2u << 20)

/* Answered or not: nothing of it is left. */
static void
let_go(struct sync *s)
{
	json_free(s->office_json);
	s->office_json = NULL;
	if (s->office_text)
		mem_free_wiped(s->office_text, s->office_len + 1);
	s->office_text = NULL;
	s->office_len = 0;
	s->office_number = 0;
	s->office_state = ASK_NONE;
	err_clear(&s->office_why);
}

enum err
model_ask(struct model *m, const char *path, const char *body, size_t len,
    struct errinfo *e)
{
	struct sync *s = m->sync;
	struct sync_question q = { .is_post = body != NULL,
		.path = path,
		.token = s->token,
		.body = body,
		.len = len };
	enum err code;

	let_go(s);
	if (!m->store)
		return model_is_locked(e);
	if (!*s->token) {
		model_sync_now(m);
		return err_set(e, ERR_NET,
		    "This needs the office, and haven is not in touch with it "
		    "now. Nothing was done; try again when it is.");
	}
	code = sync_ask(m, &q, &s->office_number, e);
	if (code == ERR_OK)
		s->office_state = ASK_WAITING;
	s->office_does = q.is_post;
	return code;
}

enum ask_state
model_answer(const struct model *m, const struct json **out, struct errinfo *e)
{
	const struct sync *s = m->sync;

	*out = s->office_state == ASK_DONE ? s->office_json : NULL;
	if (s->office_state == ASK_FAILED && e)
		*e = s->office_why;
	return s->office_state;
}

void
model_answer_done(struct model *m)
{
	let_go(m->sync);
}

/* ---- the answer ---- */

static void
failed(struct model *m, const struct net_answer *an)
{
	struct sync *s = m->sync;

	s->office_state = ASK_FAILED;
	if (an->link == NET_OK && an->status < 300)
		err_set(&s->office_why, ERR_INVALID,
		    "The office answered with something that cannot be right. "
		    "Tell your administrator.");
	else
		sync_say_asked(an, s->office_does, &s->office_why);
	/* The next sync signs in anew. */
	if (an->link == NET_OK && an->status == 401)
		model_sync_now(m);
}

/* The tree points into a copy of the text, which is ours to wipe. */
static bool
take(struct sync *s, const struct net_answer *an)
{
	if (an->is_packed || an->body.len > ANSWER_MAX)
		return false;
	if (an->body.len == 0)
		return true;
	s->office_text = mem_strndup(an->body.s, an->body.len);
	s->office_len = an->body.len;
	return json_parse(&s->office_json, s->office_text, s->office_len,
		   ANSWER_MAX, NULL) == ERR_OK;
}

static bool
answer(struct model *m, const struct net_answer *an)
{
	struct sync *s = m->sync;

	if (!s->office_number || an->number != s->office_number)
		return false;
	s->office_number = 0;
	if (an->link == NET_OK && an->status >= 200 && an->status < 300 &&
	    take(s, an))
		s->office_state = ASK_DONE;
	else
		failed(m, an);
	model_changed(m, TOPIC_ANSWER);
	return true;
}

static bool
waits(const struct sync *s)
{
	return s->office_number != 0;
}

static void
give_up(struct model *m)
{
	static const struct net_answer fault = { .link = NET_FAULT };

	if (!m->sync->office_number)
		return;
	m->sync->office_number = 0;
	failed(m, &fault);
	model_changed(m, TOPIC_ANSWER);
}

const struct sync_asker sync_office_asker = {
	.answer = answer, .waits = waits, .give_up = give_up, .end = let_go
};
