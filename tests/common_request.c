/* common_request.c - how a request stands by what lies beside it, what is missing before
 * its answer, passages that do not go, and that nothing of them is in the copy,
 * whatever was chosen (A1, A2, C2, S1). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kinds.h"
#include "request.h"
#include "request_copy.h"

static struct record *
read_json(const struct kind *k, const char *json)
{
	struct record *r = NULL;
	struct errinfo e = { 0 };

	if (record_from_json(&r, k, json, strlen(json), true, NULL, &e) !=
	    ERR_OK)
		fail_msg("%s: %s", json, e.says);
	return r;
}

/* ---- the stand ---- */

struct step {
	const struct kind *kind;
	const char *json, *parent;
};
#define STOP(why, on)                                                          \
	{                                                                      \
		&kind_request_stop, "{\"why\":\"" why "\",\"on\":\"" on "\"}", \
		    "r"                                                        \
	}
#define START(why, on)                                             \
	{                                                          \
		&kind_request_start,                               \
		    "{\"why\":\"" why "\",\"on\":\"" on "\"}", "r" \
	}
#define LONGER(on)                                                 \
	{                                                          \
		&kind_request_longer,                              \
		    "{\"why\":\"complex\",\"on\":\"" on "\"}", "r" \
	}

static const struct {
	const char *why, *identity;
	struct step steps[4];
	const char *words, *brief;
	bool is_settled;
} stands[] = {
	{ "nothing beside it", "known", { { NULL, NULL, NULL } },
	    "due Mon 12 February 2024, in 23 days", "due Mon 12 Feb", true },
	{ "who they are is not settled", "waiting", { { NULL, NULL, NULL } },
	    "due Mon 12 February 2024, in 23 days", "due Mon 12 Feb", false },
	{ "waiting for it", "waiting", { STOP("identity", "2024-01-11") },
	    "due Mon 19 February 2024, in 30 days; the clock has stood still "
	    "for 9 days: waiting for who they are",
	    "due 19 Feb; stopped 9 days: identity", false },
	{ "it came", "waiting",
	    { STOP("identity", "2024-01-11"), START("identity", "2024-01-15") },
	    "due Wed 14 February 2024, in 25 days", "due Wed 14 Feb", true },
	{ "what came is something else", "known",
	    { STOP("sought", "2024-01-11"), START("identity", "2024-01-15") },
	    "due Mon 19 February 2024, in 30 days; the clock has stood still "
	    "for 9 days: waiting for what they seek",
	    "due 19 Feb; stopped 9 days: scope", true },
	{ "asked twice: the first answer after each", "known",
	    { STOP("sought", "2024-01-11"), START("sought", "2024-01-13"),
		STOP("sought", "2024-01-15"), START("sought", "2024-01-16") },
	    "due Tue 13 February 2024, in 24 days", "due Tue 13 Feb", true },
	{ "asked too late", "known", { STOP("sought", "2024-01-19") },
	    "due Mon 12 February 2024, in 23 days; asked too late to stop the "
	    "clock",
	    "due Mon 12 Feb", true },
	{ "longer", "known", { LONGER("2024-01-20") },
	    "due Wed 10 April 2024, in 81 days; two more months",
	    "due Wed 10 Apr", true },
	{ "told twice: the first time counts", "known",
	    { LONGER("2024-03-20"), LONGER("2024-01-20") },
	    "due Wed 10 April 2024, in 81 days; two more months",
	    "due Wed 10 Apr", true },
	{ "told too late", "known", { LONGER("2024-02-13") },
	    "due Mon 12 February 2024, in 23 days; the longer time was told "
	    "too late and does not count",
	    "due Mon 12 Feb", true },
	{ "answered", "known",
	    { { &kind_request_answer, "{\"what\":\"refused\"}", "r" } },
	    "It was refused", "It was refused", true },
};

static size_t
read_steps(const struct step steps[4], struct request_beside out[4])
{
	static const char *const ids[] = { "a", "b", "c", "d" };
	size_t n = 0;

	for (; n < 4 && steps[n].kind != NULL; n++)
		out[n] = (struct request_beside){
			.body = read_json(steps[n].kind, steps[n].json),
			.id = ids[n],
			.parent = steps[n].parent,
			.at_ms = (int64_t)n
		};
	return n;
}

