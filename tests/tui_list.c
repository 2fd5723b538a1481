/* tui_list.c - proves w_list. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "golden.h"
#include "w_list.h"

static struct key
named(const char *name)
{
	struct key k = key_of_name(name);

	assert_true(k.action != ACT_NONE || k.text[0]);
	return k;
}

/* ---- a list ---- */

struct rows_of_test {
	const char *names[20]; /* "# ..." is a heading */
	char words[W_LIST_FIND];
};

static size_t
test_count(const void *arg)
{
	const struct rows_of_test *t = arg;
	size_t n = 0;

	while (n < 20 && t->names[n])
		n++;
	return n;
}

static void
test_text(const void *arg, size_t i, struct buf *left, struct buf *right)
{
	const char *s = ((const struct rows_of_test *)arg)->names[i];
	const char *tab = strchr(s, '\t');

	if (tab)
		buf_adds(right, tab + 1);
	buf_add(left, s, tab ? (size_t)(tab - s) : strlen(s));
}

static void
test_id(const void *arg, size_t i, char out[W_LIST_ID])
{
	(void)snprintf(out, W_LIST_ID, "%.8s",
	    ((const struct rows_of_test *)arg)->names[i]);
}

static bool
test_heading(const void *arg, size_t i)
{
	return ((const struct rows_of_test *)arg)->names[i][0] == '#';
}

static void
test_find(void *arg, const char *words)
{
	struct rows_of_test *t = arg;

	(void)snprintf(t->words, sizeof(t->words), "%s", words);
}

static const struct w_list_rows plain_rows = {
	.count = test_count,
	.text = test_text,
	.id = test_id,
	.is_heading = test_heading,
	.empty = "No children here yet.",
};
static const struct w_list_rows numbered_rows = {
	.count = test_count,
	.text = test_text,
	.id = test_id,
	.is_heading = test_heading,
	.numbered = true,
};
static const struct w_list_rows menu_rows = {
	.count = test_count,
	.text = test_text,
	.numbered = true,
	.columns = 2,
};
static const struct w_list_rows asking_rows = {
	.count = test_count,
	.text = test_text,
	.find = test_find,
};

/* "abc" types, "<Down>" presses; returns what the last key gave. */
static enum w_list_event
list_keys(struct w_list *w, const char *keys)
{
	enum w_list_event got = W_LIST_NOT_MINE;
	char name[20];

	while (*keys) {
		struct key k;
		size_t n = 1;

		if (*keys == '<') {
			n = strcspn(keys, ">") + 1;
			(void)snprintf(
			    name, sizeof(name), "%.*s", (int)n - 2, keys + 1);
			k = named(name);
		} else {
			k = key_of_text(keys, 1);
		}
		got = w_list_key(w, &k);
		keys += n;
	}
	return got;
}

