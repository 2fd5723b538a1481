/* tui_check_flow.c - going through the guided check: back and forth, drafts, what must
 * be there first, and what is decided against it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "screen_play.h"

#include "check_play.h"

#define AGREED_ANSWER TO_SCHOOL ITEM("1") SAFE PLAIN ALL_TOLD CHECKED

/* The draft of the decision, as it was kept. */
static const struct record *
held(void)
{
	app_keep_all(play);
	for (size_t i = 0; i < fake.draft_count; i++)
		if (fake.draft[i].draft.kind == &kind_share_decision)
			return fake.draft[i].rec;
	fail_msg("%s", "no draft of a decision");
	return NULL;
}

static void
assert_held(const char *key, const char *want, const char *why)
{
	const char *got = record_text(held(), key);

	if (strcmp(got, want) != 0)
		fail_msg("%s: %s is '%s', not '%s'", why, key, got, want);
}

/* ---- one question ---- */

/* Nothing is an answer that nobody gave. */
static void
test_choosing(void **state)
{
	static const struct {
		const char *why, *keys, *shows;
		const char *says; /* NULL: nothing */
	} rows[] = {
		{ "Enter takes nothing unchosen", "<Enter>",
		    "What is the risk?", "Choose first" },
		{ "nor does F2", "<F2>", "What is the risk?", "Choose first" },
		{ "Down marks the first", "<Down>", ">  1  No risk of harm",
		    NULL },
		{ "and Enter takes it", "<Down><Enter>",
		    "Risk: No risk of harm", NULL },
		{ "a number at once", "3", "What makes you think so?", NULL },
		{ "a number that is none", "9", "What is the risk?", NULL },
		{ "a letter that is none", "x", "What is the risk?", NULL },
		{ "y is for yes and no alone", "y", "What is the risk?", NULL },
		{ "Tab does nothing", "<Tab>", "What is the risk?", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		check_begin(24, 80);
		app_keys(play, TO_SCHOOL ITEM("1") "n");
		app_keys(play, rows[i].keys);
		assert_shows(rows[i].shows, rows[i].why);
		if (rows[i].says)
			assert_says(rows[i].says, rows[i].why);
		play_end(NULL);
	}
}

static void
test_picking(void **state)
{
	static const struct {
		const char *why, *keys, *key, *shows;
		const char *says;
	} rows[] = {
		{ "nobody is taken unchosen", "<Enter>", "agency",
		    "With which agency?", "Type part of the name" },
		{ "by a part of the name", "primary<Enter>", "agency",
		    "With whom there?", NULL },
		{ "a wrong name takes nobody", "xyzzy<Enter>", "agency",
		    "With which agency?", "No agency is found" },
		{ "who is not in the directory", "<Down><Down><Down><Enter>",
		    "agency", "With whom there?", NULL },
		{ "who is gone is not offered", "old mill", "agency",
		    "With which agency?", NULL },
		{ "who is there is of that agency", "north<Enter>marta",
		    "contact", "By their role: marta", NULL },
		{ "nobody known there", "north<Enter><Down><Enter>", "contact",
		    "What exactly would be shared?", NULL },
		{ "a role in place of a name", "north<Enter>duty<Enter>",
		    "role", "There: duty", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		check_begin(24, 80);
		app_keys(play, "2<Enter>mais<Enter>");
		app_keys(play, rows[i].keys);
		assert_shows(rows[i].shows, rows[i].why);
		assert_hides("Old Mill", rows[i].why);
		if (rows[i].says)
			assert_says(rows[i].says, rows[i].why);
		play_end(NULL);
	}
}

/* Another agency: whoever was named works somewhere else. */
static void
test_another_agency(void **state)
{
	(void)state;
	check_begin(24, 80);
	app_keys(play, TO_SCHOOL);
	assert_true(*record_text(held(), "contact"));
	app_keys(play, "<F2><Esc><Esc>");
	assert_shows("With which agency?", "back to the first");
	app_keys(play, "north<Enter>");
	assert_shows("With whom there?", "asked again");
	assert_held("contact", "", "not of that agency");
}

static void
test_items(void **state)
{
	(void)state;
	check_begin(24, 80);
	app_keys(play, TO_SCHOOL);
	assert_shows("What exactly  (needed)", "the first is open");
	app_keys(play, "<F2><F2>");
	assert_shows("Is somebody in immediate danger?", "nothing yet");
	assert_int_equal(record_count(held(), "items"), 0);
	app_keys(play, "<Esc>");
	app_keys(
	    play, "Attendance<Tab><Space>1<F2><F7>Health<Tab><Space>4<F2>");
	assert_shows("> 2  Health", "both");
	app_keys(play, "<F8>");
	assert_hides("Health", "taken out");
	app_keys(play, "<Ctrl-Z><F2>");
	assert_shows("What: Attendance (Attend", "and back");
	assert_string_equal(
	    record_text(
		record_item((struct record *)(uintptr_t)held(), "items", 1),
		"what"),
	    "Health");
	assert_int_equal(record_count(held(), "items"), 2);
}

/* ---- back and forth ---- */

static void
test_back(void **state)
{
	(void)state;
	check_begin(24, 80);
	app_keys(play, TO_SCHOOL ITEM("1") "n1n");
	assert_shows("Does a court or a law order it?", "the fourth");
	app_keys(play, "<Esc>");
	assert_shows("Is it about a member of staff", "one question back");
	assert_shows(">  2  No", "the answer is kept");
	app_keys(play, "<Esc><Esc>");
	assert_shows("Is somebody in immediate danger?", "and back");
	app_keys(play, "<Ctrl-PgDn>");
	assert_shows("Do not share this with Marta Oak", "to the answer");
	assert_shows("Answer: Does a court or a law order it?",
	    "which says what is not answered");
	app_keys(play, "<Enter>");
	assert_shows("Does a court or a law order it?", "and leads there");
	app_keys(play, "<Esc>");
	assert_shows("Do not share this", "Esc goes back to where one was");
	app_keys(play, "<Ctrl-PgUp>");
	assert_shows("Is it about a member of staff", "the last answered");
}

/* Another size of the window: broken anew, with the mark on the same thing. */
static void
test_resized(void **state)
{
	static const struct {
		const char *why, *keys, *on;
	} rows[] = {
		{ "what is still to do", "", "Still to do" },
		{ "an answer further down", "<End><Up><Up>",
		    "Sent: Secure email" },
		{ "a reason, which leads nowhere", "<Home>", "Still to do" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		check_begin(24, 100);
		app_keys(play, AGREED_ANSWER);
		app_keys(play, rows[i].keys);
		app_resize(play, 18, 60);
		app_turn(play);
		assert_cursor_on(rows[i].on, rows[i].why);
		app_keys(play, "<Home>");
		assert_shows("is agreed.", "the end of the first sentence");
		assert_shows("possible.", "and of a reason");
		assert_hides("respected…", "nothing is cut");
		app_resize(play, 24, 100);
		assert_shows("respected where possible.", "and back");
		play_end(NULL);
	}
}

/* What is changed on the way back changes what comes; what stays is not asked again. */
static void
test_changed_mind(void **state)
{
	(void)state;
	check_begin(24, 80);
	app_keys(play, AGREED_ANSWER);
	assert_shows("it is agreed.", "to begin with");
	app_keys(play, "<Ctrl-PgUp><Esc><Esc><Esc><Esc>");
	assert_shows("Is it right and up to date?", "back");
	app_keys(play, "n");
	assert_shows("Not yet: something is still to do.", "not accurate");
	assert_cursor_on("Check that it is as seen and heard", "it is marked");
	assert_hides("Checked by", "nobody checked it");
	app_keys(play, "<Enter>y");
	assert_hides("Not yet", "put right from the answer");
	/* Of the family's answers nothing changes the danger. */
	app_keys(play, "<End>");
	app_keys(play, "<Ctrl-PgUp>");
	app_keys(play, "<F1>");
	assert_shows("Asked because of the policy: S8", "the help of it");
}

static void
test_leaving(void **state)
{
	(void)state;
	check_begin(24, 80);
	app_keys(play, "2<Enter>mais<Enter><Esc>");
	assert_on(&scr_home, "nothing was answered");
	assert_int_equal(fake.draft_count, 0);
	app_keys(play, "2<Enter>mais<Enter>hill<Enter><Esc><Esc>");
	assert_on(&scr_home, "left at the first question");
	assert_says("Kept as a draft on this device.", "and kept");
	assert_true(fake.draft[0].draft.is_left);
	assert_shows("Not finished: Decision to share: Maisie Brown", "waits");
}

/* ---- drafts (promise 1) ---- */

static void
test_kept(void **state)
{
	(void)state;
	check_begin(24, 80);
	app_keys(play, TO_SCHOOL ITEM("1") "n");
	assert_int_equal(fake.kept, 0);
	play_wait(2100);
	assert_int_equal(fake.draft_count, 1);
	assert_held("danger_now", "no", "within two seconds");
	assert_shows("draft kept 14:07", "and it says so");
	app_keys(play, "3Half a senten");
	app_lock(play);
	assert_on(&scr_lock, "locked");
	assert_string_equal(
	    record_text(fake.draft[0].rec, "harm_why"), "Half a senten");
	assert_string_equal(fake.draft[0].draft.place, "harm_why");
	assert_int_equal(fake.draft[0].draft.cursor, 13);
}

/* The line dropped: it is offered back into the check, at the letter. */
static void
test_brought_back(void **state)
{
	static const struct {
		const char *why, *keys, *shows, *cursor;
	} rows[] = {
		{ "in a text", TO_SCHOOL ITEM("1") "n3Half a senten",
		    "What makes you think so?", "Half a senten" },
		{ "at a choice", TO_SCHOOL ITEM("1") "n", "What is the risk?",
		    "What is the risk?" },
		{ "of a person", TO_SCHOOL ITEM("1") SAFE PLAIN "2n11",
		    "Dean Brown, Father", "Can they be told?" },
		{ "at the answer", AGREED_ANSWER, "it is agreed.",
		    "Still to do" },
		{ "in a piece of information",
		    TO_SCHOOL "Attendance<Tab><Space>1<Shift-Tab>",
		    "Kind of information", "Attendance" },
		{ "at the first", "2<Enter>mais<Enter>north<Enter>",
		    "With whom there?", "Name" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		check_begin(24, 80);
		app_keys(play, rows[i].keys);
		app_keep_all(play);
		play_close();
		play_open(24, 80, NULL, NULL);
		scr_begin(play);
		app_turn(play);
		assert_on(&scr_draft, rows[i].why);
		app_keys(play, "<F2>");
		assert_on(&scr_check, rows[i].why);
		assert_says("It is all here.", rows[i].why);
		assert_shows(rows[i].shows, rows[i].why);
		assert_cursor_on(rows[i].cursor, rows[i].why);
		play_end(NULL);
	}
}

static void
test_put_away(void **state)
{
	(void)state;
	check_begin(24, 80);
	app_keys(play, "2<Enter>mais<Enter><F6>");
	assert_says("There is nothing to put away", "nothing was answered");
	app_keys(play, "hill<Enter><F6>");
	assert_shows("Yes, put it away and stop", "asked");
	app_keys(play, "<Esc><F6><Down><Enter>");
	assert_on(&scr_home, "away");
	assert_int_equal(fake.draft_count, 0);
	assert_int_equal(fake.away_count, 1);
}

/* The disk refuses: it is said, and what is there is not left unasked. */
static void
test_disk_full(void **state)
{
	(void)state;
	check_begin(24, 80);
	app_keys(play, TO_SCHOOL);
	fake_fail(FAKE_KEEP, ERR_FULL, "The disk is full.");
	app_keep_all(play);
	assert_says("The disk is full.", "said");
	assert_shows("NOT KEPT", "and seen");
	app_keys(play, "<F2><Esc><Esc><Esc>");
	assert_shows(
	    "could not be kept on this device", "asked before it goes");
	app_keys(play, "<Esc>");
	assert_on(&scr_check, "no");
	fake_fail(FAKE_KEEP, ERR_OK, "");
	app_keys(play, "<Esc>");
	assert_on(&scr_home, "there is room again");
	assert_int_equal(fake.draft_count, 1);
}

/* ---- more on file than can be weighed ---- */

/* Nothing is decided by part of it, and what has happened is recorded all the same. */
static void
test_not_weighed(void **state)
{
	(void)state;
	check_begin(40, 100);
	fake.is_crowded = true;
	app_keys(play, TO_SCHOOL ITEM("1") SAFE PLAIN);
	assert_shows("Do not share yet: ask for advice first.", "the answer");
	assert_shows("More is on this file than can be weighed", "and why");
	assert_hides("it is agreed", "whatever somebody agreed to");
	app_keys(play, "<F2>");
	assert_shows("The check does not say that this may be shared now.",
	    "not just so");
	app_keys(play, "<Down><Enter>2<F2>I rang them.<F2>1owen<Enter><Down>"
		       "<Enter>");
	assert_on(&scr_home, "recorded");
	check_saved_row("6", "it is to seek advice");
	check_saved("outcome", "seek_advice", "kept");
	check_saved("may", "no", "kept");
	check_saved("happened", "2026-11-12T14:07", "as it happened");
	assert_non_null(
	    strstr(record_text(scene_last("share_decision")->rec, "facts"),
		"\"answers\":[]"));
}

/* What waits for nobody's answer does not wait for that either (P1, P2). */
static void
test_not_weighed_in_harm(void **state)
{
	(void)state;
	check_begin(40, 100);
	fake.is_crowded = true;
	app_keys(play, TO_CARE ITEM("6") "n3Bruises.<F2>n1n41n1n1<F2>" CHECKED);
	assert_shows("You may share this without agreement", "the answer");
	app_keys(play, "<F2>1It is right.<F2><Down><Enter>");
	check_saved_row("5", "as ever");
	check_saved("may", "yes", "at once");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_choosing, play_end),
		cmocka_unit_test_teardown(test_picking, play_end),
		cmocka_unit_test_teardown(test_another_agency, play_end),
		cmocka_unit_test_teardown(test_items, play_end),
		cmocka_unit_test_teardown(test_back, play_end),
		cmocka_unit_test_teardown(test_changed_mind, play_end),
		cmocka_unit_test_teardown(test_resized, play_end),
		cmocka_unit_test_teardown(test_leaving, play_end),
		cmocka_unit_test_teardown(test_kept, play_end),
		cmocka_unit_test_teardown(test_brought_back, play_end),
		cmocka_unit_test_teardown(test_put_away, play_end),
		cmocka_unit_test_teardown(test_disk_full, play_end),
		cmocka_unit_test_teardown(test_not_weighed, play_end),
		cmocka_unit_test_teardown(test_not_weighed_in_harm, play_end),
	};

	return text_start() ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
