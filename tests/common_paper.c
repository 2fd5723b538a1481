/* common_paper.c - what is printed: order of date, what is hidden (S1), names and
 * never ids, and a letter that holds what its notice holds (F1). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "golden.h"
#include "kinds.h"
#include "mem.h"
#include "paper.h"
#include "text.h"

#define NOW INT64_C(1764158400000) /* Wed 26 November 2025, 12:00 UTC */
#define HOUR INT64_C(3600000)

static const struct id one = { "017f22e2-79b0-7cc3-98c4-dc0c0c073981" };
static const struct id two = { "017f22e2-79b0-7cc3-98c4-dc0c0c073982" };
static const struct id three = { "017f22e2-79b0-7cc3-98c4-dc0c0c073983" };

static const char *
name_of(void *arg, const char *ref, const char *id)
{
	(void)arg;
	if (strcmp(ref, "agency") == 0 && strcmp(id, one.s) == 0)
		return "Hill School";
	return NULL;
}

/* The second record is hidden by its newest version. */
static bool
hides(void *arg, const struct id *record)
{
	(void)arg;
	return id_equal(record, &two);
}

static const struct paper paper = { .org = "Example Trust",
	.child = "Maisie Brown",
	.reference = "C-0142",
	.now_ms = NOW,
	.name = name_of,
	.hides = hides };

static struct record *
record_of(const struct kind *k, const char *json)
{
	struct record *r = NULL;
	struct errinfo e = { 0 };

	if (record_from_json(&r, k, json, strlen(json), true, NULL, &e) !=
	    ERR_OK)
		fail_msg("%s", e.says);
	return r;
}

static struct paper_entry
entry(const struct id *id, const struct kind *k, const char *json,
    int64_t written_ms)
{
	return (struct paper_entry){ .id = *id,
		.r = record_of(k, json),
		.version = 1,
		.written_ms = written_ms,
		.author = "Priya Shah" };
}

static void
release(struct paper_entry *en, size_t count)
{
	for (size_t i = 0; i < count; i++)
		record_free((struct record *)(uintptr_t)en[i].r);
}

static char *
text_of(struct doc *d)
{
	struct buf b = BUF_INIT(1 << 20);

	assert_true(doc_ok(d));
	doc_text(d, DOC_TEXT_COLS, &b);
	doc_free(d);
	return buf_take(&b, NULL);
}

static void
must_say(const char *text, const char *words)
{
	if (!strstr(text, words))
		fail_msg("'%s' is not on\n%s", words, text);
}

static void
must_not_say(const char *text, const char *words)
{
	if (strstr(text, words))
		fail_msg("'%s' is on\n%s", words, text);
}

/* By the day it is about; where there is none, by when it was written. */
static void
in_order_of_date(void **state)
{
	struct paper_entry en[] = {
		entry(&three, &kind_first_account,
		    "{\"child\":\"M\",\"observed\":\"third\"}", NOW),
		entry(&one, &kind_concern,
		    "{\"happened\":\"2025-11-20T15:30\",\"observed\":"
		    "\"first\"}",
		    NOW - HOUR),
		entry(&two, &kind_concern,
		    "{\"happened\":\"2025-11-20T16:00\",\"observed\":"
		    "\"second\"}",
		    NOW - 2 * HOUR),
	};
	char *text;

	(void)state;
	text = text_of(paper_chronology(&paper, en, 3));
	assert_true(strstr(text, "first") < strstr(text, "second"));
	assert_true(strstr(text, "second") < strstr(text, "third"));
	must_say(text, "Records: 3");
	golden_check("paper_chronology", text);
	mem_free_text(text);
	release(en, 3);
}

/* S1: in what was kept aside too, whose bytes hold the address. */
static const struct {
	const char *why;
	const struct kind *kind;
	const struct id *id;
	const char *json;
	const char *must;
} hidden[] = {
	{ "by the newest version", &kind_adult, &two,
	    "{\"name\":\"Ann Brown\",\"address\":\"3 Mill Lane\"}",
	    "Ann Brown" },
	{ "by itself", &kind_front_sheet, &one,
	    "{\"name\":\"Maisie\",\"address\":\"3 Mill Lane\",\"hidden\":true}",
	    "Maisie" },
	{ "kept aside, of a record that is hidden", &kind_kept_aside, &one,
	    "{\"why\":\"account\",\"written\":\"2025-11-20T15:30\",\"kind\":"
	    "\"adult\",\"record\":\"017f22e2-79b0-7cc3-98c4-dc0c0c073982\","
	    "\"body\":\"{\\\"name\\\":\\\"Ann Brown\\\",\\\"address\\\":\\\"3 "
	    "Mill Lane\\\"}\"}",
	    "Ann Brown" },
	{ "kept aside, and hidden by itself", &kind_kept_aside, &one,
	    "{\"why\":\"account\",\"written\":\"2025-11-20T15:30\",\"kind\":"
	    "\"adult\",\"record\":\"017f22e2-79b0-7cc3-98c4-dc0c0c073981\","
	    "\"body\":\"{\\\"name\\\":\\\"Ann Brown\\\",\\\"address\\\":\\\"3 "
	    "Mill Lane\\\",\\\"hidden\\\":true}\"}",
	    "Ann Brown" },
	{ "kept aside, of a kind that is not known", &kind_kept_aside, &one,
	    "{\"why\":\"account\",\"written\":\"2025-11-20T15:30\",\"kind\":"
	    "\"newer\",\"record\":\"017f22e2-79b0-7cc3-98c4-dc0c0c073981\","
	    "\"body\":\"{\\\"address\\\":\\\"3 Mill Lane\\\"}\"}",
	    "cannot be shown" },
};

