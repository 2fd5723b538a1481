/* tui_recover.c - a device whose passphrase was lost is enrolled anew: its store is put
 * aside, never written over, and what waited there is handed over to the office, piece
 * by piece, until all of it is there (promise 2); and a one-time code for the office. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>

#include "model_office.h"
#include "sync_helper.h"

/* What a store that is new is answered, and one in step. */
static const struct office_says first = { .files = "[]", .cursor = "5" };
static const struct office_says idle = { .files = NULL };

static int
away(void **state)
{
	struct dirent *d;
	DIR *folder;

	(void)state;
	model_free(m);
	m = NULL;
	clear_folder();
	folder = opendir(dir);
	while ((d = readdir(folder)) != NULL) {
		char path[512];

		snprintf(path, sizeof path, "%s/%s", dir, d->d_name);
		if (strncmp(d->d_name, "sam@", 4) == 0)
			(void)unlink(path);
	}
	closedir(folder);
	return 0;
}

/* What is in the folder whose name has these words. */
static size_t
files_with(const char *words)
{
	DIR *folder = opendir(dir);
	struct dirent *d;
	size_t n = 0;

	while ((d = readdir(folder)) != NULL)
		n += strstr(d->d_name, words) != NULL &&
		     strstr(d->d_name, "-wal") == NULL &&
		     strstr(d->d_name, "-shm") == NULL;
	closedir(folder);
	return n;
}

/* Until nothing of what this test waits for is under way. */
static void
settle_all(void)
{
	for (int i = 0; i < 50; i++) {
		struct pollfd p = { .events = POLLIN };

		(void)settle();
		p.fd = model_fd(m);
		if (!m->sync->before_number && !m->sync->office_number)
			return;
		if (p.fd < 0 || poll(&p, 1, ONE_SECOND) <= 0)
			return;
		model_readable(m);
	}
}

static void
add_write(enum outbox_state state)
{
	struct id write = id_new(), id = id_new(), file = id_new();
	struct envelope env = { .version = 1,
		.table = 1,
		.written_ms = 1000,
		.body = "{\"name\":\"Nan\"}",
		.body_len = 14 };
	struct errinfo e = { 0 };

	env.id = id;
	env.file = file;
	env.author = office_id(STAFF);
	snprintf(env.kind, sizeof env.kind, "adult");
	office_must(
	    store_outbox_add(m->store, &write, &env, 1000, m->box_key, &e), &e);
	if (state == OUTBOX_SENT)
		office_must(
		    store_outbox_confirm(m->store, &write, 201, 1, 2000, &e),
		    &e);
	if (state == OUTBOX_REFUSED)
		office_must(
		    store_outbox_refuse(m->store, &write, 403, "no", &e), &e);
}

/* Enrolled, with a first sync, two pieces that wait, one refused, one sent. */
static int
fresh(void **state)
{
	struct buf text = BUF_INIT(65536);
	struct errinfo e = { 0 };

	(void)state;
	new_model();
	enrol_answer(&text);
	answer_next(NET_OK, 201, 0, text.data);
	answer_sync(&first);
	office_must(ask_enrol(&e), &e);
	settle_all();
	assert_true(model_is_open(m));
	add_write(OUTBOX_WAITING);
	add_write(OUTBOX_WAITING);
	add_write(OUTBOX_REFUSED);
	add_write(OUTBOX_SENT);
	buf_done(&text);
	return 0;
}

static const char other[] = "a quite new set of words";

static enum err
enrol_anew(struct errinfo *e)
{
	static const uint8_t secret[WIRE_SECRET] = { 9, 9 };
	char code[WIRE_CODE_MAX];

	wire_code_say(code, office_pin, secret);
	return model_ask_enrol(
	    m, "https://office:1/", code, "sam", other, "a laptop", e);
}

