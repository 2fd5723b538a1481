/* tui_sync_access.c - asked of the office beside the conversation: who may see a file,
 * and to open one by its reference with a reason (A2). What odd answers, a poor line
 * and the lock do to it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sync_line.h"

/* ---- who may see a file ---- */

#define ANN                                                                \
	"{\"staff\":\"" STAFF                                              \
	"\",\"name\":\"Ann Example\",\"role\":\"support_worker\",\"why\":" \
	"[{\"what\":\"assigned\",\"from\":\"2026-08-24\",\"for\":"         \
	"\"keyworker\"},{\"what\":\"opening\",\"until\":"                  \
	"\"2026-11-13T10:00\"},{\"what\":\"manager\",\"of\":\"" STAFF      \
	"\",\"name\":\"Bo Example\"},{\"what\":\"of_a_newer_office\"}]}"

static void
test_access(void **state)
{
	static const struct bad_answer bad[] = {
		{ NET_UNREACHABLE, 0, "" },
		{ NET_OK, 403, "{\"detail\":\"No.\"}" },
		{ NET_OK, 404, "{\"detail\":\"No.\"}" },
		{ NET_OK, 200, "" },
		{ NET_OK, 200, "{\"people\":7}" },
		{ NET_OK, 200, "{\"people\":[7]}" },
		{ NET_OK, 200, "{\"people\":[{\"name\":\"Ann\"}]}" },
		{ NET_OK, 200, "{\"people\":[{\"why\":[]}]}" },
		{ NET_OK, 200, "{\"looks\":[]}" },
	};
	struct id a = office_id(FILE_A), b = office_id(FILE_B);
	const struct access_row *rows;
	enum ask_state how;
	int64_t as_of;
	size_t more;

	(void)state;
	answer_next(NET_OK, 200, 0, "{\"people\":[" ANN "]}");
	model_access_want(m, &a);
	assert_int_equal(link_access_state(m, &a), ASK_WAITING);
	assert_int_equal(link_access_state(m, &b), ASK_NONE);
	model_access_want(m, &a); /* once is enough */
	assert_true(settle());
	assert_true(
	    has(3, "GET https://office:1/v1/files/" FILE_A "/access\n"));
	assert_true(has(3, "Authorization: Bearer " TOKEN_1));
	assert_null(request_of(4));
	assert_int_equal(model_access(m, &a, &rows, &more, &as_of, &how), 1);
	assert_int_equal(how, ASK_DONE);
	assert_string_equal(rows[0].name, "Ann Example");
	assert_string_equal(rows[0].role_title, "Support worker");
	assert_string_equal(rows[0].why,
	    "assigned, from Mon 24 August 2026: keyworker; opened it with a "
	    "reason, until Fri 13 November 2026, 10:00; line manager of Bo "
	    "Example; another reason");
	assert_true(as_of > 0);
	assert_int_equal(more, 0);
	assert_int_equal(model_access(m, &b, &rows, &more, &as_of, &how), 0);
	/* The last answer is kept, whatever comes after. */
	for (size_t i = 0; i < COUNT(bad); i++) {
		ask_in_vain(&bad[i], model_access_want, &a);
		assert_int_equal(
		    model_access(m, &a, &rows, &more, &as_of, &how), 1);
		assert_int_equal(how, ASK_FAILED);
		assert_string_equal(rows[0].name, "Ann Example");
	}
	/* It goes with the file (promise 10), and is shut behind the lock. */
	assert_int_equal(store_file_erase(m->store, &a, NULL), ERR_OK);
	assert_int_equal(model_access(m, &a, &rows, &more, &as_of, &how), 0);
	model_lock(m);
	assert_int_equal(model_access(m, &a, &rows, &more, &as_of, &how), 0);
	assert_int_equal(how, ASK_NONE);
}

/* What neither the office nor the device has room to tell is counted, and said. */
static void
test_access_more(void **state)
{
	static const struct {
		const char *why, *more; /* as the office says it */
		size_t told, more_said;
	} rows[] = {
		{ "all", "", 3, 0 },
		{ "some", ",\"more\":17", 3, 17 },
		{ "none more", ",\"more\":0", 3, 0 },
		{ "less than none", ",\"more\":-5", 3, 0 },
		{ "no number", ",\"more\":\"many\"", 3, 0 },
		{ "as other lists have it", ",\"more\":true", 3, 0 },
		{ "a number that nobody works for", ",\"more\":12345678901", 3,
		    0 },
		{ "not all have room here", "", 2000, 0 },
		{ "neither here nor there", ",\"more\":17", 2000, 17 },
	};
	struct id a = office_id(FILE_A);
	const struct access_row *got;
	enum ask_state how;
	size_t more, n;
	int64_t as_of;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct buf body = BUF_INIT(2u << 20);

		buf_adds(&body, "{\"people\":[");
		for (size_t k = 0; k < rows[i].told; k++)
			buf_addf(&body, "%s%s", k ? "," : "", ANN);
		buf_addf(&body, "]%s}", rows[i].more);
		answer_next(NET_OK, 200, 0, buf_str(&body));
		buf_done(&body);
		model_access_want(m, &a);
		assert_true(settle());
		n = model_access(m, &a, &got, &more, &as_of, &how);
		if (how != ASK_DONE || n == 0 ||
		    n + more != rows[i].told + rows[i].more_said ||
		    (n < rows[i].told) != (rows[i].told > 1000))
			fail_msg("%s: %zu, and %zu more", rows[i].why, n, more);
	}
}

