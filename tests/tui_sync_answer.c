/* tui_sync_answer.c - proves sync_answer.h: an answer that was cut anywhere, or is
 * wrong in one place, changes nothing at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fault_at.h"
#include "sync_desk.h"
#include "text.h"

/* ---- an answer that is wrong in one place ---- */

/* All that an answer can change, in one text. */
static void
snapshot(struct buf *out)
{
	static const char *const keys[] = { META_CURSOR, META_GENERATION,
		META_SET, META_WAITING, META_CHAIN, META_CHAIN_BROKEN,
		META_LAST_SYNC };
	struct look looks[4];

	buf_clear(out);
	for (size_t i = 0; i < COUNT(keys); i++)
		buf_addf(out, "%s=%s\n", keys[i], meta(keys[i]));
	buf_addf(out, "%zu %zu %zu %zu %zu %zu %u %u %zu\n", versions(RECORD_1),
	    versions(RECORD_2), store_outbox_count(st, OUTBOX_WAITING),
	    store_outbox_count(st, OUTBOX_SENDING),
	    store_outbox_count(st, OUTBOX_REFUSED),
	    store_outbox_count(st, OUTBOX_SENT), flags_of(FILE_A),
	    flags_of(FILE_B), store_look_list(st, looks, 4, NULL));
}

#define GOOD_RECORD                                                         \
	"{\"id\":\"" RECORD_1 "\",\"kind\":\"front_sheet\",\"file\":"       \
	"\"" FILE_A "\",\"version\":2,\"table\":1,\"author\":\"" STAFF      \
	"\",\"written\":1600000000000,\"received\":1600000001000,\"body\":" \
	"{\"name\":\"two\"}}"
#define OTHER_RECORD                                                        \
	"{\"id\":\"" RECORD_2 "\",\"kind\":\"front_sheet\",\"file\":"       \
	"\"" FILE_B "\",\"version\":1,\"table\":1,\"author\":\"" STAFF      \
	"\",\"written\":1600000000000,\"received\":1600000001000,\"body\":" \
	"{}}"

static const struct office_says good = {
	.results = "[{\"write\":\"" WRITE_1 "\",\"status\":201,\"version\":2,"
		   "\"received\":1650000000000}]",
	.looks = "[\"" LOOK_1 "\"]",
	.changes = "[{\"seq\":6,\"record\":" GOOD_RECORD "},{\"seq\":7,"
		   "\"card\":{\"file\":\"" FILE_A "\",\"name\":\"A\"}}]",
	.whole = "[{\"file\":\"" FILE_B "\",\"records\":[" OTHER_RECORD "]}]",
	.set = "s9",
	.files = "[\"" FILE_A "\",\"" FILE_B "\"]",
	.waiting = "[{\"what\":\"account_new\"}]",
	.progress = "[{\"record\":\"" RECORD_1 "\",\"received\":6}]",
};

static void
set_up_all(void)
{
	struct look look = { .version = 1, .at_ms = 5 };
	struct errinfo e = { 0 };

	set_up(MINE_CHANGED);
	office_flag(st, FILE_B, STORE_FILE_SET | STORE_FILE_WANTED);
	look.look = office_id(LOOK_1);
	look.file = office_id(FILE_A);
	office_must(store_look_add(st, &look, &e), &e);
	request(NULL);
}

static enum err
take_text(const char *text, size_t len, struct errinfo *e)
{
	struct sync_answer an;
	struct sync_applied did = { 0 };
	enum err code = sync_answer_read(&an, text, len, e);

	if (code == ERR_OK)
		code = sync_apply(st, &an, &sent, &did, e);
	sync_applied_done(&did);
	sync_answer_done(&an);
	return code;
}

static void
test_cut_anywhere(void **state)
{
	struct buf text = BUF_INIT(65536), before = BUF_INIT(65536),
		   after = BUF_INIT(65536);
	struct errinfo e;

	(void)state;
	set_up_all();
	snapshot(&before);
	office_answer(&text, &good);
	for (size_t n = 0; n < text.len; n++) {
		char *copy = mem_strndup(text.data, n);

		memset(&e, 0, sizeof e);
		if (take_text(copy, n, &e) == ERR_OK)
			fail_msg("cut at %zu it is taken", n);
		assert_non_null(strstr(e.says, "kept here"));
		mem_free_text(copy);
	}
	snapshot(&after);
	assert_string_equal(before.data, after.data);
	/* And the whole is taken, so that the above proves something. */
	assert_int_equal(take_text(text.data, text.len, &e), ERR_OK);
	snapshot(&after);
	assert_string_not_equal(before.data, after.data);
	assert_non_null(strstr(after.data, "set=s9"));
	buf_done(&text);
	buf_done(&before);
	buf_done(&after);
}

