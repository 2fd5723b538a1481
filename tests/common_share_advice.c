/* common_share_advice.c - which advice counts for a decision (S3): each row is a file
 * with advice on it, a decision that names it, and what becomes of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kinds.h"
#include "share_facts.h"
#include "text.h"

#define ID(n) "01900000-0000-7000-8000-0000000000" n
#define FILE_ID ID("01")
#define SCHOOL ID("04")
#define WORKER ID("05")
#define MANAGER ID("06")
#define DIRECTOR ID("07")
#define ASKED ID("08")
#define OTHER ID("09")
#define CLINIC ID("0a")
#define FIRST ID("11")
#define SECOND ID("12")
#define THIRD ID("13")
#define SELF ID("1f")
#define DAY "2026-11-20"
#define NOON INT64_C(1795176000000) /* of that day */
#define DAYS INT64_C(86400000)
#define MORE 5

struct given {
	const char *kind, *id, *author;
	int64_t written_ms, received_ms;
	const char *json;
};

static const struct given base[] = {
	{ "front_sheet", ID("10"), WORKER, 1, 1,
	    "{\"name\":\"A\",\"born\":\"2016-04-03\"}" },
	{ "staff", WORKER, WORKER, 1, 1, "{\"role\":\"support_worker\"}" },
	{ "staff", MANAGER, WORKER, 1, 1, "{\"role\":\"line_manager\"}" },
	{ "staff", DIRECTOR, WORKER, 1, 1, "{\"role\":\"director\"}" },
};

/* Names another request; about another agency. */
#define REQUEST(id, more)                            \
	{                                            \
		"advice", id, WORKER, 1, 1,          \
		    "{\"of\":\"" MANAGER "\"" more   \
		    ",\"question\":\"Is it right\"}" \
	}
#define ABOUT_SCHOOL REQUEST(ASKED, ",\"agency\":\"" SCHOOL "\"")
#define ANSWER(by, written, received, what)                              \
	{                                                                \
		"advice_answer", ID("20"), by, written, received,        \
		    "{\"advice\":\"" ASKED "\",\"answer\":\"" what "\"}" \
	}
#define ADVISES(what) "{\"advice\":\"" ASKED "\",\"answer\":\"" what "\"}"
#define ADVICE_NO ADVISES("do_not_share")
/* The n-th that the office received today. */
#define SAID(id, by, n, what)                                              \
	{                                                                  \
		"advice_answer", ID(id), by, NOON, NOON + n, ADVISES(what) \
	}
#define SHARE ANSWER(MANAGER, NOON, NOON, "share")
#define DECIDED(id, more)                                 \
	{                                                 \
		"share_decision", id, WORKER, NOON, NOON, \
		    "{\"agency\":\"" SCHOOL "\"" more "}" \
	}
#define ON_IT ",\"advice\":\"" ASKED "\""
#define REPLACES(id) ",\"replaces\":\"" id "\""
#define TO_SCHOOL "{\"agency\":\"" SCHOOL "\"" ON_IT "}"

static const char by_manager[] = "\"state\":\"share\",\"by\":\"line_manager\"";
static const char not_to_by_manager[] =
    "\"state\":\"do_not_share\",\"by\":\"line_manager\"";
static const char by_director[] = "\"state\":\"share\",\"by\":\"director\"";
static const char not_counted[] = "\"state\":\"asked\",\"by\":\"\"";

