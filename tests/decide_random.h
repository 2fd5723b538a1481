/* decide_random.h - random facts, the same for the same seed: few people, kinds,
 * agencies and days, so that answers meet what is asked. */
#ifndef HAVEN_DECIDE_RANDOM_H
#define HAVEN_DECIDE_RANDOM_H

#include <stdint.h>
#include <string.h>

#include "decide.h"

/* xorshift64*; *seed is not 0. */
static inline unsigned
random_below(uint64_t *seed, unsigned n)
{
	*seed ^= *seed >> 12;
	*seed ^= *seed << 25;
	*seed ^= *seed >> 27;
	return (unsigned)((*seed * UINT64_C(2685821657736338717)) >> 33) % n;
}

static inline bool
random_one_in(uint64_t *seed, unsigned n)
{
	return random_below(seed, n) == 0;
}

#define RANDOM_OF(seed, list) \
	(list)[random_below(seed, sizeof(list) / sizeof((list)[0]))]

static const char *const random_days[] = { "2008-04-02", "2008-04-03",
	"2008-04-04", "2010-06-01", "2012-02-29", "2014-02-28", "2014-03-01",
	"2014-04-03", "2014-04-04", "2017-06-01", "2020-01-01", "2022-05-31",
	"2022-06-01", "2024-02-29", "2025-09-01", "2026-02-28", "2026-03-01",
	"2026-04-02", "2026-04-03", "2026-04-04", "2027-01-01" };
static const char *const random_today[] = { "2026-04-03", "2026-04-03",
	"2026-04-03", "2026-02-28", "2026-03-01", "2024-02-29" };
static const char *const random_people[] = { "kid", "kid", "mum", "mum", "dad",
	"gran", "worker", "Zo\u00eb \"Z\"" };
static const char *const random_kinds[] = { "attendance", "attendance",
	"notice", "notice", "health", "family", "" };
static const char *const random_agencies[] = { "school", "school", "mash", "gp",
	"" };
static const char *const random_purposes[] = { "support", "support", "support",
	"other", "" };

static inline void
random_names(uint64_t *seed, struct facts_names *names, const char *const *from,
    unsigned count, bool may_be_all)
{
	if (may_be_all && !random_one_in(seed, 3)) {
		names->all = true;
		return;
	}
	for (unsigned n = random_below(seed, 3); n > 0; n--)
		facts_add_name(names, from[random_below(seed, count)]);
}

static inline void
random_answer(uint64_t *seed, struct facts *f)
{
	const char *who = RANDOM_OF(seed, random_people);
	bool is_cyp = strcmp(who, f->cyp.id) == 0;
	struct facts_answer *a = facts_add_answer(f, who,
	    is_cyp ? ANSWER_ROLE_CYP
		   : (enum answer_role)(1 + random_below(seed, 2)));

	a->responsibility = !random_one_in(seed, 3);
	a->answer = random_one_in(seed, 2)
			? ANSWER_AGREED
			: (enum answer)random_below(seed, ANSWER_COUNT);
	random_names(seed, &a->recipients, random_agencies, 5, false);
	if (a->recipients.count == 0 && !random_one_in(seed, 3))
		facts_add_name(&a->recipients, f->recipient.id);
	random_names(seed, &a->items, random_kinds, 7, true);
	random_names(seed, &a->purposes, random_purposes, 5, true);
	if (random_one_in(seed, 2))
		facts_set_date(a->from, RANDOM_OF(seed, random_days));
	if (random_one_in(seed, 6))
		facts_set_date(a->until, RANDOM_OF(seed, random_days));
}

static inline void
random_flags(uint64_t *seed, struct facts *f)
{
	f->danger_now = random_one_in(seed, 12);
	f->urgent = random_one_in(seed, 4);
	f->in_doubt = random_one_in(seed, 8);
	f->telling_barred = random_one_in(seed, 5);
	f->anonymous_enough = random_one_in(seed, 12);
	f->benefit_outweighs = random_one_in(seed, 3);
	f->sharing_endangers = random_one_in(seed, 5);
	f->staff_allegation = random_one_in(seed, 8);
	f->induction_done = !random_one_in(seed, 4);
	f->recipient.authority = random_one_in(seed, 3);
	f->recipient.referrer = random_one_in(seed, 2);
	f->recipient.named = !random_one_in(seed, 5);
	f->checks.necessary = !random_one_in(seed, 6);
	f->checks.need_to_know = !random_one_in(seed, 6);
	f->checks.accurate = !random_one_in(seed, 6);
	f->checks.secure = !random_one_in(seed, 6);
}

/* To be freed; it has passed facts_check. */
static inline struct facts *
random_facts(uint64_t *seed)
{
	static const char *const adults[] = { "", "", "", "mum", "gran" };
	struct facts *f = facts_new();

	facts_set_date(f->on, RANDOM_OF(seed, random_today));
	f->harm = (enum harm)random_below(seed, HARM_COUNT);
	f->occasion = (enum occasion)random_below(seed, OCCASION_COUNT);
	f->compelled = random_one_in(seed, 4)
			   ? (enum compelled)random_below(seed, 3)
			   : COMPELLED_NO;
	random_flags(seed, f);
	facts_set(&f->purpose, RANDOM_OF(seed, random_purposes));
	facts_set(&f->recipient.id, RANDOM_OF(seed, random_agencies));
	facts_set(&f->cyp.id, random_one_in(seed, 20) ? "" : "kid");
	if (!random_one_in(seed, 8))
		facts_set_date(f->cyp.born, RANDOM_OF(seed, random_days));
	f->cyp.competence = (enum competence)random_below(seed, 3);
	for (unsigned n = random_below(seed, 4); n > 0; n--)
		facts_add_item(f, "i", RANDOM_OF(seed, random_kinds),
		    RANDOM_OF(seed, adults));
	for (unsigned n = random_below(seed, 6); n > 0; n--)
		random_answer(seed, f);
	for (unsigned n = random_below(seed, 4); n > 0; n--)
		facts_add_person(f, RANDOM_OF(seed, random_people),
		    random_one_in(seed, 2)
			? TELLING_SAFE
			: (enum telling)random_below(seed, TELLING_COUNT),
		    random_one_in(seed, 5));
	f->advice.state = (enum advice)random_below(seed, ADVICE_COUNT);
	f->advice.by = (enum advice_by)random_below(seed, ADVICE_BY_COUNT);
	facts_set(&f->reasons, random_one_in(seed, 8) ? "" : "It helps.");
	return f;
}

#endif
