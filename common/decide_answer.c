/* decide_answer.c - whose answer counts, and what all of them come to.
 *
 * A subject is whose information it is: the CYP, or an adult an item is about.
 * For each, those who may answer are asked together; then all subjects. */
#include "decide_in.h"

#include <string.h>

#include "decide_hear.h"

#define AGE_YOUNG 12 /* C1 */
#define AGE_ADULT 18

/* One subject, its kinds at hand, and what those who may answer said. */
struct subject {
	const char *about; /* "": the CYP */
	struct kinds kinds;
	enum together said;
	bool ask_young;
};

/* ---- who may answer ---- */

static bool
is_young_or_adult(const struct weighed *w)
{
	return w->is_born_known && w->age >= AGE_YOUNG;
}

static bool
is_adult(const struct weighed *w)
{
	return w->is_born_known && w->age >= AGE_ADULT;
}

static bool
cyp_alone(const struct weighed *w)
{
	return is_adult(w) ||
	       (is_young_or_adult(w) &&
		   w->f->cyp.competence != COMPETENCE_NOT_COMPETENT);
}

/* May s answer for the subject? */
static bool
may_answer(const struct weighed *w, const struct subject *about,
    const struct speaker *s)
{
	if (*about->about != '\0')
		return strcmp(s->name, about->about) == 0;
	if (w->cyp_alone)
		return s->is_cyp;
	if (!s->is_cyp)
		return s->has_responsibility;
	return !is_young_or_adult(w) &&
	       w->f->cyp.competence == COMPETENCE_COMPETENT;
}

/* ---- one subject ---- */

static enum together
ask_all(const struct weighed *w, const struct hearing *h,
    const struct subject *about)
{
	bool agrees = false, refuses = false;

	for (size_t i = 0; i < h->speaker_count; i++) {
		const struct speaker *s = &h->speakers[i];
		enum said said;

		if (!may_answer(w, about, s))
			continue;
		said = hear_said(h, s, &about->kinds);
		agrees |= said == SAID_AGREE;
		refuses |= said == SAID_REFUSE;
	}
	if (refuses)
		return agrees ? TOGETHER_DISAGREE : TOGETHER_REFUSED;
	return agrees ? TOGETHER_AGREED : TOGETHER_OPEN;
}

/* An agreement of s that covers and is from before the CYP was 12. */
static bool
agreed_before_young(
    const struct hearing *h, const struct speaker *s, const struct kinds *kinds)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct heard *a = &h->heard[s->first + i];

		if (hear_covers(a, kinds) &&
		    hear_age(h->f->cyp.born, a->from) < AGE_YOUNG)
			return true;
	}
	return false;
}

/* The young person has not been asked; what a parent agreed to for the child
 * still holds, as long as no adult with responsibility refuses. */
static bool
holds_from_childhood(
    const struct weighed *w, const struct hearing *h, const struct subject *cyp)
{
	bool holds = false;

	if (!w->cyp_alone || is_adult(w) || cyp->said != TOGETHER_OPEN)
		return false;
	for (size_t i = 0; i < h->speaker_count; i++) {
		const struct speaker *s = &h->speakers[i];
		enum said said;

		if (!s->has_responsibility)
			continue;
		said = hear_said(h, s, &cyp->kinds);
		if (said == SAID_REFUSE)
			return false;
		if (said == SAID_AGREE)
			holds |= agreed_before_young(h, s, &cyp->kinds);
	}
	return holds;
}

/* ---- what an open subject lacks ---- */

/* What at least one of the agreements of those who may answer satisfies. */
struct lacks {
	bool is_any, is_current, recipient, items, purpose;
	bool somebody_else; /* covers, and may not answer */
};

static void
look_at(
    struct lacks *l, const struct heard *a, const struct kinds *kinds, bool may)
{
	if (!a->is_agreement || !a->counts)
		return;
	if (!may) {
		l->somebody_else |= hear_covers(a, kinds);
		return;
	}
	l->is_any = true;
	l->is_current |= a->is_current;
	l->recipient |= a->recipient;
	l->items |= hear_holds(a, kinds);
	l->purpose |= a->purpose;
}

