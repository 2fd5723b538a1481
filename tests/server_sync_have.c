/* server_sync_have.c - what a device has already is not sent again, and what it has
 * not is never left out (docs/SYNC.md, What it has already). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "office_sync.h"
#include "sync_have.h"

/* ---- the text ---- */

#define PARTS "aaaaaaaabbbbbbbbccccccccdddddddd"

static void
test_text(void **state)
{
	static const struct {
		const char *why, *text;
		bool is_one;
	} rows[] = {
		{ "as it is given", "12." PARTS, true },
		{ "all the alphabet", "0.AZaz09-_" PARTS "", false },
		{ "of the alphabet", "0.AZaz09-_bbbbbbbbccccccccdddddddd",
		    true },
		{ "nothing", "", false },
		{ "no number", "." PARTS, false },
		{ "no point", "12" PARTS, false },
		{ "a number that is too long", "1234567890123456." PARTS,
		    false },
		{ "a part short", "12.aaaaaaaabbbbbbbbcccccccc", false },
		{ "a character more", "12." PARTS "e", false },
		{ "another character", "12.aaaaaaa+bbbbbbbbccccccccdddddddd",
		    false },
	};
	struct sync_have have, now = { .is_given = true };
	char text[HAVE_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		sync_have_read(&have, rows[i].text);
		if (have.is_given != rows[i].is_one)
			fail_msg("%s", rows[i].why);
		sync_have_print(text, &have);
		if (have.is_given)
			assert_string_equal(text, rows[i].text);
	}
	sync_have_set(&now, HAVE_WHO, "a", 1);
	sync_have_set(&have, HAVE_WHO, "a", 1);
	assert_false(sync_have_is_same(&have, &now, HAVE_WHO)); /* not given */
	have.is_given = true;
	assert_true(sync_have_is_same(&have, &now, HAVE_WHO));
	sync_have_set(&have, HAVE_WHO, "b", 1);
	assert_false(sync_have_is_same(&have, &now, HAVE_WHO));
}

/* ---- a device that says what it has ---- */

static char cursor[40], have[HAVE_MAX];

static void
note(void)
{
	snprintf(
	    cursor, sizeof(cursor), "%s", json_text_of(answer, "cursor", ""));
	snprintf(have, sizeof(have), "%s", json_text_of(answer, "have", ""));
	assert_true(have[0] != '\0');
}

/* Ask by GET. Its status; the answer stands in answer, if there is one. */
static unsigned
news(enum who who)
{
	char target[200];
	unsigned status;

	snprintf(
	    target, sizeof(target), "/v1/sync?cursor=%s&have=%s", cursor, have);
	status = worker_get(&sc.who[who], target, &sc.out);
	json_free(answer);
	answer = status == 204 ? NULL : office_json(&sc.out);
	if (status == 204)
		assert_int_equal(sc.out.len, 0);
	return status;
}

/* In step: the first answer told of copies, which are audit rows of their own. */
static void
in_step(enum who who)
{
	sync_as(who, "{\"cursor\":\"0\"}");
	note();
	while (news(who) == 200)
		note();
}

/* Exactly these members, and those that are always there. */
static void
must_have(const char *why, const char *const *names)
{
	static const char *const always[] = { "now", "cursor", "more", "have" };
	int count = (int)(sizeof(always) / sizeof(always[0]));

	for (size_t i = 0; i < sizeof(always) / sizeof(always[0]); i++)
		if (!json_get(answer, always[i]))
			fail_msg("%s: no %s", why, always[i]);
	for (; *names; names++, count++)
		if (!json_get(answer, *names))
			fail_msg(
			    "%s: no %s in %s", why, *names, buf_str(&sc.out));
	if (json_count(answer) != (size_t)count)
		fail_msg("%s: more than that: %s", why, buf_str(&sc.out));
}
#define MUST_HAVE(why, ...) \
	must_have(why, (const char *const[]){ __VA_ARGS__, NULL })

static void
test_nothing(void **state)
{
	(void)state;
	in_step(ASSIGNED);
	assert_int_equal(news(ASSIGNED), 204);
	/* Twice: it leaves no trace that would be news. */
	assert_int_equal(news(ASSIGNED), 204);
	/* Later too, though the lease goes on with it. */
	office_at(&sc.office, sc.office.now_ms + 600000);
	assert_int_equal(news(ASSIGNED), 204);
}

