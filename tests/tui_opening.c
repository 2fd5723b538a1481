/* tui_opening.c - need to know, at the keyboard (A2): opening a file that is not
 * assigned to one by its exact reference, with a reason and what follows from it
 * said before; and who may see a file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app_in.h"
#include "screen_play.h"
#include "share_scene.h"
#include "w_choice.h"
#include "w_question.h"

#define ROW "Open a file by its exact reference"
#define REASON "Sam is ill, and I visit in his place."

static void
start(enum role role)
{
	fake_start();
	scene_policy();
	fake.me.role = role;
}

static void
open_find(const char *purpose, bool may_be_new, bool is_urgent)
{
	struct find_arg arg = { purpose, may_be_new, is_urgent };

	play_open(24, 80, &scr_home, NULL);
	assert_int_equal(app_push(play, &scr_find, &arg), ERR_OK);
}

/* ---- where it is offered ---- */

static const struct {
	enum role role;
	bool is_offered;
} roles[] = {
	{ ROLE_VOLUNTEER, true },
	{ ROLE_SUPPORT_WORKER, true },
	{ ROLE_MANAGER, true },
	{ ROLE_SENIOR, false },   /* sees all */
	{ ROLE_DIRECTOR, false }, /* sees all */
	{ ROLE_LEAD, false },     /* sees all, and is told */
	{ ROLE_TRUSTEE, false },  /* opens no file */
	{ ROLE_INSPECTOR, false },
	{ ROLE_ADMIN, false },
};

static void
test_offered(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++) {
		const char *why = role_title(roles[i].role);

		for (int is_new = 0; is_new < 2; is_new++) {
			start(roles[i].role);
			open_find("Children", is_new == 1, false);
			assert_hides(ROW, "nothing typed yet");
			app_keys(play, "zzz");
			if (roles[i].is_offered)
				assert_shows(ROW, why);
			else
				assert_hides(ROW, why);
			if (is_new)
				assert_shows("Not on file yet: zzz", why);
			play_end(NULL);
		}
	}
	start(ROLE_VOLUNTEER);
	open_find("Emergency", true, true);
	app_keys(play, "zzz");
	assert_hides(ROW, "in an emergency nothing takes time");
	play_end(NULL);
}

/* The rows above stay what they were. */
static void
test_rows(void **state)
{
	static const struct {
		const char *keys;
		const struct screen_def *on;
	} rows[] = {
		{ "1maisie<Enter>", &scr_form },
		{ "1zzz<Enter>", &scr_form },
		{ "1zzz<F7>", &scr_form },
		{ "1zzz<Down><Enter>", &scr_opening },
		{ "4maisie<Enter>", &scr_file },
		{ "4maisie<Down><Enter>", &scr_opening },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		start(ROLE_VOLUNTEER);
		play_open(24, 80, &scr_home, NULL);
		app_keys(play, rows[i].keys);
		assert_on(rows[i].on, rows[i].keys);
		play_end(NULL);
	}
}

/* ---- asking ---- */

static void
open_opening(void)
{
	open_find("Children", false, false);
	app_keys(play, "C-0199<Enter>");
	assert_on(&scr_opening, "from the list");
	assert_shows("C-0199", "what was typed");
	assert_shows("24 hours", "for how long");
	assert_shows("written down with your reason", "what is kept");
	assert_shows("the Strategic Lead is told", "and who is told");
}