/* Reasons that have no room in a row are not cut off without a word. */
static void
test_access_long(void **state)
{
	struct id a = office_id(FILE_A);
	struct buf body = BUF_INIT(65536);
	const struct access_row *got;
	enum ask_state how;
	size_t more, len;
	int64_t as_of;

	(void)state;
	buf_adds(&body, "{\"people\":[{\"name\":\"Ann\",\"why\":[");
	for (int i = 0; i < 40; i++)
		buf_addf(&body,
		    "%s{\"what\":\"assigned\",\"for\":\"a reason\"}",
		    i ? "," : "");
	buf_adds(&body, "]}]}");
	answer_next(NET_OK, 200, 0, buf_str(&body));
	buf_done(&body);
	model_access_want(m, &a);
	assert_true(settle());
	assert_int_equal(model_access(m, &a, &got, &more, &as_of, &how), 1);
	len = strlen(got[0].why);
	assert_true(len < sizeof got[0].why && len > 500);
	assert_string_equal(
	    got[0].why + len - strlen("; and more"), "; and more");
}

/* ---- opening with a reason ---- */

#define TEXT_OF_(n) #n
#define TEXT_OF(n) TEXT_OF_(n)
#define UNTIL 1700086400000 /* a day on, by the office's clock */
#define OPEN_B "{\"file\":\"" FILE_B "\",\"until\":" TEXT_OF(UNTIL) "}"
#define OPEN_NO_MORE "{\"file\":\"" FILE_B "\",\"until\":1699990000000}"
#define WHY "I visit in Sam's place."

static enum err
ask(struct errinfo *e)
{
	const struct open_ask it = { .reference = "C-0199",
		.reason = WHY,
		.passphrase = "four plain words",
		.about = "" };

	return model_ask_open(m, &it, e);
}

static void
test_opening(void **state)
{
	struct id b = office_id(FILE_B);
	struct errinfo e = { 0 };
	struct opened got;

	(void)state;
	assert_int_equal(model_open_state(m, &got, &e), ASK_NONE);
	answer_next(NET_OK, 201, 0, OPEN_B);
	answer_sync(&gives_b);
	assert_int_equal(ask(&e), ERR_OK);
	assert_int_equal(model_open_state(m, &got, &e), ASK_WAITING);
	assert_true(settle());
	assert_true(has(3, "POST https://office:1/v1/openings\n"));
	assert_true(has(3, "Authorization: Bearer " TOKEN_1));
	assert_true(has(3, "{\"reference\":\"C-0199\",\"reason\":\"I visit in "
			   "Sam's place.\",\"passphrase\":\"four plain "
			   "words\"}"));
	assert_int_equal(model_open_state(m, &got, &e), ASK_DONE);
	assert_string_equal(got.file.s, FILE_B);
	assert_int_equal(got.until_ms, UNTIL);
	/* And it is fetched. */
	assert_true(has(4, "\"want\":[\"" FILE_B "\"]"));
	assert_true(store_file_flags(m->store, &b) & STORE_FILE_HERE);
	assert_int_equal(model_file_state(m, &b, &e), ASK_DONE);
}

static const struct {
	uint32_t link;
	unsigned status;
	const char *body, *says;
} refusals[] = {
	{ NET_UNREACHABLE, 0, "", "may be open or not" },
	{ NET_CUT, 0, "", "may be open or not" },
	{ NET_NOT_TRUSTED, 0, "", "may be open or not" },
	{ NET_OK, 404,
	    "{\"detail\":\"There is no file with this "
	    "reference.\"}",
	    "no file with this reference" },
	{ NET_OK, 409, "{\"detail\":\"Two files have this reference.\"}",
	    "Two files" },
	{ NET_OK, 403, "{\"detail\":\"Your role opens no child's file.\"}",
	    "Your role" },
	{ NET_OK, 422,
	    "{\"detail\":\"Say why.\",\"errors\":[{\"detail\":\"Say why.\"}]}",
	    "Say why" },
	{ NET_OK, 429, "{\"detail\":\"Wait 30 seconds.\"}", "Wait 30" },
	{ NET_OK, 500, "", "fault of its own" },
	{ NET_OK, 201, "", "cannot be right" },
	{ NET_OK, 201, "{\"file\":\"x\",\"until\":5}", "cannot be right" },
	{ NET_OK, 201, "{\"file\":\"" FILE_B "\"}", "cannot be right" },
	{ NET_OK, 200, "{\"file\":\"" FILE_B "\",\"until\":5}", "" },
};

