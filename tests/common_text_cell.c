/* common_text_cell.c - proves text.h: what is shown (promise 8), and where. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <wchar.h>

#include <cmocka.h>
#include <utf8proc.h>

#include "text.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define M "\u0301" /* a combining acute */
#define VS15 "\uFE0E"
#define VS16 "\uFE0F"
#define ZWJ "\u200D"

/* bytes 0: all of s. */
static const struct {
	const char *why, *s, *show;
	int width;
	size_t bytes;
} cells_rows[] = {
	{ "the end", "", "", 0, 0 },
	/* what is fine stays */
	{ "a letter", "ab", "a", 1, 1 },
	{ "a tilde", "~", "~", 1, 0 },
	{ "an accented letter", "\u00E9", "\u00E9", 1, 0 },
	{ "a letter and a mark", "e" M "x", "e" M, 1, 3 },
	{ "four marks", "e" M M M M, "e" M M M M, 1, 0 },
	{ "wide", "\u6C34\u6C34", "\u6C34", 2, 3 },
	{ "wide with a mark", "\u304B\u3099", "\u304B\u3099", 2, 0 },
	{ "full width", "\uFF21", "\uFF21", 2, 0 },
	{ "half width", "\uFF71", "\uFF71", 1, 0 },
	{ "a picture", "\U0001F600", "\U0001F600", 2, 0 },
	{ "Hebrew", "\u05D0", "\u05D0", 1, 0 },
	{ "Hebrew with a point", "\u05D0\u05B7", "\u05D0\u05B7", 1, 0 },
	{ "old Hangul", "\u1112\u119E\u11AB", "\u1112\u119E\u11AB", 2, 0 },
	{ "FFFD itself", "\uFFFD", "\uFFFD", 1, 0 },
	{ "Devanagari, two cells", "\u0915\u093F", "\u0915", 1, 3 },
	{ "keycap", "1" VS16 "\u20E3", "1\u20E3", 1, 0 },
	{ "a picture, its look chosen", "\u2764" VS16, "\u2764", 1, 0 },
	{ "as text", "\u2764" VS15, "\u2764", 1, 0 },
	{ "copyright, its look chosen", "\u00A9" VS16, "\u00A9", 1, 0 },
	/* white space */
	{ "space", " ", " ", 1, 0 },
	{ "newline", "\n", " ", 1, 0 },
	{ "tab", "\t", " ", 1, 0 },
	{ "no-break space", "\u00A0", " ", 1, 0 },
	{ "hair space", "\u200A", " ", 1, 0 },
	{ "wide space", "\u3000", "  ", 2, 0 },
	{ "a mark on a space", " " M, " " M, 1, 0 },
	/* C0, DEL, C1 */
	{ "BEL", "\a", "\u2407", 1, 0 },
	{ "BS", "\b", "\u2408", 1, 0 },
	{ "VT", "\v", "\u240B", 1, 0 },
	{ "FF", "\f", "\u240C", 1, 0 },
	{ "CR", "\r", "\u240D", 1, 0 },
	{ "CR of CR LF", "\r\n", "\u240D", 1, 1 },
	{ "SO", "\016", "\u240E", 1, 0 },
	{ "ESC", "\033[2J", "\u241B", 1, 1 },
	{ "US", "\037", "\u241F", 1, 0 },
	{ "DEL", "\177", "\u2421", 1, 0 },
	{ "a mark does not sit on ESC", "\033" M, "\u241B", 1, 1 },
	{ "C1, first", "\xC2\x80", "<0080>", 6, 0 },
	{ "NEL", "\xC2\x85", "<0085>", 6, 0 },
	{ "DCS", "\xC2\x90", "<0090>", 6, 0 },
	{ "CSI",
	    "\xC2\x9B"
	    "31m",
	    "<009B>", 6, 2 },
	{ "OSC", "\xC2\x9D", "<009D>", 6, 0 },
	{ "C1, last", "\xC2\x9F", "<009F>", 6, 0 },
	{ "CSI as a bare byte",
	    "\x9B"
	    "31m",
	    "\uFFFD", 1, 1 },
	/* bidi */
	{ "ALM", "\u061C", "<061C>", 6, 0 },
	{ "LRM", "\u200E", "<200E>", 6, 0 },
	{ "RLM", "\u200F", "<200F>", 6, 0 },
	{ "LRE", "\u202A", "<202A>", 6, 0 },
	{ "PDF", "\u202C", "<202C>", 6, 0 },
	{ "LRO", "\u202D", "<202D>", 6, 0 },
	{ "RLO", "\u202Eabc", "<202E>", 6, 3 },
	{ "LRI", "\u2066", "<2066>", 6, 0 },
	{ "RLI", "\u2067", "<2067>", 6, 0 },
	{ "FSI", "\u2068", "<2068>", 6, 0 },
	{ "PDI", "\u2069", "<2069>", 6, 0 },
	{ "deprecated, first", "\u206A", "<206A>", 6, 0 },
	{ "a mark does not sit on RLO", "\u202E" M, "<202E>", 6, 3 },
	/* zero width and invisible */
	{ "soft hyphen", "\u00AD", "<00AD>", 6, 0 },
	{ "grapheme joiner", "\u034F", "<034F>", 6, 0 },
	{ "grapheme joiner after a letter", "a\u034F", "a", 1, 1 },
	{ "Hangul filler, first", "\u115F", "<115F>", 6, 0 },
	{ "Hangul filler, vowel", "\u1160", "<1160>", 6, 0 },
	{ "Khmer inherent vowel", "\u17B4", "<17B4>", 6, 0 },
	{ "Mongolian selector", "\u180B", "<180B>", 6, 0 },
	{ "Mongolian separator", "\u180E", "<180E>", 6, 0 },
	{ "zero-width space", "\u200B", "<200B>", 6, 0 },
	{ "non-joiner", "\u200C", "<200C>", 6, 0 },
	{ "joiner", ZWJ, "<200D>", 6, 0 },
	{ "joiner after a letter", "a" ZWJ, "a", 1, 1 },
	{ "line separator", "\u2028", "<2028>", 6, 0 },
	{ "paragraph separator", "\u2029", "<2029>", 6, 0 },
	{ "word joiner", "\u2060", "<2060>", 6, 0 },
	{ "invisible times", "\u2062", "<2062>", 6, 0 },
	{ "invisible plus", "\u2064", "<2064>", 6, 0 },
	{ "unassigned ignorable", "\u2065", "<2065>", 6, 0 },
	{ "Braille blank", "\u2800", "<2800>", 6, 0 },
	{ "Hangul filler", "\u3164", "<3164>", 6, 0 },
	{ "half-width filler", "\uFFA0", "<FFA0>", 6, 0 },
	{ "BOM", "\uFEFF", "<FEFF>", 6, 0 },
	{ "annotation anchor", "\uFFF9", "<FFF9>", 6, 0 },
	{ "shorthand format", "\U0001BCA0", "<1BCA0>", 7, 0 },
	{ "musical format", "\U0001D173", "<1D173>", 7, 0 },
	{ "null notehead", "\U0001D159", "<1D159>", 7, 0 },
	{ "hieroglyph joiner", "\U00013430", "<13430>", 7, 0 },
	/* tags and selectors */
	{ "language tag", "\U000E0001", "<E0001>", 7, 0 },
	{ "tag A", "\U000E0041", "<E0041>", 7, 0 },
	{ "cancel tag", "\U000E007F", "<E007F>", 7, 0 },
	{ "a tag after a flag", "\U0001F3F4\U000E0067", "\U0001F3F4", 2, 4 },
	{ "selector 1", "\uFE00", "<FE00>", 6, 0 },
	{ "selector 16 alone", VS16, "<FE0F>", 6, 0 },
	{ "selector 16 on a letter", "a" VS16, "a", 1, 1 },
	{ "selector 16 on a digit", "1" VS16, "1", 1, 1 },
	{ "a second selector", "\u2764" VS16 VS16, "\u2764", 1, 6 },
	{ "selector 3 on a picture", "\u2764\uFE02", "\u2764", 1, 3 },
	{ "selector 17", "\U000E0100", "<E0100>", 7, 0 },
	{ "selector 256", "\U000E01EF", "<E01EF>", 7, 0 },
	{ "selector 17 on Han", "\u845B\U000E0100", "\u845B", 2, 3 },
	/* not characters, or nobody knows what */
	{ "private", "\uE000", "<E000>", 6, 0 },
	{ "private, last plane", "\U0010FFFD", "<10FFFD>", 8, 0 },
	{ "noncharacter", "\uFFFE", "<FFFE>", 6, 0 },
	{ "noncharacter, last", "\U0010FFFF", "<10FFFF>", 8, 0 },
	{ "noncharacter FDD0", "\uFDD0", "<FDD0>", 6, 0 },
	{ "unassigned", "\u0378", "<0378>", 6, 0 },
	/* bad bytes */
	{ "FF", "\xFF\xFF", "\uFFFD", 1, 1 },
	{ "continuation", "\x80", "\uFFFD", 1, 0 },
	{ "overlong ESC", "\xC0\x9B", "\uFFFD", 1, 1 },
	{ "a surrogate", "\xED\xA0\x80", "\uFFFD", 1, 1 },
	{ "cut off", "\xF0\x9F\x98", "\uFFFD", 1, 1 },
	{ "a mark does not sit on it", "\xFF" M, "\uFFFD", 1, 1 },
	/* marks */
	{ "a mark alone", M, "\u25CC" M, 1, 0 },
	{ "an enclosing mark alone", "\u20DD", "\u25CC\u20DD", 1, 0 },
	{ "a final of Hangul alone", "\u11AB", "<11AB>", 6, 0 },
	{ "five marks: one is left out", "e" M M M M M, "e" M M M M, 1, 0 },
	{ "four-byte marks",
	    "\U0001F600\U0001E8D0\U0001E8D0\U0001E8D0\U0001E8D0"
	    "\U0001E8D0",
	    "\U0001F600\U0001E8D0\U0001E8D0\U0001E8D0\U0001E8D0", 2, 0 },
	{ "five marks alone", M M M M M "x", "\u25CC" M M M M, 1, 10 },
	/* one grapheme, several cells */
	{ "a flag", "\U0001F1EC\U0001F1E7", "\U0001F1EC", 1, 4 },
	{ "a family", "\U0001F468" ZWJ "\U0001F469", "\U0001F468", 2, 4 },
	{ "skin", "\U0001F44D\U0001F3FD", "\U0001F44D", 2, 4 },
	{ "skin alone", "\U0001F3FD", "\U0001F3FD", 2, 0 },
};

