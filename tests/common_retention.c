/* common_retention.c - proves when a file is due for review (R2): periods from birth,
 * last contact and leaving, the longest counts, a hold stands above all, and what
 * is not known makes nothing due earlier. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "kinds.h"
#include "retention.h"
#include "text.h"

/* ---- a setting ---- */

static void
test_rules(void **state)
{
	static const struct {
		const char *why, *text;
		enum err want;
		int birth, contact, leaving;
	} rows[] = {
		{ "all three", "birth 25, contact 7, leaving 6", ERR_OK, 25, 7,
		    6 },
		{ "in another order", "leaving 6,birth 25", ERR_OK, 25, 0, 6 },
		{ "spaces", "  contact   7 ", ERR_OK, 0, 7, 0 },
		{ "the longest there is", "birth 150", ERR_OK, 150, 0, 0 },
		{ "too long", "birth 151", ERR_CONFIG, 0, 0, 0 },
		{ "no years", "birth", ERR_CONFIG, 0, 0, 0 },
		{ "none", "birth 0", ERR_CONFIG, 0, 0, 0 },
		{ "less than none", "birth -7", ERR_CONFIG, 0, 0, 0 },
		{ "twice", "birth 25, birth 26", ERR_CONFIG, 0, 0, 0 },
		{ "another word", "death 25", ERR_CONFIG, 0, 0, 0 },
		{ "days", "contact 7d", ERR_CONFIG, 0, 0, 0 },
		{ "empty", "", ERR_CONFIG, 0, 0, 0 },
		{ "a comma too many", "birth 25,", ERR_CONFIG, 0, 0, 0 },
		{ "a part too many", "birth 25 26", ERR_CONFIG, 0, 0, 0 },
		{ "a very long part",
		    "birth 25                                             ",
		    ERR_CONFIG, 0, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct retention_rule got;
		struct errinfo e = { 0 };

		if (retention_read_rule(&got, rows[i].text, &e) !=
			rows[i].want ||
		    (rows[i].want == ERR_OK &&
			(got.years[RETAIN_BIRTH] != rows[i].birth ||
			    got.years[RETAIN_CONTACT] != rows[i].contact ||
			    got.years[RETAIN_LEAVING] != rows[i].leaving)))
			fail_msg("%s: %s", rows[i].why, e.says);
	}
}

/* ---- the day ---- */

#define BORN(day)                                          \
	{                                                  \
		&kind_front_sheet, "born", day, NULL, NULL \
	}
#define LEFT(day)                                                    \
	{                                                            \
		&kind_episode, "started", "2001-01-02", "ended", day \
	}
#define TALKED(day)                                    \
	{                                              \
		&kind_contact, "when", day, NULL, NULL \
	}

struct on_file {
	const struct kind *kind;
	const char *key, *value;
	const char *key2, *value2;
};

/* Begun on 1 May 2010. Rules: every file birth 25, contact 7, leaving 5; a concern
 * birth 30; about staff contact 40; sexual abuse birth 75. */
static const struct {
	const char *why;
	struct on_file files[6];
	enum retention_state state;
	const char *on, *says;
} rows[] = {
	{ "from birth", { BORN("2000-06-15") }, RETAIN_ON_DAY, "2025-06-15",
	    "25 years from the birth, Thu 15 June 2000." },
	{ "born on 29 February, in another year", { BORN("2000-02-29") },
	    RETAIN_ON_DAY, "2025-03-01", "the birth" },
	{ "several on one file: the youngest",
	    { BORN("2000-06-15"), BORN("2003-01-01"), BORN("1999-01-01") },
	    RETAIN_ON_DAY, "2028-01-01", "the birth" },
	{ "one of several is not known, and another is",
	    { BORN("2000-06-15"), BORN("") }, RETAIN_ON_DAY, "2025-06-15",
	    "the birth" },
	{ "no birth is known: from the day the file was begun", { BORN("") },
	    RETAIN_ON_DAY, "2035-05-01", "no birth is known" },
	{ "the last contact is later",
	    { BORN("1990-01-01"), TALKED("2011-07-01"), TALKED("2010-07-01") },
	    RETAIN_ON_DAY, "2018-07-01", "7 years from the last contact" },
	{ "a contact on 29 February",
	    { BORN("1980-01-01"), TALKED("2012-02-29") }, RETAIN_ON_DAY,
	    "2019-03-01", "the last contact" },
	{ "seven years after the last day of support, which is a contact",
	    { BORN("1980-01-01"), LEFT("2015-03-31") }, RETAIN_ON_DAY,
	    "2022-03-31", "the last contact" },
	{ "support goes on",
	    { BORN("1980-01-01"), LEFT("2015-03-31"),
		{ &kind_episode, "started", "2016-01-01", NULL, NULL } },
	    RETAIN_OPEN, "", "Support goes on" },
	{ "a referral of which nothing came",
	    { BORN("1980-01-01"),
		{ &kind_episode, "referred_on", "2013-01-01", NULL, NULL } },
	    RETAIN_ON_DAY, "2020-01-01", "the last contact" },
	{ "a concern is kept longer",
	    { BORN("2000-06-15"),
		{ &kind_concern, "happened", "2012-01-01T10:00", "types",
		    "physical neglect" } },
	    RETAIN_ON_DAY, "2030-06-15", "because a concern is on file" },
	{ "so is a first account",
	    { BORN("2000-06-15"),
		{ &kind_first_account, "observed", "x", NULL, NULL } },
	    RETAIN_ON_DAY, "2030-06-15", "because a concern is on file" },
	{ "about one of us",
	    { BORN("2000-06-15"), { &kind_concern, "happened",
				      "2012-01-01T10:00", "types", "staff" } },
	    RETAIN_ON_DAY, "2052-01-01", "about one of us" },
	{ "sexual abuse",
	    { BORN("2000-06-15"),
		{ &kind_concern, "happened", "2012-01-01T10:00", "types",
		    "neglect sexual" } },
	    RETAIN_ON_DAY, "2075-06-15", "sexual abuse may be on file" },
	{ "exploitation that may be sexual",
	    { BORN("2000-06-15"),
		{ &kind_concern, "happened", "2012-01-01T10:00", "types",
		    "exploitation" } },
	    RETAIN_ON_DAY, "2075-06-15", "sexual abuse may be on file" },
	{ "on hold",
	    { BORN("2000-06-15"),
		{ &kind_hold, "from", "2020-01-01", NULL, NULL } },
	    RETAIN_HELD, "2025-06-15", "on hold" },
	{ "on hold by one of two",
	    { BORN("2000-06-15"),
		{ &kind_hold, "from", "2020-01-01", "lifted", "2020-02-01" },
		{ &kind_hold, "from", "2020-01-01", NULL, NULL } },
	    RETAIN_HELD, "2025-06-15", "on hold" },
	{ "the hold was lifted",
	    { BORN("2000-06-15"),
		{ &kind_hold, "from", "2020-01-01", "lifted", "2020-02-01" } },
	    RETAIN_ON_DAY, "2025-06-15", "the birth" },
	{ "kept by a review",
	    { BORN("2000-06-15"), { &kind_retention_review, "decision", "keep",
				      "until", "2031-01-01" } },
	    RETAIN_ON_DAY, "2031-01-01", "The last review" },
	{ "kept less long than by the periods",
	    { BORN("2000-06-15"), { &kind_retention_review, "decision", "keep",
				      "until", "2024-01-01" } },
	    RETAIN_ON_DAY, "2025-06-15", "the birth" },
	{ "the last review counts",
	    { BORN("2000-06-15"),
		{ &kind_retention_review, "decision", "keep", "until",
		    "2031-01-01" },
		{ &kind_retention_review, "decision", "destroy", NULL, NULL } },
	    RETAIN_ON_DAY, "2025-06-15", "the birth" },
	{ "a name put right, a notice, a task: no contact",
	    { BORN("1980-01-01"), TALKED("2011-07-01"),
		{ &kind_adult, "name", "x", NULL, NULL },
		{ &kind_notice, "due", "2016-01-01", NULL, NULL },
		{ &kind_task, "due", "2016-01-01", NULL, NULL } },
	    RETAIN_ON_DAY, "2018-07-01", "the last contact" },
	{ "what has no day of its own: when it was written",
	    { BORN("1980-01-01"), { &kind_addendum, "text", "x", NULL, NULL } },
	    RETAIN_ON_DAY, "2027-01-01", "the last contact" },
	{ "nothing but the file", { { NULL, NULL, NULL, NULL, NULL } },
	    RETAIN_ON_DAY, "2035-05-01", "the day the file was begun" },
};

static void
add_one(struct retention_facts *f, const struct on_file *at)
{
	static const struct civil written = { .year = 2020,
		.month = 1,
		.day = 1,
		.hour = 9,
		.minute = 30,
		.has_time = true };
	struct record *r = record_new(at->kind);

	if (kind_field(at->kind, at->key) != NULL)
		record_set(r, at->key, at->value);
	if (at->key2 != NULL)
		record_set(r, at->key2, at->value2);
	retention_add(f, r, &written);
	record_free(r);
}

static void
test_days(void **state)
{
	static const struct retention_rule rules[RETAIN_CLASS_COUNT] = {
		[RETAIN_SUPPORT] = { { 25, 7, 5 } },
		[RETAIN_CONCERN] = { { 30, 0, 0 } },
		[RETAIN_STAFF] = { { 0, 40, 0 } },
		[RETAIN_ABUSE] = { { 75, 0, 0 } },
	};
	static const struct civil begun = {
		.year = 2010, .month = 5, .day = 1, .hour = 8, .has_time = true
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct retention_facts f;
		struct retention_due due;
		char on[WHEN_TEXT];

		retention_begin(&f, &begun);
		for (size_t k = 0; k < 6 && rows[i].files[k].kind; k++)
			add_one(&f, &rows[i].files[k]);
		retention_decide(&f, rules, &due);
		when_store(on, &due.on);
		if (due.state != rows[i].state || strcmp(on, rows[i].on) != 0 ||
		    strstr(due.says, rows[i].says) == NULL)
			fail_msg("%s: %d %s %s", rows[i].why, due.state, on,
			    due.says);
	}
}

static void
test_due(void **state)
{
	static const struct {
		enum retention_state state;
		const char *on, *today;
		bool want;
	} list[] = {
		{ RETAIN_ON_DAY, "2025-06-15", "2025-06-14T23:59", false },
		{ RETAIN_ON_DAY, "2025-06-15", "2025-06-15T00:00", true },
		{ RETAIN_ON_DAY, "2025-06-15", "2026-01-01", true },
		{ RETAIN_HELD, "2025-06-15", "2026-01-01", false },
		{ RETAIN_OPEN, "", "2026-01-01", false },
		{ RETAIN_ON_DAY, "", "2026-01-01", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		struct retention_due due = { .state = list[i].state };
		struct civil today;

		(void)when_read(&due.on, list[i].on);
		assert_true(when_read(&today, list[i].today));
		if (retention_is_due(&due, &today) != list[i].want)
			fail_msg("row %zu", i);
	}
}

/* What cannot be read may be the one thing that keeps a file. */
static void
test_unread(void **state)
{
	static const struct civil begun = { 1980, 1, 1, 0, 0, false };
	struct retention_rule rules[RETAIN_CLASS_COUNT] = { { { 1, 1, 1 } } };
	struct retention_facts f;
	struct retention_due due;

	(void)state;
	retention_begin(&f, &begun);
	f.is_unread = true;
	retention_decide(&f, rules, &due);
	assert_int_equal(due.state, RETAIN_OPEN);
	assert_non_null(strstr(due.says, "cannot be read"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rules),
		cmocka_unit_test(test_days),
		cmocka_unit_test(test_due),
		cmocka_unit_test(test_unread),
	};

	text_start();
	return cmocka_run_group_tests_name(
	    "common_retention", tests, NULL, NULL);
}
