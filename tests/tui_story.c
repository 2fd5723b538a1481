/* tui_story.c - the first job of screens.md by keys alone, "Record a concern", as
 * a volunteer and as a designated senior member, from signing in on; and what
 * happens around it: numbers, the lock, danger, news. After each step the
 * cursor's place is asserted: screen readers and braille displays follow it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "screen_play.h"
#include "w_choice.h"
#include "w_question.h"

struct step {
	const char *keys;
	const char *on;     /* name of the screen that is there then */
	const char *cursor; /* words of the row the cursor is in */
	const char *shows;  /* NULL: not asked */
};

static void
run(const struct step *steps, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char why[100];

		app_keys(play, steps[i].keys);
		snprintf(
		    why, sizeof(why), "step %zu, %.60s", i + 1, steps[i].keys);
		if (strcmp(app_top(play)->name, steps[i].on) != 0)
			fail_msg("%s: on screen '%s', not '%s'", why,
			    app_top(play)->name, steps[i].on);
		assert_sound(why);
		assert_cursor_on(steps[i].cursor, why);
		if (steps[i].shows)
			assert_shows(steps[i].shows, why);
	}
}
#define RUN(steps) run(steps, sizeof(steps) / sizeof(steps[0]))

/* ---- a volunteer, from signing in to the receipt ---- */

static void
volunteer(int rows, int cols)
{
	static const struct step steps[] = {
		{ "", "signin", "amina", "Who is signing in?" },
		{ "/sam", "signin", "Find: sam", NULL },
		{ "<Enter>", "signin", "", "Passphrase of Sam Green" },
		{ FAKE_PASSPHRASE, "signin", "\u2022\u2022", NULL },
		{ "<Enter>", "home", ">  1  Record a concern",
		    "Nothing waits for you." },
		{ "1m", "find", "Name   m", "Maisie Brown" },
		{ "ais", "find", "Name   mais", NULL },
		{ "<Down>", "find", "Not on file yet", NULL },
		{ "<Up>", "find", "> Maisie Brown", NULL },
		{ "<Enter>", "form", "\u2502", "F2 Hand in" },
		{ "There was a bruise on her arm.", "form",
		    "bruise on her arm.", NULL },
		{ "<Tab>", "form", "\u2502", "Who said it" },
		{ "Maisie: \"I fell.\"", "form", "\"I fell.\"", NULL },
		{ "<Tab>", "form", "", "When you saw or heard it" },
		{ "today 13:20", "form", "Thu 12 November 2026, 13:20", NULL },
		{ "<Tab>Hall", "form", "Hall", NULL },
		{ "<Tab>", "form", "> none yet", NULL },
		{ "<Enter>", "form", "", "Person present 1" },
		{ "Kelly<Tab>", "form", "Space to choose", NULL },
		{ "<Space>", "choice", ">", "What they are to the child" },
		{ "3", "form", "A parent or carer", NULL },
		{ "<F2>", "form", "> 1  Kelly", NULL },
		{ "<Tab>Told Priya.", "form", "Told Priya.", NULL },
		{ "<F2>", "home", ">  1  Record a concern", "999" },
	};

	fake_start();
	fake_be(ROLE_VOLUNTEER, "Sam Green");
	fake.is_open = false;
	play_open(rows, cols, &scr_signin, NULL);
	RUN(steps);
	assert_string_equal(fake.unlocked_as, "sam");
	assert_int_equal(fake.saves, 1);
	assert_true(id_equal(&fake.last_save.file, &fake.child[0].file));
	assert_string_equal(fake.last_save.kind->name, "first_account");
	assert_shows("0191 498 0123", "the number in one piece");
	play_end(NULL);
}

static void
test_volunteer(void **state)
{
	(void)state;
	volunteer(24, 80);
	volunteer(18, 60);
}

/* The line about where it is follows the truth (promise 5), until a key. */
static void
test_received(void **state)
{
	struct fake_record *r;

	(void)state;
	fake_start();
	fake_be(ROLE_VOLUNTEER, "Sam Green");
	play_open(24, 80, &scr_home, NULL);
	app_keys(play, "1zzz<F7>A bruise.<F2>");
	assert_on(&scr_home, "handed in");
	assert_says("Only you have this", "while it is here alone");
	play_news(TOPIC_LINK);
	assert_says("Only you have this", "nothing new");
	r = &fake.record[fake.records - 1];
	r->row.where = WHERE_OFFICE;
	play_news(TOPIC_OUTBOX);
	assert_says("Received by the office", "once it is there");
	r->row.where = WHERE_STOPPED;
	app_keys(play, "<Down>");
	play_news(TOPIC_OUTBOX);
	assert_says("Received by the office", "a key ends the following");
	play_end(NULL);
}

