/* json.h - the wrapper over cJSON for reading, and a writer over struct buf.
 *
 * Reading: json_parse runs jscan_check first; only then cJSON sees the bytes.
 * Keys are case sensitive. A node belongs to its document. Getters take any
 * node, NULL too, and say "not there" the same way, so a chain needs no
 * checks. Only json.c includes cJSON. */
#ifndef HAVEN_JSON_H
#define HAVEN_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "err.h"

struct json; /* a node */

/* A document; free it with json_free. text need not outlive the call. */
enum err json_parse(struct json **out, const char *text, size_t len,
    size_t max_bytes, struct errinfo *e);
void json_free(struct json *doc); /* wipes strings; NULL is fine */

const struct json *json_get(const struct json *object, const char *key);
const struct json *json_at(const struct json *array, size_t index); /* O(1) is
	not promised: walk with json_first and json_next */
size_t json_count(const struct json *node); /* members or elements */
const struct json *json_first(const struct json *node);
const struct json *json_next(const struct json *node);
const char *json_key(const struct json *node); /* or NULL */

bool json_is_object(const struct json *node);
bool json_is_array(const struct json *node);
bool json_is_string(const struct json *node);
bool json_is_number(const struct json *node);
bool json_is_bool(const struct json *node);
bool json_is_null(const struct json *node);

/* The string, or NULL if node is no string. */
const char *json_text(const struct json *node);
/* json_text of a member, or fallback. */
const char *json_text_of(
    const struct json *object, const char *key, const char *fallback);
/* A whole number; fallback if it is none. */
int64_t json_int(const struct json *node, int64_t fallback);
int64_t json_int_of(
    const struct json *object, const char *key, int64_t fallback);
bool json_true(const struct json *node);

/* Writer. Commas and colons are its business; no spaces. Strings are escaped:
 * quote, backslash, controls; other text as it is (must be UTF-8). NULL text
 * writes null. key NULL inside an array. It fails as its buf fails; a number
 * beyond +-2^53, which no reader here takes, makes the buf fail too. */
struct jw {
	struct buf *out;
	bool needs_comma;
};
#define JW_INIT(b)         \
	{                  \
		.out = (b) \
	}
void jw_open(struct jw *w, const char *key);      /* { */
void jw_close(struct jw *w);                      /* } */
void jw_open_list(struct jw *w, const char *key); /* [ */
void jw_close_list(struct jw *w);                 /* ] */
void jw_text(struct jw *w, const char *key, const char *s);
void jw_textn(struct jw *w, const char *key, const char *s, size_t len);
void jw_int(struct jw *w, const char *key, int64_t n);
void jw_bool(struct jw *w, const char *key, bool b);
void jw_null(struct jw *w, const char *key);
/* len bytes of finished JSON, as they are. */
void jw_raw(struct jw *w, const char *key, const char *json, size_t len);

#endif
