/* server_inspect.c - an inspection is shut until all are told (O2), what may be saved
 * of it, its list, and the copies (O3). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "inspect_scene.h"

/* ---- O2: shut until all are told ---- */

static void
test_shut_until_told_O2(void **state)
{
	size_t missing;

	(void)state;
	begin(ALL);
	assert_int_equal(state_now(&missing), INSPECTION_MISSING);
	assert_int_equal(missing, 1);
	assert_int_equal(see_file(INSPECTOR), 401);
	must(ASSIGNED, "inspection_contact", CALL);
	assert_int_equal(state_now(&missing), INSPECTION_OPEN);
	assert_int_equal(see_file(INSPECTOR), 200);
	assert_non_null(strstr(buf_str(&sc.out), "Zoë Bell"));
	/* A father comes in: shut until he is told, on every session. */
	adult = id_new();
	assert_int_equal(
	    put(SENIOR, "adult", "{\"name\":\"Dan\",\"relation\":\"father\"}",
		&adult, 0),
	    201);
	assert_int_equal(state_now(&missing), INSPECTION_MISSING);
	assert_int_equal(see_file(INSPECTOR), 401);
	/* Nobody else's contact opens it. */
	must(ASSIGNED, "inspection_exception",
	    "{\"inspection\":\"$inspection\",\"reason\":\"x\"}");
	assert_int_equal(see_file(INSPECTOR), 401);
	must(ASSIGNED, "inspection_exception",
	    "{" OF ",\"reason\":\"It is not safe to contact him.\"}");
	assert_int_equal(see_file(INSPECTOR), 200);
	/* An uncle is not to be told. */
	must(SENIOR, "adult", "{\"name\":\"Ben\",\"relation\":\"other\"}");
	assert_int_equal(see_file(INSPECTOR), 200);
	/* Support of another child in the period: nobody is on that file. */
	make_other(true);
	assert_int_equal(state_now(&missing), INSPECTION_MISSING);
	assert_int_equal(missing, 1);
	assert_int_equal(see_file(INSPECTOR), 401);
}

static const struct {
	const char *why, *announced;
	enum who who;
	unsigned want;
	enum inspection_state then;
} untold_rows[] = {
	{ "the Director, unannounced", "unannounced", DIRECTOR, 201,
	    INSPECTION_OPEN },
	{ "the Lead, unannounced", "unannounced", LEAD, 201, INSPECTION_OPEN },
	{ "it was announced", "announced", DIRECTOR, 422, INSPECTION_MISSING },
	{ "a senior", "unannounced", SENIOR, 403, INSPECTION_MISSING },
	{ "a manager", "unannounced", MANAGER, 403, INSPECTION_MISSING },
	{ "a support worker", "unannounced", ASSIGNED, 403,
	    INSPECTION_MISSING },
	{ "a trustee", "unannounced", TRUSTEE, 403, INSPECTION_MISSING },
	{ "an administrator", "unannounced", ADMIN, 403, INSPECTION_MISSING },
	{ "the inspector", "unannounced", INSPECTOR, 401, INSPECTION_MISSING },
};

static void
test_one_reason_for_all_O2(void **state)
{
	struct id accounts[KIND_COUNT(untold_rows)];

	(void)state;
	(void)accounts;
	begin(WHOLE("announced", PERIOD "\"scope\":\"all\","));
	for (size_t i = 0; i < KIND_COUNT(untold_rows); i++) {
		char body[1500];
		unsigned got;

		/* Each without an account: there is one inspector alone. */
		snprintf(body, sizeof body,
		    "{\"authority\":\"Ofsted\",\"announced\":\"%s\","
		    "\"inspectors\":[{\"name\":\"I\",\"identity\":\"card\","
		    "\"checked_by\":\"$director\",\"checked_on\":"
		    "\"2026-04-01\"}],\"purpose\":\"Routine.\"," PERIOD
		    "\"scope\":\"all\",\"access_from\":\"2026-04-04\","
		    "\"access_until\":\"2026-04-10\"}",
		    untold_rows[i].announced);
		inspection = (struct id){ "" };
		assert_int_equal(
		    put(DIRECTOR, "inspection", body, &inspection, 0), 201);
		got = put(untold_rows[i].who, "inspection_untold",
		    "{\"inspection\":\"$inspection\",\"reason\":\"x\"}", NULL,
		    0);
		if (got != untold_rows[i].want ||
		    state_now(NULL) != untold_rows[i].then)
			fail_msg("%s: %u %s", untold_rows[i].why, got,
			    buf_str(&sc.out));
	}
}

