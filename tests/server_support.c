/* server_support.c - what waits because of an episode, a meeting or an action: notices
 * that are due, meetings that nobody agreed to, things to be done (F1, M1, R4). */
#include "share_wait.h"

#define BEGUN                                                               \
	"{\"referred_on\":\"2026-10-01\",\"agency\":\"$school\","           \
	"\"why_referred\":\"x\",\"purpose\":\"y\",\"started\":\"2026-11-18" \
	"\"}"
#define LETTER                                                             \
	"{\"notice\":\"$given\",\"how\":\"letter\",\"to\":\"Ms Example\"," \
	"\"when\":\"2026-11-20T10:00\"}"
#define MAIL "{\"notice\":\"$given\",\"how\":\"email\",\"to\":\"a@b.example\"}"

static struct id
child_of(const struct kind *kind, const char *key, const struct id *of)
{
	struct id id;
	struct record *r = share_find(kind, key, of, NULL, &id);

	assert_non_null(r);
	record_free(r);
	return id;
}

/* ---- notices ---- */

static void
test_notice(void **state)
{
	static const struct asked due[] = {
		{ "who is assigned", &kits.worker, 0, 1 },
		{ "them, when it is overdue", &kits.worker, 9 * DAYS, 1 },
		{ "who is not", &kits.stranger, 9 * DAYS, 0 },
		{ "a senior who is not", &kits.senior, 9 * DAYS, 0 },
		{ "a trustee", &kits.trustee, 9 * DAYS, 0 },
	};
	static const struct asked late[] = {
		{ "a senior, before it is overdue", &kits.senior, 3 * DAYS, 0 },
		{ "a senior, on its day", &kits.senior, 3 * DAYS, 0 },
		{ "a senior, the day after", &kits.senior, 4 * DAYS, 1 },
		{ "the Director", &kits.director, 4 * DAYS, 1 },
		{ "who is assigned has it already", &kits.worker, 4 * DAYS, 0 },
		{ "who may not see the file", &kits.stranger, 4 * DAYS, 0 },
		{ "the manager of who is assigned", &kits.manager, 4 * DAYS,
		    1 },
		{ "another manager", &kits.other, 4 * DAYS, 0 },
		{ "the Lead", &kits.lead, 4 * DAYS, 0 },
	};
	static const struct asked none[] = {
		{ "who is assigned", &kits.worker, 9 * DAYS, 0 },
		{ "a senior", &kits.senior, 9 * DAYS, 0 },
	};
	struct id episode = share_put(&kits.worker, &kind_episode, BEGUN);

	(void)state;
	kits.given = child_of(&kind_notice, "episode", &episode);
	ASK("notice_due", &kits.given, due);
	ASK("notice_overdue", &kits.given, late);
	/* What failed is due again; what has been told is not. */
	share_put(&kits.worker, &kind_notice_sent, MAIL);
	ASK("notice_due", &kits.given, due);
	share_put(&kits.worker, &kind_notice_sent, LETTER);
	ASK("notice_due", NULL, none);
	ASK("notice_overdue", NULL, none);
}

/* ---- meetings ---- */

#define MEETING                                                  \
	"{\"when\":\"2026-12-03T10:00\",\"agency\":\"$school\"," \
	"\"purpose\":\"x\""

static void
test_meeting(void **state)
{
	static const struct asked open[] = {
		{ "who is assigned", &kits.worker, 0, 1 },
		{ "after its day, too", &kits.worker, 30 * DAYS, 1 },
		{ "who is not", &kits.stranger, 0, 0 },
		{ "a senior who is not", &kits.senior, 0, 0 },
	};
	static const struct asked done[] = {
		{ "who is assigned", &kits.worker, 0, 0 },
	};
	static const struct {
		const char *why, *more;
		bool is_open;
	} rows[] = {
		{ "nobody is named", "}", true },
		{ "not asked", ",\"family\":[{\"adult\":\"$mother\"}]}", true },
		{ "agreed and did not know",
		    ",\"family\":[{\"adult\":\"$mother\",\"answer\":"
		    "\"agreed\"}]}",
		    true },
		{ "agreed",
		    ",\"family\":[{\"adult\":\"$mother\",\"answer\":"
		    "\"agreed\",\"knows\":true}]}",
		    false },
		{ "one of two",
		    ",\"family\":[{\"adult\":\"$mother\",\"answer\":"
		    "\"agreed\",\"knows\":true},{\"answer\":\"refused\","
		    "\"knows\":true}]}",
		    true },
		{ "the other cannot be asked",
		    ",\"family\":[{\"adult\":\"$mother\",\"answer\":"
		    "\"agreed\",\"knows\":true},{\"answer\":"
		    "\"cannot_ask\",\"why_not\":\"x\"}]}",
		    false },
		{ "nobody can",
		    ",\"family\":[{\"answer\":\"cannot_ask\",\"why_not\":"
		    "\"x\"}]}",
		    true },
		{ "a concern stands instead",
		    ",\"concern_instead\":\"What was seen.\"}", false },
		{ "nobody went", ",\"not_attended\":\"Not agreed.\"}", false },
	};
	struct id meeting = id_new();
	int64_t version = 0;

	(void)state;
	/* The same record, one change after the other. */
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		char body[1000];
		unsigned status;

		snprintf(body, sizeof(body), "%s%s", MEETING, rows[i].more);
		status = kit_save(&kits.worker, &kind_meeting, &kits.file,
		    &meeting, version, share_fill(body));
		if (status != (version == 0 ? 201 : 200))
			fail_msg("%s: %u %s", rows[i].why, status,
			    kit_result.error.says);
		version++;
		if (rows[i].is_open)
			ASK("meeting_unagreed", &meeting, open);
		else
			ASK("meeting_unagreed", &meeting, done);
	}
}

