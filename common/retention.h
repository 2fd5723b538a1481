/* retention.h - when a file is due for review (R2): a pure function of what is on
 * it and of the charity's periods. It says a day and why, in words; whether a file
 * is destroyed is decided by people, never here.
 *
 * A period is so many years from a birth, from the last contact, or from leaving
 * (the end of the last episode of support). There is one set of them for each class
 * of records; of all that apply the one that ends last counts. A hold stands above
 * every period, and a file with support that goes on is never due.
 *
 * What is not known never makes a file due earlier: without a date of birth the
 * child counts as born on the day the file was begun, without a contact or an end
 * of support that day counts, too. Several births on a file: the youngest. Who was
 * born on 29 February has their birthday on 1 March in other years. */
#ifndef HAVEN_RETENTION_H
#define HAVEN_RETENTION_H

#include <stdbool.h>
#include <stddef.h>

#include "err.h"
#include "when.h"

struct record;

enum retention_from {
	RETAIN_BIRTH,
	RETAIN_CONTACT,
	RETAIN_LEAVING,
	RETAIN_FROM_COUNT
};

/* Which kinds of record are on a file. */
enum retention_class {
	RETAIN_SUPPORT, /* every file */
	RETAIN_CONCERN, /* first accounts, Records of Concern, emergencies */
	RETAIN_STAFF,   /* what is about a member of staff or a volunteer */
	RETAIN_ABUSE,   /* sexual abuse, or exploitation that may be sexual */
	RETAIN_CLASS_COUNT
};

#define RETAIN_YEARS_MAX 150

/* Years, 0: no such period. */
struct retention_rule {
	int years[RETAIN_FROM_COUNT];
};

/* "birth 25, contact 7, leaving 7", in any order, one of each at most. ERR_CONFIG
 * with a sentence; there must be one at least. */
enum err retention_read_rule(
    struct retention_rule *out, const char *text, struct errinfo *e);

/* All that counts of a file. Days are civil days; year 0: there is none. */
struct retention_facts {
	struct civil born;       /* the youngest */
	struct civil begun;      /* the file; always known */
	struct civil contact;    /* the last one */
	struct civil left;       /* the end of the last episode */
	struct civil keep_until; /* as the last review decided */
	bool is_open;            /* support goes on */
	bool is_held;            /* a hold that nobody has lifted */
	bool is_unread;          /* something on it cannot be read */
	unsigned classes;        /* 1 << enum retention_class */
};

void retention_begin(struct retention_facts *f, const struct civil *begun);
/* The newest version of each record of the file, in any order but for reviews:
 * those in the order in which they came. written: when it was. */
void retention_add(struct retention_facts *f, const struct record *r,
    const struct civil *written);

enum retention_state {
	RETAIN_ON_DAY, /* due from on */
	RETAIN_HELD,   /* not before the hold is lifted */
	RETAIN_OPEN,   /* not while support goes on, or it cannot all be read */
};

struct retention_due {
	enum retention_state state;
	struct civil
	    on; /* when the periods end, a hold aside; RETAIN_OPEN: none */
	char says[240]; /* by which rule, a sentence */
};

void retention_decide(const struct retention_facts *f,
    const struct retention_rule rules[RETAIN_CLASS_COUNT],
    struct retention_due *out);
/* Is it due for review on this day? */
bool retention_is_due(const struct retention_due *due, const struct civil *on);

#endif
