/* demo_incident.c - invented concerns: the first account, who opened it, the
 * Record of Concern, what came after it; and what is open today. */
#include "demo.h"

#include <assert.h>

#define MINUTE_MS INT64_C(60000)
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_BEGINS (8 * 60 + 30) /* minutes of the day */
#define DAY_ENDS (19 * 60)
#define QUIET_DAYS 8 /* what happened in the last days is planned one by one */

/* ---- times ---- */

/* The same moment, or the next one at which somebody works. */
static int64_t
at_work(struct demo_dice *d, int64_t ms)
{
	struct civil at = when_civil(ms);
	int minute = at.hour * 60 + at.minute;
	int add = minute > DAY_ENDS ? 1 : 0;

	if (minute >= DAY_BEGINS && minute <= DAY_ENDS)
		return ms;
	return demo_day_ms(at, add, DAY_BEGINS + demo_roll(d, 0, 50));
}

static int64_t
minutes(struct demo_dice *d, int from, int to)
{
	return demo_roll(d, from, to) * MINUTE_MS;
}

/* Only what is over before yesterday began. */
static bool
is_past(const struct demo_plan *p, int64_t ms)
{
	return ms < demo_day_ms(p->today, -1, 0);
}

static bool
is_supported(const struct demo_child *c, int64_t ms)
{
	struct civil day = when_civil(ms);

	return c->ended.year == 0 || when_days(&day, &c->ended) > 0;
}

/* Schools, clubs and visits are on weekdays. */
static int
off_weekend(struct civil day, int add_days)
{
	struct civil at = when_add_days(day, add_days);
	int weekday = when_weekday(&at);

	return weekday == 0 || weekday == 6 ? add_days - 2 : add_days;
}

/* ---- one incident ---- */

static const struct demo_theme *
pick_theme(struct demo_dice *d, const struct demo_child *c, int64_t ms)
{
	struct civil on = when_civil(ms);
	int age = when_age(&c->born, &on);
	const struct demo_theme *t;

	do
		t = &demo_themes[demo_roll(d, 0, (int)demo_themes_count - 1)];
	while (age < t->min_age || age > t->max_age);
	return t;
}

static struct demo_incident *
new_incident(struct demo_plan *p, const struct demo_child *c, int64_t seen_ms)
{
	struct demo_incident *in = &p->incidents[p->incident_count++];

	assert(p->incident_count < DEMO_INCIDENTS_MAX);
	in->child = c;
	in->theme = pick_theme(&p->dice, c, seen_ms);
	in->seen_ms = seen_ms;
	in->happened_ms = demo_chance(&p->dice, 70)
			      ? seen_ms
			      : seen_ms - minutes(&p->dice, 30, 300);
	in->writer = c->volunteer >= 0 && demo_chance(&p->dice, 45)
			 ? c->volunteer
			 : c->worker;
	in->senior = demo_roll(&p->dice, DEMO_SENIOR, DEMO_SENIOR_2);
	in->about_staff = -1;
	in->seed = demo_next(&p->dice);
	return in;
}

static struct id
add(struct demo_plan *p, const struct demo_incident *in, enum demo_what what,
    int who, int64_t written_ms, int64_t at_ms)
{
	struct demo_event ev = { .what = what,
		.who = who,
		.written_ms = written_ms,
		.at_ms = at_ms,
		.child = in->child,
		.incident = in };

	ev.id = demo_id(&p->dice, written_ms);
	demo_plan_add(p, &ev);
	return ev.id;
}

static void
add_look(struct demo_plan *p, const struct demo_incident *in, int who,
    const struct id *record, int64_t at_ms)
{
	struct demo_event ev = { .what = DEMO_LOOK,
		.who = who,
		.at_ms = at_ms,
		.id = *record,
		.child = in->child,
		.incident = in };

	demo_plan_add(p, &ev);
}

static void
add_concern(struct demo_plan *p, struct demo_incident *in, enum demo_what what,
    int64_t base, int64_t at_ms)
{
	struct demo_event ev = { .what = what,
		.who = in->senior,
		.at_ms = at_ms,
		.base = base,
		.child = in->child,
		.incident = in };

	if (id_is_none(&in->concern))
		in->concern = demo_id(&p->dice, at_ms);
	ev.id = in->concern;
	demo_plan_add(p, &ev);
}

