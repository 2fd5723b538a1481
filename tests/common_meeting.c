/* common_meeting.c - may we attend a meeting (M1), was what is shared there talked over
 * first (M2), and who came (M3). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "kinds.h"
#include "meeting_may.h"

#define MUM "01900000-0000-7000-8000-00000000b001"
#define DAD "01900000-0000-7000-8000-00000000b002"
#define AUNT "01900000-0000-7000-8000-00000000b003"

#define SAYS(who, knows, answer) \
	"{\"adult\":" who ",\"knows\":" knows ",\"answer\":\"" answer "\"}"
#define MUM_YES SAYS("\"" MUM "\"", "true", "agreed")
#define DAD_YES SAYS("\"" DAD "\"", "true", "agreed")
#define KID_YES SAYS("null", "true", "agreed")
#define CANNOT(who)                                                 \
	"{\"adult\":" who ",\"answer\":\"cannot_ask\",\"why_not\":" \
	"\"Nobody knows where they are.\"}"
#define CONCERN "\"concern_instead\":\"He hit her. Ana decided.\","

static struct record *
meeting(const char *more, const char *family)
{
	char json[8192];
	struct record *r = NULL;
	struct errinfo e = { 0 };

	snprintf(json, sizeof(json),
	    "{\"when\":\"2026-12-03T10:00\",%s\"family\":[%s]}", more, family);
	if (record_from_json(&r, &kind_meeting, json, strlen(json), true, NULL,
		&e) != ERR_OK)
		fail_msg("%s: %s", json, e.says);
	return r;
}

static struct meeting_relative relatives[] = {
	{ { MUM }, true },
	{ { DAD }, true },
	{ { AUNT }, false },
};

/* ---- M1 ---- */

