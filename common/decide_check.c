/* decide_check.c - what facts must be before they are decided on, however they
 * were made: first each member by its row, then what members say together. */
#include "decide_in.h"

#include <string.h>

static enum err check_shape(const void *base, const struct shape *shape,
    const struct facts_where *up, struct errinfo *e);

static enum err
check_text(const char *s, size_t max, bool is_needed,
    const struct facts_where *at, struct errinfo *e)
{
	if (is_needed && *s == '\0')
		return facts_refuse(at, e, "is needed and is not there.");
	if (strnlen(s, max + 1) > max)
		return facts_refuse(
		    at, e, "is too long: at most %zu bytes are taken.", max);
	return ERR_OK;
}

static enum err
check_date(const char date[FACTS_DATE], bool is_needed,
    const struct facts_where *at, struct errinfo *e)
{
	if (*date == '\0')
		return is_needed
			   ? facts_refuse(at, e, "is needed and is not there.")
			   : ERR_OK;
	if (!facts_date_is_real(date))
		return facts_refuse(at, e,
		    "must be a day that there is, written as 2026-04-03.");
	return ERR_OK;
}

static enum err
check_word(const void *base, const struct member *m,
    const struct facts_where *at, struct errinfo *e)
{
	if (facts_word_at(base, m) <
	    decide_word_count((enum decide_words)m->words))
		return ERR_OK;
	return facts_refuse(at, e, "is needed and is not there.");
}

static enum err
check_names(const struct facts_names *names, const struct member *m,
    const struct facts_where *at, struct errinfo *e)
{
	enum err code = ERR_OK;

	if (names->all && (m->all == NULL || names->count > 0))
		return facts_refuse(at, e, "must be a list of ids.");
	if (names->count > FACTS_NAMES_MAX)
		return facts_refuse(
		    at, e, "has more than %d entries.", FACTS_NAMES_MAX);
	for (size_t i = 0; i < names->count && code == ERR_OK; i++) {
		const struct facts_where in = { .up = at, .index = i };

		code = check_text(names->at[i], FACTS_TEXT_MAX, false, &in, e);
	}
	return code;
}

static enum err
check_list(const void *base, const struct member *m,
    const struct facts_where *at, struct errinfo *e)
{
	const char *list = *(
	    const char *const *)(const void *)((const char *)base + m->offset);
	size_t n =
	    *(const size_t *)(const void *)((const char *)base + m->count_at);
	enum err code = ERR_OK;

	if (n > m->max)
		return facts_refuse(
		    at, e, "has more than %zu entries.", m->max);
	for (size_t i = 0; i < n && code == ERR_OK; i++) {
		const struct facts_where in = { .up = at, .index = i };

		code = check_shape(list + i * m->of->size, m->of, &in, e);
	}
	return code;
}

static enum err
check_member(const void *base, const struct member *m,
    const struct facts_where *at, struct errinfo *e)
{
	const void *value = (const char *)base + m->offset;

	switch (m->form) {
	case MEMBER_BOOL: return ERR_OK;
	case MEMBER_WORD: return check_word(base, m, at, e);
	case MEMBER_TEXT:
		return check_text(
		    *(const char *const *)value, m->max, m->is_needed, at, e);
	case MEMBER_DATE:
	case MEMBER_OPEN_DATE: return check_date(value, m->is_needed, at, e);
	case MEMBER_NAMES: return check_names(value, m, at, e);
	case MEMBER_OBJECT: return check_shape(value, m->of, at, e);
	case MEMBER_LIST: return check_list(base, m, at, e);
	}
	return ERR_BUG;
}

static enum err
check_shape(const void *base, const struct shape *shape,
    const struct facts_where *up, struct errinfo *e)
{
	enum err code = ERR_OK;

	for (size_t i = 0; i < shape->count && code == ERR_OK; i++) {
		const struct facts_where at = { .up = up,
			.name = shape->members[i].name };

		code = check_member(base, &shape->members[i], &at, e);
	}
	return code;
}

/* Only cyp.id answers as the CYP, and as nothing else. */
static enum err
check_roles(const struct facts *f, struct errinfo *e)
{
	const struct facts_where answers = { .name = "answers" };

	for (size_t i = 0; i < f->answer_count; i++) {
		const struct facts_answer *a = &f->answers[i];
		const struct facts_where one = { .up = &answers, .index = i };
		const struct facts_where role = { .up = &one, .name = "role" };
		bool is_cyp = strcmp(a->person, f->cyp.id) == 0;

		if (a->role == ANSWER_ROLE_CYP && !is_cyp)
			return facts_refuse(&role, e,
			    "must not be cyp: the person is not cyp.id.");
		if (a->role != ANSWER_ROLE_CYP && is_cyp)
			return facts_refuse(
			    &role, e, "must be cyp: the person is cyp.id.");
	}
	return ERR_OK;
}

static enum err
check_about(const struct facts *f, struct errinfo *e)
{
	const struct facts_where items = { .name = "items" };

	for (size_t i = 0; i < f->item_count; i++) {
		const struct facts_where one = { .up = &items, .index = i };
		const struct facts_where about = { .up = &one,
			.name = "about" };

		if (*f->items[i].about != '\0' &&
		    strcmp(f->items[i].about, f->cyp.id) == 0)
			return facts_refuse(&about, e,
			    "must be empty for what is about the child or "
			    "young person.");
	}
	return ERR_OK;
}

enum err
facts_check(const struct facts *f, struct errinfo *e)
{
	enum err code = check_shape(f, &facts_shape, NULL, e);

	if (code == ERR_OK)
		code = check_roles(f, e);
	if (code == ERR_OK)
		code = check_about(f, e);
	return code;
}
