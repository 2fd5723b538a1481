/* tui_emergency.c - danger now, from every screen: four answers on one screen, in at
 * most 12 keys besides the text, and never stopped by anything (S9). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app_in.h"
#include "screen_play.h"
#include "share_scene.h"
#include "w_choice.h"

#define KEYS_MAX 12

static unsigned keys_pressed;

static void
start(enum role role)
{
	fake_start();
	scene_directory();
	fake.me.role = role;
	keys_pressed = 0;
}

/* A key that is no text. */
static void
press(const char *key)
{
	keys_pressed++;
	app_keys(play, key);
}

static const struct record *
saved(void)
{
	return fake.record[fake.records - 1].rec;
}

/* The four answers, from the form on, with a quick choice. */
static void
answer(void)
{
	assert_on(&scr_form, "the form");
	app_keys(play, "Kelly and Maisie: he is at the door.");
	press("<Tab>");
	app_keys(play, "The address, and that he has been here before.");
	press("<Tab>");
	press("<F4>");
	assert_on(&w_choice, "quick choices");
	press("<Enter>");
	press("<F2>");
}

static void
assert_written(const char *child, const char *why)
{
	const struct record *r = saved();

	assert_on(&scr_danger, why);
	assert_int_equal(fake.saves, 1);
	assert_string_equal(fake.last_save.kind->name, "emergency");
	assert_string_equal(record_text(r, "child"), child);
	assert_string_equal(record_text(r, "authority"), "Police, 999");
	assert_string_equal(record_text(r, "by"), fake.me.name);
	assert_string_equal(record_text(r, "happened"), "2026-11-12T14:07");
	assert_non_null(strstr(record_text(r, "risk"), "at the door"));
	assert_non_null(strstr(record_text(r, "shared"), "The address"));
	assert_shows("within 24 hours", "what follows");
	assert_shows("designated senior", "and on whose list");
	assert_says("Only you have this", "where it is");
	if (keys_pressed > KEYS_MAX)
		fail_msg("%s: %u keys", why, keys_pressed);
}

/* ---- from where ---- */

static void
push_file(void)
{
	app_push(play, &scr_file, &fake.child[0].file);
}

static void
push_record(void)
{
	struct record_arg arg = { .id = fake.record[3].row.id };

	app_push(play, &scr_record, &arg);
}

static void
push_form(void)
{
	struct form_arg arg = { .kind = kind_find("first_account"),
		.file = fake.child[0].file,
		.child = fake.child[0].name };

	app_push(play, &scr_form, &arg);
	app_keys(play, "She was cry");
}

static void
push_nothing(void)
{
}

static const struct {
	const char *why;
	void (*push)(void);
	const char *typed; /* of the name; NULL: the child is known */
	const char *take;  /* the key that takes it */
	const char *child;
	bool is_new;
} ways[] = {
	{ "from a file", push_file, NULL, NULL, "Maisie Brown", false },
	{ "from a record", push_record, NULL, NULL, "Maisie Brown", false },
	{ "from a form", push_form, NULL, NULL, "Maisie Brown", false },
	{ "from home", push_nothing, "jamal", "<Enter>", "Jamal Okafor",
	    false },
	{ "not on file", push_nothing, "Kim Unknown", "<F7>", "Kim Unknown",
	    true },
};

static void
test_ways(void **state)
{
	static const enum role roles[] = { ROLE_VOLUNTEER, ROLE_SENIOR,
		ROLE_TRUSTEE, ROLE_ADMIN };
	static const int sizes[][2] = { { 24, 80 }, { 18, 60 } };

	(void)state;
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]) * 8; i++) {
		const size_t w = i / 8;
		size_t children;

		start(roles[i % 4]);
		children = fake.children;
		play_open(
		    sizes[i / 4 % 2][0], sizes[i / 4 % 2][1], &scr_home, NULL);
		ways[w].push();
		press("<F9>");
		assert_on(&scr_danger, ways[w].why);
		press("<F2>");
		if (ways[w].typed) {
			assert_on(&scr_find, ways[w].why);
			app_keys(play, ways[w].typed);
			press(ways[w].take);
		}
		assert_sound(ways[w].why);
		answer();
		assert_written(ways[w].child, ways[w].why);
		if (ways[w].is_new)
			assert_int_equal(fake.children, children + 1);
		else
			assert_int_equal(fake.children, children);
		play_end(NULL);
	}
}

/* What was being written lies below, untouched. */
static void
test_below(void **state)
{
	(void)state;
	start(ROLE_VOLUNTEER);
	play_open(24, 80, &scr_home, NULL);
	push_form();
	press("<F9>");
	press("<F2>");
	answer();
	press("<Esc>");
	assert_on(&scr_form, "back to it");
	app_keys(play, "ing.");
	assert_shows("She was crying.", "it goes on");
	play_end(NULL);
}

