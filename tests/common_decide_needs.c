/* common_decide_needs.c - what lies over the table: the young person, rule 7, the
 * meeting, needs, who is told, followups, and the sentences. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "decide_kit.h"
#include "text.h"

#define HARM "'harm':'significant_child'"
#define AGREED ANSWERS(MUM("agreed"))
#define YES "11 share_with_consent now"
#define CHECKS(a, b, c, d)                                               \
	"'checks':{'necessary':" a ",'need_to_know':" b ",'accurate':" c \
	",'secure':" d "}"
#define BEFORE_12 WITH ",'from':'2020-01-01'"
#define YOUNG(how) "'cyp':{'id':'kid','born':'2010-06-01'" how "},"
#define COMPETENT ",'competence':'competent'"

/* Counts as agreed by what a parent said before the 12th birthday. */
static void
test_young(void **state)
{
	static const struct kit_row rows[] = {
		{ "it holds, and they are asked",
		    YOUNG(COMPETENT)
			ANSWERS(SAYS("mum", "parent", "agreed", BEFORE_12)),
		    YES " needs:ask_young_person", "C1" },
		{ "not after the birthday",
		    YOUNG(COMPETENT) ANSWERS(SAYS("mum", "parent", "agreed",
			WITH ",'from':'2022-06-01'")),
		    "12 do_not_share wait needs:agreement_person", NULL },
		{ "the day before it does",
		    YOUNG(COMPETENT) ANSWERS(SAYS("mum", "parent", "agreed",
			WITH ",'from':'2022-05-31'")),
		    YES " needs:ask_young_person", NULL },
		{ "not without responsibility",
		    YOUNG(COMPETENT) ANSWERS(SAYS(
			"mum", "parent", "agreed", ",'from':'2020-01-01'")),
		    "12 do_not_share wait needs:agreement_person", NULL },
		{ "not if it does not cover",
		    YOUNG(COMPETENT) ANSWERS(
			"{'person':'mum','role':'parent','responsibility':true,"
			"'answer':'agreed','recipients':['gp'],'items':'all',"
			"'purposes':'any','from':'2020-01-01'}"),
		    "12 do_not_share wait needs:agreement_missing", NULL },
		{ "not if it has ended",
		    YOUNG(COMPETENT) ANSWERS(SAYS("mum", "parent", "agreed",
			BEFORE_12 ",'until':'2026-04-02'")),
		    "12 do_not_share wait needs:agreement_missing", NULL },
		{ "not if they have refused since",
		    YOUNG(COMPETENT) ANSWERS(SAYS(
			"mum", "parent", "agreed", BEFORE_12) "," SAYS("mum",
			"parent", "withdrawn", WITH ",'from':'2021-01-01'")),
		    "12 do_not_share wait needs:agreement_person", NULL },
		{ "not if another with responsibility refuses",
		    YOUNG(COMPETENT) ANSWERS(SAYS("mum", "parent", "agreed",
			BEFORE_12) "," DAD("refused")),
		    "12 do_not_share wait needs:agreement_person", NULL },
		{ "one without responsibility does not matter",
		    YOUNG(COMPETENT) ANSWERS(SAYS("mum", "parent", "agreed",
			BEFORE_12) "," SAYS("dad", "parent", "refused", "")),
		    YES " needs:ask_young_person", NULL },
		{ "not against their own no",
		    YOUNG(COMPETENT) ANSWERS(SAYS("mum", "parent", "agreed",
			BEFORE_12) "," KID("refused")),
		    "14 do_not_share wait follow:tell_manager,look_again",
		    "7" },
		{ "their own yes needs no asking",
		    YOUNG(COMPETENT) ANSWERS(SAYS("mum", "parent", "agreed",
			BEFORE_12) "," KID("agreed")),
		    YES, "!7" },
		{ "not from 18",
		    "'cyp':{'id':'kid','born':'2008-04-03'}," ANSWERS(
			SAYS("mum", "parent", "agreed",
			    WITH ",'from':'2015-01-01'")),
		    "12 do_not_share wait needs:agreement_person", NULL },
		{ "at 17 it does",
		    "'cyp':{'id':'kid','born':'2008-04-04'}," ANSWERS(
			SAYS("mum", "parent", "agreed",
			    WITH ",'from':'2015-01-01'")),
		    YES " needs:ask_young_person", NULL },
		{ "from before the birth too",
		    YOUNG(COMPETENT) ANSWERS(SAYS("mum", "parent", "agreed",
			WITH ",'from':'2010-01-01'")),
		    YES " needs:ask_young_person", NULL },
		{ "a later agreement of theirs does not spoil it",
		    YOUNG(COMPETENT) ANSWERS(SAYS("mum", "parent", "agreed",
			BEFORE_12) "," MUM("agreed")),
		    YES " needs:ask_young_person", NULL },
		{ "in row 8 it is asked too",
		    "'occasion':'referrer_start'," REFERRER ",'items':[{'id':"
		    "'a','kind':'notice'}]," YOUNG(COMPETENT)
			ANSWERS(SAYS("mum", "parent", "agreed", BEFORE_12)),
		    "8 share_as_explained now needs:ask_young_person", NULL },
		{ "in row 9",
		    "'occasion':'referrer_change'," YOUNG(COMPETENT)
			ANSWERS(SAYS("mum", "parent", "agreed", BEFORE_12)),
		    "9 share_with_consent now needs:ask_young_person", NULL },
		{ "in row 10 when they cannot be asked",
		    "'occasion':'meeting'," YOUNG(COMPETENT) ANSWERS(SAYS("mum",
			"parent", "agreed", BEFORE_12) "," KID("cannot_ask")),
		    "10 share_with_consent now needs:ask_young_person", NULL },
		{ "in row 10 it does not stand in for them",
		    "'occasion':'meeting'," YOUNG(COMPETENT)
			ANSWERS(SAYS("mum", "parent", "agreed", BEFORE_12)),
		    "10 do_not_share wait needs:agreement_missing", NULL },
	};

	KIT_RUN(rows);
}

