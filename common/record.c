/* record.c - a record in memory: a value for each field of its kind.
 *
 * What a person typed is taken as it is (promise 2): whether it is right is
 * asked later, by record_check. Values are case text, so every byte let go is
 * wiped. */
#include "kind.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "mem.h"
#include "record_in.h"

#define NO_FIELD ((size_t)-1)

static size_t
field_index(const struct record *r, const char *key)
{
	for (size_t i = 0; i < r->kind->field_count; i++)
		if (strcmp(r->kind->fields[i].key, key) == 0)
			return i;
	return NO_FIELD;
}

static const struct value *
list_of(const struct record *r, const char *key)
{
	size_t i = field_index(r, key);

	if (i == NO_FIELD || r->kind->fields[i].type != FT_LIST)
		return NULL;
	return &r->values[i];
}

static struct record *
new_in(const struct kind *k, struct record *root)
{
	struct record *r;

	r = mem_zalloc(1, sizeof(*r) + k->field_count * sizeof(struct value));
	r->kind = k;
	r->root = root != NULL ? root : r;
	r->root->records++;
	return r;
}

static void
value_done(struct record *r, struct value *v)
{
	r->root->bytes -= v->len;
	mem_free_wiped(v->text, v->len);
	for (size_t i = 0; i < v->count; i++)
		record_free(v->items[i]);
	mem_free_wiped(v->items, v->cap * sizeof(struct record *));
	memset(v, 0, sizeof(*v));
}

bool
record_pour(struct record *to, const struct record *from)
{
	bool ok = true;

	for (size_t i = 0; i < from->kind->field_count && ok; i++) {
		const struct value *v = &from->values[i];

		if (v->len > 0)
			ok = record_put(to, i, v->text, v->len);
		for (size_t n = 0; n < v->count && ok; n++) {
			struct record *item = record_push(to, i);

			ok = item != NULL && record_pour(item, v->items[n]);
		}
	}
	return ok;
}

bool
value_equal(const struct value *a, const struct value *b)
{
	if (a->len != b->len || a->count != b->count)
		return false;
	if (a->len > 0 && memcmp(a->text, b->text, a->len) != 0)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (!record_equal(a->items[i], b->items[i]))
			return false;
	return true;
}

bool
record_put(struct record *r, size_t field, const char *text, size_t len)
{
	struct value *v = &r->values[field];
	char *copy = NULL;

	if (r->root->bytes - v->len + len > KIND_BODY_MAX)
		return false;
	/* Copied first: text may be the value that it replaces. */
	if (len > 0)
		copy = mem_strndup(text, len);
	r->root->bytes = r->root->bytes - v->len + len;
	mem_free_wiped(v->text, v->len);
	v->text = copy;
	v->len = len;
	return true;
}

struct record *
record_push(struct record *r, size_t field)
{
	struct value *v = &r->values[field];

	if (r->root->records >= RECORD_TREE_MAX)
		return NULL;
	if (v->count == v->cap) {
		v->cap = v->cap == 0 ? 4 : v->cap * 2;
		v->items = mem_grow(v->items, v->cap, sizeof(struct record *));
	}
	v->items[v->count] = new_in(r->kind->fields[field].of, r->root);
	return v->items[v->count++];
}

uint32_t
field_max(const struct field *f)
{
	if (f->max > 0)
		return f->max;
	switch (f->type) {
	case FT_LINE: return KIND_LINE_MAX;
	case FT_TEXT: return KIND_TEXT_MAX;
	case FT_NUMBER: return INT32_MAX;
	case FT_LIST: return KIND_ITEMS_MAX;
	case FT_DATE:
	case FT_BIRTH:
	case FT_TIME:
	case FT_CHOICE:
	case FT_YESNO:
	case FT_REF: return KIND_LINE_MAX;
	case FT_SET: return KIND_TEXT_MAX; /* many codes may be ticked */
	case FT_COUNT: break;
	}
	return 0;
}

