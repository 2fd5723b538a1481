/* server_aside.c - what was kept aside, and whom it is about (R7): it keeps nobody out
 * of a record, and everybody out of itself who is kept out of what it belongs to,
 * whatever came first (store_aside.c). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "office_ended.h"

#define CONCERN RECORD "1"
#define ADDENDUM RECORD "2"
#define SECRET "secret words"

/* ---- what is handed over ---- */

static char text[900];

static const char *
about(enum who who)
{
	snprintf(text, sizeof(text),
	    "{\"place\":\"Hall\",\"about_staff\":[{\"staff\":\"%s\"}]}",
	    sc.who[who].staff.s);
	return text;
}

static const char *
addendum(const char *concern)
{
	snprintf(text, sizeof(text),
	    "{\"about\":\"%s\",\"text\":\"" SECRET "\"}", concern);
	return text;
}

static struct id
aside(enum who who, const char *kind, const char *record, int64_t base,
    const char *body)
{
	struct id write = id_new();

	hand_over(who, kind, &write, record, base, body);
	assert_int_equal(status_at(0), 202);
	return write;
}

static void
sync_file(enum who who)
{
	sync_as(who,
	    "{\"cursor\":\"0\",\"opened\":[{\"file\":\"%s\"}],"
	    "\"want\":[\"%s\"]}",
	    sc.file.s, sc.file.s);
}

static void
must_read(enum who who, bool can)
{
	sync_file(who);
	assert_int_equal(answer_has(SECRET), can);
	assert_int_equal(waits(who, "kept_aside") > 0, can);
}

static void
end_and_sign_in(enum who who)
{
	end_access(who, REVOKED);
	sign_in_again(who);
}

/* ---- of a record that is there ---- */

/* Whom it names is kept out of it, and of nothing else: or somebody with a stolen
 * laptop could take any record from all who are to read it. */
static void
test_shuts_nobody_out(void **state)
{
	static const enum who all[] = { SENIOR, LEAD, DIRECTOR, ACCUSED };
	struct buf body = BUF_INIT(2000);
	char path[200];

	(void)state;
	scene_path(path, &sc.file, "concern", &sc.draft);
	buf_adds(&body, "{\"place\":\"" SECRET "\",\"about_staff\":[");
	for (size_t i = 0; i < 4; i++)
		buf_addf(&body, "%s{\"staff\":\"%s\"}", i > 0 ? "," : "",
		    sc.who[all[i]].staff.s);
	buf_adds(&body, "]}");
	end_and_sign_in(ASSIGNED);
	aside(ASSIGNED, "concern", sc.draft.s, 1, buf_str(&body));
	for (size_t i = 0; i < 4; i++)
		if (worker_get(&sc.who[all[i]], path, &sc.out) != 200)
			fail_msg("%s: %s", scene_people[all[i]].name,
			    buf_str(&sc.out));
	must_read(SENIOR, false);
	must_read(ACCUSED, false);
	verify("");
	buf_done(&body);
}

/* Whom the record it belongs to is about is kept out of it, whatever it says. */
static void
test_follows_its_record(void **state)
{
	(void)state;
	end_and_sign_in(ASSIGNED);
	snprintf(text, sizeof(text),
	    "{\"from_account\":\"%s\",\"place\":\"" SECRET "\"}",
	    sc.about_accused.s);
	aside(ASSIGNED, "concern", CONCERN, 0, text);
	must_read(ACCUSED, false);
	must_read(SENIOR, true);
	verify("");
	tamper("DELETE FROM beside");
	verify("stands in a thread that it is not of");
}

/* And who comes to be kept out of that record later is told that it is gone. */
static void
test_follows_its_record_later(void **state)
{
	struct id write;
	char cursor[24], path[200], want[80];

	(void)state;
	end_and_sign_in(ASSIGNED);
	write = aside(
	    ASSIGNED, "concern", sc.draft.s, 1, "{\"place\":\"" SECRET "\"}");
	must_read(ACCUSED, true);
	sync_as(ACCUSED, "{\"cursor\":\"0\"}");
	snprintf(
	    cursor, sizeof(cursor), "%s", json_text_of(answer, "cursor", ""));
	assert_int_equal(worker_put(&sc.who[SENIOR],
			     scene_path(path, &sc.file, "concern", &sc.draft),
			     1, NULL, about(ACCUSED), &sc.out),
	    200);
	must_read(ACCUSED, false);
	sync_as(ACCUSED, "{\"cursor\":\"%s\"}", cursor);
	snprintf(want, sizeof(want), "\"gone\":\"%s\"", write.s);
	assert_true(answer_has(want));
	must_read(SENIOR, true);
	verify("");
}

