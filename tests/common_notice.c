/* common_notice.c - what an episode's records tell of its events, how a notice stands by
 * what lies beside it, and its words (F1, F2). */
#include "notice.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kinds.h"

static struct record *
record_of(const struct kind *k, const char *json)
{
	struct errinfo e = { 0 };
	struct record *r = NULL;

	if (record_from_json(&r, k, json, strlen(json), false, NULL, &e) !=
	    ERR_OK)
		fail_msg("%s: %s", json, e.says);
	return r;
}

/* ---- events ---- */

static void
test_events(void **state)
{
	static const struct {
		const char *why, *episode, *change;
		enum notice_event what;
		const char *on, *nature; /* on NULL: it is not there */
	} rows[] = {
		{ "nothing yet", "{}", NULL, NOTICE_START, NULL, "" },
		{ "begun", "{\"started\":\"2026-11-02\"}", NULL, NOTICE_START,
		    "2026-11-02", "" },
		{ "the start does not say what it is",
		    "{\"started\":\"2026-11-02\",\"nature\":\"group\"}", NULL,
		    NOTICE_START, "2026-11-02", "" },
		{ "what it is, on the first day",
		    "{\"started\":\"2026-11-02\",\"nature\":\"group\"}", NULL,
		    NOTICE_NATURE, "2026-11-02", "group" },
		{ "what it is, later",
		    "{\"started\":\"2026-11-02\",\"nature\":\"group\","
		    "\"nature_on\":\"2026-11-04\"}",
		    NULL, NOTICE_NATURE, "2026-11-04", "group" },
		{ "not said what it is", "{\"started\":\"2026-11-02\"}", NULL,
		    NOTICE_NATURE, NULL, "" },
		{ "what it will be, and it has not begun",
		    "{\"nature\":\"group\"}", NULL, NOTICE_NATURE, NULL,
		    "group" },
		{ "ended",
		    "{\"started\":\"2026-11-02\",\"ended\":\"2026-11-09\"}",
		    NULL, NOTICE_END, "2026-11-09", "" },
		{ "not ended", "{\"started\":\"2026-11-02\"}", NULL, NOTICE_END,
		    NULL, "" },
		{ "changed", "{\"started\":\"2026-11-02\"}",
		    "{\"on\":\"2026-11-05\",\"nature\":\"group\"}",
		    NOTICE_CHANGE, "2026-11-05", "group" },
		{ "a change that was none", "{\"started\":\"2026-11-02\"}",
		    "{\"on\":\"2026-11-05\",\"nature\":\"group\",\"undone\":"
		    "true}",
		    NOTICE_CHANGE, NULL, "group" },
		{ "one that stands", "{\"started\":\"2026-11-02\"}",
		    "{\"on\":\"2026-11-05\",\"nature\":\"group\",\"undone\":"
		    "false}",
		    NOTICE_CHANGE, "2026-11-05", "group" },
	};

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		struct record *episode =
		    record_of(&kind_episode, rows[i].episode);
		struct record *change =
		    rows[i].change == NULL
			? NULL
			: record_of(&kind_nature_change, rows[i].change);
		struct notice_event_now now;

		notice_event_of(episode, change, rows[i].what, &now);
		if (now.is_there != (rows[i].on != NULL) ||
		    (rows[i].on != NULL && strcmp(now.on, rows[i].on) != 0) ||
		    strcmp(now.nature, rows[i].nature) != 0)
			fail_msg("%s: %d %s %s", rows[i].why, now.is_there,
			    now.on, now.nature);
		record_free(episode);
		record_free(change);
	}
}

static void
test_codes(void **state)
{
	enum notice_event what;
	enum notice_how how;

	(void)state;
	for (int i = 0; i < NOTICE_EVENTS; i++) {
		const struct field *f = kind_field(&kind_notice, "what");

		assert_true(notice_event_read(
		    notice_event_code((enum notice_event)i), &what));
		assert_int_equal(what, i);
		assert_string_equal(
		    f->choices[i].code, notice_event_code(what));
	}
	assert_false(notice_event_read("begin", &what));
	/* Every way of the form is known, in its order. */
	for (int i = 0; i <= NOTICE_HOWS; i++) {
		const char *code =
		    kind_field(&kind_notice_sent, "how")->choices[i].code;

		assert_true((code == NULL) == (i == NOTICE_HOWS));
		if (code == NULL)
			continue;
		assert_true(notice_how_read(code, &how));
		assert_int_equal(how, i);
	}
	assert_false(notice_how_read("pigeon", &how));
}

