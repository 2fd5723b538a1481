/* tui_check.c - the guided check at the keyboard: the situations of decisions.md from
 * the first key to the record, and what the answer says of each. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "screen_play.h"

#include "check_play.h"

/* Child, recipient, items, then what matters, the answer, the record. */
static void
test_from_the_menu(void **state)
{
	(void)state;
	check_begin(24, 80);
	app_keys(play, "2<Enter>mais<Enter>");
	assert_on(&scr_check, "a child was taken");
	assert_shows("With which agency?", "the recipient comes first");
	app_keys(play, "hill<Enter>");
	assert_shows("With whom there?", "then who there");
	app_keys(play, "<Down><Enter>");
	assert_shows("What exactly would be shared?", "then what");
	app_keys(play, ITEM("att<Enter>"));
	assert_shows("Is somebody in immediate danger?", "then safety");
	assert_shows("What: Something", "the trail");
	app_keys(play, SAFE PLAIN);
	assert_shows("What is it for?", "a purpose");
	app_keys(play, ALL_TOLD CHECKED);
	assert_shows("You may share this with Marta Oak, Hill Primary School: "
		     "it is agreed.",
	    "the answer");
	assert_cursor_on("Still to do", "what is lacking is marked");
	assert_shows("Write down the reasons.", "the reasons are lacking");
	app_keys(play, "<F2>1");
	assert_shows("Why is this right for the child?", "asked for");
	app_keys(play, "It helps her.<F2><Down><Enter>");
	assert_on(&scr_home, "recorded");
	assert_says("Saved here, not sent yet.", "where it is");
	assert_int_equal(fake.saves, 1);
	check_saved("decided", "share", "to share");
	check_saved("reasons", "It helps her.", "why");
	check_saved("accurate_by", fake.me.staff.s, "who checked it");
	check_saved("accurate_on", "2026-11-12", "when");
	assert_int_equal(fake.draft_count, 0);
}

/* ---- the situations ---- */

static void
refused_by_mother(void)
{
	check_says("Kelly Brown", "refused", "2026-11-01", check_school());
}

static void
young_person(void)
{
	check_born("2011-02-03");
	check_unasked();
	SCENE(&fake.child[0].file, "competence", FAKE_DAY, "competence",
	    "competent", "by", fake.staff_id[2].s, "on", "2026-11-01", "why",
	    "Said what would happen.");
}

static void
she_agrees(void)
{
	young_person();
	check_says("Maisie", "agreed", "2026-11-02", check_school());
	check_says("Kelly Brown", "refused", "2026-11-03", check_school());
}

static void
she_refuses(void)
{
	young_person();
	check_says("Maisie", "refused", "2026-11-02", check_school());
	check_says("Dean Brown", "agreed", "2026-11-03", check_school());
}

static void
is_referrer(void)
{
	record_set(
	    fake.record[0].rec, "referrer_agency", check_school()->row.id.s);
}

static void
to_another(void)
{
	check_unasked();
	check_says("Kelly Brown", "agreed", "2026-11-01",
	    check_agency_named("Northtown social care"));
}

static void
taken_back(void)
{
	check_says("Kelly Brown", "withdrawn", "2026-11-11", check_school());
}

static void
as_it_is(void)
{
}

