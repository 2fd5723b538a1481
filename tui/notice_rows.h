/* notice_rows.h - the rows of the queue "Notify referrers": which are shown, in which
 * order, in which words (F1, F2). For scr_notices.c and what shows one of them. */
#ifndef HAVEN_NOTICE_ROWS_H
#define HAVEN_NOTICE_ROWS_H

#include "directory.h"
#include "model_notice.h"
#include "w_list.h"

/* What is shown. */
enum notice_shown { SHOWN_TO_DO, SHOWN_ALL, SHOWN_OVER, NOTICE_SHOWNS };
/* "What is to be done" */
const char *notice_shown_words(enum notice_shown shown);

struct notice_shown_row {
	bool is_heading;
	enum notice_state state;
	size_t at; /* into model_notices */
};

/* app is set by the owner; zeroes before. */
struct notice_rows {
	struct app *app;
	enum notice_shown shown;
	struct id agency; /* of this referrer alone; none: of all */
	struct directory directory;
	struct notice_shown_row *row;
	size_t count, cap;
	/* The filter, folded; and the text of each notice, folded when a filter is
	 * first asked for, so that a key costs a look through them alone. */
	char words[W_LIST_FIND * 4];
	char **folded;
	size_t folded_count;
	struct id *marked;
	size_t marked_count, marked_cap;
};

/* Read anew. directory: the names of agencies and people too. */
void notice_rows_load(struct notice_rows *v, bool directory);
void notice_rows_done(struct notice_rows *v);
/* The notice of a row; NULL: a heading, or there is none. */
const struct notice_row *notice_rows_at(const struct notice_rows *v, size_t i);
bool notice_rows_is_marked(const struct notice_rows *v, const struct id *id);
/* Mark it, or not any more. */
void notice_rows_mark(struct notice_rows *v, const struct id *id);
/* "Support has begun", "Support has ended, put right" */
void notice_add_what(const struct notice_row *n, struct buf *out);
/* "due in 3 days", "overdue for 2 days", "sent ..." Appends. */
void notice_add_when(
    struct app *a, const struct notice_row *n, struct buf *out);
/* For w_list_init, with a struct notice_rows as arg. */
extern const struct w_list_rows notice_rows;

#endif
