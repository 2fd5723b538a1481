/* jscan_key.h - inside jscan*.c only: keys that are still escaped. */
#ifndef HAVEN_JSCAN_KEY_H
#define HAVEN_JSCAN_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A key between its quotes. Points into the text. */
struct jscan_key {
	const unsigned char *s;
	size_t len;
};

/* The number of the four hexadecimal digits at s, or -1. */
int32_t jscan_hex4(const unsigned char *s, size_t len);

/* The halves of a surrogate pair. */
bool jscan_is_high(int32_t cp);
bool jscan_is_low(int32_t cp);

/* < 0, 0, > 0 by the bytes after unescaping; fit for qsort. */
int jscan_key_compare(const void *a, const void *b);

/* Whether a key is these len bytes, after unescaping. */
bool jscan_key_is(const struct jscan_key *key, const char *s, size_t len);

#endif
