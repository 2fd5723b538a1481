/* server_share_said.c - what a decision says of itself, held against what the office
 * knows: its reasons in words (S8). */
#include "share_kit.h"

#define SHARED "\"decided\":\"share\",\"happened\":\"2026-11-20T11:00\"}"
#define TO_SHARE "\"decided\":\"share\"}"
#define NOT "\"decided\":\"not\"}"

/* A decision of the worker that must be kept, by rules of that version (NULL: of
 * today), with other words (NULL: those of the check). */
static struct id
decide_as(const char *judged, const char *rules, const char *because)
{
	const char *body = share_body(&kits.worker, judged, NULL);
	struct buf b = BUF_INIT(SHARE_BODY_MAX);
	struct errinfo e = { 0 };
	struct record *r = NULL;
	struct id id;

	kit_must(record_from_json(&r, &kind_share_decision, body, strlen(body),
		     false, NULL, &e),
	    &e, "read");
	if (rules != NULL)
		record_set(r, "rules", rules);
	if (because != NULL)
		record_set(r, "because", because);
	record_to_json(r, false, &b);
	id = kit_make(
	    &kits.worker, &kind_share_decision, &kits.file, buf_str(&b));
	record_free(r);
	buf_done(&b);
	return id;
}

static void
expect(const char *why, const struct id *decision, const char *flag,
    const char *held)
{
	size_t n;
	struct record *r =
	    share_find(&kind_share_flag, "decision", decision, &n, NULL);

	if (n != (*flag != '\0') ||
	    (r != NULL && (strcmp(record_text(r, "why"), flag) != 0 ||
			      strcmp(record_text(r, "held"), held) != 0)))
		fail_msg("%s: %zu flags, %s, %s", why, n,
		    r ? record_text(r, "why") : "-",
		    r ? record_text(r, "held") : "-");
	if (strstr(flag, "because") &&
	    !strstr(record_text(r, "because"), "The reasons that stand in it"))
		fail_msg("%s: %s", why, record_text(r, "because"));
	record_free(r);
}

static void
test_because(void **state)
{
	static const struct {
		const char *why, *judged, *because, *flag, *held;
		const char *rules; /* or NULL: those of today */
	} rows[] = {
		{ "as the check says", "{" SHARE_SCHOOL TO_SHARE, NULL, "", "",
		    NULL },
		{ "nothing at all", "{" SHARE_SCHOOL TO_SHARE, "", "because",
		    "no", NULL },
		{ "other words", "{" SHARE_SCHOOL TO_SHARE,
		    "The Director ordered it. (2)", "because", "no", NULL },
		{ "other words, and it has left", "{" SHARE_SCHOOL SHARED,
		    "The Director ordered it. (2)", "because", "no", NULL },
		{ "other words, and against the check", "{" SHARE_SCHOOL NOT,
		    "Refused. (14)", "against because", "no", NULL },
		{ "other words of other rules", "{" SHARE_SCHOOL TO_SHARE,
		    "The Director ordered it. (2)", "version", "yes", "99" },
		{ "the same words of other rules", "{" SHARE_SCHOOL TO_SHARE,
		    NULL, "", "", "99" },
	};

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		struct id id;

		share_file("2016-04-03");
		share_put(&kits.worker, &kind_agreement, SHARE_AGREED);
		id = decide_as(rows[i].judged, rows[i].rules, rows[i].because);
		expect(rows[i].why, &id, rows[i].flag, rows[i].held);
	}
}

#define T(test) cmocka_unit_test_setup_teardown(test, share_start, kit_stop)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		T(test_because),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
