/* mem.c - memory that is there, or the program ends. */
#include "mem.h"

#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void (*exhausted_hook)(void);

static _Noreturn void
exhausted(void)
{
	void (*hook)(void) = exhausted_hook;

	/* Once only: the hook itself may ask for memory. */
	exhausted_hook = NULL;
	if (hook)
		hook();
	abort();
}

static size_t
product(size_t count, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(count, size, &bytes) || bytes > PTRDIFF_MAX)
		exhausted();
	return bytes == 0 ? 1 : bytes;
}

void *
mem_alloc(size_t size)
{
	void *p = malloc(product(size, 1));

	if (!p)
		exhausted();
	return p;
}

void *
mem_zalloc(size_t count, size_t size)
{
	void *p = calloc(1, product(count, size));

	if (!p)
		exhausted();
	return p;
}

void *
mem_grow(void *p, size_t count, size_t size)
{
	void *grown = realloc(p, product(count, size));

	if (!grown)
		exhausted();
	return grown;
}

char *
mem_strdup(const char *s)
{
	return s ? mem_strndup(s, strlen(s)) : NULL;
}

char *
mem_strndup(const char *s, size_t len)
{
	char *copy;

	if (len == SIZE_MAX)
		exhausted();
	copy = mem_alloc(len + 1);
	if (len > 0)
		memcpy(copy, s, len);
	copy[len] = '\0';
	return copy;
}

void
mem_free_wiped(void *p, size_t len)
{
	if (!p)
		return;
	explicit_bzero(p, len);
	free(p);
}

void
mem_free_text(char *s)
{
	if (s)
		mem_free_wiped(s, strlen(s));
}

void
mem_on_exhausted(void (*hook)(void))
{
	exhausted_hook = hook;
}

/* Where the heap begins: it is the one mapping that has this name. */
static uintptr_t
find_heap(void)
{
	FILE *maps = fopen("/proc/self/maps", "re");
	uintptr_t from = 0;
	char line[512];

	while (maps && from == 0 && fgets(line, sizeof(line), maps)) {
		if (strstr(line, "[heap]"))
			from = (uintptr_t)strtoull(line, NULL, 16);
	}
	if (maps)
		fclose(maps);
	return from;
}

bool
mem_lock_heap(void)
{
	static uintptr_t from;
	uintptr_t end = (uintptr_t)sbrk(0);

	if (from == 0) {
		mallopt(M_MMAP_THRESHOLD, MEM_APART);
		from = find_heap();
	}
	return from != 0 && end > from &&
	       mlock2((void *)from, end - from, MLOCK_ONFAULT) == 0;
}
