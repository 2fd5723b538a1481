/* tui_sheet.c - the sheet for the family at the keyboard: who stands on it (A2), that
 * nothing of the case does, and that it is written out only when asked (I1). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app_in.h"
#include "paper_make.h"
#include "screen_play.h"
#include "share_scene.h"

static void
start(void)
{
	fake_start();
	scene_policy();
	scene_directory();
	scene_agreements();
	scene_induction(true);
}

static void
open_sheet(void)
{
	play_open(90, 80, &scr_file, &fake.child[0].file);
	app_keys(play, "<F6>write<Enter>");
	assert_on(&scr_paper, "from the file");
}

static void
test_ways(void **state)
{
	struct record_arg arg;

	(void)state;
	start();
	open_sheet();
	assert_shows("Your information", "the sheet");
	app_keys(play, "<Esc>");
	assert_on(&scr_file, "and back");
	play_close();
	arg = (struct record_arg){ .id = scene_last("induction")->row.id };
	play_open(90, 80, &scr_record, &arg);
	app_keys(play, "<F6>write<Enter>");
	assert_on(&scr_paper, "from the induction");
	assert_shows("version 3, April 2016", "with its version");
	assert_shows("https://trust.example/sharing", "and where it stands");
	assert_shows("Dana Cole", "how to complain");
	assert_shows("Thu 12 November 2026", "of today");
	play_end(NULL);
}

static void
assign(size_t staff, const char *from, const char *until)
{
	SCENE(&fake.child[0].file, "assignment", FAKE_DAY, "staff",
	    fake.staff_id[staff].s, "from", from, "until", until);
}

/* Those of today, by name and role. */
static void
test_people(void **state)
{
	static const struct {
		const char *why, *from, *until;
		bool stands;
	} rows[] = {
		{ "since today", "2026-11-12", "", true },
		{ "until today", "2026-10-01", "2026-11-12", true },
		{ "from tomorrow", "2026-11-13", "", false },
		{ "until yesterday", "2026-10-01", "2026-11-11", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		start();
		assign(3, rows[i].from, rows[i].until);
		assign(3, rows[i].from, rows[i].until);
		open_sheet();
		assert_shows("- Priya Shah, Support worker", "assigned");
		if (rows[i].stands)
			assert_shows("- Sam Green, Volunteer", rows[i].why);
		else
			assert_hides("Sam Green,", rows[i].why);
		assert_hides("Owen Hughes", "not by name");
		play_end(NULL);
	}
}

/* The first name, and nothing else of the file. */
static void
test_no_case(void **state)
{
	static const char *const never[] = { "Brown", "2016", "C-0142", "Kelly",
		"Dean", "Quarry", "498 0999", "bruise", "bereavement", "Mai)" };

	(void)state;
	start();
	record_set(fake.record[0].rec, "address", "4 Quarry Row");
	snprintf(fake.me.policy_version, sizeof(fake.me.policy_version), "3");
	open_sheet();
	assert_shows("For Maisie,", "the first name");
	app_pop(play, 0, NULL);
	paper_open_sheet(play, &fake.child[0].file);
	for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++) {
		char *text = play_text();
		const char *body = strchr(strchr(text, '\n') + 1, '\n');

		/* Line 1 says whose file is open; that is not the sheet. */
		if (strstr(body, never[i]))
			fail_msg("%s is on\n%s", never[i], text);
		free(text);
	}
	play_end(NULL);
}

static void
test_written(void **state)
{
	(void)state;
	start();
	open_sheet();
	app_keys(play, "<PgDn><Home>");
	assert_int_equal(fake.written_out, 0);
	app_keys(play, "<F2>");
	assert_int_equal(fake.written_out, 1);
	assert_string_equal(fake.wrote, "sheet.txt");
	assert_says("It is in /home/amina/haven-sheet", "where it is");
	fake_fail(FAKE_WRITE_OUT, ERR_FULL, "The disk is full.");
	app_keys(play, "<F2>");
	assert_says("The disk is full.", "or why it is not");
	assert_on(&scr_paper, "and it stays");
	assert_int_equal(fake.saves, 0);
	play_end(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_ways, play_end),
		cmocka_unit_test_teardown(test_people, play_end),
		cmocka_unit_test_teardown(test_no_case, play_end),
		cmocka_unit_test_teardown(test_written, play_end),
	};

	if (!text_start())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
