/* tui_sync.c - proves sync.h: each numbered case of docs/SYNC.md, every status,
 * the set, the generation, the chain. Hostile answers are in
 * tui_sync_answer.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app.h"
#include "sync_desk.h"

/* ---- the cases ---- */

enum says { SAYS_NOTHING, SAYS_CHANGE, SAYS_GONE, SAYS_RESULT };

static const struct row {
	unsigned number;
	const char *why;
	enum sync_mine mine;
	enum says says;
	int version;      /* of the change */
	const char *body; /* of the change */
	unsigned status;  /* of the result */
	/* then: */
	size_t versions, open, refused, sent;
} rows[] = {
	{ 1, "not here, new", MINE_NONE, SAYS_CHANGE, 1, V1_BODY, 0, 1, 0, 0,
	    0 },
	{ 2, "clean, newer", MINE_CLEAN, SAYS_CHANGE, 2, V2_BODY, 0, 2, 0, 0,
	    0 },
	{ 3, "clean, same", MINE_CLEAN, SAYS_CHANGE, 1, V1_BODY, 0, 1, 0, 0,
	    0 },
	{ 4, "changed, newer: both stay", MINE_CHANGED, SAYS_CHANGE, 2, V2_BODY,
	    0, 2, 1, 0, 0 },
	{ 4, "changed, 412: a person chooses", MINE_CHANGED, SAYS_RESULT, 0,
	    NULL, 412, 1, 0, 1, 0 },
	{ 5, "changed, same", MINE_CHANGED, SAYS_CHANGE, 1, V1_BODY, 0, 1, 1, 0,
	    0 },
	{ 6, "clean, gone", MINE_CLEAN, SAYS_GONE, 0, NULL, 0, 0, 0, 0, 0 },
	{ 7, "changed, gone: the write stays", MINE_CHANGED, SAYS_GONE, 0, NULL,
	    0, 0, 1, 0, 0 },
	{ 8, "refused, newer", MINE_REFUSED, SAYS_CHANGE, 2, V2_BODY, 0, 2, 0,
	    1, 0 },
	{ 9, "refused, gone", MINE_REFUSED, SAYS_GONE, 0, NULL, 0, 0, 0, 1, 0 },
	{ 10, "receipt 201", MINE_CHANGED, SAYS_RESULT, 0, NULL, 201, 2, 0, 0,
	    1 },
	{ 10, "receipt 200", MINE_CHANGED, SAYS_RESULT, 0, NULL, 200, 2, 0, 0,
	    1 },
	{ 10, "receipt 202, no version", MINE_CHANGED, SAYS_RESULT, 0, NULL,
	    202, 1, 0, 0, 1 },
	{ 11, "refused 403", MINE_CHANGED, SAYS_RESULT, 0, NULL, 403, 1, 0, 1,
	    0 },
	{ 11, "refused 404", MINE_CHANGED, SAYS_RESULT, 0, NULL, 404, 1, 0, 1,
	    0 },
	{ 11, "refused 409", MINE_CHANGED, SAYS_RESULT, 0, NULL, 409, 1, 0, 1,
	    0 },
	{ 11, "refused 422", MINE_CHANGED, SAYS_RESULT, 0, NULL, 422, 1, 0, 1,
	    0 },
	{ 12, "later 424", MINE_CHANGED, SAYS_RESULT, 0, NULL, 424, 1, 1, 0,
	    0 },
	{ 12, "later 500", MINE_CHANGED, SAYS_RESULT, 0, NULL, 500, 1, 1, 0,
	    0 },
	{ 12, "later 503", MINE_CHANGED, SAYS_RESULT, 0, NULL, 503, 1, 1, 0,
	    0 },
	{ 12, "a status of another day", MINE_CHANGED, SAYS_RESULT, 0, NULL,
	    418, 1, 1, 0, 0 },
	{ 12, "no answer to it", MINE_CHANGED, SAYS_NOTHING, 0, NULL, 0, 1, 1,
	    0, 0 },
	{ 0, "not here, gone", MINE_NONE, SAYS_GONE, 0, NULL, 0, 0, 0, 0, 0 },
	{ 0, "refused, same", MINE_REFUSED, SAYS_CHANGE, 1, V1_BODY, 0, 1, 0, 1,
	    0 },
	/* A restored office may give a number a second time. */
	{ 2, "clean, the same number with other words", MINE_CLEAN, SAYS_CHANGE,
	    1, V2_BODY, 0, 1, 0, 0, 0 },
};

