/* common_jscan.c - what the strict gate lets through, and what not.
 *
 * The corpus is one table: each row breaks one rule of RFC 8259 or of
 * reliability.md, or stands just on the right side of it. */
#include "jscan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "json.h"
#include "json_agree.h"

#define ENOUGH 1000000

/* Text with its length, so that a row may hold a NUL. */
#define T(s) s, sizeof(s) - 1

static const struct row {
	const char *why;
	const char *text;
	size_t len;
	const char *says; /* words of the sentence, or NULL if accepted */
} rows[] = {
#include "jscan_accepted.h"
#include "jscan_refused.h"
};

static void
check_row(const struct row *r)
{
	struct errinfo e = { 0 };
	enum err got = jscan_check(r->text, r->len, ENOUGH, &e);
	struct json *doc = NULL;

	if (r->says) {
		if (got != ERR_SYNTAX)
			fail_msg("%s: was let through", r->why);
		if (e.code != ERR_SYNTAX || !strstr(e.says, r->says) ||
		    !strstr(e.says, "Nothing of it was used"))
			fail_msg("%s: says: %s", r->why, e.says);
		if (json_parse(&doc, r->text, r->len, ENOUGH, NULL) !=
			ERR_SYNTAX ||
		    doc)
			fail_msg("%s: parsed", r->why);
		return;
	}
	if (got != ERR_OK)
		fail_msg("%s: refused: %s", r->why, e.says);
	if (json_parse(&doc, r->text, r->len, ENOUGH, &e) != ERR_OK)
		fail_msg("%s: not parsed: %s", r->why, e.says);
	if (!json_agrees(r->text, r->len, doc))
		fail_msg("%s: parsed to something else", r->why);
	json_free(doc);
}

static void
test_rows(void **state)
{
	size_t accepted = 0, rejected = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		check_row(&rows[i]);
		*(rows[i].says ? &rejected : &accepted) += 1;
	}
	assert_true(rejected >= 150);
	assert_true(accepted >= 60);
}

/* The same rows in memory that ends where they end, for the sanitizers, and
 * each inside an array: a value stays right or wrong there, unless what is
 * wrong is only what is around it. */
static void
test_rows_end_where_they_end(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *r = &rows[i];
		char *exact = malloc(r->len ? r->len : 1);
		char *in = malloc(r->len + 2);

		memcpy(exact, r->text, r->len);
		assert_int_equal(jscan_check(exact, r->len, ENOUGH, NULL),
		    r->says ? ERR_SYNTAX : ERR_OK);
		in[0] = '[';
		memcpy(in + 1, r->text, r->len);
		in[r->len + 1] = ']';
		if (!r->says && !strstr(r->why, "deep"))
			assert_int_equal(
			    jscan_check(in, r->len + 2, ENOUGH, NULL), ERR_OK);
		free(exact);
		free(in);
	}
}

static const char *const documents[] = {
	"{\"id\":\"0190c3f0-1111-7000-8000-000000000001\",\"n\":-12.5e+3,"
	"\"list\":[true,false,null,{\"a\":[]},\"\\u00e9\\ud83d\\ude00\\n\"]}",
	" [ 0 , 9007199254740992 , -0.0 , 1e308 , \"\xc3\xa9\xe2\x82\xac"
	"\xf0\x9f\x98\x80\" , { } ] \r\n\t",
	"{\"a\":{\"b\":{\"c\":1,\"\\u0063d\":2}},\"A\":\"\\\\\\\"\\/\"}",
};

/* Nothing may crash; what passes must be parsed to what it says. */
static void
check_any(const char *text, size_t len)
{
	struct json *doc;
	struct errinfo e = { 0 };
	enum err got = jscan_check(text, len, ENOUGH, &e);
	const char *start;
	size_t n;

	if (jscan_span(text, len, "list.4", &start, &n))
		assert_true(start >= text && start + n <= text + len);
	if (got != ERR_OK) {
		assert_int_equal(got, ERR_SYNTAX);
		assert_true(e.says[0] != '\0');
		return;
	}
	assert_int_equal(json_parse(&doc, text, len, ENOUGH, NULL), ERR_OK);
	assert_true(json_agrees(text, len, doc));
	json_free(doc);
}

static void
test_prefixes(void **state)
{
	(void)state;
	for (size_t d = 0; d < sizeof(documents) / sizeof(*documents); d++) {
		size_t len = strlen(documents[d]);

		for (size_t n = 0; n <= len; n++) {
			char *cut = malloc(n ? n : 1);

			memcpy(cut, documents[d], n);
			check_any(cut, n);
			if (documents[d][0] == '{')
				assert_int_equal(
				    jscan_check(cut, n, ENOUGH, NULL),
				    n == len ? ERR_OK : ERR_SYNTAX);
			free(cut);
		}
	}
}

