/* inspection.h - how an inspection stands: which files it is about, who of the
 * families is to be told, who is missing, and is access open (O1, O2, O3).
 *
 * Pure functions over records: the office asks them when something is saved, the
 * tests without an office. Days are stored text of when.h; only their first ten
 * characters are compared. No strings are owned: they point into what came in. */
#ifndef HAVEN_INSPECTION_H
#define HAVEN_INSPECTION_H

#include "kind.h"

/* ---- scope (O1) ---- */

/* Something that stands on a file. */
struct inspection_beside {
	const char *id;
	const struct record *body;
};
/* A file, with its episodes of support and the changes in them; whatever else lies
 * beside is passed over. */
struct inspection_file {
	const char *id;
	const struct inspection_beside *beside;
	size_t count;
};
/* Is the inspection about this file? By a list: if it stands there. Else by an
 * episode that has begun and overlaps the period of the records; by service, one of
 * that nature alone, or one that came to be of it by the end of the period. */
bool inspection_covers(
    const struct record *inspection, const struct inspection_file *file);

/* Does it show a record of this text, by its own day; where it has none, by the day on
 * which it was written? What the child is and who the adults are is shown whatever
 * day it is of; an episode, if it overlaps the period. That the kind is shown at all
 * is rights_inspects. */
bool inspection_shows(const char *period_from, const char *period_until,
    const struct record *r, const char *written_on);

/* ---- who is to be told (O2) ---- */

/* A parent or carer who is responsible for the child: with parental responsibility; a
 * carer; a mother or father of whom it is not said that they have none; or an adult
 * who lives with the child, but for a brother or sister. */
bool inspection_is_relevant(const struct record *adult);

enum inspection_told {
	PERSON_DUE,
	PERSON_FAILED, /* an e-mail did not go, or nobody knows whether it did */
	PERSON_SENDING,  /* an e-mail is on its way */
	PERSON_EXCEPTED, /* a reason stands why not */
	PERSON_TOLD,
	PERSON_STATES
};
enum inspection_copy { COPY_NOT_YET, COPY_CANNOT, COPY_SENT, COPY_STATES };
/* Does it keep access shut? */
bool inspection_told_is_missing(enum inspection_told told);

/* One person of the list: once for each file. adult "": nobody on that file is to be
 * told, which needs a reason too. */
struct inspection_person {
	const char *file, *adult;
	enum inspection_told told;
	enum inspection_copy copy;
	bool objects;
	/* The contact that counts, as an index into what lies beside; -1: none. */
	int contact;
};
/* Fill in all but file and adult, which are set, of the inspection with this id, by
 * what lies beside: contacts, what came of their e-mails, exceptions, copies, of
 * whichever inspection. */
void inspection_person_stand(struct inspection_person *p,
    const char *inspection, const struct inspection_beside *beside,
    size_t count);

/* ---- is access open? (O1, O2) ---- */

enum inspection_state {
	INSPECTION_EMPTY,   /* it is about no file */
	INSPECTION_MISSING, /* somebody is to be told yet */
	INSPECTION_AHEAD,   /* all are told; it begins on its first day */
	INSPECTION_OPEN,
	INSPECTION_OVER,  /* its last day is past */
	INSPECTION_ENDED, /* ended before that */
	INSPECTION_STATES
};
/* Words for it: "Access is open". */
const char *inspection_state_words(enum inspection_state state);
const char *inspection_state_code(enum inspection_state state);
bool inspection_state_read(enum inspection_state *out, const char *code);

struct inspection_facts {
	const char *access_from, *access_until;
	bool is_unannounced;
	bool is_untold; /* one reason stands for all */
	bool is_ended;
	size_t files;
	/* The whole list; or NULL, and missing says how many keep it shut. */
	const struct inspection_person *people;
	size_t count;
	size_t missing;
};
/* Days of the record. */
void inspection_facts_of(
    struct inspection_facts *out, const struct record *inspection);
/* missing (or NULL) gets how many keep access shut: with one reason for all of an
 * unannounced visit, none. today: stored text. */
enum inspection_state inspection_judge(
    const struct inspection_facts *f, const char *today, size_t *missing);

#endif
