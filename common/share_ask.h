/* share_ask.h - which question of the guided check comes next (decisions.md; P1).
 *
 * Safety comes first, then what sort of share it is, then the family, then the
 * checks. A question that cannot change anything for the row at hand is not asked,
 * so that in danger next to nothing is. Everything here is a pure function over the
 * decision as far as it is answered, the facts of it (share_facts.h) and what
 * decide() says of these: the screen asks, sets the answer, works the facts out
 * again, and asks what comes next. It never asks twice, and it ends.
 *
 * A question is a place: a step, and for steps about people which of "people". */
#ifndef HAVEN_SHARE_ASK_H
#define HAVEN_SHARE_ASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "decide.h"
#include "kind.h"

/* In the order in which they are asked. */
enum share_step {
	SHARE_AGENCY,
	SHARE_WHOM,
	SHARE_ITEMS,
	SHARE_DANGER,
	SHARE_HARM,
	SHARE_HARM_WHY,
	SHARE_STAFF,
	SHARE_ABOUT_STAFF,
	SHARE_COMPELLED,
	SHARE_BARRED,
	SHARE_URGENT,
	SHARE_OCCASION,
	SHARE_ANONYMOUS,
	SHARE_DOUBT,
	SHARE_ENDANGERS,
	SHARE_PURPOSE,
	SHARE_ACCUSED,    /* of a person */
	SHARE_TELLING,    /* of a person */
	SHARE_LOOK_AGAIN, /* of a person */
	SHARE_INVOLVED,
	SHARE_NOT_INVOLVED,
	SHARE_WISHES,
	SHARE_OUTWEIGHS,
	SHARE_NECESSARY,
	SHARE_NEED,
	SHARE_NEED_TO_KNOW,
	SHARE_ACCURATE,
	SHARE_ACCURATE_BY,
	SHARE_CHANNEL,
	SHARE_IDENTITY,
	SHARE_BASIS,
	/* while the decision is recorded */
	SHARE_HAPPENED,
	SHARE_REASONS,
	SHARE_AGAINST,
	SHARE_AUTHORISED,
	/* only when somebody goes there */
	SHARE_PEOPLE,
	SHARE_VIEW, /* of a person */
	SHARE_STEP_COUNT
};

enum share_stage {
	SHARE_CHECKING,  /* what the check needs to answer */
	SHARE_RECORDING, /* "decided" is set: what the record needs */
	SHARE_ON_DEMAND
};

#define SHARE_KEYS 3

struct share_question {
	const char *name;  /* stable: drafts and tests use it */
	const char *title; /* the question as a person reads it */
	const char *why;   /* why it is asked, in a sentence or two */
	const char *policy;
	const char *trail; /* what stands before the answer in the trail */
	enum share_stage stage;
	/* Fields of a decision, or of one of its people; ends with NULL. */
	const char *keys[SHARE_KEYS];
	bool is_of_person;
	bool may_be_empty; /* nothing is lacking without an answer */
};

/* A place. person counts only for steps about people, else it is 0. */
struct share_at {
	enum share_step step;
	size_t person;
};

/* What has been asked. Zeroes: nothing. */
#define SHARE_PERSON_STEPS 4
struct share_asked {
	uint64_t steps;
	uint64_t people[SHARE_PERSON_STEPS]; /* a bit for each of the people */
};

/* A decision as far as it is answered, its facts, and what the check says. */
struct share_view {
	const struct record *decision;
	const struct facts *facts;
	const struct decision *says;
	const char *child; /* their name among the people; NULL: not known */
};

const struct share_question *share_question(enum share_step step);
/* By its name. False: there is none. */
bool share_step_read(const char *name, enum share_step *out);

/* Every place there is, in the order in which they are asked: all of one person
 * before the next. share_go_on: false, that was the last. */
struct share_at share_first(void);
bool share_go_on(const struct record *decision, struct share_at *at);

/* The record that holds the answer: the decision, or one of its people; NULL: there
 * is no such person. */
struct record *share_answer_in(struct record *decision, struct share_at at);
/* Has it an answer? A yes-or-no that is "no" has one. */
bool share_is_answered(const struct record *decision, struct share_at at);
/* Can its answer change anything now? */
bool share_matters(const struct share_view *v, struct share_at at);

/* The first question of this stage that matters and has not been asked. False: there
 * is none left, and out is untouched. */
bool share_next(const struct share_view *v, enum share_stage stage,
    const struct share_asked *asked, struct share_at *out);
void share_mark(struct share_asked *asked, struct share_at at);
bool share_was_asked(const struct share_asked *asked, struct share_at at);
/* Mark every question of a stage that has an answer: a draft that is opened again. */
void share_mark_answered(struct share_asked *asked, enum share_stage stage,
    const struct record *decision);
/* It is asked again; of a person: of everybody. */
void share_forget(struct share_asked *asked, enum share_step step);
/* Mark those that may stay empty, too: a draft that had come to its end. */
void share_mark_optional(
    struct share_asked *asked, const struct record *decision);

/* The question whose answer fills a need; of several the first that lacks it.
 * False: a person cannot fill it here, but on the child's file, or by asking. */
bool share_step_of_need(
    enum need need, const struct record *decision, struct share_at *out);

/* The question of a path of a field, as in problems and drafts: "harm",
 * "people.1.telling", "items.0.kind". False: of none. */
bool share_step_of_path(const char *path, struct share_at *out);

/* May this answer be chosen? "The referrer: support has begun" is for the
 * referrer alone (F1). */
bool share_offers(
    const struct share_view *v, struct share_at at, const char *code);

/* What is to be said before this is asked, or NULL: that a "no" would not be
 * respected (P2), or that whoever rings may be anybody (S7). */
const char *share_warns(const struct share_view *v, struct share_at at);

/* ---- what is decided ---- */

/* Is it decided against the check: shared while it may not be, or not shared although
 * the check says to? Then it needs a coded reason and who authorised it (S8). */
bool share_is_against(const struct decision *says, bool is_share);
/* Not to share in danger or significant harm: a designated senior member must agree. */
bool share_needs_senior(const struct decision *says, bool is_share);

/* Row 6: what contradicts. Index of the answer that ends before it begins, or
 * SHARE_BORN: the birth is after the day. False: nothing does. */
#define SHARE_BORN SIZE_MAX
bool share_contradicts(const struct facts *f, size_t *which);

#endif
