/* common_inspection.c - how an inspection stands, as tables (O1, O2, O3). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "inspection.h"
#include "kinds.h"
#include "mem.h"

#define ROWS(a) (sizeof(a) / sizeof((a)[0]))

static struct record *
read(const struct kind *k, const char *json)
{
	struct record *r = NULL;
	struct errinfo e = { 0 };

	if (record_from_json(&r, k, json, strlen(json), true, NULL, &e) !=
	    ERR_OK)
		fail_msg("%s: %s", json, e.says);
	return r;
}

/* ---- scope (O1) ---- */

#define FILE_1 "01890000-0000-7000-8000-000000000001"
#define FILE_2 "01890000-0000-7000-8000-000000000002"
#define EPISODE "01890000-0000-7000-8000-0000000000e1"
#define CHANGE(on, of, more)                                                   \
	"{\"episode\":\"" of "\",\"on\":\"" on "\",\"nature\":\"groups\"" more \
	"}"
#define PERIOD "\"period_from\":\"2026-01-01\",\"period_until\":\"2026-03-31\","

static const struct {
	const char *why, *inspection, *episode;
	bool covers;
} scope_rows[] = {
	{ "no episode at all", "\"scope\":\"all\"", NULL, false },
	{ "in the period", "\"scope\":\"all\"",
	    "{\"started\":\"2026-02-01\",\"ended\":\"2026-02-20\"}", true },
	{ "goes on since before", "\"scope\":\"all\"",
	    "{\"started\":\"2025-02-01\"}", true },
	{ "began on the last day", "\"scope\":\"all\"",
	    "{\"started\":\"2026-03-31\"}", true },
	{ "began after it", "\"scope\":\"all\"", "{\"started\":\"2026-04-01\"}",
	    false },
	{ "ended on the first day", "\"scope\":\"all\"",
	    "{\"started\":\"2025-04-01\",\"ended\":\"2026-01-01\"}", true },
	{ "ended before it", "\"scope\":\"all\"",
	    "{\"started\":\"2025-04-01\",\"ended\":\"2025-12-31\"}", false },
	{ "referred, and not begun", "\"scope\":\"all\"",
	    "{\"referred_on\":\"2026-02-01\"}", false },
	{ "of the service", "\"scope\":\"service\",\"nature\":\"groups\"",
	    "{\"started\":\"2026-02-01\",\"nature\":\"groups\"}", true },
	{ "of another service", "\"scope\":\"service\",\"nature\":\"groups\"",
	    "{\"started\":\"2026-02-01\",\"nature\":\"talks\"}", false },
	{ "of the service, after the period",
	    "\"scope\":\"service\",\"nature\":\"groups\"",
	    "{\"started\":\"2026-05-01\",\"nature\":\"groups\"}", false },
	{ "named", "\"scope\":\"named\",\"files\":[{\"file\":\"" FILE_1 "\"}]",
	    NULL, true },
	{ "another is named",
	    "\"scope\":\"named\",\"files\":[{\"file\":\"" FILE_2 "\"}]",
	    "{\"started\":\"2026-02-01\"}", false },
	{ "nobody is named", "\"scope\":\"named\"",
	    "{\"started\":\"2026-02-01\"}", false },
	{ "a list that is not the scope",
	    "\"scope\":\"all\",\"files\":[{\"file\":\"" FILE_1 "\"}]", NULL,
	    false },
};

static bool
covers(const char *inspection, const char *episode, const char *change)
{
	char json[600];
	struct record *r;
	struct inspection_beside beside[2] = { { EPISODE, NULL } };
	struct inspection_file f = { .id = FILE_1, .beside = beside };
	bool does;

	snprintf(json, sizeof json, "{" PERIOD "%s}", inspection);
	r = read(&kind_inspection, json);
	if (episode)
		beside[f.count++].body = read(&kind_episode, episode);
	if (change)
		beside[f.count++].body = read(&kind_nature_change, change);
	does = inspection_covers(r, &f);
	record_free(r);
	for (size_t i = 0; i < f.count; i++)
		record_free((struct record *)(uintptr_t)beside[i].body);
	return does;
}

