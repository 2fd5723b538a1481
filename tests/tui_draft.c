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
	assert_says("Kept as a draft", "for nothing is lost");
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

/* Put away by mistake: had back as it was, from Settings. */
static void
test_had_back(void **state)
{
	(void)state;
	begin("first_account");
	app_keys(play, "Maisie<Tab>A bruise.<F6>2");
	assert_int_equal(fake.draft_count, 0);
	app_keys(play, "122");
	assert_on(&scr_put_away, "listed");
	assert_shows("First account: Maisie", "what");
	assert_shows("kept until", "how long");
	app_keys(play, "<Enter>");
	assert_on(&scr_form, "open again");
	assert_shows("A bruise.", "all of it");
	assert_cursor_on("A bruise.", "where it was");
	assert_int_equal(fake.draft_count, 1);
	app_keys(play, "<F2>");
	assert_says("Only you have this", "handed in: where it is");
	assert_shows("Nothing was put away", "it is not away any more");
	play_end(NULL);
}

/* The line dropped, the power went: nobody closed it, so it is offered at the
 * start, with its time and what it changes. */
static void
test_offered(void **state)
{
	struct record *r = record_new(kind_find("first_account"));
	struct draft d = { .id = fake_id(0xd, 1),
		.kind = kind_find("first_account"),
		.child = "Maisie Brown",
		.place = "observed",
		.cursor = 2 };

	(void)state;
	fake_start();
	fake.is_open = false;
	d.file = fake.child[0].file;
	record_set(r, "child", "Maisie Brown");
	record_set(r, "observed", "A bruise.");
	model_draft_keep(&fake, &d, r, NULL);
	play_open(24, 80, &scr_signin, NULL);
	app_keys(play, "<Enter>" FAKE_PASSPHRASE "<Enter>");
	assert_on(&scr_draft, "offered at once");
	assert_shows("First account: Maisie Brown", "what");
	assert_shows("Typed 14:07, and not saved", "when");
	assert_shows("A bruise.", "all of it");
	app_keys(play, "<F6><Enter>");
	assert_on(&scr_draft, "putting away is asked, the default is no");
	app_keys(play, "<F2>!");
	assert_on(&scr_form, "goes on");
	assert_value("observed", "A !bruise.", "at the very letter");
	app_keys(play, "<Esc>");
	assert_on(&scr_home, "left by the person");
	assert_true(fake.draft[0].draft.is_left);
	/* So the next start does not come with it. */
	app_keys(play, "1232<Enter>" FAKE_PASSPHRASE "<Enter>");
	assert_on(&scr_home, "not twice");
	/* Offered, gone on with, handed in: it is said where it is now. */
	d.is_left = false;
	model_draft_keep(&fake, &d, r, NULL);
	app_keys(play, "<Esc>1232<Enter>" FAKE_PASSPHRASE "<Enter><F2><F2>");
	assert_on(&scr_home, "handed in");
	assert_says("Only you have this", "where it is");
	record_free(r);
	play_end(NULL);
}

/* A draft of a saved record: how it differs, and that somebody else was at it. */
static void
test_differs(void **state)
{
	struct fake_record *rec;
	struct record *r;
	struct draft d = { .child = "Maisie Brown", .base = 1 };
	struct id id;

	(void)state;
	fake_start();
	rec = &fake.record[3];
	id = rec->row.id;
	d.id = id;
	d.kind = rec->row.kind;
	d.file = rec->row.file;
	r = record_copy(rec->rec);
	record_set(r, "place", "The bus stop");
	model_draft_keep(&fake, &d, r, NULL);
	rec->row.version = 2;
	play_open(24, 80, &scr_home, NULL);
	assert_int_equal(app_push(play, &scr_draft, &id), ERR_OK);
	assert_shows("What it changes", "not all of it");
	assert_shows("Now: The bus stop", "what is new");
	assert_shows("has changed the record", "somebody was first");
	assert_hides("Type of concern", "what is the same is left out");
	record_free(r);
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
		cmocka_unit_test_teardown(test_had_back, play_end),
		cmocka_unit_test_teardown(test_offered, play_end),
		cmocka_unit_test_teardown(test_differs, play_end),
		cmocka_unit_test_teardown(test_lock_keeps, play_end),
	};

	if (!text_start())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
