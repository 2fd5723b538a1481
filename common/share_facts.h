/* share_facts.h - from records to the facts of a decision (decisions.md, "Whose
 * facts").
 *
 * What a person judges stands in the decision that is being made: occasion, harm,
 * doubt, danger, checks, telling, purpose, items, recipient, reasons. Everything
 * else comes from the records that whoever asks holds: answers, birth,
 * competence, the recipient's standing, induction and advice. The client asks
 * with what is on the device, the server with what is at the office, through the
 * same function, so that equal records give equal facts. */
#ifndef HAVEN_SHARE_FACTS_H
#define HAVEN_SHARE_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "decide.h"
#include "err.h"
#include "id.h"
#include "kind.h"

/* Agreements of a file that are looked through. */
#define SHARE_AGREEMENTS_MAX 5000
/* Bytes of facts as JSON: half of what the record of a decision takes, so that
 * they are never why it is refused. */
#define SHARE_WEIGHED_MAX ((size_t)65536)

/* A record as the source holds it: the latest version of it. */
struct share_record {
	struct id id, author;
	int64_t written_ms;
	int64_t received_ms;       /* by the office; 0: not yet */
	const struct record *body; /* the source's, during the call */
};
/* False: it needs no more of this kind. */
typedef bool share_record_fn(void *arg, const struct share_record *r);

struct share_source {
	void *arg;
	/* Give every record of a kind: of the file, or of the organisation for
	 * a kind that belongs to none. In any order, until fn says that it is
	 * enough. */
	enum err (*each)(void *arg, const char *kind, share_record_fn *fn,
	    void *fn_arg, struct errinfo *e);
	/* The decision itself, where the source may hold it; or NULL. */
	const struct id *self;
	/* For how many days advice counts; 0: however old it is (S3). */
	int64_t advice_days;
};

/* The facts of a decision.
 *
 *   decision  a share_decision, complete or not: what is missing is as the page
 *             of the contract says; only harm then has the value "unknown"
 *   file      the child's file; it is the id of the CYP in the facts
 *   asker     who decides: advice of theirs does not count (S3); nor does what
 *             facts.advice_lapse says
 *   on        the day of the decision, "YYYY-MM-DD"; what was written or given
 *             after it does not count
 *   out       to be freed with facts_free; facts_check holds for them
 *
 * Whom an adult's answer concerns, and with which standing, is told by the adult's
 * own record. Every adult with responsibility, and the CYP, has at least an
 * answer "not_asked". Answers that can change nothing are left out (facts_slim).
 * Where more agreements or adults are on file than can be weighed, or facts would be
 * longer than SHARE_WEIGHED_MAX, there are no answers at all, of nobody: that is
 * told from any other facts, and share_judge knows what to make of it.
 *
 * ERR_OK; ERR_INVALID: the judgements are none (an item about the CYP, say); or
 * what the source said. */
enum err share_facts(const struct record *decision, const struct id *file,
    const struct id *asker, const char *on, const struct share_source *source,
    struct facts **out, struct errinfo *e);

/* The same of several days, for which the records are gone through once, those about
 * advice once for each; out has room for count. Of all of them, or of none. */
#define SHARE_DAYS_MAX 2
enum err share_facts_of_days(const struct record *decision,
    const struct id *file, const struct id *asker, const char *const *on,
    size_t count, const struct share_source *source, struct facts **out,
    struct errinfo *e);

/* What may be done, by facts of share_facts, or by those in the record of a decision:
 * decide(), but that without any answer nothing is decided which an answer could
 * change. Rows 1 to 4 ask for nobody's answer (P1, P2); else it is to seek advice,
 * as in row 6, with the follow-ups that no answer changes, and false. */
bool share_judge(const struct facts *f, struct decision *out);

/* The day on which a decision counts: that on which it was shared, else today. */
void share_day(const struct record *decision, const struct civil *now,
    char on[FACTS_DATE]);

/* Write what was decided into a decision: outcome, may, because, facts, and by which
 * version of the rules. */
void share_keep(struct record *decision, const struct facts *facts,
    const struct decision *d);
/* Was it decided by another version of the rules than these (DECIDE_VERSION)? Then
 * its facts may not be read here, or give another decision. */
bool share_is_by_other_rules(const struct record *decision);

/* Do two sets of facts differ in what the office knows for itself (answers, birth,
 * competence, standing, induction, advice)? For telling why a decision is
 * flagged. Both have passed facts_check. */
bool share_known_differs(const struct facts *a, const struct facts *b);

/* Do they differ in what a person judges (everything else), but for the day? The
 * office asks whether the facts in a decision are those of its answers. Spaces
 * around a text make no difference. */
bool share_judged_differs(const struct facts *a, const struct facts *b);

/* Why the advice does not count, in a sentence; "" if it does. Static. */
const char *share_lapse_says(enum advice_lapse lapse);

/* Does a decision say in words what the check gives? Spaces and line ends around
 * a line make no difference. */
bool share_says_because(
    const struct record *decision, const struct decision *d);

/* Append the decision's reasons, a line each: the sentence, and its rule. */
void share_because(const struct decision *d, struct buf *out);

/* Does this answer count for nothing, and why, in a sentence (I2)? NULL: it counts.
 * today as "YYYY-MM-DD"; born "" if not known. */
const char *agreement_weakness(const struct record *agreement,
    bool has_responsibility, const char *born, enum competence competence,
    const char *today);

#endif
