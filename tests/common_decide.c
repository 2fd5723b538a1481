/* common_decide.c - the table of the decision to share: every row, what stands
 * before what, and the fifteen situations of the page. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "decide_kit.h"

#define HARM "'harm':'significant_child'"
#define AGREED ANSWERS(MUM("agreed"))
#define REFUSED ANSWERS(MUM("refused"))
#define DISAGREE ANSWERS(MUM("agreed") "," DAD("refused"))
#define MISSING "12 do_not_share wait needs:agreement_missing"

static void
test_rows_1_to_6(void **state)
{
	static const struct kit_row rows[] = {
		{ "1: danger, an authority", "'danger_now':true," AUTHORITY,
		    "1 share_without_consent now follow:complete_record",
		    "P1 P2 S9" },
		{ "1a: danger, no authority", "'danger_now':true",
		    "1a seek_advice wait needs:authority", "P2 !P1" },
		{ "1a: a known answer does not change it",
		    "'danger_now':true," AGREED,
		    "1a seek_advice wait needs:authority", NULL },
		{ "1 stands before 2",
		    "'danger_now':true,'compelled':'verified'," AUTHORITY,
		    "1 share_without_consent now follow:complete_record",
		    NULL },
		{ "1a stands before 2",
		    "'danger_now':true,'compelled':'verified'",
		    "1a seek_advice wait needs:authority", NULL },
		{ "2: verified", "'compelled':'verified'",
		    "2 share_without_consent now", NULL },
		{ "2 stands before 5",
		    "'compelled':'verified'," HARM "," AUTHORITY,
		    "2 share_without_consent now", "!P1" },
		{ "5: significant harm of a child", HARM "," AUTHORITY,
		    "5 share_without_consent now", "P1 P2" },
		{ "5: serious harm of an adult",
		    "'harm':'serious_adult'," AUTHORITY,
		    "5 share_without_consent now", NULL },
		{ "5: not for less", "'harm':'needs_help'," AUTHORITY, MISSING,
		    NULL },
		{ "5: not for a crime", "'harm':'serious_crime'," AUTHORITY,
		    "13 seek_advice wait needs:advice", NULL },
		{ "5: not to the school", HARM,
		    MISSING " follow:tell_authority", "P2" },
		{ "5: doubt holds nothing back (S3)",
		    HARM ",'in_doubt':true," AUTHORITY,
		    "5 share_without_consent now", NULL },
		{ "5 stands before 2b",
		    HARM ",'staff_allegation':true," AUTHORITY,
		    "5 share_without_consent now follow:designated_officer",
		    NULL },
		{ "5 stands before 2a",
		    HARM ",'compelled':'claimed'," AUTHORITY,
		    "5 share_without_consent wait needs:verification", NULL },
		{ "5 stands before 3",
		    HARM ",'anonymous_enough':true," AUTHORITY,
		    "5 share_without_consent now", NULL },
		{ "2b: an allegation about staff",
		    "'staff_allegation':true," AUTHORITY,
		    "2b share_without_consent now follow:designated_officer",
		    "P2" },
		{ "2b: not to the school", "'staff_allegation':true",
		    MISSING " follow:designated_officer", NULL },
		{ "2b stands before 2a",
		    "'staff_allegation':true,'compelled':'claimed'," AUTHORITY,
		    "2b share_without_consent now follow:designated_officer",
		    NULL },
		{ "2a: only claimed", "'compelled':'claimed'",
		    "2a seek_advice wait needs:verification", NULL },
		{ "2a: agreed too", "'compelled':'claimed'," AGREED,
		    "2a seek_advice wait needs:verification", NULL },
		{ "2a stands before 3",
		    "'compelled':'claimed','anonymous_enough':true",
		    "2a seek_advice wait needs:verification", NULL },
		{ "3: nobody named", "'anonymous_enough':true",
		    "3 share_anonymised now", "N2" },
		{ "3: a commissioner", "'occasion':'commissioner'",
		    "3 share_anonymised now", "N2" },
		{ "3: refused too", "'occasion':'commissioner'," REFUSED,
		    "3 share_anonymised now", NULL },
		{ "3 stands before 4",
		    "'anonymous_enough':true,'in_doubt':true",
		    "3 share_anonymised now", NULL },
		{ "4: the risk is not known", "'harm':'unknown'",
		    "4 seek_advice wait needs:advice", "S3" },
		{ "4: nor by an authority", "'harm':'unknown'," AUTHORITY,
		    "4 seek_advice wait needs:advice", NULL },
		{ "4: in doubt", "'in_doubt':true," AGREED,
		    "4 seek_advice wait needs:advice", NULL },
		{ "4: asked, and not answered",
		    "'in_doubt':true," ADVISED("asked"),
		    "4 seek_advice wait needs:advice", NULL },
		{ "4: answered by nobody counts as asked",
		    "'in_doubt':true,'advice':{'state':'share'}",
		    "4 seek_advice wait needs:advice", "S3" },
		{ "4: not with advice to share",
		    "'in_doubt':true," ADVISED("share") "," AGREED,
		    "11 share_with_consent now", NULL },
		{ "4: not with advice not to",
		    "'in_doubt':true," ADVISED("do_not_share") "," AGREED,
		    "11 share_with_consent now", NULL },
		{ "4: advice of the line manager is as good",
		    "'in_doubt':true,'advice':{'state':'share','by':"
		    "'line_manager'}," AGREED,
		    "11 share_with_consent now", NULL },
		{ "4 stands before 6",
		    "'in_doubt':true,'cyp':{'id':'kid','born':'2026-04-04'}",
		    "4 seek_advice wait needs:advice", NULL },
		{ "6: born after the day",
		    "'cyp':{'id':'kid','born':'2026-04-04'}",
		    "6 seek_advice wait needs:contradiction", NULL },
		{ "6: born on the day is none",
		    "'cyp':{'id':'kid','born':'2026-04-03'}", MISSING, NULL },
		{ "6: an answer that ends before it begins",
		    ANSWERS(SAYS("mum", "parent", "agreed",
			WITH ",'from':'2026-01-02','until':'2026-01-01'")),
		    "6 seek_advice wait needs:contradiction", NULL },
		{ "6: an answer of one day is none",
		    ANSWERS(SAYS("mum", "parent", "agreed",
			WITH ",'from':'2026-01-02','until':'2026-01-02'")),
		    "12 do_not_share wait needs:agreement_expired", NULL },
		{ "6: without a from, from the day",
		    ANSWERS(SAYS("mum", "parent", "agreed",
			WITH ",'until':'2026-04-02'")),
		    "6 seek_advice wait needs:contradiction", NULL },
		{ "6: whatever it answers, and whoever",
		    ANSWERS(MUM("agreed") "," SAYS("gran", "carer", "not_asked",
			",'from':'2027-01-02','until':'2027-01-01'")),
		    "6 seek_advice wait needs:contradiction", NULL },
		{ "6 stands before 8",
		    "'cyp':{'id':'kid','born':'2026-04-04'},"
		    "'occasion':'referrer_start'," REFERRER "," NOTICE,
		    "6 seek_advice wait needs:contradiction", NULL },
		{ "6 does not hold up 5",
		    HARM "," AUTHORITY
			 ",'cyp':{'id':'kid','born':'2026-04-04'}",
		    "5 share_without_consent now", NULL },
	};

	KIT_RUN(rows);
}

/* unknown: H from row 5 on if urgent or advised to share, else as none. */
static void
test_unknown(void **state)
{
	static const struct kit_row rows[] = {
		{ "urgent, an authority",
		    "'harm':'unknown','urgent':true," AUTHORITY,
		    "5 share_without_consent now", "S1" },
		{ "advised to share, an authority",
		    "'harm':'unknown'," ADVISED("share") "," AUTHORITY,
		    "5 share_without_consent now", "S1" },
		{ "advised by nobody is not advised",
		    "'harm':'unknown','advice':{'state':'share'}," AUTHORITY,
		    "4 seek_advice wait needs:advice", NULL },
		{ "advised not to, an authority",
		    "'harm':'unknown'," ADVISED("do_not_share") "," AUTHORITY,
		    MISSING, "!S1" },
		{ "urgent, no authority", "'harm':'unknown','urgent':true",
		    MISSING " follow:tell_authority", "S1 P2" },
		{ "urgent and in doubt, no authority",
		    "'harm':'unknown','urgent':true,'in_doubt':true",
		    "4 seek_advice wait needs:advice", NULL },
		{ "urgent and advised not to, an authority",
		    "'harm':'unknown','urgent':true," ADVISED(
			"do_not_share") "," AUTHORITY,
		    "5 share_without_consent now", NULL },
		{ "as none below: agreed",
		    "'harm':'unknown'," ADVISED("do_not_share") "," AGREED,
		    "11 share_with_consent now", NULL },
		{ "as none below: no authority to be told",
		    "'harm':'unknown'," ADVISED("do_not_share") "," REFUSED,
		    "14 do_not_share wait follow:tell_manager,look_again",
		    NULL },
		{ "not before row 5: a claim is a claim",
		    "'harm':'unknown','urgent':true,'compelled':'claimed'",
		    "2a seek_advice wait needs:verification", NULL },
	};

	KIT_RUN(rows);
}

