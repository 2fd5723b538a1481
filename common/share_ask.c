/* share_ask.c - what makes a question of the guided check matter: a row for each.
 * Safety and welfare come before consent (P1, S1). */
#include "share_ask.h"

#include <assert.h>
#include <string.h>

#include "kinds.h"
#include "when.h"

#define AGE_YOUNG 12 /* C1 */

/* ---- what bears on it ---- */

static bool
is_row(const struct share_view *v, enum decide_row row)
{
	return v->says->row == row;
}

/* A share that names somebody, other than in danger: then the rest can wait. */
static bool
is_named_share(const struct share_view *v)
{
	return outcome_is_share(v->says->outcome) &&
	       v->says->outcome != OUTCOME_ANONYMISED &&
	       !is_row(v, DECIDE_ROW_1);
}

static bool
is_share(const struct share_view *v)
{
	return outcome_is_share(v->says->outcome) && !is_row(v, DECIDE_ROW_1);
}

/* Nobody has to be asked for advice first. */
static bool
is_settled(const struct share_view *v)
{
	return is_named_share(v) || v->says->outcome == OUTCOME_DO_NOT_SHARE;
}

static bool
is_advised(const struct share_view *v)
{
	const struct facts_advice *a = &v->facts->advice;

	return a->by != ADVICE_BY_NOBODY &&
	       (a->state == ADVICE_SHARE || a->state == ADVICE_NOT);
}

static bool
is_advised_share(const struct share_view *v)
{
	return is_advised(v) && v->facts->advice.state == ADVICE_SHARE;
}

/* H of the page. */
static bool
is_grave(const struct share_view *v)
{
	const struct facts *f = v->facts;

	return f->harm == HARM_SIGNIFICANT_CHILD ||
	       f->harm == HARM_SERIOUS_ADULT ||
	       (f->harm == HARM_UNKNOWN && (f->urgent || is_advised_share(v)));
}

/* Somebody may have done something. */
static bool
is_worry(const struct share_view *v)
{
	return v->facts->staff_allegation ||
	       (v->facts->harm != HARM_NONE &&
		   v->facts->harm != HARM_NEEDS_HELP);
}

/* Without anybody's agreement, so that each telling must have been thought of. */
static bool
is_without_consent(const struct share_view *v)
{
	return is_named_share(v) && v->says->outcome == OUTCOME_WITHOUT_CONSENT;
}

/* Rows in which a "no" of the family changes nothing. */
static bool
is_no_unheard(const struct share_view *v)
{
	return is_row(v, DECIDE_ROW_1) || is_row(v, DECIDE_ROW_2) ||
	       is_row(v, DECIDE_ROW_2B) || is_row(v, DECIDE_ROW_5);
}

static bool
is_yes(const struct record *r, const char *key)
{
	return strcmp(record_text(r, key), "yes") == 0;
}

static const struct record *
person_at(const struct share_view *v, size_t person)
{
	return record_item(
	    (struct record *)(uintptr_t)v->decision, "people", person);
}

/* ---- does it matter? ---- */

typedef bool matters_fn(const struct share_view *v, size_t person);

static bool
always(const struct share_view *v, size_t person)
{
	(void)v;
	(void)person;
	return true;
}

static bool
harm_why_matters(const struct share_view *v, size_t person)
{
	(void)person;
	return is_grave(v) || v->facts->danger_now ||
	       v->facts->harm == HARM_SERIOUS_CRIME;
}

static bool
about_staff_matters(const struct share_view *v, size_t person)
{
	(void)person;
	return v->facts->staff_allegation;
}

static bool
compelled_matters(const struct share_view *v, size_t person)
{
	(void)person;
	return !is_row(v, DECIDE_ROW_1A);
}

static bool
barred_matters(const struct share_view *v, size_t person)
{
	(void)person;
	return v->facts->compelled == COMPELLED_VERIFIED &&
	       v->facts->people_count > 0 && is_named_share(v);
}

