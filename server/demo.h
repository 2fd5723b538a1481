/* demo.h - invented children, people and records, for trying haven out
 * (havend demo-seed).
 *
 * Nobody in it exists. The same seed and the same moment give the same people,
 * the same records and the same times; keys, signatures and enrolment codes
 * are random each time. Screens say DEMO, the text itself does not. */
#ifndef HAVEN_DEMO_H
#define HAVEN_DEMO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "err.h"
#include "id.h"
#include "kind.h"
#include "rights.h"
#include "when.h"

struct server;

#define DEMO_SEED 1
#define DEMO_CHILDREN 200 /* with a front sheet; one more has none yet */
#define DEMO_STAFF 15
#define DEMO_YEARS 5
#define DEMO_LIST_MAX 8192 /* bytes of demo.txt */

/* Fill an empty store that is a demo (setting demo). says gets the text of
 * demo.txt: "passphrase<TAB>words", then for each person
 * "sign-in<TAB>name<TAB>role<TAB>enrolment code"; the codes hold for a year.
 * All or nothing. ERR_DENIED: not a demo; ERR_CONFLICT: people are there
 * already. Not on the writer's thread. */
enum err demo_fill(struct server *s, uint64_t seed, int64_t now_ms,
    struct buf *says, struct errinfo *e);

/* ---- numbers: the same row of them for the same seed ---- */

struct demo_dice {
	uint64_t state;
};
uint64_t demo_next(struct demo_dice *d);
int demo_roll(struct demo_dice *d, int from, int to); /* both may come */
bool demo_chance(struct demo_dice *d, int percent);
const char *demo_pick(struct demo_dice *d, const char *const *list);
struct id demo_id(struct demo_dice *d, int64_t at_ms);

/* ---- who they are (demo_people.c) ---- */

/* Places in demo_staff that the plan calls by name. Whoever manages others
 * stands before them, since a staff record names people who are there. */
enum demo_who {
	DEMO_DIRECTOR,
	DEMO_LEAD,
	DEMO_CHAIR,
	DEMO_MANAGER,
	DEMO_SENIOR,
	DEMO_SENIOR_2,
	DEMO_ADMIN,
	DEMO_WORKER,         /* the first of four */
	DEMO_VOLUNTEER = 11, /* the first of four */
};
struct demo_person {
	const char *sign_in, *name;
	enum role role;
	int manager; /* place in demo_staff, or -1 */
};
extern const struct demo_person demo_staff[DEMO_STAFF];

/* Names that are heard together. Lists end with NULL. */
struct demo_names {
	int share; /* of 100 children */
	const char *language;
	const char *const *children, *const *women, *const *men,
							*const *surnames;
};
extern const struct demo_names demo_names[];
extern const size_t demo_names_count;

extern const char *const demo_streets[],
    *const demo_towns[], *const demo_nurseries[],
			     *const demo_primaries[],
				 *const demo_secondaries[],
				     *const demo_referrers[],
					 *const demo_purposes[],
					     *const demo_contacts[];
extern const char *const demo_passphrases[];

/* ---- what is told (demo_words.c, demo_phrases.c) ---- */

#define DEMO_LINES 5

/* What one incident is about. In the texts {c} is the child's first name, {a}
 * the adult's name, {s} the school, {h} the time it was seen, {t} a little
 * later. */
struct demo_theme {
	const char *types; /* of the concern, in table order */
	int min_age, max_age;
	const char *places[DEMO_LINES];
	const char *observed[DEMO_LINES]; /* the first always; then some */
	const char *words[DEMO_LINES];    /* of the child */
	const char *asked;
	const char *parent_words;
	const char *other, *supports, *bearing;
	const char *immediate;
	const char *actions[DEMO_LINES];
};
extern const struct demo_theme demo_themes[];
extern const size_t demo_themes_count;
extern const struct demo_theme demo_theme_staff; /* about one of us (R7) */

