/* sync_paper.c - a PDF, asked of the office: the passphrase again for a session that
 * is fresh, then the document itself. It is held in memory until it is taken, and
 * never on the disk by haven's own doing. */
#include "sync_in.h"

#include <stdio.h>
#include <string.h>

#include "mem.h"
#include "model_paper.h"

static void
end(struct sync *s)
{
	buf_done(&s->paper.pdf);
	s->paper = (struct sync_paper){ .state = ASK_NONE };
}

static void
failed(struct model *m, const struct net_answer *an)
{
	struct sync_paper *p = &m->sync->paper;

	p->number = 0;
	p->state = ASK_FAILED;
	sync_say_asked(an, false, &p->why);
	if (an->link == NET_OK && an->status == 401 && !p->is_session)
		model_sync_now(m); /* the next sync signs in anew */
	model_changed(m, TOPIC_ANSWER);
}

static enum err
ask_paper(struct model *m, struct errinfo *e)
{
	struct sync_paper *p = &m->sync->paper;
	struct sync_question q = { .token = m->sync->token, .path = p->path };

	p->is_session = false;
	return sync_ask(m, &q, &p->number, e);
}

/* Its own sign-in, and not that of the conversation: a wrong passphrase must not
 * take the right one's place. */
static enum err
ask_session(struct model *m, const char *passphrase, const char *one_time,
    struct errinfo *e)
{
	struct sync_paper *p = &m->sync->paper;
	struct id device = store_device(m->store);
	struct buf body = BUF_INIT(4096);
	struct jw w = JW_INIT(&body);
	struct sync_question q = { .is_post = true, .path = "/v1/sessions" };
	enum err code;

	jw_open(&w, NULL);
	jw_text(&w, "name", store_sign_in(m->store));
	jw_text(&w, "passphrase", passphrase);
	jw_text(&w, "device", device.s);
	if (one_time)
		jw_text(&w, "one_time", one_time);
	jw_close(&w);
	q.body = body.data;
	q.len = body.len;
	p->is_session = true;
	code = sync_ask(m, &q, &p->number, e);
	buf_done(&body);
	return code;
}

enum err
model_ask_pdf(struct model *m, const char *path, const char *passphrase,
    const char *one_time, struct errinfo *e)
{
	struct sync_paper *p = &m->sync->paper;
	enum err code;

	if (!m->store)
		return model_is_locked(e);
	if (p->state == ASK_WAITING)
		return err_set(e, ERR_BUSY,
		    "The office is making a PDF already. Wait until it is "
		    "here.");
	if (!passphrase && !*m->sync->token) {
		model_sync_now(m);
		return err_set(e, ERR_NET,
		    "The office makes the PDF, and haven is not in touch with "
		    "it now. F2 writes the same as plain text.");
	}
	end(m->sync);
	snprintf(p->path, sizeof p->path, "%s", path);
	code = passphrase ? ask_session(m, passphrase, one_time, e)
			  : ask_paper(m, e);
	if (code == ERR_OK)
		p->state = ASK_WAITING;
	return code;
}

enum ask_state
model_pdf_state(struct model *m, struct buf *pdf, struct errinfo *e)
{
	struct sync_paper *p = &m->sync->paper;
	enum ask_state state = p->state;

	if (state == ASK_DONE) {
		buf_clear(pdf);
		buf_add(pdf, p->pdf.data, p->pdf.len);
	}
	if (state == ASK_FAILED)
		*e = p->why;
	if (state == ASK_DONE || state == ASK_FAILED)
		end(m->sync);
	return state;
}

/* The session is fresh: now the document. */
static void
session_answer(struct model *m, const struct net_answer *an)
{
	struct sync_paper *p = &m->sync->paper;
	struct json *o = NULL;
	const char *token = "";

	if (an->link != NET_OK || an->status != 201) {
		failed(m, an);
		return;
	}
	if (json_parse(&o, an->body.s, an->body.len, 65536, NULL) == ERR_OK)
		token = json_text_of(o, "token", "");
	if (strlen(token) == WIRE_TOKEN) {
		sync_token_set(m, token);
		if (ask_paper(m, &p->why) != ERR_OK) {
			p->number = 0;
			p->state = ASK_FAILED;
		}
	} else {
		p->number = 0;
		p->state = ASK_FAILED;
		err_set(&p->why, ERR_NET,
		    "The office answered a sign-in with something else. "
		    "Nothing was printed; tell your administrator.");
	}
	json_free(o);
	model_changed(m, TOPIC_ANSWER);
}

static void
paper_answer(struct model *m, const struct net_answer *an)
{
	static const char head[] = "%PDF-";
	struct sync_paper *p = &m->sync->paper;

	if (an->link != NET_OK || an->status != 200) {
		failed(m, an);
		return;
	}
	p->number = 0;
	if (an->is_packed || an->body.len < sizeof head ||
	    memcmp(an->body.s, head, sizeof head - 1) != 0) {
		p->state = ASK_FAILED;
		err_set(&p->why, ERR_INVALID,
		    "The office answered with something that is no PDF. "
		    "Nothing was written; tell your administrator.");
	} else {
		buf_init(&p->pdf, an->body.len);
		buf_add(&p->pdf, an->body.s, an->body.len);
		p->state = ASK_DONE;
	}
	model_changed(m, TOPIC_ANSWER);
}

/* ---- for sync.c ---- */

static bool
answer(struct model *m, const struct net_answer *an)
{
	struct sync_paper *p = &m->sync->paper;

	if (!p->number || an->number != p->number)
		return false;
	if (p->is_session)
		session_answer(m, an);
	else
		paper_answer(m, an);
	return true;
}

static bool
waits(const struct sync *s)
{
	return s->paper.number != 0;
}

static void
give_up(struct model *m)
{
	static const struct net_answer fault = { .link = NET_FAULT };

	if (m->sync->paper.number)
		failed(m, &fault);
}

const struct sync_asker sync_paper_asker = {
	.answer = answer, .waits = waits, .give_up = give_up, .end = end
};
