/* policies.h - who has confirmed what, and who was trained when, out of records of
 * the organisation (T1, T2). No look is written, since nobody reads a record of a
 * child by it. */
#ifndef HAVEN_POLICIES_H
#define HAVEN_POLICIES_H

#include "model.h"
#include "policy.h"

enum { TRAINING_COLUMNS = 4 }; /* the three for everybody, and all others */
#define POLICIES_COLUMNS (POLICY_COUNT + TRAINING_COLUMNS)
#define TRAINING_AHEAD_DAYS 30

enum policies_state {
	POLICIES_NONE, /* not published; not asked of them; no other training */
	POLICIES_YES,
	POLICIES_DUE, /* to confirm by a day; training due again by one soon */
	POLICIES_LATE,
	POLICIES_MISSING /* training that everybody needs, none on record */
};

/* One cell: a document or a training of one person. */
struct policies_cell {
	enum policies_state state;
	char on[WHEN_TEXT]; /* YES: confirmed or trained on; "" else */
	char by[WHEN_TEXT]; /* DUE, LATE: the last day; of training that is
			       due again some day: that day; or "" */
	struct id record;   /* the confirmation, or the training; or none */
};

struct policies_person {
	struct id id;
	char name[208], role_title[48];
	bool is_asked; /* not of an inspector */
	struct policies_cell cell[POLICIES_COLUMNS];
};

/* The newest version of a document that is here. */
struct policies_document {
	struct id id; /* none: it was never published */
	char version[48], approved[WHEN_TEXT];
	int64_t received_ms;
};

struct policies {
	struct policies_document document[POLICY_COUNT];
	struct policies_person *people; /* by name; who has left is not here */
	size_t count;
};

/* All of it, as this person may know it: their own row alone, or everybody's.
 * now_ms: the days count from then. Release with policies_done. */
void policies_read(struct policies *p, struct model *m, int64_t now_ms);
void policies_done(struct policies *p); /* wipes; fine on zeroes */

/* The row of a person, or NULL. */
const struct policies_person *policies_find(
    const struct policies *p, const struct id *staff);

/* "Safeguarding Policy", "Training: safeguarding"; for a narrow column "Safeguard.",
 * "T safeg." */
const char *policies_column(unsigned column);
const char *policies_short(unsigned column);
/* A cell in a word or two, at most 10 columns: "yes 3 Mar", "due", "late", "-". */
void policies_word(const struct policies_cell *c, struct buf *out);
/* The same in a sentence without a full stop: "confirmed on 3 March 2026". */
void policies_says(
    const struct policies_cell *c, unsigned column, struct buf *out);
/* All of it as a table (csv.h). */
void policies_csv(const struct policies *p, struct buf *out);

#endif
