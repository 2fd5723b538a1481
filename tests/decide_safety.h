/* decide_safety.h - what must hold for every decision, whatever the facts: a table
 * of premises and what follows from them. All of it is worked out from the facts
 * here once more, in the plainest way, and with nothing of the product but the
 * facts and the decision. */
#ifndef HAVEN_DECIDE_SAFETY_H
#define HAVEN_DECIDE_SAFETY_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "decide.h"

/* 20260403; "" is 0. */
static inline long
safety_day(const char *s)
{
	return *s == '\0' ? 0
			  : strtol(s, NULL, 10) * 10000 +
				strtol(s + 5, NULL, 10) * 100 +
				strtol(s + 8, NULL, 10);
}

/* 0 if not known, or not born yet. */
static inline long
safety_age(const struct facts *f, const char *on)
{
	long born = safety_day(f->cyp.born), day = safety_day(on);

	return born == 0 || born > day ? 0 : (day - born) / 10000;
}

static inline const char *
safety_from(const struct facts *f, const struct facts_answer *a)
{
	return *a->from != '\0' ? a->from : f->on;
}

static inline bool
safety_counts(const struct facts *f, const struct facts_answer *a)
{
	return safety_day(safety_from(f, a)) <= safety_day(f->on);
}

static inline bool
safety_lists(const struct facts_names *names, const char *name)
{
	for (size_t i = 0; i < names->count; i++)
		if (strcmp(names->at[i], name) == 0)
			return true;
	return false;
}

/* about NULL: every item. */
static inline bool
safety_is_at_hand(const struct facts_item *item, const char *about)
{
	return about == NULL || strcmp(item->about, about) == 0;
}

static inline bool
safety_covers(
    const struct facts *f, const struct facts_answer *a, const char *about)
{
	if (a->answer != ANSWER_AGREED || !safety_counts(f, a))
		return false;
	if (*a->until != '\0' && safety_day(a->until) < safety_day(f->on))
		return false;
	if (*f->recipient.id == '\0' ||
	    !safety_lists(&a->recipients, f->recipient.id))
		return false;
	if (!a->purposes.all &&
	    (*f->purpose == '\0' || !safety_lists(&a->purposes, f->purpose)))
		return false;
	for (size_t i = 0; i < f->item_count && !a->items.all; i++)
		if (safety_is_at_hand(&f->items[i], about) &&
		    (*f->items[i].kind == '\0' ||
			!safety_lists(&a->items, f->items[i].kind)))
			return false;
	return true;
}

static inline bool
safety_reaches(
    const struct facts *f, const struct facts_answer *a, const char *about)
{
	bool item = a->items.all || a->items.count == 0;

	if ((a->answer != ANSWER_REFUSED && a->answer != ANSWER_WITHDRAWN) ||
	    !safety_counts(f, a))
		return false;
	for (size_t i = 0; i < f->item_count; i++)
		item |= safety_is_at_hand(&f->items[i], about) &&
			safety_lists(&a->items, f->items[i].kind);
	return item &&
	       (a->recipients.count == 0 ||
		   safety_lists(&a->recipients, f->recipient.id)) &&
	       (a->purposes.all || a->purposes.count == 0 ||
		   safety_lists(&a->purposes, f->purpose));
}

/* A refusal that nothing later of the same person takes back. */
static inline bool
safety_refuses(const struct facts *f, const char *who, const char *about)
{
	for (size_t i = 0; i < f->answer_count; i++) {
		const struct facts_answer *no = &f->answers[i];
		bool stands = true;

		if (strcmp(no->person, who) != 0 ||
		    !safety_reaches(f, no, about))
			continue;
		for (size_t k = 0; k < f->answer_count; k++) {
			const struct facts_answer *yes = &f->answers[k];

			if (strcmp(yes->person, who) == 0 &&
			    safety_covers(f, yes, about) &&
			    safety_day(safety_from(f, yes)) >
				safety_day(safety_from(f, no)))
				stands = false;
		}
		if (stands)
			return true;
	}
	return false;
}

static inline bool
safety_has_responsibility(const struct facts *f, const char *who)
{
	for (size_t i = 0; i < f->answer_count; i++)
		if (f->answers[i].role != ANSWER_ROLE_CYP &&
		    f->answers[i].responsibility &&
		    strcmp(f->answers[i].person, who) == 0)
			return true;
	return false;
}

static inline bool
safety_may_give(const struct facts *f, const char *who, const char *about)
{
	long age = safety_age(f, f->on);
	enum competence how = f->cyp.competence;
	bool cyp_alone =
	    age >= 18 || (age >= 12 && how != COMPETENCE_NOT_COMPETENT);

	if (*about != '\0')
		return strcmp(who, about) == 0;
	if (strcmp(who, f->cyp.id) == 0)
		return cyp_alone || (age < 12 && how == COMPETENCE_COMPETENT);
	return !cyp_alone && safety_has_responsibility(f, who);
}

