/* share_walk.c - going through the questions of share_ask.c: what has been asked,
 * what has an answer, what comes next, and which question fills a need. */
#include "share_ask.h"

#include <assert.h>
#include <string.h>

#include "kinds.h"
#include "text.h"

static_assert(SHARE_STEP_COUNT <= 64, "a bit for each step");
static_assert(KIND_ITEMS_MAX <= 64, "a bit for each person");

/* ---- answers ---- */

struct record *
share_answer_in(struct record *decision, struct share_at at)
{
	if (!share_question(at.step)->is_of_person)
		return decision;
	if (at.person >= record_count(decision, "people"))
		return NULL;
	return record_item(decision, "people", at.person);
}

static bool
has_value(const struct record *r, const char *key)
{
	const struct field *f = kind_field(record_kind(r), key);

	return f->type == FT_LIST ? record_count(r, key) > 0
				  : !text_is_blank(record_text(r, key));
}

/* By its first field, or any of two that do as well as each other. */
bool
share_is_answered(const struct record *decision, struct share_at at)
{
	const struct share_question *q = share_question(at.step);
	const struct record *r =
	    share_answer_in((struct record *)(uintptr_t)decision, at);

	if (!r)
		return false;
	for (size_t i = 0; i < SHARE_KEYS && q->keys[i]; i++) {
		if (has_value(r, q->keys[i]))
			return true;
	}
	return false;
}

/* ---- what has been asked ---- */

/* Steps about people have a row of bits each. */
static size_t
place_of(enum share_step step)
{
	size_t n = 0;

	for (unsigned i = 0; i < step; i++)
		n += share_question((enum share_step)i)->is_of_person;
	assert(n < SHARE_PERSON_STEPS);
	return n;
}

static uint64_t *
bits_of(struct share_asked *asked, enum share_step step)
{
	return share_question(step)->is_of_person
		   ? &asked->people[place_of(step)]
		   : &asked->steps;
}

static uint64_t
bit_of(struct share_at at)
{
	bool is_of_person = share_question(at.step)->is_of_person;

	return UINT64_C(1) << (is_of_person ? at.person : (size_t)at.step);
}

void
share_mark(struct share_asked *asked, struct share_at at)
{
	*bits_of(asked, at.step) |= bit_of(at);
}

bool
share_was_asked(const struct share_asked *asked, struct share_at at)
{
	struct share_asked copy = *asked;

	return (*bits_of(&copy, at.step) & bit_of(at)) != 0;
}

/* ---- in their order ---- */

struct share_at
share_first(void)
{
	return (struct share_at){ (enum share_step)0, 0 };
}

static bool
is_of_person(int step)
{
	return step < SHARE_STEP_COUNT &&
	       share_question((enum share_step)step)->is_of_person;
}

bool
share_go_on(const struct record *decision, struct share_at *at)
{
	int step = (int)at->step + 1;

	if (is_of_person((int)at->step) && !is_of_person(step) &&
	    at->person + 1 < record_count(decision, "people")) {
		at->person++;
		for (step = (int)at->step; step > 0 && is_of_person(step - 1);)
			step--;
	} else if (!is_of_person(step)) {
		at->person = 0;
	}
	if (step == SHARE_STEP_COUNT)
		return false;
	at->step = (enum share_step)step;
	return true;
}

bool
share_next(const struct share_view *v, enum share_stage stage,
    const struct share_asked *asked, struct share_at *out)
{
	struct share_at at = share_first();

	do {
		if (share_question(at.step)->stage != stage ||
		    share_was_asked(asked, at) || !share_matters(v, at))
			continue;
		*out = at;
		return true;
	} while (share_go_on(v->decision, &at));
	return false;
}

void
share_mark_answered(struct share_asked *asked, enum share_stage stage,
    const struct record *decision)
{
	struct share_at at = share_first();

	do {
		if (share_question(at.step)->stage == stage &&
		    share_is_answered(decision, at))
			share_mark(asked, at);
	} while (share_go_on(decision, &at));
}

void
share_forget(struct share_asked *asked, enum share_step step)
{
	*bits_of(asked, step) &=
	    share_question(step)->is_of_person ? 0 : ~(UINT64_C(1) << step);
}

void
share_mark_optional(struct share_asked *asked, const struct record *decision)
{
	struct share_at at = share_first();

	do {
		if (share_question(at.step)->may_be_empty)
			share_mark(asked, at);
	} while (share_go_on(decision, &at));
}

