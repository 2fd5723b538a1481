/* tui_follows.c - what follows a share, at the keyboard: advice, tasks, a senior's
 * second look, an opening that the Strategic Lead has seen (S3, S8, S9, A2). Each
 * is offered to who may do it, once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app_in.h"
#include "screen_play.h"
#include "share_scene.h"

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
open_record(const struct fake_record *r)
{
	struct record_arg arg = { .id = r->row.id };

	play_open(24, 80, &scr_home, NULL);
	assert_int_equal(app_push(play, &scr_record, &arg), ERR_OK);
	app_turn(play);
}

static const struct {
	const char *why, *kind, *key; /* key: of whom it asks, or NULL */
	bool asks_me;
	enum role role;
	bool is_mine;
	const char *waits; /* what the office says, or NULL */
	const char *bar;   /* NULL: it is not offered */
	const char *writes, *names;
} follows[] = {
	{ "asked of me", "advice", "of", true, ROLE_MANAGER, false, NULL,
	    "F2 Answer", "advice_answer", "advice" },
	{ "asked of somebody else", "advice", "of", false, ROLE_MANAGER, false,
	    NULL, NULL, NULL, NULL },
	{ "it has passed to me", "advice", "of", false, ROLE_MANAGER, false,
	    "advice_asked", "F2 Answer", "advice_answer", "advice" },
	{ "the Director always", "advice", "of", false, ROLE_DIRECTOR, false,
	    NULL, "F2 Answer", "advice_answer", "advice" },
	{ "never from oneself", "advice", "of", true, ROLE_DIRECTOR, true,
	    "advice_asked", NULL, NULL, NULL },
	{ "a support worker advises nobody", "advice", "of", true,
	    ROLE_SUPPORT_WORKER, false, "advice_asked", NULL, NULL, NULL },
	{ "my task", "task", "for", true, ROLE_TRUSTEE, false, NULL,
	    "F2 It is done", "task_done", "task" },
	{ "a senior's too", "task", "for", false, ROLE_SENIOR, false, NULL,
	    "F2 It is done", "task_done", "task" },
	{ "not the Lead's", "task", "for", false, ROLE_LEAD, false, NULL, NULL,
	    NULL, NULL },
	{ "a senior decides", "share_flag", NULL, false, ROLE_SENIOR, false,
	    NULL, "F2 Decide", "share_review", "flag" },
	{ "a manager does not", "share_flag", NULL, false, ROLE_MANAGER, false,
	    NULL, NULL, NULL, NULL },
	{ "the Lead has seen it", "opening", NULL, false, ROLE_LEAD, false,
	    NULL, "F2 Seen", "opening_seen", "opening" },
	{ "not their own", "opening", NULL, false, ROLE_LEAD, true, NULL, NULL,
	    NULL, NULL },
	{ "a senior has not", "opening", NULL, false, ROLE_SENIOR, false, NULL,
	    NULL, NULL, NULL },
	{ "a senior for whom it waits", "opening", NULL, false, ROLE_SENIOR,
	    false, "opening_new", "F2 Seen", "opening_seen", "opening" },
	{ "something else waits", "opening", NULL, false, ROLE_SENIOR, false,
	    "share_flagged", NULL, NULL, NULL },
	{ "the chair for whom it waits", "opening", NULL, false, ROLE_TRUSTEE,
	    false, "opening_new", "F2 Seen", "opening_seen", "opening" },
	{ "who was let in, to the Lead", "access_change", NULL, false,
	    ROLE_LEAD, false, "access_changed", "F2 Seen", "access_seen",
	    "change" },
	{ "to the Director", "access_change", NULL, false, ROLE_DIRECTOR, false,
	    "access_changed", "F2 Seen", "access_seen", "change" },
	{ "seen by them already, or done by them", "access_change", NULL, false,
	    ROLE_LEAD, false, NULL, NULL, NULL, NULL },
	{ "an administrator has not", "access_change", NULL, false, ROLE_ADMIN,
	    false, "access_changed", NULL, NULL, NULL },
	{ "a senior has not looked at it", "access_change", NULL, false,
	    ROLE_SENIOR, false, "access_changed", NULL, NULL, NULL },
	{ "a trustee for whom it does not", "opening", NULL, false,
	    ROLE_TRUSTEE, false, NULL, NULL, NULL, NULL },
};

static void
test_follows(void **state)
{
	static const char *const none[] = { NULL };

	(void)state;
	for (size_t i = 0; i < sizeof(follows) / sizeof(follows[0]); i++) {
		const char *why = follows[i].why;
		struct fake_record *r;

		start();
		fake.me.role = follows[i].role;
		r = scene_add(maisie(), follows[i].kind, FAKE_HOUR, none);
		if (follows[i].key)
			record_set(r->rec, follows[i].key,
			    fake.staff_id[follows[i].asks_me ? 0 : 3].s);
		r->row.is_mine = follows[i].is_mine;
		if (follows[i].waits)
			fake_waiting(follows[i].waits, "Advice asked of you", r,
			    "Maisie Brown", FAKE_HOUR);
		open_record(r);
		if (!follows[i].bar) {
			assert_hides("F2 ", why);
			play_end(NULL);
			continue;
		}
		assert_shows(follows[i].bar, why);
		app_keys(play, "<F2>");
		assert_on(&scr_form, why);
		app_keys(play, "<Enter>1<Enter>x<Tab>x");
		app_keep_all(play);
		if (fake.draft_count != 1)
			fail_msg("%s: nothing is written", why);
		assert_string_equal(
		    fake.draft[0].draft.kind->name, follows[i].writes);
		assert_string_equal(
		    record_text(fake.draft[0].rec, follows[i].names),
		    r->row.id.s);
		play_end(NULL);
	}
}