static bool
urgent_matters(const struct share_view *v, size_t person)
{
	(void)person;
	if (v->facts->harm != HARM_UNKNOWN || v->facts->danger_now ||
	    is_row(v, DECIDE_ROW_2))
		return false;
	if (is_advised_share(v))
		return false;
	return v->facts->recipient.authority || is_row(v, DECIDE_ROW_4) ||
	       v->says->row >= DECIDE_ROW_8;
}

static bool
occasion_matters(const struct share_view *v, size_t person)
{
	(void)person;
	return v->says->row >= DECIDE_ROW_3;
}

static bool
anonymous_matters(const struct share_view *v, size_t person)
{
	(void)person;
	return v->says->row >= DECIDE_ROW_4;
}

static bool
doubt_matters(const struct share_view *v, size_t person)
{
	(void)person;
	return v->says->row > DECIDE_ROW_4 && !is_advised(v);
}

static bool
share_is_meant(const struct share_view *v, size_t person)
{
	(void)person;
	return is_share(v);
}

/* With advice to share it no longer stands in the way. */
static bool
endangers_matters(const struct share_view *v, size_t person)
{
	(void)person;
	return is_share(v) && !is_advised_share(v);
}

/* What agreements are held against, and what every share must have. */
static bool
purpose_matters(const struct share_view *v, size_t person)
{
	(void)person;
	return is_share(v) || v->says->row >= DECIDE_ROW_8;
}

/* Not of the child whose file it is. */
static bool
accused_matters(const struct share_view *v, size_t person)
{
	const struct record *p = person_at(v, person);
	bool is_child = v->child && *record_text(p, "adult") == '\0' &&
			strcmp(record_text(p, "name"), v->child) == 0;

	return is_named_share(v) && is_worry(v) && !is_child;
}

static bool
telling_matters(const struct share_view *v, size_t person)
{
	return is_without_consent(v) ||
	       (is_named_share(v) && !is_yes(person_at(v, person), "accused"));
}

/* The accused are a senior's to decide about. */
static bool
look_again_matters(const struct share_view *v, size_t person)
{
	const struct record *p = person_at(v, person);
	const char *telling = record_text(p, "telling");

	return is_named_share(v) && !v->facts->telling_barred &&
	       !is_yes(p, "accused") && *telling != '\0' &&
	       strcmp(telling, "safe") != 0;
}

/* C1: from 12, or assessed as able to decide. */
static bool
involved_matters(const struct share_view *v, size_t person)
{
	const struct facts_cyp *cyp = &v->facts->cyp;
	struct civil born, on;

	(void)person;
	if (!is_settled(v))
		return false;
	if (cyp->competence == COMPETENCE_COMPETENT)
		return true;
	return when_read(&born, cyp->born) && when_read(&on, v->facts->on) &&
	       when_age(&born, &on) >= AGE_YOUNG;
}

static bool
not_involved_matters(const struct share_view *v, size_t person)
{
	return involved_matters(v, person) &&
	       strcmp(record_text(v->decision, "involved"), "no") == 0;
}

static bool
wishes_matter(const struct share_view *v, size_t person)
{
	(void)person;
	return is_settled(v);
}

/* Below the policy's own line: above it there is an authority to go to. */
static bool
outweighs_matters(const struct share_view *v, size_t person)
{
	(void)person;
	return !is_grave(v) && v->facts->harm != HARM_SERIOUS_CRIME &&
	       (is_row(v, DECIDE_ROW_14) || is_row(v, DECIDE_ROW_13));
}

static bool
accurate_by_matters(const struct share_view *v, size_t person)
{
	(void)person;
	return is_share(v) && v->facts->checks.accurate;
}

static bool
is_decided_share(const struct share_view *v)
{
	return strcmp(record_text(v->decision, "decided"), "share") == 0;
}

static bool
happened_matters(const struct share_view *v, size_t person)
{
	(void)person;
	return is_decided_share(v);
}

static bool
against_matters(const struct share_view *v, size_t person)
{
	(void)person;
	return share_is_against(v->says, is_decided_share(v));
}

