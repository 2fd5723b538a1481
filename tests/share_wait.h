/* share_wait.h - what waits for whom, and when: a table of who is asked, on top of
 * share_kit.h. */
#ifndef HAVEN_SHARE_WAIT_H
#define HAVEN_SHARE_WAIT_H

#include "share_kit.h"

#define HOURS 3600000LL
#define DAYS (24 * HOURS)

struct asked {
	const char *why;
	const struct person *who;
	int64_t after_ms;
	int want;
};

KIT_FUNC void
ask_all(const char *what, const struct id *record, const struct asked *rows,
    size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int n = count_waiting(
		    rows[i].who, what, record, kit_now + rows[i].after_ms);

		if (n != rows[i].want)
			fail_msg("%s, %s: %d", what, rows[i].why, n);
	}
}

#define ASK(what, record, rows) ask_all(what, record, rows, KIND_COUNT(rows))

#endif
