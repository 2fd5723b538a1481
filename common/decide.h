/* decide.h - the decision to share: facts in, decision out.
 *
 * One pure function: no I/O, no clock, no globals. The client asks it offline,
 * the server asks it again before it accepts anything, and `haven share-check`
 * prints what it says; equal facts give equal bytes. The ids of policy that it
 * keeps stand in the tables of decide_*.c.
 *
 * Two things are kept apart everywhere: what the family agreed to, and what the
 * law allows. And "shall they be told?" is answered for each person (P3). */
#ifndef HAVEN_DECIDE_H
#define HAVEN_DECIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "err.h"
#include "id.h"

/* Of the contract: raised with every change by which the same facts give another
 * decision, or are not read. The record of a decision keeps it. */
#define DECIDE_VERSION 1

/* Limits; facts_read and the adders take no more. */
#define FACTS_JSON_MAX ((size_t)512 * 1024) /* bytes of facts as JSON */
#define FACTS_TEXT_MAX 200                  /* bytes of an id, kind, purpose */
#define FACTS_REASONS_MAX 20000             /* bytes */
#define FACTS_ITEMS_MAX 200
#define FACTS_ANSWERS_MAX 2000
#define FACTS_PEOPLE_MAX 200
#define FACTS_NAMES_MAX 200 /* in one list of an answer */
#define FACTS_DATE 11       /* bytes of "YYYY-MM-DD" with its NUL */

/* More than decision_write ever writes. */
#define DECISION_JSON_MAX ((size_t)1024 * 1024)
#define DECISION_BECAUSE_MAX 40

/* ---- facts: the vocabulary. What is named first is what a missing member is. */

/* The risk, as judged (S1). There is none to begin with: it must be said. */
enum harm {
	HARM_NONE,
	HARM_NEEDS_HELP,
	HARM_SIGNIFICANT_CHILD,
	HARM_SERIOUS_ADULT,
	HARM_SERIOUS_CRIME,
	HARM_UNKNOWN,
	HARM_COUNT /* not said yet */
};
enum occasion {
	OCCASION_ORDINARY,
	OCCASION_REFERRER_START,  /* F1 */
	OCCASION_REFERRER_NATURE, /* F1 */
	OCCASION_REFERRER_END,    /* F1 */
	OCCASION_REFERRER_CHANGE, /* F2 */
	OCCASION_MEETING,         /* M1 */
	OCCASION_COMMISSIONER,    /* N2 */
	OCCASION_COUNT
};
enum compelled {
	COMPELLED_NO,
	COMPELLED_CLAIMED,
	COMPELLED_VERIFIED,
	COMPELLED_COUNT
};
enum competence {
	COMPETENCE_NOT_ASSESSED,
	COMPETENCE_COMPETENT,
	COMPETENCE_NOT_COMPETENT,
	COMPETENCE_COUNT
};
enum answer_role {
	ANSWER_ROLE_CYP,
	ANSWER_ROLE_PARENT,
	ANSWER_ROLE_CARER,
	ANSWER_ROLE_COUNT /* not said yet: it must be */
};
enum answer {
	ANSWER_NOT_ASKED,
	ANSWER_AGREED,
	ANSWER_REFUSED,
	ANSWER_WITHDRAWN,
	ANSWER_CANNOT_ASK,
	ANSWER_COUNT
};
enum telling {
	TELLING_NOT_CONSIDERED,
	TELLING_SAFE,
	TELLING_RAISES_RISK,
	TELLING_PREJUDICES_CRIME,
	TELLING_UNJUSTIFIED_DELAY,
	TELLING_COUNT
};
enum advice {
	ADVICE_NONE,
	ADVICE_ASKED,
	ADVICE_SHARE,
	ADVICE_NOT,
	ADVICE_COUNT
};
enum advice_by {
	ADVICE_BY_NOBODY,
	ADVICE_BY_LINE_MANAGER,
	ADVICE_BY_DIRECTOR,
	ADVICE_BY_COUNT
};
/* Why advice that was given does not count for the decision that names it (S3). */
enum advice_lapse {
	ADVICE_HOLDS, /* it does, or none was given */
	ADVICE_OF_OTHER,
	ADVICE_SPENT,
	ADVICE_OLD,
	ADVICE_LAPSE_COUNT
};

/* ---- facts: the values. A text belongs to the facts and is never NULL; a date
 * is "YYYY-MM-DD", or "" for none. */

/* Ids, kinds or purposes; or every one of them. */
struct facts_names {
	bool all;  /* "all" of items, "any" of purposes; recipients have none */
	char **at; /* none if all */
	size_t count;
};
struct facts_item {
	char *id, *kind;
	char *about; /* the adult whose information it is; "": the CYP */
};
struct facts_answer {
	char *person; /* never "" */
	enum answer_role role;
	bool responsibility;
	enum answer answer;
	struct facts_names recipients, items, purposes;
	char from[FACTS_DATE];  /* "": the day of the decision */
	char until[FACTS_DATE]; /* "": without an end */
};
struct facts_person {
	char *person; /* never "" */
	enum telling telling;
	bool accused;
};

