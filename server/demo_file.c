/* demo_file.c - who invented children and people are: front sheets, adults,
 * assignments, staff. */
#include "demo.h"

#include <stdio.h>
#include <string.h>

#include "kinds.h"

const char *
demo_school(const struct demo_child *c, struct civil on)
{
	struct demo_dice d = { c->seed };
	int age = when_age(&c->born, &on);

	return demo_pick(&d, age < 4    ? demo_nurseries
			     : age < 11 ? demo_primaries
					: demo_secondaries);
}

void
demo_set_day(struct record *r, const char *key, struct civil day)
{
	char text[WHEN_TEXT];

	day.has_time = false;
	day.hour = day.minute = 0;
	when_store(text, &day);
	record_set(r, key, text);
}

/* ---- the file of a child ---- */

/* Those of the directory that refer. */
static void
set_referrer(const struct demo_plan *p, const char *referrer, struct record *r)
{
	static const struct {
		const char *begins;
		int agency;
	} rows[] = {
		{ "Eastmere children's social care", DEMO_CARE },
		{ "Health visitor", DEMO_SURGERY },
		{ "Eastmere Housing", DEMO_HOUSING },
		{ "Community paediatrics", DEMO_PAEDIATRICS },
		{ "Young carers", DEMO_CARERS },
		{ "Police", DEMO_POLICE },
	};

	record_set(r, "referrer", referrer);
	for (size_t i = 0; i < KIND_COUNT(rows); i++)
		if (strncmp(referrer, rows[i].begins, strlen(rows[i].begins)) ==
		    0)
			record_set(r, "referrer_agency",
			    p->agencies[rows[i].agency].s);
}

static void
front_sheet(
    const struct demo_plan *p, const struct demo_event *ev, struct record *r)
{
	const struct demo_child *c = ev->child;
	struct demo_dice d = { c->seed + 1 };
	char address[200];

	record_set(r, "name", c->name);
	if (demo_chance(&d, 12))
		record_set(r, "known_as", demo_pick(&d, c->names->children));
	demo_set_day(r, "born", c->born);
	record_set(r, "reference", c->reference);
	record_set(r, "language", c->names->language);
	snprintf(address, sizeof(address), "%d %s\n%s", demo_roll(&d, 1, 90),
	    demo_pick(&d, demo_streets), demo_pick(&d, demo_towns));
	if (demo_chance(&d, 92)) /* some live where nobody may know */
		record_set(r, "address", address);
	if (when_age(&c->born, &c->started) >= 2)
		record_set(r, "school", demo_school(c, c->started));
	record_set(r, "purpose", demo_pick(&d, demo_purposes));
	set_referrer(p, demo_pick(&d, demo_referrers), r);
	demo_set_day(r, "started", c->started);
}

static struct demo_dice
adult_dice(const struct demo_child *c, int n)
{
	return (struct demo_dice){ c->seed + 2 + (uint64_t)n };
}

bool
demo_is_responsible(const struct demo_child *c, int n)
{
	struct demo_dice d = adult_dice(c, n);

	if (n > 0)
		(void)demo_chance(&d, 55);
	return demo_chance(&d, 80);
}

static void
adult(const struct demo_event *ev, struct record *r)
{
	const struct demo_adult *a = &ev->child->adults[ev->n];
	struct demo_dice d = adult_dice(ev->child, ev->n);
	bool lives_there = ev->n == 0 || demo_chance(&d, 55);
	char number[40];

	record_set(r, "name", a->name);
	record_set(r, "relation", a->relation);
	record_set(r, "responsibility", demo_chance(&d, 80) ? "yes" : "no");
	record_set(r, "lives_with", lives_there ? "yes" : "no");
	/* Numbers kept free for invented people. */
	snprintf(
	    number, sizeof(number), "07700 900 %03d", demo_roll(&d, 0, 999));
	if (demo_chance(&d, 90))
		record_set(r, "telephone", number);
	if (demo_chance(&d, 70))
		record_set(r, "safe_contact", demo_pick(&d, demo_contacts));
}

static void
assignment(
    const struct demo_plan *p, const struct demo_event *ev, struct record *r)
{
	const struct demo_child *c = ev->child;

	record_set(r, "staff", p->staff[ev->n].s);
	demo_set_day(r, "from", when_civil(ev->at_ms));
	if (c->ended.year != 0)
		demo_set_day(r, "until", c->ended);
	record_set(r, "why",
	    demo_staff[ev->n].role == ROLE_VOLUNTEER ? "Befriender"
						     : "Keyworker");
}

/* ---- all of them ---- */

void
demo_fill_file(
    const struct demo_plan *p, const struct demo_event *ev, struct record *r)
{
	if (ev->what == DEMO_FRONT)
		front_sheet(p, ev, r);
	else if (ev->what == DEMO_ADULT)
		adult(ev, r);
	else
		assignment(p, ev, r);
}

struct record *
demo_staff_record(const struct demo_plan *p, int who)
{
	const struct demo_person *person = &demo_staff[who];
	struct record *r = record_new(&kind_staff);
	char number[40];

	record_set(r, "name", person->name);
	record_set(r, "sign_in", person->sign_in);
	record_set(r, "role", role_code(person->role));
	if (person->manager >= 0)
		record_set(r, "manager", p->staff[person->manager].s);
	if (person->deputy > 0)
		record_set(r, "deputy", p->staff[person->deputy].s);
	record_set(r, "chair", who == DEMO_CHAIR ? "yes" : "");
	snprintf(number, sizeof(number), "01632 960 %03d", 100 + who);
	record_set(r, "telephone", number);
	return r;
}

void
demo_staff_body(const struct demo_plan *p, int who, struct buf *out)
{
	struct record *r = demo_staff_record(p, who);

	record_to_json(r, false, out);
	record_free(r);
}