static void
test_a1_stand(void **state)
{
	struct civil today = { 2024, 1, 20, 0, 0, false };

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(stands); i++) {
		struct request_beside beside[4];
		size_t n = read_steps(stands[i].steps, beside);
		struct buf words = BUF_INIT(1000), brief = BUF_INIT(1000);
		struct request_stand s;
		char json[200];
		struct record *r;

		snprintf(json, sizeof(json),
		    "{\"what\":\"access\",\"received\":\"2024-01-10\","
		    "\"identity\":\"%s\"}",
		    stands[i].identity);
		r = read_json(&kind_request, json);
		request_stand(&s, r, beside, n, &today, NULL);
		request_stand_words(&s, beside, &words);
		request_stand_brief(&s, beside, &brief);
		if (strcmp(buf_str(&words), stands[i].words) != 0 ||
		    strcmp(buf_str(&brief), stands[i].brief) != 0 ||
		    s.is_identity_settled != stands[i].is_settled)
			fail_msg("%s: '%s', '%s', %d", stands[i].why,
			    buf_str(&words), buf_str(&brief),
			    s.is_identity_settled);
		for (size_t k = 0; k < n; k++)
			record_free((struct record *)(uintptr_t)beside[k].body);
		record_free(r);
		buf_done(&words);
		buf_done(&brief);
	}
}

static void
test_c2_needs_view(void **state)
{
	static const struct {
		const char *why, *request, *born;
		enum competence competence;
		bool want;
	} rows[] = {
		{ "a parent, 12 today",
		    "{\"what\":\"access\",\"who\":"
		    "\"parent\"}",
		    "2012-01-20", COMPETENCE_NOT_ASSESSED, true },
		{ "12 tomorrow", "{\"what\":\"access\",\"who\":\"parent\"}",
		    "2012-01-21", COMPETENCE_NOT_ASSESSED, false },
		{ "12 tomorrow, and can decide",
		    "{\"what\":\"access\",\"who\":\"parent\"}", "2012-01-21",
		    COMPETENCE_COMPETENT, true },
		{ "15, and cannot", "{\"what\":\"access\",\"who\":\"other\"}",
		    "2008-01-21", COMPETENCE_NOT_COMPETENT, false },
		{ "of no known age",
		    "{\"what\":\"access\",\"who\":"
		    "\"parent\"}",
		    "", COMPETENCE_NOT_ASSESSED, true },
		{ "somebody else asks",
		    "{\"what\":\"access\",\"who\":"
		    "\"other\"}",
		    "2008-01-21", COMPETENCE_NOT_ASSESSED, true },
		{ "the child itself",
		    "{\"what\":\"access\",\"who\":"
		    "\"child\"}",
		    "2008-01-21", COMPETENCE_NOT_ASSESSED, false },
		{ "no copy is asked for",
		    "{\"what\":\"complaint\",\"who\":"
		    "\"parent\"}",
		    "2008-01-21", COMPETENCE_NOT_ASSESSED, false },
	};
	struct civil today = { 2024, 1, 20, 0, 0, false };

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		struct record *r = read_json(&kind_request, rows[i].request);

		if (request_needs_view(r, rows[i].born, rows[i].competence,
			&today) != rows[i].want)
			fail_msg("%s", rows[i].why);
		record_free(r);
	}
}

/* ---- passages ---- */