/* ---- needs ---- */

#define NOT_HERE SHARE_STEP_COUNT

/* On the child's file, or by asking somebody: no question. */
static const enum share_step fills[NEED_COUNT] = {
	[NEED_PURPOSE] = SHARE_PURPOSE,
	[NEED_ITEMS] = SHARE_ITEMS,
	[NEED_RECIPIENT_NAMED] = SHARE_WHOM,
	[NEED_REASONS] = SHARE_REASONS,
	[NEED_NECESSARY] = SHARE_NECESSARY,
	[NEED_NEED_TO_KNOW] = SHARE_NEED_TO_KNOW,
	[NEED_ACCURATE] = SHARE_ACCURATE,
	[NEED_SECURE] = SHARE_CHANNEL,
	[NEED_AUTHORITY] = SHARE_AGENCY,
	[NEED_ADVICE] = NOT_HERE,
	[NEED_VERIFICATION] = SHARE_COMPELLED,
	[NEED_TELLING] = SHARE_TELLING,
	[NEED_INDUCTION] = NOT_HERE,
	[NEED_COMPETENCE] = NOT_HERE,
	[NEED_BORN] = NOT_HERE,
	[NEED_ASK_YOUNG_PERSON] = NOT_HERE,
	[NEED_AGREEMENT_MISSING] = NOT_HERE,
	[NEED_AGREEMENT_PERSON] = NOT_HERE,
	[NEED_AGREEMENT_RECIPIENT] = NOT_HERE,
	[NEED_AGREEMENT_ITEMS] = NOT_HERE,
	[NEED_AGREEMENT_PURPOSE] = NOT_HERE,
	[NEED_AGREEMENT_EXPIRED] = NOT_HERE,
	[NEED_CONTRADICTION] = NOT_HERE,
};

/* The first of the people whose telling nobody has thought of. */
static size_t
first_untold(const struct record *decision)
{
	struct share_at at = { SHARE_TELLING, 0 };

	while (at.person < record_count(decision, "people") &&
	       share_is_answered(decision, at))
		at.person++;
	return at.person;
}

bool
share_step_of_need(
    enum need need, const struct record *decision, struct share_at *out)
{
	struct share_at at;

	assert((unsigned)need < NEED_COUNT);
	at = (struct share_at){ fills[need], 0 };
	if (at.step == NOT_HERE)
		return false;
	/* A secure way is a channel and who is at its other end (S7). */
	if (need == NEED_SECURE && share_is_answered(decision, at))
		at.step = SHARE_IDENTITY;
	if (at.step == SHARE_TELLING)
		at.person = first_untold(decision);
	*out = at;
	return true;
}

/* ---- paths ---- */

static bool
has_key(const struct share_question *q, const char *key, size_t len)
{
	for (size_t i = 0; i < SHARE_KEYS && q->keys[i]; i++) {
		if (strlen(q->keys[i]) == len &&
		    strncmp(q->keys[i], key, len) == 0)
			return true;
	}
	return false;
}

static bool
step_of_key(bool is_person, const char *key, size_t len, enum share_step *out)
{
	for (unsigned i = 0; i < SHARE_STEP_COUNT; i++) {
		const struct share_question *q =
		    share_question((enum share_step)i);

		if (q->is_of_person != is_person || !has_key(q, key, len))
			continue;
		*out = (enum share_step)i;
		return true;
	}
	return false;
}

bool
share_step_of_path(const char *path, struct share_at *out)
{
	static const char people[] = "people.";
	struct share_at at = { SHARE_PEOPLE, 0 };
	const char *key = path;

	if (strncmp(path, people, sizeof(people) - 1) != 0) {
		if (!step_of_key(false, path, strcspn(path, "."), &at.step))
			return false;
		*out = at;
		return true;
	}
	for (key += sizeof(people) - 1; *key >= '0' && *key <= '9'; key++)
		at.person = at.person * 10 + (size_t)(*key - '0');
	/* Their name and the like stand in the list itself. */
	if (at.person >= KIND_ITEMS_MAX || *key != '.' ||
	    !step_of_key(true, key + 1, strcspn(key + 1, "."), &at.step))
		at = (struct share_at){ SHARE_PEOPLE, 0 };
	*out = at;
	return true;
}
