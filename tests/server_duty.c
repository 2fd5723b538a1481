/* server_duty.c - what waits for whom around a share, and for how long: advice that
 * passes on, what was advised, tasks, what is flagged, openings (S3, S8, S9, A2,
 * R7). Each row is asked of one person at one time. */
#include "share_wait.h"

static int
start_up(void **state)
{
	return share_start(state);
}

/* ---- advice ---- */

#define ADVICE(of)                                          \
	"{\"of\":\"$" of "\",\"due\":\"2026-11-21T12:00\"," \
	"\"question\":\"The school asks about money at home.\"}"
#define ANSWER                                                     \
	"{\"advice\":\"$given\",\"answer\":\"share\",\"reasons\":" \
	"\"It helps him.\"}"

static void
test_advice_passes_on(void **state)
{
	static const struct asked rows[] = {
		{ "whom it is asked of", &kits.manager, 0, 1 },
		{ "them, days later", &kits.manager, 9 * DAYS, 1 },
		{ "who asks", &kits.worker, 0, 0 },
		{ "who asks, days later", &kits.worker, 9 * DAYS, 0 },
		{ "their deputy, before it is due", &kits.deputy, 23 * HOURS,
		    0 },
		{ "their deputy, at its due time", &kits.deputy, 24 * HOURS,
		    1 },
		{ "the Director, at its due time", &kits.director, 24 * HOURS,
		    0 },
		{ "the Director, a day after", &kits.director, 48 * HOURS, 1 },
		{ "another manager", &kits.other, 9 * DAYS, 0 },
		{ "a senior", &kits.senior, 9 * DAYS, 0 },
		{ "the Lead", &kits.lead, 9 * DAYS, 0 },
		{ "a volunteer", &kits.volunteer, 9 * DAYS, 0 },
		{ "the chair", &kits.chair, 9 * DAYS, 0 },
	};

	(void)state;
	kits.given = share_put(&kits.worker, &kind_advice, ADVICE("manager"));
	ASK("advice_asked", &kits.given, rows);
}

/* Whom the manager's deputy is not there for: it goes to the Director at once. */
static void
test_advice_without_a_deputy(void **state)
{
	static const struct asked rows[] = {
		{ "whom it is asked of", &kits.other, 0, 1 },
		{ "the Director, before it is due", &kits.director, 23 * HOURS,
		    0 },
		{ "the Director, at its due time", &kits.director, 24 * HOURS,
		    1 },
		{ "somebody else's deputy", &kits.deputy, 9 * DAYS, 0 },
	};

	(void)state;
	kits.given = share_put(&kits.worker, &kind_advice, ADVICE("other"));
	ASK("advice_asked", &kits.given, rows);
}

static void
leave(const struct person *p, const char *more)
{
	char body[400], members[200];

	snprintf(members, sizeof(members), ",\"left\":\"2026-11-18\"%s", more);
	kit_staff_body(body, sizeof(body), p->who.role, members);
	assert_int_equal(kit_save(&kits.admin, &kind_staff, &kit_none,
			     &p->who.staff, 1, body),
	    200);
}

/* Who has left gives none, and is waited for no longer. */
static void
test_advice_of_who_left(void **state)
{
	static const struct asked rows[] = {
		{ "their deputy, at once", &kits.deputy, 0, 1 },
		{ "the Director, not yet", &kits.director, 0, 0 },
	};
	static const struct asked none[] = {
		{ "the Director, at once", &kits.director, 0, 1 },
		{ "a deputy who left, too", &kits.deputy, 9 * DAYS, 0 },
	};
	char deputy[120];

	(void)state;
	kits.given = share_put(&kits.worker, &kind_advice, ADVICE("manager"));
	snprintf(deputy, sizeof(deputy), ",\"deputy\":\"%s\"",
	    kits.deputy.who.staff.s);
	leave(&kits.manager, deputy);
	ASK("advice_asked", &kits.given, rows);
	leave(&kits.deputy, "");
	ASK("advice_asked", &kits.given, none);
}

/* R7: whoever the concern is about neither sees nor gives advice on it, by
 * whatever way it would come to them; it passes on at once, and nobody says why. */
