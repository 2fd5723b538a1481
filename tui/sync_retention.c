/* sync_retention.c - files due for review, and destroying one, asked of the office
 * (R2). */
#include "sync_in.h"

#include <stdio.h>
#include <string.h>

#include "json.h"
#include "mem.h"

#define ANSWER_MAX (2u << 20)

/* ---- asking ---- */

static enum err
in_touch(struct model *m, struct errinfo *e)
{
	if (!m->store)
		return model_is_locked(e);
	if (*m->sync->token)
		return ERR_OK;
	model_sync_now(m);
	return err_set(e, ERR_NET,
	    "This needs the office, and haven is not in touch with it now. "
	    "Nothing was changed. Try again when it is.");
}

static enum ask_state
ask_path(struct model *m, const char *path, uint32_t *number, struct errinfo *e)
{
	struct sync_question q = { .path = path, .token = m->sync->token };
	enum err code = in_touch(m, e);

	if (code == ERR_OK)
		code = sync_ask(m, &q, number, e);
	return code == ERR_OK ? ASK_WAITING : ASK_FAILED;
}

void
model_due_want(struct model *m)
{
	struct sync_retention *r = &m->sync->retention;

	if (r->list_state == ASK_WAITING)
		return;
	err_clear(&r->list_why);
	r->list_state =
	    ask_path(m, "/v1/retention", &r->list_number, &r->list_why);
	model_changed(m, TOPIC_ANSWER);
}

void
model_due_file_want(struct model *m, const struct id *file)
{
	struct sync_retention *r = &m->sync->retention;
	char path[100];

	if (r->file_state == ASK_WAITING && id_equal(&r->file_id, file))
		return;
	if (!id_equal(&r->file_id, file))
		r->has_file = false;
	r->file_id = *file;
	err_clear(&r->file_why);
	snprintf(path, sizeof path, "/v1/files/%s/retention", file->s);
	r->file_state = ask_path(m, path, &r->file_number, &r->file_why);
	model_changed(m, TOPIC_ANSWER);
}

enum err
model_ask_destroy(struct model *m, const struct due_file *file,
    const char *typed, const char *passphrase, struct errinfo *e)
{
	struct sync_retention *r = &m->sync->retention;
	struct buf body = BUF_INIT(8192);
	struct jw w = JW_INIT(&body);
	struct sync_question q = { .is_post = true,
		.path = "/v1/destructions",
		.token = m->sync->token };
	enum err code = in_touch(m, e);

	jw_open(&w, NULL);
	jw_text(&w, "file", file->file.s);
	jw_text(&w, "review", file->review.s);
	jw_text(&w, "state", file->state);
	jw_text(&w, "typed", typed);
	jw_text(&w, "passphrase", passphrase);
	jw_close(&w);
	q.body = body.data;
	q.len = body.len;
	err_clear(&r->destroy_why);
	r->destroy_file = file->file;
	if (code == ERR_OK)
		code = sync_ask(m, &q, &r->destroy_number, e);
	r->destroy_state = code == ERR_OK ? ASK_WAITING : ASK_NONE;
	buf_done(&body);
	return code;
}

/* ---- answers ---- */

static void
copy(char *out, size_t size, const struct json *o, const char *key)
{
	snprintf(out, size, "%s", json_text_of(o, key, ""));
}

static void
forget_list(struct sync_retention *r)
{
	mem_free_wiped(r->rows, r->row_count * sizeof *r->rows);
	mem_free_wiped(r->left, r->left_count * sizeof *r->left);
	r->rows = NULL;
	r->left = NULL;
	r->row_count = r->left_count = 0;
	r->more = false;
}

static bool
read_list(struct sync_retention *r, const struct json *doc)
{
	const struct json *rows = json_get(doc, "rows"), *i;
	const struct json *left = json_get(doc, "outstanding");

	if (!json_is_array(rows))
		return false;
	forget_list(r);
	r->rows = mem_zalloc(json_count(rows) + 1, sizeof *r->rows);
	for (i = json_first(rows); i; i = json_next(i)) {
		struct due_row *row = &r->rows[r->row_count];

		if (!id_parse(&row->file, json_text_of(i, "file", NULL)))
			continue;
		copy(row->due, sizeof row->due, i, "due");
		copy(row->says, sizeof row->says, i, "says");
		copy(row->state, sizeof row->state, i, "state");
		r->row_count++;
	}
	r->left = mem_zalloc(json_count(left) + 1, sizeof *r->left);
	for (i = json_first(left); i; i = json_next(i)) {
		int64_t n = json_int_of(i, "devices", 0);

		if (n > 0 && id_parse(&r->left[r->left_count].record,
				 json_text_of(i, "record", NULL)))
			r->left[r->left_count++].devices = (size_t)n;
	}
	r->more = json_true(json_get(doc, "more"));
	return true;
}

static bool
read_file(struct due_file *f, const struct json *doc)
{
	const char *is = json_text_of(doc, "is", "");
	const struct json *i;

	memset(f, 0, sizeof *f);
	copy(f->due, sizeof f->due, doc, "due");
	copy(f->says, sizeof f->says, doc, "says");
	copy(f->state, sizeof f->state, doc, "state");
	copy(f->on, sizeof f->on, doc, "on");
	copy(f->reason, sizeof f->reason, doc, "reason");
	copy(f->abuse_reason, sizeof f->abuse_reason, doc, "abuse_reason");
	f->is_held = strcmp(is, "held") == 0;
	f->is_open = strcmp(is, "open") == 0;
	f->is_due = json_true(json_get(doc, "now"));
	f->has_abuse = json_true(json_get(doc, "abuse"));
	id_parse(&f->review, json_text_of(doc, "review", NULL));
	id_parse(&f->by, json_text_of(doc, "by", NULL));
	for (i = json_first(json_get(doc, "what"));
	     i && f->what_count < DUE_KINDS; i = json_next(i)) {
		copy(f->what[f->what_count].kind, sizeof f->what[0].kind, i,
		    "kind");
		copy(f->what[f->what_count].count, sizeof f->what[0].count, i,
		    "count");
		f->what_count++;
	}
	return strlen(f->state) == SEAL_HASH * 2;
}

