/* common_names.c - proves names.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "names.h"
#include "text.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct id
id_of(unsigned number)
{
	struct id id;

	snprintf(id.s, sizeof(id.s), "01900000-0000-7000-8000-%012u", number);
	return id;
}

static unsigned
number_of(const struct id *id)
{
	return (unsigned)strtoul(id->s + 24, NULL, 10);
}

static const struct {
	const char *name, *also, *reference;
} people[] = {
	{ "Anna Smith", "", "C-0001" },
	{ "Joanna Brown", "", "C-0002" },
	{ "Zo\u00EB O'Brien", "", "C-0003" },
	{ "John Smithson", "Jack", "C-0142" },
	{ "Stephen Leigh", "", "" },
	{ "Mary Smith-Jones", "", "C-0006" },
	{ "\u0141ukasz Nowak", "Luke", "C-0007" },
	{ "Catherine White", NULL, NULL },
	{ "\u041D\u0438\u043D\u0430 \u041F\u0435\u0442\u0440\u043E\u0432\u0430",
	    "", "" },
	{ "C 0142", "", "" },
};

static struct names *
everybody(void)
{
	struct names *n = names_new();

	for (unsigned i = 0; i < COUNT(people); i++) {
		struct id id = id_of(i);

		names_put(n, &id, people[i].name, people[i].also,
		    people[i].reference);
	}
	return n;
}

/* "3:1 0:2": place in people, quality. */
static void
find_as_text(const struct names *n, const char *query, char *out, size_t size)
{
	struct names_hit hits[20];
	size_t count = names_find(n, query, NULL, NULL, hits, COUNT(hits));
	size_t used = 0;

	out[0] = '\0';
	for (size_t i = 0; i < count; i++)
		used += (size_t)snprintf(out + used, size - used, "%s%u:%u",
		    i ? " " : "", number_of(&hits[i].id), hits[i].quality);
}

static const struct {
	const char *why, *query, *want;
} find_rows[] = {
	{ "a reference first", "C-0142", "3:0" },
	{ "in small letters", "c-0142", "3:0" },
	{ "without the hyphen", "c0142", "3:0" },
	{ "with a space, and words too", "c 0142", "3:0 9:1" },
	{ "a part of a reference is none", "C-014", "" },
	{ "prefix, then inside", "anna", "0:1 1:2" },
	{ "by name within a kind", "smith", "0:1 3:1 5:1" },
	{ "two words, any order", "smith anna", "0:1" },
	{ "each word must match", "anna brown", "1:2" },
	{ "one does not", "anna white", "" },
	{ "folded", "ZOE OBRIEN", "2:1" },
	{ "accent in the query", "Ann\u00E0", "0:1 1:2" },
	{ "a stroke", "lukasz", "6:1" },
	{ "other names", "jack", "3:1" },
	{ "first name and other name", "john jack", "3:1" },
	{ "half of a double-barrelled name", "jones", "5:1" },
	{ "both halves", "smith jones", "5:1" },
	{ "whole", "Smith-Jones", "5:1" },
	{ "together", "smithjones", "5:1" },
	{ "inside", "mith", "0:2 3:2 5:2" },
	{ "another alphabet", "\u043F\u0435\u0442\u0440", "8:1" },
	{ "transposition", "jonh", "3:3 1:4" },
	{ "deletion", "nowk", "6:3" },
	{ "insertion", "nowaak", "6:3" },
	{ "substitution", "nowek", "6:3" },
	{ "in the last letter", "nowac", "6:3" },
	{ "first letter, five letters", "mowak", "6:3" },
	{ "first letters change places, five", "onwak", "6:3" },
	{ "first letter, four letters", "tohn", "" },
	{ "two slips", "novek", "" },
	{ "a slip in another alphabet",
	    "\u043F\u0435\u0442\u0440\u0430\u0432\u0430", "8:3" },
	{ "a change of places there", "\u041D\u043D\u0438\u0430", "8:3" },
	{ "two slips there", "\u043F\u0430\u0442\u0440\u0430\u0432\u0430", "" },
	{ "by sound", "steven", "4:4" },
	{ "by sound, both", "steven lee", "4:4" },
	{ "by sound, th", "kathryn", "7:4" },
	{ "silent letters", "wite", "7:3" },
	{ "no such sound", "kasimir", "" },
	{ "two letters allow no slip", "jx", "" },
	{ "nothing to look for", "?!", "" },
	{ "bad UTF-8", "ann\xFF", "" },
	{ "blank", "  ", "0:1 9:1 7:1 1:1 3:1 6:1 5:1 4:1 2:1 8:1" },
	{ "empty", "", "0:1 9:1 7:1 1:1 3:1 6:1 5:1 4:1 2:1 8:1" },
	{ "the same word twice", "anna anna", "0:1 1:2" },
	{ "sixteen words", "a n na s sm smi a n na s sm smi a n na s", "0:2" },
	{ "seventeen words", "a n na s sm smi a n na s sm smi a n na s s", "" },
};

