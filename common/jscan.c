/* jscan.c - the strict gate before any JSON parser.
 *
 * A recursive descent over the grammar of RFC 8259, at most JSCAN_DEPTH_MAX
 * deep, so the stack is bounded. The keys of the objects that are open lie on
 * one stack of offsets; when an object closes, its part is sorted and
 * neighbours are compared. That keeps the cost at n log n however the keys
 * were chosen; a hash table could be made to degrade by whoever sends them. */
#include "jscan.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "jscan_key.h"
#include "mem.h"

/* cJSON copies a number into 64 bytes and silently reads a longer one as two.
 */
#define NUMBER_MAX 63
#define WHOLE_MAX UINT64_C(9007199254740992) /* 2^53 */

/* What of a group that is open is being read: for the path of a member. */
struct step {
	struct jscan_key key; /* in an object */
	size_t index;         /* in an array */
	bool is_object;
};

struct scan {
	const unsigned char *s;
	size_t len;
	size_t at;
	unsigned depth;
	size_t values;
	struct jscan_key *keys;
	size_t key_count;
	size_t key_cap;
	const char *rule; /* what was broken, or NULL */
	size_t rule_at;
	struct step steps[JSCAN_DEPTH_MAX]; /* [0 .. depth) */
	char path[ERR_FIELD_MAX]; /* of the member that rule is about */
};

static bool
fail(struct scan *sc, size_t at, const char *rule)
{
	sc->rule = rule;
	sc->rule_at = at;
	return false;
}

/* The byte at the offset, or -1 after the end. */
static int
peek(const struct scan *sc)
{
	return sc->at < sc->len ? sc->s[sc->at] : -1;
}

static void
skip_space(struct scan *sc)
{
	for (;;) {
		int c = peek(sc);

		if (c != ' ' && c != '\t' && c != '\n' && c != '\r')
			return;
		sc->at++;
	}
}

static bool
is_digit(int c)
{
	return c >= '0' && c <= '9';
}

/* After a backslash and a u. */
static bool
scan_unicode(struct scan *sc, size_t from)
{
	int32_t cp = jscan_hex4(sc->s + sc->at, sc->len - sc->at);
	int32_t low;

	if (cp < 0)
		return fail(sc, from, "\\u needs four hexadecimal digits");
	if (cp == 0)
		return fail(sc, from, "the character U+0000 is not allowed");
	sc->at += 4;
	if (jscan_is_low(cp))
		return fail(sc, from, "half of a surrogate pair stands alone");
	if (!jscan_is_high(cp))
		return true;
	if (sc->len - sc->at < 6 || sc->s[sc->at] != '\\' ||
	    sc->s[sc->at + 1] != 'u')
		return fail(sc, from, "half of a surrogate pair stands alone");
	low = jscan_hex4(sc->s + sc->at + 2, 4);
	if (!jscan_is_low(low))
		return fail(sc, from, "half of a surrogate pair stands alone");
	sc->at += 6;
	return true;
}

static bool
scan_escape(struct scan *sc)
{
	size_t from = sc->at++;
	int c = peek(sc);

	if (c < 0)
		return fail(sc, from, "a string is not closed");
	sc->at++;
	if (c == 'u')
		return scan_unicode(sc, from);
	if (c == 0 || !strchr("\"\\/bfnrt", c))
		return fail(sc, from, "an escape is not one that JSON knows");
	return true;
}

/* One character of two bytes or more (RFC 3629): no overlong form, no
 * surrogate, nothing above U+10FFFF. */
static bool
scan_utf8(struct scan *sc)
{
	const unsigned char *s = sc->s + sc->at;
	size_t left = sc->len - sc->at;
	size_t n = s[0] >= 0xF0 ? 4 : s[0] >= 0xE0 ? 3 : 2;
	unsigned char low = 0x80, high = 0xBF;

	if (s[0] < 0xC2 || s[0] > 0xF4 || left < n)
		return fail(sc, sc->at, "the text is not UTF-8");
	if (s[0] == 0xE0)
		low = 0xA0;
	else if (s[0] == 0xED)
		high = 0x9F;
	else if (s[0] == 0xF0)
		low = 0x90;
	else if (s[0] == 0xF4)
		high = 0x8F;
	for (size_t i = 1; i < n; i++) {
		if (s[i] < low || s[i] > high)
			return fail(sc, sc->at, "the text is not UTF-8");
		low = 0x80;
		high = 0xBF;
	}
	sc->at += n;
	return true;
}

/* From an opening quote to after the closing one. */
static bool
scan_string(struct scan *sc)
{
	size_t from = sc->at++;

	for (;;) {
		int c = peek(sc);

		if (c < 0)
			return fail(sc, from, "a string is not closed");
		if (c == '"') {
			sc->at++;
			return true;
		}
		if (c < 0x20)
			return fail(sc, sc->at,
			    "a control character in a string is not escaped");
		if (c == '\\') {
			if (!scan_escape(sc))
				return false;
		} else if (c >= 0x80) {
			if (!scan_utf8(sc))
				return false;
		} else {
			sc->at++;
		}
	}
}

