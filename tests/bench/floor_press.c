/* floor_press.c - the floor of a PDF: FILE's text set by pango line by line, in one
 * layout that is used again, on pages of A4, and written by cairo to OUT. No head,
 * no foot, no table, nothing asked and nothing checked. (All of it in one layout
 * takes twenty times as long.) */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#define SIZE ((size_t)16 << 20)
#define WIDTH 595.28
#define HEIGHT 841.89
#define EDGE 56.0

int
main(int argc, char **argv)
{
	FILE *f = argc == 3 ? fopen(argv[1], "r") : NULL;
	char *text = malloc(SIZE), *line, *end;
	cairo_surface_t *surface;
	PangoFontDescription *font;
	PangoLayout *layout;
	double y = EDGE;
	cairo_t *cr;
	size_t n;

	if (!f || !text)
		return 2;
	n = fread(text, 1, SIZE - 1, f);
	text[n] = '\0';
	fclose(f);
	surface = cairo_pdf_surface_create(argv[2], WIDTH, HEIGHT);
	cr = cairo_create(surface);
	layout = pango_cairo_create_layout(cr);
	font = pango_font_description_from_string("DejaVu Sans 9");
	pango_layout_set_font_description(layout, font);
	pango_layout_set_width(layout, (int)((WIDTH - 2 * EDGE) * PANGO_SCALE));
	for (line = text; (end = strchr(line, '\n')); line = end + 1) {
		int h;

		pango_layout_set_text(layout, line, (int)(end - line));
		pango_layout_get_size(layout, NULL, &h);
		if (y + (double)h / PANGO_SCALE > HEIGHT - EDGE) {
			cairo_show_page(cr);
			y = EDGE;
		}
		cairo_move_to(cr, EDGE, y);
		pango_cairo_show_layout(cr, layout);
		y += (double)h / PANGO_SCALE;
	}
	pango_font_description_free(font);
	g_object_unref(layout);
	cairo_destroy(cr);
	cairo_surface_destroy(surface);
	free(text);
	return 0;
}