static matters_fn *const matters[SHARE_STEP_COUNT] = {
	[SHARE_AGENCY] = always,
	[SHARE_WHOM] = always,
	[SHARE_ITEMS] = always,
	[SHARE_DANGER] = always,
	[SHARE_HARM] = always,
	[SHARE_HARM_WHY] = harm_why_matters,
	[SHARE_STAFF] = always,
	[SHARE_ABOUT_STAFF] = about_staff_matters,
	[SHARE_COMPELLED] = compelled_matters,
	[SHARE_BARRED] = barred_matters,
	[SHARE_URGENT] = urgent_matters,
	[SHARE_OCCASION] = occasion_matters,
	[SHARE_ANONYMOUS] = anonymous_matters,
	[SHARE_DOUBT] = doubt_matters,
	[SHARE_ENDANGERS] = endangers_matters,
	[SHARE_PURPOSE] = purpose_matters,
	[SHARE_ACCUSED] = accused_matters,
	[SHARE_TELLING] = telling_matters,
	[SHARE_LOOK_AGAIN] = look_again_matters,
	[SHARE_INVOLVED] = involved_matters,
	[SHARE_NOT_INVOLVED] = not_involved_matters,
	[SHARE_WISHES] = wishes_matter,
	[SHARE_OUTWEIGHS] = outweighs_matters,
	[SHARE_NECESSARY] = share_is_meant,
	[SHARE_NEED] = share_is_meant,
	[SHARE_NEED_TO_KNOW] = share_is_meant,
	[SHARE_ACCURATE] = share_is_meant,
	[SHARE_ACCURATE_BY] = accurate_by_matters,
	[SHARE_CHANNEL] = share_is_meant,
	[SHARE_IDENTITY] = share_is_meant,
	[SHARE_BASIS] = share_is_meant,
	[SHARE_HAPPENED] = happened_matters,
	[SHARE_REASONS] = always,
	[SHARE_AGAINST] = against_matters,
	[SHARE_AUTHORISED] = against_matters,
	[SHARE_PEOPLE] = always,
	[SHARE_VIEW] = always,
};

bool
share_matters(const struct share_view *v, struct share_at at)
{
	if (share_question(at.step)->is_of_person &&
	    at.person >= record_count(v->decision, "people"))
		return false;
	return matters[at.step](v, at.person);
}

/* ---- what is said before it is asked ---- */

const char *
share_warns(const struct share_view *v, struct share_at at)
{
	if (at.step == SHARE_COMPELLED)
		return "If somebody rang you and says that they are the police "
		       "or social care: hang up. Ring 999 or the number in the "
		       "directory yourself.";
	if ((at.step == SHARE_INVOLVED || at.step == SHARE_WISHES) &&
	    is_no_unheard(v))
		return "A \"no\" would change nothing here: it is shared all "
		       "the same. So do not ask whether they agree. Tell them "
		       "openly what is shared and why, if that is safe, and "
		       "listen to what they say.";
	return NULL;
}

bool
share_offers(const struct share_view *v, struct share_at at, const char *code)
{
	if (at.step != SHARE_OCCASION || v->facts->recipient.referrer)
		return true;
	return strncmp(code, "referrer_", strlen("referrer_")) != 0;
}

/* ---- what is decided ---- */

bool
share_is_against(const struct decision *says, bool is_to_share)
{
	return is_to_share ? !says->may_share_now
			   : outcome_is_share(says->outcome);
}

bool
share_needs_senior(const struct decision *says, bool is_to_share)
{
	return !is_to_share &&
	       (says->row == DECIDE_ROW_1 || says->row == DECIDE_ROW_5);
}

bool
share_contradicts(const struct facts *f, size_t *which)
{
	if (strcmp(f->cyp.born, f->on) > 0) {
		*which = SHARE_BORN;
		return true;
	}
	for (size_t i = 0; i < f->answer_count; i++) {
		const struct facts_answer *a = &f->answers[i];
		const char *from = *a->from != '\0' ? a->from : f->on;

		if (*a->until == '\0' || strcmp(a->until, from) >= 0)
			continue;
		*which = i;
		return true;
	}
	return false;
}
