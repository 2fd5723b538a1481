/* server_inspect.c - an inspection over HTTP: shut until all are told (O2), then its
 * scope and nothing else, for reading, until its end (O1); the copies (O3). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "inspect.h"
#include "office_sync.h"
#include "store_in.h"

#define T(name) cmocka_unit_test_setup_teardown(name, sync_start, sync_stop)
#define DAY_MS INT64_C(86400000)
/* The scene's day is 4 April 2026. */
#define PERIOD "\"period_from\":\"2026-01-01\",\"period_until\":\"2026-04-30\","
#define WHOLE(announced, more)                                              \
	"{\"authority\":\"Ofsted\",\"announced\":\"" announced              \
	"\",\"inspectors\":[{\"name\":\"I. Spector\",\"identity\":\"card, " \
	"rang the office\",\"checked_by\":\"$director\",\"checked_on\":"    \
	"\"2026-04-01\",\"account\":\"$inspector\"}],\"purpose\":"          \
	"\"Routine.\"," more                                                \
	"\"access_from\":\"2026-04-04\",\"access_until\":\"2026-04-10\"}"
#define ALL WHOLE("announced", PERIOD "\"scope\":\"all\",")
#define EPISODE                                                      \
	"{\"referred_on\":\"2026-01-05\",\"why_referred\":\"x\","    \
	"\"purpose\":\"y\",\"started\":\"2026-01-06\",\"nature\":\"" \
	"one_to_one\"}"
#define OF "\"inspection\":\"$inspection\",\"adult\":\"$adult\""
#define CALL "{" OF ",\"when\":\"2026-04-03T15:00\",\"how\":\"call\"}"

static struct id inspection, adult, other_file;

static const char *
fill(const char *body)
{
	static char out[4000];
	const struct {
		const char *word, *id;
	} ids[] = { { "$director", sc.who[DIRECTOR].staff.s },
		{ "$inspection", inspection.s },
		{ "$inspector", sc.who[INSPECTOR].staff.s },
		{ "$volunteer", sc.who[VOLUNTEER].staff.s },
		{ "$adult", adult.s }, { "$file", sc.file.s },
		{ "$other", other_file.s } };
	size_t n = 0;

	for (const char *at = body; *at;) {
		size_t i = 0;

		while (i < KIND_COUNT(ids) &&
		       strncmp(at, ids[i].word, strlen(ids[i].word)) != 0)
			i++;
		if (i < KIND_COUNT(ids)) {
			n += (size_t)snprintf(
			    out + n, sizeof out - n, "%s", ids[i].id);
			at += strlen(ids[i].word);
		} else {
			out[n++] = *at++;
		}
	}
	out[n] = '\0';
	return out;
}

/* The status; *id (or NULL) is that of the record, made if it is none. */
static unsigned
put(enum who who, const char *kind, const char *body, struct id *id,
    int64_t base)
{
	bool on_file = (kind_find(kind)->flags & KF_ON_FILE) != 0;
	static const struct id none = { "" };
	struct id fresh = id_new();
	char path[200];

	if (id != NULL && !id_is_none(id))
		fresh = *id;
	if (id != NULL)
		*id = fresh;
	return worker_put(&sc.who[who],
	    scene_path(path, on_file ? &sc.file : &none, kind, &fresh), base,
	    NULL, fill(body), &sc.out);
}

static void
must(enum who who, const char *kind, const char *body)
{
	unsigned status = put(who, kind, body, NULL, 0);

	if (status != 201)
		fail_msg("%s: %u %s", kind, status, buf_str(&sc.out));
}

static void
begin(const char *body)
{
	adult = sc.adult;
	inspection = (struct id){ "" };
	must(SENIOR, "episode", EPISODE);
	if (put(DIRECTOR, "inspection", body, &inspection, 0) != 201)
		fail_msg("%s", buf_str(&sc.out));
}

static enum inspection_state
state_now(size_t *missing)
{
	struct errinfo e = { 0 };
	struct db *db = server_reader(sc.office.s, &e);
	struct inspect_row row;

	assert_true(inspect_find(db, &inspection, &row));
	server_reader_done(sc.office.s, db);
	if (missing)
		*missing = row.missing;
	return inspect_state(&row, sc.office.now_ms);
}

static unsigned
see_file(enum who who)
{
	char path[200];

	snprintf(path, sizeof path, "/v1/files/%s", sc.file.s);
	return worker_get(&sc.who[who], path, &sc.out);
}

