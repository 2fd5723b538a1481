/* w_pager.h - long text to read: pages, search. As a widget, and as the screen
 * "pager". Lines are wrapped at words; text is shown by text_cell only. */
#ifndef HAVEN_W_PAGER_H
#define HAVEN_W_PAGER_H

#include "app.h"

struct w_pager_state;

struct w_pager {
	struct w_pager_state *s;
};

void w_pager_init(struct w_pager *w);
void w_pager_done(struct w_pager *w); /* wipes; fine on zeroes */
/* Copied. The place read is kept (as a part of the text) if it still exists. */
void w_pager_set(struct w_pager *w, const char *text, size_t len);
/* Up, Down, PgUp, PgDn, Space, Home, End, "/" or F3 to search, "n" and "N" or
 * Enter for the next and the one before. a may be NULL. */
enum handled w_pager_key(struct w_pager *w, struct app *a, const struct key *k);
/* What does not fit is told in the last row: there is more below, or the end. */
void w_pager_draw(const struct w_pager *w, struct canvas *cv, int row, int col,
    int rows, int cols, bool focus);

/* The screen; always ends with result 0 and data NULL. */
struct w_pager_arg {
	const char *title;
	const char *text; /* copied */
};
extern const struct screen_def w_pager_screen;

#endif
