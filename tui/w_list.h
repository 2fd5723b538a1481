/* w_list.h - rows to choose from: menus, queues, lists of children.
 *
 * The rows stay with the screen; the list asks for them by number and keeps the
 * mark by the row's id, so that rows may come and go under it (screens.md:
 * nothing moves). Lies inside a screen's state; zeroes and w_list_init before
 * use, w_list_done when the screen closes. */
#ifndef HAVEN_W_LIST_H
#define HAVEN_W_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "action.h"
#include "app.h"
#include "buf.h"
#include "canvas.h"

#define W_LIST_ID 64   /* bytes of a row's id, with its NUL */
#define W_LIST_FIND 96 /* bytes of a filter, with its NUL */

struct w_list;

/* arg is what was given to w_list_init or w_list_data. Only count and text are
 * needed. Callbacks must not change the list. */
struct w_list_rows {
	size_t (*count)(const void *arg);
	/* left: the row; right: shown at the right edge, may stay empty. */
	void (*text)(
	    const void *arg, size_t i, struct buf *left, struct buf *right);
	/* Stable id, e.g. a record's; NULL: the row's number is its id. */
	void (*id)(const void *arg, size_t i, char out[W_LIST_ID]);
	/* Attributes for the row (the words must say it too). */
	unsigned (*attr)(const void *arg, size_t i);
	/* A heading: shown bold, never marked or numbered. */
	bool (*is_heading)(const void *arg, size_t i);
	/* Not NULL: the screen filters (100,000 names); count and text then give
	 * what matches. NULL: the list shows rows that hold every word of the
	 * filter, accents and case aside. */
	void (*find)(void *arg, const char *words);
	bool numbered;     /* "  1  " before each row, and numbers pick */
	bool no_find;      /* "/" is not for this list */
	int columns;       /* 0, 1: one; 2: filled downwards (the menu) */
	const char *empty; /* said when there are no rows */
	/* The same where it depends on something; NULL: empty is said. */
	const char *(*why_empty)(const void *arg);
};

struct w_list {
	const struct w_list_rows *rows;
	void *arg;
	struct w_list_view *view;
};

enum w_list_event {
	W_LIST_NOT_MINE,
	W_LIST_HANDLED,
	W_LIST_PICKED, /* Enter on the marked row, or its number: w_list_at */
};

/* The rows are asked for at once. */
void w_list_init(struct w_list *w, const struct w_list_rows *rows, void *arg);
void w_list_done(struct w_list *w); /* wipes; fine on zeroes */
/* The rows moved or changed; the mark stays on its id if that is still there,
 * else on the row that took its place. Call it from changed(). */
void w_list_refresh(struct w_list *w);

/* Number of the marked row as the callbacks count, or SIZE_MAX: none. */
size_t w_list_at(const struct w_list *w);
const char *w_list_id(const struct w_list *w); /* "" if none */
void w_list_mark(struct w_list *w, size_t i);
bool w_list_mark_id(struct w_list *w, const char *id);

/* True while a filter is being typed: then letters, digits and Space go there. */
bool w_list_is_finding(const struct w_list *w);
const char *w_list_find_words(const struct w_list *w); /* "" without one */

/* True while a number was begun that a further digit could make longer. */
bool w_list_is_counting(const struct w_list *w);

/* Up, Down, Left, Right (columns), PgUp, PgDn, Home, End, Enter, "/" and F3,
 * text of the filter, and numbers when numbered: a number is taken as soon as
 * no further digit can follow, else it marks the row and waits for a digit or
 * Enter. Esc ends the filter first. Up on the first row and Down on the last
 * are NOT_MINE. */
enum w_list_event w_list_key(struct w_list *w, const struct key *k);

/* The marked row has '>' and, with focus, is reversed; the cursor is put there.
 * While a filter is there the first row shows it. A list that ends where the row of
 * the message begins says there, until there is a message, that it goes on. */
void w_list_draw(const struct w_list *w, struct canvas *cv, int row, int col,
    int rows, int cols, bool focus);

/* After w_list_draw of a list that ends higher up: that rows are out of view above or below, if they are, in a row
 * that the screen has to spare. */
void w_list_draw_more(
    const struct w_list *w, struct canvas *cv, int row, int col, int cols);

#endif
