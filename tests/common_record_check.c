/* common_record_check.c - proves what record_normalise makes of typed text, and
 * what record_check finds wrong. The clock stands at Friday 3 April 2026, 15:30. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "mem.h"
#include "sample_kind.h"
#include "text.h"

static const struct civil now = { .year = 2026,
	.month = 4,
	.day = 3,
	.hour = 15,
	.minute = 30,
	.has_time = true };
static struct problems problems;

static const struct {
	const char *why, *key, *typed, *want;
} norm_rows[] = {
	{ "trimmed", "line", "  Ann Lee \t", "Ann Lee" },
	{ "a pasted space", "line", "\u00a0Ann\u00a0", "Ann" },
	{ "a line has no breaks", "line", "Ann\nLee\tx", "Ann Lee x" },
	{ "NFC", "line", "Zoe\u0308", "Zo\u00eb" },
	{ "only white space", "line", " \t ", "" },
	{ "only odd white space", "line", "\u3000", "" },
	{ "breaks of other machines", "text", "a\r\nb\rc", "a\nb\nc" },
	{ "a tab in a text", "text", "a\tb", "a b" },
	{ "text keeps its lines", "text", "\n a\n\n b \n", "a\n\n b" },
	{ "a day", "day", "3/4/26", "2026-04-03" },
	{ "a day in words", "day", " yesterday ", "2026-04-02" },
	{ "a stored day stays", "day", "2026-04-03", "2026-04-03" },
	{ "a birth", "born", "3/4/2016", "2016-04-03" },
	{ "a time", "when", "yesterday 15:30", "2026-04-02T15:30" },
	{ "the last one", "when", "5/4", "2025-04-05" },
	{ "a due day is the next one", "due", "2/4", "2027-04-02" },
	{ "a stored time stays", "when", "2026-04-03T15:30",
	    "2026-04-03T15:30" },
	{ "no day", "day", "some day", "some day" },
	{ "a day has no time", "day", "2026-04-03T15:30", "2026-04-03T15:30" },
	{ "a choice by label", "colour", "dark BLUE", "dark_blue" },
	{ "a choice by code", "colour", "RED", "red" },
	{ "no choice", "colour", "dark", "dark" },
	{ "part of a label", "colour", "Re", "Re" },
	{ "a set in order", "types", "green  red green", "red green" },
	{ "a set by labels", "types", "Green, dark blue", "dark_blue green" },
	{ "a set with an unknown", "types", "green pink", "green pink" },
	{ "labels with an unknown", "types", "Green, pink", "Green, pink" },
	{ "yes", "sure", "Y", "yes" },
	{ "no", "sure", "False", "no" },
	{ "neither", "sure", "perhaps", "perhaps" },
	{ "zeros", "score", "007", "7" },
	{ "a plus", "score", "+3", "3" },
	{ "a minus", "score", "-03", "-3" },
	{ "minus nothing", "score", "-0", "0" },
	{ "no number", "score", "3 or 4", "3 or 4" },
	{ "only a sign", "score", "-", "-" },
	{ "a fraction", "score", "1.5", "1.5" },
	{ "an id with capitals", "about",
	    "0190A5C4-7B1A-7000-8000-000000000001", SAMPLE_ID },
	{ "no id", "about", "0190a5c4", "0190a5c4" },
	{ "a control stays to be named", "line", "a\x1B[2J", "a\x1B[2J" },
	{ "bytes that are no text stay", "line", " a\xFF ", " a\xFF " },
	{ "exact words keep their form", "words", "\"don't ... \u2014 no\"",
	    "\"don't ... \u2014 no\"" },
};

static void
test_normalise(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(norm_rows) / sizeof(norm_rows[0]); i++) {
		struct record *r = record_new(&sample);

		/* Twice: what is canonical does not change again. */
		assert_true(
		    record_set(r, norm_rows[i].key, norm_rows[i].typed));
		for (int n = 0; n < 2; n++) {
			record_normalise(r, &now);
			if (strcmp(record_text(r, norm_rows[i].key),
				norm_rows[i].want) != 0)
				fail_msg("%s: \"%s\"", norm_rows[i].why,
				    record_text(r, norm_rows[i].key));
		}
		record_free(r);
	}
}