static void
test_post(void **state)
{
	(void)state;
	in_step(ASSIGNED);
	sync_as(ASSIGNED, "{\"cursor\":\"%s\",\"have\":\"%s\"}", cursor, have);
	must_have("nothing new", (const char *const[]){ NULL });
	assert_string_equal(json_text_of(answer, "have", ""), have);
}

/* Each part by itself: what changed comes, what did not does not. */
static void
test_parts(void **state)
{
	struct id id;
	char body[200];

	(void)state;
	in_step(ASSIGNED);
	scene_put(&sc, SENIOR, "adult", SCENE_ADULT);
	assert_int_equal(news(ASSIGNED), 200);
	MUST_HAVE("a record", "changes", "chain");
	in_step(ASSIGNED);
	/* Of a file of others: the cursor alone moves. */
	id = sc.file;
	sc.file = id_new();
	scene_put(&sc, SENIOR, "front_sheet", SCENE_FRONT);
	assert_int_equal(news(ASSIGNED), 200);
	MUST_HAVE("another file", "chain");
	note();
	/* Now that one is theirs too. */
	snprintf(body, sizeof(body),
	    "{\"staff\":\"%s\",\"why\":\"x\",\"from\":\"2026-01-05\"}",
	    sc.who[ASSIGNED].staff.s);
	scene_put(&sc, SENIOR, "assignment", body);
	assert_int_equal(news(ASSIGNED), 200);
	MUST_HAVE("a file more", "changes", "demo", "set", "files", "lease",
	    "me", "progress", "chain");
	assert_int_equal(json_count(json_get(answer, "files")), 2);
	sc.file = id;
	/* Something waits for a senior, of which there is no record to tell. */
	in_step(SENIOR);
	office_at(&sc.office, sc.office.now_ms + 1);
	scene_put(&sc, VOLUNTEER, "first_account", SCENE_ACCOUNT);
	assert_int_equal(news(SENIOR), 200);
	assert_non_null(json_get(answer, "waiting"));
	assert_null(json_get(answer, "me"));
	assert_null(json_get(answer, "set"));
}

/* A text that says nothing true: whatever it claims, all is told. */
static void
test_lies(void **state)
{
	static const char *const texts[] = { "", "x", "1.short",
		"99999." PARTS };

	(void)state;
	in_step(ASSIGNED);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		sync_as(ASSIGNED, "{\"cursor\":\"%s\",\"have\":\"%s\"}", cursor,
		    texts[i]);
		if (!json_get(answer, "me") || !json_get(answer, "waiting") ||
		    !json_get(answer, "chain") ||
		    !json_get(answer, "generation") ||
		    !json_get(answer, "files") ||
		    json_count(json_get(answer, "progress")) < 1)
			fail_msg("%s: %s", texts[i], buf_str(&sc.out));
	}
	/* Another generation: the cursor is of no use. */
	assert_true(json_count(json_get(answer, "changes")) > 5);
	have[0] = '\0';
	assert_int_equal(
	    worker_get(&sc.who[ASSIGNED], "/v1/sync", &sc.out), 422);
	assert_int_equal(
	    worker_get(&sc.who[ASSIGNED], "/v1/sync?cursor=0x", &sc.out), 422);
	assert_int_equal(
	    worker_get(&sc.who[ASSIGNED], "/v1/sync?cursor=0", &sc.out), 200);
}

/* ---- what was written here does not come back ---- */

static void
push(const struct id *write, const struct id *id, int64_t base,
    int64_t written_ms, const char *body)
{
	sync_as(ASSIGNED,
	    "{\"cursor\":\"%s\",\"have\":\"%s\",\"writes\":[{\"write\":\"%s\","
	    "\"kind\":\"adult\",\"file\":\"%s\",\"id\":\"%s\",\"base\":%d,"
	    "\"table\":1,\"written\":%lld,\"body\":%s}]}",
	    cursor, have, write->s, sc.file.s, id->s, (int)base,
	    (long long)written_ms, body);
}