static void
test_recovery(void **state)
{
	struct buf text = BUF_INIT(65536);
	struct errinfo e = { 0 };
	const char *rq;

	(void)state;
	model_lock(m);
	enrol_answer(&text);
	answer_next(NET_OK, 201, 0, text.data);
	answer_sync(&first);
	answer_next(NET_OK, 200, 0,
	    "{\"results\":[{\"status\":202},{\"status\":201},"
	    "{\"status\":422,\"says\":\"it is cut\"}]}");
	answer_sync(&idle);
	office_must(enrol_anew(&e), &e);
	settle_all();
	/* The office was told whose store is here. */
	assert_non_null(strstr(request_of(3), "\"replaces\":\"" DEVICE "\""));
	assert_true(model_is_open(m));
	assert_int_equal(store_outbox_count(m->store, OUTBOX_LISTED), 0);
	/* All that waited or was refused, and nothing that the office has. */
	rq = request_of(5);
	assert_non_null(rq);
	assert_non_null(strstr(rq, "POST https://office:1/v1/handed\n"));
	assert_null(strstr(rq, "Nan"));
	assert_int_equal(files_with(".before-"), 1);
	assert_int_equal(files_with(".sent"), 1);
	assert_non_null(strstr(model_damage(m), "2 pieces"));
	assert_non_null(strstr(model_damage(m), "it is cut"));
	/* Nothing more is sent of it, now or at the next start. */
	assert_null(request_of(7));
	/* The old passphrase opens nothing any more. */
	model_lock(m);
	assert_int_equal(model_unlock(m, "sam", PASSPHRASE, &e), ERR_AUTH);
	assert_int_equal(model_unlock(m, "sam", other, &e), ERR_OK);
	buf_done(&text);
}

/* The line breaks: it is offered again, all of it, until it was answered. */
static void
test_cut(void **state)
{
	struct buf text = BUF_INIT(65536);
	struct errinfo e = { 0 };

	(void)state;
	model_lock(m);
	enrol_answer(&text);
	answer_next(NET_OK, 201, 0, text.data);
	answer_sync(&first);
	answer_next(NET_CUT, 0, 0, "");
	office_must(enrol_anew(&e), &e);
	settle_all();
	assert_int_equal(files_with(".sent"), 0);
	/* An answer to something else is none. */
	answer_sync(&idle);
	answer_next(NET_OK, 200, 0, "{\"results\":[{\"status\":202}]}");
	model_sync_now(m);
	settle_all();
	assert_int_equal(files_with(".sent"), 0);
	/* Killed, and started again. */
	model_free(m);
	new_model();
	answer_sync(&idle);
	answer_next(NET_OK, 200, 0,
	    "{\"results\":[{\"status\":202},{\"status\":202},"
	    "{\"status\":202}]}");
	answer_sync(&idle);
	assert_int_equal(model_unlock(m, "sam", other, &e), ERR_OK);
	settle_all();
	assert_int_equal(files_with(".sent"), 1);
	assert_non_null(strstr(model_damage(m), "3 pieces"));
	buf_done(&text);
}

/* The office says no: nothing here was touched. */
static void
test_refused(void **state)
{
	struct errinfo e = { 0 };

	(void)state;
	model_lock(m);
	answer_next(
	    NET_OK, 409, 0, "{\"detail\":\"It is for another device.\"}");
	answer_sync(&idle);
	office_must(enrol_anew(&e), &e);
	settle_all();
	assert_int_equal(model_enrol_state(m, &e), ASK_FAILED);
	assert_int_equal(files_with(".before-"), 0);
	assert_int_equal(model_unlock(m, "sam", other, &e), ERR_AUTH);
	assert_int_equal(model_unlock(m, "sam", PASSPHRASE, &e), ERR_OK);
	assert_int_equal(store_outbox_count(m->store, OUTBOX_LISTED), 3);
}

/* A one-time code goes with the same enrolment, once. */
static void
test_enrol_code(void **state)
{
	static const char wants[] =
	    "{\"type\":\"urn:haven:problem:one_time\",\"detail\":\"Give it.\"}";
	struct buf text = BUF_INIT(65536);
	struct errinfo e = { 0 };

	(void)state;
	model_lock(m);
	answer_next(NET_OK, 403, 0, wants);
	office_must(enrol_anew(&e), &e);
	settle_all();
	assert_true(model_enrol_needs_code(m));
	assert_null(strstr(request_of(3), "one_time"));
	enrol_answer(&text);
	answer_next(NET_OK, 201, 0, text.data);
	answer_sync(&first);
	answer_next(NET_OK, 200, 0, "{\"results\":[]}");
	model_enrol_code(m, "123456");
	office_must(enrol_anew(&e), &e);
	settle_all();
	assert_non_null(strstr(request_of(4), "\"one_time\":\"123456\""));
	assert_false(model_enrol_needs_code(m));
	assert_true(model_is_open(m));
	buf_done(&text);
}

/* ---- a one-time code for the session ---- */