static void
test_rule_7(void **state)
{
	static const struct kit_row rows[] = {
		{ "a parent's no",
		    YOUNG(COMPETENT) ANSWERS(KID("agreed") "," DAD("refused")),
		    YES, "7 C1" },
		{ "without responsibility too",
		    YOUNG(COMPETENT) ANSWERS(
			KID("agreed") "," SAYS("dad", "parent", "refused", "")),
		    YES, "7" },
		{ "a parent's yes",
		    YOUNG(COMPETENT) ANSWERS(KID("refused") "," DAD("agreed")),
		    "14 do_not_share wait follow:tell_manager,look_again",
		    "7" },
		{ "the same answer is not opposite",
		    YOUNG(COMPETENT) ANSWERS(KID("agreed") "," DAD("agreed")),
		    YES, "!7" },
		{ "an open parent is not",
		    YOUNG(COMPETENT)
			ANSWERS(KID("agreed") "," DAD("not_asked")),
		    YES, "!7" },
		{ "nor one beside an open young person",
		    YOUNG(COMPETENT) ANSWERS(DAD("refused")),
		    "12 do_not_share wait needs:agreement_missing", "!7" },
		{ "at 18 too",
		    "'cyp':{'id':'kid','born':'2008-04-03'}," ANSWERS(
			KID("agreed") "," DAD("refused")),
		    YES, "7" },
		{ "a no to something else is not",
		    YOUNG(COMPETENT) ANSWERS(KID(
			"agreed") ",{'person':'dad','role':'parent','answer':"
				  "'refused','recipients':['gp']}"),
		    YES, "!7" },
		{ "in a share without consent it is said too",
		    HARM "," AUTHORITY "," YOUNG(COMPETENT)
			ANSWERS(KID("refused") "," DAD("agreed")),
		    "5 share_without_consent now", "7" },
	};

	KIT_RUN(rows);
}

#define MEET "'occasion':'meeting',"
#define MET "10 share_with_consent now"
#define NOT_MET "10 do_not_share wait needs:agreement_missing"
#define NOT_MET_REFUSED "10 do_not_share wait"

