/* demo_share.c - the invented directory, inductions and agreements of five years, and
 * the decisions to share, advice and an emergency that are open today. */
#include "demo.h"

#include <assert.h>

#define MINUTE_MS INT64_C(60000)
#define PICKED_MAX 8
#define SETTLED 12 /* days until a family was asked */

/* Children whose files are told one by one below. */
struct picked {
	const struct demo_child *at[PICKED_MAX];
	size_t count;
};

static void
add(struct demo_plan *p, const struct demo_child *c, enum demo_what what,
    int who, int n, int64_t at_ms)
{
	struct demo_event ev = {
		.what = what, .who = who, .n = n, .at_ms = at_ms, .child = c
	};

	demo_plan_add(p, &ev);
}

/* ---- the directory ---- */

static void
plan_directory(struct demo_plan *p)
{
	/* Before the first child came. */
	int64_t ms = demo_day_ms(p->today, -DEMO_YEARS * 365 - 20, 10 * 60);

	for (int i = 0; i < DEMO_AGENCIES; i++) {
		const struct demo_agency *a = &demo_agencies[i];
		struct demo_event ev = { .what = DEMO_AGENCY,
			.who = DEMO_MANAGER,
			.n = i,
			.at_ms = ms + i * 10 * MINUTE_MS };

		ev.id = p->agencies[i] = demo_id(&p->dice, ev.at_ms);
		demo_plan_add(p, &ev);
		add(p, NULL, DEMO_CONTACT_PERSON, DEMO_MANAGER, i,
		    ev.at_ms + 4 * MINUTE_MS);
		p->contacts[i] = p->events[p->event_count - 1].id;
		if (a->authority != NULL)
			add(p, NULL, DEMO_AUTHORITY, DEMO_SENIOR, i,
			    ev.at_ms + 300 * MINUTE_MS);
	}
}

/* ---- the start of support ---- */

static bool
is_picked(const struct picked *k, const struct demo_child *c)
{
	for (size_t i = 0; i < k->count; i++)
		if (k->at[i] == c)
			return true;
	return false;
}

static void
add_answer(struct demo_plan *p, const struct demo_child *c, int who, int adult,
    int answer, int64_t at_ms)
{
	struct demo_event ev = { .what = DEMO_AGREEMENT,
		.who = who,
		.n = adult,
		.answer = answer,
		.at_ms = at_ms,
		.child = c };

	demo_plan_add(p, &ev);
}

/* At the age they were then. */
static int
pick_answer(struct demo_dice *d, const struct demo_child *c, int64_t ms)
{
	struct civil on = when_civil(ms);

	if (demo_chance(d, 8))
		return DEMO_REFUSED;
	if (demo_chance(d, 60))
		return when_age(&c->born, &on) >= 11 ? DEMO_TO_SECONDARY
						     : DEMO_TO_SCHOOL;
	return demo_roll(d, DEMO_TO_HEALTH, DEMO_TO_CARERS);
}

static void
plan_answers(struct demo_plan *p, const struct demo_child *c, int64_t ms)
{
	struct demo_dice *d = &p->dice;
	struct civil on = when_civil(ms);
	int64_t again_ms = demo_day_ms(on, 340, 11 * 60);

	for (int i = 0; i < c->adult_count; i++)
		if (i == 0 || demo_chance(d, 40))
			add_answer(p, c, c->worker, i, pick_answer(d, c, ms),
			    ms + (5 + i) * MINUTE_MS);
	if (when_age(&c->born, &on) >= 12) {
		add(p, c, DEMO_COMPETENCE, c->worker, 0, ms + 9 * MINUTE_MS);
		add_answer(p, c, c->worker, -1, pick_answer(d, c, ms),
		    ms + 10 * MINUTE_MS);
	}
	/* Most are asked again before the year is over. */
	if (again_ms < p->now_ms - 24 * 60 * MINUTE_MS &&
	    (c->ended.year == 0 || when_days(&on, &c->ended) > 345) &&
	    demo_chance(d, 75))
		add_answer(
		    p, c, c->worker, 0, pick_answer(d, c, again_ms), again_ms);
}

static void
plan_start(struct demo_plan *p, const struct demo_child *c)
{
	struct demo_dice *d = &p->dice;
	int64_t ms = demo_day_ms(
	    c->started, demo_roll(d, 1, SETTLED - 2), demo_roll(d, 600, 960));
	int roll = demo_roll(d, 1, 100);
	int how = roll <= 80   ? DEMO_WHOLE
		  : roll <= 88 ? DEMO_HALF
			       : DEMO_EXCEPTION;

	if (roll > 92)
		return;
	add(p, c, DEMO_INDUCTION, c->worker, how, ms);
	if (how == DEMO_WHOLE)
		plan_answers(p, c, ms);
}

/* ---- what is open today ---- */

