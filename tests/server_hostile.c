/* server_hostile.c - what a clever insider tries so as to stop the others.
 *
 * "Taken" is judged as a device judges it: an answer that its strict reader
 * refuses stops that device for good, so no save of one person may lead to such
 * an answer for another (promise 12). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "jscan.h"
#include "office_scene.h"

#define T(name) cmocka_unit_test_setup_teardown(name, start, stop)

static struct scene sc;

static int
start(void **state)
{
	(void)state;
	scene_start(&sc);
	return 0;
}

static int
stop(void **state)
{
	(void)state;
	scene_stop(&sc);
	return 0;
}

/* ---- as a device reads it ---- */

struct reading {
	size_t records;
	const struct id *find; /* counted in found */
	size_t found;
};

static bool
read_record(void *arg, size_t index, const char *start, size_t n)
{
	struct reading *rd = arg;
	struct envelope env;
	struct errinfo e = { 0 };
	const char *at = start;
	size_t len = n;

	(void)index;
	jscan_span(start, n, "record", &at, &len);
	if (jscan_span(start, n, "card", &at, &len))
		return true;
	if (envelope_read(&env, at, len, &e) != ERR_OK)
		fail_msg("a device cannot read a record: %s", e.says);
	rd->records++;
	rd->found += rd->find != NULL && id_equal(&env.id, rd->find);
	return true;
}

static bool
read_whole(void *arg, size_t index, const char *start, size_t n)
{
	(void)index;
	jscan_each(start, n, "records", read_record, arg);
	return true;
}

/* One sync of who, as far as there is more; how often find was in it. */
static size_t
sync_finds(enum who who, const char *members, const struct id *find)
{
	struct reading rd = { .find = find };
	struct errinfo e = { 0 };
	char cursor[40] = "0", body[400];
	bool more = true;

	for (int round = 0; more && round < 50; round++) {
		struct json *doc;

		snprintf(body, sizeof(body), "{\"cursor\":\"%s\"%s}", cursor,
		    members);
		if (worker_post(&sc.who[who], "/v1/sync", body, &sc.out) != 200)
			fail_msg("a sync fails: %s", buf_str(&sc.out));
		if (jscan_check(buf_str(&sc.out), sc.out.len, WIRE_SYNC_MAX,
			&e) != ERR_OK)
			fail_msg("a device refuses the answer: %s", e.says);
		jscan_each(
		    buf_str(&sc.out), sc.out.len, "changes", read_record, &rd);
		jscan_each(
		    buf_str(&sc.out), sc.out.len, "whole", read_whole, &rd);
		doc = office_json(&sc.out);
		more = json_true(json_get(doc, "more"));
		snprintf(cursor, sizeof(cursor), "%s",
		    json_text_of(doc, "cursor", ""));
		json_free(doc);
	}
	assert_false(more);
	return rd.found;
}

static unsigned
put_account(
    enum who who, const struct id *file, const struct id *id, const char *body)
{
	char path[200];

	return worker_put(&sc.who[who],
	    scene_path(path, file, "first_account", id), 0, NULL, body,
	    &sc.out);
}

/* ---- a save that stops everybody who reads it ---- */

