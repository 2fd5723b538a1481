/* record_diff.c - how two versions of a record differ: which fields, and in
 * words.
 *
 * A draft is offered back with what it changes, and two people's changes of one
 * record are shown beside each other (promises 1 and 4). Nothing is left out: a
 * long text is cut to the part that differs, never to less. */
#include "kind.h"

#include <assert.h>
#include <string.h>

#include "record_in.h"

#define SHORT_BYTES 240 /* a text up to here is shown whole */
#define AROUND_BYTES 60 /* of what is the same, before and after */
#define ELLIPSIS "..."

struct diff_page {
	size_t cols;
	const char *was, *now;
	record_name_of *name;
	void *name_arg;
	struct buf *out;
};

size_t
record_diff(const struct record *a, const struct record *b,
    const struct field *out[KIND_FIELDS_MAX])
{
	size_t n = 0;

	assert(a->kind == b->kind);
	for (size_t i = 0; i < a->kind->field_count; i++) {
		if (!value_equal(&a->values[i], &b->values[i]))
			out[n++] = &a->kind->fields[i];
	}
	return n;
}

/* ---- in words ---- */

static void
put(struct diff_page *pg, size_t in, const char *lead, const char *text)
{
	struct buf line = BUF_INIT((size_t)KIND_BODY_MAX * 2);

	buf_addf(&line, "%s%s", lead, text);
	show_lines(pg->out, pg->cols, in, buf_str(&line), line.len);
	buf_done(&line);
}

/* Bytes that both begin with, and that both end with, at whole characters and
 * never overlapping. */
static void
same_ends(const char *a, size_t a_len, const char *b, size_t b_len,
    size_t *head, size_t *tail)
{
	size_t least = a_len < b_len ? a_len : b_len;

	*head = *tail = 0;
	while (*head < least && a[*head] == b[*head])
		++*head;
	while (*head > 0 && ((unsigned char)a[*head] & 0xc0) == 0x80)
		--*head;
	while (*tail < least - *head &&
	       a[a_len - 1 - *tail] == b[b_len - 1 - *tail])
		++*tail;
	while (*tail > 0 && ((unsigned char)a[a_len - *tail] & 0xc0) == 0x80)
		--*tail;
}

/* From the beginning of a word, a little before what differs. */
static size_t
start_of(const char *s, size_t head)
{
	size_t at = head > AROUND_BYTES ? head - AROUND_BYTES : 0;

	if (at == 0)
		return 0;
	while (at < head && s[at] != ' ' && s[at] != '\n')
		at++;
	return at;
}

static size_t
end_of(const char *s, size_t len, size_t tail)
{
	size_t at = tail > AROUND_BYTES ? len - tail + AROUND_BYTES : len;

	if (at == len)
		return len;
	while (at > len - tail && s[at] != ' ' && s[at] != '\n')
		at--;
	return at;
}

static void
add_part(struct buf *out, const char *s, size_t len, size_t head, size_t tail)
{
	size_t from = start_of(s, head), to = end_of(s, len, tail);

	if (from > 0)
		buf_adds(out, ELLIPSIS);
	buf_add(out, s + from, to - from);
	if (to < len)
		buf_adds(out, ELLIPSIS);
}

static void
put_scalar(struct diff_page *pg, size_t in, const struct field *f,
    const char *before, const char *after)
{
	struct buf a = BUF_INIT((size_t)KIND_BODY_MAX * 2);
	struct buf b = BUF_INIT((size_t)KIND_BODY_MAX * 2);
	struct buf part = BUF_INIT((size_t)KIND_BODY_MAX * 2);
	size_t head = 0, tail = 0;

	record_show(f, before, pg->name, pg->name_arg, &a);
	record_show(f, after, pg->name, pg->name_arg, &b);
	if (a.len > 0 && b.len > 0 && a.len + b.len > SHORT_BYTES)
		same_ends(buf_str(&a), a.len, buf_str(&b), b.len, &head, &tail);
	if (a.len > 0) {
		add_part(&part, buf_str(&a), a.len, head, tail);
		put(pg, in, pg->was, buf_str(&part));
	}
	buf_clear(&part);
	add_part(&part, buf_str(&b), b.len, head, tail);
	put(pg, in, pg->now, b.len > 0 ? buf_str(&part) : "(nothing)");
	buf_done(&a);
	buf_done(&b);
	buf_done(&part);
}

static void put_record(struct diff_page *pg, size_t in,
    const struct record *before, const struct record *after);

static void
put_item(struct diff_page *pg, size_t in, const struct record *item,
    size_t number, const char *what)
{
	struct buf head = BUF_INIT(128);

	buf_addf(&head, "%zu, %s:", number, what);
	put(pg, in, "", buf_str(&head));
	show_record(pg->out, item, pg->cols, in + 2, pg->name, pg->name_arg);
	buf_done(&head);
}

/* Items that stayed the same are found from both ends; between them the first is
 * held against the first. An item moved is one taken out and one added. */
