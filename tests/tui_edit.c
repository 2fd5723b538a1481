/* tui_edit.c - proves edit.h. Keys are written {left}, {bs} ...; the text comes
 * out with the cursor as "|". */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "buf.h"
#include "edit.h"
#include "text.h"

enum what { GO, RUB, UNDO, REDO };

static const struct {
	const char *name;
	enum what what;
	enum edit_move move;
} ops[] = {
	{ "left", GO, EDIT_LEFT },
	{ "right", GO, EDIT_RIGHT },
	{ "wleft", GO, EDIT_WORD_LEFT },
	{ "wright", GO, EDIT_WORD_RIGHT },
	{ "home", GO, EDIT_LINE_START },
	{ "end", GO, EDIT_LINE_END },
	{ "top", GO, EDIT_TEXT_START },
	{ "bottom", GO, EDIT_TEXT_END },
	{ "bs", RUB, EDIT_LEFT },
	{ "del", RUB, EDIT_RIGHT },
	{ "wbs", RUB, EDIT_WORD_LEFT },
	{ "kill", RUB, EDIT_LINE_START },
	{ "undo", UNDO, 0 },
	{ "redo", REDO, 0 },
};

static void
do_op(struct edit *ed, const char *name, size_t len)
{
	if (len > 6 && memcmp(name, "paste:", 6) == 0) {
		edit_paste(ed, name + 6, len - 6, NULL);
		return;
	}
	for (size_t i = 0; i < sizeof(ops) / sizeof(ops[0]); i++) {
		if (strlen(ops[i].name) != len ||
		    memcmp(ops[i].name, name, len) != 0)
			continue;
		switch (ops[i].what) {
		case GO: edit_go(ed, ops[i].move); break;
		case RUB: edit_erase(ed, ops[i].move); break;
		case UNDO: edit_undo(ed); break;
		case REDO: edit_redo(ed); break;
		}
		return;
	}
	fail_msg("no such key: %.*s", (int)len, name);
}

static void
type(struct edit *ed, const char *script)
{
	size_t len = strlen(script);

	for (size_t at = 0; at < len;) {
		size_t n = 1;

		if (script[at] == '{') {
			n = strcspn(script + at, "}");
			do_op(ed, script + at + 1, n - 1);
			at += n + 1;
			continue;
		}
		while ((script[at + n] & 0xC0) == 0x80)
			n++;
		edit_insert(ed, script + at, n, NULL);
		at += n;
	}
}

static void
show(const struct edit *ed, struct buf *out)
{
	size_t len;
	const char *s = edit_text(ed, &len);

	buf_add(out, s, edit_cursor(ed));
	buf_addc(out, '|');
	buf_add(out, s + edit_cursor(ed), len - edit_cursor(ed));
}

static void
assert_shows(const struct edit *ed, const char *want, const char *why)
{
	struct buf out = BUF_INIT(100000);

	show(ed, &out);
	if (strcmp(buf_str(&out), want) != 0)
		fail_msg("%s: got '%s', not '%s'", why, buf_str(&out), want);
	buf_done(&out);
}

struct row {
	const char *why, *keys, *want;
};

static void
check_rows(const struct row *rows, size_t n, size_t max, unsigned flags)
{
	for (size_t i = 0; i < n; i++) {
		struct edit *ed = edit_new(max, flags);

		type(ed, rows[i].keys);
		assert_shows(ed, rows[i].want, rows[i].why);
		edit_free(ed);
	}
}

#define CHECK(rows, max, flags) \
	check_rows(rows, sizeof(rows) / sizeof(rows[0]), max, flags)

static void
test_typing(void **state)
{
	static const struct row rows[] = {
		{ "plain", "hello", "hello|" },
		{ "in the middle", "helo{left}l", "hell|o" },
		{ "lines", "a\nb", "a\nb|" },
		{ "a mark joins its letter", "e\u0301", "\u00e9|" },
		{ "a mark typed before another letter", "ex{left}\u0301",
		    "\u00e9|x" },
		{ "a letter typed before a mark",
		    "{paste:\n\u0301}{top}{right}"
		    "e",
		    "\n\u00e9|" },
		{ "taking out a newline joins too",
		    "{paste:e\n\u0301}{top}{right}{del}", "\u00e9|" },
		{ "marks come in their order", "a\u0301\u0323",
		    "\u1ea1\u0301|" },
		{ "Hangul", "\u1112\u1161\u11ab", "\ud55c|" },
		{ "a tab is a space", "a\tb", "a b|" },
		{ "an escape is left out", "a\x1b[31mb", "a[31mb|" },
		{ "so is a bell, DEL, C1",
		    "a\a\x7f\xc2\x85\xc2\x9b"
		    "b",
		    "ab|" },
		{ "CR LF is a newline", "{paste:a\r\nb\rc}", "a\nb\nc|" },
		{ "line separator", "{paste:a\u2028b\u2029c}", "a\nb\nc|" },
		{ "bad bytes are refused", "ab{paste:x\xff}", "ab|" },
		{ "half a character is refused", "ab{paste:\xc3}", "ab|" },
	};

	(void)state;
	CHECK(rows, 1000, 0);
}