static void
test_times_of_another_age(void **state)
{
	static const struct {
		const char *why, *members;
	} rows[] = {
		{ "before time", "\"written\":0" },
		{ "the year 287396", "\"written\":9007199254740992" },
		{ "tomorrow week", "\"written\":1775900000000" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct id id = id_new();
		struct json *doc;
		char body[400], path[200];
		int64_t written;

		snprintf(body, sizeof(body), "{\"body\":%s,%s}", SCENE_ACCOUNT,
		    rows[i].members);
		/* R3: a first account is taken all the same. */
		if (put_account(ASSIGNED, &sc.file, &id, body) != 201)
			fail_msg("%s: %s", rows[i].why, buf_str(&sc.out));
		assert_int_equal(sync_finds(ASSIGNED, "", &id), 1);
		assert_int_equal(
		    worker_get(&sc.who[SENIOR],
			scene_path(path, &sc.file, "first_account", &id),
			&sc.out),
		    200);
		doc = office_json(&sc.out);
		written = json_int_of(doc, "written", 0);
		json_free(doc);
		/* No record is from the future. */
		if (written < 1 || written > OFFICE_NOW)
			fail_msg("%s: written %lld", rows[i].why,
			    (long long)written);
	}
}

static void
test_deep_body(void **state)
{
	struct buf body = BUF_INIT(4096);
	struct id id = id_new();

	(void)state;
	/* As a newer haven might send it, with members not known here. */
	buf_adds(&body, "{\"table\":2,\"body\":{\"child\":\"A\","
			"\"observed\":\"x\",\"more\":");
	for (int i = 0; i < 29; i++)
		buf_addc(&body, '[');
	for (int i = 0; i < 29; i++)
		buf_addc(&body, ']');
	buf_adds(&body, "}}");
	assert_int_equal(
	    put_account(ASSIGNED, &sc.file, &id, buf_str(&body)), 422);
	sync_finds(ASSIGNED, "", &id);
	buf_done(&body);
}

static void
test_name_cut_in_a_character(void **state)
{
	struct id id = id_new(), file = id_new();
	struct buf body = BUF_INIT(8192);

	(void)state;
	buf_adds(&body, "{\"table\":2,\"body\":{\"observed\":\"x\","
			"\"child\":\"");
	for (int i = 0; i < 400; i++)
		buf_adds(&body, "é");
	buf_adds(&body, "\"}}");
	assert_int_equal(
	    put_account(VOLUNTEER, &file, &id, buf_str(&body)), 201);
	sync_finds(SENIOR, "", &id);
	assert_int_equal(worker_post(&sc.who[SENIOR], "/v1/files/search",
			     "{\"query\":\"éé\"}", &sc.out),
	    200);
	json_free(office_json(&sc.out));
	buf_done(&body);
}

static void
test_account_larger_than_a_record(void **state)
{
	struct buf body = BUF_INIT(KIND_BODY_MAX * 2);
	struct id id = id_new(), write = id_new();
	struct json *doc;

	(void)state;
	buf_addf(&body,
	    "{\"writes\":[{\"write\":\"%s\",\"kind\":\"first_account\","
	    "\"file\":\"%s\",\"id\":\"%s\",\"base\":0,\"table\":2,"
	    "\"written\":%lld,\"body\":{\"child\":\"A\",\"observed\":\"",
	    write.s, sc.file.s, id.s, (long long)OFFICE_NOW);
	for (int i = 0; i < KIND_BODY_MAX; i++)
		buf_addc(&body, 'x');
	buf_adds(&body, "\"}}]}");
	assert_int_equal(worker_post(&sc.who[VOLUNTEER], "/v1/sync",
			     buf_str(&body), &sc.out),
	    200);
	doc = office_json(&sc.out);
	assert_int_equal(
	    json_int_of(json_first(json_get(doc, "results")), "status", 0),
	    422);
	json_free(doc);
	buf_done(&body);
}

/* A file that is too big to be sent whole does not keep the rest back. */
static void
test_file_flooded(void **state)
{
	struct buf body = BUF_INIT(KIND_BODY_MAX * 2);
	struct id id, file = id_new();
	char members[200];

	(void)state;
	buf_adds(&body, "{\"table\":2,\"body\":{\"child\":\"A\",\"observed\":"
			"\"");
	for (int i = 0; i < KIND_BODY_MAX - 100; i++)
		buf_addc(&body, 'x');
	buf_adds(&body, "\"}}");
	for (int i = 0; i < 20; i++) {
		id = id_new();
		if (put_account(VOLUNTEER, &file, &id, buf_str(&body)) != 201)
			fail_msg("%d: %s", i, buf_str(&sc.out));
	}
	snprintf(members, sizeof(members),
	    ",\"opened\":[{\"file\":\"%s\"}],\"want\":[\"%s\",\"%s\"]", file.s,
	    file.s, sc.file.s);
	sync_finds(SENIOR, members, &id);
	snprintf(members, sizeof(members),
	    ",\"opened\":[{\"file\":\"%s\"}],\"want\":[\"%s\",\"%s\"]",
	    sc.file.s, file.s, sc.file.s);
	assert_int_not_equal(sync_finds(SENIOR, members, &sc.front), 0);
	buf_done(&body);
}

static bool
count_file(void *arg, size_t index, const char *start, size_t n)
{
	(void)index;
	(void)start;
	(void)n;
	++*(size_t *)arg;
	return true;
}

static void
test_file_wanted_many_times(void **state)
{
	struct buf body = BUF_INIT(65536);
	size_t files = 0;

	(void)state;
	buf_adds(&body, "{\"want\":[");
	for (int i = 0; i < 500; i++)
		buf_addf(&body, "%s\"%s\"", i ? "," : "", sc.file.s);
	buf_adds(&body, "]}");
	assert_int_equal(
	    worker_post(&sc.who[ASSIGNED], "/v1/sync", buf_str(&body), &sc.out),
	    200);
	jscan_each(buf_str(&sc.out), sc.out.len, "whole", count_file, &files);
	assert_int_equal(files, 1);
	buf_done(&body);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_times_of_another_age),
		T(test_deep_body),
		T(test_name_cut_in_a_character),
		T(test_account_larger_than_a_record),
		T(test_file_flooded),
		T(test_file_wanted_many_times),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