static void
test_refused(void **state)
{
	struct id b = office_id(FILE_B);
	struct errinfo e = { 0 };
	struct opened got;

	(void)state;
	for (size_t i = 0; i < COUNT(refusals); i++) {
		answer_next(
		    refusals[i].link, refusals[i].status, 0, refusals[i].body);
		assert_int_equal(ask(&e), ERR_OK);
		assert_true(settle());
		err_clear(&e);
		if (model_open_state(m, &got, &e) != ASK_FAILED)
			fail_msg("%s", refusals[i].body);
		if (!strstr(e.says, refusals[i].says))
			fail_msg("'%s' is not '%s'", e.says, refusals[i].says);
		assert_int_equal(store_file_flags(m->store, &b), 0);
	}
}

/* The write id of question n. */
static void
write_of(unsigned n, char out[ID_TEXT + 1])
{
	static const char name[] = "Write-Id: ";
	const char *text = request_of(n),
		   *at = text ? strstr(text, name) : NULL;

	if (!at)
		fail_msg("question %u has no write id", n);
	else
		snprintf(out, ID_TEXT + 1, "%s", at + strlen(name));
}

/* One after the other: whether a question has the write id of the one before. */
static void
test_once(void **state)
{
	static const struct {
		const char *why, *reference, *reason, *passphrase;
		bool is_same; /* as before */
		bool locked;  /* and opened again before */
		uint32_t link;
		unsigned status;
		const char *body;
		enum ask_state state;
	} rows[] = {
		{ "the line is cut", "C-0199", WHY, "x", false, false, NET_CUT,
		    0, "", ASK_FAILED },
		{ "again", "C-0199", WHY, "x", true, false, NET_UNREACHABLE, 0,
		    "", ASK_FAILED },
		{ "and a fault", "C-0199", WHY, "x", true, false, NET_OK, 500,
		    "", ASK_FAILED },
		{ "another reason", "C-0199", "Another.", "x", false, false,
		    NET_CUT, 0, "", ASK_FAILED },
		{ "another file", "C-0198", "Another.", "x", false, false,
		    NET_CUT, 0, "", ASK_FAILED },
		{ "it runs on", "C-0198A", "nother.", "x", false, false,
		    NET_CUT, 0, "", ASK_FAILED },
		{ "the first again", "C-0199", WHY, "x", false, false, NET_CUT,
		    0, "", ASK_FAILED },
		{ "another passphrase", "C-0199", WHY, "y", true, false, NET_OK,
		    429, "{\"detail\":\"Wait.\"}", ASK_FAILED },
		{ "half an answer", "C-0199", WHY, "x", true, false, NET_OK,
		    201, "{\"file\"", ASK_FAILED },
		{ "through the lock", "C-0199", WHY, "x", true, true, NET_CUT,
		    0, "", ASK_FAILED },
		{ "its time is over", "C-0199", WHY, "x", true, false, NET_OK,
		    201, OPEN_NO_MORE, ASK_FAILED },
		{ "so it is a new one", "C-0199", WHY, "x", false, false,
		    NET_OK, 201, OPEN_B, ASK_DONE },
		{ "and the next, too", "C-0199", WHY, "x", false, false,
		    NET_CUT, 0, "", ASK_FAILED },
	};
	char before[ID_TEXT + 1] = "", write[ID_TEXT + 1] = "";
	struct errinfo e = { 0 };
	struct opened got;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct open_ask it = { .reference = rows[i].reference,
			.reason = rows[i].reason,
			.passphrase = rows[i].passphrase,
			.about = "" };
		unsigned n;

		if (rows[i].locked) {
			model_lock(m);
			answer_sync(&idle);
			office_must(model_unlock(m, "sam", PASSPHRASE, &e), &e);
			assert_true(settle());
		}
		n = asked + 1;
		answer_next(rows[i].link, rows[i].status, 0, rows[i].body);
		if (rows[i].state == ASK_DONE)
			answer_sync(&idle); /* the file is fetched */
		office_must(model_ask_open(m, &it, &e), &e);
		assert_true(settle());
		write_of(n, write);
		if ((strcmp(write, before) == 0) != rows[i].is_same ||
		    model_open_state(m, &got, &e) != rows[i].state)
			fail_msg("%s: %s, %s", rows[i].why, write, e.says);
		snprintf(before, sizeof before, "%s", write);
	}
}

