/* tui_screens_policy.c - "Policies and training", confirming, and the table of everybody,
 * as a person sees them (tests/golden/screen_polic*.txt and others), and what the keys
 * do there; and that the menu leads to what is missing (T1, T2). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "golden.h"
#include "kinds.h"
#include "screen_play.h"
#include "share_scene.h"

static const struct id nobody = { "" };

static void
add_document(const char *which, const char *version, int64_t ago)
{
	struct fake_record *r = SCENE(&nobody, "policy_document", ago, "which",
	    which, "version", version, "approved", "2026-10-01", "approved_by",
	    "Trustees", "where", "The shelf", "summary", "What is new.");

	r->row.received_ms = fake.now - ago;
	snprintf(r->row.label, sizeof(r->row.label), "%s, version %s",
	    policy_title(policy_find(which)), version);
}

static void
confirm_by(const struct id *who, const char *document)
{
	struct fake_record *r = NULL;

	for (size_t i = 0; i < fake.records; i++)
		if (fake.record[i].row.kind == &kind_policy_document &&
		    strcmp(record_text(fake.record[i].rec, "which"),
			document) == 0)
			r = &fake.record[i];
	assert_non_null(r);
	r = SCENE(&nobody, "confirmation", 9 * FAKE_DAY, "document",
	    r->row.id.s, "which", document, "version", "3", "accepts", "yes",
	    "on", "2026-11-03");
	r->row.author_id = *who;
}

static void
ask_for(size_t record, int64_t until_ms)
{
	struct to_confirm *c = &fake.me.confirm[fake.me.confirm_count++];

	c->document = fake.record[record].row.id;
	c->until_ms = until_ms;
}

/* Three of five published: one confirmed, one due, one by the same day. */
static void
scene(void)
{
	size_t first;

	scene_colleagues();
	fake.me.staff = scene_last("staff")->row.id;
	for (size_t i = 0; i < fake.records; i++)
		if (fake.record[i].row.kind == &kind_staff &&
		    strcmp(record_text(fake.record[i].rec, "name"),
			"Amina Rahman") == 0)
			fake.me.staff = fake.record[i].row.id;
	fake.me.policy_grace_days = 14;
	first = fake.records;
	add_document("conduct", "3", 10 * FAKE_DAY);
	add_document("safeguarding", "7", 9 * FAKE_DAY);
	add_document("information_sharing", "6", 9 * FAKE_DAY);
	confirm_by(&fake.me.staff, "conduct");
	ask_for(first + 1, fake.now + 6 * FAKE_DAY);
	ask_for(first + 2, fake.now + 6 * FAKE_DAY);
	SCENE(&nobody, "training", 90 * FAKE_DAY, "person", fake.me.staff.s,
	    "what", "sharing", "occasion", "later", "on", "2026-08-14", "by",
	    "Valley Training", "due", "2027-08-14");
	SCENE(&nobody, "training", 400 * FAKE_DAY, "person", fake.me.staff.s,
	    "what", "safeguarding", "occasion", "induction", "on", "2025-10-01",
	    "by", "Valley Training", "due", "2026-10-01");
}

static void
scene_shut(void)
{
	scene();
	for (size_t i = 0; i < fake.me.confirm_count; i++)
		fake.me.confirm[i].until_ms = fake.now - FAKE_HOUR;
}

static void
scene_lead(void)
{
	scene();
	fake_be(ROLE_LEAD, "Amina Rahman");
}

static void
scene_nothing(void)
{
	scene_colleagues();
}

static const struct scene_row {
	const char *name;
	const struct screen_def *def;
	void (*set)(void);
	const char *keys;
} scenes[] = {
	{ "policies", &scr_policies, scene, "" },
	{ "policies_none", &scr_policies, scene_nothing, "" },
	{ "policies_shut", &scr_policies, scene_shut, "<Down><Down>" },
	{ "policies_lead", &scr_policies, scene_lead, "" },
	{ "policies_help", &scr_policies, scene_lead, "<F1>" },
	{ "policies_add", &scr_policies, scene_lead, "<F7>" },
	{ "confirm", &scr_confirm, scene, "" },
	{ "confirm_shut", &scr_confirm, scene_shut, "<Tab><F4>" },
	{ "confirm_help", &scr_confirm, scene, "<F1>" },
	{ "matrix", &scr_matrix, scene_lead, "" },
	{ "matrix_right", &scr_matrix, scene_lead,
	    "<Right><Right><Right><Right><Right><Right>" },
	{ "matrix_help", &scr_matrix, scene_lead, "<F1>" },
};