static void
test_every_change_of_a_byte(void **state)
{
	(void)state;
	for (size_t d = 0; d < sizeof(documents) / sizeof(*documents); d++) {
		size_t len = strlen(documents[d]);
		char *text = malloc(len);

		memcpy(text, documents[d], len);
		for (size_t at = 0; at < len; at++) {
			for (int c = 0; c < 256; c++) {
				text[at] = (char)c;
				check_any(text, len);
			}
			text[at] = documents[d][at];
		}
		free(text);
	}
}

static void
test_size(void **state)
{
	struct errinfo e = { 0 };

	(void)state;
	assert_int_equal(jscan_check("[12]", 4, 4, &e), ERR_OK);
	assert_int_equal(jscan_check("[12]", 4, 3, &e), ERR_TOO_BIG);
	assert_non_null(strstr(e.says, "4 bytes; at most 3"));
	assert_int_equal(jscan_check("", 0, 0, &e), ERR_SYNTAX);
}

/* A tree of many small values takes far more memory than their text. */
static void
test_many_values(void **state)
{
	size_t len = 2 * (JSCAN_VALUES_MAX - 1) + 1; /* [0,0,...,0] */
	char *s = malloc(len + 4);
	struct errinfo e = { 0 };

	(void)state;
	s[0] = '[';
	for (size_t i = 1; i < len + 2; i += 2) {
		s[i] = '0';
		s[i + 1] = ',';
	}
	s[len - 1] = ']';
	assert_int_equal(jscan_check(s, len, len, &e), ERR_OK);
	s[len - 1] = ',';
	s[len + 1] = ']';
	assert_int_equal(jscan_check(s, len + 2, len + 2, &e), ERR_TOO_BIG);
	assert_non_null(strstr(e.says, "values"));
	free(s);
}

/* depth brackets, opened and closed. */
static char *
nest(size_t depth, const char *open, const char *close)
{
	size_t n = strlen(open), m = strlen(close);
	char *s = malloc(depth * (n + m) + 1);

	for (size_t i = 0; i < depth; i++) {
		memcpy(s + i * n, open, n);
		memcpy(s + depth * n + i * m, close, m);
	}
	s[depth * (n + m)] = '\0';
	return s;
}

static void
test_depth(void **state)
{
	static const char *const kinds[][2] = { { "[", "]" },
		{ "[{\"a\":", "}]" }, { "[", "" }, { "{\"a\":[", "" } };

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct errinfo e = { 0 };
		char *s = nest(100000, kinds[i][0], kinds[i][1]);

		assert_int_equal(
		    jscan_check(s, strlen(s), ENOUGH, &e), ERR_SYNTAX);
		assert_non_null(strstr(e.says, "nested too deeply"));
		free(s);
	}
	for (size_t d = JSCAN_DEPTH_MAX - 1; d <= JSCAN_DEPTH_MAX + 1; d++) {
		char *s = nest(d, "[", "]");

		assert_int_equal(jscan_check(s, strlen(s), ENOUGH, NULL),
		    d <= JSCAN_DEPTH_MAX ? ERR_OK : ERR_SYNTAX);
		free(s);
	}
}

/* {"k0":0,"k1":0...} with the key number twin written again at the end. */
static char *
many_keys(size_t count, long twin)
{
	char *s = malloc(count * 24 + 64), *at = s;

	*at++ = '{';
	for (size_t i = 0; i < count; i++)
		at += snprintf(at, 24, "%s\"k%zu\":0", i ? "," : "", i);
	if (twin >= 0)
		at += snprintf(at, 32, ",\"\\u006b%ld\":0", twin);
	snprintf(at, 2, "}");
	return s;
}