/* Whom it is about goes with it, as in a record, and makes it another question. */
static void
test_about(void **state)
{
	static const struct {
		const char *why, *about, *list;
		bool is_same; /* as before */
	} rows[] = {
		{ "nobody", "", NULL, false },
		{ "one", FILE_A,
		    "\"about_staff\":[{\"staff\":\"" FILE_A "\"}]}", false },
		{ "the same", FILE_A,
		    "\"about_staff\":[{\"staff\":\"" FILE_A "\"}]}", true },
		{ "two", FILE_A " " FILE_B,
		    "\"about_staff\":[{\"staff\":\"" FILE_A
		    "\"},{\"staff\":\"" FILE_B "\"}]}",
		    false },
		{ "nobody again", "", NULL, false },
	};
	char before[ID_TEXT + 1] = "", write[ID_TEXT + 1] = "";
	struct errinfo e = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct open_ask it = { .reference = "C-0199",
			.reason = WHY,
			.passphrase = "x",
			.about = rows[i].about };
		unsigned n = asked + 1;

		answer_next(NET_CUT, 0, 0, "");
		office_must(model_ask_open(m, &it, &e), &e);
		assert_true(settle());
		write_of(n, write);
		if ((strcmp(write, before) == 0) != rows[i].is_same ||
		    has(n, "about_staff") != (rows[i].list != NULL) ||
		    (rows[i].list && !has(n, rows[i].list)))
			fail_msg("%s: %s", rows[i].why, request_of(n));
		snprintf(before, sizeof before, "%s", write);
	}
}

/* A wrong passphrase is said, and asks nothing else of the office; 401 is a session
 * that has ended: it is begun anew, and the person tries again. */
static void
test_sign_in(void **state)
{
	struct errinfo e = { 0 };
	struct opened got;

	(void)state;
	answer_next(NET_OK, 403, 0,
	    "{\"type\":\"urn:haven:problem:wrong_passphrase\",\"detail\":"
	    "\"The passphrase is not right.\"}");
	assert_int_equal(ask(&e), ERR_OK);
	assert_true(settle());
	assert_int_equal(model_open_state(m, &got, &e), ASK_FAILED);
	assert_int_equal(e.code, ERR_DENIED);
	assert_string_equal(e.says, "The passphrase is not right.");
	assert_null(request_of(4));
	answer_next(NET_OK, 401, 0, "{\"detail\":\"Not right.\"}");
	answer_sync(&idle);
	assert_int_equal(ask(&e), ERR_OK);
	assert_true(settle());
	assert_int_equal(model_open_state(m, &got, &e), ASK_FAILED);
	assert_non_null(strstr(e.says, "Not right."));
	assert_true(has(5, REQUEST_SYNC));
	/* Without a session nothing is asked, and it is said. */
	sync_token_drop(m);
	err_clear(&e);
	assert_int_equal(ask(&e), ERR_NET);
	assert_non_null(strstr(e.says, "not in touch"));
	assert_int_not_equal(model_open_state(m, &got, &e), ASK_WAITING);
}

/* The lock drops the question; its answer opens nothing. */
static void
test_lock(void **state)
{
	struct id a = office_id(FILE_A);
	struct errinfo e = { 0 };
	struct opened got;

	(void)state;
	assert_int_equal(ask(&e), ERR_OK);
	model_access_want(m, &a);
	model_lock(m);
	assert_int_equal(model_open_state(m, &got, &e), ASK_NONE);
	assert_int_equal(link_access_state(m, &a), ASK_NONE);
	assert_int_equal(ask(&e), ERR_AUTH);
	assert_false(sync_askers_wait(m->sync));
}

/* A helper that hangs is ended; what was asked has failed, and is said. */
static void
test_hangs(void **state)
{
	struct id a = office_id(FILE_A);
	struct errinfo e = { 0 };
	struct opened got;

	(void)state;
	assert_int_equal(ask(&e), ERR_OK);
	model_access_want(m, &a);
	model_sync_now(m); /* is never answered either */
	let_hang(2);
	assert_int_equal(model_open_state(m, &got, &e), ASK_FAILED);
	assert_int_equal(link_access_state(m, &a), ASK_FAILED);
	assert_false(sync_askers_wait(m->sync));
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		WITH_MODEL(test_access),
		WITH_MODEL(test_access_more),
		WITH_MODEL(test_access_long),
		WITH_MODEL(test_opening),
		WITH_MODEL(test_refused),
		WITH_MODEL(test_once),
		WITH_MODEL(test_about),
		WITH_MODEL(test_sign_in),
		WITH_MODEL(test_lock),
		WITH_MODEL(test_hangs),
	};

	RUN_LINE("tui_sync_access", tests);
}