static void
test_own(void **state)
{
	struct id id = id_new(), write = id_new(), other = id_new();
	char text[4000];

	(void)state;
	in_step(ASSIGNED);
	/* Somebody else's in between comes; one's own does not. */
	scene_put(&sc, SENIOR, "adult", SCENE_ADULT);
	push(&write, &id, 0, sc.office.now_ms, SCENE_ADULT);
	assert_int_equal(status_at(0), 201);
	assert_int_equal(count_changes("adult"), 1);
	assert_false(answer_has(id.s));
	/* The receipt was lost: the same again, the same answer. */
	push(&write, &id, 0, sc.office.now_ms, SCENE_ADULT);
	assert_int_equal(status_at(0), 201);
	assert_int_equal(count_changes("adult"), 1);
	/* Word for word the same, as another save: refused, so it comes. */
	write = id_new();
	push(&write, &id, 0, sc.office.now_ms, SCENE_ADULT);
	assert_int_equal(status_at(0), 412);
	assert_int_equal(count_changes("adult"), 2);
	note();
	/* On another device of theirs it is news. */
	sync_as(ASSIGNED, "{\"cursor\":\"0\"}");
	assert_true(answer_has(id.s));
	/* The time was kept as another one: it is not what the device has. */
	write = id_new();
	push(&write, &other, 0, sc.office.now_ms + 3 * 86400000, SCENE_ADULT);
	assert_int_equal(status_at(0), 201);
	assert_int_equal(count_changes("adult"), 1);
	assert_true(answer_has(other.s));
	/* It was refused: what is there comes, if it is news. */
	note();
	assert_int_equal(
	    worker_put(&sc.who[SENIOR],
		scene_path(text, &sc.file, "adult", &id), 1, NULL,
		"{\"name\":\"Mia Bell\",\"relation\":\"other\"}", &sc.out),
	    200);
	write = id_new();
	push(&write, &id, 1, sc.office.now_ms,
	    "{\"name\":\"Mia Bell\",\"relation\":\"other\"}");
	assert_int_equal(status_at(0), 412);
	assert_int_equal(count_changes("adult"), 1);
}

/* ---- progress: since then, or all of it ---- */

static size_t
told(void)
{
	return json_count(json_get(answer, "progress"));
}

static void
test_progress(void **state)
{
	char path[200], body[200], text[4000];
	struct id write, id;

	(void)state;
	sync_as(ASSIGNED, "{\"cursor\":\"0\"}");
	assert_int_equal(told(), 2);
	in_step(ASSIGNED);
	office_at(&sc.office, sc.office.now_ms + 1000);
	/* Opened by a senior: that one, and not the other. */
	assert_int_equal(
	    worker_get(&sc.who[SENIOR],
		scene_path(path, &sc.file, "first_account", &sc.account),
		&sc.out),
	    200);
	assert_int_equal(news(ASSIGNED), 200);
	assert_int_equal(told(), 1);
	assert_true(answer_has(sc.account.s) && answer_has("\"opened\":[{"));
	/* Not heard of: told again. */
	assert_int_equal(news(ASSIGNED), 200);
	assert_int_equal(told(), 1);
	note();
	assert_int_equal(news(ASSIGNED), 204);
	/* Taken up. */
	snprintf(body, sizeof(body),
	    "{\"happened\":\"2026-04-04T09:30\",\"place\":\"Kitchen\","
	    "\"from_account\":\"%s\"}",
	    sc.account.s);
	scene_put(&sc, SENIOR, "concern", body);
	assert_int_equal(news(ASSIGNED), 200);
	assert_int_equal(told(), 1);
	assert_true(answer_has("\"taken\":{"));
	note();
	/* Of what is handed in now the receipt says it already; on another
	 * device of theirs it is news. */
	write = id_new();
	id = id_new();
	sync_as(ASSIGNED, "{\"cursor\":\"%s\",\"have\":\"%s\",\"writes\":[%s]}",
	    cursor, have,
	    write_json(text, &write, "first_account", &sc.file, &id, 0,
		SCENE_ACCOUNT));
	assert_int_equal(status_at(0), 201);
	assert_int_equal(told(), 0);
	assert_int_equal(news(ASSIGNED), 200);
	assert_int_equal(told(), 1);
	assert_true(answer_has(id.s));
	/* A file more: what a device erased with a file comes again. */
	sc.file = id_new();
	scene_put(&sc, SENIOR, "front_sheet", SCENE_FRONT);
	snprintf(body, sizeof(body),
	    "{\"staff\":\"%s\",\"why\":\"x\",\"from\":\"2026-01-05\"}",
	    sc.who[ASSIGNED].staff.s);
	scene_put(&sc, SENIOR, "assignment", body);
	assert_int_equal(news(ASSIGNED), 200);
	assert_int_equal(told(), 3);
}

int
main(void)
{
#define ROW(t) cmocka_unit_test_setup_teardown(t, sync_start, sync_stop)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		ROW(test_nothing),
		ROW(test_post),
		ROW(test_parts),
		ROW(test_lies),
		ROW(test_own),
		ROW(test_progress),
	};
#undef ROW

	return cmocka_run_group_tests_name(
	    "server_sync_have", tests, NULL, NULL);
}
