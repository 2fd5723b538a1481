/* decide_space.h - the space of facts, as dimensions of few values each, and planes
 * through it: sets of dimensions of which every combination is gone through,
 * while all others stay as the plane has them.
 *
 * The product of all dimensions is beyond 10^11, so no plane has them all; each
 * has all that bear on one part of the decision. */
#ifndef HAVEN_DECIDE_SPACE_H
#define HAVEN_DECIDE_SPACE_H

#include "decide_kit.h"

#define SPACE_DIMS_MAX 16

/* ---- what lists are taken from: facts that stay all the while ---- */

/* Each is one list of facts; what they are is in the name. */
static const char *const space_answers[] = {
	("'answers':[]"),
	(ANSWERS(MUM("agreed"))),
	(ANSWERS(MUM("refused"))),
	(ANSWERS(MUM("agreed") "," DAD("refused"))),
	/* it ended; is for another agency; for other things; to come */
	(ANSWERS(SAYS("mum", "parent", "agreed",
	    WITH ",'from':'2025-01-01','until':'2026-01-01'"))),
	(ANSWERS("{'person':'mum','role':'parent','responsibility':true,"
		 "'answer':'agreed','recipients':['gp'],'items':'all',"
		 "'purposes':'any'}")),
	(ANSWERS("{'person':'mum','role':'parent','responsibility':true,"
		 "'answer':'agreed','recipients':['school','mash'],'items':["
		 "'attendance'],'purposes':['other']}")),
	(ANSWERS(SAYS("mum", "parent", "agreed", WITH ",'from':'2026-04-04'"))),
	/* withdrawn; taken back; on the same day */
	(ANSWERS(SAYS("mum", "parent", "agreed",
	    WITH ",'from':'2026-01-01'") "," SAYS("mum", "parent", "withdrawn",
	    ",'from':'2026-04-02'"))),
	(ANSWERS(SAYS("mum", "parent", "refused",
	    WITH ",'from':'2026-01-01'") "," SAYS("mum", "parent", "agreed",
	    ",'from':'2026-04-02'"))),
	(ANSWERS(MUM("refused") "," MUM("agreed"))),
	/* the young person and a parent, one way and the other, and both */
	(ANSWERS(KID("agreed") "," MUM("refused"))),
	(ANSWERS(KID("refused") "," MUM("agreed"))),
	(ANSWERS(KID("agreed") "," MUM("agreed"))),
	/* for the child, long ago; somebody who may not; cannot be asked */
	(ANSWERS(SAYS("mum", "parent", "agreed", WITH ",'from':'2013-01-01'"))),
	(ANSWERS(SAYS("gran", "carer", "agreed", ""))),
	(ANSWERS(KID("cannot_ask") "," MUM("agreed"))),
};
static const char *const space_items[] = {
	("'items':[{'id':'i','kind':'attendance'}]"),
	("'items':[{'id':'i','kind':'notice'}]"),
	("'items':[{'id':'i','kind':'health','about':'mum'}]"),
	("'items':[{'id':'i','kind':'attendance'},{'id':'k','kind':'health',"
	 "'about':'mum'}]"),
	("'items':[]"),
};
static const char *const space_people[] = {
	("'people':[]"),
	("'people':[{'person':'mum'}]"),
	("'people':[{'person':'mum','telling':'safe'}]"),
	("'people':[{'person':'mum','telling':'raises_risk'}]"),
	("'people':[{'person':'mum','telling':'prejudices_crime'}]"),
	("'people':[{'person':'mum','telling':'unjustified_delay'}]"),
	("'people':[{'person':'mum','accused':true}]"),
	("'people':[{'person':'mum','telling':'safe','accused':true}]"),
	("'people':[{'person':'mum','telling':'raises_risk','accused':true}]"),
	("'people':[{'person':'mum','telling':'prejudices_crime','accused':"
	 "true}]"),
	("'people':[{'person':'mum','telling':'unjustified_delay','accused':"
	 "true},{'person':'dad','telling':'safe'}]"),
};
/* Under 12, 12 to 15, 16 to 17, 18 and over, not known. */
static const char *const space_born[] = { "2017-06-01", "2012-06-01",
	"2009-06-01", "2007-06-01", "" };

