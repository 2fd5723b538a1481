/* inspection.c - how an inspection stands (O1, O2, O3). */
#include "inspection.h"

#include <assert.h>
#include <string.h>

#include "kinds.h"

#define DAY 10 /* characters of "2026-04-03" */

static const char *
text(const struct record *r, const char *key)
{
	return record_text(r, key);
}

static bool
is(const struct record *r, const char *key, const char *code)
{
	return strcmp(text(r, key), code) == 0;
}

/* a is an earlier day than b; "" is no day. */
static bool
is_before(const char *a, const char *b)
{
	return *a != '\0' && *b != '\0' && strncmp(a, b, DAY) < 0;
}

/* ---- scope ---- */

/* It has begun, and not ended before the period begins. */
static bool
overlaps(const struct record *episode, const char *from, const char *until)
{
	return *text(episode, "started") != '\0' &&
	       !is_before(until, text(episode, "started")) &&
	       !is_before(text(episode, "ended"), from);
}

static bool
is_named(const struct record *inspection, const char *file)
{
	size_t n = record_count(inspection, "files");

	for (size_t i = 0; i < n; i++)
		if (is(record_item(
			   (struct record *)(uintptr_t)inspection, "files", i),
			"file", file))
			return true;
	return false;
}

/* Is an episode of this nature, or did it come to be by the end of the period? */
static bool
has_nature(const struct record *inspection, const struct inspection_file *file,
    const struct inspection_beside *episode)
{
	const char *nature = text(inspection, "nature");

	if (is(episode->body, "nature", nature))
		return true;
	for (size_t i = 0; i < file->count; i++) {
		const struct record *r = file->beside[i].body;

		if (record_kind(r) == &kind_nature_change &&
		    is(r, "episode", episode->id) && is(r, "nature", nature) &&
		    !is(r, "undone", "yes") &&
		    !is_before(text(inspection, "period_until"), text(r, "on")))
			return true;
	}
	return false;
}

bool
inspection_covers(
    const struct record *inspection, const struct inspection_file *file)
{
	bool is_service = is(inspection, "scope", "service");

	if (is(inspection, "scope", "named"))
		return is_named(inspection, file->id);
	for (size_t i = 0; i < file->count; i++)
		if (record_kind(file->beside[i].body) == &kind_episode &&
		    overlaps(file->beside[i].body,
			text(inspection, "period_from"),
			text(inspection, "period_until")) &&
		    (!is_service ||
			has_nature(inspection, file, &file->beside[i])))
			return true;
	return false;
}

bool
inspection_shows(const char *period_from, const char *period_until,
    const struct record *r, const char *written_on)
{
	const struct kind *k = record_kind(r);
	const char *on = k->date_key != NULL ? text(r, k->date_key) : "";

	if (k == &kind_front_sheet || k == &kind_adult)
		return true;
	if (k == &kind_episode)
		return overlaps(r, period_from, period_until);
	if (*on == '\0')
		on = written_on;
	return *on != '\0' && !is_before(on, period_from) &&
	       !is_before(period_until, on);
}

/* ---- who is to be told ---- */

bool
inspection_is_relevant(const struct record *adult)
{
	bool is_parent =
	    is(adult, "relation", "mother") || is(adult, "relation", "father");

	return is(adult, "responsibility", "yes") ||
	       is(adult, "relation", "carer") ||
	       (is_parent && !is(adult, "responsibility", "no")) ||
	       (is(adult, "lives_with", "yes") &&
		   !is(adult, "relation", "sibling"));
}

bool
inspection_told_is_missing(enum inspection_told told)
{
	return told < PERSON_EXCEPTED;
}

/* What came of an e-mail; one of which nothing is known yet is on its way. */
static enum inspection_told
mail_stands(
    const char *contact, const struct inspection_beside *beside, size_t count)
{
	enum inspection_told told = PERSON_SENDING;

	for (size_t i = 0; i < count; i++)
		if (record_kind(beside[i].body) == &kind_inspection_mail &&
		    is(beside[i].body, "contact", contact))
			told = is(beside[i].body, "what", "sent")
				   ? PERSON_TOLD
				   : PERSON_FAILED;
	return told;
}

