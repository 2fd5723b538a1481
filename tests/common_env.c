/* Variables that weaken the link are gone before anything is started. */
#include "env.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static const struct {
	const char *name;
	bool is_unsafe;
} rows[] = {
	{ "SSLKEYLOGFILE", true },
	{ "sslkeylogfile", true },
	{ "http_proxy", true },
	{ "HTTPS_PROXY", true },
	{ "all_proxy", true },
	{ "NO_PROXY", true },
	{ "CURL_CA_BUNDLE", true },
	{ "CURL_HOME", true },
	{ "SSL_CERT_FILE", true },
	{ "SSL_CERT_DIR", true },
	{ "OPENSSL_CONF", true },
	{ "OPENSSL_MODULES", true },
	{ "GNUTLS_SYSTEM_PRIORITY_FILE", true },
	{ "GNUTLS_DEBUG_LEVEL", true },
	{ "HOSTALIASES", true },
	{ "HOME", false },
	{ "PATH", false },
	{ "TERM", false },
	{ "LANG", false },
	{ "TZ", false },
	{ "NO_COLOR", false },
	{ "HAVEN_PORT", false },
	{ "PROXY", false },
	{ "http_proxy_x", false },
	{ "SSL", false },
	{ "XSSLKEYLOGFILE", false },
	{ "CREDENTIALS_DIRECTORY", false },
	{ "", false },
};

static void
every_name(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (env_is_unsafe(rows[i].name) != rows[i].is_unsafe)
			fail_msg("%s", rows[i].name);
}

static void
scrubbed(void **state)
{
	size_t i;
	size_t set = 0;

	(void)state;
	env_scrub();
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].name[0] && !getenv(rows[i].name)) {
			setenv(rows[i].name, "x", 1);
			set += rows[i].is_unsafe;
		}
	assert_int_equal(env_scrub(), set);
	assert_int_equal(env_scrub(), 0);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].is_unsafe)
			assert_null(getenv(rows[i].name));
	assert_non_null(getenv("HAVEN_PORT"));
	assert_non_null(getenv("PATH"));
}

/* This program, started with a variable of GnuTLS, starts itself anew without
 * it: the second time it finds nothing and says so by its exit status. */
static void
started_anew(void **state)
{
	char *const argv[] = { "common_env", "again", NULL };
	char *const env[] = { "GNUTLS_DEBUG_LEVEL=0", "HAVEN_TEST=1", NULL };
	int status;
	pid_t child;

	(void)state;
	child = fork();
	if (child == 0) {
		execve("/proc/self/exe", argv, env);
		_exit(99);
	}
	assert_true(child > 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 42);
}

/* 42 only if the program was started with the other variable alone. */
static int
again(char **argv)
{
	char given[4096] = "";
	size_t len;
	FILE *f;

	env_scrub_main(argv);
	if (getenv("GNUTLS_DEBUG_LEVEL"))
		return 1;
	if (!getenv("HAVEN_TEST"))
		return 2;
	/* What the kernel was given, not what this process has since unset. */
	f = fopen("/proc/self/environ", "r");
	if (!f)
		return 3;
	len = fread(given, 1, sizeof(given) - 1, f);
	fclose(f);
	/* The variables have a NUL between them. */
	return memmem(given, len, "GNUTLS", 6) ? 4 : 42;
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_name),
		cmocka_unit_test(scrubbed),
		cmocka_unit_test(started_anew),
	};

	if (argc == 2 && strcmp(argv[1], "again") == 0)
		return again(argv);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
