/* csv.h - tables for a spreadsheet (RFC 4180), in which no cell is a formula.
 *
 * A spreadsheet runs what begins with = + - @ (and their full-width forms), also
 * behind blanks, tabs, a carriage return or what is not seen: so such a cell is
 * begun with an apostrophe, which a spreadsheet takes for "this is text" (N1). A
 * plain number may begin with a minus and stays one.
 *
 * The file begins with the UTF-8 mark (csv_begin): without it Excel reads a
 * Welsh or a Polish name as another alphabet. Lines end in CR LF. */
#ifndef HAVEN_CSV_H
#define HAVEN_CSV_H

#include "buf.h"

/* The start of a file: the mark EF BB BF. */
void csv_begin(struct buf *out);
/* One cell: quoted where it must be, harmless always. Invisible and control
 * characters become visible marks, as on a screen (promise 8); newlines stay,
 * inside quotes. NULL is an empty cell. */
void csv_cell(struct buf *out, const char *text);
void csv_end_row(struct buf *out);

#endif