static void
say(const struct row *r, struct office_says *says)
{
	static char changes[2048], results[512], record[1024];

	switch (r->says) {
	case SAYS_NOTHING: break;
	case SAYS_CHANGE:
		office_record(record, sizeof record, RECORD_1, FILE_A,
		    r->version, r->body);
		snprintf(changes, sizeof changes, "[{\"seq\":6,\"record\":%s}]",
		    record);
		says->changes = changes;
		break;
	case SAYS_GONE:
		says->set = "s1";
		says->files = "[\"" FILE_B "\"]";
		break;
	case SAYS_RESULT:
		if (r->status < 300)
			snprintf(results, sizeof results,
			    "[{\"write\":\"" WRITE_1 "\",\"status\":%u,"
			    "\"version\":%d,\"received\":1650000000000}]",
			    r->status, r->status == 202 ? 0 : 2);
		else
			snprintf(results, sizeof results,
			    "[{\"write\":\"" WRITE_1 "\",\"status\":%u,"
			    "\"type\":\"urn:x\",\"detail\":\"The sentence.\","
			    "\"version\":3,\"errors\":[{\"field\":\"name\","
			    "\"code\":\"required\",\"detail\":\"Name is "
			    "needed.\"}]}]",
			    r->status);
		says->results = results;
		break;
	}
}

static void
test_cases(void **state)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct row *r = &rows[i];
		struct office_says says = { 0 };
		char why[ERR_SAYS_MAX] = "";
		struct id id = office_id(RECORD_1);
		struct sync_applied did;
		struct errinfo e = { 0 };
		bool is_same;

		if (i > 0) {
			away(state);
			fresh(state);
		}
		print_message("case %u: %s\n", r->number, r->why);
		set_up(r->mine);
		request(NULL);
		assert_int_equal(
		    sent.write_count, r->mine == MINE_CHANGED ? 1 : 0);
		say(r, &says);
		office_must(take(&says, &did, &e), &e);
		/* What is the same is not even written again. */
		is_same = r->says == SAYS_CHANGE && r->mine != MINE_NONE &&
			  strcmp(r->body, V1_BODY) == 0;
		if (r->says == SAYS_CHANGE)
			assert_int_equal(
			    (did.topics & TOPIC_RECORDS) == 0, is_same);
		sync_applied_done(&did);
		assert_int_equal(versions(RECORD_1), r->versions);
		assert_int_equal(
		    store_outbox_count(st, OUTBOX_WAITING), r->open);
		assert_int_equal(store_outbox_count(st, OUTBOX_SENDING), 0);
		assert_int_equal(
		    store_outbox_count(st, OUTBOX_REFUSED), r->refused);
		assert_int_equal(store_outbox_count(st, OUTBOX_SENT), r->sent);
		/* The next request has what waits, and that alone. */
		request(NULL);
		assert_int_equal(sent.write_count, r->open);
		if (r->says == SAYS_RESULT && r->status >= 300) {
			store_outbox_each(
			    st, OUTBOX_LISTED, &id, copy_why, why, NULL);
			assert_string_equal(
			    why, "The sentence. Name is needed.");
		}
		if (r->says == SAYS_RESULT && r->status < 300)
			assert_int_equal(
			    store_outbox_received(st, &id), 1650000000000);
	}
}

