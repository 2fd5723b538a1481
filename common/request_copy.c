/* request_copy.c - the copy of a file as a document (A1, A2). */
#include "request_copy.h"

#include <stdio.h>
#include <string.h>

#include "kinds.h"

#define SHOWN_MAX ((size_t)KIND_BODY_MAX * 2)

/* ---- one record ---- */

struct into {
	struct doc *d;
	const struct copy_record *c;
	record_name_of *name;
	void *arg;
	bool hides;
	bool is_told; /* a mark stands where something is withheld */
	/* The item of a list that is written: "actions.0"; and the label of its
	 * list, of which the heading comes with its first value. */
	char item[ERR_FIELD_MAX];
	const char *list;
	bool is_in;
};

static bool
is(const struct record *r, const char *key, const char *code)
{
	return strcmp(record_text(r, key), code) == 0;
}

bool
copy_cuts(const struct record *decision, const char *path)
{
	size_t n = decision == NULL ? 0 : record_count(decision, "passages");

	for (size_t i = 0; i < n; i++)
		if (strcmp(record_text(
			       record_item((struct record *)(uintptr_t)decision,
				   "passages", i),
			       "path"),
			path) == 0)
			return true;
	return false;
}

static bool
is_prose(const struct field *f)
{
	return f->type == FT_LINE || f->type == FT_TEXT;
}

/* What has no words of its own goes or does not go whole. */
static void
show(const struct into *in, const char *path, const struct field *f,
    const char *text, struct buf *out)
{
	const struct record *d = in->c->decision;
	const char *mark = in->is_told ? PASSAGE_MARK : "";

	if (!copy_cuts(d, path)) {
		record_show(f, text, in->name, in->arg, out);
	} else if (is_prose(f)) {
		passage_apply(d, path, text, mark, out);
	} else {
		buf_adds(out, mark);
	}
}

/* A heading for the item of a list, when something of it goes. */
static void
begin_item(struct into *in, const char *path, unsigned depth)
{
	const char *dot = strrchr(path, '.');
	char item[ERR_FIELD_MAX] = "";

	if (depth > 0 && dot != NULL)
		snprintf(item, sizeof(item), "%.*s", (int)(dot - path), path);
	if (strcmp(item, in->item) == 0)
		return;
	snprintf(in->item, sizeof(in->item), "%s", item);
	if (in->is_in)
		doc_indent(in->d, -1);
	in->is_in = *item != '\0';
	if (!in->is_in)
		return;
	doc_heading(in->d, 3, in->list);
	doc_indent(in->d, 1);
}

static bool
is_left_out(const struct into *in, const struct field *f)
{
	if (f->flags & FF_MACHINE)
		return true;
	return in->hides &&
	       ((f->flags & FF_HIDEABLE) != 0 || strcmp(f->key, "hidden") == 0);
}

static void
on_value(void *arg, const char *path, unsigned depth, const struct field *f,
    const char *text)
{
	struct into *in = arg;
	struct buf shown = BUF_INIT(SHOWN_MAX);

	if (text == NULL)
		in->list = f->label;
	if (text == NULL || is_left_out(in, f)) {
		buf_done(&shown);
		return;
	}
	show(in, path, f, text, &shown);
	if (!text_is_blank(buf_str(&shown))) {
		begin_item(in, path, depth);
		doc_field(in->d, f->label, buf_str(&shown));
	}
	buf_done(&shown);
}

static void
add_record(
    struct doc *d, const struct copy_record *r, record_name_of *name, void *arg)
{
	struct into in = { .d = d,
		.c = r,
		.name = name,
		.arg = arg,
		.hides = r->hides || doc_hides(r->rec),
		.list = "",
		.is_told =
		    r->decision == NULL || is(r->decision, "told", "yes") };
	char head[400];

	doc_heading(d, 2, record_kind(r->rec)->title);
	snprintf(head, sizeof(head), "%s, %s%s", r->when, r->by,
	    r->is_earlier ? "; as it stood before it was changed" : "");
	doc_para(d, head);
	record_each(r->rec, on_value, &in);
	if (in.is_in)
		doc_indent(d, -1);
}

