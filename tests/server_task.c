/* server_task.c - what a decision or an emergency leaves to be done, and by when (S9,
 * P3); it is done once. An emergency is never refused. */
#include "share_kit.h"

#define NOT "\"decided\":\"not\"}"
#define OPEN "\"decided\":\"share\"}"
#define DONE "\"decided\":\"share\",\"happened\":\"2026-11-27T11:00\"}"

/* ---- tasks: when they are due ---- */

static void
test_due(void **state)
{
	static const struct {
		const char *why, *judged, *due;
		int day; /* of November 2026, noon; the 27th is a Friday */
	} cases[] = {
		{ "a day to complete the record",
		    "{" SHARE_CARE "\"danger_now\":true," DONE,
		    "2026-11-28T12:00", 27 },
		{ "the designated officer, on a Thursday",
		    "{" SHARE_CARE "\"staff_allegation\":true," OPEN,
		    "2026-11-27T17:00", 26 },
		{ "on a Friday",
		    "{" SHARE_CARE "\"staff_allegation\":true," OPEN,
		    "2026-11-30T17:00", 27 },
		{ "on a Saturday",
		    "{" SHARE_CARE "\"staff_allegation\":true," OPEN,
		    "2026-11-30T17:00", 28 },
		{ "somebody not told, with no day set",
		    "{" SHARE_CARE "\"people\":[{\"name\":\"Tom\",\"telling\":"
		    "\"raises_risk\"}]," OPEN,
		    "2026-12-11T12:00", 27 },
		{ "the first day that was set",
		    "{" SHARE_CARE "\"people\":[{\"name\":\"Tom\",\"telling\":"
		    "\"raises_risk\",\"look_again\":\"2026-12-09\"},{\"name\":"
		    "\"Ann\",\"telling\":\"raises_risk\",\"look_again\":"
		    "\"2026-11-29\"},{\"name\":\"Joy\",\"telling\":\"safe\","
		    "\"look_again\":\"2026-11-21\"}]," OPEN,
		    "2026-11-29T17:00", 27 },
	};

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(cases); i++) {
		char judged[3000], *people;
		struct id id;

		share_file("2016-04-03");
		kit_now = when_ms(
		    &(struct civil){ 2026, 11, cases[i].day, 12, 0, true });
		/* The people of the row take the place of the family. */
		snprintf(judged, sizeof(judged), "%s", cases[i].judged);
		people = strstr(judged, "\"people\":[{\"adult\"");
		if (strstr(people + 1, "\"people\""))
			memmove(people, strstr(people, "],") + 2,
			    strlen(strstr(people, "],") + 2) + 1);
		id = share_decide(&kits.worker, judged);
		share_due(
		    &kind_share_decision, &id, cases[i].due, cases[i].why);
	}
}

/* ---- once ---- */

static void
test_once(void **state)
{
	struct id id = share_decide(&kits.worker,
	    "{" SHARE_CARE "\"danger_now\":true,\"decided\":\"not\"}");

	(void)state;
	record_free(
	    share_find(&kind_share_flag, "decision", &id, NULL, &kits.given));
	share_put(&kits.senior, &kind_share_review,
	    "{\"flag\":\"$given\",\"what\":\"stands\",\"reasons\":\"x\"}");
	record_free(share_find(&kind_task, "decision", &id, NULL, &kits.given));
	share_put(&kits.worker, &kind_task_done,
	    "{\"task\":\"$given\",\"how\":\"x\"}");
	id = id_new();
	assert_int_equal(
	    kit_save(&kits.senior, &kind_task_done, &kits.file, &id, 0,
		share_fill("{\"task\":\"$given\",\"how\":\"x\"}")),
	    409);
	record_free(share_find(&kind_share_flag, "outcome",
	    &(struct id){ "share_without_consent" }, NULL, &kits.given));
	id = id_new();
	assert_int_equal(
	    kit_save(&kits.senior2, &kind_share_review, &kits.file, &id, 0,
		share_fill("{\"flag\":\"$given\",\"what\":"
			   "\"stopped\",\"reasons\":\"x\"}")),
	    409);
}

