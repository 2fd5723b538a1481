/* tui_check_go_on.c - F2 and F6 on the answer while something is still open: that is
 * asked, and then it goes on by itself, if the answer is still what was read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "screen_play.h"

#include "check_play.h"

#define SCHOOL_EARLY TO_SCHOOL ITEM("1") SAFE "<Ctrl-PgDn>"
#define CARE_EARLY TO_CARE ITEM("6") "n3Bruises.<F2>n1n4<Ctrl-PgDn>"
/* For school help, no wishes, and it does not outweigh. */
#define REFUSED_REST PLAIN "2<F2>n"
#define CHANGED "The answer has changed: read it again."
#define SURE "Is it as it should be?"
#define READ_AGAIN "Nothing is shared until you record it"

static void
as_agreed(void)
{
}

static void
refused(void)
{
	check_says("Kelly Brown", "refused", "2026-11-01", check_school());
}

static void
begin_with(void (*scene)(void))
{
	check_scene();
	scene();
	play_open(24, 80, &scr_home, NULL);
}

static void
test_goes_on(void **state)
{
	static const struct {
		const char *why;
		void (*scene)(void);
		const char *early, *rest, *shows, *says;
	} rows[] = {
		{ "not to share, and it is still so", refused,
		    SCHOOL_EARLY "<F6>", REFUSED_REST,
		    "Why is this right for the child?", "" },
		{ "as far as the last question", refused, SCHOOL_EARLY "<F6>",
		    REFUSED_REST "It is right.<F2>", SURE, "" },
		{ "to share, against the check as before", refused,
		    SCHOOL_EARLY "<F2>", REFUSED_REST,
		    "The check does not say that this may be shared now.", "" },
		{ "it may be shared after all", as_agreed, SCHOOL_EARLY "<F6>",
		    PLAIN ALL_TOLD CHECKED, READ_AGAIN, CHANGED },
		{ "for F2 too", as_agreed, SCHOOL_EARLY "<F2>",
		    PLAIN ALL_TOLD CHECKED, READ_AGAIN, CHANGED },
		{ "somebody is to be told now", as_agreed, CARE_EARLY "<F2>",
		    "n1n1n1<F2>" CHECKED, READ_AGAIN, CHANGED },
		{ "somebody is not to be told", as_agreed, CARE_EARLY "<F6>",
		    "n1n1n2<F2><F2>" CHECKED, READ_AGAIN, CHANGED },
		{ "advice is needed first", as_agreed, SCHOOL_EARLY "<F6>",
		    "1ny", READ_AGAIN, CHANGED },
		{ "back on the answer nothing is meant any more", refused,
		    SCHOOL_EARLY "<F6><Ctrl-PgDn><Enter>", REFUSED_REST,
		    READ_AGAIN, "" },
		{ "nor after Esc from where it began", refused,
		    SCHOOL_EARLY "<Enter><Esc><Enter>", REFUSED_REST,
		    READ_AGAIN, "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		begin_with(rows[i].scene);
		app_keys(play, rows[i].early);
		app_keys(play, rows[i].rest);
		assert_shows(rows[i].shows, rows[i].why);
		assert_int_equal(fake.saves, 0);
		if (*rows[i].says)
			assert_says(rows[i].says, rows[i].why);
		else if (strstr(app_message(play), CHANGED))
			fail_msg("%s: says that it changed", rows[i].why);
		play_end(NULL);
	}
}

/* A record that comes while the rest is asked counts, too. */
static void
test_changes_meanwhile(void **state)
{
	(void)state;
	begin_with(refused);
	app_keys(play, SCHOOL_EARLY "<F6>" PLAIN "2");
	assert_shows("What do the child and the family want?", "in between");
	check_says("Kelly Brown", "agreed", "2026-11-11", check_school());
	play_news(TOPIC_RECORDS);
	app_keys(play, "<F2>n111" CHECKED);
	assert_shows("it is agreed.", "the answer, again");
	assert_says(CHANGED, "and that it is another");
	assert_int_equal(fake.saves, 0);
}

/* Recorded in one go, and all of it was seen before. */
static void
test_recorded(void **state)
{
	(void)state;
	begin_with(refused);
	app_keys(play, SCHOOL_EARLY "<F6>" REFUSED_REST "It is right.<F2>");
	assert_shows(
	    "Maisie Brown: not to share with Marta Oak", "what is recorded");
	assert_shows("What: Something (Attendance)", "of what");
	assert_shows("Reasons: It is right.", "why");
	app_keys(play, "<Enter>");
	assert_int_equal(fake.saves, 0);
	app_keys(play, "<F6><Down><Enter>");
	assert_on(&scr_home, "recorded");
	check_saved_row("14", "as it says");
	check_saved("decided", "not", "as it was meant");
}

/* What was left empty is asked for, and then it goes on from there. */
static void
test_lacking_reasons(void **state)
{
	(void)state;
	begin_with(refused);
	app_keys(play, SCHOOL_EARLY "<F6>" REFUSED_REST "<Esc><F6>");
	assert_shows("Why is this right for the child?", "asked again");
	assert_string_equal(app_message(play), "");
	app_keys(play, "<F2>");
	assert_says("needed", "it is needed");
	app_keys(play, "<F2>");
	assert_shows("Why is this right for the child?", "still");
	app_keys(play, "<Esc>");
	assert_shows(READ_AGAIN, "Esc goes to the answer");
	app_keys(play, "<F6>");
	assert_shows(
	    "Why is this right for the child?", "what was left is asked again");
	app_keys(play, "<F2>It is right.<F2>");
	assert_shows(SURE, "it goes on by itself");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_goes_on, play_end),
		cmocka_unit_test_teardown(test_changes_meanwhile, play_end),
		cmocka_unit_test_teardown(test_recorded, play_end),
		cmocka_unit_test_teardown(test_lacking_reasons, play_end),
	};

	return text_start() ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