static void
test_scope_O1(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS(scope_rows); i++)
		if (covers(scope_rows[i].inspection, scope_rows[i].episode,
			NULL) != scope_rows[i].covers)
			fail_msg("%s", scope_rows[i].why);
}

static const struct {
	const char *why, *change;
	bool covers;
} change_rows[] = {
	{ "in the period", CHANGE("2026-03-31", EPISODE, ""), true },
	{ "after it", CHANGE("2026-04-01", EPISODE, ""), false },
	{ "taken back", CHANGE("2026-03-01", EPISODE, ",\"undone\":true"),
	    false },
	{ "another episode's", CHANGE("2026-03-01", FILE_2, ""), false },
};

static void
test_service_changes_O1(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS(change_rows); i++)
		if (covers("\"scope\":\"service\",\"nature\":\"groups\"",
			"{\"started\":\"2026-02-01\",\"nature\":\"talks\"}",
			change_rows[i].change) != change_rows[i].covers)
			fail_msg("%s", change_rows[i].why);
}

static const struct {
	const char *why;
	const struct kind *kind;
	const char *body, *written;
	bool shows;
} period_rows[] = {
	{ "the first day", &kind_contact, "{\"when\":\"2026-01-01T09:00\"}",
	    "2026-06-01", true },
	{ "the last day, late", &kind_contact,
	    "{\"when\":\"2026-03-31T23:59\"}", "2026-06-01", true },
	{ "the day before", &kind_contact, "{\"when\":\"2025-12-31T23:59\"}",
	    "2026-02-01", false },
	{ "the day after", &kind_contact, "{\"when\":\"2026-04-01T00:00\"}",
	    "2026-02-01", false },
	{ "no day of its own, written in it", &kind_task, "{}", "2026-02-01",
	    true },
	{ "no day of its own, written after", &kind_task, "{}", "2026-04-01",
	    false },
	{ "no day at all", &kind_task, "{}", "", false },
	{ "the child, whenever written", &kind_front_sheet, "{}", "2020-01-01",
	    true },
	{ "an adult, whenever written", &kind_adult, "{}", "2030-01-01", true },
	{ "an episode that overlaps", &kind_episode,
	    "{\"started\":\"2024-01-01\"}", "2024-01-01", true },
	{ "an episode that was over", &kind_episode,
	    "{\"started\":\"2024-01-01\",\"ended\":\"2025-01-01\"}",
	    "2026-02-01", false },
};

static void
test_period_O1(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS(period_rows); i++) {
		struct record *r =
		    read(period_rows[i].kind, period_rows[i].body);

		if (inspection_shows("2026-01-01", "2026-03-31", r,
			period_rows[i].written) != period_rows[i].shows)
			fail_msg("%s", period_rows[i].why);
		record_free(r);
	}
}

/* ---- who is to be told (O2) ---- */

static const struct {
	const char *adult;
	bool is;
} adult_rows[] = {
	{ "{\"relation\":\"mother\",\"responsibility\":true}", true },
	{ "{\"relation\":\"mother\"}", true },
	{ "{\"relation\":\"father\",\"responsibility\":false}", false },
	{ "{\"relation\":\"father\",\"responsibility\":false,"
	  "\"lives_with\":true}",
	    true },
	{ "{\"relation\":\"carer\"}", true },
	{ "{\"relation\":\"carer\",\"responsibility\":false}", true },
	{ "{\"relation\":\"grandparent\"}", false },
	{ "{\"relation\":\"grandparent\",\"lives_with\":true}", true },
	{ "{\"relation\":\"sibling\",\"lives_with\":true}", false },
	{ "{\"relation\":\"sibling\",\"responsibility\":true}", true },
	{ "{\"relation\":\"other\",\"responsibility\":true}", true },
	{ "{\"relation\":\"other\"}", false },
	{ "{\"relation\":\"step_parent\"}", false },
	{ "{\"relation\":\"step_parent\",\"lives_with\":true}", true },
	{ "{}", false },
};