/* Facts that are of interest by themselves, for what lies over the rows. */
static const char *const space_cases[] = {
	("'danger_now':true,'recipient':{'id':'mash','authority':true}"),
	("'harm':'significant_child','recipient':{'id':'mash','authority':"
	 "true}"),
	("'staff_allegation':true,'recipient':{'id':'mash','authority':true}"),
	("'anonymous_enough':true"),
	("'occasion':'referrer_start','items':[{'id':'i','kind':'notice'}],"
	 "'recipient':{'id':'school','referrer':true}"),
	(ANSWERS(MUM("agreed") "," DAD("refused"))),
	("'occasion':'referrer_change'," ANSWERS(MUM("agreed"))),
	("'occasion':'meeting'," ANSWERS(MUM("agreed"))),
	(ANSWERS(MUM("agreed"))),
	("'reasons':''"),
	(ANSWERS(MUM("refused"))),
	("'benefit_outweighs':true,'recipient':{'id':'mash','authority':true}"
	 "," ANSWERS(MUM("refused"))),
	("'harm':'serious_crime','items':[],'purpose':''"),
	("'reasons':'','purpose':''," ANSWERS(MUM("agreed"))),
};

#define SPACE_LISTS 4
static struct facts *space_of[SPACE_LISTS][KIT_COUNT(space_answers)];

static inline void
space_open(void)
{
	static const struct {
		const char *const *texts;
		size_t count;
	} lists[SPACE_LISTS] = {
		{ space_answers, KIT_COUNT(space_answers) },
		{ space_items, KIT_COUNT(space_items) },
		{ space_people, KIT_COUNT(space_people) },
		{ space_cases, KIT_COUNT(space_cases) },
	};

	for (size_t i = 0; i < SPACE_LISTS; i++)
		for (size_t k = 0; k < lists[i].count; k++)
			space_of[i][k] = kit_facts(lists[i].texts[k]);
}

static inline void
space_close(void)
{
	for (size_t i = 0; i < SPACE_LISTS; i++)
		for (size_t k = 0; k < KIT_COUNT(space_answers); k++)
			facts_free(space_of[i][k]);
}

/* ---- dimensions: a value set in facts that borrow their lists ---- */

static inline void
space_set_harm(struct facts *f, unsigned v)
{
	/* Worse and worse, then not known. */
	static const enum harm order[] = { HARM_NONE, HARM_NEEDS_HELP,
		HARM_SERIOUS_CRIME, HARM_SERIOUS_ADULT, HARM_SIGNIFICANT_CHILD,
		HARM_UNKNOWN };

	f->harm = order[v];
}

static inline void
space_set_advice(struct facts *f, unsigned v)
{
	static const struct facts_advice all[] = {
		{ ADVICE_NONE, ADVICE_BY_NOBODY },
		{ ADVICE_ASKED, ADVICE_BY_DIRECTOR },
		{ ADVICE_SHARE, ADVICE_BY_NOBODY },
		{ ADVICE_SHARE, ADVICE_BY_DIRECTOR },
		{ ADVICE_NOT, ADVICE_BY_LINE_MANAGER },
	};

	f->advice = all[v];
}

static inline void
space_set_occasion(struct facts *f, unsigned v)
{
	f->occasion = (enum occasion)v;
}

static inline void
space_set_compelled(struct facts *f, unsigned v)
{
	f->compelled = (enum compelled)v;
}

static inline void
space_set_competence(struct facts *f, unsigned v)
{
	f->cyp.competence = (enum competence)v;
}

static inline void
space_set_born(struct facts *f, unsigned v)
{
	memcpy(f->cyp.born, space_born[v], strlen(space_born[v]) + 1);
}

static inline void
space_set_checks(struct facts *f, unsigned v)
{
	f->checks = (struct facts_checks){ .necessary = (v & 1) == 0,
		.need_to_know = (v & 2) == 0,
		.accurate = (v & 4) == 0,
		.secure = (v & 8) == 0 };
}

static inline void
space_set_answers(struct facts *f, unsigned v)
{
	f->answers = space_of[0][v]->answers;
	f->answer_count = space_of[0][v]->answer_count;
}

static inline void
space_set_items(struct facts *f, unsigned v)
{
	f->items = space_of[1][v]->items;
	f->item_count = space_of[1][v]->item_count;
}

