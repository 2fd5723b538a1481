/* server_opening.c - opening a file by its exact reference and with a reason (A2):
 * for reading alone, for its time, seen by the Strategic Lead, and telling nobody
 * what is kept from them (R7). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "office_opening.h"
#include "store_in.h"
#include "writer.h"

/* ---- asking ---- */

static void
test_asked(void **state)
{
	static const struct {
		const char *why;
		enum who who;
		const char *reference, *reason, *passphrase;
		unsigned status;
		const char *says;
	} rows[] = {
		{ "a support worker", STRANGER, "C-0001", REASON,
		    OFFICE_PASSPHRASE, 201, "\"until\":" },
		{ "a volunteer", VOLUNTEER, "C-0001", REASON, OFFICE_PASSPHRASE,
		    201, "\"file\":" },
		{ "a manager", MANAGER, "C-0001", REASON, OFFICE_PASSPHRASE,
		    201, "\"file\":" },
		{ "who sees it anyway", SENIOR, "C-0001", REASON,
		    OFFICE_PASSPHRASE, 201, "\"file\":" },
		{ "who is assigned", ASSIGNED, "C-0001", REASON,
		    OFFICE_PASSPHRASE, 201, "\"file\":" },
		{ "spaces around", STRANGER, "  C-0001 ", REASON,
		    OFFICE_PASSPHRASE, 201, "\"file\":" },
		{ "a trustee", TRUSTEE, "C-0001", REASON, OFFICE_PASSPHRASE,
		    403, "Your role" },
		{ "an inspector", INSPECTOR, "C-0001", REASON,
		    OFFICE_PASSPHRASE, 401, "Your access has ended" },
		{ "an administrator", ADMIN, "C-0001", REASON,
		    OFFICE_PASSPHRASE, 403, "Your role" },
		{ "a part of it", STRANGER, "C-000", REASON, OFFICE_PASSPHRASE,
		    404, "There is no file" },
		{ "small letters", VOLUNTEER, "c-0001", REASON,
		    OFFICE_PASSPHRASE, 404, "There is no file" },
		{ "a name", MANAGER, "Bell", REASON, OFFICE_PASSPHRASE, 404,
		    "There is no file" },
		{ "more than it", DIRECTOR, "C-00011", REASON,
		    OFFICE_PASSPHRASE, 404, "There is no file" },
		{ "no reference", STRANGER, "", REASON, OFFICE_PASSPHRASE, 422,
		    "reference" },
		{ "no reason", STRANGER, "C-0001", "", OFFICE_PASSPHRASE, 422,
		    "reason" },
		{ "a reason of nine letters", STRANGER, "C-0001", "rang today",
		    OFFICE_PASSPHRASE, 201, "" },
		{ "one less", STRANGER, "C-0001", "rang me x",
		    OFFICE_PASSPHRASE, 422, "reason" },
		{ "a reason of spaces", STRANGER, "C-0001", "              ",
		    OFFICE_PASSPHRASE, 422, "reason" },
		{ "no passphrase", STRANGER, "C-0001", REASON, "", 422,
		    "passphrase" },
		{ "another passphrase", LEAD, "C-0001", REASON, "wrong", 403,
		    "problem:wrong_passphrase\"" },
		{ "said in words", DIRECTOR, "C-0001", REASON, "wrong", 403,
		    "The passphrase is not right, so nothing was done." },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		unsigned got = open_with(rows[i].who, rows[i].reference,
		    rows[i].reason, rows[i].passphrase);

		if (got != rows[i].status || !answer_has(rows[i].says))
			fail_msg(
			    "%s: %u %s", rows[i].why, got, buf_str(&sc.out));
	}
}

/* As a sign-in: the same for every reference, and the same waits. But it says
 * nothing of the session, which goes on. */
