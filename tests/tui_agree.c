/* tui_agree.c - what the family agreed to, at the keyboard: the file's header and
 * list (I4, S1), answers that do not count (I2), taking back and asking again, and
 * what is filled in already (I1). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app_in.h"
#include "screen_play.h"
#include "scr_prefill.h"
#include "share_scene.h"
#include "w_choice.h"
#include "w_question.h"

static const struct id *
maisie(void)
{
	return &fake.child[0].file;
}

static void
start(void)
{
	fake_start();
	scene_policy();
	scene_directory();
	scene_agreements();
}

static void
open_file(void)
{
	play_open(24, 80, &scr_home, NULL);
	assert_int_equal(app_push(play, &scr_file, maisie()), ERR_OK);
	app_turn(play);
}

static void
open_record(const struct fake_record *r)
{
	struct record_arg arg = { .id = r->row.id };

	play_open(24, 80, &scr_home, NULL);
	assert_int_equal(app_push(play, &scr_record, &arg), ERR_OK);
	app_turn(play);
}

/* ---- the header and the list ---- */

static const struct {
	const char *why;
	const char *born;       /* NULL: as it is */
	int induction;          /* -1: none, 0: not complete, 1: complete */
	bool is_exception;      /* I3 */
	const char *has_answer; /* of the child: "agreed", or NULL */
	bool is_here;
	const char *shows, *hides;
} headers[] = {
	{ "no induction", NULL, -1, false, NULL, true,
	    "Induction not complete.", "No answer yet" },
	{ "agreement was not sought", NULL, 0, false, NULL, true,
	    "Induction not complete.", NULL },
	{ "complete", NULL, 1, false, NULL, true, "Maisie Brown (Mai)",
	    "Induction not" },
	{ "the exception (I3)", NULL, 0, true, NULL, true, "Maisie Brown (Mai)",
	    "Induction not" },
	{ "at 12 the child is asked too", "2014-11-12", 1, false, NULL, true,
	    "No answer yet: Maisie Brown.", "Induction not" },
	{ "a day before 12 not", "2014-11-13", 1, false, NULL, true,
	    "Maisie Brown (Mai)", "No answer yet" },
	{ "and when they have said no they are not asked again", "2014-11-12",
	    1, false, "refused", true, "Maisie Brown (Mai)", "No answer yet" },
	{ "at 18 only they are asked", "2008-11-12", 1, false, NULL, true,
	    "No answer yet: Maisie Brown.", "Kelly Brown." },
	{ "nothing is claimed of a file that is not here", NULL, -1, false,
	    NULL, false, "Maisie Brown (Mai)", "Induction not" },
};

static void
test_header(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
		start();
		fake.child[0].is_here = headers[i].is_here;
		if (headers[i].born)
			record_set(fake.record[0].rec, "born", headers[i].born);
		if (headers[i].induction >= 0)
			scene_induction(headers[i].induction == 1);
		if (headers[i].is_exception)
			record_set(scene_last("induction")->rec, "exception",
			    "child_harm");
		if (headers[i].has_answer)
			SCENE(maisie(), "agreement", FAKE_DAY, "who", "cyp",
			    "answer", headers[i].has_answer, "from",
			    "2026-11-11");
		open_file();
		assert_shows(headers[i].shows, headers[i].why);
		if (headers[i].hides)
			assert_hides(headers[i].hides, headers[i].why);
		play_end(NULL);
	}
}

/* Who has responsibility and has said nothing is named. */
static void
test_not_asked(void **state)
{
	(void)state;
	start();
	record_set(scene_last("adult")->rec, "responsibility", "yes");
	SCENE(maisie(), "adult", FAKE_DAY, "name", "Nan Brown", "relation",
	    "grandparent", "responsibility", "yes");
	SCENE(maisie(), "adult", FAKE_DAY, "name", "Joe Brown", "relation",
	    "sibling");
	open_file();
	assert_shows("Induction not complete. No answer yet: Nan Brown.",
	    "she has responsibility");
	assert_hides("Joe Brown.", "he has none");
	assert_hides("Dean Brown, Nan", "he has said something");
	play_end(NULL);
}

static void
test_marks(void **state)
{
	(void)state;
	start();
	open_file();
	assert_shows("Address hidden: Dean Brown.", "in the header");
	assert_shows("do not contact, hidden", "beside the name");
	record_set(scene_last("adult")->rec, "contact", "as_written");
	record_set(scene_last("adult")->rec, "hidden", "no");
	play_news(TOPIC_RECORDS);
	assert_hides("Address hidden", "and when it is not, it is not");
	assert_shows("contact only as written", "the other mark");
	record_set(scene_last("adult")->rec, "contact", "safe");
	play_news(TOPIC_RECORDS);
	assert_hides("contact", "safe says nothing");
	record_set(fake.record[0].rec, "hidden", "yes");
	play_news(TOPIC_RECORDS);
	assert_shows("Address hidden: Maisie Brown.", "the child's own");
	play_end(NULL);
}

