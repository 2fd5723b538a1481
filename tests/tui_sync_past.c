/* tui_sync_past.c - what a device knows of the office's past, and what it need not
 * keep any more (promises 6 and 7). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app.h"
#include "sync_desk.h"

/* An office that was put back has lost what this device knew: it names that, and
 * is believed; one that names nothing is not (promise 7). */
static void
test_generation_past(void **state)
{
	static const struct {
		const char *why, *generation, *past;
		long long rows;
		bool is_broken;
		const char *lost;
	} rows[] = {
		{ "put back, and goes on from later", "g2", "", 14, false, "" },
		{ "put back, and names what it lost", "g2", "restored", 4,
		    false, "{\"rows\":10,\"head\":\"" HEAD_0 "\"}" },
		{ "put back, and says nothing of it", "g2", "", 4, true, "" },
		{ "put back, and the past is another", "g2", "rewritten", 14,
		    true, "" },
		{ "not put back, and says so", "g", "restored", 14, true, "" },
		{ "longer, and the past is another", "g", "rewritten", 14, true,
		    "" },
		{ "longer, and all is well", "g", "", 14, false, "" },
		{ "a word that is not known", "g2", "forgotten", 14, true, "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct office_says says = { .generation = "g",
			.rows = 10,
			.head = HEAD_0,
			.files = "[]" };
		struct sync_applied did;
		struct errinfo e = { 0 };

		print_message("%s\n", rows[i].why);
		away(NULL);
		fresh(NULL);
		request(NULL);
		must_take(&says);
		request(NULL);
		assert_int_equal(sent.chain_rows, 10);
		assert_string_equal(sent.chain_head, HEAD_0);
		says = (struct office_says){ .generation = rows[i].generation,
			.rows = rows[i].rows,
			.head = HEAD_1,
			.past = rows[i].past };
		office_must(take(&says, &did, &e), &e);
		assert_int_equal(did.chain_broken, rows[i].is_broken);
		sync_applied_done(&did);
		assert_string_equal(meta(META_CHAIN_LOST), rows[i].lost);
		/* The head that was known stays where it is the proof. */
		request(NULL);
		assert_int_equal(
		    sent.chain_rows, rows[i].is_broken ? 10 : rows[i].rows);
		assert_true(
		    (meta(META_CHAIN_BROKEN)[0] != '\0') == rows[i].is_broken);
	}
}

/* What the office has in its backups need not be kept here; nothing else goes, and
 * nothing on the word of an office that was just put back (promise 6). */
