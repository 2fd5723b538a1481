/* sync_ask.c - how a question to the office is addressed, and what a bad answer
 * means in words. */
#include "sync_in.h"

#include <stdio.h>
#include <string.h>

#include "mem.h"

#define URL_MAX (STORE_URL_MAX + 128)

void
sync_pin_print(struct buf *out, const uint8_t pin[WIRE_PIN])
{
	struct buf text = BUF_INIT(64);

	/* libcurl wants the standard alphabet and the padding. */
	seal_base64(&text, pin, WIRE_PIN);
	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] == '-')
			text.data[i] = '+';
		else if (text.data[i] == '_')
			text.data[i] = '/';
	}
	buf_addf(out, "sha256//%s=", buf_str(&text));
	buf_done(&text);
}

static struct frame_string
string_of(const char *s)
{
	return (struct frame_string){ s, strlen(s) };
}

static enum err
send_question(struct model *m, struct net_request *rq, const char *base,
    const struct sync_question *q, uint32_t *number, struct errinfo *e)
{
	struct buf headers = BUF_INIT(1024), url = BUF_INIT(URL_MAX);
	enum err code;

	buf_addf(&url, "%s%s", base, q->path);
	if (q->is_post)
		buf_adds(&headers, "Content-Type: application/json\n");
	if (q->headers)
		buf_addf(&headers, "%s\n", q->headers);
	if (q->token)
		buf_addf(&headers, "Authorization: Bearer %s\n", q->token);
	rq->is_post = q->is_post;
	rq->url = string_of(buf_str(&url));
	rq->headers = string_of(buf_str(&headers));
	rq->body = (struct frame_string){ q->body ? q->body : "", q->len };
	if (url.failed || headers.failed)
		code = err_set(e, ERR_CONFIG,
		    "The office's address is too long. Nothing was sent.");
	else
		code = net_ask(m->sync->net, rq, number, e);
	buf_done(&headers);
	buf_done(&url);
	return code;
}

enum err
sync_ask(struct model *m, const struct sync_question *q, uint32_t *number,
    struct errinfo *e)
{
	struct net_request rq = { 0 };
	struct buf pins = BUF_INIT(512);
	char certificates[STORE_PATH_MAX];
	enum err code = store_meta_get(m->store, META_PINS, &pins, e);

	if (code != ERR_OK)
		return code;
	store_path_certificates(certificates, store_path(m->store));
	rq.pins = string_of(buf_str(&pins));
	rq.ca_file = string_of(certificates);
	code = send_question(m, &rq, store_url(m->store), q, number, e);
	buf_done(&pins);
	return code;
}

enum err
sync_ask_first(struct model *m, const char *url, const uint8_t pin[WIRE_PIN],
    const struct sync_question *q, uint32_t *number, struct errinfo *e)
{
	struct net_request rq = { .is_first = 1 };
	struct buf pins = BUF_INIT(512);
	enum err code;

	sync_pin_print(&pins, pin);
	rq.pins = string_of(buf_str(&pins));
	code = send_question(m, &rq, url, q, number, e);
	buf_done(&pins);
	return code;
}

/* One sentence for each error of the link: what happened, what is safe. */
static const char *const link_says[NET_LINK_COUNT] = {
	[NET_OK] = "",
	[NET_UNREACHABLE] =
	    "The office cannot be reached. What you write is kept here and "
	    "goes by itself as soon as it can be.",
	[NET_NOT_TRUSTED] =
	    "What answered has another key than your office: it may be "
	    "somebody else. Nothing was sent to it; what you write is kept "
	    "here. Tell your administrator.",
	[NET_CUT] = "The connection to the office broke off. What you write is "
		    "kept here and goes by itself.",
	[NET_TOO_BIG] =
	    "The office's answer was bigger than it may be. Nothing of it was "
	    "taken over; what you write is kept here. Tell your "
	    "administrator.",
	[NET_FAULT] = "The part of haven that talks to the office stopped. It "
		      "is started again by itself; what you write is kept "
		      "here.",
};

enum err
sync_say(const struct net_answer *an, struct errinfo *e)
{
	char says[ERR_SAYS_MAX];
	enum err code = ERR_DENIED;

	if (an->link != NET_OK)
		return err_set(e, ERR_NET, "%s", link_says[an->link]);
	sync_problem_says(says, an->body.s, an->is_packed ? 0 : an->body.len,
	    "The office had a fault of its own. What you write is kept here "
	    "and is sent again.");
	if (an->status == 401)
		code = ERR_AUTH;
	else if (an->status == 429 || an->status == 503)
		code = ERR_BUSY;
	else if (an->status < 400 || an->status >= 500)
		code = ERR_NET;
	return err_set(e, code, "%s", says);
}

enum err
sync_say_asked(const struct net_answer *an, bool may_be_done, struct errinfo *e)
{
	if (an->link != NET_UNREACHABLE && an->link != NET_CUT &&
	    an->link != NET_FAULT)
		return sync_say(an, e);
	return err_set(e, ERR_NET, "%s",
	    may_be_done
		? "The office did not answer, so it may be done or not. Look "
		  "again before you repeat it."
		: "The office cannot be reached just now. Nothing is lost; ask "
		  "again when it can be.");
}
