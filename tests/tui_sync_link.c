/* tui_sync_link.c - proves the state machine of sync.c: when it asks, what the
 * status says, and that nothing is lost or sent twice whatever the line does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sync_line.h"

/* ---- when it asks ---- */

static void
test_every_minute(void **state)
{
	int64_t began = now, news = m->status.news_ms;

	(void)state;
	assert_true(news > 0);
	assert_true(has(2, REQUEST_SYNC));
	assert_true(has(2, "Content-Encoding: zstd\nAccept-Encoding: zstd\n"));
	assert_true(has(2, "Authorization: Bearer " TOKEN_1 "\n"));
	assert_true(has(2, "{\"cursor\":\"0\""));
	assert_int_equal(m->status.link, LINK_IDLE);
	/* Not before its time, and then unseen. */
	answer_sync(&idle);
	(void)model_tick(m, now);
	assert_int_equal(m->sync->asked, ASKED_NOTHING);
	pass_time();
	assert_int_equal(now - began, 60000);
	assert_int_equal(m->status.link, LINK_IDLE);
	m->status.news_ms = news - 1;
	assert_true(settle());
	assert_int_equal(m->status.news_ms, news - 1); /* nothing is drawn */
	assert_true(has(3, "{\"cursor\":\"5\",\"generation\":\"g1\""));
	assert_int_equal(m->status.link, LINK_IDLE);
	/* Asked for by a person: seen. */
	answer_sync(&idle);
	model_sync_now(m);
	(void)model_tick(m, now);
	assert_int_equal(m->status.link, LINK_FETCHING);
	assert_true(settle());
	assert_int_equal(m->status.news_ms, news);
	assert_int_equal(m->status.link, LINK_IDLE);
}

static void
test_save(void **state)
{
	struct buf words = BUF_INIT(200);
	const struct outbox_row *rows;

	(void)state;
	receive(1, 2);
	write_here(1);
	write_here(2);
	assert_int_equal(m->status.here, 2);
	(void)model_tick(m, now);
	assert_int_equal(m->status.link, LINK_SENDING);
	model_status_words(m, clock_ms(), &words);
	assert_string_equal(words.data, "Sending 2 of 2");
	assert_int_equal(model_outbox(m, &rows), 2);
	assert_int_equal(rows[0].where, WHERE_SENDING);
	assert_int_equal(rows[1].where, WHERE_SENDING);
	assert_true(settle());
	assert_int_equal(m->status.here, 0);
	assert_int_equal(store_outbox_count(m->store, OUTBOX_SENT), 2);
	assert_int_equal(m->status.link, LINK_IDLE);
	assert_int_equal(count(3, "\"write\":"), 2);
	buf_done(&words);
}

static void
test_many(void **state)
{
	(void)state;
	for (unsigned n = 1; n <= 250; n++)
		write_here(n);
	receive(1, 100);
	receive(101, 200);
	receive(201, 250);
	(void)model_tick(m, now);
	assert_int_equal(m->status.sending_now, 100);
	assert_int_equal(m->status.sending_all, 250);
	assert_true(settle());
	assert_int_equal(m->status.here, 0);
	assert_int_equal(count(3, "\"write\":"), 100);
	assert_int_equal(count(4, "\"write\":"), 100);
	assert_int_equal(count(5, "\"write\":"), 50);
	assert_null(request_of(6));
}

static void
test_more(void **state)
{
	const struct office_says more = { .cursor = "8", .more = true };
	const struct office_says stuck = { .cursor = "9", .more = true };

	(void)state;
	answer_sync(&more);
	answer_sync(&stuck);
	answer_sync(&stuck);
	model_sync_now(m);
	assert_true(settle());
	assert_true(has(4, "\"cursor\":\"8\""));
	assert_true(has(5, "\"cursor\":\"9\""));
	/* An office that says "more" and brings nothing is not asked for ever. */
	assert_null(request_of(6));
	assert_int_equal(m->status.link, LINK_IDLE);
}

/* ---- the line ---- */