static void
test_relevant_O2(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS(adult_rows); i++) {
		struct record *r = read(&kind_adult, adult_rows[i].adult);

		if (inspection_is_relevant(r) != adult_rows[i].is)
			fail_msg("%s", adult_rows[i].adult);
		record_free(r);
	}
}

#define INSP "01890000-0000-7000-8000-0000000000f1"
#define OTHER "01890000-0000-7000-8000-0000000000f2"
#define MUM "01890000-0000-7000-8000-0000000000a1"
#define DAD "01890000-0000-7000-8000-0000000000a2"
#define MAIL "01890000-0000-7000-8000-0000000000c1"
#define OF(insp, adult) "\"inspection\":\"" insp "\",\"adult\":\"" adult "\""

/* Up to three things beside; the first has the id MAIL. */
static const struct {
	const char *why;
	struct {
		const struct kind *kind;
		const char *body;
	} beside[3];
	const char *adult;
	enum inspection_told told;
	enum inspection_copy copy;
	bool objects;
} person_rows[] = {
	{ "nothing is there", { { NULL, NULL } }, MUM, PERSON_DUE, COPY_NOT_YET,
	    false },
	{ "rung",
	    { { &kind_inspection_contact,
		"{" OF(INSP, MUM) ",\"how\":\"call\"}" } },
	    MUM, PERSON_TOLD, COPY_NOT_YET, false },
	{ "somebody else was rung",
	    { { &kind_inspection_contact,
		"{" OF(INSP, DAD) ",\"how\":\"call\"}" } },
	    MUM, PERSON_DUE, COPY_NOT_YET, false },
	{ "of another inspection",
	    { { &kind_inspection_contact,
		"{" OF(OTHER, MUM) ",\"how\":\"call\"}" } },
	    MUM, PERSON_DUE, COPY_NOT_YET, false },
	{ "objects",
	    { { &kind_inspection_contact,
		"{" OF(INSP, MUM) ",\"how\":\"call\",\"objects\":true}" } },
	    MUM, PERSON_TOLD, COPY_NOT_YET, true },
	{ "an e-mail on its way",
	    { { &kind_inspection_contact,
		"{" OF(INSP, MUM) ",\"how\":\"email\"}" } },
	    MUM, PERSON_SENDING, COPY_NOT_YET, false },
	{ "an e-mail that went",
	    { { &kind_inspection_contact,
		  "{" OF(INSP, MUM) ",\"how\":\"email\"}" },
		{ &kind_inspection_mail,
		    "{\"contact\":\"" MAIL "\",\"what\":\"sent\"}" } },
	    MUM, PERSON_TOLD, COPY_NOT_YET, false },
	{ "an e-mail that was refused",
	    { { &kind_inspection_contact,
		  "{" OF(INSP, MUM) ",\"how\":\"email\"}" },
		{ &kind_inspection_mail,
		    "{\"contact\":\"" MAIL "\",\"what\":\"refused\"}" } },
	    MUM, PERSON_FAILED, COPY_NOT_YET, false },
	{ "an e-mail of which nobody knows",
	    { { &kind_inspection_contact,
		  "{" OF(INSP, MUM) ",\"how\":\"email\"}" },
		{ &kind_inspection_mail,
		    "{\"contact\":\"" MAIL "\",\"what\":\"uncertain\"}" } },
	    MUM, PERSON_FAILED, COPY_NOT_YET, false },
	{ "refused, then rung",
	    { { &kind_inspection_contact,
		  "{" OF(INSP, MUM) ",\"how\":\"email\"}" },
		{ &kind_inspection_mail,
		    "{\"contact\":\"" MAIL "\",\"what\":\"refused\"}" },
		{ &kind_inspection_contact,
		    "{" OF(INSP, MUM) ",\"how\":\"call\"}" } },
	    MUM, PERSON_TOLD, COPY_NOT_YET, false },
	{ "excepted",
	    { { &kind_inspection_exception,
		"{" OF(INSP, MUM) ",\"reason\":\"x\"}" } },
	    MUM, PERSON_EXCEPTED, COPY_NOT_YET, false },
	{ "another is excepted",
	    { { &kind_inspection_exception,
		"{" OF(INSP, DAD) ",\"reason\":\"x\"}" } },
	    MUM, PERSON_DUE, COPY_NOT_YET, false },
	{ "excepted, and reached after all",
	    { { &kind_inspection_exception,
		  "{" OF(INSP, MUM) ",\"reason\":\"x\"}" },
		{ &kind_inspection_contact,
		    "{" OF(INSP, MUM) ",\"how\":\"letter\"}" } },
	    MUM, PERSON_TOLD, COPY_NOT_YET, false },
	{ "nobody on the file, and a reason",
	    { { &kind_inspection_exception,
		"{\"inspection\":\"" INSP "\",\"reason\":\"x\"}" } },
	    "", PERSON_EXCEPTED, COPY_NOT_YET, false },
	{ "that reason is not hers",
	    { { &kind_inspection_exception,
		"{\"inspection\":\"" INSP "\",\"reason\":\"x\"}" } },
	    MUM, PERSON_DUE, COPY_NOT_YET, false },
	{ "a copy tells nobody before",
	    { { &kind_inspection_copy,
		"{" OF(INSP, MUM) ",\"how\":\"letter\"}" } },
	    MUM, PERSON_DUE, COPY_SENT, false },
	{ "no copy can be sent",
	    { { &kind_inspection_copy,
		"{" OF(INSP, MUM) ",\"how\":\"cannot\"}" } },
	    MUM, PERSON_DUE, COPY_CANNOT, false },
	{ "it could not, and then it could",
	    { { &kind_inspection_copy,
		  "{" OF(INSP, MUM) ",\"how\":\"cannot\"}" },
		{ &kind_inspection_copy,
		    "{" OF(INSP, MUM) ",\"how\":\"by_hand\"}" } },
	    MUM, PERSON_DUE, COPY_SENT, false },
};

