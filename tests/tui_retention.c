/* tui_retention.c - files due for review, at the keyboard (R2): the list with the
 * register, one file and what was proposed, deciding, a hold, and the second
 * person's word, which takes a typed word and the passphrase. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app_in.h"
#include "screen_walk.h"
#include "share_scene.h"

static void
add_due(const char *state, const char *due)
{
	struct due_row *row = &fake_due.row[fake_due.rows];

	row->file = fake.child[fake_due.rows % fake.children].file;
	snprintf(row->due, sizeof(row->due), "%s", due);
	snprintf(row->state, sizeof(row->state), "%s", state);
	fake_due.rows++;
}

static void
add_disposal(const char *reference, const char *on)
{
	static const struct id nowhere;
	struct fake_record *r = fake_record(
	    &nowhere, "disposal", 60000, WHERE_OFFICE, "The office");

	record_set(r->rec, "reference", reference);
	record_set(r->rec, "on", on);
	fake_label(r);
}

static void
set_file(void)
{
	struct due_file *f = &fake_due.file;

	memset(f, 0, sizeof(*f));
	f->file = fake.child[0].file;
	f->is_due = true;
	snprintf(f->due, sizeof(f->due), "2026-06-15");
	snprintf(f->says, sizeof(f->says),
	    "25 years from the birth, Fri 15 June 2001.");
	memset(f->state, 'a', SEAL_HASH * 2);
	snprintf(f->what[0].kind, sizeof(f->what[0].kind), "Front sheet");
	snprintf(f->what[0].count, sizeof(f->what[0].count), "1");
	snprintf(
	    f->what[1].kind, sizeof(f->what[1].kind), "Records of Concern");
	snprintf(f->what[1].count, sizeof(f->what[1].count), "2");
	f->what_count = 2;
	fake_due.has_file = true;
	fake_due.file_state = ASK_DONE;
}

static void
set(void)
{
	memset(&fake_due, 0, sizeof(fake_due));
	scene_policy();
	fake.me.role = ROLE_DIRECTOR;
	fake_due.list_state = ASK_DONE;
	add_due("due", "2026-06-15");
	add_due("proposed", "2026-07-01");
	add_due("held", "2025-01-31");
	add_due("own", "2026-02-28");
	set_file();
}

static void
set_register(void)
{
	set();
	fake_due.devices = 2;
	add_disposal("C-0007", "2026-10-02");
	add_disposal("", "2026-11-02");
}

static void
set_none(void)
{
	set();
	fake_due.rows = 0;
}

static void
set_away(void)
{
	set_none();
	fake_due.list_state = ASK_FAILED;
	err_set(&fake_due.why, ERR_NET,
	    "This needs the office, and haven is not in touch with it now.");
}

/* By a colleague. */
static void
set_proposed(void)
{
	set();
	fake_due.file.review = fake_id(9, 1);
	fake_due.file.by = fake.staff_id[1];
	snprintf(fake_due.file.on, sizeof(fake_due.file.on), "2026-11-02");
	snprintf(fake_due.file.reason, sizeof(fake_due.file.reason),
	    "The period has ended and nothing speaks for keeping it.");
}

static void
set_own(void)
{
	set_proposed();
	fake_due.file.by = fake.me.staff;
}

static void
set_abuse(void)
{
	set_proposed();
	fake_due.file.has_abuse = true;
	snprintf(fake_due.file.abuse_reason, sizeof(fake_due.file.abuse_reason),
	    "Weighed with the partners.");
}

static void
set_held(void)
{
	set();
	fake_due.file.is_due = false;
	fake_due.file.is_held = true;
	snprintf(fake_due.file.says, sizeof(fake_due.file.says),
	    "It is on hold: nothing of it is destroyed before the hold is "
	    "lifted.");
}

static void
set_open(void)
{
	set();
	fake_due.file.is_due = false;
	fake_due.file.is_open = true;
	fake_due.file.due[0] = '\0';
	snprintf(fake_due.file.says, sizeof(fake_due.file.says),
	    "Support goes on, so it is not due.");
}

static void
set_refused(void)
{
	set_proposed();
	err_set(&fake_due.why, ERR_CONFLICT,
	    "Something came, or was changed, on the file since it was "
	    "reviewed, or another review was made. Nothing was destroyed: it "
	    "is reviewed anew.");
}

static const void *
the_file(void)
{
	return &fake.child[0].file;
}

static const struct walk_scene scenes[] = {
	{ "retention", &scr_retention, NULL, set_register, "" },
	{ "retention_none", &scr_retention, NULL, set_none, "" },
	{ "retention_away", &scr_retention, NULL, set_away, "" },
	{ "retention_help", &scr_retention, NULL, set, "<F1>" },
	{ "retention_file", &scr_retention_file, the_file, set, "" },
	{ "retention_held", &scr_retention_file, the_file, set_held, "" },
	{ "retention_open", &scr_retention_file, the_file, set_open, "" },
	{ "retention_own", &scr_retention_file, the_file, set_own, "" },
	{ "retention_abuse", &scr_retention_file, the_file, set_abuse, "" },
	{ "retention_review", &scr_retention_file, the_file, set, "<F2>" },
	{ "retention_hold", &scr_retention_file, the_file, set, "<F7>" },
	{ "retention_destroy", &scr_retention_file, the_file, set_proposed,
	    "<F2>destroy<Tab>secret" },
	{ "retention_settings", &scr_settings, NULL, set, "" },
};