/* NULL, and why in e: no answer, or not the one that was hoped for. */
static struct json *
read_answer(struct model *m, const struct net_answer *an, unsigned status,
    struct errinfo *e)
{
	struct json *doc = NULL;

	if (an->link != NET_OK || an->status != status) {
		sync_say_asked(an, false, e);
		/* The next sync signs in anew. */
		if (an->link == NET_OK && an->status == 401)
			model_sync_now(m);
		return NULL;
	}
	if (an->is_packed || json_parse(&doc, an->body.s, an->body.len,
				 ANSWER_MAX, NULL) != ERR_OK)
		err_set(e, ERR_INVALID,
		    "The office answered with something that cannot be right. "
		    "Tell your administrator.");
	return doc;
}

static void
list_answer(struct model *m, const struct net_answer *an)
{
	struct sync_retention *r = &m->sync->retention;
	struct json *doc = read_answer(m, an, 200, &r->list_why);

	r->list_number = 0;
	r->list_state = doc && read_list(r, doc) ? ASK_DONE : ASK_FAILED;
	json_free(doc);
	if (r->list_state == ASK_DONE && r->more)
		model_due_want(m);
}

static void
file_answer(struct model *m, const struct net_answer *an)
{
	struct sync_retention *r = &m->sync->retention;
	struct json *doc = read_answer(m, an, 200, &r->file_why);

	r->file_number = 0;
	r->has_file = doc && read_file(&r->file, doc);
	r->file.file = r->file_id;
	r->file_state = r->has_file ? ASK_DONE : ASK_FAILED;
	json_free(doc);
}

/* Gone or not: what is here of it goes with the sync that follows. */
static void
destroy_answer(struct model *m, const struct net_answer *an)
{
	struct sync_retention *r = &m->sync->retention;
	struct json *doc = read_answer(m, an, 201, &r->destroy_why);

	r->destroy_number = 0;
	r->destroy_state = doc ? ASK_DONE : ASK_FAILED;
	if (an->link != NET_OK)
		err_set(&r->destroy_why, ERR_NET,
		    "The office did not answer, so the file may be destroyed "
		    "or not. Try again: it is destroyed once.");
	if (doc) {
		r->has_file = false;
		forget_list(r);
		r->list_state = ASK_NONE;
		model_sync_now(m);
	}
	json_free(doc);
}

static bool
answer(struct model *m, const struct net_answer *an)
{
	struct sync_retention *r = &m->sync->retention;

	if (r->list_number && an->number == r->list_number)
		list_answer(m, an);
	else if (r->file_number && an->number == r->file_number)
		file_answer(m, an);
	else if (r->destroy_number && an->number == r->destroy_number)
		destroy_answer(m, an);
	else
		return false;
	model_changed(m, TOPIC_ANSWER);
	return true;
}

static bool
waits(const struct sync *s)
{
	return s->retention.list_number || s->retention.file_number ||
	       s->retention.destroy_number;
}

static void
give_up(struct model *m)
{
	static const struct net_answer fault = { .link = NET_FAULT };
	struct sync_retention *r = &m->sync->retention;

	if (r->list_state == ASK_WAITING)
		list_answer(m, &fault);
	if (r->file_state == ASK_WAITING)
		file_answer(m, &fault);
	if (r->destroy_state == ASK_WAITING)
		destroy_answer(m, &fault);
	r->list_number = r->file_number = r->destroy_number = 0;
}

static void
end(struct sync *s)
{
	forget_list(&s->retention);
	seal_wipe(&s->retention, sizeof s->retention);
}

/* ---- for the screens ---- */

size_t
model_due(const struct model *m, const struct due_row **rows, bool *more,
    enum ask_state *state, struct errinfo *e)
{
	const struct sync_retention *r = &m->sync->retention;

	*rows = r->rows;
	*more = r->more;
	*state = r->list_state;
	if (e && r->list_state == ASK_FAILED)
		*e = r->list_why;
	return r->row_count;
}

size_t
model_due_devices(const struct model *m, const struct id *disposal)
{
	const struct sync_retention *r = &m->sync->retention;

	for (size_t i = 0; i < r->left_count; i++)
		if (id_equal(&r->left[i].record, disposal))
			return r->left[i].devices;
	return 0;
}

const struct due_file *
model_due_file(const struct model *m, const struct id *file,
    enum ask_state *state, struct errinfo *e)
{
	const struct sync_retention *r = &m->sync->retention;

	*state = id_equal(&r->file_id, file) ? r->file_state : ASK_NONE;
	if (e && *state == ASK_FAILED)
		*e = r->file_why;
	return r->has_file && id_equal(&r->file.file, file) ? &r->file : NULL;
}

enum ask_state
model_destroy_state(
    const struct model *m, const struct id *file, struct errinfo *e)
{
	const struct sync_retention *r = &m->sync->retention;

	if (!id_equal(&r->destroy_file, file))
		return ASK_NONE;
	if (e && r->destroy_state == ASK_FAILED)
		*e = r->destroy_why;
	return r->destroy_state;
}

const struct sync_asker sync_retention_asker = {
	.answer = answer, .waits = waits, .give_up = give_up, .end = end
};
