/* decide_in.h - what the parts of the decision share: the shape of facts, what
 * the answers come to, and the judgement before it is written down.
 *
 *   decide_words.c   the vocabulary
 *   decide_shape.c   the members of facts as tables; checking; dates
 *   decide_facts.c   facts in memory
 *   decide_read.c    facts from JSON
 *   decide_json.c    facts and decisions to JSON
 *   decide_slim.c    answers that can change nothing are left out
 *   decide_answer.c  whose answer counts, and what they come to
 *   decide_table.c   the rows: the first that fits decides
 *   decide_needs.c   needs, followups, telling
 *   decide_says.c    why, in sentences
 *   decide_schema.c  facts and decisions described
 *   decide.c         all of it, in order */
#ifndef HAVEN_DECIDE_IN_H
#define HAVEN_DECIDE_IN_H

#include "decide.h"

/* ---- the shape of facts (decide_shape.c) */

enum member_form {
	MEMBER_BOOL,
	MEMBER_WORD,      /* an enum, stored as an unsigned */
	MEMBER_TEXT,      /* char * */
	MEMBER_DATE,      /* char[FACTS_DATE] */
	MEMBER_OPEN_DATE, /* the same, null allowed */
	MEMBER_NAMES,     /* struct facts_names */
	MEMBER_OBJECT,    /* in place */
	MEMBER_LIST,      /* pointer to elements, count elsewhere */
};
struct member {
	const char *name;
	enum member_form form;
	size_t offset;
	size_t max;      /* bytes of a text, elements of a list */
	bool is_needed;  /* text, date, word */
	unsigned words;  /* enum decide_words */
	const char *all; /* of names: the word for every one; NULL: none */
	const struct shape *of;
	size_t count_at; /* of a list: offset of its size_t */
};
struct shape {
	size_t size;
	size_t count;
	const struct member *members;
};
extern const struct shape facts_shape;

/* Where in the facts something stands; for the path in an error. */
struct facts_where {
	const struct facts_where *up; /* NULL: the facts themselves */
	const char *name;             /* NULL: an element of up */
	size_t index;
};
/* Fill e with ERR_INVALID, the path, and "PATH SENTENCE". */
enum err facts_refuse(const struct facts_where *at, struct errinfo *e,
    const char *fmt, ...) __attribute__((format(printf, 3, 4)));

unsigned facts_word_at(const void *base, const struct member *m);
/* "YYYY-MM-DD" of a day that there is, year 1 to 9999. */
bool facts_date_is_real(const char *s);

/* A list of a shape, with one more element, everything missing. NULL: full. */
void *facts_push(void *base, const struct member *m);
/* Let go of all but the first count elements. */
void facts_cut(void *base, const struct member *m, size_t count);
const struct member *facts_member(const struct shape *shape, const char *name);
/* Make every member of shape at base missing. */
void facts_init(void *base, const struct shape *shape);

/* ---- what the answers come to (decide_answer.c) */

enum together {
	TOGETHER_AGREED,
	TOGETHER_REFUSED,
	TOGETHER_DISAGREE,
	TOGETHER_OPEN
};

struct weighed {
	const struct facts *f;
	enum advice advice; /* without a name it counts as asked (S3) */
	bool is_grave;      /* H of the page: the policy's own line */
	bool is_born_known;
	int age;        /* full years on the day; only if is_born_known */
	bool cyp_alone; /* the CYP, and nobody else, may answer for them */
	bool is_contradictory;
	enum together said;  /* as they answered */
	enum together go_on; /* with disagreement settled by advice, if given */
	uint32_t codes;      /* needs of the open subjects, as bits */
	bool ask_young; /* counts as agreed by an agreement from before 12 */
	bool parent_opposed;                  /* rule 7 */
	bool meeting_agreed, meeting_refused; /* M1 */
};
/* f must outlive w; w holds nothing to free. */
void decide_weigh(struct weighed *w, const struct facts *f);

/* ---- the rows, and what comes with them */

struct verdict {
	enum decide_row row;
	bool (*fits)(const struct weighed *w);
	enum outcome outcome;
	enum need need; /* what seek_advice is for; else NEED_COUNT */
	const char *says;
};
/* The first that fits; never NULL. */
const struct verdict *decide_find(const struct weighed *w);

uint32_t decide_needs_of(const struct weighed *w, const struct verdict *v);
/* d has its tell. */
uint32_t decide_followups_of(
    const struct weighed *w, const struct verdict *v, const struct decision *d);
void decide_tell(
    const struct facts *f, const struct verdict *v, struct decision *d);
/* d has everything else. */
void decide_say(
    const struct weighed *w, const struct verdict *v, struct decision *d);

#define DECIDE_BIT(n) (UINT32_C(1) << (n))

#endif
