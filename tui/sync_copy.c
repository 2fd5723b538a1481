/* sync_copy.c - the copy of a file for whoever asked for it: asked of the office, held
 * in memory until the lock (A1). */
#include "sync_in.h"

#include <string.h>

#include "jscan.h"
#include "mem.h"
#include "model_copy.h"

static void
forget(struct sync *s)
{
	if (s->copy_text != NULL)
		mem_free_text(s->copy_text);
	s->copy_text = NULL;
}

void
model_copy_want(struct model *m, const struct id *file, const struct id *copy)
{
	struct sync *s = m->sync;
	struct sync_question q = { .token = s->token };
	struct buf path = BUF_INIT(200);

	if (!m->store)
		return;
	forget(s);
	s->copy = *copy;
	s->copy_state = ASK_FAILED;
	err_set(&s->copy_why, ERR_NET,
	    "The office makes the copy, and haven is not in touch with it now. "
	    "Nothing is lost: try again when it is (F5).");
	if (*s->token) {
		buf_addf(&path, "/v1/files/%s/copies/%s", file->s, copy->s);
		q.path = buf_str(&path);
		if (sync_ask(m, &q, &s->copy_number, &s->copy_why) == ERR_OK)
			s->copy_state = ASK_WAITING;
	}
	buf_done(&path);
	model_changed(m, TOPIC_ANSWER);
}

enum ask_state
model_copy(const struct model *m, const struct id *copy, const char **text,
    struct errinfo *e)
{
	const struct sync *s = m->sync;

	*text = NULL;
	if (!id_equal(&s->copy, copy))
		return ASK_NONE;
	if (s->copy_state == ASK_DONE)
		*text = s->copy_text;
	if (s->copy_state == ASK_FAILED)
		*e = s->copy_why;
	return s->copy_state;
}

static bool
take(struct sync *s, const struct net_answer *an)
{
	struct json *doc = NULL;
	const char *text = NULL;

	if (!an->is_packed && json_parse(&doc, an->body.s, an->body.len,
				  FRAME_MAX, NULL) == ERR_OK)
		text = json_text_of(doc, "text", NULL);
	if (text != NULL)
		s->copy_text = mem_strdup(text);
	json_free(doc);
	return s->copy_text != NULL;
}

static bool
answer(struct model *m, const struct net_answer *an)
{
	struct sync *s = m->sync;

	if (!s->copy_number || an->number != s->copy_number)
		return false;
	s->copy_number = 0;
	s->copy_state = ASK_FAILED;
	if (an->link == NET_OK && an->status == 200 && take(s, an))
		s->copy_state = ASK_DONE;
	else if (an->link == NET_OK && an->status == 200)
		err_set(&s->copy_why, ERR_INVALID,
		    "The office answered with something that cannot be right. "
		    "Tell your administrator.");
	else
		sync_say_asked(an, false, &s->copy_why);
	/* The next sync signs in anew. */
	if (an->link == NET_OK && an->status == 401)
		model_sync_now(m);
	model_changed(m, TOPIC_ANSWER);
	return true;
}

static bool
waits(const struct sync *s)
{
	return s->copy_number != 0;
}

static void
give_up(struct model *m)
{
	struct sync *s = m->sync;

	if (s->copy_state == ASK_WAITING)
		s->copy_state = ASK_FAILED;
	s->copy_number = 0;
}

static void
end(struct sync *s)
{
	forget(s);
	s->copy_state = ASK_NONE;
	s->copy_number = 0;
	s->copy = (struct id){ "" };
}

const struct sync_asker sync_copy_asker = {
	.answer = answer, .waits = waits, .give_up = give_up, .end = end
};
