/* tui_sync_session.c - proves what stands around a sync: sessions, the lock, a
 * helper that hangs, files and looks that are asked for, an office that was
 * restored. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sync_line.h"

/* ---- the session ---- */

static void
test_session(void **state)
{
	struct errinfo e = { 0 };

	(void)state;
	/* It ran out: a new one with the passphrase that is held, and the write
	 * goes in the same turn. */
	write_here(1);
	answer_next(NET_OK, 401, 0, "{\"detail\":\"Signed out.\"}");
	answer_next(NET_OK, 201, 0,
	    "{\"token\":\"" TOKEN_2 "\",\"until\":1,\"me\":{}}");
	receive(1, 1);
	assert_true(settle());
	assert_int_equal(m->status.link, LINK_IDLE);
	assert_true(has(4, REQUEST_SESSION));
	assert_true(has(4, "{\"name\":\"sam\",\"passphrase\":\"" PASSPHRASE
			   "\",\"device\":\"" DEVICE "\"}"));
	assert_false(has(4, "Authorization"));
	assert_true(has(5, "Authorization: Bearer " TOKEN_2 "\n"));
	/* The next start has the token too. */
	model_lock(m);
	answer_sync(&idle);
	office_must(model_unlock(m, "sam", PASSPHRASE, &e), &e);
	assert_true(settle());
	assert_true(has(6, "Authorization: Bearer " TOKEN_2 "\n"));
}

static void
test_sign_in(void **state)
{
	struct errinfo e = { 0 };
	unsigned before;

	(void)state;
	write_here(1);
	answer_next(NET_OK, 401, 0, "{\"detail\":\"Signed out.\"}");
	answer_next(NET_OK, 401, 0, "{\"detail\":\"Not the passphrase.\"}");
	assert_true(settle());
	assert_int_equal(m->status.link, LINK_SIGN_IN);
	assert_string_equal(m->status.why.says, "Not the passphrase.");
	assert_int_equal(m->status.here, 1);
	/* A try that failed is not made again by itself: each one counts. */
	before = asked;
	model_sync_now(m);
	(void)settle();
	now += 3600000;
	(void)settle();
	assert_null(request_of(before + 1));
	assert_int_equal(m->status.link, LINK_SIGN_IN);
	/* After the passphrase was given again it is. */
	model_lock(m);
	answer_next(NET_OK, 201, 0, "{\"token\":\"" TOKEN_2 "\"}");
	receive(1, 1);
	office_must(model_unlock(m, "sam", PASSPHRASE, &e), &e);
	assert_true(settle());
	assert_int_equal(m->status.link, LINK_IDLE);
	assert_int_equal(m->status.here, 0);
}

static void
test_session_odd(void **state)
{
	static const char *const bodies[] = { "", "{}", "[]",
		"{\"token\":\"short\"}", "{\"token\":7}" };

	(void)state;
	answer_next(NET_OK, 401, 0, "");
	for (size_t i = 0; i < COUNT(bodies); i++) {
		answer_next(NET_OK, 201, 0, bodies[i]);
		if (i == 0)
			model_sync_now(m);
		else
			pass_time();
		assert_true(settle());
		assert_int_equal(m->status.link, LINK_DOWN);
	}
	/* Slowed down: it waits like any error of the link. */
	answer_next(NET_OK, 429, 0, "{\"detail\":\"Wait a minute.\"}");
	pass_time();
	assert_true(settle());
	assert_int_equal(m->status.link, LINK_DOWN);
	assert_string_equal(m->status.why.says, "Wait a minute.");
}

/* ---- lock, and a helper that hangs ---- */

static void
test_lock_in_flight(void **state)
{
	struct errinfo e = { 0 };

	(void)state;
	write_here(1);
	(void)model_tick(m, now); /* asked, and no answer */
	assert_int_equal(m->sync->asked, ASKED_SYNC);
	assert_int_equal(store_outbox_count(m->store, OUTBOX_SENDING), 1);
	assert_false(settle());
	model_lock(m);
	assert_int_equal(model_fd(m), -1);
	assert_int_equal(*m->sync->passphrase, 0);
	assert_int_equal(*m->sync->token, 0);
	assert_int_equal(model_tick(m, now), SYNC_TICK_MAX_MS);
	asked++;
	receive(1, 1);
	office_must(model_unlock(m, "sam", PASSPHRASE, &e), &e);
	assert_int_equal(store_outbox_count(m->store, OUTBOX_WAITING), 1);
	assert_true(settle());
	assert_int_equal(m->status.here, 0);
	assert_true(has(4, "\"write\":\"" WRITE_OF_1 "\""));
}

static void
test_helper_hangs(void **state)
{
	(void)state;
	write_here(1);
	assert_false(settle());
	asked++;
	assert_int_equal(model_tick(m, now), SYNC_WATCH_MS);
	let_hang(1);
	assert_int_equal(m->status.link, LINK_DOWN);
	assert_int_equal(store_outbox_count(m->store, OUTBOX_WAITING), 1);
	receive(1, 1);
	pass_time();
	assert_true(settle());
	assert_int_equal(m->status.here, 0);
}

/* ---- files and looks ---- */