/* What a parent agreed to before the 12th birthday still holds. */
static inline bool
safety_is_from_childhood(const struct facts *f, const struct facts_answer *a)
{
	long age = safety_age(f, f->on);

	return age >= 12 && age < 18 &&
	       f->cyp.competence != COMPETENCE_NOT_COMPETENT &&
	       safety_has_responsibility(f, a->person) &&
	       safety_day(safety_from(f, a)) < safety_day(f->cyp.born) + 120000;
}

static inline bool
safety_is_advised(const struct facts *f)
{
	return f->advice.state == ADVICE_SHARE &&
	       f->advice.by != ADVICE_BY_NOBODY;
}

/* The policy's own line, and what counts as it. */
static inline bool
safety_is_grave(const struct facts *f)
{
	return f->harm == HARM_SIGNIFICANT_CHILD ||
	       f->harm == HARM_SERIOUS_ADULT ||
	       (f->harm == HARM_UNKNOWN && (f->urgent || safety_is_advised(f)));
}

/* The subject of item i, or of no item at all (i == 0). */
static inline const char *
safety_about(const struct facts *f, size_t i)
{
	return f->item_count > 0 ? f->items[i].about : "";
}

static inline size_t
safety_subjects(const struct facts *f)
{
	return f->item_count > 0 ? f->item_count : 1;
}

/* Somebody who may answer for what is at hand refuses it. */
static inline bool
safety_is_refused(const struct facts *f)
{
	for (size_t s = 0; s < safety_subjects(f); s++)
		for (size_t i = 0; i < f->answer_count; i++)
			if (safety_may_give(
				f, f->answers[i].person, safety_about(f, s)) &&
			    safety_refuses(
				f, f->answers[i].person, safety_about(f, s)))
				return true;
	return false;
}

/* ---- what must hold ---- */

static inline bool
safety_is_agreed_for(
    const struct facts *f, const struct decision *d, const char *about)
{
	for (size_t i = 0; i < f->answer_count; i++) {
		const struct facts_answer *a = &f->answers[i];

		if (!safety_covers(f, a, about))
			continue;
		if (safety_may_give(f, a->person, about))
			return true;
		if (*about == '\0' && safety_is_from_childhood(f, a) &&
		    decision_needs(d, NEED_ASK_YOUNG_PERSON))
			return true;
	}
	return false;
}

/* At a meeting: those asked for all kinds at once; somebody of them agreed. */
static inline bool
safety_is_meeting_agreed(const struct facts *f)
{
	bool is_any = false;

	for (size_t i = 0; i < f->answer_count; i++) {
		const struct facts_answer *a = &f->answers[i];
		bool is_asked = strcmp(a->person, f->cyp.id) == 0 ||
				safety_has_responsibility(f, a->person);

		for (size_t k = 0; k < f->item_count; k++)
			is_asked |= strcmp(a->person, f->items[k].about) == 0;
		is_any |= is_asked && safety_covers(f, a, NULL);
	}
	return is_any;
}

static inline bool
is_with_consent(const struct facts *f, const struct decision *d)
{
	(void)f;
	return d->outcome == OUTCOME_WITH_CONSENT;
}

static inline bool
is_agreed(const struct facts *f, const struct decision *d)
{
	if (d->row == DECIDE_ROW_10)
		return safety_is_meeting_agreed(f);
	for (size_t s = 0; s < safety_subjects(f); s++)
		if (!safety_is_agreed_for(f, d, safety_about(f, s)))
			return false;
	return true;
}

static inline bool
is_without_consent(const struct facts *f, const struct decision *d)
{
	(void)f;
	return d->outcome == OUTCOME_WITHOUT_CONSENT;
}

static inline bool
has_grounds(const struct facts *f, const struct decision *d)
{
	(void)d;
	return f->danger_now || f->compelled == COMPELLED_VERIFIED ||
	       f->staff_allegation || safety_is_grave(f) ||
	       (safety_is_advised(f) &&
		   (f->harm == HARM_SERIOUS_CRIME || f->benefit_outweighs));
}

static inline bool
is_to_authority_or_compelled(const struct facts *f, const struct decision *d)
{
	return f->recipient.authority ||
	       (d->row == DECIDE_ROW_2 && f->compelled == COMPELLED_VERIFIED &&
		   !f->danger_now);
}

static inline bool
may_now(const struct facts *f, const struct decision *d)
{
	(void)f;
	return d->may_share_now;
}