static void
test_a1_passages(void **state)
{
	static const struct {
		const char *why, *text;
		struct {
			int from, until;
		} cut[3];
		const char *marked, *untold;
	} rows[] = {
		{ "none", "one two three", { { 0, 0 } }, "one two three",
		    "one two three" },
		{ "a word", "one two three", { { 4, 7 } },
		    "one [withheld] three", "one three" },
		{ "a part of one takes all of it", "one two three",
		    { { 5, 6 } }, "one [withheld] three", "one three" },
		{ "the first", "one two", { { 0, 3 } }, "[withheld] two",
		    "two" },
		{ "the last", "one two", { { 4, 7 } }, "one [withheld]",
		    "one " },
		{ "all", "one two", { { 0, 7 } }, "[withheld]", "" },
		{ "two that touch are one mark", "one two three four",
		    { { 4, 7 }, { 8, 13 } }, "one [withheld] four",
		    "one four" },
		{ "two that overlap", "one two three four",
		    { { 4, 9 }, { 6, 13 } }, "one [withheld] four",
		    "one four" },
		{ "two apart", "one two three four", { { 0, 1 }, { 8, 9 } },
		    "[withheld] two [withheld] four", "two four" },
		{ "past the end", "one two", { { 4, 99 } }, "one [withheld]",
		    "one " },
		{ "from before to", "one two", { { 6, 2 } }, "one two",
		    "one two" },
		{ "over two lines", "one\ntwo three", { { 0, 5 } },
		    "[withheld] three", "three" },
		{ "\xc5\xb5 is whole", "a \xc5\xb5yn b", { { 3, 4 } },
		    "a [withheld] b", "a b" },
		{ "space alone", "one two", { { 3, 4 } }, "one[withheld]two",
		    "onetwo" },
	};

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		struct record *d = record_new(&kind_request_item);
		struct buf marked = BUF_INIT(400), untold = BUF_INIT(400);

		for (size_t k = 0; k < 3; k++) {
			struct record *p;
			char n[24];

			if (rows[i].cut[k].until == 0)
				continue;
			p = record_add(d, "passages");
			record_set(p, "path", "what");
			snprintf(n, sizeof(n), "%d", rows[i].cut[k].from);
			record_set(p, "from", n);
			snprintf(n, sizeof(n), "%d", rows[i].cut[k].until);
			record_set(p, "until", n);
		}
		passage_apply(d, "what", rows[i].text, PASSAGE_MARK, &marked);
		passage_apply(d, "what", rows[i].text, "", &untold);
		if (strcmp(buf_str(&marked), rows[i].marked) != 0 ||
		    strcmp(buf_str(&untold), rows[i].untold) != 0)
			fail_msg("%s: '%s', '%s'", rows[i].why,
			    buf_str(&marked), buf_str(&untold));
		/* Of another field nothing is taken. */
		buf_clear(&marked);
		passage_apply(d, "with", rows[i].text, PASSAGE_MARK, &marked);
		assert_string_equal(buf_str(&marked), rows[i].text);
		record_free(d);
		buf_done(&marked);
		buf_done(&untold);
	}
}

/* ---- whatever is chosen, nothing of it is in the copy ---- */

static uint64_t seed;

static unsigned
draw(unsigned below)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(seed >> 33) % below;
}

#define WORDS 4000
static struct {
	char word[WORDS][12];
	bool is_kept_back[WORDS]; /* must not be in it */
	size_t count;
} said;

/* Words that are of nobody else's: each stands once. */
static void
add_words(struct buf *out, size_t n)
{
	static const char *const between[] = { " ", "  ", "\n", ", ", ". " };

	for (size_t i = 0; i < n; i++) {
		char *w = said.word[said.count];

		snprintf(w, sizeof(said.word[0]), "%cq%zux%c",
		    'b' + (char)draw(20), said.count, 'b' + (char)draw(20));
		said.is_kept_back[said.count++] = false;
		buf_addf(out, "%s%s", i > 0 ? between[draw(5)] : "", w);
	}
}

/* All words of text from first on that a passage touches. */
static void
mark_words(const char *text, size_t from, size_t until, size_t first)
{
	for (size_t i = first; i < said.count; i++) {
		const char *at = strstr(text, said.word[i]);
		size_t begin, len = strlen(said.word[i]);

		if (at == NULL)
			continue;
		begin = (size_t)(at - text);
		/* The mark behind a word goes with it. */
		len += at[len] == ',' || at[len] == '.';
		if (begin < until && begin + len > from)
			said.is_kept_back[i] = true;
	}
}

static void
cut(struct record *d, const char *path, const char *text, size_t first)
{
	size_t len = strlen(text), from = draw((unsigned)len);
	size_t until = from + 1 + draw((unsigned)(len - from));
	struct record *p = record_add(d, "passages");
	char n[24];

	record_set(p, "path", path);
	snprintf(n, sizeof(n), "%zu", from);
	record_set(p, "from", n);
	snprintf(n, sizeof(n), "%zu", until);
	record_set(p, "until", n);
	record_set(p, "why", "third_party");
	mark_words(text, from, until, first);
}

static struct record *
random_contact(void)
{
	struct record *r = record_new(&kind_contact);
	struct buf b = BUF_INIT(20000);

	record_set(r, "when", "2024-01-05");
	add_words(&b, 1 + draw(3));
	record_set(r, "with", buf_str(&b));
	buf_clear(&b);
	add_words(&b, 1 + draw(40));
	record_set(r, "what", buf_str(&b));
	buf_done(&b);
	return r;
}

