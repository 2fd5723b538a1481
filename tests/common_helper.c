/* common_helper.c - proves helper.h and frame.h: a helper gets a socket and nothing
 * else, is gone when it is ended, and one that is not there is told in words. */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "frame.h"
#include "helper.h"
#include "mem.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void
test_started(void **state)
{
	struct errinfo e = { 0 };
	pid_t pid = 0, was;
	int fd = -1;
	char got[64] = "";

	(void)state;
	setenv("HAVEN_TEST_SECRET", "x", 1);
	/* Prints its environment to what it was given as standard input. */
	assert_int_equal(helper_start("/bin/sh", &fd, &pid, &e), ERR_OK);
	assert_true(fd >= 0 && pid > 0);
	(void)dprintf(fd, "echo \"[$HAVEN_TEST_SECRET]\" >&0; exec cat\n");
	assert_true(recv(fd, got, sizeof(got) - 1, 0) > 0);
	assert_string_equal(got, "[]\n");
	was = pid;
	helper_stop(&fd, &pid);
	assert_int_equal(fd, -1);
	assert_int_equal(pid, 0);
	assert_int_equal(kill(was, 0), -1);
	assert_int_equal(errno, ESRCH);
	helper_stop(&fd, &pid); /* none is fine */
}

static void
test_not_there(void **state)
{
	static const char *const paths[] = { "/nonexistent/haven-none",
		"/etc/passwd", "/tmp" };
	struct errinfo e = { 0 };
	char *path = helper_path("haven-none");
	pid_t pid = 0;
	int fd = -1;

	(void)state;
	assert_non_null(strstr(path, "haven-none"));
	assert_int_equal(access(path, X_OK), -1);
	for (size_t i = 0; i < COUNT(paths); i++) {
		assert_int_equal(
		    helper_start(paths[i], &fd, &pid, &e), ERR_NET);
		assert_non_null(strstr(e.says, "cannot be started"));
		assert_int_equal(fd, -1);
	}
	mem_free_text(path);
}

struct sample {
	uint32_t a, b;
	struct frame_string s, t;
};

static const struct frame_member members[] = {
	FRAME_IS(NUMBER, sample, a),
	FRAME_IS(STRING, sample, s),
	FRAME_IS(NUMBER, sample, b),
	FRAME_IS(STRING, sample, t),
};

static void
test_frames(void **state)
{
	const struct sample in = { 7, UINT32_MAX, { "a\0b", 3 }, { "", 0 } };
	struct sample out = { 0 };
	struct buf bytes = BUF_INIT(1000);
	enum err code;

	(void)state;
	assert_int_equal(
	    frame_write(&bytes, &in, members, COUNT(members), NULL), ERR_OK);
	assert_int_equal(frame_size(bytes.data, bytes.len, &code), bytes.len);
	assert_int_equal(frame_read(&out, members, COUNT(members), bytes.data,
			     bytes.len, NULL),
	    ERR_OK);
	assert_int_equal(out.a, 7);
	assert_int_equal(out.b, UINT32_MAX);
	assert_int_equal(out.s.len, 3);
	assert_memory_equal(out.s.s, "a\0b", 3);
	assert_int_equal(out.t.len, 0);
	/* Any shorter one is none, and so is one with a byte more. */
	for (size_t n = 0; n < bytes.len; n++) {
		assert_int_equal(frame_size(bytes.data, n, &code), 0);
		assert_int_equal(frame_read(&out, members, COUNT(members),
				     bytes.data, n, NULL),
		    ERR_SYNTAX);
	}
	/* A length inside it that goes past its end. */
	bytes.data[11] = 100;
	assert_int_equal(frame_read(&out, members, COUNT(members), bytes.data,
			     bytes.len, NULL),
	    ERR_SYNTAX);
	/* A length over the ceiling is said before the bytes are there. */
	bytes.data[0] = 1;
	assert_int_equal(frame_size(bytes.data, 4, &code), 0);
	assert_int_equal(code, ERR_SYNTAX);
	buf_done(&bytes);
}

static void
test_too_much(void **state)
{
	static char big[FRAME_MAX + 1];
	struct sample in = { 0, 0, { big, sizeof(big) }, { "", 0 } };
	struct buf bytes = BUF_INIT(FRAME_MAX + 4096);

	(void)state;
	assert_int_equal(
	    frame_write(&bytes, &in, members, COUNT(members), NULL),
	    ERR_TOO_BIG);
	in.s.len = FRAME_MAX - 4;
	buf_clear(&bytes);
	assert_int_equal(
	    frame_write(&bytes, &in, members, COUNT(members), NULL),
	    ERR_TOO_BIG);
	buf_done(&bytes);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_started),
		cmocka_unit_test(test_not_there),
		cmocka_unit_test(test_frames),
		cmocka_unit_test(test_too_much),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
