/* model_inspect.c - how inspections stand: the office's last answers, and what was
 * written here since (O1, O2, O3). */
#include "model_inspect.h"

#include <stdio.h>
#include <string.h>

#include "kinds.h"
#include "model_in.h"

/* {"as_of":ms,"answer":{member:[...]}}; NULL: nothing is kept. */
static struct json *
read_kept(struct model *m, const struct id *inspection, int64_t *as_of_ms)
{
	struct buf text = BUF_INIT(WIRE_SYNC_MAX), key = BUF_INIT(128);
	struct json *doc = NULL;

	*as_of_ms = 0;
	buf_addf(&key, "%s%s", META_INSPECT, inspection->s);
	if (store_meta_get(m->store, buf_str(&key), &text, NULL) == ERR_OK &&
	    json_parse(&doc, text.data, text.len, WIRE_SYNC_MAX, NULL) ==
		ERR_OK)
		*as_of_ms = json_int_of(doc, "as_of", 0);
	else
		doc = NULL;
	buf_done(&key);
	buf_done(&text);
	return doc;
}

static void
copy_text(char *out, size_t size, const struct json *o, const char *key)
{
	snprintf(out, size, "%s", json_text_of(o, key, ""));
}

/* ---- how they stand ---- */

static void
add_stand(struct model *m, const struct json *o)
{
	struct inspect_stand *s = list_add(&m->inspections, sizeof(*s));

	id_parse(&s->id, json_text_of(o, "id", ""));
	/* What a newer office calls it is shut, as far as this device knows. */
	if (!inspection_state_read(&s->state, json_text_of(o, "state", "")))
		s->state = INSPECTION_MISSING;
	copy_text(s->until, sizeof(s->until), o, "until");
	s->is_untold = json_true(json_get(o, "untold"));
	s->is_reported = json_true(json_get(o, "reported"));
	s->files = json_int_of(o, "files", 0);
	s->people = json_int_of(o, "people", 0);
	s->told = json_int_of(o, "told", 0);
	s->excepted = json_int_of(o, "excepted", 0);
	s->missing = json_int_of(o, "missing", 0);
	s->owed = json_int_of(o, "owed", 0);
	s->copies = json_int_of(o, "copies", 0);
	s->objects = json_int_of(o, "objects", 0);
}

size_t
model_inspections(struct model *m, const struct inspect_stand **list,
    int64_t *as_of_ms, enum ask_state *state)
{
	static const struct id all = { "" };
	struct json *doc;

	*list = NULL;
	*as_of_ms = 0;
	*state = ASK_NONE;
	if (!m->store)
		return 0;
	if (!m->inspections.is_fresh) {
		list_clear(&m->inspections, sizeof(struct inspect_stand));
		doc = read_kept(m, &all, &m->inspections_ms);
		for (const struct json *i = json_first(
			 json_get(json_get(doc, "answer"), "inspections"));
		     i; i = json_next(i))
			add_stand(m, i);
		json_free(doc);
		m->inspections.is_fresh = true;
	}
	*as_of_ms = m->inspections_ms;
	*state = link_inspect_state(m, &all);
	*list = m->inspections.at;
	return m->inspections.count;
}

/* ---- the list of one ---- */

static enum inspection_told
told_of(const char *code)
{
	static const char *const codes[PERSON_STATES] = {
		[PERSON_DUE] = "due",
		[PERSON_FAILED] = "failed",
		[PERSON_SENDING] = "sending",
		[PERSON_EXCEPTED] = "excepted",
		[PERSON_TOLD] = "told",
	};

	for (int i = 0; i < PERSON_STATES; i++)
		if (strcmp(codes[i], code) == 0)
			return (enum inspection_told)i;
	return PERSON_DUE;
}

/* Was something of this kind written here for them that the office does not have? */
static bool
is_written(const struct model *m, const struct inspect_person *p,
    const struct kind *kind)
{
	const struct write *w = m->writes.at;

	for (size_t i = 0; i < m->writes.count; i++)
		if (w[i].kind == kind && w[i].item.state != OUTBOX_REFUSED &&
		    id_equal(&w[i].item.file, &p->file) &&
		    (id_is_none(&p->adult) ? id_is_none(&w[i].parent)
					   : id_equal(&w[i].parent, &p->adult)))
			return true;
	return false;
}

static void
add_person(struct model *m, const struct json *o)
{
	struct inspect_person *p = list_add(&m->inspected, sizeof(*p));
	const char *copy = json_text_of(o, "copy", "");

	id_parse(&p->file, json_text_of(o, "file", ""));
	id_parse(&p->adult, json_text_of(o, "adult", ""));
	copy_text(p->child, sizeof(p->child), o, "child");
	copy_text(p->who, sizeof(p->who), o, "who");
	copy_text(p->relation, sizeof(p->relation), o, "relation");
	copy_text(p->safe, sizeof(p->safe), o, "safe");
	p->told = told_of(json_text_of(o, "told", ""));
	p->copy = strcmp(copy, "sent") == 0     ? COPY_SENT
		  : strcmp(copy, "cannot") == 0 ? COPY_CANNOT
						: COPY_NOT_YET;
	p->objects = json_true(json_get(o, "objects"));
	p->is_told_here = is_written(m, p, &kind_inspection_contact) ||
			  is_written(m, p, &kind_inspection_exception);
	p->is_copied_here = is_written(m, p, &kind_inspection_copy);
}

size_t
model_inspected(struct model *m, const struct id *inspection,
    const struct inspect_person **list, size_t *more, int64_t *as_of_ms,
    enum ask_state *state)
{
	struct json *doc;
	int64_t left_out;

	*list = NULL;
	*more = 0;
	*as_of_ms = 0;
	*state = ASK_NONE;
	/* A list of families is read no longer than a file is. */
	if (!m->store || model_lease_is_over(m) || *m->status.ended)
		return 0;
	model_read_writes(m);
	list_clear(&m->inspected, sizeof(struct inspect_person));
	doc = read_kept(m, inspection, as_of_ms);
	for (const struct json *i =
		 json_first(json_get(json_get(doc, "answer"), "list"));
	     i; i = json_next(i))
		add_person(m, i);
	left_out = json_int_of(json_get(doc, "answer"), "more", 0);
	*more = left_out > 0 ? (size_t)left_out : 0;
	json_free(doc);
	*state = link_inspect_state(m, inspection);
	*list = m->inspected.at;
	return m->inspected.count;
}