static void
test_row_8(void **state)
{
	static const struct kit_row rows[] = {
		{ "start", "'occasion':'referrer_start'," REFERRER "," NOTICE,
		    "8 share_as_explained now", "F1" },
		{ "nature", "'occasion':'referrer_nature'," REFERRER "," NOTICE,
		    "8 share_as_explained now", NULL },
		{ "end", "'occasion':'referrer_end'," REFERRER "," NOTICE,
		    "8 share_as_explained now", NULL },
		{ "no item: its need stands",
		    "'occasion':'referrer_start','items':[]," REFERRER,
		    "8 share_as_explained wait needs:items", NULL },
		{ "a change is not told so",
		    "'occasion':'referrer_change'," REFERRER "," NOTICE,
		    "9 do_not_share wait needs:agreement_missing", "F2" },
		{ "not to somebody else", "'occasion':'referrer_start'," NOTICE,
		    MISSING, NULL },
		{ "not another kind", "'occasion':'referrer_start'," REFERRER,
		    MISSING, NULL },
		{ "not with another kind beside it",
		    "'occasion':'referrer_start'," REFERRER
		    ",'items':[{'id':'a','kind':'notice'},{'id':'b','kind':"
		    "'health'}]",
		    MISSING, NULL },
		{ "agreed needs no more",
		    "'occasion':'referrer_start'," REFERRER "," NOTICE
		    "," AGREED,
		    "8 share_as_explained now", NULL },
		{ "refused, no advice",
		    "'occasion':'referrer_start'," REFERRER "," NOTICE
		    "," REFUSED,
		    "8 seek_advice wait needs:advice", NULL },
		{ "refused, asked",
		    "'occasion':'referrer_start'," REFERRER "," NOTICE
		    "," REFUSED "," ADVISED("asked"),
		    "8 seek_advice wait needs:advice", NULL },
		{ "refused, advised to share",
		    "'occasion':'referrer_start'," REFERRER "," NOTICE
		    "," REFUSED "," ADVISED("share"),
		    "8 share_as_explained now", NULL },
		{ "refused, advised not to",
		    "'occasion':'referrer_start'," REFERRER "," NOTICE
		    "," REFUSED "," ADVISED("do_not_share"),
		    "8 do_not_share wait follow:tell_manager,look_again",
		    NULL },
		{ "disagree, no advice",
		    "'occasion':'referrer_end'," REFERRER "," NOTICE
		    "," DISAGREE,
		    "8 seek_advice wait needs:advice", NULL },
		{ "disagree, advised to share",
		    "'occasion':'referrer_end'," REFERRER "," NOTICE
		    "," DISAGREE "," ADVISED("share"),
		    "8 share_as_explained now", NULL },
		{ "disagree, advised not to",
		    "'occasion':'referrer_end'," REFERRER "," NOTICE
		    "," DISAGREE "," ADVISED("do_not_share"),
		    "8 do_not_share wait follow:tell_manager,look_again",
		    NULL },
		{ "harm, and the referrer is no authority",
		    HARM ",'occasion':'referrer_start'," REFERRER "," NOTICE,
		    "8 share_as_explained now follow:tell_authority", "P2" },
	};

	KIT_RUN(rows);
}

