/* form_page.h - one page of a form: the fields of one section, or of one item
 * of a list, each with the widget of its type (screens.md, Forms).
 *
 * A page edits a record in place: what is typed is in the record after every
 * key, dates as they are read then, everything else as typed. It is rebuilt when
 * the section or the item changes. */
#ifndef HAVEN_FORM_PAGE_H
#define HAVEN_FORM_PAGE_H

#include "app.h"
#include "kind.h"
#include "model.h"
#include "w_area.h"
#include "w_line.h"

#define FORM_ALL_SECTIONS (~0u)

struct form_slot {
	const struct field *f;
	struct w_line line; /* FT_LINE, dates, numbers */
	struct w_area area; /* FT_TEXT */
	size_t mark;        /* FT_LIST: the marked item */
};

struct form_page {
	struct record *rec;         /* of the form */
	char prefix[ERR_FIELD_MAX]; /* of problem paths: "" or "actions.0." */
	struct form_slot *slot;
	size_t count, focus;
	size_t slots; /* there is room for */
	/* All of it in view: no blank rows, the label of a line before it, and
	 * the boxes as high as there is room (KF_ONE_SCREEN). */
	bool is_tight;
};

/* What a key on a page asks of the form. */
enum page_event {
	PAGE_NOT_MINE,
	PAGE_HANDLED,
	PAGE_CHANGED,   /* a value changed */
	PAGE_PICK,      /* choose for the focused field (choice, set, ref) */
	PAGE_ITEM_OPEN, /* the marked item of the focused list */
	PAGE_ITEM_ADD,
	PAGE_ITEM_REMOVE,
	PAGE_ITEM_BACK, /* undo on a list: the item taken out last */
	PAGE_PAST_TOP,  /* Shift-Tab on the first field */
	PAGE_PAST_END,  /* Tab on the last */
};

/* Fields of rec's kind in section (FORM_ALL_SECTIONS: all), hidden ones left
 * out. prefix stands before problem paths. */
void form_page_init(struct form_page *p, struct record *rec, unsigned section,
    const char *prefix);
/* These fields alone, in this order; keys ends with NULL or after count. */
void form_page_init_keys(struct form_page *p, struct record *rec,
    const char *const *keys, size_t count, const char *prefix);
void form_page_done(struct form_page *p); /* wipes */
/* Put the record's values into the widgets again (after a pick). */
void form_page_refresh(struct form_page *p);

enum page_event form_page_key(
    struct form_page *p, struct app *a, const struct key *k);

/* Focus the field of a problem path; false if it is not on this page. */
bool form_page_focus(struct form_page *p, const char *path);
const struct form_slot *form_page_at(const struct form_page *p);

/* The path of the focused field, and bytes before the cursor in its text; "" and
 * 0 on a page without fields. */
size_t form_page_place(const struct form_page *p, char path[ERR_FIELD_MAX]);
void form_page_set_cursor(struct form_page *p, size_t at);
/* Focus the first field that is empty: what was filled in already is not where
 * a person begins to write. */
void form_page_begin(struct form_page *p);

/* problems may be NULL. */
void form_page_draw(const struct form_page *p, const struct problems *problems,
    struct model *m, struct canvas *cv, int row, int col, int rows, int cols);

/* The problem of a field, or NULL. */
const struct problem *form_problem_of(
    const struct problems *problems, const char *prefix, const char *key);

/* One line that names an item of a list: its label value, else its place. */
void form_item_label(
    const struct record *item, struct model *m, struct buf *out);

#endif
