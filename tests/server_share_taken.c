/* server_share_taken.c - what happened is never refused: a decision to share about a
 * file with more on it than can be weighed, or by another version of haven, is taken as
 * it was made, and a person looks at it (decisions.md, "Around the function"; S8). */
#include "share_kit.h"

#define SHARED "\"decided\":\"share\",\"happened\":\"2026-11-20T11:00\"}"
#define TO_SHARE "\"decided\":\"share\"}"
#define NOT "\"decided\":\"not\"}"
#define SCHOOL_HARM                                                          \
	"{\"agency\":\"$school\",\"harm\":\"significant_child\",\"reasons\"" \
	":\"x\","

/* ---- very many answers that can be weighed ---- */

#define ANSWERS 130
#define AGENCIES 29

/* One answer names the school and as many others as the form takes; thirty of
 * these were more than a record of a decision has room for. */
static void
give_wide(const char *answer, const char *from)
{
	struct buf body = BUF_INIT(SHARE_BODY_MAX);

	buf_addf(&body,
	    "{\"who\":\"parent\",\"adult\":\"$mother\",\"answer\":\"%s\","
	    "\"items\":[\"attendance\"],\"purposes\":[\"school_help\"],"
	    "\"from\":\"%s\",\"evidence\":\"x\",\"recipients\":[{\"agency\":"
	    "\"$school\"}",
	    answer, from);
	for (int i = 0; i < AGENCIES; i++)
		buf_addf(&body,
		    ",{\"agency\":\"01900000-0000-7000-8000-%012d\"}", i + 1);
	buf_adds(&body, "]}");
	share_put(&kits.worker, &kind_agreement, buf_str(&body));
	buf_done(&body);
}

static void
test_many_answers(void **state)
{
	(void)state;
	for (int i = 0; i < ANSWERS; i++)
		give_wide(i % 2 ? "agreed" : "refused", "2026-09-01");
	give_wide("agreed", "2026-10-01");
	share_expect("agreed at last",
	    share_body(&kits.worker, "{" SHARE_SCHOOL TO_SHARE, NULL), "");
	give_wide("withdrawn", "2026-11-01");
	share_expect("and taken back",
	    share_body(&kits.worker, "{" SHARE_SCHOOL TO_SHARE, NULL),
	    "against; held yes");
	share_expect("nor shared",
	    share_body(&kits.worker, "{" SHARE_SCHOOL NOT, NULL), "");
}

/* Of a person the latest refusal stands for the earlier ones: it is new only to whoever
 * knew of none. */
static void
test_refused_again(void **state)
{
	const char *body;

	(void)state;
	share_put(&kits.worker, &kind_agreement, SHARE_AGREED);
	give_wide("refused", "2026-10-01");
	body = share_body(&kits.worker, "{" SHARE_SCHOOL SHARED, NULL);
	share_put(&kits.worker, &kind_agreement, SHARE_WITHDRAWN);
	share_expect("known before", body, "facts against; held no");
}

/* ---- more than can be weighed ---- */

static void
crowd(void)
{
	for (int i = 0; i <= FACTS_PEOPLE_MAX; i++)
		share_put(&kits.senior, &kind_adult,
		    "{\"name\":\"Noor\",\"relation\":\"other\"}");
}

static void
test_not_weighed(void **state)
{
	static const struct {
		const char *why, *judged, *want;
	} cases[] = {
		{ "it has happened", "{" SHARE_SCHOOL SHARED,
		    "facts against; held no" },
		{ "it is still to be sent", "{" SHARE_SCHOOL TO_SHARE,
		    "facts against; held yes" },
		{ "not shared", "{" SHARE_SCHOOL NOT, "facts; held no" },
		/* No answer could change that (P1, P2). */
		{ "danger", "{" SHARE_CARE "\"danger_now\":true," SHARED, "" },
		{ "harm", "{" SHARE_CARE TO_SHARE, "" },
		{ "harm, not shared", "{" SHARE_CARE NOT,
		    "against senior; held no" },
		{ "harm, not with them", SCHOOL_HARM NOT,
		    "facts senior; held no" },
	};

	(void)state;
	share_put(&kits.worker, &kind_agreement, SHARE_AGREED);
	crowd();
	for (size_t i = 0; i < KIND_COUNT(cases); i++)
		share_expect(cases[i].why,
		    share_body(&kits.worker, cases[i].judged, NULL),
		    cases[i].want);
}

