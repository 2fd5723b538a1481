/* common_decide_tell.c - who is told, answered for each person (P3, R7), and what
 * follows from a decision; and how a decision is spelt. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "decide_kit.h"

#define HARM "'harm':'significant_child'"
#define AGREED ANSWERS(MUM("agreed"))
#define REFUSED ANSWERS(MUM("refused"))
#define P(who, how) "{'person':'" who "','telling':'" how "'}"
#define ACCUSED(who, how) \
	"{'person':'" who "','telling':'" how "','accused':true}"
#define PEOPLE(list) "'people':[" list "]"

static void
test_telling(void **state)
{
	static const struct kit_row rows[] = {
		{ "each by itself",
		    AGREED "," PEOPLE(P("a", "safe") "," P("b",
			"raises_risk") "," P("c", "prejudices_crime") "," P("d",
			"unjustified_delay") ",{'person':'e'}"),
		    "11 share_with_consent now tell:a=told,b=raises_risk,"
		    "c=prejudices_crime,d=unjustified_delay,e=not_considered "
		    "follow:review_not_told",
		    "P3" },
		{ "in the order of people",
		    AGREED "," PEOPLE(P("z", "safe") "," P("a", "safe")),
		    "11 share_with_consent now tell:z=told,a=told", "P3" },
		{ "nobody to tell", AGREED "," PEOPLE(""),
		    "11 share_with_consent now", "!P3" },
		{ "accused comes first",
		    AGREED ",'telling_barred':true," PEOPLE(
			ACCUSED("a", "raises_risk")),
		    "11 share_with_consent now tell:a=accused", "R7 !P3" },
		{ "accused, though telling is safe",
		    HARM "," AUTHORITY
			 "," PEOPLE(ACCUSED("a", "safe") "," P("b", "safe")),
		    "5 share_without_consent now tell:a=accused,b=told",
		    "R7 P3" },
		{ "then barred",
		    AGREED ",'telling_barred':true," PEOPLE(
			P("a", "safe") "," P("b", "raises_risk")),
		    "11 share_with_consent now tell:a=barred,b=barred", "P3" },
		{ "barred and accused: nothing to review",
		    HARM "," AUTHORITY ",'telling_barred':true," PEOPLE(
			ACCUSED("a", "safe") "," P("b", "safe")),
		    "5 share_without_consent now tell:a=accused,b=barred",
		    NULL },
		{ "a member of staff accused is not told",
		    "'staff_allegation':true," AUTHORITY
		    "," PEOPLE(ACCUSED("worker", "safe")),
		    "2b share_without_consent now tell:worker=accused "
		    "follow:designated_officer",
		    "R7" },
		{ "accused once is accused",
		    AGREED "," PEOPLE(P("a", "safe") "," ACCUSED("a", "safe")),
		    "11 share_with_consent now tell:a=accused,a=accused",
		    "R7" },
		{ "listed twice: not told if one says so",
		    AGREED "," PEOPLE(P("a", "safe") "," P("a", "raises_risk")),
		    "11 share_with_consent now tell:a=raises_risk,"
		    "a=raises_risk follow:review_not_told",
		    NULL },
		{ "without names nobody is told",
		    "'anonymous_enough':true," PEOPLE(P("a", "safe")),
		    "3 share_anonymised now", "!P3" },
		{ "nobody is told of no share",
		    REFUSED "," PEOPLE(P("a", "raises_risk")),
		    "14 do_not_share wait follow:tell_manager,look_again",
		    "!P3" },
		{ "nor of advice sought",
		    "'in_doubt':true," PEOPLE(P("a", "raises_risk")),
		    "4 seek_advice wait needs:advice", "!P3" },
		{ "in row 1",
		    "'danger_now':true," AUTHORITY
		    "," PEOPLE(P("a", "safe") "," ACCUSED("b", "safe")),
		    "1 share_without_consent now tell:a=told,b=accused "
		    "follow:complete_record",
		    "R7" },
		{ "in row 8",
		    "'occasion':'referrer_start'," REFERRER
		    ",'items':[{'id':'a','kind':'notice'}]," PEOPLE(
			P("a", "safe")),
		    "8 share_as_explained now tell:a=told", NULL },
	};

	KIT_RUN(rows);
}

/* The need: rows 2, 2b, 5 and 13, and anyone at all. */
static void
test_telling_considered(void **state)
{
	static const struct kit_row rows[] = {
		{ "row 2",
		    "'compelled':'verified'," PEOPLE(P("a", "not_considered")),
		    "2 share_without_consent wait tell:a=not_considered "
		    "needs:telling follow:review_not_told",
		    "P3" },
		{ "row 2b",
		    "'staff_allegation':true," AUTHORITY
		    "," PEOPLE(P("a", "not_considered")),
		    "2b share_without_consent wait tell:a=not_considered "
		    "needs:telling follow:review_not_told,designated_officer",
		    NULL },
		{ "row 5",
		    HARM "," AUTHORITY "," PEOPLE(
			P("a", "safe") "," P("b", "not_considered")),
		    "5 share_without_consent wait tell:a=told,"
		    "b=not_considered needs:telling follow:review_not_told",
		    NULL },
		{ "row 13",
		    "'harm':'serious_crime'," ADVISED(
			"share") "," AUTHORITY
				 "," PEOPLE(P("a", "not_considered")),
		    "13 share_without_consent wait tell:a=not_considered "
		    "needs:telling follow:review_not_told",
		    NULL },
		{ "accused too",
		    HARM "," AUTHORITY
			 "," PEOPLE(ACCUSED("a", "not_considered")),
		    "5 share_without_consent wait tell:a=accused needs:telling",
		    NULL },
		{ "barred too",
		    "'compelled':'verified','telling_barred':true," PEOPLE(
			P("a", "not_considered")),
		    "2 share_without_consent wait tell:a=barred needs:telling",
		    NULL },
		{ "not in row 1",
		    "'danger_now':true," AUTHORITY
		    "," PEOPLE(P("a", "not_considered")),
		    "1 share_without_consent now tell:a=not_considered "
		    "follow:complete_record,review_not_told",
		    NULL },
		{ "not in row 11", AGREED "," PEOPLE(P("a", "not_considered")),
		    "11 share_with_consent now tell:a=not_considered "
		    "follow:review_not_told",
		    NULL },
		{ "not in row 3",
		    "'anonymous_enough':true," PEOPLE(P("a", "not_considered")),
		    "3 share_anonymised now", NULL },
		{ "not without a share",
		    "'harm':'serious_crime'," PEOPLE(P("a", "not_considered")),
		    "13 seek_advice wait needs:advice", NULL },
	};

	KIT_RUN(rows);
}

