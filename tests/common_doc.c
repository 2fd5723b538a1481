/* common_doc.c - documents: what their plain text looks like, what never gets into
 * one, and bytes that are none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "doc.h"
#include "golden.h"
#include "kinds.h"
#include "mem.h"
#include "text.h"

static char *
text_of(const struct doc *d, size_t cols)
{
	struct buf b = BUF_INIT((size_t)DOC_MAX * 4);

	doc_text(d, cols, &b);
	assert_false(b.failed);
	return buf_take(&b, NULL);
}

static struct doc *
sample(void)
{
	static const char *const heads[] = { "Service", "Starts", "Change" };
	static const char *const one[] = { "Family support in Bangor", "120",
		"+1.5" };
	static const char *const two[] = { "Młodzież", "<6", "-" };
	static const char *const three[] = { "中文支援", "37", "0.2" };
	struct doc *d = doc_new("Siân Ŵyn: what was agreed");

	doc_foot(d, "Example Trust, C-0142, printed 26 November 2026");
	doc_heading(d, 1, "First");
	doc_para(d, "A paragraph that is long enough to be broken at the end "
		    "of a line, and so it has a second one.\n\nAnd one more.");
	doc_field(d, "Name", "Łucja Nowak");
	doc_field(d, "Who was there, and what did each of them say to it?",
	    "Οδυσσέας and Олександр; nobody else was there that day.");
	doc_field(d, "Lines", "one\ntwo");
	doc_heading(d, 2, "Second");
	doc_item(d, "one thing");
	doc_item(d, "another thing, of which there is so much to be said that "
		    "it goes over the end of the line");
	doc_indent(d, 1);
	doc_item(d, "further in");
	doc_indent(d, -1);
	doc_heading(d, 3, "Third");
	doc_table(d, 3, heads);
	doc_row(d, one);
	doc_row(d, two);
	doc_row(d, three);
	doc_bar(d, "Referred by a school", 12, 20, NULL);
	doc_bar(d, "By a GP", 0, 20, "<6");
	doc_bar(d, "By themselves", 20, 20, NULL);
	doc_rule(d);
	doc_page(d);
	doc_para(d, "The end.");
	return d;
}

/* A day stands in one piece as long as the table stands in the width at all. */
static void
words_are_broken_last(void **state)
{
	static const char *const heads[] = { "Row", "When", "Who", "What",
		"Child" };
	static const char *const row[] = { "4000", "12/11/2026 14:02",
		"Somebody of a long name",
		"looked at every record that there "
		"is of it",
		"A child of a long name too" };
	static const struct {
		size_t cols;
		bool is_whole;
	} rows[] = { { 72, true }, { 56, true }, { 44, true }, { 36, false } };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct doc *d = doc_new("t");
		char *t;

		doc_table(d, 5, heads);
		doc_row(d, row);
		t = text_of(d, rows[i].cols);
		if ((strstr(t, "12/11/2026") != NULL) != rows[i].is_whole)
			fail_msg("%zu: %s", rows[i].cols, t);
		free(t);
		doc_free(d);
	}
}

static void
as_text(void **state)
{
	static const size_t widths[] = { 72, 56, 30 };
	struct buf all = BUF_INIT(100000);
	struct doc *d = sample();

	(void)state;
	assert_true(doc_ok(d));
	for (size_t i = 0; i < 3; i++) {
		char *t = text_of(d, widths[i]), *line = t, *end;

		for (; (end = strchr(line, '\n')) != NULL; line = end + 1)
			assert_true(text_width(line, (size_t)(end - line)) <=
				    widths[i]);
		assert_string_equal(line, "");
		buf_addf(&all, "==== %zu\n%s", widths[i], t);
		mem_free_text(t);
	}
	golden_check("doc", buf_str(&all));
	buf_done(&all);
	doc_free(d);
}

/* ---- hostile text (promise 8) ---- */

