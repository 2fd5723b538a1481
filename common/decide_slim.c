/* decide_slim.c - the answers that bear on a decision, out of all that are on file.
 *
 * What a person's answers come to is asked in few ways (decide_answer.c): the
 * latest refusal that applies, the latest and the earliest agreement that covers,
 * what any of the agreements satisfies, and the latest answer of all. One answer
 * that gives each of these is enough, for the kinds at hand of each subject. The
 * rest is as if it had been replaced. */
#include "decide_in.h"

#include <stdlib.h>
#include <string.h>

#include "decide_hear.h"
#include "mem.h"

struct slim {
	struct facts *f;
	struct hearing h;
	bool *keep; /* one for each of h.heard */
};

/* ---- which answers stay ---- */

/* What an agreement satisfies of what an open subject may lack, as bits. */
static unsigned
satisfies(const struct heard *a, const struct kinds *kinds)
{
	if (!a->is_agreement || !a->counts)
		return 0;
	return 1u | (a->is_current ? 2u : 0) | (a->recipient ? 4u : 0) |
	       (hear_holds(a, kinds) ? 8u : 0) | (a->purpose ? 16u : 0);
}

/* Whichever of two is later, or earlier. Of one day the last of the list is the
 * latest, and the earliest too: one answer, if it can be. */
static void
choose(const struct heard **best, const struct heard *a, bool is_later)
{
	int order = *best == NULL ? 0 : strcmp(a->from, (*best)->from);

	if (*best == NULL || (is_later ? order >= 0 : order <= 0))
		*best = a;
}

static void
keep(struct slim *m, const struct heard *a)
{
	if (a != NULL)
		m->keep[a - m->h.heard] = true;
}

/* For these kinds. */
static void
keep_for_kinds(
    struct slim *m, const struct speaker *s, const struct kinds *kinds)
{
	const struct heard *refused = NULL, *agreed = NULL, *first = NULL;
	unsigned has = 0;

	for (size_t i = 0; i < s->count; i++) {
		const struct heard *a = &m->h.heard[s->first + i];

		if (hear_refuses(a, kinds))
			choose(&refused, a, true);
		if (!hear_covers(a, kinds))
			continue;
		choose(&agreed, a, true);
		choose(&first, a, false);
	}
	keep(m, refused);
	keep(m, agreed);
	keep(m, first);
	/* From the last one on: what somebody said last is nearest. */
	if (agreed != NULL)
		return; /* it satisfies all */
	for (size_t i = s->count; i-- > 0;) {
		const struct heard *a = &m->h.heard[s->first + i];
		unsigned more = satisfies(a, kinds) & ~has;

		if (more != 0)
			keep(m, a);
		has |= more;
	}
}

/* Whatever is asked about: that there is an answer of theirs, which is the latest
 * (of one day the last), and that they have responsibility. */
static void
keep_for_person(struct slim *m, const struct speaker *s)
{
	const struct heard *all = &m->h.heard[s->first], *latest = NULL;
	bool is_any = false, has_responsibility = s->is_cyp;

	for (size_t i = 0; i < s->count; i++)
		if (all[i].counts &&
		    (latest == NULL || strcmp(all[i].from, latest->from) >= 0))
			latest = &all[i];
	keep(m, latest);
	for (size_t i = 0; i < s->count; i++) {
		bool is_kept = m->keep[s->first + i];

		is_any |= is_kept;
		has_responsibility |= is_kept && all[i].answer->responsibility;
	}
	if (!is_any)
		keep(m, all);
	for (size_t i = 0; i < s->count && !has_responsibility; i++) {
		if (!all[i].answer->responsibility)
			continue;
		keep(m, &all[i]);
		has_responsibility = true;
	}
}

/* Row 6: one answer that ends before it begins is enough; the first of the list. */
static void
keep_contradiction(struct slim *m)
{
	const struct heard *first = NULL;

	for (size_t i = 0; i < m->f->answer_count; i++) {
		const struct heard *a = &m->h.heard[i];

		if (*a->answer->until != '\0' &&
		    strcmp(a->answer->until, a->from) < 0 &&
		    (first == NULL || a->answer < first->answer))
			first = a;
	}
	keep(m, first);
}

static void
keep_for_all(struct slim *m, const struct kinds *kinds)
{
	for (size_t i = 0; i < m->h.speaker_count; i++)
		keep_for_kinds(m, &m->h.speakers[i], kinds);
}

static void
keep_all(struct slim *m)
{
	struct kinds all, one;

	/* A meeting asks for all kinds together (M1); without any item this
	 * is what is asked of the CYP, too. */
	hear_kinds(&m->h, NULL, &all);
	keep_for_all(m, &all);
	for (size_t i = 0; i < m->f->item_count; i++) {
		if (!hear_is_first_about(m->f, i))
			continue;
		hear_kinds(&m->h, m->f->items[i].about, &one);
		if (memcmp(&one, &all, sizeof(one)) != 0)
			keep_for_all(m, &one);
	}
	keep_contradiction(m);
	for (size_t i = 0; i < m->h.speaker_count; i++)
		keep_for_person(m, &m->h.speakers[i]);
}

/* ---- and what of them ---- */

/* The recipient, if the answer reaches them by name; else whoever is first. */
static void
slim_recipients(struct facts_answer *a, bool has_named, const char *recipient)
{
	struct facts_names *names = &a->recipients;
	size_t stays = 0;

	while (has_named && stays < names->count &&
	       strcmp(names->at[stays], recipient) != 0)
		stays++;
	for (size_t i = 0; i < names->count; i++)
		if (i != stays)
			mem_free_text(names->at[i]);
	if (names->count > 0) {
		names->at[0] = names->at[stays];
		names->count = 1;
	}
}

/* The answers that stay move together, in their order. */
static void
take_out(struct slim *m)
{
	struct facts *f = m->f;
	bool *stays = mem_zalloc(f->answer_count + 1, sizeof(*stays));
	size_t n = f->answer_count, kept = 0;

	for (size_t i = 0; i < n; i++) {
		const struct heard *a = &m->h.heard[i];
		size_t at = (size_t)(a->answer - f->answers);

		stays[at] = m->keep[i];
		if (m->keep[i])
			slim_recipients(
			    &f->answers[at], a->recipient, f->recipient.id);
	}
	hear_done(&m->h);
	for (size_t i = 0; i < n; i++) {
		struct facts_answer moved = f->answers[i];

		if (!stays[i])
			continue;
		f->answers[i] = f->answers[kept];
		f->answers[kept++] = moved;
	}
	facts_cut(f, facts_member(&facts_shape, "answers"), kept);
	free(stays);
}

void
facts_slim(struct facts *f)
{
	struct slim m = { .f = f };

	hear(&m.h, f);
	m.keep = mem_zalloc(f->answer_count + 1, sizeof(*m.keep));
	keep_all(&m);
	take_out(&m);
	free(m.keep);
}

void
facts_forget_answers(struct facts *f)
{
	facts_cut(f, facts_member(&facts_shape, "answers"), 0);
}
