/* server_ended.c - whose access has ended hands over what they wrote, once, and
 * reads nothing by any route; a designated senior member decides (promises 2 and
 * 3; docs/SYNC.md, cases 13 and 14). R7 holds here, too. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "office_ended.h"

/* Their access is given back: the staff record has no last day any more. */
static void
come_back(enum who who)
{
	struct worker *w = &sc.who[who];
	char path[200], body[300];
	struct id none = { "" };

	snprintf(body, sizeof(body),
	    "{\"name\":\"%s\",\"sign_in\":\"%s\",\"role\":\"%s\"}", w->sign_in,
	    w->sign_in, role_code(w->role));
	assert_int_equal(worker_put(&sc.who[ADMIN],
			     scene_path(path, &none, "staff", &w->staff), 2,
			     NULL, body, &sc.out),
	    200);
	snprintf(body, sizeof(body),
	    "{\"name\":\"%s\",\"passphrase\":\"%s\",\"device\":\"%s\"}",
	    w->sign_in, OFFICE_PASSPHRASE, w->device.s);
	assert_int_equal(office_ask(NULL, &sc.office, METHOD_POST,
			     "/v1/sessions", NULL, body, &sc.out),
	    201);
	json_free(answer);
	answer = office_json(&sc.out);
	assert_string_equal(json_text_of(answer, "ended", ""), "");
	snprintf(w->token, sizeof(w->token), "%s",
	    json_text_of(answer, "token", ""));
}

/* ---- what they may hand over ---- */

static void
test_kept_aside(void **state)
{
	(void)state;
	for (int end = LEFT; end <= REVOKED; end++) {
		struct id write = id_new();
		char path[200];

		scene_stop(&sc);
		scene_start(&sc);
		end_access(ASSIGNED, (enum end)end);
		sign_in_again(ASSIGNED);
		/* Sent twice, since the first answer was lost: once. */
		for (int i = 0; i < 2; i++) {
			hand_over(ASSIGNED, "adult", &write, RECORD "1", 0,
			    SCENE_ADULT);
			assert_int_equal(status_at(0), 202);
			assert_string_equal(json_text_of(answer, "ended", ""),
			    end == LEFT ? "account" : "device");
		}
		/* Nothing of it stands in the file by itself. */
		snprintf(path, sizeof(path), "/v1/files/%s/adult/%s", sc.file.s,
		    RECORD "1");
		assert_int_equal(
		    worker_get(&sc.who[SENIOR], path, &sc.out), 404);
		assert_int_equal(waits(SENIOR, "kept_aside"), 1);
		assert_int_equal(waits(ACCUSED, "kept_aside"), 1);
		assert_int_equal(waits(STRANGER, "kept_aside"), 0);
		assert_int_equal(waits(VOLUNTEER, "kept_aside"), 0);
		assert_int_equal(waits(TRUSTEE, "kept_aside"), 0);
		sync_as(SENIOR,
		    "{\"cursor\":\"0\",\"opened\":[{\"file\":\"%s\"}],"
		    "\"want\":[\"%s\"]}",
		    sc.file.s, sc.file.s);
		assert_true(answer_has("\"kind\":\"kept_aside\""));
		assert_true(answer_has("\\\"relation\\\":\\\"mother\\\""));
	}
}

/* A first account, or an emergency, is never refused, and needs nobody to let it in
 * (R3, S9); but a device that was taken out of use may be in other hands. */
static void
test_never_refused(void **state)
{
	static const char emergency[] =
	    "{\"child\":\"Zoë\",\"risk\":\"x\",\"shared\":\"x\","
	    "\"authority\":\"999\",\"by\":\"I\"}";
	struct id writes[4] = { id_new(), id_new(), id_new(), id_new() };

	(void)state;
	end_access(STRANGER, LEFT);
	sign_in_again(STRANGER);
	hand_over(STRANGER, "first_account", &writes[0], RECORD "2", 0,
	    SCENE_ACCOUNT);
	assert_int_equal(status_at(0), 201);
	hand_over(STRANGER, "emergency", &writes[1], RECORD "4", 0, emergency);
	assert_int_equal(status_at(0), 201);
	assert_int_equal(waits(SENIOR, "task_due"), 1);
	end_access(VOLUNTEER, REVOKED);
	sign_in_again(VOLUNTEER);
	hand_over(VOLUNTEER, "first_account", &writes[2], RECORD "3", 0,
	    SCENE_ACCOUNT);
	assert_int_equal(status_at(0), 202);
	hand_over(VOLUNTEER, "emergency", &writes[3], RECORD "5", 0, emergency);
	assert_int_equal(status_at(0), 202);
	assert_int_equal(waits(SENIOR, "kept_aside"), 2);
}

