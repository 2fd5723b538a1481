/* common_share_many.c - the facts of a decision about a file with very many answers
 * of the family: they are weighed, or none is, and what happened can be recorded
 * all the same (decisions.md, "Whose facts"). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "kinds.h"
#include "notice.h"
#include "share_facts.h"
#include "text.h"

#define ID(n) "01900000-0000-7000-8000-0000000000" n
#define FILE_ID ID("01")
#define MOTHER ID("02")
#define SCHOOL ID("04")
#define WORKER ID("05")
#define DAY "2026-11-20"
#define TO_SCHOOL "{\"agency\":\"" SCHOOL "\",\"harm\":\"none\"}"
#define AGREED                                                            \
	"{\"who\":\"parent\",\"adult\":\"" MOTHER                         \
	"\",\"answer\":\"agreed\",\"recipients\":[{\"agency\":\"" SCHOOL  \
	"\"}],\"items\":[\"attendance\"],\"purposes\":[\"school_help\"]," \
	"\"from\":\"2026-09-01\",\"evidence\":\"x\"}"

struct given {
	const char *kind, *id, *json;
};

static const struct given base[] = {
	{ "front_sheet", ID("10"),
	    "{\"name\":\"A\",\"born\":\"2016-04-03\",\"referrer_agency\":"
	    "\"" SCHOOL "\"}" },
	{ "adult", MOTHER, "{\"name\":\"Mia\",\"responsibility\":true}" },
};

/* False: it is enough. */
static bool
give(const struct given *g, share_record_fn *fn, void *fn_arg)
{
	struct share_record r = { .written_ms = 1 };
	struct record *body = NULL;
	struct errinfo e = { 0 };
	bool goes_on;

	id_parse(&r.id, g->id);
	id_parse(&r.author, WORKER);
	if (record_from_json(&body, kind_find(g->kind), g->json,
		strlen(g->json), true, NULL, &e) != ERR_OK)
		fail_msg("%s: %s", g->json, e.says);
	r.body = body;
	goes_on = fn(fn_arg, &r);
	record_free(body);
	return goes_on;
}

/* More than can be weighed is no answer at all: the "no" may be among the rest. */
struct many {
	int count;
	bool is_each_another; /* adult's */
	int given;            /* before it was enough */
};

static void
give_many(struct many *m, share_record_fn *fn, void *fn_arg)
{
	static const char other[] =
	    "{\"who\":\"carer\",\"adult\":\"01900000-0000-7000-8000-%012d\","
	    "\"answer\":\"refused\",\"from\":\"2026-01-01\"}";
	char json[sizeof(AGREED) + sizeof(other)] = AGREED;
	struct given one = { "agreement", ID("20"), json };

	bool goes_on = true;

	for (m->given = 0; m->given < m->count && goes_on; m->given++) {
		if (m->is_each_another)
			snprintf(json, sizeof(json), other, m->given + 1000);
		goes_on = give(&one, fn, fn_arg);
	}
}

static enum err
each_many(void *arg, const char *kind, share_record_fn *fn, void *fn_arg,
    struct errinfo *e)
{
	(void)e;
	if (strcmp(kind, "agreement") == 0)
		give_many(arg, fn, fn_arg);
	for (size_t i = 0; i < sizeof(base) / sizeof(base[0]); i++)
		if (strcmp(base[i].kind, kind) == 0)
			give(&base[i], fn, fn_arg);
	return ERR_OK;
}

static struct facts *
facts_of_many(struct many *m, const char *decision)
{
	struct share_source source = { .arg = m, .each = each_many };
	struct record *d = NULL;
	struct errinfo e = { 0 };
	struct facts *f = NULL;
	struct id file, asker;

	id_parse(&file, FILE_ID);
	id_parse(&asker, WORKER);
	assert_int_equal(record_from_json(&d, &kind_share_decision, decision,
			     strlen(decision), true, NULL, &e),
	    ERR_OK);
	if (share_facts(d, &file, &asker, DAY, &source, &f, &e) != ERR_OK)
		fail_msg("%s", e.says);
	record_free(d);
	return f;
}

#define NOTICE                                                                \
	"{\"agency\":\"" SCHOOL "\",\"occasion\":\"referrer_start\",\"harm\"" \
	":\"none\",\"items\":[{\"what\":\"x\",\"kind\":\"notice\"}]}"

