/* sync_answer.c - the records of an answer: changes after a cursor, whole files
 * (docs/SYNC.md, The answer). */
#include "sync_answer.h"

#include <stdio.h>
#include <string.h>

#include "inspect.h"
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

/* Is it, to the byte, what this device wrote and has the receipt for in this very
 * answer? It would come back over a link that may be a poor one. */
static bool
is_own(const struct sync_ask *ask, const struct request *rq,
    const struct envelope *env)
{
	for (size_t i = 0; i < ask->write_count; i++) {
		const struct put *p = &ask->writes[i].put;

		if (ask->writes[i].is_kept && id_equal(&p->id, &env->id) &&
		    p->base + 1 == env->version)
			return id_equal(&env->author, &rq->caller.staff) &&
			       id_equal(&env->file, &p->file) &&
			       env->table == p->table &&
			       env->written_ms == p->written_ms &&
			       env->is_signed == p->is_signed &&
			       memcmp(env->sig, p->sig, sizeof(p->sig)) == 0 &&
			       env->body_len == p->body_len &&
			       memcmp(env->body, p->body, p->body_len) == 0;
	}
	return false;
}

/* What this person may not see is passed over: not even its id leaves (R7). */
static enum err
write_record(struct request *rq, struct db *db, const struct sync_ask *ask,
    const struct change *ch, struct jw *w, struct looks *looks,
    struct errinfo *e)
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
	if (code == ERR_OK)
		code = inspect_mask(&rq->caller, &env, &text, e);
	if (code == ERR_OK && !is_own(ask, rq, &env)) {
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
write_page(struct request *rq, struct db *db, const struct sync_ask *ask,
    const struct page *page, struct jw *w, struct looks *looks,
    struct sync_place *at, struct errinfo *e)
{
	size_t start = rq->out.len;
	enum err code = ERR_OK;

	for (size_t i = 0; i < page->count && code == ERR_OK; i++) {
		const struct page_row *row = &page->rows[i];

		if (rq->out.len - start > SYNC_ANSWER_SOFT) {
			at->cursor = page->rows[i - 1].change.seq;
			at->more = true;
			break;
		}
		if (row->as == TOLD_CARD)
			write_card(rq, db, &row->change, w);
		else if (row->as == TOLD_GONE)
			write_gone(&row->change, w);
		else
			code = write_record(
			    rq, db, ask, &row->change, w, looks, e);
	}
	return code;
}

struct gone {
	struct jw *w;
	size_t left; /* no device reads more changes in one answer */
};

static enum err
gone_each(void *arg, const struct change *ch, enum told as, struct errinfo *e)
{
	struct gone *gone = arg;

	(void)as;
	(void)e;
	if (gone->left > 0) {
		gone->left--;
		write_gone(ch, gone->w);
	}
	return ERR_OK;
}

/* While files are shut to somebody, changes of the organisation go on, and the
 * cursor says where the device is with files; once they are open, it goes on from
 * there (T2). What it has already comes again, and changes nothing. */
static struct sync_place
place_of(const struct request *rq, struct db *db, const struct sync_ask *ask,
    int64_t *since)
{
	int64_t told = ask->has_told ? ask->told : ask->since;
	bool is_shut = store_is_shut(rq->server, db, &rq->caller, rq->now_ms);

	*since = is_shut ? ask->since : told;
	return (struct sync_place){ .cursor = *since,
		.has_told = is_shut,
		.told = is_shut ? told : 0 };
}

enum err
sync_write_changes(struct request *rq, struct db *db,
    const struct sync_ask *ask, size_t limit, struct jw *w, struct looks *looks,
    struct sync_place *at, struct errinfo *e)
{
	struct page page = { .max = limit };
	struct gone gone = { w, WIRE_PAGE_MAX - limit };
	int64_t since;
	enum err code;

	*at = place_of(rq, db, ask, &since);
	page.rows = mem_zalloc(limit, sizeof(page.rows[0]));
	code = store_changes(rq->server, db, &rq->caller, since, limit,
	    rq->now_ms, page_add, &page, &at->cursor, &at->more, e);
	jw_open_list(w, "changes");
	if (code == ERR_OK && ask->is_anew)
		code = store_gone(rq->server, db, &rq->caller, rq->now_ms,
		    gone_each, &gone, e);
	if (code == ERR_OK)
		code = write_page(rq, db, ask, &page, w, looks, at, e);
	jw_close_list(w);
	mem_free_wiped(page.rows, limit * sizeof(page.rows[0]));
	return code;
}

void
sync_write_cursor(struct jw *w, const struct sync_place *at)
{
	char text[48];
	int n = snprintf(text, sizeof(text), "%lld", (long long)at->cursor);

	if (at->has_told)
		snprintf(text + n, sizeof(text) - (size_t)n, ".%lld",
		    (long long)at->told);
	jw_text(w, "cursor", text);
}

/* ---- whole files ---- */

static bool
set_has(const struct sync_files *set, const struct id *file)
{
	for (size_t i = 0; i < set->count; i++)
		if (id_equal(&set->ids[i], file))
			return true;
	return false;
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
enum err
sync_write_whole(struct request *rq, struct db *db, const struct sync_ask *ask,
    const struct sync_files *set, struct jw *w, struct looks *looks, bool *more,
    struct errinfo *e)
{
	enum err code = ERR_OK;
	/* An empty one would say that nothing is in it (T2). */
	size_t count = store_is_shut(rq->server, db, &rq->caller, rq->now_ms)
			   ? 0
			   : ask->want.count;

	jw_open_list(w, "whole");
	for (size_t i = 0; i < count && code == ERR_OK; i++) {
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
