/* What the settings of mail say together, and what they may not. */
#include "mail.h"
#include "store_kit.h"

#include <sys/stat.h>

#define FROM "office@example.org"
static char dir[64], password[96], open_file[96], empty[96], two_lines[96];

static void
put_file(char *path, const char *name, const char *bytes, mode_t mode)
{
	FILE *f;

	snprintf(path, 96, "%s/%s", dir, name);
	f = fopen(path, "w");
	fputs(bytes, f);
	fclose(f);
	assert_int_equal(chmod(path, mode), 0);
}

static int
start(void **state)
{
	struct errinfo e = { 0 };

	(void)state;
	kit_must(seal_start(&e), &e, "seal");
	snprintf(dir, sizeof(dir), "/tmp/haven-mail-XXXXXX");
	assert_non_null(mkdtemp(dir));
	put_file(password, "password", "open \xc3\xa9 sesame\n", 0600);
	put_file(open_file, "open", "sesame\n", 0644);
	put_file(empty, "empty", "\n", 0600);
	put_file(two_lines, "two", "a\nb\n", 0600);
	return 0;
}

static int
stop(void **state)
{
	(void)state;
	unlink(password);
	unlink(open_file);
	unlink(empty);
	unlink(two_lines);
	return rmdir(dir);
}

struct values {
	const char *server, *from, *user, *password_file, *ca_file, *plain;
};

static struct conf *
conf_of(const struct values *v)
{
	const char *const rows[][2] = { { "mail_server", v->server },
		{ "mail_from", v->from }, { "mail_user", v->user },
		{ "mail_password_file", v->password_file },
		{ "mail_ca_file", v->ca_file },
		{ "mail_plain_loopback", v->plain } };
	struct errinfo e = { 0 };
	struct conf *c = NULL;

	kit_must(conf_load(&c, CONF_SERVER, NULL, false, NULL, &e), &e, "");
	for (size_t i = 0; i < KIND_COUNT(rows); i++)
		if (rows[i][1] != NULL)
			kit_must(conf_set(c, rows[i][0], rows[i][1], &e), &e,
			    rows[i][0]);
	return c;
}

static void
test_good(void **state)
{
	static const struct {
		struct values v;
		const char *url;
		bool is_on, is_plain;
	} rows[] = {
		{ { .server = NULL }, "", false, false },
		{ { .from = FROM }, "", false, false },
		{ { .server = "smtp://mail.example.org:25", .from = FROM },
		    "smtp://mail.example.org:25/example.org", true, false },
		{ { .server = "smtp://mail.example.org", .from = FROM },
		    "smtp://mail.example.org:587/example.org", true, false },
		{ { .server = "smtps://mail.example.org", .from = FROM },
		    "smtps://mail.example.org:465/example.org", true, false },
		{ { .server = "smtp://[2001:db8::1]:25", .from = FROM },
		    "smtp://[2001:db8::1]:25/example.org", true, false },
		{ { .server = "smtp://127.0.0.1:25", .from = FROM },
		    "smtp://127.0.0.1:25/example.org", true, false },
		{ { .server = "smtp://127.0.0.1:25",
		      .from = FROM,
		      .plain = "yes" },
		    "smtp://127.0.0.1:25/example.org", true, true },
		{ { .server = "smtp://127.8.9.1",
		      .from = FROM,
		      .plain = "yes" },
		    "smtp://127.8.9.1:587/example.org", true, true },
		{ { .server = "smtp://[::1]:25", .from = FROM, .plain = "yes" },
		    "smtp://[::1]:25/example.org", true, true },
		{ { .server = "smtps://127.0.0.1",
		      .from = FROM,
		      .plain = "yes" },
		    "smtps://127.0.0.1:465/example.org", true, false },
		/* Without effect: these are not this machine, for sure. */
		{ { .server = "smtp://localhost:25",
		      .from = FROM,
		      .plain = "yes" },
		    "smtp://localhost:25/example.org", true, false },
		{ { .server = "smtp://mail.example.org:25",
		      .from = FROM,
		      .plain = "yes" },
		    "smtp://mail.example.org:25/example.org", true, false },
		{ { .server = "smtp://127.0.0.1.example.org",
		      .from = FROM,
		      .plain = "yes" },
		    "smtp://127.0.0.1.example.org:587/example.org", true,
		    false },
		{ { .server = "smtp://128.0.0.1",
		      .from = FROM,
		      .plain = "yes" },
		    "smtp://128.0.0.1:587/example.org", true, false },
		{ { .server = "smtp://[::ffff:127.0.0.1]",
		      .from = FROM,
		      .plain = "yes" },
		    "smtp://[::ffff:127.0.0.1]:587/example.org", true, false },
		{ { .server = "smtp://0.0.0.0", .from = FROM, .plain = "yes" },
		    "smtp://0.0.0.0:587/example.org", true, false },
	};

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		struct conf *c = conf_of(&rows[i].v);
		struct mail_conf m;
		struct errinfo e = { 0 };

		if (mail_conf_check(c, &e) != ERR_OK ||
		    mail_conf_read(&m, c, &e) != ERR_OK)
			fail_msg("%zu: %s", i, e.says);
		assert_string_equal(m.url, rows[i].url);
		assert_int_equal(m.is_on, rows[i].is_on);
		assert_int_equal(m.is_plain, rows[i].is_plain);
		conf_free(c);
	}
}

