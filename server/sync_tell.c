/* sync_tell.c - what the office tells a device, put together: results, records, and
 * of the rest what the device does not have already (docs/SYNC.md). */
#include "sync_answer.h"

#include <string.h>

#include "account.h"
#include "backup.h"
#include "destroy.h"
#include "mem.h"
#include "past.h"
#include "server.h"

#define DAY_MS INT64_C(86400000)
#define DESTROYED_MAX 100 /* told in one answer */

/* An answer on its way. */
struct telling {
	struct request *rq;
	struct db *db;
	const struct sync_ask *ask;
	struct jw w;
	struct sync_have now;
	bool is_partial; /* the device says what it has */
	bool has_news;
};

/* Where a member began, so that it can be taken back. */
struct span {
	struct jw before;
	size_t start;
};

static struct span
span_begin(const struct telling *t)
{
	return (struct span){ t->w, t->rq->out.len };
}

static void
span_undo(struct telling *t, const struct span *from)
{
	struct buf *out = &t->rq->out;

	buf_splice(out, from->start, out->len - from->start, "", 0);
	t->w = from->before;
}

/* A part was written; it is taken back if the device has it. */
static void
part_end(struct telling *t, const struct span *from, enum have_part part)
{
	struct buf *out = &t->rq->out;

	if (out->failed)
		return;
	sync_have_set(
	    &t->now, part, out->data + from->start, out->len - from->start);
	if (sync_have_is_same(&t->ask->have, &t->now, part))
		span_undo(t, from);
	else
		t->has_news = true;
}

/* A list was written. With nothing in it, it says nothing to a device that tells
 * what it has. */
static void
list_end(struct telling *t, const struct span *from)
{
	struct buf *out = &t->rq->out;

	if (out->failed)
		return;
	if (memcmp(out->data + out->len - 2, "[]", 2) != 0)
		t->has_news = true;
	else if (t->is_partial)
		span_undo(t, from);
}

static void
write_list(struct telling *t, const char *key, const struct buf *list)
{
	struct span from = span_begin(t);

	jw_raw(&t->w, key, buf_str(list), list->len);
	list_end(t, &from);
}

/* ---- parts ---- */

static void
write_generation(struct telling *t)
{
	struct span from = span_begin(t);

	jw_text(&t->w, "generation", t->rq->server->generation);
	part_end(t, &from, HAVE_GENERATION);
}

static bool is_of_another(const struct telling *t);

/* Is what the device knew of the past still so (promise 7)? */
static enum past
judge_past(struct telling *t, struct looks *looks)
{
	const struct request *rq = t->rq;
	const struct sync_past *knew = &t->ask->past;
	enum past past = PAST_KEPT;

	if (knew->is_given)
		past =
		    past_judge(t->db, knew->rows, knew->head, is_of_another(t));
	if (past == PAST_REWRITTEN &&
	    !past_is_noted(t->db, &rq->caller.device, knew->rows, knew->head)) {
		looks->past = (struct looks_past){ .is_there = true,
			.staff = rq->caller.staff,
			.device = rq->caller.device,
			.rows = knew->rows,
			.at_ms = rq->now_ms };
		memcpy(looks->past.head, knew->head, sizeof(knew->head));
	}
	return past;
}

static void
write_chain(struct telling *t, struct looks *looks)
{
	struct span from = span_begin(t);
	enum past past = judge_past(t, looks);
	int64_t held_ms = backup_held_ms(t->db);
	uint8_t head[SEAL_HASH];
	char hex[SEAL_HASH * 2 + 1];

	audit_head(t->db, &t->now.rows, head);
	seal_hex(hex, head, sizeof(head));
	jw_open(&t->w, "chain");
	jw_int(&t->w, "rows", t->now.rows);
	jw_text(&t->w, "head", hex);
	if (past != PAST_KEPT)
		jw_text(&t->w, "past", past_code(past));
	if (past == PAST_RESTORED)
		jw_int(&t->w, "lost", past_lost_ms(t->db, t->ask->past.rows));
	if (held_ms > 0)
		jw_int(&t->w, "held", held_ms);
	jw_close(&t->w);
	part_end(t, &from, HAVE_CHAIN);
}

static void
write_set(struct telling *t, const struct sync_files *set, const char *hash)
{
	jw_text(&t->w, "set", hash);
	if (strcmp(hash, t->ask->set) == 0)
		return;
	jw_open_list(&t->w, "files");
	for (size_t i = 0; i < set->count; i++)
		jw_text(&t->w, NULL, set->ids[i].s);
	jw_close_list(&t->w);
}