static void
test_file(void **state)
{
	const struct office_says not_given = { .cursor = "7", .set = "s1" };
	struct id b = office_id(FILE_B), a = office_id(FILE_A);
	struct errinfo e = { 0 };

	(void)state;
	assert_int_equal(model_file_state(m, &b, &e), ASK_NONE);
	answer_next(NET_UNREACHABLE, 0, 0, "");
	model_file_want(m, &b);
	assert_int_equal(model_file_state(m, &b, &e), ASK_WAITING);
	assert_true(settle());
	assert_int_equal(model_file_state(m, &b, &e), ASK_FAILED);
	assert_non_null(strstr(e.says, "comes by itself"));
	answer_sync(&gives_b);
	pass_time();
	assert_true(settle());
	assert_int_equal(model_file_state(m, &b, &e), ASK_DONE);
	assert_true(has(4, "\"opened\":[{\"file\":\"" FILE_B "\"}]"));
	/* One that is not for this person. */
	answer_sync(&not_given);
	model_file_want(m, &a);
	assert_true(settle());
	assert_int_equal(model_file_state(m, &a, &e), ASK_FAILED);
	assert_non_null(strstr(e.says, "does not give this file"));
	assert_null(request_of(6));
}

/* New files of the set are fetched at once, a hundred at a time. */
static void
test_new_files(void **state)
{
	const struct office_says news = { .cursor = "6",
		.set = "s1",
		.files = "[\"" FILE_A "\",\"" FILE_B "\"]" };
	const struct office_says one = { .cursor = "6",
		.set = "s1",
		.whole = "[{\"file\":\"" FILE_A "\",\"records\":[]}]",
		.more = true };
	const struct office_says two = { .cursor = "6",
		.set = "s1",
		.whole = "[{\"file\":\"" FILE_B "\",\"records\":[]}]" };
	struct id b = office_id(FILE_B);

	(void)state;
	answer_sync(&news);
	answer_sync(&one);
	answer_sync(&two);
	model_sync_now(m);
	assert_true(settle());
	assert_true(has(4, "\"want\":[\"" FILE_A "\",\"" FILE_B "\"]"));
	assert_true(has(5, "\"want\":[\"" FILE_B "\"]"));
	assert_null(request_of(6));
	assert_true(store_file_flags(m->store, &b) & STORE_FILE_HERE);
}

static void
test_looks(void **state)
{
	static const struct bad_answer bad[] = {
		{ NET_UNREACHABLE, 0, "" },
		{ NET_OK, 403, "{\"detail\":\"No.\"}" },
		{ NET_OK, 200, "" },
		{ NET_OK, 200, "{\"looks\":7}" },
		{ NET_OK, 200, "{\"looks\":[7]}" },
		{ NET_OK, 200, "{\"looks\":[{\"what\":\"look\"}]}" },
	};
	struct id a = office_id(FILE_A), b = office_id(FILE_B);
	const struct look_row *rows;
	enum ask_state how;
	int64_t as_of;

	(void)state;
	answer_next(NET_OK, 200, 0,
	    "{\"looks\":[{\"by\":\"" STAFF "\",\"name\":\"Ann Example\","
	    "\"what\":\"look\",\"record\":\"" RECORD_1
	    "\",\"kind\":\"concern\",\"version\":1,\"at\":5}]}");
	model_looks_want(m, &a);
	assert_int_equal(link_looks_state(m, &a), ASK_WAITING);
	assert_int_equal(link_looks_state(m, &b), ASK_NONE);
	assert_true(settle());
	assert_true(has(3, "GET https://office:1/v1/files/" FILE_A "/looks\n"));
	assert_true(has(3, "Authorization: Bearer " TOKEN_1));
	assert_int_equal(model_looks(m, &a, &rows, &as_of, &how), 1);
	assert_int_equal(how, ASK_DONE);
	assert_string_equal(rows[0].by, "Ann Example");
	assert_true(as_of > 0);
	/* The last answer is kept, whatever comes after. */
	for (size_t i = 0; i < COUNT(bad); i++) {
		ask_in_vain(&bad[i], model_looks_want, &a);
		assert_int_equal(model_looks(m, &a, &rows, &as_of, &how), 1);
		assert_int_equal(how, ASK_FAILED);
	}
}

/* ---- what the office is ---- */

static void
test_office_changes(void **state)
{
	const struct office_says back = {
		.generation = "g2", .rows = 3, .past = "restored"
	};
	const struct office_says shorter = { .generation = "g2", .rows = 2 };
	struct office_says says = { .generation = "g2", .rows = 3 };

	(void)state;
	receive(1, 1);
	write_here(1);
	assert_true(settle());
	assert_int_equal(m->status.here, 0);
	/* Restored from a backup: what was sent is offered in the same round. */
	answer_sync(&back);
	says.results =
	    "[{\"write\":\"" WRITE_OF_1 "\",\"status\":201,\"version\":1,"
	    "\"received\":1650000000009}]";
	answer_sync(&says);
	model_sync_now(m);
	assert_true(settle());
	assert_int_equal(count(5, "\"write\":"), 1);
	assert_int_equal(m->status.here, 0);
	assert_false(m->status.chain_broken);
	/* Its past got shorter: said, and not forgotten. */
	answer_sync(&shorter);
	model_sync_now(m);
	assert_true(settle());
	assert_true(m->status.chain_broken);
	/* The test office lives in 2023. */
	assert_true(m->status.clock_is_off);
	clock_fix_for_test(1700000000000);
	answer_sync(&back);
	model_sync_now(m);
	assert_true(settle());
	assert_false(m->status.clock_is_off);
	assert_true(m->status.chain_broken);
	clock_fix_for_test(-1);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		WITH_MODEL(test_session),
		WITH_MODEL(test_sign_in),
		WITH_MODEL(test_session_odd),
		WITH_MODEL(test_lock_in_flight),
		WITH_MODEL(test_helper_hangs),
		WITH_MODEL(test_file),
		WITH_MODEL(test_new_files),
		WITH_MODEL(test_looks),
		WITH_MODEL(test_office_changes),
	};

	RUN_LINE("tui_sync_session", tests);
}
