/* model_write.c - saving, signing, and drafts.
 *
 * A save is one durable transaction: the write is in the outbox and the draft is
 * gone, or neither (promise 1). The office hears of it by itself. */
#include "model_in.h"

#include <stdio.h>
#include <string.h>

#include "jscan.h"
#include "mem.h"

/* ---- what a save builds on ---- */

/* The version this save is made on. After a refusal the office never got what
 * was refused, so the next one builds on what that was made from, or on what was
 * seen beside it; the office says if there is a newer one. Otherwise one's own
 * saves that still wait come one after another, unless this one is older than
 * what those were made on. */
static int64_t
base_of(struct model *m, const struct save *s)
{
	const struct write *w = model_write_of(m, &s->id);

	if (!w)
		return s->base;
	if (model_has_stopped(m, &s->id))
		return s->over > 0 ? s->over : model_first_base(m, &s->id);
	if (s->base < model_first_base(m, &s->id))
		return s->base;
	return w->item.base + 1 > s->base ? w->item.base + 1 : s->base;
}

static enum err
may_change(struct model *m, const struct save *s, struct errinfo *e)
{
	const struct row *rows;
	struct row row;
	size_t n;

	if (!model_row(m, &s->id, &row)) {
		if (!(s->kind->flags & KF_ONE) || id_is_none(&s->file))
			return ERR_OK;
		n = model_rows(m, &s->file, &rows);
		for (size_t i = 0; i < n; i++) {
			if (rows[i].kind == s->kind)
				return err_set(e, ERR_CONFLICT,
				    "This child has a %s already. Open that "
				    "one "
				    "and change it; what you typed is kept as "
				    "a "
				    "draft.",
				    s->kind->title);
		}
		return ERR_OK;
	}
	if (row.where == WHERE_STOPPED)
		return ERR_OK;
	if (row.is_signed)
		return err_set(e, ERR_CONFLICT,
		    "This record is signed and can never change. Add a signed "
		    "addendum; what you typed is kept as a draft.");
	if (s->kind->flags & KF_FINAL)
		return err_set(e, ERR_CONFLICT,
		    "This was handed in and cannot change any more. Write a "
		    "new "
		    "one; what you typed is kept as a draft.");
	return ERR_OK;
}

static enum err
is_complete(const struct record *r, struct errinfo *e)
{
	struct check_ctx ctx = { .now = when_civil(clock_ms()),
		.complete = true };
	struct problems *p = mem_zalloc(1, sizeof(*p));
	enum err code = ERR_OK;

	if (!record_check(r, &ctx, p))
		code = err_field(e, ERR_INVALID, p->at[0].field,
		    "It cannot be signed yet: %s", p->at[0].says);
	mem_free_wiped(p, sizeof(*p));
	return code;
}

/* ---- save ---- */

static const char unseen_says[] = "Somebody else changed this first. Nothing "
				  "was sent over it; what you wrote "
				  "is kept. Choose between the two.";

/* Somebody else's version stands, and was not seen beside this one. */
static bool
is_unseen(struct model *m, const struct save *s)
{
	return model_is_conflict(m, &s->id) &&
	       (s->over == 0 ||
		   s->over != store_record_latest(m->store, &s->id));
}

/* Kept as the one before it was that came back. */
static enum err
put_unseen(struct model *m, const struct save *s, const struct id *write,
    const struct envelope *env, struct errinfo *e)
{
	const uint8_t *box = m->has_box_key ? m->box_key : NULL;
	enum err code = store_begin(m->store, true, e);

	if (code == ERR_OK)
		code = store_outbox_add(
		    m->store, write, env, env->written_ms, box, e);
	if (code == ERR_OK)
		code =
		    store_outbox_refuse(m->store, write, 412, unseen_says, e);
	if (code == ERR_OK)
		code = store_draft_remove(m->store, &s->id, e);
	if (code == ERR_OK)
		return store_commit(m->store, e);
	store_rollback(m->store);
	return code;
}

static enum err
put(struct model *m, const struct save *s, const struct id *write,
    const struct envelope *env, bool was_refused, struct errinfo *e)
{
	const uint8_t *box = m->has_box_key ? m->box_key : NULL;
	struct look chosen;
	bool chose = model_chose(m, &s->id, s->record, &chosen);
	enum err code = store_begin(m->store, true, e);

	/* A person wrote it anew: that decides about what was refused. */
	if (code == ERR_OK && was_refused)
		code = store_outbox_decide(m->store, &s->id, e);
	if (code == ERR_OK)
		code = store_outbox_add(
		    m->store, write, env, env->written_ms, box, e);
	if (code == ERR_OK)
		code = store_draft_remove(m->store, &s->id, e);
	if (code == ERR_OK && chose)
		code = store_look_add(m->store, &chosen, e);
	if (code == ERR_OK)
		return store_commit(m->store, e);
	store_rollback(m->store);
	return code;
}

static void
fill_envelope(struct model *m, const struct save *s, const struct buf *body,
    struct envelope *env)
{
	int64_t now = clock_ms();

