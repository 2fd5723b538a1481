/* decide_shape.c - the members of facts, a row each: reading, writing, checking
 * and the OpenAPI document walk these tables. Their order is that of the page. */
#include "decide_in.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

/* Enums are read and written through an unsigned. */
static_assert(sizeof(enum harm) == sizeof(unsigned), "an enum is an unsigned");
static_assert(
    sizeof(enum advice_by) == sizeof(unsigned), "an enum is an unsigned");

#define AT(type, member) .name = #member, .offset = offsetof(type, member)
#define SHAPE(type, rows)                                      \
	{                                                      \
		.size = sizeof(type), .count = COUNT_OF(rows), \
		.members = (rows)                              \
	}

static const struct member item_members[] = {
	{ AT(struct facts_item, id), .form = MEMBER_TEXT,
	    .max = FACTS_TEXT_MAX },
	{ AT(struct facts_item, kind), .form = MEMBER_TEXT,
	    .max = FACTS_TEXT_MAX },
	{ AT(struct facts_item, about), .form = MEMBER_TEXT,
	    .max = FACTS_TEXT_MAX },
};
static const struct shape item_shape = SHAPE(struct facts_item, item_members);

static const struct member recipient_members[] = {
	{ AT(struct facts_recipient, id), .form = MEMBER_TEXT,
	    .max = FACTS_TEXT_MAX },
	{ AT(struct facts_recipient, authority), .form = MEMBER_BOOL },
	{ AT(struct facts_recipient, referrer), .form = MEMBER_BOOL },
	{ AT(struct facts_recipient, named), .form = MEMBER_BOOL },
};
static const struct shape recipient_shape =
    SHAPE(struct facts_recipient, recipient_members);

static const struct member cyp_members[] = {
	{ AT(struct facts_cyp, id), .form = MEMBER_TEXT,
	    .max = FACTS_TEXT_MAX },
	{ AT(struct facts_cyp, born), .form = MEMBER_OPEN_DATE },
	{ AT(struct facts_cyp, competence), .form = MEMBER_WORD,
	    .words = WORDS_COMPETENCE },
};
static const struct shape cyp_shape = SHAPE(struct facts_cyp, cyp_members);

static const struct member answer_members[] = {
	{ AT(struct facts_answer, person), .form = MEMBER_TEXT,
	    .max = FACTS_TEXT_MAX, .is_needed = true },
	{ AT(struct facts_answer, role), .form = MEMBER_WORD,
	    .words = WORDS_ANSWER_ROLE, .is_needed = true },
	{ AT(struct facts_answer, responsibility), .form = MEMBER_BOOL },
	{ AT(struct facts_answer, answer), .form = MEMBER_WORD,
	    .words = WORDS_ANSWER },
	{ AT(struct facts_answer, recipients), .form = MEMBER_NAMES },
	{ AT(struct facts_answer, items), .form = MEMBER_NAMES, .all = "all" },
	{ AT(struct facts_answer, purposes), .form = MEMBER_NAMES,
	    .all = "any" },
	{ AT(struct facts_answer, from), .form = MEMBER_DATE },
	{ AT(struct facts_answer, until), .form = MEMBER_OPEN_DATE },
};
static const struct shape answer_shape =
    SHAPE(struct facts_answer, answer_members);

static const struct member person_members[] = {
	{ AT(struct facts_person, person), .form = MEMBER_TEXT,
	    .max = FACTS_TEXT_MAX, .is_needed = true },
	{ AT(struct facts_person, telling), .form = MEMBER_WORD,
	    .words = WORDS_TELLING },
	{ AT(struct facts_person, accused), .form = MEMBER_BOOL },
};
static const struct shape person_shape =
    SHAPE(struct facts_person, person_members);

static const struct member advice_members[] = {
	{ AT(struct facts_advice, state), .form = MEMBER_WORD,
	    .words = WORDS_ADVICE },
	{ AT(struct facts_advice, by), .form = MEMBER_WORD,
	    .words = WORDS_ADVICE_BY },
};
static const struct shape advice_shape =
    SHAPE(struct facts_advice, advice_members);

static const struct member check_members[] = {
	{ AT(struct facts_checks, necessary), .form = MEMBER_BOOL },
	{ AT(struct facts_checks, need_to_know), .form = MEMBER_BOOL },
	{ AT(struct facts_checks, accurate), .form = MEMBER_BOOL },
	{ AT(struct facts_checks, secure), .form = MEMBER_BOOL },
};
static const struct shape checks_shape =
    SHAPE(struct facts_checks, check_members);

