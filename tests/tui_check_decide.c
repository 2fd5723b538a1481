/* tui_check_decide.c - what is decided: against the check, of something that
 * has happened; and what changes meanwhile. Advice: tui_check_advice.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "screen_play.h"

#include "check_play.h"

#define AGREED_ANSWER TO_SCHOOL ITEM("1") SAFE PLAIN ALL_TOLD CHECKED
#define REFUSED_ANSWER TO_SCHOOL ITEM("1") SAFE PLAIN "2<F2>n"
#define HARM_ANSWER TO_CARE ITEM("6") "n3Bruises.<F2>n1n41n1n1<F2>" CHECKED

static void
begin_with(void (*scene)(void))
{
	check_scene();
	if (scene)
		scene();
	play_open(40, 100, &scr_home, NULL);
}

static void
refused(void)
{
	check_says("Kelly Brown", "refused", "2026-11-01", check_school());
}

static void
another_senior(void)
{
	static const struct id none = { "" };

	SCENE(&none, "staff", 90 * FAKE_DAY, "name", "Rita Holm", "sign_in",
	    "rita", "role", "designated_senior");
}

/* ---- against the check ---- */

static void
test_against(void **state)
{
	(void)state;
	begin_with(refused);
	app_keys(play, REFUSED_ANSWER "<F2>");
	assert_shows(
	    "The check does not say that this may be shared now.", "asked");
	app_keys(play, "<Enter>");
	assert_on(&scr_check, "the default is no");
	assert_int_equal(fake.saves, 0);
	app_keys(play, "<F2><Down><Enter>");
	assert_shows("Has it been shared already?", "when");
	app_keys(play, "2<F2>Mother rang in tears.<F2>");
	assert_shows("It is not what the check says. Why?", "why");
	app_keys(play, "1");
	assert_shows("Who authorised that?", "and who");
	app_keys(play, "<Enter>");
	assert_says("Type part of the name first", "nobody unchosen");
	app_keys(play, "xyzzy<Enter>");
	assert_says("Nobody is found by that name.", "nor unknown");
	app_keys(play, "<Ctrl-U>owen<Enter><Down><Enter>");
	assert_on(&scr_home, "kept as it was made");
	check_saved_row("14", "what the check said");
	check_saved("decided", "share", "what was done");
	check_saved("against", "happened", "coded");
	check_saved("authorised_by", scene_last("staff")[-1].row.id.s, "who");
	check_saved("happened", "2026-11-12T14:07", "when");
	check_saved("may", "no", "it might not");
}

/* In danger and significant harm not to share needs a designated senior member. */
static void
test_not_in_harm(void **state)
{
	(void)state;
	begin_with(another_senior);
	app_keys(play, HARM_ANSWER);
	assert_shows("You may share this without agreement", "the answer");
	app_keys(play, "<F6>It would tell her.<F2>");
	assert_shows("It is not what the check says. Why?", "asked");
	app_keys(play, "2");
	assert_shows("Who authorised that?", "a senior");
	assert_shows("Rita Holm", "is offered");
	assert_hides("Owen Hughes", "he is none");
	assert_hides("> Amina Rahman", "nor whoever decides");
	assert_hides("Nobody: it", "somebody it is");
	app_keys(play, "amina<Enter>");
	assert_says("Nobody is found by that name.", "not oneself");
	app_keys(play, "<Ctrl-U>rita<Enter><Down><Enter>");
	check_saved_row("5", "the check said to share");
	check_saved("decided", "not", "it was not");
	check_saved("against", "senior", "who decided so");
	check_saved("authorised_by", scene_last("staff")->row.id.s, "by name");
}

