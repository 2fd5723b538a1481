/* mem.h - memory that is there, or the program ends.
 *
 * haven bounds everything it takes in, so running out of memory is a fault of
 * the machine, not a case. These never return NULL: they call the hook (the
 * client keeps the draft in it) and abort. Amounts are bytes. */
#ifndef HAVEN_MEM_H
#define HAVEN_MEM_H

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

/* Called once, before the abort. May be NULL. */
void mem_on_exhausted(void (*hook)(void));

#endif
