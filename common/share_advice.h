/* share_advice.h - does the advice that a decision names count for it (S3)? Part of
 * share_facts.h, which asks it; on both sides, so that a device without a link
 * says what the office will say. */
#ifndef HAVEN_SHARE_ADVICE_H
#define HAVEN_SHARE_ADVICE_H

#include "share_facts.h"

/* Fill facts->advice and facts->advice_lapse: the state stays as it is where nothing
 * that counts was answered.
 *
 *   asker   who decides: what they answered themselves counts for nothing
 *   end_ms  the end of the day of the decision; what was written after it was not
 *           known then
 *
 * Advice counts if it was asked about this recipient and not about another purpose,
 * no other decision rests on it but one that this replaces, and it is no older
 * than source->advice_days. What the source said, or ERR_OK. */
enum err share_advice(struct facts *facts, const struct record *decision,
    const struct id *asker, int64_t end_ms, const struct share_source *source,
    struct errinfo *e);

#endif
