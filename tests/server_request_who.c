/* server_request_who.c - requests at the office: who may answer them and who never may,
 * what waits for whom, what stands beside a record, and what was sent wrongly (A1, A3,
 * A4, R7). */
#include "request_kit.h"

/* ---- who ---- */

static void
test_a1_who_may(void **state)
{
	static const struct {
		const char *why;
		const struct person *who;
		unsigned asks, answers;
	} rows[] = {
		{ "a senior", &kits.senior, 201, 201 },
		{ "who is assigned", &kits.worker, 201, 403 },
		{ "the Director", &kits.director, 201, 201 },
		{ "the Lead", &kits.lead, 201, 201 },
		{ "the line manager of who is assigned", &kits.manager, 403,
		    201 },
		{ "another line manager", &kits.other, 403, 403 },
		{ "somebody else", &kits.stranger, 403, 403 },
		{ "a volunteer", &kits.volunteer, 403, 403 },
		{ "a trustee", &kits.trustee, 403, 403 },
		{ "an administrator", &kits.admin, 403, 403 },
	};

	(void)state;
	kits.given =
	    share_put(&kits.worker, &kind_request, ACCESS("child", BY_CHILD));
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		unsigned asks =
		    save(rows[i].who, &kind_request, ACCESS("child", BY_CHILD));
		unsigned stops = save(rows[i].who, &kind_request_stop,
		    "{\"request\":\"$given\",\"why\":\"sought\",\"on\":"
		    "\"2026-11-05\",\"words\":\"x\"}");

		if ((asks == 404 ? 403 : asks) != rows[i].asks ||
		    (stops == 404 || stops == 424 ? 403 : stops) !=
			rows[i].answers)
			fail_msg("%s: %u %u", rows[i].why, asks, stops);
	}
}

/* R7: whoever it is about neither sees nor answers it. */
static void
test_r7_about_staff(void **state)
{
	char body[900];

	(void)state;
	snprintf(body, sizeof(body),
	    "{\"what\":\"complaint\",\"asks\":\"They shouted.\",\"received\":"
	    "\"2026-11-04\",\"how\":\"letter\",\"who\":\"child\",\"standing\":"
	    "\"self\",\"identity\":\"known\",\"safe\":\"School.\","
	    "\"about_staff\":[{\"staff\":\"%s\"}]}",
	    kits.senior.who.staff.s);
	kits.given = share_put(&kits.director, &kind_request, body);
	is_refused("whom it is about",
	    save(&kits.senior, &kind_request_answer,
		"{\"request\":\"$given\",\"what\":\"refused\",\"refused\":"
		"\"unfounded\",\"reasons\":\"x\",\"complain\":true,\"on\":"
		"\"2026-11-18\",\"how\":\"post\",\"to\":\"x\"}"),
	    424, "");
	assert_int_equal(count_waiting(&kits.senior, "request_due", &kits.given,
			     kit_now + 9 * DAYS),
	    0);
	assert_int_equal(count_waiting(&kits.senior2, "request_due",
			     &kits.given, kit_now + 9 * DAYS),
	    1);
}

/* ---- what waits ---- */

static void
test_a1_waits(void **state)
{
	/* Due on 4 December; now is 20 November. */
	static const struct asked rows[] = {
		{ "a senior, two weeks before", &kits.senior, 0, 1 },
		{ "a senior, before that", &kits.senior, -1 * DAYS, 0 },
		{ "the Director, three days before", &kits.director, 11 * DAYS,
		    1 },
		{ "the Director, before that", &kits.director, 10 * DAYS, 0 },
		{ "the Lead, on its day", &kits.lead, 14 * DAYS, 0 },
		{ "the Lead, when it is over", &kits.lead, 15 * DAYS, 1 },
		{ "the manager of who is assigned", &kits.manager, 0, 1 },
		{ "another manager", &kits.other, 0, 0 },
		{ "who is assigned", &kits.worker, 20 * DAYS, 0 },
		{ "a trustee", &kits.trustee, 20 * DAYS, 0 },
	};
	static const struct asked stopped[] = {
		{ "while the clock stands still", &kits.senior, -1 * DAYS, 0 },
		{ "when it has for long", &kits.senior, 0, 1 },
	};

	(void)state;
	kits.given =
	    share_put(&kits.worker, &kind_request, ACCESS("child", BY_CHILD));
	ASK("request_due", &kits.given, rows);
	share_put(&kits.senior, &kind_request_stop,
	    "{\"request\":\"$given\",\"why\":\"identity\",\"on\":\"2026-11-"
	    "06\","
	    "\"words\":\"x\"}");
	ASK("request_due", &kits.given, stopped);
	share_put(&kits.senior, &kind_request_answer,
	    "{\"request\":\"$given\",\"what\":\"withdrawn\",\"reasons\":\"x\","
	    "\"on\":\"2026-11-18\"}");
	assert_int_equal(count_waiting(&kits.senior, "request_due", &kits.given,
			     kit_now + 40 * DAYS),
	    0);
}

