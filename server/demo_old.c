/* demo_old.c - two invented files of long ago, typed in from paper: the time of both
 * has come, and one is on hold (R2). */
#include "demo.h"
#include "kinds.h"

static const struct {
	const char *name, *reference;
	int age, left; /* years, and so many years ago support ended */
	const char *why, *reason;
	const char *held_by; /* NULL: it is not */
} old[DEMO_OLD] = {
	{ "Wilfred Amberley", "A-0001", 31, 14,
	    "The school asked for help with the mornings.",
	    "He moved on to college with support of his own there.", NULL },
	{ "Ottilie Penhallow", "A-0002", 34, 17,
	    "Her aunt asked for somebody to talk to.",
	    "She wanted no more visits, and said that she was well.",
	    "A public inquiry, through the charity's solicitor" },
};

static const struct kind *const kinds_of[DEMO_OLD_RECORDS] = {
	&kind_front_sheet, &kind_episode, &kind_hold
};

static void
front_sheet(struct civil today, int n, struct record *r)
{
	record_set(r, "name", old[n].name);
	demo_set_day(r, "born", when_add_years(today, -old[n].age));
	record_set(r, "reference", old[n].reference);
	record_set(r, "purpose", "Support that ended long ago.");
}

static void
episode(struct civil today, int n, struct record *r)
{
	struct civil ended = when_add_years(today, -old[n].left);

	demo_set_day(r, "referred_on", when_add_days(ended, -400));
	record_set(r, "why_referred", old[n].why);
	record_set(r, "purpose", old[n].why);
	demo_set_day(r, "started", when_add_days(ended, -380));
	demo_set_day(r, "ended", ended);
	record_set(r, "end_reason", old[n].reason);
}

static void
hold(struct civil today, int n, struct record *r)
{
	demo_set_day(r, "from", when_add_days(today, -200));
	record_set(r, "asked_by", old[n].held_by);
	record_set(r, "reason",
	    "Nothing of that time may be destroyed until the inquiry has "
	    "reported.");
}

struct record *
demo_old_record(struct civil today, int n, int which)
{
	struct record *r;

	if (kinds_of[which] == &kind_hold && old[n].held_by == NULL)
		return NULL;
	r = record_new(kinds_of[which]);
	if (record_kind(r) == &kind_front_sheet)
		front_sheet(today, n, r);
	else if (record_kind(r) == &kind_episode)
		episode(today, n, r);
	else
		hold(today, n, r);
	return r;
}
