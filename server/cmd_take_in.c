/* cmd_take_in.c - havend take-in FILE: what somebody wrote and could not send,
 * handed on in a file (tui/store_hand.c, promise 2).
 *
 * Anyone who knows the office's public key can make such a file, so it proves
 * nothing about who wrote it. Nothing of it goes into a file by itself: each piece
 * is kept aside, once, and a designated senior member decides (aside.c). */
#include "cli.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "handed.h"
#include "mem.h"
#include "server.h"
#include "text.h"
#include "when.h"
#include "writer.h"

struct take_in {
	struct buf *out;
	const char *text; /* of the file */
	size_t len;
	size_t line, kept, known, refused; /* kept: with known, until the end */
	uint8_t hash[SEAL_HASH];           /* of the file */
	struct put_result result;
};

/* ---- the file ---- */

static enum err
cannot_read(struct errinfo *e, const char *path, const char *why)
{
	return err_set(e, ERR_INVALID,
	    "%s cannot be read: %s. Nothing was changed.", path, why);
}

/* A running havend stands elsewhere than its caller, hence whole paths alone. */
static enum err
read_file(const char *path, struct buf *text, struct errinfo *e)
{
	struct stat st;
	char chunk[65536];
	ssize_t n;
	enum err code = ERR_OK;
	int fd;

	if (path[0] != '/')
		return cannot_read(e, path, "a whole path is needed");
	fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return cannot_read(e, path, strerror(errno));
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		code = cannot_read(e, path, "it is no file");
	while (code == ERR_OK && (n = read(fd, chunk, sizeof(chunk))) != 0) {
		if (n < 0)
			code = cannot_read(e, path, strerror(errno));
		else
			buf_add(text, chunk, (size_t)n);
	}
	close(fd);
	if (code == ERR_OK && text->failed)
		code = cannot_read(e, path, "it is too large");
	return code;
}

/* The next line, without its end; false after the last. */
static bool
next_line(const char **at, size_t *left, const char **line, size_t *len)
{
	const char *end;

	if (*left == 0)
		return false;
	end = memchr(*at, '\n', *left);
	*line = *at;
	*len = end != NULL ? (size_t)(end - *at) : *left;
	*at += *len + (end != NULL);
	*left -= *len + (end != NULL);
	if (*len > 0 && (*line)[*len - 1] == '\r')
		--*len; /* a stick that went through another system */
	return true;
}

/* ---- one piece ---- */

static void
say_refused(struct take_in *t, const char *why)
{
	t->refused++;
	buf_addf(t->out, "Line %zu was not taken: ", t->line);
	text_safe(t->out, why, strlen(why), false);
	buf_adds(t->out, why[strlen(why) - 1] == '.' ? "\n" : ".\n");
}

static const char *
refusal(const struct put_result *r)
{
	return r->problems.count > 0 ? r->problems.at[0].says : r->error.says;
}

/* What was done, by whom is not known: by whoever may run havend. */
static enum err
record_take_in(
    struct server *s, struct db *db, const struct take_in *t, struct errinfo *e)
{
	char hex[SEAL_HASH * 2 + 1], words[300];
	struct audit_row row = { .what = AUDIT_SERVER, .words = words };

	seal_hex(hex, t->hash, sizeof(t->hash));
	snprintf(words, sizeof(words),
	    "A file was taken in: %zu kept aside, %zu here already, %zu not "
	    "taken. Its hash: %s.",
	    t->kept, t->known, t->refused, hex);
	row.at_ms = row.received_ms = clock_ms();
	return audit_add(s, db, &row, e);
}

/* One piece that cannot be taken does not hold up the others; a fault of the disk
 * undoes all, and the file is there to be taken again. */
static enum err
take_in_run(struct server *s, struct db *db, void *arg, struct errinfo *e)
{
	struct take_in *t = arg;
	const char *at = t->text, *line;
	size_t left = t->len, len;
	enum err code = ERR_OK;

	next_line(&at, &left, &line, &len);
	t->line = 1;
	while (code == ERR_OK && next_line(&at, &left, &line, &len)) {
		struct errinfo why = { 0 };
		bool is_known = false;
		enum err one;

		t->line++;
		if (len == 0)
			continue;
		code = db_savepoint(db, e);
		if (code != ERR_OK)
			break;
		memset(&t->result, 0, sizeof(t->result));
		one = handed_take(
		    s, db, line, len, NULL, &is_known, &t->result, &why);
		t->known += one == ERR_OK && is_known;
		if (one == ERR_OK) {
			code = db_release(db, e);
		} else {
			db_rollback_savepoint(db);
			if (one == ERR_IO || one == ERR_FULL)
				code = err_set(e, one, "%s", why.says);
		}
		if (one != ERR_OK)
			say_refused(t, why.says);
		else if (t->result.status >= 300)
			say_refused(t, refusal(&t->result));
		else
			t->kept++;
	}
	t->kept -= t->known;
	return code == ERR_OK ? record_take_in(s, db, t, e) : code;
}

enum err
cmd_take_in(struct cli_call *call, struct errinfo *e)
{
	struct buf text = BUF_INIT(WIRE_HANDED_MAX);
	struct take_in *t = mem_zalloc(1, sizeof(*t));
	const size_t head = strlen(WIRE_HANDED);
	enum err code;

	t->out = call->out;
	if (call->argc != 1)
		code = err_set(e, ERR_INVALID,
		    "One file is needed, by its whole path: havend take-in "
		    "FILE");
	else
		code = read_file(call->argv[0], &text, e);
	if (code == ERR_OK &&
	    (text.len <= head || memcmp(text.data, WIRE_HANDED, head) != 0 ||
		strchr("\r\n", text.data[head]) == NULL))
		code = cannot_read(
		    e, call->argv[0], "it is no file that haven hand-on made");
	if (code == ERR_OK) {
		t->text = text.data;
		t->len = text.len;
		seal_hash(t->hash, NULL,
		    &(struct seal_part){ text.data, text.len }, 1);
		code = writer_do(call->server->writer, take_in_run, t, e);
	}
	if (code == ERR_OK)
		buf_addf(call->out,
		    "%zu kept aside for a designated senior member, %zu here "
		    "already, %zu not taken.\n",
		    t->kept, t->known, t->refused);
	buf_done(&text);
	mem_free_wiped(t, sizeof(*t));
	return code;
}
