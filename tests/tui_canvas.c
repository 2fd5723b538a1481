/* tui_canvas.c - proves canvas.h: nothing outside, nothing half, nothing that
 * could drive a terminal (promise 8). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "canvas.h"
#include "golden.h"

static void
assert_row(const struct canvas *cv, int row, const char *want, const char *why)
{
	struct buf out = BUF_INIT(100000);
	const char *at;
	size_t n;

	canvas_print(cv, &out);
	at = buf_str(&out);
	while (row-- > 0)
		at = strchr(at, '\n') + 1;
	n = strcspn(at, "\n");
	if (n != strlen(want) || memcmp(at, want, n) != 0)
		fail_msg("%s: got '%.*s', not '%s'", why, (int)n, at, want);
	buf_done(&out);
}

/* Every cell whole: a wide one is followed by a covered one, and only so. */
static void
assert_whole(const struct canvas *cv)
{
	for (int row = 0; row < cv->rows; row++) {
		for (int col = 0; col < cv->cols; col++) {
			const struct cell *c = &cv->cells[row * cv->cols + col];

			if (c->width_cols == 0) {
				assert_true(col > 0 && c[-1].width_cols == 2);
				assert_string_equal(c->show, "");
			} else {
				assert_true(c->show[0] != '\0');
			}
			if (c->width_cols == 2)
				assert_true(
				    col + 1 < cv->cols && c[1].width_cols == 0);
		}
	}
}

