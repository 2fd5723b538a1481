/* conf_print.c - the table of settings in words: for sentences, for
 * config.example and for haven.conf(5). */
#include "conf.h"

#include <assert.h>
#include <ctype.h>
#include <string.h>

#include "conf_in.h"

#define COLS 76

static const struct {
	const char *name, *title, *program;
	enum conf_who who;
} parts[] = {
	{ "client", "Settings of the client", "haven", CONF_CLIENT },
	{ "server", "Settings of the server", "havend", CONF_SERVER },
};

/* Words of text in lines of at most COLS columns, each after mark. */
static void
add_wrapped(struct buf *out, const char *mark, const char *text)
{
	size_t col = 0;

	while (*text) {
		size_t len = strcspn(text, " ");

		if (col > 0 && col + 1 + len > COLS) {
			(void)buf_addc(out, '\n');
			col = 0;
		}
		(void)buf_adds(out, col > 0 ? " " : mark);
		col += (col > 0 ? 1 : strlen(mark)) + len;
		(void)buf_add(out, text, len);
		text += len + strspn(text + len, " ");
	}
	(void)buf_addc(out, '\n');
}

/* "auto, yes or no" */
static void
add_choices(struct buf *out, const char *words)
{
	const char *last = strrchr(words, ' ');

	for (; *words; words++)
		if (*words != ' ')
			(void)buf_addc(out, *words);
		else
			(void)buf_adds(out, words == last ? " or " : ", ");
}

/* Letters of text as mdoc takes them in a line of text. */
static void
add_mdoc(struct buf *out, const char *text)
{
	for (bool starts = true; *text; text++) {
		if (starts && (*text == '.' || *text == '\''))
			(void)buf_adds(out, "\\&");
		if (*text == '\\')
			(void)buf_adds(out, "\\e");
		else
			(void)buf_addc(out, *text);
		/* A line each sentence: so mdoc spaces them. */
		starts = *text == '.' && text[1] == ' ';
		if (starts) {
			(void)buf_addc(out, '\n');
			text++;
		}
	}
	(void)buf_addc(out, '\n');
}

void
conf_say_allowed(struct buf *out, const struct conf_row *row)
{
	switch (row->type) {
	case CONF_INT:
		(void)buf_addf(out, "a whole number from %lld to %lld",
		    (long long)row->min, (long long)row->max);
		if (row->unit[0])
			(void)buf_addf(out, " (%s)", row->unit);
		break;
	case CONF_BOOL: (void)buf_adds(out, "yes or no"); break;
	case CONF_CHOICE: add_choices(out, row->choices); break;
	case CONF_PATH:
		(void)buf_adds(out,
		    row->min > 0 ? "a whole path, beginning with /"
				 : "empty or a whole path, beginning with /");
		break;
	case CONF_TEXT:
		(void)buf_addf(out, "text of %s%lld bytes, on one line",
		    row->min > 0 ? "1 to " : "at most ", (long long)row->max);
		break;
	}
}

void
conf_env_name(char out[CONF_ENV_MAX], const struct conf_row *row)
{
	size_t n = sizeof(CONF_ENV) - 1;

	assert(strlen(row->name) < CONF_NAME_MAX);
	memcpy(out, CONF_ENV, n);
	for (const char *s = row->name; *s; s++)
		out[n++] = (char)toupper((unsigned char)*s);
	out[n] = '\0';
}

static void
example_row(struct buf *out, const struct conf_row *row)
{
	struct buf allowed = BUF_INIT(1000);

	(void)buf_addc(out, '\n');
	add_wrapped(out, "# ", row->help);
	(void)buf_adds(&allowed, "Allowed: ");
	conf_say_allowed(&allowed, row);
	(void)buf_addc(&allowed, '.');
	add_wrapped(out, "# ", buf_str(&allowed));
	(void)buf_addf(
	    out, "#%s =%s%s\n", row->name, *row->usual ? " " : "", row->usual);
	buf_done(&allowed);
}

static void
manual_row(struct buf *out, const struct conf_row *row)
{
	char env[CONF_ENV_MAX];
	struct buf allowed = BUF_INIT(1000);

	conf_env_name(env, row);
	(void)buf_addf(out, ".It Ic %s\n", row->name);
	add_mdoc(out, row->help);
	conf_say_allowed(&allowed, row);
	(void)buf_addf(out, "Allowed: %s.\n", buf_str(&allowed));
	if (*row->usual)
		(void)buf_addf(out, "The default is\n.Dq %s .\n", row->usual);
	(void)buf_addf(out, "In the environment:\n.Ev %s .\n", env);
	buf_done(&allowed);
}

void
conf_print_example(struct buf *out)
{
	(void)buf_adds(out,
	    "# Settings of haven and havend, with their defaults. Take away "
	    "the "
	    "# before a\n"
	    "# name to change it. A line is at most 199 bytes. A # or ; that "
	    "begins a line,\n"
	    "# and a ; after a space, begin a comment.\n"
	    "#\n"
	    "# A flag comes before the environment (HAVEN_ and the name in "
	    "capitals), the\n"
	    "# environment before this file. haven.conf(5) says more.\n");
	for (size_t part = 0; part < 2; part++) {
		(void)buf_addf(out, "\n[%s]\n", parts[part].name);
		for (size_t i = 0; i < CONF_COUNT; i++)
			if (conf_rows[i].who & parts[part].who)
				example_row(out, &conf_rows[i]);
	}
}

void
conf_print_manual(struct buf *out)
{
	for (size_t part = 0; part < 2; part++) {
		(void)buf_addf(out,
		    ".Ss %s\nUnder\n.Ic [%s] ,\nread by\n.Nm %s .\n"
		    ".Bl -tag -width Ds\n",
		    parts[part].title, parts[part].name, parts[part].program);
		for (size_t i = 0; i < CONF_COUNT; i++)
			if (conf_rows[i].who & parts[part].who)
				manual_row(out, &conf_rows[i]);
		(void)buf_adds(out, ".El\n");
	}
}
