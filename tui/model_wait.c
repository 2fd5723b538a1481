/* model_wait.c - what waits for this person, and how their own first accounts
 * get on (R3, R5).
 *
 * The office says what waits; what was answered here and is still in the outbox
 * is taken off at once. Drafts and stopped writes are this device's own. */
#include "model_in.h"

#include <stdio.h>
#include <string.h>

#include "mem.h"

#define WAITING_MAX (1u << 20) /* bytes of the office's list */
#define PROGRESS_MAX 65536

/* What a write here does to an item of the list. */
enum answered_by {
	BY_NOTHING,
	BY_CONCERN, /* a concern that names the account */
	BY_SIGNING, /* the record itself, signed */
	BY_ACKNOWLEDGING,
	BY_DECISION, /* on what was kept aside */
};

static const struct {
	const char *code, *words;
	enum answered_by by;
} codes[] = {
	{ "account_new", "First account to take up", BY_CONCERN },
	{ "account_unopened", "First account that nobody has opened",
	    BY_CONCERN },
	{ "concern_unsigned", "Record of Concern to finish and sign",
	    BY_SIGNING },
	{ "concern_to_acknowledge", "Record of Concern to acknowledge",
	    BY_ACKNOWLEDGING },
	{ "kept_aside", "Kept aside at the office: to decide", BY_DECISION },
	{ "account_mine_unopened",
	    "Your first account: nobody has opened it yet", BY_NOTHING },
};
#define CODES (sizeof(codes) / sizeof(codes[0]))

static bool
answers(const struct write *w, enum answered_by by, const struct id *record)
{
	/* What came back answers nothing. */
	if (w->item.state == OUTBOX_REFUSED)
		return false;
	switch (by) {
	case BY_NOTHING: return false;
	case BY_CONCERN:
		return strcmp(w->kind->name, "concern") == 0 &&
		       id_equal(&w->parent, record);
	case BY_SIGNING: return w->is_signed && id_equal(&w->item.id, record);
	case BY_DECISION:
		return strcmp(w->kind->name, "aside_decision") == 0 &&
		       id_equal(&w->parent, record);
	case BY_ACKNOWLEDGING:
		return strcmp(w->kind->name, "acknowledged") == 0 &&
		       id_equal(&w->parent, record);
	}
	return false;
}

static bool
is_answered(struct model *m, enum answered_by by, const struct id *record)
{
	const struct write *w = m->writes.at;

	for (size_t i = 0; i < m->writes.count; i++) {
		if (answers(&w[i], by, record))
			return true;
	}
	return false;
}

static void
set_name(struct model *m, struct waiting *w, const char *otherwise)
{
	const struct kid *k;

	/* Home is there before the names are: the office said one, too. */
	k = m->names || !*otherwise ? model_kid(m, &w->file) : NULL;
	snprintf(w->name, sizeof(w->name), "%s", k ? k->name : otherwise);
}

static void
add_from_office(struct model *m, const struct json *item)
{
	const char *code = json_text_of(item, "what", "");
	struct id record = { "" };
	struct waiting *w;
	size_t i = 0;

	while (i < CODES && strcmp(codes[i].code, code) != 0)
		i++;
	/* A newer office may ask what this haven has no words for. */
	if (i == CODES ||
	    !id_parse(&record, json_text_of(item, "record", NULL)) ||
	    is_answered(m, codes[i].by, &record))
		return;
	w = list_add(&m->waiting, sizeof(*w));
	snprintf(w->what, sizeof(w->what), "%s", code);
	snprintf(w->words, sizeof(w->words), "%s", codes[i].words);
	w->record = record;
	id_parse(&w->file, json_text_of(item, "file", NULL));
	w->kind = kind_find(json_text_of(item, "kind", ""));
	w->since_ms = json_int_of(item, "since", 0);
	set_name(m, w, json_text_of(item, "name", ""));
}