/* ---- a designated senior member takes it up, completes it, signs ---- */

static void
senior(int rows, int cols)
{
	static const struct step steps[] = {
		{ "", "home", "> First account to take up", NULL },
		{ "<Enter>", "record", "First account",
		    "F2: Complete a Record of Concern" },
		{ "<F2>", "form", "", "When it happened" },
		{ "yesterday 15:30", "form", "Wed 11 November 2026, 15:30",
		    NULL },
		{ "<Tab>y", "form", "(x) Yes", NULL },
		{ "<Tab>", "form", "Thu 12 November 2026, 13:20", NULL },
		{ "<Tab><Tab>Hall", "form", "Hall", NULL },
		{ "<Ctrl-PgDn>", "form", "finger.", "Seen and heard" },
		{ "<Ctrl-PgDn>", "form", "> none yet", NULL },
		{ "<F7>Maisie", "form", "Maisie", "Conversation 1" },
		{ "<Tab><Space>1", "form", "The child or young person", NULL },
		{ "<Tab>today 13:30", "form", "13:30", NULL },
		{ "<Tab><Tab>I fell.", "form", "I fell.", NULL },
		{ "<F2>", "form", "> 1  Maisie", NULL },
		{ "<Ctrl-PgDn><Ctrl-PgDn>", "form", "Space to choose",
		    "Type of concern" },
		{ "<Space><Space><F2>", "form", "Physical abuse", NULL },
		{ "<Tab><Space>1", "form", "To protect a child", NULL },
		{ "<Tab>", "form", "I told Priya at once.", NULL },
		{ "<Tab>y", "form", "(x) Yes", NULL },
		{ "<Tab><Tab>", "form", "> none yet", NULL },
		{ "<Enter>Visit", "form", "Visit", "Action 1" },
		{ "<Tab>Priya", "form", "Priya", NULL },
		{ "<Tab>fri", "form", "Fri 13 November 2026", NULL },
		{ "<F2>", "form", "> 1  Visit", NULL },
		{ "<Tab>", "form", "> When it happened", "Check your answers" },
		{ "<F2>", "sign", "", "I, Amina Rahman, sign" },
		{ FAKE_PASSPHRASE "<F2>", "record", "",
		    "Signed by Amina Rahman" },
		{ "<Esc>", "home", ">", NULL },
	};
	const struct fake_record *r;

	fake_start();
	fake_waiting("account_new", "First account to take up", &fake.record[2],
	    "Maisie Brown", 40 * FAKE_MINUTE);
	play_open(rows, cols, &scr_home, NULL);
	RUN(steps);
	r = &fake.record[fake.records - 1];
	assert_string_equal(r->row.kind->name, "concern");
	assert_true(r->row.is_signed);
	assert_true(id_equal(&r->row.parent, &fake.record[2].row.id));
	assert_string_equal(
	    record_text(record_item(r->rec, "actions", 0), "by"), "2026-11-13");
	app_keys(play, "<Enter>");
	assert_on(&scr_record, "the account again");
	assert_hides("F2: ", "nobody takes it up twice");
	play_end(NULL);
}

static void
test_senior(void **state)
{
	(void)state;
	senior(24, 80);
	senior(18, 60);
}

static void
test_lead(void **state)
{
	static const struct step steps[] = {
		{ "", "home", "> Record of Concern to acknowledge", NULL },
		{ "<Enter>", "record", "Record of Concern: Maisie",
		    "F2: Acknowledge it." },
		{ "<F2>", "form", "\u2502", "Acknowledgement" },
		{ "Read.<F2>", "question", "No", "cannot be changed" },
		{ "<Enter>", "form", "\u2502", "Read." },
		{ "<F2>", "question", "No", NULL },
		{ "<Down><Enter>", "record", "Record of Concern: Maisie",
		    "Acknowledgement by Owen Hughes" },
	};

	(void)state;
	fake_start();
	fake_be(ROLE_LEAD, "Owen Hughes");
	fake_waiting("concern_to_acknowledge",
	    "Record of Concern to acknowledge", &fake.record[3], "Maisie Brown",
	    FAKE_DAY);
	play_open(24, 80, &scr_home, NULL);
	RUN(steps);
	assert_hides("F2: ", "once is enough");
	play_end(NULL);
}

/* ---- a child who is not in the list ---- */

