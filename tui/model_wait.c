/* model_wait.c - what waits for this person, and how their own first accounts
 * get on (R3, R5).
 *
 * The office says what waits; what was answered here and is still in the outbox
 * is taken off at once. Drafts and stopped writes are this device's own. */
#include "model_in.h"

#include <stdio.h>
#include <string.h>

#include "kinds.h"
#include "mem.h"

#define WAITING_MAX (1u << 20) /* bytes of the office's list */
#define PROGRESS_MAX 65536

/* What a write here does to an item of the list. */
enum answered_by {
	BY_NOTHING,
	BY_CHILD,    /* a record of that kind that hangs on it */
	BY_SIGNING,  /* the record itself, signed */
	BY_DECIDING, /* a decision that goes on from the advice (S3) */
	BY_DOING, /* that it is done, or the decision that completes it (S9) */
	BY_ANSWERING, /* the same person's answer, anew (I2) */
	BY_AGREEING   /* the record itself, agreed or not attended (M1) */
};

static const struct {
	const char *code, *words;
	enum answered_by by;
	const char *kind; /* BY_CHILD, BY_DOING */
} codes[] = {
	{ "account_new", "First account to take up", BY_CHILD, "concern" },
	{ "account_unopened", "First account that nobody has opened", BY_CHILD,
	    "concern" },
	{ "concern_unsigned", "Record of Concern to finish and sign",
	    BY_SIGNING, NULL },
	{ "concern_to_acknowledge", "Record of Concern to acknowledge",
	    BY_CHILD, "acknowledged" },
	{ "kept_aside", "Kept aside, to decide", BY_CHILD, "aside_decision" },
	{ "aside_unopened", "Kept aside, and nobody has opened it", BY_CHILD,
	    "aside_decision" },
	{ "account_mine_unopened",
	    "Your first account: nobody has opened it yet", BY_NOTHING, NULL },
	{ "advice_asked", "Advice asked of you", BY_CHILD, "advice_answer" },
	{ "advice_given", "Advice is there: the decision goes on", BY_DECIDING,
	    NULL },
	{ "task_due", "To do", BY_DOING, "task_done" },
	{ "meeting_unagreed", "Meeting that not everybody has agreed to",
	    BY_AGREEING, NULL },
	{ "share_flagged", "Decision to share, stopped or flagged", BY_CHILD,
	    "share_review" },
	{ "opening_new", "File opened with a reason", BY_CHILD,
	    "opening_seen" },
	{ "recovery_asked", "A lost passphrase or codes: to agree to", BY_CHILD,
	    "recovery_answer" },
	{ "access_changed", "Access that was given: look at it", BY_CHILD,
	    "access_seen" },
	{ "agreement_due", "Agreement to ask for again", BY_ANSWERING, NULL },
	{ "notice_due", "Notice to the referrer", BY_CHILD, "notice_sent" },
	{ "notice_overdue", "Notice to the referrer", BY_CHILD, "notice_sent" },
	{ "confirm_due", "To confirm", BY_CHILD, "confirmation" },
	{ "training_due", "Your training is due again", BY_NOTHING, NULL },
	{ "training_overdue", "Training overdue", BY_NOTHING, NULL },
	{ "training_missing", "Training that everybody needs", BY_NOTHING,
	    NULL },
	{ "destruction_asked", "Destruction of a file to approve", BY_NOTHING,
	    NULL },
	{ "office_restored",
	    "The office was put back from a backup: see the audit record",
	    BY_NOTHING, NULL },
	{ "past_rewritten",
	    "A device knew another audit record: see it, and ask why",
	    BY_NOTHING, NULL },
	{ "outcome_due", "Scores of the support to write down", BY_CHILD,
	    "outcome" },
	{ "request_due", "Request to answer", BY_CHILD, "request_answer" },
	{ "wrong_due", "Sent wrongly: to be closed", BY_CHILD, "wrong_end" },
	{ "inspect_tell", "Inspection: a parent or carer to be told", BY_CHILD,
	    "inspection_contact" },
	{ "inspect_copy", "Inspection: a copy of the report is owed", BY_CHILD,
	    "inspection_copy" },
	{ "inspection_tell", "Inspection: parents and carers to be told",
	    BY_NOTHING, NULL },
	{ "inspection_copies", "Inspection: copies of the report are owed",
	    BY_NOTHING, NULL },
};
#define CODES (sizeof(codes) / sizeof(codes[0]))

