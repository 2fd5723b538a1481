/* jscan_key.c - the keys of objects, compared after unescaping.
 *
 * Two keys are read side by side and never copied, so that a long key costs no
 * memory. Text that has not passed jscan_check reads as something, never
 * beyond its end. */
#include "jscan_key.h"

#include <string.h>

static int
hex_digit(unsigned char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

int32_t
jscan_hex4(const unsigned char *s, size_t len)
{
	int32_t cp = 0;

	if (len < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		int d = hex_digit(s[i]);

		if (d < 0)
			return -1;
		cp = cp * 16 + d;
	}
	return cp;
}

bool
jscan_is_high(int32_t cp)
{
	return cp >= 0xD800 && cp <= 0xDBFF;
}

bool
jscan_is_low(int32_t cp)
{
	return cp >= 0xDC00 && cp <= 0xDFFF;
}

/* Reads a key byte by byte as it is after unescaping. */
struct unescape {
	const unsigned char *s, *end;
	unsigned char held[4];
	unsigned held_count, held_at;
};

static unsigned
put_utf8(unsigned char out[4], uint32_t cp)
{
	if (cp < 0x80) {
		out[0] = (unsigned char)cp;
		return 1;
	}
	if (cp < 0x800) {
		out[0] = (unsigned char)(0xC0 | cp >> 6);
		out[1] = (unsigned char)(0x80 | (cp & 0x3F));
		return 2;
	}
	if (cp < 0x10000) {
		out[0] = (unsigned char)(0xE0 | cp >> 12);
		out[1] = (unsigned char)(0x80 | (cp >> 6 & 0x3F));
		out[2] = (unsigned char)(0x80 | (cp & 0x3F));
		return 3;
	}
	out[0] = (unsigned char)(0xF0 | cp >> 18);
	out[1] = (unsigned char)(0x80 | (cp >> 12 & 0x3F));
	out[2] = (unsigned char)(0x80 | (cp >> 6 & 0x3F));
	out[3] = (unsigned char)(0x80 | (cp & 0x3F));
	return 4;
}

/* u->s is after backslash and u; the digits are known to be right if the text
 * has passed, else anything comes out. */
static int
unescape_unicode(struct unescape *u)
{
	int32_t cp = jscan_hex4(u->s, (size_t)(u->end - u->s));
	int32_t low;

	if (cp < 0)
		return -1;
	u->s += 4;
	if (jscan_is_high(cp) && u->end - u->s >= 6) {
		low = jscan_hex4(u->s + 2, 4);
		if (jscan_is_low(low)) {
			cp = 0x10000 + ((cp - 0xD800) << 10) + (low - 0xDC00);
			u->s += 6;
		}
	}
	u->held_count = put_utf8(u->held, (uint32_t)cp);
	u->held_at = 1;
	return u->held[0];
}

/* The next byte, or -1 at the end. */
static int
unescape_next(struct unescape *u)
{
	static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
	const char *found;
	int c;

	if (u->held_at < u->held_count)
		return u->held[u->held_at++];
	if (u->s >= u->end)
		return -1;
	c = *u->s++;
	if (c != '\\')
		return c;
	if (u->s >= u->end)
		return -1;
	c = *u->s++;
	if (c == 'u')
		return unescape_unicode(u);
	found = c ? strchr(from, c) : NULL;
	return found ? to[found - from] : c;
}

int
jscan_key_compare(const void *va, const void *vb)
{
	const struct jscan_key *a = va, *b = vb;
	struct unescape ua = { .s = a->s, .end = a->s + a->len };
	struct unescape ub = { .s = b->s, .end = b->s + b->len };

	for (;;) {
		int ca = unescape_next(&ua), cb = unescape_next(&ub);

		if (ca != cb)
			return ca < cb ? -1 : 1;
		if (ca < 0)
			return 0;
	}
}

bool
jscan_key_is(const struct jscan_key *key, const char *s, size_t len)
{
	struct unescape u = { .s = key->s, .end = key->s + key->len };

	for (size_t i = 0; i < len; i++)
		if (unescape_next(&u) != (unsigned char)s[i])
			return false;
	return unescape_next(&u) < 0;
}
