/* server_handover.c - files that go to others in one go, and what is handed over from a
 * store whose passphrase was lost: what is proved, what is kept aside, what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "people_kit.h"

/* ---- handing files over ---- */

static const char *
people_path(char out[200], const struct id *staff, const char *what)
{
	snprintf(out, 200, "/v1/people/%s/%s", staff->s, what);
	return out;
}

static unsigned
hand_over(enum who who, const char *from, const char *why,
    const struct id *assignment, const struct id *one, const struct id *two)
{
	char path[200], body[600];

	snprintf(body, sizeof(body),
	    "{\"from\":\"%s\",\"why\":\"%s\",\"files\":[{\"assignment\":\"%s\","
	    "\"to\":[\"%s\"%s%s%s]}]}",
	    from, why, assignment->s, one->s, two ? ",\"" : "",
	    two ? two->s : "", two ? "\"" : "");
	return worker_post(&sc.who[who],
	    people_path(path, &sc.who[ASSIGNED].staff, "handover"), body,
	    &sc.out);
}

static unsigned
open_file(enum who who)
{
	char path[200];

	snprintf(
	    path, sizeof(path), "/v1/files/%s/adult/%s", sc.file.s, sc.adult.s);
	return worker_get(&sc.who[who], path, &sc.out);
}

