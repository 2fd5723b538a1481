/* server_advice.c - advice is asked of somebody else, and given by whom it is for by
 * then (S3). */
#include "share_kit.h"

#define HOURS 3600000LL

/* ---- advice (S3) ---- */

#define ADVICE(of)                                         \
	"{\"of\":\"" of "\",\"due\":\"2026-11-21T12:00\"," \
	"\"question\":\"Is it right?\"}"

static void
test_whom_to_ask(void **state)
{
	static const struct {
		const char *why, *template;
		unsigned status;
		const char *says;
	} cases[] = {
		{ "one's line manager", ADVICE("$manager"), 201, "" },
		{ "another line manager", ADVICE("$other"), 201, "" },
		{ "the Director", ADVICE("$director"), 201, "" },
		{ "oneself", ADVICE("$worker"), 422, "Nobody asks themselves" },
		{ "a colleague", ADVICE("$stranger"), 422,
		    "line manager or the Director" },
		{ "the Lead", ADVICE("$lead"), 422,
		    "line manager or the Director" },
		{ "a senior who manages them not", ADVICE("$senior"), 422,
		    "line manager or the Director" },
		{ "nobody the office knows",
		    ADVICE("01900000-0000-7000-8000-000000000001"), 422,
		    "nobody the office knows" },
		{ "whom it is about (R7)",
		    "{\"of\":\"$director\",\"due\":\"2026-11-21T12:00\","
		    "\"question\":\"x\",\"about_staff\":[{\"staff\":"
		    "\"$director\"}]}",
		    422, "Whom it is about" },
	};

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(cases); i++) {
		struct id id = id_new();
		unsigned got = kit_save(&kits.worker, &kind_advice, &kits.file,
		    &id, 0, share_fill(cases[i].template));

		if (got != cases[i].status ||
		    !strstr(kit_result.error.says, cases[i].says))
			fail_msg("%s: %u %s", cases[i].why, got,
			    kit_result.error.says);
	}
}

/* Their own manager, who is a designated senior member; and one who has left. */
static void
test_own_manager(void **state)
{
	char more[120];
	struct person under, boss = kits.senior2;
	struct id id = id_new();

	(void)state;
	snprintf(more, sizeof(more), ",\"manager\":\"%s\"", boss.who.staff.s);
	under = kit_person(ROLE_SUPPORT_WORKER, more);
	kit_assign(&kits.senior, &under, &kits.file, "2026-01-01", "");
	assert_int_equal(kit_save(&under, &kind_advice, &kits.file, &id, 0,
			     share_fill(ADVICE("$senior2"))),
	    201);
	kit_staff_body(
	    more, sizeof(more), ROLE_MANAGER, ",\"left\":\"2026-11-18\"");
	assert_int_equal(kit_save(&kits.admin, &kind_staff, &kit_none,
			     &kits.other.who.staff, 1, more),
	    200);
	id = id_new();
	assert_int_equal(kit_save(&kits.worker, &kind_advice, &kits.file, &id,
			     0, share_fill(ADVICE("$other"))),
	    422);
}

static void
test_who_answers(void **state)
{
	static const struct {
		const char *why;
		const struct person *who;
		int64_t after_ms;
		unsigned status;
		const char *says;
	} cases[] = {
		{ "who asks", &kits.worker, 0, 403, "" },
		{ "another manager, for whom it is not there", &kits.other, 0,
		    424, "" },
		{ "the Director, before it has passed", &kits.director,
		    24 * HOURS, 403, "asked of somebody else" },
		{ "a senior, ever", &kits.senior, 900 * HOURS, 403,
		    "asked of somebody else" },
		{ "the deputy, before", &kits.deputy, 23 * HOURS, 424, "" },
		{ "the deputy, at its due time", &kits.deputy, 24 * HOURS, 201,
		    "" },
		{ "the Director, a day later", &kits.director, 48 * HOURS, 201,
		    "" },
		{ "whom it was asked of, late", &kits.manager, 99 * HOURS, 201,
		    "" },
		{ "the Lead", &kits.lead, 0, 403, "" },
		{ "a stranger", &kits.stranger, 99 * HOURS, 404, "" },
	};
	int64_t noon = kit_now;

	(void)state;
	kits.given = share_put(&kits.worker, &kind_advice, ADVICE("$manager"));
	for (size_t i = 0; i < KIND_COUNT(cases); i++) {
		struct id id = id_new();
		unsigned got;

		kit_now = noon + cases[i].after_ms;
		got = kit_save(cases[i].who, &kind_advice_answer, &kits.file,
		    &id, 0,
		    share_fill("{\"advice\":\"$given\",\"answer\":\"share\","
			       "\"reasons\":\"x\"}"));
		if (got != cases[i].status ||
		    !strstr(kit_result.error.says, cases[i].says))
			fail_msg("%s: %u %s", cases[i].why, got,
			    kit_result.error.says);
	}
}

/* Nobody advises themselves: not a manager, not the Director who asked. */
static void
test_own_advice(void **state)
{
	static const char answer[] =
	    "{\"advice\":\"$given\",\"answer\":\"share\",\"reasons\":\"x\"}";
	struct id id = id_new();

	(void)state;
	kit_assign(&kits.senior, &kits.other, &kits.file, "2026-01-01", "");
	kits.given = share_put(&kits.other, &kind_advice, ADVICE("$director"));
	kit_now += 999 * HOURS;
	assert_int_equal(kit_save(&kits.other, &kind_advice_answer, &kits.file,
			     &id, 0, share_fill(answer)),
	    403);
	assert_non_null(strstr(kit_result.error.says, "to themselves"));
	kits.given =
	    share_put(&kits.director, &kind_advice, ADVICE("$manager"));
	kit_now += 999 * HOURS;
	id = id_new();
	assert_int_equal(kit_save(&kits.director, &kind_advice_answer,
			     &kits.file, &id, 0, share_fill(answer)),
	    403);
}

/* Nobody puts an answer off for good: three working days, as the setting is. Today is
 * Friday 20 November 2026. */
static void
test_due(void **state)
{
	static const struct {
		const char *why, *due;
		unsigned status;
	} cases[] = {
		{ "tomorrow", "2026-11-21T12:00", 201 },
		{ "the first working day", "2026-11-23T17:00", 201 },
		{ "the end of the third", "2026-11-25T23:59", 201 },
		{ "the third, without a time", "2026-11-25", 201 },
		{ "the fourth", "2026-11-26T00:00", 422 },
		{ "the fourth, without a time", "2026-11-26", 422 },
		{ "a year ahead", "2027-11-20T12:00", 422 },
	};
	char body[300];

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(cases); i++) {
		struct id id = id_new();
		unsigned got;

		snprintf(body, sizeof(body),
		    "{\"of\":\"$manager\",\"due\":\"%s\",\"question\":\"x\"}",
		    cases[i].due);
		got = kit_save(&kits.worker, &kind_advice, &kits.file, &id, 0,
		    share_fill(body));
		if (got != cases[i].status ||
		    (got == 422 &&
			(strcmp(kit_result.error.field, "due") != 0 ||
			    !strstr(kit_result.error.says, "too long"))))
			fail_msg("%s: %u %s %s", cases[i].why, got,
			    kit_result.error.field, kit_result.error.says);
	}
}

#define T(test) cmocka_unit_test_setup_teardown(test, share_start, kit_stop)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		T(test_whom_to_ask),
		T(test_own_manager),
		T(test_who_answers),
		T(test_own_advice),
		T(test_due),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