static void
test_text(void **state)
{
	static const struct {
		const char *why, *text;
		int col, max, used;
		const char *want;
	} rows[] = {
		{ "plain", "abc", 0, 10, 3, "abc" },
		{ "cut by max", "abcdef", 0, 4, 4, "abcd" },
		{ "cut by the edge", "abcdef", 7, 9, 6, "       abc" },
		{ "begins outside", "abcdef", -2, 9, 6, "cdef" },
		{ "wholly outside", "abc", 12, 9, 3, "" },
		{ "no room", "abc", 2, 0, 0, "" },
		{ "less than no room", "abc", 2, -3, 0, "" },
		{ "wide", "\u4e2d\u6587", 0, 10, 4, "\u4e2d\u6587" },
		{ "half a wide one does not fit", "a\u4e2d", 0, 2, 2, "a" },
		{ "wide at the edge", "\u4e2d\u6587", 7, 9, 4,
		    "       \u4e2d" },
		{ "wide over the left edge", "\u4e2d\u6587", -1, 9, 4,
		    " \u6587" },
		{ "marks stay with their letter", "e\u0323\u0301x", 0, 9, 2,
		    "e\u0323\u0301x" },
		{ "an escape is a picture", "\x1b[2J", 0, 9, 4, "\u241b[2J" },
		{ "a bell too", "\a", 0, 9, 1, "\u2407" },
		{ "C1 is spelled out",
		    "\xc2\x9b"
		    "5m",
		    0, 9, 8, "<009B>5m" },
		{ "bidi is spelled out", "\u202eab", 0, 9, 8, "<202E>ab" },
		{ "spelled out, cut", "\u202eab", 0, 3, 3, "<20" },
		{ "zero width is spelled out", "a\u200b", 0, 9, 7, "a<200B>" },
		{ "newline is a space", "a\nb", 0, 9, 3, "a b" },
		{ "a bad byte", "a\xff", 0, 9, 2, "a\uFFFD" },
		{ "nothing", "", 0, 9, 0, "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct canvas cv;
		int used;

		canvas_init(&cv, 2, 10);
		used = canvas_text(
		    &cv, 0, rows[i].col, rows[i].max, rows[i].text, ATTR_PLAIN);
		if (used != rows[i].used)
			fail_msg("%s: used %d", rows[i].why, used);
		assert_row(&cv, 0, rows[i].want, rows[i].why);
		assert_row(&cv, 1, "", rows[i].why);
		assert_whole(&cv);
		canvas_done(&cv);
	}
}

static void
test_no_half_of_a_wide_one_stays(void **state)
{
	static const struct {
		const char *why;
		int col;
		const char *over, *want;
	} rows[] = {
		{ "over the left half", 2, "x", "\u4e2dx \u672c" },
		{ "over the right half", 3, "x", "\u4e2d x\u672c" },
		{ "wide over two halves", 1, "\u5b57", " \u5b57 \u672c" },
		{ "wide over a wide one", 2, "\u5b57", "\u4e2d\u5b57\u672c" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct canvas cv;

		canvas_init(&cv, 1, 6);
		canvas_text(&cv, 0, 0, 6, "\u4e2d\u6587\u672c", 0);
		canvas_text(&cv, 0, rows[i].col, 6, rows[i].over, 0);
		assert_row(&cv, 0, rows[i].want, rows[i].why);
		assert_whole(&cv);
		canvas_done(&cv);
	}
}

static void
test_cut(void **state)
{
	static const struct {
		const char *why, *text;
		bool ascii;
		int max;
		const char *want;
	} rows[] = {
		{ "fits", "abcde", false, 5, "abcde" },
		{ "cut", "abcdef", false, 5, "abcd\u2026" },
		{ "cut, plain", "abcdef", true, 5, "ab..." },
		{ "cut before a wide one", "abc\u4e2d\u6587", false, 5,
		    "abc\u2026" },
		{ "one column", "abc", false, 1, "\u2026" },
		{ "one column, plain", "abc", true, 1, "." },
		{ "none", "abc", false, 0, "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct canvas cv;

		canvas_init(&cv, 1, 10);
		cv.ascii = rows[i].ascii;
		canvas_text_cut(&cv, 0, 0, rows[i].max, rows[i].text, 0);
		assert_row(&cv, 0, rows[i].want, rows[i].why);
		canvas_done(&cv);
	}
}

static void
test_cursor_stays_inside(void **state)
{
	static const struct {
		int row, col, want_row, want_col;
	} rows[] = {
		{ 1, 2, 1, 2 },
		{ -1, -5, 0, 0 },
		{ 9, 99, 2, 9 },
		{ 0, 10, 0, 9 },
	};
	struct canvas cv;

	(void)state;
	canvas_init(&cv, 3, 10);
	assert_int_equal(cv.cursor_row, 2);
	assert_int_equal(cv.cursor_col, 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		canvas_cursor(&cv, rows[i].row, rows[i].col);
		assert_int_equal(cv.cursor_row, rows[i].want_row);
		assert_int_equal(cv.cursor_col, rows[i].want_col);
	}
	canvas_done(&cv);
}

static void
test_attributes(void **state)
{
	struct canvas cv;

	(void)state;
	canvas_init(&cv, 1, 6);
	canvas_text(&cv, 0, 0, 6, "abc", ATTR_BOLD);
	canvas_attr(&cv, 0, 2, 99, ATTR_REVERSE);
	assert_int_equal(cv.cells[0].attr, ATTR_BOLD);
	assert_int_equal(cv.cells[2].attr, ATTR_BOLD | ATTR_REVERSE);
	assert_int_equal(cv.cells[5].attr, ATTR_REVERSE);
	canvas_fill(&cv, 0, 0, 3, ATTR_PLAIN);
	assert_int_equal(cv.cells[0].attr, ATTR_PLAIN);
	assert_string_equal(cv.cells[0].show, " ");
	canvas_done(&cv);
}

static void
test_no_room_at_all(void **state)
{
	struct canvas cv;

	(void)state;
	canvas_init(&cv, 0, 0);
	assert_int_equal(canvas_text(&cv, 0, 0, 5, "abc", 0), 3);
	canvas_box(&cv, 0, 0, 5, 5);
	canvas_fill(&cv, 0, 0, 5, 0);
	assert_int_equal(canvas_wrap(&cv, 0, 0, 0, 5, "abc", 0), 0);
	canvas_resize(&cv, -3, 4);
	assert_int_equal(cv.rows, 0);
	canvas_done(&cv);
	assert_null(cv.cells);
}

static void
draw_sample(struct canvas *cv)
{
	canvas_text(cv, 0, 1, 20, "A box", ATTR_BOLD);
	canvas_hline(cv, 1, 0, 40);
	canvas_box(cv, 2, 1, 5, 24);
	canvas_wrap(cv, 3, 2, 22, 3,
	    "Words are wrapped at spaces, \u00e9 and \u4e2d\u6587 alike, and "
	    "cut after three rows.",
	    0);
	canvas_vline(cv, 2, 30, 5);
	canvas_text_cut(cv, 6, 26, 12, "cut at the right", 0);
	canvas_cursor(cv, 3, 2);
}

static void
test_goldens(void **state)
{
	(void)state;
	for (int ascii = 0; ascii < 2; ascii++) {
		struct buf out = BUF_INIT(100000);
		struct canvas cv;

		canvas_init(&cv, 8, 40);
		cv.ascii = ascii;
		draw_sample(&cv);
		assert_whole(&cv);
		canvas_print(&cv, &out);
		golden_check(ascii ? "canvas_ascii" : "canvas", buf_str(&out));
		canvas_done(&cv);
		buf_done(&out);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_no_half_of_a_wide_one_stays),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_cursor_stays_inside),
		cmocka_unit_test(test_attributes),
		cmocka_unit_test(test_no_room_at_all),
		cmocka_unit_test(test_goldens),
	};

	if (!text_start())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