static void
test_many(void **state)
{
	static const struct {
		const char *why, *decision;
		struct many many;
		size_t want; /* answers */
	} cases[] = {
		/* Of the mother one, and that the child was not asked. */
		{ "many agree", TO_SCHOOL, { 500, false, 0 }, 2 },
		{ "more than facts hold", TO_SCHOOL,
		    { FACTS_ANSWERS_MAX + 1, false, 0 }, 2 },
		{ "as many as may be", TO_SCHOOL,
		    { SHARE_AGREEMENTS_MAX, false, 0 }, 2 },
		{ "one more", TO_SCHOOL, { SHARE_AGREEMENTS_MAX + 1, false, 0 },
		    0 },
		/* Each another's: none stands for the next, nor for who is
		 * not asked. */
		{ "of a hundred people", TO_SCHOOL, { 100, true, 0 }, 102 },
		{ "of more than a record takes", TO_SCHOOL, { 500, true, 0 },
		    0 },
		{ "of more than facts hold", TO_SCHOOL,
		    { FACTS_ANSWERS_MAX + 1, true, 0 }, 0 },
		{ "of as many as facts hold", TO_SCHOOL,
		    { FACTS_ANSWERS_MAX, true, 0 }, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct many many = cases[i].many;
		struct facts *f = facts_of_many(&many, cases[i].decision);
		struct record *d = record_new(&kind_share_decision);
		struct buf b = BUF_INIT(SHARE_WEIGHED_MAX);
		struct decision says;

		if (f->answer_count != cases[i].want)
			fail_msg("%s: %zu", cases[i].why, f->answer_count);
		facts_write(f, &b);
		assert_false(b.failed);
		assert_int_equal(share_judge(f, &says), cases[i].want > 0);
		share_keep(d, f, &says);
		assert_string_equal(record_text(d, "facts"), buf_str(&b));
		decision_done(&says);
		buf_done(&b);
		record_free(d);
		facts_free(f);
	}
}

/* Nothing is decided that an answer could change; what none can change is. */
static void
test_not_weighed(void **state)
{
	static const struct {
		const char *why, *decision;
		bool is_authority;
		enum decide_row row;
		enum outcome outcome;
		enum followup follows; /* or FOLLOWUP_COUNT */
	} cases[] = {
		{ "a risk that nobody judged", "{}", false, DECIDE_ROW_4,
		    OUTCOME_SEEK_ADVICE, FOLLOWUP_COUNT },
		{ "a share of no risk", "{\"harm\":\"none\"}", false,
		    DECIDE_ROW_6, OUTCOME_SEEK_ADVICE, FOLLOWUP_COUNT },
		{ "a notice: somebody may have refused (row 8)", NOTICE, false,
		    DECIDE_ROW_6, OUTCOME_SEEK_ADVICE, FOLLOWUP_COUNT },
		{ "a meeting", "{\"harm\":\"none\",\"occasion\":\"meeting\"}",
		    false, DECIDE_ROW_6, OUTCOME_SEEK_ADVICE, FOLLOWUP_COUNT },
		{ "a crime", "{\"harm\":\"serious_crime\"}", true, DECIDE_ROW_6,
		    OUTCOME_SEEK_ADVICE, FOLLOWUP_COUNT },
		{ "harm, and no authority", "{\"harm\":\"significant_child\"}",
		    false, DECIDE_ROW_6, OUTCOME_SEEK_ADVICE,
		    FOLLOWUP_TELL_AUTHORITY },
		{ "one of us", "{\"harm\":\"none\",\"staff_allegation\":true}",
		    false, DECIDE_ROW_6, OUTCOME_SEEK_ADVICE,
		    FOLLOWUP_DESIGNATED_OFFICER },
		{ "danger (S9)", "{\"harm\":\"none\",\"danger_now\":true}",
		    true, DECIDE_ROW_1, OUTCOME_WITHOUT_CONSENT,
		    FOLLOWUP_COMPLETE_RECORD },
		{ "harm (P2)", "{\"harm\":\"significant_child\"}", true,
		    DECIDE_ROW_5, OUTCOME_WITHOUT_CONSENT,
		    FOLLOWUP_COMPLETE_RECORD },
		{ "an order", "{\"harm\":\"none\",\"compelled\":\"verified\"}",
		    false, DECIDE_ROW_2, OUTCOME_WITHOUT_CONSENT,
		    FOLLOWUP_COUNT },
		{ "no names", "{\"harm\":\"none\",\"anonymous_enough\":true}",
		    false, DECIDE_ROW_3, OUTCOME_ANONYMISED, FOLLOWUP_COUNT },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct facts *f = facts_of_many(
		    &(struct many){ 500, true, 0 }, cases[i].decision);
		enum followup follows = cases[i].follows;
		struct decision d;

		f->recipient.authority = cases[i].is_authority;
		assert_int_equal(f->answer_count, 0);
		(void)share_judge(f, &d);
		if (d.row != cases[i].row || d.outcome != cases[i].outcome ||
		    d.because_count == 0 ||
		    (follows == FOLLOWUP_COUNT
			    ? d.followups != 0
			    : !decision_follows(&d, follows)) ||
		    (d.row == DECIDE_ROW_6 && d.may_share_now))
			fail_msg("%s: row %s, %s", cases[i].why,
			    decide_row_id(d.row),
			    decide_word(WORDS_OUTCOME, d.outcome));
		decision_done(&d);
		facts_free(f);
	}
}

/* Once it is too much nobody opens the rest of it. */
static void
test_enough(void **state)
{
	static const struct {
		int count, given;
	} cases[] = {
		{ SHARE_AGREEMENTS_MAX, SHARE_AGREEMENTS_MAX },
		{ SHARE_AGREEMENTS_MAX + 1, SHARE_AGREEMENTS_MAX + 1 },
		{ SHARE_AGREEMENTS_MAX + 500, SHARE_AGREEMENTS_MAX + 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct many m = { cases[i].count, false, 0 };
		struct facts *f = facts_of_many(&m, TO_SCHOOL);

		assert_int_equal(m.given, cases[i].given);
		facts_free(f);
	}
}

/* Two days at once are each of them by itself. */
static void
test_days(void **state)
{
	static const char *const on[] = { "2026-08-31", DAY };
	struct many m = { 3, false, 0 };
	struct share_source source = { .arg = &m, .each = each_many };
	struct record *d = record_new(&kind_share_decision);
	struct buf one = BUF_INIT(SHARE_WEIGHED_MAX), two = one;
	struct facts *both[2], *alone;
	struct errinfo e = { 0 };
	struct id file, asker;

	(void)state;
	id_parse(&file, FILE_ID);
	id_parse(&asker, WORKER);
	assert_int_equal(
	    share_facts_of_days(d, &file, &asker, on, 2, &source, both, &e),
	    ERR_OK);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(
		    share_facts(d, &file, &asker, on[i], &source, &alone, &e),
		    ERR_OK);
		buf_clear(&one);
		buf_clear(&two);
		facts_write(both[i], &one);
		facts_write(alone, &two);
		assert_string_equal(buf_str(&one), buf_str(&two));
		assert_non_null(strstr(buf_str(&one), on[i]));
		facts_free(both[i]);
		facts_free(alone);
	}
	buf_done(&one);
	buf_done(&two);
	record_free(d);
}

/* A notice goes by itself (F1): but not where a "no" to it may be among what cannot
 * be weighed. */
static void
test_notice(void **state)
{
	static const struct {
		const char *why;
		struct many many;
		enum outcome want;
	} cases[] = {
		{ "nobody said anything", { 0, false, 0 },
		    OUTCOME_AS_EXPLAINED },
		{ "they agree", { 3, false, 0 }, OUTCOME_AS_EXPLAINED },
		{ "somebody without a say refuses", { 1, true, 0 },
		    OUTCOME_AS_EXPLAINED },
		{ "more than can be weighed", { 500, true, 0 },
		    OUTCOME_SEEK_ADVICE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct many many = cases[i].many;
		struct share_source source = { .arg = &many,
			.each = each_many };
		struct errinfo e = { 0 };
		struct id file, asker;
		struct decision d;

		id_parse(&file, FILE_ID);
		id_parse(&asker, WORKER);
		assert_int_equal(notice_decide(NOTICE_START, SCHOOL, &file,
				     &asker, DAY, &source, &d, &e),
		    ERR_OK);
		if (d.outcome != cases[i].want)
			fail_msg("%s: %s", cases[i].why,
			    decide_word(WORDS_OUTCOME, d.outcome));
		decision_done(&d);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_not_weighed),
		cmocka_unit_test(test_enough),
		cmocka_unit_test(test_days),
		cmocka_unit_test(test_notice),
	};

	if (!text_start())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
