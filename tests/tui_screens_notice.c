/* tui_screens_notice.c - the queue "Notify referrers", a notice, its letter, and how it
 * is sent, as a person sees them (tests/golden/screen_notice*.txt), and what the keys
 * do there (F1, F2). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "golden.h"
#include "kinds.h"
#include "screen_play.h"
#include "share_scene.h"

static struct id started, telling_change;

static struct fake_record *
notice(const char *what, const char *on, const char *due, const char *offer)
{
	const struct id *file = &fake.child[0].file;
	struct fake_record *school = scene_last("contact_person");
	char text[300];

	snprintf(text, sizeof text,
	    "About your referral S-77, M. B.\n\nThis is to tell you of it: "
	    "%s.\n\nExample Children's Trust",
	    what);
	return SCENE(file, "notice", 3 * FAKE_DAY, "episode",
	    scene_last("episode")->row.id.s, "what", what, "agency",
	    record_text(school->rec, "agency"), "person", school->row.id.s,
	    "their_reference", "S-77", "event_on", on, "due", due, "offer",
	    offer, "subject", "Your referral S-77, M. B.", "text", text);
}

static struct fake_record *
sent(const struct fake_record *n, const char *how, int64_t ago)
{
	return SCENE(&n->row.file, "notice_sent", ago, "notice", n->row.id.s,
	    "how", how, "to", "marta.oak@school.example", "when",
	    "2026-11-10T10:00");
}

/* One of every sort, of Maisie; her mother agreed to nothing about notices. */
static void
scene(void)
{
	const struct id *file = &fake.child[0].file;
	struct fake_record *n, *s;

	scene_colleagues();
	scene_directory();
	scene_agreements();
	scene_induction(true);
	record_set(scene_last("contact_person")->rec, "email",
	    "marta.oak@school.example");
	SCENE(file, "episode", 20 * FAKE_DAY, "referred_on", "2026-10-01",
	    "why_referred", "x", "purpose", "y", "started", "2026-11-02",
	    "nature", "group", "agency",
	    record_text(scene_last("contact_person")->rec, "agency"), "person",
	    scene_last("contact_person")->row.id.s);
	n = notice("start", "2026-11-02", "2026-11-09", "due");
	started = n->row.id;
	notice("nature", "2026-11-09", "2026-11-16", "due");
	n = notice("start", "2026-10-05", "2026-10-12", "due");
	s = sent(n, "email", 2 * FAKE_DAY);
	SCENE(file, "notice_failed", 2 * FAKE_DAY, "sent", s->row.id.s, "what",
	    "uncertain", "when", "2026-11-10T14:07", "answer",
	    "the line was cut");
	n = notice("change", "2026-11-11", "2026-11-18", "offered");
	telling_change = n->row.id;
	n = notice("end", "2026-11-10", "2026-11-17", "due");
	sent(n, "email", FAKE_HOUR)->row.where = WHERE_HERE;
	n = notice("start", "2026-09-01", "2026-09-08", "due");
	s = sent(n, "email", 50 * FAKE_DAY);
	SCENE(file, "notice_proof", 50 * FAKE_DAY, "sent", s->row.id.s, "when",
	    "2026-09-23T10:02", "answer", "250 2.0.0 Ok: queued as 4F2A",
	    "message_id", "<1@trust.example>");
	n = notice("change", "2026-10-20", "2026-10-27", "none");
	record_set(n->rec, "because", "There is no agreement to it.");
	n = notice("nature", "2026-09-02", "2026-09-09", "due");
	SCENE(file, "notice_stop", 40 * FAKE_DAY, "notice", n->row.id.s, "why",
	    "undone");
}

static void
scene_unsafe(void)
{
	scene();
	record_set(scene_last("contact_person")->rec, "unsafe", "yes");
}

static void
scene_offline(void)
{
	scene();
	fake.status.link = LINK_DOWN;
}

static void
scene_empty(void)
{
	scene_directory();
}

static const void *
arg_started(void)
{
	return &started;
}

static const void *
arg_change(void)
{
	return &telling_change;
}

static const void *
arg_nth(size_t back)
{
	static struct id id;
	size_t i = fake.records;

	while (i > 0 &&
	       (fake.record[i - 1].row.kind != &kind_notice || back-- > 0))
		i--;
	id = fake.record[i - 1].row.id;
	return &id;
}

