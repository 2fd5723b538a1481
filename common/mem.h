/* mem.h - memory that is there, or the program ends.
 *
 * haven bounds everything it takes in, so running out of memory is a fault of
 * the machine, not a case. These never return NULL: they call the hook (the
 * client keeps the draft in it) and abort. Amounts are bytes. */
#ifndef HAVEN_MEM_H
#define HAVEN_MEM_H

#include <stdbool.h>
#include <stddef.h>

void *mem_alloc(size_t size);                /* size 0 is 1; not cleared */
void *mem_zalloc(size_t count, size_t size); /* cleared; overflow aborts */
void *mem_grow(void *p, size_t count, size_t size); /* as realloc */
char *mem_strdup(const char *s);                    /* NULL gives NULL */
char *mem_strndup(const char *s, size_t len);       /* adds the NUL */

/* Wipe len bytes, then free. p may be NULL. */
void mem_free_wiped(void *p, size_t len);

/* Wipe a string, then free it. s may be NULL. */
void mem_free_text(char *s);

/* Keep the heap, as it is now, out of swap (promise 9: no clear text there). To be
 * called whenever the program is about to wait; a microsecond where nothing grew.
 * What is larger than MEM_APART is mapped apart and given back as soon as it is
 * freed, so the heap stays small. False: the system's limit for locked memory is
 * smaller than the heap (RLIMIT_MEMLOCK; 8 MiB for a user of Debian); then what
 * was locked stays so. For a program of one thread. */
#define MEM_APART (128u * 1024)
bool mem_lock_heap(void);

/* Called once, before the abort. May be NULL. */
void mem_on_exhausted(void (*hook)(void));

#endif