/* They left, and the laptop was not handed back: it counts as the latter, to whoever
 * signs in and to a session that is there. */
static void
test_left_and_device_lost(void **state)
{
	struct id write = id_new();

	(void)state;
	end_access(STRANGER, REVOKED);
	end_access(STRANGER, LEFT);
	sign_in_again(STRANGER);
	assert_string_equal(ended_as, "device");
	sync_as(STRANGER, "{\"cursor\":\"0\"}");
	assert_string_equal(json_text_of(answer, "ended", ""), "device");
	hand_over(
	    STRANGER, "first_account", &write, RECORD "2", 0, SCENE_ACCOUNT);
	assert_int_equal(status_at(0), 202);
	assert_int_equal(waits(SENIOR, "kept_aside"), 1);
}

/* What took effect before, the answer lost, is answered as the first time. */
static void
test_seen_before(void **state)
{
	struct id write = id_new();

	(void)state;
	hand_over(SENIOR, "adult", &write, RECORD "4", 0, SCENE_ADULT);
	assert_int_equal(status_at(0), 201);
	end_access(SENIOR, LEFT);
	sign_in_again(SENIOR);
	hand_over(SENIOR, "adult", &write, RECORD "4", 0, SCENE_ADULT);
	assert_int_equal(status_at(0), 201);
	assert_int_equal(json_int_of(result_at(0), "version", 0), 1);
	/* Another text under its number is not. */
	hand_over(SENIOR, "adult", &write, RECORD "4", 0,
	    "{\"name\":\"Other\",\"relation\":\"mother\"}");
	assert_int_equal(status_at(0), 409);
	assert_int_equal(waits(ACCUSED, "kept_aside"), 0);
}

/* An administrator's account records are no case to keep aside. */
static void
test_organisation(void **state)
{
	struct id write = id_new(), none = { "" }, record;
	char text[4000];

	(void)state;
	end_access(ADMIN, LEFT);
	sign_in_again(ADMIN);
	assert_true(id_parse(&record, RECORD "5"));
	sync_as(ADMIN, "{\"cursor\":\"0\",\"writes\":[%s]}",
	    write_json(text, &write, "staff", &none, &record, 0,
		"{\"name\":\"A\",\"sign_in\":\"aa\",\"role\":\"volunteer\"}"));
	assert_true(status_at(0) >= 400 && status_at(0) < 500);
}

/* Sent before their access ended, and not taken then; or kept aside, the answer
 * lost, and their access given back: it is the same write all the time. */
static void
test_across_the_end(void **state)
{
	struct id write = id_new();

	(void)state;
	hand_over(VOLUNTEER, "adult", &write, RECORD "1", 0, SCENE_ADULT);
	assert_int_equal(status_at(0), 404);
	end_access(VOLUNTEER, LEFT);
	sign_in_again(VOLUNTEER);
	for (int i = 0; i < 2; i++) {
		hand_over(
		    VOLUNTEER, "adult", &write, RECORD "1", 0, SCENE_ADULT);
		assert_int_equal(status_at(0), 202);
	}
	assert_int_equal(waits(SENIOR, "kept_aside"), 1);
	come_back(VOLUNTEER);
	hand_over(VOLUNTEER, "adult", &write, RECORD "1", 0, SCENE_ADULT);
	assert_int_equal(status_at(0), 202);
	assert_int_equal(json_int_of(result_at(0), "version", -1), 0);
	assert_int_equal(waits(SENIOR, "kept_aside"), 1);
	/* Another text under its number is another matter. */
	hand_over(VOLUNTEER, "adult", &write, RECORD "1", 0,
	    "{\"name\":\"Other\",\"relation\":\"mother\"}");
	assert_int_equal(status_at(0), 409);
}

/* ---- R7 ---- */

static void
test_about_staff(void **state)
{
	struct id write = id_new();
	char body[400];

	(void)state;
	end_access(SENIOR, LEFT);
	sign_in_again(SENIOR);
	snprintf(body, sizeof(body),
	    "{\"place\":\"Hall\",\"about_staff\":[{\"staff\":\"%s\"}]}",
	    sc.who[ACCUSED].staff.s);
	hand_over(SENIOR, "concern", &write, RECORD "6", 0, body);
	assert_int_equal(status_at(0), 202);
	assert_int_equal(waits(ACCUSED, "kept_aside"), 0);
	sync_as(ACCUSED,
	    "{\"cursor\":\"0\",\"opened\":[{\"file\":\"%s\"}],"
	    "\"want\":[\"%s\"]}",
	    sc.file.s, sc.file.s);
	assert_false(answer_has(write.s));
}