static void
test_advice_about_who_is_asked(void **state)
{
	static const struct asked rows[] = {
		{ "whom it is about", &kits.manager, 0, 0 },
		{ "whom it is about, days later", &kits.manager, 9 * DAYS, 0 },
		{ "their deputy, at once", &kits.deputy, 0, 1 },
	};
	static const struct asked both[] = {
		{ "the deputy is kept out, too", &kits.deputy, 9 * DAYS, 0 },
		{ "the Director, at once", &kits.director, 0, 1 },
	};
	char body[900];
	struct id concern, advice;

	(void)state;
	snprintf(body, sizeof(body), "{%s" KIT_CONCERN_END,
	    kit_about(&kits.manager));
	kits.given = concern =
	    kit_make_signed(&kits.senior, &kind_concern, &kits.file, body);
	advice = share_put(&kits.worker, &kind_advice,
	    "{\"concern\":\"$given\",\"of\":\"$manager\",\"due\":"
	    "\"2026-11-21T12:00\",\"question\":\"x\"}");
	ASK("advice_asked", &advice, rows);
	/* Words of somebody who may ask name the deputy: of themselves alone. */
	kits.given = concern;
	share_put(&kits.worker, &kind_advice,
	    "{\"concern\":\"$given\",\"of\":\"$director\",\"due\":"
	    "\"2026-11-21T12:00\",\"question\":\"x\",\"about_staff\":[{"
	    "\"staff\":\"$deputy\"}]}");
	ASK("advice_asked", &advice, rows);
	/* A concern about both. */
	snprintf(body, sizeof(body),
	    "{\"about_staff\":[{\"staff\":\"%s\"},{\"staff\":\"%s\"}]"
	    "," KIT_CONCERN_END,
	    kits.manager.who.staff.s, kits.deputy.who.staff.s);
	kits.given =
	    kit_make_signed(&kits.senior, &kind_concern, &kits.file, body);
	advice = share_put(&kits.worker, &kind_advice,
	    "{\"concern\":\"$given\",\"of\":\"$manager\",\"due\":"
	    "\"2026-11-21T12:00\",\"question\":\"x\"}");
	ASK("advice_asked", &advice, both);
}

static void
test_advice_given(void **state)
{
	static const struct asked before[] = {
		{ "nothing is given yet", &kits.worker, 0, 0 },
	};
	static const struct asked rows[] = {
		{ "who asked", &kits.worker, 0, 1 },
		{ "who asked, two weeks later", &kits.worker, 13 * DAYS, 1 },
		{ "who asked, after that", &kits.worker, 15 * DAYS, 0 },
		{ "who gave it", &kits.manager, 0, 0 },
		{ "a senior", &kits.senior, 0, 0 },
	};
	static const struct asked answered[] = {
		{ "whom it was asked of", &kits.manager, 0, 0 },
		{ "their deputy, when it would be due", &kits.deputy, 2 * DAYS,
		    0 },
		{ "the Director", &kits.director, 9 * DAYS, 0 },
	};
	static const struct asked after[] = {
		{ "who asked and has decided", &kits.worker, 0, 0 },
	};

	(void)state;
	kits.given = share_put(&kits.worker, &kind_advice, ADVICE("manager"));
	ASK("advice_given", NULL, before);
	share_put(&kits.manager, &kind_advice_answer, ANSWER);
	ASK("advice_given", &kits.given, rows);
	ASK("advice_asked", NULL, answered);
	share_put(&kits.senior, &kind_agreement, SHARE_AGREED);
	share_decide(&kits.worker,
	    "{" SHARE_SCHOOL "\"advice\":\"$given\",\"decided\":\"share\"}");
	ASK("advice_given", NULL, after);
}

/* ---- tasks ---- */

#define EMERGENCY                                                        \
	"{\"child\":\"Robin\",\"risk\":\"He is locked in.\",\"shared\":" \
	"\"Where he is.\",\"authority\":\"Police, 999\",\"by\":\"I did.\"}"

static struct id
task_of(const struct kind *made_by, const struct id *id)
{
	struct id task = { "" };
	size_t n;
	struct record *r = share_find(&kind_task,
	    made_by == &kind_emergency ? "emergency" : "decision", id, &n,
	    &task);

	assert_int_equal(n, 1);
	record_free(r);
	return task;
}

