/* model_copy.h - the copy of a file for whoever asked for it, as the office makes it
 * again of what was decided (A1). Part of the door that is model.h. It is held in
 * memory until the lock, and never stored. */
#ifndef HAVEN_MODEL_COPY_H
#define HAVEN_MODEL_COPY_H

#include "model.h"

/* Asks the office (answer: TOPIC_ANSWER). */
void model_copy_want(
    struct model *m, const struct id *file, const struct id *copy);
/* *text is the model's until the next call or the lock; NULL until ASK_DONE. With
 * ASK_FAILED e says why. */
enum ask_state model_copy(const struct model *m, const struct id *copy,
    const char **text, struct errinfo *e);

#endif
