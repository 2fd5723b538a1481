/* record_show.c - a record for people to read.
 *
 * Values are shown as they are meant: dates in words, choices by their label.
 * What cannot be read that way (a draft, a code of a newer table) is shown as
 * it stands, never left out. */
#include "kind.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lists.h"
#include "record_in.h"
#include "text.h"

#define INDENT_COLS 4
#define ROOM_COLS 12 /* what an indent leaves for the text at least */

struct walk {
	record_visit *visit;
	void *arg;
};

/* A text being laid out in lines. */
struct page {
	const struct record *r;
	size_t cols, in; /* in: before all of it */
	record_name_of *name;
	void *name_arg;
	struct buf *out;
	unsigned section;
	bool has_section;
	char item[ERR_FIELD_MAX]; /* the item whose number was written last */
};

static void
walk_record(const struct walk *w, const struct record *r, const char *base,
    unsigned depth)
{
	char path[ERR_FIELD_MAX];
	char item[ERR_FIELD_MAX];

	for (size_t i = 0; i < r->kind->field_count; i++) {
		const struct field *f = &r->kind->fields[i];
		const struct value *v = &r->values[i];

		path_key(path, base, f->key);
		if (v->len > 0)
			w->visit(w->arg, path, depth, f, v->text);
		if (v->count > 0)
			w->visit(w->arg, path, depth, f, NULL);
		for (size_t n = 0; n < v->count; n++) {
			path_index(item, path, n);
			walk_record(w, v->items[n], item, depth + 1);
		}
	}
}

/* A code that is no choice: as it stands, or as a word that a list once had. */
static void
show_code(const struct field *f, const char *code, size_t len, struct buf *out)
{
	if (f->list != LIST_NONE && list_is_code(code, len))
		list_label(code, len, out);
	else
		buf_add(out, code, len);
}

static void
show_set(const struct field *f, const char *text, struct buf *out)
{
	const char *between = "";

	for (const char *at = text; *at != '\0';) {
		size_t len = strcspn(at, " ");
		const struct choice *c = choice_find(f, at, len);

		if (len > 0) {
			buf_adds(out, between);
			if (c != NULL)
				buf_adds(out, c->label);
			else
				show_code(f, at, len, out);
			between = ", ";
		}
		at += len;
		at += strspn(at, " ");
	}
}

static void
show_when(const char *text, struct buf *out)
{
	char shown[WHEN_SHOWN];
	struct civil c;

	if (when_read(&c, text)) {
		when_show(shown, &c);
		text = shown;
	}
	buf_adds(out, text);
}

/* Lines of at most the page's columns, indented by in columns. */
static void
put_lines(struct buf *out, size_t cols, size_t in, const char *s, size_t len)
{
	size_t at = 0;

	if (in + ROOM_COLS > cols)
		in = cols > ROOM_COLS ? cols - ROOM_COLS : 0;
	do {
		size_t shown;
		size_t next = text_wrap(s, len, at, cols - in, &shown);

		if (shown > 0) {
			buf_addf(out, "%*s", (int)in, "");
			buf_add(out, s + at, shown);
		}
		buf_addc(out, '\n');
		at = next;
	} while (at < len);
}

/* Made safe first and broken after, so that a mark such as <200E> counts with
 * the columns that it takes. */
void
show_lines(struct buf *out, size_t cols, size_t in, const char *s, size_t len)
{
	struct buf safe = BUF_INIT((size_t)KIND_BODY_MAX * 12);

	text_safe(&safe, s, len, true);
	put_lines(out, cols, in, buf_str(&safe), safe.len);
	buf_done(&safe);
}

static void
put_safe(struct page *pg, size_t in, const char *s, size_t len)
{
	show_lines(pg->out, pg->cols, pg->in + in, s, len);
}

static void
put_section(struct page *pg, const struct field *f)
{
	const char *const *titles = pg->r->kind->sections;

	if (titles == NULL || (pg->has_section && pg->section == f->section))
		return;
	if (pg->has_section)
		buf_addc(pg->out, '\n');
	pg->has_section = true;
	pg->section = f->section;
	put_safe(pg, 0, titles[f->section], strlen(titles[f->section]));
	buf_addc(pg->out, '\n');
}

/* "2." before the first field of the second item. */
static void
put_number(struct page *pg, const char *path, unsigned depth)
{
	const char *dot = strrchr(path, '.');
	size_t len = dot != NULL ? (size_t)(dot - path) : 0;
	char number[24];
	size_t start = len;

	if (depth == 0 ||
	    (strncmp(pg->item, path, len) == 0 && pg->item[len] == '\0'))
		return;
	memcpy(pg->item, path, len);
	pg->item[len] = '\0';
	while (start > 0 && path[start - 1] != '.')
		start--;
	(void)snprintf(number, sizeof(number), "%lu.",
	    strtoul(path + start, NULL, 10) + 1);
	put_safe(
	    pg, (size_t)(depth * 2 - 1) * INDENT_COLS, number, strlen(number));
}

