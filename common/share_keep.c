/* share_keep.c - what a decision to share keeps of the check, and what of it the
 * office knows for itself. */
#include "share_facts.h"

#include <stdio.h>
#include <string.h>

#include "kinds.h"
#include "mem.h"
#include "when.h"

void
share_day(
    const struct record *decision, const struct civil *now, char on[FACTS_DATE])
{
	const char *happened = record_text(decision, "happened");
	struct civil today = *now;
	char stored[WHEN_TEXT];

	today.hour = today.minute = 0;
	today.has_time = false;
	when_store(stored, &today);
	if (*happened && strcmp(happened, stored) < 0)
		snprintf(stored, sizeof(stored), "%s", happened);
	snprintf(on, FACTS_DATE, "%.10s", stored);
}

/* ---- what may be done ---- */

#define BIT(n) (UINT32_C(1) << (n))

bool
share_judge(const struct facts *f, struct decision *out)
{
	static const uint32_t anyway =
	    BIT(FOLLOWUP_TELL_AUTHORITY) | BIT(FOLLOWUP_DESIGNATED_OFFICER);
	uint32_t follows;

	decide(f, out);
	/* The order of the table: those before row 6 look at no answer. */
	if (f->answer_count > 0 || out->row < DECIDE_ROW_6)
		return true;
	follows = out->followups & anyway;
	decision_done(out);
	*out = (struct decision){ .row = DECIDE_ROW_6,
		.outcome = OUTCOME_SEEK_ADVICE,
		.needs = BIT(NEED_ADVICE),
		.followups = follows,
		.because = { { "S3",
		    "More is on this file than can be weighed: a person "
		    "decides." } },
		.because_count = 1 };
	return false;
}

/* ---- what is kept of a decision ---- */

void
share_because(const struct decision *d, struct buf *out)
{
	for (size_t i = 0; i < d->because_count; i++)
		buf_addf(
		    out, "%s (%s)\n", d->because[i].says, d->because[i].rule);
}

void
share_keep(struct record *decision, const struct facts *facts,
    const struct decision *d)
{
	struct buf b = BUF_INIT(FACTS_JSON_MAX);

	buf_addf(&b, "%d", DECIDE_VERSION);
	record_set(decision, "rules", buf_str(&b));
	buf_clear(&b);
	record_set(decision, "outcome", decide_word(WORDS_OUTCOME, d->outcome));
	record_set(decision, "may", d->may_share_now ? "yes" : "no");
	share_because(d, &b);
	record_set(decision, "because", buf_str(&b));
	buf_clear(&b);
	facts_write(facts, &b);
	record_set(decision, "facts", buf_str(&b));
	buf_done(&b);
}

bool
share_is_by_other_rules(const struct record *decision)
{
	char own[16];

	snprintf(own, sizeof(own), "%d", DECIDE_VERSION);
	return strcmp(record_text(decision, "rules"), own) != 0;
}

/* As it is saved: typed spaces and the like say nothing. */
static void
clean_because(struct record *scratch, const char *text, struct buf *out)
{
	const struct civil now = { 2000, 1, 1, 0, 0, false };

	record_set(scratch, "because", text);
	record_normalise(scratch, &now);
	buf_adds(out, record_text(scratch, "because"));
}

bool
share_says_because(const struct record *decision, const struct decision *d)
{
	struct record *scratch = record_new(&kind_share_decision);
	struct buf own = BUF_INIT(KIND_TEXT_MAX * 2);
	struct buf want = BUF_INIT(KIND_TEXT_MAX * 2);
	struct buf said = BUF_INIT(KIND_TEXT_MAX * 2);
	bool does;

	share_because(d, &own);
	clean_because(scratch, buf_str(&own), &want);
	clean_because(scratch, record_text(decision, "because"), &said);
	does = strcmp(buf_str(&want), buf_str(&said)) == 0;
	record_free(scratch);
	buf_done(&own);
	buf_done(&want);
	buf_done(&said);
	return does;
}

/* What is known: all but what a person judges. Of who was not asked there is no
 * day. */
static void
write_known(const struct facts *f, struct buf *out)
{
	size_t bytes = (f->answer_count + 1) * sizeof(*f->answers);
	struct facts known = *f;

	known.answers = mem_zalloc(f->answer_count + 1, sizeof(*f->answers));
	for (size_t i = 0; i < f->answer_count; i++) {
		known.answers[i] = f->answers[i];
		if (known.answers[i].answer == ANSWER_NOT_ASKED)
			known.answers[i].from[0] = '\0';
	}

	known.harm = HARM_UNKNOWN;
	known.occasion = OCCASION_ORDINARY;
	known.danger_now = known.urgent = known.in_doubt = false;
	known.compelled = COMPELLED_NO;
	known.telling_barred = known.anonymous_enough = false;
	known.benefit_outweighs = known.sharing_endangers = false;
	known.staff_allegation = false;
	known.item_count = known.people_count = 0;
	known.recipient.named = false;
	memset(&known.checks, 0, sizeof(known.checks));
	known.purpose = known.reasons = (char[]){ "" };
	memcpy(known.on, "2000-01-01", FACTS_DATE);
	facts_write(&known, out);
	mem_free_wiped(known.answers, bytes);
}

