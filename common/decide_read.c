/* decide_read.c - facts from JSON. What is not in the tables is refused and
 * named; what is missing stays as facts_init left it. */
#include "decide_in.h"

#include <string.h>

#include "json.h"

#define WORD_SHOWN_MAX 40

static enum err read_object(void *base, const struct shape *shape,
    const struct json *node, const struct facts_where *up, struct errinfo *e);

/* Lower-case letters, digits and low lines: a name of the vocabulary, or a slip
 * in one; nothing that could be about a child. */
static bool
is_plain_word(const char *s)
{
	size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_");

	return n > 0 && n <= WORD_SHOWN_MAX && s[n] == '\0';
}

static enum err
unknown_member(const char *key, const struct facts_where *up, struct errinfo *e)
{
	const struct facts_where at = { .up = up, .name = key };

	if (is_plain_word(key))
		return facts_refuse(&at, e,
		    "is not a member of the facts. Take it out, or correct "
		    "its name.");
	return facts_refuse(up, e,
	    "has a member whose name is none of the facts. Take it out, or "
	    "correct its name.");
}

static enum err
unknown_word(const char *word, enum decide_words words,
    const struct facts_where *at, struct errinfo *e)
{
	struct buf says = BUF_INIT(ERR_SAYS_MAX);
	size_t n = decide_word_count(words);
	enum err code;

	if (is_plain_word(word))
		buf_addf(&says, "(\"%s\") ", word);
	buf_adds(&says, "must be one of ");
	for (size_t i = 0; i < n; i++) {
		const char *one = decide_word(words, (unsigned)i);

		buf_addf(&says, "%s%s", i > 0 ? ", " : "",
		    *one != '\0' ? one : "\"\"");
	}
	buf_addc(&says, '.');
	code = facts_refuse(at, e, "%s", buf_str(&says));
	buf_done(&says);
	return code;
}

static enum err
read_names(struct facts_names *names, const struct member *m,
    const struct json *node, const struct facts_where *at, struct errinfo *e)
{
	size_t i = 0;

	if (m->all != NULL && json_is_string(node) &&
	    strcmp(json_text(node), m->all) == 0) {
		names->all = true;
		return ERR_OK;
	}
	if (!json_is_array(node) && m->all != NULL)
		return facts_refuse(
		    at, e, "must be a list of texts, or \"%s\".", m->all);
	if (!json_is_array(node))
		return facts_refuse(at, e, "must be a list of texts.");
	for (node = json_first(node); node != NULL; node = json_next(node)) {
		const struct facts_where in = { .up = at, .index = i++ };

		if (!json_is_string(node))
			return facts_refuse(&in, e, "must be text.");
		if (!facts_add_name(names, json_text(node)))
			return facts_refuse(at, e, "has more than %d entries.",
			    FACTS_NAMES_MAX);
	}
	return ERR_OK;
}

static enum err
read_list(void *base, const struct member *m, const struct json *node,
    const struct facts_where *at, struct errinfo *e)
{
	enum err code = ERR_OK;
	size_t i = 0;

	if (!json_is_array(node))
		return facts_refuse(at, e, "must be a list.");
	for (node = json_first(node); node != NULL && code == ERR_OK;
	     node = json_next(node)) {
		const struct facts_where in = { .up = at, .index = i++ };
		void *one = facts_push(base, m);

		if (one == NULL)
			return facts_refuse(
			    at, e, "has more than %zu entries.", m->max);
		code = read_object(one, m->of, node, &in, e);
	}
	return code;
}

static enum err
read_word(void *value, const struct member *m, const struct json *node,
    const struct facts_where *at, struct errinfo *e)
{
	enum decide_words words = (enum decide_words)m->words;
	const char *word = json_text(node);
	unsigned n;

	if (word == NULL || !decide_word_read(words, word, &n))
		return unknown_word(word != NULL ? word : "", words, at, e);
	memcpy(value, &n, sizeof(n));
	return ERR_OK;
}

