/* check_page.c - one question of the guided check: what is asked, why, and the widget
 * that its answer needs. */
#include <stdio.h>
#include <string.h>

#include "check_in.h"
#include "form_pick.h"

/* ---- opening ---- */

static enum check_page_type
type_of(const struct check *c)
{
	const struct field *f = check_page_field(c);

	if (check_is_pick(c->page.at.step))
		return CHECK_PAGE_PICK;
	if (share_question(c->page.at.step)->keys[1])
		return CHECK_PAGE_FORM;
	if (c->page.at.step == SHARE_HAPPENED)
		return *record_text(c->root, "happened") ? CHECK_PAGE_FORM
							 : CHECK_PAGE_CHOICE;
	return f->type == FT_YESNO || f->type == FT_CHOICE ? CHECK_PAGE_CHOICE
							   : CHECK_PAGE_FORM;
}

static void
form_open(struct check *c)
{
	const struct share_question *q = share_question(c->page.at.step);
	char prefix[ERR_FIELD_MAX] = "";

	if (q->is_of_person)
		snprintf(
		    prefix, sizeof prefix, "people.%zu.", c->page.at.person);
	if (c->page.items.is_open)
		form_items_page(&c->page.items, c->root, &c->page.form);
	else
		form_page_init_keys(&c->page.form,
		    share_answer_in(c->root, c->page.at), q->keys, SHARE_KEYS,
		    prefix);
}

static void
widgets_close(struct check *c)
{
	w_list_done(&c->page.list);
	w_line_done(&c->page.line);
	form_page_done(&c->page.form);
}

static void
widgets_open(struct check *c)
{
	c->page.has_moved = false;
	switch (c->page.type) {
	case CHECK_PAGE_CHOICE: check_choice_open(c); return;
	case CHECK_PAGE_PICK: check_pick_open(c); return;
	case CHECK_PAGE_FORM: form_open(c); return;
	}
}

/* The first row of an empty list is there to be filled in. */
static void
begin_list(struct check *c)
{
	const struct form_slot *s = form_page_at(&c->page.form);

	if (c->page.at.step != SHARE_ITEMS ||
	    record_count(c->root, "items") > 0)
		return;
	if (!form_items_open(&c->page.items, c->app, c->root, s, true))
		return;
	form_page_done(&c->page.form);
	form_open(c);
}

void
check_page_open(struct check *c, struct share_at at)
{
	check_page_close(c);
	c->page.is_open = true;
	c->page.at = at;
	c->page.type = type_of(c);
	widgets_open(c);
	if (c->page.type == CHECK_PAGE_FORM)
		begin_list(c);
}

static void
item_open(struct check *c, bool add)
{
	if (!form_items_open(&c->page.items, c->app, c->root,
		form_page_at(&c->page.form), add))
		return;
	form_page_done(&c->page.form);
	form_open(c);
}

void
check_page_open_item(struct check *c, size_t item)
{
	struct form_slot *s;

	if (c->page.type != CHECK_PAGE_FORM || c->page.items.is_open)
		return;
	s = &c->page.form.slot[c->page.form.focus];
	if (s->f->type != FT_LIST || item >= record_count(c->root, s->f->key))
		return;
	s->mark = item;
	item_open(c, false);
}

static void
item_leave(struct check *c)
{
	const struct field *list = c->page.items.list;
	size_t mark = form_items_leave(&c->page.items, c->root);

	form_page_done(&c->page.form);
	form_open(c);
	form_page_focus(&c->page.form, list->key);
	c->page.form.slot[c->page.form.focus].mark = mark;
	check_look(c);
}

void
check_page_close(struct check *c)
{
	if (!c->page.is_open)
		return;
	if (c->page.items.is_open)
		item_leave(c);
	widgets_close(c);
	form_items_done(&c->page.items);
	c->page.is_open = false;
}

/* ---- keys ---- */

static enum handled
form_event(struct check *c, enum page_event ev)
{
	struct form_slot *s = &c->page.form.slot[c->page.form.focus];

	switch (ev) {
	case PAGE_NOT_MINE: return NOT_MINE;
	case PAGE_HANDLED: return HANDLED;
	case PAGE_CHANGED: check_typed(c); return HANDLED;
	case PAGE_PICK:
		form_pick(c->app, &c->page.form, &c->file, CHECK_TAG_PICK);
		return HANDLED;
	case PAGE_ITEM_OPEN: item_open(c, false); return HANDLED;
	case PAGE_ITEM_ADD: item_open(c, true); return HANDLED;
	case PAGE_ITEM_REMOVE:
		form_items_remove(&c->page.items, c->app, c->root, s);
		check_typed(c);
		return HANDLED;
	case PAGE_ITEM_BACK:
		if (form_items_bring_back(&c->page.items, c->app, c->root, s))
			check_typed(c);
		return HANDLED;
	case PAGE_PAST_TOP: return HANDLED;
	case PAGE_PAST_END:
		if (c->page.items.is_open)
			item_leave(c);
		else
			check_next(c);
		return HANDLED;
	}
	return NOT_MINE;
}

/* Enter at the end of a line goes on, too: there is no other field. */
static bool
goes_on(const struct check *c, const struct key *k)
{
	const struct form_slot *s = form_page_at(&c->page.form);
	bool is_last = c->page.form.focus + 1 == c->page.form.count;

	return k->action == ACT_OPEN && !c->page.items.is_open && is_last &&
	       (s->f->type == FT_LINE || s->f->type == FT_DATE ||
		   s->f->type == FT_TIME);
}

static enum handled
form_key(struct check *c, const struct key *k)
{
	if (c->page.items.is_open &&
	    (k->action == ACT_SEND || k->action == ACT_BACK)) {
		item_leave(c);
		return HANDLED;
	}
	if (k->action == ACT_SEND || goes_on(c, k)) {
		check_next(c);
		return HANDLED;
	}
	if (k->action == ACT_BACK)
		return NOT_MINE;
	return form_event(c, form_page_key(&c->page.form, c->app, k));
}

enum handled
check_page_key(struct check *c, const struct key *k)
{
	switch (c->page.type) {
	case CHECK_PAGE_CHOICE: return check_choice_key(c, k);
	case CHECK_PAGE_PICK: return check_pick_key(c, k);
	case CHECK_PAGE_FORM: return form_key(c, k);
	}
	return NOT_MINE;
}

void
check_page_picked(struct check *c, const void *data)
{
	if (c->page.type != CHECK_PAGE_FORM)
		return;
	form_pick_take(&c->page.form, data);
	check_typed(c);
}

size_t
check_page_place(const struct check *c, char place[ERR_FIELD_MAX])
{
	const struct share_question *q = share_question(c->page.at.step);

	if (c->page.type == CHECK_PAGE_FORM)
		return form_page_place(&c->page.form, place);
	if (q->is_of_person)
		snprintf(place, ERR_FIELD_MAX, "people.%zu.%s",
		    c->page.at.person, q->keys[0]);
	else
		snprintf(place, ERR_FIELD_MAX, "%s", q->keys[0]);
	return 0;
}