static void
test_many_keys(void **state)
{
	static const struct {
		const char *why;
		size_t count;
		long twin;
		const char *says;
	} cases[] = {
		{ "as many as may be", JSCAN_KEYS_MAX, -1, NULL },
		{ "one more", JSCAN_KEYS_MAX + 1, -1, "too many keys" },
		{ "the first again", 4000, 0, "key stands twice" },
		{ "one in the middle again", 4000, 2345, "key stands twice" },
		{ "the last again", 4000, 3999, "key stands twice" },
		{ "the last again, few", 2, 1, "key stands twice" },
		{ "one that is not there", 4000, 4000, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct errinfo e = { 0 };
		char *s = many_keys(cases[i].count, cases[i].twin);
		enum err got = jscan_check(s, strlen(s), ENOUGH, &e);

		if (cases[i].says ? !strstr(e.says, cases[i].says)
				  : got != ERR_OK)
			fail_msg("%s: %s", cases[i].why, e.says);
		free(s);
	}
}

/* The offset in the sentence is that of the fault. */
static void
test_offset(void **state)
{
	static const struct {
		const char *text, *says;
	} cases[] = {
		{ "", "at byte 0," },
		{ "[1,2,]", "at byte 5," },
		{ "{\"a\":1,\"b\":tru}", "at byte 11," },
		{ "{\"a\":1,\"b\":2,\"\\u0061\":3}", "at byte 13," },
		{ "[1] x", "at byte 4," },
		{ "[\"abc\xff\"]", "at byte 5," },
		{ "[\"abc", "at byte 1," },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct errinfo e = { 0 };

		assert_int_equal(jscan_check(cases[i].text,
				     strlen(cases[i].text), ENOUGH, &e),
		    ERR_SYNTAX);
		if (!strstr(e.says, cases[i].says))
			fail_msg("%s: %s", cases[i].text, e.says);
	}
}

/* No byte of the text may stand in a sentence (D1: no case data). */
static void
test_no_case_data(void **state)
{
	static const char text[] = "{\"Zaphod\":\"Quux\",\"Zaphod\":1}";
	struct errinfo e = { 0 };

	(void)state;
	assert_int_equal(
	    jscan_check(text, strlen(text), ENOUGH, &e), ERR_SYNTAX);
	assert_null(strstr(e.says, "Zaphod"));
	assert_null(strstr(e.says, "Quux"));
}

/* A key that stands twice: its path, if all names are lower-case words. */
static void
test_twice_is_named(void **state)
{
	static const struct {
		const char *text, *field;
	} cases[] = {
		{ "{\"a\":1,\"a\":2}", "a" },
		{ "{\"a\":1,\"b_2\":1,\"b_2\":2}", "b_2" },
		{ "{\"a\":{\"b\":1,\"b\":2}}", "a.b" },
		{ "{\"a\":[1,{\"x\":[]},{\"b\":1,\"b\":2}]}", "a[2].b" },
		{ "[[],[{\"b\":1,\"b\":2}]]", "[1][0].b" },
		{ "{\"c\":{\"d\":1},\"a\":{\"b\":1,\"b\":2}}", "a.b" },
		{ "{\"b\":1,\"\\u0062\":2}", "b" },
		{ "{\"\\u0062\":1,\"b\":2}", "b" },
		{ "{\"\\u0062\":1,\"\\u0062\":2}", "" },
		{ "{\"Zaphod\":1,\"Zaphod\":2}", "" },
		{ "{\"Zaphod\":{\"b\":1,\"b\":2}}", "" },
		{ "{\"\":1,\"\":2}", "" },
		{ "{\"a b\":1,\"a b\":2}", "" },
		{ "{\"a\":1,}", "" },
		{ "{\"a\":1", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct errinfo e = { 0 };

		assert_int_equal(jscan_check(cases[i].text,
				     strlen(cases[i].text), ENOUGH, &e),
		    ERR_SYNTAX);
		if (strcmp(e.field, cases[i].field) != 0)
			fail_msg("%s: %s", cases[i].text, e.field);
	}
}

static void
test_span(void **state)
{
	static const char text[] =
	    " { \"writes\" : [ {\"body\": {\"x\" : [1, \"}]\\\"\"]}, "
	    "\"n\":-1.5e3},"
	    " \"two\\\\\" , true , [] ] , \"caf\\u00e9\":null, \"a.b\":1, \"\":"
	    "{\"\":7}, \"0\":\"zero\" } ";
	static const struct {
		const char *path, *want;
	} cases[] = {
		{ "writes.0.body", "{\"x\" : [1, \"}]\\\"\"]}" },
		{ "writes.0.body.x", "[1, \"}]\\\"\"]" },
		{ "writes.0.body.x.0", "1" },
		{ "writes.0.body.x.1", "\"}]\\\"\"" },
		{ "writes.0.n", "-1.5e3" },
		{ "writes.1", "\"two\\\\\"" },
		{ "writes.2", "true" },
		{ "writes.3", "[]" },
		{ "caf\xc3\xa9", "null" },
		{ "0", "\"zero\"" },
		{ ".", "7" },
		{ "writes.4", NULL },
		{ "writes.00", NULL },
		{ "writes.-1", NULL },
		{ "writes.1x", NULL },
		{ "writes.99999999999999999999", NULL },
		{ "writes.", NULL },
		{ "writes.0.", NULL },
		{ "writes.3.0", NULL },
		{ "writes.2.0", NULL },
		{ "writes..0", NULL },
		{ "Writes", NULL },
		{ "write", NULL },
		{ "writesx", NULL },
		{ "caf", NULL },
		{ "caf\\u00e9", NULL },
		{ "a.b", NULL },
		{ "writes.1.two", NULL },
	};
	const char *start;
	size_t n;

	(void)state;
	assert_int_equal(jscan_check(text, strlen(text), ENOUGH, NULL), ERR_OK);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		bool found =
		    jscan_span(text, strlen(text), cases[i].path, &start, &n);

		if (found != (cases[i].want != NULL))
			fail_msg("%s: found %d", cases[i].path, found);
		if (found && (n != strlen(cases[i].want) ||
				 memcmp(start, cases[i].want, n) != 0))
			fail_msg("%s: %.*s", cases[i].path, (int)n, start);
	}
	assert_true(jscan_span(text, strlen(text), "", &start, &n));
	assert_ptr_equal(start, text + 1);
	assert_int_equal(n, strlen(text) - 2);
	assert_true(jscan_span(" 12 ", 4, "", &start, &n));
	assert_int_equal(n, 2);
}

struct seen {
	char text[200];
	size_t stop_after;
};

static bool
see(void *arg, size_t index, const char *start, size_t n)
{
	struct seen *seen = arg;
	size_t at = strlen(seen->text);

	snprintf(seen->text + at, sizeof(seen->text) - at, "%zu=%.*s;", index,
	    (int)n, start);
	return index + 1 < seen->stop_after;
}

static void
test_each(void **state)
{
	static const char text[] = "{\"a\": [ 1 ,\"x,]\", {\"k\":[2]},[ ],null "
				   "], \"e\":[ ], \"s\":{}}";
	static const struct {
		const char *path;
		size_t stop_after, visited;
		const char *want;
	} cases[] = {
		{ "a", 99, 5, "0=1;1=\"x,]\";2={\"k\":[2]};3=[ ];4=null;" },
		{ "a", 2, 2, "0=1;1=\"x,]\";" },
		{ "a.2.k", 99, 1, "0=2;" },
		{ "e", 99, 0, "" },
		{ "s", 99, 0, "" },
		{ "none", 99, 0, "" },
		{ "a.0", 99, 0, "" },
		{ "", 99, 0, "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct seen seen = { .stop_after = cases[i].stop_after };

		assert_int_equal(
		    jscan_each(text, strlen(text), cases[i].path, see, &seen),
		    cases[i].visited);
		assert_string_equal(seen.text, cases[i].want);
	}
}

/* The same answers as jscan_span, member by member, in one pass. */
static void
test_members(void **state)
{
	static const char *const names[] = { "id", "body", "none",
		"caf\xc3\xa9", "" };
	static const char *const wants[] = { "\"x\"", "{\"id\":7, \"a\":[1]}",
		NULL, "2", "3" };
	static const char text[] =
	    " { \"id\" : \"x\" ,\"body\":{\"id\":7, \"a\":[1]},\"other\":"
	    "[{\"none\":1}],\"caf\\u00e9\":2,\"\":3} ";
	struct jscan_part parts[5];
	const char *start;
	size_t n;

	(void)state;
	assert_int_equal(jscan_check(text, strlen(text), ENOUGH, NULL), ERR_OK);
	assert_true(jscan_members(text, strlen(text), names, 5, parts));
	for (size_t i = 0; i < 5; i++) {
		if (!wants[i]) {
			assert_int_equal(parts[i].len, 0);
			continue;
		}
		assert_int_equal(parts[i].len, strlen(wants[i]));
		assert_memory_equal(parts[i].start, wants[i], parts[i].len);
		if (*names[i] == '\0')
			continue; /* a path without a step is all of it */
		assert_true(
		    jscan_span(text, strlen(text), names[i], &start, &n));
		assert_ptr_equal(parts[i].start, start);
		assert_int_equal(parts[i].len, n);
	}
	assert_false(jscan_members("[1]", 3, names, 5, parts));
	assert_false(jscan_members("\"{\"", 3, names, 5, parts));
	assert_false(jscan_members("", 0, names, 5, parts));
	/* What a careless writer said twice counts once: the first. */
	assert_true(jscan_members("{\"id\":1,\"id\":2}", 15, names, 1, parts));
	assert_memory_equal(parts[0].start, "1", 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_rows_end_where_they_end),
		cmocka_unit_test(test_prefixes),
		cmocka_unit_test(test_every_change_of_a_byte),
		cmocka_unit_test(test_size),
		cmocka_unit_test(test_many_values),
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_many_keys),
		cmocka_unit_test(test_offset),
		cmocka_unit_test(test_no_case_data),
		cmocka_unit_test(test_twice_is_named),
		cmocka_unit_test(test_span),
		cmocka_unit_test(test_each),
		cmocka_unit_test(test_members),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