static void
test_followups(void **state)
{
	static const struct kit_row rows[] = {
		{ "staff, in row 1",
		    "'danger_now':true,'staff_allegation':"
		    "true," AUTHORITY,
		    "1 share_without_consent now follow:complete_record,"
		    "designated_officer",
		    NULL },
		{ "staff, in row 1a",
		    "'danger_now':true,'staff_allegation':"
		    "true",
		    "1a seek_advice wait needs:authority "
		    "follow:designated_officer",
		    NULL },
		{ "staff, in row 3",
		    "'anonymous_enough':true,"
		    "'staff_allegation':true",
		    "3 share_anonymised now follow:designated_officer", NULL },
		{ "staff, in row 4", "'in_doubt':true,'staff_allegation':true",
		    "4 seek_advice wait needs:advice "
		    "follow:designated_officer",
		    NULL },
		{ "staff, in row 14", "'staff_allegation':true," REFUSED,
		    "14 do_not_share wait follow:tell_manager,look_again,"
		    "designated_officer",
		    NULL },
		{ "harm in row 9 without an authority",
		    HARM ",'occasion':'referrer_change'," AGREED,
		    "9 share_with_consent now follow:tell_authority", "P2" },
		{ "harm in row 10", HARM ",'occasion':'meeting'," AGREED,
		    "10 share_with_consent now follow:tell_authority", NULL },
		{ "harm of an adult", "'harm':'serious_adult'," AGREED,
		    "11 share_with_consent now follow:tell_authority", NULL },
		{ "a crime is not H", "'harm':'serious_crime'," AGREED,
		    "11 share_with_consent now", NULL },
		{ "not in row 2", HARM ",'compelled':'verified'",
		    "2 share_without_consent now", NULL },
		{ "not in row 2a", HARM ",'compelled':'claimed'",
		    "2a seek_advice wait needs:verification", NULL },
		{ "not in row 3", HARM ",'anonymous_enough':true",
		    "3 share_anonymised now", NULL },
		{ "not in row 4", HARM ",'in_doubt':true",
		    "4 seek_advice wait needs:advice", NULL },
		{ "not in row 6",
		    HARM ",'cyp':{'id':'kid','born':"
			 "'2027-01-01'}",
		    "6 seek_advice wait needs:contradiction", NULL },
		{ "the manager not in row 9",
		    "'occasion':'referrer_change'," REFUSED,
		    "9 do_not_share wait", NULL },
		{ "nor in row 12", "'harm':'none'",
		    "12 do_not_share wait needs:agreement_missing", NULL },
	};

	KIT_RUN(rows);
}

/* Equal decisions are equal bytes: the spelling is held here, once whole. */
static void
test_spelling(void **state)
{
	static const char want[] =
	    "{\"row\":\"1\",\"outcome\":\"share_without_consent\","
	    "\"may_share_now\":false,\"tell\":[{\"person\":\"mum \\\"M\\\"\","
	    "\"tell\":true,\"reason\":null},{\"person\":\"dad\",\"tell\":"
	    "false,\"reason\":\"accused\"}],\"needs\":[\"verification\"],"
	    "\"followups\":[\"complete_record\",\"designated_officer\"],"
	    "\"because\":[{\"rule\":\"1\",\"says\":\"";
	struct facts *f = kit_facts("'danger_now':true,'compelled':'claimed',"
				    "'staff_allegation':true," AUTHORITY);
	struct buf got = BUF_INIT(DECISION_JSON_MAX);
	struct decision d;

	(void)state;
	facts_add_person(f, "mum \"M\"", TELLING_SAFE, false);
	facts_add_person(f, "dad", TELLING_SAFE, true);
	decide(f, &d);
	decision_write(&d, &got);
	facts_free(f); /* the decision has copies */
	buf_clear(&got);
	decision_write(&d, &got);
	assert_memory_equal(buf_str(&got), want, sizeof(want) - 1);
	assert_string_equal(got.data + got.len - 4, "\"}]}");
	assert_null(strchr(buf_str(&got), '\n'));
	decision_done(&d);
	assert_int_equal(d.tell_count, 0);
	buf_done(&got);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_telling),
		cmocka_unit_test(test_telling_considered),
		cmocka_unit_test(test_followups),
		cmocka_unit_test(test_spelling),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
