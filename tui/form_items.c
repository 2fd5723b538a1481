/* form_items.c - items of lists: opening, leaving, taking out and bringing back. */
#include "form_items.h"

#include <stdio.h>
#include <string.h>

bool
form_items_open(struct form_items *it, struct app *a, struct record *root,
    const struct form_slot *s, bool add)
{
	size_t mark = s->mark;

	if (add) {
		if (!record_add(root, s->f->key)) {
			app_say(a, "This list is full.");
			return false;
		}
		mark = record_count(root, s->f->key) - 1;
	}
	it->is_open = true;
	it->list = s->f;
	it->item = mark;
	return true;
}

void
form_items_page(
    const struct form_items *it, struct record *root, struct form_page *p)
{
	char prefix[ERR_FIELD_MAX];

	snprintf(prefix, sizeof prefix, "%s.%zu.", it->list->key, it->item);
	form_page_init(p, record_item(root, it->list->key, it->item),
	    FORM_ALL_SECTIONS, prefix);
}

size_t
form_items_leave(struct form_items *it, struct record *root)
{
	size_t mark = it->item;

	if (record_is_empty(record_item(root, it->list->key, it->item))) {
		record_remove(root, it->list->key, it->item);
		mark = mark ? mark - 1 : 0;
	}
	it->is_open = false;
	return mark;
}

/* Ctrl-Z brings the last one back: a slip of one key loses nothing. */
void
form_items_remove(struct form_items *it, struct app *a, struct record *root,
    struct form_slot *s)
{
	record_free(it->removed);
	it->removed = record_copy(record_item(root, s->f->key, s->mark));
	it->removed_from = s->f;
	it->removed_at = s->mark;
	record_remove(root, s->f->key, s->mark);
	if (s->mark)
		s->mark--;
	app_say(a, "Taken out of the list. Ctrl-Z brings it back.");
}

static void
fields_copy(struct record *to, const struct record *from)
{
	const struct kind *k = record_kind(from);

	for (size_t i = 0; i < k->field_count; i++)
		if (k->fields[i].type != FT_LIST)
			record_set(to, k->fields[i].key,
			    record_text(from, k->fields[i].key));
}

bool
form_items_bring_back(struct form_items *it, struct app *a, struct record *root,
    struct form_slot *s)
{
	const char *key = s->f->key;
	struct record *item;

	if (!it->removed || it->removed_from != s->f) {
		app_say(a, "There is nothing to undo here.");
		return false;
	}
	item = record_add(root, key);
	if (!item) {
		app_say(a, "This list is full.");
		return false;
	}
	fields_copy(item, it->removed);
	record_move(root, key, record_count(root, key) - 1, it->removed_at);
	s->mark = it->removed_at;
	record_free(it->removed);
	it->removed = NULL;
	app_say(a, "It is back in the list.");
	return true;
}

void
form_items_done(struct form_items *it)
{
	record_free(it->removed);
	memset(it, 0, sizeof *it);
}
