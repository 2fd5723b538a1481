/* server_inspector.c - what an inspector is shown over HTTP: the scope and nothing else,
 * for reading, while access is open, by every route (O1). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "inspect_scene.h"

/* ---- O1: the scope and nothing else ---- */

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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_scope_and_period_O1),
		T(test_addresses_S1),
		T(test_gone_R7),
		T(test_read_only_O1),
		T(test_every_route_O1),
		T(test_shut_on_every_route_O1_O2),
		T(test_sign_in_O1),
		T(test_device_and_audit_O1),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
