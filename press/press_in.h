/* press_in.h - inside haven-press: where things stand, before they are drawn.
 *
 * The foot says "page 2 of 7", so all is set first and drawn after. All measures
 * are points (1/72 inch) from the upper left corner. */
#ifndef HAVEN_PRESS_IN_H
#define HAVEN_PRESS_IN_H

#include <pango/pangocairo.h>
#include <stddef.h>

#include "doc.h"

#define PAGE_W 595.28 /* A4 */
#define PAGE_H 841.89
#define EDGE 56.0 /* left and right */
#define TOP 50.0
#define BOTTOM 778.0 /* of the text; the foot is below */
#define FOOT_Y 790.0
#define STEP 14.0  /* a step in */
#define ROOM 160.0 /* what stepping in leaves at least */

enum press_font {
	FONT_TEXT,
	FONT_BOLD,
	FONT_H1,
	FONT_H2,
	FONT_TITLE,
	FONT_FOOT,
	FONT_COUNT
};

/* Something that stands on a page: a line of text, or a filled box. */
struct placed {
	unsigned page;
	double x, y; /* of a line: its baseline */
	PangoLayoutLine *line;
	double w, h; /* of a box; line is NULL */
	double grey; /* 0 is black */
};

struct press {
	const struct doc *d;
	PangoContext *context;
	PangoFontDescription *font[FONT_COUNT];
	GPtrArray *layouts; /* they hold the text of the lines */
	GArray *placed;
	unsigned page; /* from 0 */
	double y;      /* the next thing begins here */
	double gap;    /* what must stay free above it, unless a page begins */
};

/* A layout of len bytes, w points wide (0: as wide as it is). The press keeps it;
 * so do the lines that are placed. */
PangoLayout *press_layout(
    struct press *p, enum press_font font, const char *s, size_t len, double w);
/* Lines of s from x on, w wide, over as many pages as it takes. */
void press_lines(struct press *p, enum press_font font, const char *s,
    size_t len, double x, double w);
/* The lines of a layout at x, the first with its top at y, on this page. */
void press_place(struct press *p, PangoLayout *layout, double x, double y);
void press_box(
    struct press *p, double x, double y, double w, double h, double grey);
/* Begin another page unless h points are left on this one. */
void press_need(struct press *p, double h);
void press_new_page(struct press *p);
double press_height(PangoLayout *layout);
double press_width(PangoLayout *layout);

/* press_table.c: a whole table, or all bars that stand together, of which head is
 * the first; returns where the rest of the document begins. */
size_t press_table(struct press *p, const struct doc_part *head, size_t at);
size_t press_bars(struct press *p, const struct doc_part *first, size_t at);
double press_inset(const struct doc_part *part);

#endif