#define FLAG(member)                                          \
	{                                                     \
		AT(struct facts, member), .form = MEMBER_BOOL \
	}
#define LIST_OF(list, number, limit, shape)                                    \
	{                                                                      \
		AT(struct facts, list),                                        \
		    .form = MEMBER_LIST, .max = (limit),                       \
		    .count_at = offsetof(struct facts, number), .of = &(shape) \
	}
#define OBJECT(member, shape)                                    \
	{                                                        \
		AT(struct facts, member), .form = MEMBER_OBJECT, \
					  .of = &(shape)         \
	}
static const struct member facts_members[] = {
	{ AT(struct facts, on), .form = MEMBER_DATE, .is_needed = true },
	{ AT(struct facts, harm), .form = MEMBER_WORD, .words = WORDS_HARM,
	    .is_needed = true },
	{ AT(struct facts, occasion), .form = MEMBER_WORD,
	    .words = WORDS_OCCASION },
	FLAG(danger_now),
	FLAG(urgent),
	FLAG(in_doubt),
	{ AT(struct facts, compelled), .form = MEMBER_WORD,
	    .words = WORDS_COMPELLED },
	FLAG(telling_barred),
	FLAG(anonymous_enough),
	FLAG(benefit_outweighs),
	FLAG(sharing_endangers),
	FLAG(staff_allegation),
	FLAG(induction_done),
	{ AT(struct facts, purpose), .form = MEMBER_TEXT,
	    .max = FACTS_TEXT_MAX },
	LIST_OF(items, item_count, FACTS_ITEMS_MAX, item_shape),
	OBJECT(recipient, recipient_shape),
	OBJECT(cyp, cyp_shape),
	LIST_OF(answers, answer_count, FACTS_ANSWERS_MAX, answer_shape),
	LIST_OF(people, people_count, FACTS_PEOPLE_MAX, person_shape),
	OBJECT(advice, advice_shape),
	OBJECT(checks, checks_shape),
	{ AT(struct facts, reasons), .form = MEMBER_TEXT,
	    .max = FACTS_REASONS_MAX },
};
const struct shape facts_shape = SHAPE(struct facts, facts_members);

const struct member *
facts_member(const struct shape *shape, const char *name)
{
	for (size_t i = 0; i < shape->count; i++)
		if (strcmp(shape->members[i].name, name) == 0)
			return &shape->members[i];
	return NULL;
}

unsigned
facts_word_at(const void *base, const struct member *m)
{
	unsigned value;

	memcpy(&value, (const char *)base + m->offset, sizeof(value));
	return value;
}

/* ---- dates ---- */

static int
digits(const char *s, int n)
{
	int value = 0;

	for (int i = 0; i < n; i++) {
		if (s[i] < '0' || s[i] > '9')
			return -1;
		value = value * 10 + (s[i] - '0');
	}
	return value;
}

/* Not when_read: an agreement may run to 9999-12-31, which is a day too. */
bool
facts_date_is_real(const char *s)
{
	static const int days[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31,
		30, 31 };
	int year, month, day;
	bool leap;

	if (strnlen(s, FACTS_DATE) != FACTS_DATE - 1 || s[4] != '-' ||
	    s[7] != '-')
		return false;
	year = digits(s, 4);
	month = digits(s + 5, 2);
	day = digits(s + 8, 2);
	if (year < 1 || month < 1 || month > 12 || day < 1)
		return false;
	leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	return day <= days[month - 1] + (month == 2 && leap);
}

/* ---- saying where ---- */

static void
put_path(const struct facts_where *at, char *out, size_t size)
{
	size_t n;

	if (at == NULL || (at->up == NULL && at->name == NULL))
		return;
	put_path(at->up, out, size);
	n = strlen(out);
	if (at->name == NULL)
		snprintf(out + n, size - n, "[%zu]", at->index);
	else
		snprintf(out + n, size - n, "%s%s", n > 0 ? "." : "", at->name);
}

enum err
facts_refuse(
    const struct facts_where *at, struct errinfo *e, const char *fmt, ...)
{
	char path[ERR_FIELD_MAX] = "", says[ERR_SAYS_MAX];
	va_list ap;

	put_path(at, path, sizeof(path));
	va_start(ap, fmt);
	vsnprintf(says, sizeof(says), fmt, ap);
	va_end(ap);
	return err_field(
	    e, ERR_INVALID, path, "%s %s", *path ? path : "The data", says);
}
