/* tui_account.c - people at the keyboard: who is offered what, what goes to the office,
 * that a secret is asked for again after a refusal and a code shown once; and handing
 * files over. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app_in.h"
#include "screen_play.h"
#include "share_scene.h"
#include "w_choice.h"
#include "w_pager.h"
#include "w_question.h"

#define LAPTOP "00000000-0000-7000-8000-0000000000de"
#define DEVICES                                                             \
	"{\"devices\":[{\"id\":\"" LAPTOP "\",\"name\":\"Blue laptop\","    \
	"\"enrolled\":1700000000000,\"seen\":1700000000000}],\"one_time\":" \
	"false}"

static struct id staff;

/* Somebody else's account, as an administrator. */
static void
open_account(int rows, int cols)
{
	fake_start();
	scene_policy();
	fake.me.role = ROLE_ADMIN;
	staff = fake.staff_id[0];
	if (id_equal(&staff, &fake.me.staff))
		staff = fake.staff_id[1];
	play_open(rows, cols, &scr_home, NULL);
	assert_int_equal(app_push(play, &scr_account, &staff), ERR_OK);
	assert_shows("Asking the office", "what it knows is asked for");
	assert_non_null(strstr(fake.office_path, "/devices"));
}

static void
answer(const char *json, const char *says)
{
	fake_office_answers(&fake, json, says);
	play_news(TOPIC_ANSWER);
}

/* ---- what is offered ---- */

static void
test_offered(void **state)
{
	(void)state;
	open_account(24, 80);
	answer(DEVICES, NULL);
	assert_shows("Blue laptop", "their device");
	assert_shows("last heard of", "and when it was heard of");
	assert_shows("Make a code", "as an administrator");
	assert_shows("End their access now", "as an administrator");
	assert_shows("are lost", "as an administrator");
	assert_hides("one-time codes besides", "those are their own");
	play_end(NULL);
	/* One's own: nobody ends themselves, or recovers themselves. */
	fake_start();
	fake.me.role = ROLE_ADMIN;
	play_open(24, 80, &scr_home, NULL);
	app_push(play, &scr_account, &fake.me.staff);
	answer(DEVICES, NULL);
	assert_hides("End their access", "nobody ends themselves");
	assert_hides("are lost", "nobody recovers themselves");
	assert_shows("one-time codes besides", "one's own");
	play_end(NULL);
	/* Whoever keeps no accounts. */
	fake_start();
	fake.me.role = ROLE_VOLUNTEER;
	play_open(24, 80, &scr_home, NULL);
	app_push(play, &scr_account, &fake.me.staff);
	answer(DEVICES, NULL);
	assert_hides("Make a code", "a volunteer");
	assert_hides("End their access", "a volunteer");
	assert_shows("Blue laptop", "a volunteer's own");
	play_end(NULL);
}

