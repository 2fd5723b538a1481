/* common_log.c - proves log.h: whole lines, of the level asked for, that drive
 * no terminal (promise 8). */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "log.h"
#include "text.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define THREADS 4
#define LINES 200

static int ends[2];

static int
begin(void **state)
{
	(void)state;
	return text_start() && pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0 ? 0
									: -1;
}

static int
finish(void **state)
{
	(void)state;
	log_start(STDERR_FILENO, LOG_INFO);
	(void)close(ends[0]);
	return close(ends[1]);
}

/* All that was written since the last time. */
static const char *
written(void)
{
	static char text[65536];
	ssize_t n = read(ends[0], text, sizeof(text) - 1);

	text[n > 0 ? n : 0] = '\0';
	return text;
}

static void
test_levels(void **state)
{
	static const struct {
		enum log_level level;
		const char *want;
	} rows[] = {
		{ LOG_ERROR, "error: 1 a\n" },
		{ LOG_WARNING, "error: 1 a\nwarning: 2 b\n" },
		{ LOG_INFO, "error: 1 a\nwarning: 2 b\ninfo: 3 c\n" },
		{ LOG_DEBUG,
		    "error: 1 a\nwarning: 2 b\ninfo: 3 c\ndebug: 4 d\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		log_start(ends[1], rows[i].level);
		log_line(LOG_ERROR, "%d %s", 1, "a");
		log_line(LOG_WARNING, "%d %s", 2, "b");
		log_line(LOG_INFO, "%d %s", 3, "c");
		log_line(LOG_DEBUG, "%d %s", 4, "d");
		assert_string_equal(written(), rows[i].want);
	}
}

static void
test_safe(void **state)
{
	static const struct {
		const char *why, *words, *never;
	} rows[] = {
		{ "a line of its own", "a\nerror: forged", "\nerror" },
		{ "a carriage return", "a\rb", "\r" },
		{ "an escape", "a\x1b[2Jb", "\x1b" },
		{ "a C1 control",
		    "a\xc2\x9b"
		    "2Jb",
		    "\xc2\x9b" },
		{ "turned around", "a\u202eb", "\u202e" },
		{ "nothing to see", "a\u200bb", "\u200b" },
		{ "bytes that are no text",
		    "a\xff\xfe"
		    "b",
		    "\xff" },
	};

	(void)state;
	log_start(ends[1], LOG_INFO);
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *got;

		log_line(LOG_INFO, "%s", rows[i].words);
		got = written();
		if (strstr(got, rows[i].never))
			fail_msg("%s reached the log", rows[i].why);
		assert_memory_equal(got, "info: a", 7);
		assert_ptr_equal(strchr(got, '\n'), got + strlen(got) - 1);
	}
	log_line(LOG_INFO, "%s", "Zo\u00eb");
	assert_string_equal(written(), "info: Zo\u00eb\n");
}

static void
test_long(void **state)
{
	char words[5000];
	const char *got;

	(void)state;
	log_start(ends[1], LOG_INFO);
	for (size_t shift = 0; shift < 2; shift++) {
		for (size_t i = 0; i + 2 < sizeof(words); i += 2)
			memcpy(words + i, "\u00eb", 2);
		words[0] = 'a';
		words[1] = 'b';
		words[sizeof(words) - 1] = '\0';
		words[sizeof(words) - 2] = '\0';
		log_line(LOG_INFO, "%s", words + shift);
		got = written();
		assert_in_range(strlen(got), 1990, 2010);
		assert_string_equal(got + strlen(got) - 6, "\u00eb...\n");
		assert_null(strstr(got, "\ufffd"));
		assert_true(text_is_utf8(got, strlen(got)));
	}
	words[2000] = '\0';
	log_line(LOG_INFO, "%s", words);
	got = written();
	assert_int_equal(strlen(got), 2007);
	assert_null(strstr(got, "..."));
	memset(words, 1, sizeof(words) - 1); /* each is shown wider */
	words[sizeof(words) - 1] = '\0';
	log_line(LOG_INFO, "%s", words);
	got = written();
	assert_string_equal(got + strlen(got) - 4, "...\n");
}

static void
test_errno_and_bad_fd(void **state)
{
	int closed = dup(ends[1]);

	(void)state;
	(void)close(closed);
	log_start(closed, LOG_INFO);
	errno = ENOSPC;
	log_line(LOG_ERROR, "%s", "nobody reads this");
	assert_int_equal(errno, ENOSPC);
	assert_string_equal(written(), "");
}

static void *
write_lines(void *arg)
{
	for (int i = 0; i < LINES; i++)
		log_line(LOG_INFO, "%s", (const char *)arg);
	return NULL;
}

static void
test_threads(void **state)
{
	static char words[THREADS][64];
	pthread_t threads[THREADS];
	int count[THREADS] = { 0 };
	const char *line;

	(void)state;
	log_start(ends[1], LOG_INFO);
	for (int i = 0; i < THREADS; i++) {
		memset(words[i], 'a' + i, sizeof(words[i]) - 1);
		assert_int_equal(
		    pthread_create(&threads[i], NULL, write_lines, words[i]),
		    0);
	}
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_join(threads[i], NULL), 0);
	/* 800 lines of 70 bytes fit in a pipe, so none was refused. */
	for (line = written(); *line; line += 70) {
		assert_memory_equal(line, "info: ", 6);
		for (size_t i = 7; i < 69; i++)
			assert_int_equal(line[i], line[6]);
		assert_int_equal(line[69], '\n');
		count[line[6] - 'a']++;
	}
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(count[i], LINES);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_levels),
		cmocka_unit_test(test_safe),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_errno_and_bad_fd),
		cmocka_unit_test(test_threads),
	};

	return cmocka_run_group_tests_name("log", tests, begin, finish);
}
