/* tui_screens_stats.c - outcomes and statistics, as a person sees them
 * (tests/golden/screen_outcomes*.txt, screen_report*.txt), and what the keys do there
 * (N1, N2, N3). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "golden.h"
#include "kinds.h"
#include "screen_play.h"
#include "share_scene.h"
#include "stat.h"

static const struct id none;

/* ---- a report ---- */

static struct stat_table *
add(struct stat_report *r, enum stat_unit unit, enum stat_dim by,
    const char *rows, const char *cols, const int64_t *n)
{
	size_t count[2] = { 0 };
	struct stat_table *t;
	const char *texts[2] = { rows, cols };

	for (size_t i = 0; i < 2; i++)
		for (const char *s = texts[i]; *s; s++)
			count[i] += s == texts[i] || s[-1] == ' ';
	t = stat_report_add(r, unit, unit == STAT_OUTCOMES ? "safety" : "", by,
	    count[0], count[1], 0);
	for (size_t i = 0; i < 2; i++) {
		const char *s = texts[i];

		for (size_t k = 0; k < count[i]; k++) {
			int len = (int)strcspn(s, " ");

			snprintf(i == 0 ? t->row[k] : t->col[k], LIST_CODE_MAX,
			    "%.*s", len, s);
			s += len + 1;
		}
	}
	memcpy(t->n, n, (count[0] + 1) * (count[1] + 1) * sizeof(*n));
	return t;
}

static struct fake_record *
report(const char *title, int from, int until)
{
	static const int64_t begun[] = { -1, -1, 19, -1, -1, 25, 23, 21, 44 };
	static const int64_t better[] = { 8, 7, 6, 21, 8, 7, 6, 21 };
	struct stat_report r = { .from = from, .until = until, .small = 5 };
	struct buf text = BUF_INIT(STAT_TEXT_MAX);
	struct fake_record *rec;
	int64_t no = 0, few = STAT_HIDDEN;
	struct stat_table *t;

	add(&r, STAT_BEGUN, STAT_AGE, "under_5 9_to_11", "mentoring group",
	    begun);
	add(&r, STAT_ENDED, STAT_AGE, "", "", &few);
	add(&r, STAT_CONCERNS, STAT_AGE, "", "", &no);
	t = add(&r, STAT_OUTCOMES, STAT_SERVICE, "mentoring",
	    "better same worse", better);
	t->means[0] = t->means[1] = (struct stat_mean){ 49, 61 };
	stat_report_write(&r, &text);
	rec =
	    SCENE(&none, "statistics_report", FAKE_DAY, "title", title, "from",
		"2026-01-01", "until", "2026-03-31", "tables", buf_str(&text));
	snprintf(rec->row.author, sizeof(rec->row.author), "Owen Hughes");
	stat_report_done(&r);
	buf_done(&text);
	return rec;
}

/* ---- scenes ---- */

/* Records are walked over by their ids: what is said of one may come before it. */
static void
swap(struct fake_record *one, struct fake_record *other)
{
	struct fake_record was = *one;

	*one = *other;
	*other = was;
}

static void
scene_worker(void)
{
	const struct id *file = &fake.child[0].file;
	struct fake_record *ep;

	fake_be(ROLE_SUPPORT_WORKER, "Amina Rahman");
	SCENE(file, "episode", 20 * FAKE_DAY, "referred_on", "2026-10-01",
	    "why_referred", "x", "purpose", "y", "started", "2026-10-12",
	    "nature", "mentoring");
	ep = SCENE(file, "episode", 90 * FAKE_DAY, "referred_on", "2026-01-01",
	    "why_referred", "x", "purpose", "y", "started", "2026-02-02",
	    "nature", "group", "ended", "2026-09-30");
	swap(ep, SCENE(file, "outcome", 80 * FAKE_DAY, "episode", ep->row.id.s,
		     "point", "start", "day", "2026-02-03"));
}

/* Who may only read it. */
static void
scene_reader(void)
{
	scene_worker();
	fake.me.role = ROLE_VOLUNTEER;
}

static void
scene_lead(void)
{
	struct fake_record *r;

	fake_be(ROLE_LEAD, "Owen Hughes");
	r = report("January 2026 to March 2026", 24312, 24314);
	swap(r, SCENE(&none, "statistics_issue", FAKE_HOUR, "report",
		    r->row.id.s, "to", "The Example Fund", "purpose",
		    "the year's report", "on", "2026-11-12"));
	report("April 2026", 24315, 24315);
}

