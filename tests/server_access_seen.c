/* server_access_seen.c - who looks at who was let in, and from whom it is kept
 * (access_watch.h). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "access_watch_kit.h"

/* It is theirs alone to read, and each ends it for themselves. */
static void
test_seen(void **state)
{
	static const struct {
		const char *why;
		enum who who;
		unsigned get, put;
		size_t lead, director;
	} rows[] = {
		{ "who did it", ADMIN, 403, 403, 1, 1 },
		{ "a senior", SENIOR, 403, 403, 1, 1 },
		{ "a trustee", TRUSTEE, 403, 403, 1, 1 },
		{ "a volunteer", VOLUNTEER, 403, 403, 1, 1 },
		{ "the Lead", LEAD, 200, 201, 0, 1 },
		{ "the Director", DIRECTOR, 200, 201, 0, 0 },
	};
	struct id change, none, fresh;

	(void)state;
	assert_int_equal(add_staff(ADMIN, &fresh, "new", WORKER), 201);
	assert_int_equal(changes(ADMIN, &none), 0);
	assert_null(strstr(buf_str(&sc.out), "\"access_change\""));
	assert_int_equal(changes(LEAD, &change), 1);
	/* Their device has it, for the sentence. */
	assert_non_null(strstr(buf_str(&sc.out), "\"kind\":\"access_change\""));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		unsigned get = get_change(rows[i].who, &change);
		unsigned put = seen(rows[i].who, &change);

		if (get != rows[i].get || put != rows[i].put ||
		    changes(LEAD, &none) != rows[i].lead ||
		    changes(DIRECTOR, &none) != rows[i].director)
			fail_msg("%s: %u %u %s", rows[i].why, get, put,
			    buf_str(&sc.out));
	}
}

/* ---- whom it names ---- */

static void
end_and_open_again(void)
{
	struct worker *w = &sc.who[DIRECTOR];

	assert_int_equal(change_staff(ADMIN, &w->staff, w->sign_in,
			     "\"role\":\"director\",\"left\":\"2026-04-03\""),
	    200);
	assert_int_equal(
	    change_staff(ADMIN, &w->staff, w->sign_in, "\"role\":\"director\""),
	    200);
	sign_in_again(w);
}

static void
make_line_manager(void)
{
	struct worker *w = &sc.who[ASSIGNED];
	char body[200];

	assert_int_equal(change_staff(ADMIN, &w->staff, w->sign_in,
			     with_manager(body, WORKER OF_SOMEBODY, DIRECTOR)),
	    200);
}

static void
recover_by(enum who second)
{
	assert_int_equal(writer_do(sc.office.s->writer, set_factor,
			     &sc.who[ASSIGNED].staff, NULL),
	    ERR_OK);
	assert_int_equal(ask_recovery(ADMIN, &sc.who[ASSIGNED].staff,
			     "second_factor", NULL, SEEN),
	    201);
	assert_int_equal(answer_recovery(second, true, SEEN), 200);
}

static void
director_agrees(void)
{
	recover_by(DIRECTOR);
}

static void
lead_agrees(void)
{
	recover_by(LEAD);
}

static unsigned
get_note(enum who who, const struct id *note)
{
	char path[200];

	snprintf(path, sizeof(path), "/v1/access_seen/%s", note->s);
	return worker_get(&sc.who[who], path, &sc.out);
}

static enum err
let_in_again(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	struct stmt *st = db_prepare(db, arg);
	enum err code = stmt_done(st, e);

	(void)s;
	stmt_free(st);
	return code;
}

static int64_t
faults(struct buf *says)
{
	struct errinfo e = { 0 };
	struct db *db = server_reader(sc.office.s, &e);
	int64_t bad = -1;

	buf_clear(says);
	assert_int_equal(store_verify(sc.office.s, db, says, &bad, &e), ERR_OK);
	server_reader_done(sc.office.s, db);
	return bad;
}

/* To whoever it names neither it nor what others note about it is there, and nothing
 * that they say of it is taken. */