static void
test_wrong_passphrase(void **state)
{
	char first[2000];

	(void)state;
	assert_int_equal(open_with(STRANGER, "C-0001", REASON, "wrong"), 403);
	snprintf(first, sizeof(first), "%s", buf_str(&sc.out));
	assert_int_equal(open_with(STRANGER, "C-9999", REASON, "wrong"), 403);
	assert_string_equal(buf_str(&sc.out), first);
	assert_int_equal(open_with(STRANGER, "C-9999", REASON, "wrong"), 403);
	/* Three did not fit: now there is a wait, for the right one too, and at
	 * signing in. */
	assert_int_equal(open_file(STRANGER), 429);
	snprintf(first, sizeof(first),
	    "{\"name\":\"stranger\",\"passphrase\":\"" OFFICE_PASSPHRASE
	    "\",\"device\":\"%s\"}",
	    sc.who[STRANGER].device.s);
	assert_int_equal(office_ask(NULL, &sc.office, METHOD_POST,
			     "/v1/sessions", NULL, first, &sc.out),
	    429);
	assert_int_equal(worker_get(&sc.who[STRANGER], "/v1/me", &sc.out), 200);
	assert_int_equal(get_file(STRANGER), 404);
	office_at(&sc.office, OFFICE_NOW + 120000);
	assert_int_equal(open_file(STRANGER), 201);
}

/* A session that is over is said as that, whatever the passphrase. */
static void
test_signed_out(void **state)
{
	(void)state;
	assert_int_equal(
	    worker_post(&sc.who[STRANGER], "/v1/sessions/end", NULL, &sc.out),
	    204);
	assert_int_equal(open_with(STRANGER, "C-0001", REASON, "wrong"), 401);
	assert_int_equal(open_file(STRANGER), 401);
}

/* Guessing references is as slow as guessing a passphrase. */
static void
test_guessing(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++)
		assert_int_equal(
		    open_with(STRANGER, "C-9999", REASON, OFFICE_PASSPHRASE),
		    404);
	assert_int_equal(open_file(STRANGER), 429);
}

/* ---- asked again, since the answer was lost ---- */

#define OTHER_REASON "The school rang about his sister."

/* The first opening was with this write id, by the stranger, of C-0001. */
static void
test_once(void **state)
{
	static const struct {
		const char *why;
		enum who who;
		bool other_write;
		const char *reference, *reason, *passphrase;
		unsigned status;
		size_t openings; /* on the file by then */
	} rows[] = {
		{ "again", STRANGER, false, "C-0001", REASON, OFFICE_PASSPHRASE,
		    201, 1 },
		{ "spaces around", STRANGER, false, " C-0001  ", REASON,
		    OFFICE_PASSPHRASE, 201, 1 },
		{ "another reason", STRANGER, false, "C-0001", OTHER_REASON,
		    OFFICE_PASSPHRASE, 409, 1 },
		{ "another reference", STRANGER, false, "C-9999", REASON,
		    OFFICE_PASSPHRASE, 409, 1 },
		{ "somebody else", VOLUNTEER, false, "C-0001", REASON,
		    OFFICE_PASSPHRASE, 409, 1 },
		{ "another passphrase", STRANGER, false, "C-0001", REASON,
		    "wrong", 403, 1 },
		{ "no reason", STRANGER, false, "C-0001", "", OFFICE_PASSPHRASE,
		    422, 1 },
		{ "and again", STRANGER, false, "C-0001", REASON,
		    OFFICE_PASSPHRASE, 201, 1 },
		{ "as another write", STRANGER, true, "C-0001", REASON,
		    OFFICE_PASSPHRASE, 201, 2 },
	};
	struct id write = id_new();
	char first[2000];

	(void)state;
	assert_int_equal(
	    open_once(STRANGER, &write, "C-0001", REASON, OFFICE_PASSPHRASE),
	    201);
	snprintf(first, sizeof(first), "%s", buf_str(&sc.out));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		unsigned got;

		office_at(&sc.office, OFFICE_NOW + ((int64_t)i + 1) * 60000);
		got =
		    open_once(rows[i].who, rows[i].other_write ? NULL : &write,
			rows[i].reference, rows[i].reason, rows[i].passphrase);
		if (got != rows[i].status)
			fail_msg(
			    "%s: %u %s", rows[i].why, got, buf_str(&sc.out));
		/* To the letter, until when it is open too. */
		if (got == 201 && (strcmp(buf_str(&sc.out), first) == 0) ==
				      rows[i].other_write)
			fail_msg("%s: %s", rows[i].why, buf_str(&sc.out));
		if (waits(LEAD, "opening_new") != rows[i].openings)
			fail_msg("%s: another opening", rows[i].why);
	}
	verify("");
}

