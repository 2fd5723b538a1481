/* doc_record.c - a record as parts of a document, out of its field table. */
#include "doc.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "record_in.h"

#define SHOWN_MAX ((size_t)KIND_BODY_MAX * 2)

struct into {
	struct doc *d;
	record_name_of *name;
	void *arg;
	bool hides;
};

bool
doc_hides(const struct record *r)
{
	const struct field *hidden = kind_field(r->kind, "hidden");

	if (hidden == NULL || hidden->type != FT_YESNO)
		return false;
	for (size_t i = 0; i < r->kind->field_count; i++)
		if (record_hides(r, &r->kind->fields[i]))
			return true;
	return false;
}

/* On paper neither what is hidden nor that something is: whoever it is hidden
 * from may be the one who holds the paper (S1). */
static bool
is_left_out(
    const struct into *in, const struct record *r, const struct field *f)
{
	if (f->flags & FF_MACHINE)
		return true;
	return (in->hides || doc_hides(r)) &&
	       ((f->flags & FF_HIDEABLE) != 0 || strcmp(f->key, "hidden") == 0);
}

static void add_fields(
    const struct into *in, const struct record *r, unsigned depth);

static void
add_value(const struct into *in, const struct field *f, const char *text)
{
	struct buf shown = BUF_INIT(SHOWN_MAX);

	record_show(f, text, in->name, in->arg, &shown);
	doc_field(in->d, f->label, buf_str(&shown));
	buf_done(&shown);
}

static void
add_list(const struct into *in, const struct field *f, const struct value *v,
    unsigned depth)
{
	char head[200];

	for (size_t n = 0; n < v->count; n++) {
		if (v->count > 1)
			(void)snprintf(head, sizeof(head), "%s, %zu of %zu",
			    f->label, n + 1, v->count);
		else
			(void)snprintf(head, sizeof(head), "%s", f->label);
		doc_heading(in->d, 3, head);
		doc_indent(in->d, 1);
		add_fields(in, v->items[n], depth + 1);
		doc_indent(in->d, -1);
	}
}

/* Has the section that begins with field i anything to be read? */
static bool
section_is_empty(const struct into *in, const struct record *r, size_t i)
{
	unsigned section = r->kind->fields[i].section;

	for (; i < r->kind->field_count; i++) {
		const struct field *f = &r->kind->fields[i];
		const struct value *v = &r->values[i];

		if (f->section == section && (v->len > 0 || v->count > 0) &&
		    !is_left_out(in, r, f))
			return false;
	}
	return true;
}

static void
add_fields(const struct into *in, const struct record *r, unsigned depth)
{
	const char *const *titles = depth == 0 ? r->kind->sections : NULL;
	unsigned section = 0;

	for (size_t i = 0; i < r->kind->field_count; i++) {
		const struct field *f = &r->kind->fields[i];
		const struct value *v = &r->values[i];

		if (titles != NULL && (i == 0 || f->section != section)) {
			section = f->section;
			if (!section_is_empty(in, r, i))
				doc_heading(in->d, 2, titles[section]);
		}
		if (is_left_out(in, r, f))
			continue;
		if (v->len > 0)
			add_value(in, f, v->text);
		if (v->count > 0)
			add_list(in, f, v, depth);
	}
}

void
doc_add_record(struct doc *d, const struct record *r, bool hides,
    record_name_of *name, void *arg)
{
	const struct into in = {
		.d = d, .name = name, .arg = arg, .hides = hides
	};

	add_fields(&in, r, 0);
}
