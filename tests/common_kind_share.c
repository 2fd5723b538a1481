/* common_kind_share.c - the rules of the kinds around a decision to share, and that
 * what must stay hidden is in nothing that people read (S1, I1 to I4, S8). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kinds.h"
#include "lists.h"
#include "share_facts.h"
#include "text.h"

#define STAFF "01900000-0000-7000-8000-00000000a001"
#define ADULT "01900000-0000-7000-8000-00000000b001"
#define AGENCY "01900000-0000-7000-8000-00000000c001"

static struct record *
read_as(const struct kind *k, const char *json)
{
	struct record *r = NULL;
	struct errinfo e = { 0 };

	if (record_from_json(&r, k, json, strlen(json), true, NULL, &e) !=
	    ERR_OK)
		fail_msg("%s: %s", json, e.says);
	return r;
}

#define INDUCTION                                                     \
	"\"discussed\":\"2026-09-01\",\"by\":\"" STAFF "\",\"with\":" \
	"[{\"name\":\"Mia\",\"who\":\"parent\"}],\"version\":\"3\","  \
	"\"where\":\"the sheet\","
#define AGREES \
	"\"who\":\"parent\",\"adult\":\"" ADULT "\",\"answer\":\"agreed\","
#define EVIDENCE "\"from\":\"2026-09-01\",\"evidence\":\"Spoken.\""
#define SHARE                                                     \
	"\"harm\":\"none\",\"reasons\":\"Because.\",\"outcome\":" \
	"\"do_not_share\",\"may\":false,\"facts\":\"{}\","

static void
test_rules(void **state)
{
	static const struct {
		const char *why;
		const struct kind *kind;
		const char *json, *field; /* field NULL: it is good */
	} rows[] = {
		{ "a file says what it is held for (R1)", &kind_front_sheet,
		    "{\"name\":\"Mia Lark\",\"purpose\":\"x\"}", NULL },
		{ "a file that is held for nothing", &kind_front_sheet,
		    "{\"name\":\"Mia Lark\"}", "purpose" },
		{ "an agency (L1)", &kind_agency,
		    "{\"name\":\"North School\",\"what\":\"school\"}", NULL },
		{ "an agency without a name", &kind_agency,
		    "{\"what\":\"school\"}", "name" },
		{ "asked", &kind_induction,
		    "{" INDUCTION "\"explained\":true,\"sought\":true}", NULL },
		{ "not asked yet: kept, and incomplete (I4)", &kind_induction,
		    "{" INDUCTION "\"explained\":true,\"sought\":false}",
		    NULL },
		{ "an exception with its words (I3)", &kind_induction,
		    "{" INDUCTION "\"explained\":false,\"sought\":false,"
		    "\"exception\":\"child_harm\",\"exception_why\":\"x\"}",
		    NULL },
		{ "an exception without", &kind_induction,
		    "{" INDUCTION "\"explained\":true,\"sought\":false,"
		    "\"exception\":\"child_harm\"}",
		    "exception_why" },
		{ "words without an exception", &kind_induction,
		    "{" INDUCTION "\"explained\":true,\"sought\":false,"
		    "\"exception_why\":\"x\"}",
		    "exception" },
		{ "with nobody", &kind_induction,
		    "{\"discussed\":\"2026-09-01\",\"by\":\"" STAFF
		    "\",\"version\":\"3\",\"where\":\"x\",\"explained\":true,"
		    "\"sought\":true}",
		    "with" },
		{ "discussed tomorrow", &kind_induction,
		    "{\"discussed\":\"2026-11-21\",\"by\":\"" STAFF
		    "\",\"with\":[{\"name\":\"Mia\",\"who\":\"parent\"}],"
		    "\"version\":\"3\",\"where\":\"x\",\"explained\":true,"
		    "\"sought\":true}",
		    "discussed" },
		{ "a parent agrees", &kind_agreement, "{" AGREES EVIDENCE "}",
		    NULL },
		{ "names nobody: stored as said", &kind_agreement,
		    "{" AGREES EVIDENCE ",\"all_items\":true}", NULL },
		{ "until before from", &kind_agreement,
		    "{" AGREES EVIDENCE ",\"until\":\"2026-08-31\"}", "until" },
		{ "one day", &kind_agreement,
		    "{" AGREES EVIDENCE ",\"until\":\"2026-09-01\"}", NULL },
		{ "no adult", &kind_agreement,
		    "{\"who\":\"carer\",\"answer\":\"agreed\"," EVIDENCE "}",
		    "adult" },
		{ "the child with an adult", &kind_agreement,
		    "{\"who\":\"cyp\",\"adult\":\"" ADULT
		    "\",\"answer\":\"refused\"," EVIDENCE "}",
		    "adult" },
		{ "the child", &kind_agreement,
		    "{\"who\":\"cyp\",\"answer\":\"refused\"," EVIDENCE "}",
		    NULL },
		{ "any and some information", &kind_agreement,
		    "{" AGREES EVIDENCE ",\"items\":[\"health\"],"
		    "\"all_items\":true}",
		    "all_items" },
		{ "any and some purpose", &kind_agreement,
		    "{" AGREES EVIDENCE ",\"purposes\":[\"meeting\"],"
		    "\"any_purpose\":true}",
		    "any_purpose" },
		{ "competence, by whom, when and what shows it (C1, C2)",
		    &kind_competence,
		    "{\"competence\":\"competent\",\"by\":\"" STAFF
		    "\",\"on\":\"2026-11-02\",\"why\":\"x\"}",
		    NULL },
		{ "competence that nothing shows (C2)", &kind_competence,
		    "{\"competence\":\"competent\",\"by\":\"" STAFF
		    "\",\"on\":\"2026-11-02\"}",
		    "why" },
		{ "not shared", &kind_share_decision,
		    "{" SHARE "\"decided\":\"not\"}", NULL },
		{ "not shared, at a time", &kind_share_decision,
		    "{" SHARE "\"decided\":\"not\",\"happened\":"
		    "\"2026-11-01T10:00\"}",
		    "happened" },
		{ "against it, by nobody", &kind_share_decision,
		    "{" SHARE "\"decided\":\"share\",\"against\":\"senior\"}",
		    "authorised_by" },
		{ "against it, and it had happened: nobody authorised it",
		    &kind_share_decision,
		    "{" SHARE "\"decided\":\"share\",\"against\":\"happened\"}",
		    NULL },
		{ "against it, by somebody", &kind_share_decision,
		    "{" SHARE "\"decided\":\"share\",\"against\":\"senior\","
		    "\"authorised_by\":\"" STAFF "\"}",
		    NULL },
		{ "without reasons (S8)", &kind_share_decision,
		    "{\"harm\":\"none\",\"outcome\":\"do_not_share\",\"may\":"
		    "false,\"facts\":\"{}\",\"decided\":\"not\"}",
		    "reasons" },
	};
	struct check_ctx ctx = { .now = { 2026, 11, 20, 12, 0, true },
		.complete = true };
	struct problems *p = calloc(1, sizeof(*p));

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct record *r = read_as(rows[i].kind, rows[i].json);
		bool is_good = record_check(r, &ctx, p);

		if (is_good != (rows[i].field == NULL) ||
		    (!is_good && strcmp(p->at[0].field, rows[i].field) != 0))
			fail_msg("%s: %s %s", rows[i].why,
			    p->count ? p->at[0].field : "good",
			    p->count ? p->at[0].says : "");
		record_free(r);
	}
	free(p);
}

