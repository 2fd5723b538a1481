/* doc_text.c - a document as plain text.
 *
 * Widths are columns of a terminal, by graphemes, so a table stands straight in
 * Welsh and in Chinese alike. A table that cannot stand in the width is written
 * row by row, each cell after the head of its column: nothing is cut. */
#include "doc.h"

#include <string.h>

#include "mem.h"
#include "text.h"

#define STEP 4       /* columns of a step in */
#define ROOM 12      /* what stepping in leaves for the text at least */
#define GAP 2        /* between the columns of a table */
#define CELL_MIN 6   /* columns of a table are at least as wide */
#define WORD_MAX 16  /* a word up to so wide is broken last */
#define BAR_LABEL 28 /* columns of a label before a bar at the most */

struct sheet_of {
	const struct doc *d;
	struct buf *out;
	size_t cols;
	bool is_open; /* the last line was no blank one */
	enum doc_kind before;
};

/* What is shown of a text: the document is clean, and joiners, which it may
 * hold, are marks here. */
struct shown {
	struct buf b;
};

static struct shown
show(const char *s, size_t len)
{
	struct shown sh = { BUF_INIT((size_t)DOC_MAX * 4) };

	text_safe(&sh.b, s, len, true);
	return sh;
}

static void
blank(struct sheet_of *p)
{
	if (p->is_open)
		buf_addc(p->out, '\n');
	p->is_open = false;
}

static size_t
put_pad(struct buf *out, size_t n, char c)
{
	for (size_t i = 0; i < n; i++)
		buf_addc(out, c);
	return n;
}

static size_t
inset(const struct sheet_of *p, unsigned depth, size_t more)
{
	size_t in = (size_t)depth * STEP + more;

	return in + ROOM > p->cols ? p->cols - ROOM : in;
}

/* Lines of s, in columns from the edge; before the first stands mark, which ends
 * at in. */
static void
put_lines(
    struct sheet_of *p, size_t in, const char *mark, const char *s, size_t len)
{
	struct shown sh = show(s, len);
	size_t marked = strlen(mark) < in ? strlen(mark) : in;
	size_t at = 0;

	do {
		size_t shown;
		size_t next = text_wrap(
		    buf_str(&sh.b), sh.b.len, at, p->cols - in, &shown);

		if (at == 0 && marked > 0) {
			put_pad(p->out, in - marked, ' ');
			buf_add(p->out, mark, marked);
		} else if (shown > 0) {
			put_pad(p->out, in, ' ');
		}
		buf_add(p->out, buf_str(&sh.b) + at, shown);
		buf_addc(p->out, '\n');
		at = next;
	} while (at < sh.b.len);
	p->is_open = true;
	buf_done(&sh.b);
}

static void
put_under(struct sheet_of *p, const struct doc_part *part, size_t in, char c)
{
	struct shown sh = show(part->text[0], part->len[0]);
	size_t width = text_width(buf_str(&sh.b), sh.b.len);

	put_pad(p->out, in, ' ');
	put_pad(p->out, width < p->cols - in ? width : p->cols - in, c);
	buf_addc(p->out, '\n');
	buf_done(&sh.b);
}

static void
put_heading(struct sheet_of *p, const struct doc_part *part)
{
	size_t in = inset(p, part->depth, 0);

	blank(p);
	if (part->level == 1)
		blank(p);
	put_lines(p, in, "", part->text[0], part->len[0]);
	if (part->level < 3)
		put_under(p, part, in, part->level == 1 ? '=' : '-');
	if (part->level < 3)
		blank(p);
}