static const struct {
	const char *why;
	int age;
	enum competence competence;
	const char *more, *family;
	enum meeting_stand want;
	bool may;
} rows[] = {
	{ "all who must know and agree", 14, COMPETENCE_NOT_ASSESSED, "",
	    KID_YES "," MUM_YES "," DAD_YES, MEETING_AGREED, true },
	{ "nobody stands there", 14, COMPETENCE_NOT_ASSESSED, "", "",
	    MEETING_NOT_ALL, false },
	{ "the child from 12 on is asked", 12, COMPETENCE_NOT_ASSESSED, "",
	    MUM_YES "," DAD_YES, MEETING_NOT_ALL, false },
	{ "under 12 they need not be", 11, COMPETENCE_NOT_ASSESSED, "",
	    MUM_YES "," DAD_YES, MEETING_AGREED, true },
	{ "but when assessed competent", 11, COMPETENCE_COMPETENT, "",
	    MUM_YES "," DAD_YES, MEETING_NOT_ALL, false },
	{ "not competent at 14: asked all the same", 14,
	    COMPETENCE_NOT_COMPETENT, "", MUM_YES "," DAD_YES, MEETING_NOT_ALL,
	    false },
	{ "no known age: as under 12", -1, COMPETENCE_NOT_ASSESSED, "",
	    MUM_YES "," DAD_YES, MEETING_AGREED, true },
	{ "no known age: the adults are asked", -1, COMPETENCE_NOT_ASSESSED, "",
	    KID_YES, MEETING_NOT_ALL, false },
	{ "each adult with responsibility", 14, COMPETENCE_NOT_ASSESSED, "",
	    KID_YES "," MUM_YES, MEETING_NOT_ALL, false },
	{ "at 17 still", 17, COMPETENCE_NOT_ASSESSED, "", KID_YES,
	    MEETING_NOT_ALL, false },
	{ "from 18 the young person alone", 18, COMPETENCE_NOT_ASSESSED, "",
	    KID_YES, MEETING_AGREED, true },
	{ "from 18 not without them", 18, COMPETENCE_NOT_ASSESSED, "",
	    MUM_YES "," DAD_YES, MEETING_NOT_ALL, false },
	{ "an adult without responsibility is not missed", 8,
	    COMPETENCE_NOT_ASSESSED, "", MUM_YES "," DAD_YES, MEETING_AGREED,
	    true },
	{ "but heard", 8, COMPETENCE_NOT_ASSESSED, "",
	    MUM_YES "," DAD_YES "," SAYS("\"" AUNT "\"", "true", "refused"),
	    MEETING_NOT_ALL, false },
	{ "one does not agree", 8, COMPETENCE_NOT_ASSESSED, "",
	    MUM_YES "," SAYS("\"" DAD "\"", "true", "refused"), MEETING_NOT_ALL,
	    false },
	{ "the child does not agree", 14, COMPETENCE_NOT_ASSESSED, "",
	    MUM_YES "," DAD_YES "," SAYS("null", "true", "refused"),
	    MEETING_NOT_ALL, false },
	{ "agreed without knowing of it", 8, COMPETENCE_NOT_ASSESSED, "",
	    MUM_YES "," SAYS("\"" DAD "\"", "false", "agreed"), MEETING_NOT_ALL,
	    false },
	{ "nobody says that they know", 8, COMPETENCE_NOT_ASSESSED, "",
	    MUM_YES "," SAYS("\"" DAD "\"", "null", "agreed"), MEETING_NOT_ALL,
	    false },
	{ "knowing is not agreeing", 8, COMPETENCE_NOT_ASSESSED, "",
	    MUM_YES ",{\"adult\":\"" DAD "\",\"knows\":true}", MEETING_NOT_ALL,
	    false },
	{ "who cannot be asked is passed over", 8, COMPETENCE_NOT_ASSESSED, "",
	    MUM_YES "," CANNOT("\"" DAD "\""), MEETING_AGREED, true },
	{ "nobody left is not agreed", 8, COMPETENCE_NOT_ASSESSED, "",
	    CANNOT("\"" MUM "\"") "," CANNOT("\"" DAD "\""), MEETING_NOBODY,
	    false },
	{ "twice, once without agreeing", 8, COMPETENCE_NOT_ASSESSED, "",
	    MUM_YES "," DAD_YES "," SAYS("\"" MUM "\"", "true", "refused"),
	    MEETING_NOT_ALL, false },
	{ "a concern stands instead", 14, COMPETENCE_NOT_ASSESSED, CONCERN,
	    SAYS("\"" DAD "\"", "true", "refused"), MEETING_CONCERN, true },
	{ "of nobody too", 14, COMPETENCE_NOT_ASSESSED, CONCERN, "",
	    MEETING_CONCERN, true },
	{ "where nobody can be asked too", 8, COMPETENCE_NOT_ASSESSED, CONCERN,
	    CANNOT("\"" MUM "\"") "," CANNOT("\"" DAD "\""), MEETING_CONCERN,
	    true },
	{ "agreed is agreed, concern or not", 8, COMPETENCE_NOT_ASSESSED,
	    CONCERN, MUM_YES "," DAD_YES, MEETING_AGREED, true },
	{ "an empty concern is none", 14, COMPETENCE_NOT_ASSESSED,
	    "\"concern_instead\":\"\",", MUM_YES, MEETING_NOT_ALL, false },
};

static void
test_may(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct meeting_family family = { relatives, 3, rows[i].age,
			rows[i].competence };
		struct record *r = meeting(rows[i].more, rows[i].family);
		struct meeting_may m;

		meeting_may(&m, r, &family);
		if (m.stand != rows[i].want || m.may != rows[i].may)
			fail_msg("%s: %s, %d", rows[i].why,
			    meeting_stand_words(r, m.stand), m.may);
		/* What waits for whoever wrote it goes by the record alone. */
		if (m.may && !meeting_is_agreed(r))
			fail_msg("%s: it would wait all the same", rows[i].why);
		record_free(r);
	}
}

/* ---- what is missing, of whom ---- */

static void
test_said(void **state)
{
	static const struct {
		const char *adult;
		enum meeting_said said;
		size_t item;
	} want[] = {
		{ "", MEETING_NOT_ASKED, MEETING_NO_ITEM },
		{ MUM, MEETING_NOT_TOLD, 1 },
		{ DAD, MEETING_CANNOT_ASK, 2 },
		{ AUNT, MEETING_SAID_NO, 0 },
	};
	struct meeting_family family = { relatives, 3, 14,
		COMPETENCE_NOT_ASSESSED };
	struct record *r = meeting(
	    "", SAYS("\"" AUNT "\"", "true", "refused") "," SAYS("\"" MUM "\"",
		    "false", "agreed") "," CANNOT("\"" DAD "\""));
	struct meeting_may m;

	(void)state;
	meeting_may(&m, r, &family);
	assert_int_equal(m.people, 4);
	for (size_t i = 0; i < m.people; i++) {
		assert_string_equal(m.person[i].adult.s, want[i].adult);
		assert_int_equal(m.person[i].said, want[i].said);
		assert_int_equal(m.person[i].item, want[i].item);
	}
	record_free(r);
}

