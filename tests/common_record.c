/* common_record.c - proves records: values, lists, JSON in and out. */
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

static struct problems problems;

static void
assert_json(const struct record *r, bool lax, const char *want)
{
	struct buf out = BUF_INIT(1000000);

	record_to_json(r, lax, &out);
	assert_false(out.failed);
	assert_string_equal(buf_str(&out), want);
	buf_done(&out);
}

static void
test_values(void **state)
{
	struct record *r = record_new(&sample);

	(void)state;
	assert_ptr_equal(record_kind(r), &sample);
	assert_true(record_is_empty(r));
	assert_string_equal(record_text(r, "line"), "");
	assert_string_equal(record_text(r, "boxes"), "");
	assert_string_equal(record_text(r, "no such"), "");
	/* Nothing typed is lost, though it is wrong. */
	assert_true(record_set(r, "day", "some day"));
	assert_string_equal(record_text(r, "day"), "some day");
	assert_false(record_is_empty(r));
	assert_true(record_set(r, "day", record_text(r, "day")));
	assert_string_equal(record_text(r, "day"), "some day");
	assert_true(record_set(r, "day", ""));
	assert_true(record_is_empty(r));
	record_free(r);
	record_free(NULL);
}

static void
test_ceiling(void **state)
{
	struct record *r = record_new(&sample);
	struct record *box = record_add(r, "boxes");
	char *big = mem_alloc(KIND_BODY_MAX + 2);

	(void)state;
	memset(big, 'x', KIND_BODY_MAX + 1);
	big[KIND_BODY_MAX + 1] = '\0';
	assert_true(record_set(r, "text", "kept"));
	assert_false(record_set(r, "text", big));
	assert_string_equal(record_text(r, "text"), "kept");
	big[KIND_BODY_MAX] = '\0';
	assert_true(record_set(r, "text", big));
	/* One ceiling for the tree: an item has no room of its own. */
	assert_false(record_set(box, "name", "y"));
	assert_string_equal(record_text(box, "name"), "");
	assert_true(record_set(r, "text", ""));
	assert_true(record_set(box, "name", big));
	assert_false(record_set(r, "line", "y"));
	/* What is removed gives its room back. */
	record_remove(r, "boxes", 0);
	assert_true(record_set(r, "line", big));
	mem_free_text(big);
	record_free(r);
}

static void
test_lists(void **state)
{
	struct record *r = record_new(&sample_box);
	struct record *copy;

	(void)state;
	assert_int_equal(record_count(r, "things"), 0);
	assert_int_equal(record_count(r, "name"), 0);
	assert_int_equal(record_count(r, "no such"), 0);
	assert_null(record_item(r, "things", 0));
	assert_true(record_set(record_add(r, "things"), "what", "a"));
	assert_true(record_set(record_add(r, "things"), "what", "b"));
	assert_true(record_set(record_add(r, "things"), "what", "c"));
	assert_null(record_add(r, "things")); /* max 3 */
	assert_int_equal(record_count(r, "things"), 3);
	copy = record_copy(r);
	assert_true(record_equal(r, copy));
	record_move(r, "things", 0, 2);
	assert_json(r, false,
	    "{\"things\":[{\"what\":\"b\"},{\"what\":\"c\"},{\"what\":\"a\"}]"
	    "}");
	assert_false(record_equal(r, copy));
	record_move(r, "things", 2, 0);
	assert_true(record_equal(r, copy));
	record_move(r, "things", 1, 1);
	record_move(r, "things", 3, 0);
	record_move(r, "things", 0, 3);
	record_remove(r, "things", 3);
	record_remove(r, "no such", 0);
	assert_true(record_equal(r, copy));
	record_remove(r, "things", 1);
	assert_json(
	    r, false, "{\"things\":[{\"what\":\"a\"},{\"what\":\"c\"}]}");
	assert_null(record_item(r, "things", 2));
	assert_true(record_set(record_item(r, "things", 1), "what", "C"));
	assert_string_equal(
	    record_text(record_item(copy, "things", 2), "what"), "c");
	record_free(copy);
	record_free(r);
}

