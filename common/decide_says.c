/* decide_says.c - why, in sentences that a worker can read: what the policy says
 * that bears on it, the row, and what is missing. No case data; 66 columns. */
#include "decide_in.h"

#include <assert.h>

#define ADULT 18
#define ROW(n) DECIDE_BIT(DECIDE_ROW_##n)
#define ASKED_ROWS                                                           \
	(ROW(8) | ROW(7A) | ROW(9) | ROW(10) | ROW(11) | ROW(12) | ROW(13) | \
	    ROW(14))
#define ALL_ROWS (DECIDE_BIT(DECIDE_ROW_COUNT) - 1)

/* ---- conditions ---- */

static bool
always(const struct weighed *w, const struct decision *d)
{
	(void)w;
	(void)d;
	return true;
}

static bool
is_named_share(const struct weighed *w, const struct decision *d)
{
	(void)w;
	return outcome_is_share(d->outcome);
}

static bool
cannot_wait(const struct weighed *w, const struct decision *d)
{
	(void)d;
	return w->f->harm == HARM_UNKNOWN && w->f->urgent && w->is_grave;
}

static bool
is_advised_grave(const struct weighed *w, const struct decision *d)
{
	(void)d;
	return w->f->harm == HARM_UNKNOWN && !w->f->urgent && w->is_grave;
}

static bool
nobody_advised(const struct weighed *w, const struct decision *d)
{
	(void)d;
	return w->f->advice.by == ADVICE_BY_NOBODY &&
	       (w->f->advice.state == ADVICE_SHARE ||
		   w->f->advice.state == ADVICE_NOT);
}

static bool
needs_advice(const struct weighed *w, const struct decision *d)
{
	(void)w;
	return decision_needs(d, NEED_ADVICE);
}

static bool
endangers(const struct weighed *w, const struct decision *d)
{
	return needs_advice(w, d) && outcome_is_share(d->outcome);
}

static bool
went_on_as_agreed(const struct weighed *w, const struct decision *d)
{
	(void)d;
	return w->said == TOGETHER_DISAGREE && w->advice == ADVICE_SHARE;
}

static bool
went_on_as_refused(const struct weighed *w, const struct decision *d)
{
	(void)d;
	return w->said == TOGETHER_DISAGREE && w->advice == ADVICE_NOT;
}

static bool
is_own_answer(const struct weighed *w, const struct decision *d)
{
	(void)d;
	return w->cyp_alone && w->age < ADULT;
}

static bool
is_parent_opposed(const struct weighed *w, const struct decision *d)
{
	(void)d;
	return w->parent_opposed;
}

static bool
no_authority(const struct weighed *w, const struct decision *d)
{
	(void)w;
	return decision_follows(d, FOLLOWUP_TELL_AUTHORITY);
}

static bool
is_anyone_told(const struct weighed *w, const struct decision *d)
{
	(void)w;
	for (size_t i = 0; i < d->tell_count; i++)
		if (d->tell[i].tell)
			return true;
	return false;
}

static bool
is_not_told_for(const struct decision *d, enum tell_reason reason)
{
	for (size_t i = 0; i < d->tell_count; i++)
		if (d->tell[i].reason == reason)
			return true;
	return false;
}

static bool
is_accused_kept_out(const struct weighed *w, const struct decision *d)
{
	(void)w;
	return is_not_told_for(d, TELL_ACCUSED);
}

static bool
is_barred(const struct weighed *w, const struct decision *d)
{
	(void)w;
	return is_not_told_for(d, TELL_BARRED);
}

static bool
is_somebody_not_told(const struct weighed *w, const struct decision *d)
{
	(void)w;
	return decision_follows(d, FOLLOWUP_REVIEW_NOT_TOLD);
}

static bool
is_about_staff(const struct weighed *w, const struct decision *d)
{
	(void)w;
	return decision_follows(d, FOLLOWUP_DESIGNATED_OFFICER);
}

static bool
is_record_open(const struct weighed *w, const struct decision *d)
{
	(void)w;
	return decision_follows(d, FOLLOWUP_COMPLETE_RECORD);
}