static void
test_alike(void **state)
{
	static const struct step steps[] = {
		{ "1Maisie Brwn", "find", "Name   Maisie Brwn",
		    "Not on file yet: Maisie Brwn" },
		{ "<Enter>", "question", ">  1  Go back", "Is it one of them" },
		{ "<Enter>", "find", "Name   Maisie Brwn", NULL },
		{ "<F7>2", "form", "\u2502", "Maisie Brown" },
		{ "<Esc>", "home", ">  1  Record a concern", NULL },
	};

	(void)state;
	fake_start();
	fake_be(ROLE_VOLUNTEER, "Sam Green");
	fake_waiting("account_new", "First account", &fake.record[2],
	    "Maisie Brown", FAKE_HOUR);
	play_open(24, 80, &scr_home, NULL);
	RUN(steps);
	assert_int_equal(fake.saves, 0);
	play_end(NULL);
}

static void
test_nobody_is_taken(void **state)
{
	(void)state;
	fake_start();
	play_open(24, 80, &scr_home, NULL);
	app_keys(play, "1");
	play_wait(600);
	assert_on(&scr_find, "1 and a moment");
	app_keys(play, "<Enter>");
	assert_on(&scr_find, "Enter takes nobody");
	assert_says("Type part of the name", "and says why");
	app_keys(play, "<F7>");
	assert_on(&scr_find, "nor a child without a name");
	app_keys(play, "<Down><Enter>");
	assert_on(&scr_form, "Down chooses");
	assert_shows("Maisie Brown", "the one that was marked");
	app_keys(play, "<Esc>4<Down><Down><Enter>");
	assert_on(&scr_file, "a file");
	assert_shows("Jamal Okafor", "of the second");
	play_end(NULL);
}

/* ---- numbers ---- */

static void
test_numbers(void **state)
{
	static const struct {
		const char *why, *keys;
		int wait_ms;
		const char *on;
	} rows[] = {
		{ "1 waits for another digit", "1", 0, "home" },
		{ "not for long", "1", 600, "find" },
		{ "nor less than a moment", "1", 300, "home" },
		{ "Enter is sooner", "1<Enter>", 0, "find" },
		{ "so is a letter", "1a", 0, "find" },
		{ "11 at once", "11", 0, "outbox" },
		{ "12 at once", "12", 0, "settings" },
		{ "4 at once", "4", 0, "find" },
		{ "Down after 1 only moves", "1<Down>", 600, "home" },
		{ "Tab after 1 only moves", "1<Tab>", 600, "home" },
		{ "danger after 1", "1<F9>", 600, "danger" },
		{ "from what waits too", "<Up><Up>11", 0, "outbox" },
		{ "in a filter a digit is text", "<Tab>/11", 600, "home" },
		{ "0 is no row", "0", 600, "home" },
		{ "notices to referrers", "3", 600, "notices" },
		{ "requests for information", "6", 600, "requests" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		fake_start();
		play_open(24, 80, &scr_home, NULL);
		fake_waiting("account_new", "First account to take up",
		    &fake.record[2], "Maisie Brown", FAKE_HOUR);
		play_news(TOPIC_RECORDS);
		app_keys(play, rows[i].keys);
		play_wait(rows[i].wait_ms);
		if (strcmp(app_top(play)->name, rows[i].on) != 0)
			fail_msg("%s: on '%s', not '%s'", rows[i].why,
			    app_top(play)->name, rows[i].on);
		play_end(NULL);
	}
}

/* ---- home ---- */

static size_t
marks(void)
{
	const struct canvas *cv = app_canvas(play);
	size_t n = 0;

	app_turn(play);
	for (int i = cv->cols * SCR_TOP; i < cv->cols * (cv->rows - 2); i++)
		n += strcmp(cv->cells[i].show, ">") == 0;
	return n;
}

static void
test_one_focus(void **state)
{
	static const char *const keys[] = { "", "<Tab>", "<Down>", "<Right>",
		"<Up>", "<Up>", "<Up>", "<Up>", "/m", "<Tab>", "<Esc>",
		"<Shift-Tab>", "<End>", "<PgUp>" };

	(void)state;
	fake_start();
	for (int i = 0; i < 3; i++)
		fake_waiting("account_new", "First account to take up",
		    &fake.record[2], "Maisie Brown", FAKE_HOUR + i);
	play_open(24, 80, &scr_home, NULL);
	assert_cursor_on("> First account", "what waits comes first");
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		app_keys(play, keys[i]);
		assert_on(&scr_home, keys[i]);
		if (marks() != 1)
			fail_msg("%s: %zu marks", keys[i], marks());
	}
	fake.waiting_count = 0;
	play_news(TOPIC_RECORDS);
	assert_int_equal(marks(), 1);
	assert_cursor_on(" >", "nothing waits: the menu");
	app_keys(play, "<Tab>");
	assert_cursor_on(" >", "Tab leads nowhere empty");
	play_end(NULL);
}

