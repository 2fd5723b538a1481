/* demo_meeting.c - four invented meetings of several agencies: one to come that is
 * agreed, one to come that nobody was asked about yet, one that has been, with what
 * came of it, and one that was attended because of a concern (M1, M2, M3). */
#include "demo.h"

#include <string.h>

#include "kinds.h"

#define HOUR_MS INT64_C(3600000)

/* In the texts as in those of demo_theme. */
static const struct demo_meeting {
	int days, minute; /* from today, of the day */
	int written_h;    /* so many hours ago */
	int agency;       /* place in demo_agencies */
	const char *place, *purpose, *people;
	const char
	    *answer; /* of each adult with responsibility; "": not asked */
	const char *concern; /* instead */
	const char *shared, *kind;
	const char *came, *why_not; /* afterwards; or "" */
	const char *said, *decided;
	const char *actions[2]; /* the worker's, and another's; or NULL */
} meetings[DEMO_MEETINGS] = {
	{ .days = 7,
	    .minute = 10 * 60,
	    .written_h = 27,
	    .agency = DEMO_SCHOOL,
	    .place = "The school, room 4",
	    .purpose = "To plan the next term with the class teacher and the "
		       "school nurse.",
	    .people = "The class teacher",
	    .answer = "agreed",
	    .shared = "How {c} has settled since September",
	    .kind = "support" },
	{ .days = 5,
	    .minute = 14 * 60,
	    .written_h = 20,
	    .agency = DEMO_HOUSING,
	    .place = "By telephone",
	    .purpose = "To see what can be done about the damp in the flat.",
	    .people = "The housing officer" },
	{ .days = -6,
	    .minute = 9 * 60 + 30,
	    .written_h = 5 * 24,
	    .agency = DEMO_SCHOOL,
	    .place = "The school, the small hall",
	    .purpose = "To look at the plan of last term.",
	    .people = "The head of year",
	    .answer = "agreed",
	    .shared = "On which days {c} came to the group",
	    .kind = "attendance",
	    .came = "yes",
	    .said = "The school said that {c} is at the breakfast club three "
		    "times a week. We said on which days {c} came to the "
		    "group.",
	    .decided = "The breakfast club goes on until Easter.",
	    .actions = { "Ask the family how the mornings go",
		"Send the dates of the spring term" } },
	{ .days = -12,
	    .minute = 11 * 60,
	    .written_h = 11 * 24,
	    .agency = DEMO_CARE,
	    .place = "The council's offices",
	    .purpose = "A strategy meeting, called by social care.",
	    .people = "The social worker",
	    .answer = "refused",
	    .concern = "{c} told the school that there is no food in the "
		       "house at the end of the week. The designated senior "
		       "member decided that we go.",
	    .came = "no",
	    .why_not = "They do not agree to the meeting.",
	    .said = "Social care said what the school had told them. We said "
		    "when {c} was last seen, and by whom.",
	    .decided = "Social care visits within the week." },
};

/* ---- the plan ---- */

/* A young child, with us for long, whose first adult answers for them; another of each
 * worker. */
static const struct demo_child *
pick(struct demo_plan *p, int n)
{
	for (int i = 0; i < DEMO_CHILDREN; i++) {
		const struct demo_child *c = &p->children[i];

		if (c->ended.year == 0 && c->worker == DEMO_WORKER + n &&
		    when_age(&c->born, &p->today) <= 10 &&
		    demo_is_responsible(c, 0) &&
		    when_days(&c->started, &p->today) > 30)
			return c;
	}
	return demo_nobody(p);
}

void
demo_plan_meetings(struct demo_plan *p)
{
	for (int i = 0; i < DEMO_MEETINGS; i++) {
		struct demo_event ev = { .what = DEMO_MEETING,
			.n = i,
			.child = pick(p, i),
			.at_ms = p->now_ms - meetings[i].written_h * HOUR_MS };

		ev.who = ev.child->worker;
		demo_plan_add(p, &ev);
	}
}

/* ---- the body ---- */

static void
add_family(
    const struct demo_event *ev, const struct demo_meeting *m, struct record *r)
{
	const struct demo_child *c = ev->child;
	struct civil asked = when_civil(ev->written_ms);

	if (m->days < 0)
		asked = when_add_days(asked, -10);
	for (int i = 0; i < c->adult_count; i++) {
		struct record *f;

		if (!demo_is_responsible(c, i))
			continue;
		f = record_add(r, "family");
		record_set(f, "adult", c->adults[i].id.s);
		if (m->answer == NULL)
			continue;
		record_set(f, "knows", "yes");
		record_set(f, "answer", m->answer);
		demo_set_day(f, "asked_on", asked);
		record_set(f, "came", m->came ? m->came : "");
		record_set(f, "why_not", m->why_not ? m->why_not : "");
	}
}

static void
add_shared(
    const struct demo_event *ev, const struct demo_meeting *m, struct record *r)
{
	struct civil on = when_civil(ev->written_ms);
	struct record *item;

	if (m->shared == NULL)
		return;
	item = record_add(r, "shared");
	demo_set_text(item, "what", m->shared, ev);
	record_set(item, "kind", m->kind);
	record_set(item, "with", ev->child->adults[0].name);
	demo_set_day(item, "on", m->days < 0 ? when_add_days(on, -10) : on);
}

/* The first is the worker's own, and soon. */
static void
add_actions(const struct demo_plan *p, const struct demo_event *ev,
    const struct demo_meeting *m, struct record *r)
{
	const char *const who[] = { demo_staff[ev->who].name,
		demo_agencies[m->agency].person };

	for (int i = 0; i < 2 && m->actions[i] != NULL; i++) {
		struct record *action = record_add(r, "actions");

		record_set(action, "what", m->actions[i]);
		record_set(action, "who", who[i]);
		demo_set_day(
		    action, "by", when_add_days(p->today, i == 0 ? 2 : 20));
	}
}

void
demo_fill_meeting(
    const struct demo_plan *p, const struct demo_event *ev, struct record *r)
{
	const struct demo_meeting *m = &meetings[ev->n];
	struct record *person = record_add(r, "people");

	demo_set_time(r, "when", demo_day_ms(p->today, m->days, m->minute));
	record_set(r, "agency", p->agencies[m->agency].s);
	record_set(r, "place", m->place);
	record_set(r, "purpose", m->purpose);
	record_set(person, "name", m->people);
	record_set(person, "agency", p->agencies[m->agency].s);
	add_family(ev, m, r);
	demo_set_text(r, "concern_instead", m->concern ? m->concern : "", ev);
	add_shared(ev, m, r);
	demo_set_text(r, "said", m->said ? m->said : "", ev);
	demo_set_text(r, "decided", m->decided ? m->decided : "", ev);
	add_actions(p, ev, m, r);
}
