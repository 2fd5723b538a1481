/* press_main.c - haven-press: its limits, what it reads and what it writes.
 *
 * The packed document comes on the socket that is its standard input, until its end;
 * the PDF goes back the same way. It ends with 0 when all of it was written; whoever started it
 * says in words what went wrong. Limits are set before the first byte is read, so
 * that bytes which drive a library mad cost a little time and no more. */
#include <errno.h>
#include <sys/resource.h>
#include <unistd.h>

#include "helper.h"
#include "press_set.h"

#define CPU_SECONDS 60
#define MEMORY_MAX ((rlim_t)1536 << 20)
#define FILES_MAX 64 /* fonts and their caches */
#define CHUNK 65536

static bool
limit(int what, rlim_t most)
{
	struct rlimit r = { most, most };

	return setrlimit(what, &r) == 0;
}

static bool
close_in(void)
{
	helper_shut_in();
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
	if (!limit(RLIMIT_AS, MEMORY_MAX))
		return false;
#endif
	return chdir("/") == 0 && close_range(3, ~0u, 0) == 0 &&
	       limit(RLIMIT_CPU, CPU_SECONDS) &&
	       limit(RLIMIT_NOFILE, FILES_MAX);
}

static bool
read_all(struct buf *in)
{
	char chunk[CHUNK];

	for (;;) {
		ssize_t n = read(STDIN_FILENO, chunk, sizeof(chunk));

		if (n == 0)
			return true;
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 || !buf_add(in, chunk, (size_t)n))
			return false;
	}
}

static cairo_status_t
write_out(void *arg, const unsigned char *bytes, unsigned len)
{
	(void)arg;
	while (len > 0) {
		ssize_t n = write(STDIN_FILENO, bytes, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return CAIRO_STATUS_WRITE_ERROR;
		bytes += n;
		len -= (unsigned)n;
	}
	return CAIRO_STATUS_SUCCESS;
}

int
main(void)
{
	struct buf in = BUF_INIT(DOC_MAX);
	struct doc *d = NULL;

	if (!close_in() || !read_all(&in) ||
	    doc_unpack(&d, in.data, in.len, NULL) != ERR_OK)
		_exit(1);
	buf_done(&in);
	if (!press_set(d, write_out, NULL))
		_exit(2);
	doc_free(d);
	/* What the font libraries keep is the system's to take back. */
	_exit(0);
}