/* Every row of the table is proved by number, and the table has each case. */
static void
test_case_table(void **state)
{
	(void)state;
	for (size_t i = 0; i < sync_case_count; i++) {
		const struct sync_case *c = &sync_cases[i];
		bool is_proved = false;

		assert_ptr_equal(sync_case_of(c->mine, c->theirs), c);
		for (size_t k = 0; k < COUNT(rows); k++)
			is_proved = is_proved || rows[k].number == c->number;
		assert_true(is_proved);
	}
	for (unsigned n = 1; n <= 12; n++) {
		bool is_there = false;

		for (size_t i = 0; i < sync_case_count; i++)
			is_there = is_there || sync_cases[i].number == n;
		assert_true(is_there);
	}
	/* What was written here is never erased or overwritten by a case. */
	assert_null(sync_case_of(MINE_NONE, THEIRS_RECEIPT));
	assert_null(sync_case_of(MINE_CLEAN, THEIRS_REFUSAL));
}

/* ---- what goes out ---- */

static void
test_request(void **state)
{
	struct look look = { .version = 3, .at_ms = 1650000000000 };
	struct buf text = BUF_INIT(WIRE_SYNC_MAX);
	struct errinfo e = { 0 };

	(void)state;
	request(&text);
	assert_string_equal(text.data,
	    "{\"cursor\":\"0\",\"generation\":\"\",\"set\":\"\",\"want\":[],"
	    "\"opened\":[],\"drop\":[],\"looks\":[],\"writes\":[]}");
	assert_true(sent.is_first);
	look.look = office_id(LOOK_1);
	look.file = office_id(FILE_A);
	look.record = office_id(RECORD_1);
	office_must(store_look_add(st, &look, &e), &e);
	office_meta(st, META_CURSOR, "9");
	office_meta(st, META_GENERATION, "g1");
	office_meta(st, META_SET, "s3");
	office_flag(st, FILE_A, STORE_FILE_SET | STORE_FILE_DROP);
	office_flag(st, FILE_B, STORE_FILE_OPENED | STORE_FILE_WANTED);
	office_write(st, WRITE_1, RECORD_1, FILE_A, 1, MINE_BODY);
	request(&text);
	assert_string_equal(text.data,
	    "{\"cursor\":\"9\",\"generation\":\"g1\",\"set\":\"s3\","
	    "\"want\":[\"" FILE_B "\"],\"opened\":[{\"file\":\"" FILE_B "\"}],"
	    "\"drop\":[\"" FILE_A "\"],"
	    "\"looks\":[{\"look\":\"" LOOK_1 "\",\"file\":\"" FILE_A "\","
	    "\"record\":\"" RECORD_1 "\",\"version\":3,"
	    "\"at\":1650000000000}],"
	    "\"writes\":[{\"write\":\"" WRITE_1 "\",\"kind\":\"front_sheet\","
	    "\"file\":\"" FILE_A "\",\"id\":\"" RECORD_1 "\",\"base\":1,"
	    "\"table\":1,\"written\":1600000005000,"
	    "\"body\":" MINE_BODY "}]}");
	assert_false(sent.is_first);
	assert_int_equal(store_outbox_count(st, OUTBOX_SENDING), 1);
	buf_done(&text);
}

/* A write that stands on a refused one stays here; the others go. */
static void
test_request_holds_back(void **state)
{
	struct id first = office_id(WRITE_1);
	struct errinfo e = { 0 };

	(void)state;
	office_write(st, WRITE_1, RECORD_1, FILE_A, 0, MINE_BODY);
	office_write(st, WRITE_2, RECORD_1, FILE_A, 1, MINE_BODY);
	office_write(st, WRITE_3, RECORD_2, FILE_A, 0, MINE_BODY);
	request(NULL);
	assert_int_equal(sent.write_count, 3);
	office_must(store_outbox_unsend(st, &e), &e);
	office_must(store_outbox_refuse(st, &first, 422, "Not so.", &e), &e);
	request(NULL);
	assert_int_equal(sent.write_count, 1);
	assert_string_equal(sent.writes[0].write.s, WRITE_3);
	assert_int_equal(sent.left_count, 0);
}