/* Who makes, changes, ends an inspection, and who tells the family. */
static void
test_who_may_O1_O2(void **state)
{
	static const char *const kinds_of[] = { "inspection", "inspection_end",
		"inspection_report", "inspection_contact",
		"inspection_exception", "inspection_copy" };
	/* For the roles in the order of the scene's people. */
	static const unsigned want[][WHO_COUNT] = {
		/* as vol sen acc man dir lead tru ins adm, and a stranger */
		{ 403, 403, 403, 403, 403, 403, 201, 201, 403, 401, 403 },
		{ 403, 403, 403, 403, 403, 403, 201, 201, 403, 401, 403 },
		{ 403, 403, 403, 403, 403, 403, 201, 201, 403, 401, 403 },
		{ 201, 404, 404, 201, 201, 404, 201, 201, 403, 401, 403 },
		{ 201, 404, 404, 201, 201, 404, 201, 201, 403, 401, 403 },
		{ 201, 404, 404, 201, 201, 404, 201, 201, 403, 401, 403 },
	};
	static const char *const bodies[] = { NULL,
		"{\"inspection\":\"$inspection\",\"reason\":\"x\"}",
		"{\"inspection\":\"$inspection\",\"received_on\":"
		"\"2026-04-01\",\"kept\":\"x\",\"summary\":\"y\"}",
		CALL, "{" OF ",\"reason\":\"x\"}",
		"{" OF ",\"how\":\"letter\",\"when\":\"2026-04-03\"}" };
	static const char plain[] =
	    "{\"authority\":\"Ofsted\",\"announced\":\"announced\","
	    "\"inspectors\":[{\"name\":\"I\",\"identity\":\"card\","
	    "\"checked_by\":\"$director\",\"checked_on\":\"2026-04-01\"}],"
	    "\"purpose\":\"Routine.\"," PERIOD
	    "\"scope\":\"all\",\"access_from\":\"2026-04-04\","
	    "\"access_until\":\"2026-04-10\"}";

	(void)state;
	begin(plain);
	for (size_t k = 0; k < KIND_COUNT(kinds_of); k++)
		for (int w = 0; w < WHO_COUNT; w++) {
			unsigned got = put((enum who)w, kinds_of[k],
			    bodies[k] ? bodies[k] : plain, NULL, 0);

			if (got != want[k][w])
				fail_msg("%s by %s: %u %s", kinds_of[k],
				    scene_people[w].name, got,
				    buf_str(&sc.out));
		}
}

/* ---- what may be saved ---- */

static void
test_rules_O1(void **state)
{
	static const struct {
		const char *why, *body;
		unsigned want;
		const char *says;
	} rows[] = {
		{ "the account of a volunteer",
		    "{\"authority\":\"O\",\"announced\":\"announced\","
		    "\"inspectors\":[{\"name\":\"I\",\"identity\":\"c\","
		    "\"checked_by\":\"$director\",\"checked_on\":"
		    "\"2026-04-01\",\"account\":\"$volunteer\"}],"
		    "\"purpose\":\"x\"," PERIOD
		    "\"scope\":\"all\",\"access_from\":\"2026-04-04\","
		    "\"access_until\":\"2026-04-10\"}",
		    422, "has the role Inspector" },
		{ "the account of another inspection", ALL, 422,
		    "made for another inspection" },
		{ "a file that is not there",
		    "{\"authority\":\"O\",\"announced\":\"announced\","
		    "\"inspectors\":[{\"name\":\"I\",\"identity\":\"c\","
		    "\"checked_by\":\"$director\",\"checked_on\":"
		    "\"2026-04-01\"}],\"purpose\":\"x\"," PERIOD
		    "\"scope\":\"named\",\"files\":[{\"file\":\"$volunteer\"}],"
		    "\"access_from\":\"2026-04-04\","
		    "\"access_until\":\"2026-04-10\"}",
		    422, "no file with a front sheet" },
	};

	(void)state;
	begin(ALL);
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		unsigned got =
		    put(DIRECTOR, "inspection", rows[i].body, NULL, 0);

		if (got != rows[i].want ||
		    !strstr(buf_str(&sc.out), rows[i].says))
			fail_msg(
			    "%s: %u %s", rows[i].why, got, buf_str(&sc.out));
	}
}

#define NAMED(files, from)                                   \
	WHOLE("announced",                                   \
	    "\"period_from\":\"" from "\",\"period_until\":" \
	    "\"2026-04-30\",\"scope\":\"named\",\"files\":[" files "],")