/* Of the office's own, which no decision makes. */
static bool
is_office_task(const char *code)
{
	return strcmp(code, "action") == 0 ||
	       strcmp(code, "told_against") == 0 ||
	       strcmp(code, TASK_AUTHORISED) == 0;
}

/* What the forms keep is what the contract reads: a code that it did not know would
 * be taken as not said. */
static void
test_words(void **state)
{
	static const struct {
		const struct kind *kind;
		const char *key;
		enum decide_words words;
	} rows[] = {
		{ &kind_share_decision, "harm", WORDS_HARM },
		{ &kind_share_decision, "occasion", WORDS_OCCASION },
		{ &kind_share_decision, "compelled", WORDS_COMPELLED },
		{ &kind_share_decision, "outcome", WORDS_OUTCOME },
		{ &kind_share_flag, "outcome", WORDS_OUTCOME },
		{ &kind_tell_person, "telling", WORDS_TELLING },
		{ &kind_agreement, "who", WORDS_ANSWER_ROLE },
		{ &kind_agreement, "answer", WORDS_ANSWER },
		{ &kind_competence, "competence", WORDS_COMPETENCE },
		{ &kind_advice_answer, "answer", WORDS_ADVICE },
		{ &kind_task, "what", WORDS_FOLLOWUP },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct field *f = kind_field(rows[i].kind, rows[i].key);
		unsigned value;

		for (const struct choice *c = field_choices(f); c->code; c++)
			if (!is_office_task(c->code) &&
			    !decide_word_read(rows[i].words, c->code, &value))
				fail_msg("%s, %s: %s", rows[i].kind->name,
				    rows[i].key, c->code);
	}
}