static void
test_normalise_lists(void **state)
{
	struct record *r = record_new(&sample);
	struct record *box;

	(void)state;
	record_add(r, "boxes");
	box = record_add(r, "boxes");
	record_add(box, "things");
	assert_true(record_set(record_add(box, "things"), "what", " w "));
	assert_true(record_set(record_add(r, "boxes"), "name", "  "));
	record_normalise(r, &now);
	assert_int_equal(record_count(r, "boxes"), 1);
	box = record_item(r, "boxes", 0);
	assert_int_equal(record_count(box, "things"), 1);
	assert_string_equal(
	    record_text(record_item(box, "things", 0), "what"), "w");
	record_free(r);
}

static const struct {
	const char *why;
	const char *key; /* set in a sample that has nothing wrong */
	const char *text;
	const char *code; /* NULL: nothing is wrong */
	const char *says;
} rows[] = {
	{ "nothing wrong", "line", "Ann", NULL, NULL },
	{ "needed", "line", "", "required", "Line is needed." },
	{ "needed, blank", "line", "\u3000", "required", "Line is needed." },
	{ "a time needed", "when", "", "required",
	    "When it happened is needed." },
	{ "not needed", "text", "", NULL, NULL },
	{ "a line at its max", "line",
	    "1234567890123456789012345678901234567890", NULL, NULL },
	{ "a line over it", "line", "12345678901234567890123456789012345678901",
	    "too_long",
	    "Line is too long: at most 40 characters are kept, this has 41." },
	{ "accents count twice", "line",
	    "\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9"
	    "\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9"
	    "\u00e9",
	    "too_long", "accent" },
	{ "a control", "line", "a\x1B[2J", "not_text", "printed" },
	{ "DEL", "line", "a\x7F", "not_text", "printed" },
	{ "C1", "line", "a\xC2\x9B", "not_text", "printed" },
	{ "no-break space is none", "line", "a\u00a0b", NULL, NULL },
	{ "a newline in a line", "line", "a\nb", "not_text", "printed" },
	{ "a newline in a text", "text", "a\nb", NULL, NULL },
	{ "a tab in a text", "text", "a\tb", "not_text", "printed" },
	{ "a return in a text", "text", "a\rb", "not_text", "printed" },
	{ "no UTF-8", "text", "a\xFF", "not_text", "no text" },
	{ "not NFC", "text", "Zoe\u0308", "not_text", "accents" },
	{ "a control in a date", "day", "\x01", "not_text", "printed" },
	{ "a day", "day", "2026-04-03", NULL, NULL },
	{ "today is not the future", "when", "2026-04-03T15:30", NULL, NULL },
	{ "tomorrow", "day", "2026-04-04", "in_future",
	    "Day cannot be in the future." },
	{ "in a minute", "when", "2026-04-03T15:31", "in_future",
	    "When it happened cannot be in the future." },
	{ "today without a time", "when", "2026-04-03", NULL, NULL },
	{ "a due day may be", "due", "2030-01-01", NULL, NULL },
	{ "a due day may be over", "due", "2020-01-01", NULL, NULL },
	{ "no day", "day", "some day", "bad_value",
	    "Day: \"some day\" is not a date. Write it like 3/4/2026" },
	{ "a day with a time", "day", "2026-04-03T15:30", "bad_value",
	    "not a date" },
	{ "a day that is not", "day", "2026-02-30", "bad_value", "not a date" },
	{ "typed and not read", "day", "3/4/2026", "bad_value", "not a date" },
	{ "no time", "when", "soon", "bad_value", "not a date and time" },
	{ "born", "born", "2016-04-03", NULL, NULL },
	{ "not born yet", "born", "2026-04-04", "in_future",
	    "Date of birth cannot be in the future." },
	{ "a choice", "colour", "dark_blue", NULL, NULL },
	{ "no choice", "colour", "pink", "bad_value",
	    "Colour: \"pink\" is not one of the choices." },
	{ "a label", "colour", "Red", "bad_value", "one of the choices" },
	{ "a set", "types", "red green", NULL, NULL },
	{ "an unknown in it", "types", "red xyz green", "bad_value",
	    "Type of concern: \"xyz\" is not one of the choices." },
	{ "out of order", "types", "green red", "bad_value", "order" },
	{ "twice", "types", "red red", "bad_value", "order" },
	{ "yes", "sure", "yes", NULL, NULL },
	{ "neither", "sure", "Yes", "bad_value", "neither yes nor no" },
	{ "lowest", "score", "-5", NULL, NULL },
	{ "highest", "score", "10", NULL, NULL },
	{ "nothing", "score", "0", NULL, NULL },
	{ "too low", "score", "-6", "bad_value",
	    "Score must be from -5 to 10." },
	{ "too high", "score", "11", "bad_value", "from -5 to 10" },
	{ "far too high", "score", "99999999999999999999", "bad_value",
	    "whole number" },
	{ "zeros", "score", "01", "bad_value", "whole number" },
	{ "a plus", "score", "+1", "bad_value", "whole number" },
	{ "only a minus", "score", "-", "bad_value", "whole number" },
	{ "minus nothing", "score", "-0", "bad_value", "whole number" },
	{ "a fraction", "score", "1.5", "bad_value", "whole number" },
	{ "an id", "about", SAMPLE_ID, NULL, NULL },
	{ "capitals", "about", "0190A5C4-7B1A-7000-8000-000000000001",
	    "bad_value", "id" },
	{ "no id", "about", "x", "bad_value", "id" },
	{ "a rule", "line", "rule", "rule", "A rule says no." },
	{ "shown short", "day",
	    "a very long text that says much about a child and its family",
	    "bad_value", "Day: \"a very long text that says muc...\" is" },
	{ "shown safe", "day", "\u202Egnp", "bad_value", "<202E>" },
};

