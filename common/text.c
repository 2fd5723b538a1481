/* text.c - UTF-8, graphemes and words: where one ends and the next begins.
 *
 * Boundaries are those of UAX 29 as utf8proc has them. A byte that is not
 * UTF-8 stands alone, so any bytes can be walked both ways, and both ways give
 * the same boundaries. */
#include "text.h"

#include <langinfo.h>
#include <locale.h>
#include <string.h>
#include <utf8proc.h>

#include "text_in.h"

static bool
is_utf8_locale(const char *name)
{
	return setlocale(LC_CTYPE, name) &&
	       strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

static bool
is_ascii(char c)
{
	return (unsigned char)c < 0x80;
}

size_t
text_decode(const char *s, size_t len, size_t at, int32_t *cp)
{
	const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)s + at;
	size_t left = len - at < 4 ? len - at : 4;
	utf8proc_ssize_t n;

	if (*p < 0x80) {
		*cp = *p;
		return 1;
	}
	n = utf8proc_iterate(p, (utf8proc_ssize_t)left, cp);
	if (n > 0)
		return (size_t)n;
	*cp = TEXT_BAD;
	return 1;
}

size_t
text_decode_back(const char *s, size_t at, int32_t *cp)
{
	size_t n = 1;

	while (n < 4 && n < at && ((unsigned char)s[at - n] & 0xC0) == 0x80)
		n++;
	if (text_decode(s, at, at - n, cp) == n)
		return n;
	*cp = TEXT_BAD;
	return 1;
}

/* Break between a and b, wherever they stand? What depends on more than the
 * two (flags, and pictures joined by U+200D) answers no. */
static bool
is_sure_break(int32_t a, int32_t b)
{
	if (a == TEXT_BAD || b == TEXT_BAD)
		return true;
	return a != 0x200D && utf8proc_grapheme_break(a, b);
}

bool
text_start(void)
{
	return is_utf8_locale("C.UTF-8") || is_utf8_locale("");
}

bool
text_is_utf8(const char *s, size_t len)
{
	int32_t cp;

	for (size_t at = 0; at < len;) {
		at += text_decode(s, len, at, &cp);
		if (cp == TEXT_BAD)
			return false;
	}
	return true;
}

size_t
text_next(const char *s, size_t len, size_t at)
{
	utf8proc_int32_t state = 0;
	int32_t before, cp;
	size_t n;

	if (at >= len)
		return len;
	/* Most text, and all of English: no tables needed. */
	if (is_ascii(s[at]) && s[at] != '\r' && at + 1 < len &&
	    is_ascii(s[at + 1]))
		return at + 1;
	at += text_decode(s, len, at, &before);
	while (before != TEXT_BAD && at < len) {
		n = text_decode(s, len, at, &cp);
		if (cp == TEXT_BAD ||
		    utf8proc_grapheme_break_stateful(before, cp, &state))
			break;
		at += n;
		before = cp;
	}
	return at;
}

size_t
text_prev(const char *s, size_t len, size_t at)
{
	size_t start, next;
	int32_t after, cp;

	if (at > len)
		at = len;
	if (at == 0)
		return 0;
	/* Back to where a grapheme begins for sure, then forward. */
	start = at - text_decode_back(s, at, &after);
	while (start > 0) {
		size_t n = text_decode_back(s, start, &cp);

		if (is_sure_break(cp, after))
			break;
		start -= n;
		after = cp;
	}
	while ((next = text_next(s, at, start)) < at)
		start = next;
	return start;
}

static bool
is_word_at(const char *s, size_t len, size_t at)
{
	int32_t cp;

	(void)text_decode(s, len, at, &cp);
	if (cp == TEXT_BAD)
		return false;
	if (cp == '\'' || cp == 0x2019 || cp == '_')
		return true;
	return utf8proc_category(cp) >= UTF8PROC_CATEGORY_LU &&
	       utf8proc_category(cp) <= UTF8PROC_CATEGORY_NO;
}

size_t
text_next_word(const char *s, size_t len, size_t at)
{
	while (at < len && is_word_at(s, len, at))
		at = text_next(s, len, at);
	while (at < len && !is_word_at(s, len, at))
		at = text_next(s, len, at);
	return at < len ? at : len;
}

size_t
text_prev_word(const char *s, size_t len, size_t at)
{
	size_t before;

	if (at > len)
		at = len;
	while (at > 0 && !is_word_at(s, len, before = text_prev(s, len, at)))
		at = before;
	while (at > 0 && is_word_at(s, len, before = text_prev(s, len, at)))
		at = before;
	return at;
}

size_t
text_count(const char *s, size_t len)
{
	size_t count = 0;

	for (size_t at = 0; at < len; at = text_next(s, len, at))
		count++;
	return count;
}

bool
text_is_blank(const char *s)
{
	size_t len = s ? strlen(s) : 0;
	int32_t cp;

	for (size_t at = 0; at < len;) {
		at += text_decode(s, len, at, &cp);
		if (cp == ' ' || (cp >= '\t' && cp <= '\r') || cp == 0x85)
			continue;
		if (cp == TEXT_BAD)
			return false;
		switch (utf8proc_category(cp)) {
		case UTF8PROC_CATEGORY_ZS:
		case UTF8PROC_CATEGORY_ZL:
		case UTF8PROC_CATEGORY_ZP:
		case UTF8PROC_CATEGORY_CF: continue;
		default: break;
		}
		if (!utf8proc_get_property(cp)->ignorable)
			return false;
	}
	return true;
}
