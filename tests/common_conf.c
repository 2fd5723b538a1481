/* common_conf.c - proves conf.h: what is read, from where, and what is refused
 * in which words. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "conf.h"
#include "log.h"
#include "text.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define TEN "0123456789"
#define NINETY TEN TEN TEN TEN TEN TEN TEN TEN TEN

static char folder[] = "/tmp/haven-conf-XXXXXX";
static int home = -1;

static int
enter(void **state)
{
	(void)state;
	if (!text_start() || !mkdtemp(folder))
		return -1;
	home = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return home < 0 ? -1 : chdir(folder);
}

static int
leave(void **state)
{
	(void)state;
	(void)unlink("conf");
	if (fchdir(home) != 0)
		return -1;
	(void)close(home);
	return rmdir(folder);
}

static void
put(const char *text, size_t len)
{
	int fd = open("conf", O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, len), (ssize_t)len);
	(void)close(fd);
}

static struct conf *
load(enum conf_who who, const char *text, char *const *env)
{
	struct errinfo e = { 0 };
	struct conf *c = NULL;

	if (text)
		put(text, strlen(text));
	if (conf_load(&c, who, text ? "conf" : NULL, true, env, &e) != ERR_OK)
		fail_msg("%s", e.says);
	return c;
}

static void
test_defaults(void **state)
{
	struct conf *c = load(CONF_BOTH, NULL, NULL);

	(void)state;
	assert_int_equal(conf_int(c, CONF_LOCK_AFTER), 300);
	assert_string_equal(conf_text(c, CONF_LOCK_AFTER), "300");
	assert_string_equal(conf_text(c, CONF_SERVER_URL), "");
	assert_false(conf_bool(c, CONF_DEMO));
	assert_string_equal(conf_text(c, CONF_DEMO), "no");
	assert_string_equal(conf_text(c, CONF_LOG_LEVEL), "info");
	assert_int_equal(conf_int(c, CONF_LOG_LEVEL), LOG_INFO);
	for (int id = 0; id < CONF_COUNT; id++)
		assert_string_equal(
		    conf_origin(c, (enum conf_id)id), "default");
	conf_free(c);
	conf_free(NULL);
}

static void
test_file(void **state)
{
	struct conf *c = load(CONF_SERVER,
	    "\xef\xbb\xbf# a comment\r\n"
	    "; another\n"
	    "\n"
	    "[client]\n"
	    "lock_after = 5m\n" /* the other program's business */
	    "log_level=error\n"
	    " [server] ; the office\n"
	    "port=0\r\n"
	    "  org_name  =  Caf\xc3\xa9 Haven & Co # 1  ; said so\n"
	    "\tthreads : 16\n"
	    "demo = YES\n"
	    "log_level = debug\n"
	    "office_number =\n"
	    "store_dir = /srv/haven",
	    NULL);

	(void)state;
	assert_int_equal(conf_int(c, CONF_PORT), 0);
	assert_string_equal(conf_origin(c, CONF_PORT), "conf:8");
	assert_string_equal(
	    conf_text(c, CONF_ORG_NAME), "Caf\xc3\xa9 Haven & Co # 1");
	assert_int_equal(conf_int(c, CONF_THREADS), 16);
	assert_true(conf_bool(c, CONF_DEMO));
	assert_string_equal(conf_text(c, CONF_DEMO), "yes");
	assert_int_equal(conf_int(c, CONF_LOG_LEVEL), LOG_DEBUG);
	assert_string_equal(conf_origin(c, CONF_LOG_LEVEL), "conf:12");
	assert_string_equal(conf_text(c, CONF_OFFICE_NUMBER), "");
	assert_string_equal(conf_origin(c, CONF_OFFICE_NUMBER), "conf:13");
	assert_string_equal(conf_text(c, CONF_STORE_DIR), "/srv/haven");
	assert_string_equal(conf_origin(c, CONF_STORE_DIR), "conf:14");
	assert_int_equal(conf_int(c, CONF_LOCK_AFTER), 300);
	conf_free(c);
}