struct facts_recipient {
	char *id;
	bool authority; /* an appropriate authority (P2) */
	bool referrer;  /* who referred this episode (F1) */
	bool named;     /* a person or a role, not an agency alone (S5) */
};
struct facts_cyp {
	char *id;
	char born[FACTS_DATE]; /* "": not known */
	enum competence competence;
};
struct facts_advice {
	enum advice state;
	enum advice_by by;
};
struct facts_checks {
	bool necessary, need_to_know, accurate, secure; /* S4 to S7 */
};

struct facts {
	char on[FACTS_DATE]; /* the day of the decision; must be there */
	enum harm harm;
	enum occasion occasion;
	bool danger_now, urgent, in_doubt;
	enum compelled compelled;
	bool telling_barred, anonymous_enough, benefit_outweighs;
	bool sharing_endangers, staff_allegation, induction_done;
	char *purpose;
	struct facts_item *items;
	size_t item_count;
	struct facts_recipient recipient;
	struct facts_cyp cyp;
	struct facts_answer *answers;
	size_t answer_count;
	struct facts_person *people;
	size_t people_count;
	struct facts_advice advice;
	struct facts_checks checks;
	char *reasons;
	/* No fact: what share_facts.h found besides. It stands in no JSON, and
	 * decide() does not ask it. */
	enum advice_lapse advice_lapse;
	struct id advice_answer; /* the record, counting or not; or none */
};

/* Facts with every member missing: on is "", harm HARM_COUNT. */
struct facts *facts_new(void);
/* Wipes. NULL is fine. */
void facts_free(struct facts *f);

/* Set a text of facts (f->purpose, f->cyp.id ...) to a copy of s; the old one is
 * wiped. NULL is "". */
void facts_set(char **text, const char *s);
/* Set a date to a copy of s. False, and nothing changed, unless s is "" or a
 * real day as "YYYY-MM-DD". */
bool facts_set_date(char date[FACTS_DATE], const char *s);

/* Add one, with copies of the texts and everything else missing; what comes back
 * is for filling in the rest, and stays good until the next of its sort is added.
 * NULL: there are as many as may be. */
struct facts_item *facts_add_item(
    struct facts *f, const char *id, const char *kind, const char *about);
struct facts_answer *facts_add_answer(
    struct facts *f, const char *person, enum answer_role role);
/* Move an answer of other facts to these; an empty one stays in its place. False:
 * there are as many as may be. */
bool facts_move_answer(struct facts *f, struct facts_answer *from);
struct facts_person *facts_add_person(
    struct facts *f, const char *person, enum telling telling, bool accused);
/* Add a name to a list of an answer. False: there are as many as may be. */
bool facts_add_name(struct facts_names *names, const char *name);

/* Leave out what can change nothing in this decision: an answer that another of
 * the same person stands for, and agencies that an answer names beside the
 * recipient (of one that does not name it, the first stays: without any name a
 * refusal would be about all). Of everybody the latest answer that counts stays.
 *
 * decide() and decision_write() give the same bytes as before, and so they do
 * when more answers are added first and then after. Only for these judgements:
 * another recipient, purpose or item asks other answers. f must pass facts_check. */
void facts_slim(struct facts *f);
/* Leave out all answers. */
void facts_forget_answers(struct facts *f);

/* Facts from JSON, by the vocabulary and nothing else: an unknown member or
 * value, a null where none is listed, a date that is none, a member given twice
 * are refused. Then everything that facts_check refuses. Purposes and kinds are
 * any text: an old agreement may name one that the settings no longer have, so
 * the form and the server hold new ones against the settings, not this.
 *
 *   out  receives facts to be freed; NULL on any error
 *   e    field is the path of the member, as in "answers[2].role"
 *
 * ERR_SYNTAX: not proper JSON, or a member given twice. ERR_TOO_BIG: more than
 * FACTS_JSON_MAX. ERR_INVALID: everything else. A sentence repeats nothing of the
 * facts but a plain word that stands where one of the vocabulary should. */
enum err facts_read(
    struct facts **out, const char *json, size_t len, struct errinfo *e);

/* The same judgement of facts that were made in C: what must be said is said,
 * dates are dates, texts and numbers are within the limits, only cyp.id has the
 * role of the CYP and has no other, no item is "about" the CYP. ERR_OK or
 * ERR_INVALID with the field, as facts_read. */
enum err facts_check(const struct facts *f, struct errinfo *e);

/* Append the facts as JSON with every member, in the order of the page; read
 * again they give the same decision. They should have passed facts_check. */
void facts_write(const struct facts *f, struct buf *out);

/* ---- decision */