/* Replace the first from in text by to. */
static void
replace(struct buf *text, const char *from, const char *to)
{
	const char *at = strstr(text->data, from);

	if (!at)
		fail_msg("no %s in the answer", from);
	buf_splice(
	    text, (size_t)(at - text->data), strlen(from), to, strlen(to));
}

/* The good answer with one thing put otherwise. */
static const struct {
	const char *why, *from, *to, *says;
} wrong[] = {
	{ "no time", "\"now\":1700000000000,", "", "now" },
	{ "a time as text", "\"now\":1700000000000", "\"now\":\"1\"", "now" },
	{ "a time before all", "\"now\":1700000000000", "\"now\":-5", "now" },
	{ "no generation", "\"generation\":\"g1\"", "\"generation\":\"\"",
	    "generation" },
	{ "generation a number", "\"generation\":\"g1\"", "\"generation\":1",
	    "generation" },
	{ "a key twice", "\"demo\":false", "\"now\":1", "broken" },
	{ "no cursor", "\"cursor\":\"7\",", "", "cursor" },
	{ "an empty cursor", "\"cursor\":\"7\"", "\"cursor\":\"\"", "cursor" },
	{ "no set", "\"set\":\"s9\",", "", "set" },
	{ "another set without its files",
	    ",\"files\":[\"" FILE_A "\",\"" FILE_B "\"]", "", "files" },
	{ "files that are no ids", "\"files\":[\"", "\"files\":[\"x", "files" },
	{ "files no list", "\"files\":[\"" FILE_A "\",\"" FILE_B "\"]",
	    "\"files\":{}", "files" },
	{ "more a number", "\"more\":false", "\"more\":0", "more" },
	{ "no results", "\"results\"", "\"Results\"", "results" },
	{ "results an object", "\"results\":[", "\"results\":{},\"x\":[",
	    "results" },
	{ "a result that is text", "\"results\":[", "\"results\":[\"x\",",
	    "results" },
	{ "a receipt for what was not sent", WRITE_1, WRITE_2, "results" },
	{ "a receipt for another version", "\"version\":2,\"received\"",
	    "\"version\":3,\"received\"", "results" },
	{ "a receipt without a time", ",\"received\":1650000000000", "",
	    "results" },
	{ "a receipt of no version", "\"status\":201,\"version\":2,",
	    "\"status\":201,", "results" },
	{ "two answers to one write", "\"results\":[",
	    "\"results\":[{\"write\":\"" WRITE_1 "\",\"status\":403},",
	    "results" },
	{ "a status of no kind", "\"status\":201", "\"status\":99", "results" },
	{ "a status as text", "\"status\":201", "\"status\":\"201\"",
	    "results" },
	{ "a look that was not sent", LOOK_1, WRITE_3, "looks" },
	{ "a look that is no id", LOOK_1, "x", "looks" },
	{ "no looks", "\"looks\":[\"" LOOK_1 "\"],", "", "looks" },
	{ "a change without a number", "\"seq\":6", "\"sew\":6", "changes" },
	{ "changes out of order", "\"seq\":6", "\"seq\":8", "changes" },
	{ "a change of nothing", "\"record\":{\"id\"", "\"recode\":{\"id\"",
	    "changes" },
	{ "a record without a version", "\"version\":2,\"table\"", "\"table\"",
	    "broken" },
	{ "a record of version 0", "\"version\":2,\"table\":1",
	    "\"version\":0,\"table\":1", "changes" },
	{ "a record the office has not received",
	    "\"received\":1600000001000,\"body\":{\"name\":\"two\"}",
	    "\"body\":{\"name\":\"two\"}", "changes" },
	{ "a record on a file without one",
	    "\"file\":\"" FILE_A "\",\"version\":2", "\"version\":2",
	    "changes" },
	{ "a body that is text", "\"body\":{\"name\":\"two\"}",
	    "\"body\":\"two\"", "changes" },
	{ "a card of nobody", "\"card\":{\"file\":\"" FILE_A "\",",
	    "\"card\":{", "changes" },
	{ "a card without a name", "\"name\":\"A\"", "\"nome\":\"A\"",
	    "changes" },
	{ "a whole that was not asked for",
	    "\"whole\":[{\"file\":\"" FILE_B "\",\"records\":[" OTHER_RECORD
	    "]}]",
	    "\"whole\":[{\"file\":\"" FILE_A "\",\"records\":[]}]", "whole" },
	{ "a record in another's file", "\"file\":\"" FILE_B "\",\"version\":1",
	    "\"file\":\"" FILE_A "\",\"version\":1", "whole" },
	{ "a whole without records", "\"records\":[", "\"recorde\":[",
	    "whole" },
	{ "a record in a whole that is none", "\"records\":[",
	    "\"records\":[7,", "whole" },
	{ "no waiting", "\"waiting\":", "\"Waiting\":", "waiting" },
	{ "waiting for nothing", "\"what\":\"account_new\"", "\"what\":7",
	    "waiting" },
	{ "no progress", "\"progress\":", "\"Progress\":", "progress" },
	{ "progress of nothing", "\"progress\":[{\"record\":\"",
	    "\"progress\":[{\"record\":\"x", "progress" },
	{ "progress never received", "\"received\":6", "\"received\":0",
	    "progress" },
	{ "no chain", "\"chain\":", "\"Chain\":", "chain" },
	{ "a chain of less than nothing", "\"rows\":10", "\"rows\":-1",
	    "chain" },
	{ "half a head", HEAD_0, "00", "chain" },
	{ "a head of other letters", "\"head\":\"0", "\"head\":\"x", "chain" },
	{ "no lease", "\"until\"", "\"Until\"", "lease" },
	{ "no me", "\"me\":", "\"Me\":", "me" },
	{ "me is somebody else", "\"me\":{\"staff\":\"" STAFF,
	    "\"me\":{\"staff\":\"" DEVICE, "me" },
	{ "me is nobody", "\"me\":{\"staff\":\"" STAFF "\"",
	    "\"me\":{\"staff\":7", "me" },
	{ "more after the end", "\"server_ms\":1700000000000}}",
	    "\"server_ms\":1700000000000}}{}", "broken" },
	{ "U+0000", "\"name\":\"A\"", "\"name\":\"\\u0000\"", "broken" },
	{ "bytes that are no text", "\"name\":\"A\"", "\"name\":\"\xff\"",
	    "broken" },
};