/* Who it is, until when, and which files are theirs. Its times are no part of the
 * hash: a device that has the rest counts them on from "now". */
static enum err
hash_who(struct telling *t, const char *set_hash, struct errinfo *e)
{
	struct buf text = BUF_INIT(65536);
	struct jw w = JW_INIT(&text);
	enum err code;

	jw_open(&w, NULL);
	jw_text(&w, "set", set_hash);
	code = account_me_write(
	    t->rq->server, t->db, &t->rq->caller, 0, &w, "me", e);
	jw_close(&w);
	sync_have_set(&t->now, HAVE_WHO, buf_str(&text), text.len);
	buf_done(&text);
	return code;
}

static enum err
write_who(struct telling *t, const struct sync_files *set, const char *set_hash,
    struct errinfo *e)
{
	struct request *rq = t->rq;
	int64_t days = conf_int(rq->server->conf, CONF_LEASE_DAYS);
	enum err code = hash_who(t, set_hash, e);

	if (code != ERR_OK ||
	    sync_have_is_same(&t->ask->have, &t->now, HAVE_WHO))
		return code;
	t->has_news = true;
	jw_bool(&t->w, "demo", rq->server->is_demo);
	write_set(t, set, set_hash);
	jw_open(&t->w, "lease");
	jw_int(&t->w, "until", rq->now_ms + days * DAY_MS);
	jw_close(&t->w);
	return account_me_write(
	    rq->server, t->db, &rq->caller, rq->now_ms, &t->w, "me", e);
}

static size_t
list_received(const struct sync_ask *ask, struct id out[WIRE_WRITES_MAX])
{
	size_t n = 0;

	for (size_t i = 0; i < ask->write_count && i < WIRE_WRITES_MAX; i++)
		if (ask->writes[i].is_kept)
			out[n++] = ask->writes[i].put.id;
	return n;
}

/* Progress since then, if the device has the rest of it: what went from it with a
 * file that left its set comes again with the file. */
static enum err
write_duties(struct telling *t, struct errinfo *e)
{
	struct request *rq = t->rq;
	const struct sync_have *have = &t->ask->have;
	struct id received[WIRE_WRITES_MAX];
	const struct progress_since since = { t->ask->since, have->rows,
		received, list_received(t->ask, received) };
	bool has_rest = sync_have_is_same(have, &t->now, HAVE_GENERATION) &&
			sync_have_is_same(have, &t->now, HAVE_WHO);
	struct span from = span_begin(t);
	enum err code;

	code =
	    store_waiting(rq->server, t->db, &rq->caller, rq->now_ms, &t->w, e);
	part_end(t, &from, HAVE_WAITING);
	from = span_begin(t);
	if (code == ERR_OK)
		code = store_progress(rq->server, t->db, &rq->caller,
		    rq->now_ms, has_rest ? &since : NULL, &t->w, e);
	if (code == ERR_OK)
		list_end(t, &from);
	return code;
}

/* Files that were destroyed, until the device says that it has erased them (R2,
 * promise 10); by their ids, and to devices that may hold something of them. */
static void
write_destroyed(struct telling *t)
{
	struct id ids[DESTROYED_MAX];
	size_t n =
	    destroy_erasing(t->db, &t->rq->caller.device, ids, DESTROYED_MAX);

	if (n == 0)
		return;
	t->has_news = true;
	jw_open_list(&t->w, "destroyed");
	for (size_t i = 0; i < n; i++)
		jw_text(&t->w, NULL, ids[i].s);
	jw_close_list(&t->w);
}

/* ---- to somebody whose access has ended ---- */

/* What became of what they handed over, and the shape of an answer in which they
 * have nothing. Their device erases what it holds by it, as it does with any file
 * that left its set. */
static enum err
write_ended(struct telling *t, struct errinfo *e)
{
	static const char *const lists[] = { "changes", "whole", "waiting",
		"progress" };
	static const uint8_t none[SEAL_HASH];
	struct request *rq = t->rq;
	struct jw *w = &t->w;
	char head[SEAL_HASH * 2 + 1];

	jw_text(w, "ended",
	    rq->caller.end == CALLER_REVOKED ? "device" : "account");
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		jw_open_list(w, lists[i]);
		jw_close_list(w);
	}
	jw_text(w, "generation", rq->server->generation);
	jw_bool(w, "demo", rq->server->is_demo);
	jw_text(w, "cursor", "0");
	jw_bool(w, "more", false);
	jw_text(w, "set", "ended");
	if (strcmp(t->ask->set, "ended") != 0) {
		jw_open_list(w, "files");
		jw_close_list(w);
	}
	jw_open(w, "chain");
	jw_int(w, "rows", 0);
	seal_hex(head, none, sizeof(none));
	jw_text(w, "head", head);
	jw_close(w);
	jw_open(w, "lease");
	jw_int(w, "until", 1);
	jw_close(w);
	return account_me_write(
	    rq->server, t->db, &rq->caller, rq->now_ms, w, "me", e);
}

