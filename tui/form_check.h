/* form_check.h - the last page of a form, "Check your answers": problems first,
 * then words to look at again (R3), then every answer; each line jumps to its
 * field. */
#ifndef HAVEN_FORM_CHECK_H
#define HAVEN_FORM_CHECK_H

#include "kind.h"
#include "model.h"
#include "w_list.h"

struct check_row {
	char path[ERR_FIELD_MAX]; /* "" for a heading */
	bool is_heading, is_problem;
	char *text;
};

struct form_check {
	struct w_list list;
	struct check_row *rows;
	size_t count;
	int cols;
};

/* problems may be NULL. cols: of the rows; answers are broken to fit, so that
 * all of them can be read. */
void form_check_init(struct form_check *c, const struct record *rec,
    const struct problems *problems, struct model *m, int cols);
void form_check_done(struct form_check *c); /* fine on zeroes */
/* Path of the marked row, "" if it leads nowhere. */
const char *form_check_path(const struct form_check *c);

#endif
