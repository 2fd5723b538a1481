/* sync_apply.c - an answer of the office becomes what this device holds.
 *
 * First the whole answer is held against what was asked, then all of it goes into
 * one transaction. What each record becomes is said by the table of
 * sync_case.h. */
#include "sync_apply.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "app.h"
#include "json.h"
#include "kind.h"
#include "mem.h"
#include "sync_case.h"

bool
apply_has(const struct id *ids, size_t count, const struct id *id)
{
	for (size_t i = 0; i < count; i++) {
		if (id_equal(&ids[i], id))
			return true;
	}
	return false;
}

void
apply_note_child(struct apply *a, const struct id *file)
{
	struct sync_applied *did = a->did;

	if (id_is_none(file) ||
	    apply_has(did->children, did->child_count, file))
		return;
	if (did->child_count == did->child_cap) {
		did->child_cap = did->child_cap ? did->child_cap * 2 : 16;
		did->children = mem_grow(
		    did->children, did->child_cap, sizeof *did->children);
	}
	did->children[did->child_count++] = *file;
}

void
sync_applied_done(struct sync_applied *did)
{
	mem_free_wiped(did->children, did->child_cap * sizeof *did->children);
	memset(did, 0, sizeof *did);
}

/* ---- is it an answer to what was asked? ---- */

static const struct sync_sent_write *
sent_write(const struct sync_sent *sent, const struct id *write)
{
	for (size_t i = 0; i < sent->write_count; i++) {
		if (id_equal(&sent->writes[i].write, write))
			return &sent->writes[i];
	}
	return NULL;
}

static enum err
wrong(struct errinfo *e, const char *member)
{
	return err_field(e, ERR_INVALID, member,
	    "The office answered something that was not asked (\"%s\"). "
	    "Nothing of it was taken over; what you wrote is kept here and is "
	    "sent again.",
	    member);
}

static enum err
check(const struct apply *a)
{
	const struct sync_answer *an = a->an;
	const struct sync_sent *sent = a->sent;

	if (an->me.text && !id_equal(&an->staff, &a->staff))
		return wrong(a->e, "me");
	/* What was left out is what this device said that it has. */
	if (an->is_partial && !*sent->have)
		return wrong(a->e, "have");
	for (size_t i = 0; i < an->result_count; i++) {
		const struct sync_result *r = &an->results[i];
		const struct sync_sent_write *sw = sent_write(sent, &r->write);

		/* A receipt for another version is a receipt for nothing. */
		if (!sw || ((r->status == 200 || r->status == 201) &&
			       r->version != sw->base + 1))
			return wrong(a->e, "results");
	}
	for (size_t i = 0; i < an->look_count; i++) {
		if (!apply_has(sent->looks, sent->look_count, &an->looks[i]))
			return wrong(a->e, "looks");
	}
	for (size_t i = 0; i < an->whole_count; i++) {
		if (!apply_has(
			sent->want, sent->want_count, &an->whole[i].file))
			return wrong(a->e, "whole");
	}
	if (!an->has_files && strcmp(an->set, sent->set) != 0)
		return wrong(a->e, "files");
	return ERR_OK;
}

/* ---- meta ---- */

enum err
apply_meta(const struct apply *a, const char *key, const char *text, size_t len)
{
	struct buf old = BUF_INIT(WIRE_SYNC_MAX);
	enum err code = store_meta_get(a->st, key, &old, NULL);
	bool is_same = code == ERR_OK && old.len == len &&
		       memcmp(buf_str(&old), text, len) == 0;

	buf_done(&old);
	return is_same ? ERR_OK : store_meta_set(a->st, key, text, len, a->e);
}

static bool
meta_is(const struct apply *a, const char *key, const char *text, size_t len)
{
	struct buf old = BUF_INIT(WIRE_SYNC_MAX);
	bool is_same = store_meta_get(a->st, key, &old, NULL) == ERR_OK &&
		       old.len == len && memcmp(buf_str(&old), text, len) == 0;

	buf_done(&old);
	return is_same;
}

/* ---- generation ---- */

static enum err
apply_generation(struct apply *a)
{
	const char *before = a->sent->generation;
	enum err code;

	if (!*before || strcmp(before, a->an->generation) == 0)
		return ERR_OK;
	a->did->is_restored = true;
	a->did->topics |= TOPIC_OUTBOX;
	/* Promise 6: whatever it said it had received, it may have lost. The
	 * write ids are the same, so nothing happens twice. */
	code = store_outbox_offer_again(a->st, 0, a->e);
	return code == ERR_OK ? apply_rescue(a) : code;
}