/* To whom a file is open no more. */
static void
test_ended(void **state)
{
	struct fake_record *r;

	(void)state;
	start();
	r = SCENE(maisie(), "assignment", FAKE_DAY, "staff", fake.staff_id[3].s,
	    "from", "2026-01-05", "until", "2026-11-12");
	open_file();
	app_keys(play, "<End>");
	assert_shows("Assignment: Sam Green", "it stands there");
	assert_hides("ended", "the last day counts");
	record_set(r->rec, "until", "2026-11-11");
	play_news(TOPIC_RECORDS);
	assert_shows("ended", "and then it has");
	play_end(NULL);
}

/* In order of time, whatever kind they are; what is due stands where it was
 * written. */
static void
test_sharing_order(void **state)
{
	struct fake_record *decision, *task, *flag;
	char *text;
	const char *at = NULL, *next;
	static const char *const order[] = { "  Sharing", "Emergency: Police",
		"Decision to share: Share without agreement",
		"Request for advice: Owen", "To do: Tell your line",
		"Stopped or flagged", "Contacts with agencies" };

	(void)state;
	start();
	SCENE(maisie(), "contact", FAKE_HOUR, "when", "2026-11-12T13:07",
	    "with", "Marta Oak");
	flag =
	    SCENE(maisie(), "share_flag", FAKE_HOUR, "outcome", "do_not_share");
	task = SCENE(maisie(), "task", 2 * FAKE_HOUR, "what", "tell_manager",
	    "due", "2026-11-20T12:00", "for", fake.staff_id[0].s);
	SCENE(maisie(), "advice", 3 * FAKE_HOUR, "of", fake.staff_id[1].s,
	    "due", "2026-11-13T12:00");
	decision = SCENE(maisie(), "share_decision", 4 * FAKE_HOUR, "outcome",
	    "share_without_consent");
	SCENE(maisie(), "emergency", 5 * FAKE_HOUR, "happened",
	    "2026-11-12T09:00", "authority", "Police, 999");
	record_set(flag->rec, "decision", decision->row.id.s);
	fake_label(flag);
	play_open(60, 80, &scr_file, maisie());
	text = play_text();
	next = text;
	for (size_t i = 1; i < sizeof(order) / sizeof(order[0]); i++) {
		at = strstr(next, order[i]);
		if (!at)
			fail_msg("%s does not follow on\n%s", order[i], next);
		next = at;
	}
	free(text);
	assert_shows("due 20 Nov 12:00", "by when");
	assert_shows("due 13 Nov 12:00", "advice");
	assert_shows("to be decided", "a flag");
	SCENE(maisie(), "task_done", 0, "task", task->row.id.s, "how", "x");
	SCENE(maisie(), "share_review", 0, "flag", flag->row.id.s, "what",
	    "stands");
	play_news(TOPIC_RECORDS);
	assert_hides("due 20 Nov", "it is done");
	assert_shows("done", "and says so");
	assert_hides("to be decided", "it is decided");
	play_end(NULL);
}

/* ---- an answer that does not count ---- */

static const struct {
	const char *why, *key, *value;
	const char *says; /* NULL: it counts */
} weak[] = {
	{ "it counts", "evidence", "On paper.", NULL },
	{ "refused needs no names", "answer", "refused", NULL },
	{ "it has ended", "until", "2026-11-11", "It has ended." },
	{ "the last day counts", "until", "2026-11-12", NULL },
	{ "it has not begun", "from", "2026-11-13",
	    "It does not count before its first day." },
	{ "no information", "items", "",
	    "It names no information, so it covers none." },
	{ "no purpose", "purposes", "",
	    "It names no purpose, so it covers none." },
	{ "the child of ten", "who", "cyp",
	    "Under 12 and not assessed as able to decide." },
};

static void
test_weak(void **state)
{
	struct fake_record *r;

	(void)state;
	for (size_t i = 0; i < sizeof(weak) / sizeof(weak[0]); i++) {
		start();
		r = scene_last("agreement") - 1;
		record_set(r->rec, weak[i].key, weak[i].value);
		open_record(r);
		if (weak[i].says) {
			assert_shows("This does not count.", weak[i].why);
			assert_shows(weak[i].says, weak[i].why);
		} else {
			assert_hides("does not count", weak[i].why);
		}
		app_pop(play, 0, NULL);
		app_push(play, &scr_file, maisie());
		assert_shows("Kelly Brown", weak[i].why);
		play_end(NULL);
	}
	start();
	open_record(scene_last("agreement"));
	assert_shows("no parental responsibility", "of somebody who has none");
	app_pop(play, 0, NULL);
	app_push(play, &scr_file, maisie());
	assert_shows("Dean Brown: Agreed", "in the list by name");
	assert_shows("does not count", "and marked");
	play_end(NULL);
}