/* ---- corrections stand beside what they are about (A3) ---- */

static void
test_a3_about(void **state)
{
	char body[900];
	struct id concern;

	(void)state;
	snprintf(body, sizeof(body), "{%s" KIT_CONCERN_END,
	    kit_about(&kits.senior2));
	concern = share_put(&kits.senior, &kind_concern, body);
	snprintf(body, sizeof(body),
	    "{\"what\":\"correction\",\"about\":\"%s\",\"asks\":\"It was "
	    "Tuesday.\",\"received\":\"2026-11-04\",\"how\":\"spoken\","
	    "\"who\":\"child\",\"standing\":\"self\",\"identity\":\"known\","
	    "\"safe\":\"x\"}",
	    concern.s);
	is_refused("of a record that is kept from them",
	    save(&kits.senior2, &kind_request, body), 424, "");
	kits.given = share_put(&kits.senior, &kind_request, body);
	/* It stands beside the concern: kept from whom that is about (R7). */
	is_refused("whom the concern is about",
	    save(&kits.senior2, &kind_request_answer,
		"{\"request\":\"$given\",\"what\":\"done\",\"reasons\":\"x\","
		"\"complain\":true,\"on\":\"2026-11-18\",\"how\":\"spoken\","
		"\"to\":\"x\"}"),
	    424, "");
	is_refused("a senior",
	    save(&kits.senior, &kind_request_answer,
		"{\"request\":\"$given\",\"what\":\"done\",\"reasons\":\"An "
		"addendum says Tuesday.\",\"complain\":true,\"on\":"
		"\"2026-11-18\",\"how\":\"spoken\",\"to\":\"Robin\"}"),
	    201, "");
}

/* ---- sent wrongly (A4) ---- */

#define WRONG                                                          \
	"\"what\":\"letter\",\"words\":\"Her address.\",\"to\":\"The " \
	"neighbour.\",\"noticed\":\"2026-11-19T09:00\""
#define WEIGHED                                                          \
	",\"recall\":\"got_back\",\"risk\":\"unlikely\",\"risk_words\":" \
	"\"Unopened.\",\"family\":\"told\",\"family_words\":\"Rang them.\""

static void
test_a4(void **state)
{
	static const struct asked rows[] = {
		{ "a senior", &kits.senior, 0, 1 },
		{ "the Director", &kits.director, 0, 1 },
		{ "the Lead", &kits.lead, 9 * DAYS, 1 },
		{ "who noticed it", &kits.worker, 0, 0 },
		{ "a trustee", &kits.trustee, 0, 0 },
	};
	static const struct {
		const char *why, *body;
		unsigned want;
	} changes[] = {
		{ "a high risk, and the regulator not told",
		    "{" WRONG ",\"recall\":\"failed\",\"risk\":\"high\","
		    "\"risk_words\":\"x\",\"regulator\":\"not_told\","
		    "\"regulator_why\":\"x\"}",
		    422 },
		{ "not told, and not why",
		    "{" WRONG WEIGHED ",\"regulator\":\"not_told\"}", 422 },
		{ "told later than 72 hours, and not why",
		    "{" WRONG WEIGHED ",\"regulator\":\"told\","
		    "\"regulator_on\":\"2026-11-22T09:01\"}",
		    422 },
		{ "told after 72 hours to the minute",
		    "{" WRONG WEIGHED ",\"regulator\":\"told\","
		    "\"regulator_on\":\"2026-11-22T09:00\"}",
		    200 },
	};
	struct id wrong;

	(void)state;
	wrong = share_put(&kits.worker, &kind_wrong_send, "{" WRONG "}");
	ASK("wrong_due", &wrong, rows);
	kits.given = wrong;
	is_refused("before it is weighed",
	    save(&kits.senior, &kind_wrong_end,
		"{\"incident\":\"$given\",\"learned\":\"x\"}"),
	    409, "(A4)");
	is_refused("changed by who noticed it",
	    kit_save(&kits.worker, &kind_wrong_send, &kits.file, &wrong, 1,
		"{" WRONG WEIGHED "}"),
	    403, "");
	kit_now += 4 * KIT_DAY;
	for (size_t i = 0; i < KIND_COUNT(changes); i++)
		is_refused(changes[i].why,
		    kit_save(&kits.senior, &kind_wrong_send, &kits.file, &wrong,
			1, changes[i].body),
		    changes[i].want, "");
	is_refused("closed",
	    save(&kits.senior, &kind_wrong_end,
		"{\"incident\":\"$given\",\"learned\":\"Two people look.\"}"),
	    201, "");
	assert_int_equal(
	    count_waiting(&kits.senior, "wrong_due", &wrong, kit_now), 0);
	is_refused("twice",
	    save(&kits.senior, &kind_wrong_end,
		"{\"incident\":\"$given\",\"learned\":\"x\"}"),
	    409, "already");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_a1_who_may),
		TEST(test_r7_about_staff),
		TEST(test_a1_waits),
		TEST(test_a3_about),
		TEST(test_a4),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