static void
test_order(void **state)
{
	char *const env[] = { "HAVEN_PORTS=1", "HAVEN_PORT=2", "HAVEN_PORT=3",
		"HAVEN_STORE_DIR=here", "PORT=4", "HAVEN_LOCK_AFTER=nonsense",
		"HAVEN_THREADS=4", NULL };
	struct conf *c =
	    load(CONF_SERVER, "[server]\nport = 1\nthreads=3\n", env);
	struct errinfo e = { 0 };

	(void)state;
	assert_int_equal(conf_int(c, CONF_PORT), 2);
	assert_string_equal(conf_origin(c, CONF_PORT), "environment");
	assert_string_equal(conf_text(c, CONF_STORE_DIR), "here");
	assert_int_equal(conf_set(c, "threads", "5", &e), ERR_OK);
	assert_int_equal(conf_int(c, CONF_THREADS), 5);
	assert_string_equal(conf_origin(c, CONF_THREADS), "flag");
	assert_int_equal(conf_set(c, "session-hours", "1", &e), ERR_OK);
	assert_int_equal(conf_int(c, CONF_SESSION_HOURS), 1);
	assert_int_equal(conf_set(c, "threads", "17", &e), ERR_CONFIG);
	assert_non_null(strstr(e.says,
	    "flag: threads must be a whole number from 1 to 16; \"17\" was "
	    "read."));
	assert_string_equal(e.field, "threads");
	assert_int_equal(conf_int(c, CONF_THREADS), 5);
	assert_int_equal(conf_set(c, "lock_after", "60", &e), ERR_CONFIG);
	assert_non_null(strstr(e.says, "setting of the client"));
	assert_int_equal(conf_set(c, "thread", "5", &e), ERR_CONFIG);
	assert_non_null(strstr(e.says, "Did you mean threads?"));
	conf_free(c);
}

static void
test_missing(void **state)
{
	struct conf *c = NULL;
	struct errinfo e = { 0 };

	(void)state;
	assert_int_equal(
	    conf_load(&c, CONF_CLIENT, "nowhere", false, NULL, &e), ERR_OK);
	conf_free(c);
	assert_int_equal(
	    conf_load(&c, CONF_CLIENT, "nowhere", true, NULL, &e), ERR_CONFIG);
	assert_null(c);
	assert_non_null(strstr(e.says, "nowhere cannot be read (No such"));
	assert_int_equal(
	    conf_load(&c, CONF_CLIENT, ".", false, NULL, &e), ERR_CONFIG);
	assert_non_null(strstr(e.says, "is not a file"));
	assert_int_equal(mkfifo("pipe", 0600), 0);
	assert_int_equal(
	    conf_load(&c, CONF_CLIENT, "pipe", true, NULL, &e), ERR_CONFIG);
	assert_non_null(strstr(e.says, "is not a file"));
	(void)unlink("pipe");
	assert_int_equal(symlink("loop", "loop"), 0);
	assert_int_equal(
	    conf_load(&c, CONF_CLIENT, "loop", false, NULL, &e), ERR_CONFIG);
	(void)unlink("loop");
}

