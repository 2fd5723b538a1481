/* server_share_advice.c - what the office makes of a decision that names advice which
 * does not count for it (S3): it is kept and flagged with a sentence of its own,
 * stopped only where nothing else allows it, and never where harm is significant. */
#include "share_kit.h"

#define DAYS (24 * 3600000LL)
#define SHARED "\"decided\":\"share\",\"happened\":\"2026-11-20T11:00\"}"
#define TO_SHARE "\"decided\":\"share\"}"
#define NOT "\"decided\":\"not\"}"
#define ON_IT "\"advice\":\"$given\","
/* Refused, and the worker would share it all the same: that hangs on advice. */
#define OUTWEIGHS                                                            \
	"\"benefit_outweighs\":true,\"agency\":\"$care\",\"items\":[{\"what" \
	"\":\"A\",\"kind\":\"attendance\"}],\"purpose\":\"safeguarding\",\"" \
	"harm\":\"needs_help\"," SHARE_FAMILY SHARE_CHECKED
#define ENDANGERS "\"sharing_endangers\":true,"

static void
lie_advice(struct facts *f)
{
	f->advice.state = ADVICE_SHARE;
	f->advice.by = ADVICE_BY_LINE_MANAGER;
}

/* Advice of the manager about sharing with this agency. */
static void
advise(const char *agency)
{
	char body[300];

	snprintf(body, sizeof(body),
	    "{\"agency\":\"%s\",\"of\":\"$manager\",\"due\":"
	    "\"2026-11-21T12:00\",\"question\":\"Is it right?\"}",
	    agency);
	kits.given = share_put(&kits.worker, &kind_advice, body);
	share_put(&kits.manager, &kind_advice_answer,
	    "{\"advice\":\"$given\",\"answer\":\"share\",\"reasons\":\"x\"}");
}

static struct id
decide_by(const struct person *p, const char *judged, share_lie *lie)
{
	return kit_make(
	    p, &kind_share_decision, &kits.file, share_body(p, judged, lie));
}

static void
expect(const char *why, const struct id *decision, const char *flag,
    const char *held, const char *says)
{
	size_t n;
	struct record *r =
	    share_find(&kind_share_flag, "decision", decision, &n, NULL);

	if (n != (*flag != '\0') ||
	    (r != NULL && (strcmp(record_text(r, "why"), flag) != 0 ||
			      strcmp(record_text(r, "held"), held) != 0 ||
			      strstr(record_text(r, "because"), says) == NULL)))
		fail_msg("%s: %zu flags, %s, %s, %s", why, n,
		    r ? record_text(r, "why") : "-",
		    r ? record_text(r, "held") : "-",
		    r ? record_text(r, "because") : "-");
	record_free(r);
}

#define OTHER_SAYS "another recipient or purpose"
#define SPENT_SAYS "Another decision rests on"
#define OLD_SAYS "too long ago"

