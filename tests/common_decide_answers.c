/* common_decide_answers.c - whose answer counts, and what they come to: each
 * sentence of that part of the page is a row or more. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "decide_kit.h"

#define AGREED "11 share_with_consent now"
#define REFUSED "14 do_not_share wait follow:tell_manager,look_again"
#define DISAGREE "7a seek_advice wait needs:advice"
#define LACKS(what) "12 do_not_share wait needs:" what
#define OPEN LACKS("agreement_missing")
#define BORN(day) "'cyp':{'id':'kid','born':'" day "'}"
#define KID_IS(day, how) \
	"'cyp':{'id':'kid','born':'" day "','competence':'" how "'}"

static void
test_who_may_answer(void **state)
{
	static const struct kit_row rows[] = {
		{ "11: the parent",
		    BORN("2014-04-04") "," ANSWERS(MUM("agreed")), AGREED,
		    "!C1" },
		{ "11: not the child",
		    BORN("2014-04-04") "," ANSWERS(KID("agreed")),
		    LACKS("agreement_person"), NULL },
		{ "11: a child who may not answer refuses nothing",
		    BORN("2014-04-04") "," ANSWERS(
			MUM("agreed") "," KID("refused")),
		    AGREED, "!7" },
		{ "11, competent: the child beside the parent agrees",
		    KID_IS("2014-04-04", "competent") "," ANSWERS(
			KID("agreed")),
		    AGREED, NULL },
		{ "11, competent: they disagree",
		    KID_IS("2014-04-04", "competent") "," ANSWERS(
			KID("refused") "," MUM("agreed")),
		    DISAGREE, "!7" },
		{ "11, not competent: not the child",
		    KID_IS("2014-04-04", "not_competent") "," ANSWERS(
			KID("refused") "," MUM("agreed")),
		    AGREED, NULL },
		{ "12 today: the young person",
		    KID_IS("2014-04-03", "competent") "," ANSWERS(
			KID("agreed")),
		    AGREED, "C1" },
		{ "12 today: not the parent",
		    KID_IS("2014-04-03", "competent") "," ANSWERS(
			MUM("agreed")),
		    LACKS("agreement_person"), NULL },
		{ "15, not competent: the parent",
		    KID_IS("2010-06-01", "not_competent") "," ANSWERS(
			MUM("agreed")),
		    AGREED, "!C1" },
		{ "15, not competent: not the young person",
		    KID_IS("2010-06-01", "not_competent") "," ANSWERS(
			KID("agreed")),
		    LACKS("agreement_person"), NULL },
		{ "15, not competent: they refuse for nobody",
		    KID_IS("2010-06-01", "not_competent") "," ANSWERS(
			KID("refused") "," MUM("agreed")),
		    AGREED, "!7" },
		{ "17, not competent: the parent",
		    KID_IS("2008-06-01", "not_competent") "," ANSWERS(
			MUM("agreed")),
		    AGREED, NULL },
		{ "18 tomorrow, not competent: the parent",
		    KID_IS("2008-04-04", "not_competent") "," ANSWERS(
			MUM("agreed")),
		    AGREED, NULL },
		{ "18 today, not competent: the CYP alone",
		    KID_IS("2008-04-03", "not_competent") "," ANSWERS(
			MUM("agreed")),
		    LACKS("agreement_person"), NULL },
		{ "18 today: they agree",
		    KID_IS("2008-04-03", "not_competent") "," ANSWERS(
			KID("agreed")),
		    AGREED, "!C1" },
		{ "born 29 February: on the 28th not yet 12",
		    "'on':'2024-02-28','cyp':{'id':'kid','born':'2012-02-29',"
		    "'competence':'competent'}," ANSWERS(MUM("agreed")),
		    AGREED, NULL },
		{ "29 February: 18 from 1 March",
		    "'on':'2026-03-01','cyp':{'id':'kid','born':'2008-02-29'"
		    "}," ANSWERS(KID("agreed")),
		    AGREED, NULL },
		{ "29 February: the day before a parent's no is a parent's",
		    "'on':'2026-02-28','cyp':{'id':'kid','born':'2008-02-29',"
		    "'competence':'not_competent'}," ANSWERS(MUM("agreed")),
		    AGREED, NULL },
		{ "29 February: on 1 March it is not",
		    "'on':'2026-03-01','cyp':{'id':'kid','born':'2008-02-29',"
		    "'competence':'not_competent'}," ANSWERS(MUM("agreed")),
		    LACKS("agreement_person"), NULL },
		{ "29 February: in a leap year on the day",
		    "'on':'2024-02-29','cyp':{'id':'kid','born':'2012-02-29',"
		    "'competence':'competent'}," ANSWERS(MUM("agreed")),
		    LACKS("agreement_person"), NULL },
		{ "born not known: as under 12",
		    "'cyp':{'id':'kid','born':null}," ANSWERS(MUM("agreed")),
		    "11 share_with_consent wait needs:born", NULL },
		{ "born not known: not the child",
		    "'cyp':{'id':'kid'}," ANSWERS(KID("agreed")),
		    LACKS("agreement_person"), NULL },
		{ "born not known, competent: both",
		    "'cyp':{'id':'kid','competence':'competent'}," ANSWERS(
			KID("refused") "," MUM("agreed")),
		    DISAGREE, NULL },
	};

	KIT_RUN(rows);
}

static void
test_responsibility(void **state)
{
	static const struct kit_row rows[] = {
		{ "a parent without it may not answer",
		    ANSWERS(SAYS("dad", "parent", "agreed", "")),
		    LACKS("agreement_person"), NULL },
		{ "a parent without it refuses nothing",
		    ANSWERS(
			MUM("agreed") "," SAYS("dad", "parent", "refused", "")),
		    AGREED, NULL },
		{ "a carer with it may",
		    ANSWERS(SAYS("gran", "carer", "agreed", WITH)), AGREED,
		    NULL },
		{ "by any of their answers",
		    ANSWERS(SAYS("dad", "parent", "agreed", "") "," SAYS(
			"dad", "carer", "not_asked", WITH)),
		    AGREED, NULL },
		{ "even one from after the day",
		    ANSWERS(SAYS("dad", "parent", "agreed", "") "," SAYS("dad",
			"parent", "refused", WITH ",'from':'2026-04-04'")),
		    AGREED, NULL },
		{ "the CYP's own is none",
		    KID_IS("2010-06-01", "not_competent") "," ANSWERS(
			SAYS("kid", "cyp", "agreed", WITH)),
		    LACKS("agreement_person"), NULL },
		{ "two parents, one asked",
		    ANSWERS(MUM("agreed") "," DAD("not_asked")), AGREED, NULL },
		{ "two parents, both", ANSWERS(MUM("agreed") "," DAD("agreed")),
		    AGREED, NULL },
		{ "two parents refuse",
		    ANSWERS(MUM("refused") "," DAD("withdrawn")), REFUSED,
		    NULL },
		{ "one refuses, one open",
		    ANSWERS(MUM("refused") "," DAD("cannot_ask")), REFUSED,
		    NULL },
		{ "they disagree", ANSWERS(MUM("refused") "," DAD("agreed")),
		    DISAGREE, NULL },
		{ "not asked is open", ANSWERS(MUM("not_asked")), OPEN, NULL },
		{ "cannot be asked is open", ANSWERS(MUM("cannot_ask")), OPEN,
		    NULL },
	};

	KIT_RUN(rows);
}

/* Answers of the mother about kit_base, member by member. */
#define M(members)                                                     \
	"'answers':[{'person':'mum','role':'parent','responsibility':" \
	"true," members "}]"
