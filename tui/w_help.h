/* w_help.h - screen "help": what is here, and what the keys do.
 *
 * The app pushes it for F1 when a screen does not take that key itself, with
 * the screen's hints and help(). Text first, then the keys of the hints, then
 * the keys that work everywhere. */
#ifndef HAVEN_W_HELP_H
#define HAVEN_W_HELP_H

#include "app.h"

struct w_help_arg {
	const char *title;            /* of the screen or field; may be NULL */
	const char *text;             /* may be NULL */
	const struct key_hint *hints; /* ends with ACT_NONE; may be NULL */
};

extern const struct screen_def w_help;

/* The same as plain text, for w_help and for the manual. */
void w_help_write(struct buf *out, const struct w_help_arg *arg);

#endif