static void
test_one_line(void **state)
{
	static const struct row rows[] = {
		{ "newline is a space", "{paste:a\nb}", "a b|" },
		{ "but none at the end", "{paste:name\r\n}", "name|" },
		{ "Enter types a space", "a{paste:\n}b", "ab|" },
	};

	(void)state;
	CHECK(rows, 1000, EDIT_ONE_LINE);
}

static void
test_moving(void **state)
{
	static const struct row rows[] = {
		{ "left at the start", "a{left}{left}x", "x|a" },
		{ "right at the end", "a{right}b", "ab|" },
		{ "over a grapheme", "ae\u0323\u0302\u0301{left}x",
		    "ax|\u1ec7\u0301" },
		{ "over a flag", "{paste:a\U0001F1EC\U0001F1E7}{left}x",
		    "ax|\U0001F1EC\U0001F1E7" },
		{ "word left", "one two three{wleft}", "one two |three" },
		{ "two words left", "one two three{wleft}{wleft}",
		    "one |two three" },
		{ "word right", "one two{top}{wright}", "one |two" },
		{ "line start", "one\ntwo{home}", "one\n|two" },
		{ "line end", "one\ntwo{top}{end}", "one|\ntwo" },
		{ "top, bottom", "one\ntwo{top}a{bottom}b", "aone\ntwob|" },
	};

	(void)state;
	CHECK(rows, 1000, 0);
}

static void
test_erasing(void **state)
{
	static const struct row rows[] = {
		{ "backspace", "abc{bs}", "ab|" },
		{ "backspace at the start", "abc{top}{bs}", "|abc" },
		{ "delete", "abc{top}{del}", "|bc" },
		{ "delete at the end", "abc{del}", "abc|" },
		{ "a grapheme whole", "ae\u0323\u0302\u0301{bs}", "a|" },
		{ "word", "one two{wbs}", "one |" },
		{ "to the start of the line", "a\none two{left}{kill}",
		    "a\n|o" },
		{ "kill at the start does nothing", "a\nb{home}{kill}",
		    "a\n|b" },
	};

	(void)state;
	CHECK(rows, 1000, 0);
}

static void
test_undo(void **state)
{
	static const struct row rows[] = {
		{ "nothing to undo", "{undo}", "|" },
		{ "nothing to redo", "ab{redo}", "ab|" },
		{ "a word", "one two{undo}", "one |" },
		{ "two words", "one two{undo}{undo}", "|" },
		{ "three times", "one two{undo}{undo}{undo}", "|" },
		{ "redo", "one two{undo}{undo}{redo}", "one |" },
		{ "redo all", "one two{undo}{undo}{redo}{redo}", "one two|" },
		{ "typing forgets what was undone", "one two{undo}x{redo}",
		    "one x|" },
		{ "undo after that", "one two{undo}x{undo}", "one |" },
		{ "a paste is one step", "a {paste:b c\nd}{undo}", "a |" },
		{ "typing after a paste is another", "{paste:b c}d{undo}",
		    "b c|" },
		{ "a move ends the step", "ab{left}{right}cd{undo}", "ab|" },
		{ "typed in front of the same letter", "aa{top}aa{undo}",
		    "|aa" },
		{ "a run of backspaces", "abcdef{left}{bs}{bs}{bs}{undo}",
		    "abcde|f" },
		{ "a run of deletes", "abcd{top}{del}{del}{undo}", "|abcd" },
		{ "a composition comes apart", "e{right}\u0301{undo}", "e|" },
		{ "and together", "e\u0301{undo}{redo}", "\u00e9|" },
		{ "joined by erasing",
		    "{paste:e\n\u0301}{top}{right}{del}{undo}", "e|\n\u0301" },
		{ "erasing after typing is its own step", "abc{bs}{undo}",
		    "abc|" },
	};

	(void)state;
	CHECK(rows, 1000, 0);
}

