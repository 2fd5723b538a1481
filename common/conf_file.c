/* conf_file.c - read the settings file.
 *
 * It is read whole and given to inih line by line by a reader of ours: inih
 * itself cuts long lines without a word and tells nobody the number of a line.
 * The first thing wrong ends it. */
#include "conf_in.h"

#include <errno.h>
#include <fcntl.h>
#include <ini.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "text.h"

#define FILE_MAX 65536
#define SECTIONS 2

/* A file on its way through inih. */
struct reading {
	struct conf *c;
	const char *at;
	const char *end;
	struct conf_source source;
	unsigned first[SECTIONS][CONF_COUNT]; /* line, or 0 */
	enum err err;
	struct errinfo *e;
};

static const struct {
	const char *name;
	enum conf_who who;
} sections[SECTIONS] = {
	{ "client", CONF_CLIENT },
	{ "server", CONF_SERVER },
};

static size_t
find_section(const char *name)
{
	size_t i = 0;

	while (i < SECTIONS && strcmp(sections[i].name, name) != 0)
		i++;
	return i;
}

static enum err
too_long(const char *line, size_t len, int most,
    const struct conf_source *source, struct errinfo *e)
{
	char from[CONF_WHERE_MAX], name[CONF_NAME_MAX + 1] = "",
							read[CONF_SHOWN_MAX];
	size_t n = 0;

	while (n < len && n < CONF_NAME_MAX && !strchr("=: \t", line[n]))
		n++;
	memcpy(name, line, n);
	return err_set(e, ERR_CONFIG,
	    "%s: the line that begins with \"%s\" has %zu bytes, and at most "
	    "%d can be read. Shorten it, or set it in the environment.",
	    conf_where(from, source), conf_shown(read, name), len, most);
}

/* fgets for inih: the next line without its end, or NULL. */
static char *
read_line(char *out, int size, void *arg)
{
	struct reading *r = arg;
	const char *line = r->at;
	const char *end;
	size_t len;

	if (r->err || line == r->end)
		return NULL;
	end = memchr(line, '\n', (size_t)(r->end - line));
	r->at = end ? end + 1 : r->end;
	r->source.line++;
	len = (size_t)((end ? end : r->end) - line);
	if (len > 0 && line[len - 1] == '\r')
		len--;
	/* A line that begins with a space would go on from the one before. */
	for (; len > 0 && (*line == ' ' || *line == '\t'); line++)
		len--;
	if (len > (size_t)size - 1) {
		r->err = too_long(line, len, size - 1, &r->source, r->e);
		return NULL;
	}
	memcpy(out, line, len);
	out[len] = '\0';
	return out;
}

static enum err
take_pair(
    struct reading *r, const char *section, const char *name, const char *value)
{
	size_t which = find_section(section);
	const struct conf_row *row;
	char from[CONF_WHERE_MAX], read[CONF_SHOWN_MAX];
	unsigned *first;

	(void)conf_where(from, &r->source);
	if (which == SECTIONS)
		return err_set(r->e, ERR_CONFIG,
		    "%s: settings stand under [client] or [server], not under "
		    "\"%s\". Put that line before it.",
		    from, conf_shown(read, section));
	row = conf_find(name);
	if (!row)
		return conf_unknown(
		    name, sections[which].who, &r->source, r->e);
	if (!(row->who & sections[which].who))
		return err_set(r->e, ERR_CONFIG,
		    "%s: %s stands under [%s] and belongs under [%s]. Move it "
		    "there.",
		    from, row->name, sections[which].name,
		    sections[1 - which].name);
	first = &r->first[which][row - conf_rows];
	if (*first)
		return err_set(r->e, ERR_CONFIG,
		    "%s: %s is set a second time; the first is in line %u. "
		    "Take one of them out.",
		    from, row->name, *first);
	*first = r->source.line;
	if (!(sections[which].who & r->c->who))
		return ERR_OK;
	return conf_put(r->c, row, value, &r->source, r->e);
}

static int
take(void *arg, const char *section, const char *name, const char *value)
{
	struct reading *r = arg;

	if (!r->err)
		r->err = take_pair(r, section, name, value);
	return r->err == ERR_OK;
}

static enum err
load_text(
    struct conf *c, const char *path, const struct buf *text, struct errinfo *e)
{
	struct reading r = {
		.c = c,
		.at = buf_str(text),
		.end = buf_str(text) + text->len,
		.source = { .path = path },
		.e = e,
	};
	int bad_line;

	if (memchr(r.at, '\0', text->len) || !text_is_utf8(r.at, text->len))
		return err_set(e, ERR_CONFIG,
		    "%.120s is no text in UTF-8, so no setting was read from "
		    "it. Save it as UTF-8 and start again.",
		    path);
	bad_line = ini_parse_stream(read_line, &r, take, &r);
	if (bad_line > 0 && (!r.err || (unsigned)bad_line < r.source.line))
		return err_set(e, ERR_CONFIG,
		    "%.120s:%d: this line is neither \"name = value\" nor "
		    "[client], [server] or a comment that begins with #. "
		    "Correct it and start again.",
		    path, bad_line);
	return r.err;
}

static enum err
unreadable(const char *path, int number, struct errinfo *e)
{
	char why[80] = "";

	return err_set(e, ERR_CONFIG,
	    "The settings file %.120s cannot be read (%s). Correct the path, "
	    "or who may read it, and start again.",
	    path, strerror_r(number, why, sizeof(why)));
}

/* Everything that fd holds, at most FILE_MAX bytes. */
static enum err
slurp(struct buf *out, int fd, const char *path, struct errinfo *e)
{
	char piece[4096];
	struct stat st;
	ssize_t n;

	if (fstat(fd, &st) != 0)
		return unreadable(path, errno, e);
	if (!S_ISREG(st.st_mode))
		return err_set(e, ERR_CONFIG,
		    "%.120s is not a file, so no setting was read from it. "
		    "Give the path of the settings file itself.",
		    path);
	while ((n = read(fd, piece, sizeof(piece))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return unreadable(path, errno, e);
		if (!buf_add(out, piece, (size_t)n))
			return err_set(e, ERR_CONFIG,
			    "%.120s is over %d bytes, too much for a settings "
			    "file. Give the path of the right file.",
			    path, FILE_MAX);
	}
	return ERR_OK;
}

enum err
conf_load_file(
    struct conf *c, const char *path, bool must_exist, struct errinfo *e)
{
	struct buf text = BUF_INIT(FILE_MAX);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	enum err err;

	if (fd < 0 && !must_exist && (errno == ENOENT || errno == ENOTDIR))
		return ERR_OK;
	if (fd < 0)
		return unreadable(path, errno, e);
	err = slurp(&text, fd, path, e);
	(void)close(fd);
	if (!err)
		err = load_text(c, path, &text, e);
	buf_done(&text);
	return err;
}