/* "Label: text" where that is one line; else the text under its label. */
static void
put_field(struct sheet_of *p, const struct doc_part *part)
{
	size_t in = inset(p, part->depth, 0);
	struct buf line = BUF_INIT((size_t)DOC_MAX * 2);

	buf_add(&line, part->text[0], part->len[0]);
	if (part->len[0] > 0 && strchr(".?!:", line.data[line.len - 1]) == NULL)
		buf_addc(&line, ':');
	buf_addc(&line, ' ');
	buf_add(&line, part->text[1], part->len[1]);
	if (!memchr(part->text[1], '\n', part->len[1]) &&
	    text_width(buf_str(&line), line.len) <= p->cols - in) {
		put_lines(p, in, "", buf_str(&line), line.len);
	} else {
		put_lines(
		    p, in, "", buf_str(&line), line.len - part->len[1] - 1);
		put_lines(p, inset(p, part->depth, STEP), "", part->text[1],
		    part->len[1]);
	}
	buf_done(&line);
}

/* ---- tables ---- */

struct columns {
	unsigned count;
	size_t width[DOC_COLS_MAX];
	size_t word[DOC_COLS_MAX]; /* the longest, WORD_MAX at the most */
	bool is_number[DOC_COLS_MAX];
	bool is_narrow; /* it cannot stand in the width */
};

static size_t
width_of(const struct doc_part *part, unsigned i)
{
	struct shown sh = show(part->text[i], part->len[i]);
	size_t width = text_width(buf_str(&sh.b), sh.b.len);

	buf_done(&sh.b);
	return width;
}

static bool
is_number(const struct doc_part *part, unsigned i)
{
	return strspn(part->text[i], "0123456789 .,%<>+-*") == part->len[i];
}

/* Columns of the longest word. */
static size_t
word_of(const struct doc_part *part, unsigned i)
{
	struct shown sh = show(part->text[i], part->len[i]);
	const char *at = buf_str(&sh.b);
	size_t most = 0;

	while (*at) {
		size_t len = strcspn(at, " \n"), width = text_width(at, len);

		if (width > most)
			most = width;
		at += len + (at[len] != '\0');
	}
	buf_done(&sh.b);
	return most < WORD_MAX ? most : WORD_MAX;
}

/* Take from the widest, of those that are wider than their words (or than CELL_MIN);
 * what is still over. */
static size_t
take_width(struct columns *c, size_t over, bool keeps_words)
{
	while (over > 0) {
		unsigned widest = c->count;

		for (unsigned i = 0; i < c->count; i++) {
			size_t least = keeps_words && c->word[i] > CELL_MIN
					   ? c->word[i]
					   : CELL_MIN;

			if (c->width[i] > least &&
			    (widest == c->count ||
				c->width[i] > c->width[widest]))
				widest = i;
		}
		if (widest == c->count)
			return over;
		c->width[widest]--;
		over--;
	}
	return 0;
}

/* What does not fit is taken from the widest; words are broken last. */
static void
fit_columns(struct columns *c, size_t room)
{
	size_t sum = (c->count - 1) * GAP;

	for (unsigned i = 0; i < c->count; i++)
		sum += c->width[i];
	if (sum > room)
		c->is_narrow =
		    take_width(c, take_width(c, sum - room, true), false) > 0;
}

/* The table that begins with head; its rows begin at at. */
static struct columns
measure(const struct sheet_of *p, const struct doc_part *head, size_t at)
{
	struct columns c = { .count = head->count };
	struct doc_part row = *head;

	for (unsigned i = 0; i < c.count; i++) {
		c.width[i] = width_of(head, i);
		c.word[i] = word_of(head, i);
		c.is_number[i] = true;
	}
	while (doc_next(p->d, &at, &row) && row.kind == DOC_ROW)
		for (unsigned i = 0; i < c.count; i++) {
			size_t w = width_of(&row, i), word = word_of(&row, i);

			if (w > c.width[i])
				c.width[i] = w;
			if (word > c.word[i])
				c.word[i] = word;
			c.is_number[i] = c.is_number[i] && is_number(&row, i);
		}
	fit_columns(&c, p->cols - inset(p, head->depth, 0));
	return c;
}

