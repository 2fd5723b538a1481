/* sync_past.c - what this device knew of the office's past (promise 7), and what the
 * office lost when it was put back from a backup (promise 6).
 *
 * What its own person wrote waits in the outbox again. What it had pulled of others
 * since the backup may be there nowhere else any more: it is kept as something that
 * was stopped, to be handed on in a file for a designated senior member, until the
 * office has it again from whoever wrote it. */
#include "sync_apply.h"

#include <string.h>

#include "app.h"
#include "json.h"
#include "mem.h"

static const char says_lost[] = "The office lost this when it was put back "
				"from a backup. Somebody else wrote "
				"it. It goes from here by itself once their "
				"device has sent it again; if that "
				"cannot be, hand it on (F6).";

/* ---- what was lost ---- */

struct rescue {
	struct apply *a;
	bool has_box;
	uint8_t box_key[SEAL_PUBLIC];
	enum err code;
};

static bool
is_own(void *arg, const struct outbox_item *item, const struct envelope *env,
    const char *why)
{
	struct {
		int64_t base;
		bool is;
	} *q = arg;

	(void)env;
	(void)why;
	q->is = q->is || item->base == q->base;
	return !q->is;
}

/* Does this device offer it again itself? */
static bool
is_in_outbox(struct apply *a, const struct envelope *env)
{
	struct {
		int64_t base;
		bool is;
	} q = { env->version - 1, false };

	(void)store_outbox_each(a->st,
	    OUTBOX_LISTED | OUTBOX_SENT | OUTBOX_DECIDED | OUTBOX_UNREAD,
	    &env->id, is_own, &q, NULL);
	return q.is;
}

static bool
rescue_one(void *arg, const struct envelope *env, const char *text, size_t len)
{
	struct rescue *r = arg;
	struct apply *a = r->a;
	struct envelope out = *env;
	struct id write = id_new();

	(void)text;
	(void)len;
	if (env->received_ms < a->an->lost_ms || is_in_outbox(a, env))
		return true;
	out.received_ms = 0;
	r->code = store_outbox_add(a->st, &write, &out, env->written_ms,
	    r->has_box ? r->box_key : NULL, a->e);
	if (r->code == ERR_OK)
		r->code = store_outbox_refuse(
		    a->st, &write, OUTBOX_LOST_STATUS, says_lost, a->e);
	a->did->topics |= TOPIC_OUTBOX;
	return r->code == ERR_OK;
}

static bool
rescue_file(void *arg, const struct id *file, unsigned flags)
{
	struct rescue *r = arg;

	(void)flags;
	(void)store_record_each(
	    r->a->st, NULL, file, false, rescue_one, r, NULL);
	return r->code == ERR_OK;
}

enum err
apply_rescue(struct apply *a)
{
	struct rescue r = { .a = a, .code = ERR_OK };
	struct buf key = BUF_INIT(SEAL_PUBLIC);
	enum err code = ERR_OK;

	if (a->an->lost_ms <= 0)
		return ERR_OK;
	if (store_meta_get(a->st, META_BOX_KEY, &key, NULL) == ERR_OK &&
	    key.len == SEAL_PUBLIC) {
		memcpy(r.box_key, key.data, SEAL_PUBLIC);
		r.has_box = true;
	}
	buf_done(&key);
	code = store_record_files(a->st, rescue_file, &r, a->e);
	return r.code != ERR_OK ? r.code : code;
}

enum err
apply_came_back(struct apply *a, const struct envelope *env)
{
	if (a->listed == 0)
		return ERR_OK;
	a->did->topics |= TOPIC_OUTBOX;
	return store_outbox_came_back(a->st, &env->id, env->version, a->e);
}

/* ---- the chain ---- */

/* The audit chain only grows. The office's memory of what happened got shorter, or
 * the same row has another hash, or the office itself finds that what this device
 * knew is not in it: somebody rewrote it. An office that was put back goes on from
 * an earlier row; that one has another generation, and names what it lost. */
static bool
is_rewritten(const struct apply *a)
{
	const struct sync_answer *an = a->an;
	const struct sync_sent *sent = a->sent;

	if (sent->chain_rows <= 0)
		return false;
	if (*an->past)
		return !a->did->is_restored ||
		       strcmp(an->past, "restored") != 0;
	return an->chain_rows < sent->chain_rows ||
	       (an->chain_rows == sent->chain_rows &&
		   strcmp(sent->chain_head, an->chain_head) != 0);
}

/* The head from before stays as the proof, and beside it what was said then. */
static enum err
keep_proof(struct apply *a)
{
	struct buf text = BUF_INIT(4096), old = BUF_INIT(4096);
	struct jw w = JW_INIT(&text);
	enum err code = ERR_OK;

	a->did->chain_broken = true;
	a->did->topics |= TOPIC_LINK;
	jw_open(&w, NULL);
	jw_int(&w, "rows", a->sent->chain_rows);
	jw_text(&w, "head", a->sent->chain_head);
	jw_int(&w, "now_rows", a->an->chain_rows);
	jw_text(&w, "now_head", a->an->chain_head);
	jw_int(&w, "at", a->an->now_ms);
	jw_close(&w);
	/* The first proof is the one that counts. */
	if (store_meta_get(a->st, META_CHAIN_BROKEN, &old, NULL) != ERR_OK)
		code = store_meta_set(
		    a->st, META_CHAIN_BROKEN, text.data, text.len, a->e);
	buf_done(&text);
	buf_done(&old);
	return code;
}

static enum err
keep_chain(struct apply *a, const char *key, int64_t rows, const char *head)
{
	struct buf text = BUF_INIT(4096);
	struct jw w = JW_INIT(&text);
	enum err code;

	jw_open(&w, NULL);
	jw_int(&w, "rows", rows);
	jw_text(&w, "head", head);
	jw_close(&w);
	code = apply_meta(a, key, text.data, text.len);
	buf_done(&text);
	return code;
}

enum err
apply_chain(struct apply *a)
{
	const struct sync_answer *an = a->an;
	const struct sync_sent *sent = a->sent;
	enum err code = ERR_OK;

	if (!*an->chain_head)
		return ERR_OK;
	if (is_rewritten(a))
		return keep_proof(a);
	if (*an->past)
		code = keep_chain(
		    a, META_CHAIN_LOST, sent->chain_rows, sent->chain_head);
	if (code == ERR_OK)
		code =
		    keep_chain(a, META_CHAIN, an->chain_rows, an->chain_head);
	/* Promise 6: what is in backups need not be kept here. What is offered
	 * to an office that was put back waits again, so it stays. */
	if (code == ERR_OK && an->held_ms > 0)
		code = store_outbox_forget(a->st, an->held_ms, a->e);
	return code;
}