static unsigned
see(enum who who, const char *kind, const struct id *id)
{
	char path[200];
	static const struct id none = { "" };
	bool on_file = (kind_find(kind)->flags & KF_ON_FILE) != 0;

	return worker_get(&sc.who[who],
	    scene_path(path, on_file ? &sc.file : &none, kind, id), &sc.out);
}

/* A file of another child, with support in the period or before it. */
static void
make_other(bool in_period)
{
	struct id file = sc.file;
	char body[400];

	sc.file = other_file = id_new();
	must(SENIOR, "front_sheet",
	    "{\"name\":\"Noor Example\",\"purpose\":\"y\"}");
	snprintf(body, sizeof body,
	    "{\"referred_on\":\"2024-01-05\",\"why_referred\":\"x\","
	    "\"purpose\":\"y\",\"nature\":\"group\",%s}",
	    in_period ? "\"started\":\"2026-02-01\""
		      : "\"started\":\"2024-02-01\",\"ended\":"
			"\"2025-12-31\",\"end_reason\":\"x\"");
	must(SENIOR, "episode", body);
	sc.file = file;
}

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

/* ---- O1: the scope and nothing else ---- */

static void
open_it(const char *body)
{
	begin(body);
	must(ASSIGNED, "inspection_contact", CALL);
	assert_int_equal(state_now(NULL), INSPECTION_OPEN);
}

static void
test_scope_and_period_O1(void **state)
{
	struct id before, within, contact, agency;

	(void)state;
	make_other(false);
	open_it(ALL);
	before = id_new();
	assert_int_equal(put(SENIOR, "contact",
			     "{\"when\":\"2025-12-31T10:00\",\"with\":\"x\","
			     "\"how\":\"call\",\"by\":\"us\",\"what\":\"y\"}",
			     &before, 0),
	    201);
	within = id_new();
	assert_int_equal(put(SENIOR, "contact",
			     "{\"when\":\"2026-02-01T10:00\",\"with\":\"x\","
			     "\"how\":\"call\",\"by\":\"us\",\"what\":\"y\"}",
			     &within, 0),
	    201);
	contact = id_new();
	assert_int_equal(
	    put(SENIOR, "inspection_contact", CALL, &contact, 0), 201);
	agency = id_new();
	assert_int_equal(put(SENIOR, "agency",
			     "{\"name\":\"A school\",\"what\":\"school\","
			     "\"telephone\":\"01632 960 777\"}",
			     &agency, 0),
	    201);
	/* Of the file: what is of the period, and of a kind that is opened. */
	assert_int_equal(see(INSPECTOR, "front_sheet", &sc.front), 200);
	assert_int_equal(see(INSPECTOR, "adult", &sc.adult), 200);
	assert_int_equal(see(INSPECTOR, "contact", &within), 200);
	assert_int_equal(see(INSPECTOR, "contact", &before), 404);
	assert_int_equal(see(INSPECTOR, "concern", &sc.signed_concern), 200);
	assert_int_equal(see(INSPECTOR, "first_account", &sc.account), 200);
	/* Not what is about a member of staff (R7), nor who may see the file,
	 * nor what the family said to the inspection. */
	assert_int_equal(
	    see(INSPECTOR, "first_account", &sc.about_accused), 404);
	assert_int_equal(see(INSPECTOR, "assignment", &sc.assignment), 403);
	assert_int_equal(see(INSPECTOR, "inspection_contact", &contact), 403);
	assert_int_equal(see(INSPECTOR, "inspection", &inspection), 403);
	assert_int_equal(see_file(INSPECTOR), 200);
	assert_null(strstr(buf_str(&sc.out), before.s));
	assert_null(strstr(buf_str(&sc.out), sc.about_accused.s));
	assert_null(strstr(buf_str(&sc.out), "assignment"));
	assert_non_null(strstr(buf_str(&sc.out), within.s));
	/* Of an agency the name. */
	assert_int_equal(see(INSPECTOR, "agency", &agency), 200);
	assert_non_null(strstr(buf_str(&sc.out), "A school"));
	assert_null(strstr(buf_str(&sc.out), "01632 960 777"));
	/* Another child's file is not there. */
	sc.file = other_file;
	assert_int_equal(see_file(INSPECTOR), 404);
	assert_int_equal(see(INSPECTOR, "front_sheet", &sc.front), 404);
}

