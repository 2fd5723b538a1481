/* request_read.h - requests and incidents as this device knows them: how each stands,
 * by the records that are here (A1, A3, A4, C2). No look is left: a screen that
 * shows the text of one opens it (model_open). */
#ifndef HAVEN_REQUEST_READ_H
#define HAVEN_REQUEST_READ_H

#include "app.h"
#include "model.h"
#include "request.h"

/* One request with what lies beside it. Zeroes before request_read. */
struct request_read {
	struct row row;
	struct record *rec;
	struct request_beside *beside;
	struct row *rows; /* of what lies beside it */
	size_t count;
	struct request_stand stand;
	bool needs_view; /* C2 */
};
/* False: it is not on this device. Release with request_read_done either way. */
bool request_read(
    struct request_read *out, struct app *a, const struct id *request);
void request_read_done(struct request_read *r);

/* A line of the list. */
enum request_place { PLACE_WRONG, PLACE_OPEN, PLACE_CLOSED, PLACES };
struct request_line {
	struct id id, file;
	const struct kind *kind; /* kind_request, kind_wrong_send */
	enum request_place place;
	char due[WHEN_TEXT];
	char *left,
	    *right; /* "Mia Lark: all the information held", "due ..." */
};
struct request_lines {
	struct request_line *at;
	size_t count;
};
/* Of all files that are here (file NULL), or of one: what is open first, by its due
 * day. Release with request_lines_done. */
void request_lines_read(
    struct request_lines *out, struct app *a, const struct id *file);
void request_lines_done(struct request_lines *l);

/* What is asked about a record of this file, and how that stands: a line each. A
 * request that waits for its answer is on the page of what it is about (A3). */
void request_add_about(struct app *a, const struct id *file,
    const struct id *record, struct buf *out);

/* ---- the file, record by record ---- */

struct request_item {
	struct row row;
	struct record *decision; /* the newest, or NULL */
	enum item_state state;
};
struct request_items {
	struct request_item *at;
	size_t count, open; /* still to be decided */
};
/* Every record of the file that is here but requests and their steps. */
void request_items_read(struct request_items *out, struct app *a,
    const struct id *file, const struct id *request);
void request_items_done(struct request_items *l);

/* People who are named in a record: adults of its file, and who works here. Appends
 * "Anna Nowak (mother), Priya Shah (one of us)". */
void request_point_out(struct app *a, const struct id *file,
    const struct record *r, struct buf *out);

#endif
