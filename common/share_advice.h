/* share_advice.h - does the advice that a decision names count for it (S3)? Part of
 * share_facts.h, which asks it; on both sides, so that a device without a link
 * says what the office will say. */
#ifndef HAVEN_SHARE_ADVICE_H
#define HAVEN_SHARE_ADVICE_H

#include "share_facts.h"

/* The end of the day of the decision, and the facts of that day. */
struct advice_day {
	int64_t end_ms;
	struct facts *facts; /* the caller's */
};

/* Fill advice and advice_lapse of the facts of each day: the state stays as it is
 * where nothing that counts was answered. The records are gone through once for all
 * days.
 *
 *   asker   who decides: what they answered themselves counts for nothing
 *   day     1 to SHARE_DAYS_MAX; what was written after its end was not known
 *           then
 *
 * Advice counts if it was asked about this recipient and not about another purpose,
 * no other decision rests on it but one that this replaces, and it is no older
 * than source->advice_days. What the source said, and then nothing is filled; or
 * ERR_OK. */
enum err share_advice(const struct record *decision, const struct id *asker,
    const struct share_source *source, const struct advice_day *day,
    size_t count, struct errinfo *e);

#endif
