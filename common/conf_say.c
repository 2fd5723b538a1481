/* conf_say.c - sentences about settings: where, what was read, what was meant. */
#include "conf_in.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "text.h"

#define SHOWN_COLS 40 /* of what was read, in a sentence */
#define SLIPS_MAX 3   /* a name this far off is still offered */

static_assert(CONF_SHOWN_MAX > SHOWN_COLS * 4, "four bytes a column");

static bool
is_char(char a, char b)
{
	return a == b || (a == '-' && b == '_');
}

/* "lock-after" is lock_after: so flags are written. */
static bool
is_named(const struct conf_row *row, const char *name)
{
	size_t i = 0;

	for (; name[i] && row->name[i]; i++)
		if (!is_char(name[i], row->name[i]))
			return false;
	return name[i] == row->name[i];
}

static size_t
least(size_t a, size_t b, size_t c)
{
	if (b < a)
		a = b;
	return c < a ? c : a;
}

/* Letters to put in, take out or change, to come from a to b. */
static size_t
slips(const char *a, const char *b)
{
	size_t row[CONF_NAME_MAX];
	size_t len = strlen(b);

	assert(len < CONF_NAME_MAX);
	for (size_t j = 0; j <= len; j++)
		row[j] = j;
	for (size_t i = 0; a[i]; i++) {
		size_t corner = row[0];

		row[0] = i + 1;
		for (size_t j = 0; j < len; j++) {
			size_t above = row[j + 1];

			row[j + 1] = least(above + 1, row[j] + 1,
			    corner + !is_char(a[i], b[j]));
			corner = above;
		}
	}
	return row[len];
}

/* Only a name of ordinary length can be a slip. */
static bool
is_near(const char *name, const struct conf_row *row, size_t distance)
{
	return strnlen(name, CONF_NAME_MAX) < CONF_NAME_MAX &&
	       slips(name, row->name) == distance;
}

/* ", did you mean a, b or c?": the nearest, or "". */
static void
say_nearest(struct buf *out, const char *name, enum conf_who who)
{
	size_t count = 0;

	for (size_t distance = 1; distance <= SLIPS_MAX && !count; distance++)
		for (size_t i = 0; i < CONF_COUNT; i++)
			if ((conf_rows[i].who & who) &&
			    is_near(name, &conf_rows[i], distance))
				(void)buf_addf(out, "%s%s",
				    count++ ? " or " : " Did you mean ",
				    conf_rows[i].name);
	(void)buf_adds(out, count ? "?" : " haven.conf(5) lists them all.");
}

const char *
conf_shown(char out[CONF_SHOWN_MAX], const char *read)
{
	struct buf safe = BUF_INIT(8192);
	size_t len;

	text_safe(&safe, read, strnlen(read, 1024), false);
	len = text_fit(buf_str(&safe), safe.len, SHOWN_COLS);
	if (len >= CONF_SHOWN_MAX)
		len = 0;
	memcpy(out, buf_str(&safe), len);
	out[len] = '\0';
	buf_done(&safe);
	return out;
}

const char *
conf_where(char out[CONF_WHERE_MAX], const struct conf_source *source)
{
	if (source->origin)
		(void)snprintf(out, CONF_WHERE_MAX, "%s", source->origin);
	else
		(void)snprintf(out, CONF_WHERE_MAX, "%.120s:%u", source->path,
		    source->line);
	return out;
}

const struct conf_row *
conf_find(const char *name)
{
	for (size_t i = 0; i < CONF_COUNT; i++)
		if (is_named(&conf_rows[i], name))
			return &conf_rows[i];
	return NULL;
}

enum err
conf_unknown(const char *name, enum conf_who who,
    const struct conf_source *source, struct errinfo *e)
{
	struct buf nearest = BUF_INIT(ERR_SAYS_MAX);
	char read[CONF_SHOWN_MAX], from[CONF_WHERE_MAX];
	enum err err;

	say_nearest(&nearest, name, who);
	err = err_set(e, ERR_CONFIG, "%s: there is no setting \"%s\".%s",
	    conf_where(from, source), conf_shown(read, name),
	    buf_str(&nearest));
	buf_done(&nearest);
	return err;
}
