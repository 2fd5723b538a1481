/* press_page.c - parts of a document on pages.
 *
 * A long paragraph is set in pieces: pango splits what is left of a word that
 * does not end at every line, which for a megabyte would take for ever. A piece
 * ends with a whole line, and the next begins with the one after, so that
 * nothing of it is seen. */
#include "press_set.h"

#include <string.h>

#include <cairo-pdf.h>

#include "press_in.h"

#define PIECE 1000 /* bytes of a paragraph set at once */
#define LABEL 0.32 /* of the width, for the label of a field */
#define SHORT 400  /* bytes; longer text stands below its label */

static const char *const fonts[FONT_COUNT] = {
	[FONT_TEXT] = "DejaVu Sans 9",
	[FONT_BOLD] = "DejaVu Sans Bold 9",
	[FONT_H1] = "DejaVu Sans Bold 12",
	[FONT_H2] = "DejaVu Sans Bold 10.5",
	[FONT_TITLE] = "DejaVu Sans Bold 16",
	[FONT_FOOT] = "DejaVu Sans 8",
};

/* ---- setting ---- */

PangoLayout *
press_layout(
    struct press *p, enum press_font font, const char *s, size_t len, double w)
{
	PangoLayout *l = pango_layout_new(p->context);

	g_ptr_array_add(p->layouts, l);
	pango_layout_set_font_description(l, p->font[font]);
	pango_layout_set_wrap(l, PANGO_WRAP_WORD_CHAR);
	if (w > 0)
		pango_layout_set_width(l, (int)(w * PANGO_SCALE));
	pango_layout_set_text(l, s, (int)len); /* text, never markup */
	return l;
}

double
press_height(PangoLayout *layout)
{
	int h;

	pango_layout_get_size(layout, NULL, &h);
	return (double)h / PANGO_SCALE;
}

double
press_width(PangoLayout *layout)
{
	int w;

	pango_layout_get_size(layout, &w, NULL);
	return (double)w / PANGO_SCALE;
}

void
press_new_page(struct press *p)
{
	p->page++;
	p->y = TOP;
	p->gap = 0;
}

void
press_need(struct press *p, double h)
{
	p->y += p->gap;
	p->gap = 0;
	if (p->y + h > BOTTOM && p->y > TOP)
		press_new_page(p);
}

static void
put_line(struct press *p, PangoLayoutLine *line, double x, double baseline)
{
	struct placed it = {
		.page = p->page, .x = x, .y = baseline, .line = line
	};

	g_array_append_val(p->placed, it);
}

void
press_box(struct press *p, double x, double y, double w, double h, double grey)
{
	struct placed it = {
		.page = p->page, .x = x, .y = y, .w = w, .h = h, .grey = grey
	};

	g_array_append_val(p->placed, it);
}

void
press_place(struct press *p, PangoLayout *layout, double x, double y)
{
	PangoLayoutIter *it = pango_layout_get_iter(layout);

	do {
		PangoRectangle r;

		pango_layout_iter_get_line_extents(it, NULL, &r);
		put_line(p, pango_layout_iter_get_line_readonly(it),
		    x + (double)r.x / PANGO_SCALE,
		    y + (double)pango_layout_iter_get_baseline(it) /
			    PANGO_SCALE);
	} while (pango_layout_iter_next_line(it));
	pango_layout_iter_free(it);
}

/* Where a piece of len bytes may end: at the end of a character. */
static size_t
piece_of(const char *s, size_t len)
{
	size_t n = len < PIECE ? len : PIECE;

	while (n < len && ((unsigned char)s[n] & 0xC0) == 0x80)
		n++;
	return n;
}

/* Lines of one paragraph; all of a piece but its last line, unless it is the last
 * piece. Returns how many bytes were placed. */
static size_t
flow_piece(struct press *p, enum press_font font, const char *s, size_t len,
    double x, double w)
{
	size_t n = piece_of(s, len), done = n;
	PangoLayout *l = press_layout(p, font, s, n, w);
	PangoLayoutIter *it = pango_layout_get_iter(l);

	do {
		PangoLayoutLine *line = pango_layout_iter_get_line_readonly(it);
		PangoRectangle r;
		double base, top;

		if (n < len && pango_layout_iter_at_last_line(it) &&
		    line->start_index > 0) {
			done = (size_t)line->start_index;
			break;
		}
		pango_layout_iter_get_line_extents(it, NULL, &r);
		top = (double)r.y / PANGO_SCALE;
		base = (double)pango_layout_iter_get_baseline(it) / PANGO_SCALE;
		press_need(p, (double)r.height / PANGO_SCALE);
		put_line(
		    p, line, x + (double)r.x / PANGO_SCALE, p->y + base - top);
		p->y += (double)r.height / PANGO_SCALE;
	} while (pango_layout_iter_next_line(it));
	pango_layout_iter_free(it);
	return done;
}

