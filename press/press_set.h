/* press_set.h - haven-press: a document comes in, a PDF goes out.
 *
 * It is a program of its own, since pango, cairo and the font libraries under them
 * read fonts and any text there is: a fault in one of them must not lie beside
 * the keys. It has no store, no key and no network, is started for one document
 * with an empty environment, and ends with it. Of haven it knows the parts of a
 * document (common/doc.h, doc_pack.c) and nothing else. */
#ifndef HAVEN_PRESS_SET_H
#define HAVEN_PRESS_SET_H

#include <cairo.h>
#include <stdbool.h>

#include "doc.h"

/* Set the whole document on pages of A4 and write it by write (of cairo). False if
 * cairo or write fails. */
bool press_set(const struct doc *d, cairo_write_func_t write, void *arg);

#endif