static void
test_not_of_the_named(void **state)
{
	static const struct {
		const char *why;
		void (*change)(void);
		enum who named, other;
	} rows[] = {
		{ "whose account it is", end_and_open_again, DIRECTOR, LEAD },
		{ "who became line manager", make_line_manager, DIRECTOR,
		    LEAD },
		{ "who agreed to a recovery", director_agrees, DIRECTOR, LEAD },
		{ "the Lead, who did", lead_agrees, LEAD, DIRECTOR },
	};
	struct buf says = BUF_INIT(100000);

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct id change, none, note = id_new();
		char path[200], body[200];

		stop(NULL);
		start_looked(NULL);
		rows[i].change();
		assert_int_equal(changes(rows[i].other, &change), 1);
		snprintf(path, sizeof(path), "/v1/access_seen/%s", note.s);
		snprintf(body, sizeof(body),
		    "{\"change\":\"%s\",\"note\":\"I asked about it.\"}",
		    change.s);
		assert_int_equal(worker_put(&sc.who[rows[i].other], path, 0,
				     NULL, body, &sc.out),
		    201);
		assert_int_equal(get_note(rows[i].other, &note), 200);
		/* Their whole sync has neither. */
		if (changes(rows[i].named, &none) != 0 ||
		    strstr(buf_str(&sc.out), change.s) != NULL ||
		    strstr(buf_str(&sc.out), note.s) != NULL)
			fail_msg("%s: %s", rows[i].why, buf_str(&sc.out));
		if (get_change(rows[i].named, &change) != 404 ||
		    get_note(rows[i].named, &note) != 404 ||
		    seen(rows[i].named, &change) != 424)
			fail_msg("%s: %s", rows[i].why, buf_str(&sc.out));
		if (faults(&says) != 0)
			fail_msg("%s: %s", rows[i].why, buf_str(&says));
	}
	assert_int_equal(writer_do(sc.office.s->writer, let_in_again,
			     "DELETE FROM exclusion WHERE thread IN (SELECT id"
			     " FROM record WHERE kind = 'access_change')",
			     NULL),
	    ERR_OK);
	assert_true(faults(&says) > 0);
	assert_non_null(strstr(buf_str(&says), "is not kept out of it"));
	buf_done(&says);
}

/* Whose account it is does not look at it; who came later looks at what nobody has
 * seen. */
static void
test_who_came_later(void **state)
{
	struct worker first = sc.who[DIRECTOR];
	struct worker later;
	struct id seen_one, fresh, none;

	(void)state;
	assert_int_equal(add_staff(ADMIN, &fresh, "one", WORKER), 201);
	assert_int_equal(changes(LEAD, &seen_one), 1);
	assert_int_equal(seen(LEAD, &seen_one), 201);
	assert_int_equal(add_staff(ADMIN, &fresh, "two", WORKER), 201);
	office_at(&sc.office, OFFICE_NOW + 2000);
	office_hire(&sc.office, &later, "later", ROLE_DIRECTOR);
	sc.who[DIRECTOR] = later;
	assert_int_equal(changes(DIRECTOR, &none), 1); /* two */
	sc.who[DIRECTOR] = first;
	assert_int_equal(changes(DIRECTOR, &none), 3); /* and "later" */
	assert_int_equal(changes(LEAD, &none), 2);
	assert_int_equal(get_change(LEAD, &none), 200);
	assert_non_null(strstr(buf_str(&sc.out),
	    "Somebody at the server made an account for later"));
	worker_done(&later);
}

/* Promoted to it, they look at what came since, and at what nobody has seen; whatever
 * else is changed of their account takes nothing away (a telephone, a chair, a line
 * manager). */
static void
test_who_was_promoted(void **state)
{
	struct worker *w = &sc.who[SENIOR];
	static const char *const later[] = {
		"\"role\":\"director\",\"telephone\":\"1\"",
		"\"role\":\"director\",\"chair\":true",
	};
	struct id old, fresh, none;
	char body[200];

	(void)state;
	assert_int_equal(add_staff(ADMIN, &fresh, "one", WORKER), 201);
	assert_int_equal(changes(LEAD, &old), 1);
	assert_int_equal(seen(LEAD, &old), 201);
	assert_int_equal(add_staff(ADMIN, &fresh, "two", WORKER), 201);
	office_at(&sc.office, OFFICE_NOW + 2000);
	assert_int_equal(
	    change_staff(ADMIN, &w->staff, w->sign_in, "\"role\":\"director\""),
	    200);
	sign_in_again(w);
	assert_int_equal(changes(SENIOR, &none), 1); /* two */
	assert_int_equal(changes(DIRECTOR, &none), 3);
	office_at(&sc.office, OFFICE_NOW + 3000);
	assert_int_equal(add_staff(ADMIN, &fresh, "three", WORKER), 201);
	assert_int_equal(changes(SENIOR, &none), 2);
	while (changes(LEAD, &none) > 0)
		assert_int_equal(seen(LEAD, &none), 201);
	assert_int_equal(changes(SENIOR, &none), 1); /* three */
	office_at(&sc.office, OFFICE_NOW + 4000);
	for (size_t i = 0; i < sizeof(later) / sizeof(later[0]); i++) {
		assert_int_equal(
		    change_staff(ADMIN, &w->staff, w->sign_in, later[i]), 200);
		assert_int_equal(changes(SENIOR, &none), 1);
	}
	assert_int_equal(change_staff(ADMIN, &sc.who[ASSIGNED].staff,
			     sc.who[ASSIGNED].sign_in,
			     with_manager(body, WORKER OF_SOMEBODY, SENIOR)),
	    200);
	assert_int_equal(changes(SENIOR, &none), 1);
}

int
main(void)
{
#define ROW(t) cmocka_unit_test_setup_teardown(t, start_looked, stop)
	const struct CMUnitTest tests[] = {
		ROW(test_seen),
		ROW(test_not_of_the_named),
		ROW(test_who_came_later),
		ROW(test_who_was_promoted),
	};
#undef ROW

	return cmocka_run_group_tests_name(
	    "server_access_seen", tests, NULL, NULL);
}
