/* pdf_kit.h - what other programs read in a PDF. */
#ifndef HAVEN_PDF_KIT_H
#define HAVEN_PDF_KIT_H

#include <fcntl.h>
#include <limits.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "buf.h"

/* Run a program with bytes as its input; its output. Free with free(). */
static inline char *
pdf_run(const char *const *argv, const char *bytes, size_t len)
{
	char in[] = "/tmp/haven-pdf-in.XXXXXX";
	char out[] = "/tmp/haven-pdf-out.XXXXXX";
	int fd_in = mkstemp(in), fd_out = mkstemp(out), status = -1;
	posix_spawn_file_actions_t fa;
	extern char **environ;
	char *got;
	off_t size;
	pid_t pid;

	assert_true(fd_in >= 0 && fd_out >= 0);
	unlink(in);
	unlink(out);
	assert_int_equal(write(fd_in, bytes, len), (ssize_t)len);
	assert_int_equal(lseek(fd_in, 0, SEEK_SET), 0);
	posix_spawn_file_actions_init(&fa);
	posix_spawn_file_actions_adddup2(&fa, fd_in, 0);
	posix_spawn_file_actions_adddup2(&fa, fd_out, 1);
	assert_int_equal(posix_spawnp(&pid, argv[0], &fa, NULL,
			     (char *const *)argv, environ),
	    0);
	posix_spawn_file_actions_destroy(&fa);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	size = lseek(fd_out, 0, SEEK_END);
	got = calloc((size_t)size + 1, 1);
	assert_int_equal(pread(fd_out, got, (size_t)size, 0), size);
	close(fd_in);
	close(fd_out);
	return got;
}

/* What pdftotext reads in it, page by page, a form feed between. */
static inline char *
pdf_text(const struct buf *pdf)
{
	const char *argv[] = { "pdftotext", "-layout", "-", "-", NULL };

	return pdf_run(argv, pdf->data, pdf->len);
}

static inline void
pdf_must_say(const char *text, const char *words)
{
	if (strstr(text, words) == NULL)
		fail_msg("\"%s\" is not on it:\n%s", words, text);
}

static inline void
pdf_must_not_say(const char *text, const char *words)
{
	if (strstr(text, words) != NULL)
		fail_msg("\"%s\" is on it", words);
}

#endif
