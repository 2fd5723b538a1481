/* tui_dialogs.c - proves the screens "choice", "question", "pager" and "help", on
 * a stack with a screen that writes down what comes back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "golden.h"
#include "w_choice.h"
#include "w_help.h"
#include "w_pager.h"
#include "w_question.h"

static void
assert_row(const struct canvas *cv, int row, const char *want, const char *why)
{
	struct buf out = BUF_INIT(100000);
	const char *at;

	canvas_print(cv, &out);
	at = buf_str(&out);
	while (row-- > 0)
		at = strchr(at, '\n') + 1;
	if (strncmp(at, want, strlen(want)) != 0 || at[strlen(want)] != '\n')
		fail_msg("%s: got '%.*s', not '%s'", why,
		    (int)strcspn(at, "\n"), at, want);
	buf_done(&out);
}

static struct {
	const struct screen_def *child;
	int result, tag, count;
	char codes[W_CHOICE_CODES];
} answer;

static void
base_returned(struct app *a, void *st, const struct screen_def *child,
    int result, const void *data)
{
	(void)a;
	(void)st;
	answer.child = child;
	answer.result = result;
	answer.count++;
	if (child == &w_choice) {
		const struct w_choice_result *r = data;

		answer.tag = r->tag;
		(void)snprintf(
		    answer.codes, sizeof(answer.codes), "%s", r->codes);
	} else if (child == &w_question) {
		answer.tag = *(const int *)data;
	}
}

static void
base_draw(const struct app *a, const void *st, struct canvas *cv)
{
	(void)a;
	(void)st;
	canvas_text(cv, 3, 2, 20, "base", ATTR_PLAIN);
}

static const struct screen_def base = {
	.name = "base",
	.returned = base_returned,
	.draw = base_draw,
};

static struct app *
new_app(const struct screen_def *def, const void *arg)
{
	struct app *a = app_new(NULL, 24, 80);

	memset(&answer, 0, sizeof(answer));
	app_push(a, &base, NULL);
	assert_int_equal(app_push(a, def, arg), ERR_OK);
	app_turn(a);
	return a;
}

static void
check_golden(const struct app *a, const char *name)
{
	struct buf out = BUF_INIT(100000);

	canvas_print(app_canvas(a), &out);
	golden_check(name, buf_str(&out));
	buf_done(&out);
}

static const struct choice choices[] = {
	{ "mother", "Mother" },
	{ "father", "Father" },
	{ "carer", "Foster carer" },
	{ "sw", "Social worker" },
	{ "school", "School" },
	{ NULL, NULL },
};

static const struct {
	const char *why;
	bool set, may_none;
	const char *now, *keys;
	int result;
	const char *codes;
	int count; /* 0: still open */
} choosing[] = {
	{ "Enter takes the first", false, false, "", "<Enter>", 1, "mother",
	    1 },
	{ "what is now is marked", false, false, "sw", "<Enter>", 1, "sw", 1 },
	{ "Esc leaves it", false, false, "sw", "<Down><Esc>", 0, "", 1 },
	{ "typing finds a word", false, false, "", "ca<Enter>", 1, "carer", 1 },
	{ "capitals aside", false, false, "", "SCH<Enter>", 1, "school", 1 },
	{ "a letter that leads nowhere begins anew", false, false, "",
	    "caf<Enter>", 1, "father", 1 },
	{ "a letter of no word", false, false, "", "z<Enter>", 1, "mother", 1 },
	{ "a number", false, false, "", "4", 1, "sw", 1 },
	{ "Space takes", false, false, "", "<Down><Space>", 1, "father", 1 },
	{ "F4 takes", false, false, "", "<F4>", 1, "mother", 1 },
	{ "no answer", false, true, "sw", "<Home><Enter>", 1, "", 1 },
	{ "not answered yet", false, true, "", "<Down><Enter>", 1, "mother",
	    1 },
	{ "F2 is for sets", false, false, "", "<F2>", 0, "", 0 },
	{ "a set as it was", true, false, "father school", "<F2>", 1,
	    "father school", 1 },
	{ "a tick more, in order of the table", true, false, "school",
	    "<Home><Space><F2>", 1, "mother school", 1 },
	{ "a tick away", true, false, "father", "<Space><F2>", 1, "", 1 },
	{ "numbers tick", true, false, "", "12<F2>", 1, "mother father", 1 },
	{ "letters find in a set", true, false, "", "so<Space><F2>", 1, "sw",
	    1 },
	{ "Esc leaves a set", true, false, "father", "<Space><Esc>", 0, "", 1 },
	{ "part of a code is no code", true, false, "fat", "<F2>", 1, "", 1 },
};

