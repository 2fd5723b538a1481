/* edit.h - a piece of text being written, and everything keys do to it.
 *
 * Knows no screen and no key: w_line and w_area put those around it. The text
 * is always UTF-8 in NFC, the cursor always at a grapheme boundary. Offsets and
 * sizes are bytes. Controls other than a newline are left out of what comes in
 * (a tab becomes a space, CR LF a newline; with EDIT_ONE_LINE a newline becomes
 * a space). Text, undo steps and copies are wiped before they are freed. */
#ifndef HAVEN_EDIT_H
#define HAVEN_EDIT_H

#include <stdbool.h>
#include <stddef.h>

#include "err.h"

#define EDIT_UNDO_MAX 400          /* steps kept; the oldest go first */
#define EDIT_UNDO_BYTES (1u << 20) /* and bytes of all steps together */

enum edit_flag {
	EDIT_ONE_LINE = 1,
	EDIT_SECRET =
	    2, /* in locked memory of max_bytes from the start; no undo */
};

/* Where a move goes to; edit_erase removes from the cursor to there. */
enum edit_move {
	EDIT_LEFT,
	EDIT_RIGHT,
	EDIT_WORD_LEFT,
	EDIT_WORD_RIGHT,
	EDIT_LINE_START, /* of the line between newlines, not of the row shown */
	EDIT_LINE_END,
	EDIT_TEXT_START,
	EDIT_TEXT_END,
};

struct edit;

/* Empty. Holds at most max_bytes (at least 1). Free with edit_free. */
struct edit *edit_new(size_t max_bytes, unsigned flags);
void edit_free(struct edit *ed); /* wipes; NULL is fine */

/* Another text altogether: cursor at its end, nothing to undo. ERR_SYNTAX,
 * ERR_TOO_BIG: then nothing changed. */
enum err edit_set(
    struct edit *ed, const char *s, size_t len, struct errinfo *e);

/* Never NULL, NUL-terminated; valid until the next change. len may be NULL. */
const char *edit_text(const struct edit *ed, size_t *len);
size_t edit_cursor(const struct edit *ed);
size_t edit_max(const struct edit *ed);
/* Grows with every change of the text (undo too), never goes back. */
unsigned edit_version(const struct edit *ed);

/* Put s at the cursor, which comes to stand behind it. Typing: a word and the
 * spaces behind it are one step of undo. ERR_TOO_BIG: it does not fit, nothing
 * changed. ERR_SYNTAX: not UTF-8, nothing changed. */
enum err edit_insert(
    struct edit *ed, const char *s, size_t len, struct errinfo *e);
/* The same as one step of undo of its own. */
enum err edit_paste(
    struct edit *ed, const char *s, size_t len, struct errinfo *e);

/* False: nothing there to move over, to remove, to undo. */
bool edit_go(struct edit *ed, enum edit_move m);
void edit_go_to(struct edit *ed, size_t at); /* the boundary at or before at */
bool edit_erase(struct edit *ed, enum edit_move m);
bool edit_undo(struct edit *ed);
bool edit_redo(struct edit *ed);

/* ---- the text in rows of cols columns, wrapped at words (text_wrap) ---- */

struct edit_row {
	size_t at; /* where the row begins */
	size_t
	    shown; /* bytes to show, without newline or spaces at the break */
};

/* At least 1; a text that ends with a newline has an empty last row. The rows
 * are kept until the text or cols changes: asking again is cheap. */
size_t edit_rows(const struct edit *ed, size_t cols);
struct edit_row edit_row(const struct edit *ed, size_t cols, size_t row);
/* Where the cursor is shown; col is 0..cols (cols: behind a full row). */
void edit_where(const struct edit *ed, size_t cols, size_t *row, size_t *col);
/* Up (n < 0) or down by rows; runs of such moves keep to the same column.
 * False: already on the first or last row (then the cursor does not move). */
bool edit_go_rows(struct edit *ed, size_t cols, int n);
/* To the beginning or the end of the row shown. */
bool edit_go_row_end(struct edit *ed, size_t cols, bool end);

#endif