static void
test_screens(void **state)
{
	(void)state;
	walk_all(scenes, sizeof(scenes) / sizeof(scenes[0]));
}

/* ---- who is offered it ---- */

static void
test_offered(void **state)
{
	(void)state;
	for (size_t r = 0; r < ROLE_COUNT; r++) {
		bool is =
		    r == ROLE_SENIOR || r == ROLE_DIRECTOR || r == ROLE_LEAD;

		fake_start();
		set();
		fake.me.role = (enum role)r;
		play_open(24, 80, &scr_settings, NULL);
		if (is)
			assert_shows(
			    "Files due for review", role_title((enum role)r));
		else
			assert_hides(
			    "Files due for review", role_title((enum role)r));
		if (is) {
			app_keys(play, "7");
			assert_on(&scr_retention, "its number");
		}
		play_end(NULL);
	}
}

/* ---- the ways on ---- */

static void
test_ways(void **state)
{
	static const struct {
		const char *why;
		void (*set)(void);
		const char *keys;
		const struct screen_def *on;
		const char *says;
	} rows[] = {
		{ "to decide", set, "<F2>", &scr_form, "" },
		{ "to approve", set_proposed, "<F2>", &scr_destroy, "" },
		{ "one's own", set_own, "<F2>", &scr_form, "" },
		{ "on hold", set_held, "<F2>", &scr_retention_file,
		    "It is on hold" },
		{ "support goes on", set_open, "<F2>", &scr_retention_file,
		    "It is not due" },
		{ "a hold", set, "<F7>", &scr_form, "" },
		{ "the file", set, "<Enter>", &scr_file, "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		fake_start();
		rows[i].set();
		play_open(24, 80, &scr_retention_file, the_file());
		app_keys(play, rows[i].keys);
		assert_on(rows[i].on, rows[i].why);
		if (*rows[i].says)
			assert_says(rows[i].says, rows[i].why);
		play_end(NULL);
	}
}

/* What is on file now goes with the review, so that it is of that alone. */
static void
test_review(void **state)
{
	(void)state;
	fake_start();
	set();
	play_open(24, 80, &scr_retention_file, the_file());
	app_keys(play, "<F2>");
	app_keys(play, "<F4><Down><Enter><Tab><Tab>No need any more.<F2>2");
	assert_int_equal(fake.saves, 1);
	assert_string_equal(
	    record_text(scene_last("retention_review")->rec, "state"),
	    fake_due.file.state);
	assert_string_equal(
	    record_text(scene_last("retention_review")->rec, "decision"),
	    "destroy");
	play_end(NULL);
}

/* ---- the second person's word ---- */

static void
test_word(void **state)
{
	static const struct {
		const char *keys, *says;
		size_t asks;
	} rows[] = {
		{ "<F2>", "Type the word", 0 },
		{ "yes<Tab>secret<F2>", "Type the word", 0 },
		{ "Destroy<Tab>secret<F2>", "Type the word", 0 },
		{ "destroy<F2>", "Type your passphrase", 0 },
		{ "<Tab>secret<F2>", "Type the word", 0 },
		{ "destroy<Tab>secret<F2>", "Asking the office", 1 },
		{ "destroy<Enter>secret<F2><F2>", "The office is asked", 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		fake_start();
		set_proposed();
		play_open(24, 80, &scr_retention_file, the_file());
		app_keys(play, "<F2>");
		app_keys(play, rows[i].keys);
		assert_says(rows[i].says, rows[i].keys);
		assert_int_equal(fake_due.asks, rows[i].asks);
		play_end(NULL);
	}
	fake_start();
	set_proposed();
	play_open(24, 80, &scr_retention_file, the_file());
	app_keys(play, "<F2>destroy<Tab>secret<Esc>");
	assert_on(&scr_retention_file, "Esc is no");
	assert_int_equal(fake_due.asks, 0);
	play_end(NULL);
}

static void
test_answers(void **state)
{
	(void)state;
	fake_start();
	set_proposed();
	play_open(24, 80, &scr_home, NULL);
	assert_int_equal(app_push(play, &scr_retention, NULL), ERR_OK);
	app_keys(play, "<Enter><F2>destroy<Tab>secret<F2>");
	assert_string_equal(fake_due.passphrase, "secret");
	play_news(TOPIC_ANSWER);
	assert_on(&scr_destroy, "no answer yet");
	set_refused();
	fake_due.destroy_state = ASK_FAILED;
	play_news(TOPIC_ANSWER);
	assert_on(&scr_destroy, "refused");
	assert_shows("reviewed anew", "why");
	assert_says("Nothing was destroyed", "and what is safe");
	assert_hides("secret", "the passphrase is gone");
	err_clear(&fake_due.why);
	app_keys(play, "<Tab>secret<F2>");
	fake_due.destroy_state = ASK_DONE;
	play_news(TOPIC_ANSWER);
	assert_on(&scr_retention, "back at the list");
	assert_says("Destroyed.", "done");
	play_end(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_screens, play_end),
		cmocka_unit_test_teardown(test_offered, play_end),
		cmocka_unit_test_teardown(test_ways, play_end),
		cmocka_unit_test_teardown(test_review, play_end),
		cmocka_unit_test_teardown(test_word, play_end),
		cmocka_unit_test_teardown(test_answers, play_end),
	};

	if (!text_start())
		return 1;
	return cmocka_run_group_tests_name("tui_retention", tests, NULL, NULL);
}
