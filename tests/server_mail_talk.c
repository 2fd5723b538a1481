/* A real mail server that takes a mail, or fails at each moment of it: what is said
 * of the mail is what became of it. */
#include "mail_server.h"

#include "mail_in.h"

static struct mail_server server, wrong, plain, smtps, with_user;
/* havend ends (or is cut off from haven-mail) when it is asked so many times; 0:
 * never. */
static int end_at, cut_at, times_asked;
static struct mail_line *line;

static bool
ended(void *arg)
{
	(void)arg;
	times_asked++;
	if (cut_at > 0 && times_asked == cut_at)
		mail_line_cut(line);
	return end_at > 0 && times_asked >= end_at;
}

static const struct mail_limits short_limits = { 5, 1, 10 };

static const char *const settings[] = { "mail_server", "mail_from",
	"mail_ca_file", "mail_user", "mail_password_file",
	"mail_plain_loopback" };

static struct conf *
conf_with(const char *const *values)
{
	struct errinfo e = { 0 };
	struct conf *c = NULL;

	kit_must(conf_load(&c, CONF_SERVER, NULL, false, NULL, &e), &e, "");
	for (size_t i = 0; i < KIND_COUNT(settings); i++)
		if (values[i] != NULL)
			kit_must(conf_set(c, settings[i], values[i], &e), &e,
			    settings[i]);
	return c;
}

static void
letter(struct buf *out, const char *text)
{
	struct mail_letter m = { .from_name = "The charity",
		.from = "office@example.org",
		.to = "sam@agency.example",
		.subject = "Zo\xc3\xab \xe2\x80\x93 a subject that is longer "
			   "than one line of a header may ever be",
		.text = text,
		.message_id = "0190@example.org",
		.at_ms = 1790000000000 };
	struct errinfo e = { 0 };

	kit_must(mail_letter_make(out, &m, &e), &e, "letter");
}

/* One mail over a line of its own. */
static enum mail_outcome
send_by(struct conf *c, const char *password, const char *text, char *answer)
{
	struct buf bytes = BUF_INIT(MAIL_BYTES_MAX);
	struct mail_conf mc;
	struct mail_line *l;
	struct errinfo e = { 0 };
	enum mail_outcome got;

	kit_must(mail_conf_read(&mc, c, &e), &e, "settings");
	letter(&bytes, text);
	l = mail_line_new(&mc, password, &short_limits, ended, NULL);
	got = mail_line_send(
	    l, "office@example.org", "sam@agency.example", &bytes, answer);
	mail_line_free(l);
	buf_done(&bytes);
	return got;
}

static char long_text[60001];
#define SHORT_TEXT "Hello.\n.\n..two\nZo\xc3\xab\n"

static struct conf *
usual(const struct mail_server *m, const char *scheme)
{
	char url[64];
	const char *values[6] = { url, "office@example.org", m->cert };

	snprintf(url, sizeof(url), "%s://127.0.0.1:%d", scheme, m->port);
	return conf_with(values);
}

static void
assert_safe(const char *answer, const char *why)
{
	size_t len = strlen(answer);

	if (len == 0 || len > MAIL_ANSWER_MAX)
		fail_msg("%s: an answer of %zu bytes", why, len);
	for (size_t i = 0; i < len; i++)
		if (answer[i] < 0x20 || answer[i] > 0x7E)
			fail_msg("%s: byte %d in an answer", why, answer[i]);
}

/* ---- each moment ---- */

