/* tui_meetings.c - meetings at the keyboard: the list of all files, a new one with whom
 * the family has, "May we attend?" with the rule, and the decision to share that the
 * meeting names (M1, M2, M3). Goldens at the design size and at the smallest. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "meeting_page.h"
#include "screen_walk.h"

#include "check_play.h"

#define KELLY fake.record[1].row.id.s
/* Thursday 12 November 2026, 14:07, is now. */
#define AHEAD "2026-12-03T10:00"

static struct fake_record *
meeting(const char *when, const struct id *file)
{
	return SCENE(file, "meeting", FAKE_DAY, "when", when, "agency",
	    check_school()->row.id.s, "purpose", "To plan the next term.");
}

static struct fake_record *
maisies(const char *when)
{
	return meeting(when, &fake.child[0].file);
}

/* adult NULL: the child. */
static struct record *
says(struct fake_record *m, const char *adult, const char *answer)
{
	struct record *f = record_add(m->rec, "family");

	record_set(f, "adult", adult ? adult : "");
	record_set(f, "knows", "yes");
	record_set(f, "answer", answer);
	return f;
}

static struct record *
shares(struct fake_record *m, const char *what, const char *with)
{
	struct record *s = record_add(m->rec, "shared");

	record_set(s, "what", what);
	record_set(s, "kind", "attendance");
	record_set(s, "with", with);
	record_set(s, "on", *with ? "2026-11-09" : "");
	return s;
}

static struct fake_record *
decision(const char *occasion, int64_t ago_ms)
{
	return SCENE(&fake.child[0].file, "share_decision", ago_ms, "agency",
	    check_school()->row.id.s, "occasion", occasion, "decided", "share",
	    "outcome", "share_with_consent");
}

/* ---- scenes ---- */

static void
not_asked(void)
{
	shares(maisies(AHEAD), "Attendance since September", "");
}

static void
agreed(void)
{
	struct fake_record *m = maisies(AHEAD);

	says(m, KELLY, "agreed");
	shares(m, "Attendance since September", "Kelly");
	shares(m, "Her asthma", "");
}

static void
with_decision(void)
{
	agreed();
	record_set(scene_last("meeting")->rec, "decision",
	    decision("meeting", FAKE_HOUR)->row.id.s);
}

static void
with_spare(void)
{
	agreed();
	decision("meeting", FAKE_HOUR);
}

static void
refused(void)
{
	struct fake_record *m = maisies(AHEAD);

	says(m, KELLY, "refused");
	record_set(says(m, NULL, "agreed"), "knows", "no");
}

static void
cannot_ask(void)
{
	record_set(says(maisies(AHEAD), KELLY, "cannot_ask"), "why_not",
	    "She is in hospital.");
}

static void
concern(void)
{
	refused();
	record_set(scene_last("meeting")->rec, "concern_instead",
	    "Maisie had a mark on her arm. Amina decided that we go.");
}

static void
after(void)
{
	struct fake_record *m = maisies("2026-11-10T10:00");

	record_set(says(m, KELLY, "agreed"), "came", "no");
	record_set(says(m, NULL, "agreed"), "came", "yes");
}

static void
after_all(void)
{
	struct fake_record *m = maisies("2026-11-10T10:00");
	struct record *f = says(m, KELLY, "agreed");

	record_set(f, "came", "no");
	record_set(f, "why_not", "She was at work.");
	record_set(m->rec, "said", "We told what was agreed.");
	record_set(m->rec, "decided", "A place at the breakfast club.");
}

static void
not_attended(void)
{
	record_set(maisies("2026-11-10T10:00")->rec, "not_attended",
	    "The mother did not agree.");
}

static void
not_here(void)
{
	agreed();
	fake.child[0].is_here = false;
}

/* Of three files, in an order that is none. */
static void
many(void)
{
	struct fake_record *m;

	after();
	m = meeting("2026-12-01T09:30", &fake.child[1].file);
	record_set(m->rec, "concern_instead", "He was hurt.");
	agreed();
	not_attended();
	meeting("2027-01-14", &fake.child[3].file);
	meeting("2026-11-12T14:00", &fake.child[2].file);
	meeting("2026-11-12T15:00", &fake.child[2].file);
}

static void
nothing(void)
{
}