static const void *
arg_none(void)
{
	return arg_nth(1);
}

static const void *
arg_done(void)
{
	return arg_nth(2);
}

static const void *
arg_held(void)
{
	return arg_nth(5);
}

static const void *
arg_file(void)
{
	return &fake.child[0].file;
}

struct golden_scene {
	const char *name;
	void (*set)(void);
	const struct screen_def *def;
	const void *(*arg)(void);
	const char *keys;
};
static const struct golden_scene scenes[] = {
	{ "notices", scene, &scr_notices, NULL, "" },
	{ "notices_empty", scene_empty, &scr_notices, NULL, "" },
	{ "notices_all", scene, &scr_notices, NULL, "<F6>3" },
	{ "notices_over", scene, &scr_notices, NULL, "<F6>2" },
	{ "notices_more", scene, &scr_notices, NULL, "<F6>" },
	{ "notices_referrer", scene, &scr_notices, NULL, "<F6>42" },
	{ "notices_marked", scene, &scr_notices, NULL, "<Space><Down><Space>" },
	{ "notices_send_marked", scene, &scr_notices, NULL,
	    "<Space><Down><Space><F2>" },
	{ "notices_passed_over", scene_unsafe, &scr_notices, NULL,
	    "<Space><Down><Space><F2>2" },
	{ "notices_find", scene, &scr_notices, NULL, "/ended" },
	{ "notices_how", scene, &scr_notices, NULL, "<F2>" },
	{ "notices_no_address", scene_unsafe, &scr_notices, NULL, "<F2>1" },
	{ "notices_kept_offline", scene_offline, &scr_notices, NULL,
	    "<F2>1<F2>2" },
	{ "notice", scene, &scr_notice, arg_started, "" },
	{ "notice_unsafe", scene_unsafe, &scr_notice, arg_started, "" },
	{ "notice_change", scene, &scr_notice, arg_change, "" },
	{ "notice_none", scene, &scr_notice, arg_none, "" },
	{ "notice_done", scene, &scr_notice, arg_done, "" },
	{ "notice_held", scene, &scr_notice, arg_held, "" },
	{ "notice_held_how", scene, &scr_notice, arg_held, "<F2>" },
	{ "notice_form", scene, &scr_notice, arg_started, "<F2>2" },
	{ "notice_letter", scene, &scr_notice, arg_started,
	    "<F6>letter<Enter>" },
	{ "notice_letter_written", scene, &scr_notice, arg_started,
	    "<F6>letter<Enter><F2>" },
	{ "notice_file", scene, &scr_file, arg_file, "<PgDn><PgDn>" },
};

static void
draw_scene(const struct golden_scene *s, int rows, int cols, struct buf *out)
{
	char *text;

	fake_start();
	s->set();
	play_open(rows, cols, s->def, s->arg ? s->arg() : NULL);
	app_keys(play, s->keys);
	assert_sound(s->name);
	text = play_text();
	buf_addf(out, "---- %dx%d\n%s", cols, rows, text);
	free(text);
	play_end(NULL);
}

static void
test_screens(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(scenes) / sizeof(scenes[0]); i++) {
		struct buf out = BUF_INIT(60000);
		char name[80];

		draw_scene(&scenes[i], 24, 80, &out);
		draw_scene(&scenes[i], 18, 60, &out);
		snprintf(name, sizeof(name), "screen_%s", scenes[i].name);
		golden_check(name, buf_str(&out));
		buf_done(&out);
	}
}