/* ---- what they cannot do ---- */

static void
test_reads_nothing(void **state)
{
	(void)state;
	for (int end = LEFT; end <= REVOKED; end++) {
		char path[300];
		const char *paths[6];

		scene_stop(&sc);
		scene_start(&sc);
		end_access(SENIOR, (enum end)end);
		sign_in_again(SENIOR);
		snprintf(path, sizeof(path), "/v1/files/%s", sc.file.s);
		paths[0] = path;
		paths[1] = "/v1/me";
		paths[2] = "/v1/changes";
		for (size_t i = 0; i < 3; i++)
			if (worker_get(&sc.who[SENIOR], paths[i], &sc.out) !=
			    401)
				fail_msg("%s: %s", paths[i], buf_str(&sc.out));
		assert_int_equal(
		    worker_post(&sc.who[SENIOR], "/v1/files/search",
			"{\"query\":\"zoe\"}", &sc.out),
		    401);
		assert_int_equal(
		    worker_put(&sc.who[SENIOR],
			scene_path(path, &sc.file, "adult", &sc.account), 0,
			NULL, SCENE_ADULT, &sc.out),
		    401);
		sync_as(SENIOR,
		    "{\"cursor\":\"0\",\"set\":\"\",\"opened\":[{\"file\":"
		    "\"%s\"}],\"want\":[\"%s\"]}",
		    sc.file.s, sc.file.s);
		assert_false(answer_has("Zoë"));
		assert_false(answer_has(sc.file.s));
		assert_false(answer_has(sc.account.s));
		assert_int_equal(json_count(json_get(answer, "changes")), 0);
		assert_int_equal(json_count(json_get(answer, "waiting")), 0);
		assert_int_equal(json_count(json_get(answer, "files")), 0);
		assert_true(json_is_array(json_get(answer, "files")));
		assert_true(
		    json_int_of(json_get(answer, "lease"), "until", 99) <= 1);
		assert_int_equal(
		    json_int_of(json_get(answer, "chain"), "rows", -1), 0);
	}
}

/* Nobody but the server makes one, and the wrong passphrase is as before. */
static void
test_refused(void **state)
{
	struct id write = id_new();
	char body[400];

	(void)state;
	hand_over(SENIOR, "kept_aside", &write, RECORD "8", 0,
	    "{\"why\":\"account\",\"written\":\"2026-04-04T10:00\",\"kind\":"
	    "\"adult\",\"record\":\"" RECORD "9\",\"body\":\"{}\"}");
	assert_int_equal(status_at(0), 403);
	end_access(SENIOR, LEFT);
	snprintf(body, sizeof(body),
	    "{\"name\":\"senior\",\"passphrase\":\"not this one at all\","
	    "\"device\":\"%s\"}",
	    sc.who[SENIOR].device.s);
	assert_int_equal(office_ask(NULL, &sc.office, METHOD_POST,
			     "/v1/sessions", NULL, body, &sc.out),
	    401);
	assert_null(strstr(buf_str(&sc.out), "ended"));
	/* Another's device is none of theirs. */
	snprintf(body, sizeof(body),
	    "{\"name\":\"senior\",\"passphrase\":\"%s\",\"device\":\"%s\"}",
	    OFFICE_PASSPHRASE, sc.who[LEAD].device.s);
	assert_int_equal(office_ask(NULL, &sc.office, METHOD_POST,
			     "/v1/sessions", NULL, body, &sc.out),
	    401);
}

/* ---- deciding ---- */

static void
test_decided(void **state)
{
	struct id write = id_new();
	char body[400];

	(void)state;
	end_access(ASSIGNED, LEFT);
	sign_in_again(ASSIGNED);
	hand_over(ASSIGNED, "adult", &write, RECORD "1", 0, SCENE_ADULT);
	assert_int_equal(waits(SENIOR, "kept_aside"), 1);
	snprintf(body, sizeof(body),
	    "{\"about\":\"%s\",\"what\":\"left\",\"reason\":\"It is on file "
	    "already.\"}",
	    write.s);
	scene_put(&sc, SENIOR, "aside_decision", body);
	assert_int_equal(waits(SENIOR, "kept_aside"), 0);
	assert_int_equal(waits(ACCUSED, "kept_aside"), 0);
}

/* ---- the commands ---- */

