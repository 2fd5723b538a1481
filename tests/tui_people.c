/* tui_people.c - the directory at the keyboard: found by typing, agencies with their
 * people and channels, and who may say that one is an appropriate authority (L1,
 * S7, P2). None of it belongs to a file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app_in.h"
#include "directory.h"
#include "screen_play.h"
#include "share_scene.h"

static const struct id none = { "" };

static void
start(void)
{
	fake_start();
	scene_colleagues();
	scene_directory();
}

static struct fake_record *
school(void)
{
	return scene_last("agency") - 1;
}

static void
open_agency(const struct fake_record *r)
{
	play_open(24, 80, &scr_home, NULL);
	assert_int_equal(app_push(play, &scr_agency, &r->row.id), ERR_OK);
	app_turn(play);
}

/* ---- the list ---- */

static const struct {
	const char *why, *typed, *shows, *hides;
} finds[] = {
	{ "nothing typed", "", "Hill Primary School", "Marta Oak" },
	{ "what is gone has a heading", "", "Agencies no longer used",
	    "Nobody is found" },
	{ "part of the name", "hill", "Hill Primary", "Northtown" },
	{ "capitals do not matter", "HILL", "Hill Primary", "Northtown" },
	{ "what it is", "social", "Northtown social care", "Hill" },
	{ "words in any order", "care north", "Northtown", "Hill" },
	{ "every word must be there", "hill north", "Nobody is found",
	    "Hill Primary" },
	{ "somebody there, with where", "marta",
	    "Marta Oak: class teacher, Hill Primary School",
	    "Nobody is found" },
	{ "a colleague", "amina", "Designated senior member", "Owen" },
	{ "by role", "lead", "Owen Hughes: Strategic Lead", "Amina Rahman:" },
	{ "who has left", "lee", "Colleagues who have left", "Agencies" },
	{ "nobody", "zzz", "Nobody is found", "Agencies" },
	{ "digits and slashes are text here", "4/1", "Nobody is found",
	    "Agencies" },
};

static void
test_find(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(finds) / sizeof(finds[0]); i++) {
		start();
		play_open(24, 80, &scr_people, NULL);
		app_keys(play, finds[i].typed);
		assert_shows(finds[i].shows, finds[i].why);
		assert_hides(finds[i].hides, finds[i].why);
		play_end(NULL);
	}
}

/* The last day is a day here. */
static void
test_left(void **state)
{
	struct directory d = { 0 };

	(void)state;
	start();
	record_set(scene_last("staff")->rec, "left", "2026-11-12");
	directory_read(&d, &fake, fake.now);
	assert_int_equal(d.colleagues.count, 3);
	assert_false(directory_find(&d.colleagues, &scene_last("staff")->row.id)
			 ->is_gone);
	record_set(scene_last("staff")->rec, "left", "2026-11-11");
	directory_read(&d, &fake, fake.now);
	assert_true(directory_find(&d.colleagues, &scene_last("staff")->row.id)
			->is_gone);
	assert_null(directory_find(&d.agencies, &none));
	directory_done(&d);
}

static void
test_resized(void **state)
{
	(void)state;
	start();
	open_agency(scene_last("authority") - 1);
	assert_shows("From the council's own website", "in the big window");
	app_resize(play, 18, 60);
	app_turn(play);
	assert_shows("own website", "broken anew in the small one");
	assert_cursor_on("Telephone", "the mark stays");
}

static void
test_menu(void **state)
{
	(void)state;
	start();
	play_open(24, 80, &scr_home, NULL);
	app_keys(play, "10");
	assert_on(&scr_people, "number 10");
	assert_cursor_on("Find", "typing finds at once");
	app_keys(play, "hill<Enter>");
	assert_on(&scr_agency, "the first is marked");
	assert_shows("Marta Oak: class teacher", "who is there");
	app_keys(play, "<Down><Enter>");
	assert_on(&scr_record, "somebody there");
	assert_shows("0191 498 0400", "their number");
	app_keys(play, "<Esc><Esc>");
	assert_on(&scr_people, "back");
	app_keys(play, "<Ctrl-U>owen<Enter>");
	assert_on(&scr_record, "a colleague");
	assert_shows("0191 498 0125", "their number");
	app_keys(play, "<Esc><Esc><Esc>");
	assert_on(&scr_home, "home");
	play_end(NULL);
}