static void
test_down(void **state)
{
	static const struct {
		uint32_t link;
		unsigned status;
		const char *body, *says;
	} rows[] = {
		{ NET_UNREACHABLE, 0, "", "cannot be reached" },
		{ NET_NOT_TRUSTED, 0, "", "may be somebody else" },
		{ NET_CUT, 0, "", "broke off" },
		{ NET_TOO_BIG, 0, "", "bigger than it may be" },
		{ NET_FAULT, 0, "", "is started again" },
		{ NET_OK, 500, "", "fault of its own" },
		{ NET_OK, 503, "{\"detail\":\"Come back.\"}", "Come back." },
		{ NET_OK, 429, "{\"detail\":\"Slower.\"}", "Slower." },
		{ NET_OK, 302, "", "fault of its own" },
		{ NET_OK, 200, "{}", "not well formed" },
		{ NET_OK, 200, "{\"now\":", "broken or was cut" },
		{ NET_OK, 200, "", "broken or was cut" },
	};

	(void)state;
	write_here(1);
	for (size_t i = 0; i < COUNT(rows); i++) {
		print_message("%s\n", rows[i].says);
		answer_next(rows[i].link, rows[i].status, 0, rows[i].body);
		pass_time();
		assert_true(settle());
		assert_int_equal(m->status.link, LINK_DOWN);
		assert_non_null(strstr(m->status.why.says, rows[i].says));
		assert_non_null(strstr(m->status.why.says,
		    rows[i].status == 503 || rows[i].status == 429
			? "."
			: "kept here"));
		assert_int_equal(m->status.here, 1);
		assert_int_equal(
		    store_outbox_count(m->store, OUTBOX_WAITING), 1);
		assert_true(m->status.next_try_ms > clock_ms());
	}
	/* Packed with something that is no zstd. */
	answer_next(NET_OK, 200, 2, "not packed");
	pass_time();
	assert_true(settle());
	assert_int_equal(m->status.link, LINK_DOWN);
	/* And then it goes by itself, with the same write id. */
	receive(1, 1);
	pass_time();
	assert_true(settle());
	assert_int_equal(m->status.link, LINK_IDLE);
	assert_int_equal(m->status.here, 0);
	assert_int_equal(m->status.why.code, ERR_OK);
	for (unsigned n = 3; n <= asked; n++)
		assert_int_equal(count(n, "\"write\":\""), 1);
}

static void
test_waits_grow(void **state)
{
	int64_t last = 0;

	(void)state;
	answer_next(NET_UNREACHABLE, 0, 0, "");
	write_here(1);
	assert_true(settle());
	for (unsigned n = 1; n <= 20; n++) {
		int64_t began;

		answer_next(NET_UNREACHABLE, 0, 0, "");
		pass_time();
		assert_true(settle());
		began = now;
		assert_true(model_tick(m, now) <= SYNC_TICK_MAX_MS);
		answer_next(NET_UNREACHABLE, 0, 0, "");
		pass_time();
		assert_true(settle());
		last = now - began;
		assert_true(last >= SYNC_WAIT_MIN_MS);
		assert_true(last <= SYNC_WAIT_MAX_MS);
	}
	assert_true(last >= SYNC_WAIT_MAX_MS / 2);
	assert_true(m->sync->failures >= 40);
	/* A save does not wait for it. */
	receive(1, 2);
	write_here(2);
	(void)model_tick(m, now);
	assert_int_equal(m->status.link, LINK_CONNECTING);
	assert_true(settle());
	assert_int_equal(m->status.here, 0);
	assert_int_equal(m->sync->failures, 0);
}

/* Less at once over a line that breaks. */
static void
test_smaller_pieces(void **state)
{
	(void)state;
	for (unsigned n = 1; n <= 40; n++)
		write_here(n);
	answer_next(NET_CUT, 0, 0, "");
	answer_next(NET_CUT, 0, 0, "");
	receive(1, 10);
	receive(11, 30);
	receive(31, 40);
	assert_true(settle());
	pass_time();
	assert_true(settle());
	pass_time();
	assert_true(settle());
	assert_int_equal(m->status.here, 0);
	assert_int_equal(count(3, "\"write\":"), 40);
	assert_int_equal(count(4, "\"write\":"), 20);
	assert_int_equal(count(5, "\"write\":"), 10);
	assert_int_equal(count(6, "\"write\":"), 20);
	assert_int_equal(count(7, "\"write\":"), 10);
}