void
path_key(char out[ERR_FIELD_MAX], const char *base, const char *key)
{
	(void)snprintf(out, ERR_FIELD_MAX, "%s%s%s", base,
	    base[0] != '\0' ? "." : "", key);
}

void
path_index(char out[ERR_FIELD_MAX], const char *base, size_t i)
{
	(void)snprintf(out, ERR_FIELD_MAX, "%s.%zu", base, i);
}

struct record *
record_new(const struct kind *k)
{
	return new_in(k, NULL);
}

void
record_free(struct record *r)
{
	size_t fields;

	if (r == NULL)
		return;
	fields = r->kind->field_count;
	for (size_t i = 0; i < fields; i++)
		value_done(r, &r->values[i]);
	r->root->records--;
	mem_free_wiped(r, sizeof(*r) + fields * sizeof(struct value));
}

struct record *
record_copy(const struct record *r)
{
	struct record *copy = record_new(r->kind);

	if (!record_pour(copy, r))
		assert(!"a copy is as big as what it copies");
	return copy;
}

const struct kind *
record_kind(const struct record *r)
{
	return r->kind;
}

const char *
record_text(const struct record *r, const char *key)
{
	size_t i = field_index(r, key);

	if (i == NO_FIELD || r->values[i].text == NULL)
		return "";
	return r->values[i].text;
}

bool
record_set(struct record *r, const char *key, const char *text)
{
	size_t i = field_index(r, key);

	assert(i != NO_FIELD && r->kind->fields[i].type != FT_LIST);
	return record_put(r, i, text, strlen(text));
}

size_t
record_count(const struct record *r, const char *key)
{
	const struct value *v = list_of(r, key);

	return v != NULL ? v->count : 0;
}

struct record *
record_item(const struct record *r, const char *key, size_t i)
{
	const struct value *v = list_of(r, key);

	return v != NULL && i < v->count ? v->items[i] : NULL;
}

struct record *
record_add(struct record *r, const char *key)
{
	size_t i = field_index(r, key);

	assert(i != NO_FIELD && r->kind->fields[i].type == FT_LIST);
	if (r->values[i].count >= field_max(&r->kind->fields[i]))
		return NULL;
	return record_push(r, i);
}

void
record_remove(struct record *r, const char *key, size_t i)
{
	size_t field = field_index(r, key);
	struct value *v;

	if (field == NO_FIELD || i >= r->values[field].count)
		return;
	v = &r->values[field];
	record_free(v->items[i]);
	memmove(&v->items[i], &v->items[i + 1],
	    (v->count - i - 1) * sizeof(struct record *));
	v->count--;
}

void
record_move(struct record *r, const char *key, size_t from, size_t to)
{
	size_t field = field_index(r, key);
	struct record *moved;
	struct value *v;

	if (field == NO_FIELD || from >= r->values[field].count ||
	    to >= r->values[field].count)
		return;
	v = &r->values[field];
	moved = v->items[from];
	if (from < to)
		memmove(&v->items[from], &v->items[from + 1],
		    (to - from) * sizeof(struct record *));
	else
		memmove(&v->items[to + 1], &v->items[to],
		    (from - to) * sizeof(struct record *));
	v->items[to] = moved;
}

bool
record_is_empty(const struct record *r)
{
	for (size_t i = 0; i < r->kind->field_count; i++) {
		const struct value *v = &r->values[i];

		if (v->len > 0)
			return false;
		for (size_t n = 0; n < v->count; n++)
			if (!record_is_empty(v->items[n]))
				return false;
	}
	return true;
}

bool
record_equal(const struct record *a, const struct record *b)
{
	if (a->kind != b->kind)
		return false;
	for (size_t i = 0; i < a->kind->field_count; i++)
		if (!value_equal(&a->values[i], &b->values[i]))
			return false;
	return true;
}