static void
test_code(void **state)
{
	static const char no[] = "{\"detail\":\"Not right.\"}";
	char in[4000];
	struct errinfo e = { 0 };

	(void)state;
	snprintf(
	    in, sizeof in, "{\"token\":\"%043d\",\"me\":%s}", 2, OFFICE_ME);
	/* The session is over, and the passphrase alone does not do. */
	answer_next(NET_OK, 401, 0, no);
	answer_next(NET_OK, 401, 0, no);
	model_lock(m);
	assert_int_equal(model_unlock(m, "sam", PASSPHRASE, &e), ERR_OK);
	settle_all();
	assert_null(strstr(request_of(4), "one_time"));
	assert_int_equal(m->status.link, LINK_SIGN_IN);
	assert_true(model_is_refused(m));
	assert_false(model_needs_code(m));
	/* Nothing is tried by itself. */
	model_sync_now(m);
	settle_all();
	assert_null(request_of(5));
	/* A wrong one, and then the right one, with the same passphrase. */
	answer_next(NET_OK, 401, 0, no);
	model_give_code(m, "000000");
	settle_all();
	assert_non_null(strstr(request_of(5), "\"one_time\":\"000000\""));
	answer_next(NET_OK, 201, 0, in);
	answer_sync(&idle);
	m->me.has_one_time = true;
	assert_true(model_needs_code(m));
	model_give_code(m, "123456");
	settle_all();
	assert_non_null(strstr(request_of(6), "\"one_time\":\"123456\""));
	assert_non_null(strstr(request_of(6), PASSPHRASE));
	assert_int_equal(m->status.link, LINK_IDLE);
	assert_false(model_needs_code(m));
}

/* ---- a question for which somebody waits ---- */

static void
test_office(void **state)
{
	static const struct {
		uint32_t link;
		unsigned status;
		const char *body;
		enum ask_state want;
		const char *says;
	} rows[] = {
		{ NET_OK, 200, "{\"a\":1}", ASK_DONE, "" },
		{ NET_OK, 204, "", ASK_DONE, "" },
		{ NET_OK, 200, "{\"a\":", ASK_FAILED, "cannot be right" },
		{ NET_OK, 403, "{\"detail\":\"No.\"}", ASK_FAILED, "No." },
		{ NET_CUT, 0, "", ASK_FAILED, "may be done or not" },
	};
	const struct json *answer;
	struct errinfo e = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		answer_next(rows[i].link, rows[i].status, 0, rows[i].body);
		office_must(model_ask(m, "/v1/x", "{}", 2, &e), &e);
		assert_int_equal(model_answer(m, &answer, &e), ASK_WAITING);
		settle_all();
		assert_int_equal(model_answer(m, &answer, &e), rows[i].want);
		if (rows[i].want == ASK_FAILED)
			assert_non_null(strstr(e.says, rows[i].says));
		assert_true(!answer || json_int_of(answer, "a", 0) == 1);
		model_answer_done(m);
		assert_int_equal(model_answer(m, &answer, &e), ASK_NONE);
		assert_null(answer);
	}
	assert_non_null(strstr(request_of(3), "POST https://office:1/v1/x\n"));
	assert_non_null(strstr(request_of(3), "Authorization: Bearer"));
	/* What was only to be told is done by nobody. */
	answer_next(NET_CUT, 0, 0, "");
	office_must(model_ask(m, "/v1/x", NULL, 0, &e), &e);
	settle_all();
	assert_int_equal(model_answer(m, &answer, &e), ASK_FAILED);
	assert_non_null(strstr(e.says, "Nothing is lost"));
	assert_null(strstr(e.says, "may be done"));
	model_lock(m);
	assert_int_equal(model_ask(m, "/v1/x", NULL, 0, &e), ERR_AUTH);
}

int
main(int argc, char **argv)
{
#define ROW(t) cmocka_unit_test_setup_teardown(t, fresh, away)
	const struct CMUnitTest tests[] = {
		ROW(test_recovery),
		ROW(test_cut),
		ROW(test_refused),
		ROW(test_enrol_code),
		ROW(test_code),
		ROW(test_office),
	};
#undef ROW

	if (is_helper(argc, argv))
		return helper(argv[0]);
	if (start_office(argc, argv) != 0)
		return 1;
	return cmocka_run_group_tests_name(
	    "tui_recover", tests, NULL, end_office);
}