static void
test_asked(void **state)
{
	struct child *c;

	(void)state;
	start(ROLE_SUPPORT_WORKER);
	open_opening();
	app_keys(play, REASON "<Tab><Tab>four plain words<F2>");
	assert_int_equal(fake.open_asks, 1);
	assert_string_equal(fake.open_reference, "C-0199");
	assert_string_equal(fake.open_reason, REASON);
	assert_string_equal(fake.open_passphrase, "four plain words");
	assert_says("Asking the office", "it is asked");
	app_keys(play, "<F2><F2>");
	assert_int_equal(fake.open_asks, 1); /* once */
	play_news(TOPIC_ANSWER);
	assert_on(&scr_opening, "no answer yet");
	c = fake_child("Newly Open", "", "", "C-0199");
	fake.opened = (struct opened){ c->file, fake.now + 24 * FAKE_HOUR };
	fake.open_state = ASK_DONE;
	play_news(TOPIC_ANSWER);
	assert_on(&scr_file, "it opens by itself");
	assert_shows("Newly Open", "that file");
	assert_says("who answers for it is told", "said again");
	assert_says("13 Nov 14:07", "until when");
	app_keys(play, "<Esc>");
	assert_on(&scr_find, "the question is gone");
	play_end(NULL);
}

/* Nothing is asked without all three. */
static void
test_missing(void **state)
{
	static const struct {
		const char *why, *keys, *says;
	} rows[] = {
		{ "no reference", "<Shift-Tab><Ctrl-U><Tab>x<Tab><Tab>y<F2>",
		    "exact reference" },
		{ "blank reference",
		    "<Shift-Tab><Ctrl-U>  <Tab>x<Tab><Tab>y<F2>",
		    "exact reference" },
		{ "no reason", "<Tab><Tab>y<F2>", "why you need to open" },
		{ "blank reason", "  <Tab><Tab>y<F2>", "why you need to open" },
		{ "no passphrase", REASON "<F2>", "Type your passphrase" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		start(ROLE_VOLUNTEER);
		open_opening();
		app_keys(play, rows[i].keys);
		assert_says(rows[i].says, rows[i].why);
		assert_int_equal(fake.open_asks, 0);
		assert_on(&scr_opening, rows[i].why);
		play_end(NULL);
	}
}

/* ---- whom it is about (R7) ---- */

static void
test_about(void **state)
{
	static const struct {
		const char *why, *keys;
		const char *shows;
		int first, second; /* of the colleagues; -1: nobody */
	} rows[] = {
		{ "nobody", "", "None of us", -1, -1 },
		{ "looked, and left", "<Enter> <Esc>", "None of us", -1, -1 },
		{ "looked, and none", "<Enter><F2>", "None of us", -1, -1 },
		{ "one", "<Enter> <F2>", "", 1, -1 },
		{ "by a space", "  <F2>", "", 1, -1 },
		{ "two", "<Enter> <Down> <F2>", ", ", 1, 2 },
		{ "taken back", "<Enter> <F2><Enter> <F2>", "None of us", -1,
		    -1 },
		{ "letters do nothing", "xyz", "None of us", -1, -1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char want[100];

		start(ROLE_VOLUNTEER);
		open_opening();
		app_keys(play, REASON "<Tab>");
		app_keys(play, rows[i].keys);
		assert_on(&scr_opening, rows[i].why);
		assert_shows(rows[i].shows, rows[i].why);
		if (rows[i].first > 0)
			assert_shows(
			    fake.staff[rows[i].first].name, rows[i].why);
		app_keys(play, "<Tab>right<F2>");
		assert_int_equal(fake.open_asks, 1);
		snprintf(want, sizeof(want), "%s%s%s",
		    rows[i].first > 0 ? fake.staff_id[rows[i].first].s : "",
		    rows[i].second > 0 ? " " : "",
		    rows[i].second > 0 ? fake.staff_id[rows[i].second].s : "");
		if (strcmp(fake.open_about, want) != 0)
			fail_msg("%s: '%s' is not '%s'", rows[i].why,
			    fake.open_about, want);
		play_end(NULL);
	}
}

/* Not oneself; and no more than the record of it holds. */
static void
test_about_limits(void **state)
{
	(void)state;
	start(ROLE_VOLUNTEER);
	for (int i = 0; i < 8; i++)
		fake_staff("One More", ROLE_VOLUNTEER, "");
	open_opening();
	app_keys(play, REASON "<Tab><Enter>");
	assert_on(&w_choice, "whom it is about");
	assert_shows("[ ] Owen Hughes", "colleagues");
	assert_hides("[ ] Amina Rahman", "not oneself");
	for (size_t i = 1; i < fake.staff_count; i++)
		app_keys(play, " <Down>");
	app_keys(play, "<F2>");
	assert_on(&scr_opening, "back");
	assert_says("At most 10", "too many");
	assert_shows("None of us", "so nobody");
	play_end(NULL);
}

/* What the office, or the link, says no to: said; what was typed stays, but for the
 * passphrase. */
static const struct {
	enum err code;
	const char *why, *shows, *says;
} refusals[] = {
	{ ERR_NOT_FOUND,
	    "There is no file with this reference, or it is not one that you "
	    "may open.",
	    "no file with this reference", "Nothing was opened." },
	{ ERR_DENIED,
	    "The passphrase is not right, so nothing was done. Type it "
	    "again; what you wrote is kept.",
	    "The passphrase is not right", "Nothing was opened." },
	{ ERR_AUTH, "You are not signed in.", "You are not signed in.",
	    "Nothing was opened." },
	{ ERR_NET, "The office did not answer, so the file may be open or not.",
	    "may be open or not",
	    "The office did not say whether it is open." },
};

static void
test_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		const char *shows = refusals[i].shows;

		start(ROLE_VOLUNTEER);
		open_opening();
		app_keys(play, REASON "<Tab><Tab>wrong<F2>");
		err_set(
		    &fake.ask_error, refusals[i].code, "%s", refusals[i].why);
		fake.open_state = ASK_FAILED;
		play_news(TOPIC_ANSWER);
		assert_on(&scr_opening, "it stays");
		assert_says(refusals[i].says, "said at once");
		assert_shows(shows, "and why");
		app_keys(play, "<Tab>");
		assert_shows(shows, "until the next try");
		assert_shows("C-0199", "the reference");
		assert_shows("Sam is ill", "the reason");
		assert_hides("\u2022", "no passphrase lies about");
		app_keys(play, "<F2>");
		assert_says("Type your passphrase", "it is asked for again");
		app_keys(play, "right<F2>");
		assert_int_equal(fake.open_asks, 2);
		assert_string_equal(fake.open_reason, REASON);
		assert_string_equal(fake.open_passphrase, "right");
		assert_hides(shows, "no more than that long");
		play_end(NULL);
	}
}

