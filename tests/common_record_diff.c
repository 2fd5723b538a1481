/* common_record_diff.c - how two versions differ, and how they are joined
 * (promises 1 and 4). */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "mem.h"
#include "sample_kind.h"

static struct record *
made(const char *json)
{
	struct record *r = NULL;
	struct errinfo e = { 0 };

	if (record_from_json(&r, &sample, json, strlen(json), true, NULL, &e) !=
	    ERR_OK)
		fail_msg("%s: %s", json, e.says);
	return r;
}

static const struct record_diff_words words = { "was: ", "now: " };

#define LONG                                                              \
	"It was raining when we came to the house and nobody opened the " \
	"door for a long while although a light was on in the kitchen. "

static const struct {
	const char *why, *before, *after, *fields, *text;
} rows[] = {
	{ "nothing differs", "{\"line\":\"Ann\"}", "{\"line\":\"Ann\"}", "",
	    "" },
	{ "both empty", "{}", "{}", "", "" },
	{ "a line is new", "{}", "{\"line\":\"Ann\"}", "line",
	    "Line\n  now: Ann\n" },
	{ "a line was taken out", "{\"line\":\"Ann\"}", "{}", "line",
	    "Line\n  was: Ann\n  now: (nothing)\n" },
	{ "a line is another", "{\"line\":\"Ann\"}", "{\"line\":\"Anna\"}",
	    "line", "Line\n  was: Ann\n  now: Anna\n" },
	{ "choices by their label", "{\"colour\":\"red\"}",
	    "{\"colour\":\"dark_blue\"}", "colour",
	    "Colour\n  was: Red\n  now: Dark blue\n" },
	{ "the order of the table", "{\"sure\":true,\"line\":\"a\"}",
	    "{\"line\":\"b\",\"sure\":false}", "line sure",
	    "Line\n  was: a\n  now: b\nSure?\n  was: Yes\n  now: No\n" },
	{ "a long text: what differs, with some words around it",
	    "{\"text\":\"" LONG "He was cold. " LONG "\"}",
	    "{\"text\":\"" LONG "He was warm. " LONG "\"}", "text",
	    "Text\n"
	    "  was: ... long while although a light was on in the\n"
	    "  kitchen. He was cold. It was raining when we came\n"
	    "  to the house and nobody opened...\n"
	    "  now: ... long while although a light was on in the\n"
	    "  kitchen. He was warm. It was raining when we came\n"
	    "  to the house and nobody opened...\n" },
	{ "characters are not cut in two", "{\"line\":\"\303\251\"}",
	    "{\"line\":\"\303\250\"}", "line",
	    "Line\n  was: \303\251\n  now: \303\250\n" },
	{ "hostile text shows as marks", "{}", "{\"line\":\"a\342\200\256b\"}",
	    "line", "Line\n  now: a<202E>b\n" },
	{ "an item is new", "{\"boxes\":[{\"name\":\"a\"}]}",
	    "{\"boxes\":[{\"name\":\"a\"},{\"name\":\"b\"}]}", "boxes",
	    "Boxes\n  2, new:\n    Name\n        b\n" },
	{ "an item was taken out",
	    "{\"boxes\":[{\"name\":\"a\"},{\"name\":\"b\"}]}",
	    "{\"boxes\":[{\"name\":\"b\"}]}", "boxes",
	    "Boxes\n  1, taken out:\n    Name\n        a\n" },
	{ "an item is another",
	    "{\"boxes\":[{\"name\":\"a\"},{\"name\":\"b\"}]}",
	    "{\"boxes\":[{\"name\":\"x\"},{\"name\":\"b\"}]}", "boxes",
	    "Boxes\n  1, changed:\n    Name\n      was: a\n"
	    "      now: x\n" },
	{ "a list within a list",
	    "{\"boxes\":[{\"name\":\"a\",\"things\":[{\"what\":\"k\"}]}]}",
	    "{\"boxes\":[{\"name\":\"a\",\"things\":[]}]}", "boxes",
	    "Boxes\n  1, changed:\n    Things\n"
	    "      1, taken out:\n        What\n            k\n" },
};

static void
test_diff(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct field *f[KIND_FIELDS_MAX];
		struct buf out = BUF_INIT(100000), keys = BUF_INIT(1000);
		struct record *a = made(rows[i].before);
		struct record *b = made(rows[i].after);
		size_t n = record_diff(a, b, f);

		for (size_t k = 0; k < n; k++)
			buf_addf(&keys, "%s%s", k ? " " : "", f[k]->key);
		record_diff_text(a, b, &words, 52, NULL, NULL, &out);
		if (strcmp(buf_str(&keys), rows[i].fields) != 0 ||
		    strcmp(buf_str(&out), rows[i].text) != 0)
			fail_msg("%s:\n%s\n%s", rows[i].why, buf_str(&keys),
			    buf_str(&out));
		record_free(a);
		record_free(b);
		buf_done(&out);
		buf_done(&keys);
	}
}