	env->id = s->id;
	if (s->kind->flags & KF_ON_FILE)
		env->file = s->file;
	snprintf(env->kind, sizeof(env->kind), "%s", s->kind->name);
	env->version =
	    (is_unseen(m, s) ? model_first_base(m, &s->id) : base_of(m, s)) + 1;
	env->table = s->kind->version;
	env->author = m->me.staff;
	env->written_ms = now;
	env->body = buf_str(body);
	env->body_len = body->len;
	if (s->passphrase)
		envelope_sign(
		    env, &m->me.staff, &m->me.device, now, m->sign_secret);
}

static enum err
save(struct model *m, struct save *s, int64_t *version, struct errinfo *e)
{
	struct buf body = BUF_INIT(KIND_BODY_MAX);
	struct envelope env = { 0 };
	struct id write = id_new();
	bool was_refused = model_has_stopped(m, &s->id);
	bool unseen = is_unseen(m, s);
	enum err code = ERR_OK;

	record_to_json(s->record, false, &body);
	if (body.failed)
		code = err_set(e, ERR_TOO_BIG,
		    "This record is too long to be kept as one. Shorten it, or "
		    "write a second one; what you typed is kept as a draft.");
	if (code == ERR_OK) {
		fill_envelope(m, s, &body, &env);
		code = unseen ? put_unseen(m, s, &write, &env, e)
			      : put(m, s, &write, &env, was_refused, e);
	}
	if (code == ERR_OK) {
		*version = env.version;
		if (!id_is_none(&env.file))
			model_learn_child(m, &env, true);
		model_changed(m, TOPIC_RECORDS | TOPIC_OUTBOX | TOPIC_LINK);
		model_notice_touch(m, &env.file);
		model_read_writes(m);
		link_wrote(m);
		if (unseen)
			code = err_set(e, ERR_CONFLICT, "%s", unseen_says);
	}
	buf_done(&body);
	return code;
}

static enum err
save_checked(struct model *m, struct save *s, bool checks_passphrase,
    int64_t *version, struct errinfo *e)
{
	struct save own = *s;
	enum err code = ERR_OK;

	if (!m->store)
		return model_is_locked(e);
	if (id_is_none(&own.id))
		own.id = id_new();
	if (!(own.kind->flags & KF_ON_FILE))
		own.file = (struct id){ "" };
	else if (id_is_none(&own.file))
		own.file = id_new();
	if (own.passphrase && !(own.kind->flags & KF_SIGNED))
		return err_set(
		    e, ERR_BUG, "A record of this kind is not signed.");
	code = may_change(m, &own, e);
	if (code == ERR_OK && own.passphrase)
		code = is_complete(own.record, e);
	if (code == ERR_OK && own.passphrase && checks_passphrase)
		code = store_check_passphrase(m->store, own.passphrase, e);
	if (code == ERR_AUTH)
		err_set(e, ERR_AUTH,
		    "This passphrase is not right. Nothing was signed; what "
		    "you wrote is kept.");
	if (code == ERR_OK)
		code = save(m, &own, version, e);
	if (code == ERR_OK) {
		s->id = own.id;
		s->file = own.file;
	}
	return code;
}

enum err
model_save(struct model *m, struct save *s, int64_t *version, struct errinfo *e)
{
	return save_checked(m, s, true, version, e);
}

enum err
model_save_signed(
    struct model *m, struct save *s, int64_t *version, struct errinfo *e)
{
	return save_checked(m, s, false, version, e);
}

/* ---- drafts ---- */

/* The number of a version that only this device has says nothing once somebody
 * else's has the same one. So a draft made on a write that waits names it, and
 * what the first of one's own was made from: if the office did not take that
 * write, the draft is as made from there, and meets theirs (promise 4). */
static void
write_ground(struct model *m, const struct draft *d, struct jw *w)
{
	const struct write *at;

	model_read_writes(m);
	at = m->writes.at;
	for (size_t i = m->writes.count; i > 0; i--) {
		if (!id_equal(&at[i - 1].item.id, &d->id) ||
		    at[i - 1].item.base + 1 != d->base)
			continue;
		jw_text(w, "on", at[i - 1].item.write.s);
		jw_int(w, "first", model_first_base(m, &d->id));
		return;
	}
}

static void
read_ground(struct model *m, struct draft *d, const struct json *doc)
{
	struct id on;
	unsigned state;

	if (!id_parse(&on, json_text_of(doc, "on", NULL)))
		return;
	state = store_outbox_state(m->store, &on);
	if (state == OUTBOX_REFUSED || state == OUTBOX_DECIDED)
		d->base = json_int_of(doc, "first", 0);
}

