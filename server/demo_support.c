/* demo_support.c - thirty invented episodes of support, and how their referrers were
 * told: some have ended, some changed, and a few notices are still to go (F1, F2).
 * The office makes the notices itself, as it does of anybody's. */
#include <assert.h>
#include <string.h>

#include "demo.h"
#include "kinds.h"

#define YOUNG 10
#define SETTLED 14 /* days until a family was asked */

/* The first five are told one by one below; all others are done with. */
#define TOLD_ONE_BY_ONE 5

static const char *const natures[] = { "one_to_one", "group", "family_work",
	"school_work", "mentoring" };
#define NATURES (sizeof(natures) / sizeof(natures[0]))

static const int referrers[] = { DEMO_SCHOOL, DEMO_SURGERY, DEMO_HOUSING,
	DEMO_CARERS, DEMO_COMMISSIONER };
#define REFERRERS (sizeof(referrers) / sizeof(referrers[0]))

static void
add(struct demo_plan *p, enum demo_what what, int n, int days_ago, int minute)
{
	const struct demo_support *s = &p->support[n];
	struct demo_event ev = { .what = what,
		.who = s->child->worker,
		.n = n,
		.at_ms = demo_day_ms(p->today, -days_ago, minute),
		.child = s->child };

	if (what == DEMO_EPISODE || what == DEMO_EPISODE_END)
		ev.id = s->id;
	if (what == DEMO_EPISODE_END)
		ev.base = 1;
	demo_plan_add(p, &ev);
}

/* Was all of the induction done, so that the family knows of the notices, and does
 * nobody refuse that anything is told? */
static bool
is_willing(const struct demo_plan *p, const struct demo_child *c)
{
	bool is_induced = false;

	for (size_t i = 0; i < p->event_count; i++) {
		const struct demo_event *ev = &p->events[i];

		if (ev->child != c)
			continue;
		if (ev->what == DEMO_AGREEMENT &&
		    (ev->answer == DEMO_REFUSED ||
			ev->answer == DEMO_WITHDRAWN))
			return false;
		is_induced |= ev->what == DEMO_INDUCTION && ev->n == DEMO_WHOLE;
	}
	return is_induced;
}

static bool
is_free(const struct demo_plan *p, const struct demo_child *c)
{
	for (int i = 0; i < p->support_count; i++)
		if (p->support[i].child == c)
			return false;
	return is_willing(p, c);
}

/* Days from the beginning of the file to the end of it, or to today. */
static int64_t
days_of(const struct demo_plan *p, const struct demo_child *c)
{
	return when_days(
	    &c->started, c->ended.year != 0 ? &c->ended : &p->today);
}

/* A child whose file has been open for so long. is_over: it is closed. alone: one
 * adult answers for a young child. */
static const struct demo_child *
pick(struct demo_plan *p, bool is_over, bool alone, int days)
{
	for (int i = 0; i < DEMO_CHILDREN; i++) {
		const struct demo_child *c = &p->children[i];

		if (is_over == (c->ended.year != 0) &&
		    days_of(p, c) >= days + SETTLED && is_free(p, c) &&
		    (!alone ||
			(c->adult_count == 1 && demo_is_responsible(c, 0) &&
			    when_age(&c->born, &p->today) <= YOUNG)))
			return c;
	}
	return demo_nobody(p);
}

static int
days_ago(const struct demo_plan *p, const struct civil *day)
{
	return (int)when_days(day, &p->today);
}

static int
begin(struct demo_plan *p, const struct demo_child *c, int ago,
    const char *nature)
{
	int n = p->support_count++;
	struct demo_support *s = &p->support[n];

	assert(n < DEMO_SUPPORTS);
	s->child = c;
	s->agency = n < TOLD_ONE_BY_ONE ? DEMO_SCHOOL
					: referrers[(size_t)n % REFERRERS];
	s->nature = nature;
	s->started = when_add_days(p->today, -ago);
	s->id = demo_id(&p->dice, demo_day_ms(s->started, 0, 9 * 60));
	add(p, DEMO_EPISODE, n, ago, 9 * 60);
	return n;
}