static const struct {
	const char *why, *in, *want;
} hostile[] = {
	{ "markup is text", "<b>bold</b> &amp;", "<b>bold</b> &amp;" },
	{ "bidi override",
	    "a\xE2\x80\xAE"
	    "b",
	    "a<202E>b" },
	{ "escape", "a\x1B[31mb", "a\xE2\x90\x9B[31mb" },
	{ "form feed", "a\fb",
	    "a\xE2\x90\x8C"
	    "b" },
	{ "bad bytes", "a\xFF\xC0 b", "a\xEF\xBF\xBD\xEF\xBF\xBD b" },
	{ "zero width between Latin letters",
	    "a\xE2\x80\x8C"
	    "b",
	    "a<200C>b" },
	{ "zero width at the start",
	    "\xE2\x80\x8D"
	    "b",
	    "<200D>b" },
	{ "zero width at the end", "\xD9\x85\xE2\x80\x8C", "\xD9\x85<200C>" },
	{ "zero width after a letter of Hebrew's half",
	    "\xD7\x90\xE2\x80\x8C\xD7\x90", "\xD7\x90<200C>\xD7\x90" },
	{ "two joiners together", "\xD9\x85\xE2\x80\x8C\xE2\x80\x8C\xD9\x85",
	    "\xD9\x85<200C><200C>\xD9\x85" },
	/* Persian, Sinhala: the word is another without it. */
	{ "zero width in Persian", "\xD9\x85\xDB\x8C\xE2\x80\x8C\xD8\xAE",
	    "\xD9\x85\xDB\x8C\xE2\x80\x8C\xD8\xAE" },
	{ "a joiner behind a mark",
	    "\xE0\xB7\x81\xE0\xB7\x8A\xE2\x80\x8D\xE0\xB6\xBB", NULL },
};

static void
nothing_hostile_gets_in(void **state)
{
	struct doc_part part;

	(void)state;
	for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
		const char *want =
		    hostile[i].want ? hostile[i].want : hostile[i].in;
		struct doc *d = doc_new("t");
		size_t at = 0;

		doc_para(d, hostile[i].in);
		assert_true(doc_next(d, &at, &part));
		assert_true(doc_next(d, &at, &part));
		if (hostile[i].want && strcmp(part.text[0], want) != 0)
			fail_msg("%s: %s", hostile[i].why, part.text[0]);
		doc_free(d);
	}
}

/* What stands in one line cannot begin another. */
static void
one_line_is_one_line(void **state)
{
	static const char *const cell[] = { "a\nb" };
	struct doc *d = doc_new("a\nb");
	struct doc_part part;

	(void)state;
	doc_heading(d, 1, "a\nb");
	doc_field(d, "a\nb", "x");
	doc_table(d, 1, cell);
	doc_row(d, cell);
	doc_bar(d, "a\nb", 1, 2, "a\nb");
	doc_foot(d, "a\nb");
	for (size_t at = 0; doc_next(d, &at, &part);)
		assert_string_equal(part.text[0], "a b");
	doc_free(d);
}

/* A megabyte in one paragraph is a document; more than fits is none, and is
 * walked without harm. */
static void
much_and_too_much(void **state)
{
	char *big = malloc((1 << 20) + 1);
	struct doc *d = doc_new("t");
	struct doc_part part;
	size_t n = 0;

	(void)state;
	memset(big, 'x', 1 << 20);
	big[1 << 20] = '\0';
	doc_para(d, big);
	assert_true(doc_ok(d));
	for (int i = 0; i < 20; i++)
		doc_para(d, big);
	assert_false(doc_ok(d));
	doc_para(d, "small");
	assert_false(doc_ok(d));
	for (size_t at = 0; doc_next(d, &at, &part);)
		n++;
	assert_int_equal(n, 0);
	doc_free(d);
	free(big);
}