static void
test_commands(void **state)
{
	const char *said;

	(void)state;
	said = run(ERR_OK, (const char *const[]){ "devices", "senior" }, 2);
	assert_non_null(strstr(said, sc.who[SENIOR].device.s));
	assert_null(strstr(said, "out of use"));
	run(ERR_NOT_FOUND,
	    (const char *const[]){
		"revoke-device", "senior", sc.who[LEAD].device.s },
	    3);
	run(ERR_INVALID,
	    (const char *const[]){ "revoke-device", "senior", "x" }, 3);
	run(ERR_NOT_FOUND, (const char *const[]){ "devices", "nobody" }, 2);
	run(ERR_NOT_FOUND, (const char *const[]){ "user", "end", "nobody" }, 3);
	run(ERR_INVALID,
	    (const char *const[]){
		"user", "end", "senior", "--last-day", "soon" },
	    5);
	end_access(SENIOR, REVOKED);
	said = run(ERR_OK, (const char *const[]){ "devices", "senior" }, 2);
	assert_non_null(strstr(said, "out of use since"));
	/* The others work on. */
	assert_int_equal(sync_text(LEAD, "{\"cursor\":\"0\"}"), 200);
}

/* ---- kept out later (R7) ---- */

static size_t
gone(const struct id *id)
{
	char want[80];
	size_t n = 0;

	snprintf(want, sizeof(want), "\"gone\":\"%s\"", id->s);
	for (const char *s = buf_str(&sc.out); (s = strstr(s, want)); s++)
		n++;
	return n;
}

static void
test_kept_out_later(void **state)
{
	struct id write = id_new();
	char cursor[24], body[400], text[4000];

	(void)state;
	sync_as(ACCUSED, "{\"cursor\":\"0\",\"opened\":[{\"file\":\"%s\"}]}",
	    sc.file.s);
	sync_as(ACCUSED, "{\"cursor\":\"0\"}");
	assert_true(answer_has(sc.draft.s));
	snprintf(
	    cursor, sizeof(cursor), "%s", json_text_of(answer, "cursor", ""));
	snprintf(body, sizeof(body),
	    "{\"place\":\"Hall\",\"about_staff\":[{\"staff\":\"%s\"}]}",
	    sc.who[ACCUSED].staff.s);
	sync_as(SENIOR, "{\"cursor\":\"0\",\"writes\":[%s]}",
	    write_json(text, &write, "concern", &sc.file, &sc.draft, 1, body));
	assert_int_equal(status_at(0), 200);
	/* Their device has it, and is told that it is gone; not why. */
	sync_as(ACCUSED, "{\"cursor\":\"%s\"}", cursor);
	assert_true(gone(&sc.draft) > 0);
	assert_false(answer_has("Hall"));
	/* The thread they never had is not even named. */
	assert_int_equal(gone(&sc.about_accused), 0);
	/* To a device that begins anew, none of it exists. */
	sync_as(ACCUSED, "{\"cursor\":\"0\"}");
	assert_false(answer_has(sc.draft.s));
	/* Others get the change, and nothing goes. */
	sync_as(ASSIGNED, "{\"cursor\":\"%s\"}", cursor);
	assert_true(answer_has(sc.draft.s));
	assert_int_equal(gone(&sc.draft), 0);
	/* Whoever is not on the file hears nothing. */
	sync_as(STRANGER, "{\"cursor\":\"%s\"}", cursor);
	assert_false(answer_has(sc.draft.s));
}

/* All of the thread goes, not the record alone that named them. */
static void
test_whole_thread_goes(void **state)
{
	struct id write = id_new(), concern = id_new();
	char cursor[24], body[500], text[4000];

	(void)state;
	sync_as(ACCUSED, "{\"cursor\":\"0\",\"opened\":[{\"file\":\"%s\"}]}",
	    sc.file.s);
	sync_as(ACCUSED, "{\"cursor\":\"0\"}");
	assert_true(answer_has(sc.account.s));
	snprintf(
	    cursor, sizeof(cursor), "%s", json_text_of(answer, "cursor", ""));
	snprintf(body, sizeof(body),
	    "{\"from_account\":\"%s\",\"place\":\"Hall\",\"about_staff\":"
	    "[{\"staff\":\"%s\"}]}",
	    sc.account.s, sc.who[ACCUSED].staff.s);
	sync_as(SENIOR, "{\"cursor\":\"0\",\"writes\":[%s]}",
	    write_json(text, &write, "concern", &sc.file, &concern, 0, body));
	assert_int_equal(status_at(0), 201);
	sync_as(ACCUSED, "{\"cursor\":\"%s\"}", cursor);
	assert_true(gone(&sc.account) > 0);
	assert_int_equal(gone(&concern), 0);
	assert_false(answer_has(concern.s));
	/* Told once more, it is stored once. */
	verify("");
}

