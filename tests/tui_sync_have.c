/* tui_sync_have.c - what the office said that is here already: told to it the next
 * time, and an answer that leaves it out is taken for what it is (docs/SYNC.md,
 * What it has already). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sync_line.h"

/* With the beginning of the head that was seen last (promise 7). */
#define BRIEF                                             \
	"GET https://office:1/v1/sync?cursor=6&have=h.1&" \
	"past=10.AAAAAAAAAAAA\n"
#define LATER_S 1700000060 /* a minute after the answers of sync_office.h */
#define LATER_MS (LATER_S * INT64_C(1000))

static const struct office_says told = { .cursor = "6", .have = "h.1" };

static void
answer_nothing(uint32_t date_s)
{
	struct buf text = BUF_INIT(100);

	buf_addf(&text, "%u %u 0 %u\n", NET_OK, 204, date_s);
	write_file("answer", ++asked, &text);
	buf_done(&text);
}

static void
answer_partial(const char *have, const char *more)
{
	struct buf text = BUF_INIT(65536);

	office_partial(&text, have, more);
	answer_next(NET_OK, 200, 1, text.data);
	buf_done(&text);
}

static void
sync_now(void)
{
	model_sync_now(m);
	assert_true(settle());
}

/* In step, and told what is here. */
static int
ready(void **state)
{
	if (fresh(state) != 0)
		return -1;
	answer_sync(&told);
	model_sync_now(m);
	return settle() && m->status.link == LINK_IDLE ? 0 : -1;
}

static bool
meta_is(const char *key, const char *want)
{
	struct buf text = BUF_INIT(65536);
	enum err code = store_meta_get(m->store, key, &text, NULL);
	bool is = want ? code == ERR_OK && strcmp(buf_str(&text), want) == 0
		       : code == ERR_NOT_FOUND;

	buf_done(&text);
	return is;
}

static int64_t
me_number(const char *key)
{
	struct buf text = BUF_INIT(65536);
	struct json *o = NULL;
	int64_t n;

	assert_int_equal(
	    store_meta_get(m->store, META_ME, &text, NULL), ERR_OK);
	assert_int_equal(
	    json_parse(&o, text.data, text.len, text.len, NULL), ERR_OK);
	n = json_int_of(o, key, -1);
	json_free(o);
	buf_done(&text);
	return n;
}

/* Nothing here and nothing there: a short question, and no answer but the time.
 * The lease goes on from it. */
static void
test_nothing(void **state)
{
	int64_t lease = m->me.lease_until_ms;

	(void)state;
	answer_nothing(LATER_S);
	sync_now();
	assert_true(has(asked, BRIEF));
	assert_int_equal(m->status.link, LINK_IDLE);
	assert_int_equal(m->office_ms, LATER_MS);
	assert_int_equal(m->status.last_sync_ms, LATER_MS);
	assert_int_equal(m->me.lease_until_ms, lease + 60000);
	assert_int_equal(me_number("lease_until"), lease + 60000);
	assert_int_equal(me_number("server_ms"), LATER_MS);
	assert_string_equal(m->me.name, "Sam Example");
	assert_true(meta_is(META_CURSOR, "6") && meta_is(META_HAVE, "h.1") &&
		    meta_is(META_GENERATION, "g1") && meta_is(META_SET, "s0"));
	assert_true(
	    meta_is(META_CHAIN, "{\"rows\":10,\"head\":\"" HEAD_0 "\"}"));
	/* And again: it does not wear off. */
	answer_nothing(LATER_S + 60);
	sync_now();
	assert_true(has(asked, BRIEF));
	assert_int_equal(m->me.lease_until_ms, lease + 120000);
}

/* A second is all that a Date tells: time does not go back by it. */
static void
test_same_second(void **state)
{
	struct buf text = BUF_INIT(65536);

	(void)state;
	answer_partial("h.2", "");
	sync_now();
	buf_clear(&text);
	buf_adds(&text,
	    "{\"now\":1700000060400,\"cursor\":\"6\",\"more\":false,"
	    "\"have\":\"h.1\"}");
	answer_next(NET_OK, 200, 1, text.data);
	sync_now();
	assert_int_equal(m->office_ms, LATER_MS + 400);
	answer_nothing(LATER_S);
	sync_now();
	assert_int_equal(m->office_ms, LATER_MS + 400);
	buf_done(&text);
}

/* 204 says something to a brief question with a time in it alone. */
static void
test_no_answer(void **state)
{
	(void)state;
	answer_nothing(0);
	sync_now();
	assert_int_equal(m->status.link, LINK_DOWN);
	write_here(1);
	answer_nothing(LATER_S);
	assert_true(settle());
	assert_true(has(asked, REQUEST_SYNC));
	assert_int_equal(m->status.link, LINK_DOWN);
	assert_int_equal(m->status.here, 1);
}

/* Something goes out: what is here is said with it, and only that. */
static void
test_push(void **state)
{
	(void)state;
	write_here(1);
	answer_partial("h.2",
	    ",\"results\":[{\"write\":\"" WRITE_OF_1 "\",\"status\":201,"
	    "\"version\":1,\"received\":1650000000000}]");
	assert_true(settle());
	assert_true(has(asked, REQUEST_SYNC));
	assert_true(
	    has(asked, "{\"cursor\":\"6\",\"have\":\"h.1\","
		       "\"chain\":{\"rows\":10,\"head\":\"" HEAD_0 "\"},"
		       "\"looks\":[],\"writes\":[{"));
	assert_false(has(asked, "generation") || has(asked, "\"set\""));
	assert_int_equal(m->status.here, 0);
	assert_int_equal(m->status.link, LINK_IDLE);
	assert_true(meta_is(META_HAVE, "h.2") && meta_is(META_SET, "s0") &&
		    meta_is(META_GENERATION, "g1"));
}

