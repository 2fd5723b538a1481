/* store_outcome.c - which scores of an episode are due (N1): those of the start some
 * days after it began, a review some time after the last scores, and those of the
 * end once it has ended. */
#include "store_in.h"

#include <stdlib.h>
#include <string.h>

#define END_ASKED_DAYS 60 /* so long after the end it is asked for */

struct standing {
	struct civil started, ended, last; /* year 0: none */
	bool has_start, has_end;
};

static void
take_outcome(struct standing *st, const struct record *r)
{
	const char *point = record_text(r, "point");
	struct civil day;

	st->has_start |= strcmp(point, "start") == 0;
	st->has_end |= strcmp(point, "end") == 0;
	if (when_read(&day, record_text(r, "day")) &&
	    (st->last.year == 0 || when_compare(&day, &st->last) > 0))
		st->last = day;
}

/* False: it cannot be read, or has not begun. */
static bool
read_standing(struct server *s, struct db *db, const struct record_row *episode,
    struct standing *st)
{
	struct record *r = NULL;
	struct record_row row;
	struct id *ids = NULL;
	size_t n = 0;

	*st = (struct standing){ 0 };
	if (store_body(s, db, &episode->id, &row, &r, NULL) == ERR_OK) {
		(void)when_read(&st->started, record_text(r, "started"));
		(void)when_read(&st->ended, record_text(r, "ended"));
	}
	record_free(r);
	if (st->started.year == 0 ||
	    store_ids_beneath(
		db, &episode->id, &kind_outcome, &ids, &n, NULL) != ERR_OK)
		return false;
	for (size_t i = 0; i < n; i++) {
		r = NULL;
		if (store_body(s, db, &ids[i], &row, &r, NULL) == ERR_OK)
			take_outcome(st, r);
		record_free(r);
	}
	free(ids);
	return true;
}

bool
store_outcome_due(struct server *s, struct db *db,
    const struct record_row *episode, int64_t now_ms, int64_t *since_ms)
{
	struct civil today = when_civil(now_ms), day;
	struct standing st;

	if (!read_standing(s, db, episode, &st) || st.has_end)
		return false;
	/* Without scores of the start there is nothing to compare an end
	 * with. */
	if (st.ended.year != 0 &&
	    (!st.has_start || when_days(&st.ended, &today) > END_ASKED_DAYS))
		return false;
	if (st.ended.year != 0)
		day = st.ended;
	else if (st.has_start)
		day = when_add_days(
		    st.last, (int)conf_int(s->conf, CONF_OUTCOME_REVIEW_DAYS));
	else
		day = when_add_days(st.started,
		    (int)conf_int(s->conf, CONF_OUTCOME_START_DAYS));
	*since_ms = when_ms(&day);
	today.has_time = false;
	return when_compare(&day, &today) <= 0;
}