static const struct {
	const char *why;
	const struct w_list_rows *rows;
	const char *keys;
	enum w_list_event want;
	const char *at; /* id of the marked row */
} list_rows[] = {
	{ "the first at first", &plain_rows, "", W_LIST_NOT_MINE, "Ann" },
	{ "down, over a heading", &plain_rows, "<Down><Down>", W_LIST_HANDLED,
	    "Cara" },
	{ "up, over it", &plain_rows, "<Down><Down><Up>", W_LIST_HANDLED,
	    "Ben" },
	{ "up on the first", &plain_rows, "<Up>", W_LIST_NOT_MINE, "Ann" },
	{ "down on the last", &plain_rows, "<End><Down>", W_LIST_NOT_MINE,
	    "Dilys" },
	{ "end, home", &plain_rows, "<End><Home>", W_LIST_HANDLED, "Ann" },
	{ "a page", &plain_rows, "<PgDn>", W_LIST_HANDLED, "Dilys" },
	{ "pick", &plain_rows, "<Down><Enter>", W_LIST_PICKED, "Ben" },
	{ "letters are for others", &plain_rows, "x", W_LIST_NOT_MINE, "Ann" },
	{ "so are digits without numbers", &plain_rows, "2", W_LIST_NOT_MINE,
	    "Ann" },
	{ "sideways with one column", &plain_rows, "<Right>", W_LIST_NOT_MINE,
	    "Ann" },
	{ "a number picks, headings do not count", &numbered_rows, "3",
	    W_LIST_PICKED, "Cara" },
	{ "a number too large", &numbered_rows, "9", W_LIST_HANDLED, "Ann" },
	{ "nought", &numbered_rows, "0", W_LIST_HANDLED, "Ann" },
	{ "a number that may go on marks", &menu_rows, "1", W_LIST_HANDLED,
	    "0" },
	{ "and Enter takes it", &menu_rows, "1<Enter>", W_LIST_PICKED, "0" },
	{ "or a digit", &menu_rows, "12", W_LIST_PICKED, "11" },
	{ "a digit that fits no number begins anew", &menu_rows, "15",
	    W_LIST_PICKED, "4" },
	{ "a key between ends the number", &menu_rows, "1<Down>2",
	    W_LIST_PICKED, "1" },
	{ "no wait where none can follow", &menu_rows, "7", W_LIST_PICKED,
	    "6" },
	{ "across", &menu_rows, "<Down><Right>", W_LIST_HANDLED, "7" },
	{ "and back", &menu_rows, "<Down><Right><Left>", W_LIST_HANDLED, "1" },
	{ "over the edge", &menu_rows, "<Right><Right>", W_LIST_NOT_MINE, "6" },
	{ "filter", &plain_rows, "/ca", W_LIST_HANDLED, "Cara" },
	{ "accents and capitals aside", &plain_rows, "/BEN", W_LIST_HANDLED,
	    "Ben" },
	{ "both words, in any order", &plain_rows, "/held ca", W_LIST_HANDLED,
	    "Cara" },
	{ "nothing matches", &plain_rows, "/zzz", W_LIST_HANDLED, "" },
	{ "and then nothing can be picked", &plain_rows, "/zzz<Enter>",
	    W_LIST_NOT_MINE, "" },
	{ "Enter picks from the filter", &plain_rows, "/di<Enter>",
	    W_LIST_PICKED, "Dilys" },
	{ "Esc ends the filter, the mark stays", &plain_rows, "/di<Esc>",
	    W_LIST_HANDLED, "Dilys" },
	{ "Esc again is for the screen", &plain_rows, "/di<Esc><Esc>",
	    W_LIST_NOT_MINE, "Dilys" },
	{ "erasing widens", &plain_rows, "/dix<Backspace>", W_LIST_HANDLED,
	    "Dilys" },
	{ "digits are words in a filter", &numbered_rows, "/3", W_LIST_HANDLED,
	    "" },
	{ "F3 too", &plain_rows, "<F3>be<Enter>", W_LIST_PICKED, "Ben" },
};

static void
test_list_keys(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(list_rows) / sizeof(list_rows[0]); i++) {
		struct rows_of_test people = { .names = { "# A to B", "Ann",
						   "Ben", "# C to D",
						   "Cara\theld", "Dilys" } };
		struct rows_of_test menu = { .names = { "a", "b", "c", "d", "e",
						 "f", "g", "h", "i", "j", "k",
						 "l" } };
		struct w_list w = { 0 };
		enum w_list_event got;

		w_list_init(&w, list_rows[i].rows,
		    list_rows[i].rows == &menu_rows ? &menu : &people);
		got = list_keys(&w, list_rows[i].keys);
		if (got != list_rows[i].want)
			fail_msg("%s: gave %d", list_rows[i].why, (int)got);
		if (strncmp(w_list_id(&w), list_rows[i].at,
			list_rows[i].at[0] ? strlen(list_rows[i].at) : 1) != 0)
			fail_msg(
			    "%s: at '%s'", list_rows[i].why, w_list_id(&w));
		w_list_done(&w);
		w_list_done(&w);
	}
}

