/* tui_shell.c - what haven prints in the shell is as safe as the screen: lines end,
 * and nothing else is done to the terminal (promise 8). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmd_in.h"
#include "text.h"

static const struct {
	const char *why, *text, *shows;
} rows[] = {
	{ "plain", "2 here, 0 stopped.", "2 here, 0 stopped." },
	{ "two lines", "one\ntwo", "one\ntwo" },
	{ "letters of every sort", "Zo\u00eb \u6f22 \u0e01\u0e34",
	    "Zo\u00eb \u6f22 \u0e01\u0e34" },
	{ "escape", "\x1b[2J\x1b]0;title\x07",
	    "\u241b[2J\u241b]0;title\u2407" },
	{ "back to the beginning of the line", "All is well\rNone",
	    "All is well\u240dNone" },
	{ "C1",
	    "a\xc2\x9b"
	    "31m",
	    "a<009B>31m" },
	{ "no text", "a\x9b\xff", "a\ufffd\ufffd" },
	{ "bidi", "\u202eevil\u202c", "<202E>evil<202C>" },
	{ "invisible", "a\u200bb", "a<200B>b" },
	{ "tags", "a\U000e0041", "a<E0041>" },
	{ "a format", "%s%n", "%s%n" },
};

static void
print_it(const char *text)
{
	cmd_print("%s", text);
}

/* What a child writes to either of its outputs. */
static void
printed(void (*print)(const char *), const char *text, char *out, size_t size)
{
	int pipes[2], status;
	size_t len = 0;
	ssize_t n;
	pid_t pid;

	assert_int_equal(pipe(pipes), 0);
	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		dup2(pipes[1], STDOUT_FILENO);
		dup2(pipes[1], STDERR_FILENO);
		close(pipes[0]);
		print(text);
		fflush(NULL);
		_exit(0);
	}
	close(pipes[1]);
	while ((n = read(pipes[0], out + len, size - 1 - len)) > 0)
		len += (size_t)n;
	close(pipes[0]);
	out[len] = '\0';
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void
test_print(void **state)
{
	char out[4096], want[4096];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		printed(print_it, rows[i].text, out, sizeof(out));
		snprintf(want, sizeof(want), "%s\n", rows[i].shows);
		if (strcmp(out, want) != 0)
			fail_msg("%s: %s", rows[i].why, out);
	}
}

static void
test_say(void **state)
{
	char out[4096], want[4096];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		printed(cmd_say, rows[i].text, out, sizeof(out));
		snprintf(want, sizeof(want), "haven: %s\n", rows[i].shows);
		if (strcmp(out, want) != 0)
			fail_msg("%s: %s", rows[i].why, out);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_print),
		cmocka_unit_test(test_say),
	};

	if (!text_start())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