/* Nothing came of a try that was refused: the same write may take effect yet. */
static void
test_once_refused(void **state)
{
	struct id write = id_new();

	(void)state;
	assert_int_equal(
	    open_once(STRANGER, &write, "C-0001", REASON, "wrong"), 403);
	assert_int_equal(
	    open_once(STRANGER, &write, "C-9999", REASON, OFFICE_PASSPHRASE),
	    404);
	assert_int_equal(
	    open_once(STRANGER, &write, "C-0001", REASON, OFFICE_PASSPHRASE),
	    201);
	assert_int_equal(waits(LEAD, "opening_new"), 1);
	assert_int_equal(worker_post(&sc.who[STRANGER], "/v1/openings",
			     "{\"reference\":\"C-0001\",\"reason\":\"" REASON
			     "\",\"passphrase\":\"" OFFICE_PASSPHRASE "\"}",
			     &sc.out),
	    400);
	assert_true(answer_has("needs a Write-Id"));
}

/* One write id stands for one thing: of a record as of an opening. */
static void
test_once_elsewhere(void **state)
{
	struct id write = id_new(), of_opening = id_new(), id = id_new();
	char path[200];

	(void)state;
	assert_int_equal(worker_put(&sc.who[SENIOR],
			     scene_path(path, &sc.file, "adult", &id), 0,
			     &write, SCENE_ADULT, &sc.out),
	    201);
	assert_int_equal(
	    open_once(SENIOR, &write, "C-0001", REASON, OFFICE_PASSPHRASE),
	    409);
	assert_int_equal(
	    open_once(SENIOR, &of_opening, "C-0001", REASON, OFFICE_PASSPHRASE),
	    201);
	id = id_new();
	assert_int_equal(worker_put(&sc.who[SENIOR],
			     scene_path(path, &sc.file, "adult", &id), 0,
			     &of_opening, SCENE_ADULT, &sc.out),
	    409);
	assert_int_equal(waits(LEAD, "opening_new"), 1);
}

/* ---- what it opens, and for how long ---- */

static void
test_reads_for_its_time(void **state)
{
	struct id id = id_new();
	char path[200], body[300];

	(void)state;
	assert_int_equal(get_file(STRANGER), 404);
	assert_int_equal(open_file(STRANGER), 201);
	assert_int_equal(get_file(STRANGER), 200);
	/* Synced like a file of theirs. */
	sync_as(STRANGER, "{\"cursor\":\"0\"}");
	assert_true(answer_has(sc.file.s));
	assert_true(answer_has("Mia Bell"));
	snprintf(body, sizeof(body), "{\"query\":\"Bell\"}");
	worker_post(&sc.who[STRANGER], "/v1/files/search", body, &sc.out);
	assert_true(answer_has(sc.file.s));
	/* For reading alone. */
	assert_int_equal(worker_put(&sc.who[STRANGER],
			     scene_path(path, &sc.file, "adult", &id), 0, NULL,
			     SCENE_ADULT, &sc.out),
	    403);
	assert_int_equal(worker_put(&sc.who[STRANGER],
			     scene_path(path, &sc.file, "adult", &sc.adult), 1,
			     NULL, SCENE_ADULT, &sc.out),
	    403);
	snprintf(path, sizeof(path), "/v1/files/%s/looks", sc.file.s);
	assert_int_equal(worker_get(&sc.who[STRANGER], path, &sc.out), 403);
	/* What is for who works with the family stays theirs. */
	scene_path(path, &sc.file, "assignment", &sc.assignment);
	assert_int_equal(worker_get(&sc.who[STRANGER], path, &sc.out), 404);
	/* Then it is closed; that they opened it is theirs to read. */
	office_at(&sc.office, OFFICE_NOW + HOUR + 60000);
	assert_int_equal(get_file(STRANGER), 200);
	assert_true(answer_has(REASON));
	assert_false(answer_has("Bell"));
	scene_path(path, &sc.file, "adult", &sc.adult);
	assert_int_equal(worker_get(&sc.who[STRANGER], path, &sc.out), 404);
	worker_post(&sc.who[STRANGER], "/v1/files/search", body, &sc.out);
	assert_false(answer_has(sc.file.s));
	sync_as(STRANGER, "{\"cursor\":\"0\",\"want\":[\"%s\"]}", sc.file.s);
	assert_false(answer_has("Bell"));
}

