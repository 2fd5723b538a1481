/* decide_needs.c - what must be there first, what follows, and who is told: a
 * table each. Needs say what is missing; they never change the outcome, but the
 * share waits for them. */
#include "decide_in.h"

#include <string.h>

#include "mem.h"
#include "text.h"

/* Sets of rows and outcomes. */
#define ROW(n) DECIDE_BIT(DECIDE_ROW_##n)
#define ALL_ROWS (DECIDE_BIT(DECIDE_ROW_COUNT) - 1)
#define ALL_BUT_1 (ALL_ROWS & ~ROW(1))
#define ROWS_8_TO_11 (ROW(8) | ROW(7A) | ROW(9) | ROW(10) | ROW(11))
#define ROWS_9_TO_14 (ROW(9) | ROW(10) | ROW(11) | ROW(12) | ROW(13) | ROW(14))
#define ROWS_8_TO_14 (ROW(8) | ROW(7A) | ROWS_9_TO_14)
#define NAMED                                                                  \
	(DECIDE_BIT(OUTCOME_WITH_CONSENT) | DECIDE_BIT(OUTCOME_AS_EXPLAINED) | \
	    DECIDE_BIT(OUTCOME_WITHOUT_CONSENT))
#define SHARE (NAMED | DECIDE_BIT(OUTCOME_ANONYMISED))
#define NOT DECIDE_BIT(OUTCOME_DO_NOT_SHARE)
#define ANY (DECIDE_BIT(OUTCOME_COUNT) - 1)

#define YOUNG 12
#define SURE_FROM 16 /* from then on nobody asks for an assessment */

/* ---- what is lacking ---- */

static bool
no_purpose(const struct weighed *w)
{
	return text_is_blank(w->f->purpose);
}

static bool
no_items(const struct weighed *w)
{
	return w->f->item_count == 0;
}

static bool
no_name(const struct weighed *w)
{
	return !w->f->recipient.named;
}

static bool
no_reasons(const struct weighed *w)
{
	return text_is_blank(w->f->reasons);
}

static bool
not_necessary(const struct weighed *w)
{
	return !w->f->checks.necessary;
}

static bool
no_need_to_know(const struct weighed *w)
{
	return !w->f->checks.need_to_know;
}

static bool
not_accurate(const struct weighed *w)
{
	return !w->f->checks.accurate;
}

static bool
not_secure(const struct weighed *w)
{
	return !w->f->checks.secure;
}

static bool
is_unchecked(const struct weighed *w)
{
	return not_necessary(w) || no_need_to_know(w) || not_accurate(w);
}

static bool
is_dangerous_unadvised(const struct weighed *w)
{
	return w->f->sharing_endangers && w->advice != ADVICE_SHARE;
}

static bool
is_claimed(const struct weighed *w)
{
	return w->f->compelled == COMPELLED_CLAIMED;
}

/* Accused or barred too: somebody has to have thought of each. */
static bool
is_telling_open(const struct weighed *w)
{
	for (size_t i = 0; i < w->f->people_count; i++)
		if (w->f->people[i].telling == TELLING_NOT_CONSIDERED)
			return true;
	return false;
}

static bool
no_induction(const struct weighed *w)
{
	return !w->f->induction_done;
}

static bool
not_assessed(const struct weighed *w)
{
	return w->cyp_alone && w->age >= YOUNG && w->age < SURE_FROM &&
	       w->f->cyp.competence == COMPETENCE_NOT_ASSESSED;
}

static bool
not_born(const struct weighed *w)
{
	return !w->is_born_known;
}

static bool
ask_young(const struct weighed *w)
{
	return w->ask_young;
}

static bool
is_open(const struct weighed *w)
{
	return w->go_on == TOGETHER_OPEN;
}

static bool
no_meeting(const struct weighed *w)
{
	return !w->meeting_refused;
}

static bool
always(const struct weighed *w)
{
	(void)w;
	return true;
}

/* ---- needs ---- */

static const struct need_row {
	enum need need;
	uint32_t outcomes, rows;
	bool (*lacks)(const struct weighed *w);
} needs[] = {
	{ NEED_PURPOSE, SHARE, ALL_BUT_1, no_purpose },
	{ NEED_ITEMS, NAMED, ALL_BUT_1, no_items },
	{ NEED_RECIPIENT_NAMED, SHARE, ALL_BUT_1, no_name },
	{ NEED_REASONS, SHARE | NOT, ALL_BUT_1, no_reasons },
	{ NEED_NECESSARY, SHARE, ALL_BUT_1 & ~ROW(5), not_necessary },
	{ NEED_NEED_TO_KNOW, SHARE, ALL_BUT_1 & ~ROW(5), no_need_to_know },
	{ NEED_ACCURATE, SHARE, ALL_BUT_1 & ~ROW(5), not_accurate },
	{ NEED_SECURE, SHARE, ALL_BUT_1, not_secure },
	{ NEED_ADVICE, SHARE, ALL_BUT_1, is_dangerous_unadvised },
	{ NEED_VERIFICATION, SHARE, ROW(1) | ROW(5), is_claimed },
	{ NEED_TELLING, SHARE, ROW(2) | ROW(2B) | ROW(5) | ROW(13),
	    is_telling_open },
	{ NEED_INDUCTION, SHARE, ROW(8), no_induction },
	{ NEED_COMPETENCE, SHARE | NOT, ROWS_9_TO_14, not_assessed },
	{ NEED_BORN, SHARE, ROWS_8_TO_11, not_born },
	{ NEED_ASK_YOUNG_PERSON, SHARE, ROWS_8_TO_11, ask_young },
	{ NEED_AGREEMENT_MISSING, NOT, ROW(10), no_meeting },
};