/* What no answer changes still follows from it. */
static void
test_follows(void **state)
{
	struct record *task;
	struct id id;

	(void)state;
	crowd();
	id = share_decide(&kits.worker, SCHOOL_HARM NOT);
	task = share_find(&kind_task, "decision", &id, NULL, NULL);
	assert_non_null(task);
	assert_string_equal(record_text(task, "what"), "tell_authority");
	record_free(task);
}

/* The device could not weigh it, and the office can. */
static void
test_weighed_here(void **state)
{
	(void)state;
	share_put(&kits.worker, &kind_agreement, SHARE_AGREED);
	share_expect("shared all the same",
	    share_body(
		&kits.worker, "{" SHARE_SCHOOL SHARED, facts_forget_answers),
	    "against; held no");
	share_expect("to be shared",
	    share_body(
		&kits.worker, "{" SHARE_SCHOOL TO_SHARE, facts_forget_answers),
	    "against; held yes");
	share_expect("not shared, and it may be",
	    share_body(
		&kits.worker, "{" SHARE_SCHOOL NOT, facts_forget_answers),
	    "facts; held no");
}

/* Without any answer nobody says that it may be shared. */
static void
test_claims_more(void **state)
{
	const char *body = share_body(
	    &kits.worker, "{" SHARE_SCHOOL SHARED, facts_forget_answers);
	static const char says[] = "\"outcome\":\"seek_advice\"";
	static const char *const claims[] = { "share_with_consent",
		"share_as_explained", "do_not_share" };
	char text[SHARE_BODY_MAX];

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(claims); i++) {
		const char *at = strstr(body, says);
		struct id id = id_new();

		assert_non_null(at);
		snprintf(text, sizeof(text), "%.*s\"outcome\":\"%s\"%s",
		    (int)(at - body), body, claims[i], at + strlen(says));
		assert_int_equal(kit_save(&kits.worker, &kind_share_decision,
				     &kits.file, &id, 0, text),
		    422);
	}
}

/* ---- by another version of haven ---- */

/* A right decision with some members spoilt; one with an empty key is none. */
struct spoilt {
	const char *key, *value;
};

static const char *
spoil(const char *judged, const struct spoilt *s, size_t count)
{
	static char text[SHARE_BODY_MAX];
	const char *body = share_body(&kits.worker, judged, NULL);
	struct buf b = BUF_INIT(SHARE_BODY_MAX);
	struct record *r = NULL;
	struct errinfo e = { 0 };

	kit_must(record_from_json(&r, &kind_share_decision, body, strlen(body),
		     false, NULL, &e),
	    &e, "spoil");
	for (size_t i = 0; i < count; i++)
		if (s[i].key != NULL)
			record_set(r, s[i].key, s[i].value);
	record_to_json(r, false, &b);
	memcpy(text, buf_str(&b), b.len + 1);
	record_free(r);
	buf_done(&b);
	return text;
}

#define OLDER                \
	{                    \
		"rules", "0" \
	}
#define NEWER                     \
	{                         \
		"rules", "999999" \
	}
#define NO_RULES            \
	{                   \
		"rules", "" \
	}
#define OTHER_CLAIM                    \
	{ "outcome", "do_not_share" }, \
	{                              \
		"may", "no"            \
	}
#define UNREAD                                                             \
	{                                                                  \
		"facts",                                                   \
		    "{\"on\":\"2026-11-20\",\"harm\":\"none\",\"mood\":1}" \
	}
#define OTHER_HARM                   \
	{                            \
		"harm", "needs_help" \
	}

