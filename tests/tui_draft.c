/* tui_draft.c - proves that what is typed is kept: drafts, a lock, a disk that
 * refuses, and what is put away (promise 1). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "form_play.h"
#include "w_choice.h"
#include "w_question.h"

#define NEXT_PAGE "<Ctrl-PgDn>"
#define PAGES_5 NEXT_PAGE NEXT_PAGE NEXT_PAGE NEXT_PAGE NEXT_PAGE

/* ---- drafts ---- */

static void
test_draft(void **state)
{
	struct id id;

	(void)state;
	begin("first_account");
	app_keys(play, "Mai");
	assert_int_equal(fake.kept, 0);
	play_wait(1600);
	assert_int_equal(fake.kept, 1); /* within two seconds (promise 1) */
	assert_shows("draft kept 14:07", "and it is said");
	play_wait(5000);
	assert_int_equal(fake.kept, 1); /* not again for nothing */
	app_keys(play, "sie<Tab>A bruise.<Esc>");
	assert_on(&scr_home, "Esc asks nothing");
	assert_says("kept as it is", "for nothing is lost");
	assert_shows("Not finished: First account", "it waits");
	id = fake.draft[0].draft.id;
	app_keys(play, "<Tab><Enter>");
	assert_on(&scr_form, "and opens again");
	assert_says("was typed 14:07 and not saved", "when");
	assert_shows("A bruise.", "all of it");
	app_keys(play, "<F2>");
	assert_on(&scr_home, "handed in");
	assert_true(id_equal(&fake.last_save.id, &id));
	assert_int_equal(fake.draft_count, 0);
	play_end(NULL);
}

static void
test_draft_keeps_its_day(void **state)
{
	(void)state;
	begin("concern");
	app_keys(play, "yesterday 15:30<Esc>");
	clock_fix_for_test(fake.now + 9 * FAKE_DAY);
	app_keys(play, "<Tab><Enter>");
	assert_on(&scr_form, "opened nine days later");
	assert_shows("Wed 11 November 2026, 15:30", "the same day");
	assert_value("happened", "2026-11-11T15:30", "in the record too");
	play_end(NULL);
}

static void
test_disk_refuses(void **state)
{
	(void)state;
	begin("first_account");
	fake_fail(FAKE_KEEP, ERR_FULL, "There is no room on the disk.");
	app_keys(play, "Maisie<Esc>");
	assert_on(&w_question, "it is not left without a question");
	assert_shows("could not be kept", "why");
	app_keys(play, "<Esc>");
	assert_on(&scr_form, "the default stays");
	assert_shows("NOT KEPT", "and it shows");
	assert_shows("Maisie", "with all that was typed");
	app_keys(play, "<F10>");
	assert_on(&w_question, "nor by leaving");
	app_keys(play, "<Esc>");
	assert_false(app_is_ended(play));
	fake_fail(FAKE_KEEP, ERR_OK, "");
	app_keys(play, "!<Esc>");
	assert_on(&scr_home, "kept, so no question");
	assert_int_equal(fake.draft_count, 1);
	play_end(NULL);
}

static void
test_put_away(void **state)
{
	(void)state;
	begin("first_account");
	app_keys(play, "<F6>");
	assert_on(&scr_form, "nothing typed, nothing to put away");
	assert_says("nothing to put away", "and says so");
	app_keys(play, "Maisie<F6>");
	assert_on(&w_question, "asked first");
	app_keys(play, "<Enter>");
	assert_on(&scr_form, "the default goes on");
	assert_int_equal(fake.discarded, 0);
	fake_fail(FAKE_DISCARD, ERR_IO, "The disk does not answer.");
	app_keys(play, "<F6>2");
	assert_on(&scr_form, "not when the disk refuses");
	assert_says("The disk does not answer", "why");
	fake_fail(FAKE_DISCARD, ERR_OK, "");
	app_keys(play, "<F6>2");
	assert_on(&scr_home, "put away");
	assert_says("thirty days", "and kept");
	assert_int_equal(fake.discarded, 1);
	assert_int_equal(fake.draft_count, 0);
	assert_int_equal(fake.saves, 0);
	play_end(NULL);
}

static void
test_lock_keeps(void **state)
{
	(void)state;
	begin("first_account");
	app_keys(play, "Maisie<Tab>A bruise.<Ctrl-L>");
	assert_on(&scr_lock, "locked");
	assert_int_equal(fake.draft_count, 1);
	assert_hides("bruise", "nothing of it shows");
	assert_hides("Maisie", "nor the name");
	app_keys(play, FAKE_PASSPHRASE "<Enter>");
	assert_on(&scr_form, "back");
	assert_cursor_on("A bruise.", "where it was");
	play_end(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_draft, play_end),
		cmocka_unit_test_teardown(test_draft_keeps_its_day, play_end),
		cmocka_unit_test_teardown(test_disk_refuses, play_end),
		cmocka_unit_test_teardown(test_put_away, play_end),
		cmocka_unit_test_teardown(test_lock_keeps, play_end),
	};

	if (!text_start())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
