/* common_text.c - proves text.h: forms, graphemes, words, folding. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "text.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define M "\u0301" /* a combining acute */
#define VS16 "\uFE0F"
#define ZWJ "\u200D"

static const struct {
	const char *why, *s;
	bool want;
} utf8_rows[] = {
	{ "empty", "", true },
	{ "ASCII", "abc", true },
	{ "two bytes, first", "\xC2\x80", true },
	{ "three bytes, first", "\xE0\xA0\x80", true },
	{ "before the surrogates", "\xED\x9F\xBF", true },
	{ "after the surrogates", "\xEE\x80\x80", true },
	{ "four bytes, first", "\xF0\x90\x80\x80", true },
	{ "the last of all", "\xF4\x8F\xBF\xBF", true },
	{ "a noncharacter is a code point", "\xEF\xBF\xBF", true },
	{ "lone continuation", "\x80", false },
	{ "overlong NUL", "\xC0\x80", false },
	{ "overlong slash", "\xC0\xAF", false },
	{ "overlong, C1", "\xC1\xBF", false },
	{ "overlong, three", "\xE0\x9F\xBF", false },
	{ "overlong, four", "\xF0\x8F\xBF\xBF", false },
	{ "first surrogate", "\xED\xA0\x80", false },
	{ "last surrogate", "\xED\xBF\xBF", false },
	{ "a pair of surrogates", "\xED\xA0\xBD\xED\xB8\x80", false },
	{ "above the last", "\xF4\x90\x80\x80", false },
	{ "F5", "\xF5\x80\x80\x80", false },
	{ "five bytes", "\xF8\x88\x80\x80\x80", false },
	{ "FE", "\xFE", false },
	{ "FF", "\xFF", false },
	{ "two bytes, cut", "a\xC3", false },
	{ "three bytes, cut", "a\xE2\x82", false },
	{ "four bytes, cut", "a\xF0\x9F\x98", false },
	{ "cut inside text", "\xE2\x82z", false },
	{ "Latin-1", "caf\xE9!", false },
};

static void
test_utf8(void **state)
{

	(void)state;
	for (size_t i = 0; i < COUNT(utf8_rows); i++) {
		size_t len = strlen(utf8_rows[i].s);
		struct buf b = BUF_INIT(100);
		struct errinfo e;
		enum err want = utf8_rows[i].want ? ERR_OK : ERR_SYNTAX;

		if (text_is_utf8(utf8_rows[i].s, len) != utf8_rows[i].want)
			fail_msg("%s", utf8_rows[i].why);
		if (text_nfc(&b, utf8_rows[i].s, len, &e) != want)
			fail_msg("%s: NFC", utf8_rows[i].why);
		if (text_nfkc(&b, utf8_rows[i].s, len, &e) != want)
			fail_msg("%s: NFKC", utf8_rows[i].why);
		if (text_fold(&b, utf8_rows[i].s, len) != utf8_rows[i].want)
			fail_msg("%s: fold", utf8_rows[i].why);
		if (!utf8_rows[i].want) {
			assert_int_equal(b.len, 0);
			assert_non_null(strstr(e.says, "not UTF-8"));
		}
		buf_done(&b);
	}
	assert_true(text_is_utf8("a\0b", 3));
}