/* Any two texts: all that differs is shown, whichever side is looked at. */
static void
test_nothing_is_hidden(void **state)
{
	static const char *const parts[] = { "\303\251t\303\251 ", "cold ",
		LONG, "\n", "\360\237\230\200", "x" };
	struct buf a = BUF_INIT(100000), b = BUF_INIT(100000);

	(void)state;
	for (unsigned n = 0; n < 6 * 6 * 6 * 6; n++) {
		struct record *ra = record_new(&sample);
		struct record *rb = record_new(&sample);
		struct buf out = BUF_INIT(1000000);

		buf_clear(&a);
		buf_clear(&b);
		buf_addf(&a, "%s%s%s", LONG, parts[n % 6], parts[n / 6 % 6]);
		buf_addf(
		    &b, "%s%s%s", LONG, parts[n / 36 % 6], parts[n / 216 % 6]);
		buf_adds(&a, "ALPHA");
		buf_adds(&b, "OMEGA");
		record_set(ra, "text", buf_str(&a));
		record_set(rb, "text", buf_str(&b));
		record_diff_text(ra, rb, &words, 4000, NULL, NULL, &out);
		assert_non_null(strstr(buf_str(&out), "ALPHA"));
		assert_non_null(strstr(buf_str(&out), "OMEGA"));
		record_free(ra);
		record_free(rb);
		buf_done(&out);
	}
	buf_done(&a);
	buf_done(&b);
}

static const struct {
	const char *why, *to, *from, *key, *taken,
	    *both; /* both NULL: cannot */
} joins[] = {
	{ "a line", "{\"line\":\"a\"}", "{\"line\":\"b\"}", "line",
	    "{\"line\":\"b\"}", NULL },
	{ "an empty one", "{\"line\":\"a\"}", "{}", "line", "{}", NULL },
	{ "a text", "{\"text\":\"a\"}", "{\"text\":\"b\"}", "text",
	    "{\"text\":\"b\"}", "{\"text\":\"a\\n\\nb\"}" },
	{ "a text onto nothing", "{}", "{\"text\":\"b\"}", "text",
	    "{\"text\":\"b\"}", "{\"text\":\"b\"}" },
	{ "a set", "{\"types\":[\"green\"]}", "{\"types\":[\"red\",\"green\"]}",
	    "types", "{\"types\":[\"red\",\"green\"]}",
	    "{\"types\":[\"red\",\"green\"]}" },
	{ "a list, what is in both stands once",
	    "{\"boxes\":[{\"name\":\"a\"},{\"name\":\"b\"}]}",
	    "{\"boxes\":[{\"name\":\"b\"},{\"name\":\"c\","
	    "\"things\":[{\"what\":\"k\"}]}]}",
	    "boxes",
	    "{\"boxes\":[{\"name\":\"b\"},{\"name\":\"c\","
	    "\"things\":[{\"what\":\"k\"}]}]}",
	    "{\"boxes\":[{\"name\":\"a\"},{\"name\":\"b\"},{\"name\":\"c\","
	    "\"things\":[{\"what\":\"k\"}]}]}" },
};

static void
assert_json(const char *why, struct record *r, const char *want)
{
	struct buf out = BUF_INIT(100000);
	struct civil now = { .year = 2026, .month = 4, .day = 3 };

	record_normalise(r, &now);
	record_to_json(r, false, &out);
	if (strcmp(buf_str(&out), want) != 0)
		fail_msg("%s: %s", why, buf_str(&out));
	buf_done(&out);
}

static void
test_join(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(joins) / sizeof(joins[0]); i++) {
		const struct field *f = kind_field(&sample, joins[i].key);
		struct record *to = made(joins[i].to);
		struct record *from = made(joins[i].from);

		record_take(to, from, f);
		assert_json(joins[i].why, to, joins[i].taken);
		record_free(to);
		to = made(joins[i].to);
		if (record_take_both(to, from, f) != (joins[i].both != NULL))
			fail_msg("%s", joins[i].why);
		assert_json(joins[i].why, to,
		    joins[i].both ? joins[i].both : joins[i].to);
		record_free(to);
		record_free(from);
	}
}

/* What does not fit is not cut: it is left as it was, and said. */
static void
test_join_too_long(void **state)
{
	struct record *to = record_new(&sample), *from = record_new(&sample);
	char *text = mem_zalloc(1, KIND_TEXT_MAX + 1);

	(void)state;
	memset(text, 'w', KIND_TEXT_MAX);
	record_set(to, "text", text);
	record_set(from, "text", "b");
	assert_false(record_take_both(to, from, kind_field(&sample, "text")));
	assert_int_equal(strlen(record_text(to, "text")), KIND_TEXT_MAX);
	mem_free_text(text);
	record_free(to);
	record_free(from);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_diff),
		cmocka_unit_test(test_nothing_is_hidden),
		cmocka_unit_test(test_join),
		cmocka_unit_test(test_join_too_long),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
