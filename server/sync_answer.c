/* sync_answer.c - what the office tells a device (docs/SYNC.md, The answer). */
#include "sync_answer.h"

#include <stdio.h>
#include <string.h>

#include "account.h"
#include "mem.h"
#include "server.h"

#define ENVELOPE_MAX (KIND_BODY_MAX + 4096)

/* One row for a file in one answer, however many of its records are in it. */
static void
copied(struct looks *looks, const struct request *rq, const struct id *file)
{
	if (id_is_none(file))
		return;
	for (size_t i = 0; i < looks->count; i++)
		if (id_equal(&looks->rows[i].file, file))
			return;
	looks_add(looks, rq, AUDIT_COPIED, file, NULL, 0);
}

/* ---- changes ---- */

struct page_row {
	struct change change;
	enum told as;
};

struct page {
	struct page_row *rows;
	size_t count, max;
};

static enum err
page_add(void *arg, const struct change *ch, enum told as, struct errinfo *e)
{
	struct page *page = arg;

	if (page->count == page->max)
		return err_set(e, ERR_BUG, "More changes than were asked for.");
	page->rows[page->count].change = *ch;
	page->rows[page->count++].as = as;
	return ERR_OK;
}

static void
write_card(
    struct request *rq, struct db *db, const struct change *ch, struct jw *w)
{
	struct card card = { .gone = true };

	if (!cards_get(
		rq->server, db, &rq->caller, &ch->file, rq->now_ms, &card)) {
		card = (struct card){ .gone = true };
		card.file = ch->file;
	}
	jw_open(w, NULL);
	jw_int(w, "seq", ch->seq);
	card_write(w, "card", &card);
	jw_close(w);
}

/* By its id alone, which the device has. */
static void
write_gone(const struct change *ch, struct jw *w)
{
	jw_open(w, NULL);
	jw_int(w, "seq", ch->seq);
	jw_text(w, "gone", ch->record.s);
	jw_close(w);
}

/* What this person may not see is passed over: not even its id leaves (R7). */
static enum err
write_record(struct request *rq, struct db *db, const struct change *ch,
    struct jw *w, struct looks *looks, struct errinfo *e)
{
	struct buf text = BUF_INIT(ENVELOPE_MAX);
	struct record_row row;
	struct envelope env;
	enum err code = store_find(db, &ch->record, &row, e);

	if (code == ERR_NOT_FOUND)
		return ERR_OK;
	if (code != ERR_OK || !store_may(rq->server, db, &rq->caller, &row,
				  RIGHT_READ, rq->now_ms))
		return code;
	code = store_read(
	    rq->server, db, &ch->record, ch->version, &env, &text, e);
	if (code == ERR_OK) {
		jw_open(w, NULL);
		jw_int(w, "seq", ch->seq);
		envelope_write(w, "record", &env);
		jw_close(w);
		copied(looks, rq, &row.file);
	}
	buf_done(&text);
	return code;
}

static enum err
write_page(struct request *rq, struct db *db, const struct page *page,
    struct jw *w, struct looks *looks, int64_t *last, bool *more,
    struct errinfo *e)
{
	size_t start = rq->out.len;
	enum err code = ERR_OK;

	for (size_t i = 0; i < page->count && code == ERR_OK; i++) {
		const struct page_row *row = &page->rows[i];

		if (rq->out.len - start > SYNC_ANSWER_SOFT) {
			*last = page->rows[i - 1].change.seq;
			*more = true;
			break;
		}
		if (row->as == TOLD_CARD)
			write_card(rq, db, &row->change, w);
		else if (row->as == TOLD_GONE)
			write_gone(&row->change, w);
		else
			code = write_record(rq, db, &row->change, w, looks, e);
	}
	return code;
}

enum err
sync_write_changes(struct request *rq, struct db *db, int64_t since,
    size_t limit, struct jw *w, struct looks *looks, bool *more,
    struct errinfo *e)
{
	struct page page = { .max = limit };
	int64_t last = since;
	char cursor[24];
	enum err code;

	*more = false;
	page.rows = mem_zalloc(limit, sizeof(page.rows[0]));
	code = store_changes(rq->server, db, &rq->caller, since, limit,
	    rq->now_ms, page_add, &page, &last, more, e);
	jw_open_list(w, "changes");
	if (code == ERR_OK)
		code = write_page(rq, db, &page, w, looks, &last, more, e);
	jw_close_list(w);
	snprintf(cursor, sizeof(cursor), "%lld", (long long)last);
	jw_text(w, "cursor", cursor);
	mem_free_wiped(page.rows, limit * sizeof(page.rows[0]));
	return code;
}