/* Where there is no other senior it is somebody else; the office flags that. */
static void
test_not_in_harm_alone(void **state)
{
	(void)state;
	begin_with(NULL);
	app_keys(play, HARM_ANSWER "<F6>It would tell her.<F2>2");
	assert_shows("Who authorised that?", "asked");
	app_keys(play, "amina<Enter>");
	assert_says("Nobody is found by that name.", "not oneself");
	app_keys(play, "<Ctrl-U>owen<Enter><Down><Enter>");
	check_saved("authorised_by", scene_last("staff")[-1].row.id.s, "who");
}

/* What had happened may have been authorised by nobody; nothing else. */
static void
test_authorised_by_nobody(void **state)
{
	(void)state;
	begin_with(refused);
	app_keys(play, REFUSED_ANSWER "<F2><Down><Enter>2<F2>She rang.<F2>1");
	assert_shows("Nobody: it had happened already", "is offered");
	app_keys(play, "<PgDn><Enter>");
	app_keys(play, "<Down><Enter>");
	check_saved("authorised_by", "", "nobody");
	check_saved("against", "happened", "it had");
	play_end(NULL);
	begin_with(refused);
	app_keys(play, REFUSED_ANSWER "<F2><Down><Enter>2<F2>She rang.<F2>3");
	assert_shows("Who authorised that?", "the law asks for it");
	assert_hides("Nobody: it", "somebody did");
}

/* One that came back, in which one authorised one's own decision. */
static void
test_authorised_by_oneself(void **state)
{
	struct fake_record *r;

	(void)state;
	begin_with(refused);
	app_keys(play, REFUSED_ANSWER "<F2><Down><Enter>2<F2>She rang.<F2>"
				      "1owen<Enter><Down><Enter>");
	r = scene_last("share_decision");
	record_set(r->rec, "authorised_by", fake.me.staff.s);
	r->row.where = WHERE_STOPPED;
	scr_edit(play, &r->row.id);
	app_turn(play);
	app_keys(play, "<F2><Down><Enter>");
	assert_says("does not authorise it as well", "not oneself");
	assert_shows("Who authorised that?", "and asked again");
	assert_int_equal(fake.saves, 1);
	app_keys(play, "owen<Enter><Down><Enter>");
	assert_int_equal(fake.saves, 2);
}

/* What was against it is so no longer when the answer has changed. */
static void
test_no_longer_against(void **state)
{
	(void)state;
	begin_with(refused);
	app_keys(play, REFUSED_ANSWER "<F2><Down><Enter>1Reasons.<F2>1");
	assert_shows("Who authorised that?", "against it");
	app_keys(play, "<Esc><Esc><Esc><Esc>");
	assert_shows("Do not share this", "back on the answer");
	app_keys(play, "<F6>");
	assert_shows("Record decision", "not to share, as it says");
	app_keys(play, "<Down><Enter>");
	check_saved("against", "", "not any more");
	check_saved("decided", "not", "not shared");
}

/* What is lacking stands in the way; only what has happened is recorded without. */
static void
test_lacking(void **state)
{
	(void)state;
	begin_with(NULL);
	app_keys(play, TO_SCHOOL ITEM("1") SAFE PLAIN ALL_TOLD
	    "yTo help.<F2>yn1Known.<Enter>1");
	assert_shows("Not yet: something is still to do.", "not accurate");
	app_keys(play, "<F2>");
	assert_shows("Check that it is as seen and heard", "said again");
	app_keys(play, "<Esc>");
	assert_int_equal(fake.saves, 0);
	app_keys(play, "<F6>Not checked.<F2>");
	assert_shows(
	    "It is not what the check says. Why?", "the check says to share");
}

/* F2 before all of it is answered goes to what is not. */
static void
test_too_early(void **state)
{
	(void)state;
	begin_with(NULL);
	app_keys(play, TO_SCHOOL ITEM("1") SAFE "<Ctrl-PgDn><F2>");
	assert_says("This is not answered yet.", "said");
	assert_shows("Is it one of these?", "and shown");
	app_keys(play, "<Ctrl-PgDn><F6>");
	assert_shows("Is it one of these?", "not to share, too");
	assert_int_equal(fake.saves, 0);
}