static void
test_recovery_rows(void **state)
{
	static const struct {
		const char *why, *recovery, *shows, *hides;
	} rows[] = {
		{ "asked", "\"agreed\":false,\"passphrase\":true",
		    "waits for somebody else", "that was agreed" },
		{ "agreed", "\"agreed\":true,\"passphrase\":true",
		    "that was agreed to", "are lost" },
		{ "codes alone, agreed", "\"agreed\":true,\"passphrase\":false",
		    "are lost", "that was agreed" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char json[400];

		snprintf(json, sizeof(json),
		    "{\"devices\":[],\"one_time\":false,\"recovery\":{\"id\":"
		    "\"" LAPTOP "\",%s,\"until\":1775303600000}}",
		    rows[i].recovery);
		open_account(24, 80);
		answer(DEVICES, NULL);
		app_keys(play, "<Down>"); /* on what is lost */
		app_keys(play, "<F5>");
		answer(json, NULL);
		assert_hides("> 3  End their", "the mark is not on the end");
		assert_hides("> 2  End their", "the mark is not on the end");
		assert_shows(rows[i].shows, rows[i].why);
		assert_hides(rows[i].hides, rows[i].why);
		play_end(NULL);
	}
}

/* ---- a code ---- */

static void
test_code(void **state)
{
	(void)state;
	open_account(24, 80);
	answer(DEVICES, NULL);
	app_keys(play, "1");
	assert_on(&scr_desk, "a code");
	app_keys(play, "<F2>");
	assert_says("passphrase is needed", "nothing goes without it");
	assert_non_null(strstr(fake.office_path, "/devices"));
	app_keys(play, "wrong words<F2>");
	assert_non_null(strstr(fake.office_path, "/codes"));
	assert_non_null(strstr(fake.office_body, "wrong words"));
	app_keys(play, "<F2>");
	assert_says("on the way", "once");
	answer(NULL, "The passphrase is not right.");
	assert_shows("is not right", "why not");
	assert_says("Nothing was done", "and that nothing was");
	app_keys(play, "<F2>");
	assert_says("passphrase is needed", "it was forgotten");
	app_keys(play, "right words<F2>");
	answer("{\"code\":\"hv2-aaaa bbbb cccc dddd eeee ffff\",\"url\":"
	       "\"https://o\",\"until\":1775303600000}",
	    NULL);
	assert_on(&w_pager_screen, "the code");
	assert_shows("hv2-aaaa bbbb", "in groups");
	app_keys(play, "<Esc>");
	assert_on(&scr_account, "back");
	assert_hides("aaaa", "once");
	assert_int_equal(fake.office_state, ASK_WAITING); /* how it stands */
	play_end(NULL);
}

/* The lock comes while the office is asked: the passphrase is not kept. */
static void
test_locked(void **state)
{
	(void)state;
	open_account(24, 80);
	answer(DEVICES, NULL);
	app_keys(play, "1four plain words");
	fake.is_open = false;
	play_news(TOPIC_ACCESS);
	fake.is_open = true;
	app_keys(play, "<F2>");
	assert_says("passphrase is needed", "it went with the lock");
	play_end(NULL);
}

/* ---- a device, and the end of access: with the word typed ---- */

static void
test_device(void **state)
{
	(void)state;
	open_account(24, 80);
	answer(DEVICES, NULL);
	app_keys(play, "4");
	assert_on(&scr_desk, "the device");
	assert_shows("erases what the office sent", "what it means");
	app_keys(play, "<Tab><Tab>four words<F2>");
	assert_says("Type the word \"end\"", "without the word nothing goes");
	assert_null(strstr(fake.office_path, "/end"));
	app_keys(play, "end<F2>");
	assert_non_null(strstr(fake.office_path, "/v1/devices/" LAPTOP));
	assert_non_null(strstr(fake.office_body, "\"why\":\"lost\""));
	assert_null(strstr(fake.office_body, "\"end\""));
	answer("{\"ended\":1}", NULL);
	assert_on(&scr_account, "done");
	play_end(NULL);
}

static void
test_end(void **state)
{
	(void)state;
	open_account(24, 80);
	answer(DEVICES, NULL);
	app_keys(play, "3");
	assert_on(&w_question, "asked first");
	assert_shows("yesterday is their last day", "what it means");
	app_keys(play, "no<Enter>");
	assert_on(&w_question, "not with another word");
	app_keys(play, "<Esc>");
	assert_on(&scr_account, "left");
	play_end(NULL);
}

/* ---- handing files over ---- */

#define FILES                                                           \
	"{\"files\":[{\"assignment\":\"" LAPTOP "\",\"file\":\"" LAPTOP \
	"\",\"name\":\"Zoë Bell\",\"reference\":\"C-1\",\"from\":"     \
	"\"2026-01-05\",\"until\":\"\"}]}"

static void
test_handover(void **state)
{
	(void)state;
	fake_start();
	scene_policy();
	fake.me.role = ROLE_SENIOR;
	staff = fake.staff_id[0];
	play_open(24, 80, &scr_home, NULL);
	app_push(play, &scr_handover, &staff);
	answer(FILES, NULL);
	assert_shows("Zoë Bell (C-1)", "their file");
	assert_shows("nobody yet", "and who takes it");
	app_keys(play, "<F2>");
	assert_says("What for", "a reason is needed");
	app_keys(play, "keyworker<F2>");
	assert_says("Choose who takes over", "and somebody");
	app_keys(play, "<F6>");
	assert_on(&w_choice, "who");
	app_keys(play, "<Space><F2>");
	assert_hides("nobody yet", "chosen");
	app_keys(play, "<F2>");
	assert_on(&w_question, "asked once more");
	app_keys(play, "<Down><Enter>");
	assert_non_null(strstr(fake.office_path, "/handover"));
	assert_non_null(strstr(fake.office_body, "\"why\":\"keyworker\""));
	assert_non_null(
	    strstr(fake.office_body, "\"assignment\":\"" LAPTOP "\""));
	answer(NULL, "The list has changed.");
	assert_shows("The list has changed.", "what the office says");
	assert_shows("Zoë Bell", "and what was chosen stays");
	play_end(NULL);
}

/* Whoever cannot have a file is not offered; and without a file nothing is asked. */
static void
test_handover_to_whom(void **state)
{
	(void)state;
	fake_start();
	scene_policy();
	fake.me.role = ROLE_SENIOR;
	fake_staff("Tess Trustee", ROLE_TRUSTEE, "tess");
	fake_staff("Ines Spector", ROLE_INSPECTOR, "ines");
	fake_staff("Ada Keeper", ROLE_ADMIN, "ada");
	staff = fake.staff_id[0];
	play_open(18, 60, &scr_home, NULL);
	app_push(play, &scr_handover, &staff);
	answer(FILES, NULL);
	app_keys(play, "<F6>");
	assert_shows("Priya Shah", "a support worker");
	assert_shows("Sam Green", "a volunteer");
	assert_hides("Tess", "a trustee");
	assert_hides("Ines", "an inspector");
	assert_hides("Ada", "an administrator");
	play_end(NULL);
	fake_start();
	fake.me.role = ROLE_SENIOR;
	play_open(18, 60, &scr_home, NULL);
	app_push(play, &scr_handover, &staff);
	answer("{\"files\":[]}", NULL);
	assert_shows("They have no file", "that there is none");
	app_keys(play, "<F6>");
	assert_on(&scr_handover, "nobody is asked for");
	assert_says("There is no file to hand over", "and why");
	app_keys(play, "<F2>");
	assert_says("There is no file to hand over", "nor with F2");
	play_end(NULL);
}

/* Somebody who has left: that is said, and what makes no sense is not offered. */
static void
test_has_left(void **state)
{
	static const struct {
		const char *why, *left, *shows, *hides;
	} rows[] = {
		{ "left", "2026-11-11", "Their access has ended. Their last",
		    "End their access" },
		{ "left: no code", "2026-11-11", "Blue laptop", "Make a code" },
		{ "today is one of work", "2026-11-12",
		    "Their last day is Thu 12 Nov", "has ended" },
		{ "their last day is ahead", "2026-12-01", "End their access",
		    "has ended" },
		{ "stays", "", "Make a code", "last day" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		static const struct id none = { "" };
		struct fake_record *r;

		open_account(18, 60);
		r = SCENE(&none, "staff", FAKE_DAY, "left", rows[i].left);
		r->row.id = staff;
		play_news(TOPIC_RECORDS);
		answer(DEVICES, NULL);
		assert_shows(rows[i].shows, rows[i].why);
		assert_hides(rows[i].hides, rows[i].why);
		app_keys(play, "<F5>");
		assert_says("Asking the office", "F5");
		answer(DEVICES, NULL);
		assert_hides("Asking the office", "it has answered");
		play_end(NULL);
	}
}

/* ---- the smallest window ---- */

static void
test_small(void **state)
{
	(void)state;
	open_account(18, 60);
	answer(DEVICES, NULL);
	app_keys(play, "2");
	assert_shows("What is lost", "in the smallest window");
	app_keys(play, "<Tab><Tab>");
	assert_shows("How you know", "in the smallest window");
	assert_shows("Your passphrase", "all of it is in view");
	assert_hides("Space: another", "in a text there is no choice");
	app_keys(play, "<Shift-Tab><Shift-Tab>");
	assert_shows("Space: another", "how the answer is chosen");
	assert_shows("< The passphrase >", "the first");
	app_keys(play, " ");
	assert_shows("< The one-time codes >", "it is");
	play_end(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_offered),
		cmocka_unit_test(test_recovery_rows),
		cmocka_unit_test(test_code),
		cmocka_unit_test(test_locked),
		cmocka_unit_test(test_device),
		cmocka_unit_test(test_end),
		cmocka_unit_test(test_handover),
		cmocka_unit_test(test_handover_to_whom),
		cmocka_unit_test(test_has_left),
		cmocka_unit_test(test_small),
	};

	if (!text_start())
		return 1;
	return cmocka_run_group_tests_name("tui_account", tests, NULL, NULL);
}
