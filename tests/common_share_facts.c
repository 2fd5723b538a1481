/* common_share_facts.c - the facts of a decision from records (decisions.md, "Whose
 * facts"): each row takes a file and changes one thing. */
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
#define MOTHER ID("02")
#define UNCLE ID("03")
#define SCHOOL ID("04")
#define WORKER ID("05")
#define MANAGER ID("06")
#define DIRECTOR ID("07")
#define ASKED ID("08")
#define DAY "2026-11-20"
#define NOON INT64_C(1795176000000) /* of that day */
#define DAYS 86400000LL

struct given {
	const char *kind, *id, *author;
	int64_t written_ms;
	const char *json;
};

#define FRONT(more) "{\"name\":\"A\",\"born\":\"2016-04-03\"" more "}"
#define AGREED                                                           \
	"{\"who\":\"parent\",\"adult\":\"" MOTHER                        \
	"\",\"answer\":\"agreed\",\"recipients\":[{\"agency\":\"" SCHOOL \
	"\"}],\"items\":[\"attendance\",\"health\"],"                    \
	"\"purposes\":[\"school_help\"],\"from\":\"2026-09-01\","        \
	"\"until\":\"2027-01-01\",\"evidence\":\"x\"}"
#define ENDLESS                                                           \
	"{\"who\":\"parent\",\"adult\":\"" MOTHER                         \
	"\",\"answer\":\"agreed\",\"recipients\":[{\"agency\":\"" SCHOOL  \
	"\"}],\"items\":[\"attendance\"],\"purposes\":[\"school_help\"]," \
	"\"from\":\"2026-09-01\",\"evidence\":\"x\"}"
#define MARK(is) "{\"agency\":\"" SCHOOL "\",\"is_authority\":" is "}"
#define ADVISES(what) "{\"advice\":\"" ASKED "\",\"answer\":\"" what "\"}"

static const struct given base[] = {
	{ "front_sheet", ID("10"), WORKER, NOON - 9 * DAYS, FRONT("") },
	{ "adult", MOTHER, WORKER, NOON - 9 * DAYS,
	    "{\"name\":\"Mia\",\"responsibility\":true}" },
	{ "adult", UNCLE, WORKER, NOON - 9 * DAYS, "{\"name\":\"Noor\"}" },
	{ "advice", ASKED, WORKER, 1, "{\"of\":\"" MANAGER "\"}" },
	{ "staff", WORKER, WORKER, 1, "{\"role\":\"support_worker\"}" },
	{ "staff", MANAGER, WORKER, 1, "{\"role\":\"line_manager\"}" },
	{ "staff", DIRECTOR, WORKER, 1, "{\"role\":\"director\"}" },
};
#define BASE (sizeof(base) / sizeof(base[0]))
#define MORE 3

struct held {
	const struct given *more;
};

static void
give(const struct given *g, share_record_fn *fn, void *fn_arg)
{
	struct share_record r = { .written_ms = g->written_ms };
	struct record *body = NULL;
	struct errinfo e = { 0 };

	id_parse(&r.id, g->id);
	id_parse(&r.author, g->author);
	if (record_from_json(&body, kind_find(g->kind), g->json,
		strlen(g->json), true, NULL, &e) != ERR_OK)
		fail_msg("%s: %s", g->json, e.says);
	r.body = body;
	fn(fn_arg, &r);
	record_free(body);
}

/* More stands before the base: the order must not matter. */
static enum err
each(void *arg, const char *kind, share_record_fn *fn, void *fn_arg,
    struct errinfo *e)
{
	const struct held *h = arg;

	(void)e;
	for (size_t i = 0; i < MORE && h->more[i].kind; i++)
		if (strcmp(h->more[i].kind, kind) == 0)
			give(&h->more[i], fn, fn_arg);
	for (size_t i = 0; i < BASE; i++)
		if (strcmp(base[i].kind, kind) == 0)
			give(&base[i], fn, fn_arg);
	return ERR_OK;
}

static struct facts *
facts_of(const char *decision, const struct given *more, const char *on,
    struct errinfo *e)
{
	struct held h = { more };
	struct share_source source = { .arg = &h, .each = each };
	struct record *d = NULL;
	struct facts *f = NULL;
	struct id file, asker;

	id_parse(&file, FILE_ID);
	id_parse(&asker, WORKER);
	assert_int_equal(record_from_json(&d, &kind_share_decision, decision,
			     strlen(decision), true, NULL, e),
	    ERR_OK);
	(void)share_facts(d, &file, &asker, on, &source, &f, e);
	record_free(d);
	return f;
}