static void
test_equal(void **state)
{
	struct record *a = record_new(&sample_box);
	struct record *b = record_new(&sample_box);
	struct record *other = record_new(&sample_thing);

	(void)state;
	assert_true(record_equal(a, b));
	assert_false(record_equal(a, other));
	assert_true(record_set(a, "name", "x"));
	assert_false(record_equal(a, b));
	assert_true(record_set(b, "name", "y"));
	assert_false(record_equal(a, b));
	assert_true(record_set(b, "name", "xx"));
	assert_false(record_equal(a, b));
	assert_true(record_set(b, "name", "x"));
	assert_true(record_equal(a, b));
	record_add(a, "things");
	assert_false(record_equal(a, b));
	assert_false(record_equal(b, a));
	record_add(b, "things");
	assert_true(record_equal(a, b));
	assert_true(record_set(record_item(b, "things", 0), "what", "x"));
	assert_false(record_equal(a, b));
	record_free(a);
	record_free(b);
	record_free(other);
}

enum { BOTH, STRICT, LAX };

static const struct {
	const char *why;
	int manner;
	const char *json;
	enum err want;
	const char *field; /* of the first problem */
	const char *code;
	const char *says;
	const char *back; /* to JSON again in the same manner; NULL: as json */
} json_rows[] = {
	{ "every type", STRICT, WHOLE, ERR_OK, NULL, NULL, NULL, NULL },
	{ "nothing", BOTH, "{}", ERR_OK, NULL, NULL, NULL, NULL },
	{ "null is nothing", BOTH, "{\"line\":null,\"boxes\":null}", ERR_OK,
	    NULL, NULL, NULL, "{}" },
	{ "empty is nothing", BOTH, "{\"line\":\"\",\"types\":[],\"boxes\":[]}",
	    ERR_OK, NULL, NULL, NULL, "{}" },
	{ "table order", BOTH, "{\"text\":\"b\",\"line\":\"a\"}", ERR_OK, NULL,
	    NULL, NULL, "{\"line\":\"a\",\"text\":\"b\"}" },
	{ "space goes", BOTH, " { \"line\" : \"a\" } ", ERR_OK, NULL, NULL,
	    NULL, "{\"line\":\"a\"}" },
	{ "sets in table order, once", STRICT,
	    "{\"types\":[\"green\",\"red\",\"green\"]}", ERR_OK, NULL, NULL,
	    NULL, "{\"types\":[\"red\",\"green\"]}" },
	{ "false", STRICT, "{\"sure\":false}", ERR_OK, NULL, NULL, NULL, NULL },
	{ "odd text is for record_check", BOTH, "{\"day\":\"some day\"}",
	    ERR_OK, NULL, NULL, NULL, NULL },
	{ "broken", BOTH, "{\"line\":", ERR_SYNTAX, NULL, NULL, NULL, NULL },
	{ "no bytes", BOTH, "", ERR_SYNTAX, NULL, NULL, NULL, NULL },
	{ "twice", BOTH, "{\"line\":\"a\",\"line\":\"b\"}", ERR_SYNTAX, NULL,
	    NULL, NULL, NULL },
	{ "a NUL", BOTH, "{\"line\":\"a\\u0000b\"}", ERR_SYNTAX, NULL, NULL,
	    NULL, NULL },
	{ "no object", BOTH, "[]", ERR_INVALID, "", "bad_value", "object",
	    NULL },
	{ "no object either", BOTH, "\"x\"", ERR_INVALID, "", "bad_value",
	    "object", NULL },
	{ "unknown member", STRICT, "{\"lime\":\"a\"}", ERR_INVALID, "",
	    "unknown", "\"lime\" is no field of Sample", NULL },
	{ "a capital", STRICT, "{\"Line\":\"a\"}", ERR_INVALID, "", "unknown",
	    "Line", NULL },
	{ "unknown in an item", STRICT, "{\"boxes\":[{},{\"x\":1}]}",
	    ERR_INVALID, "boxes.1", "unknown", "Boxes, number 2: \"x\"", NULL },
	{ "number for a line", STRICT, "{\"line\":1}", ERR_INVALID, "line",
	    "bad_value", "Line must be sent as text", NULL },
	{ "list for a line", STRICT, "{\"line\":[\"a\"]}", ERR_INVALID, "line",
	    "bad_value", "as text", NULL },
	{ "bool for a date", STRICT, "{\"day\":true}", ERR_INVALID, "day",
	    "bad_value", "as text", NULL },
	{ "text for a set", STRICT, "{\"types\":\"red\"}", ERR_INVALID, "types",
	    "bad_value", "list of codes", NULL },
	{ "numbers in a set", STRICT, "{\"types\":[1]}", ERR_INVALID, "types",
	    "bad_value", "list of codes", NULL },
	{ "two codes in one", STRICT, "{\"types\":[\"red green\"]}",
	    ERR_INVALID, "types", "bad_value", "list of codes", NULL },
	{ "an empty code", STRICT, "{\"types\":[\"\"]}", ERR_INVALID, "types",
	    "bad_value", "list of codes", NULL },
	{ "text for yes or no", STRICT, "{\"sure\":\"yes\"}", ERR_INVALID,
	    "sure", "bad_value", "true or false", NULL },
	{ "number for yes or no", STRICT, "{\"sure\":1}", ERR_INVALID, "sure",
	    "bad_value", "true or false", NULL },
	{ "text for a number", STRICT, "{\"score\":\"1\"}", ERR_INVALID,
	    "score", "bad_value", "whole number", NULL },
	{ "a fraction", STRICT, "{\"score\":1.5}", ERR_INVALID, "score",
	    "bad_value", "whole number", NULL },
	{ "object for a list", STRICT, "{\"boxes\":{}}", ERR_INVALID, "boxes",
	    "bad_value", "list of entries", NULL },
	{ "text in a list", STRICT, "{\"boxes\":[{},\"a\"]}", ERR_INVALID,
	    "boxes.1", "bad_value", "list of entries", NULL },
	{ "a list over its max", STRICT,
	    "{\"boxes\":[{\"things\":[{},{},{},{}]}]}", ERR_INVALID,
	    "boxes.0.things", "too_long", "at most 3", NULL },
	{ "a line over its max", STRICT,
	    "{\"line\":\"12345678901234567890123456789012345678901\"}",
	    ERR_INVALID, "line", "too_long",
	    "Line is too long: at most 40 characters are kept, this has 41.",
	    NULL },
	{ "a line at its max", STRICT,
	    "{\"line\":\"1234567890123456789012345678901234567890\"}", ERR_OK,
	    NULL, NULL, NULL, NULL },
	{ "accents take more", STRICT,
	    "{\"line\":\"\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9"
	    "\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9"
	    "\u00e9\u00e9\u00e9\"}",
	    ERR_INVALID, "line", "too_long", "accent counts as two", NULL },
	{ "lax: unknown passed over", LAX, "{\"lime\":[{}],\"line\":\"a\"}",
	    ERR_OK, NULL, NULL, NULL, "{\"line\":\"a\"}" },
	{ "lax: text for anything", LAX,
	    "{\"types\":\"red pin\",\"sure\":\"perhaps\",\"score\":\"x\"}",
	    ERR_OK, NULL, NULL, NULL, NULL },
	{ "lax: strict forms too", LAX,
	    "{\"types\":[\"green\",\"red\"],\"sure\":true,\"score\":4}", ERR_OK,
	    NULL, NULL, NULL,
	    "{\"types\":\"red green\",\"sure\":\"yes\",\"score\":\"4\"}" },
	{ "lax: a set of a newer table", LAX, "{\"types\":[\"pink\",\"red\"]}",
	    ERR_OK, NULL, NULL, NULL, "{\"types\":\"pink red\"}" },
	{ "lax: long text", LAX,
	    "{\"line\":\"12345678901234567890123456789012345678901\"}", ERR_OK,
	    NULL, NULL, NULL, NULL },
	{ "lax: a longer list", LAX, "{\"boxes\":[{\"things\":[{},{},{},{}]}]}",
	    ERR_OK, NULL, NULL, NULL, NULL },
	{ "lax: what is no text goes", LAX,
	    "{\"line\":{},\"text\":[1],\"boxes\":\"a\"}", ERR_OK, NULL, NULL,
	    NULL, "{}" },
};