static void
test_cells(void **state)
{

	(void)state;
	for (size_t i = 0; i < COUNT(cells_rows); i++) {
		struct text_cell c;
		size_t len = strlen(cells_rows[i].s);
		size_t n = text_cell(cells_rows[i].s, len, 0, &c);

		if (strcmp(c.show, cells_rows[i].show) != 0 ||
		    c.width_cols != cells_rows[i].width ||
		    n != (cells_rows[i].bytes ? cells_rows[i].bytes : len))
			fail_msg("%s: '%s', %d wide, %zu bytes",
			    cells_rows[i].why, c.show, c.width_cols, n);
	}
}

/* What a terminal may get: told here in another way than in text_cell.c. */
static bool
is_harmless(int32_t cp)
{
	static const int32_t bad[][2] = { { 0, 0x1F }, { 0x7F, 0x9F },
		{ 0xAD, 0xAD }, { 0x34F, 0x34F }, { 0x61C, 0x61C },
		{ 0x115F, 0x1160 }, { 0x17B4, 0x17B5 }, { 0x180B, 0x180F },
		{ 0x200B, 0x200F }, { 0x2028, 0x202E }, { 0x2060, 0x206F },
		{ 0x2800, 0x2800 }, { 0x3164, 0x3164 }, { 0xD800, 0xF8FF },
		{ 0xFDD0, 0xFDEF }, { 0xFE00, 0xFE0F }, { 0xFEFF, 0xFEFF },
		{ 0xFFA0, 0xFFA0 }, { 0xFFF0, 0xFFFB }, { 0xFFFE, 0xFFFF },
		{ 0x1BCA0, 0x1BCA3 }, { 0x1D159, 0x1D159 },
		{ 0x1D173, 0x1D17A }, { 0xE0000, 0x10FFFF } };

	for (size_t i = 0; i < COUNT(bad); i++) {
		if (cp >= bad[i][0] && cp <= bad[i][1])
			return false;
	}
	return true;
}