static void
test_not_asked(void **state)
{
	(void)state;
	start(ROLE_VOLUNTEER);
	fake_fail(FAKE_ASK_OPEN, ERR_NET, "This needs the office.");
	open_opening();
	app_keys(play, REASON "<Tab><Tab>right<F2>");
	assert_says("This needs the office.", "without a link");
	assert_int_equal(fake.open_asks, 0);
	fake_fail(FAKE_ASK_OPEN, ERR_OK, "");
	app_keys(play, "<F2>");
	assert_int_equal(fake.open_asks, 1);
	play_end(NULL);
}

/* An answer of an earlier question opens nothing. */
static void
test_late(void **state)
{
	(void)state;
	start(ROLE_VOLUNTEER);
	fake.open_state = ASK_DONE;
	fake.opened.file = fake.child[0].file;
	open_opening();
	play_news(TOPIC_ANSWER);
	assert_on(&scr_opening, "it was not asked here");
	play_end(NULL);
}

static void
test_leaving(void **state)
{
	(void)state;
	start(ROLE_VOLUNTEER);
	open_opening();
	app_keys(play, "<Esc>");
	assert_on(&scr_find, "nothing typed, nothing asked");
	app_keys(play, "<Enter>A reason<Esc>");
	assert_on(&w_question, "something would be lost");
	assert_shows("The reason that you typed", "what");
	app_keys(play, "<Esc>");
	assert_on(&scr_opening, "no");
	assert_shows("A reason", "it is all there");
	play_end(NULL);
}