#define YES "'answer':'agreed'"
#define NO "'answer':'refused'"
#define SCHOOL ",'recipients':['school']"
#define ALL_ITEMS ",'items':'all'"
#define ANY ",'purposes':'any'"
#define TWO_KINDS \
	"'items':[{'id':'a','kind':'health'},{'id':'b','kind':'attendance'}],"

static void
test_agreement(void **state)
{
	static const struct kit_row rows[] = {
		{ "by name",
		    M(YES ",'recipients':['gp','school'],'items':["
			  "'health','attendance'],'purposes':['other','support'"
			  "]"),
		    AGREED, NULL },
		{ "the last day",
		    M(YES SCHOOL ALL_ITEMS ANY
			",'from':'2025-01-01','until':'2026-04-03'"),
		    AGREED, NULL },
		{ "after the last day",
		    M(YES SCHOOL ALL_ITEMS ANY
			",'from':'2025-01-01','until':'2026-04-02'"),
		    LACKS("agreement_expired"), NULL },
		{ "from today",
		    M(YES SCHOOL ALL_ITEMS ANY ",'from':'2026-04-03'"), AGREED,
		    NULL },
		{ "from tomorrow",
		    M(YES SCHOOL ALL_ITEMS ANY ",'from':'2026-04-04'"), OPEN,
		    NULL },
		{ "without end", M(YES SCHOOL ALL_ITEMS ANY ",'until':null"),
		    AGREED, NULL },
		{ "until the last day there is",
		    M(YES SCHOOL ALL_ITEMS ANY ",'until':'9999-12-31'"), AGREED,
		    NULL },
		{ "no recipient named is nobody", M(YES ALL_ITEMS ANY),
		    LACKS("agreement_recipient"), NULL },
		{ "nor by an empty name",
		    "'recipient':{'named':true}," M(
			YES ",'recipients':['']" ALL_ITEMS ANY),
		    LACKS("agreement_recipient"), NULL },
		{ "another recipient",
		    M(YES ",'recipients':['gp']" ALL_ITEMS ANY),
		    LACKS("agreement_recipient"), NULL },
		{ "no kinds are not all", M(YES SCHOOL ANY),
		    LACKS("agreement_items"), NULL },
		{ "every kind at hand",
		    TWO_KINDS M(
			YES SCHOOL ",'items':['attendance','health']" ANY),
		    AGREED, NULL },
		{ "one of two kinds",
		    TWO_KINDS M(YES SCHOOL ",'items':['attendance']" ANY),
		    LACKS("agreement_items"), NULL },
		{ "all kinds", TWO_KINDS M(YES SCHOOL ALL_ITEMS ANY), AGREED,
		    NULL },
		{ "a kind without a name is held by all alone",
		    "'items':[{'id':'a'}]," M(YES SCHOOL ",'items':['']" ANY),
		    LACKS("agreement_items"), NULL },
		{ "no purposes are not any", M(YES SCHOOL ALL_ITEMS),
		    LACKS("agreement_purpose"), NULL },
		{ "another purpose",
		    M(YES SCHOOL ALL_ITEMS ",'purposes':['other']"),
		    LACKS("agreement_purpose"), NULL },
		{ "an empty purpose is not named",
		    "'purpose':''," M(YES SCHOOL ALL_ITEMS ",'purposes':['']"),
		    LACKS("agreement_purpose"), NULL },
		{ "nothing at hand is held by any",
		    "'items':[]," M(YES SCHOOL ANY),
		    "11 share_with_consent wait needs:items", NULL },
		{ "case counts",
		    M(YES ",'recipients':['School']" ALL_ITEMS ANY),
		    LACKS("agreement_recipient"), NULL },
	};

	KIT_RUN(rows);
}