static bool
is_looked_at_again(const struct weighed *w, const struct decision *d)
{
	(void)w;
	return decision_follows(d, FOLLOWUP_LOOK_AGAIN);
}

/* ---- what bears on it, in the order of reasoning ---- */

struct bearing {
	const char *rule;
	uint32_t rows;
	bool (*bears)(const struct weighed *w, const struct decision *d);
	const char *says;
};

/* Said before the row that decided: how it came to be looked at so. */
static const struct bearing before[] = {
	{ "S1", ALL_ROWS & ~(ROW(1) | ROW(1A) | ROW(2)), cannot_wait,
	    "The risk is not known and cannot wait: it counts as serious." },
	{ "S1", ALL_ROWS & ~(ROW(1) | ROW(1A) | ROW(2)), is_advised_grave,
	    "The risk is not known; with advice to share it is serious." },
	{ "S3", ALL_ROWS & ~ROW(1), nobody_advised,
	    "Advice counts once it says whose it is." },
	{ "C1", ASKED_ROWS, is_own_answer,
	    "From 12 a young person who understands answers themselves." },
	{ "7", ALL_ROWS, is_parent_opposed,
	    "Their own answer counts; a parent's opposite changes nothing." },
	{ "7a", ASKED_ROWS & ~(ROW(8) | ROW(10)), went_on_as_agreed,
	    "They disagree; by the advice it goes on as agreed." },
	{ "7a", ASKED_ROWS & ~(ROW(8) | ROW(10)), went_on_as_refused,
	    "They disagree; by the advice it goes on as refused." },
};

/* Said after it: what of the policy stands behind it. */
static const struct bearing after[] = {
	{ "P1", ROW(1) | ROW(5), always,
	    "The child's safety and welfare come before everything else." },
	{ "P2", ROW(1) | ROW(5) | ROW(2B), always,
	    "Nobody's agreement is needed to tell an authority of this." },
	{ "P2", ROW(1A), always,
	    "Without agreement only an appropriate authority is told." },
	{ "P2", ROW(13), is_named_share,
	    "It can be overridden, but only towards an appropriate "
	    "authority." },
	{ "S3", ROW(4) | ROW(8) | ROW(7A) | ROW(13), needs_advice,
	    "Advice comes from the line manager or the Director." },
	{ "N2", ROW(3), always,
	    "Small numbers are left out, so that nobody can be worked out." },
	{ "F1", ROW(8), always,
	    "At induction the family was told that the referrer hears this." },
	{ "F2", ROW(9), always,
	    "A change in the support is told with consent only." },
	{ "M1", ROW(10), always,
	    "A meeting is attended with the family's knowledge and consent." },
	{ "S2", ROW(11) | ROW(12) | ROW(14), always,
	    "What people wish is asked for, and respected where possible." },
	{ "P2", ASKED_ROWS, no_authority,
	    "The harm is serious: tell an appropriate authority as well." },
	{ "P3", ALL_ROWS, is_anyone_told,
	    "People are told what is shared, with whom and why." },
	{ "R7", ALL_ROWS, is_accused_kept_out,
	    "An accused is told only if a designated senior member decides "
	    "it." },
	{ "P3", ALL_ROWS, is_barred, "The order or the law forbids telling." },
	{ "P3", ALL_ROWS, is_somebody_not_told,
	    "Somebody is not told for now; that is looked at again." },
	{ "S9", ALL_ROWS, is_record_open,
	    "Protection comes first; the record is completed in 24 hours." },
	{ "P2", ALL_ROWS, is_about_staff,
	    "The designated officer hears of it within one working day." },
	{ "S1", ALL_ROWS, is_looked_at_again,
	    "The line manager is told, and the risk is looked at again." },
	{ "S3", ALL_ROWS, endangers,
	    "Sharing could put somebody in danger: first advice to share." },
};

/* ---- what is missing ---- */