/* Nobody looks at their own decision, while there is somebody else (S8). */
static void
test_not_by_oneself(void **state)
{
	struct id decision = share_decide(&kits.senior,
	    "{" SHARE_CARE "\"danger_now\":true,\"decided\":\"not\"}");
	const char *stands =
	    "{\"flag\":\"$given\",\"what\":\"stands\",\"reasons\":\"x\"}";
	struct id id = id_new();

	(void)state;
	record_free(share_find(
	    &kind_share_flag, "decision", &decision, NULL, &kits.given));
	assert_int_equal(kit_save(&kits.senior, &kind_share_review, &kits.file,
			     &id, 0, share_fill(stands)),
	    403);
	share_put(&kits.senior2, &kind_share_review, stands);
}

/* ---- emergencies (S9) ---- */

#define EMERGENCY                                                   \
	"{\"child\":\"Kim Brook\",\"risk\":\"x\",\"shared\":\"x\"," \
	"\"authority\":\"Police, 999\",\"by\":\"I did\"}"

/* Never refused, whoever it is and whatever file they name; with one task. */
static void
test_emergency(void **state)
{
	static const struct {
		const char *why;
		const struct person *who;
		bool is_new;
		enum caller_end end;
	} cases[] = {
		{ "a volunteer, on a file that is not theirs", &kits.volunteer,
		    false, CALLER_IN },
		{ "a volunteer, a child who is not on file", &kits.volunteer,
		    true, CALLER_IN },
		{ "a trustee", &kits.trustee, false, CALLER_IN },
		{ "an administrator", &kits.admin, true, CALLER_IN },
		{ "a senior", &kits.senior, true, CALLER_IN },
		{ "somebody who has left", &kits.stranger, true, CALLER_LEFT },
	};

	const struct id here = kits.file;

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(cases); i++) {
		struct person p = *cases[i].who;
		struct id file = cases[i].is_new ? id_new() : here;
		struct id task, id;
		struct db *db;
		struct card card;

		p.who.end = cases[i].end;
		id = kit_make(&p, &kind_emergency, &file, EMERGENCY);
		kits.file = file;
		share_due(
		    &kind_emergency, &id, "2026-11-21T12:00", cases[i].why);
		record_free(
		    share_find(&kind_task, "emergency", &id, NULL, &task));
		db = kit_reader();
		if (!cards_get(
			kit, db, &kits.senior.who, &file, kit_now, &card) ||
		    card.provisional != cases[i].is_new ||
		    (card.provisional && strcmp(card.name, "Kim Brook") != 0))
			fail_msg("%s: %s", cases[i].why, card.name);
		server_reader_done(kit, db);
	}
}

/* An emergency by a newer haven is taken as it is. */
static void
test_newer_emergency(void **state)
{
	struct id id = id_new();
	struct put put =
	    kit_put_of(&kits.volunteer, &kind_emergency, &kits.file, &id, 0,
		"{\"child\":\"Kim\",\"ring_back\":\"0\",\"about_staff\":[{}]}");

	(void)state;
	put.table = kind_emergency.version + 1;
	assert_int_equal(kit_send(&put), 201);
	share_due(&kind_emergency, &id, "2026-11-21T12:00", "newer");
}

/* A decision never changes, and neither does what the office made. */
static void
test_final(void **state)
{
	struct id flag, task,
	    id = share_decide(
		&kits.worker, "{" SHARE_CARE "\"danger_now\":true," NOT);

	(void)state;
	record_free(share_find(&kind_share_flag, "decision", &id, NULL, &flag));
	record_free(share_find(&kind_task, "decision", &id, NULL, &task));
	assert_int_equal(
	    kit_save(&kits.worker, &kind_share_decision, &kits.file, &id, 1,
		share_body(&kits.worker, "{" SHARE_CARE NOT, NULL)),
	    409);
	/* Nobody makes a flag, a task or an opening by hand. */
	assert_int_equal(kit_save(&kits.senior, &kind_share_flag, &kits.file,
			     &flag, 1, "{}"),
	    403);
	assert_int_equal(
	    kit_save(&kits.senior, &kind_task, &kits.file, &task, 1, "{}"),
	    403);
	id = id_new();
	assert_int_equal(
	    kit_save(&kits.worker, &kind_opening, &kits.file, &id, 0, "{}"),
	    403);
}