static enum err
read_date(char *date, const struct member *m, const struct json *node,
    const struct facts_where *at, struct errinfo *e)
{
	const char *s = json_text(node);

	if (m->form == MEMBER_OPEN_DATE && json_is_null(node))
		return ERR_OK;
	if (s == NULL || *s == '\0' || !facts_set_date(date, s))
		return facts_refuse(at, e,
		    "must be a day that there is, written as 2026-04-03%s.",
		    m->form == MEMBER_OPEN_DATE ? ", or null" : "");
	return ERR_OK;
}

static enum err
read_text(char **text, const struct json *node, const struct facts_where *at,
    struct errinfo *e)
{
	if (!json_is_string(node))
		return facts_refuse(at, e, "must be text.");
	facts_set(text, json_text(node));
	return ERR_OK;
}

static enum err
read_bool(bool *value, const struct json *node, const struct facts_where *at,
    struct errinfo *e)
{
	if (!json_is_bool(node))
		return facts_refuse(at, e, "must be true or false.");
	*value = json_true(node);
	return ERR_OK;
}

static enum err
read_member(void *base, const struct member *m, const struct json *node,
    const struct facts_where *at, struct errinfo *e)
{
	void *value = (char *)base + m->offset;

	switch (m->form) {
	case MEMBER_BOOL: return read_bool(value, node, at, e);
	case MEMBER_WORD: return read_word(value, m, node, at, e);
	case MEMBER_TEXT: return read_text(value, node, at, e);
	case MEMBER_DATE:
	case MEMBER_OPEN_DATE: return read_date(value, m, node, at, e);
	case MEMBER_NAMES: return read_names(value, m, node, at, e);
	case MEMBER_OBJECT: return read_object(value, m->of, node, at, e);
	case MEMBER_LIST: return read_list(base, m, node, at, e);
	}
	return ERR_BUG;
}

static enum err
read_object(void *base, const struct shape *shape, const struct json *node,
    const struct facts_where *up, struct errinfo *e)
{
	enum err code = ERR_OK;

	if (!json_is_object(node))
		return facts_refuse(up, e, "must be one JSON object.");
	for (node = json_first(node); node != NULL && code == ERR_OK;
	     node = json_next(node)) {
		const struct member *m = facts_member(shape, json_key(node));
		const struct facts_where at = { .up = up,
			.name = json_key(node) };

		code = m != NULL ? read_member(base, m, node, &at, e)
				 : unknown_member(json_key(node), up, e);
	}
	return code;
}

/* Is this the path of a member of the facts? */
static bool
is_member(const char *path)
{
	const struct shape *shape = &facts_shape;

	while (shape != NULL) {
		char name[WORD_SHOWN_MAX + 1];
		size_t n = strcspn(path, ".[");
		const struct member *m;

		if (n > WORD_SHOWN_MAX)
			return false;
		memcpy(name, path, n);
		name[n] = '\0';
		m = facts_member(shape, name);
		if (m == NULL)
			return false;
		path += n;
		if (*path == '[')
			path += strcspn(path, "]") + 1;
		if (*path == '\0')
			return true;
		path++;
		shape = m->of;
	}
	return false;
}

/* The scanner says at which byte a member stands twice; here it has a name. */
static enum err
name_twice(struct errinfo *e)
{
	char path[ERR_FIELD_MAX];

	if (e == NULL || *e->field == '\0')
		return ERR_SYNTAX;
	memcpy(path, e->field, sizeof(path));
	if (!is_member(path))
		return ERR_SYNTAX;
	return err_field(e, ERR_SYNTAX, path,
	    "%s is given twice. Nothing was decided. Take one of them out.",
	    path);
}

enum err
facts_read(struct facts **out, const char *json, size_t len, struct errinfo *e)
{
	struct json *doc = NULL;
	struct facts *f = facts_new();
	enum err code;

	*out = NULL;
	code = json_parse(&doc, json, len, FACTS_JSON_MAX, e);
	if (code == ERR_SYNTAX)
		code = name_twice(e);
	if (code == ERR_OK)
		code = read_object(f, &facts_shape, doc, NULL, e);
	if (code == ERR_OK)
		code = facts_check(f, e);
	json_free(doc);
	if (code != ERR_OK) {
		facts_free(f);
		return code;
	}
	*out = f;
	return ERR_OK;
}