/* Whoever reads, prints or copies this sees that there is something, not what: it
 * could put somebody in danger (S1). The form alone shows it. */
bool
record_hides(const struct record *r, const struct field *f)
{
	return (f->flags & FF_HIDEABLE) != 0 &&
	       strcmp(record_text(r, "hidden"), "yes") == 0;
}

static const char hidden_says[] = "Hidden: who must not know it is in danger.";

void
record_mask(struct record *r)
{
	for (size_t i = 0; i < r->kind->field_count; i++) {
		const struct field *f = &r->kind->fields[i];

		if ((f->flags & FF_HIDEABLE) && r->values[i].len > 0)
			(void)record_set(r, f->key, hidden_says);
	}
}

static void
put_value(struct page *pg, size_t in, const struct field *f, const char *text,
    bool is_hidden)
{
	struct buf shown = BUF_INIT((size_t)KIND_BODY_MAX * 2);

	if (is_hidden)
		buf_adds(&shown, hidden_says);
	else
		record_show(f, text, pg->name, pg->name_arg, &shown);
	put_safe(pg, in, buf_str(&shown), shown.len);
	buf_done(&shown);
}

static void
put_field(void *arg, const char *path, unsigned depth, const struct field *f,
    const char *text)
{
	struct page *pg = arg;
	size_t in = (size_t)depth * 2 * INDENT_COLS;

	if (f->flags & FF_MACHINE)
		return;
	if (depth == 0)
		put_section(pg, f);
	put_number(pg, path, depth);
	put_safe(pg, in, f->label, strlen(f->label));
	if (text != NULL)
		put_value(pg, in + INDENT_COLS, f, text,
		    depth == 0 && record_hides(pg->r, f));
}

void
record_each(const struct record *r, record_visit *visit, void *arg)
{
	const struct walk w = { .visit = visit, .arg = arg };

	walk_record(&w, r, "", 0);
}

void
record_show(const struct field *f, const char *text, record_name_of *name,
    void *arg, struct buf *out)
{
	const struct choice *c;
	const char *known;

	switch (f->type) {
	case FT_LINE:
	case FT_TEXT:
	case FT_NUMBER: buf_adds(out, text); return;
	case FT_DATE:
	case FT_BIRTH:
	case FT_TIME: show_when(text, out); return;
	case FT_CHOICE:
		c = choice_find(f, text, strlen(text));
		if (c != NULL)
			buf_adds(out, c->label);
		else
			show_code(f, text, strlen(text), out);
		return;
	case FT_SET: show_set(f, text, out); return;
	case FT_YESNO:
		if (strcmp(text, "yes") == 0)
			text = "Yes";
		else if (strcmp(text, "no") == 0)
			text = "No";
		buf_adds(out, text);
		return;
	case FT_REF:
		known = name != NULL ? name(arg, f->ref, text) : NULL;
		buf_adds(out, known != NULL ? known : text);
		return;
	case FT_LIST:
	case FT_COUNT: return;
	}
}

void
record_show_field(const struct record *r, const struct field *f, size_t cols,
    record_name_of *name, void *arg, struct buf *out)
{
	struct page pg = {
		.r = r, .cols = cols, .name = name, .name_arg = arg, .out = out
	};
	const struct walk w = { .visit = put_field, .arg = &pg };
	const struct value *v = &r->values[f - r->kind->fields];
	char path[ERR_FIELD_MAX];

	if (f->flags & FF_MACHINE)
		return;
	if (v->len > 0)
		put_value(&pg, 0, f, v->text, record_hides(r, f));
	for (size_t n = 0; n < v->count; n++) {
		path_index(path, f->key, n);
		walk_record(&w, v->items[n], path, 1);
	}
}

void
show_record(struct buf *out, const struct record *r, size_t cols, size_t in,
    record_name_of *name, void *arg)
{
	struct page pg = { .r = r,
		.cols = cols,
		.in = in,
		.name = name,
		.name_arg = arg,
		.out = out };

	record_each(r, put_field, &pg);
}

void
record_to_text(const struct record *r, size_t cols, record_name_of *name,
    void *arg, struct buf *out)
{
	struct page pg = { .r = r,
		.cols = cols > 0 ? cols : 1,
		.name = name,
		.name_arg = arg,
		.out = out };

	record_each(r, put_field, &pg);
}