static void
test_list_keeps_its_place(void **state)
{
	struct rows_of_test t = { .names = { "Ann", "Ben", "Cara" } };
	struct w_list w = { 0 };

	(void)state;
	w_list_init(&w, &plain_rows, &t);
	assert_true(w_list_mark_id(&w, "Ben"));
	assert_false(w_list_mark_id(&w, "Zoe"));
	t = (struct rows_of_test){ .names = { "Aaron", "Ann", "Ben", "Cara" } };
	w_list_refresh(&w);
	assert_int_equal(w_list_at(&w), 2);
	assert_string_equal(w_list_id(&w), "Ben");
	t = (struct rows_of_test){ .names = { "Aaron", "Ann", "Cara" } };
	w_list_refresh(&w); /* gone: what took its place */
	assert_string_equal(w_list_id(&w), "Cara");
	t = (struct rows_of_test){ .names = { "Aaron" } };
	assert_int_equal(w_list_at(&w), SIZE_MAX); /* not told yet: no crash */
	w_list_refresh(&w);
	assert_string_equal(w_list_id(&w), "Aaron");
	t = (struct rows_of_test){ .names = { NULL } };
	w_list_refresh(&w);
	assert_int_equal(w_list_at(&w), SIZE_MAX);
	assert_string_equal(w_list_id(&w), "");
	assert_int_equal(list_keys(&w, "<Down>"), W_LIST_NOT_MINE);
	t = (struct rows_of_test){ .names = { "New" } };
	w_list_refresh(&w);
	assert_int_equal(w_list_at(&w), 0);
	w_list_mark(&w, 5); /* not there: stays */
	assert_int_equal(w_list_at(&w), 0);
	w_list_done(&w);
}

static void
test_list_asks_the_screen_to_find(void **state)
{
	struct rows_of_test t = { .names = { "Ann", "Ben" } };
	struct w_list w = { 0 };

	(void)state;
	w_list_init(&w, &asking_rows, &t);
	list_keys(&w, "/an n");
	assert_string_equal(t.words, "an n");
	assert_string_equal(w_list_find_words(&w), "an n");
	assert_true(w_list_is_finding(&w));
	assert_int_equal(w_list_at(&w), 0); /* the screen filters, not we */
	list_keys(&w, "<Ctrl-U>");
	assert_string_equal(t.words, "");
	list_keys(&w, "b<Esc>");
	assert_string_equal(t.words, "");
	assert_false(w_list_is_finding(&w));
	for (int i = 0; i < 200; i++) /* a filter has an end */
		list_keys(&w, i == 0 ? "/x" : "x");
	assert_in_range(strlen(t.words), 90, W_LIST_FIND - 1);
	w_list_done(&w);
}

static void
draw_list(struct w_list *w, const char *keys, struct buf *out)
{
	struct canvas cv;

	list_keys(w, keys);
	canvas_init(&cv, 7, 60);
	w_list_draw(w, &cv, 0, 1, 6, 58, true);
	buf_addf(out, "-- %s\n", keys);
	canvas_print(&cv, out);
	canvas_done(&cv);
}

static void
test_list_goldens(void **state)
{
	struct rows_of_test people = {
		.names = { "# Waiting", "Ann\tdue today",
		    "Ben Longname-Longername of somewhere far away indeed\t"
		    "overdue since Monday",
		    "# Done", "Cara", "Dilys", "Efa", "Ffion\tsent", "Gwen" }
	};
	struct rows_of_test menu = {
		.names = { "Record a concern", "Check consent before a share",
		    "Notify referrers\t3", "Children and young people",
		    "Meetings", "Requests", "Inspections", "Outcomes",
		    "Policies", "People", "Outbox\t2" }
	};
	struct rows_of_test none = { .names = { NULL } };
	struct buf out = BUF_INIT(100000);
	struct w_list w = { 0 };

	(void)state;
	w_list_init(&w, &numbered_rows, &people);
	draw_list(&w, "", &out);
	draw_list(&w, "<Down>", &out);
	draw_list(&w, "<End>", &out);
	draw_list(&w, "<Up>", &out);
	draw_list(&w, "/f", &out);
	draw_list(&w, "<Down>", &out);
	draw_list(&w, "zz", &out);
	w_list_done(&w);
	w_list_init(&w, &menu_rows, &menu);
	draw_list(&w, "", &out);
	draw_list(&w, "8", &out);
	w_list_done(&w);
	w_list_init(&w, &plain_rows, &none);
	draw_list(&w, "", &out);
	w_list_done(&w);
	golden_check("list", buf_str(&out));
	buf_done(&out);
}

