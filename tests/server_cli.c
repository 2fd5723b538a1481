/* server_cli.c - proves havend at the shell: flags, commands, exit statuses,
 * and that a command beside a running havend goes through its socket. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ftw.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli.h"
#include "ctl.h"
#include "seal.h"
#include "text.h"
#include "when.h"

#define WORDS_MAX 12

static char dir[64], conf_path[100];
static char *said, *moaned; /* of the last run */

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static void
write_conf(const char *more)
{
	FILE *f = fopen(conf_path, "w");

	assert_non_null(f);
	fprintf(f,
	    "[server]\nstore_dir = %s/store\nkey_dir = %s/keys\n"
	    "argon_memory = 8192\nargon_passes = 1\nport = 0\n%s",
	    dir, dir, more);
	fclose(f);
}

/* havend with words; said and moaned get what it printed. */
static int
run(const char *words)
{
	char copy[500], *argv[WORDS_MAX + 2], *save = NULL;
	char *const env[] = { NULL };
	size_t said_len, moaned_len;
	FILE *out, *err;
	int argc = 0, status;

	free(said);
	free(moaned);
	snprintf(copy, sizeof(copy), "havend|%s", words);
	for (char *w = strtok_r(copy, "|", &save); w;
	     w = strtok_r(NULL, "|", &save))
		argv[argc++] = w;
	argv[argc] = NULL;
	out = open_memstream(&said, &said_len);
	err = open_memstream(&moaned, &moaned_len);
	status = cli_run(argc, argv, env, out, err);
	fclose(out);
	fclose(err);
	return status;
}

/* The same, for the store of the test. */
static int
run_here(const char *words)
{
	char all[500];

	snprintf(all, sizeof(all), "--config|%s|%s", conf_path, words);
	return run(all);
}

static int
start(void **state)
{
	struct errinfo e = { 0 };

	(void)state;
	assert_int_equal(seal_start(&e), ERR_OK);
	assert_true(text_start());
	snprintf(dir, sizeof(dir), "/tmp/haven-cli-XXXXXX");
	assert_non_null(mkdtemp(dir));
	snprintf(conf_path, sizeof(conf_path), "%s/conf", dir);
	write_conf("log_level = error\n");
	return 0;
}

static int
stop(void **state)
{
	(void)state;
	free(said);
	free(moaned);
	said = moaned = NULL;
	nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	return 0;
}