enum err
model_draft_keep(struct model *m, const struct draft *d,
    const struct record *record, struct errinfo *e)
{
	struct buf text = BUF_INIT(STORE_TEXT_MAX);
	struct buf body = BUF_INIT(KIND_BODY_MAX * 2);
	struct jw w = JW_INIT(&text);
	enum err code;

	if (!m->store)
		return model_is_locked(e);
	record_to_json(record, true, &body);
	jw_open(&w, NULL);
	jw_text(&w, "kind", d->kind->name);
	jw_text(&w, "file", d->file.s);
	jw_int(&w, "base", d->base);
	write_ground(m, d, &w);
	jw_text(&w, "child", d->child);
	jw_text(&w, "place", d->place);
	jw_int(&w, "cursor", d->cursor);
	jw_bool(&w, "left", d->is_left);
	jw_raw(&w, "body", buf_str(&body), body.len);
	jw_close(&w);
	if (text.failed || body.failed)
		code = err_set(e, ERR_TOO_BIG,
		    "This has become too long to be kept as a draft. Save it "
		    "now, or shorten it.");
	else
		code = store_draft_put(
		    m->store, &d->id, clock_ms(), text.data, text.len, e);
	buf_done(&text);
	buf_done(&body);
	/* The list is read anew; screens need not hear of every two seconds. */
	m->drafts.is_fresh = m->waiting.is_fresh = false;
	return code;
}

/* What stands around the body of a draft. False: not one of ours. */
static bool
read_draft(struct model *m, struct draft *d, const struct id *id, int64_t at_ms,
    const char *text, size_t len)
{
	struct json *doc = NULL;
	bool ok = json_parse(&doc, text, len, STORE_TEXT_MAX, NULL) == ERR_OK;

	memset(d, 0, sizeof(*d));
	d->id = *id;
	d->typed_ms = at_ms;
	if (ok) {
		d->kind = kind_find(json_text_of(doc, "kind", ""));
		id_parse(&d->file, json_text_of(doc, "file", NULL));
		d->base = json_int_of(doc, "base", 0);
		read_ground(m, d, doc);
		snprintf(d->child, sizeof(d->child), "%s",
		    json_text_of(doc, "child", ""));
		snprintf(d->place, sizeof(d->place), "%s",
		    json_text_of(doc, "place", ""));
		d->cursor = json_int_of(doc, "cursor", 0);
		d->is_left = json_true(json_get(doc, "left"));
	}
	json_free(doc);
	return ok && d->kind;
}

enum err
model_draft_get(struct model *m, const struct id *id, struct record **record,
    struct draft *draft, struct errinfo *e)
{
	struct buf text = BUF_INIT(STORE_TEXT_MAX);
	const char *body = NULL;
	int64_t at_ms = 0;
	size_t len = 0;
	enum err code;

	*record = NULL;
	if (!m->store)
		return model_is_locked(e);
	code = store_draft_get(m->store, id, &text, &at_ms, e);
	if (code == ERR_OK &&
	    (!read_draft(m, draft, id, at_ms, text.data, text.len) ||
		!jscan_span(text.data, text.len, "body", &body, &len)))
		code = err_set(e, ERR_CORRUPT,
		    "This draft cannot be read by this haven. It is kept.");
	if (code == ERR_OK)
		code = record_from_json(
		    record, draft->kind, body, len, true, NULL, e);
	buf_done(&text);
	return code;
}

enum err
model_draft_discard(struct model *m, const struct id *id, struct errinfo *e)
{
	enum err code;

	if (!m->store)
		return model_is_locked(e);
	code = store_begin(m->store, true, e);
	if (code == ERR_OK)
		code = store_draft_discard(m->store, id, model_now(m), e);
	if (code == ERR_OK)
		code = store_commit(m->store, e);
	else
		store_rollback(m->store);
	if (code == ERR_OK)
		model_changed(m, TOPIC_RECORDS);
	return code;
}

enum err
model_draft_restore(
    struct model *m, const struct id *away, struct id *id, struct errinfo *e)
{
	enum err code;

	if (!m->store)
		return model_is_locked(e);
	code = store_draft_restore(m->store, away, model_now(m), id, e);
	if (code == ERR_OK)
		model_changed(m, TOPIC_RECORDS);
	return code;
}

struct draft_walk {
	struct model *m;
	struct list *to;
};

static bool
on_draft(void *arg, const struct id *id, const struct id *away, int64_t at_ms,
    const char *text, size_t len)
{
	struct draft_walk *walk = arg;
	struct draft d;

	if (!read_draft(walk->m, &d, id, at_ms, text, len))
		return true;
	d.away = away ? *away : (struct id){ "" };
	*(struct draft *)list_add(walk->to, sizeof(d)) = d;
	return true;
}

static size_t
read_drafts(
    struct model *m, struct list *l, bool discarded, const struct draft **list)
{
	*list = NULL;
	if (!m->store)
		return 0;
	if (!l->is_fresh) {
		list_clear(l, sizeof(struct draft));
		store_draft_each(m->store, discarded, on_draft,
		    &(struct draft_walk){ m, l }, NULL);
		l->is_fresh = true;
	}
	*list = l->at;
	return l->count;
}

size_t
model_drafts(struct model *m, const struct draft **list)
{
	return read_drafts(m, &m->drafts, false, list);
}

size_t
model_put_away(struct model *m, const struct draft **list)
{
	m->put_away.is_fresh = false;
	return read_drafts(m, &m->put_away, true, list);
}
