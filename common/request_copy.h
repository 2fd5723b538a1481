/* request_copy.h - the copy of a file as a document: what goes of each record, with
 * nothing in it of what does not (A1), and who has seen and received the information
 * (A2).
 *
 * A pure function of what it is given: made again of the same, it is the same to the
 * byte. What does not go is not handed to the document in any form; its length, its
 * place in a list and, where that may not be told, that it was there are gone
 * as well. Hidden addresses stay hidden (S1). */
#ifndef HAVEN_REQUEST_COPY_H
#define HAVEN_REQUEST_COPY_H

#include <stdbool.h>
#include <stddef.h>

#include "doc.h"
#include "request.h"

struct copy_record {
	const struct record *rec; /* the version that was decided about */
	const struct record *decision;
	enum item_state state;
	const char *when; /* "Fri 3 April 2026": when it was written */
	const char *by;   /* the name of who wrote it */
	bool hides;       /* its newest version hides an address (S1) */
	bool is_earlier;  /* as it stood before it was changed */
};

struct copy_head {
	const char *child;    /* whose information it is */
	const char *office;   /* "The charity" */
	const char *asked;    /* in words: "All the information ..." */
	const char *received; /* "Fri 3 April 2026" */
	const char *complain; /* how to complain; "" */
};

/* Who has looked, as one line each: "Ann Worker, support worker: 3 times, first ...". */
struct copy_seen {
	const char *who, *what;
};

struct copy {
	const struct copy_head *head;
	const struct copy_record *records;
	size_t record_count;
	const struct copy_seen *seen; /* who has looked */
	size_t seen_count;
	const struct copy_seen *had; /* with whom it was shared: whom, what */
	size_t had_count;
};
struct copy_counts {
	size_t whole, cut, kept;
};
/* Only ITEM_RELEASED and ITEM_CUT go; whatever is not decided does not. name as in
 * record_show; it must not name what does not go. counts may be NULL. The document
 * is the caller's; not doc_ok: it is too long. */
struct doc *copy_make(const struct copy *c, record_name_of *name, void *arg,
    struct copy_counts *counts);

/* Does a passage of the decision lie in the value at this path? */
bool copy_cuts(const struct record *decision, const char *path);

#endif
