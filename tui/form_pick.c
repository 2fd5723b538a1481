/* form_pick.c - the lists from which the value of a field is chosen. */
#include "form_pick.h"

#include <string.h>

#include "lists.h"
#include "mem.h"

#define REFS_MAX 400 /* records offered for one field */

static void
pick_staff(struct app *a, const struct form_page *p, const struct form_slot *s,
    int tag)
{
	const struct person *people;
	const struct id *ids;
	size_t n = model_staff(app_model(a), &people, &ids);
	struct choice *choices = mem_zalloc(n + 1, sizeof *choices);
	struct w_choice_arg arg = { .title = s->f->label,
		.asks = s->f->help,
		.choices = choices,
		.now = record_text(p->rec, s->f->key),
		.may_none = true,
		.tag = tag };

	for (size_t i = 0; i < n; i++) {
		choices[i].code = ids[i].s;
		choices[i].label = people[i].name;
	}
	app_push(a, &w_choice, &arg);
	mem_free_wiped(choices, (n + 1) * sizeof *choices);
}

/* Of what stands beside it in the same record: people of that agency. */
static bool
parent_of_pick(
    const struct form_page *p, const struct kind *k, struct id *parent)
{
	return k && k->parent_key &&
	       kind_field(record_kind(p->rec), k->parent_key) &&
	       id_parse(parent, record_text(p->rec, k->parent_key));
}

static void
pick_ref(struct app *a, const struct form_page *p, const struct form_slot *s,
    const struct id *file, int tag)
{
	struct row *rows = mem_zalloc(REFS_MAX, sizeof *rows);
	struct choice *choices = mem_zalloc(REFS_MAX + 1, sizeof *choices);
	struct w_choice_arg arg = { .title = s->f->label,
		.asks = s->f->help,
		.choices = choices,
		.now = record_text(p->rec, s->f->key),
		.may_none = true,
		.tag = tag };
	const struct kind *k = kind_find(s->f->ref);
	struct id parent;
	size_t n = model_refs(app_model(a), s->f->ref, file,
	    parent_of_pick(p, k, &parent) ? &parent : NULL, rows, REFS_MAX);

	for (size_t i = 0; i < n; i++)
		choices[i] = (struct choice){ rows[i].id.s, rows[i].label };
	if (n == 0)
		app_say(a,
		    "There is none to choose from yet. Write it first: %s.",
		    k ? k->plural : s->f->label);
	else
		app_push(a, &w_choice, &arg);
	mem_free_wiped(choices, (REFS_MAX + 1) * sizeof *choices);
	mem_free_wiped(rows, REFS_MAX * sizeof *rows);
}

void
form_pick(
    struct app *a, const struct form_page *p, const struct id *file, int tag)
{
	const struct form_slot *s = form_page_at(p);
	struct w_choice_arg arg = { .title = s->f->label,
		.asks = s->f->help,
		.choices = field_choices(s->f),
		.now = record_text(p->rec, s->f->key),
		.set = s->f->type == FT_SET,
		.may_none = !(s->f->flags & FF_REQUIRED),
		.tag = tag };

	if (s->f->type == FT_REF && strcmp(s->f->ref, "staff") == 0)
		pick_staff(a, p, s, tag);
	else if (s->f->type == FT_REF)
		pick_ref(a, p, s, file, tag);
	else
		app_push(a, &w_choice, &arg);
}

void
form_pick_take(struct form_page *p, const struct w_choice_result *r)
{
	record_set(p->rec, form_page_at(p)->f->key, r->codes);
}