/* What waits moves under nobody's hand. */
static void
test_news_moves_nothing(void **state)
{
	(void)state;
	fake_start();
	play_open(24, 80, &scr_home, NULL);
	app_keys(play, "<Down><Down><Down>");
	assert_cursor_on(">  4  Children", "in the menu");
	fake_waiting("account_new", "First account to take up", &fake.record[2],
	    "Maisie Brown", FAKE_HOUR);
	play_news(TOPIC_RECORDS);
	assert_cursor_on(">  4  Children", "still");
	play_end(NULL);
}

static void
test_damage_is_told_once(void **state)
{
	(void)state;
	fake_start();
	play_open(24, 80, &scr_home, NULL);
	assert_string_equal(app_message(play), "");
	fake.damage = "One card cannot be read.";
	play_news(TOPIC_RECORDS);
	assert_says("One card cannot be read.", "found after Home was there");
	app_say(play, "%s", "");
	play_news(TOPIC_RECORDS);
	assert_string_equal(app_message(play), "");
	play_end(NULL);
}

static void
test_not_here_yet(void **state)
{
	struct fake_record *r;
	struct id id;

	(void)state;
	fake_start();
	r = &fake.record[2];
	id = r->row.id;
	fake_waiting("account_new", "First account to take up", r,
	    "Maisie Brown", FAKE_HOUR);
	r->row.id = fake_id(0x99, 1); /* not on this device */
	play_open(24, 80, &scr_home, NULL);
	app_keys(play, "<Enter>");
	assert_on(&scr_home, "it is asked for");
	assert_says("not on this device yet", "and said");
	assert_int_equal(fake.file_wants, 1);
	fake.file_state = ASK_FAILED;
	err_set(&fake.ask_error, ERR_NET, "The office cannot be asked now.");
	play_news(TOPIC_ANSWER);
	assert_says("cannot be asked now", "why it does not come");
	fake.file_state = ASK_DONE;
	r->row.id = id;
	play_news(TOPIC_RECORDS);
	assert_on(&scr_record, "it opens by itself");
	app_keys(play, "<Esc>");
	r->row.id = fake_id(0x99, 1);
	app_keys(play, "<Enter><Tab>");
	r->row.id = id;
	play_news(TOPIC_RECORDS);
	assert_on(&scr_home, "not once a key was pressed");
	play_end(NULL);
}

/* ---- lock, danger, signing out ---- */

static void
test_lock(void **state)
{
	(void)state;
	fake_start();
	fake.pin_is_set = true;
	play_open(24, 80, &scr_home, NULL);
	play_wait(1000);
	app_keys(play, "4<Down><Down><Enter>");
	assert_on(&scr_file, "a file");
	play_wait(301000);
	assert_on(&scr_lock, "five minutes without a key");
	assert_hides("Jamal", "no name on it");
	play_news(TOPIC_RECORDS | TOPIC_OUTBOX | TOPIC_ACCESS);
	app_keys(play, "<Enter>");
	assert_says("Type your passphrase", "nothing typed");
	app_keys(play, "271828<Enter>");
	assert_says("2 tries left", "a wrong PIN");
	app_keys(play, "<F9>");
	assert_shows("0191 498 0123", "whom to ring shows here too");
	app_keys(play, "<Esc>" FAKE_PIN "<Enter>");
	assert_on(&scr_file, "where it was");
	assert_shows("Jamal", "with the name");
	app_keys(play, "<Esc>");
	assert_cursor_on(">  4  Children", "and home as it was");
	play_end(NULL);
}

static void
test_sign_out(void **state)
{
	(void)state;
	fake_start();
	play_open(24, 80, &scr_home, NULL);
	app_keys(play, "123<Enter>");
	assert_on(&scr_settings, "a slip of a number signs nobody out");
	assert_int_equal(fake.sign_outs, 0);
	app_keys(play, "32");
	assert_on(&scr_signin, "signed out");
	assert_int_equal(fake.sign_outs, 1);
	assert_false(app_is_open(play, &scr_home));
	assert_false(app_is_open(play, &scr_settings));
	app_keys(play, "<Down><Enter>" FAKE_PASSPHRASE "<Enter>");
	assert_on(&scr_home, "the next one");
	assert_false(app_is_open(play, &scr_signin));
	play_wait(301000);
	assert_on(&scr_lock, "the lock comes for them too");
	play_end(NULL);
}

