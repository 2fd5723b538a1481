/* server_waiting_hidden.c - what waits for somebody, and what they may read for a time,
 * does not change because of a decision that is kept from them: else they could tell
 * that it is there (R7). For everybody else it does. */
#include "share_kit.h"

static bool
may_read_file(const struct person *p)
{
	struct db *db = kit_reader();
	bool may = store_may_file(kit, db, &p->who, &kits.file, kit_now);

	server_reader_done(kit, db);
	return may;
}

static void
ask_for_advice(const struct person *by)
{
	kits.given = share_put(by, &kind_advice,
	    "{\"of\":\"$other\",\"due\":\"2026-11-21T12:00\",\"agency\":"
	    "\"$school\",\"question\":\"Is it right?\"}");
}

static void
advise(const struct person *by)
{
	share_put(by, &kind_advice_answer,
	    "{\"advice\":\"$given\",\"answer\":\"share\",\"reasons\":\"x\"}");
}

static void
emergency(const struct person *by)
{
	kits.given = share_put(by, &kind_emergency,
	    "{\"child\":\"Robin\",\"risk\":\"x\",\"shared\":\"x\","
	    "\"authority\":\"999\",\"by\":\"I did.\"}");
}

/* By the first senior, about somebody or nobody of the staff; or hanging on a
 * concern about them. */
static void
decide_about(const char *key, const char *about, bool by_concern)
{
	char judged[2000], named[200] = "";
	struct id concern = { "" };

	if (*about && by_concern) {
		snprintf(named, sizeof(named),
		    "{\"about_staff\":[{\"staff\":"
		    "\"%s\"}]}",
		    about);
		concern = share_put(&kits.senior, &kind_concern, named);
		snprintf(
		    named, sizeof(named), "\"concern\":\"%s\",", concern.s);
	} else if (*about) {
		snprintf(named, sizeof(named),
		    "\"about_staff\":[{\"staff\":"
		    "\"%s\"}],",
		    about);
	}
	snprintf(judged, sizeof(judged),
	    "{%s\"%s\":\"$given\",\"danger_now\":true,\"happened\":"
	    "\"2026-11-20T11:00\"," SHARE_CARE "\"decided\":\"share\"}",
	    named, key);
	share_decide(&kits.senior, judged);
}

static const struct {
	const char *why;
	const char *about;
	bool by_concern;
	const struct person *who; /* for whom it waits */
	const char *what;
	int before, after;
} rows[] = {
	{ "advice of one's own, decided", "", false, &kits.worker,
	    "advice_given", 1, 0 },
	{ "decided about them", "$worker", false, &kits.worker, "advice_given",
	    1, 1 },
	{ "decided because of a concern about them", "$worker", true,
	    &kits.worker, "advice_given", 1, 1 },
	{ "decided about somebody else", "$stranger", false, &kits.worker,
	    "advice_given", 1, 0 },
	{ "decided because of a concern about somebody else", "$stranger", true,
	    &kits.worker, "advice_given", 1, 0 },
	{ "an emergency of one's own, completed", "", false, &kits.worker,
	    "task_due", 1, 0 },
	{ "completed about them", "$worker", false, &kits.worker, "task_due", 1,
	    1 },
	{ "completed because of a concern about them", "$worker", true,
	    &kits.worker, "task_due", 1, 1 },
	{ "completed about somebody else", "$stranger", false, &kits.worker,
	    "task_due", 1, 0 },
	{ "a senior whom it is about", "$senior2", false, &kits.senior2,
	    "task_due", 1, 1 },
	{ "a senior, when it is about another", "$senior2", false, &kits.senior,
	    "task_due", 1, 0 },
};

static void
test_waiting(void **state)
{
	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		bool is_advice = strcmp(rows[i].what, "advice_given") == 0;
		int before =
		    count_waiting(rows[i].who, rows[i].what, NULL, kit_now);
		int is, was;

		share_file("2016-04-03");
		if (is_advice) {
			ask_for_advice(&kits.worker);
			advise(&kits.other);
		} else {
			emergency(&kits.worker);
		}
		was = count_waiting(rows[i].who, rows[i].what, NULL, kit_now) -
		      before;
		decide_about(is_advice ? "advice" : "emergency", rows[i].about,
		    rows[i].by_concern);
		is = count_waiting(rows[i].who, rows[i].what, NULL, kit_now) -
		     before;
		if (was != rows[i].before || is != rows[i].after)
			fail_msg("%s: %d, then %d", rows[i].why, was, is);
	}
}

/* Whoever is asked for advice reads the file until a decision that they may know of
 * names it. */
static void
test_reading(void **state)
{
	static const struct {
		const char *why, *about;
		bool want;
	} cases[] = {
		{ "decided", "", false },
		{ "decided about who advises", "$other", true },
		{ "decided about somebody else", "$worker", false },
	};

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(cases); i++) {
		share_file("2016-04-03");
		assert_false(may_read_file(&kits.other));
		ask_for_advice(&kits.worker);
		assert_true(may_read_file(&kits.other));
		advise(&kits.other);
		assert_true(may_read_file(&kits.other));
		decide_about("advice", cases[i].about, false);
		if (may_read_file(&kits.other) != cases[i].want)
			fail_msg("%s", cases[i].why);
	}
}

/* A decision that they may know of ends it, whatever else there is. */
static void
test_both(void **state)
{
	(void)state;
	ask_for_advice(&kits.worker);
	advise(&kits.other);
	decide_about("advice", "$worker", false);
	assert_int_equal(
	    count_waiting(&kits.worker, "advice_given", NULL, kit_now), 1);
	decide_about("advice", "", false);
	assert_int_equal(
	    count_waiting(&kits.worker, "advice_given", NULL, kit_now), 0);
}

#define T(test) cmocka_unit_test_setup_teardown(test, share_start, kit_stop)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		T(test_waiting),
		T(test_reading),
		T(test_both),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
