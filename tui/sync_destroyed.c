/* sync_destroyed.c - the office destroyed a file: all that was pulled of it goes from
 * this device, and the office is told so at the next contact (R2, promise 10).
 *
 * What a person wrote and the office has not had stays (promise 2): what waits in
 * the outbox is sent, and kept aside there; a draft of something new is put away,
 * where it can be had back for thirty days. A draft that changes what was on the
 * file is a copy of it, and goes. */
#include "sync_apply.h"

#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "json.h"
#include "mem.h"

#define SAID_MAX (1u << 20)

/* ---- drafts ---- */

struct draft_of {
	struct id row, record;
	bool is_copy; /* of a record of the file */
};

struct draft_walk {
	const struct id *file;
	struct draft_of *at;
	size_t count;
};

static bool
note_draft(void *arg, const struct id *id, const struct id *away, int64_t at_ms,
    const char *text, size_t len)
{
	struct draft_walk *w = arg;
	struct json *doc = NULL;
	struct id file = { "" };

	(void)at_ms;
	if (json_parse(&doc, text, len, STORE_TEXT_MAX, NULL) == ERR_OK &&
	    id_parse(&file, json_text_of(doc, "file", NULL)) &&
	    id_equal(&file, w->file)) {
		w->at = mem_grow(w->at, w->count + 1, sizeof *w->at);
		w->at[w->count++] = (struct draft_of){ away ? *away : *id, *id,
			json_int_of(doc, "base", 0) > 0 };
	}
	json_free(doc);
	return true;
}

static enum err
erase_drafts(struct apply *a, const struct id *file, bool discarded)
{
	struct draft_walk w = { .file = file };
	enum err code =
	    store_draft_each(a->st, discarded, note_draft, &w, a->e);

	/* One that cannot be read here says nothing of whose it is. */
	if (code == ERR_CORRUPT || code == ERR_INVALID)
		code = ERR_OK;
	for (size_t i = 0; i < w.count && code == ERR_OK; i++) {
		const struct draft_of *d = &w.at[i];

		a->did->topics |= TOPIC_OUTBOX;
		if (d->is_copy)
			code = store_draft_erase(a->st, &d->row, a->e);
		else if (!discarded)
			code = store_draft_discard(
			    a->st, &d->record, a->an->now_ms, a->e);
	}
	free(w.at);
	return code;
}

/* ---- what the office is to be told ---- */

static bool
says(const struct buf *said, const struct id *file)
{
	return strstr(buf_str(said), file->s) != NULL;
}

static enum err
read_said(const struct apply *a, struct buf *out)
{
	enum err code = store_meta_get(a->st, META_ERASED, out, a->e);

	return code == ERR_NOT_FOUND ? ERR_OK : code;
}

/* The office has heard of those that this request named. */
static void
take_heard(const struct apply *a, const struct buf *said, struct buf *left)
{
	char line[ID_TEXT + 1];
	struct id file;

	for (size_t at = 0; at + ID_TEXT < said->len; at += ID_TEXT + 1) {
		memcpy(line, said->data + at, ID_TEXT);
		line[ID_TEXT] = '\0';
		if (id_parse(&file, line) &&
		    !apply_has(a->sent->erased, a->sent->erased_count, &file))
			buf_addf(left, "%s\n", file.s);
	}
}

static enum err
destroy_one(struct apply *a, const struct id *file)
{
	enum err code = store_file_destroy(a->st, file, a->e);

	a->did->has_erased = true;
	a->did->topics |= TOPIC_RECORDS | TOPIC_OUTBOX;
	apply_note_child(a, file);
	if (code == ERR_OK)
		code = erase_drafts(a, file, false);
	return code == ERR_OK ? erase_drafts(a, file, true) : code;
}

enum err
apply_destroyed(struct apply *a)
{
	const struct sync_answer *an = a->an;
	struct buf said = BUF_INIT(SAID_MAX), left = BUF_INIT(SAID_MAX);
	enum err code;

	if (an->destroyed_count == 0 && a->sent->erased_count == 0)
		return ERR_OK;
	code = read_said(a, &said);
	take_heard(a, &said, &left);
	for (size_t i = 0; i < an->destroyed_count && code == ERR_OK; i++) {
		const struct id *file = &an->destroyed[i];

		code = destroy_one(a, file);
		/* Said at once, in the next request. */
		if (!says(&left, file))
			buf_addf(&left, "%s\n", file->s);
		a->did->has_moved = true;
	}
	if (code == ERR_OK && left.len > 0)
		code = store_meta_set(
		    a->st, META_ERASED, left.data, left.len, a->e);
	else if (code == ERR_OK)
		code = store_meta_remove(a->st, META_ERASED, a->e);
	buf_done(&said);
	buf_done(&left);
	return code;
}