#define OLDER(kind, json)                                 \
	{                                                 \
		kind, ID("20"), WORKER, NOON - DAYS, json \
	}
#define NEWER(kind, json)                          \
	{                                          \
		kind, ID("21"), WORKER, NOON, json \
	}
#define TO_SCHOOL "{\"agency\":\"" SCHOOL "\"}"
#define WITH_ADVICE "{\"advice\":\"" ASKED "\"}"

static const struct {
	const char *why, *decision;
	struct given more[MORE];
	const char *has, *lacks; /* of the facts as JSON; NULL: nothing */
} rows[] = {
	{ "the day", "{}", { { 0 } }, "{\"on\":\"" DAY "\"", NULL },
	{ "harm that nobody judged", "{}", { { 0 } }, "\"harm\":\"unknown\"",
	    NULL },
	{ "harm", "{\"harm\":\"significant_child\"}", { { 0 } },
	    "\"harm\":\"significant_child\"", NULL },
	{ "judgements", "{\"danger_now\":true,\"in_doubt\":false}", { { 0 } },
	    "\"danger_now\":true,\"urgent\":false,\"in_doubt\":false", NULL },
	{ "birth", "{}", { { 0 } },
	    "\"cyp\":{\"id\":\"" FILE_ID "\",\"born\":\"2016-04-03\"", NULL },
	{ "nobody asked", "{}", { { 0 } },
	    "{\"person\":\"" MOTHER "\",\"role\":\"parent\",\"responsibility\":"
	    "true,\"answer\":\"not_asked\"",
	    UNCLE },
	{ "the child, not asked", "{}", { { 0 } },
	    "{\"person\":\"" FILE_ID "\",\"role\":\"cyp\"", NULL },
	{ "an agreement", "{}", { NEWER("agreement", AGREED) },
	    "{\"person\":\"" MOTHER "\",\"role\":\"parent\",\"responsibility\":"
	    "true,\"answer\":\"agreed\",\"recipients\":[\"" SCHOOL
	    "\"],\"items\":[\"attendance\",\"health\"],\"purposes\":["
	    "\"school_help\"],\"from\":\"2026-09-01\",\"until\":"
	    "\"2027-01-01\"}",
	    "not_asked\",\"recipients\":[],\"items\":[],\"purposes\":[],"
	    "\"from\":\"" DAY "\",\"until\":null},{\"person\":\"" MOTHER },
	{ "all and any", "{}",
	    { NEWER("agreement",
		"{\"who\":\"cyp\",\"answer\":\"refused\",\"all_items\":true,"
		"\"any_purpose\":true,\"from\":\"2026-01-01\"}") },
	    "\"answer\":\"refused\",\"recipients\":[],\"items\":\"all\","
	    "\"purposes\":\"any\"",
	    NULL },
	{ "written after the day", "{}",
	    { { "agreement", ID("20"), WORKER, NOON + DAYS, AGREED } },
	    "not_asked", "\"agreed\"" },
	{ "an agency that refers", TO_SCHOOL,
	    { { "front_sheet", ID("22"), WORKER, 1,
		FRONT(",\"referrer_agency\":\"" SCHOOL "\"") } },
	    "\"referrer\":false", NULL },
	{ "who referred the episode", TO_SCHOOL,
	    { { "episode", ID("23"), WORKER, 1,
		"{\"referred_on\":\"2026-09-01\",\"agency\":\"" SCHOOL
		"\"}" } },
	    "\"referrer\":true", NULL },
	{ "who referred another", TO_SCHOOL,
	    { { "episode", ID("23"), WORKER, 1,
		"{\"referred_on\":\"2026-09-01\",\"agency\":\"" UNCLE "\"}" } },
	    "\"referrer\":false", NULL },
	{ "an agreement ends with its episode", TO_SCHOOL,
	    { { "agreement", ID("20"), WORKER, 1, ENDLESS },
		{ "episode", ID("23"), WORKER, 1,
		    "{\"referred_on\":\"2026-01-01\",\"started\":"
		    "\"2026-01-01\",\"ended\":\"2026-11-19\"}" } },
	    "\"until\":\"2026-11-19\"", NULL },
	{ "not while it goes on", TO_SCHOOL,
	    { { "agreement", ID("20"), WORKER, 1, ENDLESS },
		{ "episode", ID("23"), WORKER, 1,
		    "{\"referred_on\":\"2026-01-01\",\"started\":"
		    "\"2026-01-01\"}" } },
	    "\"until\":null", "\"until\":\"20" },
	{ "nor with one that was over before", TO_SCHOOL,
	    { { "agreement", ID("20"), WORKER, 1, ENDLESS },
		{ "episode", ID("23"), WORKER, 1,
		    "{\"referred_on\":\"2025-01-01\",\"started\":"
		    "\"2025-01-01\",\"ended\":\"2025-02-19\"}" } },
	    "\"until\":null", "\"until\":\"20" },
	{ "its own end stands", TO_SCHOOL,
	    { { "agreement", ID("20"), WORKER, 1, AGREED },
		{ "episode", ID("23"), WORKER, 1,
		    "{\"referred_on\":\"2026-01-01\",\"started\":"
		    "\"2026-01-01\",\"ended\":\"2026-11-19\"}" } },
	    "\"until\":\"2027-01-01\"", NULL },
	{ "no mark", TO_SCHOOL, { { 0 } },
	    "\"recipient\":{\"id\":\"" SCHOOL "\",\"authority\":false", NULL },
	{ "a mark", TO_SCHOOL, { NEWER("authority", MARK("true")) },
	    "\"authority\":true", NULL },
	{ "the newest mark", TO_SCHOOL,
	    { NEWER("authority", MARK("false")),
		OLDER("authority", MARK("true")) },
	    "\"authority\":false", NULL },
	{ "another's mark", "{\"agency\":\"" UNCLE "\"}",
	    { NEWER("authority", MARK("true")) }, "\"authority\":false", NULL },
	{ "named by role", "{\"role\":\"the nurse\"}", { { 0 } },
	    "\"named\":true", NULL },
	{ "not named", TO_SCHOOL, { { 0 } }, "\"named\":false", NULL },
	{ "competence", "{}",
	    { OLDER("competence",
		"{\"competence\":\"competent\",\"on\":\"2026-11-01\"}") },
	    "\"competence\":\"competent\"", NULL },
	{ "the newest competence", "{}",
	    { OLDER("competence",
		  "{\"competence\":\"not_competent\",\"on\":\"2026-11-02\"}"),
		NEWER("competence",
		    "{\"competence\":\"competent\",\"on\":\"2026-11-01\"}") },
	    "\"competence\":\"not_competent\"", NULL },
	{ "assessed after the day", "{}",
	    { NEWER("competence",
		"{\"competence\":\"competent\",\"on\":\"2026-11-21\"}") },
	    "\"competence\":\"not_assessed\"", NULL },
	{ "no induction", "{}", { { 0 } }, "\"induction_done\":false", NULL },
	{ "half an induction", "{}",
	    { NEWER("induction", "{\"explained\":true,\"sought\":false}") },
	    "\"induction_done\":false", NULL },
	{ "an induction", "{}",
	    { NEWER("induction", "{\"explained\":true,\"sought\":true}") },
	    "\"induction_done\":true", NULL },
	{ "no advice", "{}",
	    { { "advice_answer", ID("20"), MANAGER, NOON, ADVISES("share") } },
	    "\"advice\":{\"state\":\"none\",\"by\":\"\"}", NULL },
	{ "advice asked", WITH_ADVICE, { { 0 } }, "\"state\":\"asked\"", NULL },
	{ "advice of the manager", WITH_ADVICE,
	    { { "advice_answer", ID("20"), MANAGER, NOON, ADVISES("share") } },
	    "{\"state\":\"share\",\"by\":\"line_manager\"}", NULL },
	{ "advice of the Director", WITH_ADVICE,
	    { { "advice_answer", ID("20"), DIRECTOR, NOON,
		ADVISES("do_not_share") } },
	    "{\"state\":\"do_not_share\",\"by\":\"director\"}", NULL },
	{ "one's own advice (S3)", WITH_ADVICE,
	    { { "advice_answer", ID("20"), WORKER, NOON, ADVISES("share") } },
	    "\"state\":\"asked\"", NULL },
	{ "advice of whom it is about (R7)",
	    "{\"advice\":\"" ASKED "\",\"about_staff\":[{\"staff\":\"" MANAGER
	    "\"}]}",
	    { { "advice_answer", ID("20"), MANAGER, NOON, ADVISES("share") } },
	    "\"state\":\"asked\"", NULL },
	{ "advice after the day", WITH_ADVICE,
	    { { "advice_answer", ID("20"), MANAGER, NOON + DAYS,
		ADVISES("share") } },
	    "\"state\":\"asked\"", NULL },
	{ "a channel alone", "{\"channel\":\"by_hand\"}", { { 0 } },
	    "\"secure\":false", NULL },
	{ "a channel, and who it is",
	    "{\"channel\":\"by_hand\",\"identity\":\"Known.\"}", { { 0 } },
	    "\"secure\":true", NULL },
	{ "items",
	    "{\"items\":[{\"what\":\"x\",\"kind\":\"health\",\"about\":"
	    "\"" MOTHER "\"}]}",
	    { { 0 } },
	    "\"items\":[{\"id\":\"1\",\"kind\":\"health\",\"about\":\"" MOTHER
	    "\"}]",
	    NULL },
	{ "people",
	    "{\"people\":[{\"adult\":\"" MOTHER
	    "\",\"name\":\"Mia\",\"telling\":\"raises_risk\",\"accused\":true},"
	    "{\"name\":\"A neighbour\"}]}",
	    { { 0 } },
	    "\"people\":[{\"person\":\"" MOTHER
	    "\",\"telling\":\"raises_risk\",\"accused\":true},{\"person\":"
	    "\"A neighbour\",\"telling\":\"not_considered\",\"accused\":false}"
	    "]",
	    NULL },
};