/* What is saved, and what is said, by the keys; saved NULL: nothing is. */
static void
test_sending(void **state)
{
	static const struct {
		const char *why;
		void (*set)(void);
		const void *(*arg)(void);
		const char *keys;
		const char *saved; /* how, and to whom */
		const char *says;
	} rows[] = {
		{ "by e-mail, to the directory's address", scene, arg_started,
		    "<F2>1<F2>2", "email marta.oak@school.example",
		    "Kept here" },
		{ "without the office", scene_offline, arg_started,
		    "<F2>1<F2>2", "email marta.oak@school.example",
		    "when this device is in touch" },
		{ "an unsafe address", scene_unsafe, arg_started, "<F2>1", NULL,
		    "nothing may be sent there" },
		{ "an unsafe address, by letter", scene_unsafe, arg_started,
		    "<F2>2<F2>2", "letter Marta Oak, Hill Primary School",
		    "Kept here" },
		{ "a change without an agreement now", scene, arg_change,
		    "<F2>1", NULL, "It may not go" },
		{ "what was never offered", scene, arg_none, "<F2>", NULL,
		    "A later one is for later changes" },
		{ "what is done", scene, arg_done, "<F2>", NULL,
		    "has been told" },
		{ "against it, without a reason", scene, arg_started,
		    "<F2>5<F2>", NULL, "The reason is needed" },
		{ "against it", scene, arg_started, "<F2>5Closed there.<F2>2",
		    "not_sent ", "Kept here" },
		{ "had arrived, of what nobody knows", scene, arg_held,
		    "<F2>6Rang them.<F2>2", "arrived ", "Kept here" },
		{ "had arrived is no answer to another", scene, arg_started,
		    "<F2>6", NULL, "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char saved[300] = "";
		struct fake_record *r;

		fake_start();
		rows[i].set();
		play_open(24, 80, &scr_notice, rows[i].arg());
		app_keys(play, rows[i].keys);
		app_turn(play);
		if (fake.saves > 0) {
			r = &fake.record[fake.records - 1];
			snprintf(saved, sizeof saved, "%s %s",
			    record_text(r->rec, "how"),
			    record_text(r->rec, "to"));
		}
		if (strcmp(saved, rows[i].saved ? rows[i].saved : "") != 0)
			fail_msg("%s: saved '%s'", rows[i].why, saved);
		assert_says(rows[i].says, rows[i].why);
		play_end(NULL);
	}
}

/* What is written is held against the rest of its file, at the field (F1, F2). */
static void
test_agrees(void **state)
{
	static const struct {
		const char *why, *on, *nature, *says;
		enum where where; /* of a second episode, mentoring */
		size_t saves;
	} rows[] = {
		{ "a change", "2026-11-10", "family_work", "", WHERE_OFFICE,
		    1 },
		{ "no change", "2026-11-10", "group", "would be no change",
		    WHERE_OFFICE, 0 },
		{ "before the start", "2026-11-01", "family_work",
		    "before the support began", WHERE_OFFICE, 0 },
		{ "what is open beside it", "2026-11-10", "mentoring",
		    "is open on this file", WHERE_OFFICE, 0 },
		{ "what came back counts for nothing", "2026-11-10",
		    "mentoring", "", WHERE_STOPPED, 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct form_arg arg = { .kind = &kind_nature_change };
		struct record *r = record_new(arg.kind);
		struct id first;

		fake_start();
		scene();
		arg.file = fake.child[0].file;
		first = scene_last("episode")->row.id;
		SCENE(&arg.file, "episode", FAKE_DAY, "started", "2026-11-05",
		    "nature", "mentoring")
		    ->row.where = rows[i].where;
		record_set(r, "episode", first.s);
		record_set(r, "on", rows[i].on);
		record_set(r, "nature", rows[i].nature);
		record_set(r, "reason", "x");
		arg.record = r;
		play_open(24, 80, &scr_form, &arg);
		app_keys(play, "<F2>");
		app_turn(play);
		assert_says(rows[i].says, rows[i].why);
		if (fake.saves != rows[i].saves)
			fail_msg("%s: %zu saved", rows[i].why, fake.saves);
		record_free(r);
		play_end(NULL);
	}
}

/* Several at once: in steps, with words, and keys are answered in between. */
static void
test_many(void **state)
{
	(void)state;
	fake_start();
	scene();
	for (int i = 0; i < 9; i++)
		notice("start", "2026-11-03", "2026-11-10", "due");
	play_open(24, 80, &scr_notices, NULL);
	for (int i = 0; i < 6; i++)
		app_keys(play, "<Space><Down>");
	app_keys(play, "<F2>2");
	assert_says("Sending 4 of 6", "progress in words");
	assert_int_equal(fake.saves, 4);
	app_keys(play, "<Up>");
	assert_int_equal(fake.saves, 4);
	play_wait(50);
	assert_int_equal(fake.saves, 6);
	assert_says("6 of 6 kept for the office", "the end is said");
	assert_hides("marked", "no marks are left");
	play_end(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_screens, play_end),
		cmocka_unit_test_teardown(test_sending, play_end),
		cmocka_unit_test_teardown(test_agrees, play_end),
		cmocka_unit_test_teardown(test_many, play_end),
	};

	if (!text_start())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