/* ---- taking back, asking again ---- */

static struct record *
saved(void)
{
	return fake.record[fake.records - 1].rec;
}

static void
test_take_back(void **state)
{
	struct fake_record *before;
	struct record *r;

	(void)state;
	start();
	before = scene_last("agreement") - 1;
	open_record(before);
	assert_shows("F2 Take it back", "one key");
	app_keys(play, "<F2>");
	assert_on(&scr_form, "the form");
	assert_cursor_on("", "how they said it");
	app_keys(play, "She rang and said no more.<F2>2");
	assert_on(&scr_record, "saved");
	assert_int_equal(fake.saves, 1);
	assert_string_equal(fake.last_save.kind->name, "agreement");
	r = saved();
	assert_string_equal(record_text(r, "answer"), "withdrawn");
	assert_string_equal(record_text(r, "who"), "parent");
	assert_string_equal(record_text(r, "adult"), fake.record[1].row.id.s);
	assert_string_equal(record_text(r, "items"), "attendance");
	assert_string_equal(record_text(r, "purposes"), "school_help");
	assert_int_equal(record_count(r, "recipients"), 1);
	assert_string_equal(record_text(r, "from"), "2026-11-12");
	assert_string_equal(record_text(r, "told_version"), "3, April 2016");
	assert_string_equal(
	    record_text(r, "evidence"), "She rang and said no more.");
	/* What they said before stays as it was. */
	assert_string_equal(record_text(before->rec, "answer"), "agreed");
	play_end(NULL);
}

static void
test_ask_again(void **state)
{
	struct record *r;

	(void)state;
	start();
	open_record(scene_last("agreement") - 1);
	app_keys(play, "<F6>ask<Enter>");
	assert_on(&scr_form, "the form");
	assert_cursor_on("Space to choose", "at the answer");
	assert_hides("kitchen table", "how they said it last time is not it");
	app_keys(play, "<Space>2<F2>");
	assert_says("How they said it is needed.", "what is missing is said");
	app_keys(play, "No, she says.<F2>2");
	assert_int_equal(fake.saves, 1);
	r = saved();
	assert_string_equal(record_text(r, "answer"), "refused");
	assert_string_equal(record_text(r, "from"), "2026-11-12");
	play_end(NULL);
}