static void
test_normal_forms(void **state)
{
	static const struct {
		const char *why, *s, *nfc, *nfkc;
	} rows[] = {
		{ "empty", "", "", "" },
		{ "ASCII", "Mary had", "Mary had", "Mary had" },
		{ "composes", "Zoe\u0308!", "Zo\u00EB!", "Zo\u00EB!" },
		{ "stays composed", "Zo\u00EB", "Zo\u00EB", "Zo\u00EB" },
		{ "marks in order", "a\u0323\u0302", "\u1EAD", "\u1EAD" },
		{ "marks out of order", "a\u0302\u0323", "\u1EAD", "\u1EAD" },
		{ "marks of one class stay", "a\u0308\u0302", "\u00E4\u0302",
		    "\u00E4\u0302" },
		{ "twice in one word", "e\u0301e\u0301", "\u00E9\u00E9",
		    "\u00E9\u00E9" },
		{ "Hangul", "\u1112\u1161\u11AB", "\uD55C", "\uD55C" },
		{ "ring and Angstrom", "\u212B", "\u00C5", "\u00C5" },
		{ "excluded from composing", "\u0958", "\u0915\u093C",
		    "\u0915\u093C" },
		{ "starters that compose", "\u09C7\u09BE", "\u09CB", "\u09CB" },
		{ "ligature", "\uFB01n", "\uFB01n", "fin" },
		{ "full width", "\uFF21\uFF11", "\uFF21\uFF11", "A1" },
		{ "mark after a full-width letter", "\uFF41" M, "\uFF41" M,
		    "\u00E1" },
		{ "superscript", "x\u00B2", "x\u00B2", "x2" },
		{ "the longest", "\uFDFA", "\uFDFA",
		    "\u0635\u0644\u0649 \u0627\u0644\u0644\u0647 "
		    "\u0639\u0644\u064A\u0647 "
		    "\u0648\u0633\u0644\u0645" },
		{ "a mark first", M "a", M "a", M "a" },
		{ "joiner stays", "a" ZWJ "b", "a" ZWJ "b", "a" ZWJ "b" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct buf b = BUF_INIT(100);
		size_t len = strlen(rows[i].s);

		buf_adds(&b, "<");
		assert_int_equal(text_nfc(&b, rows[i].s, len, NULL), ERR_OK);
		if (strcmp(b.data + 1, rows[i].nfc) != 0)
			fail_msg("%s: NFC gave %s", rows[i].why, b.data);
		buf_clear(&b);
		assert_int_equal(text_nfkc(&b, rows[i].s, len, NULL), ERR_OK);
		if (strcmp(buf_str(&b), rows[i].nfkc) != 0)
			fail_msg("%s: NFKC gave %s", rows[i].why, buf_str(&b));
		buf_done(&b);
	}
}

static void
test_normal_forms_at_the_ceiling(void **state)
{
	static const char *const texts[] = { "abcdefgh", "abc\uFDFA",
		"\u00E9\u00E9\u00E9", "a\u00E9bcdefg" };

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct buf b = BUF_INIT(7);
		struct errinfo e;

		buf_adds(&b, "xy");
		assert_int_equal(
		    text_nfkc(&b, texts[i], strlen(texts[i]), &e), ERR_TOO_BIG);
		assert_non_null(strstr(e.says, "too long"));
		assert_string_equal(buf_str(&b), "xy");
		assert_true(b.failed);
		buf_clear(&b);
		buf_adds(&b, "xy");
		assert_false(text_fold(&b, "abc\u00E9fg", 7));
		assert_string_equal(buf_str(&b), "xy");
		assert_true(b.failed);
		buf_done(&b);
	}
}

/* Each takes well under 0.1 s; sorting by neighbours takes 10 s and more. */
static void
test_long_runs_take_no_time(void **state)
{
	const size_t pairs = 100000;
	struct buf s = BUF_INIT(1 << 20), out = BUF_INIT(1 << 20);
	struct text_cell cell;
	clock_t before = clock();

	(void)state;
	buf_adds(&s, "a");
	for (size_t i = 0; i < pairs; i++)
		buf_adds(&s, "\u0301\u0323");
	assert_int_equal(text_nfc(&out, s.data, s.len, NULL), ERR_OK);
	assert_memory_equal(out.data, "\u1EA1\u0323\u0323", 7);
	assert_int_equal(text_next(s.data, s.len, 0), s.len);
	assert_int_equal(text_prev(s.data, s.len, s.len), 0);
	assert_int_equal(text_cell(s.data, s.len, 0, &cell), s.len);
	assert_int_equal(cell.width_cols, 1);
	assert_int_equal(strlen(cell.show), 1 + 2 * TEXT_MARKS_MAX);
	assert_true((clock() - before) / CLOCKS_PER_SEC < 2);
	buf_done(&s);
	buf_done(&out);
}