static const struct {
	const char *why, *decision;
	struct given more[MORE];
	const char *has; /* of the facts as JSON */
	enum advice_lapse lapse;
} rows[] = {
	{ "about this recipient", TO_SCHOOL, { ABOUT_SCHOOL, SHARE },
	    by_manager, ADVICE_HOLDS },
	{ "of the Director", TO_SCHOOL,
	    { ABOUT_SCHOOL, ANSWER(DIRECTOR, NOON, NOON, "share") },
	    by_director, ADVICE_HOLDS },
	{ "nobody has answered", TO_SCHOOL, { ABOUT_SCHOOL }, not_counted,
	    ADVICE_HOLDS },
	{ "the request is not here", TO_SCHOOL, { SHARE }, not_counted,
	    ADVICE_HOLDS },
	{ "no advice is named", "{\"agency\":\"" SCHOOL "\"}",
	    { ABOUT_SCHOOL, SHARE }, "\"state\":\"none\"", ADVICE_HOLDS },

	/* another recipient, another purpose */
	{ "about another recipient", "{\"agency\":\"" CLINIC "\"" ON_IT "}",
	    { ABOUT_SCHOOL, SHARE }, not_counted, ADVICE_OF_OTHER },
	{ "about nobody by name", TO_SCHOOL, { REQUEST(ASKED, ""), SHARE },
	    not_counted, ADVICE_OF_OTHER },
	{ "about somebody, and now to nobody by name",
	    "{\"advice\":\"" ASKED "\"}", { ABOUT_SCHOOL, SHARE }, not_counted,
	    ADVICE_OF_OTHER },
	{ "neither names anybody", "{\"advice\":\"" ASKED "\"}",
	    { REQUEST(ASKED, ""), SHARE }, by_manager, ADVICE_HOLDS },
	{ "about another recipient, and unanswered",
	    "{\"agency\":\"" CLINIC "\"" ON_IT "}", { ABOUT_SCHOOL },
	    not_counted, ADVICE_HOLDS },
	{ "another request is about another", TO_SCHOOL,
	    { ABOUT_SCHOOL, REQUEST(OTHER, ",\"agency\":\"" CLINIC "\""),
		SHARE },
	    by_manager, ADVICE_HOLDS },
	{ "for the same purpose",
	    "{\"agency\":\"" SCHOOL "\",\"purpose\":\"school_help\"" ON_IT "}",
	    { REQUEST(ASKED,
		  ",\"agency\":\"" SCHOOL "\",\"purpose\":\"school_help\""),
		SHARE },
	    by_manager, ADVICE_HOLDS },
	{ "for another purpose",
	    "{\"agency\":\"" SCHOOL "\",\"purpose\":\"health\"" ON_IT "}",
	    { REQUEST(ASKED,
		  ",\"agency\":\"" SCHOOL "\",\"purpose\":\"school_help\""),
		SHARE },
	    not_counted, ADVICE_OF_OTHER },
	{ "before a purpose was chosen",
	    "{\"agency\":\"" SCHOOL "\",\"purpose\":\"health\"" ON_IT "}",
	    { ABOUT_SCHOOL, SHARE }, by_manager, ADVICE_HOLDS },

	/* another decision rests on it */
	{ "another rests on it", TO_SCHOOL,
	    { ABOUT_SCHOOL, SHARE, DECIDED(FIRST, ON_IT) }, not_counted,
	    ADVICE_SPENT },
	{ "another decision, without it", TO_SCHOOL,
	    { ABOUT_SCHOOL, SHARE, DECIDED(FIRST, "") }, by_manager,
	    ADVICE_HOLDS },
	{ "another decision, on another advice", TO_SCHOOL,
	    { ABOUT_SCHOOL, SHARE,
		DECIDED(FIRST, ",\"advice\":\"" OTHER "\"") },
	    by_manager, ADVICE_HOLDS },
	{ "it is the decision itself", TO_SCHOOL,
	    { ABOUT_SCHOOL, SHARE, DECIDED(SELF, ON_IT) }, by_manager,
	    ADVICE_HOLDS },
	{ "it replaces the other",
	    "{\"agency\":\"" SCHOOL "\"" ON_IT REPLACES(FIRST) "}",
	    { ABOUT_SCHOOL, SHARE, DECIDED(FIRST, ON_IT) }, by_manager,
	    ADVICE_HOLDS },
	{ "it replaces what replaces the other",
	    "{\"agency\":\"" SCHOOL "\"" ON_IT REPLACES(SECOND) "}",
	    { ABOUT_SCHOOL, SHARE, DECIDED(SECOND, REPLACES(FIRST)),
		DECIDED(FIRST, ON_IT) },
	    by_manager, ADVICE_HOLDS },
	{ "it replaces another than that",
	    "{\"agency\":\"" SCHOOL "\"" ON_IT REPLACES(SECOND) "}",
	    { ABOUT_SCHOOL, SHARE, DECIDED(SECOND, ""), DECIDED(FIRST, ON_IT) },
	    not_counted, ADVICE_SPENT },
	{ "two replace the same one",
	    "{\"agency\":\"" SCHOOL "\"" ON_IT REPLACES(FIRST) "}",
	    { ABOUT_SCHOOL, SHARE, DECIDED(FIRST, ON_IT),
		DECIDED(SECOND, ON_IT REPLACES(FIRST)) },
	    not_counted, ADVICE_SPENT },
	{ "it replaces what is not here",
	    "{\"agency\":\"" SCHOOL "\"" ON_IT REPLACES(THIRD) "}",
	    { ABOUT_SCHOOL, SHARE, DECIDED(FIRST, ON_IT) }, not_counted,
	    ADVICE_SPENT },
	{ "two replace each other, in a ring",
	    "{\"agency\":\"" SCHOOL "\"" ON_IT REPLACES(SECOND) "}",
	    { ABOUT_SCHOOL, SHARE, DECIDED(FIRST, REPLACES(SECOND)),
		DECIDED(SECOND, ON_IT REPLACES(FIRST)) },
	    by_manager, ADVICE_HOLDS },

	/* too long ago: 28 days */
	{ "28 days ago", TO_SCHOOL,
	    { ABOUT_SCHOOL,
		ANSWER(MANAGER, NOON - 28 * DAYS, NOON - 28 * DAYS, "share") },
	    by_manager, ADVICE_HOLDS },
	{ "29 days ago", TO_SCHOOL,
	    { ABOUT_SCHOOL,
		ANSWER(MANAGER, NOON - 29 * DAYS, NOON - 29 * DAYS, "share") },
	    not_counted, ADVICE_OLD },
	{ "long ago by the office, whatever the device says", TO_SCHOOL,
	    { ABOUT_SCHOOL, ANSWER(MANAGER, NOON, NOON - 99 * DAYS, "share") },
	    not_counted, ADVICE_OLD },
	{ "not at the office yet: by the device", TO_SCHOOL,
	    { ABOUT_SCHOOL, ANSWER(MANAGER, NOON - 99 * DAYS, 0, "share") },
	    not_counted, ADVICE_OLD },
	{ "after the day", TO_SCHOOL,
	    { ABOUT_SCHOOL,
		ANSWER(MANAGER, NOON + DAYS, NOON + DAYS, "share") },
	    not_counted, ADVICE_HOLDS },

	/* several answers: as the office received them, the Director's first */
	{ "the last one received", TO_SCHOOL,
	    { ABOUT_SCHOOL, SAID("21", MANAGER, 2, "do_not_share"),
		SAID("22", MANAGER, 1, "share") },
	    not_to_by_manager, ADVICE_HOLDS },
	{ "the last one received, in another order", TO_SCHOOL,
	    { ABOUT_SCHOOL, SAID("21", MANAGER, 1, "do_not_share"),
		SAID("22", MANAGER, 2, "share") },
	    by_manager, ADVICE_HOLDS },
	{ "whatever the clocks of the devices say", TO_SCHOOL,
	    { ABOUT_SCHOOL,
		{ "advice_answer", ID("21"), MANAGER, NOON, NOON - 9,
		    ADVISES("share") },
		{ "advice_answer", ID("22"), OTHER, NOON - 9 * DAYS, NOON,
		    ADVICE_NO } },
	    not_to_by_manager, ADVICE_HOLDS },
	{ "received at one moment: by their ids", TO_SCHOOL,
	    { ABOUT_SCHOOL, SAID("22", MANAGER, 1, "do_not_share"),
		SAID("21", OTHER, 1, "share") },
	    not_to_by_manager, ADVICE_HOLDS },
	{ "not at the office yet: the last", TO_SCHOOL,
	    { ABOUT_SCHOOL,
		{ "advice_answer", ID("21"), MANAGER, NOON - DAYS, 0,
		    ADVISES("share") },
		SAID("22", MANAGER, 9, "do_not_share") },
	    by_manager, ADVICE_HOLDS },
	{ "the Director's, though somebody answered later", TO_SCHOOL,
	    { ABOUT_SCHOOL, SAID("21", DIRECTOR, 1, "do_not_share"),
		SAID("22", MANAGER, 2, "share") },
	    "\"state\":\"do_not_share\",\"by\":\"director\"", ADVICE_HOLDS },
	{ "the Director's, though somebody answered before", TO_SCHOOL,
	    { ABOUT_SCHOOL, SAID("22", MANAGER, 1, "do_not_share"),
		SAID("21", DIRECTOR, 2, "share") },
	    by_director, ADVICE_HOLDS },
	{ "the Director's own last word", TO_SCHOOL,
	    { ABOUT_SCHOOL, SAID("21", DIRECTOR, 2, "share"),
		SAID("22", DIRECTOR, 1, "do_not_share") },
	    by_director, ADVICE_HOLDS },

	/* who never advises */
	{ "of two, one is one's own", TO_SCHOOL,
	    { ABOUT_SCHOOL, SAID("21", MANAGER, 1, "share"),
		SAID("22", WORKER, 2, "do_not_share") },
	    by_manager, ADVICE_HOLDS },
	{ "who decides, though another asked", TO_SCHOOL,
	    { { "advice", ASKED, MANAGER, 1, 1, "{\"agency\":\"" SCHOOL "\"}" },
		SAID("21", WORKER, 1, "share") },
	    not_counted, ADVICE_HOLDS },
	{ "who asked, though another decides", TO_SCHOOL,
	    { { "advice", ASKED, DIRECTOR, 1, 1,
		  "{\"agency\":\"" SCHOOL "\"}" },
		SAID("21", DIRECTOR, 1, "share") },
	    not_counted, ADVICE_HOLDS },
	{ "one's own (S3)", TO_SCHOOL,
	    { ABOUT_SCHOOL, ANSWER(WORKER, NOON, NOON, "share") }, not_counted,
	    ADVICE_HOLDS },
	{ "whom it is about (R7)",
	    "{\"agency\":\"" SCHOOL "\"" ON_IT
	    ",\"about_staff\":[{\"staff\":\"" MANAGER "\"}]}",
	    { ABOUT_SCHOOL, SHARE }, not_counted, ADVICE_HOLDS },
};