static struct record *
good(void)
{
	struct record *r = record_new(&sample);

	assert_true(record_set(r, "line", "Ann"));
	assert_true(record_set(r, "when", "2026-04-03T15:30"));
	return r;
}

static void
test_check(void **state)
{
	const struct check_ctx ctx = { .now = now, .complete = true };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct record *r = good();
		bool is_right;

		print_message("%s\n", rows[i].why);
		assert_true(record_set(r, rows[i].key, rows[i].text));
		is_right = record_check(r, &ctx, &problems);
		assert_int_equal(is_right, rows[i].code == NULL);
		assert_int_equal(problems.count, is_right ? 0 : 1);
		if (!is_right) {
			assert_string_equal(problems.at[0].field, rows[i].key);
			assert_string_equal(problems.at[0].code, rows[i].code);
			if (strstr(problems.at[0].says, rows[i].says) == NULL)
				fail_msg("%s", problems.at[0].says);
		}
		record_free(r);
	}
}

/* A save keeps what is not complete; what is wrong is wrong in it too. */
static void
test_save(void **state)
{
	const struct check_ctx ctx = { .now = now, .complete = false };
	struct record *r = record_new(&sample);

	(void)state;
	assert_true(record_check(r, &ctx, &problems));
	assert_true(record_set(r, "score", "x"));
	assert_false(record_check(r, &ctx, &problems));
	assert_int_equal(problems.count, 1);
	record_free(r);
}

static void
assert_problem(size_t i, const char *field, const char *code, const char *says)
{
	assert_true(i < problems.count);
	assert_string_equal(problems.at[i].field, field);
	assert_string_equal(problems.at[i].code, code);
	assert_string_equal(problems.at[i].says, says);
}