/* ---- results (cases 4 and 10 to 12) ---- */

static enum err
apply_result(struct apply *a, const struct sync_result *r)
{
	const struct sync_case *c =
	    sync_case_of(MINE_CHANGED, sync_theirs_of(r->status));

	switch (c->what) {
	case DO_CONFIRM:
		a->did->received++;
		a->did->topics |= TOPIC_RECORDS;
		return store_outbox_confirm(a->st, &r->write, r->status,
		    r->version, r->received_ms, a->e);
	case DO_REFUSE:
		a->did->refused++;
		return store_outbox_refuse(
		    a->st, &r->write, r->status, r->says, a->e);
	case DO_WAIT:
	case DO_NOTHING:
	case DO_KEEP:
	case DO_ERASE:
	case DO_COUNT: break;
	}
	a->did->waits++;
	return store_outbox_waits(a->st, &r->write, r->status, r->says, a->e);
}

/* A write that got no answer waits (case 12). */
static enum err
apply_results(struct apply *a)
{
	enum err code = ERR_OK;

	if (a->sent->write_count > 0)
		a->did->topics |= TOPIC_OUTBOX;
	for (size_t i = 0; i < a->an->result_count && code == ERR_OK; i++)
		code = apply_result(a, &a->an->results[i]);
	if (code == ERR_OK)
		code = store_outbox_unsend(a->st, a->e);
	for (size_t i = 0; i < a->an->look_count && code == ERR_OK; i++)
		code = store_look_remove(a->st, &a->an->looks[i], a->e);
	if (a->an->look_count > 0 || a->did->received > 0)
		a->did->has_moved = true;
	return code;
}

/* ---- records (cases 1 to 5 and 8) ---- */

static bool
note_state(void *arg, const struct outbox_item *item,
    const struct envelope *env, const char *why)
{
	enum sync_mine *mine = arg;

	(void)env;
	(void)why;
	/* An open write counts for more: it goes on waiting. */
	if (item->state != OUTBOX_REFUSED)
		*mine = MINE_CHANGED;
	else if (*mine != MINE_CHANGED)
		*mine = MINE_REFUSED;
	return *mine != MINE_CHANGED;
}

/* held: the newest version here, 0 for none. */
static enum err
mine_of(
    struct apply *a, const struct id *id, int64_t held, enum sync_mine *mine)
{
	*mine = MINE_NONE;
	if (!a->has_counted)
		a->listed = store_outbox_count(a->st, OUTBOX_LISTED);
	a->has_counted = true;
	if (a->listed > 0) {
		enum err code = store_outbox_each(a->st,
		    OUTBOX_LISTED | OUTBOX_UNREAD, id, note_state, mine, a->e);

		if (code != ERR_OK || *mine != MINE_NONE)
			return code;
	}
	if (held > 0)
		*mine = MINE_CLEAN;
	return ERR_OK;
}

static bool
same_bytes(const struct envelope *a, const struct envelope *b)
{
	return id_equal(&a->file, &b->file) &&
	       id_equal(&a->author, &b->author) &&
	       strcmp(a->kind, b->kind) == 0 &&
	       a->received_ms == b->received_ms &&
	       a->written_ms == b->written_ms && a->table == b->table &&
	       a->is_signed == b->is_signed && a->body_len == b->body_len &&
	       memcmp(a->sig, b->sig, sizeof a->sig) == 0 &&
	       memcmp(a->body, b->body, a->body_len) == 0;
}

/* Newer or the same: by the bytes, for a restored office may give a number a
 * second time. */
static enum sync_theirs
theirs_of(const struct apply *a, const struct envelope *env, int64_t held)
{
	struct buf text = BUF_INIT(STORE_TEXT_MAX);
	enum sync_theirs theirs = THEIRS_NEWER;
	struct envelope here;

	if (held > 0 &&
	    store_record_get(a->st, &env->id, env->version, &text, NULL) ==
		ERR_OK &&
	    envelope_read(&here, text.data, text.len, NULL) == ERR_OK &&
	    same_bytes(env, &here))
		theirs = THEIRS_SAME;
	buf_done(&text);
	return theirs;
}

