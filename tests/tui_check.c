/* tui_check.c - the guided check at the keyboard: from the first key to the record. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "screen_play.h"

#include "check_play.h"

/* Child, recipient, items, then what matters, the answer, the record. */
static void
test_from_the_menu(void **state)
{
	(void)state;
	check_begin(24, 80);
	app_keys(play, "2<Enter>mais<Enter>");
	assert_on(&scr_check, "a child was taken");
	assert_shows("With which agency?", "the recipient comes first");
	app_keys(play, "hill<Enter>");
	assert_shows("With whom there?", "then who there");
	app_keys(play, "<Down><Enter>");
	assert_shows("What exactly would be shared?", "then what");
	app_keys(play, "Attendance<Tab><Space>att<Enter><F2><F2>");
	assert_shows("Is somebody in immediate danger?", "then safety");
	assert_shows("What: Attendance", "the trail");
	app_keys(play, "n1n11nn");
	assert_shows("What is it for?", "a purpose");
	app_keys(play, "2n111<F2>yTo help.<F2>yy<F2>1Known.<Enter>1");
	assert_shows("You may share this with Marta Oak, Hill Primary School: "
		     "it is agreed.",
	    "the answer");
	assert_cursor_on("Still to do", "what is lacking is marked");
	assert_shows("Write down the reasons.", "the reasons are lacking");
	app_keys(play, "<F2>1");
	assert_shows("Why is this right for the child?", "asked for");
	app_keys(play, "It helps her.<F2><Down><Enter>");
	assert_on(&scr_home, "recorded");
	assert_says("Saved here, not sent yet.", "where it is");
	assert_int_equal(fake.saves, 1);
	check_saved("decided", "share", "to share");
	check_saved("outcome", "share_with_consent", "as the check says");
	check_saved("may", "yes", "nothing stood in the way");
	check_saved("reasons", "It helps her.", "why");
	assert_int_equal(fake.draft_count, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_from_the_menu, play_end),
	};

	return text_start() ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