static void
hidden_is_not_on_it(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++) {
		struct paper_entry en =
		    entry(hidden[i].id, hidden[i].kind, hidden[i].json, NOW);
		char *text[2];

		text[0] = text_of(paper_record(&paper, &en, 1));
		text[1] = text_of(paper_chronology(&paper, &en, 1));
		for (size_t k = 0; k < 2; k++) {
			must_say(text[k], hidden[i].must);
			must_not_say(text[k], "Mill");
			must_not_say(text[k], "idden");
			mem_free_text(text[k]);
		}
		release(&en, 1);
	}
}

/* The reasons, and the rules in words (S8); and no id, known or not. */
static void
a_decision(void **state)
{
	struct paper_entry en = entry(&one, &kind_share_decision,
	    "{\"agency\":\"017f22e2-79b0-7cc3-98c4-dc0c0c073981\",\"advice\":"
	    "\"017f22e2-79b0-7cc3-98c4-dc0c0c073982\",\"authorised_by\":"
	    "\"017f22e2-79b0-7cc3-98c4-dc0c0c073983\",\"decided\":\"share\","
	    "\"reasons\":\"She is safe only so.\",\"outcome\":"
	    "\"share_with_consent\",\"may\":true,\"because\":\"Everybody who "
	    "may answer has agreed (rule 11).\",\"rules\":7,\"facts\":"
	    "\"{\\\"on\\\":\\\"2025-11-20\\\"}\"}",
	    NOW);
	char *text = text_of(paper_record(&paper, &en, 1));

	(void)state;
	must_say(text, "Hill School");
	must_say(text, "She is safe only so.");
	must_say(text, "has agreed (rule 11)");
	must_say(text, "somebody of us");
	must_not_say(text, "017f22e2");
	must_not_say(text, "{\"on\"");
	mem_free_text(text);
	release(&en, 1);
}

/* I2: a place to sign; and only there. */
static void
a_place_to_sign(void **state)
{
	struct paper_entry en[] = {
		entry(&one, &kind_agreement,
		    "{\"who\":\"cyp\",\"answer\":\"agreed\"}", NOW),
		entry(&one, &kind_induction, "{\"discussed\":\"2025-11-20\"}",
		    NOW),
		entry(&one, &kind_concern, "{\"observed\":\"x\"}", NOW),
	};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		char *text = text_of(paper_record(&paper, &en[i], 1));

		if (i < 2)
			must_say(text, "Signature: ....");
		else
			must_not_say(text, "Signature");
		mem_free_text(text);
	}
	release(en, 3);
}

/* F1: the referrer's own reference; none of ours, and no name. */
static void
a_letter(void **state)
{
	struct record *r = record_of(&kind_notice,
	    "{\"what\":\"start\",\"their_reference\":\"HS-77\",\"because\":"
	    "\"as "
	    "was agreed\",\"subject\":\"Your reference HS-77, M. B.\",\"text\":"
	    "\"Support for M. B. began.\\n\\nExample Trust\"}");
	const struct paper_whom to = { "Mr Hill", "Hill School" };
	char *text = text_of(paper_letter(&paper, &to, r));

	(void)state;
	golden_check("paper_letter", text);
	must_not_say(text, "Maisie");
	must_not_say(text, "C-0142");
	must_not_say(text, "as was agreed");
	mem_free_text(text);
	record_free(r);
}

static void
what_stands_beside(void **state)
{
	struct record *mine = record_of(&kind_addendum,
	    "{\"about\":\"017f22e2-79b0-7cc3-98c4-dc0c0c073981\"}");

	(void)state;
	assert_true(paper_is_beside(&kind_concern, &one, mine));
	assert_false(paper_is_beside(&kind_concern, &two, mine));
	assert_false(paper_is_beside(&kind_share_decision, &one, mine));
	assert_true(paper_has_beside(&kind_concern));
	assert_false(paper_has_beside(&kind_adult));
	record_free(mine);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_order_of_date),
		cmocka_unit_test(hidden_is_not_on_it),
		cmocka_unit_test(a_decision),
		cmocka_unit_test(a_place_to_sign),
		cmocka_unit_test(a_letter),
		cmocka_unit_test(what_stands_beside),
	};

	setenv("TZ", "Europe/London", 1);
	if (!text_start())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