uint32_t
decide_needs_of(const struct weighed *w, const struct verdict *v)
{
	uint32_t bits = 0;

	/* To seek advice needs what the row names, nothing else. */
	if (v->outcome == OUTCOME_SEEK_ADVICE)
		return DECIDE_BIT(v->need);
	for (size_t i = 0; i < sizeof(needs) / sizeof(needs[0]); i++)
		if ((needs[i].outcomes & DECIDE_BIT(v->outcome)) != 0 &&
		    (needs[i].rows & DECIDE_BIT(v->row)) != 0 &&
		    needs[i].lacks(w))
			bits |= DECIDE_BIT(needs[i].need);
	if (v->outcome == OUTCOME_DO_NOT_SHARE && is_open(w) &&
	    (v->row == DECIDE_ROW_9 || v->row == DECIDE_ROW_12))
		bits |= w->codes;
	return bits;
}

/* ---- followups ---- */

static bool
no_authority(const struct weighed *w)
{
	return w->is_grave && !w->f->recipient.authority;
}

static bool
is_about_staff(const struct weighed *w)
{
	return w->f->staff_allegation;
}

static const struct followup_row {
	enum followup followup;
	uint32_t outcomes, rows;
	bool (*follows)(const struct weighed *w);
} followups[] = {
	{ FOLLOWUP_COMPLETE_RECORD, SHARE, ROW(1), always }, /* S9 */
	{ FOLLOWUP_COMPLETE_RECORD, SHARE, ROW(5), is_unchecked },
	{ FOLLOWUP_TELL_AUTHORITY, ANY, ROWS_8_TO_14, no_authority },
	{ FOLLOWUP_TELL_MANAGER, NOT, ROW(8) | ROW(13) | ROW(14), always },
	{ FOLLOWUP_LOOK_AGAIN, NOT, ROW(8) | ROW(13) | ROW(14), always },
	{ FOLLOWUP_DESIGNATED_OFFICER, ANY, ALL_ROWS, is_about_staff },
};

uint32_t
decide_followups_of(
    const struct weighed *w, const struct verdict *v, const struct decision *d)
{
	uint32_t bits = 0;

	for (size_t i = 0; i < sizeof(followups) / sizeof(followups[0]); i++)
		if ((followups[i].outcomes & DECIDE_BIT(v->outcome)) != 0 &&
		    (followups[i].rows & DECIDE_BIT(v->row)) != 0 &&
		    followups[i].follows(w))
			bits |= DECIDE_BIT(followups[i].followup);
	/* P3: not telling is looked at again, but for what is settled. */
	for (size_t i = 0; i < d->tell_count; i++)
		if (!d->tell[i].tell && d->tell[i].reason != TELL_ACCUSED &&
		    d->tell[i].reason != TELL_BARRED)
			bits |= DECIDE_BIT(FOLLOWUP_REVIEW_NOT_TOLD);
	return bits;
}

/* ---- who is told ---- */

static const enum tell_reason reason_of[TELLING_COUNT] = {
	[TELLING_NOT_CONSIDERED] = TELL_NOT_CONSIDERED,
	[TELLING_SAFE] = TELL_IS_TOLD,
	[TELLING_RAISES_RISK] = TELL_RAISES_RISK,
	[TELLING_PREJUDICES_CRIME] = TELL_PREJUDICES_CRIME,
	[TELLING_UNJUSTIFIED_DELAY] = TELL_UNJUSTIFIED_DELAY,
};

/* The question is answered for a person, so whoever is listed twice gets the same
 * answer: not told, if either says so (R7 for the accused, P3). */
static enum tell_reason
reason_not_told(const struct facts *f, size_t at)
{
	enum tell_reason reason = reason_of[f->people[at].telling];

	for (size_t i = 0; i < f->people_count; i++) {
		const struct facts_person *p = &f->people[i];

		if (strcmp(p->person, f->people[at].person) != 0)
			continue;
		if (p->accused)
			return TELL_ACCUSED;
		if (reason == TELL_IS_TOLD)
			reason = reason_of[p->telling];
	}
	return f->telling_barred ? TELL_BARRED : reason;
}

void
decide_tell(const struct facts *f, const struct verdict *v, struct decision *d)
{
	if ((NAMED & DECIDE_BIT(v->outcome)) == 0 || f->people_count == 0)
		return;
	d->tell = mem_zalloc(f->people_count, sizeof(*d->tell));
	d->tell_count = f->people_count;
	for (size_t i = 0; i < f->people_count; i++) {
		struct decision_tell *t = &d->tell[i];

		t->person = mem_strdup(f->people[i].person);
		t->reason = reason_not_told(f, i);
		t->tell = t->reason == TELL_IS_TOLD;
	}
}
