/* server_policy_routes.c - every route there is, asked by people who have not confirmed
 * a document that is past its grace: nothing of a child's file is in any answer, and
 * what they write is taken (T2). And a sync: what is shut stays where it is, and
 * nothing of it is missing afterwards. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "office_sync.h"

extern const struct route routes[];

static struct id doc;

/* ---- short ways ---- */

static struct id
publish(const char *version)
{
	struct id id = id_new();
	char path[200], body[400];
	const struct id none = { "" };

	snprintf(body, sizeof(body),
	    "{\"which\":\"conduct\",\"version\":\"%s\",\"approved\":"
	    "\"2026-04-01\",\"approved_by\":\"Trustees\",\"where\":\"shelf\","
	    "\"summary\":\"x\"}",
	    version);
	assert_int_equal(worker_put(&sc.who[DIRECTOR],
			     scene_path(path, &none, "policy_document", &id), 0,
			     NULL, body, &sc.out),
	    201);
	return id;
}

static const char *
confirms(const struct id *document, const char *version)
{
	static char body[400];

	snprintf(body, sizeof(body),
	    "{\"document\":\"%s\",\"which\":\"conduct\",\"version\":\"%s\","
	    "\"accepts\":true,\"on\":\"2026-04-04\"}",
	    document->s, version);
	return body;
}

static void
confirm(enum who who, const char *version)
{
	struct buf text = BUF_INIT(65536);
	struct id id = id_new();
	const struct id none = { "" };
	char path[200];

	scene_sign(&sc.who[who], "confirmation", &none, &id, 1,
	    confirms(&doc, version), &text);
	if (worker_put(&sc.who[who],
		scene_path(path, &none, "confirmation", &id), 0, NULL,
		buf_str(&text), &sc.out) != 201)
		fail_msg("%s", buf_str(&sc.out));
	buf_done(&text);
}

/* No days of grace, and nothing published yet. */
static int
open_start(void **state)
{
	sync_start(state);
	office_set(&sc.office, "policy_grace_days", "0");
	return 0;
}

/* No days of grace: it is shut from the moment of publishing. */
static int
shut_start(void **state)
{
	open_start(state);
	doc = publish("1");
	return 0;
}

/* Nothing of the child or of a record of the file but what is given. */
static bool
tells(const char *what, const struct id *but)
{
	const struct id *ids[] = { &sc.front, &sc.adult, &sc.assignment,
		&sc.account, &sc.signed_concern, &sc.draft };
	const char *words[] = { "Zoë", "Bell", "bruise", "C-0001", "2016-04" };
	bool does = false;

	for (size_t i = 0; i < KIND_COUNT(ids); i++)
		if (ids[i] != but && strstr(buf_str(&sc.out), ids[i]->s))
			does = true;
	for (size_t i = 0; i < KIND_COUNT(words); i++)
		does |= strstr(buf_str(&sc.out), words[i]) != NULL;
	if (does)
		print_message("%s: %s\n", what, buf_str(&sc.out));
	return does;
}

/* ---- every route ---- */

/* The path of a row, with what there is in its places. */
static void
fill_path(
    const char *template, const char *kind, const struct id *id, char out[400])
{
	size_t n = 0;

	while (*template != '\0' && n < 300) {
		const char *with = NULL;
		size_t len = 0;

		if (strncmp(template, "{file}", 6) == 0) {
			with = sc.file.s;
			len = 6;
		} else if (strncmp(template, "{kind}", 6) == 0) {
			with = kind;
			len = 6;
		} else if (strncmp(template, "{id}", 4) == 0) {
			with = id->s;
			len = 4;
		} else if (*template == '{') {
			fail_msg("%s: a part that this test does not know",
			    template);
		}
		if (with != NULL)
			n += (size_t)snprintf(out + n, 400 - n, "%s", with);
		else
			out[n++] = *template;
		template += with != NULL ? len : 1;
	}
	out[n] = '\0';
	if (strcmp(out, "/v1/changes") == 0)
		snprintf(out, 400, "/v1/changes?since=0");
}

/* What is posted to a route; "{}" to one that is new. */
static const char *
body_of(const char *path)
{
	static char sync[300];
	static const struct {
		const char *path, *body;
	} bodies[] = {
		{ "/v1/files/search", "{\"query\":\"Bell\"}" },
		{ "/v1/openings",
		    "{\"reference\":\"C-0001\",\"reason\":\"To see what comes "
		    "back.\",\"passphrase\":\"" OFFICE_PASSPHRASE "\"}" },
		{ "/v1/share-checks", "{}" },
	};

	if (strcmp(path, "/v1/sync") == 0) {
		snprintf(sync, sizeof(sync),
		    "{\"cursor\":\"0\",\"opened\":[{\"file\":\"%s\"}],"
		    "\"want\":[\"%s\"]}",
		    sc.file.s, sc.file.s);
		return sync;
	}
	for (size_t i = 0; i < KIND_COUNT(bodies); i++)
		if (strcmp(path, bodies[i].path) == 0)
			return bodies[i].body;
	return "{}";
}