static void
test_refusal(void **state)
{
	static const struct kit_row rows[] = {
		{ "of everything", M(NO), REFUSED, NULL },
		{ "withdrawn is refused", M("'answer':'withdrawn'"), REFUSED,
		    NULL },
		{ "all and any", M(NO ALL_ITEMS ANY), REFUSED, NULL },
		{ "by name",
		    M(NO SCHOOL ",'items':['attendance'],'purposes':"
				"['support']"),
		    REFUSED, NULL },
		{ "another recipient", M(NO ",'recipients':['gp']"), OPEN,
		    NULL },
		{ "another kind", M(NO ",'items':['health']"), OPEN, NULL },
		{ "another purpose", M(NO ",'purposes':['other']"), OPEN,
		    NULL },
		{ "one kind of those at hand is enough",
		    TWO_KINDS M(NO ",'items':['health']"), REFUSED, NULL },
		{ "a kind where nothing is at hand",
		    "'items':[]," M(NO ",'items':['health']"),
		    "12 do_not_share wait needs:agreement_missing", NULL },
		{ "everything where nothing is at hand", "'items':[]," M(NO),
		    REFUSED, NULL },
		{ "it does not expire",
		    M(NO ",'from':'2020-01-01','until':'2020-02-01'"), REFUSED,
		    NULL },
		{ "from today", M(NO ",'from':'2026-04-03'"), REFUSED, NULL },
		{ "from tomorrow", M(NO ",'from':'2026-04-04'"), OPEN, NULL },
		{ "taken at its word",
		    "'recipient':{'named':true}," M(NO ",'recipients':['']"),
		    REFUSED, NULL },
	};

	KIT_RUN(rows);
}

