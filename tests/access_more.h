/* access_more.h - the middle of access_kinds.h: requests, incidents, and how long a
 * file is kept. */
#ifndef HAVEN_ACCESS_MORE_H
#define HAVEN_ACCESS_MORE_H

/* One that is closed, and one for whoever is tried. */
static inline void
make_requests(struct column *c)
{
	static const char *const steps[] = { "request_stop", "request_start",
		"request_longer", "request_view", "request_item" };

	for (int turn = 0; turn < 2; turn++) {
		make_one(c, SENIOR, "request");
		c->request = last_of(c, "request");
		for (size_t i = 0; turn == 0 && i < KIND_COUNT(steps); i++)
			make_one(c, SENIOR, steps[i]);
		office_makes(c, "request_ready", "{\"request\":\"$request\"}");
		c->ready = last_of(c, "request_ready");
		office_makes(c, "request_copy", ACCESS_COPY);
		c->copy = last_of(c, "request_copy");
		make_one(c, SENIOR, "wrong_send");
		c->wrong = last_of(c, "wrong_send");
		if (turn == 1)
			return;
		make_one(c, DIRECTOR, "request_check");
		make_one(c, SENIOR, "request_answer");
		make_one(c, SENIOR, "wrong_end");
	}
}

static inline void
make_retention(struct column *c)
{
	make_one(c, SENIOR, "hold");
	office_makes(c, "retention_review", ACCESS_REVIEW);
	office_makes(c, "disposal",
	    "{\"on\":\"2026-01-05\",\"rule\":\"x\",\"reason\":\"x\"}");
}

#endif
