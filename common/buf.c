/* buf.c - bytes that grow, up to a ceiling.
 *
 * The bytes after len are always wiped: growing copies and wipes (realloc
 * would leave a copy behind), and what a splice removes is overwritten. So
 * buf_take can hand over len bytes, and wiping those wipes everything. */
#include "buf.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "mem.h"

#define FIRST_CAP 64

/* Room for more bytes and the NUL, or failed. */
static bool
reserve(struct buf *b, size_t more)
{
	size_t want, cap;
	char *grown;

	if (b->len > b->max_bytes || more > b->max_bytes - b->len ||
	    b->len + more > PTRDIFF_MAX - 1) {
		b->failed = true;
		return false;
	}
	want = b->len + more + 1;
	if (want <= b->cap)
		return true;
	cap = b->cap < FIRST_CAP / 2 ? FIRST_CAP : b->cap * 2;
	if (cap > b->max_bytes)
		cap = b->max_bytes + 1;
	if (cap < want)
		cap = want;
	grown = mem_zalloc(cap, 1);
	if (b->len > 0)
		memcpy(grown, b->data, b->len);
	mem_free_wiped(b->data, b->cap);
	b->data = grown;
	b->cap = cap;
	return true;
}

static bool
is_inside(const struct buf *b, const void *bytes)
{
	uintptr_t at = (uintptr_t)bytes;
	uintptr_t start = (uintptr_t)b->data;

	return b->data && at >= start && at - start < b->cap;
}

void
buf_init(struct buf *b, size_t max_bytes)
{
	*b = (struct buf)BUF_INIT(max_bytes);
}

void
buf_done(struct buf *b)
{
	mem_free_wiped(b->data, b->cap);
	buf_init(b, b->max_bytes);
}

void
buf_clear(struct buf *b)
{
	if (b->data)
		explicit_bzero(b->data, b->cap);
	b->len = 0;
	b->failed = false;
}

bool
buf_add(struct buf *b, const void *bytes, size_t len)
{
	assert(len == 0 || !is_inside(b, bytes));
	if (!reserve(b, len))
		return false;
	if (len > 0)
		memcpy(b->data + b->len, bytes, len);
	b->len += len;
	b->data[b->len] = '\0';
	return true;
}

bool
buf_adds(struct buf *b, const char *s)
{
	return buf_add(b, s, strlen(s));
}

bool
buf_addc(struct buf *b, char c)
{
	return buf_add(b, &c, 1);
}

/* Into the room there is; what it takes, or more than there is of it. */
static int
print_there(struct buf *b, const char *fmt, va_list ap)
{
	size_t room = b->data ? b->cap - b->len : 0;
	char *at = b->data ? b->data + b->len : NULL;
	int n = vsnprintf(at, room, fmt, ap);

	if (at &&
	    (n < 0 || (size_t)n >= room || b->len + (size_t)n > b->max_bytes))
		explicit_bzero(at, room); /* a part of it */
	return n;
}

bool
buf_addf(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	size_t len = b->len;
	int n;

	va_start(ap, fmt);
	n = print_there(b, fmt, ap);
	va_end(ap);
	if (n < 0) {
		b->failed = true;
		return false;
	}
	if (b->data && len + (size_t)n < b->cap &&
	    len + (size_t)n <= b->max_bytes) {
		b->len += (size_t)n;
		return true;
	}
	if (!reserve(b, (size_t)n))
		return false;
	va_start(ap, fmt);
	(void)print_there(b, fmt, ap);
	va_end(ap);
	b->len += (size_t)n;
	return true;
}

bool
buf_splice(struct buf *b, size_t at, size_t n, const void *bytes, size_t len)
{
	size_t tail;

	assert(at <= b->len && n <= b->len - at);
	assert(len == 0 || !is_inside(b, bytes));
	if (!reserve(b, len > n ? len - n : 0))
		return false;
	tail = b->len - at - n;
	memmove(b->data + at + len, b->data + at + n, tail);
	if (len > 0)
		memcpy(b->data + at, bytes, len);
	if (len < n)
		explicit_bzero(b->data + at + len + tail, n - len);
	b->len = at + len + tail;
	b->data[b->len] = '\0';
	return true;
}

const char *
buf_str(const struct buf *b)
{
	return b->data ? b->data : "";
}

char *
buf_take(struct buf *b, size_t *len)
{
	char *taken = b->data ? b->data : mem_zalloc(1, 1);

	if (len)
		*len = b->len;
	buf_init(b, b->max_bytes);
	return taken;
}
