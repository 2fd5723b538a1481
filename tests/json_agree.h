/* json_agree.h - whether a parsed document says what its text says.
 *
 * A second, naive reading of text that jscan_check has passed, kept apart from
 * both jscan and cJSON, held node by node against the parsed document. Used by
 * the tests of jscan and by its fuzz target. */
#ifndef HAVEN_TESTS_JSON_AGREE_H
#define HAVEN_TESTS_JSON_AGREE_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"

static const char *
agree_space(const char *s, const char *end)
{
	while (s < end && strchr(" \t\r\n", *s))
		s++;
	return s;
}

static uint32_t
agree_hex(const char *s)
{
	char four[5] = { s[0], s[1], s[2], s[3], '\0' };

	return (uint32_t)strtoul(four, NULL, 16);
}

static size_t
agree_utf8(char *out, uint32_t cp)
{
	size_t n = cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;

	if (n == 1) {
		*out = (char)cp;
		return 1;
	}
	for (size_t i = n; i-- > 1; cp >>= 6)
		out[i] = (char)(0x80 | (cp & 0x3F));
	out[0] = (char)((0xF00 >> n & 0xFF) | cp);
	return n;
}

/* The string at s (its opening quote), to be freed; *after: past its end. */
static char *
agree_string(const char *s, const char *end, const char **after)
{
	char *out = malloc((size_t)(end - s) + 1);
	size_t n = 0;

	for (s++; *s != '"';) {
		if (*s != '\\') {
			out[n++] = *s++;
			continue;
		}
		if (s[1] == 'u') {
			uint32_t cp = agree_hex(s + 2);

			s += 6;
			if (cp >= 0xD800 && cp < 0xDC00) {
				cp = ((cp & 0x3FF) << 10) + 0x10000 +
				     (agree_hex(s + 2) & 0x3FF);
				s += 6;
			}
			n += agree_utf8(out + n, cp);
			continue;
		}
		switch (s[1]) {
		case 'b': out[n++] = '\b'; break;
		case 'f': out[n++] = '\f'; break;
		case 'n': out[n++] = '\n'; break;
		case 'r': out[n++] = '\r'; break;
		case 't': out[n++] = '\t'; break;
		default: out[n++] = s[1]; break;
		}
		s += 2;
	}
	out[n] = '\0';
	*after = s + 1;
	return out;
}

static bool
agree_text(
    const char *s, const char *end, const char **after, const char *parsed)
{
	char *want = agree_string(s, end, after);
	bool same = parsed && strcmp(want, parsed) == 0;

	free(want);
	return same;
}

static bool
agree_number(
    const char *s, const char *end, const char **after, const struct json *node)
{
	char text[80] = "";
	size_t n = 0;
	double d;

	while (s < end && n < sizeof(text) - 1 && strchr("+-.eE0123456789", *s))
		text[n++] = *s++;
	*after = s;
	d = strtod(text, NULL);
	if (!isfinite(d) || !json_is_number(node))
		return false;
	if (d != floor(d) || fabs(d) > 9007199254740992.0)
		return json_int(node, 7) == 7 && json_int(node, 8) == 8;
	return json_int(node, INT64_MIN) == (int64_t)d;
}

static bool agree_value(const char *s, const char *end, const char **after,
    const struct json *node);

static bool
agree_group(const char *s, const char *end, const char **after,
    const struct json *group)
{
	bool is_object = *s == '{';
	const struct json *node = json_first(group);
	size_t n = 0;

	if (is_object ? !json_is_object(group) : !json_is_array(group))
		return false;
	s = agree_space(s + 1, end);
	for (; *s != '}' && *s != ']'; node = json_next(node), n++) {
		if (*s == ',')
			s = agree_space(s + 1, end);
		if (is_object) {
			if (!agree_text(s, end, &s, json_key(node)) ||
			    json_get(group, json_key(node)) != node)
				return false;
			s = agree_space(s, end) + 1; /* the colon */
		} else if (json_key(node)) {
			return false;
		}
		if (!agree_value(s, end, &s, node))
			return false;
		s = agree_space(s, end);
	}
	*after = s + 1;
	return !node && json_count(group) == n;
}

static bool
agree_value(
    const char *s, const char *end, const char **after, const struct json *node)
{
	s = agree_space(s, end);
	switch (*s) {
	case '{':
	case '[': return agree_group(s, end, after, node);
	case '"': return agree_text(s, end, after, json_text(node));
	case 't': *after = s + 4; return json_is_bool(node) && json_true(node);
	case 'f': *after = s + 5; return json_is_bool(node) && !json_true(node);
	case 'n': *after = s + 4; return json_is_null(node);
	default: return agree_number(s, end, after, node);
	}
}

/* text: len bytes that jscan_check has passed; doc: what was parsed of it. */
static bool
json_agrees(const char *text, size_t len, const struct json *doc)
{
	const char *end = text + len, *after;

	return agree_value(text, end, &after, doc) &&
	       agree_space(after, end) == end;
}

#endif
