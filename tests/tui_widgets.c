/* tui_widgets.c - proves w_line and w_area. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "golden.h"
#include "w_area.h"
#include "w_line.h"

static struct key
named(const char *name)
{
	struct key k = key_of_name(name);

	assert_true(k.action != ACT_NONE || k.text[0]);
	return k;
}

/* Row and cursor of a canvas as text. */
static void
assert_row(const struct canvas *cv, int row, const char *want, const char *why)
{
	struct buf out = BUF_INIT(100000);
	const char *at;

	canvas_print(cv, &out);
	at = buf_str(&out);
	while (row-- > 0)
		at = strchr(at, '\n') + 1;
	if (strncmp(at, want, strlen(want)) != 0 || at[strlen(want)] != '\n')
		fail_msg("%s: got '%.*s', not '%s'", why,
		    (int)strcspn(at, "\n"), at, want);
	buf_done(&out);
}

static void
assert_cursor(const struct canvas *cv, int row, int col, const char *why)
{
	if (cv->cursor_row != row || cv->cursor_col != col)
		fail_msg(
		    "%s: cursor at %d,%d", why, cv->cursor_row, cv->cursor_col);
}

/* ---- a line ---- */

static void
test_line_draws(void **state)
{
	static const struct {
		const char *why, *text;
		int back; /* Lefts */
		bool secret;
		const char *want;
		int col;
	} rows[] = {
		{ "empty", "", 0, false, "", 0 },
		{ "short", "abc", 0, false, "abc", 3 },
		{ "cursor inside", "abc", 2, false, "abc", 1 },
		{ "just fits, with the cursor", "123456789", 0, false,
		    "123456789", 9 },
		{ "scrolls", "1234567890", 0, false, "<7890", 5 },
		{ "and back", "1234567890", 9, false, "1234567890", 1 },
		{ "wide letters", "\u4e2d\u6587\u672c\u5b57\u5178\u8bcd", 0,
		    false, "<\u5b57\u5178\u8bcd", 7 },
		{ "secret", "pass", 0, true, "\u2022\u2022\u2022\u2022", 4 },
		{ "secret, a grapheme is one mark", "a\u00e9\u0323", 0, true,
		    "\u2022\u2022", 2 },
		{ "secret, long", "123456789012", 0, true,
		    "\u2022\u2022\u2022\u2022\u2022\u2022\u2022", 7 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct w_line w = { 0 };
		struct key left = named("Left");
		struct canvas cv;

		canvas_init(&cv, 1, 10);
		w_line_init(&w, 100, rows[i].secret);
		assert_int_equal(w_line_set(&w, rows[i].text, NULL), ERR_OK);
		for (int k = 0; k < rows[i].back; k++)
			w_line_key(&w, NULL, &left);
		w_line_draw(&w, &cv, 0, 0, 10, true);
		assert_row(&cv, 0, rows[i].want, rows[i].why);
		assert_cursor(&cv, 0, rows[i].col, rows[i].why);
		w_line_done(&w);
		w_line_done(&w);
		canvas_done(&cv);
	}
}

static void
test_line_keys(void **state)
{
	static const char *const not_mine[] = { "Enter", "Tab", "Shift-Tab",
		"Up", "Down", "F2", "Esc", "PgUp", "F1" };
	struct w_line w = { 0 };
	struct app *a = app_new(NULL, 24, 80);
	struct key k = { .paste = "b\nc", .paste_len = 3 };

	(void)state;
	w_line_init(&w, 8, false);
	for (size_t i = 0; i < sizeof(not_mine) / sizeof(not_mine[0]); i++) {
		struct key other = named(not_mine[i]);

		assert_int_equal(w_line_key(&w, a, &other), NOT_MINE);
	}
	assert_true(w_line_is_empty(&w));
	assert_int_equal(w_line_key(&w, a, &k), HANDLED);
	assert_string_equal(w_line_text(&w), "b c");
	k = named("Home");
	w_line_key(&w, a, &k);
	k = named("/");
	assert_int_equal(w_line_key(&w, a, &k), HANDLED);
	k = named("?");
	w_line_key(&w, a, &k);
	k = named("Space");
	w_line_key(&w, a, &k);
	assert_string_equal(w_line_text(&w), "/? b c");
	k = named("Ctrl-Z");
	w_line_key(&w, a, &k);
	assert_string_equal(w_line_text(&w), "b c");
	w_line_key(&w, a, &k);
	assert_string_equal(app_message(a), "");
	w_line_key(&w, a, &k);
	assert_string_equal(app_message(a), "There is nothing to undo here.");
	k = (struct key){ .paste = "123456789", .paste_len = 9 };
	assert_int_equal(w_line_key(&w, a, &k), HANDLED);
	assert_non_null(strstr(app_message(a), "is full"));
	assert_int_equal(w_line_set(&w, NULL, NULL), ERR_OK);
	assert_int_equal(w_line_set(&w, "123456789", NULL), ERR_TOO_BIG);
	w_line_done(&w);
	app_free(a);
}

/* ---- an area ---- */

static void
area_type(struct w_area *w, const char *name, int times)
{
	struct key k = named(name);

	while (times-- > 0)
		w_area_key(w, NULL, &k);
}

static void
test_area(void **state)
{
	struct w_area w = { 0 };
	struct key up = named("Up"), down = named("Down"), esc = named("Esc");
	struct buf out = BUF_INIT(10000);
	struct canvas cv;

	(void)state;
	canvas_init(&cv, 7, 24);
	w_area_init(&w, 1000);
	assert_true(w_area_is_empty(&w));
	assert_int_equal(w_area_key(&w, NULL, &up), NOT_MINE);
	assert_int_equal(w_area_key(&w, NULL, &down), NOT_MINE);
	assert_int_equal(w_area_key(&w, NULL, &esc), NOT_MINE);
	area_type(&w, "Enter", 1);
	assert_true(w_area_is_empty(&w));
	assert_int_equal(w_area_set(&w,
			     "One two three four five six seven eight nine ten "
			     "eleven twelve thirteen fourteen.",
			     NULL),
	    ERR_OK);
	assert_int_equal(w_area_rows(&w, 24), 5);
	w_area_draw(&w, &cv, 1, 0, 5, 24, true);
	canvas_print(&cv, &out);
	buf_adds(&out, "-- and up to the top\n");
	area_type(&w, "Up", 4);
	assert_int_equal(w_area_key(&w, NULL, &up), NOT_MINE);
	w_area_draw(&w, &cv, 1, 0, 5, 24, true);
	canvas_print(&cv, &out);
	area_type(&w, "PgDn", 9);
	assert_int_equal(w_area_key(&w, NULL, &down), NOT_MINE);
	area_type(&w, "PgUp", 1);
	area_type(&w, "Home", 1);
	w_area_draw(&w, &cv, 1, 0, 5, 24, true);
	buf_adds(&out, "-- down, a page up, first in the row\n");
	canvas_print(&cv, &out);
	golden_check("area", buf_str(&out));
	buf_done(&out);
	w_area_draw(&w, &cv, 0, 0, 2, 24, true); /* no room: draws nothing */
	w_area_draw(&w, &cv, 0, 0, 5, 5, true);
	w_area_done(&w);
	w_area_done(&w);
	canvas_done(&cv);
}

/* The cursor behind a full row stands inside the frame. */
static void
test_area_full_row(void **state)
{
	struct w_area w = { 0 };
	struct canvas cv;

	(void)state;
	canvas_init(&cv, 4, 13);
	w_area_init(&w, 1000);
	assert_int_equal(w_area_set(&w, "1234567890", NULL), ERR_OK);
	w_area_draw(&w, &cv, 0, 0, 4, 13, true);
	assert_row(&cv, 1, "\u25021234567890 \u2502", "full row");
	assert_cursor(&cv, 1, 11, "full row");
	w_area_done(&w);
	canvas_done(&cv);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_line_draws),
		cmocka_unit_test(test_line_keys),
		cmocka_unit_test(test_area),
		cmocka_unit_test(test_area_full_row),
	};

	if (!text_start())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