/* ---- of a day that is past ---- */

static void
agreed_since(void)
{
	check_unasked();
	check_says("Kelly Brown", "agreed", "2026-11-10", check_school());
}

static void
test_happened(void **state)
{
	(void)state;
	begin_with(agreed_since);
	app_keys(play, TO_SCHOOL ITEM("1") SAFE PLAIN "n2111<F2>" CHECKED);
	assert_shows("it is agreed.", "today");
	app_keys(play, "<F2>2");
	assert_shows("When it was shared", "when");
	app_keys(play, "<Ctrl-U>5/11 10:00<F2>");
	assert_says("By what was known on that day the answer is another.",
	    "nobody had agreed then");
	assert_shows("Do not share this", "the answer of that day");
	assert_int_equal(fake.saves, 0);
	app_keys(
	    play, "<F2><Down><Enter>Reasons.<F2>1owen<Enter><Down><Enter>");
	check_saved_row("12", "as of that day");
	check_saved("happened", "2026-11-05T10:00", "kept as it happened");
}

/* ---- what changes meanwhile ---- */

static void
test_taken_back_meanwhile(void **state)
{
	(void)state;
	begin_with(NULL);
	app_keys(play, AGREED_ANSWER);
	assert_shows("it is agreed.", "the answer");
	check_says("Kelly Brown", "withdrawn", "2026-11-12", check_school());
	play_news(TOPIC_RECORDS);
	assert_shows("Do not share this", "it was taken back");
	assert_shows("What: Something", "the answers stay");
}

/* Also while the last question is on the screen: what is kept is what holds then. */
static void
test_taken_back_at_the_end(void **state)
{
	(void)state;
	begin_with(NULL);
	app_keys(play, AGREED_ANSWER "<F2>1It helps.<F2>");
	assert_shows("cannot be changed afterwards", "asked once more");
	check_says("Kelly Brown", "withdrawn", "2026-11-12", check_school());
	play_news(TOPIC_RECORDS);
	app_keys(play, "<Down><Enter>");
	assert_int_equal(fake.saves, 0);
	assert_on(&scr_check, "not recorded");
	assert_says("The answer has changed", "said");
	assert_shows("Do not share this", "and seen");
}

static void
test_agency_gone(void **state)
{
	(void)state;
	begin_with(NULL);
	app_keys(play, AGREED_ANSWER);
	check_school()->row.is_gone = true;
	play_news(TOPIC_RECORDS);
	assert_shows("taken out of the directory since", "said");
	assert_shows("What: Something", "the answers stay");
	app_keys(play, "<F2>1Reasons.<F2>");
	assert_says("not in the directory any more", "not to them");
	assert_int_equal(fake.saves, 0);
	assert_cursor_on("Choose another agency.", "that is next");
	app_keys(play, "<Enter>");
	assert_shows("With which agency?", "it leads there");
	assert_hides("  Hill Primary School", "not offered");
}

static void
test_not_known(void **state)
{
	static const struct {
		const char *why;
		bool is_here, fails;
		const char *shows;
	} rows[] = {
		{ "the file is not on this device", false, false,
		    "This child's file is not on this device" },
		{ "it is", true, false, "it is agreed." },
		{ "it cannot be read", true, true,
		    "Ask a designated senior member." },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		begin_with(NULL);
		fake.child[0].is_here = rows[i].is_here;
		app_keys(play, AGREED_ANSWER);
		assert_int_equal(fake.file_wants, rows[i].is_here ? 0 : 1);
		if (rows[i].fails) {
			fake_fail(FAKE_FACTS, ERR_CORRUPT,
			    "It cannot be read. Ask a designated senior "
			    "member.");
			play_news(TOPIC_RECORDS);
		}
		assert_shows(rows[i].shows, rows[i].why);
		if (rows[i].fails) {
			app_keys(play, "<F2><F6><F7><Enter>");
			assert_on(&scr_check, "nothing can be decided");
			assert_int_equal(fake.saves, 0);
			assert_hides("Do not share this", "nor said");
		}
		play_end(NULL);
	}
}

