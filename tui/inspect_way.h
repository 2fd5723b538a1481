/* inspect_way.h - how parents and carers are told of an inspection, or why not, and how
 * they get a copy of its report: one, or several at once (O2, O3). */
#ifndef HAVEN_INSPECT_WAY_H
#define HAVEN_INSPECT_WAY_H

#include "inspect_rows.h"

#define INSPECT_WAY_TAG 7301 /* of the choice that inspect_way_ask pushes */

/* Those whom what is written now is for: the form is of the first. */
struct inspect_way {
	struct inspect_person *people;
	size_t count;
	const struct kind *kind;
};

/* Ask how the marked (or the one at the row) are told; or go to the form of a copy. */
void inspect_way_ask(struct app *a, struct inspect_way *w,
    const struct inspect_rows *v, size_t row);
/* What was chosen ("contact", "exception"): the form opens. */
void inspect_way_take(struct app *a, struct inspect_way *w,
    const struct id *inspection, const char *code);
/* The form was saved as this record: the same is written for all the others, and
 * said. Marks are the caller's to take away. */
void inspect_way_saved(
    struct app *a, struct inspect_way *w, const struct id *record);
void inspect_way_done(struct inspect_way *w); /* forget them */

/* The letter that tells of an inspection: it names no child. The caller's: doc_free. */
struct doc *inspect_letter(
    const struct app *a, const struct record *inspection);

#endif