static void
test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct errinfo e = { 0 };
		struct facts *f =
		    facts_of(rows[i].decision, rows[i].more, DAY, &e);
		struct buf b = BUF_INIT(FACTS_JSON_MAX);
		struct facts *again = NULL;

		if (!f)
			fail_msg("%s: %s", rows[i].why, e.says);
		facts_write(f, &b);
		if (!strstr(buf_str(&b), rows[i].has) ||
		    (rows[i].lacks && strstr(buf_str(&b), rows[i].lacks)))
			fail_msg("%s: %s", rows[i].why, buf_str(&b));
		/* What was made here is what the contract reads. */
		assert_int_equal(facts_read(&again, b.data, b.len, &e), ERR_OK);
		facts_free(again);
		facts_free(f);
		buf_done(&b);
	}
}

/* The day is today, or that on which it was shared; never one to come. */
static void
test_day(void **state)
{
	static const struct {
		const char *happened, *want;
	} days[] = {
		{ "", "2026-11-20" },
		{ "2026-11-18T10:30", "2026-11-18" },
		{ "2026-11-20T11:00", "2026-11-20" },
		{ "2026-12-01T10:00", "2026-11-20" },
	};
	struct civil now = { 2026, 11, 20, 12, 0, true };

	(void)state;
	for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++) {
		struct record *d = record_new(&kind_share_decision);
		char on[FACTS_DATE];

		record_set(d, "happened", days[i].happened);
		share_day(d, &now, on);
		assert_string_equal(on, days[i].want);
		record_free(d);
	}
}