/* What waits, as it is read once for all the writes that may answer it. */
struct asked {
	size_t code;
	struct id record;
	/* Of a task: its emergency. Of an agreement: whose answer it is. */
	struct id emergency, person;
	/* Of a task: what is to be done. Of a notice: what it tells. Of a meeting: its
	 * day, and who has not agreed. Of a change of access: all of it. */
	char label[160];
};

/* Whose training it is stands with it, if it is another's (T1). */
static void
set_policy_label(struct model *m, const struct envelope *env,
    const struct record *r, struct asked *q)
{
	struct id person = { "" };
	const char *name = NULL;
	struct row row;

	model_row_of(m, env, NULL, &row);
	if (record_kind(r) == &kind_training &&
	    id_parse(&person, record_text(r, "person")) &&
	    !id_equal(&person, &m->me.staff))
		name = model_staff_name(m, &person);
	snprintf(q->label, sizeof(q->label), "%.80s%s%.60s%s", row.label,
	    name ? " (" : "", name ? name : "", name ? ")" : "");
}

/* What is here of the record; nothing, if it has not come yet. */
static void
read_asked(struct model *m, struct asked *q)
{
	struct buf text = BUF_INIT(STORE_TEXT_MAX);
	enum answered_by by = codes[q->code].by;
	struct record *r = NULL;
	struct envelope env;
	struct row row;

	bool is_notice = strncmp(codes[q->code].code, "notice_", 7) == 0;
	bool is_access = strcmp(codes[q->code].code, "access_changed") == 0;
	bool is_policy = strcmp(codes[q->code].code, "confirm_due") == 0 ||
			 strncmp(codes[q->code].code, "training_", 9) == 0;
	bool is_aside = strcmp(codes[q->code].kind ? codes[q->code].kind : "",
			    "aside_decision") == 0;

	if (strcmp(codes[q->code].code, "training_missing") == 0)
		return; /* its record is who it waits for */

	if ((by == BY_DOING || by == BY_ANSWERING || by == BY_AGREEING ||
		is_notice || is_access || is_policy || is_aside) &&
	    store_record_get(m->store, &q->record, 0, &text, NULL) == ERR_OK &&
	    envelope_read(&env, text.data, text.len, NULL) == ERR_OK &&
	    kind_find(env.kind) &&
	    record_from_json(&r, kind_find(env.kind), env.body, env.body_len,
		true, NULL, NULL) == ERR_OK) {
		if (strcmp(env.kind, "task") == 0) {
			id_parse(&q->emergency, record_text(r, "emergency"));
			model_row_of(m, &env, NULL, &row);
			snprintf(q->label, sizeof(q->label), "%s", row.label);
		} else if (is_notice || is_access) {
			model_row_of(m, &env, NULL, &row);
			snprintf(q->label, sizeof(q->label), "%s", row.label);
		} else if (is_aside) {
			/* A first account among them waits for nobody's leisure (R3).
			 */
			const struct kind *was =
			    kind_find(record_text(r, "kind"));

			snprintf(q->label, sizeof(q->label), "%s",
			    was ? was->title : "");
		} else if (is_policy) {
			set_policy_label(m, &env, r, q);
		} else if (strcmp(env.kind, "agreement") == 0) {
			model_answers_for(&q->person, &env.file, r);
		} else if (strcmp(env.kind, "meeting") == 0) {
			model_meeting_words(
			    m, &env.file, r, q->label, sizeof(q->label));
		}
	}
	record_free(r);
	buf_done(&text);
}

static bool
is_same(const struct id *a, const struct id *b)
{
	return !id_is_none(a) && id_equal(a, b);
}

static bool
hangs_on(const struct write *w, const struct asked *q)
{
	return strcmp(w->kind->name, codes[q->code].kind) == 0 &&
	       id_equal(&w->parent, &q->record);
}