/* A manager may assign people to files that they know; not by opening one. */
static void
test_is_no_way_in(void **state)
{
	struct id id = id_new();
	char path[200], body[300];

	(void)state;
	assert_int_equal(open_file(MANAGER), 201);
	snprintf(body, sizeof(body),
	    "{\"staff\":\"%s\",\"why\":\"x\",\"from\":\"2026-01-06\"}",
	    sc.who[MANAGER].staff.s);
	assert_int_equal(worker_put(&sc.who[MANAGER],
			     scene_path(path, &sc.file, "assignment", &id), 0,
			     NULL, body, &sc.out),
	    403);
	scene_path(path, &sc.file, "assignment", &sc.assignment);
	assert_int_equal(
	    worker_put(&sc.who[MANAGER], path, 1, NULL, body, &sc.out), 403);
}

/* R7 stands above it. */
static void
test_about_who_opens(void **state)
{
	char body[300], path[200];
	struct id about;

	(void)state;
	snprintf(body, sizeof(body),
	    "{\"child\":\"Z\",\"observed\":\"x\",\"about_staff\":[{\"staff\":"
	    "\"%s\"}]}",
	    sc.who[STRANGER].staff.s);
	about = scene_put(&sc, ASSIGNED, "first_account", body);
	assert_int_equal(open_file(STRANGER), 201);
	assert_int_equal(get_file(STRANGER), 200);
	assert_false(answer_has(about.s));
	scene_path(path, &sc.file, "first_account", &about);
	assert_int_equal(worker_get(&sc.who[STRANGER], path, &sc.out), 404);
	sync_as(STRANGER, "{\"cursor\":\"0\",\"want\":[\"%s\"]}", sc.file.s);
	assert_false(answer_has(about.s));
}

static enum err
run_exclude(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	struct id threads[50];
	struct stmt *st = db_stmt(db, SQL_FILE_THREADS);
	enum err code = ERR_OK;
	size_t n = 0;

	stmt_id(st, 1, &sc.file);
	while (n < 50 && stmt_row(st))
		threads[n++] = stmt_get_id(st, 0);
	stmt_reset(st);
	for (size_t i = 0; i < n && code == ERR_OK; i++)
		code = store_exclude(s, db, &threads[i], arg, e);
	return code;
}

/* A file that is all about them is, to them, one that is not there. */
static void
test_all_about_who_opens(void **state)
{
	char unknown[2000];

	(void)state;
	assert_int_equal(writer_do(sc.office.s->writer, run_exclude,
			     &sc.who[STRANGER].staff, NULL),
	    ERR_OK);
	assert_int_equal(
	    open_with(STRANGER, "C-9999", REASON, OFFICE_PASSPHRASE), 404);
	snprintf(unknown, sizeof(unknown), "%s", buf_str(&sc.out));
	assert_int_equal(open_file(STRANGER), 404);
	assert_string_equal(buf_str(&sc.out), unknown);
	assert_int_equal(open_file(VOLUNTEER), 201);
}

