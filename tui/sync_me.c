/* sync_me.c - the office's word on who this person is, and on what this device has
 * (docs/SYNC.md, What it has already), as one answer brings them. */
#include "sync_apply.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "jscan.h"
#include "json.h"
#include "rights.h"

void
sync_answer_nothing(
    struct sync_answer *out, const struct sync_sent *sent, int64_t now_ms)
{
	memset(out, 0, sizeof *out);
	out->now_ms = now_ms;
	out->is_partial = true;
	memcpy(out->cursor, sent->cursor, sizeof out->cursor);
	memcpy(out->have, sent->have, sizeof out->have);
}

/* The number at key becomes another one. */
static void
put_number(struct buf *text, const char *key, int64_t number)
{
	const char *at;
	char digits[24];
	size_t len;
	int n = snprintf(digits, sizeof digits, "%" PRId64, number);

	if (jscan_span(text->data, text->len, key, &at, &len))
		buf_splice(
		    text, (size_t)(at - text->data), len, digits, (size_t)n);
}

/* What is stored holds on, and its lease counts from this answer. */
static enum err
go_on(struct apply *a)
{
	struct buf text = BUF_INIT(STORE_TEXT_MAX);
	struct json *me = NULL;
	int64_t until, said;
	enum err code = store_meta_get(a->st, META_ME, &text, NULL);

	if (code != ERR_OK ||
	    jscan_check(text.data, text.len, text.len, NULL) != ERR_OK ||
	    json_parse(&me, text.data, text.len, text.len, NULL) != ERR_OK) {
		buf_done(&text);
		return ERR_OK; /* it is asked for again: apply_me */
	}
	until = json_int_of(me, "lease_until", 0);
	said = json_int_of(me, "server_ms", 0);
	put_number(&text, "lease_until", a->an->now_ms + until - said);
	put_number(&text, "server_ms", a->an->now_ms);
	code = store_meta_set(a->st, META_ME, text.data, text.len, a->e);
	json_free(me);
	buf_done(&text);
	return code;
}

static bool
is_readable(const struct sync_span *me)
{
	struct json *o = NULL;
	enum role role;
	bool is = json_parse(&o, me->text, me->len, me->len, NULL) == ERR_OK &&
		  role_parse(&role, json_text_of(o, "role", ""));

	json_free(o);
	return is;
}

/* In the transaction of all the rest: if this is lost, so is the word that it is
 * here. Who cannot be read is told again each time, until haven can. */
enum err
apply_me(struct apply *a)
{
	const struct sync_answer *an = a->an;
	enum err code;

	if (an->me.text && !is_readable(&an->me))
		return store_meta_remove(a->st, META_HAVE, a->e);
	if (an->me.text)
		code = store_meta_set(
		    a->st, META_ME, an->me.text, an->me.len, a->e);
	else
		code = go_on(a);
	if (code != ERR_OK)
		return code;
	if (!*an->have || a->did->is_anew)
		return store_meta_remove(a->st, META_HAVE, a->e);
	return apply_meta(a, META_HAVE, an->have, strlen(an->have));
}