/* ---- what does not go, as far as it may be said ---- */

struct reasons {
	size_t records[16], passages[16];
};

static size_t
why_index(const char *code)
{
	size_t i = 0;

	while (request_whys[i].code != NULL &&
	       strcmp(request_whys[i].code, code) != 0)
		i++;
	return i;
}

static void
count_reasons(const struct copy_record *r, struct reasons *out)
{
	size_t n;

	if (r->decision == NULL || !is(r->decision, "told", "yes"))
		return;
	if (r->state == ITEM_WITHHELD)
		out->records[why_index(record_text(r->decision, "why"))]++;
	if (r->state != ITEM_CUT)
		return;
	n = record_count(r->decision, "passages");
	for (size_t i = 0; i < n; i++)
		out->passages[why_index(record_text(
		    record_item(
			(struct record *)(uintptr_t)r->decision, "passages", i),
		    "why"))]++;
}

/* Which rule, and of what; never how much of it. */
static void
add_reasons(struct doc *d, const struct copy *c)
{
	struct reasons why = { .records = { 0 } };
	bool any = false;
	char says[300];

	for (size_t i = 0; i < c->record_count; i++)
		count_reasons(&c->records[i], &why);
	for (size_t i = 0; request_whys[i].code != NULL; i++) {
		if (why.records[i] + why.passages[i] == 0)
			continue;
		if (!any)
			doc_heading(d, 1, "What is not in this copy");
		if (!any)
			doc_para(d,
			    "The law lets us keep back some information. "
			    "Where " PASSAGE_MARK
			    " stands, something was left out.");
		any = true;
		snprintf(says, sizeof(says), "%s: %s.", request_whys[i].label,
		    why.passages[i] == 0  ? "whole records"
		    : why.records[i] == 0 ? "passages"
					  : "whole records, and passages");
		doc_item(d, says);
	}
}

/* ---- who has seen and received it (A2) ---- */

static void
add_seen(struct doc *d, const char *title, const char *none,
    const struct copy_seen *seen, size_t n)
{
	doc_heading(d, 1, title);
	if (n == 0)
		doc_para(d, none);
	for (size_t i = 0; i < n; i++)
		doc_field(d, seen[i].who, seen[i].what);
}

static void
add_head(struct doc *d, const struct copy_head *h)
{
	doc_field(d, "Whose information it is", h->child);
	doc_field(d, "From", h->office);
	doc_field(d, "What was asked for", h->asked);
	doc_field(d, "When it came", h->received);
}

static void
add_rights(struct doc *d, const struct copy_head *h)
{
	doc_heading(d, 1, "If you are not content with this");
	doc_para(d,
	    "You may ask us to put right what is wrong, to stop, or to look at "
	    "this again. You may complain to the Information Commissioner, "
	    "and you may go to a court.");
	if (*h->complain != '\0')
		doc_field(d, "How to reach us", h->complain);
}

static bool
goes(const struct copy_record *r)
{
	return r->state == ITEM_RELEASED || r->state == ITEM_CUT;
}

struct doc *
copy_make(const struct copy *c, record_name_of *name, void *arg,
    struct copy_counts *counts)
{
	struct copy_counts n = { 0 };
	struct doc *d;
	char title[300];

	snprintf(
	    title, sizeof(title), "Information held about %s", c->head->child);
	d = doc_new(title);
	doc_foot(d, c->head->office);
	add_head(d, c->head);
	doc_heading(d, 1, "What is recorded");
	for (size_t i = 0; i < c->record_count; i++) {
		const struct copy_record *r = &c->records[i];

		n.whole += r->state == ITEM_RELEASED;
		n.cut += r->state == ITEM_CUT;
		n.kept += !goes(r);
		if (goes(r))
			add_record(d, r, name, arg);
	}
	add_reasons(d, c);
	add_seen(d, "Who has looked at it", "Nobody.", c->seen, c->seen_count);
	add_seen(d, "With whom it was shared",
	    "With nobody, as far as may be said here.", c->had, c->had_count);
	add_rights(d, c->head);
	if (counts != NULL)
		*counts = n;
	return d;
}
