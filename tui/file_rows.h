/* file_rows.h - the records of a file as its list shows them: in sections, each in
 * its order, with what must be seen beside a record. */
#ifndef HAVEN_FILE_ROWS_H
#define HAVEN_FILE_ROWS_H

#include "standing.h"
#include "w_list.h"

#define FILE_ROWS_MAX 2000

struct file_row {
	bool is_heading;
	size_t section;
	struct id id;
	char at[WHEN_TEXT]; /* its place in time */
	bool is_answered;   /* what it asks for was done */
	bool is_over;       /* an assignment, until a day that is past */
	const char *stands; /* a meeting: in words; else NULL */
	struct id agency;   /* that asks for it */
};

/* app and file are set by the owner. */
struct file_rows {
	struct app *app;
	struct id file;
	struct standing standing;
	struct file_row row[FILE_ROWS_MAX];
	size_t count;
};

/* Read all of it anew. */
void file_rows_load(struct file_rows *v);
/* For w_list_init, with a struct file_rows as arg. */
extern const struct w_list_rows file_rows;

#endif
