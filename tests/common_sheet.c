/* common_sheet.c - the sheet for the family: what must stand on it (I1, A1, A2, A3),
 * how wide it is, and what never stands on it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "golden.h"
#include "sheet.h"
#include "text.h"

static const struct sheet_person people[] = {
	{ "Priya Shah", "Support worker" },
	{ "Sam Green", "Volunteer" },
};

static struct sheet
full(void)
{
	return (struct sheet){ .org = "Example Children's Trust",
		.child = "Maisie",
		.version = "3, April 2016",
		.day = "Thu 12 November 2026",
		.where = "https://trust.example/sharing",
		.complaints =
		    "Ring Dana Cole, 0191 498 0200, or write to the office.",
		.office_name = "the safeguarding line",
		.office_number = "0191 498 0123",
		.people = people,
		.count = 2 };
}

static struct sheet
empty(void)
{
	return (struct sheet){ .org = "",
		.child = "",
		.version = "",
		.day = "Thu 12 November 2026",
		.where = "",
		.complaints = "",
		.office_name = "",
		.office_number = "" };
}

static char *
written(const struct sheet *s)
{
	struct buf b = BUF_INIT(65536);

	sheet_write(s, SHEET_COLS, &b);
	assert_false(b.failed);
	return buf_take(&b, NULL);
}

static void
test_golden(void **state)
{
	struct sheet s = full(), none = empty();
	char *text = written(&s);

	(void)state;
	golden_check("sheet", text);
	free(text);
	text = written(&none);
	golden_check("sheet_empty", text);
	free(text);
}

/* I1: version, where. A2: roles, and by name who is assigned. A1, A3: see, correct,
 * object, complain. P2, S2: without agreement, taking back. */
static void
test_must_stand(void **state)
{
	static const char *const words[] = { "Example Children's Trust",
		"For Maisie,", "version 3, April 2016",
		"https://trust.example/sharing", "Priya Shah, Support worker",
		"Sam Green, Volunteer", "designated senior members",
		"line manager", "Director of Services", "Strategic Lead",
		"who has looked", "take back", "without agreement", "See it",
		"Correct it, or object", "Dana Cole",
		"Information Commissioner", "0191 498 0123",
		"Thu 12 November 2026", "court" };
	struct sheet s = full();
	char *text = written(&s);

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!strstr(text, words[i]))
			fail_msg("'%s' is not on\n%s", words[i], text);
	}
	free(text);
}

/* What the settings leave out leaves no hole. */
static void
test_left_out(void **state)
{
	static const char *const not_words[] = { "version", "It stands at",
		"Ring ", "()", "(null)", " ,", ": \n" };
	struct sheet s = empty();
	char *text = written(&s);

	(void)state;
	for (size_t i = 0; i < sizeof(not_words) / sizeof(not_words[0]); i++) {
		if (strstr(text, not_words[i]))
			fail_msg("'%s' is on\n%s", not_words[i], text);
	}
	assert_non_null(strstr(text, "Ask any of us for it."));
	assert_non_null(strstr(text, "For a child or young person"));
	assert_non_null(strstr(text, "ask for a senior"));
	free(text);
}

/* No line is wider than 72 columns, whatever the settings and names are; and
 * nothing on it drives a terminal or a printer (promise 8). */
static void
test_width(void **state)
{
	static const struct sheet_person odd[] = {
		{ "\u674e\u5c0f\u660e\u674e\u5c0f\u660e\u674e\u5c0f\u660e"
		  "\u674e\u5c0f\u660e\u674e\u5c0f\u660e\u674e\u5c0f\u660e"
		  "\u674e\u5c0f\u660e\u674e\u5c0f\u660e\u674e\u5c0f\u660e"
		  "\u674e\u5c0f\u660e\u674e\u5c0f\u660e\u674e\u5c0f\u660e",
		    "Support worker" },
		{ "Evil \x1b[2J\u202eName", "\x07" },
	};
	struct sheet s = full();
	char *text, *at;

	(void)state;
	s.org = "The Very Long Name Of A Charity That Goes On And On And On "
		"And On And On And On And On And On";
	s.where = "https://a-very-long-name-of-a-host.example/with/a/path/that/"
		  "goes/on/and/on/and/on/and/on/and/on/until/it/is/over.html";
	s.people = odd;
	s.count = 2;
	text = written(&s);
	for (at = text; *at; at += strcspn(at, "\n") + 1) {
		size_t len = strcspn(at, "\n");

		assert_int_equal(at[len], '\n');
		if (text_width(at, len) > SHEET_COLS)
			fail_msg("too wide: %.*s", (int)len, at);
		assert_true(len == 0 || at[len - 1] != ' ');
	}
	assert_null(strchr(text, '\x1b'));
	assert_null(strchr(text, '\x07'));
	assert_null(strstr(text, "\u202e"));
	free(text);
}

static void
test_first_name(void **state)
{
	static const struct {
		const char *name, *first;
	} rows[] = {
		{ "Maisie Brown", "Maisie" },
		{ "Maisie Anne Brown", "Maisie" },
		{ "", "" },
		{ "Maisie", "" }, /* it may be all there is */
		{ "\u674e\u5c0f\u660e", "" },
		{ "Zo\u00eb \u0141ukasik", "Zo\u00eb" },
	};
	char out[40];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		sheet_first_name(out, sizeof(out), rows[i].name);
		assert_string_equal(out, rows[i].first);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_golden),
		cmocka_unit_test(test_must_stand),
		cmocka_unit_test(test_left_out),
		cmocka_unit_test(test_width),
		cmocka_unit_test(test_first_name),
	};

	if (!text_start())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
