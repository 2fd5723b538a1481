/* demo_make.h - bodies of invented records, as kinds.h has them; demo.c saves
 * them. Everything comes from a generator of numbers with a seed. */
#ifndef HAVEN_DEMO_MAKE_H
#define HAVEN_DEMO_MAKE_H

#include <stdbool.h>
#include <stdint.h>

#include "demo.h"
#include "id.h"
#include "kind.h"

struct demo_random {
	uint64_t state;
};
uint64_t demo_next(struct demo_random *r);
unsigned demo_below(struct demo_random *r, unsigned n); /* 0 to n - 1 */
bool demo_chance(struct demo_random *r, unsigned percent);
struct id demo_id(struct demo_random *r, int64_t at_ms);
const char *demo_pick(struct demo_random *r, const char *const *list);

struct demo_child {
	struct id file;
	char name[120], adult[120];
	const char *first_name;
	int number;                   /* from 1; the reference is made of it */
	int64_t started_ms, ended_ms; /* 0: goes on */
	int worker;                   /* index of demo_people */
	unsigned scene;               /* what its concerns are about */
	int64_t front_version;
};
void demo_child_make(struct demo_random *r, struct demo_child *c, int number);

/* What a record is about, beside the child. */
struct demo_about {
	int64_t at_ms;
	struct id parent; /* record it depends on, or none */
	struct id staff;  /* assigned, or whom the concern is about */
	const char *writer;
	bool is_short; /* a draft */
};
typedef struct record *demo_make_fn(struct demo_random *r,
    const struct demo_child *c, const struct demo_about *a);
demo_make_fn demo_make_front, demo_make_adult, demo_make_assignment,
    demo_make_account, demo_make_concern, demo_make_acknowledged,
    demo_make_addendum, demo_make_statement;

#endif