/* No address and no number of a family leaves, hidden or not (S1). */
static void
test_addresses_S1(void **state)
{
	struct id who = id_new();
	char path[200];

	(void)state;
	begin(ALL);
	must(ASSIGNED, "inspection_contact", CALL);
	adult = who;
	assert_int_equal(put(SENIOR, "adult",
			     "{\"name\":\"Ana\",\"relation\":\"carer\","
			     "\"telephone\":\"01632 960 555\",\"address\":"
			     "\"7 Refuge Lane\",\"hidden\":true}",
			     &who, 0),
	    201);
	must(ASSIGNED, "inspection_contact", CALL);
	assert_int_equal(see(INSPECTOR, "adult", &who), 200);
	assert_non_null(strstr(buf_str(&sc.out), "Ana"));
	assert_null(strstr(buf_str(&sc.out), "Refuge"));
	assert_null(strstr(buf_str(&sc.out), "960 555"));
	/* Nor an earlier version, the whole file, a device's copy, a search. */
	scene_path(path, &sc.file, "adult", &who);
	snprintf(path + strlen(path), sizeof path - strlen(path), "?version=1");
	assert_int_equal(worker_get(&sc.who[INSPECTOR], path, &sc.out), 200);
	assert_null(strstr(buf_str(&sc.out), "Refuge"));
	assert_int_equal(see_file(INSPECTOR), 200);
	assert_null(strstr(buf_str(&sc.out), "Refuge"));
	sync_as(INSPECTOR, "{\"cursor\":\"0\",\"want\":[\"%s\"]}", sc.file.s);
	assert_non_null(strstr(buf_str(&sc.out), "Ana"));
	assert_null(strstr(buf_str(&sc.out), "Refuge"));
	assert_null(strstr(buf_str(&sc.out), sc.about_accused.s));
	/* A senior has it. */
	assert_int_equal(see(SENIOR, "adult", &who), 200);
	assert_non_null(strstr(buf_str(&sc.out), "Refuge"));
}

/* What came to be about a member of staff since leaves the device (R7). */
static void
test_gone_R7(void **state)
{
	char cursor[40], body[400], path[200];

	(void)state;
	open_it(ALL);
	sync_as(INSPECTOR, "{\"cursor\":\"0\"}");
	assert_int_equal(count_changes("first_account"), 1);
	snprintf(
	    cursor, sizeof cursor, "%s", json_text_of(answer, "cursor", ""));
	snprintf(body, sizeof body,
	    "{\"from_account\":\"%s\",\"happened\":\"2026-04-04T09:30\","
	    "\"place\":\"Kitchen\",\"about_staff\":[{\"staff\":\"%s\"}]}",
	    sc.account.s, sc.who[ACCUSED].staff.s);
	must(SENIOR, "concern", body);
	sync_as(INSPECTOR, "{\"cursor\":\"%s\"}", cursor);
	assert_non_null(strstr(buf_str(&sc.out), "\"gone\""));
	assert_int_equal(see(INSPECTOR, "first_account", &sc.account), 404);
	(void)path;
}

/* Nothing is written but a first account; nothing is opened by a reference. */
static void
test_read_only_O1(void **state)
{
	static const struct {
		const char *kind, *body;
		unsigned want;
	} rows[] = {
		{ "front_sheet", SCENE_FRONT, 403 },
		{ "adult", SCENE_ADULT, 403 },
		{ "contact",
		    "{\"when\":\"2026-02-01T10:00\",\"with\":\"x\",\"how\":"
		    "\"call\",\"by\":\"us\",\"what\":\"y\"}",
		    403 },
		{ "agency", "{\"name\":\"A\",\"what\":\"school\"}", 403 },
		{ "inspection_contact", CALL, 403 },
		{ "inspection_end",
		    "{\"inspection\":\"$inspection\",\"reason\":\"x\"}", 403 },
		{ "first_account", SCENE_ACCOUNT, 201 },
	};

	(void)state;
	open_it(ALL);
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		unsigned got =
		    put(INSPECTOR, rows[i].kind, rows[i].body, NULL, 0);

		if (got != rows[i].want)
			fail_msg(
			    "%s: %u %s", rows[i].kind, got, buf_str(&sc.out));
	}
	assert_int_equal(
	    put(INSPECTOR, "adult", SCENE_ADULT, &sc.adult, 1), 403);
	assert_int_equal(
	    worker_post_once(&sc.who[INSPECTOR], "/v1/openings", NULL,
		"{\"reference\":\"C-0001\",\"reason\":\"I want to see it\","
		"\"passphrase\":\"" OFFICE_PASSPHRASE "\"}",
		&sc.out),
	    403);
}