static void
test_request_pieces(void **state)
{
	struct buf text = BUF_INIT(WIRE_SYNC_MAX);
	struct buf packed = BUF_INIT(WIRE_PACKED_MAX);
	struct errinfo e = { 0 };
	char *body = mem_alloc(KIND_BODY_MAX);
	struct sync_skip skip = { sent.looks, 0 };
	struct id skipped = office_id(WRITE_1);

	(void)state;
	memset(body, 'x', KIND_BODY_MAX);
	memcpy(body, "{\"a\":\"", 6);
	memcpy(body + KIND_BODY_MAX - 3, "\"}", 3);
	for (unsigned i = 0; i < 8; i++) {
		char write[ID_TEXT + 1], record[ID_TEXT + 1];

		snprintf(write, sizeof write, "%.35s%u", WRITE_1, i);
		snprintf(record, sizeof record, "%.35s%u", RECORD_1, i);
		office_write(st, write, record, FILE_A, 0, body);
	}
	/* By bytes: what fits the wire even if it will not pack. */
	office_must(
	    sync_request_build(&text, &sent, st, 100, &no_skip, &e), &e);
	assert_int_equal(sent.write_count, 3);
	assert_int_equal(sent.left_count, 5);
	assert_true(text.len < WIRE_PACKED_MAX);
	assert_int_equal(wire_pack(&packed, text.data, text.len, &e), ERR_OK);
	/* By number, in the order of writing. */
	buf_clear(&text);
	office_must(sync_request_build(&text, &sent, st, 1, &no_skip, &e), &e);
	assert_int_equal(sent.write_count, 1);
	assert_int_equal(sent.left_count, 7);
	assert_string_equal(
	    sent.writes[0].write.s, "00000000-0000-7000-8000-0000000000a0");
	/* Passed over in this round. */
	buf_clear(&text);
	skip.writes = &skipped;
	skip.count = 1;
	office_must(sync_request_build(&text, &sent, st, 2, &skip, &e), &e);
	assert_string_equal(
	    sent.writes[1].write.s, "00000000-0000-7000-8000-0000000000a2");
	assert_int_equal(sent.left_count, 5);
	mem_free_wiped(body, KIND_BODY_MAX);
	buf_done(&text);
	buf_done(&packed);
}

/* ---- the set of files ---- */

static void
test_set(void **state)
{
	char record[1024], whole[2048];
	struct office_says says = { .set = "s1", .files = "[\"" FILE_A "\"]" };
	struct sync_applied did;
	struct errinfo e = { 0 };

	(void)state;
	/* The first time everything comes anyway: nothing is asked twice. */
	request(NULL);
	must_take(&says);
	assert_int_equal(flags_of(FILE_A), STORE_FILE_SET | STORE_FILE_HERE);
	assert_string_equal(meta(META_SET), "s1");
	assert_string_equal(meta(META_CURSOR), "7");
	/* Later, what is new is asked for whole. */
	request(NULL);
	assert_int_equal(sent.want_count, 0);
	says.set = "s2";
	says.files = "[\"" FILE_B "\",\"" FILE_A "\"]";
	must_take(&says);
	assert_int_equal(flags_of(FILE_B), STORE_FILE_SET | STORE_FILE_WANTED);
	request(NULL);
	assert_int_equal(sent.want_count, 1);
	assert_string_equal(sent.want[0].s, FILE_B);
	/* Not in this answer: it is asked for again. */
	says.files = NULL;
	must_take(&says);
	request(NULL);
	assert_int_equal(sent.want_count, 1);
	office_record(record, sizeof record, RECORD_2, FILE_B, 4, V2_BODY);
	snprintf(whole, sizeof whole,
	    "[{\"file\":\"" FILE_B "\",\"records\":[%s]}]", record);
	says.whole = whole;
	office_must(take(&says, &did, &e), &e);
	assert_true(did.has_moved);
	assert_int_equal(did.child_count, 1);
	sync_applied_done(&did);
	assert_int_equal(flags_of(FILE_B), STORE_FILE_SET | STORE_FILE_HERE);
	assert_int_equal(versions(RECORD_2), 1);
	/* Gone: erased, and forgotten. */
	request(NULL);
	says = (struct office_says){ .set = "s3", .files = "[]" };
	office_must(take(&says, &did, &e), &e);
	assert_true(did.has_erased);
	assert_int_equal(did.child_count, 2);
	sync_applied_done(&did);
	assert_int_equal(versions(RECORD_2), 0);
	assert_int_equal(flags_of(FILE_A), 0);
	assert_int_equal(flags_of(FILE_B), 0);
}