static void
test_list_more(void **state)
{
	static const struct {
		const char *why, *keys;
		int rows;
		const struct w_list_rows *list;
		const char *says;
	} rows[] = {
		{ "all of it fits", "", 6, &plain_rows, "\n" },
		{ "to the last row", "", 5, &plain_rows, "\n" },
		{ "the beginning", "", 3, &plain_rows, "(more below)\n" },
		{ "the end", "<End>", 3, &plain_rows, "(more above)\n" },
		{ "in between", "<Down><Down><Down>", 3, &plain_rows,
		    "(more above and below)\n" },
		{ "filtered, it fits", "/ca", 3, &plain_rows, "\n" },
		{ "two columns of it fit", "", 3, &menu_rows, "\n" },
	};
	struct rows_of_test five = { .names = { "Ann", "Ben", "Cara", "Dilys",
					 "Efa" } };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf out = BUF_INIT(4000);
		struct w_list w = { 0 };
		struct canvas cv = { 0 };

		canvas_init(&cv, 8, 40);
		w_list_init(&w, rows[i].list, &five);
		list_keys(&w, rows[i].keys);
		w_list_draw(&w, &cv, 1, 0, rows[i].rows, 40, true);
		w_list_draw_more(&w, &cv, 0, 0, 40);
		canvas_print(&cv, &out);
		if (strncmp(
			buf_str(&out), rows[i].says, strlen(rows[i].says)) != 0)
			fail_msg("%s:\n%s", rows[i].why, buf_str(&out));
		w_list_done(&w);
		canvas_done(&cv);
		buf_done(&out);
	}
}

/* It says so by itself where the row of the message is the next one. */
static void
test_list_more_by_itself(void **state)
{
	static const struct {
		const char *why, *keys;
		int row, rows;
		const char *says; /* in the row below; "": nothing */
	} rows[] = {
		{ "to the message", "", 3, 3, "(more below)" },
		{ "with a row for the filter", "/a", 3, 3, "(more below)" },
		{ "its end", "<End>", 3, 3, "(more above)" },
		{ "all of it", "", 1, 5, "" },
		{ "another thing comes below it", "", 2, 3, "" },
	};
	struct rows_of_test five = { .names = { "Ann", "Bea", "Cara", "Dana",
					 "Efa" } };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf out = BUF_INIT(4000);
		struct w_list w = { 0 };
		struct canvas cv = { 0 };

		canvas_init(&cv, 8, 40);
		w_list_init(&w, &plain_rows, &five);
		list_keys(&w, rows[i].keys);
		w_list_draw(&w, &cv, rows[i].row, 0, rows[i].rows, 40, true);
		canvas_print(&cv, &out);
		if (*rows[i].says ? !strstr(buf_str(&out), rows[i].says)
				  : !!strstr(buf_str(&out), "(more"))
			fail_msg("%s:\n%s", rows[i].why, buf_str(&out));
		w_list_done(&w);
		canvas_done(&cv);
		buf_done(&out);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_list_keys),
		cmocka_unit_test(test_list_keeps_its_place),
		cmocka_unit_test(test_list_asks_the_screen_to_find),
		cmocka_unit_test(test_list_goldens),
		cmocka_unit_test(test_list_more),
		cmocka_unit_test(test_list_more_by_itself),
	};

	if (!text_start())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