static void
read_row(size_t i, bool lax)
{
	const char *json = json_rows[i].json;
	struct errinfo e = { 0 };
	struct record *r;
	enum err err;

	print_message("%s\n", json_rows[i].why);
	err = record_from_json(
	    &r, &sample, json, strlen(json), lax, &problems, &e);
	assert_int_equal(err, json_rows[i].want);
	if (err != ERR_OK) {
		assert_null(r);
		assert_int_equal(e.code, err);
		assert_int_equal(problems.count > 0, err == ERR_INVALID);
	} else {
		assert_int_equal(problems.count, 0);
		assert_json(r, lax,
		    json_rows[i].back != NULL ? json_rows[i].back : json);
	}
	if (json_rows[i].field != NULL) {
		assert_string_equal(problems.at[0].field, json_rows[i].field);
		assert_string_equal(problems.at[0].code, json_rows[i].code);
		assert_non_null(strstr(problems.at[0].says, json_rows[i].says));
		assert_string_equal(e.says, problems.at[0].says);
		assert_string_equal(e.field, problems.at[0].field);
	}
	record_free(r);
}

static void
test_json(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(json_rows) / sizeof(json_rows[0]); i++) {
		if (json_rows[i].manner != LAX)
			read_row(i, false);
		if (json_rows[i].manner != STRICT)
			read_row(i, true);
	}
}

