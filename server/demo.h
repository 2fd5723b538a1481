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
#include "policy.h"
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

/* Places in demo_staff that the plan calls by name. */
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
	int deputy;  /* likewise; 0: none */
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
    *const demo_actions_done[], *const demo_told[],
				    *const demo_late[],
					*const demo_notes[],
					    *const demo_statements[],
						*const demo_statements_cyp[];
struct demo_correction {
	const char *corrects, *text, *reason;
};
extern const struct demo_correction demo_corrections[];
extern const size_t demo_corrections_count;

/* ---- agencies, agreements and decisions (demo_share_words.c) ---- */

#define DEMO_AGENCIES 12

/* Places in demo_agencies that the tables call by name. */
enum demo_agency_place {
	DEMO_CARE, /* appropriate authorities first */
	DEMO_POLICE,
	DEMO_OFFICER,
	DEMO_HOSPITAL,
	DEMO_SCHOOL,
	DEMO_SECONDARY,
	DEMO_SURGERY,
	DEMO_PAEDIATRICS,
	DEMO_HOUSING,
	DEMO_CARERS,
	DEMO_NURSERY,
	DEMO_COMMISSIONER,
};
struct demo_agency {
	const char *name, *what, *telephone;
	const char *channel, *to, *verified;
	const char *person, *job;
	const char *authority; /* the reason, yes or no; NULL: not marked */
	bool is_authority;
};
extern const struct demo_agency demo_agencies[DEMO_AGENCIES];

/* What somebody said. In the texts as in those of demo_theme. */
struct demo_answer {
	const char *answer;
	int agencies[4]; /* ends with -1 */
	const char *items, *purposes;
	bool is_for_a_year;
	const char *evidence;
};
enum demo_answer_place {
	DEMO_TO_SCHOOL,
	DEMO_TO_SECONDARY,
	DEMO_TO_HEALTH,
	DEMO_TO_CARERS,
	DEMO_AGREED_COUNT,
	DEMO_REFUSED = DEMO_AGREED_COUNT,
	DEMO_WITHDRAWN,
	DEMO_TO_REFERRER,
	DEMO_ANSWERS
};
extern const struct demo_answer demo_answers[DEMO_ANSWERS];

/* A decision to share, as it is judged; what is not here follows. */
struct demo_share {
	int agency;
	const char *item, *kind, *purpose;
	const char *harm, *harm_why, *need;
	const char *telling; /* of the first adult */
	const char *wishes, *reasons, *basis;
	bool is_shared; /* at once */
	bool is_decided_to;
	bool is_of_concern; /* of its incident */
};
enum demo_share_place {
	DEMO_SHARE_AGREED,
	DEMO_SHARE_REFUSED,
	DEMO_SHARE_HARM,
	DEMO_SHARE_NOT_ASKED,
	DEMO_SHARE_STOPPED,
	DEMO_SHARES
};
extern const struct demo_share demo_shares[DEMO_SHARES];
extern const char *const demo_why_referred, *const demo_support_purpose,
						*const demo_end_reason,
						    *const demo_change_reason;
extern const char *const demo_induction_exception,
    *const demo_advice_question, *const demo_competence_why;
struct demo_emergency {
	const char *risk, *shared, *authority, *by;
};
extern const struct demo_emergency demo_emergency;

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
	DEMO_AGENCY,
	DEMO_AUTHORITY,
	DEMO_CONTACT_PERSON,
	DEMO_INDUCTION,
	DEMO_AGREEMENT,
	DEMO_COMPETENCE,
	DEMO_ADVICE,
	DEMO_DECISION,
	DEMO_EMERGENCY,
	DEMO_MEETING,
	DEMO_EPISODE,
	DEMO_EPISODE_END, /* the same, on base 1 */
	DEMO_CHANGE,
	DEMO_POLICY, /* n: which document; DEMO_CONFIRM likewise */
	DEMO_CONFIRM,
	DEMO_TRAINING,
	DEMO_REQUEST, /* and what hangs on it; n: which row */
	DEMO_TOLD, /* of every notice of the file that is due: a letter, a call */
	DEMO_OUTCOME, /* scores of an episode; answer: at which point */
	DEMO_GOAL,
	DEMO_INSPECTION,
	DEMO_INSPECT_TOLD, /* of it; n: which adult */
	DEMO_INSPECT_WHY,  /* why not */
};

/* How far an induction came. */
enum demo_induction { DEMO_WHOLE, DEMO_HALF, DEMO_EXCEPTION };

struct demo_event {
	enum demo_what what;
	int64_t at_ms;      /* received */
	int64_t written_ms; /* at most at_ms */
	int who;            /* place in demo_staff */
	struct id id;       /* of the record; DEMO_LOOK: looked at */
	int64_t base;       /* version it is made on */
	const struct demo_child *child;       /* NULL: the organisation's */
	const struct demo_incident *incident; /* or NULL */
	/* DEMO_ADULT: which; DEMO_ASSIGNMENT: whom; DEMO_AGENCY and the like:
	 * place in demo_agencies; DEMO_AGREEMENT: which adult, -1 the child;
	 * DEMO_INDUCTION: how far; DEMO_DECISION: place in demo_shares;
	 * DEMO_MEETING: which; DEMO_EPISODE and what follows it: place in
	 * support. */
	int n;
	int answer; /* DEMO_AGREEMENT: place in demo_answers */
	size_t order;
};

