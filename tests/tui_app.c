/* tui_app.c - proves app.h: the stack, results, keeping, locking, leaving. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tui_page.h"
#include "w_help.h"
#include "w_question.h"
#include "when.h"

static void
test_stack(void **state)
{
	struct app *a = new_app(24, 80);

	(void)state;
	app_keys(a, "abc<Enter>");
	assert_story("abc:open");
	app_keys(a, "xyz<F2>");
	assert_story("home:page=7(xyz) abc:close");
	assert_string_equal(app_message(a), "Saved here, not sent yet.");
	assert_ptr_equal(app_top(a), &page);
	app_keys(a, "<F2>"); /* the last one: nobody to tell */
	assert_story("home:close");
	assert_null(app_top(a));
	app_keys(a, "x<Esc><F1>");
	app_pop(a, 0, NULL);
	assert_story("");
	end_app(a);
}

static void
test_open_that_fails(void **state)
{
	struct app *a = new_app(24, 80);

	(void)state;
	assert_int_equal(app_push(a, &page, "broken"), ERR_NOT_FOUND);
	assert_string_equal(app_message(a), "That is not there.");
	assert_story("");
	app_keys(a, "broken<F6>"); /* replaced by one that fails: stays */
	assert_story("");
	assert_true(shows(a, "broken"));
	assert_true(app_is_open(a, &page));
	assert_int_equal(app_push(a, &page, "nested"), ERR_OK);
	assert_story("nested:open inner:open");
	app_keys(a, "<Esc>");
	assert_story("nested:page=0() inner:close");
	end_app(a);
}

static void
test_replace_and_pop_to(void **state)
{
	struct app *a = new_app(24, 80);

	(void)state;
	app_push(a, &page, "one");
	app_keys(a, "two<F6>");
	assert_story("one:open two:open one:close");
	app_keys(a, "x<F2>");
	assert_story("home:page=7(x) two:close");
	app_push(a, &danger, NULL);
	app_push(a, &hidden, NULL);
	app_pop_to(a, &page);
	assert_ptr_equal(app_top(a), &page);
	app_pop_to(a, &danger); /* not open: nothing happens */
	assert_ptr_equal(app_top(a), &page);
	end_app(a);
}

static void
test_free_closes_all(void **state)
{
	struct app *a = new_app(24, 80);

	(void)state;
	app_push(a, &page, "one");
	assert_story("one:open");
	app_free(a);
	assert_story("one:close home:close");
	app_free(NULL);
}

static void
test_changed(void **state)
{
	struct app *a = new_app(24, 80);

	(void)state;
	app_push(a, &page, "one");
	app_turn(a);
	assert_story("one:open");
	app_changed(a, TOPIC_LINK);
	app_turn(a);
	assert_story("home:link one:link");
	app_turn(a);
	assert_story("");
	end_app(a);
}

static void
test_keys_for_all(void **state)
{
	struct app *a = new_app(24, 80);

	(void)state;
	app_keys(a, "<F9>"); /* none set: nothing happens */
	assert_ptr_equal(app_top(a), &page);
	app_set_danger(a, &danger);
	app_set_refresh(a, refresh, (void *)(uintptr_t) "app");
	app_keys(a, "<F9>");
	assert_ptr_equal(app_top(a), &danger);
	app_keys(a, "<Ctrl-E><Esc>"); /* not twice */
	assert_ptr_equal(app_top(a), &page);
	assert_story("home:danger=0()");
	app_keys(a, "<F5>");
	assert_story("app:refresh");
	app_keys(a, "<Esc>");
	assert_non_null(strstr(app_message(a), "F10 leaves"));
	app_keys(a, "<paste:three words>");
	assert_story("home:paste");
	end_app(a);
}

static void
test_help(void **state)
{
	struct app *a = new_app(24, 80);

	(void)state;
	app_keys(a, "<F1>");
	assert_ptr_equal(app_top(a), &w_help);
	assert_true(shows(a, "Write what happened."));
	assert_true(shows(a, "Hand in"));
	app_keys(a, "<F1><Esc>");
	assert_ptr_equal(app_top(a), &page);
	app_keys(a, "?"); /* it is text for this screen */
	assert_ptr_equal(app_top(a), &page);
	app_push(a, &danger, NULL);
	app_keys(a, "?"); /* and not for this one */
	assert_ptr_equal(app_top(a), &w_help);
	end_app(a);
}

static void
test_keep(void **state)
{
	struct app *a = new_app(24, 80);

	(void)state;
	app_idle(a, 1000);
	assert_int_equal(app_idle(a, 5000), -1);
	assert_story("");
	app_keys(a, "a");
	assert_in_range(app_idle(a, 5100), 1, 2000);
	app_keys(a, "b"); /* typing on does not put it off */
	assert_in_range(app_idle(a, 6400), 1, 200);
	app_keys(a, "c");
	assert_story("");
	assert_int_equal(app_idle(a, 7000), -1);
	assert_story("home:keep");
	assert_int_equal(app_idle(a, 60000), -1);
	assert_story("");
	app_keep_all(a);
	assert_story("home:keep");
	end_app(a);
}

