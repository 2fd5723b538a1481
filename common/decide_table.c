/* decide_table.c - the table of the page: the first row that fits decides. A row
 * whose outcome depends on more stands here once for each outcome.
 *
 * Safety and welfare come before consent (P1, S1); without consent only an
 * appropriate authority is told (P2). */
#include "decide_in.h"

#include <string.h>

static bool
is_to_authority(const struct weighed *w)
{
	return w->f->recipient.authority;
}

static bool
is_advised(const struct weighed *w)
{
	return w->advice == ADVICE_SHARE || w->advice == ADVICE_NOT;
}

/* ---- rows 1 to 6 ---- */

static bool
fits_1(const struct weighed *w)
{
	return w->f->danger_now && is_to_authority(w);
}

static bool
fits_1a(const struct weighed *w)
{
	return w->f->danger_now;
}

static bool
fits_2(const struct weighed *w)
{
	return w->f->compelled == COMPELLED_VERIFIED;
}

static bool
fits_5(const struct weighed *w)
{
	return w->is_grave && is_to_authority(w);
}

static bool
fits_2b(const struct weighed *w)
{
	return w->f->staff_allegation && is_to_authority(w);
}

static bool
fits_2a(const struct weighed *w)
{
	return w->f->compelled == COMPELLED_CLAIMED;
}

static bool
fits_3(const struct weighed *w)
{
	return w->f->anonymous_enough;
}

static bool
fits_3_commissioner(const struct weighed *w)
{
	return w->f->occasion == OCCASION_COMMISSIONER;
}

static bool
fits_4(const struct weighed *w)
{
	return !is_advised(w) && w->f->harm == HARM_UNKNOWN && !w->f->urgent;
}

static bool
fits_4_doubt(const struct weighed *w)
{
	return !is_advised(w) && w->f->in_doubt;
}

static bool
fits_6(const struct weighed *w)
{
	return w->is_contradictory;
}

/* ---- row 8: what the referrer is told anyway (F1) ---- */

static bool
is_notice(const struct weighed *w)
{
	const struct facts *f = w->f;

	if (f->occasion != OCCASION_REFERRER_START &&
	    f->occasion != OCCASION_REFERRER_NATURE &&
	    f->occasion != OCCASION_REFERRER_END)
		return false;
	for (size_t i = 0; i < f->item_count; i++)
		if (strcmp(f->items[i].kind, "notice") != 0)
			return false;
	return f->recipient.referrer;
}

static bool
is_notice_opposed(const struct weighed *w)
{
	return is_notice(w) &&
	       (w->said == TOGETHER_REFUSED || w->said == TOGETHER_DISAGREE);
}

static bool
fits_8_unadvised(const struct weighed *w)
{
	return is_notice_opposed(w) && !is_advised(w);
}

static bool
fits_8_not(const struct weighed *w)
{
	return is_notice_opposed(w) && w->advice == ADVICE_NOT;
}

static bool
fits_8_advised(const struct weighed *w)
{
	return is_notice_opposed(w);
}

/* ---- rows 7a to 14: what those who may answer said ---- */

static bool
fits_7a(const struct weighed *w)
{
	return w->said == TOGETHER_DISAGREE && !is_advised(w);
}

static bool
fits_9(const struct weighed *w)
{
	return w->f->occasion == OCCASION_REFERRER_CHANGE;
}

static bool
fits_9_agreed(const struct weighed *w)
{
	return fits_9(w) && w->go_on == TOGETHER_AGREED;
}

static bool
fits_10(const struct weighed *w)
{
	return w->f->occasion == OCCASION_MEETING;
}

static bool
fits_10_agreed(const struct weighed *w)
{
	return fits_10(w) && w->meeting_agreed;
}

static bool
fits_11(const struct weighed *w)
{
	return w->go_on == TOGETHER_AGREED;
}

static bool
fits_12(const struct weighed *w)
{
	return w->go_on == TOGETHER_OPEN && w->f->harm != HARM_SERIOUS_CRIME;
}

static bool
fits_13(const struct weighed *w)
{
	return w->f->harm == HARM_SERIOUS_CRIME ||
	       (w->go_on == TOGETHER_REFUSED && w->f->benefit_outweighs);
}

static bool
fits_13_unadvised(const struct weighed *w)
{
	return fits_13(w) && !is_advised(w);
}

static bool
fits_13_not(const struct weighed *w)
{
	return fits_13(w) && w->advice == ADVICE_NOT;
}

static bool
fits_13_authority(const struct weighed *w)
{
	return fits_13(w) && is_to_authority(w);
}

/* Whatever is left was refused. */
static bool
fits_14(const struct weighed *w)
{
	(void)w;
	return true;
}

