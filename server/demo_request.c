/* demo_request.c - three invented things for "Requests for information": one request
 * that is open, after the clock stood still for a while; one that is done; and something
 * that went to the wrong place yesterday (A1, A3, A4). */

#include "demo.h"
#include "kinds.h"

#define HOUR_MS INT64_C(3600000)
#define OLD_ENOUGH 13

enum thing { OPEN, DONE, WRONG, THINGS };

static const struct demo_request {
	enum thing thing;
	const struct kind *kind;
	int hours; /* ago */
	/* Key and text, as it would be typed on that day; ends with NULL. */
	const char *const values[26];
} rows[DEMO_REQUESTS] = {
	{ OPEN, &kind_request, 26 * 24,
	    { "what", "access", "asks",
		"I want to read what you have written about me, all of it.",
		"received", "today", "how", "letter", "who", "child",
		"standing", "self", "identity", "waiting", "safe",
		"By hand, at the youth club on Thursdays. Not to the house.",
		NULL } },
	{ OPEN, &kind_request_stop, 25 * 24,
	    { "why", "identity", "on", "today", "words",
		"A letter, handed over at the club: please bring your student "
		"card to the next session.",
		NULL } },
	{ OPEN, &kind_request_start, 20 * 24,
	    { "why", "identity", "on", "today", "words",
		"Student card with a photograph, seen at the club.", NULL } },
	{ DONE, &kind_request, 60 * 24,
	    { "what", "correction", "asks", "My surname is spelt with two Ls.",
		"received", "-1d", "how", "spoken", "who", "child", "standing",
		"self", "identity", "known", "safe", "In person, at school.",
		NULL } },
	{ DONE, &kind_request_answer, 55 * 24,
	    { "what", "done", "reasons",
		"The front sheet was put right the same day, and the school "
		"was told.",
		"complain", "yes", "on", "today", "how", "spoken", "to",
		"The young person, at school", NULL } },
	{ WRONG, &kind_wrong_send, 20,
	    { "what", "letter", "words",
		"A letter with the dates of the next sessions. No address, and "
		"nothing of health.",
		"to", "The family next door: the number was mistyped.",
		"noticed", "now", "recall", "got_back", "recall_words",
		"Rung within the hour. It was handed back, opened.", "risk",
		"unlikely", "risk_words",
		"The neighbours knew of the club; nothing else was in it.",
		NULL } },
};

/* Support goes on, and they are old enough to ask themselves; each another. */
static const struct demo_child *
pick(struct demo_plan *p, enum thing thing)
{
	int skip = (int)thing;

	for (int i = 0; i < DEMO_CHILDREN; i++) {
		const struct demo_child *c = &p->children[i];

		if (c->ended.year == 0 &&
		    when_days(&c->started, &p->today) > 90 &&
		    when_age(&c->born, &p->today) >= OLD_ENOUGH && skip-- == 0)
			return c;
	}
	return demo_nobody(p);
}

void
demo_plan_requests(struct demo_plan *p)
{
	for (int i = 0; i < DEMO_REQUESTS; i++) {
		struct demo_event ev = { .what = DEMO_REQUEST,
			.who = DEMO_SENIOR,
			.n = i,
			.child = pick(p, rows[i].thing),
			.at_ms = p->now_ms - rows[i].hours * HOUR_MS };

		ev.id = demo_id(&p->dice, ev.at_ms);
		if (rows[i].kind->parent_key == NULL)
			p->requests[rows[i].thing] = ev.id;
		demo_plan_add(p, &ev);
	}
}

const struct kind *
demo_request_kind(const struct demo_event *ev)
{
	return rows[ev->n].kind;
}

void
demo_fill_request(
    const struct demo_plan *p, const struct demo_event *ev, struct record *r)
{
	const struct demo_request *row = &rows[ev->n];

	if (row->kind->parent_key != NULL)
		record_set(r, row->kind->parent_key, p->requests[row->thing].s);
	for (size_t i = 0; row->values[i] != NULL; i += 2)
		record_set(r, row->values[i], row->values[i + 1]);
}