static uint32_t
codes_of(const struct lacks *l)
{
	uint32_t codes = 0;

	if (!l->is_any)
		return DECIDE_BIT(l->somebody_else ? NEED_AGREEMENT_PERSON
						   : NEED_AGREEMENT_MISSING);
	if (!l->is_current)
		codes |= DECIDE_BIT(NEED_AGREEMENT_EXPIRED);
	if (!l->recipient)
		codes |= DECIDE_BIT(NEED_AGREEMENT_RECIPIENT);
	if (!l->items)
		codes |= DECIDE_BIT(NEED_AGREEMENT_ITEMS);
	if (!l->purpose)
		codes |= DECIDE_BIT(NEED_AGREEMENT_PURPOSE);
	return codes != 0 ? codes : DECIDE_BIT(NEED_AGREEMENT_MISSING);
}

static uint32_t
open_codes(const struct weighed *w, const struct hearing *h,
    const struct subject *about)
{
	struct lacks l = { .is_any = false };

	for (size_t i = 0; i < h->speaker_count; i++) {
		const struct speaker *s = &h->speakers[i];
		bool may = may_answer(w, about, s);

		for (size_t k = 0; k < s->count; k++)
			look_at(
			    &l, &h->heard[s->first + k], &about->kinds, may);
	}
	return codes_of(&l);
}

/* ---- rule 7 ---- */

/* A parent says the opposite of a young person whose own answer counts. */
static bool
is_parent_opposed(
    const struct weighed *w, const struct hearing *h, const struct subject *cyp)
{
	enum said opposite;

	if (!w->cyp_alone || cyp->said == TOGETHER_OPEN)
		return false;
	opposite = cyp->said == TOGETHER_AGREED ? SAID_REFUSE : SAID_AGREE;
	for (size_t i = 0; i < h->speaker_count; i++)
		if (!h->speakers[i].is_cyp &&
		    hear_said(h, &h->speakers[i], &cyp->kinds) == opposite)
			return true;
	return false;
}

/* ---- a meeting (M1): each must agree by themselves ---- */

/* Is their latest answer that they cannot be asked? */
static bool
is_passed_over(const struct hearing *h, const struct speaker *s)
{
	const struct heard *latest = NULL;

	for (size_t i = 0; i < s->count; i++) {
		const struct heard *a = &h->heard[s->first + i];

		if (a->counts &&
		    (latest == NULL || strcmp(a->from, latest->from) >= 0))
			latest = a;
	}
	return latest != NULL && latest->answer->answer == ANSWER_CANNOT_ASK;
}

static bool
is_about(const struct facts *f, const char *name)
{
	for (size_t i = 0; i < f->item_count; i++)
		if (*name != '\0' && strcmp(f->items[i].about, name) == 0)
			return true;
	return false;
}

static bool
cyp_must_agree(const struct weighed *w)
{
	return is_young_or_adult(w) ||
	       w->f->cyp.competence == COMPETENCE_COMPETENT;
}

static bool
must_agree(const struct weighed *w, const struct speaker *s)
{
	if (s->is_cyp)
		return cyp_must_agree(w);
	return (s->has_responsibility && !is_adult(w)) ||
	       is_about(w->f, s->name);
}

/* Somebody who must agree and never answered? */
static bool
is_somebody_silent(const struct weighed *w, const struct hearing *h)
{
	if (cyp_must_agree(w) && hear_speaker(h, w->f->cyp.id) == NULL)
		return true;
	for (size_t i = 0; i < w->f->item_count; i++)
		if (*w->f->items[i].about != '\0' &&
		    hear_speaker(h, w->f->items[i].about) == NULL)
			return true;
	return false;
}