/* show is harmless, is as wide as the cell says, and begins with a character
 * that takes room. */
static void
check_shown(const char *show, int width_cols, int32_t about)
{
	size_t len = strlen(show);
	int32_t cp, first = 0;
	int cols = 0;

	for (size_t at = 0; at < len;) {
		utf8proc_ssize_t n =
		    utf8proc_iterate((const uint8_t *)show + at,
			(utf8proc_ssize_t)(len - at), &cp);

		if (n < 1 || !is_harmless(cp) || wcwidth((wchar_t)cp) < 0)
			fail_msg("U+%04X shows U+%04X", (unsigned)about,
			    (unsigned)cp);
		if (at == 0)
			first = cp;
		cols += wcwidth((wchar_t)cp);
		at += (size_t)n;
	}
	if (cols != width_cols || wcwidth((wchar_t)first) < 1)
		fail_msg("U+%04X is %d wide, not %d", (unsigned)about, cols,
		    width_cols);
}

static void
test_every_code_point(void **state)
{
	static const char *const fronts[] = { "", "a", "\u2764", "\U0001F468" };

	(void)state;
	for (int32_t cp = 0; cp <= 0x10FFFF; cp++) {
		for (size_t f = 0; f < COUNT(fronts); f++) {
			uint8_t s[16];
			size_t len = strlen(fronts[f]), sum = 0;
			struct text_cell c;

			memcpy(s, fronts[f], len);
			if (cp >= 0xD800 && cp <= 0xDFFF) {
				s[len++] = 0xED;
				s[len++] = (uint8_t)(0x80 | (cp >> 6 & 0x3F));
				s[len++] = (uint8_t)(0x80 | (cp & 0x3F));
			} else {
				len +=
				    (size_t)utf8proc_encode_char(cp, s + len);
			}
			for (size_t at = 0; at < len;) {
				size_t n = text_cell((char *)s, len, at, &c);

				if (n == 0 || at + n > len)
					fail_msg("U+%04X", (unsigned)cp);
				check_shown(c.show, c.width_cols, cp);
				sum += (size_t)c.width_cols;
				at += n;
			}
			if (text_width((char *)s, len) != sum)
				fail_msg("U+%04X: width", (unsigned)cp);
		}
	}
}