static void
change(struct demo_plan *p, int n, const char *nature, int ago)
{
	p->support[n].next = nature;
	p->support[n].changed = when_add_days(p->today, -ago);
	add(p, DEMO_CHANGE, n, ago, 11 * 60);
}

/* One that is done with: told by letter or by telephone, and some ended. */
static void
plan_settled(struct demo_plan *p, int i)
{
	bool is_over = i % 3 != 0;
	const struct demo_child *c = pick(p, is_over, false, 60);
	int ago = days_ago(p, &c->started) - SETTLED - 2;
	int n = begin(p, c, ago, natures[(size_t)i % NATURES]);

	add(p, DEMO_TOLD, n, ago - 3, 10 * 60);
	if (i % 4 == 1)
		change(p, n, natures[(size_t)(i + 1) % NATURES], ago - 30);
	if (!is_over)
		return;
	p->support[n].ended = when_add_days(c->ended, -6);
	ago = days_ago(p, &c->ended) + 6;
	add(p, DEMO_EPISODE_END, n, ago, 15 * 60);
	add(p, DEMO_TOLD, n, ago - 2, 10 * 60);
}

void
demo_plan_support(struct demo_plan *p)
{
	struct demo_event agreed = { .what = DEMO_AGREEMENT,
		.answer = DEMO_TO_REFERRER };
	int n = begin(p, pick(p, false, true, 45), 45, "mentoring");

	/* A change that is offered, and one that no agreement covered. */
	add(p, DEMO_TOLD, n, 43, 10 * 60);
	agreed.who = p->support[n].child->worker;
	agreed.child = p->support[n].child;
	agreed.at_ms = demo_day_ms(p->today, -6, 10 * 60);
	demo_plan_add(p, &agreed);
	change(p, n, "family_work", 3);
	n = begin(p, pick(p, false, false, 40), 40, "one_to_one");
	add(p, DEMO_TOLD, n, 38, 10 * 60);
	change(p, n, "group", 4);
	/* Two that are due, one that is late. */
	begin(p, pick(p, false, false, 2), 2, "group");
	begin(p, pick(p, false, false, 1), 1, "");
	begin(p, pick(p, false, false, 9), 9, "");
	for (int i = TOLD_ONE_BY_ONE; i < DEMO_SUPPORTS; i++)
		plan_settled(p, i);
}

/* ---- bodies ---- */

static void
fill_episode(
    const struct demo_plan *p, const struct demo_event *ev, struct record *r)
{
	const struct demo_support *s = &p->support[ev->n];

	demo_set_day(r, "referred_on", when_add_days(s->started, -12));
	record_set(r, "agency", p->agencies[s->agency].s);
	record_set(r, "person", p->contacts[s->agency].s);
	record_set(r, "their_reference", s->child->reference);
	demo_set_text(r, "why_referred", demo_why_referred, ev);
	demo_set_text(r, "purpose", demo_support_purpose, ev);
	demo_set_day(r, "started", s->started);
	record_set(r, "nature", s->nature);
	if (ev->what != DEMO_EPISODE_END)
		return;
	demo_set_day(r, "ended", s->ended);
	demo_set_text(r, "end_reason", demo_end_reason, ev);
}

void
demo_fill_support(
    const struct demo_plan *p, const struct demo_event *ev, struct record *r)
{
	const struct demo_support *s = &p->support[ev->n];

	if (ev->what != DEMO_CHANGE) {
		fill_episode(p, ev, r);
		return;
	}
	record_set(r, "episode", s->id.s);
	demo_set_day(r, "on", s->changed);
	record_set(r, "nature", s->next);
	demo_set_text(r, "reason", demo_change_reason, ev);
}

void
demo_fill_told(const struct demo_plan *p, const struct demo_event *ev,
    const struct id *notice, struct record *r)
{
	const struct demo_agency *a = &demo_agencies[p->support[ev->n].agency];

	record_set(r, "notice", notice->s);
	record_set(r, "how", ev->n % 4 == 3 ? "call" : "letter");
	record_set(r, "to", a->person);
	demo_set_time(r, "when", ev->written_ms);
}
