/* policy.h - the documents that everybody here confirms, and until when a version
 * may wait for that (T2). Used by both sides. */
#ifndef HAVEN_POLICY_H
#define HAVEN_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rights.h"

enum policy {
	POLICY_CONDUCT,
	POLICY_SAFEGUARDING,
	POLICY_DATA,
	POLICY_CONFIDENTIALITY,
	POLICY_SHARING,
	POLICY_COUNT
};

/* As the field "which" has it, and as people call it; "" for no such document. */
const char *policy_code(unsigned which);
const char *policy_title(unsigned which);
/* POLICY_COUNT: there is no such document. */
unsigned policy_find(const char *code);

/* All trustees, staff and volunteers confirm; an inspector comes from outside, and
 * sees what an inspection opens to them (O1). */
bool policy_is_asked_of(enum role role);

/* The moment at which grace is over for a version that the office received then, in
 * milliseconds since 1970 UTC: the day of receipt and so many days after it are
 * grace, to their last minute here. 0 days: none, the moment of receipt itself. */
int64_t policy_until_ms(int64_t received_ms, int64_t grace_days);
/* The same the other way: at now_ms grace is over for what was received before this
 * moment, and for nothing else. */
int64_t policy_past_ms(int64_t now_ms, int64_t grace_days);

#endif
