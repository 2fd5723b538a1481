/* common_stat.c - months as people type them, a report as text and back, and as rows for
 * a spreadsheet; what an outcome and a goal must say (N1, N2, N3, R6). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "doc.h"
#include "kinds.h"
#include "stat.h"
#include "text.h"

/* ---- months ---- */

static void
test_months(void **state)
{
	static const struct {
		const char *typed;
		int year, month; /* 0: it is none */
	} rows[] = {
		{ "3/2026", 2026, 3 },
		{ "03/2026", 2026, 3 },
		{ "mar 2026", 2026, 3 },
		{ " March 2026 ", 2026, 3 },
		{ "2026-03", 2026, 3 },
		{ "3 mar 2026", 2026, 3 },
		{ "12/2025", 2025, 12 },
		{ "today", 2026, 4 },
		{ "13/2026", 0, 0 },
		{ "0/2026", 0, 0 },
		{ "ma 2026", 0, 0 },
		{ "marchy 2026", 0, 0 },
		{ "3/26 x", 0, 0 },
		{ "", 0, 0 },
		{ "soon", 0, 0 },
	};
	const struct civil now = { 2026, 4, 14, 12, 0, true };

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		int want = rows[i].year == 0
			       ? -1
			       : rows[i].year * 12 + rows[i].month - 1;

		if (stat_month_parse(rows[i].typed, &now) != want)
			fail_msg("%s: %d", rows[i].typed,
			    stat_month_parse(rows[i].typed, &now));
	}
}

static void
test_days(void **state)
{
	static const struct {
		int month;
		const char *first, *last;
	} rows[] = {
		{ 2026 * 12 + 0, "2026-01-01", "2026-01-31" },
		{ 2026 * 12 + 1, "2026-02-01", "2026-02-28" },
		{ 2028 * 12 + 1, "2028-02-01", "2028-02-29" },
		{ 2026 * 12 + 11, "2026-12-01", "2026-12-31" },
	};
	char day[WHEN_TEXT];

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		stat_first_day(rows[i].month, day);
		assert_string_equal(day, rows[i].first);
		assert_int_equal(stat_month(day), rows[i].month);
		stat_last_day(rows[i].month, day);
		assert_string_equal(day, rows[i].last);
		assert_int_equal(stat_month(day), rows[i].month);
	}
	assert_int_equal(stat_month(""), -1);
}

static void
test_bands(void **state)
{
	static const struct {
		int age;
		const char *code;
	} rows[] = {
		{ -1, "unknown" },
		{ 0, "under_5" },
		{ 4, "under_5" },
		{ 5, "5_to_8" },
		{ 8, "5_to_8" },
		{ 9, "9_to_11" },
		{ 12, "12_to_15" },
		{ 15, "12_to_15" },
		{ 16, "16_up" },
		{ 25, "16_up" },
	};

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++)
		assert_string_equal(stat_age_code(rows[i].age), rows[i].code);
	assert_string_equal(stat_change_code(3, 4), "better");
	assert_string_equal(stat_change_code(3, 3), "same");
	assert_string_equal(stat_change_code(4, 3), "worse");
}

/* ---- a report ---- */

static void
make(struct stat_report *r)
{
	struct stat_table *t;

	*r = (struct stat_report){ .from = 24312, .until = 24314, .small = 5 };
	t = stat_report_add(r, STAT_BEGUN, "", STAT_AGE, 1, 2, 2);
	snprintf(t->row[0], LIST_CODE_MAX, "under_5");
	snprintf(t->col[0], LIST_CODE_MAX, "mentoring");
	snprintf(t->col[1], LIST_CODE_MAX, "%s", STAT_TOGETHER);
	snprintf(t->together[0], LIST_CODE_MAX, "group");
	snprintf(t->together[1], LIST_CODE_MAX, "other");
	for (int i = 0; i < 6; i++)
		t->n[i] = i == 1 ? STAT_HIDDEN : 10 + i;
	t = stat_report_add(r, STAT_OUTCOMES, "safety", STAT_SERVICE, 0, 1, 0);
	snprintf(t->col[0], LIST_CODE_MAX, "better");
	t->n[0] = t->n[1] = 9;
	t->means[0] = (struct stat_mean){ 42, 67 };
}

