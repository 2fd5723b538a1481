/* decide_hear.h - the answers, put in order so that each person's can be asked
 * for at once: who they are, what each answer reaches, and of which kinds. */
#ifndef HAVEN_DECIDE_HEAR_H
#define HAVEN_DECIDE_HEAR_H

#include "decide_in.h"

/* Kinds of information, as bits of the kinds that the items have. */
#define KIND_WORDS ((FACTS_ITEMS_MAX + 63) / 64)
struct kinds {
	uint64_t at[KIND_WORDS];
};

/* One answer. Refusals reach wide, agreements only what they name. */
struct heard {
	const struct facts_answer *answer;
	const char *from; /* with the day itself filled in */
	bool counts;      /* from is on or before the day */
	bool is_refusal, is_agreement;
	bool recipient, purpose, is_current;
	bool every_item;
	struct kinds kinds;
};

/* Somebody with answers: heard[first .. first + count), in the facts' order. */
struct speaker {
	const char *name;
	size_t first, count;
	bool is_cyp;
	bool has_responsibility; /* an adult's, by any of their answers */
};

struct hearing {
	const struct facts *f;
	struct heard *heard;
	struct speaker *speakers;
	size_t speaker_count;
	const char *kinds[FACTS_ITEMS_MAX]; /* sorted, each once */
	size_t kind_count;
};

void hear(struct hearing *h, const struct facts *f);
void hear_done(struct hearing *h);

/* Is this item the first about whom it is about? */
bool hear_is_first_about(const struct facts *f, size_t at);

/* NULL: they gave no answer. */
const struct speaker *hear_speaker(const struct hearing *h, const char *name);

/* Kinds of the items about somebody ("": the CYP); NULL: of all items. False:
 * there is no such item. */
bool hear_kinds(
    const struct hearing *h, const char *about, struct kinds *kinds);

/* What one person's answers come to, for these kinds. s NULL: open. */
enum said { SAID_OPEN, SAID_AGREE, SAID_REFUSE };
enum said hear_said(const struct hearing *h, const struct speaker *s,
    const struct kinds *kinds);
/* Does this answer agree to all of it, on the day? */
bool hear_covers(const struct heard *a, const struct kinds *kinds);
bool hear_holds(const struct heard *a, const struct kinds *kinds);
/* Does it refuse any of it? It does not expire. */
bool hear_refuses(const struct heard *a, const struct kinds *kinds);

/* Full years from born to on. */
int hear_age(const char *born, const char *on);

#endif