/* Names somebody in a version of a concern. */
static void
name_in(const struct id *record, int64_t base, enum who who)
{
	char body[400], path[200];

	snprintf(body, sizeof(body),
	    "{\"happened\":\"2026-04-04T09:30\",\"place\":\"Hall\","
	    "\"about_staff\":[{\"staff\":\"%s\"}]}",
	    sc.who[who].staff.s);
	assert_int_equal(worker_put(&sc.who[SENIOR],
			     scene_path(path, &sc.file, "concern", record),
			     base, NULL, body, &sc.out),
	    base > 0 ? 200 : 201);
}

static void
take_cursor(char cursor[24])
{
	snprintf(cursor, 24, "%s", json_text_of(answer, "cursor", ""));
}

/* The office was restored from a backup: the cursor says nothing any more of what
 * their device holds, and the thread goes all the same. */
static void
test_gone_after_restore(void **state)
{
	char cursor[24], have[200];
	struct id concern = id_new();

	(void)state;
	sync_as(ACCUSED, "{\"cursor\":\"0\",\"opened\":[{\"file\":\"%s\"}]}",
	    sc.file.s);
	sync_as(ACCUSED, "{\"cursor\":\"0\"}");
	assert_true(answer_has(sc.draft.s));
	take_cursor(cursor);
	snprintf(have, sizeof(have), "%s", json_text_of(answer, "have", ""));
	name_in(&concern, 0, ACCUSED);
	name_in(&sc.draft, 1, ACCUSED);
	snprintf(sc.office.s->generation, sizeof(sc.office.s->generation), "%s",
	    "restored");
	for (int i = 0; i < 2; i++) {
		sync_as(ACCUSED, "{\"cursor\":\"%s\",\"%s\":\"%s\"}", cursor,
		    i == 0 ? "generation" : "have", i == 0 ? "old" : have);
		assert_int_equal(gone(&sc.draft), 1);
		assert_false(answer_has("Hall"));
		/* What never was open to them is not named. */
		assert_int_equal(gone(&sc.about_accused), 0);
		assert_false(answer_has(concern.s));
	}
	/* To a device that has nothing, none of it exists. */
	sync_as(ACCUSED, "{\"cursor\":\"0\",\"generation\":\"old\"}");
	assert_false(answer_has(sc.draft.s));
}

/* A file came whole, before its records had their turn among the changes. */
static void
test_gone_of_whole(void **state)
{
	(void)state;
	sync_as(ACCUSED,
	    "{\"cursor\":\"1\",\"opened\":[{\"file\":\"%s\"}],"
	    "\"want\":[\"%s\"]}",
	    sc.file.s, sc.file.s);
	assert_true(answer_has(sc.draft.s));
	name_in(&sc.draft, 1, ACCUSED);
	sync_as(ACCUSED, "{\"cursor\":\"1\"}");
	assert_true(gone(&sc.draft) > 0);
	assert_int_equal(gone(&sc.about_accused), 0);
}

/* Somebody else is named later: that tells nothing to whom it was about before. */
static void
test_another_is_named(void **state)
{
	struct id concern = id_new();
	char cursor[24];

	(void)state;
	sync_as(ACCUSED, "{\"cursor\":\"0\",\"opened\":[{\"file\":\"%s\"}]}",
	    sc.file.s);
	name_in(&concern, 0, ACCUSED);
	sync_as(SENIOR, "{\"cursor\":\"0\"}");
	take_cursor(cursor);
	name_in(&concern, 1, ASSIGNED);
	sync_as(ACCUSED, "{\"cursor\":\"%s\"}", cursor);
	assert_false(answer_has(concern.s));
}

int
main(void)
{
#define ROW(t) cmocka_unit_test_setup_teardown(t, sync_start, sync_stop)
	const struct CMUnitTest tests[] = {
		ROW(test_kept_aside),
		ROW(test_never_refused),
		ROW(test_left_and_device_lost),
		ROW(test_seen_before),
		ROW(test_across_the_end),
		ROW(test_organisation),
		ROW(test_about_staff),
		ROW(test_reads_nothing),
		ROW(test_refused),
		ROW(test_decided),
		ROW(test_commands),
		ROW(test_kept_out_later),
		ROW(test_whole_thread_goes),
		ROW(test_gone_after_restore),
		ROW(test_gone_of_whole),
		ROW(test_another_is_named),
	};
#undef ROW

	return cmocka_run_group_tests_name("server_ended", tests, NULL, NULL);
}
