/* text.h - UTF-8 text as people write it, and the one way to show it.
 *
 * All lengths and offsets are bytes; widths are columns of a terminal.
 * Functions that take (s, len) need no NUL. Needs setlocale(LC_CTYPE, ...)
 * with a UTF-8 locale for widths (text_start does it). */
#ifndef HAVEN_TEXT_H
#define HAVEN_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "err.h"

#define TEXT_MARKS_MAX 4   /* combining marks kept in a cell (promise 8) */
#define TEXT_CLUSTER_MAX 28 /* bytes of one shown cluster, without NUL */

/* Choose C.UTF-8 or the environment's UTF-8 locale. False: there is none. */
bool text_start(void);

/* Strict UTF-8: no surrogates, no overlong, nothing above U+10FFFF. */
bool text_is_utf8(const char *s, size_t len);

/* Append s in NFC. ERR_SYNTAX if it is not UTF-8; ERR_TOO_BIG at the ceiling. */
enum err text_nfc(struct buf *out, const char *s, size_t len,
    struct errinfo *e);

/* Append s in NFKC (passphrases). Errors as text_nfc. */
enum err text_nfkc(struct buf *out, const char *s, size_t len,
    struct errinfo *e);

/* Offset of the next / previous grapheme boundary (UAX 29). at <= len.
 * At an end they return that end. Bad bytes count as one each. */
size_t text_next(const char *s, size_t len, size_t at);
size_t text_prev(const char *s, size_t len, size_t at);

/* Offset of the next / previous start of a word (for Ctrl-Left, Ctrl-Right). */
size_t text_next_word(const char *s, size_t len, size_t at);
size_t text_prev_word(const char *s, size_t len, size_t at);

/* How many graphemes. */
size_t text_count(const char *s, size_t len);

/* One grapheme at at, as it may be shown: writes a NUL-terminated cluster to
 * out, its width in columns (1 or 2) to *width, and returns the bytes read
 * (0 at the end). Controls (C0, C1, DEL) become "^[" style marks of the form
 * U+2400 pictures, or \uXXXX in angle brackets where there is none; bidi
 * controls, zero-width and tag characters and bad bytes become a visible mark
 * (U+FFFD for bad bytes, <200E> style otherwise: then out is only the first
 * cell's worth and *more tells how many further bytes of out to show, see
 * text_safe). A newline or a tab gives one space. Marks beyond
 * TEXT_MARKS_MAX are dropped from view, not from the text. */
struct text_cell {
	char show[TEXT_CLUSTER_MAX + 1];
	int width_cols; /* 1 or 2; a visible mark such as <200E> is wider */
};
size_t text_cell(const char *s, size_t len, size_t at, struct text_cell *cell);

/* Columns that s takes when shown by text_cell. */
size_t text_width(const char *s, size_t len);

/* The longest prefix, in bytes, that fits in cols columns. */
size_t text_fit(const char *s, size_t len, size_t cols);

/* Append s as it may be shown: the one way from data to stdout, stderr and
 * the log (promise 8). Newlines are kept if keep_lines, else become spaces. */
void text_safe(struct buf *out, const char *s, size_t len, bool keep_lines);

/* Where to break a line of at most cols columns that starts at at: returns the
 * offset at which the next line starts; *shown gets the bytes to show (without
 * the newline or the spaces at the break). Always makes progress; a word wider
 * than cols is cut. Returns len at the end. */
size_t text_wrap(const char *s, size_t len, size_t at, size_t cols,
    size_t *shown);

/* Append s folded for search: NFKD, marks removed, case folded, o/l/d/h/t with
 * a stroke, ae, oe, thorn, eth and sharp s spelled out, apostrophes and
 * hyphens removed, other punctuation to a space, runs of spaces to one,
 * trimmed. Bad UTF-8 folds to nothing and returns false. */
bool text_fold(struct buf *out, const char *s, size_t len);

/* True if s is empty or only white space. */
bool text_is_blank(const char *s);

#endif