static void
ask_row(
    enum who who, const struct route *r, const char *kind, const struct id *id)
{
	char path[400], what[500];
	unsigned status;

	fill_path(r->path, kind, id, path);
	snprintf(what, sizeof(what), "%s: %s %s", scene_people[who].name,
	    r->name, path);
	if (r->method == METHOD_GET)
		status = worker_get(&sc.who[who], path, &sc.out);
	else if (r->flags & ROUTE_WRITE)
		status = worker_post_once(
		    &sc.who[who], path, NULL, body_of(r->path), &sc.out);
	else
		status =
		    worker_post(&sc.who[who], path, body_of(r->path), &sc.out);
	/* How their own first account gets on is theirs to know, by its id
	 * (R3). */
	if (tells(what, who == ASSIGNED && strcmp(r->path, "/v1/sync") == 0
			    ? &sc.account
			    : NULL))
		fail_msg("%s: %u tells", what, status);
	if (strstr(r->path, "{file}") != NULL ||
	    strcmp(r->path, "/v1/openings") == 0 ||
	    strcmp(r->path, "/v1/files/search") == 0) {
		if (status != 403)
			fail_msg("%s: %u %s", what, status, buf_str(&sc.out));
		if (strstr(buf_str(&sc.out), "not_confirmed") == NULL &&
		    strstr(buf_str(&sc.out), "Your role") == NULL)
			fail_msg("%s: %s", what, buf_str(&sc.out));
	}
}

/* Every row of routes[], so that a new one is asked too; of those that name a record,
 * with a record of each kind that is on the file. */
static void
test_every_route(void **state)
{
	const struct {
		const char *kind;
		const struct id *id;
	} records[] = { { "front_sheet", &sc.front }, { "adult", &sc.adult },
		{ "assignment", &sc.assignment },
		{ "first_account", &sc.account },
		{ "concern", &sc.signed_concern }, { "concern", &sc.draft } };
	const enum who all[] = { ASSIGNED, SENIOR, MANAGER, DIRECTOR, LEAD,
		VOLUNTEER, TRUSTEE, ADMIN };
	size_t asked = 0;

	(void)state;
	for (size_t w = 0; w < KIND_COUNT(all); w++) {
		for (const struct route *r = routes; r->path; r++) {
			size_t n = strstr(r->path, "{kind}") != NULL
				       ? KIND_COUNT(records)
				       : 1;

			/* Writing is another test; signing out ends it. */
			if (r->method == METHOD_PUT ||
			    strcmp(r->name, "signOut") == 0 ||
			    (r->flags & ROUTE_OPEN) != 0)
				continue;
			for (size_t i = 0; i < n; i++, asked++)
				ask_row(
				    all[w], r, records[i].kind, records[i].id);
		}
	}
	assert_true(asked > 100);
}

/* The same people, once they have confirmed: all of it is there again. */
static void
test_after_confirming(void **state)
{
	char path[300];

	(void)state;
	snprintf(path, sizeof(path), "/v1/files/%s", sc.file.s);
	assert_int_equal(worker_get(&sc.who[ASSIGNED], path, &sc.out), 403);
	confirm(ASSIGNED, "1");
	assert_int_equal(worker_get(&sc.who[ASSIGNED], path, &sc.out), 200);
	assert_true(strstr(buf_str(&sc.out), sc.adult.s) != NULL);
	/* One's own alone. */
	assert_int_equal(worker_get(&sc.who[SENIOR], path, &sc.out), 403);
	confirm(SENIOR, "1");
	assert_int_equal(worker_get(&sc.who[SENIOR], path, &sc.out), 200);
	/* A new version asks again. */
	doc = publish("2");
	assert_int_equal(worker_get(&sc.who[SENIOR], path, &sc.out), 403);
}