static void
test_induction_is_done(void **state)
{
	static const struct {
		const char *json;
		bool want;
	} rows[] = {
		{ "{}", false },
		{ "{\"explained\":true}", false },
		{ "{\"sought\":true}", false },
		{ "{\"explained\":true,\"sought\":false}", false },
		{ "{\"explained\":true,\"sought\":true}", true },
		{ "{\"exception\":\"adult_harm\"}", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct record *r = read_as(&kind_induction, rows[i].json);

		if (induction_is_done(r) != rows[i].want)
			fail_msg("%s", rows[i].json);
		record_free(r);
	}
}

/* ---- hidden ---- */

#define SECRET "7 Quince Row"

static void
test_hidden(void **state)
{
	static const struct {
		const char *why;
		const struct kind *kind;
		const char *json;
		bool shows;
	} rows[] = {
		{ "an address", &kind_front_sheet,
		    "{\"name\":\"A\",\"address\":\"" SECRET "\"}", true },
		{ "not hidden", &kind_front_sheet,
		    "{\"address\":\"" SECRET "\",\"hidden\":false}", true },
		{ "hidden", &kind_front_sheet,
		    "{\"address\":\"" SECRET "\",\"hidden\":true}", false },
		{ "an adult's", &kind_adult,
		    "{\"address\":\"" SECRET "\",\"hidden\":true}", false },
		{ "their telephone", &kind_adult,
		    "{\"telephone\":\"" SECRET "\",\"hidden\":true}", false },
		{ "what is not to hide", &kind_adult,
		    "{\"safe_contact\":\"" SECRET "\",\"hidden\":true}", true },
		{ "for the machine alone", &kind_share_decision,
		    "{\"facts\":\"" SECRET "\"}", false },
	};
	static const struct record_diff_words words = { "Was: ", "Now: " };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct record *r = read_as(rows[i].kind, rows[i].json);
		struct record *none = record_new(rows[i].kind);
		struct buf out[3] = { BUF_INIT(100000), BUF_INIT(100000),
			BUF_INIT(100000) };

		record_to_text(r, 70, NULL, NULL, &out[0]);
		for (size_t f = 0; f < rows[i].kind->field_count; f++)
			record_show_field(r, &rows[i].kind->fields[f], 70, NULL,
			    NULL, &out[1]);
		record_diff_text(none, r, &words, 70, NULL, NULL, &out[2]);
		record_diff_text(r, none, &words, 70, NULL, NULL, &out[2]);
		for (size_t n = 0; n < 3; n++) {
			bool shows = strstr(buf_str(&out[n]), SECRET) != NULL;

			if (shows != rows[i].shows)
				fail_msg("%s, %zu:\n%s", rows[i].why, n,
				    buf_str(&out[n]));
			buf_done(&out[n]);
		}
		record_free(none);
		record_free(r);
	}
}

/* ---- an answer that counts for nothing, and why ---- */