static const struct {
	const char *mode;
	bool is_long; /* the mail */
	enum mail_outcome want;
	const char *says;
	size_t taken;
} moments[] = {
	{ "all accept", false, MAIL_WENT, "250 2.0.0 Taken", 1 },
	{ "all accept", true, MAIL_WENT, "250 2.0.0 Taken", 1 },
	{ "mail 451_later", false, MAIL_LINK, "451 later", 0 },
	{ "mail 530_sign_in", false, MAIL_LINK, "530 sign in", 0 },
	{ "mail 552_too_big", false, MAIL_NEVER, "552 too big", 0 },
	{ "mail cut", false, MAIL_LINK, "was cut", 0 },
	{ "mail hang", false, MAIL_LINK, "in time", 0 },
	{ "mail junk", false, MAIL_LINK, "", 0 },
	{ "rcpt 451_grey", false, MAIL_LATER, "451 grey", 0 },
	{ "rcpt 550_nobody", false, MAIL_NEVER, "550 nobody", 0 },
	{ "rcpt 421_closing", false, MAIL_LINK, "421 closing", 0 },
	{ "rcpt cut", false, MAIL_CUT, "Nothing was taken", 0 },
	{ "rcpt hang", false, MAIL_CUT, "Nothing was taken", 0 },
	{ "rcpt long", false, MAIL_NEVER, "550 xxxxx", 0 },
	{ "rcpt escape", false, MAIL_NEVER, "550 [2J", 0 },
	{ "rcpt endless", false, MAIL_CUT, "Nothing was taken", 0 },
	{ "rcpt junk", false, MAIL_CUT, "Nothing was taken", 0 },
	{ "data 451_later", false, MAIL_LATER, "451 later", 0 },
	{ "data 554_no", false, MAIL_NEVER, "554 no", 0 },
	{ "data cut", false, MAIL_CUT, "Nothing was taken", 0 },
	{ "data hang", false, MAIL_CUT, "Nothing was taken", 0 },
	{ "body cut", true, MAIL_CUT, "Nothing was taken", 0 },
	{ "end 451_later", false, MAIL_LATER, "451 later", 0 },
	{ "end 452_full", true, MAIL_LATER, "452 full", 0 },
	{ "end 550_spam", false, MAIL_NEVER, "550 spam", 0 },
	{ "end 250_yes", false, MAIL_WENT, "250 yes", 0 },
	{ "end 251_yes", false, MAIL_WENT, "251 yes", 0 },
	{ "end 354_more", false, MAIL_UNSURE, "may have arrived", 0 },
	{ "end 999_what", false, MAIL_UNSURE, "may have arrived", 0 },
	{ "end cut", false, MAIL_UNSURE, "may have arrived", 0 },
	{ "end kept-cut", false, MAIL_UNSURE, "may have arrived", 1 },
	{ "end kept-cut", true, MAIL_UNSURE, "may have arrived", 1 },
	{ "end hang", false, MAIL_UNSURE, "may have arrived", 0 },
	{ "end long", false, MAIL_NEVER, "550 xxxxx", 0 },
	{ "end escape", false, MAIL_NEVER, "550 [2J", 0 },
	{ "end endless", false, MAIL_UNSURE, "may have arrived", 0 },
	{ "end junk", false, MAIL_UNSURE, "may have arrived", 0 },
};

static void
at_each_moment(const struct mail_server *m, const char *scheme)
{
	struct conf *c = usual(m, scheme);
	char answer[MAIL_ANSWER_MAX + 1];

	for (size_t i = 0; i < KIND_COUNT(moments); i++) {
		enum mail_outcome got;
		size_t taken;

		ms_empty(m);
		ms_mode(m, moments[i].mode);
		got = send_by(
		    c, "", moments[i].is_long ? long_text : SHORT_TEXT, answer);
		taken = ms_taken(m, ".eml", "", NULL, 0);
		if (got != moments[i].want || taken != moments[i].taken ||
		    !strstr(answer, moments[i].says))
			fail_msg("%s: %d, %zu taken: %s", moments[i].mode, got,
			    taken, answer);
		assert_safe(answer, moments[i].mode);
	}
	conf_free(c);
}

static void
test_starttls(void **state)
{
	(void)state;
	at_each_moment(&server, "smtp");
}

static void
test_smtps(void **state)
{
	(void)state;
	at_each_moment(&smtps, "smtps");
}

/* ---- what it took is what was written ---- */

static void
test_content(void **state)
{
	struct conf *c = usual(&server, "smtp");
	char answer[MAIL_ANSWER_MAX + 1], got[4000];

	(void)state;
	ms_empty(&server);
	ms_mode(&server, "all accept");
	assert_int_equal(send_by(c, "", SHORT_TEXT, answer), MAIL_WENT);
	assert_int_equal(ms_taken(&server, ".txt", "", got, sizeof(got)), 1);
	assert_string_equal(got,
	    "Zo\xc3\xab \xe2\x80\x93 a subject that is longer than one line "
	    "of a header may ever be\n" SHORT_TEXT);
	assert_int_equal(ms_taken(&server, ".eml", "", got, sizeof(got)), 1);
	assert_memory_equal(
	    got, "office@example.org sam@agency.example\nDate: ", 44);
	conf_free(c);
}

/* ---- a line that is not to be trusted ---- */