/* Every route there is, in each state: what comes back is one of these. */
static unsigned
walk(const struct route *r, enum who who)
{
	char path[300] = "";
	const char *target = r->path, *more = "";

	for (; *target; target++) {
		size_t n = strlen(path);

		if (strncmp(target, "{file}", 6) == 0)
			snprintf(path + n, sizeof path - n, "%s", sc.file.s);
		else if (strncmp(target, "{kind}", 6) == 0)
			snprintf(path + n, sizeof path - n, "%s",
			    strstr(r->path, "{file}") ? "front_sheet"
						      : "staff");
		else if (strncmp(target, "{id}", 4) == 0)
			snprintf(path + n, sizeof path - n, "%s",
			    strstr(r->path, "inspections") ? inspection.s
			    : strstr(r->path, "{file}")
				? sc.front.s
				: sc.who[SENIOR].staff.s);
		else
			snprintf(path + n, sizeof path - n, "%c", *target);
		if (*target == '{')
			target = strchr(target, '}');
	}
	if (strcmp(r->name, "news") == 0)
		more = "?cursor=0";
	if ((r->flags & ROUTE_PAPER) != 0)
		more = "?form=text";
	snprintf(path + strlen(path), sizeof path - strlen(path), "%s", more);
	if (r->method == METHOD_GET)
		return worker_get(&sc.who[who], path, &sc.out);
	if (r->method == METHOD_PUT)
		return worker_put(&sc.who[who], path, 1, NULL,
		    strstr(r->path, "{file}") ? SCENE_FRONT : "{}", &sc.out);
	return worker_post_once(
	    &sc.who[who], path, NULL, "{\"query\":\"Bell\"}", &sc.out);
}

/* What each route gives: to an inspector while it is open; to an administrator and a
 * trustee, who open no file. 0: as good as open to all, and holds no records. */
static const struct {
	const char *name;
	unsigned open, admin, trustee;
} walks[] = {
	{ "me", 200, 200, 200 },
	{ "searchFiles", 200, 200, 200 },
	{ "getFile", 200, 404, 404 },
	{ "getLooks", 403, 404, 404 },
	{ "getAccess", 403, 404, 404 },
	/* Nothing is printed for an inspector. */
	{ "printFileRecord", 403, 403, 403 },
	{ "printChronology", 403, 404, 404 },
	{ "printSheet", 403, 404, 404 },
	{ "openFile", 403, 403, 403 },
	{ "getInspections", 403, 403, 403 },
	{ "getInspection", 403, 403, 403 },
	{ "getFileRecord", 200, 403, 403 },
	{ "putFileRecord", 403, 403, 403 },
	{ "getChanges", 200, 200, 200 },
	{ "getRecord", 200, 200, 200 },
	{ "putRecord", 403, 422, 403 },
	{ "sync", 200, 200, 200 },
	{ "news", 200, 200, 200 },
	/* By these no record is read. */
	{ "enrol", 0, 0, 0 },
	{ "signIn", 0, 0, 0 },
	{ "signOut", 0, 0, 0 },
	{ "checkShare", 0, 0, 0 },
	{ "openapi", 0, 0, 0 },
	{ "health", 0, 0, 0 },
	{ "ready", 0, 0, 0 },
};

static unsigned
want_of(size_t i, enum who who)
{
	return who == INSPECTOR ? walks[i].open
	       : who == ADMIN   ? walks[i].admin
				: walks[i].trustee;
}

/* A route that is not in the table is shut to an inspector, whatever it is. */
static void
test_every_route_O1(void **state)
{
	static const enum who outside[] = { INSPECTOR, ADMIN, TRUSTEE };

	(void)state;
	open_it(ALL);
	for (const struct route *r = routes; r->path; r++) {
		size_t i = 0;

		while (i < KIND_COUNT(walks) &&
		       strcmp(walks[i].name, r->name) != 0)
			i++;
		if (i == KIND_COUNT(walks)) {
			unsigned got = walk(r, INSPECTOR);

			if (got != 403)
				fail_msg("%s as inspector: %u", r->name, got);
			continue;
		}
		for (size_t w = 0; w < KIND_COUNT(outside) && walks[i].open;
		     w++) {
			unsigned got = walk(r, outside[w]);

			if (got != want_of(i, outside[w]))
				fail_msg("%s as %s: %u %s", r->name,
				    scene_people[outside[w]].name, got,
				    buf_str(&sc.out));
			if (outside[w] != INSPECTOR &&
			    strstr(buf_str(&sc.out), "Bell") != NULL)
				fail_msg("%s shows a child", r->name);
		}
	}
}