struct held {
	const struct given *more;
	int decisions, answers; /* that were given so far */
};

static bool
give(struct held *h, const struct given *g, share_record_fn *fn, void *fn_arg)
{
	struct share_record r = { .written_ms = g->written_ms,
		.received_ms = g->received_ms };
	struct record *body = NULL;
	struct errinfo e = { 0 };
	bool goes_on;

	h->decisions += strcmp(g->kind, "share_decision") == 0;
	h->answers += strcmp(g->kind, "advice_answer") == 0;
	id_parse(&r.id, g->id);
	id_parse(&r.author, g->author);
	if (record_from_json(&body, kind_find(g->kind), g->json,
		strlen(g->json), true, NULL, &e) != ERR_OK)
		fail_msg("%s: %s", g->json, e.says);
	r.body = body;
	goes_on = fn(fn_arg, &r);
	record_free(body);
	return goes_on;
}

static enum err
each(void *arg, const char *kind, share_record_fn *fn, void *fn_arg,
    struct errinfo *e)
{
	struct held *h = arg;
	bool goes_on = true;

	(void)e;
	for (size_t i = 0; i < MORE && h->more[i].kind; i++)
		if (strcmp(h->more[i].kind, kind) == 0)
			goes_on = goes_on && give(h, &h->more[i], fn, fn_arg);
	for (size_t i = 0; i < KIND_COUNT(base); i++)
		if (strcmp(base[i].kind, kind) == 0)
			goes_on = goes_on && give(h, &base[i], fn, fn_arg);
	return ERR_OK;
}