static void
test_wrong(void **state)
{
	const struct {
		const char *why;
		struct values v;
		const char *field;
	} rows[] = {
		{ "no scheme",
		    { .server = "mail.example.org:25", .from = FROM },
		    "mail_server" },
		{ "another scheme",
		    { .server = "http://mail.example.org", .from = FROM },
		    "mail_server" },
		{ "capitals",
		    { .server = "SMTP://mail.example.org", .from = FROM },
		    "mail_server" },
		{ "no name", { .server = "smtp://", .from = FROM },
		    "mail_server" },
		{ "no name before a port",
		    { .server = "smtp://:25", .from = FROM }, "mail_server" },
		{ "no port after the colon",
		    { .server = "smtp://a.example:", .from = FROM },
		    "mail_server" },
		{ "port 0", { .server = "smtp://a.example:0", .from = FROM },
		    "mail_server" },
		{ "port too high",
		    { .server = "smtp://a.example:65536", .from = FROM },
		    "mail_server" },
		{ "no number",
		    { .server = "smtp://a.example:smtp", .from = FROM },
		    "mail_server" },
		{ "a signed number",
		    { .server = "smtp://a.example:+25", .from = FROM },
		    "mail_server" },
		{ "a path", { .server = "smtp://a.example/x", .from = FROM },
		    "mail_server" },
		{ "a path after the port",
		    { .server = "smtp://a.example:25/x", .from = FROM },
		    "mail_server" },
		{ "a user",
		    { .server = "smtp://u:p@a.example:25", .from = FROM },
		    "mail_server" },
		{ "a question",
		    { .server = "smtp://a.example?x", .from = FROM },
		    "mail_server" },
		{ "a space", { .server = "smtp://a.example :25", .from = FROM },
		    "mail_server" },
		{ "an open bracket", { .server = "smtp://[::1", .from = FROM },
		    "mail_server" },
		{ "no address in brackets",
		    { .server = "smtp://[mail]", .from = FROM },
		    "mail_server" },
		{ "words after a bracket",
		    { .server = "smtp://[::1]x", .from = FROM },
		    "mail_server" },
		{ "no sender", { .server = "smtp://a.example" }, "mail_from" },
		{ "a name, no address",
		    { .server = "smtp://a.example", .from = "office" },
		    "mail_from" },
		{ "a sender, though mail is off", { .from = "office" },
		    "mail_from" },
		{ "a user, no password",
		    { .server = "smtp://a.example",
			.from = FROM,
			.user = "haven" },
		    "mail_user" },
		{ "a password, no user",
		    { .server = "smtp://a.example",
			.from = FROM,
			.password_file = password },
		    "mail_user" },
		{ "a user without TLS",
		    { .server = "smtp://127.0.0.1",
			.from = FROM,
			.user = "haven",
			.password_file = password,
			.plain = "yes" },
		    "mail_user" },
		{ "no password file",
		    { .server = "smtp://a.example",
			.from = FROM,
			.user = "haven",
			.password_file = "/no/such/file" },
		    "mail_password_file" },
		{ "a folder",
		    { .server = "smtp://a.example",
			.from = FROM,
			.user = "haven",
			.password_file = dir },
		    "mail_password_file" },
		{ "others may read it",
		    { .server = "smtp://a.example",
			.from = FROM,
			.user = "haven",
			.password_file = open_file },
		    "mail_password_file" },
		{ "an empty one",
		    { .server = "smtp://a.example",
			.from = FROM,
			.user = "haven",
			.password_file = empty },
		    "mail_password_file" },
		{ "two lines",
		    { .server = "smtp://a.example",
			.from = FROM,
			.user = "haven",
			.password_file = two_lines },
		    "mail_password_file" },
		{ "no certificates",
		    { .server = "smtp://a.example",
			.from = FROM,
			.ca_file = "/no/such/file" },
		    "mail_ca_file" },
	};

	(void)state;
	for (size_t i = 0; i < KIND_COUNT(rows); i++) {
		struct conf *c = conf_of(&rows[i].v);
		struct errinfo e = { 0 };

		if (mail_conf_check(c, &e) != ERR_CONFIG)
			fail_msg("%s: was taken", rows[i].why);
		if (strcmp(e.field, rows[i].field) != 0 ||
		    !strstr(e.says, rows[i].field))
			fail_msg("%s: %s: %s", rows[i].why, e.field, e.says);
		if (strstr(e.says, "sesame"))
			fail_msg("%s: it says the password", rows[i].why);
		conf_free(c);
	}
}

static void
test_password(void **state)
{
	struct values v = { .server = "smtp://a.example",
		.from = FROM,
		.user = "haven",
		.password_file = password };
	struct conf *c = conf_of(&v);
	char out[MAIL_PASSWORD_MAX + 1];
	struct errinfo e = { 0 };

	(void)state;
	kit_must(mail_password_read(out, c, &e), &e, "password");
	assert_string_equal(out, "open \xc3\xa9 sesame");
	conf_free(c);
}

/* A store does not open with settings that cannot be. */
static void
test_open(void **state)
{
	struct errinfo e = { 0 };

	kit_start(state);
	server_close(kit);
	kit = NULL;
	conf_set(kit_conf, "mail_server", "smtp://a.example", &e);
	assert_int_equal(server_open(&kit, kit_conf, &e), ERR_CONFIG);
	assert_non_null(strstr(e.says, "mail_from"));
	assert_int_equal(err_exit_status(e.code), 78);
	conf_set(kit_conf, "mail_from", FROM, &e);
	kit_open();
	assert_int_equal(kit_stop(state), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_wrong),
		cmocka_unit_test(test_password),
		cmocka_unit_test(test_open),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