static void
test_json_all_problems(void **state)
{
	const char *json = "{\"line\":1,\"sure\":2,\"x\":3}";
	struct errinfo e;
	struct record *r;

	(void)state;
	assert_int_equal(record_from_json(&r, &sample, json, strlen(json),
			     false, &problems, &e),
	    ERR_INVALID);
	assert_int_equal(problems.count, 3);
	assert_string_equal(problems.at[1].field, "sure");
	/* Without a list of problems the first sentence is enough. */
	assert_int_equal(
	    record_from_json(&r, &sample, json, strlen(json), false, NULL, &e),
	    ERR_INVALID);
	assert_string_equal(e.field, "line");
	assert_int_equal(record_from_json(&r, &sample, json, strlen(json),
			     false, NULL, NULL),
	    ERR_INVALID);
}

static void
test_json_too_big(void **state)
{
	struct buf json = BUF_INIT(10000000);
	struct errinfo e;
	struct record *r;

	(void)state;
	buf_adds(&json, "{\"boxes\":[");
	for (int i = 0; i < 5000; i++)
		buf_adds(&json, i > 0 ? ",{}" : "{}");
	buf_adds(&json, "]}");
	assert_int_equal(record_from_json(&r, &sample, json.data, json.len,
			     false, &problems, &e),
	    ERR_INVALID);
	assert_int_equal(record_from_json(&r, &sample, json.data, json.len,
			     true, &problems, &e),
	    ERR_TOO_BIG);
	buf_clear(&json);
	buf_adds(&json, "{\"text\":\"");
	for (int i = 0; i < KIND_BODY_MAX; i++)
		buf_addc(&json, 'x');
	buf_adds(&json, "\"}");
	assert_int_equal(record_from_json(&r, &sample, json.data, json.len,
			     false, &problems, &e),
	    ERR_TOO_BIG);
	assert_int_equal(record_from_json(&r, &sample, json.data, json.len,
			     true, &problems, &e),
	    ERR_OK);
	record_free(r);
	buf_done(&json);
}

/* A draft of the worst text that fits comes back as it was (promise 2). */
static void
test_draft_comes_back(void **state)
{
	struct record *r = record_new(&sample);
	struct buf json = BUF_INIT((size_t)KIND_BODY_MAX * 8);
	char *worst = mem_alloc(KIND_BODY_MAX + 1);
	struct record *back;

	(void)state;
	memset(worst, '\x01', KIND_BODY_MAX);
	worst[KIND_BODY_MAX] = '\0';
	assert_true(record_set(r, "text", worst));
	record_to_json(r, true, &json);
	assert_false(json.failed);
	assert_int_equal(record_from_json(&back, &sample, json.data, json.len,
			     true, NULL, NULL),
	    ERR_OK);
	assert_true(record_equal(r, back));
	record_free(back);
	/* Bytes that are no UTF-8 cannot make the rest unreadable. */
	assert_true(record_set(r, "text", "a\xFF\xC3(\xE2\x82"));
	assert_json(r, true, "{\"text\":\"a\uFFFD\uFFFD(\uFFFD\uFFFD\"}");
	mem_free_text(worst);
	buf_done(&json);
	record_free(r);
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
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_ceiling),
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_equal),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_json_all_problems),
		cmocka_unit_test(test_json_too_big),
		cmocka_unit_test(test_draft_comes_back),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}
