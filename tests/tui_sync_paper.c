/* tui_sync_paper.c - a PDF asked of the office: the passphrase first, then the
 * document; and what odd answers, a poor line, a wrong passphrase and the lock do to
 * it (A2). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model_paper.h"
#include "sync_line.h"

#define PATH "/v1/files/" FILE_A "/chronology?form=pdf"
#define PDF "%PDF-1.5\nand so on\n%%EOF\n"
#define SESSION "{\"token\":\"" TOKEN_2 "\",\"until\":1,\"me\":{}}"

static struct buf pdf = BUF_INIT(1 << 20);
static struct errinfo why;

static enum ask_state
state_now(void)
{
	buf_clear(&pdf);
	err_clear(&why);
	return model_pdf_state(m, &pdf, &why);
}

static void
ask(const char *passphrase)
{
	struct errinfo e = { 0 };

	office_must(model_ask_pdf(m, PATH, passphrase, NULL, &e), &e);
}

/* A fresh session, then the document with its token, which stands from then on. */
static void
test_comes(void **state)
{
	struct errinfo e = { 0 };

	(void)state;
	answer_next(NET_OK, 201, 0, SESSION);
	answer_next(NET_OK, 200, 0, PDF);
	ask("given again");
	assert_int_equal(state_now(), ASK_WAITING);
	assert_int_equal(model_ask_pdf(m, PATH, NULL, NULL, &e), ERR_BUSY);
	assert_true(settle());
	assert_true(settle());
	assert_true(has(3, REQUEST_SESSION));
	assert_true(has(3, "\"passphrase\":\"given again\""));
	assert_true(has(4, "GET https://office:1" PATH "\n"));
	assert_true(has(4, "Authorization: Bearer " TOKEN_2));
	assert_int_equal(state_now(), ASK_DONE);
	assert_string_equal(buf_str(&pdf), PDF);
	assert_int_equal(state_now(), ASK_NONE);
	assert_string_equal(m->sync->token, TOKEN_2);
}

/* The one-time code goes with the passphrase, where there is one. */
static void
test_code(void **state)
{
	struct errinfo e = { 0 };

	(void)state;
	answer_next(NET_OK, 201, 0, SESSION);
	answer_next(NET_OK, 200, 0, PDF);
	office_must(model_ask_pdf(m, PATH, "given again", "123 456", &e), &e);
	assert_true(settle());
	assert_true(has(3, "\"one_time\":\"123 456\""));
	assert_int_equal(state_now(), ASK_DONE);
}

/* Without a passphrase it is one question. */
static void
test_at_once(void **state)
{
	(void)state;
	answer_next(NET_OK, 200, 0, PDF);
	ask(NULL);
	assert_true(settle());
	assert_true(has(3, "GET https://office:1" PATH "\n"));
	assert_true(has(3, "Authorization: Bearer " TOKEN_1));
	assert_int_equal(state_now(), ASK_DONE);
}

/* A wrong one is said, and takes nothing from the conversation. */
static void
test_wrong_passphrase(void **state)
{
	(void)state;
	answer_next(NET_OK, 401, 0, "{\"detail\":\"It is not right.\"}");
	ask("wrong");
	assert_true(settle());
	assert_int_equal(state_now(), ASK_FAILED);
	assert_string_equal(why.says, "It is not right.");
	assert_int_equal(state_now(), ASK_NONE);
	assert_string_equal(m->sync->token, TOKEN_1);
	assert_string_not_equal(m->sync->passphrase, "wrong");
	assert_string_not_equal(m->sync->passphrase, "");
	assert_null(request_of(4));
}