static void
test_opened(void **state)
{
	struct office_says says = { .set = "s0", .files = "[]" };

	(void)state;
	office_meta(st, META_CURSOR, "5");
	office_flag(st, FILE_A, STORE_FILE_OPENED | STORE_FILE_WANTED);
	request(NULL);
	assert_int_equal(sent.opened_count, 1);
	/* Not for this person: not asked for again. */
	must_take(&says);
	assert_int_equal(flags_of(FILE_A), 0);
	/* It joins the set, and comes in the same answer. */
	office_flag(st, FILE_B, STORE_FILE_OPENED | STORE_FILE_WANTED);
	request(NULL);
	says.set = "s1";
	says.files = "[\"" FILE_B "\"]";
	says.whole = "[{\"file\":\"" FILE_B "\",\"records\":[]}]";
	must_take(&says);
	assert_int_equal(flags_of(FILE_B), STORE_FILE_SET | STORE_FILE_HERE);
	/* Opened while the request was under way: it is told the next time. */
	request(NULL);
	office_flag(st, FILE_A, STORE_FILE_OPENED | STORE_FILE_WANTED);
	says.files = says.whole = NULL;
	must_take(&says);
	assert_int_equal(
	    flags_of(FILE_A), STORE_FILE_OPENED | STORE_FILE_WANTED);
	/* Let go. */
	office_flag(st, FILE_A, 0);
	office_flag(
	    st, FILE_B, STORE_FILE_SET | STORE_FILE_HERE | STORE_FILE_DROP);
	request(NULL);
	assert_int_equal(sent.drop_count, 1);
	says.set = "s2";
	says.files = "[]";
	must_take(&says);
	assert_int_equal(flags_of(FILE_B), 0);
}

/* A file that left the set in the answer that brings it whole. */
static void
test_whole_too_late(void **state)
{
	char record[1024], whole[2048];
	struct office_says says = { .set = "s1", .files = "[]" };

	(void)state;
	office_meta(st, META_CURSOR, "5");
	office_flag(st, FILE_A, STORE_FILE_SET | STORE_FILE_WANTED);
	request(NULL);
	office_record(record, sizeof record, RECORD_1, FILE_A, 1, V1_BODY);
	snprintf(whole, sizeof whole,
	    "[{\"file\":\"" FILE_A "\",\"records\":[%s]}]", record);
	says.whole = whole;
	must_take(&says);
	assert_int_equal(versions(RECORD_1), 0);
	assert_int_equal(flags_of(FILE_A), 0);
}

/* ---- generation and chain ---- */

static void
test_generation(void **state)
{
	struct office_says says = { .files = "[]" };
	struct sync_applied did;
	struct errinfo e = { 0 };

	(void)state;
	office_write(st, WRITE_1, RECORD_1, FILE_A, 0, MINE_BODY);
	request(NULL);
	says.results = "[{\"write\":\"" WRITE_1 "\",\"status\":201,"
		       "\"version\":1,\"received\":1650000000000}]";
	must_take(&says);
	assert_int_equal(store_outbox_count(st, OUTBOX_SENT), 1);
	/* Restored from a backup (promise 6): the same write is offered. */
	request(NULL);
	assert_int_equal(sent.write_count, 0);
	says = (struct office_says){
		.generation = "g2", .rows = 4, .past = "restored"
	};
	office_must(take(&says, &did, &e), &e);
	assert_true(did.is_restored);
	assert_false(did.chain_broken);
	sync_applied_done(&did);
	request(NULL);
	assert_int_equal(sent.write_count, 1);
	assert_string_equal(sent.writes[0].write.s, WRITE_1);
	assert_string_equal(sent.generation, "g2");
	/* A receipt that comes with the news stays one. */
	says = (struct office_says){ .generation = "g3",
		.results = "[{\"write\":\"" WRITE_1 "\",\"status\":200,"
			   "\"version\":1,\"received\":1650000000009}]" };
	must_take(&says);
	assert_int_equal(store_outbox_count(st, OUTBOX_SENT), 1);
	assert_int_equal(store_outbox_count(st, OUTBOX_OPEN), 0);
}

