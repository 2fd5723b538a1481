/* common_json.c - reading JSON through the gate, and writing it. */
#include "json.h"

#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cJSON.h>
#include <cmocka.h>

#include "jscan.h"
#include "json_agree.h"

static struct json *
parse(const char *text)
{
	struct json *doc = NULL;
	struct errinfo e = { 0 };

	if (json_parse(&doc, text, strlen(text), 100000, &e) != ERR_OK)
		fail_msg("%s: %s", text, e.says);
	assert_true(json_agrees(text, strlen(text), doc));
	return doc;
}

static void
test_parse_refuses(void **state)
{
	static const struct {
		const char *why, *text;
		size_t max;
		enum err want;
		const char *says;
	} rows[] = {
		{ "nothing", "", 100, ERR_SYNTAX, "a value is expected" },
		{ "more after it", "{} {}", 100, ERR_SYNTAX, "follows" },
		{ "a raw newline", "\"\n\"", 100, ERR_SYNTAX, "control" },
		{ "broken UTF-8", "\"\xff\"", 100, ERR_SYNTAX, "UTF-8" },
		{ "a key twice", "{\"a\":1,\"a\":2}", 100, ERR_SYNTAX,
		    "twice" },
		{ "U+0000", "\"x\\u0000y\"", 100, ERR_SYNTAX, "U+0000" },
		{ "1e400", "[1e400]", 100, ERR_SYNTAX, "too large" },
		{ "2^53 + 1", "9007199254740993", 100, ERR_SYNTAX, "2^53" },
		{ "a comma too many", "[1,]", 100, ERR_SYNTAX, "comma" },
		{ "too long", "[1,2]", 4, ERR_TOO_BIG, "5 bytes" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct json *doc = (struct json *)(void *)&i;
		struct errinfo e = { 0 };
		enum err got = json_parse(
		    &doc, rows[i].text, strlen(rows[i].text), rows[i].max, &e);

		if (got != rows[i].want || e.code != got || doc ||
		    !strstr(e.says, rows[i].says))
			fail_msg("%s: %d %s", rows[i].why, (int)got, e.says);
	}
}

static void
test_text_need_not_end_in_nul(void **state)
{
	char text[] = { '[', '1', '2', ']', '3', '4' };
	struct json *doc;

	(void)state;
	assert_int_equal(json_parse(&doc, text, 4, 9, NULL), ERR_OK);
	memset(text, 'x', sizeof(text));
	assert_int_equal(json_int(json_at(doc, 0), -1), 12);
	json_free(doc);
	text[1] = '7';
	assert_int_equal(json_parse(&doc, text + 1, 1, 9, NULL), ERR_OK);
	assert_int_equal(json_int(doc, -1), 7);
	json_free(doc);
}

static void
test_getters(void **state)
{
	struct json *doc = parse("{\"a\":\"x\",\"A\":\"y\",\"n\":5,\"t\":true,"
				 "\"f\":false,\"z\":null,\"l\":[1,\"2\",[]],"
				 "\"e\":\"\"}");
	const struct json *list = json_get(doc, "l");

	(void)state;
	assert_string_equal(json_text_of(doc, "a", "no"), "x");
	assert_string_equal(json_text_of(doc, "A", "no"), "y");
	assert_string_equal(json_text_of(doc, "e", "no"), "");
	assert_int_equal(json_int_of(doc, "n", -1), 5);
	assert_true(json_true(json_get(doc, "t")));
	assert_false(json_true(json_get(doc, "f")));
	assert_true(json_is_bool(json_get(doc, "f")));
	assert_true(json_is_null(json_get(doc, "z")));
	assert_int_equal(json_count(doc), 8);
	assert_int_equal(json_count(list), 3);
	assert_int_equal(json_int(json_at(list, 0), -1), 1);
	assert_string_equal(json_text(json_at(list, 1)), "2");
	assert_string_equal(json_key(json_first(doc)), "a");
	assert_string_equal(json_key(json_next(json_first(doc))), "A");
	assert_null(json_key(json_first(list)));
	json_free(doc);
}

static int freed, unwiped;

/* Numbers are looked for by the bytes of the double. */
static void
free_and_look(void *p)
{
	static const double number = 8414709848;
	size_t size = p ? malloc_usable_size(p) : 0;

	freed += p != NULL;
	if (p && (memmem(p, size, "Zaphod", 6) ||
		     memmem(p, size, &number, sizeof(number))))
		unwiped++;
	free(p);
}

/* Names and case text do not stay behind in free memory. */
static void
test_free_wipes(void **state)
{
	static const char text[] = "{\"Zaphod 1\":[\"Zaphod 2\",8414709848,"
				   "{\"a\":\"\\u005aaphod 3\"}]}";
	cJSON_Hooks look = { .malloc_fn = malloc, .free_fn = free_and_look };
	cJSON_Hooks usual = { .malloc_fn = malloc, .free_fn = free };
	struct json *doc;

	(void)state;
	json_free(parse("1")); /* what json.c sets, it has set now */
	cJSON_InitHooks(&look);
	doc = parse(text);
	assert_string_equal(
	    json_text(json_at(json_get(doc, "Zaphod 1"), 0)), "Zaphod 2");
	json_free(doc);
	cJSON_InitHooks(&usual);
	assert_true(freed >= 9);
	assert_int_equal(unwiped, 0);
}

/* What is not there, or of another kind, is "not there", never a crash. */
static void
test_not_there(void **state)
{
	struct json *doc = parse("{\"a\":\"x\",\"n\":5,\"l\":[[1]],\"z\":null,"
				 "\"s\":\"5\",\"one\":1}");
	const struct json *list = json_get(doc, "l");

	(void)state;
	assert_null(json_get(doc, "b"));
	assert_null(json_get(doc, "N"));
	assert_null(json_get(doc, ""));
	assert_null(json_get(list, "a"));
	assert_null(json_get(json_get(doc, "a"), "x"));
	assert_null(json_get(json_get(json_get(doc, "b"), "c"), "d"));
	assert_null(json_get(NULL, "a"));
	assert_null(json_at(list, 1));
	assert_null(json_at(list, SIZE_MAX));
	assert_null(json_at(list, (size_t)UINT32_MAX + 1));
	assert_null(json_at(doc, 0));
	assert_null(json_at(NULL, 0));
	assert_null(json_first(NULL));
	assert_null(json_first(json_get(doc, "a")));
	assert_null(json_next(NULL));
	assert_null(json_next(doc));
	assert_null(json_key(doc));
	assert_null(json_key(NULL));
	assert_int_equal(json_count(NULL), 0);
	assert_int_equal(json_count(json_get(doc, "a")), 0);
	assert_null(json_text(json_get(doc, "n")));
	assert_null(json_text(json_get(doc, "z")));
	assert_null(json_text(NULL));
	assert_string_equal(json_text_of(doc, "n", "no"), "no");
	assert_null(json_text_of(NULL, "n", NULL));
	assert_int_equal(json_int_of(doc, "s", -1), -1);
	assert_int_equal(json_int_of(doc, "l", -1), -1);
	assert_int_equal(json_int_of(NULL, "l", -1), -1);
	assert_false(json_true(json_get(doc, "one")));
	assert_false(json_true(NULL));
	assert_false(json_is_object(NULL) || json_is_array(NULL) ||
		     json_is_string(NULL) || json_is_number(NULL) ||
		     json_is_bool(NULL) || json_is_null(NULL));
	json_free(doc);
	json_free(NULL);
}

static void
test_whole_numbers(void **state)
{
	static const struct {
		const char *text;
		int64_t want; /* -7: none */
	} rows[] = {
		{ "0", 0 },
		{ "-0", 0 },
		{ "-1", -1 },
		{ "2147483648", INT64_C(2147483648) },
		{ "1767225600000", INT64_C(1767225600000) },
		{ "9007199254740992", INT64_C(9007199254740992) },
		{ "9007199254740991", INT64_C(9007199254740991) },
		{ "-9007199254740992", -INT64_C(9007199254740992) },
		{ "1.0", 1 },
		{ "1e3", 1000 },
		{ "1.5", -7 },
		{ "1e-3", -7 },
		{ "1e16", -7 },
		{ "-1e16", -7 },
		{ "1e300", -7 },
		{ "\"1\"", -7 },
		{ "true", -7 },
		{ "null", -7 },
		{ "[1]", -7 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct json *doc = parse(rows[i].text);

		if (json_int(doc, -7) != rows[i].want)
			fail_msg("%s: %lld", rows[i].text,
			    (long long)json_int(doc, -7));
		json_free(doc);
	}
}

static void
test_write(void **state)
{
	struct buf b = BUF_INIT(1000);
	struct jw w = JW_INIT(&b);

	(void)state;
	jw_open(&w, NULL);
	jw_text(&w, "a", "x");
	jw_int(&w, "n", -5);
	jw_open_list(&w, "l");
	jw_int(&w, NULL, 1);
	jw_open(&w, NULL);
	jw_close(&w);
	jw_open_list(&w, NULL);
	jw_close_list(&w);
	jw_bool(&w, NULL, true);
	jw_bool(&w, NULL, false);
	jw_null(&w, NULL);
	jw_text(&w, NULL, NULL);
	jw_close_list(&w);
	jw_raw(&w, "r", "{\"k\":[1]}", 9);
	jw_textn(&w, "t", "abcdef", 3);
	jw_open(&w, "\"\n");
	jw_text(&w, "", "");
	jw_close(&w);
	jw_null(&w, "z");
	jw_close(&w);
	assert_string_equal(buf_str(&b),
	    "{\"a\":\"x\",\"n\":-5,\"l\":[1,{},[],true,false,null,null],"
	    "\"r\":{\"k\":[1]},\"t\":\"abc\",\"\\\"\\n\":{\"\":\"\"},"
	    "\"z\":null}");
	assert_false(b.failed);
	assert_int_equal(jscan_check(b.data, b.len, 1000, NULL), ERR_OK);
	buf_done(&b);
}

static void
test_write_escapes(void **state)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{ "", "\"\"" },
		{ "a", "\"a\"" },
		{ "\"", "\"\\\"\"" },
		{ "\\", "\"\\\\\"" },
		{ "/", "\"/\"" },
		{ "\b\f\n\r\t", "\"\\b\\f\\n\\r\\t\"" },
		{ "\x01\x1f\x1b[0m", "\"\\u0001\\u001f\\u001b[0m\"" },
		{ "\x7f", "\"\x7f\"" },
		{ "a\nb\nc", "\"a\\nb\\nc\"" },
		{ "caf\xc3\xa9 \xf0\x9f\x98\x80", "\"caf\xc3\xa9 \xf0\x9f"
						  "\x98\x80\"" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf b = BUF_INIT(1000);
		struct jw w = JW_INIT(&b);
		struct json *doc;

		jw_text(&w, NULL, rows[i].text);
		assert_string_equal(buf_str(&b), rows[i].want);
		doc = parse(buf_str(&b));
		assert_string_equal(json_text(doc), rows[i].text);
		json_free(doc);
		buf_done(&b);
	}
}

/* Every character there is comes back as it was. */
static void
test_every_character_comes_back(void **state)
{
	(void)state;
	for (uint32_t from = 1; from < 0x110000; from += 0x800) {
		struct buf b = BUF_INIT(100000), text = BUF_INIT(100000);
		struct jw w = JW_INIT(&b);
		struct json *doc;

		if (from > 0xD000 && from < 0xE000)
			from = 0xE000;
		for (uint32_t cp = from; cp < from + 0x800; cp++) {
			char utf8[4];

			if ((cp < 0xD800 || cp > 0xDFFF) && cp < 0x110000)
				buf_add(&text, utf8, agree_utf8(utf8, cp));
		}
		jw_text(&w, NULL, buf_str(&text));
		doc = parse(buf_str(&b));
		assert_string_equal(json_text(doc), buf_str(&text));
		json_free(doc);
		buf_done(&b);
		buf_done(&text);
	}
}

static void
test_write_numbers(void **state)
{
	static const struct {
		int64_t n;
		bool fails;
	} rows[] = {
		{ 0, false },
		{ -1, false },
		{ INT64_C(9007199254740992), false },
		{ -INT64_C(9007199254740992), false },
		{ INT64_C(9007199254740993), true },
		{ -INT64_C(9007199254740993), true },
		{ INT64_MAX, true },
		{ INT64_MIN, true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf b = BUF_INIT(1000);
		struct jw w = JW_INIT(&b);

		jw_int(&w, NULL, rows[i].n);
		assert_int_equal(b.failed, rows[i].fails);
		assert_int_equal(jscan_check(b.data, b.len, 1000, NULL),
		    rows[i].fails ? ERR_SYNTAX : ERR_OK);
		buf_done(&b);
	}
}

/* The writer fails as its buf fails, and says so once at the end. */
static void
test_write_too_much(void **state)
{
	for (size_t max = 0; max < 30; max++) {
		struct buf b = BUF_INIT(max);
		struct jw w = JW_INIT(&b);

		(void)state;
		jw_open(&w, NULL);
		jw_text(&w, "abc", "def\n");
		jw_int(&w, "n", 12);
		jw_close(&w);
		assert_int_equal(b.failed, max < 22);
		buf_done(&b);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse_refuses),
		cmocka_unit_test(test_text_need_not_end_in_nul),
		cmocka_unit_test(test_getters),
		cmocka_unit_test(test_free_wipes),
		cmocka_unit_test(test_not_there),
		cmocka_unit_test(test_whole_numbers),
		cmocka_unit_test(test_write),
		cmocka_unit_test(test_write_escapes),
		cmocka_unit_test(test_every_character_comes_back),
		cmocka_unit_test(test_write_numbers),
		cmocka_unit_test(test_write_too_much),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