/* In table order, items by number, rules among them, the whole last. */
static void
test_order(void **state)
{
	const struct check_ctx ctx = { .now = now, .complete = true };
	struct record *r = good();
	struct record *box;

	(void)state;
	assert_true(record_set(r, "line", "whole"));
	assert_true(record_set(r, "score", "11"));
	assert_true(record_set(r, "sure", "x"));
	for (int i = 0; i < 11; i++)
		assert_true(record_set(record_add(r, "boxes"), "name", "fine"));
	assert_true(record_set(record_item(r, "boxes", 1), "name", "never"));
	assert_true(record_set(record_item(r, "boxes", 9), "name", "whole"));
	box = record_item(r, "boxes", 10);
	record_add(box, "things");
	assert_true(record_set(record_add(box, "things"), "note", "a\tb"));
	assert_true(record_set(r, "words", "a\tb"));
	assert_false(record_check(r, &ctx, &problems));
	assert_int_equal(problems.count, 10);
	assert_problem(
	    1, "sure", "bad_value", "Sure?: \"x\" is neither yes nor no.");
	assert_problem(2, "score", "bad_value", "Score must be from -5 to 10.");
	assert_problem(
	    3, "boxes.1.name", "rule", "Boxes, number 2: Never is no name.");
	assert_problem(
	    4, "boxes.9", "rule", "Boxes, number 10: As a whole it is wrong.");
	assert_problem(5, "boxes.10.things.0.what", "required",
	    "Boxes, number 11: Things, number 1: What is needed.");
	assert_problem(6, "boxes.10.things.1.what", "required",
	    "Boxes, number 11: Things, number 2: What is needed.");
	assert_problem(7, "boxes.10.things.1.note", "not_text",
	    "Boxes, number 11: Things, number 2: Note holds a character that "
	    "cannot be printed. Type it again.");
	assert_string_equal(problems.at[8].field, "words");
	assert_problem(9, "", "rule", "As a whole it is wrong.");
	record_free(r);
}

static void
test_too_many(void **state)
{
	const struct check_ctx ctx = { .now = now, .complete = true };
	struct record *r = good();

	(void)state;
	for (int i = 0; i < 40; i++) {
		struct record *box = record_add(r, "boxes");

		record_add(box, "things");
		record_add(box, "things");
	}
	assert_false(record_check(r, &ctx, &problems));
	assert_int_equal(problems.count, PROBLEMS_MAX);
	assert_true(problems.more);
	record_free(r);
	r = good();
	assert_true(record_check(r, &ctx, &problems));
	assert_false(problems.more);
	record_free(r);
}

static void
test_whole_too_long(void **state)
{
	const struct check_ctx ctx = { .now = now, .complete = false };
	struct record *r = record_new(&sample);
	char *text = mem_alloc(5001);

	(void)state;
	/* Each value within its limit; escaped, all of it is over the body's. */
	memset(text, '"', 5000);
	text[5000] = '\0';
	for (int i = 0; i < 9; i++) {
		struct record *box = record_add(r, "boxes");

		for (int n = 0; n < 3; n++) {
			struct record *thing = record_add(box, "things");

			assert_true(record_set(thing, "what", "w"));
			assert_true(record_set(thing, "note", text));
		}
	}
	assert_false(record_check(r, &ctx, &problems));
	assert_int_equal(problems.count, 1);
	assert_problem(0, "", "too_long",
	    "Sample is too long as a whole. Shorten the longest texts.");
	record_remove(r, "boxes", 0);
	assert_true(record_check(r, &ctx, &problems));
	mem_free_text(text);
	record_free(r);
}

static void
test_problems_add(void **state)
{
	char says[ERR_SAYS_MAX * 2];

	(void)state;
	problems.count = 0;
	problems.more = false;
	memset(says, 'a', sizeof(says));
	says[sizeof(says) - 1] = '\0';
	/* Two-byte characters from byte 1 on: the cut falls inside one. */
	for (size_t i = 1; i + 2 < sizeof(says); i += 2)
		memcpy(says + i, "\u00e9", 2);
	problems_add(&problems, "line", "rule", "%s", says);
	assert_int_equal(problems.count, 1);
	assert_true(
	    text_is_utf8(problems.at[0].says, strlen(problems.at[0].says)));
	assert_true(strlen(problems.at[0].says) > ERR_SAYS_MAX - 10);
	problems_add(NULL, "line", "rule", "Nobody asks.");
	assert_int_equal(problems.count, 1);
}

static void
test_is_sound(void **state)
{
	struct errinfo e = { 0 };

	(void)state;
	if (kind_selfcheck_one(&sample, &e) != ERR_OK)
		fail_msg("%s", e.says);
}

static int
start(void **state)
{
	(void)state;
	return text_start() ? 0 : -1;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_normalise),
		cmocka_unit_test(test_normalise_lists),
		cmocka_unit_test(test_check),
		cmocka_unit_test(test_save),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_too_many),
		cmocka_unit_test(test_whole_too_long),
		cmocka_unit_test(test_problems_add),
		cmocka_unit_test(test_is_sound),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}
