/* id.h - UUIDv7 (RFC 9562), as text in small letters. */
#ifndef HAVEN_ID_H
#define HAVEN_ID_H

#include <stdbool.h>
#include <stdint.h>

#define ID_TEXT 36 /* characters, without the NUL */

/* A value: copy and compare freely. Empty s: no id. */
struct id {
	char s[ID_TEXT + 1];
};

/* A new id. ms: milliseconds since 1970 UTC, by the caller's clock. random: 10
 * bytes from the caller's source (seal_random). */
struct id id_make(int64_t ms, const uint8_t random[10]);

/* A new id from the clock and the random source of this process. */
struct id id_new(void);

/* For tests: the ids that follow are made of a counter; false ends it. */
void id_fix_for_test(bool fixed);

/* False, with out empty, unless s is the text of a UUID in canonical form of
 * any version with small or capital letters (stored small). s may be NULL. */
bool id_parse(struct id *out, const char *s);

bool id_is_none(const struct id *id);
bool id_equal(const struct id *a, const struct id *b);

/* Milliseconds in a UUIDv7, or -1 for another version. */
int64_t id_ms(const struct id *id);

#endif