static void
test_person_O2_O3(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS(person_rows); i++) {
		struct inspection_person p = { .file = FILE_1,
			.adult = person_rows[i].adult };
		struct inspection_beside beside[3] = { { 0 } };
		struct record *r[3] = { 0 };
		size_t n = 0;

		for (; n < 3 && person_rows[i].beside[n].kind; n++) {
			r[n] = read(person_rows[i].beside[n].kind,
			    person_rows[i].beside[n].body);
			beside[n].id = n == 0 ? MAIL : OTHER;
			beside[n].body = r[n];
		}
		inspection_person_stand(&p, INSP, beside, n);
		if (p.told != person_rows[i].told ||
		    p.copy != person_rows[i].copy ||
		    p.objects != person_rows[i].objects)
			fail_msg("%s: %d %d %d", person_rows[i].why, p.told,
			    p.copy, p.objects);
		for (size_t k = 0; k < n; k++)
			record_free(r[k]);
	}
}

/* ---- open or shut (O1, O2) ---- */

static const struct {
	const char *why, *today;
	const char *told; /* a letter each: d due, f failed, s sending, x, t */
	bool unannounced, untold, ended;
	size_t files;
	enum inspection_state state;
	size_t missing;
} judge_rows[] = {
	{ "all are told", "2026-05-04", "ttt", 0, 0, 0, 2, INSPECTION_OPEN, 0 },
	{ "one is missing", "2026-05-04", "tdt", 0, 0, 0, 2, INSPECTION_MISSING,
	    1 },
	{ "an e-mail is on its way", "2026-05-04", "tst", 0, 0, 0, 2,
	    INSPECTION_MISSING, 1 },
	{ "an e-mail failed", "2026-05-04", "ftd", 0, 0, 0, 2,
	    INSPECTION_MISSING, 2 },
	{ "one is excepted", "2026-05-04", "txt", 0, 0, 0, 2, INSPECTION_OPEN,
	    0 },
	{ "one reason for all, unannounced", "2026-05-04", "ddd", 1, 1, 0, 2,
	    INSPECTION_OPEN, 0 },
	{ "one reason for all, but announced", "2026-05-04", "ddd", 0, 1, 0, 2,
	    INSPECTION_MISSING, 3 },
	{ "unannounced, and no reason", "2026-05-04", "ddd", 1, 0, 0, 2,
	    INSPECTION_MISSING, 3 },
	{ "before its first day", "2026-05-03", "t", 0, 0, 0, 1,
	    INSPECTION_AHEAD, 0 },
	{ "on its last day", "2026-05-08", "t", 0, 0, 0, 1, INSPECTION_OPEN,
	    0 },
	{ "after its last day", "2026-05-09", "t", 0, 0, 0, 1, INSPECTION_OVER,
	    0 },
	{ "ended on a day of access", "2026-05-05", "t", 0, 0, 1, 1,
	    INSPECTION_ENDED, 0 },
	{ "ended, whatever is missing", "2026-05-05", "d", 0, 0, 1, 1,
	    INSPECTION_ENDED, 1 },
	{ "about no file", "2026-05-05", "", 0, 0, 0, 0, INSPECTION_EMPTY, 0 },
	{ "no day can be read", "", "t", 0, 0, 0, 1, INSPECTION_OVER, 0 },
};

