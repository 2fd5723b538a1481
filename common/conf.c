/* conf.c - settings: the table, what a value may be, and who has the last word.
 *
 * A value is checked when it is set, by its row, wherever it comes from; so
 * what is asked for later is always good. */
#include "conf.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

#include "conf_in.h"
#include "mem.h"
#include "text.h"

const struct conf_row conf_rows[CONF_COUNT] = {
#define X(id, ...) [CONF_##id] = { __VA_ARGS__ },
	CONF_LIST(X)
#undef X
};

static enum err
not_allowed(const struct conf_row *row, const char *text,
    const struct conf_source *source, struct errinfo *e)
{
	struct buf allowed = BUF_INIT(ERR_SAYS_MAX);
	char read[CONF_SHOWN_MAX], from[CONF_WHERE_MAX];
	enum err err;

	conf_say_allowed(&allowed, row);
	err = err_field(e, ERR_CONFIG, row->name,
	    "%s: %s must be %s; \"%s\" was read. Correct it and start again.",
	    conf_where(from, source), row->name, buf_str(&allowed),
	    conf_shown(read, text));
	buf_done(&allowed);
	return err;
}

static bool
is_plain_text(const char *s, size_t len)
{
	if (!text_is_utf8(s, len))
		return false;
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c < 0x20 || c == 0x7F ||
		    (c == 0xC2 && (unsigned char)s[i + 1] < 0xA0))
			return false;
	}
	return true;
}

static bool
read_number(int64_t *out, const char *s)
{
	int64_t n = 0;
	size_t i = 0;

	for (; s[i]; i++) {
		if (s[i] < '0' || s[i] > '9' || i == 18)
			return false;
		n = n * 10 + (s[i] - '0');
	}
	*out = n;
	return i > 0;
}

/* The place of word among words with a space between. */
static bool
read_choice(int64_t *out, const char *words, const char *word)
{
	size_t len = strlen(word);

	for (int64_t i = 0; *words; i++) {
		size_t n = strcspn(words, " ");

		if (n == len && memcmp(words, word, n) == 0) {
			*out = i;
			return true;
		}
		words += n + (words[n] == ' ');
	}
	return false;
}

static bool
read_bool(int64_t *out, const char *s)
{
	static const char *const words[] = { "no", "yes", "false", "true",
		"off", "on", "0", "1" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcasecmp(s, words[i]) == 0) {
			*out = i % 2;
			return true;
		}
	return false;
}

static bool
read_value(int64_t *number, const struct conf_row *row, const char *text,
    const struct conf_source *source)
{
	size_t len = strlen(text);

	switch (row->type) {
	case CONF_INT:
		return read_number(number, text) && *number >= row->min &&
		       *number <= row->max;
	case CONF_BOOL: return read_bool(number, text);
	case CONF_CHOICE: return read_choice(number, row->choices, text);
	case CONF_PATH:
		/* A file means the same wherever a program is started. */
		if (text[0] == '~' ||
		    (!source->origin && text[0] && text[0] != '/'))
			return false;
		break;
	case CONF_TEXT: break;
	}
	return len >= (size_t)row->min && len <= (size_t)row->max &&
	       is_plain_text(text, len);
}

static enum err
load_env(struct conf *c, char *const *env, struct errinfo *e)
{
	char name[CONF_ENV_MAX];

	for (size_t i = 0; i < CONF_COUNT; i++) {
		const struct conf_row *row = &conf_rows[i];
		size_t len, at = 0;

		if (!(row->who & c->who))
			continue;
		conf_env_name(name, row);
		len = strlen(name);
		while (env[at] && (strncmp(env[at], name, len) != 0 ||
				      env[at][len] != '='))
			at++;
		if (env[at]) {
			const struct conf_source source = { .origin =
								"environment" };
			enum err err =
			    conf_put(c, row, env[at] + len + 1, &source, e);

			if (err)
				return err;
		}
	}
	return ERR_OK;
}

enum err
conf_put(struct conf *c, const struct conf_row *row, const char *text,
    const struct conf_source *source, struct errinfo *e)
{
	size_t i = (size_t)(row - conf_rows);
	char from[CONF_WHERE_MAX];
	int64_t number = 0;

	if (!read_value(&number, row, text, source))
		return not_allowed(row, text, source, e);
	if (row->type == CONF_BOOL)
		text = number ? "yes" : "no";
	mem_free_text(c->at[i].text);
	mem_free_text(c->at[i].origin);
	c->at[i].text = mem_strdup(text);
	c->at[i].number = number;
	c->at[i].origin = mem_strdup(conf_where(from, source));
	return ERR_OK;
}

enum err
conf_load(struct conf **out, enum conf_who who, const char *path,
    bool must_exist, char *const *env, struct errinfo *e)
{
	static const struct conf_source usual = { .origin = "default" };
	struct conf *c = mem_zalloc(1, sizeof(*c));
	enum err err = ERR_OK;

	*out = NULL;
	c->who = who;
	for (size_t i = 0; i < CONF_COUNT && !err; i++)
		err = conf_put(c, &conf_rows[i], conf_rows[i].usual, &usual, e);
	assert(!err); /* a default that its own row refuses */
	if (path)
		err = conf_load_file(c, path, must_exist, e);
	if (!err && env)
		err = load_env(c, env, e);
	if (err)
		conf_free(c);
	else
		*out = c;
	return err;
}

void
conf_free(struct conf *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < CONF_COUNT; i++) {
		mem_free_text(c->at[i].text);
		mem_free_text(c->at[i].origin);
	}
	mem_free_wiped(c, sizeof(*c));
}

enum err
conf_set(struct conf *c, const char *name, const char *value, struct errinfo *e)
{
	static const struct conf_source source = { .origin = "flag" };
	const struct conf_row *row = conf_find(name);

	if (!row)
		return conf_unknown(name, c->who, &source, e);
	if (!(row->who & c->who))
		return err_set(e, ERR_CONFIG,
		    "flag: %s is a setting of the %s and means nothing here. "
		    "Leave it out.",
		    row->name, row->who == CONF_SERVER ? "server" : "client");
	return conf_put(c, row, value, &source, e);
}

const char *
conf_text(const struct conf *c, enum conf_id id)
{
	return c->at[id].text;
}

int64_t
conf_int(const struct conf *c, enum conf_id id)
{
	return c->at[id].number;
}

bool
conf_bool(const struct conf *c, enum conf_id id)
{
	assert(conf_rows[id].type == CONF_BOOL);
	return c->at[id].number != 0;
}

const char *
conf_origin(const struct conf *c, enum conf_id id)
{
	return c->at[id].origin;
}