#define ON(day) WITH ",'from':'" day "'"
#define MUM_ON(what, day) SAYS("mum", "parent", what, ON(day))

static void
test_later(void **state)
{
	static const struct kit_row rows[] = {
		{ "agreed later",
		    ANSWERS(MUM_ON("refused", "2026-01-01") "," MUM_ON(
			"agreed", "2026-01-02")),
		    AGREED, NULL },
		{ "agreed later, the list the other way",
		    ANSWERS(MUM_ON("agreed", "2026-01-02") "," MUM_ON(
			"refused", "2026-01-01")),
		    AGREED, NULL },
		{ "refused later",
		    ANSWERS(MUM_ON("agreed", "2026-01-01") "," MUM_ON(
			"refused", "2026-01-02")),
		    REFUSED, NULL },
		{ "the same day is not later",
		    ANSWERS(MUM_ON("refused", "2026-01-01") "," MUM_ON(
			"agreed", "2026-01-01")),
		    REFUSED, NULL },
		{ "later, but it does not cover",
		    ANSWERS(MUM_ON(
			"refused", "2026-01-01") ",{'person':'mum',"
						 "'role':'parent','answer':'"
						 "agreed','recipients':['gp']"
						 ",'items':'all','purposes':'"
						 "any','from':'2026-02-01'}"),
		    REFUSED, NULL },
		{ "later, but it has ended",
		    ANSWERS(MUM_ON("refused", "2026-01-01") "," SAYS("mum",
			"parent", "agreed",
			ON("2026-02-01") ",'until':'2026-03-01'")),
		    REFUSED, NULL },
		{ "later than one of two refusals",
		    ANSWERS(MUM_ON("refused", "2026-01-01") "," MUM_ON("agreed",
			"2026-02-01") "," MUM_ON("withdrawn", "2026-03-01")),
		    REFUSED, NULL },
		{ "a refusal of something else undoes nothing",
		    ANSWERS(MUM_ON(
			"agreed", "2026-01-01") ",{'person':'mum',"
						"'role':'parent','answer':'"
						"refused','recipients':['gp'"
						"],'from':'2026-02-01'}"),
		    AGREED, NULL },
		{ "one to come undoes nothing",
		    ANSWERS(MUM_ON("agreed", "2026-01-01") "," MUM_ON(
			"refused", "2026-04-04")),
		    AGREED, NULL },
		{ "somebody else's later yes is not theirs",
		    ANSWERS(MUM_ON("refused", "2026-01-01") "," SAYS(
			"dad", "parent", "agreed", ON("2026-02-01"))),
		    DISAGREE, NULL },
		{ "not asked later undoes nothing",
		    ANSWERS(MUM_ON("agreed", "2026-01-01") "," MUM_ON(
			"not_asked", "2026-02-01")),
		    AGREED, NULL },
		{ "two agreements do not make one: neither covers",
		    TWO_KINDS ANSWERS(
			"{'person':'mum','role':'parent','responsibility':"
			"true,'answer':'agreed','recipients':['school'],"
			"'items':['health'],'purposes':'any'},{'person':'mum',"
			"'role':'parent','answer':'agreed','recipients':["
			"'school'],'items':['attendance'],'purposes':'any'}"),
		    LACKS("agreement_items"), NULL },
	};

	KIT_RUN(rows);
}