static void
test_hostile(void **state)
{
	struct buf text = BUF_INIT(65536), before = BUF_INIT(65536),
		   after = BUF_INIT(65536);

	(void)state;
	set_up_all();
	snapshot(&before);
	for (size_t i = 0; i < COUNT(wrong); i++) {
		struct errinfo e = { 0 };
		enum err code;

		print_message("%s\n", wrong[i].why);
		office_answer(&text, &good);
		replace(&text, wrong[i].from, wrong[i].to);
		code = take_text(text.data, text.len, &e);
		if (code != ERR_INVALID && code != ERR_SYNTAX)
			fail_msg("it is taken, or: %s", e.says);
		if (strcmp(wrong[i].says, "broken") != 0)
			assert_string_equal(e.field, wrong[i].says);
		assert_non_null(strstr(e.says, "Nothing of it was taken"));
		snapshot(&after);
		assert_string_equal(before.data, after.data);
	}
	buf_done(&text);
	buf_done(&before);
	buf_done(&after);
}

static void
test_too_big(void **state)
{
	struct sync_answer an;
	struct errinfo e = { 0 };
	char *text = mem_alloc(WIRE_SYNC_MAX + 2);

	(void)state;
	memset(text, ' ', WIRE_SYNC_MAX + 2);
	text[WIRE_SYNC_MAX + 1] = '1';
	assert_int_equal(
	    sync_answer_read(&an, text, WIRE_SYNC_MAX + 2, &e), ERR_TOO_BIG);
	assert_null(an.results);
	mem_free_wiped(text, WIRE_SYNC_MAX + 2);
}

/* What a newer office may add is passed over; a kind that is not known here is
 * kept for the haven that will know it. */
static void
test_newer_office(void **state)
{
	struct buf text = BUF_INIT(65536);
	struct errinfo e = { 0 };

	(void)state;
	set_up_all();
	office_answer(&text, &good);
	replace(&text, "\"demo\":false", "\"demo\":false,\"new\":{\"a\":[1]}");
	replace(&text, "\"kind\":\"front_sheet\",\"file\":\"" FILE_A,
	    "\"kind\":\"new_kind\",\"file\":\"" FILE_A);
	assert_int_equal(take_text(text.data, text.len, &e), ERR_OK);
	assert_int_equal(versions(RECORD_1), 2);
	buf_done(&text);
}

/* ---- words and waits ---- */