/* By each way in which something is saved: R3, S9, and what was written before. */
static void
test_writing(void **state)
{
	static const struct {
		enum who who;
		const char *kind, *body;
		unsigned want;
	} rows[] = {
		{ VOLUNTEER, "first_account", SCENE_ACCOUNT, 201 },
		{ TRUSTEE, "first_account", SCENE_ACCOUNT, 201 },
		{ ASSIGNED, "first_account", SCENE_ACCOUNT, 201 },
		{ ASSIGNED, "emergency",
		    "{\"child\":\"Zoë\",\"risk\":\"x\",\"shared\":\"x\","
		    "\"authority\":\"999\",\"by\":\"I\"}",
		    201 },
		{ ASSIGNED, "adult", SCENE_ADULT, 201 },
		{ SENIOR, "concern", SCENE_DRAFT, 201 },
		/* Rights are as ever. */
		{ STRANGER, "adult", SCENE_ADULT, 404 },
		{ ASSIGNED, "concern", SCENE_DRAFT, 403 },
	};

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		struct id id = id_new(), write = id_new();
		char path[200], json[4000];
		unsigned got;

		scene_path(path, &sc.file, rows[i].kind, &id);
		got = worker_put(
		    &sc.who[rows[i].who], path, 0, NULL, rows[i].body, &sc.out);
		if (got != rows[i].want)
			fail_msg("%s by %s: %u %s", rows[i].kind,
			    scene_people[rows[i].who].name, got,
			    buf_str(&sc.out));
		id = id_new();
		sync_as(rows[i].who, "{\"cursor\":\"0\",\"writes\":[%s]}",
		    write_json(json, &write, rows[i].kind, &sc.file, &id, 0,
			rows[i].body));
		if (status_at(0) != (int64_t)rows[i].want)
			fail_msg("%s by %s in a sync: %s", rows[i].kind,
			    scene_people[rows[i].who].name, buf_str(&sc.out));
	}
	/* A conflict tells that there is one, and not what it says. */
	{
		struct id write = id_new();
		char json[4000];

		sync_as(ASSIGNED, "{\"cursor\":\"0\",\"writes\":[%s]}",
		    write_json(json, &write, "adult", &sc.file, &sc.adult, 7,
			SCENE_ADULT));
		assert_int_equal(status_at(0), 412);
	}
}

/* ---- a sync ---- */

static const char *
cursor(void)
{
	static char text[100];

	snprintf(text, sizeof(text), "%s", json_text_of(answer, "cursor", ""));
	return text;
}

static size_t
count_wholes(void)
{
	return json_count(json_get(answer, "whole"));
}

/* The set stays (nothing is erased), a change of the organisation comes, one of the
 * file waits; in the very answer to the confirmation the file comes, whole and with
 * what was missed. */
static void
test_sync(void **state)
{
	struct buf text = BUF_INIT(65536);
	const struct id none = { "" };
	struct id id = id_new(), write = id_new(), added;
	struct worker newcomer;
	char at[100], set[100];

	(void)state;
	sync_as(ASSIGNED, "{\"cursor\":\"0\"}");
	snprintf(at, sizeof(at), "%s", cursor());
	snprintf(set, sizeof(set), "%s", json_text_of(answer, "set", ""));
	assert_null(strchr(at, '.'));
	assert_true(answer_has(sc.adult.s));

	doc = publish("1");
	added = scene_put(&sc, STRANGER, "first_account",
	    "{\"child\":\"Zoë Bell\",\"observed\":\"Later.\"}");
	office_hire(&sc.office, &newcomer, "newcomer", ROLE_MANAGER);
	worker_done(&newcomer);
	sync_as(ASSIGNED,
	    "{\"cursor\":\"%s\",\"set\":\"%s\",\"want\":[\"%s\"]}", at, set,
	    sc.file.s);
	assert_string_equal(json_text_of(answer, "set", ""), set);
	assert_null(json_get(answer, "files"));
	assert_int_equal(count_wholes(), 0);
	assert_int_equal(count_changes("staff"), 1);
	assert_int_equal(count_changes("first_account"), 0);
	assert_false(answer_has(added.s));
	assert_false(answer_has("\"gone\""));
	assert_non_null(strchr(cursor(), '.'));
	assert_true(answer_has("confirm_due"));
	snprintf(at, sizeof(at), "%s", cursor());

	/* Nothing new: the same place, and it is not told again. */
	sync_as(ASSIGNED, "{\"cursor\":\"%s\"}", at);
	assert_string_equal(cursor(), at);
	assert_int_equal(json_count(json_get(answer, "changes")), 0);

	scene_sign(&sc.who[ASSIGNED], "confirmation", &none, &id, 1,
	    confirms(&doc, "1"), &text);
	buf_splice(&text, 0, 1, "", 0); /* the members of the envelope */
	sync_as(ASSIGNED,
	    "{\"cursor\":\"%s\",\"want\":[\"%s\"],\"writes\":[{\"write\":"
	    "\"%s\",\"kind\":\"confirmation\",\"file\":\"\",\"id\":\"%s\","
	    "\"base\":0,%s]}",
	    at, sc.file.s, write.s, id.s, buf_str(&text));
	assert_int_equal(status_at(0), 201);
	assert_int_equal(count_wholes(), 1);
	assert_true(answer_has(sc.adult.s));
	assert_null(strchr(cursor(), '.'));
	buf_done(&text);
}