/* ---- appropriate authorities (P2) ---- */

static void
test_newest_mark(void **state)
{
	static const struct {
		const char *why, *is;
		int64_t ago;
		bool want;
	} rows[] = {
		{ "taken away since", "no", FAKE_DAY, false },
		{ "said again since", "yes", FAKE_DAY, true },
		{ "an older word does not count", "no", 55 * FAKE_DAY, true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fake_record *care;

		start();
		care = scene_last("agency") - 3;
		SCENE(&none, "authority", rows[i].ago, "agency", care->row.id.s,
		    "is_authority", rows[i].is, "reason", "As agreed.");
		open_agency(care);
		if (rows[i].want)
			assert_shows(
			    "care. Appropriate authority.", rows[i].why);
		else
			assert_hides(
			    "care. Appropriate authority.", rows[i].why);
		assert_shows("As agreed.", "each mark with its reason");
		assert_shows("to protect children.", "the other one too");
		assert_shows("said by Priya Shah", "and by whom");
		play_close();
		play_open(24, 80, &scr_people, NULL);
		if (rows[i].want)
			assert_shows("appropriate authority", rows[i].why);
		else
			assert_hides("appropriate authority", rows[i].why);
		play_end(NULL);
	}
}

static const struct {
	enum role role;
	bool may_mark, may_change, may_add;
} rights[] = {
	{ ROLE_VOLUNTEER, false, false, false },
	{ ROLE_SUPPORT_WORKER, false, true, true },
	{ ROLE_SENIOR, true, true, true },
	{ ROLE_MANAGER, false, true, true },
	{ ROLE_DIRECTOR, false, true, true },
	{ ROLE_LEAD, false, true, true },
};

static void
test_rights(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rights) / sizeof(rights[0]); i++) {
		const char *why = role_title(rights[i].role);

		start();
		fake.me.role = rights[i].role;
		open_agency(school());
		app_keys(play, "<F6>");
		if (rights[i].may_mark)
			assert_shows("Mark it as an appropriate", why);
		else
			assert_hides("Mark it as an appropriate", why);
		app_keys(play, "<Esc><F2>");
		assert_on(rights[i].may_change ? &scr_form : &scr_agency, why);
		app_keys(play, "<Esc><F7>");
		if (rights[i].may_change)
			assert_on(
			    rights[i].may_add ? &scr_form : &scr_agency, why);
		play_end(NULL);
	}
}

static void
test_mark(void **state)
{
	const struct record *r;

	(void)state;
	start();
	open_agency(school());
	app_keys(play, "<F6>mark<Enter>");
	assert_on(&scr_form, "the form");
	app_keys(play, "<F2>");
	assert_says("Reason is needed.", "never without a reason (S8)");
	app_keys(play, "A school with a duty of its own.<F2>2");
	assert_on(&scr_agency, "saved");
	assert_int_equal(fake.saves, 1);
	assert_string_equal(fake.last_save.kind->name, "authority");
	assert_true(id_is_none(&fake.last_save.file));
	r = fake.record[fake.records - 1].rec;
	assert_string_equal(record_text(r, "agency"), school()->row.id.s);
	assert_string_equal(record_text(r, "is_authority"), "yes");
	assert_shows("college. Appropriate authority.", "it is one now");
	app_keys(play, "<F6>say<Enter>");
	assert_on(&scr_form, "the other way");
	app_keys(play, "A slip.<F2>2");
	assert_hides("college. Appropriate authority.", "and none any more");
	play_end(NULL);
}

/* ---- writing ---- */