static void
test_rows_7a_to_14(void **state)
{
	static const struct kit_row rows[] = {
		{ "7a: disagree", DISAGREE, "7a seek_advice wait needs:advice",
		    "S3" },
		{ "7a: asked", DISAGREE "," ADVISED("asked"),
		    "7a seek_advice wait needs:advice", NULL },
		{ "7a: share goes on as agreed", DISAGREE "," ADVISED("share"),
		    "11 share_with_consent now", "7a" },
		{ "7a: not goes on as refused",
		    DISAGREE "," ADVISED("do_not_share"),
		    "14 do_not_share wait follow:tell_manager,look_again",
		    "7a" },
		{ "7a: not, benefit outweighs",
		    DISAGREE
		    ",'benefit_outweighs':true," ADVISED("do_not_share"),
		    "13 do_not_share wait follow:tell_manager,look_again",
		    NULL },
		{ "7a stands before 9",
		    "'occasion':'referrer_change'," DISAGREE,
		    "7a seek_advice wait needs:advice", NULL },
		{ "7a: share goes on to 9",
		    "'occasion':'referrer_change'," DISAGREE
		    "," ADVISED("share"),
		    "9 share_with_consent now", "7a" },
		{ "7a: harm", HARM "," DISAGREE,
		    "7a seek_advice wait needs:advice follow:tell_authority",
		    NULL },
		{ "9: agreed", "'occasion':'referrer_change'," AGREED,
		    "9 share_with_consent now", "F2" },
		{ "9: refused", "'occasion':'referrer_change'," REFUSED,
		    "9 do_not_share wait", NULL },
		{ "9: refused, and a crime",
		    "'occasion':'referrer_change','harm':'serious_crime'"
		    "," REFUSED,
		    "9 do_not_share wait", NULL },
		{ "9: refused, benefit outweighs",
		    "'occasion':'referrer_change','benefit_outweighs':"
		    "true," REFUSED,
		    "9 do_not_share wait", NULL },
		{ "11: agreed", AGREED, "11 share_with_consent now", "S2" },
		{ "11: agreed, and a crime", "'harm':'serious_crime'," AGREED,
		    "11 share_with_consent now", NULL },
		{ "11: agreed, with harm", HARM "," AGREED,
		    "11 share_with_consent now follow:tell_authority", NULL },
		{ "11: advice not to does not undo an agreement",
		    AGREED "," ADVISED("do_not_share"),
		    "11 share_with_consent now", NULL },
		{ "12: open", "'harm':'needs_help'", MISSING, "S2" },
		{ "12: open, benefit outweighs", "'benefit_outweighs':true",
		    MISSING, NULL },
		{ "12: open, advised to share", ADVISED("share"), MISSING,
		    NULL },
		{ "13: refused, benefit outweighs",
		    "'benefit_outweighs':true," REFUSED,
		    "13 seek_advice wait needs:advice", "S3" },
		{ "13: asked",
		    "'benefit_outweighs':true," REFUSED "," ADVISED("asked"),
		    "13 seek_advice wait needs:advice", NULL },
		{ "13: share, an authority",
		    "'benefit_outweighs':true," REFUSED
		    "," ADVISED("share") "," AUTHORITY,
		    "13 share_without_consent now", "P2" },
		{ "13: share, no authority",
		    "'benefit_outweighs':true," REFUSED "," ADVISED("share"),
		    "13 seek_advice wait needs:authority", NULL },
		{ "13: not",
		    "'benefit_outweighs':true," REFUSED
		    "," ADVISED("do_not_share") "," AUTHORITY,
		    "13 do_not_share wait follow:tell_manager,look_again",
		    NULL },
		{ "13: a crime, open", "'harm':'serious_crime'",
		    "13 seek_advice wait needs:advice", NULL },
		{ "13: a crime, refused", "'harm':'serious_crime'," REFUSED,
		    "13 seek_advice wait needs:advice", NULL },
		{ "13: a crime, open, share, an authority",
		    "'harm':'serious_crime'," ADVISED("share") "," AUTHORITY,
		    "13 share_without_consent now", NULL },
		{ "13: a crime, advised by nobody",
		    "'harm':'serious_crime','advice':{'state':'share'}"
		    "," AUTHORITY,
		    "13 seek_advice wait needs:advice", NULL },
		{ "13: harm is not silent",
		    HARM ",'benefit_outweighs':true," REFUSED,
		    "13 seek_advice wait needs:advice follow:tell_authority",
		    NULL },
		{ "14: refused", REFUSED,
		    "14 do_not_share wait follow:tell_manager,look_again",
		    "S2" },
		{ "14: refused, advised to share", REFUSED "," ADVISED("share"),
		    "14 do_not_share wait follow:tell_manager,look_again",
		    NULL },
		{ "14: refused, with harm", HARM "," REFUSED,
		    "14 do_not_share wait follow:tell_authority,tell_manager,"
		    "look_again",
		    NULL },
	};

	KIT_RUN(rows);
}