/* What the office knows for itself differs, or only what a person judged. */
static void
test_differs(void **state)
{
	static const struct {
		const char *why, *decision;
		struct given more[MORE];
		bool want;
	} cases[] = {
		{ "the same", "{}", { { 0 } }, false },
		{ "judged otherwise",
		    "{\"harm\":\"none\",\"urgent\":true,\"purpose\":"
		    "\"meeting\","
		    "\"reasons\":\"x\",\"items\":[{\"what\":\"x\",\"kind\":"
		    "\"health\"}]}",
		    { { 0 } }, false },
		{ "an agreement", "{}", { NEWER("agreement", AGREED) }, true },
		{ "an induction", "{}",
		    { NEWER("induction", "{\"exception\":\"child_harm\"}") },
		    true },
		{ "a mark", TO_SCHOOL, { NEWER("authority", MARK("true")) },
		    true },
	};
	struct errinfo e = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		static const struct given none[MORE];
		const char *plain = strcmp(cases[i].decision, TO_SCHOOL) == 0
					? TO_SCHOOL
					: "{}";
		struct facts *a = facts_of(plain, none, DAY, &e);
		struct facts *b =
		    facts_of(cases[i].decision, cases[i].more, DAY, &e);
		struct buf text = BUF_INIT(FACTS_JSON_MAX);
		struct facts *again = NULL;

		if (share_known_differs(a, b) != cases[i].want)
			fail_msg("%s", cases[i].why);
		/* As they are sent, too. */
		facts_write(a, &text);
		assert_int_equal(
		    facts_read(&again, text.data, text.len, &e), ERR_OK);
		if (share_known_differs(again, b) != cases[i].want)
			fail_msg("%s, read again", cases[i].why);
		facts_free(again);
		buf_done(&text);
		facts_free(a);
		facts_free(b);
	}
}