static void
test_not_trusted(void **state)
{
	char url[64], other[64], smtps_url[64], off_url[64];
	const struct {
		const char *why, *values[6];
		const char *says;
	} rows[] = {
		{ "another certificate",
		    { url, "office@example.org", wrong.cert }, "certificate" },
		{ "those of this machine", { url, "office@example.org" },
		    "certificate" },
		{ "another name", { other, "office@example.org", server.cert },
		    "another name" },
		{ "a file that is none",
		    { url, "office@example.org", "tests/smtp_server.py" }, "" },
		{ "no STARTTLS",
		    { smtps_url, "office@example.org", plain.cert }, "no TLS" },
		{ "no TLS at all",
		    { off_url, "office@example.org", plain.cert }, "" },
		{ "plain where it may not be: a setting alone is not enough",
		    { other, "office@example.org", wrong.cert, NULL, NULL,
			"no" },
		    "certificate" },
	};

	(void)state;
	snprintf(url, sizeof(url), "smtp://127.0.0.1:%d", server.port);
	snprintf(other, sizeof(other), "smtp://127.0.0.2:%d", server.port);
	snprintf(
	    smtps_url, sizeof(smtps_url), "smtp://127.0.0.1:%d", plain.port);
	snprintf(off_url, sizeof(off_url), "smtps://127.0.0.1:%d", plain.port);
	ms_mode(&server, "all accept");
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		struct conf *c = conf_with(rows[i].values);
		char answer[MAIL_ANSWER_MAX + 1];
		enum mail_outcome got;

		ms_empty(&server);
		got = send_by(c, "", SHORT_TEXT, answer);
		if (got != MAIL_LINK || !strstr(answer, rows[i].says))
			fail_msg("%s: %d %s", rows[i].why, got, answer);
		if (ms_taken(&server, ".eml", "", NULL, 0) +
			ms_taken(&plain, ".eml", "", NULL, 0) >
		    0)
			fail_msg("%s: it was taken", rows[i].why);
		conf_free(c);
	}
}

static void
test_plain(void **state)
{
	char url[64], answer[MAIL_ANSWER_MAX + 1];
	const char *values[6] = { url, "office@example.org", NULL, NULL, NULL,
		"yes" };
	struct conf *c;

	(void)state;
	snprintf(url, sizeof(url), "smtp://127.0.0.1:%d", plain.port);
	c = conf_with(values);
	assert_int_equal(send_by(c, "", SHORT_TEXT, answer), MAIL_WENT);
	conf_free(c);
}

static void
test_sign_in(void **state)
{
	static const struct {
		const char *password;
		enum mail_outcome want;
	} rows[] = { { "open sesame \"1\"", MAIL_WENT }, { "wrong", MAIL_LINK },
		{ "", MAIL_LINK } };
	char url[64], answer[MAIL_ANSWER_MAX + 1];
	const char *values[6] = { url, "office@example.org", with_user.cert,
		"haven", "/dev/null" };
	struct conf *c;

	(void)state;
	snprintf(url, sizeof(url), "smtp://127.0.0.1:%d", with_user.port);
	c = conf_with(values);
	for (size_t i = 0; i < KIND_COUNT(rows); i++)
		if (send_by(c, rows[i].password, SHORT_TEXT, answer) !=
		    rows[i].want)
			fail_msg("%s: %s", rows[i].password, answer);
	conf_free(c);
}

static void
test_nobody(void **state)
{
	char answer[MAIL_ANSWER_MAX + 1];
	static const struct {
		const char *url, *says;
	} rows[] = { { "smtp://127.0.0.1:1", "Nothing answers" },
		{ "smtp://no.such.name.invalid:25", "not known" } };

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		const char *values[6] = { rows[i].url, "office@example.org" };
		struct conf *c = conf_with(values);

		if (send_by(c, "", SHORT_TEXT, answer) != MAIL_LINK ||
		    !strstr(answer, rows[i].says))
			fail_msg("%s: %s", rows[i].url, answer);
		conf_free(c);
	}
}

/* ---- one line for many ---- */

