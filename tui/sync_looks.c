/* sync_looks.c - who has looked at a file (A2): asked of the office, the last
 * answer kept sealed with its time. */
#include "sync_in.h"

#include <stdlib.h>
#include <string.h>

#include "jscan.h"
#include "mem.h"
#include "when.h"

void
model_looks_want(struct model *m, const struct id *file)
{
	struct sync *s = m->sync;
	struct sync_question q = { .token = s->token };
	struct buf path = BUF_INIT(128);
	struct errinfo e = { 0 };

	if (!m->store)
		return;
	if (s->looks_state == ASK_WAITING && id_equal(&s->looks_file, file))
		return;
	s->looks_file = *file;
	s->looks_state = ASK_FAILED;
	if (*s->token) {
		buf_addf(&path, "/v1/files/%s/looks", file->s);
		q.path = buf_str(&path);
		if (sync_ask(m, &q, &s->looks_number, &e) == ERR_OK)
			s->looks_state = ASK_WAITING;
		buf_done(&path);
	}
	model_changed(m, TOPIC_ANSWER);
}

enum ask_state
link_looks_state(const struct model *m, const struct id *file)
{
	const struct sync *s = m->sync;

	return id_equal(&s->looks_file, file) ? s->looks_state : ASK_NONE;
}

#define END_MAX 64 /* bytes after the last item of a list */

struct kept {
	struct jw *w;
	bool (*is_good)(const struct json *item);
	bool ok;
	int64_t left_out;
};

static bool
keep_item(void *arg, size_t index, const char *text, size_t len)
{
	struct kept *k = arg;
	struct json *o = NULL;

	(void)index;
	k->ok = json_parse(&o, text, len, len, NULL) == ERR_OK && k->is_good(o);
	json_free(o);
	if (k->left_out > 0 || k->w->out->len + len + END_MAX > STORE_TEXT_MAX)
		k->left_out++;
	else if (k->ok)
		jw_raw(k->w, NULL, text, len);
	return k->ok;
}

/* How many the office itself did not tell of. */
static int64_t
more_of(const struct net_answer *an)
{
	const char *text;
	int64_t more = 0;
	size_t len;

	if (jscan_span(an->body.s, an->body.len, "more", &text, &len) &&
	    strspn(text, "0123456789") >= len && len > 0 && len < 10)
		more = strtoll(text, NULL, 10);
	return more;
}

enum err
sync_keep_list(struct model *m, const struct net_answer *an,
    const struct id *file, const char *meta, const char *member,
    bool (*is_good)(const struct json *item))
{
	struct buf text = BUF_INIT(STORE_TEXT_MAX), key = BUF_INIT(128);
	struct jw w = JW_INIT(&text);
	struct kept k = { .w = &w, .is_good = is_good, .ok = true };
	enum err code = ERR_INVALID;
	const char *list;
	size_t len;

	if (jscan_check(an->body.s, an->body.len, FRAME_MAX, NULL) != ERR_OK ||
	    !jscan_span(an->body.s, an->body.len, member, &list, &len) ||
	    *list != '[')
		return code;
	jw_open(&w, NULL);
	jw_int(&w, "as_of", clock_ms());
	jw_open(&w, "answer");
	jw_open_list(&w, member);
	jscan_each(an->body.s, an->body.len, member, keep_item, &k);
	jw_close_list(&w);
	jw_int(&w, "more", k.left_out + more_of(an));
	jw_close(&w);
	jw_close(&w);
	buf_addf(&key, "%s%s", meta, file->s);
	if (k.ok && !text.failed)
		code = store_meta_set(
		    m->store, buf_str(&key), text.data, text.len, NULL);
	buf_done(&key);
	buf_done(&text);
	return code;
}

/* The newest come first. */
static bool
is_look(const struct json *o)
{
	return json_is_string(json_get(o, "what")) &&
	       json_int_of(o, "at", 0) > 0;
}

static bool
looks_answer(struct model *m, const struct net_answer *an)
{
	struct sync *s = m->sync;

	if (!s->looks_number || an->number != s->looks_number)
		return false;
	s->looks_number = 0;
	s->looks_state = ASK_FAILED;
	if (an->link == NET_OK && an->status == 200 &&
	    sync_keep_list(
		m, an, &s->looks_file, META_LOOKS, "looks", is_look) == ERR_OK)
		s->looks_state = ASK_DONE;
	/* The next sync signs in anew. */
	if (an->link == NET_OK && an->status == 401)
		model_sync_now(m);
	model_changed(m, TOPIC_ANSWER);
	return true;
}

static bool
looks_wait(const struct sync *s)
{
	return s->looks_number != 0;
}

static void
looks_give_up(struct model *m)
{
	struct sync *s = m->sync;

	if (s->looks_state == ASK_WAITING)
		s->looks_state = ASK_FAILED;
	s->looks_number = 0;
}

static void
looks_end(struct sync *s)
{
	s->looks_state = ASK_NONE;
	s->looks_number = 0;
	s->looks_file = (struct id){ "" };
}

const struct sync_asker sync_looks_asker = { .answer = looks_answer,
	.waits = looks_wait,
	.give_up = looks_give_up,
	.end = looks_end };