/* Items about the mother, or about both. */
#define ABOUT_MUM "'items':[{'id':'a','kind':'health','about':'mum'}],"
#define ABOUT_BOTH                                                     \
	"'items':[{'id':'a','kind':'health','about':'mum'},{'id':'b'," \
	"'kind':'attendance'}],"
#define ABOUT_THREE                                                    \
	"'items':[{'id':'a','kind':'health','about':'mum'},{'id':'b'," \
	"'kind':'attendance'},{'id':'c','kind':'family','about':'dad'}],"
#define ONLY(who, what, kinds)                                       \
	"{'person':'" who "','role':'parent','responsibility':true," \
	"'answer':'" what "','recipients':['school'],'items':" kinds \
	",'purposes':'any'}"

static void
test_subjects(void **state)
{
	static const struct kit_row rows[] = {
		{ "an adult alone for theirs",
		    ABOUT_MUM ANSWERS(SAYS("mum", "parent", "agreed", "")),
		    AGREED, NULL },
		{ "nobody else for them", ABOUT_MUM ANSWERS(DAD("agreed")),
		    LACKS("agreement_person"), NULL },
		{ "nor the CYP", ABOUT_MUM AGED_15 "," ANSWERS(KID("agreed")),
		    LACKS("agreement_person"), NULL },
		{ "nobody else refuses it",
		    ABOUT_MUM ANSWERS(MUM("agreed") "," DAD("refused")), AGREED,
		    "!7" },
		{ "the CYP is not asked if no item is theirs",
		    ABOUT_MUM AGED_15 "," ANSWERS(
			SAYS("mum", "parent", "agreed", "") "," KID("refused")),
		    AGREED, "!7" },
		{ "with both, each is asked", ABOUT_BOTH ANSWERS(MUM("agreed")),
		    AGREED, NULL },
		{ "kinds at hand are that adult's: the other is not needed",
		    ABOUT_BOTH ANSWERS(
			ONLY("mum", "agreed", "['health']") "," ONLY(
			    "dad", "agreed", "['attendance']")),
		    AGREED, NULL },
		{ "kinds at hand are the child's",
		    ABOUT_BOTH ANSWERS(ONLY("mum", "agreed", "['attendance']")),
		    LACKS("agreement_items"), NULL },
		{ "refused before open",
		    ABOUT_BOTH ANSWERS(SAYS("mum", "parent", "refused", "")),
		    REFUSED, NULL },
		{ "refused before disagree",
		    ABOUT_BOTH ANSWERS(MUM("refused") "," DAD("agreed")),
		    REFUSED, NULL },
		{ "disagree before open",
		    ABOUT_BOTH ANSWERS(ONLY(
			"mum", "agreed", "['attendance']") "," DAD("refused")),
		    DISAGREE, NULL },
		{ "open before agreed", ABOUT_BOTH ANSWERS(DAD("agreed")),
		    LACKS("agreement_person"), NULL },
		{ "what is open stays open when disagreement goes on as agreed",
		    ABOUT_BOTH ADVISED("share") "," ANSWERS(ONLY(
			"mum", "agreed", "['attendance']") "," DAD("refused")),
		    LACKS("agreement_items"), "7a" },
		{ "and all agreed goes on",
		    ABOUT_BOTH ADVISED("share") "," ANSWERS(
			MUM("agreed") "," DAD("refused")),
		    AGREED, "7a" },
		{ "codes of several are joined",
		    ABOUT_THREE ANSWERS(
			"{'person':'mum','role':'parent','responsibility':true,"
			"'answer':'agreed','recipients':['gp'],'items':'all',"
			"'purposes':'any'},{'person':'dad','role':'parent',"
			"'answer':'agreed','recipients':['school'],'items':'"
			"all',"
			"'purposes':['other']}"),
		    LACKS("agreement_recipient,agreement_purpose"), NULL },
		{ "an adult under another role is the same person",
		    ABOUT_MUM ANSWERS(SAYS("mum", "carer", "agreed", "")),
		    AGREED, NULL },
		{ "two items of one adult are one subject",
		    "'items':[{'id':'a','kind':'health','about':'mum'},{'id':"
		    "'b','kind':'family','about':'mum'}]," ANSWERS(
			ONLY("mum", "agreed", "['health']")),
		    LACKS("agreement_items"), NULL },
	};

	KIT_RUN(rows);
}