/* On that many days. */
static void
facts_on(const char *decision, struct held *h, int64_t advice_days,
    const char *const *on, size_t count, struct facts **out)
{
	struct id file, asker, self;
	const struct share_source source = { .arg = h,
		.each = each,
		.self = &self,
		.advice_days = advice_days };
	struct record *d = NULL;
	struct errinfo e = { 0 };

	id_parse(&file, FILE_ID);
	id_parse(&asker, WORKER);
	id_parse(&self, SELF);
	assert_int_equal(record_from_json(&d, &kind_share_decision, decision,
			     strlen(decision), true, NULL, &e),
	    ERR_OK);
	if (share_facts_of_days(
		d, &file, &asker, on, count, &source, out, &e) != ERR_OK)
		fail_msg("%s: %s", decision, e.says);
	record_free(d);
}

static struct facts *
facts_of(const char *decision, const struct given *more, int64_t advice_days)
{
	static const char *const on[] = { DAY };
	struct held h = { .more = more };
	struct facts *f = NULL;

	facts_on(decision, &h, advice_days, on, 1, &f);
	return f;
}

static void
test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		struct facts *f = facts_of(rows[i].decision, rows[i].more, 28);
		struct buf b = BUF_INIT(FACTS_JSON_MAX);

		facts_write(f, &b);
		if (!strstr(buf_str(&b), rows[i].has) ||
		    f->advice_lapse != rows[i].lapse)
			fail_msg("%s: %d, %s", rows[i].why,
			    (int)f->advice_lapse, buf_str(&b));
		facts_free(f);
		buf_done(&b);
	}
}

