/* The thread that sends, over a real mail server: each mail arrives once; a server
 * that is slow, away or hostile delays nobody else; and an end in the middle leaves
 * each mail where it belongs. */
#include "mail_kit.h"
#include "mail_server.h"

#include <poll.h>

static struct mail_server server;

#define TRIES 4000 /* of 10 ms */

/* How many mails are in a state. */
static int64_t
in_state(const char *state)
{
	char sql[100];

	snprintf(sql, sizeof(sql),
	    "SELECT count(*) FROM mail WHERE state = '%s'", state);
	return kit_count(sql);
}

static void
wait_for(const char *state, int64_t count)
{
	for (int i = 0; i < TRIES; i++) {
		if (in_state(state) == count)
			return;
		poll(NULL, 0, 10);
	}
	fail_msg("%d are %s, not %d", (int)in_state(state), state, (int)count);
}

static void
wait_for_problem(const char *says)
{
	struct mail_summary sum = { 0 };

	for (int i = 0; i < TRIES; i++) {
		struct db *db = kit_reader();
		struct errinfo e = { 0 };

		kit_must(mail_summary(kit, db, &sum, &e), &e, "summary");
		server_reader_done(kit, db);
		if (strstr(sum.problem, says))
			return;
		poll(NULL, 0, 10);
	}
	fail_msg("the problem is: %s", sum.problem);
}

static void
wait_for_hanging(void)
{
	char path[96];

	snprintf(path, sizeof(path), "%s/hanging", server.dir);
	for (int i = 0; i < TRIES; i++) {
		if (unlink(path) == 0)
			return;
		poll(NULL, 0, 10);
	}
	fail_msg("it does not hang");
}

static void
set(const char *name, const char *value)
{
	struct errinfo e = { 0 };

	kit_must(conf_set(kit_conf, name, value, &e), &e, name);
}

static void
send_all(void)
{
	struct errinfo e = { 0 };

	kit_must(mail_sender_start(kit, &e), &e, "sender");
}

static int
start(void **state)
{
	char url[64];

	mk_start(state);
	snprintf(url, sizeof(url), "smtp://127.0.0.1:%d", server.port);
	set("mail_server", url);
	set("mail_from", "office@example.org");
	set("mail_ca_file", server.cert);
	ms_empty(&server);
	ms_mode(&server, "all accept");
	clock_fix_for_test(kit_now);
	return 0;
}

static int
stop(void **state)
{
	mail_sender_stop(kit);
	clock_fix_for_test(-1);
	return mk_stop(state);
}

/* The clock goes on, and whoever waits looks at it. */
static void
later(int64_t ms)
{
	clock_fix_for_test(clock_ms() + ms);
	mail_sender_wake(kit);
}

/* What a mail is known by where it arrived. */
static size_t
arrived(const struct id *id)
{
	char needle[64];

	snprintf(needle, sizeof(needle), "Message-ID: <%s@", id->s);
	return ms_taken(&server, ".eml", needle, NULL, 0);
}

static void
test_many(void **state)
{
	struct id ids[20];
	char purpose[16];

	(void)state;
	for (int i = 0; i < 10; i++) {
		snprintf(purpose, sizeof(purpose), "n%d", i);
		ids[i] = mk_add(purpose);
	}
	send_all();
	/* Some come while it sends. */
	for (int i = 10; i < 20; i++) {
		snprintf(purpose, sizeof(purpose), "n%d", i);
		ids[i] = mk_add(purpose);
	}
	wait_for("sent", 20);
	for (int i = 0; i < 20; i++) {
		struct mail_row row = mk_row(&ids[i]);

		assert_int_equal(arrived(&ids[i]), 1);
		assert_string_equal(row.answer, "250 2.0.0 Taken");
		assert_int_equal(row.tries, 1);
	}
	assert_int_equal(mk_done.count, 20);
	assert_int_equal(mk_done.state, MAIL_SENT);
}

static void
test_grey(void **state)
{
	struct id id = mk_add("begun");

	(void)state;
	ms_mode(&server, "rcpt 451_come_back 2");
	send_all();
	for (int i = 1; i <= 2; i++) {
		for (int n = 0; n < TRIES && (mk_row(&id).tries != i ||
						 in_state("waiting") != 1);
		     n++)
			poll(NULL, 0, 10);
		assert_int_equal(mk_row(&id).tries, i);
		later(3 * 60000);
	}
	wait_for("sent", 1);
	assert_int_equal(arrived(&id), 1);
	assert_int_equal(mk_row(&id).tries, 3);
}

static void
test_refused(void **state)
{
	struct id a = mk_add("begun"), b = mk_add("ended");

	(void)state;
	ms_mode(&server, "rcpt 550_5.1.1_<sam@agency.example>_unknown 1");
	send_all();
	wait_for("sent", 1);
	assert_int_equal(mk_row(&a).state, MAIL_REFUSED);
	assert_non_null(strstr(mk_row(&a).answer, "unknown"));
	assert_int_equal(arrived(&b), 1);
}