static void
assert_all_shut(const char *why)
{
	for (const struct route *r = routes; r->path; r++) {
		size_t i = 0;
		unsigned got;

		while (i < KIND_COUNT(walks) &&
		       strcmp(walks[i].name, r->name) != 0)
			i++;
		if (i < KIND_COUNT(walks) && !walks[i].open)
			continue;
		got = walk(r, INSPECTOR);
		/* A sync hands over what was written, and says that it is shut. */
		if ((r->flags & ROUTE_ENDED) != 0 && got == 200 &&
		    strstr(buf_str(&sc.out), "\"ended\"") != NULL &&
		    strstr(buf_str(&sc.out), "Bell") == NULL)
			continue;
		if (got != 401)
			fail_msg("%s, %s: %u %s", why, r->name, got,
			    buf_str(&sc.out));
	}
}

static void
test_shut_on_every_route_O1_O2(void **state)
{
	int64_t now_ms = sc.office.now_ms;

	(void)state;
	begin(ALL);
	assert_all_shut("nobody is told");
	must(ASSIGNED, "inspection_contact", CALL);
	assert_int_equal(see_file(INSPECTOR), 200);
	office_at(&sc.office, now_ms - DAY_MS);
	assert_all_shut("the day before");
	office_at(&sc.office, now_ms + 7 * DAY_MS);
	assert_int_equal(state_now(NULL), INSPECTION_OVER);
	assert_all_shut("the day after");
	office_at(&sc.office, now_ms);
	assert_int_equal(see_file(INSPECTOR), 200);
	must(LEAD, "inspection_end",
	    "{\"inspection\":\"$inspection\",\"reason\":\"Not needed.\"}");
	assert_int_equal(see_file(INSPECTOR), 401);
	assert_all_shut("ended");
	assert_int_equal(state_now(NULL), INSPECTION_ENDED);
}

/* A new sign-in is no way round: it is let in to hand over, and reads nothing. */
static void
test_sign_in_O1(void **state)
{
	char body[300];
	struct json *doc;

	(void)state;
	begin(ALL);
	snprintf(body, sizeof body,
	    "{\"name\":\"inspector\",\"passphrase\":\"" OFFICE_PASSPHRASE
	    "\",\"device\":\"%s\"}",
	    sc.who[INSPECTOR].device.s);
	assert_int_equal(office_ask(NULL, &sc.office, METHOD_POST,
			     "/v1/sessions", NULL, body, &sc.out),
	    201);
	doc = office_json(&sc.out);
	assert_string_equal(json_text_of(doc, "ended", ""), "account");
	assert_int_equal(json_int_of(json_get(doc, "me"), "lease_until", 0), 1);
	json_free(doc);
	must(ASSIGNED, "inspection_contact", CALL);
	assert_int_equal(office_ask(NULL, &sc.office, METHOD_POST,
			     "/v1/sessions", NULL, body, &sc.out),
	    201);
	doc = office_json(&sc.out);
	assert_null(json_get(doc, "ended"));
	/* A day at a time, and never beyond the access. */
	assert_int_equal(json_int_of(json_get(doc, "me"), "lease_until", 0),
	    sc.office.now_ms + DAY_MS);
	assert_true(json_int_of(json_get(doc, "me"), "access_until", 0) >
		    sc.office.now_ms);
	json_free(doc);
}

/* The set of a device is the scope; every look is on the audit record. */
static void
test_device_and_audit_O1(void **state)
{
	char path[200];

	(void)state;
	make_other(false);
	open_it(ALL);
	sync_as(INSPECTOR, "{\"cursor\":\"0\"}");
	assert_int_equal(json_count(json_get(answer, "files")), 1);
	assert_string_equal(
	    json_text(json_at(json_get(answer, "files"), 0)), sc.file.s);
	assert_null(strstr(buf_str(&sc.out), "Noor"));
	assert_int_equal(see(INSPECTOR, "concern", &sc.signed_concern), 200);
	snprintf(path, sizeof path, "/v1/files/%s/looks", sc.file.s);
	assert_int_equal(worker_get(&sc.who[LEAD], path, &sc.out), 200);
	assert_non_null(strstr(buf_str(&sc.out), sc.who[INSPECTOR].staff.s));
	snprintf(path, sizeof path, "/v1/files/%s/access", sc.file.s);
	assert_int_equal(worker_get(&sc.who[LEAD], path, &sc.out), 200);
	assert_non_null(strstr(buf_str(&sc.out), "\"inspection\""));
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
		T(test_scope_and_period_O1),
		T(test_addresses_S1),
		T(test_gone_R7),
		T(test_read_only_O1),
		T(test_every_route_O1),
		T(test_shut_on_every_route_O1_O2),
		T(test_sign_in_O1),
		T(test_device_and_audit_O1),
		T(test_rules_O1),
		T(test_no_narrower_O1),
		T(test_email_O2),
		T(test_list_and_copies_O2_O3),
		T(test_verify_O2),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
