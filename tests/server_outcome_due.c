/* server_outcome_due.c - scores of an episode wait for whoever works with the family: at
 * its start, for a review, and at its end (N1). */
#include "share_wait.h"

#define EPISODE(more)                                             \
	"{\"referred_on\":\"2026-10-01\",\"agency\":\"$school\"," \
	"\"why_referred\":\"x\",\"purpose\":\"y\",\"started\":"   \
	"\"2026-11-10\"" more "}"
#define OUTCOME(point)                                                      \
	"{\"episode\":\"$given\",\"point\":\"" point "\",\"day\":"          \
	"\"2026-11-20\",\"scores\":[{\"measure\":\"safety\",\"score\":4}]," \
	"\"progress\":\"x\"}"

/* It began ten days ago: two weeks after its start, and not before. */
static void
test_start(void **state)
{
	static const struct asked rows[] = {
		{ "three days on", &kits.worker, 3 * DAYS, 0 },
		{ "who is assigned, four days on", &kits.worker, 4 * DAYS, 1 },
		{ "who is not", &kits.stranger, 9 * DAYS, 0 },
		{ "a senior who is not", &kits.senior, 9 * DAYS, 0 },
		{ "a trustee", &kits.trustee, 9 * DAYS, 0 },
	};
	static const struct asked scored[] = {
		{ "scored", &kits.worker, 9 * DAYS, 0 },
		{ "ninety days on: a review", &kits.worker, 89 * DAYS, 0 },
		{ "and not before", &kits.worker, 90 * DAYS, 1 },
	};

	(void)state;
	kits.given = share_put(&kits.worker, &kind_episode, EPISODE(""));
	ASK("outcome_due", &kits.given, rows);
	share_put(&kits.worker, &kind_outcome, OUTCOME("start"));
	ASK("outcome_due", &kits.given, scored);
}

static void
test_not_begun(void **state)
{
	static const struct asked rows[] = {
		{ "it has not begun", &kits.worker, 99 * DAYS, 0 },
	};

	(void)state;
	kits.given = share_put(&kits.worker, &kind_episode,
	    "{\"referred_on\":\"2026-10-01\",\"agency\":\"$school\","
	    "\"why_referred\":\"x\",\"purpose\":\"y\"}");
	ASK("outcome_due", &kits.given, rows);
}

/* The end is asked for while anybody can say how it was, and where there is a start to
 * compare it with. */
static void
test_end(void **state)
{
	static const struct asked none[] = {
		{ "never scored", &kits.worker, 20 * DAYS, 0 },
	};
	static const struct asked due[] = {
		{ "at once", &kits.worker, 0, 1 },
		{ "two months on", &kits.worker, 58 * DAYS, 1 },
		{ "and no longer", &kits.worker, 63 * DAYS, 0 },
	};
	static const struct asked done[] = {
		{ "scored", &kits.worker, 5 * DAYS, 0 },
	};

	(void)state;
	kits.given = share_put(&kits.worker, &kind_episode,
	    EPISODE(",\"ended\":\"2026-11-19\",\"end_reason\":\"x\""));
	ASK("outcome_due", &kits.given, none);
	share_put(&kits.worker, &kind_outcome, OUTCOME("start"));
	ASK("outcome_due", &kits.given, due);
	share_put(&kits.worker, &kind_outcome, OUTCOME("end"));
	ASK("outcome_due", &kits.given, done);
}

#define T(test) cmocka_unit_test_setup_teardown(test, share_start, kit_stop)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_start),
		T(test_not_begun),
		T(test_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