/* An episode of support. Days are of year 0 where there is none. */
struct demo_support {
	const struct demo_child *child;
	struct id id;
	int agency; /* place in demo_agencies */
	struct civil started, changed, ended;
	const char *nature, *next; /* codes of LIST_NATURES */
};
#define DEMO_SUPPORTS 30

#define DEMO_INCIDENTS_MAX 600
#define DEMO_EVENTS_MAX 6000

struct demo_plan {
	struct demo_dice dice;
	bool is_short; /* a part has nobody; never of demo_plan_new */
	int64_t now_ms;
	struct civil today;
	struct id staff[DEMO_STAFF];
	struct id agencies[DEMO_AGENCIES];
	struct id contacts[DEMO_AGENCIES]; /* who is rung there */
	struct id policies[POLICY_COUNT];
	struct id requests[3]; /* and an incident */
	struct demo_support support[DEMO_SUPPORTS];
	int support_count;
	struct id inspection;
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
/* For what is planned: nobody of these children fits, so others are drawn. Some
 * child, to go on with. */
const struct demo_child *demo_nobody(struct demo_plan *p);

/* Concerns with what came of them, and what is open today. */
void demo_plan_incidents(struct demo_plan *p);
void demo_plan_open(struct demo_plan *p);

/* The directory, inductions, agreements; decisions, and what of them is open. */
void demo_plan_share(struct demo_plan *p);

/* Meetings of several agencies (demo_meeting.c). */
#define DEMO_MEETINGS 4
void demo_plan_meetings(struct demo_plan *p);
/* Episodes of support, and how referrers were told. After the share. */
void demo_plan_support(struct demo_plan *p);

/* An inspection to come, of which half the parents are told (demo_inspect.c). */
void demo_plan_inspection(struct demo_plan *p);

/* Documents, confirmations, training (demo_policy.c). */
void demo_plan_policies(struct demo_plan *p);
/* Scores of those episodes, and goals (demo_outcome.c; N1). After the support. */
void demo_plan_outcomes(struct demo_plan *p);

/* Requests and an incident (demo_request.c). */
#define DEMO_REQUESTS 6
void demo_plan_requests(struct demo_plan *p);
const struct kind *demo_request_kind(const struct demo_event *ev);
void demo_fill_request(
    const struct demo_plan *p, const struct demo_event *ev, struct record *r);

/* Over the ceiling it is a bug. */
void demo_plan_add(struct demo_plan *p, const struct demo_event *ev);
/* Local time on a day; add_days from it. */
int64_t demo_day_ms(struct civil day, int add_days, int minute_of_day);

/* ---- the bodies (demo_body.c, demo_file.c, demo_share_body.c) ---- */

const struct kind *demo_event_kind(const struct demo_event *ev);
/* Append the body of the record that an event saves. Not for DEMO_LOOK, nor for
 * DEMO_TOLD: that is one for each notice. */
void demo_event_body(
    const struct demo_plan *p, const struct demo_event *ev, struct buf *out);
void demo_staff_body(const struct demo_plan *p, int who, struct buf *out);

void demo_fill_file(
    const struct demo_plan *p, const struct demo_event *ev, struct record *r);
void demo_fill_support(
    const struct demo_plan *p, const struct demo_event *ev, struct record *r);
void demo_fill_outcome(
    const struct demo_plan *p, const struct demo_event *ev, struct record *r);
void demo_fill_told(const struct demo_plan *p, const struct demo_event *ev,
    const struct id *notice, struct record *r);
void demo_fill_share(
    const struct demo_plan *p, const struct demo_event *ev, struct record *r);
void demo_fill_policy(
    const struct demo_plan *p, const struct demo_event *ev, struct record *r);
void demo_fill_inspection(
    const struct demo_plan *p, const struct demo_event *ev, struct record *r);
void demo_fill_meeting(
    const struct demo_plan *p, const struct demo_event *ev, struct record *r);
/* The body with what the check says of it by all that was written before. */
void demo_decide(
    const struct demo_plan *p, const struct demo_event *ev, struct record *r);
/* The record of an event, in its canonical form; the caller's. */
struct record *demo_event_record(
    const struct demo_plan *p, const struct demo_event *ev);
struct record *demo_staff_record(const struct demo_plan *p, int who);
/* A record of a file of long ago; NULL: that one has none. */
#define DEMO_OLD 2
#define DEMO_OLD_RECORDS 3
struct record *demo_old_record(struct civil today, int n, int which);

void demo_set_text(struct record *r, const char *key, const char *s,
    const struct demo_event *ev);
void demo_set_time(struct record *r, const char *key, int64_t ms);
/* Has this adult parental responsibility? */
bool demo_is_responsible(const struct demo_child *c, int n);
const char *demo_school(const struct demo_child *c, struct civil on);
void demo_set_day(struct record *r, const char *key, struct civil day);

#endif