/* Behind the lock lies no passphrase. */
static void
test_locked(void **state)
{
	(void)state;
	start(ROLE_VOLUNTEER);
	open_opening();
	app_keys(play, REASON "<Tab><Tab>secret<Ctrl-L>");
	play_news(TOPIC_ACCESS);
	assert_on(&scr_lock, "locked");
	app_keys(play, FAKE_PASSPHRASE "<Enter>");
	assert_on(&scr_opening, "and back");
	assert_shows("Sam is ill", "the reason");
	assert_hides("\u2022", "and no passphrase");
	play_end(NULL);
}

/* A name is no reference; what has figures may be one. */
static void
test_prefilled(void **state)
{
	static const struct {
		const char *typed;
		bool is_taken;
	} rows[] = {
		{ "C-0199", true },
		{ "0199", true },
		{ "Smith", false },
		{ "a name of 21 letters, or 9 more than that", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		start(ROLE_VOLUNTEER);
		open_find("Children", false, false);
		app_keys(play, rows[i].typed);
		app_keys(play, "<Enter>");
		assert_on(&scr_opening, rows[i].typed);
		if (rows[i].is_taken)
			assert_shows(rows[i].typed, "taken over");
		else
			assert_hides(rows[i].typed, "not taken over");
		play_end(NULL);
	}
}

/* ---- who may see it ---- */

static void
test_access(void **state)
{
	(void)state;
	for (int role = 0; role < ROLE_TRUSTEE; role++) {
		bool may = role == ROLE_SENIOR || role == ROLE_DIRECTOR ||
			   role == ROLE_LEAD;

		start((enum role)role);
		play_open(24, 80, &scr_file, &fake.child[0].file);
		app_keys(play, "<F6>");
		assert_on(&w_choice, "more");
		if (may)
			assert_shows("Who may see this file",
			    role_title((enum role)role));
		else
			assert_hides("Who may see this file",
			    role_title((enum role)role));
		play_end(NULL);
	}
	start(ROLE_LEAD);
	fake.access[0] = (struct access_row){ .name = "Priya Shah",
		.role_title = "Support worker",
		.why = "assigned, from Mon 24 August 2026" };
	fake.access_count = 1;
	fake.access_as_of = fake.now - FAKE_HOUR;
	fake.access_state = ASK_WAITING;
	play_open(24, 80, &scr_file, &fake.child[0].file);
	app_keys(play, "<F6>4");
	assert_on(&scr_access, "the list");
	assert_int_equal(fake.access_wants, 1);
	assert_shows("Asking the office", "it is asked");
	assert_shows("As the office knew it 13:07", "and what it said last");
	assert_shows("Priya Shah, Support worker", "who");
	assert_shows("assigned, from Mon 24 August 2026", "and why");
	assert_hides("more", "it is all of it");
	fake.access_more = 17;
	fake.access_state = ASK_FAILED;
	play_news(TOPIC_ANSWER);
	assert_shows("cannot be asked just now", "said");
	assert_shows("Here are 1, and 17 more: ask the office for the whole",
	    "and that it is not all");
	assert_shows("Priya Shah", "the last answer stays");
	app_keys(play, "<F5>");
	assert_int_equal(fake.access_wants, 2);
	app_keys(play, "<Esc>");
	assert_on(&scr_file, "back");
	play_end(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_offered, play_end),
		cmocka_unit_test_teardown(test_rows, play_end),
		cmocka_unit_test_teardown(test_asked, play_end),
		cmocka_unit_test_teardown(test_missing, play_end),
		cmocka_unit_test_teardown(test_about, play_end),
		cmocka_unit_test_teardown(test_about_limits, play_end),
		cmocka_unit_test_teardown(test_refused, play_end),
		cmocka_unit_test_teardown(test_not_asked, play_end),
		cmocka_unit_test_teardown(test_late, play_end),
		cmocka_unit_test_teardown(test_leaving, play_end),
		cmocka_unit_test_teardown(test_locked, play_end),
		cmocka_unit_test_teardown(test_prefilled, play_end),
		cmocka_unit_test_teardown(test_access, play_end),
	};

	if (!text_start())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
