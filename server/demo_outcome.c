/* demo_outcome.c - how the invented children fare: scores at the start, at reviews and
 * at the end of the invented episodes, the family's words, and goals (N1, R6). Most
 * get better, some stay as they were, a few get worse. */
#include <stdio.h>
#include <string.h>

#include "demo.h"
#include "kinds.h"
#include "lists.h"

#define REVIEW_DAYS 80
#define NOT_SCORED 1 /* this episode's start is still to be scored */
#define POINT_MINUTE (16 * 60)

enum point { AT_START, AT_REVIEW, AT_END };
static const char *const points[] = { "start", "review", "end" };

/* By how it goes: what is said, what is different, how far the purpose is. */
static const struct {
	int by; /* points from the start to the end */
	const char *words, *changed, *progress;
} ways[] = {
	{ 3, "I like it here. Mornings are not a fight any more.",
	    "{c} comes by bus alone since half-term.",
	    "Mornings go well on four days of five." },
	{ 2, "It is better, mostly. We still have bad days.",
	    "{c} rings when a day is bad, before it is over.",
	    "Half of what was planned is there." },
	{
	    4,
	    "{c} laughs again, says {a}.",
	    "{c} goes to the club on Thursdays and has a friend there.",
	    "The purpose is reached; the last talks are about keeping it.",
	},
	{
	    0,
	    "It is as it was. But somebody listens.",
	    "Nothing much is different yet.",
	    "The purpose is not nearer; the plan is looked at anew.",
	},
	{ -1, "It was a hard time, with the move.",
	    "The family moved, and {c} misses the old school.",
	    "Further off than at the start, because of the move." },
	{ 1, "A bit better, I would say.", "{c} sleeps through most nights.",
	    "A first step: nights go better, mornings do not." },
};
#define WAYS (sizeof(ways) / sizeof(ways[0]))

static const char *const goals[] = {
	"I want to go to school without a tummy ache.",
	"We want to eat together without shouting.",
	"I want one friend I can ring.",
};
#define GOALS (sizeof(goals) / sizeof(goals[0]))

static void
add(struct demo_plan *p, enum demo_what what, int n, enum point point, int ago,
    int minute)
{
	struct demo_event ev = { .what = what,
		.who = p->support[n].child->worker,
		.n = n,
		.answer = (int)point,
		.at_ms = demo_day_ms(p->today, -ago, minute),
		.child = p->support[n].child };

	demo_plan_add(p, &ev);
}

static int
days_ago(const struct demo_plan *p, const struct civil *day)
{
	return (int)when_days(day, &p->today);
}

/* The end is scored on its day; what goes on is reviewed in time. */
static void
plan_one(struct demo_plan *p, int n)
{
	const struct demo_support *s = &p->support[n];
	int ago = days_ago(p, &s->started) - 2;
	int end = s->ended.year != 0 ? days_ago(p, &s->ended) : 0;

	if (n == NOT_SCORED || ago <= 10)
		return;
	add(p, DEMO_OUTCOME, n, AT_START, ago, POINT_MINUTE);
	if (n % 2 == 0)
		add(p, DEMO_GOAL, n, AT_START, ago, POINT_MINUTE + 20);
	for (int at = ago - REVIEW_DAYS; at > end; at -= REVIEW_DAYS)
		add(p, DEMO_OUTCOME, n, AT_REVIEW, at, POINT_MINUTE);
	if (s->ended.year != 0)
		add(p, DEMO_OUTCOME, n, AT_END, end, POINT_MINUTE);
}

void
demo_plan_outcomes(struct demo_plan *p)
{
	for (int i = 0; i < p->support_count; i++)
		plan_one(p, i);
}

/* ---- bodies ---- */

static int
clamp(int score)
{
	int most = (int)scale_points();

	return score < 1 ? 1 : score > most ? most : score;
}

/* Of the way that it goes, all of it at the end and half of it at a review. */
static void
fill_scores(const struct demo_event *ev, int by, struct record *r)
{
	const struct choice *measures = list_choices(LIST_MEASURES);
	struct demo_dice d = { ev->child->seed + 77 };
	char text[12];

	for (size_t i = 0; i < 4 && measures[i].code != NULL; i++) {
		int start = demo_roll(&d, 2, 6);
		int more = ev->answer == AT_START ? 0
			   : ev->answer == AT_END ? by
						  : by / 2;
		struct record *item = record_add(r, "scores");

		/* Not all of it moves. */
		if (demo_roll(&d, 1, 4) == 1)
			more = 0;
		snprintf(text, sizeof(text), "%d", clamp(start + more));
		record_set(item, "measure", measures[i].code);
		record_set(item, "score", text);
	}
}

static void
fill_goal(
    const struct demo_plan *p, const struct demo_event *ev, struct record *r)
{
	const struct demo_support *s = &p->support[ev->n];
	size_t way = (size_t)ev->n % WAYS;

	demo_set_text(r, "goal", goals[(size_t)ev->n % GOALS], ev);
	record_set(r, "set_by", ev->n % 4 == 0 ? "child" : "together");
	demo_set_day(r, "set_on", when_add_days(s->started, 2));
	record_set(r, "at_start", "far");
	if (ways[way].by <= 0)
		record_set(r, "at_start", "begun");
}

void
demo_fill_outcome(
    const struct demo_plan *p, const struct demo_event *ev, struct record *r)
{
	size_t way = (size_t)ev->n % WAYS;

	record_set(r, "episode", p->support[ev->n].id.s);
	if (ev->what == DEMO_GOAL) {
		fill_goal(p, ev, r);
		return;
	}
	record_set(r, "point", points[ev->answer]);
	demo_set_day(r, "day", when_civil(ev->written_ms));
	fill_scores(ev, ways[way].by, r);
	if (ev->answer == AT_START)
		return;
	demo_set_text(r, "words", ways[way].words, ev);
	record_set(r, "said_by", ev->child->adults[0].name);
	demo_set_text(r, "changed", ways[way].changed, ev);
	demo_set_text(r, "progress", ways[way].progress, ev);
}