static void
test_enrol(void **state)
{
	(void)state;
	fake_start();
	play_open(24, 80, &scr_home, NULL);
	app_keys(play, "1242");
	assert_on(&scr_enrol, "signed out, to enrol");
	assert_int_equal(fake.sign_outs, 1);
	app_keys(play, "<F2>");
	assert_says("Address of the office is needed", "what is missing");
	assert_cursor_on("", "there");
	app_keys(play, "https://o.example<Tab>hv1-x<Tab>jo<Tab>blue<Tab>"
		       "five plain words of mine<Tab>another<F2>");
	assert_says("not the same", "a slip is found here");
	app_keys(play, "five plain words of mine<F2>");
	assert_int_equal(fake.enrol_state, ASK_WAITING);
	app_keys(play, "x<F2>");
	assert_says("on the way", "asked once");
	fake.enrol_state = ASK_FAILED;
	err_set(&fake.ask_error, ERR_AUTH,
	    "This code is not valid any more. Ask for a new one.");
	play_news(TOPIC_ANSWER);
	assert_says("not valid any more", "why");
	app_keys(play, "<F2>");
	fake.enrol_state = ASK_DONE;
	fake.is_open = true;
	play_news(TOPIC_ANSWER);
	assert_on(&scr_home, "enrolled");
	assert_false(app_is_open(play, &scr_enrol));
	assert_false(app_is_open(play, &scr_signin));
	play_wait(301000);
	assert_on(&scr_lock, "and the lock comes");
	play_end(NULL);
}

/* Esc leads out of everything, one step at a time, and asks about nothing. */
static void
test_esc(void **state)
{
	static const struct {
		const char *keys, *back;
	} rows[] = {
		{ "4", "home" },
		{ "4<Down><Enter>", "home" },
		{ "4<Down><Enter>/x", "file" },
		{ "4<Down><Enter><F7>", "file" },
		{ "4<Down><Enter><F6>", "file" },
		{ "4<Down><Enter><F6>1", "file" },
		{ "4<Down><Enter><Enter>", "file" },
		{ "4<Down><Enter><Enter><F6>", "record" },
		{ "4<Down><Enter><F7>1", "file" },
		{ "11", "home" },
		{ "12", "home" },
		{ "12"
		  "1123",
		    "settings" },
		{ "<F9>", "home" },
		{ "<F1>", "home" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		fake_start();
		play_open(24, 80, &scr_home, NULL);
		app_keys(play, rows[i].keys);
		app_keys(play, "<Esc>");
		if (strcmp(app_top(play)->name, rows[i].back) != 0)
			fail_msg("%s: Esc leads to '%s', not '%s'",
			    rows[i].keys, app_top(play)->name, rows[i].back);
		play_end(NULL);
	}
}

static void
test_pin(void **state)
{
	(void)state;
	fake_start();
	play_open(24, 80, &scr_settings, NULL);
	app_keys(play, "112a4<Enter>");
	assert_false(fake.pin_is_set);
	assert_says("six digits", "digits alone");
	app_keys(play, FAKE_PIN "<Enter>");
	assert_false(fake.pin_is_set);
	assert_says("once more", "typed twice");
	app_keys(play, "999999<Enter>");
	assert_false(fake.pin_is_set);
	assert_says("not the same", "a slip of the first is found");
	app_keys(play, FAKE_PIN "<Enter>" FAKE_PIN "<Enter>");
	assert_true(fake.pin_is_set);
	assert_says("The PIN is set", "and said");
	play_end(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_volunteer, play_end),
		cmocka_unit_test_teardown(test_received, play_end),
		cmocka_unit_test_teardown(test_senior, play_end),
		cmocka_unit_test_teardown(test_lead, play_end),
		cmocka_unit_test_teardown(test_alike, play_end),
		cmocka_unit_test_teardown(test_nobody_is_taken, play_end),
		cmocka_unit_test_teardown(test_numbers, play_end),
		cmocka_unit_test_teardown(test_one_focus, play_end),
		cmocka_unit_test_teardown(test_news_moves_nothing, play_end),
		cmocka_unit_test_teardown(test_damage_is_told_once, play_end),
		cmocka_unit_test_teardown(test_not_here_yet, play_end),
		cmocka_unit_test_teardown(test_lock, play_end),
		cmocka_unit_test_teardown(test_sign_out, play_end),
		cmocka_unit_test_teardown(test_enrol, play_end),
		cmocka_unit_test_teardown(test_esc, play_end),
		cmocka_unit_test_teardown(test_pin, play_end),
	};

	if (!text_start())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