static const struct scene {
	const char *name;
	void (*set)(void);
	const char *keys;
} scenes[] = {
	{ "list", many, "5" },
	{ "list_empty", nothing, "5" },
	{ "list_find", many, "5/jamal" },
	{ "list_help", many, "5<F1>" },
	{ "new", nothing, "5<F7>mais<Enter>" },
	{ "new_family", nothing, "5<F7>mais<Enter><Ctrl-PgDn>" },
	{ "page", agreed, "5<Enter>" },
	{ "may_not_asked", not_asked, "5<Enter><F2>" },
	{ "may_agreed", agreed, "5<Enter><F2>" },
	{ "may_decision", with_decision, "5<Enter><F2>" },
	{ "may_spare", with_spare, "5<Enter><F2>" },
	{ "may_refused", refused, "5<Enter><F2>" },
	{ "may_cannot_ask", cannot_ask, "5<Enter><F2>" },
	{ "may_concern", concern, "5<Enter><F2>" },
	{ "may_not_here", not_here, "5<Enter><F2>" },
	{ "may_after", after, "5<Enter><F6>2" },
	{ "may_after_all", after_all, "5<Enter><F6>2" },
	{ "may_not_attended", not_attended, "5<Enter><F6>2" },
	{ "may_help", agreed, "5<Enter><F2><F1>" },
	{ "file", many, "4<Enter>mais<Enter><End>" },
};

static void
draw_scene(const struct scene *s, int rows, int cols, struct buf *out)
{
	check_scene();
	s->set();
	play_open(rows, cols, &scr_home, NULL);
	app_keys(play, s->keys);
	walk_page(s->name, rows, cols, out);
}

static void
test_screens(void **state)
{
	struct buf out = BUF_INIT(WALK_MAX);

	(void)state;
	for (size_t i = 0; i < sizeof(scenes) / sizeof(scenes[0]); i++) {
		char name[80];

		buf_clear(&out);
		draw_scene(&scenes[i], 24, 80, &out);
		draw_scene(&scenes[i], 18, 60, &out);
		snprintf(
		    name, sizeof(name), "screen_meeting_%s", scenes[i].name);
		golden_check(name, buf_str(&out));
	}
	buf_done(&out);
}

/* ---- from the meeting to the decision and back ---- */

static void
open_may(void (*set)(void))
{
	check_scene();
	set();
	play_open(24, 80, &scr_home, NULL);
	assert_int_equal(
	    app_push(play, &scr_meeting, &scene_last("meeting")->row.id),
	    ERR_OK);
	app_turn(play);
}

static const struct draft *
check_draft(void)
{
	const struct draft *list;
	size_t n = model_drafts(&fake, &list);

	for (size_t i = 0; i < n; i++)
		if (list[i].kind == &kind_share_decision)
			return &list[i];
	return NULL;
}

/* What stands in the meeting is there; nothing else is. */
static void
test_prefilled(void **state)
{
	struct record *r = NULL;
	struct draft d;
	struct id id;

	(void)state;
	open_may(agreed);
	app_keys(play, "<F2>");
	assert_on(&scr_check, "F2 checks what may be shared");
	assert_shows("Hill Primary School", "the agency is there");
	app_keys(play, "head of year<Enter>");
	play_wait(3000);
	assert_non_null(check_draft());
	id = check_draft()->id;
	assert_int_equal(model_draft_get(&fake, &id, &r, &d, NULL), ERR_OK);
	assert_string_equal(record_text(r, "occasion"), "meeting");
	assert_string_equal(record_text(r, "agency"), check_school()->row.id.s);
	assert_int_equal(record_count(r, "items"), 2);
	assert_string_equal(record_text(record_item(r, "items", 0), "what"),
	    "Attendance since September");
	assert_string_equal(
	    record_text(record_item(r, "items", 0), "kind"), "attendance");
	assert_string_equal(record_text(r, "harm"), "");
	record_free(r);
	/* Left half way, it goes on from there. */
	app_keys(play, "<Esc><Esc><Esc><Esc>");
	while (app_top(play) == &scr_check)
		app_keys(play, "<Esc>");
	assert_on(&scr_meeting, "back");
	assert_shows("F2 Go on checking", "the check was begun");
	app_keys(play, "<F2>");
	assert_on(&scr_check, "the same draft");
	assert_int_equal(fake.draft_count, 1);
	play_end(NULL);
}

