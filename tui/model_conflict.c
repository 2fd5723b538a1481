/* model_conflict.c - somebody else changed a record first (promise 4; docs/SYNC.md,
 * case 4): both versions, and what the person chose.
 *
 * The own change came back with 412 and stays in the outbox until a person
 * decides. Deciding is a save on top of the other's version, or leaving one's
 * own; which of them it was is kept as a look with "chose" in the same
 * transaction, and goes on the office's record with the next sync. */
#include "model_in.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kinds.h"

/* The write that came back, or NULL: nobody was first. */
static const struct write *
stale_write(struct model *m, const struct id *id)
{
	const struct write *w;

	model_read_writes(m);
	w = m->writes.at;
	for (size_t i = 0; i < m->writes.count; i++) {
		if (id_equal(&w[i].item.id, id) && w[i].item.status == 412 &&
		    w[i].item.state == OUTBOX_REFUSED)
			return &w[i];
	}
	return NULL;
}

/* Theirs is on this device: what can be chosen. */
static bool
can_choose(struct model *m, const struct id *id)
{
	const struct write *w = stale_write(m, id);

	return w && store_record_latest(m->store, id) > w->item.base;
}

bool
model_is_conflict(struct model *m, const struct id *id)
{
	return m->store && stale_write(m, id);
}

struct newest {
	struct record *mine;
	int64_t at_ms;
	bool is_bad;
};

static bool
on_mine(void *arg, const struct outbox_item *item, const struct envelope *env,
    const char *why)
{
	const struct kind *k = kind_find(env->kind);
	struct newest *n = arg;

	(void)item;
	(void)why;
	record_free(n->mine);
	n->mine = NULL;
	n->at_ms = env->written_ms;
	if (k)
		record_from_json(
		    &n->mine, k, env->body, env->body_len, true, NULL, NULL);
	return true;
}

/* What was written last here, of all that waits or came back. */
static enum err
read_mine(struct model *m, const struct id *id, struct conflict *out,
    struct record **mine, struct errinfo *e)
{
	struct newest n = { 0 };
	enum err code =
	    store_outbox_each(m->store, OUTBOX_LISTED, id, on_mine, &n, e);

	if (code == ERR_OK && !n.mine)
		code = err_set(e, ERR_CORRUPT,
		    "Your own version cannot be read by this haven. It is "
		    "kept.");
	*mine = n.mine;
	out->mine_ms = n.at_ms;
	return code;
}

bool
model_is_newer(struct model *m, const struct id *id, int64_t version)
{
	return m->store && store_record_latest(m->store, id) > version;
}

/* The version both were made from; NULL if it is not here. It is no look: what
 * theirs kept of it is in theirs. */
static struct record *
read_base(struct model *m, const struct id *id, int64_t version)
{
	struct buf text = BUF_INIT(STORE_TEXT_MAX);
	struct record *r = NULL;
	struct envelope env;

	if (store_record_get(m->store, id, version, &text, NULL) == ERR_OK &&
	    envelope_read(&env, text.data, text.len, NULL) == ERR_OK &&
	    kind_find(env.kind))
		record_from_json(&r, kind_find(env.kind), env.body,
		    env.body_len, true, NULL, NULL);
	buf_done(&text);
	return r;
}

enum err
model_conflict(struct model *m, const struct id *id, struct conflict *out,
    struct record **mine, struct record **theirs, struct record **base,
    struct errinfo *e)
{
	const struct write *w;
	struct row row;
	int64_t latest, from;
	enum err code;

	*mine = *theirs = *base = NULL;
	memset(out, 0, sizeof(*out));
	if (!m->store)
		return model_is_locked(e);
	w = stale_write(m, id);
	if (!w)
		return err_set(e, ERR_NOT_FOUND,
		    "Nobody else has changed this. There is nothing to choose "
		    "between.");
	latest = store_record_latest(m->store, id);
	from = w->item.base;
	if (latest <= from)
		return err_set(e, ERR_NOT_FOUND,
		    "Somebody else changed this first, and their version is "
		    "not on this device yet. Both are safe: yours is kept "
		    "here. F5 asks the office for theirs.");
	out->id = *id;
	out->file = w->item.file;
	out->kind = w->kind;
	out->write = w->item.write;
	out->version = latest;
	code = read_mine(m, id, out, mine, e);
	if (code == ERR_OK)
		code = model_open(m, id, latest, theirs, &row, e);
	if (code == ERR_OK && record_kind(*theirs) != record_kind(*mine))
		code = err_set(e, ERR_CORRUPT,
		    "These are not two versions of one record. Both are kept.");
	if (code == ERR_OK) {
		out->theirs_ms = row.written_ms;
		out->is_signed = row.is_signed;
		snprintf(
		    out->theirs_by, sizeof(out->theirs_by), "%s", row.author);
		if (from > 0)
			*base = read_base(m, id, from);
		return ERR_OK;
	}
	record_free(*mine);
	record_free(*theirs);
	*mine = *theirs = NULL;
	return code;
}

