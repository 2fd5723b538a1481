/* doc_pack.c - a document out of bytes, and walking its parts.
 *
 * haven-press links this and no more of documents: so here is no record, no
 * field table, and nothing of how text is made safe. Bytes are believed nothing:
 * every part is checked once, in doc_unpack, and walked without a check after. */
#include "doc.h"

#include <assert.h>
#include <string.h>

#include "doc_in.h"
#include "mem.h"
#include "text.h"

/* How many texts a part has; ANY: 1 to DOC_COLS_MAX. */
#define ANY 255
static const struct {
	unsigned char texts;
	bool has_lines; /* newlines may stand in its last text */
} shapes[DOC_KINDS] = {
	[DOC_END] = { 0, false },
	[DOC_TITLE] = { 1, false },
	[DOC_FOOT] = { 1, false },
	[DOC_HEADING] = { 1, false },
	[DOC_PARA] = { 1, true },
	[DOC_FIELD] = { 2, true },
	[DOC_ITEM] = { 1, true },
	[DOC_TABLE] = { ANY, false },
	[DOC_ROW] = { ANY, false },
	[DOC_BAR] = { 2, false },
	[DOC_RULE] = { 0, false },
	[DOC_PAGE] = { 0, false },
};

static uint32_t
get_u32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	       (uint32_t)p[2] << 8 | p[3];
}

/* ---- walking ---- */

void
doc_read(const struct doc *d, size_t *at, struct doc_part *part)
{
	const unsigned char *p = (const unsigned char *)d->b.data + *at;

	part->kind = (enum doc_kind)p[0];
	part->level = p[1];
	part->depth = p[2];
	part->count = p[3];
	part->number = get_u32(p + 4);
	part->of = get_u32(p + 8);
	*at += DOC_HEAD;
	for (unsigned i = 0; i < part->count; i++) {
		part->len[i] = get_u32((const unsigned char *)d->b.data + *at);
		part->text[i] = d->b.data + *at + 4;
		*at += 4 + part->len[i] + 1;
	}
	for (unsigned i = part->count; i < DOC_COLS_MAX; i++) {
		part->text[i] = "";
		part->len[i] = 0;
	}
}

bool
doc_next(const struct doc *d, size_t *at, struct doc_part *part)
{
	if (*at == 0)
		*at = DOC_MAGIC_LEN;
	if (d->b.failed || *at >= d->b.len)
		return false;
	doc_read(d, at, part);
	return part->kind != DOC_END;
}

static const char *
last_of(const struct doc *d, enum doc_kind kind)
{
	struct doc_part part;
	const char *text = "";

	for (size_t at = 0; doc_next(d, &at, &part);)
		if (part.kind == kind)
			text = part.text[0];
	return text;
}

const char *
doc_title(const struct doc *d)
{
	return last_of(d, DOC_TITLE);
}

const char *
doc_foot_text(const struct doc *d)
{
	return last_of(d, DOC_FOOT);
}

void
doc_free(struct doc *d)
{
	if (d == NULL)
		return;
	buf_done(&d->b);
	mem_free_wiped(d, sizeof(*d));
}

/* ---- checking ---- */

static bool
is_clean(const char *s, size_t len, bool has_lines)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];

		if ((c < 0x20 && !(has_lines && c == '\n')) || c == 0x7F)
			return false;
	}
	return text_is_utf8(s, len);
}

/* The text at *at, and past it. */
static bool
check_text(const struct buf *b, size_t *at, bool has_lines)
{
	size_t left = b->len - *at, len;

	if (left < 5)
		return false;
	len = get_u32((const unsigned char *)b->data + *at);
	if (len > left - 5 || b->data[*at + 4 + len] != '\0' ||
	    !is_clean(b->data + *at + 4, len, has_lines))
		return false;
	*at += 5 + len;
	return true;
}

/* cols: of the table before it, kept from part to part. */
static bool
check_head(const unsigned char *p, unsigned *cols)
{
	unsigned kind = p[0], texts;

	if (kind >= DOC_KINDS || p[2] > DOC_DEPTH_MAX)
		return false;
	texts = shapes[kind].texts;
	if (texts == ANY ? p[3] < 1 || p[3] > DOC_COLS_MAX : p[3] != texts)
		return false;
	if (kind == DOC_ROW && p[3] != *cols)
		return false;
	if (kind == DOC_HEADING ? p[1] < 1 || p[1] > 3 : p[1] != 0)
		return false;
	if (kind == DOC_BAR ? get_u32(p + 4) > get_u32(p + 8)
			    : get_u32(p + 4) != 0 || get_u32(p + 8) != 0)
		return false;
	if (kind == DOC_TABLE)
		*cols = p[3];
	else if (kind != DOC_ROW && kind != DOC_FOOT)
		*cols = 0;
	return true;
}

static bool
check_all(const struct buf *b)
{
	const unsigned char *p = NULL;
	size_t at = DOC_MAGIC_LEN;
	unsigned cols = 0;

	if (b->len < DOC_MAGIC_LEN ||
	    memcmp(b->data, DOC_MAGIC, DOC_MAGIC_LEN) != 0)
		return false;
	do {
		bool is_first = p == NULL;

		if (b->len - at < DOC_HEAD)
			return false;
		p = (const unsigned char *)b->data + at;
		if (!check_head(p, &cols) || is_first != (p[0] == DOC_TITLE))
			return false;
		at += DOC_HEAD;
		for (unsigned i = 0; i < p[3]; i++)
			if (!check_text(b, &at,
				shapes[p[0]].has_lines && i + 1 == p[3]))
				return false;
	} while (p[0] != DOC_END);
	return at == b->len;
}

enum err
doc_unpack(struct doc **out, const void *bytes, size_t len, struct errinfo *e)
{
	struct doc *d = mem_zalloc(1, sizeof(*d));

	buf_init(&d->b, DOC_MAX);
	if (!buf_add(&d->b, bytes, len) || !check_all(&d->b)) {
		doc_free(d);
		return err_set(e, ERR_SYNTAX, "These bytes are no document.");
	}
	d->is_ended = true;
	*out = d;
	return ERR_OK;
}