static void
random_copy_record(struct copy_record *c)
{
	struct record *d = record_new(&kind_request_item);
	size_t first = said.count;
	struct record *r = random_contact();

	*c = (struct copy_record){ .rec = r,
		.decision = d,
		.when = "Fri 5 January 2024",
		.by = "Ann" };
	record_set(d, "told", draw(2) ? "yes" : "no");
	switch (draw(4)) {
	case 0: c->state = ITEM_RELEASED; break;
	case 1:
		c->state = ITEM_WITHHELD;
		record_set(d, "why", "crime");
		break;
	case 2: c->state = draw(2) ? ITEM_UNDECIDED : ITEM_CHANGED; break;
	default:
		c->state = ITEM_CUT;
		for (unsigned i = 0; i <= draw(4); i++)
			cut(d, "what", record_text(r, "what"), first);
		if (draw(2))
			cut(d, "with", record_text(r, "with"), first);
		break;
	}
	if (c->state != ITEM_RELEASED && c->state != ITEM_CUT)
		for (size_t i = first; i < said.count; i++)
			said.is_kept_back[i] = true;
}

static void
check_copy(const struct buf *text)
{
	for (size_t i = 0; i < said.count; i++) {
		bool is = strstr(buf_str(text), said.word[i]) != NULL;

		if (is == said.is_kept_back[i])
			fail_msg("%s is %s:\n%s", said.word[i],
			    is ? "in it" : "not in it", buf_str(text));
	}
}

#define RECORDS 12
static void
test_a1_nothing_withheld(void **state)
{
	static const struct copy_head head = { "Robin", "The charity",
		"All of it", "Mon 1 January 2024", "" };

	(void)state;
	seed = 42;
	for (int turn = 0; turn < 400; turn++) {
		struct copy_record records[RECORDS];
		struct copy c = { .head = &head,
			.records = records,
			.record_count = RECORDS };
		struct copy_counts n;
		struct buf text = BUF_INIT(1 << 20);
		struct doc *d;

		said.count = 0;
		for (size_t i = 0; i < RECORDS; i++)
			random_copy_record(&records[i]);
		d = copy_make(&c, NULL, NULL, &n);
		assert_true(doc_ok(d));
		assert_int_equal(n.whole + n.cut + n.kept, RECORDS);
		doc_text(d, DOC_TEXT_COLS, &text);
		check_copy(&text);
		doc_free(d);
		buf_done(&text);
		for (size_t i = 0; i < RECORDS; i++) {
			record_free((struct record *)(uintptr_t)records[i].rec);
			record_free(
			    (struct record *)(uintptr_t)records[i].decision);
		}
	}
}

/* A passage of any length makes the same copy; S1: a hidden address is in none. */
static void
test_a1_lengths(void **state)
{
	static const char *const secrets[] = { "x", "xxxxxxxxxxxxxxxxxxxxxxxx",
		"x x x x x x x x x" };
	static const struct copy_head head = { "Robin", "The charity",
		"All of it", "Mon 1 January 2024", "" };
	char first[4000] = "";

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct record *r = record_new(&kind_adult);
		struct record *d = record_new(&kind_request_item), *p;
		struct copy_record one = { .rec = r,
			.decision = d,
			.state = ITEM_CUT,
			.when = "x",
			.by = "Ann" };
		struct copy c = {
			.head = &head, .records = &one, .record_count = 1
		};
		struct buf text = BUF_INIT(8000);
		struct doc *doc;
		char n[24];

		record_set(r, "name", secrets[i]);
		record_set(r, "relation", "father");
		record_set(r, "address", "3 Mill Lane");
		record_set(r, "hidden", "yes");
		record_set(d, "told", "yes");
		p = record_add(d, "passages");
		record_set(p, "path", "name");
		record_set(p, "from", "0");
		snprintf(n, sizeof(n), "%zu", strlen(secrets[i]));
		record_set(p, "until", n);
		record_set(p, "why", "third_party");
		doc = copy_make(&c, NULL, NULL, NULL);
		doc_text(doc, DOC_TEXT_COLS, &text);
		assert_null(strstr(buf_str(&text), "Mill"));
		assert_null(strstr(buf_str(&text), "idden"));
		assert_non_null(strstr(buf_str(&text), "Father"));
		if (i == 0)
			snprintf(first, sizeof(first), "%s", buf_str(&text));
		assert_string_equal(buf_str(&text), first);
		doc_free(doc);
		record_free(r);
		record_free(d);
		buf_done(&text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a1_stand),
		cmocka_unit_test(test_c2_needs_view),
		cmocka_unit_test(test_a1_passages),
		cmocka_unit_test(test_a1_nothing_withheld),
		cmocka_unit_test(test_a1_lengths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