static void
test_flags(void **state)
{
	static const struct {
		const char *why, *words;
		int want;
		const char *says, *moans; /* NULL: nothing */
	} rows[] = {
		{ "help", "--help", 0, "enrol-code", NULL },
		{ "an unknown flag", "--wrong", 65, NULL, "--wrong" },
		{ "a flag without its value", "--config", 65, NULL,
		    "--config" },
		{ "a setting that is none", "--set|colour2=no", 78, NULL,
		    "colour2" },
		{ "a setting without a value", "--set|port", 65, NULL,
		    "--set" },
		{ "a setting out of range", "--set|port=70000|--check-config",
		    78, NULL, "65535" },
		{ "a setting", "--set|port=7000|--check-config", 0, "good",
		    NULL },
		{ "a list that is none",
		    "--set|purposes=Two Words|--check-config", 78, NULL,
		    "purposes must be words" },
		{ "an unknown placeholder",
		    "--set|notice_end={name} has left.|--check-config", 78,
		    NULL, "{name} is none of {reference}" },
		{ "named with its setting",
		    "--set|notice_end={name} has left.|--check-config", 78,
		    NULL, "notice_end (flag)" },
		{ "a brace alone", "--set|notice_start=on {date|--check-config",
		    78, NULL, "without a \"}\"" },
		{ "another", "--set|notice_start=on date}|--check-config", 78,
		    NULL, "without a \"{\"" },
		{ "a subject of two lines",
		    "--set|notice_subject=a\\nb|--check-config", 78, NULL,
		    "must be one line" },
		{ "a template",
		    "--set|notice_end={initials}: {date}.|--check-config", 0,
		    "good", NULL },
		{ "a list", "--set|purposes=school help|--check-config", 0,
		    "good", NULL },
		{ "a file that is not there", "--config|/nonexistent/conf", 78,
		    NULL, "/nonexistent/conf" },
		{ "an unknown command", "dance", 65, NULL, "no such command" },
		{ "half a command", "user", 65, NULL, "no such command" },
		{ "openapi needs no store", "openapi", 0,
		    "\"openapi\":\"3.1.0\"", NULL },
		{ "audit needs no store", "audit", 0, "first_account", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int status = run(rows[i].words);

		if (status != rows[i].want)
			fail_msg("%s: %d %s", rows[i].why, status, moaned);
		if (rows[i].says ? !strstr(said, rows[i].says) : said[0])
			fail_msg("%s said: %s", rows[i].why, said);
		if (rows[i].moans ? !strstr(moaned, rows[i].moans) : moaned[0])
			fail_msg("%s moaned: %s", rows[i].why, moaned);
	}
}

/* Exit 78, and the file and the line that is wrong. */
static void
test_check_config(void **state)
{
	static const struct {
		const char *why, *line;
		int want;
		const char *moans;
	} rows[] = {
		{ "good", "session_hours = 8\n", 0, NULL },
		{ "out of range", "session_hours = 80\n", 78, ":7" },
		{ "unknown", "sesion_hours = 8\n", 78, "sesion_hours" },
		{ "no number", "session_hours = long\n", 78, "long" },
	};
	char file[120];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int status;

		write_conf(rows[i].line);
		status = run_here("--check-config");
		if (status != rows[i].want)
			fail_msg("%s: %d %s", rows[i].why, status, moaned);
		if (rows[i].moans && !strstr(moaned, rows[i].moans))
			fail_msg("%s: %s", rows[i].why, moaned);
		snprintf(file, sizeof(file), "%s", conf_path);
		if (rows[i].moans && !strstr(moaned, file))
			fail_msg("%s names no file: %s", rows[i].why, moaned);
	}
}

static const char ann[] = "user|add|--name|Ann Lee|--sign-in|ann|--role|"
			  "administrator";

