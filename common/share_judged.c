/* share_judged.c - the facts of a decision that a person judges: what stands in the
 * decision itself (decisions.md, "Whose facts"). */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "share_in.h"

static const char *
text(const struct record *r, const char *key)
{
	return record_text(r, key);
}

bool
share_yes(const struct record *r, const char *key)
{
	return strcmp(text(r, key), "yes") == 0;
}

unsigned
share_word(const struct record *r, const char *key, enum decide_words list,
    unsigned missing)
{
	unsigned value = missing;

	(void)decide_word_read(list, text(r, key), &value);
	return value;
}

static void
take_judgements(struct facts *f, const struct record *d)
{
	static const struct {
		const char *key;
		size_t at;
	} flags[] = {
		{ "danger_now", offsetof(struct facts, danger_now) },
		{ "urgent", offsetof(struct facts, urgent) },
		{ "in_doubt", offsetof(struct facts, in_doubt) },
		{ "telling_barred", offsetof(struct facts, telling_barred) },
		{ "anonymous_enough",
		    offsetof(struct facts, anonymous_enough) },
		{ "benefit_outweighs",
		    offsetof(struct facts, benefit_outweighs) },
		{ "sharing_endangers",
		    offsetof(struct facts, sharing_endangers) },
		{ "staff_allegation",
		    offsetof(struct facts, staff_allegation) },
		{ "necessary", offsetof(struct facts, checks.necessary) },
		{ "need_to_know", offsetof(struct facts, checks.need_to_know) },
		{ "accurate", offsetof(struct facts, checks.accurate) },
	};

	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		*(bool *)((char *)f + flags[i].at) = share_yes(d, flags[i].key);
	/* Secure: one of the list's ways, and who is at the other end (S7). */
	f->checks.secure = *text(d, "channel") && *text(d, "identity");
	f->harm = (enum harm)share_word(d, "harm", WORDS_HARM, HARM_UNKNOWN);
	f->occasion = (enum occasion)share_word(
	    d, "occasion", WORDS_OCCASION, OCCASION_ORDINARY);
	f->compelled = (enum compelled)share_word(
	    d, "compelled", WORDS_COMPELLED, COMPELLED_NO);
	facts_set(&f->purpose, text(d, "purpose"));
	facts_set(&f->reasons, text(d, "reasons"));
	facts_set(&f->recipient.id, text(d, "agency"));
	f->recipient.named = *text(d, "contact") || *text(d, "role");
	if (*text(d, "advice"))
		f->advice.state = ADVICE_ASKED;
}

static void
take_items(struct facts *f, const struct record *d)
{
	char id[24];

	for (size_t i = 0; i < record_count(d, "items"); i++) {
		const struct record *item = record_item(d, "items", i);

		snprintf(id, sizeof(id), "%zu", i + 1);
		(void)facts_add_item(
		    f, id, text(item, "kind"), text(item, "about"));
	}
}

/* An adult by their record, the child by the file, anybody else by name. */
static const char *
person_of(const struct record *p, const struct id *file)
{
	if (*text(p, "adult"))
		return text(p, "adult");
	return strcmp(text(p, "name"), "") == 0 ? file->s : text(p, "name");
}

static void
take_people(struct facts *f, const struct record *d, const struct id *file)
{
	for (size_t i = 0; i < record_count(d, "people"); i++) {
		const struct record *p = record_item(d, "people", i);

		(void)facts_add_person(f, person_of(p, file),
		    (enum telling)share_word(
			p, "telling", WORDS_TELLING, TELLING_NOT_CONSIDERED),
		    share_yes(p, "accused"));
	}
}

void
share_take_judged(
    struct facts *f, const struct record *decision, const struct id *file)
{
	take_judgements(f, decision);
	take_items(f, decision);
	take_people(f, decision, file);
}