/* The decision that comes of it is named, in a new version of the meeting. */
static void
test_named(void **state)
{
	struct fake_record *m;

	(void)state;
	open_may(with_spare);
	m = scene_last("meeting");
	assert_shows("not named here", "one that was made for it");
	assert_shows("F2 Name it", "is offered");
	app_keys(play, "<F2>");
	m = scene_last("meeting");
	assert_string_equal(record_text(m->rec, "decision"),
	    scene_last("share_decision")->row.id.s);
	assert_int_equal(m->row.version, 2);
	assert_int_equal(record_count(m->rec, "family"), 1);
	assert_shows("F2 The decision", "and is read from there");
	app_keys(play, "<F2>");
	assert_on(&scr_record, "the decision");
	play_end(NULL);
}

static const struct {
	const char *why, *occasion;
	bool is_typed, may_not, is_replaced;
	const char *shows;
} spares[] = {
	{ "of a meeting", "meeting", false, false, false, "F2 Name it" },
	{ "of the ordinary sort", "ordinary", false, false, false,
	    "F2 Check sharing" },
	{ "replaced", "meeting", false, false, true, "F2 Check sharing" },
};

static void
test_spares(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(spares) / sizeof(spares[0]); i++) {
		struct fake_record *d;

		check_scene();
		agreed();
		d = decision(spares[i].occasion, FAKE_HOUR);
		if (spares[i].is_replaced) {
			const char *id = d->row.id.s;

			record_set(
			    decision("ordinary", 0)->rec, "replaces", id);
		}
		play_open(24, 80, &scr_home, NULL);
		app_push(play, &scr_meeting, &scene_last("meeting")->row.id);
		app_turn(play);
		assert_shows(spares[i].shows, spares[i].why);
		play_end(NULL);
	}
}

/* What is being typed of the meeting is not saved over (promise 2). */
static void
test_typed(void **state)
{
	struct draft d = { .kind = &kind_meeting };

	(void)state;
	open_may(with_spare);
	d.id = scene_last("meeting")->row.id;
	d.file = fake.child[0].file;
	d.base = 1;
	assert_int_equal(
	    model_draft_keep(&fake, &d, scene_last("meeting")->rec, NULL),
	    ERR_OK);
	app_keys(play, "<F2>");
	assert_says("save what is typed of the meeting first", "said");
	assert_string_equal(
	    record_text(scene_last("meeting")->rec, "decision"), "");
	assert_int_equal(fake.saves, 0);
	assert_int_equal(fake.draft_count, 1);
	play_end(NULL);
}

/* ---- a new one ---- */

static const struct {
	const char *why, *born;
	bool has_child;
	size_t people;
} births[] = {
	{ "ten: the mother alone", "2016-04-03", false, 1 },
	{ "twelve today: both", "2014-11-12", true, 2 },
	{ "eighteen: the young person alone", "2008-11-12", true, 1 },
	{ "not known: the mother", "", false, 1 },
};

static void
test_family(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(births) / sizeof(births[0]); i++) {
		struct meeting_kin kin = { .at = NULL };
		struct record *r = record_new(&kind_meeting);

		check_scene();
		record_set(fake.record[0].rec, "born", births[i].born);
		meeting_kin_read(&kin, &fake, &fake.child[0].file, fake.now);
		meeting_kin_fill(&kin, r);
		if (record_count(r, "family") != births[i].people)
			fail_msg("%s: %zu", births[i].why,
			    record_count(r, "family"));
		assert_string_equal(
		    record_text(record_item(r, "family", 0), "adult"),
		    births[i].has_child ? "" : KELLY);
		record_free(r);
		meeting_kin_done(&kin);
		fake_stop();
	}
}

static void
test_new(void **state)
{
	(void)state;
	check_scene();
	fake_be(ROLE_TRUSTEE, "Tess Poole");
	play_open(24, 80, &scr_home, NULL);
	app_keys(play, "5<F7>mais<Enter>");
	assert_on(&scr_meetings, "a trustee writes none");
	assert_says("Ask whoever works with the family", "said");
	play_end(NULL);
	check_scene();
	fake.child[0].is_here = false;
	play_open(24, 80, &scr_home, NULL);
	app_keys(play, "5<F7>mais<Enter>");
	assert_on(&scr_form, "it can be written down all the same");
	assert_says("does not know who must be asked", "said");
	assert_int_equal(fake.file_wants, 1);
	play_end(NULL);
}

/* ---- when it has been ---- */