/* At least one digit; false if there is none. */
static bool
scan_digits(struct scan *sc)
{
	if (!is_digit(peek(sc)))
		return false;
	while (is_digit(peek(sc)))
		sc->at++;
	return true;
}

/* Whether a number with a fraction or an exponent is finite. The point is taken
 * out and the exponent moved, since strtod looks for the point of the locale.
 */
static bool
is_finite(const unsigned char *s, size_t len)
{
	char plain[NUMBER_MAX + 32];
	size_t n = 0, i = 0;
	long exponent = 0, after = 0;
	bool minus = false, in_fraction = false;

	for (; i < len && s[i] != 'e' && s[i] != 'E'; i++) {
		if (s[i] == '.') {
			in_fraction = true;
			continue;
		}
		after += in_fraction;
		plain[n++] = (char)s[i];
	}
	for (i++; i < len; i++) {
		if (s[i] == '-')
			minus = true;
		else if (s[i] != '+' && exponent < 100000)
			exponent = exponent * 10 + (s[i] - '0');
	}
	exponent = (minus ? -exponent : exponent) - after;
	snprintf(plain + n, sizeof(plain) - n, "e%ld", exponent);
	return isfinite(strtod(plain, NULL));
}

/* Whether the digits are at most 2^53: beyond it doubles skip numbers. */
static bool
is_whole_exact(const unsigned char *s, size_t len)
{
	uint64_t n = 0;

	if (len > 16)
		return false;
	for (size_t i = 0; i < len; i++)
		n = n * 10 + (uint64_t)(s[i] - '0');
	return n <= WHOLE_MAX;
}

static bool
scan_number(struct scan *sc)
{
	size_t from = sc->at, digits;
	bool whole = true;

	if (peek(sc) == '-')
		sc->at++;
	digits = sc->at;
	if (peek(sc) == '0')
		sc->at++;
	else if (!scan_digits(sc))
		return fail(sc, from, "a minus needs digits after it");
	if (is_digit(peek(sc)))
		return fail(sc, from, "a number begins with a needless 0");
	if (peek(sc) == '.') {
		whole = false;
		sc->at++;
		if (!scan_digits(sc))
			return fail(sc, from, "a point needs digits after it");
	}
	if (peek(sc) == 'e' || peek(sc) == 'E') {
		whole = false;
		sc->at++;
		if (peek(sc) == '+' || peek(sc) == '-')
			sc->at++;
		if (!scan_digits(sc))
			return fail(sc, from, "an exponent needs digits");
	}
	if (sc->at - from > NUMBER_MAX)
		return fail(sc, from, "a number has too many digits");
	if (whole && !is_whole_exact(sc->s + digits, sc->at - digits))
		return fail(sc, from, "a whole number is beyond 2^53");
	if (!whole && !is_finite(sc->s + from, sc->at - from))
		return fail(sc, from, "a number is too large");
	return true;
}

static bool
scan_word(struct scan *sc, const char *word)
{
	size_t n = strlen(word);

	if (sc->len - sc->at < n || memcmp(sc->s + sc->at, word, n) != 0)
		return fail(sc, sc->at, "a value is expected");
	sc->at += n;
	return true;
}

static void
push_key(struct scan *sc, size_t from)
{
	if (sc->key_count == sc->key_cap) {
		sc->key_cap = sc->key_cap ? sc->key_cap * 2 : 64;
		sc->keys = mem_grow(sc->keys, sc->key_cap, sizeof(*sc->keys));
	}
	sc->keys[sc->key_count++] = (struct jscan_key){ .s = sc->s + from + 1,
		.len = sc->at - from - 2 };
}

#define KEY_SHOWN_MAX 40

/* False: the name is none that a vocabulary would have, or there is no room. */
static bool
add_name(struct buf *path, const struct jscan_key *key)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz0123456789_";

	if (key->len == 0 || key->len > KEY_SHOWN_MAX)
		return false;
	for (size_t i = 0; i < key->len; i++)
		if (key->s[i] == 0 || !strchr(plain, key->s[i]))
			return false;
	return (path->len == 0 || buf_addc(path, '.')) &&
	       buf_add(path, key->s, key->len);
}

/* Name the member, as in "answers[1].person": steps to the object that closes,
 * then the key. False, and nothing, if a name could hold more than a name. */
