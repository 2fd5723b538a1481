/* term.h - the terminal: shows a canvas, reads keys.
 *
 * One at a time, on one thread. Only the differences from what is shown are
 * sent; an unchanged canvas sends nothing. TERMINFO, TERMINFO_DIRS, TERMCAP and
 * HOME/.terminfo are not read: a terminal description is data that drives the
 * terminal. The caller ignores SIGTSTP, SIGTTOU and SIGPIPE, and tells of
 * SIGWINCH by term_resize. */
#ifndef HAVEN_TERM_H
#define HAVEN_TERM_H

#include <stdbool.h>

#include "action.h"
#include "canvas.h"
#include "err.h"

struct term;

/* Take over standard input and output. ERR_IO: they are no terminal, or there
 * is no UTF-8 locale; nothing was changed then. mono: no colours (NO_COLOR in
 * the environment says the same). */
enum err term_open(struct term **out, bool mono, struct errinfo *e);
/* Clears what was shown, gives the terminal back as it was. NULL is fine. */
void term_close(struct term *t);

int term_fd(const struct term *t); /* to poll for reading */
/* Read what waits. False: the terminal is gone; no key comes any more. */
bool term_read(struct term *t);
bool term_key(struct term *t, struct key *k); /* as keys_next */
int term_wait_ms(const struct term *t);       /* as keys_wait_ms */
void term_flush(struct term *t);              /* as keys_flush */
void term_drop(struct term *t);               /* throw type-ahead away */

/* The size now. */
void term_size(const struct term *t, int *rows, int *cols);
void term_resize(struct term *t);
void term_redraw(struct term *t); /* the next paint sends everything */
void term_paint(struct term *t, const struct canvas *cv);

#endif