static void
test_ceiling(void **state)
{
	static const struct row rows[] = {
		{ "full", "abcdef", "abcde|" },
		{ "a paste too long goes in not at all", "ab{paste:cdef}",
		    "ab|" },
		{ "a paste that just fits", "ab{paste:cde}", "abcde|" },
		{ "two bytes do not fit in one", "abcd\u00e9", "abcd|" },
		{ "NFC may make it fit", "abc{paste:e\u0301}", "abc\u00e9|" },
		{ "room again after erasing", "abcde{bs}x", "abcdx|" },
		{ "undo at the ceiling", "abcde{bs}{bs}xy{undo}{undo}",
		    "abcde|" },
	};
	struct errinfo e;
	struct edit *ed;

	(void)state;
	CHECK(rows, 5, 0);
	CHECK(rows, 5, EDIT_ONE_LINE);
	ed = edit_new(5, 0);
	assert_int_equal(edit_insert(ed, "abcdef", 6, &e), ERR_TOO_BIG);
	assert_non_null(strstr(e.says, "5 letters at most"));
	assert_int_equal(edit_paste(ed, "\xff", 1, &e), ERR_SYNTAX);
	assert_non_null(strstr(e.says, "is unchanged"));
	assert_int_equal(edit_set(ed, "abcde", 5, &e), ERR_OK);
	assert_int_equal(edit_set(ed, "abcdef", 6, &e), ERR_TOO_BIG);
	assert_int_equal(edit_set(ed, "\xff", 1, &e), ERR_SYNTAX);
	assert_shows(ed, "abcde|", "a refused text leaves the old one");
	edit_free(ed);
}

static void
test_set(void **state)
{
	struct edit *ed = edit_new(100, 0);
	unsigned version = edit_version(ed);
	size_t len;

	(void)state;
	assert_string_equal(edit_text(ed, &len), "");
	assert_int_equal(len, 0);
	type(ed, "abc");
	assert_true(edit_version(ed) > version);
	version = edit_version(ed);
	edit_go(ed, EDIT_LEFT);
	assert_int_equal(edit_version(ed), version);
	assert_int_equal(edit_set(ed, "e\u0301x", 4, NULL), ERR_OK);
	assert_shows(ed, "\u00e9x|", "set");
	assert_false(edit_undo(ed));
	assert_int_equal(edit_max(ed), 100);
	edit_go_to(ed, 1);
	assert_shows(ed, "|\u00e9x", "not inside a character");
	edit_go_to(ed, 99);
	assert_shows(ed, "\u00e9x|", "not behind the end");
	edit_free(ed);
	edit_free(NULL);
}

static void
test_secret(void **state)
{
	static const struct row rows[] = {
		{ "no undo of a secret", "pass word{undo}", "pass word|" },
		{ "erasing works", "pass{bs}{left}x", "pax|s" },
		{ "full", "0123456789ab", "0123456789|" },
	};

	(void)state;
	CHECK(rows, 10, EDIT_SECRET | EDIT_ONE_LINE);
}

static void
test_history_has_an_end(void **state)
{
	struct edit *ed = edit_new(100000, 0);
	int steps = 0;

	(void)state;
	for (int i = 0; i < EDIT_UNDO_MAX + 50; i++)
		edit_paste(ed, "word ", 5, NULL);
	while (edit_undo(ed))
		steps++;
	assert_int_equal(steps, EDIT_UNDO_MAX);
	assert_int_equal(edit_cursor(ed), 50 * 5);
	while (edit_redo(ed))
		steps--;
	assert_int_equal(steps, 0);
	assert_int_equal(edit_cursor(ed), (EDIT_UNDO_MAX + 50) * 5);
	edit_free(ed);
}

/* One huge step is still one that can be undone. */
static void
test_history_bytes(void **state)
{
	size_t big = EDIT_UNDO_BYTES + 10;
	struct edit *ed = edit_new(3 * big, 0);
	char *s = malloc(big);

	(void)state;
	memset(s, 'x', big);
	edit_paste(ed, s, big, NULL);
	edit_paste(ed, s, big, NULL);
	assert_true(edit_undo(ed));
	assert_int_equal(edit_cursor(ed), big);
	assert_false(edit_undo(ed));
	free(s);
	edit_free(ed);
}