static void
test_weakness(void **state)
{
#define ALL                                                                \
	"\"recipients\":[{\"agency\":\"" AGENCY "\"}],\"all_items\":true," \
	"\"any_purpose\":true,"
#define PARENT "{\"who\":\"parent\",\"adult\":\"" ADULT "\"," ALL
#define CYP "{\"who\":\"cyp\"," ALL
#define AGREED "\"answer\":\"agreed\",\"from\":\"2026-01-01\"}"
	static const struct {
		const char *why, *json, *born;
		bool responsibility;
		enum competence competence;
		const char *says; /* NULL: it counts */
	} rows[] = {
		{ "a parent of an 8-year-old", PARENT AGREED, "2018-03-01",
		    true, COMPETENCE_NOT_ASSESSED, NULL },
		{ "without responsibility", PARENT AGREED, "2018-03-01", false,
		    COMPETENCE_NOT_ASSESSED, "no parental responsibility" },
		{ "of a 14-year-old", PARENT AGREED, "2012-03-01", true,
		    COMPETENCE_NOT_ASSESSED, "From 12 on" },
		{ "of one who cannot decide", PARENT AGREED, "2012-03-01", true,
		    COMPETENCE_NOT_COMPETENT, NULL },
		{ "of one who is of age", PARENT AGREED, "2008-03-01", true,
		    COMPETENCE_NOT_COMPETENT, "of age" },
		{ "birth not known: as under 12", PARENT AGREED, "", true,
		    COMPETENCE_NOT_ASSESSED, NULL },
		{ "a child of 8", CYP AGREED, "2018-03-01", false,
		    COMPETENCE_NOT_ASSESSED, "Under 12" },
		{ "a competent one", CYP AGREED, "2018-03-01", false,
		    COMPETENCE_COMPETENT, NULL },
		{ "one of 13", CYP AGREED, "2013-03-01", false,
		    COMPETENCE_NOT_ASSESSED, NULL },
		{ "one of 13 who cannot", CYP AGREED, "2013-03-01", false,
		    COMPETENCE_NOT_COMPETENT, "not able to decide" },
		{ "to come",
		    PARENT "\"answer\":\"agreed\",\"from\":\"2026-12-01\"}",
		    "2018-03-01", true, COMPETENCE_NOT_ASSESSED,
		    "before its first day" },
		{ "over",
		    PARENT "\"answer\":\"agreed\",\"from\":\"2026-01-01\","
			   "\"until\":\"2026-11-19\"}",
		    "2018-03-01", true, COMPETENCE_NOT_ASSESSED, "ended" },
		{ "its last day",
		    PARENT "\"answer\":\"agreed\",\"from\":\"2026-01-01\","
			   "\"until\":\"2026-11-20\"}",
		    "2018-03-01", true, COMPETENCE_NOT_ASSESSED, NULL },
		{ "a refusal does not end",
		    PARENT "\"answer\":\"refused\",\"from\":\"2026-01-01\","
			   "\"until\":\"2026-02-01\"}",
		    "2018-03-01", true, COMPETENCE_NOT_ASSESSED, NULL },
		{ "names nobody",
		    "{\"who\":\"parent\",\"all_items\":true,\"any_purpose\":"
		    "true," AGREED,
		    "2018-03-01", true, COMPETENCE_NOT_ASSESSED,
		    "names no agency" },
		{ "names no information",
		    "{\"who\":\"parent\",\"recipients\":[{\"agency\":\"" AGENCY
		    "\"}],\"any_purpose\":true," AGREED,
		    "2018-03-01", true, COMPETENCE_NOT_ASSESSED,
		    "names no information" },
		{ "names no purpose",
		    "{\"who\":\"parent\",\"recipients\":[{\"agency\":\"" AGENCY
		    "\"}],\"all_items\":true," AGREED,
		    "2018-03-01", true, COMPETENCE_NOT_ASSESSED,
		    "names no purpose" },
		{ "a refusal names all by naming none",
		    "{\"who\":\"parent\",\"answer\":\"refused\",\"from\":"
		    "\"2026-01-01\"}",
		    "2018-03-01", true, COMPETENCE_NOT_ASSESSED, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct record *r = read_as(&kind_agreement, rows[i].json);
		const char *says = agreement_weakness(r, rows[i].responsibility,
		    rows[i].born, rows[i].competence, "2026-11-20");

		if ((says == NULL) != (rows[i].says == NULL) ||
		    (says && !strstr(says, rows[i].says)))
			fail_msg("%s: %s", rows[i].why, says ? says : "counts");
		record_free(r);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rules),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_induction_is_done),
		cmocka_unit_test(test_hidden),
		cmocka_unit_test(test_weakness),
	};

	if (!text_start())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