/* One line of a row; true while a cell has more of them. */
static bool
put_cells(struct sheet_of *p, const struct columns *c, size_t in,
    const struct shown *cells, size_t *at)
{
	size_t used = 0, col = 0;
	bool is_more = false;

	for (unsigned i = 0; i < c->count; i++) {
		const struct buf *b = &cells[i].b;
		size_t shown = 0, begin = at[i], wide, lead;

		if (at[i] < b->len)
			at[i] = text_wrap(
			    buf_str(b), b->len, at[i], c->width[i], &shown);
		is_more = is_more || at[i] < b->len;
		wide = text_width(buf_str(b) + begin, shown);
		lead = c->is_number[i] && wide < c->width[i]
			   ? c->width[i] - wide
			   : 0;
		if (shown > 0) {
			put_pad(p->out, in + col + lead - used, ' ');
			buf_add(p->out, buf_str(b) + begin, shown);
			used = in + col + lead + wide;
		}
		col += c->width[i] + GAP;
		/* One that is wider than its column moves what follows. */
		if (used > in + col - GAP)
			col = used - in + 1;
	}
	buf_addc(p->out, '\n');
	return is_more;
}

static void
put_row(
    struct sheet_of *p, const struct columns *c, const struct doc_part *part)
{
	size_t in = inset(p, part->depth, 0), at[DOC_COLS_MAX] = { 0 };
	struct shown cells[DOC_COLS_MAX];

	for (unsigned i = 0; i < c->count; i++)
		cells[i] = show(part->text[i], part->len[i]);
	while (put_cells(p, c, in, cells, at))
		;
	for (unsigned i = 0; i < c->count; i++)
		buf_done(&cells[i].b);
	p->is_open = true;
}

static void
put_row_by_row(
    struct sheet_of *p, const struct doc_part *head, const struct doc_part *row)
{
	struct doc_part pair = { .kind = DOC_FIELD, .count = 2 };

	for (unsigned i = 0; i < row->count; i++) {
		if (row->len[i] == 0)
			continue;
		pair.depth = row->depth;
		pair.text[0] = head->text[i];
		pair.len[0] = head->len[i];
		pair.text[1] = row->text[i];
		pair.len[1] = row->len[i];
		put_field(p, &pair);
	}
	blank(p);
}

/* A whole table; returns where what follows it begins. */
static size_t
put_table(struct sheet_of *p, const struct doc_part *head, size_t at)
{
	struct columns c = measure(p, head, at);
	struct doc_part row;
	size_t next = at, sum = (c.count - 1) * GAP;

	blank(p);
	if (!c.is_narrow) {
		put_row(p, &c, head);
		for (unsigned i = 0; i < c.count; i++)
			sum += c.width[i];
		put_pad(p->out, inset(p, head->depth, 0), ' ');
		put_pad(p->out, sum, '-');
		buf_addc(p->out, '\n');
	}
	while (doc_next(p->d, &next, &row) && row.kind == DOC_ROW) {
		if (c.is_narrow)
			put_row_by_row(p, head, &row);
		else
			put_row(p, &c, &row);
		at = next;
	}
	blank(p);
	return at;
}

/* ---- bars ---- */

static size_t
label_width(const struct doc_part *part)
{
	size_t wide = width_of(part, 0);

	return wide < BAR_LABEL ? wide : BAR_LABEL;
}

/* "Label       ########      12": the label in as many columns as the widest of
 * the bars that stand together, then bar and number. */
static void
put_bar(
    struct sheet_of *p, const struct doc_part *part, size_t label, size_t text)
{
	size_t in = inset(p, part->depth, 0), wide = width_of(part, 0);
	size_t number = width_of(part, 1);
	size_t room = p->cols - in - label - text - 2 * GAP;
	size_t bar = part->of > 0
			 ? (size_t)((uint64_t)room * part->number / part->of)
			 : 0;