static void
test_problem(void **state)
{
	static const struct {
		const char *text, *says;
	} problems[] = {
		{ "{\"detail\":\"It is not so.\"}", "It is not so." },
		{ "{\"detail\":\"A.\",\"errors\":[{\"detail\":\"B.\"}]}",
		    "A. B." },
		{ "{\"detail\":\"A. B.\",\"errors\":[{\"detail\":\"B.\"}]}",
		    "A. B." },
		{ "{\"errors\":[{\"detail\":\"B.\"}]}", "B." },
		{ "{}", "otherwise" },
		{ "", "otherwise" },
		{ "<html>", "otherwise" },
		{ "{\"detail\":7}", "otherwise" },
		{ "[]", "otherwise" },
	};
	char says[ERR_SAYS_MAX], *text = mem_alloc(8192);

	(void)state;
	for (size_t i = 0; i < COUNT(problems); i++) {
		sync_problem_says(says, problems[i].text,
		    strlen(problems[i].text), "otherwise");
		assert_string_equal(says, problems[i].says);
	}
	/* Cut at a character. */
	memset(text, 'x', 8192);
	memcpy(text, "{\"detail\":\"", 11);
	for (size_t i = 12; i < 4000; i += 2)
		memcpy(text + i, "\xc3\xa4", 2);
	memcpy(text + 4000, "\"}", 2);
	sync_problem_says(says, text, 4002, "otherwise");
	assert_true(strlen(says) > ERR_SAYS_MAX - 10);
	assert_true(text_is_utf8(says, strlen(says)));
	mem_free_wiped(text, 8192);
}

static void
test_waits(void **state)
{
	static const int64_t middle[] = { 2000, 4000, 8000, 16000, 32000, 64000,
		128000, 256000, 300000, 300000 };

	(void)state;
	for (unsigned n = 1; n <= COUNT(middle); n++) {
		int64_t low = sync_wait_ms(n, 0), high = low;

		for (uint32_t r = 0; r < 4000000; r += 997) {
			int64_t wait = sync_wait_ms(n, r);

			assert_true(wait >= SYNC_WAIT_MIN_MS);
			assert_true(wait <= SYNC_WAIT_MAX_MS);
			low = wait < low ? wait : low;
			high = wait > high ? wait : high;
		}
		assert_true(low <= middle[n - 1] && high >= middle[n - 1]);
		assert_true(high - low >= middle[n - 1] / 5);
	}
	assert_true(sync_wait_ms(4000000000u, 5) <= SYNC_WAIT_MAX_MS);
	assert_true(sync_wait_ms(0, 0) >= SYNC_WAIT_MIN_MS);
}

/* ---- all of an answer, or nothing ---- */

/* The disk gives out before this is written: neither the cursor nor anything else
 * of the answer is there, and it is asked for again. */
static void
test_all_or_nothing(void **state)
{
	static const char *const from[] = { "INSERT INTO record",
		"UPDATE outbox SET state=8", "DELETE FROM look",
		"INSERT INTO file", "INSERT INTO meta", "COMMIT" };
	char record[1024], changes[1100];
	struct office_says says = { .set = "s1",
		.files = "[\"" FILE_A "\"]",
		.changes = changes,
		.looks = "[\"" LOOK_1 "\"]",
		.results = "[{\"write\":\"" WRITE_1 "\",\"status\":201,"
			   "\"version\":1,\"received\":1650000000000}]" };
	struct id one = office_id(RECORD_1);
	char path[STORE_PATH_MAX];

	(void)state;
	office_record(record, sizeof record, RECORD_1, FILE_A, 1, V1_BODY);
	snprintf(
	    changes, sizeof changes, "[{\"seq\":6,\"record\":%s}]", record);
	snprintf(path, sizeof path, "%s", store_path(st));
	for (size_t i = 0; i <= COUNT(from); i++) {
		struct look look = { .look = office_id(LOOK_1),
			.file = office_id(FILE_A) };
		struct sync_applied did;
		struct errinfo e = { 0 };
		bool fails = i < COUNT(from);

		if (i == 0) {
			office_write(
			    st, WRITE_1, RECORD_2, FILE_A, 0, MINE_BODY);
			office_must(store_look_add(st, &look, &e), &e);
			office_meta(st, META_CURSOR, "5");
		}
		request(NULL);
		if (fails)
			fault_at(from[i]);
		if (take(&says, &did, &e) != (fails ? ERR_FULL : ERR_OK))
			fail_msg("%s: %s", fails ? from[i] : "", e.says);
		if (fails && !fault_at_end())
			fail_msg("%s never came", from[i]);
		if (!fails)
			sync_applied_done(&did);
		store_close(st);
		office_must(store_open(&st, path, &e), &e);
		office_must(store_unlock(st, PASSPHRASE, &e), &e);
		request(NULL);
		assert_string_equal(sent.cursor, fails ? "5" : "7");
		assert_string_equal(sent.set, fails ? "" : "s1");
		assert_int_equal(sent.write_count, fails);
		assert_int_equal(sent.look_count, fails);
		assert_int_equal(store_record_latest(st, &one), !fails);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_STORE(test_cut_anywhere),
		WITH_STORE(test_hostile),
		cmocka_unit_test(test_too_big),
		WITH_STORE(test_all_or_nothing),
		WITH_STORE(test_newer_office),
		cmocka_unit_test(test_problem),
		cmocka_unit_test(test_waits),
	};

	fault_start();
	fault_at_start();
	return cmocka_run_group_tests(tests, start, finish);
}