/* A bar stands at every boundary. */
static const struct {
	const char *why, *s;
} graphemes_rows[] = {
	{ "empty", "" },
	{ "letters", "a|b|c" },
	{ "a mark", "a" M "|b" },
	{ "marks", "a" M M M "|b" M },
	{ "a mark alone", M "|a" },
	{ "CR LF is one", "a|\r\n|b" },
	{ "LF CR are two", "\n|\r|a" },
	{ "CR CR LF", "\r|\r\n" },
	{ "a mark after a newline", "\n|" M "|a" },
	{ "a mark after CR LF", "\r\n|" M },
	{ "Hangul", "\u1112\u1161\u11AB|\u1112" },
	{ "one flag", "\U0001F1EC\U0001F1E7" },
	{ "two flags", "\U0001F1EC\U0001F1E7|\U0001F1EC\U0001F1E7" },
	{ "a flag and a half", "\U0001F1EC\U0001F1E7|\U0001F1EC|a|\U0001F1EC" },
	{ "a family", "\U0001F468" ZWJ "\U0001F469" ZWJ "\U0001F467|x" },
	{ "a joiner after a letter", "a" ZWJ "|\U0001F469" },
	{ "skin", "\U0001F44D\U0001F3FD|\U0001F44D" },
	{ "a keycap", "1" VS16 "\u20E3|1" },
	{ "Devanagari", "\u0928|\u092E|\u0938\u094D|\u0924\u0947" },
	{ "Thai", "\u0E01\u0E33|\u0E01" },
	{ "a bidi control stands alone", "a|\u202E|b" },
	{ "bad bytes, each alone", "a|\xFF|\xFE|b" },
	{ "a cut character", "\xE2|\x82|z" },
	{ "a mark after a bad byte", "\xFF|" M "|a" },
	{ "too many continuations", "\U0001F600|\x80|\x80" },
	{ "continuations only", "\x80|\x80|\x80|\x80|\x80|\x80" },
	{ "a surrogate", "\xED|\xA0|\x80|a" },
	{ "flag, bad byte, flag", "\U0001F1EC|\xFF|\U0001F1EC\U0001F1E7" },
};

static void
test_graphemes(void **state)
{

	(void)state;
	for (size_t i = 0; i < COUNT(graphemes_rows); i++) {
		char s[128];
		size_t want[64] = { 0 }, len = 0, n = 0;

		for (const char *p = graphemes_rows[i].s; *p; p++) {
			if (*p == '|')
				want[++n] = len;
			else
				s[len++] = *p;
		}
		if (len > 0)
			want[++n] = len;
		for (size_t k = 0; k < n; k++) {
			size_t got = text_next(s, len, want[k]);

			if (got != want[k + 1])
				fail_msg("%s: next of %zu is %zu",
				    graphemes_rows[i].why, want[k], got);
			got = text_prev(s, len, want[k + 1]);
			if (got != want[k])
				fail_msg("%s: before %zu is %zu",
				    graphemes_rows[i].why, want[k + 1], got);
		}
		assert_int_equal(text_next(s, len, len), len);
		assert_int_equal(text_prev(s, len, 0), 0);
		assert_int_equal(text_count(s, len), n);
	}
}