/* ---- the set, and whole files ---- */

struct set {
	struct id *ids;
	size_t count, cap;
};

static void
set_add(void *arg, const struct id *file)
{
	struct set *set = arg;

	if (set->count == set->cap) {
		set->cap = set->cap ? set->cap * 2 : 64;
		set->ids = mem_grow(set->ids, set->cap, sizeof(set->ids[0]));
	}
	set->ids[set->count++] = *file;
}

static bool
set_has(const struct set *set, const struct id *file)
{
	for (size_t i = 0; i < set->count; i++)
		if (id_equal(&set->ids[i], file))
			return true;
	return false;
}

static void
write_set(struct jw *w, const struct sync_ask *ask, const struct set *set,
    const char *hash)
{
	jw_text(w, "set", hash);
	if (strcmp(hash, ask->set) == 0)
		return;
	jw_open_list(w, "files");
	for (size_t i = 0; i < set->count; i++)
		jw_text(w, NULL, set->ids[i].s);
	jw_close_list(w);
}

/* What comes after the files of an answer takes no more. */
#define AFTER_MAX (1u << 20)
/* An answer with less than this in it has room for what fits in any. */
#define EMPTY_MAX (256u << 10)

struct whole {
	struct jw *w;
	size_t ceiling; /* of the answer so far */
};

static enum err
whole_each(void *arg, const struct envelope *env, struct errinfo *e)
{
	struct whole *whole = arg;

	envelope_write(whole->w, NULL, env);
	if (whole->w->out->failed || whole->w->out->len > whole->ceiling)
		return err_set(e, ERR_TOO_BIG, "There is no room for it.");
	return ERR_OK;
}

/* ERR_TOO_BIG: nothing was written. */
static enum err
write_file(struct request *rq, struct db *db, const struct id *file,
    bool all_versions, struct jw *w, struct errinfo *e)
{
	struct whole whole = { .w = w, .ceiling = WIRE_SYNC_MAX - AFTER_MAX };
	struct jw before = *w;
	size_t start = rq->out.len;
	enum err code;

	jw_open(w, NULL);
	jw_text(w, "file", file->s);
	jw_open_list(w, "records");
	code = store_each_of_file(rq->server, db, &rq->caller, file,
	    all_versions, rq->now_ms, whole_each, &whole, e);
	if (code == ERR_NOT_FOUND)
		code = ERR_OK;
	jw_close_list(w);
	jw_close(w);
	if (code == ERR_TOO_BIG) {
		buf_splice(&rq->out, start, rq->out.len - start, "", 0);
		*w = before;
	}
	return code;
}

/* Asked for twice, a file costs the office once. */
static bool
is_repeated(const struct sync_files *want, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (id_equal(&want->ids[i], &want->ids[at]))
			return true;
	return false;
}

/* Files that are not of the set are passed over, as if they did not exist. Those
 * there is no room for are asked for again. One that is too big for any answer
 * goes without its earlier versions, or not at all: it may not keep everything
 * else from this person (promise 12). */
static enum err
write_whole(struct request *rq, struct db *db, const struct sync_ask *ask,
    const struct set *set, struct jw *w, struct looks *looks, bool *more,
    struct errinfo *e)
{
	enum err code = ERR_OK;

	jw_open_list(w, "whole");
	for (size_t i = 0; i < ask->want.count && code == ERR_OK; i++) {
		const struct id *file = &ask->want.ids[i];
		size_t start = rq->out.len;

		if (!set_has(set, file) || is_repeated(&ask->want, i))
			continue;
		code = write_file(rq, db, file, true, w, e);
		if (code == ERR_TOO_BIG && start > EMPTY_MAX) {
			*more = true;
			code = ERR_OK;
			break;
		}
		if (code == ERR_TOO_BIG)
			code = write_file(rq, db, file, false, w, e);
		if (code == ERR_OK)
			copied(looks, rq, file);
		else if (code == ERR_TOO_BIG)
			code = ERR_OK;
	}
	jw_close_list(w);
	return code;
}

/* ---- the rest ---- */

static void
write_chain(struct db *db, struct jw *w)
{
	uint8_t head[SEAL_HASH];
	char hex[SEAL_HASH * 2 + 1];
	int64_t rows;

	audit_head(db, &rows, head);
	seal_hex(hex, head, sizeof(head));
	jw_open(w, "chain");
	jw_int(w, "rows", rows);
	jw_text(w, "head", hex);
	jw_close(w);
}

