/* w_area.h - a box to write longer text in: wraps at words, scrolls.
 *
 * Lies inside a screen's state; init before use, done when the screen closes.
 * Enter is a new line (screens.md, Forms). */
#ifndef HAVEN_W_AREA_H
#define HAVEN_W_AREA_H

#include "action.h"
#include "app.h"
#include "canvas.h"
#include "edit.h"

struct w_area_view; /* how far it is scrolled, and the size last drawn */

struct w_area {
	struct edit *ed;
	struct w_area_view *view;
};

void w_area_init(struct w_area *w, size_t max_bytes);
void w_area_done(struct w_area *w); /* wipes; fine on zeroes */

enum err w_area_set(struct w_area *w, const char *s, struct errinfo *e);
const char *w_area_text(const struct w_area *w); /* until the next change */
bool w_area_is_empty(const struct w_area *w);    /* nothing but white space */

/* Rows that the text would take in a box of cols columns, without the two of
 * the frame: a form may give a box more rows as it fills. */
int w_area_rows(const struct w_area *w, int cols);

/* As w_line_key, and Enter, Up, Down, PgUp, PgDn. Up on the first row and Down
 * on the last are NOT_MINE, so that a form can go to the next field. */
enum handled w_area_key(struct w_area *w, struct app *a, const struct key *k);

/* A frame of rows by cols (at least 3 by 6) with the text inside. With focus the
 * cursor is put there. Marks on the frame say that there is more above, below. */
void w_area_draw(const struct w_area *w, struct canvas *cv, int row, int col,
    int rows, int cols, bool focus);

#endif
