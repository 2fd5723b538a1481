/* demo.h - invented children for trying haven out (havend demo-seed).
 *
 * Nobody in it exists. The same seed gives the same people and records, with
 * times counted back from now; keys and signatures are new each time. */
#ifndef HAVEN_DEMO_H
#define HAVEN_DEMO_H

#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "err.h"

struct server;

#define DEMO_CHILDREN 200
#define DEMO_STAFF 15
#define DEMO_YEARS 5

/* Fill an empty store. s must be a demo (setting demo). says gets the lines of
 * demo.txt: "passphrase<TAB>words", then for each person
 * "sign-in<TAB>name<TAB>role<TAB>enrolment code", the codes good for a year.
 * ERR_DENIED: not a demo; ERR_CONFLICT: there are accounts already. */
enum err demo_fill(struct server *s, uint64_t seed, int64_t now_ms,
    struct buf *says, struct errinfo *e);

/* ---- demo_words.c ---- */

struct demo_person {
	const char *sign_in, *name, *role;
	int manager; /* index, or -1 */
	int is_chair;
};
extern const struct demo_person demo_people[DEMO_STAFF];

/* Lists that end with NULL. {c} is the child's first name, {a} an adult's. */
extern const char *const demo_first_names[],
    *const demo_surnames[],
	*const demo_schools[],
	    *const demo_streets[],
		*const demo_towns[],
		    *const demo_referrers[],
			*const demo_purposes[],
			    *const demo_languages[],
				*const demo_also[],
				    *const demo_safe_contacts[],
					*const demo_corrections[],
					    *const demo_statements[];

#define DEMO_LINES 6
struct demo_scene {
	const char *types; /* of the concern */
	const char *place;
	const char *observed[DEMO_LINES];
	const char *words[3]; /* what the child said */
	const char *asked;
	const char *immediate;
	const char *action;
	const char *other; /* another observation */
	const char *supports;
};
extern const struct demo_scene demo_scenes[];
extern const size_t demo_scene_count;

#endif