/* ---- cards, duties, looks ---- */

static bool
count_card(void *arg, const struct id *id, const char *text, size_t len)
{
	(void)id;
	(void)len;
	assert_non_null(strstr(text, "Example"));
	++*(size_t *)arg;
	return true;
}

static void
test_cards(void **state)
{
	struct office_says says = { .files = "[]",
		.changes =
		    "[{\"seq\":1,\"card\":{\"file\":\"" FILE_A
		    "\",\"name\":\"Ada Example\"}},{\"seq\":2,"
		    "\"card\":{\"file\":\"" FILE_B
		    "\",\"name\":\"Bo Example\",\"provisional\":true}}]" };
	size_t n = 0;

	(void)state;
	request(NULL);
	must_take(&says);
	store_card_each(st, count_card, &n, NULL);
	assert_int_equal(n, 2);
	request(NULL);
	says =
	    (struct office_says){ .changes =
				      "[{\"seq\":9,\"card\":{\"file\":\"" FILE_A
				      "\",\"gone\":true}}]" };
	must_take(&says);
	n = 0;
	store_card_each(st, count_card, &n, NULL);
	assert_int_equal(n, 1);
}

static void
test_duties(void **state)
{
	static const char waiting[] =
	    "[{\"what\":\"account_new\",\"file\":\"" FILE_A
	    "\",\"record\":\"" RECORD_1
	    "\",\"kind\":\"first_account\",\"since\":5,\"name\":\"\"}]";
	static const char progress[] =
	    "{\"record\":\"" RECORD_1 "\",\"received\":6,\"opened\":[]}";
	struct look look = { .version = 1, .at_ms = 5 }, left[2];
	struct buf text = BUF_INIT(4096);
	struct office_says says = { .files = "[]", .waiting = waiting };
	struct id id = office_id(RECORD_1);
	struct errinfo e = { 0 };
	char list[512];

	(void)state;
	look.look = office_id(LOOK_1);
	look.file = office_id(FILE_A);
	office_must(store_look_add(st, &look, &e), &e);
	look.look = office_id(WRITE_3);
	office_must(store_look_add(st, &look, &e), &e);
	snprintf(list, sizeof list, "[%s]", progress);
	says.progress = list;
	says.looks = "[\"" LOOK_1 "\"]";
	request(NULL);
	assert_int_equal(sent.look_count, 2);
	must_take(&says);
	assert_string_equal(meta(META_WAITING), waiting);
	assert_string_equal(meta(META_LAST_SYNC), "1700000000000");
	assert_int_equal(store_progress_get(st, &id, &text, &e), ERR_OK);
	assert_string_equal(buf_str(&text), progress);
	assert_int_equal(store_look_list(st, left, 2, &e), 1);
	assert_string_equal(left[0].look.s, WRITE_3);
	buf_done(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_STORE(test_cases),
		cmocka_unit_test(test_case_table),
		WITH_STORE(test_request),
		WITH_STORE(test_request_holds_back),
		WITH_STORE(test_request_pieces),
		WITH_STORE(test_set),
		WITH_STORE(test_opened),
		WITH_STORE(test_whole_too_late),
		WITH_STORE(test_generation),
		WITH_STORE(test_cards),
		WITH_STORE(test_duties),
	};

	return cmocka_run_group_tests(tests, start, finish);
}
