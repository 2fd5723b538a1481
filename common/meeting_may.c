/* meeting_may.c - may we attend a meeting (M1), and what is missing (M2, M3). */
#include "meeting_may.h"

#include <string.h>

#include "kinds.h"

#define AGE_ASKED 12
#define AGE_ADULT 18

static const char *
text(const struct record *r, const char *key)
{
	return record_text(r, key);
}

static bool
is(const struct record *r, const char *key, const char *value)
{
	return strcmp(text(r, key), value) == 0;
}

static const struct record *
item(const struct record *r, const char *list, size_t i)
{
	return record_item((struct record *)(uintptr_t)r, list, i);
}

bool
meeting_must_ask(
    const struct meeting_family *family, const struct meeting_relative *r)
{
	if (id_is_none(&r->adult))
		return family->age >= AGE_ASKED ||
		       family->competence == COMPETENCE_COMPETENT;
	return r->responsibility && family->age < AGE_ADULT;
}

/* ---- what each of them said ---- */

/* The child has no record of an adult. */
static struct id
whose(const struct record *f)
{
	struct id id = { "" };

	if (!id_parse(&id, text(f, "adult")))
		id = (struct id){ "" };
	return id;
}

static enum meeting_said
said_in(const struct record *f)
{
	if (is(f, "answer", "cannot_ask"))
		return MEETING_CANNOT_ASK;
	if (is(f, "answer", "refused"))
		return MEETING_SAID_NO;
	if (!is(f, "answer", "agreed"))
		return MEETING_NOT_ASKED;
	return is(f, "knows", "yes") ? MEETING_SAID_YES : MEETING_NOT_TOLD;
}

/* False: there is no room for them. */
static bool
add(struct meeting_may *out, const struct id *adult, enum meeting_said said,
    size_t at)
{
	if (out->people == MEETING_PEOPLE_MAX)
		return false;
	out->person[out->people++] =
	    (struct meeting_person){ *adult, said, at };
	return true;
}

static bool
has(const struct meeting_may *m, const struct id *adult)
{
	for (size_t i = 0; i < m->people; i++)
		if (id_equal(&m->person[i].adult, adult))
			return true;
	return false;
}

/* All that the record says of one of them; nothing: they were not asked. */
static bool
add_asked(struct meeting_may *out, const struct record *meeting,
    const struct id *adult)
{
	size_t n = record_count(meeting, "family"), before = out->people;
	bool fits = true;

	for (size_t i = 0; fits && i < n; i++) {
		const struct record *f = item(meeting, "family", i);
		struct id id = whose(f);

		if (id_equal(&id, adult))
			fits = add(out, adult, said_in(f), i);
	}
	if (fits && out->people == before)
		fits = add(out, adult, MEETING_NOT_ASKED, MEETING_NO_ITEM);
	return fits;
}

static bool
add_everybody(struct meeting_may *out, const struct record *meeting,
    const struct meeting_family *family)
{
	static const struct meeting_relative child = { { "" }, false };
	size_t n = record_count(meeting, "family");
	bool fits = true;

	if (meeting_must_ask(family, &child))
		fits = add_asked(out, meeting, &child.adult);
	for (size_t i = 0; fits && i < family->count; i++) {
		const struct meeting_relative *r = &family->at[i];

		if (meeting_must_ask(family, r) && !has(out, &r->adult))
			fits = add_asked(out, meeting, &r->adult);
	}
	for (size_t i = 0; fits && i < n; i++) {
		struct id id = whose(item(meeting, "family", i));

		if (!has(out, &id))
			fits = add_asked(out, meeting, &id);
	}
	return fits;
}

static enum meeting_stand
agreement(const struct meeting_may *m)
{
	size_t agreed = 0;

	for (size_t i = 0; i < m->people; i++) {
		switch (m->person[i].said) {
		case MEETING_SAID_YES: agreed++; break;
		case MEETING_CANNOT_ASK: break;
		case MEETING_NOT_ASKED:
		case MEETING_NOT_TOLD:
		case MEETING_SAID_NO: return MEETING_NOT_ALL;
		}
	}
	return agreed > 0 ? MEETING_AGREED : MEETING_NOBODY;
}

void
meeting_may(struct meeting_may *out, const struct record *meeting,
    const struct meeting_family *family)
{
	memset(out, 0, sizeof(*out));
	out->stand = add_everybody(out, meeting, family) ? agreement(out)
							 : MEETING_NOT_ALL;
	if (out->stand != MEETING_AGREED &&
	    *text(meeting, "concern_instead") != '\0')
		out->stand = MEETING_CONCERN;
	out->may =
	    out->stand == MEETING_AGREED || out->stand == MEETING_CONCERN;
}

const char *
meeting_stand_words(const struct record *meeting, enum meeting_stand stand)
{
	static const char *const words[] = {
		[MEETING_AGREED] = "agreed",
		[MEETING_CONCERN] = "a concern stands instead",
		[MEETING_NOT_ALL] = "not everybody has agreed",
		[MEETING_NOBODY] = "nobody has agreed",
	};

	if (*text(meeting, "not_attended") != '\0')
		return "not attended";
	return words[stand];
}

/* ---- before it, and after it ---- */

bool
meeting_is_discussed(const struct record *meeting, size_t i)
{
	const struct record *shared = item(meeting, "shared", i);

	return *text(shared, "with") != '\0' && *text(shared, "on") != '\0';
}

enum meeting_came
meeting_came(const struct record *meeting, const struct meeting_person *person)
{
	const struct record *f;

	if (person->item == MEETING_NO_ITEM)
		return MEETING_CAME_UNKNOWN;
	f = item(meeting, "family", person->item);
	if (is(f, "came", "yes"))
		return MEETING_CAME;
	if (*text(f, "why_not") != '\0')
		return MEETING_CAME_NOT;
	return is(f, "came", "no") ? MEETING_CAME_NO_WHY : MEETING_CAME_UNKNOWN;
}
