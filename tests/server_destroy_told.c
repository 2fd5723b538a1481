/* server_destroy_told.c - proves that every device that may hold something of a
 * destroyed file is told until it says that it has erased it, and nobody else is
 * (promise 10); and that what was written for the file and comes afterwards is kept
 * (promise 2). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "destroy.h"
#include "office_due.h"

static bool
is_on_file(const struct id *record)
{
	struct db *db = server_reader(sc.office.s, NULL);
	struct record_row row;
	bool is = store_find(db, record, &row, NULL) == ERR_OK;

	server_reader_done(sc.office.s, db);
	return is;
}

/* ---- devices ---- */

static bool
is_told(enum who who)
{
	sync_as(who, "{\"cursor\":\"0\"}");
	return json_count(json_get(answer, "destroyed")) == 1 &&
	       strstr(buf_str(&sc.out), sc.file.s) != NULL;
}

static int64_t
outstanding(void)
{
	worker_get(&sc.who[LEAD], "/v1/retention", &sc.out);
	json_free(answer);
	answer = office_json(&sc.out);
	return json_int_of(
	    json_at(json_get(answer, "outstanding"), 0), "devices", 0);
}

/* Each device that may hold something of it is told until it says that it has
 * erased it; who never knew of the file is not told of it now. */
static void
test_devices(void **state)
{
	static const struct {
		enum who who;
		bool is_told;
	} rows[] = {
		{ ASSIGNED, true },
		{ SENIOR, true },
		{ LEAD, true },
		{ DIRECTOR, true },
		{ ACCUSED, true }, /* has the names of all */
		{ STRANGER, false },
		{ VOLUNTEER, false },
		{ MANAGER, false },
		{ TRUSTEE, false },
		{ ADMIN, false },
	};
	struct buf says = BUF_INIT(10000);
	struct errinfo e = { 0 };
	struct db *db;
	int64_t left;

	(void)state;
	due_destroy();
	left = outstanding();
	assert_int_equal(left, 5);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (is_told(rows[i].who) != rows[i].is_told)
			fail_msg("row %zu: %s", i, buf_str(&sc.out));
		/* Until it has said so. */
		assert_int_equal(is_told(rows[i].who), rows[i].is_told);
		sync_as(rows[i].who, "{\"cursor\":\"0\",\"erased\":[\"%s\"]}",
		    sc.file.s);
		assert_null(json_get(answer, "destroyed"));
		assert_false(is_told(rows[i].who));
		left -= rows[i].is_told;
		if (i == 2) {
			db = server_reader(sc.office.s, &e);
			destroy_print(sc.office.s, db, &says);
			server_reader_done(sc.office.s, db);
			assert_non_null(strstr(buf_str(&says),
			    "2 devices have not said that they have erased "
			    "it."));
		}
		assert_int_equal(outstanding(), left);
	}
	assert_int_equal(left, 0);
	buf_done(&says);
}

/* A brief question is answered, too; and so is who has left since. */
static void
test_told_for_certain(void **state)
{
	char path[400], text[600];
	struct id id = sc.who[ASSIGNED].staff;

	(void)state;
	sync_as(ASSIGNED, "{\"cursor\":\"0\"}");
	snprintf(path, sizeof(path), "/v1/sync?cursor=%s&have=%s",
	    json_text_of(answer, "cursor", ""),
	    json_text_of(answer, "have", ""));
	due_destroy();
	assert_int_equal(worker_get(&sc.who[ASSIGNED], path, &sc.out), 200);
	assert_non_null(strstr(buf_str(&sc.out), "\"destroyed\":["));
	snprintf(text, sizeof(text),
	    "{\"name\":\"assigned\",\"sign_in\":\"assigned\",\"role\":"
	    "\"support_worker\",\"left\":\"2026-04-03\"}");
	assert_int_equal(worker_put(&sc.who[ADMIN],
			     scene_path(path, &(struct id){ "" }, "staff", &id),
			     1, NULL, text, &sc.out),
	    200);
	snprintf(text, sizeof(text),
	    "{\"name\":\"assigned\",\"passphrase\":\"%s\",\"device\":"
	    "\"%s\"}",
	    OFFICE_PASSPHRASE, sc.who[ASSIGNED].device.s);
	assert_int_equal(office_ask(NULL, &sc.office, METHOD_POST,
			     "/v1/sessions", NULL, text, &sc.out),
	    201);
	json_free(answer);
	answer = office_json(&sc.out);
	snprintf(sc.who[ASSIGNED].token, sizeof(sc.who[ASSIGNED].token), "%s",
	    json_text_of(answer, "token", ""));
	assert_true(is_told(ASSIGNED));
	assert_string_equal(json_text_of(answer, "ended", ""), "account");
}

/* ---- what comes late ---- */

/* Written for a file that was destroyed meanwhile: kept aside in a file of its own
 * for a designated senior member, and never lost. What the office had had before is
 * answered as the first time, and makes nothing anew (promises 2 and 3). */
static void
test_late(void **state)
{
	struct id first = id_new(), account = id_new();
	struct id write = id_new(), id = id_new(), late = { "" };
	char text[3][4000];
	size_t asides = 0;

	(void)state;
	write_json(text[0], &first, "first_account", &sc.file, &account, 0,
	    SCENE_ACCOUNT);
	sync_as(ASSIGNED, "{\"cursor\":\"0\",\"writes\":[%s]}", text[0]);
	assert_int_equal(status_at(0), 201);
	due_destroy();
	write_json(
	    text[1], &write, "first_account", &sc.file, &id, 0, SCENE_ACCOUNT);
	write = id_new();
	id = id_new();
	write_json(text[2], &write, "adult", &sc.file, &id, 0, SCENE_ADULT);
	for (int i = 0; i < 2; i++) {
		sync_as(ASSIGNED, "{\"cursor\":\"0\",\"writes\":[%s,%s,%s]}",
		    text[0], text[1], text[2]);
		assert_int_equal(status_at(0), 201);
		assert_int_equal(status_at(1), 202);
		assert_int_equal(status_at(2), 202);
	}
	assert_false(is_on_file(&account));
	sync_as(SENIOR, "{\"cursor\":\"0\"}");
	for (const struct json *w = json_first(json_get(answer, "waiting")); w;
	     w = json_next(w)) {
		if (strcmp(json_text_of(w, "what", ""), "kept_aside") != 0)
			continue;
		asides++;
		assert_true(id_parse(&late, json_text_of(w, "file", "")));
		assert_false(id_equal(&late, &sc.file));
	}
	assert_int_equal(asides, 2);
	sync_as(SENIOR,
	    "{\"cursor\":\"0\",\"opened\":[{\"file\":\"%s\"}],"
	    "\"want\":[\"%s\"]}",
	    late.s, late.s);
	assert_non_null(strstr(buf_str(&sc.out), "\"why\":\"destroyed\""));
	assert_non_null(strstr(buf_str(&sc.out), "bruise on the left arm"));
	assert_true(is_on_file(&write));
}

int
main(void)
{
#define ROW(t) cmocka_unit_test_setup_teardown(t, due_start, sync_stop)
	const struct CMUnitTest tests[] = {
		ROW(test_devices),
		ROW(test_told_for_certain),
		ROW(test_late),
	};
#undef ROW

	return cmocka_run_group_tests_name(
	    "server_destroy_told", tests, NULL, NULL);
}