static void
test_rows(void **state)
{
	static const struct {
		const char *why, *text;
		size_t cols, rows;
		const char *shown; /* rows joined by / */
	} rows[] = {
		{ "empty", "", 10, 1, "" },
		{ "fits", "one two", 10, 1, "one two" },
		{ "wraps at a word", "one two three", 8, 2, "one two/three" },
		{ "a newline at the end", "one\n", 8, 2, "one/" },
		{ "only newlines", "\n\n", 8, 3, "//" },
		{ "a word too long is cut", "abcdefghij", 4, 3,
		    "abcd/efgh/ij" },
		{ "just full", "abcd", 4, 1, "abcd" },
		{ "wide letters", "\u4e2d\u6587\u672c", 4, 2,
		    "\u4e2d\u6587/\u672c" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct edit *ed = edit_new(1000, 0);
		struct buf out = BUF_INIT(1000);
		size_t n;

		edit_set(ed, rows[i].text, strlen(rows[i].text), NULL);
		n = edit_rows(ed, rows[i].cols);
		for (size_t k = 0; k < n; k++) {
			struct edit_row r = edit_row(ed, rows[i].cols, k);

			if (k > 0)
				buf_addc(&out, '/');
			buf_add(&out, edit_text(ed, NULL) + r.at, r.shown);
		}
		if (n != rows[i].rows ||
		    strcmp(buf_str(&out), rows[i].shown) != 0)
			fail_msg(
			    "%s: %zu rows, %s", rows[i].why, n, buf_str(&out));
		buf_done(&out);
		edit_free(ed);
	}
}

static void
test_up_and_down(void **state)
{
	static const struct {
		const char *why, *text;
		size_t at;
		int moves[4]; /* ends with 0 */
		bool last;    /* what the last move answers */
		const char *want;
	} rows[] = {
		{ "down", "abc\ndef", 1, { 1 }, true, "abc\nd|ef" },
		{ "down on the last", "abc\ndef", 5, { 1 }, false,
		    "abc\nd|ef" },
		{ "up on the first", "abc", 2, { -1 }, false, "ab|c" },
		{ "the column is kept over a short row", "abcd\n\nefgh", 3,
		    { 1, 1 }, true, "abcd\n\nefg|h" },
		{ "and on the way back", "abcd\n\nefgh", 3, { 1, 1, -2 }, true,
		    "abc|d\n\nefgh" },
		{ "a page stops at the end", "a\nb\nc", 0, { 9 }, true,
		    "a\nb\n|c" },
		{ "between wrapped rows", "one two three", 9, { -1 }, true,
		    "o|ne two three" },
		{ "a row cut in a word keeps the cursor",
		    "abcdefghij\nabcdefgh", 19, { -2 }, true,
		    "abcdefg|hij\nabcdefgh" },
		{ "wide letters", "abc\n\u4e2d\u6587", 3, { 1 }, true,
		    "abc\n\u4e2d|\u6587" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct edit *ed = edit_new(1000, 0);
		bool got = false;

		edit_set(ed, rows[i].text, strlen(rows[i].text), NULL);
		edit_go_to(ed, rows[i].at);
		for (int k = 0; k < 4 && rows[i].moves[k]; k++)
			got = edit_go_rows(ed, 8, rows[i].moves[k]);
		assert_shows(ed, rows[i].want, rows[i].why);
		if (got != rows[i].last)
			fail_msg("%s: answered %d", rows[i].why, got);
		edit_free(ed);
	}
}

static void
test_where(void **state)
{
	static const struct {
		const char *why, *text;
		size_t at, row, col;
	} rows[] = {
		{ "empty", "", 0, 0, 0 },
		{ "behind a newline", "ab\n", 3, 1, 0 },
		{ "behind a full row", "abcdefgh", 8, 0, 8 },
		{ "where the next row begins", "abcdefghi", 8, 1, 0 },
		{ "in the spaces at a break", "abcdefgh   ij", 10, 0, 8 },
		{ "behind a wide letter", "\u4e2dx", 3, 0, 2 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct edit *ed = edit_new(1000, 0);
		size_t row, col;

		edit_set(ed, rows[i].text, strlen(rows[i].text), NULL);
		edit_go_to(ed, rows[i].at);
		edit_where(ed, 8, &row, &col);
		if (row != rows[i].row || col != rows[i].col)
			fail_msg("%s: %zu,%zu", rows[i].why, row, col);
		edit_free(ed);
	}
}

static void
test_row_ends(void **state)
{
	struct edit *ed = edit_new(1000, 0);

	(void)state;
	type(ed, "one two three");
	assert_true(edit_go_row_end(ed, 8, false));
	assert_shows(ed, "one two |three", "start of the row");
	assert_false(edit_go_row_end(ed, 8, false));
	edit_go(ed, EDIT_TEXT_START);
	assert_true(edit_go_row_end(ed, 8, true));
	assert_shows(ed, "one two| three", "end of the row");
	edit_set(ed, "abcdefghij", 10, NULL);
	edit_go(ed, EDIT_TEXT_START);
	assert_true(edit_go_row_end(ed, 4, true));
	assert_shows(ed, "abc|defghij", "still on the row that was cut");
	edit_free(ed);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_typing),
		cmocka_unit_test(test_one_line),
		cmocka_unit_test(test_moving),
		cmocka_unit_test(test_erasing),
		cmocka_unit_test(test_undo),
		cmocka_unit_test(test_ceiling),
		cmocka_unit_test(test_set),
		cmocka_unit_test(test_secret),
		cmocka_unit_test(test_history_has_an_end),
		cmocka_unit_test(test_history_bytes),
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_up_and_down),
		cmocka_unit_test(test_where),
		cmocka_unit_test(test_row_ends),
	};

	if (!text_start())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
