/* server_recovery_apart.c - one pair of hands makes no recovery: who asks and who answers
 * have nobody in common behind their accounts (access_watch.h). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "access_watch.h"
#include "people_kit.h"

#define DAY_MS INT64_C(86400000)

/* An account that by makes, with a device, in the place of as. */
static struct worker
hire_by(enum who by, const char *sign_in, enum role role)
{
	struct worker w = { .office = &sc.office, .role = role };
	char more[80], code[40];

	snprintf(w.sign_in, sizeof(w.sign_in), "%s", sign_in);
	snprintf(more, sizeof(more), "\"role\":\"%s\"", role_code(role));
	assert_int_equal(add_staff(by, &w.staff, sign_in, more), 201);
	office_code(&sc.office, &w.staff, NULL, code);
	assert_int_equal(
	    office_enrol(&sc.office, &w, code, OFFICE_PASSPHRASE, &sc.out),
	    201);
	return w;
}

/* Who stands for whom while a row is tried: the seats of the scene. */
#define ONE STRANGER
#define TWO VOLUNTEER

static void
made_by_asker(void)
{
	sc.who[ONE] = hire_by(ADMIN, "one", ROLE_ADMIN);
}

static void
made_by_another(void)
{
	struct worker first = sc.who[ADMIN];
	struct worker another;

	office_hire(&sc.office, &another, "another", ROLE_ADMIN);
	sc.who[ADMIN] = another;
	sc.who[ONE] = hire_by(ADMIN, "one", ROLE_ADMIN);
	sc.who[ADMIN] = first;
	worker_done(&another);
}

static void
two_of_one_hand(void)
{
	sc.who[ONE] = hire_by(ADMIN, "one", ROLE_ADMIN);
	sc.who[TWO] = hire_by(ADMIN, "two", ROLE_SENIOR);
}

static void
by_way_of_another(void)
{
	sc.who[ONE] = hire_by(ADMIN, "one", ROLE_ADMIN);
	sc.who[TWO] = hire_by(ONE, "two", ROLE_SENIOR);
}

static void
given_a_role(void)
{
	struct worker *w = &sc.who[ONE];

	assert_int_equal(change_staff(ADMIN, &w->staff, w->sign_in,
			     "\"role\":\"designated_senior\""),
	    200);
}

static void
telephone_only(void)
{
	struct worker *w = &sc.who[SENIOR];

	assert_int_equal(
	    change_staff(ADMIN, &w->staff, w->sign_in,
		"\"role\":\"designated_senior\",\"telephone\":\"1\""),
	    200);
}

/* Their account stays as it was. */
static void
made_line_manager(void)
{
	struct worker *w = &sc.who[STRANGER];
	char more[160];

	snprintf(more, sizeof(more),
	    "\"role\":\"support_worker\",\"manager\":\"%s\"",
	    sc.who[SENIOR].staff.s);
	assert_int_equal(change_staff(ADMIN, &w->staff, w->sign_in, more), 200);
}

static void
ask_for_senior(bool agreed)
{
	/* Not in the moment in which they were enrolled. */
	office_at(&sc.office, OFFICE_NOW + 1000);
	assert_int_equal(ask_recovery(ADMIN, &sc.who[SENIOR].staff,
			     "passphrase", NULL, SEEN),
	    201);
	assert_int_equal(answer_recovery(LEAD, agreed, SEEN), 200);
}

static void
recovered(void)
{
	ask_for_senior(true);
}

static void
recovery_refused(void)
{
	ask_for_senior(false);
}

/* Made at the server; its passphrase is set by a code of the administrator. */
static void
enrolled(void)
{
	struct worker w = { .office = &sc.office, .role = ROLE_SENIOR };

	office_hire(&sc.office, &w, "one", ROLE_SENIOR);
	assert_int_equal(make_code(ADMIN, &w.staff, NULL), 201);
	assert_int_equal(enrol(&w, OFFICE_PASSPHRASE, NULL, NULL), 201);
	sc.who[ONE] = w;
}