/* The file that is open may be another child's. */
static void
test_another_child(void **state)
{
	(void)state;
	start(ROLE_SENIOR);
	play_open(24, 80, &scr_home, NULL);
	push_file();
	press("<F9>");
	assert_shows("for Maisie Brown", "whose it would be");
	press("<F7>");
	assert_on(&scr_find, "another");
	app_keys(play, "jamal");
	press("<Enter>");
	answer();
	assert_written("Jamal Okafor", "another child");
	assert_true(id_equal(&fake.last_save.file, &fake.child[1].file));
	play_end(NULL);
}

/* ---- it is never stopped ---- */

/* Too long without the office: no names, no directory. */
static void
test_lease_over(void **state)
{
	(void)state;
	start(ROLE_VOLUNTEER);
	fake.children = 0;
	while (fake.records > 0)
		record_free(fake.record[--fake.records].rec);
	fake_fail(FAKE_OPEN, ERR_DENIED, "This device opens no records.");
	fake.status.link = LINK_DOWN;
	play_open(24, 80, &scr_home, NULL);
	press("<F9>");
	press("<F2>");
	app_keys(play, "Kim Unknown");
	press("<Enter>");
	assert_on(&scr_form, "the form");
	app_keys(play, "He is at the door.<Tab>The address.<Tab><F4>");
	assert_shows("Police, 999", "always there");
	assert_shows("Children's social care", "without a directory too");
	app_keys(play, "2<F2>");
	assert_on(&scr_danger, "written");
	assert_string_equal(
	    record_text(saved(), "authority"), "Children's social care");
	play_end(NULL);
}

/* What is missing is said, and nothing is cleared. */
static void
test_missing(void **state)
{
	static const struct {
		const char *why, *keys, *says;
	} rows[] = {
		{ "who is at risk", "<Tab>a<Tab>Police<F2>",
		    "Who is at risk, and why is needed." },
		{ "what is told", "a<Tab><Tab>Police<F2>",
		    "What you tell them is needed." },
		{ "whom", "a<Tab>b<F2>", "Whom you told is needed." },
		{ "who decided", "a<Tab>b<Tab>Police<Tab><Ctrl-U><F2>",
		    "Who decided is needed." },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		start(ROLE_SENIOR);
		play_open(18, 60, &scr_file, &fake.child[0].file);
		app_keys(play, "<F9><F2>");
		app_keys(play, rows[i].keys);
		assert_on(&scr_form, rows[i].why);
		assert_says(rows[i].says, rows[i].why);
		assert_int_equal(fake.saves, 0);
		app_keys(play, "now<F2>");
		assert_on(&scr_danger, rows[i].why);
		play_end(NULL);
	}
}

/* A full disk: said, and what was typed stays. */
static void
test_disk(void **state)
{
	(void)state;
	start(ROLE_SENIOR);
	fake_fail(FAKE_SAVE, ERR_IO, "The disk is full.");
	play_open(24, 80, &scr_file, &fake.child[0].file);
	app_keys(play, "<F9><F2>At the door.<Tab>The address.<Tab>999<F2>");
	assert_on(&scr_form, "it stays");
	assert_says("The disk is full.", "and why");
	assert_shows("At the door.", "nothing is lost");
	fake_fail(FAKE_SAVE, ERR_OK, "");
	app_keys(play, "<F2>");
	assert_on(&scr_danger, "and it goes on");
	play_end(NULL);
}

/* ---- the draft ---- */

static void
test_draft(void **state)
{
	(void)state;
	start(ROLE_VOLUNTEER);
	play_open(18, 60, &scr_home, NULL);
	app_keys(play, "<F9><F2>Kim Unknown<F7>At the do");
	play_wait(2000);
	assert_int_equal(fake.draft_count, 1);
	assert_string_equal(fake.draft[0].draft.child, "Kim Unknown");
	assert_string_equal(
	    record_text(fake.draft[0].rec, "child"), "Kim Unknown");
	app_keys(play, "<Esc><Esc>");
	assert_on(&scr_home, "left");
	assert_shows("Not finished: Emergency", "it waits");
	app_keys(play, "<Tab><Enter>");
	assert_on(&scr_form, "offered back");
	assert_shows("Who decided", "all four in view again");
	app_keys(play, "or.<Tab>The address.<Tab>999<F2>");
	assert_on(&scr_home, "recorded");
	assert_string_equal(record_text(saved(), "risk"), "At the door.");
	assert_string_equal(record_text(saved(), "child"), "Kim Unknown");
	play_end(NULL);
}

/* ---- quick choices ---- */