/* A child may be known by it alone (S9). */
static bool
names_child(const char *kind)
{
	return strcmp(kind, "front_sheet") == 0 ||
	       strcmp(kind, "first_account") == 0 ||
	       strcmp(kind, "emergency") == 0;
}

enum err
apply_record(struct apply *a, const struct envelope *env)
{
	const struct sync_case *c;
	int64_t held = store_record_latest(a->st, &env->id);
	enum sync_theirs theirs = theirs_of(a, env, held);
	enum sync_mine mine;
	enum err code = mine_of(a, &env->id, held, &mine);

	if (code != ERR_OK)
		return code;
	code = apply_came_back(a, env);
	if (code != ERR_OK)
		return code;
	c = sync_case_of(mine, theirs);
	if (!c || c->what != DO_KEEP)
		return ERR_OK;
	a->did->topics |= TOPIC_RECORDS;
	if (names_child(env->kind))
		apply_note_child(a, &env->file);
	return store_record_put(a->st, env, a->e);
}

static enum err
apply_card(struct apply *a, const struct sync_change *ch)
{
	a->did->topics |= TOPIC_RECORDS;
	apply_note_child(a, &ch->card);
	if (ch->is_gone)
		return store_card_remove(a->st, &ch->card, a->e);
	return store_card_put(
	    a->st, &ch->card, ch->text.text, ch->text.len, a->e);
}

/* R7: kept out of it from now on (case 17). What was written here stays in the
 * outbox. */
static enum err
apply_gone_record(struct apply *a, const struct id *id)
{
	struct buf text = BUF_INIT(STORE_TEXT_MAX);
	char key[sizeof META_LOOKS + ID_TEXT];
	struct envelope env = { .file = { "" } };
	enum err code;

	if (store_record_get(a->st, id, 0, &text, NULL) == ERR_OK &&
	    envelope_read(&env, text.data, text.len, NULL) == ERR_OK)
		apply_note_child(a, &env.file);
	buf_done(&text);
	a->did->has_erased = true;
	a->did->topics |= TOPIC_RECORDS;
	snprintf(key, sizeof key, META_LOOKS "%s", env.file.s);
	code = store_meta_remove(a->st, key, a->e);
	return code == ERR_OK ? store_record_erase(a->st, id, a->e) : code;
}

static enum err
apply_change(struct apply *a, const struct sync_change *ch)
{
	if (ch->is_card)
		return apply_card(a, ch);
	return ch->is_gone ? apply_gone_record(a, &ch->gone)
			   : apply_record(a, &ch->record);
}

static enum err
apply_changes(struct apply *a)
{
	const struct sync_answer *an = a->an;
	enum err code = ERR_OK;

	if (an->change_count > 0 || strcmp(an->cursor, a->sent->cursor) != 0)
		a->did->has_moved = true;
	for (size_t i = 0; i < an->change_count && code == ERR_OK; i++)
		code = apply_change(a, &an->changes[i]);
	return code;
}

/* ---- duties ---- */

static enum err
apply_one_progress(struct apply *a, const struct sync_progress *p)
{
	struct buf old = BUF_INIT(WIRE_SYNC_MAX);
	struct buf text = BUF_INIT(STORE_TEXT_MAX);
	struct envelope env = { 0 };
	enum err code = ERR_OK;
	bool is_same =
	    store_progress_get(a->st, &p->record, &old, NULL) == ERR_OK &&
	    old.len == p->text.len &&
	    memcmp(old.data, p->text.text, old.len) == 0;

	if (!is_same) {
		if (store_record_get(a->st, &p->record, 0, &text, NULL) ==
		    ERR_OK)
			(void)envelope_read(&env, text.data, text.len, NULL);
		code = store_progress_put(a->st, &p->record, &env.file,
		    p->text.text, p->text.len, a->e);
		a->did->topics |= TOPIC_RECORDS;
	}
	buf_done(&old);
	buf_done(&text);
	return code;
}

static enum err
apply_duties(struct apply *a)
{
	const struct sync_answer *an = a->an;
	enum err code = ERR_OK;

	for (size_t i = 0; i < an->progress_count && code == ERR_OK; i++)
		code = apply_one_progress(a, &an->progress[i]);
	if (code != ERR_OK || !an->waiting.text ||
	    meta_is(a, META_WAITING, an->waiting.text, an->waiting.len))
		return code;
	a->did->topics |= TOPIC_RECORDS;
	code = store_meta_set(
	    a->st, META_WAITING, an->waiting.text, an->waiting.len, a->e);
	return code == ERR_OK ? apply_waiting(a) : code;
}

