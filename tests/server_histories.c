/* server_histories.c - random histories of three devices with offline spells, an
 * office, and all that can happen between them, against a simple model: all
 * converge within two syncs, nothing is lost, nothing is there twice, no cursor
 * goes back (promises 1 to 5, 7; docs/SYNC.md, cases 1 to 17).
 *
 * HISTORIES says how many there are; HISTORY_SEED runs one alone and tells its
 * steps. The office and the stores are the real ones, the line between them is
 * this program. */
#include "histories_steps.h"

#define HISTORIES 1000

static unsigned long running;

static const enum dev casts[][3] = {
	{ WORKER_A, WORKER_B, HELPER_A },
	{ WORKER_A, WORKER_B, SENIOR_A },
	{ WORKER_A, WORKER_B, VOLUNTEER_A },
	{ WORKER_A, SENIOR_A, VOLUNTEER_A },
	{ WORKER_A, SENIOR_A, SENIOR_B },
	{ HELPER_A, SENIOR_A, VOLUNTEER_A },
};
#define CASTS (sizeof(casts) / sizeof(casts[0]))

static void
begin(unsigned long seed)
{
	const enum dev *cast;

	close_all();
	copy_dir(blank_dir, office.dir);
	m = blank;
	words = 0;
	draw_seed(seed);
	id_fix_for_test(true);
	office_at(&office, OFFICE_NOW + 3600000);
	office_open(&office);
	cast = casts[draw(CASTS)];
	for (int i = 0; i < 3; i++) {
		devices[cast[i]] = device_open(&device_whos[cast[i]]);
		is_online[cast[i]] = draw(2) == 0;
	}
	for (int i = 0; i < DEVS; i++)
		desks[i] = first_desks[i];
	/* Two files to begin with, and people on them. */
	for (int i = 0; i < 2; i++) {
		step_office_file();
		for (int n = 0; n < 3; n++)
			assign(dev_who[cast[n]], i);
	}
}

static void
one_step(void)
{
	unsigned sum = 0, n;
	size_t i;

	for (i = 0; i < STEPS; i++)
		sum += steps[i].weight;
	n = draw(sum);
	for (i = 0; n >= steps[i].weight; i++)
		n -= steps[i].weight;
	if (is_told) {
		printf("%s ...", steps[i].name);
		fflush(stdout);
	}
	if (steps[i].run())
		steps[i].count++;
	else if (is_told)
		printf(" not now");
	if (is_told)
		printf("\n");
	/* Ids that were made at one moment are told apart by their counter. */
	office_at(&office, office.now_ms + 1);
}

static void
sync_all(void)
{
	for (int i = 0; i < DEVS; i++)
		if (devices[i] != NULL)
			sync_whole((enum dev)i, WIRE_WRITES_MAX);
}

/* Everybody goes online, and syncs twice; a third time nothing moves. */
static void
converge(void)
{
	struct device_did did;
	int64_t cursor;

	sync_all();
	sync_all();
	for (int i = 0; i < DEVS; i++)
		if (devices[i] != NULL)
			check_device((enum dev)i);
	check_office();
	for (int i = 0; i < DEVS; i++) {
		if (devices[i] == NULL)
			continue;
		cursor = device_cursor(devices[i]);
		device_round(devices[i]);
		exchange((enum dev)i, WIRE_WRITES_MAX, WELL, &did);
		assert_false(did.again);
		assert_int_equal(device_cursor(devices[i]), cursor);
	}
}

static void
one_history(unsigned long seed)
{
	bool decided = false;

	running = seed;
	begin(seed);
	for (unsigned n = 20 + draw(41); n > 0; n--)
		one_step();
	for (int i = 0; i < PEOPLE; i++)
		if (m.has_left[i] && draw(2) == 0)
			turn_access((enum who)i);
	converge();
	/* Then people decide, and all is said once more. */
	for (unsigned i = draw(2) * 12; i > 0; i--)
		if (step_decide()) {
			decided = true;
			tally.decided++;
		}
	if (decided)
		converge();
	running = 0;
}

static void
say(unsigned long histories)
{
	printf("%lu histories:", histories);
	for (size_t i = 0; i < STEPS; i++)
		printf(" %s %lu,", steps[i].name, steps[i].count);
	printf(" decisions at the end %lu, syncs %lu, exchanges well %lu, "
	       "never sent %lu, answer lost "
	       "%lu, cut %lu, device killed %lu, of more parts %lu, nothing "
	       "new %lu, "
	       "signed in again %lu, to somebody who left %lu; results",
	    tally.decided, tally.syncs, tally.fates[WELL],
	    tally.fates[NEVER_SENT], tally.fates[ANSWER_LOST],
	    tally.fates[ANSWER_CUT], tally.fates[KILLED], tally.pages,
	    tally.nothing, tally.again, tally.ended);
	for (size_t i = 0; i < 600; i++)
		if (tally.statuses[i] > 0)
			printf(" %zu: %lu", i, tally.statuses[i]);
	printf("\n");
}

static void
test_histories(void **state)
{
	const char *one = getenv("HISTORY_SEED"), *all = getenv("HISTORIES");
	unsigned long n = all != NULL ? strtoul(all, NULL, 10) : HISTORIES;

	(void)state;
	is_told = one != NULL;
	if (is_told) {
		one_history(strtoul(one, NULL, 10));
		n = 1;
	}
	for (unsigned long seed = 1; !is_told && seed <= n; seed++)
		one_history(seed);
	say(n);
}

static int
stop(void **state)
{
	if (running > 0)
		printf("HISTORY_SEED=%lu tells this history\n", running);
	return histories_stop(state);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_histories) };

	return cmocka_run_group_tests_name(
	    "server_histories", tests, histories_start, stop);
}