static void
test_task(void **state)
{
	static const struct asked rows[] = {
		{ "who wrote the emergency, on no file of theirs",
		    &kits.stranger, 0, 1 },
		{ "each senior", &kits.senior, 0, 1 },
		{ "each senior", &kits.senior2, 0, 1 },
		{ "them, until it is done", &kits.senior2, 90 * DAYS, 1 },
		{ "who is assigned", &kits.worker, 0, 0 },
		{ "the Director", &kits.director, 0, 0 },
		{ "a trustee", &kits.trustee, 0, 0 },
	};
	static const struct asked done[] = {
		{ "who wrote it", &kits.stranger, 0, 0 },
		{ "a senior", &kits.senior, 0, 0 },
	};
	struct id emergency =
	    share_put(&kits.stranger, &kind_emergency, EMERGENCY);

	(void)state;
	kits.given = task_of(&kind_emergency, &emergency);
	ASK("task_due", &kits.given, rows);
	share_put(&kits.stranger, &kind_task_done,
	    "{\"task\":\"$given\",\"how\":\"Written up.\"}");
	ASK("task_due", NULL, done);
}

/* The decision that completes the emergency does its task. */
static void
test_task_done_by_decision(void **state)
{
	static const struct asked open[] = {
		{ "before", &kits.senior, 0, 1 },
	};
	static const struct asked done[] = {
		{ "after", &kits.senior, 0, 0 },
		{ "after, for who wrote it", &kits.worker, 0, 0 },
	};

	(void)state;
	kits.given = share_put(&kits.worker, &kind_emergency, EMERGENCY);
	ASK("task_due", NULL, open);
	share_decide(&kits.worker,
	    "{" SHARE_CARE "\"danger_now\":true,\"emergency\":\"$given\","
	    "\"happened\":\"2026-11-20T11:00\",\"decided\":\"share\"}");
	ASK("task_due", NULL, done);
}

/* R7: whoever the emergency is about hears of it by no task either, now or when
 * they are named later. */
static void
test_task_about_a_senior(void **state)
{
	static const struct asked rows[] = {
		{ "whom it is about", &kits.senior2, 0, 0 },
		{ "another", &kits.senior, 0, 1 },
		{ "the chair, for whom it is not", &kits.chair, 0, 0 },
	};
	static const struct asked all[] = {
		{ "one of them", &kits.senior, 0, 0 },
		{ "one of them", &kits.senior2, 0, 0 },
		{ "the chair, to whom it falls", &kits.chair, 0, 1 },
		{ "another trustee", &kits.trustee, 0, 0 },
	};
	struct id first, second;

	(void)state;
	first = share_put(&kits.worker, &kind_emergency,
	    "{\"about_staff\":[{\"staff\":\"$senior2\"}],\"child\":\"R\","
	    "\"risk\":\"x\",\"shared\":\"x\",\"authority\":\"999\",\"by\":"
	    "\"I\"}");
	first = task_of(&kind_emergency, &first);
	ASK("task_due", &first, rows);
	second = share_put(&kits.worker, &kind_emergency,
	    "{\"about_staff\":[{\"staff\":\"$senior2\"},{\"staff\":"
	    "\"$senior\"}],\"child\":\"R\",\"risk\":\"x\",\"shared\":\"x\","
	    "\"authority\":\"999\",\"by\":\"I\"}");
	second = task_of(&kind_emergency, &second);
	ASK("task_due", &second, all);
}

/* ---- what is flagged, and openings ---- */

static void
test_flagged(void **state)
{
	static const struct asked rows[] = {
		{ "a senior", &kits.senior, 0, 1 },
		{ "the other", &kits.senior2, 99 * DAYS, 1 },
		{ "who decided", &kits.worker, 0, 0 },
		{ "the Director", &kits.director, 0, 0 },
	};
	static const struct asked done[] = {
		{ "a senior", &kits.senior2, 0, 0 },
	};
	struct id decision;
	struct record *flag;

	(void)state;
	decision = share_decide(&kits.worker,
	    "{" SHARE_SCHOOL "\"against\":\"happened\",\"authorised_by\":"
	    "\"$senior\",\"decided\":\"share\"}");
	flag = share_find(
	    &kind_share_flag, "decision", &decision, NULL, &kits.given);
	assert_non_null(flag);
	record_free(flag);
	ASK("share_flagged", &kits.given, rows);
	share_put(&kits.senior, &kind_share_review,
	    "{\"flag\":\"$given\",\"what\":\"stopped\",\"reasons\":\"No.\"}");
	ASK("share_flagged", NULL, done);
}