void
press_lines(struct press *p, enum press_font font, const char *s, size_t len,
    double x, double w)
{
	size_t at = 0;

	do {
		const char *end = memchr(s + at, '\n', len - at);
		size_t stop = end != NULL ? (size_t)(end - s) : len;

		do
			at += flow_piece(p, font, s + at, stop - at, x, w);
		while (at < stop);
		at = stop + 1;
	} while (at <= len);
}

/* ---- parts ---- */

double
press_inset(const struct doc_part *part)
{
	double in = part->depth * STEP;

	return in > PAGE_W - 2 * EDGE - ROOM ? PAGE_W - 2 * EDGE - ROOM : in;
}

static void
set_heading(struct press *p, const struct doc_part *part, double x, double w)
{
	static const enum press_font of[] = { FONT_H1, FONT_H2, FONT_BOLD };
	static const double above[] = { 16, 11, 7 };

	p->gap += above[part->level - 1];
	press_need(p, 60); /* never the last thing of a page */
	press_lines(p, of[part->level - 1], part->text[0], part->len[0], x, w);
	p->gap = part->level == 3 ? 1 : 4;
}

/* The label on the left, short text beside it; long text below, all the width. */
static void
set_field(struct press *p, const struct doc_part *part, double x, double w)
{
	const char *s = part->text[1];
	size_t len = part->len[1];
	PangoLayout *label, *value;
	double h, hv;

	if (len > SHORT || memchr(s, '\n', len) != NULL) {
		press_need(p, 40);
		press_lines(p, FONT_BOLD, part->text[0], part->len[0], x, w);
		press_lines(p, FONT_TEXT, s, len, x + STEP, w - STEP);
		p->gap = 4;
		return;
	}
	label = press_layout(
	    p, FONT_BOLD, part->text[0], part->len[0], w * LABEL - 8);
	value = press_layout(p, FONT_TEXT, s, len, w * (1 - LABEL));
	h = press_height(label);
	hv = press_height(value);
	if (h > BOTTOM - TOP) { /* a label of a whole page: then as text */
		press_lines(p, FONT_BOLD, part->text[0], part->len[0], x, w);
		press_lines(p, FONT_TEXT, s, len, x, w);
		return;
	}
	press_need(p, h > hv ? h : hv);
	press_place(p, label, x, p->y);
	press_place(p, value, x + w * LABEL, p->y);
	p->y += h > hv ? h : hv;
	p->gap = 3;
}

static void
set_item(struct press *p, const struct doc_part *part, double x, double w)
{
	PangoLayout *dot = press_layout(p, FONT_TEXT, "\xE2\x80\xA2", 3, STEP);

	press_need(p, press_height(dot));
	press_place(p, dot, x, p->y);
	press_lines(
	    p, FONT_TEXT, part->text[0], part->len[0], x + STEP, w - STEP);
	p->gap = 2;
}

static void
set_rule(struct press *p, double x, double w)
{
	p->gap += 5;
	press_need(p, 10);
	press_box(p, x, p->y, w, 0.6, 0.5);
	p->gap = 7;
}

static size_t
set_part(struct press *p, const struct doc_part *part, size_t at)
{
	double in = press_inset(part), x = EDGE + in,
	       w = PAGE_W - 2 * EDGE - in;

	switch (part->kind) {
	case DOC_TITLE:
		press_lines(p, FONT_TITLE, part->text[0], part->len[0], x, w);
		p->gap = 10;
		break;
	case DOC_HEADING: set_heading(p, part, x, w); break;
	case DOC_PARA:
		if (p->gap < 6 && p->y > TOP)
			p->gap = 6;
		press_lines(p, FONT_TEXT, part->text[0], part->len[0], x, w);
		p->gap = 6;
		break;
	case DOC_FIELD: set_field(p, part, x, w); break;
	case DOC_ITEM: set_item(p, part, x, w); break;
	case DOC_TABLE: return press_table(p, part, at);
	case DOC_BAR: return press_bars(p, part, at);
	case DOC_RULE: set_rule(p, x, w); break;
	case DOC_PAGE:
		if (p->y > TOP)
			press_new_page(p);
		break;
	case DOC_FOOT:
	case DOC_ROW: /* with its table */
	case DOC_END:
	case DOC_KINDS: break;
	}
	return at;
}