static void
write_lease(struct request *rq, struct jw *w)
{
	int64_t days = conf_int(rq->server->conf, CONF_LEASE_DAYS);

	jw_open(w, "lease");
	jw_int(w, "until", rq->now_ms + days * 86400000);
	jw_close(w);
}

static void
write_front(struct request *rq, struct jw *w, const struct buf *results,
    const struct buf *kept)
{
	rq->status = 200;
	jw_open(w, NULL);
	jw_int(w, "now", rq->now_ms);
	jw_text(w, "generation", rq->server->generation);
	jw_bool(w, "demo", rq->server->is_demo);
	jw_raw(w, "results", buf_str(results), results->len);
	jw_raw(w, "looks", buf_str(kept), kept->len);
}

/* To somebody whose access has ended: what became of what they handed over, and
 * the shape of an answer in which they have nothing. Their device erases what it
 * holds by it, as it does with any file that left its set. */
static enum err
write_ended(struct request *rq, struct db *db, const struct sync_ask *ask,
    const struct buf *results, const struct buf *kept, struct errinfo *e)
{
	static const uint8_t none[SEAL_HASH];
	struct jw w = JW_INIT(&rq->out);
	char head[SEAL_HASH * 2 + 1];
	enum err code;

	write_front(rq, &w, results, kept);
	jw_text(&w, "ended",
	    rq->caller.end == CALLER_REVOKED ? "device" : "account");
	jw_open_list(&w, "changes");
	jw_close_list(&w);
	jw_open_list(&w, "whole");
	jw_close_list(&w);
	jw_text(&w, "cursor", "0");
	jw_bool(&w, "more", false);
	jw_text(&w, "set", "ended");
	if (strcmp(ask->set, "ended") != 0) {
		jw_open_list(&w, "files");
		jw_close_list(&w);
	}
	jw_open_list(&w, "waiting");
	jw_close_list(&w);
	jw_open_list(&w, "progress");
	jw_close_list(&w);
	jw_open(&w, "chain");
	jw_int(&w, "rows", 0);
	seal_hex(head, none, sizeof(none));
	jw_text(&w, "head", head);
	jw_close(&w);
	jw_open(&w, "lease");
	jw_int(&w, "until", 1);
	jw_close(&w);
	code = account_me_write(
	    rq->server, db, &rq->caller, rq->now_ms, &w, "me", e);
	jw_close(&w);
	return code;
}

static enum err
write_duties(struct request *rq, struct db *db, struct jw *w, struct errinfo *e)
{
	enum err code;

	code = store_waiting(rq->server, db, &rq->caller, rq->now_ms, w, e);
	if (code == ERR_OK)
		code = store_progress(
		    rq->server, db, &rq->caller, rq->now_ms, w, e);
	return code;
}

enum err
sync_write_answer(struct request *rq, struct db *db, const struct sync_ask *ask,
    const struct buf *results, const struct buf *kept, struct looks *looks,
    struct errinfo *e)
{
	struct server *s = rq->server;
	size_t limit = ask->write_count > 0 ? SYNC_PAGE_WRITING : WIRE_PAGE_MAX;
	/* A cursor of another generation means nothing here (promise 6). */
	bool is_other = ask->generation[0] != '\0' &&
			strcmp(ask->generation, s->generation) != 0;
	struct jw w = JW_INIT(&rq->out);
	char hash[SEAL_HASH * 2 + 1];
	struct set set = { 0 };
	bool more = false;

	enum err code;

	if (rq->caller.end != CALLER_IN)
		return write_ended(rq, db, ask, results, kept, e);
	write_front(rq, &w, results, kept);
	code = sync_write_changes(
	    rq, db, is_other ? 0 : ask->since, limit, &w, looks, &more, e);
	if (code == ERR_OK)
		code = store_set(
		    s, db, &rq->caller, rq->now_ms, set_add, &set, hash, e);
	if (code == ERR_OK) {
		write_set(&w, ask, &set, hash);
		code = write_whole(rq, db, ask, &set, &w, looks, &more, e);
	}
	jw_bool(&w, "more", more);
	if (code == ERR_OK)
		code = write_duties(rq, db, &w, e);
	write_chain(db, &w);
	write_lease(rq, &w);
	if (code == ERR_OK)
		code = account_me_write(
		    s, db, &rq->caller, rq->now_ms, &w, "me", e);
	jw_close(&w);
	mem_free_wiped(set.ids, set.cap * sizeof(set.ids[0]));
	return code;
}