static void
test_add_person(void **state)
{
	(void)state;
	start();
	open_agency(school());
	app_keys(play, "<F7>Jo Pine<Tab>head teacher<F2>");
	assert_on(&scr_agency, "saved");
	assert_string_equal(fake.last_save.kind->name, "contact_person");
	assert_true(id_is_none(&fake.last_save.file));
	assert_shows("Jo Pine: head teacher", "in the list");
	assert_shows("Marta Oak", "beside the other");
	/* Somebody who left stays, and says so. */
	record_set(scene_last("contact_person")->rec, "left", "2026-11-01");
	scene_last("contact_person")->row.is_gone = true;
	play_news(TOPIC_RECORDS);
	assert_shows("not there any more", "gone");
	play_end(NULL);
}

static void
test_add_agency(void **state)
{
	(void)state;
	start();
	play_open(24, 80, &scr_home, NULL);
	app_keys(play, "10River Clinic<F7>");
	assert_on(&scr_form, "what was looked for");
	assert_shows("River Clinic", "is its name");
	app_keys(play, "<Space>2<F2>");
	assert_on(&scr_people, "saved");
	assert_shows("River Clinic: Health", "in the list");
	assert_true(id_is_none(&fake.last_save.file));
	app_keys(play, "<Esc>");
	play_close();
	/* Found ones are not named again. */
	play_open(24, 80, &scr_people, NULL);
	app_keys(play, "hill<F7>");
	assert_on(&scr_form, "another one");
	assert_hides("hill", "with its own name");
	play_end(NULL);
}

/* Typed, left, offered back: a draft needs no file. */
static void
test_draft(void **state)
{
	(void)state;
	start();
	play_open(24, 80, &scr_home, NULL);
	app_keys(play, "10<F7>Half a name<Esc><Esc>");
	assert_on(&scr_home, "left");
	assert_int_equal(fake.draft_count, 1);
	assert_true(id_is_none(&fake.draft[0].draft.file));
	assert_shows("Not finished: Agency", "it waits");
	app_keys(play, "<Tab><Enter>");
	if (app_top(play) == &scr_home)
		app_keys(play, "<Tab><Enter>");
	assert_on(&scr_form, "and goes on");
	assert_shows("Half a name", "with what was typed");
	play_end(NULL);
}

/* Two people changed one agency: the choice comes first. */
static void
test_conflict(void **state)
{
	(void)state;
	start();
	open_agency(school());
	fake_conflict.is_there = true;
	fake_conflict.c.id = school()->row.id;
	fake_conflict.c.file = none;
	fake_conflict.c.kind = kind_find("agency");
	fake_conflict.mine = "{\"name\":\"Mine\"}";
	fake_conflict.theirs = "{\"name\":\"Theirs\"}";
	fake_conflict.base = NULL;
	app_keys(play, "<F2>");
	assert_on(&scr_conflict, "chosen between");
	assert_shows("Theirs", "both");
	fake_conflict.is_there = false;
	play_end(NULL);
}

/* What this device does not open is said, and nothing is shown. */
static void
test_shut(void **state)
{
	(void)state;
	start();
	fake_fail(FAKE_OPEN, ERR_DENIED, "This device opens no records.");
	play_open(24, 80, &scr_home, NULL);
	app_push(play, &scr_agency, &school()->row.id);
	assert_on(&scr_home, "it is not opened");
	assert_says("opens no records", "and why");
	play_end(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_find, play_end),
		cmocka_unit_test_teardown(test_left, play_end),
		cmocka_unit_test_teardown(test_menu, play_end),
		cmocka_unit_test_teardown(test_resized, play_end),
		cmocka_unit_test_teardown(test_newest_mark, play_end),
		cmocka_unit_test_teardown(test_rights, play_end),
		cmocka_unit_test_teardown(test_mark, play_end),
		cmocka_unit_test_teardown(test_add_person, play_end),
		cmocka_unit_test_teardown(test_add_agency, play_end),
		cmocka_unit_test_teardown(test_draft, play_end),
		cmocka_unit_test_teardown(test_conflict, play_end),
		cmocka_unit_test_teardown(test_shut, play_end),
	};

	if (!text_start())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
