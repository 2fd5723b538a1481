/* standing.h - how a file stands with the family, as its header and its lists say
 * it: whether the induction is complete, who has not answered yet, which answers
 * count for nothing and why, whose address is hidden, who may be contacted (I2,
 * I4, S1, C1).
 *
 * Worked out of the records that are here, without opening one. */
#ifndef HAVEN_STANDING_H
#define HAVEN_STANDING_H

#include "decide.h"
#include "model.h"

struct standing_person {
	struct id id; /* the adult's record; the file itself for the child */
	char name[208];
	char relation[40]; /* "Mother"; "" for the child */
	bool is_cyp, responsibility;
	bool is_hidden;    /* address and telephone stay hidden */
	char contact[16];  /* code of the adult's "contact", or "" */
	bool has_answered; /* whatever they said */
};
struct standing_answer {
	struct id record;
	size_t person;    /* index, or STANDING_NOBODY: not on this file */
	const char *weak; /* why it counts for nothing; NULL: it counts */
};
#define STANDING_NOBODY SIZE_MAX

/* Zeroes before standing_read. Wiped by standing_done. */
struct standing {
	bool is_known;      /* the file is on this device */
	bool has_induction; /* there is one, complete or not */
	bool is_induced;    /* I1 with I2, or I3 (I4) */
	struct id induction;
	char born[16];
	int age; /* in full years today; -1: not known */
	enum competence competence;
	/* The child first, then the adults. */
	struct standing_person *person;
	size_t people, people_cap;
	struct standing_answer *answer;
	size_t answers, answers_cap;
};

void standing_read(
    struct standing *s, struct model *m, const struct id *file, int64_t now_ms);
void standing_done(struct standing *s);

/* NULL: not one of this file. */
const struct standing_person *standing_person_of(
    const struct standing *s, const struct id *adult);
const struct standing_answer *standing_answer_of(
    const struct standing *s, const struct id *agreement);
/* Should be asked for their agreement and has given no answer of any sort: adults
 * with responsibility while the child is under 18 or of no known age, the child
 * from 12 on. */
bool standing_is_owed(
    const struct standing *s, const struct standing_person *p);
/* "do not contact", "contact only as written", "hidden address", both in short, or
 * nothing (S1). Appends. */
void standing_add_marks(const struct standing_person *p, struct buf *out);

#endif