static void
weigh_meeting(struct weighed *w, const struct hearing *h)
{
	bool all = !is_somebody_silent(w, h), is_any = false;
	struct kinds kinds;

	hear_kinds(h, NULL, &kinds);
	for (size_t i = 0; i < h->speaker_count; i++) {
		const struct speaker *s = &h->speakers[i];
		enum said said;

		if (!must_agree(w, s) || is_passed_over(h, s))
			continue;
		said = hear_said(h, s, &kinds);
		is_any = true;
		all &= said == SAID_AGREE;
		w->meeting_refused |= said == SAID_REFUSE;
	}
	w->meeting_agreed = all && is_any;
}

/* ---- all subjects ---- */

/* Of several subjects the first of these that any has (the page, "Whose answer
 * counts"). */
static enum together
join(enum together a, enum together b)
{
	static const int first[] = { [TOGETHER_REFUSED] = 0,
		[TOGETHER_DISAGREE] = 1,
		[TOGETHER_OPEN] = 2,
		[TOGETHER_AGREED] = 3 };

	return first[a] <= first[b] ? a : b;
}

/* Row 7a: with advice a disagreement goes on as one or the other. */
static enum together
settle(enum together said, enum advice advice)
{
	if (said == TOGETHER_DISAGREE && advice == ADVICE_SHARE)
		return TOGETHER_AGREED;
	if (said == TOGETHER_DISAGREE && advice == ADVICE_NOT)
		return TOGETHER_REFUSED;
	return said;
}

static void
weigh_subject(struct weighed *w, const struct hearing *h, const char *about)
{
	struct subject s = { .about = about };

	hear_kinds(h, about, &s.kinds);
	s.said = ask_all(w, h, &s);
	if (*about == '\0' && holds_from_childhood(w, h, &s)) {
		s.said = TOGETHER_AGREED;
		w->ask_young = true;
	} else if (*about == '\0') {
		w->parent_opposed = is_parent_opposed(w, h, &s);
	}
	if (s.said == TOGETHER_OPEN)
		w->codes |= open_codes(w, h, &s);
	w->said = join(w->said, s.said);
	w->go_on = join(w->go_on, settle(s.said, w->advice));
}

static void
weigh_answers(struct weighed *w)
{
	struct hearing h;

	hear(&h, w->f);
	w->said = w->go_on = TOGETHER_AGREED;
	if (w->f->item_count == 0)
		weigh_subject(w, &h, "");
	for (size_t i = 0; i < w->f->item_count; i++)
		if (hear_is_first_about(w->f, i))
			weigh_subject(w, &h, w->f->items[i].about);
	weigh_meeting(w, &h);
	hear_done(&h);
}

/* ---- the rest ---- */

static bool
is_contradictory(const struct facts *f)
{
	if (strcmp(f->cyp.born, f->on) > 0)
		return true;
	for (size_t i = 0; i < f->answer_count; i++) {
		const struct facts_answer *a = &f->answers[i];
		const char *from = *a->from != '\0' ? a->from : f->on;

		if (*a->until != '\0' && strcmp(a->until, from) < 0)
			return true;
	}
	return false;
}

/* H of the page. A risk that nobody knows counts if it cannot wait, or if the
 * advice is to share (S1). */
static bool
is_grave(const struct facts *f, enum advice advice)
{
	return f->harm == HARM_SIGNIFICANT_CHILD ||
	       f->harm == HARM_SERIOUS_ADULT ||
	       (f->harm == HARM_UNKNOWN &&
		   (f->urgent || advice == ADVICE_SHARE));
}

void
decide_weigh(struct weighed *w, const struct facts *f)
{
	*w = (struct weighed){ .f = f };
	w->advice =
	    f->advice.by == ADVICE_BY_NOBODY ? ADVICE_ASKED : f->advice.state;
	w->is_grave = is_grave(f, w->advice);
	w->is_born_known = *f->cyp.born != '\0';
	if (w->is_born_known)
		w->age = hear_age(f->cyp.born, f->on);
	w->cyp_alone = cyp_alone(w);
	w->is_contradictory = is_contradictory(f);
	weigh_answers(w);
}