/* A child under twelve whom a worker supports, and whose first adult answers for
 * them. */
static const struct demo_child *
pick(struct demo_plan *p, struct picked *k, int worker)
{
	for (int i = DEMO_CHILDREN - 1; i >= 0; i--) {
		const struct demo_child *c = &p->children[i];

		if (c->ended.year != 0 || c->worker != worker ||
		    when_age(&c->born, &p->today) > 10 ||
		    !demo_is_responsible(c, 0) || is_picked(k, c))
			continue;
		assert(k->count < PICKED_MAX);
		k->at[k->count++] = c;
		return c;
	}
	return demo_nobody(p);
}

static int64_t
ago(const struct demo_plan *p, int minutes)
{
	return p->now_ms - minutes * MINUTE_MS;
}

static void
add_start(struct demo_plan *p, const struct demo_child *c, int answer)
{
	int64_t ms = demo_day_ms(c->started, 2, 14 * 60);

	add(p, c, DEMO_INDUCTION, c->worker, DEMO_WHOLE, ms);
	add_answer(p, c, c->worker, 0, answer, ms + 5 * MINUTE_MS);
}

static void
add_decision(struct demo_plan *p, const struct demo_child *c, int who,
    int share, int64_t written_ms, int64_t at_ms)
{
	struct demo_event ev = { .what = DEMO_DECISION,
		.who = who,
		.n = share,
		.written_ms = written_ms,
		.at_ms = at_ms,
		.child = c };

	demo_plan_add(p, &ev);
}

static void
plan_decisions(struct demo_plan *p, struct picked *k)
{
	const struct demo_child *c = pick(p, k, DEMO_WORKER);
	int64_t ms = ago(p, 26 * 60);

	add_start(p, c, DEMO_TO_SCHOOL);
	add_decision(p, c, c->worker, DEMO_SHARE_AGREED, ms, ms);
	c = pick(p, k, DEMO_WORKER + 1);
	ms = ago(p, 7 * 60);
	add_start(p, c, DEMO_REFUSED);
	add_decision(p, c, c->worker, DEMO_SHARE_REFUSED, ms, ms);
	c = pick(p, k, DEMO_WORKER + 2);
	ms = ago(p, 50 * 60);
	add_start(p, c, DEMO_TO_SCHOOL);
	add_decision(p, c, c->worker, DEMO_SHARE_NOT_ASKED, ms, ms);
	/* Decided without a connection; taken back before it came in. */
	c = pick(p, k, DEMO_WORKER + 3);
	add_start(p, c, DEMO_TO_SCHOOL);
	add_answer(p, c, DEMO_SENIOR_2, 0, DEMO_WITHDRAWN, ago(p, 4 * 60));
	add_decision(p, c, c->worker, DEMO_SHARE_STOPPED, ago(p, 6 * 60),
	    ago(p, 2 * 60));
	/* One that waits for advice. */
	c = pick(p, k, DEMO_WORKER);
	add_start(p, c, DEMO_TO_SCHOOL);
	add(p, c, DEMO_ADVICE, c->worker, 0, ago(p, 3 * 60 + 10));
}

/* The latest concern that was signed, and is not about one of us. */
static void
plan_harm(struct demo_plan *p)
{
	const struct demo_event *from = NULL;
	struct demo_event ev = { .what = DEMO_DECISION, .n = DEMO_SHARE_HARM };

	for (size_t i = 0; i < p->event_count; i++) {
		const struct demo_event *e = &p->events[i];

		if (e->what == DEMO_SIGNED && e->incident->about_staff < 0 &&
		    e->incident->senior == DEMO_SENIOR_2 &&
		    (from == NULL || e->at_ms > from->at_ms))
			from = e;
	}
	if (from == NULL) {
		(void)demo_nobody(p);
		return;
	}
	ev.child = from->child;
	ev.incident = from->incident;
	ev.who = DEMO_SENIOR_2;
	ev.at_ms = from->at_ms + 15 * MINUTE_MS;
	demo_plan_add(p, &ev);
}

void
demo_plan_share(struct demo_plan *p)
{
	struct picked k = { .count = 0 };
	int volunteers[] = { DEMO_VOLUNTEER, DEMO_VOLUNTEER + 1 };

	plan_directory(p);
	plan_decisions(p, &k);
	plan_harm(p);
	for (int i = DEMO_CHILDREN - 1; i >= 0; i--) {
		const struct demo_child *c = &p->children[i];

		if (c->ended.year == 0 && c->volunteer == volunteers[0]) {
			add(p, c, DEMO_EMERGENCY, c->volunteer, 0, ago(p, 95));
			break;
		}
	}
	for (int i = 0; i < DEMO_CHILDREN; i++)
		if (!is_picked(&k, &p->children[i]))
			plan_start(p, &p->children[i]);
}