static void
test_choices(void **state)
{
	(void)state;
	start(ROLE_SENIOR);
	play_open(24, 80, &scr_file, &fake.child[0].file);
	app_keys(play, "<F9><F2>a<Tab>b<Tab><F4>");
	assert_shows("1  Police, 999", "first");
	assert_shows("2  Northtown social care, 0191 498 0300",
	    "an authority with its number");
	assert_hides("Hill Primary", "a school is none (P2)");
	app_keys(play, "<Esc>");
	assert_on(&scr_form, "left");
	app_keys(play, "The duty doctor");
	assert_shows("The duty doctor", "spaces are text there");
	app_keys(play, "<F4>2");
	assert_shows("Northtown social care, 0191 498 0300", "taken");
	assert_hides("The duty doctor", "in its place");
	app_keys(play, "<Tab><F4>");
	assert_on(&scr_form, "other lines have none");
	app_keys(play, "<Esc><Esc><Esc>");
	play_end(NULL);
	/* One that is no longer used is not offered. */
	start(ROLE_SENIOR);
	(scene_last("agency") - 3)->row.is_gone = true;
	play_open(24, 80, &scr_file, &fake.child[0].file);
	app_keys(play, "<F9><F2>a<Tab>b<Tab><F4>");
	assert_hides("Northtown", "gone");
	assert_shows("Children's social care", "in its place");
	play_end(NULL);
}

/* ---- the screen itself ---- */

/* The numbers are there over the form too, and not without end. */
static void
test_again(void **state)
{
	(void)state;
	start(ROLE_SENIOR);
	play_open(24, 80, &scr_file, &fake.child[0].file);
	app_keys(play, "<F9><F2>At the door.<F9>");
	assert_on(&scr_danger, "over it");
	assert_shows("ring 999", "the numbers");
	app_keys(play, "<F9><F9><Esc>");
	assert_on(&scr_form, "back to what is written");
	assert_shows("At the door.", "and it is there");
	app_keys(play, "<F9><F2><F9><F9>");
	assert_on(&scr_form, "twice is enough");
	app_keys(play, "<Esc><Esc><Esc><Esc>");
	assert_on(&scr_file, "and out again");
	play_end(NULL);
}

/* Behind the lock only the numbers; no key could seal what is written. */
static void
test_locked(void **state)
{
	(void)state;
	start(ROLE_SENIOR);
	play_open(24, 80, &scr_home, NULL);
	app_keys(play, "<F9><Ctrl-L>");
	assert_on(&scr_lock, "locked");
	app_keys(play, "<F9>");
	assert_on(&scr_danger, "whatever lies behind the lock");
	assert_hides("F2", "nothing is offered");
	app_keys(play, "<F2><F7>");
	assert_on(&scr_danger, "and nothing opens");
	play_end(NULL);
}

static void
test_once(void **state)
{
	(void)state;
	start(ROLE_SENIOR);
	play_open(24, 80, &scr_file, &fake.child[0].file);
	press("<F9>");
	press("<F2>");
	answer();
	assert_hides("F2", "it is written");
	app_keys(play, "<F2>");
	assert_on(&scr_danger, "and not twice");
	assert_int_equal(fake.saves, 1);
	play_end(NULL);
}

/* The line about where it is follows the truth (promise 5). */
static void
test_news(void **state)
{
	(void)state;
	start(ROLE_SENIOR);
	play_open(24, 80, &scr_file, &fake.child[0].file);
	press("<F9>");
	press("<F2>");
	answer();
	fake.record[fake.records - 1].row.where = WHERE_OFFICE;
	play_news(TOPIC_OUTBOX);
	assert_says("Received by the office", "once it is there");
	play_end(NULL);
}

/* All four answers are in view, at the smallest size too. */
static void
test_in_view(void **state)
{
	static const char *const labels[] = { "Who is at risk, and why",
		"What you tell them", "Whom you told", "Who decided" };

	(void)state;
	for (int rows = 18; rows <= 24; rows++) {
		start(ROLE_SENIOR);
		play_open(rows, 60, &scr_file, &fake.child[0].file);
		app_keys(play, "<F9><F2>");
		for (int tab = 0; tab < 4; tab++, app_keys(play, "<Tab>"))
			for (size_t i = 0; i < 4; i++)
				assert_shows(labels[i], "in view");
		play_end(NULL);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_ways, play_end),
		cmocka_unit_test_teardown(test_below, play_end),
		cmocka_unit_test_teardown(test_another_child, play_end),
		cmocka_unit_test_teardown(test_lease_over, play_end),
		cmocka_unit_test_teardown(test_missing, play_end),
		cmocka_unit_test_teardown(test_disk, play_end),
		cmocka_unit_test_teardown(test_draft, play_end),
		cmocka_unit_test_teardown(test_choices, play_end),
		cmocka_unit_test_teardown(test_again, play_end),
		cmocka_unit_test_teardown(test_locked, play_end),
		cmocka_unit_test_teardown(test_once, play_end),
		cmocka_unit_test_teardown(test_news, play_end),
		cmocka_unit_test_teardown(test_in_view, play_end),
	};

	if (!text_start())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