static void
test_past(void **state)
{
	static const struct {
		const char *when;
		bool is_past;
	} rows[] = {
		{ "2026-11-11", true },
		{ "2026-11-12", false }, /* until its end */
		{ "2026-11-12T14:06", true },
		{ "2026-11-12T14:07", true },
		{ "2026-11-12T14:08", false },
		{ "2026-11-13T00:00", false },
		{ "2025-12-31T23:59", true },
		{ "", false },
	};

	(void)state;
	fake_start();
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct record *r = record_new(&kind_meeting);

		record_set(r, "when", rows[i].when);
		if (meeting_is_past(r, fake.now) != rows[i].is_past)
			fail_msg("%s", rows[i].when);
		record_free(r);
	}
	fake_stop();
}

/* ---- what waits ---- */

static void
test_waiting(void **state)
{
	struct fake_record *m, *task;

	(void)state;
	check_scene();
	m = maisies(AHEAD);
	fake_waiting("meeting_unagreed",
	    "Meeting on Thu 3 December: Maisie has not agreed", m,
	    "Maisie Brown", -20 * FAKE_DAY);
	task = SCENE(&fake.child[0].file, "task", FAKE_DAY, "what", "action",
	    "words", "Ring the school", "who", "Priya Shah", "due",
	    "2026-11-13T12:00", "meeting", m->row.id.s, "for",
	    fake.staff_id[0].s);
	play_open(24, 80, &scr_home, NULL);
	app_keys(play, "<Enter>");
	assert_on(&scr_record, "Enter opens the meeting");
	assert_shows("F2: May we attend, and what may be shared there.",
	    "and what is asked next");
	app_keys(play, "<F2>");
	assert_on(&scr_meeting, "the rule");
	app_keys(play, "<Esc><Esc>");
	assert_on(&scr_home, "home");
	app_push(play, &scr_record, &(struct record_arg){ .id = task->row.id });
	app_turn(play);
	assert_shows("Ring the school", "its words");
	assert_shows("Priya Shah", "by whom");
	assert_shows("Fri 13 November 2026, 12:00", "by when");
	app_keys(play, "<F6>");
	assert_shows("Read what it comes from", "offered");
	app_keys(play, "2");
	assert_shows("To plan the next term.", "the meeting");
	play_end(NULL);
}

/* What a task comes from is one choice away, whatever that is; where it is not on this
 * device, or there is none, it is not offered. */
static void
test_origin(void **state)
{
	static const struct {
		const char *why, *key, *kind, *shows;
	} rows[] = {
		{ "what the referrer was told", "sent", "notice_sent",
		    "How the referrer was told" },
		{ "a meeting", "meeting", "meeting", "Meeting: " },
		{ "a concern", "concern", "concern", "Record of Concern: " },
		{ "a decision", "decision", "share_decision",
		    "Decision to share: " },
		{ "an emergency", "emergency", "emergency", "Emergency" },
		{ "not on this device", "meeting", NULL, NULL },
		{ "nothing", NULL, NULL, NULL },
	};
	const struct id *file = &fake.child[0].file;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct record_arg arg = { .version = 0 };
		struct id from = fake_id(0xd, 1);
		struct fake_record *task;

		check_scene();
		if (rows[i].kind)
			from = scene_add(file, rows[i].kind, FAKE_DAY,
			    (const char *const[]){ NULL })
				   ->row.id;
		task = SCENE(file, "task", FAKE_DAY, "what", "told_against",
		    "due", "2026-11-13T12:00");
		if (rows[i].key)
			record_set(task->rec, rows[i].key, from.s);
		arg.id = task->row.id;
		play_open(24, 80, &scr_home, NULL);
		app_push(play, &scr_record, &arg);
		app_turn(play);
		assert_shows("Look at what the referrer was told", rows[i].why);
		app_keys(play, "<F6>");
		if (rows[i].shows) {
			assert_shows("2  Read what it comes from", rows[i].why);
			app_keys(play, "2");
			assert_on(&scr_record, rows[i].why);
			assert_shows(rows[i].shows, rows[i].why);
		} else {
			assert_hides("Read what it comes from", rows[i].why);
		}
		play_end(NULL);
	}
}

#define T(test) cmocka_unit_test(test)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_screens),
		T(test_prefilled),
		T(test_named),
		T(test_spares),
		T(test_typed),
		T(test_family),
		T(test_new),
		T(test_past),
		T(test_waiting),
		T(test_origin),
	};

	if (!text_start())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
