/* directory.c - agencies, people there and colleagues, out of their records. */
#include "directory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "kinds.h"
#include "mem.h"
#include "text.h"

#define LIST_FIRST 32

struct reading {
	struct directory *d;
	char today[WHEN_TEXT];
};

static struct directory_entry *
add(struct directory_list *l, const struct row *row)
{
	struct directory_entry *e;

	if (l->count == l->cap) {
		l->cap = l->cap ? l->cap * 2 : LIST_FIRST;
		l->at = mem_grow(l->at, l->cap, sizeof(*l->at));
	}
	e = &l->at[l->count++];
	memset(e, 0, sizeof(*e));
	e->id = row->id;
	e->is_gone = row->is_gone;
	return e;
}

/* A value as people read it. */
static void
show(char *out, size_t size, const struct record *r, const char *key)
{
	const struct field *f = kind_field(record_kind(r), key);
	struct buf b = BUF_INIT(KIND_LINE_MAX * 4);

	record_show(f, record_text(r, key), NULL, NULL, &b);
	snprintf(out, size, "%s", buf_str(&b));
	buf_done(&b);
}

static void
take_names(struct directory_entry *e, const struct record *r, const char *what)
{
	show(e->name, sizeof(e->name), r, "name");
	show(e->what, sizeof(e->what), r, what);
	show(e->telephone, sizeof(e->telephone), r, "telephone");
}

static void
take_agency(struct reading *rd, const struct row *row, const struct record *r)
{
	take_names(add(&rd->d->agencies, row), r, "what");
}

static void
take_person(struct reading *rd, const struct row *row, const struct record *r)
{
	struct directory_entry *e = add(&rd->d->people, row);

	take_names(e, r, "job");
	e->agency = row->parent;
}

/* Somebody is here until their last day is over. */
static void
take_colleague(
    struct reading *rd, const struct row *row, const struct record *r)
{
	struct directory_entry *e = add(&rd->d->colleagues, row);
	const char *left = record_text(r, "left");

	take_names(e, r, "role");
	e->is_gone = *left && strcmp(left, rd->today) < 0;
}

static void
take_mark(struct reading *rd, const struct row *row, const struct record *r)
{
	struct directory *d = rd->d;
	struct directory_mark *m;

	if (d->marks == d->marks_cap) {
		d->marks_cap = d->marks_cap ? d->marks_cap * 2 : LIST_FIRST;
		d->mark = mem_grow(d->mark, d->marks_cap, sizeof(*d->mark));
	}
	m = &d->mark[d->marks++];
	memset(m, 0, sizeof(*m));
	m->id = row->id;
	m->agency = row->parent;
	m->is_authority = strcmp(record_text(r, "is_authority"), "yes") == 0;
	m->reason = mem_strdup(record_text(r, "reason"));
	m->at_ms = row->written_ms;
	snprintf(m->by, sizeof(m->by), "%s", row->author);
}

static const struct kind *const taken[] = { &kind_agency, &kind_contact_person,
	&kind_staff, &kind_authority, NULL };

static void
on_body(void *arg, const struct row *row, const struct record *r)
{
	if (row->kind == &kind_agency)
		take_agency(arg, row, r);
	else if (row->kind == &kind_contact_person)
		take_person(arg, row, r);
	else if (row->kind == &kind_staff)
		take_colleague(arg, row, r);
	else
		take_mark(arg, row, r);
}

/* ---- in order ---- */

static int
by_name(const void *a, const void *b)
{
	const struct directory_entry *x = a, *y = b;
	int n = strcasecmp(x->name, y->name);

	return n ? n : strcmp(x->id.s, y->id.s);
}

static int
newest_first(const void *a, const void *b)
{
	const struct directory_mark *x = a, *y = b;

	if (x->at_ms != y->at_ms)
		return x->at_ms > y->at_ms ? -1 : 1;
	return -strcmp(x->id.s, y->id.s);
}

static void
put_in_order(struct directory_list *l)
{
	if (l->count > 1)
		qsort(l->at, l->count, sizeof(*l->at), by_name);
}

/* The newest mark of an agency counts (P2). */
static void
mark_agencies(struct directory *d)
{
	if (d->marks > 1)
		qsort(d->mark, d->marks, sizeof(*d->mark), newest_first);
	for (size_t i = 0; i < d->agencies.count; i++) {
		struct directory_entry *e = &d->agencies.at[i];
		size_t k = 0;

		while (k < d->marks && !id_equal(&d->mark[k].agency, &e->id))
			k++;
		e->is_authority = k < d->marks && d->mark[k].is_authority;
	}
}

void
directory_read(struct directory *d, struct model *m, int64_t now_ms)
{
	static const struct id none = { "" };
	struct civil today = when_civil(now_ms);
	struct reading rd = { .d = d };

	directory_done(d);
	today.has_time = false;
	today.hour = today.minute = 0;
	when_store(rd.today, &today);
	model_each(m, &none, taken, on_body, &rd);
	put_in_order(&d->agencies);
	put_in_order(&d->people);
	put_in_order(&d->colleagues);
	mark_agencies(d);
}

static void
list_done(struct directory_list *l)
{
	mem_free_wiped(l->at, l->cap * sizeof(*l->at));
}

void
directory_done(struct directory *d)
{
	list_done(&d->agencies);
	list_done(&d->people);
	list_done(&d->colleagues);
	for (size_t i = 0; i < d->marks; i++)
		mem_free_text(d->mark[i].reason);
	mem_free_wiped(d->mark, d->marks_cap * sizeof(*d->mark));
	memset(d, 0, sizeof(*d));
}

/* ---- what is asked of it ---- */

const struct directory_entry *
directory_find(const struct directory_list *l, const struct id *id)
{
	for (size_t i = 0; i < l->count; i++) {
		if (id_equal(&l->at[i].id, id))
			return &l->at[i];
	}
	return NULL;
}

bool
directory_matches(const struct directory_entry *e, const char *words)
{
	struct buf in = BUF_INIT(8192), want = BUF_INIT(8192);
	bool matches = true;
	const char *at;

	text_fold(&in, e->name, strlen(e->name));
	buf_adds(&in, " ");
	text_fold(&in, e->what, strlen(e->what));
	text_fold(&want, words, strlen(words));
	for (at = buf_str(&want); *at && matches; at += strspn(at, " ")) {
		char word[200];
		size_t len = strcspn(at, " ");

		snprintf(word, sizeof(word), "%.*s", (int)len, at);
		matches = strstr(buf_str(&in), word) != NULL;
		at += len;
	}
	buf_done(&in);
	buf_done(&want);
	return matches;
}