/* Without a setting it counts however old it is. */
static void
test_no_days(void **state)
{
	static const struct given more[MORE] = { ABOUT_SCHOOL,
		ANSWER(MANAGER, 1000, 1000, "share") };
	struct facts *f = facts_of(TO_SCHOOL, more, 0);

	(void)state;
	assert_int_equal(f->advice_lapse, ADVICE_HOLDS);
	assert_int_equal(f->advice.state, ADVICE_SHARE);
	facts_free(f);
}

/* Of several days each is by itself, and the answers are gone through once. */
static void
test_days(void **state)
{
	static const struct {
		const char *why;
		struct given more[MORE];
		enum advice past, today;
		enum advice_lapse past_lapse, today_lapse;
	} cases[] = {
		{ "given today: not known then", { ABOUT_SCHOOL, SHARE },
		    ADVICE_ASKED, ADVICE_SHARE, ADVICE_HOLDS, ADVICE_HOLDS },
		{ "given then, another today",
		    { ABOUT_SCHOOL,
			{ "advice_answer", ID("21"), MANAGER, NOON - 9 * DAYS,
			    NOON - 9 * DAYS, ADVICE_NO },
			SAID("22", MANAGER, 1, "share") },
		    ADVICE_NOT, ADVICE_SHARE, ADVICE_HOLDS, ADVICE_HOLDS },
		{ "counted then, too old today",
		    { ABOUT_SCHOOL, ANSWER(MANAGER, NOON - 30 * DAYS,
					NOON - 30 * DAYS, "share") },
		    ADVICE_SHARE, ADVICE_ASKED, ADVICE_HOLDS, ADVICE_OLD },
		{ "another rests on it",
		    { ABOUT_SCHOOL,
			ANSWER(
			    MANAGER, NOON - 9 * DAYS, NOON - 9 * DAYS, "share"),
			DECIDED(FIRST, ON_IT) },
		    ADVICE_ASKED, ADVICE_ASKED, ADVICE_SPENT, ADVICE_SPENT },
	};
	static const char *const on[] = { "2026-11-16", DAY };

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(cases); i++) {
		struct held h = { .more = cases[i].more };
		struct facts *f[2];
		int answers = 0;

		facts_on(TO_SCHOOL, &h, 28, on, 2, f);
		for (size_t k = 0; k < MORE && cases[i].more[k].kind; k++)
			answers +=
			    strcmp(cases[i].more[k].kind, "advice_answer") == 0;
		if (f[0]->advice.state != cases[i].past ||
		    f[1]->advice.state != cases[i].today ||
		    f[0]->advice_lapse != cases[i].past_lapse ||
		    f[1]->advice_lapse != cases[i].today_lapse)
			fail_msg("%s: %d %d, lapsed %d %d", cases[i].why,
			    (int)f[0]->advice.state, (int)f[1]->advice.state,
			    (int)f[0]->advice_lapse, (int)f[1]->advice_lapse);
		if (h.answers != answers)
			fail_msg("%s: %d answers", cases[i].why, h.answers);
		facts_free(f[0]);
		facts_free(f[1]);
	}
}