static void
ends_before(void)
{
	struct fake_record *r;

	check_says("Kelly Brown", "agreed", "2026-11-02", check_school());
	r = scene_last("agreement");
	record_set(r->rec, "until", "2026-10-01");
}

static void
born_later(void)
{
	check_born("2027-01-01");
}

/* Row 6 says which dates; significant harm is not held up by it. */
static void
test_contradiction(void **state)
{
	static const struct {
		const char *why;
		void (*scene)(void);
		const char *shows;
	} rows[] = {
		{ "an answer", ends_before,
		    "on Thu 1 October 2026 and begins" },
		{ "a birth", born_later, "Maisie Brown would be born" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		begin_with(rows[i].scene);
		app_keys(play, TO_SCHOOL ITEM("1") SAFE PLAIN);
		assert_shows("dates contradict each other", rows[i].why);
		assert_shows(rows[i].shows, rows[i].why);
		app_keys(play, "<Enter>");
		assert_on(&scr_file, "they are put right on the file");
		play_end(NULL);
		begin_with(rows[i].scene);
		app_keys(play, HARM_ANSWER);
		assert_shows("You may share this without agreement", "harm");
		play_end(NULL);
	}
}

/* ---- where it comes from ---- */

static void
test_again(void **state)
{
	struct id first;

	(void)state;
	begin_with(NULL);
	app_keys(play, AGREED_ANSWER SHARED);
	first = scene_last("share_decision")->row.id;
	scr_check_again(play, &first);
	app_turn(play);
	assert_on(&scr_check, "the check");
	assert_shows(
	    "Is somebody in immediate danger?", "safety is judged again");
	assert_shows("What: Something", "everything else is there");
	app_keys(play, "n2<Enter>n");
	assert_shows("It replaces an earlier decision", "named");
	app_keys(play, SHARED);
	check_saved("replaces", first.s, "it names the other");
	check_saved("harm", "needs_help", "as it is today");
	check_saved("reasons", "It helps.", "its own reasons");
	assert_int_equal(fake.saves, 2);
}

static void
test_from_a_record(void **state)
{
	const struct fake_record *concern, *emergency;

	(void)state;
	begin_with(NULL);
	concern = scene_last("concern");
	scr_check_from(play, &concern->row.id);
	app_keys(play, "hill<Enter>");
	app_keep_all(play);
	assert_string_equal(
	    record_text(fake.draft[0].rec, "concern"), concern->row.id.s);
	app_keys(play, "<Esc><Esc>");
	emergency = SCENE(&fake.child[0].file, "emergency", FAKE_HOUR, "child",
	    "Maisie Brown", "risk", "He is in the house.", "shared",
	    "The address", "authority", "Police, 999", "by", "Amina Rahman",
	    "happened", "2026-11-12T13:00");
	scr_check_from(play, &emergency->row.id);
	app_keys(play, "north<Enter>duty<Enter>");
	assert_shows("What is the risk?", "the danger was said");
	app_keys(play, "3n1<F2>");
	assert_shows("Why is this right", "when is known");
	app_keys(play, "She is safe.<F2>");
	assert_says("Kind of information is needed.", "of what was told");
	assert_cursor_on("Space to choose", "at its field");
	app_keys(play, "<Space>7<F2><F2><F2><Down><Enter>");
	check_saved_row("1", "in danger");
	check_saved("emergency", emergency->row.id.s, "it completes it");
	check_saved("happened", "2026-11-12T13:00", "then");
}

/* What came back from the office goes on in the check, too. */
static void
test_came_back(void **state)
{
	struct fake_record *r;

	(void)state;
	begin_with(NULL);
	app_keys(play, AGREED_ANSWER SHARED);
	r = scene_last("share_decision");
	r->row.where = WHERE_STOPPED;
	scr_edit(play, &r->row.id);
	app_turn(play);
	assert_on(&scr_check, "not the plain form");
	assert_shows("it is agreed.", "at its answer");
	app_keys(play, SHARED);
	assert_int_equal(fake.saves, 2);
	assert_true(id_equal(&fake.last_save.id, &r->row.id));
}

/* I4: it is said here, too. And F9 knows whose check it is. */
static void
test_induction(void **state)
{
	(void)state;
	begin_with(NULL);
	record_set(scene_last("induction")->rec, "sought", "no");
	app_keys(play, AGREED_ANSWER);
	assert_shows("! Induction not complete.", "not yet");
	record_set(scene_last("induction")->rec, "sought", "yes");
	play_news(TOPIC_RECORDS);
	assert_hides("Induction not complete", "it is");
	app_keys(play, "<F9>");
	assert_shows("write down what you did, for Maisie Brown", "whose");
}

static void
test_may_not(void **state)
{
	(void)state;
	begin_with(NULL);
	fake_be(ROLE_TRUSTEE, "T. Trustee");
	app_keys(play, "2<Enter>mais<Enter>");
	assert_on(&scr_home, "not opened");
	assert_says("You cannot record decisions to share", "said");
}

static void
test_save_fails(void **state)
{
	(void)state;
	begin_with(NULL);
	fake_fail(FAKE_SAVE, ERR_FULL, "The disk is full.");
	app_keys(play, AGREED_ANSWER SHARED);
	assert_on(&scr_check, "still there");
	assert_says("The disk is full.", "said");
	fake_fail(FAKE_SAVE, ERR_OK, "");
	app_keys(play, "<F2>1<Down><Enter>");
	assert_on(&scr_home, "then recorded");
	assert_int_equal(fake.saves, 1);
}

/* Somebody who is not on the file, and what they say. */
static void
test_people(void **state)
{
	(void)state;
	begin_with(NULL);
	app_keys(play, AGREED_ANSWER);
	assert_shows("Somebody else who could be told?", "offered");
	app_keys(play, "<Up><Enter>");
	assert_shows("Who could be told?", "the list");
	app_keys(play, "<F7><Tab>Grandmother<F2><F2>");
	assert_shows("Grandmother", "asked about");
	assert_shows("Can they be told?", "by herself");
	app_keys(play, "3<F2>");
	assert_shows("Grandmother: not now: it would harm", "on the answer");
	assert_shows("look again on Thu 19", "with a day");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_against, play_end),
		cmocka_unit_test_teardown(test_not_in_harm, play_end),
		cmocka_unit_test_teardown(test_not_in_harm_alone, play_end),
		cmocka_unit_test_teardown(test_authorised_by_nobody, play_end),
		cmocka_unit_test_teardown(test_authorised_by_oneself, play_end),
		cmocka_unit_test_teardown(test_no_longer_against, play_end),
		cmocka_unit_test_teardown(test_lacking, play_end),
		cmocka_unit_test_teardown(test_too_early, play_end),
		cmocka_unit_test_teardown(test_happened, play_end),
		cmocka_unit_test_teardown(test_taken_back_meanwhile, play_end),
		cmocka_unit_test_teardown(test_taken_back_at_the_end, play_end),
		cmocka_unit_test_teardown(test_agency_gone, play_end),
		cmocka_unit_test_teardown(test_not_known, play_end),
		cmocka_unit_test_teardown(test_contradiction, play_end),
		cmocka_unit_test_teardown(test_again, play_end),
		cmocka_unit_test_teardown(test_from_a_record, play_end),
		cmocka_unit_test_teardown(test_came_back, play_end),
		cmocka_unit_test_teardown(test_induction, play_end),
		cmocka_unit_test_teardown(test_may_not, play_end),
		cmocka_unit_test_teardown(test_save_fails, play_end),
		cmocka_unit_test_teardown(test_people, play_end),
	};

	return text_start() ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