static bool
name_member(struct scan *sc, const struct jscan_key *key)
{
	struct buf path = BUF_INIT(sizeof(sc->path) - 1);
	bool is_plain = true;

	for (unsigned i = 0; i < sc->depth && is_plain; i++)
		is_plain = sc->steps[i].is_object
			       ? add_name(&path, &sc->steps[i].key)
			       : buf_addf(&path, "[%zu]", sc->steps[i].index);
	is_plain = is_plain && add_name(&path, key);
	if (is_plain)
		memcpy(sc->path, path.data, path.len + 1);
	buf_done(&path);
	return is_plain;
}

/* The keys from first on belong to the object that closes now. */
static bool
check_keys(struct scan *sc, size_t first)
{
	size_t n = sc->key_count - first;
	struct jscan_key *keys;

	if (n < 2)
		return true;
	keys = sc->keys + first;
	qsort(keys, n, sizeof(*keys), jscan_key_compare);
	for (size_t i = 1; i < n; i++) {
		const unsigned char *a = keys[i - 1].s, *b = keys[i].s;

		if (jscan_key_compare(&keys[i - 1], &keys[i]) == 0) {
			/* It may be written another way the second time. */
			if (!name_member(sc, &keys[i]))
				name_member(sc, &keys[i - 1]);
			return fail(sc, (size_t)((a > b ? a : b) - sc->s) - 1,
			    "a key stands twice in one object");
		}
	}
	return true;
}

static bool scan_value(struct scan *sc);

static bool
scan_member(struct scan *sc, size_t first)
{
	size_t from = sc->at;

	if (peek(sc) != '"')
		return fail(sc, from, "a key in double quotes is expected");
	if (!scan_string(sc))
		return false;
	if (sc->key_count - first >= JSCAN_KEYS_MAX)
		return fail(sc, from, "an object has too many keys");
	push_key(sc, from);
	sc->steps[sc->depth - 1].key = sc->keys[sc->key_count - 1];
	skip_space(sc);
	if (peek(sc) != ':')
		return fail(sc, sc->at, "a colon is expected after a key");
	sc->at++;
	return scan_value(sc);
}

/* An object or an array, from its opening bracket on. */
static bool
scan_group(struct scan *sc, bool is_object)
{
	size_t first = sc->key_count;
	int close = is_object ? '}' : ']';

	if (sc->depth == JSCAN_DEPTH_MAX)
		return fail(sc, sc->at, "values are nested too deeply");
	sc->steps[sc->depth++] = (struct step){ .is_object = is_object };
	sc->at++;
	skip_space(sc);
	while (peek(sc) != close) {
		if (!(is_object ? scan_member(sc, first) : scan_value(sc)))
			return false;
		skip_space(sc);
		if (peek(sc) == close)
			break;
		if (peek(sc) != ',')
			return fail(sc, sc->at,
			    is_object ? "a comma or } is expected"
				      : "a comma or ] is expected");
		sc->at++;
		sc->steps[sc->depth - 1].index++;
		skip_space(sc);
		if (peek(sc) == close)
			return fail(sc, sc->at, "a comma needs more after it");
	}
	sc->at++;
	sc->depth--;
	if (!check_keys(sc, first))
		return false;
	sc->key_count = first;
	return true;
}

static bool
scan_value(struct scan *sc)
{
	int c;

	if (sc->values++ == JSCAN_VALUES_MAX)
		return fail(sc, sc->at, "there are too many values");
	skip_space(sc);
	c = peek(sc);
	switch (c) {
	case '{': return scan_group(sc, true);
	case '[': return scan_group(sc, false);
	case '"': return scan_string(sc);
	case 't': return scan_word(sc, "true");
	case 'f': return scan_word(sc, "false");
	case 'n': return scan_word(sc, "null");
	default: break;
	}
	if (c == '-' || is_digit(c))
		return scan_number(sc);
	return fail(sc, sc->at, "a value is expected");
}

enum err
jscan_check(const char *text, size_t len, size_t max_bytes, struct errinfo *e)
{
	struct scan sc = { .s = (const unsigned char *)text, .len = len };

	if (len > max_bytes)
		return err_set(e, ERR_TOO_BIG,
		    "The data has %zu bytes; at most %zu are taken here. "
		    "Nothing of it was used. Send less at a time.",
		    len, max_bytes);
	if (scan_value(&sc)) {
		skip_space(&sc);
		if (sc.at < sc.len)
			fail(&sc, sc.at, "something follows the value");
	}
	free(sc.keys);
	if (!sc.rule)
		return ERR_OK;
	if (sc.values > JSCAN_VALUES_MAX)
		return err_set(e, ERR_TOO_BIG,
		    "The data has more than %d values. Nothing of it was used. "
		    "Send less at a time.",
		    JSCAN_VALUES_MAX);
	return err_field(e, ERR_SYNTAX, sc.path,
	    "The data is not proper JSON: at byte %zu, %s. "
	    "Nothing of it was used. Correct it and send it again.",
	    sc.rule_at, sc.rule);
}
