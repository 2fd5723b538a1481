/* w_line.h - one line to type in, with a secret variant for passphrases.
 *
 * Lies inside a screen's state; init before use, done when the screen closes.
 * The secret variant is in locked memory and shows only a count of marks. */
#ifndef HAVEN_W_LINE_H
#define HAVEN_W_LINE_H

#include "action.h"
#include "app.h"
#include "canvas.h"
#include "edit.h"

struct w_line {
	struct edit *ed; /* also for what this header does not offer */
	bool secret;
};

void w_line_init(struct w_line *w, size_t max_bytes, bool secret);
void w_line_done(struct w_line *w); /* wipes; fine on zeroes */

/* ERR_SYNTAX, ERR_TOO_BIG: nothing changed. s NULL is "". */
enum err w_line_set(struct w_line *w, const char *s, struct errinfo *e);
const char *w_line_text(const struct w_line *w); /* until the next change */
bool w_line_is_empty(const struct w_line *w);

/* Text, pastes, Left, Right, word moves, Home, End, Backspace, Delete, erase
 * word and line, undo, redo. "/", "?" and Space are text here. Everything else
 * (Tab, Enter, Up, Down, F keys) is NOT_MINE. When text does not fit it is
 * HANDLED and said on the message line; a may be NULL. */
enum handled w_line_key(struct w_line *w, struct app *a, const struct key *k);

/* In cols columns; with focus the cursor is put there. Underlined, so that the
 * field is seen without colour. A long text scrolls so that the cursor shows. */
void w_line_draw(const struct w_line *w, struct canvas *cv, int row, int col,
    int cols, bool focus);

#endif