static void
read_office(struct model *m)
{
	struct buf text = BUF_INIT(WAITING_MAX);
	struct json *doc = NULL;

	if (store_meta_get(m->store, META_WAITING, &text, NULL) == ERR_OK &&
	    json_parse(&doc, text.data, text.len, WAITING_MAX, NULL) == ERR_OK)
		for (const struct json *i = json_first(doc); i;
		     i = json_next(i))
			add_from_office(m, i);
	json_free(doc);
	buf_done(&text);
}

static void
add_stopped(struct model *m)
{
	const struct write *writes = m->writes.at;

	for (size_t i = 0; i < m->writes.count; i++) {
		const struct write *from = &writes[i];
		struct waiting *w;
		bool conflict;

		if (from->item.state != OUTBOX_REFUSED)
			continue;
		w = list_add(&m->waiting, sizeof(*w));
		conflict = from->item.status == 412;
		snprintf(w->what, sizeof(w->what), "%s",
		    conflict ? "conflict" : "refused");
		snprintf(w->words, sizeof(w->words), "%s",
		    conflict ? "Changed by two people: choose"
			     : "Stopped: a senior must look");
		w->record = from->item.id;
		w->file = from->item.file;
		w->kind = from->kind;
		w->since_ms = from->item.since_ms;
		set_name(m, w, "");
	}
}

static void
add_drafts(struct model *m)
{
	const struct draft *drafts;
	size_t n = model_drafts(m, &drafts);

	for (size_t i = 0; i < n; i++) {
		struct waiting *w = list_add(&m->waiting, sizeof(*w));

		snprintf(w->what, sizeof(w->what), "draft");
		snprintf(w->words, sizeof(w->words), "Not finished: %s",
		    drafts[i].kind->title);
		w->record = drafts[i].id;
		w->file = drafts[i].file;
		w->kind = drafts[i].kind;
		w->since_ms = drafts[i].typed_ms;
		set_name(m, w, drafts[i].child);
	}
}

size_t
model_waiting(struct model *m, const struct waiting **list)
{
	*list = NULL;
	if (!m->store)
		return 0;
	if (!m->waiting.is_fresh) {
		list_clear(&m->waiting, sizeof(struct waiting));
		model_read_writes(m);
		add_stopped(m);
		read_office(m);
		add_drafts(m);
		m->waiting.is_fresh = true;
	}
	*list = m->waiting.at;
	return m->waiting.count;
}

/* ---- progress of one's own first accounts ---- */

static void
set_staff(struct model *m, char out[208], const struct json *node)
{
	const char *name = NULL;
	struct id id;

	if (id_parse(&id, json_text_of(node, "by", NULL)))
		name = model_staff_name(m, &id);
	snprintf(out, 208, "%s", name ? name : "a colleague");
}

static void
read_progress(struct model *m, const struct json *doc, struct progress *out)
{
	const struct json *taken = json_get(doc, "taken");
	const struct json *i;

	out->received_ms = json_int_of(doc, "received", 0);
	for (i = json_first(json_get(doc, "opened"));
	     i && out->opened_count < 8; i = json_next(i)) {
		set_staff(m, out->opened[out->opened_count].by, i);
		out->opened[out->opened_count++].at_ms =
		    json_int_of(i, "at", 0);
	}
	if (!json_is_object(taken))
		return;
	out->is_taken = true;
	set_staff(m, out->taken_by, taken);
	out->taken_ms = json_int_of(taken, "at", 0);
}

bool
model_progress(struct model *m, const struct id *account, struct progress *out)
{
	struct buf text = BUF_INIT(PROGRESS_MAX);
	struct json *doc = NULL;

	memset(out, 0, sizeof(*out));
	if (!m->store)
		return false;
	if (store_progress_get(m->store, account, &text, NULL) == ERR_OK &&
	    json_parse(&doc, text.data, text.len, PROGRESS_MAX, NULL) == ERR_OK)
		read_progress(m, doc, out);
	json_free(doc);
	buf_done(&text);
	if (!out->received_ms)
		out->received_ms = store_outbox_received(m->store, account);
	out->is_received = out->received_ms > 0;
	return out->is_received;
}