static bool
answers(const struct write *w, const struct asked *q)
{
	/* What came back answers nothing. */
	if (w->item.state == OUTBOX_REFUSED)
		return false;
	switch (codes[q->code].by) {
	case BY_NOTHING: return false;
	case BY_CHILD: return hangs_on(w, q);
	case BY_SIGNING:
		return w->is_signed && id_equal(&w->item.id, &q->record);
	case BY_DECIDING: return is_same(&w->advice, &q->record);
	case BY_DOING:
		return hangs_on(w, q) || is_same(&w->emergency, &q->emergency);
	case BY_ANSWERING:
		return is_same(&w->person, &q->person) &&
		       !id_equal(&w->item.id, &q->record);
	case BY_AGREEING:
		return w->is_settled && id_equal(&w->item.id, &q->record);
	}
	return false;
}

static bool
is_answered(struct model *m, const struct asked *q)
{
	const struct write *w = m->writes.at;

	for (size_t i = 0; i < m->writes.count; i++) {
		if (answers(&w[i], q))
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

/* A meeting says it all by itself; a change of access, but for a word. */
static void
set_words(struct waiting *w, const struct asked *q)
{
	bool is_meeting = codes[q->code].by == BY_AGREEING;

	if (*q->label && strcmp(w->what, "access_changed") == 0)
		snprintf(w->words, sizeof(w->words), "Access: %s", q->label);
	else if (*q->label && is_meeting)
		snprintf(w->words, sizeof(w->words), "%s", q->label);
	else
		snprintf(w->words, sizeof(w->words), "%s%s%s", w->plain,
		    *q->label ? ": " : "", q->label);
}

bool
model_wait_is_audit(const char *code)
{
	return strcmp(code, "office_restored") == 0 ||
	       strcmp(code, "past_rewritten") == 0;
}

static void
add_from_office(struct model *m, const struct json *item)
{
	const char *code = json_text_of(item, "what", "");
	struct asked q = { .code = 0 };
	struct waiting *w;

	while (q.code < CODES && strcmp(codes[q.code].code, code) != 0)
		q.code++;
	/* A newer office may ask what this haven has no words for. */
	if (q.code == CODES ||
	    (!id_parse(&q.record, json_text_of(item, "record", NULL)) &&
		!model_wait_is_audit(code)))
		return;
	/* What waits of a child waits until files open again (T2). */
	if (model_is_shut(m) && *json_text_of(item, "file", ""))
		return;
	read_asked(m, &q);
	if (is_answered(m, &q))
		return;
	w = list_add(&m->waiting, sizeof(*w));
	snprintf(w->what, sizeof(w->what), "%s", code);
	snprintf(w->plain, sizeof(w->plain), "%s", codes[q.code].words);
	set_words(w, &q);
	w->record = q.record;
	id_parse(&w->file, json_text_of(item, "file", NULL));
	w->kind = kind_find(json_text_of(item, "kind", ""));
	w->since_ms = json_int_of(item, "since", 0);
	set_name(m, w, json_text_of(item, "name", ""));
}

/* What this device finds by itself. */
void
model_wait_add(struct model *m, const char *code, const struct id *file,
    const struct id *record, const struct kind *kind, int64_t since_ms)
{
	struct waiting *w = list_add(&m->waiting, sizeof(*w));
	size_t i = 0;

	while (i + 1 < CODES && strcmp(codes[i].code, code) != 0)
		i++;
	snprintf(w->what, sizeof(w->what), "%s", code);
	snprintf(w->words, sizeof(w->words), "%s", codes[i].words);
	w->file = *file;
	w->record = *record;
	w->kind = kind;
	w->since_ms = since_ms;
	set_name(m, w, "");
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
		snprintf(w->plain, sizeof(w->plain), "%s",
		    conflict ? "Changed by two people: choose"
			     : "Stopped: a senior must look");
		snprintf(w->words, sizeof(w->words), "%s", w->plain);
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
		snprintf(w->plain, sizeof(w->plain), "Not finished: %s",
		    drafts[i].kind->title);
		snprintf(w->words, sizeof(w->words), "%s", w->plain);
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
		if (!model_is_shut(m))
			model_wait_responsibility(m);
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
