/* tui_first_use.c - what somebody meets who has never seen haven: what stands where
 * nothing is, what is offered and would be refused, keys that are half typed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kinds.h"
#include "screen_play.h"
#include "share_scene.h"

static void
as(enum role role)
{
	fake.me.role = role;
}

static void
nobody_here(void)
{
	as(ROLE_INSPECTOR);
}

static void
out_of_lease(void)
{
	fake.me.lease_until_ms = 1;
}

static void
inspector(void)
{
	as(ROLE_INSPECTOR);
}

static void
volunteer(void)
{
	as(ROLE_VOLUNTEER);
}

static void
senior(void)
{
	as(ROLE_SENIOR);
}

static const void *
file_of_maisie(void)
{
	return &fake.child[0].file;
}

static const struct {
	const char *why;
	void (*set)(void);
	const struct screen_def *def;
	const void *(*arg)(void);
	const char *keys, *shows, *hides;
} rows[] = {
	{ "a directory of nobody", nobody_here, &scr_people, NULL, "",
	    "No colleague and no agency is on this device",
	    "another spelling" },
	{ "a directory without that name", senior, &scr_people, NULL, "xqxq",
	    "Nobody is found. Try part of the name", "on this device for you" },
	{ "a day that was never one", out_of_lease, &scr_settings, NULL, "",
	    "no child's file opens; writing", "1970" },
	{ "until when files open", senior, &scr_settings, NULL, "",
	    "files open without the office until", "no child's file opens" },
	{ "an inspector is told where the files are (O1)", inspector,
	    &scr_inspections, NULL, "", "The files that you inspect",
	    "your role" },
	{ "a volunteer is not", volunteer, &scr_inspections, NULL, "",
	    "not open to your role", "4, Children" },
	{ "who looked is not for an inspector (A2)", inspector, &scr_file,
	    file_of_maisie, "<F6>", "Print a chronology", "Who looked" },
	{ "nor for a volunteer (A2)", volunteer, &scr_file, file_of_maisie,
	    "<F6>", "Print a chronology", "Who looked" },
	{ "it is for a senior (A2)", senior, &scr_file, file_of_maisie, "<F6>",
	    "Who looked at this file", "not open" },
	{ "Esc on the first screen fits one row", senior, &scr_home, NULL,
	    "<Esc>", "The first screen. F10 leaves haven, Ctrl-L locks it.",
	    "This is" },
};

static void
test_first_use(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		fake_start();
		rows[i].set();
		play_open(
		    18, 60, rows[i].def, rows[i].arg ? rows[i].arg() : NULL);
		app_keys(play, rows[i].keys);
		app_turn(play);
		assert_shows(rows[i].shows, rows[i].why);
		assert_hides(rows[i].hides, rows[i].why);
		play_end(NULL);
	}
}

/* A letter picks the number that was begun; the next number is a new one. */
static void
test_number_ends(void **state)
{
	(void)state;
	fake_start();
	senior();
	play_open(24, 80, &scr_home, NULL);
	app_keys(play, "1Zed");
	assert_on(&scr_find, "a letter picks 1");
	app_keys(play, "<Esc>2");
	assert_on(&scr_find, "2 is not 12");
	assert_shows("Check consent", "2 is the check");
	app_keys(play, "<Esc>1<Esc>2");
	assert_on(&scr_find, "nor after Esc");
	play_end(NULL);
}

/* Training that is missing has no record: the page opens where it is written (T1). */
static void
test_training_missing(void **state)
{
	struct fake_record *r;
	static const struct id none = { "" };

	(void)state;
	fake_start();
	senior();
	r = SCENE(&none, "staff", FAKE_DAY, "name", "Amina Rahman", "role",
	    "designated_senior");
	r->row.id = fake.me.staff;
	fake_waiting("training_missing", "Training that everybody needs", r, "",
	    FAKE_DAY);
	play_open(18, 60, &scr_home, NULL);
	assert_shows("Training that everybody needs", "it waits");
	assert_shows("none on record", "with what is wrong");
	app_keys(play, "<Enter>");
	assert_on(&scr_policies, "not the record of who it waits for");
	assert_shows("needed: none on record", "which is missing");
	play_end(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_first_use, play_end),
		cmocka_unit_test_teardown(test_number_ends, play_end),
		cmocka_unit_test_teardown(test_training_missing, play_end),
	};

	if (!text_start())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
