/* sync_before.c - what waits in a store whose passphrase was lost is handed over to
 * the office, some pieces at a time, after each sync until all of it is there
 * (store_before.c, promise 2). A piece that the office does not take stays in the
 * file that is kept, and is said. */
#include <stdio.h>
#include <string.h>

#include "mem.h"
#include "sync_in.h"

#define PIECES_MAX 50
#define TEXT_MAX SYNC_TEXT_MAX
#define ANSWER_MAX 262144

struct pieces {
	struct jw *w;
	struct buf *text;
	size_t count;
	int64_t last;
};

static bool
add_piece(void *arg, int64_t n, const void *box, size_t len)
{
	struct pieces *p = arg;
	struct buf piece = BUF_INIT(SIZE_MAX);

	/* One alone may be longer than the rest together. */
	if (p->count == PIECES_MAX ||
	    (p->count > 0 && p->text->len + len * 4 / 3 > TEXT_MAX))
		return false;
	seal_base64(&piece, box, len);
	jw_text(p->w, NULL, buf_str(&piece));
	buf_done(&piece);
	p->count++;
	p->last = n;
	return true;
}

static void
say_done(struct model *m)
{
	struct sync *s = m->sync;
	struct buf b = BUF_INIT(sizeof m->damage - 1);

	if (s->before_count > 0)
		buf_addf(&b,
		    "What waited here before the passphrase was lost is at "
		    "the office now: %zu piece%s. What was signed is on file; "
		    "for the rest a designated senior member decides.",
		    s->before_count - s->before_refused,
		    s->before_count - s->before_refused == 1 ? "" : "s");
	if (s->before_refused > 0)
		buf_addf(&b,
		    " %zu could not be taken (%s); they are kept on this "
		    "device, sealed. Tell your administrator.",
		    s->before_refused, s->before_why);
	snprintf(m->damage, sizeof m->damage, "%s", buf_str(&b));
	buf_done(&b);
	model_changed(m, TOPIC_ANSWER);
}

/* All of it is there. The file is kept under another name. */
static void
finish(struct model *m, const char *file)
{
	if (store_before_done(file, NULL) != ERR_OK)
		return;
	say_done(m);
	m->sync->before_count = m->sync->before_refused = 0;
	m->sync->before_after = 0;
	m->sync->before_is_due = true; /* there may be another */
}

void
sync_before_ask(struct model *m)
{
	struct sync *s = m->sync;
	struct buf text = BUF_INIT(WIRE_SYNC_MAX);
	struct jw w = JW_INIT(&text);
	struct pieces p = { .w = &w, .text = &text };
	struct sync_question q = {
		.is_post = true, .path = "/v1/handed", .token = s->token
	};
	char file[STORE_PATH_MAX];
	struct errinfo e = { 0 };

	if (!s->before_is_due || s->before_number || *m->status.ended)
		return;
	s->before_is_due = false;
	if (!store_before_find(store_path(m->store), file))
		return;
	jw_open(&w, NULL);
	jw_open_list(&w, "pieces");
	if (store_before_each(file, s->before_after, add_piece, &p, &e) !=
	    ERR_OK) {
		snprintf(m->damage, sizeof m->damage, "%s", e.says);
		model_changed(m, TOPIC_ANSWER);
		goto out;
	}
	jw_close_list(&w);
	jw_close(&w);
	if (p.count == 0) {
		finish(m, file);
		goto out;
	}
	q.body = text.data;
	q.len = text.len;
	s->before_last = p.last;
	s->before_sent = p.count;
	if (sync_ask(m, &q, &s->before_number, NULL) != ERR_OK) {
		s->before_number = 0;
		s->before_is_due = true;
	}
out:
	buf_done(&text);
}

static bool
take(struct sync *s, const struct net_answer *an)
{
	const struct json *list;
	struct json *o = NULL;
	bool ok = !an->is_packed && json_parse(&o, an->body.s, an->body.len,
					ANSWER_MAX, NULL) == ERR_OK;

	/* One for each piece, or it is no answer to what was sent. */
	list = json_get(o, "results");
	ok = ok && json_is_array(list) && json_count(list) == s->before_sent;
	for (const struct json *at = json_first(list); ok && at;
	     at = json_next(at)) {
		s->before_count++;
		if (json_int_of(at, "status", 500) < 300)
			continue;
		s->before_refused++;
		snprintf(s->before_why, sizeof s->before_why, "%s",
		    json_text_of(at, "says", "without a reason"));
	}
	json_free(o);
	return ok;
}

static bool
answer(struct model *m, const struct net_answer *an)
{
	struct sync *s = m->sync;

	if (!s->before_number || an->number != s->before_number)
		return false;
	s->before_number = 0;
	s->before_is_due = true; /* after the next sync, at the latest */
	if (an->link == NET_OK && an->status == 200 && take(s, an)) {
		s->before_after = s->before_last;
		model_sync_now(m);
	}
	return true;
}

static bool
waits(const struct sync *s)
{
	return s->before_number != 0;
}

static void
give_up(struct model *m)
{
	m->sync->before_number = 0;
}

static void
end(struct sync *s)
{
	s->before_number = 0;
}

const struct sync_asker sync_before_asker = {
	.answer = answer, .waits = waits, .give_up = give_up, .end = end
};