/* ---- what was kept aside ---- */

struct asides {
	struct id author, record; /* of the one that is asked about */
	int64_t base;
};

/* What it is about, and what it was made from. False: no such record. */
static bool
read_aside(const struct envelope *env, struct id *record, int64_t *base)
{
	struct record *r = NULL;
	bool ok = strcmp(env->kind, kind_kept_aside.name) == 0 &&
		  record_from_json(&r, &kind_kept_aside, env->body,
		      env->body_len, true, NULL, NULL) == ERR_OK &&
		  id_parse(record, record_text(r, "record"));

	if (ok)
		*base = strtoll(record_text(r, "base"), NULL, 10);
	record_free(r);
	return ok;
}

static bool
on_aside(
    void *arg, const struct envelope *env, const char *text, size_t text_len)
{
	struct asides *a = arg;
	struct id record;
	int64_t base;

	(void)text;
	(void)text_len;
	if (id_equal(&env->author, &a->author) &&
	    read_aside(env, &record, &base) && id_equal(&record, &a->record) &&
	    base < a->base)
		a->base = base;
	return true;
}

/* No look: what it shows of the others is a number. */
int64_t
model_aside_base(struct model *m, const struct id *aside)
{
	struct buf text = BUF_INIT(STORE_TEXT_MAX);
	struct asides a = { .base = 0 };
	struct envelope env;
	int64_t newest;

	if (m->store &&
	    store_record_get(m->store, aside, 0, &text, NULL) == ERR_OK &&
	    envelope_read(&env, text.data, text.len, NULL) == ERR_OK &&
	    read_aside(&env, &a.record, &a.base)) {
		a.author = env.author;
		store_record_each(
		    m->store, NULL, &env.file, true, on_aside, &a, NULL);
		newest = store_record_latest(m->store, &a.record);
		if (newest < a.base)
			a.base = newest;
	}
	buf_done(&text);
	return a.base;
}

/* ---- the choice ---- */

static struct look
chosen_of(struct model *m, const struct id *id, enum wire_chose chose)
{
	const struct write *w = stale_write(m, id);

	return (struct look){ .look = id_new(),
		.file = w->item.file,
		.record = *id,
		.version = store_record_latest(m->store, id),
		.at_ms = clock_ms(),
		.chose = chose,
		.write = w->item.write };
}

bool
model_chose(struct model *m, const struct id *id, const struct record *saved,
    struct look *out)
{
	struct record *mine = NULL;
	struct conflict c;
	bool is_mine;

	if (!can_choose(m, id))
		return false;
	is_mine = read_mine(m, id, &c, &mine, NULL) == ERR_OK &&
		  record_kind(mine) == record_kind(saved) &&
		  record_equal(mine, saved);
	*out = chosen_of(m, id, is_mine ? CHOSE_MINE : CHOSE_JOINED);
	record_free(mine);
	return true;
}

enum err
model_keep_theirs(struct model *m, const struct id *id, struct errinfo *e)
{
	struct look look;
	enum err code;

	if (!m->store)
		return model_is_locked(e);
	if (!can_choose(m, id))
		return err_set(e, ERR_NOT_FOUND,
		    "Nobody else has changed this. There is nothing to choose "
		    "between.");
	look = chosen_of(m, id, CHOSE_THEIRS);
	code = store_begin(m->store, true, e);
	if (code == ERR_OK)
		code = store_draft_discard(m->store, id, model_now(m), e);
	if (code == ERR_OK)
		code = store_outbox_decide(m->store, id, e);
	if (code == ERR_OK)
		code = store_look_add(m->store, &look, e);
	if (code == ERR_OK)
		code = store_commit(m->store, e);
	else
		store_rollback(m->store);
	if (code == ERR_OK) {
		model_changed(m, TOPIC_RECORDS | TOPIC_OUTBOX | TOPIC_LINK);
		link_wrote(m);
	}
	return code;
}