/* ---- to all others ---- */

/* A cursor of another generation means nothing here (promise 6). */
static bool
is_of_another(const struct telling *t)
{
	const struct sync_ask *ask = t->ask;

	if (ask->have.is_given)
		return !sync_have_is_same(&ask->have, &t->now, HAVE_GENERATION);
	return ask->generation[0] != '\0' &&
	       strcmp(ask->generation, t->rq->server->generation) != 0;
}

struct growing {
	struct sync_files set;
	size_t cap;
};

static void
set_add(void *arg, const struct id *file)
{
	struct growing *g = arg;

	if (g->set.count == g->cap) {
		g->cap = g->cap ? g->cap * 2 : 64;
		g->set.ids = mem_grow(g->set.ids, g->cap, sizeof(*file));
	}
	g->set.ids[g->set.count++] = *file;
}

static enum err
write_records(struct telling *t, const struct sync_files *set,
    struct looks *looks, struct sync_place *at, struct errinfo *e)
{
	struct request *rq = t->rq;
	struct sync_ask ask = *t->ask;
	size_t limit = WIRE_PAGE_MAX;
	struct span from = span_begin(t);
	enum err code;

	/* From "0" with a set: a device that begins again and holds something,
	 * of another role (case 20) or after access was given back. */
	ask.is_anew = ask.since == 0 && ask.set[0] != '\0';
	if (is_of_another(t)) {
		ask.is_anew = ask.is_anew || ask.since != 0;
		ask.since = 0;
		ask.has_told = false;
	}
	if (ask.write_count > 0)
		limit = SYNC_PAGE_WRITING;
	else if (ask.since == 0)
		limit = SYNC_PAGE_FIRST;
	code = sync_write_changes(rq, t->db, &ask, limit, &t->w, looks, at, e);
	if (code != ERR_OK)
		return code;
	list_end(t, &from);
	t->has_news = t->has_news || at->more || at->cursor != ask.since;
	sync_write_cursor(&t->w, at);
	from = span_begin(t);
	code =
	    sync_write_whole(rq, t->db, &ask, set, &t->w, looks, &at->more, e);
	if (code == ERR_OK)
		list_end(t, &from);
	return code;
}

static enum err
write_news(struct telling *t, struct looks *looks, struct errinfo *e)
{
	struct request *rq = t->rq;
	char set_hash[SEAL_HASH * 2 + 1], have[HAVE_MAX];
	struct sync_place at = { 0 };
	struct growing g = { 0 };
	enum err code;

	write_generation(t);
	code = store_set(rq->server, t->db, &rq->caller, rq->now_ms, set_add,
	    &g, set_hash, e);
	if (code == ERR_OK)
		code = write_records(t, &g.set, looks, &at, e);
	if (code == ERR_OK)
		code = write_who(t, &g.set, set_hash, e);
	jw_bool(&t->w, "more", at.more);
	if (code == ERR_OK)
		code = write_duties(t, e);
	write_chain(t, looks);
	sync_have_print(have, &t->now);
	jw_text(&t->w, "have", have);
	mem_free_wiped(g.set.ids, g.cap * sizeof(g.set.ids[0]));
	return code;
}

enum err
sync_write_answer(struct request *rq, struct db *db, const struct sync_ask *ask,
    const struct buf *results, const struct buf *kept, struct looks *looks,
    struct errinfo *e)
{
	struct telling t = {
		.rq = rq,
		.db = db,
		.ask = ask,
		.w = JW_INIT(&rq->out),
		.is_partial = ask->have.is_given && rq->caller.end == CALLER_IN,
	};
	enum err code;

	rq->status = 200;
	jw_open(&t.w, NULL);
	jw_int(&t.w, "now", rq->now_ms);
	write_list(&t, "results", results);
	write_list(&t, "looks", kept);
	write_destroyed(&t);
	code = rq->caller.end == CALLER_IN ? write_news(&t, looks, e)
					   : write_ended(&t, e);
	jw_close(&t.w);
	if (code == ERR_OK && ask->is_brief && !t.has_news &&
	    rq->caller.end == CALLER_IN) {
		rq->status = 204;
		rq->no_body = true;
	}
	return code;
}