/* ---- how it stands ---- */

#define A "01900000-0000-7000-8000-00000000000a"
#define B "01900000-0000-7000-8000-00000000000b"

#define SENT(how)                                             \
	{                                                     \
		&kind_notice_sent, "{\"how\":\"" how "\"}", A \
	}
#define AGAIN(how)                                            \
	{                                                     \
		&kind_notice_sent, "{\"how\":\"" how "\"}", B \
	}
#define PROOF(of)                                                \
	{                                                        \
		&kind_notice_proof, "{\"sent\":\"" of "\"}", "p" \
	}
#define FAILED(of)                                                \
	{                                                         \
		&kind_notice_failed, "{\"sent\":\"" of "\"}", "f" \
	}
#define STOP                                                   \
	{                                                      \
		&kind_notice_stop, "{\"why\":\"undone\"}", "s" \
	}

static void
test_stand(void **state)
{
	static const char due[] = "{\"offer\":\"due\",\"due\":\"2026-11-20\"}";
	static const char offered[] =
	    "{\"offer\":\"offered\",\"due\":\"2026-11-20\"}";
	static const char none[] =
	    "{\"offer\":\"none\",\"due\":\"2026-11-20\"}";
	static const struct {
		const char *why, *notice, *today;
		struct {
			const struct kind *kind;
			const char *json, *id;
		} beside[5];
		enum notice_state want;
		int sent;
	} rows[] = {
		{ "before", due, "2026-11-19", { { 0 } }, NOTICE_IS_DUE, -1 },
		{ "on the day", due, "2026-11-20", { { 0 } }, NOTICE_IS_DUE,
		    -1 },
		{ "the day after", due, "2026-11-21", { { 0 } },
		    NOTICE_IS_OVERDUE, -1 },
		{ "an offer is never overdue", offered, "2027-01-01", { { 0 } },
		    NOTICE_IS_OFFERED, -1 },
		{ "none", none, "2026-11-21", { { 0 } }, NOTICE_IS_NONE, -1 },
		{ "a letter", due, "2026-11-21", { SENT("letter") },
		    NOTICE_IS_DONE, 0 },
		{ "an e-mail on its way", due, "2026-11-21", { SENT("email") },
		    NOTICE_IS_SENDING, 0 },
		{ "that arrived", due, "2026-11-21",
		    { SENT("email"), PROOF(A) }, NOTICE_IS_DONE, 0 },
		{ "the proof came first", due, "2026-11-21",
		    { PROOF(A), SENT("email") }, NOTICE_IS_DONE, 1 },
		{ "that failed", due, "2026-11-21",
		    { SENT("email"), FAILED(A) }, NOTICE_IS_HELD, 0 },
		{ "the proof of another", due, "2026-11-21",
		    { SENT("email"), PROOF(B) }, NOTICE_IS_SENDING, 0 },
		{ "failed, and sent again", due, "2026-11-21",
		    { SENT("email"), FAILED(A), AGAIN("email") },
		    NOTICE_IS_SENDING, 2 },
		{ "failed, and a letter", due, "2026-11-21",
		    { SENT("email"), FAILED(A), AGAIN("letter") },
		    NOTICE_IS_DONE, 2 },
		{ "a letter, and an e-mail that failed", due, "2026-11-21",
		    { AGAIN("letter"), SENT("email"), FAILED(A) },
		    NOTICE_IS_DONE, 0 },
		{ "decided against", due, "2026-11-21", { SENT("not_sent") },
		    NOTICE_IS_DECLINED, 0 },
		{ "decided against, and told all the same", due, "2026-11-21",
		    { SENT("not_sent"), AGAIN("call") }, NOTICE_IS_DONE, 1 },
		{ "stopped", due, "2026-11-21", { STOP }, NOTICE_IS_STOPPED,
		    -1 },
		{ "told, and stopped too late", due, "2026-11-21",
		    { SENT("call"), STOP }, NOTICE_IS_DONE, 0 },
		{ "stopped, and told before it was known", due, "2026-11-21",
		    { STOP, SENT("call") }, NOTICE_IS_DONE, 1 },
		{ "stopped after it failed", due, "2026-11-21",
		    { SENT("email"), FAILED(A), STOP }, NOTICE_IS_STOPPED, 0 },
		{ "a way that this haven does not know", due, "2026-11-19",
		    { { &kind_notice_sent, "{}", A } }, NOTICE_IS_DUE, 0 },
	};

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		struct record *notice = record_of(&kind_notice, rows[i].notice);
		struct notice_beside beside[5];
		struct notice_stand is;
		size_t n = 0;

		for (; n < 5 && rows[i].beside[n].kind != NULL; n++)
			beside[n] = (struct notice_beside){
				record_of(rows[i].beside[n].kind,
				    rows[i].beside[n].json),
				rows[i].beside[n].id, (int64_t)n
			};
		is = notice_stand(notice, beside, n, rows[i].today);
		if (is.state != rows[i].want || is.sent != rows[i].sent)
			fail_msg("%s: %s, %d", rows[i].why,
			    notice_state_label(is.state), is.sent);
		record_free(notice);
		while (n-- > 0)
			record_free((struct record *)(uintptr_t)beside[n].body);
	}
}