static void
test_choice(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(choosing) / sizeof(choosing[0]); i++) {
		const struct w_choice_arg arg = {
			.title = "Who",
			.asks = "Who told you?",
			.choices = choices,
			.now = choosing[i].now,
			.set = choosing[i].set,
			.may_none = choosing[i].may_none,
			.tag = 42,
		};
		struct app *a = new_app(&w_choice, &arg);

		app_keys(a, choosing[i].keys);
		if (answer.count != choosing[i].count ||
		    answer.result != choosing[i].result ||
		    strcmp(answer.codes, choosing[i].codes) != 0)
			fail_msg("%s: %d times, %d, '%s'", choosing[i].why,
			    answer.count, answer.result, answer.codes);
		if (choosing[i].count > 0)
			assert_int_equal(answer.tag, 42);
		app_free(a);
	}
}

static void
test_choice_goldens(void **state)
{
	const struct w_choice_arg one = { .title = "Who",
		.asks = "Who told you?",
		.choices = choices,
		.now = "carer",
		.may_none = true };
	const struct w_choice_arg set = { .title = "Who",
		.choices = choices,
		.now = "carer sw",
		.set = true };
	struct app *a = new_app(&w_choice, &one);

	(void)state;
	check_golden(a, "choice_one");
	app_free(a);
	a = new_app(&w_choice, &set);
	app_keys(a, "sc");
	check_golden(a, "choice_set");
	app_free(a);
}