static void
test_too_many(void **state)
{
	static struct meeting_relative crowd[MEETING_PEOPLE_MAX + 1];
	struct meeting_family family = { crowd, MEETING_PEOPLE_MAX + 1, 8,
		COMPETENCE_NOT_ASSESSED };
	struct record *r = meeting("", MUM_YES);
	struct meeting_may m;

	(void)state;
	for (size_t i = 0; i <= MEETING_PEOPLE_MAX; i++) {
		snprintf(crowd[i].adult.s, sizeof(crowd[i].adult.s),
		    "01900000-0000-7000-8000-%012zx", i);
		crowd[i].responsibility = true;
	}
	meeting_may(&m, r, &family);
	assert_int_equal(m.people, MEETING_PEOPLE_MAX);
	assert_false(m.may);
	assert_int_equal(m.stand, MEETING_NOT_ALL);
	record_free(r);
}

static void
test_words(void **state)
{
	struct record *r = meeting("", MUM_YES);

	(void)state;
	assert_string_equal(meeting_stand_words(r, MEETING_AGREED), "agreed");
	assert_string_equal(meeting_stand_words(r, MEETING_NOT_ALL),
	    "not everybody has agreed");
	assert_string_equal(meeting_stand_words(r, MEETING_CONCERN),
	    "a concern stands instead");
	assert_string_equal(
	    meeting_stand_words(r, MEETING_NOBODY), "nobody has agreed");
	record_set(r, "not_attended", "It was put off.");
	for (int s = MEETING_AGREED; s <= MEETING_NOBODY; s++)
		assert_string_equal(
		    meeting_stand_words(r, (enum meeting_stand)s),
		    "not attended");
	record_free(r);
}

/* ---- M2 ---- */

static void
test_discussed(void **state)
{
	static const struct {
		const char *why, *with, *on;
		bool want;
	} items[] = {
		{ "with somebody, on a day", "Mia", "2026-11-20", true },
		{ "with nobody", "", "2026-11-20", false },
		{ "on no day", "Mia", "", false },
		{ "not at all", "", "", false },
	};
	struct record *r = meeting("", "");

	(void)state;
	for (size_t i = 0; i < sizeof(items) / sizeof(items[0]); i++) {
		struct record *item = record_add(r, "shared");

		record_set(item, "what", "attendance");
		record_set(item, "with", items[i].with);
		record_set(item, "on", items[i].on);
		if (meeting_is_discussed(r, i) != items[i].want)
			fail_msg("%s", items[i].why);
	}
	record_free(r);
}

/* ---- M3 ---- */

static void
test_came(void **state)
{
	static const struct {
		const char *why, *came, *why_not;
		enum meeting_came want;
	} people[] = {
		{ "they came", "yes", "", MEETING_CAME },
		{ "they came, late", "yes", "Came at noon.", MEETING_CAME },
		{ "they did not, and why", "no", "Ill.", MEETING_CAME_NOT },
		{ "they did not", "no", "", MEETING_CAME_NO_WHY },
		{ "nobody wrote it down", "", "", MEETING_CAME_UNKNOWN },
		{ "a reason alone", "", "Nobody knows where.",
		    MEETING_CAME_NOT },
	};
	struct meeting_person person = { { "" }, MEETING_NOT_ASKED,
		MEETING_NO_ITEM };
	struct record *r = meeting("", "");

	(void)state;
	assert_int_equal(meeting_came(r, &person), MEETING_CAME_UNKNOWN);
	for (size_t i = 0; i < sizeof(people) / sizeof(people[0]); i++) {
		struct record *f = record_add(r, "family");

		record_set(f, "came", people[i].came);
		record_set(f, "why_not", people[i].why_not);
		person.item = i;
		if (meeting_came(r, &person) != people[i].want)
			fail_msg("%s", people[i].why);
	}
	record_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_may),
		cmocka_unit_test(test_said),
		cmocka_unit_test(test_too_many),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_discussed),
		cmocka_unit_test(test_came),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