static void
test_handover_refused(void **state)
{
	const struct id *to = &sc.who[STRANGER].staff;
	struct id nobody = id_new();
	const struct {
		const char *why;
		enum who who;
		const char *from, *what_for;
		const struct id *assignment, *to;
		unsigned want;
	} rows[] = {
		{ "an administrator", ADMIN, "2026-04-06", "x", &sc.assignment,
		    to, 403 },
		{ "a support worker", STRANGER, "2026-04-06", "x",
		    &sc.assignment, to, 403 },
		{ "a trustee", TRUSTEE, "2026-04-06", "x", &sc.assignment, to,
		    403 },
		{ "a manager of others", MANAGER, "2026-04-06", "x",
		    &sc.assignment, to, 409 },
		{ "no day", SENIOR, "", "x", &sc.assignment, to, 422 },
		{ "a day that is past", SENIOR, "2026-04-03", "x",
		    &sc.assignment, to, 422 },
		{ "a time", SENIOR, "2026-04-06T10:00", "x", &sc.assignment, to,
		    422 },
		{ "no reason", SENIOR, "2026-04-06", " ", &sc.assignment, to,
		    422 },
		{ "another record", SENIOR, "2026-04-06", "x", &sc.adult, to,
		    409 },
		{ "to themselves", SENIOR, "2026-04-06", "x", &sc.assignment,
		    &sc.who[ASSIGNED].staff, 409 },
		{ "to nobody", SENIOR, "2026-04-06", "x", &sc.assignment,
		    &nobody, 409 },
		{ "to a trustee", SENIOR, "2026-04-06", "x", &sc.assignment,
		    &sc.who[TRUSTEE].staff, 409 },
		{ "to an administrator", SENIOR, "2026-04-06", "x",
		    &sc.assignment, &sc.who[ADMIN].staff, 409 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		unsigned got = hand_over(rows[i].who, rows[i].from,
		    rows[i].what_for, rows[i].assignment, rows[i].to, NULL);

		if (got != rows[i].want)
			fail_msg(
			    "%s: %u %s", rows[i].why, got, buf_str(&sc.out));
	}
	/* Nothing of it was done: not the first of two either. */
	assert_int_equal(hand_over(SENIOR, "2026-04-04", "x", &sc.assignment,
			     to, &sc.who[TRUSTEE].staff),
	    409);
	assert_int_equal(open_file(ASSIGNED), 200);
	assert_int_equal(open_file(STRANGER), 404);
}

static void
test_handover(void **state)
{
	char path[200];

	(void)state;
	assert_int_equal(
	    worker_get(&sc.who[SENIOR],
		people_path(path, &sc.who[ASSIGNED].staff, "assignments"),
		&sc.out),
	    200);
	assert_non_null(strstr(buf_str(&sc.out), sc.assignment.s));
	assert_non_null(strstr(buf_str(&sc.out), "Zoë Bell"));
	assert_int_equal(worker_get(&sc.who[ADMIN], path, &sc.out), 403);
	assert_int_equal(worker_get(&sc.who[MANAGER], path, &sc.out), 200);
	assert_null(strstr(buf_str(&sc.out), "Bell"));
	assert_true(chain_says("The files that somebody is assigned to"));
	/* From Monday on: until then all stays. */
	assert_int_equal(
	    hand_over(SENIOR, "2026-04-06", "keyworker", &sc.assignment,
		&sc.who[STRANGER].staff, &sc.who[VOLUNTEER].staff),
	    200);
	assert_non_null(strstr(buf_str(&sc.out), "\"files\":1"));
	assert_int_equal(open_file(ASSIGNED), 200);
	assert_int_equal(open_file(STRANGER), 404);
	office_at(&sc.office, OFFICE_NOW + 2 * INT64_C(86400000));
	for (int i = 0; i < WHO_COUNT;
	     i++) /* the session of Saturday is over */
		sign_in_again(&sc.who[i]);
	assert_int_equal(open_file(ASSIGNED), 404);
	assert_int_equal(open_file(STRANGER), 200);
	assert_int_equal(open_file(VOLUNTEER), 200);
	/* Repeated, it finds nothing any more. */
	assert_int_equal(hand_over(SENIOR, "2026-04-06", "keyworker",
			     &sc.assignment, &sc.who[STRANGER].staff, NULL),
	    409);
}

/* ---- what waited under a lost passphrase ---- */

#define ADULT "{\"name\":\"Nan Bell\",\"relation\":\"other\"}"

/* Sealed to the office, as a device does when it is written. */
static void
add_piece(struct buf *list, const struct id *write, const struct envelope *env)
{
	struct buf clear = BUF_INIT(400000), box = BUF_INIT(400000);
	struct jw w = JW_INIT(&clear);
	uint8_t office[SEAL_PUBLIC];

	jw_open(&w, NULL);
	jw_text(&w, "write", write->s);
	envelope_write(&w, "envelope", env);
	jw_close(&w);
	keyring_box(sc.office.s->keys, office, NULL);
	assert_int_equal(
	    seal_box_close(&box, office, clear.data, clear.len, NULL), ERR_OK);
	buf_adds(list, list->len ? ",\"" : "\"");
	seal_base64(list, box.data, box.len);
	buf_addc(list, '"');
	buf_done(&clear);
	buf_done(&box);
}

static struct envelope
written(enum who who, const char *kind, const char *body)
{
	struct envelope env = { .file = sc.file,
		.version = 1,
		.table = 1,
		.author = sc.who[who].staff,
		.written_ms = sc.office.now_ms - 60000,
		.body = body,
		.body_len = strlen(body) };

	env.id = id_new();
	snprintf(env.kind, sizeof(env.kind), "%s", kind);
	return env;
}

static unsigned
hand_in(struct worker *w, const struct buf *pieces)
{
	struct buf body = BUF_INIT(1u << 20);
	unsigned status;

	buf_addf(&body, "{\"pieces\":[%s]}", buf_str(pieces));
	status = worker_post(w, "/v1/handed", buf_str(&body), &sc.out);
	buf_done(&body);
	return status;
}

static int64_t
result_of(size_t i)
{
	struct json *doc = office_json(&sc.out);
	const struct json *at = json_first(json_get(doc, "results"));
	int64_t status;

	while (i-- > 0)
		at = json_next(at);
	status = json_int_of(at, "status", 0);
	json_free(doc);
	return status;
}

/* Somebody with a new passphrase and a new device, whose old one has ended. */
static void
recover(enum who who, struct worker *again)
{
	struct worker *w = &sc.who[who];

	*again = (struct worker){ .office = &sc.office, .staff = w->staff };
	assert_int_equal(
	    ask_recovery(ADMIN, &w->staff, "passphrase", &w->device, SEEN),
	    201);
	assert_int_equal(answer_recovery(LEAD, true, SEEN), 200);
	assert_int_equal(make_code(ADMIN, &w->staff, &recovery), 201);
	assert_int_equal(enrol(again, NEW_WORDS, &w->device, NULL), 201);
}

static void
test_unsigned_is_kept_aside(void **state)
{
	struct buf pieces = BUF_INIT(1u << 20);
	struct envelope adult = written(ASSIGNED, "adult", ADULT);
	struct envelope others = written(STRANGER, "adult", ADULT);
	struct envelope agency =
	    written(ASSIGNED, "agency", "{\"name\":\"A\",\"what\":\"school\"}");
	struct id write = id_new(), write2 = id_new(), write3 = id_new();
	struct worker again;
	char path[200];

	(void)state;
	agency.file = (struct id){ "" };
	recover(ASSIGNED, &again);
	add_piece(&pieces, &write, &adult);
	add_piece(&pieces, &write2, &others);
	add_piece(&pieces, &write3, &agency);
	buf_adds(&pieces, ",\"not a box\"");
	assert_int_equal(hand_in(&again, &pieces), 200);
	assert_int_equal(result_of(0), 202); /* for a person to decide */
	assert_int_equal(result_of(1), 422); /* somebody else wrote it */
	assert_int_equal(result_of(2), 403); /* of no file */
	assert_int_equal(result_of(3), 422);
	assert_int_equal(
	    worker_get(&sc.who[SENIOR],
		scene_path(path, &sc.file, "kept_aside", &write), &sc.out),
	    200);
	assert_non_null(strstr(buf_str(&sc.out), "\"why\":\"recovered\""));
	assert_int_equal(
	    worker_get(&sc.who[SENIOR],
		scene_path(path, &sc.file, "adult", &adult.id), &sc.out),
	    404);
	/* Once, however often it is sent. */
	assert_int_equal(hand_in(&again, &pieces), 200);
	assert_int_equal(result_of(0), 202);
	assert_true(waits_for(SENIOR, "kept_aside"));
	worker_done(&again);
	buf_done(&pieces);
}

/* A signature proves it: it goes where it was to go. Not one of somebody else's key,
 * of another text, or of a time when the key had ended. */
static void
test_signed_is_proved(void **state)
{
	static const struct {
		const char *why;
		int64_t apart_ms; /* signed so long after the old key ended */
		bool by_other, is_changed;
		int64_t want;
	} rows[] = {
		{ "signed in time", -60000, false, false, 201 },
		{ "signed since", 60000, false, false, 202 },
		{ "by somebody else's key", -60000, true, false, 202 },
		{ "changed since", -60000, false, true, 202 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf pieces = BUF_INIT(1u << 20);
		struct id write = id_new();
		struct envelope env;
		struct worker again;
		const struct worker *by;

		stop(NULL);
		start(NULL);
		env = written(SENIOR, "concern", SCENE_CONCERN);
		by = &sc.who[rows[i].by_other ? ACCUSED : SENIOR];
		envelope_sign(&env, &sc.who[SENIOR].staff,
		    &sc.who[SENIOR].device, sc.office.now_ms + rows[i].apart_ms,
		    by->secret);
		if (rows[i].is_changed)
			env.sig[5] ^= 1;
		recover(SENIOR, &again);
		add_piece(&pieces, &write, &env);
		assert_int_equal(hand_in(&again, &pieces), 200);
		if (result_of(0) != rows[i].want)
			fail_msg("%s: %s", rows[i].why, buf_str(&sc.out));
		worker_done(&again);
		buf_done(&pieces);
	}
}

static void
test_handed_bounds(void **state)
{
	struct buf pieces = BUF_INIT(4096);

	(void)state;
	assert_int_equal(hand_in(&sc.who[ASSIGNED], &pieces), 422);
	for (int i = 0; i < 51; i++)
		buf_adds(&pieces, i ? ",\"x\"" : "\"x\"");
	assert_int_equal(hand_in(&sc.who[ASSIGNED], &pieces), 422);
	buf_clear(&pieces);
	buf_adds(&pieces, "1,null,{}");
	assert_int_equal(hand_in(&sc.who[ASSIGNED], &pieces), 200);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(result_of(i), 422);
	buf_done(&pieces);
}

int
main(void)
{
#define ROW(t) cmocka_unit_test_setup_teardown(t, start, stop)
	const struct CMUnitTest tests[] = {
		ROW(test_handover_refused),
		ROW(test_handover),
		ROW(test_unsigned_is_kept_aside),
		ROW(test_signed_is_proved),
		ROW(test_handed_bounds),
	};
#undef ROW

	return cmocka_run_group_tests_name(
	    "server_handover", tests, NULL, NULL);
}