/* ---- R7: what names a record stands beside its thread ---- */

static bool
may_read(const struct person *p, const struct id *id)
{
	struct db *db = kit_reader();
	struct record_row row;
	bool may = store_find(db, id, &row, NULL) == ERR_OK &&
		   store_may(kit, db, &p->who, &row, RIGHT_READ, kit_now);

	server_reader_done(kit, db);
	return may;
}

/* A senior whom an emergency, or a request for advice, is about sees neither the
 * decision that names it nor what follows from that; named later, no more. */
static void
test_stands_beside(void **state)
{
	static const struct {
		const char *why, *key;
		const struct kind *kind;
		const char *template;
	} cases[] = {
		{ "an emergency", "emergency", &kind_emergency,
		    "{\"about_staff\":[{\"staff\":\"$senior2\"}],\"child\":"
		    "\"R\",\"risk\":\"x\",\"shared\":\"x\",\"authority\":"
		    "\"999\",\"by\":\"I\"}" },
		{ "advice", "advice", &kind_advice,
		    "{\"about_staff\":[{\"staff\":\"$senior2\"}],\"of\":"
		    "\"$manager\",\"due\":\"2026-11-21T12:00\",\"question\":"
		    "\"x\"}" },
	};

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(cases); i++) {
		struct id ids[3];
		char judged[2000];

		share_file("2016-04-03");
		kits.given =
		    share_put(&kits.worker, cases[i].kind, cases[i].template);
		snprintf(judged, sizeof(judged),
		    "{" SHARE_CARE "\"staff_allegation\":true,\"%s\":"
		    "\"$given\"," NOT,
		    cases[i].key);
		ids[0] = share_decide(&kits.worker, judged);
		record_free(share_find(
		    &kind_share_flag, "decision", &ids[0], NULL, &ids[1]));
		record_free(
		    share_find(&kind_task, "decision", &ids[0], NULL, &ids[2]));
		for (size_t k = 0; k < 3; k++)
			if (!may_read(&kits.senior, &ids[k]) ||
			    may_read(&kits.senior2, &ids[k]))
				fail_msg("%s, %zu", cases[i].why, k);
	}
}

/* What anybody may write, and whom it names, keeps nobody out of a concern that it
 * hangs on: out of itself alone (R7). */
static void
test_keeps_out_of_itself(void **state)
{
	struct id concern, id, advice;
	char judged[2000];

	(void)state;
	concern = kit_make_signed(
	    &kits.senior, &kind_concern, &kits.file, KIT_CONCERN);
	kits.given = share_put(&kits.worker, &kind_emergency,
	    "{\"about_staff\":[{\"staff\":\"$senior2\"}],\"child\":\"R\","
	    "\"risk\":\"x\",\"shared\":\"x\",\"authority\":\"999\",\"by\":"
	    "\"I\"}");
	assert_true(may_read(&kits.senior2, &concern));
	snprintf(judged, sizeof(judged),
	    "{" SHARE_CARE "\"concern\":\"%s\",\"emergency\":\"$given\"," NOT,
	    concern.s);
	id = share_decide(&kits.worker, judged);
	assert_false(may_read(&kits.senior2, &id));
	assert_true(may_read(&kits.senior2, &concern));
	assert_true(may_read(&kits.senior, &id));
	kits.given = concern;
	advice = share_put(&kits.worker, &kind_advice,
	    "{\"concern\":\"$given\",\"about_staff\":[{\"staff\":"
	    "\"$senior2\"}],\"of\":\"$manager\",\"due\":"
	    "\"2026-11-21T12:00\",\"question\":\"x\"}");
	assert_false(may_read(&kits.senior2, &advice));
	assert_true(may_read(&kits.senior2, &concern));
	assert_true(may_read(&kits.senior, &advice));
}

#define T(test) cmocka_unit_test_setup_teardown(test, share_start, kit_stop)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		T(test_due),
		T(test_once),
		T(test_final),
		T(test_not_by_oneself),
		T(test_emergency),
		T(test_newer_emergency),
		T(test_stands_beside),
		T(test_keeps_out_of_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