static void
test_kept(void **state)
{
	struct conf *c = usual(&server, "smtp");
	char answer[MAIL_ANSWER_MAX + 1];
	struct buf bytes = BUF_INIT(MAIL_BYTES_MAX);
	struct mail_conf mc;
	struct mail_line *l;
	struct errinfo e = { 0 };
	char path[160];
	size_t sessions = 0;

	(void)state;
	ms_empty(&server);
	ms_mode(&server, "all accept");
	kit_must(mail_conf_read(&mc, c, &e), &e, "settings");
	letter(&bytes, SHORT_TEXT);
	l = mail_line_new(&mc, "", &short_limits, ended, NULL);
	for (int i = 0; i < 5; i++) {
		/* Then the server hangs up: no fault of the next. */
		ms_mode(&server, i == 3 ? "end bye" : "all accept");
		assert_int_equal(mail_line_send(l, "office@example.org",
				     "sam@agency.example", &bytes, answer),
		    MAIL_WENT);
	}
	ms_mode(&server, "rcpt 550_nobody 1");
	assert_int_equal(mail_line_send(l, "office@example.org",
			     "sam@agency.example", &bytes, answer),
	    MAIL_NEVER);
	assert_int_equal(mail_line_send(l, "office@example.org",
			     "sam@agency.example", &bytes, answer),
	    MAIL_WENT);
	mail_line_free(l);
	assert_int_equal(ms_taken(&server, ".eml", "", NULL, 0), 6);
	for (int i = 1; i < 400; i++)
		for (int n = 1; n < 9; n++) {
			snprintf(path, sizeof(path), "%s/%d-%d.eml", server.dir,
			    i, n);
			if (n == 1)
				sessions += access(path, F_OK) == 0;
		}
	if (sessions != 3)
		fail_msg("%zu sessions", sessions);
	buf_done(&bytes);
	conf_free(c);
}

/* havend ends, or haven-mail is killed: what cannot have been taken is broken off at
 * once, what may have been is waited for, and is never said to be safe. */
static void
test_ended(void **state)
{
	static const struct mail_limits patient = { 20, 60, 60 };
	static const struct {
		const char *why, *mode;
		int end_at, cut_at;
		bool is_patient;
		enum mail_outcome want;
	} rows[] = {
		{ "from the beginning", "rcpt hang", 1, 0, true, MAIL_LINK },
		{ "while it is asked", "rcpt hang", 2, 0, true, MAIL_CUT },
		{ "after the end", "end hang", 2, 0, false, MAIL_UNSURE },
		{ "killed before the end", "rcpt hang", 0, 2, true, MAIL_CUT },
		{ "killed after the end", "end hang", 0, 2, true, MAIL_UNSURE },
	};
	struct conf *c = usual(&server, "smtp");
	char answer[MAIL_ANSWER_MAX + 1];
	struct buf bytes = BUF_INIT(MAIL_BYTES_MAX);
	struct mail_conf mc;
	struct errinfo e = { 0 };
	enum mail_outcome got;

	(void)state;
	kit_must(mail_conf_read(&mc, c, &e), &e, "settings");
	letter(&bytes, SHORT_TEXT);
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		times_asked = 0;
		end_at = rows[i].end_at;
		cut_at = rows[i].cut_at;
		ms_empty(&server);
		ms_mode(&server, rows[i].mode);
		line = mail_line_new(&mc, "",
		    rows[i].is_patient ? &patient : &short_limits, ended, NULL);
		got = mail_line_send(line, "office@example.org",
		    "sam@agency.example", &bytes, answer);
		if (got != rows[i].want || answer[0] == '\0')
			fail_msg("%s: %d, %s", rows[i].why, (int)got, answer);
		/* Cut for good: nothing is begun after it. */
		if (cut_at > 0)
			assert_int_equal(
			    mail_line_send(line, "office@example.org",
				"sam@agency.example", &bytes, answer),
			    MAIL_LINK);
		mail_line_free(line);
	}
	end_at = cut_at = 0;
	buf_done(&bytes);
	conf_free(c);
}

static int
start_all(void **state)
{
	struct errinfo e = { 0 };

	(void)state;
	text_start();
	kit_must(seal_start(&e), &e, "seal");
	signal(SIGPIPE, SIG_IGN);
	memset(long_text, 'a', sizeof(long_text) - 1);
	for (size_t i = 60; i < sizeof(long_text) - 1; i += 61)
		long_text[i] = '\n';
	ms_start(&server, "starttls", NULL, NULL);
	ms_start(&wrong, "starttls", NULL, NULL);
	ms_start(&plain, "plain", NULL, NULL);
	ms_start(&smtps, "smtps", NULL, NULL);
	ms_start(&with_user, "starttls", "haven", "open sesame \"1\"");
	return 0;
}

static int
stop_all(void **state)
{
	(void)state;
	ms_stop(&server);
	ms_stop(&wrong);
	ms_stop(&plain);
	ms_stop(&smtps);
	ms_stop(&with_user);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_starttls),
		cmocka_unit_test(test_smtps),
		cmocka_unit_test(test_content),
		cmocka_unit_test(test_not_trusted),
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_sign_in),
		cmocka_unit_test(test_nobody),
		cmocka_unit_test(test_kept),
		cmocka_unit_test(test_ended),
	};

	return cmocka_run_group_tests(tests, start_all, stop_all);
}