static void
test_commands(void **state)
{
	static const struct {
		const char *why, *words;
		int want;
		const char *says, *moans;
	} rows[] = {
		{ "nothing before init", ann, 66, NULL, "havend init" },
		{ "nor serving", "verify", 66, NULL, "havend init" },
		{ "init", "init", 0, "Master key", NULL },
		{ "init twice", "init", 65, NULL, "already" },
		{ "verify an empty store", "verify", 0, "All holds", NULL },
		{ "a first person", ann, 0, "Added: ", NULL },
		{ "the same name", ann, 65, NULL, "Somebody else has" },
		{ "no role", "user|add|--name|Bo|--sign-in|bo", 65, NULL,
		    "--role" },
		{ "a role that is none",
		    "user|add|--name|Bo|--sign-in|bo|--role|king", 65, NULL,
		    "Role" },
		{ "a sign-in name that is none",
		    "user|add|--name|Bo|--sign-in|b o|--role|trustee", 65, NULL,
		    "sign-in name" },
		{ "a code", "enrol-code|ann", 0, "hv1-", NULL },
		{ "a code with the address", "enrol-code|ann", 0,
		    "haven enrol https://localhost:8743 hv1-", NULL },
		{ "for nobody", "enrol-code|bo", 66, NULL, "Nobody has" },
		{ "for whom?", "enrol-code", 65, NULL, "sign-in name" },
		{ "no demo in a real store", "demo-seed", 77, NULL, "demo" },
		{ "status needs a running one", "status", 66, NULL,
		    "No havend" },
		{ "stop too", "stop", 66, NULL, "No havend" },
		{ "verify", "verify", 0, "5 rows", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int status = run_here(rows[i].words);

		if (status != rows[i].want)
			fail_msg(
			    "%s: %d %s%s", rows[i].why, status, said, moaned);
		if (rows[i].says ? !strstr(said, rows[i].says) : said[0])
			fail_msg("%s said: %s", rows[i].why, said);
		if (rows[i].moans ? !strstr(moaned, rows[i].moans) : moaned[0])
			fail_msg("%s moaned: %s", rows[i].why, moaned);
	}
}

/* ---- beside a running one ---- */

static int serve_out[2];

static void *
serve_main(void *arg)
{
	char *argv[] = { "havend", "--config", conf_path, NULL };
	char *const env[] = { NULL };
	FILE *out = fdopen(serve_out[1], "w");
	FILE *err = fopen("/dev/null", "w");

	*(int *)arg = cli_run(3, argv, env, out, err);
	fclose(out);
	fclose(err);
	return NULL;
}

static void
test_beside_a_running_one(void **state)
{
	pthread_t thread;
	struct stat st;
	char line[200] = "", path[200];
	int status = -1, lock;
	struct conf *conf = NULL;
	struct errinfo e = { 0 };
	FILE *in;

	(void)state;
	assert_int_equal(run_here("init"), 0);
	assert_int_equal(run_here(ann), 0);
	assert_int_equal(pipe(serve_out), 0);
	assert_int_equal(pthread_create(&thread, NULL, serve_main, &status), 0);
	in = fdopen(serve_out[0], "r");
	assert_non_null(fgets(line, sizeof(line), in));
	assert_non_null(strstr(line, "havend: listening on 127.0.0.1 port "));
	/* Its lock keeps everybody else from the file. */
	assert_int_equal(
	    conf_load(&conf, CONF_SERVER, conf_path, true, NULL, &e), ERR_OK);
	assert_int_equal(ctl_lock(conf, &lock, &e), ERR_BUSY);
	conf_free(conf);
	snprintf(path, sizeof(path), "%s/store/havend.ctl", dir);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	/* Each of these would fail on the lock if it opened the store. */
	assert_int_equal(run_here("status"), 0);
	assert_non_null(strstr(said, "Serving"));
	assert_int_equal(run_here("enrol-code|ann"), 0);
	assert_non_null(strstr(said, "hv1-"));
	assert_int_equal(run_here("verify"), 0);
	assert_int_equal(run_here("enrol-code|nobody"), 66);
	assert_non_null(strstr(moaned, "Nobody has"));
	assert_int_equal(said[0], '\0');
	assert_int_equal(
	    run_here("user|add|--name|Bo|--sign-in|bo|--role|trustee"), 0);
	assert_int_equal(run_here("stop"), 0);
	pthread_join(thread, NULL);
	assert_int_equal(status, 0);
	fclose(in);
	/* Gone, with its socket; the store is free again. */
	assert_int_equal(stat(path, &st), -1);
	assert_int_equal(run_here("status"), 66);
	assert_int_equal(run_here("enrol-code|bo"), 0);
}

/* What the demo is: many children, every role, and all of it holds. */
static void
test_demo(void **state)
{
	char path[200], line[400];
	int people = 0;
	FILE *f;

	(void)state;
	write_conf("log_level = error\ndemo = yes\n");
	assert_int_equal(run_here("init"), 0);
	snprintf(path, sizeof(path), "demo-seed|--list|%s/list.txt", dir);
	assert_int_equal(run_here(path), 0);
	snprintf(path, sizeof(path), "%s/list.txt", dir);
	f = fopen(path, "r");
	assert_non_null(f);
	assert_non_null(fgets(line, sizeof(line), f));
	assert_memory_equal(line, "passphrase\t", 11);
	while (fgets(line, sizeof(line), f)) {
		assert_non_null(strstr(line, "\thv1-"));
		people++;
	}
	fclose(f);
	assert_int_equal(people, 15);
	assert_int_equal(run_here("verify"), 0);
	assert_int_equal(run_here("demo-seed"), 65);
	assert_non_null(strstr(moaned, "empty"));
}

int
main(void)
{
#define ROW(t) cmocka_unit_test_setup_teardown(t, start, stop)
	const struct CMUnitTest tests[] = {
		ROW(test_flags),
		ROW(test_check_config),
		ROW(test_commands),
		ROW(test_beside_a_running_one),
		ROW(test_demo),
	};
#undef ROW

	return cmocka_run_group_tests_name("server_cli", tests, NULL, NULL);
}
