/* tui_screens_inspect.c - inspections, one of them, its letter, as a person sees them
 * (tests/golden/screen_inspect*.txt), and what the keys do there (O1, O2, O3). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "golden.h"
#include "kinds.h"
#include "screen_play.h"
#include "share_scene.h"

static struct id inspection;

static void
person(const char *who, const char *relation, const char *safe,
    enum inspection_told told, enum inspection_copy copy)
{
	struct inspect_person *p = &fake_inspect.person[fake_inspect.people++];

	*p = (struct inspect_person){ .told = told, .copy = copy };
	p->file = fake.child[0].file;
	if (*who)
		p->adult = fake_id(0x1a, (unsigned)fake_inspect.people);
	snprintf(p->child, sizeof p->child, "%s", fake.child[0].name);
	snprintf(p->who, sizeof p->who, "%s", who);
	snprintf(p->relation, sizeof p->relation, "%s", relation);
	snprintf(p->safe, sizeof p->safe, "%s", safe);
}

static void
scene(void)
{
	static const struct id none = { "" };
	struct fake_record *r;

	memset(&fake_inspect, 0, sizeof fake_inspect);
	scene_colleagues();
	fake.me.role = ROLE_DIRECTOR;
	r = SCENE(&none, "inspection", FAKE_DAY, "authority",
	    "Office for Standards", "announced", "unannounced", "purpose",
	    "The routine inspection.", "period_from", "2026-01-01",
	    "period_until", "2026-10-31", "scope", "named", "access_from",
	    "2026-11-16", "access_until", "2026-11-20");
	inspection = r->row.id;
	fake_inspect.stands = 1;
	fake_inspect.as_of_ms = fake.now - FAKE_MINUTE;
	fake_inspect.state = ASK_DONE;
	fake_inspect.stand[0] = (struct inspect_stand){ .id = inspection,
		.state = INSPECTION_MISSING,
		.until = "2026-11-20",
		.files = 3,
		.people = 7,
		.told = 2,
		.excepted = 1,
		.missing = 4,
		.owed = 6,
		.copies = 2,
		.objects = 1 };
	person("Mia Bell", "mother", "safe", PERSON_DUE, COPY_NOT_YET);
	person("Dan Bell", "father", "never", PERSON_DUE, COPY_NOT_YET);
	person("", "", "", PERSON_DUE, COPY_NOT_YET);
	person("Rosa Lind", "carer", "as_written", PERSON_FAILED, COPY_SENT);
	person("Ivo Lind", "step_parent", "", PERSON_EXCEPTED, COPY_CANNOT);
	person("Ana Reed", "mother", "safe", PERSON_TOLD, COPY_SENT);
	person("Tom Reed", "father", "safe", PERSON_TOLD, COPY_NOT_YET);
	fake_inspect.person[6].objects = true;
}

static void
scene_open(void)
{
	scene();
	fake_inspect.stand[0].state = INSPECTION_OPEN;
}

static void
scene_report(void)
{
	scene();
	fake_inspect.stand[0].state = INSPECTION_ENDED;
	fake_inspect.stand[0].is_reported = true;
}

static void
scene_offline(void)
{
	scene();
	fake_inspect.state = ASK_FAILED;
	fake_inspect.as_of_ms = 0;
	fake_inspect.stands = fake_inspect.people = 0;
}

static void
scene_worker(void)
{
	scene();
	fake.me.role = ROLE_SUPPORT_WORKER;
}

static void
scene_trustee(void)
{
	memset(&fake_inspect, 0, sizeof fake_inspect);
	fake.me.role = ROLE_TRUSTEE;
}

static void
scene_none(void)
{
	memset(&fake_inspect, 0, sizeof fake_inspect);
	fake.me.role = ROLE_DIRECTOR;
}

static const void *
arg_inspection(void)
{
	return &inspection;
}

static const struct golden_scene {
	const char *name;
	void (*set)(void);
	const struct screen_def *def;
	const void *(*arg)(void);
	const char *keys;
} scenes[] = {
	{ "inspections", scene, &scr_inspections, NULL, "" },
	{ "inspections_open", scene_open, &scr_inspections, NULL, "" },
	{ "inspections_report", scene_report, &scr_inspections, NULL, "" },
	{ "inspections_none", scene_none, &scr_inspections, NULL, "" },
	{ "inspections_offline", scene_offline, &scr_inspections, NULL, "" },
	{ "inspections_trustee", scene_trustee, &scr_inspections, NULL,
	    "<F5>" },
	{ "inspections_worker", scene_worker, &scr_inspections, NULL, "" },
	{ "inspection", scene, &scr_inspection, arg_inspection, "" },
	{ "inspection_offline", scene_offline, &scr_inspection, arg_inspection,
	    "" },
	{ "inspection_marked", scene, &scr_inspection, arg_inspection,
	    "<Space><Down><Space>" },
	{ "inspection_record", scene, &scr_inspection, arg_inspection, "<F2>" },
	{ "inspection_contact", scene, &scr_inspection, arg_inspection,
	    "<F2>1" },
	{ "inspection_exception", scene, &scr_inspection, arg_inspection,
	    "<F2>2" },
	{ "inspection_unsafe", scene, &scr_inspection, arg_inspection,
	    "<Down><F2>1" },
	{ "inspection_more", scene, &scr_inspection, arg_inspection, "<F6>" },
	{ "inspection_more_worker", scene_worker, &scr_inspection,
	    arg_inspection, "<F6>" },
	{ "inspection_copies", scene_report, &scr_inspection, arg_inspection,
	    "" },
	{ "inspection_copy", scene_report, &scr_inspection, arg_inspection,
	    "<F2>" },
	{ "inspection_end", scene_open, &scr_inspection, arg_inspection,
	    "<F6>8" },
	{ "inspection_new", scene_none, &scr_inspections, NULL, "<F7>" },
	{ "inspection_letter", scene, &scr_inspection, arg_inspection,
	    "<F6>2" },
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

/* What the keys save: how many records, of which kind, and of whom the last is. */
static void
test_saving_O2_O3(void **state)
{
	static const struct {
		const char *why;
		void (*set)(void);
		const char *keys;
		size_t saves;
		const char *kind;
		unsigned adult; /* number of the last; 0: nobody */
		const char *says;
	} rows[] = {
		{ "one is told by a call", scene, "<F2>1<F4>3<F2>2", 1,
		    "inspection_contact", 1, "" },
		{ "how is needed", scene, "<F2>1<F2>", 0, NULL, 0, "How" },
		{ "it is not safe", scene, "<Down><F2>1", 0, NULL, 0,
		    "not safe to contact" },
		{ "it is not safe: why", scene, "<Down><F2>2No.<F2>2", 1,
		    "inspection_exception", 2, "" },
		{ "nobody is there", scene, "<Down><Down><F2>1", 0, NULL, 0,
		    "nobody is on the file" },
		{ "nobody is there: why", scene, "<Down><Down><F2>2No.<F2>2", 1,
		    "inspection_exception", 0, "" },
		{ "one reason for three", scene,
		    "<Space><Down><Space><Down><Space><F2>2No.<F2>2", 3,
		    "inspection_exception", 0, "3 of 3 kept" },
		{ "a letter to two, the unsafe one left out", scene,
		    "<Space><Down><Space><Down><Down><Space><F2>1"
		    "<F4>2<F2>2",
		    2, "inspection_contact", 4, "2 of 2 kept" },
		{ "a copy to one", scene_report, "<F2><F4>1<F2>2", 1,
		    "inspection_copy", 1, "" },
		{ "copies to two", scene_report,
		    "<Space><Down><Space><F2><F4>2<F2>2", 2, "inspection_copy",
		    2, "2 of 2 kept" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fake_record *last;
		struct id adult = { "" };

		fake_start();
		rows[i].set();
		play_open(24, 80, &scr_inspection, &inspection);
		app_keys(play, rows[i].keys);
		app_turn(play);
		if (fake.saves != rows[i].saves) {
			char *text = play_text();

			fail_msg(
			    "%s: %zu saved\n%s", rows[i].why, fake.saves, text);
		}
		assert_says(rows[i].says, rows[i].why);
		if (rows[i].adult)
			adult = fake_id(0x1a, rows[i].adult);
		last = &fake.record[fake.records - 1];
		if (rows[i].saves > 0 &&
		    (strcmp(last->row.kind->name, rows[i].kind) != 0 ||
			strcmp(record_text(last->rec, "adult"), adult.s) != 0 ||
			strcmp(record_text(last->rec, "inspection"),
			    inspection.s) != 0))
			fail_msg("%s: %s of %s", rows[i].why,
			    last->row.kind->name,
			    record_text(last->rec, "adult"));
		play_end(NULL);
	}
}

/* What stands above the list, and in its place where nobody is on it. */
static void
test_words_O2(void **state)
{
	static const struct {
		const char *why;
		enum role role;
		enum ask_state asks;
		bool is_old; /* an answer of before is here */
		int64_t files;
		size_t shown; /* of 7 */
		bool is_reported;
		const char *shows, *hides;
	} rows[] = {
		{ "the office is silent", ROLE_DIRECTOR, ASK_WAITING, false, 0,
		    0, false, "Asking the office ...", "Nobody" },
		{ "it is silent, and says nothing else", ROLE_DIRECTOR,
		    ASK_WAITING, false, 0, 0, false, "Asking the office ...",
		    "F5 asks" },
		{ "there is no link", ROLE_DIRECTOR, ASK_FAILED, false, 0, 0,
		    false, "F5 asks the office how it stands.", "Nobody" },
		{ "no file yet", ROLE_DIRECTOR, ASK_DONE, true, 0, 0, false,
		    "F6 adds a child.", "F5 asks" },
		{ "no file yet, for a worker", ROLE_SUPPORT_WORKER, ASK_DONE,
		    true, 0, 0, false, "It is about no file yet.", "F6 adds" },
		{ "nobody of hers", ROLE_SUPPORT_WORKER, ASK_DONE, true, 3, 0,
		    false, "Nobody of its list is on a file that is open",
		    "you are shown" },
		{ "one of hers", ROLE_SUPPORT_WORKER, ASK_DONE, true, 3, 1,
		    false, "Of the 1 you are shown, 1 is still to be told.",
		    "2 of 7 told" },
		{ "six of hers", ROLE_SUPPORT_WORKER, ASK_DONE, true, 3, 6,
		    false, "Of the 6 you are shown, 4 are still to be told.",
		    "2 of 7 told" },
		{ "all of them", ROLE_DIRECTOR, ASK_DONE, true, 3, 7, false,
		    "2 of 7 told", "you are shown" },
		{ "copies to hers", ROLE_SUPPORT_WORKER, ASK_DONE, true, 3, 6,
		    true, "Of the 5 you are shown, 2 have no copy yet.",
		    "copies sent" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		fake_start();
		scene();
		fake.me.role = rows[i].role;
		fake_inspect.state = rows[i].asks;
		fake_inspect.people = rows[i].shown;
		fake_inspect.stand[0].files = rows[i].files;
		fake_inspect.stand[0].is_reported = rows[i].is_reported;
		if (rows[i].files == 0)
			fake_inspect.stand[0].people = 0;
		if (!rows[i].is_old)
			fake_inspect.as_of_ms = fake_inspect.stands = 0;
		play_open(18, 60, &scr_inspection, &inspection);
		assert_shows(rows[i].shows, rows[i].why);
		assert_hides(rows[i].hides, rows[i].why);
		play_end(NULL);
	}
}

/* A worker writes no inspection, and neither ends nor reports one. */
static void
test_rights_O1(void **state)
{
	(void)state;
	fake_start();
	scene_worker();
	play_open(24, 80, &scr_inspections, NULL);
	app_keys(play, "<F7>");
	assert_on(&scr_inspections, "no form for a worker");
	assert_says("Director of Services", "who does");
	app_keys(play, "<Enter><F6>");
	assert_hides("End its access", "a worker does not end it");
	assert_hides("The report came", "nor report");
	play_end(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_screens, play_end),
		cmocka_unit_test_teardown(test_saving_O2_O3, play_end),
		cmocka_unit_test_teardown(test_words_O2, play_end),
		cmocka_unit_test_teardown(test_rights_O1, play_end),
	};

	if (!text_start())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
