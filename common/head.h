/* head.h - the head of a chain as people write it down (promise 7).
 *
 *   1204-K7QM-...: how many rows, then the head in groups of four characters of an
 * alphabet without look-alikes, the last two of which are check characters. Of the
 * head stands its first 110 bits: nobody can make another past that begins so. */
#ifndef HAVEN_HEAD_H
#define HAVEN_HEAD_H

#include <stdbool.h>
#include <stdint.h>

#include "seal.h"

#define HEAD_GROUPS 6
#define HEAD_BITS 110 /* of the hash: 22 characters of 5 bits; 2 to check */
#define HEAD_MAX 64

void head_print(
    char out[HEAD_MAX], int64_t rows, const uint8_t head[SEAL_HASH]);

/* White space, small letters, and 0 for O, 1 for I or L are forgiven. first gets
 * the bytes that stand in it, the rest is 0. False: it is none, or a character is
 * wrong. */
bool head_read(int64_t *rows, uint8_t first[SEAL_HASH], const char *text);

/* Does a head begin so? */
bool head_is(const uint8_t first[SEAL_HASH], const uint8_t head[SEAL_HASH]);

#endif
