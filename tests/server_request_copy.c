/* server_request_copy.c - the copy over the wire, as text and as PDF: for whom it is
 * there, that nothing withheld is in it in any form, and that reading and printing it
 * is on the audit chain (A1, A2, R7). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "request_copied.h"

#include "pdf_kit.h"

#define NOTES 8
#define WORDS 24

static struct {
	char text[WORDS * 12];
	struct id id;
	size_t first, last; /* words that do not go */
} notes[NOTES];

static uint64_t seed = 7;

static unsigned
draw(unsigned below)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(seed >> 33) % below;
}

/* "wAAn03x": each stands once; letters of several scripts about it. */
static void
word_of(size_t note, size_t i, char out[24])
{
	static const char *const about[] = { "", "\xc5\xb5", "\xc5\x82",
		"\xce\xb1", "\xd0\xb6" };

	snprintf(out, 24, "%sw%zun%02zux", about[(note + i) % 5], note, i);
}

static void
make_note(size_t n)
{
	static char body[sizeof(notes) * 2];
	char word[24];
	size_t len = 0;

	for (size_t i = 0; i < WORDS; i++) {
		word_of(n, i, word);
		len += (size_t)snprintf(notes[n].text + len,
		    sizeof(notes[n].text) - len, "%s%s", i > 0 ? " " : "",
		    word);
	}
	snprintf(body, sizeof(body),
	    "{\"when\":\"2026-04-01T10:00\",\"with\":\"Ms Elm\",\"how\":"
	    "\"call\",\"by\":\"us\",\"what\":\"%s\"}",
	    notes[n].text);
	notes[n].id = scene_put(&sc, SENIOR, "contact", body);
	notes[n].first = draw(WORDS - 1);
	notes[n].last =
	    notes[n].first + draw((unsigned)(WORDS - notes[n].first));
}

/* From within the first of the words to within the last. */
static void
decide_note(size_t n)
{
	char body[600], word[24];
	const char *from, *until;

	word_of(n, notes[n].first, word);
	from = strstr(notes[n].text, word) + strlen(word) - 1;
	word_of(n, notes[n].last, word);
	until = strstr(notes[n].text, word) + strlen(word);
	snprintf(body, sizeof(body),
	    "{\"request\":\"%s\",\"record\":\"%s\",\"version\":1,\"what\":"
	    "\"passages\",\"told\":%s,\"passages\":[{\"path\":\"what\","
	    "\"from\":%zu,\"until\":%zu,\"why\":\"third_party\"}]}",
	    asked.s, notes[n].id.s, n % 2 ? "true" : "false",
	    (size_t)(from - notes[n].text), (size_t)(until - notes[n].text));
	scene_put(&sc, SENIOR, "request_item", body);
}

static int
start(void **state)
{
	char body[300];

	(void)state;
	scene_start(&sc);
	for (size_t n = 0; n < NOTES; n++)
		make_note(n);
	asked = scene_put(&sc, SENIOR, "request",
	    "{\"what\":\"access\",\"asks\":\"All.\",\"received\":"
	    "\"2026-04-01\",\"how\":\"letter\",\"who\":\"child\","
	    "\"standing\":\"self\",\"identity\":\"known\",\"safe\":\"x\"}");
	for (size_t n = 0; n < NOTES; n++)
		decide_note(n);
	release_rest();
	snprintf(body, sizeof(body), "{\"request\":\"%s\"}", asked.s);
	scene_put(&sc, SENIOR, "request_ready", body);
	find_copy();
	return 0;
}

static int
stop(void **state)
{
	(void)state;
	scene_stop(&sc);
	return 0;
}

static unsigned
get(enum who who, const char *more)
{
	char path[300];

	snprintf(path, sizeof(path), "/v1/files/%s/copies/%s%s", sc.file.s,
	    copy.s, more);
	return worker_get(&sc.who[who], path, &sc.out);
}

static void
check_words(const char *form, const char *text)
{
	for (size_t n = 0; n < NOTES; n++)
		for (size_t i = 0; i < WORDS; i++) {
			bool goes = i < notes[n].first || i > notes[n].last;
			char word[24];

			word_of(n, i, word);
			if ((strstr(text, word) != NULL) != goes)
				fail_msg("%s: %s is %s", form, word,
				    goes ? "not in it" : "in it");
		}
}

/* In the text layer, and in the bytes: the title and what stands about it. */
static void
test_a1_nothing_withheld(void **state)
{
	static const char *const info[] = { "pdfinfo", "-", NULL };
	char *text;

	(void)state;
	assert_int_equal(get(SENIOR, ""), 200);
	check_words("answer", buf_str(&sc.out));
	pdf_must_say(buf_str(&sc.out), "\"same\":true");
	assert_int_equal(get(SENIOR, "/document?form=text"), 200);
	check_words("text", buf_str(&sc.out));
	pdf_must_say(buf_str(&sc.out), "[withheld]");
	assert_int_equal(get(SENIOR, "/document?form=pdf"), 200);
	text = pdf_text(&sc.out);
	check_words("pdf", text);
	pdf_must_say(text, "Information held about");
	pdf_must_say(text, "Who has looked at it");
	free(text);
	text = pdf_run(info, sc.out.data, sc.out.len);
	pdf_must_not_say(text, "w0n");
	free(text);
}

static void
test_a1_who(void **state)
{
	static const struct {
		const char *why;
		enum who who;
		unsigned want;
	} rows[] = {
		{ "the Director", DIRECTOR, 200 },
		{ "the Lead", LEAD, 200 },
		{ "R7: whom something of it is about", ACCUSED, 404 },
		{ "who is assigned", ASSIGNED, 404 },
		{ "who is not", STRANGER, 404 },
		{ "a volunteer", VOLUNTEER, 404 },
		{ "a trustee", TRUSTEE, 404 },
		{ "O1: an inspector", INSPECTOR, 401 },
		{ "an administrator", ADMIN, 404 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (int print = 0; print < 2; print++) {
			unsigned got = get(
			    rows[i].who, print ? "/document?form=text" : "");

			if (got != rows[i].want ||
			    (got != 200 &&
				strstr(buf_str(&sc.out), "w0n") != NULL))
				fail_msg("%s: %u", rows[i].why, got);
		}
}

/* Each reading is a look at each record of it, each printing an export. */
static void
test_a2_on_the_chain(void **state)
{
	char path[200];
	size_t n = 0;

	(void)state;
	assert_int_equal(get(DIRECTOR, "/document?form=text"), 200);
	snprintf(path, sizeof(path), "/v1/files/%s/looks", sc.file.s);
	assert_int_equal(worker_get(&sc.who[LEAD], path, &sc.out), 200);
	for (const char *at = buf_str(&sc.out);
	     (at = strstr(at, notes[0].id.s)) != NULL; at++)
		n += strstr(at, "\"what\":\"exported\"") != NULL;
	assert_true(n > 0);
	pdf_must_say(buf_str(&sc.out), "\"what\":\"exported\"");
	/* Of another file, of no such copy, and of what is none. */
	copy = notes[0].id;
	assert_int_equal(get(SENIOR, ""), 404);
	copy = id_new();
	assert_int_equal(get(SENIOR, ""), 404);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a1_nothing_withheld),
		cmocka_unit_test(test_a1_who),
		cmocka_unit_test(test_a2_on_the_chain),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
