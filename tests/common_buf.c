/* common_buf.c - proves buf.h, mem.h and err.h. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "buf.h"
#include "err.h"
#include "mem.h"

static void
assert_slack_is_wiped(const struct buf *b)
{
	for (size_t i = b->len; i < b->cap; i++)
		assert_int_equal(b->data[i], 0);
}

static void
test_empty(void **state)
{
	struct buf b = BUF_INIT(10);
	size_t len = 99;
	char *taken;

	(void)state;
	assert_string_equal(buf_str(&b), "");
	assert_null(b.data);
	taken = buf_take(&b, &len);
	assert_string_equal(taken, "");
	assert_int_equal(len, 0);
	mem_free_wiped(taken, len);
	assert_true(buf_add(&b, NULL, 0));
	assert_string_equal(buf_str(&b), "");
	buf_done(&b);
	buf_done(&b);
	assert_null(b.data);
	assert_int_equal(b.max_bytes, 10);
}

static void
test_add(void **state)
{
	struct buf b = BUF_INIT(1000);
	char *taken;
	size_t len;

	(void)state;
	assert_true(buf_adds(&b, "one"));
	assert_true(buf_addc(&b, ' '));
	assert_true(buf_addf(&b, "%d-%s", 2, "three"));
	assert_string_equal(buf_str(&b), "one 2-three");
	assert_true(buf_add(&b, "\0x", 2));
	assert_int_equal(b.len, 13);
	assert_int_equal(b.data[13], 0);
	for (int i = 0; i < 100; i++)
		assert_true(buf_addc(&b, 'y'));
	assert_int_equal(b.len, 113);
	assert_memory_equal(b.data, "one 2-three\0xyyy", 16);
	assert_slack_is_wiped(&b);
	taken = buf_take(&b, &len);
	assert_int_equal(len, 113);
	assert_int_equal(strlen(taken), 11);
	assert_null(b.data);
	assert_int_equal(b.len, 0);
	assert_int_equal(b.max_bytes, 1000);
	mem_free_wiped(taken, len);
}

static void
test_ceiling(void **state)
{
	static const struct {
		const char *why;
		size_t max;
		const char *first, *second;
		bool want;
	} rows[] = {
		{ "one byte below", 6, "abc", "de", true },
		{ "exactly full", 5, "abc", "de", true },
		{ "one too many", 4, "abc", "de", false },
		{ "full already", 3, "abc", "d", false },
		{ "full, and nothing more to add", 3, "abc", "", true },
		{ "no room at all", 0, "", "d", false },
		{ "no ceiling to speak of", SIZE_MAX, "abc", "de", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		for (int way = 0; way < 3; way++) {
			struct buf b = BUF_INIT(rows[i].max);
			const char *s = rows[i].second;
			bool got;

			assert_true(buf_adds(&b, rows[i].first));
			if (way == 0)
				got = buf_adds(&b, s);
			else if (way == 1)
				got = buf_addf(&b, "%s", s);
			else
				got = buf_splice(&b, 0, 0, s, strlen(s));
			if (got != rows[i].want || b.failed == rows[i].want)
				fail_msg("%s (way %d)", rows[i].why, way);
			if (!got)
				assert_string_equal(buf_str(&b), rows[i].first);
			assert_true(b.cap == 0 || b.cap - 1 <= b.max_bytes);
			buf_done(&b);
			assert_false(b.failed);
		}
	}
}

static void
test_failed_stays(void **state)
{
	struct buf b = BUF_INIT(4);

	(void)state;
	assert_false(buf_adds(&b, "abcdef"));
	assert_true(b.failed);
	assert_true(buf_adds(&b, "ab"));
	assert_true(b.failed);
	assert_string_equal(buf_str(&b), "ab");
	buf_clear(&b);
	assert_false(b.failed);
	assert_string_equal(buf_str(&b), "");
	assert_slack_is_wiped(&b);
	buf_done(&b);
}

static void
test_splice(void **state)
{
	static const struct {
		const char *why, *start;
		size_t at, n;
		const char *put, *want;
	} rows[] = {
		{ "insert in front", "world", 0, 0, "hello ", "hello world" },
		{ "insert at the end", "ab", 2, 0, "cd", "abcd" },
		{ "insert inside", "ad", 1, 0, "bc", "abcd" },
		{ "remove in front", "abcd", 0, 2, "", "cd" },
		{ "remove at the end", "abcd", 2, 2, "", "ab" },
		{ "remove all", "abcd", 0, 4, "", "" },
		{ "replace by longer", "abcd", 1, 2, "123", "a123d" },
		{ "replace by shorter", "abcd", 1, 2, "1", "a1d" },
		{ "replace, as long", "abcd", 1, 2, "12", "a12d" },
		{ "nothing", "abcd", 4, 0, "", "abcd" },
		{ "into the empty", "", 0, 0, "x", "x" },
		{ "nothing into the empty", "", 0, 0, "", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf b = BUF_INIT(20);

		if (rows[i].start[0])
			assert_true(buf_adds(&b, rows[i].start));
		assert_true(buf_splice(&b, rows[i].at, rows[i].n, rows[i].put,
		    strlen(rows[i].put)));
		if (strcmp(buf_str(&b), rows[i].want) != 0)
			fail_msg("%s: got %s", rows[i].why, buf_str(&b));
		assert_int_equal(b.len, strlen(rows[i].want));
		assert_slack_is_wiped(&b);
		buf_done(&b);
	}
}

static void
test_splice_at_ceiling(void **state)
{
	struct buf b = BUF_INIT(4);

	(void)state;
	assert_true(buf_adds(&b, "abcd"));
	assert_false(buf_splice(&b, 1, 1, "xyz", 3));
	assert_string_equal(buf_str(&b), "abcd");
	assert_true(buf_splice(&b, 1, 2, "xy", 2));
	assert_string_equal(buf_str(&b), "axyd");
	buf_done(&b);
}

/* The signal that ended a child which ran f, or 0. */
static int
signal_of(void (*f)(void))
{
	pid_t pid = fork();
	int status = 0;

	if (pid == 0) {
		fclose(stderr);
		signal(SIGABRT, SIG_DFL);
		f();
		_exit(0);
	}
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static void
splice_past_the_end(void)
{
	struct buf b = BUF_INIT(9);

	buf_adds(&b, "abc");
	buf_splice(&b, 2, 2, "", 0);
}

static void
add_own_bytes(void)
{
	struct buf b = BUF_INIT(9);

	buf_adds(&b, "abc");
	buf_adds(&b, b.data);
}

static void
overflowing(void)
{
	free(mem_zalloc(SIZE_MAX / 2, 3));
}

static void
growing_too_far(void)
{
	free(mem_grow(NULL, SIZE_MAX / 4, 8));
}

static void
code_ok(void)
{
	struct errinfo e;

	err_set(&e, ERR_OK, "x");
}

static void
fine(void)
{
}

static void
test_bugs_end_the_program(void **state)
{
	(void)state;
	assert_int_equal(signal_of(fine), 0);
	assert_int_equal(signal_of(splice_past_the_end), SIGABRT);
	assert_int_equal(signal_of(add_own_bytes), SIGABRT);
	assert_int_equal(signal_of(overflowing), SIGABRT);
	assert_int_equal(signal_of(growing_too_far), SIGABRT);
	assert_int_equal(signal_of(code_ok), SIGABRT);
}

static int hook_pipe[2];

static void
hook(void)
{
	(void)!write(hook_pipe[1], "h", 1);
	free(mem_zalloc(SIZE_MAX, 2)); /* must not come back here */
}

static void
overflow_with_hook(void)
{
	mem_on_exhausted(hook);
	overflowing();
}

static void
test_hook_runs_once(void **state)
{
	char got[8];

	(void)state;
	assert_int_equal(pipe(hook_pipe), 0);
	assert_int_equal(signal_of(overflow_with_hook), SIGABRT);
	close(hook_pipe[1]);
	assert_int_equal(read(hook_pipe[0], got, sizeof(got)), 1);
	close(hook_pipe[0]);
}

static void
test_mem(void **state)
{
	unsigned char *p = mem_zalloc(3, 5);
	char *s;

	(void)state;
	for (int i = 0; i < 15; i++)
		assert_int_equal(p[i], 0);
	p[14] = 7;
	p = mem_grow(p, 4, 5);
	assert_int_equal(p[14], 7);
	mem_free_wiped(p, 20);
	mem_free_wiped(NULL, 20);
	p = mem_alloc(0);
	p[0] = 1;
	free(p);
	free(mem_grow(NULL, 0, 0));
	assert_null(mem_strdup(NULL));
	s = mem_strdup("abc");
	assert_string_equal(s, "abc");
	mem_free_text(s);
	mem_free_text(NULL);
	s = mem_strndup("abcdef", 2);
	assert_string_equal(s, "ab");
	mem_free_text(s);
	s = mem_strndup(NULL, 0);
	assert_string_equal(s, "");
	mem_free_text(s);
}

static void
test_err(void **state)
{
	struct errinfo e;

	(void)state;
	assert_int_equal(err_set(NULL, ERR_IO, "%d", 1), ERR_IO);
	assert_int_equal(err_field(NULL, ERR_IO, "a", "%d", 1), ERR_IO);
	assert_int_equal(
	    err_field(&e, ERR_INVALID, "actions.0.who", "%s is needed.", "Who"),
	    ERR_INVALID);
	assert_int_equal(e.code, ERR_INVALID);
	assert_string_equal(e.field, "actions.0.who");
	assert_string_equal(e.says, "Who is needed.");
	assert_int_equal(err_set(&e, ERR_BUSY, "(%s)", e.says), ERR_BUSY);
	assert_string_equal(e.says, "(Who is needed.)");
	assert_string_equal(e.field, "");
	err_field(&e, ERR_INVALID, NULL, "x");
	assert_string_equal(e.field, "");
	err_clear(&e);
	assert_int_equal(e.code, ERR_OK);
	assert_string_equal(e.says, "");
	err_clear(NULL);
}

static void
test_err_is_cut_at_a_character(void **state)
{
	static const struct {
		const char *why, *character;
	} rows[] = {
		{ "one byte", "a" },
		{ "two bytes", "\u00e9" },
		{ "three bytes", "\u20ac" },
		{ "four bytes", "\U0001f600" },
	};
	struct errinfo e;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t n = strlen(rows[i].character);

		for (size_t lead = 0; lead < 4; lead++) {
			struct buf b = BUF_INIT(4000);
			size_t fits = (ERR_SAYS_MAX - 1 - lead) / n * n + lead;

			buf_add(&b, "xxxx", lead);
			for (int k = 0; k < 400; k++)
				buf_adds(&b, rows[i].character);
			err_field(&e, ERR_BUG, buf_str(&b), "%s", buf_str(&b));
			if (strlen(e.says) != fits)
				fail_msg("%s: %zu, not %zu", rows[i].why,
				    strlen(e.says), fits);
			assert_memory_equal(e.says, b.data, fits);
			assert_int_equal(strlen(e.field),
			    (ERR_FIELD_MAX - 1 - lead) / n * n + lead);
			buf_done(&b);
		}
	}
}

