/* common_policy.c - the five documents, and the days of grace (T2); training (T1). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "kinds.h"
#include "mem.h"
#include "policy.h"
#include "text.h"

static int64_t
at(int month, int day, int hour, int minute)
{
	return when_ms(&(struct civil){ 2026, month, day, hour, minute, true });
}

struct moment {
	int month, day, hour, minute;
};

/* T2: the day of receipt and so many days after it, to their last minute here. */
static void
test_grace(void **state)
{
	static const struct {
		const char *why;
		struct moment received;
		int grace;
		struct moment now;
		bool is_past;
	} rows[] = {
		{ "at once", { 11, 2, 9, 0 }, 14, { 11, 2, 9, 0 }, false },
		{ "the day before", { 11, 2, 9, 0 }, 14, { 11, 15, 23, 59 },
		    false },
		{ "the day, early", { 11, 2, 9, 0 }, 14, { 11, 16, 0, 0 },
		    false },
		{ "its last minute", { 11, 2, 9, 0 }, 14, { 11, 16, 23, 59 },
		    false },
		{ "the day after", { 11, 2, 9, 0 }, 14, { 11, 17, 0, 0 },
		    true },
		{ "received late in a day", { 11, 2, 23, 59 }, 14,
		    { 11, 16, 23, 59 }, false },
		{ "and the day after", { 11, 2, 23, 59 }, 14, { 11, 17, 0, 0 },
		    true },
		{ "received in its first minute", { 11, 2, 0, 0 }, 14,
		    { 11, 16, 23, 59 }, false },
		{ "one day", { 11, 2, 9, 0 }, 1, { 11, 3, 23, 59 }, false },
		{ "one day, over", { 11, 2, 9, 0 }, 1, { 11, 4, 0, 0 }, true },
		{ "none: not before", { 11, 2, 9, 0 }, 0, { 11, 2, 8, 59 },
		    false },
		{ "none: at once", { 11, 2, 9, 0 }, 0, { 11, 2, 9, 0 }, true },
		{ "over the end of a month", { 1, 31, 12, 0 }, 28,
		    { 2, 28, 23, 59 }, false },
		{ "over it, past", { 1, 31, 12, 0 }, 28, { 3, 1, 0, 0 }, true },
		{ "clocks go forward between", { 3, 20, 9, 0 }, 14,
		    { 4, 3, 23, 59 }, false },
		{ "forward, past", { 3, 20, 9, 0 }, 14, { 4, 4, 0, 0 }, true },
		{ "clocks go back between", { 10, 20, 9, 0 }, 14,
		    { 11, 3, 23, 59 }, false },
		{ "back, past", { 10, 20, 9, 0 }, 14, { 11, 4, 0, 0 }, true },
		{ "a clock set back before receipt", { 11, 2, 9, 0 }, 14,
		    { 10, 1, 0, 0 }, false },
		{ "a clock set back, no grace", { 11, 2, 9, 0 }, 0,
		    { 10, 1, 0, 0 }, false },
	};

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		const struct moment *r = &rows[i].received, *n = &rows[i].now;
		int64_t got = at(r->month, r->day, r->hour, r->minute);
		int64_t now = at(n->month, n->day, n->hour, n->minute);
		int64_t until = policy_until_ms(got, rows[i].grace);
		int64_t before = policy_past_ms(now, rows[i].grace);

		if ((now >= until) != rows[i].is_past)
			fail_msg("%s: until", rows[i].why);
		if ((got < before) != rows[i].is_past)
			fail_msg("%s: past", rows[i].why);
	}
}

/* Both ways round say the same, at every hour of a year. */
static void
test_both_ways(void **state)
{
	int64_t from = at(1, 1, 0, 0), hour = 3600000;

	(void)state;
	for (int grace = 0; grace <= 14; grace += 7)
		for (int64_t r = 0; r < 365 * 24; r += 13)
			for (int64_t n = 0; n < 40 * 24; n += 11) {
				int64_t got = from + r * hour;
				int64_t now = got + n * hour;

				assert_int_equal(
				    now >= policy_until_ms(got, grace),
				    got < policy_past_ms(now, grace));
			}
}

static void
test_documents(void **state)
{
	(void)state;
	assert_int_equal(POLICY_COUNT, 5);
	for (unsigned i = 0; i < POLICY_COUNT; i++) {
		assert_int_equal(policy_find(policy_code(i)), i);
		assert_true(*policy_title(i) != '\0');
	}
	assert_int_equal(policy_find("conduc"), POLICY_COUNT);
	assert_int_equal(policy_find(""), POLICY_COUNT);
	assert_string_equal(policy_code(POLICY_COUNT), "");
	assert_string_equal(policy_title(99), "");
	for (int r = 0; r < ROLE_COUNT; r++)
		assert_int_equal(
		    policy_is_asked_of((enum role)r), r != ROLE_INSPECTOR);
}