static void
scene_trustee(void)
{
	scene_lead();
	fake_be(ROLE_TRUSTEE, "Bea Trustee");
}

static void
scene_manager(void)
{
	scene_lead();
	fake_be(ROLE_MANAGER, "Lee Young");
}

struct golden_scene {
	const char *name;
	void (*set)(void);
	const struct screen_def *def;
	const char *keys;
};
static const struct golden_scene scenes[] = {
	{ "outcomes", scene_worker, &scr_outcomes, "" },
	{ "outcomes_lead", scene_lead, &scr_outcomes, "" },
	{ "outcomes_trustee", scene_trustee, &scr_outcomes, "" },
	{ "outcomes_manager", scene_manager, &scr_outcomes, "" },
	{ "outcomes_ask", scene_worker, &scr_outcomes, "<Enter>" },
	{ "outcomes_reader", scene_reader, &scr_outcomes, "<Enter>" },
	{ "outcomes_form", scene_worker, &scr_outcomes, "<Enter><Enter>" },
	{ "outcomes_goal", scene_worker, &scr_outcomes, "<Enter>4" },
	{ "report_ask", scene_lead, &scr_outcomes, "<Down><Enter>" },
	{ "report", scene_lead, &scr_outcomes, "<Down><Enter><Enter>" },
	{ "report_down", scene_trustee, &scr_outcomes, "<Down><Enter><PgDn>" },
	{ "report_end", scene_trustee, &scr_outcomes, "<Down><Enter><End>" },
	{ "report_issue", scene_lead, &scr_outcomes, "<Down><Enter>2" },
	{ "period", scene_lead, &scr_outcomes, "<Enter>" },
	{ "period_wrong", scene_lead, &scr_outcomes,
	    "<Enter><Ctrl-U>soon<F2>" },
};

static void
draw_scene(const struct golden_scene *s, int rows, int cols, struct buf *out)
{
	char *text;

	fake_start();
	memset(&fake_stats, 0, sizeof(fake_stats));
	s->set();
	play_open(rows, cols, s->def, NULL);
	app_keys(play, s->keys);
	app_turn(play);
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

/* ---- what is asked of the office ---- */

static void
test_period(void **state)
{
	static const struct {
		const char *why, *keys;
		int from, until; /* 0: nothing is asked */
		const char *says;
	} rows[] = {
		{ "the last quarter is offered", "<F2>", 24318, 24320,
		    "counting" },
		{ "other months", "<Ctrl-U>1/2026<Down><Ctrl-U>mar 2026<F2>",
		    24312, 24314, "counting" },
		{ "no month", "<Ctrl-U>13/2026<F2>", 0, 0, "with its year" },
		{ "the wrong way round", "<Ctrl-U>12/2026<F2>", 0, 0,
		    "before the first" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		fake_start();
		memset(&fake_stats, 0, sizeof(fake_stats));
		scene_lead();
		play_open(24, 80, &scr_period, NULL);
		app_keys(play, rows[i].keys);
		app_turn(play);
		if (fake_stats.from != rows[i].from ||
		    fake_stats.until != rows[i].until)
			fail_msg("%s: %d to %d", rows[i].why, fake_stats.from,
			    fake_stats.until);
		assert_says(rows[i].says, rows[i].why);
		play_end(NULL);
	}
}

/* N2: why it is refused stands there, in the office's words; what comes opens. */
static void
test_answer(void **state)
{
	(void)state;
	fake_start();
	memset(&fake_stats, 0, sizeof(fake_stats));
	scene_lead();
	play_open(24, 80, &scr_period, NULL);
	app_keys(play, "<F2>");
	err_set(&fake_stats.why, ERR_DENIED,
	    "This report is not made: one of its numbers would differ by a "
	    "small one from the one of April 2026.");
	fake_stats.state = ASK_FAILED;
	play_news(TOPIC_ANSWER);
	app_turn(play);
	assert_true(play_has("would differ by a small one"));
	fake_stats.state = ASK_NONE;
	app_keys(play, "<F2>");
	fake_stats.report = scene_last("statistics_report")->row.id;
	fake_stats.state = ASK_DONE;
	play_news(TOPIC_ANSWER);
	app_turn(play);
	assert_true(play_has("Fewer than 6") || play_has("fewer than 6"));
	play_end(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_screens, play_end),
		cmocka_unit_test_teardown(test_period, play_end),
		cmocka_unit_test_teardown(test_answer, play_end),
	};

	if (!text_start())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
