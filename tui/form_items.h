/* form_items.h - the items of a list in a record that is being written: one is open
 * at a time, an empty one goes when it is left, and the last that was taken out can
 * be had back. */
#ifndef HAVEN_FORM_ITEMS_H
#define HAVEN_FORM_ITEMS_H

#include "app.h"
#include "form_page.h"

/* Lies in a screen's state; zeroes: none is open. */
struct form_items {
	bool is_open;
	const struct field *list; /* while is_open */
	size_t item;
	struct record *removed; /* the last one taken out; NULL: none */
	const struct field *removed_from;
	size_t removed_at;
};

/* Open the marked item of the list in a slot, or a new one. False: the list is full,
 * which was said. */
bool form_items_open(struct form_items *it, struct app *a, struct record *root,
    const struct form_slot *s, bool add);
/* The page of the open item. */
void form_items_page(
    const struct form_items *it, struct record *root, struct form_page *p);
/* Close it; returns which item is marked then. */
size_t form_items_leave(struct form_items *it, struct record *root);
/* Take the marked item out of the list of a slot; Ctrl-Z brings it back. */
void form_items_remove(struct form_items *it, struct app *a,
    struct record *root, struct form_slot *s);
/* False: there is nothing to bring back, which was said. */
bool form_items_bring_back(struct form_items *it, struct app *a,
    struct record *root, struct form_slot *s);
void form_items_done(struct form_items *it); /* wipes */

#endif
