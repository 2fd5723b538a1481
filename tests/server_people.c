/* server_people.c - accounts, devices, lost passphrases and the handing over of files at
 * the office: who may, who may not, and what comes of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "people_kit.h"

/* ---- accounts: one's own role, the last administrator ---- */

static void
test_own_and_last(void **state)
{
	static const struct {
		const char *why;
		enum who who, whom;
		const char *more; /* of the body */
		unsigned want;
		const char *says;
	} rows[] = {
		{ "a director changes a role", DIRECTOR, VOLUNTEER,
		    "\"role\":\"director\"", 403, "role" },
		{ "a senior raises themselves", SENIOR, SENIOR,
		    "\"role\":\"director\"", 403, "role" },
		{ "an administrator's own role", ADMIN, ADMIN,
		    "\"role\":\"director\"", 422, "their own role" },
		{ "their own end", ADMIN, ADMIN,
		    "\"role\":\"administrator\",\"left\":\"2026-04-03\"", 422,
		    "their own access" },
		{ "their own end, one day", ADMIN, ADMIN,
		    "\"role\":\"administrator\",\"left\":\"2030-01-01\"", 422,
		    "their own access" },
		{ "chair of trustees, themselves", ADMIN, ADMIN,
		    "\"role\":\"administrator\",\"chair\":true", 422,
		    "themselves chair" },
		{ "their own telephone", ADMIN, ADMIN,
		    "\"role\":\"administrator\",\"telephone\":\"1\"", 200, "" },
		{ "somebody else's role", ADMIN, VOLUNTEER,
		    "\"role\":\"support_worker\"", 200, "" },
		{ "a deputy and e-mail", ADMIN, MANAGER,
		    "\"role\":\"line_manager\",\"email\":\"m@example.org\"",
		    200, "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		unsigned got =
		    change_staff(rows[i].who, &sc.who[rows[i].whom].staff,
			sc.who[rows[i].whom].sign_in, rows[i].more);

		if (got != rows[i].want ||
		    strstr(buf_str(&sc.out), rows[i].says) == NULL)
			fail_msg(
			    "%s: %u %s", rows[i].why, got, buf_str(&sc.out));
	}
}

/* Whoever manages somebody reads their files, and so is of a role that does (S3). */
static void
test_line_manager(void **state)
{
	static const struct {
		enum who manager;
		unsigned want;
	} rows[] = {
		{ ASSIGNED, 422 },
		{ VOLUNTEER, 422 },
		{ TRUSTEE, 422 },
		{ INSPECTOR, 422 },
		{ ADMIN, 422 },
		{ SENIOR, 200 },
		{ MANAGER, 200 },
		{ DIRECTOR, 200 },
		{ LEAD, 200 },
	};
	const struct worker *w = &sc.who[STRANGER];
	struct worker *m = &sc.who[MANAGER];
	char more[160];
	struct id fresh;

	(void)state;
	for (size_t i = 0; i < 2 * sizeof(rows) / sizeof(rows[0]); i++) {
		size_t k = i / 2;
		bool is_new = i % 2 == 1;
		char name[20];
		unsigned got;

		snprintf(name, sizeof(name), "new.%zu", k);
		snprintf(more, sizeof(more),
		    "\"role\":\"support_worker\",\"manager\":\"%s\"",
		    sc.who[rows[k].manager].staff.s);
		got = is_new ? add_staff(ADMIN, &fresh, name, more)
			     : change_staff(ADMIN, &w->staff, w->sign_in, more);
		if (got != rows[k].want + (is_new && rows[k].want == 200) ||
		    (got == 422 &&
			(strstr(buf_str(&sc.out), "\"manager\"") == NULL ||
			    strstr(buf_str(&sc.out),
				"A line manager has one of these "
				"roles") == NULL)))
			fail_msg("%s%s: %u %s",
			    scene_people[rows[k].manager].name,
			    is_new ? ", of somebody new" : "", got,
			    buf_str(&sc.out));
	}
	/* Who named them before may change the rest. */
	snprintf(more, sizeof(more),
	    "\"role\":\"support_worker\",\"manager\":\"%s\"", m->staff.s);
	assert_int_equal(change_staff(ADMIN, &w->staff, w->sign_in, more), 200);
	assert_int_equal(change_staff(ADMIN, &m->staff, m->sign_in,
			     "\"role\":\"volunteer\""),
	    200);
	snprintf(more, sizeof(more),
	    "\"role\":\"support_worker\",\"manager\":\"%s\","
	    "\"telephone\":\"1\"",
	    m->staff.s);
	assert_int_equal(change_staff(ADMIN, &w->staff, w->sign_in, more), 200);
	snprintf(more, sizeof(more),
	    "\"role\":\"volunteer\",\"manager\":\"%s\"", m->staff.s);
	assert_int_equal(change_staff(ADMIN, &sc.who[VOLUNTEER].staff,
			     sc.who[VOLUNTEER].sign_in, more),
	    422);
}

/* A second one, with a device; ended whenever. */
static struct worker other_admin;

static struct id
second_admin(void)
{
	worker_done(&other_admin);
	office_hire(&sc.office, &other_admin, "admin.two", ROLE_ADMIN);
	return other_admin.staff;
}

static void
test_last_administrator(void **state)
{
	struct id two = second_admin();
	struct worker one = sc.who[ADMIN];

	(void)state;
	/* Whoever has a last day, however far off, is none to rely on. */
	assert_int_equal(change_staff(ADMIN, &two, "admin.two",
			     "\"role\":\"administrator\",\"left\":"
			     "\"2026-12-31\""),
	    200);
	sign_in_again(&other_admin); /* until that day */
	sc.who[ADMIN] = other_admin;
	assert_int_equal(change_staff(ADMIN, &one.staff, one.sign_in,
			     "\"role\":\"trustee\""),
	    422);
	assert_non_null(strstr(buf_str(&sc.out), "last administrator"));
	assert_int_equal(change_staff(ADMIN, &one.staff, one.sign_in,
			     "\"role\":\"administrator\",\"left\":"
			     "\"2026-04-03\""),
	    422);
	sc.who[ADMIN] = one;
	/* With another there it is no matter. */
	assert_int_equal(change_staff(ADMIN, &two, "admin.two",
			     "\"role\":\"administrator\""),
	    200);
	sign_in_again(&other_admin);
	sc.who[ADMIN] = other_admin;
	assert_int_equal(change_staff(ADMIN, &one.staff, one.sign_in,
			     "\"role\":\"trustee\""),
	    200);
	/* A change of role ends their sessions at once. */
	assert_int_equal(worker_get(&one, "/v1/me", &sc.out), 401);
	sc.who[ADMIN] = one;
}

static void
test_ended_at_once(void **state)
{
	struct worker *w = &sc.who[ASSIGNED];

	(void)state;
	assert_int_equal(worker_get(w, "/v1/me", &sc.out), 200);
	assert_int_equal(change_staff(ADMIN, &w->staff, w->sign_in,
			     "\"role\":\"support_worker\",\"left\":"
			     "\"2026-04-03\""),
	    200);
	assert_int_equal(worker_get(w, "/v1/me", &sc.out), 401);
	/* No code for whoever has left. */
	assert_int_equal(make_code(ADMIN, &w->staff, NULL), 409);
}

/* ---- codes and devices ---- */

static void
test_code(void **state)
{
	struct worker again = { .office = &sc.office };
	struct id nobody = id_new();

	(void)state;
	assert_int_equal(make_code(ADMIN, &nobody, NULL), 404);
	assert_int_equal(make_code(DIRECTOR, &sc.who[LEAD].staff, NULL), 403);
	assert_int_equal(make_code(ADMIN, &sc.who[LEAD].staff, NULL), 201);
	/* Without their passphrase it is of no use to anybody. */
	assert_int_equal(enrol(&again, OTHER_WORDS, NULL, NULL), 401);
	assert_int_equal(enrol(&again, OFFICE_PASSPHRASE, NULL, NULL), 201);
	assert_int_equal(enrol(&again, OFFICE_PASSPHRASE, NULL, NULL), 401);
	/* Whose store is there does not begin anew by an ordinary code. */
	assert_int_equal(make_code(ADMIN, &sc.who[LEAD].staff, NULL), 201);
	assert_int_equal(
	    enrol(&again, OFFICE_PASSPHRASE, &sc.who[LEAD].device, NULL), 409);
	assert_non_null(strstr(buf_str(&sc.out), "was not used"));
	assert_int_equal(enrol(&again, OFFICE_PASSPHRASE, NULL, NULL), 201);
	worker_done(&again);
}

static void
test_step_up(void **state)
{
	char path[200];

	(void)state;
	snprintf(
	    path, sizeof(path), "/v1/people/%s/codes", sc.who[LEAD].staff.s);
	assert_int_equal(worker_post(&sc.who[ADMIN], path, "{}", &sc.out), 422);
	for (int i = 0; i < 3; i++)
		assert_int_equal(
		    worker_post(&sc.who[ADMIN], path,
			"{\"passphrase\":\"" OTHER_WORDS "\"}", &sc.out),
		    403);
	assert_int_equal(make_code(ADMIN, &sc.who[LEAD].staff, NULL), 429);
	assert_null(strstr(buf_str(&sc.out), "hv2-"));
}

static void
test_devices(void **state)
{
	struct worker *w = &sc.who[STRANGER];
	struct id nobody = id_new();
	char path[200];

	(void)state;
	snprintf(path, sizeof(path), "/v1/people/%s/devices", w->staff.s);
	assert_int_equal(worker_get(&sc.who[ADMIN], path, &sc.out), 200);
	assert_non_null(strstr(buf_str(&sc.out), w->device.s));
	assert_non_null(strstr(buf_str(&sc.out), "\"seen\":1775300000000"));
	assert_int_equal(worker_get(w, path, &sc.out), 200); /* one's own */
	assert_int_equal(worker_get(&sc.who[DIRECTOR], path, &sc.out), 403);
	/* Heard of since, to some minutes. */
	office_at(&sc.office, OFFICE_NOW + 60000);
	worker_get(w, "/v1/sync?cursor=0", &sc.out);
	assert_int_equal(worker_get(&sc.who[ADMIN], path, &sc.out), 200);
	assert_non_null(strstr(buf_str(&sc.out), "\"seen\":1775300000000"));
	office_at(&sc.office, OFFICE_NOW + 11 * 60000);
	worker_get(w, "/v1/sync?cursor=0", &sc.out);
	settle_writer();
	assert_int_equal(worker_get(&sc.who[ADMIN], path, &sc.out), 200);
	assert_non_null(strstr(buf_str(&sc.out), "\"seen\":1775300660000"));
	/* Lost. */
	assert_int_equal(end_device(ADMIN, &nobody), 404);
	assert_int_equal(end_device(DIRECTOR, &w->device), 404);
	assert_int_equal(end_device(STRANGER, &w->device), 409); /* on it */
	assert_int_equal(end_device(ADMIN, &w->device), 200);
	assert_int_equal(end_device(ADMIN, &w->device), 409);
	assert_int_equal(worker_get(w, "/v1/me", &sc.out), 401);
	assert_int_equal(worker_get(&sc.who[ADMIN], path, &sc.out), 200);
	assert_non_null(strstr(buf_str(&sc.out), "\"ended\":1775300660000"));
}

/* ---- a lost passphrase ---- */

static void
test_recovery_asked(void **state)
{
	static const struct {
		const char *why;
		enum who who, whom;
		const char *what, *identity;
		unsigned want;
	} rows[] = {
		{ "a director asks", DIRECTOR, ASSIGNED, "passphrase", SEEN,
		    403 },
		{ "a senior asks", SENIOR, ASSIGNED, "passphrase", SEEN, 403 },
		{ "of oneself", ADMIN, ADMIN, "passphrase", SEEN, 409 },
		{ "of nothing", ADMIN, ASSIGNED, "", SEEN, 422 },
		{ "of what there is not", ADMIN, ASSIGNED, "everything", SEEN,
		    422 },
		{ "without how they are known", ADMIN, ASSIGNED, "passphrase",
		    "", 422 },
		{ "in a word", ADMIN, ASSIGNED, "passphrase", "yes", 422 },
		{ "codes that they have not", ADMIN, ASSIGNED, "second_factor",
		    SEEN, 409 },
		{ "as it should be", ADMIN, ASSIGNED, "passphrase", SEEN, 201 },
		{ "while one is under way", ADMIN, ASSIGNED, "passphrase", SEEN,
		    409 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		unsigned got =
		    ask_recovery(rows[i].who, &sc.who[rows[i].whom].staff,
			rows[i].what, NULL, rows[i].identity);

		if (got != rows[i].want)
			fail_msg(
			    "%s: %u %s", rows[i].why, got, buf_str(&sc.out));
	}
	/* It waits for those who may answer it, and for nobody else. */
	assert_true(waits_for(SENIOR, "recovery_asked"));
	assert_true(waits_for(LEAD, "recovery_asked"));
	assert_false(waits_for(ADMIN, "recovery_asked"));
	assert_false(waits_for(ASSIGNED, "recovery_asked"));
	assert_false(waits_for(MANAGER, "recovery_asked"));
}

static void
test_recovery_answered(void **state)
{
	static const struct {
		const char *why;
		enum who who;
		int64_t after_ms;
		const char *reason;
		unsigned want;
	} rows[] = {
		{ "who asked", ADMIN, 0, SEEN, 409 },
		{ "whom it is for", SENIOR, 0, SEEN, 409 },
		{ "a manager", MANAGER, 0, SEEN, 403 },
		{ "a trustee", TRUSTEE, 0, SEEN, 403 },
		{ "a colleague", ASSIGNED, 0, SEEN, 403 },
		{ "without a reason", LEAD, 0, "", 422 },
		{ "the hour is over", LEAD, 60 * 60000, SEEN, 409 },
		{ "in the hour", LEAD, 60 * 60000 - 1, SEEN, 200 },
		{ "a second time", DIRECTOR, 60 * 60000 - 1, SEEN, 409 },
	};

	(void)state;
	assert_int_equal(ask_recovery(ADMIN, &sc.who[SENIOR].staff,
			     "passphrase", NULL, SEEN),
	    201);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		unsigned got;

		office_at(&sc.office, OFFICE_NOW + rows[i].after_ms);
		got = answer_recovery(rows[i].who, true, rows[i].reason);
		if (got != rows[i].want)
			fail_msg(
			    "%s: %u %s", rows[i].why, got, buf_str(&sc.out));
	}
	assert_false(waits_for(DIRECTOR, "recovery_asked"));
}

/* What must hold when the code is made, and again when it is used. */
static void
test_recovery_used(void **state)
{
	struct worker *w = &sc.who[ASSIGNED];
	struct worker old = *w, again = { .office = &sc.office };
	char path[200];

	(void)state;
	again.staff = w->staff;
	assert_int_equal(
	    ask_recovery(ADMIN, &w->staff, "passphrase", &w->device, SEEN),
	    201);
	assert_int_equal(make_code(ADMIN, &w->staff, &recovery), 409);
	assert_int_equal(worker_get(&old, "/v1/me", &sc.out), 200);
	assert_int_equal(answer_recovery(LEAD, true, SEEN), 200);
	/* Their sessions end: whoever has the device is not them. */
	assert_int_equal(worker_get(&old, "/v1/me", &sc.out), 401);
	assert_int_equal(
	    make_code(ADMIN, &sc.who[STRANGER].staff, &recovery), 409);
	assert_int_equal(make_code(DIRECTOR, &w->staff, &recovery), 403);
	assert_int_equal(make_code(ADMIN, &w->staff, &recovery), 201);
	/* On another device of theirs it is refused, and not used up. */
	assert_int_equal(
	    enrol(&again, NEW_WORDS, &sc.who[STRANGER].device, NULL), 409);
	assert_int_equal(enrol(&again, "too short", NULL, NULL), 422);
	assert_int_equal(enrol(&again, NEW_WORDS, &w->device, NULL), 201);
	assert_int_equal(enrol(&again, NEW_WORDS, &w->device, NULL), 401);
	assert_int_equal(worker_get(&again, "/v1/me", &sc.out), 200);
	/* Once: neither a new code nor one that was made before. */
	assert_int_equal(make_code(ADMIN, &w->staff, &recovery), 409);
	/* The old passphrase and the old key are over. */
	assert_int_equal(sign_in(&old, OFFICE_PASSPHRASE), 401);
	assert_int_equal(sign_in(&again, OFFICE_PASSPHRASE), 401);
	assert_int_equal(sign_in(&again, NEW_WORDS), 201);
	snprintf(path, sizeof(path), "/v1/people/%s/devices", w->staff.s);
	worker_get(&sc.who[ADMIN], path, &sc.out);
	assert_non_null(strstr(buf_str(&sc.out), "\"ended\""));
	worker_done(&again);
}

static void
test_recovery_falls(void **state)
{
	static const struct {
		const char *why;
		enum who who; /* who is not what they were */
		const char *more;
		int64_t after_ms;
	} rows[] = {
		{ "who agreed is no lead any more", LEAD,
		    "\"role\":\"trustee\"", 0 },
		{ "who agreed has left", LEAD,
		    "\"role\":\"strategic_lead\",\"left\":\"2026-04-03\"", 0 },
		{ "who it is for has left", ASSIGNED,
		    "\"role\":\"support_worker\",\"left\":\"2026-04-03\"", 0 },
		{ "its hour is over", LEAD, "\"role\":\"strategic_lead\"",
		    60 * 60000 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct worker again = { .office = &sc.office };
		const struct worker *w;

		stop(NULL);
		start(NULL);
		w = &sc.who[ASSIGNED];
		again.staff = w->staff;
		assert_int_equal(ask_recovery(ADMIN, &w->staff, "passphrase",
				     &w->device, SEEN),
		    201);
		assert_int_equal(answer_recovery(LEAD, true, SEEN), 200);
		assert_int_equal(make_code(ADMIN, &w->staff, &recovery), 201);
		assert_int_equal(change_staff(ADMIN, &sc.who[rows[i].who].staff,
				     sc.who[rows[i].who].sign_in, rows[i].more),
		    200);
		office_at(&sc.office, OFFICE_NOW + rows[i].after_ms);
		if (enrol(&again, NEW_WORDS, &w->device, NULL) != 401)
			fail_msg("%s: %s", rows[i].why, buf_str(&sc.out));
		worker_done(&again);
	}
	/* Not agreed to is over at once. */
	assert_int_equal(ask_recovery(ADMIN, &sc.who[STRANGER].staff,
			     "passphrase", NULL, SEEN),
	    201);
	assert_int_equal(answer_recovery(SENIOR, false, SEEN), 200);
	assert_int_equal(
	    make_code(ADMIN, &sc.who[STRANGER].staff, &recovery), 409);
	assert_int_equal(ask_recovery(ADMIN, &sc.who[STRANGER].staff,
			     "passphrase", NULL, SEEN),
	    201);
}

/* Whoever asked is no administrator any more: neither answer nor code. */
static void
test_asker_falls(void **state)
{
	struct worker first = sc.who[ADMIN];

	(void)state;
	second_admin();
	assert_int_equal(ask_recovery(ADMIN, &sc.who[ASSIGNED].staff,
			     "passphrase", NULL, SEEN),
	    201);
	sc.who[ADMIN] = other_admin;
	assert_int_equal(change_staff(ADMIN, &first.staff, first.sign_in,
			     "\"role\":\"trustee\""),
	    200);
	assert_int_equal(answer_recovery(LEAD, true, SEEN), 409);
	assert_non_null(strstr(buf_str(&sc.out), "no administrator"));
	sc.who[ADMIN] = first;
}

/* Each step is in the chain, in words. */
static void
test_recovery_trace(void **state)
{
	static const char *const words[] = { "A recovery was asked for.",
		"A recovery was agreed to.",
		"An enrolment code was made for a recovery.",
		"By a recovery: a new passphrase" };
	struct worker *w = &sc.who[ASSIGNED];
	struct worker again = { .office = &sc.office, .staff = w->staff };

	(void)state;
	assert_int_equal(
	    ask_recovery(ADMIN, &w->staff, "passphrase", &w->device, SEEN),
	    201);
	assert_int_equal(answer_recovery(LEAD, true, SEEN), 200);
	assert_int_equal(make_code(ADMIN, &w->staff, &recovery), 201);
	assert_int_equal(enrol(&again, NEW_WORDS, &w->device, NULL), 201);
	for (size_t i = 0; i < 4; i++)
		if (!chain_says(words[i]))
			fail_msg("the chain does not say: %s", words[i]);
	worker_done(&again);
}

int
main(void)
{
#define ROW(t) cmocka_unit_test_setup_teardown(t, start, stop)
	const struct CMUnitTest tests[] = {
		ROW(test_own_and_last),
		ROW(test_line_manager),
		ROW(test_last_administrator),
		ROW(test_ended_at_once),
		ROW(test_code),
		ROW(test_step_up),
		ROW(test_devices),
		ROW(test_recovery_asked),
		ROW(test_recovery_answered),
		ROW(test_recovery_used),
		ROW(test_recovery_falls),
		ROW(test_asker_falls),
		ROW(test_recovery_trace),
	};
#undef ROW
	int failed;

	failed =
	    cmocka_run_group_tests_name("server_people", tests, NULL, NULL);
	worker_done(&other_admin);
	return failed;
}