static const struct {
	const char *why, *text, *says;
} refused[] = {
	{ "words for a number", "[server]\n\nport = http\n",
	    "conf:3: port must be a whole number from 0 to 65535; \"http\" was "
	    "read. Correct it" },
	{ "with its unit", "[client]\nlock_after = 5m\n",
	    "from 30 to 3600 (seconds); \"5m\"" },
	{ "below", "[client]\nlock_after = 29\n", "\"29\" was read" },
	{ "above", "[client]\nlock_after = 3601\n", "\"3601\" was read" },
	{ "minus", "[client]\nlock_after = -60\n", "\"-60\" was read" },
	{ "plus", "[client]\nlock_after = +60\n", "\"+60\" was read" },
	{ "fraction", "[client]\nlock_after = 60.0\n", "\"60.0\" was read" },
	{ "over 64 bits", "[client]\nlock_after = 18446744073709551676\n",
	    "\"18446744073709551676\" was read" },
	{ "an empty number", "[client]\nlock_after =\n", "\"\" was read" },
	{ "a comment that is none", "[server]\nport = 1 # one\n",
	    "\"1 # one\" was read" },
	{ "no yes or no", "[client]\nascii = maybe\n",
	    "ascii must be yes or no; \"maybe\" was read" },
	{ "no such choice", "[client]\ncolour = blue\n",
	    "colour must be auto, yes or no; \"blue\" was read" },
	{ "two choices", "[client]\ncolour = auto yes\n",
	    "\"auto yes\" was read" },
	{ "half a choice", "[client]\ncolour = aut\n", "\"aut\" was read" },
	{ "an empty choice", "[client]\ncolour =\n", "\"\" was read" },
	{ "empty text", "[server]\norg_name =\n",
	    "org_name must be text of 1 to 100 bytes, on one line; \"\"" },
	{ "text of 101 bytes", "[server]\norg_name = x" TEN NINETY "\n",
	    "must be text of 1 to 100 bytes" },
	{ "a tab in text", "[server]\norg_name = a\tb\n", "on one line" },
	{ "an escape in text", "[server]\norg_name = a\x1b[2J\n",
	    "on one line" },
	{ "a C1 control",
	    "[server]\norg_name = a\xc2\x9b"
	    "2J\n",
	    "on one line" },
	{ "a relative path", "[server]\nstore_dir = data\n",
	    "store_dir must be a whole path, beginning with /; \"data\"" },
	{ "a path of the shell", "[client]\ndata_dir = ~/data\n",
	    "empty or a whole path, beginning with /; \"~/data\"" },
	{ "an empty path", "[server]\nkey_dir =\n", "a whole path" },
	{ "no section", "port = 1\n", "stand under [client] or [server]" },
	{ "another section", "[havend]\nport = 1\n", "not under \"havend\"" },
	{ "a section in capitals", "[Server]\nport = 1\n",
	    "not under \"Server\"" },
	{ "the wrong section", "[client]\nport = 1\n",
	    "conf:2: port stands under [client] and belongs under [server]" },
	{ "a slip", "[client]\nlok_after = 60\n",
	    "conf:2: there is no setting \"lok_after\". Did you mean "
	    "lock_after?" },
	{ "capitals", "[client]\nColour = yes\n",
	    "no setting \"Colour\". Did you mean colour?" },
	{ "two that are near", "[server]\nargon_thread = 1\n",
	    "Did you mean argon_threads?" },
	{ "nothing near", "[client]\ntheme = dark\n",
	    "no setting \"theme\". haven.conf(5) lists" },
	{ "unknown to the other program", "[server]\nprt = 1\n",
	    "Did you mean port?" },
	{ "an empty name", "[server]\n= 1\n", "no setting \"\"" },
	{ "a very long name", "[server]\nport" TEN TEN TEN TEN " = 1\n",
	    "no setting \"port" },
	{ "twice", "[client]\nascii = no\ncolour = no\n\nascii = no\n",
	    "conf:5: ascii is set a second time; the first is in line 2." },
	{ "twice in two places",
	    "[client]\nascii = no\n[server]\nport=1\n[client]\nascii=yes\n",
	    "conf:6: ascii is set a second time; the first is in line 2." },
	{ "twice for the other", "[server]\nport = 1\nport = 2\n",
	    "conf:3: port is set a second time" },
	{ "no sign", "[client]\nascii\n", "conf:2: this line is neither" },
	{ "an open section", "[client\nascii = no\n",
	    "conf:1: this line is neither" },
	{ "a bad line before a bad value", "[client]\nx\nascii = 7\n",
	    "conf:2: this line is neither" },
	{ "a bad value before a bad line", "[client]\nascii = 7\nx\n",
	    "conf:2: ascii must be" },
	{ "a line of 200 bytes",
	    "[client]\nascii = no\nserver_url = " NINETY NINETY "1234567\n",
	    "conf:3: the line that begins with \"server_url\" has 200 bytes, "
	    "and at most 199 can be read." },
	{ "a long comment", "# " NINETY NINETY NINETY "\n",
	    "conf:1: the line that begins with \"#\" has 272 bytes" },
	{ "no UTF-8", "[server]\norg_name = caf\xe9\n", "no text in UTF-8" },
};

/* Every row is read as both programs, so each value is looked at. */
static void
test_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(refused); i++) {
		struct conf *c = (struct conf *)folder;
		struct errinfo e = { 0 };
		enum err err;

		put(refused[i].text, strlen(refused[i].text));
		err = conf_load(&c, CONF_BOTH, "conf", true, NULL, &e);
		if (err != ERR_CONFIG || !strstr(e.says, refused[i].says))
			fail_msg(
			    "%s: %s", refused[i].why, err ? e.says : "taken");
		assert_null(c);
		for (size_t n = 0; e.says[n]; n++)
			assert_true((unsigned char)e.says[n] >= 0x20);
	}
}