static void
test_err_tables(void **state)
{
	(void)state;
	for (int i = 0; i < ERR_COUNT; i++) {
		int status = err_exit_status((enum err)i);

		assert_non_null(err_name((enum err)i));
		assert_true(i == 0 ? status == 0 : status >= 64);
		assert_true(status <= 78);
		for (int k = 0; k < i; k++)
			assert_string_not_equal(
			    err_name((enum err)i), err_name((enum err)k));
	}
	assert_string_equal(err_name(ERR_NOT_FOUND), "not_found");
	assert_int_equal(err_exit_status(ERR_DENIED), 77);
	assert_int_equal(err_exit_status(ERR_NET), 69);
	assert_string_equal(err_name(ERR_COUNT), "bug");
	assert_int_equal(err_exit_status(ERR_COUNT), 70);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_add),
		cmocka_unit_test(test_ceiling),
		cmocka_unit_test(test_failed_stays),
		cmocka_unit_test(test_splice),
		cmocka_unit_test(test_splice_at_ceiling),
		cmocka_unit_test(test_bugs_end_the_program),
		cmocka_unit_test(test_hook_runs_once),
		cmocka_unit_test(test_mem),
		cmocka_unit_test(test_err),
		cmocka_unit_test(test_err_is_cut_at_a_character),
		cmocka_unit_test(test_err_tables),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
