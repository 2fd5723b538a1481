/* log.c - lines for the person who runs the server.
 *
 * A line is made whole before it is written, so that the lines of several
 * threads never mix and none is half there after a crash. */
#include "log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "buf.h"
#include "text.h"

#define WORDS_MAX 2000 /* bytes of the words of a line; the rest is cut */
#define LINE_MAX_BYTES (WORDS_MAX * 8) /* text_safe makes some bytes more */

static const char *const names[] = {
	[LOG_ERROR] = "error",
	[LOG_WARNING] = "warning",
	[LOG_INFO] = "info",
	[LOG_DEBUG] = "debug",
};

static atomic_int log_fd = STDERR_FILENO;
static atomic_int log_level = LOG_INFO;

/* Shorten to whole characters, and say that there was more. */
static void
cut(char *words, size_t size)
{
	static const char more[] = "...";
	size_t len = size - sizeof(more);

	while (len > 0 && ((unsigned char)words[len] & 0xC0) == 0x80)
		len--;
	memcpy(words + len, more, sizeof(more));
}

void
log_start(int fd, enum log_level level)
{
	atomic_store(&log_fd, fd);
	atomic_store(&log_level, (int)level);
}

void
log_line(enum log_level level, const char *fmt, ...)
{
	struct buf line = BUF_INIT(LINE_MAX_BYTES);
	char words[WORDS_MAX + 1];
	int was = errno;
	va_list ap;
	ssize_t n;
	int len;

	if ((int)level > atomic_load(&log_level))
		return;
	va_start(ap, fmt);
	len = vsnprintf(words, sizeof(words), fmt, ap);
	va_end(ap);
	if (len < 0)
		words[0] = '\0';
	else if ((size_t)len >= sizeof(words))
		cut(words, sizeof(words));
	(void)buf_addf(&line, "%s: ", names[level]);
	/* Promise 8: no byte of it drives the terminal that shows the log. */
	text_safe(&line, words, strlen(words), false);
	(void)buf_addc(&line, '\n');
	do
		n = write(atomic_load(&log_fd), line.data, line.len);
	while (n < 0 && errno == EINTR);
	/* A log that cannot be written has nobody left to tell. */
	buf_done(&line);
	errno = was;
}