static const struct verdict verdicts[] = {
	{ DECIDE_ROW_1, fits_1, OUTCOME_WITHOUT_CONSENT, NEED_COUNT,
	    "Immediate danger: share with this authority at once." },
	{ DECIDE_ROW_1A, fits_1a, OUTCOME_SEEK_ADVICE, NEED_AUTHORITY,
	    "Immediate danger: call an appropriate authority or 999 now." },
	{ DECIDE_ROW_2, fits_2, OUTCOME_WITHOUT_CONSENT, NEED_COUNT,
	    "A verified order or legal power compels this." },
	{ DECIDE_ROW_5, fits_5, OUTCOME_WITHOUT_CONSENT, NEED_COUNT,
	    "Significant or serious harm: share with this authority." },
	{ DECIDE_ROW_2B, fits_2b, OUTCOME_WITHOUT_CONSENT, NEED_COUNT,
	    "An allegation about staff goes to the authority." },
	{ DECIDE_ROW_2A, fits_2a, OUTCOME_SEEK_ADVICE, NEED_VERIFICATION,
	    "The power is only claimed: call back, ask for it in writing." },
	{ DECIDE_ROW_3, fits_3, OUTCOME_ANONYMISED, NEED_COUNT,
	    "Nobody needs to be named for this: share without names." },
	{ DECIDE_ROW_3, fits_3_commissioner, OUTCOME_ANONYMISED, NEED_COUNT,
	    "A commissioner gets numbers and never names." },
	{ DECIDE_ROW_4, fits_4, OUTCOME_SEEK_ADVICE, NEED_ADVICE,
	    "The risk is not known: ask for advice first." },
	{ DECIDE_ROW_4, fits_4_doubt, OUTCOME_SEEK_ADVICE, NEED_ADVICE,
	    "There is doubt: ask for advice first." },
	{ DECIDE_ROW_6, fits_6, OUTCOME_SEEK_ADVICE, NEED_CONTRADICTION,
	    "Dates contradict each other: put them right first." },
	{ DECIDE_ROW_8, fits_8_unadvised, OUTCOME_SEEK_ADVICE, NEED_ADVICE,
	    "The family does not agree to this notice: ask for advice." },
	{ DECIDE_ROW_8, fits_8_not, OUTCOME_DO_NOT_SHARE, NEED_COUNT,
	    "The family does not agree; the advice is not to share." },
	{ DECIDE_ROW_8, fits_8_advised, OUTCOME_AS_EXPLAINED, NEED_COUNT,
	    "The family does not agree; the advice is to share." },
	{ DECIDE_ROW_8, is_notice, OUTCOME_AS_EXPLAINED, NEED_COUNT,
	    "The referrer is told of start, nature and end of support." },
	{ DECIDE_ROW_7A, fits_7a, OUTCOME_SEEK_ADVICE, NEED_ADVICE,
	    "Those who may answer disagree: ask for advice." },
	{ DECIDE_ROW_9, fits_9_agreed, OUTCOME_WITH_CONSENT, NEED_COUNT,
	    "Telling the referrer of the change is agreed." },
	{ DECIDE_ROW_9, fits_9, OUTCOME_DO_NOT_SHARE, NEED_COUNT,
	    "The referrer is told of a change only if that is agreed." },
	{ DECIDE_ROW_10, fits_10_agreed, OUTCOME_WITH_CONSENT, NEED_COUNT,
	    "Everyone who must agree to the meeting agrees." },
	{ DECIDE_ROW_10, fits_10, OUTCOME_DO_NOT_SHARE, NEED_COUNT,
	    "Not everyone who must agree to the meeting agrees." },
	{ DECIDE_ROW_11, fits_11, OUTCOME_WITH_CONSENT, NEED_COUNT,
	    "Those who may answer agree to this." },
	{ DECIDE_ROW_12, fits_12, OUTCOME_DO_NOT_SHARE, NEED_COUNT,
	    "No agreement covers this: do not share until asked." },
	{ DECIDE_ROW_13, fits_13_unadvised, OUTCOME_SEEK_ADVICE, NEED_ADVICE,
	    "Sharing may be right although not agreed: ask for advice." },
	{ DECIDE_ROW_13, fits_13_not, OUTCOME_DO_NOT_SHARE, NEED_COUNT,
	    "It is not agreed, and the advice is not to share." },
	{ DECIDE_ROW_13, fits_13_authority, OUTCOME_WITHOUT_CONSENT, NEED_COUNT,
	    "It is not agreed; the advice is to share." },
	{ DECIDE_ROW_13, fits_13, OUTCOME_SEEK_ADVICE, NEED_AUTHORITY,
	    "Not agreed: only an appropriate authority may have this." },
	{ DECIDE_ROW_14, fits_14, OUTCOME_DO_NOT_SHARE, NEED_COUNT,
	    "It was refused, and nothing here outweighs that." },
};

const struct verdict *
decide_find(const struct weighed *w)
{
	const struct verdict *v = verdicts;

	while (!v->fits(w))
		v++;
	return v;
}