static void
test_find(void **state)
{
	struct names *n = everybody();

	(void)state;
	for (size_t i = 0; i < COUNT(find_rows); i++) {
		char got[200];

		find_as_text(n, find_rows[i].query, got, sizeof(got));
		if (strcmp(got, find_rows[i].want) != 0)
			fail_msg("%s: \"%s\"", find_rows[i].why, got);
	}
	names_free(n);
}

struct guard {
	unsigned hidden;
	size_t asked;
};

static bool
may_see(void *arg, const struct id *id)
{
	struct guard *guard = arg;

	guard->asked++;
	return number_of(id) != guard->hidden;
}

static void
test_may_and_max(void **state)
{
	struct names *n = everybody();
	struct names_hit hits[4];
	struct guard guard = { .hidden = 0 };

	(void)state;
	assert_int_equal(
	    names_find(n, "smith", may_see, &guard, hits, COUNT(hits)), 2);
	assert_int_equal(number_of(&hits[0].id), 3);
	assert_int_equal(number_of(&hits[1].id), 5);
	assert_int_equal(guard.asked, 3);
	/* A hidden one takes no place from those that may be seen. */
	assert_int_equal(names_find(n, "smith", may_see, &guard, hits, 1), 1);
	assert_int_equal(number_of(&hits[0].id), 3);
	guard.asked = 0;
	assert_int_equal(
	    names_find(n, "nobody", may_see, &guard, hits, COUNT(hits)), 0);
	assert_int_equal(guard.asked, 0);
	assert_int_equal(names_find(n, "smith", NULL, NULL, hits, 0), 0);
	assert_int_equal(names_find(n, NULL, may_see, &guard, hits, 1), 1);
	assert_int_equal(number_of(&hits[0].id), 9);
	names_free(n);
}

static void
test_put_and_remove(void **state)
{
	struct names *n = names_new();
	struct id a = id_of(1), b = id_of(2);
	struct names_hit hits[4];

	(void)state;
	assert_int_equal(names_count(n), 0);
	assert_null(names_get(n, &a));
	names_remove(n, &a);
	assert_int_equal(names_find(n, "", NULL, NULL, hits, 4), 0);
	names_put(n, &a, "Anna \u00C9", "", "C-1");
	names_put(n, &b, "Ben", "", "");
	assert_string_equal(names_get(n, &a), "Anna \u00C9");
	names_put(n, &a, "Carla", "", "");
	assert_int_equal(names_count(n), 2);
	assert_string_equal(names_get(n, &a), "Carla");
	assert_int_equal(names_find(n, "anna", NULL, NULL, hits, 4), 0);
	assert_int_equal(names_find(n, "C-1", NULL, NULL, hits, 4), 0);
	assert_int_equal(names_find(n, "", NULL, NULL, hits, 4), 2);
	assert_string_equal(hits[0].id.s, b.s);
	/* The name that it gave may be put again. */
	names_put(n, &a, names_get(n, &a), "Xenia", "");
	assert_int_equal(names_find(n, "xenia", NULL, NULL, hits, 4), 1);
	names_remove(n, &a);
	names_remove(n, &a);
	assert_null(names_get(n, &a));
	assert_int_equal(names_count(n), 1);
	assert_int_equal(names_find(n, "xenia", NULL, NULL, hits, 4), 0);
	names_put(n, &a, "?", NULL, NULL);
	assert_string_equal(names_get(n, &a), "?");
	assert_int_equal(names_find(n, "", NULL, NULL, hits, 4), 2);
	names_free(n);
	names_free(NULL);
}

/* Thousands of changes, against a plain array: every id is found by its name
 * or is gone, and the walk by name is in order and complete. */
static void
check_against(const struct names *n, const unsigned *number, size_t count)
{
	struct names_hit *hits = calloc(count, sizeof(*hits));
	char name[32], before[32] = "";
	size_t there = 0, found;

	for (size_t i = 0; i < count; i++) {
		struct id id = id_of((unsigned)i);
		const char *got = names_get(n, &id);

		if (!number[i]) {
			assert_null(got);
			continue;
		}
		snprintf(name, sizeof(name), "n%06u", number[i]);
		assert_string_equal(got, name);
		there++;
	}
	assert_int_equal(names_count(n), there);
	found = names_find(n, "", NULL, NULL, hits, count);
	assert_int_equal(found, there);
	for (size_t i = 0; i < found; i++) {
		const char *got = names_get(n, &hits[i].id);

		assert_true(strcmp(before, got) <= 0);
		snprintf(before, sizeof(before), "%s", got);
	}
	free(hits);
}