static inline bool
is_checked(const struct facts *f, const struct decision *d)
{
	if (d->row == DECIDE_ROW_1)
		return f->danger_now && f->recipient.authority;
	if (d->row == DECIDE_ROW_5)
		return f->checks.secure && safety_is_grave(f);
	return f->checks.necessary && f->checks.need_to_know &&
	       f->checks.accurate && f->checks.secure;
}

/* Nothing goes out without reasons, purpose and a name, but in an emergency. */
static inline bool
is_documented(const struct facts *f, const struct decision *d)
{
	return d->row == DECIDE_ROW_1 ||
	       (*f->reasons != '\0' && *f->purpose != '\0' &&
		   f->recipient.named &&
		   (!f->sharing_endangers || safety_is_advised(f)) &&
		   f->compelled != COMPELLED_CLAIMED) ||
	       (d->row == DECIDE_ROW_2B && *f->reasons != '\0');
}

static inline bool
is_refused_and_shared(const struct facts *f, const struct decision *d)
{
	return outcome_is_share(d->outcome) && safety_is_refused(f);
}

/* A refusal is overridden by danger, law, harm or advice, and said so. */
static inline bool
is_not_silent(const struct facts *f, const struct decision *d)
{
	if (d->outcome == OUTCOME_ANONYMISED)
		return true;
	if (f->danger_now || f->compelled == COMPELLED_VERIFIED ||
	    safety_is_grave(f) || f->staff_allegation)
		return d->outcome == OUTCOME_WITHOUT_CONSENT ||
		       safety_is_advised(f);
	return safety_is_advised(f);
}

static inline bool
is_somebody_accused(const struct facts *f, const struct decision *d)
{
	(void)d;
	for (size_t i = 0; i < f->people_count; i++)
		if (f->people[i].accused)
			return true;
	return false;
}

static inline bool
no_accused_is_told(const struct facts *f, const struct decision *d)
{
	for (size_t i = 0; i < f->people_count; i++)
		for (size_t k = 0; f->people[i].accused && k < d->tell_count;
		     k++)
			if (d->tell[k].tell &&
			    strcmp(d->tell[k].person, f->people[i].person) == 0)
				return false;
	return true;
}

static inline bool
is_harm_to_authority(const struct facts *f, const struct decision *d)
{
	(void)d;
	return f->recipient.authority && (f->danger_now || safety_is_grave(f));
}

static inline bool
is_shared(const struct facts *f, const struct decision *d)
{
	(void)f;
	return d->outcome == OUTCOME_WITHOUT_CONSENT;
}

static inline bool
any(const struct facts *f, const struct decision *d)
{
	(void)f;
	(void)d;
	return true;
}

/* Well formed: the row is named, sentences fit, now is what the needs say. */
static inline bool
is_whole(const struct facts *f, const struct decision *d)
{
	uint32_t waits = d->needs & ~(UINT32_C(1) << NEED_ASK_YOUNG_PERSON);
	const char *row = decide_row_id(d->row);
	bool is_named = false;

	for (size_t i = 0; i < d->because_count; i++) {
		is_named |= strcmp(d->because[i].rule, row) == 0;
		if (strlen(d->because[i].says) > 66)
			return false;
	}
	if (d->outcome == OUTCOME_SEEK_ADVICE &&
	    (d->needs == 0 || (d->needs & (d->needs - 1)) != 0))
		return false;
	if (d->tell_count != 0 && d->tell_count != f->people_count)
		return false;
	return is_named &&
	       d->may_share_now == (outcome_is_share(d->outcome) && waits == 0);
}

static const struct safety {
	const char *says;
	bool (*premise)(const struct facts *f, const struct decision *d);
	bool (*holds)(const struct facts *f, const struct decision *d);
} safeties[] = {
	{ "with consent only by an agreement to it of who may give it",
	    is_with_consent, is_agreed },
	{ "without consent only in danger, by law, for harm or by advice",
	    is_without_consent, has_grounds },
	{ "without consent only to an authority, or compelled",
	    is_without_consent, is_to_authority_or_compelled },
	{ "nothing goes now with a check that failed", may_now, is_checked },
	{ "nothing goes now undocumented", may_now, is_documented },
	{ "a refusal is never passed over in silence", is_refused_and_shared,
	    is_not_silent },
	{ "nobody accused is told", is_somebody_accused, no_accused_is_told },
	{ "danger and harm always go to an authority", is_harm_to_authority,
	    is_shared },
	{ "it is whole, and names its row", any, is_whole },
};
#define SAFETY_COUNT (sizeof(safeties) / sizeof(safeties[0]))

#endif
