/* demo_plan.c - who the invented children are, who works with them from when to
 * when; everything that happens, in the order of time. */
#include "demo.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

#define DAYS (DEMO_YEARS * 365)
#define YOUNGEST_DAYS 40
#define OLDEST_DAYS (18 * 365 - 30)
#define SETTLED_DAYS 14 /* nobody came to us later than so long ago */
#define FILES_MIN 6     /* of each volunteer and support worker, today */
#define FILES_MAX 15
#define WORKERS 4

/* ---- numbers ---- */

uint64_t
demo_next(struct demo_dice *d)
{
	uint64_t z = d->state += UINT64_C(0x9e3779b97f4a7c15); /* splitmix64 */

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

int
demo_roll(struct demo_dice *d, int from, int to)
{
	assert(from <= to);
	return from + (int)(demo_next(d) % (uint64_t)(to - from + 1));
}

bool
demo_chance(struct demo_dice *d, int percent)
{
	return demo_roll(d, 1, 100) <= percent;
}

struct id
demo_id(struct demo_dice *d, int64_t at_ms)
{
	uint64_t words[2] = { demo_next(d), demo_next(d) };
	uint8_t bytes[10];

	memcpy(bytes, words, sizeof(bytes));
	return id_make(at_ms, bytes);
}

const char *
demo_pick(struct demo_dice *d, const char *const *list)
{
	int n = 0;

	while (list[n] != NULL)
		n++;
	return list[demo_roll(d, 0, n - 1)];
}

int64_t
demo_day_ms(struct civil day, int add_days, int minute_of_day)
{
	struct civil at = when_add_days(day, add_days);

	at.has_time = true;
	at.hour = minute_of_day / 60;
	at.minute = minute_of_day % 60;
	return when_ms(&at);
}

/* ---- names ---- */

static const struct demo_names *
pick_names(struct demo_dice *d)
{
	int at = demo_roll(d, 1, 100);

	for (size_t i = 0; i < demo_names_count; i++) {
		at -= demo_names[i].share;
		if (at <= 0)
			return &demo_names[i];
	}
	return &demo_names[0];
}

static bool
is_name_taken(const struct demo_plan *p, const struct demo_child *c)
{
	for (const struct demo_child *o = p->children; o < c; o++)
		if (strcmp(o->name, c->name) == 0)
			return true;
	return false;
}

static void
name_adult(struct demo_dice *d, const struct demo_child *c, const char *surname,
    bool is_woman, struct demo_adult *out)
{
	static const char *const women[] = { "mother", "mother", "mother",
		"mother", "grandparent", "carer", NULL };
	static const char *const men[] = { "father", "father", "father",
		"step_parent", "grandparent", NULL };

	out->relation = demo_pick(d, is_woman ? women : men);
	snprintf(out->name, sizeof(out->name), "%s %s",
	    demo_pick(d, is_woman ? c->names->women : c->names->men), surname);
}

static void
name_child(struct demo_plan *p, struct demo_child *c)
{
	struct demo_dice *d = &p->dice;
	const char *surname;
	bool is_woman;

	c->names = pick_names(d);
	do {
		const char *first = demo_pick(d, c->names->children);

		surname = demo_pick(d, c->names->surnames);
		snprintf(c->first, sizeof(c->first), "%s", first);
		snprintf(c->name, sizeof(c->name), "%s %s", first, surname);
		/* A small group runs out of names. */
		if (is_name_taken(p, c))
			c->names = pick_names(d);
	} while (is_name_taken(p, c));
	is_woman = demo_chance(d, 75);
	c->adult_count = demo_chance(d, 65) ? 2 : 1;
	name_adult(d, c, surname, is_woman, &c->adults[0]);
	name_adult(d, c, surname, !is_woman, &c->adults[1]);
}

/* ---- when support begins and ends ---- */

/* Ages spread evenly over 0 to 17 years. */
static void
set_days(struct demo_plan *p, struct demo_child *c, int number)
{
	const int step = (OLDEST_DAYS - YOUNGEST_DAYS) / DEMO_CHILDREN;
	struct demo_dice *d = &p->dice;
	int age = YOUNGEST_DAYS + number * step + demo_roll(d, 0, step - 1);
	int known = age - 5 < DAYS ? age - 5 : DAYS;
	int ago = demo_roll(d, SETTLED_DAYS, known);
	int length = demo_roll(d, 90, 540);

	c->born = when_add_days(p->today, -age);
	c->started = when_add_days(p->today, -ago);
	if (ago - length > 10)
		c->ended = when_add_days(c->started, length);
}

static int
by_started(const void *a, const void *b)
{
	const struct demo_child *x = a, *y = b;
	int days = when_days(&y->started, &x->started);

	return days != 0 ? days : strcmp(x->name, y->name);
}

/* Latest first, so that nobody has far more or fewer files than the others. */
static void
share_out(struct demo_plan *p)
{
	int open[WORKERS] = { 0 };

	for (int i = DEMO_CHILDREN - 1; i >= 0; i--) {
		struct demo_child *c = &p->children[i];
		int w = i % WORKERS;

		c->worker = DEMO_WORKER + w;
		if (c->ended.year != 0 && open[w] < FILES_MIN)
			c->ended = (struct civil){ 0 };
		if (c->ended.year == 0 && open[w] == FILES_MAX)
			c->ended = when_add_days(p->today, -3);
		open[w] += c->ended.year == 0;
	}
}

static void
share_volunteers(struct demo_plan *p)
{
	int open = 0, want[WORKERS];

	for (int v = 0; v < WORKERS; v++)
		want[v] = demo_roll(&p->dice, FILES_MIN, FILES_MAX - 4);
	for (int i = DEMO_CHILDREN - 1; i >= 0; i--) {
		struct demo_child *c = &p->children[i];
		int v = c->ended.year == 0 ? open++ % WORKERS
					   : demo_roll(&p->dice, 0, 3);

		c->volunteer = -1;
		/* Those of the past: half the files had one. */
		if (c->ended.year != 0 ? demo_chance(&p->dice, 50)
				       : want[v]-- > 0)
			c->volunteer = DEMO_VOLUNTEER + v;
	}
}

/* ---- the file of a child ---- */

void
demo_plan_add(struct demo_plan *p, const struct demo_event *ev)
{
	struct demo_event *to = &p->events[p->event_count];

	assert(p->event_count < DEMO_EVENTS_MAX);
	*to = *ev;
	to->order = p->event_count++;
	if (to->written_ms == 0)
		to->written_ms = to->at_ms;
	if (id_is_none(&to->id))
		to->id = demo_id(&p->dice, to->written_ms);
}

/* By whoever began the file, who knows of it. */
static void
plan_assignment(struct demo_plan *p, const struct demo_event *front, int whom,
    int64_t at_ms)
{
	struct demo_event ev = { .what = DEMO_ASSIGNMENT,
		.at_ms = at_ms,
		.who = front->who,
		.child = front->child,
		.n = whom };

	demo_plan_add(p, &ev);
}

static void
plan_file(struct demo_plan *p, struct demo_child *c)
{
	int64_t at_ms =
	    demo_day_ms(c->started, 0, demo_roll(&p->dice, 9 * 60, 11 * 60));
	struct demo_event front = { .what = DEMO_FRONT,
		.at_ms = at_ms,
		.who = demo_chance(&p->dice, 70)
			   ? DEMO_MANAGER
			   : demo_roll(&p->dice, DEMO_SENIOR, DEMO_SENIOR_2),
		.child = c };
	struct demo_event ev = { .what = DEMO_ADULT, .child = c };

	c->file = demo_id(&p->dice, at_ms);
	demo_plan_add(p, &front);
	plan_assignment(p, &front, c->worker, at_ms + 4 * 60000);
	for (ev.n = 0; ev.n < c->adult_count; ev.n++) {
		/* The first is known at once, the other by the worker. */
		ev.who = ev.n == 0
			     ? demo_roll(&p->dice, DEMO_SENIOR, DEMO_SENIOR_2)
			     : c->worker;
		ev.at_ms = at_ms + (7 + 190 * ev.n) * 60000;
		ev.id = c->adults[ev.n].id = demo_id(&p->dice, ev.at_ms);
		demo_plan_add(p, &ev);
	}
	if (c->volunteer >= 0)
		plan_assignment(p, &front, c->volunteer,
		    demo_day_ms(c->started, 7, 10 * 60 + 15));
}

/* ---- all of it ---- */

static int
by_time(const void *a, const void *b)
{
	const struct demo_event *x = a, *y = b;

	if (x->at_ms != y->at_ms)
		return x->at_ms < y->at_ms ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

static void
plan_children(struct demo_plan *p)
{
	struct demo_child *last = &p->children[DEMO_CHILDREN];

	for (int i = 0; i < DEMO_CHILDREN; i++) {
		struct demo_child *c = &p->children[i];

		name_child(p, c);
		set_days(p, c, i);
		c->seed = demo_next(&p->dice);
	}
	qsort(p->children, DEMO_CHILDREN, sizeof(p->children[0]), by_started);
	share_out(p);
	share_volunteers(p);
	for (int i = 0; i < DEMO_CHILDREN; i++) {
		struct demo_child *c = &p->children[i];

		snprintf(c->reference, sizeof(c->reference), "C-%04d", i + 1);
		plan_file(p, c);
	}
	name_child(p, last);
	last->born = when_add_days(p->today, -9 * 365);
	last->started = p->today;
	last->file = demo_id(&p->dice, p->now_ms);
	last->worker = DEMO_WORKER;
	last->volunteer = -1;
	last->seed = demo_next(&p->dice);
}

const struct demo_child *
demo_nobody(struct demo_plan *p)
{
	p->is_short = true;
	return &p->children[0];
}

static struct demo_plan *
draw(uint64_t seed, int64_t now_ms)
{
	struct demo_plan *p = mem_zalloc(1, sizeof(*p));

	p->dice.state = seed;
	p->now_ms = now_ms;
	p->today = when_civil(now_ms);
	p->today.has_time = false;
	p->today.hour = p->today.minute = 0;
	for (int i = 0; i < DEMO_STAFF; i++)
		p->staff[i] = demo_id(
		    &p->dice, demo_day_ms(p->today, -DAYS - 30, 9 * 60 + i));
	plan_children(p);
	demo_plan_incidents(p);
	demo_plan_open(p);
	demo_plan_share(p);
	demo_plan_meetings(p);
	demo_plan_support(p);
	demo_plan_policies(p);
	demo_plan_outcomes(p);
	demo_plan_requests(p);
	demo_plan_inspection(p);
	qsort(p->events, p->event_count, sizeof(p->events[0]), by_time);
	return p;
}

/* Of some seeds there come too few children for all the parts: then another one is
 * drawn of it. */
struct demo_plan *
demo_plan_new(uint64_t seed, int64_t now_ms)
{
	struct demo_plan *p = draw(seed, now_ms);

	while (p->is_short) {
		uint64_t next = p->dice.state;

		mem_free_wiped(p, sizeof(*p));
		p = draw(next, now_ms);
	}
	return p;
}
