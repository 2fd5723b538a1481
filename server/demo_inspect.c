/* demo_inspect.c - one invented inspection to come: five children on its list, half of
 * their parents and carers told of it (O1, O2). */
#include <stddef.h>

#include "demo.h"
#include "inspection.h"
#include "kinds.h"

#define CHILDREN 5
#define WRITTEN_DAYS 6 /* ago */
#define TOLD_DAYS 3
#define ACCESS_DAYS 10 /* ahead */

static const char *const answers[] = {
	"That is all right with me.",
	"Will they talk to {c} as well? I would like to know before.",
	"I do not want strangers to read about us.",
};

/* The nth child with support that goes on, and parents. */
static const struct demo_child *
child_at(const struct demo_plan *p, int n)
{
	for (int i = 0; i < p->support_count; i++) {
		const struct demo_child *c = p->support[i].child;
		bool is_first = true;

		for (int k = 0; k < i; k++)
			is_first = is_first && p->support[k].child != c;
		if (is_first && c->ended.year == 0 && c->adult_count > 0 &&
		    n-- == 0)
			return c;
	}
	return NULL;
}

static void
add_told(struct demo_plan *p, const struct demo_child *c, int adult, int nth)
{
	struct demo_event ev = { .what = nth % 4 == 2 ? DEMO_INSPECT_WHY
						      : DEMO_INSPECT_TOLD,
		.who = c->worker,
		.n = adult,
		.answer = nth / 2,
		.at_ms = demo_day_ms(p->today, -TOLD_DAYS, 600 + 20 * nth),
		.child = c };

	ev.id = demo_id(&p->dice, ev.at_ms);
	demo_plan_add(p, &ev);
}

void
demo_plan_inspection(struct demo_plan *p)
{
	struct demo_event ev = { .what = DEMO_INSPECTION,
		.who = DEMO_DIRECTOR,
		.at_ms = demo_day_ms(p->today, -WRITTEN_DAYS, 600) };
	int nth = 0;

	p->inspection = ev.id = demo_id(&p->dice, ev.at_ms);
	demo_plan_add(p, &ev);
	for (int i = 0; i < CHILDREN; i++) {
		const struct demo_child *c = child_at(p, i);

		for (int k = 0; c != NULL && k < c->adult_count; k++)
			if (demo_is_responsible(c, k) && nth++ % 2 == 0)
				add_told(p, c, k, nth - 1);
	}
}

static void
fill_inspection(
    const struct demo_plan *p, const struct demo_event *ev, struct record *r)
{
	struct record *who = record_add(r, "inspectors");

	record_set(r, "authority", "Office for Standards in Support");
	record_set(r, "announced", "announced");
	record_set(who, "name", "Petra Winterbourne");
	record_set(who, "job", "lead inspector");
	record_set(who, "identity",
	    "Warrant card; their office was rung on its own number.");
	record_set(who, "checked_by", p->staff[DEMO_DIRECTOR].s);
	demo_set_day(r, "period_from", when_add_days(p->today, -365));
	demo_set_day(r, "period_until", when_add_days(p->today, -1));
	demo_set_day(r, "access_from", when_add_days(p->today, ACCESS_DAYS));
	demo_set_day(
	    r, "access_until", when_add_days(p->today, ACCESS_DAYS + 4));
	demo_set_day(who, "checked_on", when_civil(ev->written_ms));
	record_set(r, "purpose",
	    "The yearly inspection of how children are kept safe.");
	record_set(r, "scope", "named");
	for (int i = 0; i < CHILDREN; i++) {
		const struct demo_child *c = child_at(p, i);

		if (c != NULL)
			record_set(record_add(r, "files"), "file", c->file.s);
	}
}

void
demo_fill_inspection(
    const struct demo_plan *p, const struct demo_event *ev, struct record *r)
{
	static const int count = sizeof(answers) / sizeof(answers[0]);

	if (ev->what == DEMO_INSPECTION) {
		fill_inspection(p, ev, r);
		return;
	}
	record_set(r, "inspection", p->inspection.s);
	record_set(r, "adult", ev->child->adults[ev->n].id.s);
	if (ev->what == DEMO_INSPECT_WHY) {
		record_set(r, "reason",
		    "Rang three times on different days, and wrote. Nobody "
		    "answered, and nobody knows where they live now.");
		return;
	}
	demo_set_time(r, "when", ev->written_ms);
	record_set(r, "how", ev->answer % 2 == 0 ? "call" : "visit");
	demo_set_text(r, "answer", answers[ev->answer % count], ev);
	record_set(r, "objects", ev->answer % count == 2 ? "yes" : "no");
}