static void
put_list(struct diff_page *pg, size_t in, const struct value *a,
    const struct value *b)
{
	size_t least = a->count < b->count ? a->count : b->count;
	size_t head = 0, tail = 0, both;
	struct buf title = BUF_INIT(128);

	while (head < least && record_equal(a->items[head], b->items[head]))
		head++;
	while (
	    tail < least - head && record_equal(a->items[a->count - 1 - tail],
				       b->items[b->count - 1 - tail]))
		tail++;
	both = least - head - tail;
	for (size_t i = head; i < head + both; i++) {
		buf_clear(&title);
		buf_addf(&title, "%zu, changed:", i + 1);
		put(pg, in, "", buf_str(&title));
		put_record(pg, in + 2, a->items[i], b->items[i]);
	}
	for (size_t i = head + both; i < a->count - tail; i++)
		put_item(pg, in, a->items[i], i + 1, "taken out");
	for (size_t i = head + both; i < b->count - tail; i++)
		put_item(pg, in, b->items[i], i + 1, "new");
	buf_done(&title);
}

static void
put_record(struct diff_page *pg, size_t in, const struct record *before,
    const struct record *after)
{
	for (size_t i = 0; i < before->kind->field_count; i++) {
		const struct field *f = &before->kind->fields[i];
		const struct value *a = &before->values[i];
		const struct value *b = &after->values[i];

		if (value_equal(a, b) || (f->flags & FF_MACHINE))
			continue;
		put(pg, in, "", f->label);
		if (record_hides(before, f) || record_hides(after, f))
			put(pg, in + 2, pg->now, "(hidden)");
		else if (f->type == FT_LIST)
			put_list(pg, in + 2, a, b);
		else
			put_scalar(pg, in + 2, f, a->len ? a->text : "",
			    b->len ? b->text : "");
	}
}

void
record_diff_text(const struct record *before, const struct record *after,
    const struct record_diff_words *words, size_t cols, record_name_of *name,
    void *arg, struct buf *out)
{
	struct diff_page pg = { .cols = cols > 0 ? cols : 1,
		.was = words->was,
		.now = words->now,
		.name = name,
		.name_arg = arg,
		.out = out };

	assert(before->kind == after->kind);
	put_record(&pg, 0, before, after);
}

/* ---- joining ---- */

static size_t
index_of(const struct record *r, const struct field *f)
{
	return (size_t)(f - r->kind->fields);
}

static bool
add_item(struct record *to, size_t i, const struct record *item)
{
	struct record *copy = record_push(to, i);

	return copy != NULL && record_pour(copy, item);
}

bool
record_take(struct record *to, const struct record *from, const struct field *f)
{
	size_t i = index_of(to, f);
	const struct value *v = &from->values[i];
	bool ok = true;

	assert(to->kind == from->kind);
	if (f->type != FT_LIST)
		return record_put(to, i, v->len ? v->text : "", v->len);
	while (to->values[i].count > 0)
		record_remove(to, f->key, to->values[i].count - 1);
	for (size_t n = 0; n < v->count && ok; n++)
		ok = add_item(to, i, v->items[n]);
	return ok;
}

static bool
has_item(const struct value *v, const struct record *item)
{
	for (size_t i = 0; i < v->count; i++) {
		if (record_equal(v->items[i], item))
			return true;
	}
	return false;
}

static bool
join_list(struct record *to, size_t i, const struct value *from)
{
	const struct field *f = &to->kind->fields[i];
	size_t before = to->values[i].count;
	bool ok = true;

	for (size_t n = 0; n < from->count && ok; n++) {
		if (!has_item(&to->values[i], from->items[n]))
			ok = to->values[i].count < field_max(f) &&
			     add_item(to, i, from->items[n]);
	}
	while (!ok && to->values[i].count > before)
		record_remove(to, f->key, to->values[i].count - 1);
	return ok;
}

bool
record_can_take_both(const struct field *f)
{
	return f->type == FT_TEXT || f->type == FT_SET || f->type == FT_LIST;
}

bool
record_take_both(
    struct record *to, const struct record *from, const struct field *f)
{
	size_t i = index_of(to, f);
	const struct value *a = &to->values[i], *b = &from->values[i];
	struct buf both = BUF_INIT((size_t)KIND_BODY_MAX * 2);
	bool ok;

	assert(to->kind == from->kind);
	if (!record_can_take_both(f))
		return false;
	if (f->type == FT_LIST)
		return join_list(to, i, b);
	if (a->len > 0)
		buf_add(&both, a->text, a->len);
	if (a->len > 0 && b->len > 0)
		buf_adds(&both, f->type == FT_SET ? " " : "\n\n");
	if (b->len > 0)
		buf_add(&both, b->text, b->len);
	ok = !both.failed && (f->type == FT_SET || both.len <= field_max(f)) &&
	     record_put(to, i, buf_str(&both), both.len);
	buf_done(&both);
	return ok;
}