#define HARM_TOLD "n11n1"
static const struct {
	const char *why;
	void (*scene)(void);
	const char *keys, *says; /* on the answer */
	const char *end, *row, *outcome, *decided;
} situations[] = {
	{ "1: hit by a parent who collects at five", as_it_is,
	    TO_CARE ITEM("6") "n3He hit her last night.<F2>n1n4"
			      "1n1n2<F2><F2>" CHECKED,
	    "Dean Brown (do not contact, hidden): not now: telling them",
	    SHARED, "5", "share_without_consent", "share" },
	{ "2: at fifteen she wants the school to know", she_agrees,
	    TO_SCHOOL ITEM("4") SAFE PLAIN "n2111y<F2>" CHECKED,
	    "a parent's opposite changes nothing.", SHARED, "11",
	    "share_with_consent", "share" },
	{ "3: at fifteen she does not", she_refuses,
	    TO_SCHOOL ITEM("5") SAFE PLAIN "2y<F2>n",
	    "a parent's opposite changes nothing.", NOT_SHARED, "14",
	    "do_not_share", "not" },
	{ "4: attendance, as her mother agreed", as_it_is,
	    TO_SCHOOL ITEM("1") SAFE PLAIN ALL_TOLD CHECKED,
	    "Those who may answer agree to this.", SHARED, "11",
	    "share_with_consent", "share" },
	{ "5: a referral that is refused; help is needed", refused_by_mother,
	    TO_SCHOOL ITEM("5") "n2n1" PLAIN "6<F2>n", "Tell the line manager.",
	    NOT_SHARED, "14", "do_not_share", "not" },
	{ "6: the same family later, neglect", refused_by_mother,
	    TO_CARE ITEM("6") "n3Six times.<F2>n1n41" HARM_TOLD "<F2>" CHECKED,
	    "but only with duty worker, Northtown social care.", SHARED, "5",
	    "share_without_consent", "share" },
	{ "7: a caller says police", as_it_is, TO_SCHOOL ITEM("7") "n6n2",
	    "Do not share yet: make sure who is", NOT_SHARED, "2a",
	    "seek_advice", "not" },
	{ "8: a court orders the file", as_it_is,
	    TO_SCHOOL ITEM("6") "n1n3yn4111<F2>" CHECKED,
	    "Maisie Brown: no: the order forbids it", SHARED, "2",
	    "share_without_consent", "share" },
	{ "9: the referring school hears that it has begun", is_referrer,
	    TO_SCHOOL ITEM("8") SAFE "2nnn2111<F2>" CHECKED,
	    "as was explained at the start.", SHARED, "8", "share_as_explained",
	    "share" },
	{ "10: it asks why the support changed", is_referrer,
	    TO_SCHOOL ITEM("4") SAFE "5nn2<F2>",
	    "The referrer is told of a change only if that is agreed.",
	    NOT_SHARED, "9", "do_not_share", "not" },
	{ "11: invited to a meeting; the family does not know", check_unasked,
	    TO_SCHOOL ITEM("5") SAFE "2nn7<F2>",
	    "Not everyone who must agree to the meeting agrees.", NOT_SHARED,
	    "10", "do_not_share", "not" },
	{ "12: a commissioner wants a list of names", as_it_is,
	    TO_SCHOOL ITEM("5") SAFE "3n8" CHECKED, "without naming anybody.",
	    SHARED, "3", "share_anonymised", "share" },
	{ "13: the agreement names another agency", to_another,
	    TO_SCHOOL ITEM("4") SAFE PLAIN "3<F2>",
	    "No agreement names this recipient.", NOT_SHARED, "12",
	    "do_not_share", "not" },
	{ "14: taken back yesterday", taken_back,
	    TO_SCHOOL ITEM("1") SAFE PLAIN "2<F2>n",
	    "It was refused, and nothing here outweighs that.", NOT_SHARED,
	    "14", "do_not_share", "not" },
	{ "15: several small worries, nothing clear", as_it_is,
	    TO_SCHOOL ITEM("6") "n6n1n1n",
	    "Do not share yet: ask for advice first.", NOT_SHARED, "4",
	    "seek_advice", "not" },
	/* Beside the fifteen. */
	{ "danger, to social care: next to nothing is asked", as_it_is,
	    TO_CARE ITEM("6") "y3He is in the house.<F2>n1",
	    "Share this now, with duty worker, Northtown social care.", SHARED,
	    "1", "share_without_consent", "share" },
	{ "danger, to a school: ring social care or the police", as_it_is,
	    TO_SCHOOL ITEM("6") "y3He is in the house.<F2>n",
	    "Not with them: ring 999, social care or the police now.",
	    NOT_SHARED, "1a", "seek_advice", "not" },
	{ "about staff, to an authority", as_it_is,
	    TO_CARE ITEM("6") "n1y<F2>1n41n1n1<F2>" CHECKED,
	    "Tell the designated officer within one working day.", SHARED, "2b",
	    "share_without_consent", "share" },
};

static void
test_situations(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof situations / sizeof situations[0]; i++) {
		const char *why = situations[i].why;

		check_scene();
		situations[i].scene();
		play_open(40, 100, &scr_home, NULL);
		app_keys(play, situations[i].keys);
		assert_shows("F2 to share, F6 not to share", why);
		assert_shows(situations[i].says, why);
		assert_int_equal(fake.saves, 0);
		app_keys(play, situations[i].end);
		assert_on(&scr_home, why);
		assert_int_equal(fake.saves, 1);
		check_saved_row(situations[i].row, why);
		check_saved("outcome", situations[i].outcome, why);
		check_saved("decided", situations[i].decided, why);
		assert_int_equal(fake.draft_count, 0);
		play_end(NULL);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_from_the_menu, play_end),
		cmocka_unit_test_teardown(test_situations, play_end),
	};

	return text_start() ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