/* The fifteen situations; situation 7 is two, and 8 too. */
static void
test_situations(void **state)
{
	static const struct kit_row rows[] = {
		{ "1",
		    HARM ",'urgent':true," AUTHORITY
			 ",'items':[{'id':'c1','kind':'concern'}],'people':["
			 "{'person':'dad','telling':'raises_risk'},"
			 "{'person':'mum','telling':'safe'}]",
		    "5 share_without_consent now tell:dad=raises_risk,mum=told "
		    "follow:review_not_told",
		    "P1 P3" },
		{ "2",
		    AGED_15
		    ",'recipient':{'id':'counsellor','named':true},"
		    "'answers':[{'person':'kid','role':'cyp','answer':'agreed',"
		    "'recipients':['counsellor'],'items':'all','purposes':"
		    "'any'},{'person':'mum','role':'parent','responsibility':"
		    "true,'answer':'refused'}]",
		    "11 share_with_consent now", "7 C1" },
		{ "3", AGED_15 "," ANSWERS(KID("refused") "," DAD("agreed")),
		    "14 do_not_share wait follow:tell_manager,look_again",
		    "7" },
		{ "4",
		    "'answers':[{'person':'mum','role':'parent',"
		    "'responsibility':true,'answer':'agreed','recipients':["
		    "'school'],'items':['attendance'],'purposes':['support'],"
		    "'from':'2026-01-10'}]",
		    "11 share_with_consent now", "!7" },
		{ "5",
		    "'harm':'needs_help','recipient':{'id':'early_help',"
		    "'named':true},'answers':[{'person':'mum','role':'parent',"
		    "'responsibility':true,'answer':'refused'}]",
		    "14 do_not_share wait follow:tell_manager,look_again",
		    NULL },
		{ "6",
		    HARM "," AUTHORITY ",'answers':[{'person':'mum','role':"
			 "'parent','responsibility':true,'answer':'refused'}],"
			 "'people':[{'person':'mum','telling':'safe'}]",
		    "5 share_without_consent now tell:mum=told", "P2 P3" },
		{ "7",
		    "'harm':'unknown','compelled':'claimed',"
		    "'items':[{'id':'a','kind':'address'}]," AUTHORITY,
		    "2a seek_advice wait needs:verification", NULL },
		{ "7, urgent",
		    "'harm':'unknown','compelled':'claimed',"
		    "'urgent':true,'items':[{'id':'a','kind':'address'}]"
		    "," AUTHORITY,
		    "5 share_without_consent wait needs:verification", NULL },
		{ "8",
		    "'compelled':'verified','recipient':{'id':'court',"
		    "'named':true},'people':[{'person':'mum','telling':'safe'"
		    "}]",
		    "2 share_without_consent now tell:mum=told", NULL },
		{ "8, barred",
		    "'compelled':'verified','telling_barred':true,"
		    "'recipient':{'id':'court','named':true},'people':["
		    "{'person':'mum','telling':'safe'},{'person':'dad',"
		    "'telling':'raises_risk'}]",
		    "2 share_without_consent now tell:mum=barred,dad=barred",
		    NULL },
		{ "9", "'occasion':'referrer_start'," REFERRER "," NOTICE,
		    "8 share_as_explained now", "F1" },
		{ "10", "'occasion':'referrer_change'," REFERRER "," NOTICE,
		    "9 do_not_share wait needs:agreement_missing", "F2" },
		{ "11",
		    "'occasion':'meeting','answers':[{'person':'mum',"
		    "'role':'parent','responsibility':true}]",
		    "10 do_not_share wait needs:agreement_missing", "M1" },
		{ "12", "'occasion':'commissioner'", "3 share_anonymised now",
		    "N2" },
		{ "13",
		    "'recipient':{'id':'nurse','named':true},'answers':["
		    "{'person':'mum','role':'parent','responsibility':true,"
		    "'answer':'agreed','recipients':['gp'],'items':'all',"
		    "'purposes':'any'}]",
		    "12 do_not_share wait needs:agreement_recipient", NULL },
		{ "14",
		    ANSWERS(SAYS("mum", "parent", "agreed",
			WITH ",'from':'2025-09-01'") "," SAYS("mum", "parent",
			"withdrawn", WITH ",'from':'2026-04-02'")),
		    "14 do_not_share wait follow:tell_manager,look_again",
		    NULL },
		{ "15", "'harm':'unknown'", "4 seek_advice wait needs:advice",
		    "S3" },
	};

	KIT_RUN(rows);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows_1_to_6),
		cmocka_unit_test(test_unknown),
		cmocka_unit_test(test_row_8),
		cmocka_unit_test(test_rows_7a_to_14),
		cmocka_unit_test(test_situations),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