/* ---- what a record may say (T1, T2) ---- */

#define ID "01890a5d-ac96-774b-bcce-b302099a8057"
#define CONFIRMS                                                           \
	"{\"document\":\"" ID "\",\"which\":\"conduct\",\"version\":\"3\"" \
	",\"accepts\":"
#define TRAINED                                                       \
	"{\"person\":\"" ID "\",\"occasion\":\"later\",\"by\":\"x\"," \
	"\"on\":\"2026-11-02\",\"what\":"

static void
test_checks(void **state)
{
	static const struct {
		const char *why;
		const struct kind *kind;
		const char *json, *says; /* NULL: it is right */
	} rows[] = {
		{ "a document", &kind_policy_document,
		    "{\"which\":\"conduct\",\"version\":\"3\",\"approved\":"
		    "\"2026-11-01\",\"approved_by\":\"Trustees\",\"where\":"
		    "\"shelf\",\"summary\":\"x\"}",
		    NULL },
		{ "approved next week", &kind_policy_document,
		    "{\"which\":\"conduct\",\"version\":\"3\",\"approved\":"
		    "\"2026-11-30\",\"approved_by\":\"Trustees\",\"where\":"
		    "\"shelf\",\"summary\":\"x\"}",
		    "future" },
		{ "no version", &kind_policy_document,
		    "{\"which\":\"conduct\",\"approved\":\"2026-11-01\","
		    "\"approved_by\":\"T\",\"where\":\"s\",\"summary\":\"x\"}",
		    "Version is needed" },
		{ "a confirmation", &kind_confirmation,
		    CONFIRMS "true,\"on\":\"2026-11-20\"}", NULL },
		{ "does not accept", &kind_confirmation,
		    CONFIRMS "false,\"on\":\"2026-11-20\"}", "you understand" },
		{ "says nothing of it", &kind_confirmation,
		    "{\"document\":\"" ID "\",\"which\":\"conduct\",\"version\""
		    ":\"3\",\"on\":\"2026-11-20\"}",
		    "is needed" },
		{ "not dated", &kind_confirmation, CONFIRMS "true}",
		    "Confirmed on is needed" },
		{ "dated tomorrow", &kind_confirmation,
		    CONFIRMS "true,\"on\":\"2026-11-21\"}", "future" },
		{ "training", &kind_training, TRAINED "\"sharing\"}", NULL },
		{ "due again", &kind_training,
		    TRAINED "\"welfare\",\"due\":\"2027-11-02\"}", NULL },
		{ "due on the same day", &kind_training,
		    TRAINED "\"welfare\",\"due\":\"2026-11-02\"}",
		    "a day after" },
		{ "something else, unsaid", &kind_training,
		    TRAINED "\"other\"}", "What else it was about is needed" },
		{ "something else", &kind_training,
		    TRAINED "\"other\",\"other\":\"First aid\"}", NULL },
		{ "two things", &kind_training,
		    TRAINED "\"sharing\",\"other\":\"First aid\"}",
		    "stands only with" },
		{ "of no known sort", &kind_training, TRAINED "\"dancing\"}",
		    "" },
	};
	struct check_ctx ctx = { .now = { 2026, 11, 20, 12, 0, true },
		.complete = true };
	struct problems *p = mem_zalloc(1, sizeof(*p));

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		struct record *r = NULL;
		struct errinfo e = { 0 };
		bool is_right;

		*p = (struct problems){ 0 };
		is_right = record_from_json(&r, rows[i].kind, rows[i].json,
			       strlen(rows[i].json), false, p, &e) == ERR_OK &&
			   record_check(r, &ctx, p);
		if (is_right != (rows[i].says == NULL))
			fail_msg("%s: %s", rows[i].why,
			    p->count > 0 ? p->at[0].says : "taken");
		if (!is_right && strstr(p->at[0].says, rows[i].says) == NULL)
			fail_msg("%s: %s", rows[i].why, p->at[0].says);
		record_free(r);
	}
	mem_free_wiped(p, sizeof(*p));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_grace),
		cmocka_unit_test(test_both_ways),
		cmocka_unit_test(test_documents),
		cmocka_unit_test(test_checks),
	};

	setenv("TZ", "Europe/London", 1);
	tzset();
	text_start();
	return cmocka_run_group_tests_name("common_policy", tests, NULL, NULL);
}