static void
test_limits(void **state)
{
	static const char longest[] =
	    "[client]\nserver_url = " NINETY NINETY "123456\n";
	char *large = calloc(1, 65538);
	struct conf *c = load(CONF_CLIENT, longest, NULL);
	struct errinfo e = { 0 };

	(void)state;
	assert_int_equal(strlen(conf_text(c, CONF_SERVER_URL)), 186);
	conf_free(c);
	c = load(CONF_SERVER, "[server]\norg_name = " TEN NINETY "\n", NULL);
	assert_int_equal(strlen(conf_text(c, CONF_ORG_NAME)), 100);
	conf_free(c);
	memset(large, '\n', 65537);
	put(large, 65536);
	assert_int_equal(
	    conf_load(&c, CONF_CLIENT, "conf", true, NULL, &e), ERR_OK);
	conf_free(c);
	put(large, 65537);
	assert_int_equal(
	    conf_load(&c, CONF_CLIENT, "conf", true, NULL, &e), ERR_CONFIG);
	assert_non_null(strstr(e.says, "over 65536 bytes"));
	put("[client]\0\nascii=yes\n", 20);
	assert_int_equal(
	    conf_load(&c, CONF_CLIENT, "conf", true, NULL, &e), ERR_CONFIG);
	assert_non_null(strstr(e.says, "no text"));
	free(large);
}

static void
test_environment_refused(void **state)
{
	static const struct {
		char *entry;
		const char *says;
	} rows[] = {
		{ "HAVEN_PORT=", "environment: port must be a whole number" },
		{ "HAVEN_PORT=65536", "\"65536\" was read" },
		{ "HAVEN_DEMO=2", "demo must be yes or no" },
		{ "HAVEN_STORE_DIR=~/x", "a whole path" },
		{ "HAVEN_ORG_NAME=a\nb", "on one line" },
		{ "HAVEN_ORG_NAME=a\xff", "on one line" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char *const env[] = { rows[i].entry, NULL };
		struct conf *c = NULL;
		struct errinfo e = { 0 };

		assert_int_equal(
		    conf_load(&c, CONF_SERVER, NULL, false, env, &e),
		    ERR_CONFIG);
		if (!strstr(e.says, rows[i].says))
			fail_msg("row %zu: %s", i, e.says);
		assert_null(c);
	}
}

/* The example changes nothing; with its marks taken away it sets all to what
 * it is anyway. */
static void
test_example(void **state)
{
	struct buf text = BUF_INIT(65536), plain = BUF_INIT(65536);
	const char *line;
	struct conf *c;
	int from_file = 0;

	(void)state;
	conf_print_example(&text);
	assert_false(text.failed);
	c = load(CONF_BOTH, buf_str(&text), NULL);
	for (int id = 0; id < CONF_COUNT; id++)
		assert_string_equal(
		    conf_origin(c, (enum conf_id)id), "default");
	conf_free(c);
	for (line = buf_str(&text); *line; line += strcspn(line, "\n") + 1) {
		size_t len = strcspn(line, "\n");

		assert_true(len < 80);
		if (len > 1 && line[0] == '#' && line[1] != ' ')
			(void)buf_add(&plain, line + 1, len);
		else
			(void)buf_add(&plain, line, len + 1);
	}
	c = load(CONF_BOTH, buf_str(&plain), NULL);
	for (int id = 0; id < CONF_COUNT; id++)
		from_file +=
		    strncmp(conf_origin(c, (enum conf_id)id), "conf:", 5) == 0;
	assert_int_equal(from_file, CONF_COUNT);
	assert_int_equal(conf_int(c, CONF_ARGON_MEMORY), 65536);
	conf_free(c);
	buf_done(&text);
	buf_done(&plain);
}

static void
test_manual(void **state)
{
	struct buf text = BUF_INIT(65536);
	size_t items = 0;

	(void)state;
	conf_print_manual(&text);
	assert_false(text.failed);
	for (const char *at = buf_str(&text); (at = strstr(at, ".It Ic "));
	     at++)
		items++;
	assert_int_equal(items, CONF_COUNT + 1); /* log_level is in both */
	assert_non_null(strstr(buf_str(&text),
	    ".It Ic lock_after\n"
	    "Without a key for so long, haven hides the screen and forgets "
	    "the keys.\n"
	    "Allowed: a whole number from 30 to 3600 (seconds).\n"
	    "The default is\n.Dq 300 .\n"
	    "In the environment:\n.Ev HAVEN_LOCK_AFTER .\n"));
	buf_done(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_file),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_missing),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_environment_refused),
		cmocka_unit_test(test_example),
		cmocka_unit_test(test_manual),
	};

	return cmocka_run_group_tests_name("conf", tests, enter, leave);
}