static void
test_screens(void **state)
{
	static const int sizes[][2] = { { 24, 80 }, { 18, 60 } };

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(scenes); i++) {
		struct buf out = BUF_INIT(60000);
		char name[80];

		for (size_t s = 0; s < 2; s++) {
			char *text;

			fake_start();
			scenes[i].set();
			play_open(
			    sizes[s][0], sizes[s][1], scenes[i].def, NULL);
			app_keys(play, scenes[i].keys);
			text = play_text();
			buf_addf(&out, "---- %dx%d\n%s", sizes[s][1],
			    sizes[s][0], text);
			free(text);
			play_end(NULL);
		}
		snprintf(name, sizeof name, "screen_%s", scenes[i].name);
		golden_check(name, buf_str(&out));
		buf_done(&out);
	}
}

static void
begin(void (*set)(void), const struct screen_def *def)
{
	fake_start();
	set();
	play_open(24, 80, def, NULL);
}

/* One passphrase for all that is ticked; a wrong one confirms nothing. */
static void
test_confirming(void **state)
{
	(void)state;
	begin(scene_shut, &scr_policies);
	app_keys(play, "<F2>");
	assert_shows("I, Amina Rahman, understand these", "who signs");
	app_keys(play, "<F2>");
	assert_says("Type your passphrase", "it is asked for");
	app_keys(play, "wrong words<Enter>");
	assert_says("not right", "a wrong passphrase");
	assert_int_equal(fake.confirmed, 0);
	app_keys(play, "<Tab><F4><Tab>" FAKE_PASSPHRASE "<F2>");
	assert_int_equal(fake.confirmed, 1);
	assert_says("Files stay shut", "one is left");
	app_keys(play, "<F2>" FAKE_PASSPHRASE "<F2>");
	assert_int_equal(fake.confirmed, 2);
	assert_says("Files open", "all is confirmed");
	app_keys(play, "<F2>");
	assert_says("You have confirmed all", "nothing is left");
	play_end(NULL);
	/* Nothing ticked. */
	begin(scene_shut, &scr_confirm);
	app_keys(play, "<Tab><F4><Down><F4><F2>");
	assert_says("Nothing is ticked", "nothing to confirm");
	assert_int_equal(fake.confirmed, 0);
	play_end(NULL);
}

/* From the menu to what is missing, and on to what was chosen; a first account and
 * F9 are never stopped. */
static void
test_menu(void **state)
{
	static const struct {
		const char *keys, *shows; /* after confirming */
	} rows[] = {
		{ "4", "Find a child" },
		{ "2", "Find a child" },
		{ "3", "Notify referrers" },
		{ "5", "Meetings" },
	};

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		begin(scene_shut, &scr_home);
		app_keys(play, rows[i].keys);
		assert_shows("understand these", "what is missing");
		app_keys(play, FAKE_PASSPHRASE "<F2>");
		assert_int_equal(fake.confirmed, 2);
		assert_shows(rows[i].shows, "what was chosen goes on");
		play_end(NULL);
		begin(scene_shut, &scr_home);
		app_keys(play, rows[i].keys);
		app_keys(play, "<Esc>");
		assert_shows("Waiting for you", "back, and nothing opens");
		play_end(NULL);
	}
	begin(scene_shut, &scr_home);
	app_keys(play, "1x");
	assert_shows("Find a child", "a first account is not stopped");
	play_end(NULL);
	begin(scene_shut, &scr_home);
	app_keys(play, "<F9>");
	assert_hides("understand these", "F9 is not stopped");
	assert_shows("999", "F9 is there");
	play_end(NULL);
	begin(scene, &scr_home);
	app_keys(play, "4x");
	assert_shows("Find a child", "in grace nothing is shut");
	play_end(NULL);
}

/* Everybody's is for whoever answers for it; what is added is for who is marked. */
static void
test_matrix(void **state)
{
	(void)state;
	begin(scene, &scr_policies);
	app_keys(play, "<F6>");
	assert_shows("Your training", "a senior has their own alone");
	play_end(NULL);
	/* A trustee too, who opens no child's file. */
	begin(scene, &scr_policies);
	fake_be(ROLE_TRUSTEE, "Amina Rahman");
	app_keys(play, "<F6>");
	assert_shows("2 people", "a trustee sees everybody");
	assert_false(
	    model_may(&fake, "front_sheet", RIGHT_READ, &fake.child[0].file));
	play_end(NULL);
	begin(scene_lead, &scr_policies);
	app_keys(play, "<F6><F2>");
	assert_int_equal(fake.written_out, 1);
	assert_string_equal(fake.wrote, "training");
	app_keys(play, "<Down><F7>");
	assert_shows("Who was trained", "the form opens");
	assert_shows("[ Owen Hughes ]", "of who is marked");
	play_end(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_screens, play_end),
		cmocka_unit_test_teardown(test_confirming, play_end),
		cmocka_unit_test_teardown(test_menu, play_end),
		cmocka_unit_test_teardown(test_matrix, play_end),
	};

	if (!text_start())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