/* Facts that judge as the record does, whatever is known; and facts that do not. */
static void
test_judged(void **state)
{
	static const struct {
		const char *why, *decision;
		struct given more[MORE];
		bool want;
	} cases[] = {
		{ "the same", TO_SCHOOL, { { 0 } }, false },
		{ "more is known", TO_SCHOOL,
		    { NEWER("agreement", AGREED),
			NEWER("authority", MARK("true")) },
		    false },
		{ "spaces around",
		    "{\"agency\":\"" SCHOOL "\",\"reasons\":\"  \"}", { { 0 } },
		    false },
		{ "advice that is asked",
		    "{\"agency\":\"" SCHOOL "\",\"advice\":\"" ASKED "\"}",
		    { { 0 } }, false },
		{ "another agency", "{\"agency\":\"" UNCLE "\"}", { { 0 } },
		    true },
		{ "named", "{\"agency\":\"" SCHOOL "\",\"role\":\"the nurse\"}",
		    { { 0 } }, true },
		{ "harm", "{\"agency\":\"" SCHOOL "\",\"harm\":\"none\"}",
		    { { 0 } }, true },
		{ "danger", "{\"agency\":\"" SCHOOL "\",\"danger_now\":true}",
		    { { 0 } }, true },
		{ "a check", "{\"agency\":\"" SCHOOL "\",\"necessary\":true}",
		    { { 0 } }, true },
		{ "reasons", "{\"agency\":\"" SCHOOL "\",\"reasons\":\"x\"}",
		    { { 0 } }, true },
		{ "a purpose",
		    "{\"agency\":\"" SCHOOL "\",\"purpose\":\"meeting\"}",
		    { { 0 } }, true },
		{ "an item",
		    "{\"agency\":\"" SCHOOL "\",\"items\":[{\"what\":\"x\","
		    "\"kind\":\"health\"}]}",
		    { { 0 } }, true },
		{ "a person",
		    "{\"agency\":\"" SCHOOL
		    "\",\"people\":[{\"name\":\"Mia\"}]}",
		    { { 0 } }, true },
	};
	static const struct given none[MORE];
	struct errinfo e = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct facts *a = facts_of(TO_SCHOOL, none, DAY, &e);
		struct facts *b =
		    facts_of(cases[i].decision, cases[i].more, DAY, &e);

		if (share_judged_differs(a, b) != cases[i].want)
			fail_msg("%s", cases[i].why);
		facts_free(a);
		facts_free(b);
	}
}

/* An adult whose id is said to be the child's is nobody; the facts stand. */
static void
test_adult_is_no_child(void **state)
{
	static const struct given more[MORE] = { NEWER("agreement",
	    "{\"who\":\"parent\",\"adult\":\"" FILE_ID
	    "\",\"answer\":\"agreed\",\"from\":\"2026-01-01\"}") };
	struct buf b = BUF_INIT(FACTS_JSON_MAX);
	struct errinfo e = { 0 };
	struct facts *f = facts_of("{}", more, DAY, &e);

	(void)state;
	assert_non_null(f);
	facts_write(f, &b);
	assert_null(strstr(buf_str(&b), "agreed"));
	facts_free(f);
	buf_done(&b);
}

/* What is kept of the check can be read again, and decides the same. */
static void
test_kept(void **state)
{
	static const struct given none[MORE];
	struct record *d = record_new(&kind_share_decision);
	struct errinfo e = { 0 };
	struct facts *f = facts_of(TO_SCHOOL, none, DAY, &e), *again = NULL;
	struct decision a, b;
	struct buf x = BUF_INIT(100000), y = BUF_INIT(100000);
	const char *kept;

	(void)state;
	decide(f, &a);
	share_keep(d, f, &a);
	kept = record_text(d, "facts");
	assert_int_equal(facts_read(&again, kept, strlen(kept), &e), ERR_OK);
	decide(again, &b);
	decision_write(&a, &x);
	decision_write(&b, &y);
	assert_string_equal(buf_str(&x), buf_str(&y));
	assert_string_equal(
	    record_text(d, "outcome"), decide_word(WORDS_OUTCOME, a.outcome));
	assert_string_equal(record_text(d, "may"), "no");
	assert_non_null(strstr(record_text(d, "because"), a.because[0].says));
	decision_done(&a);
	decision_done(&b);
	buf_done(&x);
	buf_done(&y);
	facts_free(f);
	facts_free(again);
	record_free(d);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_day),
		cmocka_unit_test(test_differs),
		cmocka_unit_test(test_judged),
		cmocka_unit_test(test_adult_is_no_child),
		cmocka_unit_test(test_kept),
	};

	if (!text_start())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
