/* meeting_may.h - may we attend a meeting of several agencies (M1), what of it was
 * not talked over first (M2), and who of the family did not come (M3).
 *
 * Pure functions of the meeting's record and of the family as the file has it: no
 * clock, no store. Who must be asked is who must agree by row 10 of the decision to
 * share; here it is whether they know of the meeting and agree that we go. */
#ifndef HAVEN_MEETING_MAY_H
#define HAVEN_MEETING_MAY_H

#include "decide.h"
#include "id.h"
#include "kind.h"

#define MEETING_PEOPLE_MAX 200

/* One of the family, as the file has them. */
struct meeting_relative {
	struct id adult; /* their record; none: the child */
	bool responsibility;
};
/* The file. age: of the child, in full years on the day; -1: not known, which is
 * as under 12 is. The child need not be among at[]. */
struct meeting_family {
	const struct meeting_relative *at;
	size_t count;
	int age;
	enum competence competence;
};

enum meeting_said {
	MEETING_SAID_YES,   /* they know of it and agree */
	MEETING_CANNOT_ASK, /* passed over; the record says why */
	MEETING_NOT_ASKED,
	MEETING_NOT_TOLD, /* they agree, and nobody says that they know of it */
	MEETING_SAID_NO,
};
struct meeting_person {
	struct id adult; /* none: the child */
	enum meeting_said said;
	size_t item; /* of "family"; MEETING_NO_ITEM: they do not stand there */
};
#define MEETING_NO_ITEM SIZE_MAX

enum meeting_stand {
	MEETING_AGREED,  /* everybody who can be asked knows and agrees */
	MEETING_CONCERN, /* they do not, and a concern stands instead */
	MEETING_NOT_ALL, /* somebody has not agreed */
	MEETING_NOBODY,  /* nobody is left who could agree */
};
struct meeting_may {
	bool may; /* MEETING_AGREED or MEETING_CONCERN */
	enum meeting_stand stand;
	/* Whoever must be asked, then whoever else stands in the record. */
	struct meeting_person person[MEETING_PEOPLE_MAX];
	size_t people;
};

/* Must they be asked? The child from 12 on, or assessed competent before; every
 * adult with responsibility while the child is under 18 or of no known age. */
bool meeting_must_ask(
    const struct meeting_family *family, const struct meeting_relative *r);

/* May we attend (M1)? meeting is a record of kind meeting, complete or not. Whoever
 * stands in it is heard, whether they must be asked or not: so may is never true
 * where meeting_is_agreed (kinds.h) is false. More people than there is room for:
 * MEETING_NOT_ALL. */
void meeting_may(struct meeting_may *out, const struct record *meeting,
    const struct meeting_family *family);
/* How it stands in a few words: "agreed", "not everybody has agreed", "a concern
 * stands instead"; "not attended", once that is written down. */
const char *meeting_stand_words(
    const struct record *meeting, enum meeting_stand stand);

/* Was this item of "shared" talked over with somebody, on a day (M2)? */
bool meeting_is_discussed(const struct record *meeting, size_t item);

enum meeting_came {
	MEETING_CAME,
	MEETING_CAME_NOT,     /* with the reason */
	MEETING_CAME_NO_WHY,  /* they did not, and nobody wrote down why */
	MEETING_CAME_UNKNOWN, /* nobody wrote down whether they did */
};
/* Did they come (M3)? person: of meeting_may. */
enum meeting_came meeting_came(
    const struct record *meeting, const struct meeting_person *person);

#endif