/* Whoever is said to have authorised a decision says so, or that they did not; nobody
 * else does, and nobody says that it is done (S8). */
static void
test_authorised(void **state)
{
	static const struct {
		const char *why;
		int staff; /* who is asked; 0 is oneself */
		enum role role;
		const char *keys, *says; /* NULL: nothing is offered */
	} rows[] = {
		{ "they did", 0, ROLE_SENIOR, "<F2>", "yes" },
		{ "they did not", 0, ROLE_SENIOR, "<F6>2<Enter>", "no" },
		{ "a Director, likewise", 0, ROLE_DIRECTOR, "<F2>", "yes" },
		{ "another is asked", 3, ROLE_SENIOR, NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		start();
		fake.me.role = rows[i].role;
		open_record(SCENE(maisie(), "task", FAKE_HOUR, "what",
		    "authorised", "for", fake.staff_id[rows[i].staff].s));
		assert_hides("It is done", rows[i].why);
		if (!rows[i].keys) {
			assert_hides("F2 I authorised it", rows[i].why);
			play_end(NULL);
			continue;
		}
		assert_shows("F2 I authorised it", rows[i].why);
		app_keys(play, rows[i].keys);
		assert_on(&scr_form, rows[i].why);
		app_keys(play, "We spoke.");
		app_keep_all(play);
		assert_int_equal(fake.draft_count, 1);
		assert_string_equal(
		    record_text(fake.draft[0].rec, "authorised"), rows[i].says);
		play_end(NULL);
	}
}

/* About a flag of one's own decision somebody else decides, whoever's answer it came by;
 * where nobody else can, the office says that it waits (S8). */
static void
test_own_decision(void **state)
{
	static const struct {
		const char *why;
		bool decided, flagged, waits, reviewed; /* by oneself */
		bool is_offered, is_said;
	} rows[] = {
		{ "somebody else's", false, false, true, false, true, false },
		{ "somebody else's, who says no", false, true, true, false,
		    true, false },
		{ "one's own", true, true, false, false, false, true },
		{ "one's own, and somebody says no", true, false, false, false,
		    false, true },
		{ "one's own, and nobody else is there", true, true, true,
		    false, true, false },
		{ "one's own, and it is decided", true, true, false, true,
		    false, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fake_record *decision, *flag;
		struct id id;

		start();
		decision = SCENE(
		    maisie(), "share_decision", FAKE_HOUR, "harm", "none");
		decision->row.is_mine = rows[i].decided;
		id = decision->row.id;
		flag = SCENE(maisie(), "share_flag", FAKE_HOUR, "decision",
		    id.s, "held", "yes");
		flag->row.is_mine = rows[i].flagged;
		id = flag->row.id;
		if (rows[i].waits)
			fake_waiting("share_flagged", "It waits", flag,
			    "Maisie Brown", FAKE_HOUR);
		if (rows[i].reviewed)
			SCENE(maisie(), "share_review", 0, "flag", id.s);
		open_record(flag);
		if (rows[i].is_offered)
			assert_shows("F2 Decide", rows[i].why);
		else
			assert_hides("F2 Decide", rows[i].why);
		if (rows[i].is_said)
			assert_shows(
			    "It is about a decision of yours", rows[i].why);
		else
			assert_hides(
			    "It is about a decision of yours", rows[i].why);
		play_end(NULL);
	}
}

/* Once it is answered it is not asked for again. */
static void
test_follows_once(void **state)
{
	struct fake_record *flag;

	(void)state;
	start();
	flag = SCENE(maisie(), "share_flag", FAKE_HOUR, "held", "yes");
	open_record(flag);
	assert_shows("F2 Decide", "open");
	SCENE(maisie(), "share_review", 0, "flag", flag->row.id.s);
	play_news(TOPIC_RECORDS);
	assert_hides("F2 Decide", "decided");
	play_end(NULL);
}

/* Enter on what waits opens it, with what is to be done next on F2; given advice
 * opens the advice, not the question. */
static void
test_waiting(void **state)
{
	static const struct {
		const char *code, *kind, *shows;
	} rows[] = {
		{ "advice_asked", "advice", "F2 Answer" },
		{ "advice_given", "advice", "Keep it for now." },
		{ "task_due", "task", "F2 It is done" },
		{ "share_flagged", "share_flag", "F2 Decide" },
		{ "agreement_due", "agreement", "F2 Ask again" },
		{ "opening_new", "opening", "Opened with a reason" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		static const char *const nothing[] = { NULL };
		struct fake_record *r;

		start();
		r = scene_add(maisie(), rows[i].kind, FAKE_HOUR, nothing);
		if (strcmp(rows[i].kind, "agreement") == 0)
			record_set(r->rec, "answer", "agreed");
		if (strcmp(rows[i].code, "advice_given") == 0)
			SCENE(maisie(), "advice_answer", 0, "advice",
			    r->row.id.s, "answer", "do_not_share", "reasons",
			    "Keep it for now.");
		fake_waiting(
		    rows[i].code, "It waits", r, "Maisie Brown", FAKE_HOUR);
		play_open(24, 80, &scr_home, NULL);
		app_keys(play, "<Enter>");
		assert_on(&scr_record, rows[i].code);
		assert_shows(rows[i].shows, rows[i].code);
		play_end(NULL);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_follows, play_end),
		cmocka_unit_test_teardown(test_authorised, play_end),
		cmocka_unit_test_teardown(test_own_decision, play_end),
		cmocka_unit_test_teardown(test_follows_once, play_end),
		cmocka_unit_test_teardown(test_waiting, play_end),
	};

	if (!text_start())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