static void
test_many_changes(void **state)
{
	static unsigned number[3000]; /* 0: not there */
	struct names *n = names_new();
	unsigned seed = 7;

	(void)state;
	for (int step = 0; step < 30000; step++) {
		struct id id;
		unsigned who;

		seed = seed * 1103515245u + 12345u;
		who = (seed >> 8) % COUNT(number);
		id = id_of(who);
		seed = seed * 1103515245u + 12345u;
		/* First it grows, then it shrinks to nothing much. */
		if ((seed >> 8) % 8 < (step < 15000 ? 6u : 1u)) {
			char name[32];

			number[who] = (seed >> 12) % 900000 + 1;
			snprintf(name, sizeof(name), "n%06u", number[who]);
			names_put(n, &id, name, "", "");
		} else {
			number[who] = 0;
			names_remove(n, &id);
		}
		if (step % 5000 == 4999)
			check_against(n, number, COUNT(number));
	}
	for (unsigned i = 0; i < COUNT(number); i++) {
		struct id id = id_of(i);

		names_remove(n, &id);
		number[i] = 0;
	}
	check_against(n, number, COUNT(number));
	names_free(n);
}

/* A small index whose people come and go: what is gone must leave its place in
 * the table, or the search for a place never ends. */
static void
test_many_come_and_go(void **state)
{
	struct names *n = names_new();

	(void)state;
	for (unsigned i = 0; i < 1000; i++) {
		struct id id = id_of(i), before = id_of(i - 5);

		names_put(n, &id, "Ann", "", "");
		if (i < 5)
			continue;
		names_remove(n, &before);
		assert_int_equal(names_count(n), 5);
		assert_null(names_get(n, &before));
		assert_non_null(names_get(n, &id));
	}
	names_free(n);
}

static void
test_alike(void **state)
{
	static const struct {
		const char *why, *a, *born_a, *b, *born_b;
		bool want;
	} rows[] = {
		{ "the same", "Ann Lee", "2015-03-04", "Ann Lee", "2015-03-04",
		    true },
		{ "folded", "ZO\u00CB O'Brien", "", "Zoe OBrien", "", true },
		{ "a slip", "Jon Smith", "", "John Smith", "", true },
		{ "a slip in each word", "Jon Smiht", "", "John Smith", "",
		    true },
		{ "sound", "Steven Clark", "", "Stephen Clarke", "", true },
		{ "sound, th", "Catherine Ray", "", "Kathryn Ray", "", true },
		{ "Mohammed", "Mohammed Ali", "", "Muhammad Ali", "", true },
		{ "a space more", "Mary Ann Lee", "", "Maryann Lee", "", true },
		{ "a hyphen", "Ann Smith-Jones", "", "Ann Smith Jones", "",
		    true },
		{ "one birth unknown", "Ann Lee", "2015-03-04", "Ann Lee", "",
		    true },
		{ "NULL is unknown", "Ann Lee", NULL, "Ann Lee", "2015-03-04",
		    true },
		{ "day and month swapped", "Ann Lee", "2015-03-04", "Ann Lee",
		    "2015-04-03", true },
		{ "another day", "Ann Lee", "2015-03-04", "Ann Lee",
		    "2015-03-05", false },
		{ "only the month is the other's day", "Ann Lee", "2015-03-04",
		    "Ann Lee", "2015-05-03", false },
		{ "another year", "Ann Lee", "2015-03-04", "Ann Lee",
		    "2016-03-04", false },
		{ "swapped, and another year", "Ann Lee", "2015-03-04",
		    "Ann Lee", "2016-04-03", false },
		{ "another name", "Ann Lee", "2015-03-04", "Bob Lee",
		    "2015-03-04", false },
		{ "another last name", "Ann Lee", "", "Ann Brown", "", false },
		{ "two slips in a word", "Joanna Lee", "", "Jomana Lee", "",
		    false },
		{ "one name less", "Ann Lee", "", "Ann", "", false },
		{ "one name more", "Ann", "", "Ann Lee", "", false },
		{ "prefix is not alike", "Ann Smith", "", "Ann Smithson", "",
		    false },
		{ "no names", "", "2015-03-04", "", "2015-03-04", false },
		{ "no letters", "?", "", "?", "", false },
		{ "NULL", NULL, "", "Ann", "", false },
		{ "bad UTF-8", "Ann\xFF", "", "Ann\xFF", "", false },
		{ "short first letter", "Tom Lee", "", "Dom Lee", "", false },
		{ "not a date", "Ann Lee", "2015", "Ann Lee", "2014", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		if (names_alike(rows[i].a, rows[i].born_a, rows[i].b,
			rows[i].born_b) != rows[i].want ||
		    names_alike(rows[i].b, rows[i].born_b, rows[i].a,
			rows[i].born_a) != rows[i].want)
			fail_msg("%s", rows[i].why);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_may_and_max),
		cmocka_unit_test(test_put_and_remove),
		cmocka_unit_test(test_many_changes),
		cmocka_unit_test(test_many_come_and_go),
		cmocka_unit_test(test_alike),
	};

	if (!text_start())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