/* On a file with many decisions the first that rests on it is enough. */
static void
test_enough(void **state)
{
	static const struct {
		const char *why, *decision;
		struct given more[MORE];
		int want; /* decisions that are opened */
	} cases[] = {
		{ "the first rests on it", TO_SCHOOL,
		    { ABOUT_SCHOOL, SHARE, DECIDED(FIRST, ON_IT),
			DECIDED(SECOND, ON_IT), DECIDED(THIRD, "") },
		    1 },
		{ "the second does", TO_SCHOOL,
		    { ABOUT_SCHOOL, SHARE, DECIDED(FIRST, ""),
			DECIDED(SECOND, ON_IT), DECIDED(THIRD, "") },
		    2 },
		{ "only itself does", TO_SCHOOL,
		    { ABOUT_SCHOOL, SHARE, DECIDED(SELF, ON_IT),
			DECIDED(SECOND, ""), DECIDED(THIRD, "") },
		    3 },
		{ "it replaces one: any may be of those",
		    "{\"agency\":\"" SCHOOL "\"" ON_IT REPLACES(THIRD) "}",
		    { ABOUT_SCHOOL, SHARE, DECIDED(FIRST, ON_IT),
			DECIDED(SECOND, ON_IT), DECIDED(THIRD, "") },
		    3 },
		{ "no advice is named", "{\"agency\":\"" SCHOOL "\"}",
		    { ABOUT_SCHOOL, SHARE, DECIDED(FIRST, ON_IT) }, 0 },
	};
	static const char *const on[] = { DAY };

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(cases); i++) {
		struct held h = { .more = cases[i].more };
		struct facts *f = NULL;

		facts_on(cases[i].decision, &h, 28, on, 1, &f);
		if (h.decisions != cases[i].want)
			fail_msg("%s: %d opened", cases[i].why, h.decisions);
		facts_free(f);
	}
}

/* Each has a sentence of its own, but what counts. */
static void
test_sentences(void **state)
{
	(void)state;
	assert_string_equal(share_lapse_says(ADVICE_HOLDS), "");
	for (unsigned i = 1; i < ADVICE_LAPSE_COUNT; i++) {
		const char *says = share_lapse_says((enum advice_lapse)i);

		assert_non_null(strstr(says, "does not count"));
		for (unsigned k = 1; k < i; k++)
			assert_string_not_equal(
			    says, share_lapse_says((enum advice_lapse)k));
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_no_days),
		cmocka_unit_test(test_days),
		cmocka_unit_test(test_enough),
		cmocka_unit_test(test_sentences),
	};

	if (!text_start())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