static void
test_bad_answers(void **state)
{
	static const struct {
		uint32_t link;
		unsigned status;
		const char *body;
		enum err code;
		const char *says;
	} bad[] = {
		{ NET_UNREACHABLE, 0, "", ERR_NET, "cannot be reached" },
		{ NET_TOO_BIG, 0, "", ERR_NET, "bigger than it may be" },
		{ NET_OK, 403, "{\"detail\":\"Not fresh.\"}", ERR_DENIED,
		    "Not fresh." },
		{ NET_OK, 404, "{\"detail\":\"No.\"}", ERR_DENIED, "No." },
		{ NET_OK, 503, "{\"detail\":\"No press.\"}", ERR_BUSY,
		    "No press." },
		{ NET_OK, 200, "", ERR_INVALID, "no PDF" },
		{ NET_OK, 200, "%PDF", ERR_INVALID, "no PDF" },
		{ NET_OK, 200, "{\"records\":[]}", ERR_INVALID, "no PDF" },
		{ NET_OK, 204, "", ERR_NET, "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		answer_next(bad[i].link, bad[i].status, 0, bad[i].body);
		ask(NULL);
		assert_true(settle());
		if (state_now() != ASK_FAILED || why.code != bad[i].code ||
		    !strstr(why.says, bad[i].says))
			fail_msg("%zu: %d %s", i, why.code, why.says);
		assert_int_equal(pdf.len, 0);
	}
}

static void
test_bad_sessions(void **state)
{
	static const struct bad_answer bad[] = {
		{ NET_CUT, 0, "" },
		{ NET_OK, 201, "" },
		{ NET_OK, 201, "{\"token\":\"short\"}" },
		{ NET_OK, 201, "{\"token\":7}" },
		{ NET_OK, 429, "{\"detail\":\"Wait.\"}" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		answer_next(bad[i].link, bad[i].status, 0, bad[i].body);
		ask("given again");
		assert_true(settle());
		assert_int_equal(state_now(), ASK_FAILED);
		assert_true(*why.says);
		assert_string_equal(m->sync->token, TOKEN_1);
	}
}

/* Behind the lock there is none, and nothing of it is kept. */
static void
test_lock(void **state)
{
	struct errinfo e = { 0 };

	(void)state;
	answer_next(NET_OK, 200, 0, PDF);
	ask(NULL);
	assert_true(settle());
	model_lock(m);
	assert_int_equal(state_now(), ASK_NONE);
	assert_int_equal(pdf.len, 0);
	assert_int_equal(model_ask_pdf(m, PATH, NULL, NULL, &e), ERR_AUTH);
	assert_int_equal(model_note_exported(m, NULL, 0, &e), ERR_AUTH);
	assert_int_equal(model_is_passphrase(m, "x", &e), ERR_AUTH);
}

static void
test_hangs(void **state)
{
	(void)state;
	ask(NULL);
	model_sync_now(m); /* is never answered either */
	let_hang(2);
	assert_int_equal(state_now(), ASK_FAILED);
	assert_false(sync_askers_wait(m->sync));
}

/* What was written out of this device's own store goes with the looks, and says so. */
static void
test_exported(void **state)
{
	struct paper_trace traces[2] = { { .version = 1 }, { .version = 3 } };
	struct errinfo e = { 0 };

	(void)state;
	traces[0].file = traces[1].file = office_id(FILE_A);
	traces[0].record = traces[1].record = office_id(RECORD_1);
	office_must(model_note_exported(m, traces, 2, &e), &e);
	answer_sync(&idle);
	assert_true(settle());
	assert_int_equal(count(3, "\"exported\":true"), 2);
	assert_true(has(3, "\"version\":3"));
	/* And nothing, undone: no half of it. */
	office_must(model_reading_begin(m, &e), &e);
	assert_int_equal(model_reading_end(m, ERR_IO, &e), ERR_IO);
	office_must(model_note_exported(m, traces, 1, &e), &e);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		WITH_MODEL(test_comes),
		WITH_MODEL(test_code),
		WITH_MODEL(test_at_once),
		WITH_MODEL(test_wrong_passphrase),
		WITH_MODEL(test_bad_answers),
		WITH_MODEL(test_bad_sessions),
		WITH_MODEL(test_lock),
		WITH_MODEL(test_hangs),
		WITH_MODEL(test_exported),
	};

	RUN_LINE("tui_sync_paper", tests);
}
