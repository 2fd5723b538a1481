/* w_choice.h - screen "choice": one of several things, or a set of them.
 *
 * Pushed with a struct w_choice_arg; its result comes to returned() with child
 * == &w_choice, result W_CHOICE_TAKEN or W_CHOICE_LEFT, and data a const struct
 * w_choice_result *, valid during that call. Typing finds: the mark jumps to
 * the first label with a word that begins so. One of several: Enter takes the
 * marked row. A set: Space ticks, F2 takes. */
#ifndef HAVEN_W_CHOICE_H
#define HAVEN_W_CHOICE_H

#include "app.h"
#include "kind.h"

#define W_CHOICE_CODES 1024 /* bytes of all codes of a set, with the NUL */

enum w_choice_end {
	W_CHOICE_LEFT = 0, /* Esc: leave the field as it was */
	W_CHOICE_TAKEN = 1,
};

struct w_choice_arg {
	const char *title; /* for line 1; copied, as all text here */
	const char *asks;  /* a question above the rows; NULL: none */
	const struct choice *choices; /* ends with code NULL; copied */
	const char *now; /* code, or codes with a space between (a set) */
	bool set;        /* any number of them */
	bool may_none;   /* one of several: a first row "Not answered" */
	int tag;         /* given back: which field asked */
};

struct w_choice_result {
	int tag;
	const char
	    *codes; /* one code, or codes in the order of the table with a
			    * space between, as FT_SET; "" for none */
};

extern const struct screen_def w_choice;

#endif
