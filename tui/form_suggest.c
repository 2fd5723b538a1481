/* form_suggest.c - quick choices for a line: whom one tells in an emergency (S9, P2).
 * The police are always there; the rest are the directory's authorities. */
#include "form_suggest.h"

#include <stdio.h>
#include <string.h>

#include "directory.h"
#include "w_choice.h"

#define WORDS_MAX 40
#define WORDS_COLS 200

struct words {
	char code[8], text[WORDS_COLS];
};

struct offer {
	struct words at[WORDS_MAX];
	size_t count;
};

static void
add(struct offer *o, const char *name, const char *telephone)
{
	struct words *w;

	if (o->count == WORDS_MAX)
		return;
	w = &o->at[o->count];
	snprintf(w->code, sizeof w->code, "%zu", o->count);
	snprintf(w->text, sizeof w->text, "%.120s%s%.60s", name,
	    *telephone ? ", " : "", telephone);
	o->count++;
}

/* Those that need no agreement where a child must be protected (P2). */
static void
add_authorities(struct app *a, struct offer *o)
{
	struct directory d = { 0 };

	add(o, "Police, 999", "");
	directory_read(&d, app_model(a), app_now(a));
	for (size_t i = 0; i < d.agencies.count; i++) {
		const struct directory_entry *e = &d.agencies.at[i];

		if (e->is_authority && !e->is_gone)
			add(o, e->name, e->telephone);
	}
	/* Without a directory too, or too long without the office. */
	if (o->count == 1)
		add(o, "Children's social care", "");
	directory_done(&d);
}

static const struct {
	const char *kind, *key;
	void (*fill)(struct app *, struct offer *);
} offers[] = {
	{ "emergency", "authority", add_authorities },
};
#define OFFERS (sizeof offers / sizeof offers[0])

static size_t
offer_of(const struct kind *k, const struct field *f)
{
	size_t i = 0;

	while (i < OFFERS && (strcmp(offers[i].kind, k->name) != 0 ||
				 strcmp(offers[i].key, f->key) != 0))
		i++;
	return i;
}

bool
form_suggests(const struct kind *k, const struct field *f)
{
	return offer_of(k, f) < OFFERS;
}

void
form_suggest(struct app *a, const struct form *f)
{
	const struct form_slot *s = form_page_at(&f->page);
	struct choice choices[WORDS_MAX + 1] = { { 0 } };
	struct w_choice_arg arg = { .title = s->f->label,
		.asks = s->f->help,
		.choices = choices,
		.now = "",
		.tag = FORM_TAG_SUGGEST };
	struct offer o = { .count = 0 };

	offers[offer_of(f->kind, s->f)].fill(a, &o);
	for (size_t i = 0; i < o.count; i++)
		choices[i] = (struct choice){ o.at[i].code, o.at[i].text };
	app_push(a, &w_choice, &arg);
}

void
form_suggested(struct app *a, struct form *f, const char *code)
{
	const struct form_slot *s = form_page_at(&f->page);
	struct offer o = { .count = 0 };

	offers[offer_of(f->kind, s->f)].fill(a, &o);
	for (size_t i = 0; i < o.count; i++) {
		if (strcmp(o.at[i].code, code) == 0)
			record_set(f->page.rec, s->f->key, o.at[i].text);
	}
	form_page_refresh(&f->page);
}