/* From its first day on it grows and does not shrink (devices hold it). */
static void
test_no_narrower_O1(void **state)
{
	static const struct {
		const char *why, *body;
		unsigned want;
	} rows[] = {
		{ "one more child",
		    NAMED("{\"file\":\"$file\"},{\"file\":\"$other\"}",
			"2026-01-01"),
		    200 },
		{ "a longer period",
		    NAMED("{\"file\":\"$file\"},{\"file\":\"$other\"}",
			"2025-12-01"),
		    200 },
		{ "a child fewer", NAMED("{\"file\":\"$other\"}", "2025-12-01"),
		    422 },
		{ "a shorter period",
		    NAMED("{\"file\":\"$file\"},{\"file\":\"$other\"}",
			"2026-02-01"),
		    422 },
		{ "another scope", ALL, 422 },
	};
	int64_t version = 1;

	(void)state;
	make_other(true);
	begin("{\"authority\":\"O\",\"announced\":\"announced\","
	      "\"inspectors\":[{\"name\":\"I\",\"identity\":\"c\","
	      "\"checked_by\":\"$director\",\"checked_on\":"
	      "\"2026-04-01\"}],\"purpose\":\"x\"," PERIOD
	      "\"scope\":\"named\",\"files\":[{\"file\":\"$file\"}],"
	      "\"access_from\":\"2026-04-04\","
	      "\"access_until\":\"2026-04-10\"}");
	assert_int_equal(state_now(NULL), INSPECTION_MISSING);
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		unsigned got = put(
		    DIRECTOR, "inspection", rows[i].body, &inspection, version);

		if (got != rows[i].want)
			fail_msg(
			    "%s: %u %s", rows[i].why, got, buf_str(&sc.out));
		version += got == 200;
	}
}

/* ---- e-mail (O2, S1) ---- */

static void
test_email_O2(void **state)
{
	struct id safe = id_new();
	size_t missing;

	(void)state;
	begin(ALL);
	/* E-mail is off here: that is said, and nobody counts as told. */
	must(ASSIGNED, "inspection_contact",
	    "{" OF ",\"when\":\"2026-04-03T15:00\",\"how\":\"email\",\"to\":"
	    "\"mia@example.org\"}");
	assert_int_equal(state_now(&missing), INSPECTION_MISSING);
	assert_int_equal(see_file(SENIOR), 200);
	assert_non_null(strstr(buf_str(&sc.out), "E-mail is off here"));
	/* Where it is not safe to contact somebody, none is sent. */
	adult = safe;
	assert_int_equal(put(SENIOR, "adult",
			     "{\"name\":\"Dan\",\"relation\":\"father\","
			     "\"contact\":\"never\"}",
			     &safe, 0),
	    201);
	assert_int_equal(put(ASSIGNED, "inspection_contact",
			     "{" OF ",\"when\":\"2026-04-03T15:00\",\"how\":"
			     "\"email\",\"to\":\"dan@example.org\"}",
			     NULL, 0),
	    422);
	assert_non_null(strstr(buf_str(&sc.out), "not safe to contact"));
	/* A call that was made is kept. */
	must(ASSIGNED, "inspection_contact", CALL);
}

/* ---- lists, waiting, copies (O2, O3) ---- */

static int64_t
number(const char *key)
{
	struct json *doc = office_json(&sc.out);
	int64_t n = json_int_of(doc, key, -1);

	json_free(doc);
	return n;
}

static void
ask_list(enum who who)
{
	char path[100];

	snprintf(path, sizeof path, "/v1/inspections/%s", inspection.s);
	if (worker_get(&sc.who[who], path, &sc.out) != 200)
		fail_msg("%s", buf_str(&sc.out));
}

static bool
waits(enum who who, const char *what)
{
	char code[60];

	snprintf(code, sizeof code, "\"%s\"", what);
	sync_as(who, "{\"cursor\":\"0\"}");
	return strstr(buf_str(&sc.out), code) != NULL;
}