/* A repeat is answered as far as the rights of today go. */
static void
test_once_kept_out_since(void **state)
{
	struct id write = id_new();

	(void)state;
	assert_int_equal(
	    open_once(STRANGER, &write, "C-0001", REASON, OFFICE_PASSPHRASE),
	    201);
	assert_int_equal(writer_do(sc.office.s->writer, run_exclude,
			     &sc.who[STRANGER].staff, NULL),
	    ERR_OK);
	assert_int_equal(
	    open_once(STRANGER, &write, "C-0001", REASON, OFFICE_PASSPHRASE),
	    404);
	assert_false(answer_has(sc.file.s));
}

static void
test_two_with_one_reference(void **state)
{
	struct id mine = sc.file;

	(void)state;
	sc.file = id_new();
	scene_put(&sc, SENIOR, "front_sheet",
	    "{\"name\":\"Another\",\"reference\":\"C-0001\",\"purpose\":"
	    "\"x\"}");
	sc.file = mine;
	assert_int_equal(open_file(STRANGER), 409);
	assert_int_equal(get_file(STRANGER), 404);
}

static void
test_ended(void **state)
{
	(void)state;
	run(ERR_OK, (const char *const[]){ "user", "end", "stranger" }, 3);
	assert_int_equal(open_file(STRANGER), 401);
}

/* ---- the Strategic Lead sees it ---- */

static void
test_shown_to_the_lead(void **state)
{
	struct id id = id_new();
	char path[200], body[200];
	const struct json *w;

	(void)state;
	assert_int_equal(waits(LEAD, "opening_new"), 0);
	assert_int_equal(open_file(STRANGER), 201);
	assert_int_equal(waits(SENIOR, "opening_new"), 0);
	assert_int_equal(waits(STRANGER, "opening_new"), 0);
	assert_int_equal(waits(LEAD, "opening_new"), 1);
	w = json_first(json_get(answer, "waiting"));
	while (strcmp(json_text_of(w, "what", ""), "opening_new") != 0)
		w = json_next(w);
	snprintf(body, sizeof(body), "{\"opening\":\"%s\"}",
	    json_text_of(w, "record", ""));
	snprintf(path, sizeof(path), "/v1/files/%s/opening/%s", sc.file.s,
	    json_text_of(w, "record", ""));
	assert_int_equal(worker_get(&sc.who[LEAD], path, &sc.out), 200);
	assert_true(answer_has(REASON));
	assert_true(answer_has(sc.who[STRANGER].staff.s));
	scene_path(path, &sc.file, "opening_seen", &id);
	assert_int_equal(
	    worker_put(&sc.who[SENIOR], path, 0, NULL, body, &sc.out), 403);
	assert_int_equal(
	    worker_put(&sc.who[LEAD], path, 0, NULL, body, &sc.out), 201);
	assert_int_equal(waits(LEAD, "opening_new"), 0);
	id = id_new();
	assert_int_equal(worker_put(&sc.who[LEAD],
			     scene_path(path, &sc.file, "opening_seen", &id), 0,
			     NULL, body, &sc.out),
	    409);
	/* It goes on after it was seen, and stands in the chain. */
	assert_int_equal(get_file(STRANGER), 200);
	verify("");
}

#define T(test) cmocka_unit_test_setup_teardown(test, start, sync_stop)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		T(test_asked),
		T(test_wrong_passphrase),
		T(test_signed_out),
		T(test_guessing),
		T(test_once),
		T(test_once_refused),
		T(test_once_elsewhere),
		T(test_reads_for_its_time),
		T(test_is_no_way_in),
		T(test_about_who_opens),
		T(test_all_about_who_opens),
		T(test_once_kept_out_since),
		T(test_two_with_one_reference),
		T(test_ended),
		T(test_shown_to_the_lead),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
