/* inspect_rows.h - the people of an inspection as its page shows them: by state, each
 * with whether it is safe to contact them (O2, O3, S1). For scr_inspection.c. */
#ifndef HAVEN_INSPECT_ROWS_H
#define HAVEN_INSPECT_ROWS_H

#include "app.h"
#include "model_inspect.h"
#include "w_list.h"

struct inspect_shown {
	bool is_heading;
	int group;
	size_t at; /* into people */
};

/* app and inspection are set by the owner; zeroes before. */
struct inspect_rows {
	struct app *app;
	struct id inspection;
	bool by_copy; /* who has a copy of the report; else who was told */
	struct inspect_person *people; /* a copy of the model's */
	bool *marked;
	size_t count, more;
	int64_t as_of_ms;
	enum ask_state state;
	struct inspect_shown *row;
	size_t rows;
	/* What the office said of all of it; is_known false: nothing. */
	bool is_known;
	struct inspect_stand stand;
	bool may_add; /* a child to its list */
};

/* Read anew; marks stay on whom they are. */
void inspect_rows_load(struct inspect_rows *v);
void inspect_rows_done(struct inspect_rows *v);
/* The person of a row, as an index into people; SIZE_MAX: a heading, or none. */
size_t inspect_rows_at(const struct inspect_rows *v, size_t row);
size_t inspect_rows_marked(const struct inspect_rows *v); /* how many */
/* "Mia Bell, mother of Zoë Bell" Appends. */
void inspect_add_person(const struct inspect_person *p, struct buf *out);
/* More are on its list than this person is shown. */
bool inspect_rows_is_part(const struct inspect_rows *v);
/* How many of those who are shown are still to be told, or have no copy. Appends. */
void inspect_add_shown(const struct inspect_rows *v, struct buf *out);
/* For w_list_init, with a struct inspect_rows as arg. */
extern const struct w_list_rows inspect_rows;

#endif