static void
test_text(void **state)
{
	struct buf text = BUF_INIT(20000), again = BUF_INIT(20000);
	struct stat_report r, back;
	struct errinfo e = { 0 };

	(void)state;
	make(&r);
	stat_report_write(&r, &text);
	assert_int_equal(
	    stat_report_read(&back, buf_str(&text), text.len, &e), ERR_OK);
	stat_report_write(&back, &again);
	assert_string_equal(buf_str(&text), buf_str(&again));
	assert_int_equal(stat_at(&back.tables[0], 0, 1), STAT_HIDDEN);
	stat_report_done(&r);
	stat_report_done(&back);
	buf_done(&text);
	buf_done(&again);
}

static void
test_bad_text(void **state)
{
#define HEAD "{\"from\":24312,\"until\":24314,\"small\":5,\"tables\":["
#define TABLE "{\"unit\":\"begun\",\"rows\":\"age\",\"row\":[],\"col\":[],"
	static const char *const rows[] = {
		"",
		"[]",
		"{}",
		"{\"from\":24312,\"until\":24311,\"small\":5,\"tables\":[]}",
		"{\"from\":24312,\"until\":24312,\"small\":0,\"tables\":[]}",
		"{\"from\":24312,\"until\":24312,\"small\":5}",
		HEAD "{}]}",
		HEAD TABLE "\"n\":[]}]}",
		HEAD TABLE "\"n\":[1,2]}]}",
		HEAD TABLE "\"n\":[-2]}]}",
		HEAD TABLE "\"n\":[\"1\"]}]}",
		HEAD TABLE "\"n\":[1],\"together\":[7]}]}",
		HEAD "{\"unit\":\"x\",\"rows\":\"age\",\"row\":[],\"col\":[],"
		     "\"n\":[1]}]}",
		HEAD "{\"unit\":\"begun\",\"rows\":\"x\",\"row\":[],\"col\":[],"
		     "\"n\":[1]}]}",
	};
	struct stat_report r;

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		if (stat_report_read(&r, rows[i], strlen(rows[i]), NULL) ==
		    ERR_OK)
			fail_msg("%s", rows[i]);
		stat_report_done(&r);
	}
	assert_int_equal(stat_report_read(&r, HEAD TABLE "\"n\":[1]}]}",
			     strlen(HEAD TABLE "\"n\":[1]}]}"), NULL),
	    ERR_OK);
	stat_report_done(&r);
}

/* N1: no cell of a spreadsheet can start a formula, whatever the settings call a kind
 * of support; what is not shown is words. */
static void
test_csv(void **state)
{
	struct buf csv = BUF_INIT(20000);
	struct stat_report r;

	(void)state;
	make(&r);
	snprintf(r.tables[0].col[0], LIST_CODE_MAX, "=1+1");
	stat_csv(&r, &csv);
	assert_non_null(strstr(buf_str(&csv), ",not shown\r\n"));
	assert_non_null(strstr(buf_str(&csv), ",Mean at the end,6.7\r\n"));
	assert_null(strstr(buf_str(&csv), ",="));
	assert_null(strstr(buf_str(&csv), ",-1"));
	for (const char *s = buf_str(&csv); (s = strstr(s, "\r\n")); s += 2)
		assert_null(memchr("=+-@", s[2] ? s[2] : 'x', 4));
	stat_report_done(&r);
	buf_done(&csv);
}

/* Each bar has its number, and what is not shown says so. */
static void
test_doc(void **state)
{
	struct buf text = BUF_INIT(20000);
	struct stat_report r;
	struct doc *d;

	(void)state;
	make(&r);
	d = stat_doc(&r, "Statistics: x", "");
	doc_text(d, 72, &text);
	assert_non_null(strstr(buf_str(&text), "fewer than 6"));
	assert_non_null(strstr(buf_str(&text), "Others together"));
	assert_non_null(strstr(buf_str(&text), "13 (87%)"));
	assert_non_null(strstr(buf_str(&text), "4.2 to 6.7, 2.5 better"));
	assert_non_null(strstr(buf_str(&text), "Group, Other"));
	doc_free(d);
	stat_report_done(&r);
	buf_done(&text);
}