static void
test_meeting(void **state)
{
	static const struct kit_row rows[] = {
		{ "the one parent agrees", MEET AGREED, MET, "M1" },
		{ "both parents agree",
		    MEET ANSWERS(MUM("agreed") "," DAD("agreed")), MET, NULL },
		{ "one is open",
		    MEET ANSWERS(MUM("agreed") "," DAD("not_asked")), NOT_MET,
		    NULL },
		{ "a parent without responsibility need not",
		    MEET ANSWERS(MUM("agreed") "," SAYS(
			"dad", "parent", "not_asked", "")),
		    MET, NULL },
		{ "nobody on file", MEET ANSWERS(""), NOT_MET, NULL },
		{ "one refuses, the other is open",
		    MEET ANSWERS(MUM("refused") "," DAD("not_asked")),
		    NOT_MET_REFUSED, NULL },
		{ "they disagree: row 7a",
		    MEET ANSWERS(MUM("refused") "," DAD("agreed")),
		    "7a seek_advice wait needs:advice", NULL },
		{ "7a's share does not stand in for them",
		    MEET ADVISED("share") "," ANSWERS(
			MUM("refused") "," DAD("agreed")),
		    NOT_MET_REFUSED, NULL },
		{ "12 and over must agree",
		    MEET YOUNG(COMPETENT) ANSWERS(MUM("agreed")), NOT_MET,
		    NULL },
		{ "with the parents",
		    MEET YOUNG(COMPETENT)
			ANSWERS(KID("agreed") "," MUM("agreed")),
		    MET, NULL },
		{ "not without them",
		    MEET YOUNG(COMPETENT)
			ANSWERS(KID("agreed") "," MUM("not_asked")),
		    NOT_MET, NULL },
		{ "their refusal is one, though rule 7 does not count it",
		    MEET YOUNG(COMPETENT)
			ANSWERS(KID("agreed") "," MUM("refused")),
		    NOT_MET_REFUSED, "7" },
		{ "12 and over must even if not competent",
		    MEET YOUNG(",'competence':'not_competent'")
			ANSWERS(MUM("agreed")),
		    NOT_MET, NULL },
		{ "under 12 need not",
		    MEET ANSWERS(MUM("agreed") "," KID("refused")), MET, NULL },
		{ "under 12 and competent must",
		    MEET "'cyp':{'id':'kid','born':'2017-06-01'" COMPETENT
			 "}," ANSWERS(MUM("agreed")),
		    NOT_MET, NULL },
		{ "born not known, competent must",
		    MEET "'cyp':{'id':'kid'" COMPETENT
			 "}," ANSWERS(MUM("agreed")),
		    NOT_MET, NULL },
		{ "from 18 the parents need not",
		    MEET AGED_18
		    "," ANSWERS(KID("agreed") "," MUM("not_asked")),
		    MET, NULL },
		{ "at 17 they must",
		    MEET AGED_17
		    "," ANSWERS(KID("agreed") "," MUM("not_asked")),
		    NOT_MET, NULL },
		{ "an adult an item is about must",
		    MEET "'items':[{'id':'a','kind':'health','about':'gran'},"
			 "{'id':'b','kind':'attendance'}]," AGREED,
		    NOT_MET, NULL },
		{ "and does",
		    MEET "'items':[{'id':'a','kind':'health','about':'gran'},"
			 "{'id':'b','kind':'attendance'}]," ANSWERS(MUM(
			     "agreed") "," SAYS("gran", "carer", "agreed", "")),
		    MET, NULL },
		{ "to the kinds of all items together",
		    MEET
		    "'items':[{'id':'a','kind':'health','about':'gran'},"
		    "{'id':'b','kind':'attendance'}]," ANSWERS(SAYS("gran",
			"carer", "agreed",
			"") ",{'person':'mum',"
			    "'role':'parent','responsibility':true,'answer':"
			    "'agreed','recipients':['school'],'items':["
			    "'attendance'],'purposes':'any'}"),
		    NOT_MET, NULL },
		{ "though no item is the CYP's, they must",
		    MEET YOUNG(COMPETENT) "'items':[{'id':'a','kind':'health','"
					  "about':'gran'}]," ANSWERS(SAYS(
					      "gran", "carer", "agreed", "")),
		    NOT_MET, NULL },
		{ "who cannot be asked is passed over",
		    MEET ANSWERS(MUM("agreed") "," DAD("cannot_ask")), MET,
		    NULL },
		{ "nobody left is not agreed", MEET ANSWERS(MUM("cannot_ask")),
		    NOT_MET, NULL },
		{ "by the latest answer",
		    MEET ANSWERS(
			MUM("agreed") "," SAYS("dad", "parent", "cannot_ask",
			    WITH ",'from':'2026-01-01'") "," SAYS("dad",
			    "parent", "not_asked", ",'from':'2026-02-01'")),
		    NOT_MET, NULL },
		{ "the later in the list on the same day",
		    MEET ANSWERS(MUM("agreed") "," DAD("not_asked") "," DAD(
			"cannot_ask")),
		    MET, NULL },
		{ "and not the earlier",
		    MEET ANSWERS(MUM("agreed") "," DAD("cannot_ask") "," DAD(
			"not_asked")),
		    NOT_MET, NULL },
		{ "one to come does not count",
		    MEET ANSWERS(MUM("agreed") "," DAD("not_asked") "," SAYS(
			"dad", "parent", "cannot_ask",
			WITH ",'from':'2026-04-04'")),
		    NOT_MET, NULL },
		{ "the refusal of one passed over is none",
		    MEET ANSWERS(SAYS("dad", "parent", "refused",
			WITH ",'from':'2026-01-01'") "," SAYS("dad", "parent",
			"cannot_ask", ",'from':'2026-02-01'")),
		    NOT_MET, NULL },
		{ "harm goes to row 5", MEET HARM "," AUTHORITY,
		    "5 share_without_consent now", NULL },
		{ "reasons for not sharing", MEET "'reasons':''",
		    "10 do_not_share wait needs:reasons,agreement_missing",
		    NULL },
	};

	KIT_RUN(rows);
}

