/* server_sync_writes.c - proves what a sync does with writes and looks, status by
 * status, as docs/SYNC.md has it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "office_sync.h"

/* ---- writes: every status ---- */

static void
test_statuses(void **state)
{
	static const struct {
		const char *why;
		enum who who;
		const char *kind, *id,
		    *file; /* file "" : none; NULL: scene's */
		int64_t base;
		const char *body;
		int64_t want;
	} rows[] = {
		{ "created", SENIOR, "adult", "1", NULL, 0, SCENE_ADULT, 201 },
		{ "changed", SENIOR, "adult", "1", NULL, 1,
		    "{\"name\":\"Mia\",\"relation\":\"carer\"}", 200 },
		{ "not allowed", ASSIGNED, "concern", "2", NULL, 0, SCENE_DRAFT,
		    403 },
		{ "not on file: a change of what is hidden", STRANGER, "adult",
		    "1", NULL, 2, SCENE_ADULT, 404 },
		{ "final", ASSIGNED, "first_account", "account", NULL, 1,
		    SCENE_ACCOUNT, 409 },
		{ "somebody else was first", SENIOR, "adult", "1", NULL, 1,
		    SCENE_ADULT, 412 },
		{ "fields", SENIOR, "adult", "3", NULL, 0, "{\"name\":7}",
		    422 },
		{ "an unknown kind", SENIOR, "secret", "4", NULL, 0, "{}",
		    422 },
		{ "a file where none belongs", ADMIN, "staff", "5", NULL, 0,
		    "{\"name\":\"A\"}", 422 },
		{ "no file where one belongs", SENIOR, "adult", "6", "", 0,
		    SCENE_ADULT, 422 },
		{ "its parent is not there", ASSIGNED, "statement", "7", NULL,
		    0,
		    "{\"about\":\"0198a000-0000-7000-8000-00000000dead\","
		    "\"by\":\"Mia\",\"who\":\"parent\",\"given\":"
		    "\"2026-04-04\",\"words\":\"No.\"}",
		    424 },
		{ "a first account, by anybody, for a new child", TRUSTEE,
		    "first_account", "8",
		    "0198a000-0000-7000-8000-0000000000ff", 0, SCENE_ACCOUNT,
		    201 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct id write = id_new(), id, file = sc.file;
		char text[4000], name[60];

		snprintf(name, sizeof(name),
		    "0198a000-0000-7000-8000-00000000000%s", rows[i].id);
		if (!id_parse(&id, name))
			id = sc.account;
		if (rows[i].file != NULL && rows[i].file[0] == '\0')
			file = (struct id){ "" };
		else if (rows[i].file != NULL)
			id_parse(&file, rows[i].file);
		sync_as(rows[i].who, "{\"cursor\":\"0\",\"writes\":[%s]}",
		    write_json(text, &write, rows[i].kind, &file, &id,
			rows[i].base, rows[i].body));
		if (status_at(0) != rows[i].want)
			fail_msg("%s: %s", rows[i].why, buf_str(&sc.out));
		assert_string_equal(
		    json_text_of(result_at(0), "write", ""), write.s);
		if (rows[i].want >= 400)
			assert_true(strlen(json_text_of(
					result_at(0), "detail", "")) > 20);
		else
			assert_int_equal(
			    json_int_of(result_at(0), "received", 0),
			    sc.office.now_ms);
		if (rows[i].want == 412)
			assert_int_equal(
			    json_int_of(result_at(0), "version", 0), 2);
		if (rows[i].want == 422)
			assert_non_null(json_get(result_at(0), "errors"));
	}
}

/* One bad item never blocks the others; what stands on it waits. */
static void
test_order(void **state)
{
	struct id a = id_new(), b = id_new(), w[5];
	char text[5][4000];

	(void)state;
	for (int i = 0; i < 5; i++)
		w[i] = id_new();
	write_json(text[0], &w[0], "adult", &sc.file, &a, 0, "{\"name\":7}");
	write_json(text[1], &w[1], "adult", &sc.file, &a, 1, SCENE_ADULT);
	write_json(text[2], &w[2], "adult", &sc.file, &b, 0, SCENE_ADULT);
	write_json(text[3], &w[3], "adult", &sc.file, &b, 1,
	    "{\"name\":\"Mia\",\"relation\":\"carer\"}");
	write_json(text[4], &w[4], "adult", &sc.file, &b, 1, SCENE_ADULT);
	sync_as(SENIOR,
	    "{\"cursor\":\"0\",\"writes\":[%s,%s,%s,%s,{\"write\":\"x\"},%s]}",
	    text[0], text[1], text[2], text[3], text[4]);
	assert_int_equal(status_at(0), 422);
	assert_int_equal(status_at(1), 424);
	assert_int_equal(status_at(2), 201);
	assert_int_equal(status_at(3), 200);
	assert_int_equal(status_at(4), 422);
	assert_string_equal(json_text_of(result_at(4), "write", ""), "x");
	assert_int_equal(status_at(5), 412);
	/* On top of a change that was refused: not judged by what is there. */
	for (int i = 0; i < 2; i++)
		w[i] = id_new();
	write_json(text[0], &w[0], "adult", &sc.file, &b, 2, "{\"name\":7}");
	write_json(text[1], &w[1], "adult", &sc.file, &b, 3, SCENE_ADULT);
	sync_as(
	    SENIOR, "{\"cursor\":\"0\",\"writes\":[%s,%s]}", text[0], text[1]);
	assert_int_equal(status_at(0), 422);
	assert_int_equal(status_at(1), 424);
}

/* A file whose key is gone cannot be written: that is the fault of this one item,
 * and those before and after it are kept. */
static void
test_one_faulty(void **state)
{
	struct id file = id_new(), front = id_new(), a = id_new(), b = id_new(),
		  bad = id_new(), w[4];
	char text[4][4000], path[128];
	sqlite3 *h = NULL;

	(void)state;
	for (int i = 0; i < 4; i++)
		w[i] = id_new();
	write_json(
	    text[0], &w[0], "front_sheet", &file, &front, 0, SCENE_FRONT);
	sync_as(SENIOR, "{\"cursor\":\"0\",\"writes\":[%s]}", text[0]);
	assert_int_equal(status_at(0), 201);
	snprintf(path, sizeof(path), "%s/keys.db",
	    conf_text(sc.office.conf, CONF_KEY_DIR));
	server_close(sc.office.s); /* which has it in memory */
	assert_int_equal(sqlite3_open(path, &h), SQLITE_OK);
	snprintf(path, sizeof(path),
	    "UPDATE wrapped SET sealed=NULL WHERE id='%s'", file.s);
	assert_int_equal(sqlite3_exec(h, path, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_changes(h), 1);
	sqlite3_close(h);
	office_open(&sc.office);
	write_json(text[1], &w[1], "adult", &sc.file, &a, 0, SCENE_ADULT);
	write_json(text[2], &w[2], "adult", &file, &bad, 0, SCENE_ADULT);
	write_json(text[3], &w[3], "adult", &sc.file, &b, 0, SCENE_ADULT);
	sync_as(SENIOR, "{\"cursor\":\"0\",\"writes\":[%s,%s,%s]}", text[1],
	    text[2], text[3]);
	assert_int_equal(status_at(0), 201);
	assert_true(status_at(1) >= 400);
	assert_int_equal(status_at(2), 201);
}

/* Once, whatever happens (promise 3). */
static void
test_repeats(void **state)
{
	struct id id = id_new(), write = id_new();
	char text[4000];
	size_t before, after;

	(void)state;
	write_json(text, &write, "adult", &sc.file, &id, 0, SCENE_ADULT);
	sync_as(SENIOR, "{\"cursor\":\"0\",\"writes\":[%s]}", text);
	assert_int_equal(status_at(0), 201);
	sync_as(ASSIGNED, "{\"cursor\":\"0\"}");
	before = count_changes("adult");
	for (int i = 0; i < 3; i++) {
		sync_as(SENIOR, "{\"cursor\":\"0\",\"writes\":[%s]}", text);
		assert_true(status_at(0) == 200 || status_at(0) == 201);
		assert_int_equal(json_int_of(result_at(0), "version", 0), 1);
	}
	sync_as(ASSIGNED, "{\"cursor\":\"0\"}");
	after = count_changes("adult");
	assert_int_equal(before, after);
	/* The write id for something else. */
	write_json(text, &write, "adult", &sc.file, &id, 0,
	    "{\"name\":\"Else\",\"relation\":\"carer\"}");
	sync_as(SENIOR, "{\"cursor\":\"0\",\"writes\":[%s]}", text);
	assert_int_equal(status_at(0), 409);
}

static void
test_own_write_comes_back(void **state)
{
	struct id id = id_new(), write = id_new(), file = id_new();
	char text[4000];

	(void)state;
	/* A new child: the card is there in the same answer. */
	write_json(text, &write, "front_sheet", &file, &id, 0,
	    "{\"name\":\"Llŷr Ó Murchú\",\"purpose\":\"Support.\"}");
	sync_as(SENIOR, "{\"cursor\":\"0\",\"writes\":[%s]}", text);
	assert_int_equal(status_at(0), 201);
	assert_true(answer_has("Llŷr Ó Murchú"));
	sync_as(LEAD, "{\"cursor\":\"0\"}");
	assert_true(answer_has("Llŷr Ó Murchú"));
	/* A child not on file: a provisional card. */
	write = id_new();
	id = id_new();
	file = id_new();
	write_json(text, &write, "first_account", &file, &id, 0, SCENE_ACCOUNT);
	sync_as(VOLUNTEER, "{\"cursor\":\"0\",\"writes\":[%s]}", text);
	assert_int_equal(status_at(0), 201);
	assert_true(answer_has("account_mine_unopened"));
	sync_as(SENIOR, "{\"cursor\":\"0\"}");
	assert_true(answer_has("\"provisional\":true"));
}

/* ---- looks ---- */

static size_t
count_looks_of(const struct id *by)
{
	char path[200];
	size_t n = 0;

	snprintf(path, sizeof(path), "/v1/files/%s/looks", sc.file.s);
	assert_int_equal(worker_get(&sc.who[LEAD], path, &sc.out), 200);
	json_free(answer);
	answer = office_json(&sc.out);
	for (const struct json *l = json_first(json_get(answer, "looks")); l;
	     l = json_next(l))
		n += strcmp(json_text_of(l, "by", ""), by->s) == 0 &&
		     strcmp(json_text_of(l, "what", ""), "look") == 0;
	return n;
}

static void
test_looks(void **state)
{
	const struct id *by = &sc.who[SENIOR].staff;
	struct id look = id_new();
	size_t before = count_looks_of(by);

	(void)state;
	/* Sent twice, since the first answer was lost: one look. */
	for (int i = 0; i < 2; i++) {
		sync_as(SENIOR,
		    "{\"cursor\":\"0\",\"looks\":[{\"look\":\"%s\",\"file\":"
		    "\"%s\",\"record\":\"%s\",\"version\":1,\"at\":%lld}]}",
		    look.s, sc.file.s, sc.account.s,
		    (long long)sc.office.now_ms - 60000);
		assert_string_equal(
		    json_text(json_first(json_get(answer, "looks"))), look.s);
	}
	assert_int_equal(count_looks_of(by), before + 1);
	/* The writer sees that it was opened, and by whom (R3). */
	sync_as(ASSIGNED, "{\"cursor\":\"0\"}");
	assert_true(answer_has("\"opened\":[{\"by\":\""));
}

/* What a person chose between two versions is on the file's record, once, for
 * those who may see the looks (promise 4). */
static void
test_choices(void **state)
{
	static const char *const chosen[] = { "theirs", "mine", "joined" };

	(void)state;
	for (size_t i = 0; i < sizeof(chosen) / sizeof(chosen[0]); i++) {
		struct id look = id_new(), write = id_new();
		char path[200], want[80];
		size_t n = 0;

		for (int twice = 0; twice < 2; twice++) {
			sync_as(SENIOR,
			    "{\"cursor\":\"0\",\"looks\":[{\"look\":\"%s\","
			    "\"file\":\"%s\",\"record\":\"%s\",\"version\":1,"
			    "\"at\":%lld,\"chose\":\"%s\",\"write\":\"%s\"}]}",
			    look.s, sc.file.s, sc.account.s,
			    (long long)sc.office.now_ms - 60000, chosen[i],
			    write.s);
			assert_string_equal(
			    json_text(json_first(json_get(answer, "looks"))),
			    look.s);
		}
		snprintf(path, sizeof(path), "/v1/files/%s/looks", sc.file.s);
		assert_int_equal(worker_get(&sc.who[LEAD], path, &sc.out), 200);
		snprintf(want, sizeof(want), "\"version\":1,\"chose\":\"%s\"",
		    chosen[i]);
		for (const char *s = buf_str(&sc.out);
		     (s = strstr(s, want)) != NULL; s++)
			n++;
		assert_int_equal(n, 1);
		/* A choice is no opening of a first account (R3). */
		sync_as(ASSIGNED, "{\"cursor\":\"0\"}");
		assert_false(answer_has("\"opened\":[{\"by\":\""));
	}
}

/* A pull is on record as copied to the device, once a file and answer. */
static void
test_copies(void **state)
{
	char path[200];
	size_t n = 0;

	(void)state;
	sync_as(ASSIGNED, "{\"cursor\":\"0\",\"want\":[\"%s\"]}", sc.file.s);
	snprintf(path, sizeof(path), "/v1/files/%s/looks", sc.file.s);
	worker_get(&sc.who[LEAD], path, &sc.out);
	for (const char *s = buf_str(&sc.out);
	     (s = strstr(s, "\"what\":\"copied\"")) != NULL; s++)
		n++;
	assert_int_equal(n, 1);
}

int
main(void)
{
#define ROW(t) cmocka_unit_test_setup_teardown(t, sync_start, sync_stop)
	const struct CMUnitTest tests[] = {
		ROW(test_statuses),
		ROW(test_order),
		ROW(test_one_faulty),
		ROW(test_repeats),
		ROW(test_own_write_comes_back),
		ROW(test_looks),
		ROW(test_choices),
		ROW(test_copies),
	};
#undef ROW

	return cmocka_run_group_tests_name(
	    "server_sync_writes", tests, NULL, NULL);
}
