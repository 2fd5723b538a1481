/* record_next_in.h - a row of what may be done next with a record, for the files that
 * hold rows (record_next.c, record_next_more.c). */
#ifndef HAVEN_RECORD_NEXT_IN_H
#define HAVEN_RECORD_NEXT_IN_H

#include "record_go.h"
#include "record_next.h"

/* The kind it is about, the state it must have, the right and kind it needs. */
struct next {
	const char *code, *words;
	const char *bar;    /* on F2; NULL: never on F2 */
	const char *on;     /* kind of the record, NULL: any */
	int is_signed;      /* 1: must be, 0: must not be, 2: either */
	const char *writes; /* kind that it makes; NULL: none */
	const char *key;    /* field of that, which names this record */
	bool once;          /* not when there is one of that kind already */
	enum right right;   /* to that kind, or to the record's own */
	/* Instead of the right: may this person, with this text? */
	bool (*may)(struct app *a, const struct record_page *p);
	/* What it does: a screen for this record, or more than that. */
	void (*open)(struct app *a, const struct id *record);
	record_go_fn *go;
};
#define EITHER 2

/* Of requests and incidents (record_next_more.c). */
extern const struct next next_more[];
extern const size_t next_more_count;

#endif