/* ---- words ---- */

static void
test_fill(void **state)
{
	static const struct notice_words words = {
		.word = { [NOTICE_W_REFERENCE] = "S-77",
		    [NOTICE_W_INITIALS] = "R. F.",
		    [NOTICE_W_DATE] = "Mon 2 November 2026",
		    [NOTICE_W_NATURE] = "{date}\r\nBcc: all@example.org",
		    [NOTICE_W_PERSON] = "\xe2\x80\xae"
					"evil" }
	};
	static const struct {
		const char *template, *want; /* want NULL: refused */
	} rows[] = {
		{ "", "" },
		{ "Hello.", "Hello." },
		{ "{initials} ({reference})", "R. F. (S-77)" },
		{ "on {date}\\n{organisation}.", "on Mon 2 November 2026\n." },
		/* A value is text on one line, whatever it holds. */
		{ "{nature}", "{date}\xe2\x90\x8d Bcc: all@example.org" },
		{ "{person}", "<202E>evil" },
		{ "a \\ b", "a \\ b" },
		{ "{name}", NULL },
		{ "{Initials}", NULL },
		{ "{}", NULL },
		{ "{initials", NULL },
		{ "initials}", NULL },
		{ "{{initials}}", NULL },
	};

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		struct buf out = BUF_INIT(1000);
		struct errinfo e = { 0 };
		enum err code = notice_fill(rows[i].template, &words, &out, &e);

		if (rows[i].want == NULL
			? code != ERR_INVALID || !e.says[0]
			: code != ERR_OK ||
			      strcmp(buf_str(&out), rows[i].want) != 0)
			fail_msg(
			    "%s: %d %s", rows[i].template, code, buf_str(&out));
		buf_done(&out);
	}
}

static void
test_initials(void **state)
{
	static const struct {
		const char *name, *want;
	} rows[] = {
		{ "Robin Fielding", "R. F." },
		{ "Robin", "R." },
		{ "", "" },
		{ "Anna-Lena Maria Sophie Antonia Example", "A. L. M. S." },
		{ "Zo\xc3\xab \xc3\x81lvarez", "Z. \xc3\x81." },
		{ "\xc5\x81ukasz D\xc4\x85"
		  "bek",
		    "\xc5\x81. D." },
		{ "  Robin   Fielding ", "R. F." },
		{ "Robin (Bobby) Fielding", "R. F." },
		{ "\r\nBcc: x", "x." },
	};

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		char is[NOTICE_INITIALS];

		notice_initials(rows[i].name, is);
		if (strcmp(is, rows[i].want) != 0)
			fail_msg("%s: %s", rows[i].name, is);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_events),
		cmocka_unit_test(test_codes),
		cmocka_unit_test(test_stand),
		cmocka_unit_test(test_fill),
		cmocka_unit_test(test_initials),
	};

	return text_start() ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