static bool
is_of(const struct inspection_person *p, const char *inspection,
    const struct record *r)
{
	return is(r, "inspection", inspection) && is(r, "adult", p->adult);
}

/* One that was heard counts before one that says why not. */
static void
take_contact(struct inspection_person *p, int at,
    const struct inspection_beside *beside, size_t count)
{
	const struct record *r = beside[at].body;
	enum inspection_told told =
	    is(r, "how", "email") ? mail_stands(beside[at].id, beside, count)
				  : PERSON_TOLD;

	if (is(r, "objects", "yes"))
		p->objects = true;
	if (told >= p->told) {
		p->told = told;
		p->contact = at;
	}
}

void
inspection_person_stand(struct inspection_person *p, const char *inspection,
    const struct inspection_beside *beside, size_t count)
{
	p->told = PERSON_DUE;
	p->copy = COPY_NOT_YET;
	p->objects = false;
	p->contact = -1;
	for (size_t i = 0; i < count; i++) {
		const struct record *r = beside[i].body;
		const struct kind *k = record_kind(r);

		if (k != &kind_inspection_contact &&
		    k != &kind_inspection_exception &&
		    k != &kind_inspection_copy)
			continue;
		if (!is_of(p, inspection, r))
			continue;
		if (k == &kind_inspection_contact)
			take_contact(p, (int)i, beside, count);
		else if (k == &kind_inspection_exception &&
			 p->told < PERSON_EXCEPTED)
			p->told = PERSON_EXCEPTED;
		else if (k == &kind_inspection_copy)
			p->copy = is(r, "how", "cannot") && p->copy != COPY_SENT
				      ? COPY_CANNOT
				      : COPY_SENT;
	}
}

/* ---- is access open? ---- */

static const struct {
	const char *code, *words;
} states[] = {
	[INSPECTION_EMPTY] = { "empty", "Shut: it is about no file yet" },
	[INSPECTION_MISSING] = { "missing",
	    "Shut: parents and carers are to be told" },
	[INSPECTION_AHEAD] = { "ahead", "All told: access begins" },
	[INSPECTION_OPEN] = { "open", "Access is open" },
	[INSPECTION_OVER] = { "over", "Access is over" },
	[INSPECTION_ENDED] = { "ended", "Access was ended" },
};
static_assert(
    sizeof(states) / sizeof(states[0]) == INSPECTION_STATES, "a row each");

const char *
inspection_state_words(enum inspection_state state)
{
	return states[state].words;
}

const char *
inspection_state_code(enum inspection_state state)
{
	return states[state].code;
}

bool
inspection_state_read(enum inspection_state *out, const char *code)
{
	for (size_t i = 0; i < INSPECTION_STATES; i++)
		if (strcmp(states[i].code, code) == 0) {
			*out = (enum inspection_state)i;
			return true;
		}
	return false;
}

void
inspection_facts_of(
    struct inspection_facts *out, const struct record *inspection)
{
	*out = (struct inspection_facts){
		.access_from = text(inspection, "access_from"),
		.access_until = text(inspection, "access_until"),
		.is_unannounced = is(inspection, "announced", "unannounced"),
	};
}

static size_t
count_missing(const struct inspection_facts *f)
{
	size_t n = 0;

	if (f->is_unannounced && f->is_untold)
		return 0;
	if (f->people == NULL)
		return f->missing;
	for (size_t i = 0; i < f->count; i++)
		n += inspection_told_is_missing(f->people[i].told);
	return n;
}

/* What cannot be read is shut. */
enum inspection_state
inspection_judge(
    const struct inspection_facts *f, const char *today, size_t *missing)
{
	size_t n = count_missing(f);

	if (missing != NULL)
		*missing = n;
	if (f->is_ended)
		return INSPECTION_ENDED;
	if (strlen(today) < DAY || strlen(f->access_from) < DAY ||
	    strlen(f->access_until) < DAY || is_before(f->access_until, today))
		return INSPECTION_OVER;
	if (f->files == 0)
		return INSPECTION_EMPTY;
	if (n > 0)
		return INSPECTION_MISSING;
	if (is_before(today, f->access_from))
		return INSPECTION_AHEAD;
	return INSPECTION_OPEN;
}