static const struct {
	const char *why;
	const char *about;  /* the advice */
	const char *before; /* a decision that came first, or NULL */
	int64_t later_ms;   /* so long after the advice */
	const char *judged;
	share_lie *lie;
	const char *flag, *held, *says;
} rows[] = {
	{ "about this recipient", "$care", NULL, 0,
	    "{" ON_IT OUTWEIGHS TO_SHARE, NULL, "", "", "" },
	{ "28 days ago", "$care", NULL, 28 * DAYS, "{" ON_IT OUTWEIGHS TO_SHARE,
	    NULL, "", "", "" },
	{ "about another recipient", "$school", NULL, 0,
	    "{" ON_IT OUTWEIGHS TO_SHARE, lie_advice, "advice", "yes",
	    OTHER_SAYS },
	{ "about another recipient, and it has left", "$school", NULL, 0,
	    "{" ON_IT OUTWEIGHS SHARED, lie_advice, "advice", "no",
	    OTHER_SAYS },
	{ "the device says so itself", "$school", NULL, 0,
	    "{" ON_IT OUTWEIGHS TO_SHARE, NULL, "against advice", "yes",
	    OTHER_SAYS },
	{ "29 days ago", "$care", NULL, 29 * DAYS, "{" ON_IT OUTWEIGHS TO_SHARE,
	    lie_advice, "advice", "yes", OLD_SAYS },
	{ "another rests on it", "$care", "{" ON_IT OUTWEIGHS TO_SHARE, 0,
	    "{" ON_IT OUTWEIGHS TO_SHARE, lie_advice, "advice", "yes",
	    SPENT_SAYS },
	{ "another that did not share rests on it", "$care",
	    "{" ON_IT OUTWEIGHS NOT, 0, "{" ON_IT OUTWEIGHS TO_SHARE,
	    lie_advice, "advice", "yes", SPENT_SAYS },
	{ "another, without it", "$care", "{" OUTWEIGHS NOT, 0,
	    "{" ON_IT OUTWEIGHS TO_SHARE, NULL, "", "", "" },
	{ "not shared, and it does not count", "$school", NULL, 0,
	    "{" ON_IT OUTWEIGHS NOT, NULL, "advice", "no", OTHER_SAYS },
	/* nothing hangs on it */
	{ "significant harm, without need of it", "$school", NULL, 0,
	    "{" ON_IT SHARE_CARE TO_SHARE, NULL, "advice", "no", OTHER_SAYS },
	/* significant harm never waits for it */
	{ "significant harm, and sharing endangers", "$school", NULL, 0,
	    "{" ON_IT ENDANGERS SHARE_CARE TO_SHARE, lie_advice, "advice", "no",
	    OTHER_SAYS },
};

static void
test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		int64_t noon = kit_now;
		struct id id;

		share_file("2016-04-03");
		share_put(&kits.worker, &kind_agreement, SHARE_WITHDRAWN);
		advise(rows[i].about);
		if (rows[i].before != NULL)
			decide_by(&kits.worker, rows[i].before, NULL);
		kit_now += rows[i].later_ms;
		id = decide_by(&kits.worker, rows[i].judged, rows[i].lie);
		expect(
		    rows[i].why, &id, rows[i].flag, rows[i].held, rows[i].says);
		kit_now = noon;
	}
}

/* A later decision that replaces the first may rest on what that did. */
static void
test_replaces(void **state)
{
	struct id first, second;
	char judged[2000];

	(void)state;
	share_put(&kits.worker, &kind_agreement, SHARE_WITHDRAWN);
	advise("$care");
	first = decide_by(&kits.worker, "{" ON_IT OUTWEIGHS TO_SHARE, NULL);
	snprintf(judged, sizeof(judged), "{\"replaces\":\"%s\",%s", first.s,
	    ON_IT OUTWEIGHS TO_SHARE);
	second = decide_by(&kits.worker, judged, NULL);
	expect("it replaces it", &second, "", "", "");
	second = decide_by(&kits.worker, judged, lie_advice);
	expect("a second time", &second, "advice", "yes", SPENT_SAYS);
}

/* R7: a decision about them that names it changes nothing for them; for everybody
 * else it does. */
static void
test_hidden(void **state)
{
	struct id id;

	(void)state;
	share_put(&kits.worker, &kind_agreement, SHARE_WITHDRAWN);
	advise("$care");
	decide_by(&kits.senior,
	    "{\"about_staff\":[{\"staff\":\"$worker\"}],"
	    "\"staff_allegation\":true," ON_IT OUTWEIGHS NOT,
	    NULL);
	id = decide_by(&kits.worker, "{" ON_IT OUTWEIGHS TO_SHARE, NULL);
	expect("whom it is about", &id, "", "", "");
	share_file("2016-04-03");
	share_put(&kits.worker, &kind_agreement, SHARE_WITHDRAWN);
	advise("$care");
	decide_by(&kits.senior,
	    "{\"about_staff\":[{\"staff\":\"$worker\"}],"
	    "\"staff_allegation\":true," ON_IT OUTWEIGHS NOT,
	    NULL);
	id = decide_by(&kits.senior2, "{" ON_IT OUTWEIGHS TO_SHARE, lie_advice);
	expect("somebody else", &id, "advice", "yes", SPENT_SAYS);
}

#define T(test) cmocka_unit_test_setup_teardown(test, share_start, kit_stop)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		T(test_rows),
		T(test_replaces),
		T(test_hidden),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