static void
add_acknowledged(
    struct demo_plan *p, const struct demo_incident *in, int64_t at_ms)
{
	add_look(p, in, DEMO_LEAD, &in->concern, at_ms - 6 * MINUTE_MS);
	add(p, in, DEMO_ACKNOWLEDGED, DEMO_LEAD, at_ms, at_ms);
}

/* ---- five years of them ---- */

/* Signed; read by the Strategic Lead, corrected, answered by the family. */
static void
plan_after(struct demo_plan *p, struct demo_incident *in, int64_t signed_ms)
{
	struct demo_dice *d = &p->dice;
	int64_t ms = at_work(d, signed_ms + minutes(d, 40, 44 * 60));

	add_acknowledged(p, in, ms);
	if (demo_chance(d, 14)) {
		ms = at_work(d, signed_ms + minutes(d, 3 * 1440, 20 * 1440));
		if (is_past(p, ms))
			add(p, in, DEMO_ADDENDUM, in->senior, ms, ms);
	}
	if (demo_chance(d, 18)) {
		ms = at_work(d, signed_ms + minutes(d, 2 * 1440, 12 * 1440));
		if (is_past(p, ms))
			add(p, in, DEMO_STATEMENT,
			    is_supported(in->child, ms) ? in->child->worker
							: in->senior,
			    ms, ms);
	}
}

/* Handed in, and opened by a senior, when the concern can be written. */
static int64_t
plan_account(struct demo_plan *p, struct demo_incident *in)
{
	struct demo_dice *d = &p->dice;
	int64_t written_ms = in->seen_ms + minutes(d, 15, 170);
	int64_t at_ms = written_ms, look_ms;

	/* Some were written where there was no connection. */
	if (demo_chance(d, 25))
		at_ms += minutes(d, 60, 500);
	in->account = add(p, in, DEMO_ACCOUNT, in->writer, written_ms, at_ms);
	look_ms = at_work(d, at_ms + minutes(d, 3, 50));
	add_look(p, in, in->senior, &in->account, look_ms);
	return look_ms + minutes(d, 10, 90);
}

static void
plan_incident(struct demo_plan *p, struct demo_incident *in, bool has_account)
{
	struct demo_dice *d = &p->dice;
	int64_t ms = in->seen_ms + minutes(d, 60, 180);

	if (has_account)
		ms = plan_account(p, in);
	if (demo_chance(d, 7)) {
		in->is_late = true;
		ms += 3 * 24 * HOUR_MS;
	}
	ms = at_work(d, ms);
	if (demo_chance(d, 35)) {
		add_concern(p, in, DEMO_CONCERN, 0, ms);
		ms += minutes(d, 12, 100);
		add_concern(p, in, DEMO_SIGNED, 1, ms);
	} else {
		add_concern(p, in, DEMO_SIGNED, 0, ms);
	}
	plan_after(p, in, ms);
}

void
demo_plan_incidents(struct demo_plan *p)
{
	static const int counts[] = { 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 3, 3,
		4 };
	const int last = (int)(sizeof(counts) / sizeof(counts[0])) - 1;
	struct demo_dice *d = &p->dice;

	for (int i = 0; i < DEMO_CHILDREN; i++) {
		const struct demo_child *c = &p->children[i];
		struct civil end = c->ended.year != 0 ? c->ended : p->today;
		int days = when_days(&c->started, &end) - QUIET_DAYS;
		int n = counts[demo_roll(d, 0, last)];

		for (; n > 0 && days > 10; n--)
			plan_incident(p,
			    new_incident(p, c,
				demo_day_ms(c->started,
				    off_weekend(
					c->started, demo_roll(d, 9, days)),
				    demo_roll(d, 9 * 60, 18 * 60))),
			    demo_chance(d, 88));
	}
}

/* ---- what is open today ---- */