/* ---- drawing ---- */

static void
draw_layout(cairo_t *cr, PangoLayout *l, double x, double y)
{
	cairo_move_to(cr, x, y);
	pango_cairo_show_layout(cr, l);
}

static void
draw_foot(
    struct press *p, cairo_t *cr, const char *foot, unsigned n, unsigned of)
{
	char words[64];
	PangoLayout *left, *right;
	double w = PAGE_W - 2 * EDGE, wide;

	g_snprintf(words, sizeof(words), "Page %u of %u", n, of);
	right = press_layout(p, FONT_FOOT, words, strlen(words), 0);
	wide = press_width(right);
	left = press_layout(p, FONT_FOOT, foot, strlen(foot), w - wide - 12);
	pango_layout_set_height(left, -2); /* two lines, no more */
	pango_layout_set_ellipsize(left, PANGO_ELLIPSIZE_END);
	cairo_set_source_rgb(cr, 0.5, 0.5, 0.5);
	cairo_rectangle(cr, EDGE, FOOT_Y - 4, w, 0.5);
	cairo_fill(cr);
	cairo_set_source_rgb(cr, 0.15, 0.15, 0.15);
	draw_layout(cr, left, EDGE, FOOT_Y);
	draw_layout(cr, right, EDGE + w - wide, FOOT_Y);
}

static void
draw_placed(cairo_t *cr, const struct placed *it)
{
	cairo_set_source_rgb(cr, it->grey, it->grey, it->grey);
	if (it->line == NULL) {
		cairo_rectangle(cr, it->x, it->y, it->w, it->h);
		cairo_fill(cr);
		return;
	}
	cairo_move_to(cr, it->x, it->y);
	pango_cairo_show_layout_line(cr, it->line);
}

static void
draw(struct press *p, cairo_t *cr)
{
	const char *foot = doc_foot_text(p->d);
	unsigned page = 0;

	for (guint i = 0; i < p->placed->len; i++) {
		const struct placed *it =
		    &g_array_index(p->placed, struct placed, i);

		for (; page < it->page; page++) {
			draw_foot(p, cr, foot, page + 1, p->page + 1);
			cairo_show_page(cr);
		}
		draw_placed(cr, it);
	}
	for (; page <= p->page; page++) {
		draw_foot(p, cr, foot, page + 1, p->page + 1);
		cairo_show_page(cr);
	}
}

/* ---- the whole ---- */

static void
begin(struct press *p, const struct doc *d, cairo_t *cr)
{
	cairo_font_options_t *fo = cairo_font_options_create();

	*p = (struct press){ .d = d, .y = TOP };
	cairo_font_options_set_hint_metrics(fo, CAIRO_HINT_METRICS_OFF);
	cairo_font_options_set_hint_style(fo, CAIRO_HINT_STYLE_NONE);
	p->context = pango_cairo_create_context(cr);
	pango_cairo_context_set_font_options(p->context, fo);
	pango_context_set_round_glyph_positions(p->context, FALSE);
	cairo_font_options_destroy(fo);
	for (int i = 0; i < FONT_COUNT; i++)
		p->font[i] = pango_font_description_from_string(fonts[i]);
	p->layouts = g_ptr_array_new_with_free_func(g_object_unref);
	p->placed = g_array_new(FALSE, FALSE, sizeof(struct placed));
}

static void
end(struct press *p)
{
	g_array_free(p->placed, TRUE);
	g_ptr_array_free(p->layouts, TRUE);
	for (int i = 0; i < FONT_COUNT; i++)
		pango_font_description_free(p->font[i]);
	g_object_unref(p->context);
}

bool
press_set(const struct doc *d, cairo_write_func_t write, void *arg)
{
	cairo_surface_t *surface =
	    cairo_pdf_surface_create_for_stream(write, arg, PAGE_W, PAGE_H);
	cairo_t *cr = cairo_create(surface);
	struct doc_part part;
	struct press p;
	bool ok;

	cairo_pdf_surface_set_metadata(
	    surface, CAIRO_PDF_METADATA_TITLE, doc_title(d));
	begin(&p, d, cr);
	for (size_t at = 0; doc_next(d, &at, &part);)
		at = set_part(&p, &part, at);
	draw(&p, cr);
	ok = cairo_status(cr) == CAIRO_STATUS_SUCCESS;
	cairo_destroy(cr);
	cairo_surface_finish(surface);
	ok = ok && cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS;
	cairo_surface_destroy(surface);
	end(&p);
	return ok;
}