static void
deep_is_bounded(void **state)
{
	struct doc *d = doc_new("t"), *back = NULL;
	const void *bytes;
	size_t len;

	(void)state;
	for (int i = 0; i < 1000; i++) {
		doc_indent(d, 1);
		doc_item(d, "deeper");
	}
	doc_indent(d, -1000);
	doc_item(d, "out");
	bytes = doc_packed(d, &len);
	assert_int_equal(doc_unpack(&back, bytes, len, NULL), ERR_OK);
	doc_free(back);
	mem_free_text(text_of(d, 30));
	doc_free(d);
}

/* ---- bytes ---- */

static void
there_and_back(void **state)
{
	struct doc *d = sample(), *back = NULL;
	size_t len, len2;
	const void *bytes = doc_packed(d, &len);
	char *a, *b;

	(void)state;
	assert_ptr_equal(doc_packed(d, &len2), bytes);
	assert_int_equal(doc_unpack(&back, bytes, len, NULL), ERR_OK);
	a = text_of(d, 72);
	b = text_of(back, 72);
	assert_string_equal(a, b);
	assert_string_equal(doc_title(back), "Siân Ŵyn: what was agreed");
	mem_free_text(a);
	mem_free_text(b);
	doc_free(back);
	doc_free(d);
}

/* Cut anywhere, or with any one byte of its heads another: never a fault, and if
 * it is a document it can be walked. */
static void
broken_bytes(void **state)
{
	struct doc *d = sample(), *back;
	size_t len;
	const char *bytes = doc_packed(d, &len);
	char *copy = malloc(len + 1);

	(void)state;
	for (size_t n = 0; n < len; n++)
		assert_int_equal(doc_unpack(&back, bytes, n, NULL), ERR_SYNTAX);
	memcpy(copy, bytes, len);
	copy[len] = 0;
	assert_int_equal(doc_unpack(&back, copy, len + 1, NULL), ERR_SYNTAX);
	for (size_t n = 0; n < len; n++)
		for (int bit = 0; bit < 8; bit++) {
			copy[n] = (char)(bytes[n] ^ (1 << bit));
			if (doc_unpack(&back, copy, len, NULL) == ERR_OK) {
				if (bit == 7)
					mem_free_text(text_of(back, 40));
				doc_free(back);
			}
			copy[n] = bytes[n];
		}
	free(copy);
	doc_free(d);
}

/* Each must be refused; where in the bytes of one part what stands. */
static const struct {
	const char *why;
	size_t at;
	unsigned char byte;
} odd[] = {
	{ "another magic", 3, '2' },
	{ "no title first", 4, DOC_PARA },
	{ "a kind that is none", 4, DOC_KINDS },
	{ "a level where none is", 5, 1 },
	{ "too deep", 6, DOC_DEPTH_MAX + 1 },
	{ "two texts for one", 7, 2 },
	{ "no text", 7, 0 },
	{ "a number where none is", 11, 1 },
	{ "a length past the end", 16, 1 },
	{ "a length that is not the text's", 19, 2 },
	{ "a control in the text", 20, 27 },
	{ "a new line in a title", 20, '\n' },
	{ "half a character", 20, 0xC3 },
	{ "no NUL after the text", 21, 'x' },
};

static void
odd_bytes(void **state)
{
	struct doc *d = doc_new("t"), *back;
	size_t len;
	const char *bytes = doc_packed(d, &len);
	char copy[64];

	(void)state;
	assert_int_equal(len, 4 + 12 + 6 + 12);
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		struct errinfo e = { 0 };

		memcpy(copy, bytes, len);
		copy[odd[i].at] = (char)odd[i].byte;
		if (doc_unpack(&back, copy, len, &e) != ERR_SYNTAX)
			fail_msg("%s was taken", odd[i].why);
		assert_string_equal(e.says, "These bytes are no document.");
	}
	doc_free(d);
}

/* ---- records ---- */