/* ---- one bad item ---- */

static void
test_waiting_item(void **state)
{
	struct office_says later = { .cursor = "6" };
	struct buf list = BUF_INIT(200000);

	(void)state;
	for (unsigned n = 1; n <= 101; n++)
		write_here(n);
	/* A hundred are to wait; the one behind them goes in this round, and
	 * they are not sent twice in it. */
	for (unsigned n = 1; n <= 100; n++)
		buf_addf(&list,
		    "%s{\"write\":\"%.33s%03x\",\"status\":424,"
		    "\"detail\":\"It waits.\"}",
		    n == 1 ? "[" : ",", WRITE_1, n);
	buf_adds(&list, "]");
	later.results = list.data;
	answer_sync(&later);
	receive(101, 101);
	assert_true(settle());
	assert_int_equal(m->status.here, 100);
	assert_int_equal(count(3, "\"write\":"), 100);
	assert_int_equal(count(4, "\"write\":"), 1);
	assert_null(request_of(5));
	assert_int_equal(m->status.link, LINK_IDLE);
	/* In the next round they are offered again. */
	receive(1, 100);
	pass_time();
	assert_true(settle());
	assert_int_equal(m->status.here, 0);
	buf_done(&list);
}

static void
test_request_refused(void **state)
{
	static const char no[] = "{\"detail\":\"This cannot be read.\"}";
	const struct outbox_row *list;

	(void)state;
	/* Four writes; the office cannot read a request with the second. */
	for (unsigned n = 1; n <= 4; n++)
		write_here(n);
	answer_next(NET_OK, 413, 0, no); /* 1 2 3 4 */
	answer_next(NET_OK, 413, 0, no); /* 1 2 */
	receive(1, 1);                   /* 1 */
	answer_next(NET_OK, 413, 0, no); /* 2 3 */
	answer_next(NET_OK, 413, 0, no); /* 2 alone: passed over */
	receive(3, 3);
	receive(4, 4);
	assert_true(settle());
	assert_int_equal(m->status.link, LINK_IDLE);
	assert_int_equal(m->status.here, 1);
	assert_int_equal(model_outbox(m, &list), 1);
	assert_string_equal(list[0].why, "This cannot be read.");
	assert_int_equal(list[0].where, WHERE_HERE);
}

static void
test_refused_item(void **state)
{
	struct office_says no = { .cursor = "6" };
	const struct outbox_row *list;

	(void)state;
	write_here(1);
	no.results = "[{\"write\":\"" WRITE_OF_1
		     "\",\"status\":403,\"detail\":\"Not yours.\"}]";
	answer_sync(&no);
	assert_true(settle());
	assert_int_equal(m->status.here, 0);
	assert_int_equal(m->status.stopped, 1);
	assert_int_equal(model_outbox(m, &list), 1);
	assert_int_equal(list[0].where, WHERE_STOPPED);
	assert_string_equal(list[0].why, "Not yours.");
	/* It is not sent again, and stays. */
	answer_sync(&idle);
	model_sync_now(m);
	assert_true(settle());
	assert_int_equal(count(asked, "\"write\":"), 0);
	assert_int_equal(m->status.stopped, 1);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		WITH_MODEL(test_every_minute),
		WITH_MODEL(test_save),
		WITH_MODEL(test_many),
		WITH_MODEL(test_more),
		WITH_MODEL(test_down),
		WITH_MODEL(test_waits_grow),
		WITH_MODEL(test_smaller_pieces),
		WITH_MODEL(test_waiting_item),
		WITH_MODEL(test_request_refused),
		WITH_MODEL(test_refused_item),
	};

	RUN_LINE("tui_sync_link", tests);
}