/* Not of a refusal, and not by those who may not write one. */
static void
test_nothing_to_take_back(void **state)
{
	static const struct {
		const char *why, *answer;
		enum role role;
		const char *shows, *hides;
	} rows[] = {
		{ "agreed", "agreed", ROLE_SENIOR, "F2 Take it back", "" },
		{ "refused", "refused", ROLE_SENIOR, "F2 Ask again",
		    "Take it back" },
		{ "withdrawn", "withdrawn", ROLE_SENIOR, "F2 Ask again",
		    "Take it back" },
		{ "the Lead writes none", "agreed", ROLE_LEAD, "Agreement",
		    "Take it back" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		start();
		fake.me.role = rows[i].role;
		record_set((scene_last("agreement") - 1)->rec, "answer",
		    rows[i].answer);
		open_record(scene_last("agreement") - 1);
		assert_shows(rows[i].shows, rows[i].why);
		if (*rows[i].hides)
			assert_hides(rows[i].hides, rows[i].why);
		play_end(NULL);
	}
}

/* ---- what is filled in already ---- */

static const struct {
	const char *kind, *key, *want; /* NULL: whoever is signed in */
} fills[] = {
	{ "induction", "discussed", "2026-11-12" },
	{ "induction", "by", NULL },
	{ "induction", "version", "3, April 2016" },
	{ "induction", "where", "https://trust.example/sharing" },
	{ "induction", "explained", "" },
	{ "agreement", "from", "2026-11-12" },
	{ "agreement", "told_version", "3, April 2016" },
	{ "agreement", "answer", "" },
	{ "agreement", "until", "" },
	{ "competence", "on", "2026-11-12" },
	{ "competence", "by", NULL },
	{ "competence", "competence", "" },
	{ "advice", "due", "2026-11-13T14:07" },
	{ "advice", "question", "" },
	{ "emergency", "child", "Maisie Brown" },
	{ "emergency", "by", "Amina Rahman" },
	{ "emergency", "happened", "2026-11-12T14:07" },
	{ "emergency", "risk", "" },
	{ "contact", "when", "" },
	{ "front_sheet", "name", "Maisie Brown" },
	{ "first_account", "child", "Maisie Brown" },
	{ "share_review", "reasons", "" },
};

static void
test_prefilled(void **state)
{
	(void)state;
	start();
	play_open(24, 80, &scr_home, NULL);
	for (size_t i = 0; i < sizeof(fills) / sizeof(fills[0]); i++) {
		struct record *r = record_new(kind_find(fills[i].kind));
		const char *want =
		    fills[i].want ? fills[i].want : fake.me.staff.s;

		scr_prefill(play, r, "Maisie Brown");
		if (strcmp(record_text(r, fills[i].key), want) != 0)
			fail_msg("%s.%s is '%s'", fills[i].kind, fills[i].key,
			    record_text(r, fills[i].key));
		/* What is there already stays. */
		record_set(r, fills[i].key, "2020-01-01");
		scr_prefill(play, r, "Somebody Else");
		assert_string_equal(record_text(r, fills[i].key), "2020-01-01");
		record_free(r);
	}
	play_end(NULL);
	/* And it does stand on the form. */
	start();
	open_file();
	app_keys(play, "<F7>Induction<Enter>");
	assert_on(&scr_form, "the form");
	assert_shows("Thu 12 November 2026", "the day");
	assert_shows("[ Amina Rahman ]", "who");
	play_end(NULL);
}

/* Advice is asked of one's line manager, if the office has said who that is. */
static void
test_manager(void **state)
{
	static const struct id none = { "" };
	struct record *r;

	(void)state;
	start();
	SCENE(&none, "staff", FAKE_DAY, "name", "Somebody", "manager",
	    fake.staff_id[3].s);
	SCENE(&none, "staff", FAKE_DAY, "name", "Amina Rahman", "manager",
	    fake.staff_id[1].s);
	play_open(24, 80, &scr_home, NULL);
	r = record_new(kind_find("advice"));
	scr_prefill(play, r, "");
	assert_string_equal(record_text(r, "of"), "");
	scene_last("staff")->row.id = fake.me.staff;
	scr_prefill(play, r, "");
	assert_string_equal(record_text(r, "of"), fake.staff_id[1].s);
	record_free(r);
	play_end(NULL);
}

/* One induction a file: it is changed, not written twice. */
static void
test_one_induction(void **state)
{
	(void)state;
	start();
	open_file();
	app_keys(play, "<F7>");
	assert_shows("Induction", "there is none yet");
	app_keys(play, "<Esc>");
	scene_induction(false);
	app_keys(play, "<F7>");
	assert_shows("Agreement", "the others are offered");
	assert_hides("Induction", "there is one");
	app_keys(play, "<Esc>");
	play_close();
	open_record(scene_last("induction"));
	app_keys(play, "<F2>");
	assert_on(&scr_form, "changed");
	play_end(NULL);
}

/* Who may not write a thing is not offered it. */
static void
test_offered(void **state)
{
	(void)state;
	start();
	fake_be(ROLE_LEAD, "Owen Hughes");
	open_file();
	app_keys(play, "<F7>");
	assert_shows("Emergency", "never refused (S9)");
	assert_hides("Agreement", "the Lead asks for none");
	assert_hides("Induction", "nor for this");
	play_end(NULL);
	start();
	fake_be(ROLE_VOLUNTEER, "Sam Green");
	open_file();
	app_keys(play, "<F7>");
	assert_shows("Agreement", "a volunteer hears it first");
	assert_hides("Assessment", "and does not assess");
	assert_hides("Induction", "nor does the induction");
	play_end(NULL);
}

/* A mother's answer from her own page. */
static void
test_from_adult(void **state)
{
	(void)state;
	start();
	open_record(&fake.record[1]);
	app_keys(play, "<F6>writ<Enter>");
	assert_on(&scr_form, "the form");
	assert_cursor_on("Space to choose", "at the answer");
	app_keys(play, "<Space>2");
	app_keep_all(play);
	assert_string_equal(record_text(fake.draft[0].rec, "who"), "parent");
	assert_string_equal(
	    record_text(fake.draft[0].rec, "adult"), fake.record[1].row.id.s);
	play_end(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_header, play_end),
		cmocka_unit_test_teardown(test_not_asked, play_end),
		cmocka_unit_test_teardown(test_marks, play_end),
		cmocka_unit_test_teardown(test_ended, play_end),
		cmocka_unit_test_teardown(test_sharing_order, play_end),
		cmocka_unit_test_teardown(test_weak, play_end),
		cmocka_unit_test_teardown(test_take_back, play_end),
		cmocka_unit_test_teardown(test_ask_again, play_end),
		cmocka_unit_test_teardown(test_nothing_to_take_back, play_end),
		cmocka_unit_test_teardown(test_prefilled, play_end),
		cmocka_unit_test_teardown(test_manager, play_end),
		cmocka_unit_test_teardown(test_one_induction, play_end),
		cmocka_unit_test_teardown(test_offered, play_end),
		cmocka_unit_test_teardown(test_from_adult, play_end),
	};

	if (!text_start())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