static void
test_width_and_fit(void **state)
{
	static const struct {
		const char *why, *s;
		size_t width, cols, fit;
	} rows[] = {
		{ "empty", "", 0, 5, 0 },
		{ "all fits", "abc", 3, 3, 3 },
		{ "cut", "abcdef", 6, 4, 4 },
		{ "no columns", "abc", 3, 0, 0 },
		{ "a mark stays with its letter", "abe" M, 3, 3, 5 },
		{ "and goes with it", "abe" M, 3, 2, 2 },
		{ "a wide one does not fit by half", "a\u6C34\u6C34", 5, 4, 4 },
		{ "a mark of six", "a\u202E", 7, 6, 1 },
		{ "it fits", "a\u202E", 7, 7, 4 },
		{ "bad bytes", "\xFF\xFE", 2, 1, 1 },
		{ "a family is not cut",
		    "\U0001F468" ZWJ "\U0001F469" ZWJ "\U0001F467", 18, 17, 0 },
		{ "nor a flag", "\U0001F1EC\U0001F1E7", 2, 1, 0 },
		{ "controls", "\033[2J", 4, 4, 4 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		size_t len = strlen(rows[i].s);
		size_t width = text_width(rows[i].s, len);
		size_t fit = text_fit(rows[i].s, len, rows[i].cols);

		if (width != rows[i].width || fit != rows[i].fit)
			fail_msg(
			    "%s: %zu wide, %zu fit", rows[i].why, width, fit);
	}
}

static void
test_safe(void **state)
{
	static const struct {
		const char *why, *s, *lines, *line;
	} rows[] = {
		{ "plain", "Hello, you", "Hello, you", "Hello, you" },
		{ "empty", "", "", "" },
		{ "lines", "a\nb\n", "a\nb\n", "a b " },
		{ "tab", "a\tb", "a b", "a b" },
		{ "CR overprints nothing", "safe\revil", "safe\u240Devil",
		    "safe\u240Devil" },
		{ "colour", "\033[31mred", "\u241B[31mred", "\u241B[31mred" },
		{ "title", "\033]0;x\a", "\u241B]0;x\u2407",
		    "\u241B]0;x\u2407" },
		{ "CSI",
		    "\xC2\x9B"
		    "2J",
		    "<009B>2J", "<009B>2J" },
		{ "turned round", "a\u202Etxt.exe", "a<202E>txt.exe",
		    "a<202E>txt.exe" },
		{ "hidden by tags", "ok\U000E0041\U000E0042",
		    "ok<E0041><E0042>", "ok<E0041><E0042>" },
		{ "hidden by selectors", "\u2764\uFE01\U000E0101",
		    "\u2764<FE01><E0101>", "\u2764<FE01><E0101>" },
		{ "bad",
		    "a\xFF"
		    "b",
		    "a\uFFFD"
		    "b",
		    "a\uFFFD"
		    "b" },
		{ "a mark after a newline stays off it", "\n" M, "\n\u25CC" M,
		    " \u25CC" M },
		{ "a mark after text before it", "ab" M "c", "ab" M "c",
		    "ab" M "c" },
		{ "a family", "\U0001F468" ZWJ "\U0001F469",
		    "\U0001F468<200D>\U0001F469",
		    "\U0001F468<200D>\U0001F469" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct buf b = BUF_INIT(200);

		text_safe(&b, rows[i].s, strlen(rows[i].s), true);
		if (strcmp(buf_str(&b), rows[i].lines) != 0)
			fail_msg("%s: %s", rows[i].why, buf_str(&b));
		buf_clear(&b);
		text_safe(&b, rows[i].s, strlen(rows[i].s), false);
		if (strcmp(buf_str(&b), rows[i].line) != 0)
			fail_msg("%s: %s", rows[i].why, buf_str(&b));
		buf_done(&b);
	}
}

static void
test_safe_nul(void **state)
{
	struct buf b = BUF_INIT(200);

	(void)state;
	text_safe(&b, "a\0b", 3, false);
	assert_string_equal(buf_str(&b), "a\u2400b");
	buf_done(&b);
}

/* The lines shown, with a bar between them. */
static const struct {
	const char *why, *s;
	size_t cols;
	const char *want;
} wrap_rows[] = {
	{ "fits", "one two", 7, "one two" },
	{ "at a space", "one two", 6, "one|two" },
	{ "just", "one two", 3, "one|two" },
	{ "three lines", "one two three", 5, "one|two|three" },
	{ "a long word is cut", "abcdefgh", 3, "abc|def|gh" },
	{ "a long word after a short", "a bcdefgh", 4, "a|bcde|fgh" },
	{ "spaces at the break go", "one   two", 4, "one|two" },
	{ "spaces beyond the edge", "one     two", 3, "one|two" },
	{ "newline", "one\ntwo", 10, "one|two" },
	{ "empty lines", "a\n\n\nb", 10, "a|||b" },
	{ "CR LF", "a\r\nb", 10, "a|b" },
	{ "CR alone is shown", "a\rb", 10, "a\rb" },
	{ "newline just at the edge", "abc\ndef", 3, "abc|def" },
	{ "leading spaces stay", "  one two", 5, "  one|two" },
	{ "leading spaces before a long word", "  abcdef", 4, "  ab|cdef" },
	{ "trailing spaces that fit", "one  ", 5, "one  " },
	{ "trailing spaces that do not", "one   ", 4, "one " },
	{ "spaces only", "     ", 3, "   " },
	{ "a tab is a space", "one\ttwo", 4, "one|two" },
	{ "no-break space", "a one\u00A0two", 8, "a|one\u00A0two" },
	{ "wide", "\u6C34\u6C34\u6C34", 4, "\u6C34\u6C34|\u6C34" },
	{ "wide, odd columns", "\u6C34\u6C34", 3, "\u6C34|\u6C34" },
	{ "wide in one column", "\u6C34\u6C34", 1, "\u6C34|\u6C34" },
	{ "wide after a word", "ab \u6C34\u6C34", 5, "ab \u6C34|\u6C34" },
	{ "marks stay", "ae" M "b", 2, "ae" M "|b" },
	{ "a visible mark counts as six", "a\u202Eb", 7, "a\u202E|b" },
	{ "no columns", "ab", 0, "a|b" },
	{ "bad bytes", "\xFF\xFF\xFF", 2, "\xFF\xFF|\xFF" },
};

static void
test_wrap(void **state)
{

	(void)state;
	for (size_t i = 0; i < COUNT(wrap_rows); i++) {
		size_t len = strlen(wrap_rows[i].s), at = 0, shown;
		struct buf b = BUF_INIT(200);

		while (at < len) {
			size_t next = text_wrap(
			    wrap_rows[i].s, len, at, wrap_rows[i].cols, &shown);

			assert_true(next > at && next <= len);
			assert_true(shown <= next - at);
			if (at > 0)
				buf_addc(&b, '|');
			buf_add(&b, wrap_rows[i].s + at, shown);
			at = next;
		}
		if (strcmp(buf_str(&b), wrap_rows[i].want) != 0)
			fail_msg("%s: %s", wrap_rows[i].why, buf_str(&b));
		buf_done(&b);
	}
}

static void
test_wrap_at_the_end(void **state)
{
	size_t shown = 9;

	(void)state;
	assert_int_equal(text_wrap("abc", 3, 3, 10, &shown), 3);
	assert_int_equal(shown, 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cells),
		cmocka_unit_test(test_every_code_point),
		cmocka_unit_test(test_width_and_fit),
		cmocka_unit_test(test_safe),
		cmocka_unit_test(test_safe_nul),
		cmocka_unit_test(test_wrap),
		cmocka_unit_test(test_wrap_at_the_end),
	};

	if (!text_start())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