static inline void
space_set_people(struct facts *f, unsigned v)
{
	f->people = space_of[2][v]->people;
	f->people_count = space_of[2][v]->people_count;
}

/* Everything anew: the outermost, where it is. */
static inline void
space_set_case(struct facts *f, unsigned v)
{
	*f = *space_of[3][v];
}

struct space_dim {
	unsigned count;
	void (*set)(struct facts *f, unsigned v); /* NULL: a flag */
	size_t flag;
};
#define SPACE_FLAG(member)                                         \
	{                                                          \
		.count = 2, .flag = offsetof(struct facts, member) \
	}
#define SPACE_FEW(n, what)                            \
	{                                             \
		.count = (n), .set = space_set_##what \
	}

/* A plane: its dimensions, the first of them innermost. Harm is the first of all
 * that have it, so that worse and worse comes in a row. */
struct space_plane {
	const char *name;
	size_t count;
	struct space_dim dims[SPACE_DIMS_MAX];
};
static const struct space_plane space_planes[] = {
	{ "which row", 14,
	    { SPACE_FEW(6, harm), SPACE_FEW(5, advice), SPACE_FLAG(danger_now),
		SPACE_FLAG(urgent), SPACE_FLAG(in_doubt),
		SPACE_FEW(3, compelled), SPACE_FLAG(anonymous_enough),
		SPACE_FLAG(benefit_outweighs), SPACE_FLAG(staff_allegation),
		SPACE_FEW(OCCASION_COUNT, occasion),
		SPACE_FLAG(recipient.authority), SPACE_FLAG(recipient.referrer),
		SPACE_FEW(4, answers), SPACE_FEW(2, items) } },
	{ "whose answer", 11,
	    { SPACE_FEW(6, harm), SPACE_FEW(5, advice), SPACE_FLAG(urgent),
		SPACE_FLAG(benefit_outweighs),
		SPACE_FEW(OCCASION_COUNT, occasion),
		SPACE_FLAG(recipient.authority), SPACE_FLAG(recipient.referrer),
		SPACE_FEW(KIT_COUNT(space_answers), answers),
		SPACE_FEW(KIT_COUNT(space_born), born),
		SPACE_FEW(3, competence),
		SPACE_FEW(KIT_COUNT(space_items), items) } },
	{ "what it needs, and who is told", 9,
	    { SPACE_FEW(5, advice), SPACE_FEW(16, checks),
		SPACE_FLAG(recipient.named), SPACE_FLAG(sharing_endangers),
		SPACE_FLAG(induction_done), SPACE_FLAG(telling_barred),
		SPACE_FEW(3, compelled),
		SPACE_FEW(KIT_COUNT(space_people), people),
		SPACE_FEW(KIT_COUNT(space_cases), case) } },
};

static inline void
space_set(struct facts *f, const struct space_dim *d, unsigned v)
{
	if (d->set != NULL)
		d->set(f, v);
	else
		*(bool *)((char *)f + d->flag) = v != 0;
}

static inline size_t
space_size(const struct space_plane *p)
{
	size_t n = 1;

	for (size_t i = 0; i < p->count; i++)
		n *= p->dims[i].count;
	return n;
}

/* Go through a plane, calling each with the facts of every combination; of all
 * that differ in the first dimension only every one, so only one in every of the
 * rest. at is the value of the first. Returns how many. */
static inline size_t
space_walk(const struct space_plane *p, size_t every,
    void (*each)(const struct facts *f, unsigned at, void *arg), void *arg)
{
	size_t inner = p->dims[0].count, n = space_size(p), done = 0;

	for (size_t i = 0; i < n; i += inner * every) {
		struct facts f = *space_of[3][8];
		size_t rest = i;
		unsigned v[SPACE_DIMS_MAX];

		for (size_t k = 0; k < p->count; k++) {
			v[k] = (unsigned)(rest % p->dims[k].count);
			rest /= p->dims[k].count;
		}
		for (size_t k = p->count; k-- > 1;)
			space_set(&f, &p->dims[k], v[k]);
		for (unsigned a = 0; a < inner; a++, done++) {
			space_set(&f, &p->dims[0], a);
			each(&f, a, arg);
		}
	}
	return done;
}

#endif