	if (part->number > 0 && bar == 0)
		bar = 1;
	if (wide > label) {
		put_lines(p, in, "", part->text[0], part->len[0]);
		wide = 0;
		put_pad(p->out, in, ' ');
	} else {
		struct shown sh = show(part->text[0], part->len[0]);

		put_pad(p->out, in, ' ');
		buf_add(p->out, buf_str(&sh.b), sh.b.len);
		buf_done(&sh.b);
	}
	put_pad(p->out, label - wide + GAP, ' ');
	put_pad(p->out, bar, '#');
	put_pad(p->out, room - bar + GAP + text - number, ' ');
	{
		struct shown sh = show(part->text[1], part->len[1]);

		buf_add(p->out, buf_str(&sh.b), sh.b.len);
		buf_done(&sh.b);
	}
	buf_addc(p->out, '\n');
	p->is_open = true;
}

/* All bars that stand together, of which part is the first. */
static size_t
put_bars(struct sheet_of *p, const struct doc_part *part, size_t at)
{
	struct doc_part bar = *part;
	size_t label = 0, text = 0, next = at, room;

	do {
		size_t l = label_width(&bar), t = width_of(&bar, 1);

		label = l > label ? l : label;
		text = t > text ? t : text;
	} while (doc_next(p->d, &next, &bar) && bar.kind == DOC_BAR);
	room = p->cols - inset(p, part->depth, 0);
	if (label + text + 2 * GAP + 1 > room)
		label =
		    text + 2 * GAP + 1 < room ? room - text - 2 * GAP - 1 : 0;
	bar = *part;
	next = at;
	do {
		if (label + text + 2 * GAP + 1 > room) {
			bar.kind = DOC_FIELD;
			put_field(p, &bar);
		} else {
			put_bar(p, &bar, label, text);
		}
		at = next;
	} while (doc_next(p->d, &next, &bar) && bar.kind == DOC_BAR &&
		 bar.depth == part->depth);
	return at;
}

/* ---- the whole ---- */

static void
put_rule(struct sheet_of *p)
{
	blank(p);
	put_pad(p->out, p->cols, '-');
	buf_addc(p->out, '\n');
	p->is_open = true;
	blank(p);
}

static size_t
put_part(struct sheet_of *p, const struct doc_part *part, size_t at)
{
	size_t in = inset(p, part->depth, 0);

	switch (part->kind) {
	case DOC_TITLE:
		put_lines(p, 0, "", part->text[0], part->len[0]);
		put_under(p, part, 0, '=');
		blank(p);
		break;
	case DOC_HEADING: put_heading(p, part); break;
	case DOC_PARA:
		if (p->before == DOC_ITEM || p->before == DOC_FIELD ||
		    p->before == DOC_BAR)
			blank(p);
		put_lines(p, in, "", part->text[0], part->len[0]);
		blank(p);
		break;
	case DOC_FIELD: put_field(p, part); break;
	case DOC_ITEM:
		put_lines(p, inset(p, part->depth, 2), "- ", part->text[0],
		    part->len[0]);
		break;
	case DOC_TABLE: return put_table(p, part, at);
	case DOC_BAR: return put_bars(p, part, at);
	case DOC_RULE:
	case DOC_PAGE: put_rule(p); break;
	case DOC_FOOT:
	case DOC_ROW: /* with its table */
	case DOC_END:
	case DOC_KINDS: break;
	}
	return at;
}

void
doc_text(const struct doc *d, size_t cols, struct buf *out)
{
	struct sheet_of p = { .d = d,
		.out = out,
		.cols = cols < DOC_TEXT_COLS_MIN ? DOC_TEXT_COLS_MIN : cols };
	const char *foot = doc_foot_text(d);
	struct doc_part part;

	for (size_t at = 0; doc_next(d, &at, &part);) {
		at = put_part(&p, &part, at);
		p.before = part.kind;
	}
	if (*foot) {
		put_rule(&p);
		put_lines(&p, 0, "", foot, strlen(foot));
	}
}
