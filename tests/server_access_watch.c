/* server_access_watch.c - who answers for the files is told who was let in
 * (access_watch.h). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "access_watch_kit.h"

/* Every account and role that reads files or agrees to recoveries; nothing else. */
static void
test_told(void **state)
{
	static const struct {
		const char *why;
		int whom;           /* -1: somebody new */
		const char *before; /* first, and looked at; or NULL */
		const char *more;
		const char *says; /* or NULL: not told */
	} rows[] = {
		{ "an account", -1, NULL, VOL,
		    "admin made an account for new.0: Volunteer." },
		{ "an account that lets others in", -1, NULL,
		    "\"role\":\"administrator\"",
		    "made an account for new.1: Administrator." },
		{ "a chair", -1, NULL, "\"role\":\"trustee\",\"chair\":true",
		    "new.2: Trustee, chair of trustees." },
		{ "a trustee", -1, NULL, "\"role\":\"trustee\"", NULL },
		{ "an inspector", -1, NULL, "\"role\":\"inspector\"", NULL },
		{ "an account that is over", -1, NULL,
		    WORKER ",\"left\":\"2026-04-03\"", NULL },
		{ "a role", VOLUNTEER, VOL, "\"role\":\"designated_senior\"",
		    "Designated senior member; before, Volunteer." },
		{ "a role that agrees to recoveries", VOLUNTEER, VOL,
		    "\"role\":\"administrator\"",
		    "Administrator; before, Volunteer." },
		{ "out of files", VOLUNTEER, VOL, "\"role\":\"trustee\"",
		    NULL },
		{ "into them", TRUSTEE, "\"role\":\"trustee\"", VOL,
		    "Volunteer; before, Trustee." },
		{ "a chair it was not", TRUSTEE, "\"role\":\"trustee\"",
		    "\"role\":\"trustee\",\"chair\":true",
		    "changed the account of" },
		{ "a chair no more", TRUSTEE,
		    "\"role\":\"trustee\",\"chair\":true",
		    "\"role\":\"trustee\"", NULL },
		{ "a telephone", VOLUNTEER, VOL, VOL ",\"telephone\":\"1\"",
		    NULL },
		{ "an end", VOLUNTEER, VOL, VOL ",\"left\":\"2026-04-03\"",
		    NULL },
		{ "an end to come", VOLUNTEER, VOL,
		    VOL ",\"left\":\"2026-12-03\"", NULL },
		{ "an end taken back", VOLUNTEER,
		    VOL ",\"left\":\"2026-04-03\"", VOL,
		    "opened again the account of" },
		{ "an end to come taken back", VOLUNTEER,
		    VOL ",\"left\":\"2026-12-03\"", VOL, NULL },
		{ "an end put off", VOLUNTEER, VOL ",\"left\":\"2026-04-03\"",
		    VOL ",\"left\":\"2026-12-03\"",
		    "opened again the account of" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct worker *w =
		    rows[i].whom < 0 ? NULL : &sc.who[rows[i].whom];
		bool is_told = rows[i].says != NULL;
		struct id last = { "" }, fresh;
		char name[20];
		size_t n;

		snprintf(name, sizeof(name), "new.%zu", i);
		if (rows[i].before != NULL)
			assert_int_equal(change_staff(ADMIN, &w->staff,
					     w->sign_in, rows[i].before),
			    200);
		look_at_all();
		if (w == NULL)
			assert_int_equal(
			    add_staff(ADMIN, &fresh, name, rows[i].more), 201);
		else
			assert_int_equal(change_staff(ADMIN, &w->staff,
					     w->sign_in, rows[i].more),
			    200);
		assert_int_equal(changes(ADMIN, &last), 0);
		assert_int_equal(changes(SENIOR, &last), 0);
		n = changes(DIRECTOR, &last);
		if (n != is_told || changes(LEAD, &last) != n)
			fail_msg("%s: %zu", rows[i].why, n);
		if (!is_told)
			continue;
		assert_int_equal(get_change(LEAD, &last), 200);
		if (strstr(buf_str(&sc.out), rows[i].says) == NULL)
			fail_msg("%s: %s", rows[i].why, buf_str(&sc.out));
	}
}

/* Whoever becomes line manager of somebody reads what is assigned to them. */
static void
test_manager_told(void **state)
{
	static const struct {
		const char *why;
		int whom; /* -1: somebody new */
		const char *before;
		enum who then;
		const char *more;
		enum who now;
		size_t lead, director;
		const char *says; /* the last one told; or NULL */
	} rows[] = {
		{ "a manager", ASSIGNED, WORKER, 0, WORKER OF_SOMEBODY, MANAGER,
		    1, 1, "admin made manager line manager of assigned." },
		{ "another one", ASSIGNED, WORKER OF_SOMEBODY, MANAGER,
		    WORKER OF_SOMEBODY, SENIOR, 1, 1,
		    "admin made senior line manager of assigned." },
		{ "of whatever role", TRUSTEE, "\"role\":\"trustee\"", 0,
		    "\"role\":\"trustee\"" OF_SOMEBODY, MANAGER, 1, 1,
		    "admin made manager line manager of trustee." },
		{ "of whom has left", STRANGER, WORKER, 0,
		    WORKER ",\"left\":\"2026-04-03\"" OF_SOMEBODY, MANAGER, 1,
		    1, "admin made manager line manager of stranger." },
		{ "the same", ASSIGNED, WORKER OF_SOMEBODY, MANAGER,
		    WORKER ",\"telephone\":\"1\"" OF_SOMEBODY, MANAGER, 0, 0,
		    NULL },
		{ "none any more", ASSIGNED, WORKER OF_SOMEBODY, MANAGER,
		    WORKER, 0, 0, 0, NULL },
		{ "with a role", VOLUNTEER, VOL, 0, WORKER OF_SOMEBODY, MANAGER,
		    2, 2, NULL },
		{ "of somebody new", -1, NULL, 0, WORKER OF_SOMEBODY, MANAGER,
		    2, 2, NULL },
		{ "of a new trustee", -1, NULL, 0,
		    "\"role\":\"trustee\"" OF_SOMEBODY, MANAGER, 1, 1,
		    "admin made manager line manager of new.8." },
		{ "not theirs to look at who was made it", ASSIGNED, WORKER, 0,
		    WORKER OF_SOMEBODY, DIRECTOR, 1, 0,
		    "admin made director line manager of assigned." },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct worker *w =
		    rows[i].whom < 0 ? NULL : &sc.who[rows[i].whom];
		struct id last = { "" }, fresh;
		char body[200], name[20];
		unsigned got;

		snprintf(name, sizeof(name), "new.%zu", i);
		if (w != NULL)
			assert_int_equal(
			    change_staff(ADMIN, &w->staff, w->sign_in,
				with_manager(
				    body, rows[i].before, rows[i].then)),
			    200);
		look_at_all();
		with_manager(body, rows[i].more, rows[i].now);
		got = w == NULL
			  ? add_staff(ADMIN, &fresh, name, body)
			  : change_staff(ADMIN, &w->staff, w->sign_in, body);
		assert_int_equal(got, w == NULL ? 201 : 200);
		if (changes(LEAD, &last) != rows[i].lead ||
		    changes(DIRECTOR, &last) != rows[i].director)
			fail_msg("%s: %s", rows[i].why, buf_str(&sc.out));
		if (rows[i].says == NULL)
			continue;
		if (id_is_none(&last) || rows[i].director == 0)
			changes(LEAD, &last);
		assert_int_equal(get_change(LEAD, &last), 200);
		if (strstr(buf_str(&sc.out), rows[i].says) == NULL)
			fail_msg("%s: %s", rows[i].why, buf_str(&sc.out));
	}
}

/* Refused or sent a second time, it is told of not at all or once. */
static void
test_told_once(void **state)
{
	struct id write = id_new(), id = id_new(), last;
	char path[200];

	(void)state;
	assert_int_equal(
	    change_staff(SENIOR, &sc.who[VOLUNTEER].staff,
		sc.who[VOLUNTEER].sign_in, "\"role\":\"director\""),
	    403);
	assert_int_equal(
	    add_staff(ADMIN, &last, sc.who[LEAD].sign_in, WORKER), 422);
	assert_int_equal(changes(LEAD, &last), 0);
	snprintf(path, sizeof(path), "/v1/staff/%s", id.s);
	for (int i = 0; i < 2; i++)
		assert_int_equal(
		    worker_put(&sc.who[ADMIN], path, 0, &write,
			"{\"name\":\"N\",\"sign_in\":\"new\"," VOL "}",
			&sc.out),
		    201);
	assert_int_equal(changes(LEAD, &last), 1);
}

/* ---- recoveries that were completed ---- */

static void
test_recovery_told(void **state)
{
	static const struct {
		const char *why, *what;
		enum who second;
		bool agreed, used;
		size_t lead, director;
		const char *says;
	} rows[] = {
		{ "a passphrase", "passphrase", SENIOR, true, true, 1, 1,
		    "admin had the lost passphrase of assigned chosen anew; "
		    "senior agreed to it." },
		{ "codes", "second_factor", SENIOR, true, false, 1, 1,
		    "admin had the one-time codes of assigned taken away; "
		    "senior agreed to it." },
		{ "both", "both", SENIOR, true, true, 2, 2, "senior agreed" },
		{ "the Lead agreed", "passphrase", LEAD, true, true, 0, 1,
		    "lead agreed to it." },
		{ "the Director agreed to codes", "second_factor", DIRECTOR,
		    true, false, 1, 0, "director agreed to it." },
		{ "agreed to and not used", "passphrase", SENIOR, true, false,
		    0, 0, NULL },
		{ "not agreed to", "second_factor", SENIOR, false, false, 0, 0,
		    NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct worker again = { .office = &sc.office };
		struct id last = { "" };
		struct worker *w;

		stop(NULL);
		start_looked(NULL);
		w = &sc.who[ASSIGNED];
		if (strcmp(rows[i].what, "passphrase") != 0)
			assert_int_equal(writer_do(sc.office.s->writer,
					     set_factor, &w->staff, NULL),
			    ERR_OK);
		assert_int_equal(
		    ask_recovery(ADMIN, &w->staff, rows[i].what, NULL, SEEN),
		    201);
		assert_int_equal(
		    answer_recovery(rows[i].second, rows[i].agreed, SEEN), 200);
		again.staff = w->staff;
		if (rows[i].used) {
			assert_int_equal(
			    make_code(ADMIN, &w->staff, &recovery), 201);
			assert_int_equal(
			    enrol(&again, NEW_WORDS, NULL, NULL), 201);
		}
		if (changes(LEAD, &last) != rows[i].lead ||
		    changes(DIRECTOR, &last) != rows[i].director)
			fail_msg("%s: %s", rows[i].why, buf_str(&sc.out));
		if (rows[i].says != NULL) {
			if (id_is_none(&last))
				changes(LEAD, &last);
			get_change(rows[i].lead > 0 ? LEAD : DIRECTOR, &last);
			if (strstr(buf_str(&sc.out), rows[i].says) == NULL)
				fail_msg(
				    "%s: %s", rows[i].why, buf_str(&sc.out));
		}
		worker_done(&again);
	}
}

/* A Director whose own passphrase it was does not look at it. */
static void
test_own_recovery(void **state)
{
	struct worker *w = &sc.who[DIRECTOR];
	struct worker again = { .office = &sc.office, .staff = w->staff };
	struct id last;

	(void)state;
	assert_int_equal(
	    ask_recovery(ADMIN, &w->staff, "passphrase", NULL, SEEN), 201);
	assert_int_equal(answer_recovery(SENIOR, true, SEEN), 200);
	assert_int_equal(make_code(ADMIN, &w->staff, &recovery), 201);
	assert_int_equal(enrol(&again, NEW_WORDS, NULL, NULL), 201);
	assert_int_equal(sign_in(w, NEW_WORDS), 201);
	assert_int_equal(changes(DIRECTOR, &last), 0);
	assert_int_equal(changes(LEAD, &last), 1);
	worker_done(&again);
}

int
main(void)
{
#define ROW(t) cmocka_unit_test_setup_teardown(t, start_looked, stop)
	const struct CMUnitTest tests[] = {
		ROW(test_told),
		ROW(test_manager_told),
		ROW(test_told_once),
		ROW(test_recovery_told),
		ROW(test_own_recovery),
	};
#undef ROW

	return cmocka_run_group_tests_name(
	    "server_access_watch", tests, NULL, NULL);
}
