/* tui_screens_check.c - the guided check as a person sees it, at the design size and
 * at the smallest (tests/golden/screen_check_*.txt, as tui_screens.c). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "screen_walk.h"

#include "check_play.h"

#define AGREED TO_SCHOOL ITEM("1") SAFE PLAIN ALL_TOLD CHECKED
#define HARM TO_CARE ITEM("6") "n3He hit her last night.<F2>n1n4"

static void
as_it_is(void)
{
}

static void
refused(void)
{
	check_says("Kelly Brown", "refused", "2026-11-01", check_school());
}

static void
with_advice(void)
{
	struct fake_record *r = SCENE(&fake.child[0].file, "advice", FAKE_HOUR,
	    "of", fake.staff_id[1].s, "agency", check_school()->row.id.s, "due",
	    "2026-11-13T12:00", "question", "May the school know?");

	r->row.is_mine = true;
	SCENE(&fake.child[0].file, "advice_answer", FAKE_MINUTE, "advice",
	    r->row.id.s, "answer", "share", "reasons",
	    "It is what she herself wants, and the school can help. Tell "
	    "Kelly first.");
	snprintf(
	    fake.record[fake.records - 1].row.author, 208, "%s", "Owen Hughes");
}

static void
not_here(void)
{
	fake.child[0].is_here = false;
}

static void
agency_gone(void)
{
	check_school()->row.is_gone = true;
}

static const struct scene {
	const char *name;
	void (*set)(void);
	const char *keys;
	void (*then)(void); /* and then; or NULL */
} scenes[] = {
	{ "agency", as_it_is, "2<Enter>mais<Enter>", NULL },
	{ "agency_typed", as_it_is, "2<Enter>mais<Enter>sch", NULL },
	{ "whom", as_it_is, "2<Enter>mais<Enter>north<Enter>duty", NULL },
	{ "item", as_it_is, TO_SCHOOL "Attendance since September", NULL },
	{ "items", as_it_is,
	    TO_SCHOOL "Attendance<Tab><Space>1<F2><F7>Her asthma<Tab><Space>4"
		      "<F2>",
	    NULL },
	{ "danger", as_it_is, TO_SCHOOL ITEM("1"), NULL },
	{ "harm", as_it_is, TO_SCHOOL ITEM("1") "n<Down><Down>", NULL },
	{ "harm_why", as_it_is, TO_SCHOOL ITEM("1") "n3A mark on her arm",
	    NULL },
	{ "order", as_it_is, TO_SCHOOL ITEM("1") "n1n", NULL },
	{ "claimed", as_it_is, TO_SCHOOL ITEM("7") "n6n2", NULL },
	{ "telling", as_it_is, HARM "1n1n", NULL },
	{ "look_again", as_it_is, HARM "1n1n2", NULL },
	{ "wishes", as_it_is, HARM "1n1n2<F2>", NULL },
	{ "question_help", as_it_is, TO_SCHOOL ITEM("1") "n<F1>", NULL },
	{ "share", as_it_is, AGREED, NULL },
	{ "share_harm", as_it_is, HARM "1n1n2<F2><F2>" CHECKED, NULL },
	{ "share_end", as_it_is, AGREED "<End>", NULL },
	{ "not", refused, TO_SCHOOL ITEM("1") SAFE PLAIN "2<F2>n", NULL },
	{ "danger_now", as_it_is, TO_CARE ITEM("6") "y3In the house.<F2>n1",
	    NULL },
	{ "advice", as_it_is, TO_SCHOOL ITEM("1") SAFE "1ny", NULL },
	{ "advice_form", as_it_is, TO_SCHOOL ITEM("1") SAFE "1ny<F7>", NULL },
	{ "reasons", as_it_is, AGREED "<F2>1It helps her.", NULL },
	{ "against", refused, TO_SCHOOL ITEM("1") SAFE PLAIN "2<F2>n<F2>",
	    NULL },
	{ "final", as_it_is, AGREED "<F2>1It helps her.<F2>", NULL },
	{ "final_not", refused,
	    TO_SCHOOL ITEM("1") SAFE PLAIN "2<F2>n<F6>It is not wanted.<F2>",
	    NULL },
	{ "final_against", as_it_is,
	    HARM "1n1n2<F2><F2>" CHECKED
		 "<F6>It would tell him at once, and she begs us to wait "
		 "until her aunt has come, which is tomorrow at noon. A "
		 "senior knows.<F2>2owen<Enter>",
	    NULL },
	{ "authorised", as_it_is, HARM "1n1n1<F2>" CHECKED "<F6>No.<F2>2",
	    NULL },
	{ "not_here", not_here, AGREED, NULL },
	{ "agency_gone", as_it_is, AGREED, agency_gone },
	{ "answer_help", as_it_is, AGREED "<F1>", NULL },
};

static void
draw_scene(const struct scene *s, int rows, int cols, struct buf *out)
{
	check_scene();
	s->set();
	play_open(rows, cols, &scr_home, NULL);
	app_keys(play, s->keys);
	if (s->then) {
		s->then();
		play_news(TOPIC_RECORDS);
	}
	walk_page(s->name, rows, cols, out);
}

/* Advice that was given: the draft names it. */
static void
draw_advised(int rows, int cols, struct buf *out)
{
	struct check_arg arg = { .child = "Maisie Brown" };
	struct record *r;

	check_scene();
	with_advice();
	r = record_new(&kind_share_decision);
	record_set(r, "agency", check_school()->row.id.s);
	record_set(r, "advice", scene_last("advice")->row.id.s);
	record_set(r, "harm", "none");
	record_set(r, "in_doubt", "yes");
	arg.file = fake.child[0].file;
	arg.record = r;
	play_open(rows, cols, &scr_check, &arg);
	app_keys(play, "<Ctrl-PgDn>");
	walk_page("advised", rows, cols, out);
	record_free(r);
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
		snprintf(name, sizeof(name), "screen_check_%s", scenes[i].name);
		golden_check(name, buf_str(&out));
	}
	buf_clear(&out);
	draw_advised(24, 80, &out);
	draw_advised(18, 60, &out);
	golden_check("screen_check_advised", buf_str(&out));
	buf_done(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_screens, play_end),
	};

	if (!text_start())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
