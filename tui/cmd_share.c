/* cmd_share.c - haven share-check: facts in, decision out, in the shell. Nothing is
 * opened but the file: no settings, no store, no server, no screen. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd_in.h"
#include "decide.h"
#include "mem.h"
#include "text.h"

#define CHUNK 65536

/* The file, as it is read. */
struct input {
	int fd;
	bool by_line;
	bool is_over;   /* its end has come */
	size_t at, len; /* of chunk */
	char chunk[CHUNK];
};

static enum err
cannot_read(struct errinfo *e)
{
	return err_set(e, ERR_NOT_FOUND,
	    "The file cannot be read: %s. Nothing was decided.",
	    strerror(errno));
}

static enum err
fill(struct input *in, struct errinfo *e)
{
	ssize_t n;

	do
		n = read(in->fd, in->chunk, sizeof(in->chunk));
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return cannot_read(e);
	in->is_over = n == 0;
	in->at = 0;
	in->len = (size_t)n;
	return ERR_OK;
}

static enum err
too_big(struct errinfo *e)
{
	return err_set(e, ERR_TOO_BIG,
	    "The facts have more than %zu bytes, which is more than is taken "
	    "here. Nothing was decided.",
	    FACTS_JSON_MAX);
}

/* The next line, or all there is. *is_any false: there is no more. */
static enum err
next_facts(struct input *in, struct buf *text, bool *is_any, struct errinfo *e)
{
	bool is_whole = false;
	enum err code;

	buf_clear(text);
	*is_any = false;
	while (!is_whole) {
		const char *from = in->chunk + in->at, *end = NULL;
		size_t n = in->len - in->at;

		if (n == 0) {
			code = fill(in, e);
			if (code != ERR_OK || in->is_over)
				return code;
			continue;
		}
		*is_any = true;
		if (in->by_line)
			end = memchr(from, '\n', n);
		if (end != NULL)
			n = (size_t)(end - from);
		if (!buf_add(text, from, n))
			return too_big(e);
		is_whole = end != NULL;
		in->at += n + is_whole;
	}
	return ERR_OK;
}

/* Programs get the bytes as they are; a terminal what is safe (promise 8). */
static enum err
print(const struct buf *line, bool is_terminal, struct errinfo *e)
{
	struct buf safe = BUF_INIT(DECISION_JSON_MAX * 8);

	if (is_terminal)
		text_safe(&safe, line->data, line->len, false);
	if (is_terminal)
		puts(buf_str(&safe));
	else
		fwrite(line->data, 1, line->len, stdout);
	buf_done(&safe);
	if (!ferror(stdout))
		return ERR_OK;
	return err_set(e, ERR_IO, "What was decided cannot be printed: %s.",
	    strerror(errno));
}

static enum err
check(const struct buf *text, bool is_terminal, struct errinfo *e)
{
	struct buf line = BUF_INIT(DECISION_JSON_MAX);
	struct facts *f = NULL;
	struct decision d;
	enum err code = facts_read(&f, buf_str(text), text->len, e);

	if (code != ERR_OK)
		return code;
	decide(f, &d);
	decision_write(&d, &line);
	if (!is_terminal)
		buf_addc(&line, '\n');
	code = print(&line, is_terminal, e);
	decision_done(&d);
	facts_free(f);
	buf_done(&line);
	return code;
}

static enum err
check_all(struct input *in, struct errinfo *e)
{
	struct buf text = BUF_INIT(FACTS_JSON_MAX);
	bool is_terminal = isatty(STDOUT_FILENO) && text_start();
	bool is_any = true;
	struct errinfo why = { 0 };
	enum err code = ERR_OK;

	for (size_t n = 1; code == ERR_OK && is_any; n++) {
		code = next_facts(in, &text, &is_any, &why);
		/* No line at all is fine; an empty file is no facts. */
		if (code == ERR_OK && (is_any || (n == 1 && !in->by_line)))
			code = check(&text, is_terminal, &why);
		if (code != ERR_OK && in->by_line)
			err_field(
			    e, code, why.field, "Line %zu: %s", n, why.says);
		else if (code != ERR_OK)
			*e = why;
	}
	buf_done(&text);
	return code;
}

enum err
cmd_share_check(struct cmd_call *call, struct errinfo *e)
{
	struct input *in = mem_zalloc(1, sizeof(*in));
	bool is_standard = strcmp(call->argv[0], "-") == 0;
	enum err code;

	in->by_line = call->lines;
	in->fd = is_standard ? STDIN_FILENO
			     : open(call->argv[0], O_RDONLY | O_CLOEXEC);
	if (in->fd < 0)
		code = cannot_read(e);
	else
		code = check_all(in, e);
	/* What was decided before comes before why it stopped. */
	if (fflush(stdout) != 0 && code == ERR_OK)
		code = err_set(e, ERR_IO,
		    "What was decided cannot be printed: %s.", strerror(errno));
	if (in->fd >= 0 && !is_standard)
		close(in->fd);
	mem_free_wiped(in, sizeof(*in));
	return code;
}