#define NONE_OK CHECKS("false", "false", "false", "false")
#define ALL_NEEDS                                                \
	"needs:purpose,items,recipient_named,reasons,necessary," \
	"need_to_know,accurate,secure"
#define BARE                                                            \
	"'purpose':'','items':[],'reasons':''," NONE_OK ",'recipient':" \
	"{'id':'school'}"
#define BARE_AUTHORITY                                                  \
	"'purpose':'','items':[],'reasons':''," NONE_OK ",'recipient':" \
	"{'id':'mash','authority':true}"
#define PEOPLE(more) "'people':[{'person':'mum'" more "}]"

static void
test_needs(void **state)
{
	static const struct kit_row rows[] = {
		{ "row 1 needs nothing",
		    "'danger_now':true,"
		    "'sharing_endangers':true," PEOPLE("") "," BARE_AUTHORITY,
		    "1 share_without_consent now tell:mum=not_considered "
		    "follow:complete_record,review_not_told",
		    NULL },
		{ "row 1, claimed: verification, nothing else",
		    "'danger_now':true,'compelled':'claimed'," BARE_AUTHORITY,
		    "1 share_without_consent wait needs:verification "
		    "follow:complete_record",
		    NULL },
		{ "row 2 needs all", "'compelled':'verified'," BARE,
		    "2 share_without_consent wait " ALL_NEEDS, NULL },
		{ "row 3 needs no items", "'anonymous_enough':true," BARE,
		    "3 share_anonymised wait needs:purpose,recipient_named,"
		    "reasons,necessary,need_to_know,accurate,secure",
		    NULL },
		{ "row 5: three checks do not hold it up",
		    HARM "," BARE_AUTHORITY,
		    "5 share_without_consent wait needs:purpose,items,"
		    "recipient_named,reasons,secure follow:complete_record",
		    NULL },
		{ "row 5: necessary is completed later",
		    HARM "," AUTHORITY
			 "," CHECKS("false", "true", "true", "true"),
		    "5 share_without_consent now follow:complete_record",
		    "S9" },
		{ "row 5: need to know",
		    HARM "," AUTHORITY
			 "," CHECKS("true", "false", "true", "true"),
		    "5 share_without_consent now follow:complete_record",
		    NULL },
		{ "row 5: accurate",
		    HARM "," AUTHORITY
			 "," CHECKS("true", "true", "false", "true"),
		    "5 share_without_consent now follow:complete_record",
		    NULL },
		{ "row 5: secure waits",
		    HARM "," AUTHORITY
			 "," CHECKS("true", "true", "true", "false"),
		    "5 share_without_consent wait needs:secure", "S7" },
		{ "row 11 needs all, the outcome stays",
		    BARE
		    ",'answers':[{'person':'mum','role':'parent',"
		    "'responsibility':true,'answer':'agreed','recipients':["
		    "'school'],'items':'all','purposes':'any'}]",
		    "11 share_with_consent wait " ALL_NEEDS, "S4 S5 S6 S7 S8" },
		{ "one check at a time: necessary",
		    AGREED "," CHECKS("false", "true", "true", "true"),
		    "11 share_with_consent wait needs:necessary", NULL },
		{ "need to know",
		    AGREED "," CHECKS("true", "false", "true", "true"),
		    "11 share_with_consent wait needs:need_to_know", NULL },
		{ "accurate",
		    AGREED "," CHECKS("true", "true", "false", "true"),
		    "11 share_with_consent wait needs:accurate", NULL },
		{ "secure", AGREED "," CHECKS("true", "true", "true", "false"),
		    "11 share_with_consent wait needs:secure", NULL },
		{ "blank reasons are none", AGREED ",'reasons':' \\n '",
		    "11 share_with_consent wait needs:reasons", NULL },
		{ "blank purposes are none", AGREED ",'purpose':' '",
		    "11 share_with_consent wait needs:purpose", NULL },
		{ "endangers, no advice", AGREED ",'sharing_endangers':true",
		    "11 share_with_consent wait needs:advice", "S3" },
		{ "endangers, advised not to",
		    AGREED ",'sharing_endangers':true," ADVISED("do_not_share"),
		    "11 share_with_consent wait needs:advice", NULL },
		{ "endangers, advised to",
		    AGREED ",'sharing_endangers':true," ADVISED("share"), YES,
		    NULL },
		{ "endangers, in row 5 too",
		    HARM "," AUTHORITY ",'sharing_endangers':true",
		    "5 share_without_consent wait needs:advice", NULL },
		{ "endangers, in row 2 too",
		    "'compelled':'verified','sharing_endangers':true",
		    "2 share_without_consent wait needs:advice", NULL },
		{ "endangers, without names too",
		    "'anonymous_enough':true,'sharing_endangers':true",
		    "3 share_anonymised wait needs:advice", NULL },
		{ "endangers is no need of not sharing",
		    "'sharing_endangers':true",
		    "12 do_not_share wait needs:agreement_missing", NULL },
		{ "verification is none of row 11's",
		    AGREED ",'compelled':'no'", YES, NULL },
		{ "induction in row 8",
		    "'occasion':'referrer_start'," REFERRER
		    ",'items':[{'id':'a','kind':'notice'}],"
		    "'induction_done':false",
		    "8 share_as_explained wait needs:induction", "I4" },
		{ "induction in no other", AGREED ",'induction_done':false",
		    YES, NULL },
		{ "born in row 8",
		    "'occasion':'referrer_start'," REFERRER
		    ",'items':[{'id':'a','kind':'notice'}],'cyp':{'id':'kid'}",
		    "8 share_as_explained wait needs:born", NULL },
		{ "born in row 9",
		    "'occasion':'referrer_change','cyp':{'id':"
		    "'kid'}," AGREED,
		    "9 share_with_consent wait needs:born", NULL },
		{ "born in row 10",
		    "'occasion':'meeting','cyp':{'id':'kid'}," AGREED,
		    "10 share_with_consent wait needs:born", NULL },
		{ "born in row 11", "'cyp':{'id':'kid'}," AGREED,
		    "11 share_with_consent wait needs:born", NULL },
		{ "born not in row 13",
		    "'harm':'serious_crime','cyp':{'id':"
		    "'kid'}," ADVISED("share") "," AUTHORITY,
		    "13 share_without_consent now", NULL },
		{ "born not in row 2",
		    "'compelled':'verified','cyp':{'id':"
		    "'kid'}",
		    "2 share_without_consent now", NULL },
		{ "not sharing needs reasons",
		    "'reasons':''," ANSWERS(MUM("refused")),
		    "14 do_not_share wait needs:reasons "
		    "follow:tell_manager,look_again",
		    "S8" },
		{ "not sharing needs no check",
		    NONE_OK "," ANSWERS(MUM("refused")),
		    "14 do_not_share wait follow:tell_manager,look_again",
		    NULL },
		{ "seeking advice needs what the row names",
		    "'in_doubt':true," BARE, "4 seek_advice wait needs:advice",
		    "!S8" },
	};

	KIT_RUN(rows);
}