static enum inspection_told
told_of(char c)
{
	switch (c) {
	case 'f': return PERSON_FAILED;
	case 's': return PERSON_SENDING;
	case 'x': return PERSON_EXCEPTED;
	case 't': return PERSON_TOLD;
	default: return PERSON_DUE;
	}
}

static void
test_judge_O1_O2(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS(judge_rows); i++) {
		struct inspection_person people[8] = { { 0 } };
		struct inspection_facts f = { .access_from = "2026-05-04",
			.access_until = "2026-05-08",
			.is_unannounced = judge_rows[i].unannounced,
			.is_untold = judge_rows[i].untold,
			.is_ended = judge_rows[i].ended,
			.files = judge_rows[i].files,
			.people = people,
			.count = strlen(judge_rows[i].told) };
		enum inspection_state got;
		size_t missing;

		for (size_t k = 0; k < f.count; k++)
			people[k].told = told_of(judge_rows[i].told[k]);
		got = inspection_judge(&f, judge_rows[i].today, &missing);
		if (got != judge_rows[i].state ||
		    missing != judge_rows[i].missing)
			fail_msg("%s: %s, %zu", judge_rows[i].why,
			    inspection_state_code(got), missing);
		/* By the number alone it is the same. */
		f.people = NULL;
		f.missing = missing;
		assert_int_equal(
		    inspection_judge(&f, judge_rows[i].today, NULL), got);
	}
}

static void
test_codes(void **state)
{
	enum inspection_state got;

	(void)state;
	for (int i = 0; i < INSPECTION_STATES; i++) {
		assert_true(inspection_state_read(
		    &got, inspection_state_code((enum inspection_state)i)));
		assert_int_equal(got, i);
	}
	assert_false(inspection_state_read(&got, "OPEN"));
}

/* ---- what a record of an inspection must say ---- */

#define WHOLE                                                   \
	"\"authority\":\"Ofsted\",\"announced\":\"announced\"," \
	"\"purpose\":\"x\",\"inspectors\":[{\"name\":\"I\","    \
	"\"identity\":\"card\",\"checked_by\":\"" MUM           \
	"\",\"checked_on\":\"2026-04-01\"}],"