/* A senior has all names: none comes while it is shut, all come afterwards. */
static void
test_cards(void **state)
{
	char at[100];

	(void)state;
	sync_as(SENIOR, "{\"cursor\":\"0\"}");
	assert_int_equal(count_changes("card"), 0);
	snprintf(at, sizeof(at), "%s", cursor());
	assert_true(strstr(at, ".0") != NULL);
	confirm(SENIOR, "1");
	sync_as(SENIOR, "{\"cursor\":\"%s\"}", at);
	assert_true(count_changes("card") > 0);
	assert_null(strchr(cursor(), '.'));
	/* GET is the same. */
	{
		char path[200];

		snprintf(path, sizeof(path), "/v1/changes?since=%s", at);
		assert_int_equal(
		    worker_get(&sc.who[SENIOR], path, &sc.out), 200);
		assert_true(answer_has("card"));
	}
}

static void
test_odd_cursors(void **state)
{
	static const char *const odd[] = { "5.", ".5", "5.6", "5.4.3", "5.x",
		"-1", "" };

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(odd); i++) {
		char body[100];

		snprintf(body, sizeof(body), "{\"cursor\":\"%s\"}", odd[i]);
		if (sync_text(ASSIGNED, body) != 422)
			fail_msg("%s: %s", odd[i], buf_str(&sc.out));
	}
}

/* What a device is told of it: which, and until when; nothing once it is done. */
static void
test_me(void **state)
{
	struct json *me;

	(void)state;
	office_set(&sc.office, "policy_grace_days", "14");
	assert_int_equal(
	    worker_get(&sc.who[VOLUNTEER], "/v1/me", &sc.out), 200);
	me = office_json(&sc.out);
	assert_int_equal(json_count(json_get(me, "confirm")), 1);
	assert_string_equal(
	    json_text_of(json_at(json_get(me, "confirm"), 0), "document", ""),
	    doc.s);
	assert_int_equal(
	    json_int_of(json_at(json_get(me, "confirm"), 0), "until", 0),
	    policy_until_ms(OFFICE_NOW, 14));
	json_free(me);
	confirm(VOLUNTEER, "1");
	worker_get(&sc.who[VOLUNTEER], "/v1/me", &sc.out);
	me = office_json(&sc.out);
	assert_int_equal(json_count(json_get(me, "confirm")), 0);
	json_free(me);
}

/* Somebody whose last day is past confirms nothing any more. */
static void
test_role_ended(void **state)
{
	struct buf text = BUF_INIT(65536);
	const struct id none = { "" };
	struct id id = id_new(), write = id_new();
	char path[200], body[300];

	(void)state;
	snprintf(body, sizeof(body),
	    "{\"name\":\"assigned\",\"sign_in\":\"assigned\",\"role\":"
	    "\"support_worker\",\"left\":\"2026-04-01\"}");
	assert_int_equal(
	    worker_put(&sc.who[ADMIN],
		scene_path(path, &none, "staff", &sc.who[ASSIGNED].staff), 1,
		NULL, body, &sc.out),
	    200);
	snprintf(body, sizeof(body),
	    "{\"name\":\"assigned\",\"passphrase\":\"" OFFICE_PASSPHRASE
	    "\",\"device\":\"%s\"}",
	    sc.who[ASSIGNED].device.s);
	assert_int_equal(office_ask(NULL, &sc.office, METHOD_POST,
			     "/v1/sessions", NULL, body, &sc.out),
	    201);
	{
		struct json *doc_json = office_json(&sc.out);

		snprintf(sc.who[ASSIGNED].token, sizeof(sc.who[0].token), "%s",
		    json_text_of(doc_json, "token", ""));
		json_free(doc_json);
	}
	scene_sign(&sc.who[ASSIGNED], "confirmation", &none, &id, 1,
	    confirms(&doc, "1"), &text);
	buf_splice(&text, 0, 1, "", 0);
	sync_as(ASSIGNED,
	    "{\"cursor\":\"0\",\"writes\":[{\"write\":\"%s\",\"kind\":"
	    "\"confirmation\",\"file\":\"\",\"id\":\"%s\",\"base\":0,%s]}",
	    write.s, id.s, buf_str(&text));
	assert_int_equal(status_at(0), 403);
	buf_done(&text);
}

int
main(void)
{
#define ROW(t) cmocka_unit_test_setup_teardown(t, shut_start, sync_stop)
	const struct CMUnitTest tests[] = { ROW(test_every_route),
		ROW(test_after_confirming), ROW(test_writing),
		cmocka_unit_test_setup_teardown(
		    test_sync, open_start, sync_stop),
		ROW(test_cards), ROW(test_odd_cursors), ROW(test_me),
		ROW(test_role_ended) };
#undef ROW

	return cmocka_run_group_tests_name(
	    "server_policy_routes", tests, NULL, NULL);
}