/* A part that changed is taken, by itself. */
static void
test_part(void **state)
{
	static const char duty[] =
	    "[{\"what\":\"kept_aside\",\"file\":\"" FILE_A
	    "\",\"record\":\"" RECORD_1
	    "\",\"kind\":\"kept_aside\",\"since\":5,"
	    "\"name\":\"A\"}]";
	struct buf text = BUF_INIT(65536);

	(void)state;
	buf_addf(&text, ",\"waiting\":%s", duty);
	answer_partial("h.2", text.data);
	answer_partial("h.3", "");
	sync_now();
	assert_true(meta_is(META_WAITING, duty));
	answer_partial(
	    "h.4", ",\"chain\":{\"rows\":9,\"head\":\"" HEAD_1 "\"}");
	sync_now();
	assert_true(meta_is(META_WAITING, duty));
	/* A past that got shorter is seen as ever (promise 7). */
	assert_true(m->status.chain_broken);
	buf_done(&text);
}

/* Nothing may be left out that this device did not say that it has. */
static void
test_not_said(void **state)
{
	(void)state;
	answer_partial("h.1", "");
	sync_now();
	assert_int_equal(m->status.link, LINK_DOWN);
	assert_non_null(strstr(m->status.why.says, "(\"have\")"));
	assert_true(meta_is(META_HAVE, NULL) && meta_is(META_CURSOR, "5"));
}

/* An office that does not know of it, or no longer: all is asked for. */
static void
test_older_office(void **state)
{
	static const unsigned statuses[] = { 400, 404, 405, 422 };

	(void)state;
	for (size_t i = 0; i < COUNT(statuses); i++) {
		answer_next(NET_OK, statuses[i], 0, "{}");
		answer_sync(&told);
		sync_now();
		assert_true(has(asked - 1, BRIEF));
		assert_true(has(asked, REQUEST_SYNC));
		assert_true(has(asked, "\"generation\":\"g1\",\"set\":\"s0\""));
		assert_int_equal(m->status.link, LINK_IDLE);
	}
	answer_sync(&idle);
	sync_now();
	assert_true(meta_is(META_HAVE, NULL));
}

/* What ends the access, and who cannot be read, is told in full the next time. */
static void
test_forgotten(void **state)
{
	static const char chief[] =
	    "{\"staff\":\"" STAFF "\",\"name\":\"Sam\",\"sign_in\":\"sam\","
	    "\"role\":\"chief\",\"lease_until\":1900000000000}";
	const struct office_says other = {
		.cursor = "6", .have = "h.2", .me = chief
	};
	const struct office_says end = {
		.cursor = "0", .set = "ended", .files = "[]", .ended = "account"
	};

	(void)state;
	answer_sync(&other);
	sync_now();
	assert_int_equal(m->status.link, LINK_DOWN);
	assert_true(meta_is(META_HAVE, NULL));
	assert_int_equal(me_number("server_ms"), 1700000000000);
	answer_sync(&told);
	sync_now();
	assert_true(meta_is(META_HAVE, "h.1"));
	answer_sync(&end);
	sync_now();
	assert_true(meta_is(META_HAVE, NULL));
	answer_sync(&end);
	sync_now();
	assert_true(has(asked, REQUEST_SYNC));
}

/* Of another role all is asked for again, at once and once (case 20). */
static void
test_role(void **state)
{
	static const char lead[] =
	    "{\"staff\":\"" STAFF "\",\"name\":\"Sam\",\"sign_in\":\"sam\","
	    "\"role\":\"strategic_lead\",\"lease_until\":1900000000000}";
	const struct office_says as_lead = {
		.cursor = "9", .have = "h.3", .me = lead
	};
	unsigned before = asked;

	(void)state;
	answer_sync(&as_lead);
	answer_sync(&as_lead);
	sync_now();
	assert_true(has(before + 1, BRIEF));
	assert_true(has(before + 2, REQUEST_SYNC));
	assert_true(has(before + 2, "{\"cursor\":\"0\",\"generation\":"));
	assert_null(request_of(before + 3));
	assert_true(meta_is(META_CURSOR, "9") && meta_is(META_HAVE, "h.3"));
	assert_int_equal(m->me.role, ROLE_LEAD);
	assert_int_equal(m->status.link, LINK_IDLE);
}

/* A text that would not go into an address goes by POST. */
static void
test_odd_text(void **state)
{
	const struct office_says odd = { .cursor = "6", .have = "a b&c" };

	(void)state;
	answer_sync(&odd);
	sync_now();
	answer_sync(&idle);
	sync_now();
	assert_true(has(asked, REQUEST_SYNC));
	assert_true(has(asked, "\"have\":\"a b&c\""));
}

#define READY(test) cmocka_unit_test_setup_teardown(test, ready, away)

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		READY(test_nothing),
		READY(test_same_second),
		READY(test_no_answer),
		READY(test_push),
		READY(test_part),
		WITH_MODEL(test_not_said),
		READY(test_older_office),
		READY(test_forgotten),
		READY(test_role),
		READY(test_odd_text),
	};

	RUN_LINE("tui_sync_have", tests);
}
