/* canvas.h - a grid of cells: all that a screen can draw on.
 *
 * Drawing is pure; term.c shows a canvas with curses, tests print it as text.
 * Text goes through text_cell: no control, bidi or invisible character ever
 * becomes a cell (promise 8). Rows and columns count from 0; what falls outside
 * is cut. A canvas belongs to its caller. */
#ifndef HAVEN_CANVAS_H
#define HAVEN_CANVAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "text.h"

enum attr {
	ATTR_PLAIN = 0,
	ATTR_BOLD = 1,    /* titles, labels */
	ATTR_REVERSE = 2, /* the focused row */
	ATTR_UNDERLINE = 4,
	ATTR_DIM = 8,    /* hints */
	ATTR_ALERT = 16, /* problems, DEMO; always beside a word */
	ATTR_GOOD = 32,  /* received, done; always beside a word */
};

struct cell {
	char show[TEXT_CLUSTER_MAX +
		  1];       /* NUL-terminated; "" right of a wide one */
	uint8_t width_cols; /* 1, 2; 0: covered by the wide one */
	uint8_t attr;
};

struct canvas {
	int rows, cols;
	struct cell *cells; /* rows * cols */
	int cursor_row,
	    cursor_col; /* on the focused thing, always (screen readers) */
	bool ascii;     /* lines with - | + */
};

void canvas_init(struct canvas *cv, int rows, int cols);
void canvas_done(struct canvas *cv); /* wipes */
void canvas_resize(struct canvas *cv, int rows, int cols);
void canvas_clear(
    struct canvas *cv); /* blanks; cursor to the last row, col 0 */

/* Draw at most max_cols columns of s (len bytes); returns the columns used. A
 * wide character that does not fit whole is a blank. */
int canvas_textn(struct canvas *cv, int row, int col, int max_cols,
    const char *s, size_t len, unsigned attr);
int canvas_text(struct canvas *cv, int row, int col, int max_cols,
    const char *s, unsigned attr);
/* The same, ending in an ellipsis (three dots with ascii) when cut. */
int canvas_text_cut(struct canvas *cv, int row, int col, int max_cols,
    const char *s, unsigned attr);
/* Words wrapped in max_rows rows; returns rows used. */
int canvas_wrap(struct canvas *cv, int row, int col, int cols, int max_rows,
    const char *s, unsigned attr);
/* Rows that canvas_wrap would use of max_rows. */
int canvas_wrap_rows(const char *s, int cols, int max_rows);
void canvas_fill(struct canvas *cv, int row, int col, int cols, unsigned attr);
void canvas_hline(struct canvas *cv, int row, int col, int cols);
void canvas_vline(struct canvas *cv, int row, int col, int rows);
void canvas_box(struct canvas *cv, int row, int col, int rows, int cols);
/* Add attributes to cells already drawn. */
void canvas_attr(struct canvas *cv, int row, int col, int cols, unsigned attr);
void canvas_cursor(struct canvas *cv, int row, int col);

/* For tests and goldens: the rows as text, trailing blanks trimmed, then a line
 * "cursor ROW,COL". */
void canvas_print(const struct canvas *cv, struct buf *out);

#endif