/* A device more, when they have had one for long. */
static void
enrolled_again(void)
{
	struct worker *w = &sc.who[SENIOR];

	office_at(&sc.office, OFFICE_NOW + (ACCESS_APART_DAYS + 1) * DAY_MS);
	sign_in_again(&sc.who[ADMIN]);
	assert_int_equal(make_code(ADMIN, &w->staff, NULL), 201);
	assert_int_equal(enrol(w, OFFICE_PASSPHRASE, NULL, NULL), 201);
}

static void
nothing_before(void)
{
}

/* Neither who asked nor an account of theirs, in any way round. */
static void
test_apart(void **state)
{
	static const struct {
		const char *why;
		void (*before)(void);
		enum who asks, answers;
		int days; /* between */
		unsigned want;
	} rows[] = {
		{ "nothing in common", nothing_before, ADMIN, DIRECTOR, 0,
		    200 },
		{ "made by who asks", made_by_asker, ADMIN, ONE, 0, 409 },
		{ "made by who asks, near the end", made_by_asker, ADMIN, ONE,
		    ACCESS_APART_DAYS - 1, 409 },
		{ "made by who asks, long ago", made_by_asker, ADMIN, ONE,
		    ACCESS_APART_DAYS + 1, 200 },
		{ "who asks was made by them", made_by_asker, ONE, ADMIN, 0,
		    409 },
		{ "made by who asks, and another answers", made_by_asker, ADMIN,
		    SENIOR, 0, 200 },
		{ "made by another administrator", made_by_another, ADMIN, ONE,
		    0, 200 },
		{ "both made by a third", two_of_one_hand, ONE, TWO, 0, 409 },
		{ "made by whom they made", by_way_of_another, ADMIN, TWO, 0,
		    409 },
		{ "made by whom they made, long ago", by_way_of_another, ADMIN,
		    TWO, ACCESS_APART_DAYS + 1, 200 },
		{ "given a role by who asks", given_a_role, ADMIN, ONE, 0,
		    409 },
		{ "given a role by who asks, long ago", given_a_role, ADMIN,
		    ONE, ACCESS_APART_DAYS + 1, 200 },
		{ "a telephone changed by who asks", telephone_only, ADMIN,
		    SENIOR, 0, 200 },
		{ "made line manager by who asks", made_line_manager, ADMIN,
		    SENIOR, 0, 200 },
		{ "enrolled by who asks", enrolled, ADMIN, ONE, 0, 409 },
		{ "enrolled by who asks, long ago", enrolled, ADMIN, ONE,
		    ACCESS_APART_DAYS + 1, 200 },
		{ "a device more by who asks", enrolled_again, ADMIN, SENIOR,
		    ACCESS_APART_DAYS + 1, 200 },
		{ "recovered by who asks", recovered, ADMIN, SENIOR, 0, 409 },
		{ "who agreed to that", recovered, ADMIN, LEAD, 0, 200 },
		{ "that was not agreed to", recovery_refused, ADMIN, SENIOR, 0,
		    200 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct worker *a, *b, had[2];
		bool waits;
		unsigned got;

		stop(NULL);
		start(NULL);
		had[0] = sc.who[ONE];
		had[1] = sc.who[TWO];
		rows[i].before();
		a = &sc.who[rows[i].asks];
		b = &sc.who[rows[i].answers];
		office_at(
		    &sc.office, OFFICE_NOW + 2000 + rows[i].days * DAY_MS);
		sign_in_again(a);
		/* A recovery of theirs has ended their sessions. */
		sign_in_again(b);
		assert_int_equal(
		    ask_recovery(rows[i].asks, &sc.who[MANAGER].staff,
			"passphrase", NULL, SEEN),
		    201);
		waits = waits_for(rows[i].answers, "recovery_asked");
		got = answer_recovery(rows[i].answers, true, SEEN);
		if (got != rows[i].want || waits != (rows[i].want == 200) ||
		    (got == 409 &&
			strstr(buf_str(&sc.out), "hang together") == NULL))
			fail_msg("%s: %u, waits %d, %s", rows[i].why, got,
			    waits, buf_str(&sc.out));
		for (int k = 0; k < 2; k++) {
			struct worker *now = &sc.who[k ? TWO : ONE];

			if (now->secret != had[k].secret)
				worker_done(now);
			*now = had[k];
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_apart, start, stop),
	};

	return cmocka_run_group_tests_name(
	    "server_recovery_apart", tests, NULL, NULL);
}
