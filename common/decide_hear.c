/* decide_hear.c - what each answer reaches, and what one person's come to. */
#include "decide_hear.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"

/* ---- kinds ---- */

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void
list_kinds(struct hearing *h)
{
	size_t n = 0;

	for (size_t i = 0; i < h->f->item_count; i++)
		h->kinds[i] = h->f->items[i].kind;
	qsort(h->kinds, h->f->item_count, sizeof(h->kinds[0]), by_text);
	for (size_t i = 0; i < h->f->item_count; i++)
		if (n == 0 || strcmp(h->kinds[n - 1], h->kinds[i]) != 0)
			h->kinds[n++] = h->kinds[i];
	h->kind_count = n;
}

static void
add_kind(const struct hearing *h, struct kinds *kinds, const char *kind)
{
	const char **found = bsearch(
	    &kind, h->kinds, h->kind_count, sizeof(h->kinds[0]), by_text);
	size_t i;

	if (found == NULL)
		return;
	i = (size_t)(found - (const char **)h->kinds);
	kinds->at[i / 64] |= UINT64_C(1) << i % 64;
}

bool
hear_kinds(const struct hearing *h, const char *about, struct kinds *kinds)
{
	bool is_any = false;

	memset(kinds, 0, sizeof(*kinds));
	for (size_t i = 0; i < h->f->item_count; i++) {
		const struct facts_item *item = &h->f->items[i];

		if (about != NULL && strcmp(item->about, about) != 0)
			continue;
		add_kind(h, kinds, item->kind);
		is_any = true;
	}
	return is_any;
}

bool
hear_is_first_about(const struct facts *f, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (strcmp(f->items[i].about, f->items[at].about) == 0)
			return false;
	return true;
}

bool
hear_holds(const struct heard *a, const struct kinds *kinds)
{
	for (size_t i = 0; i < KIND_WORDS && !a->every_item; i++)
		if ((kinds->at[i] & ~a->kinds.at[i]) != 0)
			return false;
	return true;
}

static bool
touches(const struct heard *a, const struct kinds *kinds)
{
	for (size_t i = 0; i < KIND_WORDS && !a->every_item; i++)
		if ((kinds->at[i] & a->kinds.at[i]) != 0)
			return true;
	return a->every_item;
}

/* ---- one answer ---- */

/* No agreement names anybody or anything by an empty text; a refusal that does is
 * taken at its word. */
static bool
names(const struct facts_names *list, const char *name, bool wide)
{
	if (*name == '\0' && !wide)
		return false;
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->at[i], name) == 0)
			return true;
	return false;
}

static bool
is_everything(const struct facts_names *list)
{
	return list->all || list->count == 0;
}

/* An empty list of a refusal is everything; of an agreement, nothing. */
static void
hear_one(
    const struct hearing *h, struct heard *out, const struct facts_answer *a)
{
	const struct facts *f = h->f;
	bool wide;

	*out = (struct heard){ .answer = a };
	out->from = *a->from != '\0' ? a->from : f->on;
	out->counts = strcmp(out->from, f->on) <= 0;
	out->is_agreement = a->answer == ANSWER_AGREED;
	out->is_refusal =
	    a->answer == ANSWER_REFUSED || a->answer == ANSWER_WITHDRAWN;
	wide = out->is_refusal;
	out->is_current = *a->until == '\0' || strcmp(a->until, f->on) >= 0;
	out->recipient = (wide && is_everything(&a->recipients)) ||
			 names(&a->recipients, f->recipient.id, wide);
	out->purpose = a->purposes.all ||
		       (wide && is_everything(&a->purposes)) ||
		       names(&a->purposes, f->purpose, wide);
	out->every_item = a->items.all || (wide && is_everything(&a->items));
	for (size_t i = 0; i < a->items.count; i++)
		if (wide || *a->items.at[i] != '\0')
			add_kind(h, &out->kinds, a->items.at[i]);
}

bool
hear_covers(const struct heard *a, const struct kinds *kinds)
{
	return a->is_agreement && a->counts && a->is_current && a->recipient &&
	       a->purpose && hear_holds(a, kinds);
}

bool
hear_refuses(const struct heard *a, const struct kinds *kinds)
{
	return a->is_refusal && a->counts && a->recipient && a->purpose &&
	       touches(a, kinds);
}

/* ---- one person ---- */

enum said
hear_said(
    const struct hearing *h, const struct speaker *s, const struct kinds *kinds)
{
	const char *refused = "", *agreed = "";

	for (size_t i = 0; s != NULL && i < s->count; i++) {
		const struct heard *a = &h->heard[s->first + i];

		if (hear_refuses(a, kinds) && strcmp(a->from, refused) > 0)
			refused = a->from;
		if (hear_covers(a, kinds) && strcmp(a->from, agreed) > 0)
			agreed = a->from;
	}
	/* The same day is not later. */
	if (*refused != '\0' && strcmp(agreed, refused) <= 0)
		return SAID_REFUSE;
	return *agreed != '\0' ? SAID_AGREE : SAID_OPEN;
}

const struct speaker *
hear_speaker(const struct hearing *h, const char *name)
{
	size_t low = 0, high = h->speaker_count;

	while (low < high) {
		size_t mid = (low + high) / 2;
		int order = strcmp(name, h->speakers[mid].name);

		if (order == 0)
			return &h->speakers[mid];
		if (order < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return NULL;
}

/* By person; one person's in the order of the facts. */
static int
by_person(const void *a, const void *b)
{
	const struct facts_answer *x = *(const struct facts_answer *const *)a;
	const struct facts_answer *y = *(const struct facts_answer *const *)b;
	int order = strcmp(x->person, y->person);

	return order != 0 ? order : (x > y) - (x < y);
}

static void
add_speaker(struct hearing *h, size_t at)
{
	const struct facts_answer *a = h->heard[at].answer;
	struct speaker *s = &h->speakers[h->speaker_count];

	if (h->speaker_count == 0 || strcmp(s[-1].name, a->person) != 0) {
		*s = (struct speaker){ .name = a->person, .first = at };
		s->is_cyp = a->role == ANSWER_ROLE_CYP;
		h->speaker_count++;
	} else {
		s--;
	}
	s->count++;
	if (a->responsibility && !s->is_cyp)
		s->has_responsibility = true;
}

void
hear(struct hearing *h, const struct facts *f)
{
	size_t n = f->answer_count;
	const struct facts_answer **order = mem_zalloc(n, sizeof(*order));

	*h = (struct hearing){ .f = f };
	h->heard = mem_zalloc(n, sizeof(*h->heard));
	h->speakers = mem_zalloc(n, sizeof(*h->speakers));
	list_kinds(h);
	for (size_t i = 0; i < n; i++)
		order[i] = &f->answers[i];
	qsort(order, n, sizeof(*order), by_person);
	for (size_t i = 0; i < n; i++) {
		hear_one(h, &h->heard[i], order[i]);
		add_speaker(h, i);
	}
	free(order);
}

void
hear_done(struct hearing *h)
{
	free(h->heard);
	free(h->speakers);
}

/* ---- age ---- */

static int
number(const char *s, int n)
{
	int value = 0;

	while (n-- > 0)
		value = value * 10 + (*s++ - '0');
	return value;
}

/* Month and day are compared as text: from 29 February on a birthday is on 1
 * March where there is no 29th (C1). */
int
hear_age(const char *born, const char *on)
{
	int years = number(on, 4) - number(born, 4);

	return strcmp(on + 4, born + 4) < 0 ? years - 1 : years;
}
