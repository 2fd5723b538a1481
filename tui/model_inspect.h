/* model_inspect.h - how inspections stand, and the list of people of one, as the office
 * said it last (O1, O2, O3).
 *
 * Part of the door that is model.h; the same rules hold. The list is worked out by
 * the office, since it spans files that are not on this device; its last answer is
 * kept, sealed. What was written here since is said of each person beside it. */
#ifndef HAVEN_MODEL_INSPECT_H
#define HAVEN_MODEL_INSPECT_H

#include "inspection.h"
#include "model.h"

struct inspect_stand {
	struct id id;
	enum inspection_state state;
	char until[WHEN_TEXT];
	bool is_untold;   /* one reason stands for all */
	bool is_reported; /* copies are owed */
	int64_t files, people, told, excepted, missing;
	int64_t owed, copies; /* copies is of owed */
	int64_t objects;
};
struct inspect_person {
	struct id file, adult; /* adult none: nobody is on that file */
	char child[208], who[208], relation[24];
	char safe
	    [16]; /* as the adult's record: "safe", "as_written", "never", "" */
	enum inspection_told told;
	enum inspection_copy copy;
	bool objects;
	bool is_told_here,
	    is_copied_here; /* written here, not yet at the office */
};

/* Ask the office: how all of them stand; and, inspection not none, the list of one.
 * Answers: TOPIC_ANSWER. */
void model_inspect_want(struct model *m, const struct id *inspection);
/* As of the last answer; as_of_ms 0: there was none. The list is the model's until
 * the next call. */
size_t model_inspections(struct model *m, const struct inspect_stand **list,
    int64_t *as_of_ms, enum ask_state *state);
/* more: people that there was no room for. */
size_t model_inspected(struct model *m, const struct id *inspection,
    const struct inspect_person **list, size_t *more, int64_t *as_of_ms,
    enum ask_state *state);

#endif
