/* jscan.h - the strict gate before any JSON parser (reliability.md, Traps).
 *
 * RFC 8259 grammar, UTF-8, one value and nothing after it but white space, no
 * duplicate keys (compared after unescaping), no U+0000, no lone surrogates,
 * whole numbers within +-2^53, fractions and exponents finite, depth and size
 * limited. Pure; allocates nothing beyond a bounded table of keys. */
#ifndef HAVEN_JSCAN_H
#define HAVEN_JSCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "err.h"

#define JSCAN_DEPTH_MAX 32
#define JSCAN_KEYS_MAX 4096 /* members of one object */
/* Values in all. A parsed one takes some 130 bytes, so a body of "0,0,0" would
 * take sixty times its size; no record comes near. */
#define JSCAN_VALUES_MAX 262144

/* ERR_SYNTAX (with the byte offset and the rule in the sentence; of a key that
 * stands twice field is the path, as in "answers[1].person", as long as all names
 * in it are lower-case words), or ERR_TOO_BIG if len > max_bytes or there are too
 * many values. */
enum err jscan_check(
    const char *text, size_t len, size_t max_bytes, struct errinfo *e);

/* The exact bytes of a value inside checked text. path: members and indexes
 * joined by dots, e.g. "writes.0.body". False if it is not there. What it
 * points at lives as long as text. text must have passed jscan_check. */
bool jscan_span(const char *text, size_t len, const char *path,
    const char **start, size_t *n);

/* The same for several members of the object that text is, in one pass: parts[i]
 * is that of names[i], which may have no dots; len 0: it is not there. False if
 * text is no object. */
struct jscan_part {
	const char *start;
	size_t len;
};
bool jscan_members(const char *text, size_t len, const char *const *names,
    size_t count, struct jscan_part *parts);

/* The same for the elements of an array: calls each with the span of every
 * element of the array at path, until it returns false. Returns how many
 * elements were visited; one pass. */
size_t jscan_each(const char *text, size_t len, const char *path,
    bool (*each)(void *arg, size_t index, const char *start, size_t n),
    void *arg);

#endif
