/* share_made.h - a decision to share as a client makes it: the facts of what is on
 * file, the decision, and what is kept of both. A client that lies changes the
 * facts before it decides, so that all it sends agrees with itself. */
#ifndef HAVEN_SHARE_MADE_H
#define HAVEN_SHARE_MADE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "kinds.h"
#include "share_office.h"

typedef void share_lie(struct facts *f);

struct share_maker {
	struct server *s;
	struct db *db;
	const struct id *file, *asker;
	int64_t now_ms;
	share_lie *lie; /* or NULL */
};

/* Append the body of a decision: judged, with the facts and what they give. */
static inline void
share_made(const struct share_maker *m, const char *judged, struct buf *out)
{
	struct civil now = when_civil(m->now_ms);
	struct record *r = NULL;
	struct errinfo e = { 0 };
	struct facts *f = NULL;
	struct decision d;
	char on[FACTS_DATE];
	const char *const day = on;

	if (record_from_json(&r, &kind_share_decision, judged, strlen(judged),
		false, NULL, &e) != ERR_OK)
		fail_msg("%s: %s", judged, e.says);
	share_day(r, &now, on);
	if (office_facts(m->s, m->db, r, NULL, m->file, m->asker, &day, 1, &f,
		&e) != ERR_OK)
		fail_msg("%s", e.says);
	if (m->lie)
		m->lie(f);
	(void)share_judge(f, &d);
	share_keep(r, f, &d);
	record_to_json(r, false, out);
	decision_done(&d);
	facts_free(f);
	record_free(r);
}

#endif
