/* model_retention.h - files due for review, and destroying one (R2): part of the door
 * of the screens. All of it is asked of the office, which judges; nothing is kept on
 * the device, and all of it is forgotten at the lock.
 *
 * ASK_FAILED: e (or NULL) says why, in a sentence. */
#ifndef HAVEN_MODEL_RETENTION_H
#define HAVEN_MODEL_RETENTION_H

#include "model.h"
#include "seal.h"

struct due_row {
	struct id file;
	char due[WHEN_TEXT]; /* the day */
	char says[240];      /* by which rule */
	/* "due", "held", "own" (one proposed it oneself), "proposed" */
	char state[12];
};
void model_due_want(struct model *m);
/* more: not all files were looked at yet; it is asked on by itself. */
size_t model_due(const struct model *m, const struct due_row **rows, bool *more,
    enum ask_state *state, struct errinfo *e);
/* How many devices have not said that they erased what this row of the disposal
 * register tells of, as of then. */
size_t model_due_devices(const struct model *m, const struct id *disposal);

#define DUE_KINDS 64
struct due_file {
	struct id file;
	char due[WHEN_TEXT], says[240];
	bool is_held, is_open; /* on hold; support goes on */
	bool is_due, has_abuse;
	char state[SEAL_HASH * 2 + 1]; /* of all that is on it */
	/* A proposal to destroy it that stands, or none. */
	struct id review, by;
	char on[WHEN_TEXT], reason[1004], abuse_reason[1004];
	struct {
		char kind[100], count[24];
	} what[DUE_KINDS];
	size_t what_count;
};
void model_due_file_want(struct model *m, const struct id *file);
/* NULL until it is there. */
const struct due_file *model_due_file(const struct model *m,
    const struct id *file, enum ask_state *state, struct errinfo *e);

/* The second person's word. file: as it was shown to them. ERR_NET: not in touch.
 * Asked again after an answer that was lost it says that the file is destroyed. */
enum err model_ask_destroy(struct model *m, const struct due_file *file,
    const char *typed, const char *passphrase, struct errinfo *e);
enum ask_state model_destroy_state(
    const struct model *m, const struct id *file, struct errinfo *e);

#endif