static void
test_held(void **state)
{
	static const struct {
		const char *why, *generation;
		long long held;
		size_t sent;
	} rows[] = {
		{ "it says nothing", "g", 0, 1 },
		{ "in backups, but for this", "g", 1650000000000, 1 },
		{ "put back, and it is in its backups", "g2", 1650000000001,
		    0 },
		{ "in backups", "g", 1650000000001, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct office_says says = { .generation = "g", .files = "[]" };

		print_message("%s\n", rows[i].why);
		away(NULL);
		fresh(NULL);
		office_write(st, WRITE_1, RECORD_1, FILE_A, 0, MINE_BODY);
		request(NULL);
		says.results =
		    "[{\"write\":\"" WRITE_1 "\",\"status\":201,\"version\":1,"
		    "\"received\":1650000000000}]";
		must_take(&says);
		office_write(st, WRITE_2, RECORD_2, FILE_A, 0, MINE_BODY);
		request(NULL);
		says = (struct office_says){ .generation = rows[i].generation,
			.rows = 20,
			.held = rows[i].held };
		must_take(&says);
		assert_int_equal(
		    store_outbox_count(st, OUTBOX_SENT), rows[i].sent);
		/* What was put back is offered all of it; what is not sent yet
		 * stays, whatever it says. */
		assert_int_equal(store_outbox_count(st, OUTBOX_OPEN),
		    rows[i].generation[1] ? 2 : 1);
	}
}

static void
test_chain(void **state)
{
	static const struct {
		const char *why;
		long long rows;
		const char *head;
		bool is_broken;
	} steps[] = {
		{ "the first", 10, HEAD_0, false },
		{ "the same", 10, HEAD_0, false },
		{ "longer", 12, HEAD_1, false },
		{ "as long, another head", 12, HEAD_0, true },
		{ "shorter", 11, HEAD_1, true },
		{ "the one that was proved", 12, HEAD_1, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(steps); i++) {
		struct office_says says = { .rows = steps[i].rows,
			.head = steps[i].head,
			.files = i ? NULL : "[]" };
		struct sync_applied did;
		struct errinfo e = { 0 };

		print_message("%s\n", steps[i].why);
		request(NULL);
		office_must(take(&says, &did, &e), &e);
		assert_int_equal(did.chain_broken, steps[i].is_broken);
		sync_applied_done(&did);
	}
	/* It is not forgotten, and the proof stays. */
	assert_string_equal(meta(META_CHAIN_BROKEN),
	    "{\"rows\":12,\"head\":\"" HEAD_1
	    "\",\"now_rows\":12,\"now_head\":\"" HEAD_0
	    "\",\"at\":1700000000000}");
	assert_string_equal(
	    meta(META_CHAIN), "{\"rows\":12,\"head\":\"" HEAD_1 "\"}");
}

static size_t
lost_here(void)
{
	return store_outbox_count(st, OUTBOX_REFUSED);
}

/* What was pulled of others since the backup may be nowhere else: a copy is kept, and
 * goes when the office has it again (promise 6). */
static void
test_lost_of_others(void **state)
{
	static const struct {
		const char *why, *past, *generation;
		long long lost;
		size_t kept;
	} rows[] = {
		{ "received since", "restored", "g2", 1600000001000, 1 },
		{ "received before", "restored", "g2", 1600000001001, 0 },
		{ "nothing was lost that it saw", "", "g2", 0, 0 },
		{ "it was not put back", "", "g", 1600000000000, 0 },
	};
	char change[1000], record[900];

	(void)state;
	office_record(record, sizeof record, RECORD_2, FILE_A, 1, V1_BODY);
	snprintf(change, sizeof change, "[{\"seq\":1,\"record\":%s}]", record);
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct office_says says = { .generation = "g",
			.rows = 10,
			.files = "[\"" FILE_A "\"]" };

		print_message("%s\n", rows[i].why);
		away(NULL);
		fresh(NULL);
		request(NULL);
		must_take(&says);
		office_pull(st, RECORD_2, FILE_A, 1, V1_BODY);
		/* What is in the outbox is offered again as itself. */
		office_write(st, WRITE_1, RECORD_1, FILE_A, 0, MINE_BODY);
		request(NULL);
		/* The office does not know of the file any more. */
		says = (struct office_says){ .generation = rows[i].generation,
			.rows = rows[i].past[0] ? 4 : 20,
			.past = rows[i].past,
			.lost = rows[i].lost,
			.set = "s1",
			.files = "[]" };
		must_take(&says);
		assert_int_equal(lost_here(), rows[i].kept);
		assert_int_equal(versions(RECORD_2), 0);
		if (rows[i].kept) {
			struct id id = office_id(RECORD_2);
			char why[ERR_SAYS_MAX] = "";

			assert_int_equal(store_outbox_each(st, OUTBOX_REFUSED,
					     &id, copy_why, why, NULL),
			    ERR_OK);
			assert_non_null(strstr(why, "hand it on"));
		}
		/* It is not sent as a write of this person. */
		request(NULL);
		assert_int_equal(sent.write_count, 1);
		assert_string_equal(sent.writes[0].id.s, RECORD_1);
		says = (struct office_says){ .generation = rows[i].generation,
			.rows = 21,
			.set = "s1",
			.changes = change };
		must_take(&says);
		assert_int_equal(lost_here(), 0);
		assert_int_equal(store_outbox_count(st, OUTBOX_OPEN), 1);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    test_generation_past, fresh, away),
		cmocka_unit_test_setup_teardown(test_held, fresh, away),
		WITH_STORE(test_lost_of_others),
		WITH_STORE(test_chain),
	};

	return cmocka_run_group_tests(tests, start, finish);
}
