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

#define TEXT_MARKS_MAX 4    /* combining marks kept in a cell (promise 8) */
#define TEXT_CLUSTER_MAX 28 /* bytes of one shown cluster, without NUL */

/* Choose C.UTF-8 or the environment's UTF-8 locale. False: there is none. */
bool text_start(void);

/* Strict UTF-8: no surrogates, no overlong, nothing above U+10FFFF. */
bool text_is_utf8(const char *s, size_t len);

/* Append s in NFC. ERR_SYNTAX if it is not UTF-8; ERR_TOO_BIG at the ceiling. */
enum err text_nfc(
    struct buf *out, const char *s, size_t len, struct errinfo *e);

/* Append s in NFKC (passphrases). Errors as text_nfc. */
enum err text_nfkc(
    struct buf *out, const char *s, size_t len, struct errinfo *e);

/* Offset of the next / previous grapheme boundary (UAX 29). at <= len.
 * At an end they return that end. Bad bytes count as one each. */
size_t text_next(const char *s, size_t len, size_t at);
size_t text_prev(const char *s, size_t len, size_t at);

/* Offset of the next / previous start of a word (for Ctrl-Left, Ctrl-Right). */
size_t text_next_word(const char *s, size_t len, size_t at);
size_t text_prev_word(const char *s, size_t len, size_t at);

/* How many graphemes. */
size_t text_count(const char *s, size_t len);

/* One grapheme at at as it may be shown, or as much of it as has a width of its
 * own (a flag is two cells; pictures joined by U+200D are one cell each, and
 * the joiner another): never more than the grapheme, so the cells of a grapheme
 * add up to its width. Fills cell and returns the bytes read (0 at the end).
 *
 * show is finished UTF-8 for any terminal: C0 and DEL become the pictures of
 * U+2400; C1, bidi controls, zero-width and tag characters, variation
 * selectors, fillers, private and unassigned code points a mark such as <200E>;
 * a bad byte U+FFFD; newline, tab and all spaces become spaces; a combining
 * mark with nothing to sit on gets a dotted circle. Marks beyond
 * TEXT_MARKS_MAX, and U+FE0F on a picture or a keycap, are left out of view,
 * not out of the text. */
struct text_cell {
	char show[TEXT_CLUSTER_MAX + 1];
	int width_cols; /* 1 or 2; 6 to 8 for a mark such as <200E>; 0 at the end */
};
size_t text_cell(const char *s, size_t len, size_t at, struct text_cell *cell);

/* Columns that s takes when shown by text_cell. */
size_t text_width(const char *s, size_t len);

/* The longest prefix of whole graphemes, in bytes, that fits in cols columns. */
size_t text_fit(const char *s, size_t len, size_t cols);

/* Append s as it may be shown: the one way from data to stdout, stderr and
 * the log (promise 8). Newlines are kept if keep_lines, else become spaces. At
 * the ceiling out fails as any buf does. */
void text_safe(struct buf *out, const char *s, size_t len, bool keep_lines);

/* Where to break a line of at most cols columns that starts at at: returns the
 * offset at which the next line starts; *shown gets the bytes to show (without
 * the newline or the spaces at the break). Always makes progress; a word wider
 * than cols is cut. Returns len at the end. Before a newline and at the end
 * spaces are shown as far as they fit; CR LF is a newline too. */
size_t text_wrap(
    const char *s, size_t len, size_t at, size_t cols, size_t *shown);

/* Append s folded for search: NFKD, marks removed, case folded, o/l/d/h/t with
 * a stroke, ae, oe, thorn, eth and sharp s spelled out, apostrophes and
 * hyphens removed, other punctuation to a space, runs of spaces to one,
 * trimmed. Symbols count as punctuation. Bad UTF-8 folds to nothing and
 * returns false, and so does what does not fit. */
bool text_fold(struct buf *out, const char *s, size_t len);

/* True if s is NULL, empty, or holds only white space and what is never seen. */
bool text_is_blank(const char *s);

#endif