static void
test_codes(void **state)
{
	static const struct kit_row rows[] = {
		{ "nothing at all", ANSWERS(""), OPEN, NULL },
		{ "no agreement that counts, somebody else's covers",
		    ANSWERS(MUM("not_asked") "," SAYS(
			"gran", "carer", "agreed", "")),
		    LACKS("agreement_person"), NULL },
		{ "somebody else's does not cover",
		    ANSWERS("{'person':'gran','role':'carer','answer':"
			    "'agreed','recipients':['gp'],'items':'all',"
			    "'purposes':'any'}"),
		    OPEN, NULL },
		{ "somebody else's is to come",
		    ANSWERS(SAYS(
			"gran", "carer", "agreed", ",'from':'2026-04-04'")),
		    OPEN, NULL },
		{ "theirs lacks something: somebody else's is no matter",
		    ANSWERS(
			"{'person':'mum','role':'parent','responsibility':"
			"true,'answer':'agreed','recipients':['gp'],'items':"
			"'all','purposes':'any'}," SAYS(
			    "gran", "carer", "agreed", "")),
		    LACKS("agreement_recipient"), NULL },
		{ "each that none satisfies",
		    M(YES ",'from':'2025-01-01','until':'2025-02-01'"),
		    LACKS("agreement_recipient,agreement_items,"
			  "agreement_purpose,agreement_expired"),
		    NULL },
		{ "one satisfies one, another the other: missing",
		    ANSWERS(
			"{'person':'mum','role':'parent','responsibility':"
			"true,'answer':'agreed','recipients':['gp'],'items':"
			"'all','purposes':'any'},{'person':'mum','role':"
			"'parent','answer':'agreed','recipients':['school'],"
			"'items':[],'purposes':'any'}"),
		    OPEN, NULL },
		{ "the same between two who may answer",
		    ANSWERS(
			"{'person':'mum','role':'parent','responsibility':"
			"true,'answer':'agreed','recipients':['gp'],'items':"
			"'all','purposes':'any'},{'person':'dad','role':"
			"'parent','responsibility':true,'answer':'agreed',"
			"'recipients':['school'],'items':'all','purposes':[]}"),
		    OPEN, NULL },
		{ "in row 9 too",
		    "'occasion':'referrer_change'," M(YES SCHOOL ALL_ITEMS),
		    "9 do_not_share wait needs:agreement_purpose", NULL },
		{ "in row 9 not when refused",
		    "'occasion':'referrer_change'," ANSWERS(MUM("refused")),
		    "9 do_not_share wait", NULL },
		{ "not in row 13",
		    "'harm':'serious_crime'," ADVISED("do_not_share") "," M(
			YES ALL_ITEMS ANY),
		    "13 do_not_share wait follow:tell_manager,look_again",
		    NULL },
	};

	KIT_RUN(rows);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_who_may_answer),
		cmocka_unit_test(test_responsibility),
		cmocka_unit_test(test_agreement),
		cmocka_unit_test(test_refusal),
		cmocka_unit_test(test_later),
		cmocka_unit_test(test_subjects),
		cmocka_unit_test(test_codes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