static bool
is_quiet(const struct demo_plan *p, const struct demo_child *c)
{
	for (size_t i = 0; i < p->incident_count; i++)
		if (p->incidents[i].child == c &&
		    !is_past(p, p->incidents[i].seen_ms))
			return false;
	return true;
}

/* A child that who works with, of whom nothing is open yet. */
static const struct demo_child *
child_of(struct demo_plan *p, int who)
{
	for (int i = DEMO_CHILDREN - 1; i >= 0; i--) {
		const struct demo_child *c = &p->children[i];

		if (c->ended.year == 0 &&
		    (c->worker == who || c->volunteer == who) && is_quiet(p, c))
			return c;
	}
	return demo_nobody(p);
}

/* Handed in ago minutes before now, seen half an hour earlier. */
static struct demo_incident *
open_account(struct demo_plan *p, const struct demo_child *c, int who, int ago)
{
	int64_t at_ms = p->now_ms - ago * MINUTE_MS;
	struct demo_incident *in = new_incident(p, c, at_ms - 30 * MINUTE_MS);

	in->happened_ms = in->seen_ms;
	in->writer = who;
	in->account = add(p, in, DEMO_ACCOUNT, who, at_ms, at_ms);
	return in;
}

static void
open_look(struct demo_plan *p, struct demo_incident *in, int who, int ago)
{
	add_look(p, in, who, &in->account, p->now_ms - ago * MINUTE_MS);
}

/* Three that nobody took up: two unopened, the third of a child not on file. */
static void
open_accounts(struct demo_plan *p)
{
	struct demo_incident *in;

	open_account(p, child_of(p, DEMO_VOLUNTEER), DEMO_VOLUNTEER, 120);
	open_account(p, child_of(p, DEMO_WORKER), DEMO_WORKER, 25);
	in = open_account(
	    p, &p->children[DEMO_CHILDREN], DEMO_VOLUNTEER + 1, 20 * 60);
	open_look(p, in, DEMO_SENIOR, 19 * 60 + 20);
	open_look(p, in, DEMO_SENIOR_2, 18 * 60);
}

static void
open_concerns(struct demo_plan *p)
{
	static const struct {
		int who, senior, account, look, concern;
		enum demo_what what;
	} rows[] = {
		/* minutes ago */
		{ DEMO_WORKER + 1, DEMO_SENIOR, 22 * 60, 21 * 60, 4 * 60,
		    DEMO_CONCERN },
		{ DEMO_WORKER + 2, DEMO_SENIOR_2, 30 * 60, 29 * 60, 26 * 60,
		    DEMO_SIGNED },
		{ DEMO_VOLUNTEER + 3, DEMO_SENIOR, 9 * 60, 8 * 60 + 30, 3 * 60,
		    DEMO_SIGNED },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct demo_incident *in = open_account(
		    p, child_of(p, rows[i].who), rows[i].who, rows[i].account);

		in->senior = rows[i].senior;
		open_look(p, in, in->senior, rows[i].look);
		add_concern(p, in, rows[i].what, 0,
		    p->now_ms - rows[i].concern * MINUTE_MS);
	}
}

/* R7: about one designated senior member, so the other one takes it up. */
static void
staff_concern(struct demo_plan *p)
{
	const int who = DEMO_VOLUNTEER + 2;
	int64_t ms = demo_day_ms(p->today, -12, 16 * 60 + 20);
	struct demo_incident *in = new_incident(p, child_of(p, who), ms);

	in->theme = &demo_theme_staff;
	in->happened_ms = ms;
	in->writer = who;
	in->senior = DEMO_SENIOR;
	in->about_staff = DEMO_SENIOR_2;
	ms += 45 * MINUTE_MS;
	in->account = add(p, in, DEMO_ACCOUNT, who, ms, ms);
	add_look(p, in, in->senior, &in->account, ms + 10 * MINUTE_MS);
	add_concern(p, in, DEMO_SIGNED, 0, ms + 80 * MINUTE_MS);
	add_acknowledged(p, in, ms + 110 * MINUTE_MS);
}

void
demo_plan_open(struct demo_plan *p)
{
	open_accounts(p);
	open_concerns(p);
	staff_concern(p);
}
