/* tui_check_advice.c - a decision that waits for advice: it is asked for, it comes, and
 * it counts or does not (S3). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "screen_play.h"

#include "check_play.h"

#define DOUBT_ANSWER TO_SCHOOL ITEM("1") SAFE "1ny"

static void
begin(void)
{
	check_scene();
	play_open(40, 100, &scr_home, NULL);
}

/* Somebody gives it, and word of it comes. */
static struct fake_record *
advise(const char *answer, const char *author, int64_t later_ms)
{
	struct fake_record *r;

	r = SCENE(&fake.child[0].file, "advice_answer", -later_ms, "advice",
	    scene_last("advice")->row.id.s, "answer", answer, "reasons",
	    "The school can help with it.");
	snprintf(r->row.author, sizeof r->row.author, "%s", author);
	r->row.is_mine = strcmp(author, fake.me.name) == 0;
	play_news(TOPIC_RECORDS);
	return r;
}

/* Ask Owen: the form is filled in but for what makes one unsure. */
static void
ask_for_advice(const char *key)
{
	app_keys(play, key);
	assert_on(&scr_form, "the request");
	assert_shows("With: Hill Primary School", "what and whom stands there");
	assert_cursor_on("Space to choose", "her manager is not known here");
	app_keys(play, "<Space>owen<Enter><Tab><Tab>The law.<F2><Down><Enter>");
	assert_on(&scr_check, "asked");
}

static void
test_advice(void **state)
{
	const struct record *r;

	(void)state;
	begin();
	app_keys(play, DOUBT_ANSWER);
	assert_shows("Do not share yet: ask for advice first.", "in doubt");
	assert_cursor_on("Ask for advice, and wait", "that is next");
	ask_for_advice("<Enter>");
	r = scene_last("advice")->rec;
	assert_string_equal(record_text(r, "of"), fake.staff_id[1].s);
	assert_string_equal(record_text(r, "due"), "2026-11-13T14:07");
	assert_string_equal(record_text(r, "agency"), check_school()->row.id.s);
	assert_string_equal(record_text(r, "purpose"), "");
	assert_says("waits as a draft", "said");
	assert_shows("asked of Owen Hughes; answer needed by", "and seen");
	assert_int_equal(fake.draft_count, 1);
	assert_string_equal(record_text(fake.draft[0].rec, "advice"),
	    scene_last("advice")->row.id.s);
	app_keys(play, "<F7>");
	assert_on(&scr_check, "not twice");
	assert_says("has been asked already", "said");
	/* One's own is none. */
	advise("share", "Amina Rahman", FAKE_MINUTE);
	assert_shows("Do not share yet", "not by oneself");
	advise("share", "Owen Hughes", FAKE_MINUTE);
	assert_says("The advice is here.", "it came while one looked");
	assert_shows("share, by Owen Hughes", "with its reasons");
	assert_shows("The school can help with it.", "which are read");
	assert_int_equal(fake.looked, 1);
	app_keys(play, "<F2>");
	assert_shows("What is it for?", "the rest is asked now");
	app_keys(play, "2111<F2>" CHECKED SHARED);
	assert_on(&scr_home, "recorded");
	check_saved_row("11", "as agreed, with advice");
	assert_int_equal(fake.looked, 1);
}

/* Nobody may be made to wait for as long as one likes: three working days (a
 * setting). Today is Thursday 12 November 2026. */
static void
test_due(void **state)
{
	static const struct {
		const char *why, *typed;
		bool is_late;
	} rows[] = {
		{ "as it is filled in", "", false },
		{ "the third working day", "17.11.2026 16:00", false },
		{ "the fourth", "18.11.2026 09:00", true },
		{ "a year ahead", "12.11.2027 09:00", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		begin();
		fake.me.advice_hours = 168;
		app_keys(play, DOUBT_ANSWER "<F7>");
		assert_shows("Tue 17 November 2026, 14:07", "not a week");
		app_keys(play, "<Space>owen<Enter><Tab>");
		for (size_t k = 0; *rows[i].typed != '\0' && k < 20; k++)
			app_keys(play, "<Backspace>");
		app_keys(play, rows[i].typed);
		app_keys(play, "<Tab>The law.<F2>");
		if (rows[i].is_late)
			assert_says("too long to wait", rows[i].why);
		else
			assert_shows("Is it as it should be?", rows[i].why);
		play_end(NULL);
	}
}

/* It was asked about another agency: it is shown, counts for nothing, and is asked
 * for anew, answered or not. */
static void
test_advice_of_another(void **state)
{
	struct fake_record *asked;

	(void)state;
	begin();
	app_keys(play, DOUBT_ANSWER);
	ask_for_advice("<F7>");
	asked = scene_last("advice");
	record_set(asked->rec, "agency", asked->row.id.s);
	play_news(TOPIC_RECORDS);
	app_keys(play, "<F7>");
	assert_on(&scr_form, "it is asked about this one");
	app_keys(play, "<Esc>");
	advise("share", "Owen Hughes", FAKE_MINUTE);
	assert_shows("share, by Owen Hughes", "it is there");
	assert_shows("another recipient or purpose", "and why it is no use");
	assert_shows("Do not share yet", "so it still waits");
	app_keys(play, "<F7>");
	assert_on(&scr_form, "it can be asked for");
	record_set(asked->rec, "agency", check_school()->row.id.s);
	play_news(TOPIC_RECORDS);
	app_keys(play, "<Esc>");
	assert_hides("another recipient or purpose", "now it counts");
}

/* The person waits on Home: it opens by itself, unless a key comes first. */
static void
test_advice_comes(void **state)
{
	static const struct {
		const char *why, *keys;
		bool opens;
	} rows[] = {
		{ "nobody touched a key", "", true },
		{ "somebody is doing something else", "<Down>", false },
		{ "or is somewhere else", "4<Enter>", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		begin();
		app_keys(play, DOUBT_ANSWER);
		ask_for_advice("<F7>");
		app_keys(play, "<Esc>");
		assert_on(&scr_home, "left");
		assert_says("It waits for advice", "said");
		play_news(TOPIC_RECORDS);
		assert_on(&scr_home, "not without it");
		app_keys(play, rows[i].keys);
		advise("do_not_share", "Owen Hughes", FAKE_MINUTE);
		if ((app_top(play) == &scr_check) != rows[i].opens)
			fail_msg("%s: on %s", rows[i].why, app_top(play)->name);
		if (rows[i].opens)
			assert_shows("do not share, by Owen Hughes", "seen");
		play_end(NULL);
	}
}

/* From what waits for a person, too. */
static void
test_advice_waits(void **state)
{
	(void)state;
	begin();
	app_keys(play, DOUBT_ANSWER);
	ask_for_advice("<F7>");
	app_keys(play, "<Esc><Down>");
	advise("share", "Owen Hughes", FAKE_MINUTE);
	fake_waiting("advice_given", "Advice that you asked for",
	    scene_last("advice"), "Maisie Brown", 0);
	play_news(TOPIC_RECORDS);
	app_keys(play, "<Tab><Home><Enter>");
	assert_on(&scr_check, "the decision goes on");
	assert_shows("share, by Owen Hughes", "with the advice");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_advice, play_end),
		cmocka_unit_test_teardown(test_due, play_end),
		cmocka_unit_test_teardown(test_advice_of_another, play_end),
		cmocka_unit_test_teardown(test_advice_comes, play_end),
		cmocka_unit_test_teardown(test_advice_waits, play_end),
	};

	return text_start() ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