static const char *
name_of(void *arg, const char *ref, const char *id)
{
	(void)arg;
	(void)id;
	return strcmp(ref, "staff") == 0 ? "A. Worker" : NULL;
}

static struct record *
record_of(const struct kind *k, const char *json)
{
	struct problems *p = calloc(1, sizeof(*p));
	struct record *r = NULL;
	struct errinfo e = { 0 };

	if (record_from_json(&r, k, json, strlen(json), false, p, &e) != ERR_OK)
		fail_msg("%s", p->count ? p->at[0].says : e.says);
	free(p);
	return r;
}

/* S1: any version, any list, front sheet or adult. */
static const struct {
	const char *why;
	const struct kind *kind;
	const char *json;
	bool hides;
	const char *must, *must_not[3];
} papers[] = {
	{ "an address", &kind_front_sheet,
	    "{\"name\":\"Maisie Hart\",\"address\":\"3 Mill Lane\"}", false,
	    "3 Mill Lane", { 0 } },
	{ "one that is hidden", &kind_front_sheet,
	    "{\"name\":\"Maisie Hart\",\"address\":\"3 Mill Lane\","
	    "\"hidden\":true}",
	    false, "Maisie Hart", { "Mill", "Address", "idden" } },
	{ "one that a later version hides", &kind_front_sheet,
	    "{\"name\":\"Maisie Hart\",\"address\":\"3 Mill Lane\","
	    "\"hidden\":false}",
	    true, "Maisie Hart", { "Mill", "Address", "idden" } },
	{ "an adult's", &kind_adult,
	    "{\"name\":\"Ann Hart\",\"relation\":\"mother\",\"telephone\":"
	    "\"0191 4980000\",\"address\":\"3 Mill Lane\",\"hidden\":true}",
	    false, "Ann Hart", { "Mill", "4980000", "idden" } },
};

static void
hidden_is_left_out(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(papers) / sizeof(papers[0]); i++) {
		struct record *r = record_of(papers[i].kind, papers[i].json);
		struct doc *d = doc_new("t");
		char *t;

		doc_add_record(d, r, papers[i].hides, name_of, NULL);
		t = text_of(d, 72);
		if (strstr(t, papers[i].must) == NULL)
			fail_msg("%s: %s", papers[i].why, t);
		for (size_t k = 0; k < 3 && papers[i].must_not[k]; k++)
			if (strstr(t, papers[i].must_not[k]) != NULL)
				fail_msg("%s: %s", papers[i].why, t);
		mem_free_text(t);
		doc_free(d);
		record_free(r);
	}
}

/* Every field that people read stands on the paper, by its label and value. */
static void
a_concern_is_whole(void **state)
{
	static const char json[] =
	    "{\"happened\":\"2026-11-20T15:30\",\"place\":\"The hall\","
	    "\"present\":[{\"name\":\"Ann Hart\",\"who\":\"Mother\"},"
	    "{\"name\":\"Priya Shah\",\"who\":\"Worker\"}],"
	    "\"observed\":\"A bruise <b>above</b> the left eye.\"}";
	struct record *r = record_of(&kind_concern, json);
	struct doc *d = doc_new("Record of Concern");
	char *t;

	(void)state;
	doc_add_record(d, r, false, name_of, NULL);
	t = text_of(d, 72);
	golden_check("doc_concern", t);
	mem_free_text(t);
	doc_free(d);
	record_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_broken_last),
		cmocka_unit_test(as_text),
		cmocka_unit_test(nothing_hostile_gets_in),
		cmocka_unit_test(one_line_is_one_line),
		cmocka_unit_test(much_and_too_much),
		cmocka_unit_test(deep_is_bounded),
		cmocka_unit_test(there_and_back),
		cmocka_unit_test(broken_bytes),
		cmocka_unit_test(odd_bytes),
		cmocka_unit_test(hidden_is_left_out),
		cmocka_unit_test(a_concern_is_whole),
	};

	if (!text_start())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