extern const char *const demo_done[],
    *const demo_told[], *const demo_late[],
			    *const demo_notes[],
				*const demo_statements[],
				    *const demo_statements_cyp[];
struct demo_correction {
	const char *corrects, *text, *reason;
};
extern const struct demo_correction demo_corrections[];
extern const size_t demo_corrections_count;

/* ---- what happens, and when (demo_plan.c, demo_incident.c) ---- */

struct demo_adult {
	struct id id;
	char name[120];
	const char *relation; /* a code of the kind adult */
};

struct demo_child {
	struct id file;
	char name[120], first[60], reference[16];
	struct demo_adult adults[2];
	int adult_count;
	struct civil born, started;
	struct civil ended; /* year 0: support goes on */
	int worker;         /* place in demo_staff */
	int volunteer;      /* or -1 */
	const struct demo_names *names;
	uint64_t seed; /* of what else is told of them */
};

struct demo_incident {
	const struct demo_child *child;
	const struct demo_theme *theme;
	struct id account, concern;      /* account: none if there is none */
	int writer, senior, about_staff; /* about_staff: -1 for nobody */
	int64_t happened_ms, seen_ms;
	bool is_late;
	uint64_t seed; /* account and concern tell the same */
};

enum demo_what {
	DEMO_FRONT,
	DEMO_ADULT,
	DEMO_ASSIGNMENT,
	DEMO_ACCOUNT,
	DEMO_LOOK,
	DEMO_CONCERN, /* not signed */
	DEMO_SIGNED,  /* the concern; on base 1 if it was there before */
	DEMO_ACKNOWLEDGED,
	DEMO_ADDENDUM,
	DEMO_STATEMENT,
};

struct demo_event {
	enum demo_what what;
	int64_t at_ms;      /* received */
	int64_t written_ms; /* at most at_ms */
	int who;            /* place in demo_staff */
	struct id id;       /* of the record; DEMO_LOOK: looked at */
	int64_t base;       /* version it is made on */
	const struct demo_child *child;
	const struct demo_incident *incident; /* or NULL */
	int n; /* DEMO_ADULT: which; DEMO_ASSIGNMENT: whom */
	size_t order;
};

#define DEMO_INCIDENTS_MAX 600
#define DEMO_EVENTS_MAX 6000

struct demo_plan {
	struct demo_dice dice;
	int64_t now_ms;
	struct civil today;
	struct id staff[DEMO_STAFF];
	/* The last one is not on file yet: a first account alone. */
	struct demo_child children[DEMO_CHILDREN + 1];
	struct demo_incident incidents[DEMO_INCIDENTS_MAX];
	size_t incident_count;
	struct demo_event events[DEMO_EVENTS_MAX];
	size_t event_count;
};

/* Everything that will be saved, in the order of time. Free it with
 * mem_free_wiped. */
struct demo_plan *demo_plan_new(uint64_t seed, int64_t now_ms);

/* Concerns with what came of them, and what is open today. */
void demo_plan_incidents(struct demo_plan *p);
void demo_plan_open(struct demo_plan *p);

/* Over the ceiling it is a bug. */
void demo_plan_add(struct demo_plan *p, const struct demo_event *ev);
/* Local time on a day; add_days from it. */
int64_t demo_day_ms(struct civil day, int add_days, int minute_of_day);

/* ---- the bodies (demo_body.c, demo_file.c) ---- */

const struct kind *demo_event_kind(const struct demo_event *ev);
/* Append the body of the record that an event saves. Not for DEMO_LOOK. */
void demo_event_body(
    const struct demo_plan *p, const struct demo_event *ev, struct buf *out);
void demo_staff_body(const struct demo_plan *p, int who, struct buf *out);

void demo_fill_file(
    const struct demo_plan *p, const struct demo_event *ev, struct record *r);
const char *demo_school(const struct demo_child *c, struct civil on);
void demo_set_day(struct record *r, const char *key, struct civil day);

#endif
