/* common_record_show.c - proves how a record is shown: walked, as plain text, and
 * the words of interpretation that are pointed out (R3). */
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

static void
assert_text(const struct record *r, size_t cols, const char *want)
{
	struct buf out = BUF_INIT(1000000);

	record_to_text(r, cols, NULL, NULL, &out);
	assert_string_equal(buf_str(&out), want);
	buf_done(&out);
}

static void
note_visit(void *arg, const char *path, unsigned depth, const struct field *f,
    const char *text)
{
	buf_addf(arg, "%u %s %s %s\n", depth, path, f->key,
	    text != NULL ? text : "-");
}

static void
test_each(void **state)
{
	struct buf seen = BUF_INIT(10000);
	struct record *r;

	(void)state;
	assert_int_equal(record_from_json(&r, &sample, WHOLE, strlen(WHOLE),
			     false, NULL, NULL),
	    ERR_OK);
	record_each(r, note_visit, &seen);
	assert_string_equal(buf_str(&seen), "0 line line Ann\n"
					    "0 text text one\ntwo\n"
					    "0 day day 2026-04-03\n"
					    "0 born born 2016-04-03\n"
					    "0 when when 2026-04-03T15:30\n"
					    "0 due due 2026-04-05\n"
					    "0 colour colour dark_blue\n"
					    "0 types types red green\n"
					    "0 sure sure yes\n"
					    "0 score score -3\n"
					    "0 about about " SAMPLE_ID "\n"
					    "0 boxes boxes -\n"
					    "1 boxes.0.name name b\n"
					    "1 boxes.0.things things -\n"
					    "2 boxes.0.things.0.what what w\n"
					    "1 boxes.1.name name c\n"
					    "0 words words \"no\"\n");
	buf_done(&seen);
	record_free(r);
}

static const char *
name_of(void *arg, const char *ref, const char *id)
{
	assert_string_equal(ref, "concern");
	return strcmp(id, SAMPLE_ID) == 0 ? arg : NULL;
}

static const struct {
	const char *key, *text, *want;
} show_rows[] = {
	{ "line", "Ann", "Ann" },
	{ "day", "2026-04-03", "Fri 3 April 2026" },
	{ "when", "2026-04-03T15:30", "Fri 3 April 2026, 15:30" },
	{ "when", "some day", "some day" },
	{ "colour", "dark_blue", "Dark blue" },
	{ "colour", "pink", "pink" },
	{ "types", "red green", "Red, Green" },
	{ "types", "red pink", "Red, pink" },
	{ "sure", "yes", "Yes" },
	{ "sure", "no", "No" },
	{ "sure", "perhaps", "perhaps" },
	{ "score", "-3", "-3" },
	{ "about", SAMPLE_ID, "The concern" },
	{ "about", "unknown", "unknown" },
};

static void
test_show(void **state)
{
	static char concern[] = "The concern";
	struct buf out = BUF_INIT(1000);

	(void)state;
	for (size_t i = 0; i < sizeof(show_rows) / sizeof(show_rows[0]); i++) {
		const struct field *f = kind_field(&sample, show_rows[i].key);

		buf_clear(&out);
		record_show(f, show_rows[i].text, name_of, concern, &out);
		assert_string_equal(buf_str(&out), show_rows[i].want);
	}
	buf_clear(&out);
	record_show(kind_field(&sample, "about"), SAMPLE_ID, NULL, NULL, &out);
	assert_string_equal(buf_str(&out), SAMPLE_ID);
	buf_done(&out);
}

static void
test_to_text(void **state)
{
	struct record *r = record_new(&sample);
	struct record *box;
	struct buf out = BUF_INIT(100000);

	(void)state;
	assert_text(r, 80, "");
	assert_true(record_set(r, "line", "Ann"));
	assert_true(record_set(r, "text", "one two three four\n\nfive"));
	box = record_add(r, "boxes");
	assert_true(record_set(box, "name", "b"));
	assert_true(record_set(record_add(box, "things"), "what", "w"));
	assert_true(record_set(record_add(r, "boxes"), "name", "c"));
	assert_text(r, 24,
	    "First\n"
	    "\n"
	    "Line\n"
	    "    Ann\n"
	    "Text\n"
	    "    one two three four\n"
	    "\n"
	    "    five\n"
	    "\n"
	    "Second\n"
	    "\n"
	    "Boxes\n"
	    "    1.\n"
	    "        Name\n"
	    "            b\n"
	    "        Things\n"
	    "            1.\n"
	    "            What\n"
	    "            w\n"
	    "    2.\n"
	    "        Name\n"
	    "            c\n");
	/* Promise 8: what is stored drives no terminal. */
	assert_true(record_set(r, "line", "\x1B[31mred\u202E"));
	record_to_text(r, 80, NULL, NULL, &out);
	assert_null(strchr(out.data, '\x1B'));
	assert_null(strstr(out.data, "\u202E"));
	assert_non_null(strstr(out.data, "red"));
	buf_done(&out);
	record_free(r);
}

