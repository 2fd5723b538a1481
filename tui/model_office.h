/* model_office.h - what is asked of the office while a person waits for the answer:
 * devices, codes, recoveries, one-time codes, the handing over of files. Nothing of it
 * is kept on this device. One question at a time; the answer comes with TOPIC_ANSWER.
 * As model.h otherwise. */
#ifndef HAVEN_MODEL_OFFICE_H
#define HAVEN_MODEL_OFFICE_H

#include <stdbool.h>
#include <stddef.h>

#include "err.h"
#include "json.h"
#include "model.h"

/* Ask: path of a route; body: JSON text of a POST, len bytes, or NULL for a GET. Both
 * are copied. The one before is let go of, with its answer. ERR_NET: not in touch. */
enum err model_ask(struct model *m, const char *path, const char *body,
    size_t len, struct errinfo *e);
/* ASK_DONE: *out is the answer, good until the next call of model_ask or
 * model_answer_done, or NULL where it has no body. ASK_FAILED: e says why; ERR_NET:
 * nobody knows whether it was done. */
enum ask_state model_answer(
    const struct model *m, const struct json **out, struct errinfo *e);
/* Let go of it, wiped: a code is shown once. */
void model_answer_done(struct model *m);

/* Does the office ask this person for a one-time code, so that haven cannot sign in
 * by the passphrase alone? What is on this device opens without. */
bool model_needs_code(const struct model *m);
/* Here it is, as typed: the office is asked to let this device in. */
void model_give_code(struct model *m, const char *code);
/* The office did not let this device in, and it is not known why: another passphrase,
 * or a code that this device has not heard of. */
bool model_is_refused(const struct model *m);

/* The enrolment that failed needs a one-time code; given here, it goes with the next
 * model_ask_enrol, once. */
bool model_enrol_needs_code(const struct model *m);
void model_enrol_code(struct model *m, const char *code);

#endif