static void
test_lock(void **state)
{
	struct app *a = new_app(24, 80);
	void *app = (void *)(uintptr_t) "app";

	(void)state;
	app_keys(a, "<Ctrl-L>"); /* none set */
	assert_story("");
	app_set_lock(a, 300000, lock, app);
	assert_int_equal(app_idle(a, 1000), 300000);
	app_keys(a, "secret<Enter>");
	assert_story("secret:open");
	app_idle(a, 300999);
	assert_story("home:keep");
	assert_ptr_equal(app_top(a), &page);
	app_idle(a, 301000);
	assert_story("home:keep secret:keep app:lock");
	assert_ptr_equal(app_top(a), &hidden);
	app_turn(a);
	assert_false(shows(a, "secret"));
	assert_true(shows(a, "haven > Locked"));
	assert_int_equal(app_idle(a, 900000), -1);
	app_keys(a, "<Ctrl-L>"); /* not twice */
	app_keep_all(a);         /* no keys to seal with */
	assert_story("");
	app_pop(a, 1, NULL);
	assert_story("secret:hidden=1()");
	app_turn(a);
	assert_true(shows(a, "secret"));
	end_app(a);
}

static void
test_lock_counts_from_the_last_key(void **state)
{
	struct app *a = new_app(24, 80);

	(void)state;
	app_set_lock(a, 300000, lock, (void *)(uintptr_t) "app");
	app_idle(a, 1000);
	app_idle(a, 200000);
	app_keys(a, "<Down>");
	assert_int_equal(app_idle(a, 499999), 1);
	assert_ptr_equal(app_top(a), &page);
	app_idle(a, 500000);
	assert_ptr_equal(app_top(a), &hidden);
	end_app(a);
}

static int tick_answer, ticks;

static int
tick(struct app *a, void *arg)
{
	(void)a;
	(void)arg;
	ticks++;
	return tick_answer;
}

static void
test_tick(void **state)
{
	struct app *a = new_app(24, 80);

	(void)state;
	ticks = 0;
	tick_answer = 0; /* at once: once a second is the most */
	app_set_tick(a, tick, NULL);
	assert_int_equal(app_idle(a, 1000), 1000);
	assert_int_equal(ticks, 1);
	for (int ms = 1001; ms < 11000; ms += 10)
		assert_in_range(app_idle(a, ms), 1, 1000);
	assert_in_range(ticks, 10, 11);
	tick_answer = -1; /* not before something happens */
	app_idle(a, 12000);
	ticks = 0;
	assert_int_equal(app_idle(a, 90000), -1);
	assert_int_equal(ticks, 0);
	app_keys(a, "<Down>");
	app_idle(a, 90010);
	assert_int_equal(ticks, 1);
	end_app(a);
}

static void
test_leaving(void **state)
{
	struct app *a = new_app(24, 80);

	(void)state;
	app_keys(a, "<F10>"); /* nothing would be lost: no question */
	assert_true(app_is_ended(a));
	assert_story("home:keep");
	end_app(a);

	a = new_app(24, 80);
	app_keys(a, "x<F10>");
	assert_false(app_is_ended(a));
	assert_ptr_equal(app_top(a), &w_question);
	assert_true(shows(a, "What you typed in home is not saved."));
	app_keys(a, "<F10>");   /* not asked twice */
	app_keys(a, "<Enter>"); /* the default is no */
	assert_false(app_is_ended(a));
	assert_ptr_equal(app_top(a), &page);
	assert_story(""); /* it is not the screen's question */
	app_keys(a, "<F10><Down><Enter>");
	assert_true(app_is_ended(a));
	end_app(a);

	a = new_app(24, 80);
	app_keys(a, "x<F10><Esc>");
	assert_false(app_is_ended(a));
	app_set_lock(a, 0, lock, (void *)(uintptr_t) "app");
	app_keys(a, "<Ctrl-L>");
	assert_ptr_equal(app_top(a), &hidden);
	app_keys(a, "<F10>"); /* locked: it is kept, and nothing is shown */
	assert_true(app_is_ended(a));
	end_app(a);
}

static void
test_back_asks(void **state)
{
	struct app *a = new_app(24, 80);

	(void)state;
	app_push(a, &page, "one");
	app_keys(a, "x<Esc>");
	assert_ptr_equal(app_top(a), &w_question);
	app_keys(a, "<Esc>");
	assert_story("one:open");
	app_keys(a, "<Esc>2");
	assert_story("home:page=0() one:close");
	app_push(a, &page, "two");
	app_keys(a, "<Esc>");
	assert_story("two:open home:page=0() two:close");
	end_app(a);
}

static void
test_clock(void **state)
{
	struct app *a = new_app(24, 80);

	(void)state;
	clock_fix_for_test(123456);
	assert_true(app_now(a) == 123456);
	clock_fix_for_test(-1);
	assert_null(app_model(a));
	end_app(a);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stack),
		cmocka_unit_test(test_open_that_fails),
		cmocka_unit_test(test_replace_and_pop_to),
		cmocka_unit_test(test_free_closes_all),
		cmocka_unit_test(test_changed),
		cmocka_unit_test(test_keys_for_all),
		cmocka_unit_test(test_help),
		cmocka_unit_test(test_keep),
		cmocka_unit_test(test_lock),
		cmocka_unit_test(test_lock_counts_from_the_last_key),
		cmocka_unit_test(test_tick),
		cmocka_unit_test(test_leaving),
		cmocka_unit_test(test_back_asks),
		cmocka_unit_test(test_clock),
	};
	int failed;

	if (!text_start())
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	buf_done(&story);
	return failed;
}