static void
test_other_rules(void **state)
{
	static const struct {
		const char *why, *judged;
		struct spoilt spoilt[3];
		const char *want; /* NULL: refused */
	} cases[] = {
		{ "older, and the same comes of it", "{" SHARE_SCHOOL TO_SHARE,
		    { OLDER }, "" },
		{ "newer, and the same comes of it", "{" SHARE_SCHOOL TO_SHARE,
		    { NEWER }, "" },
		{ "it may, here; and has happened", "{" SHARE_SCHOOL SHARED,
		    { OLDER, OTHER_CLAIM }, "against version; held no" },
		{ "it may, here; and is to be sent", "{" SHARE_SCHOOL TO_SHARE,
		    { OLDER, OTHER_CLAIM }, "against version; held yes" },
		{ "from before there were numbers", "{" SHARE_SCHOOL SHARED,
		    { NO_RULES, OTHER_CLAIM }, "against version; held no" },
		{ "facts that cannot be read here", "{" SHARE_SCHOOL SHARED,
		    { NEWER, UNREAD }, "version; held no" },
		{ "the same, still to be sent", "{" SHARE_SCHOOL TO_SHARE,
		    { NEWER, UNREAD }, "version; held yes" },
		{ "the same, not shared", "{" SHARE_SCHOOL NOT,
		    { NEWER, UNREAD }, "against version; held no" },
		{ "facts that are none", "{" SHARE_SCHOOL SHARED,
		    { OLDER, { "facts", "{" } }, "version; held no" },
		{ "facts that say something else", "{" SHARE_SCHOOL SHARED,
		    { OLDER, OTHER_HARM }, "version; held no" },
		{ "nothing that only says it is seeking advice is let by",
		    "{" SHARE_SCHOOL NOT,
		    { { "outcome", "seek_advice" }, { "may", "no" }, OLDER },
		    "facts version; held no" },
		/* By these rules no honest client sends that. */
		{ "these rules, another claim", "{" SHARE_SCHOOL SHARED,
		    { OTHER_CLAIM }, NULL },
		{ "these rules, no facts", "{" SHARE_SCHOOL SHARED, { UNREAD },
		    NULL },
		{ "these rules, other answers", "{" SHARE_SCHOOL SHARED,
		    { OTHER_HARM }, NULL },
	};

	(void)state;
	share_put(&kits.worker, &kind_agreement, SHARE_AGREED);
	for (size_t i = 0; i < KIND_COUNT(cases); i++) {
		const char *body = spoil(cases[i].judged, cases[i].spoilt, 3);
		struct id id = id_new();

		if (cases[i].want != NULL)
			share_expect(cases[i].why, body, cases[i].want);
		else if (kit_save(&kits.worker, &kind_share_decision,
			     &kits.file, &id, 0, body) != 422)
			fail_msg("%s: taken", cases[i].why);
	}
}

/* With members that are not known here; and who is named must still be somebody. */
static void
test_newer_table(void **state)
{
	static const struct {
		const char *why, *more;
		int newer;
		unsigned status;
		const char *want;
	} cases[] = {
		{ "as known here", "", 0, 201, "" },
		{ "newer", "\"mood\":\"calm\",", 1, 201, "version; held no" },
		{ "newer, and nothing new in it", "", 1, 201,
		    "version; held no" },
		{ "a member that nobody knows", "\"mood\":\"calm\",", 0, 422,
		    NULL },
		{ "about somebody who is nobody (R7)",
		    "\"about_staff\":[{\"staff\":\"01900000-0000-7000-8000-"
		    "000000000001\"}],",
		    1, 422, NULL },
	};
	struct buf text = BUF_INIT(SHARE_BODY_MAX), got = BUF_INIT(1000);

	(void)state;
	share_put(&kits.worker, &kind_agreement, SHARE_AGREED);
	for (size_t i = 0; i < KIND_COUNT(cases); i++) {
		const char *body =
		    share_body(&kits.worker, "{" SHARE_SCHOOL SHARED, NULL);
		struct id id = id_new();
		struct put put;

		buf_clear(&text);
		buf_addf(&text, "{%s%s", cases[i].more, body + 1);
		put = kit_put_of(&kits.worker, &kind_share_decision, &kits.file,
		    &id, 0, buf_str(&text));
		put.table = kind_share_decision.version + cases[i].newer;
		if (kit_send(&put) != cases[i].status)
			fail_msg("%s: %u %s", cases[i].why, kit_result.status,
			    kit_result.error.says);
		if (cases[i].want == NULL)
			continue;
		share_flagged(&id, &got);
		if (strcmp(buf_str(&got), cases[i].want) != 0)
			fail_msg("%s: flag '%s'", cases[i].why, buf_str(&got));
	}
	buf_done(&text);
	buf_done(&got);
}

/* Of another kind what is newer waits on the device, as it did. */
static void
test_newer_of_another_kind(void **state)
{
	struct id id = id_new();
	struct put put = kit_put_of(&kits.worker, &kind_agreement, &kits.file,
	    &id, 0, share_fill(SHARE_AGREED));

	(void)state;
	put.table = kind_agreement.version + 1;
	assert_int_equal(kit_send(&put), 422);
	put.table = kind_agreement.version;
	assert_int_equal(kit_send(&put), 201);
}

#define T(test) cmocka_unit_test_setup_teardown(test, share_start, kit_stop)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		T(test_many_answers),
		T(test_refused_again),
		T(test_not_weighed),
		T(test_follows),
		T(test_weighed_here),
		T(test_claims_more),
		T(test_other_rules),
		T(test_newer_table),
		T(test_newer_of_another_kind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
