/* sync_audit.c - the audit record, asked of the office (model_audit.h). */
#include "sync_in.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "head.h"
#include "json.h"
#include "model_audit.h"

#define ANSWER_MAX (2u << 20)

static const struct {
	const char *code, *words;
} whats[] = {
	{ "look", "looked at" },
	{ "write", "wrote" },
	{ "copied", "copied to a device" },
	{ "refused", "was refused" },
	{ "search", "searched for a child" },
	{ "chose", "chose between two versions of" },
	{ "sign_in", "signed in" },
	{ "sign_in_failed", "gave a wrong passphrase" },
	{ "enrol", "enrolled a device" },
	{ "account", "changed an account" },
	{ "server", "The office" },
	{ "audit", "read the audit record" },
	{ "exported", "printed or wrote out" },
	{ "destroyed", "destroyed" },
};

bool
model_may_audit(struct model *m)
{
	const struct me *me = model_me(m);

	return me != NULL &&
	       (me->role == ROLE_LEAD || me->role == ROLE_DIRECTOR ||
		   me->role == ROLE_ADMIN);
}

void
model_forget_audit(struct model *m)
{
	list_clear(&m->audit, sizeof(struct audit_line));
}

/* ---- asking ---- */

static void
write_question(struct buf *body, const struct audit_ask *ask, int64_t before)
{
	struct jw w = JW_INIT(body);

	jw_open(&w, NULL);
	jw_text(&w, "from", ask->from);
	jw_text(&w, "until", ask->until);
	jw_text(&w, "what", ask->what);
	jw_text(&w, "staff", ask->staff.s);
	jw_text(&w, "file", ask->file.s);
	if (before > 0)
		jw_int(&w, "before", before);
	jw_close(&w);
}

void
model_audit_want(struct model *m, const struct audit_ask *ask, bool is_more)
{
	struct sync *s = m->sync;
	struct buf body = BUF_INIT(1024);
	struct sync_question q = {
		.is_post = true, .path = "/v1/audit", .token = s->token
	};

	if (!m->store)
		return;
	if (!is_more)
		model_forget_audit(m);
	write_question(&body, ask, is_more ? s->audit_next : 0);
	q.body = buf_str(&body);
	q.len = body.len;
	s->audit_state = ASK_FAILED;
	err_set(&s->audit_why, ERR_NET,
	    "The office cannot be asked just now. The audit record is there "
	    "alone; press F5 to ask again.");
	if (*s->token &&
	    sync_ask(m, &q, &s->audit_number, &s->audit_why) == ERR_OK)
		s->audit_state = ASK_WAITING;
	buf_done(&body);
	model_changed(m, TOPIC_ANSWER);
}

/* ---- its answer ---- */

static void
add_line(struct model *m, const struct json *o)
{
	const char *what = json_text_of(o, "what", "");
	const struct kind *k = kind_find(json_text_of(o, "kind", ""));
	struct audit_line *l = list_add(&m->audit, sizeof(*l));

	l->n = json_int_of(o, "n", 0);
	l->at_ms = json_int_of(o, "at", 0);
	(void)id_parse(&l->staff, json_text_of(o, "staff", NULL));
	(void)id_parse(&l->file, json_text_of(o, "file", NULL));
	(void)id_parse(&l->record, json_text_of(o, "record", NULL));
	snprintf(l->by, sizeof(l->by), "%s", json_text_of(o, "name", ""));
	snprintf(
	    l->child, sizeof(l->child), "%s", json_text_of(o, "child", ""));
	snprintf(l->kind_title, sizeof(l->kind_title), "%s", k ? k->title : "");
	snprintf(
	    l->words, sizeof(l->words), "%s", json_text_of(o, "words", ""));
	snprintf(l->what, sizeof(l->what), "%s", what);
	for (size_t i = 0; i < sizeof(whats) / sizeof(whats[0]); i++)
		if (strcmp(whats[i].code, what) == 0)
			snprintf(
			    l->what, sizeof(l->what), "%s", whats[i].words);
}

static enum err
take(struct model *m, const struct net_answer *an, struct errinfo *e)
{
	struct sync *s = m->sync;
	struct json *doc = NULL;
	const struct json *rows;

	if (an->link != NET_OK || an->status != 200)
		return sync_say_asked(an, false, e);
	if (json_parse(&doc, an->body.s, an->body.len, ANSWER_MAX, NULL) !=
		ERR_OK ||
	    !json_is_array(rows = json_get(doc, "rows"))) {
		json_free(doc);
		return err_set(e, ERR_SYNTAX,
		    "The office's answer is broken or was cut on the way. "
		    "Press F5 to ask again.");
	}
	for (const struct json *o = json_first(rows); o; o = json_next(o))
		add_line(m, o);
	s->audit_more = json_true(json_get(doc, "more"));
	s->audit_next = json_int_of(doc, "next", 0);
	json_free(doc);
	return ERR_OK;
}

static bool
answer(struct model *m, const struct net_answer *an)
{
	struct sync *s = m->sync;

	if (!s->audit_number || an->number != s->audit_number)
		return false;
	s->audit_number = 0;
	s->audit_state =
	    take(m, an, &s->audit_why) == ERR_OK ? ASK_DONE : ASK_FAILED;
	/* The next sync signs in anew. */
	if (an->link == NET_OK && an->status == 401)
		model_sync_now(m);
	model_changed(m, TOPIC_ANSWER);
	return true;
}

static bool
waits(const struct sync *s)
{
	return s->audit_number != 0;
}

static void
give_up(struct model *m)
{
	struct sync *s = m->sync;

	if (s->audit_state == ASK_WAITING)
		s->audit_state = ASK_FAILED;
	s->audit_number = 0;
}

static void
end(struct sync *s)
{
	s->audit_state = ASK_NONE;
	s->audit_number = 0;
}

size_t
model_audit(struct model *m, const struct audit_line **lines, bool *more,
    enum ask_state *state, struct errinfo *why)
{
	const struct sync *s = m->sync;

	*lines = m->audit.at;
	*more = m->audit.count > 0 && s->audit_more;
	*state = s->audit_state;
	*why = s->audit_why;
	return m->store ? m->audit.count : 0;
}

/* ---- what this device knows better ---- */

static void
say_head(
    struct buf *out, const struct json *o, const char *rows, const char *head)
{
	uint8_t bytes[SEAL_HASH];
	char text[HEAD_MAX];

	if (!seal_unhex(bytes, SEAL_HASH, json_text_of(o, head, NULL)))
		return;
	head_print(text, json_int_of(o, rows, 0), bytes);
	buf_adds(out, text);
}

void
model_chain_proof(struct model *m, struct buf *out)
{
	struct buf text = BUF_INIT(4096);
	struct json *o = NULL;

	if (m->store &&
	    store_meta_get(m->store, META_CHAIN_BROKEN, &text, NULL) ==
		ERR_OK &&
	    json_parse(&o, text.data, text.len, 4096, NULL) == ERR_OK) {
		buf_adds(out, "This device knew ");
		say_head(out, o, "rows", "head");
		buf_adds(out, ", and was then told ");
		say_head(out, o, "now_rows", "now_head");
		buf_adds(out, ".");
	}
	json_free(o);
	buf_done(&text);
}

const struct sync_asker sync_audit_asker = {
	.answer = answer, .waits = waits, .give_up = give_up, .end = end
};
