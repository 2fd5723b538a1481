/* buf.h - bytes that grow, up to a ceiling.
 *
 * data is NULL until the first byte and NUL-terminated after it (the NUL is
 * not counted in len). Going over the ceiling adds nothing and sets failed,
 * which stays set until buf_clear, buf_done or buf_take: a writer may add all
 * it has and ask once at the end; a later piece that fits is added, so an
 * editor that looks at each answer goes on. Bytes to add must not lie inside b
 * (asserted). What is let go is wiped. Not for two threads. */
#ifndef HAVEN_BUF_H
#define HAVEN_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct buf {
	char *data;
	size_t len;
	size_t cap;
	size_t max_bytes;
	bool failed;
};

#define BUF_INIT(max)              \
	{                          \
		.max_bytes = (max) \
	}

void buf_init(struct buf *b, size_t max_bytes);
void buf_done(struct buf *b);  /* wipes and frees; b may be used again */
void buf_clear(struct buf *b); /* wipes what it held, keeps the memory */

/* False, with failed set, over the ceiling; then nothing was added. */
bool buf_add(struct buf *b, const void *bytes, size_t len);
bool buf_adds(struct buf *b, const char *s);
bool buf_addc(struct buf *b, char c);
bool buf_addf(struct buf *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Remove n bytes at at, then insert len bytes there. at + n <= b->len. */
bool buf_splice(
    struct buf *b, size_t at, size_t n, const void *bytes, size_t len);

/* Never NULL: "" when nothing was added. */
const char *buf_str(const struct buf *b);

/* Hand over the bytes (never NULL, NUL-terminated) and empty b; free with
 * mem_free_wiped. len may be NULL. */
char *buf_take(struct buf *b, size_t *len);

#endif