static bool
differs(const struct facts *a, const struct facts *b,
    void (*write)(const struct facts *, struct buf *))
{
	struct buf x = BUF_INIT(FACTS_JSON_MAX * 2);
	struct buf y = BUF_INIT(FACTS_JSON_MAX * 2);
	bool is_other;

	write(a, &x);
	write(b, &y);
	is_other = x.failed || y.failed || x.len != y.len ||
		   memcmp(buf_str(&x), buf_str(&y), x.len) != 0;
	buf_done(&x);
	buf_done(&y);
	return is_other;
}

bool
share_known_differs(const struct facts *a, const struct facts *b)
{
	return differs(a, b, write_known);
}

/* ---- do facts judge as a record does? ---- */

/* A text as it is saved: typed spaces and the like say nothing. */
static void
write_clean(
    struct record *scratch, const char *key, const char *text, struct buf *out)
{
	const struct civil now = { 2000, 1, 1, 0, 0, false };

	record_set(scratch, key, text);
	record_normalise(scratch, &now);
	buf_adds(out, record_text(scratch, key));
	buf_addc(out, '\n');
}

/* The judgements of one, without what only records can say. */
static void
write_judged(const struct facts *f, struct buf *out)
{
	struct record *scratch = record_new(&kind_share_decision);
	struct record *person = record_add(scratch, "people");
	struct facts judged = *f;

	memcpy(judged.on, "2000-01-01", FACTS_DATE);
	judged.answer_count = judged.people_count = 0;
	judged.cyp.born[0] = '\0';
	judged.cyp.competence = COMPETENCE_NOT_ASSESSED;
	judged.induction_done = false;
	judged.recipient.authority = judged.recipient.referrer = false;
	judged.advice = (struct facts_advice){ ADVICE_NONE, ADVICE_BY_NOBODY };
	judged.reasons = (char[]){ "" };
	facts_write(&judged, out);
	for (size_t i = 0; i < f->people_count; i++) {
		buf_addf(out, "%d %d ", (int)f->people[i].telling,
		    f->people[i].accused);
		write_clean(person, "name", f->people[i].person, out);
	}
	record_remove(scratch, "people", 0);
	write_clean(scratch, "reasons", f->reasons, out);
	record_free(scratch);
}

bool
share_judged_differs(const struct facts *a, const struct facts *b)
{
	return differs(a, b, write_judged);
}

/* ---- an answer that counts for nothing ---- */

static bool
says_yes(const struct record *r, const char *key)
{
	return strcmp(record_text(r, key), "yes") == 0;
}

const char *
agreement_weakness(const struct record *agreement, bool has_responsibility,
    const char *born, enum competence competence, const char *today)
{
	bool is_cyp = strcmp(record_text(agreement, "who"), "cyp") == 0;
	bool is_agreed =
	    strcmp(record_text(agreement, "answer"), "agreed") == 0;
	struct civil b, t;
	int age = 0;

	if (*born && when_read(&b, born) && when_read(&t, today))
		age = when_age(&b, &t);
	if (strcmp(record_text(agreement, "from"), today) > 0)
		return "It does not count before its first day.";
	if (is_agreed && *record_text(agreement, "until") &&
	    strcmp(record_text(agreement, "until"), today) < 0)
		return "It has ended.";
	if (is_agreed && record_count(agreement, "recipients") == 0)
		return "It names no agency, so it covers none.";
	if (is_agreed && !says_yes(agreement, "all_items") &&
	    !*record_text(agreement, "items"))
		return "It names no information, so it covers none.";
	if (is_agreed && !says_yes(agreement, "any_purpose") &&
	    !*record_text(agreement, "purposes"))
		return "It names no purpose, so it covers none.";
	if (is_cyp)
		return age >= 12 && competence == COMPETENCE_NOT_COMPETENT
			   ? "They were assessed as not able to decide this "
			     "yet. They are still heard."
		       : age < 12 && competence != COMPETENCE_COMPETENT
			   ? "Under 12 and not assessed as able to decide. "
			     "They are still heard."
			   : NULL;
	if (age >= 18)
		return "The young person is of age: they alone answer for "
		       "themselves.";
	if (age >= 12 && competence != COMPETENCE_NOT_COMPETENT)
		return "From 12 on the young person answers for themselves. "
		       "This is kept, and heard.";
	if (!has_responsibility)
		return "This adult has no parental responsibility on file, so "
		       "they cannot answer for the child.";
	return NULL;
}