/* ---- what they must say ---- */

#define OUTCOME(point, more)                                               \
	"{\"episode\":\"019d5820-3900-7e3d-a799-6ad0ffcdcf4b\",\"point\":" \
	"\"" point "\",\"day\":\"2026-04-01\"" more "}"
#define SCORE(n) ",\"scores\":[{\"measure\":\"safety\",\"score\":" n "}]"
#define GOAL(more)                                                        \
	"{\"episode\":\"019d5820-3900-7e3d-a799-6ad0ffcdcf4b\",\"goal\":" \
	"\"x\",\"set_by\":\"child\",\"set_on\":\"2026-04-01\","           \
	"\"at_start\":\"far\"" more "}"

static void
test_checks(void **state)
{
	static const struct {
		const char *why;
		const struct kind *kind;
		const char *json, *says; /* NULL: nothing is wrong */
	} rows[] = {
		{ "N1: a start", &kind_outcome, OUTCOME("start", SCORE("1")),
		    NULL },
		{ "the best of the scale", &kind_outcome,
		    OUTCOME("start", SCORE("10")), NULL },
		{ "over the scale, in words", &kind_outcome,
		    OUTCOME("start", SCORE("11")),
		    "from 1 (In crisis) to 10 (Thriving)" },
		{ "no scores", &kind_outcome, OUTCOME("start", ""),
		    "at least one is needed" },
		{ "one measure twice", &kind_outcome,
		    OUTCOME("start",
			",\"scores\":[{\"measure\":\"safety\",\"score\":1},"
			"{\"measure\":\"safety\",\"score\":2}]"),
		    "scored once" },
		{ "R6: an end without progress", &kind_outcome,
		    OUTCOME("end", SCORE("5")),
		    "Progress towards the purpose" },
		{ "R6: a review without progress", &kind_outcome,
		    OUTCOME("review", SCORE("5")),
		    "Progress towards the purpose" },
		{ "R6: an end with it", &kind_outcome,
		    OUTCOME("end", SCORE("5") ",\"progress\":\"Half way.\""),
		    NULL },
		{ "words of nobody", &kind_outcome,
		    OUTCOME("start", SCORE("5") ",\"words\":\"Fine.\""),
		    "Who said it" },
		{ "a goal", &kind_goal, GOAL(""), NULL },
		{ "how it stands, and no day", &kind_goal,
		    GOAL(",\"at_review\":\"begun\""), "The day is needed" },
		{ "a day, and not how it stands", &kind_goal,
		    GOAL(",\"ended_on\":\"2026-04-02\""),
		    "How the goal stands" },
		{ "closed before it was set", &kind_goal,
		    GOAL(",\"ended_on\":\"2026-03-02\",\"at_end\":\"far\""),
		    "before the goal was set" },
	};
	struct check_ctx ctx = { { 2026, 4, 14, 12, 0, true }, true, 0 };

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		struct problems p = { 0 };
		struct errinfo e = { 0 };
		struct record *r = NULL;

		if (record_from_json(&r, rows[i].kind, rows[i].json,
			strlen(rows[i].json), false, &p, &e) != ERR_OK)
			fail_msg("%s: %s", rows[i].why, e.says);
		record_check(r, &ctx, &p);
		if ((rows[i].says == NULL) != (p.count == 0) ||
		    (rows[i].says != NULL &&
			!strstr(p.at[0].says, rows[i].says)))
			fail_msg("%s: %s", rows[i].why,
			    p.count > 0 ? p.at[0].says : "nothing is wrong");
		record_free(r);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_months),
		cmocka_unit_test(test_days),
		cmocka_unit_test(test_bands),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_bad_text),
		cmocka_unit_test(test_csv),
		cmocka_unit_test(test_doc),
		cmocka_unit_test(test_checks),
	};

	if (!text_start())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
