/* model_policy.c - the gate on this device: until when the office said that one's
 * confirmations suffice, and those that were given here since (T2).
 *
 * Closed, nothing is erased: what is here stays sealed, and opens again at the
 * moment of confirming, without the office. What one wrote oneself and has not
 * handed over is never closed. */
#include "model_in.h"

#include <stdio.h>
#include <string.h>

#include "kinds.h"

void
model_read_confirm(struct me *me, const struct json *doc)
{
	const struct json *list = json_get(doc, "confirm");

	me->policy_grace_days = json_int_of(doc, "policy_grace_days", 14);
	for (const struct json *i = json_first(list);
	     i && me->confirm_count < POLICY_COUNT; i = json_next(i)) {
		struct to_confirm *c = &me->confirm[me->confirm_count];

		c->until_ms = json_int_of(i, "until", 0);
		me->confirm_count +=
		    id_parse(&c->document, json_text_of(i, "document", NULL));
	}
}

/* Confirmed here, and not sent back. */
static bool
is_confirmed_here(struct model *m, const struct id *document)
{
	const struct write *w;

	model_read_writes(m);
	w = m->writes.at;
	for (size_t i = 0; i < m->writes.count; i++) {
		if (w[i].kind == &kind_confirmation &&
		    w[i].item.state != OUTBOX_REFUSED &&
		    id_equal(&w[i].parent, document))
			return true;
	}
	return false;
}

size_t
model_to_confirm(struct model *m, struct to_confirm out[POLICY_COUNT])
{
	size_t n = 0;

	for (size_t i = 0; m->store && i < m->me.confirm_count; i++) {
		if (!is_confirmed_here(m, &m->me.confirm[i].document))
			out[n++] = m->me.confirm[i];
	}
	return n;
}

bool
model_is_shut(const struct model *m)
{
	/* Read when asked for, like every list: the caller sees no change. */
	struct model *own = (struct model *)(uintptr_t)m;
	struct to_confirm left[POLICY_COUNT];
	size_t n = model_to_confirm(own, left);

	for (size_t i = 0; i < n; i++) {
		if (model_now(m) >= left[i].until_ms)
			return true;
	}
	return false;
}

bool
model_is_closed(const struct model *m, const struct id *file)
{
	return model_lease_is_over(m) ||
	       ((!file || !id_is_none(file)) && model_is_shut(m));
}

enum err
model_shut_error(struct errinfo *e)
{
	return err_set(e, ERR_DENIED,
	    "You have not confirmed every document, so this device opens no "
	    "child's file. Nothing is lost: confirm them under 9, Policies and "
	    "training, and files open again. First accounts and F9 go on.");
}

void
model_policy_turn(struct model *m)
{
	bool is = m->store && model_is_shut(m);

	if (is == m->was_shut)
		return;
	m->was_shut = is;
	if (is)
		model_forget_lists(m);
	model_changed(m, TOPIC_RECORDS | TOPIC_ACCESS | TOPIC_ANSWER);
}

/* ---- confirming ---- */

struct found {
	const struct id *document;
	struct record *body; /* of the confirmation */
};

static void
on_document(void *arg, const struct row *row, const struct record *r)
{
	struct found *f = arg;

	if (!id_equal(&row->id, f->document) || f->body)
		return;
	f->body = record_new(&kind_confirmation);
	record_set(f->body, "document", row->id.s);
	record_set(f->body, "which", record_text(r, "which"));
	record_set(f->body, "version", record_text(r, "version"));
}

static enum err
confirm_one(struct model *m, const struct id *document, const char *passphrase,
    struct errinfo *e)
{
	static const struct kind *const of[] = { &kind_policy_document, NULL };
	static const struct id organisation = { "" };
	struct civil today = when_civil(clock_ms());
	struct found f = { .document = document };
	struct save s = { .kind = &kind_confirmation,
		.passphrase = passphrase };
	char on[WHEN_TEXT];
	int64_t version;
	enum err code;

	model_each(m, &organisation, of, on_document, &f);
	if (!f.body)
		return err_set(e, ERR_NOT_FOUND,
		    "The document is not on this device yet. It comes with "
		    "the next contact with the office; confirm it then.");
	today.has_time = false;
	today.hour = today.minute = 0;
	when_store(on, &today);
	record_set(f.body, "accepts", "yes");
	record_set(f.body, "on", on);
	s.record = f.body;
	code = model_save_signed(m, &s, &version, e);
	record_free(f.body);
	return code;
}

enum err
model_confirm(struct model *m, const struct id *documents, size_t count,
    const char *passphrase, struct errinfo *e)
{
	enum err code;

	if (!m->store)
		return model_is_locked(e);
	/* Once for all of them: it is meant to take its time. */
	code = store_check_passphrase(m->store, passphrase, e);
	if (code == ERR_AUTH)
		return err_set(e, ERR_AUTH,
		    "This passphrase is not right. Nothing was confirmed.");
	for (size_t i = 0; i < count && code == ERR_OK; i++)
		code = confirm_one(m, &documents[i], passphrase, e);
	model_policy_turn(m);
	return code;
}
