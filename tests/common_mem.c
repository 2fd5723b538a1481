/* common_mem.c - what is held in memory is kept out of swap (promise 9). */
#include "mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* KiB in memory, and KiB of it that are locked, of the heap; or of the mapping that
 * holds p, if that is not NULL. */
static void
pages_of(const void *p, long *rss, long *locked)
{
	FILE *f = fopen("/proc/self/smaps", "r");
	char line[512];
	bool is_it = false;

	*rss = *locked = 0;
	assert_non_null(f);
	while (fgets(line, sizeof(line), f)) {
		unsigned long from, to;
		int at = 0;

		if (sscanf(line, "%lx-%lx %n", &from, &to, &at) == 2 && at > 0)
			is_it = p ? (uintptr_t)p >= from && (uintptr_t)p < to
				  : strstr(line, "[heap]") != NULL;
		else if (is_it && strncmp(line, "Rss:", 4) == 0)
			*rss += strtol(line + 4, NULL, 10);
		else if (is_it && strncmp(line, "Locked:", 7) == 0)
			*locked += strtol(line + 7, NULL, 10);
	}
	fclose(f);
}

/* In a process of its own, whose heap is its own. */
static int
apart(int (*fn)(void))
{
	pid_t pid = fork();
	int status = 0;

	assert_true(pid >= 0);
	if (pid == 0)
		_exit(fn());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static int
heap_grows(void)
{
	char *texts[64];
	long rss, locked;

	for (int round = 1; round <= 4; round++) {
		for (int i = 0; i < round * 16; i++) {
			if (i >= (round - 1) * 16)
				texts[i] = malloc(20000);
			memset(texts[i], 'x', 20000);
		}
		if (!mem_lock_heap())
			return 10 + round;
		/* Typed since then: locked when it is next at rest. */
		memset(texts[0], 'y', 20000);
		pages_of(NULL, &rss, &locked);
		if (locked < 300 * round)
			return 20 + round;
	}
	return 0;
}

/* What is large is given back at once, and not left lying in the heap. */
static int
large_goes(void)
{
	volatile uintptr_t was;
	char *large;
	long rss, locked;

	mem_lock_heap();
	for (int i = 0; i < 2; i++) {
		large = malloc(i ? 1u << 20 : 4u << 20);
		memset(large, 'x', 1u << 20);
		was = (uintptr_t)large;
		free(large);
		pages_of((const void *)was, &rss, &locked);
		if (rss > 200)
			return 1 + i;
	}
	return 0;
}

/* Less is allowed than there is: it is said, and nothing else happens. */
static int
limited(void)
{
	const struct rlimit few = { 65536, 65536 };
	char *text = malloc(100000);

	if (geteuid() == 0 && setuid(65534) != 0)
		return 3;
	memset(text, 'x', 100000);
	if (setrlimit(RLIMIT_MEMLOCK, &few) != 0)
		return 4;
	return mem_lock_heap() ? 5 : 0;
}

#ifdef __SANITIZE_ADDRESS__
/* Its memory is no heap of the system's: it is said, and nothing else happens. */
static int
no_heap(void)
{
	return mem_lock_heap() ? 1 : 0;
}

static void
test_lock(void **state)
{
	(void)heap_grows;
	(void)large_goes;
	(void)limited;
	(void)state;
	assert_int_equal(apart(no_heap), 0);
}
#else
static void
test_lock(void **state)
{
	(void)state;
	assert_int_equal(apart(heap_grows), 0);
	assert_int_equal(apart(large_goes), 0);
	assert_int_equal(apart(limited), 0);
}
#endif

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_lock) };

	return cmocka_run_group_tests_name("common_mem", tests, NULL, NULL);
}