static const struct {
	const char *why;
	const struct kind *kind;
	const char *body;
	const char *says; /* NULL: it is right */
} check_rows[] = {
	{ "whole", &kind_inspection,
	    "{" WHOLE PERIOD "\"scope\":\"all\",\"access_from\":\"2026-05-04\","
	    "\"access_until\":\"2026-05-08\"}",
	    NULL },
	{ "ends before it begins", &kind_inspection,
	    "{" WHOLE PERIOD "\"scope\":\"all\",\"access_from\":\"2026-05-04\","
	    "\"access_until\":\"2026-05-03\"}",
	    "cannot end before it begins" },
	{ "too long", &kind_inspection,
	    "{" WHOLE PERIOD "\"scope\":\"all\",\"access_from\":\"2026-05-04\","
	    "\"access_until\":\"2026-09-04\"}",
	    "92 days at most" },
	{ "which service", &kind_inspection,
	    "{" WHOLE PERIOD
	    "\"scope\":\"service\",\"access_from\":\"2026-05-04\","
	    "\"access_until\":\"2026-05-08\"}",
	    "Which kind of support is needed" },
	{ "period the wrong way", &kind_inspection,
	    "{" WHOLE
	    "\"period_from\":\"2026-03-01\",\"period_until\":\"2026-01-01\","
	    "\"scope\":\"all\",\"access_from\":\"2026-05-04\","
	    "\"access_until\":\"2026-05-08\"}",
	    "cannot be before the first" },
	{ "nobody inspects", &kind_inspection,
	    "{\"authority\":\"O\",\"announced\":\"announced\",\"purpose\":"
	    "\"x\"," PERIOD "\"scope\":\"all\",\"access_from\":\"2026-05-04\","
	    "\"access_until\":\"2026-05-08\"}",
	    "Inspectors" },
	{ "identity not checked", &kind_inspection,
	    "{\"authority\":\"O\",\"announced\":\"announced\",\"purpose\":"
	    "\"x\","
	    "\"inspectors\":[{\"name\":\"I\"}]," PERIOD
	    "\"scope\":\"all\",\"access_from\":\"2026-05-04\","
	    "\"access_until\":\"2026-05-08\"}",
	    "Identity shown is needed" },
	{ "an e-mail to nowhere", &kind_inspection_contact,
	    "{" OF(
		INSP, MUM) ",\"when\":\"2026-04-01T09:00\",\"how\":\"email\"}",
	    "E-mail address is needed" },
	{ "an objection without words", &kind_inspection_contact,
	    "{" OF(INSP, MUM) ",\"when\":\"2026-04-01T09:00\",\"how\":\"call\","
			      "\"objects\":true}",
	    "What they said is needed" },
	{ "rung", &kind_inspection_contact,
	    "{" OF(
		INSP, MUM) ",\"when\":\"2026-04-01T09:00\",\"how\":\"call\"}",
	    NULL },
	{ "no reason", &kind_inspection_exception, "{" OF(INSP, MUM) "}",
	    "Why they are not told before is needed" },
	{ "nobody on the file", &kind_inspection_exception,
	    "{\"inspection\":\"" INSP "\",\"reason\":\"x\"}", NULL },
	{ "it cannot, and no why", &kind_inspection_copy,
	    "{" OF(INSP, MUM) ",\"how\":\"cannot\",\"when\":\"2026-04-01\"}",
	    "Why it cannot be sent is needed" },
};

static void
test_checks_O1_O2_O3(void **state)
{
	struct civil now = { .year = 2026, .month = 5, .day = 1 };
	struct check_ctx ctx = { .now = now, .complete = true };

	(void)state;
	for (size_t i = 0; i < ROWS(check_rows); i++) {
		struct record *r = read(check_rows[i].kind, check_rows[i].body);
		struct problems *p = mem_zalloc(1, sizeof *p);
		bool is_right = record_check(r, &ctx, p), found = false;

		for (size_t k = 0; check_rows[i].says && k < p->count; k++)
			found =
			    found || strstr(p->at[k].says, check_rows[i].says);
		if (is_right != (check_rows[i].says == NULL) ||
		    found != (check_rows[i].says != NULL))
			fail_msg("%s: %s", check_rows[i].why,
			    p->count ? p->at[0].says : "(right)");
		mem_free_wiped(p, sizeof *p);
		record_free(r);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_scope_O1),
		cmocka_unit_test(test_service_changes_O1),
		cmocka_unit_test(test_period_O1),
		cmocka_unit_test(test_relevant_O2),
		cmocka_unit_test(test_person_O2_O3),
		cmocka_unit_test(test_judge_O1_O2),
		cmocka_unit_test(test_codes),
		cmocka_unit_test(test_checks_O1_O2_O3),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