/* A senior's own waits for another, and for them only where there is none. */
static void
test_flagged_own(void **state)
{
	static const struct asked rows[] = {
		{ "who decided", &kits.senior, 0, 0 },
		{ "another senior", &kits.senior2, 0, 1 },
	};
	static const struct asked alone[] = {
		{ "who decided, and the other is kept out", &kits.senior, 0,
		    1 },
		{ "the other", &kits.senior2, 0, 0 },
	};
	struct id decision;

	(void)state;
	decision = share_decide(
	    &kits.senior, "{" SHARE_SCHOOL "\"decided\":\"share\"}");
	record_free(share_find(
	    &kind_share_flag, "decision", &decision, NULL, &kits.given));
	ASK("share_flagged", &kits.given, rows);
	decision = share_decide(&kits.senior,
	    "{\"staff_allegation\":true,\"about_staff\":[{\"staff\":"
	    "\"$senior2\"}]," SHARE_SCHOOL "\"decided\":\"share\"}");
	record_free(share_find(
	    &kind_share_flag, "decision", &decision, NULL, &kits.given));
	ASK("share_flagged", &kits.given, alone);
}

/* ---- what stands in clear holds ---- */

static void
verify(const char *want)
{
	struct buf says = BUF_INIT(100000);
	struct db *db = kit_reader();
	struct errinfo e = { 0 };
	int64_t bad;

	kit_must(store_verify(kit, db, &says, &bad, &e), &e, "verify");
	server_reader_done(kit, db);
	if (*want ? strstr(buf_str(&says), want) == NULL : bad != 0)
		fail_msg("wanted \"%s\": %s", want, buf_str(&says));
	buf_done(&says);
}

#define WAITS "What waits for somebody because of record"
#define ODD "a duty or a name of no record"

/* Whoever can write to the database and not to the keys changes nothing that is
 * not found: nobody gives themselves a file, or hides what waits. */
static void
test_tampered(void **state)
{
	static const struct {
		const char *why, *sql, *says;
	} rows[] = {
		{ "advice passed to somebody else",
		    "UPDATE duty SET person = 'x' WHERE kind = 'advice'",
		    WAITS },
		{ "due later",
		    "UPDATE duty SET until_on = '2199-01-01T00:00' WHERE"
		    " kind = 'task'",
		    WAITS },
		{ "a task is nobody's", "DELETE FROM duty WHERE kind = 'task'",
		    WAITS },
		{ "an agreement that is never due",
		    "UPDATE duty SET is_open = 0 WHERE kind = 'agreement'",
		    WAITS },
		{ "a file opened by nobody's reason",
		    "INSERT INTO duty SELECT id, 'opening', file, 'x', '',"
		    " '2199-01-01T00:00', 1 FROM record WHERE"
		    " kind = 'front_sheet' LIMIT 1",
		    ODD },
		{ "an emergency completed by nothing",
		    "UPDATE link SET other = record WHERE what = 'emergency'",
		    WAITS },
		{ "a name taken away", "DELETE FROM link", WAITS },
		{ "a name too many",
		    "INSERT INTO link SELECT id, 'advice', id FROM record"
		    " WHERE kind = 'front_sheet'",
		    WAITS },
		{ "a thread that no longer stands beside the other (R7)",
		    "DELETE FROM beside", WAITS },
		{ "another deputy", "UPDATE deputy SET deputy = 'x'",
		    "The rights that follow" },
		{ "a deputy of nobody", "INSERT INTO deputy VALUES ('x', 'y')",
		    ODD },
	};

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		if (i > 0) {
			kit_stop(state);
			start_up(state);
		}
		share_put(&kits.worker, &kind_emergency, EMERGENCY);
		share_put(&kits.worker, &kind_advice, ADVICE("manager"));
		agree(MOTHER, "agreed", "2026-01-01", "");
		verify("");
		kit_tamper(rows[i].sql);
		verify(rows[i].says);
	}
}

#define T(test) cmocka_unit_test_setup_teardown(test, start_up, kit_stop)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		T(test_advice_passes_on),
		T(test_advice_without_a_deputy),
		T(test_advice_of_who_left),
		T(test_advice_about_who_is_asked),
		T(test_advice_given),
		T(test_task),
		T(test_task_done_by_decision),
		T(test_task_about_a_senior),
		T(test_flagged),
		T(test_flagged_own),
		T(test_tampered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