static void
test_question(void **state)
{
	static const struct w_answer three[] = {
		{ "Same person", 10 },
		{ "Somebody else", 20 },
		{ "Not sure", 30 },
		{ NULL, 0 },
	};
	static const struct {
		const char *why;
		const struct w_answer *answers;
		const char *word, *keys;
		int result, count;
	} rows[] = {
		{ "the default is no", NULL, NULL, "<Enter>", 0, 1 },
		{ "yes", NULL, NULL, "<Down><Enter>", 1, 1 },
		{ "yes by number", NULL, NULL, "2", 1, 1 },
		{ "Esc is no", NULL, NULL, "<Down><Esc>", 0, 1 },
		{ "letters answer nothing", NULL, NULL, "y", 0, 0 },
		{ "several", three, NULL, "<Down><Enter>", 20, 1 },
		{ "the last", three, NULL, "<End><Enter>", 30, 1 },
		{ "Esc of several", three, NULL, "<Esc>", 0, 1 },
		{ "the word", NULL, "destroy", "destroy<Enter>", 1, 1 },
		{ "in capitals", NULL, "destroy", "DESTROY<Enter>", 1, 1 },
		{ "half the word", NULL, "destroy", "destr<Enter>", 0, 0 },
		{ "no word", NULL, "destroy", "<Enter>", 0, 0 },
		{ "another word", NULL, "destroy", "yes<Enter>", 0, 0 },
		{ "corrected", NULL, "destroy",
		    "yes<Enter><Ctrl-U>destroy<Enter>", 1, 1 },
		{ "Esc of a word", NULL, "destroy", "destroy<Esc>", 0, 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct w_question_arg arg = {
			.title = "Sure?",
			.says = "This would go.",
			.answers = rows[i].answers,
			.word = rows[i].word,
			.tag = 7,
		};
		struct app *a = new_app(&w_question, &arg);

		app_keys(a, rows[i].keys);
		if (answer.count != rows[i].count ||
		    answer.result != rows[i].result)
			fail_msg("%s: %d times, %d", rows[i].why, answer.count,
			    answer.result);
		if (rows[i].count > 0)
			assert_int_equal(answer.tag, 7);
		app_free(a);
	}
}

/* The bar tells what Esc is: an answer "No", or none of them. */
static void
test_question_esc(void **state)
{
	static const struct w_answer all[] = {
		{ "Yes: it says so", 1 },
		{ "No: it says nothing", 2 },
		{ NULL, 0 },
	};
	static const struct w_answer one[] = {
		{ "Stay", 0 },
		{ "Leave", 1 },
		{ NULL, 0 },
	};
	static const struct {
		const struct w_answer *answers;
		const char *word, *says;
	} rows[] = {
		{ NULL, NULL, "Esc No" },
		{ NULL, "destroy", "Esc No" },
		{ one, NULL, "Esc No" },
		{ all, NULL, "Esc Back" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct w_question_arg arg = {
			.title = "Sure?",
			.says = "This would go.",
			.answers = rows[i].answers,
			.word = rows[i].word,
		};
		struct app *a = new_app(&w_question, &arg);
		struct buf out = BUF_INIT(10000);

		app_turn(a);
		canvas_print(app_canvas(a), &out);
		if (!strstr(buf_str(&out), rows[i].says))
			fail_msg("%zu:\n%s", i, buf_str(&out));
		buf_done(&out);
		app_free(a);
	}
}

static void
test_question_goldens(void **state)
{
	const struct w_question_arg plain = {
		.title = "Leave haven?",
		.says =
		    "The first account of today is a draft here. Nobody but "
		    "you has it.\nIt is kept, and offered when you come "
		    "back.",
	};
	const struct w_question_arg word = {
		.title = "Destroy",
		.says = "The file of this child is destroyed everywhere.",
		.word = "destroy",
	};
	struct app *a = new_app(&w_question, &plain);

	(void)state;
	check_golden(a, "question");
	app_free(a);
	a = new_app(&w_question, &word);
	app_keys(a, "destr<Enter>");
	check_golden(a, "question_word");
	app_free(a);
}

/* In the smallest window, too, all of what is asked is there; of what it is about, as
 * much as has room. */
static void
test_question_room(void **state)
{
	static const struct w_answer nine[] = { { "One", 1 }, { "Two", 2 },
		{ "Three", 3 }, { "Four", 4 }, { "Five", 5 }, { "Six", 6 },
		{ "Seven", 7 }, { "Eight", 8 }, { "Nine", 9 }, { NULL, 0 } };
	static const char longest[] =
	    "The first of many lines that are asked here, which go on and on "
	    "for so long that they need five lines of the smallest window, "
	    "and nobody who reads them may miss any of the words, least of "
	    "all what stands at their very end, because that is what the "
	    "answer is given to, and it ends in WORDS.";
	static const struct {
		const char *why, *says, *about, *shows, *also;
		const struct w_answer *answers;
		const char *word;
	} rows[] = {
		{ "a long question", longest, NULL, "WORDS.", "2  Yes", NULL,
		    NULL },
		{ "and nine answers", longest, NULL, "WORDS.", "3  Three", nine,
		    NULL },
		{ "and a word", longest, NULL, "WORDS.", "Type destroy", NULL,
		    "destroy" },
		{ "with what it is about", longest, "A\nB", "WORDS.",
		    " A\n B\n\n The first", NULL, NULL },
		{ "and no room for that", longest,
		    "A\nB\nC\nD\nE\nF\nG\nH\nI\nJ", "WORDS.",
		    " A\n B\n (and more)\n\n The first", NULL, NULL },
		{ "all of it", "Sure?", "A\nB\nC\nD\nE", "Sure?",
		    " E\n\n Sure?\n\n >  1  No\n    2  Yes", NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct w_question_arg arg = {
			.title = "Sure?",
			.says = rows[i].says,
			.about = rows[i].about,
			.answers = rows[i].answers,
			.word = rows[i].word,
		};
		struct app *a = new_app(&w_question, &arg);
		struct buf out = BUF_INIT(1u << 20);

		app_resize(a, 18, 60);
		app_turn(a);
		canvas_print(app_canvas(a), &out);
		if (!strstr(buf_str(&out), rows[i].shows) ||
		    !strstr(buf_str(&out), rows[i].also))
			fail_msg("%s:\n%s", rows[i].why, buf_str(&out));
		buf_done(&out);
		app_free(a);
	}
}

static void
fill(struct buf *text, int lines)
{
	for (int i = 1; i <= lines; i++)
		buf_addf(text, "Line %d\n", i);
}

static void
test_pager(void **state)
{
	static const struct {
		const char *why, *keys;
		const char *first; /* what the first row shows */
	} rows[] = {
		{ "the beginning", "", "Line 1" },
		{ "up there", "<Up>", "Line 1" },
		{ "down", "<Down>", "Line 2" },
		{ "a page, one row kept", "<PgDn>", "Line 19" },
		{ "Space is a page", " ", "Line 19" },
		{ "back", "<PgDn><PgUp>", "Line 1" },
		{ "the end", "<End>", "Line 82" },
		{ "behind the end", "<End><PgDn><Down>", "Line 82" },
		{ "home", "<End><Home>", "Line 1" },
		{ "search", "/line 50<Enter>", "Line 48" },
		{ "capitals aside", "/LINE 50<Enter>", "Line 48" },
		{ "next", "/line 5<Enter>n", "Line 48" },
		{ "next, twice", "/line 5<Enter>nn", "Line 49" },
		{ "Enter is next", "/line 5<Enter><Enter>", "Line 48" },
		{ "the one before", "/line 50<Enter><Ctrl-U>N", "Line 48" },
		{ "not there", "/zebra<Enter>", "Line 1" },
		{ "given up", "/line 50<Esc>", "Line 1" },
		{ "next without words", "n", "Line 1" },
		{ "over two rows", "/61 line 62<Enter>", "Line 59" },
		{ "one before the end", "<End><Up>", "Line 81" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf text = BUF_INIT(10000);
		struct w_pager_arg arg = { .title = "Text" };
		char want[40];
		struct app *a;

		fill(&text, 100);
		arg.text = buf_str(&text);
		a = new_app(&w_pager_screen, &arg);
		app_keys(a, rows[i].keys);
		(void)snprintf(want, sizeof(want), " %s", rows[i].first);
		assert_row(app_canvas(a), 2, want, rows[i].why);
		assert_row(app_canvas(a), 21,
		    strcmp(rows[i].first, "Line 82") == 0 ? " (the end)"
							  : " (more below)",
		    rows[i].why);
		app_keys(a, "<Esc>");
		assert_int_equal(answer.count, 1);
		assert_int_equal(answer.result, 0);
		app_free(a);
		buf_done(&text);
	}
}

static void
test_pager_says_when_nothing_is_found(void **state)
{
	const struct w_pager_arg arg = { .title = "Text", .text = "" };
	struct app *a = new_app(&w_pager_screen, &arg);

	(void)state;
	app_keys(a, "/zebra<Enter>");
	assert_string_equal(app_message(a), "These words are not in the text.");
	app_keys(a, "<Down><PgDn><End><Up>");
	app_free(a);
}

/* What is read stays in view when the window changes. */
static void
test_pager_keeps_its_place(void **state)
{
	struct buf text = BUF_INIT(100000);
	struct w_pager_arg arg = { .title = "Text" };
	struct app *a;

	(void)state;
	for (int i = 1; i <= 60; i++)
		buf_addf(&text,
		    "Place %d is a line which is long enough to be wrapped in "
		    "a narrow window but not in a wide one.\n",
		    i);
	arg.text = buf_str(&text);
	a = new_app(&w_pager_screen, &arg);
	app_resize(a, 24, 120);
	app_keys(a, "<PgDn>");
	assert_row(app_canvas(a), 2,
	    " Place 19 is a line which is long enough to be wrapped in a "
	    "narrow window but not in a wide one.",
	    "wide");
	app_resize(a, 24, 80);
	app_turn(a);
	assert_row(app_canvas(a), 2,
	    " Place 19 is a line which is long enough to be wrapped in a "
	    "narrow window but",
	    "narrow");
	app_free(a);
	buf_done(&text);
}

/* What fits, to the last row, has nothing below it. */
static void
test_pager_fits(void **state)
{
	static const struct {
		const char *why;
		int lines;
		const char *last;
	} rows[] = {
		{ "less than there is room for", 19, "" },
		{ "all rows of it", 20, " Line 20" },
		{ "one more", 21, " (more below)" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf text = BUF_INIT(10000);
		struct w_pager_arg arg = { .title = "Text" };
		struct app *a;

		fill(&text, rows[i].lines);
		arg.text = buf_str(&text);
		a = new_app(&w_pager_screen, &arg);
		app_turn(a);
		assert_row(app_canvas(a), 21, rows[i].last, rows[i].why);
		app_free(a);
		buf_done(&text);
	}
}

static void
test_help(void **state)
{
	static const struct key_hint hints[] = {
		{ ACT_SEND, "Hand in" },
		{ ACT_NEXT, NULL },
		{ ACT_BACK, NULL },
		{ ACT_NONE, NULL },
	};
	const struct w_help_arg arg = {
		.title = "What was seen and heard",
		.text = "Write what you saw and heard yourself.",
		.hints = hints,
	};
	const struct w_help_arg none = { .title = NULL };
	struct app *a = new_app(&w_help, &arg);
	struct buf out = BUF_INIT(100000);

	(void)state;
	check_golden(a, "help");
	app_free(a);
	w_help_write(&out, &none);
	assert_null(strstr(buf_str(&out), "Keys here"));
	for (int i = 1; i < ACT_COUNT; i++)
		assert_non_null(
		    strstr(buf_str(&out), action_get((enum action)i)->key));
	buf_done(&out);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_choice),
		cmocka_unit_test(test_choice_goldens),
		cmocka_unit_test(test_question),
		cmocka_unit_test(test_question_esc),
		cmocka_unit_test(test_question_goldens),
		cmocka_unit_test(test_question_room),
		cmocka_unit_test(test_pager),
		cmocka_unit_test(test_pager_says_when_nothing_is_found),
		cmocka_unit_test(test_pager_keeps_its_place),
		cmocka_unit_test(test_pager_fits),
		cmocka_unit_test(test_help),
	};

	if (!text_start())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