static void
test_list_and_copies_O2_O3(void **state)
{
	(void)state;
	begin(ALL);
	ask_list(DIRECTOR);
	assert_int_equal(number("people"), 1);
	assert_int_equal(number("missing"), 1);
	assert_non_null(strstr(buf_str(&sc.out), "Mia Bell"));
	assert_non_null(strstr(buf_str(&sc.out), "Zoë Bell"));
	/* Whoever may not know the file reads the numbers alone. */
	ask_list(STRANGER);
	assert_int_equal(number("missing"), 1);
	assert_null(strstr(buf_str(&sc.out), "Bell"));
	assert_true(waits(ASSIGNED, "inspect_tell"));
	assert_true(waits(DIRECTOR, "inspection_tell"));
	assert_false(waits(STRANGER, "inspect_tell"));
	assert_false(waits(SENIOR, "inspection_tell"));
	must(ASSIGNED, "inspection_contact",
	    "{" OF ",\"when\":\"2026-04-03T15:00\",\"how\":\"call\","
	    "\"answer\":\"I do not want that.\",\"objects\":true}");
	assert_false(waits(ASSIGNED, "inspect_tell"));
	assert_false(waits(DIRECTOR, "inspection_tell"));
	ask_list(LEAD);
	assert_int_equal(number("told"), 1);
	assert_int_equal(number("objects"), 1);
	/* No copy is owed before there is a report. */
	assert_false(waits(DIRECTOR, "inspection_copies"));
	must(DIRECTOR, "inspection_report",
	    "{\"inspection\":\"$inspection\",\"received_on\":\"2026-04-01\","
	    "\"kept\":\"The office\",\"summary\":\"Good.\"}");
	assert_true(waits(DIRECTOR, "inspection_copies"));
	assert_true(waits(ASSIGNED, "inspect_copy"));
	ask_list(LEAD);
	assert_int_equal(number("owed"), 1);
	assert_int_equal(number("copies"), 0);
	/* It is owed beyond the end of access, until everybody has one. */
	must(DIRECTOR, "inspection_end",
	    "{\"inspection\":\"$inspection\",\"reason\":\"Done.\"}");
	office_at(&sc.office, sc.office.now_ms + 60000);
	assert_true(waits(LEAD, "inspection_copies"));
	must(ASSIGNED, "inspection_copy",
	    "{" OF ",\"how\":\"letter\",\"when\":\"2026-04-03\"}");
	assert_false(waits(LEAD, "inspection_copies"));
	assert_false(waits(ASSIGNED, "inspect_copy"));
	ask_list(LEAD);
	assert_int_equal(number("copies"), 1);
}

/* ---- havend verify ---- */

static void
tamper(const char *sql)
{
	char path[200], *why = NULL;
	sqlite3 *h = NULL;

	snprintf(path, sizeof path, "%s/haven.db",
	    conf_text(sc.office.conf, CONF_STORE_DIR));
	server_close(sc.office.s);
	assert_int_equal(sqlite3_open(path, &h), SQLITE_OK);
	if (sqlite3_exec(h, sql, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s", why);
	if (sqlite3_changes(h) == 0)
		fail_msg("nothing was changed: %s", sql);
	sqlite3_close(h);
	office_open(&sc.office);
}

static int64_t
verify(void)
{
	struct buf says = BUF_INIT(100000);
	struct errinfo e = { 0 };
	struct db *db = server_reader(sc.office.s, &e);
	int64_t bad = -1;

	assert_int_equal(
	    store_verify(sc.office.s, db, &says, &bad, &e), ERR_OK);
	server_reader_done(sc.office.s, db);
	buf_done(&says);
	return bad;
}

/* Access is judged by clear rows: what was changed in them is found. */
static void
test_verify_O2(void **state)
{
	static const char *const tampers[] = {
		"UPDATE inspection_person SET told = 4",
		"DELETE FROM inspection_person",
		"UPDATE inspection SET until_on = '2026-09-10'",
		"UPDATE inspection SET unannounced = 1",
		"UPDATE inspection SET untold = 1",
		"UPDATE inspection SET period_from = '2020-01-01'",
		"DELETE FROM inspector",
		"INSERT INTO inspection_file (inspection, file)"
		" SELECT i.id, f.id FROM inspection i, file f WHERE f.id NOT IN"
		" (SELECT file FROM inspection_file)",
	};

	(void)state;
	make_other(false);
	begin(ALL);
	assert_int_equal(verify(), 0);
	for (size_t i = 0; i < KIND_COUNT(tampers); i++) {
		char sql[1200];

		snprintf(sql, sizeof sql,
		    "CREATE TABLE keep_i AS SELECT * FROM inspection;"
		    "CREATE TABLE keep_p AS SELECT * FROM inspection_person;"
		    "CREATE TABLE keep_s AS SELECT * FROM inspector;"
		    "CREATE TABLE keep_f AS SELECT * FROM inspection_file;%s",
		    tampers[i]);
		tamper(sql);
		if (verify() == 0)
			fail_msg("not found: %s", tampers[i]);
		tamper("PRAGMA foreign_keys = OFF; DELETE FROM inspection_file;"
		       "DELETE FROM inspector; DELETE FROM inspection_person;"
		       "DELETE FROM inspection;"
		       "INSERT INTO inspection SELECT * FROM keep_i;"
		       "INSERT INTO inspector SELECT * FROM keep_s;"
		       "INSERT INTO inspection_file SELECT * FROM keep_f;"
		       "INSERT INTO inspection_person SELECT * FROM keep_p;"
		       "DROP TABLE keep_i; DROP TABLE keep_p;"
		       "DROP TABLE keep_s; DROP TABLE keep_f");
		assert_int_equal(verify(), 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_shut_until_told_O2),
		T(test_one_reason_for_all_O2),
		T(test_who_may_O1_O2),
		T(test_rules_O1),
		T(test_no_narrower_O1),
		T(test_email_O2),
		T(test_list_and_copies_O2_O3),
		T(test_verify_O2),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