static const struct {
	const char *rule, *says;
} need_words[NEED_COUNT] = {
	[NEED_PURPOSE] = { "S4", "Say what it is for." },
	[NEED_ITEMS] = { "S4", "List exactly what is shared." },
	[NEED_RECIPIENT_NAMED] = { "S5",
	    "Name a person or a role there, not the agency alone." },
	[NEED_REASONS] = { "S8", "Write down the reasons." },
	[NEED_NECESSARY] = { "S4", "Make sure that all of it is necessary." },
	[NEED_NEED_TO_KNOW] = { "S5",
	    "Make sure that this person needs to know it." },
	[NEED_ACCURATE] = { "S6",
	    "Check that it is as seen and heard, and up to date." },
	[NEED_SECURE] = { "S7", "Choose a secure way to send it." },
	[NEED_AUTHORITY] = { "P2", "Go to an appropriate authority." },
	[NEED_ADVICE] = { "S3", "Ask for advice, and wait for the answer." },
	[NEED_VERIFICATION] = { "S7",
	    "Make sure who is asking: call back, see it in writing." },
	[NEED_TELLING] = { "P3",
	    "Consider for each person whether telling them is safe." },
	[NEED_INDUCTION] = { "I4",
	    "Record the induction, or why there was none." },
	[NEED_COMPETENCE] = { "C1",
	    "Assess whether the young person understands this." },
	[NEED_BORN] = { "C1", "Find out the date of birth." },
	[NEED_ASK_YOUNG_PERSON] = { "C1",
	    "A parent agreed before they were 12: ask the young person." },
	[NEED_AGREEMENT_MISSING] = { "S2",
	    "An agreement is missing: ask those who may answer." },
	[NEED_AGREEMENT_PERSON] = { "S2",
	    "The agreement is from somebody who may not answer for this." },
	[NEED_AGREEMENT_RECIPIENT] = { "S2",
	    "No agreement names this recipient." },
	[NEED_AGREEMENT_ITEMS] = { "S2",
	    "No agreement holds all that would be shared." },
	[NEED_AGREEMENT_PURPOSE] = { "S2",
	    "No agreement is for this purpose." },
	[NEED_AGREEMENT_EXPIRED] = { "S2", "The agreement has ended." },
	[NEED_CONTRADICTION] = { "S6",
	    "Put the dates right: they contradict each other." },
};

static const char *const followup_words[FOLLOWUP_COUNT] = {
	[FOLLOWUP_COMPLETE_RECORD] = "Complete the record within 24 hours.",
	[FOLLOWUP_TELL_AUTHORITY] = "Tell an appropriate authority.",
	[FOLLOWUP_TELL_MANAGER] = "Tell the line manager.",
	[FOLLOWUP_LOOK_AGAIN] = "Look at the risk again.",
	[FOLLOWUP_REVIEW_NOT_TOLD] = "Look again at who was not told, and why.",
	[FOLLOWUP_DESIGNATED_OFFICER] =
	    "Tell the designated officer within one working day.",
};

const char *
decide_need_says(enum need need)
{
	assert((unsigned)need < NEED_COUNT);
	return need_words[need].says;
}

const char *
decide_followup_says(enum followup followup)
{
	assert((unsigned)followup < FOLLOWUP_COUNT);
	return followup_words[followup];
}

/* ---- saying it ---- */

static void
say(struct decision *d, const char *rule, const char *says)
{
	assert(d->because_count < DECISION_BECAUSE_MAX);
	d->because[d->because_count++] =
	    (struct decision_because){ rule, says };
}

static void
say_all(const struct bearing *list, size_t count, const struct weighed *w,
    struct decision *d)
{
	for (size_t i = 0; i < count; i++)
		if ((list[i].rows & DECIDE_BIT(d->row)) != 0 &&
		    list[i].bears(w, d))
			say(d, list[i].rule, list[i].says);
}

void
decide_say(const struct weighed *w, const struct verdict *v, struct decision *d)
{
	say_all(before, sizeof(before) / sizeof(before[0]), w, d);
	say(d, decide_row_id(v->row), v->says);
	say_all(after, sizeof(after) / sizeof(after[0]), w, d);
	if (d->outcome == OUTCOME_SEEK_ADVICE)
		return;
	for (unsigned i = 0; i < NEED_COUNT; i++)
		if (decision_needs(d, i) && i != NEED_ADVICE)
			say(d, need_words[i].rule, need_words[i].says);
}