/* What it names is a decision of row 10 of the same file; else nothing of it is
 * looked into. */
static void
test_meeting_decision(void **state)
{
	static const struct {
		const char *why, *judged;
		bool names;    /* a decision, instead of what $given is */
		unsigned want; /* as a new one, and as a change */
		const char *says;
	} rows[] = {
		{ "none", NULL, false, 0, "" },
		{ "of a meeting", "\"occasion\":\"meeting\",", true, 0, "" },
		{ "of the ordinary sort", "", true, 422,
		    "not about a meeting" },
		{ "no decision", NULL, true, 422, "of another kind" },
	};

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		char body[1000], judged[1000];
		struct id id = id_new(), changed = id_new();
		unsigned status[2];

		snprintf(judged, sizeof(judged),
		    "{\"agency\":\"$school\",\"harm\":\"none\",%s" SHARE_CHECKED
		    "\"decided\":\"not\"}",
		    rows[i].judged ? rows[i].judged : "");
		if (rows[i].judged)
			kits.given = share_decide(&kits.worker, judged);
		else
			kits.given = kits.mother;
		snprintf(body, sizeof(body), "%s%s}", MEETING,
		    rows[i].names ? ",\"decision\":\"$given\"" : "");
		status[0] = kit_save(&kits.worker, &kind_meeting, &kits.file,
		    &id, 0, share_fill(body));
		kit_save(&kits.worker, &kind_meeting, &kits.file, &changed, 0,
		    share_fill(MEETING "}"));
		status[1] = kit_save(&kits.worker, &kind_meeting, &kits.file,
		    &changed, 1, share_fill(body));
		for (size_t k = 0; k < 2; k++)
			if (status[k] != (rows[i].want ? rows[i].want
					     : k == 0  ? 201u
						       : 200u))
				fail_msg("%s: %u %s", rows[i].why, status[k],
				    kit_result.error.says);
		if (rows[i].want &&
		    !strstr(kit_result.error.says, rows[i].says))
			fail_msg("%s: %s", rows[i].why, kit_result.error.says);
	}
}

/* ---- actions ---- */

/* Each becomes a task once, for whoever it names, else for whoever wrote it. */
static void
test_actions(void **state)
{
	static const char *const bodies[] = {
		MEETING ",\"actions\":[{\"what\":\"Ring\",\"who\":"
			"\"somebody\",\"by\":\"2026-11-24\"}]}",
		/* the same, and one more */
		MEETING ",\"actions\":[{\"what\":\"Ring\",\"who\":"
			"\"somebody\",\"by\":\"2026-11-24\"},{\"what\":"
			"\"Write\",\"who\":\"The school\",\"by\":"
			"\"2026-11-24T15:00\"}]}",
		/* none: what was agreed stays, for somebody to close */
		MEETING "}",
	};
	static const size_t counts[] = { 1, 2, 2 };
	static const struct asked rows[] = {
		{ "who wrote it, days ahead", &kits.worker, 0, 0 },
		{ "three days before", &kits.worker, 2 * DAYS, 1 },
		{ "a senior, before its time", &kits.senior, 4 * DAYS, 0 },
		{ "a senior, when it is past", &kits.senior, 5 * DAYS, 1 },
	};
	struct id meeting = id_new(), task;
	size_t count;

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(bodies); i++) {
		kit_save(&kits.worker, &kind_meeting, &kits.file, &meeting,
		    (int64_t)i, share_fill(bodies[i]));
		record_free(
		    share_find(&kind_task, "meeting", &meeting, &count, &task));
		assert_int_equal(count, counts[i]);
	}
	record_free(share_find(
	    &kind_task, "words", &(struct id){ "Write" }, NULL, &task));
	ASK("task_due", &task, rows);
}

/* R7: whoever the concern is about hears nothing of what is to be done. */
static void
test_action_about_a_senior(void **state)
{
	static const struct asked rows[] = {
		{ "whom it is about", &kits.senior2, 9 * DAYS, 0 },
		{ "another", &kits.senior, 9 * DAYS, 1 },
	};
	struct id concern, task;

	(void)state;
	concern = kit_make_signed(&kits.senior, &kind_concern, &kits.file,
	    share_fill("{\"about_staff\":[{\"staff\":\"$senior2\"}]"
		       "," KIT_CONCERN_END));
	task = child_of(&kind_task, "concern", &concern);
	ASK("task_due", &task, rows);
}

/* A draft of a concern asks nothing of anybody. */
static void
test_draft(void **state)
{
	struct id concern =
	    kit_make(&kits.senior, &kind_concern, &kits.file, KIT_CONCERN);
	size_t count;

	(void)state;
	record_free(share_find(&kind_task, "concern", &concern, &count, NULL));
	assert_int_equal(count, 0);
}

#define T(test) cmocka_unit_test_setup_teardown(test, share_start, kit_stop)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_notice),
		T(test_meeting),
		T(test_meeting_decision),
		T(test_actions),
		T(test_action_about_a_senior),
		T(test_draft),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
