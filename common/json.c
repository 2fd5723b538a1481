/* json.c - the wrapper over cJSON for reading, and a writer over struct buf.
 *
 * cJSON alone is no validator: it takes broken UTF-8, raw newlines and
 * duplicate keys, cuts a string at \u0000 and loses digits of large numbers.
 * So nothing reaches it but what jscan_check has passed. A struct json is a
 * cJSON node under another name, and only this file knows. */
#include "json.h"

#include <limits.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cJSON.h>

#include "jscan.h"
#include "mem.h"

#define WHOLE_MAX INT64_C(9007199254740992) /* 2^53, as jscan has it */

static pthread_once_t hooks_once = PTHREAD_ONCE_INIT;

/* With mem_alloc a failed parse never means that memory ran out. */
static void
set_hooks(void)
{
	cJSON_Hooks hooks = { .malloc_fn = mem_alloc, .free_fn = free };

	cJSON_InitHooks(&hooks);
}

static const cJSON *
node_of(const struct json *node)
{
	return (const cJSON *)(const void *)node;
}

static const struct json *
json_of(const cJSON *node)
{
	return (const struct json *)(const void *)node;
}

static void
wipe_text(char *s)
{
	if (s)
		explicit_bzero(s, strlen(s));
}

/* As deep as JSCAN_DEPTH_MAX. */
static void
wipe(cJSON *node)
{
	for (; node; node = node->next) {
		wipe_text(node->string);
		wipe_text(node->valuestring);
		node->valueint = 0;
		node->valuedouble = 0;
		wipe(node->child);
	}
}

enum err
json_parse(struct json **out, const char *text, size_t len, size_t max_bytes,
    struct errinfo *e)
{
	enum err rc;
	cJSON *doc;

	*out = NULL;
	rc = jscan_check(text, len, max_bytes, e);
	if (rc != ERR_OK)
		return rc;
	pthread_once(&hooks_once, set_hooks);
	doc = cJSON_ParseWithLengthOpts(text, len, NULL, 0);
	if (!doc)
		return err_set(e, ERR_BUG,
		    "The data is proper JSON but could not be read. Nothing of "
		    "it was used. Please tell whoever looks after haven.");
	*out = (struct json *)(void *)doc;
	return ERR_OK;
}

void
json_free(struct json *doc)
{
	cJSON *node = (cJSON *)(void *)doc;

	wipe(node);
	cJSON_Delete(node);
}

const struct json *
json_get(const struct json *object, const char *key)
{
	if (!json_is_object(object))
		return NULL;
	return json_of(cJSON_GetObjectItemCaseSensitive(node_of(object), key));
}

const struct json *
json_at(const struct json *array, size_t index)
{
	if (!json_is_array(array) || index > INT_MAX)
		return NULL;
	return json_of(cJSON_GetArrayItem(node_of(array), (int)index));
}

size_t
json_count(const struct json *node)
{
	size_t n = 0;

	for (node = json_first(node); node; node = json_next(node))
		n++;
	return n;
}

const struct json *
json_first(const struct json *node)
{
	return node ? json_of(node_of(node)->child) : NULL;
}

const struct json *
json_next(const struct json *node)
{
	return node ? json_of(node_of(node)->next) : NULL;
}

const char *
json_key(const struct json *node)
{
	return node ? node_of(node)->string : NULL;
}

bool
json_is_object(const struct json *node)
{
	return cJSON_IsObject(node_of(node));
}

bool
json_is_array(const struct json *node)
{
	return cJSON_IsArray(node_of(node));
}

bool
json_is_string(const struct json *node)
{
	return cJSON_IsString(node_of(node));
}

bool
json_is_number(const struct json *node)
{
	return cJSON_IsNumber(node_of(node));
}

bool
json_is_bool(const struct json *node)
{
	return cJSON_IsBool(node_of(node));
}

bool
json_is_null(const struct json *node)
{
	return cJSON_IsNull(node_of(node));
}

const char *
json_text(const struct json *node)
{
	return json_is_string(node) ? node_of(node)->valuestring : NULL;
}

const char *
json_text_of(const struct json *object, const char *key, const char *fallback)
{
	const char *s = json_text(json_get(object, key));

	return s ? s : fallback;
}

int64_t
json_int(const struct json *node, int64_t fallback)
{
	double d;

	if (!json_is_number(node))
		return fallback;
	d = node_of(node)->valuedouble;
	if (d < -(double)WHOLE_MAX || d > (double)WHOLE_MAX || d != trunc(d))
		return fallback;
	return (int64_t)d;
}

int64_t
json_int_of(const struct json *object, const char *key, int64_t fallback)
{
	return json_int(json_get(object, key), fallback);
}

bool
json_true(const struct json *node)
{
	return cJSON_IsTrue(node_of(node));
}

/* A string in quotes. What needs no escape goes in runs. */
static void
put_string(struct buf *out, const char *s, size_t len)
{
	static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
	size_t run = 0;

	buf_addc(out, '"');
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];
		const char *found;

		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		found = c ? strchr(from, c) : NULL;
		buf_add(out, s + run, i - run);
		run = i + 1;
		if (found) {
			buf_addc(out, '\\');
			buf_addc(out, to[found - from]);
		} else {
			buf_addf(out, "\\u%04x", c);
		}
	}
	buf_add(out, s + run, len - run);
	buf_addc(out, '"');
}

/* The comma and the key before a value. */
static void
put_key(struct jw *w, const char *key)
{
	if (w->needs_comma)
		buf_addc(w->out, ',');
	w->needs_comma = true;
	if (!key)
		return;
	put_string(w->out, key, strlen(key));
	buf_addc(w->out, ':');
}

static void
open_group(struct jw *w, const char *key, char bracket)
{
	put_key(w, key);
	buf_addc(w->out, bracket);
	w->needs_comma = false;
}

static void
close_group(struct jw *w, char bracket)
{
	buf_addc(w->out, bracket);
	w->needs_comma = true;
}

void
jw_open(struct jw *w, const char *key)
{
	open_group(w, key, '{');
}

void
jw_close(struct jw *w)
{
	close_group(w, '}');
}

void
jw_open_list(struct jw *w, const char *key)
{
	open_group(w, key, '[');
}

void
jw_close_list(struct jw *w)
{
	close_group(w, ']');
}

void
jw_text(struct jw *w, const char *key, const char *s)
{
	jw_textn(w, key, s, s ? strlen(s) : 0);
}

void
jw_textn(struct jw *w, const char *key, const char *s, size_t len)
{
	if (!s) {
		jw_null(w, key);
		return;
	}
	put_key(w, key);
	put_string(w->out, s, len);
}

void
jw_int(struct jw *w, const char *key, int64_t n)
{
	put_key(w, key);
	/* No reader of ours would take it; better to fail where it is made. */
	if (n < -WHOLE_MAX || n > WHOLE_MAX)
		w->out->failed = true;
	buf_addf(w->out, "%lld", (long long)n);
}

void
jw_bool(struct jw *w, const char *key, bool b)
{
	put_key(w, key);
	buf_adds(w->out, b ? "true" : "false");
}

void
jw_null(struct jw *w, const char *key)
{
	put_key(w, key);
	buf_adds(w->out, "null");
}

void
jw_raw(struct jw *w, const char *key, const char *json, size_t len)
{
	put_key(w, key);
	buf_add(w->out, json, len);
}