static void
test_words(void **state)
{
	static const struct {
		const char *why, *s;
		size_t next_of_0, prev_of_end;
	} rows[] = {
		{ "empty", "", 0, 0 },
		{ "one word", "abc", 3, 0 },
		{ "two words", "abc def", 4, 4 },
		{ "trailing space", "abc def  ", 4, 4 },
		{ "leading space", "  abc", 2, 2 },
		{ "spaces only", "   ", 3, 0 },
		{ "punctuation", "a, (b)", 4, 4 },
		{ "an apostrophe stays in", "don't go", 6, 6 },
		{ "a curly one, too", "don\u2019t", 7, 0 },
		{ "lines", "a\n\nb", 3, 3 },
		{ "accents", "Zoe\u0308 \u00C9va", 6, 6 },
		{ "bad bytes are no word",
		    "a\xFF\xFE"
		    "b",
		    3, 3 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *s = rows[i].s;
		size_t len = strlen(s);

		if (text_next_word(s, len, 0) != rows[i].next_of_0 ||
		    text_prev_word(s, len, len) != rows[i].prev_of_end)
			fail_msg("%s: %zu, %zu", rows[i].why,
			    text_next_word(s, len, 0),
			    text_prev_word(s, len, len));
	}
}

static void
test_fold(void **state)
{
	static const struct {
		const char *why, *s, *want;
	} rows[] = {
		{ "empty", "", "" },
		{ "case", "Mary ANN", "mary ann" },
		{ "accents", "Zo\u00EB \u00C9va", "zoe eva" },
		{ "the same, apart", "Zoe\u0308 E\u0301va", "zoe eva" },
		{ "Polish", "\u0141ukasz", "lukasz" },
		{ "Danish", "S\u00F8ren \u00C6bel\u00F8", "soren aebelo" },
		{ "Icelandic", "\u00DE\u00F3r Gu\u00F0r\u00FAn \u00D0",
		    "thor gudrun d" },
		{ "Vietnamese", "\u0110\u1EB7ng", "dang" },
		{ "Maltese", "\u0126al G\u0127arg\u0127ur", "hal gharghur" },
		{ "Sami", "\u0166\u0167", "tt" },
		{ "French", "C\u0153ur \u0152", "coeur oe" },
		{ "German", "Gro\u00DF STRA\u1E9EE", "gross strasse" },
		{ "Turkish", "I\u015F\u0131k \u0130pek", "isik ipek" },
		{ "apostrophes", "O'Brien O\u2019Brien O`Brien O\u02BCBrien",
		    "obrien obrien obrien obrien" },
		{ "an acute for an apostrophe", "O\u00B4Brien", "obrien" },
		{ "hyphens", "Smith-Jones Smith\u2010Jones Smith\u2011Jones",
		    "smithjones smithjones smithjones" },
		{ "soft hyphen, zero width", "Smi\u00ADth\u200B", "smith" },
		{ "bidi controls", "\u202Eabc\u202C", "abc" },
		{ "punctuation", "Smith, J. (Bob)", "smith j bob" },
		{ "symbols", "a+b=c", "a b c" },
		{ "spaces", "  a \t\n b\u00A0c  ", "a b c" },
		{ "punctuation only", "?!., ", "" },
		{ "digits", "C-0142", "c0142" },
		{ "full width", "\uFF21\uFF42", "ab" },
		{ "ligature", "\uFB01nn", "finn" },
		{ "Greek, final sigma",
		    "\u039F\u03B4\u03C5\u03C3\u03C3\u03B5"
		    "\u03CD\u03C2",
		    "\u03BF\u03B4\u03C5\u03C3\u03C3\u03B5\u03C5"
		    "\u03C3" },
		{ "Cyrillic", "\u0419\u043E\u0441\u0438\u0444",
		    "\u0438\u043E\u0441\u0438\u0444" },
		{ "Arabic points", "\u0645\u064F\u062D\u0645\u0651\u062F",
		    "\u0645\u062D\u0645\u062F" },
		{ "controls", "a\033[0mb", "a 0mb" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct buf b = BUF_INIT(200);

		assert_true(text_fold(&b, rows[i].s, strlen(rows[i].s)));
		if (strcmp(buf_str(&b), rows[i].want) != 0)
			fail_msg("%s: %s", rows[i].why, buf_str(&b));
		buf_done(&b);
	}
}

static void
test_blank(void **state)
{
	static const struct {
		const char *why, *s;
		bool want;
	} rows[] = {
		{ "NULL", NULL, true },
		{ "empty", "", true },
		{ "spaces", " \t\r\n\v\f", true },
		{ "no-break and wide spaces", "\u00A0\u3000\u2028", true },
		{ "what is never seen", "\u200B\uFEFF\u202E\u3164", true },
		{ "a letter", "  a", false },
		{ "a full stop", ".", false },
		{ "a mark", M, false },
		{ "ESC is something", "\033", false },
		{ "a bad byte is something", "\xFF", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		if (text_is_blank(rows[i].s) != rows[i].want)
			fail_msg("%s", rows[i].why);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_utf8),
		cmocka_unit_test(test_normal_forms),
		cmocka_unit_test(test_normal_forms_at_the_ceiling),
		cmocka_unit_test(test_long_runs_take_no_time),
		cmocka_unit_test(test_graphemes),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_fold),
		cmocka_unit_test(test_blank),
	};

	if (!text_start())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