/* It may have arrived: that is said, and nothing goes out again by itself, whatever
 * the clock says; a person sends it again, or does not. */
static void
test_uncertain(void **state)
{
	struct id a = mk_add("begun"), b = mk_add("ended");

	(void)state;
	ms_mode(&server, "end kept-cut 1");
	send_all();
	wait_for("sent", 1);
	assert_int_equal(in_state("uncertain"), 1);
	later(100 * KIT_DAY);
	mk_add("changed");
	wait_for("sent", 2);
	assert_int_equal(arrived(&a), 1);
	assert_int_equal(arrived(&b), 1);
	assert_int_equal(mk_row(&a).state, MAIL_UNCERTAIN);
	assert_int_equal(mk_decide(&a, mail_again), ERR_OK);
	wait_for("sent", 3);
	assert_int_equal(arrived(&a), 2); /* the same Message-ID */
}

static void
test_away(void **state)
{
	struct id a = mk_add("begun"), b = mk_add("ended");

	(void)state;
	set("mail_server", "smtp://127.0.0.1:1");
	send_all();
	wait_for_problem("Nothing answers");
	wait_for("waiting", 2);
	mail_sender_stop(kit);
	assert_int_equal(mk_row(&a).tries, 0);
	assert_int_equal(mk_row(&b).tries, 0);
	assert_int_equal(mk_done.count, 0);
}

/* Whatever hangs, a save is kept meanwhile. */
static void
test_hangs(void **state)
{
	static const struct {
		const char *mode;
		const char *want; /* once havend has ended */
	} rows[] = {
		{ "mail hang", "waiting" },
		{ "rcpt hang", "waiting" },
		{ "data hang", "waiting" },
		{ "end hang", "uncertain" },
		{ "rcpt endless", "waiting" },
	};

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		struct id id;

		start(NULL);
		ms_mode(&server, rows[i].mode);
		id = mk_add("begun");
		send_all();
		wait_for_hanging();
		kit_make(
		    &mk_senior, &kind_first_account, &mk_file, KIT_ACCOUNT);
		assert_int_equal(mk_decide(&id, mail_again), ERR_CONFLICT);
		mail_sender_stop(kit);
		if (in_state(rows[i].want) != 1)
			fail_msg("%s: it is %s", rows[i].mode,
			    mail_state_name(mk_row(&id).state));
		assert_int_equal(arrived(&id), 0);
		/* And the next start goes on. */
		ms_mode(&server, "all accept");
		later(10 * 60000);
		send_all();
		if (strcmp(rows[i].want, "waiting") == 0)
			wait_for("sent", 1);
		assert_int_equal(stop(NULL), 0);
	}
}

static void
test_off(void **state)
{
	(void)state;
	set("mail_server", "");
	mk_add("begun");
	send_all();
	assert_int_equal(in_state("waiting"), 1);
	mail_sender_wake(kit);
	mail_sender_stop(kit);
	assert_int_equal(in_state("waiting"), 1);
}

/* Nothing but sentences made safe comes of what a server says. */
static void
test_hostile(void **state)
{
	static const char *const modes[] = { "rcpt long", "rcpt escape",
		"end escape", "end long" };

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(modes); i++) {
		struct mail_row row;
		struct id id;

		start(NULL);
		ms_mode(&server, modes[i]);
		id = mk_add("begun");
		send_all();
		wait_for("refused", 1);
		row = mk_row(&id);
		for (const char *c = row.answer; *c; c++)
			assert_true(*c >= 0x20 && *c <= 0x7E);
		assert_true(strlen(row.answer) <= MAIL_ANSWER_MAX);
		assert_int_equal(stop(NULL), 0);
	}
}

static int
start_all(void **state)
{
	struct errinfo e = { 0 };

	(void)state;
	text_start();
	signal(SIGPIPE, SIG_IGN);
	kit_must(seal_start(&e), &e, "seal");
	ms_start(&server, "starttls", NULL, NULL);
	return 0;
}

static int
stop_all(void **state)
{
	(void)state;
	ms_stop(&server);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_many, start, stop),
		cmocka_unit_test_setup_teardown(test_grey, start, stop),
		cmocka_unit_test_setup_teardown(test_refused, start, stop),
		cmocka_unit_test_setup_teardown(test_uncertain, start, stop),
		cmocka_unit_test_setup_teardown(test_away, start, stop),
		cmocka_unit_test(test_hangs),
		cmocka_unit_test_setup_teardown(test_off, start, stop),
		cmocka_unit_test(test_hostile),
	};

	return cmocka_run_group_tests(tests, start_all, stop_all);
}
