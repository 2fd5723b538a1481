/* demo_policy.c - the five documents, who has confirmed them, and training: all have
 * confirmed but one who is new, and some training is overdue (T1, T2). */
#include "demo.h"

#include <stdio.h>

#include "kinds.h"
#include "policy.h"

#define PUBLISHED_AGO 90 /* days: grace is over */
#define NEWCOMER (DEMO_STAFF - 1)
#define TOPICS 4

static const struct {
	const char *version, *summary;
} documents[POLICY_COUNT] = {
	[POLICY_CONDUCT] = { "4",
	    "How we behave with children, families and each other. New: what "
	    "to do about messages outside working hours." },
	[POLICY_SAFEGUARDING] = { "7",
	    "What harm is, what to do about it and whom to tell. New: the "
	    "first account is handed in before the end of the day." },
	[POLICY_DATA] = { "3",
	    "What we keep about people, why, and for how long. New: what is "
	    "kept on laptops." },
	[POLICY_CONFIDENTIALITY] = { "5",
	    "What stays between us and the family, and when it does not. No "
	    "great change." },
	[POLICY_SHARING] = { "6",
	    "With whom we share, with whose agreement, and when without. New: "
	    "a call from a number that is in the directory is a secure way." },
};

/* So many days ago, and again a year later; due 0: it is not repeated. */
static const struct {
	const char *what, *other, *by;
	int ago, again;
} topics[TOPICS] = {
	{ TRAINING_SHARING, NULL, "Marcus Tremellen", 200, 365 },
	{ TRAINING_SAFEGUARDING, NULL, "Valley Safeguarding Training", 240,
	    365 },
	{ TRAINING_WELFARE, NULL, "Helen Fairbairn", 170, 730 },
	{ TRAINING_OTHER, "First aid", "Red Kite First Aid", 400, 1095 },
};

/* Overdue for Kasia, Tom and Edith, and due soon for Joel and for Ruth. */
static int
late_by(int who, int topic)
{
	static const struct {
		int who, topic, more;
	} late[] = {
		{ DEMO_WORKER, 1, 160 },
		{ DEMO_WORKER + 1, 0, 150 },
		{ DEMO_VOLUNTEER + 1, 0, 190 },
		{ DEMO_CHAIR, 1, 140 },
		{ DEMO_SENIOR, 1, 110 },
	};

	for (size_t i = 0; i < KIND_COUNT(late); i++)
		if (late[i].who == who && late[i].topic == topic)
			return late[i].more;
	return 0;
}

static void
add(struct demo_plan *p, enum demo_what what, int who, int n, int ago, int at)
{
	struct demo_event ev = { .what = what,
		.who = who,
		.n = n,
		.at_ms = demo_day_ms(p->today, -ago, at) };

	demo_plan_add(p, &ev);
}

void
demo_plan_policies(struct demo_plan *p)
{
	for (int i = 0; i < POLICY_COUNT; i++) {
		struct demo_event ev = { .what = DEMO_POLICY,
			.who = DEMO_DIRECTOR,
			.n = i,
			.at_ms =
			    demo_day_ms(p->today, -PUBLISHED_AGO, 9 * 60 + i) };

		ev.id = p->policies[i] = demo_id(&p->dice, ev.at_ms);
		demo_plan_add(p, &ev);
	}
	for (int who = 0; who < NEWCOMER; who++) {
		for (int i = 0; i < POLICY_COUNT; i++)
			add(p, DEMO_CONFIRM, who, i,
			    PUBLISHED_AGO - 1 - who % 9, 10 * 60 + who);
		for (int i = 0; i < TOPICS; i++)
			if (i < 3 || who % 3 == 0)
				add(p, DEMO_TRAINING, who, i,
				    topics[i].ago + who % 7 + late_by(who, i),
				    16 * 60 + who);
	}
}

/* ---- bodies ---- */

static void
fill_document(
    const struct demo_plan *p, const struct demo_event *ev, struct record *r)
{
	(void)p;
	record_set(r, "which", policy_code((unsigned)ev->n));
	record_set(r, "version", documents[ev->n].version);
	demo_set_day(r, "approved", when_add_days(when_civil(ev->at_ms), -12));
	record_set(r, "approved_by", "Board of Trustees");
	record_set(r, "where", "The shelf in the office, and the team's page");
	record_set(r, "summary", documents[ev->n].summary);
}

static void
fill_confirmation(
    const struct demo_plan *p, const struct demo_event *ev, struct record *r)
{
	record_set(r, "document", p->policies[ev->n].s);
	record_set(r, "which", policy_code((unsigned)ev->n));
	record_set(r, "version", documents[ev->n].version);
	record_set(r, "accepts", "yes");
	demo_set_day(r, "on", when_civil(ev->written_ms));
}

static void
fill_training(
    const struct demo_plan *p, const struct demo_event *ev, struct record *r)
{
	struct civil on = when_civil(ev->written_ms);

	record_set(r, "person", p->staff[ev->who].s);
	record_set(r, "what", topics[ev->n].what);
	if (topics[ev->n].other != NULL)
		record_set(r, "other", topics[ev->n].other);
	record_set(r, "occasion", "later");
	demo_set_day(r, "on", on);
	record_set(r, "by", topics[ev->n].by);
	demo_set_day(r, "due", when_add_days(on, topics[ev->n].again));
}

void
demo_fill_policy(
    const struct demo_plan *p, const struct demo_event *ev, struct record *r)
{
	if (ev->what == DEMO_POLICY)
		fill_document(p, ev, r);
	else if (ev->what == DEMO_CONFIRM)
		fill_confirmation(p, ev, r);
	else
		fill_training(p, ev, r);
}
