/* tui_frame.c - proves what the app draws around every screen: the way here, the
 * message, the keys; and windows too small for that. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "golden.h"
#include "tui_page.h"

static void
test_message(void **state)
{
	static const struct {
		const char *why, *keys;
		bool stays;
	} rows[] = {
		{ "nothing", "", true },
		{ "a move", "<Down>", true },
		{ "a key for nobody", "<F8>", true },
		{ "typing", "x", false },
		{ "opening", "<Enter>", false },
		{ "help", "<F1>", false },
	};
	struct errinfo e;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct app *a = new_app(24, 80);

		if (i == 2)
			app_push(a, &danger, NULL);
		app_say(a, "Saved, %d of %d.", 1, 2);
		app_keys(a, rows[i].keys);
		if (shows(a, "Saved, 1 of 2.") != rows[i].stays)
			fail_msg("%s", rows[i].why);
		err_set(&e, ERR_IO, "The disk refuses.");
		app_say_problem(a, &e);
		app_turn(a);
		assert_row(a, 22, " The disk refuses.");
		end_app(a);
	}
}

static void
test_long_message_is_not_cut(void **state)
{
	struct app *a = new_app(24, 80);

	(void)state;
	app_say(a,
	    "The office refused this first account, because the file was "
	    "closed on Monday. It is safe here. Ask a designated senior member "
	    "to open the file again, then press F5.");
	app_turn(a);
	assert_true(shows(a, "F5."));
	app_resize(a, 18, 60);
	app_turn(a);
	assert_true(shows(a, "F5."));
	end_app(a);
}

static void
test_too_small(void **state)
{
	static const struct {
		int rows, cols;
		bool small;
	} sizes[] = {
		{ 18, 60, false },
		{ 17, 60, true },
		{ 18, 59, true },
		{ 1, 1, true },
		{ 0, 0, true },
		{ 300, 500, false },
		{ 9999, 9999, false },
	};
	struct app *a = new_app(24, 80);

	(void)state;
	app_keys(a, "typed");
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		app_resize(a, sizes[i].rows, sizes[i].cols);
		app_turn(a);
		if (shows(a, "typed") == sizes[i].small)
			fail_msg("%d x %d", sizes[i].rows, sizes[i].cols);
		if (sizes[i].small && sizes[i].cols > 50)
			assert_row(a, 0, "Please make this window bigger.");
	}
	app_resize(a, 10, 50);
	app_keys(a, "unseen<F10><F2>"); /* nothing is done blindly */
	app_resize(a, 24, 80);
	app_turn(a);
	assert_false(app_is_ended(a));
	assert_true(shows(a, "typed"));
	assert_false(shows(a, "unseen"));
	assert_in_range(app_rows(a), 24, 24);
	assert_in_range(app_cols(a), 80, 80);
	end_app(a);
}

static void
test_hints_shrink(void **state)
{
	static const struct {
		int cols;
		const char *left;
	} rows[] = {
		{ 110, "F2 Hand in  Enter Open  F3 Find  F7 Add" },
		{ 80, "F2 Hand in  Enter Open" },
		{ 70, "F2 Hand in  Enter Open" },
		{ 60, "F2 Hand in" },
	};
	struct app *a = new_app(24, 80);
	char want[200];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		bool is_narrow = rows[i].cols < 78;
		const char *always =
		    is_narrow ? " F9 Danger  F1 Help  Esc Back  "
			      : " F9 Danger now  F1 Help  Esc Back  ";
		const char *words =
		    is_narrow ? "2 here" : "2 here \u00b7 sent 14:02";

		app_resize(a, 24, rows[i].cols);
		app_turn(a);
		/* The dot has two bytes and one column. */
		(void)snprintf(want, sizeof(want), "%s%-*s%s", always,
		    rows[i].cols - 1 - (int)strlen(always) -
			(int)strlen(words) + !is_narrow,
		    rows[i].left, words);
		assert_row(a, 23, want);
	}
	end_app(a);
}

static void
test_trail(void **state)
{
	struct app *a = new_app(24, 60);

	(void)state;
	app_turn(a);
	assert_row(a, 0,
	    " haven                            A. Worker, "
	    "support worker");
	app_push(a, &page, "Children");
	app_push(a, &page, "A child");
	app_turn(a);
	assert_row(a, 0,
	    " haven > Children > A child       A. Worker, "
	    "support worker");
	app_push(a, &page, "A child > Concern");
	app_turn(a);
	assert_row(a, 0,
	    " haven > \u2026 > A child > Concern    A. Worker, "
	    "support worker");
	app_pop(a, 0, NULL);
	app_push(a, &page, "A childminder");
	app_turn(a);
	assert_row(a, 0,
	    " haven > \u2026 > A childminder        A. Worker, "
	    "support worker");
	app_pop(a, 0, NULL);
	app_push(a, &page, "New concern");
	app_turn(a);
	assert_row(a, 0,
	    " haven > \u2026 > New concern          A. Worker, "
	    "support worker");
	is_demo = true;
	app_turn(a);
	assert_row(a, 0,
	    " haven > \u2026 > New concern   DEMO   A. Worker, "
	    "support worker");
	end_app(a);
}

static void
test_goldens(void **state)
{
	static const struct {
		const char *name;
		int rows, cols;
		bool ascii;
	} rows[] = {
		{ "app_80x24", 24, 80, false },
		{ "app_60x18", 18, 60, false },
		{ "app_ascii", 24, 80, true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct app *a = new_app(rows[i].rows, rows[i].cols);
		struct buf out = BUF_INIT(100000);

		is_demo = true;
		app_set_look(a, rows[i].ascii, false);
		app_push(a, &page, "Record a concern");
		app_push(a, &page, "What was seen");
		app_keys(a, "He said \u201cno\u201d.");
		app_say(a, "Write what happened, not what you think it means.");
		app_turn(a);
		canvas_print(app_canvas(a), &out);
		golden_check(rows[i].name, buf_str(&out));
		buf_done(&out);
		end_app(a);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_message),
		cmocka_unit_test(test_long_message_is_not_cut),
		cmocka_unit_test(test_too_small),
		cmocka_unit_test(test_hints_shrink),
		cmocka_unit_test(test_trail),
		cmocka_unit_test(test_goldens),
	};
	int failed;

	if (!text_start())
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	buf_done(&story);
	return failed;
}
