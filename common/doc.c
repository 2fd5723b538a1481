/* doc.c - building a document, part by part, out of text that anybody typed. */
#include "doc.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

#include "doc_in.h"
#include "mem.h"
#include "text.h"
#include "text_in.h"

/* ---- text that may be printed ---- */

/* A letter of a script in which U+200C and U+200D change how a word is read:
 * Arabic, Indic and the like. */
static bool
is_joined_letter(int32_t cp, bool or_mark)
{
	if (cp < 0x0600)
		return false;
	switch (utf8proc_category(cp)) {
	case UTF8PROC_CATEGORY_LO:
	case UTF8PROC_CATEGORY_LM: return true;
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC: return or_mark;
	default: return false;
	}
}

/* The next joiner from at on that is needed where it stands; len: none. */
static size_t
find_joiner(const char *s, size_t len, size_t at)
{
	for (; at + 3 < len; at++) {
		int32_t before, after;

		if ((unsigned char)s[at] != 0xE2 ||
		    (unsigned char)s[at + 1] != 0x80 ||
		    ((unsigned char)s[at + 2] | 1) != 0x8D || at == 0)
			continue;
		(void)text_decode_back(s, at, &before);
		(void)text_decode(s, len, at + 3, &after);
		if (is_joined_letter(before, true) &&
		    is_joined_letter(after, false))
			return at;
	}
	return len;
}

static void
add_clean(struct buf *out, const char *s, bool has_lines)
{
	size_t len = strlen(s), at = 0;

	while (at < len) {
		size_t joiner = find_joiner(s, len, at);

		text_safe(out, s + at, joiner - at, has_lines);
		if (joiner < len)
			buf_add(out, s + joiner, 3);
		at = joiner < len ? joiner + 3 : len;
	}
}

/* ---- parts ---- */

static void
put_u32(unsigned char *p, uint32_t n)
{
	p[0] = (unsigned char)(n >> 24);
	p[1] = (unsigned char)(n >> 16);
	p[2] = (unsigned char)(n >> 8);
	p[3] = (unsigned char)n;
}

static void
add_text(struct doc *d, const char *s, bool has_lines)
{
	static const char blank[4] = "";
	size_t at = d->b.len, start;

	buf_add(&d->b, blank, sizeof(blank));
	start = d->b.len;
	add_clean(&d->b, s, has_lines);
	buf_addc(&d->b, '\0');
	if (!d->b.failed)
		put_u32((unsigned char *)d->b.data + at,
		    (uint32_t)(d->b.len - 1 - start));
}

/* The head of a part; its texts are added next. A document that failed takes
 * nothing more: its bytes would not add up. */
static bool
begin(struct doc *d, enum doc_kind kind, unsigned level, unsigned count,
    uint32_t number, uint32_t of)
{
	unsigned char head[DOC_HEAD] = { (unsigned char)kind,
		(unsigned char)level,
		(unsigned char)(d->depth < DOC_DEPTH_MAX ? d->depth
							 : DOC_DEPTH_MAX),
		(unsigned char)count };

	assert(!d->is_ended);
	if (d->b.failed)
		return false;
	if (kind != DOC_ROW && kind != DOC_FOOT)
		d->cols = 0;
	put_u32(head + 4, number);
	put_u32(head + 8, of);
	return buf_add(&d->b, head, sizeof(head));
}

static void
add_one(struct doc *d, enum doc_kind kind, unsigned level, const char *text)
{
	if (begin(d, kind, level, 1, 0, 0))
		add_text(d, text, kind == DOC_PARA || kind == DOC_ITEM);
}

struct doc *
doc_new(const char *title)
{
	struct doc *d = mem_zalloc(1, sizeof(*d));

	buf_init(&d->b, DOC_MAX);
	buf_add(&d->b, DOC_MAGIC, DOC_MAGIC_LEN);
	add_one(d, DOC_TITLE, 0, title);
	return d;
}

bool
doc_ok(const struct doc *d)
{
	return !d->b.failed;
}

void
doc_heading(struct doc *d, unsigned level, const char *text)
{
	assert(level >= 1 && level <= 3);
	add_one(d, DOC_HEADING, level, text);
}

void
doc_para(struct doc *d, const char *text)
{
	add_one(d, DOC_PARA, 0, text);
}

void
doc_field(struct doc *d, const char *label, const char *text)
{
	if (!begin(d, DOC_FIELD, 0, 2, 0, 0))
		return;
	add_text(d, label, false);
	add_text(d, text, true);
}

void
doc_item(struct doc *d, const char *text)
{
	add_one(d, DOC_ITEM, 0, text);
}

static void
add_cells(
    struct doc *d, enum doc_kind kind, unsigned cols, const char *const *texts)
{
	if (!begin(d, kind, 0, cols, 0, 0))
		return;
	for (unsigned i = 0; i < cols; i++)
		add_text(d, texts[i] != NULL ? texts[i] : "", false);
}

void
doc_table(struct doc *d, unsigned cols, const char *const *heads)
{
	assert(cols >= 1 && cols <= DOC_COLS_MAX);
	add_cells(d, DOC_TABLE, cols, heads);
	d->cols = cols;
}

void
doc_row(struct doc *d, const char *const *cells)
{
	assert(d->cols > 0);
	add_cells(d, DOC_ROW, d->cols, cells);
}

void
doc_bar(struct doc *d, const char *label, uint32_t number, uint32_t of,
    const char *text)
{
	char digits[16];

	assert(number <= of);
	(void)snprintf(digits, sizeof(digits), "%lu", (unsigned long)number);
	if (!begin(d, DOC_BAR, 0, 2, number, of))
		return;
	add_text(d, label, false);
	add_text(d, text != NULL ? text : digits, false);
}

void
doc_rule(struct doc *d)
{
	(void)begin(d, DOC_RULE, 0, 0, 0, 0);
}

void
doc_page(struct doc *d)
{
	(void)begin(d, DOC_PAGE, 0, 0, 0, 0);
}

void
doc_foot(struct doc *d, const char *text)
{
	add_one(d, DOC_FOOT, 0, text);
}

void
doc_indent(struct doc *d, int steps)
{
	d->depth += steps;
	assert(d->depth >= 0);
}

const void *
doc_packed(struct doc *d, size_t *len)
{
	if (!d->is_ended && begin(d, DOC_END, 0, 0, 0, 0))
		d->is_ended = true;
	*len = d->b.len;
	return d->b.data;
}