static void
test_to_text_width(void **state)
{
	struct record *r = record_new(&sample);
	struct record *box = record_add(r, "boxes");

	(void)state;
	assert_true(record_set(r, "text",
	    "A sentence with averyveryverylongwordthatdoesnotfit, \u202E"
	    "\u202E\u202E\u202E marks and caf\u00e9s \u65e5\u672c\u8a9e"));
	assert_true(record_set(
	    record_add(box, "things"), "note", "and one more sentence"));
	for (size_t cols = 1; cols < 60; cols++) {
		struct buf out = BUF_INIT(100000);

		record_to_text(r, cols, NULL, NULL, &out);
		for (const char *at = buf_str(&out); *at != '\0';) {
			size_t len = strcspn(at, "\n");

			/* One character wider than the page stands alone. */
			if (text_width(at, len) > cols)
				assert_int_equal(text_count(at, len), 1);
			at += len + (at[len] == '\n');
		}
		buf_done(&out);
	}
	record_free(r);
}

static void
note_hit(void *arg, const char *path, const char *text, size_t at, size_t len)
{
	buf_addf(arg, "%s:%.*s|", path, (int)len, text + at);
}

static const struct {
	const char *why, *text, *want;
} word_rows[] = {
	{ "plain", "He seems cross.", "text:seems|" },
	{ "capital, first", "Obviously late", "text:Obviously|" },
	{ "two words", "and I  think so", "text:I  think|" },
	{ "over a line", "I\nthink", "text:I\nthink|" },
	{ "the longest", "it must have been him", "text:must have been|" },
	{ "two", "perhaps, maybe", "text:perhaps|text:maybe|" },
	{ "printed apostrophe", "I\u2019m sure of it", "text:I\u2019m sure|" },
	{ "after a dash", "late\u2014probably", "text:probably|" },
	{ "before a dash", "seems\u2014to me", "text:seems|" },
	{ "after an open quotation", "\"he seems", "text:seems|" },
	{ "nothing", "He ran to the door.", "" },
	{ "empty words", "", "" },
	{ "part of a word", "seemsly unclearly", "" },
	{ "part after an accent", "\u00e9seems seems\u00e9", "" },
	{ "first person is a word", "Mimi think", "" },
	{ "possessive", "Maybe's hat", "" },
	{ "quoted", "She said \"I think so\".", "" },
	{ "printed quotation", "\u201cI think so\u201d, she said", "" },
	{ "after the quotation", "\"I think\" - perhaps", "text:perhaps|" },
	{ "quotation of two paragraphs", "\" I think\n\nso \"",
	    "text:I think|" },
};

static void
test_interpretation(void **state)
{
	struct record *r = record_new(&sample);
	struct buf hits = BUF_INIT(10000);

	(void)state;
	for (size_t i = 0; i < sizeof(word_rows) / sizeof(word_rows[0]); i++) {
		buf_clear(&hits);
		assert_true(record_set(r, "text", word_rows[i].text));
		record_interpretation(r, note_hit, &hits);
		if (strcmp(buf_str(&hits), word_rows[i].want) != 0)
			fail_msg("%s: %s", word_rows[i].why, buf_str(&hits));
	}
	/* R3: exact words are never weighed; facts in items are. */
	assert_true(record_set(r, "text", ""));
	assert_true(record_set(r, "line", "seems"));
	assert_true(record_set(r, "words", "I think it seems"));
	assert_true(record_set(
	    record_add(record_add(r, "boxes"), "things"), "what", "it seems"));
	buf_clear(&hits);
	record_interpretation(r, note_hit, &hits);
	assert_string_equal(buf_str(&hits), "boxes.0.things.0.what:seems|");
	buf_done(&hits);
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
		cmocka_unit_test(test_each),
		cmocka_unit_test(test_show),
		cmocka_unit_test(test_to_text),
		cmocka_unit_test(test_to_text_width),
		cmocka_unit_test(test_interpretation),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}
