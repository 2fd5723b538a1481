/* press_table.c - tables and bars on pages. */
#include <string.h>

#include "press_in.h"

#define GAP 10.0        /* between the columns of a table */
#define CELL 34.0       /* points a column has at the least */
#define CELL_BYTES 4000 /* of a cell beside others; more stands by itself */
#define BAR_H 8.0

/* ---- tables ---- */

struct columns {
	unsigned count;
	double x, width[DOC_COLS_MAX];
	bool is_number[DOC_COLS_MAX];
	bool is_narrow; /* it cannot stand in the width */
};

static bool
is_number(const struct doc_part *part, unsigned i)
{
	return strspn(part->text[i], "0123456789 .,%<>+-*") == part->len[i];
}

static void
measure_row(struct press *p, struct columns *c, const struct doc_part *row,
    enum press_font font)
{
	for (unsigned i = 0; i < c->count; i++) {
		size_t len = row->len[i];
		PangoLayout *l;
		double w;

		if (len > CELL_BYTES) {
			c->is_narrow = true;
			continue;
		}
		l = press_layout(p, font, row->text[i], len, 0);
		w = press_width(l) + 1;
		if (w > c->width[i])
			c->width[i] = w;
		g_ptr_array_set_size(
		    p->layouts, (int)p->layouts->len - 1); /* not placed */
	}
}

/* What does not fit is taken from the widest. */
static void
fit(struct columns *c, double room)
{
	double sum = (c->count - 1) * GAP;

	for (unsigned i = 0; i < c->count; i++)
		sum += c->width[i];
	while (sum > room) {
		unsigned widest = 0;
		double less;

		for (unsigned i = 1; i < c->count; i++)
			if (c->width[i] > c->width[widest])
				widest = i;
		if (c->width[widest] <= CELL) {
			c->is_narrow = true;
			return;
		}
		less = sum - room < 4 ? sum - room : 4;
		c->width[widest] -= less;
		sum -= less + 0.001 * (less == 0);
	}
}

static void
set_row(struct press *p, const struct columns *c, const struct doc_part *row,
    enum press_font font)
{
	PangoLayout *cell[DOC_COLS_MAX];
	double h = 0, x = c->x;

	for (unsigned i = 0; i < c->count; i++) {
		double hi;

		cell[i] = press_layout(
		    p, font, row->text[i], row->len[i], c->width[i]);
		if (c->is_number[i])
			pango_layout_set_alignment(cell[i], PANGO_ALIGN_RIGHT);
		hi = press_height(cell[i]);
		if (hi > h)
			h = hi;
	}
	press_need(p, h);
	for (unsigned i = 0; i < c->count; i++) {
		press_place(p, cell[i], x, p->y);
		x += c->width[i] + GAP;
	}
	p->y += h;
	p->gap = 2;
}

static void
set_head(struct press *p, const struct columns *c, const struct doc_part *head)
{
	double w = (c->count - 1) * GAP;

	set_row(p, c, head, FONT_BOLD);
	for (unsigned i = 0; i < c->count; i++)
		w += c->width[i];
	press_box(p, c->x, p->y + 1, w, 0.6, 0.4);
	p->gap = 4;
}

/* Each cell after the head of its column, one below the other. */
static void
set_by_itself(struct press *p, const struct doc_part *head,
    const struct doc_part *row, double x, double w)
{
	for (unsigned i = 0; i < row->count; i++) {
		if (row->len[i] == 0)
			continue;
		press_need(p, 30);
		press_lines(p, FONT_BOLD, head->text[i], head->len[i], x, w);
		press_lines(p, FONT_TEXT, row->text[i], row->len[i], x + STEP,
		    w - STEP);
		p->gap = 2;
	}
	p->gap = 6;
}

static struct columns
measure(struct press *p, const struct doc_part *head, size_t at)
{
	struct columns c = { .count = head->count,
		.x = EDGE + press_inset(head) };
	struct doc_part row;

	for (unsigned i = 0; i < c.count; i++)
		c.is_number[i] = true;
	measure_row(p, &c, head, FONT_BOLD);
	while (doc_next(p->d, &at, &row) && row.kind == DOC_ROW) {
		measure_row(p, &c, &row, FONT_TEXT);
		for (unsigned i = 0; i < c.count; i++)
			c.is_number[i] = c.is_number[i] && is_number(&row, i);
	}
	fit(&c, PAGE_W - EDGE - c.x);
	return c;
}

size_t
press_table(struct press *p, const struct doc_part *head, size_t at)
{
	struct columns c = measure(p, head, at);
	unsigned page = p->page;
	struct doc_part row;
	size_t next = at;

	p->gap += 4;
	press_need(p, 50);
	if (!c.is_narrow)
		set_head(p, &c, head);
	while (doc_next(p->d, &next, &row) && row.kind == DOC_ROW) {
		if (c.is_narrow) {
			set_by_itself(p, head, &row, c.x, PAGE_W - EDGE - c.x);
		} else {
			press_need(p, 14);
			if (p->page != page)
				set_head(p, &c, head);
			page = p->page;
			set_row(p, &c, &row, FONT_TEXT);
		}
		at = next;
	}
	p->gap = 8;
	return at;
}

/* ---- bars ---- */

static void
set_bar(struct press *p, const struct doc_part *bar)
{
	double x = EDGE + press_inset(bar), w = PAGE_W - EDGE - x, h, hn;
	double label_w = w * 0.36, number_w = w * 0.14;
	double room = w - label_w - number_w - 16;
	size_t len0 = bar->len[0] < CELL_BYTES ? bar->len[0] : CELL_BYTES;
	PangoLayout *label, *number;

	label = press_layout(p, FONT_TEXT, bar->text[0], len0, label_w);
	number =
	    press_layout(p, FONT_TEXT, bar->text[1], bar->len[1], number_w);
	pango_layout_set_alignment(number, PANGO_ALIGN_RIGHT);
	h = press_height(label);
	hn = press_height(number);
	if (hn > h)
		h = hn;
	press_need(p, h);
	press_place(p, label, x, p->y);
	if (bar->number > 0)
		press_box(p, x + label_w + 8, p->y + 2,
		    room * bar->number / bar->of, BAR_H, 0.45);
	press_place(p, number, x + w - number_w, p->y);
	p->y += h;
	p->gap = 3;
}

size_t
press_bars(struct press *p, const struct doc_part *first, size_t at)
{
	struct doc_part bar = *first;
	size_t next = at;

	p->gap += 4;
	do {
		set_bar(p, &bar);
		at = next;
	} while (doc_next(p->d, &next, &bar) && bar.kind == DOC_BAR);
	p->gap = 8;
	return at;
}