/* ---- of a record that was itself kept aside ---- */

/* In any order: what hangs on it, and what was made of it since. */
static void
test_together(void **state)
{
	(void)state;
	for (int order = 0; order < 2; order++) {
		scene_stop(&sc);
		scene_start(&sc);
		end_and_sign_in(SENIOR);
		if (order == 0)
			aside(SENIOR, "concern", CONCERN, 0, about(ACCUSED));
		aside(SENIOR, "addendum", ADDENDUM, 0, addendum(CONCERN));
		aside(SENIOR, "concern", CONCERN, 1,
		    "{\"place\":\"" SECRET "\"}");
		if (order == 1) {
			must_read(ACCUSED, true);
			aside(SENIOR, "concern", CONCERN, 0, about(ACCUSED));
		}
		must_read(ACCUSED, false);
		verify("");
	}
	tamper("UPDATE record SET thread=id WHERE kind='kept_aside'");
	verify("stands in a thread that it is not of");
}

/* Two that had nothing to do with each other, until a third came. */
static void
test_joined_later(void **state)
{
	struct id first;
	char cursor[24], want[80];

	(void)state;
	end_and_sign_in(SENIOR);
	first = aside(SENIOR, "addendum", ADDENDUM, 0, addendum(CONCERN));
	snprintf(text, sizeof(text),
	    "{\"child\":\"Robin\",\"seen\":\"Shouted at.\",\"about_staff\":"
	    "[{\"staff\":\"%s\"}]}",
	    sc.who[ACCUSED].staff.s);
	aside(SENIOR, "first_account", RECORD "3", 0, text);
	must_read(ACCUSED, true);
	sync_as(ACCUSED, "{\"cursor\":\"0\"}");
	snprintf(
	    cursor, sizeof(cursor), "%s", json_text_of(answer, "cursor", ""));
	aside(SENIOR, "concern", CONCERN, 0,
	    "{\"from_account\":\"" RECORD "3\",\"place\":\"Hall\"}");
	must_read(ACCUSED, false);
	sync_as(ACCUSED, "{\"cursor\":\"%s\"}", cursor);
	snprintf(want, sizeof(want), "\"gone\":\"%s\"", first.s);
	assert_true(answer_has(want));
	verify("");
	tamper("UPDATE aside SET record=id");
	verify("stands in a thread that it is not of");
}

/* Nobody has opened it in time: the Director hears of it, and may read it (R3). */
static void
test_unopened(void **state)
{
	char path[200];
	struct id id;

	(void)state;
	end_and_sign_in(ASSIGNED);
	id = aside(ASSIGNED, "concern", sc.draft.s, 1, about(ACCUSED));
	scene_path(path, &sc.file, "kept_aside", &id);
	assert_int_equal(waits(DIRECTOR, "aside_unopened"), 0);
	office_at(&sc.office, OFFICE_NOW + 2 * 3600000);
	assert_int_equal(waits(SENIOR, "kept_aside"), 1);
	assert_int_equal(waits(DIRECTOR, "aside_unopened"), 1);
	assert_int_equal(waits(SENIOR, "aside_unopened"), 0);
	assert_int_equal(waits(ACCUSED, "kept_aside"), 0);
	assert_int_equal(waits(LEAD, "aside_unopened"), 0);
	assert_int_equal(worker_get(&sc.who[SENIOR], path, &sc.out), 200);
	assert_int_equal(waits(DIRECTOR, "aside_unopened"), 0);
	assert_int_equal(waits(SENIOR, "kept_aside"), 1);
}

/* What somebody else wrote is not shut away by it. */
static void
test_of_another(void **state)
{
	(void)state;
	end_and_sign_in(ASSIGNED);
	aside(ASSIGNED, "concern", sc.draft.s, 1, "{\"place\":\"" SECRET "\"}");
	end_and_sign_in(SENIOR);
	aside(SENIOR, "concern", sc.draft.s, 1, about(ACCUSED));
	must_read(ACCUSED, true);
	verify("");
}

int
main(void)
{
#define ROW(t) cmocka_unit_test_setup_teardown(t, sync_start, sync_stop)
	const struct CMUnitTest tests[] = {
		ROW(test_shuts_nobody_out),
		ROW(test_follows_its_record),
		ROW(test_follows_its_record_later),
		ROW(test_together),
		ROW(test_joined_later),
		ROW(test_of_another),
		ROW(test_unopened),
	};
#undef ROW

	return cmocka_run_group_tests_name("server_aside", tests, NULL, NULL);
}
