/* text_in.h - what text.c, text_cell.c and text_fold.c share; nobody else
 * includes it. */
#ifndef HAVEN_TEXT_IN_H
#define HAVEN_TEXT_IN_H

#include <stddef.h>
#include <stdint.h>

#define TEXT_BAD (-1)

/* The code point at at (at < len) into *cp; returns its bytes. A byte that
 * begins no character is TEXT_BAD, one byte long. */
size_t text_decode(const char *s, size_t len, size_t at, int32_t *cp);

/* The same for the code point that ends at at (at > 0). */
size_t text_decode_back(const char *s, size_t at, int32_t *cp);

#endif