/* Rows of the table, in the order in which they are asked. */
enum decide_row {
	DECIDE_ROW_1,
	DECIDE_ROW_1A,
	DECIDE_ROW_2,
	DECIDE_ROW_5,
	DECIDE_ROW_2B,
	DECIDE_ROW_2A,
	DECIDE_ROW_3,
	DECIDE_ROW_4,
	DECIDE_ROW_6,
	DECIDE_ROW_8,
	DECIDE_ROW_7A,
	DECIDE_ROW_9,
	DECIDE_ROW_10,
	DECIDE_ROW_11,
	DECIDE_ROW_12,
	DECIDE_ROW_13,
	DECIDE_ROW_14,
	DECIDE_ROW_COUNT
};
enum outcome {
	OUTCOME_WITH_CONSENT,
	OUTCOME_AS_EXPLAINED,
	OUTCOME_WITHOUT_CONSENT,
	OUTCOME_ANONYMISED,
	OUTCOME_DO_NOT_SHARE,
	OUTCOME_SEEK_ADVICE,
	OUTCOME_COUNT
};
/* In the order in which they are written. */
enum need {
	NEED_PURPOSE,
	NEED_ITEMS,
	NEED_RECIPIENT_NAMED,
	NEED_REASONS,
	NEED_NECESSARY,
	NEED_NEED_TO_KNOW,
	NEED_ACCURATE,
	NEED_SECURE,
	NEED_AUTHORITY,
	NEED_ADVICE,
	NEED_VERIFICATION,
	NEED_TELLING,
	NEED_INDUCTION,
	NEED_COMPETENCE,
	NEED_BORN,
	NEED_ASK_YOUNG_PERSON,
	NEED_AGREEMENT_MISSING,
	NEED_AGREEMENT_PERSON,
	NEED_AGREEMENT_RECIPIENT,
	NEED_AGREEMENT_ITEMS,
	NEED_AGREEMENT_PURPOSE,
	NEED_AGREEMENT_EXPIRED,
	NEED_CONTRADICTION,
	NEED_COUNT
};
enum followup {
	FOLLOWUP_COMPLETE_RECORD, /* within 24 hours (S9) */
	FOLLOWUP_TELL_AUTHORITY,
	FOLLOWUP_TELL_MANAGER,
	FOLLOWUP_LOOK_AGAIN,
	FOLLOWUP_REVIEW_NOT_TOLD,
	FOLLOWUP_DESIGNATED_OFFICER, /* within one working day */
	FOLLOWUP_COUNT
};
/* Why somebody is not told. */
enum tell_reason {
	TELL_IS_TOLD, /* written as null */
	TELL_ACCUSED,
	TELL_BARRED,
	TELL_RAISES_RISK,
	TELL_PREJUDICES_CRIME,
	TELL_UNJUSTIFIED_DELAY,
	TELL_NOT_CONSIDERED,
	TELL_REASON_COUNT
};

struct decision_tell {
	char *person;
	bool tell;
	enum tell_reason reason;
};
/* A reason: the id of a row or of the policy, and a sentence without case data,
 * of 66 columns at most. Both are literals. */
struct decision_because {
	const char *rule, *says;
};

struct decision {
	enum decide_row row; /* that decided; decide_row_id names it */
	enum outcome outcome;
	bool may_share_now;
	struct decision_tell
	    *tell; /* one for each of the facts' people, or none */
	size_t tell_count;
	uint32_t needs;     /* bits: decision_needs */
	uint32_t followups; /* bits: decision_follows */
	struct decision_because because[DECISION_BECAUSE_MAX];
	size_t because_count; /* at least 1 */
};

/* Decide. f must have passed facts_check. out holds copies of what it takes from
 * f: free it with decision_done. The same facts always give the same decision. */
void decide(const struct facts *f, struct decision *out);
void decision_done(struct decision *d);

/* Append the decision as JSON, spelt the one way there is. */
void decision_write(const struct decision *d, struct buf *out);

bool decision_needs(const struct decision *d, enum need need);
bool decision_follows(const struct decision *d, enum followup followup);
bool outcome_is_share(enum outcome outcome);

/* ---- the words of the vocabulary, as JSON has them */

enum decide_words {
	WORDS_HARM,
	WORDS_OCCASION,
	WORDS_COMPELLED,
	WORDS_COMPETENCE,
	WORDS_ANSWER_ROLE,
	WORDS_ANSWER,
	WORDS_TELLING,
	WORDS_ADVICE,
	WORDS_ADVICE_BY,
	WORDS_ROW,
	WORDS_OUTCOME,
	WORDS_NEED,
	WORDS_FOLLOWUP,
	WORDS_TELL_REASON, /* of 0: "" */
	WORDS_COUNT
};
size_t decide_word_count(enum decide_words list);
/* The word of a value, as decide_word(WORDS_HARM, HARM_NONE): "none". NULL if
 * value is none of the list. */
const char *decide_word(enum decide_words list, unsigned value);
/* The value of a word. False, and out untouched, if it is none of the list. */
bool decide_word_read(enum decide_words list, const char *word, unsigned *out);
/* "2a" */
const char *decide_row_id(enum decide_row row);

/* Append the JSON Schema of facts, and of a decision. */
void facts_schema_write(struct buf *out);
void decision_schema_write(struct buf *out);

/* For a list of what is missing, or what follows: a sentence of 66 columns at
 * most, without case data. */
const char *decide_need_says(enum need need);
const char *decide_followup_says(enum followup followup);

#endif
