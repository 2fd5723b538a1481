/* tui_enrol.c - proves the enrolment of a device: what is asked, what is believed
 * of the answer, and that after a refusal there is no store and nothing sent that
 * should not be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sync_helper.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static int
fresh(void **state)
{
	(void)state;
	new_model();
	return 0;
}

static int
away(void **state)
{
	(void)state;
	model_free(m);
	m = NULL;
	clear_folder();
	remove_store();
	return 0;
}

static bool
has_store(void)
{
	char path[STORE_PATH_MAX];

	store_path_of(path, dir, "sam", "https://office:1");
	return access(path, F_OK) == 0;
}

static const char *
meta(const char *key)
{
	static char text[4096];
	struct buf out = BUF_INIT(sizeof text - 1);

	if (store_meta_get(m->store, key, &out, NULL) != ERR_OK)
		buf_clear(&out);
	snprintf(text, sizeof text, "%s", buf_str(&out));
	buf_done(&out);
	return text;
}

static void
test_enrol(void **state)
{
	struct buf text = BUF_INIT(65536), pem = BUF_INIT(65536);
	struct errinfo e = { 0 };
	char path[STORE_PATH_MAX], file[STORE_PATH_MAX];
	const char *rq;
	struct stat st;

	(void)state;
	enrol_answer(&text);
	answer_next(NET_OK, 201, 0, text.data);
	assert_int_equal(model_enrol_state(m, &e), ASK_NONE);
	office_must(ask_enrol(&e), &e);
	assert_int_equal(model_enrol_state(m, &e), ASK_WAITING);
	(void)settle();
	assert_int_equal(model_enrol_state(m, &e), ASK_DONE);
	assert_true(model_is_open(m));
	assert_true(model_take_topics(m) & TOPIC_ANSWER);
	/* What was asked: the pin alone, in libcurl's base64, no certificate. */
	rq = request_of(1);
	assert_non_null(strstr(rq,
	    "POST https://office:1/v1/enrolments\n"
	    "sha256//+/8BAgMAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n"
	    "Content-Type: application/json\n"));
	assert_null(strstr(rq, "Authorization"));
	assert_non_null(strstr(rq,
	    "{\"secret\":\"CQkAAAAAAAAAAAAAAAAAAA\",\"sign_in\":\"sam\","
	    "\"passphrase\":\"" PASSPHRASE "\",\"device_name\":\"a laptop\","
	    "\"sign_key\":\""));
	/* What is kept. */
	assert_string_equal(meta(META_PINS),
	    "sha256//+/8BAgMAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=;"
	    "sha256//BwcHAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
	assert_int_equal(strlen(meta(META_TOKEN)), WIRE_TOKEN);
	assert_string_equal(meta(META_ME), OFFICE_ME);
	assert_string_equal(model_me(m)->name, "Sam Example");
	assert_string_equal(model_me(m)->device.s, DEVICE);
	assert_string_equal(store_url(m->store), "https://office:1");
	store_path_of(path, dir, "sam", "https://office:1");
	store_path_certificates(file, path);
	assert_int_equal(stat(file, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	/* It opens again, with the passphrase and no other. */
	model_lock(m);
	assert_int_equal(
	    model_unlock(m, "sam", "another five plain words", &e), ERR_AUTH);
	assert_int_equal(model_unlock(m, "sam", PASSPHRASE, &e), ERR_OK);
	/* It is not made a second time: the office says so of a code that is for
	 * no recovery, and the store stays as it is (tui_recover.c). */
	model_lock(m);
	answer_next(NET_OK, 409, 0, "{\"detail\":\"The code was not used.\"}");
	answer_next(NET_OK, 409, 0, "{\"detail\":\"The code was not used.\"}");
	office_must(ask_enrol(&e), &e);
	(void)settle();
	assert_int_equal(model_enrol_state(m, &e), ASK_FAILED);
	assert_non_null(strstr(e.says, "code was not used"));
	assert_int_equal(model_unlock(m, "sam", PASSPHRASE, &e), ERR_OK);
	buf_done(&text);
	buf_done(&pem);
}

/* The key that signs is the one the office was given. */
static void
test_sign_key(void **state)
{
	struct buf text = BUF_INIT(65536);
	struct errinfo e = { 0 };
	uint8_t public_key[SEAL_PUBLIC], sig[SEAL_SIG];
	const char *at;
	char key[44] = "";

	(void)state;
	enrol_answer(&text);
	answer_next(NET_OK, 201, 0, text.data);
	office_must(ask_enrol(&e), &e);
	(void)settle();
	at = strstr(request_of(1), "\"sign_key\":\"") + 12;
	memcpy(key, at, 43);
	assert_true(seal_unbase64(public_key, sizeof public_key, key));
	seal_sign(sig, "x", 1, m->sign_secret);
	assert_true(seal_verify(sig, "x", 1, public_key));
	buf_done(&text);
}

static void
test_refused_here(void **state)
{
	static const uint8_t secret[WIRE_SECRET] = { 9 };
	char code[WIRE_CODE_MAX], long_name[100], long_pass[600];
	const struct {
		const char *why, *url, *code, *sign_in, *passphrase, *says;
	} rows[] = {
		{ "no https", "http://office:1", code, "sam", PASSPHRASE,
		    "https://" },
		{ "no address", "", code, "sam", PASSPHRASE, "https://" },
		{ "a scheme alone", "https://", code, "sam", PASSPHRASE,
		    "https://" },
		{ "a path that is a question", "https://office?x", code, "sam",
		    PASSPHRASE, "https://" },
		{ "a name before the office", "https://me@office", code, "sam",
		    PASSPHRASE, "https://" },
		{ "a line end", "https://office\nX: y", code, "sam", PASSPHRASE,
		    "https://" },
		{ "no code", "https://office:1", "", "sam", PASSPHRASE,
		    "code" },
		{ "half a code", "https://office:1", "hv1-AAAA", "sam",
		    PASSPHRASE, "code" },
		{ "a long name", "https://office:1", code, long_name,
		    PASSPHRASE, "sign-in name" },
		{ "a long passphrase", "https://office:1", code, "sam",
		    long_pass, "longer than" },
	};

	(void)state;
	memset(long_name, 'a', sizeof long_name - 1);
	long_name[sizeof long_name - 1] = '\0';
	memset(long_pass, 'a', sizeof long_pass - 1);
	long_pass[sizeof long_pass - 1] = '\0';
	wire_code_print(code, office_pin, secret);
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct errinfo e = { 0 };

		print_message("%s\n", rows[i].why);
		assert_int_equal(
		    model_ask_enrol(m, rows[i].url, rows[i].code,
			rows[i].sign_in, rows[i].passphrase, "a laptop", &e),
		    ERR_INVALID);
		assert_non_null(strstr(e.says, rows[i].says));
		assert_int_equal(model_enrol_state(m, &e), ASK_NONE);
		/* Not even a helper was started. */
		assert_int_equal(model_fd(m), -1);
		assert_null(request_of(1));
	}
}

static void
test_refused_there(void **state)
{
	static const struct {
		const char *why;
		uint32_t link;
		unsigned status;
		const char *body;
		enum err want;
		const char *says;
	} rows[] = {
		{ "not reached", NET_UNREACHABLE, 0, "", ERR_NET,
		    "cannot be reached" },
		{ "another key", NET_NOT_TRUSTED, 0, "", ERR_NET,
		    "not the office your code is for" },
		{ "cut", NET_CUT, 0, "", ERR_NET, "broke off" },
		{ "the helper", NET_FAULT, 0, "", ERR_NET, "broke off" },
		{ "the code is old", NET_OK, 401,
		    "{\"detail\":\"This enrolment code is not valid.\"}",
		    ERR_AUTH, "not valid" },
		{ "too many tries", NET_OK, 429,
		    "{\"detail\":\"Wait a minute.\"}", ERR_BUSY,
		    "Wait a minute." },
		{ "a field", NET_OK, 422,
		    "{\"detail\":\"Not right.\",\"errors\":[{\"detail\":"
		    "\"Too short.\"}]}",
		    ERR_DENIED, "Too short." },
		{ "a fault", NET_OK, 500, "", ERR_NET, "fault of its own" },
		{ "a page", NET_OK, 200, "<html>", ERR_NET,
		    "fault of its own" },
		{ "a redirect", NET_OK, 302, "", ERR_NET, "fault of its own" },
		{ "created, but what", NET_OK, 201, "created", ERR_INVALID,
		    "cannot be right" },
		{ "created, but nothing", NET_OK, 201, "{}", ERR_INVALID,
		    "cannot be right" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct errinfo e = { 0 };

		print_message("%s\n", rows[i].why);
		answer_next(rows[i].link, rows[i].status, 0, rows[i].body);
		office_must(ask_enrol(&e), &e);
		(void)settle();
		assert_int_equal(model_enrol_state(m, &e), ASK_FAILED);
		assert_int_equal(e.code, rows[i].want);
		assert_non_null(strstr(e.says, rows[i].says));
		assert_false(has_store());
		assert_false(model_is_open(m));
		assert_null(m->sync->enrol);
	}
}

/* An answer that is right but for one thing. */
static void
test_odd_answers(void **state)
{
	static const struct {
		const char *why, *from, *to;
	} rows[] = {
		{ "no device", "\"device\":\"" DEVICE, "\"device\":\"x" },
		{ "no staff", "\"staff\":\"" STAFF "\",\"token\"",
		    "\"token\"" },
		{ "me is somebody else", "\"me\":{\"staff\":\"" STAFF,
		    "\"me\":{\"staff\":\"" DEVICE },
		{ "no me", "\"me\":", "\"Me\":" },
		{ "a short token", "\"token\":\"0", "\"token\":\"" },
		{ "a long token", "\"token\":\"0", "\"token\":\"00" },
		{ "no certificate", "-----BEGIN CERTIFICATE-----", "x" },
		{ "a box key that is none", "\"box_key\":\"",
		    "\"box_key\":\"x" },
		{ "no pins", "\"pins\"", "\"Pins\"" },
		{ "not the code's pin", "-_8BAgMAAAA", "-_8BAgMAAAB" },
		{ "a pin that is none", "BwcHAAAA", "B" },
		{ "a key twice", "{\"device\"", "{\"token\":1,\"device\"" },
	};
	struct buf text = BUF_INIT(65536);

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct errinfo e = { 0 };
		const char *at;

		print_message("%s\n", rows[i].why);
		enrol_answer(&text);
		at = strstr(text.data, rows[i].from);
		assert_non_null(at);
		buf_splice(&text, (size_t)(at - text.data),
		    strlen(rows[i].from), rows[i].to, strlen(rows[i].to));
		answer_next(NET_OK, 201, 0, text.data);
		office_must(ask_enrol(&e), &e);
		(void)settle();
		assert_int_equal(model_enrol_state(m, &e), ASK_FAILED);
		assert_non_null(strstr(e.says, "cannot be right"));
		assert_false(has_store());
		assert_false(model_is_open(m));
	}
	buf_done(&text);
}

/* The helper dies, or is silent for ever: it is an error in words. */
static void
test_no_answer(void **state)
{
	struct errinfo e = { 0 };

	(void)state;
	office_must(ask_enrol(&e), &e);
	assert_false(settle());
	assert_int_equal(model_enrol_state(m, &e), ASK_WAITING);
	(void)model_tick(m, now + SYNC_DEADLINE_MS);
	assert_int_equal(model_enrol_state(m, &e), ASK_WAITING);
	(void)model_tick(m, now + SYNC_DEADLINE_MS + 1);
	assert_int_equal(model_enrol_state(m, &e), ASK_FAILED);
	assert_non_null(strstr(e.says, "stopped"));
	assert_int_equal(model_fd(m), -1);
}

int
main(int argc, char **argv)
{
#define WITH_MODEL(test) cmocka_unit_test_setup_teardown(test, fresh, away)
	const struct CMUnitTest tests[] = {
		WITH_MODEL(test_enrol),
		WITH_MODEL(test_sign_key),
		WITH_MODEL(test_refused_here),
		WITH_MODEL(test_refused_there),
		WITH_MODEL(test_odd_answers),
		WITH_MODEL(test_no_answer),
	};

	if (is_helper(argc, argv))
		return helper(argv[0]);
	if (start_office(argc, argv) != 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, end_office);
}