static void
test_competence(void **state)
{
	static const struct kit_row rows[] = {
		{ "12 to 15 and not assessed", YOUNG("") ANSWERS(KID("agreed")),
		    "11 share_with_consent wait needs:competence", "C1" },
		{ "12 today", AGED_12 "," ANSWERS(KID("agreed")),
		    "11 share_with_consent wait needs:competence", NULL },
		{ "16 today is not",
		    "'cyp':{'id':'kid','born':'2010-04-03'}," ANSWERS(
			KID("agreed")),
		    YES, NULL },
		{ "16 tomorrow is",
		    "'cyp':{'id':'kid','born':'2010-04-04'}," ANSWERS(
			KID("agreed")),
		    "11 share_with_consent wait needs:competence", NULL },
		{ "whoever the items are about",
		    YOUNG("") "'items':[{'id':'a','kind':'health','about':'mum'"
			      "}]," AGREED,
		    "11 share_with_consent wait needs:competence", NULL },
		{ "row 9",
		    "'occasion':'referrer_change'," YOUNG("")
			ANSWERS(KID("refused")),
		    "9 do_not_share wait needs:competence", NULL },
		{ "row 10", "'occasion':'meeting'," YOUNG("") ANSWERS(""),
		    "10 do_not_share wait needs:competence,agreement_missing",
		    NULL },
		{ "row 12", YOUNG("") ANSWERS(""),
		    "12 do_not_share wait needs:competence,agreement_missing",
		    NULL },
		{ "row 13, sharing",
		    "'harm':'serious_crime'," ADVISED(
			"share") "," AUTHORITY "," YOUNG("") ANSWERS(""),
		    "13 share_without_consent wait needs:competence", NULL },
		{ "row 13, not",
		    "'harm':'serious_crime'," ADVISED("do_not_share") "," YOUNG(
			"") ANSWERS(""),
		    "13 do_not_share wait needs:competence "
		    "follow:tell_manager,look_again",
		    NULL },
		{ "row 13, seeking advice",
		    "'harm':'serious_crime'," YOUNG("") ANSWERS(""),
		    "13 seek_advice wait needs:advice", NULL },
		{ "row 14", YOUNG("") ANSWERS(KID("refused")),
		    "14 do_not_share wait needs:competence "
		    "follow:tell_manager,look_again",
		    NULL },
		{ "not row 8",
		    "'occasion':'referrer_start'," REFERRER
		    ",'items':[{'id':'a','kind':'notice'}]," YOUNG("")
			ANSWERS(""),
		    "8 share_as_explained now", NULL },
		{ "not row 5", HARM "," AUTHORITY "," YOUNG("") ANSWERS(""),
		    "5 share_without_consent now", NULL },
	};

	KIT_RUN(rows);
}

static void
test_words_and_sentences(void **state)
{
	(void)state;
	for (unsigned i = 0; i < NEED_COUNT; i++) {
		const char *says = decide_need_says(i);

		assert_non_null(says);
		assert_in_range(text_width(says, strlen(says)), 10, 66);
	}
	for (unsigned i = 0; i < FOLLOWUP_COUNT; i++) {
		const char *says = decide_followup_says(i);

		assert_non_null(says);
		assert_in_range(text_width(says, strlen(says)), 10, 66);
	}
	assert_string_equal(decide_row_id(DECIDE_ROW_2A), "2a");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_young),
		cmocka_unit_test(test_rule_7),
		cmocka_unit_test(test_meeting),
		cmocka_unit_test(test_needs),
		cmocka_unit_test(test_competence),
		cmocka_unit_test(test_words_and_sentences),
	};

	if (!text_start())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
