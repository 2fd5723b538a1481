/* sync_inspect.c - how the inspections stand, and the list of one, asked of the office;
 * its last answers are kept, sealed (O2, O3). */
#include "model_inspect.h"
#include "sync_in.h"

#include <string.h>

/* [0]: how all of them stand; [1]: the list of one. */
static const char *const members[SYNC_INSPECTS] = { "inspections", "list" };

static void
ask(struct model *m, size_t which, const struct id *inspection)
{
	struct sync *s = m->sync;
	struct sync_question q = { .token = s->token };
	struct buf path = BUF_INIT(128);

	if (s->inspect_state[which] == ASK_WAITING &&
	    id_equal(&s->inspect_of[which], inspection))
		return;
	s->inspect_of[which] = *inspection;
	s->inspect_state[which] = ASK_FAILED;
	if (!*s->token)
		return;
	buf_addf(&path, "/v1/inspections%s%s", which ? "/" : "", inspection->s);
	q.path = buf_str(&path);
	if (sync_ask(m, &q, &s->inspect_number[which], NULL) == ERR_OK)
		s->inspect_state[which] = ASK_WAITING;
	buf_done(&path);
}

void
model_inspect_want(struct model *m, const struct id *inspection)
{
	static const struct id all = { "" };

	if (!m->store)
		return;
	ask(m, 0, &all);
	if (!id_is_none(inspection))
		ask(m, 1, inspection);
	model_changed(m, TOPIC_ANSWER);
}

enum ask_state
link_inspect_state(const struct model *m, const struct id *inspection)
{
	const struct sync *s = m->sync;
	size_t which = !id_is_none(inspection);

	return id_equal(&s->inspect_of[which], inspection)
		   ? s->inspect_state[which]
		   : ASK_NONE;
}

static bool
is_stand(const struct json *o)
{
	struct id id;

	return id_parse(&id, json_text_of(o, "id", NULL)) &&
	       json_is_string(json_get(o, "state"));
}

static bool
is_person(const struct json *o)
{
	struct id id;

	return id_parse(&id, json_text_of(o, "file", NULL)) &&
	       json_is_string(json_get(o, "told"));
}

static bool
answer(struct model *m, const struct net_answer *an)
{
	struct sync *s = m->sync;
	size_t which = 0;

	while (which < SYNC_INSPECTS &&
	       (!s->inspect_number[which] ||
		   an->number != s->inspect_number[which]))
		which++;
	if (which == SYNC_INSPECTS)
		return false;
	s->inspect_number[which] = 0;
	s->inspect_state[which] = ASK_FAILED;
	if (an->link == NET_OK && an->status == 200 &&
	    sync_keep_list(m, an, &s->inspect_of[which], META_INSPECT,
		members[which], which ? is_person : is_stand) == ERR_OK)
		s->inspect_state[which] = ASK_DONE;
	/* The next sync signs in anew. */
	if (an->link == NET_OK && an->status == 401)
		model_sync_now(m);
	model_changed(m, TOPIC_ANSWER);
	return true;
}

static bool
waits(const struct sync *s)
{
	return s->inspect_number[0] || s->inspect_number[1];
}

static void
give_up(struct model *m)
{
	struct sync *s = m->sync;

	for (size_t i = 0; i < SYNC_INSPECTS; i++) {
		if (s->inspect_state[i] == ASK_WAITING)
			s->inspect_state[i] = ASK_FAILED;
		s->inspect_number[i] = 0;
	}
}

static void
end(struct sync *s)
{
	for (size_t i = 0; i < SYNC_INSPECTS; i++) {
		s->inspect_state[i] = ASK_NONE;
		s->inspect_number[i] = 0;
		s->inspect_of[i] = (struct id){ "" };
	}
}

const struct sync_asker sync_inspect_asker = {
	.answer = answer, .waits = waits, .give_up = give_up, .end = end
};