static enum err
apply_place(struct apply *a)
{
	const struct sync_answer *an = a->an;
	const char *cursor = a->did->is_anew ? "0" : an->cursor;
	char ms[24];
	int n = snprintf(ms, sizeof ms, "%" PRId64, an->now_ms);
	enum err code;

	code = apply_meta(a, META_CURSOR, cursor, strlen(cursor));
	if (code == ERR_OK)
		code = apply_meta(
		    a, META_GENERATION, an->generation, strlen(an->generation));
	if (code == ERR_OK)
		code = apply_meta(a, META_SET, an->set, strlen(an->set));
	if (code == ERR_OK)
		code =
		    store_meta_set(a->st, META_LAST_SYNC, ms, (size_t)n, a->e);
	return code;
}

/* Access has ended (cases 13 and 14): what was pulled goes, what was written stays
 * until the office has it. Given back, all comes anew from cursor "0". */
static enum err
apply_end(struct apply *a)
{
	const char *ended = a->an->ended;
	enum err code;

	if (!*ended) {
		code = store_meta_remove(a->st, META_ENDED, a->e);
		return code;
	}
	a->did->is_ended = true;
	if (meta_is(a, META_ENDED, ended, strlen(ended)))
		return ERR_OK;
	a->did->has_erased = true;
	a->did->topics |= TOPIC_RECORDS | TOPIC_ACCESS | TOPIC_LINK;
	code = store_pulled_erase(a->st, a->e);
	if (code == ERR_OK)
		code = store_meta_set(
		    a->st, META_ENDED, ended, strlen(ended), a->e);
	return code;
}

static enum err
apply_all(struct apply *a)
{
	enum err code = apply_generation(a);

	if (code == ERR_OK)
		code = apply_role(a);
	if (code == ERR_OK)
		code = apply_results(a);
	if (code == ERR_OK)
		code = apply_changes(a);
	if (code == ERR_OK)
		code = apply_set(a);
	if (code == ERR_OK)
		code = apply_asked(a);
	if (code == ERR_OK)
		code = apply_whole(a);
	if (code == ERR_OK)
		code = apply_duties(a);
	if (code == ERR_OK)
		code = apply_end(a);
	if (code == ERR_OK)
		code = apply_destroyed(a);
	if (code == ERR_OK && !a->did->is_ended)
		code = apply_chain(a);
	if (code == ERR_OK)
		code = apply_place(a);
	if (code == ERR_OK)
		code = apply_me(a);
	if (code == ERR_OK)
		code = store_draft_tidy(a->st, a->an->now_ms, a->e);
	return code;
}

static bool
has_gone(const struct sync_answer *an)
{
	for (size_t i = 0; i < an->change_count; i++) {
		if (an->changes[i].is_gone)
			return true;
	}
	return false;
}

enum err
sync_apply(struct store *st, const struct sync_answer *an,
    const struct sync_sent *sent, struct sync_applied *did, struct errinfo *e)
{
	struct sync_answer whole = *an; /* with what it left out */
	struct apply a = { .st = st,
		.an = &whole,
		.sent = sent,
		.did = did,
		.staff = store_staff(st),
		.e = e };
	/* Receipts, refusals and what was erased are for good; the rest can be
	 * had again. */
	bool durable = an->result_count > 0 || an->look_count > 0 ||
		       an->has_files || an->destroyed_count > 0 ||
		       has_gone(an) || apply_role_is_new(&a);
	enum err code;

	memset(did, 0, sizeof *did);
	if (!*an->generation)
		memcpy(whole.generation, sent->generation, SYNC_OPAQUE_MAX);
	if (!*an->set && an->is_partial)
		memcpy(whole.set, sent->set, SYNC_OPAQUE_MAX);
	code = check(&a);
	if (code == ERR_OK)
		code = store_begin(st, durable, e);
	if (code != ERR_OK)
		return code;
	code = apply_all(&a);
	if (code == ERR_OK)
		code = store_commit(st, e);
	else
		store_rollback(st);
	if (code != ERR_OK)
		sync_applied_done(did);
	return code;
}
